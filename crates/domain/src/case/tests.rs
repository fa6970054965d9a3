//! Every state against every step, every refusal, and that no way leads to closed but the three.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::accountability::{Accountability, Measure, Proposal, Step as Deciding};
use crate::handling::{AttachmentId, PersonId};
use crate::warning::{Escalation, Exemption};

const CASE: CaseId = CaseId(7);
/// The post that has to rectify, and the desk.
const UNIT: PostId = PostId(1);
const DESK: PostId = PostId(2);
/// The unit's person, and three of the desk.
const UMA: Who = Who::Person(PersonId(10), UNIT);
const ANA: Who = Who::Person(PersonId(11), DESK);
const BEN: Who = Who::Person(PersonId(12), DESK);
const CAI: Who = Who::Person(PersonId(13), DESK);
/// The unit's person, acting in the desk's post.
const UMA_AT_DESK: Who = Who::Person(PersonId(10), DESK);

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The day on which a case is opened, its deadline, and a day after that.
fn early() -> Day {
    day("2020-01-06")
}
fn due() -> Day {
    day("2020-03-31")
}
fn late() -> Day {
    day("2020-04-01")
}

fn text() -> String {
    "已核实".to_owned()
}

fn shown() -> Vec<AttachmentId> {
    vec![AttachmentId(1)]
}

fn order() -> Order {
    Order { to: UNIT, asked: text(), due: due(), take_back: Fen(500), rebook: Fen(0) }
}

fn exemption(until: &str) -> Exemption {
    Exemption { basis: text(), scope: text(), until: day(until) }
}

fn lost() -> Request {
    Request::Irrecoverable { reason: text(), evidence: shown() }
}

fn decision_of(case: CaseId) -> Decision {
    let proposal = Proposal { case, answers: UNIT, facts: text(), clause: "A-17.d".into() };
    let matter = Accountability::propose(proposal, ANA, early()).unwrap();
    let decide = Deciding::Decide { measure: Measure::Talk, reason: text() };
    matter.step(decide, BEN, early()).unwrap().decision().unwrap()
}

fn decision() -> Decision {
    decision_of(CASE)
}

fn green(says: Says, on: Day) -> Step {
    Step::CloseGreen { rerun: Rerun { on, says }, returned: Fen(500) }
}

fn up(level: Level) -> Escalation {
    Escalation { level, to: PostId(9), term: 10 }
}

fn opened() -> Case {
    Case::open(CASE, Level::County, true, ANA, early()).unwrap()
}

fn after(case: Case, steps: impl IntoIterator<Item = (Step, Who)>) -> Case {
    let step = |case: Case, (step, by): (Step, Who)| {
        case.step(step.clone(), by, early()).unwrap_or_else(|refusal| panic!("{step:?}: {refusal}"))
    };
    steps.into_iter().fold(case, step)
}

/// A case in a state, with an exemption in force, found not to be undone, and decided on.
fn ready(state: State) -> Case {
    let beside = [
        (Step::Ask(Request::Exemption(exemption("2020-12-31"))), ANA),
        (Step::Grant, BEN),
        (Step::Ask(lost()), ANA),
        (Step::Grant, BEN),
        (Step::Hold(decision()), ANA),
    ];
    let case = after(opened(), beside);
    let way = [
        (Step::Order(order()), ANA),
        (Step::ReportDone { report: text(), evidence: shown() }, UMA),
        (Step::Confirm { finding: text() }, BEN),
        (Step::CloseExempt, BEN),
    ];
    let steps = State::ALL.into_iter().position(|s| s == state).unwrap();
    after(case, way.into_iter().take(steps))
}

/// The columns of the table, each with a person who may take the step.
fn columns() -> Vec<(Step, Who)> {
    vec![
        (Step::Order(Order { due: day("2020-05-01"), ..order() }), ANA),
        (Step::Extend { due: day("2020-05-01"), reason: text() }, ANA),
        (Step::ReportDone { report: text(), evidence: shown() }, UMA),
        (Step::Confirm { finding: text() }, BEN),
        (Step::SendBack { reason: text() }, BEN),
        (Step::Ask(lost()), ANA),
        (Step::Grant, BEN),
        (Step::Deny { reason: text() }, BEN),
        (Step::Hold(decision()), ANA),
        (Step::Escalate(up(Level::Prefecture)), Who::Engine),
        (green(Says::Green, late()), BEN),
        (Step::CloseExempt, BEN),
        (Step::CloseLost, BEN),
        (Step::Reopen(Why::CameBack), Who::Engine),
    ]
}

