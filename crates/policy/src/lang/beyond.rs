//! Where an expression counts working days beyond the calendar.

use super::Bound;
use super::eval::{Plan, Rows, lower};
use super::typed::{Node, Step, Typed};
use crate::value::{Batch, value_day};

impl Bound<'_> {
    /// The year whose working days a row lacks: the days and numbers to count from are known, the calendar
    /// of the year is not.
    pub fn missing_year(&self, batch: &Batch, row: usize) -> Option<i32> {
        let mut year = None;
        self.expr.inner.root.visit(&mut |part| {
            year = year.or_else(|| self.missing_in(part, batch, row));
        });
        year
    }

    fn missing_in(&self, part: &Typed, batch: &Batch, row: usize) -> Option<i32> {
        let calendar = self.scope.calendar;
        let value = |part| self.value_of(part, batch, row);
        match &part.node {
            Node::After(Step::Workdays, day, n) => {
                calendar.missing_year(value_day(value(day)?)?, i32::try_from(value(n)?).ok()?)
            }
            Node::WorkdaysBetween(a, b) => {
                let (a, b) = (value_day(value(a)?)?, value_day(value(b)?)?);
                [a, b].into_iter().find(|day| !calendar.covers(*day)).map(domain::Day::year)
            }
            _ => None,
        }
    }

    fn value_of(&self, part: &Typed, batch: &Batch, row: usize) -> Option<i64> {
        let mut literals = self.literals.clone();
        let plan = lower(part, self.table, &self.scope, None, &mut literals);
        let chosen = [row as u32];
        let (scope, literals) = (&self.scope, &literals[..]);
        let rows = Rows { batch, scope, literals, index: None, chosen: Some(&chosen) };
        match plan {
            Plan::Value(value) => Some(value.eval(&rows).narrow_at(0)),
            _ => None,
        }
    }
}
