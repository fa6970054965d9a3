//! Warnings, screenings and steps: what is kept is read back, and what the schema itself refuses.

use store::screenings::{self, Counts, Screening, Untold};
use store::steps::{self, Matter, Step};
use store::testing::databases;
use store::warnings::{self, First, Identity, Office, Place, Seen, Standing, Warning};

fn warning(id: i64, subject: &str) -> Warning {
    let text = str::to_owned;
    Warning {
        id,
        identity: Identity {
            rule: text("pay.delegated"),
            kind: text("payment"),
            subject: text(subject),
            division: text("653125"),
            ..Identity::default()
        },
        place: Place {
            home: text("653125"),
            prefecture: text("653100"),
            county: text("653125"),
            organisation: String::new(),
        },
        first: First {
            lamp: text("red"),
            level: text("county"),
            on: text("2019-08-01"),
            as_of: text("2019-07-31"),
            exemptable: true,
        },
        last_as_of: text("2019-07-31"),
        seen: Seen {
            lamp: text("red"),
            name: text("道路\t“一标段”"),
            amount: Some(100),
            due_on: Some(text("2019-07-01")),
            days_late: Some(30),
            body: text("{}"),
            ..Seen::default()
        },
        standing: Standing {
            state: text("open"),
            lit: true,
            level: text("county"),
            until: None,
            case: None,
            since: text("2019-08-01"),
        },
    }
}

fn office(role: &str) -> Office {
    let division = "653125".to_owned();
    Office { role: role.to_owned(), division, ..Office::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn warnings_are_read_back_as_they_were_written() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        assert_eq!(warnings::highest(&mut tx).await.unwrap(), 0);
        let own = vec![office("bureau.head"), office("bureau.fund")];
        let new = vec![(warning(1, "653125/V1"), own), (warning(2, "653125/V2"), Vec::new())];
        warnings::add(&mut tx, &new).await.unwrap();
        assert_eq!(warnings::highest(&mut tx).await.unwrap(), 2);
        assert_eq!(warnings::by_id(&mut tx, 1).await.unwrap().as_ref(), Some(&new[0].0));
        assert_eq!(warnings::by_id(&mut tx, 3).await.unwrap(), None);

        let seen = Seen { lamp: "yellow".into(), soon: true, ..Seen::default() };
        warnings::see(&mut tx, 1, &seen).await.unwrap();
        let gone = Standing {
            state: "cleared".into(),
            lit: false,
            level: "region".into(),
            until: Some("2019-12-31".into()),
            case: Some(7),
            since: "2019-08-02".into(),
        };
        warnings::stand(&mut tx, 1, &gone).await.unwrap();
        warnings::seen_on(&mut tx, "2019-08-05").await.unwrap();
        let mut all = Vec::new();
        warnings::each(&mut tx, |warning| all.push(warning)).await.unwrap();
        assert_eq!((&all[0].seen, &all[0].standing), (&seen, &gone), "{}", test.engine);
        let days: Vec<&str> = all.iter().map(|warning| warning.last_as_of.as_str()).collect();
        assert_eq!(days, ["2019-07-31", "2019-08-05"]);

        let higher = office("region.fund_office");
        warnings::add_office(&mut tx, 1, &higher).await.unwrap();
        warnings::add_office(&mut tx, 2, &higher).await.unwrap();
        assert_eq!(warnings::offices(&mut tx, 1).await.unwrap().last(), Some(&higher));
        assert_eq!(warnings::offices(&mut tx, 2).await.unwrap(), [higher]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_has_one_warning() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let twice = [(warning(1, "653125/V1"), Vec::new()), (warning(2, "653125/V1"), Vec::new())];
        assert!(warnings::add(&mut tx, &twice).await.is_err(), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_taken_once() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let matter = Matter { kind: "warning", id: 1 };
        let step = |number, kind: &str| Step {
            number,
            day: "2019-08-01".into(),
            at: "2019-08-01T08:00:00Z".into(),
            person: None,
            post: None,
            kind: kind.into(),
            body: "{}".into(),
        };
        assert!(steps::add(&mut tx, matter, &step(1, "clear")).await.unwrap());
        assert!(!steps::add(&mut tx, matter, &step(1, "find")).await.unwrap());
        assert!(steps::add(&mut tx, matter, &step(2, "find")).await.unwrap());
        let other = Matter { kind: "case", id: 1 };
        assert!(steps::add(&mut tx, other, &step(1, "order")).await.unwrap());
        let all = steps::of(&mut tx, matter).await.unwrap();
        assert_eq!(all, [step(1, "clear"), step(2, "find")], "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn screenings_are_kept_with_what_they_could_not_judge() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        screenings::take_turn(&mut tx).await.unwrap();
        assert_eq!(screenings::last(&mut tx).await.unwrap(), None);
        assert_eq!(screenings::last_import(&mut tx).await.unwrap(), 0);
        let counts = Counts { red: 1, fresh: 1, ..Counts::default() };
        let mut screening = Screening {
            id: 0,
            at: "2019-08-01T08:00:00Z".into(),
            as_of: "2019-07-31".into(),
            pack: "xinjiang-2019".into(),
            pack_version: "1".into(),
            import: 3,
            counts,
        };
        let untold = vec![Untold {
            rule: "pay.large".into(),
            zh: "数据集没有项目".into(),
            en: "no projects".into(),
            subjects: 2,
        }];
        screening.id = screenings::add(&mut tx, &screening, &untold).await.unwrap();
        assert_eq!(screenings::last(&mut tx).await.unwrap().as_ref(), Some(&screening));
        assert_eq!(screenings::untold(&mut tx, screening.id).await.unwrap(), untold);
        screenings::add(&mut tx, &screening, &[]).await.unwrap();
        assert_eq!(screenings::latest(&mut tx, 5).await.unwrap().len(), 2, "{}", test.engine);
    }
}
