//! Performance targets: begun from a template or another target, written, reviewed, approved, filed, changed.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::target::{Indicator, Text};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::targets::Covered;

use super::body::Read;
use super::entries::not_yet;
use super::monitorings::Year;
use super::steps::{
    Document, Evidence, Past, Possible, Told, after, documents, history, id, offered, possible,
    read, sent,
};
use super::warnings::Made;
use super::{Answer, Caller, Problem, json, some, with_status};
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::operations::screening::screen_later;
use crate::operations::targets::{
    self, Begins, Declared, May, OneTarget, Saying, Sending, Writing, ask, begin, rewrite,
    take_over,
};
use crate::operations::{Done, Failure};
use crate::pages::target::{actions, sheet};
use crate::visit::Site;

/// An indicator.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TargetIndicator {
    /// First level: 产出指标.
    level1: String,
    /// Second level: 数量指标.
    level2: String,
    /// The indicator itself.
    name: String,
    /// Which way is good: `>=`, `<=`, `=`, `>`, `<`, `qualitative`.
    direction: String,
    /// The value promised, as written.
    value: String,
    /// Its unit.
    #[serde(default)]
    unit: String,
    /// Points.
    #[serde(default)]
    weight: String,
    /// How it is measured and what shows it.
    #[serde(default)]
    note: String,
    /// Whether no target of its type may lack it. Told, not taken: the library says it.
    #[serde(default)]
    core: bool,
}

/// What a target says.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct TargetText {
    /// The overall target in words.
    goal: String,
    /// All money, in yuan.
    total: String,
    /// The fiscal part of it, in yuan.
    fiscal: String,
    /// Its indicators, in their order.
    indicators: Vec<TargetIndicator>,
}

/// A review.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct TargetReview {
    /// Points by their words.
    scores: BTreeMap<&'static str, u16>,
    /// All points.
    total: u16,
    /// `pass`, `return` or `reject`.
    outcome: &'static str,
    /// What was said of the whole.
    opinion: String,
    /// Comments by the names of indicators.
    comments: BTreeMap<String, String>,
}

/// A performance target on its way.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PerformanceTarget {
    /// Its number here.
    id: i64,
    /// Number of the target, also of its record once it is approved.
    target: String,
    /// `project`, `policy`, `department`, `transfer`, `government` or `bond`.
    subject_kind: String,
    /// Id of what it is set for.
    subject: String,
    /// What that is called.
    name: String,
    /// Fiscal year.
    fiscal_year: i64,
    /// Code of the division where it is.
    home: String,
    /// The unit that answers for it.
    unit: Option<String>,
    /// Id of its type in the indicator library.
    project_type: Option<String>,
    /// Word of where it stands.
    state: String,
    /// What it says.
    text: TargetText,
    /// What it is to say once the change that is asked for is approved.
    asked: Option<TargetText>,
    /// Its last review.
    review: Option<TargetReview>,
    /// What the rules say of it now, as long as something is to be decided.
    verdict: Option<Value>,
    /// Ids of the rules that it breaks: it is not approved.
    broken: Vec<String>,
    /// Those that it breaks under an exemption.
    exempted: Vec<String>,
    /// Those that want a reason.
    doubts: Vec<String>,
    /// The day of its approval.
    approved_on: Option<String>,
    /// The days on which it was filed, by the words of whom to.
    filed: BTreeMap<&'static str, String>,
    /// The day of its publication.
    published_on: Option<String>,
    /// Day of the last step.
    since: String,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What whoever asks can do now.
    steps: Vec<Possible>,
}

fn indicator(one: &Indicator) -> TargetIndicator {
    TargetIndicator {
        level1: one.level1.clone(),
        level2: one.level2.clone(),
        name: one.name.clone(),
        direction: one.direction.clone(),
        value: one.value.clone(),
        unit: one.unit.clone(),
        weight: one.weight.clone(),
        note: one.note.clone(),
        core: one.core,
    }
}

fn text(text: &Text) -> TargetText {
    TargetText {
        goal: text.goal.clone(),
        total: text.total.plain(),
        fiscal: text.fiscal.plain(),
        indicators: text.indicators.iter().map(indicator).collect(),
    }
}

fn review(one: &OneTarget) -> Option<TargetReview> {
    let review = one.one.review()?;
    let scores = words::TARGET_POINT.iter().map(|row| row.0).zip(review.scores);
    Some(TargetReview {
        scores: scores.collect(),
        total: review.total(),
        outcome: words::TARGET_OUTCOME.get(review.outcome as usize).map_or("", |row| row.0),
        opinion: review.opinion.clone(),
        comments: review.comments.iter().cloned().collect(),
    })
}

impl Told for OneTarget {
    type Told = PerformanceTarget;

