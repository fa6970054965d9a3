//! Performance targets on their way. What was done about one stands in [`crate::steps`].

use std::sync::Arc;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;
use crate::recalled::Recalled;

/// A target on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetWay {
    /// Its number here; 0 where it has none yet.
    pub id: i64,
    /// Number of the target, also of its record once it is approved.
    pub target: String,
    /// Word of what it is set for.
    pub subject_kind: String,
    /// Id of what it is set for.
    pub subject: String,
    /// What that is called.
    pub name: String,
    /// Fiscal year.
    pub fiscal_year: i64,
    /// Code of the division where it is.
    pub home: String,
    /// The unit or department that answers for it; empty where the division does.
    pub unit: String,
    /// Id of the type in the indicator library; empty where it has none.
    pub of_type: String,
    /// Who wrote it last.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a target come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// All money, in fen.
    pub total_amount: i64,
    /// How many indicators it has.
    pub indicators: i64,
    /// Points of its last review.
    pub score: Option<i64>,
    /// The day on which it was submitted last.
    pub submitted_on: Option<String>,
    /// The day on which it was approved.
    pub approved_on: Option<String>,
    /// The days on which it was filed: to the prefecture, the region, the ministry's bureau.
    pub filed: [Option<String>; 3],
    /// The day on which it was published.
    pub published_on: Option<String>,
    /// Word of the state.
    pub state: String,
    /// Day of the last step.
    pub since: String,
}

/// How many projects of a unit and year that are in plan or funded have an approved target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// Code of the county.
    pub county: String,
    /// The unit in charge; empty where the records do not say.
    pub unit: String,
    /// Fiscal year of the projects.
    pub fiscal_year: i64,
    /// Projects in plan or funded up to the day.
    pub projects: i64,
    /// Those of them with a target that was approved up to the day.
    pub approved: i64,
}

/// A condition: a project `r` on record has a target that was approved up to a day, which stands between two of its
/// parts.
macro_rules! approved_until {
    ($day:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM targets AS t WHERE t.subject = r.id AND t.subject_kind = 'project' \
             AND t.approved_on <= ",
            $day,
            " AND t.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM targets AS later WHERE later.corrects = t.row_id))"
        )
    };
}
pub(crate) use approved_until;

/// A condition: a project `r` on record is in plan or funded on a day, so that it must have a target; what the facts
/// `coverage` of the rules count.
macro_rules! owes_target {
    ($day:literal) => {
        concat!(
            "(COALESCE(r.plan_approved_on, '9999') <= ",
            $day,
            " OR EXISTS (SELECT 1 FROM fundings AS f WHERE f.project = r.id AND f.allotted_on <= ",
            $day,
            " AND f.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM fundings AS later WHERE later.corrects = f.row_id)))"
        )
    };
}
pub(crate) use owes_target;

/// All projects at once: what was found holds until the next import.
const COVERED: Sql = Sql::new(concat!(
    "SELECT x.county, x.unit, x.fiscal_year, COUNT(*), CAST(SUM(x.approved) AS BIGINT) FROM \
     (SELECT r.county, COALESCE(r.unit, '') AS unit, r.fiscal_year, CASE WHEN ",
    approved_until!("$1"),
    " THEN 1 ELSE 0 END AS approved FROM projects AS r WHERE r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM projects AS later WHERE later.corrects = r.row_id) AND ",
    owes_target!("$1"),
    ") AS x GROUP BY x.county, x.unit, x.fiscal_year ORDER BY x.county, x.unit, x.fiscal_year"
));
const ADD: Sql = Sql::new(
    "INSERT INTO target_ways (target, subject_kind, subject, name, fiscal_year, home, unit, project_type, maker_id, \
     total_amount, indicators, score, submitted_on, approved_on, filed_prefecture_on, filed_region_on, \
     filed_ministry_on, published_on, state, since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
     $14, $15, $16, $17, $18, $19, $20) ON CONFLICT DO NOTHING RETURNING way_id",
);
const STAND: Sql = Sql::new(
    "UPDATE target_ways SET maker_id = $1, total_amount = $2, indicators = $3, score = $4, submitted_on = $5, \
     approved_on = $6, filed_prefecture_on = $7, filed_region_on = $8, filed_ministry_on = $9, published_on = $10, \
     state = $11, since = $12 WHERE way_id = $13",
);

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT w.way_id, w.target, w.subject_kind, w.subject, w.name, w.fiscal_year, w.home, w.unit, \
             w.project_type, w.maker_id, w.total_amount, w.indicators, w.score, w.submitted_on, w.approved_on, \
             w.filed_prefecture_on, w.filed_region_on, w.filed_ministry_on, w.published_on, w.state, w.since \
             FROM target_ways AS w ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE w.way_id = $1");
const IN_STATE: Sql = select!(
    "WHERE w.state = $1 AND w.home = $2 AND (w.unit = $3 OR $4 = '') ORDER BY w.way_id LIMIT $5"
);
const OF_SUBJECT: Sql = select!(
    "WHERE w.subject_kind = $1 AND w.subject = $2 AND w.state NOT IN ('withdrawn', 'rejected') \
     ORDER BY w.fiscal_year DESC, w.way_id DESC LIMIT $3"
);
const OF_TARGET: Sql =
    select!("WHERE w.target = $1 AND w.state NOT IN ('withdrawn', 'rejected') LIMIT 1");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] =
    &[&ADD, &STAND, &BY_ID, &IN_STATE, &OF_SUBJECT, &OF_TARGET, &COVERED];

