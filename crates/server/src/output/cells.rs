//! A finding as a row of a table: what CSV and workbook show, typed so that a spreadsheet can reckon with it.

use domain::{Day, Fen, Lang};
use policy::finding::Finding;
use policy::render;

use crate::checked::Checked;
use crate::output;

/// The value of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Money(Fen),
    /// An exact number with its decimals: an amount in a larger unit than yuan.
    Decimal(String),
    Whole(i64),
    Day(Day),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    pub(crate) fn count(count: usize) -> Cell {
        i64::try_from(count).map_or(Cell::Empty, Cell::Whole)
    }
}

/// A column: its head in both languages and its width in characters.
pub(crate) type Column = (&'static str, &'static str, u16);

/// The columns of a finding.
pub(crate) const COLUMNS: [Column; 17] = [
    ("灯", "severity", 6),
    ("规则", "rule", 24),
    ("说明", "message", 60),
    ("对象类型", "subject_kind", 14),
    ("对象编号", "subject_id", 28),
    ("对象名称", "subject_name", 24),
    ("区划代码", "division", 10),
    ("区划", "division_name", 18),
    ("期间", "period", 10),
    ("金额（元）", "amount_yuan", 18),
    ("期限", "due_on", 12),
    ("逾期天数", "days_late", 10),
    ("条款", "clauses", 40),
    ("责任", "accountable", 28),
    ("处理", "settles", 36),
    ("文件", "file", 20),
    ("行", "line", 8),
];

/// The cells of a finding in the order of [`COLUMNS`].
pub(crate) fn cells(checked: &Checked, finding: &Finding, lang: Lang) -> [Cell; 17] {
    let pack = &checked.pack;
    let rule = render::rule_of(pack, finding);
    let place = checked.file(finding.source);
    let cited = finding.clauses.iter().filter_map(|id| {
        output::citation(pack, id).map(|(doc, path, _)| format!("{doc} {path} [{id}]"))
    });
    let separator = lang.pick("；", "; ");
    let text =
        |text: Option<String>| text.filter(|t| !t.is_empty()).map_or(Cell::Empty, Cell::Text);
    [
        Cell::text(output::lamp(finding.lamp, lang)),
        Cell::text(&finding.rule),
        Cell::text(output::message(pack, finding, lang)),
        Cell::text(finding.subject.kind),
        Cell::text(&finding.subject.id),
        text(Some(finding.subject.name.clone())),
        text(finding.division.map(|d| d.to_string())),
        text(finding.division.map(|d| pack.divisions.name(d))),
        text(finding.period.clone()),
        finding.amount.map_or(Cell::Empty, Cell::Money),
        finding.due_on.map_or(Cell::Empty, Cell::Day),
        finding.days_late.map_or(Cell::Empty, |late| Cell::Whole(late.into())),
        text(Some(cited.collect::<Vec<String>>().join(separator))),
        text(rule.map(|r| output::accountable(pack, r, lang).join(separator))),
        text(Some(render::settles(pack, finding, lang))),
        text(place.map(|(file, _)| file.to_owned())),
        place.map_or(Cell::Empty, |(_, line)| Cell::Whole(line.into())),
    ]
}
