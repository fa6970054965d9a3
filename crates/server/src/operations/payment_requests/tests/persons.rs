//! The name of a person who is to be paid is kept hidden, read masked, and found by the payment.

use store::db::Sql;

use super::*;

const NAME: &str = "古丽巴哈尔";

const EVENTS: Sql = Sql::new("SELECT body FROM events");

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_nowhere_in_full_and_is_paid_all_the_same() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let of_person = |purpose: &str| {
            let changes = [
                ("payee", NAME),
                ("payee_type", "person"),
                ("kind", "subsidy"),
                ("purpose", purpose),
            ];
            writing("P1", &changes)
        };
        let id = story.asked(of_person("付古丽巴哈尔补助")).await;
        let waits = format!("{:?}", due(&story.context, &story.fund).await.unwrap().waiting);
        assert!(waits.contains("古****") && !waits.contains(NAME), "{waits}");
        let shown = story.read(&story.line, id).await.unwrap();
        assert_eq!(shown.cells["payee"], "古****", "{}", test.engine);
        assert_eq!(shown.cells["purpose"], "付古****补助");
        story.reviews(&story.fund, id, "return", "古丽巴哈尔的账号不全").await.unwrap();
        // What comes back masked stays what it was.
        let anew = Writing { cells: shown.cells, ..writing("P1", &[]) };
        let done = rewrite(&story.context, &story.origin, &story.line, (id, &anew)).await.unwrap();
        let Asked::Made(_) = done else { panic!("{done:?}") };
        story.reviews(&story.fund, id, "approve", "已核实").await.unwrap();
        story.pays(&story.cash, "V1", &of_person("补助").cells).await.unwrap();
        assert_eq!(story.state(id).await, "paid", "{}", test.engine);
        let mut tx = story.context.db.read().await.unwrap();
        let steps = store::steps::of(&mut tx, matter_of(KIND, id)).await.unwrap();
        let told = format!("{steps:?}");
        assert!(!told.contains(NAME) && told.contains("{name:"), "{told}");
        let kept = payment_requests::by_id(&mut tx, id).await.unwrap().unwrap();
        assert!(!format!("{kept:?}").contains(NAME));
        let rows = tx.rows(&EVENTS, &[]).await.unwrap();
        let told: String = rows.iter().map(|row| row.text(0).unwrap().to_owned()).collect();
        assert!(!told.contains(NAME) && !told.contains("{name:"), "{told}");
    }
}
