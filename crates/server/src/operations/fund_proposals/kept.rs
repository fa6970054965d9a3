//! The steps of a fund proposal as words and JSON, and back.

use domain::division::Division;
use domain::fund_proposal::{Line, State, Step, Text};
use domain::money::Fen;
use serde_json::{Value, json};

use crate::operations::handling::{Kept, attachments, ids, text, words};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    words::FUND_PROPOSAL.get(state as usize).map_or("", |row| row.0)
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Write(said) => ("write_proposal", text_written(said)),
        Step::Submit => ("submit_proposal", json!({})),
        Step::Agree { opinion } => ("agree_proposal", json!({ "judgement": opinion })),
        Step::Review { opinion } => ("review_proposal", json!({ "judgement": opinion })),
        Step::Approve { opinion } => ("approve_proposal", json!({ "judgement": opinion })),
        Step::SendBack { reason } => ("return_proposal", json!({ "reason": reason })),
        Step::Withdraw { reason } => ("withdraw_proposal", json!({ "reason": reason })),
        Step::Replace { by } => ("replace_proposal", json!({ "by": by })),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let opinion = || text(body, "judgement");
    let reason = || text(body, "reason");
    Some(match kind {
        "write_proposal" => Step::Write(text_read(body)?),
        "submit_proposal" => Step::Submit,
        "agree_proposal" => Step::Agree { opinion: opinion()? },
        "review_proposal" => Step::Review { opinion: opinion()? },
        "approve_proposal" => Step::Approve { opinion: opinion()? },
        "return_proposal" => Step::SendBack { reason: reason()? },
        "withdraw_proposal" => Step::Withdraw { reason: reason()? },
        "replace_proposal" => Step::Replace { by: body.get("by")?.as_u64()? },
        _ => return None,
    })
}

fn text_written(said: &Text) -> Value {
    let line = |one: &Line| {
        let Line { fund, to, source, amount, pooled, reason } = one;
        json!([fund, to.map(Division::code), source, amount.0, pooled.0, reason])
    };
    json!({
        "total": said.total.0,
        "lines": said.lines.iter().map(line).collect::<Vec<Value>>(),
        "departments": said.consulted,
        "arrangement": said.arrangement,
        "evidence": ids(&said.evidence),
    })
}

fn text_read(body: &Value) -> Option<Text> {
    Some(Text {
        total: Fen(body.get("total")?.as_i64()?),
        lines: body.get("lines")?.as_array()?.iter().map(line_read).collect::<Option<_>>()?,
        consulted: text(body, "departments")?,
        arrangement: text(body, "arrangement")?,
        evidence: attachments(body)?,
    })
}

fn line_read(row: &Value) -> Option<Line> {
    let text = |at: usize| row.get(at)?.as_str().map(str::to_owned);
    let fen = |at: usize| row.get(at)?.as_i64().map(Fen);
    let to = match row.get(1)? {
        Value::Null => None,
        code => Some(Division::from_code(u32::try_from(code.as_u64()?).ok()?)?),
    };
    Some(Line {
        fund: text(0)?,
        to,
        source: text(2)?,
        amount: fen(3)?,
        pooled: fen(4)?,
        reason: text(5)?,
    })
}
