//! Every state against every step, who may take it, what the records do not allow, and random walks against a
//! model that knows only the order of the stations.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::handling::{AttachmentId, PersonId, PostId};
use crate::money::Fen;

const UMA: Who = Who::Person(PersonId(1), PostId(1));
const TOM: Who = Who::Person(PersonId(2), PostId(2));
const DAN: Who = Who::Person(PersonId(3), PostId(2));
const GIA: Who = Who::Person(PersonId(4), PostId(3));

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn on() -> Day {
    day("2020-06-01")
}

fn text() -> String {
    "会议纪要〔2020〕3号".to_owned()
}

fn decided(on: Day) -> Decision {
    Decision { document: text(), on }
}

fn change(planned: i64, contract: i64) -> Request {
    let (planned, contract) = (Fen(planned), Fen(contract));
    Request::Change(Change { planned, contract, goal: String::new(), reason: text() })
}

fn leaving() -> Request {
    Request::Leave { reason: text() }
}

fn surplus(amount: i64) -> Request {
    Request::Surplus { amount: Fen(amount), purpose: text() }
}

fn review(on: Day) -> Step {
    Step::Review { place: text(), posted_on: on, evidence: vec![AttachmentId(1)] }
}

fn money(amount: i64, on: Day) -> Step {
    Step::Fund(Money { allotment: "A1".to_owned(), amount: Fen(amount), on })
}

fn contract(amount: i64, retention: i64, on: Day) -> Step {
    let (amount, retention) = (Fen(amount), Fen(retention));
    let evidence = vec![AttachmentId(2)];
    Step::Contract(Contract { contractor: text(), amount, retention, on, evidence })
}

fn accept(surplus: i64, on: Day) -> Step {
    Step::Accept { on, surplus: Fen(surplus), evidence: vec![AttachmentId(3)] }
}

/// Each step with somebody who may take it.
fn columns() -> Vec<(Step, Who)> {
    let on = on();
    vec![
        (Step::Apply { note: text() }, UMA),
        (review(on), TOM),
        (Step::Examine { opinion: text() }, DAN),
        (Step::SendBack { field: text(), reason: text() }, DAN),
        (Step::Enter(decided(on)), GIA),
        (Step::Plan(decided(on)), GIA),
        (money(100, on), TOM),
        (contract(80, 4, on), UMA),
        (Step::Start { on }, UMA),
        (Step::Finish { on }, UMA),
        (accept(0, on), DAN),
        (Step::Close { note: text() }, TOM),
        (Step::Ask(change(90, 0)), UMA),
        (Step::Ask(leaving()), UMA),
        (Step::Ask(surplus(5)), UMA),
    ]
}

fn step(column: usize) -> (Step, Who) {
    columns()[column].clone()
}

/// The way after these columns.
fn after(columns: &[usize]) -> Way {
    columns.iter().fold(Way::default(), |way, column| {
        let (step, by) = step(*column);
        way.step(step.clone(), by, on()).unwrap_or_else(|refusal| panic!("{step:?}: {refusal}"))
    })
}

fn at(state: State) -> Way {
    match state {
        State::Unstarted => Way::default(),
        State::Applied => after(&[0]),
        State::Reviewed => after(&[0, 1]),
        State::Examined => after(&[0, 1, 2]),
        State::Returned => after(&[0, 3]),
        State::InPipeline => after(&[0, 1, 2, 4]),
        State::InPlan => after(&[0, 1, 2, 4, 5]),
        State::Funded => after(&[0, 1, 2, 4, 5, 6]),
        State::Contracted => after(&[0, 1, 2, 4, 5, 6, 7]),
        State::UnderWay => after(&[0, 1, 2, 4, 5, 6, 7, 8]),
        State::Finished => after(&[0, 1, 2, 4, 5, 6, 7, 8, 9]),
        State::Accepted => after(&[0, 1, 2, 4, 5, 6, 7, 8, 9, 10]),
        State::Closed => after(&[0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]),
        State::Left => {
            after(&[0, 1, 2, 4, 13]).step(Step::Grant(decided(on())), GIA, on()).unwrap()
        }
    }
}

