//! Which lists of words occur in which text: every text is read once for the lists of all rules.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use domain::Names;

use super::Rows;
use crate::value::{MAYBE, Truth, UNKNOWN};

/// The lists of words that the rules of one evaluation look for, and what is known of the texts of its data
/// set so far.
#[derive(Debug)]
pub struct WordIndex {
    numbers: HashMap<Arc<[String]>, usize>,
    automaton: Option<AhoCorasick>,
    /// For each word of the automaton the bits of the lists that hold it.
    lists_of: Vec<Vec<u64>>,
    /// Numbers of 64 bits that each name has.
    width: usize,
    /// Bit 0 of a name says that it was read, bit n + 1 that a word of list n occurs in it.
    found: Vec<AtomicU64>,
}

impl WordIndex {
    /// An index of these lists over the texts of a data set. Empty words are left out: nothing contains them.
    pub fn new(lists: impl IntoIterator<Item = Arc<[String]>>, names: &Names) -> WordIndex {
        let mut numbers = HashMap::new();
        for list in lists {
            let next = numbers.len();
            numbers.entry(list).or_insert(next);
        }
        let width = if numbers.is_empty() { 0 } else { numbers.len() / 64 + 1 };
        let mut words: HashMap<&str, Vec<u64>> = HashMap::new();
        for (list, number) in &numbers {
            for word in list.iter().filter(|w| !w.is_empty()) {
                let bits = words.entry(word).or_insert_with(|| vec![0; width]);
                if let Some(part) = bits.get_mut((number + 1) / 64) {
                    *part |= 1 << ((number + 1) % 64);
                }
            }
        }
        let (words, lists_of): (Vec<&str>, Vec<Vec<u64>>) = words.into_iter().unzip();
        // A table of transitions is larger than the alternatives and reads a text in the least time.
        let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(words).ok();
        let found = (0..names.number_bound() * width).map(|_| AtomicU64::new(0)).collect();
        WordIndex { numbers, automaton, lists_of, width, found }
    }

    /// The number of a list, where it is one of the index.
    pub(super) fn number(&self, list: &[String]) -> Option<usize> {
        self.automaton.as_ref()?;
        self.numbers.get(list).copied()
    }

    /// For each text by its number whether a word of the list occurs in it.
    pub(super) fn answers(&self, list: usize, values: &[i64], rows: &Rows) -> Vec<Truth> {
        let (part, bit) = ((list + 1) / 64, (list + 1) % 64);
        let answer = |value: &i64| {
            if *value == UNKNOWN {
                return MAYBE;
            }
            let Some(bits) = self.bits(*value) else {
                // Literals have negative numbers and no place of their own.
                let found = self.read(rows.text(*value));
                return Truth::from(found.get(part).is_some_and(|p| p >> bit & 1 == 1));
            };
            let known = bits.first().is_some_and(|p| p.load(Ordering::Acquire) & 1 == 1);
            if !known {
                self.keep(bits, rows.text(*value));
            }
            let found = bits.get(part).map_or(0, |p| p.load(Ordering::Relaxed));
            (found >> bit & 1) as Truth
        };
        values.iter().map(answer).collect()
    }

    fn bits(&self, value: i64) -> Option<&[AtomicU64]> {
        let start = usize::try_from(value).ok()?.checked_mul(self.width)?;
        self.found.get(start..start + self.width)
    }

    /// Two threads may both read a text; they find the same, so the order does not matter. The part with the
    /// mark that it was read is written last.
    #[cold]
    fn keep(&self, bits: &[AtomicU64], text: &str) {
        for (slot, found) in bits.iter().zip(self.read(text)).rev() {
            slot.store(found, Ordering::Release);
        }
    }

    /// The bits of a text, with the mark that it was read.
    fn read(&self, text: &str) -> Vec<u64> {
        let mut found = vec![0; self.width];
        let matches = self.automaton.iter().flat_map(|a| a.find_overlapping_iter(text));
        for word in matches {
            let lists = self.lists_of.get(word.pattern().as_usize());
            for (part, lists) in found.iter_mut().zip(lists.into_iter().flatten()) {
                *part |= lists;
            }
        }
        if let Some(first) = found.first_mut() {
            *first |= 1;
        }
        found
    }
}
