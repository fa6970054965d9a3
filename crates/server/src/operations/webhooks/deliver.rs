//! The telling itself: one delivery a webhook at a time, each noted before it is sent and after it.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use store::changes::{self, Change};
use store::webhooks::{self, Outcome, Webhook};

use super::told;
use crate::access::Operation;
use crate::context::{Context, Moment, Origin};
use crate::key::Purpose;
use crate::operations::sign_in::absent;
use crate::operations::{Actor, Done, Failure, Refusal, tell};
use crate::outward::Parcel;

/// Changes of one delivery, at most.
const MOST: usize = 200;
/// Webhooks looked at in one go.
const AT_ONCE: i64 = 20;
/// Seconds for which a process has a webhook in hand: longer than any attempt takes.
const IN_HAND: i64 = 60;
/// Seconds to the next attempt after so many failures in a row.
const WAITS: [i64; 6] = [10, 60, 5 * 60, 30 * 60, 2 * 60 * 60, 6 * 60 * 60];

/// What was done in one go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Delivered {
    /// Deliveries that were confirmed.
    pub(crate) confirmed: u32,
    /// Attempts that failed.
    pub(crate) failed: u32,
    /// Webhooks that were stopped, because nobody may read for them any more.
    pub(crate) stopped: u32,
}

/// Sends what is due, once to each webhook.
pub(crate) async fn deliver_due(context: &Context, origin: &Origin) -> Done<Delivered> {
    let mut done = Delivered::default();
    let now = origin.at.to_string();
    let due = webhooks::due(&mut context.db.read().await?, &now, AT_ONCE).await?;
    for hook in due {
        if !claimed(context, origin, &hook).await? {
            continue;
        }
        let Some(reader) = reader(context, origin, &hook).await? else {
            stop(context, origin, &hook).await?;
            done.stopped += 1;
            continue;
        };
        match deliver(context, origin, &hook, &reader).await? {
            Some(true) => done.confirmed += 1,
            Some(false) => done.failed += 1,
            None => {}
        }
    }
    Ok(done)
}

/// Takes it in hand, so that no other process sends the same.
async fn claimed(context: &Context, origin: &Origin, hook: &Webhook) -> Done<bool> {
    let mut tx = context.db.write().await?;
    let until = origin.at.after(IN_HAND).to_string();
    let claimed = webhooks::claim(&mut tx, hook, &until).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Who reads for a webhook: its maker in its post, as long as the post is held and the account open.
async fn reader(context: &Context, origin: &Origin, hook: &Webhook) -> Done<Option<Actor>> {
    let mut tx = context.db.read().await?;
    absent(&mut tx, origin, hook.person, |held| held.post == hook.post).await
}

async fn stop(context: &Context, origin: &Origin, hook: &Webhook) -> Done<()> {
    let mut tx = context.db.write().await?;
    if webhooks::stop(&mut tx, hook.id, &origin.at.to_string()).await? {
        let body = json!({ "title": hook.title, "reason": "post_not_held" });
        let told = told(Operation::StopWebhook, &hook.post, &hook.public_id, body);
        tell(&mut tx, "system", origin, told).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Sends the next delivery, or the one under way again. None: there was nothing to tell.
async fn deliver(
    context: &Context,
    origin: &Origin,
    hook: &Webhook,
    reader: &Actor,
) -> Done<Option<bool>> {
    let (told, to) = match next(context, hook, reader).await {
        Err(Failure::Refused(Refusal::OutOfScope)) => {
            stop(context, origin, hook).await?;
            return Ok(None);
        }
        other => other?,
    };
    if told.is_empty() {
        settle(context, origin, hook, (to, None)).await?;
        return Ok(None);
    }
    if hook.sending_to.is_none() {
        let mut tx = context.db.write().await?;
        webhooks::sending(&mut tx, hook.id, to).await?;
        tx.commit().await?;
    }
    let body = body(hook, &told, to);
    let Some(signature) = signature(context, origin.at, hook, &body)? else {
        settle(context, origin, hook, (to, Some(Err("secret_lost")))).await?;
        return Ok(Some(false));
    };
    let number = format!("{}-{to}", hook.public_id);
    let parcel =
        Parcel { address: &hook.address, number: &number, signature: &signature, body: &body };
    let answer = context.outward.send(parcel).await;
    settle(context, origin, hook, (to, Some(answer))).await?;
    Ok(Some(answer.is_ok_and(confirms)))
}

fn confirms(status: u16) -> bool {
    (200..300).contains(&status)
}

/// The changes of the next delivery and the event up to which it goes; those of the one under way, where there
/// is one.
async fn next(context: &Context, hook: &Webhook, reader: &Actor) -> Done<(Vec<Change>, i64)> {
    let reach = reader.reach(context, Operation::ReadChanges)?;
    let mut tx = context.db.read().await?;
    let (mut told, to) = changes::after(&mut tx, &reach, hook.told_to, MOST).await?;
    let to = hook.sending_to.unwrap_or(to);
    told.retain(|change| change.id <= to);
    Ok((told, to))
}

/// What a delivery says: the same as the feed.
fn body(hook: &Webhook, told: &[Change], to: i64) -> String {
    let change = |change: &Change| {
        json!({
            "id": change.id,
            "at": change.at,
            "operation": change.operation,
            "kind": change.kind,
            "subject": change.subject,
            "division": change.division,
        })
    };
    let changes: Vec<_> = told.iter().map(change).collect();
    let body = json!({
        "webhook": hook.public_id, "after": hook.told_to, "next": to, "changes": changes
    });
    body.to_string()
}

/// `t=…,v1=…`: the moment and the HMAC-SHA-256 of the moment, a dot and the body. None: the secret was sealed
/// with another key.
fn signature(context: &Context, at: Moment, hook: &Webhook, body: &str) -> Done<Option<String>> {
    let secret = context.key.open(Purpose::Webhook, &hook.public_id, &hook.secret);
    let Some(secret) = secret else { return Ok(None) };
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|error| Failure::System(error.to_string()))?;
    mac.update(format!("{}.{body}", at.0).as_bytes());
    let hash = store::hex(&mac.finalize().into_bytes());
    Ok(Some(format!("t={},v1={hash}", at.0)))
}

/// Notes what came of an attempt, or that there was nothing to tell up to an event.
async fn settle(
    context: &Context,
    origin: &Origin,
    hook: &Webhook,
    (to, answer): (i64, Option<Result<u16, &'static str>>),
) -> Done<()> {
    let confirmed = answer.is_none_or(|answer| answer.is_ok_and(confirms));
    let failures = if confirmed { 0 } else { hook.failures + 1 };
    let step = usize::try_from(failures - 1).unwrap_or_default().min(WAITS.len() - 1);
    let wait = if confirmed { 0 } else { WAITS.get(step).copied().unwrap_or_default() };
    let (at, next_at) = (origin.at.to_string(), origin.at.after(wait).to_string());
    let said = answer.map(|answer| answer.map_or_else(str::to_owned, |status| status.to_string()));
    let outcome = Outcome {
        told_to: if confirmed { to } else { hook.told_to },
        sending_to: (!confirmed).then_some(to),
        failures,
        next_at: &next_at,
        answer: said.as_deref().map(|said| (at.as_str(), said)),
    };
    let mut tx = context.db.write().await?;
    webhooks::settle(&mut tx, hook.id, outcome).await?;
    tx.commit().await?;
    Ok(())
}
