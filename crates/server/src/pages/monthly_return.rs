//! Monthly returns on monitoring: a month with all divisions, and one return with its figures, rule by rule.

#[cfg(test)]
pub(super) mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use domain::monthly_return::Figure;
use domain::{Day, Fen, Lang, Month};
use serde::Deserialize;
use store::monthly_returns::MonthlyReturn;

use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, history, number, until,
};
use super::ledger::money;
use super::today::{Group, Shown};
use super::warning::division;
use super::{Page, shown};
use crate::lists::asked::encoded;
use crate::operations::Done;
use crate::operations::handling::one::One;
use crate::operations::handling::words;
use crate::operations::monthly_returns::{
    Due, May, OneReturn, Saying, Standing, Writing, begun, of_month, receive, rewrite, submit,
    write,
};
use crate::operations::screening::screen_later;
use crate::visit::{Site, Visit};

/// A month with all divisions.
#[derive(Template)]
#[template(path = "monthly_returns.html")]
pub(crate) struct MonthView {
    /// Around it.
    pub(crate) frame: Frame,
    /// The month.
    pub(crate) month: String,
    /// Months to choose from, and which one is chosen.
    pub(crate) months: Vec<(String, bool)>,
    /// The divisions.
    pub(crate) rows: Vec<Row>,
    /// How many are late.
    pub(crate) late: usize,
    /// The division whose return the reader writes: code, name, what was written.
    pub(crate) writes: Option<(String, String, String)>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// Where the return of a division stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Name of the division.
    pub(crate) name: String,
    /// Its level: none, one or two steps below the first one.
    pub(crate) depth: usize,
    /// Where it stands, and its page.
    pub(crate) state: String,
    /// See above.
    pub(crate) address: Option<String>,
    /// The last day on time.
    pub(crate) due: String,
    /// When it was submitted.
    pub(crate) submitted: String,
    /// Whether it was late, or is not there though the day is over.
    pub(crate) late: bool,
    /// Found, rectified, overdue.
    pub(crate) counts: [String; 3],
}

/// One return.
#[derive(Template)]
#[template(path = "monthly_return.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Name of the division.
    pub(crate) name: String,
    /// The month.
    pub(crate) month: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what else is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// What it says, rule by rule.
    pub(crate) lines: Vec<Line>,
    /// All of it.
    pub(crate) total: Line,
    /// What is remarked.
    pub(crate) remarks: String,
    /// The returns right below it.
    pub(crate) below: Vec<Row>,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// One rule.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// The rule with its clause, and the warnings of it as they are today.
    pub(crate) rule: String,
    /// See above.
    pub(crate) address: String,
    /// Head and figure of each column.
    pub(crate) cells: Vec<(&'static str, String)>,
}

fn cells(figure: &Figure, visit: &Visit) -> Vec<(&'static str, String)> {
    let lang = visit.lang;
    let Figure { red, yellow, handled, rectified, overdue, amount, .. } = figure;
    let count = |zh, en, count: i64| (lang.pick(zh, en), count.to_string());
    vec![
        count("发现", "Found", red + yellow),
        count("红灯", "Red", *red),
        count("黄灯", "Yellow", *yellow),
        count("已处理", "Handled", *handled),
        count("已整改", "Rectified", *rectified),
        count("整改逾期", "Overdue", *overdue),
        (lang.pick("未消除金额", "Amount still lit"), money(i128::from(amount.0), visit.unit())),
    ]
}

fn total(figures: &[Figure]) -> Figure {
    figures.iter().fold(Figure::default(), |sum, one| Figure {
        rule: String::new(),
        red: sum.red + one.red,
        yellow: sum.yellow + one.yellow,
        handled: sum.handled + one.handled,
        rectified: sum.rectified + one.rectified,
        overdue: sum.overdue + one.overdue,
        amount: Fen(sum.amount.0.saturating_add(one.amount.0)),
    })
}

fn row(site: &Site, visit: &Visit, (top, one): (usize, &Standing)) -> Row {
    let divisions = site.context.divisions();
    let made = one.made.as_ref();
    let standing = made.map(|made| &made.standing);
    let count = |of: fn(&store::monthly_returns::Standing) -> i64| {
        standing.map(|standing| of(standing).to_string()).unwrap_or_default()
    };
    let depth = divisions.level(one.division).map_or(0, |level| level as usize);
    Row {
        name: divisions.name(one.division),
        depth: depth.saturating_sub(top),
        state: words::name(words::MONTHLY_RETURN, one.state(), visit.lang).to_owned(),
        address: made.map(|made| format!("/monthly-returns/{}", made.id)),
        due: one.due.to_string(),
        submitted: one.submitted().map(|day| day.to_string()).unwrap_or_default(),
        late: one.is_late(visit.origin.day),
        counts: [count(|one| one.found), count(|one| one.rectified), count(|one| one.overdue)],
    }
}

