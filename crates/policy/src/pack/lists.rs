//! The lists of a pack that are CSV files: divisions and working days.

use std::collections::{BTreeMap, BTreeSet};

use domain::division::DivisionEntry;
use domain::{Day, Division, Divisions, Level};

use super::Text;
use super::error::{Log, known};
use super::source::{Line, Source};

/// Reads `divisions.csv`. Each code stands once, and what lies above it is in the list: money of a
/// division without parent would belong to nobody's prefecture.
pub(crate) fn divisions(source: &Source, log: &Log) -> Divisions {
    let header = ["code", "name", "level", "parent", "valid_from", "valid_to", "tags"];
    let rows = rows(source, &header, log);
    let listed: Vec<(&Row, DivisionEntry)> =
        rows.iter().filter_map(|row| Some((row, division(row)?))).collect();
    let mut levels = BTreeMap::from([(Division::CENTRE, Level::Centre)]);
    for (row, entry) in &listed {
        if levels.insert(entry.division, entry.level).is_some() {
            let code = entry.division;
            row.say(
                0,
                Text::new(
                    format!("区划代码 {code} 重复"),
                    format!("the division {code} stands here twice"),
                ),
                Text::new("删去其中一行", "remove one of the lines"),
            );
        }
    }
    for (row, entry) in &listed {
        check_place(row, entry, &levels);
    }
    Divisions::new(listed.into_iter().map(|(_, entry)| entry))
}

fn division(row: &Row) -> Option<DivisionEntry> {
    let code = |text: &str| text.parse().ok().and_then(Division::from_code);
    let day = |column| row.optional(column, a_day, |text| Day::parse(text).ok());
    let level = |word: &str| known(word, Level::ALL.map(Level::word));
    Some(DivisionEntry {
        division: row.required(0, a_code, code)?,
        name: row.required(1, a_name, |text| Some(text.to_owned()))?,
        level: row.required(2, level, Level::from_word)?,
        parent: row.optional(3, a_code, code),
        valid_from: day(4),
        valid_to: day(5),
        tags: row.cell(6).split_whitespace().map(str::to_owned).collect(),
    })
}

fn a_day(_: &str) -> Text {
    Text::new(
        "写成 2019-05-22 的样子，且须是日历上的日期",
        "write a day of the calendar like 2019-05-22",
    )
}

fn a_code(_: &str) -> Text {
    Text::new("写六位区划代码，如 653125", "write the six digits of a division, like 653125")
}

fn a_name(_: &str) -> Text {
    Text::new("写区划名称，如 莎车县", "write the name of the division, like 莎车县")
}

/// A division lies in one of a higher level that the list has, and ends after it began.
fn check_place(row: &Row, entry: &DivisionEntry, levels: &BTreeMap<Division, Level>) {
    if let Some(parent) = entry.parent {
        match levels.get(&parent) {
            None => row.say(
                3,
                Text::new(
                    format!("上级 {parent} 不在本表"),
                    format!("the parent {parent} is not in this list"),
                ),
                Text::new("改正代码，或把上级补入本表", "correct the code, or add the parent"),
            ),
            Some(level) if *level >= entry.level => row.say(
                3,
                Text::new(
                    format!("上级 {parent} 的级别不高于本级"),
                    format!("the parent {parent} is not of a higher level"),
                ),
                Text::new(
                    "写高一级的区划，如县写地（州、市）的代码",
                    "write the level above, for a county its prefecture",
                ),
            ),
            Some(_) => {}
        }
    } else if entry.level > Level::Region {
        let message = Text::new("缺少上级区划代码", "the code of the parent is missing");
        row.say(3, message, a_code(""));
    }
    if entry.valid_from.zip(entry.valid_to).is_some_and(|(from, to)| to < from) {
        let message = Text::new("valid_to 早于 valid_from", "valid_to lies before valid_from");
        let hint = Text::new("对调或改正这两个日期", "exchange or correct the two days");
        row.say(5, message, hint);
    }
}

