//! Settings on both databases: who proposes and agrees, what is refused, and that the warnings of the platform are the
//! findings of `check` with the same settings.

use std::collections::BTreeMap;

use domain::Day;
use domain::handling::StepRefusal;
use policy::engine::{Selection, evaluate};
use policy::pack::SettingsText;
use store::testing::{TestDb, databases};
use store::warnings::Identity;

use super::*;
use crate::access::Role;
use crate::operations::handdowns::tests::officer;
use crate::operations::handling::one::One as _;
use crate::operations::law::Law;
use crate::operations::screening::found::identity;
use crate::operations::screening::screen_if_due;
use crate::operations::screening::tests::{all, import, on, read, region, screened};
use crate::operations::tests::{context, pack, refused};
use crate::packs;

/// All who have a part in a setting.
pub(crate) struct People {
    pub(crate) treasury: Actor,
    pub(crate) budget: Actor,
    pub(crate) fund: Actor,
}

impl People {
    pub(crate) async fn of(context: &Context) -> People {
        People {
            treasury: officer(context, Role::RegionTreasury, 650_000).await,
            budget: officer(context, Role::RegionBudget, 650_000).await,
            fund: officer(context, Role::RegionFundOffice, 650_000).await,
        }
    }
}

async fn post_of(context: &Context, actor: &Actor) -> i64 {
    let mut tx = context.db.read().await.unwrap();
    store::posts::by_public_id(&mut tx, &actor.held[0].post).await.unwrap().unwrap().id
}

async fn writing(context: &Context, people: &People, value: &str, since: &str) -> Writing {
    Writing {
        parameter: "due_soon_days".to_owned(),
        value: value.to_owned(),
        since: since.to_owned(),
        reason: "年末集中到期".to_owned(),
        consulted: vec![
            post_of(context, &people.budget).await,
            post_of(context, &people.fund).await,
        ],
    }
}

fn said(step: &str, reason: &str) -> Saying {
    Saying { step: step.to_owned(), reason: reason.to_owned() }
}

fn value_of(context: &Context, day: &str) -> String {
    let value = context.pack.params.on("due_soon_days", Day::parse(day).unwrap()).cloned();
    params::plain(&value.unwrap())
}

/// A setting of 40 days from the last day of 2020 on, adopted.
async fn adopted(context: &Context, people: &People) -> i64 {
    let (today, asked) = (on("2020-12-31"), writing(context, people, "40", "2020-12-31").await);
    let id = propose(context, &today, &people.treasury, &asked).await.unwrap();
    for by in [&people.budget, &people.fund] {
        opine(context, &today, by, (id, &said("agree", ""))).await.unwrap();
    }
    id
}

/// A value of a parameter from a day on, adopted on that day.
pub(crate) async fn set(
    context: &Context,
    people: &People,
    (parameter, value, since): (&str, &str, &str),
) {
    let asked =
        Writing { parameter: parameter.to_owned(), ..writing(context, people, value, since).await };
    let id = propose(context, &on(since), &people.treasury, &asked).await.unwrap();
    for by in [&people.budget, &people.fund] {
        opine(context, &on(since), by, (id, &said("agree", ""))).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_is_proposed_objected_to_written_anew_and_in_force_at_once() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let people = People::of(&context).await;
        let (first, later) = (on("2020-03-01"), on("2020-03-02"));
        let asked = writing(&context, &people, "10", "2020-03-05").await;
        let id = propose(&context, &first, &people.treasury, &asked).await.unwrap();
        let waits = due(&context, &people.budget).await.unwrap();
        assert_eq!(waits[0].iter().map(|one| one.id).collect::<Vec<_>>(), [id], "{}", test.engine);
        opine(&context, &first, &people.budget, (id, &said("agree", ""))).await.unwrap();
        opine(&context, &first, &people.fund, (id, &said("object", "过长"))).await.unwrap();
        let back = due(&context, &people.treasury).await.unwrap();
        assert_eq!(back[1].len(), 1);
        let again = Writing { value: "8".to_owned(), ..asked };
        rewrite(&context, &later, &people.treasury, (id, &again)).await.unwrap();
        for by in [&people.fund, &people.budget] {
            let shown = OneSetting::read(&context, &on("2021-01-05"), by, id).await.unwrap();
            assert!(shown.may(May::Opine), "all are asked again");
            assert_eq!(value_of(&context.present(), "2020-03-05"), "5");
            opine(&context, &later, by, (id, &said("agree", ""))).await.unwrap();
        }
        let present = context.present();
        assert_eq!(value_of(&present, "2020-03-04"), "5");
        assert_eq!(value_of(&present, "2020-03-05"), "8");
        assert!(present.pack.version.contains("+1."), "{}", present.pack.version);
        // Another process, or a later start of this one.
        let other = Context { law: Law::new(files(), pack()), ..context.clone() };
        assert_eq!(value_of(&other.followed().await.unwrap(), "2020-03-05"), "8");
        let (listed, settings) =
            parameter(&present, &people.fund, ("due_soon_days", later.day)).await.unwrap();
        assert_eq!((listed.today, listed.to_come().len(), settings.len()), (Some(0), 1, 1));
        assert_eq!(listed.to_come()[0].setting, Some(id));
        let shown =
            OneSetting::read(&present, &on("2021-01-05"), &people.treasury, id).await.unwrap();
        assert!(shown.may.is_empty() && shown.taken.len() == 6, "{:?}", shown.may);
    }
}

