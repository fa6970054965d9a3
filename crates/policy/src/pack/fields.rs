//! Reads the TOML of a block or a file field by field: each value has its place, each missing,
//! misspelt or mistyped key is an error with a hint, and nothing that was not asked for is passed
//! over in silence.

use std::ops::Range;

use domain::Day;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Log, known_or};
use super::source::Source;
use super::{Place, Text};

/// One table of TOML while it is read. Asking for a key takes it out; what is left over is unknown.
pub(crate) struct Fields<'a> {
    source: &'a Source<'a>,
    log: &'a Log,
    /// Offset in the file of the TOML text that the spans count from.
    base: usize,
    table: DeTable<'a>,
    /// Offset in the file of the table itself, where a missing key is reported.
    start: usize,
    asked: Vec<&'static str>,
}

/// A text value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Literal<'a> {
    /// What it says.
    pub(crate) text: String,
    /// How it is written, quotes included.
    raw: &'a str,
    /// Offset in the file of the opening quote.
    pub(crate) start: usize,
}

impl Literal<'_> {
    /// Offset in the file of a byte of the text.
    pub(crate) fn offset(&self, byte: usize) -> usize {
        let (open, escapes) = opening(self.raw);
        let body = self.raw.get(open..).unwrap_or_default();
        if !escapes {
            return self.start + open + byte.min(body.len());
        }
        self.start + open + raw_offset(body, byte)
    }
}

/// How many bytes open a TOML string, and whether a backslash escapes in it.
fn opening(raw: &str) -> (usize, bool) {
    let long = raw.starts_with("\"\"\"") || raw.starts_with("'''");
    let break_after = |open: usize| match raw.get(open..) {
        Some(rest) if rest.starts_with("\r\n") => 2,
        Some(rest) if rest.starts_with('\n') => 1,
        _ => 0,
    };
    let open = if long { 3 + break_after(3) } else { 1 };
    (open, raw.starts_with('"'))
}

/// Where in the written form of a string stands the given byte of what it says.
fn raw_offset(body: &str, byte: usize) -> usize {
    let (mut raw, mut said) = (0, 0);
    while said < byte {
        let rest = body.get(raw..).unwrap_or_default();
        let Some(c) = rest.chars().next() else { break };
        if c != '\\' {
            raw += c.len_utf8();
            said += c.len_utf8();
            continue;
        }
        let escape = rest.chars().nth(1).unwrap_or('"');
        if escape.is_whitespace() {
            // A backslash before a line break drops the break and the blanks behind it.
            let blank = rest.get(1..).unwrap_or_default();
            raw += 1 + blank.len() - blank.trim_start().len();
            continue;
        }
        let (written, meant) = escaped(rest, escape);
        raw += written;
        said += meant;
    }
    raw
}

/// Bytes written and bytes meant by an escape.
fn escaped(rest: &str, escape: char) -> (usize, usize) {
    let digits = match escape {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return (1 + escape.len_utf8(), 1),
    };
    let code = rest.get(2..2 + digits).and_then(|d| u32::from_str_radix(d, 16).ok());
    (2 + digits, code.and_then(char::from_u32).map_or(1, char::len_utf8))
}

impl<'a> Fields<'a> {
    /// Parses a stretch of a file. TOML's own errors are logged, and what could be read is given.
    pub(crate) fn parse(source: &'a Source<'a>, body: Range<usize>, log: &'a Log) -> Fields<'a> {
        let text = source.text.get(body.clone()).unwrap_or_default();
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(body.start, |s| body.start + s.start);
            log.hint(
                source.place(at),
                Text::new("不是合法的 TOML", format!("not valid TOML: {}", error.message())),
                Text::new(
                    "检查这一行的括号、引号和等号；含中文的键要加英文引号",
                    "look at the brackets, quotation marks and equals signs of the line",
                ),
            );
        }
        let (base, start) = (body.start, body.start);
        Fields { source, log, base, table: table.into_inner(), start, asked: Vec::new() }
    }

    /// The place where the table starts.
    pub(crate) fn place(&self) -> Place {
        self.source.place(self.start)
    }

    /// The place of a literal's first byte.
    pub(crate) fn place_of(&self, literal: &Literal) -> Place {
        self.source.place(literal.start)
    }

    /// The place of a byte of a literal's text.
    pub(crate) fn place_in(&self, literal: &Literal, byte: usize) -> Place {
        self.source.place(literal.offset(byte))
    }

