//! Payment requests. What was done about one stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentRequest {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of the county that is to pay.
    pub county: String,
    /// The unit that carries the project out.
    pub unit: String,
    /// Number of the project.
    pub project: String,
    /// Who wrote it last.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a request come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Number of the allotment; empty where none is named.
    pub allotment: String,
    /// Code of the fund; empty where none is named.
    pub fund: String,
    /// Word of what it is for in the life of the project.
    pub kind: String,
    /// Who is to be paid; of a person hidden ([`crate::persons`]).
    pub payee: String,
    /// Word of what the payee is.
    pub payee_type: String,
    /// What for; the name of a person hidden.
    pub purpose: String,
    /// How much, in fen.
    pub amount: i64,
    /// Number of the voucher by which it is to be paid; empty where it is not known.
    pub voucher_no: String,
    /// The day on which it was approved, as long as it is.
    pub approved_on: Option<String>,
    /// Number of the voucher by which it was paid.
    pub paid_voucher: Option<String>,
    /// Word of the state.
    pub state: String,
    /// Day of the last step.
    pub since: String,
}

/// A payment as far as it settles a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Number of the voucher.
    pub voucher_no: String,
    /// Number of the project; empty where none is named.
    pub project: String,
    /// Who was paid; of a person hidden.
    pub payee: String,
    /// How much, in fen.
    pub amount: i64,
    /// Word of its kind.
    pub kind: String,
    /// The day.
    pub paid_on: String,
    /// The person who brought it; nobody, where the operator did.
    pub brought_by: Option<i64>,
}

const ADD: Sql = Sql::new(
    "INSERT INTO payment_requests (county, unit, project, maker_id, allotment, fund, kind, payee, payee_type, \
     purpose, amount, voucher_no, approved_on, paid_voucher, state, since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING request_id",
);
const STAND: Sql = Sql::new(
    "UPDATE payment_requests SET maker_id = $1, allotment = $2, fund = $3, kind = $4, payee = $5, \
     payee_type = $6, purpose = $7, amount = $8, voucher_no = $9, approved_on = $10, paid_voucher = $11, \
     state = $12, since = $13 WHERE request_id = $14",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT s.request_id, s.county, s.unit, s.project, s.maker_id, s.allotment, s.fund, s.kind, s.payee, \
             s.payee_type, s.purpose, s.amount, s.voucher_no, s.approved_on, s.paid_voucher, s.state, s.since \
             FROM payment_requests AS s ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE s.request_id = $1");
const IN_STATE: Sql = select!(
    "WHERE s.state = $1 AND s.county = $2 AND (s.unit = $3 OR $4 = '') ORDER BY s.request_id LIMIT $5"
);
const BY_VOUCHER: Sql = select!("WHERE s.county = $1 AND s.paid_voucher = $2");
/// Approved ones that a payment would settle.
const FITTING: Sql = select!(
    "WHERE s.state = 'approved' AND s.county = $1 AND s.project = $2 AND s.payee = $3 AND s.amount = $4 \
     AND (s.voucher_no = '' OR s.voucher_no = $5) ORDER BY s.request_id LIMIT $6"
);
/// Payments of an import that settle an approved request: the same county, project, payee and amount, and the voucher
/// where the request names one. From the few requests to their payments, in this order on SQLite, too.
const SETTLED: Sql = Sql::new(
    "SELECT s.request_id, p.voucher_no, p.amount FROM payment_requests AS s \
     CROSS JOIN payments AS p WHERE p.project = s.project AND p.county = s.county AND p.payee = s.payee \
     AND p.amount = s.amount AND s.state = 'approved' AND p.import_id = $1 AND p.withdrawn = 0 \
     AND p.kind <> 'refund' AND p.paid_on >= s.approved_on AND (s.voucher_no = '' OR s.voucher_no = p.voucher_no) \
     AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.corrects = p.row_id) \
     AND NOT EXISTS (SELECT 1 FROM payment_requests AS o \
     WHERE o.county = p.county AND o.paid_voucher = p.voucher_no) ORDER BY s.request_id, p.row_id",
);
/// The payment of a voucher as it holds today, and who brought it first.
const PAYMENT: Sql = Sql::new(
    "SELECT p.voucher_no, p.project, p.payee, p.amount, p.kind, p.paid_on, \
     (SELECT i.person_id FROM payments AS f JOIN imports AS i ON i.import_id = f.import_id \
      WHERE f.county = p.county AND f.voucher_no = p.voucher_no ORDER BY f.row_id LIMIT 1) \
     FROM payments AS p WHERE p.county = $1 AND p.voucher_no = $2 AND p.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.corrects = p.row_id) LIMIT 1",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] =
    &[&ADD, &STAND, &BY_ID, &IN_STATE, &BY_VOUCHER, &FITTING, &SETTLED, &PAYMENT];

/// Says of a standing what the statements have in common, in their order.
fn said(maker: i64, standing: &Standing) -> [Value<'_>; 13] {
    [
        Value::from(maker),
        Value::from(standing.allotment.as_str()),
        Value::from(standing.fund.as_str()),
        Value::from(standing.kind.as_str()),
        Value::from(standing.payee.as_str()),
        Value::from(standing.payee_type.as_str()),
        Value::from(standing.purpose.as_str()),
        Value::from(standing.amount),
        Value::from(standing.voucher_no.as_str()),
        Value::from(standing.approved_on.as_deref()),
        Value::from(standing.paid_voucher.as_deref()),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
    ]
}

/// Adds a request, whose `id` is not looked at; its number.
pub async fn add(tx: &mut Tx, one: &PaymentRequest) -> Result<i64> {
    let own = [one.county.as_str(), one.unit.as_str(), one.project.as_str()].map(Value::from);
    let values: Vec<Value<'_>> = own.into_iter().chain(said(one.maker, &one.standing)).collect();
    tx.one(&ADD, &values).await?.int(0)
}

/// Keeps what the steps of a request come to, and who wrote it last.
pub async fn stand(tx: &mut Tx, one: &PaymentRequest) -> Result<()> {
    let id = [Value::from(one.id)];
    let values: Vec<Value<'_>> = said(one.maker, &one.standing).into_iter().chain(id).collect();
    tx.execute(&STAND, &values).await.map(drop)
}

/// The request of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<PaymentRequest>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| request(&row)).transpose()
}

