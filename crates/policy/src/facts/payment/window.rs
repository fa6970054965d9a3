//! Payments to one payee close to each other: the same sum again, or one sum in pieces.

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::context::{ALONE, Context, Derived};
use crate::facts::dated::{Dated, LARGE_PAYMENT, SPLIT_DAYS};
use crate::facts::fill::cell;
use crate::facts::trail::{Counties, REFUND, TakenBack, is_made};

/// What the windows of all payees show.
#[derive(Debug, Default)]
pub(super) struct Windows {
    /// Days since the payment before with the same payee, amount and project, by payment.
    since_same: HashMap<u32, i32>,
    /// Number and sum of the payments below the limit in the window that a payment closes.
    pieces: HashMap<u32, (u32, i64)>,
}

impl Windows {
    /// Days since the same payee got the same amount for the same project; nothing for the first time.
    pub(super) fn since_same(&self, row: u32) -> Option<i32> {
        self.since_same.get(&row).copied()
    }

    /// Number and sum of the payments in the window that this one closes; nothing where it stands alone or
    /// where a later payment closes the window.
    pub(super) fn pieces(&self, row: u32) -> Option<(u32, i64)> {
        self.pieces.get(&row).copied()
    }
}

/// One payment of a payee.
#[derive(Clone, Copy)]
struct Item {
    project: u32,
    amount: i64,
    day: i32,
    row: u32,
}

/// Day numbers are shifted so that they sort as unsigned numbers.
const DAY_SHIFT: i32 = 1 << 19;
const DAY_BITS: u32 = 20;
const ROW_BITS: u32 = 32;

impl Derived for Windows {
    fn build(context: &Context) -> Self {
        let keys = sorted_keys(context);
        let limits = Limits {
            days: Dated::new(context, SPLIT_DAYS),
            large: Dated::new(context, LARGE_PAYMENT),
        };
        let is_one = |a: &u128, b: &u128| a >> (DAY_BITS + ROW_BITS) == b >> (DAY_BITS + ROW_BITS);
        let several = |payee: &&[u128]| payee.len() > 1;
        let note = |mut windows: Windows, payee: &[u128]| {
            let mut items = in_order(context, payee);
            windows.note_pieces(&items, &limits);
            windows.note_same(&mut items);
            windows
        };
        if keys.len() <= ALONE {
            return keys.chunk_by(is_one).filter(several).fold(Windows::default(), note);
        }
        let payees = keys.par_chunk_by(is_one).filter(several);
        payees.fold(Windows::default, note).reduce(Windows::default, Windows::and)
    }
}

/// All payments that count, by county, payee, day and row: one number each, so that sorting is cheap.
fn sorted_keys(context: &Context) -> Vec<u128> {
    let payments = &context.data.tables.payments;
    let counties = context.derive::<Counties>();
    let taken_back = context.derive::<TakenBack>();
    let key = |row: usize| {
        let is_one = payments.kind.get(row) != Some(&REFUND)
            && is_made(context.data, row, context.as_of)
            && !taken_back.whole(row);
        let payee = cell(&payments.payee, row).filter(|_| is_one)?;
        let county = cell(&payments.county, row).map_or(0, |c| counties.newest(c).code());
        let day = cell(&payments.paid_on, row)?.number() + DAY_SHIFT;
        let payee = u128::from(county) << 32 | u128::from(payee.number());
        Some(((payee << DAY_BITS | day as u128) << ROW_BITS) | row as u128)
    };
    let mut keys: Vec<u128> =
        (0..payments.kind.len()).into_par_iter().with_min_len(ALONE).filter_map(key).collect();
    keys.par_sort_unstable();
    keys
}

/// The payments of one payee. Of one day's payments the voucher number says which is the later, however
/// the rows are sorted.
fn in_order(context: &Context, payee: &[u128]) -> Vec<Item> {
    let voucher = |item: &Item| context.data.tables.payments.voucher_no.get(item.row as usize);
    let mut items: Vec<Item> = payee.iter().map(|key| item(context, *key)).collect();
    items.sort_by(|a, b| a.day.cmp(&b.day).then_with(|| voucher(a).cmp(voucher(b))));
    items
}