/// Letters of the states to which steps lead: in the order of [`State::ALL`].
const LETTERS: &str = "uaretIPFCWDXZL";

const EXPECTED: [(State, &str); 14] = [
    //                  app rev exa bck ent pln fnd con sta fin acc cls chg lea sur
    (State::Unstarted, " a   -   -   -   -   -   -   -   -   -   -   -   -   -   -"),
    (State::Applied, "   -   r   -   t   -   -   -   -   -   -   -   -   -   -   -"),
    (State::Reviewed, "  -   -   e   t   -   -   -   -   -   -   -   -   -   -   -"),
    (State::Examined, "  -   -   -   t   I   -   -   -   -   -   -   -   -   -   -"),
    (State::Returned, "  a   -   -   -   -   -   -   -   -   -   -   -   -   -   -"),
    (State::InPipeline, "-   -   -   -   -   P   -   -   -   -   -   -   I   I   -"),
    (State::InPlan, "    -   -   -   -   -   -   F   -   -   -   -   -   P   P   -"),
    (State::Funded, "    -   -   -   -   -   -   F   C   W   -   -   -   F   -   -"),
    (State::Contracted, "-   -   -   -   -   -   C   -   W   -   -   -   C   -   -"),
    (State::UnderWay, "  -   -   -   -   -   -   W   -   -   D   -   -   W   -   -"),
    (State::Finished, "  -   -   -   -   -   -   -   -   -   -   X   -   -   -   D"),
    (State::Accepted, "  -   -   -   -   -   -   -   -   -   -   -   Z   -   -   X"),
    (State::Closed, "    -   -   -   -   -   -   -   -   -   -   -   -   -   -   -"),
    (State::Left, "      a   -   -   -   -   -   -   -   -   -   -   -   -   -   -"),
];

#[test]
fn every_state_against_every_step() {
    for (state, cells) in EXPECTED {
        let cells: Vec<&str> = cells.split_whitespace().collect();
        assert_eq!(cells.len(), columns().len());
        assert_eq!(at(state).state(), state);
        for (cell, (step, by)) in cells.into_iter().zip(columns()) {
            let place = LETTERS.find(cell);
            let expect = place.map_or(Err(StepRefusal::NotFromHere), |i| Ok(State::ALL[i]));
            let found = at(state).step(step.clone(), by, on()).map(|way| way.state());
            assert_eq!(found, expect, "{state:?}: {step:?}");
            assert_eq!(at(state).leads_on(step.kind()), expect.is_ok(), "{state:?}: {step:?}");
        }
    }
}

