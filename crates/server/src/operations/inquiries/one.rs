//! One inquiry as it is read, and a new one before it is sent.

use domain::handling::PostId;
use domain::{Day, Level};
use store::attachments::{self, Attachment};
use store::db::{Tx, Value};
use store::inquiries::{self, Asked};
use store::lists::{self, Query, Reach, Test};
use store::{posts, warnings};

use super::{
    FollowedInquiry, KIND, MOST, followed, found, is_asked_about, is_open, proposed_due, there,
};
use crate::access::{Operation, Place, Role};
use crate::context::{Context, Origin};
use crate::operations::handling::acting::{There, acting};
use crate::operations::handling::matter_of;
use crate::operations::handling::one::One;
use crate::operations::screening::found::above;
use crate::operations::sign_in::held_post;
use crate::operations::warnings::{self as matters, Taken, named_steps};
use crate::operations::{Actor, Done};

/// Public number and title of a post.
type Choice = (String, String);

/// One inquiry.
#[derive(Clone, Debug)]
pub(crate) struct OneInquiry {
    /// The inquiry.
    pub(crate) followed: FollowedInquiry,
    /// Its warnings as they were asked about.
    pub(crate) asked: Vec<Asked>,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Name and post of who sent it.
    pub(crate) sender: (String, String),
    /// Titles of the posts of division and unit.
    pub(crate) posts: (String, Option<String>),
    /// Titles of the posts of which one has it.
    pub(crate) waits: Vec<String>,
    /// The posts to which it can go.
    pub(crate) reachable: Vec<Choice>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// The day that a form proposes for the answer.
    pub(crate) proposed_due: Option<Day>,
    /// Whether the reader holds the post that has it, below the desk.
    pub(crate) may_answer: bool,
    /// Whether the reader holds the desk's post.
    pub(crate) may_judge: bool,
}

impl One for OneInquiry {
    const PLACE: &'static str = "/inquiries";

    async fn read(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneInquiry> {
        one(context, actor, origin.day, id).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One inquiry for a reader.
async fn one(context: &Context, actor: &Actor, on: Day, id: i64) -> Done<OneInquiry> {
    let mut tx = context.db.read().await?;
    let kept = found(&mut tx, context, actor, Operation::ListInquiries, id).await?;
    let there = there(&kept)?;
    let followed = followed(&mut tx, kept.clone()).await?;
    let inquiry = &followed.one;
    let (waits, desks) = (inquiry.waits_for().to_vec(), inquiry.desks().to_vec());
    let answers = acting(&mut tx, context, actor, (Operation::AnswerInquiry, there), &waits).await;
    let may_answer = answers.is_ok_and(|by| waits.contains(&by.post));
    let judges = acting(&mut tx, context, actor, (Operation::SendInquiry, there), &desks).await;
    let may_judge = judges.is_ok_and(|by| desks.contains(&by.post));
    let (division, unit) = inquiry.asked();
    let mut titles = Vec::new();
    for post in &waits {
        titles.push(title(&mut tx, *post).await?);
    }
    let unit = match unit {
        Some(unit) => Some(title(&mut tx, unit).await?),
        None => None,
    };
    let sender = store::people::by_id(&mut tx, kept.opening.person).await?;
    let sender = sender.map(|person| person.name).unwrap_or_default();
    let desk = title(&mut tx, PostId(kept.opening.post as u64)).await?;
    Ok(OneInquiry {
        asked: inquiries::asked(&mut tx, id).await?,
        taken: named_steps(&mut tx, &followed.steps).await?,
        sender: (sender, desk),
        posts: (title(&mut tx, division).await?, unit),
        waits: titles,
        reachable: reachable(&mut tx, context, actor, there).await?,
        attachments: attachments::of(&mut tx, matter_of(KIND, id)).await?,
        proposed_due: proposed_due(context, on),
        may_answer: may_answer && !desks.iter().any(|desk| waits.contains(desk)),
        may_judge,
        followed,
    })
}

async fn title(tx: &mut Tx, post: PostId) -> Done<String> {
    let found = posts::by_id(tx, post.0 as i64).await?;
    Ok(found.map(|post| post.title).unwrap_or_default())
}

/// The posts from which a matter can be dealt with, the nearest first; not those of the reader.
async fn reachable(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    (division, organisation): There<'_>,
) -> Done<Vec<Choice>> {
    let divisions = context.divisions();
    let levels = [Level::County, Level::Prefecture, Level::Region];
    let mut chain = vec![division];
    chain.extend(levels.iter().filter_map(|level| above(divisions, division, *level)));
    chain.dedup();
    let mut found = Vec::new();
    for home in chain {
        for post in posts::of_division(tx, &home.to_string()).await? {
            let entry = (post.public_id.clone(), post.title.clone());
            let own = actor.held.iter().any(|held| held.post == post.public_id);
            let Some(held) = held_post(post) else { continue };
            let reaches = held.scope.covers(Place { division, organisation }, divisions);
            if reaches && !own && Role::HANDLERS.contains(&held.role) && !found.contains(&entry) {
                found.push(entry);
            }
        }
    }
    Ok(found)
}

/// An inquiry before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The warning from which it comes, then others of its unit that can be asked about with it.
    pub(crate) warnings: Vec<warnings::Warning>,
    /// The posts to which it can go.
    pub(crate) reachable: Vec<Choice>,
    /// The day proposed for the answer.
    pub(crate) proposed_due: Option<Day>,
}

/// An inquiry about a warning before it is sent.
pub(crate) async fn draft(context: &Context, actor: &Actor, on: Day, warning: i64) -> Done<Draft> {
    let mut tx = context.db.read().await?;
    let first = matters::found(&mut tx, context, actor, Operation::SendInquiry, warning).await?;
    let there = matters::there(&first.place)?;
    let reachable = reachable(&mut tx, context, actor, there).await?;
    let mut warnings = vec![first.clone()];
    for other in beside(&mut tx, context, actor, &first).await? {
        if other.id != first.id && is_open(&other) && !is_asked_about(&mut tx, other.id).await? {
            warnings.push(other);
        }
    }
    warnings.truncate(MOST);
    Ok(Draft { warnings, reachable, proposed_due: proposed_due(context, on) })
}

/// Warnings of the same unit, the most urgent first.
async fn beside(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    first: &warnings::Warning,
) -> Done<Vec<warnings::Warning>> {
    let list = &lists::WARNINGS;
    let reach: Reach = actor.reach(context, Operation::SendInquiry)?;
    let same = |name, value: &str| {
        let test = Test::Among(vec![Value::from(value.to_owned())]);
        list.column(name).map(|column| (column, test))
    };
    let undeclared = || crate::operations::Failure::System("warnings have no urgency".to_owned());
    let query = Query {
        reach,
        tests: [
            same("home", &first.place.home),
            same("organisation", &first.place.organisation),
            same("lit", "yes"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        words: Vec::new(),
        sort: list.column("urgency").ok_or_else(undeclared)?,
        descending: true,
        after: None,
        back: false,
        rows: MOST,
        day: Day::FIRST,
    };
    let at = list.columns.iter().position(|column| column.name == "id");
    let mut found = Vec::new();
    for cells in lists::rows(tx, list, &query).await?.rows {
        let Some(Value::Text(Some(id))) = at.and_then(|at| cells.get(at)) else { continue };
        let Ok(id) = id.parse() else { continue };
        found.extend(warnings::by_id(tx, id).await?);
    }
    Ok(found)
}
