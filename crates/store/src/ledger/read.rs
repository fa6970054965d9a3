//! The sums as pages read them.

use domain::ledger::Kind;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::{Result, StoreError};

/// Sum of an account over all months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// Code of the division.
    pub division: String,
    /// Code of the fund.
    pub fund: String,
    /// Fiscal year.
    pub year: i64,
    /// The account.
    pub kind: Kind,
    /// Code of the division on the other side; `projects` of what was paid out of money for projects; else
    /// empty.
    pub other: String,
    /// How much, with the sign of the ledger.
    pub fen: i64,
}

/// Balance of an account in one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Code of the fund.
    pub fund: String,
    /// Fiscal year.
    pub year: i64,
    /// Month, `2019-07`.
    pub month: String,
    /// The account.
    pub kind: Kind,
    /// How much, with the sign of the ledger.
    pub fen: i64,
}

/// What was paid in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthSum {
    /// Code of the division.
    pub division: String,
    /// Code of the fund.
    pub fund: String,
    /// Fiscal year.
    pub year: i64,
    /// Month, `2019-07`.
    pub month: String,
    /// How much.
    pub fen: i64,
}

/// Records that cannot be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Code of the division; empty where not even that is known.
    pub division: String,
    /// Fiscal year; 0 where it is not known.
    pub year: i64,
    /// Month, `2019-07`; may be empty.
    pub month: String,
    /// Name of the table.
    pub table: String,
    /// Name of the fault.
    pub fault: String,
    /// How many records.
    pub records: i64,
    /// Their sum.
    pub fen: i64,
}

pub(super) const TOTALS: Sql = Sql::new(
    "SELECT division, fund, fiscal_year, kind, other, CAST(SUM(fen) AS BIGINT) FROM balances \
     GROUP BY division, fund, fiscal_year, kind, other",
);
pub(super) const MONTHS: Sql = Sql::new(
    "SELECT division, fund, fiscal_year, month, CAST(SUM(fen) AS BIGINT) FROM balances \
     WHERE kind = 'paid' GROUP BY division, fund, fiscal_year, month",
);
pub(super) const UNPOSTED: Sql = Sql::new(
    "SELECT division, fiscal_year, month, table_name, fault, records, fen FROM unposted \
     ORDER BY division, fiscal_year, month, table_name, fault",
);
pub(super) const BALANCES: Sql = Sql::new(
    "SELECT fund, fiscal_year, month, kind, CAST(SUM(fen) AS BIGINT) FROM balances \
     WHERE division = $1 GROUP BY fund, fiscal_year, month, kind ORDER BY fund, fiscal_year, month, kind",
);

fn kind(row: &Row, column: usize) -> Result<Kind> {
    let word = row.text(column)?;
    let strange = || StoreError::Row { column, what: format!("unexpected {word:?}") };
    Kind::from_word(word).ok_or_else(strange)
}

/// The sums of all accounts.
pub async fn totals(tx: &mut Tx) -> Result<Vec<Total>> {
    let total = |row: &Row| {
        Ok(Total {
            division: row.text(0)?.to_owned(),
            fund: row.text(1)?.to_owned(),
            year: row.int(2)?,
            kind: kind(row, 3)?,
            other: row.text(4)?.to_owned(),
            fen: row.int(5)?,
        })
    };
    tx.rows(&TOTALS, &[]).await?.iter().map(total).collect()
}

/// What was paid, month by month.
pub async fn months(tx: &mut Tx) -> Result<Vec<MonthSum>> {
    let sum = |row: &Row| {
        Ok(MonthSum {
            division: row.text(0)?.to_owned(),
            fund: row.text(1)?.to_owned(),
            year: row.int(2)?,
            month: row.text(3)?.to_owned(),
            fen: row.int(4)?,
        })
    };
    tx.rows(&MONTHS, &[]).await?.iter().map(sum).collect()
}

/// What could not be posted.
pub async fn unposted(tx: &mut Tx) -> Result<Vec<Lost>> {
    let lost = |row: &Row| {
        Ok(Lost {
            division: row.text(0)?.to_owned(),
            year: row.int(1)?,
            month: row.text(2)?.to_owned(),
            table: row.text(3)?.to_owned(),
            fault: row.text(4)?.to_owned(),
            records: row.int(5)?,
            fen: row.int(6)?,
        })
    };
    tx.rows(&UNPOSTED, &[]).await?.iter().map(lost).collect()
}

/// The balances of a division, account by account and month by month.
pub async fn balances(tx: &mut Tx, division: &str) -> Result<Vec<Balance>> {
    let balance = |row: &Row| {
        Ok(Balance {
            fund: row.text(0)?.to_owned(),
            year: row.int(1)?,
            month: row.text(2)?.to_owned(),
            kind: kind(row, 3)?,
            fen: row.int(4)?,
        })
    };
    tx.rows(&BALANCES, &[Value::from(division)]).await?.iter().map(balance).collect()
}
