//! The rules about one table, bound to a data set and put to stretches of its rows.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use domain::Fen;
use domain::privacy::{mask, mask_id};
use domain::records::Unit;

use super::applies::{self, Applies};
use super::bound::{self, BoundRule};
use super::exception::Exceptions;
use super::hit::{Hit, Judged};
use super::lacking::{Lacking, Settled};
use super::missing::{Doubt, Want};
use super::person::Person;
use super::plan::{Plan, evidence_columns};
use super::unit::{Rows, unit_of_row};
use super::{Selection, evidence, fill, judge};
use crate::context::Context;
use crate::facts::{FactTable, Identity, Reach};
use crate::finding::{Evidence, Fact, Finding, HiddenId, Lamp, Reason, Subject};
use crate::lang::{Scope, WordIndex};
use crate::pack::Rule;
use crate::value::{Batch, value_day};

/// Rows judged in one go: large enough to amortise, small enough to stay in the cache.
const STRETCH: usize = 8_192;

/// A plan with its rules bound to the data set.
pub(super) struct Ready<'a> {
    pub(super) table: &'static FactTable,
    columns: &'a [usize],
    pub(super) rules: Vec<ReadyRule<'a>>,
    /// How many different sets of rows the rules are about.
    scopes: usize,
    rows: usize,
    /// Which of the rows are judged.
    of: Rows,
}

pub(super) struct ReadyRule<'a> {
    /// Place in the pack.
    pub(super) index: usize,
    pub(super) rule: &'a Rule,
    pub(super) bound: BoundRule<'a>,
    /// The ids under which it is asked for.
    ids: Vec<&'a str>,
    /// The fact columns shown with a finding.
    evidence: Vec<usize>,
    /// Number of the set of rows that it is about; rules that name them alike share it.
    scope: usize,
    /// What keeps it from finding anything.
    lacking: Option<&'a Lacking>,
    /// Whether it compares counties, so that what it says is the region's.
    across: bool,
}

/// What the rules say of some rows, each with the unit whose it is; all with one, where units are not asked for.
#[derive(Default)]
pub(super) struct Said {
    /// Findings, those that an exception lifts among them; not joined yet.
    pub(super) findings: Vec<(Unit, Finding)>,
    /// What cannot be told.
    pub(super) doubts: Vec<(Unit, Doubt)>,
}

/// What all stretches of an evaluation share.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) selection: &'a Selection,
    pub(super) scope: &'a Scope<'a>,
    pub(super) words: Option<&'a WordIndex>,
    /// Where it is asked for which unit each finding is: how far each rule block of the pack reaches.
    pub(super) reaches: Option<&'a [Reach]>,
}

/// Whose the rows of a stretch are, found out where it is asked for.
struct Owners<'a> {
    shared: Shared<'a>,
    table: &'static FactTable,
    rows: &'a [u32],
    known: Vec<OnceCell<Unit>>,
}

impl<'a> Owners<'a> {
    fn new(shared: Shared<'a>, table: &'static FactTable, rows: &'a [u32]) -> Owners<'a> {
        let asked = if shared.reaches.is_some() { rows.len() } else { 0 };
        Owners { shared, table, rows, known: vec![OnceCell::new(); asked] }
    }

    /// Whose it is what a rule says of a row of the stretch.
    fn of(&self, across: bool, position: u32) -> Unit {
        let slot = self.known.get(position as usize).filter(|_| !across);
        let Some(slot) = slot else { return Unit::Region };
        let row = self.rows.get(position as usize).copied().unwrap_or_default();
        *slot.get_or_init(|| unit_of_row(self.shared.context, self.table, row as usize))
    }
}

impl<'a> Ready<'a> {
    pub(super) fn new(plan: &'a Plan, shared: Shared<'a>) -> Ready<'a> {
        let context = shared.context;
        let mut scopes: BTreeMap<applies::Key, usize> = BTreeMap::new();
        let mut ready = |(index, rule, lacking): (usize, &'a Rule, Option<&'a Lacking>)| {
            let next = scopes.len();
            let scope = *scopes.entry(applies::key(rule)).or_insert(next);
            let bound = bound::bind_with(rule, shared.scope, shared.words);
            let ids = shared.selection.ids(rule).collect();
            let reach = shared.reaches.and_then(|reaches| reaches.get(index));
            let (evidence, across) = (evidence_columns(rule), reach == Some(&Reach::Region));
            ReadyRule { index, rule, bound, ids, evidence, scope, lacking, across }
        };
        let known = plan.rules.iter();
        let known = known.filter_map(|(i, l)| Some((*i, context.pack.rules.get(*i)?, l.as_ref())));
        let rules = known.map(&mut ready).collect();
        Ready {
            table: plan.table,
            columns: &plan.columns,
            rules,
            scopes: scopes.len(),
            rows: (plan.table.rows)(context),
            of: plan.rows,
        }
    }

