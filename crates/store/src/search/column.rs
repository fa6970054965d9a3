//! A column of a list in memory. Texts repeat: each is kept once, and rows have its number.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use memchr::memmem;

use super::spoken::Word;
use crate::db::Value;
use crate::lists::Test;

/// Between two texts. A word that is searched for has no such mark.
const END: char = '\n';
/// The number of the text of an empty cell.
const NO_TEXT: u32 = u32::MAX;
/// The number of an empty cell.
const NO_NUMBER: i64 = i64::MIN;

/// The cells of a column, row by row.
#[derive(Debug)]
pub(super) enum Column {
    /// Numbers.
    Numbers(Vec<i64>),
    /// Texts.
    Texts(Box<Texts>),
}

/// The texts of a column.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The number of the text of each row.
    of: Vec<u32>,
    /// All texts, one after the other.
    all: String,
    /// The same in small letters, where that is something else.
    folded: Option<String>,
    /// How far it is known whether it is.
    seen: usize,
    /// Where each text ends.
    ends: Vec<usize>,
    /// The numbers of texts, by what they say.
    known: HashTable<u32>,
    hasher: RandomState,
    /// The place of each text in their order, where rows can be put in it.
    order: Option<Vec<u32>>,
    /// How they are read, where they are searched.
    spoken: Option<Spoken>,
}

/// Texts by the numbers of their characters.
#[derive(Debug, Default)]
struct Spoken {
    /// The characters there are.
    characters: Vec<char>,
    numbers: HashMap<char, u16>,
    /// All texts, one after the other; of those that are not read nothing.
    all: Vec<u16>,
    /// Where each text ends.
    ends: Vec<usize>,
}

/// Which of some things, numbered from zero, are meant.
#[derive(Debug)]
pub(super) struct Set(Vec<u64>);

/// What a column must be, made ready for its rows.
pub(super) enum Wanted<'a> {
    /// A text among these.
    Text(&'a [u32], Set),
    /// One of these numbers.
    Number(&'a [i64], Vec<i64>),
    /// A number from one to another.
    Range(&'a [i64], i64, i64),
}

impl Set {
    /// None of so many.
    pub(super) fn of(count: usize) -> Set {
        Set(vec![0; count.div_ceil(64)])
    }

    fn add(&mut self, at: u32) {
        if let Some(part) = self.0.get_mut(at as usize / 64) {
            *part |= 1 << (at % 64);
        }
    }

    /// Whether it is meant.
    pub(super) fn has(&self, at: u32) -> bool {
        self.0.get(at as usize / 64).is_some_and(|part| part >> (at % 64) & 1 == 1)
    }

    /// All that are meant.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        let parts = self.0.iter().enumerate().filter(|(_, part)| **part != 0);
        parts.flat_map(|(at, part)| {
            (0..64).filter(move |bit| part >> bit & 1 == 1).map(move |bit| at as u32 * 64 + bit)
        })
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|part| *part == 0)
    }
}

impl<'a> Wanted<'a> {
    fn from_to(of: &'a [i64], from: Option<i64>, to: Option<i64>) -> Wanted<'a> {
        let some = from.zip(to);
        some.map_or(Wanted::Number(of, Vec::new()), |(from, to)| Wanted::Range(of, from, to))
    }

    /// Adds the rows that fulfil it to a set.
    pub(super) fn mark(&self, rows: &mut Set) {
        if let Wanted::Text(of, set) = self {
            for (row, _) in of.iter().enumerate().filter(|(_, text)| set.has(**text)) {
                rows.add(row as u32);
            }
        }
    }

    /// Whether a row fulfils it.
    pub(super) fn fits(&self, row: u32) -> bool {
        let row = row as usize;
        match self {
            Wanted::Text(of, set) => of.get(row).is_some_and(|text| set.has(*text)),
            Wanted::Number(of, some) => of.get(row).is_some_and(|number| some.contains(number)),
            Wanted::Range(of, from, to) => {
                of.get(row).is_some_and(|n| *n != NO_NUMBER && from <= n && n <= to)
            }
        }
    }
}

impl Column {
    /// An empty column of numbers.
    pub(super) fn numbers() -> Column {
        Column::Numbers(Vec::new())
    }

    /// An empty column of texts: whether rows can be put in its order, and whether it is searched.
    pub(super) fn texts(sorts: bool, is_searched: bool) -> Column {
        let (order, spoken) = (sorts.then(Vec::new), is_searched.then(Spoken::default));
        Column::Texts(Box::new(Texts { order, spoken, ..Texts::default() }))
    }

