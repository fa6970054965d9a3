//! Accounts, as the network centre keeps them.

use serde_json::json;
use store::people::{self, Person};
use store::{notices, posts, sessions, tokens, webhooks};

use super::{Actor, Done, Refusal, Told, passwords, tell};
use crate::access::{Held, Operation, two_hands};
use crate::context::{Context, Origin, public_id, random};

/// Characters of a name or title, at most.
const LONGEST: usize = 64;

/// What an account is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewPerson<'a> {
    /// Name to sign in with.
    pub(crate) login: &'a str,
    /// Name to be read.
    pub(crate) name: &'a str,
    /// First password.
    pub(crate) password: &'a str,
    /// Whether it must be changed before anything else, as whoever made the account knows it.
    pub(crate) must_change: bool,
}

/// An account with the posts held today.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// Who.
    pub(crate) person: Person,
    /// As what.
    pub(crate) titles: Vec<String>,
}

/// All accounts.
pub(crate) async fn list(context: &Context, origin: &Origin, actor: &Actor) -> Done<Vec<Listed>> {
    actor.post(context, Operation::ListPeople, None)?;
    let mut tx = context.db.read().await?;
    let mut listed = Vec::new();
    for person in people::all(&mut tx).await? {
        let held = posts::of_person(&mut tx, person.id, &origin.day.to_string()).await?;
        listed.push(Listed { person, titles: held.into_iter().map(|post| post.title).collect() });
    }
    Ok(listed)
}

/// Makes an account with a first password. Its public number.
pub(crate) async fn add(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    input: NewPerson<'_>,
) -> Done<String> {
    let post = actor.post(context, Operation::AddPerson, None)?;
    let (login, name) = checked(input.login, input.name)?;
    passwords::fit(input.password, &login, &name)?;
    let hash = context.passwords.hash(input.password).await?;
    let id = public_id(origin.at)?;
    let mut tx = context.db.write().await?;
    let person = people::NewPerson {
        public_id: &id,
        login: &login,
        name: &name,
        password: &hash,
        must_change: input.must_change,
    };
    people::add(&mut tx, person).await?.ok_or(Refusal::LoginTaken)?;
    let body = json!({ "login": login });
    tell(&mut tx, &actor.person.public_id, origin, told(Operation::AddPerson, post, &id, body))
        .await?;
    tx.commit().await?;
    Ok(id)
}

/// Gives somebody a first password again and takes the second factor away, when either is lost.
pub(crate) async fn reset(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: &str,
    password: &str,
) -> Done<()> {
    let post = actor.post(context, Operation::ResetPerson, None)?;
    if !two_hands(&actor.person.public_id, id) {
        return Err(Refusal::OwnAccount.into());
    }
    let hash = context.passwords.hash(password).await?;
    let mut tx = context.db.write().await?;
    let person = people::by_public_id(&mut tx, id).await?.ok_or(Refusal::UnknownPerson)?;
    passwords::fit(password, &person.login, &person.name)?;
    begin_again(&mut tx, origin, &person, &hash).await?;
    let told = told(Operation::ResetPerson, post, id, json!({}));
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(())
}

/// Resets an account on the machine's own command line, when no administrator is left who could: the way
/// back in. The first password, which is told nowhere else.
pub(crate) async fn reset_by_operator(
    context: &Context,
    origin: &Origin,
    login: &str,
) -> Done<String> {
    let password = store::hex(&random::<10>()?);
    let hash = context.passwords.hash(&password).await?;
    let mut tx = context.db.write().await?;
    let login = login.trim().to_lowercase();
    let person = people::by_login(&mut tx, &login).await?.ok_or(Refusal::UnknownPerson)?;
    if person.closed_on.is_some() {
        return Err(Refusal::PersonClosed.into());
    }
    begin_again(&mut tx, origin, &person, &hash).await?;
    let told = Told {
        operation: Operation::ResetByOperator,
        post: "",
        kind: "person",
        id: &person.public_id,
        division: None,
        body: json!({}),
    };
    tell(&mut tx, "system", origin, told).await?;
    tx.commit().await?;
    Ok(password)
}

/// A first password, no second factor, no lock, no session, no token, no webhook.
async fn begin_again(
    tx: &mut store::db::Tx,
    origin: &Origin,
    person: &Person,
    hash: &str,
) -> Done<()> {
    people::set_password(tx, person.id, hash, true).await?;
    people::set_factor(tx, person.id, None, 0).await?;
    people::set_recovery_codes(tx, person.id, &[]).await?;
    people::set_failed(tx, person.id, 0, None).await?;
    sessions::close_all(tx, person.id).await?;
    tokens::revoke_all(tx, person.id, &origin.at.to_string()).await?;
    webhooks::stop_all(tx, person.id, &origin.at.to_string()).await?;
    Ok(())
}

/// Closes an account; its sessions end at once.
pub(crate) async fn close(context: &Context, origin: &Origin, actor: &Actor, id: &str) -> Done<()> {
    let post = actor.post(context, Operation::ClosePerson, None)?;
    if !two_hands(&actor.person.public_id, id) {
        return Err(Refusal::OwnAccount.into());
    }
    let mut tx = context.db.write().await?;
    let person = people::by_public_id(&mut tx, id).await?.ok_or(Refusal::UnknownPerson)?;
    if person.closed_on.is_some() {
        return Err(Refusal::PersonClosed.into());
    }
    people::close(&mut tx, person.id, Some(&origin.day.to_string())).await?;
    sessions::close_all(&mut tx, person.id).await?;
    tokens::revoke_all(&mut tx, person.id, &origin.at.to_string()).await?;
    webhooks::stop_all(&mut tx, person.id, &origin.at.to_string()).await?;
    notices::set_mail(&mut tx, person.id, None).await?;
    let told = told(Operation::ClosePerson, post, id, json!({}));
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(())
}

fn told<'a>(
    operation: Operation,
    post: &'a Held,
    id: &'a str,
    body: serde_json::Value,
) -> Told<'a> {
    let division = Some(post.scope.division);
    Told { operation, post: &post.post, kind: "person", id, division, body }
}

/// A title as it is stored.
pub(super) fn title(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST;
    if fits { Ok(text) } else { Err(Refusal::TitleUnfit) }
}

/// Login and name as they are stored.
pub(super) fn checked(login: &str, name: &str) -> Result<(String, String), Refusal> {
    let (login, name) = (login.trim(), name.trim());
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
    if !(2..=32).contains(&login.len()) || !login.chars().all(letter) {
        return Err(Refusal::LoginUnfit);
    }
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(Refusal::NameUnfit);
    }
    Ok((login.to_owned(), name.to_owned()))
}
