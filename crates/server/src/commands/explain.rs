//! `mingzhang explain`: why did a rule fire for a subject, or why not?

use std::io::Write;

use anyhow::bail;
use domain::Lang;
use intake::Options;
use policy::explain::{Explanation, Verdict, explain};
use policy::lang::{Trace, TraceValue};
use policy::{Context, Pack, render};

use crate::checked;
use crate::cli::ExplainArguments;
use crate::output;
use crate::{packs, screen};

pub(crate) fn run(arguments: &ExplainArguments, lang: Lang) -> anyhow::Result<u8> {
    let pack = packs::load(&arguments.judging.pack, lang)?;
    packs::expect_rule(&pack, &arguments.rule, lang)?;
    let options = Options {
        mapping: arguments.judging.mapping.clone(),
        keep_rejected_rows: false,
        threads: 0,
    };
    let loaded = checked::read(&arguments.path, &pack, &options, lang)?;
    let as_of = arguments.judging.as_of.map_or_else(|| checked::today(lang), Ok)?;
    let context = Context::new(&loaded.data, &pack, as_of);
    let explanations = explain(&context, &arguments.rule, &arguments.subject);
    if explanations.is_empty() {
        let said = lang.pick(
            "数据集中没有这条规则所判断的对象",
            "the data set has no subject of this rule with the id",
        );
        bail!("{said}{}{}", lang.pick("：", ": "), arguments.subject);
    }
    let mut out = screen::out();
    for explanation in &explanations {
        one(&mut out, &pack, explanation, lang)?;
    }
    Ok(0)
}

fn one(out: &mut dyn Write, pack: &Pack, e: &Explanation, lang: Lang) -> anyhow::Result<()> {
    let place = &e.rule.place;
    writeln!(
        out,
        "{} {} ({}:{}) · {} {}",
        output::lamp(e.rule.lamp, lang),
        e.rule.id,
        place.file,
        place.line,
        e.name,
        e.period.as_deref().unwrap_or_default()
    )?;
    for id in &e.rule.clauses {
        if let Some((document, path, text)) = output::citation(pack, id) {
            writeln!(out, "  {document} {path} [{id}] “{}”", text.replace('\n', " "))?;
        }
    }
    for (key, trace) in &e.parts {
        writeln!(out, "  {key}:")?;
        tree(out, trace, 2, lang)?;
    }
    writeln!(out, "  => {}\n", verdict(&e.verdict, lang))?;
    Ok(())
}

fn verdict(verdict: &Verdict, lang: Lang) -> String {
    match verdict {
        Verdict::InOrder => lang.pick("不亮灯", "no finding").to_owned(),
        Verdict::CannotTell => {
            lang.pick("无法判断：缺少事实", "cannot tell: a fact is missing").to_owned()
        }
        Verdict::Finding(hit) => {
            let said = if hit.soon {
                lang.pick("期限将至（黄灯）", "due soon (yellow)")
            } else {
                lang.pick("亮灯", "finding")
            };
            let details = [
                (lang.pick("期限", "due"), hit.due.map(|d| d.to_string())),
                (lang.pick("逾期天数", "days late"), hit.days_late.map(|d| d.to_string())),
                (lang.pick("金额", "amount"), hit.amount.map(|a| domain::Fen(a).to_string())),
            ];
            let known =
                details.into_iter().filter_map(|(label, v)| Some(format!("{label} {}", v?)));
            let parts: Vec<String> = std::iter::once(said.to_owned()).chain(known).collect();
            parts.join(" · ")
        }
    }
}

/// A condition as a tree: each part on a line of its own, with its value.
fn tree(out: &mut dyn Write, trace: &Trace, depth: usize, lang: Lang) -> anyhow::Result<()> {
    let value = match &trace.value {
        TraceValue::Truth(truth) => match *truth {
            policy::value::TRUE => lang.pick("是", "true").to_owned(),
            policy::value::FALSE => lang.pick("否", "false").to_owned(),
            _ => lang.pick("不知道", "unknown").to_owned(),
        },
        TraceValue::Value(value) => render::value(value, lang),
        TraceValue::Exact { text, .. } => text.clone(),
        TraceValue::Words(words) => words.join(lang.pick("、", ", ")),
    };
    writeln!(out, "{}{} = {value}", "  ".repeat(depth), trace.source)?;
    for part in &trace.parts {
        tree(out, part, depth + 1, lang)?;
    }
    Ok(())
}
