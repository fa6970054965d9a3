//! A table of lines as it was pasted from a spreadsheet: a head with the names of the columns, then one line each.

use domain::Lang;
use domain::fund_proposal::Kind;
use domain::fund_proposal::kinds::Purpose;

use super::draft::{LineInput, Writing};
use super::faults::bad_table;
use crate::operations::Done;
use crate::operations::handling::pasted::{self, Unread};

/// A column: its names, whether a table must have it, and what it fills.
type Column = (&'static [&'static str], bool, fn(&mut LineInput) -> &mut String);

const FUND: Column = (&["资金", "资金名称", "fund"], true, |line| &mut line.fund);
const TO: Column = (&["地区", "地州市", "place"], true, |line| &mut line.to);
const SOURCE: Column = (&["资金来源", "来源", "source"], true, |line| &mut line.source);
const AMOUNT: Column = (&["金额", "金额（元）", "amount"], true, |line| &mut line.amount);
const POOLED: Column =
    (&["统筹整合", "整合金额", "pooled"], false, |line| &mut line.pooled);
const REASON: Column = (&["理由", "依据", "reason"], true, |line| &mut line.reason);

/// The columns of a kind.
fn columns(kind: &Kind) -> &'static [Column] {
    match kind.purpose {
        Purpose::Raising => &[FUND, SOURCE, AMOUNT, POOLED, REASON],
        Purpose::Blocks => &[FUND, TO, AMOUNT, REASON],
    }
}

/// The head of a table for a kind, by the names of a language.
pub(crate) fn head(kind: &Kind, lang: Lang) -> String {
    let name = |(names, _, _): &Column| {
        let (zh, en) = (names.first().copied(), names.last().copied());
        lang.pick(zh.unwrap_or_default(), en.unwrap_or_default())
    };
    columns(kind).iter().map(name).collect::<Vec<_>>().join(",")
}

/// The lines that count: those of the table where there is one, else those that were typed.
pub(super) fn filled(kind: &Kind, writing: &Writing) -> Done<Vec<LineInput>> {
    if writing.table.trim().is_empty() {
        let typed = writing.lines.iter().filter(|line| !line.is_blank());
        return Ok(typed.cloned().collect());
    }
    read(kind, &writing.table)
}

fn read(kind: &Kind, text: &str) -> Done<Vec<LineInput>> {
    let read = pasted::lines(text).map_err(|unread| match unread {
        Unread::TooLong => {
            bad_table("过长；请分成几份意见。", "it is too long: divide it among proposals.")
        }
        Unread::Line(number) => bad_table(
            &format!("第 {number} 行无法读取；请核对引号和分隔符。"),
            &format!("line {number} cannot be read: check quotes and separators."),
        ),
    })?;
    let (mut places, mut lines) = (None, Vec::new());
    for (_, cells) in &read {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let Some(places) = &places else {
            places = Some(placed(kind, &cells)?);
            continue;
        };
        let line = line(kind, places, &cells);
        if !line.is_blank() {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// Where each column of the kind stands in the head.
fn placed(kind: &Kind, head: &[&str]) -> Done<Vec<Option<usize>>> {
    let place = |(names, needed, _): &Column| {
        let is_it = |cell: &&str| names.iter().any(|name| name.eq_ignore_ascii_case(cell));
        let at = head.iter().position(is_it);
        let name = names.first().copied().unwrap_or_default();
        match at {
            None if *needed => Err(bad_table(
                &format!("首行没有“{name}”这一列；首行应为：{}。", self::head(kind, Lang::Zh)),
                &format!(
                    "its first line has no column “{name}”; it should be: {}.",
                    self::head(kind, Lang::En)
                ),
            )),
            at => Ok(at),
        }
    };
    columns(kind).iter().map(place).collect()
}

fn line(kind: &Kind, places: &[Option<usize>], cells: &[&str]) -> LineInput {
    let mut line = LineInput::default();
    for ((_, _, of), at) in columns(kind).iter().zip(places) {
        let cell = at.and_then(|at| cells.get(at)).copied().unwrap_or_default();
        of(&mut line).push_str(cell);
    }
    line
}
