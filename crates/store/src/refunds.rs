//! Money that has come back for a case: the refunds that the records show of its voucher or project, and those
//! that a report names.

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Code of the county.
    pub county: String,
    /// Number of its voucher.
    pub voucher: String,
    /// The day.
    pub paid_on: String,
    /// How much came back, in fen.
    pub amount: i64,
}

macro_rules! refunds {
    ($from:literal, $rest:literal) => {
        Sql::new(concat!(
            "SELECT r.county, r.voucher_no, r.paid_on, COALESCE(r.amount, 0) FROM ",
            $from,
            " WHERE r.kind = 'refund' AND r.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM payments AS later WHERE later.corrects = r.row_id) AND ",
            $rest,
            " ORDER BY r.paid_on, r.county, r.voucher_no"
        ))
    };
}

const OF_VOUCHER: Sql =
    refunds!("payments AS r", "r.original_voucher = $1 AND r.county = $2 AND r.paid_on >= $3");
const OF_PROJECT: Sql = refunds!("payments AS r", "r.project = $1 AND r.paid_on >= $2");
const NAMED: Sql = refunds!(
    "case_refunds AS n JOIN payments AS r ON r.county = n.county AND r.voucher_no = n.voucher_no",
    "n.case_id = $1"
);
const BY_VOUCHER: Sql = refunds!("payments AS r", "r.voucher_no = $1 AND r.county = $2");
const NAME: Sql = Sql::new(
    "INSERT INTO case_refunds (case_id, county, voucher_no) VALUES ($1, $2, $3) \
     ON CONFLICT (county, voucher_no) DO UPDATE SET case_id = case_refunds.case_id \
     RETURNING case_id",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&OF_VOUCHER, &OF_PROJECT, &NAMED, &BY_VOUCHER, &NAME];

/// Of what money comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    /// Of a voucher of a county.
    Voucher {
        /// Code of the county.
        county: &'a str,
        /// Number of the voucher.
        voucher: &'a str,
    },
    /// Of a project.
    Project(&'a str),
}

/// Refunds of a subject since a day, the first one first.
pub async fn of(tx: &mut Tx, subject: Subject<'_>, since: &str) -> Result<Vec<Refund>> {
    let rows = match subject {
        Subject::Voucher { county, voucher } => {
            let values = [Value::from(voucher), Value::from(county), Value::from(since)];
            tx.rows(&OF_VOUCHER, &values).await?
        }
        Subject::Project(project) => {
            tx.rows(&OF_PROJECT, &[Value::from(project), Value::from(since)]).await?
        }
    };
    rows.iter().map(refund).collect()
}

/// Refunds that the reports of a case name.
pub async fn named(tx: &mut Tx, case: i64) -> Result<Vec<Refund>> {
    tx.rows(&NAMED, &[Value::from(case)]).await?.iter().map(refund).collect()
}

/// The refund of a voucher, if the records show one.
pub async fn by_voucher(tx: &mut Tx, county: &str, voucher: &str) -> Result<Option<Refund>> {
    let rows = tx.rows(&BY_VOUCHER, &[Value::from(voucher), Value::from(county)]).await?;
    rows.first().map(refund).transpose()
}

/// Names a refund for a case. No: it stands for another one.
pub async fn name(tx: &mut Tx, case: i64, county: &str, voucher: &str) -> Result<bool> {
    let values = [Value::from(case), Value::from(county), Value::from(voucher)];
    Ok(tx.one(&NAME, &values).await?.int(0)? == case)
}

fn refund(row: &Row) -> Result<Refund> {
    let text = |column| row.text_or_none(column).map(|text| text.unwrap_or_default().to_owned());
    Ok(Refund { county: text(0)?, voucher: text(1)?, paid_on: text(2)?, amount: row.int(3)? })
}
