//! The room that rows take, column by column.

use domain::columns::{ColumnKind, ColumnMut, ColumnSpec};
use domain::records::{Table, TableSpec};
use domain::{AccountForm, Choice, Day, Decimal, Division, Fen, FundId, Key, Month, Name};

/// What a row takes in memory: its line and a value in each column.
pub(crate) fn row_bytes(spec: &TableSpec) -> u64 {
    let value = |column: &ColumnSpec| match column.kind {
        ColumnKind::Text | ColumnKind::Period | ColumnKind::Organisation => {
            size_of::<Option<Name>>()
        }
        ColumnKind::Label => size_of::<u32>(),
        ColumnKind::Money | ColumnKind::Balance => size_of::<Option<Fen>>(),
        ColumnKind::Date => size_of::<Option<Day>>(),
        ColumnKind::Year => size_of::<Option<u16>>(),
        ColumnKind::Month => size_of::<Option<Month>>(),
        ColumnKind::Flag => size_of::<Option<bool>>(),
        ColumnKind::Choice => size_of::<Choice>(),
        ColumnKind::Division => size_of::<Option<Division>>(),
        ColumnKind::Fund => size_of::<Option<FundId>>(),
        ColumnKind::Count => size_of::<Option<u32>>(),
        ColumnKind::Decimal => size_of::<Option<Decimal>>(),
        ColumnKind::Key => size_of::<Option<Key>>(),
        ColumnKind::Account => size_of::<AccountForm>(),
    };
    (size_of::<u32>() + spec.columns.iter().map(value).sum::<usize>()) as u64
}

/// Bytes of the texts that are kept end to end.
pub(crate) fn label_bytes(columns: &[ColumnMut<'_>]) -> u64 {
    let bytes = |c: &ColumnMut<'_>| if let ColumnMut::Label(v) = c { v.bytes() } else { 0 };
    columns.iter().map(bytes).sum::<usize>() as u64
}

/// Gives a column that the file does not have an empty cell in each row.
pub(crate) fn fill_absent(column: &mut ColumnMut<'_>, rows: usize) {
    match column {
        ColumnMut::Text(v) | ColumnMut::Period(v) | ColumnMut::Organisation(v) => {
            v.resize(rows, None);
        }
        ColumnMut::Label(v) => while v.len() < rows && v.push("").is_ok() {},
        ColumnMut::Money(v) | ColumnMut::Balance(v) => v.resize(rows, None),
        ColumnMut::Date(v) => v.resize(rows, None),
        ColumnMut::Year(v) => v.resize(rows, None),
        ColumnMut::Month(v) => v.resize(rows, None),
        ColumnMut::Flag(v) => v.resize(rows, None),
        ColumnMut::Choice(v) => v.resize(rows, Choice::EMPTY),
        ColumnMut::Division(v) => v.resize(rows, None),
        ColumnMut::Fund(v) => v.resize(rows, None),
        ColumnMut::Count(v) => v.resize(rows, None),
        ColumnMut::Decimal(v) => v.resize(rows, None),
        ColumnMut::Key(v) => v.resize(rows, None),
        ColumnMut::Account(v) => v.resize(rows, AccountForm::Empty),
    }
}

/// Makes room for `times` as many rows as `first` has.
pub(crate) fn reserve<T: Table>(table: &mut T, first: &mut T, times: usize) {
    let rows = first.len() * times;
    for (column, first) in table.columns_mut().iter_mut().zip(first.columns_mut()) {
        match column {
            ColumnMut::Text(v) | ColumnMut::Period(v) | ColumnMut::Organisation(v) => {
                v.reserve_exact(rows);
            }
            ColumnMut::Label(v) => {
                let bytes = if let ColumnMut::Label(first) = first { first.bytes() } else { 0 };
                v.reserve(rows, bytes * times);
            }
            ColumnMut::Money(v) | ColumnMut::Balance(v) => v.reserve_exact(rows),
            ColumnMut::Date(v) => v.reserve_exact(rows),
            ColumnMut::Year(v) => v.reserve_exact(rows),
            ColumnMut::Month(v) => v.reserve_exact(rows),
            ColumnMut::Flag(v) => v.reserve_exact(rows),
            ColumnMut::Choice(v) => v.reserve_exact(rows),
            ColumnMut::Division(v) => v.reserve_exact(rows),
            ColumnMut::Fund(v) => v.reserve_exact(rows),
            ColumnMut::Count(v) => v.reserve_exact(rows),
            ColumnMut::Decimal(v) => v.reserve_exact(rows),
            ColumnMut::Key(v) => v.reserve_exact(rows),
            ColumnMut::Account(v) => v.reserve_exact(rows),
        }
    }
}

/// Whether the rows of two tables can be counted, and each column's texts be reached, by numbers up to
/// `most`.
pub(crate) fn fit_together<T: Table>(table: &mut T, more: &mut T, most: usize) -> bool {
    let rows = table.len().saturating_add(more.len());
    let mut columns = table.columns_mut().into_iter().zip(more.columns_mut());
    let fits = |pair: (ColumnMut<'_>, ColumnMut<'_>)| match pair {
        (ColumnMut::Label(a), ColumnMut::Label(b)) => a.bytes().saturating_add(b.bytes()) <= most,
        _ => true,
    };
    rows <= most && columns.all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::records::Payments;

    fn payments(vouchers: &[&str]) -> Payments {
        let mut payments = Payments::default();
        for (line, voucher) in (2..).zip(vouchers) {
            payments.voucher_no.push(voucher).unwrap();
            payments.sources.push(0, line);
        }
        payments
    }

    #[test]
    fn rows_and_texts_fit_up_to_the_bound() {
        for (vouchers, most, expect) in [
            (&["123"][..], 6, true),
            (&["123"], 5, false),
            (&["", ""], 3, true),
            (&[""; 4], 4, false),
        ] {
            let (mut table, mut more) = (payments(&["abc"]), payments(vouchers));
            assert_eq!(fit_together(&mut table, &mut more, most), expect, "{vouchers:?} {most}");
        }
    }
}
