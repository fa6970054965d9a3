//! One matter of accountability as it is read: proposal, who answers, decision, document.

use domain::Day;
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::{accountabilities, posts, warnings};

use super::{KIND, Matter, followed};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::from_above;
use crate::operations::handling::matter_of;
use crate::operations::handling::one::One;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done, Refusal, cases};

/// One matter.
#[derive(Clone, Debug)]
pub(crate) struct OneMatter {
    /// The matter.
    pub(crate) matter: Matter,
    /// Code of the division of its case.
    pub(crate) home: String,
    /// The warning of its case.
    pub(crate) warning: warnings::Warning,
    /// Title of the post that answers.
    pub(crate) answers: String,
    /// Who held it when the case was opened, and who holds it today.
    pub(crate) holders: [Option<String>; 2],
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// Whether the reader decides and records.
    pub(crate) may_decide: bool,
    /// Whether it was the reader who proposed it.
    pub(crate) is_own: bool,
}

impl One for OneMatter {
    const PLACE: &'static str = "/accountability";

    async fn read(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneMatter> {
        one(context, origin, actor, id).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One matter for a reader: whoever may see its case.
async fn one(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneMatter> {
    let mut tx = context.db.read().await?;
    let kept = accountabilities::by_id(&mut tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let case = cases::found(&mut tx, context, actor, Operation::ListCases, kept.case).await?;
    let there = cases::there(&case)?;
    let matter = followed(&mut tx, kept).await?;
    let warning = warnings::by_id(&mut tx, case.opening.warning).await?;
    let by = actor.post(context, Operation::HoldToAccount, Some(there));
    let post = posts::by_id(&mut tx, matter.kept.answers).await?.ok_or(Refusal::UnknownPost)?;
    let then = Day::parse(&case.opening.on).unwrap_or(origin.day);
    Ok(OneMatter {
        home: case.opening.home.clone(),
        warning: warning.ok_or(Refusal::UnknownRecord)?,
        answers: post.title,
        holders: [
            holder(&mut tx, post.id, then).await?,
            holder(&mut tx, post.id, origin.day).await?,
        ],
        taken: named_steps(&mut tx, &matter.steps).await?,
        attachments: attachments::of(&mut tx, matter_of(KIND, id)).await?,
        may_decide: by.is_ok_and(|held| from_above(context, held, there.0).is_ok()),
        is_own: matter.kept.person == actor.person.id,
        matter,
    })
}

async fn holder(tx: &mut Tx, post: i64, on: Day) -> Done<Option<String>> {
    let holder = posts::holder_on(tx, post, &on.to_string()).await?;
    Ok(holder.map(|holder| holder.name))
}
