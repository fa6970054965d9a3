//! The mapping file: how a foreign export becomes tables of the contract.
//!
//! `mapping.toml` stands in the folder (or archive) of the set, or is named with `--mapping`. It has one
//! section for each table; everything in it is optional.
//!
//! ```toml
//! [payments]
//! files = ["国库支付*.xls", "补录.csv"]   # which files; `*` stands for anything; else the table's own names
//! sheet = "明细"                          # which sheet of a workbook; else the first
//!
//! [payments.columns]                      # column of the file = field, or several fields
//! "支付令号" = "voucher_no"
//! "清算日期" = ["paid_on", "imported_on"]
//! "付款额" = "amount"
//!
//! [payments.constants]                    # the same in every row
//! county = "653125"
//! fiscal_year = "2019"
//!
//! [payments.values.channel]               # word of the file = word of the contract
//! "01" = "direct"
//! "财政直接支付" = "direct"
//!
//! [payments.units]                        # 元, 万元 or 亿元, where the header does not say
//! amount = "万元"
//!
//! [payments.dates]                        # order of year, month and day, where it is unusual
//! paid_on = "DD.MM.YYYY"
//! ```
//! Columns that a mapping does not name are found under their usual names. Whatever the file says that is
//! not known here is an error, and all errors are shown at once.

mod bare_key;
mod check;
mod date_format;
mod pattern;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::columns::{ColumnKind, ColumnSpec};
use domain::money::Unit;
use domain::records::TableSpec;
use domain::spelling::distance;
use domain::{Lang, TableId};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) use date_format::DateFormat;
use pattern::fits;

use crate::limits::MAPPING_FAULTS;
use crate::names::table_named;
use crate::unit::{split_unit, unit_of};

/// A whole mapping file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mapping {
    /// As messages name it.
    pub(crate) name: String,
    pub(crate) tables: BTreeMap<TableId, Arc<TableMapping>>,
}

/// How one table is come by.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableMapping {
    /// The mapping file, as messages name it.
    pub(crate) name: String,
    /// Patterns of file names; none = the files named as the table.
    pub(crate) files: Vec<String>,
    pub(crate) sheet: Option<String>,
    /// Source column → what it fills.
    pub(crate) columns: HashMap<String, SourceColumn>,
    pub(crate) constants: BTreeMap<usize, String>,
    pub(crate) words: HashMap<usize, Arc<HashMap<String, String>>>,
    /// The texts that the mapping puts into fields itself, constants and words.
    pub(crate) written: Vec<Written>,
    pub(crate) units: HashMap<usize, Unit>,
    pub(crate) dates: HashMap<usize, DateFormat>,
}

/// A column of the file that the mapping names.
#[derive(Clone, Debug, Default)]
pub(crate) struct SourceColumn {
    /// Positions of the fields it fills.
    pub(crate) fields: Vec<usize>,
    /// Line in the mapping file.
    pub(crate) line: usize,
}

/// A text that the mapping puts into a field.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) field: usize,
    pub(crate) text: String,
    /// Line in the mapping file.
    pub(crate) line: usize,
    /// Whether the words of the field still translate it.
    pub(crate) constant: bool,
}

impl Mapping {
    /// Reads a mapping file, or says all that is wrong with it.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Mapping, Vec<MappingFault>> {
        let text = text.trim_start_matches('\u{feff}');
        let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
        let mut reader = MappingReader { line_ends, faults: Vec::new() };
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors.into_iter().take(MAPPING_FAULTS) {
            let at = error.span().map_or(0, |span| span.start);
            reader.not_toml(text, at, error.message());
        }
        let mut mapping = Mapping { name: name.to_owned(), ..Mapping::default() };
        for (name, section) in document.get_ref() {
            if reader.faults.len() >= MAPPING_FAULTS {
                break;
            }
            match table_named(name.get_ref()) {
                Some(table) => {
                    let read = reader.table(table.spec(), section);
                    let read = TableMapping { name: mapping.name.clone(), ..read };
                    mapping.tables.insert(table, Arc::new(read));
                }
                None => {
                    reader.unknown(name, "表", "table", TableId::ALL.iter().map(|t| t.spec().name));
                }
            }
        }
        reader.faults.sort_by_key(|f| f.line);
        if reader.faults.is_empty() { Ok(mapping) } else { Err(reader.faults) }
    }

    /// The tables that claim a file by its name.
    pub(crate) fn claims(&self, file: &str) -> Vec<(TableId, Arc<TableMapping>)> {
        let claims = |m: &TableMapping| m.files.iter().any(|pattern| fits(pattern, file));
        let tables = self.tables.iter().filter(|(_, mapping)| claims(mapping));
        tables.map(|(table, mapping)| (*table, mapping.clone())).collect()
    }

    /// The mapping for files that bear the table's own name.
    pub(crate) fn of_named(&self, table: TableId) -> Option<Arc<TableMapping>> {
        self.tables.get(&table).filter(|mapping| mapping.files.is_empty()).cloned()
    }
}

