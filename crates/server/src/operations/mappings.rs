//! Mapping files that a bureau keeps, so that the exports of its systems can be sent as they are. Each division
//! has its own and sees those of the levels above; a mapping is checked when it comes, and every version stays.

use domain::Division;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::db::Tx;
use store::mappings::{self, Mapping};

use super::imports::ImportRefusal;
use super::{Actor, Done, Refusal, Told, tell};
use crate::access::{Held, Operation};
use crate::context::{Context, Origin};

/// Characters of a name, at most.
const LONGEST: usize = 60;
/// Bytes of a file, at most.
pub(crate) const LARGEST: usize = 1 << 20;

/// The mappings with which somebody can send data.
#[derive(Clone, Debug)]
pub(crate) struct Shelf {
    /// Those that hold: the own ones first, then those of the levels above, by name.
    pub(crate) held: Vec<Mapping>,
    /// The own ones that are retired.
    pub(crate) retired: Vec<Mapping>,
    /// Code of the division whose mappings the reader keeps.
    pub(crate) own: Option<String>,
    /// Number of the one with which the division's data were sent last, if it still holds.
    pub(crate) chosen: Option<i64>,
}

/// The post of a whole division in which somebody keeps or uses mappings.
fn post<'a>(context: &Context, actor: &'a Actor, operation: Operation) -> Done<&'a Held> {
    actor.post(context, operation, None)?;
    let of_division = |held: &&Held| operation.is_open_to(held.role);
    Ok(actor.held.iter().find(of_division).ok_or(Refusal::OutOfScope)?)
}

/// A division and those above it, the nearest first.
fn chain(context: &Context, from: Division) -> Vec<Division> {
    let divisions = context.divisions();
    let parent = |of: &Division| divisions.get(*of).and_then(|entry| entry.parent);
    std::iter::successors(Some(divisions.canonical(from)), parent).take(8).collect()
}

/// The mappings with which somebody can send data.
pub(crate) async fn shelf(context: &Context, actor: &Actor) -> Done<Shelf> {
    let by = post(context, actor, Operation::ListMappings)?;
    let mut tx = context.db.read().await?;
    let own = context.divisions().canonical(by.scope.division).to_string();
    let (mut held, mut retired) = (Vec::new(), Vec::new());
    for place in chain(context, by.scope.division) {
        for one in mappings::of_division(&mut tx, &place.to_string()).await? {
            match one.retired {
                false => held.push(one),
                true if one.home == own => retired.push(one),
                true => {}
            }
        }
    }
    let last = mappings::chosen(&mut tx, &own).await?;
    let same = |last: &Mapping| {
        held.iter().find(|one| one.home == last.home && one.name == last.name).map(|one| one.id)
    };
    let chosen = last.as_ref().and_then(same);
    let keeps = actor.post(context, Operation::KeepMapping, None).is_ok();
    Ok(Shelf { chosen, held, retired, own: keeps.then_some(own) })
}

/// All versions of the mapping that has this number among them, the last one first, and whether the reader keeps
/// it.
pub(crate) async fn one(context: &Context, actor: &Actor, id: i64) -> Done<(Vec<Mapping>, bool)> {
    let by = post(context, actor, Operation::ListMappings)?;
    let mut tx = context.db.read().await?;
    let versions = found(&mut tx, context, by, id).await?;
    let own = context.divisions().canonical(by.scope.division).to_string();
    let keeps = versions.first().is_some_and(|one| one.home == own)
        && actor.post(context, Operation::KeepMapping, None).is_ok();
    Ok((versions, keeps))
}

async fn found(tx: &mut Tx, context: &Context, by: &Held, id: i64) -> Done<Vec<Mapping>> {
    let one = mappings::by_id(tx, id).await?.ok_or(Refusal::UnknownMapping)?;
    let seen = chain(context, by.scope.division).iter().any(|place| place.to_string() == one.home);
    if !seen {
        return Err(Refusal::UnknownMapping.into());
    }
    Ok(mappings::versions(tx, &one.home, &one.name).await?)
}

/// A mapping file, if nothing is wrong with it.
fn checked(name: &str, content: &[u8]) -> Done<String> {
    if content.len() > LARGEST {
        return Err(Refusal::MappingUnfit.into());
    }
    let text = std::str::from_utf8(content).map_err(|_| Refusal::MappingUnfit)?;
    if text.trim().is_empty() || text.contains('\0') {
        return Err(Refusal::MappingUnfit.into());
    }
    intake::check_mapping(name, text).map_err(ImportRefusal::Unreadable)?;
    Ok(text.to_owned())
}

/// A name as it is kept.
fn named(name: &str) -> Result<String, Refusal> {
    let name = name.trim();
    let fits = (1..=LONGEST).contains(&name.chars().count());
    let plain = !name.contains(['/', '\\']) && !name.contains(char::is_control);
    if fits && plain && !name.starts_with('.') {
        Ok(name.to_owned())
    } else {
        Err(Refusal::MappingName)
    }
}

