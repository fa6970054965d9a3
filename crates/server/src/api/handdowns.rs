//! Hand-downs: one with its parts, a new one, the steps of who prepares, reviews and receives.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::handdown::{State as Standing, To};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json as value};
use store::handdowns::Source;

use super::body::Read;
use super::lists::{Pairs, number as whole, pairs};
use super::steps::{
    Document, Evidence, Past, Possible, Told, documents, history, id, offered, possible, read, sent,
};
use super::warnings::Made;
use super::{Answer, Caller, Problem, json, some, with_status, yuan};
use crate::operations::handdowns::{
    self, Begun, Moving, OneHandDown, Part, Receiving, Writing, begun, sources,
};
use crate::operations::handling::one::One as _;
use crate::operations::screening::screen_later;
use crate::operations::{Done, Refusal};
use crate::pages::handdown::{MOST, actions};
use crate::visit::Site;

/// One hand-down, or money given back.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct HandDown {
    /// Its number.
    id: i64,
    /// `down`, or `back` where money is given back.
    way: String,
    /// Code of the division from which the money goes.
    division: String,
    /// Word of where it stands.
    state: String,
    /// Code of the fund.
    fund: String,
    /// Fiscal year.
    fiscal_year: i64,
    /// Number of its document.
    doc_no: String,
    /// Title of its document.
    doc_title: Option<String>,
    /// Day of its document.
    issued_on: String,
    /// The day on which the overall target was entered.
    targets_on: Option<String>,
    /// Whether it is for poverty alleviation.
    for_poverty: bool,
    /// Whether it is paid to households.
    to_household: bool,
    /// Whether the document names a project.
    names_project: bool,
    /// Remark.
    note: Option<String>,
    /// The allotment out of which the money goes; none for whoever receives a part of it alone.
    source: Option<HandDownSource>,
    /// Its parts, those that whoever asks may see.
    parts: Vec<HandDownPart>,
    /// What the rules would say of it, for who reviews it: a verdict for each table that it writes.
    verdicts: Vec<Value>,
    /// By which handing down tells that this was seen.
    seal: Option<String>,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

/// The allotment out of which money goes. Amounts are in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct HandDownSource {
    /// Its number.
    id: String,
    /// Number of its document.
    doc_no: String,
    /// Code of the fund.
    fund: String,
    /// Fiscal year.
    fiscal_year: i64,
    /// The day of receipt.
    received_on: Option<String>,
    /// Its amount.
    amount: String,
    /// What it has left.
    left: String,
    /// What other drafts would take.
    planned: Option<String>,
    /// Last day on which it is handed down on time, and the rule that says so.
    due: Option<[String; 2]>,
}

/// A part of a hand-down.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct HandDownPart {
    /// Its number, from 0.
    line: usize,
    /// Code of the division that receives.
    to: Option<String>,
    /// Number of the project that receives.
    project: Option<String>,
    /// Amount in yuan.
    amount: String,
    /// What the factor method proposed, in yuan.
    proposed: Option<String>,
    /// Why it differs from that.
    reason: Option<String>,
    /// Word of where it stands.
    state: String,
    /// Number of the allotment that it became.
    record: Option<String>,
    /// What the receiver entered.
    receipt: Option<HandDownReceipt>,
}

/// What a receiver entered.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct HandDownReceipt {
    /// The day of receipt.
    received_on: String,
    /// Amount in yuan.
    amount: String,
    /// Code of the fund.
    fund: String,
    /// Number of the document.
    doc_no: String,
}

fn part(one: &OneHandDown, at: usize) -> Option<HandDownPart> {
    let (said, kept) = (one.followed.one.draft().lines.get(at)?, one.followed.lines.get(at)?);
    let (to, project) = match &said.to {
        To::Division(to) => (Some(to.to_string()), None),
        To::Project(id) => (None, Some(id.clone())),
    };
    let receipt = one.followed.one.receipt(at).map(|receipt| HandDownReceipt {
        received_on: receipt.received_on.to_string(),
        amount: receipt.amount.plain(),
        fund: receipt.fund.clone(),
        doc_no: receipt.doc_no.clone(),
    });
    Some(HandDownPart {
        line: at,
        proposed: to.as_ref().and_then(|to| one.proposed.get(to)).copied().map(yuan),
        to,
        project,
        amount: said.amount.plain(),
        reason: some(&said.reason),
        state: kept.state.clone(),
        record: some(&kept.record),
        receipt,
    })
}

