//! The rows of a situation become tables of a data set.

use domain::columns::ColumnSpec;
use domain::records::{SourceFile, Table, Visitor};
use domain::refusal::Refusal;
use domain::{DataSet, Interner, Lang, TableId};

use super::cells::{Ground, remedy};
use super::lines::{Draft, Row};
use crate::pack::Text;
use crate::pack::error::Log;
use crate::pack::source::Source;

/// A data set of the rows of a situation. It has the tables and columns that are written, and no others.
pub(crate) fn data_set(
    draft: &Draft,
    funds: &domain::Funds,
    divisions: &domain::Divisions,
    source: &Source,
    log: &Log,
) -> DataSet {
    let mut data = DataSet { funds: funds.clone(), ..DataSet::default() };
    let names = Interner::new();
    let ground = Ground { names: &names, funds, divisions };
    for (table, columns) in &draft.tables {
        data.given.push(*table);
        let position = u16::try_from(data.files.len()).unwrap_or(u16::MAX);
        let name = source.file.to_string();
        data.files.push(SourceFile { table: *table, name, columns: *columns });
        let rows: Vec<&Row> = draft.rows.iter().filter(|row| row.table == *table).collect();
        let fill = Fill { rows: &rows, file: position, columns: *columns, ground, source, log };
        data.tables.visit(*table, fill);
    }
    data.names = names.finish().into();
    data
}

/// Fills one table.
struct Fill<'f> {
    rows: &'f [&'f Row<'f>],
    /// The position among the set's files.
    file: u16,
    /// Bit set of the columns that are written.
    columns: u64,
    ground: Ground<'f>,
    source: &'f Source<'f>,
    log: &'f Log,
}

impl Visitor for Fill<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        table.set_present(self.columns);
        for row in self.rows {
            for (i, (column, spec)) in
                table.columns_mut().iter_mut().zip(T::SPEC.columns).enumerate()
            {
                let cell = row.cells.iter().find(|(position, _)| *position == i);
                let text = cell.map_or("", |(_, token)| token.text);
                if let Err(refusal) = self.ground.push(column, spec, text) {
                    self.refuse(spec, cell.map_or(row.at, |(_, token)| token.at), text, refusal);
                }
            }
            table.sources_mut().push(self.file, self.source.place(row.at).line);
        }
    }
}

impl Fill<'_> {
    fn refuse(&self, spec: &ColumnSpec, at: usize, text: &str, refusal: Refusal) {
        let header = spec.aliases.first().copied().unwrap_or(spec.name);
        let message = Text::new(
            format!("“{header}”列不能是 {text:?}：{}", refusal.sentence(Lang::Zh)),
            format!("the column {} cannot be {text:?}: {}", spec.name, refusal.sentence(Lang::En)),
        );
        self.log.hint(self.source.place(at), message, remedy(spec, text, self.ground));
    }
}

/// The table known under this name.
pub(crate) fn table_of(name: &str) -> Option<TableId> {
    let known = |id: &&TableId| {
        let spec = id.spec();
        spec.name == name || spec.aliases.contains(&name)
    };
    // A set's own funds belong into the catalogue of the pack.
    TableId::ALL.iter().filter(|id| **id != TableId::OwnFunds).find(known).copied()
}

/// The names of the tables, the usual Chinese one first.
pub(crate) fn table_names() -> impl Iterator<Item = &'static str> {
    let specs = TableId::ALL.iter().filter(|id| **id != TableId::OwnFunds).map(|id| id.spec());
    specs.flat_map(|spec| spec.aliases.first().copied().into_iter().chain([spec.name]))
}

/// The position of a column known under this name.
pub(crate) fn column_of(table: TableId, name: &str) -> Option<usize> {
    let known = |column: &ColumnSpec| column.name == name || column.aliases.contains(&name);
    table.spec().columns.iter().position(known)
}
