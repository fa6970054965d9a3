//! A draw as it is read, what proves it, and what is due of them.

use domain::draw::{Frame, Proof, State};
use store::db::Tx;
use store::draws::{self, Draw, Pick};
use store::posts;

use super::followed::FollowedDraw;
use super::{drawing, found, kept_frame};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling;
use crate::operations::handling::one::One;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done, Refusal};

/// Draws that are listed as due.
const MOST: i64 = 8;
/// Projects that a page shows; the list has all.
const SHOWN: i64 = 100;

/// What somebody can do about a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Fix its frame.
    Freeze,
    /// Open its seed.
    Reveal,
    /// Give it up.
    Withdraw,
}

/// One draw.
#[derive(Debug)]
pub(crate) struct OneDraw {
    /// The draw.
    pub(crate) followed: FollowedDraw,
    /// Title of the post that made the seed.
    pub(crate) post: String,
    /// What is drawn from; none before it was fixed.
    pub(crate) frame: Option<Frame>,
    /// The first of what was drawn.
    pub(crate) picks: Vec<Pick>,
    /// The other draws of the division and year, the first one first.
    pub(crate) others: Vec<Draw>,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl One for OneDraw {
    const PLACE: &'static str = "/draws";

    async fn read(context: &Context, _: &Origin, actor: &Actor, id: i64) -> Done<OneDraw> {
        one(context, actor, id).await
    }
}

/// One draw for a reader.
pub(super) async fn one(context: &Context, actor: &Actor, id: i64) -> Done<OneDraw> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    let kept = &followed.kept;
    let frame = frame(&mut tx, &followed).await?;
    let post = posts::by_id(&mut tx, kept.post).await?;
    let mut others = draws::of_year(&mut tx, &kept.home, kept.fiscal_year).await?;
    others.retain(|other| other.id != id);
    Ok(OneDraw {
        post: post.map(|post| post.title).unwrap_or_default(),
        frame,
        picks: draws::picks(&mut tx, id, SHOWN).await?,
        others,
        taken: named_steps(&mut tx, &followed.steps).await?,
        may: may(context, actor, &followed)?,
        followed,
    })
}

/// What somebody can do about a draw.
fn may(context: &Context, actor: &Actor, followed: &FollowedDraw) -> Done<Vec<May>> {
    let home = handling::division(&followed.kept.home)?;
    let state = followed.one.state();
    if !state.is_open() || drawing(context, actor, Some(home)).is_err() {
        return Ok(Vec::new());
    }
    let committed = followed.one.committer().is_some_and(|who| actor.is(who));
    let can = [
        (May::Freeze, state == State::Committed && !committed),
        (May::Reveal, state == State::Frozen && !committed),
        (May::Withdraw, true),
    ];
    Ok(can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect())
}

/// The frame of a draw, which must still have its hash; none before it was fixed.
async fn frame(tx: &mut Tx, followed: &FollowedDraw) -> Done<Option<Frame>> {
    match followed.one.frame() {
        None => Ok(None),
        Some(_) => Ok(Some(kept_frame(tx, followed).await?)),
    }
}

/// The text by which anybody can make a draw again; there is none before its frame was fixed.
pub(crate) async fn proof(context: &Context, actor: &Actor, id: i64) -> Done<String> {
    let mut tx = context.db.read().await?;
    let followed = found(&mut tx, context, actor, id).await?;
    let frame = frame(&mut tx, &followed).await?.ok_or(Refusal::DrawNotFrozen)?;
    let drawn = followed.one.seed().map(|seed| {
        let sample = frame.draw(seed);
        let picks = sample.picks.iter().map(|pick| (pick.line.target.clone(), pick.ticket));
        (seed.text().to_owned(), picks.collect())
    });
    let commitment = followed.one.commitment();
    Ok(Proof { commitment, hash: frame.hash(), drawn, frame: frame.text() }.text())
}

/// Draws whose frame somebody can fix, or whose seed they can open.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<Vec<Draw>> {
    let mut all = Vec::new();
    let mut tx = context.db.read().await?;
    for held in actor.held.iter().filter(|held| Operation::Draw.is_open_to(held.role)) {
        let home = context.divisions().canonical(held.scope.division).to_string();
        all.extend(draws::open(&mut tx, &home, MOST).await?);
    }
    all.retain(|one| one.maker != actor.person.id);
    all.sort_by_key(|one| one.id);
    all.dedup_by_key(|one| one.id);
    Ok(all)
}
