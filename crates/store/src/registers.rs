//! Registers: what was found in each place and by each rule, and what became of it; what was raised; what was paid
//! by vouchers; in numbers. They are views of the same records, warnings and cases as the lists.

mod sums;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

pub use self::sums::{
    Documents, KeptBack, Lit, Looked, Raised, Vouchers, documents, kept_back, lit, looked, raised,
    vouchers, years,
};

/// Warnings of one rule in one place, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// Code of the division.
    pub home: String,
    /// Id of the rule.
    pub rule: String,
    /// What became of them.
    pub tally: Tally,
}

/// What became of some warnings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Breaches, lit or not.
    pub red: i64,
    /// Doubts, lit or not.
    pub yellow: i64,
    /// Of both, those that somebody has dealt with, or that the rule no longer finds.
    pub handled: i64,
    /// Of both, those that are settled, or that the rule no longer finds.
    pub rectified: i64,
    /// Cases of which the deadline has passed and nothing was reported.
    pub overdue: i64,
    /// Amounts of what is lit, in fen.
    pub amount: i64,
}

const PROBLEMS: Sql = Sql::new(
    "SELECT w.home, w.rule, SUM(CASE WHEN w.lamp = 'red' THEN 1 ELSE 0 END), \
     SUM(CASE WHEN w.lamp = 'yellow' THEN 1 ELSE 0 END), \
     SUM(CASE WHEN w.state = 'open' THEN 0 ELSE 1 END), \
     SUM(CASE WHEN w.state IN ('settled', 'cleared') THEN 1 ELSE 0 END), \
     SUM(CASE WHEN c.state = 'ordered' AND c.due < $1 THEN 1 ELSE 0 END), \
     CAST(COALESCE(SUM(CASE WHEN w.lit = 1 THEN w.amount ELSE 0 END), 0) AS BIGINT) \
     FROM warnings AS w LEFT JOIN cases AS c ON c.case_id = w.case_id GROUP BY w.home, w.rule",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &PROBLEMS,
    &sums::RAISED,
    &sums::YEARS,
    &sums::DOCUMENTS,
    &sums::LIT,
    &sums::VOUCHERS,
    &sums::KEPT_BACK,
    &sums::LOOKED,
];

/// All warnings in numbers, by place and rule, on a day.
pub async fn problems(tx: &mut Tx, today: &str) -> Result<Vec<Problems>> {
    tx.rows(&PROBLEMS, &[Value::from(today)]).await?.iter().map(problem).collect()
}

fn problem(row: &Row) -> Result<Problems> {
    Ok(Problems {
        home: row.text(0)?.to_owned(),
        rule: row.text(1)?.to_owned(),
        tally: Tally {
            red: row.int(2)?,
            yellow: row.int(3)?,
            handled: row.int(4)?,
            rectified: row.int(5)?,
            overdue: row.int(6)?,
            amount: row.int(7)?,
        },
    })
}

impl Tally {
    /// Together with others.
    pub fn add(&mut self, other: Tally) {
        self.red += other.red;
        self.yellow += other.yellow;
        self.handled += other.handled;
        self.rectified += other.rectified;
        self.overdue += other.overdue;
        self.amount = self.amount.saturating_add(other.amount);
    }
}
