//! The program: reads the command line, does one thing, and says by its exit status how it went.
//!
//! `cli` is what can be asked; each file of `commands` answers one of it; `checked` joins reading and
//! judging; `output` prints the result as text, JSON, CSV or a workbook; `packs` finds the law; `screen`
//! is where it is said, `trouble` what is said when the system refuses.

mod access;
mod api;
mod assets;
mod bundle;
mod checked;
mod cli;
mod commands;
mod config;
mod context;
mod jobs;
mod key;
mod lists;
mod metrics;
mod operations;
mod output;
mod outward;
mod packs;
mod pages;
mod platform;
mod progress;
mod routes;
mod screen;
mod throttle;
mod trouble;
mod visit;
mod web;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Exit status of a command that could not do its work because of its input.
pub(crate) const BAD_INPUT: u8 = 2;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let lang = cli::language(&words);
    let arguments = match cli::parse(&words, lang) {
        Ok(arguments) => arguments,
        Err(answer) => return say(&answer),
    };
    match commands::run(arguments, lang) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            // Where nobody can be told, the exit status still tells.
            let _ = writeln!(screen::err(), "{}", trouble::sentence(&error, lang));
            ExitCode::from(BAD_INPUT)
        }
    }
}

/// Help goes to standard output, a mistake to standard error.
fn say(answer: &cli::Answer) -> ExitCode {
    let text = answer.text.as_bytes();
    let _ = match answer.status {
        0 => screen::out().write_all(text),
        _ => screen::err().write_all(text),
    };
    ExitCode::from(answer.status)
}
