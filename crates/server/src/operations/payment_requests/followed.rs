//! A payment request as its steps have made it.

use domain::day::Day;
use domain::payment_request::{PaymentRequest, Step, Text};
use domain::privacy::is_person;
use store::db::Tx;
use store::payment_requests::{self, Standing};
use store::persons::Persons;

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// A request with all that was done about it.
pub(crate) type FollowedRequest = Followed<PaymentRequest>;

moving!(PaymentRequest, payment_requests::PaymentRequest, |_stored, Step::Ask(text), by, on| {
    PaymentRequest::begin(text, by, on).ok()
});

impl FollowedRequest {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, on);
        Ok(payment_requests::stand(tx, &self.kept).await?)
    }
}

/// What was said of a request, without the name of the person who is to be paid.
pub(super) fn said(persons: &Persons, text: &Text, reason: &str) -> String {
    if is_person(text.cell("payee_type")) {
        persons.without(reason, &persons.shown(text.cell("payee")))
    } else {
        reason.to_owned()
    }
}

/// What its steps come to.
pub(super) fn standing(one: &PaymentRequest, on: Day) -> Standing {
    let cell = |column: &str| one.text().cell(column).to_owned();
    Standing {
        allotment: cell("allotment"),
        fund: cell("fund"),
        kind: cell("kind"),
        payee: cell("payee"),
        payee_type: cell("payee_type"),
        purpose: cell("purpose"),
        amount: one.text().amount.0,
        voucher_no: cell("voucher_no"),
        approved_on: one.approved_on().map(|day| day.to_string()),
        paid_voucher: one.paid().map(|(voucher, _)| voucher.clone()),
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
    }
}
