//! Interned text: every distinct string of a data set is stored once and known by a number.
//!
//! Several readers intern at once; the numbers depend on their timing, so nothing may ever be *ordered*
//! by a [`Name`]: names are compared for equality, and sorted only by the text behind them.

use std::hash::{BuildHasher, Hasher};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use hashbrown::{DefaultHashBuilder, HashTable};

/// A distinct text of one data set. `Option<Name>` takes four bytes; an empty cell has no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Name(NonZeroU32);

const SHARD_BITS: u32 = 5;
const SHARDS: usize = 1 << SHARD_BITS;

impl Name {
    fn new(shard: usize, index: usize) -> Option<Name> {
        let index = u32::try_from(index + 1).ok().filter(|i| *i < 1 << (32 - SHARD_BITS))?;
        NonZeroU32::new(index << SHARD_BITS | shard as u32).map(Name)
    }

    fn shard(self) -> usize {
        (self.0.get() & (SHARDS as u32 - 1)) as usize
    }

    fn index(self) -> usize {
        (self.0.get() >> SHARD_BITS) as usize - 1
    }

    /// The number, for columns of numbers. Meaningful only together with its [`Names`].
    pub fn number(self) -> u32 {
        self.0.get()
    }

    /// The inverse of [`Name::number`].
    pub fn from_number(number: u32) -> Option<Name> {
        NonZeroU32::new(number).map(Name)
    }
}

#[derive(Clone, Debug, Default)]
struct Shard {
    /// Indexes into `ends`, found by the hash of their text.
    table: HashTable<u32>,
    /// End of each text in `text`.
    ends: Vec<u32>,
    text: String,
}

impl Shard {
    fn get(&self, index: usize) -> &str {
        let end = self.ends.get(index).map_or(0, |e| *e as usize);
        let start = index.checked_sub(1).and_then(|i| self.ends.get(i)).map_or(0, |e| *e as usize);
        self.text.get(start..end).unwrap_or_default()
    }

    fn find(&self, hash: u64, text: &str) -> Option<usize> {
        self.table.find(hash, |i| self.get(*i as usize) == text).map(|i| *i as usize)
    }
}

/// The growing set of names while files are read; may be shared between threads.
#[derive(Debug, Default)]
pub struct Interner {
    hasher: DefaultHashBuilder,
    shards: [Mutex<Shard>; SHARDS],
    /// About what all texts take, in bytes.
    bytes: AtomicU64,
}

/// What a text takes beside its letters: its end, and its place in a table that is half full.
const OVERHEAD: usize = 16;

impl Interner {
    /// A new, empty set.
    pub fn new() -> Interner {
        Interner::default()
    }

    /// The name of a text; nothing for the empty text, or when a shard is full (hundreds of millions of
    /// distinct texts).
    pub fn intern(&self, text: &str) -> Option<Name> {
        if text.is_empty() {
            return None;
        }
        let hash = hash(&self.hasher, text);
        let shard_index = (hash >> 57) as usize % SHARDS;
        let mut shard = self.shards[shard_index].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = shard.find(hash, text) {
            return Name::new(shard_index, index);
        }
        let length = text.len();
        let end = u32::try_from(shard.text.len() + length).ok()?;
        let index = shard.ends.len();
        let name = Name::new(shard_index, index)?;
        shard.text.push_str(text);
        shard.ends.push(end);
        let Shard { table, ends, text } = &mut *shard;
        let text_of = |i: &u32| {
            let i = *i as usize;
            let start = if i == 0 { 0 } else { ends[i - 1] as usize };
            &text[start..ends[i] as usize]
        };
        let hasher = &self.hasher;
        table.insert_unique(hash, index as u32, |i| self::hash(hasher, text_of(i)));
        self.bytes.fetch_add((length + OVERHEAD) as u64, Ordering::Relaxed);
        Some(name)
    }

    /// About how much memory the texts take so far, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Ends the reading: the names as a table that can be read without locks.
    pub fn finish(self) -> Names {
        let shards = self.shards.map(|s| s.into_inner().unwrap_or_else(PoisonError::into_inner));
        Names { hasher: self.hasher, shards }
    }
}

