//! Evaluates the rules of a pack over the facts of a data set.
//!
//! Facts are built in stretches of a few thousand rows, only the columns that rules ask for, and judged in
//! place; stretches are independent, so they run in parallel and their results are joined in row order.
//! The same records, pack and day give the same outcome, on any number of threads.
//!
//! [`evaluate`] puts all rules to all rows, [`explain`] one rule to one subject: both plan, bind, judge and
//! join with the same functions, so that one cannot contradict the other.

use std::collections::BTreeSet;

use domain::records::Unit;
use rayon::prelude::*;

use crate::context::Context;
use crate::facts::{FactTable, Fill, Reach};
use crate::finding::{Finding, Lamp, Outcome};
use crate::lang::{Scope, WordIndex};
use crate::pack::Rule;
use crate::value::{Batch, Column};

mod apart;
mod applies;
mod bound;
mod clock;
pub mod deadlines;
mod divided;
mod evidence;
mod exception;
pub mod explain;
pub mod floors;
pub mod headroom;
mod hit;
mod join;
mod judge;
mod lacking;
mod missing;
mod person;
mod plan;
mod stretch;
mod subjects;
mod unit;

pub use apart::evaluate_units;
pub use bound::{BoundRule, bind};
pub use divided::evaluate_divided;
pub use evidence::values as evidence_values;
pub use hit::{Hit, Judged};
pub use judge::judge;
pub use plan::needed_columns;
pub(crate) use plan::rule_columns;
pub use subjects::{Subjects, evaluate_subjects, near_rules};
pub use unit::{gather, reaches, units};

use exception::Exceptions;
use join::join;
use missing::Missing;
use stretch::{Ready, Said, Shared};

/// Which rules to evaluate and what to keep.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Ids of rules; empty = all.
    pub rules: BTreeSet<String>,
    /// Keep red findings only.
    pub red_only: bool,
    /// Judge what belongs to this unit only; nothing given = everything. The context may then hold no more
    /// than the unit's part of the data ([`domain::records::Places::part`]).
    pub unit: Option<Unit>,
}

impl Selection {
    /// The rules of one id.
    pub fn of(rule: &str) -> Selection {
        Selection { rules: BTreeSet::from([rule.to_owned()]), ..Selection::default() }
    }

    /// Whether a rule block can produce a finding that is asked for.
    fn wants(&self, rule: &Rule) -> bool {
        self.ids(rule).next().is_some()
    }

    /// The ids under which a rule block is asked for: its own and that of its due-soon warning. What one of
    /// them cannot judge the other cannot either, and the result says so of both.
    fn ids<'r>(&'r self, rule: &'r Rule) -> impl Iterator<Item = &'r str> {
        rule.ids().filter(|id| self.rules.is_empty() || self.rules.contains(*id))
    }

    /// All rules for one unit.
    pub fn in_unit(unit: Unit) -> Selection {
        Selection { unit: Some(unit), ..Selection::default() }
    }

    fn keeps(&self, finding: &Finding) -> bool {
        (self.rules.is_empty() || self.rules.contains(&finding.rule))
            && !(self.red_only && finding.lamp != Lamp::Red)
    }
}

/// Judges the facts of a data set: (records, pack, day) → findings. Where files of a table have different
/// columns, each unit is judged by itself, with the columns of its own rows.
pub fn evaluate(context: &Context, selection: &Selection) -> Outcome {
    if apart::columns_vary(context.data) {
        return apart::evaluate(context, selection);
    }
    evaluate_together(context, selection)
}

/// The same with the columns that all rows have.
fn evaluate_together(context: &Context, selection: &Selection) -> Outcome {
    let mut missing = Missing::default();
    let said = said(context, selection, None, &mut missing);
    let mut outcome = outcome(said, missing, selection);
    outcome.idle_exceptions = exception::idle(context, selection, outcome.lifted.iter());
    outcome
}

/// What is said of all stretches, in their order; by unit, where it is told how far rules reach.
fn said(
    context: &Context,
    selection: &Selection,
    reaches: Option<&[Reach]>,
    missing: &mut Missing,
) -> Vec<Said> {
    let plans = plan::plan(context, selection, missing);
    let scope = scope(context);
    let exceptions = Exceptions::new(context);
    // A unit shares the texts of the whole set: to look through all of them takes longer than its own rows.
    let words = selection
        .unit
        .is_none()
        .then(|| WordIndex::new(plan::searched_words(context.pack, &plans), &context.data.names));
    let shared = Shared { context, selection, scope: &scope, words: words.as_ref(), reaches };
    let ready = plans.par_iter().map(|p| Ready::new(p, shared).joined(context));
    let ready: Vec<Ready> = ready.collect();
    let tasks: Vec<(usize, usize)> =
        ready.iter().enumerate().flat_map(|(i, r)| r.stretches(i)).collect();
    let stretch = |(table, start): &(usize, usize)| {
        ready.get(*table).map(|r| r.stretch(shared, *start, &exceptions))
    };
    tasks.par_iter().filter_map(stretch).collect()
}

/// What rules see besides the facts.
fn scope<'a>(context: &'a Context) -> Scope<'a> {
    Scope {
        names: &context.data.names,
        params: &context.pack.params,
        calendar: &context.pack.calendar,
        as_of: context.as_of,
    }
}

/// Puts together what was said of the stretches, in their order.
fn outcome(said: Vec<Said>, mut missing: Missing, selection: &Selection) -> Outcome {
    let mut outcome = Outcome::default();
    for part in said {
        let all = part.findings.into_iter().map(|(_, finding)| finding);
        let asked = all.filter(|f| selection.keeps(f));
        let (lifted, kept): (Vec<Finding>, Vec<Finding>) =
            asked.partition(|f| f.lifted_by.is_some());
        outcome.lifted.extend(lifted);
        outcome.findings.extend(kept);
        part.doubts.into_iter().for_each(|(_, doubt)| missing.doubt(doubt));
    }
    join(&mut outcome.findings);
    join(&mut outcome.lifted);
    outcome.excepted = outcome.lifted.len() as u64;
    outcome.not_evaluable = missing.finish();
    outcome
}

/// Builds a stretch of facts: the given columns of the given rows.
pub fn fill(context: &Context, table: &FactTable, columns: &[usize], rows: &[u32]) -> Batch {
    let mut batch = Batch { len: rows.len(), columns: vec![None; table.columns.len()] };
    for position in columns {
        let Some(column) = table.columns.get(*position) else { continue };
        let values = match column.fill {
            Fill::Scalar(f) => Column::Scalar(f(context, rows)),
            Fill::Parts(f) => Column::Parts(f(context, rows)),
        };
        if let Some(slot) = batch.columns.get_mut(*position) {
            *slot = Some(values);
        }
    }
    batch
}
