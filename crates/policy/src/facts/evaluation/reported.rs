//! What the actual values of an evaluation say together: how many percentages, and whom the money served.

use std::collections::HashMap;

use super::{Evaluations, target_of, year_of};
use crate::context::{Context, Derived};
use crate::facts::dated::{SERVED, words};
use crate::facts::fill::{cell, each, text_value};
use crate::facts::links::{Links, contains_any, text, year_start};
use crate::facts::standing::Promises;
use crate::facts::target::soundness::counts_people;
use crate::facts::written::{FULL, Written, read};
use crate::value::UNKNOWN;

/// What one evaluation reports.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report {
    /// Indicators of which a percentage is reported.
    pub rates: i64,
    /// Of these, exactly 100 %.
    pub full: i64,
    /// Persons or households served, in ten-thousandths; unknown where no indicator says so.
    pub served: i64,
}

/// What each evaluation reports, by its row.
struct Reports(Vec<Report>);

impl Derived for Reports {
    fn build(context: &Context) -> Reports {
        let evaluations = context.derive::<Evaluations>();
        // Very many lines write the same; each text is read once.
        let mut known = HashMap::new();
        let count = context.data.tables.evaluations.target.len();
        Reports((0..count).map(|row| report(context, &evaluations, &mut known, row)).collect())
    }
}

/// A value of each evaluation.
pub(super) fn of(context: &Context, rows: &[u32], value: impl Fn(&Report) -> i64) -> Vec<i64> {
    let reports = context.derive::<Reports>();
    each(rows, |row| reports.0.get(row).map_or(UNKNOWN, &value))
}

/// What an actual value says by itself.
fn said(actual: &str, year: Option<u16>) -> Written {
    read(actual, "", year.map_or(0, i32::from))
}

fn report(
    context: &Context,
    evaluations: &Evaluations,
    known: &mut HashMap<(i64, Option<u16>), Written>,
    row: usize,
) -> Report {
    let (links, promises) = (context.derive::<Links>(), context.derive::<Promises>());
    let values = &context.data.tables.evaluation_values;
    let year = year_of(context, row);
    let served_words = match year_start(year) {
        Some(day) => words(context, SERVED, day),
        None => &[],
    };
    let mut report = Report { rates: 0, full: 0, served: UNKNOWN };
    for line in evaluations.groups.of(row).iter().map(|line| *line as usize) {
        let actual = cell(&values.actual, line);
        let actually = known
            .entry((text_value(actual), year))
            .or_insert_with(|| said(context.data.names.text_or_empty(actual), year));
        let Some(number) = actually.number else { continue };
        let name = cell(&values.indicator, line);
        let indicator = target_of(context, row).and_then(|target| links.indicator(target, name));
        let promise = indicator.map(|indicator| &promises.of(indicator).written);
        let bare = actually.unit.is_empty();
        if actually.is_percent() || bare && promise.is_some_and(Written::is_percent) {
            report.rates += 1;
            report.full += i64::from(number == FULL);
        }
        let people = counts_people(&actually.unit)
            || bare && promise.is_some_and(|promise| counts_people(&promise.unit));
        if people && contains_any(text(context, &values.indicator, line), served_words) {
            report.served = report.served.max(number.0);
        }
    }
    report
}
