//! Evaluates the rules of a pack over the facts of a data set.
//!
//! Facts are built in stretches of a few thousand rows, only the columns that rules ask for, and judged in
//! place; stretches are independent, so they run in parallel and their results are joined in row order.
//! The same records, pack and day give the same outcome, on any number of threads.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::privacy::{mask, mask_id};
use domain::{Fen, TableId};
use rayon::prelude::*;

use crate::context::Context;
use crate::facts::{FactTable, Fill};
use crate::finding::{Evidence, Finding, Lamp, NotEvaluable, Outcome, Reason, Subject};
use crate::lang::{Expr, Scope, WordIndex};
use crate::pack::{Pack, Rule, Test, Value};
use crate::value::{Batch, Column, value_day};

mod applies;
mod clock;
mod doubt;
mod evidence;
mod exception;
mod judge;

pub use evidence::values as evidence_values;
pub use judge::{BoundRule, Hit, Judged, bind, judge};

use applies::Applies;
use doubt::{Doubt, Doubts};
use evidence::evidence_columns;
use exception::Exceptions;

/// Rows judged in one go: large enough to amortise, small enough to stay in the cache.
const STRETCH: usize = 8_192;

/// Which rules to evaluate and what to keep.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Ids of rules; empty = all.
    pub rules: BTreeSet<String>,
    /// Keep red findings only.
    pub red_only: bool,
}

impl Selection {
    /// Whether a rule block can produce a finding that is asked for.
    fn wants(&self, rule: &Rule) -> bool {
        let soon_id = match &rule.test {
            Test::Clock { soon: Some(soon), .. } => Some(&soon.id),
            _ => None,
        };
        self.rules.is_empty()
            || self.rules.contains(&rule.id)
            || soon_id.is_some_and(|id| self.rules.contains(id))
    }

    fn keeps(&self, rule: &str, lamp: Lamp) -> bool {
        (self.rules.is_empty() || self.rules.contains(rule))
            && !(self.red_only && lamp != Lamp::Red)
    }
}

/// Judges the facts of a data set: (records, pack, day) → findings.
pub fn evaluate(context: &Context, selection: &Selection) -> Outcome {
    let wanted: Vec<usize> = (0..context.pack.rules.len())
        .filter(|i| context.pack.rules.get(*i).is_some_and(|r| selection.wants(r)))
        .collect();
    let mut not_evaluable = Missing::default();
    let plans = plan(context, &wanted, &mut not_evaluable);
    let scope = Scope {
        names: &context.data.names,
        params: &context.pack.params,
        calendar: &context.pack.calendar,
        as_of: context.as_of,
    };
    let exceptions = Exceptions::new(context);
    let index = WordIndex::new(searched_words(context.pack, &plans), &context.data.names);
    let ready: Vec<Ready> =
        plans.par_iter().map(|p| Ready::new(p, context, (&scope, &index))).collect();
    let tasks: Vec<(usize, usize)> =
        ready.iter().enumerate().flat_map(|(i, r)| r.stretches(i)).collect();
    let parts: Vec<StretchResult> = tasks
        .par_iter()
        .filter_map(|(table, start)| ready.get(*table).map(|r| r.run(context, *start, &exceptions)))
        .collect();
    let mut outcome = Outcome::default();
    for part in parts {
        outcome.findings.extend(part.findings);
        outcome.excepted += part.excepted;
        for (rule, reason, subjects) in part.cannot_tell {
            not_evaluable.add(rule, reason, subjects);
        }
    }
    outcome.findings.retain(|f| selection.keeps(&f.rule, f.lamp));
    outcome.not_evaluable = not_evaluable.finish(selection);
    join(&mut outcome.findings);
    outcome
}

/// The rules about one fact table, and the columns they need.
struct Plan {
    table: &'static FactTable,
    rules: Vec<usize>,
    columns: Vec<usize>,
}

