//! Every state against every step, every refusal, and that no way hides a red warning.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::case::{self, Case};
use crate::handling::{Done, PersonId};

/// The post that answers, the next level's, and another.
const SECTION: PostId = PostId(1);
const ABOVE: PostId = PostId(2);
const OTHER: PostId = PostId(3);
const ANA: Who = Who::Person(PersonId(11), SECTION);
const BEN: Who = Who::Person(PersonId(12), SECTION);
const EVA: Who = Who::Person(PersonId(13), ABOVE);
const OTTO: Who = Who::Person(PersonId(14), OTHER);

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The day on which it is found and handled, one before its terms end, and one after.
fn early() -> Day {
    day("2020-01-06")
}
fn then() -> Day {
    day("2020-06-01")
}
fn late() -> Day {
    day("2021-01-01")
}

fn text() -> String {
    "已核实".to_owned()
}

fn exemption() -> Exemption {
    Exemption { basis: text(), scope: text(), until: day("2020-12-31") }
}

fn escalation() -> Escalation {
    Escalation { level: Level::Prefecture, to: ABOVE, term: 10 }
}

/// A case closed on a day, by an exemption until the end of the year.
fn closing(id: u64, on: Day) -> Closing {
    let opened = Case::open(CaseId(id), Level::County, true, ANA, on).unwrap();
    let steps = [
        (case::Step::Ask(case::Request::Exemption(exemption())), ANA),
        (case::Step::Grant, BEN),
        (case::Step::CloseExempt, BEN),
    ];
    let step = |case: Case, (step, by)| case.step(step, by, on).unwrap();
    steps.into_iter().fold(opened, step).closing().unwrap()
}

fn found(lamp: Lamp) -> Warning {
    Warning::found(lamp, early(), vec![SECTION], Level::County, true)
}

fn after(warning: Warning, steps: &[(Step, Who)]) -> Warning {
    let step = |warning: Warning, (step, by): &(Step, Who)| {
        let refused = |refusal| panic!("{step:?}: {refusal}");
        warning.step(step.clone(), *by, early()).unwrap_or_else(refused)
    };
    steps.iter().fold(warning, step)
}

/// A doubt that has come to a state.
fn at(state: State) -> Warning {
    let take = (Step::TakeUp, ANA);
    let until = day("2020-12-31");
    let breach = (Step::JudgeBreach { reason: text() }, ANA);
    let ask = (Step::AskExemption(exemption()), ANA);
    let open_case = (Step::OpenCase(CaseId(7)), ANA);
    let in_order = Step::JudgeInOrder { reason: text(), evidence: vec![AttachmentId(1)] };
    let steps = match state {
        State::Open => vec![],
        State::TakenUp => vec![take],
        State::Breach => vec![take, breach],
        State::InOrder => vec![take, (in_order, ANA)],
        State::DataError => vec![take, (Step::JudgeDataError { reason: text() }, ANA)],
        State::Muted => vec![(Step::Mute { reason: text(), until }, ANA)],
        State::ExemptionAsked => vec![ask],
        State::Exempted => vec![ask, (Step::GrantExemption, BEN)],
        State::InCase => vec![take, breach, open_case],
        State::Settled => vec![take, breach, open_case, (Step::Settle(closing(7, early())), BEN)],
        State::Cleared => vec![(Step::Clear, Who::Engine)],
    };
    after(found(Lamp::Yellow), &steps)
}

/// The columns of the table, each with who may take the step and when.
fn columns() -> Vec<(Step, Who, Day)> {
    let evidence = vec![AttachmentId(1)];
    let until = day("2020-12-31");
    vec![
        (Step::TakeUp, ANA, then()),
        (Step::JudgeBreach { reason: text() }, ANA, then()),
        (Step::JudgeInOrder { reason: text(), evidence }, ANA, then()),
        (Step::JudgeDataError { reason: text() }, ANA, then()),
        (Step::Reconsider { reason: text() }, ANA, then()),
        (Step::Mute { reason: text(), until }, ANA, then()),
        (Step::AskExemption(exemption()), ANA, then()),
        (Step::GrantExemption, EVA, then()),
        (Step::DenyExemption { reason: text() }, EVA, then()),
        (Step::Escalate(escalation()), Who::Engine, then()),
        (Step::OpenCase(CaseId(7)), ANA, then()),
        (Step::Settle(closing(7, then())), BEN, then()),
        (Step::Reopen, Who::Engine, then()),
        (Step::Find(Lamp::Yellow), Who::Engine, then()),
        (Step::Find(Lamp::Red), Who::Engine, then()),
        (Step::Clear, Who::Engine, then()),
        (Step::Lapse, Who::Engine, late()),
    ]
}

