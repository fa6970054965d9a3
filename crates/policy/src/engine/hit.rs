//! What one rule block says of the rows of a stretch, before anybody knows whose rows they are.

use domain::Day;

/// A finding before it knows its subject.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Hit {
    /// The due-soon warning of a clock.
    pub soon: bool,
    /// Last day on time.
    pub due: Option<Day>,
    /// Day on which it was done after all; nothing while it is open.
    pub done: Option<Day>,
    /// Calendar days late.
    pub days_late: Option<i32>,
    /// Fen concerned.
    pub amount: Option<i64>,
}

/// What one rule says of one stretch; positions are those of the batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Findings, ascending by position.
    pub hits: Vec<(u32, Hit)>,
    /// Positions of which the rule cannot tell.
    pub cannot_tell: Vec<u32>,
}
