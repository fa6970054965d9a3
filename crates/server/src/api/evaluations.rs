//! Self-evaluations: reported with computed scores, checked by the finance bureau, agreed to by the audit office.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::evaluation::{Figures, Line};
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::entries::not_yet;
use super::steps::{
    Document, Evidence, Past, Possible, Told, after, documents, history, id, offered, possible,
    read, sent,
};
use super::warnings::Made;
use super::{Answer, Caller, Problem, some, with_status};
use crate::operations::Refusal;
use crate::operations::evaluations::{
    Aim, Entry, May, OneEvaluation, Part, Reported, Saying, Writing, agree, give_back, report,
    write,
};
use crate::operations::handling::one::One as _;
use crate::operations::screening::screen_later;
use crate::pages::evaluation::actions;
use crate::visit::Site;

/// A self-evaluation.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Evaluation {
    /// Its number.
    id: i64,
    /// Number of the target.
    target: String,
    /// Number of the project of the target.
    project: String,
    /// Code of the county.
    county: String,
    /// The unit that carries the project out.
    unit: Option<String>,
    /// The year.
    fiscal_year: i64,
    /// The day on which it was first reported.
    entered_on: String,
    /// `waiting`, `returned`, `checked`, `accepted`.
    state: String,
    /// What was reported.
    report: EvaluationFigures,
    /// What the finance bureau found, as long as its check stands.
    check: Option<EvaluationFigures>,
    /// What it says of the report.
    opinion: Option<String>,
    /// Total of the check less that of the report, where there is a check.
    difference: Option<String>,
    /// The day of the last step.
    since: String,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

/// The figures of a report or of a check; scores and totals in points.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct EvaluationFigures {
    /// Budget of the year in yuan.
    budget: String,
    /// Executed of it in yuan.
    executed: String,
    /// What the payments on record come to, in yuan.
    recorded: String,
    /// Why that differs.
    note: Option<String>,
    /// Score of budget execution.
    execution: String,
    /// The indicators.
    indicators: Vec<EvaluationScore>,
    /// The total.
    total: String,
    /// Its grade: `优`, `良`, `中`, `差`.
    grade: String,
}

/// The score of an indicator.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct EvaluationScore {
    /// The indicator.
    indicator: String,
    /// What was reached, as it was written.
    actual: String,
    /// The least that may be given.
    from: String,
    /// The most; the same as the least where the score is computed.
    to: String,
    /// What is given.
    score: String,
    /// Cause of a deviation.
    cause: Option<String>,
    /// Measure taken.
    measure: Option<String>,
}

fn figures(of: &Figures) -> EvaluationFigures {
    let score = |line: &Line| EvaluationScore {
        indicator: line.indicator.clone(),
        actual: line.actual.clone(),
        from: line.room.low.to_string(),
        to: line.room.high.to_string(),
        score: line.score.to_string(),
        cause: some(&line.cause),
        measure: some(&line.measure),
    };
    EvaluationFigures {
        budget: of.budget.plain(),
        executed: of.executed.plain(),
        recorded: of.recorded.plain(),
        note: some(&of.note),
        execution: of.execution.to_string(),
        indicators: of.lines.iter().map(score).collect(),
        total: of.total().to_string(),
        grade: of.grade.clone(),
    }
}

impl Told for OneEvaluation {
    type Told = Evaluation;

    fn told(&self, _: &Site, caller: &Caller) -> Evaluation {
        let (kept, one) = (&self.followed.kept, &self.followed.one);
        let (own, checked) = (one.figures(), one.checked());
        let far =
            |of: &Figures| domain::Decimal(of.total().0.saturating_sub(own.total().0)).to_string();
        let mut steps = possible(caller.lang, |lang| actions(self, lang));
        for (may, at, names) in [
            (May::Rewrite, "report", ("修改自评", "Report it anew")),
            (May::Check, "check", ("检查", "Check it")),
        ] {
            if self.may.contains(&may) {
                let path = format!("{}/{at}", OneEvaluation::address(kept.id));
                let parts = [("indicators", false), ("budget", true), ("executed", true)];
                let more = [("note", true), ("opinion", true), ("evidence", true), ("seal", true)];
                let parts: Vec<(&'static str, bool)> = parts.into_iter().chain(more).collect();
                steps.push(offered(at, &path, names, &parts));
            }
        }
        Evaluation {
            id: kept.id,
            target: kept.target.clone(),
            project: kept.project.clone(),
            county: kept.county.clone(),
            unit: some(&kept.unit),
            fiscal_year: kept.fiscal_year,
            entered_on: kept.entered_on.clone(),
            state: kept.standing.state.clone(),
            report: figures(own),
            check: checked.map(figures),
            opinion: one.opinion().and_then(some),
            difference: checked.map(far),
            since: kept.standing.since.clone(),
            documents: documents(&self.attachments),
            history: history(&self.taken),
            steps,
        }
    }
}

/// A report or a check.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvaluationDraft {
    /// Number of the target: of a new report.
    #[serde(default)]
    target: String,
    /// Budget of the year in yuan; what the target says where it is left out.
    #[serde(default)]
    budget: String,
    /// Executed of it in yuan; what the payments on record come to where it is left out.
    #[serde(default)]
    executed: String,
    /// Why that differs from the payments on record.
    #[serde(default)]
    note: String,
    /// The indicators by their names.
    indicators: BTreeMap<String, EvaluationEntry>,
    /// What a check says of the report; needed where they differ.
    #[serde(default)]
    opinion: String,
    /// What shows it; at least one document with a new report.
    #[serde(default)]
    evidence: Vec<Evidence>,
    /// Seal of the verdict that was seen: needed where a rule is broken.
    #[serde(default)]
    seal: String,
}

