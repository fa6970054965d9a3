//! What was written into a form: the fields of each row, and what was asked to be done with it.

use std::collections::BTreeMap;

use domain::columns::{ColumnKind, ColumnSpec};
use domain::{Lang, TableId};
use intake::Written;
use store::imports::Lines;

use super::fields::{label, own_place};
use crate::access::Operation;
use crate::operations::entry::{MOST_ROWS, Sheet};
use crate::pages::Problem;
use crate::visit::{Site, Visit};

/// Where records that were entered say they come from, as others name a file.
pub(crate) const ENTERED: &str = "entry";

/// The units of amounts: the word of the form, what headers call it, the name in English.
const UNITS: &[(&str, &str, &str)] =
    &[("yuan", "元", "yuan"), ("wan", "万元", "10,000 yuan"), ("yi", "亿元", "100 million yuan")];

/// What was written.
#[derive(Clone)]
pub(super) struct Posted {
    pub(super) table: TableId,
    /// The cells of each row, in the order of the contract.
    pub(super) rows: Vec<Vec<String>>,
    /// The record that each row corrects.
    pub(super) of: Vec<Option<i64>>,
    pub(super) corrects: bool,
    pub(super) step: String,
    pub(super) seal: String,
    unit: usize,
}

impl Posted {
    fn new(table: TableId) -> Posted {
        Posted {
            table,
            rows: Vec::new(),
            of: Vec::new(),
            corrects: false,
            step: String::new(),
            seal: String::new(),
            unit: 0,
        }
    }

    /// A form in which nothing is written but what the reader would always write.
    pub(super) fn empty(site: &Site, visit: &Visit, table: TableId) -> Result<Posted, Problem> {
        let actor = visit.actor()?;
        let post = actor.post(&site.context, Operation::Enter, None);
        let own = post.map(|post| own_place(site, post)).unwrap_or_default();
        let (day, year) = (visit.origin.day.to_string(), visit.origin.day.year().to_string());
        let cell = |column: &ColumnSpec| match (column.name, column.kind) {
            ("fiscal_year", _) => year.clone(),
            // It enters the platform today.
            ("imported_on" | "entered_on", _) => day.clone(),
            ("county" | "org", _) | ("to", ColumnKind::Division) => own.clone(),
            _ => String::new(),
        };
        let mut posted = Posted::new(table);
        posted.add(table.spec().columns.iter().map(cell).collect(), None);
        Ok(posted)
    }

    /// A form with one row of which some cells are written.
    pub(super) fn with(table: TableId, cells: &BTreeMap<String, String>) -> Posted {
        let cell = |column: &ColumnSpec| cells.get(column.name).cloned().unwrap_or_default();
        let mut posted = Posted::new(table);
        posted.add(table.spec().columns.iter().map(cell).collect(), None);
        posted
    }

    /// A form with the records to be corrected.
    pub(super) fn correcting(sheet: &Sheet) -> Posted {
        let mut posted = Posted { corrects: true, ..Posted::new(sheet.written.table) };
        for (row, of) in sheet.written.rows.iter().zip(&sheet.of) {
            posted.add(row.clone(), *of);
        }
        posted
    }

    /// A form with a row that could not be read; none where its amounts are in units of several kinds.
    pub(super) fn mending(written: &Written) -> Option<Posted> {
        let spec = written.table.spec();
        let (mut posted, mut units) = (Posted::new(written.table), Vec::new());
        let mut row = vec![String::new(); spec.columns.len()];
        for (at, header) in written.headers.iter().enumerate() {
            let (name, unit) = header.split_once('（').unwrap_or((header, "元"));
            let at_column = spec.position(name)?;
            if spec.columns.get(at_column).is_some_and(is_money) {
                units.push(unit.trim_end_matches('）'));
            }
            if let (Some(cell), Some(text)) =
                (row.get_mut(at_column), written.rows.first().and_then(|row| row.get(at)))
            {
                cell.clone_from(text);
            }
        }
        units.dedup();
        posted.unit = match units.as_slice() {
            [] => 0,
            [unit] => UNITS.iter().position(|(_, name, _)| name == unit)?,
            _ => return None,
        };
        posted.add(row, None);
        Some(posted)
    }

    /// The fields of a form: `0.amount`, `0.of`, `unit`, `step`, …
    pub(super) fn of(table: TableId, fields: Vec<(String, String)>) -> Posted {
        let mut posted = Posted::new(table);
        for (name, text) in fields {
            match name.as_str() {
                "step" => posted.step = text,
                "seal" => posted.seal = text,
                "corrects" => posted.corrects = true,
                "unit" => {
                    posted.unit = UNITS.iter().position(|unit| unit.0 == text).unwrap_or_default();
                }
                _ => posted.fill(&name, &text),
            }
        }
        if posted.rows.is_empty() {
            posted.add(vec![String::new(); table.spec().columns.len()], None);
        }
        posted
    }

    fn add(&mut self, row: Vec<String>, of: Option<i64>) {
        self.rows.push(row);
        self.of.push(of);
    }

    /// Puts a text into its cell. What no form has is passed over.
    fn fill(&mut self, name: &str, text: &str) {
        let Some((row, column)) = name.split_once('.') else { return };
        let Some(row) = row.parse().ok().filter(|row: &usize| *row < MOST_ROWS) else { return };
        let spec = self.table.spec();
        while self.rows.len() <= row {
            self.add(vec![String::new(); spec.columns.len()], None);
        }
        if column == "of" {
            if let Some(slot) = self.of.get_mut(row) {
                *slot = text.parse().ok();
            }
        } else if let Some(at) = spec.position(column)
            && let Some(cell) = self.rows.get_mut(row).and_then(|cells| cells.get_mut(at))
        {
            // A record has one line.
            *cell = text.replace(['\r', '\n'], " ");
        }
    }

