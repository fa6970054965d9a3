//! Other money on projects, on both databases: who enters and confirms, what is refused, and that nothing of the fiscal
//! money changes.

mod persons;

use domain::handling::StepRefusal as R;
use store::lists::{self, Query, Reach};
use store::testing::{TestDb, databases};

use super::*;
use crate::access::Role;
use crate::operations::handdowns::tests::officer;
use crate::operations::handling::one::One as _;
use crate::operations::screening::tests::{all, on, screened};
use crate::operations::tests::{context, refused, take_in};

const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,入库日期,计划批复日期
P1,防渗渠,653125,水利,2020,莎车县水利局,王某,1000,2020-01-05,
P3,桥,653126,道路,2020,叶城县水利局,王某,2000,2020-01-05,
";
/// A project of which only the closing is left.
const ACCEPTED: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,入库日期,计划批复日期,开工日期,完工日期,验收日期
P5,渠,653125,水利,2020,莎车县水利局,王某,1000,2020-01-05,2020-01-20,2020-02-01,2020-03-01,2020-03-10
";

/// Somebody of each post that has a part in it.
pub(crate) struct People {
    pub(crate) line: Actor,
    pub(crate) fund: Actor,
    above: Actor,
    stranger: Actor,
}

impl People {
    pub(crate) async fn of(context: &Context) -> People {
        People {
            line: officer(context, Role::BureauBusiness, 653_125).await,
            fund: officer(context, Role::BureauFund, 653_125).await,
            above: officer(context, Role::BureauFund, 653_100).await,
            stranger: officer(context, Role::BureauBusiness, 653_126).await,
        }
    }
}

/// A line of social money, with a document.
pub(crate) fn writing(project: &str, entry: &str, amount: &str, on: &str) -> Writing {
    Writing {
        project: project.to_owned(),
        entry: entry.to_owned(),
        source: "social".to_owned(),
        giver: "天山公益基金会".to_owned(),
        giver_kind: "organisation".to_owned(),
        amount: amount.to_owned(),
        on: on.to_owned(),
        note: String::new(),
        evidence: vec![Sent { name: "协议.pdf".to_owned(), content: b"%PDF-1.7 proof".to_vec() }],
    }
}

fn said(step: &str, reason: &str) -> Saying {
    Saying { step: step.to_owned(), reason: reason.to_owned(), evidence: Vec::new() }
}

struct Story {
    context: Context,
    people: People,
    origin: Origin,
}

impl Story {
    async fn new(test: &TestDb) -> Story {
        take_in(test, &[("项目.csv", PROJECTS)]).await;
        let context = context(test);
        let people = People::of(&context).await;
        Story { context, people, origin: on("2020-06-01") }
    }

    async fn enters(&self, by: &Actor, writing: &Writing) -> Done<i64> {
        enter(&self.context, &self.origin, by, writing).await
    }

    async fn entered(&self, entry: &str, amount: &str, on: &str) -> i64 {
        self.enters(&self.people.line, &writing("P1", entry, amount, on)).await.unwrap()
    }

    async fn decides(&self, by: &Actor, id: i64, step: &str, reason: &str) -> Done<()> {
        decide(&self.context, &self.origin, by, (id, &said(step, reason))).await
    }

    async fn confirmed(&self, entry: &str, amount: &str, on: &str) -> i64 {
        let id = self.entered(entry, amount, on).await;
        self.decides(&self.people.fund, id, "confirm", "").await.unwrap();
        id
    }

    async fn sums(&self) -> Vec<(String, i64)> {
        let mut tx = self.context.db.read().await.unwrap();
        let sums = contributions::sums(&mut tx, "P1").await.unwrap();
        sums.into_iter().map(|sum| (sum.entry, sum.amount)).collect()
    }

    async fn warnings(&self) -> String {
        format!("{:?}", all(&mut self.context.db.read().await.unwrap()).await)
    }

