//! The program: reads the command line, does one thing, and says by its exit status how it went.
//!
//! `cli` is what can be asked; each file of `commands` answers one of it; `checked` joins reading and
//! judging; `output` prints the result as text, JSON, CSV or a workbook; `packs` finds the law.

mod checked;
mod cli;
mod commands;
mod output;
mod packs;
mod progress;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

/// Exit status of a command that could not do its work because of its input.
pub(crate) const BAD_INPUT: u8 = 2;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match commands::run(arguments) {
        Ok(status) => ExitCode::from(status),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // A reader that has gone away must not turn an error into a second one.
            let _ = writeln!(std::io::stderr(), "{error:#}");
            ExitCode::from(BAD_INPUT)
        }
    }
}

/// `mingzhang check … | head` ends the reading early; that is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|e| e.downcast_ref::<std::io::Error>())
        .any(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}
