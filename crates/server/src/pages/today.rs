//! *Today*: what is due for the person.

mod draws;
mod evaluations;
mod monitorings;
mod targets;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use domain::Lang;
use domain::privacy::mask_id;
use store::contributions::Contribution;
use store::factor_plans::FactorPlan;
use store::fund_proposals::FundProposal;
use store::handdowns::HandDown;
use store::inspections::Inspection;
use store::integration::Plan;
use store::payment_requests::PaymentRequest;
use store::reconciliations::Reconciliation;
use store::settings::Setting;
use store::statements::Made;
use store::suggestions::Suggestion;

use super::frame::Frame;
use super::handling::until;
use super::ledger::{fund_name, money};
use super::monthly_return::waiting as waiting_returns;
use super::saved::{Row, rows};
use super::setting::said as setting_value;
use super::warning::{division, message};
use super::{Page, shown};
use crate::lists::asked::encoded;
use crate::lists::cells::unit_name;
use crate::operations::due::{Due, Item, Said, due};
use crate::operations::handling::words;
use crate::operations::projects::{self, Waiting};
use crate::operations::saved::own;
use crate::operations::{
    contributions, factor_plans, fund_proposals, handdowns, inspections, integration, law,
    monthly_returns, payment_requests, reconciliations, settings, statements, suggestions,
};
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "today.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The day.
    pub(crate) day: String,
    /// What is due: name of a group, where all of it is, its items.
    pub(crate) due: Vec<Group>,
    /// The reader's own queries of lists.
    pub(crate) saved: Vec<Row>,
    /// Posts held: title and role.
    pub(crate) posts: Vec<(String, &'static str)>,
    /// Whether a second factor is set up.
    pub(crate) factor: bool,
}

/// Things of one kind that are due.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// What is to be done about them.
    pub(crate) name: &'static str,
    /// How many there are beside those that are listed.
    pub(crate) more: i64,
    /// Where all of them are.
    pub(crate) all: &'static str,
    /// The most urgent: address, division, sentence, state, last day, whether it is red.
    pub(crate) items: Vec<Shown>,
}

/// A thing that is due, as it is read.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// Its page.
    pub(crate) address: String,
    /// Name of the division, and of what it is about.
    pub(crate) division: String,
    /// What is wrong.
    pub(crate) message: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Until when, with the working days that are left.
    pub(crate) until: String,
    /// Whether the lamp is red; none where nothing is wrong.
    pub(crate) lamp: Option<bool>,
}

fn groups(site: &Site, visit: &Visit, due: Due) -> Vec<Group> {
    let lang = visit.lang;
    let shown = |items: Vec<Item>, path: &'static str, names| -> Vec<Shown> {
        items.iter().map(|item| one(site, visit, item, path, names)).collect()
    };
    let more = due.warnings_all - due.warnings.len() as i64;
    let group = |zh, en, all, more, items| Group { name: lang.pick(zh, en), more, all, items };
    let (warnings, cases) = ("/warnings", "/cases");
    let all = [
        group(
            "由您处理的预警",
            "Warnings that you answer",
            warnings,
            more,
            shown(due.warnings, warnings, words::WARNING),
        ),
        group(
            "由您整改的个案",
            "Cases that you have to put right",
            cases,
            0,
            shown(due.cases, cases, words::CASE),
        ),
        group(
            "待您督办的个案",
            "Cases that wait for your order, check or closing",
            cases,
            0,
            shown(due.supervised, cases, words::CASE),
        ),
        group(
            "待您决定或存档的责任追究",
            "Accountability that waits for your decision or its document",
            "/accountability",
            0,
            shown(due.accountability, "/accountability", words::ACCOUNTABILITY),
        ),
        group(
            "待您批复的豁免",
            "Exemptions that wait for your decision",
            warnings,
            0,
            shown(due.exemptions, warnings, words::WARNING),
        ),
        group(
            "待您办理的问询单",
            "Inquiries that wait for you",
            "/inquiries",
            0,
            shown(due.inquiries, "/inquiries", words::INQUIRY),
        ),
        group(
            "待签收、待反馈的推送清单",
            "Push lists to receive and to answer",
            "/pushes",
            0,
            shown(due.pushes, "/pushes", words::PUSH),
        ),
    ];
    all.into_iter().filter(|group| !group.items.is_empty()).collect()
}

