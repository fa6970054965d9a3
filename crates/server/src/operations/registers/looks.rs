//! The register of looks after payment (支付后监管台账): of the payments of a year, how many and how much money were
//! looked at once they were made, by division or by month (B 三（二）3). The regulations say that use is supervised
//! and not of how many payments: the register shows the share and judges nothing.

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use domain::{Day, Division, Divisions};
use store::registers::{self, Looked, Vouchers};

use super::{By, Row, Wanted};
use crate::access::Operation;
use crate::context::Context;
use crate::lists::asked::below;
use crate::operations::overview::{self, Codes};
use crate::operations::{Actor, Done};

/// Payments, and those of them that were looked at; what came back is not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Looks {
    /// How many payments.
    pub(crate) payments: i64,
    /// How much, in fen.
    pub(crate) paid: i64,
    /// How many of them were looked at.
    pub(crate) looked: i64,
    /// How much money these are.
    pub(crate) looked_fen: i64,
}

impl Looks {
    fn add(&mut self, other: Looks) {
        self.payments += other.payments;
        self.paid = self.paid.saturating_add(other.paid);
        self.looked += other.looked;
        self.looked_fen = self.looked_fen.saturating_add(other.looked_fen);
    }
}

/// The register.
#[derive(Clone, Debug)]
pub(crate) struct LooksRegister {
    /// The division.
    pub(crate) division: Division,
    /// The divisions that may be looked at.
    pub(crate) places: Vec<Division>,
    /// The year.
    pub(crate) year: i64,
    /// The years of which there are records, the last one first.
    pub(crate) years: Vec<i64>,
    /// Its rows.
    pub(crate) rows: Vec<(Row, Looks)>,
    /// All of it.
    pub(crate) whole: Looks,
}

/// Sums by county and month.
type Cells = BTreeMap<(String, String), Looks>;

/// The register of a division in a year.
pub(crate) async fn looks(
    context: &Context,
    actor: &Actor,
    wanted: Wanted<'_>,
    on: Day,
) -> Done<LooksRegister> {
    let asked = (wanted.division, wanted.year);
    let operation = Operation::ReadRegisters;
    let chosen = overview::choose(context, actor, operation, asked, on.year()).await?;
    let (division, year) = (chosen.division, chosen.year);
    let looked = registers::looked(&mut context.db.read().await?, year).await?;
    let divisions = context.divisions();
    let inside: Codes = below(division, divisions).collect();
    let cells = cells(&chosen.sums.vouchers, &looked, (year, &inside));
    let rows = match wanted.by {
        By::Month => by_month(&cells),
        _ => by_place(&cells, divisions, division),
    };
    let (places, years) = (chosen.places, chosen.years);
    Ok(LooksRegister { division, places, year, years, rows, whole: sum(cells.values()) })
}

fn cells(vouchers: &[Vouchers], looked: &[Looked], (year, inside): (i64, &Codes)) -> Cells {
    let mut cells = Cells::new();
    let paid = vouchers.iter().filter(|one| one.year == year && one.kind != "refund");
    for one in paid.filter(|one| inside.contains(&one.county)) {
        let cell = cells.entry((one.county.clone(), one.month.clone())).or_default();
        cell.add(Looks { payments: one.rows, paid: one.fen, ..Looks::default() });
    }
    for one in looked.iter().filter(|one| inside.contains(&one.county)) {
        let cell = cells.entry((one.county.clone(), one.month.clone())).or_default();
        cell.add(Looks { looked: one.rows, looked_fen: one.fen, ..Looks::default() });
    }
    cells
}

fn sum<'a>(all: impl Iterator<Item = &'a Looks>) -> Looks {
    all.fold(Looks::default(), |mut sum, one| {
        sum.add(*one);
        sum
    })
}

fn by_month(cells: &Cells) -> Vec<(Row, Looks)> {
    let mut months: BTreeMap<&str, Looks> = BTreeMap::new();
    for ((_, month), one) in cells {
        months.entry(month).or_default().add(*one);
    }
    months.into_iter().map(|(month, looks)| (Row::Month(month.to_owned()), looks)).collect()
}

fn by_place(cells: &Cells, divisions: &Divisions, top: Division) -> Vec<(Row, Looks)> {
    let of = |codes: &Codes| {
        let here = cells.iter().filter(|((county, _), _)| codes.contains(county));
        sum(here.map(|(_, one)| one))
    };
    let own = (Row::Own(top), of(&Codes::from([top.to_string()])));
    let children = divisions.iter().filter(|entry| entry.parent == Some(top));
    let child = |place: Division| (Row::Place(place), of(&below(place, divisions).collect()));
    let rows = std::iter::once(own).chain(children.map(|entry| child(entry.division)));
    rows.filter(|(_, looks)| *looks != Looks::default()).collect()
}
