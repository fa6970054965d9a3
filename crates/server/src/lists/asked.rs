//! All that was asked of a list, read from an address and written back into one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::{Day, Division, Divisions, Fen, FundClass, Funds, Lang, Unit};
use store::db::Value;
use store::lists::{Column, Key, Query, Reach, Term, Test};

use super::cells::class_name;
use super::{Face, Field, Filter, Kind};
use crate::access::Operation;
use crate::context::beginning;

/// Rows of a page, to choose from; the first is taken when nothing is asked.
pub(crate) const SIZES: [usize; 3] = [50, 20, 100];
/// Characters of a search, at most.
const LONGEST: usize = 100;
/// Words of a search, at most.
const MOST_WORDS: usize = 5;

/// What it takes to understand an address.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    /// The divisions there are.
    pub(crate) divisions: &'a Divisions,
    /// The funds there are.
    pub(crate) funds: &'a Funds,
    /// The reader's language, for mistakes.
    pub(crate) lang: Lang,
    /// The day on which it is asked.
    pub(crate) day: Day,
}

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Of which list.
    pub(crate) face: &'static Face,
    /// As it was written, by name; what the list does not know is not among it.
    given: BTreeMap<String, String>,
    /// What is wrong with it, in the reader's language. Where something is, there are no rows.
    pub(crate) mistakes: Vec<String>,
    tests: Vec<(&'static Column, Test)>,
    words: Vec<Term>,
    sort: &'static Column,
    descending: bool,
    after: Option<Key>,
    back: bool,
    rows: usize,
    day: Day,
}

/// What in an address belongs to one page and not to the list: where it begins, or where it ends.
pub(crate) const PLACES: [&str; 2] = ["after", "before"];

impl Asked {
    /// Reads what stands in an address; nothing where the list is declared without its order.
    pub(crate) fn read(
        face: &'static Face,
        pairs: &[(String, String)],
        reader: Reader<'_>,
    ) -> Option<Asked> {
        let mut asked = Asked {
            face,
            given: BTreeMap::new(),
            mistakes: Vec::new(),
            tests: Vec::new(),
            words: Vec::new(),
            sort: face.list.column(face.sort)?,
            descending: true,
            after: None,
            back: false,
            rows: SIZES.first().copied().unwrap_or(1),
            day: reader.day,
        };
        for (name, text) in pairs {
            let text = text.trim();
            if text.is_empty() || name == "lang" {
                continue;
            }
            if let Err(mistake) = asked.take(name, text, reader) {
                asked.mistakes.push(mistake);
            }
        }
        // The order must be known before a place in it.
        if asked.find_place().is_none() {
            asked.mistakes.push(wrong_place(reader.lang));
        }
        Some(asked)
    }

    /// Looks where the page begins or ends; nothing where what was written is no place.
    fn find_place(&mut self) -> Option<()> {
        let [after, before] = PLACES.map(|name| self.given.get(name));
        let (text, back) = match (after, before) {
            (None, None) => return Some(()),
            (Some(_), Some(_)) => return None,
            (Some(text), None) => (text, false),
            (None, Some(text)) => (text, true),
        };
        let place = key(text, self.sort)?;
        (self.after, self.back) = (Some(place), back);
        Some(())
    }

    /// Takes one part of the address.
    fn take(&mut self, name: &str, text: &str, reader: Reader<'_>) -> Result<(), String> {
        let lang = reader.lang;
        match name {
            "q" => self.words = words(text, lang)?,
            "rows" => self.rows = size(text, lang)?,
            "sort" => (self.sort, self.descending) = self.order(text, lang)?,
            "after" | "before" | "unit" => {}
            _ => {
                let (field, end) = self.field(name).ok_or_else(|| unknown(name, lang))?;
                let column = self.face.column(field).ok_or_else(|| unknown(name, lang))?;
                // What cannot be read still stands in the form, to be put right.
                self.given.insert(name.to_owned(), text.to_owned());
                let wanted = match end {
                    None => Test::Among(values(field, text, reader)?),
                    Some(end) => bound(field, text, end, lang)?,
                };
                self.tests.push((column, wanted));
            }
        }
        self.given.insert(name.to_owned(), text.to_owned());
        Ok(())
    }

