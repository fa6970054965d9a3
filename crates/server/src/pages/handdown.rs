//! Hand-downs: one with its parts, receipts and steps, and the form by which it is written.

mod form;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::Day;
use domain::Lang;
use domain::handdown::{Office, State as Standing, To, Way};
use domain::money::Fen;

pub(crate) use self::form::{MOST, begin, edit, rewritten, written};
use super::entry::Said;
use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, documents, history, number, until,
};
use super::ledger::fund_name;
use super::warning::division;
use super::{Page, shown};
use crate::lists::cells::record_page;
use crate::operations::handdowns::{
    Moving, OneHandDown, Receiving, hand_down, kept, prepare, receive, scan, send_back,
};
use crate::operations::handling::words;
use crate::operations::screening::screen_later;
use crate::visit::{Site, Visit};

/// The page of one.
#[derive(Template)]
#[template(path = "handdown.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The hand-down.
    pub(crate) one: Shown,
    /// What the rules would say of it.
    pub(crate) saids: Vec<Said>,
    /// By which handing down tells that this was seen.
    pub(crate) seal: String,
    /// Whether the reader looks at it as the second person.
    pub(crate) review: bool,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Its documents.
    pub(crate) documents: Vec<(i64, String, String, String)>,
    /// Funds to choose from: code and name.
    pub(crate) funds: Vec<(String, String)>,
    /// Today.
    pub(crate) today: String,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
    /// What came back.
    pub(crate) back: Back,
}

impl View {
    /// Where its documents are.
    pub(crate) fn place(&self) -> String {
        format!("/hand-downs/{}", self.one.id)
    }
}

/// A hand-down as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Its number.
    pub(crate) id: i64,
    /// What it is: a hand-down, money given back.
    pub(crate) title: &'static str,
    /// Name of the division from which it comes.
    pub(crate) division: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what else is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// The page of the allotment, and what it is called.
    pub(crate) source: Option<(String, String)>,
    /// What became of the allotment: name, amount, whether it is less than nothing.
    pub(crate) sums: Vec<(&'static str, String, bool)>,
    /// Its parts.
    pub(crate) lines: Vec<Line>,
    /// All parts that are shown, together.
    pub(crate) total: String,
    /// Whether something is proposed for any receiver.
    pub(crate) proposed: bool,
    /// Whether it can be written anew.
    pub(crate) edits: bool,
}

/// A part as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Its number, from 0.
    pub(crate) number: usize,
    /// Who receives, and the page of what is received.
    pub(crate) to: (String, Option<String>),
    /// How much.
    pub(crate) amount: String,
    /// What was proposed.
    pub(crate) proposed: String,
    /// Why it differs.
    pub(crate) reason: String,
    /// Where it stands.
    pub(crate) state: String,
    /// What the receiver entered.
    pub(crate) receipt: String,
    /// Whether that differs from the document.
    pub(crate) differs: bool,
    /// Whether the reader can enter receipt.
    pub(crate) receive: bool,
}

fn money(fen: i64, visit: &Visit) -> String {
    super::ledger::money(i128::from(fen), visit.unit())
}

fn shown_of(site: &Site, visit: &Visit, one: &OneHandDown) -> Shown {
    let (lang, followed) = (visit.lang, &one.followed);
    let down = followed.one.way() == Way::Down;
    let lines: Vec<Line> = one.seen.iter().map(|at| line(site, visit, one, *at)).collect();
    let amounts = one.seen.iter().filter_map(|at| followed.one.draft().lines.get(*at));
    let total = amounts.fold(0, |sum: i64, line| sum.saturating_add(line.amount.0));
    Shown {
        id: followed.kept.id,
        title: if down {
            lang.pick("资金下达", "Hand-down")
        } else {
            lang.pick("资金退回", "Money given back")
        },
        division: division(site, &followed.kept.home),
        state: words::name(words::HAND_DOWN, &followed.kept.standing.state, lang).to_owned(),
        facts: facts(site, visit, one),
        source: one.known.as_ref().and_then(|known| {
            let (id, doc) = (known.text("id"), known.text("doc_no"));
            Some((record_page("/allotments", &[id])?, format!("{doc}（{id}）")))
        }),
        sums: sums(visit, one),
        proposed: lines.iter().any(|line| !line.proposed.is_empty()),
        lines,
        total: money(total, visit),
        edits: one.may_prepare && followed.one.state() == Standing::Draft,
    }
}

