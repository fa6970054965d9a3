//! Projects on their way: how far one has come, an application, the steps, and what a meeting decides.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::project::{Recorded, Request};
use domain::{Day, Fen};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json as value};

use super::body::Read;
use super::lists::{Pairs, number as whole, pairs};
use super::steps::{
    Document, Evidence, Past, Possible, documents, history, number, parts, possible, sent,
};
use super::{Answer, Caller, Problem, Sentence, json, some, with_status, yuan};
use crate::operations::Refusal;
use crate::operations::projects::{
    self, Application, Breach, Item, Meeting, OneProject, Outcome, Said, attachment, one,
};
use crate::operations::screening::screen_later;
use crate::pages::handling::document;
use crate::pages::project::forms::{actions, named};
use crate::visit::Site;

/// How far a project has come, and what can be done about it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProjectWay {
    /// Its number.
    id: String,
    /// Word of where it stands, by its records first.
    state: String,
    /// What waits for a decision of the leading group: `change`, `leave` or `surplus`.
    request: Option<&'static str>,
    /// What its records say.
    recorded: ProjectRecorded,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
    /// Steps of whoever asks that the records bar.
    barred: Vec<Barred>,
}

/// What the records of a project say. Amounts are in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProjectRecorded {
    /// Amount in the plan.
    planned: String,
    /// Allotted to it.
    allotted: String,
    /// Sum of the contract with its changes.
    contract: Option<String>,
    /// Paid for it.
    paid: String,
    /// Retention money in the contract.
    retention: String,
    /// Retention money paid.
    retention_paid: String,
    /// Surplus.
    surplus: String,
    /// Its target was approved.
    target_on: Option<String>,
    /// It entered the pipeline.
    library_on: Option<String>,
    /// It entered the annual plan.
    plan_on: Option<String>,
    /// It was begun.
    start_on: Option<String>,
    /// It was finished.
    finish_on: Option<String>,
    /// It was accepted.
    accepted_on: Option<String>,
    /// The use of its surplus was decided.
    surplus_on: Option<String>,
}

/// A step that the records bar.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Barred {
    /// Word of the step.
    step: &'static str,
    /// What it is.
    title: Sentence,
    /// Why not.
    reason: Sentence,
    /// Id of the clause.
    clause: Option<&'static str>,
}

fn recorded(of: &Recorded) -> ProjectRecorded {
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    ProjectRecorded {
        planned: of.planned.plain(),
        allotted: of.funded.plain(),
        contract: of.contract.map(Fen::plain),
        paid: of.paid.plain(),
        retention: of.retention.plain(),
        retention_paid: of.retention_paid.plain(),
        surplus: of.surplus.plain(),
        target_on: day(of.target_on),
        library_on: day(of.library_on),
        plan_on: day(of.plan_on),
        start_on: day(of.start_on),
        finish_on: day(of.finish_on),
        accepted_on: day(of.accepted_on),
        surplus_on: day(of.surplus_on),
    }
}

fn project(site: &Site, caller: &Caller, one: &OneProject) -> ProjectWay {
    let followed = &one.followed;
    let barred = one.barred.iter().map(|(step, refusal)| Barred {
        step,
        title: Sentence::of(|lang| named(step, lang).0),
        reason: Sentence::of(|lang| refusal.sentence(lang)),
        clause: refusal.clause(),
    });
    let day = caller.origin.day;
    ProjectWay {
        id: followed.id().to_owned(),
        state: followed.state_word().to_owned(),
        request: followed.way.request().map(|request| match request {
            Request::Change(_) => "change",
            Request::Leave { .. } => "leave",
            Request::Surplus { .. } => "surplus",
        }),
        recorded: recorded(&followed.recorded),
        documents: documents(&one.attachments),
        history: history(&one.taken),
        steps: possible(caller.lang, |lang| actions(site, (lang, day), one)),
        barred: barred.collect(),
    }
}

