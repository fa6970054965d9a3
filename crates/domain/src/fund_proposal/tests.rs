//! Every kind on its way, what is refused, and a random walk: nobody takes part twice, what was approved stays, and the
//! lines come to the total.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::kinds::{KINDS, Purpose};
use super::*;
use crate::handling::{PersonId, PostId};

const ANA: Who = Who::Person(PersonId(1), PostId(1));

fn person(number: u64) -> Who {
    Who::Person(PersonId(number), PostId(number))
}

fn on() -> Day {
    Day::parse("2020-06-01").unwrap()
}

fn line(fund: &str, amount: i64) -> Line {
    Line {
        fund: fund.to_owned(),
        to: None,
        source: "region".to_owned(),
        amount: Fen(amount),
        pooled: Fen(0),
        reason: "按上年增长".to_owned(),
    }
}

fn text(lines: &[(&str, i64)], total: i64) -> Text {
    Text {
        total: Fen(total),
        lines: lines.iter().map(|(fund, amount)| line(fund, *amount)).collect(),
        consulted: "农业农村厅".to_owned(),
        arrangement: "五月底前落实到预算".to_owned(),
        evidence: Vec::new(),
    }
}

fn made(kind: &'static Kind) -> FundProposal {
    FundProposal::begin(kind, text(&[("a", 300), ("b", 1)], 301), ANA, on()).unwrap()
}

fn passing(state: State) -> Step {
    let opinion = "同意".to_owned();
    match state {
        State::Agreeing => Step::Agree { opinion },
        State::Reviewing => Step::Review { opinion },
        _ => Step::Approve { opinion },
    }
}

#[test]
fn every_kind_goes_through_its_stations_and_no_other() {
    for kind in KINDS {
        let mut at = made(kind).step(Step::Submit, ANA, on()).unwrap();
        let mut through = Vec::new();
        while at.state().waits() {
            through.push(at.office().unwrap());
            let by = person(1 + through.len() as u64);
            let own = at.step(passing(at.state()), ANA, on());
            assert_eq!(own.unwrap_err(), StepRefusal::SamePerson, "{}", kind.word);
            at = at.step(passing(at.state()), by, on()).unwrap();
        }
        let stations = [kind.with, kind.reviews, Some(kind.approves.office)];
        assert_eq!(through, stations.into_iter().flatten().collect::<Vec<_>>(), "{}", kind.word);
        assert_eq!((at.state(), at.approved_on()), (State::Approved, Some(on())));
        assert_eq!(made(kind).replayed(at.history()), Ok(at.clone()));
        let locked = at.step(Step::Write(text(&[("a", 1)], 1)), ANA, on());
        assert_eq!(locked.unwrap_err(), StepRefusal::NotFromHere);
        let later = at.step(Step::Replace { by: 9 }, person(9), on()).unwrap();
        assert_eq!(later.state(), State::Replaced);
    }
}

#[test]
fn the_table_is_one_of_offices_clauses_and_days() {
    let words: BTreeSet<&str> = KINDS.iter().map(|kind| kind.word).collect();
    assert_eq!(words.len(), KINDS.len());
    let before = Day::parse("2019-05-21").unwrap();
    assert_eq!(Kind::on(before).count(), 0, "the regulation is of the next day");
    assert_eq!(Kind::on(before.plus_days(1).unwrap()).count(), KINDS.len());
    for kind in KINDS {
        let above = kind.under.map(|word| Kind::of(word).unwrap());
        assert!(above.is_none_or(|above| above.answered_by() == Some(kind)), "{}", kind.word);
        assert!(!kind.clauses.is_empty() && !kind.classes.is_empty(), "{}", kind.word);
        let clause = if kind.purpose == Purpose::Raising { "B-1.2." } else { "B-2." };
        assert!(kind.clauses.iter().any(|id| id.starts_with(clause)), "{}", kind.word);
    }
}

