//! What only the whole set can tell: ids used twice, the county behind a list of benefits, references
//! that lead nowhere.

use domain::columns::ColumnSpec;
use domain::records::{Table, Visitor};
use domain::refusal::Refusal;
use domain::{DataSet, Division, Divisions, Name, NameMap, TableId};

mod subjects;

use crate::rejected::{Rejected, Tally, shown_value};
use crate::vouchers::{Counties, Vouchers};
use crate::warning::Warning;

/// Takes out duplicates, completes benefits, and warns of references that lead nowhere.
pub(crate) fn finish(
    data: &mut DataSet,
    divisions: &Divisions,
    threads: usize,
    tally: &mut Tally,
) -> Vec<Warning> {
    for (table, ids) in id_columns(data) {
        let again = repeated(&ids, data);
        take_out(data, table, "id", &again, tally);
    }
    let mut warnings = Vec::new();
    if data.has_table(TableId::Payments) {
        let vouchers = payments_once(data, divisions, threads, tally);
        warnings.extend(complete_benefits(data, divisions, &vouchers, tally));
    }
    warnings.extend(REFERENCES.iter().filter_map(|reference| dangling(data, reference)));
    warnings.extend(subjects::dangling(data));
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

/// Gives each row of benefits the county of its payment; warns of vouchers that no payment has.
fn complete_benefits(
    data: &mut DataSet,
    divisions: &Divisions,
    vouchers: &Vouchers,
    tally: &mut Tally,
) -> Option<Warning> {
    let (mut ambiguous, mut found, mut missing) = (Vec::new(), Vec::new(), 0);
    let benefits = &data.tables.benefits;
    let mut last: Option<(&str, Counties)> = None;
    for row in 0..benefits.len() {
        let voucher = benefits.voucher_no.get(row);
        // The rows of one list usually stand together.
        if last.as_ref().is_none_or(|(known, _)| *known != voucher) {
            last = Some((voucher, vouchers.counties(&data.tables.payments, divisions, voucher)));
        }
        let Some((_, counties)) = &last else { continue };
        match benefits.county.get(row).copied().flatten() {
            Some(county) => missing += u64::from(!counties.contains(divisions, county)),
            None if counties.is_empty() => missing += 1,
            None => match counties.only() {
                Some(county) => found.push((row, county)),
                None => ambiguous.push(row),
            },
        }
    }
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
        count: missing,
    };
    (missing > 0).then_some(warning)
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

/// One warning for all rows of a column that name rows which a table of the set does not have.
fn dangling(data: &DataSet, reference: &Reference) -> Option<Warning> {
    let Reference { table, column, target, .. } = *reference;
    if !data.has_table(table) || !data.has_table(target) {
        return None;
    }
    let known = known(data, (reference.to)(data));
    let lost = |name: &&Name| !known.get(**name).copied().unwrap_or_default();
    let count = (reference.from)(data).iter().flatten().filter(lost).count() as u64;
    (count > 0).then_some(Warning::Dangling { table, column, target, count })
}