    async fn fiscal(&self) -> Vec<String> {
        let mut tx = self.context.db.read().await.unwrap();
        let query = Query {
            reach: Reach::Everything,
            tests: Vec::new(),
            words: Vec::new(),
            sort: lists::PROJECTS.column("id").unwrap(),
            descending: false,
            after: None,
            back: false,
            rows: 10,
            day: self.origin.day,
        };
        let rows = lists::rows(&mut tx, &lists::PROJECTS, &query).await.unwrap().rows;
        let sums = store::projects::sums(&mut tx, "P1").await.unwrap();
        rows.iter().map(|row| format!("{row:?}")).chain([format!("{sums:?}")]).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_is_entered_confirmed_by_another_and_reversed() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let people = &story.people;
        let planned = story.confirmed("planned", "300", "2020-02-01").await;
        let received = story.entered("received", "200", "2020-03-01").await;
        let [waiting, back] = due(&story.context, &people.fund).await.unwrap();
        assert_eq!((waiting.len(), back.len()), (1, 0), "{}", test.engine);
        story.decides(&people.fund, received, "return", "金额与回单不符").await.unwrap();
        let [_, back] = due(&story.context, &people.line).await.unwrap();
        assert_eq!(back.iter().map(|one| one.id).collect::<Vec<_>>(), [received]);
        let anew = writing("P1", "received", "250", "2020-03-01");
        rewrite(&story.context, &story.origin, &people.line, (received, &anew)).await.unwrap();
        story.decides(&people.fund, received, "confirm", "").await.unwrap();
        let spent = story.confirmed("spent", "250", "2020-03-01").await;
        let all = [("planned", 30_000), ("received", 25_000), ("spent", 25_000)];
        let all = all.map(|(entry, fen)| (entry.to_owned(), fen));
        assert_eq!(story.sums().await, all);

        // What was spent must have come in: the receipt is reversed after the spending only.
        let reason = said("reverse", "重复登记");
        let tried = reverse(&story.context, &story.origin, &people.line, (received, &reason)).await;
        assert_eq!(refused(tried), Refusal::Step(R::SpentBeyondReceived), "{}", test.engine);
        for id in [spent, received] {
            let back = reverse(&story.context, &story.origin, &people.line, (id, &reason)).await;
            let back = back.unwrap();
            let again = reverse(&story.context, &story.origin, &people.line, (id, &reason)).await;
            assert_eq!(refused(again), Refusal::ContributionReversed, "{}", test.engine);
            story.decides(&people.fund, back, "confirm", "").await.unwrap();
            let of = reverse(&story.context, &story.origin, &people.line, (back, &reason)).await;
            assert_eq!(refused(of), Refusal::ContributionReversed);
        }
        let left: i64 = story.sums().await.iter().map(|(_, fen)| fen).sum();
        assert_eq!(left, 30_000, "only the plan is left");
        let one = OneContribution::read(&story.context, &story.origin, &people.line, received)
            .await
            .unwrap();
        assert!(one.reversed_by.is_some() && one.may.is_empty());
        let shown = OneContribution::read(&story.context, &story.origin, &people.line, planned)
            .await
            .unwrap();
        assert_eq!(shown.may, [May::Reverse]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let people = &story.people;
        let wrong = |change: fn(&mut Writing)| {
            let mut writing = writing("P1", "received", "100", "2020-03-01");
            change(&mut writing);
            writing
        };
        for (writing, refusal) in [
            (wrong(|w| w.project = "P9".into()), Refusal::UnknownRecord),
            (wrong(|w| w.project = "P3".into()), Refusal::UnknownRecord),
            (wrong(|w| w.entry = "lent".into()), Refusal::ContributionWord),
            (wrong(|w| w.source = "fiscal".into()), Refusal::ContributionWord),
            (wrong(|w| w.amount = "abc".into()), Refusal::NotAnAmount),
            (wrong(|w| w.amount = "0".into()), Refusal::Step(R::AmountOutOfBounds)),
            (wrong(|w| w.on = "2020-06-02".into()), Refusal::Step(R::DayToCome)),
            (wrong(|w| w.on = "June".into()), Refusal::NotADay),
            (wrong(|w| w.giver = " ".into()), Refusal::Step(R::FieldMissing)),
            (wrong(|w| w.evidence.clear()), Refusal::Step(R::NoEvidence)),
            (wrong(|w| w.entry = "spent".into()), Refusal::Step(R::SpentBeyondReceived)),
        ] {
            let done = story.enters(&people.line, &writing).await;
            assert_eq!(refused(done), refusal, "{} {writing:?}", test.engine);
        }
        let line = writing("P1", "received", "100", "2020-03-01");
        assert_eq!(refused(story.enters(&people.fund, &line).await), Refusal::OutOfScope);
        assert_eq!(refused(story.enters(&people.stranger, &line).await), Refusal::UnknownRecord);
        let id = story.entered("received", "100", "2020-03-01").await;
        for (by, refusal) in [
            (&people.line, Refusal::OutOfScope),
            (&people.above, Refusal::CountyDecides),
            (&people.stranger, Refusal::UnknownRecord),
        ] {
            assert_eq!(refused(story.decides(by, id, "confirm", "").await), refusal);
        }
        let silent = story.decides(&people.fund, id, "return", " ").await;
        assert_eq!(refused(silent), Refusal::Step(R::NoReason));
        // Four eyes also where one person holds both posts.
        let mut both = people.line.clone();
        both.held.extend(people.fund.held.clone());
        let own = story.decides(&both, id, "confirm", "").await;
        assert_eq!(refused(own), Refusal::Step(R::SamePerson), "{}", test.engine);
        // A spending that waits is confirmed after the receipt only.
        let spent = story.entered("spent", "100", "2020-03-02").await;
        let early = story.decides(&people.fund, spent, "confirm", "").await;
        assert_eq!(refused(early), Refusal::Step(R::SpentBeyondReceived));
        assert!(story.sums().await.is_empty());
        let (context, origin) = (&story.context, &story.origin);
        withdraw(context, origin, &people.line, (id, &said("withdraw", "误登"))).await.unwrap();
        let late = story.decides(&people.fund, id, "confirm", "").await;
        assert_eq!(refused(late), Refusal::Step(R::NotFromHere));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fiscal_money_and_what_rules_find_stay_as_they_are() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        screened(&story.context, "2020-06-01", "2020-06-01").await;
        let before = (story.fiscal().await, story.warnings().await);
        story.confirmed("planned", "9000000", "2020-02-01").await;
        story.confirmed("received", "9000000", "2020-03-01").await;
        story.confirmed("spent", "9000000", "2020-03-02").await;
        screened(&story.context, "2020-06-01", "2020-06-01").await;
        let after = (story.fiscal().await, story.warnings().await);
        assert_eq!(before, after, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_more_is_said_of_a_project_that_was_closed() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        take_in(&test, &[("项目.csv", ACCEPTED)]).await;
        let Story { context, origin, people } = &story;
        let line = |entry| writing("P5", entry, "100", "2020-03-01");
        let [received, waiting] = [
            story.enters(&people.line, &line("received")).await.unwrap(),
            story.enters(&people.line, &line("planned")).await.unwrap(),
        ];
        story.decides(&people.fund, received, "confirm", "").await.unwrap();
        let close = crate::operations::projects::Said::new("conclude", &[]);
        let closed = projects::take(context, origin, &people.line, ("P5", &close)).await;
        closed.unwrap();

        let ended = Refusal::Step(R::ProjectEnded);
        assert_eq!(refused(story.enters(&people.line, &line("spent")).await), ended);
        let anew = rewrite(context, origin, &people.line, (waiting, &line("planned"))).await;
        assert_eq!(refused(anew), ended, "{}", test.engine);
        let back = said("reverse", "误登");
        let back = reverse(context, origin, &people.line, (received, &back)).await;
        assert_eq!(refused(back), ended);
        let late = story.decides(&people.fund, waiting, "confirm", "").await;
        assert_eq!(refused(late), ended);
        let one = OneContribution::read(context, origin, &people.line, received).await.unwrap();
        assert!(one.may.is_empty(), "{:?}", one.may);
        // What waits can still be cleared away.
        withdraw(context, origin, &people.line, (waiting, &said("withdraw", "项目已办结")))
            .await
            .unwrap();
    }
}
