//! The steps of an integration plan as words and JSON, and back.

use domain::handling::Opinion;
use domain::handling::PostId;
use domain::integration::{Draft, Source, State, Step, Use};
use domain::money::Fen;
use serde_json::{Value, json};

use crate::operations::handling::{Kept, attachments, day, ids, text};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Submitted => "submitted",
        State::InReview => "in_review",
        State::Agreed => "agreed",
        State::Approved => "approved",
        State::Replaced => "replaced",
        State::Dropped => "dropped",
    }
}

/// The state of a plan as the store keeps it.
pub(super) fn state_of(plan: &store::integration::Plan) -> Option<State> {
    State::ALL.into_iter().find(|one| state(*one) == plan.standing.state)
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Write(draft) => ("write", draft_written(draft)),
        Step::Attach(documents) => ("attach", json!({ "evidence": ids(documents) })),
        Step::Submit => ("submit_plan", json!({})),
        Step::SendBack { item, reason } => ("return", json!({ "field": item, "reason": reason })),
        Step::Drop { reason } => ("withdraw", json!({ "reason": reason })),
        Step::Convene { reviewers } => {
            let reviewers: Vec<u64> = reviewers.iter().map(|post| post.0).collect();
            ("convene", json!({ "reviewers": reviewers }))
        }
        Step::Opine(Opinion { agrees, reason }) => {
            (if *agrees { "agree" } else { "object" }, json!({ "reason": reason }))
        }
        Step::Approve { document, on } => {
            ("approve", json!({ "document": document, "on": on.to_string() }))
        }
        Step::Replace { by } => ("replace", json!({ "plan": by })),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    let opinion = |agrees| Some(Step::Opine(Opinion { agrees, reason: reason()? }));
    Some(match kind {
        "write" => Step::Write(draft_read(body)?),
        "attach" => Step::Attach(attachments(body)?),
        "submit_plan" => Step::Submit,
        "return" => Step::SendBack { item: text(body, "field")?, reason: reason()? },
        "withdraw" => Step::Drop { reason: reason()? },
        "convene" => {
            let all = body.get("reviewers")?.as_array()?;
            let reviewers = all.iter().map(|id| id.as_u64().map(PostId));
            Step::Convene { reviewers: reviewers.collect::<Option<_>>()? }
        }
        "agree" => opinion(true)?,
        "object" => opinion(false)?,
        "approve" => Step::Approve { document: text(body, "document")?, on: day(body, "on")? },
        "replace" => Step::Replace { by: body.get("plan")?.as_u64()? },
        _ => return None,
    })
}

fn draft_written(draft: &Draft) -> Value {
    let source = |one: &Source| json!([one.fund, one.scale.0, one.amount.0]);
    let used = |one: &Use| json!([one.project, one.fund, one.amount.0]);
    json!({
        "title": draft.title,
        "note": draft.note,
        "total": draft.total().map(|total| total.0),
        "sources": draft.sources.iter().map(source).collect::<Vec<Value>>(),
        "uses": draft.uses.iter().map(used).collect::<Vec<Value>>(),
    })
}

fn draft_read(body: &Value) -> Option<Draft> {
    let rows = |name: &str| body.get(name)?.as_array();
    let word = |row: &Value, at: usize| row.get(at)?.as_str().map(str::to_owned);
    let fen = |row: &Value, at: usize| row.get(at)?.as_i64().map(Fen);
    let source = |row: &Value| {
        Some(Source { fund: word(row, 0)?, scale: fen(row, 1)?, amount: fen(row, 2)? })
    };
    let used = |row: &Value| {
        Some(Use { project: word(row, 0)?, fund: word(row, 1)?, amount: fen(row, 2)? })
    };
    Some(Draft {
        title: text(body, "title")?,
        note: text(body, "note")?,
        sources: rows("sources")?.iter().map(source).collect::<Option<_>>()?,
        uses: rows("uses")?.iter().map(used).collect::<Option<_>>()?,
    })
}
