//! The result as a workbook: the whole in numbers, by rule, by division, red, yellow, what could not be
//! judged, rejected rows.

use std::path::Path;

use domain::Lang;
use policy::{Lamp, render};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::checked::Checked;
use crate::output::cells::{COLUMNS, Cell, Column, cells};
use crate::output::tally::{self, Tally, Whole};
use crate::output::{self, words};

pub(crate) mod sheet;

use sheet::Table;

/// Writes the workbook. Long lists are streamed, so memory stays small.
pub(crate) fn write(path: &Path, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let mut book = Workbook::new();
    // The library would write the time of day: the same check must give the same bytes.
    let (year, month, day) = checked.as_of.ymd();
    let made = ExcelDateTime::from_ymd(year as u16, month as u8, day as u8)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    whole(&mut book, checked, lang)?;
    by_rule(&mut book, checked, lang)?;
    by_division(&mut book, checked, lang)?;
    for lamp in [Lamp::Red, Lamp::Yellow] {
        findings(&mut book, checked, lamp, lang)?;
    }
    not_evaluable(&mut book, checked, lang)?;
    rejected(&mut book, checked, lang)?;
    Ok(book.save(path)?)
}

/// What was checked, when, by which law, and what came out.
fn whole(book: &mut Workbook, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let Whole { red, yellow, excepted, unjudged, rows, rejected } = tally::whole(checked);
    let pack = &checked.pack;
    let lines = [
        ("政策包", "pack", Cell::text(format!("{} {}", pack.name, pack.version))),
        ("政策包名称", "title of the pack", Cell::text(pack.title.get(lang))),
        ("判断日期", "as of", Cell::Day(checked.as_of)),
        ("红灯（项）", "red findings", Cell::count(red)),
        ("黄灯（项）", "yellow findings", Cell::count(yellow)),
        ("经批准的例外（项）", "approved exceptions", Cell::count(excepted)),
        (
            "无法判断全部或部分对象的规则（条）",
            "rules that could not judge all",
            Cell::count(unjudged),
        ),
        ("读入（行）", "rows read", Cell::count(rows)),
        ("未采用（行）", "rows rejected", Cell::count(rejected)),
    ];
    let columns: [Column; 2] = [("内容", "item", 36), ("数值", "value", 48)];
    let table = Table::new(lang.pick("汇总", "summary"), &columns, lang);
    table.write(book, lines.into_iter().map(|(zh, en, cell)| [Cell::text(lang.pick(zh, en)), cell]))
}

/// The cells of a tally: red, yellow, red amount.
fn numbers(tally: &Tally) -> [Cell; 3] {
    let amount = tally.red_amount().map_or(Cell::Empty, Cell::Money);
    [Cell::count(tally.red), Cell::count(tally.yellow), amount]
}

fn by_rule(book: &mut Workbook, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let columns: [Column; 5] = [
        ("规则", "rule", 30),
        ("条款", "clause", 24),
        ("红灯", "red", 10),
        ("黄灯", "yellow", 10),
        ("红灯金额（元）", "red amount (yuan)", 24),
    ];
    let rows = tally::by_rule(checked).into_iter().map(|(rule, tally)| {
        let [red, yellow, amount] = numbers(&tally);
        [Cell::text(rule), ground(checked, rule), red, yellow, amount]
    });
    Table::new(lang.pick("按规则", "by rule"), &columns, lang).write(book, rows)
}

fn by_division(book: &mut Workbook, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let columns: [Column; 5] = [
        ("区划代码", "division", 12),
        ("区划", "name", 28),
        ("红灯", "red", 10),
        ("黄灯", "yellow", 10),
        ("红灯金额（元）", "red amount (yuan)", 24),
    ];
    let rows = tally::by_division(checked).into_iter().map(|(division, tally)| {
        let code = division.map_or(Cell::Empty, |d| Cell::text(d.to_string()));
        let name = division.map_or_else(
            || output::division(&checked.pack, None, lang),
            |d| checked.pack.divisions.name(d),
        );
        let [red, yellow, amount] = numbers(&tally);
        [code, Cell::Text(name), red, yellow, amount]
    });
    Table::new(lang.pick("按区划", "by division"), &columns, lang).write(book, rows)
}

/// Where the law has what the rule looks for.
fn ground(checked: &Checked, rule: &str) -> Cell {
    output::ground(&checked.pack, rule).map_or(Cell::Empty, Cell::Text)
}

/// Position of the kind of a subject in [`COLUMNS`].
const KIND: usize = 3;

fn findings(book: &mut Workbook, checked: &Checked, lamp: Lamp, lang: Lang) -> anyhow::Result<()> {
    let chosen = checked.outcome.findings.iter().filter(|f| f.lamp == lamp);
    let rows = chosen.map(|finding| {
        let mut cells = cells(checked, finding, lang);
        cells[KIND] = Cell::text(words::kind(finding.subject.kind, lang));
        cells
    });
    Table::new(output::lamp(lamp, lang), &COLUMNS, lang).write(book, rows)
}

fn not_evaluable(book: &mut Workbook, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let columns: [Column; 4] = [
        ("规则", "rule", 30),
        ("条款", "clause", 24),
        ("原因", "reason", 80),
        ("对象数", "subjects", 10),
    ];
    let rows = checked.outcome.not_evaluable.iter().map(|item| {
        let subjects =
            if item.subjects > 0 { Cell::count(item.subjects as usize) } else { Cell::Empty };
        let reason = Cell::Text(render::reason(&item.reason, lang));
        [Cell::text(&item.rule), ground(checked, &item.rule), reason, subjects]
    });
    Table::new(lang.pick("无法判断", "not evaluable"), &columns, lang).write(book, rows)
}

fn rejected(book: &mut Workbook, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    let columns: [Column; 5] = [
        ("文件", "file", 24),
        ("行", "line", 10),
        ("列", "column", 18),
        ("内容", "value", 30),
        ("问题", "error", 80),
    ];
    let rows = checked.loaded.rejected.iter().map(|row| {
        [
            Cell::text(&row.file),
            Cell::Whole(row.line.into()),
            Cell::Text(row.column_name(lang)),
            Cell::text(&row.value),
            Cell::Text(row.sentence(lang)),
        ]
    });
    Table::new(lang.pick("未采用", "rejected"), &columns, lang).write(book, rows)
}
