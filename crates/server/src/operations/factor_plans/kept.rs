//! The steps of a plan as words and JSON, and back.

use domain::columns::Decimal;
use domain::division::Division;
use domain::factor::plan::{Changed, Decision, Draft, State, Step};
use domain::factor::{Factor, Place};
use domain::money::Fen;
use serde_json::{Value, json};

use crate::operations::handling::{Kept, day, text};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Proposed => "proposed",
        State::Adopted => "adopted",
        State::Replaced => "replaced",
        State::Dropped => "dropped",
    }
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Write(draft) => ("write", draft_written(draft)),
        Step::Propose => ("propose", json!({})),
        Step::SendBack { reason } => ("return", json!({ "reason": reason })),
        Step::Drop { reason } => ("withdraw", json!({ "reason": reason })),
        Step::Adopt(decision) => ("adopt", decision_written(decision)),
        Step::Replace { by } => ("replace", json!({ "by": by })),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    Some(match kind {
        "write" => Step::Write(draft_read(body)?),
        "propose" => Step::Propose,
        "return" => Step::SendBack { reason: reason()? },
        "withdraw" => Step::Drop { reason: reason()? },
        "adopt" => Step::Adopt(decision_read(body)?),
        "replace" => Step::Replace { by: body.get("by")?.as_u64()? },
        _ => return None,
    })
}

fn draft_written(draft: &Draft) -> Value {
    let factor = |one: &Factor| {
        let Factor { name, unit, source, weight } = one;
        json!({ "name": name, "unit": unit, "source": source, "weight": weight })
    };
    let place = |one: &Place| {
        let values: Vec<i64> = one.values.iter().map(|value| value.0).collect();
        json!({ "to": one.division.code(), "values": values })
    };
    json!({
        "total": draft.amount.0,
        "factors": draft.factors.iter().map(factor).collect::<Vec<Value>>(),
        "places": draft.places.iter().map(place).collect::<Vec<Value>>(),
        "note": draft.note,
    })
}

fn draft_read(body: &Value) -> Option<Draft> {
    let factor = |one: &Value| {
        let weight = u32::try_from(one.get("weight")?.as_u64()?).ok()?;
        let (name, unit) = (text(one, "name")?, text(one, "unit")?);
        Some(Factor { name, unit, source: text(one, "source")?, weight })
    };
    let place = |one: &Value| {
        let values = one.get("values")?.as_array()?.iter();
        let values = values.map(|value| value.as_i64().map(Decimal)).collect::<Option<_>>()?;
        Some(Place { division: place_of(one)?, values })
    };
    Some(Draft {
        amount: fen(body, "total")?,
        factors: body.get("factors")?.as_array()?.iter().map(factor).collect::<Option<_>>()?,
        places: body.get("places")?.as_array()?.iter().map(place).collect::<Option<_>>()?,
        note: text(body, "note")?,
    })
}

fn decision_written(decision: &Decision) -> Value {
    let changed = |one: &Changed| json!({ "to": one.division.code(), "amount": one.amount.0, "reason": one.reason });
    json!({
        "document": decision.document,
        "on": decision.on.to_string(),
        "changed": decision.changed.iter().map(changed).collect::<Vec<Value>>(),
    })
}

fn decision_read(body: &Value) -> Option<Decision> {
    let changed = |one: &Value| {
        let division = place_of(one)?;
        Some(Changed { division, amount: fen(one, "amount")?, reason: text(one, "reason")? })
    };
    Some(Decision {
        document: text(body, "document")?,
        on: day(body, "on")?,
        changed: body.get("changed")?.as_array()?.iter().map(changed).collect::<Option<_>>()?,
    })
}

fn place_of(body: &Value) -> Option<Division> {
    Division::from_code(u32::try_from(body.get("to")?.as_u64()?).ok()?)
}

fn fen(body: &Value, name: &str) -> Option<Fen> {
    body.get(name)?.as_i64().map(Fen)
}
