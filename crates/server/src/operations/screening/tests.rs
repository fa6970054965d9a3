//! Screening: the warnings of the platform are the findings of `check` on the same records, and each has one
//! history, on both databases.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;

use domain::{DataSet, Day};
use policy::engine::{Selection, evaluate};
use policy::{Outcome, render};
use store::db::Tx;
use store::testing::databases;
use store::warnings::{Identity, Seen, Warning};
use store::{events, imports, screenings, steps, warnings};
use tempfile::TempDir;

use super::found::identity;
use super::resident::Early;
use super::{Held, Judged, SYSTEM, judged, screen, screen_if_due, write};
use crate::context::{Context, Origin};
use crate::operations::Refusal;
use crate::operations::imports::{Party, Set, take_in};
use crate::operations::tests::{context, pack, refused};

/// A simulated region with violations, as files.
pub(crate) fn region(seed: u64, counties: usize, payments: usize) -> TempDir {
    let settings = simulate::Settings {
        seed,
        counties,
        payments,
        violations: true,
        ..simulate::Settings::default()
    };
    let dir = TempDir::new().unwrap();
    let region = simulate::region(&settings, &pack().divisions, &pack().calendar);
    let append = &mut |table: &str, bytes: &[u8]| {
        let path = dir.path().join(format!("{table}.csv"));
        fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(bytes)
    };
    region.write_csv(append).unwrap();
    fs::remove_file(dir.path().join("seeded.csv")).ok();
    dir
}

pub(crate) fn read(path: &Path) -> DataSet {
    let (pack, key) = (pack(), [7; 32]);
    let context = intake::Context { divisions: &pack.divisions, funds: &pack.funds, key };
    let options = intake::Options { mapping: None, keep_rejected_rows: false, threads: 2 };
    intake::load(path, &context, &options, &|_| {}).unwrap().data
}