    /// Adds the cell of one more row.
    pub(super) fn push(&mut self, text: Option<&str>, number: Option<i64>) {
        match self {
            Column::Numbers(of) => of.push(number.unwrap_or(NO_NUMBER)),
            Column::Texts(texts) => texts.push(text),
        }
    }

    /// Brings what is derived of the texts up to the last row.
    pub(super) fn finish(&mut self) {
        if let Column::Texts(texts) = self {
            texts.finish();
        }
    }

    /// What a test asks of the rows. Nothing fits an empty cell, or a value of another kind.
    pub(super) fn wanted(&self, test: &Test) -> Wanted<'_> {
        match self {
            Column::Texts(texts) => {
                let set = match test {
                    Test::Among(values) => texts.among(values.iter().filter_map(text)),
                    Test::AtLeast(value) => texts.fitting(text(value), |one, bound| one >= bound),
                    Test::AtMost(value) => texts.fitting(text(value), |one, bound| one <= bound),
                };
                Wanted::Text(&texts.of, set)
            }
            Column::Numbers(of) => match test {
                Test::Among(values) => {
                    Wanted::Number(of, values.iter().filter_map(number).collect())
                }
                Test::AtLeast(value) => Wanted::from_to(of, number(value), Some(i64::MAX)),
                Test::AtMost(value) => Wanted::from_to(of, Some(i64::MIN), number(value)),
            },
        }
    }

    /// The rows whose text is one of these.
    pub(super) fn among<'v>(&self, values: impl Iterator<Item = &'v str>) -> Option<Wanted<'_>> {
        match self {
            Column::Texts(texts) => Some(Wanted::Text(&texts.of, texts.among(values))),
            Column::Numbers(_) => None,
        }
    }

    /// The rows whose text has a word; nothing where none has it.
    pub(super) fn with(&self, word: &Word) -> Option<Wanted<'_>> {
        let Column::Texts(texts) = self else { return None };
        let set = texts.with(word);
        (!set.is_empty()).then_some(Wanted::Text(&texts.of, set))
    }

    /// What puts rows in order: a number of each.
    pub(super) fn rank(&self, row: u32) -> i64 {
        let row = row as usize;
        match self {
            Column::Numbers(of) => of.get(row).copied().unwrap_or(NO_NUMBER),
            Column::Texts(texts) => {
                let order = texts.order.as_ref().zip(texts.of.get(row));
                let place = order.and_then(|(order, text)| order.get(*text as usize));
                place.map_or(-1, |place| i64::from(*place) * 2)
            }
        }
    }

    /// The number that a value has in the order of rows, or would have.
    pub(super) fn rank_of(&self, value: &Value<'_>) -> i64 {
        match self {
            Column::Numbers(_) => number(value).unwrap_or(NO_NUMBER),
            Column::Texts(texts) => texts.rank_of(text(value).unwrap_or_default()),
        }
    }

    /// The number of a row; none of an empty cell.
    pub(super) fn number(&self, row: u32) -> Option<i64> {
        match self {
            Column::Numbers(of) => of.get(row as usize).copied().filter(|n| *n != NO_NUMBER),
            Column::Texts(_) => None,
        }
    }
}

fn text<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::Text(text) => text.as_deref(),
        Value::Int(_) | Value::Bytes(_) => None,
    }
}

fn number(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Int(number) => *number,
        Value::Text(_) | Value::Bytes(_) => None,
    }
}

impl Texts {
    fn push(&mut self, text: Option<&str>) {
        // A column that orders rows is never empty: there the empty text is one.
        let text = if self.order.is_some() { Some(text.unwrap_or_default()) } else { text };
        let number = text.map_or(NO_TEXT, |text| self.number(text));
        self.of.push(number);
    }

    /// The number of a text, a new one where it was not there.
    fn number(&mut self, text: &str) -> u32 {
        if let Some(known) = self.find(text) {
            return known;
        }
        let number = self.ends.len() as u32;
        self.all.push_str(text);
        self.ends.push(self.all.len());
        self.all.push(END);
        if let Some(spoken) = &mut self.spoken {
            spoken.push(text);
        }
        let (all, ends, hasher) = (&self.all, &self.ends, &self.hasher);
        let hash = |number: &u32| hasher.hash_one(part(all, ends, *number));
        self.known.insert_unique(hasher.hash_one(text), number, hash);
        number
    }

