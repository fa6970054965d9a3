//! Steps of suggestions as words and JSON.

use domain::suggestion::{State, Step, Text};
use serde_json::{Value, json};

use crate::operations::handling::{Kept, attachments, ids, text, words};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    words::SUGGESTION.get(state as usize).map_or("", |row| row.0)
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Suggest(text) => (
            "suggest",
            json!({ "title": text.title, "suggested": text.said, "evidence": ids(&text.evidence) }),
        ),
        Step::Withdraw { reason } => ("withdraw_suggestion", json!({ "reason": reason })),
        Step::Adopt { follows, setting } => {
            ("adopt_suggestion", json!({ "follows": follows, "setting": setting }))
        }
        Step::Decline { reason } => ("decline_suggestion", json!({ "reason": reason })),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    Some(match kind {
        "suggest" => Step::Suggest(Text {
            title: text(body, "title")?,
            said: text(body, "suggested")?,
            evidence: attachments(body)?,
        }),
        "withdraw_suggestion" => Step::Withdraw { reason: reason()? },
        "adopt_suggestion" => {
            let setting = body.get("setting").and_then(Value::as_u64);
            Step::Adopt { follows: text(body, "follows")?, setting }
        }
        "decline_suggestion" => Step::Decline { reason: reason()? },
        _ => return None,
    })
}
