//! The bytes of a package whose parts were looked at: only those may be read, and not without end. A
//! workbook can name one part as ten thousand sheets.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use super::BoxedBytes;
use crate::budget::Budget;

/// Bytes that notice when the reading of a part begins.
pub(super) struct Parts {
    inner: BoxedBytes,
    /// Unpacked size of each part that was looked at, by the place where its bytes begin.
    sizes: HashMap<u64, u64>,
    budget: Arc<Budget>,
}

impl Parts {
    pub(super) fn new(inner: BoxedBytes, sizes: HashMap<u64, u64>, budget: Arc<Budget>) -> Parts {
        Parts { inner, sizes, budget }
    }
}

impl Read for Parts {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.inner.read(out)
    }
}

impl Seek for Parts {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if let SeekFrom::Start(at) = to
            && let Some(size) = self.sizes.get(&at)
            && !self.budget.take_part(*size)
        {
            return Err(io::Error::other("the parts of the workbook were read too often"));
        }
        self.inner.seek(to)
    }
}
