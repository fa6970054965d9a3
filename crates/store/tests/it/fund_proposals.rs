//! Fund proposals: lines follow their proposal, what is approved is found by fund; the step of the schema taken where
//! there are rows.

use store::fund_proposals::{
    FundProposal, Line, add, by_id, in_state, lines, of_year, proposed, queue, speaking, stand,
};
use store::posts;
use store::testing::empty_databases;

use crate::matters::person;

fn line(fund: &str, amount: i64) -> Line {
    Line {
        fund: fund.to_owned(),
        source_level: "region".to_owned(),
        amount,
        pooled: amount / 10,
        ..Line::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_follow_their_proposal_and_approved_ones_are_found_by_fund() {
    for test in empty_databases().await.unwrap() {
        test.db.migrate(34).await.unwrap();
        let maker = person(&test.db, "ana").await;
        let mut tx = test.db.write().await.unwrap();
        let post = posts::NewPost {
            public_id: "q1",
            title: "业务处处长",
            role: "region.business",
            division: "650000",
            organisation: None,
        };
        let post = posts::add(&mut tx, post).await.unwrap();
        tx.commit().await.unwrap();
        test.db.migrate(store::migrate::latest()).await.unwrap();

        let mut tx = test.db.write().await.unwrap();
        let mut one = FundProposal {
            home: "650000".to_owned(),
            post,
            maker,
            kind: "special".to_owned(),
            fiscal_year: 2020,
            ..FundProposal::default()
        };
        one.standing.state = "draft".to_owned();
        one.id = add(&mut tx, &one).await.unwrap();
        stand(&mut tx, &one, &[line("a", 50), line("b", 70)]).await.unwrap();
        assert!(proposed(&mut tx, "special", 2020).await.unwrap().is_empty(), "{}", test.engine);
        one.standing.state = "approved".to_owned();
        one.standing.amount = 110;
        one.standing.approved_on = Some("2020-02-01".to_owned());
        let now = [line("b", 80), line("a", 30)];
        stand(&mut tx, &one, &now).await.unwrap();
        assert_eq!(lines(&mut tx, one.id).await.unwrap(), now, "{}", test.engine);
        assert_eq!(by_id(&mut tx, one.id).await.unwrap().as_ref(), Some(&one));
        let all = proposed(&mut tx, "special", 2020).await.unwrap();
        let sums: Vec<_> = all.iter().map(|one| (&*one.fund, one.fen, one.rows)).collect();
        assert_eq!(sums, [("a", 30, 1), ("b", 80, 1)], "{}", test.engine);
        queue(&mut tx).await.unwrap();
        assert_eq!(speaking(&mut tx, ("special", 2020), "b").await.unwrap(), [one.clone()]);
        for (of, fund) in
            [(("special", 2021), "b"), (("bonds", 2020), "b"), (("special", 2020), "c")]
        {
            assert!(speaking(&mut tx, of, fund).await.unwrap().is_empty());
        }
        let later = FundProposal { replaces: Some(one.id), under: Some(one.id), ..one.clone() };
        let id = add(&mut tx, &later).await.unwrap();
        assert_eq!(of_year(&mut tx, "special", 2020).await.unwrap()[0].id, id);
        assert_eq!(in_state(&mut tx, "approved", 1).await.unwrap(), [one]);
    }
}