#[test]
fn who_entered_does_not_approve_and_what_is_missing_is_asked_for() {
    use StepRefusal as R;
    let as_gia = |who: Who| Who::Person(who.person().unwrap(), PostId(3));
    let none = Vec::new;
    let reviewed = |place: String, evidence| Step::Review { place, posted_on: on(), evidence };
    let funded = State::Funded;
    let empty = Contract {
        contractor: text(),
        amount: Fen(1),
        retention: Fen(0),
        on: on(),
        evidence: none(),
    };
    let blank = Decision { document: " ".to_owned(), on: on() };
    for (state, step, by, expect) in [
        (State::Applied, review(on()), UMA, R::SamePerson),
        (State::Reviewed, step(2).0, TOM, R::SamePerson),
        (State::Reviewed, step(2).0, UMA, R::SamePerson),
        (State::Applied, step(3).0, UMA, R::SamePerson),
        (State::Examined, step(4).0, as_gia(UMA), R::SamePerson),
        (State::Examined, step(4).0, as_gia(DAN), R::SamePerson),
        (State::InPipeline, step(5).0, as_gia(TOM), R::SamePerson),
        (State::Finished, step(10).0, UMA, R::SamePerson),
        (State::Examined, step(4).0, Who::Engine, R::OnlyPerson),
        (State::Applied, reviewed(text(), none()), TOM, R::NoEvidence),
        (State::Applied, reviewed(" ".to_owned(), vec![AttachmentId(1)]), TOM, R::FieldMissing),
        (State::Reviewed, Step::Examine { opinion: String::new() }, DAN, R::FieldMissing),
        (
            State::Reviewed,
            Step::SendBack { field: text(), reason: String::new() },
            DAN,
            R::NoReason,
        ),
        (
            State::Reviewed,
            Step::SendBack { field: String::new(), reason: text() },
            DAN,
            R::FieldMissing,
        ),
        (State::Examined, Step::Enter(blank.clone()), GIA, R::FieldMissing),
        (State::InPlan, money(0, on()), TOM, R::AmountMissing),
        (funded, Step::Contract(empty), UMA, R::NoEvidence),
        (funded, contract(0, 0, on()), UMA, R::AmountMissing),
        (funded, contract(10, -1, on()), UMA, R::NegativeAmount),
        (
            State::Finished,
            Step::Accept { on: on(), surplus: Fen(0), evidence: none() },
            DAN,
            R::NoEvidence,
        ),
        (State::InPipeline, Step::Ask(Request::Leave { reason: String::new() }), UMA, R::NoReason),
        (State::InPipeline, Step::Ask(change(0, 0)), UMA, R::AmountMissing),
        (State::Accepted, Step::Ask(surplus(0)), UMA, R::AmountMissing),
        (State::Examined, Step::Enter(decided(day("2020-06-02"))), GIA, R::DayToCome),
        (State::Examined, Step::Enter(decided(day("2020-05-31"))), GIA, R::DayTooEarly),
        (State::InPipeline, Step::Grant(decided(on())), GIA, R::NotAsked),
        (State::InPipeline, Step::Deny { reason: text() }, GIA, R::NotAsked),
    ] {
        assert_eq!(at(state).step(step.clone(), by, on()).unwrap_err(), expect, "{step:?}");
    }
    let early = at(State::Applied).step(review(on()), TOM, day("2020-05-31"));
    assert_eq!(early.unwrap_err(), R::BeforeLastStep);
}

#[test]
fn a_request_stops_the_way_until_another_person_has_decided() {
    use StepRefusal as R;
    let asked = at(State::InPlan).step(Step::Ask(change(90, 0)), UMA, on()).unwrap();
    assert_eq!((asked.state(), asked.waits_for()), (State::InPlan, Some(Party::LeadingGroup)));
    let refused = |step: Step, by| asked.step(step, by, on()).unwrap_err();
    assert_eq!(refused(money(1, on()), TOM), R::AlreadyAsked);
    assert_eq!(refused(Step::Ask(leaving()), UMA), R::AlreadyAsked);
    assert_eq!(refused(Step::Grant(decided(on())), UMA), R::SamePerson);
    assert_eq!(refused(Step::Deny { reason: " ".to_owned() }, GIA), R::NoReason);
    let denied = asked.step(Step::Deny { reason: text() }, GIA, on()).unwrap();
    assert_eq!((denied.state(), denied.request()), (State::InPlan, None));
    let granted = asked.step(Step::Grant(decided(on())), GIA, on()).unwrap();
    assert_eq!((granted.state(), granted.request()), (State::InPlan, None));
    // Money came meanwhile by an import: the project no longer leaves, and the request is denied.
    let leaving = at(State::InPlan).step(Step::Ask(leaving()), UMA, on()).unwrap();
    let moved = leaving.seen(Some(State::Funded));
    assert_eq!(moved.step(Step::Grant(decided(on())), GIA, on()).unwrap_err(), R::NotFromHere);
    assert!(moved.step(Step::Deny { reason: text() }, GIA, on()).is_ok());
}

