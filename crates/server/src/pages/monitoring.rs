//! Rounds of monitoring: the form of a node, one round with what can be done about it, and how many are there.

mod form;
mod told;

pub(crate) use self::told::share_of;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use domain::{Day, Fen, Lang};
use serde::Deserialize;

use super::entry::Said;
use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, documents, history, number,
};
use super::records::Fact;
use super::warning::division;
use super::{Page, shown};
use crate::access::Operation;
use crate::lists::cells::project_page;
use crate::operations::handling::one::One;
use crate::operations::handling::words;
use crate::operations::monitorings::{self, May, OneMonitoring, Saying};
use crate::operations::screening::screen_later;
use crate::visit::{Site, Visit};

pub(crate) use self::form::{form, rewriting, rewritten, sent};
pub(crate) use self::told::incoherent;
use self::told::{Row, light, money_facts, rows};

/// One round.
#[derive(Template)]
#[template(path = "monitoring.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// What is monitored, and at which node.
    pub(crate) title: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Its light: class and name.
    pub(crate) light: (&'static str, &'static str),
    /// Whether payments of the project are suspended by it now.
    pub(crate) suspends: bool,
    /// What is known of it.
    pub(crate) facts: Vec<Fact>,
    /// Its indicators.
    pub(crate) rows: Vec<Row>,
    /// What is said of all of it.
    pub(crate) remarks: String,
    /// What does not go together.
    pub(crate) incoherent: Vec<String>,
    /// What the rules say of it now.
    pub(crate) said: Said,
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

