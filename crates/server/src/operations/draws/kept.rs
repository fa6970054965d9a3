//! Steps of draws as words and JSON.

use domain::draw::{Hash, State, Step};
use serde_json::{Value, json};

use crate::operations::handling::{Kept, text, words};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    words::DRAW.get(state as usize).map_or("", |row| row.0)
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Commit { commitment, again } => {
            ("commit_draw", json!({ "commitment": commitment.to_string(), "reason": again }))
        }
        Step::Freeze { frame, projects } => {
            ("freeze_draw", json!({ "frame": frame.to_string(), "framed": projects }))
        }
        Step::Reveal { seed } => ("reveal_draw", json!({ "seed": seed })),
        Step::Withdraw { reason } => ("withdraw_draw", json!({ "reason": reason })),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let hash = |name: &str| Hash::parse(&text(body, name)?);
    Some(match kind {
        "commit_draw" => {
            Step::Commit { commitment: hash("commitment")?, again: text(body, "reason")? }
        }
        "freeze_draw" => {
            Step::Freeze { frame: hash("frame")?, projects: body.get("framed")?.as_u64()? }
        }
        "reveal_draw" => Step::Reveal { seed: text(body, "seed")? },
        "withdraw_draw" => Step::Withdraw { reason: text(body, "reason")? },
        _ => return None,
    })
}
