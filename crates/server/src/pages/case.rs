//! One case: its warning, the order, what was done, what can be done.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};

use domain::case::{Request, State as Standing};
use domain::privacy::mask_id;
use domain::{Fen, Lamp, Lang};
use store::refunds::Refund;

use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, basis_of, documents, history, number,
    until,
};
use super::warning::{division, message};
use super::{Page, shown};
use crate::lists::cells::{amount, record_page};
use crate::operations::accountability::Matter;
use crate::operations::cases::refunds::sum;
use crate::operations::cases::{Doing, OneCase, rectify, supervise};
use crate::operations::handling::words;
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "case.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The case.
    pub(crate) case: Shown,
    /// What can be done now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

impl View {
    /// Where its documents lie.
    pub(crate) fn place(&self) -> String {
        format!("/cases/{}", self.case.id)
    }
}

/// A case as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Its number.
    pub(crate) id: i64,
    /// Its warning.
    pub(crate) warning: i64,
    /// Whether that is a breach.
    pub(crate) red: bool,
    /// What is wrong.
    pub(crate) message: String,
    /// Name of the division.
    pub(crate) division: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Whether its deadline has passed.
    pub(crate) overdue: bool,
    /// The request that waits.
    pub(crate) request: Option<&'static str>,
    /// The day on which it was opened.
    pub(crate) opened: String,
    /// The order: name and value.
    pub(crate) order: Vec<(&'static str, String)>,
    /// What is to come back, what has, and what is missing; none where nothing is to.
    pub(crate) back: Option<[String; 3]>,
    /// Refunds: address, voucher, day, amount.
    pub(crate) refunds: Vec<(Option<String>, String, String, String)>,
    /// The matters of accountability.
    pub(crate) matters: Vec<Account>,
    /// Its documents: number, name, size, day.
    pub(crate) documents: Vec<(i64, String, String, String)>,
}

/// A matter of accountability as a case lists it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    /// Its number.
    pub(crate) id: i64,
    /// The facts.
    pub(crate) facts: String,
    /// Id of the clause.
    pub(crate) clause: String,
    /// The day of the proposal.
    pub(crate) on: String,
    /// Where it stands.
    pub(crate) state: String,
    /// What was decided.
    pub(crate) decided: Option<String>,
}

fn shown_of(site: &Site, visit: &Visit, one: &OneCase) -> Shown {
    let (lang, case) = (visit.lang, &one.followed.case);
    let request = case.request().map(|request| match request {
        Request::Exemption(_) => lang.pick("豁免申请待批", "an exemption was asked for"),
        Request::Irrecoverable { .. } => {
            lang.pick("认定无法挽回的申请待批", "it was asked to find that it cannot be undone")
        }
    });
    let kept = &one.followed.kept;
    Shown {
        id: kept.id,
        warning: one.warning.id,
        red: one.warning.seen.lamp == Lamp::Red.word(),
        message: message(&one.warning.seen.body, lang),
        division: division(site, &kept.opening.home),
        state: words::name(words::CASE, &kept.standing.state, lang).to_owned(),
        overdue: case.is_overdue(visit.origin.day),
        request,
        opened: kept.opening.on.clone(),
        order: order(site, visit, one),
        back: back(visit, one),
        refunds: one.refunds.iter().map(|refund| refunded(visit, refund)).collect(),
        matters: one.followed.matters.iter().map(|matter| account(matter, lang)).collect(),
        documents: documents(&one.attachments),
    }
}

/// The order as it is read, with the working days that are left.
fn order(site: &Site, visit: &Visit, one: &OneCase) -> Vec<(&'static str, String)> {
    let lang = visit.lang;
    let Some(order) = one.followed.case.order() else { return Vec::new() };
    let yuan = |fen| format!("{fen}{}", lang.pick(" 元", " yuan"));
    vec![
        (lang.pick("承办岗位", "To"), one.rectifier.clone().unwrap_or_default()),
        (lang.pick("整改要求", "Asked"), order.asked.clone()),
        (lang.pick("期限", "Deadline"), until(site, visit, order.due)),
        (lang.pick("应收回", "To be taken back"), yuan(order.take_back)),
        (lang.pick("应调账", "To be re-booked"), yuan(order.rebook)),
    ]
}

