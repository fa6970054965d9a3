//! The only source of chance: `ChaCha8` streams that a seed and a purpose name.
//!
//! The stream cipher's output is fixed by its definition, and the few draws below are plain integer
//! arithmetic, so one seed gives the same bytes on every machine and with every later version.

use chacha20::ChaCha8Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};

/// A stream of chance.
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    /// The stream that belongs to a seed, a purpose and a thing (such as a county's code). Streams
    /// do not depend on each other, so one county can be made again without the others.
    pub(crate) fn new(seed: u64, purpose: Purpose, thing: u64) -> Random {
        let mut key = [0_u8; 32];
        let words = [seed, purpose as u64, thing];
        for (slot, word) in key.chunks_exact_mut(8).zip(words) {
            slot.copy_from_slice(&word.to_le_bytes());
        }
        Random(ChaCha8Rng::from_seed(key))
    }

    /// A number from 0 up to, but not including, `n`; 0 for `n` = 0.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(n)) >> 64) as u64
    }

    /// A position in a list of `len` entries.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0).unsigned_abs();
        low + self.below(span + 1) as i64
    }

    /// A number of days, for dates.
    pub(crate) fn days(&mut self, low: i32, high: i32) -> i32 {
        self.between(i64::from(low), i64::from(high)) as i32
    }

    /// True once in `n` draws on average.
    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One word of a list; nothing but the empty text from an empty list.
    pub(crate) fn word(&mut self, words: &[&'static str]) -> &'static str {
        words.get(self.index(words.len())).copied().unwrap_or_default()
    }
}

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// How much money each county gets.
    Money = 1,
    /// When it is handed down.
    HandingDown = 2,
    /// A county's projects and all that follows from them.
    County = 3,
    /// Which subjects break which rule.
    Violations = 4,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, purpose, thing| {
            let mut random = Random::new(seed, purpose, thing);
            [random.below(1_000_000), random.below(1_000_000), random.below(1_000_000)]
        };
        assert_eq!(draw(1, Purpose::Money, 0), draw(1, Purpose::Money, 0));
        assert_ne!(draw(1, Purpose::Money, 0), draw(2, Purpose::Money, 0));
        assert_ne!(draw(1, Purpose::Money, 0), draw(1, Purpose::County, 0));
        assert_ne!(draw(1, Purpose::County, 653_125), draw(1, Purpose::County, 653_126));
    }

    #[test]
    fn draws_stay_in_their_bounds_and_reach_them() {
        let mut random = Random::new(7, Purpose::County, 1);
        let drawn: Vec<i64> = (0..1_000).map(|_| random.between(-2, 3)).collect();
        assert!(drawn.iter().all(|n| (-2..=3).contains(n)));
        assert!([-2, 3].iter().all(|n| drawn.contains(n)));
        assert_eq!((random.below(0), random.index(0), random.word(&[])), (0, 0, ""));
    }
}