/// O open, T taken up, B breach, I in order, D data error, M muted, A exemption asked, E exempted, C in a
/// case, S settled, X cleared; - the step does not follow.
const EXPECTED: [(State, &str); 11] = [
    //                  tak bre ord dat rec mut ask gra den esc cas set reo yel red cle lap
    (State::Open, "     T   -   -   -   -   M   A   -   -   O   -   -   -   O   O   X   -"),
    (State::TakenUp, "  -   B   I   D   -   M   A   -   -   T   -   -   -   T   T   X   -"),
    (State::Breach, "   -   -   -   -   -   -   -   -   -   B   C   -   -   B   B   B   -"),
    (State::InOrder, "  -   -   -   -   T   -   -   -   -   -   -   -   -   I   O   X   -"),
    (State::DataError, "-   -   -   -   T   -   -   -   -   D   -   -   -   D   D   X   -"),
    (State::Muted, "    -   -   -   -   T   -   -   -   -   -   -   -   -   M   O   X   O"),
    (State::ExemptionAsked, "- - - -   -   -   -   E   T   A   -   -   -   A   A   X   -"),
    (State::Exempted, " -   -   -   -   -   -   -   -   -   -   -   -   -   E   O   X   O"),
    (State::InCase, "   -   -   -   -   -   -   -   -   -   -   -   S   -   C   C   C   -"),
    (State::Settled, "  -   -   -   -   -   -   -   -   -   -   -   -   C   S   C   S   C"),
    (State::Cleared, "  -   -   -   -   -   -   -   -   -   -   -   -   -   O   O   -   -"),
];

#[test]
fn every_state_against_every_step() {
    let letters = "OTBIDMAECSX";
    for (state, cells) in EXPECTED {
        let cells: Vec<&str> = cells.split_whitespace().collect();
        assert_eq!(cells.len(), columns().len());
        for (cell, (step, by, on)) in cells.into_iter().zip(columns()) {
            let place = letters.find(cell);
            let expect = place.map_or(Err(StepRefusal::NotFromHere), |i| Ok(State::ALL[i]));
            let found = at(state).step(step.clone(), by, on).map(|warning| warning.state());
            assert_eq!(found, expect, "{state:?}: {step:?}");
        }
    }
}

#[test]
fn what_was_gone_comes_back() {
    for (state, lamp, expect) in [
        (State::Breach, Lamp::Yellow, State::Breach),
        (State::InCase, Lamp::Red, State::InCase),
        (State::Settled, Lamp::Yellow, State::InCase),
        (State::Settled, Lamp::Red, State::InCase),
        (State::Cleared, Lamp::Red, State::Open),
    ] {
        let gone = match state {
            State::Cleared => at(state),
            _ => after(at(state), &[(Step::Clear, Who::Engine)]),
        };
        assert!(!gone.is_lit());
        let back = gone.step(Step::Find(lamp), Who::Engine, then()).unwrap();
        assert_eq!((back.state(), back.lamp(), back.is_lit()), (expect, lamp, true));
    }
}

#[track_caller]
fn refused(warning: &Warning, step: Step, by: Who, on: Day, expect: StepRefusal) {
    let told = format!("{step:?}");
    assert_eq!(warning.step(step, by, on).unwrap_err(), expect, "{told}");
}

