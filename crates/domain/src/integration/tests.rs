//! A plan to its end, what is refused, and a random walk: nothing is approved that not all agreed to.

use proptest::prelude::*;

use super::*;
use crate::handling::PersonId;

const ANA: Who = Who::Person(PersonId(1), PostId(1));
const FARM: Who = Who::Person(PersonId(2), PostId(2));
const ROAD: Who = Who::Person(PersonId(3), PostId(3));
const WATER: Who = Who::Person(PersonId(4), PostId(4));
const GROUP: Who = Who::Person(PersonId(5), PostId(5));

fn on() -> Day {
    Day::parse("2019-03-01").unwrap()
}

fn source(fund: &str, scale: i64, fen: i64) -> Source {
    Source { fund: fund.to_owned(), scale: Fen(scale), amount: Fen(fen) }
}

fn used(project: &str, fund: &str, fen: i64) -> Use {
    Use { project: project.to_owned(), fund: fund.to_owned(), amount: Fen(fen) }
}

fn draft(sources: Vec<Source>, uses: Vec<Use>) -> Draft {
    Draft { title: "2019年方案".into(), note: String::new(), sources, uses }
}

fn even() -> Draft {
    let uses = vec![used("P1", "roads", 20), used("P2", "roads", 10), used("P1", "water", 5)];
    draft(vec![source("roads", 100, 30), source("water", 5, 5)], uses)
}

fn begun() -> Plan {
    Plan::begin(even(), ANA, on()).unwrap()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn back() -> Step {
    Step::SendBack { item: text("P1"), reason: text("超范围") }
}

fn convene() -> Step {
    Step::Convene { reviewers: vec![PostId(3), PostId(4)] }
}

fn opinion(agrees: bool) -> Step {
    Step::Opine(Opinion { agrees, reason: if agrees { String::new() } else { text("超范围") } })
}

fn approve() -> Step {
    Step::Approve { document: text("县扶组〔2019〕3号"), on: on() }
}

fn walk(steps: &[(Step, Who)]) -> Plan {
    let take = |at: Plan, (step, by): &(Step, Who)| at.step(step.clone(), *by, on()).unwrap();
    steps.iter().fold(begun(), take)
}

#[test]
fn from_the_draft_to_the_version_that_replaces_it() {
    let objected = [(Step::Submit, ANA), (convene(), FARM), (opinion(false), ROAD)];
    let at = walk(&objected);
    assert_eq!(at.state(), State::InReview);
    // An objection may be taken back, or the plan goes back to the county.
    let agreed = at.step(opinion(true), WATER, on()).unwrap();
    assert_eq!(agreed.state(), State::InReview);
    assert_eq!(agreed.step(opinion(true), ROAD, on()).unwrap().state(), State::Agreed);
    let again = at.step(back(), FARM, on()).unwrap();
    assert_eq!((again.state(), again.reviews().len()), (State::Draft, 0));
    let end = walk(&[
        (Step::Submit, ANA),
        (convene(), FARM),
        (opinion(true), ROAD),
        (opinion(true), WATER),
        (approve(), GROUP),
        (Step::Replace { by: 2 }, GROUP),
    ]);
    assert_eq!(end.state(), State::Replaced);
    assert_eq!(begun().replayed(end.history()), Ok(end));
}

#[test]
fn what_a_plan_may_not_say() {
    use StepRefusal as R;
    let begin = |draft: Draft| {
        Plan::begin(draft, ANA, on()).map(|plan| plan.step(Step::Submit, ANA, on()).map(drop))
    };
    let roads = |fen| vec![source("roads", 100, fen)];
    for (draft, expect) in [
        (draft(roads(0), vec![]), Err(R::PlanEmpty)),
        (draft(roads(1), vec![used("P1", "roads", 0)]), Err(R::PlanEmpty)),
        (draft(roads(101), vec![]), Err(R::OverScale)),
        (draft([roads(1), roads(2)].concat(), vec![]), Err(R::PlanLineTwice)),
        (
            draft(roads(2), vec![used("P1", "roads", 1), used("P1", "roads", 1)]),
            Err(R::PlanLineTwice),
        ),
        (
            draft(vec![source("a", i64::MAX, i64::MAX), source("b", 1, 1)], vec![]),
            Err(R::PlanEmpty),
        ),
        (draft(vec![], vec![]), Ok(Err(R::PlanEmpty))),
        (draft(roads(2), vec![used("P1", "roads", 1)]), Ok(Err(R::PlanUneven))),
        (draft(roads(1), vec![used("P1", "water", 1)]), Ok(Err(R::PlanUneven))),
        // The whole is even, the funds are not.
        (
            draft(
                vec![source("roads", 9, 2), source("water", 9, 1)],
                vec![used("P1", "roads", 1), used("P1", "water", 2)],
            ),
            Ok(Err(R::PlanUneven)),
        ),
        (draft(roads(1), vec![used("P1", "roads", 1)]), Ok(Ok(()))),
    ] {
        assert_eq!(begin(draft.clone()), expect, "{draft:?}");
    }
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let submitted = walk(&[(Step::Submit, ANA)]);
    let review = walk(&[(Step::Submit, ANA), (convene(), FARM)]);
    let agreed = walk(&[
        (Step::Submit, ANA),
        (convene(), FARM),
        (opinion(true), ROAD),
        (opinion(true), WATER),
    ]);
    let approved = agreed.step(approve(), GROUP, on()).unwrap();
    let day = |text: &str| Step::Approve { document: "1".into(), on: Day::parse(text).unwrap() };
    for (at, step, by, expect) in [
        (&begun(), convene(), FARM, R::NotFromHere),
        (&begun(), approve(), GROUP, R::NotFromHere),
        (&begun(), Step::Submit, Who::Engine, R::OnlyPerson),
        (&begun(), Step::Drop { reason: text(" ") }, ANA, R::NoReason),
        (&begun(), Step::Attach(Vec::new()), ANA, R::NoEvidence),
        (&submitted, Step::Convene { reviewers: vec![] }, FARM, R::NoReviewers),
        (&submitted, Step::Convene { reviewers: vec![PostId(3); 2] }, FARM, R::NoReviewers),
        (&submitted, convene(), ANA, R::SamePerson),
        (&submitted, Step::Write(even()), ANA, R::NotFromHere),
        (&submitted, opinion(true), ROAD, R::NotFromHere),
        (&review, opinion(true), GROUP, R::NotThePost),
        (&review, opinion(true), Who::Person(PersonId(1), PostId(3)), R::SamePerson),
        (&review, Step::Opine(Opinion { agrees: false, reason: text("") }), ROAD, R::NoReason),
        (&review, Step::SendBack { item: text(" "), reason: text("x") }, FARM, R::FieldMissing),
        (&review, Step::SendBack { item: text("x"), reason: text("") }, FARM, R::NoReason),
        (&review, approve(), GROUP, R::NotFromHere),
        (&agreed, approve(), ANA, R::SamePerson),
        (&agreed, Step::Approve { document: text(" "), on: on() }, GROUP, R::NoDocument),
        (&agreed, day("2019-03-02"), GROUP, R::DayToCome),
        (&agreed, day("2019-02-28"), GROUP, R::DayTooEarly),
        (&approved, Step::Write(even()), ANA, R::NotFromHere),
        (&approved, back(), GROUP, R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, on()).unwrap_err(), expect, "{step:?}");
    }
    let early = Day::parse("2019-02-28").unwrap();
    assert_eq!(begun().step(Step::Submit, ANA, early).unwrap_err(), R::BeforeLastStep);
}

