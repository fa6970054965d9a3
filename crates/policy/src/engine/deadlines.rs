//! Until when something has to be done, by the clocks of the rules themselves: also for what was done in time, of
//! which no finding tells the day.

use std::collections::BTreeMap;

use domain::Day;

use super::applies::Applies;
use super::bound::{BoundTest, bind};
use super::{fill, needed_columns, scope};
use crate::context::Context;
use crate::facts::FactTable;
use crate::pack::{Rule, Test};
use crate::value::{TRUE, value_day};

/// The last day in time of each row of a fact table, by the rules whose id begins so; of several the first. Rows
/// that no such rule is about, or whose first day is not known, have none.
pub fn deadlines(context: &Context, table: &'static FactTable, ids: &str) -> BTreeMap<usize, Day> {
    let is_asked = |rule: &&Rule| {
        rule.about.name == table.name
            && rule.id.starts_with(ids)
            && matches!(rule.test, Test::Clock { .. })
    };
    let rows: Vec<u32> = (0..(table.rows)(context)).filter_map(|row| row.try_into().ok()).collect();
    let scope = scope(context);
    let mut found: BTreeMap<usize, Day> = BTreeMap::new();
    for rule in context.pack.rules.iter().filter(is_asked) {
        let (batch, bound) =
            (fill(context, table, &needed_columns(rule), &rows), bind(rule, &scope));
        let applies = Applies::new(rule, &bound, &batch, context.pack);
        let BoundTest::Clock { due, .. } = &bound.test else { continue };
        for (row, due) in due.scalars(&batch).into_iter().enumerate() {
            let Some(due) = value_day(due).filter(|_| applies.of(row) == TRUE) else { continue };
            let first = found.entry(row).or_insert(due);
            *first = due.min(*first);
        }
    }
    found
}
