//! The commands: each file answers one question asked on the command line.

mod check;
mod explain;
mod policy;
mod simulate;

use crate::cli::{Arguments, Command};

/// Does what was asked; gives the exit status.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<u8> {
    match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Policy(command) => policy::run(command),
        Command::Simulate(arguments) => simulate::run(&arguments),
    }
}
