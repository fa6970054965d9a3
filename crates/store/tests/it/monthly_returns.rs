//! Monthly returns: one of a division and month; the step of the schema taken where there are rows.

use store::monthly_returns::{MonthlyReturn, add, by_id, in_state, of, of_month, recorded, stand};
use store::testing::empty_databases;

use crate::matters::person;

#[tokio::test(flavor = "multi_thread")]
async fn a_division_has_one_return_of_a_month() {
    for test in empty_databases().await.unwrap() {
        test.db.migrate(32).await.unwrap();
        let maker = person(&test.db, "ana").await;
        test.db.migrate(store::migrate::latest()).await.unwrap();
        let mut tx = test.db.write().await.unwrap();
        let mut one = MonthlyReturn {
            division: "653125".to_owned(),
            month: "2021-01".to_owned(),
            maker,
            ..MonthlyReturn::default()
        };
        one.standing.state = "draft".to_owned();
        one.id = add(&mut tx, &one).await.unwrap().unwrap();
        assert_eq!(add(&mut tx, &one).await.unwrap(), None, "{}", test.engine);
        let next = MonthlyReturn { month: "2021-02".to_owned(), ..one.clone() };
        assert!(add(&mut tx, &next).await.unwrap().is_some());
        one.standing.state = "submitted".to_owned();
        one.standing.overdue = 2;
        stand(&mut tx, &one).await.unwrap();
        assert_eq!(by_id(&mut tx, one.id).await.unwrap().as_ref(), Some(&one), "{}", test.engine);
        assert_eq!(of(&mut tx, "653125", "2021-01").await.unwrap().as_ref(), Some(&one));
        assert_eq!(of_month(&mut tx, "2021-01").await.unwrap(), [one.clone()]);
        assert_eq!(in_state(&mut tx, "submitted").await.unwrap(), [one]);
        assert_eq!(in_state(&mut tx, "draft").await.unwrap().len(), 1);
        assert!(recorded(&mut tx, "2021-01", (6, "")).await.unwrap().is_empty());
    }
}
