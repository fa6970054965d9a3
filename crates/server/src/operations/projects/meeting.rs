//! What a meeting of the leading group decides about many projects at once: by one document, on one day. First it
//! is listed what will become of each; then all of it is done, or nothing.

use domain::project::{Decision, Step};
use domain::{Day, Level, TableId};
use serde_json::json;
use store::db::Value;
use store::lists::{self, Query, Test};

use super::writing::Writing;
use super::{KIND, followed};
use crate::access::{Held as Post, Operation};
use crate::context::{Context, Origin};
use crate::operations::handling::acting::{acting, day, written};
use crate::operations::recording::{Change, Recording};
use crate::operations::{Actor, Done, Failure, Refusal, Told, tell};

/// Projects of one meeting, at most.
pub(crate) const MOST: usize = 60;

/// What a meeting decided, as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    /// `enter` or `plan`.
    pub(crate) step: String,
    /// The fiscal year of the projects; empty: any.
    pub(crate) year: String,
    /// Its document.
    pub(crate) document: String,
    /// Its day.
    pub(crate) on: String,
    /// Numbers of the projects.
    pub(crate) projects: Vec<String>,
}

/// A project before a meeting.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// Its number.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// The unit that carries it out.
    pub(crate) unit: String,
    /// Amount in the plan, in fen.
    pub(crate) planned: i64,
    /// Whether it was chosen.
    pub(crate) chosen: bool,
    /// Why it will not be decided.
    pub(crate) refusal: Option<Refusal>,
}

/// What is before a meeting.
#[derive(Clone, Debug)]
pub(crate) struct Agenda {
    /// The projects.
    pub(crate) items: Vec<Item>,
    /// Whether there are more than are listed.
    pub(crate) more: bool,
    /// Name of the county.
    pub(crate) county: String,
}

/// The post of the county's leading group in which somebody decides.
fn post<'a>(context: &Context, actor: &'a Actor) -> Done<&'a Post> {
    actor.post(context, Operation::DecideProject, None)?;
    let of_county = |held: &&Post| {
        Operation::DecideProject.is_open_to(held.role)
            && context.divisions().level(held.scope.division) == Some(Level::County)
    };
    Ok(actor.held.iter().find(of_county).ok_or(Refusal::CountyDecides)?)
}

impl Held {
    fn step(&self) -> Done<Step> {
        let decision = Decision { document: written(&self.document)?, on: day(&self.on)? };
        if decision.document.is_empty() {
            return Err(Refusal::MeetingUnfit.into());
        }
        match self.step.as_str() {
            "enter" => Ok(Step::Enter(decision)),
            "plan" => Ok(Step::Plan(decision)),
            _ => Err(Refusal::UnknownStep.into()),
        }
    }

    /// The state in which projects wait for this.
    fn state(&self) -> Done<&'static str> {
        match self.step.as_str() {
            "enter" => Ok("examined"),
            "plan" => Ok("in_pipeline"),
            _ => Err(Refusal::UnknownStep.into()),
        }
    }
}

/// The projects that wait for a meeting. Where document and day are said, each chosen one says what would become
/// of it.
pub(crate) async fn agenda(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    held: &Held,
) -> Done<Agenda> {
    let post = post(context, actor)?;
    let state = held.state()?;
    let mut tx = context.db.read().await?;
    let county = post.scope.division;
    let query = query(context, actor, (&county.to_string(), state, &held.year), origin.day)?;
    let found = lists::rows(&mut tx, &lists::PROJECTS, &query).await?;
    let mut items = Vec::new();
    for cells in &found.rows {
        let text = |name: &str| cell(cells, name);
        let chosen = held.projects.is_empty() || held.projects.contains(&text("id"));
        items.push(Item {
            id: text("id"),
            name: text("name"),
            unit: text("unit"),
            planned: number(cells, "planned_amount"),
            chosen,
            refusal: None,
        });
    }
    drop(tx);
    if !held.document.trim().is_empty() && !held.on.trim().is_empty() {
        for item in items.iter_mut().filter(|item| item.chosen) {
            item.refusal = refused(context, origin, actor, (held, &item.id)).await?;
        }
    }
    let county = context.divisions().name(county);
    Ok(Agenda { items, more: found.next.is_some(), county })
}