/// The requests of a county in a state, of one unit where one is named, the first one first, so many of them.
pub async fn in_state(
    tx: &mut Tx,
    (county, unit): (&str, &str),
    state: &str,
    most: i64,
) -> Result<Vec<PaymentRequest>> {
    let values = [
        Value::from(state),
        Value::from(county),
        Value::from(unit),
        Value::from(unit),
        Value::from(most),
    ];
    tx.rows(&IN_STATE, &values).await?.iter().map(request).collect()
}

/// The request that a payment settled.
pub async fn by_voucher(
    tx: &mut Tx,
    county: &str,
    voucher: &str,
) -> Result<Option<PaymentRequest>> {
    let values = [Value::from(county), Value::from(voucher)];
    tx.row(&BY_VOUCHER, &values).await?.map(|row| request(&row)).transpose()
}

/// Approved requests of a county that a payment would settle, so many of them; its payee as the store keeps it.
pub async fn fitting(
    tx: &mut Tx,
    county: &str,
    paid: &Paid,
    most: i64,
) -> Result<Vec<PaymentRequest>> {
    let values = [
        Value::from(county),
        Value::from(paid.project.as_str()),
        Value::from(paid.payee.as_str()),
        Value::from(paid.amount),
        Value::from(paid.voucher_no.as_str()),
        Value::from(most),
    ];
    tx.rows(&FITTING, &values).await?.iter().map(request).collect()
}

/// Approved requests with payments of an import that settle them: number, voucher, amount in fen.
pub async fn settled(tx: &mut Tx, import: i64) -> Result<Vec<(i64, String, i64)>> {
    let of = |row: &Row| Ok((row.int(0)?, row.text(1)?.to_owned(), row.int(2)?));
    tx.rows(&SETTLED, &[Value::from(import)]).await?.iter().map(of).collect()
}

/// The payment of a voucher of a county as it holds today.
pub async fn payment(tx: &mut Tx, county: &str, voucher: &str) -> Result<Option<Paid>> {
    let row = tx.row(&PAYMENT, &[Value::from(county), Value::from(voucher)]).await?;
    let text = |row: &Row, column| -> Result<String> {
        Ok(row.text_or_none(column)?.unwrap_or_default().to_owned())
    };
    row.map(|row| {
        Ok(Paid {
            voucher_no: text(&row, 0)?,
            project: text(&row, 1)?,
            payee: text(&row, 2)?,
            amount: row.int(3)?,
            kind: text(&row, 4)?,
            paid_on: text(&row, 5)?,
            brought_by: row.int_or_none(6)?,
        })
    })
    .transpose()
}

fn request(row: &Row) -> Result<PaymentRequest> {
    let text = |column| row.text(column).map(str::to_owned);
    let some =
        |column| -> Result<Option<String>> { Ok(row.text_or_none(column)?.map(str::to_owned)) };
    Ok(PaymentRequest {
        id: row.int(0)?,
        county: text(1)?,
        unit: text(2)?,
        project: text(3)?,
        maker: row.int(4)?,
        standing: Standing {
            allotment: text(5)?,
            fund: text(6)?,
            kind: text(7)?,
            payee: text(8)?,
            payee_type: text(9)?,
            purpose: text(10)?,
            amount: row.int(11)?,
            voucher_no: text(12)?,
            approved_on: some(13)?,
            paid_voucher: some(14)?,
            state: text(15)?,
            since: text(16)?,
        },
    })
}
