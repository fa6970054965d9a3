//! `mingzhang policy show`: a rule or a clause with everything that stands beside it.

use std::collections::BTreeSet;
use std::io::{BufWriter, Write};

use anyhow::bail;
use domain::{Day, Lang};
use policy::lang::Expr;
use policy::pack::{Carried, Clause, Pack, Param, Rule, Situation, Soon, Test, Value, Window};
use policy::{Lamp, render};

use super::coverage;
use crate::output::words;
use crate::{output, packs, screen};

pub(crate) fn run(id: Option<&str>, pack: &str, lang: Lang) -> anyhow::Result<u8> {
    let pack = packs::load(pack, lang)?;
    let mut out = BufWriter::new(screen::out());
    let Some(id) = id else {
        list(&mut out, &pack, lang)?;
        return Ok(0);
    };
    if let Some(clause) = pack.clause(id) {
        show_clause(&mut out, &pack, clause, lang)?;
        let rules = pack.rules.iter().filter(|r| r.clauses.iter().any(|c| c == id));
        for rule in rules {
            show_rule(&mut out, &pack, rule, lang)?;
        }
    } else if packs::knows_rule(&pack, id) {
        show_blocks(&mut out, &pack, id, lang)?;
    } else {
        let mut known = packs::rule_ids(&pack);
        known.extend(pack.clauses.iter().map(|c| c.id.as_str()));
        let hint = packs::clause_hint(id, &pack, lang)
            .unwrap_or_else(|| packs::hint(id, &known, &pack, lang));
        match lang {
            Lang::Zh => bail!("政策包 {} 没有规则或条款“{id}”；{hint}", pack.name),
            Lang::En => bail!("pack {} has no rule or clause \"{id}\"; {hint}", pack.name),
        }
    }
    Ok(out.flush().map(|()| 0)?)
}

/// Every rule with its lamps and the sentence of its first block.
fn list(out: &mut dyn Write, pack: &Pack, lang: Lang) -> anyhow::Result<()> {
    for id in packs::rule_ids(pack) {
        let blocks = || pack.blocks(id);
        let lamps: BTreeSet<Lamp> =
            blocks().map(|r| if r.id == id { r.lamp } else { Lamp::Yellow }).collect();
        let lamps: Vec<&str> = lamps.into_iter().map(|l| output::lamp(l, lang)).collect();
        let said = blocks().map(|r| r.message.get(lang)).next().unwrap_or_default();
        writeln!(out, "{id}  {}  {said}", lamps.join(lang.pick("、", ", ")))?;
    }
    Ok(out.flush()?)
}

/// All blocks of a rule: each clause once, then each block under its own place.
fn show_blocks(out: &mut dyn Write, pack: &Pack, id: &str, lang: Lang) -> anyhow::Result<()> {
    let blocks: Vec<&Rule> = pack.blocks(id).collect();
    let mut shown = BTreeSet::new();
    for rule in &blocks {
        for clause in rule.clauses.iter().filter_map(|c| pack.clause(c)) {
            if shown.insert(&clause.id) {
                show_clause(out, pack, clause, lang)?;
            }
        }
    }
    if blocks.len() > 1 {
        let n = blocks.len();
        match lang {
            Lang::Zh => writeln!(out, "{id} 有 {n} 个规则块，各按自己的范围判断：\n")?,
            Lang::En => writeln!(out, "{id} has {n} blocks, each for its own scope:\n")?,
        }
    }
    blocks.into_iter().try_for_each(|rule| show_rule(out, pack, rule, lang))
}

fn show_clause(
    out: &mut dyn Write,
    pack: &Pack,
    clause: &Clause,
    lang: Lang,
) -> anyhow::Result<()> {
    let title = output::citation(pack, &clause.id).map(|(title, _, _)| title).unwrap_or_default();
    writeln!(out, "{title} {} [{}]", clause.path, clause.id)?;
    writeln!(out, "  “{}”", clause.text.replace('\n', "\n   "))?;
    if lang == Lang::En {
        writeln!(out, "  {}", clause.summary)?;
    }
    line(out, ["义务人", "who"], &names(pack, &clause.who, lang), lang)?;
    if !clause.answers.is_empty() {
        line(out, ["责任", "answers"], &names(pack, &clause.answers, lang), lang)?;
    }
    line(out, ["落实", "carried out by"], &carried(pack, &clause.carried, lang), lang)?;
    Ok(writeln!(out)?)
}

