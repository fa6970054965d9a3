//! The tables of the public contract in the database: written in bulk, read back into columns.
//!
//! A row is never changed and never deleted. A correction is a new row that names the one it `corrects`; a
//! row taken back is a correction that is `withdrawn`. What holds today are the rows that no other corrects
//! and that are not withdrawn.

mod cells;
mod first;
mod followed;
mod known;
mod statements;

use std::collections::{BTreeMap, HashMap};

use domain::records::{SourceFile, TableSpec};
use domain::{DataSet, Funds, Interner, TableId};

pub(crate) use self::cells::county_of;
pub use self::cells::{Cells, NO_DIGIT, cells_of};
pub use self::first::{Coming, First};
pub use self::followed::{At, Followed, News};
pub use self::known::{Known, alike, numbered};
pub(crate) use self::known::{any, ask_filled, identity, is_number, known};
pub use self::statements::{Part, held};
pub(crate) use self::statements::{Sought, analyze, has_county, held_by_any};
use crate::db::{Row, Sql, Target, Tx, Value};
use crate::error::{Result, StoreError};
use crate::lists::kept::Tally;
use crate::persons::Persons;
use crate::recalled::Recalled;

/// Rows that wait in memory on their way from the database to columns.
const BUFFERED: usize = 4_096;
/// Columns that an insertion fills before those of the contract.
const OWN_INSERTED: usize = 6;

const FORMS: Sql = Sql::new("SELECT form_id, columns FROM forms WHERE table_name = $1");
const ALL_FORMS: Sql = Sql::new("SELECT form_id, columns, table_name FROM forms");
const INSERT_FORM: Sql = Sql::new(
    "INSERT INTO forms (table_name, columns) VALUES ($1, $2) \
     ON CONFLICT (table_name, columns) DO UPDATE SET columns = $3 RETURNING form_id",
);
const GIVEN: Sql = Sql::new(
    "SELECT DISTINCT forms.table_name, forms.columns FROM import_files \
     JOIN forms ON forms.form_id = import_files.form_id",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&FORMS, &ALL_FORMS, &INSERT_FORM, &GIVEN];

/// A row to write.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Row of the data set.
    pub row: usize,
    /// The record that it corrects. What the new row's file does not say of a column stays as it was.
    pub corrects: Option<Known>,
}

/// Writes rows of one table as part of an import.
pub async fn write(
    tx: &mut Tx,
    import: i64,
    coming: Coming<'_>,
    id: TableId,
    entries: &[Entry],
) -> Result<()> {
    let columns = statements::inserted(id.spec());
    let target = Target { table: id.spec().name, columns: &columns };
    let mut known = Forms::of(tx, id).await?;
    let (mut given, mut forms) = (Vec::new(), Vec::new());
    for entry in entries {
        given.push(coming.data.columns_of(id, entry.row));
        forms.push(known.expect(tx, columns_of(coming.data, id, entry)).await?);
    }
    let (mut tally, persons) = (Tally::default(), tx.persons().clone());
    let parts = entries.chunks(target.rows()).enumerate().map(|(number, part)| {
        let first = number * target.rows();
        let own = part.iter().zip(forms.iter().skip(first));
        let own: Vec<_> =
            own.map(|(entry, form)| own_values(coming, id, entry, import, *form)).collect();
        let rows: Vec<usize> = part.iter().map(|entry| entry.row).collect();
        let mut cells = cells_of(coming.data, id, &rows);
        for ((entry, cells), given) in part.iter().zip(&mut cells).zip(given.iter().skip(first)) {
            keep_unsaid(entry, cells, *given);
            if id == TableId::Payments {
                tally.follow(entry.corrects.as_ref(), cells);
            }
            persons.hide(id, cells);
        }
        end_to_end(own, cells)
    });
    tx.insert_parts(target, parts).await?;
    tally.write(tx).await
}

fn end_to_end<'v>(own: Vec<[Value<'v>; OWN_INSERTED]>, cells: Vec<Cells<'v>>) -> Vec<Value<'v>> {
    let rows = own.into_iter().zip(cells);
    rows.flat_map(|(own, cells)| own.into_iter().chain(cells)).collect()
}

