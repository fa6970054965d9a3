//! The form of a report or of its check: each indicator with what may be given for it, and what the rules say.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use domain::{Fen, Lang};
use serde::Deserialize;

use super::{grade, how, promise, rate};
use crate::operations::entry::Verdict;
use crate::operations::evaluations::{
    self, Aim, Drafted, Drawn, Entry, OneEvaluation, Part, Problem, Reported, Writing, begin, owed,
    report, write,
};
use crate::operations::handling::one::One as _;
use crate::operations::screening::screen_later;
use crate::operations::{Actor, Done, Failure};
use crate::pages::entry::Said;
use crate::pages::frame::Frame;
use crate::pages::handling::{Filled, number, row_at};
use crate::pages::{Page, shown};
use crate::visit::{Site, Visit};

/// Indicators of one form, at most.
const MOST: usize = 100;

/// The form.
#[derive(Template)]
#[template(path = "evaluation_form.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// What is done.
    pub(crate) title: &'static str,
    /// Number of the self-evaluation, where there is one.
    pub(crate) id: Option<i64>,
    /// Whether it is a check.
    pub(crate) check: bool,
    /// Where the form goes.
    pub(crate) path: String,
    /// The target, the project, its name, the unit, the goal.
    pub(crate) of: [String; 5],
    /// The year.
    pub(crate) year: u16,
    /// Budget, executed, why it differs, opinion: as they are written.
    pub(crate) written: [String; 4],
    /// What the target and the records say: budget, executed, payments.
    pub(crate) known: [String; 3],
    /// Rate and score of budget execution, points of it.
    pub(crate) execution: [String; 3],
    /// The indicators.
    pub(crate) rows: Vec<Row>,
    /// Total and grade, once they can be told.
    pub(crate) total: Option<[String; 2]>,
    /// What the rules say, where it was asked.
    pub(crate) said: Option<Said>,
    /// By which submitting tells that this was seen.
    pub(crate) seal: String,
    /// Whether what must be seen before is on the page.
    pub(crate) seen: bool,
    /// Why nothing was submitted.
    pub(crate) refusal: Option<String>,
}

/// An indicator of the form.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its place.
    pub(crate) at: usize,
    /// First and second level.
    pub(crate) level: String,
    /// Its name.
    pub(crate) name: String,
    /// What was promised.
    pub(crate) promise: String,
    /// Its points.
    pub(crate) weight: String,
    /// Whether it is told in words.
    pub(crate) in_words: bool,
    /// What was written.
    pub(crate) entry: Entry,
    /// How its score comes about.
    pub(crate) how: String,
    /// What is wrong with it.
    pub(crate) problem: Option<&'static str>,
}

/// Targets to choose from.
#[derive(Template)]
#[template(path = "evaluation_owed.html")]
pub(crate) struct Choice {
    frame: Frame,
    rows: Vec<Offered>,
}

/// A target that can be evaluated now.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    target: String,
    address: String,
    year: i64,
    name: String,
    unit: String,
    finish_on: String,
}

fn problem(problem: Problem, lang: Lang) -> &'static str {
    match problem {
        Problem::Empty => lang.pick("请填写实际完成值。", "Say what was reached."),
        Problem::Unread => lang.pick(
            "看不出完成了多少：定量指标填数值，时效指标填日期，定性指标写明“达成”“部分达成”或“未达成”。",
            "This does not tell what was reached: give a number, a day where a day was promised, or say 达成 \
             (reached), 部分达成 (partly) or 未达成 (missed).",
        ),
        Problem::NotAScore => {
            lang.pick("得分须是最多两位小数的数。", "A score is a number of at most two decimals.")
        }
        Problem::Unscored => {
            lang.pick("请在分档之内评分。", "Give a score within the band.")
        }
        Problem::OutOfBand => {
            lang.pick("得分超出允许的范围。", "The score lies outside of what may be given.")
        }
        Problem::NoReason => lang.pick(
            "得分低于计算得分，请在“偏差原因”中说明。",
            "The score is below the computed one: say why, as the cause.",
        ),
        Problem::NotExplained => lang.pick(
            "未完成或大幅超额完成，须写明偏差原因和改进措施。",
            "Missed or far exceeded: both the cause and the measure are needed.",
        ),
    }
}

fn row((at, drawn): (usize, &Drawn), marks: bool, lang: Lang) -> Row {
    let indicator = &drawn.indicator;
    Row {
        at,
        level: format!("{} · {}", indicator.level1, indicator.level2),
        name: indicator.name.clone(),
        promise: promise(&indicator.direction, &indicator.value, &indicator.unit),
        weight: indicator.weight.to_string(),
        in_words: indicator.direction == "qualitative",
        entry: drawn.entry.clone(),
        how: how(drawn, lang),
        problem: drawn.problem.filter(|_| marks).map(|one| problem(one, lang)),
    }
}

