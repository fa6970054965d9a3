//! Push lists: daily or weekly each prefecture and county is told what is new, changed or overdue there, what it
//! left unanswered first; the post that answers receives the list and answers its items.

mod choice;
mod followed;
mod kept;
mod one;
#[cfg(test)]
mod tests;

use domain::handling::{PostId, WarningId};
use domain::push::{PushList, Step};
use domain::{Day, Division, Level};
use serde::Deserialize;
use serde_json::json;
use store::db::Tx;
use store::posts;
use store::pushes::{self, Item, Push};

use self::choice::{Chosen, chosen};
pub(crate) use self::followed::{FollowedPush, followed};
pub(crate) use self::one::OnePush;
use super::handling::acting::{Acting, acting, finished, from_above, written};
use super::{Actor, Done, Refusal, Told, lists, tell};
use crate::access::{Operation, Role};
use crate::context::{Context, Origin};

/// Kind of the matter by which steps are kept.
pub(crate) const KIND: &str = "push";
/// Working days after which a list that waits is called late: a setting, no law.
pub(crate) const TERM: i32 = 5;

/// How often lists are made. The regulation says "daily or weekly": which one is a local setting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Cadence {
    /// On every working day.
    Daily,
    /// In every week, on its first working day.
    #[default]
    Weekly,
}

impl Cadence {
    /// Whether a list is due on a day after the last one.
    fn is_due(self, context: &Context, last: Option<Day>, on: Day) -> bool {
        let calendar = &context.pack.calendar;
        if calendar.covers(on) && !calendar.is_workday(on) {
            return false;
        }
        let Some(last) = last else { return true };
        match self {
            Cadence::Daily => last < on,
            Cadence::Weekly => week(last) < week(on),
        }
    }
}

/// The number of the week in which a day lies; weeks begin on Monday, 1970-01-01 was a Thursday.
fn week(day: Day) -> i32 {
    (day.number() + 3).div_euclid(7)
}

/// What was made at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Made {
    /// Lists.
    pub(crate) lists: i64,
    /// Items in them.
    pub(crate) items: i64,
    /// Places with something to be told where there is no post to tell it to.
    pub(crate) nobody: i64,
}

/// Makes the lists that are due, each with its event. Nothing is made twice, also by two processes at once.
pub(crate) async fn make_due(context: &Context, origin: &Origin) -> Done<Made> {
    let last = pushes::last_days(&mut context.db.read().await?).await?;
    let mut made = Made::default();
    for place in places(context) {
        let day = last.get(&place.to_string()).and_then(|day| Day::parse(day).ok());
        if context.push.is_due(context, day, origin.day) {
            make(context, origin, place, None, &mut made).await?;
        }
    }
    Ok(made)
}

/// The prefectures and counties of today.
fn places(context: &Context) -> Vec<Division> {
    let today = context.divisions().iter().filter(|entry| entry.valid_to.is_none());
    let told = today.filter(|entry| matches!(entry.level, Level::Prefecture | Level::County));
    told.map(|entry| entry.division).collect()
}

/// Makes the lists of a place and of all below it at once, when somebody asks for it.
pub(crate) async fn make_now(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    division: &str,
) -> Done<Made> {
    let found = context.divisions().resolve(division.trim(), None);
    let top = found.map_err(|_| Refusal::UnknownDivision)?;
    let there = (top, None);
    let by = {
        let mut tx = context.db.read().await?;
        acting(&mut tx, context, actor, (Operation::MakePush, there), &[]).await?
    };
    let mut made = Made::default();
    for place in places(context) {
        let inside = context.divisions().is_within(place, top);
        // Lists come from above: nobody pushes to oneself.
        if inside && from_above(context, by.held, place).is_ok() {
            make(context, origin, place, Some((actor, by)), &mut made).await?;
        }
    }
    if made == Made::default() {
        return Err(Refusal::NothingToPush.into());
    }
    Ok(made)
}

/// The divisions for which somebody may have lists made.
pub(crate) fn pushable(context: &Context, actor: &Actor) -> Vec<Division> {
    lists::places(context, actor, Operation::MakePush)
}

