//! Settings: other values for the local defaults of the policy pack, and who is asked about them. What was done about
//! one stands in [`crate::steps`].

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;

/// A setting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Name of the parameter.
    pub parameter: String,
    /// Who began it.
    pub maker: i64,
    /// What its steps come to.
    pub standing: Standing,
}

/// What the steps of a setting come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The key under which files write the value.
    pub form: String,
    /// The value as a person writes it.
    pub value: String,
    /// First day on which it is to hold.
    pub since: String,
    /// Word of the state.
    pub state: String,
    /// The day of the last step.
    pub changed_on: String,
    /// Number of each post that is asked, word of its opinion.
    pub opinions: Vec<(i64, &'static str)>,
}

const ADD: Sql = Sql::new(
    "INSERT INTO settings (parameter, form, value, since, state, maker_id, changed_on) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING setting_id",
);
const STAND: Sql = Sql::new(
    "UPDATE settings SET form = $1, value = $2, since = $3, state = $4, changed_on = $5 \
     WHERE setting_id = $6",
);
const FORGET: Sql = Sql::new("DELETE FROM setting_opinions WHERE setting_id = $1");
const ASK: Sql =
    Sql::new("INSERT INTO setting_opinions (setting_id, post_id, opinion) VALUES ($1, $2, $3)");
const ADOPTED_COUNT: Sql = Sql::new("SELECT COUNT(*) FROM settings WHERE state = 'adopted'");

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT s.setting_id, s.parameter, s.maker_id, s.form, s.value, s.since, s.state, s.changed_on \
             FROM settings AS s ",
            $rest
        ))
    };
}

const BY_ID: Sql = select!("WHERE s.setting_id = $1");
const ADOPTED: Sql =
    select!("WHERE s.state = 'adopted' ORDER BY s.parameter, s.since, s.setting_id");
const OF_PARAMETER: Sql = select!("WHERE s.parameter = $1 ORDER BY s.setting_id DESC LIMIT $2");
const IN_STATE: Sql = select!("WHERE s.state = $1 ORDER BY s.setting_id DESC LIMIT $2");
const TO_AGREE: Sql = select!(
    "WHERE s.state = 'consulting' AND s.setting_id IN (SELECT o.setting_id FROM setting_opinions AS o \
     WHERE o.post_id = $1 AND o.opinion = 'waits') ORDER BY s.setting_id DESC LIMIT $2"
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ADD,
    &STAND,
    &FORGET,
    &ASK,
    &ADOPTED_COUNT,
    &BY_ID,
    &ADOPTED,
    &OF_PARAMETER,
    &IN_STATE,
    &TO_AGREE,
];

/// Adds a setting, whose `id` is not looked at; its number. None: one is under way for the parameter.
pub async fn add(tx: &mut Tx, one: &Setting) -> Result<Option<i64>> {
    let standing = &one.standing;
    let values = [
        Value::from(one.parameter.as_str()),
        Value::from(standing.form.as_str()),
        Value::from(standing.value.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(standing.state.as_str()),
        Value::from(one.maker),
        Value::from(standing.changed_on.as_str()),
    ];
    tx.row(&ADD, &values).await?.map(|row| row.int(0)).transpose()
}

/// Keeps what the steps of a setting come to.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing) -> Result<()> {
    let values = [
        Value::from(standing.form.as_str()),
        Value::from(standing.value.as_str()),
        Value::from(standing.since.as_str()),
        Value::from(standing.state.as_str()),
        Value::from(standing.changed_on.as_str()),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await?;
    tx.execute(&FORGET, &[Value::from(id)]).await?;
    for (post, opinion) in &standing.opinions {
        tx.execute(&ASK, &[Value::from(id), Value::from(*post), Value::from(*opinion)]).await?;
    }
    Ok(())
}

/// How many settings were ever adopted: none is ever taken back, so the number tells whether there is a new one.
pub async fn adopted_count(tx: &mut Tx) -> Result<i64> {
    tx.one(&ADOPTED_COUNT, &[]).await?.int(0)
}

/// The setting of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Setting>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| setting(&row)).transpose()
}

/// All that were adopted, by parameter and day.
pub async fn adopted(tx: &mut Tx) -> Result<Vec<Setting>> {
    tx.rows(&ADOPTED, &[]).await?.iter().map(setting).collect()
}

/// Those of a parameter, the last one first, so many of them.
pub async fn of_parameter(tx: &mut Tx, parameter: &str, most: i64) -> Result<Vec<Setting>> {
    let values = [Value::from(parameter), Value::from(most)];
    tx.rows(&OF_PARAMETER, &values).await?.iter().map(setting).collect()
}

/// Those in a state, the last one first, so many of them.
pub async fn in_state(tx: &mut Tx, state: &str, most: i64) -> Result<Vec<Setting>> {
    let values = [Value::from(state), Value::from(most)];
    tx.rows(&IN_STATE, &values).await?.iter().map(setting).collect()
}

/// Those of which a post has still to say what it thinks, the last one first, so many of them.
pub async fn to_agree(tx: &mut Tx, post: i64, most: i64) -> Result<Vec<Setting>> {
    let values = [Value::from(post), Value::from(most)];
    tx.rows(&TO_AGREE, &values).await?.iter().map(setting).collect()
}

fn setting(row: &Row) -> Result<Setting> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Setting {
        id: row.int(0)?,
        parameter: text(1)?,
        maker: row.int(2)?,
        standing: Standing {
            form: text(3)?,
            value: text(4)?,
            since: text(5)?,
            state: text(6)?,
            changed_on: text(7)?,
            opinions: Vec::new(),
        },
    })
}
