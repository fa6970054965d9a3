//! A suggestion to its answer, what is refused, and a random walk: nobody answers the own one, nothing is changed that
//! was answered.

use proptest::prelude::*;

use super::*;
use crate::handling::{PersonId, PostId};

const ANA: Who = Who::Person(PersonId(1), PostId(1));
const HEAD: Who = Who::Person(PersonId(2), PostId(2));

fn on() -> Day {
    Day::parse("2020-06-01").unwrap()
}

fn text(said: &str) -> Text {
    Text { title: "预警提前天数".to_owned(), said: said.to_owned(), evidence: Vec::new() }
}

fn made() -> Suggestion {
    Suggestion::begin(text("五天太短，建议十天"), ANA, on()).unwrap()
}

fn adopt(follows: &str) -> Step {
    Step::Adopt { follows: follows.to_owned(), setting: Some(3) }
}

fn decline(reason: &str) -> Step {
    Step::Decline { reason: reason.to_owned() }
}

fn withdraw(reason: &str) -> Step {
    Step::Withdraw { reason: reason.to_owned() }
}

#[test]
fn it_is_written_anew_and_answered_by_another() {
    let anew = made().step(Step::Suggest(text("建议八天")), HEAD, on()).unwrap();
    assert_eq!(anew.text().said, "建议八天");
    let third = Who::Person(PersonId(3), PostId(2));
    let end = anew.step(adopt("改为八天"), third, on()).unwrap();
    assert_eq!((end.state(), end.answer()), (State::Adopted, Some(&adopt("改为八天"))));
    assert_eq!(made().replayed(end.history()), Ok(end));
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let answered = made().step(decline("不需要"), HEAD, on()).unwrap();
    let early = Day::parse("2020-05-31").unwrap();
    for (at, step, by, day, expect) in [
        (made(), Step::Suggest(text(" ")), ANA, on(), R::FieldMissing),
        (made(), adopt("改为八天"), ANA, on(), R::SamePerson),
        (made(), decline("不需要"), ANA, on(), R::SamePerson),
        (made(), adopt(" "), HEAD, on(), R::FieldMissing),
        (made(), decline(" "), HEAD, on(), R::NoReason),
        (made(), withdraw(" "), ANA, on(), R::NoReason),
        (made(), decline("不需要"), Who::Engine, on(), R::OnlyPerson),
        (made(), decline("不需要"), HEAD, early, R::BeforeLastStep),
        (answered.clone(), Step::Suggest(text("再提")), ANA, on(), R::NotFromHere),
        (answered.clone(), adopt("改"), HEAD, on(), R::NotFromHere),
        (answered, withdraw("误"), ANA, on(), R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, day).unwrap_err(), expect, "{step:?}");
    }
    let silent = Text { title: String::new(), ..text("建议") };
    assert_eq!(Suggestion::begin(silent, ANA, on()).unwrap_err(), R::FieldMissing);
}

proptest! {
    #[test]
    fn nobody_answers_the_own_one_and_what_was_answered_stays(
        steps in prop::collection::vec((0..4_u8, 0..3_u64), 1..30),
    ) {
        let mut at = made();
        for (kind, who) in steps {
            let by = Who::Person(PersonId(who), PostId(who));
            let step = match kind {
                0 => Step::Suggest(text("建议")),
                1 => withdraw("误"),
                2 => adopt("改"),
                _ => decline("不需要"),
            };
            let Ok(after) = at.step(step, by, on()) else { continue };
            prop_assert_eq!(at.state(), State::Waiting);
            if after.answer().is_some() {
                prop_assert!(!after.writers().any(|writer| writer.person() == by.person()));
            }
            prop_assert_eq!(after.history().len(), at.history().len() + 1);
            at = after;
        }
        prop_assert_eq!(made().replayed(at.history()), Ok(at));
    }
}
