//! Headers: which column of a file is which column of the contract.

use std::collections::HashMap;
use std::sync::Arc;

use domain::columns::{ColumnKind, ColumnSpec};
use domain::money::{Unit, half_width};
use domain::records::TableSpec;

use crate::mapping::{DateFormat, TableMapping};

/// How the cells of one column of the contract are come by.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    /// Position in the table's specification.
    pub(crate) column: usize,
    pub(crate) origin: Origin,
    pub(crate) unit: Unit,
    /// Words of the file → words of the contract.
    pub(crate) words: Option<Arc<HashMap<String, String>>>,
    pub(crate) date_format: Option<DateFormat>,
}

/// Where the cells of a column come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Position in the record.
    Cell(usize),
    /// The same text in every row.
    Constant(String),
}

/// How the records of one file become rows of one table.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) spec: &'static TableSpec,
    pub(crate) bindings: Vec<Binding>,
    /// The headers as the file writes them.
    pub(crate) headers: Vec<String>,
    /// Headers of columns that the contract does not know.
    pub(crate) unknown: Vec<String>,
}

/// Why no plan could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HeaderFault {
    /// Required columns that are not there, by their positions.
    Missing(Vec<usize>),
    /// Two headers mean the same column.
    Twice { column: &'static str, headers: [String; 2] },
}

impl Plan {
    /// Matches headers with columns; a mapping goes before the names of the contract.
    pub(crate) fn new(
        names: &ColumnNames,
        headers: &[String],
        mapping: Option<&TableMapping>,
    ) -> Result<Plan, HeaderFault> {
        let spec = names.spec;
        let mut headers = headers.to_vec();
        while headers.last().is_some_and(String::is_empty) {
            headers.pop();
        }
        let mut plan =
            Plan { spec, bindings: Vec::new(), headers: Vec::new(), unknown: Vec::new() };
        if let Some(mapping) = mapping {
            plan.bind_mapped(&headers, mapping)?;
        }
        let mapped: Vec<usize> = plan.bindings.iter().map(|b| b.column).collect();
        for (position, header) in headers.iter().enumerate() {
            if plan.bindings.iter().any(|b| b.origin == Origin::Cell(position)) {
                continue;
            }
            match names.find(header) {
                Some((column, unit)) if !mapped.contains(&column) => {
                    plan.bind(&headers, Binding::cell(column, position, unit))?;
                }
                _ if header.is_empty() => {}
                _ => plan.unknown.push(header.clone()),
            }
        }
        if let Some(mapping) = mapping {
            plan.finish_mapped(mapping);
        }
        plan.headers = headers;
        plan.check_required()
    }

    fn bind(&mut self, headers: &[String], binding: Binding) -> Result<(), HeaderFault> {
        let header = |origin: &Origin| match origin {
            Origin::Cell(position) => headers.get(*position).cloned().unwrap_or_default(),
            Origin::Constant(text) => text.clone(),
        };
        if let Some(first) = self.bindings.iter().find(|b| b.column == binding.column) {
            let column = self.spec.columns.get(binding.column).map_or("", |c| c.name);
            return Err(HeaderFault::Twice {
                column,
                headers: [header(&first.origin), header(&binding.origin)],
            });
        }
        self.bindings.push(binding);
        Ok(())
    }

    /// Binds the source columns that the mapping names.
    fn bind_mapped(
        &mut self,
        headers: &[String],
        mapping: &TableMapping,
    ) -> Result<(), HeaderFault> {
        for (position, header) in headers.iter().enumerate() {
            let (base, unit) = split_unit(header);
            let fields = mapping.fields_of(header).or_else(|| mapping.fields_of(base));
            for field in fields.unwrap_or_default() {
                let unit = mapping.units.get(field).copied().or(unit).unwrap_or_default();
                self.bind(headers, Binding::cell(*field, position, Some(unit)))?;
            }
        }
        Ok(())
    }

