//! Inspections on both databases: who plans what, what is not inspected twice, who decides, and how what was found
//! comes to its end.

use store::events;
use store::testing::{TestDb, databases, sql};

use super::*;
use crate::access::Role;
use crate::operations::escalation::escalate;
use crate::operations::handdowns::tests::officer as officer_of;
use crate::operations::handling::one::One as _;
use crate::operations::imports::tests::origin;
use crate::operations::lists::page;
use crate::operations::tests::{context, refused, take_in};

const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,入库日期,计划金额
P1,防渗渠,653125,农田水利,2019,莎车县水利局,2019-01-05,500000
P5,道路,652901,道路,2019,阿克苏市交通局,2019-01-05,500000
";
const PAYMENTS: &str = "\
凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型
V1,653125,2019,2019-03-03,400000,直接支付,进度款,甲建筑公司,企业
V2,653125,2019,2019-03-07,100,直接支付,退款,甲建筑公司,企业
";

async fn stored(test: &TestDb) -> Context {
    take_in(test, &[("项目.csv", PROJECTS), ("支付.csv", PAYMENTS)]).await;
    context(test)
}

/// A plan of a year.
pub(crate) fn writing(kind: &str, home: &str, subject: &str) -> Writing {
    let text = |text: &str| text.to_owned();
    Writing {
        kind: text(kind),
        home: text(home),
        subject: text(subject),
        from: text("2019-01-01"),
        until: text("2019-12-31"),
        begins: text("2019-08-01"),
        ends: text("2019-08-09"),
        basis: text("财监〔2019〕3号"),
        people: text("甲、乙"),
        ..Writing::default()
    }
}

fn said(step: &str) -> Saying {
    let text = "属实，已办理".to_owned();
    let reason = "凭证齐全".to_owned();
    Saying { step: step.to_owned(), number: "1".to_owned(), text, reason, ..Saying::default() }
}

fn dated(step: &str, days: i32) -> Saying {
    let due = origin().day.plus_days(days).unwrap().to_string();
    Saying { on: origin().day.to_string(), due, ..said(step) }
}

fn shown_by(saying: Saying) -> Saying {
    let evidence = vec![Sent { name: "a.pdf".to_owned(), content: b"%PDF-1".to_vec() }];
    Saying { evidence, ..saying }
}

/// Those who have a part in an inspection of a county by its prefecture.
struct People {
    officer: Actor,
    head: Actor,
    county: Actor,
}

impl People {
    async fn of(context: &Context) -> People {
        People {
            officer: officer_of(context, Role::BureauFund, 653_100).await,
            head: officer_of(context, Role::BureauHead, 653_100).await,
            county: officer_of(context, Role::BureauFund, 653_125).await,
        }
    }
}

