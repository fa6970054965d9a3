//! Monthly returns on both databases: whose figures, who submits and accepts, what becomes a record, what is refused.

use domain::handling::StepRefusal as R;
use store::history;
use store::testing::{TestDb, databases};

use super::*;
use crate::operations::handdowns::tests::officer;
use crate::operations::screening::tests::{import, on, region, screened};
use crate::operations::tests::{context, refused, take_in};

const MONTH: &str = "2021-04";

/// A county of which something was found, and somebody of each post that has a part in its return.
struct Story {
    context: Context,
    county: String,
    clerk: Actor,
    head: Actor,
    above: Actor,
    stranger: Actor,
}

impl Story {
    async fn new(test: &TestDb) -> Story {
        let context = context(test);
        let set = region(2, 2, 60);
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let mut tx = context.db.read().await.unwrap();
        let found = store::registers::problems(&mut tx, "2021-01-04").await.unwrap();
        drop(tx);
        let divisions = context.divisions();
        let is_county = |one: &&store::registers::Problems| {
            division(&one.home).is_ok_and(|home| divisions.level(home) == Some(Level::County))
        };
        let county = found.iter().find(is_county).unwrap().home.clone();
        let home = division(&county).unwrap();
        let above_it = above(divisions, home);
        let elsewhere = divisions
            .iter()
            .find(|entry| entry.level == Level::Prefecture && entry.division != above_it);
        let elsewhere = elsewhere.unwrap().division;
        let number = |place: Division| place.to_string().parse().unwrap();
        Story {
            clerk: officer(&context, Role::BureauFund, number(home)).await,
            head: officer(&context, Role::BureauHead, number(home)).await,
            above: officer(&context, Role::BureauTreasury, number(above_it)).await,
            stranger: officer(&context, Role::BureauHead, number(elsewhere)).await,
            county,
            context,
        }
    }

    fn writing(&self, month: &str) -> Writing {
        Writing {
            division: self.county.clone(),
            month: month.to_owned(),
            remarks: "正在督促整改".to_owned(),
        }
    }

    async fn writes(&self, by: &Actor, day: &str, month: &str) -> Done<i64> {
        write(&self.context, &on(day), by, &self.writing(month)).await
    }

    async fn submits(
        &self,
        by: &Actor,
        (id, day): (i64, &str),
        step: &str,
        text: &str,
    ) -> Done<()> {
        submit(&self.context, &on(day), by, (id, &said(step, text))).await
    }

    async fn receives(
        &self,
        by: &Actor,
        (id, day): (i64, &str),
        step: &str,
        text: &str,
    ) -> Done<()> {
        receive(&self.context, &on(day), by, (id, &said(step, text))).await
    }

    /// The days of the record: submitted, looked at.
    async fn record(&self) -> Vec<[String; 2]> {
        let mut tx = self.context.db.read().await.unwrap();
        let of = [("org", self.county.as_str()), ("period", MONTH)];
        let table = TableId::Reports;
        let records = history::held(&mut tx, table, &of, 20).await.unwrap().into_iter();
        let records = records.filter(|one| one.number(table, "table_no") == Some(6));
        records
            .map(|one| ["submitted_on", "reviewed_on"].map(|name| one.text(table, name).to_owned()))
            .collect()
    }
}

