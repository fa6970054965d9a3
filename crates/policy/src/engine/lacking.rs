//! What a data set lacks for a rule: known before any row is looked at.
//!
//! A table or column that is absent makes unknown whatever is computed from it, so a rule whose conditions
//! read it finds nothing: `is null` could not tell "not done" from "not recorded". Of the rows that its other
//! conditions leave out it can tell all the same; of the rest it cannot. What is only shown (the amount of a
//! finding) may be absent.

use std::collections::BTreeSet;

use super::applies::binds;
use super::bound::BoundRule;
use crate::context::Context;
use crate::facts::{FactTable, Need};
use crate::finding::Reason;
use crate::lang::Bound;
use crate::pack::{Pack, Rule, Test};
use crate::value::{Batch, FALSE, TRUE, Truth};

/// What keeps a rule from finding anything.
#[derive(Clone, Debug)]
pub(super) struct Lacking {
    /// What the data set lacks; of several things the first.
    pub(super) reason: Reason,
    /// The fact columns that are unknown by it for every row.
    pub(super) absent: BTreeSet<usize>,
}

impl Lacking {
    /// What the data set lacks for a rule of which it has the rows, if anything.
    pub(super) fn of(context: &Context, rule: &Rule) -> Option<Lacking> {
        let reason = lacking(context, rule)?;
        let lacks = |position: &usize| {
            let column = rule.about.columns.get(*position);
            column.is_some_and(|c| c.needs.iter().any(|need| absent(context, need).is_some()))
        };
        let absent = judging_columns(rule).into_iter().filter(lacks).collect();
        Some(Lacking { reason, absent })
    }

    /// The columns by which rows can be left out.
    pub(super) fn columns(&self, rule: &Rule) -> impl Iterator<Item = usize> {
        judging_columns(rule).into_iter().filter(|c| !self.absent.contains(c))
    }

    /// What the rule says of every row without them: that it is not about it, that it is in order, or
    /// nothing.
    pub(super) fn says(
        &self,
        rule: &Rule,
        bound: &BoundRule,
        batch: &Batch,
        pack: &Pack,
    ) -> Vec<Settled> {
        let truths = |condition: Option<&Bound>| {
            condition.map_or(vec![TRUE; batch.len], |c| c.settled(batch, &self.absent))
        };
        let (about, fires) = (truths(bound.scope.as_ref()), truths(bound.when()));
        let row = |(row, (about, fires)): (usize, (Truth, Truth))| match (about, fires) {
            _ if !binds(rule, bound, batch, pack, row) => Settled::OtherLaw,
            (FALSE, _) => Settled::NotAbout,
            (_, FALSE) => Settled::InOrder,
            _ => Settled::Open,
        };
        about.into_iter().zip(fires).enumerate().map(row).collect()
    }
}

/// What can be said of a row although columns are absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// It lies outside the years or days that the pack or the rule binds.
    OtherLaw,
    /// The rule is not about it.
    NotAbout,
    /// In order.
    InOrder,
    /// Nothing: the rule cannot tell.
    Open,
}

/// What the data set lacks for a rule, if anything.
fn lacking(context: &Context, rule: &Rule) -> Option<Reason> {
    if matches!(rule.test, Test::PlatformOnly) {
        return Some(Reason::PlatformOnly);
    }
    let rows = rule.about.needs.iter().find_map(|need| absent(context, need));
    if rows.is_some() {
        return rows;
    }
    let columns = judging_columns(rule);
    let mut needs = columns.iter().filter_map(|c| rule.about.columns.get(*c)).flat_map(|c| c.needs);
    needs.find_map(|need| absent(context, need))
}

/// Whether the rows of a rule can be looked at: they are known, and it is not for the platform alone.
pub(super) fn sees_rows(context: &Context, rule: &Rule) -> bool {
    !matches!(rule.test, Test::PlatformOnly) && knows_rows(context, rule.about)
}

/// Whether the data set has what the rows of a fact table are known by.
pub(super) fn knows_rows(context: &Context, table: &FactTable) -> bool {
    table.needs.iter().all(|need| absent(context, need).is_none())
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
