//! Quarterly reconciliations of integrated funds: one with the figures of both sides and its steps, and a quarter
//! with all parties.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::money::Fen;
use domain::reconciliation::{Row, Side};
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::lists::{Pairs, pairs};
use super::steps::{Edition, Past, Possible, Told, after, history, id, offered, possible, read};
use super::warnings::Made;
use super::{Answer, Caller, Problem, json, some, with_status};
use crate::operations::reconciliations::{
    self, Entered, May, OneReconciliation, Standing, again, begin, enter, keep, of_quarter,
    quarter_of, sign_ours, sign_theirs,
};
use crate::operations::screening::screen_later;
use crate::operations::{Done, Refusal};
use crate::pages::ledger::plain;
use crate::pages::reconciliation::{MOST, actions};
use crate::visit::Site;

/// One quarterly reconciliation.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Reconciliation {
    /// Its number.
    id: i64,
    /// The other party: code of a place, or `650000/region_business_divisions` for the line divisions.
    party: String,
    /// Code of the division in which it is seen.
    division: String,
    /// The quarter, as `2019-Q1`.
    quarter: String,
    /// Which one of the party and quarter, from 1.
    version: i64,
    /// Why it is reconciled again.
    cause: Option<String>,
    /// `open`, `entered` or `signed`.
    state: String,
    /// The last day on time (a local default).
    due_on: String,
    /// Whether the agriculture division has signed.
    signed_by_agriculture: bool,
    /// Whether the other party has signed.
    signed_by_party: bool,
    /// Whether records changed since our figures were made: then nobody signs before they are counted anew.
    moved: bool,
    /// One row a fund.
    rows: Vec<ReconciliationRow>,
    /// Number of the import by which it became records.
    import: Option<i64>,
    /// All of the party and quarter, the last one first.
    versions: Vec<Edition>,
    /// What was done.
    history: Vec<Past>,
    /// What whoever asks can do now.
    steps: Vec<Possible>,
}

/// One fund of a reconciliation. Amounts are in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ReconciliationRow {
    /// Code of the fund.
    fund: String,
    /// What the ledger says.
    ours: String,
    /// What the other party says.
    theirs: Option<String>,
    /// By how much ours is more; less is below zero.
    apart: Option<String>,
    /// What explains it.
    explanation: Option<String>,
}

fn row(row: &Row) -> ReconciliationRow {
    ReconciliationRow {
        fund: row.fund.clone(),
        ours: row.ours.plain(),
        theirs: row.theirs.map(Fen::plain),
        apart: row.apart().map(plain),
        explanation: some(&row.explanation),
    }
}

/// The steps of the page, and the figures, which have a form of their own there.
fn steps(caller: &Caller, one: &OneReconciliation) -> Vec<Possible> {
    let mut steps = possible(caller.lang, |lang| actions(one, lang));
    if one.may(May::Enter) {
        let path = format!("/reconciliations/{}/figures", one.followed.kept.id);
        steps.push(offered("enter", &path, ("填报数字", "Enter figures"), &[("rows", false)]));
    }
    steps
}

fn reconciliation(caller: &Caller, read: &OneReconciliation) -> Reconciliation {
    let (kept, one) = (&read.followed.kept, &read.followed.one);
    let version = |one: &store::reconciliations::Reconciliation| Edition {
        id: one.id,
        version: one.version,
        state: one.standing.state.clone(),
    };
    Reconciliation {
        id: kept.id,
        party: kept.party.clone(),
        division: kept.home.clone(),
        quarter: kept.quarter.clone(),
        version: kept.version,
        cause: some(one.cause()),
        state: kept.standing.state.clone(),
        due_on: kept.due_on.clone(),
        signed_by_agriculture: one.is_signed_by(Side::Agriculture),
        signed_by_party: one.is_signed_by(Side::Party),
        moved: read.moved,
        rows: one.rows().iter().map(row).collect(),
        import: kept.standing.import,
        versions: read.versions.iter().map(version).collect(),
        history: history(&read.taken),
        steps: steps(caller, read),
    }
}

impl Told for OneReconciliation {
    type Told = Reconciliation;

    fn told(&self, _: &Site, caller: &Caller) -> Reconciliation {
        reconciliation(caller, self)
    }
}

/// A quarter with all parties within reach.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ReconciliationQuarter {
    /// The quarter.
    quarter: String,
    /// The last day on time (a local default).
    due_on: String,
    /// How many are overdue.
    overdue: usize,
    /// Every party of which the ledger knows integrated money.
    rows: Vec<ReconciliationParty>,
}

/// One party of a quarter.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ReconciliationParty {
    /// As records name it.
    party: String,
    /// Code of the division in which it is seen.
    division: String,
    /// Number of funds of which the ledger knows something.
    funds: usize,
    /// What it says of all of them, in yuan.
    ours: String,
    /// Number of the last reconciliation.
    id: Option<i64>,
    /// Where it stands; `missing`: there is none.
    state: String,
    /// Whether it is not signed though the day is over.
    overdue: bool,
}