/// Sorts the rules by fact table and sets aside those for which the data set lacks a table or column.
fn plan(context: &Context, wanted: &[usize], missing: &mut Missing) -> Vec<Plan> {
    let mut plans: BTreeMap<&'static str, Plan> = BTreeMap::new();
    for index in wanted {
        let Some(rule) = context.pack.rules.get(*index) else { continue };
        if let Some(reason) = lacking(context, rule) {
            let known = rule.about.needs.iter().all(|t| context.data.has_table(*t));
            let platform = reason == Reason::PlatformOnly;
            let subjects = if known && !platform { live_rows(context, rule.about) } else { 0 };
            missing.add(rule.id.clone(), reason, subjects);
            continue;
        }
        let plan = plans.entry(rule.about.name).or_insert_with(|| Plan {
            table: rule.about,
            rules: Vec::new(),
            columns: binding_columns(rule.about),
        });
        plan.rules.push(*index);
        plan.columns.extend(rule_columns(rule));
    }
    let mut plans: Vec<Plan> = plans.into_values().collect();
    for plan in &mut plans {
        plan.columns.sort_unstable();
        plan.columns.dedup();
    }
    plans
}

/// The columns by which the engine finds out which law binds a row.
fn binding_columns(table: &'static FactTable) -> Vec<usize> {
    ["fiscal_year", table.day].into_iter().filter_map(|c| table.position(c)).collect()
}

/// All columns that judging and showing a rule needs.
pub fn needed_columns(rule: &Rule) -> Vec<usize> {
    let mut columns = binding_columns(rule.about);
    columns.extend(evidence_columns(rule));
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The lists of words that the rules look for inside texts, of all days.
fn searched_words<'p>(
    pack: &'p Pack,
    plans: &'p [Plan],
) -> impl Iterator<Item = Arc<[String]>> + 'p {
    let rules = plans.iter().flat_map(|p| &p.rules).filter_map(|i| pack.rules.get(*i));
    let names = rules.flat_map(expressions).flat_map(Expr::searched);
    let values = names.filter_map(|n| pack.params.by_name.get(n)).flat_map(|p| &p.values);
    values.filter_map(|v| match &v.value {
        Value::Words(words) => Some(words.clone()),
        _ => None,
    })
}

/// All expressions of a rule.
fn expressions(rule: &Rule) -> impl Iterator<Item = &Expr> {
    let test = match &rule.test {
        Test::When(when) => [Some(when), None],
        Test::Clock { due, done, .. } => [Some(due), Some(done)],
        Test::PlatformOnly => [None, None],
    };
    test.into_iter().flatten().chain(&rule.scope).chain(&rule.amount)
}

/// The columns that the expressions of a rule name.
pub(crate) fn rule_columns(rule: &Rule) -> Vec<usize> {
    let named: BTreeSet<usize> = expressions(rule).flat_map(Expr::columns).collect();
    let amount = if rule.amount.is_none() { rule.about.amount } else { None };
    let amount = amount.and_then(|a| rule.about.position(a)).filter(|a| !named.contains(a));
    named.into_iter().chain(amount).collect()
}

/// What the data set lacks for a rule, if anything.
fn lacking(context: &Context, rule: &Rule) -> Option<Reason> {
    if matches!(rule.test, Test::PlatformOnly) {
        return Some(Reason::PlatformOnly);
    }
    let rows = rule.about.needs.iter().find(|t| !context.data.has_table(**t));
    if let Some(table) = rows {
        return Some(Reason::NoTable(table.spec().name));
    }
    let columns = rule_columns(rule);
    let needs = columns.iter().filter_map(|c| rule.about.columns.get(*c)).flat_map(|c| c.needs);
    let amount = rule.about.amount.and_then(|a| rule.about.position(a));
    let shown_only = |need: &&crate::facts::Need| {
        // The table's own amount is only shown: its absence does not keep a rule from judging.
        amount.and_then(|a| rule.about.columns.get(a)).is_some_and(|c| c.needs.contains(need))
            && !named_by_tests(rule, amount)
    };
    needs.filter(|n| !shown_only(n)).find_map(|need| absent(context, need.0, need.1))
}

fn named_by_tests(rule: &Rule, column: Option<usize>) -> bool {
    column.is_some_and(|c| expressions(rule).any(|e| e.columns().contains(&c)))
}

fn absent(context: &Context, table: TableId, column: &'static str) -> Option<Reason> {
    if !context.data.has_table(table) {
        return Some(Reason::NoTable(table.spec().name));
    }
    // A file without rows has nothing of which a column could be unknown.
    let needless = column.is_empty() || context.data.tables.rows(table) == 0;
    if needless || context.data.has_column(table, column) {
        None
    } else {
        Some(Reason::NoColumn(table.spec().name, column))
    }
}

fn live_rows(context: &Context, table: &FactTable) -> u64 {
    let rows = (table.rows)(context);
    let skipped = table.skip.map_or(0, |skip| (0..rows).filter(|r| skip(context, *r)).count());
    (rows - skipped) as u64
}

