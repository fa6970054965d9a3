//! What the platform does by itself while it serves: it screens the records when it starts, each night, and
//! whenever an import was not followed by a screening; it puts what is late before the next level; and it makes
//! the push lists that are due.
//!
//! Several processes may serve one database: screenings take turns in the store, and one that finds
//! everything done does nothing.

use std::time::Duration;

use crate::context::{Context, Origin};
use crate::operations::escalation::{Escalated, escalate};
use crate::operations::pushes::{Made, make_due};
use crate::operations::screening::screen_if_due;

/// Between two looks at whether something is due. A new day is noticed within it.
const LOOK: Duration = Duration::from_mins(10);

/// Looks after what is due, until the program ends.
pub(crate) async fn run(context: Context) {
    loop {
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
        match escalate(&context, &origin).await {
            Ok(done) if done != Escalated::default() => tracing::info!(
                escalated.warnings = done.warnings,
                escalated.cases = done.cases,
                escalated.inquiries = done.inquiries,
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
        tokio::time::sleep(LOOK).await;
    }
}
