//! Why a rule fired for a subject, or why it did not: the verdict of the evaluation itself, and the value of
//! every part of the conditions behind it.
//!
//! The verdict comes of the same plan, the same judging and the same joining as [`super::evaluate`], put to the
//! rows of one subject; nothing is decided here a second time.

use std::collections::{BTreeMap, BTreeSet};

use domain::Division;
use domain::records::{Places, Unit};

use super::exception::Exceptions;
use super::missing::Missing;
use super::stretch::{Ready, Said, Shared};
use super::{Selection, apart, outcome, plan, scope, unit};
use crate::context::Context;
use crate::facts::Reach;
use crate::finding::{Finding, Reason};
use crate::pack::{Pack, Rule};

mod block;
mod register;

pub use block::{Block, Standing};

use block::Blocks;
use register::{OFFERED, Register};

/// What a rule says of a subject.
pub struct Explanation<'a> {
    /// The subject, once for each division and period in which it stands.
    pub cases: Vec<Case<'a>>,
    /// Blocks of the rule of which not even the subjects are known, and why.
    pub absent: Vec<(&'a Rule, Reason)>,
    /// Ids that the user may have meant, where no subject has this one.
    pub near: Vec<String>,
}

impl<'a> Explanation<'a> {
    /// With what another unit says.
    fn joined(mut self, other: Explanation<'a>) -> Explanation<'a> {
        self.cases.extend(other.cases);
        self.cases.sort_by(|a, b| a.key().cmp(&b.key()));
        self.near.extend(other.near);
        self.near.sort();
        self.near.dedup();
        self.near.truncate(OFFERED);
        if !self.cases.is_empty() {
            self.near.clear();
        }
        self
    }
}

/// A subject in one division and period.
pub struct Case<'a> {
    /// Kind of the subject.
    pub kind: &'static str,
    /// Its id, resident's numbers masked.
    pub id: String,
    /// Its name, persons masked.
    pub name: String,
    /// Where.
    pub division: Option<Division>,
    /// Fiscal year, month or quarter.
    pub period: Option<String>,
    /// What the evaluation says.
    pub verdict: Verdict,
    /// Why nothing can be told by some blocks, also beside a finding of another.
    pub reasons: Vec<Reason>,
    /// Rows of facts of which the rule cannot tell.
    pub untold: u64,
    /// Each block of the rule, put to each row of facts about the subject.
    pub blocks: Vec<Block<'a>>,
}

impl Case<'_> {
    fn key(&self) -> (&'static str, Option<Division>, Option<&str>) {
        (self.kind, self.division, self.period.as_deref())
    }
}

/// What the evaluation says of a subject.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// A finding.
    Finding(Box<Finding>),
    /// A finding that an approved exception lifts.
    Lifted(Box<Finding>),
    /// A table, a column or a fact is missing.
    CannotTell,
    /// No rule looks at it: dated after the day of evaluation, or a refund.
    PassedOver,
    /// It lies outside the years or days that the pack or the rule binds.
    OtherLaw,
    /// No block of the rule is about it.
    NotAbout,
    /// In order.
    Silent,
}

/// Explains a rule for the subject of this id.
pub fn explain<'a>(context: &'a Context<'a>, rule: &str, subject: &str) -> Explanation<'a> {
    let mut all = explain_all(context, rule, &[subject]);
    all.pop().unwrap_or_else(|| Explanation { cases: vec![], absent: vec![], near: vec![] })
}

/// Explains a rule for several subjects, looking up its rows once.
pub fn explain_all<'a>(
    context: &'a Context<'a>,
    rule: &str,
    subjects: &[&str],
) -> Vec<Explanation<'a>> {
    let pack = context.pack;
    if !apart::columns_vary(context.data) {
        return explain_together(context, pack, &Selection::of(rule), subjects);
    }
    let places = Places::new(context.data, &pack.divisions);
    let parts = apart::in_units(context, &places, places.all(), |unit, part| {
        let selection = Selection { unit: Some(unit), ..Selection::of(rule) };
        explain_together(part, pack, &selection, subjects)
    });
    parts.into_iter().reduce(join).unwrap_or_default()
}

/// Explains a rule for several subjects in one division, from the part of the data alone of the unit that judges them.
/// Where files differ in their columns, going through all units for a few subjects takes as long as judging everything.
pub fn explain_in<'a>(
    context: &'a Context<'a>,
    rule: &str,
    division: Option<Division>,
    subjects: &[&str],
) -> Vec<Explanation<'a>> {
    let pack = context.pack;
    if !apart::columns_vary(context.data) {
        return explain_together(context, pack, &Selection::of(rule), subjects);
    }
    let blocks = pack.rules.iter().zip(unit::reaches(pack));
    let across = blocks.clone().any(|(block, far)| block.raises(rule) && far == Reach::Region);
    let unit = if across { Unit::Region } else { Unit::of(&pack.divisions, division) };
    let places = Places::new(context.data, &pack.divisions);
    let part = apart::in_units(context, &places, BTreeSet::from([unit]), |unit, part| {
        let selection = Selection { unit: Some(unit), ..Selection::of(rule) };
        explain_together(part, pack, &selection, subjects)
    });
    part.into_iter().next().unwrap_or_default()
}

