//! The ledger: trial balance, the account of a purse with the records behind it, statements side by side.

mod account;
mod statements;
#[cfg(test)]
pub(crate) mod tests;
mod trial;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::ledger::Kind;
use domain::{Division, Fen, Funds, Lang, Level, Unit};

pub(crate) use self::account::account;
pub(crate) use self::statements::statements;
pub(crate) use self::trial::trial;
use super::{Page, shown};
use crate::lists::cells::amount;
use crate::operations::Failure;
use crate::operations::ledger::{Accounts, exported};
use crate::visit::{Site, Visit};

/// What became of money, as people call it.
fn kind_name(kind: Kind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        Kind::Received => ("收到上级", "Received"),
        Kind::Raised => ("本级筹集", "Raised"),
        Kind::TakenBack => ("下级退回", "Taken back"),
        Kind::CarriedIn => ("结转转入", "Carried in"),
        Kind::InTransit => ("在途", "In transit"),
        Kind::Left => ("结存", "Left"),
        Kind::HandedDown => ("已下达", "Handed down"),
        Kind::Allotted => ("已安排未支付", "Allotted, unpaid"),
        Kind::Paid => ("已支付", "Paid"),
        Kind::GivenBack => ("退回上级", "Given back"),
        Kind::CarriedOut => ("结转转出", "Carried out"),
    };
    lang.pick(zh, en)
}

/// A balance as people say it: where money came from stands in the books with a minus.
fn told(accounts: &Accounts, kind: Kind) -> i128 {
    let fen = accounts.get(&kind).copied().unwrap_or_default();
    if kind.is_source() { -fen } else { fen }
}

/// The accounts of which any of these tells something.
fn kinds<T>(all: &[(T, Accounts)]) -> Vec<Kind> {
    let told = |kind: &Kind| all.iter().any(|(_, accounts)| accounts.contains_key(kind));
    Kind::ALL.into_iter().filter(told).collect()
}

/// An amount for reading. What no amount can hold is cut at the largest; the examination of the ledger tells it.
pub(super) fn money(fen: i128, unit: Unit) -> String {
    let largest = if fen < 0 { i64::MIN } else { i64::MAX };
    amount(Fen(i64::try_from(fen).unwrap_or(largest)), unit)
}

/// The name of a fund.
pub(super) fn fund_name(funds: &Funds, code: &str) -> String {
    funds.resolve(code).map_or_else(|| code.to_owned(), |fund| funds.get(fund).name.clone())
}

/// A cell with an amount.
#[derive(Clone, Debug)]
pub(crate) struct Amount {
    /// Name of its column.
    pub(crate) head: &'static str,
    /// How much.
    pub(crate) text: String,
    /// Whether it cannot be true: more went out than there was.
    pub(crate) wrong: bool,
}

/// The cells of some accounts.
fn amounts(accounts: &Accounts, kinds: &[Kind], visit: &Visit) -> Vec<Amount> {
    let cell = |kind: &Kind| Amount {
        head: kind_name(*kind, visit.lang),
        text: money(told(accounts, *kind), visit.unit()),
        wrong: told(accounts, *kind) < 0 && kind.must_not_be_negative(),
    };
    kinds.iter().map(cell).collect()
}

/// A division among those to choose from, set in by its level.
fn choice(site: &Site, place: Division, chosen: Division) -> (String, String, bool) {
    let divisions = site.context.divisions();
    let depth = match divisions.level(place) {
        Some(Level::County) => "\u{3000}\u{3000}",
        Some(Level::Prefecture) => "\u{3000}",
        _ => "",
    };
    (place.to_string(), format!("{depth}{}", divisions.name(place)), place == chosen)
}

/// A table about to be sent as a file.
struct Sheet<'a> {
    name: &'a str,
    division: Division,
    rows: Vec<Vec<String>>,
}

/// Sends a table as CSV, with a byte-order mark so that spreadsheets read the Chinese; amounts in yuan. The
/// reading is recorded.
async fn sent(site: &Site, visit: &Visit, sheet: Sheet<'_>) -> Page {
    let about = (sheet.name, sheet.division, sheet.rows.len().saturating_sub(1));
    let done = exported(&site.context, &visit.origin, visit.actor()?, about).await;
    done.map_err(|failure| visit.problem(failure))?;
    let bytes = written(&sheet.rows);
    let bytes = bytes.map_err(|error| visit.problem(Failure::System(error.to_string())))?;
    Ok(attached(&format!("{}-{}.csv", sheet.name, sheet.division), bytes))
}

fn written(rows: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let mut csv =
        csv::WriterBuilder::new().flexible(true).from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        csv.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    csv.into_inner().map_err(|error| error.into_error().into())
}

/// Keeps a spreadsheet from running a text of the data as a formula; an amount below zero is none.
fn harmless(cell: &str) -> String {
    let amount =
        cell.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let risky = !amount && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky { format!("'{cell}") } else { cell.to_owned() }
}

fn attached(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let kind = "text/csv; charset=utf-8".to_owned();
    ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// An amount in yuan as files have it.
pub(crate) fn plain(fen: i128) -> String {
    Fen(i64::try_from(fen).unwrap_or_default()).plain()
}

/// Shows a page that nothing was refused on.
fn page(visit: &Visit, view: &impl askama::Template) -> Page {
    shown(visit, view, false)
}
