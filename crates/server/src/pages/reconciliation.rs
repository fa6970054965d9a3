//! Quarterly reconciliations of integrated funds: one with the figures of both sides, and a quarter with all parties.

#[cfg(test)]
mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use domain::Lang;
use domain::money::Fen;
use domain::period::Period;
use domain::reconciliation::{Row, Side, State as Standing};
use serde::Deserialize;

use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, history, led_to, number, until,
};
use super::ledger::fund_name;
use super::{Page, shown};
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::operations::reconciliations::{
    self, Entered, May, OneReconciliation, Party, again, begin, enter, keep, of_quarter,
    quarter_of, sign_ours, sign_theirs,
};
use crate::operations::screening::screen_later;
use crate::visit::{Site, Visit};

/// The page of one.
#[derive(Template)]
#[template(path = "reconciliation.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// Name of the other party.
    pub(crate) party: String,
    /// The quarter.
    pub(crate) quarter: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what else is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Its rows, one a fund.
    pub(crate) rows: Vec<Line>,
    /// All of them: ours, theirs, apart.
    pub(crate) total: [String; 3],
    /// Whether records changed since our figures were made.
    pub(crate) moved: bool,
    /// Whether the reader enters the other party's figures.
    pub(crate) enters: bool,
    /// All of the party and quarter: address, version, state, whether it is this one.
    pub(crate) versions: Vec<(String, i64, String, bool)>,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// One fund.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Its place, from 0.
    pub(crate) at: usize,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) fund: String,
    /// What the ledger says.
    pub(crate) ours: String,
    /// What the other party says.
    pub(crate) theirs: String,
    /// The same in yuan, as the field has it.
    pub(crate) value: String,
    /// By how much the two are apart; empty where they are not.
    pub(crate) apart: String,
    /// What explains it.
    pub(crate) explanation: String,
}

fn money(fen: i128, visit: &Visit) -> String {
    super::ledger::money(fen, visit.unit())
}

/// Name of a party.
fn party_name(site: &Site, party: &Party, lang: Lang) -> String {
    if !party.is_business {
        return site.context.divisions().name(party.home);
    }
    lang.pick("财政厅业务处室", "Line divisions of the department of finance").to_owned()
}

fn line(visit: &Visit, one: &OneReconciliation, (at, row): (usize, &Row)) -> Line {
    let apart = row.apart().filter(|apart| *apart != 0);
    Line {
        at,
        code: row.fund.clone(),
        fund: fund_name(&one.funds, &row.fund),
        ours: money(i128::from(row.ours.0), visit),
        theirs: row.theirs.map(|fen| money(i128::from(fen.0), visit)).unwrap_or_default(),
        value: row.theirs.map(Fen::plain).unwrap_or_default(),
        apart: apart.map(|apart| money(apart, visit)).unwrap_or_default(),
        explanation: row.explanation.clone(),
    }
}

fn facts(site: &Site, visit: &Visit, one: &OneReconciliation) -> Vec<(&'static str, String)> {
    let (lang, kept) = (visit.lang, &one.followed.kept);
    let signed = |side| {
        let yes = one.followed.one.is_signed_by(side);
        if yes { lang.pick("已签认", "signed") } else { lang.pick("未签认", "not signed") }
    };
    let due = domain::Day::parse(&kept.due_on).ok();
    let mut facts = vec![
        (lang.pick("第几次", "Version"), kept.version.to_string()),
        (lang.pick("更正原因", "Why it is reconciled again"), one.followed.one.cause().to_owned()),
        (lang.pick("农业处", "Agriculture division"), signed(Side::Agriculture).to_owned()),
        (lang.pick("对方", "Other party"), signed(Side::Party).to_owned()),
    ];
    let open = one.followed.one.state() != Standing::Signed;
    if let Some(due) = due.filter(|_| open) {
        facts.push((
            lang.pick("期限（本地设定）", "Due (a local default)"),
            until(site, visit, due),
        ));
    }
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

/// The steps that the reader can take now, beside entering figures.
pub(crate) fn actions(one: &OneReconciliation, lang: Lang) -> Vec<Action> {
    let path = format!("/reconciliations/{}", one.followed.kept.id);
    let action =
        |step: &'static str, names: (&'static str, &'static str), at: &str, fields: Vec<Field>| {
            Action::new((format!("{path}/{at}"), step), names, fields)
        };
    let reason = |zh, en| Field::new("reason", lang.pick(zh, en), Input::Text);
    let mut all = Vec::new();
    let note = lang.pick(
        "双方签认后锁定，写入对账记录。",
        "Once both sides have signed it is locked, and written into the records.",
    );
    if one.may(May::SignOurs) && !one.moved {
        let title = lang.pick("农业处签认", "Sign for the agriculture division");
        all.push(action("sign_ours", (title, note), "keeping", Vec::new()));
    }
    if one.may(May::SignTheirs) && !one.moved {
        let title = lang.pick("签认", "Sign");
        all.push(action("sign_theirs", (title, note), "signing", Vec::new()));
    }
    if one.may(May::Keep) {
        let state = one.followed.one.state();
        if state == Standing::Entered {
            let back = (lang.pick("退回对方重填", "Send the figures back"), "");
            all.push(action("return", back, "keeping", vec![reason("理由", "Reason")]));
        }
        if one.moved {
            let recount = (lang.pick("按现有记录重新取数", "Count our figures anew"), "");
            all.push(action("recount", recount, "keeping", Vec::new()));
        }
        let last = one.versions.first().is_some_and(|last| last.id == one.followed.kept.id);
        if state == Standing::Signed && last {
            let note = lang.pick(
                "原对账保留；双方重新填报、签认后，以新数为准。",
                "The signed one stays to be read; the new figures hold once both sides have signed them.",
            );
            let cause = vec![reason("更正原因（原数、新数、为何）", "Why (old, new, cause)")];
            let title = lang.pick("更正：重新对账", "Correct it: reconcile again");
            all.push(action("again", (title, note), "keeping", cause));
        }
    }
    all
}