fn party(one: Standing, is_over: bool) -> ReconciliationParty {
    let (id, state) = one.last.map(|last| (last.id, last.standing.state)).unzip();
    let state = state.unwrap_or_else(|| "missing".to_owned());
    ReconciliationParty {
        party: one.party.id,
        division: one.party.home.to_string(),
        funds: one.funds,
        ours: one.total.plain(),
        id,
        overdue: is_over && state != "signed",
        state,
    }
}

/// A quarter with all parties; the last one that is over where the address names none.
pub(crate) async fn quarter(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let (mut asked, today) = (String::new(), caller.origin.day);
    for (name, text) in pairs(&caller, given)? {
        match name.as_str() {
            "quarter" => asked = text,
            _ => return Err(caller.problem(Refusal::AskedWrongly)),
        }
    }
    let quarter = quarter_of(&asked, today).map_err(|refusal| caller.problem(refusal))?;
    let found = of_quarter(&site.context, caller.actor()?, quarter).await;
    let (found, due) = found.map_err(|failure| caller.problem(failure))?;
    let rows: Vec<_> = found.into_iter().map(|one| party(one, due < today)).collect();
    let told = ReconciliationQuarter {
        quarter: quarter.to_string(),
        due_on: due.to_string(),
        overdue: rows.iter().filter(|row| row.overdue).count(),
        rows,
    };
    json(&caller, &told)
}

/// The reconciliation of a party and quarter that is to be opened.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReconciliationOrder {
    /// The other party: code of a place, or `650000/region_business_divisions` for the line divisions.
    party: String,
    /// The quarter, as `2019-Q1`; it is over.
    quarter: String,
    /// Why a quarter that was signed is reconciled again.
    #[serde(default)]
    reason: String,
}

/// The reconciliation of a party and quarter opened.
pub(crate) async fn opened(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<ReconciliationOrder>,
) -> Answer {
    let asked = (input.party.as_str(), input.quarter.as_str(), input.reason.as_str());
    let done = begin(&site.context, &caller.origin, caller.actor()?, asked).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// The other party's figures, each fund of the reconciliation once.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReconciliationFigures {
    /// One row a fund, in any order; at most 200.
    #[schema(max_items = 200)]
    rows: Vec<ReconciliationFigure>,
}

/// The other party's figure of one fund.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReconciliationFigure {
    /// Code of the fund.
    fund: String,
    /// What the other party's books say, in yuan.
    theirs: String,
    /// What explains a difference.
    #[serde(default)]
    explanation: String,
}

/// The other party's figures entered.
pub(crate) async fn entered(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<ReconciliationFigures>,
) -> Answer {
    let id = id(&caller, &path)?;
    let misread = |field: String, said: String| Problem {
        field: Some(field.into()),
        mistakes: vec![said],
        ..caller.problem(Refusal::BodyUnreadable)
    };
    if input.rows.len() > MOST {
        return Err(misread("rows".to_owned(), format!("rows: 1…{MOST}")));
    }
    if let Some(at) = input.rows.iter().position(|row| row.fund.is_empty()) {
        let field = format!("rows[{at}].fund");
        return Err(misread(field.clone(), format!("{field}: \"\"")));
    }
    let figure = |ReconciliationFigure { fund, theirs, explanation }: ReconciliationFigure| {
        reconciliations::Entered { fund, theirs, explanation }
    };
    let figures: Vec<Entered> = input.rows.into_iter().map(figure).collect();
    let done = enter(&site.context, &caller.origin, caller.actor()?, (id, &figures)).await;
    after::<OneReconciliation>(&site, &caller, id, done).await
}

/// A step about a reconciliation.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReconciliationStep {
    /// By the agriculture division (`/keeping`): `sign_ours`, `return`, `recount`, or `again` once it is signed, which
    /// opens another one and answers it. By the other party (`/signing`): `sign_theirs`.
    step: String,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// What the agriculture division does: signs, sends back, counts anew, reconciles again.
pub(crate) async fn kept(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(ReconciliationStep { step, reason }): Read<ReconciliationStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let (context, origin, actor) = (&site.context, &caller.origin, caller.actor()?);
    match step.as_str() {
        "sign_ours" => {
            let done = sign_ours(context, origin, actor, id).await;
            signed_by(&site, &caller, id, done).await
        }
        "again" => {
            let next = again(context, origin, actor, (id, &reason)).await;
            let next = next.map_err(|failure| caller.problem(failure))?;
            read::<OneReconciliation>(&site, &caller, next).await
        }
        _ => {
            let done = keep(context, origin, actor, (id, &step, &reason)).await;
            after::<OneReconciliation>(&site, &caller, id, done).await
        }
    }
}

/// Signed for the other party.
pub(crate) async fn signed(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<ReconciliationStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let (context, origin, actor) = (&site.context, &caller.origin, caller.actor()?);
    let done = match input.step.as_str() {
        "sign_theirs" => sign_theirs(context, origin, actor, id).await,
        _ => Err(Refusal::UnknownStep.into()),
    };
    signed_by(&site, &caller, id, done).await
}

/// A reconciliation after a signature, by which it may have become records.
async fn signed_by(site: &Site, caller: &Caller, id: i64, done: Done<()>) -> Answer {
    if done.is_ok() {
        screen_later(&site.context, &caller.origin);
    }
    after::<OneReconciliation>(site, caller, id, done).await
}
