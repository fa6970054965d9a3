//! Inspections, with what they look at and what they found. What was done about one stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// An inspection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of the division of the post that inspects.
    pub organ: String,
    /// Number of that post.
    pub post: i64,
    /// Who planned it first.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of an inspection come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Word of the kind.
    pub kind: String,
    /// Code of the place.
    pub home: String,
    /// The one department or unit; empty: the place as a whole.
    pub organisation: String,
    /// Word of the subject.
    pub subject: String,
    /// Code of the fund; empty: all.
    pub fund: String,
    /// First and last day of the time that is looked at.
    pub period: (String, String),
    /// First and last day of the inspection.
    pub days: (String, String),
    /// By which document it is done.
    pub basis: String,
    /// Why the same is inspected again; empty where it is not.
    pub again: String,
    /// Word of the state.
    pub state: String,
    /// Word of the level to which it has come because the place is late; empty: it has not.
    pub level: String,
    /// The post there.
    pub escalated: Option<i64>,
    /// Until when the place answers.
    pub answer_by: Option<String>,
    /// The day of the last step.
    pub since: String,
}

/// What stands in tables beside an inspection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Numbers of projects.
    pub projects: Vec<String>,
    /// Voucher numbers of payments of the place.
    pub vouchers: Vec<String>,
    /// What was found; what was struck out is left out.
    pub observations: Vec<Observation>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// Its number in the inspection, from 1.
    pub number: i64,
    /// What is wrong.
    pub said: String,
    /// Number of the project; empty: none.
    pub project: String,
    /// Number of the voucher or document; empty: none.
    pub document: String,
    /// In fen.
    pub amount: i64,
    /// Id of the clause; empty: none.
    pub clause: String,
    /// Number of the warning about the same.
    pub warning: Option<i64>,
    /// Word of what became of it.
    pub fate: String,
    /// Whether nothing more is to be done about it.
    pub over: bool,
    /// What is to be put right.
    pub asked: String,
    /// Until when.
    pub due: Option<String>,
}

const ADD: Sql = Sql::new(
    "INSERT INTO inspections (kind, home, organisation, subject, fund, period_from, period_to, begins, ends, \
     basis, projects, again, state, found, left_open, amount, organ, post_id, maker_id, since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12, 0, 0, 0, $13, $14, $15, $16) \
     RETURNING inspection_id",
);
const STAND: Sql = Sql::new(
    "UPDATE inspections SET kind = $1, home = $2, organisation = $3, subject = $4, fund = $5, period_from = $6, \
     period_to = $7, begins = $8, ends = $9, basis = $10, again = $11, state = $12, since = $13, \
     answer_by = $14, projects = $15, found = $16, left_open = $17, amount = $18, level = $19, \
     escalated_id = $20 WHERE inspection_id = $21",
);
const FORGET: [Sql; 3] = [
    Sql::new("DELETE FROM inspection_projects WHERE inspection_id = $1"),
    Sql::new("DELETE FROM inspection_payments WHERE inspection_id = $1"),
    Sql::new("DELETE FROM inspection_observations WHERE inspection_id = $1"),
];
const ADD_PROJECT: Sql =
    Sql::new("INSERT INTO inspection_projects (inspection_id, project) VALUES ($1, $2)");
