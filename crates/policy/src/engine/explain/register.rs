//! The subjects of a rule by id.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::Division;
use domain::privacy::{mask, mask_id};
use domain::records::Unit;
use domain::spelling::distance;

use super::super::lacking::knows_rows;
use super::super::unit::Share;
use super::Sighting;
use crate::context::Context;
use crate::facts::FactTable;

/// Ids offered where none is the one asked for.
pub(super) const OFFERED: usize = 5;

/// The rows of a rule's fact tables by the id of their subject.
pub(super) struct Register<'a> {
    context: &'a Context<'a>,
    tables: Vec<(&'static FactTable, HashMap<String, Vec<u32>>)>,
}

impl<'a> Register<'a> {
    /// The subjects of a rule; those only that are a unit's to judge, where one is given.
    pub(super) fn new(context: &'a Context<'a>, rule: &str, unit: Option<Unit>) -> Register<'a> {
        let blocks = context.pack.blocks(rule);
        let judged = Share::new(context.pack, unit).rows_of(context.pack, rule);
        let known = blocks.filter(|r| knows_rows(context, r.about));
        let tables: BTreeMap<&str, &'static FactTable> =
            known.map(|r| (r.about.name, r.about)).collect();
        let rows = |table: &'static FactTable| {
            let mut by_id: HashMap<String, Vec<u32>> = HashMap::new();
            let is_own = |row: &usize| judged.is_some_and(|rows| rows.has(context, table, *row));
            for row in (0..(table.rows)(context)).filter(is_own) {
                let id = (table.identity)(context, row).id;
                by_id.entry(id).or_default().push(row as u32);
            }
            (table, by_id)
        };
        Register { context, tables: tables.into_values().map(rows).collect() }
    }

    /// All ids, sorted.
    pub(super) fn ids(&self) -> Vec<String> {
        let ids: BTreeSet<&String> = self.tables.iter().flat_map(|(_, rows)| rows.keys()).collect();
        ids.into_iter().cloned().collect()
    }

    /// The subjects of this id, as records have it or as findings print it.
    pub(super) fn cases(&self, id: &str) -> Vec<Sighting> {
        type Key = (&'static str, Option<Division>, Option<String>);
        let mut cases: BTreeMap<Key, Sighting> = BTreeMap::new();
        for (table, by_id) in &self.tables {
            for row in rows(by_id, id) {
                let who = (table.identity)(self.context, row as usize);
                let key = (table.subject, who.division, who.period.clone());
                let case = cases.entry(key).or_insert_with(|| Sighting {
                    kind: table.subject,
                    id: mask_id(&who.id),
                    name: mask(&who.name),
                    division: who.division,
                    period: who.period,
                    rows: BTreeMap::new(),
                });
                case.rows.entry(table.name).or_default().push(row);
            }
        }
        cases.into_values().collect()
    }

    /// Ids that the user may have meant: those that contain the words given, those whose names do, those that
    /// are nearly the same.
    pub(super) fn near(&self, asked: &str) -> Vec<String> {
        let mut near: BTreeSet<(usize, String)> = BTreeSet::new();
        for (table, by_id) in &self.tables {
            for (id, rows) in by_id {
                let Some(first) = rows.first() else { continue };
                let name = || (table.identity)(self.context, *first as usize).name;
                if let Some(rank) = rank(asked, id, name) {
                    near.insert((rank, mask_id(id)));
                }
                while near.len() > OFFERED {
                    near.pop_last();
                }
            }
        }
        near.into_iter().map(|(_, id)| id).collect()
    }
}

fn rows(by_id: &HashMap<String, Vec<u32>>, id: &str) -> Vec<u32> {
    if let Some(rows) = by_id.get(id) {
        return rows.clone();
    }
    // Findings print ids masked where they are personal, and with pictures for what would not show.
    let masked = by_id.iter().filter(|(own, _)| mask_id(own) == id);
    let mut rows: Vec<u32> = masked.flat_map(|(_, rows)| rows.iter().copied()).collect();
    rows.sort_unstable();
    rows
}

/// How far an id is from the one asked for; nothing where it is too far.
fn rank(asked: &str, id: &str, name: impl Fn() -> String) -> Option<usize> {
    if asked.is_empty() {
        return None;
    }
    if id.contains(asked) || name().contains(asked) {
        return Some(0);
    }
    let length = asked.chars().count();
    let reach = (length / 3).max(1);
    let apart = id.chars().count().abs_diff(length);
    Some(distance(asked, id)).filter(|steps| apart <= reach && *steps <= reach)
}
