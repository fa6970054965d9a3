//! What a request must say, and a county where nothing is paid without one.

use domain::TableId;

use super::*;
use crate::operations::settings;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_whole_or_not_ones_own_is_refused() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let bare = Writing { evidence: Vec::new(), ..writing("P1", &[]) };
        for (by, writing, expect) in [
            (&story.line, writing("P1", &[("payee", "")]), Refusal::Step(R::FieldMissing)),
            (&story.line, writing("P1", &[("purpose", " ")]), Refusal::Step(R::FieldMissing)),
            (&story.line, writing("P1", &[("amount", "0")]), Refusal::Step(R::AmountOutOfBounds)),
            (&story.line, writing("P1", &[("kind", "refund")]), Refusal::PaymentRequestRefund),
            (
                &story.line,
                writing("P1", &[("paid_on", "2020-05-01")]),
                Refusal::PaymentRequestColumn,
            ),
            (&story.line, writing("P1", &[("colour", "red")]), Refusal::PaymentRequestColumn),
            (&story.line, writing("", &[]), Refusal::PaymentRequestProject),
            (&story.line, writing("P9", &[]), Refusal::PaymentRequestProject),
            (&story.line, writing("P3", &[]), Refusal::PaymentRequestProject),
            (&story.cash, writing("P1", &[]), Refusal::OutOfScope),
            (&story.line, bare, Refusal::Step(R::NoEvidence)),
        ] {
            // What is red on the way is seen first.
            let mut writing = writing;
            if let Ok(Asked::Not(verdict)) = story.asks(by, &writing).await {
                writing.seal = verdict.seal;
            }
            let done = story.asks(by, &writing).await;
            assert_eq!(refused(done), expect, "{} {:?}", test.engine, writing.cells);
        }
        let unread = story.asks(&story.line, &writing("P1", &[("amount", "三百")])).await;
        let Ok(Asked::Not(verdict)) = unread else { panic!("read: {unread:?}") };
        assert_eq!(verdict.rejected.first().map(|cell| cell.column.as_str()), Some("amount"));
        let mut tx = story.context.db.read().await.unwrap();
        assert!(store::payment_requests::by_id(&mut tx, 1).await.unwrap().is_none());
        store::events::verify(&mut tx).await.unwrap().unwrap();
    }
}

/// The same with the county of the story among those that pay upon requests alone.
async fn asking(story: Story) -> Story {
    let people = settings::tests::People::of(&story.context).await;
    let value = ("payment_request_counties", "653125", "2020-06-01");
    settings::tests::set(&story.context, &people, value).await;
    Story { context: story.context.present(), ..story }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_requests_are_asked_for_nothing_else_is_entered() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let cells = writing("P1", &[]).cells;
        story.pays(&story.cash, "V0", &cells).await.unwrap();
        let story = asking(story).await;
        let none = story.pays(&story.cash, "V1", &cells).await;
        assert_eq!(refused(none), Refusal::PaymentNotRequested, "{}", test.engine);
        let waiting = story.asked(writing("P1", &[])).await;
        let none = story.pays(&story.cash, "V1", &cells).await;
        assert_eq!(refused(none), Refusal::PaymentNotRequested, "it waits to be looked at");
        story.reviews(&story.fund, waiting, "approve", "已核实").await.unwrap();
        let more = writing("P1", &[("amount", "300.01")]).cells;
        let none = story.pays(&story.cash, "V1", &more).await;
        assert_eq!(refused(none), Refusal::PaymentNotRequested, "more than was approved");
        story.pays(&story.cash, "V1", &cells).await.unwrap();
        assert_eq!(story.state(waiting).await, "paid");
        let again = story.pays(&story.cash, "V2", &cells).await;
        assert_eq!(refused(again), Refusal::PaymentNotRequested, "one request, one payment");
        // What corrects a payment, and what comes back, is no payment.
        let mended = writing("P1", &[("purpose", "防渗渠第一期进度款")]).cells;
        story.pays(&story.cash, "V0", &mended).await.unwrap();
        let back = writing("P1", &[("kind", "refund")]).cells;
        let done = story.pays(&story.cash, "V3", &back).await.unwrap();
        assert!(matches!(done, Entered::Saved(_)), "{}: {done:?}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_treasurys_file_settles_and_who_wrote_it_settles_nothing() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let first = story.approved(writing("P1", &[("voucher_no", "V8")])).await;
        let second = story.approved(writing("P1", &[])).await;
        // Who may ask for money may enter records, too; another person then names the voucher.
        let cells = writing("P1", &[]).cells;
        story.pays(&story.line, "V7", &cells).await.unwrap();
        assert_eq!(story.state(second).await, "approved", "{}", test.engine);
        settle(&story.context, &story.origin, &story.cash, (second, "V7")).await.unwrap();
        assert_eq!(story.state(second).await, "paid");
        let spec = TableId::Payments.spec();
        let sheet =
            sheet(&writing("P1", &[("voucher_no", "V8")]).cells, "653125", story.origin.day);
        let rows = sheet.unwrap().written;
        let line = |cells: &[String]| cells.join(",");
        let head: Vec<String> = spec.columns.iter().map(|one| one.name.to_owned()).collect();
        let file = format!("{}\n{}\n", line(&head), line(&rows.rows[0]));
        let (_dir, set) = crate::operations::imports::tests::set(&[("payments.csv", &file)]);
        let party = Party::Person(&story.cash);
        let taken = crate::operations::imports::take_in(&story.context, &story.origin, party, &set);
        assert!(taken.await.unwrap().changes_anything());
        assert_eq!(story.state(first).await, "paid", "{}", test.engine);
    }
}
