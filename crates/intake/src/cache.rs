//! A small cache from the bytes of a cell to its value: columns repeat themselves, so most cells cost a
//! hash and a compare.
//!
//! Four slots share a set. A column with more distinct texts than slots gets a larger cache from block to
//! block; one in which hardly anything comes twice gets a tiny one, because looking is in vain.

use domain::refusal::Refusal;

/// Longest cell kept, in bytes.
const KEY_BYTES: usize = 64;
const WAYS: usize = 4;
/// Sets of the smallest cache and of the largest, as powers of two.
const FEWEST: u32 = 4;
const MOST: u32 = 14;

#[derive(Clone, Copy)]
struct Set<V> {
    /// Parts of the hashes; 0 = the slot is free.
    tags: [u32; WAYS],
    lens: [u8; WAYS],
    values: [V; WAYS],
    /// The slot to give up next.
    next: u8,
}

/// Cells seen lately and what they were read as.
pub(crate) struct Cache<V> {
    sets: Vec<Set<V>>,
    /// The bytes of the keys, [`KEY_BYTES`] for each slot.
    keys: Vec<u8>,
    bits: u32,
    empty: V,
    lookups: u32,
    misses: u32,
    /// Whether it was as large as it gets and of no use.
    given_up: bool,
}

impl<V: Copy> Cache<V> {
    /// A cache of `4 << bits` cells; `empty` only fills the free slots.
    pub(crate) fn new(bits: u32, empty: V) -> Cache<V> {
        let size = 1_usize << bits;
        let set = Set { tags: [0; WAYS], lens: [0; WAYS], values: [empty; WAYS], next: 0 };
        Cache {
            sets: vec![set; size],
            keys: vec![0; size * WAYS * KEY_BYTES],
            bits,
            empty,
            lookups: 0,
            misses: 0,
            given_up: false,
        }
    }

    /// Called between blocks: makes the cache as large as its misses ask for.
    pub(crate) fn adapt(&mut self) {
        // A cache that is still cold says nothing.
        if self.given_up || self.lookups < 16 << self.bits {
            return;
        }
        let (lookups, misses) = (self.lookups, self.misses);
        (self.lookups, self.misses) = (0, 0);
        if misses <= lookups / 4 {
            return;
        }
        if self.bits < MOST {
            *self = Cache::new((self.bits + 3).min(MOST), self.empty);
        } else if misses > lookups / 2 {
            *self = Cache { given_up: true, ..Cache::new(FEWEST, self.empty) };
        }
    }

    /// The value of a cell: the remembered one if it `fits`, else what `read` makes of the cell.
    #[inline]
    pub(crate) fn get(
        &mut self,
        cell: &[u8],
        fits: impl Fn(V) -> bool,
        read: impl FnOnce() -> Result<V, Refusal>,
    ) -> Result<V, Refusal> {
        if self.given_up {
            return read();
        }
        let hash = hash(cell);
        let index = hash as usize & ((1 << self.bits) - 1);
        let tag = (hash >> 32) as u32 | 1;
        self.lookups += 1;
        if let Some(set) = self.sets.get(index) {
            for way in 0..WAYS {
                if set.tags[way] == tag && usize::from(set.lens[way]) == cell.len() {
                    let start = (index * WAYS + way) * KEY_BYTES;
                    let key = self.keys.get(start..start + cell.len());
                    if key == Some(cell) && fits(set.values[way]) {
                        return Ok(set.values[way]);
                    }
                }
            }
        }
        self.misses += 1;
        let value = read()?;
        self.keep(index, tag, cell, value);
        Ok(value)
    }

    fn keep(&mut self, index: usize, tag: u32, cell: &[u8], value: V) {
        let Some(set) = self.sets.get_mut(index) else { return };
        let way = usize::from(set.next) % WAYS;
        let start = (index * WAYS + way) * KEY_BYTES;
        let room = self.keys.get_mut(start..start + KEY_BYTES);
        if let Some(room) = room.and_then(|room| room.get_mut(..cell.len())) {
            room.copy_from_slice(cell);
            (set.tags[way], set.lens[way], set.values[way]) = (tag, cell.len() as u8, value);
            set.next = set.next.wrapping_add(1);
        }
    }
}

/// A quick hash, good enough to spread cells over slots; a bad spread costs time, never a wrong value.
#[inline]
pub(crate) fn hash(cell: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |state: u64, word: u64| {
        let product = (state ^ word).wrapping_mul(FACTOR);
        product ^ product >> 29
    };
    let start = (cell.len() as u64).wrapping_mul(FACTOR);
    let (words, rest) = cell.as_chunks::<8>();
    let state = words.iter().fold(start, |state, word| mix(state, u64::from_le_bytes(*word)));
    let tail = match cell.last_chunk::<8>() {
        // The last eight bytes again, overlapping, are cheaper than the odd bytes one by one.
        Some(last) if !rest.is_empty() => u64::from_le_bytes(*last),
        _ => rest.iter().fold(0, |tail, byte| tail << 8 | u64::from(*byte)),
    };
    mix(mix(state, tail), state >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_values_and_never_takes_one_cell_for_another() {
        let long = "长".repeat(40);
        let few = ["a", "b", "653125", "653126", "莎车县", "莎车县交通局", long.as_str()];
        let many: Vec<String> = (0..5000).map(|i| format!("甲{i}")).collect();
        let cells: Vec<&str> = few.into_iter().chain(many.iter().map(String::as_str)).collect();
        let mut cache = Cache::new(0, 0_u32);
        for round in 0..5 {
            for (value, cell) in cells.iter().enumerate() {
                let read = cache.get(cell.as_bytes(), |_| true, || Ok(value as u32));
                assert_eq!(read, Ok(value as u32), "{cell} in round {round}");
            }
            cache.adapt();
        }
        assert!(cache.bits > 8, "grown to {}", cache.bits);
    }

    #[test]
    fn reads_again_what_does_not_fit_and_keeps_no_refusal() {
        let mut cache = Cache::new(4, 0_u32);
        let refused = Err(Refusal::NotANumber);
        assert_eq!(cache.get(b"x", |_| true, || refused), refused);
        assert_eq!(cache.get(b"x", |_| true, || Ok(1)), Ok(1));
        assert_eq!(cache.get(b"x", |v| v == 2, || Ok(2)), Ok(2));
        assert_eq!(cache.get(b"x", |_| true, || Ok(3)), Ok(1));
    }

    #[test]
    fn gives_up_where_nothing_comes_twice() {
        let mut cache = Cache::new(8, 0_u32);
        for value in 0..700_000_u32 {
            let cell = format!("V{value}");
            assert_eq!(cache.get(cell.as_bytes(), |_| true, || Ok(value)), Ok(value));
            if value % 10_000 == 0 {
                cache.adapt();
            }
        }
        assert!(cache.given_up && cache.bits == FEWEST);
    }
}