/// P open, O ordered, R reported, K checked, C closed; - the step does not follow.
const EXPECTED: [(State, &str); 5] = [
    //             ord ext rep con back ask gra den hold esc gre exe lost reo
    (State::Open, "O   -   -   -   -    P   P   P   P    P   -   C   C    -"),
    (State::Ordered, "-   O   R   -   -    O   O   O   O    O   -   C   C    -"),
    (State::Reported, "-   -   -   K   O    R   R   R   R    R   -   -   -    -"),
    (State::Checked, "-   -   -   -   O    K   K   K   K    K   C   C   C    -"),
    (State::Closed, "-   -   -   -   -    -   -   -   C    -   -   -   -    P"),
];

#[test]
fn every_state_against_every_step() {
    for (state, cells) in EXPECTED {
        let cells: Vec<&str> = cells.split_whitespace().collect();
        assert_eq!(cells.len(), columns().len());
        for (cell, (step, by)) in cells.into_iter().zip(columns()) {
            let mut case = ready(state);
            let decides = matches!(step, Step::Grant | Step::Deny { .. });
            if decides && state != State::Closed {
                case = after(case, [(Step::Ask(lost()), ANA)]);
            }
            let expect = match cell {
                "P" => Ok(State::Open),
                "O" => Ok(State::Ordered),
                "R" => Ok(State::Reported),
                "K" => Ok(State::Checked),
                "C" => Ok(State::Closed),
                _ => Err(StepRefusal::NotFromHere),
            };
            let found = case.step(step.clone(), by, late()).map(|case| case.state());
            assert_eq!(found, expect, "{state:?}: {step:?}");
        }
    }
}

#[track_caller]
fn refused(case: &Case, step: Step, by: Who, on: Day, expect: StepRefusal) {
    let told = format!("{step:?}");
    assert_eq!(case.step(step, by, on).unwrap_err(), expect, "{told}");
}

#[test]
fn what_a_step_must_say() {
    use StepRefusal as R;
    let (blank, none) = (String::from(" "), Vec::new());
    let [open, ordered, reported] = [State::Open, State::Ordered, State::Reported].map(ready);
    let ordering = |order: Order| Step::Order(order);
    for (case, step, by, expect) in [
        (&open, ordering(Order { asked: blank.clone(), ..order() }), ANA, R::NothingAsked),
        (&open, ordering(Order { take_back: Fen(-1), ..order() }), ANA, R::NegativeAmount),
        (&open, ordering(Order { rebook: Fen(-1), ..order() }), ANA, R::NegativeAmount),
        (&open, ordering(Order { due: late(), ..order() }), ANA, R::TermNotAhead),
        (&ordered, Step::Extend { due: due(), reason: text() }, ANA, R::TermNotAhead),
        (
            &ordered,
            Step::Extend { due: day("2020-05-01"), reason: blank.clone() },
            ANA,
            R::NoReason,
        ),
        (&ordered, Step::ReportDone { report: text(), evidence: none.clone() }, UMA, R::NoEvidence),
        (&ordered, Step::ReportDone { report: blank.clone(), evidence: shown() }, UMA, R::NoReason),
        (&reported, Step::Confirm { finding: blank.clone() }, BEN, R::NoReason),
        (&reported, Step::SendBack { reason: blank.clone() }, BEN, R::NoReason),
        (
            &open,
            Step::Ask(Request::Irrecoverable { reason: blank.clone(), evidence: shown() }),
            ANA,
            R::NoReason,
        ),
        (
            &open,
            Step::Ask(Request::Irrecoverable { reason: text(), evidence: none }),
            ANA,
            R::NoEvidence,
        ),
        (&open, Step::Ask(Request::Exemption(exemption("2020-04-01"))), ANA, R::TermNotAhead),
        (
            &open,
            Step::Ask(Request::Exemption(Exemption {
                basis: blank.clone(),
                ..exemption("2021-01-01")
            })),
            ANA,
            R::NoBasis,
        ),
        (
            &open,
            Step::Ask(Request::Exemption(Exemption {
                scope: blank.clone(),
                ..exemption("2021-01-01")
            })),
            ANA,
            R::NoScope,
        ),
    ] {
        refused(case, step, by, late(), expect);
    }
    let asked = after(ready(State::Open), [(Step::Ask(lost()), ANA)]);
    refused(&asked, Step::Deny { reason: blank.clone() }, BEN, late(), R::NoReason);
    let objection = Step::Reopen(Why::Objection(blank));
    refused(&ready(State::Closed), objection, ANA, late(), R::NoReason);
    refused(&ordered, Step::CloseExempt, BEN, day("2020-01-05"), R::BeforeLastStep);
    refused(&opened(), Step::Order(order()), ANA, day("2020-01-05"), R::BeforeLastStep);
    let held = opened().step(Step::Hold(decision()), ANA, due()).unwrap();
    refused(&held, Step::Order(order()), ANA, day("2020-03-30"), R::BeforeLastStep);
    assert_eq!(
        Case::open(CASE, Level::County, true, Who::Engine, early()).unwrap_err(),
        R::OnlyPerson
    );
}

