//! `mingzhang policy …`: show, check and measure policy packs.

use std::io::Write;

use domain::Lang;

use crate::cli::PolicyCommand;
use crate::{packs, screen};

mod check;
mod coverage;
mod show;

pub(crate) fn run(command: PolicyCommand) -> anyhow::Result<u8> {
    match command {
        PolicyCommand::Show { id, choice } => show::run(&id, &choice.pack, choice.lang.into()),
        PolicyCommand::Check { pack, mutate, complete, lang } => {
            check::run(&pack, check::Tests { mutate, complete }, lang.into())
        }
        PolicyCommand::Coverage { all, choice } => {
            coverage::run(&choice.pack, all, choice.lang.into())
        }
        PolicyCommand::List => list(),
        PolicyCommand::Export { name, dir } => {
            let files = packs::export(&name, &dir)?;
            writeln!(screen::err(), "{}: {files} 个文件 / files", dir.display())?;
            Ok(0)
        }
    }
}

fn list() -> anyhow::Result<u8> {
    let mut out = screen::out();
    for name in packs::names() {
        let pack = packs::load(name, Lang::Zh)?;
        writeln!(out, "{name} {}  {}  {}", pack.version, pack.title.zh, pack.title.en)?;
    }
    Ok(0)
}
