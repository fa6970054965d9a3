//! The steps of a push list as words and JSON, and back.

use domain::handling::WarningId;
use domain::push::Step;
use serde_json::{Value, json};

use crate::operations::handling::{Kept, number, text};

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Receive => ("receive", json!({})),
        Step::Answer { warning, answer } => {
            ("answer", json!({ "warning": warning.0, "answer": answer }))
        }
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    Some(match kind {
        "receive" => Step::Receive,
        "answer" => Step::Answer {
            warning: WarningId(number(body, "warning")?),
            answer: text(body, "answer")?,
        },
        _ => return None,
    })
}
