//! Sums of payments that are kept beside them, so that the page of a list says how many rows it has and what
//! they come to without reading them all. They follow the payments in the same transaction; [`verify`] makes
//! them anew and compares.

use std::collections::{BTreeMap, BTreeSet};

use domain::TableId;

use crate::db::{Row, Sql, Target, Tx, Value};
use crate::error::Result;
use crate::lookup::{AT_ONCE, marks};
use crate::records::Known;

/// What a sum is of: county, fiscal year, fund, month, kind, channel, type of payee.
const KEYS: [&str; 7] = ["county", "fiscal_year", "fund", "month", "kind", "channel", "payee_type"];

const STORED: Sql = Sql::new(
    "SELECT county, fiscal_year, fund, month, kind, channel, payee_type, payments, fen \
     FROM payment_sums",
);
const GIVEN: Sql = Sql::new(
    "SELECT r.county, r.fiscal_year, COALESCE(r.fund, ''), SUBSTR(r.paid_on, 1, 7), r.kind, r.channel, \
     r.payee_type, COUNT(*), CAST(SUM(r.amount) AS BIGINT) FROM payments AS r \
     WHERE r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM payments AS later WHERE later.corrects = r.row_id) \
     GROUP BY r.county, r.fiscal_year, COALESCE(r.fund, ''), SUBSTR(r.paid_on, 1, 7), r.kind, r.channel, \
     r.payee_type",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&STORED, &GIVEN];

/// What a sum is of, in the order of the columns.
type Key = (String, i64, [String; 5]);

/// Number of payments and their sum in fen.
type Sum = (i64, i64);

/// What an import adds to the sums and takes from them.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<Key, Sum>);

/// The first sum that is not what the payments give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// County, fiscal year, fund, month, kind, channel and type of payee.
    pub of: String,
    /// What is kept: payments, fen.
    pub kept: Option<(i64, i64)>,
    /// What the payments give.
    pub given: Option<(i64, i64)>,
}

impl Tally {
    /// Notes that a payment with these cells holds from now on, in the place of the one that it corrects.
    pub(crate) fn follow(&mut self, before: Option<&Known>, cells: &[Value<'_>]) {
        if let Some(known) = before {
            self.gone(&known.values);
        }
        self.note(cells, 1);
    }

    /// Notes that a payment with these cells holds no more.
    pub(crate) fn gone(&mut self, cells: &[Value<'_>]) {
        self.note(cells, -1);
    }

    fn note(&mut self, cells: &[Value<'_>], sign: i64) {
        let month = text(cells, "paid_on").chars().take(7).collect();
        let [fund, kind, channel, payee] =
            ["fund", "kind", "channel", "payee_type"].map(|name| text(cells, name).to_owned());
        let key = (
            text(cells, "county").to_owned(),
            number(cells, "fiscal_year"),
            [fund, month, kind, channel, payee],
        );
        let (payments, fen) = self.0.entry(key).or_default();
        *payments += sign;
        *fen += sign * number(cells, "amount");
    }

    /// Brings the sums up to what was noted.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<()> {
        let mut sums = self.0;
        if sums.is_empty() {
            return Ok(());
        }
        let counties: BTreeSet<String> = sums.keys().map(|key| key.0.clone()).collect();
        let counties: Vec<&str> = counties.iter().map(String::as_str).collect();
        for part in counties.chunks(AT_ONCE) {
            let values: Vec<Value> = part.iter().map(|county| Value::from(*county)).collect();
            let among = format!("WHERE county IN ({})", marks(1, part.len()));
            let stored = Sql::built(format!("{STORED} {among}"));
            for row in tx.rows(&stored, &values).await? {
                let (key, (payments, fen)) = read(&row)?;
                let sum = sums.entry(key).or_default();
                *sum = (sum.0 + payments, sum.1 + fen);
            }
            let forget = Sql::built(format!("DELETE FROM payment_sums {among}"));
            tx.execute(&forget, &values).await?;
        }
        insert(tx, &sums).await
    }
}

async fn insert(tx: &mut Tx, sums: &BTreeMap<Key, Sum>) -> Result<()> {
    let columns = KEYS.iter().chain(&["payments", "fen"]).map(|name| (*name).to_owned());
    let columns: Vec<String> = columns.collect();
    let held = sums.iter().filter(|(_, (payments, _))| *payments != 0);
    let values: Vec<Value<'_>> = held
        .flat_map(|((county, year, rest), (payments, fen))| {
            let first = [Value::from(county.as_str()), Value::from(*year)];
            let rest = rest.iter().map(|text| Value::from(text.as_str()));
            first.into_iter().chain(rest).chain([Value::from(*payments), Value::from(*fen)])
        })
        .collect();
    tx.insert_many(Target { table: "payment_sums", columns: &columns }, &values).await
}

/// Makes all sums anew in memory and compares them with those that are kept; how many they are, or the first
/// that differs.
pub async fn verify(tx: &mut Tx) -> Result<std::result::Result<usize, Differs>> {
    let kept = all(tx, &STORED).await?;
    let given = all(tx, &GIVEN).await?;
    let mut keys = kept.keys().chain(given.keys());
    Ok(match keys.find(|key| kept.get(*key) != given.get(*key)) {
        None => Ok(kept.len()),
        Some(key) => {
            let (county, year, rest) = key;
            let of = format!("{county} {year} {}", rest.join(" "));
            Err(Differs { of, kept: kept.get(key).copied(), given: given.get(key).copied() })
        }
    })
}

async fn all(tx: &mut Tx, sql: &Sql) -> Result<BTreeMap<Key, Sum>> {
    let mut sums = BTreeMap::new();
    tx.each(sql, &[], |row| {
        let (key, sum) = read(&row)?;
        sums.insert(key, sum);
        Ok(())
    })
    .await?;
    Ok(sums)
}

fn read(row: &Row) -> Result<(Key, Sum)> {
    let text = |column| row.text(column).map(str::to_owned);
    let rest = [text(2)?, text(3)?, text(4)?, text(5)?, text(6)?];
    Ok(((text(0)?, row.int(1)?, rest), (row.int(7)?, row.int(8)?)))
}

fn cell<'c, 'v>(cells: &'c [Value<'v>], column: &str) -> Option<&'c Value<'v>> {
    cells.get(TableId::Payments.spec().position(column)?)
}

fn text<'c>(cells: &'c [Value<'_>], column: &str) -> &'c str {
    match cell(cells, column) {
        Some(Value::Text(Some(text))) => text,
        _ => "",
    }
}

fn number(cells: &[Value<'_>], column: &str) -> i64 {
    match cell(cells, column) {
        Some(Value::Int(Some(number))) => *number,
        _ => 0,
    }
}
