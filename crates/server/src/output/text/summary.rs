//! The summary under the findings: by rule and by division, aligned also in Chinese.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use domain::Lang;
use policy::Lamp;
use unicode_width::UnicodeWidthStr;

use crate::checked::Checked;
use crate::output::{self, Style};

/// Red and yellow counts and the red amount of one group.
#[derive(Clone, Copy, Default)]
struct Tally {
    red: usize,
    yellow: usize,
    /// Sum in fen; i128, so that no data set can overflow it.
    red_fen: i128,
}

/// Writes the two tables and the closing line.
pub(crate) fn write(
    out: &mut dyn Write,
    checked: &Checked,
    lang: Lang,
    style: Style,
) -> anyhow::Result<()> {
    let mut by_rule: BTreeMap<String, Tally> = BTreeMap::new();
    let mut by_division: BTreeMap<String, Tally> = BTreeMap::new();
    for finding in &checked.outcome.findings {
        let division = finding.division.map_or_else(
            || lang.pick("（未注明区划）", "(no division given)").to_owned(),
            |d| format!("{d} {}", checked.pack.divisions.name(d)),
        );
        for tally in [
            by_rule.entry(finding.rule.clone()).or_default(),
            by_division.entry(division).or_default(),
        ] {
            tally.red += usize::from(finding.lamp == Lamp::Red);
            tally.yellow += usize::from(finding.lamp == Lamp::Yellow);
            if finding.lamp == Lamp::Red {
                tally.red_fen += finding.amount.map_or(0, |a| i128::from(a.0));
            }
        }
    }
    if !by_rule.is_empty() {
        table(out, lang.pick("按规则", "by rule"), &by_rule, lang, style)?;
        table(out, lang.pick("按区划", "by division"), &by_division, lang, style)?;
    }
    closing(out, checked, lang)
}

fn table(
    out: &mut dyn Write,
    title: &str,
    rows: &BTreeMap<String, Tally>,
    lang: Lang,
    style: Style,
) -> anyhow::Result<()> {
    let widest = rows.keys().map(|k| k.width()).chain([title.width()]).max().unwrap_or(0);
    let heads = [lang.pick("红灯", "red"), lang.pick("黄灯", "yellow")];
    let amount = lang.pick("红灯金额（元）", "red amount (yuan)");
    let head = format!("{}  {:>8}  {:>8}  {:>24}", pad(title, widest), heads[0], heads[1], amount);
    writeln!(out, "{}", style.paint("1", &head))?;
    for (name, tally) in rows {
        let yuan = grouped(tally.red_fen);
        let (name, red, yellow) = (pad(name, widest), tally.red, tally.yellow);
        // Chinese heads are two columns wide a character, which format! does not know.
        writeln!(
            out,
            "{name}  {red:>width$}  {yellow:>width$}  {yuan:>26}",
            width = head_width(lang)
        )?;
    }
    Ok(writeln!(out)?)
}

fn head_width(lang: Lang) -> usize {
    match lang {
        Lang::Zh => 10,
        Lang::En => 8,
    }
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn grouped(fen: i128) -> String {
    i64::try_from(fen)
        .map_or_else(|_| format!("{}.{:02}", fen / 100, fen % 100), |f| domain::Fen(f).to_string())
}

fn closing(out: &mut dyn Write, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let (red, yellow) = (checked.count(Lamp::Red), checked.count(Lamp::Yellow));
    let (pack, day) = (&checked.pack, checked.as_of);
    let rows: u64 = checked.loaded.counts.values().map(|c| c.rows).sum();
    let unjudged: BTreeSet<&str> =
        checked.outcome.not_evaluable.iter().map(|n| n.rule.as_str()).collect();
    let unjudged = unjudged.len();
    let rejected: u64 = checked.loaded.counts.values().map(|c| c.rejected).sum();
    let excepted = checked.outcome.excepted;
    let several = |n: u64, noun| output::plural(n as usize, noun);
    match lang {
        Lang::Zh => writeln!(
            out,
            "红灯 {red} 项，黄灯 {yellow} 项；经批准的例外 {excepted} 项；\
             {unjudged} 条规则无法判断全部或部分对象；读入 {rows} 行，未采用 {rejected} 行\n\
             政策包 {} {}，判断日期 {day}",
            pack.name, pack.version
        )?,
        Lang::En => writeln!(
            out,
            "{red} red, {yellow} yellow; {excepted} approved {}; {unjudged} {} could not \
             judge all of their subjects; {rows} {} read, {rejected} rejected\n\
             pack {} {}, as of {day}",
            several(excepted, "exception"),
            several(unjudged as u64, "rule"),
            several(rows, "row"),
            pack.name,
            pack.version
        )?,
    }
    Ok(())
}
