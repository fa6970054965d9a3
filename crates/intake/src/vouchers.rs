//! Payments by their voucher number: which come twice, and which one a list of benefits belongs to.
//!
//! A hash map over millions of voucher numbers costs a cache miss a row. Sorting (hash, row) pairs costs
//! less than half of that, and parts of it run in parallel.

use domain::records::Payments;
use domain::{Division, Divisions, Labels};

use crate::cache::hash;

/// Rows of payments in the order of the hash of their voucher number.
pub(crate) struct Vouchers {
    /// Half of the hash in the high bits, the row in the low ones.
    entries: Vec<u64>,
}

impl Vouchers {
    /// Sorts all rows; each thread sorts its own share of the hashes.
    pub(crate) fn index(labels: &Labels, threads: usize) -> Vouchers {
        let shares = if labels.len() < 50_000 { 1 } else { threads.clamp(1, 16) };
        let share = |part: usize| {
            let mine = |entry: &u64| ((entry >> 32) * shares as u64) >> 32 == part as u64;
            let all = (0..labels.len()).map(|row| entry(labels.get(row), row));
            let mut entries: Vec<u64> = all.filter(mine).collect();
            entries.sort_unstable();
            entries
        };
        let share = &share;
        let entries = std::thread::scope(|scope| {
            let others: Vec<_> = (1..shares).map(|part| scope.spawn(move || share(part))).collect();
            let mut entries = share(0);
            // Nothing in `share` can stop a thread.
            for other in others {
                entries.extend(other.join().unwrap_or_default());
            }
            entries
        });
        Vouchers { entries }
    }

    /// Rows whose county used the voucher number before, in order.
    pub(crate) fn duplicates(
        &self,
        payments: &Payments,
        divisions: &Divisions,
        threads: usize,
    ) -> Vec<usize> {
        let mut found: Vec<usize> = std::thread::scope(|scope| {
            let work = |part| scope.spawn(move || duplicates_of(part, payments, divisions));
            let all: Vec<_> = self.parts(threads).into_iter().map(work).collect();
            // Nothing in the work can stop a thread.
            all.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
        });
        found.sort_unstable();
        found
    }

    /// As many parts as threads, none of which cuts a voucher number in two.
    fn parts(&self, threads: usize) -> Vec<&[u64]> {
        let mut rest = self.entries.as_slice();
        let size = rest.len() / threads.max(1) + 1;
        let mut parts = Vec::new();
        while let Some(last) = rest.get(size.min(rest.len()).wrapping_sub(1)) {
            let end = rest.partition_point(|e| e >> 32 <= last >> 32);
            let (part, after) = rest.split_at(end);
            parts.push(part);
            rest = after;
        }
        parts
    }

    /// The counties that paid under a voucher number.
    pub(crate) fn counties(
        &self,
        payments: &Payments,
        divisions: &Divisions,
        voucher: &str,
    ) -> Counties {
        let wanted = entry(voucher, 0) >> 32;
        let start = self.entries.partition_point(|e| e >> 32 < wanted);
        let run = self
            .entries
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|e| **e >> 32 == wanted);
        let rows = run.map(|e| row(*e)).filter(|row| payments.voucher_no.get(*row) == voucher);
        let written = |row: usize| payments.county.get(row).copied().flatten();
        Counties::new(rows.map(|row| (county(payments, divisions, row), written(row))).collect())
    }
}

/// Counties under their newest code, each with the code of one of its payments.
pub(crate) struct Counties(Vec<(Option<Division>, Option<Division>)>);

impl Counties {
    fn new(mut counties: Vec<(Option<Division>, Option<Division>)>) -> Counties {
        counties.sort();
        counties.dedup_by_key(|(canonical, _)| *canonical);
        Counties(counties)
    }

