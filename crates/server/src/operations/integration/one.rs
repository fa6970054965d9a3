//! An integration plan as it is read, one before it is begun, and what is due of them.

use std::collections::BTreeMap;

use domain::TableId;
use domain::division::Division;
use domain::fund::Funds;
use domain::handling::Opinion;
use domain::integration::{Source, State, Use};
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::history::{self, Record};
use store::integration::{self, Line, Plan};
use store::posts;
use store::records::all_funds;

use super::draft::{SourceRow, UseRow, Writing};
use super::{FollowedPlan, KIND, found, here, integrated};
use crate::access::{Operation, Role};
use crate::context::{Context, Origin};
use crate::operations::handling::acting::as_post;
use crate::operations::handling::division;
use crate::operations::handling::matter_of;
use crate::operations::handling::one::One;
use crate::operations::lists::places;
use crate::operations::screening::found::region;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done, Refusal};

/// Projects that a form offers, at most.
const PROJECTS: usize = 500;
/// Plans of one kind that are listed as due.
const MOST: i64 = 8;

/// One division that reviews a plan.
#[derive(Clone, Debug)]
pub(crate) struct Review {
    /// Title of the post.
    pub(crate) title: String,
    /// What it says; none before it does.
    pub(crate) opinion: Option<Opinion>,
}

/// What is known of a project.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Its name.
    pub(crate) name: String,
    /// Its type.
    pub(crate) category: String,
}

/// What somebody can do about a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Write it.
    Prepare,
    /// Call the joint review, or send it back.
    Convene,
    /// Review it.
    Opine,
    /// Decide on it.
    Approve,
    /// Begin the next version.
    Adjust,
}

impl OnePlan {
    /// Whether the reader can do something now.
    pub(crate) fn may(&self, what: May) -> bool {
        self.may.contains(&what)
    }
}

