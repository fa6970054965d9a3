//! One warning as it is read: what is wrong, who answers, what was done, and what the reader can do now.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::Value;
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::{inquiries, people, posts, steps};

use super::{Followed, KIND, followed, found, there};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::{acting, from_above};
use crate::operations::handling::matter_of;
use crate::operations::handling::one::One;
use crate::operations::inquiries::is_open;
use crate::operations::{Actor, Done};

/// A step that was taken, with names.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    /// The day.
    pub(crate) day: String,
    /// Name of the person; none: the engine.
    pub(crate) person: Option<String>,
    /// Title of the post.
    pub(crate) post: Option<String>,
    /// Word of the step.
    pub(crate) kind: String,
    /// What was said.
    pub(crate) body: Value,
}

/// One warning.
#[derive(Clone, Debug)]
pub(crate) struct OneWarning {
    /// The warning.
    pub(crate) followed: Followed,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Titles of the posts that answer, with their holders today.
    pub(crate) answers: Vec<(String, Option<String>)>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// Whether the reader holds a post that answers.
    pub(crate) may_handle: bool,
    /// Whether the reader may decide about an exemption.
    pub(crate) may_decide: bool,
    /// Whether the reader may open a case.
    pub(crate) may_open: bool,
    /// What is asked about it.
    pub(crate) inquired: Inquired,
}

/// What is asked about a warning.
#[derive(Clone, Debug)]
pub(crate) struct Inquired {
    /// Number and word of the state of the inquiries about it.
    pub(crate) all: Vec<(i64, String)>,
    /// Whether the reader may send one.
    pub(crate) may_send: bool,
}

impl One for OneWarning {
    const PLACE: &'static str = "/warnings";

    async fn read(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneWarning> {
        one(context, actor, &origin.day.to_string(), id).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One warning for a reader.
async fn one(context: &Context, actor: &Actor, day: &str, id: i64) -> Done<OneWarning> {
    let mut tx = context.db.read().await?;
    let kept = found(&mut tx, context, actor, Operation::ListWarnings, id).await?;
    let followed = followed(&mut tx, kept).await?;
    let there = there(&followed.kept.place)?;
    let meant = followed.warning.answers().to_vec();
    let handle = (Operation::HandleWarning, there);
    let may_handle = match acting(&mut tx, context, actor, handle, &meant).await {
        Ok(by) => meant.contains(&by.post),
        Err(_) => false,
    };
    let decide = (Operation::DecideExemption, there);
    let may_decide = match acting(&mut tx, context, actor, decide, &[]).await {
        Ok(by) => from_above(context, by.held, there.0).is_ok(),
        Err(_) => false,
    };
    let may_open = actor.post(context, Operation::OpenCase, Some(there)).is_ok();
    let mut answers = Vec::new();
    for post in &meant {
        let Some(post) = posts::by_id(&mut tx, post.0 as i64).await? else { continue };
        let holder = posts::holder_on(&mut tx, post.id, day).await?;
        answers.push((post.title, holder.map(|holder| holder.name)));
    }
    let taken = named_steps(&mut tx, &followed.steps).await?;
    let attachments = attachments::of(&mut tx, matter_of(KIND, id)).await?;
    let desk = actor.post(context, Operation::SendInquiry, Some(there)).is_ok();
    let inquired = Inquired {
        all: inquiries::of_warning(&mut tx, id).await?,
        may_send: desk && is_open(&followed.kept),
    };
    Ok(OneWarning {
        followed,
        taken,
        answers,
        attachments,
        may_handle,
        may_decide,
        may_open,
        inquired,
    })
}

/// Steps with the names of those who took them.
pub(crate) async fn named_steps(tx: &mut Tx, steps: &[steps::Step]) -> Done<Vec<Taken>> {
    let (mut names, mut titles) = (HashMap::new(), HashMap::new());
    for step in steps {
        if let Some(id) = step.person.filter(|id| !names.contains_key(id)) {
            names.insert(id, people::by_id(tx, id).await?.map(|person| person.name));
        }
        for id in step.post.into_iter().chain(named(step)) {
            if let Entry::Vacant(title) = titles.entry(id) {
                title.insert(posts::by_id(tx, id).await?.map(|post| post.title));
            }
        }
    }
    let taken = |step: &steps::Step| Taken {
        day: step.day.clone(),
        person: step.person.and_then(|id| names.get(&id).cloned().flatten()),
        post: step.post.and_then(|id| titles.get(&id).cloned().flatten()),
        kind: step.kind.clone(),
        body: {
            let mut body: Value = serde_json::from_str(&step.body).unwrap_or_default();
            let to = named(step).and_then(|id| titles.get(&id).cloned().flatten());
            if let (Some(slot), Some(title)) = (body.get_mut("to"), to) {
                *slot = Value::String(title);
            }
            body
        },
    };
    Ok(steps.iter().map(taken).collect())
}

/// The post that a step names: of an order, of an escalation.
fn named(step: &steps::Step) -> Option<i64> {
    let body: Value = serde_json::from_str(&step.body).ok()?;
    body.get("to")?.as_i64()
}