/// Reads `workdays.csv`, whose years must follow one another: working days are counted across them.
pub(crate) fn notices(source: &Source, log: &Log) -> Vec<(Day, bool)> {
    let days = workdays(source, log);
    let years: BTreeSet<i32> = days.iter().map(|(day, _)| day.year()).collect();
    let all = years.first().zip(years.last()).map(|(first, last)| *first..=*last);
    for year in all.into_iter().flatten().filter(|year| !years.contains(year)) {
        let message = Text::new(
            format!("缺少{year}年的放假安排"),
            format!("the holidays of {year} are missing"),
        );
        log.hint(source.place(0), message, yearly_notice());
    }
    days
}

/// What makes the working days of a year known.
pub(crate) fn yearly_notice() -> Text {
    Text::new(
        "按国务院办公厅当年放假通知逐日补录到 workdays.csv",
        "add the days of the State Council's notice of that year to workdays.csv",
    )
}

fn zero_or_one(_: &str) -> Text {
    Text::new("只能写 0（放假）或 1（上班）", "write 0 (free) or 1 (worked)")
}

/// Reads `workdays.csv` or the overlay.
pub(crate) fn workdays(source: &Source, log: &Log) -> Vec<(Day, bool)> {
    let entry = |row: &Row| {
        let day = row.required(0, a_day, |text| Day::parse(text).ok())?;
        let worked = row.required(1, zero_or_one, |text| match text {
            "0" => Some(false),
            "1" => Some(true),
            _ => None,
        })?;
        Some((day, worked))
    };
    let rows = rows(source, &["date", "is_workday", "note"], log);
    let mut stated: BTreeMap<Day, (&Row, bool)> = BTreeMap::new();
    let mut days = Vec::new();
    for (row, (day, worked)) in rows.iter().filter_map(|row| Some((row, entry(row)?))) {
        let (first, before) = *stated.entry(day).or_insert((row, worked));
        if before != worked {
            let line = source.place(first.line.start).line;
            row.say(
                1,
                Text::new(
                    format!("{day} 与第 {line} 行矛盾：一行写上班，一行写放假"),
                    format!("{day} contradicts line {line}: worked in one, free in the other"),
                ),
                Text::new("以放假通知为准，删去其中一行", "keep the one that the notice says"),
            );
        }
        days.push((day, worked));
    }
    days
}

/// One row of a list.
struct Row<'s> {
    source: &'s Source<'s>,
    log: &'s Log,
    header: &'s [&'static str],
    line: Line<'s>,
}

impl Row<'_> {
    fn cell(&self, column: usize) -> &str {
        self.line.text.split(',').nth(column).unwrap_or("").trim()
    }

    /// What a cell says; one that cannot be read is refused, with what would be `right`.
    fn required<T>(
        &self,
        column: usize,
        right: impl Fn(&str) -> Text,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.cell(column)).filter(|_| !self.cell(column).is_empty());
        if value.is_none() {
            self.refuse(column, right(self.cell(column)));
        }
        value
    }

    /// Nothing where the cell is empty; one that cannot be read is refused.
    fn optional<T>(
        &self,
        column: usize,
        right: impl Fn(&str) -> Text,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        if self.cell(column).is_empty() { None } else { self.required(column, right, read) }
    }

    fn refuse(&self, column: usize, hint: Text) {
        let name = self.header.get(column).copied().unwrap_or("");
        let cell = self.cell(column);
        let message = Text::new(
            format!("{name} 列不能是 {cell:?}"),
            format!("the column {name} cannot be {cell:?}"),
        );
        self.say(column, message, hint);
    }

    /// What is wrong with a cell of the row; one that is not there is missed at the end of the line.
    fn say(&self, column: usize, message: Text, hint: Text) {
        let before = self.line.text.split(',').take(column).map(|cell| cell.len() + 1).sum();
        let cell = self.line.text.get(before..).unwrap_or_default();
        let blank = cell.len() - cell.trim_start().len();
        let at = self.line.start + (before + blank).min(self.line.text.len());
        self.log.hint(self.source.place(at), message, hint);
    }
}