/// Money to come back, from the order; what has, from the records; what is missing.
fn back(visit: &Visit, one: &OneCase) -> Option<[String; 3]> {
    let wanted = one.followed.case.order().map_or(Fen(0), |order| order.take_back);
    let came = sum(&one.refunds);
    let missing = Fen(wanted.0.saturating_sub(came.0).max(0));
    let shown = |fen| amount(fen, visit.unit());
    (wanted.0 > 0 || came.0 > 0).then(|| [shown(wanted), shown(came), shown(missing)])
}

fn refunded(visit: &Visit, refund: &Refund) -> (Option<String>, String, String, String) {
    let address = record_page("/payments", &[&refund.county, &refund.voucher]);
    let voucher = mask_id(&refund.voucher);
    (address, voucher, refund.paid_on.clone(), amount(Fen(refund.amount), visit.unit()))
}

fn account(matter: &Matter, lang: Lang) -> Account {
    let kept = &matter.kept;
    let decided = kept.standing.measure.as_deref();
    Account {
        id: kept.id,
        facts: kept.facts.clone(),
        clause: kept.clause.clone(),
        on: kept.on.clone(),
        state: words::name(words::ACCOUNTABILITY, &kept.standing.state, lang).to_owned(),
        decided: decided.map(|word| words::name(words::MEASURE, word, lang).to_owned()),
    }
}

/// What can be done now, by this reader.
pub(crate) fn actions(one: &OneCase, lang: Lang) -> Vec<Action> {
    let case = &one.followed.case;
    let mut steps: Vec<&'static str> = Vec::new();
    let state = case.state();
    if one.may_rectify && state == Standing::Ordered {
        steps.extend(["report", "ask_irrecoverable"]);
        steps.extend(one.followed.kept.opening.exemptable.then_some("ask_exemption"));
    }
    if one.may_supervise {
        steps.extend(match state {
            Standing::Open => &["order"][..],
            Standing::Ordered => &["extend"],
            Standing::Reported => &["confirm", "send_back"],
            Standing::Checked => &["close_green", "close_exempt", "close_lost", "send_back"],
            Standing::Closed => &["reopen"],
        });
        if state == Standing::Ordered {
            steps.extend(["close_exempt", "close_lost"]);
        }
        if case.request().is_some() {
            steps.extend(["grant", "deny"]);
        }
    }
    let mut actions: Vec<Action> = steps.into_iter().map(|step| action(one, step, lang)).collect();
    actions.extend(one.may_account.then(|| proposing(one, lang)));
    actions
}

fn action(one: &OneCase, step: &'static str, lang: Lang) -> Action {
    let id = one.followed.kept.id;
    let (title, note) = named(step, lang);
    let text = |label| Field::new("text", label, Input::Text);
    let day = |label| Field::new("due", label, Input::Day);
    let reason = lang.pick("理由", "Reason");
    let files = Field::new("files", lang.pick("证据附件", "Evidence"), Input::Files);
    let yuan = |name, label| Field::new(name, label, Input::Line).optional();
    let fields = match step {
        "order" => vec![
            Field::new("to", lang.pick("承办岗位", "To"), Input::Choice(one.orderable.clone())),
            text(lang.pick("整改要求", "What is to be put right")),
            day(lang.pick("整改期限", "Deadline")),
            yuan("take_back", lang.pick("应收回金额（元）", "To be taken back (yuan)")),
            yuan("rebook", lang.pick("应调账金额（元）", "To be re-booked (yuan)")),
        ],
        "extend" => vec![day(lang.pick("新的期限", "New deadline")), text(reason)],
        "report" => vec![
            text(lang.pick("整改情况", "What was done")),
            Field::new("refunds", lang.pick(REFUNDS.0, REFUNDS.1), Input::Line).optional(),
            files,
        ],
        "ask_irrecoverable" => vec![text(reason), files],
        "ask_exemption" => vec![
            Field::new("basis", basis_of(lang), Input::Line),
            text(lang.pick("适用范围", "How far it reaches")),
            day(lang.pick("有效期至", "Last day")),
        ],
        "confirm" => vec![text(lang.pick("复核情况", "What was found"))],
        "send_back" | "deny" | "reopen" => vec![text(reason)],
        _ => Vec::new(),
    };
    let own = matches!(step, "report" | "ask_irrecoverable" | "ask_exemption");
    let to = if own { "rectification" } else { "supervision" };
    Action::new((format!("/cases/{id}/{to}"), step), (title, note), fields)
}

