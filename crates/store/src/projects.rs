//! Ways of projects, and what records say of the money of one. What was done stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// Where a project is: by this it may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Its number.
    pub project: String,
    /// Code of its county.
    pub county: String,
    /// The unit that carries it out.
    pub unit: String,
}

/// What its steps come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Word of the state.
    pub state: String,
    /// Word of what is asked for; empty for nothing.
    pub request: String,
    /// Word of who has to act; empty at the end.
    pub waits: String,
    /// Day of the last step.
    pub since: String,
}

/// The way of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Its number, by which steps and documents are kept.
    pub id: i64,
    /// Where it is.
    pub home: Home,
    /// What its steps come to.
    pub standing: Standing,
}

/// Sums of a project's records, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Money given to it.
    pub funded: i64,
    /// What was paid, less refunds.
    pub paid: i64,
    /// Retention money paid.
    pub retention: i64,
}

/// A unit that carries out projects of a county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// How many projects.
    pub projects: i64,
    /// Their planned money in fen.
    pub planned: i64,
}

/// An allotment with what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Its number.
    pub allotment: String,
    /// Its document.
    pub doc_no: String,
    /// Code of its fund.
    pub fund: String,
    /// What was neither handed down nor given to projects, in fen.
    pub left: i64,
}

const ADD: Sql = Sql::new(
    "INSERT INTO project_ways (project, county, unit, state, request, waits, since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (project) DO NOTHING RETURNING way_id",
);
const STAND: Sql = Sql::new(
    "UPDATE project_ways SET state = $1, request = $2, waits = $3, since = $4, unit = $5 \
     WHERE way_id = $6",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT way_id, project, county, unit, state, request, waits, since FROM project_ways ",
            $rest
        ))
    };
}

const OF: Sql = select!("WHERE project = $1");
const WAITING: Sql = select!(
    "WHERE county = $1 AND waits = $2 AND (unit = $3 OR $4 = '') ORDER BY since, way_id LIMIT $5"
);
const SUMS: Sql = Sql::new(
    "SELECT (SELECT CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) FROM fundings AS f \
     WHERE f.project = $1 AND f.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM fundings AS later WHERE later.corrects = f.row_id)), \
     CAST(COALESCE(SUM(CASE WHEN p.kind = 'refund' THEN -p.amount ELSE p.amount END), 0) AS BIGINT), \
     CAST(COALESCE(SUM(CASE WHEN p.kind = 'retention' THEN p.amount ELSE 0 END), 0) AS BIGINT) \
     FROM payments AS p WHERE p.project = $2 AND p.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM payments AS later WHERE later.corrects = p.row_id)",
);
/// The first day on which a target was approved that no review has set aside.
const TARGETED: Sql = Sql::new(
    "SELECT MIN(t.approved_on) FROM targets AS t WHERE t.subject = $1 AND t.subject_kind = 'project' \
     AND (t.review IS NULL OR t.review = 'approved') AND t.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM targets AS later WHERE later.corrects = t.row_id)",
);

const UNITS: Sql = Sql::new(
    "SELECT r.unit, COUNT(*), CAST(COALESCE(SUM(r.planned_amount), 0) AS BIGINT) FROM projects AS r \
     WHERE r.county = $1 AND r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM projects AS later WHERE later.corrects = r.row_id) \
     GROUP BY r.unit ORDER BY r.unit",
);

macro_rules! room {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT a.id, a.doc_no, a.fund, a.amount \
             - (SELECT CAST(COALESCE(SUM(f.amount), 0) AS BIGINT) FROM fundings AS f \
             WHERE f.allotment = a.id AND f.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM fundings AS later WHERE later.corrects = f.row_id)) \
             - (SELECT CAST(COALESCE(SUM(c.amount), 0) AS BIGINT) FROM allotments AS c \
             WHERE c.parent = a.id AND c.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM allotments AS later WHERE later.corrects = c.row_id)) \
             FROM allotments AS a WHERE a.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM allotments AS later WHERE later.corrects = a.row_id) \
             AND (a.kind IS NULL OR a.kind <> 'return') AND a.\"to\" = $1 ",
            $rest
        ))
    };
}