/// Takes the reading up again: texts keep their names, new ones join them.
impl From<Names> for Interner {
    fn from(names: Names) -> Interner {
        let bytes =
            names.shards.iter().map(|s| s.text.len() + s.ends.len() * OVERHEAD).sum::<usize>();
        Interner {
            hasher: names.hasher,
            shards: names.shards.map(Mutex::new),
            bytes: AtomicU64::new(bytes as u64),
        }
    }
}

fn hash(hasher: &DefaultHashBuilder, text: &str) -> u64 {
    let mut state = hasher.build_hasher();
    state.write(text.as_bytes());
    state.finish()
}

/// All texts of a data set, read-only.
#[derive(Clone, Debug, Default)]
pub struct Names {
    hasher: DefaultHashBuilder,
    shards: [Shard; SHARDS],
}

impl Names {
    /// The text behind a name.
    pub fn text(&self, name: Name) -> &str {
        self.shards[name.shard()].get(name.index())
    }

    /// The text behind an optional name; the empty text where there is none.
    pub fn text_or_empty(&self, name: Option<Name>) -> &str {
        name.map_or("", |n| self.text(n))
    }

    /// The name of a text, if the data set contains it.
    pub fn find(&self, text: &str) -> Option<Name> {
        let hash = hash(&self.hasher, text);
        let shard_index = (hash >> 57) as usize % SHARDS;
        let shard = self.shards.get(shard_index)?;
        Name::new(shard_index, shard.find(hash, text)?)
    }

    /// Number of distinct texts.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|s| s.ends.len()).sum()
    }

    /// One more than the greatest number of a name, for tables by number.
    pub fn number_bound(&self) -> usize {
        let longest = self.shards.iter().map(|s| s.ends.len()).max().unwrap_or(0);
        (longest + 1) << SHARD_BITS
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A value for each name, as an array: faster and smaller than a hash map over names.
#[derive(Clone, Debug)]
pub struct NameMap<T> {
    shards: Vec<Vec<T>>,
}

impl<T: Clone + Default> NameMap<T> {
    /// A map in which every name of `names` has the default value.
    pub fn new(names: &Names) -> NameMap<T> {
        let shards = names.shards.iter().map(|s| vec![T::default(); s.ends.len()]).collect();
        NameMap { shards }
    }

    /// The value of a name; nothing for a name of another data set.
    pub fn get(&self, name: Name) -> Option<&T> {
        self.shards.get(name.shard())?.get(name.index())
    }

    /// The place where the value of a name is kept.
    pub fn slot(&mut self, name: Name) -> Option<&mut T> {
        self.shards.get_mut(name.shard())?.get_mut(name.index())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_one_name_and_keep_their_text() {
        let interner = Interner::new();
        let texts: Vec<String> = (0..20_000).map(|i| format!("莎车县{}", i % 7_000)).collect();
        let given: Vec<Option<Name>> = texts.iter().map(|t| interner.intern(t)).collect();
        assert_eq!(interner.intern(""), None);
        assert!((7_000 * 25..7_000 * 40).contains(&interner.bytes()));
        let bytes = interner.bytes();
        let names = interner.finish();
        assert_eq!(names.len(), 7_000);
        let greatest = given.iter().flatten().map(|n| n.number() as usize).max();
        assert!(greatest.is_some_and(|n| n < names.number_bound()));
        for (text, name) in texts.iter().zip(&given) {
            assert_eq!(names.text(name.unwrap()), text);
            assert_eq!(names.find(text), *name);
        }
        assert_eq!(names.find("没有"), None);
        let more = Interner::from(names.clone());
        assert_eq!(more.bytes(), bytes);
        assert_eq!(more.intern(&texts[5]), given[5]);
        let new = more.intern("没有");
        let names = more.finish();
        assert_eq!((names.find("没有"), names.text(given[6].unwrap())), (new, texts[6].as_str()));
        let mut map: NameMap<u32> = NameMap::new(&names);
        *map.slot(given[3].unwrap()).unwrap() = 9;
        assert_eq!(map.get(given[3].unwrap()), Some(&9));
        assert_eq!(map.get(given[4].unwrap()), Some(&0));
    }
}
