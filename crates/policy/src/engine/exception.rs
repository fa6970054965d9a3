//! Approved exceptions: each lifts the findings of one rule about one subject while it is valid.

use std::collections::HashMap;

use domain::{Day, Name, TableId};

use crate::context::Context;
use crate::facts::FactTable;

mod idle;

pub(super) use idle::idle;

/// The exceptions valid on the day of evaluation, by subject kind, subject and rule.
pub(super) struct Exceptions<'a> {
    context: &'a Context<'a>,
    valid: HashMap<(&'a str, &'a str, &'a str), usize>,
}

impl<'a> Exceptions<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Exceptions<'a> {
        let table = &context.data.tables.exceptions;
        let mut valid = HashMap::new();
        for row in (0..table.subject.len()).filter(|row| state(context, *row) == State::InForce) {
            valid.entry(key(context, row)).or_insert(row);
        }
        Exceptions { context, valid }
    }

    /// Place of the exception that lifts a finding, if one does. An exception for a project holds for its
    /// years too.
    pub(super) fn lifts(&self, rule: &str, table: &FactTable, id: &str) -> Option<(u16, u32)> {
        if self.valid.is_empty() {
            return None;
        }
        let row =
            kinds(table, id).into_iter().find_map(|(k, id)| self.valid.get(&(k, id, rule)))?;
        Some(self.context.data.tables.source(TableId::Exceptions, *row).unwrap_or_default())
    }
}

/// The kinds and ids under which an exception may name a subject.
pub(super) fn kinds<'i>(table: &FactTable, id: &'i str) -> Vec<(&'static str, &'i str)> {
    let project = id.rsplit_once('/').filter(|_| table.subject == "project_year");
    let project = project.map(|(project, _)| ("project", project));
    std::iter::once((table.subject, id)).chain(project).collect()
}

/// Subject kind, subject and rule of an exception, as its row has them.
pub(super) fn key<'a>(context: &'a Context, row: usize) -> (&'a str, &'a str, &'a str) {
    let table = &context.data.tables.exceptions;
    let text = |column: &[Option<Name>]| {
        context.data.names.text_or_empty(column.get(row).copied().flatten())
    };
    (text(&table.subject_kind), text(&table.subject), text(&table.rule))
}

/// Whether an exception holds on the day of evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    InForce,
    NotYet(Option<Day>),
    Over(Day),
}

/// Both ends are inside; an empty `until` is without end.
pub(super) fn state(context: &Context, row: usize) -> State {
    let table = &context.data.tables.exceptions;
    let day = |column: &[Option<Day>]| column.get(row).copied().flatten();
    match (day(&table.approved_on), day(&table.until)) {
        (from, _) if from.is_none_or(|from| context.as_of < from) => State::NotYet(from),
        (_, Some(until)) if until < context.as_of => State::Over(until),
        _ => State::InForce,
    }
}
