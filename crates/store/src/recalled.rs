//! What hangs on the last import alone: which tables came with which columns, which of them have rows, the
//! short tables that every verdict reads whole. Each process keeps it in memory.
//!
//! One rule says how long it holds: as long as the last import that a transaction sees is the one as of which it
//! was read. Rows of the contract, their forms and files are written by imports only, which take turns and leave
//! an import with a higher number each, whichever process brings them. Only transactions that do nothing but read
//! are served, and they see one state from their first statement to their last: what another may have written
//! and not made lasting is never kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use domain::records::neighbourhood::WHOLE;
use domain::{DataSet, Funds, Interner, TableId};

use crate::db::{Row, Sql, Tx};
use crate::error::Result;
use crate::records::{self, Forms, forms_of_all, given};
use crate::targets::Covered;

const LAST: Sql = Sql::new("SELECT import_id, at FROM imports ORDER BY import_id DESC LIMIT 1");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&LAST];

/// The number and the moment of an import; none where no import came yet.
type Import = Option<(i64, String)>;

/// What is known as of one import.
pub(crate) struct Recalled {
    as_of: Import,
    /// The columns under which each table came.
    pub(crate) given: BTreeMap<TableId, u64>,
    forms: BTreeMap<TableId, Forms>,
    /// The tables that have any row.
    pub(crate) filled: BTreeSet<TableId>,
    /// The rows of the tables that are read whole ([`WHOLE`]).
    whole: BTreeMap<TableId, Vec<Row>>,
    /// A catalogue, and the same with the funds that were imported.
    funds: Mutex<Option<(Funds, Funds)>>,
    /// How many projects have an approved target, as of a day.
    covered: Mutex<Option<(String, Arc<[Covered]>)>>,
}

/// What a process keeps.
#[derive(Clone, Default)]
pub(crate) struct Keeper(Arc<Mutex<Option<Arc<Recalled>>>>);

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keeper")
    }
}

impl Keeper {
    fn kept(&self) -> Option<Arc<Recalled>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, recalled: &Arc<Recalled>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(recalled.clone());
    }
}

impl Recalled {
    /// As a transaction sees it, kept or read now.
    pub(crate) async fn of(tx: &mut Tx) -> Result<Arc<Recalled>> {
        match Recalled::kept(tx).await? {
            Some(recalled) => Ok(recalled),
            None => Ok(Arc::new(Recalled::read(tx, None).await?)),
        }
    }

    /// The same of a transaction that only reads; none of one that may write, for which a question of its own
    /// may be shorter.
    pub(crate) async fn kept(tx: &mut Tx) -> Result<Option<Arc<Recalled>>> {
        let Some(keeper) = tx.keeper().cloned() else { return Ok(None) };
        if let Some(seen) = tx.seen() {
            return Ok(Some(seen.clone()));
        }
        let last = match tx.row(&LAST, &[]).await? {
            Some(row) => Some((row.int(0)?, row.text(1)?.to_owned())),
            None => None,
        };
        let recalled = match keeper.kept().filter(|kept| kept.as_of == last) {
            Some(kept) => kept,
            None => Arc::new(Recalled::read(tx, last).await?),
        };
        keeper.keep(&recalled);
        tx.see(recalled.clone());
        Ok(Some(recalled))
    }

    async fn read(tx: &mut Tx, as_of: Import) -> Result<Recalled> {
        let named = given(tx).await?;
        let forms = forms_of_all(tx).await?;
        let filled: BTreeSet<TableId> = records::ask_filled(tx).await?.into_iter().collect();
        let (mut given, mut whole) = (BTreeMap::new(), BTreeMap::new());
        for id in TableId::ALL {
            let Some(sets) = named.get(id.spec().name) else { continue };
            given.insert(*id, records::all_columns(id.spec(), sets)?);
            if filled.contains(id) && WHOLE.contains(id) {
                whole.insert(*id, records::rows_of(tx, *id).await?);
            }
        }
        Ok(Recalled {
            as_of,
            given,
            forms,
            filled,
            whole,
            funds: Mutex::default(),
            covered: Mutex::default(),
        })
    }

    /// The forms of a table.
    pub(crate) fn forms(&self, id: TableId) -> Forms {
        self.forms.get(&id).cloned().unwrap_or_else(|| Forms::none(id.spec()))
    }

    /// The rows of a table that is read whole; none of others.
    pub(crate) fn rows(&self, id: TableId) -> Option<&[Row]> {
        WHOLE.contains(&id).then(|| self.whole.get(&id).map_or(&[][..], Vec::as_slice))
    }

    /// A catalogue with the funds that were imported.
    pub(crate) fn funds(&self, catalogue: &Funds) -> Result<Funds> {
        let own = self.rows(TableId::OwnFunds).unwrap_or_default();
        if own.is_empty() {
            return Ok(catalogue.clone());
        }
        let mut kept = self.funds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, funds)) = kept.as_ref().filter(|(of, _)| of.is_same(catalogue)) {
            return Ok(funds.clone());
        }
        let (names, mut data, mut funds) =
            (Interner::new(), Box::<DataSet>::default(), catalogue.clone());
        records::append(
            &mut data,
            (&names, catalogue),
            (TableId::OwnFunds, self.forms(TableId::OwnFunds)),
            own,
        )?;
        data.tables.own_funds.add_to(&mut funds, &names.finish());
        *kept = Some((catalogue.clone(), funds.clone()));
        Ok(funds)
    }

    /// How many projects have an approved target as of a day, where that is known.
    pub(crate) fn covered(&self, day: &str) -> Option<Arc<[Covered]>> {
        let kept = self.covered.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(of, _)| of == day).map(|(_, covered)| covered.clone())
    }

    /// Keeps it.
    pub(crate) fn cover(&self, day: &str, covered: Arc<[Covered]>) {
        let mut kept = self.covered.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((day.to_owned(), covered));
    }
}
