//! A round to its end, what is refused, and a random walk: nobody reviews the own round, nobody lifts the own
//! suspension, what was decided is never written anew.

use proptest::prelude::*;

use super::*;
use crate::handling::{PersonId, PostId};

const UNIT: Who = Who::Person(PersonId(1), PostId(1));
const DESK: Who = Who::Person(PersonId(2), PostId(2));
const HEAD: Who = Who::Person(PersonId(3), PostId(3));

fn on() -> Day {
    Day::parse("2020-07-06").unwrap()
}

fn text(actual: &str, executed: i64) -> Text {
    let value = Value {
        indicator: "渠道长度".to_owned(),
        actual: actual.to_owned(),
        likelihood: Likelihood::Certain,
        cause: String::new(),
        measure: String::new(),
    };
    Text {
        executed: Fen(executed),
        expected: Fen(100),
        remarks: String::new(),
        values: vec![value],
        evidence: vec![AttachmentId(1)],
    }
}

fn written() -> Monitoring {
    Monitoring::begin(text("3", 50), UNIT, on()).unwrap()
}

fn back(reason: &str) -> Step {
    Step::Return { reason: reason.to_owned() }
}

fn decide(measure: Measure, fen: i64, due: &str) -> Step {
    let due = Day::parse(due).unwrap();
    Step::Decide(Decision { measure, reason: "进度滞后".to_owned(), due, amount: Fen(fen) })
}

fn report(documents: usize) -> Step {
    Step::Report { report: "已复工".to_owned(), evidence: vec![AttachmentId(2); documents] }
}

fn settle(documents: usize) -> Step {
    Step::Settle { finding: "属实".to_owned(), evidence: vec![AttachmentId(3); documents] }
}

fn accept() -> Step {
    Step::Accept { note: String::new() }
}

const DUE: &str = "2020-08-01";

#[test]
fn it_is_put_right_and_accepted() {
    let at = written().step(back("缺照片"), DESK, on()).unwrap();
    let at = at.step(Step::Submit(text("4", 60)), UNIT, on()).unwrap();
    let end = at.step(accept(), DESK, on()).unwrap();
    assert_eq!((end.state(), end.text().executed), (State::Accepted, Fen(60)));
    assert_eq!(written().replayed(end.history()), Ok(end));
}

#[test]
fn what_was_decided_is_followed_to_its_end() {
    let at = written().step(decide(Measure::Correct, 0, DUE), DESK, on()).unwrap();
    assert!(!at.suspends());
    let at = at.step(report(1), UNIT, on()).unwrap();
    let again = at.step(Step::SendBack { reason: "不够".to_owned() }, DESK, on()).unwrap();
    assert_eq!(again.state(), State::Decided);
    let end = at.step(settle(0), DESK, on()).unwrap();
    assert_eq!(end.state(), State::Settled, "who decided may check it");
    let at = written().step(decide(Measure::Suspend, 0, DUE), DESK, on()).unwrap();
    assert!(at.suspends());
    let end = at.step(settle(1), HEAD, on()).unwrap();
    assert!(!end.suspends(), "lifted before anything was reported");
    assert_eq!(written().replayed(end.history()), Ok(end));
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let decided = |measure, fen| written().step(decide(measure, fen, DUE), DESK, on()).unwrap();
    let reported = |measure| decided(measure, 0).step(report(1), UNIT, on()).unwrap();
    let bare = Text { evidence: Vec::new(), ..text("3", 50) };
    let twice =
        Text { values: [text("3", 1).values, text("4", 1).values].concat(), ..text("3", 1) };
    let none = Text { values: Vec::new(), ..text("3", 50) };
    for (at, step, by, expect) in [
        (written(), accept(), UNIT, R::SamePerson),
        (written(), back("错"), UNIT, R::SamePerson),
        (written(), decide(Measure::Correct, 0, DUE), UNIT, R::SamePerson),
        (written(), accept(), Who::Engine, R::OnlyPerson),
        (written(), back(" "), DESK, R::NoReason),
        (written(), decide(Measure::Correct, 0, "2020-07-06"), DESK, R::TermNotAhead),
        (written(), decide(Measure::Recover, 0, DUE), DESK, R::AmountOutOfBounds),
        (written(), decide(Measure::Correct, 1, DUE), DESK, R::AmountOutOfBounds),
        (written(), Step::Submit(text(" ", 50)), UNIT, R::FieldMissing),
        (written(), Step::Submit(text("3", 101)), UNIT, R::ExpectedBelow),
        (written(), Step::Submit(bare), UNIT, R::NoEvidence),
        (written(), Step::Submit(twice), UNIT, R::FieldMissing),
        (written(), Step::Submit(none), UNIT, R::FieldMissing),
        (written(), report(1), UNIT, R::NotFromHere),
        (decided(Measure::Correct, 0), settle(1), HEAD, R::NotFromHere),
        (decided(Measure::Recover, 9), report(0), UNIT, R::NoEvidence),
        (decided(Measure::Stop, 0), settle(1), DESK, R::SamePerson),
        (decided(Measure::Stop, 0), settle(0), HEAD, R::NoEvidence),
        (decided(Measure::Correct, 0), Step::Submit(text("3", 1)), UNIT, R::NotFromHere),
        (reported(Measure::Correct), settle(1), UNIT, R::SamePerson),
        (reported(Measure::Suspend), settle(1), DESK, R::SamePerson),
        (
            reported(Measure::Correct).step(settle(0), HEAD, on()).unwrap(),
            back("错"),
            DESK,
            R::NotFromHere,
        ),
    ] {
        assert_eq!(at.step(step.clone(), by, on()).unwrap_err(), expect, "{step:?}");
    }
}

proptest! {
    #[test]
    fn four_eyes_hold_on_every_way(
        steps in prop::collection::vec((0..7_u8, 0..4_u64, 0..6_usize), 1..40),
    ) {
        let mut at = written();
        for (kind, who, measure) in steps {
            let by = Who::Person(PersonId(who), PostId(who));
            let measure = Measure::ALL[measure];
            let step = match kind {
                0 => Step::Submit(text("5", 10)),
                1 => back("错"),
                2 => accept(),
                3 => decide(measure, i64::from(measure == Measure::Recover), DUE),
                4 => report(1),
                5 => Step::SendBack { reason: "不够".to_owned() },
                _ => settle(1),
            };
            let Ok(after) = at.step(step.clone(), by, on()) else { continue };
            let wrote = at.writers().any(|writer| writer.person() == by.person());
            if !matches!(step, Step::Submit(_) | Step::Report { .. }) {
                prop_assert!(!wrote, "{step:?}");
            }
            if at.suspends() && !after.suspends() {
                let settles = matches!(step, Step::Settle { .. });
                prop_assert!(settles);
                prop_assert!(at.suspended_by().and_then(Who::person) != by.person());
            }
            if at.decision().is_some() {
                prop_assert_eq!(at.text(), after.text());
                prop_assert_eq!(at.decision(), after.decision());
            }
            let ended = matches!(at.state(), State::Accepted | State::Settled);
            prop_assert!(!ended);
            prop_assert_eq!(after.history().len(), at.history().len() + 1);
            at = after;
        }
        prop_assert_eq!(written().replayed(at.history()), Ok(at));
    }
}
