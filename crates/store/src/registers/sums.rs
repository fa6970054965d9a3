//! The sums of registers of money, each over the rows of a list ([`crate::lists`]) and by its filters.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;
use crate::lists::kept_back_rows;

/// Sums raised for a fund by the budget of one level (the rows of [`crate::lists::RAISED`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Raised {
    /// Code of the division; empty: the region.
    pub division: String,
    /// Code of the fund.
    pub fund: String,
    /// Fiscal year.
    pub year: i64,
    /// Word of the level whose budget gives it.
    pub source_level: String,
    /// How many rows.
    pub rows: i64,
    /// How much, in fen.
    pub fen: i64,
    /// What of it is pooled.
    pub pooled: i64,
}

/// How many documents of a fund a division holds (the rows of [`crate::lists::ALLOCATION`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// Code of the division.
    pub division: String,
    /// Code of the fund.
    pub fund: String,
    /// How many.
    pub rows: i64,
    /// What they say, all together, in fen.
    pub fen: i64,
}

/// How many warnings about one subject are lit at a lamp.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lit {
    /// Code of the division.
    pub home: String,
    /// Id of the rule.
    pub rule: String,
    /// Kind of the subject.
    pub kind: String,
    /// Its id; empty where it was not asked for.
    pub subject: String,
    /// Word of the lamp.
    pub lamp: String,
    /// How many.
    pub count: i64,
}

/// Vouchers of a fund in a month, of one kind (the rows of [`crate::lists::PAYMENTS`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vouchers {
    /// Code of the county.
    pub county: String,
    /// Code of the fund; empty where the voucher names none.
    pub fund: String,
    /// Fiscal year.
    pub year: i64,
    /// Month, `2019-07`.
    pub month: String,
    /// Word of the kind.
    pub kind: String,
    /// How many.
    pub rows: i64,
    /// How much, in fen.
    pub fen: i64,
}

/// What of the money of projects is kept back or left over (the rows of [`crate::lists::KEPT_BACK`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptBack {
    /// Code of the county.
    pub county: String,
    /// Code of the fund; empty where no money was allotted.
    pub fund: String,
    /// Fiscal year of that money.
    pub year: i64,
    /// Retention money not paid yet, in fen.
    pub retention: i64,
    /// Surplus, in fen.
    pub surplus: i64,
}

/// Payments of a month whose use was looked at (the rows of [`crate::lists::LOOKED_AT`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Code of the county.
    pub county: String,
    /// Month of the payment, `2019-07`.
    pub month: String,
    /// How many.
    pub rows: i64,
    /// How much, in fen.
    pub fen: i64,
}

pub(super) const RAISED: Sql = Sql::new(
    "SELECT COALESCE(r.division, ''), r.fund, r.fiscal_year, r.source_level, COUNT(*), \
     CAST(COALESCE(SUM(r.amount), 0) AS BIGINT), CAST(COALESCE(SUM(r.pooled), 0) AS BIGINT) \
     FROM fund_years AS r WHERE r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM fund_years AS later WHERE later.corrects = r.row_id) \
     AND r.fiscal_year >= $1 AND r.fiscal_year <= $2 \
     GROUP BY COALESCE(r.division, ''), r.fund, r.fiscal_year, r.source_level",
);
pub(super) const YEARS: Sql = Sql::new(
    "SELECT DISTINCT r.fiscal_year FROM fund_years AS r WHERE r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM fund_years AS later WHERE later.corrects = r.row_id) ORDER BY r.fiscal_year",
);
pub(super) const DOCUMENTS: Sql = Sql::new(
    "SELECT r.\"to\", r.fund, COUNT(*), CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) FROM allotments AS r \
     WHERE r.withdrawn = 0 \
     AND COALESCE(r.kind, '') <> 'return' AND NOT EXISTS \
     (SELECT 1 FROM allotments AS later WHERE later.corrects = r.row_id) \
     AND r.fiscal_year = $1 GROUP BY r.\"to\", r.fund",
);
pub(super) const LIT: Sql = Sql::new(
    "SELECT r.home, r.rule, r.subject_kind, \
     CASE WHEN r.subject_kind IN ('fund_year', 'year') THEN r.subject_id ELSE '' END, r.lamp, COUNT(*) \
     FROM warnings AS r WHERE r.lit = 1 GROUP BY r.home, r.rule, r.subject_kind, \
     CASE WHEN r.subject_kind IN ('fund_year', 'year') THEN r.subject_id ELSE '' END, r.lamp",
);
pub(super) const VOUCHERS: Sql = Sql::new(
    "SELECT r.county, r.fund, r.fiscal_year, r.month, r.kind, CAST(SUM(r.payments) AS BIGINT), \
     CAST(SUM(r.fen) AS BIGINT) FROM payment_sums AS r \
     GROUP BY r.county, r.fund, r.fiscal_year, r.month, r.kind",
);
pub(super) const KEPT_BACK: Sql = Sql::new(concat!(
    "SELECT k.county, k.fund, k.fiscal_year, CAST(SUM(k.retention) AS BIGINT), \
     CAST(SUM(k.surplus) AS BIGINT) FROM ",
    kept_back_rows!(),
    " AS k GROUP BY k.county, k.fund, k.fiscal_year"
));