impl OnPage for OneReconciliation {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let (lang, kept, rows) = (visit.lang, &self.followed.kept, self.followed.one.rows());
        let row = |row| line(visit, &self, row);
        let mut lines: Vec<Line> = rows.iter().enumerate().map(row).collect();
        for (line, entered) in lines.iter_mut().zip(figures(&back.sent)) {
            (line.value, line.explanation) = (entered.theirs, entered.explanation);
        }
        // Nothing that was not entered yet is told as nothing.
        let sum = |of: fn(&Row) -> Option<i128>| {
            let all: Option<i128> = rows.iter().map(of).sum();
            all.map(|all| money(all, visit)).unwrap_or_default()
        };
        let version = |plan: &store::reconciliations::Reconciliation| {
            let state = words::name(words::RECONCILIATION, &plan.standing.state, lang).to_owned();
            (OneReconciliation::address(plan.id), plan.version, state, plan.id == kept.id)
        };
        let view = View {
            frame: visit.frame(),
            id: kept.id,
            party: party_name(site, &self.party, lang),
            quarter: kept.quarter.clone(),
            state: words::name(words::RECONCILIATION, &kept.standing.state, lang).to_owned(),
            facts: facts(site, visit, &self),
            rows: lines,
            total: [
                sum(|row| Some(i128::from(row.ours.0))),
                sum(|row| row.theirs.map(|fen| i128::from(fen.0))),
                sum(Row::apart),
            ],
            moved: self.moved,
            enters: self.may(May::Enter),
            versions: self.versions.iter().map(version).collect(),
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// Funds of one form, at most.
pub(crate) const MOST: usize = 200;

/// The other party's figures as a form has them: `0.fund`, `0.theirs`, `0.explanation`, …
fn figures(fields: &[(String, String)]) -> Vec<Entered> {
    let mut rows: Vec<Entered> = Vec::new();
    for (name, text) in fields {
        let Some((at, field)) = name.split_once('.') else { continue };
        let Some(at) = at.parse().ok().filter(|at: &usize| *at < MOST) else { continue };
        if rows.len() <= at {
            rows.resize(at + 1, Entered::default());
        }
        match (rows.get_mut(at), field) {
            (Some(row), "fund") => row.fund.clone_from(text),
            (Some(row), "theirs") => row.theirs.clone_from(text),
            (Some(row), "explanation") => row.explanation.clone_from(text),
            _ => {}
        }
    }
    rows
}

/// Enters the other party's figures.
pub(crate) async fn entered(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, rows) = (number(&visit, &id)?, figures(&form.pairs));
    let done = enter(&site.context, &visit.origin, visit.actor()?, (id, &rows)).await;
    after::<OneReconciliation>(&site, &visit, (id, &form), done).await
}

/// What the agriculture division does: signs, sends back, counts anew, reconciles again.
pub(crate) async fn kept(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, step, reason) = (number(&visit, &id)?, form.text("step"), form.text("reason"));
    let (context, origin, actor) = (&site.context, &visit.origin, visit.actor()?);
    let done = match step.as_str() {
        "sign_ours" => sign_ours(context, origin, actor, id).await,
        "again" => {
            let next = again(context, origin, actor, (id, &reason)).await;
            return led_to::<OneReconciliation, OneReconciliation>(
                &site,
                &visit,
                (id, &form),
                next,
            )
            .await;
        }
        _ => keep(context, origin, actor, (id, &step, &reason)).await,
    };
    if done.is_ok() {
        screen_later(context, origin);
    }
    after::<OneReconciliation>(&site, &visit, (id, &form), done).await
}

