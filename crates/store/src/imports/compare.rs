//! What is new in a data set: each of its rows against the records that the store holds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{DataSet, Division, TableId};

use super::{Changes, Lines};
use crate::db::{Tx, Value};
use crate::error::Result;
use crate::records::{
    self, Entry, Known, Part, any, cells_of, county_of, has_county, identity, known,
};

/// So few rows are looked up one by one: a form need not wait for a table.
const FEW: usize = 500;

/// What is to be done about the rows of one table.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    /// Rows to write, in their order.
    pub(crate) entries: Vec<Entry>,
    /// Records that their group no longer has.
    pub(crate) withdrawn: Vec<Known>,
    unchanged: u64,
}

impl Decision {
    pub(super) fn changes(&self) -> Changes {
        let corrected = self.entries.iter().filter(|entry| entry.corrects.is_some()).count() as u64;
        Changes {
            added: self.entries.len() as u64 - corrected,
            corrected,
            withdrawn: self.withdrawn.len() as u64,
            unchanged: self.unchanged,
            rejected: 0,
        }
    }
}

/// Compares the rows of one table with what the store holds. Where rows name a county, county by county, so
/// that the memory needed is that of the largest.
pub(super) async fn decide(
    tx: &mut Tx,
    data: &DataSet,
    id: TableId,
    lines: Lines,
) -> Result<Decision> {
    let total = data.tables.rows(id);
    if !any(tx, id).await? {
        let entries = (0..total).map(|row| Entry { row, corrects: None }).collect();
        return Ok(Decision { entries, ..Decision::default() });
    }
    let mut decision = Decision::default();
    if total <= FEW || lines == Lines::Rest {
        let rows: Vec<usize> = (0..total).collect();
        let held = alike(tx, data, id, &rows).await?;
        decide_shelf(data, id, &rows, held, (lines, &mut decision));
        decision.entries.sort_by_key(|entry| entry.row);
        return Ok(decision);
    }
    for (part, rows) in shelves(data, id) {
        let held = known(tx, id, part).await?;
        decide_shelf(data, id, &rows, held, (lines, &mut decision));
    }
    decision.entries.sort_by_key(|entry| entry.row);
    Ok(decision)
}

/// The records of the store that may be known by the same as some rows: those with the same text in the column
/// that tells them apart best.
async fn alike(
    tx: &mut Tx,
    data: &DataSet,
    id: TableId,
    rows: &[usize],
) -> Result<HashMap<Vec<Value<'static>>, Vec<Known>>> {
    let column = id.identity_column();
    let position = id.spec().position(column).unwrap_or_default();
    let cells = cells_of(data, id, rows);
    let text = |cells: &Vec<Value<'_>>| match cells.get(position) {
        Some(Value::Text(Some(text))) => Some(text.clone().into_owned()),
        _ => None,
    };
    let texts: BTreeSet<String> = cells.iter().filter_map(text).collect();
    let texts: BTreeSet<&str> = texts.iter().map(String::as_str).collect();
    let mut held: HashMap<Vec<Value<'static>>, Vec<Known>> = HashMap::new();
    for known in records::alike(tx, id, column, &texts).await? {
        held.entry(identity(id, &known.values)).or_default().push(known);
    }
    Ok(held)
}

/// The rows of a table by the part of the store in which their like is looked for: their county, where the
/// county is part of what they are known by; else the whole table, as a project may have moved.
fn shelves(data: &DataSet, id: TableId) -> Vec<(Part, Vec<usize>)> {
    let rows = 0..data.tables.rows(id);
    if !has_county(id) || !id.identity().contains(&"county") {
        return vec![(Part::Whole, rows.collect())];
    }
    let mut shelves: BTreeMap<Option<Division>, Vec<usize>> = BTreeMap::new();
    for (row, county) in rows.zip(county_of(data, id)) {
        shelves.entry(county).or_default().push(row);
    }
    shelves.into_iter().map(|(county, rows)| (Part::County(county), rows)).collect()
}

fn decide_shelf(
    data: &DataSet,
    id: TableId,
    rows: &[usize],
    mut held: HashMap<Vec<Value<'static>>, Vec<Known>>,
    (lines, decision): (Lines, &mut Decision),
) {
    let adds = lines == Lines::More && id.is_of_lines();
    let columns: Vec<u64> = rows.iter().map(|row| data.columns_of(id, *row)).collect();
    let cells = cells_of(data, id, rows);
    let mut groups: HashMap<Vec<Value<'_>>, Vec<Said<'_>>> = HashMap::new();
    for ((row, columns), values) in rows.iter().zip(columns).zip(&cells) {
        groups.entry(identity(id, values)).or_default().push(Said { row: *row, columns, values });
    }
    for (identity, group) in groups {
        let owned: Vec<Value<'static>> = identity.into_iter().map(Value::into_owned).collect();
        decide_group(&group, held.remove(&owned).unwrap_or_default(), adds, decision);
    }
    if lines == Lines::Rest {
        let mut rest: Vec<Known> = held.into_values().flatten().collect();
        rest.sort_by_key(|known| known.row_id);
        decision.withdrawn.extend(rest);
    }
}

/// What a row of the data set says.
struct Said<'a> {
    row: usize,
    columns: u64,
    values: &'a [Value<'a>],
}

/// Records of one identity. First what is there already finds its like; of the rest the first row corrects
/// the first record, and so on; what is left over is new, or no longer there. Where rows only add to the group,
/// the rest is new, and what is there stays.
fn decide_group(group: &[Said<'_>], mut held: Vec<Known>, adds: bool, decision: &mut Decision) {
    let mut rest = Vec::new();
    for said in group {
        match held.iter().position(|known| known.says(said.values, said.columns)) {
            Some(at) => {
                held.remove(at);
                decision.unchanged += 1;
            }
            None => rest.push(said.row),
        }
    }
    if adds {
        held.clear();
    }
    let mut held = held.into_iter();
    for row in rest {
        decision.entries.push(Entry { row, corrects: held.next() });
    }
    decision.withdrawn.extend(held);
}
