//! References whose table only the row itself tells, and values of indicators that no target has.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::columns::Choice;
use domain::{DataSet, Name, TableId};

use super::known;
use crate::outside::Outside;
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
pub(super) fn dangling(data: &DataSet, outside: &dyn Outside) -> Vec<Warning> {
    let tables = &data.tables;
    let (targets, notices, orders) = (&tables.targets, &tables.disclosures, &tables.orders);
    let word = |kind: &Choice| {
        let spec = TableId::Targets.spec();
        let column = spec.columns.iter().find(|c| c.name == "subject_kind");
        column.map_or("", |column| column.word(*kind))
    };
    let text = |kind: &Option<Name>| data.names.text_or_empty(*kind);
    let kinds = targets.subject_kind.iter().map(|kind| target_subject(word(kind)));
    let mut out = subjects((data, outside), TableId::Targets, kinds, &targets.subject);
    let kinds = notices.subject_kind.iter().map(|kind| subject_table(text(kind)));
    out.extend(subjects((data, outside), TableId::Disclosures, kinds, &notices.subject));
    let kinds = orders.subject_kind.iter().map(|kind| subject_table(text(kind)));
    out.extend(subjects((data, outside), TableId::Orders, kinds, &orders.subject));
    let (watched, judged) = (&tables.monitoring_values, &tables.evaluation_values);
    let values = [
        (TableId::MonitoringValues, watched.target.as_slice(), watched.indicator.as_slice()),
        (TableId::EvaluationValues, &judged.target, &judged.indicator),
    ];
    out.extend(values.into_iter().filter_map(|values| indicators(data, outside, values)));
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
    (data, outside): (&DataSet, &dyn Outside),
    table: TableId,
    kinds: impl Iterator<Item = Option<TableId>>,
    subjects: &[Option<Name>],
) -> Vec<Warning> {
    let mut lost: BTreeMap<TableId, Vec<Name>> = BTreeMap::new();
    for (target, subject) in kinds.zip(subjects) {
        if let (Some(target), Some(subject)) = (target, subject) {
            lost.entry(target).or_default().push(*subject);
        }
    }
    let has_table = |target| data.has_table(target) || outside.has_table(target);
    lost.retain(|target, _| has_table(*target));
    let mut warnings = Vec::new();
    for (target, mut subjects) in lost {
        keep_unknown(data, target, &mut subjects);
        let beyond = beyond_whole(data, target, &subjects, outside);
        subjects.retain(|subject| !names(data, target, *subject).any(|id| beyond.contains(id)));
        let count = subjects.len() as u64;
        if count > 0 {
            warnings.push(Warning::Dangling { table, column: "subject", target, count });
        }
    }
    warnings
}

/// The ids that a subject may mean: `<target>@<as_of>` and `<target>:<kind>` name a round or an evaluation of
/// the target.
fn names(data: &DataSet, target: TableId, subject: Name) -> impl Iterator<Item = &str> {
    let text = data.names.text(subject);
    let whole = text.split(['@', ':']).next().filter(|_| target == TableId::Targets);
    std::iter::once(text).chain(whole)
}

/// Leaves the subjects that the files do not have.
fn keep_unknown(data: &DataSet, target: TableId, subjects: &mut Vec<Name>) {
    let ids = match target {
        TableId::Allotments => &data.tables.allotments.id,
        TableId::Projects => &data.tables.projects.id,
        _ => &data.tables.targets.id,
    };
    let known = known(data, ids);
    let is_known = |name: Name| known.get(name).copied().unwrap_or_default();
    subjects.retain(|subject| {
        !names(data, target, *subject).any(|id| data.names.find(id).is_some_and(is_known))
    });
}

/// The ids that are known beside the files, of those that subjects may mean.
fn beyond_whole(
    data: &DataSet,
    target: TableId,
    subjects: &[Name],
    outside: &dyn Outside,
) -> HashSet<String> {
    let wanted: BTreeSet<&str> =
        subjects.iter().flat_map(|subject| names(data, target, *subject)).collect();
    if wanted.is_empty() { HashSet::new() } else { outside.ids(target, &wanted) }
}

/// Counts the values of indicators that their target does not have.
fn indicators(
    data: &DataSet,
    outside: &dyn Outside,
    (table, targets, names): (TableId, &[Option<Name>], &[Option<Name>]),
) -> Option<Warning> {
    let target = TableId::Indicators;
    if !data.has_table(target) && !outside.has_table(target) {
        return None;
    }
    let indicators = &data.tables.indicators;
    let known: HashSet<_> = indicators.target.iter().zip(&indicators.name).collect();
    let lost = targets.iter().zip(names).filter(|pair| !known.contains(pair));
    let text = |name: &Option<Name>| data.names.text_or_empty(*name);
    let lost: Vec<(&str, &str)> = lost.map(|(of, name)| (text(of), text(name))).collect();
    let wanted: BTreeSet<&str> = lost.iter().map(|(of, _)| *of).collect();
    let beyond = if wanted.is_empty() { HashSet::new() } else { outside.indicators(&wanted) };
    let is_lost =
        |(of, name): &&(&str, &str)| !beyond.contains(&((*of).to_owned(), (*name).to_owned()));
    let count = lost.iter().filter(is_lost).count() as u64;
    (count > 0).then_some(Warning::Dangling { table, column: "indicator", target, count })
}
