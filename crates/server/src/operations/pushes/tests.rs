//! Push lists on both databases: what is told, what comes first in the next list, who answers.

use domain::handling::StepRefusal;
use store::db::Tx;
use store::pushes::Push;
use store::testing::databases;
use store::{events, pushes};

use super::{Cadence, Made, answer, make_due, make_now, week};
use crate::access::Role;
use crate::operations::cases::tests::actor;
use crate::operations::due::due;
use crate::operations::handling::one::One as _;
use crate::operations::pushes::OnePush;
use crate::operations::screening::tests::{all, import, on, region, screened};
use crate::operations::tests::{context, refused};
use crate::operations::{Refusal, warnings};

async fn list(tx: &mut Tx, home: &str) -> Option<Push> {
    pushes::last_of(tx, home).await.unwrap()
}

#[test]
fn weeks_begin_on_monday_and_lists_are_made_on_working_days() {
    let day = |text: &str| on(text).day;
    assert_eq!(week(day("2021-01-04")), week(day("2021-01-10")));
    assert_eq!(week(day("2021-01-10")) + 1, week(day("2021-01-11")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_answered_comes_first_in_the_next_list() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(2, 2, 120));
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let warned = all(&mut context.db.read().await.unwrap()).await;
        let first = warned.iter().find(|one| one.identity.rule == "pay.delegated").unwrap();
        let county = first.place.home.clone();
        let nobody = make_due(&context, &on("2021-01-05")).await.unwrap();
        assert_eq!((nobody.lists, nobody.items), (0, 0));
        assert!(nobody.nobody > 0, "{}: there is no post yet", test.engine);

        let fund = actor(&context, Role::BureauFund, &county).await;
        let head = actor(&context, Role::BureauHead, &county).await;
        let made = make_due(&context, &on("2021-01-05")).await.unwrap();
        assert_eq!(made.lists, 1);
        let again = make_due(&context, &on("2021-01-06")).await.unwrap();
        assert_eq!(again.lists, 0, "once a week");
        let open = |one: &&store::warnings::Warning| one.place.home == county;
        let mut tx = context.db.read().await.unwrap();
        let push = list(&mut tx, &county).await.unwrap();
        assert_eq!(push.items, warned.iter().filter(open).count() as i64);
        assert_eq!(push.items, made.items);
        drop(tx);

        let items = OnePush::read(&context, &on("2021-01-05"), &fund, push.id).await.unwrap().items;
        assert!(items.iter().all(|told| told.item.why == "fresh" && told.home == county));
        let answered = items.first().unwrap().item.warning;
        let day = on("2021-01-05");
        let early = answer(&context, &day, &fund, push.id, Some((answered, "x"))).await;
        assert_eq!(refused(early), Refusal::Step(StepRefusal::NotFromHere));
        let other = answer(&context, &day, &head, push.id, None).await;
        assert_eq!(refused(other), Refusal::Step(StepRefusal::NotThePost));
        assert_eq!(due(&context, &fund).await.unwrap().pushes.len(), 1);
        answer(&context, &day, &fund, push.id, None).await.unwrap();
        let empty = answer(&context, &day, &fund, push.id, Some((answered, " "))).await;
        assert_eq!(refused(empty), Refusal::Step(StepRefusal::NoReason));
        answer(&context, &day, &fund, push.id, Some((answered, "已核实"))).await.unwrap();
        let twice = answer(&context, &day, &fund, push.id, Some((answered, "已核实"))).await;
        assert!(matches!(refused(twice), Refusal::Step(_)));

        // One of them goes on; the answered one is told of no more, the others come first.
        let second = items.get(1).unwrap().item.warning;
        let taking = warnings::Handling { step: "take_up".to_owned(), ..Default::default() };
        warnings::handle(&context, &on("2021-01-11"), &head, second, &taking).await.unwrap();
        assert_eq!(make_due(&context, &on("2021-01-11")).await.unwrap().lists, 1);
        let mut tx = context.db.read().await.unwrap();
        let next = list(&mut tx, &county).await.unwrap();
        let told = events::verify(&mut tx).await.unwrap().unwrap();
        drop(tx);
        let next = OnePush::read(&context, &on("2021-01-05"), &fund, next.id).await.unwrap();
        assert!(next.items.iter().all(|told| told.item.why == "unanswered"));
        assert!(next.items.iter().all(|told| told.item.first_pushed == "2021-01-05"));
        assert!(next.items.iter().all(|told| told.item.warning != answered));
        assert_eq!(next.items.len() as i64, push.items - 1);
        assert_eq!(next.followed.kept.standing.received_on, None);
        // Screening, two lists, receipt, answer, taking up.
        assert_eq!(told, 6);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_from_above_and_only_once_a_day() {
    for test in databases().await.unwrap() {
        let (mut context, set) = (context(&test), region(2, 2, 120));
        context.push = Cadence::Daily;
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let warned = all(&mut context.db.read().await.unwrap()).await;
        let first = warned.iter().find(|one| one.identity.rule == "pay.delegated").unwrap();
        let (county, above) = (first.place.home.clone(), first.place.prefecture.clone());
        let fund = actor(&context, Role::BureauFund, &county).await;
        let prefecture = actor(&context, Role::BureauFund, &above).await;
        let day = on("2021-01-05");
        let own = make_now(&context, &day, &fund, &county).await;
        assert_eq!(refused(own), Refusal::NothingToPush);
        let far = make_now(&context, &day, &fund, &above).await;
        assert_eq!(refused(far), Refusal::OutOfScope);
        let made = make_now(&context, &day, &prefecture, &county).await.unwrap();
        assert_eq!((made.lists, made.nobody), (1, 0));
        let again = make_now(&context, &day, &prefecture, &county).await;
        assert_eq!(refused(again), Refusal::NothingToPush);
        // What is not answered is told again on the next working day, and not on Saturday.
        let saturday = make_due(&context, &on("2021-01-09")).await.unwrap();
        assert_eq!(saturday, Made::default(), "{}", test.engine);
        let friday = make_due(&context, &on("2021-01-08")).await.unwrap();
        assert!(friday.lists >= 1);
        let stranger = actor(&context, Role::BureauFund, "652901").await;
        let hidden = OnePush::read(&context, &on("2021-01-05"), &stranger, 1).await.map(drop);
        assert_eq!(refused(hidden), Refusal::UnknownRecord);
    }
}