    /// The field that a name asks for, and at which end of a range.
    fn field(&self, name: &str) -> Option<(&'static Field, Option<End>)> {
        let (field, end) = match name.rsplit_once('.') {
            None => (name, None),
            Some((field, "from")) => (field, Some(End::From)),
            Some((field, "to")) => (field, Some(End::To)),
            Some(_) => return None,
        };
        let field = self.face.field(field)?;
        let fits = match field.filter {
            Filter::None => false,
            Filter::Choice | Filter::Exact => end.is_none(),
            Filter::Range => end.is_some(),
        };
        fits.then_some((field, end))
    }

    fn order(&self, text: &str, lang: Lang) -> Result<(&'static Column, bool), String> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let column = self.face.list.column(name).filter(|column| column.sorts);
        column.map(|column| (column, descending)).ok_or_else(|| match lang {
            Lang::Zh => format!("不能按“{name}”排序。"),
            Lang::En => format!("Rows cannot be put in the order of “{name}”."),
        })
    }

    /// The query for the store, of what may be seen.
    pub(crate) fn query(&self, reach: Reach) -> Query {
        Query {
            reach,
            tests: self.tests.clone(),
            words: self.words.clone(),
            sort: self.sort,
            descending: self.descending,
            after: self.after.clone(),
            back: self.back,
            rows: self.rows,
            day: self.day,
        }
    }

    /// What was written under a name.
    pub(crate) fn given(&self, name: &str) -> &str {
        self.given.get(name).map_or("", String::as_str)
    }

    /// Everything that was written, by name.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.given.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Whether anything narrows the list down.
    pub(crate) fn narrows(&self) -> bool {
        !self.tests.is_empty() || !self.words.is_empty()
    }

    /// Whether the page ends at a place, going back.
    pub(crate) fn goes_back(&self) -> bool {
        self.back
    }

    /// Whether the list does not begin at its beginning.
    pub(crate) fn is_further_page(&self) -> bool {
        self.after.is_some()
    }

    /// Whether rows are in the order of a field: none, or whether the greatest comes first.
    pub(crate) fn sorted_by(&self, field: &Field) -> Option<bool> {
        (self.sort.name == field.name).then_some(self.descending)
    }

    /// Whether rows can be put in the order of a field.
    pub(crate) fn sorts(&self, field: &Field) -> bool {
        self.face.column(field).is_some_and(|column| column.sorts)
    }

    /// The day as of which it is asked.
    pub(crate) fn day(&self) -> Day {
        self.day
    }

    /// Rows of a page.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The address of the list from its beginning, in the order of a field; the other way round where it is
    /// in that order already.
    pub(crate) fn sorted(&self, field: &Field) -> String {
        let turned = self.sorted_by(field) != Some(true);
        self.address(Some(("sort", &format!("{}{}", if turned { "-" } else { "" }, field.name))))
    }

    /// The same, of pages with so many rows.
    pub(crate) fn of_rows(self, rows: usize) -> Asked {
        Asked { rows, ..self }
    }

    /// A place in the order, as addresses have it.
    pub(crate) fn cursor((value, row): &Key) -> String {
        let value = match value {
            Value::Int(number) => number.map(|n| n.to_string()).unwrap_or_default(),
            Value::Text(text) => text.as_deref().unwrap_or_default().to_owned(),
            Value::Bytes(_) => String::new(),
        };
        format!("{row}~{value}")
    }

    /// The address of the page that begins after a row.
    pub(crate) fn after(&self, key: &Key) -> String {
        self.address(Some(("after", &Asked::cursor(key))))
    }

    /// The address of the page that ends before a row.
    pub(crate) fn before(&self, key: &Key) -> String {
        self.address(Some(("before", &Asked::cursor(key))))
    }

    /// The address of the list from its beginning, with one thing changed.
    pub(crate) fn address(&self, change: Option<(&str, &str)>) -> String {
        format!("{}{}", self.face.path, self.asked(change))
    }

