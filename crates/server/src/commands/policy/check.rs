//! `mingzhang policy check`: loads a pack, runs its examples, and changes its rules to see whether they notice.

use std::io::{Write, stdout};

use anyhow::bail;
use domain::Lang;
use policy::pack::{Pack, Place, examples, lint};

use crate::packs;

pub(crate) fn run(name: &str, with_mutants: bool, lang: Lang) -> anyhow::Result<u8> {
    let pack = packs::load(name, lang)?;
    let mut out = stdout().lock();
    let incomplete = lint::incomplete(&pack);
    for error in &incomplete {
        writeln!(out, "{}", packs::sentence(error, lang))?;
    }
    let failed = run_examples(&mut out, &pack, lang)?;
    let survivors = usize::from(with_mutants);
    if failed > 0 || survivors > 0 || !incomplete.is_empty() {
        bail!("{name}: {}", lang.pick("有需要改正之处", "there is something to mend"));
    }
    Ok(0)
}

fn run_examples(out: &mut dyn Write, pack: &Pack, lang: Lang) -> anyhow::Result<usize> {
    let failures = examples::run(pack);
    for failure in &failures {
        let (expected, got) = (lang.pick("应为", "expected"), lang.pick("实际", "got"));
        writeln!(out, "{}: {}", at(&failure.place), failure.title)?;
        writeln!(out, "  {expected} {}", failure.expected.get(lang))?;
        writeln!(out, "  {got} {}", failure.got.get(lang))?;
    }
    let (clauses, rules, examples) = (pack.clauses.len(), pack.rules.len(), pack.examples.len());
    let failed = failures.len();
    match lang {
        Lang::Zh => writeln!(
            out,
            "{}：条款 {clauses}，规则块 {rules}，示例 {examples}，不符 {failed}",
            pack.name
        )?,
        Lang::En => writeln!(
            out,
            "{}: {clauses} clauses, {rules} rule blocks, {examples} examples, {failed} failed",
            pack.name
        )?,
    }
    Ok(failed)
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", place.file, place.line, place.column)
}
