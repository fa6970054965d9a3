//! Sums of payments that are kept beside them, so that the page of a list says how many rows it has and what
//! they come to without reading them all, and a plan what was paid of it. They follow the payments in the same
//! transaction, as rows of other lists follow their records; [`verify`] makes all anew and compares.

mod targets;

use std::collections::{BTreeMap, BTreeSet};

use domain::TableId;

pub(crate) use self::targets::{follow, follow_nodes, follow_records};
use crate::db::{Row, Sql, Target, Tx, Value};
use crate::error::Result;
use crate::lookup::{AT_ONCE, marks};
use crate::records::Known;

/// One kind of sums: each is of a county, a fiscal year and some texts.
struct Kind {
    /// The table in which they are kept.
    table: &'static str,
    /// The columns of the texts.
    texts: &'static [&'static str],
    /// Whether refunds are taken off.
    is_net: bool,
    stored: &'static Sql,
    given: &'static Sql,
}

/// What lists of payments are asked for; what was paid for projects.
const KINDS: [Kind; 2] = [
    Kind {
        table: "payment_sums",
        texts: &["fund", "month", "kind", "channel", "payee_type"],
        is_net: false,
        stored: &STORED,
        given: &GIVEN,
    },
    Kind {
        table: "project_sums",
        texts: &["fund", "project", "allotment"],
        is_net: true,
        stored: &STORED_OF_PROJECTS,
        given: &GIVEN_OF_PROJECTS,
    },
];

const STORED: Sql = Sql::new(
    "SELECT county, fiscal_year, payments, fen, fund, month, kind, channel, payee_type \
     FROM payment_sums",
);
const GIVEN: Sql = Sql::new(
    "SELECT r.county, r.fiscal_year, COUNT(*), CAST(SUM(r.amount) AS BIGINT), COALESCE(r.fund, ''), \
     SUBSTR(r.paid_on, 1, 7), r.kind, r.channel, r.payee_type FROM payments AS r \
     WHERE r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM payments AS later WHERE later.corrects = r.row_id) \
     GROUP BY r.county, r.fiscal_year, COALESCE(r.fund, ''), SUBSTR(r.paid_on, 1, 7), r.kind, r.channel, \
     r.payee_type",
);
const STORED_OF_PROJECTS: Sql = Sql::new(
    "SELECT county, fiscal_year, payments, fen, fund, project, allotment FROM project_sums",
);
const GIVEN_OF_PROJECTS: Sql = Sql::new(
    "SELECT r.county, r.fiscal_year, COUNT(*), \
     CAST(SUM(CASE WHEN r.kind = 'refund' THEN -r.amount ELSE r.amount END) AS BIGINT), \
     COALESCE(r.fund, ''), COALESCE(r.project, ''), COALESCE(r.allotment, '') FROM payments AS r \
     WHERE r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM payments AS later WHERE later.corrects = r.row_id) \
     GROUP BY r.county, r.fiscal_year, COALESCE(r.fund, ''), COALESCE(r.project, ''), \
     COALESCE(r.allotment, '')",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&STORED, &GIVEN, &STORED_OF_PROJECTS, &GIVEN_OF_PROJECTS];

/// What a sum is of: county, fiscal year, the texts of its kind.
type Key = (String, i64, Vec<String>);

/// Number of payments and their sum in fen.
type Sum = (i64, i64);

type Sums = BTreeMap<Key, Sum>;

/// What an import adds to the sums of each kind and takes from them.
#[derive(Debug, Default)]
pub(crate) struct Tally([Sums; KINDS.len()]);

/// The first of what is kept that is not what the records give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Differs {
    /// A sum of payments.
    Sum {
        /// County, fiscal year, and what else tells it from others of its kind.
        of: String,
        /// What is kept: payments, fen.
        kept: Option<(i64, i64)>,
        /// What the payments give.
        given: Option<(i64, i64)>,
    },
    /// A row of a list, or its sum.
    Row {
        /// The table in which it is kept.
        table: String,
        /// Code of its county.
        county: String,
    },
}

