//! Monthly returns: every step from every state against the table, and what is refused.

use proptest::prelude::*;

use super::*;
use crate::handling::{PersonId, PostId};

fn person(number: u64) -> Who {
    Who::Person(PersonId(number), PostId(number))
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn figures(overdue: i64) -> Vec<Figure> {
    vec![Figure { rule: "pay.delegated".to_owned(), red: 3, overdue, ..Figure::default() }]
}

fn write(overdue: i64, remarks: &str) -> Step {
    Step::Write { figures: figures(overdue), remarks: remarks.to_owned() }
}

fn begun() -> MonthlyReturn {
    MonthlyReturn::begin(figures(0), String::new(), person(1), day("2020-12-20")).unwrap()
}

fn submit() -> Step {
    Step::Submit { opinion: "同意报送".to_owned() }
}

fn accept() -> Step {
    Step::Accept { opinion: "已审核".to_owned() }
}

fn back() -> Step {
    Step::SendBack { reason: "整改情况不实".to_owned() }
}

#[test]
fn a_return_is_written_submitted_sent_back_and_accepted_by_three_people() {
    let on = day("2020-12-21");
    let submitted = begun().step(submit(), person(2), on).unwrap();
    let returned = submitted.step(back(), person(3), on).unwrap();
    assert_eq!(returned.state(), State::Returned);
    let again = returned.step(write(1, "等待项目验收"), person(1), on).unwrap();
    assert_eq!((again.state(), again.figures()[0].overdue), (State::Draft, 1));
    assert_eq!(again.written(), Some((person(1), on)));
    let accepted =
        again.step(submit(), person(2), on).unwrap().step(accept(), person(3), on).unwrap();
    assert_eq!(accepted.state(), State::Accepted);
    let anew = begun().replayed(accepted.history()).unwrap();
    assert_eq!(anew, accepted);
}

#[test]
fn who_is_refused_and_why() {
    let on = day("2020-12-21");
    let submitted = begun().step(submit(), person(2), on).unwrap();
    let refused = |one: &MonthlyReturn, step: Step, by| one.step(step, by, on).unwrap_err();
    assert_eq!(refused(&begun(), submit(), person(1)), StepRefusal::SamePerson);
    assert_eq!(refused(&begun(), accept(), person(2)), StepRefusal::NotFromHere);
    assert_eq!(refused(&submitted, accept(), person(1)), StepRefusal::SamePerson);
    assert_eq!(refused(&submitted, accept(), person(2)), StepRefusal::SamePerson);
    assert_eq!(refused(&submitted, write(0, ""), person(1)), StepRefusal::NotFromHere);
    assert_eq!(refused(&submitted, accept(), Who::Engine), StepRefusal::OnlyPerson);
    let silent = Step::Submit { opinion: " ".to_owned() };
    assert_eq!(refused(&begun(), silent, person(2)), StepRefusal::FieldMissing);
    let silent = Step::SendBack { reason: String::new() };
    assert_eq!(refused(&submitted, silent, person(3)), StepRefusal::NoReason);
    assert_eq!(refused(&begun(), write(1, " "), person(1)), StepRefusal::NoReason);
    let twice = [figures(0), figures(0)].concat();
    let twice = Step::Write { figures: twice, remarks: String::new() };
    assert_eq!(refused(&begun(), twice, person(1)), StepRefusal::FieldMissing);
    let early = begun().step(submit(), person(2), day("2020-12-19")).unwrap_err();
    assert_eq!(early, StepRefusal::BeforeLastStep);
}

#[test]
fn days_by_which_returns_are_due() {
    for (month, level, count, due) in [
        ("2020-12", Level::County, 28, "2020-12-28"),
        ("2020-12", Level::Prefecture, 30, "2020-12-30"),
        ("2020-02", Level::Prefecture, 30, "2020-02-29"),
        ("2021-02", Level::County, 28, "2021-02-28"),
        ("2020-12", Level::Region, 5, "2021-01-05"),
    ] {
        let month = Month::parse(month).unwrap();
        assert_eq!(due_on(month, level, count), Some(day(due)), "{due}");
    }
    assert_eq!(due_on(Month::parse("2020-12").unwrap(), Level::County, 0), None);
}

proptest! {
    #[test]
    fn whatever_is_tried_only_the_table_moves_it(tries in prop::collection::vec((0..4_usize, 0..4_u64), 0..12)) {
        let on = day("2020-12-21");
        let mut one = begun();
        for (which, by) in tries {
            let step = [write(0, ""), submit(), accept(), back()][which].clone();
            let leads = TABLE.iter().find(|(from, by, _)| (*from, *by) == (one.state(), kind(&step)));
            match one.step(step, person(by), on) {
                Ok(after) => {
                    prop_assert_eq!(Some(after.state()), leads.map(|row| row.2));
                    prop_assert_eq!(after.history().len(), one.history().len() + 1);
                    one = after;
                }
                Err(StepRefusal::NotFromHere) => prop_assert!(leads.is_none()),
                Err(refusal) => prop_assert_eq!(refusal, StepRefusal::SamePerson),
            }
            if one.state() == State::Accepted {
                let (writer, _) = one.written().unwrap();
                prop_assert!(one.submitted() != Some(writer), "four eyes");
            }
        }
        prop_assert_eq!(begun().replayed(one.history()).unwrap(), one);
    }
}
