//! One case as it is read: its warning, order, steps, and what the reader can do now.

use store::attachments::{self, Attachment};
use store::db::Tx;
use store::refunds::Refund;
use store::{posts, warnings};

use super::{FollowedCase, KIND, followed, found, may_supervise, refunds, there};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::acting;
use crate::operations::handling::matter_of;
use crate::operations::handling::one::One;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done, Refusal};

/// One case.
#[derive(Clone, Debug)]
pub(crate) struct OneCase {
    /// The case.
    pub(crate) followed: FollowedCase,
    /// Its warning.
    pub(crate) warning: warnings::Warning,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Title of the post that has to rectify.
    pub(crate) rectifier: Option<String>,
    /// Public number and title of the posts that can be ordered to rectify.
    pub(crate) orderable: Vec<(String, String)>,
    /// Money that has come back, by the records.
    pub(crate) refunds: Vec<Refund>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// Whether the reader holds the post that has to rectify.
    pub(crate) may_rectify: bool,
    /// Whether the reader supervises it.
    pub(crate) may_supervise: bool,
    /// Whether the reader may propose and decide who is held to account.
    pub(crate) may_account: bool,
}

impl One for OneCase {
    const PLACE: &'static str = "/cases";

    async fn read(context: &Context, _: &Origin, actor: &Actor, id: i64) -> Done<OneCase> {
        one(context, actor, id).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One case for a reader.
async fn one(context: &Context, actor: &Actor, id: i64) -> Done<OneCase> {
    let mut tx = context.db.read().await?;
    let kept = found(&mut tx, context, actor, Operation::ListCases, id).await?;
    let there = there(&kept)?;
    let followed = followed(&mut tx, kept.clone()).await?;
    let to = followed.case.order().map(|order| order.to);
    let rectify = acting(&mut tx, context, actor, (Operation::RectifyCase, there), to.as_slice());
    let may_rectify = rectify.await.is_ok_and(|by| Some(by.post) == to);
    let may_supervise =
        match acting(&mut tx, context, actor, (Operation::SuperviseCase, there), &[]).await {
            Ok(by) => may_supervise(&mut tx, context, by, there, to).await.is_ok(),
            Err(_) => false,
        };
    let may_account = actor.post(context, Operation::HoldToAccount, Some(there)).is_ok();
    let warning = warnings::by_id(&mut tx, kept.opening.warning).await?;
    let warning = warning.ok_or(Refusal::UnknownRecord)?;
    let taken = named_steps(&mut tx, &followed.steps).await?;
    let rectifier = match to {
        Some(post) => posts::by_id(&mut tx, post.0 as i64).await?.map(|post| post.title),
        None => None,
    };
    let refunds = refunds::of(&mut tx, &kept, &warning.identity).await?;
    let orderable = orderable(&mut tx, &warning).await?;
    let attachments = attachments::of(&mut tx, matter_of(KIND, id)).await?;
    Ok(OneCase {
        followed,
        warning,
        taken,
        rectifier,
        orderable,
        refunds,
        attachments,
        may_rectify,
        may_supervise,
        may_account,
    })
}

/// The posts that answer for the warning, and the others of its division.
async fn orderable(tx: &mut Tx, warning: &warnings::Warning) -> Done<Vec<(String, String)>> {
    let mut numbers = Vec::new();
    for office in warnings::offices(tx, warning.id).await? {
        let found = posts::of_office(tx, &office.role, &office.division, &office.organisation);
        numbers.extend(found.await?);
    }
    let mut orderable = Vec::new();
    for number in numbers {
        let Some(post) = posts::by_id(tx, number).await? else { continue };
        let entry = (post.public_id, post.title);
        if !orderable.contains(&entry) {
            orderable.push(entry);
        }
    }
    for post in posts::of_division(tx, &warning.place.home).await? {
        let entry = (post.public_id, post.title);
        if !orderable.contains(&entry) {
            orderable.push(entry);
        }
    }
    Ok(orderable)
}
