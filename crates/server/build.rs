//! Puts the few web files into the program, compressed: they come from the npm registry by the lock file and
//! are fetched here when they are not there.

#[path = "build/needed.rs"]
mod needed;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Name under which a page asks for a file, its extension, and where it lies.
const FILES: [(&str, &str, &str); 2] = [
    ("TABLER", "css", "node_modules/@tabler/core/dist/css/tabler.min.css"),
    ("MINGZHANG", "css", "mingzhang.css"),
];

/// Where the words stand that may be names of classes.
const PAGES: [&str; 2] = ["templates", "src/pages"];

/// What to do where the files are missing and cannot be fetched.
const HELP: &str = "the files of the pages are missing: install Node.js 20 with npm, then run \
    `npm ci --ignore-scripts` in crates/server/web";

fn main() -> Result<(), String> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    for watched in ["package-lock.json", "mingzhang.css", "node_modules/.package-lock.json"] {
        println!("cargo::rerun-if-changed={}", web.join(watched).display());
    }
    for folder in PAGES {
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rerun-if-changed=build");
    if FILES.iter().any(|(.., file)| !web.join(file).exists()) {
        fetch(&web)?;
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    fs::write(out.join("assets.rs"), assets(&web, &out)?).map_err(|e| e.to_string())
}

fn fetch(web: &Path) -> Result<(), String> {
    let npm = Command::new("npm").args(["ci", "--ignore-scripts"]).current_dir(web).output();
    match npm {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{HELP}\n{}", String::from_utf8_lossy(&output.stderr))),
        Err(error) => Err(format!("{HELP} (npm: {error})")),
    }
}

/// One constant with the address of each file, and the table of all: the address changes with the content,
/// so that browsers may keep a file for ever.
fn assets(web: &Path, out: &Path) -> Result<String, String> {
    let (mut names, mut table) = (String::new(), String::new());
    let mut words = BTreeSet::new();
    for folder in PAGES {
        gather(&web.with_file_name(folder), &mut words)?;
    }
    for (name, extension, file) in FILES {
        let text = fs::read_to_string(web.join(file)).map_err(|e| format!("{file}: {e}"))?;
        let ours = file == "mingzhang.css";
        let bytes = if ours { text } else { needed::needed(&text, &words) }.into_bytes();
        let address = format!("{}.{:016x}.{extension}", name.to_lowercase(), fingerprint(&bytes));
        let packed = out.join(format!("{}.gz", name.to_lowercase()));
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let packing = encoder.write_all(&bytes).and_then(|()| encoder.finish());
        let packing = packing.and_then(|bytes| fs::write(&packed, bytes));
        packing.map_err(|e| format!("{file}: {e}"))?;
        let kind = "text/css";
        let _ = writeln!(names, "/// Address of a web file.");
        let _ = writeln!(names, "pub(crate) const {name}: &str = \"/assets/{address}\";");
        let place = packed.display().to_string();
        let _ = writeln!(table, "({address:?}, {kind:?}, include_bytes!({place:?})),");
    }
    let head = "/// Name, kind and compressed bytes of each web file.";
    Ok(format!("{names}{head}\npub(crate) const FILES: &[(&str, &str, &[u8])] = &[{table}];\n"))
}

/// The words of all files of a folder and of the folders in it.
fn gather(folder: &Path, words: &mut BTreeSet<String>) -> Result<(), String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.is_dir() {
            gather(&path, words)?;
        } else {
            let text = fs::read_to_string(&path).map_err(told)?;
            words.extend(needed::words(&text).map(str::to_owned));
        }
    }
    Ok(())
}

/// FNV-1a, to tell one version of a file from another.
fn fingerprint(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