async fn shown(site: &Site, caller: &Caller, id: &str) -> Answer {
    let read = one(&site.context, &caller.origin, caller.actor()?, id).await;
    let one = read.map_err(|failure| caller.problem(failure))?;
    json(caller, &project(site, caller, &one))
}

/// How far a project has come.
pub(crate) async fn way(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    shown(&site, &caller, &id).await
}

parts! {
    /// A project that is applied for, by the columns of the contract. It begins where the unit stands behind it.
    ProjectApplication {
        /// Its number.
        id,
        /// Its name.
        name,
        /// Code of the county.
        county,
        /// Township.
        township,
        /// Village.
        village,
        /// Category.
        category,
        /// Nature of the building work.
        nature,
        /// Whether it is infrastructure: advance payments are then limited by the contract too.
        infrastructure,
        /// Fiscal year.
        fiscal_year,
        /// The unit that carries it out.
        unit,
        /// Name of who answers for it.
        manager,
        /// Amount in the plan, in yuan.
        planned_amount,
        /// Households that benefit.
        households,
        /// Persons that benefit.
        persons,
        /// Whether they are registered poor households alone.
        registered_only,
        /// Whether it is a major project.
        major,
        /// Whether it is a new project; major new ones need an ex-ante evaluation.
        new,
    } with {
        /// What is said of it.
        #[serde(default)]
        note: String,
    }
}

/// The number of a project.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProjectMade {
    /// Its number.
    id: String,
}

/// Applies for a project.
pub(crate) async fn apply(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<ProjectApplication>,
) -> Answer {
    let application = Application { cells: input.texts(), note: input.note };
    let done = projects::apply(&site.context, &caller.origin, caller.actor()?, &application).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    screen_later(&site.context, &caller.origin);
    with_status(&caller, StatusCode::CREATED, &ProjectMade { id })
}

parts! {
    /// A step about a project. Which parts it needs is told by the project's `steps`. Amounts are in yuan, days
    /// as 2019-05-22.
    ProjectStep {
        /// What is said of an application, of a closing.
        note,
        /// Where the township posted it.
        place,
        /// When it was posted.
        posted_on,
        /// Opinion of the department.
        opinion,
        /// What has to be put right.
        field,
        /// Why.
        reason,
        /// Number of the document of a decision.
        document,
        /// The day of the decision, contract, beginning, end, acceptance, allotting.
        on,
        /// Number of the allotment out of which it is given money.
        allotment,
        /// Amount of money, contract, surplus.
        amount,
        /// Contractor.
        contractor,
        /// Retention money in the contract.
        retention,
        /// What is left over at the acceptance.
        surplus,
        /// New amount in the plan.
        planned,
        /// Change of the contract; less is below zero.
        contract_change,
        /// New target.
        goal,
        /// What a surplus is to be used for.
        purpose,
    } with {
        /// `apply`, `review`, `examine`, `return`, `enter`, `plan`, `fund`, `contract`, `start`, `finish`,
        /// `accept_work`, `conclude`, `ask_change`, `ask_leave`, `ask_surplus`, `grant_project` or
        /// `deny_project`.
        step: String,
        /// By which a step tells that the rules it would break were seen.
        #[serde(default)]
        seal: String,
        /// What shows it.
        #[serde(default)]
        evidence: Vec<Evidence>,
    }
}

/// A step of unit, township, department, leading group or finance bureau.
pub(crate) async fn moved(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Read(input): Read<ProjectStep>,
) -> Answer {
    let texts = input.texts();
    let ProjectStep { step, seal: seen, evidence, .. } = input;
    let said = Said { step, texts, seen, evidence: sent(&caller, evidence)? };
    let done = projects::take(&site.context, &caller.origin, caller.actor()?, (&id, &said)).await;
    match done.map_err(|failure| caller.problem(failure))? {
        Outcome::Taken => {
            screen_later(&site.context, &caller.origin);
            shown(&site, &caller, &id).await
        }
        Outcome::Look(breaches, seal) => {
            let verdict = Some(Box::new(foreseen(&breaches, &seal)));
            Err(Problem { verdict, ..caller.problem(Refusal::VerdictUnseen) })
        }
    }
}

