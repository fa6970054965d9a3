//! Payment requests: asked for, reviewed with the verdict of the moment, settled by a payment.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::Fen;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::body::Read;
use super::entries::not_yet;
use super::steps::{
    Document, Evidence, Past, Possible, Told, after, documents, history, id, offered, possible,
    read, sent,
};
use super::warnings::Made;
use super::{Answer, Caller, some, with_status};
use crate::operations::handling::one::One as _;
use crate::operations::payment_requests::{
    ASKED, Asked, May, OneRequest, Saying, Writing, ask, review, rewrite, settle, withdraw,
};
use crate::pages::payment_request::{actions, over, state};
use crate::visit::Site;

/// A payment request.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PaymentRequest {
    /// Its number.
    id: i64,
    /// Code of the county that is to pay.
    county: String,
    /// The unit that carries the project out.
    unit: Option<String>,
    /// Number of the project.
    project: String,
    /// The cells of the payment by their columns of the contract; of a person the first character of the name.
    payment: BTreeMap<String, String>,
    /// Amount in yuan.
    amount: String,
    /// `waiting`, `returned`, `approved`, `paid`, `withdrawn`, or `changed` where the payment was corrected to
    /// another project or payee.
    state: String,
    /// The day on which it was approved.
    approved_on: Option<String>,
    /// Number of the voucher by which it was paid.
    voucher: Option<String>,
    /// What was paid, in yuan, as the payment says today.
    paid: Option<String>,
    /// How much of that lies above what was approved, in yuan.
    over: Option<String>,
    /// What the rules say of it now, as a verdict says it; none where it is paid or given up.
    verdict: Option<Value>,
    /// Rules that the payment would break: they forbid the approval.
    broken: Vec<String>,
    /// Rules that it would break under an exemption in force.
    exempted: Vec<String>,
    /// Rules that want a reason: yellow, not to be told, red without the payment.
    doubts: Vec<String>,
    /// The day of the last step.
    since: String,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

impl Told for OneRequest {
    type Told = PaymentRequest;

    fn told(&self, site: &Site, caller: &Caller) -> PaymentRequest {
        let (kept, standing) = (&self.kept, &self.kept.standing);
        let (pack, lang) = (&site.context.pack, caller.lang);
        let weighed = self.judged.as_ref().map(|(_, weighed)| weighed.clone()).unwrap_or_default();
        let mut steps = possible(lang, |lang| actions(self, lang));
        if self.may.contains(&May::Rewrite) {
            let path = format!("{}/text", OneRequest::address(kept.id));
            let parts = [("payment", false), ("evidence", true), ("seal", true)];
            steps.push(offered("rewrite", &path, ("修改", "Write it anew"), &parts));
        }
        PaymentRequest {
            id: kept.id,
            county: kept.county.clone(),
            unit: some(&kept.unit),
            project: kept.project.clone(),
            payment: self.cells.clone(),
            amount: Fen(standing.amount).plain(),
            state: state(self).to_owned(),
            approved_on: standing.approved_on.clone(),
            voucher: standing.paid_voucher.clone(),
            paid: self.paid.as_ref().map(|paid| Fen(paid.amount).plain()),
            over: over(self).map(Fen::plain),
            verdict: self.judged.as_ref().map(|(verdict, _)| verdict.json(pack, lang)),
            broken: weighed.broken,
            exempted: weighed.exempted,
            doubts: weighed.doubts,
            since: standing.since.clone(),
            documents: documents(&self.attachments),
            history: history(&self.taken),
            steps,
        }
    }
}

/// A payment to be asked for.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaymentRequestDraft {
    /// The cells of the payment by their columns of the contract, each as a text as files have it: `project`,
    /// `amount`, `payee`, `payee_type`, `purpose`, `channel`, `kind`, `fiscal_year`; where they are known `allotment`,
    /// `fund`, `payer_unit`, `payee_account`, `gov_class`, `dept_class`, `function_class`, `voucher_no`. Written anew,
    /// what was masked stays what it was where it comes back as it was told.
    payment: BTreeMap<String, String>,
    /// What shows it; at least one document with a new request.
    #[serde(default)]
    evidence: Vec<Evidence>,
    /// Seal of the verdict that was seen: needed where a rule is broken.
    #[serde(default)]
    seal: String,
}

fn writing(caller: &Caller, draft: PaymentRequestDraft) -> Result<Writing, super::Problem> {
    let evidence = sent(caller, draft.evidence)?;
    Ok(Writing { cells: draft.payment, evidence, seal: draft.seal })
}

/// Asks for a payment.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(draft): Read<PaymentRequestDraft>,
) -> Answer {
    let writing = writing(&caller, draft)?;
    let done = ask(&site.context, &caller.origin, caller.actor()?, &writing).await;
    match done.map_err(|failure| caller.problem(failure))? {
        Asked::Made(id) => with_status(&caller, StatusCode::CREATED, &Made { id }),
        Asked::Not(verdict) => Err(not_yet(&site, &caller, *verdict)),
    }
}

/// Writes it anew.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(draft): Read<PaymentRequestDraft>,
) -> Answer {
    let (id, mut writing) = (id(&caller, &path)?, writing(&caller, draft)?);
    // What is told of a request can be sent back as it is.
    writing.cells.retain(|column, text| ASKED.contains(&column.as_str()) || !text.is_empty());
    let done = rewrite(&site.context, &caller.origin, caller.actor()?, (id, &writing)).await;
    match done.map_err(|failure| caller.problem(failure))? {
        Asked::Made(id) => read::<OneRequest>(&site, &caller, id).await,
        Asked::Not(verdict) => Err(not_yet(&site, &caller, *verdict)),
    }
}

/// A step about a payment request. Which parts it needs is told by its `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaymentRequestStep {
    /// `withdraw` (`/withdrawal`); `approve` or `return` (`/review`); `settle` (`/payment`).
    step: String,
    /// Why; of an approval where something is doubtful.
    #[serde(default)]
    reason: String,
    /// Number of the voucher that settles it.
    #[serde(default)]
    voucher: String,
}

/// Gives it up.
pub(crate) async fn withdrawn(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<PaymentRequestStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let what = (id, input.reason.as_str());
    let done = withdraw(&site.context, &caller.origin, caller.actor()?, what).await;
    after::<OneRequest>(&site, &caller, id, done).await
}

/// Approves it, or sends it back. Where a rule is broken, the verdict comes with the refusal.
pub(crate) async fn reviewed(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<PaymentRequestStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let (context, actor) = (&site.context, caller.actor()?);
    let saying = Saying { step: input.step, reason: input.reason };
    let done = review(context, &caller.origin, actor, (id, &saying)).await;
    let Err(failure) = done else { return read::<OneRequest>(&site, &caller, id).await };
    let one = OneRequest::read(context, &caller.origin, actor, id).await.ok();
    let judged = one.and_then(|one| one.judged);
    let verdict = judged.map(|(verdict, _)| Box::new(verdict.json(&context.pack, caller.lang)));
    Err(super::Problem { verdict, ..caller.problem(failure) })
}

/// Says which voucher settles it.
pub(crate) async fn settled(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<PaymentRequestStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let what = (id, input.voucher.as_str());
    let done = settle(&site.context, &caller.origin, caller.actor()?, what).await;
    after::<OneRequest>(&site, &caller, id, done).await
}
