//! Records that are not in the files, but that rows of the files may name: those of a store into which the
//! files are taken.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{Division, TableId};

/// What is known beside the files.
pub trait Outside: Sync {
    /// Whether it has this table at all.
    fn has_table(&self, table: TableId) -> bool;
    /// Those of some ids that a table has.
    fn ids(&self, table: TableId, wanted: &BTreeSet<&str>) -> HashSet<String>;
    /// The counties whose payments have each of some voucher numbers.
    fn counties(&self, vouchers: &BTreeSet<&str>) -> HashMap<String, Vec<Division>>;
    /// The indicators of some targets: id of the target, name.
    fn indicators(&self, targets: &BTreeSet<&str>) -> HashSet<(String, String)>;
}

/// The files are all there is.
pub(crate) struct Nothing;

impl Outside for Nothing {
    fn has_table(&self, _: TableId) -> bool {
        false
    }

    fn ids(&self, _: TableId, _: &BTreeSet<&str>) -> HashSet<String> {
        HashSet::new()
    }

    fn counties(&self, _: &BTreeSet<&str>) -> HashMap<String, Vec<Division>> {
        HashMap::new()
    }

    fn indicators(&self, _: &BTreeSet<&str>) -> HashSet<(String, String)> {
        HashSet::new()
    }
}
