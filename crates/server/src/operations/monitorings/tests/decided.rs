//! What is decided on a round, until it is checked.

use super::*;
use crate::operations::payment_requests;
use crate::operations::payment_requests::tests::writing as payment;

fn decides(measure: &str, amount: &str) -> Saying {
    Saying {
        measure: measure.to_owned(),
        amount: amount.to_owned(),
        due: "2020-08-01".to_owned(),
        ..saying("decide", "工程停工，整改未落实")
    }
}

fn shown(step: &str, reason: &str) -> Saying {
    Saying { evidence: proof(), ..saying(step, reason) }
}

/// Ids of the rules that are red of a payment of the project today.
async fn red(story: &Story) -> Vec<String> {
    let cells = payment("P1", &[("allotment", "")]).cells;
    let verdict = payment_requests::foresee(&story.context, &story.origin, &story.line, &cells)
        .await
        .unwrap();
    let found = verdict.rows.iter().flat_map(crate::operations::entry::Judged::findings);
    found.filter(|found| found.lamp == domain::Lamp::Red).map(|found| found.rule.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn suspended_payments_are_red_until_another_person_lifts_it() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.entered().await;
        assert!(!red(&story).await.contains(&"pay.suspended".to_owned()));
        story.does(&story.fund, id, &decides("suspend", "")).await.unwrap();
        assert!(red(&story).await.contains(&"pay.suspended".to_owned()), "from that day");
        let kept = suspended(&story.context, &story.line, "P1").await.unwrap().unwrap();
        assert_eq!(kept.id, id);
        let order = story.record(TableId::Orders, &[("id", "JK-T1-20200630")]).await;
        let text = |column| order.text(TableId::Orders, column);
        assert_eq!((text("subject_kind"), text("subject")), ("target", "T1"));
        assert_eq!(text("decision"), "暂缓拨付：工程停工，整改未落实");
        let lift = shown("settle", "已复工");
        for (by, saying, refusal) in [
            (&story.fund, &lift, Refusal::Step(R::SamePerson)),
            (&story.head, &saying("settle", "已复工"), Refusal::Step(R::NoEvidence)),
            (&story.head, &shown("settle", " "), Refusal::Step(R::NoReason)),
            (&story.above, &lift, Refusal::CountyDecides),
        ] {
            assert_eq!(refused(story.does(by, id, saying).await), refusal);
        }
        story.does(&story.head, id, &lift).await.unwrap();
        assert!(!red(&story).await.contains(&"pay.suspended".to_owned()), "lifted");
        assert!(suspended(&story.context, &story.line, "P1").await.unwrap().is_none());
        let order = story.record(TableId::Orders, &[("id", "JK-T1-20200630")]).await;
        assert_eq!(order.text(TableId::Orders, "verified_on"), "2020-07-06");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_reported_sent_back_and_settled() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.entered().await;
        story.does(&story.fund, id, &decides("correct", "")).await.unwrap();
        let order = story.record(TableId::Orders, &[("id", "JK-T1-20200630")]).await;
        assert_eq!(order.text(TableId::Orders, "subject"), "T1@2020-06-30");
        let early = story.does(&story.fund, id, &saying("settle", "可以")).await;
        assert_eq!(refused(early), Refusal::Step(R::NotFromHere), "nothing was reported");
        story.does(&story.line, id, &shown("report", "已增派班组")).await.unwrap();
        story.does(&story.fund, id, &saying("send_back", "进度仍慢")).await.unwrap();
        let order = story.record(TableId::Orders, &[("id", "JK-T1-20200630")]).await;
        assert_eq!(order.text(TableId::Orders, "done_on"), "", "it is open again");
        story.does(&story.line, id, &shown("report", "已赶上进度")).await.unwrap();
        story.does(&story.fund, id, &saying("settle", "属实")).await.unwrap();
        assert_eq!(story.state(id).await, "settled");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recovered_money_is_there_before_it_is_settled() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.entered().await;
        let none = story.does(&story.fund, id, &decides("recover", "")).await;
        assert_eq!(refused(none), Refusal::Step(R::AmountOutOfBounds));
        story.does(&story.fund, id, &decides("recover", "60")).await.unwrap();
        story.does(&story.line, id, &shown("report", "已退回")).await.unwrap();
        let missing = story.does(&story.fund, id, &saying("settle", "已核对")).await;
        assert_eq!(refused(missing), Refusal::MonitoringRefund);
        let refund = "凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型,项目编号\n\
                      V9,653125,2020,2020-07-06,60,直接支付,退款,水利公司,企业,P1\n";
        take_in(&test, &[("支付.csv", refund)]).await;
        story.does(&story.fund, id, &saying("settle", "已核对退款凭证")).await.unwrap();
        assert_eq!(story.state(id).await, "settled");
    }
}