#[test]
fn who_may_take_a_step() {
    use StepRefusal as R;
    let [ordered, reported, checked, closed] =
        [State::Ordered, State::Reported, State::Checked, State::Closed].map(ready);
    let asked = after(ready(State::Ordered), [(Step::Ask(lost()), ANA)]);
    let extend = || Step::Extend { due: day("2020-05-01"), reason: text() };
    let confirm = || Step::Confirm { finding: text() };
    let report = || Step::ReportDone { report: text(), evidence: shown() };
    for (case, step, by, expect) in [
        (&opened(), Step::Order(order()), UMA, R::OwnMatter),
        (&ordered, report(), ANA, R::NotThePost),
        (&ordered, report(), Who::Engine, R::OnlyPerson),
        (&ordered, extend(), UMA, R::OwnMatter),
        (&reported, confirm(), UMA, R::OwnMatter),
        (&reported, confirm(), UMA_AT_DESK, R::SamePerson),
        (&reported, confirm(), Who::Engine, R::OnlyPerson),
        (&reported, Step::SendBack { reason: text() }, UMA_AT_DESK, R::SamePerson),
        (&asked, Step::Grant, ANA, R::SamePerson),
        (&asked, Step::Grant, UMA, R::OwnMatter),
        (&asked, Step::Deny { reason: text() }, ANA, R::SamePerson),
        (&checked, green(Says::Green, late()), UMA, R::OwnMatter),
        (&checked, green(Says::Green, late()), UMA_AT_DESK, R::SamePerson),
        (&checked, green(Says::Green, late()), Who::Engine, R::OnlyPerson),
        (&checked, Step::CloseExempt, UMA, R::OwnMatter),
        (&checked, Step::CloseExempt, UMA_AT_DESK, R::SamePerson),
        (&checked, Step::CloseExempt, ANA, R::SamePerson),
        (&checked, Step::CloseLost, UMA, R::OwnMatter),
        (&checked, Step::CloseLost, UMA_AT_DESK, R::SamePerson),
        (&checked, Step::CloseLost, ANA, R::SamePerson),
        (&closed, Step::Reopen(Why::CameBack), ANA, R::OnlyEngine),
        (&closed, Step::Reopen(Why::Lapsed), ANA, R::OnlyEngine),
        (&closed, Step::Reopen(Why::Objection(text())), Who::Engine, R::OnlyPerson),
    ] {
        refused(case, step, by, late(), expect);
    }
    // One exemption was asked for by one person, the finding that it is lost by another.
    let case = after(
        opened(),
        [
            (Step::Ask(Request::Exemption(exemption("2020-12-31"))), ANA),
            (Step::Grant, BEN),
            (Step::Ask(lost()), BEN),
            (Step::Grant, CAI),
            (Step::Hold(decision()), ANA),
        ],
    );
    refused(&case, Step::CloseExempt, ANA, late(), R::SamePerson);
    refused(&case, Step::CloseLost, BEN, late(), R::SamePerson);
    assert!(case.step(Step::CloseExempt, BEN, late()).is_ok());
    assert!(case.step(Step::CloseLost, ANA, late()).is_ok());
}