fn source(known: &crate::operations::handdowns::Known) -> HandDownSource {
    HandDownSource {
        id: known.text("id").to_owned(),
        doc_no: known.text("doc_no").to_owned(),
        fund: known.text("fund").to_owned(),
        fiscal_year: known.year(),
        received_on: some(known.text("received_on")),
        amount: yuan(known.amount()),
        left: known.open.plain(),
        planned: (known.planned != 0).then(|| yuan(known.planned)),
        due: known.clock.as_ref().map(|(day, rule)| [day.to_string(), rule.clone()]),
    }
}

/// The steps of the page, and those that have a form of their own there.
fn steps(caller: &Caller, one: &OneHandDown) -> Vec<Possible> {
    let path = |name: &str| format!("/hand-downs/{}/{name}", one.followed.kept.id);
    let mut steps = possible(caller.lang, |lang| actions(one, lang, caller.origin.day));
    if one.may_prepare && one.followed.one.state() == Standing::Draft {
        steps.push(offered("write", &path("draft"), ("重新填写", "Write it anew"), &[]));
    }
    if one.may_review {
        let parts = [("seal", false)];
        steps.push(offered("hand_down", &path("review"), ("下达", "Hand it down"), &parts));
    }
    if !one.receives.is_empty() {
        let parts = ["line", "received_on", "amount", "fund", "doc_no"].map(|name| (name, false));
        steps.push(offered("receive", &path("receipts"), ("确认接收", "Confirm receipt"), &parts));
    }
    steps
}

fn hand_down(site: &Site, caller: &Caller, one: &OneHandDown) -> HandDown {
    let (kept, draft) = (one.followed.kept.clone(), one.followed.one.draft());
    let foreseen = one.foreseen.as_ref();
    let verdicts = foreseen.map(|all| all.verdicts.as_slice()).unwrap_or_default();
    HandDown {
        id: kept.id,
        way: kept.way,
        division: kept.home,
        state: kept.standing.state,
        fund: kept.fund,
        fiscal_year: kept.fiscal_year,
        doc_no: draft.doc_no.clone(),
        doc_title: some(&draft.doc_title),
        issued_on: draft.issued_on.to_string(),
        targets_on: draft.targets_on.map(|day| day.to_string()),
        for_poverty: draft.for_poverty,
        to_household: draft.to_household,
        names_project: draft.names_project,
        note: some(&draft.note),
        source: one.known.as_ref().map(source),
        parts: one.seen.iter().filter_map(|at| part(one, *at)).collect(),
        verdicts: verdicts.iter().map(|one| one.json(&site.context.pack, caller.lang)).collect(),
        seal: foreseen.map(|all| all.seal.clone()),
        documents: documents(&one.attachments),
        history: history(&one.taken),
        steps: steps(caller, one),
    }
}

impl Told for OneHandDown {
    type Told = HandDown;

    fn told(&self, site: &Site, caller: &Caller) -> HandDown {
        hand_down(site, caller, self)
    }
}

/// The allotments out of which money can be handed down.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct HandDownSources {
    /// Those with something left, of the own divisions.
    rows: Vec<HandDownSource>,
}

fn listed(source: Source) -> HandDownSource {
    HandDownSource {
        left: yuan(source.amount.saturating_sub(source.gone)),
        id: source.id,
        doc_no: source.doc_no,
        fund: source.fund,
        fiscal_year: source.fiscal_year,
        received_on: source.received_on,
        amount: yuan(source.amount),
        planned: None,
        due: None,
    }
}

/// The allotments out of which money can be handed down in a year.
pub(crate) async fn choose(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let mut year = i64::from(caller.origin.day.year());
    for (name, text) in pairs(&caller, given)? {
        match name.as_str() {
            "year" => year = whole(&caller, (&name, &text), 1900..=2999)?,
            _ => return Err(caller.problem(Refusal::AskedWrongly)),
        }
    }
    let found = sources(&site.context, caller.actor()?, year).await;
    let found = found.map_err(|failure| caller.problem(failure))?;
    json(&caller, &HandDownSources { rows: found.into_iter().map(listed).collect() })
}

