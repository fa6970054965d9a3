//! One warning: what is wrong, by which clause, on what evidence, who answers, what was done, what can be done.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::money::Fen;
use domain::warning::State as Standing;
use domain::{Division, Lamp, Lang};
use policy::Pack;
use serde_json::Value;

use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, basis_of, documents, history, led_to,
    number,
};
use super::{Page, shown};
use crate::lists::cells::record_page;
use crate::operations::cases::{self, OneCase};
use crate::operations::handling::words;
use crate::operations::warnings::{Handling, OneWarning, decide_exemption, handle};
use crate::output;
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "warning.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The warning.
    pub(crate) warning: Shown,
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
        format!("/warnings/{}", self.warning.id)
    }
}

/// A warning as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Its number.
    pub(crate) id: i64,
    /// Whether it is a breach.
    pub(crate) red: bool,
    /// Whether the rule finds it.
    pub(crate) lit: bool,
    /// Where it stands.
    pub(crate) state: String,
    /// Last day of a mute or an exemption.
    pub(crate) until: Option<String>,
    /// What is wrong.
    pub(crate) message: String,
    /// What would settle it.
    pub(crate) settles: String,
    /// Whether it rests on a local default.
    pub(crate) local: bool,
    /// Id of the rule.
    pub(crate) rule: String,
    /// Name of the division.
    pub(crate) division: String,
    /// Name and value of what else is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Address of the record.
    pub(crate) record: Option<String>,
    /// The clauses.
    pub(crate) clauses: Vec<Quote>,
    /// Names of those who answer by the clause.
    pub(crate) accountable: Vec<String>,
    /// Posts that answer, with their holders.
    pub(crate) answers: Vec<(String, Option<String>)>,
    /// What the rule looked at.
    pub(crate) evidence: Vec<(String, String)>,
    /// Its documents: number, name, size, day.
    pub(crate) documents: Vec<(i64, String, String, String)>,
    /// The days on which it was found first and last.
    pub(crate) found: (String, String, String),
    /// Its case.
    pub(crate) case: Option<i64>,
    /// Number and state of the inquiries about it.
    pub(crate) inquiries: Vec<(i64, String)>,
    /// Where the reader sends one.
    pub(crate) inquire: Option<String>,
}

/// What is said of a finding, as warnings keep it.
pub(crate) fn told(body: &str, lang: Lang) -> (Value, usize) {
    let at = usize::from(lang == Lang::En);
    (serde_json::from_str(body).unwrap_or_default(), at)
}