fn files() -> packs::PackFiles {
    packs::files(packs::DEFAULT, domain::Lang::En).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused() {
    use StepRefusal as R;
    for test in databases().await.unwrap() {
        let context = context(&test);
        let people = People::of(&context).await;
        let today = on("2020-03-01");
        let good = writing(&context, &people, "10", "2020-03-05").await;
        let change = |change: fn(&mut Writing)| {
            let mut writing = good.clone();
            change(&mut writing);
            writing
        };
        let own = post_of(&context, &people.treasury).await;
        let own = Writing { consulted: vec![own], ..good.clone() };
        for (writing, expect) in [
            (change(|w| w.parameter = "nothing".into()), Refusal::SettingUnknown),
            (change(|w| w.parameter = "south_share".into()), Refusal::SettingOfLaw),
            (change(|w| w.value = "ten".into()), Refusal::SettingValue),
            (change(|w| w.value = "-1".into()), Refusal::SettingBounds),
            (change(|w| w.value = "5".into()), Refusal::Step(R::NothingChanged)),
            (change(|w| w.since = "tomorrow".into()), Refusal::NotADay),
            (change(|w| w.since = "2020-02-29".into()), Refusal::Step(R::DayPassed)),
            (change(|w| w.reason = " ".into()), Refusal::Step(R::NoReason)),
            (change(|w| w.consulted.clear()), Refusal::Step(R::NobodyConsulted)),
            (change(|w| w.consulted = vec![99_999]), Refusal::SettingPost),
            (own, Refusal::SettingPost),
        ] {
            let done = propose(&context, &today, &people.treasury, &writing).await;
            assert_eq!(refused(done), expect, "{}: {writing:?}", test.engine);
        }
        let done = propose(&context, &today, &people.budget, &good).await;
        assert_eq!(refused(done), Refusal::OutOfScope);
        let id = propose(&context, &today, &people.treasury, &good).await.unwrap();
        let second = propose(&context, &today, &people.treasury, &good).await;
        assert_eq!(refused(second), Refusal::SettingUnderWay);
        let agrees = (id, &said("agree", ""));
        let own = opine(&context, &today, &people.treasury, agrees).await;
        assert_eq!(refused(own), Refusal::OutOfScope);
        let stranger = officer(&context, Role::RegionAgriculture, 650_000).await;
        let not_asked = opine(&context, &today, &stranger, agrees).await;
        assert_eq!(refused(not_asked), Refusal::Step(R::NotThePost));
        let mute = opine(&context, &today, &people.fund, (id, &said("object", " "))).await;
        assert_eq!(refused(mute), Refusal::Step(R::NoReason));
        opine(&context, &today, &people.budget, agrees).await.unwrap();
        let late = opine(&context, &on("2020-03-06"), &people.fund, agrees).await;
        assert_eq!(refused(late), Refusal::Step(R::DayPassed), "nothing holds in the past");
        withdraw(&context, &on("2020-03-06"), &people.treasury, (id, &said("", "另行研究")))
            .await
            .unwrap();
        let adopted = adopted(&context, &people).await;
        let present = context.present();
        let change = rewrite(&present, &on("2020-12-31"), &people.treasury, (adopted, &good)).await;
        assert!(matches!(refused(change), Refusal::SettingNotLater | Refusal::Step(_)));
        let same = writing(&context, &people, "30", "2020-12-31").await;
        let same = propose(&present, &on("2020-12-31"), &people.treasury, &same).await;
        assert_eq!(refused(same), Refusal::SettingNotLater);
    }
}

/// The findings of `check` with the settings that the platform exports.
fn checked(path: &std::path::Path, text: &str, as_of: &str) -> BTreeMap<Identity, String> {
    let set = SettingsText { file: "settings.toml", text };
    let pack = policy::pack::load_with(&files(), &set).unwrap();
    let data = read(path);
    let context = policy::Context::new(&data, &pack, Day::parse(as_of).unwrap());
    let outcome = evaluate(&context, &Selection::default());
    outcome.findings.iter().map(|one| (identity(one), one.lamp.word().to_owned())).collect()
}

async fn lit(test: &TestDb) -> BTreeMap<Identity, String> {
    let warnings = all(&mut test.db.read().await.unwrap()).await.into_iter();
    let lit = warnings.filter(|warning| warning.standing.lit);
    lit.map(|warning| (warning.identity, warning.seen.lamp)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_screened_with_a_setting_is_what_check_says_with_it() {
    let set = region(3, 2, 400);
    for test in databases().await.unwrap() {
        let context = context(&test);
        let people = People::of(&context).await;
        import(&context, set.path()).await;
        screened(&context, "2020-12-31", "2020-12-31").await;
        let before = checked(set.path(), "", "2020-12-31");
        assert_eq!(lit(&test).await, before, "{}", test.engine);
        let asked = ("due_soon_days", "40", "2020-12-31");
        let tried = trial(&context, &people.treasury, asked, Day::parse("2020-12-31").unwrap());
        let tried = tried.await.unwrap().whole();
        adopted(&context, &people).await;
        let done = screen_if_due(&context, &on("2020-12-31")).await.unwrap();
        assert!(done.is_some(), "screening is due when the law in force changed");
        let text = "[[setting]]\nname = \"due_soon_days\"\nsince = 2020-12-31\ncount = 40\n";
        let after = checked(set.path(), text, "2020-12-31");
        assert_eq!(lit(&test).await, after, "{}", test.engine);
        let fresh = after.keys().filter(|one| !before.contains_key(one)).count() as u64;
        assert!(fresh > 0, "the setting changes something");
        // Its day is today, so what it changes is what it would have changed from the first day on.
        assert_eq!((tried.fresh, tried.gone), (fresh, 0));
        assert!(screen_if_due(&context, &on("2020-12-31")).await.unwrap().is_none());
    }
}
