//! Receipt and answers, and what comes first in the next list.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::handling::PersonId;

const TO: PostId = PostId(1);
const ANA: Who = Who::Person(PersonId(1), TO);
const OTTO: Who = Who::Person(PersonId(2), PostId(2));

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn ids(ids: &[u64]) -> Vec<WarningId> {
    ids.iter().copied().map(WarningId).collect()
}

fn made(on: &str, last: Option<&PushList>, open: &[u64]) -> PushList {
    PushList::make(TO, day(on), last, &ids(open)).unwrap()
}

fn answer(warning: u64) -> Step {
    Step::Answer { warning: WarningId(warning), answer: "已退回国库".into() }
}

fn after(list: &PushList, steps: &[Step]) -> PushList {
    let step = |list: PushList, step: &Step| list.step(step.clone(), ANA, list.made_on()).unwrap();
    steps.iter().fold(list.clone(), step)
}

fn order(list: &PushList) -> Vec<(u64, String)> {
    list.items().iter().map(|item| (item.warning.0, item.first_pushed.to_string())).collect()
}

#[test]
fn every_state_against_every_step() {
    let list = made("2020-03-02", None, &[1, 2]);
    let received = after(&list, &[Step::Receive]);
    let answered = after(&received, &[answer(2), answer(1)]);
    let not = Err(StepRefusal::NotFromHere);
    for (list, receives, answers) in [
        (&list, Ok(State::Received), not),
        (&received, not, Ok(State::Received)),
        (&after(&received, &[answer(1)]), not, Err(StepRefusal::NotAsked)),
        (&after(&received, &[answer(2)]), not, Ok(State::Answered)),
        (&answered, not, not),
    ] {
        let state = |step| list.step(step, ANA, day("2020-03-03")).map(|list| list.state());
        assert_eq!((state(Step::Receive), state(answer(1))), (receives, answers));
    }
    assert_eq!(list.replayed(answered.history()), Ok(answered));
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let list = made("2020-03-02", None, &[1, 2]);
    let received = after(&list, &[Step::Receive]);
    let blank = Step::Answer { warning: WarningId(1), answer: " ".into() };
    let on = day("2020-03-03");
    for (list, step, by, on, expect) in [
        (&list, Step::Receive, OTTO, on, R::NotThePost),
        (&list, Step::Receive, Who::Engine, on, R::OnlyPerson),
        (&list, Step::Receive, ANA, day("2020-03-01"), R::BeforeLastStep),
        (&received, answer(1), OTTO, on, R::NotThePost),
        (&received, answer(9), ANA, on, R::NotAsked),
        (&received, blank, ANA, on, R::NoReason),
    ] {
        assert_eq!(list.step(step.clone(), by, on).unwrap_err(), expect, "{step:?}");
    }
    let later = list.step(Step::Receive, ANA, day("2020-03-05")).unwrap();
    assert_eq!(later.step(answer(1), ANA, on).unwrap_err(), R::BeforeLastStep);
    let make = |on, open: &[u64]| PushList::make(TO, day(on), Some(&list), &ids(open));
    assert_eq!(make("2020-03-03", &[]).unwrap_err(), R::NothingAsked);
    assert_eq!(make("2020-03-01", &[1]).unwrap_err(), R::BeforeLastStep);
}

#[test]
fn what_was_not_answered_comes_first_in_the_next() {
    let first = after(&made("2020-03-02", None, &[1, 2, 3, 4]), &[Step::Receive, answer(2)]);
    // 3 was cleared, 5 is new, 2 was answered and is still open.
    let second = made("2020-03-09", Some(&first), &[5, 4, 2, 1]);
    let [old, new] = ["2020-03-02", "2020-03-09"].map(str::to_owned);
    let expect = [(1, &old), (4, &old), (5, &new), (2, &new)].map(|(id, on)| (id, on.clone()));
    assert_eq!(order(&second), expect);
    let third = made("2020-03-16", Some(&second), &[6, 5, 4]);
    let expect = [(4, old), (5, new), (6, "2020-03-16".into())];
    assert_eq!(order(&third), expect);
}

#[test]
fn a_list_that_waits_too_long_is_overdue() {
    let list = made("2020-03-02", None, &[1]);
    assert!(!list.is_overdue(3, day("2020-03-05")) && list.is_overdue(3, day("2020-03-06")));
    let answered = after(&list, &[Step::Receive, answer(1)]);
    assert!(!answered.is_overdue(3, day("2020-03-06")));
}

proptest! {
    #[test]
    fn nothing_open_is_left_out_and_nothing_stands_twice(
        rounds in prop::collection::vec(
            (prop::sample::subsequence((0..9_u64).collect::<Vec<_>>(), 1..9),
             prop::collection::vec(select((0..9_u64).collect::<Vec<_>>()), 0..5)),
            1..8,
        ),
    ) {
        let mut last: Option<PushList> = None;
        for (week, (open, answers)) in rounds.into_iter().enumerate() {
            let on = day("2020-03-02").plus_days(week as i32 * 7).unwrap();
            let list = PushList::make(TO, on, last.as_ref(), &ids(&open)).unwrap();
            let mut listed: Vec<u64> = list.items().iter().map(|item| item.warning.0).collect();
            let days: Vec<Day> = list.items().iter().map(|item| item.first_pushed).collect();
            prop_assert!(days.is_sorted(), "{:?}", days);
            for item in last.iter().flat_map(PushList::unanswered) {
                let kept = list.items().iter().find(|i| i.warning == item.warning);
                prop_assert!(kept.is_none_or(|kept| kept.first_pushed == item.first_pushed));
            }
            listed.sort_unstable();
            prop_assert_eq!(listed, open);
            let mut list = list.step(Step::Receive, ANA, on).unwrap();
            for warning in answers {
                list = list.step(answer(warning), ANA, on).unwrap_or(list);
            }
            last = Some(list);
        }
    }
}
