//! A payment request as it is read, and what is due of them.

use domain::payment_request::State;
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::payment_requests::{self, Paid, PaymentRequest};
use store::projects::Home;

use super::followed::FollowedRequest;
use super::paid::{is_changed, payment_of};
use super::{Cells, KIND, found, masked, weighed};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::entry::Verdict;
use crate::operations::entry::weighed::Weighed;
use crate::operations::handling::acting::acting;
use crate::operations::handling::one::One;
use crate::operations::handling::persons::masked_steps;
use crate::operations::handling::{self, matter_of};
use crate::operations::projects;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done};

/// Requests of one kind that are listed as due.
const MOST: i64 = 8;

/// What somebody can do about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Write it anew.
    Rewrite,
    /// Give it up.
    Withdraw,
    /// Approve it.
    Approve,
    /// Send it back.
    Return,
    /// Say which payment settles it.
    Settle,
}

/// One request.
#[derive(Debug)]
pub(crate) struct OneRequest {
    /// The request as it is read: names of persons masked.
    pub(crate) kept: PaymentRequest,
    /// Its cells, the same way.
    pub(crate) cells: Cells,
    /// What the rules say of it now, as long as it is not paid.
    pub(crate) judged: Option<(Verdict, Weighed)>,
    /// The payment that settled it, as it is today.
    pub(crate) paid: Option<Paid>,
    /// Whether that is another one's by now: corrected to another project or payee.
    pub(crate) is_changed: bool,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl One for OneRequest {
    const PLACE: &'static str = "/payment-requests";

    async fn read(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneRequest> {
        Box::pin(one(context, origin, actor, id)).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One request for a reader.
async fn one(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneRequest> {
    let followed = found(&mut context.db.read().await?, context, actor, id).await?;
    let judged = match followed.one.state() {
        State::Paid | State::Withdrawn => None,
        _ => {
            let ready = weighed::ready(context, origin.day, actor, &followed).await?;
            let mut tx = context.db.read().await?;
            Some(weighed::weigh(&mut tx, context, origin.day, ready).await?)
        }
    };
    let mut tx = context.db.read().await?;
    let paid = payment_of(&mut tx, &followed).await?;
    let is_changed = is_changed(&followed, paid.as_ref());
    let may = may(&mut tx, context, actor, (&followed, is_changed)).await?;
    let mut taken = named_steps(&mut tx, &followed.steps).await?;
    masked_steps(tx.persons(), &mut taken);
    Ok(OneRequest {
        cells: masked(tx.persons(), followed.one.text()),
        kept: read(&tx, followed.kept),
        attachments: attachments::of(&mut tx, matter_of(KIND, id)).await?,
        judged,
        paid,
        is_changed,
        taken,
        may,
    })
}

/// A request as it is read.
fn read(tx: &Tx, mut one: PaymentRequest) -> PaymentRequest {
    for text in [&mut one.standing.payee, &mut one.standing.purpose] {
        *text = tx.persons().masked(text).into_owned();
    }
    one
}

/// What somebody can do about a request.
async fn may(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    (followed, is_changed): (&FollowedRequest, bool),
) -> Done<Vec<May>> {
    let (kept, state) = (&followed.kept, followed.one.state());
    let there = handling::there(&kept.county, &kept.unit)?;
    let asks = acting(tx, context, actor, (Operation::RequestPayment, there), &[]).await.is_ok();
    let own = |operation| async move {
        let held = actor.post(context, operation, Some(there)).ok()?;
        projects::is_own_county(operation, held, there).ok()
    };
    let wrote = followed.one.writers().any(|writer| actor.is(writer));
    let reviews = own(Operation::ReviewPaymentRequest).await.is_some() && !wrote;
    let settles = own(Operation::SettlePaymentRequest).await.is_some() && !wrote;
    let open = matches!(state, State::Waiting | State::Returned);
    let waiting = state == State::Waiting;
    let approved = state == State::Approved;
    let can = [
        (May::Approve, reviews && waiting),
        (May::Return, reviews && (waiting || approved || is_changed)),
        (May::Settle, settles && approved),
        (May::Rewrite, asks && open),
        (May::Withdraw, asks && (open || approved)),
    ];
    Ok(can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect())
}

/// Whether somebody may ask for payments of a project.
pub(crate) fn may_ask(context: &Context, actor: &Actor, home: &Home) -> bool {
    let there = handling::there(&home.county, &home.unit);
    there.is_ok_and(|there| actor.post(context, Operation::RequestPayment, Some(there)).is_ok())
}

/// The request that a payment settled, if the reader may see it: its number.
pub(crate) async fn of_payment(
    context: &Context,
    actor: &Actor,
    (county, voucher): (&str, &str),
) -> Done<Option<i64>> {
    let mut tx = context.db.read().await?;
    let Some(kept) = payment_requests::by_voucher(&mut tx, county, voucher).await? else {
        return Ok(None);
    };
    let there = handling::there(&kept.county, &kept.unit)?;
    let sees = actor.post(context, Operation::ListPaymentRequests, Some(there)).is_ok();
    Ok(sees.then_some(kept.id))
}

/// What is due for somebody.
#[derive(Clone, Debug, Default)]
pub(crate) struct Due {
    /// Requests to look at.
    pub(crate) waiting: Vec<PaymentRequest>,
    /// Approved ones to pay.
    pub(crate) approved: Vec<PaymentRequest>,
    /// Those that came back.
    pub(crate) returned: Vec<PaymentRequest>,
}

/// What is due for somebody.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<Due> {
    let mut tx = context.db.read().await?;
    let mut due = Due::default();
    for held in &actor.held {
        let county = held.scope.division.to_string();
        let of = (&*county, held.scope.organisation.as_deref().unwrap_or_default());
        for (operation, state, list) in [
            (Operation::ReviewPaymentRequest, "waiting", &mut due.waiting),
            (Operation::SettlePaymentRequest, "approved", &mut due.approved),
            (Operation::RequestPayment, "returned", &mut due.returned),
        ] {
            if operation.is_open_to(held.role) {
                list.extend(payment_requests::in_state(&mut tx, of, state, MOST).await?);
            }
        }
    }
    due.waiting.retain(|one| one.maker != actor.person.id);
    due.approved.retain(|one| one.maker != actor.person.id);
    for list in [&mut due.waiting, &mut due.approved, &mut due.returned] {
        list.sort_by_key(|one| one.id);
        list.dedup_by_key(|one| one.id);
        for one in list.iter_mut() {
            *one = read(&tx, std::mem::take(one));
        }
    }
    Ok(due)
}
