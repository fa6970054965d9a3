//! `mingzhang draw`: a seed for a draw of spot checks, and whether one was drawn as it says.

use std::fs;
use std::io::Write;

use domain::Lang;
use domain::draw::{Checked, Fault, Proof, Seed};

use crate::BAD_INPUT;
use crate::cli::DrawCommand;
use crate::operations::draws::fresh_seed;
use crate::{platform, screen, trouble};

pub(crate) fn run(command: &DrawCommand, lang: Lang) -> anyhow::Result<u8> {
    match command {
        DrawCommand::Seed => {
            let seed = fresh_seed().map_err(platform::told(lang))?;
            let (text, commitment) = (seed.text(), seed.commitment());
            match lang {
                Lang::Zh => writeln!(screen::out(), "种子 {text}\n承诺值 {commitment}")?,
                Lang::En => writeln!(screen::out(), "seed {text}\ncommitment {commitment}")?,
            }
            Ok(0)
        }
        DrawCommand::Verify { file, seed } => {
            let text = fs::read(file).map_err(trouble::reading(file, lang))?;
            let given = seed.as_deref().map(Seed::parse);
            if given == Some(None) {
                let sentence = lang.pick(
                    "种子为空、过长或含有控制字符；请照公布的种子书写",
                    "the seed is empty, too long or holds control characters: write it as it was published",
                );
                writeln!(screen::err(), "{sentence}")?;
                return Ok(BAD_INPUT);
            }
            let name = format!("{}{}", file.display(), lang.pick("：", ": "));
            let checked = match String::from_utf8(text) {
                Ok(text) => Proof::check(&text, given.flatten().as_ref()),
                Err(_) => Err(Fault::Unread(1)),
            };
            match checked {
                Ok(checked) => verified(&checked, &name, lang),
                Err(fault) => {
                    writeln!(screen::err(), "{name}{}", sentence(&fault, lang))?;
                    Ok(BAD_INPUT)
                }
            }
        }
    }
}

/// Says what was found; the exit status.
fn verified(checked: &Checked, name: &str, lang: Lang) -> anyhow::Result<u8> {
    for fault in &checked.faults {
        writeln!(screen::err(), "{name}{}", sentence(fault, lang))?;
    }
    let (lines, commitment, hash) = (checked.lines, checked.commitment, checked.hash);
    let told = match (checked.drawn, checked.faults.is_empty(), lang) {
        (Some(drawn), true, Lang::Zh) => {
            format!("从 {lines} 个项目中重新抽出 {drawn} 个，与文件所载相符")
        }
        (Some(drawn), true, Lang::En) => {
            format!("{drawn} of {lines} projects drawn again, all as the file says")
        }
        (Some(drawn), false, Lang::Zh) => {
            format!("从 {lines} 个项目中重新抽出 {drawn} 个，与文件所载不符")
        }
        (Some(drawn), false, Lang::En) => {
            format!("{drawn} of {lines} projects drawn again, not as the file says")
        }
        (None, _, Lang::Zh) => format!("名册有 {lines} 个项目；种子尚未公开，未抽取"),
        (None, _, Lang::En) => {
            format!("{lines} projects in the frame; the seed is not open, nothing is drawn")
        }
    };
    writeln!(screen::out(), "{told}")?;
    match lang {
        Lang::Zh => writeln!(
            screen::out(),
            "承诺值 {commitment}\n名册校验值 {hash}\n请与公开种子之前公布的承诺值、名册校验值核对"
        )?,
        Lang::En => writeln!(
            screen::out(),
            "commitment {commitment}\nframe {hash}\n\
             Compare both with those that were published before the seed was opened"
        )?,
    }
    Ok(if checked.faults.is_empty() { 0 } else { BAD_INPUT })
}

fn sentence(fault: &Fault, lang: Lang) -> String {
    match (fault, lang) {
        (Fault::Unread(line), Lang::Zh) => {
            format!(
                "第 {line} 行：不是抽查抽样的验证文件，或已被改动。请使用抽样页下载的文件，不要另存或转码"
            )
        }
        (Fault::Unread(line), Lang::En) => format!(
            "line {line}: not the proof of a draw, or altered. Use the file from the page of the draw, \
             as it is, not saved again"
        ),
        (Fault::FrameUnread(line), Lang::Zh) => {
            format!(
                "第 {line} 行：名册不是规定的写法，或已被改动。请使用抽样页下载的文件，不要另存或转码"
            )
        }
        (Fault::FrameUnread(line), Lang::En) => format!(
            "line {line}: the frame is not written as frames are, or altered. Use the file from the page of the draw, \
             as it is, not saved again"
        ),
        (Fault::FrameAltered(hash), Lang::Zh) => format!("名册已被改动：现在的校验值是 {hash}"),
        (Fault::FrameAltered(hash), Lang::En) => {
            format!("the frame was altered: its hash is {hash}")
        }
        (Fault::SeedDiffers(hash), Lang::Zh) => format!("种子与承诺值不符：它的承诺值是 {hash}"),
        (Fault::SeedDiffers(hash), Lang::En) => {
            format!("the seed is not the one that was committed to: its commitment is {hash}")
        }
        (Fault::OtherSeed, Lang::Zh) => "给出的种子与文件所载的种子不同".to_owned(),
        (Fault::OtherSeed, Lang::En) => "the seed given is not the one in the file".to_owned(),
        (Fault::Left(target), Lang::Zh) => format!("应当抽中而未列出：{target}"),
        (Fault::Left(target), Lang::En) => format!("drawn by the seed and not listed: {target}"),
        (Fault::Added(target), Lang::Zh) => format!("列为抽中，种子并未抽中：{target}"),
        (Fault::Added(target), Lang::En) => format!("listed and not drawn by the seed: {target}"),
        (Fault::Moved(target), Lang::Zh) => format!("次序或票号不符：{target}"),
        (Fault::Moved(target), Lang::En) => {
            format!("in another place or with another ticket: {target}")
        }
    }
}
