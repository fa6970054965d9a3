//! Performance targets on both databases: from the template to the record, what is refused, who may not, how an
//! approved one is changed, and that whoever fills in a template breaks no rule.

pub(crate) mod declared;
mod library;

use domain::Lamp;
use domain::handling::StepRefusal as R;
use domain::target::Indicator;
use store::testing::{TestDb, databases};

use super::one::OneTarget;
use super::*;
use crate::access::Role;
use crate::operations::Failure;
use crate::operations::handdowns::tests::officer;
use crate::operations::handling::one::One as _;
use crate::operations::screening::tests::on;
use crate::operations::tests::{context, refused, take_in};

pub(crate) const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额
P1,扶贫养羊,653125,养殖,2020,莎车县农业农村局,王某,900000
P2,村道,653125,道路,2020,莎车县交通局,王某,1000
P3,桥,653126,道路,2020,叶城县水利局,王某,1000
";
/// An approved target of P2 that was imported.
const TARGETS: &str = "目标编号,对象类型,对象,年度,总体目标,资金总额,财政资金,批复日期\n\
    T2,项目,P2,2020,修路,1000,1000,2020-02-01\n";
const INDICATORS: &str = "目标编号,一级指标,二级指标,三级指标,指标方向,指标值,计量单位,分值,核心指标\n\
    T2,产出指标,数量指标,道路里程,≥,10,公里,60,是\n\
    T2,效益指标,社会效益指标,受益人口,≥,500,人,20,否\n\
    T2,满意度指标,服务对象满意度指标,群众满意度,≥,95,%,10,否\n";

const MONEY: &str = "编号,文号,资金,年度,下达单位,接收单位,金额,下达日期,收文日期\n\
    A1,喀财扶1号,扶贫发展资金,2020,653100,653125,1000,2020-01-20,2020-01-20\n";
const GIVEN: &str = "项目编号,指标编号,金额,安排日期\nP2,A1,1000,2020-02-10\n";

/// Somebody of each post that has a part in it.
pub(super) struct Story {
    pub(super) context: Context,
    pub(super) origin: Origin,
    pub(super) line: Actor,
    pub(super) reviewer: Actor,
    pub(super) head: Actor,
    above: Actor,
    stranger: Actor,
}

impl Story {
    pub(super) async fn new(test: &TestDb) -> Story {
        let files = [
            ("项目.csv", PROJECTS),
            ("目标.csv", TARGETS),
            ("绩效指标.csv", INDICATORS),
            ("指标.csv", MONEY),
            ("项目资金.csv", GIVEN),
        ];
        take_in(test, &files).await;
        let context = context(test);
        Story {
            line: officer(&context, Role::BureauBusiness, 653_125).await,
            reviewer: officer(&context, Role::BureauPerformance, 653_125).await,
            head: officer(&context, Role::BureauHead, 653_125).await,
            above: officer(&context, Role::BureauHead, 653_100).await,
            stranger: officer(&context, Role::BureauBusiness, 653_126).await,
            origin: on("2020-03-01"),
            context,
        }
    }

    async fn begins(&self, by: &Actor, subject: &str) -> Done<i64> {
        begin(&self.context, &self.origin, by, &begins(subject)).await
    }

    async fn read(&self, by: &Actor, id: i64) -> OneTarget {
        OneTarget::read(&self.context, &self.origin, by, id).await.unwrap()
    }

    pub(super) async fn writes(&self, id: i64, writing: &Writing) -> Done<()> {
        rewrite(&self.context, &self.origin, &self.line, (id, writing)).await
    }

    async fn submits(&self, id: i64, seal: &str) -> Done<Sending> {
        submit(&self.context, &self.origin, &self.line, (id, seal)).await
    }

    async fn says(&self, by: &Actor, id: i64, saying: &Saying) -> Done<()> {
        say(&self.context, &self.origin, by, (id, saying)).await
    }

    async fn approves(&self, by: &Actor, id: i64, saying: &Saying) -> Done<()> {
        approve(&self.context, &self.origin, by, (id, saying)).await
    }

