//! Integration plans: one with its money by source and by use, its joint review, what was done of it, and its steps.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::integration::Line;

use super::body::Read;
use super::lists::{Pairs, number as whole, pairs};
use super::steps::{
    Document, Edition, Evidence, Past, Possible, Told, after, documents, history, id, offered,
    possible, read, sent,
};
use super::warnings::Made;
use super::{Answer, Caller, Problem, json, some, with_status, yuan};
use crate::operations::handling::one::One as _;
use crate::operations::integration::{
    self, Begun, FundLine, May, OnePlan, Saying, SourceRow, UseRow, Writing, approve, begun,
    convene, opine, prepare, rewrite, scan, stands, wrong,
};
use crate::operations::{Failure, Refusal};
use crate::pages::integration::{MOST, actions};
use crate::visit::Site;

/// One integration plan. Amounts are in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IntegrationPlan {
    /// Its number.
    id: i64,
    /// Code of the county.
    county: String,
    /// Fiscal year.
    fiscal_year: i64,
    /// Which one of the county and year, from 1.
    version: i64,
    /// `draft`, `submitted`, `in_review`, `agreed`, `approved`, `replaced` or `dropped`.
    state: String,
    /// Title.
    title: String,
    /// Remark; of a later version, why the plan is changed.
    note: Option<String>,
    /// All that is integrated.
    amount: String,
    /// Number of the decision.
    document: Option<String>,
    /// Day of the decision.
    decided_on: Option<String>,
    /// Money by source; beside what was done also funds that the plan does not have.
    sources: Vec<IntegrationSource>,
    /// Money by use; beside what was done also projects that the plan does not have.
    uses: Vec<IntegrationUse>,
    /// The divisions that review it.
    reviews: Vec<IntegrationReview>,
    /// All plans of the county and year, the last one first.
    versions: Vec<Edition>,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What whoever asks can do now.
    steps: Vec<Possible>,
}

/// A fund of an integration plan. Amounts are in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IntegrationSource {
    /// Code of the fund.
    fund: String,
    /// What the county has of it by the plan.
    scale: String,
    /// What of it is integrated.
    amount: String,
    /// What projects get of it by the plan.
    used: String,
    /// By how much the last two are apart: a plan is submitted only where it is 0.00.
    apart: String,
    /// What the county received of it for the year.
    received: String,
    /// What was done of it; none before the plan is approved.
    done: Option<IntegrationDone>,
}

/// What a project gets of a fund. Amounts are in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IntegrationUse {
    /// Number of the project; none: payments that name none.
    project: Option<String>,
    /// Its name.
    name: Option<String>,
    /// Code of the fund.
    fund: String,
    /// What the plan gives it.
    amount: String,
    /// What was done of it; none before the plan is approved.
    done: Option<IntegrationDone>,
}

/// What was done beside what was planned. Amounts are in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IntegrationDone {
    /// Allotted to projects.
    allotted: String,
    /// Paid, less refunds.
    paid: String,
    /// How it compares: `even`, `under`, `over`, `none`, or `outside` the plan.
    stands: &'static str,
}

/// A division that reviews an integration plan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IntegrationReview {
    /// Title of its post.
    post: String,
    /// Whether it agrees; none before it says so.
    agrees: Option<bool>,
    /// What it objects to, or remarks.
    reason: Option<String>,
}

fn done(allotted: i64, paid: i64, stands: &'static str) -> IntegrationDone {
    IntegrationDone { allotted: yuan(allotted), paid: yuan(paid), stands }
}

fn source(one: &OnePlan, line: &FundLine) -> IntegrationSource {
    let beside = || done(line.allotted, line.paid, line.stands());
    IntegrationSource {
        fund: line.fund.clone(),
        scale: yuan(line.scale),
        amount: yuan(line.planned),
        used: yuan(line.used),
        apart: yuan(line.apart()),
        received: yuan(line.received),
        done: one.is_compared().then(beside),
    }
}

