//! A target from its draft to its adjustment, what is refused, and a random walk: nobody reviews or approves the own
//! one, nothing that breaks a rule is approved, what was approved changes by its procedure alone.

use proptest::prelude::*;

use super::*;
use crate::handling::{AttachmentId, PersonId, PostId};
use crate::money::Fen;

const UNIT: Who = Who::Person(PersonId(1), PostId(1));
const REVIEWER: Who = Who::Person(PersonId(2), PostId(2));
const HEAD: Who = Who::Person(PersonId(3), PostId(3));
const BANDS: Bands = Bands { most: 20, pass: 80, reject: 60 };

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn on() -> Day {
    day("2020-03-01")
}

fn indicator(name: &str) -> Indicator {
    let texts = ["产出指标", "数量指标", name, "300"].map(str::to_owned);
    let [level1, level2, name, value] = texts;
    Indicator { level1, level2, name, value, direction: ">=".to_owned(), ..Indicator::default() }
}

fn text(goal: &str, fen: i64) -> Text {
    Text {
        goal: goal.to_owned(),
        total: Fen(fen),
        fiscal: Fen(fen),
        indicators: vec![indicator("养殖户数")],
        evidence: vec![AttachmentId(1)],
    }
}

fn review(scores: [u16; 5], outcome: Outcome) -> Step {
    let comments = vec![("养殖户数".to_owned(), "与项目计划不一致".to_owned())];
    Step::Review(Review { scores, bands: BANDS, outcome, opinion: "已核".to_owned(), comments })
}

fn approval(on: &str) -> Approval {
    Approval {
        document: "莎财〔2020〕5号".to_owned(),
        on: day(on),
        judged: Judged::default(),
        reason: String::new(),
    }
}

fn begun() -> Target {
    Target::begin(text("养羊", 100), UNIT, on()).unwrap()
}

fn passed() -> Target {
    let at = begun().step(Step::Submit, UNIT, on()).unwrap();
    at.step(review([20, 20, 15, 15, 20], Outcome::Pass), REVIEWER, on()).unwrap()
}

fn approved() -> Target {
    passed().step(Step::Approve(approval("2020-03-01")), HEAD, on()).unwrap()
}

fn ask(fen: i64) -> Step {
    Step::Ask { text: text("养羊", fen), reason: "项目变更".to_owned() }
}

fn file(to: Filed, on: &str) -> Step {
    Step::File { to, on: day(on), document: "莎财〔2020〕9号".to_owned() }
}

#[test]
fn it_comes_back_passes_is_approved_filed_published_and_adjusted() {
    let at = begun().step(Step::Submit, UNIT, on()).unwrap();
    let at = at.step(review([10; 5], Outcome::Return), REVIEWER, on()).unwrap();
    assert_eq!(at.state(), State::Returned);
    let at = at.step(Step::Write(text("养羊三百户", 100)), UNIT, on()).unwrap();
    let at = at.step(Step::Submit, UNIT, on()).unwrap();
    let at = at.step(review([16; 5], Outcome::Pass), REVIEWER, on()).unwrap();
    assert_eq!((at.state(), at.review().map(Review::total)), (State::Passed, Some(80)));
    let at = at.step(Step::Approve(approval("2020-03-01")), HEAD, on()).unwrap();
    assert_eq!((at.state(), at.approved_on()), (State::Approved, Some(on())));
    let later = day("2020-04-01");
    let at = at.step(file(Filed::Prefecture, "2020-03-05"), REVIEWER, later).unwrap();
    let at = at.step(file(Filed::Region, "2020-03-20"), REVIEWER, later).unwrap();
    let place = "县政府门户网站".to_owned();
    let publish = Step::Publish { on: day("2020-03-10"), place };
    let at = at.step(publish, UNIT, later).unwrap();
    let at = at.step(ask(90), UNIT, later).unwrap();
    assert_eq!(
        (at.state(), at.text().total),
        (State::Adjusting, Fen(100)),
        "not before its approval"
    );
    let granted = at.step(Step::Grant(approval("2020-04-01")), HEAD, later).unwrap();
    assert_eq!((granted.state(), granted.text().total), (State::Approved, Fen(90)));
    assert_eq!(granted.approved_on(), Some(on()), "the first approval stays");
    assert_eq!(granted.changed(), Some((later, later)));
    let deny = Step::Deny { reason: "理由不足".to_owned() };
    let denied = at.step(deny, HEAD, later).unwrap();
    assert_eq!((denied.text().total, denied.asked()), (Fen(100), None));
    assert_eq!(begun().replayed(granted.history()), Ok(granted.clone()));
    assert_eq!(granted.filed()[..2], [Some(day("2020-03-05")), Some(day("2020-03-20"))]);
}