#[test]
fn what_does_not_close_a_case() {
    use StepRefusal as R;
    let checked = after(
        opened(),
        [
            (Step::Order(order()), ANA),
            (Step::ReportDone { report: text(), evidence: shown() }, UMA),
            (Step::Confirm { finding: text() }, BEN),
        ],
    );
    let returned = |fen| Step::CloseGreen {
        rerun: Rerun { on: late(), says: Says::Green },
        returned: Fen(fen),
    };
    for (step, expect) in [
        (green(Says::Red, late()), R::StillLit),
        (green(Says::Yellow, late()), R::StillLit),
        (green(Says::CannotTell, late()), R::CannotTell),
        (green(Says::Green, due()), R::NotRunToday),
        (returned(499), R::MoneyNotBack),
        (Step::CloseExempt, R::NoExemption),
        (Step::CloseLost, R::NotIrrecoverable),
    ] {
        refused(&checked, step, CAI, late(), expect);
    }
    assert!(checked.step(returned(500), CAI, late()).is_ok());
    let exemption = Step::Ask(Request::Exemption(exemption("2020-04-30")));
    let exempt = after(checked.clone(), [(exemption.clone(), ANA), (Step::Grant, BEN)]);
    refused(&exempt, Step::CloseExempt, CAI, day("2020-05-01"), R::NoExemption);
    assert!(exempt.step(Step::CloseExempt, CAI, day("2020-04-30")).is_ok());
    let asked = after(checked.clone(), [(exemption, ANA)]);
    refused(&asked, Step::CloseExempt, CAI, late(), R::NoExemption);
    refused(&asked, Step::Grant, BEN, day("2020-04-30"), R::TermNotAhead);
    refused(&asked, Step::Ask(lost()), ANA, late(), R::AlreadyAsked);
    refused(&checked, Step::Grant, BEN, late(), R::NotAsked);
    refused(&checked, Step::Deny { reason: text() }, BEN, late(), R::NotAsked);
    let denied = asked.step(Step::Deny { reason: text() }, BEN, day("2020-04-30")).unwrap();
    refused(&denied, Step::CloseExempt, CAI, day("2020-04-30"), R::NoExemption);
    refused(&denied, Step::Grant, BEN, day("2020-04-30"), R::NotAsked);
    assert!(denied.step(Step::Ask(lost()), ANA, day("2020-04-30")).is_ok());
    let lost = after(checked.clone(), [(Step::Ask(lost()), ANA), (Step::Grant, BEN)]);
    refused(&lost, Step::CloseLost, CAI, late(), R::NoDecision);
    let other = Step::Hold(decision_of(CaseId(8)));
    refused(&lost, other, CAI, late(), R::OtherCase);
    let decided = after(lost, [(Step::Hold(decision()), CAI)]);
    assert!(decided.step(Step::CloseLost, CAI, late()).is_ok());
    let strict = Case::open(CASE, Level::County, false, ANA, early()).unwrap();
    let ask = Step::Ask(Request::Exemption(super::tests::exemption("2020-12-31")));
    refused(&strict, ask, ANA, late(), R::NoExceptionAllowed);
}

#[test]
fn overdue_goes_to_the_next_level_by_name() {
    use StepRefusal as R;
    let ordered = after(opened(), [(Step::Order(order()), ANA)]);
    let escalate = |level| Step::Escalate(up(level));
    assert!(!ordered.is_overdue(due()) && ordered.is_overdue(late()));
    refused(&ordered, escalate(Level::Prefecture), Who::Engine, due(), R::NotOverdue);
    refused(&ordered, escalate(Level::County), Who::Engine, late(), R::NotUpward);
    let raised = ordered.step(escalate(Level::Prefecture), Who::Engine, late()).unwrap();
    assert_eq!((raised.level(), raised.escalated_to()), (Level::Prefecture, Some(PostId(9))));
    refused(&raised, escalate(Level::Prefecture), Who::Engine, late(), R::NotUpward);
    assert!(raised.step(escalate(Level::Region), Who::Engine, late()).is_ok());
    let extend = Step::Extend { due: day("2020-05-01"), reason: text() };
    let extended = ordered.step(extend, ANA, late()).unwrap();
    refused(&extended, escalate(Level::Prefecture), Who::Engine, day("2020-05-01"), R::NotOverdue);
    assert!(extended.is_overdue(day("2020-05-02")));
    // An order that nobody issues and a report that nobody checks wait by the term of the settings.
    let reported = after(ordered, [(Step::ReportDone { report: text(), evidence: shown() }, UMA)]);
    // What goes on beside ends no term.
    let beside = [(Step::Ask(lost()), ANA), (Step::Grant, BEN), (Step::Hold(decision()), ANA)];
    let on = day("2020-01-14");
    let step = |case: Case, (step, by)| case.step(step, by, on).unwrap();
    let busy = beside.into_iter().fold(opened(), step);
    for case in [opened(), reported, busy] {
        assert!(!case.is_waiting(10, day("2020-01-16")) && case.is_waiting(10, day("2020-01-17")));
        refused(&case, escalate(Level::Region), Who::Engine, day("2020-01-16"), R::NotOverdue);
        assert!(case.step(escalate(Level::Region), Who::Engine, day("2020-01-17")).is_ok());
    }
}

