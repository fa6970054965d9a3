//! How far shares are from the limits of their rules: for each rule that says which share it limits
//! ([`Ratio`]), how much may still be given elsewhere before it breaks, or how much is lacking.
//!
//! Nothing of a rule is reckoned a second time: the amounts are the least for which the rule itself, put to the
//! same facts with so much more money in one column, says something else.

use std::collections::BTreeSet;

use domain::records::{Places, Unit};
use domain::{Fen, TableId};

use super::bound::{BoundRule, bind};
use super::lacking::{Lacking, Settled, sees_rows};
use super::unit::Share;
use super::{apart, fill, judge, needed_columns, scope, stretch};
use crate::context::Context;
use crate::facts::{FactTable, Identity};
use crate::finding::Reason;
use crate::lang::Scope;
use crate::pack::{Pack, Params, Ratio, Rule, Side, Test, Value};
use crate::value::{Batch, Column, UNKNOWN, value_day};

/// More than any budget has, in fen: what changes nothing at so much changes nothing.
const MOST: i64 = 1_000_000_000_000_000;

/// A share and its distance from the limit of its rule, for one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Meter {
    /// Place of the rule block in the pack.
    pub block: usize,
    /// Whose share it is.
    pub subject: Identity,
    /// Its fiscal year.
    pub year: Option<i64>,
    /// What has to be large enough, where it is known.
    pub part: Option<Fen>,
    /// Of what.
    pub whole: Option<Fen>,
    /// The smallest share, in millionths; none where the rule wants all of it.
    pub limit: Option<i64>,
    /// How far it is from there.
    pub room: Room,
}

/// The distance of a share from its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Room {
    /// So much may be added to the whole and not to the part: one fen more breaks the rule.
    Left(Fen),
    /// So much has to be added to the part, the whole being what it is: one fen less still breaks the rule.
    Lacks(Fen),
    /// The rule cannot tell.
    CannotTell(Reason),
}

/// The tables of records out of which the shares of a pack are made.
pub fn tables(pack: &Pack) -> BTreeSet<TableId> {
    let rules = pack.rules.iter().filter(|rule| rule.ratio.is_some());
    let needs =
        rules.flat_map(|rule| rule.about.needs.iter().chain(rule.facts().flat_map(|c| c.needs)));
    needs.map(|need| need.0).collect()
}

/// The shares of all subjects, by rule block and subject. Rows that no rule binds (of other years, other classes
/// of money) have none.
pub fn meters(context: &Context) -> Vec<Meter> {
    let mut meters = by_unit(context, of_unit);
    meters.sort_by(|a, b| (a.block, &a.subject.id).cmp(&(b.block, &b.subject.id)));
    meters
}

/// What is said of all that a context holds: of each unit by itself, where files differ in their columns.
pub(super) fn by_unit<T: Send>(
    context: &Context,
    of: impl Fn(&Context, Option<Unit>) -> Vec<T> + Sync,
) -> Vec<T> {
    if !apart::columns_vary(context.data) {
        return of(context, None);
    }
    let places = Places::new(context.data, &context.pack.divisions);
    let one = |unit: Unit, part: &Context| of(part, Some(unit));
    apart::in_units(context, &places, places.all(), one).into_iter().flatten().collect()
}

/// The shares that a unit judges; all, where none is given.
fn of_unit(context: &Context, unit: Option<Unit>) -> Vec<Meter> {
    let (pack, scope) = (context.pack, scope(context));
    let share = Share::new(pack, unit);
    let mut meters = Vec::new();
    for (index, rule) in pack.rules.iter().enumerate() {
        let (Some(ratio), Some(rows)) = (rule.ratio, share.rows(index)) else { continue };
        if !sees_rows(context, rule) {
            continue;
        }
        let gauge = Gauge::new(context, (index, rule, ratio), &scope);
        let table = rule.about;
        let is_live = |row: &usize| {
            table.skip.is_none_or(|skip| !skip(context, *row)) && rows.has(context, table, *row)
        };
        let live = (0..(table.rows)(context)).filter(is_live);
        meters.extend(live.filter_map(|row| gauge.meter(row)));
    }
    meters
}

/// One rule, ready to be asked about shares.
struct Gauge<'a> {
    context: &'a Context<'a>,
    index: usize,
    rule: &'a Rule,
    ratio: Ratio,
    /// The blocks of its id: one for each lamp.
    blocks: Vec<(&'a Rule, BoundRule<'a>)>,
    columns: Vec<usize>,
    lacking: Option<Lacking>,
}

impl<'a> Gauge<'a> {
    fn new(
        context: &'a Context<'a>,
        (index, rule, ratio): (usize, &'a Rule, Ratio),
        scope: &'a Scope<'a>,
    ) -> Gauge<'a> {
        let own = context.pack.blocks(&rule.id).filter(|block| block.about.name == rule.about.name);
        let blocks: Vec<_> = own.map(|block| (block, bind(block, scope))).collect();
        let mut columns: Vec<usize> =
            blocks.iter().flat_map(|(block, _)| needed_columns(block)).collect();
        columns.sort_unstable();
        columns.dedup();
        let lacking = Lacking::of(context, rule);
        Gauge { context, index, rule, ratio, blocks, columns, lacking }
    }

