//! What people ask of lists again and again: saved under a name of one's own, called otherwise, forgotten. It is
//! nobody else's business, so no event tells of it; whoever is given its address sees the rows of the own scope.

use store::saved::{self, Saved};

use super::{Actor, Done, Refusal};
use crate::context::{Context, Origin};
use crate::lists::Face;
use crate::lists::asked::{PLACES, encoded};

/// Queries of one person, at most.
const MOST: usize = 50;
/// Characters of a name, at most.
const LONGEST: usize = 40;
/// Bytes of what is asked, at most.
const LONGEST_ASKED: usize = 2_000;
/// What is asked of one page and not of the list, beside its place.
const OF_PAGE: [&str; 2] = ["lang", "rows"];

/// The queries of a person, by list and name.
pub(crate) async fn own(context: &Context, actor: &Actor) -> Done<Vec<Saved>> {
    actor.is_open()?;
    Ok(saved::of_person(&mut context.db.read().await?, actor.person.id).await?)
}

/// A name as it is kept.
fn named(name: &str) -> Result<String, Refusal> {
    let name = name.trim();
    let fits = (1..=LONGEST).contains(&name.chars().count()) && !name.contains(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(Refusal::SavedName) }
}

/// What is asked of a list, without what belongs to one page, in a form that can stand in an address.
fn meant(pairs: &[(String, String)]) -> Result<String, Refusal> {
    let of_page = |name: &str| OF_PAGE.contains(&name) || PLACES.contains(&name);
    let kept = pairs.iter().filter(|(name, text)| !text.is_empty() && !of_page(name));
    let asked: Vec<String> =
        kept.map(|(name, text)| format!("{}={}", encoded(name), encoded(text))).collect();
    let asked = asked.join("&");
    if asked.is_empty() || asked.len() > LONGEST_ASKED {
        Err(Refusal::SavedUnfit)
    } else {
        Ok(asked)
    }
}

/// Saves what is asked of a list.
pub(crate) async fn save(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (face, name, pairs): (&Face, &str, &[(String, String)]),
) -> Done<()> {
    actor.is_open()?;
    let (name, asked) = (named(name)?, meant(pairs)?);
    let mut tx = context.db.write().await?;
    if saved::of_person(&mut tx, actor.person.id).await?.len() >= MOST {
        return Err(Refusal::SavedTooMany.into());
    }
    let new = Saved { list: face.list.name.to_owned(), name, asked, ..Saved::default() };
    let at = origin.at.to_string();
    saved::add(&mut tx, actor.person.id, &new, &at).await?.ok_or(Refusal::SavedKnown)?;
    tx.commit().await?;
    Ok(())
}

/// Calls one otherwise.
pub(crate) async fn rename(context: &Context, actor: &Actor, id: i64, name: &str) -> Done<()> {
    actor.is_open()?;
    let name = named(name)?;
    let mut tx = context.db.write().await?;
    let own = saved::of_person(&mut tx, actor.person.id).await?;
    if !own.iter().any(|one| one.id == id) {
        return Err(Refusal::UnknownSaved.into());
    }
    if !saved::rename(&mut tx, actor.person.id, id, &name).await? {
        return Err(Refusal::SavedKnown.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Forgets one.
pub(crate) async fn forget(context: &Context, actor: &Actor, id: i64) -> Done<()> {
    actor.is_open()?;
    let mut tx = context.db.write().await?;
    if !saved::drop_one(&mut tx, actor.person.id, id).await? {
        return Err(Refusal::UnknownSaved.into());
    }
    tx.commit().await?;
    Ok(())
}
