//! What a payment would break under an exemption in force is approved with a reason, and not before.

use super::*;
use crate::operations::screening::tests::{all, screened};
use crate::operations::warnings::{Handling, decide_exemption, handle};

#[tokio::test(flavor = "multi_thread")]
async fn an_exemption_in_force_lets_it_pass_with_a_reason() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, now) = (&story.context, &story.origin);
        // More was paid than the project was given.
        let over = writing("P1", &[("amount", "1100")]).cells;
        story.pays(&story.cash, "V1", &over).await.unwrap();
        screened(context, "2020-06-01", "2020-06-01").await;
        let warnings = all(&mut context.db.read().await.unwrap()).await;
        let over = warnings.iter().find(|one| one.identity.rule == "pay.over-funding").unwrap();
        let id = story.asked(writing("P1", &[("amount", "50")])).await;
        let done = story.reviews(&story.fund, id, "approve", "照付").await;
        assert_eq!(refused(done), Refusal::Step(R::BreaksRule), "{}", test.engine);
        let head = officer(context, Role::BureauHead, 653_125).await;
        let above = officer(context, Role::BureauHead, 653_100).await;
        let ask = Handling {
            step: "ask_exemption".to_owned(),
            basis: "县扶贫领导小组会议纪要".to_owned(),
            scope: "该项目的追加资金".to_owned(),
            until: "2020-06-30".to_owned(),
            ..Handling::default()
        };
        handle(context, now, &head, over.id, &ask).await.unwrap();
        let done = story.reviews(&story.fund, id, "approve", "照付").await;
        assert_eq!(refused(done), Refusal::Step(R::BreaksRule), "asked for, not granted");
        decide_exemption(context, now, &above, over.id, (true, "")).await.unwrap();
        let (_, weighed) = story.read(&story.fund, id).await.unwrap().judged.unwrap();
        assert_eq!(
            (weighed.broken.len(), weighed.exempted),
            (0, vec!["pay.over-funding".to_owned()])
        );
        let silent = story.reviews(&story.fund, id, "approve", "").await;
        assert_eq!(refused(silent), Refusal::Step(R::NoReason), "{}", test.engine);
        let saying = Saying { step: "approve".to_owned(), reason: "有豁免".to_owned() };
        let late = review(context, &on("2020-07-01"), &story.fund, (id, &saying)).await;
        assert_eq!(refused(late), Refusal::Step(R::BreaksRule), "the exemption has ended");
        story.reviews(&story.fund, id, "approve", "有豁免").await.unwrap();
        assert_eq!(story.state(id).await, "approved", "{}", test.engine);
    }
}