    fn told(&self, site: &Site, caller: &Caller) -> PerformanceTarget {
        let (kept, standing, lang) = (&self.kept, &self.kept.standing, caller.lang);
        let weighed = self.judged.as_ref().map(|(_, weighed)| weighed.clone()).unwrap_or_default();
        let filed = words::TARGET_FILED.iter().zip(&standing.filed);
        let filed = filed.filter_map(|(row, day)| Some((row.0, day.clone()?)));
        PerformanceTarget {
            id: kept.id,
            target: kept.target.clone(),
            subject_kind: kept.subject_kind.clone(),
            subject: kept.subject.clone(),
            name: kept.name.clone(),
            fiscal_year: kept.fiscal_year,
            home: kept.home.clone(),
            unit: some(&kept.unit),
            project_type: some(&kept.of_type),
            state: standing.state.clone(),
            text: text(self.one.text()),
            asked: self.one.asked().map(text),
            review: review(self),
            verdict: self
                .judged
                .as_ref()
                .map(|(verdict, _)| verdict.json(&site.context.pack, lang)),
            broken: weighed.broken,
            exempted: weighed.exempted,
            doubts: weighed.doubts,
            approved_on: standing.approved_on.clone(),
            filed: filed.collect(),
            published_on: standing.published_on.clone(),
            since: standing.since.clone(),
            documents: documents(&self.attachments),
            history: history(&self.taken),
            steps: steps(self, lang),
        }
    }
}

fn steps(one: &OneTarget, lang: domain::Lang) -> Vec<Possible> {
    let mut steps = possible(lang, |lang| actions(one, lang));
    let path = |at: &str| format!("{}/{at}", OneTarget::address(one.kept.id));
    let parts = [
        ("goal", true),
        ("total", true),
        ("fiscal", true),
        ("indicators", true),
        ("evidence", true),
    ];
    if one.may.contains(&May::Rewrite) {
        steps.push(offered("rewrite", &path("text"), ("填写、修改", "Write it"), &parts));
    }
    if one.may.contains(&May::Ask) {
        let more = [("reason", false), ("seal", true)];
        let parts: Vec<(&str, bool)> = parts.into_iter().chain(more).collect();
        steps.push(offered("ask", &path("change"), ("申请调整", "Ask for a change"), &parts));
    }
    if one.may.contains(&May::Review) {
        let parts = [("step", false), ("scores", false), ("reason", false), ("comments", true)];
        steps.push(offered("review", &path("review"), ("审核", "Review it"), &parts));
    }
    steps
}

/// A target that begins, or one of the records to be followed from here on.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TargetBeginning {
    /// `project`, `policy`, `department`, `transfer`, `government` or `bond`.
    #[serde(default)]
    kind: String,
    /// Id of what it is set for.
    #[serde(default)]
    subject: String,
    /// Fiscal year.
    #[serde(default)]
    year: String,
    /// Number of the target; empty: one is made.
    #[serde(default)]
    target: String,
    /// Id of a type of the indicator library; empty: that of the project's category; `none`: without.
    #[serde(default)]
    template: String,
    /// Number of a target to copy.
    #[serde(default)]
    copies: String,
    /// Whether an approved target of the records, `target`, is followed from here on.
    #[serde(default)]
    follow: bool,
}

/// What a target is to say.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TargetDraft {
    /// The overall target in words.
    #[serde(default)]
    goal: String,
    /// All money, in yuan.
    #[serde(default)]
    total: String,
    /// The fiscal part of it, in yuan.
    #[serde(default)]
    fiscal: String,
    /// Its indicators.
    #[serde(default)]
    indicators: Vec<TargetIndicator>,
    /// What shows it.
    #[serde(default)]
    evidence: Vec<Evidence>,
    /// Why a change is asked for.
    #[serde(default)]
    reason: String,
    /// Seal of the verdict that was seen: needed where a rule is broken and a change is asked for.
    #[serde(default)]
    seal: String,
}

/// A step about a target. Which parts it needs is told by its `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TargetStep {
    /// `submit` (`/submission`); `withdraw` (`/withdrawal`); `pass`, `return` or `reject` (`/review`); `approve`,
    /// `send_back` or `deny` (`/approval`); `file` or `publish` (`/filing`).
    step: String,
    /// Why, or what the reviewer says of the whole.
    #[serde(default)]
    reason: String,
    /// Number of a document.
    #[serde(default)]
    document: String,
    /// A day.
    #[serde(default)]
    on: String,
    /// Where it is published, or to whom it is filed: `prefecture`, `region`, `ministry`.
    #[serde(default)]
    place: String,
    /// Points of a review: `necessity`, `feasibility`, `relevance`, `measurability`, `match`.
    #[serde(default)]
    scores: BTreeMap<String, u16>,
    /// Comments by the names of indicators.
    #[serde(default)]
    comments: BTreeMap<String, String>,
    /// Seal of the verdict that was seen.
    #[serde(default)]
    seal: String,
}