    /// The same with more rows.
    pub(super) fn with_more_rows(&self) -> Posted {
        let more = if self.table.is_of_lines() { 5 } else { 1 };
        let mut posted = self.clone();
        for _ in 0..more.min(MOST_ROWS.saturating_sub(self.rows.len())) {
            posted.add(vec![String::new(); self.table.spec().columns.len()], None);
        }
        posted
    }

    /// The units to choose from, where there are amounts.
    pub(super) fn units(&self, lang: Lang) -> Vec<(&'static str, &'static str, bool)> {
        if !self.table.spec().columns.iter().any(is_money) {
            return Vec::new();
        }
        let unit = |(at, (word, zh, en)): (usize, &(&'static str, &'static str, &'static str))| {
            (*word, lang.pick(zh, en), at == self.unit)
        };
        UNITS.iter().enumerate().map(unit).collect()
    }

    /// The names of the columns that repeat what stands above; nothing where there is one row.
    pub(super) fn repeated_names(&self, lang: Lang) -> String {
        if self.rows.len() < 2 {
            return String::new();
        }
        let columns = self.table.spec().columns.iter();
        let shared = columns.filter(|column| repeated(self.table).contains(&column.name));
        let labels: Vec<String> = shared.map(|column| label(column, lang)).collect();
        labels.join(lang.pick("、", ", "))
    }

    /// The rows as they are read.
    pub(super) fn sheet(&self) -> Sheet {
        let spec = self.table.spec();
        let unit = UNITS.get(self.unit).filter(|_| self.unit > 0);
        let header = |column: &ColumnSpec| match unit {
            Some((_, name, _)) if is_money(column) => format!("{}（{name}）", column.name),
            _ => column.name.to_owned(),
        };
        let written = Written {
            table: self.table,
            name: ENTERED.to_owned(),
            headers: spec.columns.iter().map(header).collect(),
            rows: self.repeating(),
        };
        let lines = if self.corrects { Lines::All } else { Lines::More };
        Sheet { of: self.of.clone(), ..Sheet::new(written, lines) }
    }

    /// The rows with what they repeat of the row above. Rows in which nothing is written stay empty.
    fn repeating(&self) -> Vec<Vec<String>> {
        let spec = self.table.spec();
        let columns: Vec<usize> =
            repeated(self.table).iter().filter_map(|name| spec.position(name)).collect();
        let mut rows = self.rows.clone();
        let mut above: Vec<String> = Vec::new();
        for row in &mut rows {
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            for at in &columns {
                if let (Some(cell), Some(before)) = (row.get_mut(*at), above.get(*at))
                    && cell.trim().is_empty()
                {
                    cell.clone_from(before);
                }
            }
            above.clone_from(row);
        }
        rows
    }
}

fn is_money(column: &ColumnSpec) -> bool {
    matches!(column.kind, ColumnKind::Money | ColumnKind::Balance)
}

/// The columns that rows of one form mostly share: left empty, they repeat the row above.
fn repeated(table: TableId) -> &'static [&'static str] {
    match table {
        TableId::Allotments => {
            &["doc_no", "doc_title", "fund", "fiscal_year", "kind", "from", "parent", "issued_on"]
        }
        TableId::Fundings => &["project", "allotted_on"],
        TableId::Payments => &["county", "fiscal_year", "paid_on"],
        TableId::Benefits => &["voucher_no", "county", "period", "basis"],
        TableId::Projects => &["county", "fiscal_year"],
        TableId::Indicators => &["target", "level1"],
        TableId::MonitoringValues => &["target", "as_of"],
        TableId::EvaluationValues => &["target", "kind"],
        TableId::Statements => &["county", "month"],
        TableId::Reconciliations => &["org", "period"],
        TableId::FundYears => &["fiscal_year"],
        TableId::Proposals => &["fund", "fiscal_year"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(table: TableId, fields: &[(&str, &str)]) -> Posted {
        let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Posted::of(table, fields.iter().map(pair).collect())
    }

    #[test]
    fn columns_that_repeat_are_columns() {
        for table in TableId::ALL {
            for name in repeated(*table) {
                assert!(table.spec().position(name).is_some(), "{table:?}.{name}");
            }
        }
    }

    #[test]
    fn rows_repeat_what_they_share_and_units_stand_in_the_header() {
        let form = posted(
            TableId::Fundings,
            &[
                ("0.project", "P1"),
                ("0.allotment", "A1"),
                ("0.amount", "1"),
                ("0.allotted_on", "2019-05-22"),
                ("2.allotment", "A2"),
                ("2.amount", "2\r\n"),
                ("60.amount", "9"),
                ("x.amount", "9"),
                ("0.colour", "red"),
                ("unit", "wan"),
            ],
        );
        let written = form.sheet().written;
        assert_eq!(written.headers, ["project", "allotment", "amount（万元）", "allotted_on"]);
        assert_eq!(
            written.rows,
            [["P1", "A1", "1", "2019-05-22"], ["", "", "", ""], ["P1", "A2", "2  ", "2019-05-22"]]
        );
        assert_eq!(form.repeated_names(Lang::En), "project, allotted on");
        assert_eq!(posted(TableId::Fundings, &[]).rows.len(), 1);
        let mut many = form.clone();
        for _ in 0..2 * MOST_ROWS {
            many = many.with_more_rows();
        }
        assert_eq!(many.rows.len(), MOST_ROWS);
    }
}