impl TableMapping {
    /// The fields that a source column fills.
    pub(crate) fn fields_of(&self, header: &str) -> Option<&[usize]> {
        self.columns.get(header.trim()).map(|column| column.fields.as_slice())
    }
}

/// One thing wrong with a mapping file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingFault {
    /// Line in the mapping file.
    pub line: usize,
    /// What is wrong and what would be right, in Chinese and in English.
    pub text: [String; 2],
}

impl MappingFault {
    /// The fault in words.
    pub fn sentence(&self, lang: Lang) -> &str {
        let [zh, en] = &self.text;
        lang.pick(zh, en)
    }
}

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

const SECTIONS: [&str; 7] = ["files", "sheet", "columns", "constants", "values", "units", "dates"];

struct MappingReader {
    /// Where each line of the file ends.
    line_ends: Vec<usize>,
    faults: Vec<MappingFault>,
}

impl MappingReader {
    fn fault(&mut self, at: usize, what: [&str; 2], detail: &str) {
        let [zh, en] = what;
        self.say(at, [format!("{zh}：{detail}"), format!("{en}: {detail}")]);
    }

    fn say(&mut self, at: usize, text: [String; 2]) {
        if self.faults.len() >= MAPPING_FAULTS {
            return;
        }
        let line = self.line(at);
        self.faults.push(MappingFault { line, text });
    }

    /// A text that is not TOML, with the remedy where the line lacks quotation marks only.
    fn not_toml(&mut self, text: &str, at: usize, message: &str) {
        let line = text.lines().nth(self.line(at) - 1).unwrap_or_default();
        self.say(
            at,
            match bare_key::quoted(line) {
                Some(right) => [
                    format!("含中文或标点的名称要加英文引号；应写成 {right}"),
                    format!("names that are not plain English need quotation marks; write {right}"),
                ],
                None => [
                    "不是合法的 TOML；请检查这一行的括号、引号和等号".to_owned(),
                    format!("not valid TOML: {message}"),
                ],
            },
        );
    }

    /// The line on which a byte stands.
    fn line(&self, at: usize) -> usize {
        self.line_ends.partition_point(|end| *end < at) + 1
    }

