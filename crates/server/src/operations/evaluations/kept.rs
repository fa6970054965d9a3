//! Steps of self-evaluations as words and JSON.

use domain::evaluation::score::Room;
use domain::evaluation::{Figures, Line, State, Step};
use domain::{Decimal, Fen};
use serde_json::{Value, json};

use crate::operations::handling::{Kept, attachments, ids, text, words};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    words::SELF_EVALUATION.get(state as usize).map_or("", |row| row.0)
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Report(figures) => ("report_evaluation", figured(figures, None)),
        Step::Return { reason } => ("return_evaluation", json!({ "reason": reason })),
        Step::Check { figures, opinion } => ("check_evaluation", figured(figures, Some(opinion))),
        Step::Object { reason } => ("object_evaluation", json!({ "reason": reason })),
        Step::Agree { note } => ("agree_evaluation", json!({ "reason": note })),
    }
}

/// Figures as they are kept; what is read of them in a history comes first.
pub(super) fn figured(figures: &Figures, opinion: Option<&String>) -> Value {
    let line = |line: &Line| {
        json!({
            "indicator": line.indicator, "actual": line.actual, "low": line.room.low.0,
            "high": line.room.high.0, "band": line.room.is_band, "score": line.score.0,
            "explains": line.explains, "cause": line.cause, "measure": line.measure,
        })
    };
    let lines: Vec<Value> = figures.lines.iter().map(line).collect();
    json!({
        "evaluated": figures.total().to_string(), "grade": figures.grade,
        "reason": opinion.map_or("", String::as_str), "evidence": ids(&figures.evidence),
        "figures": {
            "budget": figures.budget.0, "executed": figures.executed.0,
            "recorded": figures.recorded.0, "note": figures.note,
            "execution": figures.execution.0, "lines": lines,
        },
    })
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    Some(match kind {
        "report_evaluation" => Step::Report(figures(body)?),
        "return_evaluation" => Step::Return { reason: reason()? },
        "check_evaluation" => Step::Check { figures: figures(body)?, opinion: reason()? },
        "object_evaluation" => Step::Object { reason: reason()? },
        "agree_evaluation" => Step::Agree { note: reason()? },
        _ => return None,
    })
}

fn figures(body: &Value) -> Option<Figures> {
    let own = body.get("figures")?;
    let fen = |name: &str| own.get(name)?.as_i64().map(Fen);
    let lines = own.get("lines")?.as_array()?;
    Some(Figures {
        budget: fen("budget")?,
        executed: fen("executed")?,
        recorded: fen("recorded")?,
        note: text(own, "note")?,
        execution: points(own, "execution")?,
        lines: lines.iter().map(line).collect::<Option<_>>()?,
        grade: text(body, "grade")?,
        evidence: attachments(body)?,
    })
}

fn line(body: &Value) -> Option<Line> {
    let flag = |name: &str| body.get(name)?.as_bool();
    Some(Line {
        indicator: text(body, "indicator")?,
        actual: text(body, "actual")?,
        room: Room {
            low: points(body, "low")?,
            high: points(body, "high")?,
            is_band: flag("band")?,
        },
        score: points(body, "score")?,
        explains: flag("explains")?,
        cause: text(body, "cause")?,
        measure: text(body, "measure")?,
    })
}

fn points(body: &Value, name: &str) -> Option<Decimal> {
    body.get(name)?.as_i64().map(Decimal)
}
