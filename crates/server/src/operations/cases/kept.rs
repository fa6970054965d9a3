//! The steps of a case as words and JSON, and back.

use domain::accountability::Decision;
use domain::case::{Order, Request, Rerun, Says, Step, Why};
use domain::handling::PostId;
use domain::{Day, Fen};
use serde_json::{Value, json};

use crate::operations::handling::{Kept, attachments, day, ids, number, text};
use crate::operations::warnings::kept::{
    escalation_read, escalation_written, exemption_read, exemption_written,
};

/// A step as it is kept. Of a decision on responsibility the number of its matter is kept, which says what
/// was decided.
pub(crate) fn written(step: &Step, matter: u64) -> Kept {
    match step {
        Step::Order(order) => ("order", order_written(order)),
        Step::Extend { due, reason } => {
            ("extend", json!({ "due": due.to_string(), "reason": reason }))
        }
        Step::ReportDone { report, evidence } => {
            ("report", json!({ "report": report, "evidence": ids(evidence) }))
        }
        Step::Confirm { finding } => ("confirm", json!({ "finding": finding })),
        Step::SendBack { reason } => ("send_back", json!({ "reason": reason })),
        Step::Ask(Request::Exemption(exemption)) => ("ask_exemption", exemption_written(exemption)),
        Step::Ask(Request::Irrecoverable { reason, evidence }) => {
            ("ask_irrecoverable", json!({ "reason": reason, "evidence": ids(evidence) }))
        }
        Step::Grant => ("grant", json!({})),
        Step::Deny { reason } => ("deny", json!({ "reason": reason })),
        Step::Hold(_) => ("hold", json!({ "accountability": matter })),
        Step::Escalate(escalation) => ("escalate", escalation_written(*escalation)),
        Step::CloseGreen { rerun, returned } => (
            "close_green",
            json!({
                "on": rerun.on.to_string(), "says": says(rerun.says), "returned": returned.0,
            }),
        ),
        Step::CloseExempt => ("close_exempt", json!({})),
        Step::CloseLost => ("close_lost", json!({})),
        Step::Reopen(why) => ("reopen", why_written(why)),
    }
}

/// A kept step. `decision` gives the decision of a matter of accountability.
pub(crate) fn read(
    kind: &str,
    body: &Value,
    decision: impl Fn(u64) -> Option<Decision>,
) -> Option<Step> {
    let reason = || text(body, "reason");
    Some(match kind {
        "order" => Step::Order(order_read(body)?),
        "extend" => Step::Extend { due: day(body, "due")?, reason: reason()? },
        "report" => {
            Step::ReportDone { report: text(body, "report")?, evidence: attachments(body)? }
        }
        "confirm" => Step::Confirm { finding: text(body, "finding")? },
        "send_back" => Step::SendBack { reason: reason()? },
        "ask_exemption" => Step::Ask(Request::Exemption(exemption_read(body)?)),
        "ask_irrecoverable" => {
            Step::Ask(Request::Irrecoverable { reason: reason()?, evidence: attachments(body)? })
        }
        "grant" => Step::Grant,
        "deny" => Step::Deny { reason: reason()? },
        "hold" => Step::Hold(decision(number(body, "accountability")?)?),
        "escalate" => Step::Escalate(escalation_read(body)?),
        "close_green" => {
            let rerun = Rerun { on: day(body, "on")?, says: says_read(&text(body, "says")?)? };
            Step::CloseGreen { rerun, returned: fen(body, "returned")? }
        }
        "close_exempt" => Step::CloseExempt,
        "close_lost" => Step::CloseLost,
        "reopen" => Step::Reopen(why_read(body)?),
        _ => return None,
    })
}

fn order_written(order: &Order) -> Value {
    let Order { to, asked, due, take_back, rebook } = order;
    json!({
        "to": to.0, "asked": asked, "due": due.to_string(),
        "take_back": take_back.0, "rebook": rebook.0,
    })
}

fn order_read(body: &Value) -> Option<Order> {
    let due: Day = day(body, "due")?;
    Some(Order {
        to: PostId(number(body, "to")?),
        asked: text(body, "asked")?,
        due,
        take_back: fen(body, "take_back")?,
        rebook: fen(body, "rebook")?,
    })
}

fn fen(body: &Value, name: &str) -> Option<Fen> {
    body.get(name)?.as_i64().map(Fen)
}

const SAYS: [(Says, &str); 4] = [
    (Says::Green, "green"),
    (Says::Yellow, "yellow"),
    (Says::Red, "red"),
    (Says::CannotTell, "cannot_tell"),
];

fn says(says: Says) -> &'static str {
    SAYS.iter().find(|row| row.0 == says).map_or("", |row| row.1)
}

fn says_read(word: &str) -> Option<Says> {
    SAYS.iter().find(|row| row.1 == word).map(|row| row.0)
}

fn why_written(why: &Why) -> Value {
    match why {
        Why::CameBack => json!({ "why": "came_back" }),
        Why::Lapsed => json!({ "why": "lapsed" }),
        Why::Objection(reason) => json!({ "why": "objection", "reason": reason }),
    }
}

fn why_read(body: &Value) -> Option<Why> {
    Some(match body.get("why")?.as_str()? {
        "came_back" => Why::CameBack,
        "lapsed" => Why::Lapsed,
        "objection" => Why::Objection(text(body, "reason")?),
        _ => return None,
    })
}