const ADD_PAYMENT: Sql = Sql::new(
    "INSERT INTO inspection_payments (inspection_id, county, voucher_no) VALUES ($1, $2, $3)",
);
const ADD_OBSERVATION: Sql = Sql::new(
    "INSERT INTO inspection_observations (inspection_id, number, said, project, document, amount, clause, \
     warning_id, fate, asked, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);
const FORGET_REPEATS: Sql = Sql::new("DELETE FROM inspection_repeats WHERE inspection_id = $1");
const ADD_REPEAT: Sql =
    Sql::new("INSERT INTO inspection_repeats (inspection_id, repeats_id) VALUES ($1, $2)");

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT i.inspection_id, i.organ, i.post_id, i.maker_id, i.kind, i.home, i.organisation, i.subject, \
             i.fund, i.period_from, i.period_to, i.begins, i.ends, i.basis, i.again, i.state, i.answer_by, \
             i.since, i.level, i.escalated_id FROM inspections AS i ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE i.inspection_id = $1");
const AT: Sql = select!(
    "WHERE i.home = $1 AND i.state <> 'withdrawn' AND i.period_from <= $2 AND i.period_to >= $3 \
     ORDER BY i.inspection_id"
);
const OF_PROJECT: Sql = select!(
    "JOIN inspection_projects AS p ON p.inspection_id = i.inspection_id WHERE p.project = $1 \
     AND i.state <> 'withdrawn' ORDER BY i.inspection_id DESC LIMIT $2"
);
const OF_PAYMENT: Sql = select!(
    "JOIN inspection_payments AS p ON p.inspection_id = i.inspection_id WHERE p.county = $1 \
     AND p.voucher_no = $2 AND i.state <> 'withdrawn' ORDER BY i.inspection_id DESC LIMIT $3"
);
const OF_PLACE: Sql = select!("WHERE i.home = $1 ORDER BY i.inspection_id DESC LIMIT $2");
const REPEATED: Sql = select!(
    "JOIN inspection_repeats AS p ON p.repeats_id = i.inspection_id WHERE p.inspection_id = $1 \
     ORDER BY i.inspection_id"
);
const REPEATING: Sql = select!(
    "JOIN inspection_repeats AS p ON p.inspection_id = i.inspection_id WHERE p.repeats_id = $1 \
     AND i.state <> 'withdrawn' ORDER BY i.inspection_id"
);
const BY_ORGAN: Sql =
    select!("WHERE i.organ = $1 AND i.state = $2 ORDER BY i.inspection_id DESC LIMIT $3");
const BY_PLACE: Sql =
    select!("WHERE i.state = $1 AND i.home = $2 ORDER BY i.inspection_id DESC LIMIT $3");
/// Those whose place has not answered, or not put something right, by the day that was set, of which nobody has taken
/// a step since before a day, below the highest level.
const LATE: Sql = select!(
    "WHERE i.level <> $1 AND i.since < $2 AND (i.state = 'reported' AND i.answer_by < $3 \
     OR i.state = 'rectifying' AND EXISTS (SELECT 1 FROM inspection_observations AS o \
     WHERE o.inspection_id = i.inspection_id AND o.fate = 'ordered' AND o.due < $4)) \
     ORDER BY i.inspection_id LIMIT $5"
);
const ESCALATED: Sql = select!("WHERE i.escalated_id = $1 ORDER BY i.inspection_id DESC LIMIT $2");
const DUE: Sql = Sql::new(
    "SELECT i.inspection_id, o.number, o.said, o.project, o.document, o.amount, o.clause, o.warning_id, o.fate, \
     o.asked, o.due FROM inspection_observations AS o JOIN inspections AS i \
     ON i.inspection_id = o.inspection_id WHERE o.inspection_id = $1 AND o.fate = $2 ORDER BY o.number",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ADD,
    &STAND,
    &FORGET[0],
    &FORGET[1],
    &FORGET[2],
    &ADD_PROJECT,
    &ADD_PAYMENT,
    &ADD_OBSERVATION,
    &FORGET_REPEATS,
    &ADD_REPEAT,
    &BY_ID,
    &AT,
    &OF_PROJECT,
    &OF_PAYMENT,
    &OF_PLACE,
    &REPEATED,
    &REPEATING,
    &BY_ORGAN,
    &BY_PLACE,
    &LATE,
    &ESCALATED,
    &DUE,
];

/// Says of a standing what the statements have in common, in their order.
fn said(standing: &Standing) -> Vec<Value<'_>> {
    let Standing { period, days, .. } = standing;
    let texts = [
        &standing.kind,
        &standing.home,
        &standing.organisation,
        &standing.subject,
        &standing.fund,
        &period.0,
        &period.1,
        &days.0,
        &days.1,
        &standing.basis,
        &standing.again,
        &standing.state,
    ];
    texts.into_iter().map(|text| Value::from(text.as_str())).collect()
}

