//! What the store knows of records that rows of a file name.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use domain::{Division, Level, TableId};
use intake::Outside;
use store::Result;
use store::db::Tx;
use store::lookup::{self, Question};
use tokio::runtime::Handle;

use crate::context::Context;
use crate::operations::Done;

/// The store, asked in one transaction from a thread that may wait. A failure is kept for the end: until then
/// nothing is known.
pub(super) struct Known {
    asked: Mutex<Result<Tx>>,
    runtime: Handle,
    tables: BTreeSet<TableId>,
    counties: Vec<String>,
}

impl Known {
    pub(super) async fn new(context: &Context, mut tx: Tx) -> Done<Known> {
        let tables = lookup::tables(&mut tx).await?;
        let counties = context.divisions().iter().filter(|entry| entry.level == Level::County);
        let counties = counties.map(|entry| entry.division.to_string()).collect();
        Ok(Known { asked: Mutex::new(Ok(tx)), runtime: Handle::current(), tables, counties })
    }

    /// The transaction, or why the store could not be asked.
    pub(super) fn ended(self) -> Result<Tx> {
        self.asked.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, question: Question<'_>, wanted: &BTreeSet<&str>) -> Vec<Vec<String>> {
        self.unless_failed(async |tx| lookup::texts(tx, question, wanted).await)
    }

    fn unless_failed<T: Default>(&self, ask: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> T {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(tx) = asked.as_mut() else { return T::default() };
        match self.runtime.block_on(ask(tx)) {
            Ok(found) => found,
            Err(error) => {
                *asked = Err(error);
                T::default()
            }
        }
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
        let asked =
            self.unless_failed(async |tx| lookup::payers(tx, &self.counties, vouchers).await);
        let mut found: HashMap<String, Vec<Division>> = HashMap::new();
        for (county, voucher) in asked {
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