    /// The address of a file of the same rows.
    pub(crate) fn file(&self, extension: &str) -> String {
        format!("/files/{}.{extension}{}", self.face.list.name, self.asked(None))
    }

    fn asked(&self, change: Option<(&str, &str)>) -> String {
        let kept = |(name, text): (&'_ String, &'_ String)| {
            let gone = PLACES.contains(&name.as_str())
                || change.is_some_and(|(changed, _)| changed == name);
            (!gone).then(|| (name.clone(), text.clone()))
        };
        let mut pairs: Vec<(String, String)> = self.given.iter().filter_map(kept).collect();
        pairs.extend(change.map(|(name, text)| (name.to_owned(), text.to_owned())));
        pairs.iter().enumerate().fold(String::new(), |mut out, (at, (name, text))| {
            let mark = if at == 0 { '?' } else { '&' };
            let _ = write!(out, "{mark}{}={}", encoded(name), encoded(text));
            out
        })
    }
}

/// An end of a range.
#[derive(Clone, Copy)]
enum End {
    From,
    To,
}

/// A text as it may stand in an address.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

fn key(text: &str, sort: &Column) -> Option<Key> {
    let (row, value) = text.split_once('~')?;
    let value = if sort.number {
        Value::from(value.parse::<i64>().ok()?)
    } else {
        Value::from(value.to_owned())
    };
    Some((value, row.parse().ok()?))
}

fn words(text: &str, lang: Lang) -> Result<Vec<Term>, String> {
    let words: Vec<Term> = text.split_whitespace().map(|word| word.to_owned().into()).collect();
    if text.chars().count() > LONGEST || words.len() > MOST_WORDS {
        let short = lang.pick(
            "搜索内容至多 100 个字、5 个词。",
            "Search for at most 100 characters and 5 words.",
        );
        return Err(short.to_owned());
    }
    Ok(words)
}

fn size(text: &str, lang: Lang) -> Result<usize, String> {
    let size = text.parse().ok().filter(|size| SIZES.contains(size));
    let sizes =
        || lang.pick("每页 20、50 或 100 行。", "A page has 20, 50 or 100 rows.").to_owned();
    size.ok_or_else(sizes)
}

fn wrong_place(lang: Lang) -> String {
    let text = "翻页位置有误，请从第一页重新开始。";
    lang.pick(text, "The place of the page is wrong: begin again at the first page.").to_owned()
}

fn unknown(name: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("没有“{name}”这个条件。"),
        Lang::En => format!("This list cannot be asked for “{name}”."),
    }
}

/// Before a word: all words but this one.
pub(crate) const ALL_BUT: char = '!';

