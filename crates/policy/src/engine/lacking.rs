//! What a data set lacks for a rule: known before any row is looked at.
//!
//! A table or column that is absent makes unknown whatever is computed from it, so a rule whose conditions
//! read it cannot judge, not even where another condition would settle the matter: `is null` could not tell
//! "not done" from "not recorded". What is only shown (the amount of a finding) may be absent.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::facts::{FactTable, Need};
use crate::finding::Reason;
use crate::pack::{Rule, Test};

/// What the data set lacks for a rule, if anything.
pub(super) fn lacking(context: &Context, rule: &Rule) -> Option<Reason> {
    if matches!(rule.test, Test::PlatformOnly) {
        return Some(Reason::PlatformOnly);
    }
    let rows = rule.about.needs.iter().find(|t| !context.data.has_table(**t));
    if let Some(table) = rows {
        return Some(Reason::NoTable(table.spec().name));
    }
    let columns = judging_columns(rule);
    let mut needs = columns.iter().filter_map(|c| rule.about.columns.get(*c)).flat_map(|c| c.needs);
    needs.find_map(|need| absent(context, need))
}

/// Whether the data set has the tables without which the rows of a fact table are not known.
pub(super) fn knows_rows(context: &Context, table: &FactTable) -> bool {
    table.needs.iter().all(|needed| context.data.has_table(*needed))
}

/// The columns that the conditions of a rule read; its amount is only shown.
fn judging_columns(rule: &Rule) -> BTreeSet<usize> {
    let tests = rule.expressions().into_iter().filter(|(key, _)| *key != "amount");
    tests.flat_map(|(_, e)| e.columns()).collect()
}

fn absent(context: &Context, need: &Need) -> Option<Reason> {
    let Need(table, column) = *need;
    if !context.data.has_table(table) {
        return Some(Reason::NoTable(table.spec().name));
    }
    // A file without rows has nothing of which a column could be unknown.
    let needless = column.is_empty() || context.data.is_empty(table);
    if needless || context.data.has_column(table, column) {
        None
    } else {
        Some(Reason::NoColumn(table.spec().name, column))
    }
}
