//! Divisions: how they lie in each other, what they were called before, and who is there: posts with their
//! holders, and the units that carry out projects. Divisions themselves are known to all; of posts and units
//! a reader sees those in the scope of the own posts.

#[cfg(test)]
mod tests;

use domain::{Division, DivisionEntry, Divisions};
use store::inspections::Inspection;
use store::projects::{self, Unit};
use store::search::Word;

use super::inspections;
use super::posts::{self, Listed};
use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::Context;

/// A division with those right below it.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// The division.
    pub(crate) entry: DivisionEntry,
    /// Those right below it, in the order of their codes.
    pub(crate) below: Vec<DivisionEntry>,
}

/// All that there is of a division.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    /// The division.
    pub(crate) entry: DivisionEntry,
    /// Those above it, the highest first.
    pub(crate) above: Vec<DivisionEntry>,
    /// Those right below it.
    pub(crate) below: Vec<DivisionEntry>,
    /// The division under which it goes on, where its own code is no longer valid.
    pub(crate) after: Option<DivisionEntry>,
    /// The divisions that go on in it: former codes.
    pub(crate) before: Vec<DivisionEntry>,
    /// Its own posts, those that the reader may see.
    pub(crate) posts: Vec<Listed>,
    /// The units that carry out its projects, those that the reader may see.
    pub(crate) units: Vec<Unit>,
    /// The last inspections of it, those that the reader may see.
    pub(crate) inspections: Vec<Inspection>,
}

/// The divisions, each that has others below it as a branch; with a text those that it fits: a part of the name, as
/// it is written or read (pinyin), or the beginning of the code.
pub(crate) fn list(context: &Context, actor: &Actor, sought: &str) -> Done<Vec<Branch>> {
    actor.post(context, Operation::ListDivisions, None)?;
    let (divisions, sought) = (context.divisions(), sought.trim());
    let word = Word::new(sought);
    let fits = |entry: &DivisionEntry| {
        word.is_in(&entry.name) || entry.division.to_string().starts_with(sought)
    };
    let branches = divisions.iter().filter(|entry| entry.division != Division::CENTRE);
    let branches = branches.filter_map(|entry| {
        let below = children(divisions, entry.division);
        let kept: Vec<DivisionEntry> =
            if fits(entry) { below } else { below.into_iter().filter(fits).collect() };
        (fits(entry) && !is_leaf(divisions, entry) || !kept.is_empty())
            .then(|| Branch { entry: entry.clone(), below: kept })
    });
    Ok(branches.collect())
}

fn is_leaf(divisions: &Divisions, entry: &DivisionEntry) -> bool {
    !divisions.iter().any(|other| other.parent == Some(entry.division))
}

fn children(divisions: &Divisions, of: Division) -> Vec<DivisionEntry> {
    divisions.iter().filter(|entry| entry.parent == Some(of)).cloned().collect()
}

/// One division, by its code or full name, also one whose code is no longer valid.
pub(crate) async fn show(context: &Context, actor: &Actor, text: &str) -> Done<Whole> {
    actor.post(context, Operation::ListDivisions, None)?;
    let divisions = context.divisions();
    let found = divisions.resolve(text, None).map_err(|_| Refusal::UnknownRecord)?;
    let known = divisions.get(found).filter(|entry| entry.division != Division::CENTRE);
    let entry = known.ok_or(Refusal::UnknownRecord)?;
    let goes_on = |entry: &DivisionEntry| divisions.canonical(entry.division);
    let after = divisions.get(goes_on(entry)).filter(|after| after.division != found).cloned();
    let before =
        divisions.iter().filter(|other| other.division != found && goes_on(other) == found);
    let up = |of: &&DivisionEntry| of.parent.and_then(|parent| divisions.get(parent));
    let mut above: Vec<DivisionEntry> =
        std::iter::successors(Some(entry), up).skip(1).cloned().collect();
    above.reverse();
    Ok(Whole {
        above,
        below: children(divisions, found),
        after,
        before: before.cloned().collect(),
        posts: there(context, actor, found).await?,
        units: units(context, actor, found).await?,
        inspections: inspections::of_place(context, actor, found).await?,
        entry: entry.clone(),
    })
}

/// The posts of a division itself.
async fn there(context: &Context, actor: &Actor, division: Division) -> Done<Vec<Listed>> {
    let all = posts::list(context, actor, &division.to_string()).await?;
    Ok(all.into_iter().filter(|listed| listed.post.scope.division == division).collect())
}

async fn units(context: &Context, actor: &Actor, division: Division) -> Done<Vec<Unit>> {
    let mut tx = context.db.read().await?;
    let all = projects::units(&mut tx, &division.to_string()).await?;
    let is_seen = |unit: &Unit| {
        let place = Some((division, Some(unit.name.as_str())));
        actor.post(context, Operation::ListProjects, place).is_ok()
    };
    Ok(all.into_iter().filter(is_seen).collect())
}
