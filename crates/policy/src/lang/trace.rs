//! Why, or why not: the value of every part of an expression for one row.

use super::eval::{Plan, Rows, WIDE_UNKNOWN, lower};
use super::typed::{Kind, Node, Ty, Typed};
use super::{Bound, Trace, TraceValue};
use crate::finding::EvidenceValue;
use crate::pack::Value;
use crate::value::{Batch, MAYBE, Type, value_day};

/// Looks at a part and the parts inside it. Literals are left out: they show what they are.
pub(super) fn trace(bound: &Bound, part: &Typed, batch: &Batch, row: usize) -> Trace {
    let inner = parts_of(bound, part).into_iter().filter(|p| !is_literal(p));
    Trace {
        source: bound.expr.text_of(part).to_owned(),
        value: value(bound, part, batch, row),
        column: match part.node {
            Node::Column(position) => Some(position),
            _ => None,
        },
        parts: inner.map(|p| trace(bound, p, batch, row)).collect(),
    }
}

/// The parts inside. `x not in (…)` is one part to the reader, though it is kept as `not` of
/// another.
fn parts_of<'t>(bound: &Bound, part: &'t Typed) -> Vec<&'t Typed> {
    if let Node::Not(inner) = &part.node {
        let before = bound.expr.source().get(part.at.start..inner.at.start).unwrap_or_default();
        if !before.to_ascii_lowercase().contains("not") {
            return inner.children();
        }
    }
    part.children()
}

fn is_literal(part: &Typed) -> bool {
    matches!(
        part.node,
        Node::Number(_) | Node::Text(_) | Node::Word(_) | Node::Day(_) | Node::Truth(_)
    )
}

fn value(bound: &Bound, part: &Typed, batch: &Batch, row: usize) -> TraceValue {
    let mut literals = bound.literals.clone();
    let plan = lower(part, bound.table, &bound.scope, None, &mut literals);
    let chosen = [row as u32];
    let rows = Rows {
        batch,
        scope: &bound.scope,
        literals: &literals,
        index: None,
        chosen: Some(&chosen),
    };
    match plan {
        Plan::Cond(cond) => TraceValue::Truth(cond.eval(&rows).first().copied().unwrap_or(MAYBE)),
        Plan::Value(value) => number(part.ty, value.eval(&rows).at(0), &rows),
        Plan::Other => other(bound, part, batch, row),
    }
}

/// A scalar in plain form.
fn number(ty: Ty, value: i128, rows: &Rows) -> TraceValue {
    let narrow = i64::try_from(value).ok().filter(|_| value != WIDE_UNKNOWN);
    let evidence = match ty.kind {
        _ if value == WIDE_UNKNOWN => Some(EvidenceValue::Unknown),
        Kind::Date => narrow.and_then(value_day).map(EvidenceValue::Date),
        Kind::Text => narrow.map(|n| EvidenceValue::Text(domain::privacy::mask(rows.text(n)))),
        Kind::Code(words) => narrow.map(|n| EvidenceValue::Text(word(words, n))),
        Kind::Square => None,
        _ => at_own_scale(ty, value).map(|own| own_value(ty, own)),
    };
    match evidence {
        Some(value) => TraceValue::Value(value),
        None if ty.is_number() => {
            let unit = match ty.kind {
                Kind::Money => 2,
                Kind::Square => 4,
                _ => 0,
            };
            TraceValue::Exact { ty: ty.outside(), text: decimal(value, ty.scale + unit) }
        }
        None => TraceValue::Value(EvidenceValue::Unknown),
    }
}

fn word(words: &[&str], number: i64) -> String {
    let index = number.checked_sub(1).and_then(|n| usize::try_from(n).ok());
    index.and_then(|i| words.get(i)).copied().unwrap_or_default().to_owned()
}

/// The number at the scale in which columns of its type keep it, where nothing is lost by that.
fn at_own_scale(ty: Ty, value: i128) -> Option<i64> {
    let own = Ty::of(ty.outside(), &[]).scale;
    let power = |exponent: u32| 10_i128.checked_pow(exponent);
    let value = if ty.scale <= own {
        value.checked_mul(power(own - ty.scale)?)?
    } else {
        let divisor = power(ty.scale - own)?;
        if value % divisor != 0 {
            return None;
        }
        value / divisor
    };
    i64::try_from(value).ok()
}

fn own_value(ty: Ty, value: i64) -> EvidenceValue {
    match ty.outside() {
        Type::Money => EvidenceValue::Money(domain::Fen(value)),
        Type::Number => EvidenceValue::Number(domain::Decimal(value)),
        Type::Percent => EvidenceValue::Percent(value),
        _ => EvidenceValue::Count(value),
    }
}

/// A whole number with so many decimals, without zeros at its end.
fn decimal(value: i128, scale: u32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let width = scale as usize + 1;
    let digits = format!("{:0width$}", value.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// Dated amounts, and parameters that only functions read.
fn other(bound: &Bound, part: &Typed, batch: &Batch, row: usize) -> TraceValue {
    match &part.node {
        Node::Column(position) => {
            let Some(parts) = batch.parts(*position) else {
                return TraceValue::Value(EvidenceValue::Unknown);
            };
            let dated = parts.row(row).filter_map(|(day, amount)| {
                value_day(i64::from(day)).map(|d| (d, domain::Fen(amount)))
            });
            TraceValue::Value(EvidenceValue::Parts(dated.collect()))
        }
        Node::Param(name) => match bound.param_of_row(name, batch, row) {
            Some(Value::Words(words)) => TraceValue::Words(words.to_vec()),
            Some(Value::MonthDay(month, day)) => {
                TraceValue::Value(EvidenceValue::Text(format!("{month:02}-{day:02}")))
            }
            _ => TraceValue::Value(EvidenceValue::Unknown),
        },
        _ => TraceValue::Value(EvidenceValue::Unknown),
    }
}
