//! The summary under the findings: by rule and by division, aligned also in Chinese.

use std::io::Write;

use domain::Lang;
use unicode_width::UnicodeWidthStr;

use crate::checked::Checked;
use crate::output::tally::{self, Tally, Whole};
use crate::output::{self, Style};

/// Writes the two tables and the closing line.
pub(crate) fn write(
    out: &mut dyn Write,
    checked: &Checked,
    lang: Lang,
    style: Style,
) -> anyhow::Result<()> {
    let named = |rule: &str| output::rule_with_ground(&checked.pack, rule, lang);
    let rules: Vec<(String, Tally)> =
        tally::by_rule(checked).into_iter().map(|(rule, tally)| (named(rule), tally)).collect();
    let divisions = tally::by_division(checked).into_iter();
    let divisions: Vec<(String, Tally)> = divisions
        .map(|(division, tally)| (output::division(&checked.pack, division, lang), tally))
        .collect();
    if !rules.is_empty() {
        table(out, lang.pick("按规则", "by rule"), &rules, lang, style)?;
        table(out, lang.pick("按区划", "by division"), &divisions, lang, style)?;
    }
    closing(out, checked, lang)
}

fn table(
    out: &mut dyn Write,
    title: &str,
    rows: &[(String, Tally)],
    lang: Lang,
    style: Style,
) -> anyhow::Result<()> {
    let widest = rows.iter().map(|(k, _)| k.width()).chain([title.width()]).max().unwrap_or(0);
    let red = right(lang.pick("红灯", "red"), 8);
    let yellow = right(lang.pick("黄灯", "yellow"), 8);
    let amount = right(lang.pick("红灯金额（元）", "red amount (yuan)"), 26);
    let head = format!("{}  {red}  {yellow}  {amount}", pad(title, widest));
    writeln!(out, "{}", style.paint("1", &head))?;
    for (name, tally) in rows {
        let yuan = tally.red_amount().map_or_else(|| "—".to_owned(), |fen| fen.to_string());
        let (name, red, yellow) = (pad(name, widest), tally.red, tally.yellow);
        writeln!(out, "{name}  {red:>8}  {yellow:>8}  {yuan:>26}")?;
    }
    Ok(writeln!(out)?)
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Right-aligned in columns of the terminal, in which a Chinese character takes two.
pub(crate) fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

fn closing(out: &mut dyn Write, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let Whole { red, yellow, excepted, unjudged, rows, rejected } = tally::whole(checked);
    let (pack, version, day) = (&checked.pack.name, &checked.pack.version, checked.as_of);
    let s = output::plural;
    match lang {
        Lang::Zh => writeln!(
            out,
            "红灯 {red} 项，黄灯 {yellow} 项；经批准的例外 {excepted} 项；\
             {unjudged} 条规则无法判断全部或部分对象；读入 {rows} 行，未采用 {rejected} 行\n\
             政策包 {pack} {version}，判断日期 {day}"
        )?,
        Lang::En => writeln!(
            out,
            "{red} red, {yellow} yellow; {excepted} approved {}; {unjudged} {} could not judge all \
             of their subjects; {rows} {} read, {rejected} rejected\npack {pack} {version}, as of {day}",
            s(excepted, "exception"),
            s(unjudged, "rule"),
            s(rows, "row"),
        )?,
    }
    Ok(())
}
