//! Lists searched by words: as they are written, or by pinyin.
//!
//! No index of a database knows how a text is read, and to look through a million rows for a word takes the
//! database as long as all other pages together. So the columns of the long lists that are searched, asked for
//! and put in order stand in memory, each text once, and follow the store: records are only ever added, each
//! with a higher number than all before. A search tells exactly which rows there are, how many, and what they
//! come to; their cells are then read by their numbers.

mod column;
mod index;
mod spoken;

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::RwLock;

use self::index::{Found, Index};
pub use self::spoken::Word;
use crate::db::{Db, Sql, Tx, Value};
use crate::error::{Result, StoreError};
use crate::lists::{self, ALL, List, Query, Rows, Totals};

/// Rows that are asked about at once, where the database must tell whether they fit.
const AT_ONCE: usize = 500;
/// Texts that all words of a question to a short list may be the sound of: databases bound the values of a
/// statement.
const MOST_HEARD: usize = 30_000;

/// The rows of the lists that are kept in memory. Clones share them.
#[derive(Clone, Debug)]
pub struct Finder(Arc<BTreeMap<&'static str, Arc<RwLock<Index>>>>);

impl Default for Finder {
    fn default() -> Finder {
        let kept = ALL.iter().filter(|list| list.memory.is_some());
        let index = |list: &&'static List| (list.name, Arc::new(RwLock::new(Index::of(list))));
        Finder(Arc::new(kept.map(index).collect()))
    }
}

/// The rows of one list as a transaction sees them.
struct Searched<'a> {
    index: &'a Arc<RwLock<Index>>,
    /// The number of the last row that the transaction sees.
    upto: i64,
}

impl Finder {
    /// Reads what there is, so that nobody who searches has to wait for it.
    pub async fn warm(&self, db: &Db) -> Result<()> {
        for list in ALL {
            self.searched(&mut db.read().await?, list).await?;
        }
        Ok(())
    }

    /// A page of rows, as [`lists::rows`].
    pub async fn rows(&self, tx: &mut Tx, list: &'static List, query: &Query) -> Result<Rows> {
        match self.of(tx, list, query).await? {
            None => {
                let query = heard(tx, list, query).await?;
                lists::rows(tx, list, &query).await
            }
            Some(searched) => Ok(searched.rows(tx, list, &query.ahead()).await?.of(query)),
        }
    }

    /// All rows in numbers, as [`lists::totals`].
    pub async fn totals(
        &self,
        tx: &mut Tx,
        list: &'static List,
        query: &Query,
        most: i64,
    ) -> Result<Totals> {
        match self.of(tx, list, query).await? {
            None => {
                let query = heard(tx, list, query).await?;
                lists::totals(tx, list, &query, most).await
            }
            Some(searched) => searched.totals(tx, list, query, most).await,
        }
    }

    /// Both at once.
    pub async fn page(
        &self,
        tx: &mut Tx,
        list: &'static List,
        query: &Query,
        most: i64,
    ) -> Result<(Rows, Totals)> {
        if let Some(searched) = self.of(tx, list, query).await? {
            let (rows, totals) = searched.page(tx, list, &query.ahead(), most).await?;
            return Ok((rows.of(query), totals));
        }
        let query = heard(tx, list, query).await?;
        let rows = lists::rows(tx, list, &query).await?;
        Ok((rows, lists::totals(tx, list, &query, most).await?))
    }

    /// The rows in memory, where words are looked for among them.
    async fn of(
        &self,
        tx: &mut Tx,
        list: &'static List,
        query: &Query,
    ) -> Result<Option<Searched<'_>>> {
        if query.words.is_empty() { Ok(None) } else { self.searched(tx, list).await }
    }

    /// The rows in memory of a list, up to the last that the transaction sees.
    async fn searched(&self, tx: &mut Tx, list: &'static List) -> Result<Option<Searched<'_>>> {
        let Some((index, memory)) = self.0.get(list.name).zip(list.memory) else {
            return Ok(None);
        };
        let highest = format!("SELECT COALESCE(MAX(row_id), 0) FROM {}", memory.table);
        let upto = tx.one(&Sql::built(highest), &[]).await?.int(0)?;
        if !index.read().await.reaches(upto) {
            follow(tx, list, index, upto).await?;
        }
        Ok(Some(Searched { index, upto }))
    }
}

/// Takes in what came into the store since.
async fn follow(tx: &mut Tx, list: &'static List, index: &RwLock<Index>, upto: i64) -> Result<()> {
    let mut index = index.write().await;
    let (statement, seen) = (index.statement(), index.last());
    let values = [Value::from(seen), Value::from(upto)];
    let done = tx.each_packed(&statement, &values, |row| index.add(&row)).await;
    if done.is_err() {
        *index = Index::of(list);
    }
    index.finish();
    done
}

