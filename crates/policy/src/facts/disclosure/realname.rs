//! `realname_disclosure`: each payment to a household or a person, with its real-name notice.

use domain::records::Payments;
use domain::{Day, Name, TableId};

use super::postings::{Postings, table};
use crate::context::{Context, Derived};
use crate::facts::fill::{cell, each, fen_value, scalar};
use crate::facts::payment::{self, Lists, needs_list, payment_id};
use crate::facts::subject::Kind;
use crate::facts::trail::REFUND;
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// One payment to a household or a person.
pub static REALNAME_DISCLOSURE: FactTable = FactTable {
    name: "realname_disclosure",
    zh: "一笔到人到户支付的实名公示",
    en: "the real-name notice of one payment to a household or a person",
    subject: "payment",
    needs: &[Need(TableId::Payments, "")],
    day: "paid_on",
    amount: Some("amount"),
    rows: |context| context.derive::<Households>().rows.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "to_household",
            Type::Flag,
            (
                "发放到人到户（收款人、指标或发放明细表明）",
                "paid to households or persons, as the payee, the allotment or a list says",
            ),
            &[],
            |context, rows| {
                let households = context.derive::<Households>();
                let known = |row| households.known.get(row).copied().unwrap_or(false);
                each(rows, |row| if known(row) { 1 } else { UNKNOWN })
            },
        ),
        scalar("paid_on", Type::Date, ("支付日期", "day of payment"), &[], |context, rows| {
            let households = context.derive::<Households>();
            each(rows, |row| day_value(paid_on(context, households.payment(row))))
        }),
        scalar(
            "posted_on",
            Type::Date,
            (
                "实名公示的日期（支付之日仍在公示或此后公示）",
                "day of the real-name notice (up on the day of payment, or posted later)",
            ),
            &[Need(TableId::Payments, "project"), Need(TableId::Disclosures, "real_name")],
            posted,
        ),
        scalar("amount", Type::Money, ("支付金额", "amount paid"), &[], |context, rows| {
            let households = context.derive::<Households>();
            let amount = |row| fen_value(cell(&payments(context).amount, row));
            each(rows, |row| amount(households.payment(row)))
        }),
        scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |context, rows| {
            let households = context.derive::<Households>();
            let year = |row| cell(&payments(context).fiscal_year, row);
            each(rows, |row| year(households.payment(row)).map_or(UNKNOWN, i64::from))
        }),
    ],
};

/// Rows of `payments` up to the day of evaluation that go to households or persons, or of which
/// this cannot be told.
struct Households {
    rows: Vec<u32>,
    /// Whether it is known that they do.
    known: Vec<bool>,
}

/// Payments looked at in one go.
const STRETCH: usize = 8_192;

impl Households {
    fn payment(&self, row: usize) -> usize {
        self.rows.get(row).map_or(usize::MAX, |payment| *payment as usize)
    }
}

impl Derived for Households {
    fn build(context: &Context) -> Self {
        let payments = payments(context);
        let lists = context.derive::<Lists>();
        let made = |row: &u32| {
            let row = *row as usize;
            payments.kind.get(row) != Some(&REFUND)
                && paid_on(context, row).is_some_and(|day| day <= context.as_of)
        };
        let all: Vec<u32> = (0..payments.kind.len() as u32).filter(made).collect();
        let mut households = Households { rows: Vec::new(), known: Vec::new() };
        for stretch in all.chunks(STRETCH) {
            for (row, needs) in stretch.iter().zip(needs_list(context, stretch)) {
                // A list of names behind it says more than what the payee is called.
                let known = needs == 1 || lists.total(*row as usize).0 > 0;
                if known || needs == UNKNOWN {
                    households.rows.push(*row);
                    households.known.push(known);
                }
            }
        }
        households
    }
}

fn payments<'a>(context: &Context<'a>) -> &'a Payments {
    &context.data.tables.payments
}

fn paid_on(context: &Context, payment: usize) -> Option<Day> {
    cell(&payments(context).paid_on, payment)
}

/// The first real-name notice about the payment or its project that was up on the day of payment or
/// was posted later; a list taken down before the payment says nothing of it.
fn posted(context: &Context, rows: &[u32]) -> Vec<i64> {
    let (households, postings) = (context.derive::<Households>(), context.derive::<Postings>());
    let notices = table(context);
    let by_payment = postings.any(Kind::Payment);
    each(rows, |row| {
        let payment = households.payment(row);
        let paid = paid_on(context, payment);
        let own = if by_payment { voucher_names(context, payment) } else { [None, None] };
        let project = postings.of(Kind::Project, cell(&payments(context).project, payment));
        let about = own.into_iter().flat_map(|name| postings.of(Kind::Payment, name));
        let covers = |notice: &usize| {
            let up = cell(&notices.removed_on, *notice).is_none_or(|day| Some(day) >= paid);
            up && cell(&notices.real_name, *notice) == Some(true)
        };
        let days = project.chain(about).filter(covers).filter_map(|n| cell(&notices.posted_on, n));
        day_value(days.min())
    })
}

/// The names under which a notice may speak of a payment: its id, or its voucher number alone.
fn voucher_names(context: &Context, payment: usize) -> [Option<Name>; 2] {
    let voucher = payments(context).voucher_no.get(payment);
    let names = &context.data.names;
    [names.find(&payment_id(context, payment)), names.find(voucher)]
}

fn identity(context: &Context, row: usize) -> Identity {
    payment::identity(context, context.derive::<Households>().payment(row))
}
