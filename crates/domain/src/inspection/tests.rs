//! An inspection to its end, what is refused, what repeats another one, and a random walk: nothing is concluded of
//! which something is still open, and nobody decides on the own report.

use proptest::prelude::*;

use super::*;
use crate::Level;
use crate::division::Division;
use crate::handling::{AttachmentId, CaseId, PersonId, PostId, WarningId};
use crate::money::Fen;

const ANA: Who = Who::Person(PersonId(1), PostId(1));
const HEAD: Who = Who::Person(PersonId(2), PostId(2));
const PLACE: Who = Who::Person(PersonId(3), PostId(3));

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn on() -> Day {
    day("2019-06-03")
}

fn later() -> Day {
    day("2019-07-01")
}

fn plan() -> Plan {
    Plan {
        kind: Kind::Finance,
        home: Division::from_code(653_125).unwrap(),
        organisation: String::new(),
        subject: Subject::Use,
        fund: String::new(),
        period: (day("2019-01-01"), day("2019-12-31")),
        days: (day("2019-06-03"), day("2019-06-14")),
        basis: "2019年财政监督检查计划".to_owned(),
        people: "甲、乙".to_owned(),
        projects: Vec::new(),
        vouchers: Vec::new(),
        again: String::new(),
    }
}

fn begun() -> Inspection {
    Inspection::begin(plan(), ANA, on()).unwrap()
}

fn observation(warning: Option<u64>) -> Step {
    Step::Observe(Observation {
        text: "扩大使用范围".to_owned(),
        project: "P1".to_owned(),
        document: String::new(),
        amount: Fen(100),
        clause: String::new(),
        warning: warning.map(WarningId),
        evidence: vec![AttachmentId(1)],
    })
}

fn report(answer_by: Option<Day>) -> Step {
    Step::Report { summary: "查看三个项目".to_owned(), answer_by }
}

fn strike(number: usize) -> Step {
    Step::Strike { number, reason: "误记".to_owned() }
}

fn answer() -> Step {
    Step::Answer { text: "属实".to_owned(), evidence: Vec::new() }
}

fn order(number: usize) -> Step {
    Step::Order { number, asked: "收回资金".to_owned(), due: later() }
}

fn dismiss(number: usize) -> Step {
    Step::Dismiss { number, reason: "凭证齐全".to_owned() }
}

fn hand_over(number: usize) -> Step {
    Step::HandOver { number, case: CaseId(7) }
}

fn rectify(number: usize) -> Step {
    Step::Rectify { number, report: "已收回".to_owned(), evidence: vec![AttachmentId(2)] }
}

fn settle(number: usize) -> Step {
    Step::Settle { number, note: String::new() }
}

fn back(number: usize) -> Step {
    Step::SendBack { number, reason: "差一笔".to_owned(), due: later() }
}

/// An inspection after steps, each by whom it is.
fn after(steps: &[(Step, Who)]) -> Inspection {
    let take = |at: Inspection, (step, by): &(Step, Who)| {
        at.step(step.clone(), *by, on()).unwrap_or_else(|why| panic!("{step:?}: {why}"))
    };
    steps.iter().fold(begun(), take)
}

fn under_way(found: usize) -> Vec<(Step, Who)> {
    let observed = std::iter::repeat_n((observation(Some(5)), ANA), found);
    std::iter::once((Step::Begin { on: on() }, ANA)).chain(observed).collect()
}

fn answered(found: usize) -> Vec<(Step, Who)> {
    let mut steps = under_way(found);
    steps.extend([(report(Some(later())), ANA), (answer(), PLACE)]);
    steps
}

#[test]
fn from_the_plan_to_the_last_of_what_was_found() {
    let mut steps = answered(3);
    steps.push((dismiss(1), HEAD));
    assert_eq!(after(&steps).state(), State::Answered);
    steps.push((order(2), HEAD));
    steps.push((hand_over(3), HEAD));
    assert_eq!(after(&steps).state(), State::Rectifying);
    steps.extend([(rectify(2), PLACE), (back(2), ANA), (rectify(2), PLACE)]);
    assert_eq!(after(&steps).state(), State::Rectifying);
    steps.push((settle(2), ANA));
    let end = after(&steps);
    assert_eq!(end.state(), State::Concluded);
    let fates: Vec<&Fate> = end.found().iter().map(|one| &one.fate).collect();
    assert_eq!(fates, [&Fate::Dismissed, &Fate::Settled, &Fate::InCase(CaseId(7))]);
    assert_eq!(begun().replayed(end.history()), Ok(end));
}