#[test]
fn what_a_text_lacks_is_told_by_its_line() {
    let kind = Kind::of("integrated_plan").unwrap();
    let good = text(&[("a", 300), ("b", 1)], 301);
    assert_eq!(good.fits(kind), Ok(()));
    let changed = |change: &dyn Fn(&mut Text)| {
        let mut text = good.clone();
        change(&mut text);
        text
    };
    for (text, fault, refusal) in [
        (changed(&|t| t.lines.clear()), Fault::NoLine, StepRefusal::AmountMissing),
        (changed(&|t| t.lines[1].amount = Fen(0)), Fault::Nothing(1), StepRefusal::AmountMissing),
        (changed(&|t| t.lines[1].amount = Fen(-1)), Fault::Nothing(1), StepRefusal::AmountMissing),
        (changed(&|t| t.lines[1].pooled = Fen(2)), Fault::OverPooled(1), StepRefusal::OverScale),
        (
            changed(&|t| t.lines[0].reason = " ".to_owned()),
            Fault::Unexplained(0),
            StepRefusal::NoReason,
        ),
        (changed(&|t| t.lines[1].fund = "a".to_owned()), Fault::Twice(1), StepRefusal::NamedTwice),
        (changed(&|t| t.total = Fen(302)), Fault::Uneven(301), StepRefusal::NotTheWhole),
        (
            changed(&|t| t.lines.iter_mut().for_each(|line| line.amount = Fen(i64::MAX))),
            Fault::Uneven(2 * i128::from(i64::MAX)),
            StepRefusal::NotTheWhole,
        ),
        (
            changed(&|t| t.consulted = String::new()),
            Fault::NobodyConsulted,
            StepRefusal::FieldMissing,
        ),
        (
            changed(&|t| t.arrangement = String::new()),
            Fault::NothingArranged,
            StepRefusal::FieldMissing,
        ),
    ] {
        assert_eq!(text.fits(kind), Err(fault));
        assert_eq!(FundProposal::begin(kind, text, ANA, on()).unwrap_err(), refusal, "{fault:?}");
    }
    let alone = changed(&|t| t.consulted = String::new());
    assert_eq!(alone.fits(Kind::of("other_plan").unwrap()), Ok(()), "nobody has to be consulted");
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let kind = Kind::of("integrated_plan").unwrap();
    let draft = made(kind);
    let reviewing = draft.step(Step::Submit, ANA, on()).unwrap();
    let reviewed = reviewing.step(passing(State::Reviewing), person(2), on()).unwrap();
    let silent = |text: &str| text.to_owned();
    let early = Day::parse("2020-05-31").unwrap();
    for (at, step, by, day, expect) in [
        (&draft, passing(State::Approving), person(2), on(), R::NotFromHere),
        (&draft, Step::SendBack { reason: silent("x") }, person(2), on(), R::NotFromHere),
        (&draft, Step::Withdraw { reason: silent(" ") }, ANA, on(), R::NoReason),
        (&draft, Step::Submit, Who::Engine, on(), R::OnlyPerson),
        (&reviewing, passing(State::Agreeing), person(2), on(), R::NotFromHere),
        (&reviewing, passing(State::Approving), person(2), on(), R::NotFromHere),
        (&reviewing, Step::Review { opinion: silent(" ") }, person(2), on(), R::FieldMissing),
        (&reviewing, Step::SendBack { reason: silent("") }, person(2), on(), R::NoReason),
        (&reviewing, Step::SendBack { reason: silent("x") }, ANA, on(), R::SamePerson),
        (&reviewing, Step::Write(text(&[("a", 1)], 1)), ANA, on(), R::NotFromHere),
        (&reviewing, Step::Withdraw { reason: silent("x") }, ANA, on(), R::NotFromHere),
        (&reviewing, passing(State::Reviewing), person(2), early, R::BeforeLastStep),
        (&reviewed, passing(State::Approving), person(2), on(), R::SamePerson),
        (&reviewed, passing(State::Approving), ANA, on(), R::SamePerson),
        (&reviewed, Step::Replace { by: 2 }, person(3), on(), R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, day).unwrap_err(), expect, "{step:?}");
    }
    // Sent back and written anew, the same people may review and approve again, whoever wrote may not.
    let back = reviewed.step(Step::SendBack { reason: silent("分项不清") }, person(3), on());
    let anew = back.unwrap().step(Step::Write(text(&[("a", 5)], 5)), person(4), on()).unwrap();
    let again = anew.step(Step::Submit, person(4), on()).unwrap();
    assert_eq!(again.step(passing(State::Reviewing), ANA, on()).unwrap_err(), R::SamePerson);
    assert!(again.step(passing(State::Reviewing), person(2), on()).is_ok());
}

fn some_step(kind: u8) -> Step {
    let opinion = "同意".to_owned();
    let reason = "退".to_owned();
    match kind {
        0 => Step::Write(text(&[("a", 7)], 7)),
        1 => Step::Submit,
        2 => Step::Agree { opinion },
        3 => Step::Review { opinion },
        4 => Step::Approve { opinion },
        5 => Step::SendBack { reason },
        6 => Step::Withdraw { reason },
        _ => Step::Replace { by: 3 },
    }
}

proptest! {
    #[test]
    fn nobody_takes_part_twice_and_what_was_approved_stays(
        kind in 0..KINDS.len(),
        steps in prop::collection::vec((0..8_u8, 0..5_u64), 1..40),
    ) {
        let kind = &KINDS[kind];
        let mut at = made(kind);
        for (step, who) in steps {
            let Ok(after) = at.step(some_step(step), person(who), on()) else { continue };
            if matches!(at.state(), State::Approved) {
                prop_assert_eq!((after.state(), after.text()), (State::Replaced, at.text()));
            }
            prop_assert!(!matches!(at.state(), State::Withdrawn | State::Replaced));
            if matches!(step, 2..=5) {
                prop_assert!(at.bound().all(|other| other.person() != person(who).person()));
                prop_assert!(at.office().is_some());
            }
            if after.state() == State::Approved {
                let mut took: Vec<_> = after.bound().filter_map(Who::person).collect();
                took.push(PersonId(who));
                let passed = usize::from(kind.with.is_some()) + usize::from(kind.reviews.is_some());
                let all: BTreeSet<_> = took.into_iter().collect();
                prop_assert!(all.len() >= 2 + passed, "{:?}", all);
            }
            prop_assert_eq!(after.text().fits(kind), Ok(()));
            prop_assert_eq!(after.history().len(), at.history().len() + 1);
            at = after;
        }
        prop_assert_eq!(made(kind).replayed(at.history()), Ok(at));
    }
}
