//! A line to its end, what is refused, days of receipts and spending, and a random walk: nothing is confirmed by who
//! entered it, and what is confirmed stays as it is.

use proptest::prelude::*;

use super::*;
use crate::handling::{PersonId, PostId};

const ANA: Who = Who::Person(PersonId(1), PostId(1));
const BEK: Who = Who::Person(PersonId(2), PostId(2));

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn on() -> Day {
    day("2019-03-05")
}

fn line(amount: i64) -> Line {
    Line {
        entry: Entry::Received,
        source: Source::Social,
        giver: "天山公益基金会".to_owned(),
        giver_kind: Giver::Organisation,
        amount: Fen(amount),
        on: day("2019-03-01"),
        note: String::new(),
        evidence: vec![AttachmentId(7)],
        reverses: None,
    }
}

fn begun() -> Contribution {
    Contribution::begin(line(100), ANA, on()).unwrap()
}

fn confirm() -> Step {
    Step::Confirm { note: String::new() }
}

fn back(reason: &str) -> Step {
    Step::Return { reason: reason.to_owned() }
}

fn withdraw(reason: &str) -> Step {
    Step::Withdraw { reason: reason.to_owned() }
}

#[test]
fn from_the_entry_by_a_return_to_the_confirmation() {
    let returned = begun().step(back("金额与回单不符"), BEK, on()).unwrap();
    assert_eq!(returned.state(), State::Returned);
    let again = returned.step(Step::Enter(line(90)), ANA, day("2019-03-06")).unwrap();
    assert_eq!((again.state(), again.line().amount), (State::Waiting, Fen(90)));
    let end = again.step(confirm(), BEK, day("2019-03-06")).unwrap();
    assert_eq!(end.state(), State::Confirmed);
    assert_eq!(begun().replayed(end.history()), Ok(end.clone()));
    let reversal = end.line().reversed(3, "重复登记".to_owned(), Vec::new());
    assert_eq!(
        (reversal.amount, reversal.on, reversal.reverses),
        (Fen(-90), end.line().on, Some(3))
    );
    let reversal = Contribution::begin(reversal, BEK, day("2019-03-07")).unwrap();
    assert_eq!(reversal.step(confirm(), ANA, day("2019-03-07")).unwrap().state(), State::Confirmed);
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let begin = |change: fn(&mut Line)| {
        let mut line = line(100);
        change(&mut line);
        Contribution::begin(line, ANA, on()).unwrap_err()
    };
    assert_eq!(begin(|line| line.giver = " ".into()), R::FieldMissing);
    let own_of_person = |line: &mut Line| {
        line.source = Source::Own;
        line.giver_kind = Giver::Person;
    };
    assert_eq!(begin(own_of_person), R::OwnMoneyOfPerson);
    assert_eq!(begin(|line| line.amount = Fen(0)), R::AmountOutOfBounds);
    assert_eq!(begin(|line| line.amount = Fen(-1)), R::AmountOutOfBounds);
    assert_eq!(begin(|line| line.amount = Fen(LARGEST.0 + 1)), R::AmountOutOfBounds);
    assert_eq!(begin(|line| line.reverses = Some(1)), R::AmountOutOfBounds);
    assert_eq!(begin(|line| line.on = day("2019-03-06")), R::DayToCome);
    assert_eq!(begin(|line| line.evidence.clear()), R::NoEvidence);
    let silent = line(100).reversed(1, " ".to_owned(), Vec::new());
    assert_eq!(Contribution::begin(silent, ANA, on()), Err(R::NoReason));
    assert_eq!(Contribution::begin(line(1), Who::Engine, on()), Err(R::OnlyPerson));
    let confirmed = begun().step(confirm(), BEK, on()).unwrap();
    let returned = begun().step(back("不符"), BEK, on()).unwrap();
    let other = Step::Enter(line(100).reversed(1, "重复".to_owned(), Vec::new()));
    for (at, step, by, expect) in [
        (&begun(), confirm(), ANA, R::SamePerson),
        (&begun(), confirm(), Who::Engine, R::OnlyPerson),
        (&begun(), back("不符"), ANA, R::SamePerson),
        (&begun(), back(" "), BEK, R::NoReason),
        (&begun(), withdraw(" "), ANA, R::NoReason),
        (&begun(), other, ANA, R::NotFromHere),
        (&returned, confirm(), BEK, R::NotFromHere),
        (&confirmed, Step::Enter(line(1)), ANA, R::NotFromHere),
        (&confirmed, back("不符"), BEK, R::NotFromHere),
        (&confirmed, withdraw("重复"), ANA, R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, on()).unwrap_err(), expect, "{step:?}");
    }
    assert_eq!(begun().step(confirm(), BEK, day("2019-03-04")).unwrap_err(), R::BeforeLastStep);
}

#[test]
fn no_more_is_spent_than_has_come_in_on_any_day() {
    use Entry::{Planned, Received, Spent};
    let check = |moves: &[(Entry, &str, i64)], held: bool| {
        let moves = moves.iter().map(|(entry, on, fen)| (*entry, day(on), Fen(*fen)));
        assert_eq!(covered(moves).is_ok(), held);
    };
    check(&[], true);
    check(&[(Received, "2019-03-01", 10), (Spent, "2019-03-01", 10)], true);
    check(&[(Received, "2019-03-02", 10), (Spent, "2019-03-01", 10)], false);
    check(&[(Received, "2019-03-01", 10), (Spent, "2019-03-02", 11)], false);
    check(&[(Planned, "2019-03-01", 10), (Spent, "2019-03-02", 1)], false);
    // Money that is reversed cannot have been spent, whatever comes in later.
    let moves = [
        (Received, "2019-03-01", 10),
        (Spent, "2019-03-02", 10),
        (Received, "2019-03-01", -10),
        (Received, "2019-03-03", 10),
    ];
    check(&moves, false);
    check(&[(Received, "2019-03-01", i64::MAX), (Received, "2019-03-01", i64::MAX)], true);
}

#[test]
fn a_project_that_has_ended_admits_nothing() {
    for state in project::State::ALL {
        let ended = matches!(state, project::State::Closed | project::State::Left);
        assert_eq!(admits(state).is_err(), ended, "{state:?}");
    }
}

proptest! {
    #[test]
    fn nothing_is_confirmed_by_who_entered_it_or_changed_afterwards(
        steps in prop::collection::vec((0..6_u8, any::<bool>(), 0..2_i32), 1..40),
    ) {
        let (mut at, mut today) = (begun(), on());
        for (kind, second, later) in steps {
            let by = if second { BEK } else { ANA };
            let step = match kind {
                0 | 1 => Step::Enter(line(i64::from(kind) + 1)),
                2 => back("不符"),
                3 => withdraw("重复"),
                _ => confirm(),
            };
            today = today.plus_days(later).unwrap();
            let before = at.clone();
            let Ok(after) = at.step(step, by, today) else { continue };
            prop_assert!(!matches!(before.state(), State::Confirmed | State::Withdrawn));
            if after.state() == State::Confirmed {
                prop_assert_ne!(after.maker().and_then(Who::person), by.person());
                prop_assert_eq!(after.line(), before.line());
            }
            prop_assert_eq!(after.history().len(), before.history().len() + 1);
            at = after;
        }
        prop_assert_eq!(begun().replayed(at.history()), Ok(at));
    }
}
