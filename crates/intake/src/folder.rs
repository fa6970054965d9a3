//! The files of a folder and of all folders below it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::{Bound, InputError};
use crate::limits::MOST_MEMBERS;
use crate::names::{ERROR_HEADER, LINE_HEADER};

/// What stands in a folder.
#[derive(Default)]
pub(crate) struct Listing {
    /// Paths relative to the folder, parted by `/`, and where the files are; sorted.
    pub(crate) files: Vec<(String, PathBuf)>,
    /// Folders of rejected rows, which were left out.
    pub(crate) rejected: Vec<String>,
    /// Size of all files.
    pub(crate) bytes: u64,
}

impl Listing {
    /// A file that is the whole set.
    pub(crate) fn of_file(path: &Path) -> Listing {
        Listing { bytes: size(path), ..Listing::default() }
    }
}

fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |m| m.len())
}

/// Lists a folder as an archive of it would be listed. What is hidden is left out; links to folders are
/// not followed, so that none leads round in a circle. Folders that `write_rejected` filled are left out
/// below the top: their rows would be counted once more.
pub(crate) fn list_folder(top: &Path) -> Result<Listing, InputError> {
    let mut listing = Listing::default();
    let (mut waiting, mut seen) = (vec![(String::new(), top.to_owned())], 0_usize);
    while let Some((prefix, folder)) = waiting.pop() {
        let shown = || folder.display().to_string();
        let unreadable = |source| InputError::Unreadable { file: shown(), source };
        let mut files = Vec::new();
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let (path, last) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if last.starts_with('.') {
                continue;
            }
            seen += 1;
            if seen > MOST_MEMBERS {
                let file = top.display().to_string();
                return Err(InputError::TooLarge { file, what: Bound::Count });
            }
            if entry.file_type().map_err(unreadable)?.is_dir() {
                waiting.push((format!("{prefix}{last}/"), path));
            } else if path.is_file() {
                files.push((format!("{prefix}{last}"), path));
            }
        }
        if !prefix.is_empty() && files.iter().any(|(_, path)| holds_rejected_rows(path)) {
            listing.rejected.push(prefix.trim_end_matches('/').to_owned());
            continue;
        }
        listing.bytes += files.iter().map(|(_, path)| size(path)).sum::<u64>();
        listing.files.append(&mut files);
    }
    listing.files.sort();
    listing.rejected.sort();
    Ok(listing)
}

/// Bytes at the beginning of a file among which its headers are.
const HEAD_BYTES: u64 = 64 << 10;

/// Whether a file has the two columns that `write_rejected` adds, whatever a spreadsheet program made of
/// its separator, quotation marks and encoding.
fn holds_rejected_rows(path: &Path) -> bool {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    if !matches!(extension.as_deref(), Some("csv" | "tsv" | "txt")) {
        return false;
    }
    let mut head = Vec::new();
    let read = fs::File::open(path).map(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    head.retain(|byte| !matches!(byte, 0 | b'"'));
    let line = head.windows(LINE_HEADER.len() + 1 + ERROR_HEADER.len());
    let both = |bytes: &[u8]| {
        bytes.starts_with(LINE_HEADER.as_bytes()) && bytes.ends_with(ERROR_HEADER.as_bytes())
    };
    read.is_ok() && line.into_iter().any(both)
}
