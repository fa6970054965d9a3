//! Fund proposals: how money is to be raised, or divided in blocks; written, agreed to, reviewed, approved.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::fund_proposal::Line;
use domain::money::Fen;
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::steps::{
    Document, Evidence, Past, Possible, Told, after, documents, history, id, offered, possible,
    sent,
};
use super::warnings::Made;
use super::{Answer, Caller, some, with_status};
use crate::operations::fund_proposals::figures::{Beside, Wanted};
use crate::operations::fund_proposals::{
    Answered, LineInput, May, OneFundProposal, Writing, begin, pass, prepare, rewrite,
};
use crate::operations::screening::screen_later;
use crate::pages::fund_proposal::actions;
use crate::visit::Site;

/// A fund proposal with what stands beside it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct FundProposal {
    /// Its number.
    id: i64,
    /// Word of its kind.
    kind: String,
    /// Year to whose budget the money belongs.
    fiscal_year: i64,
    /// Title of the post that proposes.
    post: String,
    /// `draft`, `agreeing`, `reviewing`, `approving`, `approved`, `returned`, `withdrawn` or `replaced`.
    state: String,
    /// Id of the office for whose step it waits.
    waits_for: Option<String>,
    /// Whether no clause says who approves, so that it is a local default.
    approval_is_local: bool,
    /// The clauses on which it rests.
    clauses: Vec<String>,
    /// Number of the arrangement that it answers.
    under: Option<i64>,
    /// Number of the version that it replaces.
    replaces: Option<i64>,
    /// Number of the later version.
    later: Option<i64>,
    /// What all lines come to, in yuan.
    total: String,
    /// Departments with which it was worked out.
    consulted: Option<String>,
    /// How the work is arranged.
    arrangement: String,
    /// The day on which it was approved.
    approved_on: Option<String>,
    /// Its lines.
    lines: Vec<ProposedLine>,
    /// What the rules on raising would want.
    floors: Vec<ProposalFloor>,
    /// The divisions that answer it, where it is an arrangement.
    answers: Vec<ProposalAnswer>,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

/// A line of a fund proposal, in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProposedLine {
    /// Code of the fund.
    fund: String,
    /// Code of the place that gets it.
    to: Option<String>,
    /// `central` or `region`: whose budget gives it.
    source: Option<String>,
    /// What is proposed.
    amount: String,
    /// What of it is pooled.
    pooled: String,
    /// Last year's budget, or what was proposed for the place last year; null: nothing is recorded.
    before: Option<String>,
    /// The change to it.
    change: Option<String>,
    /// This year's budget, where it is recorded.
    budgeted: Option<String>,
    /// Why.
    reason: String,
}

/// The least that a rule on raising would want, in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProposalFloor {
    /// Id of the rule.
    rule: String,
    /// Code of the fund; null: of a whole class.
    fund: Option<String>,
    /// Word of the class.
    class: Option<&'static str>,
    /// The least with which it is content.
    least: String,
    /// What there would be by this proposal.
    has: String,
    /// What would be lacking.
    lacking: String,
}

/// How a division answers an arrangement.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProposalAnswer {
    /// Title of its post.
    post: String,
    /// Number of its answer; null: nothing yet.
    proposal: Option<i64>,
    /// Where that stands.
    state: Option<String>,
    /// What it comes to, in yuan.
    amount: Option<String>,
}

fn plain(fen: i64) -> String {
    Fen(fen).plain()
}

fn line((line, beside): (&Line, &Beside)) -> ProposedLine {
    ProposedLine {
        fund: line.fund.clone(),
        to: line.to.map(|place| place.to_string()),
        source: some(&line.source),
        amount: line.amount.plain(),
        pooled: line.pooled.plain(),
        before: beside.before.map(plain),
        change: beside.change(line).map(plain),
        budgeted: beside.now.map(plain),
        reason: line.reason.clone(),
    }
}

fn floor(one: &Wanted) -> ProposalFloor {
    ProposalFloor {
        rule: one.rule.clone(),
        fund: one.fund.clone(),
        class: one.class.map(domain::FundClass::word),
        least: plain(one.least),
        has: plain(one.has),
        lacking: plain(one.short()),
    }
}

fn answer(one: &Answered) -> ProposalAnswer {
    ProposalAnswer {
        post: one.post.clone(),
        proposal: one.by.as_ref().map(|by| by.id),
        state: one.by.as_ref().map(|by| by.standing.state.clone()),
        amount: one.by.as_ref().map(|by| plain(by.standing.amount)),
    }
}

/// The parts of a draft, each with whether it may be left out.
const PARTS: [(&str, bool); 5] = [
    ("total", false),
    ("arrangement", false),
    ("lines", false),
    ("consulted", true),
    ("evidence", true),
];

