//! The result as a workbook: summary, red, yellow, not evaluable, rejected.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use domain::Lang;
use policy::{Lamp, render};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use crate::checked::Checked;
use crate::output;
use crate::output::csv::{COLUMNS, cells};

/// Widths of the finding columns in characters.
const WIDTHS: [u16; 17] = [6, 24, 60, 14, 28, 24, 10, 18, 10, 18, 12, 8, 40, 28, 36, 20, 8];

/// Position of the amount, the only cell written as a number.
const AMOUNT: usize = 9;

/// Writes the workbook. Long lists are streamed, so memory stays small.
pub(crate) fn write(path: &Path, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let mut book = Workbook::new();
    // The library would write the time of day: the same check must give the same bytes.
    let (year, month, day) = checked.as_of.ymd();
    let made = ExcelDateTime::from_ymd(year as u16, month as u8, day as u8)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    summary(&mut book, checked, lang)?;
    for lamp in [Lamp::Red, Lamp::Yellow] {
        findings(&mut book, checked, lamp, lang)?;
    }
    not_evaluable(&mut book, checked, lang)?;
    rejected(&mut book, checked, lang)?;
    book.save(path).with_context(|| path.display().to_string())
}

fn head() -> Format {
    Format::new().set_bold().set_background_color("D9E2F3").set_text_wrap()
}

fn sheet<'a>(
    book: &'a mut Workbook,
    name: &str,
    heads: &[&str],
) -> anyhow::Result<&'a mut Worksheet> {
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let style = head();
    for (column, text) in heads.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, *text, &style)?;
    }
    Ok(sheet)
}

fn summary(book: &mut Workbook, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let heads =
        if lang == Lang::Zh { ["规则", "红灯", "黄灯"] } else { ["rule", "red", "yellow"] };
    let sheet = sheet(book, lang.pick("汇总", "summary"), &heads)?;
    sheet.set_column_width(0, 36)?;
    let mut by_rule: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    for finding in &checked.outcome.findings {
        by_rule.entry(&finding.rule).or_default()[usize::from(finding.lamp == Lamp::Yellow)] += 1;
    }
    let mut row = 1;
    for (rule, [red, yellow]) in by_rule {
        sheet.write_string(row, 0, rule)?;
        sheet.write_number(row, 1, red)?;
        sheet.write_number(row, 2, yellow)?;
        row += 1;
    }
    let total = lang.pick("合计", "total");
    sheet.write_string(row, 0, total)?;
    for (column, letter) in [(1, 'B'), (2, 'C')] {
        let formula = format!("=SUM({letter}2:{letter}{})", row.max(2));
        let lamp = if column == 1 { Lamp::Red } else { Lamp::Yellow };
        let cached =
            rust_xlsxwriter::Formula::new(formula).set_result(checked.count(lamp).to_string());
        sheet.write_formula(row, column, cached)?;
    }
    let about = format!("{} {} · {}", checked.pack.name, checked.pack.version, checked.as_of);
    sheet.write_string(row + 2, 0, about)?;
    Ok(())
}

fn findings(book: &mut Workbook, checked: &Checked, lamp: Lamp, lang: Lang) -> anyhow::Result<()> {
    let heads: Vec<&str> = COLUMNS.iter().map(|(zh, en)| lang.pick(zh, en)).collect();
    let sheet = sheet(book, output::lamp(lamp, lang), &heads)?;
    for (column, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(column as u16, f64::from(*width))?;
    }
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let money = Format::new().set_num_format("#,##0.00").set_align(FormatAlign::Top);
    let chosen = checked.outcome.findings.iter().filter(|f| f.lamp == lamp);
    for (row, finding) in chosen.enumerate() {
        for (column, cell) in cells(checked, finding, lang).iter().enumerate() {
            let (row, at) = (row as u32 + 1, column as u16);
            match (column, exact_number(cell)) {
                (AMOUNT, Some(number)) => {
                    sheet.write_number_with_format(row, at, number, &money)?
                }
                _ => sheet.write_string_with_format(row, at, cell, &text)?,
            };
        }
    }
    Ok(())
}

/// The number a workbook may hold without losing a fen: fifteen digits at most. Larger amounts stay text.
fn exact_number(cell: &str) -> Option<f64> {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 { cell.parse().ok() } else { None }
}

fn not_evaluable(book: &mut Workbook, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let heads = if lang == Lang::Zh {
        ["规则", "原因", "对象数"]
    } else {
        ["rule", "reason", "subjects"]
    };
    let sheet = sheet(book, lang.pick("无法判断", "not evaluable"), &heads)?;
    sheet.set_column_width(0, 28)?;
    sheet.set_column_width(1, 48)?;
    for (row, item) in checked.outcome.not_evaluable.iter().enumerate() {
        let row = row as u32 + 1;
        sheet.write_string(row, 0, &item.rule)?;
        sheet.write_string(row, 1, render::reason(&item.reason, lang))?;
        sheet.write_string(row, 2, item.subjects.to_string())?;
    }
    Ok(())
}

fn rejected(book: &mut Workbook, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let heads = if lang == Lang::Zh {
        ["文件", "行", "列", "内容", "问题"]
    } else {
        ["file", "line", "column", "value", "error"]
    };
    let sheet = sheet(book, lang.pick("未采用", "rejected"), &heads)?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(4, 60)?;
    for (row, item) in checked.loaded.rejected.iter().enumerate() {
        let row = row as u32 + 1;
        sheet.write_string(row, 0, &item.file)?;
        sheet.write_string(row, 1, item.line.to_string())?;
        sheet.write_string(row, 2, &item.column)?;
        sheet.write_string(row, 3, &item.value)?;
        sheet.write_string(row, 4, item.sentence(lang))?;
    }
    Ok(())
}
