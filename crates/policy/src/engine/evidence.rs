//! The values a rule looked at, as they are shown beside its finding.

use domain::privacy::mask;
use domain::{Decimal, Fen, Name, Names};

use crate::facts::{FactColumn, FactTable};
use crate::finding::{Evidence, EvidenceValue};
use crate::value::{Batch, Type, UNKNOWN, value_day};

/// The values of the given columns for one row of a batch.
pub fn values(
    names: &Names,
    table: &FactTable,
    columns: &[usize],
    batch: &Batch,
    row: usize,
) -> Vec<Evidence> {
    columns
        .iter()
        .filter_map(|position| {
            let column = table.columns.get(*position)?;
            Some(Evidence { name: column.name, value: value(names, column, *position, batch, row) })
        })
        .collect()
}

fn value(
    names: &Names,
    column: &FactColumn,
    position: usize,
    batch: &Batch,
    row: usize,
) -> EvidenceValue {
    if let Some(parts) = batch.parts(position) {
        let dated = parts
            .row(row)
            .filter_map(|(day, fen)| Some((domain::Day::from_number(day)?, Fen(fen))));
        return EvidenceValue::Parts(dated.collect());
    }
    let number = batch.scalar(position).and_then(|v| v.get(row)).copied().unwrap_or(UNKNOWN);
    scalar(names, column, number)
}

/// A kept number as the value it stands for.
fn scalar(names: &Names, column: &FactColumn, number: i64) -> EvidenceValue {
    if number == UNKNOWN {
        return EvidenceValue::Unknown;
    }
    match column.ty {
        Type::Money => EvidenceValue::Money(Fen(number)),
        Type::Number => EvidenceValue::Number(Decimal(number)),
        Type::Percent => EvidenceValue::Percent(number),
        Type::Date => value_day(number).map_or(EvidenceValue::Unknown, EvidenceValue::Date),
        Type::Flag => EvidenceValue::Flag(number != 0),
        Type::Code => usize::try_from(number)
            .ok()
            .and_then(|n| n.checked_sub(1))
            .and_then(|i| column.words.get(i))
            .map_or(EvidenceValue::Unknown, |word| EvidenceValue::Text((*word).to_owned())),
        Type::Text => u32::try_from(number)
            .ok()
            .and_then(Name::from_number)
            .map_or(EvidenceValue::Unknown, |name| EvidenceValue::Text(mask(names.text(name)))),
        Type::Count | Type::Parts | Type::MonthDay | Type::Words => EvidenceValue::Count(number),
    }
}
