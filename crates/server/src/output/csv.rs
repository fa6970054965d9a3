//! The findings as CSV: one finding a line, with a byte-order mark so that spreadsheets read the Chinese.

use std::io::Write;

use domain::Lang;

use crate::checked::Checked;
use crate::output::cells::{COLUMNS, Cell, cells};

/// Writes the header and one line for each finding.
pub(crate) fn write(out: &mut dyn Write, checked: &Checked, lang: Lang) -> anyhow::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS.iter().map(|(zh, en, _)| lang.pick(zh, en)))?;
    for finding in &checked.outcome.findings {
        csv.write_record(cells(checked, finding, lang).map(plain))?;
    }
    csv.flush()?;
    Ok(())
}

/// A cell as a line has it.
pub(crate) fn plain(cell: Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Decimal(text) => text,
        Cell::Money(fen) => fen.plain(),
        Cell::Whole(n) => n.to_string(),
        Cell::Day(day) => day.to_string(),
    }
}

/// Keeps a spreadsheet from running a cell of the data as a formula.
fn harmless(text: String) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky { format!("'{text}") } else { text }
}
