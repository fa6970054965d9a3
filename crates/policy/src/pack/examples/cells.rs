//! The values of an example: what a person writes for a column, and what the engine keeps of it.

use domain::money::Unit;
use domain::{Day, Decimal, Fen};

use crate::facts::FactColumn;
use crate::pack::error::known;
use crate::pack::{Cell, Text};
use crate::value::{Type, day_value};

/// What is wrong with a value, and what would be right.
pub(crate) struct Refused {
    pub(crate) message: Text,
    pub(crate) hint: Text,
}

/// Reads what stands behind `column=`.
pub(crate) fn cell(column: &FactColumn, text: &str) -> Result<Cell, Refused> {
    let value = match column.ty {
        Type::Money => money(text).map(|fen| fen.0),
        Type::Count => text.parse().ok(),
        Type::Number => decimal(text).map(|d| d.0),
        Type::Percent => text.strip_suffix('%').and_then(decimal).map(|d| d.0),
        Type::Date => Day::parse(text).ok().map(|d| day_value(Some(d))),
        Type::Flag => flag(text),
        Type::Code => return code(column, text),
        Type::Text => return Ok(Cell::Text(text.to_owned())),
        Type::Parts => return parts(column, text),
        Type::MonthDay | Type::Words => None,
    };
    value.map(Cell::Scalar).ok_or_else(|| refused(column, text))
}

/// An amount in yuan.
pub(crate) fn money(text: &str) -> Option<Fen> {
    Fen::parse(text, Unit::Yuan, true).ok()
}

fn decimal(text: &str) -> Option<Decimal> {
    Decimal::parse(text).ok().filter(|_| !text.ends_with('%'))
}

fn flag(text: &str) -> Option<i64> {
    match text {
        "y" | "true" | "1" => Some(1),
        "n" | "false" | "0" => Some(0),
        _ => None,
    }
}

fn code(column: &FactColumn, text: &str) -> Result<Cell, Refused> {
    if text.is_empty() {
        return Ok(Cell::Scalar(0));
    }
    let position = column.words.iter().position(|w| *w == text);
    position.map(|p| Cell::Scalar(p as i64 + 1)).ok_or_else(|| {
        let hint = known(text, column.words.iter().copied());
        Refused { hint, ..refused(column, text) }
    })
}

/// Pieces `day:amount` with commas between them; nothing done where the text is empty.
fn parts(column: &FactColumn, text: &str) -> Result<Cell, Refused> {
    let piece = |text: &str| {
        let (day, amount) = text.split_once(':')?;
        Some((Day::parse(day).ok()?, money(amount)?))
    };
    let pieces: Option<Vec<_>> =
        text.split(',').filter(|piece| !piece.is_empty()).map(piece).collect();
    pieces.map(|p| Cell::Parts(p, None)).ok_or_else(|| refused(column, text))
}

fn refused(column: &FactColumn, text: &str) -> Refused {
    let like = match column.ty {
        Type::Money => "1000, 0.01",
        Type::Count => "30",
        Type::Number => "71.7",
        Type::Percent => "80%",
        Type::Date => "2019-05-22",
        Type::Flag => "y, n",
        Type::Parts => "2019-07-01:60,2019-07-04:40",
        Type::Code | Type::Text | Type::MonthDay | Type::Words => "\"\"",
    };
    Refused {
        message: Text::new(
            format!("{} 列（{}）不能是 {text:?}", column.name, column.ty.name()),
            format!("the column {} ({}) cannot be {text:?}", column.name, column.ty.name()),
        ),
        hint: Text::new(format!("写成 {like}"), format!("write it like {like}")),
    }
}
