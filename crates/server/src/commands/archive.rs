//! `mingzhang archive`: whether the archive of a project is what was taken out.

use std::fs::File;
use std::io::Write;

use domain::Lang;

use crate::BAD_INPUT;
use crate::bundle::{Fault, Proven, prove};
use crate::cli::ArchiveCommand;
use crate::{screen, trouble};

pub(crate) fn run(command: &ArchiveCommand, lang: Lang) -> anyhow::Result<u8> {
    let ArchiveCommand::Verify { file } = command;
    let name = file.display();
    let opened = File::open(file).map_err(trouble::reading(file, lang))?;
    let Proven { files, seal, faults } = match prove(opened) {
        Ok(proven) => proven,
        Err(fault) => {
            writeln!(screen::err(), "{name}{}{}", lang.pick("：", ": "), sentence(&fault, lang))?;
            return Ok(BAD_INPUT);
        }
    };
    for fault in &faults {
        writeln!(screen::err(), "{}", sentence(fault, lang))?;
    }
    let told = match (faults.is_empty(), lang) {
        (true, Lang::Zh) => format!("{files} 个文件均与导出时相符\n总校验值 {seal}"),
        (true, Lang::En) => format!("{files} files, all as they were taken out\nseal {seal}"),
        (false, Lang::Zh) => format!("其余 {files} 个文件相符\n总校验值 {seal}"),
        (false, Lang::En) => format!("the other {files} files are as they were\nseal {seal}"),
    };
    writeln!(screen::out(), "{told}")?;
    Ok(if faults.is_empty() { 0 } else { BAD_INPUT })
}

fn sentence(fault: &Fault, lang: Lang) -> String {
    match (fault, lang) {
        (Fault::NoBundle, Lang::Zh) => {
            "不是项目档案：无法读取，或没有 SHA256SUMS。请使用项目档案页导出的文件".to_owned()
        }
        (Fault::NoBundle, Lang::En) => "no archive: it cannot be read, or has no SHA256SUMS. \
             Use the file that was taken out on the page of an archive"
            .to_owned(),
        (Fault::Altered(name), Lang::Zh) => format!("{name} 已被改动"),
        (Fault::Altered(name), Lang::En) => format!("{name} was altered"),
        (Fault::Missing(name), Lang::Zh) => format!("缺少 {name}"),
        (Fault::Missing(name), Lang::En) => format!("{name} is missing"),
        (Fault::Unlisted(name), Lang::Zh) => format!("{name} 不在档案清单中"),
        (Fault::Unlisted(name), Lang::En) => format!("{name} is not in the list of the archive"),
    }
}
