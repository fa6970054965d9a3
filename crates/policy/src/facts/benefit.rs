//! Lines of the lists behind payments to households (发放明细): who was paid, twice or without being entitled.

use domain::{Day, Key, Name, TableId};
use hashbrown::HashMap;
use rayon::prelude::*;

use super::fill::{cell, each, masked, money, scalar, text_value, texts};
use super::payment::{Lists, payment_id};
use super::trail::{Link, PaymentLinks, REFUND, TakenBack, is_made};
use super::{FactTable, Identity, Need};
use crate::context::{Context, Derived};
use crate::value::{Type, UNKNOWN, day_value};

const B: TableId = TableId::Benefits;
const P: TableId = TableId::Payments;

/// One row for each line of a list whose payment was made up to the day of evaluation.
pub static BENEFIT: FactTable = FactTable {
    name: "benefit",
    zh: "到人到户发放明细的一行",
    en: "one line of a list of households or persons",
    subject: "benefit",
    needs: &[B],
    day: "paid_on",
    amount: Some("amount"),
    rows: |context| context.data.tables.benefits.voucher_no.len(),
    skip: Some(is_not_paid),
    identity,
    columns: &[
        scalar("amount", Type::Money, ("金额", "amount"), &[], |context, rows| {
            money(&context.data.tables.benefits.amount, rows)
        }),
        scalar(
            "period",
            Type::Text,
            ("所属期", "period paid for"),
            &[Need(B, "period")],
            |context, rows| texts(&context.data.tables.benefits.period, rows),
        ),
        scalar(
            "paid_on",
            Type::Date,
            (
                "支付日期（找不到凭证则未知）",
                "day of payment; unknown where the voucher is not there",
            ),
            &[Need(P, "")],
            |context, rows| {
                let lists = context.derive::<Lists>();
                each(rows, |row| day_value(paid_on(context, &lists, row)))
            },
        ),
        scalar(
            "registered_only",
            Type::Flag,
            ("项目仅限建档立卡户", "its project is for registered poor households alone"),
            &[Need(P, "project"), Need(TableId::Projects, "registered_only")],
            registered_only,
        ),
        scalar(
            "registered",
            Type::Flag,
            ("支付当日在建档立卡名册内", "in the register on the day of payment"),
            &[Need(P, ""), Need(TableId::Register, "")],
            |context, rows| covered(context, &context.derive::<Registered>().0, rows),
        ),
        scalar(
            "ineligible",
            Type::Flag,
            ("支付当日在不应享受名单内", "in the list of ineligible keys on the day of payment"),
            &[Need(P, ""), Need(TableId::Ineligible, "")],
            |context, rows| covered(context, &context.derive::<Listed>().0, rows),
        ),
        scalar(
            "ineligible_reason",
            Type::Text,
            ("不应享受的原因", "why the key is not eligible"),
            &[Need(P, ""), Need(TableId::Ineligible, "")],
            |context, rows| {
                let (lists, listed) = (context.derive::<Lists>(), context.derive::<Listed>());
                let reasons = &context.data.tables.ineligible.reason;
                each(rows, |row| {
                    let found = covering(context, &lists, &listed.0, row);
                    text_value(found.and_then(|at| cell(reasons, at)))
                })
            },
        ),
        scalar(
            "paid_before",
            Type::Count,
            (
                "同一证件、同一项目、同一所属期在先的行数",
                "earlier lines with the same key, project and period",
            ),
            &[Need(P, "project"), Need(B, "period")],
            paid_before,
        ),
    ],
};

/// A line whose payment lies after the day of evaluation or is a refund.
fn is_not_paid(context: &Context, row: usize) -> bool {
    let payment = context.derive::<Lists>().payment(row);
    payment.is_some_and(|payment| !is_paid(context, payment))
}

fn is_paid(context: &Context, payment: usize) -> bool {
    context.data.tables.payments.kind.get(payment) != Some(&REFUND)
        && is_made(context.data, payment, context.as_of)
}

fn identity(context: &Context, row: usize) -> Identity {
    let benefits = &context.data.tables.benefits;
    let lists = context.derive::<Lists>();
    let payments = &context.data.tables.payments;
    let payment = lists.payment(row);
    let voucher = payment.map_or_else(
        || format!("/{}", benefits.voucher_no.get(row)),
        |payment| payment_id(context, payment),
    );
    let county = payment.and_then(|p| cell(&payments.county, p));
    let year = payment.and_then(|p| cell(&payments.fiscal_year, p));
    Identity {
        id: format!("{voucher}#{}", lists.number(row)),
        name: masked(context.data.names.text_or_empty(cell(&benefits.name, row))),
        division: county.or_else(|| cell(&benefits.county, row)),
        period: year.map(|y| y.to_string()),
        record: Some((B, row)),
    }
}

fn paid_on(context: &Context, lists: &Lists, row: usize) -> Option<Day> {
    lists.payment(row).and_then(|p| cell(&context.data.tables.payments.paid_on, p))
}

fn registered_only(context: &Context, rows: &[u32]) -> Vec<i64> {
    let (lists, links) = (context.derive::<Lists>(), context.derive::<PaymentLinks>());
    let only = &context.data.tables.projects.registered_only;
    each(rows, |row| match lists.payment(row).map(|p| links.project(p)) {
        None | Some(Link::Unknown) => UNKNOWN,
        Some(Link::Empty) => 0,
        Some(Link::Row(project)) => i64::from(cell(only, project).unwrap_or(false)),
    })
}

/// Spans of validity by key.
struct Spans {
    first: HashMap<Key, u32>,
    /// First day, last day, the next span of the same key from 1.
    spans: Vec<(Option<Day>, Option<Day>, u32)>,
}