impl Tally {
    /// Notes that a payment with these cells holds from now on, in the place of the one that it corrects.
    pub(crate) fn follow(&mut self, before: Option<&Known>, cells: &[Value<'_>]) {
        if let Some(known) = before {
            self.gone(&known.values);
        }
        self.note(cells, 1);
    }

    /// Notes that a payment with these cells holds no more.
    pub(crate) fn gone(&mut self, cells: &[Value<'_>]) {
        self.note(cells, -1);
    }

    fn note(&mut self, cells: &[Value<'_>], sign: i64) {
        let county = text(cells, "county");
        let (year, fen) = (number(cells, "fiscal_year"), number(cells, "amount"));
        let is_refund = text(cells, "kind") == "refund";
        for (kind, sums) in KINDS.iter().zip(&mut self.0) {
            let texts = kind.texts.iter().map(|column| named(cells, column)).collect();
            let (payments, sum) = sums.entry((county.to_owned(), year, texts)).or_default();
            *payments += sign;
            *sum += if kind.is_net && is_refund { -sign * fen } else { sign * fen };
        }
    }

    /// Brings the sums up to what was noted.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<()> {
        for (kind, sums) in KINDS.iter().zip(self.0) {
            kind.write(tx, sums).await?;
        }
        Ok(())
    }
}

impl Kind {
    async fn write(&self, tx: &mut Tx, mut sums: Sums) -> Result<()> {
        if sums.is_empty() {
            return Ok(());
        }
        let counties: BTreeSet<String> = sums.keys().map(|key| key.0.clone()).collect();
        let counties: Vec<&str> = counties.iter().map(String::as_str).collect();
        for part in counties.chunks(AT_ONCE) {
            let values: Vec<Value> = part.iter().map(|county| Value::from(*county)).collect();
            let among = format!("WHERE county IN ({})", marks(1, part.len()));
            let stored = Sql::built(format!("{} {among}", self.stored));
            for row in tx.rows(&stored, &values).await? {
                let (key, (payments, fen)) = self.read(&row)?;
                let sum = sums.entry(key).or_default();
                *sum = (sum.0 + payments, sum.1 + fen);
            }
            let forget = Sql::built(format!("DELETE FROM {} {among}", self.table));
            tx.execute(&forget, &values).await?;
        }
        self.insert(tx, &sums).await
    }

    async fn insert(&self, tx: &mut Tx, sums: &Sums) -> Result<()> {
        let own = ["county", "fiscal_year", "payments", "fen"];
        let columns = own.iter().chain(self.texts).map(|name| (*name).to_owned());
        let columns: Vec<String> = columns.collect();
        let held = sums.iter().filter(|(_, (payments, _))| *payments != 0);
        let values: Vec<Value<'_>> = held
            .flat_map(|((county, year, texts), (payments, fen))| {
                let numbers = [*year, *payments, *fen].map(Value::from);
                let texts = texts.iter().map(|text| Value::from(text.as_str()));
                std::iter::once(Value::from(county.as_str())).chain(numbers).chain(texts)
            })
            .collect();
        tx.insert_many(Target { table: self.table, columns: &columns }, &values).await
    }

    async fn all(&self, tx: &mut Tx, sql: &Sql) -> Result<Sums> {
        let mut sums = BTreeMap::new();
        tx.each(sql, &[], |row| {
            let (key, sum) = self.read(&row)?;
            sums.insert(key, sum);
            Ok(())
        })
        .await?;
        Ok(sums)
    }

    fn read(&self, row: &Row) -> Result<(Key, Sum)> {
        let text = |column| row.text(column).map(str::to_owned);
        let texts = (4..4 + self.texts.len()).map(text).collect::<Result<_>>()?;
        Ok(((text(0)?, row.int(1)?, texts), (row.int(2)?, row.int(3)?)))
    }
}

/// Makes all that is kept anew and compares; how many sums and rows it is, or the first that differs.
pub async fn verify(tx: &mut Tx) -> Result<std::result::Result<usize, Differs>> {
    let mut count = 0;
    for kind in &KINDS {
        let (kept, given) = (kind.all(tx, kind.stored).await?, kind.all(tx, kind.given).await?);
        let mut keys = kept.keys().chain(given.keys());
        if let Some(key) = keys.find(|key| kept.get(*key) != given.get(*key)) {
            let (county, year, texts) = key;
            let of = format!("{county} {year} {}", texts.join(" "));
            let (kept, given) = (kept.get(key).copied(), given.get(key).copied());
            return Ok(Err(Differs::Sum { of, kept, given }));
        }
        count += kept.len();
    }
    Ok(match targets::verify(tx).await? {
        Ok(rows) => Ok(count + rows),
        Err((table, county)) => Err(Differs::Row { table, county }),
    })
}

/// What tells a payment from others in a column of a sum.
fn named(cells: &[Value<'_>], column: &str) -> String {
    match column {
        "month" => text(cells, "paid_on").chars().take(7).collect(),
        column => text(cells, column).to_owned(),
    }
}

fn cell<'c, 'v>(cells: &'c [Value<'v>], column: &str) -> Option<&'c Value<'v>> {
    cells.get(TableId::Payments.spec().position(column)?)
}

fn text<'c>(cells: &'c [Value<'_>], column: &str) -> &'c str {
    match cell(cells, column) {
        Some(Value::Text(Some(text))) => text,
        _ => "",
    }
}

fn number(cells: &[Value<'_>], column: &str) -> i64 {
    match cell(cells, column) {
        Some(Value::Int(Some(number))) => *number,
        _ => 0,
    }
}
