//! A push list as its steps have made it.

use domain::Day;
use domain::handling::{PostId, WarningId};
use domain::push::{Item, PushList, Step};
use serde_json::{Value, json};
use store::db::Tx;
use store::pushes::{self, Standing};
use store::steps;

use super::KIND;
use crate::operations::handling::{Kept, Taking, keep, matter_of, replay, words};
use crate::operations::{Done, Failure, Refusal};

/// A list with all that was done about it.
#[derive(Clone, Debug)]
pub(crate) struct FollowedPush {
    /// As the store keeps it.
    pub(crate) kept: pushes::Push,
    /// As the domain knows it.
    pub(crate) list: PushList,
    /// Its items with what is known of them today.
    pub(crate) items: Vec<pushes::Told>,
    /// Its steps as they are kept.
    pub(crate) steps: Vec<steps::Step>,
    /// The step that was just taken.
    pub(crate) last: Kept,
}

/// A list as its steps have made it.
pub(crate) async fn followed(tx: &mut Tx, kept: pushes::Push) -> Done<FollowedPush> {
    let damaged = || Failure::System(format!("push list {} does not say how it began", kept.id));
    let items = pushes::items(tx, kept.id).await?;
    let made: Option<Vec<Item>> = items.iter().map(|told| first(&told.item)).collect();
    let on = Day::parse(&kept.made_on).map_err(|_| damaged())?;
    let first = PushList::remade(PostId(kept.post as u64), on, made.ok_or_else(damaged)?);
    let steps = steps::of(tx, matter_of(KIND, kept.id)).await?;
    let take = |list: PushList, step, by, on| list.step(step, by, on);
    let list = replay(first, &steps, read, take)?;
    Ok(FollowedPush { kept, list, items, steps, last: ("", Value::Null) })
}

/// An item as it stood in the list when it was made.
fn first(item: &pushes::Item) -> Option<Item> {
    let first_pushed = Day::parse(&item.first_pushed).ok()?;
    Some(Item { warning: WarningId(item.warning as u64), first_pushed, answered: false })
}

fn written(step: &Step) -> Kept {
    match step {
        Step::Receive => ("receive", json!({})),
        Step::Answer { warning, answer } => {
            ("answer", json!({ "warning": warning.0, "answer": answer }))
        }
    }
}

fn read(kind: &str, body: &Value) -> Option<Step> {
    Some(match kind {
        "receive" => Step::Receive,
        "answer" => Step::Answer {
            warning: WarningId(body.get("warning")?.as_u64()?),
            answer: body.get("answer")?.as_str()?.to_owned(),
        },
        _ => return None,
    })
}

impl FollowedPush {
    /// Takes a step, and keeps it.
    pub(crate) async fn take(&mut self, tx: &mut Tx, step: Step, taking: Taking<'_>) -> Done<()> {
        let after = self.list.step(step.clone(), taking.by, taking.on).map_err(Refusal::Step)?;
        let number = after.history().len();
        self.last = written(&step);
        keep(tx, matter_of(KIND, self.kept.id), number, self.last.clone(), taking).await?;
        self.kept.standing = standing(&after, taking.on);
        pushes::stand(tx, self.kept.id, &self.kept.standing).await?;
        if let Step::Answer { warning, .. } = step {
            pushes::answer(tx, self.kept.id, warning.0 as i64).await?;
        }
        self.list = after;
        Ok(())
    }
}

/// What lists ask of a push list.
pub(super) fn standing(list: &PushList, on: Day) -> Standing {
    let receipt = list.history().latest(|step| matches!(step, Step::Receive));
    Standing {
        state: words::of_push(list.state()).to_owned(),
        unanswered: list.unanswered().count() as i64,
        received_on: receipt.map(|(_, on)| on.to_string()),
        since: on.to_string(),
    }
}
