//! Inquiries: one with its steps, a new one, what division, unit and desk do about it.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::lists::{Pairs, number as whole, pairs};
use super::steps::{
    Choice, Document, Evidence, Past, Possible, Told, after, chosen, documents, history, id,
    possible, sent,
};
use super::warnings::Made;
use super::{Answer, Caller, Problem, json, some, with_status, yuan};
use crate::operations::Refusal;
use crate::operations::inquiries::{Moving, OneInquiry, Sending, answer, draft, judge, send};
use crate::pages::inquiry::actions;
use crate::visit::Site;

/// One inquiry.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Inquiry {
    /// Its number.
    id: i64,
    /// Code of the division in which its warnings lie.
    division: String,
    /// The organisation whose they are.
    organisation: Option<String>,
    /// The worst lamp of its warnings.
    lamp: String,
    /// Word of where it stands.
    state: String,
    /// What is asked.
    question: String,
    /// Numbers of its warnings.
    warnings: Vec<i64>,
    /// Their amounts in yuan.
    amount: String,
    /// The day on which it was sent.
    sent_on: String,
    /// Name of who sent it.
    sender: String,
    /// Titles of the posts that have it now.
    waits_for: Vec<String>,
    /// Last day for the answer.
    due: String,
    /// Number of its case.
    case: Option<i64>,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

fn inquiry(caller: &Caller, one: &OneInquiry) -> Inquiry {
    let kept = one.followed.kept.clone();
    Inquiry {
        id: kept.id,
        division: kept.opening.home,
        organisation: some(&kept.opening.organisation),
        lamp: kept.opening.lamp,
        state: kept.standing.state,
        question: kept.opening.question,
        warnings: one.asked.iter().map(|asked| asked.warning).collect(),
        amount: yuan(kept.opening.amount),
        sent_on: kept.opening.on,
        sender: one.sender.0.clone(),
        waits_for: one.waits.clone(),
        due: kept.standing.due,
        case: kept.standing.case,
        documents: documents(&one.attachments),
        history: history(&one.taken),
        steps: possible(caller.lang, |lang| actions(one, lang)),
    }
}

impl Told for OneInquiry {
    type Told = Inquiry;

    fn told(&self, _: &Site, caller: &Caller) -> Inquiry {
        inquiry(caller, self)
    }
}

/// An inquiry about a warning before it is sent.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct InquiryChoices {
    /// Numbers of the warnings that can be asked about together: the one that was named first.
    warnings: Vec<i64>,
    /// The posts that can be asked, the nearest first.
    posts: Vec<Choice>,
    /// The day proposed for the answer.
    due: Option<String>,
}

/// What can be asked about a warning, and whom.
pub(crate) async fn choices(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let mut warning = None;
    for (name, text) in pairs(&caller, given)? {
        match name.as_str() {
            "warning" => warning = Some(whole(&caller, (&name, &text), 1..=i64::MAX)?),
            _ => return Err(caller.problem(Refusal::AskedWrongly)),
        }
    }
    let missing =
        || Problem { field: Some("warning".into()), ..caller.problem(Refusal::AskedWrongly) };
    let warning = warning.ok_or_else(missing)?;
    let read = draft(&site.context, caller.actor()?, caller.origin.day, warning).await;
    let draft = read.map_err(|failure| caller.problem(failure))?;
    let choices = InquiryChoices {
        warnings: draft.warnings.iter().map(|one| one.id).collect(),
        posts: chosen(&draft.reachable),
        due: draft.proposed_due.map(|day| day.to_string()),
    };
    json(&caller, &choices)
}

/// A question of the monitoring desk.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InquiryQuestion)]
pub(crate) struct Asking {
    /// Numbers of the warnings of one unit, at most 50.
    #[schema(min_items = 1, max_items = 50)]
    warnings: Vec<i64>,
    /// Public number of the post that is asked; `GET /api/v1/inquiries/new` tells which there are.
    to: String,
    /// The question.
    question: String,
    /// Last day for the answer, as 2019-05-22.
    due: String,
}

/// Sends an inquiry.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<Asking>,
) -> Answer {
    let Asking { warnings, to, question, due } = input;
    let sending = Sending { warnings, to, question, due };
    let done = send(&site.context, &caller.origin, caller.actor()?, &sending).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A step about an inquiry. Which parts it needs is told by the inquiry's `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InquiryStep {
    /// By who was asked (`/answer`): `pass_on`, `answer` or `return`. By the desk (`/judgement`): `send`,
    /// `ask_again`, `accept`, `case` or `withdraw`.
    step: String,
    /// Public number of the post to which it goes.
    #[serde(default)]
    to: String,
    /// The answer, the advice, or why.
    #[serde(default)]
    text: String,
    /// Last day for the answer, as 2019-05-22.
    #[serde(default)]
    due: String,
    /// What shows it.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

fn moving(caller: &Caller, input: InquiryStep) -> Result<Moving, Problem> {
    let InquiryStep { step, to, text, due, evidence } = input;
    Ok(Moving { step, to, text, due, evidence: sent(caller, evidence)? })
}

/// Passed on, answered, sent back.
pub(crate) async fn answered(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<InquiryStep>,
) -> Answer {
    let (id, moving) = (id(&caller, &path)?, moving(&caller, input)?);
    let done = answer(&site.context, &caller.origin, caller.actor()?, id, &moving).await;
    after::<OneInquiry>(&site, &caller, id, done).await
}

/// Sent again, asked again, accepted, made a case of, withdrawn.
pub(crate) async fn judged(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<InquiryStep>,
) -> Answer {
    let (id, moving) = (id(&caller, &path)?, moving(&caller, input)?);
    let done = judge(&site.context, &caller.origin, caller.actor()?, id, &moving).await;
    after::<OneInquiry>(&site, &caller, id, done).await
}