impl Searched<'_> {
    async fn rows(&self, tx: &mut Tx, list: &'static List, query: &Query) -> Result<Rows> {
        let most = query.rows + 1;
        let page = match self.untold(query).await {
            None => self.find(query, most).await?.page,
            Some(rest) => {
                let all = self.find(query, usize::MAX).await?.page;
                sifted(tx, list, &rest, (all, most)).await?
            }
        };
        shown(tx, list, query, &page).await
    }

    async fn totals(
        &self,
        tx: &mut Tx,
        list: &'static List,
        query: &Query,
        most: i64,
    ) -> Result<Totals> {
        let Some(rest) = self.untold(query).await else {
            return told(&self.find(query, 0).await?);
        };
        let whole = Query { after: None, ..query.clone() };
        let all = self.find(&whole, usize::MAX).await?.page;
        let enough = usize::try_from(most).unwrap_or(usize::MAX);
        let fitting = sifted(tx, list, &rest, (all, enough.saturating_add(1))).await?;
        if fitting.len() > enough {
            return Ok(Totals { rows: most, more: true, sums: Vec::new() });
        }
        let sums = self.index.read().await.sums(&fitting);
        told(&Found { rows: fitting.len(), sums, page: fitting })
    }

    async fn page(
        &self,
        tx: &mut Tx,
        list: &'static List,
        query: &Query,
        most: i64,
    ) -> Result<(Rows, Totals)> {
        if self.untold(query).await.is_some() {
            let rows = self.rows(tx, list, query).await?;
            return Ok((rows, self.totals(tx, list, query, most).await?));
        }
        let found = self.find(query, query.rows + 1).await?;
        Ok((shown(tx, list, query, &found.page).await?, told(&found)?))
    }

    /// The question cut down to the tests that only the database can answer, where there are some.
    async fn untold(&self, query: &Query) -> Option<Query> {
        let index = self.index.read().await;
        let mut rest = query.clone();
        rest.tests.retain(|(column, _)| !index.tells(column));
        (!rest.tests.is_empty()).then_some(rest)
    }

    /// Looks through the rows, away from the threads that answer requests: it takes milliseconds.
    async fn find(&self, query: &Query, most: usize) -> Result<Found> {
        let (query, upto) = (query.clone(), self.upto);
        let index = Arc::clone(self.index).read_owned().await;
        let found = tokio::task::spawn_blocking(move || index.find(&query, upto, most)).await;
        found.map_err(|error| StoreError::Row { column: 0, what: error.to_string() })
    }
}

/// Of rows those that fulfil tests, as the database tells, up to so many.
async fn sifted(
    tx: &mut Tx,
    list: &'static List,
    rest: &Query,
    (all, most): (Vec<i64>, usize),
) -> Result<Vec<i64>> {
    let mut fitting = Vec::new();
    for part in all.chunks(AT_ONCE) {
        if fitting.len() >= most {
            break;
        }
        let fits = lists::fitting(tx, list, rest, part).await?;
        fitting.extend(part.iter().copied().filter(|number| fits.contains(number)));
    }
    fitting.truncate(most);
    Ok(fitting)
}

/// The cells of a page; behind it there is one row more where there is another page.
async fn shown(tx: &mut Tx, list: &'static List, query: &Query, page: &[i64]) -> Result<Rows> {
    let here = page.get(..query.rows).unwrap_or(page);
    let rows = lists::numbered(tx, list, query, here).await?;
    let place = |end: Option<(&i64, &Vec<Value<'static>>)>| {
        end.and_then(|(number, cells)| lists::key(list, query, *number, cells))
    };
    let next = place(here.last().zip(rows.last()).filter(|_| here.len() < page.len()));
    let previous = place(here.first().zip(rows.first()).filter(|_| query.after.is_some()));
    Ok(Rows { rows, next, previous })
}

fn told(found: &Found) -> Result<Totals> {
    let large = |_| StoreError::Row { column: 0, what: "sum out of range".to_owned() };
    let sums = found.sums.iter().map(|sum| i64::try_from(*sum).map_err(large));
    Ok(Totals { rows: found.rows as i64, more: false, sums: sums.collect::<Result<_>>()? })
}

/// The question with the texts of a short list of which its words are the sound.
async fn heard(tx: &mut Tx, list: &'static List, query: &Query) -> Result<Query> {
    let (mut query, mut count) = (query.clone(), 0);
    for term in &mut query.words {
        let word = Word::new(&term.written);
        for (sql, texts) in list.spoken.iter().filter(|_| word.is_sound()) {
            let texts = tx.rows(&Sql::new(texts), &[]).await?;
            let texts = texts.iter().filter_map(|row| row.text_or_none(0).transpose());
            let mut of_sound = Vec::new();
            for text in texts {
                let text = text?;
                if word.is_heard_in(text) {
                    of_sound.push(text.to_owned());
                }
            }
            count += of_sound.len();
            if count > MOST_HEARD {
                return Err(StoreError::TooManySounds);
            }
            term.heard.push((*sql, of_sound));
        }
    }
    Ok(query)
}
