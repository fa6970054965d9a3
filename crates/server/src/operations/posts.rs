//! Posts and their holders.

use domain::{Day, Division};
use serde_json::json;
use store::people;
use store::posts::{self, Holder, Post};

use super::people::title;
use super::sign_in::held_post;
use super::{Actor, Done, Refusal, Told, tell};
use crate::access::{Held, Operation, Place, Role, Scope, two_hands};
use crate::context::{Context, Origin, public_id};

/// What a post is made of, as it was entered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewPost<'a> {
    /// Word of the role.
    pub(crate) role: &'a str,
    /// Code or full name of the division.
    pub(crate) division: &'a str,
    /// Name of the organisation, empty for none.
    pub(crate) organisation: &'a str,
    /// What it is called.
    pub(crate) title: &'a str,
}

/// A post with everybody who held it.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// The post.
    pub(crate) post: Held,
    /// Its holders, the first one first.
    pub(crate) holders: Vec<Holder>,
}

/// The posts inside the scope of those that the person holds; where a division is named, by code or full name,
/// its own and those of the divisions below it.
pub(crate) async fn list(context: &Context, actor: &Actor, division: &str) -> Done<Vec<Listed>> {
    actor.post(context, Operation::ListPosts, None)?;
    let divisions = context.divisions();
    let wanted = match division.trim() {
        "" => None,
        text => Some(divisions.resolve(text, None).map_err(|_| Refusal::UnknownDivision)?),
    };
    let is_listed = |held: &Held| {
        let Scope { division, organisation } = &held.scope;
        let place = Some((*division, organisation.as_deref()));
        wanted.is_none_or(|wanted| divisions.is_within(*division, wanted))
            && actor.post(context, Operation::ListPosts, place).is_ok()
    };
    let mut tx = context.db.read().await?;
    let all = posts::all(&mut tx).await?;
    let mut holders = posts::all_holders(&mut tx).await?;
    let listed = all.into_iter().filter_map(|post| {
        let holders = holders.remove(&post.id).unwrap_or_default();
        held_post(post).filter(is_listed).map(|post| Listed { post, holders })
    });
    Ok(listed.collect())
}

/// Makes a post; its public number.
pub(crate) async fn add(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    input: NewPost<'_>,
) -> Done<String> {
    let (role, division) = place(context, input)?;
    let organisation = Some(input.organisation.trim()).filter(|name| !name.is_empty());
    let by = actor.post(context, Operation::AddPost, Some((division, organisation)))?;
    let title = title(input.title)?;
    let (id, code) = (public_id(origin.at)?, division.to_string());
    let mut tx = context.db.write().await?;
    let post =
        posts::NewPost { public_id: &id, role: role.word(), division: &code, organisation, title };
    posts::add(&mut tx, post).await?;
    let told = Told {
        operation: Operation::AddPost,
        post: &by.post,
        kind: "post",
        id: &id,
        division: Some(division),
        body: json!({ "role": role.word(), "organisation": organisation, "title": title }),
    };
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(id)
}

/// Role and division of a new post, if there are such posts.
fn place(context: &Context, input: NewPost<'_>) -> Result<(Role, Division), Refusal> {
    let role = Role::from_word(input.role).ok_or(Refusal::UnknownRole)?;
    let found = context.divisions().resolve(input.division.trim(), None);
    let division = found.map_err(|_| Refusal::UnknownDivision)?;
    let level = context.divisions().level(division).ok_or(Refusal::UnknownDivision)?;
    if !role.fits(level) {
        return Err(Refusal::RoleUnfit);
    }
    match (role.of_organisation(), input.organisation.trim().is_empty()) {
        (true, true) => Err(Refusal::OrganisationMissing),
        (false, false) => Err(Refusal::OrganisationUnfit),
        _ => Ok((role, division)),
    }
}

/// Gives a post to a person from a day on; the present holder's last day is the day before.
pub(crate) async fn change_holder(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (post, login, from): (&str, &str, &str),
) -> Done<()> {
    let mut tx = context.db.write().await?;
    let found = posts::by_public_id(&mut tx, post).await?.ok_or(Refusal::UnknownPost)?;
    let (number, held) = (found.id, held(found)?);
    let place =
        Place { division: held.scope.division, organisation: held.scope.organisation.as_deref() };
    let there = Some((place.division, place.organisation));
    let by = actor.post(context, Operation::ChangeHolder, there)?;
    let login = login.trim().to_lowercase();
    let person = people::by_login(&mut tx, &login).await?.ok_or(Refusal::UnknownPerson)?;
    if person.closed_on.is_some() {
        return Err(Refusal::PersonClosed.into());
    }
    if !two_hands(&actor.person.public_id, &person.public_id) {
        return Err(Refusal::OwnPost.into());
    }
    let day = Day::parse(from.trim()).map_err(|_| Refusal::NotADay)?;
    let holders = posts::holders(&mut tx, number).await?;
    if let Some(last) = holders.last() {
        end_before(&mut tx, last, person.id, day).await?;
    }
    posts::assign(&mut tx, number, person.id, &day.to_string()).await?;
    let told = Told {
        operation: Operation::ChangeHolder,
        post: &by.post,
        kind: "post",
        id: post,
        division: Some(place.division),
        body: json!({
            "before": holders.last().map(|holder| &holder.public_id),
            "after": person.public_id,
            "login": person.login,
            "from": day.to_string(),
        }),
    };
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends the last holder's time on the day before another one begins.
async fn end_before(tx: &mut store::db::Tx, last: &Holder, next: i64, day: Day) -> Done<()> {
    if last.to.is_none() && last.person == next {
        return Err(Refusal::HolderSame.into());
    }
    let after = |text: &str| Day::parse(text).is_ok_and(|other| day > other);
    if !after(last.to.as_deref().unwrap_or(&last.from)) {
        return Err(Refusal::HolderTooEarly.into());
    }
    let eve = Day::from_number(day.number() - 1).ok_or(Refusal::NotADay)?;
    if last.to.is_none() {
        posts::end(tx, last.id, &eve.to_string()).await?;
    }
    Ok(())
}

fn held(post: Post) -> Result<Held, Refusal> {
    held_post(post).ok_or(Refusal::UnknownPost)
}
