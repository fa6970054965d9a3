//! The names under which files, sheets and columns are known, and how texts are compared with them.

use std::collections::HashMap;

use domain::TableId;
use domain::columns::{ColumnKind, ColumnSpec};
use domain::money::{Unit, half_width};
use domain::records::TableSpec;

use crate::unit::{split_stated, split_unit};

/// The column that says where a rejected row stood.
pub(crate) const LINE_HEADER: &str = "_line";
/// The column that says what is wrong with it.
pub(crate) const ERROR_HEADER: &str = "_error";

/// The table that a file or sheet name means: its English or a Chinese name, with or without a year or
/// number behind it (`payments-2019`, `支付2019年`).
pub(crate) fn table_named(stem: &str) -> Option<TableId> {
    let stem = table_key(stem);
    let whole = |name: &str| {
        TableId::ALL.iter().copied().find(|table| {
            let spec = table.spec();
            table_key(spec.name) == name || spec.aliases.iter().any(|a| table_key(a) == name)
        })
    };
    let bare = stem.trim_end_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '-' | '_' | '年' | '月' | ' ')
    });
    whole(&stem).or_else(|| whole(bare))
}

fn table_key(name: &str) -> String {
    name.trim().chars().map(half_width).flat_map(char::to_lowercase).collect()
}

/// The names under which the columns of one table are known.
pub(crate) struct ColumnNames {
    pub(crate) spec: &'static TableSpec,
    by_key: HashMap<String, usize>,
}

impl ColumnNames {
    pub(crate) fn of(spec: &'static TableSpec) -> ColumnNames {
        let names = |(i, c): (usize, &'static ColumnSpec)| {
            c.aliases.iter().chain([&c.name]).map(move |name| (column_key(name), i))
        };
        ColumnNames { spec, by_key: spec.columns.iter().enumerate().flat_map(names).collect() }
    }

    /// The amount, one of `columns`, that a header would mean if what it states as unit were one.
    pub(crate) fn nearly<'h>(&self, header: &'h str, columns: &[usize]) -> Option<&'h str> {
        let (base, stated) = split_stated(header);
        let column = self.by_key.get(&column_key(base)).filter(|c| columns.contains(c))?;
        let kind = self.spec.columns.get(*column)?.kind;
        stated.filter(|_| matches!(kind, ColumnKind::Money | ColumnKind::Balance))
    }

    /// The column that a header means, and the unit that it states.
    pub(crate) fn find(&self, header: &str) -> Option<(usize, Option<Unit>)> {
        let position = |text: &str| self.by_key.get(&column_key(text)).copied();
        if let Some(column) = position(header) {
            return Some((column, None));
        }
        let (base, unit) = split_unit(header);
        let column = position(base).filter(|_| base.len() < header.len())?;
        let fits = match self.spec.columns.get(column)?.kind {
            ColumnKind::Money | ColumnKind::Balance => unit.is_some(),
            // 人数（人）, 得分（分）: the bracket says nothing that the column does not say.
            ColumnKind::Count | ColumnKind::Decimal => unit.is_none(),
            _ => false,
        };
        fits.then_some((column, unit))
    }
}

/// A header for comparing: full-width as half-width, small letters, without spaces, stars and underscores.
fn column_key(header: &str) -> String {
    header
        .chars()
        .map(half_width)
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '_' | '-' | '*' | '★' | '\u{feff}' | '\'' | '"')
        })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn tables_are_known_by_their_names() {
        for (stem, table) in [
            ("payments", Some(TableId::Payments)),
            ("Payments", Some(TableId::Payments)),
            ("支付", Some(TableId::Payments)),
            ("payments-2019", Some(TableId::Payments)),
            ("支付2019年", Some(TableId::Payments)),
            ("monitoring_values", Some(TableId::MonitoringValues)),
            ("指标", Some(TableId::Allotments)),
            ("绩效指标", Some(TableId::Indicators)),
            ("funds", Some(TableId::OwnFunds)),
            ("payments_old", None),
            ("payments (1)", None),
            ("README", None),
            ("2019", None),
        ] {
            assert_eq!(table_named(stem), table, "{stem}");
        }
    }

    #[test]
    fn no_name_means_two_tables() {
        let mut seen = HashMap::new();
        for table in TableId::ALL {
            for name in table.spec().aliases.iter().chain([&table.spec().name]) {
                assert_eq!(seen.insert(table_key(name), table), None, "{name}");
            }
        }
    }

    #[test]
    fn no_header_means_two_columns_of_a_table() {
        for table in TableId::ALL {
            let mut seen = HashMap::new();
            for column in table.spec().columns {
                for name in column.aliases.iter().chain([&column.name]) {
                    let before = seen.insert(column_key(name), column.name);
                    assert_eq!(before, None, "{} of {}", name, table.spec().name);
                }
            }
        }
    }
}
