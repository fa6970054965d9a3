//! People, posts and sessions: what is recorded, and what the schema itself refuses.

use store::db::Tx;
use store::people::{self, NewPerson};
use store::posts::{self, NewPost};
use store::sessions::{self, Session};
use store::testing::databases;

async fn person(tx: &mut Tx, login: &str) -> Option<i64> {
    let public_id = format!("id-{login}");
    let person = NewPerson {
        public_id: &public_id,
        login,
        name: "买买提",
        password: "$argon2id$…",
        must_change: true,
    };
    people::add(tx, person).await.unwrap()
}

async fn post(tx: &mut Tx, division: &str) -> i64 {
    let public_id = format!("post-{division}");
    let post = NewPost {
        public_id: &public_id,
        role: "county.treasury",
        division,
        organisation: None,
        title: "国库股股长",
    };
    posts::add(tx, post).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_given_once() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let id = person(&mut tx, "gulnar").await.unwrap();
        assert_eq!(person(&mut tx, "gulnar").await, None);
        let found = people::by_login(&mut tx, "gulnar").await.unwrap().unwrap();
        assert_eq!((found.id, found.must_change, found.failed), (id, true, 0));
        assert_eq!(people::by_public_id(&mut tx, "id-gulnar").await.unwrap(), Some(found.clone()));
        assert_eq!(people::by_id(&mut tx, id).await.unwrap(), Some(found));
        assert_eq!(people::by_login(&mut tx, "nobody").await.unwrap(), None);
        assert_eq!(people::count(&mut tx).await.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_of_a_person_is_read_back() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let id = person(&mut tx, "gulnar").await.unwrap();
        people::set_password(&mut tx, id, "new", false).await.unwrap();
        people::set_failed(&mut tx, id, 5, Some("2019-05-22T08:30:00Z")).await.unwrap();
        people::set_factor(&mut tx, id, Some("JBSWY3DP"), 7).await.unwrap();
        people::close(&mut tx, id, Some("2019-06-30")).await.unwrap();
        let all = people::all(&mut tx).await.unwrap();
        let found = all.first().unwrap();
        assert_eq!((found.password.as_str(), found.must_change), ("new", false));
        assert_eq!(
            (found.failed, found.locked_until.as_deref()),
            (5, Some("2019-05-22T08:30:00Z"))
        );
        assert_eq!((found.factor_secret.as_deref(), found.factor_step), (Some("JBSWY3DP"), 7));
        assert_eq!(found.closed_on.as_deref(), Some("2019-06-30"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_code_serves_twice() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let id = person(&mut tx, "gulnar").await.unwrap();
        for (step, fresh) in [(10, true), (10, false), (9, false), (11, true)] {
            let used = people::use_step(&mut tx, id, step).await.unwrap();
            assert_eq!(used, fresh, "{}: step {step}", test.engine);
        }
        let codes = ["a".to_owned(), "b".to_owned()];
        people::set_recovery_codes(&mut tx, id, &codes).await.unwrap();
        for (code, fresh) in [("a", true), ("a", false), ("c", false), ("b", true)] {
            let used = people::use_recovery_code(&mut tx, id, code, "2019-05-22T08:30:00Z").await;
            assert_eq!(used.unwrap(), fresh, "{}: code {code}", test.engine);
        }
        people::set_recovery_codes(&mut tx, id, &codes).await.unwrap();
        assert!(people::use_recovery_code(&mut tx, id, "a", "").await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_names_its_holder_then_and_now() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let (first, second) =
            (person(&mut tx, "first").await.unwrap(), person(&mut tx, "second").await.unwrap());
        let post = post(&mut tx, "653125").await;
        posts::assign(&mut tx, post, first, "2019-01-01").await.unwrap();
        let holder = posts::holder_on(&mut tx, post, "2019-03-01").await.unwrap().unwrap();
        assert!(posts::end(&mut tx, holder.id, "2019-05-31").await.unwrap());
        assert!(!posts::end(&mut tx, holder.id, "2019-06-30").await.unwrap());
        posts::assign(&mut tx, post, second, "2019-06-01").await.unwrap();
        for (day, who) in [
            ("2018-12-31", None),
            ("2019-01-01", Some(first)),
            ("2019-05-31", Some(first)),
            ("2019-06-01", Some(second)),
            ("2030-01-01", Some(second)),
        ] {
            let holder = posts::holder_on(&mut tx, post, day).await.unwrap();
            assert_eq!(holder.map(|h| h.person), who, "{}: {day}", test.engine);
            let held = posts::of_person(&mut tx, second, day).await.unwrap();
            assert_eq!(held.len(), usize::from(who == Some(second)), "{}: {day}", test.engine);
        }
        assert_eq!(posts::holders(&mut tx, post).await.unwrap().len(), 2);
        assert_eq!(posts::all(&mut tx).await.unwrap().len(), 1);
        let found = posts::by_public_id(&mut tx, "post-653125").await.unwrap().unwrap();
        assert_eq!((found.role.as_str(), found.organisation), ("county.treasury", None));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_has_one_holder_and_no_time_ends_before_it_begins() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let (first, second) =
            (person(&mut tx, "first").await.unwrap(), person(&mut tx, "second").await.unwrap());
        let post = post(&mut tx, "653125").await;
        posts::assign(&mut tx, post, first, "2019-01-01").await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = test.db.write().await.unwrap();
        assert!(posts::assign(&mut tx, post, second, "2019-02-01").await.is_err());
        drop(tx);
        let mut tx = test.db.write().await.unwrap();
        let holder = posts::holder_on(&mut tx, post, "2019-03-01").await.unwrap().unwrap();
        assert!(posts::end(&mut tx, holder.id, "2018-12-31").await.is_err());
    }
}

fn session(person: i64, token: &str) -> Session {
    Session {
        token_hash: token.to_owned(),
        person,
        stage: "open".to_owned(),
        created_at: "2019-05-22T08:00:00Z".to_owned(),
        seen_at: "2019-05-22T08:00:00Z".to_owned(),
        ends_at: "2019-05-22T20:00:00Z".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_lasts_while_it_is_used_and_not_longer_than_its_end() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let id = person(&mut tx, "gulnar").await.unwrap();
        sessions::open(&mut tx, &session(id, "t1")).await.unwrap();
        for (token, idle_since, now, there) in [
            ("t1", "2019-05-22T07:30:00Z", "2019-05-22T08:30:00Z", true),
            ("t2", "2019-05-22T07:30:00Z", "2019-05-22T08:30:00Z", false),
            ("t1", "2019-05-22T08:00:01Z", "2019-05-22T09:00:01Z", false),
            ("t1", "2019-05-22T07:30:00Z", "2019-05-22T20:00:00Z", false),
        ] {
            let found = sessions::find(&mut tx, token, idle_since, now).await.unwrap();
            assert_eq!(found.is_some(), there, "{}: {token} {idle_since} {now}", test.engine);
        }
        sessions::seen(&mut tx, "t1", "2019-05-22T10:00:00Z").await.unwrap();
        let late = sessions::find(&mut tx, "t1", "2019-05-22T09:30:00Z", "2019-05-22T10:30:00Z");
        assert_eq!(late.await.unwrap().unwrap().seen_at, "2019-05-22T10:00:00Z");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_closed_one_by_one_or_all_of_a_person() {
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        let (one, other) =
            (person(&mut tx, "one").await.unwrap(), person(&mut tx, "other").await.unwrap());
        for (person, token) in [(one, "a"), (one, "b"), (one, "c"), (other, "d")] {
            sessions::open(&mut tx, &session(person, token)).await.unwrap();
        }
        assert!(sessions::close(&mut tx, "a").await.unwrap());
        assert!(!sessions::close(&mut tx, "a").await.unwrap());
        assert_eq!(sessions::close_all(&mut tx, one).await.unwrap(), 2);
        assert_eq!(sessions::sweep(&mut tx, "2019-05-22T19:59:59Z").await.unwrap(), 0);
        assert_eq!(sessions::sweep(&mut tx, "2019-05-22T20:00:00Z").await.unwrap(), 1);
    }
}
