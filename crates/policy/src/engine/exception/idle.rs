//! Exceptions that lift nothing, whatever is found: a misspelt rule, the wrong kind, a subject that is not
//! there, a day that has passed. Each is named, for whoever entered it believes that it holds.

use std::collections::{BTreeMap, BTreeSet};

use domain::TableId;
use domain::privacy::mask_id;
use rayon::prelude::*;

use super::{State, key, kinds, state};
use crate::context::Context;
use crate::engine::Selection;
use crate::engine::lacking::knows_rows;
use crate::engine::unit::own_exceptions;
use crate::facts::FactTable;
use crate::finding::{Finding, Idle, IdleException};
use crate::pack::Rule;
use crate::pack::error::known;

/// Kind of subject of the exceptions for counties out of poverty.
const COUNTY: &str = "county";
/// Column of the rules that such an exception lifts.
const COUNTY_EXCEPTED: &str = "county_excepted";

/// The exceptions that can lift nothing, in the order of their rows. Those that lifted something are sound,
/// and those of rules that are not asked for are left alone.
pub(in crate::engine) fn idle<'f>(
    context: &Context,
    selection: &Selection,
    lifted: impl Iterator<Item = &'f Finding>,
) -> Vec<IdleException> {
    let used: BTreeSet<(u16, u32)> = lifted.filter_map(|f| f.lifted_by).collect();
    let source = |row| context.data.tables.source(TableId::Exceptions, row);
    let rows = 0..context.data.tables.exceptions.subject.len();
    let open: Vec<usize> =
        rows.filter(|row| source(*row).is_none_or(|place| !used.contains(&place))).collect();
    let open = match selection.unit {
        Some(unit) => own_exceptions(context, unit, open),
        None => open,
    };
    let mut idle: BTreeMap<usize, Idle> = BTreeMap::new();
    let mut sound: Vec<usize> = Vec::new();
    for row in open {
        let rule = key(context, row).2;
        if !selection.rules.is_empty() && !selection.rules.contains(rule) {
            continue;
        }
        match unfit(context, row) {
            Some(why) => drop(idle.insert(row, why)),
            None => sound.push(row),
        }
    }
    idle.extend(unseen(context, &sound).into_iter().map(|row| (row, Idle::UnknownSubject)));
    let named = |(row, why)| {
        let (kind, subject, rule) = key(context, row);
        let (kind, subject) = (kind.to_owned(), mask_id(subject));
        IdleException { source: source(row), rule: rule.to_owned(), kind, subject, why }
    };
    idle.into_iter().map(named).collect()
}

/// What is wrong with an exception, apart from whether its subject is there.
fn unfit(context: &Context, row: usize) -> Option<Idle> {
    let (kind, subject, rule) = key(context, row);
    let kinds: BTreeSet<&'static str> = context.pack.blocks(rule).flat_map(kinds_of).collect();
    if kinds.is_empty() {
        let ids: BTreeSet<&str> = context.pack.rules.iter().flat_map(Rule::ids).collect();
        return Some(Idle::UnknownRule(known(rule, ids)));
    }
    if context.pack.blocks(rule).all(|block| block.without_exception) {
        return Some(Idle::Never);
    }
    if !kinds.contains(kind) {
        return Some(Idle::WrongKind(kinds.into_iter().collect()));
    }
    // An exception for a county holds for the payments of its days, also when it is over.
    if kind == COUNTY {
        let county = context.pack.divisions.resolve(subject, None);
        return county.is_err().then_some(Idle::UnknownSubject);
    }
    match state(context, row) {
        State::InForce => None,
        State::NotYet(from) => Some(Idle::NotYet(from)),
        State::Over(until) => Some(Idle::Over(until)),
    }
}

/// The kinds of subject that an exception of a rule may name.
fn kinds_of(rule: &Rule) -> Vec<&'static str> {
    let columns = rule.expressions().into_iter().flat_map(|(_, e)| e.columns());
    let names = columns.filter_map(|c| rule.about.columns.get(c)).map(|c| c.name);
    let county = names.into_iter().any(|name| name == COUNTY_EXCEPTED).then_some(COUNTY);
    let own = kinds(rule.about, "/").into_iter().map(|(kind, _)| kind);
    own.chain(county).collect()
}

/// The exceptions whose subject no row has. Where a table is absent, nothing can be said.
fn unseen(context: &Context, rows: &[usize]) -> Vec<usize> {
    let mut tables: BTreeMap<&str, &'static FactTable> = BTreeMap::new();
    let mut missing: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for row in rows.iter().filter(|row| key(context, **row).0 != COUNTY) {
        let (kind, subject, rule) = key(context, *row);
        let about: Vec<&'static FactTable> = context.pack.blocks(rule).map(|r| r.about).collect();
        if about.iter().all(|t| knows_rows(context, t)) {
            missing.entry(kind).or_default().insert(subject.to_owned());
            tables.extend(about.into_iter().map(|table| (table.name, table)));
        }
    }
    for table in tables.into_values() {
        let seen = |row: usize| -> Vec<(&'static str, String)> {
            let id = (table.identity)(context, row).id;
            let named =
                |(kind, id): &(&str, &str)| missing.get(kind).is_some_and(|m| m.contains(*id));
            let found = kinds(table, &id).into_iter().filter(named);
            found.map(|(kind, id)| (kind, id.to_owned())).collect()
        };
        let found: Vec<(&str, String)> =
            (0..(table.rows)(context)).into_par_iter().flat_map_iter(seen).collect();
        for (kind, id) in found {
            missing.entry(kind).or_default().remove(&id);
        }
    }
    let is_missing = |row: &usize| {
        let (kind, subject, _) = key(context, *row);
        missing.get(kind).is_some_and(|ids| ids.contains(subject))
    };
    rows.iter().copied().filter(is_missing).collect()
}