    /// With every join made that the columns use, before many stretches ask for them at once: the first row does.
    pub(super) fn joined(self, context: &Context) -> Ready<'a> {
        if self.rows > 0 {
            fill(context, self.table, self.columns, &[0]);
        }
        self
    }

    /// First rows of the stretches, each with the given number of the table.
    pub(super) fn stretches(&self, table: usize) -> Vec<(usize, usize)> {
        (0..self.rows).step_by(STRETCH).map(|start| (table, start)).collect()
    }

    /// Judges a stretch.
    pub(super) fn stretch(&self, shared: Shared, start: usize, exceptions: &Exceptions) -> Said {
        let end = (start + STRETCH).min(self.rows);
        let rows: Vec<u32> = (start as u32..end as u32).collect();
        self.judge(shared, rows, exceptions)
    }

    /// Judges some rows; those that the table skips are passed over.
    pub(super) fn judge(&self, shared: Shared, rows: Vec<u32>, exceptions: &Exceptions) -> Said {
        let context = shared.context;
        let live = |row: &u32| {
            self.table.skip.is_none_or(|skip| !skip(context, *row as usize))
                && self.of.has(context, self.table, *row as usize)
        };
        let rows: Vec<u32> = rows.into_iter().filter(live).collect();
        let owners = Owners::new(shared, self.table, &rows);
        let batch = fill(context, self.table, self.columns, &rows);
        let mut said = Said::default();
        let mut tally = Tally::default();
        let mut about: Vec<Option<Applies>> = vec![None; self.scopes];
        for ready in &self.rules {
            if let Some(lacking) = ready.lacking {
                tally.open(ready, &lacking.reason, || {
                    let says = lacking.says(ready.rule, &ready.bound, &batch, context.pack);
                    says.into_iter().map(|said| said == Settled::Open).collect()
                });
                continue;
            }
            let Some(slot) = about.get_mut(ready.scope) else { continue };
            let applies = slot.get_or_insert_with(|| {
                Applies::new(ready.rule, &ready.bound, &batch, context.pack)
            });
            let today = (&context.pack.calendar, context.as_of);
            let judged = judge::judge_rows(ready.rule, &ready.bound, &batch, applies, today);
            tally.add(ready, &judged);
            said.findings.extend(self.findings(&owners, ready, judged.hits, exceptions));
        }
        said.doubts = tally.doubts(&batch, &owners);
        said
    }

    fn findings(
        &self,
        owners: &Owners,
        ready: &ReadyRule,
        hits: Vec<(u32, Hit)>,
        exceptions: &Exceptions,
    ) -> Vec<(Unit, Finding)> {
        let (context, rows) = (owners.shared.context, owners.rows);
        if hits.is_empty() {
            return Vec::new();
        }
        let hit_rows: Vec<u32> =
            hits.iter().filter_map(|(i, _)| rows.get(*i as usize).copied()).collect();
        let shown = fill(context, self.table, &ready.evidence, &hit_rows);
        let own_day: Vec<usize> = self.table.position(self.table.day).into_iter().collect();
        let days = fill(context, self.table, &own_day, &hit_rows);
        let day = |i: usize| own_day.first().and_then(|c| days.scalar(*c)?.get(i).copied());
        let make = |(position, ((at, hit), row)): (usize, ((u32, Hit), &u32))| {
            let seen = evidence::values(
                &context.data.names,
                self.table,
                &ready.evidence,
                &shown,
                position,
            );
            let mut finding = finding(context, ready, *row, &hit, (seen, exceptions));
            finding.day = day(position).and_then(value_day).or(Some(context.as_of));
            (owners.of(ready.across, at), finding)
        };
        hits.into_iter().zip(&hit_rows).enumerate().map(make).collect()
    }
}

