//! One case, and what is done about it.

use axum::Extension;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::steps::{
    Document, Evidence, Past, Possible, Told, after, documents, history, id, possible, sent,
};
use super::{Answer, Caller, some, yuan};
use crate::operations::accountability::Matter;
use crate::operations::cases::{Doing, OneCase, rectify, supervise};
use crate::pages::case::actions;
use crate::visit::Site;

/// A case: its warning, the order, what was done, what can be done.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Case {
    /// Its number.
    id: i64,
    /// Number of its warning.
    warning: i64,
    /// Id of the rule.
    rule: String,
    /// `red` or `yellow`.
    lamp: String,
    /// Code of the division where it is.
    division: String,
    /// The organisation whose it is.
    organisation: Option<String>,
    /// Word of where it stands.
    state: String,
    /// Whether its deadline has passed.
    overdue: bool,
    /// Whether an exemption, or that it cannot be undone, was asked for and waits.
    request_waits: bool,
    /// The day on which it was opened.
    opened_on: String,
    /// The order, once it was given.
    order: Option<Order>,
    /// Matters of accountability.
    accountability: Vec<Account>,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

/// An order to put something right.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Order {
    /// Title of the post that has to do it.
    to: Option<String>,
    /// What is to be put right.
    asked: String,
    /// Deadline.
    due: String,
    /// Yuan to be taken back.
    take_back: String,
    /// Yuan to be re-booked.
    rebook: String,
}

/// Who is held to account, as it was proposed and decided.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Account {
    /// Its number.
    id: i64,
    /// The facts.
    facts: String,
    /// Id of the clause.
    clause: Option<String>,
    /// The day on which it was proposed.
    proposed_on: String,
    /// `proposed`, `decided` or `recorded`.
    state: String,
    /// What was decided, once it was.
    measure: Option<String>,
}

fn account(matter: &Matter) -> Account {
    let kept = matter.kept.clone();
    Account {
        id: kept.id,
        facts: kept.facts,
        clause: some(&kept.clause),
        proposed_on: kept.on,
        state: kept.standing.state,
        measure: kept.standing.measure,
    }
}

fn case(caller: &Caller, one: &OneCase) -> Case {
    let (kept, known) = (one.followed.kept.clone(), &one.followed.case);
    let order = known.order().map(|order| Order {
        to: one.rectifier.clone(),
        asked: order.asked.clone(),
        due: order.due.to_string(),
        take_back: yuan(order.take_back.0),
        rebook: yuan(order.rebook.0),
    });
    Case {
        id: kept.id,
        warning: one.warning.id,
        rule: kept.opening.rule,
        lamp: one.warning.seen.lamp.clone(),
        division: kept.opening.home,
        organisation: some(&kept.opening.organisation),
        state: kept.standing.state,
        overdue: known.is_overdue(caller.origin.day),
        request_waits: known.request().is_some(),
        opened_on: kept.opening.on,
        order,
        accountability: one.followed.matters.iter().map(account).collect(),
        documents: documents(&one.attachments),
        history: history(&one.taken),
        steps: possible(caller.lang, |lang| actions(one, lang)),
    }
}

impl Told for OneCase {
    type Told = Case;

    fn told(&self, _: &Site, caller: &Caller) -> Case {
        case(caller, self)
    }
}

/// What the post that has to rectify does about a case.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rectification {
    /// `report`, `ask_exemption` or `ask_irrecoverable`.
    step: String,
    /// What was done; why; how far an exemption reaches.
    #[serde(default)]
    text: String,
    /// Last day of an exemption, as 2019-05-22.
    #[serde(default)]
    due: String,
    /// The regulation or document on which an exemption rests.
    #[serde(default)]
    basis: String,
    /// What shows it.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

/// Reported done, or another end asked for.
pub(crate) async fn rectified(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<Rectification>,
) -> Answer {
    let id = id(&caller, &path)?;
    let Rectification { step, text, due, basis, evidence } = input;
    let evidence = sent(&caller, evidence)?;
    let doing = Doing { step, text, due, basis, evidence, ..Doing::default() };
    let done = rectify(&site.context, &caller.origin, caller.actor()?, id, &doing).await;
    after::<OneCase>(&site, &caller, id, done).await
}

/// What a post above does about a case.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Supervision {
    /// `order`, `extend`, `confirm`, `send_back`, `grant`, `deny`, `close_green`, `close_exempt`, `close_lost` or
    /// `reopen`.
    step: String,
    /// The order: public number of the post that has to rectify; the case's `steps` tell which there are.
    #[serde(default)]
    to: String,
    /// What is to be put right; what was found; why.
    #[serde(default)]
    text: String,
    /// Deadline, as 2019-05-22.
    #[serde(default)]
    due: String,
    /// Yuan to be taken back, such as 12000.50.
    #[serde(default)]
    take_back: String,
    /// Yuan to be re-booked.
    #[serde(default)]
    rebook: String,
}

/// Ordered, extended, checked, decided, closed, opened again.
pub(crate) async fn supervised(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<Supervision>,
) -> Answer {
    let id = id(&caller, &path)?;
    let Supervision { step, to, text, due, take_back, rebook } = input;
    let doing = Doing { step, to, text, due, take_back, rebook, ..Doing::default() };
    let done = supervise(&site.context, &caller.origin, caller.actor()?, id, &doing).await;
    after::<OneCase>(&site, &caller, id, done).await
}
