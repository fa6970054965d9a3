//! The steps of a reconciliation as words and JSON, and back.

use domain::money::Fen;
use domain::reconciliation::{Figure, Side, State, Step};
use serde_json::{Value, json};

use crate::operations::handling::{Kept, text};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Entered => "entered",
        State::Signed => "signed",
    }
}

fn ours(rows: &[(String, Fen)]) -> Value {
    json!(rows.iter().map(|(fund, fen)| json!([fund, fen.0])).collect::<Vec<Value>>())
}

fn ours_of(body: &Value) -> Option<Vec<(String, Fen)>> {
    let row = |row: &Value| Some((row.get(0)?.as_str()?.to_owned(), Fen(row.get(1)?.as_i64()?)));
    body.get("ours")?.as_array()?.iter().map(row).collect()
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Begin { ours: rows, cause } => {
            ("reconcile", json!({ "ours": ours(rows), "reason": cause }))
        }
        Step::Enter(figures) => {
            let figure = |one: &Figure| json!([one.theirs.0, one.explanation]);
            ("figures", json!({ "theirs": figures.iter().map(figure).collect::<Vec<Value>>() }))
        }
        Step::SendBack { reason } => ("return", json!({ "reason": reason })),
        Step::Recount { ours: rows } => ("recount", json!({ "ours": ours(rows) })),
        Step::Sign(Side::Agriculture) => ("sign_ours", json!({})),
        Step::Sign(Side::Party) => ("sign_theirs", json!({})),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    Some(match kind {
        "reconcile" => Step::Begin { ours: ours_of(body)?, cause: text(body, "reason")? },
        "figures" => {
            let figure = |row: &Value| {
                let explanation = row.get(1)?.as_str()?.to_owned();
                Some(Figure { theirs: Fen(row.get(0)?.as_i64()?), explanation })
            };
            let all = body.get("theirs")?.as_array()?.iter().map(figure);
            Step::Enter(all.collect::<Option<_>>()?)
        }
        "return" => Step::SendBack { reason: text(body, "reason")? },
        "recount" => Step::Recount { ours: ours_of(body)? },
        "sign_ours" => Step::Sign(Side::Agriculture),
        "sign_theirs" => Step::Sign(Side::Party),
        _ => return None,
    })
}