#[test]
fn a_case_that_is_opened_again_begins_anew() {
    use StepRefusal as R;
    let closed = ready(State::Closed);
    let closing = closed.closing().map(|c| (c.case(), c.on(), c.until()));
    assert_eq!(closing, Some((CASE, early(), Some(day("2020-12-31")))));
    let lapse = || Step::Reopen(Why::Lapsed);
    refused(&closed, lapse(), Who::Engine, day("2020-12-31"), R::NotYetLapsed);
    let again = closed.step(lapse(), Who::Engine, day("2021-01-01")).unwrap();
    let on = day("2021-01-04");
    assert_eq!((again.state(), again.closing(), again.order()), (State::Open, None, None));
    refused(&again, Step::CloseExempt, CAI, on, R::NoExemption);
    refused(&again, Step::CloseLost, CAI, on, R::NotIrrecoverable);
    assert_eq!(again.history().len(), closed.history().len() + 1);
    // Who reported it done in the last round may close it in this one.
    let ask = Step::Ask(Request::Exemption(exemption("2021-12-31")));
    let asked = again.step(ask, BEN, on).unwrap().step(Step::Grant, CAI, on).unwrap();
    assert!(asked.step(Step::CloseExempt, UMA_AT_DESK, on).is_ok());
    let still = ready(State::Checked).step(green(Says::Green, late()), BEN, late()).unwrap();
    refused(&still, lapse(), Who::Engine, on, R::NotYetLapsed);
    assert!(still.step(Step::Reopen(Why::Objection(text())), UMA, on).is_ok());
}

/// What the steps of the last round show, read without the state: whether closing was justified, and by
/// whom what was done.
struct Round<'a>(Vec<&'a Done<Step>>);

