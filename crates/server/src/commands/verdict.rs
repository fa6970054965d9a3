//! `mingzhang verdict`: a few records judged beside those of the platform, before they are saved anywhere.

use std::io::Write;
use std::sync::Arc;

use domain::{Lamp, Lang};
use policy::finding::Finding;
use policy::verdict::Near;
use policy::{Pack, render};
use store::imports::Lines;

use crate::cli::{PlainFormat, VerdictArguments};
use crate::operations::Failure;
use crate::operations::entry::{Judged, Verdict, judges, verdict_of_file};
use crate::operations::imports::{Party, Set};
use crate::{BAD_INPUT, output, packs, platform, screen};

pub(crate) fn run(arguments: &VerdictArguments, lang: Lang) -> anyhow::Result<u8> {
    let config = platform::config(&arguments.platform, lang)?;
    let (done, pack) = platform::run(async {
        platform::open_existing(&config, lang).await?.close().await;
        let origin = platform::origin(&config);
        let mut context = platform::open(&config, lang).await?;
        if let Some(settings) = &arguments.settings {
            let pack = packs::load_with(&config.pack, Some(settings), lang)?;
            (context.near, context.pack) = (Arc::new(Near::of(&pack)), Arc::new(pack));
        }
        let (path, mapping) = (arguments.file.clone(), arguments.mapping.clone());
        let set = Set {
            path,
            mapping,
            name: String::new(),
            keep_rejected_rows: false,
            lines: Lines::All,
        };
        let done = verdict_of_file(&context, &origin, Party::Operator, &set).await;
        context.db.close().await;
        Ok((done, context.pack))
    })?;
    let verdict = match done {
        Ok(verdict) => verdict,
        Err(Failure::Import(refusal)) => {
            writeln!(screen::err(), "{}", refusal.sentence(lang))?;
            return Ok(BAD_INPUT);
        }
        Err(failure) => return Err(platform::told(lang)(failure)),
    };
    match arguments.format {
        PlainFormat::Json => writeln!(screen::out(), "{:#}", verdict.json(&pack, lang))?,
        PlainFormat::Text => text(&verdict, &pack, lang)?,
    }
    if verdict.rejected.is_empty() {
        Ok(u8::from(verdict.count(Lamp::Red) > 0))
    } else {
        Ok(BAD_INPUT)
    }
}

fn text(verdict: &Verdict, pack: &Pack, lang: Lang) -> anyhow::Result<()> {
    let mut err = screen::err();
    for warning in &verdict.warnings {
        writeln!(err, "{}{}", lang.pick("提醒：", "warning: "), warning.sentence(lang))?;
    }
    for cell in &verdict.rejected {
        writeln!(err, "{}", cell.sentence(lang))?;
    }
    let mut out = screen::out();
    if !judges(verdict.table) {
        let said = lang.pick(
            "这类记录要连同其他记录一起判断：导入后随即筛查。",
            "records of this kind are judged with others, by the screening that follows an import",
        );
        writeln!(out, "{said}")?;
    }
    for judged in &verdict.rows {
        row(&mut out, judged, pack, lang)?;
    }
    let (red, yellow) = (verdict.count(Lamp::Red), verdict.count(Lamp::Yellow));
    let said = match lang {
        Lang::Zh => format!("{}：红灯 {red} 项，黄灯 {yellow} 项；什么也没有保存", verdict.as_of),
        Lang::En => {
            format!("as of {}: {red} red, {yellow} yellow; nothing was saved", verdict.as_of)
        }
    };
    Ok(writeln!(out, "{said}")?)
}

fn row(out: &mut dyn Write, judged: &Judged, pack: &Pack, lang: Lang) -> anyhow::Result<()> {
    let number = judged.row + 1;
    let name = match lang {
        Lang::Zh => format!("第 {number} 行"),
        Lang::En => format!("row {number}"),
    };
    for finding in judged.findings() {
        writeln!(out, "{name} {}", one(finding, pack, lang))?;
    }
    let (own, touched) = (&judged.said.own, &judged.said.touched);
    for untold in own.not_evaluable.iter().chain(&touched.not_evaluable) {
        let reason = render::reason(&untold.reason, lang);
        let said = lang.pick("不能判断", "cannot tell");
        writeln!(out, "{name} {said} {}{}{reason}", untold.rule, lang.pick("：", ": "))?;
    }
    Ok(())
}

fn one(finding: &Finding, pack: &Pack, lang: Lang) -> String {
    let (lamp, rule) = (output::lamp(finding.lamp, lang), &finding.rule);
    let mut said =
        format!("{lamp} {rule}{}{}", lang.pick("：", ": "), output::message(pack, finding, lang));
    for (document, path, text) in finding.clauses.iter().filter_map(|id| output::citation(pack, id))
    {
        said.extend(["\n  ", &document, " ", &path, "\n  > ", &text]);
    }
    let settles = render::settles(pack, finding, lang);
    if !settles.is_empty() {
        said.extend(["\n  ", lang.pick("处理：", "to settle: "), &settles]);
    }
    said
}