pub(crate) async fn import(context: &Context, path: &Path) {
    let data = read(path);
    let mut tx = context.db.write().await.unwrap();
    let at = ("set", "2021-01-01T00:00:00Z");
    imports::take(&mut tx, at, &data, context.divisions(), &BTreeMap::new()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Business on a day.
pub(crate) fn on(day: &str) -> Origin {
    let day = Day::parse(day).unwrap();
    let at = crate::context::Moment(i64::from(day.number()) * 86_400);
    Origin { at, day, from: "job".to_owned(), once: None }
}

fn check(path: &Path, as_of: &str) -> Outcome {
    let (data, pack) = (read(path), pack());
    let context = policy::Context::new(&data, &pack, Day::parse(as_of).unwrap());
    evaluate(&context, &Selection::default())
}

/// What `check` says, as warnings keep it: identity and what is told of it.
fn expected(path: &Path, as_of: &str) -> BTreeMap<Identity, Vec<String>> {
    let (outcome, pack) = (check(path, as_of), pack());
    let told = |finding: &policy::Finding| {
        let sentence = |lang| render::message(&pack, finding, lang);
        vec![
            finding.lamp.word().to_owned(),
            format!("{} {:?}", finding.soon, finding.amount.map(|fen| fen.0)),
            format!("{:?} {:?}", finding.due_on, finding.done_on),
            format!("{:?}", finding.days_late),
            finding.subject.name.clone(),
            sentence(domain::Lang::Zh),
            sentence(domain::Lang::En),
            render::settles(&pack, finding, domain::Lang::Zh),
            finding.clauses.join(" "),
            finding.evidence.iter().map(|e| render::value(&e.value, domain::Lang::En)).collect(),
        ]
    };
    outcome.findings.iter().map(|finding| (identity(finding), told(finding))).collect()
}

fn told(seen: &Seen) -> Vec<String> {
    let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    let texts = |name: &str| -> Vec<String> {
        let all = body[name].as_array().unwrap().iter();
        all.map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let day = |day: &Option<String>| day.as_ref().map(|day| Day::parse(day).unwrap());
    let evidence = body["evidence"].as_array().unwrap().iter();
    vec![
        seen.lamp.clone(),
        format!("{} {:?}", seen.soon, seen.amount),
        format!("{:?} {:?}", day(&seen.due_on), day(&seen.done_on)),
        format!("{:?}", seen.days_late.map(|days| days as i32)),
        seen.name.clone(),
        texts("message")[0].clone(),
        texts("message")[1].clone(),
        texts("settles")[0].clone(),
        texts("clauses").join(" "),
        evidence.map(|evidence| evidence["en"][1].as_str().unwrap()).collect(),
    ]
}

/// The counts of a screening on a day, as of another.
pub(crate) async fn screened(context: &Context, day: &str, as_of: &str) -> screenings::Counts {
    screen(context, &on(day), SYSTEM, Day::parse(as_of).unwrap()).await.unwrap().counts
}

pub(crate) async fn all(tx: &mut Tx) -> Vec<Warning> {
    let mut all = Vec::new();
    warnings::each(tx, |warning| all.push(warning)).await.unwrap();
    all
}

/// The warnings that are lit are the findings, in every field that is kept.
async fn expect_findings(context: &Context, path: &Path, as_of: &str) {
    let expected = expected(path, as_of);
    let lit = all(&mut context.db.read().await.unwrap()).await.into_iter();
    let lit = lit.filter(|warning| warning.standing.lit);
    let mut found = BTreeMap::new();
    for warning in lit {
        assert_eq!(warning.last_as_of, as_of);
        found.insert(warning.identity, told(&warning.seen));
    }
    let lost: Vec<_> = expected.keys().filter(|one| !found.contains_key(one)).take(3).collect();
    let more: Vec<_> = found.keys().filter(|one| !expected.contains_key(one)).take(3).collect();
    assert!(lost.is_empty() && more.is_empty(), "lost {lost:?}, more {more:?}");
    for (one, told) in &expected {
        assert_eq!(&found[one], told, "{one:?}");
    }
    assert!(expected.len() > 20, "{}", expected.len());
}

fn rewrite(path: &Path, mut change: impl FnMut(usize, &str) -> String) {
    let text = fs::read_to_string(path).unwrap();
    let lines: Vec<String> = text.lines().enumerate().map(|(i, line)| change(i, line)).collect();
    fs::write(path, lines.join("\n") + "\n").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platform_finds_what_check_finds() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(1, 3, 300));
        let path = set.path();
        let payments = path.join("payments.csv");
        let before = fs::read_to_string(&payments).unwrap();
        import(&context, path).await;
        let first = screened(&context, "2021-03-01", "2020-12-31").await;
        expect_findings(&context, path, "2020-12-31").await;
        assert_eq!(first.fresh, first.red + first.yellow);

        let again = screened(&context, "2021-03-01", "2020-12-31").await;
        assert_eq!(again.unchanged, first.fresh);
        assert_eq!((again.fresh, again.changed, again.cleared, again.returned), (0, 0, 0, 0));

        // Corrections: a third of all direct payments become delegated ones, and the other way round.
        rewrite(&payments, |i, line| match i % 3 {
            1 => line.replace(",direct,", ",delegated,"),
            _ => line.replace(",delegated,", ",direct,"),
        });
        assert_ne!(fs::read_to_string(&payments).unwrap(), before);
        import(&context, path).await;
        let corrected = screened(&context, "2021-03-02", "2020-12-31").await;
        assert!(corrected.fresh > 0);
        expect_findings(&context, path, "2020-12-31").await;

        // Back to what it was: warnings clear and come back.
        fs::write(&payments, &before).unwrap();
        import(&context, path).await;
        let back = screened(&context, "2021-03-03", "2020-12-31").await;
        assert!(back.cleared > 0 && back.fresh == 0, "{back:?}");
        expect_findings(&context, path, "2020-12-31").await;

        // Time goes on.
        let later = screened(&context, "2021-06-30", "2021-06-30").await;
        assert!(later.fresh > 0);
        expect_findings(&context, path, "2021-06-30").await;
        let events = events::verify(&mut context.db.read().await.unwrap()).await.unwrap();
        assert_eq!(events, Ok(5), "{}: one event for each screening", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_warning_has_one_history() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(2, 2, 120));
        let payments = set.path().join("payments.csv");
        let before = fs::read_to_string(&payments).unwrap();
        import(&context, set.path()).await;
        let as_of = Day::parse("2020-12-31").unwrap();
        screen(&context, &on("2021-01-01"), SYSTEM, as_of).await.unwrap();
        rewrite(&payments, |_, line| line.replace(",delegated,", ",direct,"));
        import(&context, set.path()).await;
        screen(&context, &on("2021-01-02"), SYSTEM, as_of).await.unwrap();
        fs::write(&payments, &before).unwrap();
        import(&context, set.path()).await;
        screen(&context, &on("2021-01-03"), SYSTEM, as_of).await.unwrap();

        let mut tx = context.db.read().await.unwrap();
        let all = all(&mut tx).await;
        let identities: BTreeSet<&Identity> = all.iter().map(|one| &one.identity).collect();
        assert_eq!(identities.len(), all.len());
        let delegated: Vec<&Warning> =
            all.iter().filter(|one| one.identity.rule == "pay.delegated").collect();
        assert!(!delegated.is_empty());
        for warning in delegated {
            let matter = steps::Matter { kind: "warning", id: warning.id };
            let steps = steps::of(&mut tx, matter).await.unwrap();
            let told: Vec<(&str, &str)> =
                steps.iter().map(|step| (step.kind.as_str(), step.day.as_str())).collect();
            assert_eq!(told, [("clear", "2021-01-02"), ("find", "2021-01-03")]);
            assert_eq!((warning.standing.state.as_str(), warning.standing.lit), ("open", true));
            assert_eq!(warning.first.on, "2021-01-01");
            assert!(!warnings::offices(&mut tx, warning.id).await.unwrap().is_empty());
        }
    }
}

/// Makes one direct payment a delegated one.
fn change_one(path: &Path) {
    let mut changed = 0;
    rewrite(&path.join("payments.csv"), |_, line| {
        let other = line.replacen(",direct,", ",delegated,", 1);
        changed += usize::from(other != line);
        if changed == 1 { other } else { line.to_owned() }
    });
    assert!(changed > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_small_import_few_units_are_judged_again() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(1, 6, 300));
        let path = set.path();
        import(&context, path).await;
        screened(&context, "2021-01-01", "2020-12-31").await;
        let before = context.records.counted().await;
        assert!(before.units > 6 && before.stale == 0, "{before:?}");
        change_one(path);
        import(&context, path).await;
        drop(context.records.current(&context, None).await.unwrap().work(|_| ()).await);
        let after = context.records.counted().await;
        assert!((1..=2).contains(&after.stale), "{}: {after:?} of {before:?}", test.engine);
        screened(&context, "2021-01-01", "2020-12-31").await;
        expect_findings(&context, path, "2020-12-31").await;
    }
}

