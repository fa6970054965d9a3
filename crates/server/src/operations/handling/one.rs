//! What every matter with a page of its own answers: how somebody reads it, and its documents.

use store::attachments::{self, Attachment};

use crate::context::{Context, Origin};
use crate::operations::{Actor, Done, Refusal};

/// A matter as somebody sees it: what is kept of it, and what they can do about it.
pub(crate) trait One: Sized + Send + Sync {
    /// Where it is found, on pages and below `/api/v1`; its number follows.
    const PLACE: &'static str;

    /// Reads the one of a number. What lies outside of the own scope is not there.
    fn read(
        context: &Context,
        origin: &Origin,
        actor: &Actor,
        id: i64,
    ) -> impl Future<Output = Done<Self>> + Send;

    /// The documents that came with its steps.
    fn documents(&self) -> &[Attachment] {
        &[]
    }

    /// Where the one of a number is found.
    fn address(id: i64) -> String {
        format!("{}/{id}", Self::PLACE)
    }
}

/// A document of a matter, and what is in it: whoever may read the matter may.
pub(crate) async fn document<M: One>(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, number): (i64, i64),
) -> Done<(Attachment, Vec<u8>)> {
    let one = M::read(context, origin, actor, id).await?;
    content(context, one.documents(), number).await
}

/// The document of a number among those of a matter, and what is in it.
pub(crate) async fn content(
    context: &Context,
    all: &[Attachment],
    number: i64,
) -> Done<(Attachment, Vec<u8>)> {
    let found = all.iter().find(|one| one.id == number).ok_or(Refusal::UnknownRecord)?;
    let bytes = attachments::read(&context.files, &found.sha256).await?;
    Ok((found.clone(), bytes.ok_or(Refusal::AttachmentDamaged)?))
}
