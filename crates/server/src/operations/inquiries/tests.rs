//! An inquiry from the question to its end, on both databases: what each step does, and what is refused.

use std::collections::BTreeSet;

use domain::handling::StepRefusal;
use store::testing::{TestDb, databases};
use store::warnings::Warning;
use store::{events, inquiries};

use super::{Moving, Sending, answer, draft, judge, send};
use crate::access::Role;
use crate::context::Context;
use crate::operations::cases::tests::actor;
use crate::operations::due::due;
use crate::operations::escalation::{Escalated, escalate};
use crate::operations::handling::acting::Sent;
use crate::operations::handling::one::One as _;
use crate::operations::inquiries::OneInquiry;
use crate::operations::screening::tests::{all, import, on, region, screened};
use crate::operations::tests::{context, refused};
use crate::operations::{Actor, Refusal};

const DAY: &str = "2021-01-05";

fn moving(step: &str, text: &str) -> Moving {
    let due = "2021-01-12".to_owned();
    Moving { step: step.to_owned(), text: text.to_owned(), due, ..Moving::default() }
}

fn answering() -> Moving {
    let proof = Sent { name: "说明.pdf".to_owned(), content: b"%PDF-1.7 proof".to_vec() };
    Moving { evidence: vec![proof], ..moving("answer", "已核实，附凭证") }
}

/// A county with warnings, and everybody who deals with them.
struct Story {
    context: Context,
    warnings: Vec<Warning>,
    county: String,
    desk: Actor,
    division: Actor,
    unit: Actor,
    above: Actor,
    stranger: Actor,
}

fn post(actor: &Actor) -> String {
    actor.held.first().unwrap().post.clone()
}

impl Story {
    async fn new(test: &TestDb) -> Story {
        let (context, set) = (context(test), region(2, 2, 120));
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let warnings = all(&mut context.db.read().await.unwrap()).await;
        let found = warnings.iter().find(|one| one.identity.rule == "pay.delegated").unwrap();
        let (county, prefecture) = (found.place.home.clone(), found.place.prefecture.clone());
        let counties: BTreeSet<&str> =
            warnings.iter().map(|one| one.place.county.as_str()).collect();
        let other = counties.into_iter().find(|one| !one.is_empty() && **one != county).unwrap();
        Story {
            desk: actor(&context, Role::BureauFund, &county).await,
            division: actor(&context, Role::BureauBusiness, &county).await,
            unit: actor(&context, Role::BureauHead, &county).await,
            above: actor(&context, Role::BureauFund, &prefecture).await,
            stranger: actor(&context, Role::BureauFund, other).await,
            county,
            warnings: warnings.clone(),
            context,
        }
    }

    /// Open warnings of the county with a lamp.
    fn of(&self, lamp: &str) -> Vec<&Warning> {
        let own = self.warnings.iter().filter(|one| one.place.home == self.county);
        own.filter(|one| one.seen.lamp == lamp && one.standing.lit).collect()
    }

    async fn sends(&self, warnings: &[i64], to: &Actor) -> Result<i64, Refusal> {
        let sending = Sending {
            warnings: warnings.to_vec(),
            to: post(to),
            question: "请核实".to_owned(),
            due: "2021-01-12".to_owned(),
        };
        let done = send(&self.context, &on(DAY), &self.desk, &sending).await;
        done.map_err(|failure| refused::<()>(Err(failure)))
    }

    async fn answers(&self, by: &Actor, id: i64, input: Moving) -> Result<(), Refusal> {
        let done = answer(&self.context, &on(DAY), by, id, &input).await;
        done.map_err(|failure| refused::<()>(Err(failure)))
    }

    async fn judges(&self, by: &Actor, id: i64, input: Moving) -> Result<(), Refusal> {
        let done = judge(&self.context, &on(DAY), by, id, &input).await;
        done.map_err(|failure| refused::<()>(Err(failure)))
    }

    async fn state(&self, id: i64) -> String {
        let mut tx = self.context.db.read().await.unwrap();
        inquiries::by_id(&mut tx, id).await.unwrap().unwrap().standing.state
    }