/// Takes a set in as the operator does, and has it screened.
async fn taken_and_screened(context: &Context, path: &Path, origin: &Origin) {
    let set = Set {
        path: path.to_owned(),
        mapping: None,
        name: "set".to_owned(),
        keep_rejected_rows: false,
        lines: imports::Lines::All,
    };
    let taken = Box::pin(take_in(context, origin, Party::Operator, &set)).await.unwrap();
    assert!(taken.number.is_some());
    Box::pin(screen_if_due(context, origin)).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_judged_while_it_is_written_is_what_is_found() {
    for is_tried_before in [false, true] {
        for test in databases().await.unwrap() {
            let (context, set) = (context(&test), region(2, 3, 300));
            let (path, origin) = (set.path(), on("2020-12-31"));
            if is_tried_before {
                not_completed(&context, path, &origin).await;
                assert_eq!(context.records.counted().await.units, 0, "{}", test.engine);
            }
            taken_and_screened(&context, path, &origin).await;
            expect_findings(&context, path, "2020-12-31").await;
            change_one(path);
            taken_and_screened(&context, path, &origin).await;
            expect_findings(&context, path, "2020-12-31").await;
            assert!(context.records.counted().await.units > 3, "{}", test.engine);
        }
    }
}

/// An import that is judged, but not completed: it leaves nothing, neither records nor what was said of them.
async fn not_completed(context: &Context, path: &Path, origin: &Origin) {
    let mut tx = context.db.write().await.unwrap();
    let early = Early::begin(context, read(path), origin.day);
    let (coming, none) = (early.first().coming(), BTreeMap::new());
    let (at, lines) = (("set", "2021-01-01T00:00:00Z"), imports::Lines::All);
    imports::take_lines(&mut tx, at, coming, context.divisions(), &none, lines).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_records_brought_twice_at_once_are_there_once() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(3, 1, 60));
        tokio::join!(import(&context, set.path()), import(&context, set.path()));
        let mut tx = context.db.read().await.unwrap();
        let all = store::records::load(&mut tx, store::records::Part::Whole, &context.pack.funds);
        let (stored, read) = (all.await.unwrap(), read(set.path()));
        for table in domain::TableId::ALL {
            let rows = (stored.tables.rows(*table), read.tables.rows(*table));
            assert_eq!(rows.0, rows.1, "{} {table:?}", test.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_cannot_be_are_refused() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(3, 1, 30));
        import(&context, set.path()).await;
        let day = |text| Day::parse(text).unwrap();
        let ahead = screen(&context, &on("2020-12-31"), SYSTEM, day("2021-01-01")).await;
        assert_eq!(refused(ahead), Refusal::DayAhead);
        screen(&context, &on("2020-12-31"), SYSTEM, day("2020-12-31")).await.unwrap();
        let earlier = screen(&context, &on("2021-01-01"), SYSTEM, day("2020-12-30")).await;
        assert_eq!(refused(earlier), Refusal::ScreenedLater);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_due_after_an_import_and_on_a_new_day() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let due = async |day: &str| screen_if_due(&context, &on(day)).await.unwrap().is_some();
        assert!(due("2020-12-31").await);
        assert!(!due("2020-12-31").await);
        import(&context, region(3, 1, 30).path()).await;
        assert!(due("2020-12-31").await);
        assert!(!due("2020-12-31").await);
        assert!(due("2021-01-01").await);
        let mut tx = context.db.read().await.unwrap();
        let last = screenings::last(&mut tx).await.unwrap().unwrap();
        assert_eq!(last.as_of, "2021-01-01");
        // What only the platform could judge is told, never taken for clean.
        let untold = screenings::untold(&mut tx, last.id).await.unwrap();
        assert!(untold.iter().any(|one| one.rule == "accountability.due"), "{untold:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_screenings_at_once_are_one_after_the_other() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(3, 1, 60));
        import(&context, set.path()).await;
        let (origin, day) = (on("2021-01-01"), Day::parse("2021-01-01").unwrap());
        let (one, other) = tokio::join!(
            screen(&context, &origin, SYSTEM, day),
            screen(&context, &origin, SYSTEM, day)
        );
        let fresh = one.unwrap().counts.fresh + other.unwrap().counts.fresh;
        let all = all(&mut context.db.read().await.unwrap()).await;
        assert_eq!(fresh as usize, all.len(), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_wait_for_the_same_records_screen_once() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(3, 1, 60));
        import(&context, set.path()).await;
        let origin = on("2021-01-01");
        let due = || screen_if_due(&context, &origin);
        let (one, other, third) = tokio::join!(due(), due(), due());
        let done = [one, other, third].map(|one| one.unwrap().is_some());
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{}: {done:?}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_without_a_pause_keep_no_warning_waiting() {
    for test in databases().await.unwrap() {
        let (context, origin) = (context(&test), on("2021-01-01"));
        let (day, sets) = (origin.day, [region(3, 1, 60), region(4, 1, 60)]);
        import(&context, sets[0].path()).await;
        let judge = async || {
            let records = context.records.current(&context, Some(day)).await.unwrap();
            judged(&context, day, records).await.unwrap()
        };
        let (first, again, late) = (judge().await, judge().await, judge().await);
        import(&context, sets[1].path()).await;
        let write = async |(import, judged): (i64, Judged), exactly| {
            let held = Held { import, exactly };
            write(&context, &origin, SYSTEM, (day, held), judged).await.unwrap()
        };
        let import = first.0;
        assert!(write(first, true).await.is_none(), "at first it waits for a pause");
        let told = write(again, false).await.unwrap();
        assert_eq!((told.import, told.counts.fresh > 0), (import, true), "{}", test.engine);
        // What is told once is not told again, and the last import has its own screening.
        assert!(write(late, false).await.is_none());
        let last = screen_if_due(&context, &origin).await.unwrap().unwrap();
        assert!(last.import > import && last.counts.fresh > 0, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_no_longer_be_judged_is_not_taken_for_clean() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(2, 2, 120));
        import(&context, set.path()).await;
        screened(&context, "2020-12-31", "2020-12-31").await;
        let lit = |all: Vec<Warning>| all.into_iter().filter(|one| one.standing.lit).count();
        let before = lit(all(&mut context.db.read().await.unwrap()).await);
        // One payment from a file that lacks most columns: of all payments they are now unknown.
        let poor = TempDir::new().unwrap();
        let head = "voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee_type";
        let payments = fs::read_to_string(set.path().join("payments.csv")).unwrap();
        let place = payments.lines().nth(1).unwrap().split(',').nth(1).unwrap();
        let line = format!("P1,{place},2020,2020-12-01,1.00,direct,progress,enterprise");
        fs::write(poor.path().join("payments.csv"), format!("{head}\n{line}\n")).unwrap();
        import(&context, poor.path()).await;
        let counts = screened(&context, "2021-01-01", "2020-12-31").await;
        assert_eq!(counts.cleared, 0, "{}: {counts:?}", test.engine);
        let after = lit(all(&mut context.db.read().await.unwrap()).await);
        assert!(after >= before, "{}: {before} warnings, then {after}", test.engine);
    }
}