/// One plan.
#[derive(Debug)]
pub(crate) struct OnePlan {
    /// The plan.
    pub(crate) followed: FollowedPlan,
    /// The funds that there are.
    pub(crate) funds: Funds,
    /// What is known of the projects that are named.
    pub(crate) projects: BTreeMap<String, Known>,
    /// The divisions that review it.
    pub(crate) reviews: Vec<Review>,
    /// What the county received of each integrated fund for the year, in fen.
    pub(crate) received: BTreeMap<String, i64>,
    /// What it says beside what was done, of integrated funds; nothing before it is approved.
    pub(crate) done: Vec<Line>,
    /// All plans of the county and year, the last version first.
    pub(crate) versions: Vec<Plan>,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// Numbers and titles of the posts that may be named to review.
    pub(crate) offered: Vec<(i64, String)>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl One for OnePlan {
    const PLACE: &'static str = "/integration-plans";

    async fn read(context: &Context, _: &Origin, actor: &Actor, id: i64) -> Done<OnePlan> {
        one(context, actor, id).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One plan for a reader.
async fn one(context: &Context, actor: &Actor, id: i64) -> Done<OnePlan> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    let (home, state) = (division(&followed.kept.home)?, followed.one.state());
    let (code, year) = (followed.kept.home.clone(), followed.kept.fiscal_year);
    let funds = all_funds(&mut tx, &context.pack.funds).await?;
    let is_integrated = |fund: &str| integrated(&funds).any(|code| code == fund);
    let mut done = Vec::new();
    if state == State::Approved {
        done = integration::done(&mut tx, id).await?;
        done.retain(|line| is_integrated(&line.fund));
    }
    let received = integration::received(&mut tx, &code, year).await?;
    let received = received.into_iter().filter(|(fund, _)| is_integrated(fund)).collect();
    let versions = integration::of_year(&mut tx, &code, year).await?;
    let open = versions
        .iter()
        .all(|plan| super::kept::state_of(plan).is_some_and(|state| !state.is_under_way()));
    let maker = followed.one.makers().any(|who| actor.is(who));
    let prepares = here(&mut tx, context, actor, (Operation::PrepareIntegrationPlan, home)).await;
    let may_prepare = prepares.is_ok();
    let decides = here(&mut tx, context, actor, (Operation::ApproveIntegrationPlan, home)).await;
    let there = Some((home, None));
    let convenes = actor.post(context, Operation::ConveneIntegrationReview, there).is_ok();
    let reviews_own = reviews_own(&mut tx, context, actor, &followed).await?;
    let offered = if convenes { offered(&mut tx, context).await? } else { Vec::new() };
    let can = [
        (May::Prepare, may_prepare && state == State::Draft),
        (May::Convene, convenes && !maker && matches!(state, State::Submitted | State::InReview)),
        (May::Opine, reviews_own && !maker && state == State::InReview),
        (May::Approve, decides.is_ok() && !maker && state == State::Agreed),
        (May::Adjust, may_prepare && open && state == State::Approved),
    ];
    let may = can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect();
    Ok(OnePlan {
        projects: projects_of(&mut tx, &followed, &done).await?,
        reviews: reviews(&mut tx, &followed).await?,
        taken: named_steps(&mut tx, &followed.steps).await?,
        attachments: attachments::of(&mut tx, matter_of(KIND, id)).await?,
        funds,
        received,
        done,
        versions,
        offered,
        may,
        followed,
    })
}

/// Whether the reader holds one of the posts that review.
async fn reviews_own(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    followed: &FollowedPlan,
) -> Done<bool> {
    let there = Some((division(&followed.kept.home)?, None));
    if actor.post(context, Operation::ReviewIntegrationPlan, there).is_err() {
        return Ok(false);
    }
    for held in &actor.held {
        let own = as_post(tx, actor, held).await?.post;
        if followed.one.reviews().iter().any(|(post, _)| *post == own) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn reviews(tx: &mut Tx, followed: &FollowedPlan) -> Done<Vec<Review>> {
    let mut reviews = Vec::new();
    for (post, opinion) in followed.one.reviews() {
        let title = posts::by_id(tx, post.0 as i64).await?.map(|post| post.title);
        reviews.push(Review { title: title.unwrap_or_default(), opinion: opinion.clone() });
    }
    Ok(reviews)
}

/// The posts of the region that may be named to review a plan: number and title.
pub(crate) async fn offered(tx: &mut Tx, context: &Context) -> Done<Vec<(i64, String)>> {
    let Some(region) = region(context.divisions()) else { return Ok(Vec::new()) };
    let all = posts::of_division(tx, &region.to_string()).await?;
    let reviews = |post: &posts::Post| {
        let role = Role::from_word(&post.role);
        role.is_some_and(|role| Operation::ReviewIntegrationPlan.is_open_to(role))
    };
    Ok(all.into_iter().filter(reviews).map(|post| (post.id, post.title)).collect())
}

/// Names and types of all projects that are named.
async fn projects_of(
    tx: &mut Tx,
    followed: &FollowedPlan,
    done: &[Line],
) -> Done<BTreeMap<String, Known>> {
    let table = TableId::Projects;
    let planned = followed.one.draft().uses.iter().map(|one| one.project.as_str());
    let all = planned.chain(done.iter().map(|line| line.project.as_str()));
    let mut projects = BTreeMap::new();
    for id in all.filter(|id| !id.is_empty()) {
        if projects.contains_key(id) {
            continue;
        }
        let found = history::held(tx, table, &[("id", id)], 1).await?;
        let known = found.first().map(|record| Known {
            name: record.text(table, "name").to_owned(),
            category: record.text(table, "category").to_owned(),
        });
        projects.insert(id.to_owned(), known.unwrap_or_default());
    }
    Ok(projects)
}

/// A plan before it is begun, or while it is written.
#[derive(Debug)]
pub(crate) struct Begun {
    /// The counties for which the reader writes plans.
    pub(crate) counties: Vec<Division>,
    /// Integrated funds: code, name, what the county received of it for the year, in fen.
    pub(crate) funds: Vec<(String, String, i64)>,
    /// Projects of the county: number and name.
    pub(crate) projects: Vec<(String, String)>,
    /// The approved plan that the next one is to replace.
    pub(crate) before: Option<Writing>,
}

/// A form for a plan of a county and year; the reader's first county and the year given where the form does not say.
pub(crate) async fn begun(
    context: &Context,
    actor: &Actor,
    (county, year): (&str, i64),
) -> Done<Begun> {
    let operation = Operation::PrepareIntegrationPlan;
    let may = places(context, actor, operation).into_iter();
    let own = |place: &Division| {
        actor.held.iter().any(|held| {
            operation.is_open_to(held.role)
                && context.divisions().canonical(held.scope.division) == *place
        })
    };
    let counties: Vec<Division> = may
        .filter(|place| context.divisions().level(*place) == Some(domain::Level::County))
        .filter(own)
        .collect();
    let home = counties.iter().find(|place| place.to_string() == county).or(counties.first());
    let home = *home.ok_or(Refusal::PlanOfCounty)?;
    let mut tx = context.db.read().await?;
    let all = all_funds(&mut tx, &context.pack.funds).await?;
    let received: BTreeMap<String, i64> =
        integration::received(&mut tx, &home.to_string(), year).await?.into_iter().collect();
    let fund = |code: &str| {
        let name = all.resolve(code).map(|id| all.get(id).name.clone()).unwrap_or_default();
        (code.to_owned(), name, received.get(code).copied().unwrap_or_default())
    };
    let mut funds: Vec<(String, String, i64)> = integrated(&all).map(fund).collect();
    // What the county has comes first.
    funds.sort_by_key(|(_, _, fen)| *fen == 0);
    let mut before = None;
    let held = integration::of_year(&mut tx, &home.to_string(), year).await?;
    if let Some(plan) = held.into_iter().find(|plan| plan.standing.state == "approved") {
        before = Some(written_before(&FollowedPlan::of(&mut tx, plan).await?));
    }
    let projects = projects(&mut tx, home).await?;
    Ok(Begun { counties, funds, projects, before })
}

/// The projects of a county that are in the pipeline.
async fn projects(tx: &mut Tx, county: Division) -> Done<Vec<(String, String)>> {
    let (table, code) = (TableId::Projects, county.to_string());
    let found = history::held(tx, table, &[("county", &code)], 5_000).await?;
    let entered = found.iter().filter(|one| !one.text(table, "library_on").is_empty());
    let pair =
        |one: &Record| (one.text(table, "id").to_owned(), one.text(table, "name").to_owned());
    Ok(entered.map(pair).take(PROJECTS).collect())
}

/// A plan as it was written, to be written anew.
pub(crate) fn written_before(followed: &FollowedPlan) -> Writing {
    let draft = followed.one.draft();
    let source = |one: &Source| SourceRow {
        fund: one.fund.clone(),
        scale: one.scale.plain(),
        amount: one.amount.plain(),
    };
    let used = |one: &Use| UseRow {
        project: one.project.clone(),
        fund: one.fund.clone(),
        amount: one.amount.plain(),
    };
    Writing {
        county: followed.kept.home.clone(),
        year: followed.kept.fiscal_year.to_string(),
        title: draft.title.clone(),
        note: draft.note.clone(),
        sources: draft.sources.iter().map(source).collect(),
        uses: draft.uses.iter().map(used).collect(),
    }
}

/// What is due for somebody: own drafts, plans whose review is to be called, opinions to give, plans to decide on.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<[Vec<Plan>; 4]> {
    let mut tx = context.db.read().await?;
    let mut found: [Vec<Plan>; 4] = Default::default();
    for held in &actor.held {
        let home = held.scope.division.to_string();
        let [drafts, calls, opinions, decisions] = &mut found;
        if Operation::PrepareIntegrationPlan.is_open_to(held.role) {
            let own = integration::in_state(&mut tx, "draft", &home, MOST).await?;
            drafts.extend(own.into_iter().filter(|one| one.maker == actor.person.id));
        }
        if Operation::ConveneIntegrationReview.is_open_to(held.role) {
            calls.extend(integration::in_state(&mut tx, "submitted", "", MOST).await?);
        }
        if Operation::ReviewIntegrationPlan.is_open_to(held.role) {
            let post = as_post(&mut tx, actor, held).await?.post;
            opinions.extend(integration::to_review(&mut tx, post.0 as i64, MOST).await?);
        }
        if Operation::ApproveIntegrationPlan.is_open_to(held.role) {
            decisions.extend(integration::in_state(&mut tx, "agreed", &home, MOST).await?);
        }
    }
    for list in &mut found {
        list.sort_by_key(|one| std::cmp::Reverse(one.id));
        list.dedup_by_key(|one| one.id);
    }
    Ok(found)
}
