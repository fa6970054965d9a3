//! The platform in a real browser: a small demo, driven by the scripts in `browser/`. Left out where Chromium
//! or Node.js is missing, unless `MINGZHANG_BROWSER_REQUIRED` is set.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be, and tells what was left out"
)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Set where these tests may not be left out.
const REQUIRED: &str = "MINGZHANG_BROWSER_REQUIRED";

/// A demo that ends with this value.
struct Demo {
    process: Child,
    address: String,
    password: String,
}

impl Demo {
    fn start() -> Demo {
        let mut process = Command::new(env!("CARGO_BIN_EXE_mingzhang"))
            .args(["demo", "--payments", "4000", "--listen", "127.0.0.1:0", "--lang", "en"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut address, mut password) = (String::new(), String::new());
        for line in BufReader::new(process.stdout.as_mut().unwrap()).lines() {
            let line = line.unwrap();
            if let Some((_, told)) = line.split_once("Password of all these accounts: ") {
                told.split(' ').next().unwrap().clone_into(&mut password);
            }
            if let Some((_, told)) = line.split_once("Open in a browser: ") {
                told.split('/').take(3).collect::<Vec<_>>().join("/").clone_into(&mut address);
                break;
            }
        }
        assert!(address.starts_with("http://"), "the demo did not start");
        Demo { process, address, password }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn chromium() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut all = std::env::split_paths(&folders).flat_map(|dir| names.map(|name| dir.join(name)));
    all.find(|path| path.is_file())
}

/// Fetches the libraries of the scripts, by their lock file.
fn libraries(scripts: &Path) -> bool {
    if scripts.join("node_modules/.package-lock.json").exists() {
        return true;
    }
    let npm = Command::new("npm").args(["ci", "--ignore-scripts"]).current_dir(scripts).output();
    npm.is_ok_and(|output| output.status.success())
}

#[test]
fn every_page_that_a_role_can_reach_is_in_order() {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let browser = chromium().filter(|_| libraries(&scripts));
    let Some(browser) = browser else {
        assert!(std::env::var_os(REQUIRED).is_none(), "Chromium and Node.js are required here");
        eprintln!("left out: Chromium or Node.js is missing");
        return;
    };
    let demo = Demo::start();
    for script in [
        "handling.mjs",
        "money.mjs",
        "projects.mjs",
        "performance.mjs",
        "oversight.mjs",
        "entry.mjs",
        "crawl.mjs",
    ] {
        let run = Command::new("node")
            .arg(scripts.join(script))
            .args([&demo.address, &demo.password])
            .arg(&browser)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        let troubles = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{script}:\n{said}{troubles}");
    }
}