/// What can become of an allotment.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct HandDownChoices {
    /// The allotment.
    source: HandDownSource,
    /// Code of the division whose hand-down it is.
    division: String,
    /// The divisions that may receive.
    receivers: Vec<HandDownReceiver>,
    /// Numbers of projects that may receive.
    projects: Vec<String>,
}

/// A division that may receive.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct HandDownReceiver {
    /// Its code.
    division: String,
    /// What an adopted plan by factors or in blocks proposes, in yuan.
    proposed: Option<String>,
}

fn choices(begun: &Begun) -> HandDownChoices {
    let receiver = |place: &domain::Division| {
        let division = place.to_string();
        let proposed = begun.proposed.get(&division).copied().map(yuan);
        HandDownReceiver { division, proposed }
    };
    HandDownChoices {
        source: source(&begun.known),
        division: begun.home.to_string(),
        receivers: begun.receivers.iter().map(receiver).collect(),
        projects: begun.projects.iter().map(|(id, _)| id.clone()).collect(),
    }
}

/// What can become of an allotment: who may receive, what is left.
pub(crate) async fn before(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let (mut source, mut way) = (String::new(), "down".to_owned());
    for (name, text) in pairs(&caller, given)? {
        match name.as_str() {
            "source" => source = text,
            "way" => way = text,
            _ => return Err(caller.problem(Refusal::AskedWrongly)),
        }
    }
    let asked = (source.as_str(), way.as_str(), 0);
    let found = begun(&site.context, caller.actor()?, caller.origin.day, asked).await;
    json(&caller, &choices(&found.map_err(|failure| caller.problem(failure))?))
}

/// A hand-down as it is written.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandDownDraft {
    /// Number of the allotment out of which the money goes; where a draft is written anew, it stays.
    #[serde(default)]
    source: String,
    /// `down`, or `back` to give money back; where a draft is written anew, it stays.
    #[serde(default)]
    way: String,
    /// Number of the document.
    doc_no: String,
    /// Its title.
    #[serde(default)]
    doc_title: String,
    /// Its day, as 2019-05-22.
    issued_on: String,
    /// The day on which the overall target was entered.
    #[serde(default)]
    targets_on: String,
    /// Whether it is for poverty alleviation.
    #[serde(default)]
    for_poverty: bool,
    /// Whether it is paid to households.
    #[serde(default)]
    to_household: bool,
    /// Whether the document names a project.
    #[serde(default)]
    names_project: bool,
    /// Remark.
    #[serde(default)]
    note: String,
    /// Its parts, at most 120.
    #[schema(max_items = 120)]
    parts: Vec<HandDownShare>,
}

/// A part as it is written: to a division right below, or to a project.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandDownShare {
    /// Code of the division.
    #[serde(default)]
    to: String,
    /// Number of the project.
    #[serde(default)]
    project: String,
    /// Yuan, such as 12000.50.
    amount: String,
    /// Why it differs from what was proposed.
    #[serde(default)]
    reason: String,
}

fn writing(caller: &Caller, draft: HandDownDraft) -> Result<Writing, Problem> {
    if draft.parts.len() > MOST {
        let mistakes = vec![format!("parts: 0…{MOST}")];
        let field = Some("parts".into());
        return Err(Problem { mistakes, field, ..caller.problem(Refusal::BodyUnreadable) });
    }
    let part = |share: HandDownShare| {
        let to_project = !share.project.is_empty();
        let receiver = if to_project { share.project } else { share.to };
        Part { to_project, receiver, amount: share.amount, reason: share.reason }
    };
    Ok(Writing {
        source: draft.source,
        way: if draft.way.is_empty() { "down".to_owned() } else { draft.way },
        doc_no: draft.doc_no,
        doc_title: draft.doc_title,
        issued_on: draft.issued_on,
        targets_on: draft.targets_on,
        for_poverty: draft.for_poverty,
        to_household: draft.to_household,
        names_project: draft.names_project,
        note: draft.note,
        parts: draft.parts.into_iter().map(part).collect(),
    })
}