/// `  责任：县（市、区）财政局局长`
fn line(out: &mut dyn Write, label: [&str; 2], text: &str, lang: Lang) -> anyhow::Result<()> {
    let [zh, en] = label;
    match lang {
        Lang::Zh => writeln!(out, "  {zh}：{text}")?,
        Lang::En => writeln!(out, "  {en}: {text}")?,
    }
    Ok(())
}

fn names(pack: &Pack, ids: &[String], lang: Lang) -> String {
    let name = |id: &String| pack.actors.get(id).map_or(id.clone(), |a| a.name.get(lang).into());
    ids.iter().map(name).collect::<Vec<String>>().join(lang.pick("、", ", "))
}

/// What carries a clause out.
fn carried(pack: &Pack, carried: &Carried, lang: Lang) -> String {
    let kind = |kind| coverage::name(kind, lang);
    match carried {
        Carried::Rule(ids) => format!("{} {}", kind("rule"), ids.join(lang.pick("、", ", "))),
        Carried::Parameter(name) => format!("{} {name}", kind("parameter")),
        Carried::Definition => kind("definition").into(),
        Carried::Principle => kind("principle").into(),
        Carried::NotYet(of, place) => {
            let place = coverage::part(pack, place, lang);
            match lang {
                Lang::Zh => format!("{}（{}：{place}）", kind("not yet"), kind(of)),
                Lang::En => format!("not yet {of} {place}"),
            }
        }
        Carried::Platform(of, place) => {
            format!("{} {}", kind(of), coverage::part(pack, place, lang))
        }
    }
}

fn show_rule(out: &mut dyn Write, pack: &Pack, rule: &Rule, lang: Lang) -> anyhow::Result<()> {
    let place = &rule.place;
    writeln!(out, "{} {} ({}:{})", output::lamp(rule.lamp, lang), rule.id, place.file, place.line)?;
    line(out, ["判断对象", "about"], &words::table(rule.about, lang), lang)?;
    if let Some(scope) = &rule.scope {
        line(out, ["范围", "where"], scope.source(), lang)?;
    }
    test(out, rule, lang)?;
    if let Some(amount) = &rule.amount {
        line(out, ["涉及金额", "amount"], amount.source(), lang)?;
    }
    for param in params(rule).into_iter().filter_map(|name| pack.params.by_name.get(name)) {
        show_param(out, param, lang)?;
    }
    if let Some(days) = binds(rule, lang) {
        line(out, ["适用", "binds"], &days, lang)?;
    }
    if rule.local_default {
        writeln!(out, "  {}", lang.pick("本地设定，非法规条文", "a local setting, not law"))?;
    }
    if !rule.readings.is_empty() {
        line(out, ["释义", "readings"], &rule.readings.join(" "), lang)?;
    }
    line(out, ["责任", "answers"], &names(pack, &rule.answers, lang), lang)?;
    line(out, ["说明", "says"], rule.message.get(lang), lang)?;
    line(out, ["处理", "settles"], rule.settles.get(lang), lang)?;
    if !rule.settles_late.get(lang).is_empty() {
        line(out, ["逾期办结后", "done late"], rule.settles_late.get(lang), lang)?;
    }
    show_examples(out, pack, rule, lang)?;
    Ok(writeln!(out)?)
}

/// What makes a finding: a condition, or a day that passes.
fn test(out: &mut dyn Write, rule: &Rule, lang: Lang) -> anyhow::Result<()> {
    match &rule.test {
        Test::When(when) => line(out, ["违反条件", "when"], when.source(), lang),
        Test::Clock { due, done, soon, late } => {
            line(out, ["期限", "due"], due.source(), lang)?;
            line(out, ["办理", "done"], done.source(), lang)?;
            if let Some(soon) = soon {
                for (since, window) in &soon.windows {
                    line(out, ["提前提示", "due soon"], &warns(soon, *since, *window, lang), lang)?;
                }
            }
            if *late {
                let text =
                    lang.pick("逾期后才办理的仍亮灯", "also where it was done after its day");
                line(out, ["逾期办理", "done late"], text, lang)?;
            }
            Ok(())
        }
        Test::PlatformOnly => {
            let text = lang.pick(
                "只有平台保存判断所需的记录，检查文件时不判断",
                "only the platform keeps the records; files are not judged",
            );
            line(out, ["违反条件", "when"], text, lang)
        }
    }
}

