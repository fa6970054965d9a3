//! Rounds of monitoring of performance targets: entered at the nodes of the calendar, reviewed, decided on.

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::Fen;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::body::Read;
use super::steps::{
    Document, Evidence, Past, Possible, Told, after, documents, history, id, offered, possible,
    sent,
};
use super::warnings::Made;
use super::{Answer, Caller, Problem, json as answer, with_status};
use crate::access::Operation;
use crate::operations::Refusal;
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::operations::monitorings::{
    self, Line, May, OneMonitoring, Saying, Weighed, Writing, submit, take,
};
use crate::operations::screening::screen_later;
use crate::output::json::finding;
use crate::pages::monitoring::{actions, incoherent};
use crate::visit::Site;

/// A round of monitoring.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Monitoring {
    /// Its number.
    id: i64,
    /// Code of the division.
    county: String,
    /// Who uses the money.
    unit: String,
    /// Number of the target.
    target: String,
    /// The day for which its figures stand.
    node: String,
    /// Last day on which it is entered in time.
    due: Option<String>,
    /// `waiting`, `returned`, `accepted`, `decided`, `reported` or `settled`.
    state: String,
    /// How it stands: `green`, `yellow`, `red`, or `unknown` where it cannot be told.
    light: String,
    /// What was executed up to the node, in yuan.
    executed: String,
    /// What is expected at the end of the year, in yuan.
    expected: String,
    /// What is said of all of it.
    remarks: String,
    /// Its indicators.
    values: Vec<MonitoringValue>,
    /// What does not go together.
    incoherent: Vec<String>,
    /// What the rules find of it now.
    findings: Vec<Value>,
    /// Rules that cannot tell.
    not_evaluable: Vec<String>,
    /// What was decided: `correct`, `adjust_target`, `adjust_budget`, `suspend`, `stop` or `recover`.
    measure: Option<String>,
    /// Until when that is to be carried out.
    measure_due: Option<String>,
    /// Number of the order by which it is recorded.
    order: Option<String>,
    /// Whether payments of the project are suspended by it now.
    suspends: bool,
    /// The day of the last step.
    since: String,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

/// One indicator of a round.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MonitoringValue {
    /// Its name.
    indicator: String,
    /// What was reached.
    actual: String,
    /// `certain`, `possible` or `impossible`.
    likelihood: String,
    /// Why it deviates.
    cause: String,
    /// What is done about it.
    measure: String,
    /// How it stands: `green`, `yellow`, `red`, `unknown`.
    light: String,
}

fn values(one: &OneMonitoring) -> Vec<MonitoringValue> {
    let lights = &one.weighed.lights;
    let value = |(at, value): (usize, &domain::monitoring::Value)| MonitoringValue {
        indicator: value.indicator.clone(),
        actual: value.actual.clone(),
        likelihood: words::of_likelihood(value.likelihood).to_owned(),
        cause: value.cause.clone(),
        measure: value.measure.clone(),
        light: lights.get(at).map_or("unknown", |light| words::of_light(*light)).to_owned(),
    };
    one.followed.one.text().values.iter().enumerate().map(value).collect()
}

fn findings(site: &Site, caller: &Caller, weighed: &Weighed) -> Vec<Value> {
    let (pack, lang) = (&site.context.pack, caller.lang);
    weighed.findings.iter().map(|one| json!(finding(pack, one, None, lang))).collect()
}

impl Told for OneMonitoring {
    type Told = Monitoring;