/// A new hand-down.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(draft): Read<HandDownDraft>,
) -> Answer {
    let writing = writing(&caller, draft)?;
    let done = handdowns::begin(&site.context, &caller.origin, caller.actor()?, &writing).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A draft written anew.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(draft): Read<HandDownDraft>,
) -> Answer {
    let (id, writing) = (id(&caller, &path)?, writing(&caller, draft)?);
    let (context, actor) = (&site.context, caller.actor()?);
    let done = handdowns::rewrite(context, &caller.origin, actor, (id, &writing)).await;
    done.map_err(|failure| caller.problem(failure))?;
    read::<OneHandDown>(&site, &caller, id).await
}

/// A step about a hand-down. Which parts it needs is told by its `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandDownStep {
    /// By who prepares it: `submit`, `withdraw`, `copy` (`/steps`) or `attach` (`/scans`). By a second person
    /// (`/review`): `hand_down` or `return`. By who receives (`/receipts`): `receive`.
    step: String,
    /// Why.
    #[serde(default)]
    reason: String,
    /// To which office a copy went: `treasury` or `fund_office`.
    #[serde(default)]
    office: String,
    /// When it went.
    #[serde(default)]
    day: String,
    /// Number of the part that was received, from 0.
    #[serde(default)]
    line: u32,
    /// The day of receipt.
    #[serde(default)]
    received_on: String,
    /// The amount received, in yuan.
    #[serde(default)]
    amount: String,
    /// Code of the fund as received.
    #[serde(default)]
    fund: String,
    /// Number of the document as received.
    #[serde(default)]
    doc_no: String,
    /// By which handing down tells that the verdict was seen.
    #[serde(default)]
    seal: String,
    /// Scans of the document.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

/// A step of who prepares, reviews or receives it; each operation looks at post and place itself.
pub(crate) async fn moved(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<HandDownStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let done = taken(&site, &caller, id, input).await?;
    match done.map_err(|failure| caller.problem(failure)) {
        Err(problem) if is_unseen(&problem) => {
            let (context, origin) = (&site.context, &caller.origin);
            let seen = OneHandDown::read(context, origin, caller.actor()?, id).await;
            let seen = seen.map_err(|failure| caller.problem(failure))?.told(&site, &caller);
            let verdict = value!({ "verdicts": seen.verdicts, "seal": seen.seal });
            Err(Problem { verdict: Some(Box::new(verdict)), ..problem })
        }
        Err(problem) => Err(problem),
        Ok(()) => read::<OneHandDown>(&site, &caller, id).await,
    }
}

fn is_unseen(problem: &Problem) -> bool {
    use crate::operations::Failure;
    matches!(problem.failure, Failure::Refused(Refusal::VerdictUnseen))
}

async fn taken(
    site: &Site,
    caller: &Caller,
    id: i64,
    input: HandDownStep,
) -> Result<Done<()>, Problem> {
    let (context, origin, actor) = (&site.context, &caller.origin, caller.actor()?);
    let HandDownStep { step, reason, office, day, .. } = input;
    let done = match step.as_str() {
        "hand_down" => handdowns::hand_down(context, origin, actor, (id, &input.seal)).await,
        "return" => handdowns::send_back(context, origin, actor, (id, &reason)).await,
        "attach" => {
            let scans = sent(caller, input.evidence)?;
            handdowns::scan(context, origin, actor, (id, &scans)).await
        }
        "receive" => {
            let receiving = Receiving {
                line: input.line as usize,
                received_on: input.received_on,
                amount: input.amount,
                fund: input.fund,
                doc_no: input.doc_no,
            };
            handdowns::receive(context, origin, actor, (id, &receiving)).await
        }
        _ => {
            let moving = Moving { step: step.clone(), reason, office, day };
            handdowns::prepare(context, origin, actor, (id, &moving)).await
        }
    };
    if done.is_ok() && matches!(step.as_str(), "hand_down" | "receive") {
        screen_later(context, origin);
    }
    Ok(done)
}
