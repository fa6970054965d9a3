//! The records of money of one place, with those that they name: the columns that the ledger reads, and no
//! others.

use std::collections::{BTreeMap, BTreeSet};

use domain::records::{SourceFile, Table};
use domain::{
    DataSet, Day, Division, Divisions, Fund, FundClass, FundId, Funds, Interner, Level, Month,
    TableId,
};

use super::Place;
use crate::db::{Row, Sql, Tx, Value};
use crate::error::{Result, StoreError};
use crate::lookup::{self, AT_ONCE, marks};
use crate::records::Forms;

/// Which payments are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Window {
    /// All.
    Always,
    /// Those of a month, and those that its refunds take back.
    Month(Month),
}

/// Records of money, and the numbers of their rows.
#[derive(Debug, Default)]
pub(super) struct Books {
    pub(super) data: DataSet,
    /// Numbers of the rows of each table, in the order of the set.
    pub(super) numbers: BTreeMap<TableId, Vec<i64>>,
}

const ALLOTMENT: &str = "r.row_id, r.form_id, r.id, r.kind, r.\"from\", r.\"to\", r.parent, r.fund, \
     r.fiscal_year, r.amount, r.issued_on, r.received_on, r.approved_on";
const FUNDING: &str = "r.row_id, r.project, r.allotment, r.amount, r.allotted_on";
const PAYMENT: &str = "r.row_id, r.voucher_no, r.county, r.fiscal_year, r.paid_on, r.project, \
     r.allotment, r.fund, r.amount, r.kind, r.original_voucher";

/// Money given to projects out of allotments that are not there.
pub(super) const ORPHANS: Sql = Sql::new(
    "SELECT r.row_id, r.project, r.allotment, r.amount, r.allotted_on FROM fundings AS r \
     WHERE r.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM fundings AS l WHERE l.corrects = r.row_id) \
     AND NOT EXISTS (SELECT 1 FROM allotments AS a WHERE a.id = r.allotment AND a.withdrawn = 0 \
     AND NOT EXISTS (SELECT 1 FROM allotments AS l WHERE l.corrects = a.row_id)) ORDER BY r.row_id",
);

/// Rows of one table by their numbers, so that each is there once and all are in the order of coming in.
type Rows = BTreeMap<i64, Row>;

impl Books {
    /// Reads the records of a place.
    pub(super) async fn of(
        tx: &mut Tx,
        divisions: &Divisions,
        place: Place,
        window: Window,
    ) -> Result<Books> {
        let given = lookup::tables(tx).await?;
        let found = match place {
            Some(division) => Found::of(tx, &codes(divisions, division), window).await?,
            None => {
                Found { fundings: collected(tx.rows(&ORPHANS, &[]).await?)?, ..Found::default() }
            }
        };
        let forms = Forms::of(tx, TableId::Allotments).await?;
        let mut maker = Maker { names: Interner::new(), books: Books::default(), forms };
        maker.books.data.given = given.into_iter().collect();
        maker.allotments(&found.allotments)?;
        maker.fundings(&found.fundings)?;
        maker.payments(&found.payments)?;
        Ok(maker.finish())
    }
}

/// All codes that a division had.
fn codes(divisions: &Divisions, division: Division) -> Vec<String> {
    let old = divisions.iter().map(|entry| entry.division);
    let old = old.filter(|old| divisions.canonical(*old) == division);
    let all: BTreeSet<Division> = old.chain([division]).collect();
    all.iter().map(ToString::to_string).collect()
}

/// The rows that were found.
#[derive(Default)]
struct Found {
    allotments: Rows,
    fundings: Rows,
    payments: Rows,
}

impl Found {
    async fn of(tx: &mut Tx, codes: &[String], window: Window) -> Result<Found> {
        let places = || codes.iter().map(|code| Value::from(code.as_str()));
        let first = marks(1, codes.len());
        let second = marks(codes.len() + 1, codes.len());
        let by_place = format!("(r.\"to\" IN ({first}) OR r.\"from\" IN ({second}))");
        let values: Vec<Value<'_>> = places().chain(places()).collect();
        let allotments = rows(tx, TableId::Allotments, ALLOTMENT, &by_place, &values).await?;
        let by_allotment = format!(
            "r.allotment IN (SELECT a.id FROM allotments AS a WHERE a.\"to\" IN ({first}))"
        );
        let values: Vec<Value<'_>> = places().collect();
        let fundings = rows(tx, TableId::Fundings, FUNDING, &by_allotment, &values).await?;
        let payments = payments(tx, codes, window).await?;
        let mut found = Found { allotments, fundings, payments };
        found.named(tx).await?;
        Ok(found)
    }