/// What became of the allotment.
fn sums(visit: &Visit, one: &OneHandDown) -> Vec<(&'static str, String, bool)> {
    let (lang, Some(known)) = (visit.lang, &one.known) else { return Vec::new() };
    let uses = known.uses;
    let mut all = vec![
        (lang.pick("收到", "Received"), known.amount()),
        (lang.pick("已下达下级", "Handed down"), uses.handed),
        (lang.pick("已安排项目", "To projects"), uses.funded),
        (lang.pick("已退回", "Given back"), uses.back),
        (lang.pick("直接支付", "Paid directly"), uses.paid),
        (lang.pick("尚可下达", "Left"), known.open.0),
    ];
    if known.planned != 0 {
        all.push((lang.pick("其他拟稿中", "In other drafts"), known.planned));
    }
    if !one.followed.one.state().has_moved() && one.followed.one.state() != Standing::Dropped {
        let after = known.open.0.saturating_sub(one.followed.kept.standing.amount);
        all.push((lang.pick("本次下达后尚余", "Left after this"), after));
    }
    all.into_iter().map(|(name, fen)| (name, money(fen, visit), fen < 0)).collect()
}

fn facts(site: &Site, visit: &Visit, one: &OneHandDown) -> Vec<(&'static str, String)> {
    let (lang, draft) = (visit.lang, one.followed.one.draft());
    let yes = |flag: bool| if flag { lang.pick("是", "yes") } else { lang.pick("否", "no") };
    let kept = &one.followed.kept;
    let mut facts = vec![
        (lang.pick("文号", "Document"), draft.doc_no.clone()),
        (lang.pick("标题", "Title"), draft.doc_title.clone()),
        (lang.pick("资金", "Fund"), fund_name(&one.funds, &kept.fund)),
        (lang.pick("预算年度", "Fiscal year"), kept.fiscal_year.to_string()),
        (lang.pick("文件日期", "Day of the document"), draft.issued_on.to_string()),
        (
            lang.pick("绩效目标录入日期", "Targets entered on"),
            draft.targets_on.map(|day| day.to_string()).unwrap_or_default(),
        ),
        (lang.pick("用于脱贫攻坚", "For poverty alleviation"), yes(draft.for_poverty).to_owned()),
        (lang.pick("到人到户", "Paid to households"), yes(draft.to_household).to_owned()),
        (lang.pick("指定具体项目", "Names a project"), yes(draft.names_project).to_owned()),
        (lang.pick("备注", "Remark"), draft.note.clone()),
    ];
    if let Some((day, rule)) = one.known.as_ref().and_then(|known| known.clock.clone()) {
        let text = format!("{}（{rule}）", until(site, visit, day));
        facts.push((lang.pick("下达期限", "To be handed down"), text));
    }
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

fn line(site: &Site, visit: &Visit, one: &OneHandDown, at: usize) -> Line {
    let (lang, followed) = (visit.lang, &one.followed);
    let (Some(said), Some(kept)) = (followed.one.draft().lines.get(at), followed.lines.get(at))
    else {
        return Line::default();
    };
    let record = Some(kept.record.as_str()).filter(|id| !id.is_empty());
    let to = match &said.to {
        To::Division(to) => {
            let page = record.and_then(|id| record_page("/allotments", &[id]));
            (site.context.divisions().name(*to), page)
        }
        To::Project(id) => {
            let name = one.projects.get(id).map_or("", String::as_str);
            (format!("{id} {name}"), record_page("/projects", &[id]))
        }
    };
    let receipt = followed.one.receipt(at).map(|receipt| {
        let fund = fund_name(&one.funds, &receipt.fund);
        let amount = money(receipt.amount.0, visit);
        format!("{} · {amount} · {fund} · {}", receipt.received_on, receipt.doc_no)
    });
    let proposed = one.proposed.get(&kept.subject).filter(|_| !kept.to_project);
    Line {
        number: at,
        to,
        amount: money(said.amount.0, visit),
        proposed: proposed.map(|fen| money(*fen, visit)).unwrap_or_default(),
        reason: said.reason.clone(),
        state: words::name(words::HAND_DOWN_LINE, &kept.state, lang).to_owned(),
        receipt: receipt.unwrap_or_default(),
        differs: kept.state == "differs",
        receive: one.receives.contains(&at),
    }
}

pub(crate) fn actions(one: &OneHandDown, lang: Lang, today: Day) -> Vec<Action> {
    let path = format!("/hand-downs/{}", one.followed.kept.id);
    let action =
        |step: &'static str, names: (&'static str, &'static str), at: &str, fields: Vec<Field>| {
            Action::new((format!("{path}/{at}"), step), names, fields)
        };
    let reason = || Field::new("reason", lang.pick("理由", "Reason"), Input::Text);
    let mut all = Vec::new();
    match one.followed.one.state() {
        Standing::Draft if one.may_prepare => {
            let submit = lang.pick("送复核", "Submit for review");
            let note = lang.pick(
                "由另一人复核后下达；复核前可以退回修改。",
                "Another person looks at it and hands it down, or sends it back.",
            );
            all.push(action("submit", (submit, note), "steps", Vec::new()));
            let scans = Field::new("files", lang.pick("文件扫描件", "Scans"), Input::Files);
            let attach = (lang.pick("附文件扫描件", "Attach a scan"), "");
            all.push(action("attach", attach, "scans", vec![scans]));
            let drop = (lang.pick("作废", "Give up"), "");
            all.push(action("withdraw", drop, "steps", vec![reason()]));
        }
        Standing::HandedDown | Standing::Complete if one.may_prepare => {
            let office = |office| kept::office(office).to_owned();
            let offices = vec![
                (office(Office::Treasury), lang.pick("国库", "Treasury").to_owned()),
                (
                    office(Office::FundOffice),
                    lang.pick("扶贫资金管理机构", "Fund office").to_owned(),
                ),
            ];
            let to = Field::new("office", lang.pick("抄送单位", "To"), Input::Choice(offices));
            let on = Field::new("day", lang.pick("抄送日期", "On"), Input::Day);
            let copy = (lang.pick("登记抄送", "Note a copy"), "");
            all.push(action("copy", copy, "steps", vec![to, on.filled(today.to_string())]));
        }
        _ => {}
    }
    if one.may_review {
        let back = (lang.pick("退回修改", "Send back"), "");
        all.push(action("return", back, "review", vec![reason()]));
    }
    all
}

