//! The statements of one table of the contract, built from its specification.

use domain::records::TableSpec;

use crate::db::Sql;

/// The columns that an insertion fills: those of a record, then those of the contract. The names are
/// quoted, because the contract has words that are SQL's (`from`, `to`).
pub(super) fn inserted(spec: &TableSpec) -> Vec<String> {
    let own = ["import_id", "line"].map(str::to_owned);
    own.into_iter().chain(quoted(spec)).collect()
}

/// The rows that hold today: line, then the columns of the contract, in the order of their coming in.
pub fn select(spec: &TableSpec) -> Sql {
    let (name, columns) = (spec.name, quoted(spec).collect::<Vec<_>>().join(", "));
    Sql::built(format!(
        "SELECT line, {columns} FROM {name} WHERE withdrawn = 0 AND row_id NOT IN \
         (SELECT corrects FROM {name} WHERE corrects IS NOT NULL) ORDER BY row_id"
    ))
}

fn quoted(spec: &TableSpec) -> impl Iterator<Item = String> {
    spec.columns.iter().map(|column| format!("\"{}\"", column.name))
}
