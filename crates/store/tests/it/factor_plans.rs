//! Factor plans: one in force for a fund, year and level; the step of the schema taken where there are rows.

use store::factor_plans::{FactorPlan, Standing, add, by_id, in_force_now, in_state, stand};
use store::testing::empty_databases;

use crate::matters::person;

fn plan(maker: i64, level: &str) -> FactorPlan {
    FactorPlan {
        id: 0,
        home: "650000".to_owned(),
        fund: "special-development".to_owned(),
        fiscal_year: 2019,
        level: level.to_owned(),
        maker,
        standing: standing("draft"),
    }
}

fn standing(state: &str) -> Standing {
    Standing {
        amount: 100,
        places: 14,
        state: state.to_owned(),
        since: "2019-05-22".to_owned(),
        ..Standing::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_plan_is_in_force_for_a_fund_year_and_level() {
    for test in empty_databases().await.unwrap() {
        test.db.migrate(23).await.unwrap();
        let maker = person(&test.db, "ana").await;
        test.db.migrate(store::migrate::latest()).await.unwrap();
        let mut tx = test.db.write().await.unwrap();
        let first = add(&mut tx, &plan(maker, "prefecture")).await.unwrap();
        let second = add(&mut tx, &plan(maker, "prefecture")).await.unwrap();
        let other = add(&mut tx, &plan(maker, "county")).await.unwrap();
        let adopted = Standing {
            doc_no: "纪要1号".to_owned(),
            adopted_on: Some("2019-05-22".to_owned()),
            ..standing("adopted")
        };
        stand(&mut tx, first, &adopted).await.unwrap();
        stand(&mut tx, other, &adopted).await.unwrap();
        let found = in_force_now(&mut tx, &plan(maker, "prefecture")).await.unwrap().unwrap();
        assert_eq!((found.id, found.standing), (first, adopted.clone()), "{}", test.engine);
        let drafts = in_state(&mut tx, "650000", "draft", 9).await.unwrap();
        assert_eq!(drafts.iter().map(|one| one.id).collect::<Vec<_>>(), [second]);
        assert_eq!(by_id(&mut tx, 99).await.unwrap(), None);
        tx.commit().await.unwrap();
        let mut tx = test.db.write().await.unwrap();
        assert!(stand(&mut tx, second, &adopted).await.is_err(), "two would be in force");
        drop(tx);
        let mut tx = test.db.write().await.unwrap();
        stand(&mut tx, first, &standing("replaced")).await.unwrap();
        stand(&mut tx, second, &adopted).await.unwrap();
    }
}
