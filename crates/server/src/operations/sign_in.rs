//! Signing in: password, second factor, session; and signing out.

use domain::Division;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::db::Tx;
use store::people::{self, Person};
use store::posts::{self, Post};
use store::sessions::{self, Session};
use totp_rs::{Builder, Secret};

use super::{Actor, Done, Refusal, Stage, Told, tell};
use crate::access::{Held, Operation, Role, Scope};
use crate::context::{Context, Moment, Origin, random};
use crate::key::Purpose;

/// Mistakes in a row after which an account is locked.
const MISTAKES: i64 = 5;
/// Seconds for which it is locked.
const LOCKED: i64 = 15 * 60;
/// Seconds without a request after which a session ends.
const IDLE: i64 = 60 * 60;
/// Seconds after which a session ends in any case: one working day.
const LASTS: i64 = 12 * 60 * 60;
/// Seconds between two notes that a session is in use.
const NOTED: i64 = 60;

/// A new session: the token for the browser, and what is due first.
#[derive(Debug)]
pub(crate) struct Opened {
    /// Known to the browser alone.
    pub(crate) token: String,
    /// What is due first.
    pub(crate) stage: Stage,
}

/// Checks name and password. Whatever is wrong, the answer is the same and takes as long.
pub(crate) async fn sign_in(
    context: &Context,
    origin: &Origin,
    login: &str,
    password: &str,
) -> Done<Opened> {
    let login = login.trim().to_lowercase();
    let known = people::by_login(&mut context.db.read().await?, &login).await?;
    let hash = known.as_ref().map(|person| person.password.as_str());
    let fits = context.passwords.fits(password, hash).await?;
    let mut tx = context.db.write().await?;
    // Read again: others may have tried at the same time.
    let person = people::by_login(&mut tx, &login).await?;
    match person {
        Some(person) if fits && Some(person.password.as_str()) == hash && open(&person, origin) => {
            let stage = first_stage(&person);
            people::set_failed(&mut tx, person.id, 0, None).await?;
            let token = begin(&mut tx, origin.at, person.id, stage).await?;
            note(&mut tx, origin, &person, Operation::SignIn, true).await?;
            tx.commit().await?;
            Ok(Opened { token, stage })
        }
        person => {
            mistake(&mut tx, origin, person.as_ref(), Operation::SignIn).await?;
            tx.commit().await?;
            Err(Refusal::WrongLogin.into())
        }
    }
}

/// Whether the account may be signed in to at all.
fn open(person: &Person, origin: &Origin) -> bool {
    let until = person.locked_until.as_deref().unwrap_or_default();
    person.closed_on.is_none() && until <= origin.at.to_string().as_str()
}

fn first_stage(person: &Person) -> Stage {
    match (&person.factor_secret, person.must_change) {
        (Some(_), _) => Stage::Factor,
        (None, true) => Stage::Password,
        (None, false) => Stage::Open,
    }
}

/// Counts a mistake and locks the account when there were too many. What was typed is not recorded: people
/// type passwords where names belong. Gives whether the account is locked now.
pub(super) async fn mistake(
    tx: &mut Tx,
    origin: &Origin,
    person: Option<&Person>,
    operation: Operation,
) -> Done<bool> {
    if let Some(person) = person.filter(|person| open(person, origin)) {
        let failed = person.failed + 1;
        let until = (failed % MISTAKES == 0).then(|| origin.at.after(LOCKED).to_string());
        people::set_failed(tx, person.id, failed, until.as_deref()).await?;
        note(tx, origin, person, operation, false).await?;
        return Ok(until.is_some());
    }
    let id = person.map_or("", |person| person.public_id.as_str());
    let body = json!({ "done": false });
    tell(tx, "", origin, Told { operation, post: "", kind: "person", id, division: None, body })
        .await?;
    Ok(true)
}

async fn note(
    tx: &mut Tx,
    origin: &Origin,
    person: &Person,
    operation: Operation,
    done: bool,
) -> Done<()> {
    let id = person.public_id.as_str();
    let body = json!({ "done": done });
    tell(tx, id, origin, Told { operation, post: "", kind: "person", id, division: None, body })
        .await
}

/// Opens a session; its token.
async fn begin(tx: &mut Tx, at: Moment, person: i64, stage: Stage) -> Done<String> {
    let token = store::hex(&random::<32>()?);
    sessions::sweep(tx, &at.to_string()).await?;
    let session = Session {
        token_hash: digest(&token),
        person,
        stage: stage.word().to_owned(),
        created_at: at.to_string(),
        seen_at: at.to_string(),
        ends_at: at.after(LASTS).to_string(),
    };
    sessions::open(tx, &session).await?;
    Ok(token)
}

/// Puts a session of another stage, with a new token, in the place of the present one.
pub(super) async fn move_on(tx: &mut Tx, at: Moment, actor: &Actor, to: Stage) -> Done<Opened> {
    sessions::close(tx, &actor.session).await?;
    let token = begin(tx, at, actor.person.id, to).await?;
    Ok(Opened { token, stage: to })
}

