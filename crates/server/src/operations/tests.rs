//! Operations on identity, each on both databases: what they do, what they refuse, what they record.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use domain::Lang;
use policy::Pack;
use store::events;
use store::testing::{TestDb, databases};
use totp_rs::{Builder, Secret};

use super::account::{self, NewPassword};
use super::law::Law;
use super::people::{self, NewPerson};
use super::posts::{self, NewPost};
use super::sign_in::{resume, sign_in, sign_out, verify};
use super::{Actor, Done, Failure, Passwords, Refusal, Stage, first_run};
use crate::context::{Context, Moment, Origin};
use crate::key::PlatformKey;
use crate::outward::Outward;
use crate::packs;

/// A password of the tests.
pub(crate) const PASSWORD: &str = "correct horse battery";
const NEW: &str = "twelve sheep on the hill";

/// The law of the tests, read once.
pub(crate) fn pack() -> Arc<Pack> {
    static PACK: LazyLock<Arc<Pack>> =
        LazyLock::new(|| Arc::new(packs::load(packs::DEFAULT, Lang::En).unwrap()));
    PACK.clone()
}

/// A folder for documents; what tests write there lies under the hash of its content.
fn files() -> Arc<Path> {
    static FILES: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
    FILES.path().into()
}

/// The context of a test on a fresh database.
pub(crate) fn context(test: &TestDb) -> Context {
    let key = PlatformKey::of([7; 32]);
    Context {
        db: test.db.clone().with_persons(key.persons()),
        near: Arc::new(policy::verdict::Near::of(&pack())),
        pack: pack(),
        law: Law::new(packs::files(packs::DEFAULT, Lang::En).unwrap(), pack()),
        records: super::screening::resident::Resident::default(),
        finder: store::search::Finder::default(),
        sums: super::overview::Kept::default(),
        passwords: Passwords::quick(),
        key,
        files: files(),
        upload_bytes: 1 << 20,
        fixed_day: None,
        push: super::pushes::Cadence::default(),
        outward: Outward::default(),
    }
}

/// Puts the records of files into a store, as one import.
pub(crate) async fn take_in(test: &TestDb, files: &[(&str, &str)]) {
    let (folder, pack) = (tempfile::tempdir().unwrap(), pack());
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let context = intake::Context { divisions: &pack.divisions, funds: &pack.funds, key: [7; 32] };
    let loaded = intake::load(folder.path(), &context, &intake::Options::default(), &|_| {});
    let loaded = loaded.unwrap_or_else(|e| panic!("{}", e.sentence(Lang::En)));
    assert!(loaded.rejected.is_empty(), "{:?}", loaded.rejected);
    let (mut tx, rejected) = (test.db.write().await.unwrap(), BTreeMap::new());
    let at = ("test", "2019-08-01T08:00:00Z");
    store::imports::take(&mut tx, at, &loaded.data, &pack.divisions, &rejected).await.unwrap();
    tx.commit().await.unwrap();
}

/// 2019-05-22 08:00 in China, and so many seconds later.
fn at(seconds: i64) -> Origin {
    let at = Moment(1_558_483_200).after(seconds);
    Origin { at, day: at.day().unwrap(), from: "127.0.0.1 page".to_owned(), once: None }
}