/// The beginning of what somebody wrote, in one line.
fn first_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LINE {
        line.chars().take(LINE).chain(['…']).collect()
    } else {
        line
    }
}

/// Characters of it.
const LINE: usize = 120;

/// Projects of which the next step is the reader's.
fn of_projects(site: &Site, visit: &Visit, waiting: &[Waiting]) -> Option<Group> {
    let lang = visit.lang;
    let item = |one: &Waiting| Shown {
        address: format!("/projects/{}", encoded(&one.id)),
        division: division(site, &one.county),
        message: one.name.clone(),
        state: words::name(words::PROJECT_NEXT, one.next, lang).to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 起", one.since),
            Lang::En => format!("since {}", one.since),
        },
        lamp: None,
    };
    let group = Group {
        name: lang.pick("待您办理的项目", "Projects that wait for you"),
        more: 0,
        all: "/projects",
        items: waiting.iter().map(item).collect(),
    };
    (!waiting.is_empty()).then_some(group)
}

/// Statements to sign, and statements to make again.
fn of_statements(
    site: &Site,
    visit: &Visit,
    (to_sign, back): (Vec<Made>, Vec<Made>),
) -> Vec<Group> {
    let lang = visit.lang;
    let item = |made: &Made, state: &'static str| Shown {
        address: format!(
            "/statements/{}/{}?month={}",
            made.division,
            encoded(&made.fund),
            made.month
        ),
        division: division(site, &made.division),
        message: format!("{} {}", fund_name(&site.context.pack.funds, &made.fund), made.month),
        state: state.to_owned(),
        until: String::new(),
        lamp: Some(made.figures.treasury.is_some_and(|fen| fen != made.figures.closing)),
    };
    let group = |name, made: &[Made], state| Group {
        name,
        more: 0,
        all: "/ledger/statements",
        items: made.iter().map(|made| item(made, state)).collect(),
    };
    let all = [
        group(
            lang.pick("待您签认的报表", "Statements that wait for your signature"),
            &to_sign,
            lang.pick("待签认", "waits for a signature"),
        ),
        group(
            lang.pick("退回您重新编制的报表", "Statements sent back to you, to be made again"),
            &back,
            lang.pick("已退回", "sent back"),
        ),
    ];
    all.into_iter().filter(|group| !group.items.is_empty()).collect()
}

/// Drafts of one's own, plans whose joint review is to be called, opinions to give, plans to decide on.
fn of_plans(site: &Site, visit: &Visit, found: [Vec<Plan>; 4]) -> Vec<Group> {
    let lang = visit.lang;
    let item = |one: &Plan| Shown {
        address: format!("/integration-plans/{}", one.id),
        division: division(site, &one.home),
        message: format!(
            "{} {} {} {}",
            one.fiscal_year,
            one.standing.title,
            money(i128::from(one.standing.amount), visit.unit()),
            unit_name(visit.unit(), lang),
        ),
        state: words::name(words::INTEGRATION_PLAN, &one.standing.state, lang).to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 起", one.standing.since),
            Lang::En => format!("since {}", one.standing.since),
        },
        lamp: None,
    };
    let names = [
        lang.pick("您拟稿中的整合方案", "Your drafts of integration plans"),
        lang.pick("待您组织联审的整合方案", "Integration plans whose joint review you call"),
        lang.pick("待您出具联审意见的整合方案", "Integration plans that wait for your opinion"),
        lang.pick("待领导小组审定的整合方案", "Integration plans for the leading group to decide"),
    ];
    let group = |(name, list): (&'static str, Vec<Plan>)| Group {
        name,
        more: 0,
        all: "/integration-plans",
        items: list.iter().map(item).collect(),
    };
    let all = names.into_iter().zip(found).map(group);
    all.filter(|group| !group.items.is_empty()).collect()
}

