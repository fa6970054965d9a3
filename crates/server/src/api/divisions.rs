//! Divisions, and who is in one.

use axum::Extension;
use axum::extract::{Path, State};
use domain::DivisionEntry;
use serde::Serialize;

use super::lists::{Pairs, pairs};
use super::{Answer, Caller, Problem, Sentence, json, yuan};
use crate::operations::Refusal;
use crate::operations::divisions::{self, Branch, Whole};
use crate::operations::posts::Listed;
use crate::visit::Site;

/// Divisions with those right below each.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Divisions {
    /// In the order of their codes.
    rows: Vec<DivisionBranch>,
}

/// A division with those right below it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DivisionBranch {
    /// The division.
    division: DivisionLine,
    /// Those right below it.
    below: Vec<DivisionLine>,
}

/// A division.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DivisionLine {
    /// Its code (GB/T 2260).
    code: String,
    /// Its full name.
    name: String,
    /// `region`, `prefecture` or `county`.
    level: String,
    /// What the regulations call it beside, as the pack writes it: `deeply-poor`.
    tags: Vec<String>,
    /// First day of its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<String>,
    /// Last day of its code, included.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<String>,
}

/// All that there is of a division.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DivisionWhole {
    /// The division.
    division: DivisionLine,
    /// Those above it, the highest first.
    above: Vec<DivisionLine>,
    /// Those right below it.
    below: Vec<DivisionLine>,
    /// The division under which it goes on, where its code is no longer valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    goes_on_as: Option<DivisionLine>,
    /// Divisions that go on in it: former codes.
    before: Vec<DivisionLine>,
    /// Its own posts that may be seen.
    posts: Vec<DivisionPost>,
    /// Units that carry out its projects and may be seen.
    units: Vec<DivisionUnit>,
    /// The last inspections of it that may be seen, the last one first.
    inspections: Vec<DivisionInspection>,
}

/// An inspection of a division.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DivisionInspection {
    /// Its number.
    id: i64,
    /// `finance`, `audit`, `policy`, `poverty` or `after_payment`.
    kind: String,
    /// Word of the subject.
    subject: String,
    /// First day of the inspection.
    begins: String,
    /// Its last day.
    ends: String,
    /// Word of where it stands.
    state: String,
}

/// A post with everybody who held it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DivisionPost {
    /// Its public number.
    id: String,
    /// What it is called.
    title: String,
    /// Word of its role.
    role: String,
    /// The role in both languages.
    role_name: Sentence,
    /// Its organisation, where it is not the division's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    /// Who held it, the first one first.
    holders: Vec<PostHolder>,
}

/// Somebody's time in a post.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PostHolder {
    /// The person's name.
    name: String,
    /// First day.
    from: String,
    /// Last day, included; absent: holds it still.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// A unit that carries out projects.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DivisionUnit {
    /// Its name.
    name: String,
    /// How many projects.
    projects: i64,
    /// Their planned money in yuan.
    planned: String,
}

fn line(entry: &DivisionEntry) -> DivisionLine {
    DivisionLine {
        code: entry.division.to_string(),
        name: entry.name.clone(),
        level: entry.level.word().to_owned(),
        tags: entry.tags.clone(),
        valid_from: entry.valid_from.map(|day| day.to_string()),
        valid_to: entry.valid_to.map(|day| day.to_string()),
    }
}

fn lines(entries: &[DivisionEntry]) -> Vec<DivisionLine> {
    entries.iter().map(line).collect()
}

fn post(listed: Listed) -> DivisionPost {
    let Listed { post, holders } = listed;
    let holder =
        |one: store::posts::Holder| PostHolder { name: one.name, from: one.from, to: one.to };
    DivisionPost {
        id: post.post,
        title: post.title,
        role: post.role.word().to_owned(),
        role_name: Sentence::of(|lang| post.role.name(lang)),
        organisation: post.scope.organisation,
        holders: holders.into_iter().map(holder).collect(),
    }
}

fn whole(found: Whole) -> DivisionWhole {
    let unit = |unit: store::projects::Unit| DivisionUnit {
        name: unit.name,
        projects: unit.projects,
        planned: yuan(unit.planned),
    };
    let inspection = |one: store::inspections::Inspection| DivisionInspection {
        id: one.id,
        kind: one.standing.kind,
        subject: one.standing.subject,
        begins: one.standing.days.0,
        ends: one.standing.days.1,
        state: one.standing.state,
    };
    DivisionWhole {
        division: line(&found.entry),
        above: lines(&found.above),
        below: lines(&found.below),
        goes_on_as: found.after.as_ref().map(line),
        before: lines(&found.before),
        posts: found.posts.into_iter().map(post).collect(),
        units: found.units.into_iter().map(unit).collect(),
        inspections: found.inspections.into_iter().map(inspection).collect(),
    }
}

/// The divisions; with `q` those that fit.
pub(crate) async fn list(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let mut sought = String::new();
    for (name, text) in pairs(&caller, given)? {
        if name != "q" {
            let field = Some(name.into());
            return Err(Problem { field, ..caller.problem(Refusal::AskedWrongly) });
        }
        sought = text;
    }
    let found = divisions::list(&site.context, caller.actor()?, &sought);
    let found = found.map_err(|failure| caller.problem(failure))?;
    let branch =
        |one: &Branch| DivisionBranch { division: line(&one.entry), below: lines(&one.below) };
    json(&caller, &Divisions { rows: found.iter().map(branch).collect() })
}

/// One division.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(code): Path<String>,
) -> Answer {
    let found = divisions::show(&site.context, caller.actor()?, &code).await;
    json(&caller, &whole(found.map_err(|failure| caller.problem(failure))?))
}
