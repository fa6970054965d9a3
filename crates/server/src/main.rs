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
mod screen;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

/// Exit status of a command that could not do its work because of its input.
pub(crate) const BAD_INPUT: u8 = 2;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match commands::run(arguments) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            // Where nobody can be told, the exit status still tells.
            let _ = writeln!(screen::err(), "{error:#}");
            ExitCode::from(BAD_INPUT)
        }
    }
}