/// Settings to agree to, and those that a division objected to.
fn of_settings(site: &Site, visit: &Visit, found: [Vec<Setting>; 2]) -> Vec<Group> {
    let (lang, pack) = (visit.lang, &site.context.pack);
    let item = |one: &Setting| {
        let param = pack.params.by_name.get(&one.parameter);
        let value = law::read(one).map(|value| setting_value(&value.value, lang));
        Shown {
            address: format!("/settings/{}", one.id),
            division: param.map_or(&one.parameter, |param| &param.name).clone(),
            message: format!(
                "{}{}{}",
                param.map_or("", |param| param.text.get(lang)),
                lang.pick("：", ": "),
                value.unwrap_or_default(),
            ),
            state: words::name(words::SETTING, &one.standing.state, lang).to_owned(),
            until: match lang {
                Lang::Zh => format!("{} 起生效", one.standing.since),
                Lang::En => format!("holds from {}", one.standing.since),
            },
            lamp: None,
        }
    };
    let names = [
        lang.pick("待您会签的参数设定", "Settings that wait for your opinion"),
        lang.pick("有异议、待修改的参数设定", "Settings objected to, to be written anew"),
    ];
    let group = |(name, list): (&'static str, Vec<Setting>)| Group {
        name,
        more: 0,
        all: "/settings?show=set",
        items: list.iter().map(item).collect(),
    };
    let all = names.into_iter().zip(found).map(group);
    all.filter(|group| !group.items.is_empty()).collect()
}

/// Contributions to confirm, and those that came back.
fn of_contributions(site: &Site, visit: &Visit, found: [Vec<Contribution>; 2]) -> Vec<Group> {
    let lang = visit.lang;
    let item = |one: &Contribution| Shown {
        address: format!("/contributions/{}", one.id),
        division: format!("{} · {}", division(site, &one.county), mask_id(&one.project)),
        message: format!(
            "{} {} {} {} {}",
            words::name(words::CONTRIBUTION_ENTRY, &one.standing.entry, lang),
            words::name(words::CONTRIBUTION_SOURCE, &one.standing.source, lang),
            one.standing.giver,
            money(i128::from(one.standing.amount), visit.unit()),
            unit_name(visit.unit(), lang),
        ),
        state: words::name(words::CONTRIBUTION, &one.standing.state, lang).to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 起", one.standing.since),
            Lang::En => format!("since {}", one.standing.since),
        },
        lamp: None,
    };
    let names = [
        lang.pick("待您确认的其他资金", "Contributions that wait for your confirmation"),
        lang.pick("退回修改的其他资金", "Contributions sent back, to be put right"),
    ];
    let group = |(name, list): (&'static str, Vec<Contribution>)| Group {
        name,
        more: 0,
        all: "/contributions",
        items: list.iter().map(item).collect(),
    };
    let all = names.into_iter().zip(found).map(group);
    all.filter(|group| !group.items.is_empty()).collect()
}

/// Inspections to carry out, to decide, to check, to answer, to put right.
fn of_inspections(site: &Site, visit: &Visit, found: inspections::Groups) -> Vec<Group> {
    let lang = visit.lang;
    let item = |(one, due): &(Inspection, Option<String>)| Shown {
        address: format!("/inspections/{}", one.id),
        division: division(site, &one.standing.home),
        message: format!(
            "{} {} {}",
            words::name(words::INSPECTION_KIND, &one.standing.kind, lang),
            words::name(words::INSPECTION_SUBJECT, &one.standing.subject, lang),
            one.standing.organisation,
        ),
        state: words::name(words::INSPECTION, &one.standing.state, lang).to_owned(),
        until: due
            .as_deref()
            .and_then(|due| domain::Day::parse(due).ok())
            .map_or_else(String::new, |due| until(site, visit, due)),
        lamp: None,
    };
    let names = [
        lang.pick("由您开展的检查", "Inspections that you carry out"),
        lang.pick("待您决定的检查", "Inspections that wait for your decision"),
        lang.pick(
            "待您复核或逾期未整改的检查问题",
            "What inspections found: to be checked, or overdue",
        ),
        lang.pick("待您答复的检查", "Inspections that wait for your answer"),
        lang.pick("待您整改的检查问题", "What inspections found: to be put right by you"),
        lang.pick("下级逾期未答复或未整改的检查", "Inspections that a place below is late with"),
    ];
    let group = |(name, list): (&'static str, Vec<inspections::Waiting>)| Group {
        name,
        more: 0,
        all: "/inspections",
        items: list.iter().map(item).collect(),
    };
    let all = names.into_iter().zip(found).map(group);
    all.filter(|group| !group.items.is_empty()).collect()
}

