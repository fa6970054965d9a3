//! Every state against every step, who may take it, and what the answer of a red warning cannot do.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::handling::PersonId;

const DESK: PostId = PostId(1);
const DIVISION: PostId = PostId(2);
const UNIT: PostId = PostId(3);
const ABOVE: PostId = PostId(4);
const ANA: Who = Who::Person(PersonId(11), DESK);
const DAN: Who = Who::Person(PersonId(12), DIVISION);
const ABE: Who = Who::Person(PersonId(14), ABOVE);
const UMA: Who = Who::Person(PersonId(13), UNIT);
/// The unit's person, acting in the desk's post.
const UMA_AT_DESK: Who = Who::Person(PersonId(13), DESK);

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn on() -> Day {
    day("2020-03-02")
}

fn text() -> String {
    "已核实".to_owned()
}

fn sent(lamp: Lamp) -> Inquiry {
    Inquiry::send(question(lamp, "请核实该笔支付"), ANA, on()).unwrap()
}

fn question(lamp: Lamp, asked: &str) -> Question<'_> {
    Question { lamp, level: Level::County, asked, division: DIVISION, due: due() }
}

fn due() -> Day {
    day("2020-03-09")
}

fn up() -> Escalation {
    Escalation { level: Level::Prefecture, to: ABOVE, term: 10 }
}

fn columns() -> Vec<Step> {
    vec![
        Step::Send { division: DIVISION, due: due() },
        Step::PassOn { unit: UNIT, advice: text() },
        Step::Answer { answer: text(), evidence: vec![AttachmentId(1)] },
        Step::SendBack { reason: text() },
        Step::AskAgain { reason: text(), due: due() },
        Step::Accept { reason: text() },
        Step::OpenCase(CaseId(7)),
        Step::Withdraw { reason: text() },
    ]
}

fn step(column: usize) -> Step {
    columns()[column].clone()
}

fn after(inquiry: Inquiry, steps: &[(Step, Who)]) -> Inquiry {
    let step = |inquiry: Inquiry, (step, by): &(Step, Who)| {
        inquiry
            .step(step.clone(), *by, on())
            .unwrap_or_else(|refusal| panic!("{step:?}: {refusal}"))
    };
    steps.iter().fold(inquiry, step)
}

/// An inquiry about a doubt, in a state; `passed` says whether it went to the unit.
fn at(state: State, passed: bool) -> Inquiry {
    let pass = (step(1), DAN);
    let answered = if passed { vec![pass.clone(), (step(2), UMA)] } else { vec![(step(2), DAN)] };
    let end = |last| [answered.clone(), vec![(last, ANA)]].concat();
    let steps = match state {
        State::AtDivision => vec![],
        State::AtUnit => vec![pass],
        State::AtDesk => vec![(step(3), DAN)],
        State::Answered => answered,
        State::Accepted => end(step(5)),
        State::InCase => end(step(6)),
        State::Withdrawn => vec![(step(7), ANA)],
    };
    after(sent(Lamp::Yellow), &steps)
}

/// Who may take a step in a state.
fn actor(inquiry: &Inquiry, step: &Step) -> Who {
    match (step, inquiry.waits_for().first()) {
        (Step::Withdraw { .. }, _) | (_, None) => ANA,
        (_, Some(post)) => [ANA, DAN, UMA, ABE][post.0 as usize - 1],
    }
}

/// V at the division, U at the unit, K at the desk, A answered, P accepted, C in a case, W withdrawn.
const EXPECTED: [(State, bool, &str); 8] = [
    //                         send pass answer back again accept case withdraw
    (State::AtDivision, false, "-    U    A      K    -     -      -    W"),
    (State::AtUnit, true, "     -    -    A      V    -     -      -    W"),
    (State::AtDesk, false, "    V    -    -      -    -     -      -    W"),
    (State::Answered, true, "   -    -    -      -    U     P      C    W"),
    (State::Answered, false, "  -    -    -      -    V     P      C    W"),
    (State::Accepted, true, "   -    -    -      -    -     -      -    -"),
    (State::InCase, true, "     -    -    -      -    -     -      -    -"),
    (State::Withdrawn, false, " -    -    -      -    -     -      -    -"),
];

