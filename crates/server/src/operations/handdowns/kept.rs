//! The steps of a hand-down as words and JSON, and back.

use domain::day::Day;
use domain::division::Division;
use domain::handdown::{Draft, Line, Office, Receipt, State, Step, To, Way};
use domain::money::Fen;
use serde_json::{Value, json};

use crate::operations::handling::{Kept, attachments, day, ids, text};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Submitted => "submitted",
        State::HandedDown => "handed_down",
        State::Complete => "complete",
        State::Dropped => "dropped",
    }
}

/// The word of a way.
pub(crate) fn way(way: Way) -> &'static str {
    match way {
        Way::Down => "down",
        Way::Back => "back",
    }
}

/// The way of a word.
pub(crate) fn way_of(word: &str) -> Option<Way> {
    [Way::Down, Way::Back].into_iter().find(|one| way(*one) == word)
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Write(draft) => ("write", draft_written(draft)),
        Step::Attach(scans) => ("attach", json!({ "evidence": ids(scans) })),
        Step::Submit => ("submit", json!({})),
        Step::SendBack { reason } => ("return", json!({ "reason": reason })),
        Step::Drop { reason } => ("withdraw", json!({ "reason": reason })),
        Step::HandDown { open } => ("hand_down", json!({ "open": open.0 })),
        Step::Receive { line, receipt } => ("get", receipt_written(*line, receipt)),
        Step::Copy { to, sent_on } => {
            ("copy", json!({ "office": office(*to), "day": sent_on.to_string() }))
        }
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    Some(match kind {
        "write" => Step::Write(draft_read(body)?),
        "attach" => Step::Attach(attachments(body)?),
        "submit" => Step::Submit,
        "return" => Step::SendBack { reason: reason()? },
        "withdraw" => Step::Drop { reason: reason()? },
        "hand_down" => Step::HandDown { open: fen(body, "open")? },
        "get" => Step::Receive {
            line: usize::try_from(body.get("line")?.as_u64()?).ok()?,
            receipt: receipt_read(body)?,
        },
        "copy" => {
            Step::Copy { to: office_of(body.get("office")?.as_str()?)?, sent_on: day(body, "day")? }
        }
        _ => return None,
    })
}

/// The word of an office.
pub(crate) fn office(office: Office) -> &'static str {
    match office {
        Office::Treasury => "treasury",
        Office::FundOffice => "fund_office",
    }
}

/// The office of a word.
pub(super) fn office_of(word: &str) -> Option<Office> {
    [Office::Treasury, Office::FundOffice].into_iter().find(|one| office(*one) == word)
}

fn draft_written(draft: &Draft) -> Value {
    json!({
        "doc_no": draft.doc_no,
        "doc_title": draft.doc_title,
        "issued_on": draft.issued_on.to_string(),
        "targets_on": draft.targets_on.map(|day| day.to_string()),
        "for_poverty": draft.for_poverty,
        "to_household": draft.to_household,
        "names_project": draft.names_project,
        "note": draft.note,
        "total": draft.total().map(|total| total.0),
        "lines": draft.lines.iter().map(line_written).collect::<Vec<Value>>(),
    })
}

fn draft_read(body: &Value) -> Option<Draft> {
    let flag = |name: &str| body.get(name)?.as_bool();
    Some(Draft {
        doc_no: text(body, "doc_no")?,
        doc_title: text(body, "doc_title")?,
        issued_on: day(body, "issued_on")?,
        targets_on: day(body, "targets_on"),
        for_poverty: flag("for_poverty")?,
        to_household: flag("to_household")?,
        names_project: flag("names_project")?,
        note: text(body, "note")?,
        lines: body.get("lines")?.as_array()?.iter().map(line_read).collect::<Option<_>>()?,
    })
}

fn line_written(line: &Line) -> Value {
    let (kind, to) = match &line.to {
        To::Division(division) => ("division", division.to_string()),
        To::Project(id) => ("project", id.clone()),
    };
    json!({ "kind": kind, "receiver": to, "amount": line.amount.0, "reason": line.reason })
}

fn line_read(body: &Value) -> Option<Line> {
    let receiver = text(body, "receiver")?;
    let to = match body.get("kind")?.as_str()? {
        "division" => To::Division(Division::from_code(receiver.parse().ok()?)?),
        "project" => To::Project(receiver),
        _ => return None,
    };
    Some(Line { to, amount: fen(body, "amount")?, reason: text(body, "reason")? })
}

fn receipt_written(line: usize, receipt: &Receipt) -> Value {
    json!({
        "line": line,
        "received_on": receipt.received_on.to_string(),
        "total": receipt.amount.0,
        "fund": receipt.fund,
        "doc_no": receipt.doc_no,
    })
}

fn receipt_read(body: &Value) -> Option<Receipt> {
    Some(Receipt {
        received_on: day(body, "received_on")?,
        amount: fen(body, "total")?,
        fund: text(body, "fund")?,
        doc_no: text(body, "doc_no")?,
    })
}

fn fen(body: &Value, name: &str) -> Option<Fen> {
    body.get(name)?.as_i64().map(Fen)
}

/// A day that need not be given.
pub(super) fn maybe_day(text: &str) -> Result<Option<Day>, crate::operations::Refusal> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    crate::operations::handling::acting::day(text).map(Some)
}