fn steps(caller: &Caller, one: &OneFundProposal) -> Vec<Possible> {
    let mut all = possible(caller.lang, |lang| actions(one, lang));
    if one.may.contains(&May::Write) {
        let path = format!("/fund-proposals/{}/draft", one.followed.kept.id);
        all.push(offered("rewrite", &path, ("修改", "Write it anew"), &PARTS));
    }
    all
}

impl Told for OneFundProposal {
    type Told = FundProposal;

    fn told(&self, _: &Site, caller: &Caller) -> FundProposal {
        let (kept, one) = (&self.followed.kept, &self.followed.one);
        let (kind, text) = (one.kind(), one.text());
        FundProposal {
            id: kept.id,
            kind: kept.kind.clone(),
            fiscal_year: kept.fiscal_year,
            post: self.post.clone(),
            state: kept.standing.state.clone(),
            waits_for: one.office().map(str::to_owned),
            approval_is_local: kind.approves.is_local,
            clauses: kind.clauses.iter().map(|id| (*id).to_owned()).collect(),
            under: kept.under,
            replaces: kept.replaces,
            later: self.later,
            total: text.total.plain(),
            consulted: some(&text.consulted),
            arrangement: text.arrangement.clone(),
            approved_on: kept.standing.approved_on.clone(),
            lines: text.lines.iter().zip(&self.beside).map(line).collect(),
            floors: self.wanted.iter().map(floor).collect(),
            answers: self.answered.iter().map(answer).collect(),
            documents: documents(&self.attachments),
            history: history(&self.taken),
            steps: steps(caller, self),
        }
    }
}

/// A fund proposal to be written.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FundProposalDraft {
    /// Word of its kind. Kind, year, arrangement and version are those of the proposal where it is written anew.
    #[serde(default)]
    kind: String,
    /// Fiscal year of the money.
    #[serde(default)]
    fiscal_year: String,
    /// Number of the arrangement that it answers; empty: the one that is in force.
    #[serde(default)]
    under: String,
    /// Number of the approved version that it replaces.
    #[serde(default)]
    replaces: String,
    /// What all lines come to, in yuan.
    total: String,
    /// Departments with which it was worked out.
    #[serde(default)]
    consulted: String,
    /// How the work is arranged, and on what it rests.
    arrangement: String,
    /// Its lines.
    lines: Vec<FundProposalLine>,
    /// What shows it.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

/// A line of a fund proposal to be written.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FundProposalLine {
    /// Code or name of the fund.
    fund: String,
    /// Code or name of the prefecture that gets it, where money is divided.
    #[serde(default)]
    to: String,
    /// `central` or `region`, where money is raised.
    #[serde(default)]
    source: String,
    /// What is proposed, in yuan.
    amount: String,
    /// What of it is pooled, in yuan.
    #[serde(default)]
    pooled: String,
    /// Why.
    reason: String,
}

impl FundProposalDraft {
    fn writing(self, caller: &Caller) -> Result<Writing, super::Problem> {
        let line = |one: FundProposalLine| LineInput {
            fund: one.fund,
            to: one.to,
            source: one.source,
            amount: one.amount,
            pooled: one.pooled,
            reason: one.reason,
        };
        Ok(Writing {
            kind: self.kind,
            fiscal_year: self.fiscal_year,
            under: self.under,
            replaces: self.replaces,
            total: self.total,
            consulted: self.consulted,
            arrangement: self.arrangement,
            lines: self.lines.into_iter().map(line).collect(),
            table: String::new(),
            evidence: sent(caller, self.evidence)?,
        })
    }
}

/// A proposal begun.
pub(crate) async fn begun(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<FundProposalDraft>,
) -> Answer {
    let writing = input.writing(&caller)?;
    let done = begin(&site.context, &caller.origin, caller.actor()?, &writing).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A proposal written anew.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<FundProposalDraft>,
) -> Answer {
    let id = id(&caller, &path)?;
    let writing = input.writing(&caller)?;
    let done = rewrite(&site.context, &caller.origin, caller.actor()?, (id, &writing)).await;
    after::<OneFundProposal>(&site, &caller, id, done).await
}

/// A step about a fund proposal.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FundProposalStep {
    /// `submit` or `withdraw` (`/steps`); `agree`, `review`, `approve` or `return` (`/passage`).
    step: String,
    /// The opinion; why it is sent back or given up.
    #[serde(default)]
    reason: String,
}

/// A proposal submitted, or given up.
pub(crate) async fn prepared(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<FundProposalStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let step = (id, input.step.as_str(), input.reason.as_str());
    let done = prepare(&site.context, &caller.origin, caller.actor()?, step).await;
    after::<OneFundProposal>(&site, &caller, id, done).await
}

/// A proposal agreed to, reviewed, approved, or sent back.
pub(crate) async fn passed(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<FundProposalStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let step = (id, input.step.as_str(), input.reason.as_str());
    let done = pass(&site.context, &caller.origin, caller.actor()?, step).await;
    if done.is_ok() && input.step == "approve" {
        screen_later(&site.context, &caller.origin);
    }
    after::<OneFundProposal>(&site, &caller, id, done).await
}