    /// A name that is not known, with the one that was perhaps meant.
    fn unknown<'n>(
        &mut self,
        name: &Key<'_>,
        zh: &str,
        en: &str,
        known: impl Iterator<Item = &'n str>,
    ) {
        self.unknown_at(name.span().start, name.get_ref(), zh, en, known);
    }

    fn unknown_at<'n>(
        &mut self,
        at: usize,
        name: &str,
        zh: &str,
        en: &str,
        known: impl Iterator<Item = &'n str>,
    ) {
        if self.faults.len() >= MAPPING_FAULTS {
            return;
        }
        let known: Vec<&str> = known.collect();
        let nearest = known.iter().min_by_key(|k| distance(name, k));
        let hint = nearest.filter(|k| distance(name, k) <= 1 + name.chars().count() / 3);
        let (zh_hint, en_hint) = match hint {
            Some(hint) => (format!("是否想写 {hint}？"), format!("did you mean {hint}?")),
            None => (format!("可用：{}", known.join("、")), format!("known: {}", known.join(", "))),
        };
        let line = self.line(at);
        let text =
            [format!("没有“{name}”这个{zh}；{zh_hint}"), format!("no {en} \"{name}\"; {en_hint}")];
        self.faults.push(MappingFault { line, text });
    }

    fn table(&mut self, spec: &'static TableSpec, section: &Value<'_>) -> TableMapping {
        let mut mapping = TableMapping::default();
        for (key, value) in self.entries(section) {
            match key.get_ref().as_ref() {
                "files" => mapping.files = self.texts(value),
                "sheet" => mapping.sheet = self.text_of(value),
                "columns" => self.columns(spec, value, &mut mapping),
                "constants" => self.constants(spec, value, &mut mapping),
                "values" => self.words(spec, value, &mut mapping),
                "units" => self.units(spec, value, &mut mapping),
                "dates" => self.dates(spec, value, &mut mapping),
                _ => self.unknown(key, "设置", "setting", SECTIONS.into_iter()),
            }
        }
        mapping
    }

    fn entries<'v, 'i>(&mut self, value: &'v Value<'i>) -> Vec<(&'v Key<'i>, &'v Value<'i>)> {
        if let Some(table) = value.get_ref().as_table() {
            table.iter().collect()
        } else {
            self.fault(value.span().start, ["应为一节（表）", "must be a section"], "[…]");
            Vec::new()
        }
    }

    fn text_of(&mut self, value: &Value<'_>) -> Option<String> {
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            // Codes and years are often written without quotation marks.
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Boolean(flag) => Some(flag.to_string()),
            DeValue::Datetime(day) => Some(day.to_string()),
            _ => None,
        };
        if text.is_none() {
            self.fault(value.span().start, ["应为文本", "must be a text"], "\"…\"");
        }
        text
    }

    fn texts(&mut self, value: &Value<'_>) -> Vec<String> {
        match value.get_ref().as_array() {
            Some(array) => array.iter().filter_map(|v| self.text_of(v)).collect(),
            None => self.text_of(value).into_iter().collect(),
        }
    }

    fn field(&mut self, spec: &'static TableSpec, at: usize, name: &str) -> Option<usize> {
        let position = spec.position(name);
        if position.is_none() {
            self.unknown_at(at, name, "字段", "field", spec.columns.iter().map(|c| c.name));
        }
        position
    }

    /// A section `field = "text"`.
    fn fields(
        &mut self,
        spec: &'static TableSpec,
        section: &Value<'_>,
    ) -> Vec<(usize, &'static ColumnSpec, usize, String)> {
        let mut fields = Vec::new();
        for (key, value) in self.entries(section) {
            let position = self.field(spec, key.span().start, key.get_ref());
            let text = self.text_of(value);
            if let (Some(position), Some(text)) = (position, text)
                && let Some(column) = spec.columns.get(position)
            {
                fields.push((position, column, value.span().start, text));
            }
        }
        fields
    }

    fn columns(
        &mut self,
        spec: &'static TableSpec,
        section: &Value<'_>,
        mapping: &mut TableMapping,
    ) {
        for (key, value) in self.entries(section) {
            let at = value.span().start;
            let names = self.texts(value);
            let fields = names.iter().filter_map(|name| self.field(spec, at, name)).collect();
            let column = SourceColumn { fields, line: self.line(key.span().start) };
            mapping.columns.insert(key.get_ref().trim().to_owned(), column);
        }
    }

    fn constants(
        &mut self,
        spec: &'static TableSpec,
        section: &Value<'_>,
        mapping: &mut TableMapping,
    ) {
        for (field, _, at, text) in self.fields(spec, section) {
            let line = self.line(at);
            mapping.constants.insert(field, text.clone());
            mapping.written.push(Written { field, text, line, constant: true });
        }
    }

    fn words(&mut self, spec: &'static TableSpec, section: &Value<'_>, mapping: &mut TableMapping) {
        for (key, words) in self.entries(section) {
            let Some(position) = self.field(spec, key.span().start, key.get_ref()) else {
                continue;
            };
            let Some(column) = spec.columns.get(position) else { continue };
            let mut table = HashMap::new();
            for (from, to) in self.entries(words) {
                let Some(word) = self.text_of(to) else { continue };
                if !column.words.is_empty() && !word.is_empty() && column.choice(&word).is_none() {
                    let known = column.words.iter().map(|w| w.word);
                    self.unknown_at(to.span().start, &word, "取值", "word", known);
                }
                let line = self.line(to.span().start);
                let text = word.clone();
                mapping.written.push(Written { field: position, text, line, constant: false });
                table.insert(from.get_ref().trim().to_owned(), word);
            }
            mapping.words.insert(position, Arc::new(table));
        }
    }

    fn units(&mut self, spec: &'static TableSpec, section: &Value<'_>, mapping: &mut TableMapping) {
        for (position, column, at, text) in self.fields(spec, section) {
            match (column.kind, unit_of(&text)) {
                (ColumnKind::Money | ColumnKind::Balance, Some(unit)) => {
                    mapping.units.insert(position, unit);
                }
                (ColumnKind::Money | ColumnKind::Balance, None) => {
                    self.fault(
                        at,
                        ["单位只能是 元、万元、亿元", "the unit must be 元, 万元 or 亿元"],
                        &text,
                    );
                }
                _ => self.fault(
                    at,
                    ["不是金额列，没有单位", "not an amount, has no unit"],
                    column.name,
                ),
            }
        }
    }

    fn dates(&mut self, spec: &'static TableSpec, section: &Value<'_>, mapping: &mut TableMapping) {
        for (position, column, at, text) in self.fields(spec, section) {
            match (column.kind, DateFormat::new(&text)) {
                (ColumnKind::Date, Some(format)) => {
                    mapping.dates.insert(position, format);
                }
                (ColumnKind::Date, None) => self.fault(at, DateFormat::remedy(&text), &text),
                _ => self.fault(at, ["不是日期列", "not a date"], column.name),
            }
        }
    }
}

