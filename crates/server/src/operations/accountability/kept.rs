//! The steps of a matter of accountability as words and JSON, and back.

use domain::accountability::Step;
use serde_json::{Value, json};

use super::{measure, measure_word};
use crate::operations::handling::{Kept, attachments, ids, text};

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Decide { measure, reason } => {
            ("decide", json!({ "measure": measure_word(*measure), "reason": reason }))
        }
        Step::Record { document } => ("record", json!({ "evidence": ids(document) })),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    Some(match kind {
        "decide" => {
            let measure = measure(body.get("measure")?.as_str()?)?;
            Step::Decide { measure, reason: text(body, "reason")? }
        }
        "record" => Step::Record { document: attachments(body)? },
        _ => return None,
    })
}
