//! What a mapping file says, held against the contract, the pack's lists and the files it speaks of.

use std::sync::Arc;

use domain::columns::{ColumnKind, ColumnSpec};
use domain::refusal::Refusal;
use domain::{Divisions, Funds, Lang, Period, TableId};

use super::{Mapping, MappingFault, SourceColumn, TableMapping, Written};
use crate::limits::MAPPING_FAULTS;
use crate::parse;
use crate::rejected::sentence;

impl Mapping {
    /// What is wrong with the constants and words that the mapping puts into fields itself.
    pub(crate) fn wrong_texts(&self, divisions: &Divisions, funds: &Funds) -> Vec<MappingFault> {
        let mut faults = Vec::new();
        for (table, mapping) in &self.tables {
            for written in mapping.written.iter().filter(|w| !w.text.is_empty()) {
                if faults.len() >= MAPPING_FAULTS {
                    break;
                }
                let Some(spec) = table.spec().columns.get(written.field) else { continue };
                if let Err(refusal) = mapping.read(written, spec, divisions, funds) {
                    let (name, text) = (spec.name, &written.text);
                    let why = |lang| sentence(refusal, *table, Some(spec), lang);
                    faults.push(MappingFault {
                        line: written.line,
                        text: [
                            format!("{name} 不能是“{text}”：{}", why(Lang::Zh)),
                            format!("{name} cannot be \"{text}\": {}", why(Lang::En)),
                        ],
                    });
                }
            }
        }
        faults.sort_by_key(|f| f.line);
        faults
    }

    /// The columns that the mapping names and no file of the table has, and without which a field stays
    /// empty. `files` are the headers of each file that was read by a mapping, with the fields it fills.
    pub(crate) fn lost_columns(
        &self,
        files: &[(&Arc<TableMapping>, &[String], u64)],
    ) -> Vec<MappingFault> {
        let mut faults = Vec::new();
        for (table, mapping) in &self.tables {
            let read: Vec<_> = files.iter().filter(|(by, ..)| Arc::ptr_eq(by, mapping)).collect();
            let filled = read.iter().fold(0, |all, (_, _, fields)| all | fields);
            let headers: Vec<&String> = read.iter().flat_map(|(_, headers, _)| *headers).collect();
            let lost = mapping.columns.iter().filter(|(name, column)| {
                let there = headers.iter().any(|header| super::means(header, name));
                !there && column.fields.iter().any(|field| filled >> field & 1 == 0)
            });
            if !read.is_empty() {
                let headers: Vec<&str> = headers.iter().map(|h| h.as_str()).collect();
                faults.extend(lost_faults(*table, lost, &headers));
            }
        }
        faults.sort_by_key(|f| f.line);
        faults
    }
}

impl TableMapping {
    /// The columns that the mapping names for fields which a file with these headers lacks.
    pub(crate) fn lost_for(
        &self,
        table: TableId,
        fields: &[usize],
        headers: &[String],
    ) -> Vec<MappingFault> {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let fills = |column: &SourceColumn| column.fields.iter().any(|f| fields.contains(f));
        let lost = self.columns.iter().filter(|(_, column)| fills(column));
        lost_faults(table, lost, &headers)
    }
}

/// The first of the lost columns, by line: a file of a million would fill the memory with sentences.
fn lost_faults<'a>(
    table: TableId,
    lost: impl Iterator<Item = (&'a String, &'a SourceColumn)>,
    headers: &[&str],
) -> Vec<MappingFault> {
    let mut lost: Vec<(usize, &str)> =
        lost.map(|(name, column)| (column.line, name.as_str())).collect();
    lost.sort_unstable();
    lost.truncate(MAPPING_FAULTS);
    lost.into_iter().map(|(line, name)| lost_column(table, name, line, headers)).collect()
}

fn lost_column(table: TableId, name: &str, line: usize, headers: &[&str]) -> MappingFault {
    let (table, most) = (table.spec().name, 30);
    let shown = |between| headers.iter().take(most).copied().collect::<Vec<_>>().join(between);
    MappingFault {
        line,
        text: [
            format!("{table} 的文件中没有“{name}”这一列；有：{}", shown("、")),
            format!("no file of {table} has a column \"{name}\"; there are: {}", shown(", ")),
        ],
    }
}

impl TableMapping {
    /// Reads a text as a cell of its column would be read.
    fn read(
        &self,
        written: &Written,
        spec: &ColumnSpec,
        divisions: &Divisions,
        funds: &Funds,
    ) -> Result<(), Refusal> {
        let words = self.words.get(&written.field).filter(|_| written.constant);
        let text = words.and_then(|words| words.get(&written.text)).unwrap_or(&written.text);
        let unit = self.units.get(&written.field).copied().unwrap_or_default();
        match spec.kind {
            ColumnKind::Money => parse::money(text, unit, false).map(|_| ()),
            ColumnKind::Balance => parse::money(text, unit, true).map(|_| ()),
            ColumnKind::Date => {
                let day = match self.dates.get(&written.field) {
                    Some(format) => format.parse(text),
                    None => parse::day(text),
                };
                parse::kept_day(day, spec).map(|_| ())
            }
            ColumnKind::Period => Period::recorded(text).map(|_| ()),
            ColumnKind::Organisation => parse::organisation(text, divisions),
            ColumnKind::Year => parse::year(text).map(|_| ()),
            ColumnKind::Month => parse::month(text).map(|_| ()),
            ColumnKind::Flag => parse::flag(text).map(|_| ()),
            ColumnKind::Choice => parse::choice(text, spec).map(|_| ()),
            ColumnKind::Division => parse::division(text, divisions, None).map(|_| ()),
            ColumnKind::Fund => parse::fund(funds, text).map(|_| ()),
            ColumnKind::Count => parse::count(text).map(|_| ()),
            ColumnKind::Decimal => parse::decimal(text, spec).map(|_| ()),
            ColumnKind::Text | ColumnKind::Label | ColumnKind::Key | ColumnKind::Account => Ok(()),
        }
    }
}
