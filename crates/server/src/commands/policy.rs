//! `mingzhang policy …`: show, check and measure policy packs.

use std::io::Write;

use domain::Lang;

use crate::cli::PolicyCommand;
use crate::{packs, screen};

mod check;
mod coverage;
mod show;

pub(crate) fn run(command: PolicyCommand, lang: Lang) -> anyhow::Result<u8> {
    match command {
        PolicyCommand::Show { id, choice } => show::run(id.as_deref(), &choice.pack, lang),
        PolicyCommand::Check { pack, mutate, complete } => {
            check::run(&pack, check::Tests { mutate, complete }, lang)
        }
        PolicyCommand::Coverage { pack, all, named } => {
            coverage::run(&named.unwrap_or(pack), all, lang)
        }
        PolicyCommand::List => list(lang),
        PolicyCommand::Export { name, dir } => {
            let files = packs::export(&name, &dir, lang)?;
            match lang {
                Lang::Zh => writeln!(screen::err(), "已写入 {}：{files} 个文件", dir.display())?,
                Lang::En => writeln!(screen::err(), "{}: {files} files written", dir.display())?,
            }
            Ok(0)
        }
    }
}

fn list(lang: Lang) -> anyhow::Result<u8> {
    let mut out = screen::out();
    for name in packs::names() {
        let pack = packs::load(name, lang)?;
        writeln!(out, "{name} {}  {}", pack.version, pack.title.get(lang))?;
    }
    Ok(0)
}
