//! `mingzhang policy coverage`: what carries out each clause.

use std::io::Write;

use domain::Lang;
use policy::Pack;
use policy::pack::Carried;
use policy::pack::coverage::{self, Coverage, KINDS};

use crate::output::text::summary::right;
use crate::{packs, screen};

pub(crate) fn run(pack: &str, all: bool, lang: Lang) -> anyhow::Result<u8> {
    let pack = packs::load(pack, lang)?;
    let covered = coverage::coverage(&pack);
    let mut out = screen::out();
    if all {
        for one in &covered {
            line(&mut out, &pack, one, lang)?;
        }
        writeln!(out)?;
    }
    table(&mut out, &coverage::totals(&covered), lang)?;
    Ok(0)
}

fn line(out: &mut dyn Write, pack: &Pack, one: &Coverage, lang: Lang) -> anyhow::Result<()> {
    let places =
        if one.places.is_empty() { std::slice::from_ref(&one.clause.place) } else { &one.places };
    let places: Vec<String> = places.iter().map(|p| format!("{}:{}", p.file, p.line)).collect();
    let (kind, places) = (name(one.kind, lang), places.join(" "));
    let by = match &one.clause.carried {
        Carried::NotYet(kind, what) => {
            format!("{} {}", name(kind, lang), part(pack, what, lang))
        }
        Carried::Platform(_, what) => part(pack, what, lang).to_owned(),
        _ => one.by.clone(),
    };
    Ok(writeln!(out, "{}\t{kind}\t{by}\t{places}", one.clause.id)?)
}

fn table(out: &mut dyn Write, totals: &coverage::Totals, lang: Lang) -> anyhow::Result<()> {
    write!(out, "{:<6}", "")?;
    for kind in KINDS.iter().chain(&["total"]) {
        write!(out, "{}", right(name(kind, lang), 12))?;
    }
    writeln!(out)?;
    for (document, row) in totals {
        write!(out, "{document:<6}")?;
        for kind in KINDS {
            write!(out, "{:>12}", row.get(kind).copied().unwrap_or(0))?;
        }
        writeln!(out, "{:>12}", row.values().sum::<usize>())?;
    }
    Ok(())
}

/// The part of the platform that a clause names: packs name it in English, and in Chinese beside.
pub(super) fn part<'p>(pack: &'p Pack, what: &'p str, lang: Lang) -> &'p str {
    lang.pick(pack.places.get(what).map_or(what, String::as_str), what)
}

/// The kind of thing that carries a clause out.
pub(super) fn name(kind: &str, lang: Lang) -> &str {
    let zh = match kind {
        "rule" => "规则",
        "parameter" => "参数",
        "workflow" => "流程",
        "report" => "报表",
        "disclosure" => "公开",
        "definition" => "定义",
        "principle" => "原则",
        "not yet" => "尚未落实",
        _ => "合计",
    };
    lang.pick(zh, kind)
}
