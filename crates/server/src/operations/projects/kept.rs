//! The steps of a project's way as words and JSON, and back. Each says from which state it was taken: records may
//! have moved the project there.

use domain::Fen;
use domain::project::{Change, Contract, Decision, Money, Request, Step, Taken};
use serde_json::{Value, json};

use crate::operations::handling::words::{of_project, project_state};
use crate::operations::handling::{Kept, attachments, day, ids, text};

/// A step as it is kept.
pub(crate) fn written(taken: &Taken) -> Kept {
    let (word, mut body) = said(&taken.step);
    if let Some(body) = body.as_object_mut() {
        body.insert("from".to_owned(), json!(of_project(taken.from)));
    }
    (word, body)
}

fn said(step: &Step) -> Kept {
    match step {
        Step::Apply { note } => ("apply", json!({ "note": note })),
        Step::Review { place, posted_on, evidence } => {
            let posted_on = posted_on.to_string();
            let body = json!({ "place": place, "posted_on": posted_on, "evidence": ids(evidence) });
            ("review", body)
        }
        Step::Examine { opinion } => ("examine", json!({ "opinion": opinion })),
        Step::SendBack { field, reason } => ("return", json!({ "field": field, "reason": reason })),
        Step::Enter(decision) => ("enter", decided(decision)),
        Step::Plan(decision) => ("plan", decided(decision)),
        Step::Fund(money) => {
            let Money { allotment, amount, on } = money;
            let body = json!({ "allotment": allotment, "amount": amount.0, "on": on.to_string() });
            ("fund", body)
        }
        Step::Contract(contract) => ("contract", contracted(contract)),
        Step::Start { on } => ("start", json!({ "on": on.to_string() })),
        Step::Finish { on } => ("finish", json!({ "on": on.to_string() })),
        Step::Accept { on, surplus, evidence } => {
            let on = on.to_string();
            let body = json!({ "on": on, "surplus": surplus.0, "evidence": ids(evidence) });
            ("accept_work", body)
        }
        Step::Close { note } => ("conclude", json!({ "note": note })),
        Step::Ask(request) => asked(request),
        Step::Grant(decision) => ("grant_project", decided(decision)),
        Step::Deny { reason } => ("deny_project", json!({ "reason": reason })),
    }
}

fn decided(decision: &Decision) -> Value {
    json!({ "document": decision.document, "on": decision.on.to_string() })
}

fn contracted(contract: &Contract) -> Value {
    json!({
        "contractor": contract.contractor,
        "amount": contract.amount.0,
        "retention": contract.retention.0,
        "on": contract.on.to_string(),
        "evidence": ids(&contract.evidence),
    })
}

fn asked(request: &Request) -> Kept {
    match request {
        Request::Change(change) => {
            let Change { planned, contract, goal, reason } = change;
            let body = json!({
                "planned": planned.0, "contract_change": contract.0, "goal": goal, "reason": reason,
            });
            ("ask_change", body)
        }
        Request::Leave { reason } => ("ask_leave", json!({ "reason": reason })),
        Request::Surplus { amount, purpose } => {
            ("ask_surplus", json!({ "amount": amount.0, "purpose": purpose }))
        }
    }
}

/// A kept step.
pub(crate) fn read(kind: &str, body: &Value) -> Option<Taken> {
    Some(Taken { from: project_state(&text(body, "from")?)?, step: step(kind, body)? })
}

fn step(kind: &str, body: &Value) -> Option<Step> {
    let fen = |name: &str| body.get(name)?.as_i64().map(Fen);
    let decision = || Some(Decision { document: text(body, "document")?, on: day(body, "on")? });
    Some(match kind {
        "apply" => Step::Apply { note: text(body, "note")? },
        "review" => Step::Review {
            place: text(body, "place")?,
            posted_on: day(body, "posted_on")?,
            evidence: attachments(body)?,
        },
        "examine" => Step::Examine { opinion: text(body, "opinion")? },
        "return" => Step::SendBack { field: text(body, "field")?, reason: text(body, "reason")? },
        "enter" => Step::Enter(decision()?),
        "plan" => Step::Plan(decision()?),
        "fund" => {
            let (allotment, amount) = (text(body, "allotment")?, fen("amount")?);
            Step::Fund(Money { allotment, amount, on: day(body, "on")? })
        }
        "contract" => Step::Contract(Contract {
            contractor: text(body, "contractor")?,
            amount: fen("amount")?,
            retention: fen("retention")?,
            on: day(body, "on")?,
            evidence: attachments(body)?,
        }),
        "start" => Step::Start { on: day(body, "on")? },
        "finish" => Step::Finish { on: day(body, "on")? },
        "accept_work" => Step::Accept {
            on: day(body, "on")?,
            surplus: fen("surplus")?,
            evidence: attachments(body)?,
        },
        "conclude" => Step::Close { note: text(body, "note")? },
        "ask_change" => Step::Ask(Request::Change(Change {
            planned: fen("planned")?,
            contract: fen("contract_change")?,
            goal: text(body, "goal")?,
            reason: text(body, "reason")?,
        })),
        "ask_leave" => Step::Ask(Request::Leave { reason: text(body, "reason")? }),
        "ask_surplus" => {
            let (amount, purpose) = (fen("amount")?, text(body, "purpose")?);
            Step::Ask(Request::Surplus { amount, purpose })
        }
        "grant_project" => Step::Grant(decision()?),
        "deny_project" => Step::Deny { reason: text(body, "reason")? },
        _ => return None,
    })
}
