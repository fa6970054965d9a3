//! Judges one stretch of facts by one rule: which rows are findings, of which it cannot tell.

use domain::{Calendar, Day};

use super::applies::Applies;
use super::clock::{self, Clock};
use crate::lang::{Bound, Expr, Scope, WordIndex};
use crate::pack::{Pack, Rule, Test};
use crate::value::{Batch, FALSE, MAYBE, TRUE, UNKNOWN};

/// Rows that are passed over at once where none of them is open.
const PASSED_OVER: usize = 64;

/// A rule bound to the names and parameters of one evaluation.
pub struct BoundRule<'a> {
    pub(super) scope: Option<Bound<'a>>,
    test: BoundTest<'a>,
    amount: Option<Bound<'a>>,
    pub(super) fiscal_year: Option<usize>,
    pub(super) day: Option<usize>,
    own_amount: Option<usize>,
}

enum BoundTest<'a> {
    When(Bound<'a>),
    Clock { due: Bound<'a>, done: Bound<'a> },
    None,
}

/// A finding before it knows its subject.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Hit {
    /// The due-soon warning of a clock.
    pub soon: bool,
    /// Last day on time.
    pub due: Option<Day>,
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

/// Binds a rule to an evaluation.
pub fn bind<'a>(rule: &'a Rule, scope: &'a Scope<'a>) -> BoundRule<'a> {
    bind_with(rule, scope, None)
}

/// The same with an index of the words that rules look for, shared by all rules of the evaluation.
pub(super) fn bind_with<'a>(
    rule: &'a Rule,
    scope: &'a Scope<'a>,
    index: Option<&'a WordIndex>,
) -> BoundRule<'a> {
    let table = rule.about;
    let bound = |expr: &Expr| expr.bind_with(table, scope, index);
    let test = match &rule.test {
        Test::When(when) => BoundTest::When(bound(when)),
        Test::Clock { due, done, .. } => BoundTest::Clock { due: bound(due), done: bound(done) },
        Test::PlatformOnly => BoundTest::None,
    };
    BoundRule {
        scope: rule.scope.as_ref().map(bound),
        test,
        amount: rule.amount.as_ref().map(bound),
        fiscal_year: table.position("fiscal_year"),
        day: table.position(table.day),
        own_amount: table.amount.and_then(|a| table.position(a)),
    }
}

impl<'a> BoundRule<'a> {
    /// The bound expressions with the key under which they stand in the pack, for explanations.
    pub fn expressions(&self) -> Vec<(&'static str, &Bound<'a>)> {
        let test = match &self.test {
            BoundTest::When(when) => vec![("when", when)],
            BoundTest::Clock { due, done } => vec![("due", due), ("done", done)],
            BoundTest::None => Vec::new(),
        };
        let scope = self.scope.iter().map(|s| ("where", s));
        scope.chain(test).chain(self.amount.iter().map(|a| ("amount", a))).collect()
    }
}

/// Judges a stretch. Rows that another law binds, or that the rule is not about, are in order.
pub fn judge(rule: &Rule, bound: &BoundRule, batch: &Batch, pack: &Pack, as_of: Day) -> Judged {
    let applies = Applies::new(rule, bound, batch, pack);
    judge_rows(rule, bound, batch, &applies, (&pack.calendar, as_of))
}

/// Judges the rows of a stretch that the rule is known to be about.
pub(super) fn judge_rows(
    rule: &Rule,
    bound: &BoundRule,
    batch: &Batch,
    applies: &Applies,
    (calendar, as_of): (&Calendar, Day),
) -> Judged {
    if applies.to_none() {
        return Judged::default();
    }
    match &bound.test {
        BoundTest::When(when) => judge_when(bound, when, batch, applies),
        BoundTest::Clock { due, done } => {
            let clock = Clock { rule, calendar, as_of };
            clock::judge(&clock, due, done, batch, applies, |row| amount(bound, batch, row))
        }
        BoundTest::None => Judged::default(),
    }
}

fn judge_when(bound: &BoundRule, when: &Bound, batch: &Batch, applies: &Applies) -> Judged {
    let mut judged = Judged::default();
    let truths = when.truth_of(batch, applies.few());
    let all = |i: usize| applies.few().map_or(Some(i as u32), |rows| rows.get(i).copied());
    // Nearly all rows are in order: stretches of them are passed over whole.
    for (i, stretch) in truths.chunks(PASSED_OVER).enumerate() {
        if stretch.iter().all(|t| *t == FALSE) {
            continue;
        }
        for (j, truth) in stretch.iter().enumerate() {
            let Some(row) = all(i * PASSED_OVER + j) else { continue };
            match (applies.of(row as usize), *truth) {
                (TRUE, TRUE) => {
                    let amount = amount(bound, batch, row as usize);
                    judged.hits.push((row, Hit { amount, ..Hit::default() }));
                }
                (TRUE, MAYBE) | (MAYBE, TRUE | MAYBE) => judged.cannot_tell.push(row),
                _ => {}
            }
        }
    }
    judged
}

/// The amount of a finding: the rule's own expression, else the table's amount.
fn amount(bound: &BoundRule, batch: &Batch, row: usize) -> Option<i64> {
    let value = match &bound.amount {
        Some(expression) => one(expression, batch, row),
        None => bound.own_amount.and_then(|c| batch.scalar(c)?.get(row).copied()),
    };
    value.filter(|v| *v != UNKNOWN)
}

/// The value of an expression for one row; findings are few, so this may cost a little.
fn one(expression: &Bound, batch: &Batch, row: usize) -> Option<i64> {
    let single = single_row(batch, row);
    expression.scalars(&single).first().copied()
}

/// A batch that holds one row of another.
pub(super) fn single_row(batch: &Batch, row: usize) -> Batch {
    use crate::value::{Column, Parts};
    let pick = |column: &Option<Column>| match column {
        Some(Column::Scalar(values)) => {
            Some(Column::Scalar(vec![values.get(row).copied().unwrap_or(UNKNOWN)]))
        }
        Some(Column::Parts(parts)) => {
            let mut single = Parts::default();
            single.push(parts.total(row), parts.row(row).collect());
            Some(Column::Parts(single))
        }
        None => None,
    };
    Batch { len: 1, columns: batch.columns.iter().map(pick).collect() }
}