    fn meter(&self, row: usize) -> Option<Meter> {
        let (table, context) = (self.rule.about, self.context);
        let batch = fill(context, table, &self.columns, &[u32::try_from(row).ok()?]);
        let value = |name: &str| number(&batch, table.position(name)?);
        let day = value(table.day).and_then(value_day).unwrap_or(context.as_of);
        Some(Meter {
            block: self.index,
            room: self.room(&batch)?,
            subject: (table.identity)(context, row),
            year: value("fiscal_year").or(Some(i64::from(day.year()))),
            part: side(&batch, self.ratio.part),
            whole: side(&batch, self.ratio.whole),
            limit: limit(self.rule, &context.pack.params, day),
        })
    }

    /// The distance of one row; nothing where the rule is not about it, however much is given.
    fn room(&self, batch: &Batch) -> Option<Room> {
        if let Some(lacking) = &self.lacking {
            return self
                .says_open(lacking, batch)
                .then(|| Room::CannotTell(lacking.reason.clone()));
        }
        match self.fires(batch) {
            Ok(false) => {
                let breaks = self.least(batch, self.ratio.whole.column, true)?;
                Some(Room::Left(Fen(breaks - 1)))
            }
            Ok(true) => {
                self.least(batch, self.ratio.part.column, false).map(|fen| Room::Lacks(Fen(fen)))
            }
            Err(reason) => Some(Room::CannotTell(reason)),
        }
    }

    /// Whether the rule leaves a row open because the data lack something.
    fn says_open(&self, lacking: &Lacking, batch: &Batch) -> bool {
        let own = self.blocks.iter().find(|(block, _)| std::ptr::eq(*block, self.rule));
        own.is_some_and(|(rule, bound)| {
            lacking.says(rule, bound, batch, self.context.pack).contains(&Settled::Open)
        })
    }

    /// Whether some block of the rule finds something; the reason why none can tell.
    fn fires(&self, batch: &Batch) -> Result<bool, Reason> {
        let mut doubt = None;
        for (rule, bound) in &self.blocks {
            let judged = judge(rule, bound, batch, self.context.pack, self.context.as_of);
            if !judged.hits.is_empty() {
                return Ok(true);
            }
            if let Some(row) = judged.cannot_tell.first() {
                doubt.get_or_insert_with(|| stretch::doubt(rule, bound, batch, *row));
            }
        }
        doubt.map_or(Ok(false), Err)
    }

    /// The least amount, one fen or more, with which in a column the rule says so; none where none does.
    fn least(&self, batch: &Batch, column: usize, fires: bool) -> Option<i64> {
        least(|by| self.fires(&raised(batch, column, by)) == Ok(fires))
    }
}

/// The least amount, one fen or more, of which something is true that is true of all greater ones; none where it
/// is not true of the most that any budget has.
pub(super) fn least(is_true: impl Fn(i64) -> bool) -> Option<i64> {
    if !is_true(MOST) {
        return None;
    }
    let (mut not_yet, mut enough) = (0, MOST);
    while enough - not_yet > 1 {
        let middle = not_yet + (enough - not_yet) / 2;
        if is_true(middle) { enough = middle } else { not_yet = middle }
    }
    Some(enough)
}

/// A row with so much more in one column.
fn raised(batch: &Batch, column: usize, by: i64) -> Batch {
    let mut raised = batch.clone();
    if let Some(Some(Column::Scalar(values))) = raised.columns.get_mut(column) {
        let more = |value: &mut i64| *value = value.checked_add(by).unwrap_or(UNKNOWN);
        values.iter_mut().filter(|value| **value != UNKNOWN).for_each(more);
    }
    raised
}

/// The value of a column of a batch of one row, where it is known.
pub(super) fn number(batch: &Batch, column: usize) -> Option<i64> {
    batch.scalar(column)?.first().copied().filter(|value| *value != UNKNOWN)
}

/// The amount of a side.
fn side(batch: &Batch, side: Side) -> Option<Fen> {
    let less = match side.less {
        Some(column) => number(batch, column)?,
        None => 0,
    };
    number(batch, side.column)?.checked_sub(less).map(Fen)
}

/// The share that the condition of a rule names, on the day of a row.
fn limit(rule: &Rule, params: &Params, day: domain::Day) -> Option<i64> {
    let Test::When(when) = &rule.test else { return None };
    let mut values = when.params().iter().filter_map(|name| params.by_name.get(name)?.on(day));
    values.find_map(|value| match value {
        Value::Percent(millionths) => Some(*millionths),
        _ => None,
    })
}

/// The columns of a side, in its order.
pub fn columns(
    table: &'static FactTable,
    side: Side,
) -> impl Iterator<Item = &'static crate::facts::FactColumn> {
    std::iter::once(side.column).chain(side.less).filter_map(|column| table.columns.get(column))
}
