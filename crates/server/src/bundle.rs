//! Several files as one that proves itself: a ZIP with the hash of each in `SHA256SUMS`, as `sha256sum -c` reads it.
//! The hash of that list is the seal by which the whole is known.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek, Write};

use sha2::{Digest, Sha256};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The list of hashes.
const SUMS: &str = "SHA256SUMS";
/// Bytes of one file that is proven, at most: more than any that is packed.
const LARGEST: u64 = 1 << 30;

/// A bundle with the seal by which it is known.
pub(crate) struct Bundle {
    /// The ZIP.
    pub(crate) bytes: Vec<u8>,
    /// Hash of the list of hashes, 64 hexadecimal digits.
    pub(crate) seal: String,
}

/// What is not as its bundle says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is no ZIP, or has no list of hashes.
    NoBundle,
    /// A file is not what it was.
    Altered(String),
    /// A file of the list is not there.
    Missing(String),
    /// A file is there that the list does not name.
    Unlisted(String),
}

/// A bundle that was looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proven {
    /// Files of the list that are there and as they were.
    pub(crate) files: usize,
    /// The seal of the list.
    pub(crate) seal: String,
    /// What is not as the list says, by name.
    pub(crate) faults: Vec<Fault>,
}

/// Packs files, each under its name.
pub(crate) fn pack(files: &[(String, Vec<u8>)]) -> ZipResult<Bundle> {
    let mut sums = String::new();
    for (name, content) in files {
        sums.extend([hash(content).as_str(), "  ", name.as_str(), "\n"]);
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    let list = (SUMS, sums.as_bytes());
    let files = files.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
    for (name, content) in files.chain([list]) {
        zip.start_file(name, options)?;
        zip.write_all(content)?;
    }
    Ok(Bundle { bytes: zip.finish()?.into_inner(), seal: hash(sums.as_bytes()) })
}

/// Proves each file of a bundle by the list of hashes in it.
pub(crate) fn prove(file: impl Read + Seek) -> Result<Proven, Fault> {
    let mut zip = ZipArchive::new(file).map_err(|_| Fault::NoBundle)?;
    let sums = content(&mut zip, SUMS).ok_or(Fault::NoBundle)?;
    let seal = hash(&sums);
    let sums = String::from_utf8(sums).map_err(|_| Fault::NoBundle)?;
    let listed: BTreeMap<&str, &str> = sums
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, name)| (name, sum))
        .collect();
    let (mut files, mut faults) = (0, Vec::new());
    for (name, sum) in &listed {
        match content(&mut zip, name) {
            Some(content) if hash(&content) == *sum => files += 1,
            Some(_) => faults.push(Fault::Altered((*name).to_owned())),
            None => faults.push(Fault::Missing((*name).to_owned())),
        }
    }
    // A name that cannot be read is in no list.
    let named = zip.file_names().map(|name| name.map_or_else(|_| "?".into(), Cow::into_owned));
    let unlisted = named.filter(|name| name != SUMS && !listed.contains_key(name.as_str()));
    faults.extend(unlisted.map(Fault::Unlisted));
    Ok(Proven { files, seal, faults })
}

/// What is in a file of a bundle; none where it is not there or cannot be read.
fn content(zip: &mut ZipArchive<impl Read + Seek>, name: &str) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    zip.by_name(name).ok()?.take(LARGEST).read_to_end(&mut content).ok()?;
    Some(content)
}

fn hash(content: &[u8]) -> String {
    store::hex(&Sha256::digest(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(String, Vec<u8>)> {
        [("a.json", "{}"), ("documents/001-合同.pdf", "%PDF")]
            .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
            .to_vec()
    }

    /// The same files under the list of others.
    fn forged(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_was_packed_is_proven() {
        let bundle = pack(&files()).unwrap();
        let proven = prove(Cursor::new(&bundle.bytes)).unwrap();
        assert_eq!(proven, Proven { files: 2, seal: bundle.seal.clone(), faults: Vec::new() });
        assert_eq!(pack(&files()).unwrap().seal, bundle.seal, "the same files have the same seal");
    }

    #[test]
    fn one_altered_missing_or_added_file_is_named() {
        let bundle = pack(&files()).unwrap();
        let mut zip = ZipArchive::new(Cursor::new(&bundle.bytes)).unwrap();
        let sums = content(&mut zip, SUMS).unwrap();
        let told = |files: &[(&str, &[u8])]| prove(Cursor::new(forged(files))).unwrap();
        let list = (SUMS, sums.as_slice());
        let (json, document) = (("a.json", b"{}".as_slice()), "documents/001-合同.pdf");
        let altered = told(&[json, (document, b"%PDX"), list]);
        assert_eq!(altered.faults, [Fault::Altered(document.to_owned())]);
        assert_eq!(altered.files, 1);
        let missing = told(&[json, list]);
        assert_eq!(missing.faults, [Fault::Missing(document.to_owned())]);
        let added = told(&[json, (document, b"%PDF"), ("b.txt", b"x"), list]);
        assert_eq!(added.faults, [Fault::Unlisted("b.txt".to_owned())]);
        let other = pack(&[("a.json".to_owned(), b"{1}".to_vec())]).unwrap();
        assert_ne!(other.seal, bundle.seal, "other files have another seal");
        assert_eq!(prove(Cursor::new(b"no zip")), Err(Fault::NoBundle));
        let bare = {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            zip.start_file("a.json", SimpleFileOptions::default()).unwrap();
            zip.finish().unwrap().into_inner()
        };
        assert_eq!(prove(Cursor::new(bare)), Err(Fault::NoBundle));
    }
}