#[test]
fn a_red_warning_is_neither_muted_nor_in_order() {
    use StepRefusal as R;
    let red = after(found(Lamp::Red), &[(Step::TakeUp, ANA)]);
    let mute = Step::Mute { reason: text(), until: day("2020-12-31") };
    let in_order = Step::JudgeInOrder { reason: text(), evidence: vec![AttachmentId(1)] };
    refused(&red, mute.clone(), ANA, then(), R::RedNotMuted);
    refused(&found(Lamp::Red), mute.clone(), ANA, then(), R::RedNotMuted);
    refused(&red, in_order.clone(), ANA, then(), R::RedNotInOrder);
    // A doubt that has become a breach since it was taken up.
    let reddened = after(at(State::TakenUp), &[(Step::Find(Lamp::Red), Who::Engine)]);
    refused(&reddened, mute.clone(), ANA, then(), R::RedNotMuted);
    refused(&reddened, in_order, ANA, then(), R::RedNotInOrder);
    // One that is only a doubt now may be.
    let softened = after(red, &[(Step::Find(Lamp::Yellow), Who::Engine)]);
    assert!(softened.step(mute, ANA, then()).is_ok());
}

#[test]
fn a_breach_that_is_found_again_every_night_stays_what_was_decided() {
    let ask = (Step::AskExemption(exemption()), ANA);
    let red = after(found(Lamp::Red), &[ask, (Step::GrantExemption, BEN)]);
    let nightly = red.step(Step::Find(Lamp::Red), Who::Engine, then()).unwrap();
    assert_eq!((nightly.state(), nightly.until()), (State::Exempted, red.until()));
    let settled = after(at(State::InCase), &[(Step::Find(Lamp::Red), Who::Engine)]);
    let settled = after(settled, &[(Step::Settle(closing(7, early())), BEN)]);
    let nightly = settled.step(Step::Find(Lamp::Red), Who::Engine, then()).unwrap();
    assert_eq!(nightly.state(), State::Settled);
}

#[test]
fn a_term_ends_with_what_it_was_set_for() {
    let reconsider = (Step::Reconsider { reason: text() }, ANA);
    let deny = (Step::DenyExemption { reason: text() }, BEN);
    for (state, step) in [
        (State::Muted, reconsider),
        (State::Muted, (Step::Clear, Who::Engine)),
        (State::ExemptionAsked, deny),
        (State::Exempted, (Step::Clear, Who::Engine)),
        (State::Settled, (Step::Reopen, Who::Engine)),
    ] {
        let warning = after(at(state), &[step]);
        assert_eq!((warning.until(), warning.exemption()), (None, None), "{state:?}");
    }
}

#[test]
fn what_a_step_must_say() {
    use StepRefusal as R;
    let blank = || String::from(" ");
    let [open, taken, asked] = [State::Open, State::TakenUp, State::ExemptionAsked].map(at);
    let exempt = |basis, scope, until| Step::AskExemption(Exemption { basis, scope, until });
    let until = day("2020-12-31");
    for (warning, step, by, on, expect) in [
        (&taken, Step::JudgeBreach { reason: blank() }, ANA, then(), R::NoReason),
        (&taken, Step::JudgeDataError { reason: blank() }, ANA, then(), R::NoReason),
        (
            &taken,
            Step::JudgeInOrder { reason: blank(), evidence: vec![AttachmentId(1)] },
            ANA,
            then(),
            R::NoReason,
        ),
        (
            &taken,
            Step::JudgeInOrder { reason: text(), evidence: vec![] },
            ANA,
            then(),
            R::NoEvidence,
        ),
        (&at(State::Muted), Step::Reconsider { reason: blank() }, ANA, then(), R::NoReason),
        (&open, Step::Mute { reason: blank(), until }, ANA, then(), R::NoReason),
        (&open, Step::Mute { reason: text(), until: then() }, ANA, then(), R::TermNotAhead),
        (&open, exempt(blank(), text(), until), ANA, then(), R::NoBasis),
        (&open, exempt(text(), blank(), until), ANA, then(), R::NoScope),
        (&open, exempt(text(), text(), then()), ANA, then(), R::TermNotAhead),
        (&asked, Step::DenyExemption { reason: blank() }, BEN, then(), R::NoReason),
        (&asked, Step::GrantExemption, BEN, late(), R::TermNotAhead),
        (&taken, Step::Clear, Who::Engine, day("2020-01-05"), R::BeforeLastStep),
        (&open, Step::TakeUp, ANA, day("2020-01-05"), R::BeforeLastStep),
        (&at(State::Muted), Step::Lapse, Who::Engine, until, R::NotYetLapsed),
        (&at(State::Exempted), Step::Lapse, Who::Engine, until, R::NotYetLapsed),
        (&at(State::Settled), Step::Lapse, Who::Engine, until, R::NotYetLapsed),
        (&at(State::InCase), Step::Settle(closing(7, early())), BEN, then(), R::StaleClosing),
        (&at(State::InCase), Step::Settle(closing(8, then())), BEN, then(), R::OtherCase),
    ] {
        refused(warning, step, by, on, expect);
    }
    let later = open.step(Step::TakeUp, ANA, late()).unwrap();
    let breach = Step::JudgeBreach { reason: text() };
    refused(&later, breach, ANA, day("2020-12-31"), R::BeforeLastStep);
    let strict = Warning::found(Lamp::Red, early(), vec![SECTION], Level::County, false);
    let ask = Step::AskExemption(exemption());
    refused(&strict, ask, ANA, then(), R::NoExceptionAllowed);
}