/// What a row says of itself: where it comes from and what it corrects.
fn own_values<'v>(
    coming: Coming<'_>,
    id: TableId,
    entry: &Entry,
    import: i64,
    form: i64,
) -> [Value<'v>; OWN_INSERTED] {
    let (file, line) = coming.source(id, entry.row).unwrap_or_default();
    let corrects = entry.corrects.as_ref().map(|known| known.row_id);
    [
        Value::from(import),
        Value::from(i64::from(file)),
        Value::from(i64::from(line)),
        Value::from(form),
        Value::from(corrects),
        Value::from(false),
    ]
}

/// Of what the row's file does not speak, the record that it corrects goes on to say.
fn keep_unsaid<'a>(entry: &'a Entry, cells: &mut [Value<'a>], given: u64) {
    let Some(known) = &entry.corrects else { return };
    for (i, (cell, before)) in cells.iter_mut().zip(&known.values).enumerate() {
        if given >> i & 1 == 0 {
            *cell = before.clone();
        }
    }
}

/// Writes the withdrawal of records: each again, marked as taken back.
pub async fn withdraw(tx: &mut Tx, import: i64, id: TableId, records: &[Known]) -> Result<()> {
    let columns = statements::inserted(id.spec());
    let target = Target { table: id.spec().name, columns: &columns };
    let persons = tx.persons().clone();
    let parts = records.chunks(target.rows()).map(|part| {
        let row = |known: &Known| known.withdrawal(import, id, &persons);
        part.iter().flat_map(row).collect::<Vec<Value<'_>>>()
    });
    tx.insert_parts(target, parts).await?;
    let mut tally = Tally::default();
    if id == TableId::Payments {
        for known in records {
            tally.gone(&known.values);
        }
    }
    tally.write(tx).await
}

/// The columns that a row is known by: those of its file, and of the record that it corrects.
fn columns_of(data: &DataSet, id: TableId, entry: &Entry) -> u64 {
    let before = entry.corrects.as_ref().map_or(0, |known| known.columns);
    data.columns_of(id, entry.row) | before
}

/// The number of each set of columns of one table.
#[derive(Clone)]
pub(crate) struct Forms {
    spec: &'static TableSpec,
    numbers: HashMap<u64, i64>,
}

impl Forms {
    /// Those of a table.
    pub(crate) async fn of(tx: &mut Tx, id: TableId) -> Result<Forms> {
        if let Some(recalled) = Recalled::kept(tx).await? {
            return Ok(recalled.forms(id));
        }
        let rows = tx.rows(&FORMS, &[Value::from(id.spec().name)]).await?;
        rows.iter().try_fold(Forms::none(id.spec()), Forms::with)
    }

    /// A table of which none came yet.
    pub(crate) fn none(spec: &'static TableSpec) -> Forms {
        Forms { spec, numbers: HashMap::new() }
    }

    fn with(mut self, row: &Row) -> Result<Forms> {
        self.numbers.insert(columns_named(self.spec, row.text(1)?)?, row.int(0)?);
        Ok(self)
    }

    /// Makes sure that a set of columns has a number, and gives it.
    pub(crate) async fn expect(&mut self, tx: &mut Tx, columns: u64) -> Result<i64> {
        if let Some(number) = self.numbers.get(&columns) {
            return Ok(*number);
        }
        let names = column_names(self.spec, columns);
        let text = Value::from(names.as_str());
        let values = [Value::from(self.spec.name), text.clone(), text];
        let number = tx.one(&INSERT_FORM, &values).await?.int(0)?;
        self.numbers.insert(columns, number);
        Ok(number)
    }

    /// The set of columns with this number.
    pub(crate) fn columns(&self, number: i64) -> Option<u64> {
        self.numbers.iter().find(|(_, n)| **n == number).map(|(columns, _)| *columns)
    }
}

/// The forms of all tables, read at once.
pub(crate) async fn forms_of_all(tx: &mut Tx) -> Result<BTreeMap<TableId, Forms>> {
    let rows = tx.rows(&ALL_FORMS, &[]).await?;
    let mut all = BTreeMap::new();
    for id in TableId::ALL {
        let own = |row: &&Row| row.text(2).is_ok_and(|name| name == id.spec().name);
        let none = Forms::none(id.spec());
        all.insert(*id, rows.iter().filter(own).try_fold(none, Forms::with)?);
    }
    Ok(all)
}

/// The names of a set of columns, in the order of the contract.
fn column_names(spec: &TableSpec, columns: u64) -> String {
    let given = spec.columns.iter().enumerate().filter(|(i, _)| columns >> i & 1 == 1);
    given.map(|(_, column)| column.name).collect::<Vec<_>>().join(" ")
}