/// From the looks to their payments, never the other way: there are few looks and many payments. A payment that was
/// looked at twice counts once.
pub(super) const LOOKED: Sql = Sql::new(
    "SELECT p.county, SUBSTR(p.paid_on, 1, 7), COUNT(*), CAST(SUM(p.amount) AS BIGINT) FROM \
     (SELECT DISTINCT l.county, l.voucher_no FROM inspection_payments AS l \
     JOIN inspections AS i ON i.inspection_id = l.inspection_id \
     WHERE i.state IN ('reported', 'answered', 'rectifying', 'concluded')) AS k \
     CROSS JOIN payments AS p WHERE p.county = k.county AND p.voucher_no = k.voucher_no \
     AND p.fiscal_year = $1 AND p.kind <> 'refund' AND p.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM payments AS later WHERE later.corrects = p.row_id) \
     GROUP BY p.county, SUBSTR(p.paid_on, 1, 7)",
);

/// Payments of a fiscal year whose use was looked at, by county and month.
pub async fn looked(tx: &mut Tx, year: i64) -> Result<Vec<Looked>> {
    let looked = |row: &Row| {
        let (county, month) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
        Ok(Looked { county, month, rows: row.int(2)?, fen: row.int(3)? })
    };
    tx.rows(&LOOKED, &[Value::from(year)]).await?.iter().map(looked).collect()
}

/// What was raised in the years from one to another.
pub async fn raised(tx: &mut Tx, (from, to): (i64, i64)) -> Result<Vec<Raised>> {
    let raised = |row: &Row| {
        Ok(Raised {
            division: row.text(0)?.to_owned(),
            fund: row.text(1)?.to_owned(),
            year: row.int(2)?,
            source_level: row.text(3)?.to_owned(),
            rows: row.int(4)?,
            fen: row.int(5)?,
            pooled: row.int(6)?,
        })
    };
    tx.rows(&RAISED, &[Value::from(from), Value::from(to)]).await?.iter().map(raised).collect()
}

/// The years in which something was raised.
pub async fn years(tx: &mut Tx) -> Result<Vec<i64>> {
    tx.rows(&YEARS, &[]).await?.iter().map(|row| row.int(0)).collect()
}

/// The documents of a year, by who holds them and by fund.
pub async fn documents(tx: &mut Tx, year: i64) -> Result<Vec<Documents>> {
    let documents = |row: &Row| {
        let (division, fund) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
        Ok(Documents { division, fund, rows: row.int(2)?, fen: row.int(3)? })
    };
    tx.rows(&DOCUMENTS, &[Value::from(year)]).await?.iter().map(documents).collect()
}

/// The warnings that are lit, by rule; of funds and years one by one.
pub async fn lit(tx: &mut Tx) -> Result<Vec<Lit>> {
    let lit = |row: &Row| {
        Ok(Lit {
            home: row.text(0)?.to_owned(),
            rule: row.text(1)?.to_owned(),
            kind: row.text(2)?.to_owned(),
            subject: row.text(3)?.to_owned(),
            lamp: row.text(4)?.to_owned(),
            count: row.int(5)?,
        })
    };
    tx.rows(&LIT, &[]).await?.iter().map(lit).collect()
}

/// All vouchers in sums.
pub async fn vouchers(tx: &mut Tx) -> Result<Vec<Vouchers>> {
    let vouchers = |row: &Row| {
        Ok(Vouchers {
            county: row.text(0)?.to_owned(),
            fund: row.text(1)?.to_owned(),
            year: row.int(2)?,
            month: row.text(3)?.to_owned(),
            kind: row.text(4)?.to_owned(),
            rows: row.int(5)?,
            fen: row.int(6)?,
        })
    };
    tx.rows(&VOUCHERS, &[]).await?.iter().map(vouchers).collect()
}

/// All that is kept back or left over, in sums.
pub async fn kept_back(tx: &mut Tx) -> Result<Vec<KeptBack>> {
    let kept = |row: &Row| {
        Ok(KeptBack {
            county: row.text(0)?.to_owned(),
            fund: row.text(1)?.to_owned(),
            year: row.int(2)?,
            retention: row.int(3)?,
            surplus: row.int(4)?,
        })
    };
    tx.rows(&KEPT_BACK, &[]).await?.iter().map(kept).collect()
}