/// Signs for the other party.
pub(crate) async fn signed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let done = sign_theirs(&site.context, &visit.origin, visit.actor()?, id).await;
    if done.is_ok() {
        screen_later(&site.context, &visit.origin);
    }
    after::<OneReconciliation>(&site, &visit, (id, &form), done).await
}

/// A quarter with all parties.
#[derive(Template)]
#[template(path = "reconciliation_quarter.html")]
pub(crate) struct QuarterView {
    /// Around it.
    pub(crate) frame: Frame,
    /// The quarter.
    pub(crate) quarter: String,
    /// Quarters to choose from, and which one is chosen.
    pub(crate) quarters: Vec<(String, bool)>,
    /// Until when it is to be done.
    pub(crate) due: String,
    /// The parties.
    pub(crate) parties: Vec<PartyRow>,
    /// How many have not signed.
    pub(crate) missing: usize,
    /// Whether the reader opens reconciliations.
    pub(crate) opens: bool,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// One party of a quarter.
#[derive(Clone, Debug, Default)]
pub(crate) struct PartyRow {
    /// As records name it.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Number of funds, and what the ledger says of all of them.
    pub(crate) funds: usize,
    /// See above.
    pub(crate) total: String,
    /// Where it stands, and its page.
    pub(crate) state: String,
    /// See above.
    pub(crate) address: Option<String>,
    /// Whether it is not signed though it is due.
    pub(crate) late: bool,
}

/// Quarters that the page offers.
const QUARTERS: i32 = 8;

async fn quarter_page(site: &Site, visit: &Visit, asked: &str, refusal: Option<String>) -> Page {
    let today = visit.origin.day;
    let quarter = quarter_of(asked, today).map_err(|refusal| visit.problem(refusal.into()))?;
    let found = of_quarter(&site.context, visit.actor()?, quarter).await;
    let (found, due) = found.map_err(|failure| visit.problem(failure))?;
    let lang = visit.lang;
    let row = |one: &reconciliations::Standing| {
        let word = one.last.as_ref().map_or("missing", |last| last.standing.state.as_str());
        PartyRow {
            id: one.party.id.clone(),
            name: party_name(site, &one.party, lang),
            funds: one.funds,
            total: money(i128::from(one.total.0), visit),
            state: words::name(words::RECONCILIATION, word, lang).to_owned(),
            address: one.last.as_ref().map(|last| format!("/reconciliations/{}", last.id)),
            late: word != "signed" && due < today,
        }
    };
    let parties: Vec<PartyRow> = found.iter().map(row).collect();
    let over = |period: &Period| period.last_day().is_some_and(|end| end < today);
    let first = domain::Day::new(today.year() - QUARTERS / 4, 1, 1).map(Period::quarter_of);
    let mut all: Vec<Period> =
        std::iter::successors(first, |period| Some(period.next())).take_while(over).collect();
    all.reverse();
    let view = QuarterView {
        frame: visit.frame(),
        quarter: quarter.to_string(),
        quarters: all.into_iter().map(|one| (one.to_string(), one == quarter)).collect(),
        due: until(site, visit, due),
        missing: parties.iter().filter(|row| row.late).count(),
        parties,
        opens: visit.may(crate::access::Operation::KeepReconciliation),
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// Which quarter.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    quarter: String,
}

/// Shows a quarter.
pub(crate) async fn quarters(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    quarter_page(&site, &visit, &asked.quarter, None).await
}

/// Opens the reconciliation of a party and quarter.
pub(crate) async fn opened(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let [party, quarter, reason] = ["party", "quarter", "reason"].map(|name| form.text(name));
    let asked = (party.as_str(), quarter.as_str(), reason.as_str());
    let done = begin(&site.context, &visit.origin, visit.actor()?, asked).await;
    match visit.said(done)? {
        Ok(id) => Ok(Redirect::to(&OneReconciliation::address(id)).into_response()),
        Err(refusal) => quarter_page(&site, &visit, &quarter, Some(refusal)).await,
    }
}
