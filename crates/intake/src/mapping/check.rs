//! What a mapping file says, held against the contract, the pack's lists and the files it speaks of.

use std::collections::HashSet;
use std::sync::Arc;

use domain::columns::{ColumnKind, ColumnSpec};
use domain::refusal::Refusal;
use domain::spelling::distance;
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

    /// The columns that the mapping names and no file of the table has. `files` are the headers of each
    /// file that was read by a mapping.
    pub(crate) fn lost_columns(
        &self,
        files: &[(Arc<TableMapping>, Vec<String>)],
    ) -> Vec<MappingFault> {
        let mut faults = Vec::new();
        for (table, mapping) in &self.tables {
            let read: Vec<_> = files.iter().filter(|(by, _)| Arc::ptr_eq(by, mapping)).collect();
            if !read.is_empty() {
                let headers: Vec<&str> =
                    read.iter().flat_map(|(_, headers)| headers).map(String::as_str).collect();
                faults.extend(mapping.lost_among(*table, &headers, |_| true));
            }
        }
        faults.sort_by_key(|f| f.line);
        faults.truncate(MAPPING_FAULTS);
        faults
    }
}

impl TableMapping {
    /// What the mapping names and a file with these headers lacks, which has no column for some `fields`:
    /// all that is lost where it is the `only` file of its table, else what would fill the fields.
    pub(crate) fn lost_in(
        &self,
        table: TableId,
        fields: &[usize],
        headers: &[String],
        only: bool,
    ) -> Vec<MappingFault> {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let fills = |column: &SourceColumn| column.fields.iter().any(|f| fields.contains(f));
        self.lost_among(table, &headers, |column| only || fills(column))
    }

    /// The columns asked for that the mapping names and none of these headers is: the first of them, by
    /// line, for a file of a million would fill the memory with sentences.
    fn lost_among(
        &self,
        table: TableId,
        headers: &[&str],
        asked: impl Fn(&SourceColumn) -> bool,
    ) -> Vec<MappingFault> {
        let there: HashSet<&str> = headers.iter().flat_map(|h| super::meanings(h)).collect();
        let lost = self
            .columns
            .iter()
            .filter(|(name, column)| !there.contains(name.as_str()) && asked(column));
        let mut lost: Vec<(usize, &str)> =
            lost.map(|(name, column)| (column.line, name.as_str())).collect();
        lost.sort_unstable();
        lost.truncate(MAPPING_FAULTS);
        lost.into_iter().map(|(line, name)| lost_column(table, name, line, headers)).collect()
    }
}

/// How many headers a message shows at most.
const SHOWN: usize = 30;

fn lost_column(table: TableId, name: &str, line: usize, headers: &[&str]) -> MappingFault {
    let table = table.spec().name;
    let shown = |between| {
        let mut seen = HashSet::new();
        let once = headers.iter().copied().filter(|h| !h.is_empty() && seen.insert(*h));
        once.take(SHOWN).collect::<Vec<_>>().join(between)
    };
    let (zh, en) = nearest(name, headers).map_or_else(
        || (format!("有：{}", shown("、")), format!("there are: {}", shown(", "))),
        |near| (format!("是否想写“{near}”？"), format!("did you mean \"{near}\"?")),
    );
    MappingFault {
        line,
        text: [
            format!("{table} 的文件中没有“{name}”这一列；{zh}"),
            format!("no file of {table} has a column \"{name}\"; {en}"),
        ],
    }
}

/// The header that was perhaps meant: one that has the name in it or is in it, or a slip away.
fn nearest<'h>(name: &str, headers: &[&'h str]) -> Option<&'h str> {
    let headers = headers.iter().copied().filter(|h| !h.is_empty()).take(SEARCHED);
    let slips = |header: &str| {
        let letters = name.chars().count().min(header.chars().count());
        let within = letters > 1 && (header.contains(name) || name.contains(header));
        let slips = if within { 1 } else { distance(name, header) };
        (slips <= letters / 3 || slips == 1 && letters > 1).then_some(slips)
    };
    headers.filter_map(|h| Some((slips(h)?, h))).min().map(|(_, header)| header)
}

/// Among how many headers the one that was meant is looked for.
const SEARCHED: usize = 200;

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
