//! Integration plans, and what was done of those that are approved. What was done about one stands in
//! [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of its county.
    pub home: String,
    /// Fiscal year.
    pub fiscal_year: i64,
    /// Which plan of the county and year, from 1.
    pub version: i64,
    /// Who began it.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a plan come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its title.
    pub title: String,
    /// All money that is brought in, in fen.
    pub amount: i64,
    /// Word of the state.
    pub state: String,
    /// The day of the last step.
    pub since: String,
    /// Number of the leading group's decision; empty before it.
    pub document: String,
    /// Day of that decision.
    pub decided_on: Option<String>,
}

/// What a plan says, line by line, and who reviews it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Fund, scale and amount in fen.
    pub sources: Vec<(String, i64, i64)>,
    /// Project, fund and amount in fen.
    pub uses: Vec<(String, String, i64)>,
    /// Number of the post, word of its opinion.
    pub reviews: Vec<(i64, &'static str)>,
}

/// What was planned for a project out of a fund, and what was done; in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Code of the fund; empty where a payment names none.
    pub fund: String,
    /// Number of the project; empty where a payment names none.
    pub project: String,
    /// Planned.
    pub planned: i64,
    /// Allotted to the project.
    pub allotted: i64,
    /// Paid, less refunds.
    pub paid: i64,
}

const ADD: Sql = Sql::new(
    "INSERT INTO integration_plans (home, fiscal_year, version, title, amount, state, maker_id, since, \
     document, decided_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', NULL) \
     ON CONFLICT (home, fiscal_year, version) DO NOTHING RETURNING plan_id",
);
const STAND: Sql = Sql::new(
    "UPDATE integration_plans SET title = $1, amount = $2, state = $3, since = $4, document = $5, \
     decided_on = $6 WHERE plan_id = $7",
);
const FORGET_SOURCES: Sql = Sql::new("DELETE FROM integration_sources WHERE plan_id = $1");
const FORGET_USES: Sql = Sql::new("DELETE FROM integration_uses WHERE plan_id = $1");
const FORGET_REVIEWS: Sql = Sql::new("DELETE FROM integration_reviews WHERE plan_id = $1");
const ADD_SOURCE: Sql = Sql::new(
    "INSERT INTO integration_sources (plan_id, line_no, fund, scale, amount) VALUES ($1, $2, $3, $4, $5)",
);
const ADD_USE: Sql = Sql::new(
    "INSERT INTO integration_uses (plan_id, line_no, project, fund, amount) VALUES ($1, $2, $3, $4, $5)",
);
const ADD_REVIEW: Sql =
    Sql::new("INSERT INTO integration_reviews (plan_id, post_id, opinion) VALUES ($1, $2, $3)");

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT p.plan_id, p.home, p.fiscal_year, p.version, p.maker_id, p.title, p.amount, p.state, \
             p.since, p.document, p.decided_on FROM integration_plans AS p ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE p.plan_id = $1");
const OF_YEAR: Sql = select!("WHERE p.home = $1 AND p.fiscal_year = $2 ORDER BY p.version DESC");
const IN_STATE: Sql =
    select!("WHERE p.state = $1 AND (p.home = $2 OR $3 = '') ORDER BY p.plan_id DESC LIMIT $4");
const TO_REVIEW: Sql = select!(
    "WHERE p.plan_id IN (SELECT v.plan_id FROM integration_reviews AS v WHERE v.post_id = $1 \
     AND v.opinion = 'waits') ORDER BY p.plan_id DESC LIMIT $2"
);

/// What approved plans say and what was done, project by project and fund by fund: also what is in no plan of
/// a county and year that has one. A payment belongs to the fund and year of its allotment, without one to its own.
/// `$which` chooses the plans, called `p`.
macro_rules! planned_and_done {
    ($which:literal) => {
        concat!(
            "(SELECT q.plan_id, q.county, q.fiscal_year, q.fund, q.project, \
             CAST(SUM(q.planned) AS BIGINT) AS planned, CAST(SUM(q.allotted) AS BIGINT) AS allotted, \
             CAST(SUM(q.paid) AS BIGINT) AS paid FROM \
             (SELECT p.plan_id, p.home AS county, p.fiscal_year, u.fund, u.project, u.amount AS planned, \
             0 AS allotted, 0 AS paid FROM integration_plans AS p JOIN integration_uses AS u \
             ON u.plan_id = p.plan_id WHERE ",
            $which,
            " UNION ALL SELECT p.plan_id, p.home, p.fiscal_year, a.fund, f.project, 0, f.amount, 0 \
             FROM integration_plans AS p JOIN allotments AS a ON a.\"to\" = p.home \
             AND a.fiscal_year = p.fiscal_year AND a.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM allotments AS later WHERE later.corrects = a.row_id) \
             JOIN fundings AS f ON f.allotment = a.id AND f.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM fundings AS later WHERE later.corrects = f.row_id) WHERE ",
            $which,
            " UNION ALL SELECT p.plan_id, p.home, p.fiscal_year, COALESCE(a.fund, y.fund), y.project, 0, 0, \
             y.fen FROM integration_plans AS p JOIN project_sums AS y ON y.county = p.home \
             LEFT JOIN allotments AS a ON a.id = y.allotment AND a.withdrawn = 0 AND NOT EXISTS \
             (SELECT 1 FROM allotments AS later WHERE later.corrects = a.row_id) \
             WHERE COALESCE(a.fiscal_year, y.fiscal_year) = p.fiscal_year AND ",
            $which,
            ") AS q GROUP BY q.plan_id, q.county, q.fiscal_year, q.fund, q.project)"
        )
    };
}
pub(crate) use planned_and_done;

