//! An inspection as it is read, what is offered to plan one, and what is due of them.

use std::collections::BTreeMap;

use domain::Division;
use domain::handling::StepRefusal;
use domain::inspection::State;
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::inspections::{self, Inspection};
use store::records::all_funds;
use store::{cases, posts};

use super::organs::{as_inspector, as_place};
use super::{FollowedInspection, KIND, Writing, found};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::one::One;
use crate::operations::handling::{matter_of, there};
use crate::operations::lists::places;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done, Refusal};

/// Inspections of one kind that are listed as due.
const MOST: i64 = 8;
/// Inspections that are shown of one record.
const SHOWN: i64 = 20;

/// What somebody can do about an inspection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Carry it out.
    Inspect,
    /// Decide on what was found.
    Decide,
    /// Check what was put right.
    Check,
    /// Answer, and put right.
    Answer,
}

/// One inspection.
#[derive(Debug)]
pub(crate) struct OneInspection {
    /// The inspection.
    pub(crate) followed: FollowedInspection,
    /// Title of the post that inspects.
    pub(crate) inspector: String,
    /// Title of the post to which it went because the place is late.
    pub(crate) escalated: Option<String>,
    /// Name of its fund; empty: all.
    pub(crate) fund: String,
    /// Those that it repeats.
    pub(crate) repeats: Vec<Inspection>,
    /// Those that repeat it.
    pub(crate) repeated: Vec<Inspection>,
    /// Cases of the warnings that stand beside what was found: number and state, by the warning.
    pub(crate) cases: BTreeMap<u64, (i64, String)>,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl OneInspection {
    /// Whether the reader can do something now.
    pub(crate) fn may(&self, what: May) -> bool {
        self.may.contains(&what)
    }
}

impl One for OneInspection {
    const PLACE: &'static str = "/inspections";

