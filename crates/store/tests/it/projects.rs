//! Ways of projects: begun once, found by who has to act.

use store::projects::{Home, Standing, Sums, add, of, stand, sums, targeted, waiting};
use store::testing::databases;

fn standing(state: &str, waits: &str, since: &str) -> Standing {
    let (state, waits, since) = (state.to_owned(), waits.to_owned(), since.to_owned());
    Standing { state, request: String::new(), waits, since }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_is_begun_once_and_waits_for_somebody() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let home = |project: &str, unit: &str| Home {
            project: project.to_owned(),
            county: "653125".to_owned(),
            unit: unit.to_owned(),
        };
        let applied = standing("applied", "township", "2020-03-02");
        let first = add(&mut tx, &home("P1", "交通局"), &applied).await.unwrap().unwrap();
        let second = standing("applied", "township", "2020-03-01");
        let second = add(&mut tx, &home("P2", "水利局"), &second).await.unwrap().unwrap();
        assert_eq!(add(&mut tx, &home("P1", "交通局"), &applied).await.unwrap(), None);
        let here = |unit| ("653125", unit);
        let all = waiting(&mut tx, here(""), "township", 9).await.unwrap();
        assert_eq!(all.iter().map(|way| way.id).collect::<Vec<_>>(), [second, first]);
        let own = waiting(&mut tx, here("交通局"), "township", 9).await.unwrap();
        assert_eq!(own.iter().map(|way| way.id).collect::<Vec<_>>(), [first]);
        assert!(waiting(&mut tx, ("653126", ""), "township", 9).await.unwrap().is_empty());
        let reviewed = standing("reviewed", "department", "2020-03-05");
        stand(&mut tx, first, "公路局", &reviewed).await.unwrap();
        let way = of(&mut tx, "P1").await.unwrap().unwrap();
        assert_eq!((way.home.unit.as_str(), way.standing), ("公路局", reviewed));
        assert_eq!(of(&mut tx, "P9").await.unwrap(), None);
        assert_eq!(sums(&mut tx, "P1").await.unwrap(), Sums::default());
        assert_eq!(targeted(&mut tx, "P1").await.unwrap(), None, "{}", test.engine);
    }
}
