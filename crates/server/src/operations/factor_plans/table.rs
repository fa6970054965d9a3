//! A table of values as it was pasted from a spreadsheet or sent as a file: a head with the names of the factors,
//! then one line for each place. What it says of a place counts; of places that it does not name, what was typed.

use std::collections::BTreeMap;

use domain::division::{Division, Level};
use domain::factor::Factor;

use super::draft::{Planning, Row, receivers};
use super::faults::refused;
use super::last_day;
use crate::context::Context;
use crate::operations::handling::pasted::{self, Unread};
use crate::operations::{Done, Failure};

/// The text of a file; refused where it is none.
pub(crate) fn decoded(bytes: &[u8]) -> Done<String> {
    intake::decoded(bytes).ok_or_else(|| {
        refused(
            "factor-table-unreadable",
            "这个文件不是 CSV 文本；请在 Excel 中另存为 CSV 后再上传，或把表格粘贴到文本框。".to_owned(),
            "This file is no CSV text: save it as CSV in Excel and send it again, or paste the table.".to_owned(),
        )
    })
}

/// An empty table for the places of a level: what is to be filled.
pub(crate) fn template(context: &Context, level: Level, factors: &[Factor]) -> String {
    let head = factors.iter().map(|factor| factor.name.as_str());
    let head: Vec<&str> = std::iter::once("地区").chain(head).collect();
    let mut writer = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
    let blank = vec![String::new(); factors.len()];
    let line = |place: Division| {
        std::iter::once(context.divisions().name(place)).chain(blank.clone()).collect()
    };
    let lines: Vec<Vec<String>> = receivers(context, level).into_iter().map(line).collect();
    // Nothing fails that is written into memory.
    let written = writer
        .write_record(head)
        .and_then(|()| lines.iter().try_for_each(|line| writer.write_record(line)));
    let text = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8_lossy(&text).into_owned()
}

/// The rows of the form with those of the table in their place.
pub(super) fn filled(
    context: &Context,
    (level, year): (Level, i64),
    factors: &[Factor],
    planning: &Planning,
) -> Done<Vec<Row>> {
    let mut rows = planning.rows.clone();
    if planning.table.trim().is_empty() {
        return Ok(rows);
    }
    for (to, values) in read(context, (level, year), factors, &planning.table)? {
        let code = to.to_string();
        match rows.iter_mut().find(|row| row.to.trim() == code) {
            Some(row) => row.values = values,
            None => rows.push(Row { to: code, out: false, values }),
        }
    }
    Ok(rows)
}

type Values = BTreeMap<Division, Vec<String>>;

fn read(
    context: &Context,
    (level, year): (Level, i64),
    factors: &[Factor],
    text: &str,
) -> Done<Values> {
    let lines = pasted::lines(text).map_err(|unread| match unread {
        Unread::TooLong => unfit(1, "表格过长", "the table is too long"),
        Unread::Line(number) => unfit(number, "无法读取", "it cannot be read"),
    })?;
    let (mut columns, mut found) = (None, Values::new());
    for (number, cells) in &lines {
        let (number, cells) = (*number, cells.iter().map(String::as_str).collect::<Vec<_>>());
        let Some(columns) = &columns else {
            columns = Some(heads(factors, &cells)?);
            continue;
        };
        if cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        let place = place(context, (level, year), number, cells.first().copied().unwrap_or(""))?;
        let value = |at: &usize| cells.get(*at).map_or("", |cell| *cell).replace([',', '，'], "");
        if found.insert(place, columns.iter().map(value).collect()).is_some() {
            let name = context.divisions().name(place);
            return Err(unfit(
                number,
                &format!("{name}出现两次"),
                &format!("{name} stands there twice"),
            ));
        }
    }
    Ok(found)
}

/// The columns of the factors, in their order.
fn heads(factors: &[Factor], cells: &[&str]) -> Done<Vec<usize>> {
    let column = |factor: &Factor| {
        let name = factor.name.trim();
        let is_it = |cell: &&str| *cell == name || cell.split(['（', '(']).next() == Some(name);
        let at = cells.iter().skip(1).position(is_it);
        at.map(|at| at + 1).ok_or_else(|| {
            unfit(
                1,
                &format!("表头没有“{name}”这一列，首列应为地区，其后为各因素名称"),
                &format!("the head has no column “{name}”; first comes the place, then the factors by their names"),
            )
        })
    };
    factors.iter().map(column).collect()
}

fn place(
    context: &Context,
    (level, year): (Level, i64),
    number: usize,
    cell: &str,
) -> Done<Division> {
    let known = context.divisions().resolve(cell, last_day(year)).ok();
    known.filter(|place| receivers(context, level).contains(place)).ok_or_else(|| {
        let cell = domain::privacy::mask(cell);
        unfit(
            number,
            &format!("“{cell}”不是本方案的接收地区，请填写地区名称或区划代码"),
            &format!("“{cell}” is no receiver of this plan; write the name or code of one"),
        )
    })
}

fn unfit(line: usize, zh: &str, en: &str) -> Failure {
    refused(
        "factor-table-unfit",
        format!("表格第 {line} 行：{zh}。没有保存。"),
        format!("Line {line} of the table: {en}. Nothing was saved."),
    )
}