    /// Adds the allotments that rows name.
    async fn named(&mut self, tx: &mut Tx) -> Result<()> {
        let mut named = BTreeSet::new();
        let columns = [(&self.allotments, 6), (&self.fundings, 2), (&self.payments, 6)];
        for (rows, column) in columns {
            for row in rows.values() {
                if let Some(id) = row.text_or_none(column)? {
                    named.insert(id.to_owned());
                }
            }
        }
        let more = by_texts(tx, TableId::Allotments, ALLOTMENT, "r.id", &named).await?;
        self.allotments.extend(more);
        Ok(())
    }
}

async fn payments(tx: &mut Tx, codes: &[String], window: Window) -> Result<Rows> {
    let mut values: Vec<Value<'_>> = codes.iter().map(|code| Value::from(code.as_str())).collect();
    let county = format!("r.county IN ({})", marks(1, codes.len()));
    let Window::Month(month) = window else {
        return rows(tx, TableId::Payments, PAYMENT, &county, &values).await;
    };
    let (Some(first), Some(last)) = (month.first_day(), month.last_day()) else {
        return Ok(Rows::new());
    };
    let bounds = [first, last].map(|day| Value::from(day.to_string()));
    values.extend(bounds);
    let (from, to) = (values.len() - 1, values.len());
    let of_month = format!("{county} AND r.paid_on >= ${from} AND r.paid_on <= ${to}");
    let mut found = rows(tx, TableId::Payments, PAYMENT, &of_month, &values).await?;
    let mut taken_back = BTreeSet::new();
    for row in found.values() {
        taken_back.extend(row.text_or_none(10)?.filter(|text| !text.is_empty()).map(str::to_owned));
    }
    let originals = by_texts(tx, TableId::Payments, PAYMENT, "r.voucher_no", &taken_back).await?;
    for (number, row) in originals {
        if codes.iter().any(|code| row.text(2).is_ok_and(|county| county == code)) {
            found.insert(number, row);
        }
    }
    Ok(found)
}

/// The rows that hold today and have one of these texts in a column.
async fn by_texts(
    tx: &mut Tx,
    id: TableId,
    columns: &str,
    column: &str,
    texts: &BTreeSet<String>,
) -> Result<Rows> {
    let (texts, mut found) = (texts.iter().collect::<Vec<_>>(), Rows::new());
    for part in texts.chunks(AT_ONCE) {
        let among = format!("{column} IN ({})", marks(1, part.len()));
        let values: Vec<Value<'_>> = part.iter().map(|text| Value::from(text.as_str())).collect();
        found.extend(rows(tx, id, columns, &among, &values).await?);
    }
    Ok(found)
}