    /// Counties as their payments write them.
    pub(crate) fn of(written: Vec<Division>, divisions: &Divisions) -> Counties {
        let pair = |county| (Some(divisions.canonical(county)), Some(county));
        Counties::new(written.into_iter().map(pair).collect())
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The only county, as its payment writes it.
    pub(crate) fn only(&self) -> Option<Division> {
        if let [(_, county)] = self.0.as_slice() { *county } else { None }
    }

    /// Whether this county is among them.
    pub(crate) fn contains(&self, divisions: &Divisions, county: Division) -> bool {
        let canonical = divisions.canonical(county);
        self.0.iter().any(|(c, _)| *c == Some(canonical))
    }
}

fn duplicates_of(entries: &[u64], payments: &Payments, divisions: &Divisions) -> Vec<usize> {
    let mut found = Vec::new();
    let mut rows: Vec<(Option<Division>, usize)> = Vec::new();
    for run in entries.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1) {
        // Counties number their vouchers alike, so a number is compared only within its county.
        rows.clear();
        rows.extend(run.iter().map(|e| (county(payments, divisions, row(*e)), row(*e))));
        rows.sort_unstable();
        for of_county in rows.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1) {
            found.extend(repeated(payments, of_county));
        }
    }
    found
}

/// The rows of one county whose voucher number an earlier one of them has.
fn repeated(payments: &Payments, rows: &[(Option<Division>, usize)]) -> Vec<usize> {
    let mut rows: Vec<usize> = rows.iter().map(|(_, row)| *row).collect();
    let voucher = |row: usize| payments.voucher_no.get(row);
    rows.sort_by(|a, b| voucher(*a).cmp(voucher(*b)).then(a.cmp(b)));
    let pairs = rows.windows(2).filter_map(|pair| match pair {
        [first, second] if voucher(*first) == voucher(*second) => Some(*second),
        _ => None,
    });
    pairs.collect()
}

fn entry(voucher: &str, row: usize) -> u64 {
    hash(voucher.as_bytes()) & !0xffff_ffff | row as u64
}

fn row(entry: u64) -> usize {
    (entry & 0xffff_ffff) as usize
}

fn county(payments: &Payments, divisions: &Divisions, row: usize) -> Option<Division> {
    payments.county.get(row).copied().flatten().map(|c| divisions.canonical(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payments(rows: &[(&str, u32)]) -> Payments {
        let mut payments = Payments::default();
        for (line, (voucher, county)) in rows.iter().enumerate() {
            payments.voucher_no.push(voucher).unwrap();
            payments.county.push(Division::from_code(*county));
            payments.sources.push(0, line as u32 + 2);
        }
        payments
    }

    #[test]
    fn the_later_of_two_payments_with_one_voucher_is_the_duplicate() {
        let divisions = Divisions::default();
        let rows =
            [("V1", 653_125), ("V1", 653_126), ("V2", 653_125), ("V1", 653_125), ("V1", 653_125)];
        for threads in [1, 3] {
            let payments = payments(&rows);
            let index = Vouchers::index(&payments.voucher_no, threads);
            assert_eq!(index.duplicates(&payments, &divisions, threads), [3, 4]);
        }
    }

    #[test]
    fn many_payments_are_found_whatever_the_number_of_threads() {
        let mut rows: Vec<(String, u32)> =
            (0..60_000).map(|i| (format!("V{}", i % 59_990), 653_125)).collect();
        rows.push(("V7".into(), 653_126));
        let rows: Vec<(&str, u32)> = rows.iter().map(|(v, c)| (v.as_str(), *c)).collect();
        let (payments, divisions) = (payments(&rows), Divisions::default());
        for threads in [1, 2, 5] {
            let index = Vouchers::index(&payments.voucher_no, threads);
            assert_eq!(
                index.duplicates(&payments, &divisions, threads),
                (59_990..60_000).collect::<Vec<_>>()
            );
            assert_eq!(
                index.counties(&payments, &divisions, "V8").only().map(Division::code),
                Some(653_125)
            );
            assert_eq!(index.counties(&payments, &divisions, "V7").only(), None);
            assert!(index.counties(&payments, &divisions, "W").is_empty());
        }
    }
}