#[test]
fn nothing_found_and_nothing_upheld_conclude_at_once() {
    let mut clear = under_way(1);
    clear.extend([(strike(1), ANA), (report(None), ANA)]);
    assert!(after(&clear).may_decide(on()));
    clear.push((Step::Conclude { note: String::new() }, HEAD));
    let early = day("2019-06-02");
    let before = after(&clear[..clear.len() - 1]).step(answer(), PLACE, early);
    assert_eq!(before.unwrap_err(), StepRefusal::BeforeLastStep);
    assert_eq!(after(&clear).state(), State::Concluded);
    let mut dismissed = answered(1);
    dismissed.push((dismiss(1), HEAD));
    assert_eq!(after(&dismissed).state(), State::Concluded);
    // Whoever does not answer in time is decided upon all the same.
    let mut silent = under_way(1);
    silent.push((report(Some(later())), ANA));
    let silent = after(&silent);
    assert_eq!(silent.step(order(1), HEAD, later()).unwrap_err(), StepRefusal::AnswerAwaited);
    let next = later().plus_days(1).unwrap();
    let due = later().plus_days(30).unwrap();
    let late = Step::Order { number: 1, asked: "收回资金".to_owned(), due };
    assert_eq!(silent.step(late, HEAD, next).unwrap().state(), State::Rectifying);
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let changed = |change: fn(&mut Plan)| {
        let mut plan = plan();
        change(&mut plan);
        Step::Plan(plan)
    };
    let walked = |steps: &[(Step, Who)], more: Vec<(Step, Who)>| {
        after(&steps.iter().cloned().chain(more).collect::<Vec<_>>())
    };
    let ordered = walked(&answered(1), vec![(order(1), HEAD)]);
    let done = walked(&answered(1), vec![(order(1), HEAD), (rectify(1), PLACE)]);
    let reported = walked(&under_way(1), vec![(report(Some(later())), ANA)]);
    let clear = walked(&under_way(0), vec![(report(None), ANA)]);
    let concluded = walked(&answered(1), vec![(dismiss(1), HEAD)]);
    let no_warning = walked(
        &under_way(0),
        vec![(observation(None), ANA), (report(Some(later())), ANA), (answer(), PLACE)],
    );
    let past = Step::Order { number: 1, asked: "改".to_owned(), due: on() };
    let silent = Step::Order { number: 1, asked: " ".to_owned(), due: later() };
    let bare = Step::Rectify { number: 1, report: "已收回".to_owned(), evidence: Vec::new() };
    let note = || Step::Conclude { note: String::new() };
    let withdrawal = |reason: &str| Step::Withdraw { reason: reason.to_owned() };
    for (at, step, by, expect) in [
        (&begun(), changed(|p| p.basis = " ".into()), ANA, R::FieldMissing),
        (&begun(), changed(|p| p.people.clear()), ANA, R::FieldMissing),
        (
            &begun(),
            changed(|p| p.period.1 = Day::parse("2018-12-31").unwrap()),
            ANA,
            R::DaysReversed,
        ),
        (&begun(), changed(|p| p.days.1 = Day::parse("2019-06-02").unwrap()), ANA, R::DaysReversed),
        (&begun(), changed(|p| p.projects = vec!["P".into(), "P".into()]), ANA, R::NamedTwice),
        (&begun(), changed(|p| p.vouchers = vec!["V".into()]), ANA, R::FieldMissing),
        (&begun(), changed(|p| p.kind = Kind::AfterPayment), ANA, R::FieldMissing),
        (&begun(), Step::Begin { on: later() }, ANA, R::DayToCome),
        (&begun(), Step::Begin { on: on() }, Who::Engine, R::OnlyPerson),
        (&begun(), withdrawal(" "), ANA, R::NoReason),
        (&begun(), observation(None), ANA, R::NotFromHere),
        (&after(&under_way(0)), withdrawal("改期"), ANA, R::NotFromHere),
        (&after(&under_way(0)), changed(|_| ()), ANA, R::NotFromHere),
        (&after(&under_way(1)), report(None), ANA, R::TermNotAhead),
        (&after(&under_way(1)), report(Some(on())), ANA, R::TermNotAhead),
        (&after(&under_way(1)), strike(2), ANA, R::NotFromHere),
        (&after(&under_way(1)), strike(0), ANA, R::NotFromHere),
        (&reported, answer(), ANA, R::SamePerson),
        (&reported, note(), HEAD, R::NotFromHere),
        (&reported, dismiss(1), HEAD, R::AnswerAwaited),
        (&clear, answer(), PLACE, R::NotFromHere),
        (&clear, note(), ANA, R::SamePerson),
        (&after(&answered(1)), order(1), ANA, R::SamePerson),
        (&after(&answered(1)), order(1), PLACE, R::SamePerson),
        (&after(&answered(1)), order(2), HEAD, R::NotFromHere),
        (&after(&answered(1)), past, HEAD, R::TermNotAhead),
        (&after(&answered(1)), silent, HEAD, R::NothingAsked),
        (&no_warning, hand_over(1), HEAD, R::NoCase),
        (&ordered, order(1), HEAD, R::NotFromHere),
        (&ordered, bare, PLACE, R::NoEvidence),
        (&ordered, settle(1), ANA, R::NotFromHere),
        (&done, settle(1), PLACE, R::SamePerson),
        (&done, rectify(1), PLACE, R::NotFromHere),
        (&concluded, order(1), HEAD, R::NotFromHere),
        (&concluded, withdrawal("改期"), ANA, R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, on()).unwrap_err(), expect, "{step:?}");
    }
}

