//! Declaration forms (绩效目标申报表) as people fill them in and print them: labels with what stands beside them, and
//! below a row of heads the indicators. Every bureau prints them a little differently, so that nothing here depends on
//! where a cell stands: labels and heads are known by their words, a cell belongs to the last head at or left of it,
//! and a level that is left blank is that of the row above, as merged cells have it.
//!
//! What cannot be told for sure is a fault that names the cell, never a guess: an amount without a unit, a sign that
//! nobody knows, 95 % of which the workbook keeps 0.95.

mod fault;
mod labels;
mod lines;
mod money;
mod paper;
mod promise;

use std::sync::Arc;

use domain::Fen;
use domain::target::{Indicator, SubjectKind};

pub use self::fault::{DeclarationFault, Misread};
use self::labels::{Label, Title};
use self::paper::{Line, Sheet};
use crate::budget::Budget;
use crate::error::InputError;

/// One form of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// The file and the sheet on which it stands: `forms.xlsx#P1`.
    pub place: String,
    /// The row at which it begins, from 1.
    pub line: u32,
    /// For what its title says that it is set.
    pub kind: Option<SubjectKind>,
    /// What it is set for, by name; empty where the form does not say.
    pub name: String,
    /// Number of the project; empty where the form does not say.
    pub subject: String,
    /// Number of the target; empty where the form does not say.
    pub target: String,
    /// Fiscal year.
    pub year: Option<u16>,
    /// The overall target in words; of several, that of the year.
    pub goal: String,
    /// All money of the year.
    pub total: Option<Fen>,
    /// The fiscal part of it.
    pub fiscal: Option<Fen>,
    /// Its indicators in their order. Which are core ones, a form does not say.
    pub indicators: Vec<Indicator>,
    /// What could not be read; where there is any, the rest is not to be used.
    pub faults: Vec<DeclarationFault>,
}

/// Reads the forms of a workbook (`.xlsx`, `.xls`, `.ods`) in the order of its sheets and rows. Numbers of persons are
/// masked while they are read.
///
/// # Errors
/// Where it is no workbook that can be read, or holds no form.
pub fn read_declarations(bytes: Vec<u8>, name: &str) -> Result<Vec<Declaration>, InputError> {
    let budget = Arc::new(Budget::of(bytes.len() as u64));
    let sheets = paper::sheets(bytes, name, &budget)?;
    let found: Vec<Declaration> = sheets.iter().flat_map(on_sheet).collect();
    if found.is_empty() {
        return Err(InputError::NoDeclaration { file: name.to_owned() });
    }
    Ok(found)
}

/// The forms of one sheet, one below the other.
fn on_sheet(sheet: &Sheet) -> Vec<Declaration> {
    let mut parts: Vec<&[Line]> = Vec::new();
    let (mut from, mut is_named) = (0, false);
    for (at, line) in sheet.lines.iter().enumerate() {
        let has_name = line.labels().any(|(_, label)| matches!(label, Label::Name(_)));
        if labels::title(line).is_some() || (has_name && is_named) {
            parts.extend(sheet.lines.get(from..at));
            (from, is_named) = (at, false);
        }
        is_named |= has_name;
    }
    parts.extend(sheet.lines.get(from..));
    parts.into_iter().filter_map(|lines| Form { sheet, lines }.read()).collect()
}

/// The rows of one form.
struct Form<'a> {
    sheet: &'a Sheet,
    lines: &'a [Line],
}

impl Form<'_> {
    /// What the form says; nothing where the rows are none, but a cover or another table.
    fn read(&self) -> Option<Declaration> {
        let first = self.lines.first()?;
        let title = labels::title(first);
        if title.as_ref().is_some_and(|title| title.is_other) {
            return None;
        }
        let head = self.lines.iter().position(|line| lines::Heads::of(line).is_some());
        let above = self.lines.get(..head.unwrap_or(self.lines.len())).unwrap_or_default();
        let mut one = Declaration {
            place: self.sheet.place.clone(),
            line: first.row,
            year: self.year(),
            ..Declaration::default()
        };
        let is_named = Form::label(above, &mut one);
        if !is_named && head.is_none() {
            return None;
        }
        let by_title = title.and_then(|Title { kind, .. }| kind);
        one.kind = by_title.or(one.kind);
        money::read(above, &mut one);
        match head.and_then(|head| self.lines.get(head..)) {
            Some(below) => lines::read(below, &mut one),
            None => one.faults.push(one.fault(first, None, Misread::NoHeads)),
        }
        Some(one)
    }

    /// The year of the title, or of what stands below it and above the first label.
    fn year(&self) -> Option<u16> {
        let top = self.lines.iter().take_while(|line| line.labels().next().is_none());
        top.flat_map(|line| &line.cells).find_map(|cell| labels::year(&cell.text))
    }

    /// Takes what stands beside the labels; whether the form names what it is set for.
    fn label(above: &[Line], one: &mut Declaration) -> bool {
        let (mut named, mut whole) = (false, String::new());
        for (at, line) in above.iter().enumerate() {
            for (cell, label) in line.labels() {
                let beside = || line.beside(cell).map(|cell| cell.text.clone()).unwrap_or_default();
                match label {
                    Label::Name(kind) => {
                        named = true;
                        one.name = beside();
                        one.kind = one.kind.or(kind);
                    }
                    Label::Target => one.target = beside(),
                    Label::Subject => one.subject = beside(),
                    Label::Goal => whole = written(above, at, cell),
                    Label::YearGoal => one.goal = written(above, at, cell),
                    Label::Total | Label::Fiscal | Label::Rest | Label::Else => {}
                }
            }
        }
        if one.goal.is_empty() {
            one.goal = whole;
        }
        named
    }
}

/// A text of several rows: beside its label, or below it, down to the next row with a label.
fn written(lines: &[Line], at: usize, label: usize) -> String {
    let Some(line) = lines.get(at) else { return String::new() };
    let (from, to) = line.reach(label);
    let beside = line.beside(label).into_iter();
    let rest = lines.iter().skip(at + 1).take_while(|line| line.labels().next().is_none());
    let below =
        rest.filter_map(|line| line.cells.iter().find(|cell| (from..to).contains(&cell.column)));
    let texts: Vec<&str> = beside.chain(below).map(|cell| cell.text.as_str()).collect();
    texts.join("\n")
}

impl Declaration {
    fn fault(&self, line: &Line, cell: Option<&paper::Cell>, what: Misread) -> DeclarationFault {
        let column = cell.or(line.cells.first()).map_or(0, |cell| cell.column);
        DeclarationFault {
            place: self.place.clone(),
            cell: paper::cell_name(line.row, column),
            value: cell.map(|cell| fault::shown(&cell.text)).unwrap_or_default(),
            what,
        }
    }
}
