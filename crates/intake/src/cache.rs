//! A small direct-mapped cache from the bytes of a cell to its value: columns repeat themselves, so most
//! cells cost a hash and a compare.

use domain::refusal::Refusal;

/// Longest cell kept, in bytes.
const KEY_BYTES: usize = 64;

#[derive(Clone, Copy)]
struct Slot<V> {
    tag: u32,
    /// Length of the key; 0 = the slot is free (empty cells never get here).
    len: u32,
    value: V,
}

/// Cells seen lately and what they were read as.
pub(crate) struct Cache<V> {
    slots: Vec<Slot<V>>,
    /// The bytes of the keys, [`KEY_BYTES`] for each slot.
    keys: Vec<u8>,
    mask: usize,
}

impl<V: Copy> Cache<V> {
    /// A cache of `1 << bits` cells; `value` only fills the free slots.
    pub(crate) fn new(bits: u32, value: V) -> Cache<V> {
        let size = 1_usize << bits;
        let slots = vec![Slot { tag: 0, len: 0, value }; size];
        Cache { slots, keys: vec![0; size * KEY_BYTES], mask: size - 1 }
    }

    /// The value of a cell: the remembered one if `fits` it, else what `read` makes of it.
    #[inline]
    pub(crate) fn get(
        &mut self,
        cell: &[u8],
        fits: impl Fn(V) -> bool,
        read: impl FnOnce() -> Result<V, Refusal>,
    ) -> Result<V, Refusal> {
        let hash = hash(cell);
        let index = hash as usize & self.mask;
        let tag = (hash >> 32) as u32;
        let start = index * KEY_BYTES;
        let (Some(slot), Some(key)) =
            (self.slots.get_mut(index), self.keys.get_mut(start..start + KEY_BYTES))
        else {
            return read();
        };
        if slot.tag == tag && slot.len as usize == cell.len() && key.get(..cell.len()) == Some(cell)
        {
            if fits(slot.value) {
                return Ok(slot.value);
            }
        }
        let value = read()?;
        if let Some(room) = key.get_mut(..cell.len()) {
            room.copy_from_slice(cell);
            *slot = Slot { tag, len: cell.len() as u32, value };
        }
        Ok(value)
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
        let mut cache = Cache::new(2, 0_u32);
        let long = "长".repeat(40);
        for round in 0..3 {
            for (value, cell) in
                ["a", "b", "653125", "653126", "莎车县", "莎车县交通局", long.as_str()]
                    .iter()
                    .enumerate()
            {
                let read = cache.get(cell.as_bytes(), |_| true, || Ok(value as u32));
                assert_eq!(read, Ok(value as u32), "{cell} in round {round}");
            }
        }
    }

    #[test]
    fn reads_again_what_does_not_fit_and_keeps_no_refusal() {
        let mut cache = Cache::new(4, 0_u32);
        assert_eq!(
            cache.get(b"x", |_| true, || Err(Refusal::NotANumber)),
            Err(Refusal::NotANumber)
        );
        assert_eq!(cache.get(b"x", |_| true, || Ok(1)), Ok(1));
        assert_eq!(cache.get(b"x", |v| v == 2, || Ok(2)), Ok(2));
        assert_eq!(cache.get(b"x", |_| true, || Ok(3)), Ok(2));
    }
}