#[test]
fn every_state_against_every_step() {
    let letters = "VUKAPCW";
    for (state, passed, cells) in EXPECTED {
        let cells: Vec<&str> = cells.split_whitespace().collect();
        assert_eq!(cells.len(), columns().len());
        for (cell, step) in cells.into_iter().zip(columns()) {
            let inquiry = at(state, passed);
            let place = letters.find(cell);
            let expect = place.map_or(Err(StepRefusal::NotFromHere), |i| Ok(State::ALL[i]));
            let by = actor(&inquiry, &step);
            let found = inquiry.step(step.clone(), by, on()).map(|inquiry| inquiry.state());
            assert_eq!(found, expect, "{state:?}: {step:?}");
        }
    }
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let blank = || String::from(" ");
    let (division, unit) = (at(State::AtDivision, false), at(State::AtUnit, true));
    let answered = at(State::Answered, true);
    let red = after(sent(Lamp::Red), &[(step(1), DAN), (step(2), UMA)]);
    let yesterday = day("2020-03-01");
    let evidence = || vec![AttachmentId(1)];
    for (inquiry, step, by, on, expect) in [
        (&division, step(1), UMA, on(), R::NotThePost),
        (&division, step(2), ANA, on(), R::NotThePost),
        (&unit, step(2), DAN, on(), R::NotThePost),
        (&unit, step(7), UMA, on(), R::NotThePost),
        (&answered, step(5), UMA, on(), R::NotThePost),
        (&answered, step(5), UMA_AT_DESK, on(), R::SamePerson),
        (&answered, step(6), UMA_AT_DESK, on(), R::SamePerson),
        (&answered, step(5), Who::Engine, on(), R::OnlyPerson),
        (&red, step(5), ANA, on(), R::RedNotInOrder),
        (&division, step(1), DAN, yesterday, R::BeforeLastStep),
        (&answered, step(5), ANA, yesterday, R::BeforeLastStep),
        (&division, Step::PassOn { unit: UNIT, advice: blank() }, DAN, on(), R::NoReason),
        (&unit, Step::Answer { answer: blank(), evidence: evidence() }, UMA, on(), R::NoReason),
        (&unit, Step::Answer { answer: text(), evidence: vec![] }, UMA, on(), R::NoEvidence),
        (&unit, Step::SendBack { reason: blank() }, UMA, on(), R::NoReason),
        (&unit, Step::Withdraw { reason: blank() }, ANA, on(), R::NoReason),
        (&answered, Step::AskAgain { reason: blank(), due: due() }, ANA, on(), R::NoReason),
        (&answered, Step::Accept { reason: blank() }, ANA, on(), R::NoReason),
    ] {
        assert_eq!(inquiry.step(step.clone(), by, on).unwrap_err(), expect, "{step:?}");
    }
    assert!(red.step(step(6), ANA, on()).is_ok());
    let passed = division.step(step(1), DAN, day("2020-03-04")).unwrap();
    assert_eq!(passed.step(step(2), UMA, day("2020-03-03")).unwrap_err(), R::BeforeLastStep);
    let send = |asked, by| Inquiry::send(question(Lamp::Red, asked), by, on());
    assert_eq!(send(" ", ANA).unwrap_err(), R::NothingAsked);
    assert_eq!(send("?", Who::Engine).unwrap_err(), R::OnlyPerson);
    assert_eq!(send("?", DAN).unwrap_err(), R::AsksItself);
    let late = Question { due: on(), ..question(Lamp::Red, "?") };
    assert_eq!(Inquiry::send(late, ANA, on()).unwrap_err(), R::TermNotAhead);
    let pass = Step::PassOn { unit: DIVISION, advice: text() };
    assert_eq!(division.step(pass, DAN, on()).unwrap_err(), R::AsksItself);
    let again = Step::AskAgain { reason: text(), due: on() };
    assert_eq!(answered.step(again, ANA, on()).unwrap_err(), R::TermNotAhead);
}

