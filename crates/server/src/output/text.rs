//! The result as text, in the manner of a good compiler: the rule, the sentence, the place, the figures, the
//! clause, who answers, what would settle it; then a summary.

use std::collections::BTreeMap;
use std::io::Write;

use domain::Lang;
use intake::Loaded;
use policy::finding::{EvidenceValue, Finding, Reason};
use policy::{Lamp, Pack, render};
use unicode_width::UnicodeWidthStr;

use crate::checked::Checked;
use crate::output::{self, Style, words};

pub(crate) mod summary;

/// Rejected cells shown before the rest is only counted.
const REJECTED_SHOWN: usize = 20;
/// Columns of a list of rules.
const LINE: usize = 88;

/// Writes findings, what could not be judged, rejected rows and the summary.
pub(crate) fn write(
    out: &mut dyn Write,
    checked: &Checked,
    lang: Lang,
    style: Style,
) -> anyhow::Result<()> {
    for finding in &checked.outcome.findings {
        one(out, checked, finding, lang, style)?;
    }
    not_evaluable(out, checked, lang, style)?;
    rejected(out, &checked.loaded, lang)?;
    summary::write(out, checked, lang, style)
}

fn one(
    out: &mut dyn Write,
    checked: &Checked,
    finding: &Finding,
    lang: Lang,
    style: Style,
) -> anyhow::Result<()> {
    let pack = &checked.pack;
    let colour = if finding.lamp == Lamp::Red { "1;31" } else { "1;33" };
    let head = format!("{} {}", output::lamp(finding.lamp, lang), finding.rule);
    let sentence = output::message(pack, finding, lang);
    writeln!(out, "{}  {}", style.paint(colour, &head), style.paint("1", &sentence))?;
    if let Some((file, line)) = checked.file(finding.source) {
        writeln!(out, "  --> {}", style.paint("36", &format!("{file}:{line}")))?;
    }
    let label = |zh, en| style.paint("2", lang.pick(zh, en));
    writeln!(out, "   {} {}", label("对象", "about   "), subject(checked, finding, lang))?;
    let figures = figures(pack, finding, lang);
    if !figures.is_empty() {
        writeln!(out, "   {} {figures}", label("依据数据", "figures "))?;
    }
    if let Some((first, others)) = finding.clauses.split_first() {
        if let Some((document, path, text)) = output::citation(pack, first) {
            writeln!(out, "   {} {document} {path} [{first}]", label("条款", "clause  "))?;
            writeln!(out, "        “{}”", text.replace('\n', " "))?;
        }
        if !others.is_empty() {
            writeln!(out, "   {} {}", label("另见", "see also"), others.join(" "))?;
        }
    }
    let Some(rule) = render::rule_of(pack, finding) else { return Ok(writeln!(out)?) };
    if !rule.readings.is_empty() {
        writeln!(out, "   {} {}", label("释义", "reading "), rule.readings.join(" "))?;
    }
    let answers = output::accountable(pack, rule, lang).join(lang.pick("、", ", "));
    writeln!(out, "   {} {answers}", label("责任", "answers "))?;
    writeln!(out, "   {} {}\n", label("处理", "settles "), render::settles(pack, finding, lang))?;
    Ok(())
}

fn subject(checked: &Checked, finding: &Finding, lang: Lang) -> String {
    let subject = &finding.subject;
    let mut parts = vec![format!("{} {}", words::kind(subject.kind, lang), subject.id)];
    if !subject.name.is_empty() && subject.name != subject.id {
        parts.push(subject.name.clone());
    }
    parts.extend(finding.division.map(|d| checked.pack.divisions.name(d)));
    parts.extend(finding.period.clone());
    parts.extend(finding.due_on.map(|due| format!("{} {due}", lang.pick("期限", "due"))));
    parts.extend(finding.days_late.map(|late| match lang {
        Lang::Zh => format!("逾期 {late} 天"),
        Lang::En => format!("{late} {} late", output::plural(late.unsigned_abs() as usize, "day")),
    }));
    parts.join(" · ")
}

fn figures(pack: &Pack, finding: &Finding, lang: Lang) -> String {
    let rule = render::rule_of(pack, finding);
    let known = finding.evidence.iter().filter(|e| e.value != EvidenceValue::Unknown);
    let each: Vec<String> = known.map(|e| words::evidence(e, rule, lang)).collect();
    each.join(" · ")
}

/// What could not be judged, by what is missing for it: one who adds a table sees what that would tell.
fn not_evaluable(
    out: &mut dyn Write,
    checked: &Checked,
    lang: Lang,
    style: Style,
) -> anyhow::Result<()> {
    let mut by_reason: BTreeMap<&Reason, Vec<String>> = BTreeMap::new();
    for item in &checked.outcome.not_evaluable {
        let named = output::rule_with_ground(&checked.pack, &item.rule, lang);
        let rule = match item.subjects {
            0 => named,
            subjects => format!("{named}×{subjects}"),
        };
        by_reason.entry(&item.reason).or_default().push(rule);
    }
    if by_reason.is_empty() {
        return Ok(());
    }
    let head = lang.pick("无法判断（×后为对象数）", "cannot tell (× subjects)");
    writeln!(out, "{}", style.paint("1;36", head))?;
    for (reason, rules) in by_reason {
        writeln!(out, "  {}", render::reason(reason, lang))?;
        wrapped(out, &rules)?;
    }
    Ok(writeln!(out)?)
}

/// Ids of rules, as many in a line as have room.
fn wrapped(out: &mut dyn Write, ids: &[String]) -> anyhow::Result<()> {
    let mut line = String::new();
    for id in ids {
        if !line.is_empty() && line.width() + id.width() >= LINE {
            writeln!(out, "     {line}")?;
            line.clear();
        }
        line.push(' ');
        line.push_str(id);
    }
    Ok(writeln!(out, "     {line}")?)
}

/// The rejected cells with what is wrong and what would be right.
pub(crate) fn rejected(out: &mut dyn Write, loaded: &Loaded, lang: Lang) -> anyhow::Result<()> {
    if loaded.rejected_total == 0 {
        return Ok(());
    }
    writeln!(out, "{}", lang.pick("未采用的行", "rejected rows"))?;
    for row in loaded.rejected.iter().take(REJECTED_SHOWN) {
        writeln!(out, "  {}", row.sentence(lang))?;
    }
    let rest = loaded.rejected_total.saturating_sub(REJECTED_SHOWN as u64);
    match (rest, lang) {
        (0, _) => {}
        (n, Lang::Zh) => writeln!(out, "  另有 {n} 处，用 --rejected 目录 写出各行")?,
        (n, Lang::En) => writeln!(out, "  and {n} more; --rejected DIR writes the rows")?,
    }
    Ok(writeln!(out)?)
}