/// The refunds that a report names.
const REFUNDS: (&str, &str) =
    ("退款凭证号（已导入的；多个用逗号分开）", "Refund vouchers, as imported; several with commas");

/// Title of a step, and what comes of it.
fn named(step: &str, lang: Lang) -> (&'static str, &'static str) {
    let (zh, en, note_zh, note_en) = match step {
        "order" => ("下达整改通知", "Order to put it right", "", ""),
        "extend" => ("延长期限", "Extend the deadline", "", ""),
        "report" => (
            "报告整改完成",
            "Report it done",
            "须附证据，由他人复核。",
            "With evidence; somebody else checks it.",
        ),
        "ask_irrecoverable" => (
            "申请认定无法挽回",
            "Ask to find that it cannot be undone",
            "须附证据，由他人批准。",
            "With evidence; somebody else decides.",
        ),
        "ask_exemption" => {
            ("申请豁免", "Ask for an exemption", "由他人批准。", "Somebody else decides.")
        }
        "confirm" => ("复核认可", "Check: found done", "", ""),
        "send_back" => ("退回整改", "Send it back", "", ""),
        "grant" => ("同意申请", "Grant the request", "", ""),
        "deny" => ("不同意申请", "Deny the request", "", ""),
        "close_green" => (
            "重新运行规则并销号",
            "Run the rule again and close",
            "规则仍发现问题或无法判断的，不能销号。",
            "It stays open where the rule still finds it or cannot tell.",
        ),
        "close_exempt" => (
            "凭豁免销号",
            "Close by the exemption",
            "须有在有效期内的豁免。",
            "An exemption must be in force.",
        ),
        "close_lost" => (
            "按无法挽回销号",
            "Close: it cannot be undone",
            "须已认定无法挽回，并附责任追究决定。",
            "It must be found so, with a decision on responsibility.",
        ),
        _ => ("重新打开", "Open it again", "", ""),
    };
    (lang.pick(zh, en), lang.pick(note_zh, note_en))
}

fn proposing(one: &OneCase, lang: Lang) -> Action {
    let posts = Input::Choice(one.orderable.clone());
    let fields = vec![
        Field::new("answers", lang.pick("责任岗位", "Post that answers"), posts),
        Field::new("facts", lang.pick("事实", "Facts"), Input::Text),
        Field::new(
            "clause",
            lang.pick("条款编号，如 A-17.d", "Id of the clause, such as A-17.d"),
            Input::Line,
        ),
    ];
    let path = format!("/cases/{}/accountability", one.followed.kept.id);
    let title = lang.pick("提议责任追究", "Propose who is held to account");
    let note =
        lang.pick("由他人决定；只写事实和条款。", "Somebody else decides; only facts and clause.");
    Action::new((path, "propose"), (title, note), fields)
}

impl OnPage for OneCase {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let view = View {
            frame: visit.frame(),
            case: shown_of(site, visit, &self),
            actions: back.to(actions(&self, visit.lang)),
            history: history(&self.taken, visit.lang),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// What was filled in.
fn doing(form: &Filled) -> Doing {
    Doing {
        step: form.text("step"),
        to: form.text("to"),
        text: form.text("text"),
        due: form.text("due"),
        basis: form.text("basis"),
        refunds: form.text("refunds"),
        take_back: form.text("take_back"),
        rebook: form.text("rebook"),
        evidence: form.files.clone(),
    }
}

/// Reported done, or another end asked for.
pub(crate) async fn rectified(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, doing) = (number(&visit, &id)?, doing(&form));
    let done = rectify(&site.context, &visit.origin, visit.actor()?, id, &doing).await;
    after::<OneCase>(&site, &visit, (id, &form), done).await
}

/// Ordered, extended, checked, decided, closed, opened again.
pub(crate) async fn supervised(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, doing) = (number(&visit, &id)?, doing(&form));
    let done = supervise(&site.context, &visit.origin, visit.actor()?, id, &doing).await;
    after::<OneCase>(&site, &visit, (id, &form), done).await
}
