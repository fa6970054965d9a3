//! Payment requests: the form with what the rules say, and one with what can be done about it.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use domain::{Fen, Lang, TableId};
use serde::Deserialize;

use super::entry::Said;
use super::entry::fields::{self, Field as Entered, cells_of};
use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, documents, history, number,
};
use super::ledger::fund_name;
use super::records::Fact;
use super::warning::division;
use super::{Page, shown};
use crate::access::Operation;
use crate::lists::cells::{project_page, record_page, word};
use crate::operations::entry::Verdict;
use crate::operations::handling::one::One;
use crate::operations::handling::words;
use crate::operations::payment_requests::{
    self, ASKED, Asked, Cells, May, OneRequest, Saying, Writing, ask, review, rewrite, settle,
    withdraw,
};
use crate::operations::{Done, Failure};
use crate::visit::{Site, Visit};

/// The form of a request.
#[derive(Template)]
#[template(path = "payment_request_form.html")]
pub(crate) struct FormView {
    /// Around it.
    pub(crate) frame: Frame,
    /// What is done.
    pub(crate) title: &'static str,
    /// Its number, where it is written anew.
    pub(crate) id: Option<i64>,
    /// Where the form goes.
    pub(crate) path: String,
    /// What is to be filled in.
    pub(crate) fields: Vec<Entered>,
    /// What the rules say, where it was asked.
    pub(crate) said: Option<Said>,
    /// By which submitting tells that this was seen.
    pub(crate) seal: String,
    /// Whether what must be seen before is on the page.
    pub(crate) seen: bool,
    /// Why nothing was submitted.
    pub(crate) refusal: Option<String>,
}

/// One request.
#[derive(Template)]
#[template(path = "payment_request.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// Where it stands.
    pub(crate) state: String,
    /// How much was paid above what was approved.
    pub(crate) over: Option<String>,
    /// Whether the payment that settled it is another one's by now.
    pub(crate) changed: bool,
    /// What it says.
    pub(crate) facts: Vec<Fact>,
    /// What the rules say of it now.
    pub(crate) said: Option<Said>,
    /// Rules that the payment would break.
    pub(crate) broken: String,
    /// Rules that it would break under an exemption.
    pub(crate) exempted: String,
    /// Whether the reader may write it anew.
    pub(crate) rewrites: bool,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Its documents: number, name, size, day.
    pub(crate) documents: Vec<(i64, String, String, String)>,
    /// Where its documents lie.
    pub(crate) place: String,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// What the rules say before a payment.
fn said(site: &Site, verdict: &Verdict, lang: Lang) -> Said {
    let title = lang.pick("支付前的判断", "The verdict before payment");
    Said { title, ..Said::of(&site.context.pack, verdict, lang) }
}

/// A form with what is written in it.
struct Form<'a> {
    id: Option<i64>,
    cells: &'a Cells,
    verdict: Option<&'a Verdict>,
    refusal: Option<String>,
}

impl Form<'_> {
    fn page(self, site: &Site, visit: &Visit) -> Page {
        let lang = visit.lang;
        let rejected = self.verdict.map(|one| one.rejected.as_slice()).unwrap_or_default();
        let columns: Vec<&str> =
            ASKED.iter().filter(|one| self.id.is_none() || **one != "project").copied().collect();
        let of = (TableId::Payments, columns.as_slice());
        let mut fields = fields::of_columns(site, lang, of, self.cells, rejected);
        for field in &mut fields {
            asked(field, lang);
        }
        let said = self.verdict.map(|verdict| said(site, verdict, lang));
        let seen = said.as_ref().is_some_and(|said| said.must_be_seen && !said.unreadable);
        let view = FormView {
            frame: visit.frame(),
            title: match self.id {
                None => lang.pick("提出支付申请", "Ask for a payment"),
                Some(_) => lang.pick("修改支付申请", "Write a payment request anew"),
            },
            id: self.id,
            path: match self.id {
                None => OneRequest::PLACE.to_owned(),
                Some(id) => format!("{}/text", OneRequest::address(id)),
            },
            fields,
            seal: said.as_ref().map(|said| said.seal.clone()).unwrap_or_default(),
            seen,
            said,
            refusal: self.refusal,
        };
        let failed = view.refusal.is_some() || !rejected.is_empty();
        shown(visit, &view, failed)
    }
}

/// What is asked of a request otherwise than of a payment: its project, payee and purpose must be there, the voucher
/// need not; no refund is asked for.
fn asked(field: &mut Entered, lang: Lang) {
    match field.name.as_str() {
        "0.project" | "0.payee" | "0.purpose" => field.required = true,
        "0.voucher_no" => {
            field.required = false;
            field.hint = lang.pick("尚未编号的留空", "left empty where it has no number yet");
        }
        "0.amount" => field.hint = "",
        "0.kind" => field.options.retain(|(word, _)| word != "refund"),
        _ => {}
    }
}

/// What the address of a new request fills in.
#[derive(Debug, Deserialize)]
pub(crate) struct Begins {
    #[serde(default)]
    project: String,
}

