//! Lines of the lists behind payments to households (发放明细): who was paid, twice or without being entitled.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use domain::{Choice, Day, Key, Name, Period, TableId};
use hashbrown::HashMap;
use rayon::prelude::*;

use super::fill::{cell, choice_of, each, masked, money, scalar, text_value, texts};
use super::payment::{Lists, payment_id};
use super::trail::{Link, PaymentLinks, REFUND, TakenBack, is_made};
use super::{FactTable, Identity, Need};
use crate::context::{ALONE, Context, Derived};
use crate::value::{Type, UNKNOWN, day_value};

const B: TableId = TableId::Benefits;
const P: TableId = TableId::Payments;

/// One row for each line of a list whose payment was made up to the day of evaluation.
pub static BENEFIT: FactTable = FactTable {
    name: "benefit",
    zh: "到人到户发放明细的一行",
    en: "one line of a list of households or persons",
    subject: "benefit",
    needs: &[Need(B, "")],
    day: "paid_on",
    amount: Some("amount"),
    rows: |context| context.data.tables.benefits.voucher_no.len(),
    skip: Some(is_not_paid),
    identity,
    place: None,
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
                "同一项目、同一所属期内，同一证件（按户发放的，同一户）在先的行数",
                "earlier lines of the same project and period with the same key or, if paid by household, \
                 the same household",
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

/// Lines that pay someone again for the same project and period: line → number of lines before it.
struct Repeats(HashMap<u32, u32>);

impl Derived for Repeats {
    fn build(context: &Context) -> Self {
        let lines = Lines::of(context);
        let digests = |row: usize| {
            let day = paid_on(context, &lines.lists, row)?;
            Some(lines.same(row).map(move |same| (same.digest(), day, row as u32)))
        };
        let count = context.data.tables.benefits.voucher_no.len();
        let mut found: Vec<(u64, Day, u32)> = (0..count)
            .into_par_iter()
            .with_min_len(ALONE)
            .filter_map(digests)
            .flatten_iter()
            .collect();
        found.par_sort_unstable();
        let mut repeats: HashMap<u32, u32> = HashMap::new();
        for run in found.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
            // Different lines may share a digest, so the lines themselves are compared.
            let mut seen: HashMap<Same, u32> = HashMap::new();
            for (digest, _, row) in run {
                let alike = lines.same(*row as usize).filter(|same| same.digest() == *digest);
                for same in alike {
                    let before = seen.entry(same).or_default();
                    if *before > 0 {
                        let most = repeats.entry(*row).or_default();
                        *most = (*most).max(*before);
                    }
                    *before += 1;
                }
            }
        }
        Repeats(repeats)
    }
}

/// What the lines of all lists are compared by.
struct Lines<'a> {
    context: &'a Context<'a>,
    lists: Arc<Lists>,
    taken_back: Arc<TakenBack>,
    registered: Arc<Registered>,
    by_household: Choice,
}

impl<'a> Lines<'a> {
    fn of(context: &'a Context<'a>) -> Lines<'a> {
        let (lists, taken_back) = (context.derive(), context.derive());
        let by_household = choice_of(B, "basis", "household");
        Lines { context, lists, taken_back, registered: context.derive(), by_household }
    }

    /// Whom a line pays: its key and, where it pays by household, the household that the register gives.
    /// Nobody where the payment is not known, not made yet or taken back.
    fn same(&self, row: usize) -> impl Iterator<Item = Same> + use<> {
        let paid = self
            .lists
            .payment(row)
            .filter(|payment| is_paid(self.context, *payment) && !self.taken_back.whole(*payment));
        let tables = &self.context.data.tables;
        let key = paid.and_then(|_| cell(&tables.benefits.key, row)).map(Payee::Key);
        let household = paid.and_then(|_| self.household(row)).map(Payee::Household);
        let project = paid.and_then(|payment| cell(&tables.payments.project, payment));
        let period = self.period(row);
        key.into_iter().chain(household).map(move |payee| Same { payee, project, period })
    }

    fn household(&self, row: usize) -> Option<Name> {
        let tables = &self.context.data.tables;
        let by_household = tables.benefits.basis.get(row) == Some(&self.by_household);
        let at = covering(self.context, &self.lists, &self.registered.0, row);
        at.filter(|_| by_household).and_then(|at| cell(&tables.register.household, at))
    }

    /// The period, however it is written: 2019-07 and 2019年7月 are one.
    fn period(&self, row: usize) -> Option<Timing> {
        let name = cell(&self.context.data.tables.benefits.period, row)?;
        let known = Period::parse(self.context.data.names.text(name));
        Some(known.map_or(Timing::Words(name), Timing::Known))
    }
}

/// Who is paid by a line.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Payee {
    Key(Key),
    Household(Name),
}

/// When a line is paid for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Timing {
    Known(Period),
    Words(Name),
}

/// What makes two lines one benefit paid twice.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Same {
    payee: Payee,
    project: Option<Name>,
    period: Option<Timing>,
}

impl Same {
    /// A number that equal lines share.
    fn digest(self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
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