    fn told(&self, site: &Site, caller: &Caller) -> Monitoring {
        let (kept, standing) = (&self.followed.kept, &self.followed.kept.standing);
        let mut steps = possible(caller.lang, |lang| actions(self, lang));
        if self.may.contains(&May::Rewrite) {
            let parts = [
                ("target", false),
                ("node", false),
                ("values", false),
                ("expected", false),
                ("remarks", true),
                ("evidence", true),
            ];
            steps.push(offered("rewrite", OneMonitoring::PLACE, ("修改", "Write it anew"), &parts));
        }
        let untold = self.weighed.not_evaluable.iter();
        Monitoring {
            id: kept.id,
            county: kept.county.clone(),
            unit: kept.unit.clone(),
            target: kept.target.clone(),
            node: kept.node.clone(),
            due: self.asked.as_ref().map(|asked| asked.owed.due.clone()),
            state: standing.state.clone(),
            light: standing.light.clone(),
            executed: Fen(standing.executed).plain(),
            expected: Fen(standing.expected).plain(),
            remarks: self.followed.one.text().remarks.clone(),
            values: values(self),
            incoherent: incoherent(&self.weighed, caller.lang),
            findings: findings(site, caller, &self.weighed),
            not_evaluable: untold.map(|one| one.rule.clone()).collect(),
            measure: standing.measure.clone(),
            measure_due: standing.due.clone(),
            order: self.order.clone(),
            suspends: self.followed.one.suspends(),
            since: standing.since.clone(),
            documents: documents(&self.attachments),
            history: history(&self.taken),
            steps,
        }
    }
}

/// A round to be entered: each indicator of its target once.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MonitoringDraft {
    /// Number of the target.
    target: String,
    /// The day for which figures stand: a month end of the calendar.
    node: String,
    /// What was executed, in yuan, of a department as a whole; of a project the payments tell it.
    #[serde(default)]
    executed: String,
    /// What is expected at the end of the year, in yuan.
    expected: String,
    /// What is to be said of all of it; needed where something does not go together.
    #[serde(default)]
    remarks: String,
    /// The indicators.
    values: Vec<MonitoringLine>,
    /// What shows it; at least one document with a new round.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

/// One indicator of a round to be entered.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MonitoringLine {
    /// Its name.
    indicator: String,
    /// What was reached, as the target writes its values; 达成, 部分达成 or 未达成.
    actual: String,
    /// `certain`, `possible` or `impossible`.
    likelihood: String,
    /// Why it deviates.
    #[serde(default)]
    cause: String,
    /// What is done about it.
    #[serde(default)]
    measure: String,
}

