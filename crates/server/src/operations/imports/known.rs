//! What the store knows of records that rows of a file name.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Mutex;

use domain::{Division, Level, TableId};
use intake::Outside;
use store::lookup::{self, Question};
use store::{Db, StoreError};
use tokio::runtime::Handle;

use crate::context::Context;
use crate::operations::Done;

/// The store, asked from a thread that may wait. A failure is kept for the end: until then nothing is known.
pub(super) struct Known {
    db: Db,
    runtime: Handle,
    tables: BTreeSet<TableId>,
    counties: Vec<String>,
    failure: Mutex<Option<StoreError>>,
}

impl Known {
    pub(super) async fn new(context: &Context) -> Done<Known> {
        let tables = lookup::tables(&mut context.db.read().await?).await?;
        let counties = context.divisions().iter().filter(|entry| entry.level == Level::County);
        let counties = counties.map(|entry| entry.division.to_string()).collect();
        let (db, runtime) = (context.db.clone(), Handle::current());
        Ok(Known { db, runtime, tables, counties, failure: Mutex::new(None) })
    }

    /// Why the store could not be asked, if it could not.
    pub(super) fn failure(&self) -> Option<StoreError> {
        self.failure.lock().ok().and_then(|mut failure| failure.take())
    }

    fn ask(&self, question: Question<'_>, wanted: &BTreeSet<&str>) -> Vec<Vec<String>> {
        let asked = self
            .runtime
            .block_on(async { lookup::texts(&mut self.db.read().await?, question, wanted).await });
        self.unless_failed(asked)
    }

    fn unless_failed<T: Default>(&self, asked: store::Result<T>) -> T {
        asked.unwrap_or_else(|error| {
            if let Ok(mut failure) = self.failure.lock() {
                *failure = Some(error);
            }
            T::default()
        })
    }
}

impl Outside for Known {
    fn has_table(&self, table: TableId) -> bool {
        self.tables.contains(&table)
    }

    fn ids(&self, table: TableId, wanted: &BTreeSet<&str>) -> HashSet<String> {
        let question = Question { table, by: "id", give: &["id"] };
        self.ask(question, wanted).into_iter().flatten().collect()
    }

    fn counties(&self, vouchers: &BTreeSet<&str>) -> HashMap<String, Vec<Division>> {
        let asked = self.runtime.block_on(async {
            lookup::payers(&mut self.db.read().await?, &self.counties, vouchers).await
        });
        let mut found: HashMap<String, Vec<Division>> = HashMap::new();
        for (county, voucher) in self.unless_failed(asked) {
            let county = county.parse().ok().and_then(Division::from_code);
            found.entry(voucher).or_default().extend(county);
        }
        found
    }

    fn indicators(&self, targets: &BTreeSet<&str>) -> HashSet<(String, String)> {
        let table = TableId::Indicators;
        let question = Question { table, by: "target", give: &["target", "name"] };
        let pair = |cells: Vec<String>| <[String; 2]>::try_from(cells).ok().map(Into::into);
        self.ask(question, targets).into_iter().filter_map(pair).collect()
    }
}
