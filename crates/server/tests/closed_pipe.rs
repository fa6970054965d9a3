//! A reader that goes away early (`mingzhang … | head -1`) changes no verdict and is no failure.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

use std::fs;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const PAYMENTS: &str = "\
voucher_no,county,fiscal_year,paid_on,imported_on,amount,channel,kind,payee,payee_type,unknown
V1,653125,2019,2019-07-10,2019-07-10,100000.00,delegated,progress,新疆天山路桥有限公司,enterprise,
V2,653125,2019,2019-07-10,2019-07-10,十万,delegated,progress,新疆天山路桥有限公司,enterprise,
";

/// A pipe whose reader has gone already.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    Stdio::from(writer)
}

/// The exit status where nobody reads standard output, and where nobody reads either stream. `FRESH` stands
/// for a folder that is not there yet.
fn statuses(arguments: &[&str]) -> [Option<i32>; 2] {
    let fresh = TempDir::new().unwrap();
    let command = |run: &str| {
        let fresh = fresh.path().join(run);
        let place = |argument: &&str| argument.replace("FRESH", fresh.to_str().unwrap());
        let mut command = Command::new(env!("CARGO_BIN_EXE_mingzhang"));
        command.args(arguments.iter().map(place)).stdout(closed());
        command
    };
    let heard = command("heard").output().unwrap();
    let said = String::from_utf8_lossy(&heard.stderr).into_owned();
    assert!(!said.contains("panicked") && !said.contains("pipe"), "{arguments:?}: {said}");
    [heard.status.code(), command("unheard").stderr(closed()).status().unwrap().code()]
}

#[test]
fn the_status_is_that_of_the_verdict() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("payments.csv"), PAYMENTS).unwrap();
    let data = dir.path().to_str().unwrap();
    let day = "2019-12-31";
    for (arguments, status) in [
        (vec!["check", data, "--as-of", day, "--rule", "pay.delegated"], 1),
        (vec!["check", data, "--as-of", day, "--rule", "pay.delegated", "--format", "json"], 1),
        (vec!["check", data, "--as-of", day, "--rule", "pay.delegated", "--format", "csv"], 1),
        (vec!["check", data, "--as-of", day, "--rule", "pay.to-fiscal-account"], 0),
        (vec!["check", data, "--strict"], 2),
        (vec!["check", "--tables"], 0),
        (vec!["check", "no-such-folder"], 2),
        (vec!["explain", "pay.delegated", "653125/V1", data, "--as-of", day], 0),
        (vec!["policy", "show", "pay.delegated"], 0),
        (vec!["policy", "coverage", "--all"], 0),
        (vec!["policy", "check", "rural-revitalization-2021"], 0),
        (vec!["policy", "list"], 0),
        (vec!["simulate", "FRESH", "--counties", "1", "--payments", "10"], 0),
        (vec!["--help"], 0),
        (vec!["--nonsense"], 2),
    ] {
        assert_eq!(statuses(&arguments), [Some(status); 2], "{arguments:?}");
    }
}
