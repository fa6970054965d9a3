//! Kinds, subjects, states and steps of inspections as words and JSON, and back.

use domain::handling::{CaseId, WarningId};
use domain::inspection::{Fate, Kind, Observation, Plan, State, Step, Subject};
use domain::money::Fen;
use serde_json::{Value, json};

use crate::operations::handling::words::{self, Word};
use crate::operations::handling::{Kept, attachments, day, division, ids, text};
use crate::operations::warnings::kept::{escalation_read, escalation_written};

fn word(words: &[Word], at: usize) -> &'static str {
    words.get(at).map_or("", |row| row.0)
}

/// The word of a kind.
pub(crate) fn kind(kind: Kind) -> &'static str {
    word(words::INSPECTION_KIND, kind as usize)
}

/// The kind of a word.
pub(crate) fn kind_of(word: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|one| kind(*one) == word)
}

/// The word of a subject.
pub(crate) fn subject(subject: Subject) -> &'static str {
    word(words::INSPECTION_SUBJECT, subject as usize)
}

/// The subject of a word.
pub(crate) fn subject_of(word: &str) -> Option<Subject> {
    Subject::ALL.into_iter().find(|one| subject(*one) == word)
}

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    word(words::INSPECTION, state as usize)
}

/// The word of what became of something that was found.
pub(crate) fn fate(fate: &Fate) -> &'static str {
    match fate {
        Fate::Open => "open",
        Fate::Struck => "struck",
        Fate::Ordered { .. } => "ordered",
        Fate::Done { .. } => "done",
        Fate::Settled => "settled",
        Fate::Dismissed => "dismissed",
        Fate::InCase(_) => "in_case",
    }
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Plan(plan) => ("plan_inspection", plan_written(plan)),
        Step::Begin { on } => ("begin_inspection", json!({ "on": on.to_string() })),
        Step::Withdraw { reason } => ("withdraw_inspection", json!({ "reason": reason })),
        Step::Observe(one) => ("observe", observation_written(one)),
        Step::Strike { number, reason } => {
            ("strike", json!({ "number": number, "reason": reason }))
        }
        Step::Report { summary, answer_by } => {
            let due = answer_by.map(|day| day.to_string());
            ("report_inspection", json!({ "summary": summary, "due": due }))
        }
        Step::Answer { text, evidence } => {
            ("answer_inspection", json!({ "answer": text, "evidence": ids(evidence) }))
        }
        Step::Conclude { note } => ("conclude_inspection", json!({ "note": note })),
        Step::Order { number, asked, due } => (
            "order_observation",
            json!({ "number": number, "asked": asked, "due": due.to_string() }),
        ),
        Step::Dismiss { number, reason } => {
            ("dismiss", json!({ "number": number, "reason": reason }))
        }
        Step::HandOver { number, case } => {
            ("hand_over", json!({ "number": number, "case": case.0 }))
        }
        Step::Rectify { number, report, evidence } => {
            ("rectify", json!({ "number": number, "report": report, "evidence": ids(evidence) }))
        }
        Step::SendBack { number, reason, due } => (
            "send_back_observation",
            json!({ "number": number, "reason": reason, "due": due.to_string() }),
        ),
        Step::Settle { number, note } => {
            ("settle_observation", json!({ "number": number, "note": note }))
        }
        Step::Escalate(escalation) => ("escalate", escalation_written(*escalation)),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    let due = || day(body, "due");
    let number = || body.get("number")?.as_u64().and_then(|n| usize::try_from(n).ok());
    Some(match kind {
        "plan_inspection" => Step::Plan(plan_read(body)?),
        "begin_inspection" => Step::Begin { on: day(body, "on")? },
        "withdraw_inspection" => Step::Withdraw { reason: reason()? },
        "observe" => Step::Observe(observation_read(body)?),
        "strike" => Step::Strike { number: number()?, reason: reason()? },
        "report_inspection" => Step::Report { summary: text(body, "summary")?, answer_by: due() },
        "answer_inspection" => {
            Step::Answer { text: text(body, "answer")?, evidence: attachments(body)? }
        }
        "conclude_inspection" => Step::Conclude { note: text(body, "note")? },
        "order_observation" => {
            Step::Order { number: number()?, asked: text(body, "asked")?, due: due()? }
        }
        "dismiss" => Step::Dismiss { number: number()?, reason: reason()? },
        "hand_over" => {
            Step::HandOver { number: number()?, case: CaseId(body.get("case")?.as_u64()?) }
        }
        "rectify" => Step::Rectify {
            number: number()?,
            report: text(body, "report")?,
            evidence: attachments(body)?,
        },
        "send_back_observation" => {
            Step::SendBack { number: number()?, reason: reason()?, due: due()? }
        }
        "settle_observation" => Step::Settle { number: number()?, note: text(body, "note")? },
        "escalate" => Step::Escalate(escalation_read(body)?),
        _ => return None,
    })
}

/// Puts beside what was planned what was planned before, for the event that tells of the change.
pub(super) fn beside_before(said: &mut Value, before: &Plan) {
    if let Some(said) = said.as_object_mut() {
        said.insert("before".to_owned(), plan_written(before));
    }
}

fn plan_written(plan: &Plan) -> Value {
    json!({
        "kind": kind(plan.kind),
        "home": plan.home.to_string(),
        "organisation": plan.organisation,
        "subject": subject(plan.subject),
        "fund": plan.fund,
        "from": plan.period.0.to_string(),
        "until": plan.period.1.to_string(),
        "begins": plan.days.0.to_string(),
        "ends": plan.days.1.to_string(),
        "basis": plan.basis,
        "people": plan.people,
        "projects": plan.projects,
        "vouchers": plan.vouchers,
        "again": plan.again,
    })
}

fn plan_read(body: &Value) -> Option<Plan> {
    let words = |name: &str| -> Option<Vec<String>> {
        let all = body.get(name)?.as_array()?;
        all.iter().map(|one| one.as_str().map(str::to_owned)).collect()
    };
    Some(Plan {
        kind: kind_of(&text(body, "kind")?)?,
        home: division(&text(body, "home")?).ok()?,
        organisation: text(body, "organisation")?,
        subject: subject_of(&text(body, "subject")?)?,
        fund: text(body, "fund")?,
        period: (day(body, "from")?, day(body, "until")?),
        days: (day(body, "begins")?, day(body, "ends")?),
        basis: text(body, "basis")?,
        people: text(body, "people")?,
        projects: words("projects")?,
        vouchers: words("vouchers")?,
        again: text(body, "again")?,
    })
}

fn observation_written(one: &Observation) -> Value {
    json!({
        "observed": one.text,
        "project": one.project,
        "document": one.document,
        "amount": one.amount.0,
        "clause": one.clause,
        "warning": one.warning.map(|warning| warning.0),
        "evidence": ids(&one.evidence),
    })
}

fn observation_read(body: &Value) -> Option<Observation> {
    Some(Observation {
        text: text(body, "observed")?,
        project: text(body, "project")?,
        document: text(body, "document")?,
        amount: Fen(body.get("amount")?.as_i64()?),
        clause: text(body, "clause")?,
        warning: body.get("warning").and_then(Value::as_u64).map(WarningId),
        evidence: attachments(body)?,
    })
}
