//! What only the whole set can tell: ids used twice, the county behind a list of benefits, references
//! that lead nowhere.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::columns::ColumnSpec;
use domain::records::{Table, Visitor};
use domain::refusal::Refusal;
use domain::{DataSet, Division, Divisions, Name, NameMap, TableId};

mod subjects;

use crate::outside::Outside;
use crate::rejected::{Rejected, Tally, shown_value};
use crate::vouchers::{Counties, Vouchers};
use crate::warning::Warning;

/// Takes out duplicates, completes benefits, and warns of references that lead nowhere.
pub(crate) fn finish(
    data: &mut DataSet,
    divisions: &Divisions,
    threads: usize,
    outside: &dyn Outside,
    tally: &mut Tally,
) -> Vec<Warning> {
    for (table, ids) in id_columns(data) {
        let again = repeated(&ids, data);
        take_out(data, table, "id", &again, tally);
    }
    let mut warnings = Vec::new();
    let vouchers =
        data.has_table(TableId::Payments).then(|| payments_once(data, divisions, threads, tally));
    if vouchers.is_some() || outside.has_table(TableId::Payments) {
        let lists = Lists { vouchers: vouchers.as_ref(), divisions, outside };
        warnings.extend(lists.complete(data, tally));
    }
    warnings.extend(REFERENCES.iter().filter_map(|reference| dangling(data, reference, outside)));
    warnings.extend(subjects::dangling(data, outside));
    warnings
}

fn id_columns(data: &DataSet) -> [(TableId, Vec<Option<Name>>); 4] {
    let tables = &data.tables;
    [
        (TableId::Allotments, tables.allotments.id.clone()),
        (TableId::Projects, tables.projects.id.clone()),
        (TableId::Targets, tables.targets.id.clone()),
        (TableId::Orders, tables.orders.id.clone()),
    ]
}

/// Rows whose id an earlier row has.
fn repeated(ids: &[Option<Name>], data: &DataSet) -> Vec<usize> {
    let mut seen: NameMap<bool> = NameMap::new(&data.names);
    let mut again = |id: Name| seen.slot(id).is_some_and(|seen| std::mem::replace(seen, true));
    let rows = ids.iter().enumerate();
    rows.filter_map(|(row, id)| id.filter(|id| again(*id)).map(|_| row)).collect()
}

/// Rejects rows that were loaded as duplicates of earlier ones.
fn take_out(
    data: &mut DataSet,
    table: TableId,
    column: &'static str,
    rows: &[usize],
    tally: &mut Tally,
) {
    for row in rows {
        let value = match table {
            TableId::Payments => data.tables.payments.voucher_no.get(*row).to_owned(),
            _ => id_columns_text(data, table, *row),
        };
        tally.add_late(late(data, table, *row, column, &value, Refusal::Duplicate));
    }
    if !rows.is_empty() {
        data.tables.visit(table, TakeOut { rows });
    }
}

fn id_columns_text(data: &DataSet, table: TableId, row: usize) -> String {
    let tables = &data.tables;
    let ids = match table {
        TableId::Allotments => &tables.allotments.id,
        TableId::Projects => &tables.projects.id,
        TableId::Targets => &tables.targets.id,
        _ => &tables.orders.id,
    };
    data.names.text_or_empty(ids.get(row).copied().flatten()).to_owned()
}

fn late(
    data: &DataSet,
    table: TableId,
    row: usize,
    column: &'static str,
    value: &str,
    refusal: Refusal,
) -> Rejected {
    let (file, line) = data.tables.source(table, row).unwrap_or_default();
    let spec: Option<&ColumnSpec> = table.spec().columns.iter().find(|c| c.name == column);
    Rejected {
        table,
        file: data.file_name(file).to_owned(),
        line,
        column: column.to_owned(),
        value: shown_value(table, spec, value),
        refusal,
        allowed: Vec::new(),
    }
}

struct TakeOut<'a> {
    rows: &'a [usize],
}

impl Visitor for TakeOut<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        table.remove(self.rows);
    }
}

/// Takes out payments that use a voucher number of their county again.
fn payments_once(
    data: &mut DataSet,
    divisions: &Divisions,
    threads: usize,
    tally: &mut Tally,
) -> Vouchers {
    let index = Vouchers::index(&data.tables.payments.voucher_no, threads);
    let again = index.duplicates(&data.tables.payments, divisions, threads);
    if again.is_empty() {
        return index;
    }
    take_out(data, TableId::Payments, "voucher_no", &again, tally);
    Vouchers::index(&data.tables.payments.voucher_no, threads)
}

/// What the rows of benefits are compared with.
struct Lists<'a> {
    /// The payments of the files, where there are any.
    vouchers: Option<&'a Vouchers>,
    divisions: &'a Divisions,
    outside: &'a dyn Outside,
}

/// What the county of a row of benefits turns out to be.
enum Place {
    /// The row names it, and it paid under the voucher number.
    Named,
    /// The only one that paid under the voucher number.
    Found(Division),
    /// Several paid under it.
    Ambiguous,
    /// None did.
    Missing,
}