fn said(step: &str, text: &str) -> Saying {
    Saying { step: step.to_owned(), reason: text.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_has_the_figures_of_the_register_and_becomes_a_record() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, engine) = (&story.context, &test.engine);
        let waits = due(context, &on("2021-04-20"), &story.clerk).await.unwrap();
        let months: Vec<String> = waits.write.iter().map(|(month, _)| month.to_string()).collect();
        assert_eq!(months.last().map(String::as_str), Some(MONTH), "{engine}: {months:?}");
        let id = story.writes(&story.clerk, "2021-04-20", MONTH).await.unwrap();
        let seen = OneReturn::read(context, &on("2021-04-20"), &story.head, id).await.unwrap();
        let wanted = Wanted { division: &story.county, by: By::Kind, ..Wanted::default() };
        let register = problems(context, &story.head, wanted, on("2021-04-20").day).await.unwrap();
        let counts = |red: i64, yellow: i64, fen: i64| (red, yellow, fen);
        let told: Vec<_> = seen
            .followed
            .one
            .figures()
            .iter()
            .map(|one| (Row::Rule(one.rule.clone()), counts(one.red, one.yellow, one.amount.0)))
            .collect();
        let expected = register.rows.into_iter();
        let expected: Vec<_> =
            expected.map(|(row, sum)| (row, counts(sum.red, sum.yellow, sum.amount))).collect();
        assert!(!told.is_empty());
        assert_eq!(told, expected, "{engine}");
        assert_eq!(seen.followed.kept.due_on, "2021-04-28");
        let day = "2021-04-21";
        assert_eq!(due(context, &on(day), &story.head).await.unwrap().submit.len(), 1);
        story.submits(&story.head, (id, day), "submit", "情况属实").await.unwrap();
        assert_eq!(story.record().await, [["2021-04-21", ""]], "{engine}");
        let waits = due(context, &on(day), &story.above).await.unwrap();
        assert_eq!(waits.receive.len(), 1, "{engine}");
        story.receives(&story.above, (id, day), "return", "漏报逾期原因").await.unwrap();
        let day = "2021-04-22";
        let waits = due(context, &on(day), &story.clerk).await.unwrap();
        assert!(waits.write.iter().any(|(month, _)| month.to_string() == MONTH), "{engine}");
        assert_eq!(story.writes(&story.clerk, day, MONTH).await.unwrap(), id);
        story.submits(&story.head, (id, day), "submit", "已补充").await.unwrap();
        assert_eq!(story.record().await, [["2021-04-22", ""]], "{engine}");
        story.receives(&story.above, (id, day), "accept", "同意").await.unwrap();
        assert_eq!(story.record().await, [["2021-04-22", "2021-04-22"]], "{engine}");
        let (rows, _) =
            of_month(context, &story.above, (day_month(), on("2021-04-22").day)).await.unwrap();
        let own = rows.iter().find(|row| row.division.to_string() == story.county).unwrap();
        assert_eq!(own.state(), "accepted");
        assert!(!own.is_late(on("2021-05-10").day), "{engine}: submitted in time");
        let others = rows.iter().filter(|row| row.state() == "missing");
        assert!(
            others.clone().count() > 0
                && others.clone().all(|row| row.is_late(on("2021-05-01").day))
        );
    }
}