/// The sentence of a warning.
pub(crate) fn message(body: &str, lang: Lang) -> String {
    let (body, at) = told(body, lang);
    text(&body["message"][at])
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn shown_of(site: &Site, one: &OneWarning, lang: Lang) -> Shown {
    let (pack, kept) = (&site.context.pack, &one.followed.kept);
    let (body, at) = told(&kept.seen.body, lang);
    let names = |name: &str| {
        let all = body[name].as_array().cloned().unwrap_or_default();
        all.iter().map(text).collect::<Vec<String>>()
    };
    let actor = |id: &String| {
        pack.actors.get(id).map_or_else(|| id.clone(), |actor| actor.name.get(lang).to_owned())
    };
    let pair = |evidence: &Value| {
        let told = &evidence[lang.pick("zh", "en")];
        (text(&told[0]), text(&told[1]))
    };
    let evidence = body["evidence"].as_array().cloned().unwrap_or_default();
    Shown {
        id: kept.id,
        red: one.followed.warning.lamp() == Lamp::Red,
        lit: kept.standing.lit,
        state: words::name(words::WARNING, &kept.standing.state, lang).to_owned(),
        until: kept.standing.until.clone(),
        message: text(&body["message"][at]),
        settles: text(&body["settles"][at]),
        local: body["local"].as_bool().unwrap_or_default(),
        rule: kept.identity.rule.clone(),
        division: division(site, &kept.place.home),
        facts: facts(one, lang),
        record: record(kept),
        clauses: quoted(names("clauses").iter().filter_map(|id| Quote::of(pack, id))),
        accountable: names("answers").iter().map(actor).collect(),
        answers: one.answers.clone(),
        evidence: evidence.iter().map(pair).collect(),
        documents: documents(&one.attachments),
        found: (kept.first.on.clone(), kept.first.as_of.clone(), kept.last_as_of.clone()),
        case: kept.standing.case,
        inquiries: inquiries(one, lang),
        inquire: one.inquired.may_send.then(|| format!("/inquiries/new?warning={}", kept.id)),
    }
}

fn inquiries(one: &OneWarning, lang: Lang) -> Vec<(i64, String)> {
    let named =
        |(id, state): &(i64, String)| (*id, words::name(words::INQUIRY, state, lang).to_owned());
    one.inquired.all.iter().map(named).collect()
}

/// A clause as it is quoted.
#[derive(Clone, Debug)]
pub(crate) struct Quote {
    /// The document.
    pub(crate) document: String,
    /// Where in it.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
    /// Its place on the page of the document.
    pub(crate) address: String,
}

impl Quote {
    fn of(pack: &Pack, id: &str) -> Option<Quote> {
        let (document, path, text) = output::citation(pack, id)?;
        let address = format!("/policies/{}#{id}", pack.clause(id)?.document);
        Some(Quote { document, path, text, address })
    }
}

/// Clauses as they are quoted: pieces of one passage, one after the other, as one.
fn quoted(pieces: impl Iterator<Item = Quote>) -> Vec<Quote> {
    let mut quoted: Vec<Quote> = Vec::new();
    for piece in pieces {
        let same = |last: &&mut Quote| last.document == piece.document && last.path == piece.path;
        match quoted.last_mut().filter(same) {
            Some(last) => last.text = format!("{} …… {}", last.text, piece.text),
            None => quoted.push(piece),
        }
    }
    quoted
}

/// The page of the record that a warning is about, where it has one.
fn record(kept: &store::warnings::Warning) -> Option<String> {
    let subject = kept.identity.subject.as_str();
    match kept.identity.kind.as_str() {
        "payment" => {
            let (county, voucher) = subject.split_once('/')?;
            record_page("/payments", &[county, voucher])
        }
        "project" => record_page("/projects", &[subject]),
        "allotment" => record_page("/allotments", &[subject]),
        _ => None,
    }
}

/// The name of a division's code.
pub(super) fn division(site: &Site, code: &str) -> String {
    let division = code.parse().ok().and_then(Division::from_code);
    division.map_or_else(|| code.to_owned(), |one| site.context.divisions().name(one))
}

/// What is known of a warning beside its sentence.
fn facts(one: &OneWarning, lang: Lang) -> Vec<(&'static str, String)> {
    let kept = &one.followed.kept;
    let (seen, identity) = (&kept.seen, &kept.identity);
    let kind = output::words::kind_of(&identity.kind, lang);
    let named = if seen.name.is_empty() || seen.name == identity.subject {
        String::new()
    } else {
        format!(" {}", seen.name)
    };
    let days = |days: i64| match lang {
        Lang::Zh => format!("{days} 天"),
        Lang::En => format!("{days} {}", output::plural(days.unsigned_abs() as usize, "day")),
    };
    let amount = |fen: i64| format!("{}{}", Fen(fen), lang.pick(" 元", " yuan"));
    let some = [
        (lang.pick("对象", "Subject"), Some(format!("{kind} {}{named}", identity.subject))),
        (lang.pick("单位", "Unit"), Some(kept.place.organisation.clone())),
        (lang.pick("期间", "Period"), Some(identity.period.clone())),
        (lang.pick("涉及金额", "Amount"), seen.amount.map(amount)),
        (lang.pick("期限", "Due on"), seen.due_on.clone()),
        (lang.pick("完成日期", "Done on"), seen.done_on.clone()),
        (lang.pick("逾期", "Late"), seen.days_late.map(days)),
    ];
    let told = some.into_iter().filter_map(|(name, value)| Some((name, value?)));
    told.filter(|(_, value)| !value.is_empty()).collect()
}

/// What can be done now, by this reader.
pub(crate) fn actions(one: &OneWarning, lang: Lang) -> Vec<Action> {
    let (id, warning) = (one.followed.kept.id, &one.followed.warning);
    let yellow = warning.lamp() == Lamp::Yellow;
    let may_exempt = one.followed.kept.first.exemptable;
    let steps: &[&'static str] = match warning.state() {
        Standing::Open if one.may_handle => &["take_up", "mute", "ask_exemption"],
        Standing::TakenUp if one.may_handle => {
            &["breach", "in_order", "data_error", "mute", "ask_exemption"]
        }
        Standing::InOrder | Standing::DataError | Standing::Muted if one.may_handle => {
            &["reconsider"]
        }
        Standing::ExemptionAsked if one.may_decide => &["grant", "deny"],
        Standing::Breach if one.may_open => &["case"],
        _ => &[],
    };
    let fits = |step: &&&str| match **step {
        "mute" | "in_order" => yellow,
        "ask_exemption" => may_exempt,
        _ => true,
    };
    steps.iter().filter(fits).map(|step| action(id, step, lang)).collect()
}

fn action(id: i64, step: &'static str, lang: Lang) -> Action {
    let reason = || Field::new("reason", lang.pick("理由", "Reason"), Input::Text);
    let until = |label| Field::new("until", label, Input::Day);
    let last_day = lang.pick("有效期至", "Last day");
    let (title, note, fields, to) = match step {
        "take_up" => (
            lang.pick("开始处理", "Take it up"),
            lang.pick("由您的岗位核实、认定。", "Your post looks into it and judges it."),
            Vec::new(),
            "handling",
        ),
        "breach" => (
            lang.pick("认定违规", "Judge it a breach"),
            lang.pick("随后立案整改。", "A case follows."),
            vec![reason()],
            "handling",
        ),
        "in_order" => (
            lang.pick("认定正常", "Judge it in order"),
            lang.pick("仅限黄灯，须附证据。", "Yellow only, with evidence."),
            vec![reason(), Field::new("files", lang.pick("证据附件", "Evidence"), Input::Files)],
            "handling",
        ),
        "data_error" => (
            lang.pick("认定数据错误", "Judge it an error of the data"),
            lang.pick(
                "数据更正并导入后，由规则自动消除。",
                "Once the data are corrected the rule clears it.",
            ),
            vec![reason()],
            "handling",
        ),
        "mute" => (
            lang.pick("静默", "Mute it"),
            lang.pick("仅限黄灯，到期恢复。", "Yellow only; it comes back after the last day."),
            vec![reason(), until(last_day)],
            "handling",
        ),
        "ask_exemption" => (
            lang.pick("申请豁免", "Ask for an exemption"),
            lang.pick("由上级岗位批准。", "A post of a higher level decides."),
            vec![
                Field::new("basis", basis_of(lang), Input::Line),
                Field::new("scope", lang.pick("适用范围", "How far it reaches"), Input::Line),
                until(last_day),
            ],
            "handling",
        ),
        "reconsider" => (lang.pick("重新认定", "Reconsider"), "", vec![reason()], "handling"),
        "grant" => (lang.pick("批准豁免", "Grant the exemption"), "", Vec::new(), "exemption"),
        "deny" => (lang.pick("不予豁免", "Deny the exemption"), "", vec![reason()], "exemption"),
        _ => (
            lang.pick("立案", "Open the case"),
            lang.pick("按个案跟踪整改，直至销号。", "It is followed until it is put right."),
            Vec::new(),
            "case",
        ),
    };
    Action::new((format!("/warnings/{id}/{to}"), step), (title, note), fields)
}

impl OnPage for OneWarning {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let view = View {
            frame: visit.frame(),
            warning: shown_of(site, &self, visit.lang),
            actions: back.to(actions(&self, visit.lang)),
            history: history(&self.taken, visit.lang),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// Takes it up, judges it, mutes it, asks for an exemption.
pub(crate) async fn handled(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let input = Handling {
        step: form.text("step"),
        reason: form.text("reason"),
        until: form.text("until"),
        basis: form.text("basis"),
        scope: form.text("scope"),
        evidence: form.files.clone(),
    };
    let done = handle(&site.context, &visit.origin, visit.actor()?, id, &input).await;
    after::<OneWarning>(&site, &visit, (id, &form), done).await
}

/// Grants or denies an exemption.
pub(crate) async fn decided(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let (grants, reason) = (form.text("step") == "grant", form.text("reason"));
    let (actor, what) = (visit.actor()?, (grants, reason.as_str()));
    let done = decide_exemption(&site.context, &visit.origin, actor, id, what).await;
    after::<OneWarning>(&site, &visit, (id, &form), done).await
}

/// Opens its case.
pub(crate) async fn opened(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let done = cases::open(&site.context, &visit.origin, visit.actor()?, id).await;
    led_to::<OneCase, OneWarning>(&site, &visit, (id, &form), done).await
}
