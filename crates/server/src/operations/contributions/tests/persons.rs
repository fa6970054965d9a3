//! Money that a person gives: the name is kept encrypted and never read in full, and lines from before are told.

use domain::handling::StepRefusal as R;
use store::contributions::{self, by_id, untold};
use store::lists::{self, Query, Reach};
use store::testing::{databases, sql};

use super::{Story, refused, said, writing};
use crate::operations::Refusal;
use crate::operations::contributions::OneContribution;
use crate::operations::contributions::{Writing, fill, rewrite};
use crate::operations::export::export;
use crate::operations::handling::one::One as _;

const NAME: &str = "阿依古丽";
const MASKED: &str = "阿***";

fn given(entry: &str, amount: &str) -> Writing {
    Writing {
        giver: NAME.to_owned(),
        giver_kind: "person".to_owned(),
        note: "阿依古丽捐给本村".to_owned(),
        ..writing("P1", entry, amount, "2020-03-01")
    }
}

/// Everything that the database has of contributions, their steps and events, as it stands there.
async fn stored(story: &Story) -> String {
    let mut tx = story.context.db.read().await.unwrap();
    let mut all = String::new();
    for table in [
        "SELECT giver || note FROM contributions",
        "SELECT body FROM steps WHERE matter_kind = 'contribution'",
        "SELECT body FROM events",
    ] {
        for row in tx.rows(&sql(table), &[]).await.unwrap() {
            all += row.text(0).unwrap();
            all.push('\n');
        }
    }
    all
}

async fn read(story: &Story, id: i64) -> String {
    let shown =
        OneContribution::read(&story.context, &story.origin, &story.people.line, id).await.unwrap();
    format!("{:?} {:?}", shown.followed.kept.standing, shown.taken)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_a_person_is_encrypted_in_lines_steps_and_events() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (line, fund) = (&story.people.line, &story.people.fund);
        let own = Writing { source: "own".to_owned(), ..given("received", "10") };
        assert_eq!(refused(story.enters(line, &own).await), Refusal::Step(R::OwnMoneyOfPerson));
        let what = Writing { giver_kind: "ghost".to_owned(), ..given("received", "10") };
        assert_eq!(refused(story.enters(line, &what).await), Refusal::ContributionWord);

        let id = story.enters(line, &given("received", "100")).await.unwrap();
        story.decides(fund, id, "return", "请阿依古丽补签协议").await.unwrap();
        // The form has the masked name, and so does a program: sent back, it is the same person.
        let again = Writing {
            giver: MASKED.to_owned(),
            note: "阿***捐给本村".to_owned(),
            ..given("received", "90")
        };
        rewrite(&story.context, &story.origin, line, (id, &again)).await.unwrap();
        story.decides(fund, id, "confirm", "阿依古丽属实").await.unwrap();
        let spent = story.enters(line, &given("spent", "90")).await.unwrap();
        let more = story.enters(line, &given("spent", "0.01")).await;
        assert_eq!(refused(more), Refusal::Step(R::SpentBeyondReceived), "{}", test.engine);
        let reason = said("reverse", "阿依古丽重复登记");
        story.decides(fund, spent, "confirm", "").await.unwrap();
        let back = super::reverse(&story.context, &story.origin, line, (spent, &reason));
        let back = back.await.unwrap();

        let kept = stored(&story).await;
        assert!(!kept.contains(NAME) && kept.contains("{name:"), "{}: {kept}", test.engine);
        for id in [id, spent, back] {
            let shown = read(&story, id).await;
            assert!(shown.contains(MASKED), "{}: {shown}", test.engine);
            assert!(!shown.contains(NAME) && !shown.contains("{name:"), "{shown}");
        }
        let mut tx = story.context.db.read().await.unwrap();
        let line = by_id(&mut tx, id).await.unwrap().unwrap();
        assert_eq!(tx.persons().shown(&line.standing.giver), NAME, "whoever has the key can");
        assert_eq!(tx.persons().shown(&line.standing.note), "阿依古丽捐给本村");
        drop(tx);
        let folder = tempfile::tempdir().unwrap();
        let written = export(&story.context.db, &story.origin, folder.path()).await.unwrap();
        assert_eq!(written.get("contributions.csv"), Some(&3), "{written:?}");
        let file = std::fs::read_to_string(folder.path().join("contributions.csv")).unwrap();
        assert!(file.contains("person,阿依古丽,90.00"), "in an export alone in full: {file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_found_by_a_name_that_is_hidden() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        story.enters(&story.people.line, &given("received", "100")).await.unwrap();
        story.entered("received", "200", "2020-03-01").await;
        for (word, rows) in [(NAME, 0), ("name", 0), ("捐给", 1), ("天山", 1)] {
            let mut tx = story.context.db.read().await.unwrap();
            let query = Query {
                reach: Reach::Everything,
                tests: Vec::new(),
                words: vec![word.to_owned().into()],
                sort: lists::CONTRIBUTIONS.column("id").unwrap(),
                descending: false,
                after: None,
                back: false,
                rows: 10,
                day: story.origin.day,
            };
            let found = lists::rows(&mut tx, &lists::CONTRIBUTIONS, &query).await.unwrap().rows;
            assert_eq!(found.len(), rows, "{}: {word}", test.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_from_before_are_told_once_and_hidden_where_they_may_name_persons() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let social = story.confirmed("received", "100", "2020-03-01").await;
        let own =
            Writing { source: "own".to_owned(), ..writing("P1", "received", "5", "2020-03-01") };
        let own = story.enters(&story.people.line, &own).await.unwrap();
        let mut tx = story.context.db.write().await.unwrap();
        for before in [
            "UPDATE contributions SET giver_kind = ''",
            "UPDATE steps SET body = REPLACE(body, '\"giver_kind\":\"organisation\",', '')",
        ] {
            tx.execute(&sql(before), &[]).await.unwrap();
        }
        tx.commit().await.unwrap();

        fill(&story.context.db).await.unwrap();
        let mut tx = story.context.db.read().await.unwrap();
        assert!(untold(&mut tx, 9).await.unwrap().is_empty(), "{}", test.engine);
        let kinds = [social, own];
        let mut found = Vec::new();
        for id in kinds {
            found.push(by_id(&mut tx, id).await.unwrap().unwrap().standing);
        }
        assert_eq!((&*found[1].giver_kind, &*found[1].giver), ("organisation", "天山公益基金会"));
        assert_eq!(found[0].giver_kind, "person", "of others nothing is guessed");
        assert!(found[0].giver.starts_with("{name:"), "{}", found[0].giver);
        drop(tx);
        assert!(read(&story, social).await.contains("天****"));
        // The same giver is still the same where it is now said to be an organisation.
        let spent = story.entered("spent", "100", "2020-03-02").await;
        story.decides(&story.people.fund, spent, "confirm", "").await.unwrap();
        let mut tx = story.context.db.read().await.unwrap();
        let sums = contributions::sums(&mut tx, "P1").await.unwrap();
        assert_eq!(sums.iter().map(|sum| sum.amount).collect::<Vec<_>>(), [10_000, 10_000]);
        assert!(store::events::verify(&mut tx).await.unwrap().is_ok());
    }
}