fn escalate(level: Level) -> Step {
    Step::Escalate(Escalation { level, to: PostId(9), term: 10 })
}

#[test]
fn what_the_place_leaves_undone_goes_up_by_itself() {
    use StepRefusal as R;
    let next = later().plus_days(1).unwrap();
    let mut steps = under_way(2);
    steps.push((report(Some(later())), ANA));
    let silent = after(&steps);
    let up = |at: &Inspection, level, day| at.step(escalate(level), Who::Engine, day);
    assert_eq!(up(&silent, Level::Prefecture, later()).unwrap_err(), R::NotOverdue);
    assert_eq!(silent.step(escalate(Level::Prefecture), HEAD, next).unwrap_err(), R::OnlyEngine);
    let raised = up(&silent, Level::Prefecture, next).unwrap();
    assert_eq!(raised.state(), State::Reported);
    assert_eq!(up(&raised, Level::Prefecture, next).unwrap_err(), R::NotUpward);
    let top = up(&raised, Level::Region, next).unwrap();
    assert_eq!(top.raised().map(|to| to.level), Some(Level::Region));
    // An answer, even a late one, ends it; what is ordered then begins at the own level.
    let answered = top.step(answer(), PLACE, next).unwrap();
    assert_eq!(answered.raised(), None);
    assert_eq!(up(&answered, Level::Prefecture, next).unwrap_err(), R::NotFromHere);
    let due = |days| later().plus_days(days).unwrap();
    let order =
        |number, days| Step::Order { number, asked: "收回资金".to_owned(), due: due(days) };
    let ordered = answered.step(order(1, 5), HEAD, next).unwrap();
    let ordered = ordered.step(order(2, 9), HEAD, next).unwrap();
    assert_eq!(up(&ordered, Level::Prefecture, due(5)).unwrap_err(), R::NotOverdue);
    let raised = up(&ordered, Level::Prefecture, due(6)).unwrap();
    // Of two that are ordered the one is put right: nothing is late until the day of the other.
    let half = raised.step(rectify(1), PLACE, due(7)).unwrap();
    assert_eq!((half.raised(), half.is_late(due(9))), (None, false));
    assert!(half.is_late(due(10)));
    let end = half.step(rectify(2), PLACE, due(12)).unwrap();
    assert!(!end.is_late(due(30)), "what is reported done waits for the inspectors");
    assert_eq!(begun().replayed(end.history()), Ok(end));
}

