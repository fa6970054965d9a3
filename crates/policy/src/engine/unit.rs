//! Judging one unit at a time: which rules and which rows are a unit's, and how the outcomes of all units
//! make the outcome of the whole.

use std::collections::BTreeSet;

use domain::records::{Places, Unit, belonging};
use domain::{DataSet, Division};
use hashbrown::HashMap;

use super::exception::key;
use super::join;
use super::missing::{Doubt, Missing};
use super::plan::needed_columns;
use crate::context::{Context, Derived};
use crate::facts::{FactTable, Reach};
use crate::finding::Outcome;
use crate::pack::{Pack, Rule};

/// Which rows of a fact table a plan judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rows {
    /// All.
    All,
    /// Those that belong to a unit.
    Of(Unit),
}

impl Rows {
    /// Whether a row is one of them.
    pub(super) fn has(self, context: &Context, table: &FactTable, row: usize) -> bool {
        match self {
            Rows::All => true,
            Rows::Of(unit) => unit_of_row(context, table, row) == unit,
        }
    }
}

/// Where a row of facts is judged.
pub(super) fn unit_of_row(context: &Context, table: &FactTable, row: usize) -> Unit {
    let division = match table.place {
        Some(place) => place(context, row),
        None => (table.identity)(context, row).division,
    };
    context.derive::<Units>().of(division)
}

/// The units of all divisions.
struct Units(HashMap<Division, Unit>);

impl Derived for Units {
    fn build(context: &Context) -> Self {
        let divisions = &context.pack.divisions;
        let unit = |division| (division, Unit::of(divisions, Some(division)));
        Units(divisions.iter().map(|entry| unit(entry.division)).collect())
    }
}

impl Units {
    fn of(&self, division: Option<Division>) -> Unit {
        division.and_then(|d| self.0.get(&d)).copied().unwrap_or(Unit::Region)
    }
}

/// What of a pack is a unit's to judge.
pub(super) struct Share {
    unit: Option<Unit>,
    reaches: Vec<Reach>,
}

impl Share {
    /// The share of a unit; everything, where none is given.
    pub(super) fn new(pack: &Pack, unit: Option<Unit>) -> Share {
        let reaches = if unit.is_some() { reaches(pack) } else { Vec::new() };
        Share { unit, reaches }
    }

    /// The rows that a rule block judges for the unit; nothing where it is another unit's matter.
    pub(super) fn rows(&self, block: usize) -> Option<Rows> {
        let across = self.reaches.get(block) == Some(&Reach::Region);
        match self.unit {
            None => Some(Rows::All),
            Some(Unit::Region) if across => Some(Rows::All),
            Some(Unit::County(_)) if across => None,
            Some(unit) => Some(Rows::Of(unit)),
        }
    }

    /// The rows that all blocks of a rule judge for the unit: they reach equally far.
    pub(super) fn rows_of(&self, pack: &Pack, rule: &str) -> Option<Rows> {
        self.rows(pack.rules.iter().position(|block| block.raises(rule))?)
    }
}

/// How far each rule block of a pack reaches: as far as the widest of the columns that it reads or shows.
/// Blocks that share an id are joined into one finding, so they reach equally far.
pub fn reaches(pack: &Pack) -> Vec<Reach> {
    let mut far: BTreeSet<&str> = BTreeSet::new();
    loop {
        let is_far =
            |rule: &&Rule| reach(rule) == Reach::Region || rule.ids().any(|id| far.contains(id));
        let found: BTreeSet<&str> = pack.rules.iter().filter(is_far).flat_map(Rule::ids).collect();
        if found == far {
            break;
        }
        far = found;
    }
    let of = |rule: &Rule| {
        if rule.ids().any(|id| far.contains(id)) { Reach::Region } else { Reach::Unit }
    };
    pack.rules.iter().map(of).collect()
}

fn reach(rule: &Rule) -> Reach {
    let columns = needed_columns(rule).into_iter().filter_map(|c| rule.about.columns.get(c));
    columns.map(|column| column.reach).max().unwrap_or(Reach::Unit)
}

/// The rows of `exceptions` that a unit answers for: those about a subject of its own.
pub(super) fn own_exceptions(context: &Context, unit: Unit, rows: Vec<usize>) -> Vec<usize> {
    if rows.is_empty() {
        return rows;
    }
    let places = Places::new(context.data, &context.pack.divisions);
    let owner = |row: usize| {
        let (kind, subject, _) = key(context, row);
        belonging::subject_unit(&places, kind, subject)
    };
    rows.into_iter().filter(|row| owner(*row) == unit).collect()
}

/// The outcome of the whole from the outcomes of all its units, in the order of the public contract.
pub fn gather(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    let mut whole = Outcome::default();
    let mut missing = Missing::default();
    for outcome in outcomes {
        whole.findings.extend(outcome.findings);
        whole.lifted.extend(outcome.lifted);
        whole.idle_exceptions.extend(outcome.idle_exceptions);
        outcome.not_evaluable.into_iter().map(Doubt::of).for_each(|doubt| missing.doubt(doubt));
    }
    join::in_order(&mut whole.findings);
    join::in_order(&mut whole.lifted);
    whole.excepted = whole.lifted.len() as u64;
    whole.idle_exceptions.sort_by_key(|idle| idle.source);
    whole.not_evaluable = missing.finish();
    whole
}

/// The units of a data set, each with the part of it that judging the unit takes.
pub fn units<'a>(data: &'a DataSet, pack: &'a Pack) -> impl Iterator<Item = (Unit, DataSet)> + 'a {
    let places = Places::new(data, &pack.divisions);
    let all: Vec<Unit> = places.all().into_iter().collect();
    all.into_iter().map(move |unit| (unit, places.part(unit)))
}
