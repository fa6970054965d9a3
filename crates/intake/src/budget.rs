//! What one set may take: memory and work grow with its size on disk, so that a small file cannot ask for
//! a large machine. Files that people make stay far below: a payment takes three times the memory of its
//! line, a spreadsheet packs to a tenth.

use std::sync::atomic::{AtomicU64, Ordering};

/// Memory of rows, names and whole workbooks: so much, and so many times the size of the set.
const MEMORY: (u64, u64) = (48 << 20, 8);
/// Bytes that archives and workbooks unpack to.
const UNPACKED: (u64, u64) = (64 << 20, 24);
/// Bytes of the parts of workbooks that are read, again and again where there are many sheets.
const PARTS: (u64, u64) = (512 << 20, 48);

/// What is left of it.
#[derive(Debug)]
pub(crate) struct Budget {
    memory: AtomicU64,
    unpacked: AtomicU64,
    parts: AtomicU64,
}

impl Budget {
    /// For a set of so many bytes.
    pub(crate) fn of(size: u64) -> Budget {
        let share = |(base, times): (u64, u64)| {
            AtomicU64::new(base.saturating_add(size.saturating_mul(times)))
        };
        Budget { memory: share(MEMORY), unpacked: share(UNPACKED), parts: share(PARTS) }
    }

    /// Takes memory that is kept until the set is read; false where there is not enough.
    pub(crate) fn take_memory(&self, bytes: u64) -> bool {
        take(&self.memory, bytes)
    }

    /// Whether so much memory is left.
    pub(crate) fn has_memory(&self, bytes: u64) -> bool {
        self.memory.load(Ordering::Relaxed) >= bytes
    }

    /// Gives back what was taken for something that was dropped.
    pub(crate) fn give_back(&self, bytes: u64) {
        self.memory.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Takes bytes to be unpacked.
    pub(crate) fn take_unpacked(&self, bytes: u64) -> bool {
        take(&self.unpacked, bytes)
    }

    /// Takes the bytes of a part that is going to be read.
    pub(crate) fn take_part(&self, bytes: u64) -> bool {
        take(&self.parts, bytes)
    }
}

fn take(left: &AtomicU64, bytes: u64) -> bool {
    let rest = |left: u64| left.checked_sub(bytes);
    left.try_update(Ordering::Relaxed, Ordering::Relaxed, rest).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_gone_until_it_is_given_back() {
        let budget = Budget::of(10);
        let all = MEMORY.0 + 10 * MEMORY.1;
        assert!(!budget.take_memory(all + 1) && budget.has_memory(all));
        assert!(budget.take_memory(all) && !budget.take_memory(1) && !budget.has_memory(1));
        budget.give_back(5);
        assert!(budget.take_memory(5));
        assert!(budget.take_unpacked(UNPACKED.0) && budget.take_part(PARTS.0));
        assert!(Budget::of(u64::MAX).take_memory(u64::MAX));
    }
}
