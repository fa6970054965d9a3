//! Judging a few subjects only, in a small set: what a verdict about a draft takes.

use std::collections::{BTreeMap, BTreeSet};

use super::exception::Exceptions;
use super::missing::Missing;
use super::plan::Plan;
use super::stretch::{Ready, Said, Shared};
use super::unit::reaches;
use super::{Selection, outcome, plan, scope};
use crate::context::Context;
use crate::facts::{FactTable, Reach};
use crate::finding::Outcome;
use crate::pack::{Pack, Rule};

/// Subjects by kind and id. A project's years (`project_year`) are named by the project's id.
pub type Subjects = BTreeSet<(&'static str, String)>;

/// What the rules at some places of the pack say of subjects, and what they cannot tell of them for want of a
/// fact, a column or a table; of some subjects after the other.
pub fn evaluate_subjects<const N: usize>(
    context: &Context,
    rules: &[usize],
    all: [&Subjects; N],
) -> [Outcome; N] {
    let exceptions = Exceptions::new(context);
    all.map(|subjects| evaluate_some(context, rules, subjects, &exceptions))
}

fn evaluate_some(
    context: &Context,
    rules: &[usize],
    subjects: &Subjects,
    exceptions: &Exceptions,
) -> Outcome {
    let kinds: BTreeSet<&str> = subjects.iter().map(|(kind, _)| *kind).collect();
    if kinds.is_empty() {
        return Outcome::default();
    }
    let selection = Selection::default();
    let wanted = |rule: &Rule| kinds.contains(rule.about.subject);
    let plans = plan::plan_some(context, rules, wanted);
    let scope = scope(context);
    let shared =
        Shared { context, selection: &selection, scope: &scope, words: None, reaches: None };
    let mut known: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut said: Vec<Said> = Vec::new();
    for plan in &plans {
        let rows =
            known.entry(plan.table.name).or_insert_with(|| rows(context, plan.table, subjects));
        if !rows.is_empty() {
            said.push(judge(plan, shared, rows.clone(), exceptions));
        }
    }
    outcome(said, Missing::default(), &selection)
}

fn judge(plan: &Plan, shared: Shared, rows: Vec<u32>, exceptions: &Exceptions) -> Said {
    Ready::new(plan, shared).judge(shared, rows, exceptions)
}

/// The places of the rules that do not compare counties.
pub fn near_rules(pack: &Pack) -> Vec<usize> {
    let reaches = reaches(pack).into_iter().enumerate();
    reaches.filter(|(_, reach)| *reach == Reach::Unit).map(|(place, _)| place).collect()
}

/// The rows of a fact table that are about the subjects.
fn rows(context: &Context, table: &FactTable, subjects: &Subjects) -> Vec<u32> {
    let is_one = |row: &usize| {
        let id = (table.identity)(context, *row).id;
        let own = match table.subject {
            "project_year" => id.rsplit_once('/').map_or(id.as_str(), |(project, _)| project),
            _ => &id,
        };
        subjects.iter().any(|(kind, id)| *kind == table.subject && id == own)
    };
    (0..(table.rows)(context)).filter(is_one).map(|row| row as u32).collect()
}
