//! The limits by which a draw of spot checks falls into strata, as the pack gives them: all are local defaults beside
//! the clause that asks for spot checks.

use domain::draw::Limits;
use domain::{Day, Decimal, Fen};

use crate::pack::{Pack, Value};
use crate::scoring;

/// The limits of a day for self-evaluations of a fiscal year; nothing where the pack lacks one of them.
pub fn limits(pack: &Pack, year: u16, on: Day) -> Option<Limits> {
    let money = |name: &str| match pack.params.on(name, on)? {
        Value::Money(fen) => Some(*fen),
        _ => None,
    };
    let near = match pack.params.on("draw_near_grade", on)? {
        Value::Number(points) => *points,
        _ => return None,
    };
    Some(Limits {
        large: money("draw_money_large")?,
        middle: money("draw_money_middle")?,
        grades: scoring::scale(pack, year)?.grades,
        near,
        risk: shares(pack, ["draw_risk_high", "draw_risk_middle", "draw_risk_low"], on)?,
        money: shares(pack, ["draw_size_large", "draw_size_middle", "draw_size_small"], on)?,
    })
    .filter(|limits| limits.large >= limits.middle && limits.middle >= Fen(0))
}

/// Shares in per cent: what the pack keeps in millionths of a whole is ten-thousandths of a per cent.
fn shares(pack: &Pack, names: [&str; 3], on: Day) -> Option<[Decimal; 3]> {
    let share = |name: &str| match pack.params.on(name, on)? {
        Value::Percent(millionths) => Some(Decimal(*millionths)),
        _ => None,
    };
    let [high, middle, low] = names;
    Some([share(high)?, share(middle)?, share(low)?])
}
