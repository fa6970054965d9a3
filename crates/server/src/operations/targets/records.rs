//! The records of a target: as it is judged before its approval, and as its approval, its changes and its publication
//! write them.

use domain::target::{Indicator, State, Step, SubjectKind, Target, Text};
use domain::{Day, Fen, TableId};
use store::db::Tx;
use store::history::{self, Record};
use store::imports::Lines;
use store::targets::TargetWay;

use super::KIND;
use crate::context::Context;
use crate::operations::Done;
use crate::operations::entry::Sheet;
use crate::operations::recording::{Cell, Change, Recording, rows, whole_rows};

/// What there is to judge of a target while it is written: its row with its indicators beside it.
pub(super) fn sheet(kept: &TargetWay, text: &Text) -> Sheet {
    let named = |written| intake::Written { name: KIND.to_owned(), ..written };
    let own = named(whole_rows(TableId::Targets, &[cells(kept, text)]));
    let indicators: Vec<Vec<Cell<'_>>> =
        text.indicators.iter().map(|one| indicator(&kept.target, one)).collect();
    let beside =
        (!indicators.is_empty()).then(|| named(whole_rows(TableId::Indicators, &indicators)));
    Sheet { beside, ..Sheet::new(own, Lines::More) }
}

fn cells<'a>(kept: &TargetWay, text: &Text) -> Vec<Cell<'a>> {
    vec![
        ("id", kept.target.clone()),
        ("subject_kind", kept.subject_kind.clone()),
        ("subject", kept.subject.clone()),
        ("fiscal_year", kept.fiscal_year.to_string()),
        ("goal", text.goal.clone()),
        ("total_amount", text.total.plain()),
        ("fiscal_amount", text.fiscal.plain()),
    ]
}

fn indicator<'a>(target: &str, one: &Indicator) -> Vec<Cell<'a>> {
    vec![
        ("target", target.to_owned()),
        ("level1", one.level1.clone()),
        ("level2", one.level2.clone()),
        ("name", one.name.clone()),
        ("direction", one.direction.clone()),
        ("value", one.value.clone()),
        ("unit", one.unit.clone()),
        ("weight", one.weight.clone()),
        ("core", if one.core { "y" } else { "n" }.to_owned()),
    ]
}

/// What the approval of a target, or of the change that is asked for, writes: read before the transaction.
pub(super) async fn of(
    context: &Context,
    today: Day,
    (kept, before): (&TargetWay, &Target),
    approved_on: Day,
) -> Done<Vec<Recording>> {
    let changes = before.state() == State::Adjusting;
    let text = before.asked().filter(|_| changes).unwrap_or(before.text());
    let on = |meant: fn(&Step) -> bool| {
        before.history().latest(meant).map(|(_, on)| on.to_string()).unwrap_or_default()
    };
    let mut cells = cells(kept, text);
    let own = if changes {
        cells.push(("changed_on", on(|step| matches!(step, Step::Ask { .. }))));
        cells.push(("change_approved_on", approved_on.to_string()));
        let of = vec![("id", kept.target.clone())];
        Recording::changing(context, TableId::Targets, &[Change { of, cells }]).await?
    } else {
        cells.push(("submitted_on", on(|step| matches!(step, Step::Submit))));
        cells.push(("review", "approved".to_owned()));
        cells.push(("reviewed_on", on(|step| matches!(step, Step::Review(_)))));
        cells.push(("approved_on", approved_on.to_string()));
        cells.push(("entered_on", today.to_string()));
        Recording::adding(context, whole_rows(TableId::Targets, &[cells])).await?
    };
    let lines: Vec<Vec<Cell<'_>>> =
        text.indicators.iter().map(|one| indicator(&kept.target, one)).collect();
    let lines = Recording::of(context, rows(TableId::Indicators, &lines)).await?.and_no_others();
    // The step has decided of which target it may speak.
    Ok(vec![own.bounded(), lines.bounded()])
}

/// What a target's publication writes.
pub(super) async fn published(
    context: &Context,
    kept: &TargetWay,
    on: Day,
) -> Done<Vec<Recording>> {
    let of = vec![("id", kept.target.clone())];
    let change = Change { of, cells: vec![("published_on", on.to_string())] };
    Ok(vec![Recording::changing(context, TableId::Targets, &[change]).await?.bounded()])
}

/// A target as its records have it.
pub(super) struct Recorded {
    /// What it is set for.
    pub(super) kind: SubjectKind,
    /// Id of that.
    pub(super) subject: String,
    /// Fiscal year.
    pub(super) year: u16,
    /// The day of its approval.
    pub(super) approved_on: Option<Day>,
    /// What it says.
    pub(super) text: Text,
}

/// Indicators of one target that are read, at most.
const MOST: usize = 200;

/// The target of a number as its records have it today.
pub(super) async fn recorded(tx: &mut Tx, target: &str) -> Done<Option<Recorded>> {
    let found = history::held(tx, TableId::Targets, &[("id", target)], 1).await?.pop();
    let Some(record) = found else { return Ok(None) };
    let lines = history::held(tx, TableId::Indicators, &[("target", target)], MOST).await?;
    let own = TableId::Targets;
    let fen = |column| Fen(record.number(own, column).unwrap_or_default());
    let kind = SubjectKind::from_word(record.text(own, "subject_kind"));
    let year = record.number(own, "fiscal_year").and_then(|year| u16::try_from(year).ok());
    Ok(kind.zip(year).map(|(kind, year)| Recorded {
        kind,
        subject: record.text(own, "subject").to_owned(),
        year,
        approved_on: Day::parse(record.text(own, "approved_on")).ok(),
        text: Text {
            goal: record.text(own, "goal").to_owned(),
            total: fen("total_amount"),
            fiscal: fen("fiscal_amount"),
            indicators: lines.iter().map(read_indicator).collect(),
            evidence: Vec::new(),
        },
    }))
}

fn read_indicator(record: &Record) -> Indicator {
    let table = TableId::Indicators;
    let spec = |column| table.spec().columns.iter().find(|spec| spec.name == column);
    let text = |column| {
        let value = spec(column).zip(record.value(table, column));
        value.map(|(spec, value)| crate::operations::export::text(spec, value)).unwrap_or_default()
    };
    Indicator {
        level1: text("level1"),
        level2: text("level2"),
        name: text("name"),
        direction: text("direction"),
        value: text("value"),
        unit: text("unit"),
        weight: text("weight"),
        core: record.number(table, "core") == Some(1),
        note: String::new(),
    }
}
