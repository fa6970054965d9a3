//! The register of looks after payment of a division.

use axum::Extension;
use axum::extract::State;
use serde::Serialize;

use super::lists::Pairs;
use super::overview::wrong;
use super::registers::{Asks, RowOf, asked, of};
use super::{Answer, Caller, json, yuan};
use crate::operations::registers::looks::{self, Looks};
use crate::operations::registers::{By, Row};
use crate::visit::Site;

/// The register of looks after payment of a division in a year.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct LooksRegister {
    /// Code of the division.
    division: String,
    /// The year.
    year: i64,
    /// The years of which there are records, the last one first.
    years: Vec<i64>,
    /// Its rows.
    rows: Vec<LooksRow>,
    /// All of it.
    whole: LooksSums,
}

/// A row of the register of looks after payment.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct LooksRow {
    /// What it is of.
    of: RowOf,
    /// Its sums.
    sums: LooksSums,
}

/// Payments without refunds, and those of them that were looked at after they were made.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct LooksSums {
    /// How many payments.
    payments: i64,
    /// How much, in yuan.
    paid: String,
    /// How many of them were looked at.
    looked_at: i64,
    /// How much money these are, in yuan.
    looked_at_amount: String,
}

fn sums(looks: Looks) -> LooksSums {
    LooksSums {
        payments: looks.payments,
        paid: yuan(looks.paid),
        looked_at: looks.looked,
        looked_at_amount: yuan(looks.looked_fen),
    }
}

/// The register of looks after payment.
pub(crate) async fn looks(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let ways = &[By::Place, By::Month];
    let asked = asked(&site, &caller, given, &Asks { years: true, funds: false, ways })?;
    let (actor, day) = (caller.actor()?, caller.origin.day);
    let done = looks::looks(&site.context, actor, asked.wanted(), day).await;
    let found = done.map_err(|failure| wrong(&caller, failure))?;
    let row = |(row, looks): &(Row, Looks)| LooksRow { of: of(row), sums: sums(*looks) };
    let register = LooksRegister {
        division: found.division.to_string(),
        year: found.year,
        years: found.years,
        rows: found.rows.iter().map(row).collect(),
        whole: sums(found.whole),
    };
    json(&caller, &register)
}
