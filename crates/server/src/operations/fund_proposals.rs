//! Fund proposals (资金安排意见): how the region raises money (B 一（二）) and divides integrated money in blocks
//! (B 二（一）2（1）). Who takes which step of which kind stands in [`domain::fund_proposal::kinds`]; here is one way for
//! all. An approved division in blocks becomes the proposals with which hand-downs are compared.

mod blocks;
mod draft;
mod faults;
pub(crate) mod figures;
mod followed;
pub(crate) mod kept;
mod one;
mod table;
#[cfg(test)]
pub(crate) mod tests;

use domain::fund_proposal::{FundProposal, Kind, Step};
use store::db::Tx;
use store::fund_proposals;

pub(crate) use self::blocks::divided_by;
pub(crate) use self::draft::{LineInput, MOST_LINES, Writing, writing};
pub(crate) use self::followed::FollowedProposal;
pub(crate) use self::one::{Answered, May, OneFundProposal, due, open};
pub(crate) use self::table::head;
use super::factor_plans::decoded;
use super::handling::acting::{Acting, Sent, as_post, attach, finished, sees, shelve, written};
use super::handling::matter_of;
use super::screening::found::region;
use super::{Actor, Done, Refusal};
use crate::access::{Held, Operation};
use crate::context::{Context, Origin};

/// Kind of the matter by which steps and documents are kept.
pub(crate) const KIND: &str = "fund_proposal";

/// Whether a post is one of an office of the region.
fn serves(context: &Context, held: &Held, office: &str) -> bool {
    let of_region = held.scope.organisation.is_none()
        && region(context.divisions()) == Some(held.scope.division);
    let actor = context.pack.actors.get(office);
    of_region && actor.is_some_and(|one| one.roles.iter().any(|role| role == held.role.word()))
}

/// Somebody in a post of one of these offices, in which an operation is open.
async fn as_office<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (operation, offices): (Operation, &[&str]),
) -> Done<Acting<'a>> {
    actor.post(context, operation, None)?;
    let serves = |held: &&Held| {
        operation.is_open_to(held.role)
            && offices.iter().any(|office| serves(context, held, office))
    };
    as_post(tx, actor, actor.held.iter().find(serves).ok_or(Refusal::OutOfScope)?).await
}

/// Somebody in the very post that proposes.
async fn as_maker<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (operation, kept): (Operation, &fund_proposals::FundProposal),
) -> Done<Acting<'a>> {
    actor.post(context, operation, None)?;
    for held in actor.held.iter().filter(|held| operation.is_open_to(held.role)) {
        let acting = as_post(tx, actor, held).await?;
        if acting.post.0 as i64 == kept.post {
            return Ok(acting);
        }
    }
    Err(Refusal::OutOfScope.into())
}

/// Begins a proposal; its number.
pub(crate) async fn begin(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    writing: &Writing,
) -> Done<i64> {
    let operation = Operation::WriteFundProposal;
    actor.post(context, operation, None)?;
    let kind = Kind::of(writing.kind.trim()).filter(|kind| kind.holds(origin.day));
    let kind = kind.ok_or_else(|| faults::unknown_kind(&writing.kind))?;
    let year = draft::year(&writing.fiscal_year)?;
    let shelved = shelve(context, &writing.evidence).await?;
    let mut tx = context.db.write().await?;
    let by = as_office(&mut tx, context, actor, (operation, kind.proposes)).await?;
    let mut text = draft::read(&mut tx, context, kind, writing).await?;
    let home = region(context.divisions()).ok_or(Refusal::UnknownDivision)?;
    let mut kept = fund_proposals::FundProposal {
        id: 0,
        home: home.to_string(),
        post: by.post.0 as i64,
        maker: actor.person.id,
        kind: kind.word.to_owned(),
        fiscal_year: year,
        under: None,
        replaces: None,
        standing: fund_proposals::Standing::default(),
    };
    kept.under = above(&mut tx, kind, (year, &writing.under)).await?;
    kept.replaces = before(&mut tx, &kept, &writing.replaces).await?;
    let one = FundProposal::begin(kind, text.clone(), by.who, origin.day);
    kept.standing = followed::standing(&one.map_err(Refusal::Step)?, origin.day, None);
    blocks::is_free(&mut tx, context, (&kept, kind), &text).await?;
    kept.id = fund_proposals::add(&mut tx, &kept).await?;
    let id = kept.id;
    text.evidence = attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?;
    let one = FundProposal::begin(kind, text.clone(), by.who, origin.day);
    let one = one.map_err(Refusal::Step)?;
    let (first, taking) = (Step::Write(text), by.taking(origin));
    let followed = FollowedProposal::begin(&mut tx, (kept, one), &first, taking).await?;
    finish(tx, (origin, actor), (operation, by), (followed, None)).await?;
    Ok(id)
}

