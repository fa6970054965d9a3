//! Draws of spot checks: what each comes to, its frame, and what was drawn. What was done about one stands in
//! [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draw {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Code of the division that draws.
    pub home: String,
    /// Fiscal year of the self-evaluations.
    pub fiscal_year: i64,
    /// Number of the post that made the seed.
    pub post: i64,
    /// Who made it.
    pub maker: i64,
    /// SHA-256 of the seed.
    pub commitment: String,
    /// Why there is another draw of the division and year; empty for the first.
    pub again: String,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a draw come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// SHA-256 of the frame; empty before it was fixed.
    pub frame: String,
    /// Projects in it.
    pub projects: i64,
    /// The seed; empty before it was opened.
    pub seed: String,
    /// How many projects were drawn.
    pub drawn: i64,
    /// Word of the state.
    pub state: String,
    /// Day of the last step.
    pub since: String,
}

/// A project that was drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pick {
    /// Number of its target.
    pub target: String,
    /// Its number.
    pub project: String,
    /// Its name, as the records have it when it is read; empty where they have none.
    pub name: String,
    /// Code of its county.
    pub county: String,
    /// Money of the target, in fen.
    pub amount: Option<i64>,
    /// The own score, in ten-thousandths of a point.
    pub score: Option<i64>,
    /// Red warnings that were lit about it.
    pub red: i64,
    /// Yellow ones.
    pub yellow: i64,
    /// Word of its risk.
    pub risk: String,
    /// Word of its money.
    pub size: String,
}

/// A self-evaluation of a project that may be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligible {
    /// Number of the target.
    pub target: String,
    /// Number of the project.
    pub project: String,
    /// Code of its county.
    pub county: String,
    /// Money of the target, in fen.
    pub amount: Option<i64>,
    /// The own score, in ten-thousandths of a point.
    pub score: Option<i64>,
}

/// So many warnings of one lamp are lit about something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lit {
    /// Kind of what they are about.
    pub kind: String,
    /// Its number; of payments that of their project.
    pub subject: String,
    /// Word of the lamp.
    pub lamp: String,
    /// How many.
    pub count: i64,
}