/// The rules that a step would break.
fn foreseen(breaches: &[Breach], seal: &str) -> Value {
    let breach = |breach: &Breach| {
        let [zh, en] = &breach.message;
        value!({ "rule": breach.rule, "message": { "zh": zh, "en": en } })
    };
    value!({ "breaches": breaches.iter().map(breach).collect::<Vec<_>>(), "seal": seal })
}

/// What a meeting of the leading group decides about many projects at once.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectMeeting {
    /// `enter`: into the pipeline; `plan`: into the annual plan.
    step: String,
    /// Number of its document.
    document: String,
    /// Its day, as 2019-05-22.
    on: String,
    /// Numbers of the projects, at most 60.
    #[schema(min_items = 1, max_items = 60)]
    projects: Vec<String>,
}

/// What is before a meeting.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProjectAgenda {
    /// Name of the county.
    county: String,
    /// The projects that wait for it.
    rows: Vec<AgendaItem>,
    /// Whether there are more.
    more: bool,
}

/// A project before a meeting.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AgendaItem {
    /// Its number.
    id: String,
    /// Its name.
    name: String,
    /// The unit that carries it out.
    unit: Option<String>,
    /// Amount in the plan, in yuan.
    planned: String,
    /// Why it will not be decided, where document and day were given and it was named.
    refused: Option<AgendaRefusal>,
}

/// Why a project will not be decided.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AgendaRefusal {
    /// Its stable name.
    code: &'static str,
    /// In both languages.
    sentences: Sentence,
}

fn item(item: Item) -> AgendaItem {
    let refused = |refusal: Refusal| AgendaRefusal {
        code: refusal.name(),
        sentences: Sentence::of(|lang| refusal.sentence(lang)),
    };
    AgendaItem {
        id: item.id,
        name: item.name,
        unit: some(&item.unit),
        planned: yuan(item.planned),
        refused: item.refusal.map(refused),
    }
}

/// The projects that wait for a meeting, and what would become of each.
pub(crate) async fn agenda(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let mut held = Meeting { step: "enter".to_owned(), ..Meeting::default() };
    for (name, text) in pairs(&caller, given)? {
        match name.as_str() {
            "step" => held.step = text,
            "year" => held.year = whole(&caller, (&name, &text), 1900..=2999)?.to_string(),
            "document" => held.document = text,
            "on" => held.on = text,
            "project" => held.projects.push(text),
            _ => return Err(caller.problem(Refusal::AskedWrongly)),
        }
    }
    let found = projects::agenda(&site.context, &caller.origin, caller.actor()?, &held).await;
    let found = found.map_err(|failure| caller.problem(failure))?;
    let rows = found.items.into_iter().map(item).collect();
    json(&caller, &ProjectAgenda { county: found.county, rows, more: found.more })
}

/// How many projects were decided.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProjectsDecided {
    /// How many.
    projects: usize,
}

/// Decides about all named projects, or none.
pub(crate) async fn decide(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<ProjectMeeting>,
) -> Answer {
    let ProjectMeeting { step, document, on, projects } = input;
    let held = Meeting { step, document, on, projects, ..Meeting::default() };
    let done = projects::decide(&site.context, &caller.origin, caller.actor()?, &held).await;
    let projects = done.map_err(|failure| caller.problem(failure))?;
    screen_later(&site.context, &caller.origin);
    json(&caller, &ProjectsDecided { projects })
}

/// A document of a project.
pub(crate) async fn file(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path((id, name)): Path<(String, String)>,
) -> Answer {
    let name = number(&caller, &name)?;
    let read = attachment(&site.context, caller.actor()?, (&id, name)).await;
    Ok(document(read.map_err(|failure| caller.problem(failure))?))
}
