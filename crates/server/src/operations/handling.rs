//! What warnings, cases and all else that is followed to its end have in common here: their steps are kept in
//! the store as words and JSON, and what they are is made again from these by the functions of the domain.

pub(crate) mod acting;
pub(crate) mod followed;
pub(crate) mod one;
pub(crate) mod pasted;
pub(crate) mod persons;
pub(crate) mod said;
pub(crate) mod words;

use domain::handling::{AttachmentId, PersonId, PostId, StepRefusal, Who};
use domain::{Day, Division};
use serde_json::{Value, json};
use store::db::Tx;
use store::steps::{self, Matter, Step};

use self::acting::There;
use super::{Done, Failure, Refusal};
use crate::context::Origin;

/// A step as it is kept: its word and what was said.
pub(crate) type Kept = (&'static str, Value);

/// What the event of a step tells: what was said, as which step, and the state to which it led.
pub(crate) fn told((step, said): &Kept, number: usize, state: &str) -> Value {
    json!({ "step": step, "number": number, "said": said, "state": state })
}

/// The division of a kept code.
pub(crate) fn division(code: &str) -> Result<Division, Refusal> {
    code.parse().ok().and_then(Division::from_code).ok_or(Refusal::UnknownDivision)
}

/// Where a matter is, as access asks, from the code of its division and its organisation (or no text).
pub(crate) fn there<'a>(home: &str, organisation: &'a str) -> Result<There<'a>, Refusal> {
    let organisation = Some(organisation).filter(|name| !name.is_empty());
    Ok((division(home)?, organisation))
}

/// A step that is being taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taking<'a> {
    /// Who.
    pub(crate) by: Who,
    /// The day that counts.
    pub(crate) on: Day,
    /// From where and when.
    pub(crate) origin: &'a Origin,
}

/// Keeps the step of a number. Refused where somebody else has taken one of this number meanwhile.
pub(crate) async fn keep(
    tx: &mut Tx,
    matter: Matter,
    number: usize,
    (kind, body): Kept,
    taking: Taking<'_>,
) -> Done<()> {
    let step = Step {
        number: number as i64,
        day: taking.on.to_string(),
        at: taking.origin.at.to_string(),
        person: taking.by.person().map(|person| person.0 as i64),
        post: taking.by.post().map(|post| post.0 as i64),
        kind: kind.to_owned(),
        body: body.to_string(),
    };
    if steps::add(tx, matter, &step).await? {
        return Ok(());
    }
    Err(Refusal::TakenMeanwhile.into())
}

/// Who took a kept step.
pub(crate) fn who(step: &Step) -> Who {
    match (step.person, step.post) {
        (Some(person), Some(post)) => Who::Person(PersonId(person as u64), PostId(post as u64)),
        _ => Who::Engine,
    }
}

/// Takes the kept steps of a matter one after another, beginning with `first`.
pub(crate) fn replay<M, S>(
    first: M,
    kept: &[Step],
    read: impl Fn(&str, &Value) -> Option<S>,
    take: impl Fn(M, S, Who, Day) -> Result<M, StepRefusal>,
) -> Done<M> {
    kept.iter().try_fold(first, |matter, kept| {
        let body: Value = serde_json::from_str(&kept.body).unwrap_or_default();
        let step = read(&kept.kind, &body).ok_or_else(|| unreadable(kept))?;
        let on = Day::parse(&kept.day).map_err(|_| unreadable(kept))?;
        take(matter, step, who(kept), on).map_err(|_| unreadable(kept))
    })
}

/// A step that the store holds and that cannot have been taken: the data are damaged.
fn unreadable(kept: &Step) -> Failure {
    Failure::System(format!("step {} {:?} of {}", kept.number, kept.kind, kept.day))
}

/// By which its steps and documents are kept.
pub(crate) fn matter_of(kind: &'static str, id: i64) -> Matter {
    Matter { kind, id }
}

/// Clocks of machines differ: a step of the engine never lies before the one that it follows.
pub(crate) fn taken_before(taking: Taking<'_>, last: Option<Day>) -> Taking<'_> {
    let later = last.filter(|last| taking.by == Who::Engine && *last > taking.on);
    Taking { on: later.unwrap_or(taking.on), ..taking }
}

pub(crate) fn text(body: &Value, name: &str) -> Option<String> {
    body.get(name)?.as_str().map(str::to_owned)
}

pub(crate) fn day(body: &Value, name: &str) -> Option<Day> {
    Day::parse(body.get(name)?.as_str()?).ok()
}

pub(crate) fn number(body: &Value, name: &str) -> Option<u64> {
    body.get(name)?.as_u64()
}

pub(crate) fn attachments(body: &Value) -> Option<Vec<AttachmentId>> {
    let all = body.get("evidence")?.as_array()?;
    all.iter().map(|id| id.as_u64().map(AttachmentId)).collect()
}

pub(crate) fn ids(evidence: &[AttachmentId]) -> Value {
    json!(evidence.iter().map(|id| id.0).collect::<Vec<u64>>())
}
