//! Steps of payment requests as words and JSON.

use domain::Fen;
use domain::payment_request::{State, Step, Text};
use serde_json::{Value, json};

use super::Cells;
use crate::operations::entry::weighed;
use crate::operations::handling::{Kept, attachments, ids, text, words};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    words::PAYMENT_REQUEST.get(state as usize).map_or("", |row| row.0)
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Ask(text) => (
            "request_payment",
            json!({
                "amount": text.amount.0, "payment": text.cells, "evidence": ids(&text.evidence),
            }),
        ),
        Step::Withdraw { reason } => ("withdraw_payment_request", json!({ "reason": reason })),
        Step::Return { reason } => ("return_payment_request", json!({ "reason": reason })),
        Step::Approve { judged, reason } => (
            "approve_payment_request",
            json!({
                "broken": judged.broken, "exempted": judged.exempted, "doubts": judged.doubts,
                "reason": reason,
            }),
        ),
        Step::Pay { voucher, amount } => {
            ("settle_payment_request", json!({ "voucher": voucher, "paid": amount.0 }))
        }
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    let fen = |name: &str| body.get(name)?.as_i64().map(Fen);
    Some(match kind {
        "request_payment" => Step::Ask(Text {
            cells: cells(body.get("payment")?)?,
            amount: fen("amount")?,
            evidence: attachments(body)?,
        }),
        "withdraw_payment_request" => Step::Withdraw { reason: reason()? },
        "return_payment_request" => Step::Return { reason: reason()? },
        "approve_payment_request" => {
            Step::Approve { judged: weighed::read(body)?, reason: reason()? }
        }
        "settle_payment_request" => {
            Step::Pay { voucher: text(body, "voucher")?, amount: fen("paid")? }
        }
        _ => return None,
    })
}

fn cells(kept: &Value) -> Option<Cells> {
    let cell =
        |(column, text): (&String, &Value)| Some((column.clone(), text.as_str()?.to_owned()));
    kept.as_object()?.iter().map(cell).collect()
}