fn promised(one: TargetIndicator) -> Indicator {
    Indicator {
        level1: one.level1,
        level2: one.level2,
        name: one.name,
        direction: one.direction,
        value: one.value,
        unit: one.unit,
        weight: one.weight,
        core: false,
        note: one.note,
    }
}

fn writing(caller: &Caller, draft: TargetDraft) -> Result<(Writing, String), Problem> {
    let writing = Writing {
        goal: draft.goal,
        total: draft.total,
        fiscal: draft.fiscal,
        indicators: draft.indicators.into_iter().map(promised).collect(),
        evidence: sent(caller, draft.evidence)?,
        seal: draft.seal,
    };
    Ok((writing, draft.reason))
}

fn saying(input: TargetStep) -> Saying {
    let point = |row: &words::Word| input.scores.get(row.0).map(u16::to_string).unwrap_or_default();
    Saying {
        scores: words::TARGET_POINT.iter().map(point).collect(),
        step: input.step,
        reason: input.reason,
        document: input.document,
        on: input.on,
        place: input.place,
        comments: input.comments,
    }
}

/// Begins a target.
pub(crate) async fn begun(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<TargetBeginning>,
) -> Answer {
    let (context, actor) = (&site.context, caller.actor()?);
    let done = if input.follow {
        take_over(context, &caller.origin, actor, &input.target).await
    } else {
        let TargetBeginning { kind, subject, year, target, template, copies, .. } = input;
        let begins = Begins { kind, subject, year, target, template, copies };
        begin(context, &caller.origin, actor, &begins).await
    };
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// Its declaration form as a workbook.
pub(crate) async fn form(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
) -> Answer {
    let id = id(&caller, &path)?;
    let done = sheet::answered(&site, &caller.origin, caller.actor()?, id).await;
    done.map_err(|failure| caller.problem(failure))
}

/// How many projects of a year have an approved target.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct TargetCoverage {
    /// The year.
    year: i64,
    /// County by county.
    rows: Vec<CoveredProjects>,
}

/// How many projects of a county have an approved target.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct CoveredProjects {
    /// Code of the county.
    county: String,
    /// Projects in plan or funded.
    projects: i64,
    /// Those with an approved target.
    approved: i64,
    /// Those without.
    missing: i64,
}

/// How many projects of the reader's counties have an approved target.
pub(crate) async fn coverage(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    asked: Result<Query<Year>, QueryRejection>,
) -> Answer {
    let year = Year::of(&caller, asked)?;
    let done = targets::covered(&site.context, &caller.origin, caller.actor()?, year).await;
    let found = done.map_err(|failure| caller.problem(failure))?;
    let row = |row: Covered| CoveredProjects {
        county: row.county,
        projects: row.projects,
        approved: row.approved,
        missing: row.projects - row.approved,
    };
    json(&caller, &TargetCoverage { year, rows: found.into_iter().map(row).collect() })
}

/// A declaration form that is to be read.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeclarationForm {
    /// The workbook: `.xlsx`, `.xls` or `.ods`.
    document: Evidence,
}

/// What a declaration form says of a target.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DeclaredTarget {
    /// What can be sent as `…/text` or `…/change`, once it was looked at.
    text: TargetText,
    /// The file and the sheet on which the form stands.
    place: String,
    /// What the form calls that for which the target is set, where the records call it otherwise.
    called: Option<String>,
}

/// What a declaration form says of it. Nothing is kept.
pub(crate) async fn declared(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(form): Read<DeclarationForm>,
) -> Answer {
    let id = id(&caller, &path)?;
    let file = sent(&caller, vec![form.document])?.into_iter().next().unwrap_or_default();
    let done = targets::declared(&site.context, caller.actor()?, (id, file)).await;
    let Declared { writing, place, called } = done.map_err(|failure| caller.problem(failure))?;
    let text = TargetText {
        goal: writing.goal,
        total: writing.total,
        fiscal: writing.fiscal,
        indicators: writing.indicators.iter().map(indicator).collect(),
    };
    json(&caller, &DeclaredTarget { text, place, called })
}

/// Writes it.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(draft): Read<TargetDraft>,
) -> Answer {
    let (id, (writing, _)) = (id(&caller, &path)?, writing(&caller, draft)?);
    let done = rewrite(&site.context, &caller.origin, caller.actor()?, (id, &writing)).await;
    after::<OneTarget>(&site, &caller, id, done).await
}

/// Asks for a change of it.
pub(crate) async fn changed(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(draft): Read<TargetDraft>,
) -> Answer {
    let (id, (writing, reason)) = (id(&caller, &path)?, writing(&caller, draft)?);
    let what = (id, &writing, reason.as_str());
    let done = ask(&site.context, &caller.origin, caller.actor()?, what).await;
    sending(&site, &caller, done).await
}

