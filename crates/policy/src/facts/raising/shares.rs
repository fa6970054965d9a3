//! How the special funds of a year were shared out.

use std::collections::BTreeMap;

use domain::{Choice, Division, FundClass, Level, TableId};

use super::super::allotment::{class, giver_level, is_later, is_own, receiver_level};
use super::super::fill::{add, cell, choice_of, fen_value};
use crate::context::{AllotmentRows, Context};
use crate::value::UNKNOWN;

/// Tag of the four southern prefectures and their counties (南疆四地州).
const SOUTH: &str = "southern-four";
/// Tag of the 22 deeply poor counties (深度贫困县).
const DEEP: &str = "deeply-poor";

/// Special funds handed down in a year: region to prefectures, and the four southern ones to counties.
#[derive(Clone, Copy, Default)]
pub(super) struct Shares {
    /// To all prefectures.
    pub(super) all: i64,
    /// To the four southern ones.
    pub(super) south: i64,
    /// By those four to deeply poor counties.
    pub(super) deep: i64,
    /// Whether the data hold any hand-down to a prefecture in the year.
    held: bool,
}

impl Shares {
    /// A sum of a year, unknown where the data hold no hand-down of that year.
    pub(super) fn known(&self, sum: impl Fn(&Shares) -> i64) -> i64 {
        if self.held { sum(self) } else { UNKNOWN }
    }

    /// Takes in one row of `allotments` that counts.
    fn take(&mut self, context: &Context, row: usize) {
        let table = &context.data.tables.allotments;
        let fen = fen_value(cell(&table.amount, row));
        let tagged = |division: Option<Division>, tag| {
            division.is_some_and(|d| context.pack.divisions.has_tag(d, tag))
        };
        let (from, to) = (cell(&table.from, row), cell(&table.to, row));
        match (giver_level(context, row), receiver_level(context, row)) {
            (Some(Level::Region), Some(Level::Prefecture)) => {
                self.held = true;
                self.all = add(self.all, fen);
                if tagged(to, SOUTH) {
                    self.south = add(self.south, fen);
                }
            }
            (Some(Level::Prefecture), Some(Level::County))
                if tagged(from, SOUTH) && tagged(to, DEEP) && !is_prefectures_own(context, row) =>
            {
                self.deep = add(self.deep, fen);
            }
            _ => {}
        }
    }
}

/// Whether money that a prefecture handed down came out of its own budget: the shares are about what the
/// region allocates (M1).
fn is_prefectures_own(context: &Context, row: usize) -> bool {
    let parents = &context.data.tables.allotments.parent;
    let rows = context.derive::<AllotmentRows>();
    let above = |row: &usize| rows.0.get(cell(parents, *row));
    let mut chain = std::iter::successors(above(&row), above).take(Level::ALL.len());
    chain.any(|r| is_own(context, r) && receiver_level(context, r) == Some(Level::Prefecture))
}

/// The shares of every year of which there is an allotment: grants and own budgets of special funds.
pub(super) fn by_year(context: &Context) -> BTreeMap<u16, Shares> {
    let table = &context.data.tables.allotments;
    let word = |w| choice_of(TableId::Allotments, "kind", w);
    // A row of special funds that does not say its kind is a grant or an own budget.
    let counted = [word("grant"), word("own_budget"), Choice::EMPTY];
    let mut years: BTreeMap<u16, Shares> = BTreeMap::new();
    for row in (0..table.id.len()).filter(|row| !is_later(context, *row)) {
        let Some(year) = cell(&table.fiscal_year, row) else { continue };
        let shares = years.entry(year).or_default();
        let counts = table.kind.get(row).is_some_and(|kind| counted.contains(kind));
        if counts && class(context, row) == Some(FundClass::Special) {
            shares.take(context, row);
        }
    }
    years
}