    /// One that is filled in and waits for its review.
    async fn submitted(&self) -> i64 {
        let id = self.begins(&self.line, "P1").await.unwrap();
        let one = self.read(&self.line, id).await;
        self.writes(id, &filled(one.one.text())).await.unwrap();
        assert!(matches!(self.submits(id, "").await.unwrap(), Sending::Done(_)));
        id
    }

    async fn approved(&self) -> i64 {
        let id = self.submitted().await;
        self.says(&self.reviewer, id, &review("pass", 18)).await.unwrap();
        self.approves(&self.head, id, &approval("")).await.unwrap();
        id
    }

    async fn record(&self, target: &str) -> Option<records::Recorded> {
        let mut tx = self.context.db.read().await.unwrap();
        records::recorded(&mut tx, target).await.unwrap()
    }
}

fn begins(subject: &str) -> Begins {
    Begins {
        kind: "project".to_owned(),
        subject: subject.to_owned(),
        year: "2020".to_owned(),
        ..Begins::default()
    }
}

/// For tests of other parts: one that is being written for a project.
pub(crate) async fn begun_for(
    context: &Context,
    origin: &Origin,
    by: &Actor,
    project: &str,
) -> i64 {
    begin(context, origin, by, &begins(project)).await.unwrap()
}

/// A text with every value filled in, where the template leaves it open.
pub(super) fn filled(text: &Text) -> Writing {
    let with_value = |one: &Indicator| {
        let value = if one.value.is_empty() { example(&one.name) } else { &one.value };
        Indicator { value: value.to_owned(), ..one.clone() }
    };
    Writing {
        goal: "为300户建档立卡贫困户发放生产母羊600只，年末存栏率90%以上".to_owned(),
        total: text.total.plain(),
        fiscal: text.fiscal.plain(),
        indicators: text.indicators.iter().map(with_value).collect(),
        ..Writing::default()
    }
}

/// A value for what the livestock template leaves open: 600 animals at 1 500 yuan are the 900 000 of the project.
fn example(name: &str) -> &'static str {
    match name {
        "扶持养殖牲畜数量" => "600",
        "扶持养殖户数" | "受益建档立卡贫困户数" => "300",
        "每头（只）补助标准" => "1500",
        "带动贫困户户均年增收" => "2000",
        _ => "90",
    }
}

fn review(step: &str, points: u16) -> Saying {
    Saying {
        step: step.to_owned(),
        reason: "已核对项目计划".to_owned(),
        scores: vec![points.to_string(); 5],
        ..Saying::default()
    }
}