fn rows(site: &Site, visit: &Visit, all: &[Standing]) -> Vec<Row> {
    let divisions = site.context.divisions();
    let levels = all.iter().filter_map(|one| divisions.level(one.division));
    let top = levels.map(|level| level as usize).min().unwrap_or_default();
    all.iter().map(|one| row(site, visit, (top, one))).collect()
}

/// Months that the page offers.
const MONTHS: i32 = 12;

async fn month_page(
    site: &Site,
    visit: &Visit,
    (asked, remarks): (&str, &str),
    refusal: Option<String>,
) -> Page {
    let this = visit.origin.day.month();
    let month = match asked {
        "" => this,
        // A month that was refused is told beside the form; the page is then of this month.
        _ if refusal.is_some() => begun(asked, &visit.origin).unwrap_or(this),
        text => begun(text, &visit.origin).map_err(|refusal| visit.problem(refusal.into()))?,
    };
    let found = of_month(&site.context, visit.actor()?, (month, visit.origin.day)).await;
    let (found, writes) = found.map_err(|failure| visit.problem(failure))?;
    let rows = rows(site, visit, &found);
    let mut months: Vec<Month> = (0..MONTHS).filter_map(|back| this.plus(-back)).collect();
    if !months.contains(&month) {
        months.push(month);
    }
    let own = |home: domain::Division| {
        let name = site.context.divisions().name(home);
        (home.to_string(), name, remarks.to_owned())
    };
    let view = MonthView {
        frame: visit.frame(),
        month: month.to_string(),
        months: months.into_iter().map(|one| (one.to_string(), one == month)).collect(),
        late: rows.iter().filter(|row| row.late).count(),
        rows,
        writes: writes.map(own),
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// Which month.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    month: String,
}

/// Shows a month.
pub(crate) async fn list(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    month_page(&site, &visit, (asked.month.trim(), ""), None).await
}

/// Writes the return of a division and month.
pub(crate) async fn written(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let text = |name| form.text(name);
    let writing =
        Writing { division: text("division"), month: text("month"), remarks: text("remarks") };
    let done = write(&site.context, &visit.origin, visit.actor()?, &writing).await;
    match visit.said(done)? {
        Ok(id) => Ok(Redirect::to(&OneReturn::address(id)).into_response()),
        Err(refusal) => {
            let asked = (writing.month.as_str(), writing.remarks.as_str());
            month_page(&site, &visit, asked, Some(refusal)).await
        }
    }
}

fn facts(site: &Site, visit: &Visit, one: &OneReturn) -> Vec<(&'static str, String)> {
    let (lang, kept) = (visit.lang, &one.followed.kept);
    let open = kept.standing.submitted_on.is_empty();
    let due = Day::parse(&kept.due_on).ok().filter(|_| open);
    let due = due.map_or_else(|| kept.due_on.clone(), |due| until(site, visit, due));
    let mut facts = vec![
        (lang.pick("数据截至", "Figures as of"), kept.standing.as_of.clone()),
        (lang.pick("报送期限", "Due"), due),
        (lang.pick("报送日期", "Submitted on"), kept.standing.submitted_on.clone()),
    ];
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

/// The steps that the reader can take now.
pub(crate) fn actions(one: &OneReturn, lang: Lang) -> Vec<Action> {
    let path = format!("/monthly-returns/{}", one.followed.kept.id);
    let action = |(step, at): (&'static str, &str), told, fields: Vec<Field>| {
        Action::new((format!("{path}/{at}"), step), told, fields)
    };
    let reason = |zh, en| vec![Field::new("reason", lang.pick(zh, en), Input::Text)];
    let back = || reason("需修改的内容和理由", "What has to be put right, and why");
    let opinion = || reason("审核意见", "Opinion");
    let mut all = Vec::new();
    if one.may.contains(&May::Submit) {
        let title = lang.pick("提出意见并报送上级", "Give an opinion and submit it");
        all.push(action(("submit", "submission"), (title, ""), opinion()));
        let title = lang.pick("退回编制人修改", "Send it back to who wrote it");
        all.push(action(("return", "submission"), (title, ""), back()));
    }
    if one.may.contains(&May::Receive) {
        let note = lang.pick("审核后锁定。", "Accepted, it is locked.");
        all.push(action(
            ("accept", "receipt"),
            (lang.pick("审核通过", "Accept it"), note),
            opinion(),
        ));
        let title = lang.pick("退回报送单位修改", "Send it back");
        all.push(action(("return", "receipt"), (title, ""), back()));
    }
    if one.may.contains(&May::Write) {
        let note = lang.pick(
            "数字按今天的台账重新取；有整改逾期的须说明原因。",
            "Figures are those of the register of today; where something is overdue, say why.",
        );
        let remarks = one.followed.one.remarks().to_owned();
        let label = lang.pick("情况说明", "Remarks");
        let field = Field::new("remarks", label, Input::Text).optional().filled(remarks);
        let title = lang.pick("按今天的数字重新编制", "Write it anew with the figures of today");
        all.push(action(("write", "draft"), (title, note), vec![field]));
    }
    all
}

impl OnPage for OneReturn {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let (lang, kept) = (visit.lang, &self.followed.kept);
        let figures = self.followed.one.figures();
        let line = |figure: &Figure| Line {
            rule: crate::output::rule_with_ground(&site.context.pack, &figure.rule, lang),
            address: format!("/warnings?rule={}&home={}", encoded(&figure.rule), kept.division),
            cells: cells(figure, visit),
        };
        let view = View {
            frame: visit.frame(),
            name: division(site, &kept.division),
            month: kept.month.clone(),
            state: words::name(words::MONTHLY_RETURN, &kept.standing.state, lang).to_owned(),
            facts: facts(site, visit, &self),
            lines: figures.iter().map(line).collect(),
            total: Line { cells: cells(&total(figures), visit), ..Line::default() },
            remarks: self.followed.one.remarks().to_owned(),
            below: rows(site, visit, &self.below),
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// After a step, by which the records may have changed.
async fn taken(site: &Site, visit: &Visit, of: (i64, &Filled), done: Done<()>) -> Page {
    if done.is_ok() {
        screen_later(&site.context, &visit.origin);
    }
    after::<OneReturn>(site, visit, of, done).await
}

/// Writes one anew.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let asked = (id, form.text("remarks"));
    let done = rewrite(&site.context, &visit.origin, visit.actor()?, asked).await;
    taken(&site, &visit, (id, &form), done).await
}

/// The handler of a form in which something is said.
macro_rules! said {
    ($(#[$doc:meta])* $name:ident, $operation:ident) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            State(site): State<Site>,
            Extension(visit): Extension<Visit>,
            Path(id): Path<String>,
            form: Filled,
        ) -> Page {
            let id = number(&visit, &id)?;
            let saying = Saying { step: form.text("step"), reason: form.text("reason") };
            let (context, actor) = (&site.context, visit.actor()?);
            let done = $operation(context, &visit.origin, actor, (id, &saying)).await;
            taken(&site, &visit, (id, &form), done).await
        }
    };
}

said! {
    /// Submits one, or sends it back to who wrote it.
    submitted, submit
}
said! {
    /// Accepts one of the level below, or sends it back.
    received, receive
}

/// Returns to write, to submit and to look at, for *Today*.
pub(crate) fn waiting(site: &Site, visit: &Visit, due: &Due) -> Vec<Group> {
    let lang = visit.lang;
    let message = |month: &str| match lang {
        Lang::Zh => format!("{month} 动态监控月报"),
        Lang::En => format!("{month}: monthly return on monitoring"),
    };
    let state = |word: &str| words::name(words::MONTHLY_RETURN, word, lang).to_owned();
    let made = |one: &MonthlyReturn| Shown {
        address: format!("/monthly-returns/{}", one.id),
        division: division(site, &one.division),
        message: message(&one.month),
        state: state(&one.standing.state),
        until: Day::parse(&one.due_on)
            .map_or_else(|_| String::new(), |due| until(site, visit, due)),
        lamp: None,
    };
    let missing = |(month, one): &(Month, Standing)| {
        let month = month.to_string();
        one.made.as_ref().map_or_else(
            || Shown {
                address: format!("/monthly-returns?month={month}"),
                division: site.context.divisions().name(one.division),
                message: message(&month),
                state: state(one.state()),
                until: until(site, visit, one.due),
                lamp: None,
            },
            made,
        )
    };
    let all = [
        (
            lang.pick("待您编制的监控月报", "Monthly returns that you write"),
            due.write.iter().map(missing).collect::<Vec<Shown>>(),
        ),
        (
            lang.pick("待您报送的监控月报", "Monthly returns that wait for your opinion"),
            due.submit.iter().map(made).collect(),
        ),
        (
            lang.pick("待您审核的监控月报", "Monthly returns from below that wait for you"),
            due.receive.iter().map(made).collect(),
        ),
    ];
    let group = |(name, items)| Group { name, more: 0, all: "/monthly-returns", items };
    all.into_iter().filter(|(_, items): &(_, Vec<Shown>)| !items.is_empty()).map(group).collect()
}