fn columns_named(spec: &TableSpec, names: &str) -> Result<u64> {
    names.split_whitespace().try_fold(0, |columns, name| {
        let unknown = || StoreError::Row { column: 1, what: format!("unexpected {name:?}") };
        Ok(columns | 1 << spec.position(name).ok_or_else(unknown)?)
    })
}

/// All records that hold today, of one part of the store or of all of it, as one data set. Records are said
/// to come from the file in which an export would write them, one for each set of columns that is known of
/// them; their line is the number of their row in the store.
pub async fn load(tx: &mut Tx, part: Part, catalogue: &Funds) -> Result<Box<DataSet>> {
    let (mut data, interner) = (Box::<DataSet>::default(), Interner::new());
    let recalled = Recalled::of(tx).await?;
    let funds = recalled.funds(catalogue)?;
    let persons = tx.persons().clone();
    let reader = Reader { interner: &interner, funds: &funds, persons: &persons };
    for (id, columns) in &recalled.given {
        reader.read(tx, &mut data, Files::with(*id, recalled.forms(*id)), part).await?;
        note_table(&mut data, *id, *columns);
    }
    data.names = interner.finish().into();
    data.funds = funds;
    Ok(data)
}

/// The same of some tables alone; of the others the set says that it holds but a part.
pub async fn of_tables(tx: &mut Tx, tables: &[TableId], catalogue: &Funds) -> Result<Box<DataSet>> {
    Gathered { rows: BTreeMap::new(), whole: tables }.into_set(tx, catalogue).await
}

/// Rows that were asked for one by one.
pub(crate) struct Gathered<'a> {
    /// The rows of each table, in the order of their numbers.
    pub(crate) rows: BTreeMap<TableId, Vec<Row>>,
    /// Tables that are read whole all the same.
    pub(crate) whole: &'a [TableId],
}

impl Gathered<'_> {
    /// A set of these rows. It says of which tables it holds but a part.
    pub(crate) async fn into_set(mut self, tx: &mut Tx, catalogue: &Funds) -> Result<Box<DataSet>> {
        let (mut data, interner) = (Box::<DataSet>::default(), Interner::new());
        let recalled = Recalled::of(tx).await?;
        let funds = recalled.funds(catalogue)?;
        let persons = tx.persons().clone();
        let reader = Reader { interner: &interner, funds: &funds, persons: &persons };
        for (id, columns) in &recalled.given {
            let mut files = Files::with(*id, recalled.forms(*id));
            let (has_rows, is_whole) = (recalled.filled.contains(id), self.whole.contains(id));
            if has_rows && !is_whole {
                data.partial.push(*id);
            }
            match recalled.rows(*id).filter(|_| is_whole) {
                Some(rows) => reader.append(&mut data, &mut files, rows)?,
                None if has_rows && is_whole => {
                    reader.read(tx, &mut data, files, Part::Whole).await?;
                }
                None => {
                    let rows = self.rows.remove(id).unwrap_or_default();
                    reader.append(&mut data, &mut files, &rows)?;
                }
            }
            note_table(&mut data, *id, *columns);
        }
        data.names = interner.finish().into();
        data.funds = funds;
        Ok(data)
    }
}

/// Says of a table that it is there, and with which columns: where no row was read, those of the files
/// that came.
fn note_table(data: &mut DataSet, id: TableId, came: u64) {
    data.given.push(id);
    if data.tables.rows(id) == 0 {
        file_with(data, id, came);
    }
    let columns = data.columns_of_all(id);
    data.tables.set_present(id, columns);
}

/// The file from which the rows of a table with these columns are said to come, named as an export names it.
fn file_with(data: &mut DataSet, table: TableId, columns: u64) -> u16 {
    let is_it = |file: &SourceFile| file.table == table && file.columns == columns;
    if let Some(number) = data.files.iter().position(is_it) {
        return number as u16;
    }
    let before = data.files.iter().filter(|file| file.table == table).count();
    let name = match before {
        0 => format!("{}.csv", table.spec().name),
        _ => format!("{}-{}.csv", table.spec().name, before + 1),
    };
    data.files.push(SourceFile { table, name, columns });
    data.files.len() as u16 - 1
}

/// The funds of a catalogue with those that were imported.
pub async fn all_funds(tx: &mut Tx, catalogue: &Funds) -> Result<Funds> {
    Recalled::of(tx).await?.funds(catalogue)
}

/// The columns under which a table came in; none where no import brought it.
pub async fn columns_given(tx: &mut Tx, id: TableId) -> Result<Option<u64>> {
    Ok(Recalled::of(tx).await?.given.get(&id).copied())
}

