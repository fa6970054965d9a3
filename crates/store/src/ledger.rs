//! The ledger in the store: balances by purse, account and month, kept in the transaction that changes a
//! record.
//!
//! What a record posts is a function of the record and of the records that it names ([`domain::ledger`]), so
//! postings are derived where they are shown and only their sums are kept. Whatever changes, the sums of the
//! divisions concerned are made anew from their records; [`verify`] makes all of them anew and compares.

mod gather;
mod postings;
mod read;
mod sums;
mod touched;

use std::collections::BTreeSet;

use domain::ledger::Records;
use domain::{DataSet, Division, Divisions};

use self::gather::{Books, Window};
use self::sums::{Only, Sums};
pub(crate) use self::touched::Touched;
use crate::db::{Db, Row, Sql, Tx, Value};
use crate::error::Result;

pub use self::postings::{Line, Wanted, postings};
pub use self::read::{Balance, Lost, MonthSum, Total, balances, months, totals, unposted};

const STATE: Sql = Sql::new("SELECT succession FROM ledger_state WHERE state_id = 1");
const QUEUE: Sql = Sql::new("UPDATE ledger_state SET succession = succession WHERE state_id = 1");
const SET_STATE: Sql = Sql::new("UPDATE ledger_state SET succession = $1 WHERE state_id = 1");
const FORGET: Sql = Sql::new("DELETE FROM balances WHERE division = $1");
const FORGET_UNPOSTED: Sql = Sql::new("DELETE FROM unposted WHERE division = $1");
const STORED: Sql = Sql::new(
    "SELECT fund, fiscal_year, month, kind, other, fen FROM balances WHERE division = $1 \
     ORDER BY fund, fiscal_year, month, kind, other",
);
const STORED_UNPOSTED: Sql = Sql::new(
    "SELECT fiscal_year, month, table_name, fault, records, fen FROM unposted WHERE division = $1 \
     ORDER BY fiscal_year, month, table_name, fault",
);
const PLACES: Sql = Sql::new(
    "SELECT county FROM payments UNION SELECT \"from\" FROM allotments \
     UNION SELECT \"to\" FROM allotments",
);
const SUMMED: Sql = Sql::new("SELECT division FROM balances UNION SELECT division FROM unposted");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &STATE,
    &QUEUE,
    &SET_STATE,
    &FORGET,
    &FORGET_UNPOSTED,
    &STORED,
    &STORED_UNPOSTED,
    &PLACES,
    &SUMMED,
    &gather::ORPHANS,
    &read::TOTALS,
    &read::UNPOSTED,
    &read::MONTHS,
    &read::BALANCES,
];

/// A place whose sums are kept together; none: what belongs to no division that can be told.
pub(crate) type Place = Option<Division>;

/// Which codes have become which: what the sums hang on beside the records.
fn succession(divisions: &Divisions) -> String {
    let mut pairs = vec!["1".to_owned()];
    for entry in divisions.iter() {
        let newest = divisions.canonical(entry.division);
        if newest != entry.division {
            pairs.push(format!("{}>{newest}", entry.division));
        }
    }
    pairs.join(" ")
}

/// Whether the sums are those of this succession of codes.
async fn is_made(tx: &mut Tx, divisions: &Divisions) -> Result<bool> {
    Ok(tx.one(&STATE, &[]).await?.text(0)? == succession(divisions))
}

/// Waits until every import under way is done, and lets none begin before this one is: each compares what it
/// brings with the records that are there, and makes sums of them.
pub(crate) async fn queue(tx: &mut Tx) -> Result<()> {
    tx.execute(&QUEUE, &[]).await.map(drop)
}

/// Makes the sums of a store that has records and none yet, as after a step of the schema. Gives whether
/// there was anything to do.
pub async fn fill(db: &Db, divisions: &Divisions) -> Result<bool> {
    if is_made(&mut db.read().await?, divisions).await? {
        return Ok(false);
    }
    let mut tx = db.write().await?;
    queue(&mut tx).await?;
    make_all(&mut tx, divisions).await?;
    tx.commit().await?;
    Ok(true)
}

/// Makes all sums anew.
async fn make_all(tx: &mut Tx, divisions: &Divisions) -> Result<()> {
    let places = places(tx, divisions).await?;
    for code in codes(tx, &SUMMED).await? {
        forget(tx, &code).await?;
    }
    make(tx, divisions, &places).await?;
    tx.execute(&SET_STATE, &[Value::from(succession(divisions))]).await.map(drop)
}

/// Makes the sums of some places anew from their records.
async fn make(tx: &mut Tx, divisions: &Divisions, places: &BTreeSet<Place>) -> Result<()> {
    for place in places {
        let sums = computed(tx, divisions, *place).await?;
        forget(tx, &code(*place)).await?;
        sums.write(tx).await?;
    }
    Ok(())
}