fn approval(reason: &str) -> Saying {
    Saying {
        step: "approve".to_owned(),
        document: "莎财〔2020〕5号".to_owned(),
        on: "2020-03-01".to_owned(),
        reason: reason.to_owned(),
        ..Saying::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_goes_from_its_template_to_its_record() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.begins(&story.line, "P1").await.unwrap();
        let one = story.read(&story.line, id).await;
        assert_eq!(
            (one.kept.of_type.as_str(), one.kept.target.as_str()),
            ("livestock", "P1-MB2020")
        );
        assert_eq!(one.one.text().indicators.len(), 10, "{}", test.engine);
        assert_eq!(one.one.text().total.0, 90_000_000, "the money of the project");
        let early = story.submits(id, "").await;
        assert!(matches!(early, Err(Failure::Import(_))), "no goal yet: {early:?}");
        story.writes(id, &filled(one.one.text())).await.unwrap();
        assert!(matches!(story.submits(id, "").await.unwrap(), Sending::Done(_)));
        let waits = due(&story.context, &story.reviewer).await.unwrap().submitted;
        assert_eq!(waits.iter().map(|one| one.id).collect::<Vec<_>>(), [id]);
        let mut returned = review("return", 10);
        returned.comments.insert("动物成活率".to_owned(), "没有这个指标".to_owned());
        assert_eq!(
            refused(story.says(&story.reviewer, id, &returned).await),
            Refusal::Step(R::FieldMissing)
        );
        returned.comments = [("牲畜成活率".to_owned(), "应不低于95%".to_owned())].into();
        story.says(&story.reviewer, id, &returned).await.unwrap();
        let one = story.read(&story.line, id).await;
        assert_eq!(one.one.review().map(|review| review.comments.len()), Some(1));
        story.writes(id, &filled(one.one.text())).await.unwrap();
        story.submits(id, "").await.unwrap();
        story.says(&story.reviewer, id, &review("pass", 18)).await.unwrap();
        assert!(story.record("P1-MB2020").await.is_none(), "not before its approval");
        story.approves(&story.head, id, &approval("")).await.unwrap();
        let record = story.record("P1-MB2020").await.unwrap();
        assert_eq!(record.approved_on.map(|day| day.to_string()).as_deref(), Some("2020-03-01"));
        assert_eq!((record.text.indicators.len(), record.text.total.0), (10, 90_000_000));
        assert!(record.text.indicators.iter().any(|one| one.core));
        let again = refused(story.begins(&story.line, "P1").await);
        assert_eq!(again, Refusal::TargetKnown, "one number is one target's");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_a_rule_is_seen_and_not_approved() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.begins(&story.line, "P1").await.unwrap();
        let mut writing = filled(story.read(&story.line, id).await.one.text());
        writing.total = "90".to_owned();
        writing.fiscal = "90".to_owned();
        let said =
            foresee(&story.context, &story.origin, &story.line, (id, &writing)).await.unwrap();
        let rules: Vec<&str> =
            said.rows.iter().flat_map(entry::Judged::findings).map(|f| f.rule.as_str()).collect();
        assert!(rules.contains(&"target.money"), "{}: {rules:?}", test.engine);
        story.writes(id, &writing).await.unwrap();
        let Sending::Not(verdict) = story.submits(id, "").await.unwrap() else { panic!("unseen") };
        assert!(verdict.count(Lamp::Red) > 0);
        assert!(matches!(story.submits(id, &verdict.seal).await.unwrap(), Sending::Done(_)));
        story.says(&story.reviewer, id, &review("pass", 18)).await.unwrap();
        let broken = story.approves(&story.head, id, &approval("急用")).await;
        assert_eq!(refused(broken), Refusal::Step(R::TargetBreaksRule));
        assert!(story.record("P1-MB2020").await.is_none());
        let back =
            Saying {
                step: "send_back".to_owned(), reason: "金额".to_owned(), ..Saying::default()
            };
        story.says(&story.head, id, &back).await.unwrap();
        let mut unreadable = filled(story.read(&story.line, id).await.one.text());
        "很多".clone_into(&mut unreadable.indicators[0].weight);
        story.writes(id, &unreadable).await.unwrap();
        let Sending::Not(verdict) = story.submits(id, "").await.unwrap() else { panic!("unread") };
        assert_eq!(verdict.rejected.first().map(|cell| cell.column.as_str()), Some("weight"));
        // A core indicator is not left out.
        let mut lacking = filled(story.read(&story.line, id).await.one.text());
        lacking.indicators.retain(|one| one.name != "扶持养殖牲畜数量");
        story.writes(id, &lacking).await.unwrap();
        assert!(matches!(story.submits(id, "").await, Err(Failure::Import(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reviews_or_approves_the_own_one_nor_from_elsewhere() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.submitted().await;
        let own = story.says(&story.line, id, &review("pass", 18)).await;
        assert_eq!(refused(own), Refusal::Step(R::SamePerson), "{}", test.engine);
        let strange = story.says(&story.stranger, id, &review("pass", 18)).await;
        assert_eq!(refused(strange), Refusal::UnknownRecord);
        assert_eq!(refused(story.begins(&story.stranger, "P1").await), Refusal::TargetSubject);
        let high = story.says(&story.reviewer, id, &review("pass", 21)).await;
        assert_eq!(refused(high), Refusal::Step(R::ScoreOutOfBounds));
        let low = story.says(&story.reviewer, id, &review("pass", 15)).await;
        assert_eq!(refused(low), Refusal::Step(R::OutcomeUnfit));
        let none = Saying { scores: Vec::new(), ..review("pass", 1) };
        assert_eq!(refused(story.says(&story.reviewer, id, &none).await), Refusal::TargetScores);
        story.says(&story.reviewer, id, &review("pass", 18)).await.unwrap();
        assert_eq!(
            refused(story.approves(&story.above, id, &approval("")).await),
            Refusal::CountyDecides
        );
        let told = refused(story.approves(&story.reviewer, id, &approval("")).await);
        assert_eq!(told, Refusal::OutOfScope, "a performance section approves no budget");
        let unsaid = Saying { document: String::new(), ..approval("") };
        assert_eq!(
            refused(story.approves(&story.head, id, &unsaid).await),
            Refusal::Step(R::FieldMissing)
        );
        let id = story.begins(&story.line, "P2").await.unwrap();
        let reject = story.says(&story.reviewer, id, &review("reject", 5)).await;
        assert_eq!(refused(reject), Refusal::Step(R::NotFromHere), "not submitted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_one_is_filed_published_and_changed_by_its_procedure() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.approved().await;
        let files = |step: &str, place: &str| Saying {
            step: step.to_owned(),
            place: place.to_owned(),
            document: "莎财〔2020〕9号".to_owned(),
            on: "2020-03-01".to_owned(),
            ..Saying::default()
        };
        let to = |what: Saying| {
            let (context, origin, by) = (&story.context, &story.origin, &story.reviewer);
            async move { file(context, origin, by, (id, &what)).await }
        };
        to(files("file", "prefecture")).await.unwrap();
        assert_eq!(refused(to(files("file", "prefecture")).await), Refusal::Step(R::FiledAlready));
        assert_eq!(refused(to(files("file", "moon")).await), Refusal::UnknownStep);
        to(files("publish", "县政府网站")).await.unwrap();
        let one = story.read(&story.line, id).await;
        let mut less = filled(one.one.text());
        less.indicators.retain(|one| one.name != "扶持养殖户数");
        "20".clone_into(&mut less.indicators[0].weight);
        let asks = |writing: Writing, reason: &'static str| {
            let (context, origin, by) = (&story.context, &story.origin, &story.line);
            async move { ask(context, origin, by, (id, &writing, reason)).await }
        };
        let same = asks(filled(one.one.text()), "无").await;
        assert_eq!(refused(same), Refusal::Step(R::NothingChanged), "{}", test.engine);
        assert!(matches!(asks(less, "合并两个指标").await.unwrap(), Sending::Done(_)));
        let before = story.record("P1-MB2020").await.unwrap();
        assert_eq!(before.text.indicators.len(), 10, "what was approved stays until then");
        story.approves(&story.head, id, &approval("")).await.unwrap();
        let after = story.record("P1-MB2020").await.unwrap();
        assert_eq!(after.text.indicators.len(), 9, "what was left out is taken back");
        let mut tx = story.context.db.read().await.unwrap();
        let held =
            store::history::held(&mut tx, domain::TableId::Targets, &[("id", "P1-MB2020")], 2);
        let held = held.await.unwrap();
        let text = |column| held[0].text(domain::TableId::Targets, column).to_owned();
        assert_eq!(text("published_on"), "2020-03-01", "what a change does not speak of stays");
        assert_eq!(
            (text("changed_on"), text("change_approved_on")),
            ("2020-03-01".to_owned(), "2020-03-01".to_owned())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_the_records_is_followed_from_its_approval() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let follow = |by: Actor, target: &'static str| {
            let (context, origin) = (&story.context, &story.origin);
            async move { take_over(context, origin, &by, target).await }
        };
        assert_eq!(refused(follow(story.line.clone(), "T9").await), Refusal::UnknownRecord);
        assert_eq!(refused(follow(story.stranger.clone(), "T2").await), Refusal::TargetSubject);
        let home = store::projects::Home {
            project: "P2".to_owned(),
            county: "653125".to_owned(),
            unit: "莎车县交通局".to_owned(),
        };
        let open = unfollowed(&story.context, &story.line, ("P2", &home)).await.unwrap();
        assert_eq!(open, ["T2"], "{}", test.engine);
        let id = follow(story.line.clone(), "T2").await.unwrap();
        assert_eq!(follow(story.line.clone(), "T2").await.unwrap(), id, "once");
        let one = story.read(&story.line, id).await;
        assert_eq!((one.one.state(), one.one.text().indicators.len()), (State::Approved, 3));
        let mut more = filled(one.one.text());
        "12".clone_into(&mut more.indicators[0].value);
        let what = (id, &more, "增加里程");
        let asked = ask(&story.context, &story.origin, &story.line, what).await.unwrap();
        assert!(matches!(asked, Sending::Done(_)));
        let deny =
            Saying {
                step: "deny".to_owned(), reason: "资金不变".to_owned(), ..Saying::default()
            };
        story.says(&story.head, id, &deny).await.unwrap();
        let kept = story.record("T2").await.unwrap();
        assert_eq!(kept.text.indicators[0].value, "10");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_are_set_for_departments_governments_and_policies_too() {
    let test = databases().await.unwrap().remove(0);
    let story = Story::new(&test).await;
    let of = |kind: &str, subject: &str| Begins { kind: kind.to_owned(), ..begins(subject) };
    let try_it = |begins: Begins| {
        let (context, origin, by) = (&story.context, &story.origin, &story.line);
        async move { begin(context, origin, by, &begins).await }
    };
    let id = try_it(of("department", "农业农村局")).await.unwrap();
    let one = story.read(&story.line, id).await;
    assert_eq!(
        (one.kept.subject.as_str(), one.kept.unit.as_str()),
        ("653125/农业农村局", "农业农村局")
    );
    assert_eq!(one.kept.target, "653125-农业农村局-MB2020");
    let id = try_it(of("government", "")).await.unwrap();
    assert_eq!(story.read(&story.line, id).await.kept.subject, "653125");
    try_it(of("policy", "小额信贷贴息政策")).await.unwrap();
    for (kind, subject) in [("department", ""), ("policy", ""), ("transfer", "A9"), ("moon", "P1")]
    {
        assert_eq!(refused(try_it(of(kind, subject)).await), Refusal::TargetSubject, "{kind}");
    }
    let copy = Begins { copies: "T2".to_owned(), ..begins("P1") };
    let id = try_it(copy).await.unwrap();
    let copied = story.read(&story.line, id).await;
    assert_eq!((copied.one.text().indicators.len(), copied.one.text().total.0), (3, 90_000_000));
    let unknown = Begins { copies: "T9".to_owned(), ..of("project", "P2") };
    assert_eq!(refused(try_it(unknown).await), Refusal::TargetUnknown);
    let odd = Begins { target: "a/b".to_owned(), ..of("project", "P2") };
    assert_eq!(refused(try_it(odd).await), Refusal::TargetNumber);
    let year = Begins { year: "今年".to_owned(), ..of("project", "P2") };
    assert_eq!(refused(try_it(year).await), Refusal::PlanYear);
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_counts_what_the_rule_counts_and_follows_an_approval() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let counted = async |by: &Actor, day: &str| {
            let rows = covered(&story.context, &on(day), by, 2020).await.unwrap();
            let told = rows.iter().map(|row| (row.county.clone(), row.projects, row.approved));
            told.collect::<Vec<_>>()
        };
        // Of four projects only P2 has money; its target was approved before it.
        let one = |approved| vec![("653125".to_owned(), 1, approved)];
        assert_eq!(counted(&story.line, "2020-02-09").await, []);
        assert_eq!(counted(&story.line, "2020-03-01").await, one(1));
        assert_eq!(counted(&story.above, "2020-03-01").await, one(1));
        assert_eq!(counted(&story.stranger, "2020-03-01").await, []);
        let planned = "项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,计划批复日期\n\
                       P1,扶贫养羊,653125,养殖,2020,莎车县农业农村局,王某,900000,2020-02-01\n";
        take_in(&test, &[("项目.csv", planned)]).await;
        assert_eq!(
            counted(&story.line, "2020-03-01").await,
            vec![("653125".to_owned(), 2, 1)],
            "an import is seen at once"
        );
    }
}