/// A plan with its rules bound to the data set.
struct Ready<'a> {
    table: &'static FactTable,
    columns: &'a [usize],
    rules: Vec<ReadyRule<'a>>,
    /// How many different sets of rows the rules are about.
    scopes: usize,
    rows: usize,
}

struct ReadyRule<'a> {
    /// Place in the pack.
    index: usize,
    rule: &'a Rule,
    bound: BoundRule<'a>,
    /// The fact columns shown with a finding.
    evidence: Vec<usize>,
    /// Number of the set of rows that it is about; rules that name them alike share it.
    scope: usize,
}

struct StretchResult {
    findings: Vec<Finding>,
    cannot_tell: Vec<Doubt>,
    excepted: u64,
}

impl<'a> Ready<'a> {
    fn new(
        plan: &'a Plan,
        context: &'a Context<'a>,
        (scope, words): (&'a Scope<'a>, &'a WordIndex),
    ) -> Ready<'a> {
        let mut scopes: BTreeMap<applies::Key, usize> = BTreeMap::new();
        let mut ready = |(index, rule): (usize, &'a Rule)| {
            let next = scopes.len();
            let number = *scopes.entry(applies::key(rule)).or_insert(next);
            let bound = judge::bind_with(rule, scope, Some(words));
            ReadyRule { index, rule, bound, evidence: evidence_columns(rule), scope: number }
        };
        let known = plan.rules.iter().filter_map(|i| Some((*i, context.pack.rules.get(*i)?)));
        let rules = known.map(&mut ready).collect();
        let rows = (plan.table.rows)(context);
        // The first row makes every join that the columns use, before many stretches ask for them at once.
        if rows > 0 {
            fill(context, plan.table, &plan.columns, &[0]);
        }
        Ready { table: plan.table, columns: &plan.columns, rules, scopes: scopes.len(), rows }
    }

    fn stretches(&self, table: usize) -> Vec<(usize, usize)> {
        (0..self.rows).step_by(STRETCH).map(|start| (table, start)).collect()
    }

    fn run(&self, context: &Context, start: usize, exceptions: &Exceptions) -> StretchResult {
        let end = (start + STRETCH).min(self.rows);
        let live = |row: &u32| self.table.skip.is_none_or(|skip| !skip(context, *row as usize));
        let rows: Vec<u32> = (start as u32..end as u32).filter(live).collect();
        let batch = fill(context, self.table, self.columns, &rows);
        let mut result =
            StretchResult { findings: Vec::new(), cannot_tell: Vec::new(), excepted: 0 };
        let mut doubts = Doubts::default();
        let mut found: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        let mut about: Vec<Option<Applies>> = vec![None; self.scopes];
        for ready in &self.rules {
            let ReadyRule { index, rule, bound, evidence, scope } = ready;
            let Some(slot) = about.get_mut(*scope) else { continue };
            let applies =
                slot.get_or_insert_with(|| Applies::new(rule, bound, &batch, context.pack));
            let today = (&context.pack.calendar, context.as_of);
            let judged = judge::judge_rows(rule, bound, &batch, applies, today);
            doubts.add(rule, bound, &batch, &judged.cannot_tell);
            if !judged.hits.is_empty() {
                found.entry(&rule.id).or_default().extend(judged.hits.iter().map(|(r, _)| r));
                let made = self.findings(context, (*index, rule), evidence, &rows, judged.hits);
                let (lifted, kept): (Vec<_>, Vec<_>) =
                    made.into_iter().partition(|f| exceptions.lift(f));
                result.excepted += lifted.len() as u64;
                result.findings.extend(kept);
            }
        }
        result.cannot_tell = doubts.counted(&found);
        result
    }

