//! Judging everything in one go, and telling whose each finding and each doubt is: as quick as the whole, and
//! after a change only the units that it touches need be judged again.

use std::collections::BTreeMap;

use domain::TableId;
use domain::records::{Places, Unit, belonging};
use hashbrown::HashMap;

use super::apart::{columns_vary, evaluate_units};
use super::exception::{idle, key};
use super::missing::Missing;
use super::stretch::Said;
use super::unit::reaches;
use super::{Selection, outcome, said};
use crate::context::Context;
use crate::finding::{IdleException, Outcome};

/// What all rules say of every unit: the same as [`evaluate_units`] of all of them, but that what the whole data
/// set lacks, for no subject in particular, is said for the region alone.
pub fn evaluate_divided(context: &Context) -> BTreeMap<Unit, Outcome> {
    let places = Places::new(context.data, &context.pack.divisions);
    if columns_vary(context.data) {
        return evaluate_units(context, &places, places.all());
    }
    let (selection, reaches) = (Selection::default(), reaches(context.pack));
    let mut missing = Missing::default();
    let mut shares: BTreeMap<Unit, Said> =
        places.all().into_iter().map(|unit| (unit, Said::default())).collect();
    for part in said(context, &selection, Some(&reaches), &mut missing) {
        for (unit, finding) in part.findings {
            shares.entry(unit).or_default().findings.push((unit, finding));
        }
        for (unit, doubt) in part.doubts {
            shares.entry(unit).or_default().doubts.push((unit, doubt));
        }
    }
    let outcome_of = |(unit, said)| {
        let missing =
            if unit == Unit::Region { std::mem::take(&mut missing) } else { Missing::default() };
        (unit, outcome(vec![said], missing, &selection))
    };
    let mut outcomes: BTreeMap<Unit, Outcome> = shares.into_iter().map(outcome_of).collect();
    for (unit, idle) in idle_by_unit(context, &places, &outcomes) {
        outcomes.entry(unit).or_default().idle_exceptions.push(idle);
    }
    outcomes
}

/// The exceptions that lift nothing, each with the unit that answers for it.
fn idle_by_unit(
    context: &Context,
    places: &Places,
    outcomes: &BTreeMap<Unit, Outcome>,
) -> Vec<(Unit, IdleException)> {
    let rows = 0..context.data.tables.exceptions.subject.len();
    let owner = |row: usize| {
        let (kind, subject, _) = key(context, row);
        let source = context.data.tables.source(TableId::Exceptions, row);
        (source, belonging::subject_unit(places, kind, subject))
    };
    let owners: HashMap<Option<(u16, u32)>, Unit> = rows.map(owner).collect();
    let lifted = outcomes.values().flat_map(|one| &one.lifted);
    let all = idle(context, &Selection::default(), lifted).into_iter();
    all.map(|idle| (owners.get(&idle.source).copied().unwrap_or(Unit::Region), idle)).collect()
}