/// Takes steps one after another.
async fn walk(context: &Context, id: i64, steps: &[(Operation, &Actor, Saying)]) {
    for (operation, by, saying) in steps {
        let done = take(context, &origin(), by, *operation, (id, saying)).await;
        done.unwrap_or_else(|why| panic!("{}: {why}", saying.step));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_plan_to_the_last_of_what_was_found() {
    use Operation::{AnswerInspection, DecideInspection, Inspect};
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let People { officer, head, county } = People::of(&context).await;
        let ours = writing("finance", "653125", "use");
        let id = plan(&context, &origin(), &officer, &ours).await.unwrap();
        let found =
            Saying { project: "P1".to_owned(), amount: "12.34".to_owned(), ..said("observe") };
        walk(
            &context,
            id,
            &[
                (Inspect, &officer, dated("begin_inspection", 1)),
                (Inspect, &officer, shown_by(found)),
                (Inspect, &officer, dated("report_inspection", 10)),
            ],
        )
        .await;
        // Nobody decides on the own report, or before the place has answered; the place does not decide.
        let order = dated("order_observation", 20);
        for (by, expect) in [
            (&officer, Refusal::Step(StepRefusal::SamePerson)),
            (&head, Refusal::Step(StepRefusal::AnswerAwaited)),
            (&county, Refusal::OutOfScope),
        ] {
            let done = take(&context, &origin(), by, DecideInspection, (id, &order)).await;
            assert_eq!(refused(done), expect, "{}", test.engine);
        }
        let answer = said("answer_inspection");
        let above = take(&context, &origin(), &head, AnswerInspection, (id, &answer)).await;
        assert_eq!(refused(above), Refusal::OutOfScope, "nobody answers from above");
        let waits = due(&context, &origin(), &county).await.unwrap();
        assert_eq!(waits[3].iter().map(|(one, _)| one.id).collect::<Vec<_>>(), [id]);
        walk(
            &context,
            id,
            &[(AnswerInspection, &county, answer), (DecideInspection, &head, order)],
        )
        .await;
        let bare =
            take(&context, &origin(), &county, AnswerInspection, (id, &said("rectify"))).await;
        assert_eq!(refused(bare), Refusal::Step(StepRefusal::NoEvidence));
        assert_eq!(due(&context, &origin(), &county).await.unwrap()[4].len(), 1);
        walk(
            &context,
            id,
            &[
                (AnswerInspection, &county, shown_by(said("rectify"))),
                (DecideInspection, &head, dated("send_back_observation", 5)),
                (AnswerInspection, &county, shown_by(said("rectify"))),
                (DecideInspection, &officer, said("settle_observation")),
            ],
        )
        .await;
        let end = OneInspection::read(&context, &origin(), &county, id).await.unwrap();
        assert_eq!(end.followed.kept.standing.state, "concluded");
        assert!(end.may.is_empty() && end.attachments.len() == 3);
        let late = take(&context, &origin(), &officer, Inspect, (id, &said("observe"))).await;
        assert_eq!(refused(late), Refusal::Step(StepRefusal::NotFromHere), "it is locked");
        events::verify(&mut context.db.read().await.unwrap()).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_inspected_again_only_with_a_reason_also_twice_at_once() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let People { officer, county, .. } = People::of(&context).await;
        let audit = officer_of(&context, Role::Audit, 650_000).await;
        let (ours, theirs) =
            (writing("finance", "653125", "use"), writing("audit", "653125", "overall"));
        let now = origin();
        let (one_done, other_done) = tokio::join!(
            plan(&context, &now, &officer, &ours),
            plan(&context, &now, &audit, &theirs)
        );
        let (first, told) = match (one_done, other_done) {
            (Ok(id), told @ Err(_)) | (told @ Err(_), Ok(id)) => (id, told),
            both => panic!("{}: {both:?}", test.engine),
        };
        let again = Refusal::Step(StepRefusal::InspectedAlready);
        assert_eq!(refused(told), again, "{}", test.engine);
        assert_eq!(again.name(), "inspected-already");
        assert_eq!(StepRefusal::InspectedAlready.clause(), Some("A-3.4.d"));
        // They are shown, and with a reason it is planned all the same; both sides tell it.
        let seen = same(&context, &county, (None, &ours)).await.unwrap();
        assert_eq!(seen.iter().map(|one| one.id).collect::<Vec<_>>(), [first]);
        let reasoned = Writing { again: "群众举报".to_owned(), ..ours.clone() };
        let second = plan(&context, &now, &county, &reasoned).await.unwrap();
        let before = OneInspection::read(&context, &now, &county, first).await.unwrap();
        assert_eq!(before.repeated.iter().map(|one| one.id).collect::<Vec<_>>(), [second]);
        assert_eq!(before.repeated[0].standing.again, "群众举报");
        let after = OneInspection::read(&context, &now, &county, second).await.unwrap();
        assert_eq!(after.repeats.iter().map(|one| one.id).collect::<Vec<_>>(), [first]);
        // Another subject, another place, or what was given up is no repetition; a reason for nothing is not kept.
        let books = Writing { again: "无".to_owned(), ..writing("finance", "652901", "books") };
        let region = officer_of(&context, Role::RegionFundOffice, 650_000).await;
        let other = plan(&context, &now, &region, &books).await.unwrap();
        let other = OneInspection::read(&context, &now, &region, other).await.unwrap();
        assert_eq!(other.followed.one.plan().again, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_leaves_nothing() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let People { officer, county, .. } = People::of(&context).await;
        let ours = || writing("finance", "653125", "use");
        let look = |vouchers: &str| Writing {
            vouchers: vouchers.to_owned(),
            ..writing("after_payment", "653125", "use")
        };
        let named = |projects: &str| Writing { projects: projects.to_owned(), ..ours() };
        for (by, writing, expect) in [
            (&officer, Writing { kind: "x".to_owned(), ..ours() }, Refusal::InspectionKind),
            (&officer, Writing { kind: "audit".to_owned(), ..ours() }, Refusal::InspectionKind),
            (&officer, look("V1"), Refusal::InspectionKind),
            (&officer, Writing { subject: "x".to_owned(), ..ours() }, Refusal::InspectionSubject),
            (&officer, Writing { fund: "x".to_owned(), ..ours() }, Refusal::InspectionFund),
            (&officer, Writing { from: "x".to_owned(), ..ours() }, Refusal::NotADay),
            (&officer, named("P9"), Refusal::InspectionProject),
            (&officer, named("P5"), Refusal::InspectionProject),
            (&officer, named(&"P ".repeat(201)), Refusal::InspectionTooMany),
            (&officer, Writing { home: "652901".to_owned(), ..ours() }, Refusal::OutOfScope),
            (&county, look("V1 V9"), Refusal::InspectionVoucher),
            (&county, look("V2"), Refusal::InspectionVoucher),
            (&county, look("V1,V1"), Refusal::Step(StepRefusal::NamedTwice)),
            (&county, look(""), Refusal::Step(StepRefusal::FieldMissing)),
        ] {
            let done = plan(&context, &origin(), by, &writing).await;
            assert_eq!(refused(done), expect, "{} {writing:?}", test.engine);
        }
        let reader = crate::lists::asked::Reader {
            divisions: context.divisions(),
            funds: &context.pack.funds,
            lang: domain::Lang::Zh,
            day: origin().day,
        };
        let listed = crate::lists::Asked::read(&crate::lists::INSPECTIONS, &[], reader).unwrap();
        assert_eq!(page(&context, &officer, &listed).await.unwrap().totals.rows, 0);
        // A look after payment stands beside other inspections, and repeats only a look at the same payment.
        plan(&context, &origin(), &county, &ours()).await.unwrap();
        let first = plan(&context, &origin(), &county, &look("V1")).await.unwrap();
        let again = plan(&context, &origin(), &county, &look("V1")).await;
        assert_eq!(refused(again), Refusal::Step(StepRefusal::InspectedAlready));
        let payment = of_payment(&context, &county, ("653125", "V1")).await.unwrap();
        assert_eq!(payment.iter().map(|one| one.id).collect::<Vec<_>>(), [first]);
        walk(&context, first, &[(Operation::Inspect, &county, dated("begin_inspection", 1))]).await;
        let lacking = |change: fn(&mut Saying)| {
            let mut saying = said("observe");
            change(&mut saying);
            saying
        };
        for (saying, expect) in [
            (lacking(|one| one.warning = "77".into()), Refusal::InspectionWarning),
            (lacking(|one| one.project = "P5".into()), Refusal::InspectionProject),
            (lacking(|one| one.clause = "Z-1".into()), Refusal::UnknownClause),
            (lacking(|one| one.amount = "x".into()), Refusal::NotAnAmount),
            (lacking(|one| one.step = "adopt".into()), Refusal::UnknownStep),
        ] {
            let done =
                take(&context, &origin(), &county, Operation::Inspect, (first, &saying)).await;
            assert_eq!(refused(done), expect, "{}", test.engine);
        }
        let stranger = officer_of(&context, Role::BureauFund, 652_901).await;
        let unseen = OneInspection::read(&context, &origin(), &stranger, first).await;
        assert_eq!(refused(unseen), Refusal::UnknownRecord);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_written_anew_until_it_begins_and_judged_again() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let People { officer, county, .. } = People::of(&context).await;
        let audit = officer_of(&context, Role::Audit, 650_000).await;
        let now = origin();
        let ours = || writing("finance", "653125", "use");
        let first = plan(&context, &now, &officer, &ours()).await.unwrap();
        let books = writing("audit", "653125", "books");
        plan(&context, &now, &audit, &books).await.unwrap();
        let to = async |by: &Actor, writing: Writing| {
            replan(&context, &now, by, (first, &writing)).await
        };
        // Itself is no repetition; what is the same as another one asks for a reason, as when it was new.
        let moved =
            Writing { begins: "2019-08-05".to_owned(), projects: "P1".to_owned(), ..ours() };
        to(&officer, moved.clone()).await.unwrap();
        let same_now = || Writing { subject: "overall".to_owned(), ..ours() };
        for (by, writing, expect) in [
            (&officer, same_now(), Refusal::Step(StepRefusal::InspectedAlready)),
            (
                &officer,
                Writing { ends: "2019-08-01".to_owned(), ..moved.clone() },
                Refusal::Step(StepRefusal::DaysReversed),
            ),
            (
                &officer,
                Writing { kind: "after_payment".to_owned(), ..ours() },
                Refusal::InspectionKind,
            ),
            (&officer, Writing { home: "652901".to_owned(), ..ours() }, Refusal::OutOfScope),
            (&officer, Writing { projects: "P5".to_owned(), ..ours() }, Refusal::InspectionProject),
            (
                &officer,
                Writing { people: " ".to_owned(), ..ours() },
                Refusal::Step(StepRefusal::FieldMissing),
            ),
            (&county, ours(), Refusal::OutOfScope),
            (&audit, ours(), Refusal::OutOfScope),
        ] {
            assert_eq!(
                refused(to(by, writing.clone()).await),
                expect,
                "{} {writing:?}",
                test.engine
            );
        }
        let stays = OneInspection::read(&context, &now, &officer, first).await.unwrap();
        assert_eq!(stays.followed.one.plan().projects, ["P1"], "nothing was changed");
        assert_eq!(planned(&context, &officer, first).await.unwrap().begins, "2019-08-05");
        assert_eq!(refused(planned(&context, &county, first).await), Refusal::OutOfScope);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_written_anew_says_what_it_repeats_and_its_event_what_it_was() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let People { officer, head, .. } = People::of(&context).await;
        let audit = officer_of(&context, Role::Audit, 650_000).await;
        let now = origin();
        let ours = || writing("finance", "653125", "use");
        let first = plan(&context, &now, &officer, &ours()).await.unwrap();
        let books = writing("audit", "653125", "books");
        let other = plan(&context, &now, &audit, &books).await.unwrap();
        let to = async |by: &Actor, writing: Writing| {
            replan(&context, &now, by, (first, &writing)).await
        };
        let same_now = || Writing { subject: "overall".to_owned(), ..ours() };
        let reasoned = Writing { again: "群众举报".to_owned(), ..same_now() };
        to(&head, reasoned).await.unwrap();
        let seen = OneInspection::read(&context, &now, &audit, other).await.unwrap();
        assert_eq!(seen.repeated.iter().map(|one| one.id).collect::<Vec<_>>(), [first]);
        // The event says what was planned before.
        let mut tx = context.db.read().await.unwrap();
        let told = sql("SELECT body FROM events ORDER BY event_id DESC LIMIT 1");
        let told = tx.one(&told, &[]).await.unwrap().text(0).unwrap().to_owned();
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["said"]["subject"], "overall", "{told}");
        assert_eq!(told["said"]["before"]["subject"], "use", "{told}");
        drop(tx);
        // Where the other one is no longer the same, the reason goes.
        to(&officer, Writing { again: "群众举报".to_owned(), ..ours() }).await.unwrap();
        let apart = OneInspection::read(&context, &now, &officer, first).await.unwrap();
        assert!(apart.repeats.is_empty() && apart.followed.one.plan().again.is_empty());
        walk(&context, first, &[(Operation::Inspect, &officer, dated("begin_inspection", 1))])
            .await;
        let late = refused(to(&officer, ours()).await);
        assert_eq!(late, Refusal::Step(StepRefusal::NotFromHere), "{}", test.engine);
        let late = refused(planned(&context, &officer, first).await);
        assert_eq!(late, Refusal::Step(StepRefusal::NotFromHere));
        events::verify(&mut context.db.read().await.unwrap()).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_plan_the_same_at_once_by_writing_anew_one_is_told() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let People { officer, county, .. } = People::of(&context).await;
        let now = origin();
        let first = plan(&context, &now, &officer, &writing("finance", "653125", "pace")).await;
        let second = plan(&context, &now, &county, &writing("finance", "653125", "books")).await;
        let ours = writing("finance", "653125", "use");
        let both = tokio::join!(
            replan(&context, &now, &officer, (first.unwrap(), &ours)),
            replan(&context, &now, &county, (second.unwrap(), &ours))
        );
        let told = match both {
            (Ok(()), told @ Err(_)) | (told @ Err(_), Ok(())) => told,
            both => panic!("{}: {both:?}", test.engine),
        };
        assert_eq!(refused(told), Refusal::Step(StepRefusal::InspectedAlready), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_place_leaves_unanswered_or_undone_goes_to_the_posts_above() {
    use Operation::{AnswerInspection, DecideInspection, Inspect};
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let People { officer, head, county } = People::of(&context).await;
        let region = officer_of(&context, Role::RegionFundOffice, 650_000).await;
        let id = plan(&context, &origin(), &officer, &writing("finance", "653125", "use")).await;
        let id = id.unwrap();
        walk(
            &context,
            id,
            &[
                (Inspect, &officer, dated("begin_inspection", 1)),
                (Inspect, &officer, shown_by(said("observe"))),
                (Inspect, &officer, dated("report_inspection", 5)),
            ],
        )
        .await;
        let in_days = |days| Origin { day: origin().day.plus_days(days).unwrap(), ..origin() };
        let raised = async |days| escalate(&context, &in_days(days)).await.unwrap().inspections;
        let pressing = async |by: &Actor, days| {
            let [.., late] = due(&context, &in_days(days), by).await.unwrap();
            late.into_iter().map(|(one, passed)| (one.id, passed)).collect::<Vec<_>>()
        };
        // The day for the answer, then ten days without a step at each level.
        assert_eq!((raised(5).await, raised(10).await), (0, 0), "{}", test.engine);
        assert_eq!((raised(11).await, raised(11).await), (1, 0), "{}", test.engine);
        let passed = in_days(5).day.to_string();
        assert_eq!(pressing(&officer, 11).await, [(id, Some(passed.clone()))]);
        assert!(pressing(&region, 11).await.is_empty());
        assert_eq!((raised(21).await, raised(22).await, raised(60).await), (0, 1, 0));
        assert_eq!(pressing(&region, 22).await, [(id, Some(passed))]);
        let shown = OneInspection::read(&context, &in_days(22), &county, id).await.unwrap();
        assert!(shown.escalated.is_some(), "{}", test.engine);
        assert_eq!(shown.followed.kept.standing.level, "region");

        let late = async |by: &Actor, operation, saying: Saying| {
            take(&context, &in_days(60), by, operation, (id, &saying)).await.unwrap();
        };
        late(&county, AnswerInspection, said("answer_inspection")).await;
        assert!(pressing(&region, 60).await.is_empty(), "it was answered");
        late(&head, DecideInspection, dated("order_observation", 65)).await;
        assert_eq!((raised(65).await, raised(71).await), (0, 1));
        assert_eq!(pressing(&officer, 71).await, [(id, Some(in_days(65).day.to_string()))]);
        let shown = OneInspection::read(&context, &in_days(71), &county, id).await.unwrap();
        assert_eq!(shown.followed.kept.standing.level, "prefecture", "it begins at the own level");
        let done = shown_by(said("rectify"));
        take(&context, &in_days(72), &county, AnswerInspection, (id, &done)).await.unwrap();
        assert!(pressing(&officer, 72).await.is_empty());
        assert_eq!(raised(90).await, 0, "what is reported done waits for the inspectors");
        let mut tx = context.db.read().await.unwrap();
        let told = sql("SELECT COUNT(*) FROM events WHERE subject_kind = 'escalation'");
        assert_eq!(tx.one(&told, &[]).await.unwrap().int(0).unwrap(), 3, "an event once each");
        events::verify(&mut tx).await.unwrap().unwrap();
    }
}