fn day_month() -> Month {
    Month::parse(MONTH).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_that_was_submitted_elsewhere_is_not_late_while_it_is_written_here() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let file = format!(
            "table_no,org,period,submitted_on\n{TABLE_NO},{},{MONTH},2021-04-23\n",
            story.county
        );
        take_in(&test, &[("reports.csv", &file)]).await;
        let stands = async |day: &str| {
            let asked = (day_month(), on(day).day);
            let (rows, _) = of_month(&story.context, &story.above, asked).await.unwrap();
            let own = rows.into_iter().find(|row| row.division.to_string() == story.county);
            let own = own.unwrap();
            let late = own.is_late(on("2021-05-10").day);
            (own.state().to_owned(), own.submitted().map(|day| day.to_string()), late)
        };
        let told =
            |state: &str, day: Option<&str>| (state.to_owned(), day.map(str::to_owned), false);
        assert_eq!(stands("2021-04-24").await, told("recorded", Some("2021-04-23")));
        let id = story.writes(&story.clerk, "2021-04-25", MONTH).await.unwrap();
        assert_eq!(stands("2021-04-25").await, told("draft", None), "{}", test.engine);
        story.submits(&story.head, (id, "2021-04-26"), "submit", "情况属实").await.unwrap();
        assert_eq!(stands("2021-04-26").await, told("submitted", Some("2021-04-26")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (engine, day) = (&test.engine, "2021-04-20");
        for (month, refusal) in [
            ("一月", Refusal::ReturnMonth),
            ("2021-13", Refusal::ReturnMonth),
            ("2021-05", Refusal::ReturnAhead),
        ] {
            let done = story.writes(&story.clerk, day, month).await;
            assert_eq!(refused(done), refusal, "{engine} {month}");
        }
        for by in [&story.head, &story.above, &story.stranger] {
            let done = story.writes(by, day, MONTH).await;
            assert_eq!(refused(done), Refusal::OutOfScope, "{engine}");
        }
        let id = story.writes(&story.clerk, day, MONTH).await.unwrap();
        let early = story.receives(&story.above, (id, day), "accept", "同意").await;
        assert_eq!(refused(early), Refusal::Step(R::NotFromHere), "{engine}");
        let silent = story.submits(&story.head, (id, day), "submit", " ").await;
        assert_eq!(refused(silent), Refusal::Step(R::FieldMissing), "{engine}");
        let strange = story.submits(&story.head, (id, day), "praise", "好").await;
        assert_eq!(refused(strange), Refusal::UnknownStep, "{engine}");
        let mut both = story.clerk.clone();
        both.held.extend(story.head.held.clone());
        let own = story.submits(&both, (id, day), "submit", "同意").await;
        assert_eq!(refused(own), Refusal::Step(R::SamePerson), "{engine}");
        assert!(story.record().await.is_empty(), "{engine}: nothing half done");
        let elsewhere = story.submits(&story.stranger, (id, day), "submit", "同意").await;
        assert_eq!(refused(elsewhere), Refusal::UnknownRecord, "{engine}");
        story.submits(&story.head, (id, day), "submit", "同意").await.unwrap();
        let again = story.writes(&story.clerk, day, MONTH).await;
        assert_eq!(refused(again), Refusal::Step(R::NotFromHere), "{engine}: it is locked");
        let back = story.submits(&story.head, (id, day), "return", "改").await;
        assert_eq!(refused(back), Refusal::UnknownStep, "{engine}: sent back from above alone");
        let home = story.receives(&story.head, (id, day), "accept", "同意").await;
        assert_eq!(refused(home), Refusal::OutOfScope, "{engine}");
        let silent = story.receives(&story.above, (id, day), "return", "").await;
        assert_eq!(refused(silent), Refusal::Step(R::NoReason), "{engine}");
        let elsewhere = story.receives(&story.stranger, (id, day), "accept", "同意").await;
        assert_eq!(refused(elsewhere), Refusal::UnknownRecord, "{engine}");
        story.receives(&story.above, (id, day), "accept", "同意").await.unwrap();
        let late = story.receives(&story.above, (id, day), "return", "改").await;
        assert_eq!(refused(late), Refusal::UnknownStep, "{engine}: accepted, it is locked");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_region_reports_to_its_leading_group() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, engine, day) = (&story.context, &test.engine, on("2021-04-20"));
        let treasury = officer(context, Role::RegionTreasury, 650_000).await;
        let leader = officer(context, Role::RegionLeader, 650_000).await;
        let group = officer(context, Role::RegionLeadingGroup, 650_000).await;
        let writing = Writing { division: "650000".to_owned(), ..story.writing(MONTH) };
        let id = write(context, &day, &treasury, &writing).await.unwrap();
        let seen = OneReturn::read(context, &day, &leader, id).await.unwrap();
        assert_eq!(seen.followed.kept.due_on, "2021-05-05", "{engine}");
        assert!(seen.below.len() > 10, "{engine}: prefectures");
        submit(context, &day, &leader, (id, &said("submit", "同意"))).await.unwrap();
        let own = receive(context, &day, &treasury, (id, &said("accept", "同意"))).await;
        assert_eq!(refused(own), Refusal::OutOfScope, "{engine}");
        receive(context, &day, &group, (id, &said("accept", "已听取"))).await.unwrap();
        let mut tx = context.db.read().await.unwrap();
        let of = [("org", "650000/region_treasury_division"), ("period", MONTH)];
        let records = history::held(&mut tx, TableId::Reports, &of, 9).await.unwrap();
        assert_eq!(records.len(), 1, "{engine}");
    }
}
