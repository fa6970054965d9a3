//! Figures of both sides, their difference explained, two signatures; a random walk: nothing is signed by one person,
//! nor with a difference that nobody explained.

use proptest::prelude::*;

use super::*;
use crate::handling::{PersonId, PostId};

const FARM: Who = Who::Person(PersonId(1), PostId(1));
const CLERK: Who = Who::Person(PersonId(2), PostId(2));
const HEAD: Who = Who::Person(PersonId(3), PostId(3));

fn on() -> Day {
    Day::parse("2019-04-02").unwrap()
}

fn ours(fen: i64) -> Vec<(String, Fen)> {
    vec![("roads".into(), Fen(fen)), ("water".into(), Fen(5))]
}

fn begun() -> Reconciliation {
    Reconciliation::begin(ours(100), String::new(), FARM, on()).unwrap()
}

fn enter(fen: i64, explanation: &str) -> Step {
    let figure = |fen, text: &str| Figure { theirs: Fen(fen), explanation: text.to_owned() };
    Step::Enter(vec![figure(fen, explanation), figure(5, "")])
}

fn walk(steps: &[(Step, Who)]) -> Reconciliation {
    let take =
        |at: Reconciliation, (step, by): &(Step, Who)| at.step(step.clone(), *by, on()).unwrap();
    steps.iter().fold(begun(), take)
}

#[test]
fn from_the_figures_to_both_signatures() {
    let entered = walk(&[(enter(90, "在途一笔"), CLERK)]);
    assert_eq!(entered.rows()[0].apart(), Some(10));
    let one = entered.step(Step::Sign(Side::Agriculture), FARM, on()).unwrap();
    assert_eq!(one.state(), State::Entered);
    // New figures want new signatures.
    let anew = one.step(enter(100, ""), CLERK, on()).unwrap();
    assert!(!anew.is_signed_by(Side::Agriculture));
    let moved = one.step(Step::Recount { ours: ours(90) }, FARM, on()).unwrap();
    assert_eq!((moved.state(), moved.rows()[0].theirs), (State::Open, None));
    let signed = one.step(Step::Sign(Side::Party), HEAD, on()).unwrap();
    assert_eq!(signed.state(), State::Signed);
    assert_eq!(begun().replayed(signed.history()), Ok(signed));
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let begin = |ours| Reconciliation::begin(ours, String::new(), FARM, on()).unwrap_err();
    assert_eq!(begin(Vec::new()), R::NothingToReconcile);
    assert_eq!(begin([ours(1), ours(2)].concat()), R::NothingToReconcile);
    let entered = walk(&[(enter(100, ""), CLERK)]);
    let half = entered.step(Step::Sign(Side::Agriculture), FARM, on()).unwrap();
    let signed = half.step(Step::Sign(Side::Party), HEAD, on()).unwrap();
    let back = |reason: &str| Step::SendBack { reason: reason.to_owned() };
    for (at, step, by, expect) in [
        (&begun(), Step::Sign(Side::Party), HEAD, R::NotFromHere),
        (&begun(), back("x"), FARM, R::NotFromHere),
        (&begun(), enter(90, " "), CLERK, R::DifferenceUnexplained),
        (&begun(), Step::Enter(Vec::new()), CLERK, R::FieldMissing),
        (&begun(), enter(90, "x"), Who::Engine, R::OnlyPerson),
        (&entered, Step::Sign(Side::Party), CLERK, R::SamePerson),
        (&entered, Step::Sign(Side::Agriculture), CLERK, R::SamePerson),
        (&entered, back(" "), FARM, R::NoReason),
        (&entered, back("x"), CLERK, R::SamePerson),
        (&half, Step::Sign(Side::Party), FARM, R::SamePerson),
        (&half, Step::Sign(Side::Agriculture), HEAD, R::NotFromHere),
        (&signed, enter(90, "x"), CLERK, R::NotFromHere),
        (&signed, Step::Recount { ours: ours(1) }, FARM, R::NotFromHere),
        (&signed, back("x"), FARM, R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, on()).unwrap_err(), expect, "{step:?}");
    }
    let early = Day::parse("2019-04-01").unwrap();
    assert_eq!(begun().step(enter(100, ""), CLERK, early).unwrap_err(), R::BeforeLastStep);
}

proptest! {
    #[test]
    fn nothing_is_signed_by_one_person_nor_unexplained(
        steps in prop::collection::vec((0..6_u8, 0..3_usize, any::<bool>(), 0..3_i64), 1..40),
    ) {
        let mut at = begun();
        let mut locked = None;
        for (kind, who, flag, fen) in steps {
            let by = [FARM, CLERK, HEAD][who];
            let side = if flag { Side::Agriculture } else { Side::Party };
            let step = match kind {
                0 | 1 => enter(99 + fen, if flag { "x" } else { "" }),
                2 => Step::SendBack { reason: "x".into() },
                3 => Step::Recount { ours: ours(99 + fen) },
                _ => Step::Sign(side),
            };
            let Ok(after) = at.step(step, by, on()) else { continue };
            prop_assert!(locked.is_none(), "what is signed is locked");
            if after.state() == State::Signed {
                prop_assert!(!after.rows().iter().any(Row::is_unexplained));
                let people: std::collections::HashSet<_> =
                    after.signed.iter().map(|(_, who)| who.person()).collect();
                prop_assert_eq!(people.len(), 2);
                prop_assert!(!people.contains(&after.enterer().unwrap().person()));
                locked = Some(after.rows().to_vec());
            }
            at = after;
        }
    }
}