fn used(one: &OnePlan, line: &Line) -> IntegrationUse {
    let name = one.projects.get(&line.project).map(|known| known.name.as_str());
    let beside = || done(line.allotted, line.paid, stands(line));
    IntegrationUse {
        project: some(&line.project),
        name: name.and_then(some),
        fund: line.fund.clone(),
        amount: yuan(line.planned),
        done: one.is_compared().then(beside),
    }
}

/// The steps of the page, and those that have a form of their own there.
fn steps(caller: &Caller, one: &OnePlan) -> Vec<Possible> {
    let mut steps = possible(caller.lang, |lang| actions(one, lang, caller.origin.day));
    let parts = [("title", false), ("note", true), ("sources", false), ("uses", false)];
    if one.may(May::Prepare) {
        let path = format!("/integration-plans/{}/draft", one.followed.kept.id);
        steps.push(offered("write", &path, ("重新填写", "Write it anew"), &parts));
    }
    if one.may(May::Adjust) {
        let said = ("调整：编制新版", "Change it: a version of its own");
        let placed = [("county", false), ("fiscal_year", false)];
        let parts: Vec<(&'static str, bool)> = placed.into_iter().chain(parts).collect();
        steps.push(offered("adjust", "/integration-plans", said, &parts));
    }
    steps
}

fn plan(caller: &Caller, one: &OnePlan) -> IntegrationPlan {
    let (kept, draft) = (&one.followed.kept, one.followed.one.draft());
    let review = |review: &integration::Review| IntegrationReview {
        post: review.title.clone(),
        agrees: review.opinion.as_ref().map(|opinion| opinion.agrees),
        reason: review.opinion.as_ref().and_then(|opinion| some(&opinion.reason)),
    };
    let version = |plan: &store::integration::Plan| Edition {
        id: plan.id,
        version: plan.version,
        state: plan.standing.state.clone(),
    };
    IntegrationPlan {
        id: kept.id,
        county: kept.home.clone(),
        fiscal_year: kept.fiscal_year,
        version: kept.version,
        state: kept.standing.state.clone(),
        title: draft.title.clone(),
        note: some(&draft.note),
        amount: yuan(kept.standing.amount),
        document: some(&kept.standing.document),
        decided_on: kept.standing.decided_on.clone(),
        sources: one.by_fund().iter().map(|line| source(one, line)).collect(),
        uses: one.by_use().iter().map(|line| used(one, line)).collect(),
        reviews: one.reviews.iter().map(review).collect(),
        versions: one.versions.iter().map(version).collect(),
        documents: documents(&one.attachments),
        history: history(&one.taken),
        steps: steps(caller, one),
    }
}

impl Told for OnePlan {
    type Told = IntegrationPlan;

    fn told(&self, _: &Site, caller: &Caller) -> IntegrationPlan {
        plan(caller, self)
    }
}

/// What an integration plan can be made of.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IntegrationChoices {
    /// Codes of the counties for which whoever asks writes plans.
    counties: Vec<String>,
    /// Code of the county that is meant.
    county: String,
    /// Fiscal year.
    fiscal_year: i64,
    /// The integrated funds, those that the county received first.
    funds: Vec<IntegrationFund>,
    /// Projects of the county's pipeline, at most 500.
    projects: Vec<IntegrationProject>,
    /// The approved plan whose place the next one takes, to be changed and sent with its reason.
    before: Option<IntegrationDraft>,
}

/// An integrated fund.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IntegrationFund {
    /// Its code.
    fund: String,
    /// What the county received of it for the year, in yuan.
    received: String,
}

/// A project of the county's pipeline.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IntegrationProject {
    /// Its number.
    project: String,
    /// Its name.
    name: String,
}

fn choices(begun: Begun, county: String, fiscal_year: i64) -> IntegrationChoices {
    let fund =
        |(fund, _, fen): (String, String, i64)| IntegrationFund { fund, received: yuan(fen) };
    let project = |(project, name): (String, String)| IntegrationProject { project, name };
    IntegrationChoices {
        counties: begun.counties.iter().map(ToString::to_string).collect(),
        county,
        fiscal_year,
        funds: begun.funds.into_iter().map(fund).collect(),
        projects: begun.projects.into_iter().map(project).collect(),
        before: begun.before.map(IntegrationDraft::of),
    }
}

