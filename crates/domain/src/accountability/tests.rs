//! Proposal, decision, record: each step by whom it may be taken.

use super::*;
use crate::handling::PersonId;

const ANA: Who = Who::Person(PersonId(1), PostId(1));
const BEN: Who = Who::Person(PersonId(2), PostId(1));

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn proposal() -> Proposal {
    Proposal {
        case: CaseId(7),
        answers: PostId(3),
        facts: "县财政局 2020 年 3 月以授权支付方式支付 10 万元".into(),
        clause: "B-3.3.2.d".into(),
    }
}

fn proposed() -> Accountability {
    Accountability::propose(proposal(), ANA, day("2020-03-02")).unwrap()
}

fn decide(measure: Measure) -> Step {
    Step::Decide { measure, reason: "情节较轻".into() }
}

fn record() -> Step {
    Step::Record { document: vec![AttachmentId(1)] }
}

#[test]
fn every_state_against_every_step() {
    let on = day("2020-03-03");
    let decided = proposed().step(decide(Measure::Talk), BEN, on).unwrap();
    let recorded = decided.step(record(), ANA, on).unwrap();
    let not = Err(StepRefusal::NotFromHere);
    for (matter, decides, records) in [
        (proposed(), Ok(State::Decided), not),
        (decided, not, Ok(State::Recorded)),
        (recorded, not, not),
    ] {
        let state = |step| matter.step(step, BEN, on).map(|matter| matter.state());
        assert_eq!((state(decide(Measure::Talk)), state(record())), (decides, records));
        assert_eq!(proposed().replayed(matter.history()), Ok(matter));
    }
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let on = day("2020-03-03");
    for (changed, by, expect) in [
        (Proposal { facts: " ".into(), ..proposal() }, ANA, R::NoFacts),
        (Proposal { clause: String::new(), ..proposal() }, ANA, R::NoClause),
        (proposal(), Who::Engine, R::OnlyPerson),
    ] {
        assert_eq!(Accountability::propose(changed, by, on).unwrap_err(), expect);
    }
    let decided = proposed().step(decide(Measure::Notice), BEN, on).unwrap();
    let blank = Step::Decide { measure: Measure::NoAction, reason: " ".into() };
    for (matter, step, by, on, expect) in [
        (&proposed(), decide(Measure::Talk), ANA, on, R::SamePerson),
        (&proposed(), decide(Measure::Talk), Who::Engine, on, R::OnlyPerson),
        (&proposed(), decide(Measure::Talk), BEN, day("2020-03-01"), R::BeforeLastStep),
        (&proposed(), blank, BEN, on, R::NoReason),
        (&decided, record(), BEN, day("2020-03-02"), R::BeforeLastStep),
        (&decided, Step::Record { document: vec![] }, BEN, on, R::NoEvidence),
    ] {
        assert_eq!(matter.step(step.clone(), by, on).unwrap_err(), expect, "{step:?}");
    }
}

#[test]
fn a_decision_is_of_one_case_and_says_what_was_decided() {
    assert_eq!(proposed().decision(), None);
    for (measure, clause) in [
        (Measure::NoAction, "A-17.d"),
        (Measure::Talk, "A-17.d"),
        (Measure::Notice, "A-17.d"),
        (Measure::Discipline, "D-6.3.c"),
        (Measure::Justice, "A-18.b"),
    ] {
        let decided = proposed().step(decide(measure), BEN, day("2020-03-03")).unwrap();
        let decision = decided.decision().unwrap();
        let found = (decision.case(), decision.measure(), decision.measure().clause());
        assert_eq!(found, (CaseId(7), measure, clause));
    }
}
