//! Steps of contributions as words and JSON.

use domain::Fen;
use domain::contribution::{Giver, Line, State, Step};
use serde_json::{Value, json};

use crate::operations::handling::{Kept, attachments, day, ids, text, words};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Returned => "returned",
        State::Confirmed => "confirmed",
        State::Withdrawn => "withdrawn",
    }
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Enter(line) => {
            let body = json!({
                "entry": words::of_contribution_entry(line.entry),
                "source": words::of_contribution_source(line.source),
                "giver": line.giver,
                "giver_kind": words::of_contribution_giver(line.giver_kind),
                "amount": line.amount.0,
                "on": line.on.to_string(),
                "note": line.note,
                "evidence": ids(&line.evidence),
                "reverses": line.reverses,
            });
            ("enter_contribution", body)
        }
        Step::Confirm { note } => ("confirm_contribution", json!({ "note": note })),
        Step::Return { reason } => ("return_contribution", json!({ "reason": reason })),
        Step::Withdraw { reason } => ("withdraw_contribution", json!({ "reason": reason })),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    Some(match kind {
        "enter_contribution" => Step::Enter(line(body)?),
        "confirm_contribution" => Step::Confirm { note: text(body, "note")? },
        "return_contribution" => Step::Return { reason: reason()? },
        "withdraw_contribution" => Step::Withdraw { reason: reason()? },
        _ => return None,
    })
}

fn line(body: &Value) -> Option<Line> {
    let source = words::contribution_source(&text(body, "source")?)?;
    let giver_kind = match text(body, "giver_kind") {
        Some(word) => words::contribution_giver(&word)?,
        None => Giver::untold(source),
    };
    Some(Line {
        entry: words::contribution_entry(&text(body, "entry")?)?,
        source,
        giver: text(body, "giver")?,
        giver_kind,
        amount: Fen(body.get("amount")?.as_i64()?),
        on: day(body, "on")?,
        note: text(body, "note")?,
        evidence: attachments(body)?,
        reverses: body.get("reverses")?.as_u64(),
    })
}