impl<'a> Round<'a> {
    fn of(case: &'a Case) -> Round<'a> {
        let steps: Vec<_> = case.history().iter().collect();
        let reopened = |done: &&Done<Step>| matches!(done.step, Step::Reopen(_));
        let start = steps.iter().rposition(reopened).map_or(0, |i| i + 1);
        Round(steps[start..].to_vec())
    }

    /// Each request with who asked and, where it was granted, who granted it.
    fn granted(&self) -> Vec<(&'a Request, Who, Who)> {
        let mut asked = None;
        let mut granted = Vec::new();
        for done in &self.0 {
            match &done.step {
                Step::Ask(request) => asked = Some((request, done.by)),
                Step::Deny { .. } => asked = None,
                Step::Grant => granted.extend(asked.take().map(|(r, by)| (r, by, done.by))),
                _ => {}
            }
        }
        granted
    }

    fn closing_is_justified(&self) -> bool {
        let close = self.0.iter().rev().find(|done| {
            matches!(done.step, Step::CloseGreen { .. } | Step::CloseExempt | Step::CloseLost)
        });
        let Some(close) = close else { return false };
        let exempt = |(request, ..): &(&Request, Who, Who)| match request {
            Request::Exemption(exemption) => exemption.until >= close.on,
            Request::Irrecoverable { .. } => false,
        };
        let is_lost =
            |(request, ..): &(&Request, Who, Who)| matches!(request, Request::Irrecoverable { .. });
        let held = self.0.iter().any(|done| matches!(done.step, Step::Hold(_)));
        match &close.step {
            Step::CloseGreen { rerun, .. } => rerun.says == Says::Green && rerun.on == close.on,
            Step::CloseExempt => self.granted().iter().any(exempt),
            _ => held && self.granted().iter().any(is_lost),
        }
    }

    fn has_four_eyes(&self) -> bool {
        let mut reporter = None;
        let apart = self.granted().iter().all(|(_, asker, other)| asker.person() != other.person());
        apart
            && self.0.iter().all(|done| match &done.step {
                Step::ReportDone { .. } => {
                    reporter = done.by.person();
                    true
                }
                Step::Confirm { .. }
                | Step::SendBack { .. }
                | Step::CloseGreen { .. }
                | Step::CloseExempt
                | Step::CloseLost => reporter.is_none() || done.by.person() != reporter,
                _ => true,
            })
    }
}

fn any_step() -> impl Strategy<Value = (Step, Who, i32)> {
    let says = select(vec![Says::Green, Says::Yellow, Says::Red, Says::CannotTell]);
    let days = 0..40_i32;
    let people = select(vec![UMA, UMA_AT_DESK, ANA, BEN, CAI, Who::Engine]);
    let why = select(vec![Why::CameBack, Why::Lapsed, Why::Objection(text())]);
    let of = (0..18_usize, says, 0..700_i32, why);
    let step = of.prop_map(|(which, says, far, why)| {
        let far = early().plus_days(far).unwrap();
        match which {
            0 => Step::Order(Order { due: far, ..order() }),
            1 => Step::Extend { due: far, reason: text() },
            2 | 3 => Step::ReportDone { report: text(), evidence: shown() },
            4 | 5 => Step::Confirm { finding: text() },
            6 => Step::SendBack { reason: text() },
            7 => Step::Ask(lost()),
            8 => Step::Ask(Request::Exemption(Exemption { until: far, ..exemption("2020-12-31") })),
            9 | 10 => Step::Grant,
            11 => Step::Deny { reason: text() },
            12 => Step::Hold(decision()),
            13 => Step::Escalate(up(Level::Region)),
            14 => green(says, far),
            15 => Step::CloseExempt,
            16 => Step::CloseLost,
            _ => Step::Reopen(why),
        }
    });
    (step, people, days)
}

/// The step by which a well-meaning desk goes on from a state.
fn onward(case: &Case, on: Day) -> Vec<(Step, Who)> {
    match case.state() {
        _ if case.request().is_some() => vec![(Step::Grant, CAI)],
        State::Open => {
            let due = on.plus_days(30).unwrap();
            let exemption = Exemption { until: due, ..exemption("2020-12-31") };
            vec![
                (Step::Order(Order { due, ..order() }), ANA),
                (Step::Ask(Request::Exemption(exemption)), ANA),
                (Step::Ask(lost()), ANA),
                (Step::Hold(decision()), ANA),
            ]
        }
        State::Ordered => vec![
            (Step::ReportDone { report: text(), evidence: shown() }, UMA),
            (Step::CloseExempt, CAI),
            (Step::CloseLost, CAI),
        ],
        State::Reported => vec![(Step::Confirm { finding: text() }, BEN)],
        State::Checked => vec![
            (green(Says::Green, on), CAI),
            (green(Says::Red, on), CAI),
            (Step::CloseExempt, BEN),
            (Step::CloseLost, BEN),
        ],
        State::Closed => vec![
            (Step::Reopen(Why::CameBack), Who::Engine),
            (Step::Reopen(Why::Lapsed), Who::Engine),
        ],
    }
}

/// What must hold between a case and the one that a step made of it.
fn holds(before: &Case, after: &Case, taken: &Done<Step>) {
    let kept = after.history().iter().take(before.history().len());
    assert!(before.history().iter().eq(kept), "what was recorded is lost");
    assert_eq!(after.history().len(), before.history().len() + 1);
    assert_eq!(after.history().last(), Some(taken));
    assert!(Round::of(after).has_four_eyes(), "{after:?}");
    assert_eq!(after.closing().is_some(), after.state() == State::Closed);
    assert!(after.state() != State::Closed || Round::of(after).closing_is_justified(), "{after:?}");
}

#[test]
fn nothing_but_the_three_ways_closes_a_case() {
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    let ways: RefCell<BTreeMap<Kind, usize>> = RefCell::default();
    let steps = prop::collection::vec((any_step(), any::<prop::sample::Index>()), 1..80);
    let mut runner = prop::test_runner::TestRunner::default();
    let walk = |steps: Vec<((Step, Who, i32), prop::sample::Index)>| {
        let (mut case, mut on) = (opened(), early());
        for ((mut step, mut by, days), index) in steps {
            on = on.plus_days(days / 4).unwrap();
            if days % 3 != 0 {
                (step, by) = index.get(&onward(&case, on)).clone();
            }
            let Ok(after) = case.step(step.clone(), by, on) else { continue };
            holds(&case, &after, &Done { step: step.clone(), by, on });
            if after.state() == State::Closed && case.state() != State::Closed {
                *ways.borrow_mut().entry(step.kind()).or_default() += 1;
            }
            case = after;
        }
        assert_eq!(opened().replayed(case.history()), Ok(case));
        Ok(())
    };
    runner.run(&steps, walk).unwrap();
    // The walks do reach the end, in each of the ways.
    let ways = ways.into_inner();
    for way in [Kind::CloseGreen, Kind::CloseExempt, Kind::CloseLost] {
        assert!(ways.get(&way).is_some_and(|times| *times >= 10), "{ways:?}");
    }
}
