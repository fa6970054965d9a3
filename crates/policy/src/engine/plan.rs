//! Which rules can be judged, table by table, and the columns that they read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Selection;
use super::lacking::{Lacking, sees_rows};
use super::missing::Missing;
use super::unit::{Rows, Share};
use crate::context::Context;
use crate::facts::FactTable;
use crate::finding::Reason;
use crate::lang::Expr;
use crate::pack::{Pack, Rule, Value};

/// The rules about one fact table, and the columns they need.
pub(super) struct Plan {
    pub(super) table: &'static FactTable,
    /// Which of its rows.
    pub(super) rows: Rows,
    /// Places in the pack, with what the data set lacks for the rule.
    pub(super) rules: Vec<(usize, Option<Lacking>)>,
    pub(super) columns: Vec<usize>,
}

/// Sorts the rules that are asked for by fact table and sets aside those whose rows are not known.
pub(super) fn plan(context: &Context, selection: &Selection, missing: &mut Missing) -> Vec<Plan> {
    let share = Share::new(context.pack, selection.unit);
    let mut plans = Plans::default();
    let rules = context.pack.rules.iter().enumerate();
    for (index, rule) in rules.filter(|(_, rule)| selection.wants(rule)) {
        let Some(rows) = share.rows(index) else { continue };
        let lacking = Lacking::of(context, rule);
        let sees = sees_rows(context, rule);
        if let Some(Lacking { reason, .. }) = &lacking {
            // What is not there is named even where no subject is known to need it.
            if !sees || matches!(reason, Reason::NoTable(_)) {
                selection.ids(rule).for_each(|id| missing.absent(id, reason));
            }
        }
        if !sees {
            continue;
        }
        plans.add(index, rule, rows, lacking);
    }
    plans.finish()
}

/// The same for the wanted rules at some places of the pack. Rules for which there is no record at all are left
/// out: of them nothing can be said of any subject.
pub(super) fn plan_some(
    context: &Context,
    places: &[usize],
    wanted: impl Fn(&Rule) -> bool,
) -> Vec<Plan> {
    let mut plans = Plans::default();
    let rules = places.iter().filter_map(|place| Some((*place, context.pack.rules.get(*place)?)));
    for (index, rule) in rules.filter(|(_, rule)| wanted(rule) && sees_rows(context, rule)) {
        plans.add(index, rule, Rows::All, Lacking::of(context, rule));
    }
    plans.finish()
}

/// Plans that grow rule by rule.
#[derive(Default)]
struct Plans(BTreeMap<(&'static str, Rows), Plan>);

impl Plans {
    fn add(&mut self, index: usize, rule: &Rule, rows: Rows, lacking: Option<Lacking>) {
        let plan = self.0.entry((rule.about.name, rows)).or_insert_with(|| Plan {
            table: rule.about,
            rows,
            rules: Vec::new(),
            columns: binding_columns(rule.about),
        });
        match &lacking {
            Some(lacking) => plan.columns.extend(lacking.columns(rule)),
            None => plan.columns.extend(rule_columns(rule)),
        }
        plan.rules.push((index, lacking));
    }

    fn finish(self) -> Vec<Plan> {
        let mut plans: Vec<Plan> = self.0.into_values().collect();
        for plan in &mut plans {
            plan.columns.sort_unstable();
            plan.columns.dedup();
        }
        plans
    }
}

/// The columns by which the engine finds out which law binds a row.
fn binding_columns(table: &'static FactTable) -> Vec<usize> {
    ["fiscal_year", table.day].into_iter().filter_map(|c| table.position(c)).collect()
}

/// The columns shown for a rule: those its expressions name, then those it asks for besides.
pub(super) fn evidence_columns(rule: &Rule) -> Vec<usize> {
    let mut columns = rule_columns(rule);
    for column in &rule.evidence {
        if !columns.contains(column) {
            columns.push(*column);
        }
    }
    columns
}

/// All columns that judging and showing a rule needs.
pub fn needed_columns(rule: &Rule) -> Vec<usize> {
    let mut columns = binding_columns(rule.about);
    columns.extend(evidence_columns(rule));
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The columns that the expressions of a rule name.
pub(crate) fn rule_columns(rule: &Rule) -> Vec<usize> {
    let named: BTreeSet<usize> =
        rule.expressions().into_iter().flat_map(|(_, e)| e.columns()).collect();
    let amount = if rule.amount.is_none() { rule.about.amount } else { None };
    let amount = amount.and_then(|a| rule.about.position(a)).filter(|a| !named.contains(a));
    named.into_iter().chain(amount).collect()
}

/// The lists of words that the rules look for inside texts, of all days.
pub(super) fn searched_words<'p>(
    pack: &'p Pack,
    plans: &'p [Plan],
) -> impl Iterator<Item = Arc<[String]>> + 'p {
    let rules = plans.iter().flat_map(|p| &p.rules).filter_map(|(i, _)| pack.rules.get(*i));
    let expressions = rules.flat_map(Rule::expressions).map(|(_, e)| e);
    let names = expressions.flat_map(Expr::searched);
    let values = names.filter_map(|n| pack.params.by_name.get(n)).flat_map(|p| &p.values);
    values.filter_map(|v| match &v.value {
        Value::Words(words) => Some(words.clone()),
        _ => None,
    })
}
