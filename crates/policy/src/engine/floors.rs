//! How much money the rules want at least where they say of which ([`crate::pack::Rule::floor`]): what should be
//! raised, beside what was.
//!
//! Nothing of a rule is reckoned a second time: it is the least amount with which the rule itself, put to the same
//! facts with that amount in the column, finds nothing.

use domain::records::Unit;
use domain::{Fen, TableId};
use std::collections::BTreeSet;

use super::bound::{BoundRule, bind};
use super::headroom::{by_unit, least, number};
use super::lacking::sees_rows;
use super::unit::Share;
use super::{fill, judge, needed_columns, scope};
use crate::context::Context;
use crate::facts::Identity;
use crate::pack::{Pack, Rule};
use crate::value::{Batch, Column, value_day};

/// What a rule wants of one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// Place of the rule block in the pack.
    pub block: usize,
    /// Of what.
    pub subject: Identity,
    /// Its fiscal year.
    pub year: Option<i64>,
    /// Name of the column of money.
    pub column: &'static str,
    /// What is in it.
    pub has: Fen,
    /// The least with which the rule is content.
    pub least: Fen,
}

/// The tables of records out of which the facts of such rules are made.
pub fn tables(pack: &Pack) -> BTreeSet<TableId> {
    let rules = pack.rules.iter().filter(|rule| rule.floor.is_some());
    let needs =
        rules.flat_map(|rule| rule.about.needs.iter().chain(rule.facts().flat_map(|c| c.needs)));
    needs.map(|need| need.0).collect()
}

/// What the rules want of all subjects, by rule block and subject. A rule that wants nothing of one, or cannot
/// tell, says nothing of it.
pub fn floors(context: &Context) -> Vec<Floor> {
    let mut floors = by_unit(context, of_unit);
    floors.sort_by(|a, b| (a.block, &a.subject.id).cmp(&(b.block, &b.subject.id)));
    floors
}

fn of_unit(context: &Context, unit: Option<Unit>) -> Vec<Floor> {
    let (pack, scope) = (context.pack, scope(context));
    let share = Share::new(pack, unit);
    let mut floors = Vec::new();
    for (block, rule) in pack.rules.iter().enumerate() {
        let (Some(column), Some(rows)) = (rule.floor, share.rows(block)) else { continue };
        if !sees_rows(context, rule) {
            continue;
        }
        let (asked, table) =
            (Asked { context, rule, bound: bind(rule, &scope), column }, rule.about);
        let is_live = |row: &usize| {
            table.skip.is_none_or(|skip| !skip(context, *row)) && rows.has(context, table, *row)
        };
        let live = (0..(table.rows)(context)).filter(is_live);
        floors.extend(live.filter_map(|row| asked.floor(block, row)));
    }
    floors
}

/// One rule, ready to be asked.
struct Asked<'a> {
    context: &'a Context<'a>,
    rule: &'a Rule,
    bound: BoundRule<'a>,
    column: usize,
}

impl Asked<'_> {
    fn floor(&self, block: usize, row: usize) -> Option<Floor> {
        let (table, context) = (self.rule.about, self.context);
        let row_number = u32::try_from(row).ok()?;
        let batch = fill(context, table, &needed_columns(self.rule), &[row_number]);
        // Where it is not known what there is, the rule cannot tell.
        let has = number(&batch, self.column).map(Fen)?;
        if self.fires(&batch, 0) != Some(true) {
            return None;
        }
        let least = least(|fen| self.fires(&batch, fen) == Some(false))?;
        let day = number(&batch, table.position(table.day)?).and_then(value_day);
        let year = table.position("fiscal_year").and_then(|column| number(&batch, column));
        Some(Floor {
            block,
            subject: (table.identity)(context, row),
            year: year.or(day.map(|day| i64::from(day.year()))),
            column: table.columns.get(self.column)?.name,
            has,
            least: Fen(least),
        })
    }

    /// Whether the rule finds something with so much in the column; nothing where it cannot tell.
    fn fires(&self, batch: &Batch, fen: i64) -> Option<bool> {
        let mut batch = batch.clone();
        if let Some(Some(Column::Scalar(values))) = batch.columns.get_mut(self.column) {
            values.fill(fen);
        }
        let judged = judge(self.rule, &self.bound, &batch, self.context.pack, self.context.as_of);
        judged.cannot_tell.is_empty().then_some(!judged.hits.is_empty())
    }
}
