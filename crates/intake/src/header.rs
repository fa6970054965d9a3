//! Headers: which column of a file is which column of the contract.

use std::collections::HashMap;
use std::sync::Arc;

use domain::columns::{ColumnKind, ColumnSpec};
use domain::money::Unit;
use domain::records::TableSpec;

use crate::mapping::{DateFormat, TableMapping};
use crate::names::ColumnNames;
use crate::unit::{TitleUnit, is_money, split_stated, split_unit, unit_of, unit_word};

/// How the cells of one column of the contract are come by.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    /// Position in the table's specification.
    pub(crate) column: usize,
    pub(crate) origin: Origin,
    /// The unit that the header states, or else the mapping or the rows above the header.
    pub(crate) unit: Option<Unit>,
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
    /// Required columns that are not there, by their positions, and the headers that are.
    Missing { columns: Vec<usize>, headers: Vec<String> },
    /// Two headers mean the same column.
    Twice { column: &'static str, headers: [String; 2] },
    /// The rows above the header state two units, and an amount has none of its own.
    TwoUnits([String; 2]),
    /// They state a unit that is not known, and an amount has none of its own.
    UnknownUnit(String),
    /// The header of an amount that the mapping names states a unit that is not known.
    ColumnUnit { header: String, unit: String },
}

impl Plan {
    /// Matches headers with columns; a mapping goes before the names of the contract, and a column's own
    /// unit before that of the `titles`, the rows above the header.
    pub(crate) fn new(
        names: &ColumnNames,
        titles: &[Vec<String>],
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
        plan.check_required()?.with_unit(&TitleUnit::above(titles))
    }

    /// Gives the unit above the header to the amounts that have none.
    fn with_unit(mut self, above: &TitleUnit) -> Result<Plan, HeaderFault> {
        let columns = self.spec.columns;
        let is_money = |b: &Binding| {
            let kind = columns.get(b.column).map(|c| c.kind);
            matches!(kind, Some(ColumnKind::Money | ColumnKind::Balance))
        };
        for binding in self.bindings.iter_mut().filter(|b| b.unit.is_none() && is_money(b)) {
            binding.unit = match above {
                TitleUnit::None => None,
                TitleUnit::One(unit) => Some(*unit),
                TitleUnit::Two(units) => return Err(HeaderFault::TwoUnits(units.clone())),
                TitleUnit::Unknown(unit) => return Err(HeaderFault::UnknownUnit(unit.clone())),
            };
        }
        Ok(self)
    }

    /// The headers with the units that are stated elsewhere, for a file that has neither the rows above
    /// them nor the mapping.
    pub(crate) fn headers_with_units(&self) -> Vec<String> {
        let mut headers = self.headers.clone();
        for binding in &self.bindings {
            if let (Origin::Cell(position), Some(unit)) = (&binding.origin, binding.unit)
                && let Some(header) = headers.get_mut(*position)
                && split_unit(header).1.is_none()
            {
                *header = format!("{header}（{}）", unit_word(unit));
            }
        }
        headers
    }

    /// The headers as a form would have them: of the contract, with the unit of amounts; nothing for a position
    /// that means nothing. None where a mapping says what the cells mean.
    pub(crate) fn plain_headers(&self) -> Option<Vec<Option<String>>> {
        let mut headers = vec![None; self.headers.len()];
        for binding in &self.bindings {
            let plain = binding.words.is_none() && binding.date_format.is_none();
            let (Origin::Cell(position), true) = (&binding.origin, plain) else { return None };
            let name = self.column(binding)?.name;
            let header = match binding.unit {
                Some(unit) => format!("{name}（{}）", unit_word(unit)),
                None => name.to_owned(),
            };
            *headers.get_mut(*position)? = Some(header);
        }
        Some(headers)
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
                let unit = mapping.units.get(field).copied().or(unit);
                if let (None, Some(stated)) = (unit, self.odd_unit(*field, header)) {
                    let (header, unit) = (header.clone(), stated.to_owned());
                    return Err(HeaderFault::ColumnUnit { header, unit });
                }
                self.bind(headers, Binding::cell(*field, position, unit))?;
            }
        }
        Ok(())
    }

    /// The unit of money that the header of an amount states and that is not known: 千元.
    fn odd_unit<'h>(&self, field: usize, header: &'h str) -> Option<&'h str> {
        let kind = self.spec.columns.get(field)?.kind;
        let stated = split_stated(header).1?;
        let odd = is_money(stated) && unit_of(stated).is_none();
        (odd && matches!(kind, ColumnKind::Money | ColumnKind::Balance)).then_some(stated)
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
            binding.unit = mapping.units.get(&column).copied().or(binding.unit);
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
            return Err(HeaderFault::Missing { columns: missing, headers: self.headers });
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
        Binding { column, origin: Origin::Cell(position), unit, words: None, date_format: None }
    }
}

/// How many of the headers are columns of the table or of its mapping.
pub(crate) fn count_known(
    names: &ColumnNames,
    headers: &[String],
    mapping: Option<&TableMapping>,
) -> usize {
    let mapped = |header: &str| mapping.is_some_and(|m| m.fields_of(header).is_some());
    let known = |h: &&String| names.find(h).is_some() || mapped(h) || mapped(split_unit(h).0);
    headers.iter().filter(known).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::TableId;

    fn plan(table: TableId, headers: &str) -> Result<Plan, HeaderFault> {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        Plan::new(&ColumnNames::of(table.spec()), &[], &headers, None)
    }

    /// Names of the columns bound, in the order of the file, with their units.
    fn bound(table: TableId, headers: &str) -> Vec<(&'static str, Unit)> {
        let plan = plan(table, headers).unwrap();
        let mut bindings = plan.bindings.clone();
        bindings.sort_by_key(|b| match b.origin {
            Origin::Cell(position) => position,
            Origin::Constant(_) => usize::MAX,
        });
        let unit = |b: &Binding| b.unit.unwrap_or_default();
        bindings.iter().map(|b| (plan.column(b).unwrap().name, unit(b))).collect()
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
            ("金额[万元]", Unit::Wan),
            ("金额【亿元】", Unit::Yi),
            ("金额万元", Unit::Wan),
            ("安排金额 亿元", Unit::Yi),
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
        let missing = |columns: &[usize], headers: &str| HeaderFault::Missing {
            columns: columns.to_vec(),
            headers: headers.split(',').map(str::to_owned).collect(),
        };
        let headers = "project,allotment";
        assert_eq!(plan(TableId::Fundings, headers).unwrap_err(), missing(&[2, 3], headers));
        let twice =
            HeaderFault::Twice { column: "amount", headers: ["金额".into(), "amount".into()] };
        let found = plan(TableId::Fundings, "project,allotment,金额,allotted_on,amount");
        assert_eq!(found.unwrap_err(), twice);
        // A unit that is none leaves the column unknown: better missing than off by ten thousand.
        let headers = "project,allotment,金额（美元）,allotted_on";
        assert_eq!(plan(TableId::Fundings, headers).unwrap_err(), missing(&[2], headers));
    }

    #[test]
    fn unknown_columns_are_named_and_empty_headers_are_nothing() {
        let plan =
            plan(TableId::Fundings, "project,经办人,allotment,,amount,allotted_on,,").unwrap();
        assert_eq!(plan.unknown, ["经办人"]);
        assert_eq!(plan.headers.len(), 6);
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
