//! The form by which an inspection is planned; what looks at the same already stands beside it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::Lang;
use domain::handling::StepRefusal;

use super::{Other, other};
use crate::operations::Refusal;
use crate::operations::handling::words::{self, Word};
use crate::operations::inspections::{
    Writing, begun, kept, kinds, plan, planned as planned_before, replan, same,
};
use crate::pages::frame::Frame;
use crate::pages::handling::number;
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// What can be chosen: value, name, whether chosen.
type Options = Vec<(String, String, bool)>;

/// The form.
#[derive(Template)]
#[template(path = "inspection_form.html")]
pub(crate) struct FormView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Number of the inspection whose plan is written anew.
    pub(crate) of: Option<i64>,
    /// What was written.
    pub(crate) writing: Writing,
    /// Kinds that the reader carries out.
    pub(crate) kinds: Options,
    /// Places in reach.
    pub(crate) places: Options,
    /// Subjects.
    pub(crate) subjects: Options,
    /// Funds.
    pub(crate) funds: Options,
    /// What looks at the same already.
    pub(crate) same: Vec<Other>,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

impl FormView {
    /// What the form is for.
    pub(crate) fn title(&self) -> &'static str {
        match self.of {
            Some(_) => self.frame.t("修改检查计划", "Write the plan anew"),
            None => self.frame.t("计划检查", "Plan an inspection"),
        }
    }

    /// Where it is sent.
    pub(crate) fn address(&self) -> String {
        self.of.map_or_else(|| "/inspections".to_owned(), |id| format!("/inspections/{id}/plan"))
    }
}

fn options(all: &[Word], chosen: &str, lang: Lang) -> Options {
    let option =
        |row: &Word| (row.0.to_owned(), lang.pick(row.1, row.2).to_owned(), row.0 == chosen);
    all.iter().map(option).collect()
}

async fn view(
    site: &Site,
    visit: &Visit,
    (of, writing): (Option<i64>, Writing),
    refused: Option<Refusal>,
) -> Page {
    let (actor, lang) = (visit.actor()?, visit.lang);
    let begun = begun(&site.context, actor).await.map_err(|failure| visit.problem(failure))?;
    let divisions = site.context.divisions();
    let own: Vec<&str> = kinds(actor).map(kept::kind).collect();
    let mut offered = options(words::INSPECTION_KIND, &writing.kind, lang);
    offered.retain(|(word, ..)| own.contains(&word.as_str()));
    // What is planned keeps its kind.
    offered.retain(|(_, _, chosen)| of.is_none() || *chosen);
    let place = |place: &domain::Division| {
        let code = place.to_string();
        let chosen = code == writing.home;
        (code, divisions.name(*place), chosen)
    };
    let fund =
        |(code, name): &(String, String)| (code.clone(), name.clone(), *code == writing.fund);
    let alike = match refused {
        Some(Refusal::Step(StepRefusal::InspectedAlready)) => {
            let alike = same(&site.context, actor, (of, &writing)).await;
            alike.map_err(|failure| visit.problem(failure))?
        }
        _ => Vec::new(),
    };
    let view = FormView {
        frame: visit.frame(),
        of,
        kinds: offered,
        places: begun.places.iter().map(place).collect(),
        subjects: options(words::INSPECTION_SUBJECT, &writing.subject, lang),
        funds: begun.funds.iter().map(fund).collect(),
        same: alike.iter().map(|one| other(site, one, lang)).collect(),
        refusal: refused.map(|refusal| refusal.sentence(lang).to_owned()),
        writing,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// The names of the fields.
pub(crate) const PARTS: [&str; 14] = [
    "kind",
    "home",
    "organisation",
    "subject",
    "fund",
    "from",
    "until",
    "begins",
    "ends",
    "basis",
    "people",
    "projects",
    "vouchers",
    "again",
];

/// What was written, by the names of the fields.
pub(crate) fn writing(mut texts: BTreeMap<String, String>) -> Writing {
    let mut text = |name: &str| texts.remove(name).unwrap_or_default();
    Writing {
        kind: text("kind"),
        home: text("home"),
        organisation: text("organisation"),
        subject: text("subject"),
        fund: text("fund"),
        from: text("from"),
        until: text("until"),
        begins: text("begins"),
        ends: text("ends"),
        basis: text("basis"),
        people: text("people"),
        projects: text("projects"),
        vouchers: text("vouchers"),
        again: text("again"),
    }
}

/// An empty form; a place, a project or a voucher of the address stands in it.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(given): Query<BTreeMap<String, String>>,
) -> Page {
    let today = visit.origin.day;
    let mut writing = writing(given);
    for (field, value) in [
        (&mut writing.from, format!("{}-01-01", today.year())),
        (&mut writing.until, today.to_string()),
        (&mut writing.begins, today.to_string()),
        (&mut writing.ends, today.to_string()),
    ] {
        if field.is_empty() {
            *field = value;
        }
    }
    view(&site, &visit, (None, writing), None).await
}

/// An inspection planned.
pub(crate) async fn planned(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(sent): Form<BTreeMap<String, String>>,
) -> Page {
    let writing = writing(sent);
    let done = plan(&site.context, &visit.origin, visit.actor()?, &writing).await;
    match visit.sorted(done)? {
        Ok(id) => Ok(Redirect::to(&format!("/inspections/{id}")).into_response()),
        Err(refusal) => view(&site, &visit, (None, writing), Some(refusal)).await,
    }
}

/// The form of a plan that is written anew.
pub(crate) async fn again(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let id = number(&visit, &id)?;
    let read = planned_before(&site.context, visit.actor()?, id).await;
    let writing = read.map_err(|failure| visit.problem(failure))?;
    view(&site, &visit, (Some(id), writing), None).await
}

/// A plan written anew.
pub(crate) async fn replanned(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Form(sent): Form<BTreeMap<String, String>>,
) -> Page {
    let (id, writing) = (number(&visit, &id)?, writing(sent));
    let done = replan(&site.context, &visit.origin, visit.actor()?, (id, &writing)).await;
    match visit.sorted(done)? {
        Ok(()) => Ok(Redirect::to(&format!("/inspections/{id}")).into_response()),
        Err(refusal) => view(&site, &visit, (Some(id), writing), Some(refusal)).await,
    }
}
