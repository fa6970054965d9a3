//! `realname_disclosure`: each payment to a household or a person, with its real-name notice.

use domain::records::Payments;
use domain::{Choice, Day, Name, TableId};

use super::postings::{Postings, table};
use crate::context::{Context, Derived};
use crate::facts::fill::{cell, each, fen_value, scalar};
use crate::facts::subject::Kind;
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// One payment to a household or a person.
pub static REALNAME_DISCLOSURE: FactTable = FactTable {
    name: "realname_disclosure",
    zh: "一笔到人到户支付的实名公示",
    en: "the real-name notice of one payment to a household or a person",
    subject: "payment",
    needs: &[TableId::Payments],
    day: "paid_on",
    amount: Some("amount"),
    rows: |context| context.derive::<Households>().rows.len(),
    skip: None,
    identity,
    columns: &[
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

/// Rows of `payments` that go to a household or a person, up to the day of evaluation.
struct Households {
    rows: Vec<u32>,
}

/// Household, person; refund.
const PAYEES: [Choice; 2] = [Choice(3), Choice(4)];
const REFUND: Choice = Choice(7);

impl Households {
    fn payment(&self, row: usize) -> usize {
        self.rows.get(row).map_or(usize::MAX, |payment| *payment as usize)
    }
}

impl Derived for Households {
    fn build(context: &Context) -> Self {
        let payments = payments(context);
        let wanted = |row: &u32| {
            let row = *row as usize;
            payments.payee_type.get(row).is_some_and(|payee| PAYEES.contains(payee))
                && payments.kind.get(row) != Some(&REFUND)
                && paid_on(context, row).is_some_and(|day| day <= context.as_of)
        };
        Households { rows: (0..payments.payee_type.len() as u32).filter(wanted).collect() }
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

fn payment_id(context: &Context, payment: usize) -> String {
    let county = cell(&payments(context).county, payment).map(|c| c.to_string());
    format!("{}/{}", county.unwrap_or_default(), payments(context).voucher_no.get(payment))
}

fn identity(context: &Context, row: usize) -> Identity {
    let payment = context.derive::<Households>().payment(row);
    let payee = context.data.names.text_or_empty(cell(&payments(context).payee, payment));
    Identity {
        id: payment_id(context, payment),
        name: payee.chars().next().map(|first| format!("{first}*")).unwrap_or_default(),
        division: cell(&payments(context).county, payment),
        period: cell(&payments(context).fiscal_year, payment).map(|y| y.to_string()),
        record: Some((TableId::Payments, payment)),
    }
}
