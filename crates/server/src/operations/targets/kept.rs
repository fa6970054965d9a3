//! Steps of targets as words and JSON.

use domain::Fen;
use domain::target::{Approval, Bands, Filed, Indicator, Outcome, Review, State, Step, Text};
use serde_json::{Value, json};

use crate::operations::entry::weighed;
use crate::operations::handling::{Kept, attachments, day, ids, text, words};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    words::TARGET.get(state as usize).map_or("", |row| row.0)
}

fn filed(to: Filed) -> &'static str {
    words::TARGET_FILED.get(to as usize).map_or("", |row| row.0)
}

fn outcome(outcome: Outcome) -> &'static str {
    words::TARGET_OUTCOME.get(outcome as usize).map_or("", |row| row.0)
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Write(text) => ("write_target", said(text)),
        Step::TakeOver { text, approved_on } => (
            "take_over_target",
            with(said(text), json!({ "approved_on": approved_on.to_string() })),
        ),
        Step::Submit => ("submit_target", json!({})),
        Step::Withdraw { reason } => ("withdraw_target", json!({ "reason": reason })),
        Step::Review(review) => ("review_target", reviewed(review)),
        Step::SendBack { reason } => ("send_back_target", json!({ "reason": reason })),
        Step::Approve(approval) => ("approve_target", approved(approval)),
        Step::File { to, on, document } => (
            "file_target",
            json!({ "filed_to": filed(*to), "on": on.to_string(), "document": document }),
        ),
        Step::Publish { on, place } => {
            ("publish_target", json!({ "on": on.to_string(), "place": place }))
        }
        Step::Ask { text, reason } => {
            ("ask_adjustment", with(said(text), json!({ "reason": reason })))
        }
        Step::Grant(approval) => ("grant_adjustment", approved(approval)),
        Step::Deny { reason } => ("deny_adjustment", json!({ "reason": reason })),
    }
}

fn with(mut body: Value, more: Value) -> Value {
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    body
}

fn said(text: &Text) -> Value {
    let indicator = |one: &Indicator| {
        json!({
            "level1": one.level1, "level2": one.level2, "name": one.name, "direction": one.direction,
            "value": one.value, "unit": one.unit, "weight": one.weight, "core": one.core, "note": one.note,
        })
    };
    json!({
        "overall": text.goal, "total": text.total.0, "fiscal": text.fiscal.0, "evidence": ids(&text.evidence),
        "indicators": text.indicators.iter().map(indicator).collect::<Vec<Value>>(),
    })
}

fn reviewed(review: &Review) -> Value {
    let Bands { most, pass, reject } = review.bands;
    json!({
        "scores": review.scores, "score": review.total(), "bands": [most, pass, reject],
        "outcome": outcome(review.outcome), "opinion": review.opinion,
        "comments": review.comments.iter().map(|(name, text)| json!([name, text])).collect::<Vec<Value>>(),
    })
}

fn approved(approval: &Approval) -> Value {
    json!({
        "document": approval.document, "on": approval.on.to_string(), "reason": approval.reason,
        "broken": approval.judged.broken, "exempted": approval.judged.exempted,
        "doubts": approval.judged.doubts,
    })
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    Some(match kind {
        "write_target" => Step::Write(read_text(body)?),
        "take_over_target" => {
            Step::TakeOver { text: read_text(body)?, approved_on: day(body, "approved_on")? }
        }
        "submit_target" => Step::Submit,
        "withdraw_target" => Step::Withdraw { reason: reason()? },
        "review_target" => Step::Review(read_review(body)?),
        "send_back_target" => Step::SendBack { reason: reason()? },
        "approve_target" => Step::Approve(read_approval(body)?),
        "file_target" => {
            let to = text(body, "filed_to")?;
            Step::File {
                to: *Filed::ALL.iter().find(|one| filed(**one) == to)?,
                on: day(body, "on")?,
                document: text(body, "document")?,
            }
        }
        "publish_target" => Step::Publish { on: day(body, "on")?, place: text(body, "place")? },
        "ask_adjustment" => Step::Ask { text: read_text(body)?, reason: reason()? },
        "grant_adjustment" => Step::Grant(read_approval(body)?),
        "deny_adjustment" => Step::Deny { reason: reason()? },
        _ => return None,
    })
}

fn read_text(body: &Value) -> Option<Text> {
    let fen = |name: &str| body.get(name)?.as_i64().map(Fen);
    let indicators = body.get("indicators")?.as_array()?;
    Some(Text {
        goal: text(body, "overall")?,
        total: fen("total")?,
        fiscal: fen("fiscal")?,
        indicators: indicators.iter().map(read_indicator).collect::<Option<_>>()?,
        evidence: attachments(body)?,
    })
}

fn read_indicator(body: &Value) -> Option<Indicator> {
    let cell = |name| text(body, name);
    Some(Indicator {
        level1: cell("level1")?,
        level2: cell("level2")?,
        name: cell("name")?,
        direction: cell("direction")?,
        value: cell("value")?,
        unit: cell("unit")?,
        weight: cell("weight")?,
        core: body.get("core")?.as_bool()?,
        note: cell("note")?,
    })
}

fn read_review(body: &Value) -> Option<Review> {
    let points = |name: &str| -> Option<Vec<u16>> {
        let all = body.get(name)?.as_array()?;
        all.iter().map(|one| one.as_u64().and_then(|one| u16::try_from(one).ok())).collect()
    };
    let [most, pass, reject] = points("bands")?.try_into().ok()?;
    let word = text(body, "outcome")?;
    let all = [Outcome::Pass, Outcome::Return, Outcome::Reject];
    let pair = |one: &Value| -> Option<(String, String)> {
        Some((one.get(0)?.as_str()?.to_owned(), one.get(1)?.as_str()?.to_owned()))
    };
    Some(Review {
        scores: points("scores")?.try_into().ok()?,
        bands: Bands { most, pass, reject },
        outcome: all.into_iter().find(|one| outcome(*one) == word)?,
        opinion: text(body, "opinion")?,
        comments: body.get("comments")?.as_array()?.iter().map(pair).collect::<Option<_>>()?,
    })
}

fn read_approval(body: &Value) -> Option<Approval> {
    Some(Approval {
        document: text(body, "document")?,
        on: day(body, "on")?,
        judged: weighed::read(body)?,
        reason: text(body, "reason")?,
    })
}
