//! Tokens by which programs act for a person in one of the person's posts: made and ended by the person, for
//! as long as the post is held. Whatever a program does with one, the person did.

use serde_json::json;
use store::tokens::{self, NewToken, Token};
use store::{people, posts};

use super::account::own_password;
use super::people::title;
use super::sign_in::{absent, digest};
use super::{Actor, Done, Refusal, Told, tell};
use crate::access::{Operation, Use};
use crate::context::{Context, Origin, public_id, random};

/// Tokens of one person that open something at once, at most.
const MOST: i64 = 20;
/// Tokens that are listed.
const LISTED: i64 = 100;
/// Days that a token lasts, at most.
const LONGEST_DAYS: i64 = 366;
/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;
/// Seconds between two notes that a token is in use.
const NOTED: i64 = 60;
/// How tokens begin, so that people and scanners know them where they should not be.
const MARK: &str = "mz_";

/// A token as it was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked<'a> {
    /// The person's password: an open session is not enough.
    pub(crate) password: &'a str,
    /// Public number of the post.
    pub(crate) post: &'a str,
    /// What the person calls it.
    pub(crate) title: &'a str,
    /// Words of what it serves for.
    pub(crate) uses: &'a [String],
    /// Days that it lasts.
    pub(crate) days: &'a str,
}

/// The tokens of the person, the newest first.
pub(crate) async fn list(context: &Context, actor: &Actor) -> Done<Vec<Token>> {
    actor.is_open()?;
    Ok(tokens::of_person(&mut context.db.read().await?, actor.person.id, LISTED).await?)
}

/// Makes a token. It is told this once, and nowhere kept.
pub(crate) async fn add(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    asked: Asked<'_>,
) -> Done<String> {
    actor.is_open()?;
    let (title, uses, days) = checked(asked)?;
    let post = actor.held.iter().find(|held| held.post == asked.post);
    let post = post.ok_or(Refusal::UnknownPost)?;
    own_password(context, origin, actor, Operation::AddToken, asked.password).await?;
    let secret = format!("{MARK}{}", store::hex(&random::<32>()?));
    let (id, now) = (public_id(origin.at)?, origin.at.to_string());
    let mut tx = context.db.write().await?;
    if tokens::open(&mut tx, actor.person.id, &now).await? >= MOST {
        return Err(Refusal::TokensTooMany.into());
    }
    let number = posts::by_public_id(&mut tx, &post.post).await?.ok_or(Refusal::UnknownPost)?.id;
    let token = NewToken {
        public_id: &id,
        hash: &digest(&secret),
        person: actor.person.id,
        post: number,
        title,
        scopes: &uses,
        at: &now,
        ends_at: &origin.at.after(days * DAY).to_string(),
    };
    tokens::add(&mut tx, token).await?;
    let body = json!({ "title": title, "uses": uses, "days": days });
    let told = told(Operation::AddToken, &post.post, &id, body);
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Title, uses and days as they are kept.
fn checked(asked: Asked<'_>) -> Result<(&str, String, i64), Refusal> {
    let title = title(asked.title)?;
    let uses: Option<Vec<Use>> = asked.uses.iter().map(|word| Use::from_word(word)).collect();
    let uses = uses.filter(|uses| !uses.is_empty()).ok_or(Refusal::TokenUsesMissing)?;
    let kept = Use::ALL.into_iter().filter(|one| uses.contains(one)).map(Use::word);
    let days = asked.days.trim().parse().ok().filter(|days| (1..=LONGEST_DAYS).contains(days));
    let days = days.ok_or(Refusal::TokenDays)?;
    Ok((title, kept.collect::<Vec<_>>().join(" "), days))
}

fn told<'a>(operation: Operation, post: &'a str, id: &'a str, body: serde_json::Value) -> Told<'a> {
    Told { operation, post, kind: "token", id, division: None, body }
}

/// Ends a token of the person's own. One that was ended stays so.
pub(crate) async fn revoke(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: &str,
) -> Done<()> {
    actor.is_open()?;
    let mut tx = context.db.write().await?;
    let found = tokens::by_public_id(&mut tx, id).await?;
    let own = found.filter(|token| token.person == actor.person.id);
    let token = own.ok_or(Refusal::UnknownToken)?;
    if tokens::revoke(&mut tx, token.id, &origin.at.to_string()).await? {
        let told = told(Operation::RevokeToken, &token.post, id, json!({ "title": token.title }));
        tell(&mut tx, &actor.person.public_id, origin, told).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Ends all tokens of an account on the machine's own command line; how many there were.
pub(crate) async fn revoke_by_operator(
    context: &Context,
    origin: &Origin,
    login: &str,
) -> Done<u64> {
    let mut tx = context.db.write().await?;
    let login = login.trim().to_lowercase();
    let person = people::by_login(&mut tx, &login).await?.ok_or(Refusal::UnknownPerson)?;
    let ended = tokens::revoke_all(&mut tx, person.id, &origin.at.to_string()).await?;
    let told = Told {
        kind: "person",
        ..told(Operation::RevokeTokenByOperator, "", &person.public_id, json!({ "tokens": ended }))
    };
    tell(&mut tx, "system", origin, told).await?;
    tx.commit().await?;
    Ok(ended)
}

/// For whom a token acts, in the one post for which it was made; nobody where it opens nothing.
pub(crate) async fn resume(
    context: &Context,
    origin: &Origin,
    secret: &str,
) -> Done<Option<(Actor, Token)>> {
    if !secret.starts_with(MARK) {
        return Ok(None);
    }
    let now = origin.at.to_string();
    let mut tx = context.db.read().await?;
    let Some(token) = tokens::find(&mut tx, &digest(secret), &now).await? else { return Ok(None) };
    let actor = absent(&mut tx, origin, token.person, |held| held.post == token.post).await?;
    let Some(actor) = actor.filter(|actor| !actor.person.must_change) else { return Ok(None) };
    drop(tx);
    if token.used_at.as_ref().is_none_or(|used| *used < origin.at.after(-NOTED).to_string()) {
        let mut tx = context.db.write().await?;
        tokens::used(&mut tx, token.id, &now).await?;
        tx.commit().await?;
    }
    Ok(Some((actor, token)))
}
