//! Push lists: one with its items and answers, receipt and answers, and lists made at once.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use domain::push::State as Standing;

use super::body::Read;
use super::steps::{Past, Possible, Told, history, id, offered, read};
use super::warnings::both;
use super::{Answer, Caller, Sentence, with_status};
use crate::operations::pushes::{self, OnePush, make_now};
use crate::visit::Site;

/// One push list.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Push {
    /// Its number.
    id: i64,
    /// Code of the division to which it was sent.
    division: String,
    /// The day on which it was made.
    made_on: String,
    /// Title of the post that receives and answers it.
    to: String,
    /// `made`, `received` or `answered`.
    state: String,
    /// The day of receipt.
    received_on: Option<String>,
    /// Items without an answer.
    unanswered: i64,
    /// How many did not fit into it: they come with the next list.
    left_out: i64,
    /// Its items.
    items: Vec<PushItem>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

/// An item of a push list.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PushItem {
    /// Number of the warning.
    warning: i64,
    /// `red` or `yellow`.
    lamp: String,
    /// Code of the division in which it lies.
    division: String,
    /// Word of why it stands in the list: `unanswered`, `overdue`, `fresh` or `changed`.
    why: String,
    /// What is wrong.
    message: Sentence,
    /// Word of where the warning stands today.
    state: String,
    /// Number of its case.
    case: Option<i64>,
    /// The day of the first list in which it stood unanswered ever since.
    first_pushed: String,
    /// The answer.
    answer: Option<String>,
}

fn push(one: &OnePush) -> Push {
    let kept = one.followed.kept.clone();
    let item = |told: &store::pushes::Told| PushItem {
        warning: told.item.warning,
        lamp: told.lamp.clone(),
        division: told.home.clone(),
        why: told.item.why.clone(),
        message: both(&serde_json::from_str(&told.body).unwrap_or_default(), "message"),
        state: told.state.clone(),
        case: told.case.as_ref().map(|(case, ..)| *case),
        first_pushed: told.item.first_pushed.clone(),
        answer: one
            .answers
            .get(&told.item.warning)
            .and_then(|taken| taken.body["answer"].as_str().map(str::to_owned)),
    };
    Push {
        id: kept.id,
        division: kept.home,
        made_on: kept.made_on,
        to: one.to.clone(),
        state: kept.standing.state,
        received_on: kept.standing.received_on,
        unanswered: kept.standing.unanswered,
        left_out: kept.left_out,
        items: one.items.iter().map(item).collect(),
        history: history(&one.taken),
        steps: steps(one),
    }
}

impl Told for OnePush {
    type Told = Push;

    fn told(&self, _: &Site, _: &Caller) -> Push {
        push(self)
    }
}

fn steps(one: &OnePush) -> Vec<Possible> {
    let path = format!("/pushes/{}/answers", one.followed.kept.id);
    match one.followed.one.state() {
        Standing::Made if one.may_answer => {
            vec![offered("receive", &path, ("签收", "Confirm receipt"), &[])]
        }
        Standing::Received if one.may_answer => {
            let parts = [("warning", false), ("text", false)];
            vec![offered("answer", &path, ("反馈", "Answer an item"), &parts)]
        }
        _ => Vec::new(),
    }
}

/// Where lists are to be made.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PushOrder {
    /// Code of a division: its list and those of all below it.
    division: String,
}

/// The lists that were made.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PushesMade {
    /// Lists.
    lists: i64,
    /// Items in them.
    items: i64,
    /// Places with something to be told where there is no post to tell it to.
    nobody: i64,
}

/// Makes lists at once.
pub(crate) async fn make(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(order): Read<PushOrder>,
) -> Answer {
    let done = make_now(&site.context, &caller.origin, caller.actor()?, &order.division).await;
    let pushes::Made { lists, items, nobody } = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &PushesMade { lists, items, nobody })
}

/// Receipt of a list, or the answer to one item of it.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PushStep {
    /// `receive` or `answer`.
    step: PushWord,
    /// Number of the warning that is answered.
    warning: Option<i64>,
    /// The answer.
    #[serde(default)]
    text: String,
}

/// What is done about a list.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PushWord {
    /// Receipt of the list is confirmed.
    Receive,
    /// One item is answered.
    Answer,
}

/// Received, or an item answered.
pub(crate) async fn answered(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<PushStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let answer = (input.step == PushWord::Answer)
        .then(|| (input.warning.unwrap_or_default(), input.text.as_str()));
    let done = pushes::answer(&site.context, &caller.origin, caller.actor()?, id, answer).await;
    done.map_err(|failure| caller.problem(failure))?;
    read::<OnePush>(&site, &caller, id).await
}
