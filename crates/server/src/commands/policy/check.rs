//! `mingzhang policy check`: loads a pack, runs its examples, and changes its rules to see whether they notice.

use std::io::{Write, stdout};

use anyhow::bail;
use domain::Lang;
use policy::pack::mutation::{Mutant, MutationReport, mutate};
use policy::pack::{Pack, Place, examples, lint};
use policy::render;

use crate::packs;

pub(crate) fn run(name: &str, with_mutants: bool, lang: Lang) -> anyhow::Result<u8> {
    let pack = packs::load(name, lang)?;
    let mut out = stdout().lock();
    let incomplete = lint::incomplete(&pack);
    for error in &incomplete {
        writeln!(out, "{}", packs::sentence(error, lang))?;
    }
    let failed = run_examples(&mut out, &pack, lang)?;
    let survivors = if with_mutants { run_mutants(&mut out, &pack, lang)? } else { 0 };
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

fn run_mutants(out: &mut dyn Write, pack: &Pack, lang: Lang) -> anyhow::Result<usize> {
    let report = mutate(pack);
    list(out, lang.pick("没有示例察觉：", "noticed by no example:"), &report.survivors)?;
    list(
        out,
        lang.pick("声明为等价，却不是：", "declared equivalent, but not so:"),
        &report.stale,
    )?;
    let score = render::percent(report.score());
    let MutationReport { killed, survivors, equivalent, out_of_reach, .. } = &report;
    let all = killed + survivors.len();
    match lang {
        Lang::Zh => writeln!(
            out,
            "改动 {all} 处，察觉 {killed} 处（{score}）；声明等价 {} 处；示例够不着的参数：{}",
            equivalent.len(),
            out_of_reach.join("、")
        )?,
        Lang::En => writeln!(
            out,
            "{all} changes, {killed} noticed ({score}); {} declared equivalent; parameters out of the \
             examples' reach: {}",
            equivalent.len(),
            out_of_reach.join(", ")
        )?,
    }
    Ok(survivors.len() + report.stale.len())
}

fn list(out: &mut dyn Write, title: &str, mutants: &[Mutant]) -> anyhow::Result<()> {
    if mutants.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    for mutant in mutants {
        writeln!(out, "  {} {} {}", at(&mutant.place), mutant.of, mutant.what)?;
    }
    Ok(())
}

fn at(place: &Place) -> String {
    format!("{}:{}:{}", place.file, place.line, place.column)
}