/// When a clock warns: `allot.due，到期前 5 天内（黄灯）`, from a day of evaluation on where there are several.
fn warns(soon: &Soon, since: Option<Day>, window: Window, lang: Lang) -> String {
    let since = since.map_or_else(String::new, |day| from(day, lang));
    let (days, zh, en) = match window {
        Window::Days(n) => (n, "天", "day"),
        Window::Workdays(n) => (n, "个工作日", "working day"),
    };
    let en = output::plural(days.unsigned_abs() as usize, en);
    match lang {
        Lang::Zh => format!("{since}{}，到期前 {days} {zh}内（黄灯）", soon.id),
        Lang::En => format!("{since}{}, within {days} {en} before (yellow)", soon.id),
    }
}

fn from(day: Day, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{day} 起 "),
        Lang::En => format!("from {day} "),
    }
}

/// The days on which a rule binds, where it does not bind on all days of the pack.
fn binds(rule: &Rule, lang: Lang) -> Option<String> {
    match (rule.since, rule.until, lang) {
        (None, None, _) => None,
        (Some(since), None, Lang::Zh) => Some(format!("{since} 起")),
        (Some(since), None, Lang::En) => Some(format!("from {since}")),
        (None, Some(until), Lang::Zh) => Some(format!("至 {until} 止")),
        (None, Some(until), Lang::En) => Some(format!("until {until}")),
        (Some(since), Some(until), Lang::Zh) => Some(format!("{since} 起，至 {until} 止")),
        (Some(since), Some(until), Lang::En) => Some(format!("from {since} until {until}")),
    }
}

/// The parameters that its expressions name.
fn params(rule: &Rule) -> BTreeSet<&String> {
    let test: Vec<&Expr> = match &rule.test {
        Test::When(when) => vec![when],
        Test::Clock { due, done, .. } => vec![due, done],
        Test::PlatformOnly => Vec::new(),
    };
    let all = test.into_iter().chain(&rule.scope).chain(&rule.amount);
    all.flat_map(Expr::params).collect()
}

fn show_param(out: &mut dyn Write, param: &Param, lang: Lang) -> anyhow::Result<()> {
    match lang {
        Lang::Zh => writeln!(out, "  数值 {}（{}）", param.name, param.text.zh)?,
        Lang::En => writeln!(out, "  value {} ({})", param.name, param.text.en)?,
    }
    for dated in &param.values {
        let value = match &dated.value {
            Value::Money(fen) => fen.to_string(),
            Value::Count(n) => n.to_string(),
            Value::Number(n) => n.to_string(),
            Value::Percent(p) => render::percent(*p),
            Value::MonthDay(month, day) => format!("{month:02}-{day:02}"),
            Value::Words(words) => words.join(lang.pick("、", ", ")),
        };
        let since = dated.since.map_or_else(String::new, |day| from(day, lang));
        let clause = dated.clause.as_ref().or(param.clause.as_ref()).map_or("", String::as_str);
        let local = if param.local_default {
            lang.pick("（本地设定）", " (local setting)")
        } else {
            ""
        };
        writeln!(out, "    {since}{value} [{clause}]{local}")?;
    }
    Ok(())
}

fn show_examples(out: &mut dyn Write, pack: &Pack, rule: &Rule, lang: Lang) -> anyhow::Result<()> {
    let beside = pack
        .examples
        .iter()
        .filter(|e| rule.clauses.first() == Some(&e.clause) && e.about.name == rule.about.name);
    let mut title = "";
    for example in beside {
        if title != example.title {
            title = &example.title;
            writeln!(out, "  {} {title}", lang.pick("示例", "example"))?;
        }
        writeln!(out, "    {}", example.text)?;
    }
    show_cases(out, pack, rule, lang)
}

/// The examples of records that name a rule, below its first block.
fn show_cases(out: &mut dyn Write, pack: &Pack, rule: &Rule, lang: Lang) -> anyhow::Result<()> {
    if pack.blocks(&rule.id).next().is_some_and(|first| first.place != rule.place) {
        return Ok(());
    }
    let names = |situation: &&Situation| {
        let mut expected = situation.verdicts.iter().flat_map(|v| &v.expect);
        expected.any(|e| e.rule().is_some_and(|id| rule.raises(id)))
    };
    for situation in pack.situations.iter().filter(names) {
        writeln!(out, "  {} {}", lang.pick("记录示例", "example of records"), situation.title)?;
        for line in situation.text.iter().chain(situation.verdicts.iter().flat_map(|v| &v.text)) {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(())
}
