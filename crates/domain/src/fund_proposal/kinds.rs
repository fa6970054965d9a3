//! The kinds of fund proposals: who proposes, with whom, who reviews, who approves, by which clauses, from when.
//!
//! Nothing else knows one kind from another. Offices are ids of the pack's actors. What the regulation leaves open is a
//! local default, and says so.

use super::State;
use crate::day::Day;
use crate::fund::FundClass;

/// What a proposal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Money is raised (B 一（二）).
    Raising,
    /// Money is divided among prefectures in blocks (B 二（一）2（1）).
    Blocks,
}

/// The office that approves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Id of the office.
    pub office: &'static str,
    /// Whether the regulation leaves open who approves, so that this is a local default.
    pub is_local: bool,
}

/// A kind of proposal.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its word.
    pub word: &'static str,
    /// The first day of the clauses on which it rests, and the last one, where they have ended.
    pub since: &'static str,
    /// The last day.
    pub until: Option<&'static str>,
    /// What it is about.
    pub purpose: Purpose,
    /// The offices that propose.
    pub proposes: &'static [&'static str],
    /// The office with which it is made: it agrees before anything else.
    pub with: Option<&'static str>,
    /// Whether departments take part that have no post here: they are named.
    pub consults: bool,
    /// The office that reviews.
    pub reviews: Option<&'static str>,
    /// The office that approves.
    pub approves: Approval,
    /// The kind of arrangement to which it belongs.
    pub under: Option<&'static str>,
    /// The classes of money that it speaks of.
    pub classes: &'static [FundClass],
    /// The clauses.
    pub clauses: &'static [&'static str],
}

const FUND_OFFICE: &str = "region_fund_office";
const AGRICULTURE: &str = "region_agriculture_division";
const BUDGET: &str = "region_budget_division";
const BUSINESS: &str = "region_business_divisions";
const LEADERS: &str = "region_finance_leaders";

/// B 一（二）2, 5, 二（一）2（1）: the leader in charge of the department.
const BY_LAW: Approval = Approval { office: LEADERS, is_local: false };
/// No clause says who signs an arrangement that nobody reviews.
const BY_DEFAULT: Approval = Approval { office: LEADERS, is_local: true };

/// The classes that B 一（二）5 calls other monitored money: those that no clause before it names.
const OTHERS: &[FundClass] = &[FundClass::Other, FundClass::SafetyNet, FundClass::Medical];

/// What most kinds have in common.
const PLAIN: Kind = Kind {
    word: "",
    since: "2019-05-22",
    until: None,
    purpose: Purpose::Raising,
    proposes: &[FUND_OFFICE],
    with: None,
    consults: false,
    reviews: None,
    approves: BY_DEFAULT,
    under: None,
    classes: &[],
    clauses: &[],
};

/// The table.
pub const KINDS: &[Kind] = &[
    Kind { word: "special", classes: &[FundClass::Special], clauses: &["B-1.2.1.b"], ..PLAIN },
    Kind {
        word: "integrated",
        proposes: &[AGRICULTURE],
        classes: &[FundClass::Integrated],
        clauses: &["B-1.2.2.c", "B-2.3.2.1"],
        ..PLAIN
    },
    Kind {
        word: "integrated_plan",
        proposes: &[BUSINESS],
        consults: true,
        reviews: Some(AGRICULTURE),
        approves: BY_LAW,
        under: Some("integrated"),
        classes: &[FundClass::Integrated],
        clauses: &["B-1.2.2.d", "B-1.2.2.e", "B-1.2.2.f"],
        ..PLAIN
    },
    Kind {
        word: "bonds",
        proposes: &[BUDGET],
        with: Some(FUND_OFFICE),
        classes: &[FundClass::Bond],
        clauses: &["B-1.2.3.b"],
        ..PLAIN
    },
    Kind {
        word: "relocation",
        classes: &[FundClass::Relocation],
        clauses: &["B-1.2.4.c"],
        ..PLAIN
    },
    Kind { word: "other", classes: OTHERS, clauses: &["B-1.2.5.c"], ..PLAIN },
    Kind {
        word: "other_plan",
        proposes: &[BUSINESS],
        reviews: Some(FUND_OFFICE),
        approves: BY_LAW,
        under: Some("other"),
        classes: OTHERS,
        clauses: &["B-1.2.5.d", "B-1.2.5.e", "B-1.2.5.f"],
        ..PLAIN
    },
    Kind {
        word: "blocks",
        purpose: Purpose::Blocks,
        proposes: &[AGRICULTURE, BUSINESS],
        consults: true,
        reviews: Some(AGRICULTURE),
        approves: BY_LAW,
        classes: &[FundClass::Integrated],
        clauses: &["B-2.1.2.1.a", "B-2.1.2.1.b", "B-2.1.2.1.c", "B-2.3.2.3.a", "B-2.3.2.p2.1"],
        ..PLAIN
    },
];

impl Kind {
    /// The kind of a word, in force or not: what was begun by it goes on by it.
    pub fn of(word: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.word == word)
    }

    /// The kinds that may be proposed on a day.
    pub fn on(day: Day) -> impl Iterator<Item = &'static Kind> {
        KINDS.iter().filter(move |kind| kind.holds(day))
    }

    /// Whether its clauses are in force on a day.
    pub fn holds(&self, day: Day) -> bool {
        let begun = Day::parse(self.since).is_ok_and(|since| since <= day);
        let ended = self.until.and_then(|until| Day::parse(until).ok());
        begun && ended.is_none_or(|until| day <= until)
    }

    /// The kind of proposals by which divisions answer it, where it is an arrangement.
    pub fn answered_by(&self) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.under == Some(self.word))
    }

    /// The office for whose step one waits in a state.
    pub fn office(&self, state: State) -> Option<&'static str> {
        match state {
            State::Agreeing => self.with,
            State::Reviewing => self.reviews,
            State::Approving => Some(self.approves.office),
            _ => None,
        }
    }

    /// The state in which one stands that has come to another: stations that the kind does not have are passed over.
    pub(super) fn from(&self, state: State) -> State {
        match state {
            State::Agreeing if self.with.is_none() => self.from(State::Reviewing),
            State::Reviewing if self.reviews.is_none() => State::Approving,
            other => other,
        }
    }
}
