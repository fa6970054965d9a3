//! Ten megabytes that mean harm: whatever they hold, `mingzhang check` answers within ten seconds, in two
//! hundred megabytes, and never with a panic. Each file is read by a process of its own.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod books;
mod files;
mod packed;
mod text;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

/// What a process may take, at most.
const MEMORY: u64 = 200_000_000;
const TIME: Duration = Duration::from_secs(10);
/// Behind this it is stopped: something does not end.
const PATIENCE: Duration = Duration::from_secs(90);

/// A hostile data set: its name, and what writes it into an empty folder and gives the path to check.
type Case = (&'static str, fn(&Path) -> String);

/// What a process took.
struct Cost {
    status: Option<i32>,
    memory: u64,
    time: Duration,
    said: String,
}

impl Cost {
    fn is_within(&self) -> bool {
        let ended = matches!(self.status, Some(0..=2)) && !self.said.contains("panicked");
        ended && self.memory <= MEMORY && self.time <= TIME
    }
}

fn check(set: &Path, scratch: &Path) -> Cost {
    let said = scratch.join("stderr");
    // A used folder would be refused before the set is read. It may not be there yet.
    let rejected = scratch.join("rejected");
    let _ = fs::remove_dir_all(&rejected);
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_mingzhang"))
        .args(["check", "--as-of", "2019-12-31", "--lang", "en"])
        // The reader is measured here: one rule is enough, and one that finds nothing.
        .args(["--rule", "pay.to-fiscal-account", "--rejected"])
        .args([rejected.as_path(), set])
        .stdout(Stdio::null())
        .stderr(fs::File::create(&said).unwrap())
        .spawn()
        .unwrap();
    let used = loop {
        if let Some(used) = child.try_wait4().unwrap() {
            break used;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            break child.wait4().unwrap();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let said = String::from_utf8_lossy(&fs::read(&said).unwrap()).into_owned();
    let (status, memory) = (used.status.code(), used.rusage.maxrss);
    // On a busy machine the clock runs on while the process waits for its turn.
    let time = start.elapsed().min(used.rusage.utime + used.rusage.stime);
    Cost { status, memory, time, said }
}

/// Runs all cases and says of each what it took; fails where one took too much twice.
fn hold(cases: &[Case]) {
    let mut wrong = String::new();
    let only = std::env::var("MINGZHANG_HOSTILE").unwrap_or_default();
    for (name, write) in cases.iter().filter(|(name, _)| name.contains(&only)) {
        let folder = tempfile::tempdir().unwrap();
        let set = folder.path().join("set");
        fs::create_dir(&set).unwrap();
        let path = set.join(write(&set));
        let size: u64 =
            fs::read_dir(&set).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).sum();
        let mut cost = check(&path, folder.path());
        if !cost.is_within() {
            cost = check(&path, folder.path());
        }
        let (megabytes, seconds) = (cost.memory / 1_000_000, cost.time.as_secs_f64());
        let first = cost.said.lines().find(|l| !l.starts_with("warning")).unwrap_or_default();
        let first: String = first.chars().take(110).collect();
        eprintln!(
            "{name}: {} kB → {megabytes} MB, {seconds:.2} s, status {:?} {first}",
            size / 1000,
            cost.status
        );
        if !cost.is_within() {
            let last: String = cost.said.chars().take(300).collect();
            writeln!(wrong, "{name}: {megabytes} MB, {seconds:.2} s, {:?}: {last}", cost.status)
                .unwrap();
        }
    }
    assert!(wrong.is_empty(), "over the bounds:\n{wrong}");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "measured with optimisation")]
#[cfg_attr(not(target_os = "linux"), ignore = "peak memory is read as Linux tells it")]
fn delimited_text_stays_within_the_bounds() {
    hold(text::CASES);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "measured with optimisation")]
#[cfg_attr(not(target_os = "linux"), ignore = "peak memory is read as Linux tells it")]
fn archives_stay_within_the_bounds() {
    hold(packed::CASES);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "measured with optimisation")]
#[cfg_attr(not(target_os = "linux"), ignore = "peak memory is read as Linux tells it")]
fn workbooks_stay_within_the_bounds() {
    hold(books::CASES);
}
