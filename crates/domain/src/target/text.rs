//! What a target says: its goal, its money, its indicators.

use crate::handling::{AttachmentId, all_differ};
use crate::money::Fen;

/// Indicators of one target, at most.
pub const MOST_INDICATORS: usize = 40;

/// What a target is set for (D 三).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// A project (项目).
    Project,
    /// A policy (政策).
    Policy,
    /// A department as a whole (部门整体).
    Department,
    /// A transfer from above (转移支付).
    Transfer,
    /// A government (政府).
    Government,
    /// A bond (债券).
    Bond,
}

impl SubjectKind {
    /// All kinds, in the order of the contract.
    pub const ALL: [SubjectKind; 6] = [
        SubjectKind::Project,
        SubjectKind::Policy,
        SubjectKind::Department,
        SubjectKind::Transfer,
        SubjectKind::Government,
        SubjectKind::Bond,
    ];

    /// The word of records.
    pub fn word(self) -> &'static str {
        match self {
            SubjectKind::Project => "project",
            SubjectKind::Policy => "policy",
            SubjectKind::Department => "department",
            SubjectKind::Transfer => "transfer",
            SubjectKind::Government => "government",
            SubjectKind::Bond => "bond",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<SubjectKind> {
        SubjectKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One indicator (绩效指标). Cells are as somebody wrote them; whether a number can be read in them is for the reader of
/// records and the rules to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indicator {
    /// First level: 产出指标.
    pub level1: String,
    /// Second level: 数量指标.
    pub level2: String,
    /// The indicator itself.
    pub name: String,
    /// Which way is good, as records write it.
    pub direction: String,
    /// The value promised.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// Points.
    pub weight: String,
    /// Whether the target may not lack it.
    pub core: bool,
    /// How it is measured and what shows it.
    pub note: String,
}

/// What a target says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The overall target in words.
    pub goal: String,
    /// All money.
    pub total: Fen,
    /// The fiscal part of it.
    pub fiscal: Fen,
    /// Its indicators, in their order.
    pub indicators: Vec<Indicator>,
    /// Documents that show it.
    pub evidence: Vec<AttachmentId>,
}

/// What a text lacks, so that it cannot be submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not say in words what is to be reached.
    NoGoal,
    /// It says no money.
    NoMoney,
    /// The fiscal part is more than all of it.
    OverTotal,
    /// It has no indicator.
    NoIndicator,
    /// It has too many.
    TooMany,
    /// The indicator of this place in the list lacks a level, a name or a value.
    Unfilled(usize),
    /// Two indicators have the same levels and name.
    Twice,
}

impl Text {
    /// Refused with the first thing that is left out.
    pub fn is_whole(&self) -> Result<(), Fault> {
        let has = |text: &str| !text.trim().is_empty();
        if !has(&self.goal) {
            return Err(Fault::NoGoal);
        }
        if self.total <= Fen(0) || self.fiscal < Fen(0) {
            return Err(Fault::NoMoney);
        }
        if self.fiscal > self.total {
            return Err(Fault::OverTotal);
        }
        if self.indicators.is_empty() {
            return Err(Fault::NoIndicator);
        }
        if self.indicators.len() > MOST_INDICATORS {
            return Err(Fault::TooMany);
        }
        let filled = |one: &Indicator| {
            [&one.level1, &one.level2, &one.name, &one.value].iter().all(|t| has(t))
        };
        if let Some(at) = self.indicators.iter().position(|one| !filled(one)) {
            return Err(Fault::Unfilled(at));
        }
        let names = self.indicators.iter().map(|one| (&one.level1, &one.level2, &one.name));
        if all_differ(names) { Ok(()) } else { Err(Fault::Twice) }
    }
}