impl Spans {
    fn new(keys: &[Option<Key>], from: &[Option<Day>], to: &[Option<Day>]) -> Spans {
        let mut first: HashMap<Key, u32> = HashMap::with_capacity(keys.len());
        let mut spans = Vec::with_capacity(keys.len());
        for (row, key) in keys.iter().enumerate() {
            let before = key.and_then(|key| first.insert(key, row as u32 + 1)).unwrap_or(0);
            spans.push((cell(from, row), cell(to, row), before));
        }
        Spans { first, spans }
    }

    /// The row that covers a key on a day, both ends included.
    fn covering(&self, key: Key, day: Day) -> Option<usize> {
        let mut at = *self.first.get(&key)?;
        while let Some(row) = (at as usize).checked_sub(1) {
            let (from, to, before) = self.spans.get(row).copied()?;
            if from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to) {
                return Some(row);
            }
            at = before;
        }
        None
    }
}

/// The register of eligible households.
struct Registered(Spans);

impl Derived for Registered {
    fn build(context: &Context) -> Self {
        let register = &context.data.tables.register;
        Registered(Spans::new(&register.key, &register.valid_from, &register.valid_to))
    }
}

/// The list of ineligible keys.
struct Listed(Spans);

impl Derived for Listed {
    fn build(context: &Context) -> Self {
        let listed = &context.data.tables.ineligible;
        Listed(Spans::new(&listed.key, &listed.valid_from, &listed.valid_to))
    }
}

/// The row of a list that covers a line on its day of payment.
fn covering(context: &Context, lists: &Lists, spans: &Spans, row: usize) -> Option<usize> {
    let key = cell(&context.data.tables.benefits.key, row)?;
    spans.covering(key, paid_on(context, lists, row)?)
}

/// Whether a list covers each line on its day of payment; unknown where that day is.
fn covered(context: &Context, spans: &Spans, rows: &[u32]) -> Vec<i64> {
    let lists = context.derive::<Lists>();
    each(rows, |row| match paid_on(context, &lists, row) {
        None => UNKNOWN,
        Some(_) => i64::from(covering(context, &lists, spans, row).is_some()),
    })
}

/// Lines that pay a key again for the same project and period: line → number of lines before it.
struct Repeats(HashMap<u32, u32>);

impl Derived for Repeats {
    fn build(context: &Context) -> Self {
        let (lists, taken_back) = (context.derive::<Lists>(), context.derive::<TakenBack>());
        let line = |row: usize| {
            let same = same(context, (&lists, &taken_back), row)?;
            Some((same.digest(), paid_on(context, &lists, row)?, row as u32))
        };
        let count = context.data.tables.benefits.voucher_no.len();
        let mut lines: Vec<(u64, Day, u32)> = (0..count).into_par_iter().filter_map(line).collect();
        lines.par_sort_unstable();
        let mut repeats = HashMap::new();
        for run in lines.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
            // Different lines may share a digest, so the lines themselves are compared.
            let mut seen: HashMap<Same, u32> = HashMap::new();
            for (_, _, row) in run {
                let Some(same) = same(context, (&lists, &taken_back), *row as usize) else {
                    continue;
                };
                let before = seen.entry(same).or_default();
                if *before > 0 {
                    repeats.insert(*row, *before);
                }
                *before += 1;
            }
        }
        Repeats(repeats)
    }
}

/// What makes two lines one benefit paid twice.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Same {
    key: Key,
    project: Option<Name>,
    period: Option<Name>,
}

impl Same {
    /// Keys are keyed hashes already, so little is needed to spread them.
    fn digest(self) -> u64 {
        let part = |name: Option<Name>| name.map_or(0, |n| u64::from(n.number()));
        let texts = part(self.project).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ part(self.period).wrapping_mul(0xC2B2_AE3D_27D4_EB4F).rotate_left(31);
        self.key.0 as u64 ^ texts
    }
}

/// Nothing for a line whose payment is not known, not made yet or taken back.
fn same(context: &Context, (lists, taken_back): (&Lists, &TakenBack), row: usize) -> Option<Same> {
    let payment = lists.payment(row).filter(|p| is_paid(context, *p) && !taken_back.whole(*p))?;
    let benefits = &context.data.tables.benefits;
    Some(Same {
        key: cell(&benefits.key, row)?,
        project: cell(&context.data.tables.payments.project, payment),
        period: cell(&benefits.period, row),
    })
}

fn paid_before(context: &Context, rows: &[u32]) -> Vec<i64> {
    let (lists, repeats) = (context.derive::<Lists>(), context.derive::<Repeats>());
    let before = |row: &u32| match lists.payment(*row as usize) {
        Some(_) => i64::from(repeats.0.get(row).copied().unwrap_or(0)),
        None => UNKNOWN,
    };
    rows.iter().map(before).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_a_span_are_included() {
        let day = |text: &str| Day::parse(text).ok();
        let keys = [1, 2, 1].map(|n| Some(Key(n)));
        let from = [day("2016-01-01"), None, day("2019-09-01")];
        let to = [day("2018-12-31"), day("2017-01-01"), None];
        let spans = Spans::new(&keys, &from, &to);
        let check = |key: u128, on: &str, expect: Option<usize>| {
            assert_eq!(spans.covering(Key(key), day(on).unwrap()), expect, "{key} {on}");
        };
        check(1, "2015-12-31", None);
        check(1, "2016-01-01", Some(0));
        check(1, "2018-12-31", Some(0));
        check(1, "2019-08-31", None);
        check(1, "2019-09-01", Some(2));
        check(2, "2017-01-01", Some(1));
        check(2, "2017-01-02", None);
        check(3, "2017-01-01", None);
    }
}