    /// Adds constants, and what the mapping says of columns found under their usual names.
    fn finish_mapped(&mut self, mapping: &TableMapping) {
        for (column, text) in &mapping.constants {
            if !self.bindings.iter().any(|b| b.column == *column) {
                let binding = Binding::cell(*column, 0, None);
                self.bindings.push(Binding { origin: Origin::Constant(text.clone()), ..binding });
            }
        }
        for binding in &mut self.bindings {
            let column = binding.column;
            binding.unit = mapping.units.get(&column).copied().unwrap_or(binding.unit);
            binding.words = mapping.words.get(&column).cloned();
            binding.date_format = mapping.dates.get(&column).cloned();
        }
    }

    fn check_required(mut self) -> Result<Plan, HeaderFault> {
        let bound = |column: usize| self.bindings.iter().any(|b| b.column == column);
        let columns = self.spec.columns.iter().enumerate();
        let missing: Vec<usize> =
            columns.filter(|(i, c)| c.required && !bound(*i)).map(|(i, _)| i).collect();
        if !missing.is_empty() {
            return Err(HeaderFault::Missing(missing));
        }
        // Divisions last: they are judged on the row's day, which other columns tell.
        let is_division = |b: &Binding| {
            self.spec.columns.get(b.column).is_some_and(|c| c.kind == ColumnKind::Division)
        };
        self.bindings.sort_by_key(|b| (is_division(b), b.column));
        Ok(self)
    }

    /// What the contract says of a bound column.
    pub(crate) fn column(&self, binding: &Binding) -> Option<&'static ColumnSpec> {
        self.spec.columns.get(binding.column)
    }

    /// Bit set of the columns that the file has.
    pub(crate) fn present(&self) -> u64 {
        self.bindings.iter().fold(0, |bits, b| bits | 1_u64 << b.column)
    }

    /// Which column of the contract stands at a position of the record.
    pub(crate) fn column_at(&self, position: usize) -> Option<&'static ColumnSpec> {
        let binding = self.bindings.iter().find(|b| b.origin == Origin::Cell(position))?;
        self.column(binding)
    }
}

impl Binding {
    fn cell(column: usize, position: usize, unit: Option<Unit>) -> Binding {
        let unit = unit.unwrap_or_default();
        Binding { column, origin: Origin::Cell(position), unit, words: None, date_format: None }
    }
}

/// The names under which the columns of one table are known.
pub(crate) struct ColumnNames {
    spec: &'static TableSpec,
    by_key: HashMap<String, usize>,
}

impl ColumnNames {
    pub(crate) fn of(spec: &'static TableSpec) -> ColumnNames {
        let names = |(i, c): (usize, &'static ColumnSpec)| {
            c.aliases.iter().chain([&c.name]).map(move |name| (key(name), i))
        };
        ColumnNames { spec, by_key: spec.columns.iter().enumerate().flat_map(names).collect() }
    }