#[test]
fn one_that_the_records_have_goes_on_from_its_approval() {
    let taken = Target::take_over((text("修路", 50), day("2020-02-01")), REVIEWER, on()).unwrap();
    assert_eq!((taken.state(), taken.writers().count()), (State::Approved, 0));
    let asked = taken.step(ask(60), REVIEWER, on()).unwrap();
    let grant = Step::Grant(approval("2020-03-01"));
    assert_eq!(asked.step(grant.clone(), REVIEWER, on()), Err(StepRefusal::SamePerson));
    assert!(asked.step(grant, HEAD, on()).is_ok());
    let again = Step::TakeOver { text: text("修路", 50), approved_on: on() };
    assert_eq!(taken.step(again, HEAD, on()), Err(StepRefusal::NotFromHere));
    let ahead = Target::take_over((text("修路", 50), day("2020-03-02")), REVIEWER, on());
    assert_eq!(ahead, Err(StepRefusal::DayToCome));
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let check = |at: &Target, step: Step, by, refusal| {
        assert_eq!(at.step(step.clone(), by, on()), Err(refusal), "{step:?}");
    };
    let submitted = begun().step(Step::Submit, UNIT, on()).unwrap();
    check(&submitted, review([20; 5], Outcome::Pass), UNIT, R::SamePerson);
    check(&submitted, review([21, 0, 0, 0, 0], Outcome::Return), REVIEWER, R::ScoreOutOfBounds);
    check(&submitted, review([15, 16, 16, 16, 16], Outcome::Pass), REVIEWER, R::OutcomeUnfit);
    check(&submitted, review([12; 5], Outcome::Reject), REVIEWER, R::OutcomeUnfit);
    assert!(submitted.step(review([11; 5], Outcome::Reject), REVIEWER, on()).is_ok());
    let of = |opinion: &str, comment: (&str, &str)| {
        let comments = vec![(comment.0.to_owned(), comment.1.to_owned())];
        let (scores, bands, outcome) = ([20; 5], BANDS, Outcome::Pass);
        Step::Review(Review { scores, bands, outcome, opinion: opinion.to_owned(), comments })
    };
    check(&submitted, of("", ("养殖户数", "好")), REVIEWER, R::NoReason);
    check(&submitted, of("已核", ("没有的指标", "好")), REVIEWER, R::FieldMissing);
    check(&submitted, of("已核", ("养殖户数", " ")), REVIEWER, R::FieldMissing);
    let approve = |approval: Approval| Step::Approve(approval);
    check(&passed(), approve(approval("2020-03-01")), UNIT, R::SamePerson);
    check(&passed(), approve(approval("2020-03-01")), REVIEWER, R::SamePerson);
    check(&passed(), approve(approval("2020-03-02")), HEAD, R::DayToCome);
    check(&passed(), approve(approval("2020-02-28")), HEAD, R::DayTooEarly);
    let judged = Judged { broken: vec!["target.money".to_owned()], ..Judged::default() };
    let broken = Approval { judged, ..approval("2020-03-01") };
    check(&passed(), approve(broken), HEAD, R::TargetBreaksRule);
    let judged = Judged { doubts: vec!["target.vague".to_owned()], ..Judged::default() };
    let doubtful = Approval { judged, ..approval("2020-03-01") };
    check(&passed(), approve(doubtful), HEAD, R::NoReason);
    check(&begun(), approve(approval("2020-03-01")), HEAD, R::NotFromHere);
    check(&approved(), Step::Write(text("改", 1)), UNIT, R::NotFromHere);
    check(&approved(), ask(100), UNIT, R::NothingChanged);
    check(&approved(), file(Filed::Region, "2020-02-28"), HEAD, R::DayTooEarly);
    let filed = approved().step(file(Filed::Region, "2020-03-01"), HEAD, on()).unwrap();
    check(&filed, file(Filed::Region, "2020-03-01"), HEAD, R::FiledAlready);
    let nowhere = Step::Publish { on: on(), place: String::new() };
    check(&approved(), nowhere, HEAD, R::FieldMissing);
    assert_eq!(Target::begin(text("养羊", 1), Who::Engine, on()), Err(R::OnlyPerson));
    check(&begun(), Step::Withdraw { reason: String::new() }, UNIT, R::NoReason);
    let empty = Target::begin(Text::default(), UNIT, on()).unwrap();
    check(&empty, Step::Submit, UNIT, R::FieldMissing);
}

