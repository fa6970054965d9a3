//! Inspections: planned where nobody looks at the same already, reported, answered, decided, put right.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::inspection::{Fate, Observed};
use serde::Serialize;

use super::body::Read;
use super::steps::{
    Document, Evidence, Past, Possible, Told, after, documents, history, id, offered, parts,
    possible, sent,
};
use super::warnings::Made;
use super::{Answer, Caller, some, with_status};
use crate::access::Operation;
use crate::operations::inspections::{OneInspection, kept, plan, replan, take};
use crate::pages::inspection::{actions, form, may_replan, saying};
use crate::visit::Site;

/// An inspection.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Inspection {
    /// Its number.
    id: i64,
    /// `finance`, `audit`, `policy`, `poverty` or `after_payment`.
    kind: String,
    /// Code of the place.
    home: String,
    /// The one department or unit; none: the place as a whole.
    organisation: Option<String>,
    /// Word of the subject.
    subject: String,
    /// Code of the fund; none: all.
    fund: Option<String>,
    /// First day of the time that is looked at.
    from: String,
    /// Its last day.
    until: String,
    /// First day of the inspection.
    begins: String,
    /// Its last day.
    ends: String,
    /// Code of the division of the inspectors.
    organ: String,
    /// Title of the post that inspects.
    inspector: String,
    /// Who goes.
    people: String,
    /// By which document it is done.
    basis: String,
    /// Numbers of the projects; none: all.
    projects: Vec<String>,
    /// Vouchers of the payments that are looked at.
    vouchers: Vec<String>,
    /// Why the same is inspected again.
    again: Option<String>,
    /// Numbers of the inspections that it repeats.
    repeats: Vec<i64>,
    /// Numbers of those that repeat it.
    repeated: Vec<i64>,
    /// Word of where it stands.
    state: String,
    /// Until when the place answers.
    answer_by: Option<String>,
    /// Title of the post above with which it is, too, because the place is late.
    escalated_to: Option<String>,
    /// What was found.
    found: Vec<Observation>,
    /// Its documents.
    documents: Vec<Document>,
    /// What was done.
    history: Vec<Past>,
    /// What whoever asks can do now.
    steps: Vec<Possible>,
}

/// Something that an inspection found.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Observation {
    /// Its number, from 1.
    number: usize,
    /// What is wrong.
    text: String,
    /// Number of its project.
    project: Option<String>,
    /// Number of its voucher or document.
    document: Option<String>,
    /// How much money it is about, in yuan.
    amount: String,
    /// Id of its clause.
    clause: Option<String>,
    /// Number of the warning about the same.
    warning: Option<u64>,
    /// Number of that warning's case.
    case: Option<i64>,
    /// `open`, `ordered`, `done`, `settled`, `dismissed` or `in_case`.
    fate: &'static str,
    /// What is to be put right.
    asked: Option<String>,
    /// Until when.
    due: Option<String>,
}

fn observation(one: &OneInspection, (number, observed): (usize, &Observed)) -> Observation {
    let what = &observed.what;
    let warning = what.warning.map(|warning| warning.0);
    let (asked, due) = match &observed.fate {
        Fate::Ordered { asked, due } => (some(asked), Some(due.to_string())),
        _ => (None, None),
    };
    Observation {
        number,
        text: what.text.clone(),
        project: some(&what.project),
        document: some(&what.document),
        amount: what.amount.plain(),
        clause: some(&what.clause),
        warning,
        case: warning.and_then(|warning| one.cases.get(&warning)).map(|(id, _)| *id),
        fate: kept::fate(&observed.fate),
        asked,
        due,
    }
}

fn inspection(caller: &Caller, one: &OneInspection) -> Inspection {
    let (stored, plan) = (&one.followed.kept, one.followed.one.plan());
    let numbers = |all: &[store::inspections::Inspection]| all.iter().map(|one| one.id).collect();
    Inspection {
        id: stored.id,
        kind: stored.standing.kind.clone(),
        home: stored.standing.home.clone(),
        organisation: some(&plan.organisation),
        subject: stored.standing.subject.clone(),
        fund: some(&plan.fund),
        from: plan.period.0.to_string(),
        until: plan.period.1.to_string(),
        begins: plan.days.0.to_string(),
        ends: plan.days.1.to_string(),
        organ: stored.organ.clone(),
        inspector: one.inspector.clone(),
        people: plan.people.clone(),
        basis: plan.basis.clone(),
        projects: plan.projects.clone(),
        vouchers: plan.vouchers.clone(),
        again: some(&plan.again),
        repeats: numbers(&one.repeats),
        repeated: numbers(&one.repeated),
        state: stored.standing.state.clone(),
        answer_by: one.followed.one.answer_by().map(|day| day.to_string()),
        escalated_to: one.escalated.clone(),
        found: one.followed.one.standing().map(|each| observation(one, each)).collect(),
        documents: documents(&one.attachments),
        history: history(&one.taken),
        steps: possible(caller.lang, |lang| actions(one, lang, caller.origin.day))
            .into_iter()
            .chain(replanning(one))
            .collect(),
    }
}