    async fn has(&self, actor: &Actor) -> Vec<i64> {
        let due = due(&self.context, actor).await.unwrap();
        due.inquiries.iter().map(|item| item.id).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inquiry_goes_to_division_and_unit_and_becomes_a_case() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let red =
            story.of("red").iter().find(|one| one.identity.rule == "pay.delegated").unwrap().id;
        let drafted = draft(&story.context, &story.desk, on(DAY).day, red).await.unwrap();
        assert!(drafted.warnings.first().is_some_and(|one| one.id == red));
        assert_eq!(drafted.proposed_due.map(|day| day.to_string()).as_deref(), Some("2021-01-12"));
        let titles: Vec<&str> = drafted.reachable.iter().map(|(id, _)| id.as_str()).collect();
        assert!(titles.contains(&post(&story.division).as_str()));
        assert!(!titles.contains(&post(&story.stranger).as_str()));
        assert!(!titles.contains(&post(&story.desk).as_str()), "nobody asks oneself");

        let id = story.sends(&[red], &story.division).await.unwrap();
        assert_eq!(story.sends(&[red], &story.division).await, Err(Refusal::InquiryUnderWay));
        assert_eq!(story.has(&story.division).await, [id]);
        let pass = |to: &Actor| Moving { to: post(to), ..moving("pass_on", "请逐笔核对") };
        let early = story.answers(&story.unit, id, answering()).await;
        assert_eq!(early, Err(Refusal::Step(StepRefusal::NotThePost)));
        assert_eq!(
            story.answers(&story.division, id, pass(&story.stranger)).await,
            Err(Refusal::PostElsewhere)
        );
        story.answers(&story.division, id, pass(&story.unit)).await.unwrap();
        assert_eq!(story.has(&story.unit).await, [id]);
        assert_eq!(
            story.answers(&story.unit, id, moving("answer", "已核实")).await,
            Err(Refusal::Step(StepRefusal::NoEvidence))
        );
        story.answers(&story.unit, id, answering()).await.unwrap();
        assert_eq!(story.has(&story.desk).await, [id]);
        assert_eq!(
            story.judges(&story.desk, id, moving("accept", "属实")).await,
            Err(Refusal::Step(StepRefusal::RedNotInOrder))
        );
        story.judges(&story.desk, id, moving("ask_again", "凭证不清")).await.unwrap();
        story.answers(&story.unit, id, answering()).await.unwrap();
        story.judges(&story.desk, id, moving("case", "属实，立案")).await.unwrap();
        ended_in_a_case(&story, id, red).await;
    }
}