/// The rows that hold today and fulfil a condition.
async fn rows(
    tx: &mut Tx,
    id: TableId,
    columns: &str,
    condition: &str,
    values: &[Value<'_>],
) -> Result<Rows> {
    let name = id.spec().name;
    let sql = Sql::built(format!(
        "SELECT {columns} FROM {name} AS r WHERE {condition} AND r.withdrawn = 0 AND NOT EXISTS \
         (SELECT 1 FROM {name} AS l WHERE l.corrects = r.row_id)"
    ));
    collected(tx.rows(&sql, values).await?)
}

fn collected(rows: Vec<Row>) -> Result<Rows> {
    rows.into_iter().map(|row| Ok((row.int(0)?, row))).collect()
}

/// Puts rows into columns.
struct Maker {
    names: Interner,
    books: Books,
    forms: Forms,
}

impl Maker {
    fn finish(mut self) -> Books {
        self.books.data.names = self.names.finish().into();
        self.books
    }

    fn fund(&mut self, code: Option<&str>) -> Option<FundId> {
        code.and_then(|code| fund(&mut self.books.data.funds, code))
    }

    fn allotments(&mut self, rows: &Rows) -> Result<()> {
        let words = spec_of("kind", TableId::Allotments);
        for row in rows.values() {
            let fund = self.fund(row.text_or_none(7)?);
            let file = self.file(row.int(1)?);
            let names = &self.names;
            let name = |column| {
                Ok::<_, StoreError>(names.intern(row.text_or_none(column)?.unwrap_or_default()))
            };
            let table = &mut self.books.data.tables.allotments;
            table.id.push(name(2)?);
            table.kind.push(choice(words, row.text_or_none(3)?));
            table.from.push(division(row, 4)?);
            table.to.push(division(row, 5)?);
            table.parent.push(name(6)?);
            table.fund.push(fund);
            table.fiscal_year.push(year(row, 8)?);
            table.amount.push(row.int_or_none(9)?.map(domain::Fen));
            table.issued_on.push(day(row, 10)?);
            table.received_on.push(day(row, 11)?);
            table.approved_on.push(day(row, 12)?);
            table.sources_mut().push(file, 0);
            self.note(TableId::Allotments, row)?;
        }
        Ok(())
    }

    /// The file of rows with a form: there is one for each, since files differ in what they say.
    fn file(&mut self, form: i64) -> u16 {
        let columns = self.forms.columns(form).unwrap_or_default();
        let files = &mut self.books.data.files;
        let known = files.iter().position(|file| file.columns == columns);
        let at = known.unwrap_or_else(|| {
            let table = TableId::Allotments;
            files.push(SourceFile { table, name: String::new(), columns });
            files.len() - 1
        });
        at as u16
    }

    fn fundings(&mut self, rows: &Rows) -> Result<()> {
        for row in rows.values() {
            let names = &self.names;
            let table = &mut self.books.data.tables.fundings;
            table.project.push(names.intern(row.text(1)?));
            table.allotment.push(names.intern(row.text(2)?));
            table.amount.push(row.int_or_none(3)?.map(domain::Fen));
            table.allotted_on.push(day(row, 4)?);
            self.note(TableId::Fundings, row)?;
        }
        Ok(())
    }

    fn payments(&mut self, rows: &Rows) -> Result<()> {
        let words = spec_of("kind", TableId::Payments);
        for row in rows.values() {
            let fund = self.fund(row.text_or_none(7)?);
            let names = &self.names;
            let name = |column| {
                Ok::<_, StoreError>(names.intern(row.text_or_none(column)?.unwrap_or_default()))
            };
            let table = &mut self.books.data.tables.payments;
            let long = |column| move |_| StoreError::Row { column, what: "too long".to_owned() };
            table.voucher_no.push(row.text(1)?).map_err(long(1))?;
            table.county.push(division(row, 2)?);
            table.fiscal_year.push(year(row, 3)?);
            table.paid_on.push(day(row, 4)?);
            table.project.push(name(5)?);
            table.allotment.push(name(6)?);
            table.fund.push(fund);
            table.amount.push(row.int_or_none(8)?.map(domain::Fen));
            table.kind.push(choice(words, row.text_or_none(9)?));
            let original = row.text_or_none(10)?.unwrap_or_default();
            table.original_voucher.push(original).map_err(long(10))?;
            self.note(TableId::Payments, row)?;
        }
        Ok(())
    }

    fn note(&mut self, id: TableId, row: &Row) -> Result<()> {
        self.books.numbers.entry(id).or_default().push(row.int(0)?);
        Ok(())
    }
}

/// A fund by its code; the ledger needs no more of it.
fn fund(funds: &mut Funds, code: &str) -> Option<FundId> {
    funds.resolve(code).or_else(|| {
        funds.add(Fund {
            code: code.to_owned(),
            name: code.to_owned(),
            aliases: Vec::new(),
            class: FundClass::Other,
            source_level: Level::Centre,
            office: None,
            valid_from: None,
            valid_to: None,
            own: false,
        })
    })
}

fn spec_of(column: &str, id: TableId) -> Option<&'static domain::columns::ColumnSpec> {
    id.spec().columns.iter().find(|spec| spec.name == column)
}

fn choice(spec: Option<&domain::columns::ColumnSpec>, word: Option<&str>) -> domain::Choice {
    spec.zip(word).and_then(|(spec, word)| spec.choice(word)).unwrap_or(domain::Choice::EMPTY)
}

fn division(row: &Row, column: usize) -> Result<Option<Division>> {
    let text = row.text_or_none(column)?;
    Ok(text.and_then(|text| text.parse().ok()).and_then(Division::from_code))
}

fn day(row: &Row, column: usize) -> Result<Option<Day>> {
    Ok(row.text_or_none(column)?.and_then(|text| Day::parse(text).ok()))
}

fn year(row: &Row, column: usize) -> Result<Option<u16>> {
    Ok(row.int_or_none(column)?.and_then(|year| u16::try_from(year).ok()))
}
