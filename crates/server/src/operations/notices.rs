//! Notices by mail: whoever wants them is told when something new waits for a post held. A letter says what kind
//! of matter, where and until when, and leads to its page; what it is about stands there alone.

mod letter;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::json;
use store::changes::{self, Change};
use store::lists::Reach;
use store::notices::{self, Reader};

use self::letter::letter;
use super::due::{self, Due, Extent};
use super::sign_in::absent;
use super::{Actor, Done, Refusal, Told, tell};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::outward::{Letter, Unsent, is_address};

/// Changes looked at in one go.
const LOOKED_AT: usize = 5_000;
/// Bytes of an address, at most.
const LONGEST: usize = 254;

/// What was done in one go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Noticed {
    /// Letters sent.
    pub(crate) sent: u32,
    /// Letters whose address the server refused.
    pub(crate) refused: u32,
}

/// The address to which a person wants notices.
pub(crate) async fn address(context: &Context, actor: &Actor) -> Done<Option<String>> {
    actor.is_open()?;
    Ok(notices::mail(&mut context.db.read().await?, actor.person.id).await?)
}

/// Sets the address; an empty one: no notices. The event does not tell it.
pub(crate) async fn set_address(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    address: &str,
) -> Done<()> {
    actor.is_open()?;
    let address = Some(address.trim()).filter(|address| !address.is_empty());
    if context.outward.mail.is_none() && address.is_some() {
        return Err(Refusal::NoMail.into());
    }
    if address.is_some_and(|address| address.len() > LONGEST || !is_address(address)) {
        return Err(Refusal::MailUnfit.into());
    }
    let mut tx = context.db.write().await?;
    notices::set_mail(&mut tx, actor.person.id, address).await?;
    let told = Told {
        operation: Operation::SetNotices,
        post: "",
        kind: "person",
        id: &actor.person.public_id,
        division: None,
        body: json!({ "wanted": address.is_some() }),
    };
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(())
}

/// Sends a letter to everybody for whom something new waits since the last time. Where the server cannot be
/// reached nothing is lost: the next look begins at the same place. Who was told before it failed is then told
/// again.
pub(crate) async fn send_due(context: &Context, origin: &Origin) -> Done<Noticed> {
    let mut noticed = Noticed::default();
    let Some(mail) = &context.outward.mail else { return Ok(noticed) };
    let Some(from) = begun(context).await? else { return Ok(noticed) };
    let mut tx = context.db.read().await?;
    let (changes, to) = changes::after(&mut tx, &Reach::Everything, from, LOOKED_AT).await?;
    drop(tx);
    let fresh = Fresh::of(&changes);
    if !fresh.is_nothing() {
        let readers = notices::readers(&mut context.db.read().await?).await?;
        for reader in readers {
            let Some(letter) = told(context, origin, &reader, &fresh, &mail.pages).await? else {
                continue;
            };
            match mail.send(&letter).await {
                Ok(()) => noticed.sent += 1,
                Err(Unsent::Refused) => noticed.refused += 1,
                Err(Unsent::Later) => return Ok(noticed),
            }
        }
    }
    if to > from {
        let mut tx = context.db.write().await?;
        notices::move_on(&mut tx, from, to).await?;
        tx.commit().await?;
    }
    Ok(noticed)
}

/// The event up to which notices were sent; the first time none, and they begin with what happens next.
async fn begun(context: &Context) -> Done<Option<i64>> {
    if let Some(told_to) = notices::told_to(&mut context.db.read().await?).await? {
        return Ok(Some(told_to));
    }
    let mut tx = context.db.write().await?;
    notices::begin(&mut tx).await?;
    tx.commit().await?;
    Ok(None)
}

/// Matters that changed, by kind.
#[derive(Debug, Default)]
struct Fresh {
    cases: BTreeSet<i64>,
    inquiries: BTreeSet<i64>,
    pushes: BTreeSet<i64>,
    /// Warnings by themselves make no letter: lists of them are pushed. An exemption to decide does.
    warnings: BTreeSet<i64>,
    accountability: BTreeSet<i64>,
}

impl Fresh {
    fn of(changes: &[Change]) -> Fresh {
        let mut fresh = Fresh::default();
        for change in changes {
            let Ok(id) = change.subject.parse() else { continue };
            match change.kind.as_str() {
                "case" => fresh.cases.insert(id),
                "inquiry" => fresh.inquiries.insert(id),
                "push" => fresh.pushes.insert(id),
                "warning" => fresh.warnings.insert(id),
                "accountability" => fresh.accountability.insert(id),
                _ => false,
            };
        }
        fresh
    }

    fn is_nothing(&self) -> bool {
        let three = self.cases.is_empty() && self.inquiries.is_empty() && self.pushes.is_empty();
        three && self.warnings.is_empty() && self.accountability.is_empty()
    }

    /// What of all that is due changed.
    fn among(&self, mut due: Due) -> Due {
        due.cases.retain(|item| self.cases.contains(&item.id));
        due.supervised.retain(|item| self.cases.contains(&item.id));
        due.exemptions.retain(|item| self.warnings.contains(&item.id));
        due.accountability.retain(|item| self.accountability.contains(&item.id));
        due.inquiries.retain(|item| self.inquiries.contains(&item.id));
        due.pushes.retain(|item| self.pushes.contains(&item.id));
        due.warnings.clear();
        due
    }
}

/// The letter to somebody for whom something that changed waits.
async fn told(
    context: &Context,
    origin: &Origin,
    reader: &Reader,
    fresh: &Fresh,
    pages: &str,
) -> Done<Option<Letter>> {
    let mut tx = context.db.read().await?;
    let Some(actor) = absent(&mut tx, origin, reader.person, |_| true).await? else {
        return Ok(None);
    };
    drop(tx);
    let due = fresh.among(due::due_in(context, &actor, Extent::Newest).await?);
    Ok(letter(context, &reader.mail, &due, pages))
}
