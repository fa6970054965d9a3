//! From rows to a verdict: read as files are, judged among the few records of the store that matter.

use std::collections::BTreeMap;

use domain::records::neighbourhood::{Draft, HOPS};
use domain::{DataSet, Day, Lamp, Lang, TableId};
use intake::{Loaded, Written, load_written};
use policy::verdict::{Desk, Verdict as Said};
use policy::{Outcome, Pack, render};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::db::Tx;
use store::{neighbours, records};

use super::held::Kept;
use super::{Changes, MOST_ROWS, Party, Rejected, Sheet, Warning};
use crate::context::Context;
use crate::operations::export::text;
use crate::operations::imports::{self, Set, read_within};
use crate::operations::{Done, Refusal};
use crate::output::json::finding;

/// What would be found of some rows, and what saving them would do.
#[derive(Debug)]
pub(crate) struct Verdict {
    /// The day as of which it was judged.
    pub(crate) as_of: Day,
    /// The table of the rows.
    pub(crate) table: TableId,
    /// What the rules say of each row that could be read.
    pub(crate) rows: Vec<Judged>,
    /// Cells that could not be read.
    pub(crate) rejected: Vec<Rejected>,
    /// What else is worth knowing: records that nobody has brought yet, columns that nobody knows.
    pub(crate) warnings: Vec<Warning>,
    /// What saving would do.
    pub(crate) changes: Changes,
    /// By which saving is told that this was seen.
    pub(crate) seal: String,
}

/// What the rules say of one row.
#[derive(Debug)]
pub(crate) struct Judged {
    /// Which row of the form, from 0.
    pub(crate) row: usize,
    /// About the record itself, and about what it touches.
    pub(crate) said: Said,
}

/// Whether records of a table are judged one by one before they are saved. Of other tables more has to be
/// known than a few records; they are judged by the screening that follows.
pub(crate) fn judges(table: TableId) -> bool {
    HOPS.iter().any(|(judged, _)| *judged == table)
}

/// Rows that were read.
pub(crate) struct Ready {
    pub(super) table: TableId,
    pub(super) loaded: Box<Loaded>,
    /// Rows that hold any text.
    filled: usize,
    /// What the seal begins with: who wrote what.
    hasher: Sha256,
}

impl Ready {
    /// Reads rows beside the records of the store, in a transaction in which there may be more to ask.
    pub(super) async fn read(
        context: &Context,
        party: Party<'_>,
        sheet: &Sheet,
    ) -> Done<(Ready, Tx)> {
        let table = sheet.written.table;
        if sheet.written.filled() == 0 {
            return Err(Refusal::NothingEntered.into());
        }
        let others = sheet.beside.as_ref();
        let rows = sheet.written.rows.len() + others.map_or(0, |beside| beside.rows.len());
        if rows > MOST_ROWS {
            return Err(Refusal::RowsTooMany.into());
        }
        let mut hasher = Sha256::new();
        hasher.update(context.key.bytes());
        seal_texts(&mut hasher, [party.id(), table.spec().name].into_iter());
        let mut tx = context.db.read().await?;
        let mut kept = Kept::of(&mut tx, sheet).await?;
        let mut written = vec![kept.filled(&sheet.written)];
        written.extend(others.cloned());
        for one in &written {
            seal_texts(&mut hasher, one.headers.iter().map(String::as_str));
            seal_texts(&mut hasher, one.rows.iter().flatten().map(String::as_str));
        }
        let filled = written.iter().map(Written::filled).sum();
        let read = read_within(context, tx, move |law, known| load_written(written, law, known));
        let (loaded, tx) = Box::pin(read).await?;
        let mut loaded = Box::new(loaded);
        kept.expect_same(&mut loaded.data)?;
        if loaded.data.tables.rows(table) == 0 && loaded.rejected.is_empty() {
            return Err(Refusal::NothingEntered.into());
        }
        Ok((Ready { table, loaded, filled, hasher }, tx))
    }

