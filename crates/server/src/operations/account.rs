//! What people do with their own account: password and second factor.

use serde_json::json;
use store::{people, sessions};
use totp_rs::Secret;

use super::sign_in::{Opened, digest, mistake, move_on, step_of};
use super::{Actor, Done, Refusal, Stage, Told, passwords, tell};
use crate::access::Operation;
use crate::context::{Context, Origin, random};
use crate::key::Purpose;

/// Recovery codes given at once.
const CODES: usize = 10;

/// A password and the new one, twice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewPassword<'a> {
    /// The present one.
    pub(crate) present: &'a str,
    /// The new one.
    pub(crate) new: &'a str,
    /// The new one again.
    pub(crate) again: &'a str,
}

/// Changes one's password. All other sessions of the person end.
pub(crate) async fn change_password(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    input: NewPassword<'_>,
) -> Done<Opened> {
    if actor.stage == Stage::Factor {
        return Err(Refusal::SignInFirst.into());
    }
    let person = &actor.person;
    own_password(context, origin, actor, Operation::ChangePassword, input.present).await?;
    if input.new != input.again {
        return Err(Refusal::PasswordsDiffer.into());
    }
    if input.new == input.present {
        return Err(Refusal::PasswordSame.into());
    }
    passwords::fit(input.new, &person.login, &person.name)?;
    let hash = context.passwords.hash(input.new).await?;
    let mut tx = context.db.write().await?;
    people::set_password(&mut tx, person.id, &hash, false).await?;
    sessions::close_all(&mut tx, person.id).await?;
    let opened = move_on(&mut tx, origin.at, actor, Stage::Open).await?;
    tell(&mut tx, &person.public_id, origin, own(actor, Operation::ChangePassword)).await?;
    tx.commit().await?;
    Ok(opened)
}

/// A secret for a second factor, in base32, for the person to take into a device.
pub(crate) fn new_factor() -> Done<String> {
    Ok(Secret::from(random::<20>()?).to_base32())
}

/// Sets up the second factor, once the device has shown a code that fits its secret. Gives the recovery
/// codes, which are shown this once.
pub(crate) async fn set_up_factor(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    password: &str,
    (secret, code): (&str, &str),
) -> Done<Vec<String>> {
    actor.is_open()?;
    let person = &actor.person;
    own_password(context, origin, actor, Operation::SetUpFactor, password).await?;
    let step = step_of(secret, code.trim(), origin.at).ok_or(Refusal::WrongCode)?;
    let codes: Vec<String> =
        std::iter::repeat_with(|| random::<8>().map(|bytes| store::hex(&bytes)))
            .take(CODES)
            .collect::<Done<_>>()?;
    let hashes: Vec<String> = codes.iter().map(|code| digest(code)).collect();
    let kept = context.key.seal(Purpose::Factor, &person.public_id, secret)?;
    let mut tx = context.db.write().await?;
    people::set_factor(&mut tx, person.id, Some(&kept), step).await?;
    people::set_recovery_codes(&mut tx, person.id, &hashes).await?;
    tell(&mut tx, &person.public_id, origin, own(actor, Operation::SetUpFactor)).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Whether this is the person's password. A wrong one counts as it does when signing in: an open session
/// is no way to guess it. Once the account is locked, its sessions end.
pub(super) async fn own_password(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    operation: Operation,
    password: &str,
) -> Done<()> {
    if context.passwords.fits(password, Some(&actor.person.password)).await? {
        return Ok(());
    }
    let mut tx = context.db.write().await?;
    let person = people::by_id(&mut tx, actor.person.id).await?.ok_or(Refusal::SignInFirst)?;
    if mistake(&mut tx, origin, Some(&person), operation).await? {
        sessions::close_all(&mut tx, person.id).await?;
    }
    tx.commit().await?;
    Err(Refusal::WrongPassword.into())
}

fn own(actor: &Actor, operation: Operation) -> Told<'_> {
    let id = actor.person.public_id.as_str();
    Told { operation, post: "", kind: "person", id, division: None, body: json!({}) }
}