/// Shows the form of a new request.
pub(crate) async fn form(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(begins): Query<Begins>,
) -> Page {
    let unit = visit.actor()?.held.iter().find_map(|held| held.scope.organisation.clone());
    let cells: Cells = [
        ("project", begins.project),
        ("fiscal_year", visit.origin.day.year().to_string()),
        ("payer_unit", unit.unwrap_or_default()),
        ("channel", "direct".to_owned()),
    ]
    .map(|(column, text)| (column.to_owned(), text))
    .into();
    Form { id: None, cells: &cells, verdict: None, refusal: None }.page(&site, &visit)
}

fn writing(form: &Filled) -> Writing {
    let pairs = form.pairs.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Writing { cells: cells_of(pairs), evidence: form.files.clone(), seal: form.text("seal") }
}

/// After a form was sent: on to the request, or the form again.
fn after_form(
    site: &Site,
    visit: &Visit,
    (id, writing): (Option<i64>, &Writing),
    done: Done<Asked>,
) -> Page {
    let lang = visit.lang;
    let verdict = match done {
        Ok(Asked::Made(id)) => return Ok(Redirect::to(&OneRequest::address(id)).into_response()),
        Ok(Asked::Not(verdict)) => verdict,
        Err(failure) => return refused(site, visit, (id, writing), failure),
    };
    let unseen = verdict.rejected.is_empty().then(|| {
        lang.pick(
            "尚未提交。请先看下面的结论；确认无误后，再点“已看过结论，照实提交”。",
            "Not submitted yet. Read first what is said below; then choose “I have seen this; submit it”.",
        )
        .to_owned()
    });
    let form = Form { id, cells: &writing.cells, verdict: Some(&*verdict), refusal: unseen };
    form.page(site, visit)
}

fn refused(
    site: &Site,
    visit: &Visit,
    (id, writing): (Option<i64>, &Writing),
    failure: Failure,
) -> Page {
    let refusal = visit.said::<()>(Err(failure))?.err();
    Form { id, cells: &writing.cells, verdict: None, refusal }.page(site, visit)
}

/// Judges what was written, or submits it.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let (context, actor) = (&site.context, visit.actor()?);
    let writing = writing(&form);
    if form.text("step") != "judge" {
        let done = ask(context, &visit.origin, actor, &writing).await;
        return after_form(&site, &visit, (None, &writing), done);
    }
    let done = payment_requests::foresee(context, &visit.origin, actor, &writing.cells).await;
    judged(&site, &visit, (None, &writing), done)
}

/// The form with what the rules say.
fn judged(
    site: &Site,
    visit: &Visit,
    (id, writing): (Option<i64>, &Writing),
    done: Done<Verdict>,
) -> Page {
    match done {
        Ok(verdict) => {
            let cells = &writing.cells;
            Form { id, cells, verdict: Some(&verdict), refusal: None }.page(site, visit)
        }
        Err(failure) => refused(site, visit, (id, writing), failure),
    }
}

/// Shows the form of one that is written anew.
pub(crate) async fn anew(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let id = number(&visit, &id)?;
    let read = OneRequest::read(&site.context, &visit.origin, visit.actor()?, id).await;
    let one = read.map_err(|failure| visit.problem(failure))?;
    Form { id: Some(id), cells: &one.cells, verdict: None, refusal: None }.page(&site, &visit)
}

/// Judges what was written anew, or submits it.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let (context, actor) = (&site.context, visit.actor()?);
    let writing = writing(&form);
    if form.text("step") != "judge" {
        let done = rewrite(context, &visit.origin, actor, (id, &writing)).await;
        return after_form(&site, &visit, (Some(id), &writing), done);
    }
    let what = (id, &writing.cells);
    let done = payment_requests::foresee_anew(context, &visit.origin, actor, what).await;
    judged(&site, &visit, (Some(id), &writing), done)
}

/// Gives it up.
pub(crate) async fn withdrawn(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let what = (id, form.text("reason"));
    let done = withdraw(&site.context, &visit.origin, visit.actor()?, (id, &what.1)).await;
    after::<OneRequest>(&site, &visit, (id, &form), done).await
}

/// Approves it, or sends it back.
pub(crate) async fn reviewed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let saying = Saying { step: form.text("step"), reason: form.text("reason") };
    let done = review(&site.context, &visit.origin, visit.actor()?, (id, &saying)).await;
    after::<OneRequest>(&site, &visit, (id, &form), done).await
}

/// Says which voucher settles it.
pub(crate) async fn settled(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let voucher = form.text("voucher");
    let done = settle(&site.context, &visit.origin, visit.actor()?, (id, &voucher)).await;
    after::<OneRequest>(&site, &visit, (id, &form), done).await
}

/// Word of where a request stands, and that its payment is another one's by now.
pub(crate) fn state(one: &OneRequest) -> &str {
    if one.is_changed { "changed" } else { &one.kept.standing.state }
}

/// How much was paid above what was approved.
pub(crate) fn over(one: &OneRequest) -> Option<Fen> {
    let over = one.paid.as_ref()?.amount - one.kept.standing.amount;
    (over > 0).then_some(Fen(over))
}

