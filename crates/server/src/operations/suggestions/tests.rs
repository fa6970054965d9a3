//! Suggestions on both databases: who makes and who answers them, what is refused, and that nothing is changed that was
//! answered.

use domain::handling::StepRefusal as R;
use store::testing::databases;

use super::*;
use crate::access::Role;
use crate::operations::handdowns::tests::officer;
use crate::operations::screening::tests::on;
use crate::operations::tests::{context, refused};

/// One that is complete.
pub(crate) fn writing(title: &str) -> Writing {
    let said = "五天太短，建议提前十天提醒".to_owned();
    let evidence = vec![Sent { name: "说明.pdf".to_owned(), content: b"%PDF-1.7 why".to_vec() }];
    Writing { title: title.to_owned(), said, evidence }
}

fn said(step: &str, reason: &str, setting: &str) -> Saying {
    let text = |text: &str| text.to_owned();
    Saying { step: text(step), reason: text(reason), setting: text(setting) }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_countys_treasury_to_the_answer_of_the_division() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let now = on("2020-06-01");
        let county = officer(&context, Role::BureauTreasury, 653_125).await;
        let division = officer(&context, Role::RegionTreasury, 650_000).await;
        let id = suggest(&context, &now, &county, &writing("提醒天数")).await.unwrap();
        assert_eq!(due(&context, &division).await.unwrap().len(), 1, "{}", test.engine);
        assert!(due(&context, &county).await.unwrap().is_empty());
        let anew =
            Revision::Rewrite(Writing { evidence: vec![], ..writing("提醒的提前天数") });
        revise(&context, &now, &county, (id, &anew)).await.unwrap();
        answer(&context, &now, &division, (id, &said("adopt", "列入下次会签", ""))).await.unwrap();
        let shown = one(&context, &county, id).await.unwrap();
        let standing = &shown.followed.kept.standing;
        assert_eq!((&*standing.title, &*standing.state), ("提醒的提前天数", "adopted"));
        assert_eq!((&*standing.answer, shown.attachments.len()), ("列入下次会签", 1));
        assert!(shown.may.is_empty() && due(&context, &division).await.unwrap().is_empty());
        let late = revise(&context, &now, &county, (id, &anew)).await;
        assert_eq!(refused(late), Refusal::Step(R::NotFromHere), "{}", test.engine);
        let mut tx = context.db.read().await.unwrap();
        store::events::verify(&mut tx).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_and_what_is_not_complete_is_refused() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let now = on("2020-06-01");
        let county = officer(&context, Role::BureauTreasury, 653_125).await;
        let fund = officer(&context, Role::BureauFund, 653_125).await;
        let stranger = officer(&context, Role::BureauTreasury, 653_126).await;
        let above = officer(&context, Role::BureauTreasury, 653_100).await;
        let division = officer(&context, Role::RegionTreasury, 650_000).await;
        let leader = officer(&context, Role::RegionLeader, 650_000).await;
        for (by, writing, expect) in [
            (&fund, writing("提醒天数"), Refusal::OutOfScope),
            (&county, writing(" "), Refusal::Step(R::FieldMissing)),
            (
                &county,
                Writing { said: String::new(), ..writing("x") },
                Refusal::Step(R::FieldMissing),
            ),
            (&county, writing(&"长".repeat(5_000)), Refusal::TextTooLong),
        ] {
            let done = suggest(&context, &now, by, &writing).await;
            assert_eq!(refused(done), expect, "{}", test.engine);
        }
        let id = suggest(&context, &now, &county, &writing("提醒天数")).await.unwrap();
        for (by, saying, expect) in [
            (&county, said("adopt", "办", ""), Refusal::OutOfScope),
            (&above, said("adopt", "办", ""), Refusal::OutOfScope),
            (&leader, said("adopt", "办", ""), Refusal::OutOfScope),
            (&stranger, said("adopt", "办", ""), Refusal::UnknownRecord),
            (&division, said("adopt", " ", ""), Refusal::Step(R::FieldMissing)),
            (&division, said("decline", " ", ""), Refusal::Step(R::NoReason)),
            (&division, said("adopt", "办", "77"), Refusal::SuggestionSetting),
            (&division, said("adopt", "办", "x"), Refusal::SuggestionSetting),
            (&division, said("close", "办", ""), Refusal::UnknownStep),
        ] {
            let done = answer(&context, &now, by, (id, &saying)).await;
            assert_eq!(refused(done), expect, "{} {saying:?}", test.engine);
        }
        let withdraw = |reason: &str| Revision::Withdraw(reason.to_owned());
        for (by, expect) in [
            (&above, Refusal::OutOfScope),
            (&division, Refusal::OutOfScope),
            (&stranger, Refusal::UnknownRecord),
        ] {
            let done = revise(&context, &now, by, (id, &withdraw("误提"))).await;
            assert_eq!(refused(done), expect, "{}", test.engine);
        }
        let silent = revise(&context, &now, &county, (id, &withdraw(" "))).await;
        assert_eq!(refused(silent), Refusal::Step(R::NoReason));
        assert_eq!(refused(one(&context, &stranger, id).await), Refusal::UnknownRecord);
        // One of the division itself is not answered by who made it.
        let own = suggest(&context, &now, &division, &writing("国库处建议")).await.unwrap();
        let self_answer = answer(&context, &now, &division, (own, &said("adopt", "办", ""))).await;
        assert_eq!(refused(self_answer), Refusal::Step(R::SamePerson), "{}", test.engine);
        answer(&context, &now, &leader, (own, &said("adopt", "办", ""))).await.unwrap();
        revise(&context, &now, &county, (id, &withdraw("误提"))).await.unwrap();
        let late = answer(&context, &now, &division, (id, &said("adopt", "办", ""))).await;
        assert_eq!(refused(late), Refusal::Step(R::NotFromHere), "{}", test.engine);
    }
}