#[test]
fn who_may_take_a_step() {
    use StepRefusal as R;
    let [open, taken, asked] = [State::Open, State::TakenUp, State::ExemptionAsked].map(at);
    let mute = Step::Mute { reason: text(), until: day("2021-12-31") };
    let in_order = Step::JudgeInOrder { reason: text(), evidence: vec![AttachmentId(1)] };
    for (warning, step, by, expect) in [
        (&open, Step::TakeUp, OTTO, R::NotThePost),
        (&open, Step::TakeUp, EVA, R::NotThePost),
        (&open, Step::TakeUp, Who::Engine, R::OnlyPerson),
        (&taken, Step::JudgeBreach { reason: text() }, OTTO, R::NotThePost),
        (&taken, Step::JudgeBreach { reason: text() }, Who::Engine, R::OnlyPerson),
        (&taken, in_order, OTTO, R::NotThePost),
        (&open, mute.clone(), OTTO, R::NotThePost),
        (&open, mute, Who::Engine, R::OnlyPerson),
        (&open, Step::AskExemption(exemption()), OTTO, R::NotThePost),
        (&asked, Step::GrantExemption, ANA, R::SamePerson),
        (&asked, Step::GrantExemption, Who::Engine, R::OnlyPerson),
        (&asked, Step::DenyExemption { reason: text() }, ANA, R::SamePerson),
        (&open, Step::Clear, ANA, R::OnlyEngine),
        (&open, Step::Find(Lamp::Yellow), ANA, R::OnlyEngine),
        (&at(State::Muted), Step::Lapse, ANA, R::OnlyEngine),
    ] {
        refused(warning, step, by, late(), expect);
    }
}

#[test]
fn what_nobody_takes_up_goes_to_the_next_level() {
    use StepRefusal as R;
    let escalate = || Step::Escalate(escalation());
    refused(&at(State::Open), escalate(), Who::Engine, day("2020-01-16"), R::NotOverdue);
    let raised = at(State::Open).step(escalate(), Who::Engine, day("2020-01-17")).unwrap();
    assert_eq!(raised.answers(), [SECTION, ABOVE]);
    assert_eq!((raised.state(), raised.level()), (State::Open, Level::Prefecture));
    refused(&raised, escalate(), Who::Engine, late(), R::NotUpward);
    assert!(raised.step(Step::TakeUp, EVA, late()).is_ok());
    // The engine's finding it again every night ends no term.
    let nightly = at(State::Open).step(Step::Find(Lamp::Red), Who::Engine, day("2020-01-16"));
    assert!(nightly.unwrap().step(escalate(), Who::Engine, day("2020-01-17")).is_ok());
    let gone = at(State::Breach).step(Step::Clear, Who::Engine, day("2020-01-16"));
    assert!(gone.unwrap().step(escalate(), Who::Engine, day("2020-01-17")).is_ok());
}

