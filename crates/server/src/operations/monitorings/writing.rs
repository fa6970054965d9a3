//! The records that steps about a round write: the round with its values, and the order of a decision.

use domain::monitoring::{Decision, Measure, Step, Text, Value};
use domain::{Day, Lang, TableId};

use super::asked::Asked;
use super::followed::FollowedRound;
use crate::context::Context;
use crate::operations::Done;
use crate::operations::handling::words;
use crate::operations::recording::{Cell, Change, Recording, whole_rows};

/// The cells of a round.
pub(super) fn round_cells(asked: &Asked, text: &Text, entered: String) -> Vec<Cell<'static>> {
    vec![
        ("target", asked.owed.target.clone()),
        ("as_of", asked.owed.node.clone()),
        ("entered_on", entered),
        ("executed_amount", text.executed.plain()),
    ]
}

/// The cells of its values.
pub(super) fn value_cells(asked: &Asked, text: &Text) -> Vec<Vec<Cell<'static>>> {
    let cells = |value: &Value| -> Vec<Cell<'static>> {
        vec![
            ("target", asked.owed.target.clone()),
            ("as_of", asked.owed.node.clone()),
            ("indicator", value.indicator.clone()),
            ("actual", value.actual.clone()),
            ("likelihood", words::of_likelihood(value.likelihood).to_owned()),
            ("cause", value.cause.clone()),
            ("measure", value.measure.clone()),
        ]
    };
    text.values.iter().map(cells).collect()
}

/// The records of a round; one that came before says when it was first entered.
pub(super) async fn round(
    context: &Context,
    on: Day,
    asked: &Asked,
    text: &Text,
) -> Done<Vec<Recording>> {
    let round = whole_rows(TableId::Monitorings, &[round_cells(asked, text, asked.entered_on(on))]);
    let values = whole_rows(TableId::MonitoringValues, &value_cells(asked, text));
    Ok(vec![
        Recording::of(context, round).await?.bounded(),
        Recording::of(context, values).await?.bounded(),
    ])
}

/// What a step says of the order of its decision.
pub(super) async fn order(
    context: &Context,
    on: Day,
    round: &FollowedRound,
    step: &Step,
) -> Done<Vec<Recording>> {
    let cells: Vec<Cell<'static>> = match step {
        Step::Decide(decision) => {
            let row = whole_rows(TableId::Orders, &[new_order(on, round, decision)]);
            return Ok(vec![Recording::adding(context, row).await?.bounded()]);
        }
        Step::Report { .. } => vec![("done_on", on.to_string())],
        Step::SendBack { .. } => vec![("done_on", String::new())],
        Step::Settle { .. } => {
            vec![("done_on", done_on(round, on)), ("verified_on", on.to_string())]
        }
        _ => return Ok(Vec::new()),
    };
    let change = Change { of: vec![("id", number(round))], cells };
    let recording = Recording::changing(context, TableId::Orders, &[change]).await?;
    Ok(vec![recording.bounded()])
}

/// The day on which it was reported to be carried out; what is lifted without a report was done when it was lifted.
fn done_on(round: &FollowedRound, on: Day) -> String {
    let mut steps = round.one.history().iter();
    let report = steps.rfind(|done| matches!(done.step, Step::Report { .. }));
    report.map_or(on, |done| done.on).to_string()
}

/// The number of the order of a round.
pub(super) fn number(round: &FollowedRound) -> String {
    format!("JK-{}-{}", round.kept.target, round.kept.node.replace('-', ""))
}

/// The order of a decision: about the target where payment is suspended, as it concerns every payment, else about the
/// round.
fn new_order(on: Day, round: &FollowedRound, decision: &Decision) -> Vec<Cell<'static>> {
    let (kind, subject) = if decision.measure.suspends() {
        ("target", round.kept.target.clone())
    } else {
        ("monitoring", round.subject())
    };
    vec![
        ("id", number(round)),
        ("subject_kind", kind.to_owned()),
        ("subject", subject),
        ("issued_on", on.to_string()),
        ("due_on", decision.due.to_string()),
        ("responsible", round.kept.unit.clone()),
        ("decision", said(decision)),
    ]
}

/// A decision as the record has it: what it is comes first, as rules look for it there.
fn said(decision: &Decision) -> String {
    let word = words::of_monitoring_measure(decision.measure);
    let measure = words::name(words::MONITORING_MEASURE, word, Lang::Zh);
    let reason = decision.reason.split_whitespace().collect::<Vec<_>>().join(" ");
    match decision.measure {
        Measure::Recover => format!("{measure} {} 元：{reason}", decision.amount),
        _ => format!("{measure}：{reason}"),
    }
}
