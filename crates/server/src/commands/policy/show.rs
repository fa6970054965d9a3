//! `mingzhang policy show`: a rule or a clause with everything that stands beside it.

use std::io::Write;

use anyhow::bail;
use domain::Lang;
use policy::pack::{Carried, Clause, Pack, Param, Rule, Test, Value};
use policy::render;

use crate::{output, packs, screen};

pub(crate) fn run(id: &str, pack: &str, lang: Lang) -> anyhow::Result<u8> {
    let pack = packs::load(pack, lang)?;
    let mut out = screen::out();
    if let Some(clause) = pack.clause(id) {
        show_clause(&mut out, &pack, clause, lang)?;
        let rules = pack.rules.iter().filter(|r| r.clauses.iter().any(|c| c == id));
        for rule in rules {
            show_rule(&mut out, &pack, rule, lang)?;
        }
        return Ok(0);
    }
    if !packs::knows_rule(&pack, id) {
        bail!("{} {id}", lang.pick("政策包中没有这样的规则或条款：", "no such rule or clause:"));
    }
    for rule in pack.rules.iter().filter(|r| r.id == id || packs::soon_id(r) == Some(id)) {
        for clause in rule.clauses.iter().filter_map(|c| pack.clause(c)) {
            show_clause(&mut out, &pack, clause, lang)?;
        }
        show_rule(&mut out, &pack, rule, lang)?;
    }
    Ok(0)
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
    let names = |ids: &[String]| {
        let name =
            |id: &String| pack.actors.get(id).map_or(id.clone(), |a| a.name.get(lang).into());
        ids.iter().map(name).collect::<Vec<String>>().join(lang.pick("、", ", "))
    };
    writeln!(out, "  {}: {}", lang.pick("义务人", "who"), names(&clause.who))?;
    if !clause.answers.is_empty() {
        writeln!(out, "  {}: {}", lang.pick("责任", "answers"), names(&clause.answers))?;
    }
    writeln!(out, "  {}: {}\n", lang.pick("落实", "carried by"), carried(&clause.carried))?;
    Ok(())
}

/// What carries a clause out, as the pack writes it.
pub(super) fn carried(carried: &Carried) -> String {
    match carried {
        Carried::Rule(ids) => format!("rule {}", ids.join(", ")),
        Carried::Parameter(name) => format!("parameter {name}"),
        Carried::Definition => "definition".into(),
        Carried::Principle => "principle".into(),
        Carried::NotYet(kind, place) => format!("not yet {kind} {place}"),
        Carried::Platform(kind, place) => format!("{kind} {place}"),
    }
}

fn show_rule(out: &mut dyn Write, pack: &Pack, rule: &Rule, lang: Lang) -> anyhow::Result<()> {
    let place = &rule.place;
    writeln!(out, "{} {} ({}:{})", output::lamp(rule.lamp, lang), rule.id, place.file, place.line)?;
    writeln!(out, "  about {} ({})", rule.about.name, lang.pick(rule.about.zh, rule.about.en))?;
    if let Some(scope) = &rule.scope {
        writeln!(out, "  where {}", scope.source())?;
    }
    let mut params: Vec<&String> = Vec::new();
    match &rule.test {
        Test::When(when) => {
            writeln!(out, "  when  {}", when.source())?;
            params.extend(when.params());
        }
        Test::Clock { due, done, soon, late } => {
            writeln!(out, "  due   {}\n  done  {}", due.source(), done.source())?;
            if let Some(soon) = soon {
                writeln!(out, "  soon  {} {:?}", soon.id, soon.window)?;
            }
            if *late {
                writeln!(out, "  late")?;
            }
            params.extend(due.params().iter().chain(done.params()));
        }
        Test::PlatformOnly => writeln!(out, "  platform")?,
    }
    params.extend(rule.scope.iter().flat_map(policy::lang::Expr::params));
    params.sort_unstable();
    params.dedup();
    for param in params.into_iter().filter_map(|name| pack.params.by_name.get(name)) {
        show_param(out, param, lang)?;
    }
    if rule.local_default {
        writeln!(out, "  {}", lang.pick("本地设定，非法规条文", "a local setting, not law"))?;
    }
    if !rule.readings.is_empty() {
        writeln!(out, "  {} {}", lang.pick("释义", "readings"), rule.readings.join(" "))?;
    }
    let answers = output::accountable(pack, rule, lang).join(lang.pick("、", ", "));
    writeln!(out, "  {} {answers}", lang.pick("责任", "answers"))?;
    writeln!(out, "  “{}” → {}", rule.message.get(lang), rule.settles.get(lang))?;
    show_examples(out, pack, rule, lang)?;
    Ok(writeln!(out)?)
}

fn show_param(out: &mut dyn Write, param: &Param, lang: Lang) -> anyhow::Result<()> {
    writeln!(out, "  {} ({}):", param.name, param.text.get(lang))?;
    for dated in &param.values {
        let value = match &dated.value {
            Value::Money(fen) => fen.to_string(),
            Value::Count(n) => n.to_string(),
            Value::Number(n) => n.to_string(),
            Value::Percent(p) => render::percent(*p),
            Value::MonthDay(month, day) => format!("{month:02}-{day:02}"),
            Value::Words(words) => words.join("、"),
        };
        let since = dated.since.map_or_else(String::new, |d| format!("{d}: "));
        let clause = dated.clause.as_ref().or(param.clause.as_ref()).map_or("", String::as_str);
        let local =
            if param.local_default { lang.pick(" 本地设定", " local setting") } else { "" };
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
    Ok(())
}
