//! The steps of a monthly return as words and JSON, and back.

use domain::Fen;
use domain::monthly_return::{Figure, State, Step};
use serde_json::{Value, json};

use crate::operations::handling::{Kept, text};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Submitted => "submitted",
        State::Accepted => "accepted",
        State::Returned => "returned",
    }
}

fn figure(one: &Figure) -> Value {
    let Figure { rule, red, yellow, handled, rectified, overdue, amount } = one;
    json!([rule, red, yellow, handled, rectified, overdue, amount.0])
}

fn figure_of(row: &Value) -> Option<Figure> {
    let count = |at: usize| row.get(at)?.as_i64();
    Some(Figure {
        rule: row.get(0)?.as_str()?.to_owned(),
        red: count(1)?,
        yellow: count(2)?,
        handled: count(3)?,
        rectified: count(4)?,
        overdue: count(5)?,
        amount: Fen(count(6)?),
    })
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Write { figures, remarks } => {
            let rows: Vec<Value> = figures.iter().map(figure).collect();
            ("write_return", json!({ "figures": rows, "remarks": remarks }))
        }
        Step::Submit { opinion } => ("submit_return", json!({ "judgement": opinion })),
        Step::Accept { opinion } => ("accept_return", json!({ "judgement": opinion })),
        Step::SendBack { reason } => ("send_back_return", json!({ "reason": reason })),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let opinion = || text(body, "judgement");
    Some(match kind {
        "write_return" => Step::Write {
            figures: body
                .get("figures")?
                .as_array()?
                .iter()
                .map(figure_of)
                .collect::<Option<_>>()?,
            remarks: text(body, "remarks")?,
        },
        "submit_return" => Step::Submit { opinion: opinion()? },
        "accept_return" => Step::Accept { opinion: opinion()? },
        "send_back_return" => Step::SendBack { reason: text(body, "reason")? },
        _ => return None,
    })
}