fn any_step() -> impl Strategy<Value = (Step, Who, i32)> {
    let who = select(vec![ANA, BEN, EVA, OTTO, Who::Engine]);
    let step = (0..18_usize, select(vec![Lamp::Red, Lamp::Yellow]), 0..500_i32);
    let step = step.prop_map(|(which, lamp, far)| {
        let until = early().plus_days(far).unwrap();
        match which {
            0 => Step::TakeUp,
            1 => Step::JudgeBreach { reason: text() },
            2 => Step::JudgeInOrder { reason: text(), evidence: vec![AttachmentId(1)] },
            3 => Step::JudgeDataError { reason: text() },
            4 => Step::Reconsider { reason: text() },
            5 | 6 => Step::Mute { reason: text(), until },
            7 => Step::AskExemption(Exemption { until, ..exemption() }),
            8 => Step::GrantExemption,
            9 => Step::DenyExemption { reason: text() },
            10 => Step::Escalate(escalation()),
            11 => Step::OpenCase(CaseId(7)),
            12 => Step::Settle(closing(7, early())),
            13..16 => Step::Find(lamp),
            16 => Step::Clear,
            _ => Step::Lapse,
        }
    });
    (step, who, 0..9_i32)
}

/// What must hold of a warning by its history alone.
fn is_sound(warning: &Warning) {
    let found: Vec<Lamp> = warning
        .history()
        .iter()
        .filter_map(|done| if let Step::Find(lamp) = done.step { Some(lamp) } else { None })
        .collect();
    let red = found.last().copied().unwrap_or(Lamp::Red) == Lamp::Red;
    let hidden = matches!(warning.state(), State::Muted | State::InOrder);
    assert!(!(red && hidden), "{warning:?}");
    let by = |meant: fn(&Step) -> bool| warning.history().latest(meant).map(|(who, _)| who);
    if warning.state() == State::Exempted {
        let asked = by(|step| matches!(step, Step::AskExemption(_)));
        let granted = by(|step| matches!(step, Step::GrantExemption));
        assert!(granted.is_some() && asked.and_then(Who::person) != granted.and_then(Who::person));
    }
    let last =
        |meant: fn(&Step) -> bool| warning.history().iter().rposition(|done| meant(&done.step));
    if warning.state() == State::Settled {
        assert!(last(|step| matches!(step, Step::Settle(_))).is_some());
    }
    if warning.state() == State::Cleared {
        let cleared = last(|step| matches!(step, Step::Clear));
        assert!(cleared > last(|step| matches!(step, Step::Find(_))) && !warning.is_lit());
    }
    // What was judged a breach and never cleared by then is followed in a case to its end.
    let breach = last(|step| matches!(step, Step::JudgeBreach { .. }));
    if matches!(warning.state(), State::InCase | State::Settled) {
        assert!(breach.is_some() && breach < last(|step| matches!(step, Step::OpenCase(_))));
    }
}

#[test]
fn no_way_hides_a_red_warning() {
    use std::cell::RefCell;
    use std::collections::BTreeSet;
    let reached: RefCell<BTreeSet<State>> = RefCell::default();
    let steps = prop::collection::vec((any_step(), any::<Index>()), 1..60);
    let mut runner = prop::test_runner::TestRunner::default();
    let walk = |steps: Vec<((Step, Who, i32), Index)>| {
        let (mut warning, mut on) = (found(Lamp::Red), early());
        for ((mut step, mut by, days), index) in steps {
            on = on.plus_days(days).unwrap();
            if days % 2 == 0 {
                // Half of the steps are taken by one who may take them.
                let allowed =
                    |(s, w, _): &(Step, Who, Day)| warning.step(s.clone(), *w, on).is_ok();
                let settle = (Step::Settle(closing(7, on)), BEN, on);
                let onward: Vec<_> =
                    columns().into_iter().chain([settle]).filter(allowed).collect();
                if !onward.is_empty() {
                    (step, by, _) = index.get(&onward).clone();
                }
            }
            let Ok(after) = warning.step(step.clone(), by, on) else { continue };
            let kept = after.history().iter().take(warning.history().len());
            assert!(warning.history().iter().eq(kept), "what was recorded is lost");
            assert_eq!(after.history().last(), Some(&Done { step, by, on }));
            is_sound(&after);
            reached.borrow_mut().insert(after.state());
            warning = after;
        }
        assert_eq!(found(Lamp::Red).replayed(warning.history()), Ok(warning));
        Ok(())
    };
    runner.run(&steps, walk).unwrap();
    assert_eq!(reached.into_inner().len(), State::ALL.len(), "the walks reach every state");
}
