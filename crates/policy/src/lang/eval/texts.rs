//! Texts: lists of words and questions about the letters of a text.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use aho_corasick::AhoCorasick;

use super::Rows;
use crate::lang::typed::TextTest;
use crate::value::{FALSE, MAYBE, TRUE, Truth, UNKNOWN};

/// A set of words or names by their numbers.
#[derive(Debug)]
pub(crate) enum WordSet {
    /// All numbers are below 64, as those of Code words are.
    Bits(u64),
    /// A few.
    Few(Vec<i64>),
    /// Many.
    Many(HashSet<i64>),
}

impl WordSet {
    /// The set of these numbers.
    pub(crate) fn new(numbers: impl Iterator<Item = i64>) -> WordSet {
        let numbers: Vec<i64> = numbers.collect();
        if numbers.iter().all(|n| (0..64).contains(n)) {
            return WordSet::Bits(numbers.iter().fold(0, |bits, n| bits | 1 << n));
        }
        if numbers.len() <= 4 {
            WordSet::Few(numbers)
        } else {
            WordSet::Many(numbers.into_iter().collect())
        }
    }

    /// Whether a value is in it.
    pub(crate) fn holds(&self, value: i64) -> Truth {
        let found = match self {
            _ if value == UNKNOWN => return MAYBE,
            WordSet::Bits(bits) => (0..64).contains(&value) && bits >> value & 1 == 1,
            WordSet::Few(list) => list.contains(&value),
            WordSet::Many(set) => set.contains(&value),
        };
        Truth::from(found)
    }
}

/// A question about texts. The answer for each name is worked out once and kept in two bits.
#[derive(Debug)]
pub(crate) struct Tester {
    question: Question,
    /// Two bits a name: the upper says that the answer is known, the lower is the answer.
    answers: Vec<AtomicU64>,
}

/// Names whose answers share one word.
const NAMES_A_WORD: usize = 32;

#[derive(Debug)]
enum Question {
    Contains(Vec<String>, Option<AhoCorasick>),
    StartsWith(Vec<String>),
    HasDigit,
    HasChinese,
    AllDigits,
}

impl Tester {
    /// A question about the names of a data set. Empty words are left out: nothing contains them.
    pub(crate) fn new(test: TextTest, words: &[String], names: &domain::Names) -> Tester {
        let words: Vec<String> = words.iter().filter(|w| !w.is_empty()).cloned().collect();
        let question = match test {
            TextTest::ContainsAny => {
                let automaton = AhoCorasick::new(&words).ok();
                Question::Contains(words, automaton)
            }
            TextTest::StartsWithAny => Question::StartsWith(words),
            TextTest::HasDigit => Question::HasDigit,
            TextTest::HasChinese => Question::HasChinese,
            TextTest::AllDigits => Question::AllDigits,
        };
        let size = names.number_bound().div_ceil(NAMES_A_WORD);
        Tester { question, answers: (0..size).map(|_| AtomicU64::new(0)).collect() }
    }

    /// The answer for a text by its number.
    pub(crate) fn answer(&self, value: i64, rows: &Rows) -> Truth {
        if value == UNKNOWN {
            return MAYBE;
        }
        let number = usize::try_from(value).ok();
        let Some(word) = number.and_then(|n| self.answers.get(n / NAMES_A_WORD)) else {
            return Truth::from(self.question.holds(rows.text(value)));
        };
        let shift = value as usize % NAMES_A_WORD * 2;
        let known = word.load(Ordering::Relaxed) >> shift;
        if known & 2 == 2 {
            return if known & 1 == 1 { TRUE } else { FALSE };
        }
        let found = self.question.holds(rows.text(value));
        // Two threads may both work it out; they find the same, so the order does not matter.
        word.fetch_or((2 | u64::from(found)) << shift, Ordering::Relaxed);
        Truth::from(found)
    }
}

impl Question {
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