/// Figures to enter, and reconciliations to sign.
fn of_reconciliations(site: &Site, visit: &Visit, found: [Vec<Reconciliation>; 2]) -> Vec<Group> {
    let lang = visit.lang;
    let item = |one: &Reconciliation| Shown {
        address: format!("/reconciliations/{}", one.id),
        division: division(site, &one.home),
        message: match lang {
            Lang::Zh => format!("{} 涉农整合资金对账", one.quarter),
            Lang::En => format!("{}: reconciliation of integrated funds", one.quarter),
        },
        state: words::name(words::RECONCILIATION, &one.standing.state, lang).to_owned(),
        until: domain::Day::parse(&one.due_on)
            .map_or_else(|_| String::new(), |due| until(site, visit, due)),
        lamp: None,
    };
    let names = [
        lang.pick("待您填报的季度对账", "Quarterly reconciliations that wait for your figures"),
        lang.pick("待您签认的季度对账", "Quarterly reconciliations that wait for your signature"),
    ];
    let group = |(name, list): (&'static str, Vec<Reconciliation>)| Group {
        name,
        more: 0,
        all: "/reconciliations",
        items: list.iter().map(item).collect(),
    };
    let all = names.into_iter().zip(found).map(group);
    all.filter(|group| !group.items.is_empty()).collect()
}

/// Drafts of one's own, and factor plans that wait for their adoption.
fn of_factor_plans(site: &Site, visit: &Visit, found: [Vec<FactorPlan>; 2]) -> Vec<Group> {
    let lang = visit.lang;
    let item = |one: &FactorPlan| Shown {
        address: format!("/factor-plans/{}", one.id),
        division: division(site, &one.home),
        message: format!(
            "{} {} {} {} {}",
            one.fiscal_year,
            fund_name(&site.context.pack.funds, &one.fund),
            words::name(words::FACTOR_PLACES, &one.level, lang),
            money(i128::from(one.standing.amount), visit.unit()),
            unit_name(visit.unit(), lang),
        ),
        state: words::name(words::FACTOR_PLAN, &one.standing.state, lang).to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 起", one.standing.since),
            Lang::En => format!("since {}", one.standing.since),
        },
        lamp: None,
    };
    let names = [
        lang.pick("您拟定中的因素法方案", "Your drafts of factor plans"),
        lang.pick("待您审定的因素法方案", "Factor plans that wait for their adoption"),
    ];
    let group = |(name, list): (&'static str, Vec<FactorPlan>)| Group {
        name,
        more: 0,
        all: "/factor-plans",
        items: list.iter().map(item).collect(),
    };
    let all = names.into_iter().zip(found).map(group);
    all.filter(|group| !group.items.is_empty()).collect()
}

/// Fund proposals of one's own, those that wait for the reader, arrangements to be answered.
fn of_fund_proposals(site: &Site, visit: &Visit, found: [Vec<FundProposal>; 3]) -> Vec<Group> {
    let lang = visit.lang;
    let item = |one: &FundProposal| Shown {
        address: format!("/fund-proposals/{}", one.id),
        division: division(site, &one.home),
        message: format!(
            "{} {} {} {}",
            one.fiscal_year,
            words::name(words::FUND_PROPOSAL_KIND, &one.kind, lang),
            money(i128::from(one.standing.amount), visit.unit()),
            unit_name(visit.unit(), lang),
        ),
        state: words::name(words::FUND_PROPOSAL, &one.standing.state, lang).to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 起", one.standing.since),
            Lang::En => format!("since {}", one.standing.since),
        },
        lamp: None,
    };
    let names = [
        lang.pick("您拟定中的资金安排意见", "Your drafts of fund proposals"),
        lang.pick("待您办理的资金安排意见", "Fund proposals that wait for you"),
        lang.pick("待您处室回应的工作安排", "Arrangements that your division should answer"),
    ];
    let group = |(name, list): (&'static str, Vec<FundProposal>)| Group {
        name,
        more: 0,
        all: "/fund-proposals",
        items: list.iter().map(item).collect(),
    };
    let all = names.into_iter().zip(found).map(group);
    all.filter(|group| !group.items.is_empty()).collect()
}