    /// Reads a small data set of one table, as an import would.
    pub(super) async fn of_set(context: &Context, set: &Set) -> Done<Ready> {
        let loaded = Box::new(Box::pin(imports::read(context, set)).await?);
        let [table] = loaded.data.given.as_slice() else {
            return Err(Refusal::TablesTooMany.into());
        };
        let (table, rows) = (*table, loaded.data.tables.rows(*table));
        if rows > MOST_ROWS {
            return Err(Refusal::RowsTooMany.into());
        }
        if rows == 0 && loaded.rejected.is_empty() {
            return Err(Refusal::NothingEntered.into());
        }
        Ok(Ready { table, loaded, filled: rows, hasher: Sha256::new() })
    }

    /// The cells of the first row as files have them, by their columns: as they were read, numbers that are never
    /// shown only as far as they are kept.
    pub(crate) fn first_row(&self) -> BTreeMap<String, String> {
        let rows = records::cells_of(&self.loaded.data, self.table, &[0]);
        let cells = self.table.spec().columns.iter().zip(rows.into_iter().flatten());
        let said = cells.map(|(spec, cell)| (spec.name.to_owned(), text(spec, &cell)));
        said.filter(|(_, cell)| !cell.is_empty()).collect()
    }

    /// What was wrong with the first cell that could not be read.
    pub(crate) fn first_rejected(&self) -> Option<Rejected> {
        self.loaded.rejected.first().cloned()
    }

    /// Rows that could not be read.
    pub(super) fn rejected(&self) -> u64 {
        self.loaded.counts.get(&self.table).map_or(0, |counts| counts.rejected)
    }

    /// Whether every row was read.
    pub(super) fn is_whole(&self) -> bool {
        let data = &self.loaded.data;
        data.given.iter().map(|table| data.tables.rows(*table)).sum::<usize>() == self.filled
    }

    /// What the rules say of each row, the others beside it.
    pub(super) async fn judge(
        &self,
        tx: &mut Tx,
        context: &Context,
        as_of: Day,
    ) -> Done<Vec<Judged>> {
        let (table, data) = (self.table, &self.loaded.data);
        let mut judged = Vec::new();
        if !judges(table) {
            return Ok(judged);
        }
        for row in 0..data.tables.rows(table) {
            let draft = draft(data, table, row);
            let near = neighbours::load(tx, &draft, &context.pack.funds).await?;
            let (_, line) = data.tables.source(table, row).unwrap_or_default();
            let said = Desk::with(&near, &context.pack, &context.near).judge(&draft, as_of);
            judged.push(Judged { row: Written::row(line).unwrap_or_default(), said });
        }
        Ok(judged)
    }

    /// All that is to be said.
    pub(super) fn verdict(mut self, as_of: Day, rows: Vec<Judged>, changes: Changes) -> Verdict {
        let Changes { added, corrected, withdrawn, unchanged, .. } = changes;
        for count in [added, corrected, withdrawn, unchanged] {
            self.hasher.update(count.to_be_bytes());
        }
        seal_findings(&mut self.hasher, &rows);
        Verdict {
            as_of,
            table: self.table,
            rows,
            rejected: std::mem::take(&mut self.loaded.rejected),
            warnings: std::mem::take(&mut self.loaded.warnings),
            changes,
            seal: store::hex(&self.hasher.finalize()),
        }
    }
}

/// What was found of rows.
fn seal_findings(hasher: &mut Sha256, rows: &[Judged]) {
    for finding in rows.iter().flat_map(Judged::findings) {
        let of = &finding.subject;
        let parts = [finding.rule.as_str(), finding.lamp.word(), of.kind, &of.id];
        seal_texts(hasher, parts.into_iter());
    }
}

/// Texts with their lengths, so that no two lists of texts are the same.
fn seal_texts<'t>(hasher: &mut Sha256, texts: impl Iterator<Item = &'t str>) {
    for text in texts {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text);
    }
}