/// What the rules say before it is submitted.
fn said(site: &Site, verdict: &Verdict, lang: Lang) -> Said {
    let title = lang.pick("报送前的判断", "The verdict before it is submitted");
    Said { title, ..Said::of(&site.context.pack, verdict, lang) }
}

/// Where a form belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// A new report.
    New,
    /// A part of one that is there.
    One(i64, Part),
}

impl Of {
    fn title(self, lang: Lang) -> &'static str {
        match self {
            Of::New => lang.pick("绩效自评", "Report a self-evaluation"),
            Of::One(_, Part::Report) => lang.pick("修改绩效自评", "Report it anew"),
            Of::One(_, Part::Check) => lang.pick("检查绩效自评", "Check a self-evaluation"),
        }
    }

    fn path(self) -> String {
        match self {
            Of::New => OneEvaluation::PLACE.to_owned(),
            Of::One(id, Part::Report) => format!("{}/report", OneEvaluation::address(id)),
            Of::One(id, Part::Check) => format!("{}/check", OneEvaluation::address(id)),
        }
    }
}

/// The page of a form. What is wrong is marked once something was sent.
fn page(
    (site, visit): (&Site, &Visit),
    of: Of,
    (drafted, writing): (&Drafted, Option<&Writing>),
    refusal: Option<String>,
) -> Page {
    let lang = visit.lang;
    let (target, draft) = (&drafted.target, &drafted.draft);
    let said = drafted.verdict.as_ref().map(|verdict| said(site, verdict, lang));
    let opinion = writing.map(|writing| writing.opinion.clone()).unwrap_or_default();
    let total = draft.total.zip(draft.grade);
    let view = View {
        frame: visit.frame(),
        title: of.title(lang),
        id: match of {
            Of::New => None,
            Of::One(id, _) => Some(id),
        },
        check: matches!(of, Of::One(_, Part::Check)),
        path: of.path(),
        of: [&target.id, &target.home.project, &target.name, &target.home.unit, &target.goal]
            .map(ToString::to_string),
        year: target.year,
        written: [draft.budget.plain(), draft.executed.plain(), draft.note.clone(), opinion],
        known: [
            target.total.to_string(),
            Fen(target.executed.amount.max(0)).to_string(),
            target.executed.payments.to_string(),
        ],
        execution: [
            rate(draft.executed, draft.budget),
            draft.execution.map(|score| score.to_string()).unwrap_or_default(),
            target.scale.execution.to_string(),
        ],
        rows: draft
            .lines
            .iter()
            .enumerate()
            .map(|line| row(line, writing.is_some(), lang))
            .collect(),
        total: total.map(|(total, word)| [total.to_string(), grade(word, lang)]),
        seal: said.as_ref().map(|said| said.seal.clone()).unwrap_or_default(),
        seen: said.as_ref().is_some_and(|said| !said.findings.is_empty()),
        said,
        refusal,
    };
    let failed = view.refusal.is_some();
    shown(visit, &view, failed)
}

/// What the address of a new report names.
#[derive(Debug, Deserialize)]
pub(crate) struct Begins {
    #[serde(default)]
    target: String,
}

/// Shows the form of a new report; without a target those that are to be evaluated.
pub(crate) async fn form(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(begins): Query<Begins>,
) -> Page {
    let (context, actor) = (&site.context, visit.actor()?);
    if begins.target.is_empty() {
        let all = owed(context, &visit.origin, actor).await;
        let all = all.map_err(|failure| visit.problem(failure))?;
        let offered = |one: store::self_evaluations::Owed| Offered {
            address: format!(
                "/evaluations/new?target={}",
                crate::lists::asked::encoded(&one.target)
            ),
            target: one.target,
            year: one.fiscal_year,
            name: one.name,
            unit: one.unit,
            finish_on: one.finish_on,
        };
        let rows = all.into_iter().map(offered).collect();
        return shown(&visit, &Choice { frame: visit.frame(), rows }, false);
    }
    let writing = Writing { target: begins.target, ..Writing::default() };
    let drafted = begin(context, &visit.origin, actor, &writing).await;
    let drafted = drafted.map_err(|failure| visit.problem(failure))?;
    page((&site, &visit), Of::New, (&drafted, None), None)
}

