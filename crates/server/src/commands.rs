//! The commands: each file answers one question asked on the command line.

mod admin;
mod archive;
mod audit;
mod check;
mod demo;
mod draw;
mod explain;
mod export;
mod import;
mod policy;
mod screening;
mod serve;
mod simulate;
mod verdict;

use domain::Lang;

use crate::cli::{Arguments, Command};

/// Does what was asked; gives the exit status.
pub(crate) fn run(arguments: Arguments, lang: Lang) -> anyhow::Result<u8> {
    match arguments.command {
        Command::Admin(command) => admin::run(&command, lang),
        Command::Archive(command) => archive::run(&command, lang),
        Command::Draw(command) => draw::run(&command, lang),
        Command::Audit(command) => audit::run(&command, lang),
        Command::Check(arguments) => check::run(&arguments, lang),
        Command::Demo(arguments) => demo::run(&arguments, lang),
        Command::Explain(arguments) => explain::run(&arguments, lang),
        Command::Export(arguments) => export::run(&arguments, lang),
        Command::Import(arguments) => import::run(&arguments, lang),
        Command::Policy(command) => policy::run(command, lang),
        Command::Screen(arguments) => screening::run(&arguments, lang),
        Command::Serve(arguments) => serve::run(&arguments, lang),
        Command::Simulate(arguments) => simulate::run(&arguments, lang),
        Command::Verdict(arguments) => verdict::run(&arguments, lang),
    }
}
