//! Fund proposals: one with its lines, what stands beside them and who answers it; the form by which it is written.

mod form;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::Lang;
use domain::fund_proposal::kinds::Purpose;
use domain::fund_proposal::{Kind, Line, State as Standing};
use domain::money::Fen;

pub(crate) use self::form::{begin, edit, rewritten, written};
use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, documents, history, number,
};
use super::ledger::{fund_name, money};
use super::overview::class_name;
use super::{Page, shown};
use crate::operations::fund_proposals::figures::{Beside, Wanted, percent};
use crate::operations::fund_proposals::{Answered, May, OneFundProposal, pass, prepare};
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::operations::screening::screen_later;
use crate::output;
use crate::visit::{Site, Visit};

/// The page of one.
#[derive(Template)]
#[template(path = "fund_proposal.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// What it is.
    pub(crate) title: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// The clauses on which it rests: name and address.
    pub(crate) clauses: Vec<(String, String)>,
    /// The arrangement that it answers, the version that it replaces, the later version.
    pub(crate) beside: [Option<i64>; 3],
    /// Whether money is divided, not raised.
    pub(crate) divides: bool,
    /// How the work is arranged.
    pub(crate) arrangement: String,
    /// Its lines.
    pub(crate) lines: Vec<LineView>,
    /// Whether something is pooled.
    pub(crate) pools: bool,
    /// All lines together: proposed, the year before, change, the same in percent.
    pub(crate) totals: [String; 4],
    /// What the rules would want.
    pub(crate) wanted: Vec<WantedView>,
    /// Who answers it: post, address and number of the answer, state, amount.
    pub(crate) answered: Option<Vec<AnswerView>>,
    /// Whether the reader can write it anew.
    pub(crate) edits: bool,
    /// Where the reader begins a later version or an answer: address and name.
    pub(crate) begins: Vec<(String, &'static str)>,
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

/// A line as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct LineView {
    /// Name of the fund.
    pub(crate) fund: String,
    /// Name of its class.
    pub(crate) class: String,
    /// Name of the budget, or of the place.
    pub(crate) of: String,
    /// What is proposed.
    pub(crate) amount: String,
    /// What of it is pooled; empty: nothing.
    pub(crate) pooled: String,
    /// The year before; empty: nothing is recorded.
    pub(crate) before: String,
    /// The change to it.
    pub(crate) change: String,
    /// The same in percent.
    pub(crate) percent: String,
    /// Budgeted this year; empty: nothing is recorded.
    pub(crate) now: String,
    /// Why.
    pub(crate) reason: String,
}

/// What a rule would want, as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct WantedView {
    /// The rule with its clause.
    pub(crate) rule: String,
    /// Where the clause stands.
    pub(crate) address: String,
    /// Name of the fund or class.
    pub(crate) of: String,
    /// The least with which it is content.
    pub(crate) least: String,
    /// What there would be.
    pub(crate) has: String,
    /// What would be lacking; empty: nothing.
    pub(crate) short: String,
}

/// How a division answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct AnswerView {
    /// Its post.
    pub(crate) post: String,
    /// Address and number of its answer.
    pub(crate) one: Option<(String, i64)>,
    /// Where that stands.
    pub(crate) state: String,
    /// What it comes to.
    pub(crate) amount: String,
}

/// The name of a kind.
pub(crate) fn kind_name(kind: &Kind, lang: Lang) -> &'static str {
    words::name(words::FUND_PROPOSAL_KIND, kind.word, lang)
}

/// Address of a clause with its document and place.
fn clause(site: &Site, id: &str) -> Option<(String, String)> {
    let pack = &site.context.pack;
    let (document, path, _) = output::citation(pack, id)?;
    let address = format!("/policies/{}#{id}", pack.clause(id)?.document);
    Some((format!("{document}{path}"), address))
}

/// The clauses of a kind, each place once.
fn clauses(site: &Site, kind: &Kind) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for (name, address) in kind.clauses.iter().filter_map(|id| clause(site, id)) {
        if all.iter().all(|(known, _)| *known != name) {
            all.push((name, address));
        }
    }
    all
}

