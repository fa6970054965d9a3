//! The notices by what they are about, found quickly for any subject.

use std::collections::HashMap;

use domain::records::Disclosures;
use domain::{Choice, Day, Name, NameMap};

use crate::context::{Context, Derived, Groups};
use crate::facts::fill::cell;
use crate::facts::subject::Kind;

/// The places where something is posted, in the order of the contract.
pub(super) const PLACES: &[&str] =
    &["region", "prefecture", "county", "township", "village", "site"];

/// Notices of the arrangement and of the completion.
pub(super) const ARRANGEMENT: Choice = Choice(1);
pub(super) const COMPLETION: Choice = Choice(2);

/// The notices up to the day of evaluation, by kind and subject.
pub(super) struct Postings {
    subjects: NameMap<u32>,
    groups: Groups,
    kinds: Vec<Kind>,
    /// The kinds that occur.
    present: Vec<Kind>,
}

impl Postings {
    /// The rows of the notices about one subject.
    pub(super) fn of(&self, kind: Kind, subject: Option<Name>) -> impl Iterator<Item = usize> {
        let number = subject.and_then(|name| self.subjects.get(name)).copied().unwrap_or(0);
        let rows = number.checked_sub(1).map(|n| self.groups.of(n as usize)).unwrap_or_default();
        let same = move |row: &usize| self.kinds.get(*row) == Some(&kind);
        rows.iter().map(|row| *row as usize).filter(same)
    }

    /// Whether any notice is about a subject of this kind.
    pub(super) fn any(&self, kind: Kind) -> bool {
        self.present.contains(&kind)
    }
}

impl Derived for Postings {
    fn build(context: &Context) -> Self {
        let table = table(context);
        let names = &context.data.names;
        let mut known: HashMap<Option<Name>, Kind> = HashMap::new();
        let kinds = table
            .subject_kind
            .iter()
            .map(|kind| *known.entry(*kind).or_insert_with(|| Kind::of(names.text_or_empty(*kind))))
            .collect();
        let (mut subjects, mut count) = (NameMap::new(names), 0_u32);
        for subject in table.subject.iter().flatten() {
            if let Some(slot) = subjects.slot(*subject).filter(|slot| **slot == 0) {
                count += 1;
                *slot = count;
            }
        }
        let parent = |row: usize| {
            cell(&table.posted_on, row).filter(|day| *day <= context.as_of)?;
            let number: &u32 = subjects.get(cell(&table.subject, row)?)?;
            number.checked_sub(1).map(|n| n as usize)
        };
        let groups = Groups::new(count as usize, table.subject.len(), parent);
        Postings { subjects, groups, kinds, present: known.into_values().collect() }
    }
}

/// The records.
pub(super) fn table<'a>(context: &Context<'a>) -> &'a Disclosures {
    &context.data.tables.disclosures
}

/// The level at which a notice is posted.
pub(super) fn place(table: &Disclosures, row: usize) -> Choice {
    table.level.get(row).copied().unwrap_or_default()
}

/// The first day on which one of these notices was posted.
pub(super) fn first_day(table: &Disclosures, rows: impl Iterator<Item = usize>) -> Option<Day> {
    rows.filter_map(|row| cell(&table.posted_on, row)).min()
}