/// Keeps a new mapping; its number.
pub(crate) async fn keep(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (name, file): (&str, &[u8]),
) -> Done<i64> {
    let by = post(context, actor, Operation::KeepMapping)?;
    let name = named(name)?;
    let text = checked(&name, file)?;
    let mut tx = context.db.write().await?;
    let home = context.divisions().canonical(by.scope.division).to_string();
    let last = mappings::versions(&mut tx, &home, &name).await?.into_iter().next();
    if last.as_ref().is_some_and(|last| !last.retired) {
        return Err(Refusal::MappingKnown.into());
    }
    let version = last.map_or(1, |last| last.version + 1);
    let new = Mapping { home, name, version, content: text, ..Mapping::default() };
    written(tx, origin, (actor, by), new).await
}

/// The last version of a mapping of the own division.
async fn own(tx: &mut Tx, context: &Context, by: &Held, id: i64) -> Done<Mapping> {
    let last = found(tx, context, by, id).await?.into_iter().next();
    let last = last.ok_or(Refusal::UnknownMapping)?;
    if last.home != context.divisions().canonical(by.scope.division).to_string() {
        return Err(Refusal::MappingElsewhere.into());
    }
    if last.retired { Err(Refusal::MappingRetired.into()) } else { Ok(last) }
}

/// Replaces a mapping by a new version; its number.
pub(crate) async fn replace(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, file): (i64, &[u8]),
) -> Done<i64> {
    let by = post(context, actor, Operation::KeepMapping)?;
    let mut tx = context.db.write().await?;
    let last = own(&mut tx, context, by, id).await?;
    let text = checked(&last.name, file)?;
    if text == last.content {
        return Err(Refusal::MappingSame.into());
    }
    let version = last.version + 1;
    written(tx, origin, (actor, by), Mapping { version, content: text, ..last }).await
}

/// Retires a mapping: nobody sends data with it any more.
pub(crate) async fn retire(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
) -> Done<i64> {
    let by = post(context, actor, Operation::KeepMapping)?;
    let mut tx = context.db.write().await?;
    let last = own(&mut tx, context, by, id).await?;
    let version = last.version + 1;
    let retired = Mapping { version, content: String::new(), retired: true, ..last };
    written(tx, origin, (actor, by), retired).await
}

/// Keeps a version with its event.
async fn written(
    mut tx: Tx,
    origin: &Origin,
    (actor, by): (&Actor, &Held),
    new: Mapping,
) -> Done<i64> {
    let new = Mapping { person: actor.person.id, at: origin.at.to_string(), ..new };
    let id = mappings::add(&mut tx, &new).await?.ok_or(Refusal::TakenMeanwhile)?;
    let body = json!({
        "name": new.name,
        "version": new.version,
        "retired": new.retired,
        "sha256": store::hex(&Sha256::digest(new.content.as_bytes())),
    });
    let told = Told {
        operation: Operation::KeepMapping,
        post: &by.post,
        kind: "mapping",
        id: &id.to_string(),
        division: Some(by.scope.division),
        body,
    };
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(id)
}

/// The mapping with which data are to be sent, by its number or its name; empty: none. The division remembers it.
pub(crate) async fn choose(context: &Context, actor: &Actor, which: &str) -> Done<Option<Mapping>> {
    let shelf = shelf(context, actor).await?;
    let which = which.trim();
    let chosen = if which.is_empty() {
        None
    } else {
        let meant = |one: &&Mapping| one.id.to_string() == which || one.name == which;
        Some(shelf.held.into_iter().find(|one| meant(&one)).ok_or(Refusal::UnknownMapping)?)
    };
    let by = post(context, actor, Operation::ListMappings)?;
    let own = context.divisions().canonical(by.scope.division).to_string();
    let mut tx = context.db.write().await?;
    mappings::choose(&mut tx, &own, chosen.as_ref().map(|one| one.id)).await?;
    tx.commit().await?;
    Ok(chosen)
}

/// The mapping of a name that holds for a division, its own before those of the levels above: for the machine's
/// operator. `which` is `653125/NAME`.
pub(crate) async fn of_operator(context: &Context, which: &str) -> Done<Mapping> {
    let (place, name) = which.split_once('/').ok_or(Refusal::UnknownMapping)?;
    let place = context.divisions().resolve(place, None).map_err(|_| Refusal::UnknownDivision)?;
    let mut tx = context.db.read().await?;
    for place in chain(context, place) {
        let all = mappings::of_division(&mut tx, &place.to_string()).await?;
        if let Some(one) = all.into_iter().find(|one| one.name == name && !one.retired) {
            return Ok(one);
        }
    }
    Err(Refusal::UnknownMapping.into())
}
