//! When the records were judged, and what came of it.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use store::screenings;

use super::{Answer, Caller, Sentence, json, with_status};
use crate::operations::screening;
use crate::visit::Site;

/// One screening.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Screening {
    /// Its number.
    id: i64,
    /// The moment, in UTC.
    at: String,
    /// The day by which the records were judged.
    as_of: String,
    /// Name and version of the pack of rules.
    pack: String,
    /// The last import that was seen; 0: none.
    import: i64,
    /// Red findings.
    red: i64,
    /// Yellow findings.
    yellow: i64,
    /// Findings that an approved exception lifts.
    excepted: i64,
    /// Warnings found for the first time.
    new: i64,
    /// Warnings that were gone and are there again.
    returned: i64,
    /// Warnings of which lamp, amount or days changed.
    changed: i64,
    /// Warnings as they were.
    unchanged: i64,
    /// Warnings that are no longer found.
    cleared: i64,
}

/// The last screenings.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Screenings {
    /// The last ones, the newest first.
    rows: Vec<Screening>,
    /// What the newest one could not judge.
    not_evaluable: Vec<Untold>,
}

/// A rule that could not judge its subjects.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Untold {
    /// Id of the rule.
    rule: String,
    /// Why.
    reason: Sentence,
    /// How many subjects; 0 where not even the subjects are known.
    subjects: i64,
}

fn told(screening: screenings::Screening) -> Screening {
    let counts = screening.counts;
    Screening {
        id: screening.id,
        at: screening.at,
        as_of: screening.as_of,
        pack: format!("{} {}", screening.pack, screening.pack_version),
        import: screening.import,
        red: counts.red,
        yellow: counts.yellow,
        excepted: counts.excepted,
        new: counts.fresh,
        returned: counts.returned,
        changed: counts.changed,
        unchanged: counts.unchanged,
        cleared: counts.cleared,
    }
}

fn untold(untold: screenings::Untold) -> Untold {
    let screenings::Untold { rule, zh, en, subjects } = untold;
    Untold { rule, reason: Sentence { zh, en }, subjects }
}

/// The last screenings, and what the newest one could not judge.
pub(crate) async fn list(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Answer {
    let done = screening::list(&site.context, caller.actor()?).await;
    let (rows, not_evaluable) = done.map_err(|failure| caller.problem(failure))?;
    let rows = rows.into_iter().map(told).collect();
    let not_evaluable = not_evaluable.into_iter().map(untold).collect();
    json(&caller, &Screenings { rows, not_evaluable })
}

/// All records judged at once.
pub(crate) async fn add(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Answer {
    let done = screening::ask(&site.context, &caller.origin, caller.actor()?).await;
    let screening = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &told(screening))
}