#[test]
fn what_repeats_another_inspection() {
    type Change = fn(&mut Plan);
    let with = |change: Change| {
        let mut plan = plan();
        change(&mut plan);
        plan
    };
    let look = |vouchers: &[&str]| Plan {
        kind: Kind::AfterPayment,
        vouchers: vouchers.iter().map(|one| (*one).to_owned()).collect(),
        ..plan()
    };
    let cases: [(Change, Change, bool); 13] = [
        (|_| (), |_| (), true),
        (|_| (), |p| p.kind = Kind::Audit, true),
        (|_| (), |p| p.subject = Subject::Books, false),
        (|_| (), |p| p.subject = Subject::Overall, true),
        (
            |p| p.period.1 = Day::parse("2019-03-31").unwrap(),
            |p| p.period.0 = Day::parse("2019-03-31").unwrap(),
            true,
        ),
        (
            |p| p.period.1 = Day::parse("2019-03-30").unwrap(),
            |p| p.period.0 = Day::parse("2019-03-31").unwrap(),
            false,
        ),
        (|p| p.fund = "a".into(), |p| p.fund = "b".into(), false),
        (|p| p.fund = "a".into(), |_| (), true),
        (|p| p.organisation = "水利局".into(), |p| p.organisation = "交通局".into(), false),
        (|p| p.organisation = "水利局".into(), |_| (), true),
        (|p| p.home = Division::from_code(652_901).unwrap(), |_| (), false),
        (|p| p.projects = vec!["P1".into()], |p| p.projects = vec!["P2".into()], false),
        (
            |p| p.projects = vec!["P1".into(), "P2".into()],
            |p| {
                p.projects = vec!["P2".into()];
                p.home = Division::from_code(653_100).unwrap();
            },
            true,
        ),
    ];
    for (at, (one, other, same)) in cases.into_iter().enumerate() {
        let (one, other) = (with(one), with(other));
        assert_eq!((one.is_again(&other), other.is_again(&one)), (same, same), "{at}");
    }
    assert!(look(&["V1", "V2"]).is_again(&look(&["V2"])));
    assert!(!look(&["V1"]).is_again(&look(&["V2"])));
    assert!(!look(&["V1"]).is_again(&plan()) && !plan().is_again(&look(&["V1"])));
    let refused = plan().may_stand_beside([&plan()]);
    assert_eq!(refused, Err(StepRefusal::InspectedAlready));
    let reasoned = Plan { again: "上级要求复查".to_owned(), ..plan() };
    assert_eq!(reasoned.may_stand_beside([&plan()]), Ok(()));
    assert_eq!(plan().may_stand_beside([&look(&["V1"])]), Ok(()));
}

#[test]
fn kinds_rest_on_clauses_of_their_own() {
    let clauses: std::collections::BTreeSet<&str> = Kind::ALL.map(Kind::clause).into();
    assert_eq!(clauses.len(), Kind::ALL.len());
}

proptest! {
    #[test]
    fn nothing_is_concluded_while_something_is_open_and_nobody_decides_on_the_own_report(
        steps in prop::collection::vec((0..14_u8, 0..3_usize, 1..4_usize), 1..80),
    ) {
        let mut at = begun();
        for (kind, who, number) in steps {
            let by = [ANA, HEAD, PLACE][who];
            let step = match kind {
                0 => Step::Begin { on: on() },
                1 | 2 => observation(Some(5)),
                3 => strike(number),
                4 => report(Some(later())),
                5 => report(None),
                6 => answer(),
                7 => Step::Conclude { note: String::new() },
                8 => order(number),
                9 => dismiss(number),
                10 => hand_over(number),
                11 => rectify(number),
                12 => back(number),
                _ => settle(number),
            };
            let decides = matches!(kind, 7..=10);
            let Ok(after) = at.step(step, by, on()) else { continue };
            if decides {
                let own = |who: Who| who.person() == by.person();
                prop_assert!(!after.inspectors().chain(after.answerer()).any(own));
            }
            if after.state() == State::Concluded {
                prop_assert!(after.standing().all(|(_, one)| one.fate.is_over()));
                prop_assert!(after.step(observation(None), ANA, on()).is_err());
            }
            if after.state() == State::Rectifying {
                prop_assert!(after.standing().all(|(_, one)| one.fate != Fate::Open));
                prop_assert!(after.standing().any(|(_, one)| !one.fate.is_over()));
            }
            prop_assert_eq!(after.history().len(), at.history().len() + 1);
            at = after;
        }
        prop_assert_eq!(begun().replayed(at.history()), Ok(at));
    }
}
