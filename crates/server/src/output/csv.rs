//! The findings as CSV: one finding a line, with a byte-order mark so that spreadsheets read the Chinese.

use std::io::Write;

use domain::Lang;
use policy::finding::Finding;
use policy::render;

use crate::checked::Checked;
use crate::output;

/// The columns, in both languages.
pub(crate) const COLUMNS: [(&str, &str); 17] = [
    ("灯", "severity"),
    ("规则", "rule"),
    ("说明", "message"),
    ("对象类型", "subject_kind"),
    ("对象编号", "subject_id"),
    ("对象名称", "subject_name"),
    ("区划代码", "division"),
    ("区划", "division_name"),
    ("期间", "period"),
    ("金额（元）", "amount_yuan"),
    ("期限", "due_on"),
    ("逾期天数", "days_late"),
    ("条款", "clauses"),
    ("责任", "accountable"),
    ("处理", "settles"),
    ("文件", "file"),
    ("行", "line"),
];

/// Writes the header and one line for each finding.
pub(crate) fn write(out: &mut dyn Write, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS.iter().map(|(zh, en)| lang.pick(zh, en)))?;
    for finding in &checked.outcome.findings {
        csv.write_record(cells(checked, finding, lang).iter().map(|c| harmless(c)))?;
    }
    csv.flush()?;
    Ok(())
}

/// The cells of a finding in the order of [`COLUMNS`].
pub(crate) fn cells(checked: &Checked, finding: &Finding, lang: Lang) -> [String; 17] {
    let pack = &checked.pack;
    let rule = render::rule_of(pack, finding);
    let (file, line) = checked.file(finding.source).unwrap_or(("", 0));
    let clauses: Vec<String> = finding
        .clauses
        .iter()
        .filter_map(|id| {
            output::citation(pack, id).map(|(doc, path, _)| format!("{doc} {path} [{id}]"))
        })
        .collect();
    let separator = lang.pick("；", "; ");
    [
        output::lamp(finding.lamp, lang).to_owned(),
        finding.rule.clone(),
        output::message(pack, finding, lang),
        finding.subject.kind.to_owned(),
        finding.subject.id.clone(),
        finding.subject.name.clone(),
        finding.division.map(|d| d.to_string()).unwrap_or_default(),
        finding.division.map(|d| pack.divisions.name(d)).unwrap_or_default(),
        finding.period.clone().unwrap_or_default(),
        finding.amount.map(domain::Fen::plain).unwrap_or_default(),
        finding.due_on.map(|d| d.to_string()).unwrap_or_default(),
        finding.days_late.map(|d| d.to_string()).unwrap_or_default(),
        clauses.join(separator),
        rule.map(|r| output::accountable(pack, r, lang).join(separator)).unwrap_or_default(),
        rule.map(|r| r.settles.get(lang).to_owned()).unwrap_or_default(),
        file.to_owned(),
        if line > 0 { line.to_string() } else { String::new() },
    ]
}

/// Keeps a spreadsheet from running a cell of the data as a formula.
pub(crate) fn harmless(cell: &str) -> String {
    let risky = cell.starts_with(['=', '+', '@', '\t', '\r'])
        || (cell.starts_with('-') && cell.parse::<i64>().is_err() && !is_amount(cell));
    if risky { format!("'{cell}") } else { cell.to_owned() }
}

fn is_amount(cell: &str) -> bool {
    cell.bytes().skip(1).all(|b| b.is_ascii_digit() || b == b'.')
}