/// Checks the second factor's code, or a recovery code in its place.
pub(crate) async fn verify(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    code: &str,
) -> Done<Opened> {
    if actor.stage != Stage::Factor {
        return Err(Refusal::SignInFirst.into());
    }
    let mut tx = context.db.write().await?;
    let person = people::by_id(&mut tx, actor.person.id).await?.ok_or(Refusal::SignInFirst)?;
    if !(open(&person, origin) && code_fits(&mut tx, (context, origin.at), &person, code).await?) {
        mistake(&mut tx, origin, Some(&person), Operation::Verify).await?;
        tx.commit().await?;
        return Err(Refusal::WrongCode.into());
    }
    let stage = if person.must_change { Stage::Password } else { Stage::Open };
    people::set_failed(&mut tx, person.id, 0, None).await?;
    let opened = move_on(&mut tx, origin.at, actor, stage).await?;
    note(&mut tx, origin, &person, Operation::Verify, true).await?;
    tx.commit().await?;
    Ok(opened)
}

async fn code_fits(
    tx: &mut Tx,
    (context, at): (&Context, Moment),
    person: &Person,
    code: &str,
) -> Done<bool> {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let kept = person.factor_secret.as_deref();
    let secret = kept.and_then(|kept| context.key.open(Purpose::Factor, &person.public_id, kept));
    if let Some(step) = secret.and_then(|secret| step_of(&secret, &code, at)) {
        return Ok(people::use_step(tx, person.id, step).await?);
    }
    let hash = digest(&code.to_lowercase());
    Ok(people::use_recovery_code(tx, person.id, &hash, &at.to_string()).await?)
}

/// The time step whose code this is; none: it is no code of now, or of the step before or after.
pub(super) fn step_of(secret: &str, code: &str, at: Moment) -> Option<i64> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let totp = Builder::new().with_secret(secret).build().ok()?;
    let step = totp.check(code, u64::try_from(at.0).ok()?)?;
    i64::try_from(step).ok()
}

/// Ends the session.
pub(crate) async fn sign_out(context: &Context, origin: &Origin, actor: &Actor) -> Done<()> {
    let mut tx = context.db.write().await?;
    if sessions::close(&mut tx, &actor.session).await? {
        note(&mut tx, origin, &actor.person, Operation::SignOut, true).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Who holds this token, with the posts of today; nobody where the session has ended.
pub(crate) async fn resume(context: &Context, origin: &Origin, token: &str) -> Done<Option<Actor>> {
    let (hash, now) = (digest(token), origin.at.to_string());
    let idle_since = origin.at.after(-IDLE).to_string();
    let mut tx = context.db.read().await?;
    let Some(session) = sessions::find(&mut tx, &hash, &idle_since, &now).await? else {
        return Ok(None);
    };
    let Some(person) = people::by_id(&mut tx, session.person).await? else { return Ok(None) };
    let held = posts::of_person(&mut tx, person.id, &origin.day.to_string()).await?;
    drop(tx);
    if session.seen_at < origin.at.after(-NOTED).to_string() {
        let mut tx = context.db.write().await?;
        sessions::seen(&mut tx, &hash, &now).await?;
        tx.commit().await?;
    }
    let held = held.into_iter().filter_map(held_post).collect();
    let stage = Stage::from_word(&session.stage);
    Ok(person.closed_on.is_none().then_some(Actor { person, held, session: hash, stage }))
}

/// Somebody without a session, for whom a program or the machine acts: in the posts of today, of which those that
/// are wanted. None: the account is closed, or none of these posts is held.
pub(super) async fn absent(
    tx: &mut Tx,
    origin: &Origin,
    person: i64,
    wanted: impl Fn(&Held) -> bool,
) -> Done<Option<Actor>> {
    let person = people::by_id(tx, person).await?;
    let Some(person) = person.filter(|person| person.closed_on.is_none()) else { return Ok(None) };
    let held = posts::of_person(tx, person.id, &origin.day.to_string()).await?;
    let held: Vec<_> = held.into_iter().filter_map(held_post).filter(wanted).collect();
    let (session, stage) = (String::new(), Stage::Open);
    Ok((!held.is_empty()).then_some(Actor { person, held, session, stage }))
}

/// A post as access is decided by; none where its role or division is no longer known.
pub(super) fn held_post(post: Post) -> Option<Held> {
    let division = post.division.parse().ok().and_then(Division::from_code)?;
    let scope = Scope { division, organisation: post.organisation };
    Some(Held {
        post: post.public_id,
        title: post.title,
        role: Role::from_word(&post.role)?,
        scope,
    })
}

/// The hash under which a token or recovery code is kept. Both are long random texts, so a plain hash does.
pub(super) fn digest(text: &str) -> String {
    store::hex(&Sha256::digest(text.as_bytes()))
}