#[test]
fn it_waits_for_one_post_and_a_division_may_answer_what_the_unit_sent_back() {
    let back = after(at(State::AtUnit, true), &[(step(3), UMA)]);
    assert_eq!(back.waits_for(), [DIVISION]);
    let answered = after(back, &[(step(2), DAN)]);
    assert_eq!(answered.waits_for(), [DESK]);
    assert_eq!(after(answered, &[(step(4), ANA)]).waits_for(), [DIVISION]);
    let other = Step::Send { division: PostId(9), due: due() };
    assert_eq!(after(at(State::AtDesk, false), &[(other, ANA)]).waits_for(), [PostId(9)]);
    assert_eq!(at(State::InCase, true).case(), Some(CaseId(7)));
}

#[test]
fn what_is_late_goes_up_and_is_judged_there() {
    let (unit, answered) = (at(State::AtUnit, true), at(State::Answered, true));
    assert!(!unit.is_overdue(due()) && unit.is_overdue(day("2020-03-10")));
    assert!(!answered.is_overdue(day("2020-03-10")) && answered.is_waiting(5, day("2020-03-08")));
    assert!(!at(State::Accepted, true).is_waiting(5, day("2020-03-30")));
    let go = |inquiry: &Inquiry, on: &str| inquiry.step(Step::Escalate(up()), Who::Engine, day(on));
    assert_eq!(go(&unit, "2020-03-09").unwrap_err(), StepRefusal::NotOverdue);
    assert_eq!(go(&answered, "2020-03-12").unwrap_err(), StepRefusal::NotOverdue);
    let late = go(&unit, "2020-03-10").unwrap();
    assert_eq!((late.state(), late.level()), (State::AtUnit, Level::Prefecture));
    assert_eq!(go(&late, "2020-03-11").unwrap_err(), StepRefusal::NotUpward);
    assert_eq!(
        go(&at(State::Withdrawn, true), "2020-03-30").unwrap_err(),
        StepRefusal::NotFromHere
    );
    let on = day("2020-03-13");
    let answered = go(&answered, "2020-03-13").unwrap();
    assert_eq!(answered.waits_for(), [DESK, ABOVE]);
    assert_eq!(answered.step(step(5), ABE, on).unwrap().state(), State::Accepted);
    assert_eq!(answered.step(step(5), DAN, on).unwrap_err(), StepRefusal::NotThePost);
}

proptest! {
    #[test]
    fn a_red_one_is_never_accepted_and_nothing_is_lost(
        red in any::<bool>(),
        steps in prop::collection::vec(
            (0..8_usize, select(vec![ANA, DAN, UMA, UMA_AT_DESK]), any::<bool>()),
            1..40,
        ),
    ) {
        let lamp = if red { Lamp::Red } else { Lamp::Yellow };
        let mut inquiry = sent(lamp);
        for (column, by, any) in steps {
            let step = step(column);
            let by = if any { by } else { actor(&inquiry, &step) };
            let Ok(after) = inquiry.step(step.clone(), by, on()) else { continue };
            let kept = after.history().iter().take(inquiry.history().len());
            prop_assert!(inquiry.history().iter().eq(kept));
            prop_assert_eq!(after.history().last(), Some(&Done { step, by, on: on() }));
            prop_assert!(!(red && after.state() == State::Accepted));
            let ended = matches!(after.state(), State::Accepted | State::InCase);
            let answered = inquiry.answerer().and_then(Who::person);
            prop_assert!(!ended || (answered.is_some() && answered != by.person()));
            inquiry = after;
        }
        prop_assert_eq!(sent(lamp).replayed(inquiry.history()), Ok(inquiry));
    }
}
