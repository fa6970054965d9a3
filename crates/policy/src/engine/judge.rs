//! Judges one stretch of facts by one rule: which rows are findings, of which it cannot tell.

use domain::Day;

use super::clock::{self, Clock};
use crate::lang::{Bound, Scope};
use crate::pack::{Pack, Rule, Test};
use crate::value::{Batch, MAYBE, TRUE, Truth, UNKNOWN, value_day};

/// A rule bound to the names and parameters of one evaluation.
pub struct BoundRule<'a> {
    scope: Option<Bound<'a>>,
    test: BoundTest<'a>,
    amount: Option<Bound<'a>>,
    fiscal_year: Option<usize>,
    day: Option<usize>,
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
    let table = rule.about;
    let test = match &rule.test {
        Test::When(when) => BoundTest::When(when.bind(table, scope)),
        Test::Clock { due, done, .. } => {
            BoundTest::Clock { due: due.bind(table, scope), done: done.bind(table, scope) }
        }
        Test::PlatformOnly => BoundTest::None,
    };
    BoundRule {
        scope: rule.scope.as_ref().map(|e| e.bind(table, scope)),
        test,
        amount: rule.amount.as_ref().map(|e| e.bind(table, scope)),
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
    let applies = applies(rule, bound, batch, pack);
    match &bound.test {
        BoundTest::When(when) => judge_when(bound, when, batch, applies.as_deref()),
        BoundTest::Clock { due, done } => {
            let clock = Clock { rule, calendar: &pack.calendar, as_of };
            clock::judge(&clock, due, done, batch, applies.as_deref(), |row| {
                amount(bound, batch, row)
            })
        }
        BoundTest::None => Judged::default(),
    }
}

/// Truth of "the rule is about this row", or nothing where it is about all of them.
fn applies(rule: &Rule, bound: &BoundRule, batch: &Batch, pack: &Pack) -> Option<Vec<Truth>> {
    let mut applies = bound.scope.as_ref().map(|scope| scope.truth(batch));
    let limited = pack.years != (None, None) || rule.since.is_some() || rule.until.is_some();
    if limited {
        let truths = applies.get_or_insert_with(|| vec![TRUE; batch.len]);
        for (row, truth) in truths.iter_mut().enumerate() {
            if !binds(rule, bound, batch, pack, row) {
                *truth = crate::value::FALSE;
            }
        }
    }
    applies
}

/// Whether the law of this rule is the law of the row's own year and day.
fn binds(rule: &Rule, bound: &BoundRule, batch: &Batch, pack: &Pack, row: usize) -> bool {
    let scalar = |column: Option<usize>| {
        column
            .and_then(|c| batch.scalar(c))
            .and_then(|values| values.get(row))
            .copied()
            .filter(|v| *v != UNKNOWN)
    };
    let day = scalar(bound.day);
    let year =
        scalar(bound.fiscal_year).or_else(|| day.and_then(value_day).map(|d| i64::from(d.year())));
    let (first, last) = pack.years;
    let in_years = year.is_none_or(|y| {
        first.is_none_or(|f| i64::from(f) <= y) && last.is_none_or(|l| y <= i64::from(l))
    });
    let number = |day: Day| i64::from(day.number());
    let in_days = day.is_none_or(|d| {
        rule.since.is_none_or(|s| number(s) <= d) && rule.until.is_none_or(|u| d <= number(u))
    });
    in_years && in_days
}

fn judge_when(bound: &BoundRule, when: &Bound, batch: &Batch, applies: Option<&[Truth]>) -> Judged {
    let mut judged = Judged::default();
    if applies.is_some_and(|a| a.iter().all(|t| *t == crate::value::FALSE)) {
        return judged;
    }
    let truths = when.truth(batch);
    for (row, truth) in truths.iter().enumerate() {
        match (applies.map_or(TRUE, |a| a.get(row).copied().unwrap_or(MAYBE)), *truth) {
            (TRUE, TRUE) => {
                let hit = Hit { amount: amount(bound, batch, row), ..Hit::default() };
                judged.hits.push((row as u32, hit));
            }
            (TRUE, MAYBE) | (MAYBE, TRUE | MAYBE) => judged.cannot_tell.push(row as u32),
            _ => {}
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
