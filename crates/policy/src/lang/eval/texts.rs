//! Texts: lists of words and questions about the letters of a text.

use std::sync::atomic::{AtomicU64, Ordering};

use aho_corasick::AhoCorasick;
use domain::Names;

use super::conditions::each_known;
use super::{Rows, WordIndex};
use crate::lang::typed::TextTest;
use crate::value::{MAYBE, Truth, UNKNOWN};

/// A set of words or names by their numbers, a bit for each number.
#[derive(Debug)]
pub(crate) struct WordSet {
    bits: Vec<u64>,
    /// Negative numbers: texts of the expression that the data set does not contain.
    literals: Vec<i64>,
}

impl WordSet {
    /// The set of these numbers.
    pub(crate) fn new(numbers: impl Iterator<Item = i64>) -> WordSet {
        let (numbers, literals): (Vec<i64>, Vec<i64>) = numbers.partition(|n| *n >= 0);
        let size = numbers.iter().max().map_or(0, |most| *most as usize / 64 + 1);
        let mut bits = vec![0; size];
        for number in numbers {
            if let Some(word) = bits.get_mut(number as usize / 64) {
                *word |= 1 << (number % 64);
            }
        }
        WordSet { bits, literals }
    }

    /// Whether each value is in it.
    pub(crate) fn holds(&self, values: &[i64]) -> Vec<Truth> {
        let found = |value: i64| match self.bits.get((value as u64 / 64) as usize) {
            Some(word) => word >> (value as u64 % 64) & 1 == 1,
            None => value < 0 && self.literals.contains(&value),
        };
        each_known(values, found)
    }
}

/// A question about texts.
#[derive(Debug)]
pub(crate) enum Tester {
    /// Whether a word of this list occurs in it: answered by the index of all lists.
    Listed(usize),
    /// Any other.
    Own(Question, Answers),
}

/// What is known of the names so far; the answer for each is worked out once and kept in two bits: the upper
/// says that the answer is known, the lower is the answer.
#[derive(Debug)]
pub(crate) struct Answers(Vec<AtomicU64>);

#[derive(Debug)]
pub(crate) enum Question {
    Contains(Vec<String>, Option<AhoCorasick>),
    StartsWith(Vec<String>),
    HasDigit,
    HasChinese,
    AllDigits,
}

impl Tester {
    /// A question about the names of a data set. Empty words are left out: nothing contains them.
    pub(crate) fn new(
        test: TextTest,
        words: &[String],
        names: &Names,
        index: Option<&WordIndex>,
    ) -> Tester {
        let listed = index.filter(|_| test == TextTest::ContainsAny).and_then(|i| i.number(words));
        if let Some(list) = listed {
            return Tester::Listed(list);
        }
        let size = names.number_bound().div_ceil(NAMES_A_WORD as usize);
        let answers = Answers((0..size).map(|_| AtomicU64::new(0)).collect());
        Tester::Own(Question::new(test, words, size > FEW), answers)
    }

    /// The answer for each text by its number.
    pub(crate) fn answers(&self, values: &[i64], rows: &Rows) -> Vec<Truth> {
        match self {
            Tester::Listed(list) => match rows.index {
                Some(index) => index.answers(*list, values, rows),
                None => vec![MAYBE; values.len()],
            },
            Tester::Own(question, answers) => answers.of(question, values, rows),
        }
    }
}

impl Answers {
    fn of(&self, question: &Question, values: &[i64], rows: &Rows) -> Vec<Truth> {
        let answer = |value: &i64| {
            let place = (*value as u64 / NAMES_A_WORD) as usize;
            let word = self.0.get(place).map_or(0, |word| word.load(Ordering::Relaxed));
            let known = word >> shift(*value);
            if known & 2 == 2 {
                (known & 1) as Truth
            } else {
                self.work_out(question, *value, rows)
            }
        };
        values.iter().map(answer).collect()
    }

    #[cold]
    fn work_out(&self, question: &Question, value: i64, rows: &Rows) -> Truth {
        if value == UNKNOWN {
            return MAYBE;
        }
        let found = question.holds(rows.text(value));
        // Literals have negative numbers and no place of their own.
        let place = u64::try_from(value).map(|v| (v / NAMES_A_WORD) as usize);
        if let Some(word) = place.ok().and_then(|place| self.0.get(place)) {
            // Two threads may both work it out; they find the same, so the order does not matter.
            word.fetch_or((2 | u64::from(found)) << shift(value), Ordering::Relaxed);
        }
        Truth::from(found)
    }
}

/// Names whose answers share one word.
const NAMES_A_WORD: u64 = 32;
/// So many words of answers are those of a small set, such as the few records around a draft.
const FEW: usize = 256;

/// Where the two bits of a name stand in its word.
fn shift(value: i64) -> u64 {
    value as u64 % NAMES_A_WORD * 2
}

impl Question {
    /// Where many texts are to be looked through, the words are made into an automaton first: to make it takes
    /// longer than to look through a few texts for each word by itself.
    fn new(test: TextTest, words: &[String], many: bool) -> Question {
        let words: Vec<String> = words.iter().filter(|w| !w.is_empty()).cloned().collect();
        match test {
            TextTest::ContainsAny => {
                let automaton = if many { AhoCorasick::new(&words).ok() } else { None };
                Question::Contains(words, automaton)
            }
            TextTest::StartsWithAny => Question::StartsWith(words),
            TextTest::HasDigit => Question::HasDigit,
            TextTest::HasChinese => Question::HasChinese,
            TextTest::AllDigits => Question::AllDigits,
        }
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Question::Contains(_, Some(automaton)) => automaton.is_match(text),
            Question::Contains(words, None) => words.iter().any(|w| text.contains(w.as_str())),
            Question::StartsWith(words) => words.iter().any(|w| text.starts_with(w.as_str())),
            Question::HasDigit => text.chars().any(is_digit),
            Question::HasChinese => text.chars().any(is_chinese),
            Question::AllDigits => !text.is_empty() && text.chars().all(is_digit),
        }
    }
}

/// Half-width and full-width digits.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Chinese characters with all extensions; punctuation is none.
fn is_chinese(c: char) -> bool {
    let blocks = [
        '\u{3400}'..='\u{4dbf}',
        '\u{4e00}'..='\u{9fff}',
        '\u{f900}'..='\u{faff}',
        '\u{20000}'..='\u{3ffff}',
    ];
    c == '〇' || blocks.iter().any(|b| b.contains(&c))
}