/// Makes the sums that an import has changed, after its records are written.
pub(crate) async fn post(
    tx: &mut Tx,
    data: &DataSet,
    divisions: &Divisions,
    touched: Touched,
) -> Result<()> {
    match touched {
        Touched::Nothing => Ok(()),
        Touched::Everything => make_all(tx, divisions).await,
        // The store held no record of money: the set is all that there is, and need not be read again.
        Touched::Fresh => {
            let mut sums = Sums::default();
            sums.add(data, &Records::new(data, divisions), divisions, Only::All);
            sums.write(tx).await?;
            tx.execute(&SET_STATE, &[Value::from(succession(divisions))]).await.map(drop)
        }
        Touched::Some(changed) => {
            let places = changed.places(tx, divisions).await?;
            make(tx, divisions, &places).await
        }
    }
}

/// The sums of a place as its records give them.
async fn computed(tx: &mut Tx, divisions: &Divisions, place: Place) -> Result<Sums> {
    let books = Books::of(tx, divisions, place, Window::Always).await?;
    let records = Records::new(&books.data, divisions);
    let mut sums = Sums::default();
    sums.add(&books.data, &records, divisions, Only::Place(place));
    Ok(sums)
}

async fn forget(tx: &mut Tx, code: &str) -> Result<()> {
    for sql in [&FORGET, &FORGET_UNPOSTED] {
        tx.execute(sql, &[Value::from(code)]).await?;
    }
    Ok(())
}

fn code(place: Place) -> String {
    place.map(|division| division.to_string()).unwrap_or_default()
}

async fn codes(tx: &mut Tx, sql: &Sql) -> Result<BTreeSet<String>> {
    tx.rows(sql, &[]).await?.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

/// All places that records speak of, by their newest codes.
async fn places(tx: &mut Tx, divisions: &Divisions) -> Result<BTreeSet<Place>> {
    let codes = codes(tx, &PLACES).await?;
    let known = codes.iter().filter_map(|code| code.parse().ok().and_then(Division::from_code));
    Ok(known.map(|division| Some(divisions.canonical(division))).chain([None]).collect())
}

/// What an examination of the ledger found in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// Sums compared.
    pub sums: usize,
    /// Sum of all balances above zero, in fen; those below zero add up to as much.
    pub turned: i128,
}

/// Why the ledger is not what its records say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The sums were never made, or by another list of divisions.
    NotMade,
    /// The sums of a division differ from what its records give.
    Differs {
        /// Code of the division; empty: of none that can be told.
        division: String,
        /// The first account that differs: fund, fiscal year, month, kind.
        account: String,
        /// What is kept, in fen; none: nothing.
        kept: Option<i64>,
        /// What the records give.
        given: Option<i64>,
    },
}

/// Compares every sum with what the records give.
pub async fn verify(
    tx: &mut Tx,
    divisions: &Divisions,
) -> Result<std::result::Result<Trial, Mismatch>> {
    if !is_made(tx, divisions).await? {
        return Ok(Err(Mismatch::NotMade));
    }
    let known: BTreeSet<String> = places(tx, divisions).await?.into_iter().map(code).collect();
    let all: BTreeSet<String> = known.into_iter().chain(codes(tx, &SUMMED).await?).collect();
    let mut trial = Trial::default();
    for division in all {
        let kept = stored(tx, &division).await?;
        let place = division.parse().ok().and_then(Division::from_code);
        let given = computed(tx, divisions, place).await?.lines();
        if let Some(mismatch) = difference(&division, &kept, &given) {
            return Ok(Err(mismatch));
        }
        trial.sums += kept.len();
        let above = kept.iter().map(|(_, fen)| i128::from(*fen)).filter(|fen| *fen > 0);
        trial.turned += above.sum::<i128>();
    }
    Ok(Ok(trial))
}

/// A sum by its account, written out.
type Kept = (String, i64);

/// What is kept of a division: balances, then what could not be posted, with the number of records.
async fn stored(tx: &mut Tx, division: &str) -> Result<Vec<Kept>> {
    let mut kept = Vec::new();
    for row in tx.rows(&STORED, &[Value::from(division)]).await? {
        let account = joined(&row, &[0, 2, 3, 4])?;
        kept.push((format!("{} {account}", row.int(1)?), row.int(5)?));
    }
    for row in tx.rows(&STORED_UNPOSTED, &[Value::from(division)]).await? {
        let (year, count) = (row.int(0)?, row.int(4)?);
        kept.push((format!("{year} {} {count}", joined(&row, &[1, 2, 3])?), row.int(5)?));
    }
    kept.sort();
    Ok(kept)
}

fn joined(row: &Row, columns: &[usize]) -> Result<String> {
    let texts: Result<Vec<&str>> = columns.iter().map(|column| row.text(*column)).collect();
    Ok(texts?.join(" "))
}

fn difference(division: &str, kept: &[Kept], given: &[Kept]) -> Option<Mismatch> {
    if kept == given {
        return None;
    }
    let find = |all: &[Kept], account: &str| {
        all.iter().find(|(known, _)| known == account).map(|(_, fen)| *fen)
    };
    let mut accounts = kept.iter().chain(given).map(|(account, _)| account);
    let account = accounts.find(|account| find(kept, account) != find(given, account))?;
    Some(Mismatch::Differs {
        division: division.to_owned(),
        account: account.clone(),
        kept: find(kept, account),
        given: find(given, account),
    })
}