proptest! {
    #[test]
    fn nothing_is_approved_that_is_uneven_or_that_not_all_agreed_to(
        steps in prop::collection::vec((0..9_u8, 0..5_usize, any::<bool>()), 1..60),
    ) {
        let mut at = begun();
        let mut locked: Option<Draft> = None;
        for (kind, who, agrees) in steps {
            let by = [ANA, FARM, ROAD, WATER, GROUP][who];
            let step = match kind {
                0 if agrees => Step::Write(even()),
                0 => Step::Write(draft(vec![source("roads", 9, 9)], vec![used("P1", "roads", 1)])),
                1 => Step::Submit,
                2 => convene(),
                3..=5 => opinion(agrees),
                6 if agrees => back(),
                7 => Step::Attach(vec![AttachmentId(1)]),
                _ => approve(),
            };
            let Ok(after) = at.step(step.clone(), by, on()) else { continue };
            if let Step::Approve { .. } = step {
                prop_assert!(after.makers().all(|maker| maker.person() != by.person()));
                let all = |(_, said): &(PostId, Option<Opinion>)| {
                    said.as_ref().is_some_and(|said| said.agrees)
                };
                prop_assert!(after.reviews().len() == 2 && after.reviews().iter().all(all));
                prop_assert_eq!(after.draft().is_balanced(), Ok(()));
                prop_assert!(locked.is_none());
                locked = Some(after.draft().clone());
            }
            if let Some(draft) = &locked {
                prop_assert_eq!(after.draft(), draft);
            }
            at = after;
        }
    }
}
