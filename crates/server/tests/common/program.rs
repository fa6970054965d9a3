//! The program as its users run it: small data sets, and what it says of them.

#![allow(dead_code, reason = "shared by tests of which each uses a part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder with these files.
pub(crate) fn set(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

/// Runs a command line.
pub(crate) fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mingzhang")).args(arguments).output().unwrap()
}

/// Runs a command line from a folder.
pub(crate) fn run_in(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingzhang"));
    command.args(arguments).current_dir(dir).output().unwrap()
}

/// Checks a folder on the last day of 2019.
pub(crate) fn check(dir: &Path, more: &[&str]) -> Output {
    run(&[&["check", dir.to_str().unwrap(), "--as-of", "2019-12-31"], more].concat())
}

/// What stands on standard output.
pub(crate) fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What stands on standard error.
pub(crate) fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// All that is said.
pub(crate) fn said(output: &Output) -> String {
    text(output) + &errors(output)
}