/// The arrangement that one of a kind answers: the one that is named, or the last one in force.
async fn above(tx: &mut Tx, kind: &Kind, (year, named): (i64, &str)) -> Done<Option<i64>> {
    let Some(above) = kind.under.and_then(Kind::of) else { return Ok(None) };
    let of_year = fund_proposals::of_year(tx, above.word, year).await?;
    let mut in_force = of_year.iter().filter(|one| one.standing.state == "approved");
    let found = match named.trim() {
        "" => in_force.next(),
        id => in_force.find(|one| one.id.to_string() == id),
    };
    let found = found.ok_or_else(|| faults::no_arrangement(above, year))?;
    Ok(Some(found.id))
}

/// The version that one replaces.
async fn before(tx: &mut Tx, one: &fund_proposals::FundProposal, named: &str) -> Done<Option<i64>> {
    if named.trim().is_empty() {
        return Ok(None);
    }
    let of_year = fund_proposals::of_year(tx, &one.kind, one.fiscal_year).await?;
    let fits = |other: &&fund_proposals::FundProposal| {
        let approved = other.standing.state == "approved" && other.post == one.post;
        approved && other.id.to_string() == named.trim()
    };
    let found = of_year.iter().find(fits).ok_or_else(faults::not_replaceable)?;
    Ok(Some(found.id))
}

/// The proposal of a number, where the reader may see it.
async fn found(tx: &mut Tx, context: &Context, actor: &Actor, id: i64) -> Done<FollowedProposal> {
    let kept = fund_proposals::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    sees(context, actor, (Operation::ListFundProposals, &kept.home))?;
    FollowedProposal::of(tx, kept).await
}

/// Writes a proposal anew. Documents that were sent before stay.
pub(crate) async fn rewrite(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, writing): (i64, &Writing),
) -> Done<()> {
    let operation = Operation::WriteFundProposal;
    found(&mut context.db.read().await?, context, actor, id).await?;
    let shelved = shelve(context, &writing.evidence).await?;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let by = as_maker(&mut tx, context, actor, (operation, &followed.kept)).await?;
    let kind = followed.one.kind();
    let mut text = draft::read(&mut tx, context, kind, writing).await?;
    blocks::is_free(&mut tx, context, (&followed.kept, kind), &text).await?;
    text.evidence = followed.one.text().evidence.clone();
    text.evidence.extend(attach(&mut tx, matter_of(KIND, id), actor, origin, &shelved).await?);
    followed.kept.maker = actor.person.id;
    followed.take(&mut tx, Step::Write(text), by.taking(origin)).await?;
    finish(tx, (origin, actor), (operation, by), (followed, None)).await
}

