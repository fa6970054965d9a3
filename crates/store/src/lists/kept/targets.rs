//! What is kept of targets beside their records: which rounds of monitoring each owes, and how its self-evaluation
//! compares with what others found; with the sums that pages show of them. A list of a whole region then reads rows of
//! one table in the order of an index, where it would join all targets, projects, rounds and records. The rows follow
//! the records and the matters in the same transaction.

use std::collections::BTreeSet;

use domain::TableId;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::Result;
use crate::imports::Decision;
use crate::lookup::{AT_ONCE, marks};
use crate::monitorings::Node;
use crate::records::{Coming, cells_of};

/// A record of a table that holds, called by a letter.
macro_rules! holds {
    ($table:literal, $name:literal) => {
        concat!(
            $name,
            ".withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM ",
            $table,
            " AS later WHERE later.corrects = ",
            $name,
            ".row_id)"
        )
    };
}

/// Joins the last record that holds, called by a letter, of those (`x`) for which a condition is true. One file may say
/// the same of a target twice; rows of lists are not doubled by that.
macro_rules! last {
    ($table:literal, $name:literal, $condition:literal) => {
        concat!(
            " LEFT JOIN ",
            $table,
            " AS ",
            $name,
            " ON ",
            $name,
            ".row_id = (SELECT MAX(x.row_id) FROM ",
            $table,
            " AS x WHERE ",
            $condition,
            " AND ",
            holds!($table, "x"),
            ")"
        )
    };
}

/// A score, which records may say to be anything, cut to a hundred million points: sums and differences stay whole.
macro_rules! points {
    ($score:literal) => {
        concat!(
            "CASE WHEN ",
            $score,
            " > 1000000000000 THEN 1000000000000 WHEN ",
            $score,
            " < -1000000000000 THEN -1000000000000 ELSE ",
            $score,
            " END"
        )
    };
}

/// Rows that follow from targets, and the sums of them by county.
struct Derived {
    table: &'static str,
    columns: &'static str,
    /// The rows of all targets; a condition may follow.
    given: &'static str,
    /// What the target is called in it.
    target: &'static str,
    sums: Sums,
}