/// Of what a plan can be made: funds with what was received, projects, the plan before.
pub(crate) async fn before(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let (mut county, mut year) = (String::new(), i64::from(caller.origin.day.year()));
    for (name, text) in pairs(&caller, given)? {
        match name.as_str() {
            "county" => county = text,
            "year" => year = whole(&caller, (&name, &text), 1900..=2999)?,
            _ => return Err(caller.problem(Refusal::AskedWrongly)),
        }
    }
    let found = begun(&site.context, caller.actor()?, (&county, year)).await;
    let found = found.map_err(|failure| caller.problem(failure))?;
    let mut own = found.counties.iter().map(ToString::to_string);
    let meant = own.find(|one| county.is_empty() || *one == county);
    let meant = meant.ok_or_else(|| caller.problem(Refusal::UnknownDivision))?;
    json(&caller, &choices(found, meant, year))
}

/// An integration plan as it is written. Amounts are in yuan.
#[derive(Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntegrationDraft {
    /// Code of the county; where a draft is written anew, it stays.
    #[serde(default)]
    county: String,
    /// Fiscal year; where a draft is written anew, it stays.
    #[serde(default)]
    fiscal_year: String,
    /// Title.
    title: String,
    /// Remark; of a later version, why the plan is changed.
    #[serde(default)]
    note: String,
    /// Where the money comes from: integrated funds, each once; at most 300.
    #[serde(default)]
    #[schema(max_items = 300)]
    sources: Vec<SourceGiven>,
    /// What it is for: projects of the county's pipeline with an approved target; at most 300.
    #[serde(default)]
    #[schema(max_items = 300)]
    uses: Vec<UseGiven>,
}

/// A fund of a plan to be written. Amounts are in yuan.
#[derive(Deserialize, Serialize, utoipa::ToSchema)]
#[schema(as = IntegrationSourceGiven)]
#[serde(deny_unknown_fields)]
pub(crate) struct SourceGiven {
    /// Its code or name.
    fund: String,
    /// What the county has of it.
    scale: String,
    /// What of it is integrated.
    amount: String,
}

/// What a project is to get of a fund.
#[derive(Deserialize, Serialize, utoipa::ToSchema)]
#[schema(as = IntegrationUseGiven)]
#[serde(deny_unknown_fields)]
pub(crate) struct UseGiven {
    /// Number of the project.
    project: String,
    /// Code or name of the fund.
    fund: String,
    /// How much, in yuan.
    amount: String,
}

impl IntegrationDraft {
    fn of(written: Writing) -> IntegrationDraft {
        let source = |SourceRow { fund, scale, amount }| SourceGiven { fund, scale, amount };
        let used = |UseRow { project, fund, amount }| UseGiven { project, fund, amount };
        IntegrationDraft {
            county: written.county,
            fiscal_year: written.year,
            title: written.title,
            note: String::new(),
            sources: written.sources.into_iter().map(source).collect(),
            uses: written.uses.into_iter().map(used).collect(),
        }
    }

    fn writing(self, caller: &Caller) -> Result<Writing, Problem> {
        for (name, rows) in [("sources", self.sources.len()), ("uses", self.uses.len())] {
            if rows > MOST {
                let (mistakes, field) = (vec![format!("{name}: 0…{MOST}")], Some(name.into()));
                return Err(Problem { mistakes, field, ..caller.problem(Refusal::BodyUnreadable) });
            }
        }
        let source = |SourceGiven { fund, scale, amount }| SourceRow { fund, scale, amount };
        let used = |UseGiven { project, fund, amount }| UseRow { project, fund, amount };
        Ok(Writing {
            county: self.county,
            year: self.fiscal_year,
            title: self.title,
            note: self.note,
            sources: self.sources.into_iter().map(source).collect(),
            uses: self.uses.into_iter().map(used).collect(),
        })
    }
}