impl Told for OneInspection {
    type Told = Inspection;

    fn told(&self, _: &Site, caller: &Caller) -> Inspection {
        inspection(caller, self)
    }
}

parts! {
    /// An inspection to be planned. Days are written as 2019-05-22.
    InspectionPlan {
        /// Word of the kind.
        kind,
        /// Code of the place.
        home,
        /// The one department or unit; empty: all.
        organisation,
        /// Word of the subject.
        subject,
        /// Code of the fund; empty: all.
        fund,
        /// First day of the time that is looked at.
        from,
        /// Its last day.
        until,
        /// First day of the inspection.
        begins,
        /// Its last day.
        ends,
        /// Who goes.
        people,
        /// By which document it is done.
        basis,
        /// Numbers of projects, apart by commas; empty: all.
        projects,
        /// Voucher numbers, apart by commas: of use after payment alone.
        vouchers,
        /// Why the same is inspected again.
        again,
    } with {}
}

/// An inspection planned.
pub(crate) async fn planned(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<InspectionPlan>,
) -> Answer {
    let writing = form::writing(input.texts());
    let done = plan(&site.context, &caller.origin, caller.actor()?, &writing).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// The plan of an inspection written anew before it begins.
pub(crate) async fn replanned(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<InspectionPlan>,
) -> Answer {
    let (id, writing) = (id(&caller, &path)?, form::writing(input.texts()));
    let done = replan(&site.context, &caller.origin, caller.actor()?, (id, &writing)).await;
    after::<OneInspection>(&site, &caller, id, done).await
}

/// How the plan is written anew, where it may be.
fn replanning(one: &OneInspection) -> Option<Possible> {
    let optional = ["organisation", "fund", "projects", "vouchers", "again"];
    let parts = form::PARTS.map(|part| (part, optional.contains(&part)));
    let path = format!("/inspections/{}/plan", one.followed.kept.id);
    let title = ("修改检查计划", "Write the plan anew");
    may_replan(one).then(|| offered("plan_inspection", &path, title, &parts))
}

parts! {
    /// A step about an inspection. Which parts it needs is told by its `steps`.
    InspectionStep {
        /// Number of what was found.
        number,
        /// What is said.
        text,
        /// Why.
        reason,
        /// A day.
        on,
        /// Until when.
        due,
        /// Number of a project.
        project,
        /// Number of a voucher or document.
        document,
        /// An amount in yuan.
        amount,
        /// Id of a clause.
        clause,
        /// Number of the warning about the same.
        warning,
    } with {
        /// By inspectors: `begin_inspection`, `withdraw_inspection`, `observe`, `strike`,
        /// `report_inspection` (`/work`). By another of them: `order_observation`, `dismiss`, `hand_over`,
        /// `conclude_inspection`, `settle_observation`, `send_back_observation` (`/decision`). By the
        /// place: `answer_inspection`, `rectify` (`/answer`).
        step: String,
        /// Documents.
        #[serde(default)]
        evidence: Vec<Evidence>,
    }
}

/// The handler of a step.
macro_rules! taken {
    ($(#[$doc:meta])* $name:ident, $operation:ident) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            State(site): State<Site>,
            Extension(caller): Extension<Caller>,
            path: Path<String>,
            Read(input): Read<InspectionStep>,
        ) -> Answer {
            let id = id(&caller, &path)?;
            let mut texts = input.texts();
            texts.insert("step".to_owned(), input.step);
            let saying = saying(texts, sent(&caller, input.evidence)?);
            let (actor, operation) = (caller.actor()?, Operation::$operation);
            let done = take(&site.context, &caller.origin, actor, operation, (id, &saying)).await;
            after::<OneInspection>(&site, &caller, id, done).await
        }
    };
}

taken! {
    /// A step of those who inspect.
    worked, Inspect
}
taken! {
    /// A decision, or a check of what was put right.
    decided, DecideInspection
}
taken! {
    /// An answer of the place.
    answered, AnswerInspection
}