const ROOM: Sql = room!("AND a.id = $2");
const ROOMS: Sql = room!("AND a.fiscal_year = $2 ORDER BY a.issued_on DESC, a.id LIMIT $3");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] =
    &[&ADD, &STAND, &OF, &WAITING, &SUMS, &TARGETED, &UNITS, &ROOM, &ROOMS];

/// Begins the way of a project; its number. None: somebody else has begun it.
pub async fn add(tx: &mut Tx, home: &Home, standing: &Standing) -> Result<Option<i64>> {
    let values = [
        Value::from(home.project.as_str()),
        Value::from(home.county.as_str()),
        Value::from(home.unit.as_str()),
        Value::from(standing.state.as_str()),
        Value::from(standing.request.as_str()),
        Value::from(standing.waits.as_str()),
        Value::from(standing.since.as_str()),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// Keeps what the steps of a project come to, and the unit that carries it out now.
pub async fn stand(tx: &mut Tx, id: i64, unit: &str, standing: &Standing) -> Result<()> {
    let values = [
        Value::from(standing.state.as_str()),
        Value::from(standing.request.as_str()),
        Value::from(standing.waits.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(unit),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await.map(drop)
}

/// The way of a project, if a step was ever taken.
pub async fn of(tx: &mut Tx, project: &str) -> Result<Option<Way>> {
    tx.row(&OF, &[Value::from(project)]).await?.map(|row| way(&row)).transpose()
}

/// The ways of a county, of one unit where one is named, in which somebody has to act, the longest waiting
/// first; so many of them.
pub async fn waiting(
    tx: &mut Tx,
    (county, unit): (&str, &str),
    waits: &str,
    most: i64,
) -> Result<Vec<Way>> {
    let values = [
        Value::from(county),
        Value::from(waits),
        Value::from(unit),
        Value::from(unit),
        Value::from(most),
    ];
    tx.rows(&WAITING, &values).await?.iter().map(way).collect()
}

/// What the records say of the money of a project.
pub async fn sums(tx: &mut Tx, project: &str) -> Result<Sums> {
    let row = tx.one(&SUMS, &[Value::from(project), Value::from(project)]).await?;
    Ok(Sums { funded: row.int(0)?, paid: row.int(1)?, retention: row.int(2)? })
}

/// The first day on which a target of a project was approved.
pub async fn targeted(tx: &mut Tx, project: &str) -> Result<Option<String>> {
    let row = tx.one(&TARGETED, &[Value::from(project)]).await?;
    Ok(row.text_or_none(0)?.map(str::to_owned))
}

/// What is left of an allotment that a county received.
pub async fn room(tx: &mut Tx, county: &str, allotment: &str) -> Result<Option<Room>> {
    let values = [Value::from(county), Value::from(allotment)];
    tx.row(&ROOM, &values).await?.map(|row| room_of(&row)).transpose()
}

/// What is left of the allotments that a county received for a year, the latest first; so many are looked at.
pub async fn rooms(tx: &mut Tx, county: &str, year: i64, most: i64) -> Result<Vec<Room>> {
    let values = [Value::from(county), Value::from(year), Value::from(most)];
    let mut rooms =
        tx.rows(&ROOMS, &values).await?.iter().map(room_of).collect::<Result<Vec<Room>>>()?;
    rooms.retain(|room| room.left > 0);
    Ok(rooms)
}

fn room_of(row: &Row) -> Result<Room> {
    let text = |column| row.text_or_none(column).map(|text| text.unwrap_or_default().to_owned());
    Ok(Room { allotment: text(0)?, doc_no: text(1)?, fund: text(2)?, left: row.int(3)? })
}

fn way(row: &Row) -> Result<Way> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Way {
        id: row.int(0)?,
        home: Home { project: text(1)?, county: text(2)?, unit: text(3)? },
        standing: Standing { state: text(4)?, request: text(5)?, waits: text(6)?, since: text(7)? },
    })
}

/// The units that carry out projects of a county, by name.
pub async fn units(tx: &mut Tx, county: &str) -> Result<Vec<Unit>> {
    let unit = |row: &Row| {
        Ok(Unit { name: row.text(0)?.to_owned(), projects: row.int(1)?, planned: row.int(2)? })
    };
    tx.rows(&UNITS, &[Value::from(county)]).await?.iter().map(unit).collect()
}