    /// The column that a header means, and the unit that it states.
    fn find(&self, header: &str) -> Option<(usize, Option<Unit>)> {
        let position = |text: &str| self.by_key.get(&key(text)).copied();
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

    /// How many of the headers are columns of the table or of its mapping.
    pub(crate) fn count_known(&self, headers: &[String], mapping: Option<&TableMapping>) -> usize {
        let mapped = |header: &str| mapping.is_some_and(|m| m.fields_of(header).is_some());
        let known = |h: &&String| self.find(h).is_some() || mapped(h) || mapped(split_unit(h).0);
        headers.iter().filter(known).count()
    }
}

/// A header for comparing: full-width as half-width, small letters, without spaces, stars and underscores.
fn key(header: &str) -> String {
    header
        .chars()
        .map(half_width)
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '_' | '-' | '*' | '★' | '\u{feff}' | '\'' | '"')
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// `金额（万元）` → `金额`, 万元; `amount_wan` → `amount`, 万元; a bracket that is no unit is taken off too.
fn split_unit(header: &str) -> (&str, Option<Unit>) {
    let header = header.trim().trim_end_matches(['*', '★']).trim_end();
    if let Some(inner) = header.strip_suffix([')', '）'])
        && let Some((base, inner)) = inner.rsplit_once(['(', '（'])
    {
        return (base, unit_of(inner));
    }
    let lower = header.to_ascii_lowercase();
    for (suffix, unit) in [("_wan", Unit::Wan), ("_yi", Unit::Yi), ("_yuan", Unit::Yuan)] {
        if lower.ends_with(suffix) {
            return (&header[..header.len() - suffix.len()], Some(unit));
        }
    }
    (header, None)
}

/// The unit that a word means.
pub(crate) fn unit_of(text: &str) -> Option<Unit> {
    let text = text.trim().trim_start_matches("单位").trim_start_matches([':', '：']).trim();
    match text {
        "元" | "人民币元" | "yuan" => Some(Unit::Yuan),
        "万元" | "万" | "wan" | "人民币万元" => Some(Unit::Wan),
        "亿元" | "亿" | "yi" => Some(Unit::Yi),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::TableId;

    fn plan(table: TableId, headers: &str) -> Result<Plan, HeaderFault> {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        Plan::new(&ColumnNames::of(table.spec()), &headers, None)
    }

    /// Names of the columns bound, in the order of the file, with their units.
    fn bound(table: TableId, headers: &str) -> Vec<(&'static str, Unit)> {
        let plan = plan(table, headers).unwrap();
        let mut bindings = plan.bindings.clone();
        bindings.sort_by_key(|b| match b.origin {
            Origin::Cell(position) => position,
            Origin::Constant(_) => usize::MAX,
        });
        bindings.iter().map(|b| (plan.column(b).unwrap().name, b.unit)).collect()
    }

    #[test]
    fn headers_are_known_by_name_alias_and_unit() {
        let yuan = |name| (name, Unit::Yuan);
        assert_eq!(
            bound(TableId::Fundings, "项目编号,Allotment ,金额（万元）,ALLOTTED_ON"),
            [yuan("project"), yuan("allotment"), ("amount", Unit::Wan), yuan("allotted_on")]
        );
        assert_eq!(
            bound(TableId::Fundings, "安排日期, 指标 ,amount_yi,project★"),
            [yuan("allotted_on"), yuan("allotment"), ("amount", Unit::Yi), yuan("project")]
        );
        for (header, unit) in [
            ("金额(元)", Unit::Yuan),
            ("金额(单位：万元)", Unit::Wan),
            ("安排金额（亿元）", Unit::Yi),
            ("amount_wan", Unit::Wan),
            ("ａｍｏｕｎｔ", Unit::Yuan),
        ] {
            let headers = format!("project,allotment,allotted_on,{header}");
            assert_eq!(bound(TableId::Fundings, &headers)[3], ("amount", unit), "{header}");
        }
    }

    #[test]
    fn faults_name_what_is_missing_and_what_is_there_twice() {
        assert_eq!(
            plan(TableId::Fundings, "project,allotment").unwrap_err(),
            HeaderFault::Missing(vec![2, 3])
        );
        let twice =
            HeaderFault::Twice { column: "amount", headers: ["金额".into(), "amount".into()] };
        let found = plan(TableId::Fundings, "project,allotment,金额,allotted_on,amount");
        assert_eq!(found.unwrap_err(), twice);
        // A unit that is none leaves the column unknown: better missing than off by ten thousand.
        let found = plan(TableId::Fundings, "project,allotment,金额（美元）,allotted_on");
        assert_eq!(found.unwrap_err(), HeaderFault::Missing(vec![2]));
    }

    #[test]
    fn unknown_columns_are_named_and_empty_headers_are_nothing() {
        let plan =
            plan(TableId::Fundings, "project,经办人,allotment,,amount,allotted_on,,").unwrap();
        assert_eq!(plan.unknown, ["经办人"]);
        assert_eq!(plan.headers.len(), 6);
    }

    #[test]
    fn no_header_means_two_columns_of_a_table() {
        for table in TableId::ALL {
            let mut seen = HashMap::new();
            for column in table.spec().columns {
                for name in column.aliases.iter().chain([&column.name]) {
                    let before = seen.insert(key(name), column.name);
                    assert_eq!(before, None, "{} of {}", name, table.spec().name);
                }
            }
        }
    }

    #[test]
    fn divisions_come_last() {
        let plan =
            plan(TableId::Statements, "county,fund,month,opening,income,expenditure,closing")
                .unwrap();
        assert_eq!(plan.column(plan.bindings.last().unwrap()).unwrap().name, "county");
        assert_eq!(plan.present(), 0b111_1111);
    }
}