fn item(context: &Context, key: u128) -> Item {
    let payments = &context.data.tables.payments;
    let row = key as u32;
    let day = (key >> ROW_BITS) as i32 & ((1 << DAY_BITS) - 1);
    Item {
        project: cell(&payments.project, row as usize).map_or(0, domain::Name::number),
        amount: cell(&payments.amount, row as usize).map_or(0, |fen| fen.0),
        day: day - DAY_SHIFT,
        row,
    }
}

/// What the pack says of payments in pieces.
struct Limits {
    days: Dated,
    large: Dated,
}

impl Windows {
    /// These and those of other payees.
    fn and(mut self, other: Windows) -> Windows {
        self.since_same.extend(other.since_same);
        self.pieces.extend(other.pieces);
        self
    }

    /// Notes the windows of one payee, whose payments come in the order of days. A window is closed by its
    /// last payment: by one after which the next would push the first one out.
    fn note_pieces(&mut self, items: &[Item], limits: &Limits) {
        let small = |item: &&Item| limits.large.on(item.day).is_some_and(|l| item.amount < l);
        let items: Vec<&Item> = items.iter().filter(small).collect();
        let (mut first, mut sum) = (0, 0_i128);
        for (last, item) in items.iter().enumerate() {
            let Some(days) = limits.days.on(item.day) else { continue };
            let starts = |at: usize, day: i32| {
                items.get(at).is_some_and(|i| i64::from(day) - i64::from(i.day) < days)
            };
            sum += i128::from(item.amount);
            while first < last && !starts(first, item.day) {
                sum -= items.get(first).map_or(0, |i| i128::from(i.amount));
                first += 1;
            }
            let goes_on = items.get(last + 1).is_some_and(|next| starts(first, next.day));
            if last > first && !goes_on {
                let sum = i64::try_from(sum).unwrap_or(crate::value::UNKNOWN);
                self.pieces.insert(item.row, ((last - first + 1) as u32, sum));
            }
        }
    }

    /// Notes the repetitions of one payee, whose payments come in the order of days.
    fn note_same(&mut self, items: &mut [Item]) {
        items.sort_by_key(|i| (i.project, i.amount, i.day));
        for (before, item) in items.iter().zip(items.iter().skip(1)) {
            if (before.project, before.amount) == (item.project, item.amount) {
                self.since_same.insert(item.row, item.day - before.day);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(pieces: &[(i32, i64)]) -> Vec<Item> {
        let item = |(row, (day, amount)): (usize, &(i32, i64))| Item {
            project: 1,
            amount: *amount,
            day: *day,
            row: row as u32,
        };
        pieces.iter().enumerate().map(item).collect()
    }

    #[test]
    fn a_window_is_closed_by_its_last_payment() {
        let limits = Limits { days: Dated::of(&[7]), large: Dated::of(&[1_000]) };
        let check = |pieces: &[(i32, i64)], expect: &[(u32, (u32, i64))]| {
            let mut windows = Windows::default();
            windows.note_pieces(&items(pieces), &limits);
            let mut found: Vec<_> = windows.pieces.into_iter().collect();
            found.sort_unstable();
            assert_eq!(found, expect, "{pieces:?}");
        };
        check(&[(1, 400), (3, 400), (7, 400)], &[(2, (3, 1_200))]);
        check(&[(1, 400), (3, 400), (8, 400)], &[(1, (2, 800)), (2, (2, 800))]);
        check(&[(1, 400), (1, 400), (1, 400), (7, 400)], &[(3, (4, 1_600))]);
        check(&[(1, 400), (2, 1_000), (3, 400)], &[(2, (2, 800))]);
        check(&[(1, 999)], &[]);
    }

    #[test]
    fn the_same_sum_again_is_counted_from_the_one_before() {
        let mut windows = Windows::default();
        windows.note_same(&mut items(&[(1, 500), (31, 500), (31, 500), (40, 501)]));
        let since = |row| windows.since_same(row);
        assert_eq!([0, 1, 2, 3].map(since), [None, Some(30), Some(0), None]);
    }
}
