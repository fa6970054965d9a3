//! Puts the few web files into the program, compressed: they come from the npm registry by the lock file and
//! are fetched here when they are not there.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Name under which a page asks for a file, its extension, and where it lies.
const FILES: [(&str, &str, &str); 3] = [
    ("TABLER", "css", "node_modules/@tabler/core/dist/css/tabler.min.css"),
    ("HTMX", "js", "node_modules/htmx.org/dist/htmx.min.js"),
    ("MINGZHANG", "css", "mingzhang.css"),
];

/// What to do where the files are missing and cannot be fetched.
const HELP: &str = "the files of the pages are missing: install Node.js 20 with npm, then run \
    `npm ci --ignore-scripts` in crates/server/web";

fn main() -> Result<(), String> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    for watched in ["package-lock.json", "mingzhang.css", "node_modules/.package-lock.json"] {
        println!("cargo::rerun-if-changed={}", web.join(watched).display());
    }
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
    for (name, extension, file) in FILES {
        let bytes = fs::read(web.join(file)).map_err(|e| format!("{file}: {e}"))?;
        let address = format!("{}.{:016x}.{extension}", name.to_lowercase(), fingerprint(&bytes));
        let packed = out.join(format!("{}.gz", name.to_lowercase()));
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let packing = encoder.write_all(&bytes).and_then(|()| encoder.finish());
        let packing = packing.and_then(|bytes| fs::write(&packed, bytes));
        packing.map_err(|e| format!("{file}: {e}"))?;
        let kind = if extension == "css" { "text/css" } else { "text/javascript" };
        let _ = writeln!(names, "/// Address of a web file.");
        let _ = writeln!(names, "pub(crate) const {name}: &str = \"/assets/{address}\";");
        let place = packed.display().to_string();
        let _ = writeln!(table, "({address:?}, {kind:?}, include_bytes!({place:?})),");
    }
    let head = "/// Name, kind and compressed bytes of each web file.";
    Ok(format!("{names}{head}\npub(crate) const FILES: &[(&str, &str, &[u8])] = &[{table}];\n"))
}

/// FNV-1a, to tell one version of a file from another.
fn fingerprint(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
