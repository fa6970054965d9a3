//! Lists: one page for all of them, and the same rows as a file.

#[cfg(test)]
pub(crate) mod tests;
mod view;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::Funds;

pub(crate) use self::view::{CellView, View, grouped};
use super::{Page, shown, system};
use crate::lists::asked::Reader;
use crate::lists::cells::Writer;
use crate::lists::{self, Asked, Face};
use crate::operations::saved::own;
use crate::operations::{Failure, lists as listing};
use crate::output::listing::Listing;
use crate::visit::{Site, Visit};

/// What stands in an address behind the question mark.
type Pairs = Query<Vec<(String, String)>>;

fn asked(site: &Site, visit: &Visit, face: &'static Face, pairs: &Pairs) -> Result<Asked, Failure> {
    let pack = &site.context.pack;
    let reader = Reader {
        divisions: &pack.divisions,
        funds: &pack.funds,
        lang: visit.lang,
        day: visit.origin.day,
    };
    let undeclared = || Failure::System(format!("{} has no order", face.path));
    Asked::read(face, &pairs.0, reader).ok_or_else(undeclared)
}

fn writer<'a>(site: &'a Site, visit: &Visit, funds: &'a Funds) -> Writer<'a> {
    Writer {
        divisions: site.context.divisions(),
        funds,
        actors: &site.context.pack.actors,
        lang: visit.lang,
    }
}

async fn list(site: &Site, visit: &Visit, face: &'static Face, pairs: &Pairs) -> Page {
    let asked = asked(site, visit, face, pairs).map_err(|failure| visit.problem(failure))?;
    let done = listing::page(&site.context, visit.actor()?, &asked).await;
    let listing = done.map_err(|failure| visit.problem(failure))?;
    let places = listing::places(&site.context, visit.actor()?, face.operation);
    let writer = writer(site, visit, &listing.funds);
    let mut view = View::new(visit, writer, &asked, &listing, &places);
    let own = own(&site.context, visit.actor()?).await.map_err(|failure| visit.problem(failure))?;
    let here = own.into_iter().filter(|one| one.list == face.list.name);
    view.saved = here.map(|one| (format!("{}?{}", face.path, one.asked), one.name)).collect();
    shown(visit, &view, !asked.mistakes.is_empty())
}

/// The handler of a list's page.
macro_rules! page {
    ($(#[$doc:meta])* $name:ident, $face:ident) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            State(site): State<Site>,
            Extension(visit): Extension<Visit>,
            pairs: Pairs,
        ) -> Page {
            list(&site, &visit, &lists::$face, &pairs).await
        }
    };
}

page! {
    /// Shows payments.
    payments, PAYMENTS
}
page! {
    /// Shows projects.
    projects, PROJECTS
}
page! {
    /// Shows contributions.
    contributions, CONTRIBUTIONS
}
page! {
    /// Shows allotments.
    allotments, ALLOTMENTS
}
page! {
    /// Shows warnings.
    warnings, WARNINGS
}
page! {
    /// Shows cases.
    cases, CASES
}
page! {
    /// Shows matters of accountability.
    accountability, ACCOUNTABILITY
}
page! {
    /// Shows inquiries.
    inquiries, INQUIRIES
}
page! {
    /// Shows push lists.
    pushes, PUSHES
}
page! {
    /// Shows the items of push lists.
    push_items, PUSH_ITEMS
}
page! {
    /// Shows hand-downs, part by part.
    hand_downs, HAND_DOWNS
}
page! {
    /// Shows inspections.
    inspections, INSPECTIONS
}
page! {
    /// Shows what inspections found.
    inspection_observations, INSPECTION_OBSERVATIONS
}
page! {
    /// Shows payments whose use was looked at.
    looked_at, LOOKED_AT
}
page! {
    /// Shows fund proposals.
    fund_proposals, FUND_PROPOSALS
}
page! {
    /// Shows lines of fund proposals.
    fund_proposal_lines, FUND_PROPOSAL_LINES
}
page! {
    /// Shows payment requests.
    payment_requests, PAYMENT_REQUESTS
}
page! {
    /// Shows rounds of monitoring.
    monitorings, MONITORINGS
}
page! {
    /// Shows performance targets on their way.
    targets, TARGETS
}
page! {
    /// Shows self-evaluations.
    evaluations, EVALUATIONS
}
page! {
    /// Shows how far reports and checks lie apart, by unit.
    evaluated_units, EVALUATED_UNITS
}
page! {
    /// Shows draws of spot checks.
    draws, DRAWS
}
page! {
    /// Shows what they drew.
    drawn, DRAWN
}
page! {
    /// Shows suggestions.
    suggestions, SUGGESTIONS
}
page! {
    /// Shows integration plans.
    integration_plans, INTEGRATION_PLANS
}
page! {
    /// Shows approved integration plans beside what was done.
    integration, INTEGRATION
}
page! {
    /// Shows quarterly reconciliations, fund by fund.
    reconciliations, RECONCILIATIONS
}
page! {
    /// Shows sums raised.
    raised, RAISED
}
page! {
    /// Shows the register of allocation, document by document.
    allocation, ALLOCATION
}
page! {
    /// Shows money allotted to projects.
    fundings, FUNDINGS
}
page! {
    /// Shows retention money and surplus.
    kept_back, KEPT_BACK
}
page! {
    /// Shows factor plans.
    factor_plans, FACTOR_PLANS
}
page! {
    /// Shows what was done on the platform.
    events, EVENTS
}

/// What a file is: its extension and kind.
const KINDS: [(&str, &str); 2] = [
    ("csv", "text/csv; charset=utf-8"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

/// A list as a file: `payments.csv`.
pub(crate) async fn file(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
    pairs: Pairs,
) -> Page {
    let (list, extension) = name.split_once('.').unwrap_or_default();
    let kind = KINDS.iter().find(|(known, _)| *known == extension);
    let (Some(face), Some((extension, kind))) = (Face::of_name(list), kind) else {
        return Ok(system::nowhere(&visit.frame()));
    };
    let asked = asked(&site, &visit, face, &pairs).map_err(|failure| visit.problem(failure))?;
    let done = listing::export(&site.context, &visit.origin, visit.actor()?, &asked).await;
    let found = done.map_err(|failure| visit.problem(failure))?;
    let (pack, unit, lang) = (site.context.pack.clone(), visit.unit(), visit.lang);
    // A large workbook takes seconds: away from the threads that answer requests.
    let written = tokio::task::spawn_blocking(move || {
        let writer =
            Writer { divisions: &pack.divisions, funds: &found.funds, actors: &pack.actors, lang };
        let file = Listing { face, rows: &found.page, writer, unit };
        let bytes = if *extension == "csv" { file.csv() } else { file.xlsx() };
        bytes.map_err(|error| error.to_string())
    });
    let bytes = written.await.unwrap_or_else(|error| Err(error.to_string()));
    let bytes = bytes.map_err(|error| visit.problem(Failure::System(error)))?;
    Ok(attached(&format!("{list}-{}.{extension}", visit.origin.day), kind, bytes))
}

pub(crate) fn attached(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
