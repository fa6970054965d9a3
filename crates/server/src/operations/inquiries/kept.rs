//! The steps of an inquiry as words and JSON, and back.

use domain::handling::{CaseId, PostId};
use domain::inquiry::Step;
use serde_json::{Value, json};

use crate::operations::handling::{Kept, attachments, day, ids, number, text};
use crate::operations::warnings::kept::{escalation_read, escalation_written};

/// A step as it is kept.
pub(crate) fn written(step: &Step) -> Kept {
    match step {
        Step::Send { division, due } => {
            ("send", json!({ "to": division.0, "due": due.to_string() }))
        }
        Step::PassOn { unit, advice } => ("pass_on", json!({ "to": unit.0, "advice": advice })),
        Step::Answer { answer, evidence } => {
            ("answer", json!({ "answer": answer, "evidence": ids(evidence) }))
        }
        Step::SendBack { reason } => ("return", json!({ "reason": reason })),
        Step::AskAgain { reason, due } => {
            ("ask_again", json!({ "reason": reason, "due": due.to_string() }))
        }
        Step::Accept { reason } => ("accept", json!({ "reason": reason })),
        Step::OpenCase(case) => ("open_case", json!({ "case": case.0 })),
        Step::Withdraw { reason } => ("withdraw", json!({ "reason": reason })),
        Step::Escalate(escalation) => ("escalate", escalation_written(*escalation)),
    }
}

/// A kept step.
pub(crate) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    let post = || number(body, "to").map(PostId);
    Some(match kind {
        "send" => Step::Send { division: post()?, due: day(body, "due")? },
        "pass_on" => Step::PassOn { unit: post()?, advice: text(body, "advice")? },
        "answer" => Step::Answer { answer: text(body, "answer")?, evidence: attachments(body)? },
        "return" => Step::SendBack { reason: reason()? },
        "ask_again" => Step::AskAgain { reason: reason()?, due: day(body, "due")? },
        "accept" => Step::Accept { reason: reason()? },
        "open_case" => Step::OpenCase(CaseId(number(body, "case")?)),
        "withdraw" => Step::Withdraw { reason: reason()? },
        "escalate" => Step::Escalate(escalation_read(body)?),
        _ => return None,
    })
}
