//! A setting to its end, what is refused, and a random walk: nothing holds to which not all agreed.

use proptest::prelude::*;

use super::*;
use crate::handling::PersonId;

const ANA: Who = Who::Person(PersonId(1), PostId(1));
const ROAD: Who = Who::Person(PersonId(2), PostId(2));
const WATER: Who = Who::Person(PersonId(3), PostId(3));

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn on() -> Day {
    day("2019-03-01")
}

fn proposal(value: &str, since: &str) -> Proposal {
    Proposal {
        value: value.to_owned(),
        since: day(since),
        reason: "十一期间付款集中".to_owned(),
        consulted: vec![PostId(2), PostId(3)],
    }
}

fn begun() -> Setting {
    Setting::begin(proposal("10", "2019-03-05"), ANA, on()).unwrap()
}

fn opinion(agrees: bool) -> Step {
    let reason = if agrees { String::new() } else { "过长".to_owned() };
    Step::Opine(Opinion { agrees, reason })
}

fn withdraw() -> Step {
    Step::Withdraw { reason: "另行研究".to_owned() }
}

#[test]
fn from_the_proposal_by_an_objection_to_its_adoption() {
    let agreed = begun().step(opinion(true), ROAD, on()).unwrap();
    assert_eq!(agreed.state(), State::Consulting);
    let returned = agreed.step(opinion(false), WATER, on()).unwrap();
    assert_eq!(returned.state(), State::Returned);
    let again = Step::Propose(proposal("7", "2019-03-06"));
    let again = returned.step(again, ANA, day("2019-03-02")).unwrap();
    assert_eq!(again.state(), State::Consulting);
    assert!(again.opinions().iter().all(|(_, said)| said.is_none()), "all are asked again");
    let last = day("2019-03-06");
    let end =
        again.step(opinion(true), WATER, last).unwrap().step(opinion(true), ROAD, last).unwrap();
    assert_eq!(end.state(), State::Adopted);
    assert_eq!(end.proposal().value, "7");
    assert_eq!(begun().replayed(end.history()), Ok(end));
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let returned = begun().step(opinion(false), ROAD, on()).unwrap();
    let one = begun().step(opinion(true), ROAD, on()).unwrap();
    let adopted = one.step(opinion(true), WATER, on()).unwrap();
    let change = |change: fn(&mut Proposal)| {
        let mut proposal = proposal("10", "2019-03-05");
        change(&mut proposal);
        Step::Propose(proposal)
    };
    for (at, step, by, expect) in [
        (&begun(), change(|p| p.value = " ".into()), ANA, R::FieldMissing),
        (&begun(), change(|p| p.since = Day::parse("2019-02-28").unwrap()), ANA, R::DayPassed),
        (&begun(), change(|p| p.reason = String::new()), ANA, R::NoReason),
        (&begun(), change(|p| p.consulted.clear()), ANA, R::NobodyConsulted),
        (&begun(), change(|p| p.consulted = vec![PostId(2); 2]), ANA, R::NobodyConsulted),
        (&begun(), opinion(true), Who::Engine, R::OnlyPerson),
        (&begun(), opinion(true), ANA, R::NotThePost),
        (&begun(), opinion(true), Who::Person(PersonId(1), PostId(2)), R::SamePerson),
        (&begun(), Step::Opine(Opinion { agrees: false, reason: " ".into() }), ROAD, R::NoReason),
        (&begun(), Step::Withdraw { reason: " ".into() }, ANA, R::NoReason),
        (&returned, opinion(true), WATER, R::NotFromHere),
        (&adopted, change(|_| ()), ANA, R::NotFromHere),
        (&adopted, opinion(false), ROAD, R::NotFromHere),
        (&adopted, withdraw(), ANA, R::NotFromHere),
        (&begun().step(withdraw(), ANA, on()).unwrap(), change(|_| ()), ANA, R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, on()).unwrap_err(), expect, "{step:?}");
    }
    let late = day("2019-03-06");
    assert_eq!(one.step(opinion(true), WATER, late).unwrap_err(), R::DayPassed);
    assert_eq!(one.step(opinion(false), WATER, day("2019-02-28")).unwrap_err(), R::BeforeLastStep);
    let past = proposal("10", "2019-02-28");
    assert_eq!(Setting::begin(past, ANA, on()).unwrap_err(), R::DayPassed);
    assert_eq!(
        Setting::begin(proposal("1", "2019-03-05"), Who::Engine, on()).unwrap_err(),
        R::OnlyPerson
    );
}

proptest! {
    #[test]
    fn nothing_holds_in_the_past_or_without_the_agreement_of_all(
        steps in prop::collection::vec((0..8_u8, 0..3_usize, 0..3_i32), 1..60),
    ) {
        let (mut at, mut today) = (begun(), on());
        let mut locked: Option<Proposal> = None;
        for (kind, who, later) in steps {
            let by = [ANA, ROAD, WATER][who];
            let step = match kind {
                0 => Step::Propose(proposal("7", "2019-03-10")),
                1 => Step::Propose(proposal("5", "2019-04-20")),
                2 if later == 0 => withdraw(),
                3 => opinion(false),
                _ => opinion(true),
            };
            today = today.plus_days(later / 2).unwrap();
            let Ok(after) = at.step(step, by, today) else { continue };
            if after.state() == State::Adopted {
                let agrees = |(post, said): &(PostId, Option<Opinion>)| {
                    after.maker().and_then(Who::post) != Some(*post)
                        && said.as_ref().is_some_and(|said| said.agrees)
                };
                prop_assert!(after.opinions().len() == 2 && after.opinions().iter().all(agrees));
                prop_assert!(after.proposal().since >= today);
                prop_assert!(locked.is_none());
                locked = Some(after.proposal().clone());
            }
            if let Some(locked) = &locked {
                prop_assert_eq!(after.proposal(), locked);
            }
            at = after;
        }
    }
}