pub(crate) fn refused<T: std::fmt::Debug>(done: Done<T>) -> Refusal {
    match done {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

async fn enter(context: &Context, login: &str, password: &str, seconds: i64) -> Actor {
    let opened = sign_in(context, &at(seconds), login, password).await.unwrap();
    resume(context, &at(seconds), &opened.token).await.unwrap().unwrap()
}

async fn administrator(context: &Context) -> Actor {
    let first =
        NewPerson { login: "admin", name: "管理员", password: PASSWORD, must_change: true };
    first_run::first_run(context, &at(0), first).await.unwrap();
    enter(context, "admin", PASSWORD, 0).await
}

async fn officer(context: &Context, admin: &Actor) -> String {
    let person =
        NewPerson { login: "gulnar", name: "古丽娜尔", password: PASSWORD, must_change: true };
    people::add(context, &at(0), admin, person).await.unwrap()
}

async fn operations_told(context: &Context) -> i64 {
    events::verify(&mut context.db.read().await.unwrap()).await.unwrap().unwrap()
}

#[test]
fn every_refusal_has_a_name_and_two_sentences() {
    let mut names: Vec<&str> = Refusal::all().map(Refusal::name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    for refusal in Refusal::all() {
        let (zh, en) = (refusal.sentence(Lang::Zh), refusal.sentence(Lang::En));
        assert!(zh.ends_with('。') && en.ends_with('.'), "{}: {zh} {en}", refusal.name());
    }
    assert_ne!(Refusal::HolderTooEarly.name(), "refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_account_is_made_once() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        assert!(first_run::is_due(&context).await.unwrap());
        for (login, name, password, refusal) in [
            ("A", "管理员", PASSWORD, Refusal::LoginUnfit),
            ("Admin", "管理员", PASSWORD, Refusal::LoginUnfit),
            ("admin", " ", PASSWORD, Refusal::NameUnfit),
            ("admin", "管理员", "short", Refusal::PasswordShort),
        ] {
            let first = NewPerson { login, name, password, must_change: true };
            let done = first_run::first_run(&context, &at(0), first).await;
            assert_eq!(refused(done), refusal);
        }
        let admin = administrator(&context).await;
        assert_eq!((admin.stage, admin.held.len()), (Stage::Open, 1));
        let again =
            NewPerson { login: "other", name: "另一人", password: PASSWORD, must_change: true };
        assert_eq!(refused(first_run::first_run(&context, &at(0), again).await), Refusal::NotFirst);
        assert!(!first_run::is_due(&context).await.unwrap());
        assert_eq!(operations_told(&context).await, 2, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_names_and_passwords_get_the_same_answer_and_lock_the_account() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        administrator(&context).await;
        let attempt = |login: &'static str, password: &'static str, seconds| {
            let context = &context;
            async move { sign_in(context, &at(seconds), login, password).await.map(drop) }
        };
        assert_eq!(refused(attempt("nobody", PASSWORD, 1).await), Refusal::WrongLogin);
        for _ in 0..5 {
            assert_eq!(refused(attempt("admin", "wrong", 2).await), Refusal::WrongLogin);
        }
        assert_eq!(refused(attempt("admin", PASSWORD, 3).await), Refusal::WrongLogin);
        assert_eq!(refused(attempt("admin", PASSWORD, 15 * 60 + 1).await), Refusal::WrongLogin);
        attempt(" Admin ", PASSWORD, 15 * 60 + 2).await.unwrap();
        attempt("admin", "wrong", 15 * 60 + 3).await.unwrap_err();
        attempt("admin", PASSWORD, 15 * 60 + 4).await.unwrap();
        assert_eq!(operations_told(&context).await, 13, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_left_alone_when_old_and_when_signed_out() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        administrator(&context).await;
        let hour = 60 * 60;
        let open = sign_in(&context, &at(0), "admin", PASSWORD).await.unwrap().token;
        let there = |token: &str, seconds: i64| {
            let (context, token) = (context.clone(), token.to_owned());
            async move { resume(&context, &at(seconds), &token).await.unwrap().is_some() }
        };
        assert!(there(&open, hour).await);
        assert!(!there(&open, 2 * hour + 1).await);
        for passed in 1..12 {
            let token = sign_in(&context, &at(0), "admin", PASSWORD).await.unwrap().token;
            for step in 1..=passed {
                assert!(there(&token, step * hour).await, "{step} of {passed}");
            }
            if passed == 11 {
                assert!(!there(&token, 12 * hour).await);
            }
        }
        let actor = enter(&context, "admin", PASSWORD, 0).await;
        sign_out(&context, &at(1), &actor).await.unwrap();
        sign_out(&context, &at(2), &actor).await.unwrap();
        assert!(!there("no token", 1).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_given_password_must_be_changed_before_anything_else() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let admin = administrator(&context).await;
        officer(&context, &admin).await;
        let actor = enter(&context, "gulnar", PASSWORD, 1).await;
        assert_eq!(actor.stage, Stage::Password);
        assert_eq!(refused(people::list(&context, &at(1), &actor).await), Refusal::SignInFirst);
        let change = |present: &'static str, new: &'static str, again: &'static str| {
            let input = NewPassword { present, new, again };
            let (context, actor) = (&context, &actor);
            async move { account::change_password(context, &at(2), actor, input).await }
        };
        for (present, new, again, refusal) in [
            ("wrong", NEW, NEW, Refusal::WrongPassword),
            (PASSWORD, NEW, PASSWORD, Refusal::PasswordsDiffer),
            (PASSWORD, PASSWORD, PASSWORD, Refusal::PasswordSame),
            (PASSWORD, "short", "short", Refusal::PasswordShort),
            (PASSWORD, "gulnar has 12 sheep", "gulnar has 12 sheep", Refusal::PasswordNamed),
        ] {
            assert_eq!(refused(change(present, new, again).await), refusal);
        }
        let opened = change(PASSWORD, NEW, NEW).await.unwrap();
        assert_eq!(opened.stage, Stage::Open);
        assert!(resume(&context, &at(3), &opened.token).await.unwrap().is_some());
        assert_eq!(enter(&context, "gulnar", NEW, 4).await.stage, Stage::Open);
    }
}

fn code(secret: &str, origin: &Origin) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(origin.at.0 as u64).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_factor_asks_for_a_code_that_serves_once() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let admin = administrator(&context).await;
        let secret = account::new_factor().unwrap();
        let set_up = |password: &'static str, code: String| {
            let (context, admin, secret) = (&context, &admin, secret.as_str());
            async move {
                account::set_up_factor(context, &at(0), admin, password, (secret, &code)).await
            }
        };
        let now = code(&secret, &at(0));
        assert_eq!(refused(set_up("wrong", now.clone()).await), Refusal::WrongPassword);
        assert_eq!(refused(set_up(PASSWORD, "000".to_owned()).await), Refusal::WrongCode);
        let codes = set_up(PASSWORD, now.clone()).await.unwrap();
        assert_eq!(codes.len(), 10);

        let actor = enter(&context, "admin", PASSWORD, 60).await;
        assert_eq!(actor.stage, Stage::Factor);
        assert_eq!(refused(people::list(&context, &at(60), &actor).await), Refusal::SignInFirst);
        assert_eq!(refused(verify(&context, &at(60), &actor, &now).await), Refusal::WrongCode);
        let fresh = code(&secret, &at(60));
        let opened = verify(&context, &at(60), &actor, &fresh).await.unwrap();
        assert_eq!(opened.stage, Stage::Open);
        let again = enter(&context, "admin", PASSWORD, 61).await;
        assert_eq!(refused(verify(&context, &at(61), &again, &fresh).await), Refusal::WrongCode);

        let recovery = codes.first().unwrap();
        verify(&context, &at(62), &again, recovery).await.unwrap();
        let third = enter(&context, "admin", PASSWORD, 63).await;
        for _ in 0..5 {
            assert_eq!(
                refused(verify(&context, &at(64), &third, recovery).await),
                Refusal::WrongCode
            );
        }
        let late = code(&secret, &at(120));
        assert_eq!(refused(verify(&context, &at(120), &third, &late).await), Refusal::WrongCode);
        assert_eq!(
            refused(sign_in(&context, &at(120), "admin", PASSWORD).await),
            Refusal::WrongLogin
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_kept_by_the_network_centre_and_never_by_oneself() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let admin = administrator(&context).await;
        let id = officer(&context, &admin).await;
        let twice =
            NewPerson { login: "gulnar", name: "另一人", password: PASSWORD, must_change: true };
        assert_eq!(
            refused(people::add(&context, &at(1), &admin, twice).await),
            Refusal::LoginTaken
        );
        let own = admin.person.public_id.as_str();
        for (id, refusal) in [(own, Refusal::OwnAccount), ("nobody", Refusal::UnknownPerson)] {
            assert_eq!(refused(people::close(&context, &at(1), &admin, id).await), refusal);
            let reset = people::reset(&context, &at(1), &admin, id, NEW).await;
            assert_eq!(refused(reset), refusal);
        }
        people::reset(&context, &at(1), &admin, &id, NEW).await.unwrap();
        assert_eq!(enter(&context, "gulnar", NEW, 2).await.stage, Stage::Password);
        people::close(&context, &at(3), &admin, &id).await.unwrap();
        assert_eq!(
            refused(people::close(&context, &at(3), &admin, &id).await),
            Refusal::PersonClosed
        );
        assert_eq!(refused(sign_in(&context, &at(4), "gulnar", NEW).await), Refusal::WrongLogin);
        assert_eq!(people::list(&context, &at(4), &admin).await.unwrap().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_first_runs_at_once_make_one_administrator() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let run = |login: &'static str| {
            let context = context.clone();
            tokio::spawn(async move {
                let input =
                    NewPerson { login, name: "管理员", password: PASSWORD, must_change: true };
                first_run::first_run(&context, &at(0), input).await.is_ok()
            })
        };
        let runs = ["one", "two", "three", "four"].map(run);
        let mut made = 0;
        for one in runs {
            made += usize::from(one.await.unwrap());
        }
        assert_eq!(made, 1, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_session_is_no_way_to_guess_the_password() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let admin = administrator(&context).await;
        let opened = sign_in(&context, &at(1), "admin", PASSWORD).await.unwrap();
        let guess = NewPassword { present: "wrong", new: NEW, again: NEW };
        for _ in 0..5 {
            let done = account::change_password(&context, &at(2), &admin, guess).await;
            assert_eq!(refused(done), Refusal::WrongPassword);
        }
        assert!(resume(&context, &at(3), &opened.token).await.unwrap().is_none());
        let locked = sign_in(&context, &at(3), "admin", PASSWORD).await;
        assert_eq!(refused(locked), Refusal::WrongLogin);
        sign_in(&context, &at(16 * 60), "admin", PASSWORD).await.unwrap();
    }
}

const POST: NewPost<'_> =
    NewPost {
        role: "bureau.treasury", division: "莎车县", organisation: "", title: "国库股股长"
    };

#[tokio::test(flavor = "multi_thread")]
async fn posts_are_refused_where_there_are_none_such() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let admin = administrator(&context).await;
        for (post, refusal) in [
            (NewPost { role: "king", ..POST }, Refusal::UnknownRole),
            (NewPost { division: "乌有县", ..POST }, Refusal::UnknownDivision),
            (NewPost { role: "region.budget", ..POST }, Refusal::RoleUnfit),
            (NewPost { division: "650000", ..POST }, Refusal::RoleUnfit),
            (NewPost { organisation: "水利局", ..POST }, Refusal::OrganisationUnfit),
            (NewPost { role: "unit.officer", ..POST }, Refusal::OrganisationMissing),
            (NewPost { title: " ", ..POST }, Refusal::TitleUnfit),
        ] {
            assert_eq!(refused(posts::add(&context, &at(1), &admin, post).await), refusal);
        }
        posts::add(&context, &at(1), &admin, POST).await.unwrap();
        assert_eq!(posts::list(&context, &admin, "").await.unwrap().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn holders_follow_one_another_and_see_their_own_scope() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let admin = administrator(&context).await;
        let id = officer(&context, &admin).await;
        let second =
            NewPerson { login: "aybek", name: "艾别克", password: PASSWORD, must_change: true };
        people::add(&context, &at(0), &admin, second).await.unwrap();
        let post = posts::add(&context, &at(1), &admin, POST).await.unwrap();
        let give = |post: &str, login: &'static str, day: &'static str| {
            let (context, admin, post) = (&context, &admin, post.to_owned());
            async move { posts::change_holder(context, &at(2), admin, (&post, login, day)).await }
        };
        give(&post, "gulnar", "2019-05-01").await.unwrap();
        for (post, login, day, refusal) in [
            ("none", "aybek", "2019-06-01", Refusal::UnknownPost),
            (post.as_str(), "nobody", "2019-06-01", Refusal::UnknownPerson),
            (post.as_str(), "admin", "2019-06-01", Refusal::OwnPost),
            (post.as_str(), "aybek", "2019-02-30", Refusal::NotADay),
            (post.as_str(), "aybek", "2019-05-01", Refusal::HolderTooEarly),
            (post.as_str(), "gulnar", "2019-06-01", Refusal::HolderSame),
        ] {
            assert_eq!(refused(give(post, login, day).await), refusal, "{login} {day}");
        }
        let opened = NewPassword { present: PASSWORD, new: NEW, again: NEW };
        let actor = enter(&context, "gulnar", PASSWORD, 3).await;
        account::change_password(&context, &at(3), &actor, opened).await.unwrap();
        let holder = enter(&context, "gulnar", NEW, 4).await;
        let seen = posts::list(&context, &holder, "").await.unwrap();
        assert_eq!(seen.len(), 1, "the post of the region lies outside");
        assert_eq!(refused(people::list(&context, &at(4), &holder).await), Refusal::OutOfScope);
        assert_eq!(refused(posts::add(&context, &at(4), &holder, POST).await), Refusal::OutOfScope);

        give(&post, "aybek", "2019-05-22").await.unwrap();
        let holders = posts::list(&context, &admin, "").await.unwrap().pop().unwrap().holders;
        let days: Vec<_> = holders.iter().map(|h| (h.from.as_str(), h.to.as_deref())).collect();
        assert_eq!(days, [("2019-05-01", Some("2019-05-21")), ("2019-05-22", None)]);
        assert!(enter(&context, "gulnar", NEW, 5).await.held.is_empty());
        assert_eq!(holders.first().unwrap().public_id, id);
    }
}
