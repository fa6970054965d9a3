//! Known breaches, put into an otherwise clean region.
//!
//! A violation is a function that picks a subject, changes as few rows as it can, and lists every
//! finding that must come of it; findings that cannot be kept apart from the breach are listed with
//! it. Subjects are used once, so that violations do not meet. One file holds one family of rules.

mod allocation;
mod benefits;
mod books;
mod disclosure;
mod evaluation;
mod monitoring;
mod pace;
mod payments;
mod projects;
mod raising;
mod rules;
mod scene;
mod shares;
mod targets;

use domain::Day;

use crate::rows::Text;

pub(crate) use rules::RULES;
pub(crate) use scene::Scene;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A breach.
    Red,
    /// A doubt, or a limit that approaches.
    Yellow,
}

impl Severity {
    /// The word of the public contract.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Red => "red",
            Severity::Yellow => "yellow",
        }
    }
}

/// A finding that must come of a seeded violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeded {
    /// Rule.
    pub rule: &'static str,
    /// Its lamp.
    pub severity: Severity,
    /// Kind of the subject, as findings name it.
    pub subject_kind: &'static str,
    /// Id of the subject, as findings form it.
    pub subject: Text,
    /// Day of evaluation on which it shows.
    pub as_of: Day,
    /// What was done, in Chinese.
    pub note_zh: &'static str,
    /// What was done, in English.
    pub note_en: &'static str,
}

/// A change that breaks a rule. It gives nothing, and has changed nothing, where no subject fits.
pub(crate) type Violation = fn(&mut Scene) -> Option<()>;

/// Violations above the counties.
pub(crate) fn of_region() -> Vec<Violation> {
    [allocation::OF_REGION, raising::ALL, shares::ALL, books::OF_REGION, disclosure::OF_REGION]
        .concat()
}

/// Violations inside a county.
pub(crate) fn of_counties() -> Vec<Violation> {
    [
        payments::ALL,
        pace::ALL,
        projects::ALL,
        targets::ALL,
        monitoring::ALL,
        evaluation::ALL,
        benefits::ALL,
        disclosure::OF_COUNTY,
        books::OF_COUNTY,
        allocation::OF_COUNTY,
    ]
    .concat()
}