const DONE: Sql = Sql::new(concat!(
    "SELECT d.fund, d.project, d.planned, d.allotted, d.paid FROM ",
    planned_and_done!("p.plan_id = $1"),
    " AS d ORDER BY d.fund, d.project"
));
/// What a county received of each fund for a year, less what it gave back.
const RECEIVED: Sql = Sql::new(
    "SELECT r.fund, CAST(SUM(CASE WHEN r.kind = 'return' THEN -r.amount ELSE r.amount END) AS BIGINT) \
     FROM allotments AS r WHERE r.fiscal_year = $1 AND r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM allotments AS later WHERE later.corrects = r.row_id) \
     AND ((r.\"to\" = $2 AND (r.kind IS NULL OR r.kind <> 'return')) \
     OR (r.\"from\" = $3 AND r.kind = 'return')) GROUP BY r.fund ORDER BY r.fund",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ADD,
    &STAND,
    &FORGET_SOURCES,
    &FORGET_USES,
    &FORGET_REVIEWS,
    &ADD_SOURCE,
    &ADD_USE,
    &ADD_REVIEW,
    &BY_ID,
    &OF_YEAR,
    &IN_STATE,
    &TO_REVIEW,
    &DONE,
    &RECEIVED,
];

/// Adds a plan, whose `id` is not looked at; its number. None: there is one of this version.
pub async fn add(tx: &mut Tx, plan: &Plan) -> Result<Option<i64>> {
    let values = [
        Value::from(plan.home.as_str()),
        Value::from(plan.fiscal_year),
        Value::from(plan.version),
        Value::from(plan.standing.title.as_str()),
        Value::from(plan.standing.amount),
        Value::from(plan.standing.state.as_str()),
        Value::from(plan.maker),
        Value::from(plan.standing.since.as_str()),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// Keeps what the steps of a plan come to, and its lines.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing, lines: &Lines) -> Result<()> {
    let values = [
        Value::from(standing.title.as_str()),
        Value::from(standing.amount),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(standing.document.as_str()),
        Value::from(standing.decided_on.as_deref()),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await?;
    for forget in [&FORGET_SOURCES, &FORGET_USES, &FORGET_REVIEWS] {
        tx.execute(forget, &[Value::from(id)]).await?;
    }
    for (number, (fund, scale, amount)) in (0_i64..).zip(&lines.sources) {
        let of = [id, number].map(Value::from);
        let says = [Value::from(fund.as_str()), Value::from(*scale), Value::from(*amount)];
        tx.execute(&ADD_SOURCE, &[of.as_slice(), says.as_slice()].concat()).await?;
    }
    for (number, (project, fund, amount)) in (0_i64..).zip(&lines.uses) {
        let of = [id, number].map(Value::from);
        let says =
            [Value::from(project.as_str()), Value::from(fund.as_str()), Value::from(*amount)];
        tx.execute(&ADD_USE, &[of.as_slice(), says.as_slice()].concat()).await?;
    }
    for (post, opinion) in &lines.reviews {
        let values = [Value::from(id), Value::from(*post), Value::from(*opinion)];
        tx.execute(&ADD_REVIEW, &values).await?;
    }
    Ok(())
}

/// The plan of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Plan>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| plan(&row)).transpose()
}

/// All plans of a county and year, the last version first.
pub async fn of_year(tx: &mut Tx, county: &str, year: i64) -> Result<Vec<Plan>> {
    let values = [Value::from(county), Value::from(year)];
    tx.rows(&OF_YEAR, &values).await?.iter().map(plan).collect()
}

/// Plans in a state, of one county or (no code) of all, the last one first, so many of them.
pub async fn in_state(tx: &mut Tx, state: &str, county: &str, most: i64) -> Result<Vec<Plan>> {
    let values = [Value::from(state), Value::from(county), Value::from(county), Value::from(most)];
    tx.rows(&IN_STATE, &values).await?.iter().map(plan).collect()
}

/// Plans of which a post has still to give its opinion, the last one first, so many of them.
pub async fn to_review(tx: &mut Tx, post: i64, most: i64) -> Result<Vec<Plan>> {
    let values = [Value::from(post), Value::from(most)];
    tx.rows(&TO_REVIEW, &values).await?.iter().map(plan).collect()
}

/// What a plan says and what was done, of all classes of money.
pub async fn done(tx: &mut Tx, plan: i64) -> Result<Vec<Line>> {
    let line = |row: &Row| {
        let text = |column| row.text(column).map(str::to_owned);
        Ok(Line {
            fund: text(0)?,
            project: text(1)?,
            planned: row.int(2)?,
            allotted: row.int(3)?,
            paid: row.int(4)?,
        })
    };
    tx.rows(&DONE, &[Value::from(plan)]).await?.iter().map(line).collect()
}

/// What a county received of each fund for a year, in fen, less what it gave back.
pub async fn received(tx: &mut Tx, county: &str, year: i64) -> Result<Vec<(String, i64)>> {
    let values = [Value::from(year), Value::from(county), Value::from(county)];
    let pair = |row: &Row| Ok((row.text(0)?.to_owned(), row.int(1)?));
    tx.rows(&RECEIVED, &values).await?.iter().map(pair).collect()
}

fn plan(row: &Row) -> Result<Plan> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Plan {
        id: row.int(0)?,
        home: text(1)?,
        fiscal_year: row.int(2)?,
        version: row.int(3)?,
        maker: row.int(4)?,
        standing: Standing {
            title: text(5)?,
            amount: row.int(6)?,
            state: text(7)?,
            since: text(8)?,
            document: text(9)?,
            decided_on: row.text_or_none(10)?.map(str::to_owned),
        },
    })
}
