//! What stands in a push list: what the last one left unanswered, then what is overdue, new, or changed.

use domain::push::PushList;
use domain::{Day, Division, Level};
use store::db::Tx;
use store::pushes::{self, Candidate};

use super::followed;
use crate::context::Context;
use crate::operations::Done;
use crate::operations::escalation::TERM;

/// Items of a list, at most: what people can answer. The others come with the next lists.
const MOST: usize = 100;
/// Open warnings of a place that are looked through, at most.
const LOOKED: i64 = 2_000;

/// What was chosen for a list.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// Warnings with the word of the reason, in their order.
    pub(super) items: Vec<(i64, &'static str)>,
    /// How many of them are breaches.
    pub(super) red: i64,
    /// How many did not fit.
    pub(super) left_out: i64,
    /// The last list of the place.
    pub(super) last: Option<PushList>,
}

/// What the list of a place would hold on a day.
pub(super) async fn chosen(
    tx: &mut Tx,
    context: &Context,
    place: Division,
    on: Day,
) -> Done<Chosen> {
    let home = place.to_string();
    let is_prefecture = context.divisions().level(place) == Some(Level::Prefecture);
    let above = is_prefecture.then_some(home.as_str());
    let open = pushes::candidates(tx, &home, above, LOOKED).await?;
    let last = match pushes::last_of(tx, &home).await? {
        Some(kept) => Some(followed(tx, kept).await?.0.one),
        None => None,
    };
    let waiting: Vec<i64> =
        last.iter().flat_map(PushList::unanswered).map(|item| item.warning.0 as i64).collect();
    let why = |one: &Candidate| why(one, waiting.contains(&one.warning), on);
    let mut found: Vec<(&Candidate, (u8, &'static str))> =
        open.iter().filter_map(|one| Some((one, why(one)?))).collect();
    // Within a reason the order of the candidates stays: red before yellow.
    found.sort_by_key(|(_, (rank, _))| *rank);
    let left_out = found.len().saturating_sub(MOST) as i64;
    found.truncate(MOST);
    let red = found.iter().filter(|(one, _)| one.lamp == "red").count() as i64;
    let items = found.iter().map(|(one, (_, why))| (one.warning, *why)).collect();
    Ok(Chosen { items, red, left_out, last })
}

/// The reason for which a warning stands in a list, with its rank; none: the place was told of it, and nothing
/// has happened since.
fn why(one: &Candidate, waiting: bool, on: Day) -> Option<(u8, &'static str)> {
    let past = |day: &str| Day::parse(day).is_ok_and(|day| day < on);
    let ended = Day::parse(&one.since).ok().and_then(|since| since.plus_days(i32::from(TERM)));
    let overdue = match &one.case {
        Some((state, due, _)) => state == "ordered" && due.as_deref().is_some_and(past),
        None => one.due_on.as_deref().is_some_and(past) && ended.is_some_and(|last| on > last),
    };
    let told_on = one.told_on.as_deref();
    let moved = match &one.case {
        Some((_, _, since)) => since.max(&one.since),
        None => &one.since,
    };
    if waiting {
        return Some((0, "unanswered"));
    }
    match told_on {
        _ if overdue => Some((1, "overdue")),
        None => Some((2, "fresh")),
        Some(told) if moved.as_str() > told => Some((3, "changed")),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(since: &str, told_on: Option<&str>) -> Candidate {
        Candidate {
            warning: 1,
            lamp: "red".to_owned(),
            since: since.to_owned(),
            due_on: None,
            case: None,
            told_on: told_on.map(str::to_owned),
        }
    }

    #[test]
    fn a_place_is_told_of_what_is_new_changed_or_overdue() {
        let on = Day::parse("2021-02-01").unwrap();
        let check = |one: &Candidate, waiting, expect| {
            assert_eq!(why(one, waiting, on).map(|(_, why)| why), expect, "{one:?}");
        };
        check(&candidate("2021-01-05", None), false, Some("fresh"));
        check(&candidate("2021-01-05", Some("2021-01-06")), false, None);
        check(&candidate("2021-01-05", Some("2021-01-06")), true, Some("unanswered"));
        check(&candidate("2021-01-07", Some("2021-01-06")), false, Some("changed"));
        let mut late = candidate("2021-01-21", Some("2021-01-25"));
        late.due_on = Some("2021-01-10".to_owned());
        check(&late, false, Some("overdue"));
        late.since = "2021-01-22".to_owned();
        check(&late, false, None);
        let case = |state: &str, due: &str| Candidate {
            case: Some((state.to_owned(), Some(due.to_owned()), "2021-01-05".to_owned())),
            ..candidate("2021-01-05", Some("2021-01-25"))
        };
        check(&case("ordered", "2021-01-31"), false, Some("overdue"));
        check(&case("ordered", "2021-02-01"), false, None);
        check(&case("reported", "2021-01-31"), false, None);
    }
}
