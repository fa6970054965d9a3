//! What cells were read as before, by their bytes: columns repeat themselves, so most cells cost a hash
//! and a compare.
//!
//! The bytes of the cells stand end to end and the slots beside them are small, because what such a table
//! costs is the memory it touches. It grows with the number of distinct cells up to a bound and then
//! begins anew; where that keeps happening, hardly anything comes twice and looking is given up.

use domain::refusal::Refusal;

/// Longest cell kept, in bytes.
const LONGEST: usize = 96;
/// Slots of the smallest table and of the largest; half of them may be in use.
const FEWEST: usize = 1 << 6;
const MOST: usize = 1 << 17;
/// A table that the processor's nearest memory cannot hold.
const LARGE: usize = 1 << 11;
/// Cells looked up together.
pub(crate) const BATCH: usize = 32;

#[derive(Clone, Copy)]
struct Slot<V> {
    /// Half of the hash; 0 = the slot is free.
    tag: u32,
    start: u32,
    length: u32,
    value: V,
}

/// Cells and what they were read as.
pub(crate) struct Cache<V> {
    slots: Vec<Slot<V>>,
    /// The cells, end to end.
    keys: Vec<u8>,
    used: usize,
    /// Cells found since the table was last empty.
    hits: usize,
    empty: Slot<V>,
    given_up: bool,
}

impl<V: Copy> Cache<V> {
    /// An empty table; `value` only fills the free slots.
    pub(crate) fn new(value: V) -> Cache<V> {
        let empty = Slot { tag: 0, start: 0, length: 0, value };
        let slots = vec![empty; FEWEST];
        Cache { slots, keys: Vec::new(), used: 0, hits: 0, empty, given_up: false }
    }

    /// Reads what [`Cache::get`] will need for these hashes. The waits for memory overlap here, where no
    /// step depends on the one before.
    #[inline]
    pub(crate) fn touch(&self, hashes: &[u64]) {
        if self.slots.len() < LARGE {
            return;
        }
        let mask = self.slots.len() - 1;
        let slots = hashes.iter().map(|hash| self.slots.get(*hash as usize & mask));
        let mut starts = [0_u32; BATCH];
        starts.iter_mut().zip(slots).for_each(|(start, slot)| *start = slot.map_or(0, |s| s.start));
        let bytes = starts.iter().map(|start| self.keys.get(*start as usize).copied().unwrap_or(0));
        std::hint::black_box(bytes.fold(0, |sum: u8, byte| sum ^ byte));
    }

    /// The value of a cell: the remembered one, else what `read` makes of it.
    #[inline]
    pub(crate) fn get(
        &mut self,
        hash: u64,
        cell: &[u8],
        read: impl FnOnce() -> Result<V, Refusal>,
    ) -> Result<V, Refusal> {
        if self.given_up {
            return read();
        }
        if let Some(value) = self.find(hash, cell) {
            self.hits += 1;
            return Ok(value);
        }
        let value = read()?;
        self.keep(hash, cell, value);
        Ok(value)
    }

    #[inline]
    fn find(&self, hash: u64, cell: &[u8]) -> Option<V> {
        let mask = self.slots.len() - 1;
        let mut index = hash as usize & mask;
        // Half of the slots are free: the loop meets one soon.
        loop {
            let slot = self.slots.get(index)?;
            if slot.tag == tag(hash) && same(self.key(slot), cell) {
                return Some(slot.value);
            }
            if slot.tag == 0 {
                return None;
            }
            index = (index + 1) & mask;
        }
    }

    #[inline]
    fn key(&self, slot: &Slot<V>) -> &[u8] {
        let start = slot.start as usize;
        self.keys.get(start..start + slot.length as usize).unwrap_or_default()
    }

    #[cold]
    fn keep(&mut self, hash: u64, cell: &[u8], value: V) {
        if cell.len() > LONGEST {
            return;
        }
        if self.used * 2 >= self.slots.len() {
            self.make_room();
        }
        let (start, length) = (self.keys.len() as u32, cell.len() as u32);
        self.keys.extend_from_slice(cell);
        self.used += 1;
        self.put(hash, Slot { tag: tag(hash), start, length, value });
    }