async fn sending(site: &Site, caller: &Caller, done: Result<Sending, Failure>) -> Answer {
    match done.map_err(|failure| caller.problem(failure))? {
        Sending::Done(id) => read::<OneTarget>(site, caller, id).await,
        Sending::Not(verdict) => Err(not_yet(site, caller, *verdict)),
    }
}

/// Submits it.
pub(crate) async fn submitted(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<TargetStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let what = (id, input.seal.as_str());
    let done = targets::submit(&site.context, &caller.origin, caller.actor()?, what).await;
    sending(&site, &caller, done).await
}

/// Reviews it, or gives it up.
pub(crate) async fn stepped(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<TargetStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let what = (id, &saying(input));
    let done = targets::say(&site.context, &caller.origin, caller.actor()?, what).await;
    after::<OneTarget>(&site, &caller, id, done).await
}

/// Approves it or the change of it, sends it back, refuses the change. Where a rule is broken, the verdict comes with
/// the refusal.
pub(crate) async fn approved(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<TargetStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let (context, actor, saying) = (&site.context, caller.actor()?, saying(input));
    let done = match saying.step.as_str() {
        "approve" => targets::approve(context, &caller.origin, actor, (id, &saying)).await,
        _ => targets::say(context, &caller.origin, actor, (id, &saying)).await,
    };
    let Err(failure) = screened(&site, &caller, done) else {
        return read::<OneTarget>(&site, &caller, id).await;
    };
    let one = OneTarget::read(context, &caller.origin, actor, id).await.ok();
    let judged = one.and_then(|one| one.judged);
    let verdict = judged.map(|(verdict, _)| Box::new(verdict.json(&context.pack, caller.lang)));
    Err(Problem { verdict, ..caller.problem(failure) })
}

/// Has records screened that a step wrote.
fn screened(site: &Site, caller: &Caller, done: Done<()>) -> Done<()> {
    if done.is_ok() {
        screen_later(&site.context, &caller.origin);
    }
    done
}

/// Files it, or records its publication.
pub(crate) async fn filed(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<TargetStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let what = (id, &saying(input));
    let done = targets::file(&site.context, &caller.origin, caller.actor()?, what).await;
    after::<OneTarget>(&site, &caller, id, screened(&site, &caller, done)).await
}

/// An indicator of the library.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct LibraryLine {
    /// Its id.
    id: String,
    /// Types of projects whose template has it, with its points there; none where it is only to be chosen.
    types: BTreeMap<String, Option<u32>>,
    /// Types whose targets may not lack it.
    core: Vec<String>,
    /// First level.
    level1: String,
    /// Second level.
    level2: String,
    /// What it is called, in the language of the request.
    name: String,
    /// Which way is good.
    direction: String,
    /// The value that makes sense for everybody; empty where there is none.
    value: String,
    /// A value as an example.
    example: String,
    /// Its unit.
    unit: String,
    /// How it is measured.
    measure: String,
    /// What shows it.
    evidence: String,
}

/// The indicator library of a fiscal year. Local defaults: the regulations ask for a library and print no indicators.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IndicatorLibrary {
    /// The fiscal year, that of today's date.
    year: u16,
    /// Its indicators.
    indicators: Vec<LibraryLine>,
}

/// The indicator library.
pub(crate) async fn library(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
) -> Answer {
    let (library, lang) = (&site.context.pack.library, caller.lang);
    let year = u16::try_from(caller.origin.day.year()).unwrap_or_default();
    let line = |one: &policy::pack::LibraryIndicator| {
        let of = |of: &policy::pack::ProjectType| {
            let found = library.of_type(of, year).find(|(own, _)| own.id == one.id);
            found.map(|(_, points)| (of.id.clone(), points))
        };
        let core = library.types.iter().filter(|of| of.core.contains(&one.id));
        LibraryLine {
            id: one.id.clone(),
            types: library.types.iter().filter_map(of).collect(),
            core: core.map(|of| of.id.clone()).collect(),
            level1: one.level1.clone(),
            level2: one.level2.clone(),
            name: lang.pick(&one.name.zh, &one.name.en).to_string(),
            direction: one.direction.clone(),
            value: one.value.clone(),
            example: one.example.clone(),
            unit: one.unit.clone(),
            measure: lang.pick(&one.measure.zh, &one.measure.en).to_string(),
            evidence: lang.pick(&one.evidence.zh, &one.evidence.en).to_string(),
        }
    };
    let indicators = library.indicators.iter().filter(|one| one.holds(year)).map(line).collect();
    json(&caller, &IndicatorLibrary { year, indicators })
}
