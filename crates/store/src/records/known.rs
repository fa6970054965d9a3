//! Records that the store holds, as an import compares what it brings with them.

use std::collections::{BTreeSet, HashMap};

use domain::TableId;
use domain::columns::ColumnKind;
use domain::records::TableSpec;

use super::cells::OWN_COLUMNS;
use super::{Forms, Part, Sought, statements};
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::lookup::AT_ONCE;
use crate::persons::Persons;
use crate::recalled::Recalled;

/// What makes records the same: the cells of [`TableId::identity`].
pub(crate) type Identity<'a> = Vec<Value<'a>>;

/// A record that holds today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Number of its row.
    pub row_id: i64,
    /// Bit set of the columns that are known of it.
    pub columns: u64,
    /// Its cells, in the order of the contract.
    pub values: Vec<Value<'static>>,
    form: i64,
}

impl Known {
    /// A cell.
    pub fn value(&self, id: TableId, column: &str) -> Option<&Value<'static>> {
        self.values.get(id.spec().position(column)?)
    }

    /// Whether a row with these cells says nothing new in the columns that it has.
    pub fn says(&self, values: &[Value<'_>], columns: u64) -> bool {
        let mut cells = self.values.iter().zip(values).enumerate();
        columns & !self.columns == 0
            && cells.all(|(i, (known, said))| columns >> i & 1 == 0 || known == said)
    }

    /// The row that takes the record back.
    pub(super) fn withdrawal(
        &self,
        import: i64,
        id: TableId,
        persons: &Persons,
    ) -> impl Iterator<Item = Value<'static>> + use<> {
        let own = [import, 0, 0, self.form, self.row_id, 1].map(Value::from);
        let mut cells = self.values.clone();
        persons.hide(id, &mut cells);
        own.into_iter().chain(cells)
    }
}

/// The records that a part of a table holds, by their identity.
pub(crate) async fn known(
    tx: &mut Tx,
    id: TableId,
    part: Part,
) -> Result<HashMap<Identity<'static>, Vec<Known>>> {
    let (forms, persons) = (Forms::of(tx, id).await?, tx.persons().clone());
    let (sql, values) = statements::held(id, part);
    let mut found: HashMap<Identity, Vec<Known>> = HashMap::new();
    tx.each_packed(&sql, &values, |row| {
        let known = record((&forms, &persons), id, &row)?;
        found.entry(identity(id, &known.values)).or_default().push(known);
        Ok(())
    })
    .await?;
    Ok(found)
}

/// The records of a table with one of these texts in a column.
pub async fn alike(
    tx: &mut Tx,
    id: TableId,
    column: &'static str,
    texts: &BTreeSet<&str>,
) -> Result<Vec<Known>> {
    let forms = Forms::of(tx, id).await?;
    let mut found = Vec::new();
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    for part in texts.chunks(AT_ONCE) {
        let sought = Sought { to: (id, column), texts: part.to_vec(), counties: Vec::new() };
        let (sql, values) = statements::held_by(&sought);
        for row in tx.rows(&sql, &values).await? {
            found.push(record((&forms, tx.persons()), id, &row)?);
        }
    }
    Ok(found)
}

fn record((forms, persons): (&Forms, &Persons), id: TableId, row: &Row) -> Result<Known> {
    let form = row.int(1)?;
    let columns = forms.columns(form).unwrap_or_default();
    Ok(Known { row_id: row.int(0)?, columns, values: cells(row, id.spec(), persons)?, form })
}

/// The records with these row numbers that hold today.
pub async fn numbered(tx: &mut Tx, id: TableId, numbers: &[i64]) -> Result<Vec<Known>> {
    let forms = Forms::of(tx, id).await?;
    let mut found = Vec::with_capacity(numbers.len());
    for part in numbers.chunks(AT_ONCE) {
        let (sql, values) = statements::numbered(id, part);
        for row in tx.rows(&sql, &values).await? {
            found.push(record((&forms, tx.persons()), id, &row)?);
        }
    }
    Ok(found)
}

/// Whether the store holds any row of a table.
pub(crate) async fn any(tx: &mut Tx, id: TableId) -> Result<bool> {
    if let Some(recalled) = Recalled::kept(tx).await? {
        return Ok(recalled.filled.contains(&id));
    }
    Ok(tx.row(&statements::any(id), &[]).await?.is_some())
}

/// The tables that have any row, asked for at once.
pub(crate) async fn ask_filled(tx: &mut Tx) -> Result<Vec<TableId>> {
    let row = tx.one(&statements::filled(), &[]).await?;
    let mut filled = Vec::new();
    for (at, id) in TableId::ALL.iter().enumerate() {
        filled.extend(row.flag(at)?.then_some(*id));
    }
    Ok(filled)
}

/// The identity of a record among its cells.
pub(crate) fn identity<'a>(id: TableId, values: &[Value<'a>]) -> Identity<'a> {
    let position = |column: &&str| id.spec().position(column);
    let cells = id.identity().iter().filter_map(position).filter_map(|at| values.get(at));
    cells.cloned().collect()
}

pub(super) fn cells(row: &Row, spec: &TableSpec, persons: &Persons) -> Result<Vec<Value<'static>>> {
    let cell = |(index, kind): (usize, ColumnKind)| {
        let at = index + OWN_COLUMNS;
        Ok(if is_number(kind) {
            Value::from(row.int_or_none(at)?)
        } else {
            Value::from(row.text_or_none(at)?.map(|text| persons.shown(text).into_owned()))
        })
    };
    spec.columns.iter().map(|column| column.kind).enumerate().map(cell).collect()
}

/// Whether the database keeps cells of this kind as numbers; the others are texts.
pub(crate) fn is_number(kind: ColumnKind) -> bool {
    matches!(
        kind,
        ColumnKind::Money
            | ColumnKind::Balance
            | ColumnKind::Year
            | ColumnKind::Count
            | ColumnKind::Flag
            | ColumnKind::Decimal
    )
}
