//! Push lists: one list with receipt and answers, and the form by which lists are made at once.

#[cfg(test)]
pub(super) mod tests;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use domain::Day;
use domain::push::State as Standing;
use serde::Deserialize;
use store::pushes::Told;

use super::frame::Frame;
use super::handling::{Back, Filled, OnPage, after, number, until};
use super::warning::{division, message};
use super::{Page, shown};
use crate::operations::handling::words;
use crate::operations::pushes::{Cadence, OnePush, TERM, answer, make_now, pushable};
use crate::visit::{Site, Visit};

/// The page of one.
#[derive(Template)]
#[template(path = "push.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The list.
    pub(crate) push: Shown,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
    /// What came back.
    pub(crate) back: Back,
}

/// A list as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Its number.
    pub(crate) id: i64,
    /// Name of the division.
    pub(crate) division: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what else is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Its items.
    pub(crate) items: Vec<Item>,
    /// How many did not fit.
    pub(crate) left_out: i64,
    /// Whether the reader can confirm receipt now.
    pub(crate) receive: bool,
    /// Whether the reader can answer items now.
    pub(crate) answer: bool,
}

/// An item as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    /// Number of the warning.
    pub(crate) warning: i64,
    /// Whether it is a breach.
    pub(crate) red: bool,
    /// Why it stands in the list.
    pub(crate) why: String,
    /// Name of the division.
    pub(crate) division: String,
    /// What is wrong.
    pub(crate) message: String,
    /// Where it stands today.
    pub(crate) state: String,
    /// Number, state and deadline of its case.
    pub(crate) case: Option<(i64, String)>,
    /// The first list in which it stood unanswered.
    pub(crate) first_pushed: String,
    /// Who answered when, and what.
    pub(crate) answer: Option<(String, String)>,
}

fn shown_of(site: &Site, visit: &Visit, one: &OnePush) -> Shown {
    let (lang, kept) = (visit.lang, &one.followed.kept);
    let state = one.followed.one.state();
    Shown {
        id: kept.id,
        division: division(site, &kept.home),
        state: words::name(words::PUSH, &kept.standing.state, lang).to_owned(),
        facts: facts(site, visit, one),
        items: one.items.iter().map(|told| item(site, visit, one, told)).collect(),
        left_out: kept.left_out,
        receive: one.may_answer && state == Standing::Made,
        answer: one.may_answer && state == Standing::Received,
    }
}

fn facts(site: &Site, visit: &Visit, one: &OnePush) -> Vec<(&'static str, String)> {
    let (lang, kept) = (visit.lang, &one.followed.kept);
    let receipt = one.taken.iter().find(|taken| taken.kind == "receive");
    let received = receipt.map_or_else(
        || lang.pick("尚未签收", "not yet").to_owned(),
        |taken| format!("{} {}", taken.day, taken.person.clone().unwrap_or_default()),
    );
    let mut facts = vec![
        (lang.pick("推送日期", "Sent on"), kept.made_on.clone()),
        (lang.pick("签收岗位", "To"), one.to.clone()),
        (lang.pick("签收", "Received"), received),
        (lang.pick("项数", "Items"), kept.items.to_string()),
        (lang.pick("未反馈", "Not answered"), kept.standing.unanswered.to_string()),
    ];
    let made = Day::parse(&kept.made_on).ok();
    let due = made.and_then(|day| site.context.pack.calendar.plus_workdays(day, TERM));
    if let (Some(due), true) = (due, one.followed.one.state() != Standing::Answered) {
        facts.push((
            lang.pick("反馈期限（本地设定）", "To be answered (a local setting)"),
            until(site, visit, due),
        ));
    }
    facts
}

fn item(site: &Site, visit: &Visit, one: &OnePush, told: &Told) -> Item {
    let lang = visit.lang;
    let answer = one.answers.get(&told.item.warning).map(|taken| {
        let who = format!("{} {}", taken.day, taken.person.clone().unwrap_or_default());
        (who, taken.body["answer"].as_str().unwrap_or_default().to_owned())
    });
    let case = told.case.as_ref().map(|(id, state, due)| {
        let state = words::name(words::CASE, state, lang);
        let due = due.as_deref().map(|due| format!("，{} {due}", lang.pick("期限", "deadline")));
        (*id, format!("{state}{}", due.unwrap_or_default()))
    });
    Item {
        warning: told.item.warning,
        red: told.lamp == "red",
        why: words::name(words::WHY, &told.item.why, lang).to_owned(),
        division: division(site, &told.home),
        message: message(&told.body, lang),
        state: words::name(words::WARNING, &told.state, lang).to_owned(),
        case,
        first_pushed: told.item.first_pushed.clone(),
        answer,
    }
}

impl OnPage for OnePush {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let view = View {
            frame: visit.frame(),
            push: shown_of(site, visit, &self),
            refusal: back.refusal.clone(),
            back: back.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// Confirms receipt, or answers an item.
pub(crate) async fn answered(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, warning, text) = (number(&visit, &id)?, form.text("warning"), form.text("text"));
    let said = match warning.as_str() {
        "" => None,
        warning => Some((number(&visit, warning)?, text.as_str())),
    };
    let done = answer(&site.context, &visit.origin, visit.actor()?, id, said).await;
    after::<OnePush>(&site, &visit, (id, &form), done).await
}

/// The form by which lists are made at once.
#[derive(Template)]
#[template(path = "push_new.html")]
pub(crate) struct NewView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Divisions to choose from: code and name.
    pub(crate) places: Vec<(String, String)>,
    /// Whether lists are made daily.
    pub(crate) daily: bool,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

fn new_view(site: &Site, visit: &Visit, refusal: Option<String>) -> Page {
    let divisions = site.context.divisions();
    let all = pushable(&site.context, visit.actor()?).into_iter();
    let places = all.map(|place| (place.to_string(), divisions.name(place))).collect();
    let daily = site.context.push == Cadence::Daily;
    let refused = refusal.is_some();
    shown(visit, &NewView { frame: visit.frame(), places, daily, refusal }, refused)
}

/// Shows the form.
pub(crate) async fn begin(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    new_view(&site, &visit, None)
}

/// Where lists are to be made.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Asked {
    division: String,
}

/// Makes lists at once.
pub(crate) async fn made(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Form(form): Form<Asked>,
) -> Page {
    let done = make_now(&site.context, &visit.origin, visit.actor()?, &form.division).await;
    match visit.said(done)? {
        Ok(_) => Ok(Redirect::to("/pushes").into_response()),
        Err(refusal) => new_view(&site, &visit, Some(refusal)),
    }
}