impl OnPage for OneHandDown {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let (lang, today, pack) = (visit.lang, visit.origin.day, &site.context.pack);
        let foreseen = self.foreseen.as_ref();
        let verdicts = foreseen.map(|all| all.verdicts.as_slice()).unwrap_or_default();
        let funds = self.funds.iter().map(|(_, fund)| (fund.code.clone(), fund.name.clone()));
        let view = View {
            frame: visit.frame(),
            saids: verdicts.iter().map(|verdict| Said::of(pack, verdict, lang)).collect(),
            seal: foreseen.map(|all| all.seal.clone()).unwrap_or_default(),
            review: self.may_review,
            actions: back.to(actions(&self, lang, today)),
            history: history(&self.taken, lang),
            documents: documents(&self.attachments),
            funds: if self.receives.is_empty() { Vec::new() } else { chosen_first(funds, &self) },
            today: today.to_string(),
            one: shown_of(site, visit, &self),
            refusal: back.refusal.clone(),
            back: back.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// The fund of the document before the others.
fn chosen_first(
    funds: impl Iterator<Item = (String, String)>,
    one: &OneHandDown,
) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = funds.collect();
    all.sort_by_key(|(code, _)| *code != one.followed.kept.fund);
    all
}

/// Submits it, gives it up, notes a copy.
pub(crate) async fn prepared(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let [step, reason, office, day] = ["step", "reason", "office", "day"].map(|of| form.text(of));
    let moving = Moving { step, reason, office, day };
    let done = prepare(&site.context, &visit.origin, visit.actor()?, (id, &moving)).await;
    after::<OneHandDown>(&site, &visit, (id, &form), done).await
}

/// Hands it down, or sends it back.
pub(crate) async fn reviewed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, hands_down) = (number(&visit, &id)?, form.text("step") == "hand_down");
    let (context, origin, actor) = (&site.context, &visit.origin, visit.actor()?);
    let done = if hands_down {
        hand_down(context, origin, actor, (id, &form.text("seal"))).await
    } else {
        send_back(context, origin, actor, (id, &form.text("reason"))).await
    };
    if done.is_ok() && hands_down {
        screen_later(context, origin);
    }
    after::<OneHandDown>(&site, &visit, (id, &form), done).await
}

/// Attaches scans.
pub(crate) async fn scanned(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let done = scan(&site.context, &visit.origin, visit.actor()?, (id, &form.files)).await;
    after::<OneHandDown>(&site, &visit, (id, &form), done).await
}

/// Confirms receipt of a part.
pub(crate) async fn received(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, line) = (number(&visit, &id)?, number(&visit, &form.text("line"))?);
    let receiving = Receiving {
        line: usize::try_from(line).unwrap_or(usize::MAX),
        received_on: form.text("received_on"),
        amount: form.text("amount"),
        fund: form.text("fund"),
        doc_no: form.text("doc_no"),
    };
    let done = receive(&site.context, &visit.origin, visit.actor()?, (id, &receiving)).await;
    if done.is_ok() {
        screen_later(&site.context, &visit.origin);
    }
    after::<OneHandDown>(&site, &visit, (id, &form), done).await
}

/// An amount as a form has it.
fn plain(fen: i64) -> String {
    Fen(fen).plain()
}
