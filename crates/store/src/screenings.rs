//! The screenings: when the records were judged, by which day and which pack, and what came of it.

use crate::db::{Row, Sql, Target, Tx, Value};
use crate::error::Result;

/// What became of the warnings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Red findings.
    pub red: i64,
    /// Yellow findings.
    pub yellow: i64,
    /// Findings that an approved exception lifts.
    pub excepted: i64,
    /// Warnings found for the first time.
    pub fresh: i64,
    /// Warnings that were gone and are there again.
    pub returned: i64,
    /// Warnings of which lamp, amount or days are others than before, but for days that only went on.
    pub changed: i64,
    /// Warnings as they were.
    pub unchanged: i64,
    /// Warnings that are no longer found.
    pub cleared: i64,
}

/// One screening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screening {
    /// Its number.
    pub id: i64,
    /// The moment in UTC.
    pub at: String,
    /// The day by which the records were judged.
    pub as_of: String,
    /// Name of the pack.
    pub pack: String,
    /// Its version.
    pub pack_version: String,
    /// The last import that was seen; 0: none.
    pub import: i64,
    /// What became of the warnings.
    pub counts: Counts,
}

/// A rule that could not judge some or all of its subjects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Id of the rule.
    pub rule: String,
    /// Why, in Chinese.
    pub zh: String,
    /// Why, in English.
    pub en: String,
    /// How many subjects; 0 where not even the subjects are known.
    pub subjects: i64,
}

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT screening_id, at, as_of, pack, pack_version, import_id, red, yellow, excepted, fresh, \
             returned, changed, unchanged, cleared FROM screenings ",
            $rest
        ))
    };
}

const TURN: Sql = Sql::new("UPDATE screening_turn SET turns = turns + 1 WHERE turn_id = 1");
const LAST: Sql = select!("ORDER BY screening_id DESC LIMIT 1");
const LATEST: Sql = select!("ORDER BY screening_id DESC LIMIT $1");
const ADD: Sql = Sql::new(
    "INSERT INTO screenings (at, as_of, pack, pack_version, import_id, red, yellow, excepted, fresh, \
     returned, changed, unchanged, cleared) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING screening_id",
);
const LAST_IMPORT: Sql = Sql::new("SELECT COALESCE(MAX(import_id), 0) FROM imports");
const UNTOLD: Sql = Sql::new(
    "SELECT rule, reason_zh, reason_en, subjects FROM untold WHERE screening_id = $1 \
     ORDER BY untold_no",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&TURN, &LAST, &LATEST, &ADD, &LAST_IMPORT, &UNTOLD];

/// Takes the turn of a screening: another one waits until this transaction has ended.
pub async fn take_turn(tx: &mut Tx) -> Result<()> {
    tx.execute(&TURN, &[]).await.map(drop)
}

/// The last screening.
pub async fn last(tx: &mut Tx) -> Result<Option<Screening>> {
    tx.row(&LAST, &[]).await?.map(|row| screening(&row)).transpose()
}

/// So many screenings, the last one first.
pub async fn latest(tx: &mut Tx, count: i64) -> Result<Vec<Screening>> {
    tx.rows(&LATEST, &[Value::from(count)]).await?.iter().map(screening).collect()
}

/// The number of the last import; 0: there was none.
pub async fn last_import(tx: &mut Tx) -> Result<i64> {
    tx.one(&LAST_IMPORT, &[]).await?.int(0)
}

/// Adds a screening, whose `id` is not looked at, with what it could not judge; its number.
pub async fn add(tx: &mut Tx, screening: &Screening, untold: &[Untold]) -> Result<i64> {
    let Counts { red, yellow, excepted, fresh, returned, changed, unchanged, cleared } =
        screening.counts;
    let own = [
        Value::from(screening.at.as_str()),
        Value::from(screening.as_of.as_str()),
        Value::from(screening.pack.as_str()),
        Value::from(screening.pack_version.as_str()),
        Value::from(screening.import),
    ];
    let counts = [red, yellow, excepted, fresh, returned, changed, unchanged, cleared];
    let values: Vec<Value> = own.into_iter().chain(counts.map(Value::from)).collect();
    let id = tx.one(&ADD, &values).await?.int(0)?;
    let columns = ["screening_id", "untold_no", "rule", "reason_zh", "reason_en", "subjects"];
    let columns = columns.map(str::to_owned);
    let row = |(number, untold): (usize, &Untold)| {
        [
            Value::from(id),
            Value::from(number as i64 + 1),
            Value::from(untold.rule.clone()),
            Value::from(untold.zh.clone()),
            Value::from(untold.en.clone()),
            Value::from(untold.subjects),
        ]
    };
    let values: Vec<Value> = untold.iter().enumerate().flat_map(row).collect();
    tx.insert_many(Target { table: "untold", columns: &columns }, &values).await?;
    Ok(id)
}

/// What a screening could not judge.
pub async fn untold(tx: &mut Tx, screening: i64) -> Result<Vec<Untold>> {
    let rows = tx.rows(&UNTOLD, &[Value::from(screening)]).await?;
    let untold = |row: &Row| {
        let text = |column| row.text(column).map(str::to_owned);
        Ok(Untold { rule: text(0)?, zh: text(1)?, en: text(2)?, subjects: row.int(3)? })
    };
    rows.iter().map(untold).collect()
}

fn screening(row: &Row) -> Result<Screening> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Screening {
        id: row.int(0)?,
        at: text(1)?,
        as_of: text(2)?,
        pack: text(3)?,
        pack_version: text(4)?,
        import: row.int(5)?,
        counts: Counts {
            red: row.int(6)?,
            yellow: row.int(7)?,
            excepted: row.int(8)?,
            fresh: row.int(9)?,
            returned: row.int(10)?,
            changed: row.int(11)?,
            unchanged: row.int(12)?,
            cleared: row.int(13)?,
        },
    })
}