#[test]
fn records_come_first_and_steps_tell_what_no_record_does() {
    for state in State::ALL {
        let kept = if state.is_told_by_steps() { state } else { State::Unstarted };
        assert_eq!(at(state).seen(None).state(), kept);
        assert_eq!(at(state).seen(Some(State::UnderWay)).state(), State::UnderWay);
    }
    assert_eq!(at(State::Closed).seen(Some(State::Accepted)).state(), State::Closed);
    assert_eq!(at(State::Finished).seen(Some(State::Accepted)).state(), State::Accepted);
    // A project that was imported goes on from where it is, and the way is made again from its steps.
    let imported = Way::default().seen(Some(State::Finished));
    let accepted = imported.step(accept(0, on()), DAN, on()).unwrap();
    assert_eq!(Way::replayed(accepted.history()), Ok(accepted.clone()));
    assert_eq!(accepted.seen(Some(State::Accepted)).waits_for(), Some(Party::Finance));
}

fn recorded() -> Recorded {
    let day = |text| Some(day(text));
    Recorded {
        planned: Fen(1_000),
        target_on: day("2020-01-10"),
        library_on: day("2020-02-01"),
        plan_on: day("2020-03-01"),
        funded: Fen(600),
        contract: Some(Fen(900)),
        start_on: day("2020-04-01"),
        finish_on: day("2020-05-01"),
        retention: Fen(30),
        paid: Fen(500),
        ..Recorded::default()
    }
}

#[test]
fn what_the_records_do_not_allow() {
    use StepRefusal as R;
    let all = recorded();
    let untargeted = Recorded { target_on: None, ..recorded() };
    let held = Recorded { surplus: Fen(40), retention_paid: Fen(30), ..recorded() };
    let bare = Recorded { contract: None, ..recorded() };
    let new = || "新目标".to_owned();
    let goal = Request::Change(Change {
        planned: Fen(1_000),
        contract: Fen(0),
        goal: new(),
        reason: text(),
    });
    for (records, step, expect) in [
        (&untargeted, Step::Enter(decided(on())), Err(R::NoTargetForPipeline)),
        (&all, Step::Enter(decided(day("2020-01-09"))), Err(R::NoTargetForPipeline)),
        (&all, Step::Enter(decided(day("2020-01-10"))), Ok(())),
        (&untargeted, Step::Plan(decided(on())), Err(R::NoTargetForBudget)),
        (&all, Step::Plan(decided(day("2020-01-31"))), Err(R::DayTooEarly)),
        (&untargeted, money(1, on()), Err(R::NoTargetForBudget)),
        (&all, money(1, day("2020-02-28")), Err(R::DayTooEarly)),
        (&all, money(400, on()), Ok(())),
        (&all, money(401, on()), Err(R::OverPlan)),
        (&all, money(i64::MAX, on()), Err(R::OverPlan)),
        (&all, contract(1_001, 0, on()), Err(R::OverPlan)),
        (&all, contract(100, 101, on()), Err(R::OverContract)),
        (&all, contract(100, 100, day("2020-02-28")), Err(R::DayTooEarly)),
        (&all, Step::Start { on: day("2020-02-28") }, Err(R::DayTooEarly)),
        (&all, Step::Finish { on: day("2020-03-31") }, Err(R::DayTooEarly)),
        (&all, accept(0, day("2020-04-30")), Err(R::DayTooEarly)),
        (&all, accept(101, on()), Err(R::OverUnpaid)),
        (&all, accept(100, on()), Ok(())),
        (&all, Step::Close { note: text() }, Err(R::RetentionUnpaid)),
        (&held, Step::Close { note: text() }, Err(R::SurplusUndecided)),
        (&untargeted, Step::Ask(change(900, 0)), Err(R::NoTargetForBudget)),
        (&all, Step::Ask(change(1_000, 0)), Err(R::NothingChanged)),
        (&all, Step::Ask(change(899, 0)), Err(R::OverPlan)),
        (&all, Step::Ask(change(1_000, 101)), Err(R::OverPlan)),
        (&all, Step::Ask(change(1_000, -901)), Err(R::NegativeAmount)),
        (&all, Step::Ask(change(599, -301)), Err(R::BelowFunded)),
        (&all, Step::Ask(change(600, -300)), Ok(())),
        (&bare, Step::Ask(change(1_000, 1)), Err(R::NoContract)),
        (&all, Step::Ask(goal), Ok(())),
        (&all, Step::Ask(leaving()), Err(R::FundedAlready)),
        (&all, Step::Ask(surplus(101)), Err(R::OverUnpaid)),
    ] {
        assert_eq!(records.admits(&step, None), expect, "{step:?}");
    }
    let granted = |on: &str, request: &Request| {
        recorded().admits(&Step::Grant(decided(day(on))), Some(request))
    };
    assert_eq!(granted("2020-01-31", &change(900, 0)), Err(R::DayTooEarly));
    assert_eq!(granted("2020-04-30", &surplus(1)), Err(R::DayTooEarly));
    assert_eq!(granted("2020-06-01", &leaving()), Err(R::FundedAlready));
    assert_eq!(granted("2020-06-01", &surplus(100)), Ok(()));
}