const ADD: Sql = Sql::new(
    "INSERT INTO draws (home, fiscal_year, post_id, maker_id, commitment, again, frame_hash, projects, frame, seed, \
     drawn, state, since) VALUES ($1, $2, $3, $4, $5, $6, '', 0, '', '', 0, $7, $8) \
     ON CONFLICT DO NOTHING RETURNING draw_id",
);
const STAND: Sql = Sql::new(
    "UPDATE draws SET frame_hash = $1, projects = $2, seed = $3, drawn = $4, state = $5, since = $6 \
     WHERE draw_id = $7",
);
const FREEZE: Sql = Sql::new("UPDATE draws SET frame = $1 WHERE draw_id = $2");
const FRAME: Sql = Sql::new("SELECT frame FROM draws WHERE draw_id = $1");
const ADD_PICK: Sql = Sql::new(
    "INSERT INTO draw_picks (draw_id, place, target, project, county, amount, score, red, yellow, risk, size) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);
const PICKS: Sql = Sql::new(
    "SELECT k.target, k.project, k.county, k.amount, k.score, k.red, k.yellow, k.risk, k.size, \
     COALESCE((SELECT e.project_name FROM evaluated AS e WHERE e.target = k.target \
     ORDER BY e.row_id DESC LIMIT 1), '') FROM draw_picks AS k WHERE k.draw_id = $1 ORDER BY k.place LIMIT $2",
);
const BY_COMMITMENT: Sql = Sql::new("SELECT draw_id FROM draws WHERE commitment = $1");

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT d.draw_id, d.home, d.fiscal_year, d.post_id, d.maker_id, d.commitment, d.again, d.frame_hash, \
             d.projects, d.seed, d.drawn, d.state, d.since FROM draws AS d ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE d.draw_id = $1");
const OF_YEAR: Sql = select!("WHERE d.home = $1 AND d.fiscal_year = $2 ORDER BY d.draw_id");
const OPEN: Sql =
    select!("WHERE d.home = $1 AND d.state IN ('committed', 'frozen') ORDER BY d.draw_id LIMIT $2");

/// Self-evaluations of a county and year whose target no draw of a division has drawn yet. Where one target was
/// evaluated twice the last row counts.
const ELIGIBLE: Sql = Sql::new(
    "SELECT r.target, r.project, r.county, t.total_amount, e.score FROM evaluated AS r \
     JOIN evaluations AS e ON e.row_id = r.row_id \
     JOIN targets AS t ON t.id = r.target AND t.subject_kind = 'project' AND t.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM targets AS later WHERE later.corrects = t.row_id) \
     WHERE r.county = $1 AND r.fiscal_year = $2 AND r.project IS NOT NULL AND NOT EXISTS \
     (SELECT 1 FROM draw_picks AS k JOIN draws AS d ON d.draw_id = k.draw_id \
     WHERE k.target = r.target AND d.home = $3 AND d.fiscal_year = $4) \
     ORDER BY r.target, r.row_id, t.row_id",
);
const LIT: Sql = Sql::new(
    "SELECT w.subject_kind, w.subject_id, w.lamp, COUNT(*) FROM warnings AS w \
     WHERE w.home = $1 AND w.lit = 1 AND w.subject_kind <> 'payment' \
     GROUP BY w.subject_kind, w.subject_id, w.lamp",
);
/// Those about payments, by the project of each; a payment is named by its county and its voucher.
const LIT_PAYMENTS: Sql = Sql::new(
    "SELECT 'project', p.project, w.lamp, COUNT(*) FROM warnings AS w \
     JOIN payments AS p ON p.county = SUBSTR(w.subject_id, 1, 6) AND p.voucher_no = SUBSTR(w.subject_id, 8) \
     AND p.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.corrects = p.row_id) \
     WHERE w.home = $1 AND w.lit = 1 AND w.subject_kind = 'payment' AND p.project IS NOT NULL \
     GROUP BY p.project, w.lamp",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ADD,
    &STAND,
    &FREEZE,
    &FRAME,
    &ADD_PICK,
    &PICKS,
    &BY_COMMITMENT,
    &BY_ID,
    &OF_YEAR,
    &OPEN,
    &ELIGIBLE,
    &LIT,
    &LIT_PAYMENTS,
];

/// Adds a draw, whose `id` is not looked at; its number, or none where one of the division and year is on its way, or
/// its commitment was used before.
pub async fn add(tx: &mut Tx, one: &Draw) -> Result<Option<i64>> {
    let values = [
        Value::from(one.home.as_str()),
        Value::from(one.fiscal_year),
        Value::from(one.post),
        Value::from(one.maker),
        Value::from(one.commitment.as_str()),
        Value::from(one.again.as_str()),
        Value::from(one.standing.state.as_str()),
        Value::from(one.standing.since.as_str()),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// Keeps what the steps of a draw come to.
pub async fn stand(tx: &mut Tx, one: &Draw) -> Result<()> {
    let standing = &one.standing;
    let values = [
        Value::from(standing.frame.as_str()),
        Value::from(standing.projects),
        Value::from(standing.seed.as_str()),
        Value::from(standing.drawn),
        Value::from(standing.state.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(one.id),
    ];
    tx.execute(&STAND, &values).await.map(drop)
}

/// Keeps the frame of a draw, byte by byte.
pub async fn freeze(tx: &mut Tx, id: i64, frame: &str) -> Result<()> {
    tx.execute(&FREEZE, &[Value::from(frame), Value::from(id)]).await.map(drop)
}

/// The frame of a draw; empty before it was fixed.
pub async fn frame(tx: &mut Tx, id: i64) -> Result<String> {
    tx.one(&FRAME, &[Value::from(id)]).await?.text(0).map(str::to_owned)
}

/// Keeps what was drawn, in its order; names stay in the records.
pub async fn keep_picks(tx: &mut Tx, id: i64, picks: &[Pick]) -> Result<()> {
    for (place, pick) in (1_i64..).zip(picks) {
        let values = [
            Value::from(id),
            Value::from(place),
            Value::from(pick.target.as_str()),
            Value::from(pick.project.as_str()),
            Value::from(pick.county.as_str()),
            Value::from(pick.amount),
            Value::from(pick.score),
            Value::from(pick.red),
            Value::from(pick.yellow),
            Value::from(pick.risk.as_str()),
            Value::from(pick.size.as_str()),
        ];
        tx.execute(&ADD_PICK, &values).await?;
    }
    Ok(())
}

/// What a draw has drawn, in its order, so much of it.
pub async fn picks(tx: &mut Tx, id: i64, most: i64) -> Result<Vec<Pick>> {
    let rows = tx.rows(&PICKS, &[Value::from(id), Value::from(most)]).await?;
    rows.iter().map(pick).collect()
}

/// Whether a commitment was used before: its seed may be known.
pub async fn is_used(tx: &mut Tx, commitment: &str) -> Result<bool> {
    Ok(tx.row(&BY_COMMITMENT, &[Value::from(commitment)]).await?.is_some())
}

/// The draw of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Draw>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| draw(&row)).transpose()
}

/// All of a division and year, the first one first.
pub async fn of_year(tx: &mut Tx, home: &str, year: i64) -> Result<Vec<Draw>> {
    tx.rows(&OF_YEAR, &[Value::from(home), Value::from(year)]).await?.iter().map(draw).collect()
}

/// Those of a division that are on their way, the first one first, so many of them.
pub async fn open(tx: &mut Tx, home: &str, most: i64) -> Result<Vec<Draw>> {
    tx.rows(&OPEN, &[Value::from(home), Value::from(most)]).await?.iter().map(draw).collect()
}

/// What of a county and year a division may still draw: each target once, by its number.
pub async fn eligible(
    tx: &mut Tx,
    county: &str,
    (home, year): (&str, i64),
) -> Result<Vec<Eligible>> {
    let values = [Value::from(county), Value::from(year), Value::from(home), Value::from(year)];
    let mut all: Vec<Eligible> = Vec::new();
    for row in tx.rows(&ELIGIBLE, &values).await? {
        let one = Eligible {
            target: row.text(0)?.to_owned(),
            project: row.text(1)?.to_owned(),
            county: row.text(2)?.to_owned(),
            amount: row.int_or_none(3)?,
            score: row.int_or_none(4)?,
        };
        match all.last_mut() {
            Some(last) if last.target == one.target => *last = one,
            _ => all.push(one),
        }
    }
    Ok(all)
}

/// How many warnings are lit in a county, by lamp and what they are about.
pub async fn lit(tx: &mut Tx, county: &str) -> Result<Vec<Lit>> {
    let mut all = Vec::new();
    for sql in [&LIT, &LIT_PAYMENTS] {
        for row in tx.rows(sql, &[Value::from(county)]).await? {
            let text = |column| row.text(column).map(str::to_owned);
            let (kind, subject, lamp) = (text(0)?, text(1)?, text(2)?);
            all.push(Lit { kind, subject, lamp, count: row.int(3)? });
        }
    }
    Ok(all)
}

fn pick(row: &Row) -> Result<Pick> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Pick {
        target: text(0)?,
        project: text(1)?,
        county: text(2)?,
        amount: row.int_or_none(3)?,
        score: row.int_or_none(4)?,
        red: row.int(5)?,
        yellow: row.int(6)?,
        risk: text(7)?,
        size: text(8)?,
        name: text(9)?,
    })
}

fn draw(row: &Row) -> Result<Draw> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Draw {
        id: row.int(0)?,
        home: text(1)?,
        fiscal_year: row.int(2)?,
        post: row.int(3)?,
        maker: row.int(4)?,
        commitment: text(5)?,
        again: text(6)?,
        standing: Standing {
            frame: text(7)?,
            projects: row.int(8)?,
            seed: text(9)?,
            drawn: row.int(10)?,
            state: text(11)?,
            since: text(12)?,
        },
    })
}
