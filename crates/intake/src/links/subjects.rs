//! References whose table only the row itself tells, and values of indicators that no target has.

use std::collections::{BTreeMap, HashSet};

use domain::columns::Choice;
use domain::{DataSet, Name, TableId};

use super::known;
use crate::warning::Warning;

/// The tables whose rows notices and orders are about. What is monitored or evaluated is a target.
const SUBJECTS: [(TableId, TableId); 5] = [
    (TableId::Allotments, TableId::Allotments),
    (TableId::Projects, TableId::Projects),
    (TableId::Targets, TableId::Targets),
    (TableId::Monitorings, TableId::Targets),
    (TableId::Evaluations, TableId::Targets),
];

/// One warning for each column and the table that it refers to.
pub(super) fn dangling(data: &DataSet) -> Vec<Warning> {
    let tables = &data.tables;
    let (targets, notices, orders) = (&tables.targets, &tables.disclosures, &tables.orders);
    let word = |kind: &Choice| {
        let spec = TableId::Targets.spec();
        let column = spec.columns.iter().find(|c| c.name == "subject_kind");
        column.map_or("", |column| column.word(*kind))
    };
    let text = |kind: &Option<Name>| data.names.text_or_empty(*kind);
    let kinds = targets.subject_kind.iter().map(|kind| target_subject(word(kind)));
    let mut out = subjects(data, TableId::Targets, kinds, &targets.subject);
    let kinds = notices.subject_kind.iter().map(|kind| subject_table(text(kind)));
    out.extend(subjects(data, TableId::Disclosures, kinds, &notices.subject));
    let kinds = orders.subject_kind.iter().map(|kind| subject_table(text(kind)));
    out.extend(subjects(data, TableId::Orders, kinds, &orders.subject));
    let (watched, judged) = (&tables.monitoring_values, &tables.evaluation_values);
    out.extend(indicators(data, TableId::MonitoringValues, &watched.target, &watched.indicator));
    out.extend(indicators(data, TableId::EvaluationValues, &judged.target, &judged.indicator));
    out
}

/// The table in which a target's subject stands; policies, departments and governments have none.
fn target_subject(kind: &str) -> Option<TableId> {
    match kind {
        "project" => Some(TableId::Projects),
        "transfer" | "bond" => Some(TableId::Allotments),
        _ => None,
    }
}

/// The table that a kind of subject names: as findings write it, or by any name of the table.
fn subject_table(kind: &str) -> Option<TableId> {
    let kind = kind.trim();
    let named = |id: TableId| {
        let spec = id.spec();
        spec.name == kind
            || spec.name.strip_suffix('s') == Some(kind)
            || spec.aliases.contains(&kind)
    };
    SUBJECTS.iter().find(|(id, _)| named(*id)).map(|(_, table)| *table)
}

/// Counts the subjects that their table does not have.
fn subjects(
    data: &DataSet,
    table: TableId,
    kinds: impl Iterator<Item = Option<TableId>>,
    subjects: &[Option<Name>],
) -> Vec<Warning> {
    let ids = |target| match target {
        TableId::Allotments => &data.tables.allotments.id,
        TableId::Projects => &data.tables.projects.id,
        _ => &data.tables.targets.id,
    };
    let mut known_ids = BTreeMap::new();
    let mut lost: BTreeMap<TableId, u64> = BTreeMap::new();
    for (target, subject) in kinds.zip(subjects) {
        let (Some(target), Some(subject)) = (target, subject) else { continue };
        if !data.has_table(target) {
            continue;
        }
        let known = known_ids.entry(target).or_insert_with(|| known(data, ids(target)));
        // `<target>@<as_of>` and `<target>:<kind>` name a round or an evaluation of the target.
        let whole = || data.names.text(*subject).split(['@', ':']).next().unwrap_or_default();
        let is_known = |name: Name| known.get(name).copied().unwrap_or_default();
        let of_target =
            || target == TableId::Targets && data.names.find(whole()).is_some_and(is_known);
        if !is_known(*subject) && !of_target() {
            *lost.entry(target).or_default() += 1;
        }
    }
    let warning = |(target, count)| Warning::Dangling { table, column: "subject", target, count };
    lost.into_iter().map(warning).collect()
}

/// Counts the values of indicators that their target does not have.
fn indicators(
    data: &DataSet,
    table: TableId,
    targets: &[Option<Name>],
    names: &[Option<Name>],
) -> Option<Warning> {
    let target = TableId::Indicators;
    if !data.has_table(target) {
        return None;
    }
    let indicators = &data.tables.indicators;
    let known: HashSet<_> = indicators.target.iter().zip(&indicators.name).collect();
    let count = targets.iter().zip(names).filter(|pair| !known.contains(pair)).count() as u64;
    (count > 0).then_some(Warning::Dangling { table, column: "indicator", target, count })
}