/// Who proposes, with whom, who reviews and who approves, in a line.
pub(crate) fn stations(site: &Site, kind: &Kind, lang: Lang) -> String {
    let name = |office: &str| {
        let actor = site.context.pack.actors.get(office);
        let name = actor.map_or(office, |one| lang.pick(&one.name.zh, &one.name.en));
        // What it comprises stands in brackets behind the name.
        name.split(" (").next().unwrap_or_default().to_owned()
    };
    let all = |offices: &[&str]| {
        offices.iter().map(|one| name(one)).collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    let colon = lang.pick("：", ": ");
    let mut told =
        vec![format!("{}{colon}{}", lang.pick("提出", "proposed by"), all(kind.proposes))];
    if kind.consults {
        told.push(
            lang.pick("会同有关部门", "worked out with the departments concerned").to_owned(),
        );
    }
    if let Some(office) = kind.with {
        told.push(format!("{}{colon}{}", lang.pick("会同", "agreed to by"), name(office)));
    }
    if let Some(office) = kind.reviews {
        told.push(format!("{}{colon}{}", lang.pick("审核", "reviewed by"), name(office)));
    }
    let approval =
        format!("{}{colon}{}", lang.pick("审批", "approved by"), name(kind.approves.office));
    let local = lang.pick("（本地设定，规定未写明）", " (a local default: no clause says who)");
    told.push(if kind.approves.is_local { approval + local } else { approval });
    told.join(lang.pick(" → ", " → "))
}

fn fen(fen: i64, visit: &Visit) -> String {
    money(i128::from(fen), visit.unit())
}

fn some_fen(amount: Option<i64>, visit: &Visit) -> String {
    amount.map(|amount| fen(amount, visit)).unwrap_or_default()
}

fn line(
    site: &Site,
    visit: &Visit,
    one: &OneFundProposal,
    (line, beside): (&Line, &Beside),
) -> LineView {
    let lang = visit.lang;
    let class = one.funds.resolve(&line.fund).map(|id| one.funds.get(id).class);
    let (change, percent) = change(visit, line.amount, beside.before);
    LineView {
        fund: fund_name(&one.funds, &line.fund),
        class: class_name(class, lang).to_owned(),
        of: match line.to {
            Some(place) => site.context.divisions().name(place),
            None => words::name(words::FUND_SOURCE, &line.source, lang).to_owned(),
        },
        amount: fen(line.amount.0, visit),
        pooled: if line.pooled == Fen(0) { String::new() } else { fen(line.pooled.0, visit) },
        before: some_fen(beside.before, visit),
        change,
        percent,
        now: some_fen(beside.now, visit),
        reason: line.reason.clone(),
    }
}

/// The change of an amount to another, with its sign, and the same in percent; empty where there is nothing to
/// compare with.
fn change(visit: &Visit, now: Fen, before: Option<i64>) -> (String, String) {
    let Some(before) = before else { return Default::default() };
    let change = now.0.saturating_sub(before);
    let sign = if change > 0 { "+" } else { "" };
    let share = percent(change, before).map(|share| format!("{share}%"));
    (format!("{sign}{}", fen(change, visit)), share.unwrap_or_default())
}

fn totals(visit: &Visit, one: &OneFundProposal) -> [String; 4] {
    let total = one.followed.one.text().total;
    // A total beside which a line has nothing would be compared with less than all of it.
    let before: Option<i64> = one.beside.iter().map(|beside| beside.before).sum();
    let (change, share) = change(visit, total, before);
    [fen(total.0, visit), some_fen(before, visit), change, share]
}

fn wanted(site: &Site, visit: &Visit, one: &OneFundProposal) -> Vec<WantedView> {
    let view = |wanted: &Wanted| {
        let clause = wanted.clauses.first().and_then(|id| clause(site, id)).unwrap_or_default();
        let fund = wanted.fund.as_ref().map(|code| fund_name(&one.funds, code));
        WantedView {
            rule: format!("{} {}", wanted.rule, clause.0),
            address: clause.1,
            of: fund.unwrap_or_else(|| class_name(wanted.class, visit.lang).to_owned()),
            least: fen(wanted.least, visit),
            has: fen(wanted.has, visit),
            short: if wanted.short() > 0 { fen(wanted.short(), visit) } else { String::new() },
        }
    };
    one.wanted.iter().map(view).collect()
}

fn answers(visit: &Visit, one: &OneFundProposal) -> Option<Vec<AnswerView>> {
    one.followed.one.kind().answered_by()?;
    let lang = visit.lang;
    let view = |answered: &Answered| AnswerView {
        post: answered.post.clone(),
        one: answered.by.as_ref().map(|by| (OneFundProposal::address(by.id), by.id)),
        state: match &answered.by {
            Some(by) => words::name(words::FUND_PROPOSAL, &by.standing.state, lang).to_owned(),
            None => lang.pick("尚未提出", "nothing yet").to_owned(),
        },
        amount: some_fen(answered.by.as_ref().map(|by| by.standing.amount), visit),
    };
    Some(one.answered.iter().map(view).collect())
}

fn facts(site: &Site, visit: &Visit, one: &OneFundProposal) -> Vec<(&'static str, String)> {
    let (lang, kept) = (visit.lang, &one.followed.kept);
    let mut facts = vec![
        (lang.pick("预算年度", "Fiscal year"), kept.fiscal_year.to_string()),
        (lang.pick("提出岗位", "Proposed by"), one.post.clone()),
        (lang.pick("办理程序", "Way"), stations(site, one.followed.one.kind(), lang)),
        (lang.pick("会同部门", "Worked out with"), one.followed.one.text().consulted.clone()),
        (
            lang.pick("批准日期", "Approved on"),
            kept.standing.approved_on.clone().unwrap_or_default(),
        ),
    ];
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

/// What the reader can do now beside writing.
pub(crate) fn actions(one: &OneFundProposal, lang: Lang) -> Vec<Action> {
    let path = OneFundProposal::address(one.followed.kept.id);
    let action = |at: &str, step, names: (&'static str, &'static str), fields: Vec<Field>| {
        Action::new((format!("{path}/{at}"), step), names, fields)
    };
    let text = |name: &'static str| Field::new("reason", name, Input::Text);
    let reason = || vec![text(lang.pick("理由", "Reason"))];
    let opinion = || vec![text(lang.pick("意见", "Opinion"))];
    let mut all = Vec::new();
    if one.may.contains(&May::Submit) {
        let note = lang.pick(
            "提交后不能修改，除非被退回。",
            "It can no longer be changed, unless it is sent back.",
        );
        all.push(action("steps", "submit", (lang.pick("提交", "Submit"), note), Vec::new()));
    }
    if one.may.contains(&May::Write) {
        all.push(action("steps", "withdraw", (lang.pick("撤回", "Give up"), ""), reason()));
    }
    if one.may.contains(&May::Pass) {
        let locked = lang.pick(
            "批准后锁定，只能由新版本替代。",
            "Approved, it is locked; only a later version replaces it.",
        );
        let (step, title, note) = match one.followed.one.state() {
            Standing::Agreeing => ("agree", lang.pick("同意", "Agree to it"), ""),
            Standing::Reviewing => ("review", lang.pick("审核通过", "Find it in order"), ""),
            _ => ("approve", lang.pick("批准", "Approve it"), locked),
        };
        all.push(action("passage", step, (title, note), opinion()));
        all.push(action("passage", "return", (lang.pick("退回修改", "Send back"), ""), reason()));
    }
    all
}

/// Where the reader begins a later version, or an answer.
fn begins(one: &OneFundProposal, lang: Lang) -> Vec<(String, &'static str)> {
    let (kept, mut all) = (&one.followed.kept, Vec::new());
    if let Some(kind) =
        one.followed.one.kind().answered_by().filter(|_| one.may.contains(&May::Answer))
    {
        let address = format!("/fund-proposals/new?kind={}&under={}", kind.word, kept.id);
        all.push((
            address,
            lang.pick("提出本处室的方案（意见）", "Answer it with the plan of your division"),
        ));
    }
    if one.may.contains(&May::Renew) && one.later.is_none() {
        let address = format!("/fund-proposals/new?replaces={}", kept.id);
        all.push((address, lang.pick("拟定新版本", "Begin a later version")));
    }
    all
}

impl OnPage for OneFundProposal {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let (lang, kept) = (visit.lang, &self.followed.kept);
        let (kind, text) = (self.followed.one.kind(), self.followed.one.text());
        let both = text.lines.iter().zip(&self.beside);
        let view = View {
            frame: visit.frame(),
            id: kept.id,
            title: kind_name(kind, lang).to_owned(),
            state: words::name(words::FUND_PROPOSAL, &kept.standing.state, lang).to_owned(),
            facts: facts(site, visit, &self),
            clauses: clauses(site, kind),
            beside: [kept.under, kept.replaces, self.later],
            divides: kind.purpose == Purpose::Blocks,
            arrangement: text.arrangement.clone(),
            lines: both.map(|both| line(site, visit, &self, both)).collect(),
            pools: text.lines.iter().any(|line| line.pooled > Fen(0)),
            totals: totals(visit, &self),
            wanted: wanted(site, visit, &self),
            answered: answers(visit, &self),
            edits: self.may.contains(&May::Write),
            begins: begins(&self, lang),
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            documents: documents(&self.attachments),
            place: OneFundProposal::address(kept.id),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// Submits it, or gives it up.
pub(crate) async fn prepared(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, step, reason) = (number(&visit, &id)?, form.text("step"), form.text("reason"));
    let taken = (id, step.as_str(), reason.as_str());
    let done = prepare(&site.context, &visit.origin, visit.actor()?, taken).await;
    after::<OneFundProposal>(&site, &visit, (id, &form), done).await
}

/// Agrees to it, reviews or approves it, or sends it back.
pub(crate) async fn passed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, step, reason) = (number(&visit, &id)?, form.text("step"), form.text("reason"));
    let taken = (id, step.as_str(), reason.as_str());
    let done = pass(&site.context, &visit.origin, visit.actor()?, taken).await;
    if done.is_ok() && step == "approve" {
        screen_later(&site.context, &visit.origin);
    }
    after::<OneFundProposal>(&site, &visit, (id, &form), done).await
}