/// Adds an inspection, whose `id` is not looked at; its number.
pub async fn add(tx: &mut Tx, one: &Inspection) -> Result<i64> {
    let mut values = said(&one.standing);
    values.extend([
        Value::from(one.organ.as_str()),
        Value::from(one.post),
        Value::from(one.maker),
        Value::from(one.standing.since.as_str()),
    ]);
    tx.one(&ADD, &values).await?.int(0)
}

/// Keeps what the steps of an inspection come to, and its lines.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing, lines: &Lines) -> Result<()> {
    let found = &lines.observations;
    let sum: i64 = found.iter().map(|one| one.amount).sum();
    let projects = lines.projects.join("、");
    let mut values = said(standing);
    values.extend([
        Value::from(standing.since.as_str()),
        Value::from(standing.answer_by.as_deref()),
        Value::from(projects.as_str()),
        Value::from(found.len() as i64),
        Value::from(found.iter().filter(|one| !one.over).count() as i64),
        Value::from(sum),
        Value::from(standing.level.as_str()),
        Value::from(standing.escalated),
        Value::from(id),
    ]);
    tx.execute(&STAND, &values).await?;
    for forget in &FORGET {
        tx.execute(forget, &[Value::from(id)]).await?;
    }
    for project in &lines.projects {
        tx.execute(&ADD_PROJECT, &[Value::from(id), Value::from(project.as_str())]).await?;
    }
    for voucher in &lines.vouchers {
        let values =
            [Value::from(id), Value::from(standing.home.as_str()), Value::from(voucher.as_str())];
        tx.execute(&ADD_PAYMENT, &values).await?;
    }
    for one in found {
        observed(tx, id, one).await?;
    }
    Ok(())
}

async fn observed(tx: &mut Tx, id: i64, one: &Observation) -> Result<()> {
    let values = [
        Value::from(id),
        Value::from(one.number),
        Value::from(one.said.as_str()),
        Value::from(one.project.as_str()),
        Value::from(one.document.as_str()),
        Value::from(one.amount),
        Value::from(one.clause.as_str()),
        Value::from(one.warning),
        Value::from(one.fate.as_str()),
        Value::from(one.asked.as_str()),
        Value::from(one.due.as_deref()),
    ];
    tx.execute(&ADD_OBSERVATION, &values).await?;
    Ok(())
}

/// Says which inspections one repeats.
pub async fn repeat(tx: &mut Tx, id: i64, repeats: &[i64]) -> Result<()> {
    tx.execute(&FORGET_REPEATS, &[Value::from(id)]).await?;
    for other in repeats {
        tx.execute(&ADD_REPEAT, &[Value::from(id), Value::from(*other)]).await?;
    }
    Ok(())
}

/// The inspection of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Inspection>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| inspection(&row)).transpose()
}

/// Those of a place that look at a part of some time, the first one first; not those that were given up.
pub async fn at(tx: &mut Tx, home: &str, (begin, end): (&str, &str)) -> Result<Vec<Inspection>> {
    all(tx, &AT, &[Value::from(home), Value::from(end), Value::from(begin)]).await
}

/// Those that name a project, the last one first, so many of them; not those that were given up.
pub async fn of_project(tx: &mut Tx, project: &str, most: i64) -> Result<Vec<Inspection>> {
    all(tx, &OF_PROJECT, &[Value::from(project), Value::from(most)]).await
}

