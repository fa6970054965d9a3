//! Warnings: what the engine found, one row for each identity, and who answers for it.
//!
//! What the engine says of a warning ([`Seen`]) changes from screening to screening; where it stands
//! ([`Standing`]) is what its steps come to, kept beside it so that lists can ask for it.

use crate::db::{Row, Sql, Target, Tx, Value};
use crate::error::Result;

/// What makes two findings one. Empty where a finding has nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Id of the rule.
    pub rule: String,
    /// Kind of the subject.
    pub kind: String,
    /// Its id as it may be shown.
    pub subject: String,
    /// Tells subjects apart whose ids are masked alike.
    pub behind: String,
    /// Fiscal year, month or quarter.
    pub period: String,
    /// Code of the division.
    pub division: String,
}

/// Where it lies, by which it may be seen. Empty where it is no county's, no prefecture's, nobody's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Code of the division, the newest one; of the region, where there is none.
    pub home: String,
    /// Code of the prefecture.
    pub prefecture: String,
    /// Code of the county, the newest one.
    pub county: String,
    /// The unit whose it is.
    pub organisation: String,
}

/// What the engine says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// `red` or `yellow`.
    pub lamp: String,
    /// Raised because a clock will soon run out.
    pub soon: bool,
    /// Name of the subject.
    pub name: String,
    /// Amount in fen.
    pub amount: Option<i64>,
    /// Last day on time.
    pub due_on: Option<String>,
    /// Day on which it was done after all.
    pub done_on: Option<String>,
    /// Calendar days after the last day on time.
    pub days_late: Option<i64>,
    /// Sentences, clauses and evidence as JSON.
    pub body: String,
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Word of the state.
    pub state: String,
    /// Whether the rule finds it.
    pub lit: bool,
    /// Word of the level to which it has come.
    pub level: String,
    /// Last day of a mute or an exemption.
    pub until: Option<String>,
    /// Number of its case.
    pub case: Option<i64>,
    /// The last day on which anything but the engine's findings happened.
    pub since: String,
}

/// What its history begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    /// The lamp.
    pub lamp: String,
    /// Word of the level of those who answer.
    pub level: String,
    /// The day on which it was found.
    pub on: String,
    /// The day by which it was judged then.
    pub as_of: String,
    /// Whether the rule knows exceptions.
    pub exemptable: bool,
}

/// A warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Its number.
    pub id: i64,
    /// What makes it one.
    pub identity: Identity,
    /// Where it lies.
    pub place: Place,
    /// What its history begins with.
    pub first: First,
    /// The day of the last screening that found it.
    pub last_as_of: String,
    /// What the engine said then.
    pub seen: Seen,
    /// Where it stands.
    pub standing: Standing,
}

/// Somebody who answers: the holders of a role at a place, or one post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// Word of the role; empty where a post is named.
    pub role: String,
    /// Code of the division.
    pub division: String,
    /// The one organisation of the division, where it is no more than that.
    pub organisation: String,
    /// The post that is named.
    pub post: Option<i64>,
}

macro_rules! select {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT warning_id, rule, subject_kind, subject_id, behind, period, division, home, prefecture, \
             county, organisation, first_lamp, first_level, first_on, first_as_of, exemptable, \
             last_as_of, lamp, soon, subject_name, amount, due_on, done_on, days_late, body, state, lit, \
             level, until, case_id, since FROM warnings ",
            $rest
        ))
    };
}

