//! Steps of rounds of monitoring as words and JSON.

use domain::Fen;
use domain::monitoring::{Decision, State, Step, Text, Value};
use serde_json::json;

use crate::operations::handling::{Kept, attachments, day, ids, text, words};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    words::MONITORING.get(state as usize).map_or("", |row| row.0)
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Submit(text) => (
            "submit_monitoring",
            json!({
                "executed": text.executed.0, "expected": text.expected.0, "remarks": text.remarks,
                "values": text.values.iter().map(value).collect::<Vec<_>>(),
                "evidence": ids(&text.evidence),
            }),
        ),
        Step::Return { reason } => ("return_monitoring", json!({ "reason": reason })),
        Step::Accept { note } => ("accept_monitoring", json!({ "note": note })),
        Step::Decide(decision) => (
            "decide_monitoring",
            json!({
                "decided": words::of_monitoring_measure(decision.measure), "reason": decision.reason,
                "due": decision.due.to_string(), "amount": decision.amount.0,
            }),
        ),
        Step::Report { report, evidence } => {
            ("report_monitoring", json!({ "report": report, "evidence": ids(evidence) }))
        }
        Step::SendBack { reason } => ("send_back_monitoring", json!({ "reason": reason })),
        Step::Settle { finding, evidence } => {
            ("settle_monitoring", json!({ "finding": finding, "evidence": ids(evidence) }))
        }
    }
}

fn value(value: &Value) -> serde_json::Value {
    json!({
        "indicator": value.indicator, "actual": value.actual,
        "likelihood": words::of_likelihood(value.likelihood),
        "cause": value.cause, "measure": value.measure,
    })
}

/// A kept step.
pub(super) fn read(kind: &str, body: &serde_json::Value) -> Option<Step> {
    let fen = |name: &str| body.get(name)?.as_i64().map(Fen);
    let reason = || text(body, "reason");
    Some(match kind {
        "submit_monitoring" => Step::Submit(Text {
            executed: fen("executed")?,
            expected: fen("expected")?,
            remarks: text(body, "remarks")?,
            values: body.get("values")?.as_array()?.iter().map(value_of).collect::<Option<_>>()?,
            evidence: attachments(body)?,
        }),
        "return_monitoring" => Step::Return { reason: reason()? },
        "accept_monitoring" => Step::Accept { note: text(body, "note")? },
        "decide_monitoring" => Step::Decide(Decision {
            measure: words::monitoring_measure(&text(body, "decided")?)?,
            reason: reason()?,
            due: day(body, "due")?,
            amount: fen("amount")?,
        }),
        "report_monitoring" => {
            Step::Report { report: text(body, "report")?, evidence: attachments(body)? }
        }
        "send_back_monitoring" => Step::SendBack { reason: reason()? },
        "settle_monitoring" => {
            Step::Settle { finding: text(body, "finding")?, evidence: attachments(body)? }
        }
        _ => return None,
    })
}

fn value_of(body: &serde_json::Value) -> Option<Value> {
    Some(Value {
        indicator: text(body, "indicator")?,
        actual: text(body, "actual")?,
        likelihood: words::likelihood(&text(body, "likelihood")?)?,
        cause: text(body, "cause")?,
        measure: text(body, "measure")?,
    })
}