/// Hands the records of a table that hold today to `each`, in the order in which they came in: the columns
/// that are known of a record, and its cells as the database keeps them.
pub async fn each_held(
    tx: &mut Tx,
    id: TableId,
    mut each: impl FnMut(u64, Vec<Value<'static>>) -> Result<()>,
) -> Result<()> {
    let forms = Forms::of(tx, id).await?;
    let persons = tx.persons().clone();
    let (sql, values) = statements::held(id, Part::Whole);
    tx.each_packed(&sql, &values, |row| {
        let columns = forms.columns(row.int(1)?).unwrap_or_default();
        each(columns, known::cells(&row, id.spec(), &persons)?)
    })
    .await
}

/// All records of a table that hold today, as they came from the database.
pub(crate) async fn rows_of(tx: &mut Tx, id: TableId) -> Result<Vec<Row>> {
    let (sql, values) = statements::held(id, Part::Whole);
    let mut rows = Vec::new();
    tx.each_packed(&sql, &values, |row| {
        rows.push(row);
        Ok(())
    })
    .await?;
    Ok(rows)
}

/// The tables that some import brought, each with the sets of columns of its files.
pub(crate) type Given = HashMap<String, Vec<String>>;

pub(crate) async fn given(tx: &mut Tx) -> Result<Given> {
    let mut given = Given::new();
    for row in tx.rows(&GIVEN, &[]).await? {
        given.entry(row.text(0)?.to_owned()).or_default().push(row.text(1)?.to_owned());
    }
    Ok(given)
}

/// All columns of some sets of them.
pub(crate) fn all_columns(spec: &TableSpec, sets: &[String]) -> Result<u64> {
    sets.iter().try_fold(0, |all, names| Ok(all | columns_named(spec, names)?))
}

/// Where a column of the contract stands in a row that was read.
pub(crate) fn position(id: TableId, column: &str) -> Option<usize> {
    id.spec().position(column).map(|at| at + cells::OWN_COLUMNS)
}

/// What rows are read with.
struct Reader<'a> {
    interner: &'a Interner,
    funds: &'a Funds,
    persons: &'a Persons,
}

impl Reader<'_> {
    /// Appends the rows that hold today, in the order in which they came in.
    async fn read(
        &self,
        tx: &mut Tx,
        data: &mut DataSet,
        mut files: Files,
        part: Part,
    ) -> Result<()> {
        let (sql, values) = statements::held(files.table, part);
        let mut rows: Vec<Row> = Vec::with_capacity(BUFFERED);
        tx.each_packed(&sql, &values, |row| {
            rows.push(row);
            if rows.len() == BUFFERED {
                self.append(data, &mut files, &rows)?;
                rows.clear();
            }
            Ok(())
        })
        .await?;
        self.append(data, &mut files, &rows)
    }

    fn append(&self, data: &mut DataSet, files: &mut Files, rows: &[Row]) -> Result<()> {
        let Reader { interner, funds, persons } = *self;
        for row in rows {
            files.note(data, row.int(1)?);
        }
        data.tables.visit(files.table, cells::Append { rows, files, interner, funds, persons })
    }
}

/// Appends rows of a table that names no persons to a set.
pub(crate) fn append(
    data: &mut DataSet,
    (interner, funds): (&Interner, &Funds),
    (id, forms): (TableId, Forms),
    rows: &[Row],
) -> Result<()> {
    let persons = &Persons::default();
    Reader { interner, funds, persons }.append(data, &mut Files::with(id, forms), rows)
}

/// The files from which the rows of one table are said to come, by their form.
struct Files {
    table: TableId,
    forms: Forms,
    numbers: HashMap<i64, u16>,
}

impl Files {
    async fn of(tx: &mut Tx, table: TableId) -> Result<Files> {
        Ok(Files::with(table, Forms::of(tx, table).await?))
    }

    fn with(table: TableId, forms: Forms) -> Files {
        Files { table, forms, numbers: HashMap::new() }
    }

    fn note(&mut self, data: &mut DataSet, form: i64) {
        let columns = || self.forms.columns(form).unwrap_or_default();
        self.numbers.entry(form).or_insert_with(|| file_with(data, self.table, columns()));
    }

    /// The number of the file of a form that was noted.
    fn number(&self, form: i64) -> u16 {
        self.numbers.get(&form).copied().unwrap_or_default()
    }
}