const ALL: Sql = select!("ORDER BY warning_id");
const BY_ID: Sql = select!("WHERE warning_id = $1");
/// Warnings of an office that wait for it, red before yellow.
const WAITING: Sql = select!(
    "WHERE lit = 1 AND state IN ('open', 'taken_up', 'breach') AND warning_id IN \
     (SELECT warning_id FROM warning_offices WHERE role = $1 AND division = $2 AND organisation = $3) \
     ORDER BY lamp, warning_id LIMIT $4"
);
const COUNT_WAITING: Sql = Sql::new(
    "SELECT COUNT(*) FROM warnings \
     WHERE lit = 1 AND state IN ('open', 'taken_up', 'breach') AND warning_id IN \
     (SELECT warning_id FROM warning_offices WHERE role = $1 AND division = $2 AND organisation = $3)",
);
/// Red warnings of which nobody has taken a step since before a day, below the highest level.
const LATE: Sql = select!(
    "WHERE lit = 1 AND lamp = 'red' AND level <> $1 AND since < $2 AND state IN \
     ('open', 'taken_up', 'breach', 'data_error', 'exemption_asked') ORDER BY warning_id LIMIT $3"
);
/// Whether what makes findings one is under an exemption in force on a day.
const EXEMPT: Sql = Sql::new(
    "SELECT 1 FROM warnings WHERE rule = $1 AND subject_kind = $2 AND subject_id = $3 AND behind = $4 \
     AND period = $5 AND state = 'exempted' AND until >= $6 LIMIT 1",
);
const HIGHEST: Sql = Sql::new("SELECT COALESCE(MAX(warning_id), 0) FROM warnings");
const SEE: Sql = Sql::new(
    "UPDATE warnings SET lamp = $1, soon = $2, subject_name = $3, amount = $4, due_on = $5, \
     done_on = $6, days_late = $7, body = $8 WHERE warning_id = $9",
);
const STAND: Sql = Sql::new(
    "UPDATE warnings SET state = $1, lit = $2, level = $3, until = $4, case_id = $5, since = $6 \
     WHERE warning_id = $7",
);
const SEEN_ON: Sql = Sql::new("UPDATE warnings SET last_as_of = $1 WHERE lit = 1");
const LAST_SEEN: Sql = Sql::new("UPDATE warnings SET last_as_of = $1 WHERE warning_id = $2");
const OFFICES: Sql = Sql::new(
    "SELECT role, division, organisation, post_id FROM warning_offices WHERE warning_id = $1 \
     ORDER BY office_no",
);
const ADD_OFFICE: Sql = Sql::new(
    "INSERT INTO warning_offices (warning_id, office_no, role, division, organisation, post_id) \
     SELECT $1, COALESCE(MAX(office_no), 0) + 1, $2, $3, $4, $5 FROM warning_offices \
     WHERE warning_id = $6",
);
const ANALYZE: Sql = Sql::new("ANALYZE warnings");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[
    &ALL,
    &BY_ID,
    &WAITING,
    &COUNT_WAITING,
    &LATE,
    &EXEMPT,
    &HIGHEST,
    &SEE,
    &STAND,
    &SEEN_ON,
    &LAST_SEEN,
    &OFFICES,
    &ADD_OFFICE,
];

/// The columns of a warning in the order in which a row of them is written.
const COLUMNS: [&str; 31] = [
    "warning_id",
    "rule",
    "subject_kind",
    "subject_id",
    "behind",
    "period",
    "division",
    "home",
    "prefecture",
    "county",
    "organisation",
    "first_lamp",
    "first_level",
    "first_on",
    "first_as_of",
    "exemptable",
    "last_as_of",
    "lamp",
    "soon",
    "subject_name",
    "amount",
    "due_on",
    "done_on",
    "days_late",
    "body",
    "state",
    "lit",
    "level",
    "until",
    "case_id",
    "since",
];

/// New warnings from which on the statistics of the table are gathered anew.
const MANY: usize = 1_000;

/// Hands all warnings, by number, to `each`.
pub async fn each(tx: &mut Tx, mut each: impl FnMut(Warning)) -> Result<()> {
    tx.each(&ALL, &[], |row| {
        each(warning(&row)?);
        Ok(())
    })
    .await
}

/// The warning of a number.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Warning>> {
    tx.row(&BY_ID, &[Value::from(id)]).await?.map(|row| warning(&row)).transpose()
}

/// Warnings that wait for an office, so many of them, and how many they are in all.
pub async fn waiting(tx: &mut Tx, office: &Office, most: i64) -> Result<(Vec<Warning>, i64)> {
    let of = [
        Value::from(office.role.as_str()),
        Value::from(office.division.as_str()),
        Value::from(office.organisation.as_str()),
    ];
    let count = tx.one(&COUNT_WAITING, &of).await?.int(0)?;
    let values: Vec<Value> = of.into_iter().chain([Value::from(most)]).collect();
    let rows = tx.rows(&WAITING, &values).await?;
    Ok((rows.iter().map(warning).collect::<Result<_>>()?, count))
}