/// Sums of derived rows.
struct Sums {
    table: &'static str,
    columns: &'static str,
    /// The sums of all counties, in two parts between which a condition on `r.county` may stand.
    given: [&'static str; 2],
}

/// Targets with the nodes at which they owe a round, and what is there of each: what rule monitor.missing asks for.
/// `t` is the target, `n` the node, `p` the project, `r` the round as it is handled, `m` the record. A target has one
/// round of a month.
const DUTIES: Derived = Derived {
    table: "monitoring_duties",
    columns: "duty_id, county, unit, target, subject_kind, project, project_name, fiscal_year, node, due, round_id, \
              entered_on, executed, light, measure, state",
    given: concat!(
        "SELECT t.row_id * 1000000 + n.node_no, COALESCE(p.county, SUBSTR(t.subject, 1, 6)), \
         COALESCE(CASE WHEN t.subject_kind = 'project' THEN p.unit ELSE SUBSTR(t.subject, 8) END, ''), t.id, \
         t.subject_kind, p.id, COALESCE(p.name, t.subject), t.fiscal_year, n.node, n.due, r.round_id, m.entered_on, \
         COALESCE(r.executed, m.executed_amount), r.light, r.measure, \
         CASE WHEN r.round_id IS NOT NULL THEN r.state WHEN m.row_id IS NOT NULL THEN 'recorded' ELSE '' END \
         FROM targets AS t JOIN monitoring_nodes AS n ON n.kind = t.subject_kind AND n.fiscal_year = t.fiscal_year \
         AND n.begins > t.approved_on",
        last!("projects", "p", "x.id = t.subject AND t.subject_kind = 'project'"),
        " LEFT JOIN monitoring_rounds AS r ON r.target = t.id AND r.node = n.node",
        last!("monitorings", "m", "x.target = t.id AND x.as_of = n.node"),
        " WHERE ",
        holds!("targets", "t"),
        " AND (t.subject_kind <> 'project' OR p.row_id IS NOT NULL) AND (p.finish_on IS NULL OR n.node <= p.finish_on)"
    ),
    target: "t.id",
    sums: Sums {
        table: "monitoring_duty_sums",
        columns: "county, fiscal_year, node, due, owed, entered, timely, waiting, decided",
        given: [
            "SELECT r.county, r.fiscal_year, r.node, r.due, COUNT(*), \
             CAST(SUM(CASE WHEN r.state <> '' THEN 1 ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE WHEN r.entered_on <= r.due THEN 1 ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE WHEN r.state = 'waiting' THEN 1 ELSE 0 END) AS BIGINT), COUNT(r.measure) \
             FROM monitoring_duties AS r",
            "GROUP BY r.county, r.fiscal_year, r.node, r.due",
        ],
    },
};

/// Self-evaluations on record (`r`), each with its target, its project, its check and its spot check, and where one
/// that was reported here stands.
const EVALUATED: Derived = Derived {
    table: "evaluated",
    columns: "row_id, county, unit, target, project, project_name, fiscal_year, entered_on, score, grade, checked, \
              spot, checked_on, evaluation_id, state",
    given: concat!(
        "SELECT r.row_id, COALESCE(p.county, ''), COALESCE(p.unit, ''), r.target, t.subject, \
         COALESCE(p.name, t.subject, r.target), r.fiscal_year, COALESCE(r.entered_on, ''), COALESCE(",
        points!("r.score"),
        ", 0), r.grade, ",
        points!("c.score"),
        ", ",
        points!("s.score"),
        ", COALESCE(r.checked_on, c.entered_on, s.entered_on), m.evaluation_id, \
         CASE WHEN m.state IS NOT NULL THEN m.state WHEN r.checked_on IS NOT NULL OR c.row_id IS NOT NULL \
         OR s.row_id IS NOT NULL THEN 'accepted' ELSE 'waiting' END \
         FROM evaluations AS r",
        last!("targets", "t", "x.id = r.target"),
        last!("projects", "p", "x.id = t.subject AND t.subject_kind = 'project'"),
        last!("evaluations", "c", "x.target = r.target AND x.kind = 'check'"),
        last!("evaluations", "s", "x.target = r.target AND x.kind = 'spot'"),
        " LEFT JOIN self_evaluations AS m ON m.target = r.target WHERE r.kind = 'self' AND ",
        holds!("evaluations", "r")
    ),
    target: "r.target",
    sums: Sums {
        table: "evaluated_units",
        columns: "row_id, county, unit, fiscal_year, reports, checks, own, found, lower, worst",
        given: [
            "SELECT MIN(r.row_id), r.county, r.unit, r.fiscal_year, COUNT(*), COUNT(COALESCE(r.checked, r.spot)), \
             CAST(SUM(CASE WHEN COALESCE(r.checked, r.spot) IS NULL THEN 0 ELSE r.score END) AS BIGINT), \
             CAST(SUM(COALESCE(r.checked, r.spot, 0)) AS BIGINT), \
             CAST(SUM(CASE WHEN COALESCE(r.checked, r.spot) < r.score THEN 1 ELSE 0 END) AS BIGINT), \
             MIN(COALESCE(r.checked, r.spot) - r.score) FROM evaluated AS r",
            "GROUP BY r.county, r.unit, r.fiscal_year",
        ],
    },
};

const ALL: [&Derived; 2] = [&DUTIES, &EVALUATED];

/// Tables from which rows follow.
const SOURCES: [TableId; 4] =
    [TableId::Projects, TableId::Targets, TableId::Monitorings, TableId::Evaluations];

/// Brings what is kept up to the records that an import wrote.
pub(crate) async fn follow_records(
    tx: &mut Tx,
    coming: Coming<'_>,
    decisions: &[(TableId, Decision)],
) -> Result<()> {
    let mut targets = BTreeSet::new();
    for (id, decision) in decisions.iter().filter(|(id, _)| SOURCES.contains(id)) {
        let named = named(coming, *id, decision);
        match id {
            TableId::Projects => targets.extend(targets_of(tx, &named).await?),
            _ => targets.extend(named),
        }
    }
    follow(tx, &targets).await
}

/// The projects or targets of the rows that were written or taken back. A correction never changes them.
fn named(coming: Coming<'_>, id: TableId, decision: &Decision) -> BTreeSet<String> {
    let rows: Vec<usize> = decision.entries.iter().map(|entry| entry.row).collect();
    let at = id.spec().position(id.identity_column()).unwrap_or_default();
    let text = |cell: Option<&Value<'_>>| match cell {
        Some(Value::Text(Some(text))) => Some(text.to_string()),
        _ => None,
    };
    let written = cells_of(coming.data, id, &rows);
    let written = written.iter().filter_map(|cells| text(cells.get(at)));
    let gone = decision.withdrawn.iter().filter_map(|known| text(known.values.get(at)));
    written.chain(gone).collect()
}

async fn targets_of(tx: &mut Tx, projects: &BTreeSet<String>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let projects: Vec<&str> = projects.iter().map(String::as_str).collect();
    for part in projects.chunks(AT_ONCE) {
        let among = among("subject", part.len());
        let sql = Sql::built(format!("SELECT DISTINCT id FROM targets WHERE {among}"));
        texts(tx, &sql, &values(part), &mut found).await?;
    }
    Ok(found)
}

/// Brings what is kept of some targets up to what their records and matters say.
pub(crate) async fn follow(tx: &mut Tx, targets: &BTreeSet<String>) -> Result<()> {
    let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let mut counties = [Vec::new(), Vec::new()];
    for part in targets.chunks(AT_ONCE) {
        for (derived, counties) in ALL.into_iter().zip(&mut counties) {
            derived.follow(tx, &values(part), counties).await?;
        }
    }
    for (derived, counties) in ALL.into_iter().zip(counties) {
        let counties: BTreeSet<&str> = counties.iter().map(String::as_str).collect();
        let counties: Vec<&str> = counties.into_iter().collect();
        for part in counties.chunks(AT_ONCE) {
            derived.sums.follow(tx, &values(part)).await?;
        }
    }
    Ok(())
}

