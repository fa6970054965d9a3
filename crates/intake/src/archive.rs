//! Archives from strangers: names that stay inside, sizes that stay bounded.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::blocks::Source;
use crate::budget::Budget;
use crate::error::{Bound, InputError};
use crate::limits::{LARGE_BYTES, LARGE_RATIO, MOST_MEMBERS, RATIO, UNPACKED_BYTES};

type Archive = ZipArchive<BufReader<File>>;

/// One file of an archive.
#[derive(Clone)]
pub(crate) struct Member {
    /// Opened once: the list of its files may be long.
    archive: Rc<RefCell<Archive>>,
    index: usize,
    /// Path inside the archive.
    pub(crate) name: String,
    /// Size unpacked, as the archive claims.
    pub(crate) bytes: u64,
}

/// Lists the files of an archive, after checking what can be checked without unpacking.
pub(crate) fn members(path: &Path, budget: &Budget) -> Result<Vec<Member>, InputError> {
    let file = path.display().to_string();
    let packed = path.metadata().map_err(|source| unreadable(&file, source))?.len();
    let shared = Rc::new(RefCell::new(open(path)?));
    let mut archive = shared.borrow_mut();
    if archive.len() > MOST_MEMBERS {
        return Err(InputError::TooLarge { file, what: Bound::Count });
    }
    let (mut members, mut unpacked) = (Vec::new(), 0_u64);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| refused(&file, error))?;
        let name = member_name(entry.name_raw());
        if leads_outside(&name) {
            return Err(InputError::OutsideEntry { file, entry: name });
        }
        if entry.encrypted() {
            return Err(InputError::Encrypted { file });
        }
        unpacked = unpacked.saturating_add(entry.size());
        if is_bomb(entry.size(), entry.compressed_size()) || is_bomb(unpacked, packed) {
            return Err(InputError::TooLarge { file, what: Bound::Ratio });
        }
        if unpacked > UNPACKED_BYTES {
            return Err(InputError::TooLarge { file, what: Bound::Unpacked });
        }
        if !budget.take_unpacked(entry.size()) {
            return Err(InputError::TooLarge { file, what: Bound::Share });
        }
        if !entry.is_dir() && !entry.is_symlink() {
            let bytes = entry.size();
            members.push(Member { archive: shared.clone(), index, name, bytes });
        }
    }
    members.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(members)
}

/// Whether something unpacks to more than an honest table of its packed size would.
fn is_bomb(unpacked: u64, packed: u64) -> bool {
    let times = if unpacked > LARGE_BYTES { LARGE_RATIO } else { RATIO };
    unpacked > times.saturating_mul(packed.max(1024))
}

fn open(path: &Path) -> Result<Archive, InputError> {
    let file = path.display().to_string();
    let opened = File::open(path).map_err(|source| unreadable(&file, source))?;
    ZipArchive::new(BufReader::new(opened)).map_err(|error| refused(&file, error))
}

fn unreadable(file: &str, source: io::Error) -> InputError {
    InputError::Unreadable { file: file.to_owned(), source }
}

fn refused(file: &str, error: ZipError) -> InputError {
    match error {
        ZipError::Io(source) if source.kind() != io::ErrorKind::UnexpectedEof => {
            unreadable(file, source)
        }
        _ => InputError::NotAnArchive { file: file.to_owned() },
    }
}

/// Windows writes Chinese names in GBK and does not say so.
fn member_name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    name.replace('\\', "/")
}

fn leads_outside(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    drive
        || name.starts_with('/')
        || name.contains('\0')
        || name.split('/').any(|part| part == "..")
}

impl Member {
    /// Hands the unpacked bytes to `read`.
    pub(crate) fn with_source<R>(
        &self,
        read: impl FnOnce(Source<'_>) -> Result<R, InputError>,
    ) -> Result<R, InputError> {
        let mut archive = self.archive.borrow_mut();
        let entry = archive.by_index(self.index).map_err(|error| refused(&self.name, error))?;
        read(Box::new(Measured { inner: entry, left: self.bytes }))
    }

    /// The unpacked bytes of a small file, which are taken from the memory of the set.
    pub(crate) fn bytes(&self, budget: &Budget) -> Result<Vec<u8>, InputError> {
        if !budget.take_memory(self.bytes) {
            return Err(InputError::TooLarge { file: self.name.clone(), what: Bound::Workbook });
        }
        self.with_source(|mut source| {
            let mut bytes = Vec::new();
            source.read_to_end(&mut bytes).map_err(|source| unreadable(&self.name, source))?;
            Ok(bytes)
        })
    }
}

/// Stops where an entry turns out larger than the archive claims.
struct Measured<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "larger than the archive says")
        })?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_gbk_are_read_and_paths_outside_are_seen() {
        assert_eq!(member_name(&GB18030.encode("数据\\支付.csv").0), "数据/支付.csv");
        for (name, outside) in [
            ("payments.csv", false),
            ("set/payments.csv", false),
            ("a..b/payments.csv", false),
            ("../payments.csv", true),
            ("set/../../payments.csv", true),
            ("/etc/payments.csv", true),
            ("C:/payments.csv", true),
            ("C:payments.csv", true),
        ] {
            assert_eq!(leads_outside(name), outside, "{name}");
        }
    }

    #[test]
    fn an_entry_larger_than_claimed_is_stopped() {
        let mut measured = Measured { inner: &b"abcdef"[..], left: 4 };
        assert!(measured.read_to_end(&mut Vec::new()).is_err());
        let mut measured = Measured { inner: &b"abcd"[..], left: 4 };
        assert_eq!(measured.read_to_end(&mut Vec::new()).unwrap(), 4);
    }
}