/// Something that a record comes to say.
type Comes = fn(&mut Recorded);

#[test]
fn how_far_the_records_say_it_has_come() {
    let mut records = Recorded::default();
    assert_eq!(records.state(on()), None);
    let steps: [(Comes, State); 8] = [
        (|r| r.library_on = Some(on()), State::InPipeline),
        (|r| r.plan_on = Some(on()), State::InPlan),
        (|r| r.funded = Fen(1), State::Funded),
        (|r| r.contract = Some(Fen(1)), State::Contracted),
        (|r| r.paid = Fen(1), State::UnderWay),
        (|r| r.start_on = Some(on()), State::UnderWay),
        (|r| r.finish_on = Some(on()), State::Finished),
        (|r| r.accepted_on = Some(on()), State::Accepted),
    ];
    for (change, state) in steps {
        change(&mut records);
        assert_eq!(records.state(on()), Some(state));
    }
    // What lies ahead is not done.
    assert_eq!(records.state(day("2020-05-31")), Some(State::UnderWay));
}

proptest! {
    /// Whatever is tried: the stations are passed in their order, nobody approves what they entered, and
    /// nothing of the history is lost.
    #[test]
    fn random_walks_agree_with_the_order_of_the_stations(
        tries in prop::collection::vec(
            (0..17_usize, select(vec![UMA, TOM, DAN, GIA]), any::<bool>(), 0..20_usize),
            1..60,
        ),
    ) {
        let mut way = Way::default();
        for (column, by, any, records) in tries {
            let (step, usual) = match column {
                15 => (Step::Grant(decided(on())), GIA),
                16 => (Step::Deny { reason: text() }, GIA),
                column => step(column),
            };
            let by = if any { by } else { usual };
            // Now and then an import moves the project.
            if let Some(state) = State::ALL.get(records).filter(|state| !state.is_told_by_steps()) {
                way = way.seen(Some(*state).filter(|state| *state != State::Closed));
            }
            let Ok(next) = way.step(step.clone(), by, on()) else { continue };
            let kept = next.history().iter().take(way.history().len());
            prop_assert!(way.history().iter().eq(kept));
            let (from, to) = (way.state(), next.state());
            let backward = matches!(step, Step::SendBack { .. } | Step::Grant(_) | Step::Apply { .. });
            prop_assert!(backward || to >= from, "{from:?} → {to:?}");
            let jump = (to as usize).saturating_sub(from as usize);
            // Without a contract, from the money to the work; from "returned", the order of the words.
            prop_assert!(backward || jump <= 2, "{from:?} → {to:?}");
            if let Step::Grant(_) | Step::Deny { .. } = step {
                prop_assert!(way.request().is_some() && next.request().is_none());
                let asked = way.history().latest(|t| matches!(t.step, Step::Ask(_)));
                prop_assert_ne!(asked.and_then(|(who, _)| who.person()), by.person());
            } else {
                prop_assert!(way.request().is_none());
            }
            prop_assert_eq!(Way::replayed(next.history()).map(|again| again.seen(None)), Ok(next.seen(None)));
            way = next;
        }
    }
}
