//! What the platform does by itself while it serves: it screens the records when it starts, each night, and
//! whenever an import was not followed by a screening; it puts what is late before the next level; it makes the
//! push lists that are due; and it tells what changed to webhooks and, by mail, to those for whom it waits.
//!
//! Several processes may serve one database: screenings take turns in the store, and one that finds
//! everything done does nothing.

use std::time::Duration;

use crate::context::{Context, Origin};
use crate::operations::escalation::{Escalated, escalate};
use crate::operations::monitorings::calendar;
use crate::operations::notices::{Noticed, send_due};
use crate::operations::overview::prepare;
use crate::operations::pushes::{Made, make_due};
use crate::operations::screening::screen_if_due;
use crate::operations::webhooks::{Delivered, deliver_due};

/// Between two looks at whether something is due. A new day is noticed within it.
const LOOK: Duration = Duration::from_mins(10);

/// Between two looks at whether another process adopted a setting.
const FOLLOW: Duration = Duration::from_secs(5);
/// Between two looks at whether webhooks have something to be told.
const TELL: Duration = Duration::from_secs(5);
/// Between two looks at whether somebody is to be noticed by mail: long enough for one letter about several
/// matters.
const NOTICE: Duration = Duration::from_mins(5);

/// Follows the settings that other processes adopt, until the program ends.
pub(crate) async fn follow(context: Context) {
    loop {
        if let Err(failure) = context.followed().await {
            tracing::error!(error = %failure, "following the settings failed");
        }
        tokio::time::sleep(FOLLOW).await;
    }
}

/// Tells webhooks what changed, until the program ends.
pub(crate) async fn tell(context: Context) {
    while context.outward.allowed().next().is_some() {
        let origin = Origin::now(context.fixed_day, "job".to_owned());
        match deliver_due(&context, &origin).await {
            Ok(done) if done != Delivered::default() => tracing::info!(
                webhooks.confirmed = done.confirmed,
                webhooks.failed = done.failed,
                webhooks.stopped = done.stopped,
                "webhooks told"
            ),
            Ok(_) => {}
            Err(failure) => tracing::error!(error = %failure, "telling webhooks failed"),
        }
        tokio::time::sleep(TELL).await;
    }
}

/// Sends notices by mail, until the program ends.
pub(crate) async fn notice(context: Context) {
    while context.outward.mail.is_some() {
        let context = context.present();
        let origin = Origin::now(context.fixed_day, "job".to_owned());
        match send_due(&context, &origin).await {
            Ok(done) if done != Noticed::default() => {
                tracing::info!(mail.sent = done.sent, mail.refused = done.refused, "notices sent");
            }
            Ok(_) => {}
            Err(failure) => tracing::error!(error = %failure, "sending notices failed"),
        }
        tokio::time::sleep(NOTICE).await;
    }
}

/// Reads what searches look through, so that the first who searches need not wait.
pub(crate) async fn read_ahead(context: Context) {
    if let Err(error) = context.finder.warm(&context.db).await {
        tracing::error!(%error, "reading for searches failed");
    }
}

/// Looks after what is due, until the program ends.
pub(crate) async fn run(context: Context) {
    loop {
        let context = context.present();
        let origin = Origin::now(context.fixed_day, "job".to_owned());
        match screen_if_due(&context, &origin).await {
            Ok(Some(screening)) => tracing::info!(
                screening.id = screening.id,
                screening.as_of = screening.as_of,
                warnings.fresh = screening.counts.fresh,
                warnings.cleared = screening.counts.cleared,
                "screened"
            ),
            Ok(None) => {}
            // Not by its refusal's sentence: nobody reads it here. The next look tries again.
            Err(failure) => tracing::error!(error = %failure, "screening failed"),
        }
        if let Err(failure) = calendar::open(&context, origin.day).await {
            tracing::error!(error = %failure, "opening rounds of monitoring failed");
        }
        match escalate(&context, &origin).await {
            Ok(done) if done != Escalated::default() => tracing::info!(
                escalated.warnings = done.warnings,
                escalated.cases = done.cases,
                escalated.inquiries = done.inquiries,
                escalated.inspections = done.inspections,
                "escalated"
            ),
            Ok(_) => {}
            Err(failure) => tracing::error!(error = %failure, "escalation failed"),
        }
        match make_due(&context, &origin).await {
            Ok(made) if made != Made::default() => tracing::info!(
                pushed.lists = made.lists,
                pushed.items = made.items,
                pushed.nobody = made.nobody,
                "push lists made"
            ),
            Ok(_) => {}
            Err(failure) => tracing::error!(error = %failure, "making push lists failed"),
        }
        if let Err(failure) = prepare(&context, origin.day).await {
            tracing::error!(error = %failure, "making the sums of the overview failed");
        }
        tokio::time::sleep(LOOK).await;
    }
}