/// Puts together what units say of the same subjects.
fn join<'a>(one: Vec<Explanation<'a>>, other: Vec<Explanation<'a>>) -> Vec<Explanation<'a>> {
    one.into_iter().zip(other).map(|(one, other)| one.joined(other)).collect()
}

/// Explains the one rule of a selection, with the columns that all rows have.
fn explain_together<'p>(
    context: &Context,
    pack: &'p Pack,
    selection: &Selection,
    subjects: &[&str],
) -> Vec<Explanation<'p>> {
    let rule = selection.rules.first().map_or("", String::as_str);
    let register = Register::new(context, rule, selection.unit);
    let blocks = Blocks::new(context, pack, rule);
    let plans = plan::plan(context, selection, &mut Missing::default());
    let scope = scope(context);
    let shared = Shared { context, selection, scope: &scope, words: None, reaches: None };
    let bench = Bench {
        shared,
        ready: plans.iter().map(|p| Ready::new(p, shared)).collect(),
        exceptions: Exceptions::new(context),
        blocks: &blocks,
    };
    let explain = |subject: &&str| {
        let cases: Vec<Case> = register.cases(subject).into_iter().map(|s| bench.case(s)).collect();
        let near = if cases.is_empty() { register.near(subject) } else { Vec::new() };
        Explanation { cases, absent: blocks.absent(), near }
    };
    subjects.iter().map(explain).collect()
}

/// The ids of all subjects of a rule's rows, sorted.
pub fn subjects(context: &Context, rule: &str) -> Vec<String> {
    Register::new(context, rule, None).ids()
}

/// A subject in one division and period, and the rows of facts about it, table by table.
struct Sighting {
    kind: &'static str,
    id: String,
    name: String,
    division: Option<Division>,
    period: Option<String>,
    rows: BTreeMap<&'static str, Vec<u32>>,
}

/// Why nothing was found.
fn silence(blocks: &[Block]) -> Verdict {
    let all = |one: &[Standing]| blocks.iter().all(|block| one.contains(&block.standing));
    if all(&[Standing::PassedOver]) {
        Verdict::PassedOver
    } else if all(&[Standing::PassedOver, Standing::OtherLaw]) {
        Verdict::OtherLaw
    } else if all(&[Standing::PassedOver, Standing::OtherLaw, Standing::NotAbout]) {
        Verdict::NotAbout
    } else {
        Verdict::Silent
    }
}

struct Bench<'b, 'a> {
    shared: Shared<'b>,
    ready: Vec<Ready<'b>>,
    exceptions: Exceptions<'b>,
    blocks: &'b Blocks<'b, 'a>,
}

impl<'a> Bench<'_, 'a> {
    fn case(&self, seen: Sighting) -> Case<'a> {
        let mut judged = outcome(self.said(&seen), Missing::default(), self.shared.selection);
        let blocks = self.blocks.at(self.shared, &seen);
        let unknown = judged.not_evaluable.iter();
        let untold = unknown.clone().map(|n| n.subjects).sum();
        // What the data set lacks is named by both.
        let lacking = self.blocks.lacking(&blocks).into_iter();
        let open = unknown.map(|n| n.reason.clone());
        let reasons: BTreeSet<Reason> = lacking.chain(open).collect();
        let reasons: Vec<Reason> = reasons.into_iter().collect();
        let found = judged.findings.pop().map(|f| Verdict::Finding(Box::new(f)));
        let lifted = judged.lifted.pop().map(|f| Verdict::Lifted(Box::new(f)));
        let untold_or = |silent| if reasons.is_empty() { silent } else { Verdict::CannotTell };
        let verdict = found.or(lifted).unwrap_or_else(|| untold_or(silence(&blocks)));
        let Sighting { kind, id, name, division, period, .. } = seen;
        Case { kind, id, name, division, period, verdict, reasons, untold, blocks }
    }

    fn said(&self, seen: &Sighting) -> Vec<Said> {
        let judge = |ready: &Ready| {
            let rows = seen.rows.get(ready.table.name)?;
            Some(ready.judge(self.shared, rows.clone(), &self.exceptions))
        };
        self.ready.iter().filter_map(judge).collect()
    }
}