/// Payment requests to review, to pay, and those that came back.
fn of_payment_requests(site: &Site, visit: &Visit, due: payment_requests::Due) -> Vec<Group> {
    let lang = visit.lang;
    let item = |one: &PaymentRequest| Shown {
        address: format!("/payment-requests/{}", one.id),
        division: format!("{} · {}", division(site, &one.county), mask_id(&one.project)),
        message: format!(
            "{} {} {}",
            one.standing.payee,
            money(i128::from(one.standing.amount), visit.unit()),
            one.standing.purpose,
        ),
        state: words::name(words::PAYMENT_REQUEST, &one.standing.state, lang).to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 起", one.standing.since),
            Lang::En => format!("since {}", one.standing.since),
        },
        lamp: None,
    };
    let group = |name, found: &[PaymentRequest]| {
        let items: Vec<Shown> = found.iter().map(item).collect();
        (!items.is_empty()).then_some(Group { name, more: 0, all: "/payment-requests", items })
    };
    let waiting = lang.pick("待您审核的支付申请", "Payment requests for you to review");
    let approved = lang.pick("已批准、尚未支付的申请", "Approved requests that are to be paid");
    let returned = lang.pick("退回您修改的支付申请", "Payment requests that came back to you");
    let all = [(waiting, due.waiting), (approved, due.approved), (returned, due.returned)];
    all.iter().filter_map(|(name, found)| group(name, found)).collect()
}

/// Suggestions that wait for the reader's answer.
fn of_suggestions(site: &Site, visit: &Visit, found: &[Suggestion]) -> Option<Group> {
    let lang = visit.lang;
    let item = |one: &Suggestion| Shown {
        address: format!("/suggestions/{}", one.id),
        division: division(site, &one.home),
        message: one.standing.title.clone(),
        state: words::name(words::SUGGESTION, &one.standing.state, lang).to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 起", one.standing.since),
            Lang::En => format!("since {}", one.standing.since),
        },
        lamp: None,
    };
    (!found.is_empty()).then(|| Group {
        name: lang.pick("待您答复的意见建议", "Suggestions that wait for your answer"),
        more: 0,
        all: "/suggestions",
        items: found.iter().map(item).collect(),
    })
}

/// Drafts of one's own, hand-downs to look at, and money of which receipt is to be confirmed.
fn of_hand_downs(site: &Site, visit: &Visit, found: [Vec<HandDown>; 3]) -> Vec<Group> {
    let lang = visit.lang;
    let item = |one: &HandDown| Shown {
        address: format!("/hand-downs/{}", one.id),
        division: division(site, &one.home),
        message: format!(
            "{} {} {} {}",
            one.standing.doc_no,
            fund_name(&site.context.pack.funds, &one.fund),
            money(i128::from(one.standing.amount), visit.unit()),
            unit_name(visit.unit(), lang),
        ),
        state: words::name(words::HAND_DOWN, &one.standing.state, lang).to_owned(),
        until: one.standing.issued_on.clone(),
        lamp: None,
    };
    let names = [
        lang.pick("您拟稿中的资金下达", "Your drafts of hand-downs"),
        lang.pick("待您复核的资金下达", "Hand-downs that wait for your review"),
        lang.pick("待确认接收的资金", "Money of which receipt is to be confirmed"),
    ];
    let group = |(name, list): (&'static str, Vec<HandDown>)| Group {
        name,
        more: 0,
        all: "/hand-downs",
        items: list.iter().map(item).collect(),
    };
    let all = names.into_iter().zip(found).map(group);
    all.filter(|group| !group.items.is_empty()).collect()
}