    fn make_room(&mut self) {
        if self.slots.len() >= MOST {
            // A cell that comes twice on the average earns its place.
            self.given_up = self.hits < self.used;
            *self = Cache { given_up: self.given_up, ..Cache::new(self.empty.value) };
            return;
        }
        let larger = vec![self.empty; self.slots.len() * 2];
        let old = std::mem::replace(&mut self.slots, larger);
        for slot in old.into_iter().filter(|slot| slot.tag != 0) {
            self.put(hash(self.key(&slot)), slot);
        }
    }

    fn put(&mut self, hash: u64, slot: Slot<V>) {
        let mask = self.slots.len() - 1;
        let mut index = hash as usize & mask;
        while self.slots.get(index).is_some_and(|slot| slot.tag != 0) {
            index = (index + 1) & mask;
        }
        if let Some(free) = self.slots.get_mut(index) {
            *free = slot;
        }
    }
}

#[inline]
fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32 | 1
}

/// A quick hash, good enough to spread cells over slots; a bad spread costs time, never a wrong value.
#[inline]
pub(crate) fn hash(cell: &[u8]) -> u64 {
    let (first, last) = ends(cell);
    let mut state = SEEDS[0] ^ cell.len() as u64;
    if let [_, _, _, _, _, _, _, _, middle @ .., _, _, _, _, _, _, _, _] = cell {
        let (words, rest) = middle.as_chunks::<8>();
        for word in words {
            state = fold(state ^ u64::from_le_bytes(*word), SEEDS[1]);
        }
        state = rest.iter().fold(state, |state, byte| state.rotate_left(8) ^ u64::from(*byte));
    }
    fold(first ^ state, last ^ SEEDS[2])
}

const SEEDS: [u64; 3] = [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0];

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// The first and the last bytes of a cell, as two numbers: all of it, up to sixteen bytes.
#[inline]
fn ends(cell: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (cell.first_chunk::<8>(), cell.last_chunk::<8>()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (cell.first_chunk::<4>(), cell.last_chunk::<4>()) {
        return (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)));
    }
    let at = |index: usize| u64::from(cell.get(index).copied().unwrap_or(0));
    (at(0) << 8 | at(1), at(cell.len().saturating_sub(1)))
}

/// Whether two cells are the same; codes and words are compared as two numbers.
#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && if a.len() <= 16 { ends(a) == ends(b) } else { a == b }
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
        let mut cache = Cache::new(0_u32);
        let mut reads = 0;
        for round in 0..3 {
            for (value, cell) in cells.iter().enumerate() {
                let read = cache.get(hash(cell.as_bytes()), cell.as_bytes(), || {
                    reads += 1;
                    Ok(value as u32)
                });
                assert_eq!(read, Ok(value as u32), "{cell} in round {round}");
            }
        }
        // Only the long cell is read again each time.
        assert_eq!(reads, cells.len() + 2);
    }

    #[test]
    fn cells_are_the_same_only_if_all_their_bytes_are() {
        for length in 1..40_usize {
            let cell: Vec<u8> = (0..length as u8).collect();
            assert!(same(&cell, &cell.clone()));
            assert!(!same(&cell, &cell[1..]));
            for at in 0..length {
                let mut other = cell.clone();
                other[at] ^= 0x80;
                assert!(!same(&cell, &other), "{length} {at}");
                assert_ne!(hash(&cell), hash(&other), "{length} {at}");
            }
        }
    }

    #[test]
    fn keeps_no_refusal() {
        let mut cache = Cache::new(0_u32);
        let refused = Err(Refusal::NotANumber);
        assert_eq!(cache.get(hash(b"x"), b"x", || refused), refused);
        assert_eq!(cache.get(hash(b"x"), b"x", || Ok(1)), Ok(1));
        assert_eq!(cache.get(hash(b"x"), b"x", || Ok(2)), Ok(1));
    }

    #[test]
    fn gives_up_where_nothing_comes_twice() {
        let mut cache = Cache::new(0_u32);
        for value in 0..70_000_u32 {
            let cell = format!("V{value}");
            assert_eq!(cache.get(hash(cell.as_bytes()), cell.as_bytes(), || Ok(value)), Ok(value));
        }
        assert!(cache.given_up && cache.slots.len() == FEWEST);
    }
}
