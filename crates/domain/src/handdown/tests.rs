//! Drafts, the second person, receipts; a random walk against a model of who may do what next.

use proptest::prelude::*;

use super::*;
use crate::handling::{PersonId, PostId};

const ANA: Who = Who::Person(PersonId(1), PostId(1));
const OTTO: Who = Who::Person(PersonId(2), PostId(2));

fn on() -> Day {
    Day::parse("2019-05-22").unwrap()
}

fn line(code: u32, fen: i64) -> Line {
    let to = To::Division(Division::from_code(code).unwrap());
    Line { to, amount: Fen(fen), reason: String::new() }
}

fn project(id: &str, fen: i64) -> Line {
    Line { to: To::Project(id.to_owned()), amount: Fen(fen), reason: String::new() }
}

fn draft(lines: Vec<Line>) -> Draft {
    Draft {
        doc_no: "喀财扶〔2019〕1号".into(),
        doc_title: String::new(),
        issued_on: on(),
        targets_on: None,
        for_poverty: true,
        to_household: false,
        names_project: false,
        note: String::new(),
        lines,
    }
}

fn begun(lines: Vec<Line>) -> HandDown {
    HandDown::begin(Way::Down, draft(lines), ANA, on()).unwrap()
}

fn receipt(fen: i64) -> Receipt {
    let doc_no = "喀财扶〔2019〕1号".into();
    Receipt { received_on: on(), amount: Fen(fen), fund: "special".into(), doc_no }
}

fn receive(line: usize, fen: i64) -> Step {
    Step::Receive { line, receipt: receipt(fen) }
}

fn why(reason: &str) -> String {
    reason.to_owned()
}

#[test]
fn from_the_draft_to_the_last_receipt() {
    let first = begun(vec![line(653_125, 60), project("P1", 10), line(653_126, 30)]);
    let take = |at: &HandDown, step, by| at.step(step, by, on()).unwrap();
    let back = take(&take(&first, Step::Submit, ANA), Step::SendBack { reason: why("?") }, OTTO);
    assert_eq!(back.state(), State::Draft);
    let submitted = take(&back, Step::Submit, ANA);
    let down = take(&submitted, Step::HandDown { open: Fen(100) }, OTTO);
    assert_eq!((down.state(), down.waiting().collect::<Vec<_>>()), (State::HandedDown, vec![0, 2]));
    let copied = take(&down, Step::Copy { to: Office::Treasury, sent_on: on() }, ANA);
    let one = take(&copied, receive(2, 30), OTTO);
    let wrong = take(&one, receive(0, 59), ANA);
    assert_eq!(wrong.state(), State::Complete);
    let right = take(&wrong, receive(0, 60), ANA);
    assert_eq!(right.receipt(0).map(|receipt| receipt.amount), Some(Fen(60)));
    assert_eq!(first.replayed(right.history()), Ok(right));
    let projects = begun(vec![project("P1", 10)]);
    let whole = take(&take(&projects, Step::Submit, ANA), Step::HandDown { open: Fen(10) }, OTTO);
    assert_eq!(whole.state(), State::Complete);
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let begin = |draft| HandDown::begin(Way::Down, draft, ANA, on()).unwrap_err();
    let blank = Draft { doc_no: " ".into(), ..draft(vec![line(653_125, 1)]) };
    assert_eq!(begin(blank), R::NoDocument);
    assert_eq!(begin(draft(Vec::new())), R::NothingSplit);
    assert_eq!(begin(draft(vec![line(653_125, 0)])), R::NothingSplit);
    assert_eq!(begin(draft(vec![line(653_125, i64::MAX), line(653_126, 1)])), R::NothingSplit);
    assert_eq!(begin(draft(vec![line(653_125, 1), line(653_125, 2)])), R::ReceiverTwice);
    let first = begun(vec![line(653_125, 60), project("P1", 40)]);
    let submitted = first.step(Step::Submit, ANA, on()).unwrap();
    let open = |fen| Step::HandDown { open: Fen(fen) };
    let down = submitted.step(open(100), OTTO, on()).unwrap();
    let received = down.step(receive(0, 60), OTTO, on()).unwrap();
    for (at, step, by, expect) in [
        (&first, open(100), OTTO, R::NotFromHere),
        (&first, receive(0, 60), OTTO, R::NotFromHere),
        (&first, Step::Submit, Who::Engine, R::OnlyPerson),
        (&first, Step::Attach(Vec::new()), ANA, R::NoEvidence),
        (&first, Step::Drop { reason: why(" ") }, ANA, R::NoReason),
        (&submitted, open(100), ANA, R::SamePerson),
        (&submitted, open(99), OTTO, R::MoreThanOpen),
        (&submitted, Step::SendBack { reason: why("x") }, ANA, R::SamePerson),
        (&submitted, Step::SendBack { reason: why("") }, OTTO, R::NoReason),
        (&submitted, Step::Write(draft(vec![line(653_125, 1)])), ANA, R::NotFromHere),
        (&down, receive(1, 40), OTTO, R::NotAsked),
        (&down, receive(7, 40), OTTO, R::NotAsked),
        (&received, receive(0, 60), OTTO, R::NotAsked),
        (&down, Step::Drop { reason: why("x") }, ANA, R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, on()).unwrap_err(), expect, "{step:?}");
    }
    let early = Day::parse("2019-05-21").unwrap();
    assert_eq!(first.step(Step::Submit, ANA, early).unwrap_err(), R::BeforeLastStep);
    // Another writes it anew: neither of the two hands it down alone.
    let anew = first.step(Step::Write(draft(vec![line(653_125, 5)])), OTTO, on()).unwrap();
    let anew = anew.step(Step::Submit, ANA, on()).unwrap();
    for by in [ANA, OTTO] {
        assert_eq!(anew.step(open(100), by, on()).unwrap_err(), R::SamePerson);
    }
}

proptest! {
    #[test]
    fn money_moves_once_by_two_people_and_never_more_than_there_is(
        steps in prop::collection::vec((0..8_u8, 0..3_usize, any::<bool>(), 0..200_i64), 1..40),
    ) {
        let mut at = begun(vec![line(653_125, 60), line(653_126, 40)]);
        let (mut moved, mut got) = (0, [false; 2]);
        for (kind, which, ana, fen) in steps {
            let by = if ana { ANA } else { OTTO };
            let step = match kind {
                0 => Step::Write(draft(vec![line(653_125, 60), line(653_126, fen.max(1))])),
                1 => Step::Submit,
                2 => Step::SendBack { reason: why("x") },
                3 => Step::HandDown { open: Fen(fen) },
                4 | 5 => receive(which, fen),
                6 => Step::Copy { to: Office::FundOffice, sent_on: on() },
                _ => Step::Attach(vec![AttachmentId(1)]),
            };
            let Ok(after) = at.step(step.clone(), by, on()) else { continue };
            match step {
                Step::HandDown { open } => {
                    moved += 1;
                    prop_assert!(at.draft().total().unwrap() <= open);
                    prop_assert!(at.makers().all(|maker| maker.person() != by.person()));
                }
                Step::Receive { line, .. } => got[line] = true,
                Step::Write(_) => prop_assert_eq!(moved, 0),
                _ => {}
            }
            prop_assert_eq!(after.state().has_moved(), moved == 1);
            prop_assert_eq!(after.state() == State::Complete, got == [true; 2]);
            at = after;
        }
        prop_assert!(moved <= 1);
    }
}