    fn find(&self, text: &str) -> Option<u32> {
        let is_it = |number: &u32| self.get(*number) == text;
        self.known.find(self.hasher.hash_one(text), is_it).copied()
    }

    fn get(&self, number: u32) -> &str {
        part(&self.all, &self.ends, number)
    }

    fn finish(&mut self) {
        let new = self.all.get(self.seen..).unwrap_or_default();
        match &mut self.folded {
            Some(folded) => folded.push_str(&new.to_ascii_lowercase()),
            None if new.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                self.folded = Some(self.all.to_ascii_lowercase());
            }
            None => {}
        }
        self.seen = self.all.len();
        if self.order.as_ref().is_some_and(|order| order.len() < self.ends.len()) {
            self.order = Some(self.places());
        }
    }

    /// The place of each text in their order.
    fn places(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..self.ends.len() as u32).collect();
        numbers.sort_unstable_by_key(|number| self.get(*number));
        let mut places = vec![0; numbers.len()];
        for (place, number) in numbers.into_iter().enumerate() {
            if let Some(of) = places.get_mut(number as usize) {
                *of = place as u32;
            }
        }
        places
    }

    /// Texts have even numbers; what no row has stands before the next of them.
    fn rank_of(&self, text: &str) -> i64 {
        let numbers = 0..self.ends.len() as u32;
        let before = numbers.filter(|number| self.get(*number) < text).count() as i64;
        before * 2 - i64::from(self.find(text).is_none())
    }

    fn among<'v>(&self, values: impl Iterator<Item = &'v str>) -> Set {
        let mut set = Set::of(self.ends.len());
        values.filter_map(|text| self.find(text)).for_each(|number| set.add(number));
        set
    }

    fn fitting(&self, bound: Option<&str>, fits: impl Fn(&str, &str) -> bool) -> Set {
        let mut set = Set::of(self.ends.len());
        let numbers = 0..self.ends.len() as u32;
        let Some(bound) = bound else { return set };
        numbers.filter(|number| fits(self.get(*number), bound)).for_each(|number| set.add(number));
        set
    }

    /// The texts that have a word.
    fn with(&self, word: &Word) -> Set {
        let mut set = Set::of(self.ends.len());
        let folded = self.folded.as_deref().unwrap_or(&self.all);
        for number in written(folded, &self.ends, word.folded()) {
            set.add(number);
        }
        if let Some(spoken) = &self.spoken {
            spoken.hear(word, &mut set);
        }
        set
    }
}

impl Spoken {
    fn push(&mut self, text: &str) {
        if !text.is_ascii() {
            for c in text.chars() {
                let number = self.number(c);
                self.all.push(number);
            }
        }
        self.ends.push(self.all.len());
    }

    /// The number of a character. Should there ever be more than there are numbers, the rest share the last,
    /// which is never read.
    fn number(&mut self, c: char) -> u16 {
        let next = u16::try_from(self.characters.len()).unwrap_or(u16::MAX);
        let number = *self.numbers.entry(c).or_insert(next);
        if number == next && next < u16::MAX {
            self.characters.push(c);
        }
        number
    }

    /// Adds the texts of which a word is the sound.
    fn hear(&self, word: &Word, set: &mut Set) {
        let Some(mut listener) = word.listener(&self.characters) else { return };
        let mut begin = 0;
        for (number, end) in self.ends.iter().enumerate() {
            if self.all.get(begin..*end).is_some_and(|text| listener.hears(text)) {
                set.add(number as u32);
            }
            begin = *end;
        }
    }
}

fn part<'t>(all: &'t str, ends: &[usize], number: u32) -> &'t str {
    let at = number as usize;
    let begin = at.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |end| end + 1);
    ends.get(at).and_then(|end| all.get(begin..*end)).unwrap_or_default()
}

/// The numbers of the texts in which a word is written: all of them are one long text to look through.
fn written(all: &str, ends: &[usize], word: &str) -> Vec<u32> {
    let finder = memmem::Finder::new(word);
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(place) = all.as_bytes().get(at..).and_then(|rest| finder.find(rest)) {
        let number = ends.partition_point(|end| *end < at + place + word.len());
        found.push(number as u32);
        let Some(end) = ends.get(number) else { break };
        at = end + 1;
    }
    found
}