fn finding(
    context: &Context,
    ready: &ReadyRule,
    row: u32,
    hit: &Hit,
    (mut evidence, exceptions): (Vec<Evidence>, &Exceptions),
) -> Finding {
    let rule = ready.rule;
    let identity = (rule.about.identity)(context, row as usize);
    if let Some(person) = Person::of(context, identity.record) {
        person.hide(&mut evidence);
    }
    let id = rule.finding_id(hit.soon);
    let lifts = || exceptions.lifts(id, rule.about, &identity.id);
    let binds = |c: &&String| context.pack.binds(c, identity.division);
    Finding {
        rule: id.to_owned(),
        lamp: if hit.soon { Lamp::Yellow } else { rule.lamp },
        soon: hit.soon,
        subject: subject(rule.about.subject, &identity),
        division: identity.division,
        period: identity.period,
        amount: hit.amount.map(Fen),
        due_on: hit.due,
        done_on: hit.done,
        days_late: hit.days_late,
        block: ready.index,
        row,
        clauses: rule.clauses.iter().filter(binds).cloned().collect(),
        day: None,
        evidence,
        source: identity.record.and_then(|(t, r)| context.data.tables.source(t, r)),
        lifted_by: if rule.without_exception { None } else { lifts() },
        also: Vec::new(),
    }
}

fn subject(kind: &'static str, identity: &Identity) -> Subject {
    let id = mask_id(&identity.id);
    let behind = HiddenId::behind(&id, &identity.id);
    Subject { kind, id, name: mask(&identity.name), behind }
}

/// Rows of which the rules of one id cannot tell, and rows on which one of them found something all the same.
#[derive(Default)]
struct Tally<'t> {
    found: BTreeMap<&'t str, BTreeSet<u32>>,
    doubted: BTreeMap<&'t str, Vec<(&'t ReadyRule<'t>, Vec<u32>)>>,
    /// By id and what the data set lacks, for each row whether it is left open; whether the rule compares
    /// counties.
    open: BTreeMap<(&'t str, &'t Reason), (bool, Vec<bool>)>,
}

impl<'t> Tally<'t> {
    fn add(&mut self, ready: &'t ReadyRule<'t>, judged: &Judged) {
        for id in &ready.ids {
            if !judged.hits.is_empty() {
                let rows = judged.hits.iter().map(|(row, _)| *row);
                self.found.entry(id).or_default().extend(rows);
            }
            if !judged.cannot_tell.is_empty() {
                let blocks = self.doubted.entry(id).or_default();
                blocks.push((ready, judged.cannot_tell.clone()));
            }
        }
    }

    fn absences(&mut self, owners: &Owners) -> Vec<(Unit, Doubt)> {
        let mut doubts = Vec::new();
        for ((id, reason), (across, mut open)) in std::mem::take(&mut self.open) {
            for row in self.found.get(id).into_iter().flatten() {
                if let Some(open) = open.get_mut(*row as usize) {
                    *open = false;
                }
            }
            let open = open.into_iter().zip(0..).filter(|(open, _)| *open);
            for (unit, rows) in by_unit(owners, across, open.map(|(_, row)| row)) {
                let (want, facts) = (Want::Absent(reason.clone()), BTreeSet::new());
                let subjects = rows.len() as u64;
                doubts.push((unit, Doubt { rule: id.to_owned(), want, facts, subjects }));
            }
        }
        doubts
    }

    /// Notes the rows that a rule leaves open because the data set lacks something.
    fn open(
        &mut self,
        ready: &'t ReadyRule<'t>,
        reason: &'t Reason,
        open: impl FnOnce() -> Vec<bool>,
    ) {
        let open = open();
        for id in &ready.ids {
            let begun = || (ready.across, vec![false; open.len()]);
            let (_, rows) = self.open.entry((id, reason)).or_insert_with(begun);
            rows.iter_mut().zip(&open).for_each(|(row, open)| *row |= open);
        }
    }