/// Red warnings of which nobody has taken a step since before a day, below a level; so many of them.
pub async fn late(tx: &mut Tx, level: &str, before: &str, most: i64) -> Result<Vec<Warning>> {
    let values = [Value::from(level), Value::from(before), Value::from(most)];
    tx.rows(&LATE, &values).await?.iter().map(warning).collect()
}

/// Whether what makes findings one is under an exemption in force on a day.
pub async fn is_exempt(tx: &mut Tx, of: &Identity, day: &str) -> Result<bool> {
    let texts = [&of.rule, &of.kind, &of.subject, &of.behind, &of.period];
    let of = texts.map(|text| Value::from(text.as_str()));
    let values: Vec<Value> = of.into_iter().chain([Value::from(day)]).collect();
    Ok(tx.row(&EXEMPT, &values).await?.is_some())
}

/// The highest number; 0: there is no warning. Numbers are given by whoever has the turn of a screening.
pub async fn highest(tx: &mut Tx) -> Result<i64> {
    tx.one(&HIGHEST, &[]).await?.int(0)
}

/// Adds warnings, each with its number and those who answer.
pub async fn add(tx: &mut Tx, warnings: &[(Warning, Vec<Office>)]) -> Result<()> {
    let columns = COLUMNS.map(str::to_owned);
    let values: Vec<Value> = warnings.iter().flat_map(|(warning, _)| values(warning)).collect();
    tx.insert_many(Target { table: "warnings", columns: &columns }, &values).await?;
    let offices = |(warning, offices): &'_ (Warning, Vec<Office>)| {
        let numbered = offices.iter().cloned().enumerate();
        let id = warning.id;
        numbered.flat_map(move |(at, office)| office_values(id, at, office)).collect::<Vec<_>>()
    };
    let values: Vec<Value> = warnings.iter().flat_map(offices).collect();
    let columns = ["warning_id", "office_no", "role", "division", "organisation", "post_id"];
    let columns = columns.map(str::to_owned);
    tx.insert_many(Target { table: "warning_offices", columns: &columns }, &values).await?;
    if warnings.len() >= MANY {
        tx.execute(&ANALYZE, &[]).await?;
    }
    Ok(())
}

fn office_values(warning: i64, at: usize, office: Office) -> [Value<'static>; 6] {
    let Office { role, division, organisation, post } = office;
    [
        Value::from(warning),
        Value::from(at as i64 + 1),
        Value::from(role),
        Value::from(division),
        Value::from(organisation),
        Value::from(post),
    ]
}

/// Keeps what the engine says now.
pub async fn see(tx: &mut Tx, id: i64, seen: &Seen) -> Result<()> {
    let values = [
        Value::from(seen.lamp.as_str()),
        Value::from(seen.soon),
        Value::from(seen.name.as_str()),
        Value::from(seen.amount),
        Value::from(seen.due_on.as_deref()),
        Value::from(seen.done_on.as_deref()),
        Value::from(seen.days_late),
        Value::from(seen.body.as_str()),
        Value::from(id),
    ];
    tx.execute(&SEE, &values).await.map(drop)
}

/// Keeps where a warning stands.
pub async fn stand(tx: &mut Tx, id: i64, standing: &Standing) -> Result<()> {
    let values = [
        Value::from(standing.state.as_str()),
        Value::from(standing.lit),
        Value::from(standing.level.as_str()),
        Value::from(standing.until.as_deref()),
        Value::from(standing.case),
        Value::from(standing.since.as_str()),
        Value::from(id),
    ];
    tx.execute(&STAND, &values).await.map(drop)
}

/// Notes of all warnings that are lit that they were seen by the screening of a day.
pub async fn seen_on(tx: &mut Tx, as_of: &str) -> Result<()> {
    tx.execute(&SEEN_ON, &[Value::from(as_of)]).await.map(drop)
}

