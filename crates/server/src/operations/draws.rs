//! Draws of spot checks (A-14.1.e): somebody of the finance department publishes the commitment to a seed, somebody
//! else fixes and hashes the frame of self-evaluations, then the seed is opened, and anybody can draw the same again
//! ([`domain::draw`]). Which office of a level draws, and that bureaus below the region draw, too, the regulations
//! leave open: local defaults. A further draw of a division and year says why and leaves out what those before have
//! drawn.

mod followed;
mod framed;
mod kept;
mod one;
#[cfg(test)]
pub(crate) mod tests;

use domain::Division;
use domain::draw::{Draw, Frame, Hash, Pick, Seed, Step};
use domain::handling::StepRefusal;
use domain::privacy::mask_lines;
use store::db::Tx;
use store::draws;

use self::followed::FollowedDraw;
pub(crate) use self::one::{May, OneDraw, due, proof};
use super::handling::acting::{Acting, as_post, finished, written};
use super::handling::{self, words};
use super::{Actor, Done, Failure, Refusal};
use crate::access::{Held, Operation};
use crate::context::{Context, Origin, random};

/// Kind of the matter by which steps are kept.
pub(crate) const KIND: &str = "draw";

/// The first year whose self-evaluations can be drawn: facts bind from it on.
const FIRST_YEAR: i32 = 2016;

/// A commitment as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// Fiscal year of the self-evaluations.
    pub(crate) year: String,
    /// SHA-256 of the seed.
    pub(crate) commitment: String,
    /// Why there is another draw of the division and year.
    pub(crate) again: String,
}

/// A step as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saying {
    /// Its word: `freeze`, `reveal` or `withdraw`.
    pub(crate) step: String,
    /// The seed.
    pub(crate) seed: String,
    /// Why it is given up.
    pub(crate) reason: String,
}

/// A seed that nobody can guess, for whoever has none; it is not kept.
pub(crate) fn fresh_seed() -> Done<Seed> {
    let digits = store::hex(&random::<16>()?);
    let groups: Vec<&str> =
        (0..digits.len()).step_by(4).filter_map(|at| digits.get(at..at + 4)).collect();
    Seed::parse(&groups.join("-")).ok_or_else(|| Failure::System("no seed".to_owned()))
}

/// The post of somebody who draws for a division; of the own one where none is meant.
fn drawing<'a>(
    context: &Context,
    actor: &'a Actor,
    home: Option<Division>,
) -> Result<&'a Held, Refusal> {
    let operation = Operation::Draw;
    actor.post(context, operation, None)?;
    let of = |held: &Held| context.divisions().canonical(held.scope.division);
    let own =
        |held: &&Held| operation.is_open_to(held.role) && home.is_none_or(|home| of(held) == home);
    actor.held.iter().find(own).ok_or(Refusal::OutOfScope)
}