/// What is said of an indicator.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvaluationEntry {
    /// What was reached.
    actual: String,
    /// The score: of a qualitative indicator within its band; else the computed one where it is left out.
    #[serde(default)]
    score: String,
    /// Cause of a deviation.
    #[serde(default)]
    cause: String,
    /// Measure taken.
    #[serde(default)]
    measure: String,
}

fn writing(caller: &Caller, draft: EvaluationDraft) -> Result<Writing, Problem> {
    let entry = |(name, entry): (String, EvaluationEntry)| {
        let EvaluationEntry { actual, score, cause, measure } = entry;
        (name, Entry { actual, score, cause, measure })
    };
    Ok(Writing {
        target: draft.target,
        budget: draft.budget,
        executed: draft.executed,
        note: draft.note,
        lines: draft.indicators.into_iter().map(entry).collect(),
        opinion: draft.opinion,
        evidence: sent(caller, draft.evidence)?,
        seal: draft.seal,
    })
}

/// The number of what was made, or the verdict that is to be seen first.
fn made(site: &Site, caller: &Caller, done: Reported) -> Result<i64, Problem> {
    match done {
        Reported::Made(id) => {
            screen_later(&site.context, &caller.origin);
            Ok(id)
        }
        Reported::Not(drafted) => Err(match drafted.verdict {
            Some(verdict) => not_yet(site, caller, verdict),
            None => caller.problem(Refusal::EvaluationUnread),
        }),
    }
}

/// Reports a self-evaluation.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(draft): Read<EvaluationDraft>,
) -> Answer {
    let writing = writing(&caller, draft)?;
    let asked = (Aim::Keep, &writing);
    let done = report(&site.context, &caller.origin, caller.actor()?, asked).await;
    let id = made(&site, &caller, done.map_err(|failure| caller.problem(failure))?)?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// Keeps a part of one.
async fn takes(
    (site, caller): (&Site, &Caller),
    (path, part): (&Path<String>, Part),
    draft: EvaluationDraft,
) -> Answer {
    let (id, writing) = (id(caller, path)?, writing(caller, draft)?);
    let (context, actor) = (&site.context, caller.actor()?);
    let asked = (Aim::Keep, &writing);
    let done = write(context, &caller.origin, actor, (id, part), asked).await;
    let id = made(site, caller, done.map_err(|failure| caller.problem(failure))?)?;
    read::<OneEvaluation>(site, caller, id).await
}

/// Reports one anew that was sent back.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(draft): Read<EvaluationDraft>,
) -> Answer {
    takes((&site, &caller), (&path, Part::Report), draft).await
}

/// Checks one.
pub(crate) async fn checked(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(draft): Read<EvaluationDraft>,
) -> Answer {
    takes((&site, &caller), (&path, Part::Check), draft).await
}

/// A step about a self-evaluation. Which parts it needs is told by its `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvaluationStep {
    /// `return` (`/return`); `agree` or `object` (`/agreement`).
    step: String,
    /// Why, or what is remarked.
    #[serde(default)]
    reason: String,
}

/// Sends one back.
pub(crate) async fn returned(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<EvaluationStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let what = (id, input.reason.as_str());
    let done = give_back(&site.context, &caller.origin, caller.actor()?, what).await;
    after::<OneEvaluation>(&site, &caller, id, done).await
}

/// By the audit office: agrees, or objects.
pub(crate) async fn agreed(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<EvaluationStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let saying = Saying { step: input.step, reason: input.reason };
    let done = agree(&site.context, &caller.origin, caller.actor()?, (id, &saying)).await;
    if done.is_ok() {
        screen_later(&site.context, &caller.origin);
    }
    after::<OneEvaluation>(&site, &caller, id, done).await
}