/// The names under which a mapping may speak of a header: with or without the unit behind it.
fn meanings(header: &str) -> [&str; 2] {
    [header.trim(), split_unit(header).0]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the module's documentation.
    fn example() -> String {
        let source = include_str!("mapping.rs");
        let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
        let mut inside = false;
        let mut out = String::new();
        for line in lines {
            match line.trim() {
                "```toml" => inside = true,
                "```" => inside = false,
                _ if inside => out.extend([line.trim_start(), "\n"]),
                _ => {}
            }
        }
        out
    }

    #[test]
    fn the_example_of_the_documentation_is_right() {
        let mapping = Mapping::parse("m", &example()).unwrap();
        let claims = mapping.claims("国库支付2019.XLS");
        let (table, payments) = &claims[0];
        assert_eq!((*table, claims.len()), (TableId::Payments, 1));
        let field = |name: &str| TableId::Payments.spec().position(name).unwrap();
        assert_eq!(payments.sheet.as_deref(), Some("明细"));
        assert_eq!(
            payments.fields_of("清算日期"),
            Some(&[field("paid_on"), field("imported_on")][..])
        );
        assert_eq!(payments.constants[&field("county")], "653125");
        assert_eq!(payments.units[&field("amount")], Unit::Wan);
        assert_eq!(payments.words[&field("channel")]["01"], "direct");
        assert_eq!(
            payments.dates[&field("paid_on")].parse("22.05.2019").unwrap().to_string(),
            "2019-05-22"
        );
        assert!(mapping.claims("payments.csv").is_empty());
        assert!(mapping.of_named(TableId::Payments).is_none());
    }

    fn faults(text: &str) -> Vec<(usize, String)> {
        let faults = Mapping::parse("m", text).unwrap_err();
        faults.iter().map(|f| (f.line, f.sentence(Lang::En).to_owned())).collect()
    }

    #[test]
    fn everything_unknown_is_an_error_with_line_and_hint_and_all_are_shown() {
        let text = "[payment]\nfiles = []\n\n[payments]\ncolums = 1\n[payments.columns]\n\"额\" = \"amout\"\n\
                    [payments.units]\namount = \"美元\"\nkind = \"元\"\n[payments.values.channel]\n\"1\" = \"cash\"\n\
                    [payments.dates]\npaid_on = \"MM/YY\"\n";
        let expect = [
            (1, "no table \"payment\"; did you mean payments?"),
            (5, "no setting \"colums\"; did you mean columns?"),
            (7, "no field \"amout\"; did you mean amount?"),
            (9, "the unit must be 元, 万元 or 亿元: 美元"),
            (10, "not an amount, has no unit: kind"),
            (12, "no word \"cash\"; known: direct, delegated"),
            (14, "a date format has YYYY, MM and DD once each: MM/YY"),
        ];
        let expect: Vec<(usize, String)> =
            expect.iter().map(|(l, t)| (*l, (*t).to_owned())).collect();
        assert_eq!(faults(text), expect);
        assert_eq!(faults("[payments]\nfiles = [\n")[0].0, 2);
        let short = "years have four digits (YYYY), shorter ones are not certain; export four digits: \
                     YY-MM-DD";
        let found = faults("[payments.dates]\npaid_on = \"YY-MM-DD\"\n");
        assert_eq!(found, [(2, short.to_owned())]);
        let marks = "names that are not plain English need quotation marks; write ";
        for (text, line, right) in [
            ("[支付]\nfiles = 'a'\n", 1, "[\"支付\"]"),
            ("[payments.columns]\n\n付款额 = 'amount'\n", 3, "\"付款额\" = …"),
        ] {
            assert_eq!(faults(text)[0], (line, format!("{marks}{right}")));
        }
        assert_eq!(faults("payments = 3")[0].1, "must be a section: […]");
    }
}
