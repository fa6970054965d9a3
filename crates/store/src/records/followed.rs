//! Records that stay in memory and follow the store: after an import only what it brought is read.
//!
//! Rows are only ever added to the store, each with a higher number than all before (imports take turns), so
//! what is new are the rows above the highest number that was seen; what they correct goes.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use domain::records::{Table, Visitor};
use domain::{DataSet, Funds, Interner, TableId};

use super::{Files, Given, Part, Reader, cells, given, load, statements};
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::persons::Persons;

/// New rows from which on reading everything again is no slower.
const MANY: usize = 50_000;

/// A record by its table and its row in the set.
pub type At = (TableId, u32);

/// The records that hold, as of the moment at which they were read.
#[derive(Debug)]
pub struct Followed {
    /// The records.
    pub data: Box<DataSet>,
    /// The highest row number seen of each table.
    pub(super) marks: BTreeMap<TableId, i64>,
}

/// What came into the store since.
pub struct News {
    rows: BTreeMap<TableId, Vec<Row>>,
    files: BTreeMap<TableId, Files>,
    given: Given,
    persons: Persons,
}

impl Followed {
    /// Reads all records that hold.
    pub async fn load(tx: &mut Tx, catalogue: &Funds) -> Result<Followed> {
        let data = load(tx, Part::Whole, catalogue).await?;
        let mut marks = BTreeMap::new();
        for id in TableId::ALL {
            marks.insert(*id, tx.one(&statements::highest(*id), &[]).await?.int(0)?);
        }
        Ok(Followed { data, marks })
    }

    /// What came since; nothing where it is so much, or of such a kind, that everything is to be read again.
    pub async fn news(&self, tx: &mut Tx) -> Result<Option<News>> {
        let mut news = News {
            rows: BTreeMap::new(),
            files: BTreeMap::new(),
            given: given(tx).await?,
            persons: tx.persons().clone(),
        };
        let mut count = 0;
        for id in TableId::ALL {
            let mark = self.marks.get(id).copied().unwrap_or_default();
            let rows = tx
                .rows(&statements::after(*id), &[Value::from(mark), Value::from(MANY as i64)])
                .await?;
            if rows.is_empty() {
                continue;
            }
            count += rows.len();
            news.files.insert(*id, Files::of(tx, *id).await?);
            news.rows.insert(*id, rows);
        }
        let known = |name: &String| self.data.given.iter().any(|id| id.spec().name == name);
        let fits = count < MANY
            && !news.rows.contains_key(&TableId::OwnFunds)
            && news.given.keys().all(known);
        Ok(fits.then_some(news))
    }

    /// The records that the news take the place of, or take back.
    pub fn replaced(&self, news: &News) -> Result<Vec<At>> {
        let mut replaced = Vec::new();
        for (id, rows) in &news.rows {
            for row in rows {
                let number = corrects(*id, row)?;
                replaced.extend(number.and_then(|n| self.row(*id, n)).map(|row| (*id, row)));
            }
        }
        Ok(replaced)
    }

    /// The row of the set with this number in the store: rows stand in the order of their numbers.
    fn row(&self, id: TableId, number: i64) -> Option<u32> {
        let number = u32::try_from(number).ok()?;
        let line = |row: usize| self.data.tables.source(id, row).map_or(0, |(_, line)| line);
        let (mut low, mut high) = (0, self.data.tables.rows(id));
        while low < high {
            let middle = low.midpoint(high);
            if line(middle) < number { low = middle + 1 } else { high = middle }
        }
        (low < self.data.tables.rows(id) && line(low) == number).then_some(low as u32)
    }

    /// Takes the news in; the records that they brought.
    pub fn apply(&mut self, mut news: News) -> Result<Vec<At>> {
        let mut gone: BTreeMap<TableId, Vec<usize>> = BTreeMap::new();
        for (id, row) in self.replaced(&news)? {
            gone.entry(id).or_default().push(row as usize);
        }
        for (id, mut rows) in gone {
            rows.sort_unstable();
            rows.dedup();
            self.data.tables.visit(id, Remove(&rows));
        }
        let names = std::mem::take(&mut self.data.names);
        let names = Arc::try_unwrap(names).unwrap_or_else(|shared| (*shared).clone());
        let interner = Interner::from(names);
        let mut added = Vec::new();
        for (id, rows) in std::mem::take(&mut news.rows) {
            let Some(files) = news.files.get_mut(&id) else { continue };
            added.extend(self.append((&interner, &news.persons), (id, files), rows)?);
        }
        self.data.names = interner.finish().into();
        Ok(added)
    }

    fn append(
        &mut self,
        (interner, persons): (&Interner, &Persons),
        (id, files): (TableId, &mut Files),
        rows: Vec<Row>,
    ) -> Result<Vec<At>> {
        if let Some(last) = rows.last() {
            self.marks.insert(id, last.int(0)?);
        }
        let mut replaced = HashSet::new();
        for row in &rows {
            replaced.extend(corrects(id, row)?);
        }
        let mut live = Vec::with_capacity(rows.len());
        for row in rows {
            let holds = row.int(withdrawn_at(id))? == 0 && !replaced.contains(&row.int(0)?);
            live.extend(holds.then_some(row));
        }
        let first = self.data.tables.rows(id) as u32;
        let funds = self.data.funds.clone();
        Reader { interner, funds: &funds, persons }.append(&mut self.data, files, &live)?;
        let columns = self.data.columns_of_all(id);
        self.data.tables.set_present(id, columns);
        Ok((first..self.data.tables.rows(id) as u32).map(|row| (id, row)).collect())
    }
}

struct Remove<'a>(&'a [usize]);

impl Visitor for Remove<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        table.remove(self.0);
    }
}

/// Behind the columns of the contract: what the row corrects, and whether it takes back.
fn corrects(id: TableId, row: &Row) -> Result<Option<i64>> {
    row.int_or_none(cells::OWN_COLUMNS + id.spec().columns.len())
}

fn withdrawn_at(id: TableId) -> usize {
    cells::OWN_COLUMNS + id.spec().columns.len() + 1
}
