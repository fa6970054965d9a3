//! The steps of a warning as words and JSON, and back.

use domain::Lamp;
use domain::case::Closing;
use domain::division::Level;
use domain::handling::{CaseId, PostId};
use domain::warning::{Escalation, Exemption, Step};
use serde_json::{Value, json};

use crate::operations::handling::{Kept, attachments, day, ids, number, text};

/// A step as it is kept. Of a closing only the case and the number of its steps are kept, for it is the case
/// that says how it was closed.
pub(crate) fn written(step: &Step, case_steps: usize) -> Kept {
    match step {
        Step::TakeUp => ("take_up", json!({})),
        Step::JudgeBreach { reason } => ("breach", json!({ "reason": reason })),
        Step::JudgeInOrder { reason, evidence } => {
            ("in_order", json!({ "reason": reason, "evidence": ids(evidence) }))
        }
        Step::JudgeDataError { reason } => ("data_error", json!({ "reason": reason })),
        Step::Reconsider { reason } => ("reconsider", json!({ "reason": reason })),
        Step::Mute { reason, until } => {
            ("mute", json!({ "reason": reason, "until": until.to_string() }))
        }
        Step::AskExemption(exemption) => ("ask_exemption", exemption_written(exemption)),
        Step::GrantExemption => ("grant_exemption", json!({})),
        Step::DenyExemption { reason } => ("deny_exemption", json!({ "reason": reason })),
        Step::Escalate(escalation) => ("escalate", escalation_written(*escalation)),
        Step::OpenCase(case) => ("open_case", json!({ "case": case.0 })),
        Step::Settle(closing) => {
            ("settle", json!({ "case": closing.case().0, "case_steps": case_steps }))
        }
        Step::Reopen => ("reopen", json!({})),
        Step::Find(lamp) => ("find", json!({ "lamp": lamp.word() })),
        Step::Clear => ("clear", json!({})),
        Step::Lapse => ("lapse", json!({})),
    }
}

/// A kept step. `closing` gives the closing of the case after so many of its steps.
pub(crate) fn read(
    kind: &str,
    body: &Value,
    closing: impl Fn(u64) -> Option<Closing>,
) -> Option<Step> {
    let reason = || text(body, "reason");
    Some(match kind {
        "take_up" => Step::TakeUp,
        "breach" => Step::JudgeBreach { reason: reason()? },
        "in_order" => Step::JudgeInOrder { reason: reason()?, evidence: attachments(body)? },
        "data_error" => Step::JudgeDataError { reason: reason()? },
        "reconsider" => Step::Reconsider { reason: reason()? },
        "mute" => Step::Mute { reason: reason()?, until: day(body, "until")? },
        "ask_exemption" => Step::AskExemption(exemption_read(body)?),
        "grant_exemption" => Step::GrantExemption,
        "deny_exemption" => Step::DenyExemption { reason: reason()? },
        "escalate" => Step::Escalate(escalation_read(body)?),
        "open_case" => Step::OpenCase(CaseId(number(body, "case")?)),
        "settle" => Step::Settle(closing(number(body, "case_steps")?)?),
        "reopen" => Step::Reopen,
        "find" => Step::Find(lamp(body.get("lamp")?.as_str()?)?),
        "clear" => Step::Clear,
        "lapse" => Step::Lapse,
        _ => return None,
    })
}

/// The lamp of a word.
pub(crate) fn lamp(word: &str) -> Option<Lamp> {
    [Lamp::Red, Lamp::Yellow].into_iter().find(|lamp| lamp.word() == word)
}

pub(crate) fn exemption_written(exemption: &Exemption) -> Value {
    let Exemption { basis, scope, until } = exemption;
    json!({ "basis": basis, "scope": scope, "until": until.to_string() })
}

pub(crate) fn exemption_read(body: &Value) -> Option<Exemption> {
    let (basis, scope) = (text(body, "basis")?, text(body, "scope")?);
    Some(Exemption { basis, scope, until: day(body, "until")? })
}

pub(crate) fn escalation_written(escalation: Escalation) -> Value {
    let Escalation { level, to, term } = escalation;
    json!({ "level": level.word(), "to": to.0, "term": term })
}

pub(crate) fn escalation_read(body: &Value) -> Option<Escalation> {
    let level = Level::from_word(body.get("level")?.as_str()?)?;
    let term = u16::try_from(number(body, "term")?).ok()?;
    Some(Escalation { level, to: PostId(number(body, "to")?), term })
}