/// The steps that the reader can take now.
pub(crate) fn actions(one: &OneRequest, lang: Lang) -> Vec<Action> {
    let path = OneRequest::address(one.kept.id);
    let action = |at: &str, step, names, fields: Vec<Field>| {
        Action::new((format!("{path}/{at}"), step), names, fields)
    };
    let reason = || Field::new("reason", lang.pick("理由", "Reason"), Input::Text);
    let weighed = one.judged.as_ref().map(|(_, weighed)| weighed);
    let broken = weighed.is_some_and(|weighed| !weighed.broken.is_empty());
    let plain = weighed.is_some_and(|one| one.doubts.is_empty() && one.exempted.is_empty());
    let mut all = Vec::new();
    if one.may.contains(&May::Approve) && !broken {
        let note = lang.pick(
            "有黄灯、无法判断或豁免的，须写明核实情况和理由。",
            "Where something is yellow, cannot be told or is exempted, say what was verified and why.",
        );
        let (note, field) = if plain { ("", reason().optional()) } else { (note, reason()) };
        let names = (lang.pick("批准支付", "Approve it"), note);
        all.push(action("review", "approve", names, vec![field]));
    }
    if one.may.contains(&May::Return) {
        let names = (lang.pick("退回修改", "Send it back"), "");
        all.push(action("review", "return", names, vec![reason()]));
    }
    if one.may.contains(&May::Settle) {
        let note = lang.pick(
            "录入或导入的支付与申请一致的自动结清；金额不同，或由申请人录入的，在此指明凭证。",
            "A payment that is entered or imported as it was asked for settles it by itself; name the voucher \
             here where the amount differs, or where the writer of the request entered it.",
        );
        let names = (lang.pick("指明结清的凭证", "Name the voucher that settles it"), note);
        let voucher = Field::new("voucher", lang.pick("凭证号", "Voucher"), Input::Line);
        all.push(action("payment", "settle", names, vec![voucher]));
    }
    if one.may.contains(&May::Withdraw) {
        let names = (lang.pick("撤回", "Give it up"), "");
        all.push(action("withdrawal", "withdraw", names, vec![reason()]));
    }
    all
}

/// An amount as it is read.
fn yuan(fen: Fen, lang: Lang) -> String {
    format!("{fen}{}", lang.pick(" 元", " yuan"))
}

/// What it says, cell by cell, and the payment that settled it.
fn facts(site: &Site, visit: &Visit, one: &OneRequest) -> Vec<Fact> {
    let (lang, kept) = (visit.lang, &one.kept);
    let fact = |label: &str, text: String, address| Fact { label: label.to_owned(), text, address };
    let mut all =
        vec![fact(lang.pick("县（市、区）", "County"), division(site, &kept.county), None)];
    let spec = TableId::Payments.spec();
    for name in ASKED {
        let Some(text) = one.cells.get(*name) else { continue };
        let Some(column) = spec.columns.iter().find(|column| column.name == *name) else {
            continue;
        };
        let (text, address) = match *name {
            "project" => (text.clone(), project_page(text)),
            // Who acts for one organisation sees no documents.
            "allotment" if visit.may_for_all(Operation::ListAllotments) => {
                (text.clone(), record_page("/allotments", &[text]))
            }
            "fund" => (fund_name(&site.context.pack.funds, text), None),
            "amount" => (yuan(Fen(kept.standing.amount), lang), None),
            "channel" | "kind" | "payee_type" => (word(TableId::Payments, name, text, lang), None),
            _ => (text.clone(), None),
        };
        all.push(fact(&fields::label(column, lang), text, address));
    }
    if let Some(on) = &kept.standing.approved_on {
        all.push(fact(lang.pick("批准日期", "Approved on"), on.clone(), None));
    }
    if let Some(voucher) = &kept.standing.paid_voucher {
        let address = record_page("/payments", &[&kept.county, voucher]);
        all.push(fact(lang.pick("支付凭证", "Payment voucher"), voucher.clone(), address));
    }
    if let Some(paid) = &one.paid {
        let text = yuan(Fen(paid.amount), lang);
        all.push(fact(lang.pick("实际支付", "Paid"), text, None));
    }
    all
}

impl OnPage for OneRequest {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let lang = visit.lang;
        let rules = |rules: &[String]| {
            let mut rules: Vec<&str> = rules.iter().map(String::as_str).collect();
            rules.sort_unstable();
            rules.dedup();
            rules.join(lang.pick("、", ", "))
        };
        let weighed = self.judged.as_ref().map(|(_, weighed)| weighed.clone()).unwrap_or_default();
        let view = View {
            frame: visit.frame(),
            id: self.kept.id,
            state: words::name(words::PAYMENT_REQUEST, state(&self), lang).to_owned(),
            over: over(&self).map(|over| yuan(over, lang)),
            changed: self.is_changed,
            facts: facts(site, visit, &self),
            said: self.judged.as_ref().map(|(verdict, _)| said(site, verdict, lang)),
            broken: rules(&weighed.broken),
            exempted: rules(&weighed.exempted),
            rewrites: self.may.contains(&May::Rewrite),
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            documents: documents(&self.attachments),
            place: OneRequest::address(self.kept.id),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}