/// Enters a round, or enters it anew.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(draft): Read<MonitoringDraft>,
) -> Answer {
    let line = |line: MonitoringLine| Line {
        indicator: line.indicator,
        actual: line.actual,
        likelihood: line.likelihood,
        cause: line.cause,
        measure: line.measure,
    };
    let writing = Writing {
        target: draft.target,
        node: draft.node,
        executed: draft.executed,
        expected: draft.expected,
        remarks: draft.remarks,
        values: draft.values.into_iter().map(line).collect(),
        evidence: sent(&caller, draft.evidence)?,
    };
    let done = submit(&site.context, &caller.origin, caller.actor()?, &writing).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    screen_later(&site.context, &caller.origin);
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A step about a round. Which parts it needs is told by its `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MonitoringStep {
    /// `accept`, `return` or `decide` (`/review`); `report` (`/report`); `settle` or `send_back` (`/check`).
    step: String,
    /// Why; what is asked, was done, was found.
    #[serde(default)]
    reason: String,
    /// What is decided.
    #[serde(default)]
    measure: String,
    /// Until when it is to be carried out.
    #[serde(default)]
    due: String,
    /// How much is to be recovered, in yuan.
    #[serde(default)]
    amount: String,
    /// What shows it.
    #[serde(default)]
    evidence: Vec<Evidence>,
}

async fn taken(
    (site, caller): (&Site, &Caller),
    operation: Operation,
    path: &Path<String>,
    input: MonitoringStep,
) -> Answer {
    let id = id(caller, path)?;
    let saying = Saying {
        step: input.step,
        reason: input.reason,
        measure: input.measure,
        due: input.due,
        amount: input.amount,
        evidence: sent(caller, input.evidence)?,
    };
    let of = (operation, id, &saying);
    let done = take(&site.context, &caller.origin, caller.actor()?, of).await;
    if done.is_ok() {
        screen_later(&site.context, &caller.origin);
    }
    after::<OneMonitoring>(site, caller, id, done).await
}

/// Accepts it, sends it back, decides; checks what was carried out.
pub(crate) async fn reviewed(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<MonitoringStep>,
) -> Answer {
    taken((&site, &caller), Operation::ReviewMonitoring, &path, input).await
}

/// Reports that what was decided is carried out.
pub(crate) async fn reported(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<MonitoringStep>,
) -> Answer {
    taken((&site, &caller), Operation::EnterMonitoring, &path, input).await
}

/// What is to be said at a node.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MonitoringForm {
    /// Number of the target.
    target: String,
    /// Name of its project, or its department.
    name: String,
    /// Number of the project.
    project: Option<String>,
    /// Code of the division.
    county: String,
    /// Who uses the money.
    unit: String,
    /// The day for which figures stand.
    node: String,
    /// Last day on time.
    due: String,
    /// What the target has, in yuan.
    budget: Option<String>,
    /// What was paid for the project up to the node, in yuan.
    executed: Option<String>,
    /// Its indicators.
    indicators: Vec<MonitoringIndicator>,
}

/// An indicator as it was promised.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MonitoringIndicator {
    /// Its name.
    indicator: String,
    /// First and second level.
    level: String,
    /// Word of which way is good.
    direction: String,
    /// Value promised.
    value: String,
    /// Its unit.
    unit: String,
}

/// The node of which a form is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Node {
    target: String,
    node: String,
}

/// What is to be said at a node.
pub(crate) async fn form(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    of: Result<Query<Node>, QueryRejection>,
) -> Answer {
    let Query(of) = of.map_err(|_| caller.problem(Refusal::AskedWrongly))?;
    let done = monitorings::form(&site.context, caller.actor()?, (&of.target, &of.node)).await;
    let asked = done.map_err(|failure| caller.problem(failure))?;
    let yuan = |fen: Option<i64>| fen.map(|fen| Fen(fen).plain());
    let indicator = |line: monitorings::Indicator| MonitoringIndicator {
        indicator: line.name,
        level: line.level,
        direction: line.direction,
        value: line.value,
        unit: line.unit,
    };
    let form = MonitoringForm {
        target: asked.owed.target,
        name: asked.owed.name,
        project: asked.project,
        county: asked.owed.county,
        unit: asked.owed.unit,
        node: asked.owed.node,
        due: asked.owed.due,
        budget: yuan(asked.budget),
        executed: yuan(asked.executed),
        indicators: asked.lines.into_iter().map(indicator).collect(),
    };
    answer(&caller, &form)
}

/// How many rounds the counties of the reader owe and have in a year.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MonitoringCoverage {
    /// The year.
    year: i64,
    /// County by county.
    rows: Vec<CountyCoverage>,
}

/// How many rounds a county owes and has.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct CountyCoverage {
    /// Code of the county.
    county: String,
    /// Rounds that are owed.
    owed: i64,
    /// Those of them that are there.
    entered: i64,
    /// Those that were in time.
    timely: i64,
    /// Those that are not there though their day has passed.
    late: i64,
    /// Those that wait for the finance bureau.
    waiting: i64,
    /// Those of which something was decided.
    decided: i64,
}

/// The year of which coverage is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Year {
    year: Option<i64>,
}

impl Year {
    /// The year that is asked for, this one where none is.
    pub(super) fn of(
        caller: &Caller,
        asked: Result<Query<Year>, QueryRejection>,
    ) -> Result<i64, Problem> {
        let Query(asked) = asked.map_err(|_| caller.problem(Refusal::AskedWrongly))?;
        let year = asked.year.unwrap_or_else(|| i64::from(caller.origin.day.year()));
        if year < 0 { Err(caller.problem(Refusal::AskedWrongly)) } else { Ok(year) }
    }
}

/// How many rounds the counties of the reader owe and have.
pub(crate) async fn coverage(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    asked: Result<Query<Year>, QueryRejection>,
) -> Answer {
    let year = Year::of(&caller, asked)?;
    let done = monitorings::coverage(&site.context, &caller.origin, caller.actor()?, year).await;
    let found = done.map_err(|failure| caller.problem(failure))?;
    let row = |row: store::monitorings::Coverage| CountyCoverage {
        county: row.county,
        owed: row.owed,
        entered: row.entered,
        timely: row.timely,
        late: row.late,
        waiting: row.waiting,
        decided: row.decided,
    };
    answer(&caller, &MonitoringCoverage { year, rows: found.into_iter().map(row).collect() })
}