/// Notes of one warning when it was last seen.
pub async fn last_seen_on(tx: &mut Tx, id: i64, as_of: &str) -> Result<()> {
    tx.execute(&LAST_SEEN, &[Value::from(as_of), Value::from(id)]).await.map(drop)
}

/// Who answers for a warning, the first named first.
pub async fn offices(tx: &mut Tx, id: i64) -> Result<Vec<Office>> {
    let rows = tx.rows(&OFFICES, &[Value::from(id)]).await?;
    let office = |row: &Row| {
        let text = |column| row.text(column).map(str::to_owned);
        let (role, division, organisation) = (text(0)?, text(1)?, text(2)?);
        Ok(Office { role, division, organisation, post: row.int_or_none(3)? })
    };
    rows.iter().map(office).collect()
}

/// Adds somebody who answers, after all others.
pub async fn add_office(tx: &mut Tx, id: i64, office: &Office) -> Result<()> {
    let values = [
        Value::from(id),
        Value::from(office.role.as_str()),
        Value::from(office.division.as_str()),
        Value::from(office.organisation.as_str()),
        Value::from(office.post),
        Value::from(id),
    ];
    tx.execute(&ADD_OFFICE, &values).await.map(drop)
}

fn values(warning: &Warning) -> Vec<Value<'_>> {
    let Warning { id, identity, place, first, last_as_of, seen, standing } = warning;
    vec![
        Value::from(*id),
        Value::from(identity.rule.as_str()),
        Value::from(identity.kind.as_str()),
        Value::from(identity.subject.as_str()),
        Value::from(identity.behind.as_str()),
        Value::from(identity.period.as_str()),
        Value::from(identity.division.as_str()),
        Value::from(place.home.as_str()),
        Value::from(place.prefecture.as_str()),
        Value::from(place.county.as_str()),
        Value::from(place.organisation.as_str()),
        Value::from(first.lamp.as_str()),
        Value::from(first.level.as_str()),
        Value::from(first.on.as_str()),
        Value::from(first.as_of.as_str()),
        Value::from(first.exemptable),
        Value::from(last_as_of.as_str()),
        Value::from(seen.lamp.as_str()),
        Value::from(seen.soon),
        Value::from(seen.name.as_str()),
        Value::from(seen.amount),
        Value::from(seen.due_on.as_deref()),
        Value::from(seen.done_on.as_deref()),
        Value::from(seen.days_late),
        Value::from(seen.body.as_str()),
        Value::from(standing.state.as_str()),
        Value::from(standing.lit),
        Value::from(standing.level.as_str()),
        Value::from(standing.until.as_deref()),
        Value::from(standing.case),
        Value::from(standing.since.as_str()),
    ]
}

/// A warning from a row of its columns in their order.
pub(crate) fn warning(row: &Row) -> Result<Warning> {
    let text = |column| row.text(column).map(str::to_owned);
    let maybe = |column| row.text_or_none(column).map(|text| text.map(str::to_owned));
    Ok(Warning {
        id: row.int(0)?,
        identity: Identity {
            rule: text(1)?,
            kind: text(2)?,
            subject: text(3)?,
            behind: text(4)?,
            period: text(5)?,
            division: text(6)?,
        },
        place: Place {
            home: text(7)?,
            prefecture: text(8)?,
            county: text(9)?,
            organisation: text(10)?,
        },
        first: First {
            lamp: text(11)?,
            level: text(12)?,
            on: text(13)?,
            as_of: text(14)?,
            exemptable: row.flag(15)?,
        },
        last_as_of: text(16)?,
        seen: Seen {
            lamp: text(17)?,
            soon: row.flag(18)?,
            name: text(19)?,
            amount: row.int_or_none(20)?,
            due_on: maybe(21)?,
            done_on: maybe(22)?,
            days_late: row.int_or_none(23)?,
            body: text(24)?,
        },
        standing: Standing {
            state: text(25)?,
            lit: row.flag(26)?,
            level: text(27)?,
            until: maybe(28)?,
            case: row.int_or_none(29)?,
            since: text(30)?,
        },
    })
}