    /// What is left open: a row on which something was found is told of, whatever another block lacks.
    fn doubts(mut self, batch: &Batch, owners: &Owners) -> Vec<(Unit, Doubt)> {
        let mut doubts = self.absences(owners);
        for (id, blocks) in self.doubted {
            let told = self.found.get(id);
            let mut units: BTreeMap<Unit, Left> = BTreeMap::new();
            for (ready, rows) in blocks {
                let rows = rows.into_iter().filter(|row| told.is_none_or(|t| !t.contains(row)));
                for (unit, rows) in by_unit(owners, ready.across, rows) {
                    units.entry(unit).or_default().note(ready, batch, rows);
                }
            }
            for (unit, left) in units {
                doubts.extend(left.doubts(id).map(|doubt| (unit, doubt)));
            }
        }
        doubts
    }
}

/// Rows by the unit whose it is what a rule says of them.
fn by_unit(
    owners: &Owners,
    across: bool,
    rows: impl Iterator<Item = u32>,
) -> BTreeMap<Unit, Vec<u32>> {
    let mut units: BTreeMap<Unit, Vec<u32>> = BTreeMap::new();
    rows.for_each(|row| units.entry(owners.of(across, row)).or_default().push(row));
    units
}

/// What the rules of one id leave open of one unit.
#[derive(Default)]
struct Left {
    facts: BTreeSet<Fact>,
    open: BTreeMap<u32, Want>,
}

impl Left {
    fn note(&mut self, ready: &ReadyRule, batch: &Batch, mut rows: Vec<u32>) {
        let years = missing_years(ready.rule, &ready.bound, batch, &rows);
        rows.retain(|row| !years.contains_key(row));
        self.facts.extend(missing_facts(ready.rule, &ready.bound, batch, &rows));
        let wants = years.into_iter().map(|(row, year)| (row, Want::Year(year)));
        for (row, want) in wants.chain(rows.iter().map(|row| (*row, Want::Facts))) {
            self.open.entry(row).or_insert(want);
        }
    }

    fn doubts(self, id: &str) -> impl Iterator<Item = Doubt> {
        let mut counts: BTreeMap<Want, u64> = BTreeMap::new();
        for want in self.open.into_values() {
            *counts.entry(want).or_default() += 1;
        }
        let all = self.facts;
        counts.into_iter().map(move |(want, subjects)| {
            let facts = if want == Want::Facts { all.clone() } else { BTreeSet::new() };
            Doubt { rule: id.to_owned(), want, facts, subjects }
        })
    }
}

/// The rows for which a limit reaches into a year without working days, with that year.
fn missing_years(
    rule: &Rule,
    bound: &BoundRule,
    batch: &Batch,
    rows: &[u32],
) -> BTreeMap<u32, i32> {
    if !rule.counts_workdays() {
        return BTreeMap::new();
    }
    let expressions = bound.expressions();
    let year = |row: u32| expressions.iter().find_map(|(_, e)| e.missing_year(batch, row as usize));
    rows.iter().filter_map(|row| Some((*row, year(*row)?))).collect()
}

/// The facts that keep a rule from telling of these rows.
fn missing_facts(rule: &Rule, bound: &BoundRule, batch: &Batch, rows: &[u32]) -> Vec<Fact> {
    let table = rule.about;
    let columns = bound.lacks(batch, rows).into_iter();
    let named = columns.filter_map(|position| table.columns.get(position));
    named.map(|column| Fact { table: table.name, column: column.name }).collect()
}

/// Why a rule cannot tell of a row.
pub(super) fn doubt(rule: &Rule, bound: &BoundRule, batch: &Batch, row: u32) -> Reason {
    let year = missing_years(rule, bound, batch, &[row]).into_values().next();
    let facts = || Reason::MissingFact(missing_facts(rule, bound, batch, &[row]));
    year.map_or_else(facts, Reason::NoCalendar)
}
