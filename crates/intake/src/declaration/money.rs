//! The amounts of a form: each in the unit that it states itself, or that stands in its label, or above.

use domain::Fen;
use domain::money::Unit;
use domain::refusal::Refusal;

use super::labels::Label;
use super::paper::{Cell, Line};
use super::{Declaration, Misread};
use crate::unit::{TitleUnit, split_stated, unit_of};

/// Reads total, fiscal part and rest of a form, which must come to the total.
pub(super) fn read(above: &[Line], one: &mut Declaration) {
    let mut rest = None;
    for (at, line) in above.iter().enumerate() {
        // Where amounts of several years stand beside those of the year, the last ones are the year's.
        for (label, of) in line.labels() {
            let Some(cell) = line.beside(label) else { continue };
            let slot = match of {
                Label::Total => &mut one.total,
                Label::Fiscal => &mut one.fiscal,
                Label::Rest => &mut rest,
                _ => continue,
            };
            match amount(above.get(..=at).unwrap_or_default(), (line, label), cell) {
                Ok(fen) => *slot = Some(fen),
                Err(what) => {
                    let fault = one.fault(line, Some(cell), what);
                    one.faults.push(fault);
                }
            }
        }
    }
    adds_up(above, rest, one);
}

/// An amount. Forms never leave the unit to the reader's habit: one that is nowhere stated is a fault.
fn amount(above: &[Line], (line, label): (&Line, usize), cell: &Cell) -> Result<Fen, Misread> {
    if cell.text.is_empty() {
        return Err(Misread::Refused(Refusal::NotCalculated));
    }
    let own = match split_stated(&cell.text) {
        (number, Some(stated)) => Some((number, known(stated)?)),
        _ => None,
    };
    let label = line.cells.get(label).map(|cell| split_stated(&cell.text).1);
    let (number, unit) = match (own, label.flatten().and_then(unit_of)) {
        (Some(own), _) => own,
        (None, Some(unit)) => (cell.text.as_str(), unit),
        (None, None) => (cell.text.as_str(), stated(above)?),
    };
    Fen::parse(number, unit, false).map_err(Misread::Refused)
}

fn known(stated: &str) -> Result<Unit, Misread> {
    unit_of(stated).ok_or(Misread::Refused(Refusal::WrongUnit))
}

/// The unit of the form, as a row above the amount or its own states it.
fn stated(above: &[Line]) -> Result<Unit, Misread> {
    let texts = |line: &Line| line.cells.iter().map(|cell| cell.text.replace('\n', " ")).collect();
    let rows: Vec<Vec<String>> = above.iter().map(texts).collect();
    match TitleUnit::above(&rows) {
        TitleUnit::One(unit) => Ok(unit),
        TitleUnit::None => Err(Misread::NoUnit),
        TitleUnit::Two(_) | TitleUnit::Unknown(_) => Err(Misread::Unit),
    }
}

/// Refused where the parts are not the whole.
fn adds_up(above: &[Line], rest: Option<Fen>, one: &mut Declaration) {
    let (Some(total), Some(fiscal), Some(rest)) = (one.total, one.fiscal, rest) else { return };
    if fiscal.0.checked_add(rest.0) == Some(total.0) {
        return;
    }
    let found = above.iter().find_map(|line| {
        let (label, _) = line.labels().find(|(_, label)| *label == Label::Total)?;
        Some((line, line.beside(label)?))
    });
    if let Some((line, cell)) = found {
        let fault = one.fault(line, Some(cell), Misread::Sum { total, fiscal, rest });
        one.faults.push(fault);
    }
}
