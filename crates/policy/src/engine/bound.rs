//! A rule bound to the names, the values and the working days of one evaluation.

use std::collections::BTreeSet;

use crate::lang::{Bound, Expr, Scope, WordIndex};
use crate::pack::{Rule, Test};
use crate::value::{Batch, UNKNOWN};

/// A rule bound to the names and parameters of one evaluation.
pub struct BoundRule<'a> {
    pub(super) scope: Option<Bound<'a>>,
    pub(super) test: BoundTest<'a>,
    pub(super) amount: Option<Bound<'a>>,
    pub(super) fiscal_year: Option<usize>,
    pub(super) day: Option<usize>,
    pub(super) own_amount: Option<usize>,
}

pub(super) enum BoundTest<'a> {
    When(Bound<'a>),
    Clock { due: Bound<'a>, done: Bound<'a> },
    None,
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

    /// The condition of a rule that has one.
    pub(super) fn when(&self) -> Option<&Bound<'a>> {
        match &self.test {
            BoundTest::When(when) => Some(when),
            _ => None,
        }
    }

    /// The columns whose unknown values keep the rule from telling of these rows: of its conditions, of the
    /// due day, and of the sum that must be done. A day that is not known in `done` only says "open".
    pub fn lacks(&self, batch: &Batch, rows: &[u32]) -> BTreeSet<usize> {
        let mut columns = self.scope.as_ref().map(|s| s.lacks(batch, rows)).unwrap_or_default();
        match &self.test {
            BoundTest::When(when) => columns.extend(when.lacks(batch, rows)),
            BoundTest::Clock { due, done } => {
                columns.extend(due.lacks(batch, rows));
                let totals = done.parts(batch);
                let unknown = |parts: &&crate::value::Parts| {
                    rows.iter().any(|row| parts.total(*row as usize) == UNKNOWN)
                };
                if totals.as_ref().is_some_and(unknown) {
                    columns.extend(done.columns());
                }
            }
            BoundTest::None => {}
        }
        columns
    }
}
