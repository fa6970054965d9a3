//! Imports that are killed at any moment: what was recorded is there whole, or not at all; the chain of events
//! holds; the same import, run again, completes; and once more, it changes nothing. So are workflows.
//!
//! `MINGZHANG_CRASHES=200` tries so many moments on each database.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use program::{run_in, said, text};
use store::db::Row;
use store::testing::{TestDb, empty_databases, sql};
use tempfile::TempDir;

const CRASHES: u32 = 12;

/// Matters that begin with a step: their kind, their table, its number.
const MATTERS: [(&str, &str, &str); 15] = [
    ("case", "cases", "case_id"),
    ("accountability", "accountabilities", "accountability_id"),
    ("inquiry", "inquiries", "inquiry_id"),
    ("hand_down", "hand_downs", "hand_down_id"),
    ("integration_plan", "integration_plans", "plan_id"),
    ("factor_plan", "factor_plans", "factor_plan_id"),
    ("fund_proposal", "fund_proposals", "fund_proposal_id"),
    ("setting", "settings", "setting_id"),
    ("contribution", "contributions", "contribution_id"),
    ("suggestion", "suggestions", "suggestion_id"),
    ("draw", "draws", "draw_id"),
    ("payment_request", "payment_requests", "request_id"),
    ("monitoring", "monitoring_rounds", "round_id"),
    ("self_evaluation", "self_evaluations", "evaluation_id"),
    ("reconciliation", "quarterly_reconciliations", "reconciliation_id"),
];

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

/// The demo lives through the workflows. Killed anywhere among them, it leaves each step whole or not at all.
#[test]
fn killed_workflows_leave_no_step_half_done() {
    let whole = TempDir::new().unwrap();
    let took = demo(whole.path(), None);
    for round in 0..crashes().div_ceil(4) {
        let dir = TempDir::new().unwrap();
        demo(dir.path(), Some(Duration::from_millis(below(took.as_millis() as u32).into())));
        expect_whole(dir.path(), round);
    }
}

/// Runs a small demo up to its accounts and from there on for so long, or to its end; how long that was.
fn demo(dir: &Path, killed_after: Option<Duration>) -> Duration {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mingzhang"))
        .args(["demo", "--keep", "kept", "--payments", "400", "--listen", "127.0.0.1:0"])
        .args(["--lang", "en"])
        .current_dir(dir)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut until = |words: &str| {
        let mut said = told.by_ref().map(|line| line.unwrap());
        assert!(said.any(|line| line.ends_with(words)), "the demo never said {words:?}");
    };
    until("making accounts");
    let start = Instant::now();
    match killed_after {
        Some(time) => std::thread::sleep(time),
        None => until("ready"),
    }
    let took = start.elapsed();
    let _ = child.kill();
    child.wait().unwrap();
    took
}

/// The chain of events, the ledger and its sums hold; no matter lacks a step, no step its matter; the records
/// are those that were screened or are screened now, once.
fn expect_whole(dir: &Path, round: u32) {
    let on_it = ["--database", "kept/mingzhang.db", "--today", "2020-12-31"];
    let ends = |words: &[&str]| {
        let output = run_in(dir, &[words, &on_it].concat());
        assert_eq!(output.status.code(), Some(0), "round {round}, {words:?}: {}", said(&output));
        text(&output)
    };
    ends(&["audit", "verify"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let broken = runtime.block_on(broken_matters(&dir.join("kept/mingzhang.db")));
    assert!(broken.is_empty(), "round {round}: {broken:?}");
    ends(&["screen"]);
    let again = ends(&["screen"]);
    assert!(again.contains("新预警 0 项，消除 0 项"), "round {round}: {again}");
}

/// Matters whose steps are not numbered through from the first, and steps of a kind without its matter.
async fn broken_matters(database: &Path) -> Vec<String> {
    let db = store::Db::open(database.to_str().unwrap(), 1).await.unwrap();
    let mut broken = Vec::new();
    let gaps = "SELECT matter_kind, matter_id FROM steps GROUP BY matter_kind, matter_id \
                HAVING MIN(step_no) <> 1 OR MAX(step_no) <> COUNT(*)";
    let mut ask = vec![sql(gaps)];
    for (kind, table, key) in MATTERS {
        ask.push(sql(&format!(
            "SELECT '{kind}', {key} FROM {table} WHERE NOT EXISTS (SELECT 1 FROM steps AS s \
             WHERE s.matter_kind = '{kind}' AND s.matter_id = {table}.{key})"
        )));
        ask.push(sql(&format!(
            "SELECT '{kind}', s.matter_id FROM steps AS s WHERE s.matter_kind = '{kind}' \
             AND s.matter_id NOT IN (SELECT {key} FROM {table})"
        )));
    }
    let mut tx = db.read().await.unwrap();
    for sql in &ask {
        let rows = tx.rows(sql, &[]).await.unwrap();
        let matter = |row: &Row| format!("{} {}", row.text(0).unwrap(), row.int(1).unwrap());
        broken.extend(rows.iter().map(matter));
    }
    drop(tx);
    db.close().await;
    broken
}
