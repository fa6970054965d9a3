//! Imports that are killed at any moment: what was recorded is there whole, or not at all; the chain of events
//! holds; the same import, run again, completes; and once more, it changes nothing.
//!
//! `MINGZHANG_CRASHES=200` tries so many moments on each database.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use program::{run_in, said, text};
use store::testing::{TestDb, empty_databases};
use tempfile::TempDir;

const CRASHES: u32 = 12;

fn crashes() -> u32 {
    let asked = std::env::var("MINGZHANG_CRASHES").ok();
    asked.and_then(|number| number.parse().ok()).unwrap_or(CRASHES)
}

fn below(bound: u32) -> u32 {
    getrandom::u32().unwrap() % bound.max(1)
}

/// A folder with two states of one region: in the second every payment and project says something else.
struct Bench {
    dir: TempDir,
    address: String,
    exports: u32,
}

impl Bench {
    fn new(address: &str) -> Bench {
        let dir = TempDir::new().unwrap();
        let bench = Bench { dir, address: address.to_owned(), exports: 0 };
        bench.ends(&["simulate", "0", "--counties", "1", "--payments", "400", "--clean"]);
        fs::create_dir(bench.path("1")).unwrap();
        for entry in fs::read_dir(bench.path("0")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let lines = fs::read_to_string(&path).unwrap();
            let changed = match name.as_str() {
                "payments.csv" => lines.replace(",direct,", ",delegated,"),
                "projects.csv" => lines.replace("建设", "改建"),
                _ => lines,
            };
            fs::write(bench.path("1").join(name), changed).unwrap();
        }
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, words: &[&str]) -> Output {
        run_in(self.dir.path(), words)
    }

    fn ends(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", said(&output));
        text(&output)
    }

    /// The words of a command on the database.
    fn on<'a>(&'a self, words: &[&'a str]) -> Vec<&'a str> {
        [words, &["--database", &self.address, "--key", "a.key", "--today", "2020-12-31"]].concat()
    }

    fn begin(&self, state: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_mingzhang"))
            .args(self.on(&["import", state]))
            .current_dir(self.dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// What the store holds, whatever the order.
    fn held(&mut self) -> Vec<String> {
        self.exports += 1;
        let name = format!("held-{}", self.exports);
        self.ends(&self.on(&["export", &name]));
        let folder = self.path(&name);
        let mut lines = lines(&folder);
        lines.sort();
        fs::remove_dir_all(folder).unwrap();
        lines
    }
}

fn lines(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let of = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        text.lines().map(|line| format!("{name}: {line}")).collect::<Vec<_>>()
    };
    files.flat_map(of).collect()
}

fn try_out(test: &TestDb) {
    let mut bench = Bench::new(&test.address);
    bench.ends(&bench.on(&["admin", "migrate"]));
    let mut before = bench.held();
    let mut took = Duration::from_secs(2);
    let mut killed = 0;
    for round in 0..crashes() {
        let state = ["0", "1"][round as usize % 2];
        let mut child = bench.begin(state);
        std::thread::sleep(Duration::from_millis(below(took.as_millis() as u32).into()));
        let _ = child.kill();
        killed += u32::from(child.wait().unwrap().code().is_none());
        bench.ends(&bench.on(&["audit", "verify"]));
        let left = bench.held();
        let start = Instant::now();
        let again = bench.ends(&bench.on(&["import", state]));
        took = start.elapsed();
        let after = bench.held();
        assert_ne!(before, after, "{}, round {round}", test.engine);
        assert!(left == before || left == after, "{}, round {round}: half an import", test.engine);
        let was_there = again.starts_with("数据库中已有");
        assert_eq!(was_there, left == after, "{}, round {round}: {again}", test.engine);
        let third = bench.ends(&bench.on(&["import", state]));
        assert!(third.starts_with("数据库中已有"), "{}, round {round}: {third}", test.engine);
        before = after;
    }
    bench.ends(&bench.on(&["audit", "verify"]));
    assert!(killed * 4 >= crashes(), "only {killed} of {} were killed in time", crashes());
}

#[test]
fn a_killed_import_leaves_nothing_half_behind() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for test in runtime.block_on(empty_databases()).unwrap() {
        runtime.block_on(test.db.close());
        try_out(&test);
    }
}

/// The first start makes the database and its key: killed, it leaves what the next one takes up.
#[test]
fn a_killed_first_start_can_be_repeated() {
    for _ in 0..crashes().div_ceil(2) {
        let dir = TempDir::new().unwrap();
        let set = dir.path().join("payments.csv");
        let rows = "voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee_type\n\
            V1,653125,2019,2019-07-10,100,direct,progress,enterprise\n";
        fs::write(&set, rows).unwrap();
        let mut first = Command::new(env!("CARGO_BIN_EXE_mingzhang"))
            .args(["import", "payments.csv", "--database", "a.db"])
            .current_dir(dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(below(1500).into()));
        let _ = first.kill();
        first.wait().unwrap();
        let again = run_in(dir.path(), &["import", "payments.csv", "--database", "a.db"]);
        assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    }
}
