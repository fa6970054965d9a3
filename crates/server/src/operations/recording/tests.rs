//! Records that steps write, on both databases: what lasts, what stays, what is refused.

use domain::Lang;
use store::history;
use store::testing::{TestDb, databases};

use super::*;
use crate::access::Role;
use crate::operations::Failure;
use crate::operations::imports::tests::{actor, origin};
use crate::operations::tests::{context, refused, take_in};

const PROJECTS: &str = "id,name,county,category,nature,infrastructure,fiscal_year,unit,manager,planned_amount\n\
    P1,路,653125,道路,新建,y,2019,莎车县交通运输局,王某,1000\n\
    P2,渠,653126,水利,新建,y,2019,叶城县水利局,,1000\n";

async fn stored(test: &TestDb) -> Context {
    take_in(test, &[("projects.csv", PROJECTS)]).await;
    context(test)
}

fn cells<'a>(pairs: &[(&'a str, &str)]) -> Vec<Cell<'a>> {
    pairs.iter().map(|(name, text)| (*name, (*text).to_owned())).collect()
}

fn change<'a>(id: &str, pairs: &[(&'a str, &str)]) -> [Change<'a>; 1] {
    [Change { of: cells(&[("id", id)]), cells: cells(pairs) }]
}

async fn brought(context: &Context, by: &Actor, records: Recording) -> Done<Option<i64>> {
    let mut tx = context.db.write().await?;
    let import = records.bring(&mut tx, context, &origin(), (by, &by.held[0])).await?;
    tx.commit().await?;
    Ok(import)
}

fn said<T: std::fmt::Debug>(done: Done<T>) -> String {
    match done {
        Err(Failure::Import(refusal)) => refusal.sentence(Lang::En),
        other => panic!("not refused: {other:?}"),
    }
}

async fn project(context: &Context, id: &str) -> Vec<history::Record> {
    let mut tx = context.db.read().await.unwrap();
    history::all(&mut tx, TableId::Projects, &[("id", id)], 9).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_keeps_what_it_does_not_speak_of_and_says_nothing_twice() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let clerk = actor(&context, Role::BureauFund, 653_125).await;
        let changes = change("P1", &[("planned_amount", "1200"), ("plan_doc", "莎扶〔2019〕3号")]);
        let read = || Recording::changing(&context, TableId::Projects, &changes);
        let (first, again) = (read().await.unwrap(), read().await.unwrap());
        assert!(brought(&context, &clerk, first).await.unwrap().is_some());
        let versions = project(&context, "P1").await;
        assert_eq!(versions.len(), 2, "what was said before stays, {}", test.engine);
        let now = versions.iter().find(|record| record.holds()).unwrap();
        let text = |column| now.text(TableId::Projects, column);
        assert_eq!((text("manager"), text("plan_doc")), ("王某", "莎扶〔2019〕3号"));
        assert_eq!(now.number(TableId::Projects, "planned_amount"), Some(120_000));
        // Who read the record before it changed would put back what is there no more.
        assert_eq!(refused(brought(&context, &clerk, again).await), Refusal::TakenMeanwhile);
        let nothing = read().await.unwrap();
        assert_eq!(brought(&context, &clerk, nothing).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_cells_strange_records_and_other_places_are_refused() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let clerk = actor(&context, Role::BureauFund, 653_125).await;
        let bad = change("P1", &[("planned_amount", "很多")]);
        let told = said(Recording::changing(&context, TableId::Projects, &bad).await);
        assert!(told.starts_with("Row 1, planned_amount, “很多”"), "{told}");
        let empty = change("P1", &[("name", " ")]);
        let told = said(Recording::changing(&context, TableId::Projects, &empty).await);
        assert!(told.starts_with("Row 1, name"), "{told}");
        let strange = change("P9", &[("planned_amount", "1")]);
        let done = Recording::changing(&context, TableId::Projects, &strange).await;
        assert_eq!(refused(done), Refusal::UnknownRecord);
        let nothing = rows(TableId::Projects, &[cells(&[("id", "")])]);
        assert_eq!(refused(Recording::of(&context, nothing).await), Refusal::NothingEntered);
        let foreign = change("P2", &[("planned_amount", "1")]);
        let foreign = Recording::changing(&context, TableId::Projects, &foreign).await.unwrap();
        assert!(said(brought(&context, &clerk, foreign).await).contains("outside"));
        assert_eq!(project(&context, "P2").await.len(), 1, "{}", test.engine);
        // New rows, of which one lies elsewhere.
        let new = |id: &str, to: &str| {
            cells(&[
                ("id", id),
                ("doc_no", "莎财〔2019〕1号"),
                ("fund", "special-development"),
                ("fiscal_year", "2019"),
                ("kind", "grant"),
                ("from", "653100"),
                ("to", to),
                ("amount", "5"),
            ])
        };
        for (to, comes) in [("653126", false), ("653125", true)] {
            let written = rows(TableId::Allotments, &[new("A1", "653125"), new("A2", to)]);
            let records = Recording::of(&context, written).await.unwrap();
            assert_eq!(brought(&context, &clerk, records).await.is_ok(), comes);
        }
    }
}
