//! Whose sums an import changes.

use std::collections::BTreeSet;

use domain::{DataSet, Division, Divisions, TableId};

use super::{Place, is_made};
use crate::db::{Sql, Tx, Value};
use crate::error::Result;
use crate::imports::Decision;
use crate::lookup::{self, AT_ONCE, Question, marks};
use crate::records::{Known, any};

/// The tables whose records move money.
const MONEY: [TableId; 3] = [TableId::Allotments, TableId::Fundings, TableId::Payments];

/// What an import changes.
#[derive(Debug)]
pub(crate) enum Touched {
    /// No sum.
    Nothing,
    /// The store holds no record of money yet: the set is all there is.
    Fresh,
    /// All sums may be others.
    Everything,
    /// Those of some places.
    Some(Changed),
}

/// The records of money that an import changes, by what they name.
#[derive(Debug, Default)]
pub(crate) struct Changed {
    /// Divisions that the records name, as they were and as they are.
    divisions: BTreeSet<Division>,
    /// Allotments that are changed, or out of which money for projects is.
    allotments: BTreeSet<String>,
    /// Allotments whose money is another one's now: what names them follows.
    moved: BTreeSet<String>,
    /// Whether something may belong to nobody.
    nobody: bool,
}

impl Touched {
    /// What an import is about to change; asked before its records are written.
    pub(crate) async fn by(
        tx: &mut Tx,
        data: &DataSet,
        decisions: &[(TableId, Decision)],
        divisions: &Divisions,
    ) -> Result<Touched> {
        let of_money = |id: &TableId| MONEY.contains(id);
        let given = lookup::tables(tx).await?;
        if !given.iter().any(of_money) {
            let brings = decisions.iter().any(|(id, _)| of_money(id));
            return Ok(if brings { Touched::Fresh } else { Touched::Nothing });
        }
        let first_fundings =
            data.has_table(TableId::Fundings) && !given.contains(&TableId::Fundings);
        // Where it becomes known what projects were given, payments come out of that.
        let turned = first_fundings && any(tx, TableId::Payments).await?;
        if turned || !is_made(tx, divisions).await? {
            return Ok(Touched::Everything);
        }
        let mut changed = Changed::default();
        for (id, decision) in decisions.iter().filter(|(id, _)| of_money(id)) {
            changed.note(data, *id, decision);
        }
        Ok(if changed.is_nothing() { Touched::Nothing } else { Touched::Some(changed) })
    }
}

impl Changed {
    fn is_nothing(&self) -> bool {
        self.divisions.is_empty() && self.allotments.is_empty() && !self.nobody
    }

    fn note(&mut self, data: &DataSet, id: TableId, decision: &Decision) {
        for entry in &decision.entries {
            match id {
                TableId::Allotments => self.allotment(data, entry.row, entry.corrects.as_ref()),
                TableId::Fundings => self.funding(data, entry.row),
                _ => self.division(cell(&data.tables.payments.county, entry.row)),
            }
            if let Some(known) = &entry.corrects {
                self.known(id, known);
            }
        }
        for known in &decision.withdrawn {
            self.known(id, known);
            if id == TableId::Allotments {
                self.moved.insert(text(id, known, "id").to_owned());
            }
        }
    }

    fn division(&mut self, division: Option<Division>) {
        self.divisions.extend(division);
    }

    fn allotment(&mut self, data: &DataSet, row: usize, before: Option<&Known>) {
        let table = &data.tables.allotments;
        let (from, to) = (cell(&table.from, row), cell(&table.to, row));
        let id = data.names.text_or_empty(cell(&table.id, row));
        self.division(from);
        self.division(to);
        self.nobody = true;
        self.allotments.insert(id.to_owned());
        let fund = cell(&table.fund, row).map_or("", |fund| data.funds.get(fund).code.as_str());
        let year = cell(&table.fiscal_year, row).map(i64::from);
        let same = before.is_some_and(|known| {
            let to = to.map(|to| to.to_string()).unwrap_or_default();
            text(TableId::Allotments, known, "fund") == fund
                && number(TableId::Allotments, known, "fiscal_year") == year
                && text(TableId::Allotments, known, "to") == to
        });
        if !same {
            self.moved.insert(id.to_owned());
        }
    }

    fn funding(&mut self, data: &DataSet, row: usize) {
        let allotment = cell(&data.tables.fundings.allotment, row);
        self.allotments.insert(data.names.text_or_empty(allotment).to_owned());
        self.nobody = true;
    }

    /// A record as it was.
    fn known(&mut self, id: TableId, known: &Known) {
        let columns: &[&str] = match id {
            TableId::Allotments => &["from", "to"],
            TableId::Payments => &["county"],
            _ => &[],
        };
        for column in columns {
            let code = text(id, known, column).parse().ok();
            self.division(code.and_then(Division::from_code));
        }
        if id == TableId::Fundings {
            self.allotments.insert(text(id, known, "allotment").to_owned());
            self.nobody = true;
        }
    }

    /// The places whose sums are to be made anew; asked after the records are written.
    pub(super) async fn places(
        self,
        tx: &mut Tx,
        divisions: &Divisions,
    ) -> Result<BTreeSet<Place>> {
        let mut codes: BTreeSet<Division> = self.divisions;
        let question = Question { table: TableId::Allotments, by: "id", give: &["to"] };
        let ids = self.allotments.iter().map(String::as_str).collect();
        for cells in lookup::texts(tx, question, &ids).await? {
            codes.extend(
                cells.first().and_then(|code| code.parse().ok().and_then(Division::from_code)),
            );
        }
        let moved: Vec<&str> = self.moved.iter().map(String::as_str).collect();
        for part in moved.chunks(AT_ONCE) {
            let (sql, values) = payers(part);
            for row in tx.rows(&sql, &values).await? {
                codes.extend(row.text(0)?.parse().ok().and_then(Division::from_code));
            }
        }
        let newest = codes.into_iter().map(|division| Some(divisions.canonical(division)));
        Ok(newest.chain(self.nobody.then_some(None)).collect())
    }
}

/// The counties that ever paid out of some allotments.
fn payers<'v>(allotments: &[&'v str]) -> (Sql, Vec<Value<'v>>) {
    let marks = marks(1, allotments.len());
    let sql = format!("SELECT DISTINCT county FROM payments WHERE allotment IN ({marks})");
    (Sql::built(sql), allotments.iter().map(|id| Value::from(*id)).collect())
}

fn cell<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
    cells.get(row).copied().flatten()
}

fn value<'a>(id: TableId, known: &'a Known, column: &str) -> Option<&'a Value<'static>> {
    known.values.get(id.spec().position(column)?)
}

fn text<'a>(id: TableId, known: &'a Known, column: &str) -> &'a str {
    match value(id, known, column) {
        Some(Value::Text(Some(text))) => text,
        _ => "",
    }
}

fn number(id: TableId, known: &Known, column: &str) -> Option<i64> {
    match value(id, known, column) {
        Some(Value::Int(number)) => *number,
        _ => None,
    }
}
