//! Payments beside requests: which of them a payment settles, and whether one may be entered at all.

use std::collections::BTreeSet;

use domain::payment_request::Step;
use domain::privacy::is_person;
use domain::{DataSet, Day, Fen, TableId};
use policy::Pack;
use policy::pack::Value as Set;
use store::db::{Tx, Value};
use store::payment_requests::{self, Paid, PaymentRequest};
use store::records;

use super::followed::FollowedRequest;
use super::{KIND, mask_said};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::{self, Taking, told};
use crate::operations::imports::Party;
use crate::operations::{Done, Refusal, Told, tell};

/// The parameter that says where nothing is paid without an approved request: codes of counties.
const WHERE: &str = "payment_request_counties";
/// Requests that are looked at for one payment.
const MOST: i64 = 60;

/// The payment that settled a request, as it stands today.
pub(super) async fn payment_of(tx: &mut Tx, followed: &FollowedRequest) -> Done<Option<Paid>> {
    let Some((voucher, _)) = followed.one.paid() else { return Ok(None) };
    Ok(payment_requests::payment(tx, &followed.kept.county, voucher).await?)
}

/// Whether a payment is to the payee of a request, for its project.
fn is_of(paid: &Paid, kept: &PaymentRequest) -> bool {
    paid.project == kept.project && paid.payee == kept.standing.payee
}

/// Whether a request was settled by a payment that is another one's today: corrected to another project or payee.
pub(super) fn is_changed(followed: &FollowedRequest, paid: Option<&Paid>) -> bool {
    followed.one.paid().is_some() && !paid.is_some_and(|paid| is_of(paid, &followed.kept))
}

/// The step by which the payment of a voucher settles a request: one that was made for it.
pub(super) async fn named(tx: &mut Tx, followed: &FollowedRequest, voucher: &str) -> Done<Step> {
    let kept = &followed.kept;
    let paid = payment_requests::payment(tx, &kept.county, voucher).await?;
    let approved = kept.standing.approved_on.as_deref().unwrap_or_default();
    let fits = |paid: &Paid| {
        paid.kind != "refund" && is_of(paid, kept) && paid.paid_on.as_str() >= approved
    };
    let paid = paid.filter(fits).ok_or(Refusal::PaymentRequestVoucher)?;
    if payment_requests::by_voucher(tx, &kept.county, voucher).await?.is_some() {
        return Err(Refusal::PaymentRequestTaken.into());
    }
    Ok(Step::Pay { voucher: paid.voucher_no, amount: Fen(paid.amount) })
}

/// Settles approved requests by the payments of an import, in its transaction; each step has its event. What somebody
/// brought who wrote the request is left to another person.
pub(in crate::operations) async fn settle_brought(
    tx: &mut Tx,
    origin: &Origin,
    party: Party<'_>,
    import: i64,
) -> Done<()> {
    let mut used = BTreeSet::new();
    for (id, voucher, amount) in payment_requests::settled(tx, import).await? {
        let Some(kept) = payment_requests::by_id(tx, id).await? else { continue };
        let place = (kept.county.clone(), voucher.clone());
        if kept.standing.state != "approved" || used.contains(&place) {
            continue;
        }
        let mut followed = FollowedRequest::of(tx, kept).await?;
        if followed.one.writers().any(|writer| party.is(writer)) {
            continue;
        }
        used.insert(place);
        let taking = Taking { by: domain::handling::Who::Engine, on: origin.day, origin };
        followed.take(tx, Step::Pay { voucher, amount: Fen(amount) }, taking).await?;
        followed.stand(tx, origin.day).await?;
        mask_said(tx.persons(), &mut followed.last.1);
        let state = followed.kept.standing.state.as_str();
        let told = Told {
            operation: Operation::SettlePaymentRequest,
            post: "",
            kind: KIND,
            id: &id.to_string(),
            division: Some(handling::division(&followed.kept.county)?),
            body: told(&followed.last, followed.one.history().len(), state),
        };
        tell(tx, party.id(), origin, told).await?;
    }
    Ok(())
}

/// Whether nothing is paid in a county without an approved request, on a day.
fn is_asked(pack: &Pack, county: &str, on: Day) -> bool {
    let set = pack.params.by_name.get(WHERE).and_then(|param| param.on(on));
    matches!(set, Some(Set::Words(codes)) if codes.iter().any(|code| code == county))
}

/// Refuses payments that are entered where an approved request is asked for and there is none: not refunds, nor what
/// corrects a payment that is there.
pub(in crate::operations) async fn are_approved(
    tx: &mut Tx,
    context: &Context,
    data: &DataSet,
) -> Done<()> {
    let mut used = BTreeSet::new();
    for row in 0..data.tables.rows(TableId::Payments) {
        let (county, paid) = payment(tx, data, row);
        let on = Day::parse(&paid.paid_on).ok();
        if paid.kind == "refund" || !on.is_some_and(|on| is_asked(&context.pack, &county, on)) {
            continue;
        }
        if payment_requests::payment(tx, &county, &paid.voucher_no).await?.is_some() {
            continue;
        }
        let fitting = payment_requests::fitting(tx, &county, &paid, MOST).await?;
        let approved = fitting.iter().find(|one| !used.contains(&one.id));
        let approved = approved.ok_or(Refusal::PaymentNotRequested)?;
        used.insert(approved.id);
    }
    Ok(())
}

/// A payment that was read, as the store would keep it, and the code of its county.
fn payment(tx: &Tx, data: &DataSet, row: usize) -> (String, Paid) {
    let rows = records::cells_of(data, TableId::Payments, &[row]);
    let cells = rows.into_iter().next().unwrap_or_default();
    let value = |column: &str| cells.get(TableId::Payments.spec().position(column)?);
    let text = |column: &str| match value(column) {
        Some(Value::Text(Some(text))) => text.to_string(),
        _ => String::new(),
    };
    let amount = match value("amount") {
        Some(Value::Int(Some(fen))) => *fen,
        _ => 0,
    };
    let payee = text("payee");
    let payee = if is_person(&text("payee_type")) { tx.persons().hidden(&payee) } else { payee };
    let paid = Paid {
        voucher_no: text("voucher_no"),
        project: text("project"),
        payee,
        amount,
        kind: text("kind"),
        paid_on: text("paid_on"),
        brought_by: None,
    };
    (text("county"), paid)
}
