//! Lists: a page for the screen, all rows for a file, always cut down to what the posts of the reader cover.

mod narrow;
mod reckoned;
#[cfg(test)]
mod tests;

use domain::privacy::mask;
use domain::{Division, Divisions, Funds, Level};
use serde_json::json;
use store::lists::{Part, Query, Reach, Rows, Totals};
use store::{StoreError, records};

use super::{Actor, Done, Failure, Refusal, Told, tell};
use crate::access::{Held, Operation, Who};
use crate::context::{Context, Origin};
use crate::lists::asked::below;
use crate::lists::{Asked, Face};

/// Rows of a file, at most: what people work with in a spreadsheet.
pub(crate) const MOST: i64 = 100_000;
/// Rows that are counted for a page, at most, where no sums of them are kept.
pub(crate) const COUNTED: i64 = 10_000;
/// Rows that are fetched at once for a file.
const FETCHED: usize = 5_000;

/// A page of a list, and the whole of it in numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    /// The rows of the page.
    pub(crate) page: Rows,
    /// All rows.
    pub(crate) totals: Totals,
    /// The funds that rows name, those that were imported among them.
    pub(crate) funds: Funds,
}

impl Actor {
    /// What may be read by the posts that allow an operation, all taken together.
    pub(crate) fn reach(&self, context: &Context, operation: Operation) -> Result<Reach, Refusal> {
        self.is_open()?;
        let Who::Roles(roles) = operation.who() else { return Err(Refusal::OutOfScope) };
        let fitting = self.held.iter().filter(|held| roles.contains(&held.role));
        let mut parts = Vec::new();
        for held in fitting {
            if is_whole(held, context.divisions()) {
                return Ok(Reach::Everything);
            }
            parts.push(part(held, context.divisions()));
        }
        if parts.is_empty() { Err(Refusal::OutOfScope) } else { Ok(Reach::Parts(parts)) }
    }
}

/// Whether a post is one of a division that all others but the centre lie below.
fn is_whole(held: &Held, divisions: &Divisions) -> bool {
    let top = held.scope.division;
    let mut below = divisions.iter().filter(|entry| entry.division != Division::CENTRE);
    held.scope.organisation.is_none() && below.all(|e| divisions.is_within(e.division, top))
}

/// The divisions in which somebody may look for something: those of the posts with what lies below, each
/// behind the one above it.
pub(crate) fn places(context: &Context, actor: &Actor, operation: Operation) -> Vec<Division> {
    let Who::Roles(roles) = operation.who() else { return Vec::new() };
    let divisions = context.divisions();
    let fitting = || actor.held.iter().filter(|held| roles.contains(&held.role));
    let inside = |place: Division| {
        fitting().any(|held| {
            let home = held.scope.division;
            place == home || (held.scope.organisation.is_none() && divisions.is_within(place, home))
        })
    };
    let mut places: Vec<(Vec<Division>, Division)> = divisions
        .iter()
        .map(|entry| entry.division)
        .filter(|place| inside(*place))
        .map(|place| (above(place, divisions), place))
        .collect();
    places.sort();
    places.into_iter().map(|(_, place)| place).collect()
}

/// A division with all above it, the highest first.
fn above(place: Division, divisions: &Divisions) -> Vec<Division> {
    let next = |of: &Division| divisions.get(*of).and_then(|entry| entry.parent);
    let mut line: Vec<Division> =
        std::iter::successors(Some(place), next).take(Level::ALL.len()).collect();
    line.reverse();
    line
}

fn part(held: &Held, divisions: &Divisions) -> Part {
    let organisation = held.scope.organisation.clone();
    let divisions = match organisation {
        None => below(held.scope.division, divisions).collect(),
        Some(_) => vec![held.scope.division.to_string()],
    };
    Part { divisions, organisation }
}

/// What went wrong with a question; too short a word is a matter of who asks.
fn failed(error: StoreError) -> Failure {
    match error {
        StoreError::TooManySounds => Refusal::TooManySounds.into(),
        error => error.into(),
    }
}