impl Lists<'_> {
    /// Gives each row of benefits the county of its payment; warns of vouchers that no payment has.
    fn complete(&self, data: &mut DataSet, tally: &mut Tally) -> Option<Warning> {
        let (mut found, mut ambiguous, mut missing) = (Vec::new(), Vec::new(), Vec::new());
        for (row, place) in self.inside(data) {
            match place {
                Place::Named => {}
                Place::Found(county) => found.push((row, county)),
                Place::Ambiguous => ambiguous.push(row),
                Place::Missing => missing.push(row),
            }
        }
        let mut lost = 0;
        for (row, place) in self.beyond(data, &missing) {
            match place {
                Place::Named => {}
                Place::Found(county) => found.push((row, county)),
                Place::Ambiguous => ambiguous.push(row),
                Place::Missing => lost += 1,
            }
        }
        ambiguous.sort_unstable();
        set_counties(&mut data.tables.benefits.county, &found);
        for row in &ambiguous {
            let refusal = Refusal::AmbiguousVoucher;
            tally.add_late(late(data, TableId::Benefits, *row, "county", "", refusal));
        }
        if !ambiguous.is_empty() {
            data.tables.visit(TableId::Benefits, TakeOut { rows: &ambiguous });
        }
        let warning = Warning::Dangling {
            table: TableId::Benefits,
            column: "voucher_no",
            target: TableId::Payments,
            count: lost,
        };
        (lost > 0).then_some(warning)
    }

    /// What the payments of the files tell of every row.
    fn inside(&self, data: &DataSet) -> Vec<(usize, Place)> {
        let benefits = &data.tables.benefits;
        let Some(vouchers) = self.vouchers else {
            return (0..benefits.len()).map(|row| (row, Place::Missing)).collect();
        };
        let mut last: Option<(&str, Counties)> = None;
        let mut places = Vec::new();
        for row in 0..benefits.len() {
            let voucher = benefits.voucher_no.get(row);
            // The rows of one list usually stand together.
            if last.as_ref().is_none_or(|(known, _)| *known != voucher) {
                let counties = vouchers.counties(&data.tables.payments, self.divisions, voucher);
                last = Some((voucher, counties));
            }
            let Some((_, counties)) = &last else { continue };
            let named = benefits.county.get(row).copied().flatten();
            places.push((row, self.place(named, counties)));
        }
        places
    }

    /// What payments that are known already tell of the rows that the files leave open.
    fn beyond(&self, data: &DataSet, rows: &[usize]) -> Vec<(usize, Place)> {
        let benefits = &data.tables.benefits;
        let vouchers = rows.iter().map(|row| benefits.voucher_no.get(*row)).collect();
        let known = if rows.is_empty() { HashMap::new() } else { self.outside.counties(&vouchers) };
        let place = |row: &usize| {
            let counties = known.get(benefits.voucher_no.get(*row)).cloned().unwrap_or_default();
            let named = benefits.county.get(*row).copied().flatten();
            (*row, self.place(named, &Counties::of(counties, self.divisions)))
        };
        rows.iter().map(place).collect()
    }

    fn place(&self, named: Option<Division>, counties: &Counties) -> Place {
        match named {
            Some(county) if counties.contains(self.divisions, county) => Place::Named,
            Some(_) => Place::Missing,
            None if counties.is_empty() => Place::Missing,
            None => counties.only().map_or(Place::Ambiguous, Place::Found),
        }
    }
}

fn set_counties(counties: &mut [Option<Division>], found: &[(usize, Division)]) {
    for (row, county) in found {
        if let Some(slot) = counties.get_mut(*row) {
            *slot = Some(*county);
        }
    }
}

/// A column that names rows of another table.
struct Reference {
    table: TableId,
    column: &'static str,
    target: TableId,
    from: fn(&DataSet) -> &Vec<Option<Name>>,
    to: fn(&DataSet) -> &Vec<Option<Name>>,
}

macro_rules! references {
    ( $( $from:ident.$column:ident ($table:ident) -> $to:ident ($target:ident) ),* $(,)? ) => {
        &[ $( Reference {
            table: TableId::$table,
            column: stringify!($column),
            target: TableId::$target,
            from: |data| &data.tables.$from.$column,
            to: |data| &data.tables.$to.id,
        } ),* ]
    };
}

const REFERENCES: &[Reference] = references! {
    allotments.parent (Allotments) -> allotments (Allotments),
    fundings.project (Fundings) -> projects (Projects),
    fundings.allotment (Fundings) -> allotments (Allotments),
    payments.project (Payments) -> projects (Projects),
    payments.allotment (Payments) -> allotments (Allotments),
    indicators.target (Indicators) -> targets (Targets),
    monitorings.target (Monitorings) -> targets (Targets),
    monitoring_values.target (MonitoringValues) -> targets (Targets),
    evaluations.target (Evaluations) -> targets (Targets),
    evaluation_values.target (EvaluationValues) -> targets (Targets),
};

/// The ids of a table.
fn known(data: &DataSet, ids: &[Option<Name>]) -> NameMap<bool> {
    let mut known: NameMap<bool> = NameMap::new(&data.names);
    for id in ids.iter().flatten() {
        if let Some(slot) = known.slot(*id) {
            *slot = true;
        }
    }
    known
}

/// One warning for all rows of a column that name rows which no table has.
fn dangling(data: &DataSet, reference: &Reference, outside: &dyn Outside) -> Option<Warning> {
    let Reference { table, column, target, .. } = *reference;
    if !data.has_table(table) || !(data.has_table(target) || outside.has_table(target)) {
        return None;
    }
    let known = known(data, (reference.to)(data));
    let lost = |name: &&Name| !known.get(**name).copied().unwrap_or_default();
    let lost: Vec<Name> = (reference.from)(data).iter().flatten().filter(lost).copied().collect();
    let beyond = beyond(data, target, &lost, outside);
    let count = lost.iter().filter(|name| !beyond.contains(data.names.text(**name))).count() as u64;
    (count > 0).then_some(Warning::Dangling { table, column, target, count })
}

/// Those of some ids that are known beside the files.
fn beyond(data: &DataSet, target: TableId, ids: &[Name], outside: &dyn Outside) -> HashSet<String> {
    let wanted: BTreeSet<&str> = ids.iter().map(|name| data.names.text(*name)).collect();
    if wanted.is_empty() { HashSet::new() } else { outside.ids(target, &wanted) }
}
