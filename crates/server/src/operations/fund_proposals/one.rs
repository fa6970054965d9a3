//! A fund proposal as it is read, with what stands beside it, and what is due of them.

use domain::fund_proposal::kinds::KINDS;
use domain::fund_proposal::{Kind, State};
use domain::{Day, Funds};
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::fund_proposals::{self, FundProposal};
use store::posts;
use store::records::all_funds;

use super::figures::{Beside, Wanted, beside, wanted};
use super::{FollowedProposal, KIND, as_maker, as_office, found, kept, serves};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::matter_of;
use crate::operations::handling::one::One;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done};

/// Proposals of a state that are looked at for what is due: more than a region has under way.
const MOST: i64 = 500;

/// What somebody can do about a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Write it anew, give it up.
    Write,
    /// Submit it.
    Submit,
    /// Take the step for which it waits, or send it back.
    Pass,
    /// Begin a later version.
    Renew,
    /// Answer it with the plan of the own division.
    Answer,
}

/// How a division answers an arrangement.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    /// Title of its post.
    pub(crate) post: String,
    /// The last proposal of it that was not given up.
    pub(crate) by: Option<FundProposal>,
}

/// One proposal.
#[derive(Debug)]
pub(crate) struct OneFundProposal {
    /// The proposal.
    pub(crate) followed: FollowedProposal,
    /// Title of the post that proposes.
    pub(crate) post: String,
    /// The funds that there are.
    pub(crate) funds: Funds,
    /// What stands beside each of its lines.
    pub(crate) beside: Vec<Beside>,
    /// What the rules on raising would want.
    pub(crate) wanted: Vec<Wanted>,
    /// The divisions that answer it, where it is an arrangement.
    pub(crate) answered: Vec<Answered>,
    /// The later version, where there is one.
    pub(crate) later: Option<i64>,
    /// Its steps, the first one first.
    pub(crate) taken: Vec<Taken>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// What the reader can do now.
    pub(crate) may: Vec<May>,
}

impl One for OneFundProposal {
    const PLACE: &'static str = "/fund-proposals";