/// The values that a text means: a division stands for all below it, too.
fn values(field: &Field, text: &str, reader: Reader<'_>) -> Result<Vec<Value<'static>>, String> {
    let Reader { divisions, funds, lang, .. } = reader;
    let none = || wrong(field, text, lang);
    match field.kind {
        Kind::Division => {
            let found = divisions.resolve(text, None).map_err(|_| none())?;
            Ok(below(found, divisions).map(Value::from).collect())
        }
        Kind::Outside => {
            let inside = divisions.resolve(text, None).map_err(|_| none())?;
            let all = divisions.iter().map(|entry| entry.division);
            let outside = all.filter(|other| !divisions.is_within(*other, inside));
            Ok(outside.map(|other| Value::from(other.to_string())).collect())
        }
        Kind::Operation => {
            let known = Operation::from_word(text).ok_or_else(none)?;
            Ok(vec![Value::from(known.word())])
        }
        Kind::Fund => {
            let known = funds.resolve(text).map(|fund| funds.get(fund).code.clone());
            Ok(vec![Value::from(known.unwrap_or_else(|| text.to_owned()))])
        }
        // Which funds these are is known where the funds that were imported are.
        Kind::Class => {
            let known = FundClass::ALL
                .into_iter()
                .find(|class| class.word() == text || class_name(*class, Lang::Zh) == text);
            known.map(|class| vec![Value::from(class.word())]).ok_or_else(none)
        }
        Kind::Office => {
            let known = funds.iter().any(|(_, fund)| fund.office.as_deref() == Some(text));
            known.then(|| vec![Value::from(text.to_owned())]).ok_or_else(none)
        }
        Kind::Named(words) => {
            let known = words.iter().find(|word| word.0 == text || word.1 == text);
            known.map(|word| vec![Value::from(word.0)]).ok_or_else(none)
        }
        Kind::Word(table) => {
            let spec = table.spec().columns.iter().find(|column| column.name == field.name);
            let known = |text| spec.and_then(|spec| Some(spec.word(spec.choice(text)?)));
            match text.strip_prefix(ALL_BUT) {
                Some(but) => {
                    let but = known(but).ok_or_else(none)?;
                    let words = spec.map(|spec| spec.words).unwrap_or_default();
                    let others = words.iter().map(|one| one.word).filter(|word| *word != but);
                    Ok(others.map(Value::from).collect())
                }
                None => known(text).map(|word| vec![Value::from(word)]).ok_or_else(none),
            }
        }
        _ => Ok(vec![one(field, text, lang)?]),
    }
}

/// The codes of a division and of all below it.
pub(crate) fn below(division: Division, divisions: &Divisions) -> impl Iterator<Item = String> {
    let all = divisions.iter().map(|entry| entry.division);
    all.filter(move |other| divisions.is_within(*other, division)).map(|other| other.to_string())
}

/// One value as the store keeps it.
fn one(field: &Field, text: &str, lang: Lang) -> Result<Value<'static>, String> {
    let wrong = || wrong(field, text, lang);
    match field.kind {
        Kind::Day => {
            let day = Day::parse(text).map_err(|_| wrong())?;
            Ok(Value::from(day.to_string()))
        }
        Kind::Money | Kind::MoneyOrNone => {
            let Fen(fen) = Fen::parse(text, Unit::Yuan, true).map_err(|_| wrong())?;
            Ok(Value::from(fen))
        }
        Kind::Count | Kind::Whole => text.parse::<i64>().map(Value::from).map_err(|_| wrong()),
        Kind::Year => {
            let year = text.parse::<i64>().ok().filter(|year| (1900..=2200).contains(year));
            year.map(Value::from).ok_or_else(wrong)
        }
        _ if text.chars().count() > LONGEST => Err(wrong()),
        _ => Ok(Value::from(text.to_owned())),
    }
}

/// One end of a range. Of moments whole days are asked for, as they are in China.
fn bound(field: &Field, text: &str, end: End, lang: Lang) -> Result<Test, String> {
    if field.kind == Kind::Moment {
        let day = Day::parse(text).map_err(|_| wrong(field, text, lang))?;
        return Ok(match end {
            End::From => Test::AtLeast(Value::from(beginning(day))),
            End::To => Test::AtMost(Value::from(beginning(day.plus_days(1).unwrap_or(day)))),
        });
    }
    let value = one(field, text, lang)?;
    Ok(match end {
        End::From => Test::AtLeast(value),
        End::To => Test::AtMost(value),
    })
}

/// What is wrong with what was written for a field, and how it is written right.
fn wrong(field: &Field, text: &str, lang: Lang) -> String {
    let how = match field.kind {
        Kind::Day | Kind::Moment => lang.pick("应写作 2019-05-22", "write it as 2019-05-22"),
        Kind::Money | Kind::MoneyOrNone => lang.pick(
            "应为以元为单位的金额，如 12000 或 12,000.50",
            "write yuan, as 12000 or 12,000.50",
        ),
        Kind::Count | Kind::Whole => lang.pick("应为整数", "write a whole number"),
        Kind::Year => lang.pick("应写作 2019", "write it as 2019"),
        Kind::Division | Kind::Outside => lang
            .pick("应为六位区划代码或全称", "give the six digits or the full name of a division"),
        _ => lang.pick("请从列出的内容中选择", "choose one of those listed"),
    };
    let name = field.name(lang);
    let text: String = text.chars().take(40).collect();
    match lang {
        Lang::Zh => format!("“{name}”的“{text}”无法识别，{how}。"),
        Lang::En => format!("“{name}”: “{text}” cannot be read; {how}."),
    }
}