fn one(
    site: &Site,
    visit: &Visit,
    item: &Item,
    path: &'static str,
    names: &'static [words::Word],
) -> Shown {
    let lang = visit.lang;
    Shown {
        address: format!("{path}/{}", item.id),
        division: match mask_id(&item.subject) {
            subject if subject.is_empty() => division(site, &item.home),
            subject => format!("{} · {subject}", division(site, &item.home)),
        },
        message: match &item.said {
            Said::Finding(body) => message(body, lang),
            Said::Written(text) => first_line(text),
            Said::Items(all, left) => match lang {
                Lang::Zh => format!("第 {} 号清单，共 {all} 项，未反馈 {left} 项", item.id),
                Lang::En => format!("list {}: {all} items, {left} without an answer", item.id),
            },
        },
        state: words::name(names, &item.state, lang).to_owned(),
        until: item.due.map(|due| until(site, visit, due)).unwrap_or_default(),
        lamp: Some(item.red),
    }
}

/// Shows it.
pub(crate) async fn show(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    let actor = visit.actor()?;
    let found = due(&site.context, actor).await.map_err(|failure| visit.problem(failure))?;
    let books = statements::due(&site.context, actor).await;
    let books = books.map_err(|failure| visit.problem(failure))?;
    let handed = handdowns::due(&site.context, actor).await;
    let handed = handed.map_err(|failure| visit.problem(failure))?;
    let plans = integration::due(&site.context, actor).await;
    let plans = plans.map_err(|failure| visit.problem(failure))?;
    let quarters = reconciliations::due(&site.context, actor).await;
    let quarters = quarters.map_err(|failure| visit.problem(failure))?;
    let set = settings::due(&site.context, actor).await;
    let set = set.map_err(|failure| visit.problem(failure))?;
    let others = contributions::due(&site.context, actor).await;
    let others = others.map_err(|failure| visit.problem(failure))?;
    let requests = payment_requests::due(&site.context, actor).await;
    let requests = requests.map_err(|failure| visit.problem(failure))?;
    let monitored = monitorings::due(&site, &visit).await?;
    let promised = targets::due(&site, &visit).await?;
    let evaluated = evaluations::due(&site, &visit).await?;
    let drawing = draws::due(&site, &visit).await?;
    let suggested = suggestions::due(&site.context, actor).await;
    let suggested = suggested.map_err(|failure| visit.problem(failure))?;
    let looked = inspections::due(&site.context, &visit.origin, actor).await;
    let looked = looked.map_err(|failure| visit.problem(failure))?;
    let funds = fund_proposals::due(&site.context, &visit.origin, actor).await;
    let funds = funds.map_err(|failure| visit.problem(failure))?;
    let factors = factor_plans::due(&site.context, actor).await;
    let factors = factors.map_err(|failure| visit.problem(failure))?;
    let waiting = projects::due(&site.context, &visit.origin, actor).await;
    let waiting = waiting.map_err(|failure| visit.problem(failure))?;
    let returns = monthly_returns::due(&site.context, &visit.origin, actor).await;
    let returns = returns.map_err(|failure| visit.problem(failure))?;
    let queries = own(&site.context, actor).await.map_err(|failure| visit.problem(failure))?;
    let held = actor.held.iter();
    let view = View {
        frame: visit.frame(),
        day: visit.origin.day.to_string(),
        due: groups(&site, &visit, found)
            .into_iter()
            .chain(of_inspections(&site, &visit, looked))
            .chain(of_factor_plans(&site, &visit, factors))
            .chain(of_hand_downs(&site, &visit, handed))
            .chain(of_plans(&site, &visit, plans))
            .chain(of_settings(&site, &visit, set))
            .chain(of_reconciliations(&site, &visit, quarters))
            .chain(of_projects(&site, &visit, &waiting))
            .chain(of_contributions(&site, &visit, others))
            .chain(waiting_returns(&site, &visit, &returns))
            .chain(of_fund_proposals(&site, &visit, funds))
            .chain(of_payment_requests(&site, &visit, requests))
            .chain(monitored)
            .chain(promised)
            .chain(evaluated)
            .chain(drawing)
            .chain(of_suggestions(&site, &visit, &suggested))
            .chain(of_statements(&site, &visit, books))
            .collect(),
        saved: rows(&visit, &queries),
        posts: held.map(|held| (held.title.clone(), held.role.name(visit.lang))).collect(),
        factor: actor.person.factor_secret.is_some(),
    };
    shown(&visit, &view, false)
}
