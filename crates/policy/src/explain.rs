//! Why a rule fired for a subject, or why it did not: the value of every part of its condition.

use crate::context::Context;
use crate::engine::{self, Hit};
use crate::facts::FactTable;
use crate::finding::Evidence;
use crate::lang::{Scope, Trace};
use crate::pack::{Rule, Test};

/// What one rule block says of one row, part by part.
pub struct Explanation<'a> {
    /// The block.
    pub rule: &'a Rule,
    /// Name of the subject.
    pub name: String,
    /// Fiscal year, month or quarter.
    pub period: Option<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// Each expression of the block (`where`, `when`, `due`, `done`, `amount`) with the value of its parts.
    pub parts: Vec<(&'static str, Trace)>,
    /// The columns it looked at.
    pub evidence: Vec<Evidence>,
}

/// What a rule says of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not a finding.
    InOrder,
    /// A fact is missing.
    CannotTell,
    /// A finding.
    Finding(Hit),
}

/// Explains every block of a rule for every row whose subject has this id. Empty where the data set holds no
/// such subject.
pub fn explain<'a>(context: &'a Context, rule_id: &str, subject: &str) -> Vec<Explanation<'a>> {
    let soon = |rule: &Rule| match &rule.test {
        Test::Clock { soon: Some(soon), .. } => soon.id == rule_id,
        _ => false,
    };
    let blocks = context.pack.rules.iter().filter(|r| r.id == rule_id || soon(r));
    blocks
        .flat_map(|rule| {
            let rows = rows_of(context, rule.about, subject);
            rows.into_iter().map(move |row| explain_row(context, rule, row))
        })
        .collect()
}

/// The rows whose subject has this id; a rule judges only live rows.
fn rows_of(context: &Context, table: &FactTable, subject: &str) -> Vec<usize> {
    if table.needs.iter().any(|t| !context.data.has_table(*t)) {
        return Vec::new();
    }
    let live = |row: &usize| table.skip.is_none_or(|skip| !skip(context, *row));
    (0..(table.rows)(context))
        .filter(live)
        .filter(|row| (table.identity)(context, *row).id == subject)
        .collect()
}

fn explain_row<'a>(context: &'a Context, rule: &'a Rule, row: usize) -> Explanation<'a> {
    let scope = Scope {
        names: &context.data.names,
        params: &context.pack.params,
        calendar: &context.pack.calendar,
        as_of: context.as_of,
    };
    let bound = engine::bind(rule, &scope);
    let columns = engine::needed_columns(rule);
    let batch = engine::fill(context, rule.about, &columns, &[row as u32]);
    let judged = engine::judge(rule, &bound, &batch, context.pack, context.as_of);
    let verdict = match (judged.hits.into_iter().next(), judged.cannot_tell.first()) {
        (Some((_, hit)), _) => Verdict::Finding(hit),
        (None, Some(_)) => Verdict::CannotTell,
        (None, None) => Verdict::InOrder,
    };
    let parts = bound.expressions().into_iter().map(|(key, e)| (key, e.trace(&batch, 0))).collect();
    let identity = (rule.about.identity)(context, row);
    Explanation {
        rule,
        name: identity.name,
        period: identity.period,
        verdict,
        parts,
        evidence: engine::evidence_values(context, rule.about, &columns, &batch, 0),
    }
}