/// Makes the list of a place, if there is anything to tell.
async fn make(
    context: &Context,
    origin: &Origin,
    place: Division,
    by: Option<(&Actor, Acting<'_>)>,
    made: &mut Made,
) -> Done<()> {
    let looked = chosen(&mut context.db.read().await?, context, place, origin.day).await?;
    if looked.items.is_empty() {
        return Ok(());
    }
    let mut tx = context.db.write().await?;
    let chosen = chosen(&mut tx, context, place, origin.day).await?;
    let Some(to) = receiver(&mut tx, place).await? else {
        made.nobody += 1;
        return Ok(());
    };
    let Some((id, items)) = added(&mut tx, (place, to), origin.day, chosen).await? else {
        return Ok(());
    };
    let told = Told {
        operation: Operation::MakePush,
        post: by.map_or("", |(_, by)| by.held.post.as_str()),
        kind: KIND,
        id: &id.to_string(),
        division: Some(place),
        body: json!({ "items": items, "cadence": format!("{:?}", context.push).to_lowercase() }),
    };
    let who = by.map_or("system", |(actor, _)| actor.person.public_id.as_str());
    tell(&mut tx, who, origin, told).await?;
    tx.commit().await?;
    made.lists += 1;
    made.items += items;
    Ok(())
}

/// The post that receives the lists of a place.
async fn receiver(tx: &mut Tx, place: Division) -> Done<Option<PostId>> {
    for role in [Role::BureauFund, Role::BureauHead] {
        let found = posts::of_office(tx, role.word(), &place.to_string(), "").await?;
        if let Some(post) = found.first() {
            return Ok(Some(PostId(*post as u64)));
        }
    }
    Ok(None)
}

/// Adds the list; its number and how many items it has. None: the place has one of that day.
async fn added(
    tx: &mut Tx,
    (place, to): (Division, PostId),
    on: Day,
    chosen: Chosen,
) -> Done<Option<(i64, i64)>> {
    let open: Vec<WarningId> =
        chosen.items.iter().map(|(warning, _)| WarningId(*warning as u64)).collect();
    let made = PushList::make(to, on, chosen.last.as_ref(), &open).map_err(Refusal::Step)?;
    let why = |warning: i64| {
        let found = chosen.items.iter().find(|(other, _)| *other == warning);
        found.map_or("", |(_, why)| *why).to_owned()
    };
    let items: Vec<Item> = made
        .items()
        .iter()
        .map(|item| Item {
            warning: item.warning.0 as i64,
            why: why(item.warning.0 as i64),
            first_pushed: item.first_pushed.to_string(),
            answered: false,
        })
        .collect();
    let push = Push {
        home: place.to_string(),
        post: to.0 as i64,
        made_on: on.to_string(),
        items: items.len() as i64,
        red: chosen.red,
        left_out: chosen.left_out,
        standing: followed::standing(&made, on),
        ..Push::default()
    };
    let id = pushes::add(tx, &push, &items).await?;
    Ok(id.map(|id| (id, push.items)))
}

/// The list of a number, if the reader may do this with it.
pub(crate) async fn found(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    operation: Operation,
    id: i64,
) -> Done<(Push, Division)> {
    let kept = pushes::by_id(tx, id).await?.ok_or(Refusal::UnknownRecord)?;
    let home = kept.home.parse().ok().and_then(Division::from_code);
    let home = home.ok_or(Refusal::UnknownDivision)?;
    actor.admitted(context, (Operation::ListPushes, operation), (home, None))?;
    Ok((kept, home))
}

/// Confirms receipt, or answers an item: a step of the post to which the list was sent.
pub(crate) async fn answer(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: i64,
    answer: Option<(i64, &str)>,
) -> Done<()> {
    let operation = Operation::AnswerPush;
    let mut tx = context.db.write().await?;
    let (kept, home) = found(&mut tx, context, actor, operation, id).await?;
    let meant = [PostId(kept.post as u64)];
    let (mut followed, _) = followed(&mut tx, kept).await?;
    let by = acting(&mut tx, context, actor, (operation, (home, None)), &meant).await?;
    let step = match answer {
        None => Step::Receive,
        Some((warning, text)) => {
            Step::Answer { warning: WarningId(warning as u64), answer: written(text)? }
        }
    };
    let taking = by.taking(origin);
    followed.step(&mut tx, step, taking).await?;
    let stepped = followed.stepped(&followed.kept.home, None);
    finished(tx, origin, actor, (operation, by), stepped).await
}