/// Says of a standing what the statements have in common, in their order.
fn said(maker: i64, standing: &Standing) -> [Value<'_>; 12] {
    let [prefecture, region, ministry] = &standing.filed;
    [
        Value::from(maker),
        Value::from(standing.total_amount),
        Value::from(standing.indicators),
        Value::from(standing.score),
        Value::from(standing.submitted_on.as_deref()),
        Value::from(standing.approved_on.as_deref()),
        Value::from(prefecture.as_deref()),
        Value::from(region.as_deref()),
        Value::from(ministry.as_deref()),
        Value::from(standing.published_on.as_deref()),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
    ]
}

/// Adds a target, whose `id` is not looked at; its number here, or none where there is one of its number.
pub async fn add(tx: &mut Tx, one: &TargetWay) -> Result<Option<i64>> {
    let own = [
        Value::from(one.target.as_str()),
        Value::from(one.subject_kind.as_str()),
        Value::from(one.subject.as_str()),
        Value::from(one.name.as_str()),
        Value::from(one.fiscal_year),
        Value::from(one.home.as_str()),
        Value::from(one.unit.as_str()),
        Value::from(one.of_type.as_str()),
    ];
    let values: Vec<Value<'_>> = own.into_iter().chain(said(one.maker, &one.standing)).collect();
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// Keeps what the steps of a target come to, and who wrote it last.
pub async fn stand(tx: &mut Tx, one: &TargetWay) -> Result<()> {
    let id = [Value::from(one.id)];
    let values: Vec<Value<'_>> = said(one.maker, &one.standing).into_iter().chain(id).collect();
    tx.execute(&STAND, &values).await.map(drop)
}

/// The target of a number here.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<TargetWay>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| way(&row)).transpose()
}

/// The targets of a division in a state, of one unit where one is named, the first one first, so many of them.
pub async fn in_state(
    tx: &mut Tx,
    (home, unit): (&str, &str),
    state: &str,
    most: i64,
) -> Result<Vec<TargetWay>> {
    let values = [
        Value::from(state),
        Value::from(home),
        Value::from(unit),
        Value::from(unit),
        Value::from(most),
    ];
    tx.rows(&IN_STATE, &values).await?.iter().map(way).collect()
}

/// The targets of a subject that were not given up, the latest year first, so many of them.
pub async fn of_subject(
    tx: &mut Tx,
    (kind, subject): (&str, &str),
    most: i64,
) -> Result<Vec<TargetWay>> {
    let values = [Value::from(kind), Value::from(subject), Value::from(most)];
    tx.rows(&OF_SUBJECT, &values).await?.iter().map(way).collect()
}

/// How many projects have an approved target as of a day, by county, unit and year. A transaction that only reads is
/// answered from memory, as long as nothing was imported since.
pub async fn covered(tx: &mut Tx, day: &str) -> Result<Arc<[Covered]>> {
    let recalled = Recalled::kept(tx).await?;
    if let Some(covered) = recalled.as_ref().and_then(|recalled| recalled.covered(day)) {
        return Ok(covered);
    }
    let of = |row: &Row| {
        Ok(Covered {
            county: row.text(0)?.to_owned(),
            unit: row.text(1)?.to_owned(),
            fiscal_year: row.int(2)?,
            projects: row.int(3)?,
            approved: row.int(4)?,
        })
    };
    let rows = tx.rows(&COVERED, &[Value::from(day)]).await?;
    let covered: Arc<[Covered]> = rows.iter().map(of).collect::<Result<_>>()?;
    if let Some(recalled) = recalled {
        recalled.cover(day, covered.clone());
    }
    Ok(covered)
}

/// The way of the target of a number, where it is on one.
pub async fn of_target(tx: &mut Tx, target: &str) -> Result<Option<TargetWay>> {
    tx.row(&OF_TARGET, &[Value::from(target)]).await?.map(|row| way(&row)).transpose()
}

fn way(row: &Row) -> Result<TargetWay> {
    let text = |column| row.text(column).map(str::to_owned);
    let some =
        |column| -> Result<Option<String>> { Ok(row.text_or_none(column)?.map(str::to_owned)) };
    Ok(TargetWay {
        id: row.int(0)?,
        target: text(1)?,
        subject_kind: text(2)?,
        subject: text(3)?,
        name: text(4)?,
        fiscal_year: row.int(5)?,
        home: text(6)?,
        unit: text(7)?,
        of_type: text(8)?,
        maker: row.int(9)?,
        standing: Standing {
            total_amount: row.int(10)?,
            indicators: row.int(11)?,
            score: row.int_or_none(12)?,
            submitted_on: some(13)?,
            approved_on: some(14)?,
            filed: [some(15)?, some(16)?, some(17)?],
            published_on: some(18)?,
            state: text(19)?,
            since: text(20)?,
        },
    })
}
