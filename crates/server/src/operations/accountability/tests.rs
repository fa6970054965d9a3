//! From a proposal to its document, on both databases: what each step does, what waits for whom, what is refused.

use domain::handling::StepRefusal;
use store::lists;
use store::testing::databases;

use super::*;
use crate::operations::cases::tests::{Story, doing, pdf};
use crate::operations::due::due;
use crate::operations::handling::one::{One as _, document};
use crate::operations::screening::tests::on;
use crate::operations::tests::refused;

fn step(refusal: StepRefusal) -> Refusal {
    Refusal::Step(refusal)
}

fn asked(story: &Story) -> String {
    story.head.held.first().unwrap().post.clone()
}

const FACTS: &str = "以授权支付方式支付";

async fn proposed(story: &Story, case: i64) -> i64 {
    let answers = asked(story);
    let input = Proposing { answers: &answers, facts: FACTS, clause: "A-17.d" };
    let day = on("2021-01-06");
    propose(&story.context, &day, &story.prefecture, case, input).await.unwrap()
}

async fn waits(story: &Story, by: &Actor) -> Vec<i64> {
    let due = due(&story.context, by).await.unwrap();
    due.accountability.iter().map(|item| item.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_another_persons_and_ends_with_its_document() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, case) = (&story.context, story.in_case().await);
        let id = proposed(&story, case).await;
        assert_eq!(waits(&story, &story.second).await, [id], "{}", test.engine);
        assert!(waits(&story, &story.head).await.is_empty(), "not for whom it is about");
        let (day, later) = (on("2021-01-07"), on("2021-01-08"));
        let talk = ("talk", "约谈局长");
        let early = record(context, &day, &story.second, id, &pdf()).await;
        assert!(matches!(refused(early), Refusal::Step(_)));
        for (by, what, refusal) in [
            (&story.prefecture, talk, step(StepRefusal::SamePerson)),
            (&story.second, ("dismiss", "x"), Refusal::UnknownStep),
            (&story.second, ("talk", " "), step(StepRefusal::NoReason)),
            (&story.fund, talk, Refusal::NotFromAbove),
        ] {
            assert_eq!(refused(decide(context, &day, by, id, what).await), refusal);
        }
        decide(context, &day, &story.second, id, talk).await.unwrap();
        let twice = decide(context, &day, &story.second, id, talk).await;
        assert!(matches!(refused(twice), Refusal::Step(_)));
        assert_eq!(waits(&story, &story.prefecture).await, [id], "its document is missing");
        let none = record(context, &later, &story.second, id, &[]).await;
        assert_eq!(refused(none), step(StepRefusal::NoEvidence));
        let before = record(context, &on("2021-01-06"), &story.second, id, &pdf()).await;
        assert_eq!(refused(before), step(StepRefusal::BeforeLastStep));
        record(context, &later, &story.second, id, &pdf()).await.unwrap();
        assert!(waits(&story, &story.prefecture).await.is_empty());

        let read = OneMatter::read(context, &later, &story.head, id).await.unwrap();
        let standing = &read.matter.kept.standing;
        assert_eq!(
            (standing.state.as_str(), standing.measure.as_deref()),
            ("recorded", Some("talk"))
        );
        assert_eq!(standing.decided_on.as_deref(), Some("2021-01-07"));
        assert_eq!(standing.recorded_on.as_deref(), Some("2021-01-08"));
        assert_eq!((read.attachments.len(), read.may_decide), (1, false));
        assert_eq!(read.holders, [Some("买买提".to_owned()), Some("买买提".to_owned())]);
        let number = read.attachments.first().unwrap().id;
        let bytes =
            document::<OneMatter>(context, &later, &story.head, (id, number)).await.unwrap().1;
        assert!(bytes.starts_with(b"%PDF"));
    }
}

/// A case may be put right before anybody has decided who answers for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_matter_goes_on_after_its_case_is_closed() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let case = story.in_case().await;
        let (first, second) = (proposed(&story, case).await, proposed(&story, case).await);
        story.supervises(&story.prefecture, case, story.order("2021-01-31")).await.unwrap();
        let day = on("2021-01-06");
        let lost =
            cases::Doing { evidence: pdf(), ..doing("ask_irrecoverable", "收款单位已注销") };
        cases::rectify(&story.context, &day, &story.head, case, &lost).await.unwrap();
        story.supervises(&story.prefecture, case, doing("grant", "")).await.unwrap();
        let talk = ("talk", "约谈局长");
        decide(&story.context, &day, &story.second, first, talk).await.unwrap();
        story.supervises(&story.second, case, doing("close_lost", "")).await.unwrap();
        let none = ("no_action", "前一项已处理");
        decide(&story.context, &day, &story.second, second, none).await.unwrap();
        let read = OneMatter::read(&story.context, &day, &story.second, second).await.unwrap();
        assert_eq!(read.matter.kept.standing.measure.as_deref(), Some("no_action"));
        let state = cases::OneCase::read(&story.context, &day, &story.second, case).await.unwrap();
        assert_eq!(state.followed.kept.standing.state, "closed", "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_the_case_sees_no_matter_of_it() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = proposed(&story, story.in_case().await).await;
        let day = on("2021-01-07");
        let stranger =
            cases::tests::actor(&story.context, crate::access::Role::BureauFund, "654221").await;
        for done in [
            OneMatter::read(&story.context, &day, &stranger, id).await.map(drop),
            OneMatter::read(&story.context, &day, &story.head, id + 1).await.map(drop),
            document::<OneMatter>(&story.context, &day, &stranger, (id, 1)).await.map(drop),
            decide(&story.context, &day, &stranger, id, ("talk", "x")).await,
        ] {
            assert_eq!(refused(done), Refusal::UnknownRecord, "{}", test.engine);
        }
        let reach = stranger.reach(&story.context, Operation::ListCases).unwrap();
        let list = &lists::ACCOUNTABILITY;
        let query = lists::Query {
            reach,
            tests: Vec::new(),
            words: Vec::new(),
            sort: list.column("proposed_on").unwrap(),
            descending: true,
            after: None,
            back: false,
            rows: 10,
            day: domain::Day::FIRST,
        };
        let mut tx = story.context.db.read().await.unwrap();
        assert!(lists::rows(&mut tx, list, &query).await.unwrap().rows.is_empty());
    }
}