/// Those that look at the use of a payment, the last one first, so many of them; not those that were given up.
pub async fn of_payment(
    tx: &mut Tx,
    (county, voucher): (&str, &str),
    most: i64,
) -> Result<Vec<Inspection>> {
    all(tx, &OF_PAYMENT, &[Value::from(county), Value::from(voucher), Value::from(most)]).await
}

/// Those of a place itself, the last one first, so many of them.
pub async fn of_place(tx: &mut Tx, home: &str, most: i64) -> Result<Vec<Inspection>> {
    all(tx, &OF_PLACE, &[Value::from(home), Value::from(most)]).await
}

/// Those that one repeats.
pub async fn repeated(tx: &mut Tx, id: i64) -> Result<Vec<Inspection>> {
    all(tx, &REPEATED, &[Value::from(id)]).await
}

/// Those by which one is repeated; not those that were given up.
pub async fn repeating(tx: &mut Tx, id: i64) -> Result<Vec<Inspection>> {
    all(tx, &REPEATING, &[Value::from(id)]).await
}

/// Those in a state whose inspectors are of a division, the last one first, so many of them.
pub async fn by_organ(
    tx: &mut Tx,
    (organ, state): (&str, &str),
    most: i64,
) -> Result<Vec<Inspection>> {
    all(tx, &BY_ORGAN, &[Value::from(organ), Value::from(state), Value::from(most)]).await
}

/// Those in a state at a place, the last one first, so many of them.
pub async fn by_place(
    tx: &mut Tx,
    (state, home): (&str, &str),
    most: i64,
) -> Result<Vec<Inspection>> {
    all(tx, &BY_PLACE, &[Value::from(state), Value::from(home), Value::from(most)]).await
}

/// Those whose place is late on a day, of which nobody has taken a step since before another, below a level; so many
/// of them.
pub async fn late(
    tx: &mut Tx,
    top: &str,
    (before, today): (&str, &str),
    most: i64,
) -> Result<Vec<Inspection>> {
    let values = [
        Value::from(top),
        Value::from(before),
        Value::from(today),
        Value::from(today),
        Value::from(most),
    ];
    all(tx, &LATE, &values).await
}

/// Those that went up to a post because the place is late, the last one first, so many of them.
pub async fn escalated(tx: &mut Tx, post: i64, most: i64) -> Result<Vec<Inspection>> {
    all(tx, &ESCALATED, &[Value::from(post), Value::from(most)]).await
}

/// What one found of which this became.
pub async fn with_fate(tx: &mut Tx, id: i64, fate: &str) -> Result<Vec<Observation>> {
    let rows = tx.rows(&DUE, &[Value::from(id), Value::from(fate)]).await?;
    rows.iter().map(observation).collect()
}

async fn all(tx: &mut Tx, sql: &Sql, values: &[Value<'_>]) -> Result<Vec<Inspection>> {
    tx.rows(sql, values).await?.iter().map(inspection).collect()
}

fn observation(row: &Row) -> Result<Observation> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Observation {
        number: row.int(1)?,
        said: text(2)?,
        project: text(3)?,
        document: text(4)?,
        amount: row.int(5)?,
        clause: text(6)?,
        warning: row.int_or_none(7)?,
        fate: text(8)?,
        over: false,
        asked: text(9)?,
        due: row.text_or_none(10)?.map(str::to_owned),
    })
}

fn inspection(row: &Row) -> Result<Inspection> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Inspection {
        id: row.int(0)?,
        organ: text(1)?,
        post: row.int(2)?,
        maker: row.int(3)?,
        standing: Standing {
            kind: text(4)?,
            home: text(5)?,
            organisation: text(6)?,
            subject: text(7)?,
            fund: text(8)?,
            period: (text(9)?, text(10)?),
            days: (text(11)?, text(12)?),
            basis: text(13)?,
            again: text(14)?,
            state: text(15)?,
            answer_by: row.text_or_none(16)?.map(str::to_owned),
            since: text(17)?,
            level: text(18)?,
            escalated: row.int_or_none(19)?,
        },
    })
}
