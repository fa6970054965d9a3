//! One block of a rule, put to one row of facts.

use std::collections::BTreeSet;

use super::super::applies::{self, Applies};
use super::super::bound::{BoundRule, bind};
use super::super::hit::Hit;
use super::super::lacking::{Lacking, Settled, sees_rows};
use super::super::person::Person;
use super::super::plan::needed_columns;
use super::super::stretch::{Shared, doubt};
use super::super::{evidence, fill, judge};
use super::Sighting;
use crate::context::Context;
use crate::finding::{Evidence, Reason};
use crate::lang::Trace;
use crate::pack::{Pack, Rule};
use crate::value::{Batch, FALSE};

/// What one rule block says of one row, part by part.
pub struct Block<'a> {
    /// The block.
    pub rule: &'a Rule,
    /// What it says.
    pub standing: Standing,
    /// Each expression of the block (`where`, `when`, `due`, `done`, `amount`) with the value of its parts;
    /// none where they were not asked.
    pub parts: Vec<(&'static str, Trace)>,
    /// The columns it looked at.
    pub evidence: Vec<Evidence>,
}

/// What a block says of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No rule looks at the row: dated after the day of evaluation, or a refund.
    PassedOver,
    /// The data set lacks what the block needs.
    Lacks(Reason),
    /// The row lies outside the years or days that the pack or the block binds.
    OtherLaw,
    /// The block is not about the row.
    NotAbout,
    /// Something is missing for this row.
    CannotTell(Reason),
    /// A finding.
    Hit(Hit),
    /// In order.
    InOrder,
}

/// The blocks of a rule, each with what the data set lacks for it.
pub(super) struct Blocks<'c, 'a> {
    context: &'c Context<'c>,
    blocks: Vec<(&'a Rule, Option<Lacking>)>,
}

impl<'c, 'a> Blocks<'c, 'a> {
    pub(super) fn new(context: &'c Context<'c>, pack: &'a Pack, rule: &str) -> Blocks<'c, 'a> {
        let own = pack.blocks(rule);
        Blocks { context, blocks: own.map(|r| (r, Lacking::of(context, r))).collect() }
    }

    /// The blocks of which not even the subjects are known, or that only the platform judges.
    pub(super) fn absent(&self) -> Vec<(&'a Rule, Reason)> {
        let absent = self.blocks.iter().filter(|(rule, _)| !sees_rows(self.context, rule));
        absent.filter_map(|(rule, lacking)| Some((*rule, lacking.clone()?.reason))).collect()
    }

    /// What the data set lacks for a subject to be judged, once each.
    pub(super) fn lacking(&self, at: &[Block]) -> Vec<Reason> {
        let absent = self.absent().into_iter().map(|(_, reason)| reason);
        let here = at.iter().filter_map(|block| match &block.standing {
            Standing::Lacks(reason) => Some(reason.clone()),
            _ => None,
        });
        absent.chain(here).collect::<BTreeSet<Reason>>().into_iter().collect()
    }

    /// Every block, put to every row about the subject.
    pub(super) fn at(&self, shared: Shared, seen: &Sighting) -> Vec<Block<'a>> {
        let mut all = Vec::new();
        let seeing = self.blocks.iter().filter(|(rule, _)| sees_rows(self.context, rule));
        for (rule, lacking) in seeing {
            let bound = bind(rule, shared.scope);
            for row in seen.rows.get(rule.about.name).into_iter().flatten() {
                all.push(self.block(rule, &bound, lacking.as_ref(), *row));
            }
        }
        all
    }

    fn block(
        &self,
        rule: &'a Rule,
        bound: &BoundRule,
        lacking: Option<&Lacking>,
        row: u32,
    ) -> Block<'a> {
        let context = self.context;
        let skipped = rule.about.skip.is_some_and(|skip| skip(context, row as usize));
        let silent = |standing| Block { rule, standing, parts: Vec::new(), evidence: Vec::new() };
        if skipped {
            return silent(Standing::PassedOver);
        }
        let mut columns = needed_columns(rule);
        if let Some(lacking) = lacking {
            columns.retain(|column| !lacking.absent.contains(column));
        }
        let batch = fill(context, rule.about, &columns, &[row]);
        let standing = match lacking {
            Some(lacking) => settled(context, rule, bound, lacking, &batch),
            None => standing(context, rule, bound, &batch),
        };
        let asked = |key: &str| match standing {
            Standing::OtherLaw | Standing::Lacks(_) => false,
            Standing::NotAbout => key == "where",
            _ => true,
        };
        let parts = bound.expressions().into_iter().filter(|(key, _)| asked(key));
        let mut parts: Vec<(&str, Trace)> = parts.map(|(k, e)| (k, e.trace(&batch, 0))).collect();
        let mut evidence = evidence::values(&context.data.names, rule.about, &columns, &batch, 0);
        let record = (rule.about.identity)(context, row as usize).record;
        if let Some(person) = Person::of(context, record) {
            person.hide(&mut evidence);
            for (_, trace) in &mut parts {
                person.hide_in_trace(trace);
            }
        }
        Block { rule, standing, parts, evidence }
    }
}

/// What a block says of the one row of a batch although the data set lacks something for it.
fn settled(
    context: &Context,
    rule: &Rule,
    bound: &BoundRule,
    lacking: &Lacking,
    batch: &Batch,
) -> Standing {
    match lacking.says(rule, bound, batch, context.pack).first() {
        Some(Settled::OtherLaw) => Standing::OtherLaw,
        Some(Settled::NotAbout) => Standing::NotAbout,
        Some(Settled::InOrder) => Standing::InOrder,
        Some(Settled::Open) | None => Standing::Lacks(lacking.reason.clone()),
    }
}

/// What a block says of the one row of a batch.
fn standing(context: &Context, rule: &Rule, bound: &BoundRule, batch: &Batch) -> Standing {
    let applies = Applies::new(rule, bound, batch, context.pack);
    let judged =
        judge::judge_rows(rule, bound, batch, &applies, (&context.pack.calendar, context.as_of));
    if let Some((_, hit)) = judged.hits.into_iter().next() {
        return Standing::Hit(hit);
    }
    if !judged.cannot_tell.is_empty() {
        return Standing::CannotTell(doubt(rule, bound, batch, 0));
    }
    match applies.of(0) {
        FALSE if !applies::binds(rule, bound, batch, context.pack, 0) => Standing::OtherLaw,
        FALSE => Standing::NotAbout,
        _ => Standing::InOrder,
    }
}