/// A failure with every row that is wrong, where it is the rows that were refused.
async fn named(site: &Site, caller: &Caller, failure: Failure, writing: &Writing) -> Problem {
    let problem = caller.problem(failure);
    let Failure::Refused(refusal) = problem.failure else { return problem };
    let Ok(wrong) = wrong(&site.context, caller.origin.day, writing).await else { return problem };
    let sources = wrong.sources.iter().map(|(at, why)| (format!("sources[{at}]"), *why));
    let uses = wrong.uses.iter().map(|(at, why)| (format!("uses[{at}]"), *why));
    let rows: Vec<(String, Refusal)> = sources.chain(uses).collect();
    let Some((field, _)) = rows.first().filter(|(_, why)| *why == refusal) else { return problem };
    let said = |(row, why): &(String, Refusal)| format!("{row}: {}", why.sentence(caller.lang));
    let (mistakes, field) = (rows.iter().map(said).collect(), Some(field.as_str().into()));
    Problem { mistakes, field, ..problem }
}

/// A plan begun, or the next version of one that is approved.
pub(crate) async fn written(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(draft): Read<IntegrationDraft>,
) -> Answer {
    let writing = draft.writing(&caller)?;
    let done = integration::begin(&site.context, &caller.origin, caller.actor()?, &writing).await;
    match done {
        Ok(id) => with_status(&caller, StatusCode::CREATED, &Made { id }),
        Err(failure) => Err(named(&site, &caller, failure, &writing).await),
    }
}

/// A draft written anew.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(draft): Read<IntegrationDraft>,
) -> Answer {
    let (id, actor) = (id(&caller, &path)?, caller.actor()?);
    let before = OnePlan::read(&site.context, &caller.origin, actor, id).await;
    let kept = before.map_err(|failure| caller.problem(failure))?.followed.kept;
    let (county, year) = (kept.home, kept.fiscal_year.to_string());
    let writing = Writing { county, year, ..draft.writing(&caller)? };
    let done = rewrite(&site.context, &caller.origin, actor, (id, &writing)).await;
    match done {
        Ok(()) => read::<OnePlan>(&site, &caller, id).await,
        Err(failure) => Err(named(&site, &caller, failure, &writing).await),
    }
}

/// A step about an integration plan. Which parts it needs is told by its `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntegrationStep {
    /// By the county: `submit_plan`, `withdraw` (`/steps`) or `attach` (`/scans`). By the agriculture division:
    /// `convene` or `return` (`/review`). By a division that reviews: `agree` or `object` (`/opinions`). By the
    /// county's leading group: `approve` or `return` (`/decision`).
    step: String,
    /// Why.
    #[serde(default)]
    reason: String,
    /// What has to be put right.
    #[serde(default)]
    item: String,
    /// Number of the decision.
    #[serde(default)]
    document: String,
    /// Day of the decision, as 2019-05-22.
    #[serde(default)]
    on: String,
    /// Numbers of the posts that review.
    #[serde(default)]
    reviewers: Vec<i64>,
    /// Documents.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

impl IntegrationStep {
    fn saying(self) -> Saying {
        let IntegrationStep { step, reason, item, document, on, reviewers, .. } = self;
        Saying { step, reason, item, document, on, reviewers }
    }
}

/// The handler of a step.
macro_rules! taken {
    ($(#[$doc:meta])* $name:ident, $operation:ident) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            State(site): State<Site>,
            Extension(caller): Extension<Caller>,
            path: Path<String>,
            Read(input): Read<IntegrationStep>,
        ) -> Answer {
            let (id, saying) = (id(&caller, &path)?, input.saying());
            let done = $operation(&site.context, &caller.origin, caller.actor()?, (id, &saying));
            after::<OnePlan>(&site, &caller, id, done.await).await
        }
    };
}

taken! {
    /// Submitted for its joint review, or given up.
    prepared, prepare
}
taken! {
    /// The joint review called, or the plan sent back.
    convened, convene
}
taken! {
    /// An opinion.
    opined, opine
}
taken! {
    /// Approved, or sent back.
    decided, approve
}

/// Documents attached.
pub(crate) async fn scanned(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<IntegrationStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    if input.step != "attach" {
        return Err(caller.problem(Refusal::UnknownStep));
    }
    let scans = sent(&caller, input.evidence)?;
    let done = scan(&site.context, &caller.origin, caller.actor()?, (id, &scans)).await;
    after::<OnePlan>(&site, &caller, id, done).await
}