/// A page of a list. What was asked wrongly has no rows.
pub(crate) async fn page(context: &Context, actor: &Actor, asked: &Asked) -> Done<Listing> {
    let reach = actor.reach(context, asked.face.operation)?;
    if !asked.mistakes.is_empty() {
        let funds = context.pack.funds.clone();
        return Ok(Listing { funds, ..Listing::default() });
    }
    let mut tx = context.db.read().await?;
    let funds = records::all_funds(&mut tx, &context.pack.funds).await?;
    let query = narrow::narrowed(context, asked.query(reach), asked.face, &funds);
    let found = context.finder.page(&mut tx, asked.face.list, &query, COUNTED).await;
    let (mut page, totals) = found.map_err(failed)?;
    if is_short(asked, &page) {
        let query = Query { after: None, back: false, ..query };
        page = context.finder.rows(&mut tx, asked.face.list, &query).await.map_err(failed)?;
    }
    reckoned::complete(context, &mut tx, asked, &mut page).await?;
    Ok(Listing { page, totals, funds })
}

/// Whether, going back, the beginning was reached with less than a page: then the first page is shown whole.
fn is_short(asked: &Asked, page: &Rows) -> bool {
    asked.goes_back() && page.previous.is_none() && page.rows.len() < asked.rows()
}

/// The same for programs: the whole in numbers comes with the first page alone, and what was asked wrongly
/// is refused before.
pub(crate) async fn rows(context: &Context, actor: &Actor, asked: &Asked) -> Done<Listing> {
    if !asked.is_further_page() {
        return page(context, actor, asked).await;
    }
    let query = asked.query(actor.reach(context, asked.face.operation)?);
    let mut tx = context.db.read().await?;
    let funds = records::all_funds(&mut tx, &context.pack.funds).await?;
    let query = narrow::narrowed(context, query, asked.face, &funds);
    let mut page = context.finder.rows(&mut tx, asked.face.list, &query).await.map_err(failed)?;
    reckoned::complete(context, &mut tx, asked, &mut page).await?;
    Ok(Listing { page, totals: Totals::default(), funds })
}

/// All rows of what was asked, for a file, as one page; the reading is recorded.
pub(crate) async fn export(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    asked: &Asked,
) -> Done<Listing> {
    let by = actor.post(context, Operation::ExportList, None)?;
    let query = asked.query(actor.reach(context, asked.face.operation)?);
    if !asked.mistakes.is_empty() {
        return Err(Refusal::AskedWrongly.into());
    }
    let mut tx = context.db.read().await?;
    let funds = records::all_funds(&mut tx, &context.pack.funds).await?;
    let query = narrow::narrowed(context, query, asked.face, &funds);
    let mut page = all(context, asked.face, query).await?;
    reckoned::complete(context, &mut tx, asked, &mut page).await?;
    drop(tx);
    let told = Told {
        operation: Operation::ExportList,
        post: &by.post,
        kind: "list",
        id: asked.face.list.name,
        division: Some(by.scope.division),
        body: json!({ "asked": mask(&asked.address(None)), "rows": page.rows.len() }),
    };
    let mut tx = context.db.write().await?;
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(Listing { page, totals: Totals::default(), funds })
}

async fn all(context: &Context, face: &'static Face, query: Query) -> Done<Rows> {
    let mut tx = context.db.read().await?;
    let mut query = Query { after: None, back: false, rows: FETCHED, ..query };
    let totals = context.finder.totals(&mut tx, face.list, &query, MOST).await.map_err(failed)?;
    if totals.more || totals.rows > MOST {
        return Err(Refusal::TooManyRows.into());
    }
    let mut found = Rows::default();
    loop {
        let page = context.finder.rows(&mut tx, face.list, &query).await.map_err(failed)?;
        found.rows.extend(page.rows);
        if page.next.is_none() {
            return Ok(found);
        }
        query.after = page.next;
    }
}