/// A row as a draft, behind the others of its form, with what belongs to it.
fn draft(data: &DataSet, table: TableId, row: usize) -> Draft {
    let row = row as u32;
    let others = (0..data.tables.rows(table) as u32).filter(|other| *other != row);
    let order: Vec<u32> = others.chain([row]).collect();
    let rows = |of: TableId| (of == table).then(|| order.clone());
    let row = DataSet {
        tables: data.tables.pick(rows),
        given: data.given.clone(),
        names: data.names.clone(),
        funds: data.funds.clone(),
        ..DataSet::default()
    };
    Draft { table, row }
}

impl Judged {
    /// What is found of the record and of what it touches.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &policy::Finding> {
        self.said.own.findings.iter().chain(&self.said.touched.findings)
    }
}

impl Verdict {
    /// What an operation found by itself of one record; `hasher` has taken in who wrote what.
    pub(crate) fn of_outcome(
        (as_of, table): (Day, TableId),
        own: Outcome,
        mut hasher: Sha256,
    ) -> Verdict {
        let rows = vec![Judged { row: 0, said: Said { own, ..Said::default() } }];
        seal_findings(&mut hasher, &rows);
        Verdict {
            as_of,
            table,
            rows,
            rejected: Vec::new(),
            warnings: Vec::new(),
            changes: Changes::default(),
            seal: store::hex(&hasher.finalize()),
        }
    }

    /// How many findings have a lamp.
    pub(crate) fn count(&self, lamp: Lamp) -> usize {
        self.rows.iter().flat_map(Judged::findings).filter(|f| f.lamp == lamp).count()
    }

    /// Whether nothing of this is saved before it was seen: what breaks a rule, and what corrects or takes back
    /// records that are there.
    pub(crate) fn must_be_seen(&self) -> bool {
        self.count(Lamp::Red) > 0 || self.changes.corrected + self.changes.withdrawn > 0
    }

    /// As programs read it. Findings are those of `check`; rows count from 1.
    pub(crate) fn json(&self, pack: &Pack, lang: Lang) -> Value {
        let found = |findings: &[policy::Finding]| -> Vec<Value> {
            findings.iter().map(|f| json!(finding(pack, f, None, lang))).collect()
        };
        let row = |judged: &Judged| {
            let Said { own, touched } = &judged.said;
            let untold = own.not_evaluable.iter().chain(&touched.not_evaluable).map(|untold| {
                json!({ "rule": untold.rule, "reason": render::reason(&untold.reason, lang) })
            });
            json!({
                "row": judged.row + 1,
                "findings": found(&own.findings),
                "touched": found(&touched.findings),
                "not_evaluable": untold.collect::<Vec<Value>>(),
                "excepted": own.excepted + touched.excepted,
            })
        };
        let rejected = |r: &Rejected| {
            let row = Written::row(r.line).map(|row| row + 1);
            json!({ "row": row, "column": r.column, "value": r.value, "error": r.reason(lang) })
        };
        let Changes { added, corrected, withdrawn, unchanged, .. } = self.changes;
        json!({
            "as_of": self.as_of.to_string(),
            "pack": { "name": pack.name, "version": pack.version },
            "table": self.table.spec().name,
            "judged": !self.rows.is_empty() || judges(self.table),
            "counts": { "red": self.count(Lamp::Red), "yellow": self.count(Lamp::Yellow) },
            "rows": self.rows.iter().map(row).collect::<Vec<Value>>(),
            "rejected": self.rejected.iter().map(rejected).collect::<Vec<Value>>(),
            "warnings": self.warnings.iter().map(|w| w.sentence(lang)).collect::<Vec<String>>(),
            "changes": {
                "added": added,
                "corrected": corrected,
                "withdrawn": withdrawn,
                "unchanged": unchanged,
            },
            "must_be_seen": self.must_be_seen(),
            "seal": self.seal,
        })
    }
}
