//! One monthly statement: what ledger, report and treasury say, who made and signed it, and the forms for that.

#[cfg(test)]
mod tests;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use serde::Deserialize;
use store::statements::Made;

use super::frame::Frame;
use super::ledger::{fund_name, money};
use super::{Page, shown};
use crate::context::in_china;
use crate::lists::asked::encoded;
use crate::operations::screening::screen_later;
use crate::operations::statements::{self, Standing};
use crate::operations::{Done, Refusal};
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "statement.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Name of the division.
    pub(crate) name: String,
    /// Name of the fund.
    pub(crate) fund: String,
    /// The month.
    pub(crate) month: String,
    /// All statements of the month.
    pub(crate) above: String,
    /// Its records.
    pub(crate) records: Option<String>,
    /// Where its forms are sent.
    pub(crate) path: String,
    /// Figures: name, by the ledger, as reported, whether they differ.
    pub(crate) figures: Vec<(&'static str, String, String, bool)>,
    /// The treasury's balance, and whether it differs.
    pub(crate) treasury: (String, bool),
    /// Whether records changed since the last one was made.
    pub(crate) moved: bool,
    /// What was made, the last one first.
    pub(crate) versions: Vec<Version>,
    /// Why it cannot be made yet; empty once the month is over.
    pub(crate) early: &'static str,
    /// Whether the reader may make it now.
    pub(crate) may_make: bool,
    /// Whether the reader may sign it or send it back now.
    pub(crate) may_sign: bool,
    /// What was typed.
    pub(crate) form: StatementForm,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

impl View {
    /// Whether all that is there agrees.
    pub(crate) fn agrees(&self) -> bool {
        !self.treasury.1 && !self.figures.iter().any(|(.., apart)| *apart)
    }
}

/// A statement that was made.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    /// Which making of it.
    pub(crate) number: i64,
    /// Its state.
    pub(crate) state: &'static str,
    /// Its closing balance, and the treasury's.
    pub(crate) balances: (String, String),
    /// What was said of a difference.
    pub(crate) explanation: String,
    /// By whom, as what, when.
    pub(crate) made: String,
    /// Who decided; empty while nobody did.
    pub(crate) decided: String,
    /// Why it was sent back.
    pub(crate) reason: String,
}

/// What the forms send.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct StatementForm {
    /// The month.
    #[serde(default)]
    pub(crate) month: String,
    /// What is said of a difference.
    #[serde(default)]
    pub(crate) explanation: String,
    /// `sign` or `back`.
    #[serde(default)]
    pub(crate) decision: String,
    /// Why it is sent back.
    #[serde(default)]
    pub(crate) reason: String,
}

fn version(visit: &Visit, made: &Made) -> Version {
    let (lang, unit) = (visit.lang, visit.unit());
    let hand = |[name, post, at]: &[String; 3]| match name.as_str() {
        "" => String::new(),
        _ => format!("{name} · {post} · {}", in_china(at)),
    };
    let treasury = made.figures.treasury;
    Version {
        number: made.version,
        state: match made.state.as_str() {
            "signed" => lang.pick("已签认", "signed"),
            "sent_back" => lang.pick("已退回", "sent back"),
            _ => lang.pick("待签认", "waits for a signature"),
        },
        balances: (
            money(i128::from(made.figures.closing), unit),
            treasury.map_or_else(|| "—".to_owned(), |fen| money(i128::from(fen), unit)),
        ),
        explanation: made.explanation.clone(),
        made: hand(&made.made),
        decided: hand(&made.decided),
        reason: made.reason.clone(),
    }
}