/// Submits a proposal (`submit`), or gives it up (`withdraw`).
pub(crate) async fn prepare(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, step, reason): (i64, &str, &str),
) -> Done<()> {
    let operation = Operation::WriteFundProposal;
    let mut tx = context.db.write().await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    let by = as_maker(&mut tx, context, actor, (operation, &followed.kept)).await?;
    let step = match step {
        "submit" => Step::Submit,
        "withdraw" => Step::Withdraw { reason: written(reason)? },
        _ => return Err(Refusal::UnknownStep.into()),
    };
    followed.take(&mut tx, step, by.taking(origin)).await?;
    finish(tx, (origin, actor), (operation, by), (followed, None)).await
}

/// A step of an office for which a proposal waits, by its word.
fn passing(step: &str, said: String) -> Result<Step, Refusal> {
    Ok(match step {
        "agree" => Step::Agree { opinion: said },
        "review" => Step::Review { opinion: said },
        "approve" => Step::Approve { opinion: said },
        "return" => Step::SendBack { reason: said },
        _ => return Err(Refusal::UnknownStep),
    })
}

/// Agrees to a proposal, reviews or approves it, or sends it back. Approved, it replaces the version that it names, and
/// a division in blocks becomes the proposals of its funds and year, in one transaction with the step. The caller has
/// the records screened.
pub(crate) async fn pass(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, step, said): (i64, &str, &str),
) -> Done<()> {
    let operation = Operation::PassFundProposal;
    let step = passing(step, written(said)?)?;
    let mut tx = context.db.read().await?;
    let looked = found(&mut tx, context, actor, id).await?;
    // Where it waits for nobody, the step itself is refused, not the post.
    let offices: Vec<&str> = looked.one.office().into_iter().collect();
    actor.post(context, operation, None)?;
    if offices.is_empty() {
        return Err(Refusal::Step(domain::handling::StepRefusal::NotFromHere).into());
    }
    let by = as_office(&mut tx, context, actor, (operation, &offices)).await?;
    looked.one.step(step.clone(), by.who, origin.day).map_err(Refusal::Step)?;
    let approves = matches!(step, Step::Approve { .. });
    let recording = if approves { blocks::recording(tx, context, &looked).await? } else { None };
    let mut tx = context.db.write().await?;
    fund_proposals::queue(&mut tx).await?;
    let mut followed = found(&mut tx, context, actor, id).await?;
    if followed.steps.len() != looked.steps.len() {
        return Err(Refusal::TakenMeanwhile.into());
    }
    let taking = by.taking(origin);
    if approves {
        let (kept, one) = (&followed.kept, &followed.one);
        blocks::is_free(&mut tx, context, (kept, one.kind()), one.text()).await?;
        if let Some(older) = kept.replaces {
            let older = fund_proposals::by_id(&mut tx, older).await?;
            let mut older =
                FollowedProposal::of(&mut tx, older.ok_or(Refusal::UnknownRecord)?).await?;
            let by = u64::try_from(id).unwrap_or_default();
            older.take(&mut tx, Step::Replace { by }, taking).await?;
            older.stand(&mut tx, origin.day, None).await?;
        }
    }
    followed.take(&mut tx, step, taking).await?;
    let import = match recording {
        Some(records) => records.bring(&mut tx, context, origin, (actor, by.held)).await?,
        None => None,
    };
    finish(tx, (origin, actor), (operation, by), (followed, import)).await
}

/// What a file says is pasted in the place of the table.
pub(crate) fn from_file(writing: &mut Writing, file: &Sent) -> Done<()> {
    writing.table = decoded(&file.content)?;
    Ok(())
}

/// Keeps what the steps come to, and the event of the last one; then all of it lasts.
async fn finish(
    mut tx: Tx,
    (origin, actor): (&Origin, &Actor),
    (operation, by): (Operation, Acting<'_>),
    (mut followed, import): (FollowedProposal, Option<i64>),
) -> Done<()> {
    followed.stand(&mut tx, origin.day, import).await?;
    let more = import.map(|number| ("import", number.into()));
    let stepped = followed.stepped(&followed.kept.home, more);
    finished(tx, origin, actor, (operation, by), stepped).await
}