/// What a form says.
fn read(form: &Filled) -> Writing {
    let mut rows: Vec<(String, Entry)> = Vec::new();
    for (name, text) in &form.pairs {
        let Some((at, field)) = name.split_once('.') else { continue };
        let Ok(at) = at.parse() else { continue };
        let Some((indicator, entry)) = row_at(&mut rows, at, MOST) else { continue };
        let place = match field {
            "indicator" => indicator,
            "actual" => &mut entry.actual,
            "score" => &mut entry.score,
            "cause" => &mut entry.cause,
            "measure" => &mut entry.measure,
            _ => continue,
        };
        place.clone_from(text);
    }
    let lines: BTreeMap<String, Entry> =
        rows.into_iter().filter(|(indicator, _)| !indicator.is_empty()).collect();
    Writing {
        target: form.text("target"),
        budget: form.text("budget"),
        executed: form.text("executed"),
        note: form.text("note"),
        lines,
        opinion: form.text("opinion"),
        evidence: form.files.clone(),
        seal: form.text("seal"),
    }
}

fn aim(form: &Filled) -> Aim {
    if form.text("step") == "judge" { Aim::Judge } else { Aim::Keep }
}

/// After a form was sent: on to the self-evaluation, or the form again.
async fn after(
    (site, visit): (&Site, &Visit),
    (of, aim, writing): (Of, Aim, &Writing),
    done: Done<Reported>,
) -> Page {
    let lang = visit.lang;
    match done {
        Ok(Reported::Made(id)) => {
            screen_later(&site.context, &visit.origin);
            Ok(Redirect::to(&OneEvaluation::address(id)).into_response())
        }
        Ok(Reported::Not(drafted)) => {
            let unseen = (aim == Aim::Keep).then(|| {
                lang.pick(
                    "尚未提交。请先看下面的结论；确认无误后，再点“已看过结论，照实提交”。",
                    "Not submitted yet. Read first what is said below; then choose “I have seen this; submit it”.",
                )
                .to_owned()
            });
            page((site, visit), of, (&drafted, Some(writing)), unseen)
        }
        Err(failure) => refused((site, visit), (of, writing), failure).await,
    }
}

/// The form again with why it was refused; an amount that cannot be read is left out of what is computed.
async fn refused(
    (site, visit): (&Site, &Visit),
    (of, writing): (Of, &Writing),
    failure: Failure,
) -> Page {
    let refusal = visit.said::<()>(Err(failure))?.err();
    let bare = Writing {
        budget: String::new(),
        executed: String::new(),
        evidence: Vec::new(),
        ..writing.clone()
    };
    let actor = visit.actor()?;
    let drafted = match again((site, visit, actor), of, Some(writing)).await {
        Err(Failure::Refused(_)) => again((site, visit, actor), of, Some(&bare)).await,
        done => done,
    };
    let drafted = drafted.map_err(|failure| visit.problem(failure))?;
    page((site, visit), of, (&drafted, Some(writing)), refusal)
}

/// What a form is about, with what was written of it or as it begins.
async fn again(
    (site, visit, actor): (&Site, &Visit, &Actor),
    of: Of,
    writing: Option<&Writing>,
) -> Done<Drafted> {
    let (context, origin) = (&site.context, &visit.origin);
    match of {
        Of::New => begin(context, origin, actor, writing.unwrap_or(&Writing::default())).await,
        Of::One(id, part) => evaluations::again(context, origin, actor, (id, part), writing).await,
    }
}

/// Judges a new report, or submits it.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let (writing, aim) = (read(&form), aim(&form));
    let done = report(&site.context, &visit.origin, visit.actor()?, (aim, &writing)).await;
    after((&site, &visit), (Of::New, aim, &writing), done).await
}

/// Shows the form of a part of one.
async fn shows((site, visit): (&Site, &Visit), (id, part): (&str, Part)) -> Page {
    let of = Of::One(number(visit, id)?, part);
    let drafted = again((site, visit, visit.actor()?), of, None).await;
    page((site, visit), of, (&drafted.map_err(|failure| visit.problem(failure))?, None), None)
}

/// Judges a part of one, or submits it.
async fn takes((site, visit): (&Site, &Visit), (id, part): (&str, Part), form: &Filled) -> Page {
    let id = number(visit, id)?;
    let (writing, aim) = (read(form), aim(form));
    let (context, actor) = (&site.context, visit.actor()?);
    let done = write(context, &visit.origin, actor, (id, part), (aim, &writing)).await;
    after((site, visit), (Of::One(id, part), aim, &writing), done).await
}

/// Shows the form of a report that is written anew.
pub(crate) async fn anew(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    shows((&site, &visit), (&id, Part::Report)).await
}

/// Judges a report that is written anew, or submits it.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    takes((&site, &visit), (&id, Part::Report), &form).await
}

/// Shows the form of a check.
pub(crate) async fn checking(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    shows((&site, &visit), (&id, Part::Check)).await
}

/// Judges a check, or submits it.
pub(crate) async fn checked(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    takes((&site, &visit), (&id, Part::Check), &form).await
}