/// Figures of the ledger beside those reported.
fn figures(visit: &Visit, standing: &Standing) -> Vec<(&'static str, String, String, bool)> {
    let (ledger, reported) = (standing.now.ledger, standing.now.reported);
    let rows = [
        (("期初余额", "Opening"), ledger.opening, reported.map(|all| all.opening)),
        (("本月收入", "Income"), ledger.income, reported.map(|all| all.income)),
        (("本月支出", "Expenditure"), ledger.expenditure, reported.map(|all| all.expenditure)),
        (("期末余额", "Closing"), ledger.closing, reported.map(|all| all.closing)),
    ];
    let row = |((zh, en), ours, theirs): ((&'static str, &'static str), i128, Option<i128>)| {
        let text = theirs.map_or_else(|| "—".to_owned(), |fen| money(fen, visit.unit()));
        let apart = theirs.is_some_and(|theirs| theirs != ours);
        (visit.lang.pick(zh, en), money(ours, visit.unit()), text, apart)
    };
    rows.into_iter().map(row).collect()
}

async fn view(
    site: &Site,
    visit: &Visit,
    (division, fund): (&str, &str),
    (form, refusal): (StatementForm, Option<String>),
) -> Page {
    let asked = (division, fund, form.month.as_str());
    let done = statements::standing(&site.context, &visit.origin, visit.actor()?, asked).await;
    let standing = done.map_err(|failure| visit.problem(failure))?;
    let (place, month) = (standing.division, standing.month);
    let unit = visit.unit();
    let treasury = standing.now.treasury;
    let address =
        |year| format!("/ledger/{place}/{}?year={year}&month={month}#postings", encoded(fund));
    let view = View {
        frame: visit.frame(),
        name: site.context.divisions().name(place),
        fund: fund_name(&site.context.pack.funds, fund),
        month: month.to_string(),
        above: format!("/ledger/statements?division={place}&month={month}"),
        records: standing.now.year.map(address),
        path: format!("/statements/{place}/{}", encoded(fund)),
        figures: figures(visit, &standing),
        treasury: (
            treasury.map_or_else(|| "—".to_owned(), |fen| money(fen, unit)),
            standing.now.apart_from_treasury().is_some_and(|fen| fen != 0),
        ),
        moved: standing.moved(),
        versions: standing.versions.iter().map(|made| version(visit, made)).collect(),
        early: if standing.over { "" } else { Refusal::MonthNotOver.sentence(visit.lang) },
        may_make: standing.may_make,
        may_sign: standing.may_sign,
        form,
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

async fn after(
    site: &Site,
    visit: &Visit,
    (division, fund): (&str, &str),
    form: StatementForm,
    done: Done<()>,
) -> Page {
    match visit.said(done)? {
        Ok(()) => {
            let (fund, month) = (encoded(fund), encoded(&form.month));
            let to = format!("/statements/{}/{fund}?month={month}", encoded(division));
            Ok(Redirect::to(&to).into_response())
        }
        Err(refusal) => view(site, visit, (division, fund), (form, Some(refusal))).await,
    }
}

/// Shows it.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path((division, fund)): Path<(String, String)>,
    Query(form): Query<StatementForm>,
) -> Page {
    let asked = StatementForm { month: form.month, ..StatementForm::default() };
    view(&site, &visit, (&division, &fund), (asked, None)).await
}

/// Makes it.
pub(crate) async fn made(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path((division, fund)): Path<(String, String)>,
    Form(form): Form<StatementForm>,
) -> Page {
    let asked = (division.as_str(), fund.as_str(), form.month.as_str());
    let (actor, said) = (visit.actor()?, form.explanation.as_str());
    let done = statements::make(&site.context, &visit.origin, actor, asked, said).await;
    after(&site, &visit, (&division, &fund), form, done).await
}

/// Signs it, or sends it back.
pub(crate) async fn signed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path((division, fund)): Path<(String, String)>,
    Form(form): Form<StatementForm>,
) -> Page {
    let asked = (division.as_str(), fund.as_str(), form.month.as_str());
    let (actor, said) = (visit.actor()?, (form.decision != "back", form.reason.as_str()));
    let done = statements::sign(&site.context, &visit.origin, actor, asked, said).await;
    if done.is_ok() {
        screen_later(&site.context, &visit.origin);
    }
    after(&site, &visit, (&division, &fund), form, done).await
}