/// Brings the rounds that are owed up to a calendar from which nodes have gone and to which others have come.
pub(crate) async fn follow_nodes(tx: &mut Tx, gone: &[&Node], come: &[&Node]) -> Result<()> {
    let Derived { table, columns, given, .. } = &DUTIES;
    let forget = Sql::built(format!("DELETE FROM {table} WHERE node = $1 AND subject_kind = $2"));
    let add = Sql::built(format!(
        "INSERT INTO {table} ({columns}) {given} AND n.node = $1 AND n.kind = $2"
    ));
    for (sql, nodes) in [(&forget, gone), (&add, come)] {
        for node in nodes {
            tx.execute(sql, &[&node.node, &node.kind].map(|text| Value::from(text.as_str())))
                .await?;
        }
    }
    DUTIES.sums.make_anew(tx).await
}

impl Derived {
    /// Makes the rows of some targets anew, and notes the counties whose sums that changes.
    async fn follow(
        &self,
        tx: &mut Tx,
        targets: &[Value<'_>],
        counties: &mut Vec<String>,
    ) -> Result<()> {
        let Derived { table, columns, given, target, .. } = self;
        let own = among("target", targets.len());
        let there = Sql::built(format!("SELECT DISTINCT county FROM {table} WHERE {own}"));
        texts(tx, &there, targets, counties).await?;
        let forget = Sql::built(format!("DELETE FROM {table} WHERE {own}"));
        tx.execute(&forget, targets).await?;
        let own = among(target, targets.len());
        let add = Sql::built(format!("INSERT INTO {table} ({columns}) {given} AND {own}"));
        if tx.execute(&add, targets).await? > 0 {
            texts(tx, &there, targets, counties).await?;
        }
        Ok(())
    }
}

impl Sums {
    /// Makes the sums of some counties anew.
    async fn follow(&self, tx: &mut Tx, counties: &[Value<'_>]) -> Result<()> {
        let Sums { table, columns, given: [given, group] } = self;
        let own = among("county", counties.len());
        tx.execute(&Sql::built(format!("DELETE FROM {table} WHERE {own}")), counties).await?;
        let own = among("r.county", counties.len());
        let add =
            Sql::built(format!("INSERT INTO {table} ({columns}) {given} WHERE {own} {group}"));
        tx.execute(&add, counties).await.map(drop)
    }

    async fn make_anew(&self, tx: &mut Tx) -> Result<()> {
        let Sums { table, columns, given: [given, group] } = self;
        tx.execute(&Sql::built(format!("DELETE FROM {table}")), &[]).await?;
        let add = Sql::built(format!("INSERT INTO {table} ({columns}) {given} {group}"));
        tx.execute(&add, &[]).await.map(drop)
    }
}

/// Makes all rows anew in the database and compares them with those that are kept: how many they are, or the table
/// and county of one that differs, or is there on one side only.
pub(super) async fn verify(tx: &mut Tx) -> Result<std::result::Result<usize, (String, String)>> {
    let mut count = 0;
    for Derived { table, columns, given, sums, .. } in ALL {
        let given = (*given).to_owned();
        for (table, columns, given) in
            [(*table, *columns, given), (sums.table, sums.columns, sums.given.join(" "))]
        {
            let kept = format!("SELECT {columns} FROM {table}");
            for (one, other) in [(&kept, &given), (&given, &kept)] {
                // The number of the row comes first, and then the county; or the county is first.
                let sql = format!("SELECT * FROM ({one} EXCEPT {other}) AS d LIMIT 1");
                if let Some(row) = tx.row(&Sql::built(sql), &[]).await? {
                    let at = usize::from(!columns.starts_with("county"));
                    return Ok(Err((table.to_owned(), row.text(at)?.to_owned())));
                }
            }
            let rows = Sql::built(format!("SELECT COUNT(*) FROM {table}"));
            count += usize::try_from(tx.one(&rows, &[]).await?.int(0)?).unwrap_or_default();
        }
    }
    Ok(Ok(count))
}

fn values<'a>(texts: &[&'a str]) -> Vec<Value<'a>> {
    texts.iter().map(|text| Value::from(*text)).collect()
}

fn among(column: &str, count: usize) -> String {
    format!("{column} IN ({})", marks(1, count))
}

async fn texts(
    tx: &mut Tx,
    sql: &Sql,
    values: &[Value<'_>],
    found: &mut Vec<String>,
) -> Result<()> {
    let text = |row: &Row| row.text(0).map(str::to_owned);
    for row in tx.rows(sql, values).await? {
        found.push(text(&row)?);
    }
    Ok(())
}
