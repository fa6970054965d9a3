//! The first account of an empty store: an administrator of the region, who makes all others.

use domain::{Division, Level};
use serde_json::json;
use store::{events, people, posts};

use super::people::{NewPerson, checked};
use super::{Done, Refusal, Told, passwords, tell};
use crate::access::{Operation, Role};
use crate::context::{Context, Origin, public_id};

/// Whether the store has no account yet.
pub(crate) async fn is_due(context: &Context) -> Done<bool> {
    Ok(people::count(&mut context.db.read().await?).await? == 0)
}

/// Makes the first account and its post. Refused once there is any account.
pub(crate) async fn first_run(
    context: &Context,
    origin: &Origin,
    input: NewPerson<'_>,
) -> Done<()> {
    if !is_due(context).await? {
        return Err(Refusal::NotFirst.into());
    }
    let (login, name) = checked(input.login, input.name)?;
    passwords::fit(input.password, &login, &name)?;
    let region = region(context).ok_or(Refusal::UnknownDivision)?;
    let hash = context.passwords.hash(input.password).await?;
    let (person_id, post_id) = (public_id(origin.at)?, public_id(origin.at)?);
    let mut tx = context.db.write().await?;
    events::queue(&mut tx).await?;
    // Asked again under the lock: two first runs at once make one administrator.
    if people::count(&mut tx).await? != 0 {
        return Err(Refusal::NotFirst.into());
    }
    let person = people::NewPerson {
        public_id: &person_id,
        login: &login,
        name: &name,
        password: &hash,
        must_change: false,
    };
    let person = people::add(&mut tx, person).await?.ok_or(Refusal::LoginTaken)?;
    let code = region.to_string();
    let post = posts::NewPost {
        public_id: &post_id,
        role: Role::RegionNetwork.word(),
        division: &code,
        organisation: None,
        title: "系统管理员",
    };
    let post = posts::add(&mut tx, post).await?;
    posts::assign(&mut tx, post, person, &origin.day.to_string()).await?;
    let told = Told {
        operation: Operation::FirstRun,
        post: &post_id,
        kind: "person",
        id: &person_id,
        division: Some(region),
        body: json!({ "login": login, "role": Role::RegionNetwork.word() }),
    };
    tell(&mut tx, &person_id, origin, told).await?;
    tx.commit().await?;
    Ok(())
}

fn region(context: &Context) -> Option<Division> {
    let top = context.divisions().iter().find(|entry| entry.level == Level::Region);
    top.map(|entry| entry.division)
}