    fn findings(
        &self,
        context: &Context,
        (index, rule): (usize, &Rule),
        evidence: &[usize],
        rows: &[u32],
        hits: Vec<(u32, Hit)>,
    ) -> Vec<Finding> {
        let hit_rows: Vec<u32> =
            hits.iter().filter_map(|(i, _)| rows.get(*i as usize).copied()).collect();
        let shown = fill(context, self.table, evidence, &hit_rows);
        let own_day: Vec<usize> = self.table.position(self.table.day).into_iter().collect();
        let days = fill(context, self.table, &own_day, &hit_rows);
        let day = |i: usize| own_day.first().and_then(|c| days.scalar(*c)?.get(i).copied());
        let make = |(position, ((_, hit), row)): (usize, ((u32, Hit), &u32))| {
            let seen = evidence::values(context, self.table, evidence, &shown, position);
            let mut finding = finding(context, index, rule, *row as usize, &hit, seen);
            finding.day = day(position).and_then(value_day).or(Some(context.as_of));
            finding
        };
        hits.into_iter().zip(&hit_rows).enumerate().map(make).collect()
    }
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

fn finding(
    context: &Context,
    block: usize,
    rule: &Rule,
    row: usize,
    hit: &Hit,
    evidence: Vec<Evidence>,
) -> Finding {
    let identity = (rule.about.identity)(context, row);
    let soon = match &rule.test {
        Test::Clock { soon: Some(soon), .. } if hit.soon => Some(&soon.id),
        _ => None,
    };
    Finding {
        rule: soon.unwrap_or(&rule.id).clone(),
        lamp: if hit.soon { Lamp::Yellow } else { rule.lamp },
        soon: hit.soon,
        subject: Subject {
            kind: rule.about.subject,
            id: mask_id(&identity.id),
            name: mask(&identity.name),
        },
        division: identity.division,
        period: identity.period,
        amount: hit.amount.map(Fen),
        due_on: hit.due,
        days_late: hit.days_late,
        block,
        clauses: rule
            .clauses
            .iter()
            .filter(|c| context.pack.binds(c, identity.division))
            .cloned()
            .collect(),
        day: None,
        evidence,
        source: identity.record.and_then(|(t, r)| context.data.tables.source(t, r)),
    }
}

/// Joins the findings of one rule about one subject and period (the most serious stays, with the clauses of
/// all that are as serious) and puts them in the order of the public contract.
fn join(findings: &mut Vec<Finding>) {
    let same = |a: &Finding, b: &Finding| {
        a.rule == b.rule
            && a.subject.kind == b.subject.kind
            && a.subject.id == b.subject.id
            && a.period == b.period
    };
    findings.par_sort_unstable_by(|a, b| by_subject(a, b).then_with(|| by_weight(a, b)));
    findings.dedup_by(|next, kept| {
        let joined = same(next, kept);
        if joined && next.lamp == kept.lamp {
            add_clauses(kept, &next.clauses);
        }
        joined
    });
    findings.par_sort_unstable_by(|a, b| {
        a.lamp
            .cmp(&b.lamp)
            .then_with(|| a.rule.as_bytes().cmp(b.rule.as_bytes()))
            .then_with(|| a.division.cmp(&b.division))
            .then_with(|| by_subject(a, b))
    });
}

fn by_subject(a: &Finding, b: &Finding) -> Ordering {
    a.rule
        .as_bytes()
        .cmp(b.rule.as_bytes())
        .then_with(|| a.subject.kind.cmp(b.subject.kind))
        .then_with(|| a.subject.id.as_bytes().cmp(b.subject.id.as_bytes()))
        .then_with(|| a.period.cmp(&b.period))
}

/// The most serious first, then the largest amount, then the order of the pack and of the records.
fn by_weight(a: &Finding, b: &Finding) -> Ordering {
    (a.lamp, a.soon)
        .cmp(&(b.lamp, b.soon))
        .then_with(|| b.amount.cmp(&a.amount))
        .then_with(|| (a.block, a.source).cmp(&(b.block, b.source)))
}

fn add_clauses(finding: &mut Finding, clauses: &[String]) {
    for clause in clauses {
        if !finding.clauses.contains(clause) {
            finding.clauses.push(clause.clone());
        }
    }
}

/// Collects what could not be judged.
#[derive(Default)]
struct Missing {
    by_rule: BTreeMap<(String, Reason), u64>,
}

impl Missing {
    fn add(&mut self, rule: String, reason: Reason, subjects: u64) {
        let sums = reason == Reason::MissingFact;
        let slot = self.by_rule.entry((rule, reason)).or_default();
        // Blocks that share an id lack the same table for the same subjects; missing facts add up.
        *slot = if sums { *slot + subjects } else { (*slot).max(subjects) };
    }

    fn finish(self, selection: &Selection) -> Vec<NotEvaluable> {
        let wanted = |rule: &str| selection.rules.is_empty() || selection.rules.contains(rule);
        self.by_rule
            .into_iter()
            .filter(|((rule, _), _)| wanted(rule))
            .map(|((rule, reason), subjects)| NotEvaluable { rule, reason, subjects })
            .collect()
    }
}