    /// The place of a key that was not taken yet; without it, where the table starts.
    pub(crate) fn place_of_key(&self, key: &str) -> Place {
        let found = self.table.get_key_value(key);
        found.map_or_else(
            || self.place(),
            |(key, _)| self.source.place(self.base + key.span().start),
        )
    }

    /// The place of the value of such a key.
    pub(crate) fn place_of_value(&self, key: &str) -> Place {
        let found = self.table.get(key);
        found
            .map_or_else(|| self.place(), |value| self.source.place(self.base + value.span().start))
    }

    /// Where errors of this table go.
    pub(crate) fn log(&self) -> &'a Log {
        self.log
    }

    /// Whether a key is there, without taking it.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn take(&mut self, key: &'static str) -> Option<Spanned<DeValue<'a>>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.table.remove(key)
    }

    fn mistyped(&self, key: &str, span: &Range<usize>, zh: &str, en: &str) {
        let place = self.source.place(self.base + span.start);
        let message = Text::new(format!("{key} 应为{zh}"), format!("{key} must be {en}"));
        let right = match en {
            "a text in quotes" => "\"…\"",
            "a list of texts" => "[\"…\", \"…\"]",
            "true or false" => "true",
            "a whole number" => "5",
            "a table { … }" => "{ … }",
            "a list of tables [{ … }]" => "[{ … }]",
            _ => "2019-05-22",
        };
        let hint = Text::new(format!("写成 {key} = {right}"), format!("write {key} = {right}"));
        self.log.hint(place, message, hint);
    }

    fn literal(&self, text: &str, span: &Range<usize>) -> Literal<'a> {
        let start = self.base + span.start;
        let raw = self.source.text.get(start..self.base + span.end).unwrap_or_default();
        Literal { text: text.to_owned(), raw, start }
    }

    /// A text.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Literal<'a>> {
        let value = self.take(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(self.literal(text, &value.span()));
        }
        self.mistyped(key, &value.span(), "加引号的文字", "a text in quotes");
        None
    }

    /// A text that must be there and not empty.
    pub(crate) fn required(&mut self, key: &'static str) -> Option<Literal<'a>> {
        if !self.has(key) {
            self.missing(key);
        }
        let literal = self.text(key)?;
        if literal.text.trim().is_empty() {
            let message = Text::new(format!("{key} 为空"), format!("{key} is empty"));
            let hint = Text::new("填上内容", "write something between the quotation marks");
            self.log.hint(self.place_of(&literal), message, hint);
            return None;
        }
        Some(literal)
    }

    /// Notes that a key is missing.
    pub(crate) fn missing(&mut self, key: &'static str) {
        let _ = self.take(key);
        let message = Text::new(format!("缺少 {key}"), format!("{key} is missing"));
        let hint = Text::new(
            format!("在这一节里补写 {key} = …"),
            format!("add {key} = … to this section"),
        );
        self.log.hint(self.place(), message, hint);
    }

    /// Chinese and English under two keys; both are required.
    pub(crate) fn both(&mut self, zh: &'static str, en: &'static str) -> Text {
        let zh = self.required(zh).map(|l| l.text).unwrap_or_default();
        Text { zh, en: self.required(en).map(|l| l.text).unwrap_or_default() }
    }

    /// A list of texts; empty where the key is not there.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<Literal<'a>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.mistyped(key, &value.span(), "文字的列表", "a list of texts");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(text) => texts.push(self.literal(text, &item.span())),
                _ => self.mistyped(key, &item.span(), "文字的列表", "a list of texts"),
            }
        }
        texts
    }

    /// A list of texts, without their places.
    pub(crate) fn strings(&mut self, key: &'static str) -> Vec<String> {
        self.texts(key).into_iter().map(|l| l.text).collect()
    }

    /// `true` or `false`; false where the key is not there.
    pub(crate) fn flag(&mut self, key: &'static str) -> bool {
        let Some(value) = self.take(key) else { return false };
        if let DeValue::Boolean(yes) = value.get_ref() {
            return *yes;
        }
        self.mistyped(key, &value.span(), " true 或 false", "true or false");
        false
    }

    /// A whole number.
    pub(crate) fn count(&mut self, key: &'static str) -> Option<i64> {
        let value = self.take(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.mistyped(key, &value.span(), "整数", "a whole number");
        }
        number
    }

    /// A day, written without quotes.
    pub(crate) fn day(&mut self, key: &'static str) -> Option<Day> {
        let value = self.take(key)?;
        let day = match value.get_ref() {
            DeValue::Datetime(at) if at.time.is_none() => at
                .date
                .and_then(|d| Day::new(i32::from(d.year), u32::from(d.month), u32::from(d.day))),
            _ => None,
        };
        if day.is_none() {
            let (zh, en) =
                ("不加引号的日期，如 2019-05-22", "a day without quotes, like 2019-05-22");
            self.mistyped(key, &value.span(), zh, en);
        }
        day
    }

    /// A table inside this one (`settles = { … }`).
    pub(crate) fn table(&mut self, key: &'static str) -> Option<Fields<'a>> {
        let value = self.take(key)?;
        let span = value.span();
        if let DeValue::Table(table) = value.into_inner() {
            return Some(self.inner(table, &span));
        }
        self.mistyped(key, &span, "表 { … }", "a table { … }");
        None
    }

    /// A list of tables (`values = [{ … }]` or `[[key]]`); empty where the key is not there.
    pub(crate) fn tables(&mut self, key: &'static str) -> Vec<Fields<'a>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let span = value.span();
        let DeValue::Array(items) = value.into_inner() else {
            self.mistyped(key, &span, "表的列表 [{ … }]", "a list of tables [{ … }]");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            let span = item.span();
            match item.into_inner() {
                DeValue::Table(table) => tables.push(self.inner(table, &span)),
                _ => self.mistyped(key, &span, "表的列表 [{ … }]", "a list of tables [{ … }]"),
            }
        }
        tables
    }

    fn inner(&self, table: DeTable<'a>, span: &Range<usize>) -> Fields<'a> {
        Fields {
            source: self.source,
            log: self.log,
            base: self.base,
            table,
            start: self.base + span.start,
            asked: Vec::new(),
        }
    }

    /// Ends the reading: every key that nobody asked for is unknown.
    pub(crate) fn finish(self) {
        for (key, _) in &self.table {
            let place = self.source.place(self.base + key.span().start);
            let name = key.get_ref();
            let message = Text::new(format!("不认识的键 {name}"), format!("unknown key {name}"));
            let otherwise = ("删去这个键", "remove this key");
            self.log.hint(place, message, known_or(name, self.asked.iter().copied(), otherwise));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_a_string_are_found_where_they_are_written() {
        // What is written, a byte of what it says, and the offset at which it is written.
        for (raw, byte, offset) in [
            ("\"abc\"", 0, 1),
            ("\"abc\"", 2, 3),
            ("'a\\b'", 2, 3),
            (r#""a\"b""#, 2, 4),
            (r#""\u4e00b""#, 3, 7),
            ("\"\"\"\nabc\"\"\"", 1, 5),
            ("\"\"\"a\\\n   bc\"\"\"", 1, 9),
            ("\"中文a\"", 6, 7),
        ] {
            let literal = Literal { text: String::new(), raw, start: 0 };
            let found = literal.offset(byte);
            // A dropped line break may count to either side of the byte it stands before.
            let near = found == offset || (raw.contains("\\\n") && found <= offset);
            assert!(near, "{raw}: byte {byte} found at {found}, not {offset}");
        }
    }

    #[test]
    fn unknown_missing_and_mistyped_keys_are_errors_at_their_place() {
        let text = "x\n\nid = 5\nlmap = \"red\"\ndays = [1, { a = 2 }]\n";
        let (source, log) = (Source::new("A.md", text), Log::default());
        let mut fields = Fields::parse(&source, 3..text.len(), &log);
        assert!(fields.required("id").is_none());
        assert!(fields.required("lamp").is_none());
        for mut day in fields.tables("days") {
            assert_eq!(day.count("a"), Some(2));
            day.finish();
        }
        fields.finish();
        let errors: Vec<_> = log
            .finish()
            .into_iter()
            .map(|e| (e.place.line, e.place.column, e.message.en, e.hint.en))
            .collect();
        let expect = |line, column, message: &str, hint: &str| {
            (line, column, message.to_owned(), hint.to_owned())
        };
        assert_eq!(
            errors,
            [
                expect(3, 1, "lamp is missing", "add lamp = … to this section"),
                expect(3, 6, "id must be a text in quotes", "write id = \"…\""),
                expect(4, 1, "unknown key lmap", "did you mean lamp?"),
                expect(5, 9, "days must be a list of tables [{ … }]", "write days = [{ … }]"),
            ]
        );
    }

    #[test]
    fn errors_of_toml_itself_have_the_line_of_the_file() {
        let text = "## x\n\n```rule\nid = \n```\n";
        let (source, log) = (Source::new("A.md", text), Log::default());
        let _ = Fields::parse(&source, 14..20, &log);
        let lines: Vec<u32> = log.finish().into_iter().map(|e| e.place.line).collect();
        assert_eq!(lines, [4]);
    }
}
