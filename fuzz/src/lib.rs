//! What the fuzz targets share: a folder to read from, and which panics count.

#[path = "../../crates/intake/tests/it/hostile/files.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod files;

use std::collections::BTreeMap;
use std::fs;
use std::panic::PanicHookInfo;
use std::path::PathBuf;
use std::sync::OnceLock;

use domain::{Divisions, Funds};
use intake::{Context, Options, load, write_rejected};

use self::files::{Part, XLSX_PARTS};

/// Between the pieces of an input that stands for several files.
const BETWEEN: u8 = 0x1c;

/// Delimited text in any encoding.
pub fn text(data: &[u8]) {
    read(&[("payments.csv", data)]);
}

/// The content of an `.ods`.
pub fn ods(data: &[u8]) {
    read(&[("data.ods", &files::ods(data))]);
}

/// The records of an `.xls`.
pub fn xls(data: &[u8]) {
    read(&[("data.xls", &files::compound(data))]);
}

/// The parts of an `.xlsx`, one behind the other.
pub fn xlsx(data: &[u8]) {
    let pieces = data.split(|byte| *byte == BETWEEN);
    let part = |(name, piece): (&&str, &[u8])| ((*name).to_owned(), piece.to_vec());
    let parts: Vec<Part> = XLSX_PARTS.iter().zip(pieces).map(part).collect();
    read(&[("data.xlsx", &files::pack(&parts))]);
}

/// Archives and compound files as they are; the first byte says which.
pub fn container(data: &[u8]) {
    let Some((kind, bytes)) = data.split_first() else { return };
    let name = match kind {
        b'x' => "data.xlsx",
        b'o' => "data.ods",
        b's' => "data.xls",
        _ => "set.zip",
    };
    read(&[(name, bytes)]);
}

/// A mapping file and a table that it speaks of.
pub fn mapping(data: &[u8]) {
    let mut pieces = data.splitn(2, |byte| *byte == BETWEEN);
    let mapping = pieces.next().unwrap_or_default();
    let table = pieces.next().unwrap_or("号,日,channel,amount\nV1,10.07.2019,01,1.5\n".as_bytes());
    read(&[("mapping.toml", mapping), ("payments.csv", table)]);
}

/// A policy pack in which one file is another: the first byte says which.
pub fn pack(data: &[u8]) {
    let Some((which, text)) = data.split_first() else { return };
    let mut files = pack_files().clone();
    let count = files.len();
    if let Some(file) = files.values_mut().nth(usize::from(*which) % count) {
        *file = String::from_utf8_lossy(text).into_owned();
    }
    let _ = policy::pack::load(&files);
}

/// Where inputs are written to be read; gone with the temporary files of the machine.
fn folder() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder for inputs").keep())
}

/// Reads files as one set: a single file as it is, several as a folder. Whatever they hold, it must end.
fn read(files: &[(&str, &[u8])]) {
    let set = folder().join(files.len().to_string());
    fs::create_dir_all(&set).expect("a folder for a set");
    for (name, bytes) in files {
        fs::write(set.join(name), bytes).expect("room for an input");
    }
    let path = if let [(name, _)] = files { set.join(name) } else { set.clone() };
    let (divisions, funds) = catalogues();
    let context = Context { divisions, funds, key: [7; 32] };
    let options = Options { keep_rejected_rows: true, threads: 1, ..Options::default() };
    if let Ok(loaded) = load(&path, &context, &options, &|_| {}) {
        let rejected = folder().join("rejected");
        write_rejected(&loaded, &rejected).expect("room for rejected rows");
        // A used folder would be refused the next time.
        let _ = fs::remove_dir_all(&rejected);
    }
    for (name, _) in files {
        fs::remove_file(set.join(name)).expect("what was written is there");
    }
}

/// The files of the smaller pack of the repository.
fn pack_files() -> &'static BTreeMap<String, String> {
    static PACK: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    PACK.get_or_init(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies/rural-revitalization-2021");
        let files = fs::read_dir(folder).expect("the pack is there").flatten();
        let text = |path: PathBuf| {
            let name = path.file_name()?.to_str()?.to_owned();
            Some((name, fs::read_to_string(&path).ok()?))
        };
        files.filter_map(|entry| text(entry.path())).collect()
    })
}

fn catalogues() -> &'static (Divisions, Funds) {
    static LISTS: OnceLock<(Divisions, Funds)> = OnceLock::new();
    LISTS.get_or_init(|| {
        let pack =
            policy::pack::load(pack_files()).unwrap_or_else(|_| unreachable!("the pack is good"));
        (pack.divisions, pack.funds)
    })
}

/// Panics of the workbook libraries are caught where they are called, and the file is refused. Any other
/// panic, also one of theirs that nobody catches, ends the fuzzing with the input that caused it.
pub fn init() {
    let ours = |info: &PanicHookInfo<'_>| {
        info.location().is_some_and(|at| !at.file().contains("/registry/"))
    };
    let _ = catalogues();
    std::panic::set_hook(Box::new(move |info| {
        if ours(info) {
            eprintln!("{info}");
            std::process::abort();
        }
    }));
}