/// Why a project of a meeting will not be decided.
async fn refused(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (held, id): (&Held, &str),
) -> Done<Option<Refusal>> {
    match tried(context, origin, actor, (held, id)).await {
        Ok(_) => Ok(None),
        Err(Failure::Refused(refusal)) => Ok(Some(refusal)),
        Err(failure) => Err(failure),
    }
}

/// What will be written of one project.
async fn tried(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (held, id): (&Held, &str),
) -> Done<Writing> {
    let step = held.step()?;
    let mut tx = context.db.read().await?;
    let record = super::found(&mut tx, context, actor, id).await?;
    let home = super::home_of(&record);
    let there = crate::operations::handling::there(&home.county, &home.unit)?;
    let by = acting(&mut tx, context, actor, (Operation::DecideProject, there), &[]).await?;
    super::is_own_county(Operation::DecideProject, by.held, there)?;
    let followed = followed(&mut tx, record, origin.day).await?;
    followed.tried(&step, by.who, origin.day)?;
    let writing = Writing::of(&mut tx, &followed, &step).await?;
    drop(tx);
    let (breaches, _) = writing.verdict(context, origin).await?;
    if breaches.is_empty() { Ok(writing) } else { Err(Refusal::BreachAlone.into()) }
}

/// Keeps what a meeting decided about all chosen projects, or about none; how many they are. The caller has the
/// records screened.
pub(crate) async fn decide(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    held: &Held,
) -> Done<usize> {
    let mut projects = held.projects.clone();
    projects.sort();
    projects.dedup();
    if projects.is_empty() || projects.len() > MOST {
        return Err(Refusal::MeetingUnfit.into());
    }
    let (step, post) = (held.step()?, post(context, actor)?);
    let mut changes = Vec::new();
    for id in &projects {
        let writing = tried(context, origin, actor, (held, id)).await?;
        changes.push(Change { of: vec![("id", id.clone())], cells: writing.cells });
    }
    let records = Recording::changing(context, TableId::Projects, &changes).await?;
    let mut tx = context.db.write().await?;
    for id in &projects {
        let record = super::found(&mut tx, context, actor, id).await?;
        let home = super::home_of(&record);
        let there = crate::operations::handling::there(&home.county, &home.unit)?;
        let by = acting(&mut tx, context, actor, (Operation::DecideProject, there), &[]).await?;
        let mut followed = followed(&mut tx, record, origin.day).await?;
        let taking = by.taking(origin);
        followed.take(&mut tx, step.clone(), taking).await?;
    }
    let import = records.bring(&mut tx, context, origin, (actor, post)).await?;
    let (document, on) = (held.document.trim(), held.on.trim());
    let body = json!({
        "step": held.step, "document": document, "on": on, "projects": projects, "import": import,
    });
    let told = Told {
        operation: Operation::DecideProject,
        post: &post.post,
        kind: KIND,
        id: document,
        division: Some(post.scope.division),
        body,
    };
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(projects.len())
}

fn query(
    context: &Context,
    actor: &Actor,
    (county, state, year): (&str, &'static str, &str),
    day: Day,
) -> Done<Query> {
    let list = &lists::PROJECTS;
    let undeclared = || Failure::System("projects have no order".to_owned());
    let same = |name: &str, value: Value<'static>| {
        list.column(name).map(|column| (column, Test::Among(vec![value])))
    };
    let year: Option<i64> = year.trim().parse().ok();
    Ok(Query {
        reach: actor.reach(context, Operation::DecideProject)?,
        tests: [
            same("county", Value::from(county.to_owned())),
            same("way", Value::from(state)),
            year.and_then(|year| same("fiscal_year", Value::from(year))),
        ]
        .into_iter()
        .flatten()
        .collect(),
        words: Vec::new(),
        sort: list.column("id").ok_or_else(undeclared)?,
        descending: false,
        after: None,
        back: false,
        rows: MOST,
        day,
    })
}

fn at(name: &str) -> Option<usize> {
    lists::PROJECTS.columns.iter().position(|column| column.name == name)
}

fn cell(cells: &[Value<'static>], name: &str) -> String {
    match at(name).and_then(|at| cells.get(at)) {
        Some(Value::Text(Some(text))) => text.to_string(),
        _ => String::new(),
    }
}

fn number(cells: &[Value<'static>], name: &str) -> i64 {
    match at(name).and_then(|at| cells.get(at)) {
        Some(Value::Int(Some(number))) => *number,
        _ => 0,
    }
}

/// The names of the steps that a meeting takes, for its page.
pub(crate) const STEPS: [&str; 2] = ["enter", "plan"];
