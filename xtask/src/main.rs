//! The repository's own chores.
//!
//! `cargo xtask tidy` checks what must hold in the sources, `cargo xtask docs` writes the generated documents,
//! `cargo xtask ci` runs the gate that every change passes. Tidy and the freshness of the documents are tests
//! too, so that `cargo test --workspace` finds what they find.

use std::io::{Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail};

mod docs;
mod source;
mod tidy;

fn main() -> ExitCode {
    let task = std::env::args().nth(1).unwrap_or_default();
    let done = match task.as_str() {
        "tidy" => run_tidy(),
        "docs" => docs::write(&root()),
        "ci" => ci(),
        _ => Err(anyhow::anyhow!("cargo xtask tidy | docs | ci")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder that holds the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

fn run_tidy() -> anyhow::Result<()> {
    let mut problems = tidy::problems(&root())?;
    problems.extend(docs::stale(&root()));
    if problems.is_empty() {
        writeln!(stdout(), "tidy: in order")?;
        return Ok(());
    }
    for problem in &problems {
        writeln!(stdout(), "{problem}")?;
    }
    bail!("tidy: {} to mend", problems.len());
}

/// The gate: what every change passes, here and on any other machine.
fn ci() -> anyhow::Result<()> {
    let steps: [&[&str]; 3] = [
        &["fmt", "--all", "--check"],
        &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        &["test", "--workspace"],
    ];
    for step in steps {
        writeln!(stdout(), "== cargo {}", step.join(" "))?;
        let status = Command::new(env!("CARGO")).args(step).current_dir(root()).status()?;
        if !status.success() {
            bail!("cargo {} failed", step.join(" "));
        }
    }
    run_tidy().context("tidy")
}