/// The rows of a list: lines with `#` before them are for readers, the first other line is the
/// header.
fn rows<'s>(source: &'s Source<'s>, header: &'s [&'static str], log: &'s Log) -> Vec<Row<'s>> {
    let mut lines =
        source.lines().filter(|l| !l.text.trim().is_empty() && !l.text.starts_with('#'));
    let wanted = header.join(",");
    let first = lines.next();
    if first.is_none_or(|first| first.text.trim() != wanted) {
        let message =
            Text::new(format!("表头应为 {wanted}"), format!("the header must be {wanted}"));
        let hint = Text::new(
            "# 开头的行之下，第一行原样写表头",
            "below the lines with #, write this header as it stands",
        );
        log.hint(source.place(first.map_or(0, |first| first.start)), message, hint);
        return Vec::new();
    }
    lines.map(|line| Row { source, log, header, line }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(log: Log) -> Vec<(u32, String)> {
        log.finish().into_iter().map(|e| (e.place.line, e.message.en)).collect()
    }

    #[test]
    fn lists_skip_comments_and_name_what_they_cannot_read() {
        let text = "# for readers\ndate,is_workday,note\n2019-02-02,1,make-up\n\
            2019-02-30,0,\n2019-03-01,x,\n";
        let (source, log) = (Source::new("workdays.csv", text), Log::default());
        let days = workdays(&source, &log);
        assert_eq!(days, [(Day::new(2019, 2, 2).unwrap(), true)]);
        assert_eq!(
            errors(log),
            [
                (4, "the column date cannot be \"2019-02-30\"".to_owned()),
                (5, "the column is_workday cannot be \"x\"".to_owned()),
            ]
        );
    }

    #[test]
    fn a_day_both_worked_and_free_names_both_lines() {
        let text = "date,is_workday,note\n2019-02-02,1,\n2019-02-02,1,\n2019-02-03,1,\n\
            2019-02-02,0,\n";
        let (source, log) = (Source::new("workdays-overlay.csv", text), Log::default());
        workdays(&source, &log);
        let said = "2019-02-02 contradicts line 2: worked in one, free in the other";
        assert_eq!(errors(log), [(5, said.to_owned())]);
    }

    #[test]
    fn a_list_with_another_header_is_refused() {
        let (source, log) = (Source::new("divisions.csv", "code,name\n"), Log::default());
        assert!(divisions(&source, &log).iter().all(|e| e.level == Level::Centre));
        let header = "the header must be code,name,level,parent,valid_from,valid_to,tags";
        assert_eq!(errors(log), [(1, header.to_owned())]);
    }

    /// Lines of `divisions.csv` below the header, and what is wrong with them.
    #[test]
    fn a_division_stands_once_and_below_one_of_the_list() {
        let check = |lines: &str, want: &[(u32, &str)]| {
            let text = format!("code,name,level,parent,valid_from,valid_to,tags\n{lines}");
            let (source, log) = (Source::new("divisions.csv", &text), Log::default());
            divisions(&source, &log);
            let want: Vec<(u32, String)> =
                want.iter().map(|(n, m)| (*n, (*m).to_owned())).collect();
            assert_eq!(errors(log), want, "{lines}");
        };
        let region = "650000,新疆维吾尔自治区,region,,,,\n";
        let prefecture = "653100,喀什地区,prefecture,650000,,,\n";
        check(&format!("{region}{prefecture}653125,莎车县,county,653100,,,\n"), &[]);
        check("650000,新疆维吾尔自治区,region,100000,,,\n", &[]);
        check(
            &format!("{region}{prefecture}653100,喀什地区,prefecture,650000,,,\n"),
            &[(4, "the division 653100 stands here twice")],
        );
        check(
            &format!("{region}653125,莎车县,county,653100,,,\n"),
            &[(3, "the parent 653100 is not in this list")],
        );
        check(
            &format!("{region}{prefecture}653125,莎车县,county,653125,,,\n"),
            &[(4, "the parent 653125 is not of a higher level")],
        );
        check(
            &format!("{region}653125,莎车县,county,,2020-01-01,2019-12-31,\n"),
            &[(3, "the code of the parent is missing"), (3, "valid_to lies before valid_from")],
        );
        check("100000,中央,centre,,,,\n", &[(2, "the division 100000 stands here twice")]);
    }
}
