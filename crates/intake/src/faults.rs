//! The bad cells of one block: every one is counted, and as many are kept as can ever be shown.

use domain::refusal::Refusal;

use crate::limits::REJECTED_KEPT;

/// A bad cell.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) row: u32,
    pub(crate) line: u32,
    /// Position in the specification; nothing for a cell that belongs to no column.
    pub(crate) column: Option<usize>,
    /// Position in the record, where the cell has one.
    pub(crate) position: Option<usize>,
    pub(crate) refusal: Refusal,
    pub(crate) value: String,
}

impl Fault {
    fn order(&self) -> (u32, usize, Option<usize>) {
        (self.row, self.column.unwrap_or(usize::MAX), self.position)
    }
}

/// What is wrong with a block. A column is read from its first row to its last, so of each only the
/// first faults can be among the first of all.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// In the order of rows and columns after [`Faults::end_column`].
    pub(crate) kept: Vec<Fault>,
    /// How many there are in all.
    pub(crate) total: u64,
    /// For each row up to the last bad one: whether it is bad.
    bad: Vec<bool>,
    /// Rows of totals with their lines, in order: they are left out, and nothing is wrong with them.
    totals: Vec<(u32, u32)>,
    kept_of_column: usize,
}

impl Faults {
    /// A whole record that could not be read.
    pub(crate) fn of_record(line: u32, refusal: Refusal) -> Faults {
        let mut faults = Faults::default();
        faults.add(0, |row| Fault {
            row,
            line,
            column: None,
            position: None,
            refusal,
            value: String::new(),
        });
        faults
    }

    /// None so far, where these rows (with their lines, in order) are totals.
    pub(crate) fn without_totals(totals: Vec<(u32, u32)>) -> Faults {
        let mut faults = Faults::default();
        for (row, _) in &totals {
            faults.mark(*row);
        }
        Faults { totals, ..faults }
    }

    /// The rows of totals with their lines.
    pub(crate) fn totals(&self) -> &[(u32, u32)] {
        &self.totals
    }

    fn mark(&mut self, row: u32) {
        let at = row as usize;
        if self.bad.len() <= at {
            self.bad.resize(at + 1, false);
        }
        if let Some(bad) = self.bad.get_mut(at) {
            *bad = true;
        }
    }

    /// Notes a fault of a row; its particulars are asked for only if they may be shown.
    pub(crate) fn add(&mut self, row: u32, fault: impl FnOnce(u32) -> Fault) {
        if self.totals.binary_search_by_key(&row, |(row, _)| *row).is_ok() {
            return;
        }
        self.total += 1;
        self.mark(row);
        if self.kept_of_column < REJECTED_KEPT {
            self.kept_of_column += 1;
            self.kept.push(fault(row));
        }
    }

    /// Sorts what was kept, and drops what can no longer be shown.
    pub(crate) fn end_column(&mut self) {
        if self.kept_of_column > 0 {
            self.kept.sort_by_key(Fault::order);
            self.kept.truncate(REJECTED_KEPT);
            self.kept_of_column = 0;
        }
    }

    /// Whether every row is good.
    pub(crate) fn is_empty(&self) -> bool {
        self.total == 0 && self.totals.is_empty()
    }

    /// The rows that are bad or totals, in order.
    pub(crate) fn rows_to_leave_out(&self) -> Vec<usize> {
        let marks = self.bad.iter().enumerate();
        marks.filter_map(|(row, bad)| bad.then_some(row)).collect()
    }

    /// How many rows are bad; those of totals are not.
    pub(crate) fn bad_rows(&self) -> u64 {
        (self.bad.iter().filter(|bad| **bad).count() - self.totals.len()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_faults_are_kept_and_all_are_counted() {
        let mut faults = Faults::default();
        for column in [1, 0] {
            for row in 0..2 * REJECTED_KEPT as u32 {
                faults.add(row, |row| Fault {
                    row,
                    line: row + 2,
                    column: Some(column),
                    position: Some(column),
                    refusal: Refusal::Missing,
                    value: String::new(),
                });
            }
            faults.end_column();
        }
        assert_eq!((faults.kept.len(), faults.total), (REJECTED_KEPT, 4 * REJECTED_KEPT as u64));
        let first: Vec<(u32, Option<usize>)> =
            faults.kept.iter().map(|f| (f.row, f.column)).collect();
        assert_eq!(first[..3], [(0, Some(0)), (0, Some(1)), (1, Some(0))]);
        assert_eq!(faults.bad_rows(), 2 * REJECTED_KEPT as u64);
        assert_eq!(faults.rows_to_leave_out().len(), 2 * REJECTED_KEPT);
    }
}