#[test]
fn what_a_text_lacks_is_named() {
    let check = |change: fn(&mut Text), fault| {
        let mut text = text("养羊", 100);
        change(&mut text);
        assert_eq!(text.is_whole(), Err(fault));
    };
    check(|text| text.goal = " ".to_owned(), Fault::NoGoal);
    check(|text| text.total = Fen(0), Fault::NoMoney);
    check(|text| text.fiscal = Fen(101), Fault::OverTotal);
    check(|text| text.indicators.clear(), Fault::NoIndicator);
    check(|text| text.indicators.push(Indicator::default()), Fault::Unfilled(1));
    check(|text| text.indicators.push(indicator("养殖户数")), Fault::Twice);
    check(
        |text| text.indicators = (0..41).map(|at| indicator(&at.to_string())).collect(),
        Fault::TooMany,
    );
    assert_eq!(text("养羊", 100).is_whole(), Ok(()));
}

fn steps() -> impl Strategy<Value = Step> {
    let scores = prop::array::uniform5(0u16..=20);
    let outcome = prop::sample::select(vec![Outcome::Pass, Outcome::Return, Outcome::Reject]);
    let broken = prop::collection::vec(Just("target.money".to_owned()), 0..2);
    let approval = broken.prop_map(|broken| {
        let judged = Judged { broken, ..Judged::default() };
        Approval { judged, ..approval("2020-03-01") }
    });
    prop_oneof![
        (0i64..3).prop_map(|fen| Step::Write(text("养羊", fen))),
        Just(Step::Submit),
        Just(Step::Withdraw { reason: "不办".to_owned() }),
        (scores, outcome).prop_map(|(scores, outcome)| review(scores, outcome)),
        approval.clone().prop_map(Step::Approve),
        Just(Step::SendBack { reason: "补充".to_owned() }),
        (1i64..4).prop_map(ask),
        approval.prop_map(Step::Grant),
        Just(Step::Deny { reason: "不同意".to_owned() }),
    ]
}

proptest! {
    #[test]
    fn whatever_is_tried(walk in prop::collection::vec((steps(), 0usize..3), 0..40)) {
        let mut at = begun();
        for (step, who) in walk {
            let by = [UNIT, REVIEWER, HEAD][who];
            let Ok(after) = at.step(step.clone(), by, on()) else { continue };
            let wrote = at.writers().any(|writer| writer == by);
            match &step {
                Step::Approve(approval) | Step::Grant(approval) => {
                    prop_assert!(!wrote && approval.judged.broken.is_empty());
                }
                Step::Review(_) => prop_assert!(!wrote),
                _ => {}
            }
            if at.state().is_in_force() && after.text() != at.text() {
                prop_assert!(matches!(step, Step::Grant(_)));
            }
            if after.state() == State::Approved && at.state() == State::Passed {
                prop_assert!(after.review().is_some_and(|review| review.total() >= BANDS.pass));
            }
            at = after;
        }
        prop_assert_eq!(begun().replayed(at.history()), Ok(at.clone()));
    }
}
