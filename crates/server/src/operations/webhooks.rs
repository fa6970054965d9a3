//! Webhooks: the changes in the reach of one's post, told to another program's address in their order. The
//! chain of events is the outbox: what an operation wrote is told, whatever happens in between, and how far
//! each address was told is kept in the store.
//!
//! A delivery that is not confirmed is sent again, the same with the same number, until it is; the next one
//! waits for it. A receiver that remembers the last number so gets each change once.

mod deliver;
#[cfg(test)]
mod tests;

use serde_json::json;
use store::posts;
use store::webhooks::{self, NewWebhook, Webhook};

pub(crate) use self::deliver::{Delivered, deliver_due};
use super::account::own_password;
use super::people::title;
use super::{Actor, Done, Refusal, Told, tell};
use crate::access::{Operation, post_for};
use crate::context::{Context, Origin, public_id, random};
use crate::key::Purpose;

/// Webhooks of one person that are not stopped, at most.
const MOST: i64 = 10;
/// Webhooks that are listed.
const LISTED: i64 = 50;
/// Bytes of an address, at most.
const LONGEST_ADDRESS: usize = 500;
/// How secrets begin, so that people and scanners know them where they should not be.
const MARK: &str = "mzw_";

/// A webhook as it was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked<'a> {
    /// The person's password: an open session is not enough.
    pub(crate) password: &'a str,
    /// Public number of the post.
    pub(crate) post: &'a str,
    /// What the person calls it.
    pub(crate) title: &'a str,
    /// The address.
    pub(crate) address: &'a str,
}

/// The webhooks of the person, the newest first.
pub(crate) async fn list(context: &Context, actor: &Actor) -> Done<Vec<Webhook>> {
    actor.is_open()?;
    Ok(webhooks::of_person(&mut context.db.read().await?, actor.person.id, LISTED).await?)
}

/// Makes a webhook. Its secret, by which the receiver knows deliveries, is told this once.
pub(crate) async fn add(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    asked: Asked<'_>,
) -> Done<String> {
    actor.is_open()?;
    let title = title(asked.title)?;
    let post = actor.held.iter().find(|held| held.post == asked.post);
    let post = post.ok_or(Refusal::UnknownPost)?;
    let alone = std::slice::from_ref(post);
    let reads = post_for(alone, Operation::ReadChanges, None, context.divisions());
    reads.ok_or(Refusal::OutOfScope)?;
    let address = context.outward.admitted(asked.address);
    let address = address.filter(|address| address.len() <= LONGEST_ADDRESS);
    let address = address.ok_or(Refusal::AddressNotAllowed)?;
    own_password(context, origin, actor, Operation::AddWebhook, asked.password).await?;
    let secret = format!("{MARK}{}", store::hex(&random::<32>()?));
    let (id, now) = (public_id(origin.at)?, origin.at.to_string());
    let mut tx = context.db.write().await?;
    if webhooks::open(&mut tx, actor.person.id).await? >= MOST {
        return Err(Refusal::WebhooksTooMany.into());
    }
    let number = posts::by_public_id(&mut tx, &post.post).await?.ok_or(Refusal::UnknownPost)?.id;
    let hook = NewWebhook {
        public_id: &id,
        person: actor.person.id,
        post: number,
        title,
        address: &address,
        secret: &context.key.seal(Purpose::Webhook, &id, &secret)?,
        at: &now,
    };
    webhooks::add(&mut tx, hook).await?;
    let body = json!({ "title": title, "address": address });
    let told = told(Operation::AddWebhook, &post.post, &id, body);
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(secret)
}

fn told<'a>(operation: Operation, post: &'a str, id: &'a str, body: serde_json::Value) -> Told<'a> {
    Told { operation, post, kind: "webhook", id, division: None, body }
}

/// Stops a webhook of the person's own. One that was stopped stays so.
pub(crate) async fn stop(context: &Context, origin: &Origin, actor: &Actor, id: &str) -> Done<()> {
    actor.is_open()?;
    let mut tx = context.db.write().await?;
    let hook = own(webhooks::by_public_id(&mut tx, id).await?, actor)?;
    if webhooks::stop(&mut tx, hook.id, &origin.at.to_string()).await? {
        let told = told(Operation::StopWebhook, &hook.post, id, json!({ "title": hook.title }));
        tell(&mut tx, &actor.person.public_id, origin, told).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Tries a webhook that failed at once rather than when it is due.
pub(crate) async fn try_now(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: &str,
) -> Done<()> {
    actor.is_open()?;
    let mut tx = context.db.write().await?;
    let hook = own(webhooks::by_public_id(&mut tx, id).await?, actor)?;
    webhooks::try_now(&mut tx, hook.id, &origin.at.to_string()).await?;
    tx.commit().await?;
    Ok(())
}

fn own(found: Option<Webhook>, actor: &Actor) -> Result<Webhook, Refusal> {
    found.filter(|hook| hook.person == actor.person.id).ok_or(Refusal::UnknownWebhook)
}
