//! A report to its acceptance, what is refused, and a random walk: nobody checks or agrees to the own one, nothing is
//! changed that was accepted.

use proptest::prelude::*;

use super::*;
use crate::handling::{PersonId, PostId};

const UNIT: Who = Who::Person(PersonId(1), PostId(1));
const BUREAU: Who = Who::Person(PersonId(2), PostId(2));
const AUDIT: Who = Who::Person(PersonId(3), PostId(3));

fn on() -> Day {
    Day::parse("2021-01-10").unwrap()
}

fn line() -> Line {
    let room = Room { low: Decimal(180_000), high: Decimal(180_000), is_band: false };
    Line {
        indicator: "新建渠道".to_owned(),
        actual: "9".to_owned(),
        room,
        score: Decimal(180_000),
        explains: true,
        cause: "冬季停工".to_owned(),
        measure: "春季补齐".to_owned(),
    }
}

fn of(line: Line) -> Figures {
    Figures {
        budget: Fen(1_000),
        executed: Fen(900),
        recorded: Fen(900),
        note: String::new(),
        execution: Decimal(90_000),
        lines: vec![line],
        grade: "差".to_owned(),
        evidence: vec![AttachmentId(1)],
    }
}

fn begun() -> SelfEvaluation {
    SelfEvaluation::begin(of(line()), UNIT, on()).unwrap()
}

fn check(figures: Figures, opinion: &str) -> Step {
    Step::Check { figures, opinion: opinion.to_owned() }
}

fn back(reason: &str) -> Step {
    Step::Return { reason: reason.to_owned() }
}

fn object(reason: &str) -> Step {
    Step::Object { reason: reason.to_owned() }
}

fn agree() -> Step {
    Step::Agree { note: String::new() }
}

fn lower() -> Figures {
    let cause = "现场只有8公里".to_owned();
    of(Line { score: Decimal(150_000), cause, ..line() })
}

#[test]
fn it_is_put_right_checked_objected_to_and_accepted() {
    let at = begun().step(back("缺验收单"), BUREAU, on()).unwrap();
    let at = at.step(Step::Report(of(line())), UNIT, on()).unwrap();
    assert_eq!(at.figures().total(), Decimal(270_000));
    let at = at.step(check(of(line()), ""), BUREAU, on()).unwrap();
    let at = at.step(object("请现场核实"), AUDIT, on()).unwrap();
    assert_eq!((at.state(), at.checked()), (State::Waiting, None));
    let at = at.step(check(lower(), "现场核实"), BUREAU, on()).unwrap();
    let end = at.step(agree(), AUDIT, on()).unwrap();
    assert_eq!(end.state(), State::Accepted);
    assert_eq!(end.checked().map(Figures::total), Some(Decimal(240_000)));
    assert_eq!(begun().replayed(end.history()), Ok(end));
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let checked = begun().step(check(of(line()), ""), BUREAU, on()).unwrap();
    let accepted = checked.step(agree(), AUDIT, on()).unwrap();
    for (at, step, by, expect) in [
        (begun(), check(of(line()), ""), UNIT, R::SamePerson),
        (begun(), back("错"), UNIT, R::SamePerson),
        (begun(), check(of(line()), ""), Who::Engine, R::OnlyPerson),
        (begun(), check(lower(), " "), BUREAU, R::NoReason),
        (begun(), back(" "), BUREAU, R::NoReason),
        (begun(), Step::Report(of(line())), UNIT, R::NotFromHere),
        (begun(), agree(), AUDIT, R::NotFromHere),
        (checked.clone(), agree(), UNIT, R::SamePerson),
        (checked.clone(), agree(), BUREAU, R::SamePerson),
        (checked.clone(), object("错"), BUREAU, R::SamePerson),
        (checked, object(""), AUDIT, R::NoReason),
        (accepted.clone(), back("错"), BUREAU, R::NotFromHere),
        (accepted, Step::Report(of(line())), UNIT, R::NotFromHere),
    ] {
        assert_eq!(at.step(step, by, on()), Err(expect));
    }
}

#[test]
fn what_no_report_may_lack() {
    use StepRefusal as R;
    let band = Room { low: Decimal(120_000), high: Decimal(160_000), is_band: true };
    let scored = |score| Line { room: band, score: Decimal(score), ..line() };
    let begin = |figures| SelfEvaluation::begin(figures, UNIT, on()).map(drop);
    for (figures, expect) in [
        (of(Line { actual: " ".to_owned(), ..line() }), R::FieldMissing),
        (of(Line { score: Decimal(180_001), ..line() }), R::ScoreOutOfBand),
        (of(Line { score: Decimal(-1), ..line() }), R::ScoreOutOfBand),
        (of(scored(119_999)), R::ScoreOutOfBand),
        (of(scored(160_001)), R::ScoreOutOfBand),
        (of(Line { cause: String::new(), ..line() }), R::NotExplained),
        (of(Line { measure: " ".to_owned(), ..line() }), R::NotExplained),
        (
            of(Line { explains: false, cause: String::new(), score: Decimal(1), ..line() }),
            R::NoReason,
        ),
        (Figures { budget: Fen(0), ..of(line()) }, R::AmountOutOfBounds),
        (Figures { executed: Fen(-1), ..of(line()) }, R::AmountOutOfBounds),
        (Figures { executed: Fen(901), ..of(line()) }, R::NoReason),
        (Figures { lines: Vec::new(), ..of(line()) }, R::FieldMissing),
        (Figures { evidence: Vec::new(), ..of(line()) }, R::NoEvidence),
    ] {
        assert_eq!(begin(figures), Err(expect));
    }
    for score in [120_000, 160_000] {
        assert_eq!(begin(of(scored(score))), Ok(()));
    }
    assert_eq!(begin(lower()), Ok(()), "less than computed, with its reason");
}

fn step() -> impl Strategy<Value = (Step, Who)> {
    let steps = prop_oneof![
        Just(Step::Report(of(line()))),
        Just(check(of(line()), "")),
        Just(check(lower(), "现场核实")),
        Just(back("退回")),
        Just(object("再核")),
        Just(agree()),
    ];
    (steps, prop_oneof![Just(UNIT), Just(BUREAU), Just(AUDIT)])
}

proptest! {
    #[test]
    fn no_walk_ends_where_it_must_not(steps in prop::collection::vec(step(), 0..20)) {
        let mut at = begun();
        for (step, by) in steps {
            let before = at.clone();
            let Ok(after) = at.step(step.clone(), by, on()) else { continue };
            prop_assert!(before.state() != State::Accepted);
            if matches!(step, Step::Check { .. } | Step::Agree { .. } | Step::Object { .. }) {
                prop_assert!(before.writers().all(|who| who != by));
            }
            if matches!(step, Step::Agree { .. }) {
                prop_assert!(before.checkers().all(|who| who != by));
            }
            let settled = matches!(after.state(), State::Checked | State::Accepted);
            prop_assert_eq!(after.checked().is_some(), settled);
            prop_assert_eq!(begun().replayed(after.history()), Ok(after.clone()));
            at = after;
        }
    }
}
