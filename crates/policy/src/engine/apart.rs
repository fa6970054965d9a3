//! Judging unit by unit where files of a table have different columns: a county whose file lacks a column
//! leaves nothing unknown in the others.

use std::collections::{BTreeMap, BTreeSet};

use domain::records::{Places, Unit};
use domain::{DataSet, TableId};
use rayon::prelude::*;

use super::{Selection, evaluate_together, gather};
use crate::context::Context;
use crate::finding::Outcome;

/// Whether files of some table have different columns.
pub(super) fn columns_vary(data: &DataSet) -> bool {
    TableId::ALL.iter().any(|table| data.columns_vary(*table))
}

/// The outcome of all units, or of the one that is asked for.
pub(super) fn evaluate(context: &Context, selection: &Selection) -> Outcome {
    let places = Places::new(context.data, &context.pack.divisions);
    let units = selection.unit.map_or_else(|| places.all(), |unit| BTreeSet::from([unit]));
    gather(in_units(context, &places, units, |unit, part| {
        let selection = Selection { unit: Some(unit), ..selection.clone() };
        evaluate_together(part, &selection)
    }))
}

/// What all rules say of some units, each judged from its part of the data: after a change only those are
/// judged again that it touches ([`Places::touched`]), and [`gather`] makes the outcome of the whole.
pub fn evaluate_units(
    context: &Context,
    places: &Places,
    units: BTreeSet<Unit>,
) -> BTreeMap<Unit, Outcome> {
    let said = in_units(context, places, units, |unit, part| {
        (unit, evaluate_together(part, &Selection::in_unit(unit)))
    });
    said.into_iter().collect()
}

/// Does some work for each of some units, on the part of the data that it takes.
pub(super) fn in_units<T: Send>(
    context: &Context,
    places: &Places,
    units: BTreeSet<Unit>,
    work: impl Fn(Unit, &Context) -> T + Sync,
) -> Vec<T> {
    let of = |unit: Unit| {
        let part = places.part(unit);
        let context = Context::new(&part, context.pack, context.as_of).reading(context.params);
        work(unit, &context)
    };
    units.into_par_iter().map(of).collect()
}