/// Publishes the commitment to a seed; the number of the draw.
pub(crate) async fn commit(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<i64> {
    let held = drawing(context, actor, None)?;
    let home = context.divisions().canonical(held.scope.division).to_string();
    let year = year(&writing.year, origin)?;
    let commitment = Hash::parse(&writing.commitment);
    let commitment = commitment.ok_or(Refusal::Step(StepRefusal::CommitmentUnread))?;
    let again = written(&writing.again)?;
    let mut tx = context.db.write().await?;
    let before = draws::of_year(&mut tx, &home, year).await?;
    is_new(&before, &again)?;
    if draws::is_used(&mut tx, &commitment.to_string()).await? {
        return Err(Refusal::DrawSeedUsed.into());
    }
    let by = as_post(&mut tx, actor, held).await?;
    let one = Draw::begin(commitment, again.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let mut kept = draws::Draw {
        id: 0,
        home,
        fiscal_year: year,
        post: by.post.0 as i64,
        maker: actor.person.id,
        commitment: commitment.to_string(),
        again: again.clone(),
        standing: followed::standing(&one, 0, origin.day),
    };
    kept.id = draws::add(&mut tx, &kept).await?.ok_or(Refusal::DrawOpen)?;
    let id = kept.id;
    let (first, taking) = (Step::Commit { commitment, again }, by.taking(origin));
    let followed = FollowedDraw::begin(&mut tx, (kept, one), &first, taking).await?;
    finish(tx, origin, actor, by, followed).await?;
    Ok(id)
}

/// The year that is written: one that has begun.
fn year(text: &str, origin: &Origin) -> Result<i64, Refusal> {
    let year: i32 = text.trim().parse().map_err(|_| Refusal::DrawYear)?;
    let begun = (FIRST_YEAR..=origin.day.year()).contains(&year);
    if begun { Ok(i64::from(year)) } else { Err(Refusal::DrawYear) }
}

/// Refused while one of the same division and year is on its way; after that another one has to say why.
fn is_new(before: &[draws::Draw], again: &str) -> Result<(), Refusal> {
    let open = |state: &str| matches!(state, "committed" | "frozen");
    if before.iter().any(|one| open(&one.standing.state)) {
        return Err(Refusal::DrawOpen);
    }
    if !before.is_empty() && again.is_empty() { Err(Refusal::DrawAgain) } else { Ok(()) }
}

/// The draw of a number, if the reader may see its division.
async fn found(tx: &mut Tx, context: &Context, actor: &Actor, id: i64) -> Done<FollowedDraw> {
    let kept = draws::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let seeing = Operation::ListDraws;
    actor.admitted(context, (seeing, seeing), handling::there(&kept.home, "")?)?;
    FollowedDraw::of(tx, kept).await
}

/// Fixes the frame of a draw, opens its seed, or gives it up.
pub(crate) async fn carry_out(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, saying): (i64, &Saying),
) -> Done<()> {
    // The frame is read before the transaction that keeps it, so that nobody who writes waits for it.
    let mut tx = context.db.read().await?;
    let before = found(&mut tx, context, actor, id).await?;
    let home = handling::division(&before.kept.home)?;
    drawing(context, actor, Some(home))?;
    let frame = match saying.step.as_str() {
        "freeze" => Some(framed::frame(&mut tx, context, &before.kept, origin.day).await?),
        _ => None,
    };
    drop(tx);
    let step = match (saying.step.as_str(), &frame) {
        ("freeze", Some(frame)) => {
            Step::Freeze { frame: frame.hash(), projects: frame.lines().len() as u64 }
        }
        ("reveal", _) => Step::Reveal { seed: seed(&saying.seed)? },
        ("withdraw", _) => Step::Withdraw { reason: written(&saying.reason)? },
        _ => return Err(Refusal::UnknownStep.into()),
    };
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let by = as_post(&mut tx, actor, drawing(context, actor, Some(home))?).await?;
    followed.take(&mut tx, step, by.taking(origin)).await?;
    if let Some(frame) = frame {
        draws::freeze(&mut tx, id, &frame.text()).await?;
    }
    if let Some(seed) = followed.one.seed() {
        let frame = kept_frame(&mut tx, &followed).await?;
        let sample = frame.draw(seed);
        let picks: Vec<draws::Pick> = sample.picks.iter().map(picked).collect();
        draws::keep_picks(&mut tx, id, &picks).await?;
        followed.kept.standing.drawn = picks.len() as i64;
    }
    finish(tx, origin, actor, by, followed).await
}

/// A seed as it was written. One that holds the number of a person is not kept: the draw is given up instead.
fn seed(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if mask_lines(text) == text { Ok(text.to_owned()) } else { Err(Refusal::DrawSeedNumber) }
}

/// The frame of a draw as it was fixed, which must still have its hash.
async fn kept_frame(tx: &mut Tx, followed: &FollowedDraw) -> Done<Frame> {
    let text = draws::frame(tx, followed.kept.id).await?;
    let fixed = followed.one.frame().map(|(hash, _)| hash);
    let frame = Frame::read(&text).ok().filter(|frame| Some(frame.hash()) == fixed);
    let damaged = || Failure::System(format!("draw {}: another frame", followed.kept.id));
    frame.ok_or_else(damaged)
}

fn picked(pick: &Pick<'_>) -> draws::Pick {
    let line = pick.line;
    let word = |words: &[words::Word], at: usize| words.get(at).map_or("", |row| row.0).to_owned();
    draws::Pick {
        target: line.target.clone(),
        project: line.project.clone(),
        name: String::new(),
        county: line.county.clone(),
        amount: line.money.map(|fen| fen.0),
        score: line.score.map(|score| score.0),
        red: i64::from(line.red),
        yellow: i64::from(line.yellow),
        risk: word(words::DRAW_RISK, pick.risk as usize),
        size: word(words::DRAW_SIZE, pick.size as usize),
    }
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    origin: &Origin,
    actor: &Actor,
    by: Acting<'_>,
    mut followed: FollowedDraw,
) -> Done<()> {
    followed.stand(&mut tx, origin.day).await?;
    let stepped = followed.stepped(&followed.kept.home, None);
    finished(tx, origin, actor, (Operation::Draw, by), stepped).await
}