    async fn read(
        context: &Context,
        origin: &Origin,
        actor: &Actor,
        id: i64,
    ) -> Done<OneInspection> {
        one(context, origin, actor, id).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One inspection for a reader.
async fn one(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneInspection> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    let funds = all_funds(&mut tx, &context.pack.funds).await?;
    let fund = funds.resolve(&followed.kept.standing.fund);
    let inspector = posts::by_id(&mut tx, followed.kept.post).await?;
    let escalated = match followed.kept.standing.escalated {
        Some(post) => posts::by_id(&mut tx, post).await?.map(|post| post.title),
        None => None,
    };
    let mut in_case = BTreeMap::new();
    for warning in followed.one.found().iter().filter_map(|one| one.what.warning) {
        if let Some(case) = cases::of_warning(&mut tx, warning.0 as i64).await? {
            in_case.insert(warning.0, (case.id, case.standing.state));
        }
    }
    Ok(OneInspection {
        escalated,
        inspector: inspector.map(|post| post.title).unwrap_or_default(),
        fund: fund.map(|id| funds.get(id).name.clone()).unwrap_or_default(),
        repeats: inspections::repeated(&mut tx, id).await?,
        repeated: inspections::repeating(&mut tx, id).await?,
        cases: in_case,
        taken: named_steps(&mut tx, &followed.steps).await?,
        attachments: attachments::of(&mut tx, matter_of(KIND, id)).await?,
        may: may(&mut tx, context, origin, (actor, &followed)).await,
        followed,
    })
}

async fn may(
    tx: &mut Tx,
    context: &Context,
    origin: &Origin,
    (actor, followed): (&Actor, &FollowedInspection),
) -> Vec<May> {
    let (one, kept) = (&followed.one, &followed.kept);
    let is_own = |who| actor.is(who);
    let wrote = one.inspectors().any(is_own);
    let inspects = as_inspector(tx, context, actor, (Operation::Inspect, kept)).await.is_ok();
    let decide = (Operation::DecideInspection, kept);
    let decides = as_inspector(tx, context, actor, decide).await.is_ok();
    let answers = as_place(tx, context, actor, kept).await.is_ok();
    let answered = one.answerer().is_some_and(is_own);
    let asks = one.answer_by().is_some();
    let state = one.state();
    let can = [
        (May::Inspect, inspects && matches!(state, State::Planned | State::UnderWay)),
        (May::Decide, decides && !wrote && !answered && one.may_decide(origin.day)),
        (May::Check, decides && state == State::Rectifying),
        (
            May::Answer,
            answers && (state == State::Rectifying || state == State::Reported && asks && !wrote),
        ),
    ];
    can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect()
}

/// The plan of an inspection for who may write it anew, as its form has it; refused where it has begun.
pub(crate) async fn planned(context: &Context, actor: &Actor, id: i64) -> Done<Writing> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    as_inspector(&mut tx, context, actor, (Operation::Inspect, &followed.kept)).await?;
    if followed.one.state() != State::Planned {
        return Err(Refusal::Step(StepRefusal::NotFromHere).into());
    }
    Ok(followed.one.plan().into())
}

/// What a form offers.
#[derive(Debug)]
pub(crate) struct Begun {
    /// The places in reach.
    pub(crate) places: Vec<Division>,
    /// Funds: code and name.
    pub(crate) funds: Vec<(String, String)>,
}

/// What is offered to plan an inspection.
pub(crate) async fn begun(context: &Context, actor: &Actor) -> Done<Begun> {
    actor.post(context, Operation::Inspect, None)?;
    let mut tx = context.db.read().await?;
    let funds = all_funds(&mut tx, &context.pack.funds).await?;
    let mut places = places(context, actor, Operation::Inspect);
    places.retain(|place| context.divisions().canonical(*place) == *place);
    let funds = funds.iter().map(|(_, fund)| (fund.code.clone(), fund.name.clone())).collect();
    Ok(Begun { places, funds })
}

/// An inspection that waits for somebody, and until when.
pub(crate) type Waiting = (Inspection, Option<String>);

/// Inspections by what is to be done: carried out, decided, checked, answered, put right, pressed for from above.
pub(crate) type Groups = [Vec<Waiting>; 6];

/// What is due for somebody.
pub(crate) async fn due(context: &Context, origin: &Origin, actor: &Actor) -> Done<Groups> {
    let mut tx = context.db.read().await?;
    let mut found = Groups::default();
    for held in &actor.held {
        let own = context.divisions().canonical(held.scope.division).to_string();
        if Operation::DecideInspection.is_open_to(held.role) {
            of_organ(&mut tx, context, origin, (actor, &own), &mut found).await?;
        }
        if Operation::AnswerInspection.is_open_to(held.role) {
            at_place(&mut tx, context, (actor, &own), &mut found).await?;
        }
        if Operation::ListInspections.is_open_to(held.role) {
            let [.., late] = &mut found;
            late.extend(pressed(&mut tx, origin, &held.post).await?);
        }
    }
    for list in &mut found {
        list.sort_by_key(|(one, _)| std::cmp::Reverse(one.id));
        list.dedup_by_key(|(one, _)| one.id);
    }
    Ok(found)
}

async fn of_organ(
    tx: &mut Tx,
    context: &Context,
    origin: &Origin,
    (actor, organ): (&Actor, &str),
    found: &mut Groups,
) -> Done<()> {
    let [carry, decide, check, ..] = found;
    for state in ["planned", "under_way", "reported", "answered", "rectifying"] {
        for kept in inspections::by_organ(tx, (organ, state), MOST).await? {
            let followed = FollowedInspection::of(tx, kept).await?;
            let can = may(tx, context, origin, (actor, &followed)).await;
            let kept = followed.kept;
            if can.contains(&May::Inspect) {
                let ends = kept.standing.days.1.clone();
                carry.push((kept, Some(ends)));
            } else if can.contains(&May::Decide) {
                decide.push((kept, None));
            } else if can.contains(&May::Check) {
                let done = inspections::with_fate(tx, kept.id, "done").await?;
                let today = origin.day.to_string();
                let ordered = inspections::with_fate(tx, kept.id, "ordered").await?;
                let late = ordered.into_iter().filter_map(|one| one.due).find(|due| *due < today);
                if late.is_some() || !done.is_empty() {
                    check.push((kept, late));
                }
            }
        }
    }
    Ok(())
}

async fn at_place(
    tx: &mut Tx,
    context: &Context,
    (actor, home): (&Actor, &str),
    found: &mut Groups,
) -> Done<()> {
    let [.., answer, rectify, _] = found;
    for kept in inspections::by_place(tx, ("reported", home), MOST).await? {
        let by = kept.standing.answer_by.clone();
        if by.is_some() && as_place(tx, context, actor, &kept).await.is_ok() {
            answer.push((kept, by));
        }
    }
    for kept in inspections::by_place(tx, ("rectifying", home), MOST).await? {
        let ordered = inspections::with_fate(tx, kept.id, "ordered").await?;
        let due = ordered.into_iter().filter_map(|one| one.due).min();
        if due.is_some() && as_place(tx, context, actor, &kept).await.is_ok() {
            rectify.push((kept, due));
        }
    }
    Ok(())
}

/// What went up to a post because the places are late, with the day that has passed.
async fn pressed(tx: &mut Tx, origin: &Origin, post: &str) -> Done<Vec<Waiting>> {
    let Some(post) = posts::by_public_id(tx, post).await? else { return Ok(Vec::new()) };
    let today = origin.day.to_string();
    let mut late = Vec::new();
    for kept in inspections::escalated(tx, post.id, MOST).await? {
        let ordered = inspections::with_fate(tx, kept.id, "ordered").await?;
        let days = ordered.into_iter().filter_map(|one| one.due);
        let answer = kept.standing.answer_by.clone().filter(|_| kept.standing.state == "reported");
        let passed = days.chain(answer).filter(|due| *due < today).min();
        late.push((kept, passed));
    }
    Ok(late)
}

/// Those that name a project, as far as the reader may see them.
pub(crate) async fn of_project(
    context: &Context,
    actor: &Actor,
    project: &str,
) -> Done<Vec<Inspection>> {
    let mut tx = context.db.read().await?;
    let all = inspections::of_project(&mut tx, project, SHOWN).await?;
    Ok(all.into_iter().filter(|one| sees(context, actor, one)).collect())
}

/// The last ones of a place itself, as far as the reader may see them.
pub(crate) async fn of_place(
    context: &Context,
    actor: &Actor,
    place: Division,
) -> Done<Vec<Inspection>> {
    let mut tx = context.db.read().await?;
    let all = inspections::of_place(&mut tx, &place.to_string(), SHOWN).await?;
    Ok(all.into_iter().filter(|one| sees(context, actor, one)).collect())
}

/// Those that look at the use of a payment, as far as the reader may see them.
pub(crate) async fn of_payment(
    context: &Context,
    actor: &Actor,
    payment: (&str, &str),
) -> Done<Vec<Inspection>> {
    let mut tx = context.db.read().await?;
    let all = inspections::of_payment(&mut tx, payment, SHOWN).await?;
    Ok(all.into_iter().filter(|one| sees(context, actor, one)).collect())
}

fn sees(context: &Context, actor: &Actor, one: &Inspection) -> bool {
    let place = there(&one.standing.home, &one.standing.organisation);
    place.is_ok_and(|place| actor.post(context, Operation::ListInspections, Some(place)).is_ok())
}