/// A division with its rounds in the list, and head and figure of each count.
type CountyRow = (String, String, Vec<(&'static str, String)>);

/// How many rounds are there.
#[derive(Template)]
#[template(path = "monitoring_coverage.html")]
pub(crate) struct CoverageView {
    /// Around it.
    pub(crate) frame: Frame,
    /// The year.
    pub(crate) year: i64,
    /// Years to choose from.
    pub(crate) years: Vec<(i64, bool)>,
    /// The divisions.
    pub(crate) rows: Vec<CountyRow>,
}

/// The steps that the reader can take now.
pub(crate) fn actions(one: &OneMonitoring, lang: Lang) -> Vec<Action> {
    let path = OneMonitoring::address(one.followed.kept.id);
    let action = |at: &str, step, names, fields: Vec<Field>| {
        Action::new((format!("{path}/{at}"), step), names, fields)
    };
    let mut all = Vec::new();
    for may in &one.may {
        match may {
            May::Rewrite => {}
            May::Review => all.extend(review(action, lang)),
            May::Report => {
                let names = (lang.pick("报告落实情况", "Report that it is carried out"), "");
                let fields =
                    vec![reason(lang.pick("落实情况", "What was done"), lang), evidence(lang)];
                all.push(action("report", "report", names, fields));
            }
            May::Check | May::Lift => all.extend(check(action, one, lang)),
        }
    }
    all
}

fn reason(label: &'static str, _: Lang) -> Field {
    Field::new("reason", label, Input::Text)
}

fn evidence(lang: Lang) -> Field {
    Field::new("evidence", lang.pick("证明材料", "Documents that show it"), Input::Files)
}

fn review(
    action: impl Fn(&str, &'static str, (&'static str, &'static str), Vec<Field>) -> Action,
    lang: Lang,
) -> Vec<Action> {
    let note = lang.pick(
        "暂缓拨付、停止拨款自决定之日起生效，支付前的判断随即报红灯，须由另一人凭证明材料解除；收回资金以退款凭证核实。",
        "Suspended or stopped payments are red in every verdict from that day, until another person lifts it upon \
         documents; money recovered is checked by the vouchers of its refund.",
    );
    let measures = words::MONITORING_MEASURE.iter();
    let measures =
        measures.map(|(word, zh, en)| ((*word).to_owned(), lang.pick(zh, en).to_owned()));
    let decide = vec![
        Field::new("measure", lang.pick("处理决定", "Decision"), Input::Choice(measures.collect())),
        reason(lang.pick("理由和要求", "Reason, and what is asked"), lang),
        Field::new("due", lang.pick("落实期限", "To be carried out by"), Input::Day),
        Field::new(
            "amount",
            lang.pick("收回金额（元，仅收回资金时填）", "Amount to recover (yuan, only then)"),
            Input::Line,
        )
        .optional(),
    ];
    let opinion = reason(lang.pick("审核意见", "Opinion"), lang).optional();
    vec![
        action("review", "accept", (lang.pick("审核通过", "Accept it"), ""), vec![opinion]),
        action(
            "review",
            "return",
            (lang.pick("退回修改", "Send it back"), ""),
            vec![reason(lang.pick("理由", "Reason"), lang)],
        ),
        action("review", "decide", (lang.pick("作出处理决定", "Decide"), note), decide),
    ]
}

fn check(
    action: impl Fn(&str, &'static str, (&'static str, &'static str), Vec<Field>) -> Action,
    one: &OneMonitoring,
    lang: Lang,
) -> Vec<Action> {
    let suspends = one.followed.one.suspends();
    let names = if suspends {
        let note = lang.pick(
            "核实后恢复拨付：支付前的判断自今日起不再报红灯。",
            "Payments go on: verdicts of today and later are no longer red for it.",
        );
        (lang.pick("核实并恢复拨付", "Check it, and let payments go on"), note)
    } else {
        (lang.pick("核实办结", "Check and settle it"), "")
    };
    let shows = if suspends { evidence(lang) } else { evidence(lang).optional() };
    let fields = vec![reason(lang.pick("核实情况", "What was found"), lang), shows];
    let mut all = vec![action("check", "settle", names, fields)];
    if one.may.contains(&May::Check) {
        let names = (lang.pick("退回继续落实", "Send it back"), "");
        let fields = vec![reason(lang.pick("理由", "Reason"), lang)];
        all.push(action("check", "send_back", names, fields));
    }
    all
}

/// Takes a step of a form: of the finance bureau, or of who carries out what was decided.
async fn taken(
    (site, visit): (&Site, &Visit),
    operation: Operation,
    id: &str,
    form: &Filled,
) -> Page {
    let id = number(visit, id)?;
    let saying = Saying {
        step: form.text("step"),
        reason: form.text("reason"),
        measure: form.text("measure"),
        due: form.text("due"),
        amount: form.text("amount"),
        evidence: form.files.clone(),
    };
    let of = (operation, id, &saying);
    let done = monitorings::take(&site.context, &visit.origin, visit.actor()?, of).await;
    if done.is_ok() {
        screen_later(&site.context, &visit.origin);
    }
    super::handling::after::<OneMonitoring>(site, visit, (id, form), done).await
}

/// Accepts it, sends it back, decides; checks what was carried out.
pub(crate) async fn reviewed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    taken((&site, &visit), Operation::ReviewMonitoring, &id, &form).await
}

/// Reports that what was decided is carried out.
pub(crate) async fn reported(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    taken((&site, &visit), Operation::EnterMonitoring, &id, &form).await
}

/// What the address of the page of coverage asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    year: String,
}

/// Shows how many rounds the divisions of the reader owe and have.
pub(crate) async fn coverage(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    let this = i64::from(visit.origin.day.year());
    let year = asked.year.trim().parse().unwrap_or(this);
    let found = monitorings::coverage(&site.context, &visit.origin, visit.actor()?, year).await;
    let found = found.map_err(|failure| visit.problem(failure))?;
    let rows = found.iter().map(|row| {
        let address = format!("/monitorings?county={}&fiscal_year={year}", row.county);
        (division(&site, &row.county), address, told::counts(row, visit.lang))
    });
    let years = (0..8).map(|back| this - back).map(|one| (one, one == year)).collect();
    let view = CoverageView { frame: visit.frame(), year, years, rows: rows.collect() };
    shown(&visit, &view, false)
}

/// What is known of a round.
fn facts(site: &Site, visit: &Visit, one: &OneMonitoring) -> Vec<Fact> {
    let (lang, kept) = (visit.lang, &one.followed.kept);
    let fact = |label: &str, text: String, address| Fact { label: label.to_owned(), text, address };
    let mut all = vec![
        fact(lang.pick("县（市、区）", "County"), division(site, &kept.county), None),
        fact(lang.pick("实施单位", "Unit"), kept.unit.clone(), None),
        fact(lang.pick("绩效目标", "Target"), kept.target.clone(), None),
    ];
    if let Some(asked) = &one.asked {
        if let Some(project) = &asked.project {
            let name = asked.owed.name.clone();
            all.push(fact(lang.pick("项目", "Project"), name, project_page(project)));
        }
        all.push(fact(lang.pick("填报期限", "To be entered by"), asked.owed.due.clone(), None));
        let text = one.followed.one.text();
        all.extend(money_facts(asked, text.executed, lang));
    }
    let expected = told::yuan(Fen(kept.standing.expected), lang);
    all.push(fact(lang.pick("全年预计执行数", "Expected by the year's end"), expected, None));
    if let (Some(measure), Some(order)) = (&kept.standing.measure, &one.order) {
        let name = words::name(words::MONITORING_MEASURE, measure, lang);
        let text = format!("{name} {order}");
        all.push(fact(lang.pick("处理决定", "Decision"), text, None));
    }
    if let Some(due) = kept.standing.due.as_deref().and_then(|due| Day::parse(due).ok()) {
        let until = super::handling::until(site, visit, due);
        all.push(fact(lang.pick("落实期限", "To be carried out by"), until, None));
    }
    all
}

impl OnPage for OneMonitoring {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let (lang, kept) = (visit.lang, &self.followed.kept);
        let name = self.asked.as_ref().map_or(&kept.target, |asked| &asked.owed.name);
        let view = View {
            frame: visit.frame(),
            id: kept.id,
            title: format!("{name} {}", kept.node),
            state: words::name(words::MONITORING, &kept.standing.state, lang).to_owned(),
            light: light(&kept.standing.light, lang),
            suspends: self.followed.one.suspends(),
            facts: facts(site, visit, &self),
            rows: rows(&self, lang),
            remarks: self.followed.one.text().remarks.clone(),
            incoherent: incoherent(&self.weighed, lang),
            said: told::said(site, visit, &self.weighed),
            rewrites: self.may.contains(&May::Rewrite),
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            documents: documents(&self.attachments),
            place: OneMonitoring::address(kept.id),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}
