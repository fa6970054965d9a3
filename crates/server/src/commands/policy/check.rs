//! `mingzhang policy check`: loads a pack, runs its examples, says what is left to write, and
//! changes its rules to see whether the examples notice.

use std::io::Write;

use domain::Lang;
use policy::Pack;
use policy::pack::mutation::{Mutant, MutationReport};
use policy::pack::{examples, lint, mutation, situations};
use policy::render;

use super::coverage;
use crate::{packs, screen};

/// What to test besides the examples.
#[derive(Clone, Copy)]
pub(crate) struct Tests {
    /// Change every part of the pack in turn.
    pub(crate) mutate: bool,
    /// Whatever a clause says carries it out must be there.
    pub(crate) complete: bool,
}

/// Checks a pack: 0 when all is well, 1 when something is not.
pub(crate) fn run(name: &str, tests: Tests, lang: Lang) -> anyhow::Result<u8> {
    let pack = packs::load(name, lang)?;
    let mut out = screen::out();
    let failed = run_examples(&mut out, &pack, lang)?;
    let unshown = name_unshown(&mut out, &pack, lang)?;
    name_used_elsewhere(&mut out, &pack, lang)?;
    let left = left_to_write(&mut out, &pack, tests.complete, lang)?;
    let unnoticed = if tests.mutate { run_mutants(&mut out, &pack, lang)? } else { 0 };
    let wrong = failed + unshown > 0 || (tests.complete && left > 0) || unnoticed > 0;
    Ok(u8::from(wrong))
}

fn run_examples(out: &mut dyn Write, pack: &Pack, lang: Lang) -> anyhow::Result<usize> {
    let mut failures = examples::run(pack);
    failures.extend(situations::run(pack));
    for failure in &failures {
        let (expected, got) = (failure.expected.get(lang), failure.got.get(lang));
        writeln!(out, "{}{}{}", failure.place, lang.pick("：", ": "), failure.title)?;
        writeln!(out, "  {} {expected}", lang.pick("应为", "expected"))?;
        writeln!(out, "  {} {got}", lang.pick("实为", "got"))?;
    }
    let (rules, examples, failed) = (pack.rules.len(), pack.examples.len(), failures.len());
    let situations = pack.situations.len();
    match lang {
        Lang::Zh => writeln!(
            out,
            "{}：{} 条条款，{rules} 个规则块，{examples} 个事实示例，{situations} 个记录示例，{failed} 处不符",
            pack.name,
            pack.clauses.len()
        )?,
        Lang::En => writeln!(
            out,
            "{}: {} clauses, {rules} rule blocks, {examples} examples of facts, {situations} of records, \
             {failed} failed",
            pack.name,
            pack.clauses.len()
        )?,
    }
    Ok(failed)
}

/// Names the rules that no example shows to fire: a rule that nobody has seen at work is not checked.
fn name_unshown(out: &mut dyn Write, pack: &Pack, lang: Lang) -> anyhow::Result<usize> {
    let unshown = examples::unshown(pack);
    for rule in &unshown {
        let (place, id) = (&rule.place, &rule.id);
        match lang {
            Lang::Zh => writeln!(out, "{place}：规则 {id} 没有使它亮灯的示例，请在其旁补写")?,
            Lang::En => writeln!(out, "{place}: no example makes rule {id} fire; add one")?,
        }
    }
    Ok(unshown.len())
}

/// Names the values that no rule and no fact reads: changing them changes no finding.
fn name_used_elsewhere(out: &mut dyn Write, pack: &Pack, lang: Lang) -> anyhow::Result<()> {
    let marked: Vec<String> = pack
        .params
        .by_name
        .values()
        .filter_map(|param| {
            let user = coverage::name(param.used_by.as_deref()?, lang);
            Some(match lang {
                Lang::Zh => format!("{}（{}，{user}）", param.text.zh, param.name),
                Lang::En => format!("{} ({user})", param.name),
            })
        })
        .collect();
    if marked.is_empty() {
        return Ok(());
    }
    match lang {
        Lang::Zh => {
            let names = marked.join("、");
            writeln!(out, "不影响任何预警、供其他环节使用的参数：{names}")?;
        }
        Lang::En => {
            let names = marked.join(", ");
            writeln!(out, "parameters that no finding depends on, used elsewhere: {names}")?;
        }
    }
    Ok(())
}

/// Lists what is left to write where a complete pack is asked for, else only says how much it is.
fn left_to_write(
    out: &mut dyn Write,
    pack: &Pack,
    list: bool,
    lang: Lang,
) -> anyhow::Result<usize> {
    let left = lint::incomplete(pack);
    if list {
        for error in &left {
            writeln!(out, "{}", packs::sentence(error, lang))?;
        }
    }
    let count = left.len();
    if count > 0 {
        match lang {
            Lang::Zh => writeln!(out, "尚有 {count} 处待写（--complete 列出）")?,
            Lang::En => writeln!(out, "{count} left to write (--complete lists them)")?,
        }
    }
    Ok(count)
}

fn run_mutants(out: &mut dyn Write, pack: &Pack, lang: Lang) -> anyhow::Result<usize> {
    let report = mutation::mutate(pack);
    let colon = lang.pick("：", ": ");
    let mut list = |mutants: &[Mutant], text: &str| {
        mutants
            .iter()
            .try_for_each(|m| writeln!(out, "{}{colon}{text} {}  {}", m.place, m.of, m.what))
    };
    list(&report.survivors, lang.pick("无示例察觉", "no example notices"))?;
    list(&report.equivalent, lang.pick("声明为等价", "declared to change no verdict"))?;
    list(&report.stale, lang.pick("声明多余", "declared in vain"))?;
    let unread = lang.pick("没有规则或事实读取", "read by no rule and no fact");
    report.out_of_reach.iter().try_for_each(|name| writeln!(out, "{name}{colon}{unread}"))?;
    writeln!(out, "{}", summary(&report, lang))?;
    Ok(report.survivors.len() + report.stale.len())
}

fn summary(report: &MutationReport, lang: Lang) -> String {
    let (killed, survived) = (report.killed, report.survivors.len());
    let (equivalent, score) = (report.equivalent.len(), render::percent(report.score()));
    match lang {
        Lang::Zh => format!(
            "改动 {} 处：察觉 {killed}，未察觉 {survived}，声明等价 {equivalent}；得分 {score}",
            killed + survived + equivalent
        ),
        Lang::En => format!(
            "{} changes: {killed} noticed, {survived} not, {equivalent} equivalent; score {score}",
            killed + survived + equivalent
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_no_finding_depends_on_are_named() {
        for (lang, name) in [
            (Lang::Zh, "绩效监控周期（月）（monitoring_cycle，流程）"),
            (Lang::En, "monitoring_cycle (workflow)"),
        ] {
            let pack = packs::load("xinjiang-2019", lang).unwrap();
            let mut out = Vec::new();
            name_used_elsewhere(&mut out, &pack, lang).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(text.contains(name) && !text.contains("split_days"), "{text}");
        }
    }
}