async fn ended_in_a_case(story: &Story, id: i64, red: i64) {
    assert_eq!(story.state(id).await, "in_case");
    assert_eq!(story.has(&story.desk).await, [] as [i64; 0]);
    let mut tx = story.context.db.read().await.unwrap();
    let warning = store::warnings::by_id(&mut tx, red).await.unwrap().unwrap();
    let kept = inquiries::by_id(&mut tx, id).await.unwrap().unwrap();
    assert_eq!(warning.standing.state, "in_case");
    assert!(kept.standing.case.is_some() && kept.standing.case == warning.standing.case);
    let told = events::verify(&mut tx).await.unwrap().unwrap();
    // Screening, then six steps of the inquiry, each one event.
    assert_eq!(told, 1 + 6);
    drop(tx);
    let shown = OneInquiry::read(&story.context, &on(DAY), &story.desk, id).await.unwrap();
    let steps: Vec<&str> = shown.taken.iter().map(|taken| taken.kind.as_str()).collect();
    assert_eq!(steps, ["pass_on", "answer", "ask_again", "answer", "open_case"]);
    assert_eq!((shown.asked.len(), shown.attachments.len()), (1, 2));
    let hidden = OneInquiry::read(&story.context, &on(DAY), &story.stranger, id).await;
    assert_eq!(refused(hidden), Refusal::UnknownRecord);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_asked_is_refused_and_a_doubt_may_be_accepted() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (reds, yellows) = (story.of("red"), story.of("yellow"));
        let yellow = yellows.first().unwrap();
        let other = story.warnings.iter().find(|one| {
            one.place.home == story.county && one.place.organisation != yellow.place.organisation
        });
        let several = story.sends(&[yellow.id, other.unwrap().id], &story.division).await;
        assert_eq!(several, Err(Refusal::SeveralUnits));
        let too_many: Vec<i64> = (0..51).collect();
        for numbers in [&[][..], too_many.as_slice()] {
            let done = story.sends(numbers, &story.division).await;
            assert_eq!(done, Err(Refusal::InquiryUnfit));
        }
        assert_eq!(story.sends(&[yellow.id], &story.stranger).await, Err(Refusal::PostElsewhere));
        let itself = Refusal::Step(StepRefusal::AsksItself);
        assert_eq!(story.sends(&[yellow.id], &story.desk).await, Err(itself));
        let far = story.warnings.iter().find(|one| one.place.home != story.county).unwrap();
        assert_eq!(story.sends(&[far.id], &story.division).await, Err(Refusal::UnknownRecord));

        let id = story.sends(&[yellow.id], &story.division).await.unwrap();
        story.answers(&story.division, id, answering()).await.unwrap();
        let not_desk = story.judges(&story.above, id, moving("accept", "无误")).await;
        assert_eq!(not_desk, Err(Refusal::Step(StepRefusal::NotThePost)));
        let below = story.judges(&story.division, id, moving("accept", "无误")).await;
        assert_eq!(below, Err(Refusal::OutOfScope));
        story.judges(&story.desk, id, moving("accept", "凭证齐全")).await.unwrap();
        assert_eq!(story.state(id).await, "accepted");

        let red = reds.first().unwrap().id;
        let id = story.sends(&[red], &story.division).await.unwrap();
        story.answers(&story.division, id, moving("return", "非本室主管")).await.unwrap();
        assert_eq!(story.has(&story.desk).await, [id]);
        let again = Moving { to: post(&story.unit), ..moving("send", "") };
        story.judges(&story.desk, id, again).await.unwrap();
        assert_eq!(story.has(&story.unit).await, [id]);
        story.judges(&story.desk, id, moving("withdraw", "误发")).await.unwrap();
        assert_eq!(story.state(id).await, "withdrawn");
        assert!(story.sends(&[red], &story.division).await.is_ok(), "it may be asked anew");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overdue_inquiry_goes_up_and_only_who_answers_judges_a_breach() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let red = story.of("red").first().unwrap().id;
        let id = story.sends(&[red], &story.division).await.unwrap();
        // Somebody else keeps the warnings from being late themselves.
        let early = escalate(&story.context, &on("2021-01-12")).await.unwrap();
        assert_eq!(early.inquiries, 0);
        let late: Escalated = escalate(&story.context, &on("2021-01-20")).await.unwrap();
        assert_eq!(late.inquiries, 1, "{}", test.engine);
        assert_eq!(story.has(&story.above).await, [id], "the post above is told");
        let again = escalate(&story.context, &on("2021-01-21")).await.unwrap();
        assert_eq!(again.inquiries, 0);
        answer(&story.context, &on("2021-01-22"), &story.division, id, &answering()).await.unwrap();
        let centre = actor(&story.context, Role::RegionEvaluation, "650000").await;
        let other = story.of("red").get(1).unwrap().id;
        let sending = Sending {
            warnings: vec![other],
            to: post(&story.division),
            question: "请核实".to_owned(),
            due: "2021-02-01".to_owned(),
        };
        let second = send(&story.context, &on("2021-01-22"), &centre, &sending).await.unwrap();
        answer(&story.context, &on("2021-01-22"), &story.division, second, &answering())
            .await
            .unwrap();
        let input = moving("case", "立案");
        let done = judge(&story.context, &on("2021-01-22"), &centre, second, &input).await;
        assert_eq!(refused(done), Refusal::NotJudgedYet);
        assert_eq!(story.state(second).await, "answered", "nothing was done by halves");
        // The post above acts for the desk.
        judge(&story.context, &on("2021-01-22"), &story.above, id, &input).await.unwrap();
        assert_eq!(story.state(id).await, "in_case");
    }
}