    async fn read(
        context: &Context,
        origin: &Origin,
        actor: &Actor,
        id: i64,
    ) -> Done<OneFundProposal> {
        let mut tx = context.db.read().await?;
        let followed = found(&mut tx, context, actor, id).await?;
        let may = may(&mut tx, context, actor, (&followed, origin.day)).await?;
        let kept = &followed.kept;
        let post = posts::by_id(&mut tx, kept.post).await?;
        let of_year = fund_proposals::of_year(&mut tx, &kept.kind, kept.fiscal_year).await?;
        let later = of_year.iter().find(|one| one.replaces == Some(id) && is_live(one));
        let one = OneFundProposal {
            post: post.map(|post| post.title).unwrap_or_default(),
            funds: all_funds(&mut tx, &context.pack.funds).await?,
            beside: beside(&mut tx, &followed).await?,
            wanted: Vec::new(),
            answered: answered(&mut tx, context, &followed).await?,
            later: later.map(|one| one.id),
            taken: named_steps(&mut tx, &followed.steps).await?,
            attachments: attachments::of(&mut tx, matter_of(KIND, id)).await?,
            may,
            followed,
        };
        drop(tx);
        let wanted = wanted(context, &one.followed, origin.day).await?;
        Ok(OneFundProposal { wanted, ..one })
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// Whether one was neither given up nor replaced.
fn is_live(one: &FundProposal) -> bool {
    !matches!(one.standing.state.as_str(), "withdrawn" | "replaced")
}

/// What the reader can do now.
async fn may(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    (followed, day): (&FollowedProposal, Day),
) -> Done<Vec<May>> {
    let (kept, one) = (&followed.kept, &followed.one);
    let state = one.state();
    let (writes, passes) = (Operation::WriteFundProposal, Operation::PassFundProposal);
    let own = as_maker(tx, context, actor, (writes, kept)).await.is_ok();
    let is_bound = one.bound().any(|who| actor.is(who));
    let office: Vec<&str> = one.office().into_iter().collect();
    let asked = as_office(tx, context, actor, (passes, &office)).await.is_ok();
    let answers = match one.kind().answered_by().filter(|kind| kind.holds(day)) {
        Some(kind) => as_office(tx, context, actor, (writes, kind.proposes)).await.is_ok(),
        None => false,
    };
    let in_force = state == State::Approved;
    let can = [
        (May::Write, own && state.is_open()),
        (May::Submit, own && state == State::Draft),
        (May::Pass, asked && !is_bound),
        (May::Renew, own && in_force && one.kind().holds(day)),
        (May::Answer, in_force && answers),
    ];
    Ok(can.into_iter().filter(|(_, can)| *can).map(|(what, _)| what).collect())
}

/// The posts that answer an arrangement of the region, each with its answer of the year, whichever version of the
/// arrangement that names.
async fn answered(
    tx: &mut Tx,
    context: &Context,
    followed: &FollowedProposal,
) -> Done<Vec<Answered>> {
    let Some(kind) = followed.one.kind().answered_by() else { return Ok(Vec::new()) };
    let kept = &followed.kept;
    let all = fund_proposals::of_year(tx, kind.word, kept.fiscal_year).await?;
    let mut found = Vec::new();
    for office in kind.proposes {
        let roles = context.pack.actors.get(*office).map(|one| &one.roles[..]).unwrap_or_default();
        for role in roles {
            for id in posts::of_office(tx, role, &kept.home, "").await? {
                let Some(post) = posts::by_id(tx, id).await? else { continue };
                let own = all.iter().filter(|one| one.post == id && is_live(one));
                found
                    .push(Answered { post: post.title, by: own.max_by_key(|one| one.id).cloned() });
            }
        }
    }
    Ok(found)
}

/// What somebody may begin on a day, and the arrangements in force that it may answer: kind, number, year.
pub(crate) async fn open(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
) -> Done<(Vec<&'static Kind>, Vec<FundProposal>)> {
    let operation = Operation::WriteFundProposal;
    actor.post(context, operation, None)?;
    let serves = |kind: &&Kind| {
        let mut held = actor.held.iter().filter(|held| operation.is_open_to(held.role));
        held.any(|held| kind.proposes.iter().any(|office| serves(context, held, office)))
    };
    let kinds: Vec<&'static Kind> = Kind::on(origin.day).filter(serves).collect();
    let mut tx = context.db.read().await?;
    let mut arrangements = fund_proposals::in_state(&mut tx, "approved", 10_000).await?;
    arrangements.retain(|one| kinds.iter().any(|kind| kind.under == Some(one.kind.as_str())));
    Ok((kinds, arrangements))
}

/// What is due for somebody: own drafts and those sent back, those that wait for the own office, arrangements that the
/// own division has not answered.
pub(crate) async fn due(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
) -> Done<[Vec<FundProposal>; 3]> {
    let mut found: [Vec<FundProposal>; 3] = Default::default();
    let [own, waiting, open] = &mut found;
    let (writes, passes) = (Operation::WriteFundProposal, Operation::PassFundProposal);
    let mut tx = context.db.read().await?;
    if actor.post(context, writes, None).is_ok() {
        for state in ["draft", "returned"] {
            for one in fund_proposals::in_state(&mut tx, state, MOST).await? {
                if as_maker(&mut tx, context, actor, (writes, &one)).await.is_ok() {
                    own.push(one);
                }
            }
        }
        open.extend(unanswered(&mut tx, context, origin, actor).await?);
    }
    if actor.post(context, passes, None).is_ok() {
        for state in State::ALL.into_iter().filter(|state| state.waits()) {
            for one in fund_proposals::in_state(&mut tx, kept::state(state), MOST).await? {
                let office = Kind::of(&one.kind).and_then(|kind| kind.office(state));
                let offices: Vec<&str> = office.into_iter().collect();
                if as_office(&mut tx, context, actor, (passes, &offices)).await.is_err() {
                    continue;
                }
                let followed = FollowedProposal::of(&mut tx, one).await?;
                if !followed.one.bound().any(|who| actor.is(who)) {
                    waiting.push(followed.kept);
                }
            }
        }
    }
    Ok(found)
}

/// The arrangements in force of this year and the next that a post of somebody should answer, and has not.
async fn unanswered(
    tx: &mut Tx,
    context: &Context,
    origin: &Origin,
    actor: &Actor,
) -> Done<Vec<FundProposal>> {
    let this = i64::from(origin.day.year());
    let mut found = Vec::new();
    for kind in KINDS.iter().filter(|kind| kind.holds(origin.day)) {
        let operation = Operation::WriteFundProposal;
        let by = as_office(tx, context, actor, (operation, kind.proposes)).await;
        let (Some(above), Ok(by)) = (kind.under, by) else { continue };
        for year in [this, this + 1] {
            let all = fund_proposals::of_year(tx, above, year).await?;
            let Some(one) = all.into_iter().find(|one| one.standing.state == "approved") else {
                continue;
            };
            let answers = fund_proposals::of_year(tx, kind.word, year).await?;
            let post = by.post.0 as i64;
            if !answers.iter().any(|answer| answer.post == post && is_live(answer)) {
                found.push(one);
            }
        }
    }
    Ok(found)
}
