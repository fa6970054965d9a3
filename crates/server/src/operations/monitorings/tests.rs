//! Rounds of monitoring on both databases: entered, put right, accepted, decided on; who may not, what is refused, and
//! payments that are suspended until somebody else lifts it.

mod decided;

use domain::TableId;
use domain::handling::StepRefusal as R;
use store::history::{self, Record};
use store::testing::{TestDb, databases};

use super::*;
use crate::access::Role;
use crate::operations::handdowns::tests::officer;
use crate::operations::handling::one::One as _;
use crate::operations::screening::tests::on;
use crate::operations::tests::{context, refused, take_in};

pub(crate) const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,入库日期,计划批复日期,完工日期
P1,防渗渠,653125,水利,2020,莎车县水利局,王某,1000,2020-01-05,2020-01-20,
P3,桥,653126,道路,2020,叶城县水利局,王某,1000,2020-01-05,2020-01-20,
P4,路,653125,道路,2020,莎车县水利局,王某,1000,2020-01-05,2020-01-20,2020-06-15
";
pub(crate) const TARGETS: &str = "\
目标编号,对象类型,对象,年度,总体目标,资金总额,审核结果,批复日期
T1,项目,P1,2020,修渠,1000,通过,2020-02-10
T3,项目,P3,2020,修桥,1000,通过,2020-02-10
T4,项目,P4,2020,修路,1000,通过,2020-02-10
T5,项目,P1,2020,未批复,1000,,
T6,部门,653125/莎车县水利局,2020,履职,1000,通过,2020-02-10
";
pub(crate) const INDICATORS: &str = "\
目标编号,一级指标,二级指标,三级指标,指标方向,指标值,计量单位,分值
T1,产出指标,数量指标,渠道长度,≥,10,公里,50
T1,产出指标,质量指标,工程验收,定性,合格,,40
T6,产出指标,数量指标,检查次数,≥,12,次,90
";
pub(crate) const PAID: &str = "\
凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型,项目编号
V1,653125,2020,2020-05-10,800,直接支付,进度款,水利公司,企业,P1
V2,653125,2020,2020-06-30,300,直接支付,退款,水利公司,企业,P1
V3,653125,2020,2020-07-01,50,直接支付,进度款,水利公司,企业,P1
";
const JUNE: &str = "2020-06-30";

/// Somebody of each post that has a part in it.
pub(super) struct Story {
    pub(super) context: Context,
    pub(super) origin: Origin,
    pub(super) line: Actor,
    pub(super) fund: Actor,
    pub(super) head: Actor,
    pub(super) above: Actor,
    pub(super) stranger: Actor,
}

/// The records of the tests.
pub(crate) async fn taken_in(test: &TestDb) {
    let files = [
        ("项目.csv", PROJECTS),
        ("绩效目标.csv", TARGETS),
        ("绩效指标.csv", INDICATORS),
        ("支付.csv", PAID),
    ];
    take_in(test, &files).await;
}

impl Story {
    pub(super) async fn new(test: &TestDb) -> Story {
        taken_in(test).await;
        let context = context(test);
        let origin = on("2020-07-06");
        assert!(calendar::open(&context, origin.day).await.unwrap());
        assert!(!calendar::open(&context, origin.day).await.unwrap(), "once is enough");
        Story {
            line: officer(&context, Role::BureauBusiness, 653_125).await,
            fund: officer(&context, Role::BureauFund, 653_125).await,
            head: officer(&context, Role::BureauHead, 653_125).await,
            above: officer(&context, Role::BureauFund, 653_100).await,
            stranger: officer(&context, Role::BureauBusiness, 653_126).await,
            origin,
            context,
        }
    }

    pub(super) async fn submits(&self, by: &Actor, writing: &Writing) -> Done<i64> {
        submit(&self.context, &self.origin, by, writing).await
    }

    /// One that waits.
    pub(super) async fn entered(&self) -> i64 {
        self.submits(&self.line, &writing("T1", "5")).await.unwrap()
    }

    pub(super) async fn does(&self, by: &Actor, id: i64, saying: &Saying) -> Done<()> {
        let operation = match saying.step.as_str() {
            "report" => Operation::EnterMonitoring,
            _ => Operation::ReviewMonitoring,
        };
        take(&self.context, &self.origin, by, (operation, id, saying)).await
    }

    pub(super) async fn state(&self, id: i64) -> String {
        self.read(&self.fund, id).await.followed.kept.standing.state
    }

    pub(super) async fn read(&self, by: &Actor, id: i64) -> OneMonitoring {
        OneMonitoring::read(&self.context, &self.origin, by, id).await.unwrap()
    }

    pub(super) async fn record(&self, table: TableId, of: &[(&str, &str)]) -> Record {
        let mut tx = self.context.db.read().await.unwrap();
        history::held(&mut tx, table, of, 2).await.unwrap().pop().unwrap()
    }
}

pub(super) fn proof() -> Vec<Sent> {
    vec![Sent { name: "照片.pdf".to_owned(), content: b"%PDF-1.7 proof".to_vec() }]
}

fn line(indicator: &str, actual: &str) -> Line {
    Line {
        indicator: indicator.to_owned(),
        actual: actual.to_owned(),
        likelihood: "certain".to_owned(),
        ..Line::default()
    }
}

/// The round of June of a target, so much of its canal done.
pub(crate) fn writing(target: &str, length: &str) -> Writing {
    Writing {
        target: target.to_owned(),
        node: JUNE.to_owned(),
        expected: "1000".to_owned(),
        values: vec![line("渠道长度", length), line("工程验收", "达成")],
        evidence: proof(),
        ..Writing::default()
    }
}

/// A round of the department of a county that waits, for tests of who sees it.
pub(crate) async fn of_department(
    test: &TestDb,
    context: &Context,
    by: &Actor,
    county: &str,
) -> i64 {
    let target = format!(
        "目标编号,对象类型,对象,年度,总体目标,资金总额,审核结果,批复日期\n\
         TD,部门,{county}/卫生健康委员会,2020,履职,1000,通过,2020-02-10\n"
    );
    let indicator = "目标编号,一级指标,二级指标,三级指标,指标方向,指标值,计量单位,分值\n\
                     TD,产出指标,数量指标,渠道长度,≥,10,公里,50\n\
                     TD,产出指标,质量指标,工程验收,定性,合格,,40\n";
    take_in(test, &[("绩效目标.csv", &target), ("绩效指标.csv", indicator)]).await;
    let origin = on("2021-01-06");
    calendar::open(context, origin.day).await.unwrap();
    let mut writing = Writing { executed: "500".to_owned(), ..writing("TD", "10") };
    writing.remarks = "年中已全部完成".to_owned();
    submit(context, &origin, by, &writing).await.unwrap()
}

pub(super) fn saying(step: &str, reason: &str) -> Saying {
    Saying { step: step.to_owned(), reason: reason.to_owned(), ..Saying::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_entered_put_right_and_accepted() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let asked = form(&story.context, &story.fund, ("T1", JUNE)).await.unwrap();
        assert_eq!((asked.executed, asked.owed.due.as_str()), (Some(50_000), "2020-07-20"));
        let first = due(&story.context, &story.fund).await.unwrap();
        assert!(first.waiting.is_empty() && first.open.is_empty(), "finance enters none");
        let id = story.entered().await;
        let one = story.read(&story.fund, id).await;
        assert_eq!(one.followed.kept.standing.light, "green", "{:?}", one.weighed);
        assert_eq!(
            one.followed.kept.standing.executed, 50_000,
            "refunds taken off, up to the node"
        );
        assert_eq!(due(&story.context, &story.fund).await.unwrap().waiting.len(), 1);
        story.does(&story.fund, id, &saying("return", "缺照片")).await.unwrap();
        let again = on("2020-07-08");
        let anew = submit(&story.context, &again, &story.line, &writing("T1", "6")).await.unwrap();
        assert_eq!(anew, id, "the same round");
        let of = [("target", "T1"), ("as_of", JUNE)];
        let record = story.record(TableId::Monitorings, &of).await;
        assert_eq!(record.text(TableId::Monitorings, "entered_on"), "2020-07-06", "first entered");
        let value = story
            .record(TableId::MonitoringValues, &[("target", "T1"), ("indicator", "渠道长度")])
            .await;
        assert_eq!(value.text(TableId::MonitoringValues, "actual"), "6");
        let later = Story { origin: again, ..story };
        later.does(&later.fund, id, &saying("accept", "")).await.unwrap();
        assert_eq!(later.state(id).await, "accepted");
        let counted = coverage(&later.context, &later.origin, &later.fund, 2020).await.unwrap();
        let counts: Vec<(i64, i64, i64)> =
            counted.iter().map(|one| (one.owed, one.entered, one.timely)).collect();
        // T1 in May and June, T4 in May, which is finished then, the department in June.
        assert_eq!(counts, [(4, 1, 1)], "the own county alone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deviation_wants_cause_and_measure_and_what_does_not_go_together_a_word() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let mut late = writing("T1", "2");
        for line in &mut late.values {
            line.likelihood = "possible".to_owned();
        }
        let (_, weighed) =
            foresee(&story.context, &story.origin, &story.line, &late).await.unwrap();
        let lights: Vec<&str> =
            weighed.lights.iter().map(|light| words::of_light(*light)).collect();
        assert_eq!(lights, ["red", "yellow"], "one by its pace, one as it may not be met");
        assert!(weighed.findings.iter().any(|found| found.rule == "monitor.no-measure"));
        let done = story.submits(&story.line, &late).await;
        assert_eq!(refused(done), Refusal::Step(R::CauseMissing));
        for line in &mut late.values {
            (line.cause, line.measure) = ("雨季停工".to_owned(), "增派两个班组".to_owned());
        }
        story.submits(&story.line, &late).await.unwrap();
        let mut certain = late.clone();
        certain.values[0].likelihood = "certain".to_owned();
        let done = story.submits(&story.line, &certain).await;
        assert_eq!(refused(done), Refusal::Step(R::Unexplained), "red, and certain");
        certain.remarks = "七月复工，年底可完成".to_owned();
        let id = story.submits(&story.line, &certain).await.unwrap();
        let one = story.read(&story.fund, id).await;
        assert_eq!(one.followed.kept.standing.light, "red");
        assert_eq!(one.weighed.incoherent.len(), 1, "{:?}", one.weighed.incoherent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_and_what_is_refused() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let of =
            |target: &str, node: &str| Writing { node: node.to_owned(), ..writing(target, "5") };
        let short = Writing { values: vec![line("渠道长度", "5")], ..writing("T1", "5") };
        let twice = Writing {
            values: [writing("T1", "5").values, vec![line("渠道长度", "5")]].concat(),
            ..writing("T1", "5")
        };
        let mut silent = writing("T1", "5");
        silent.values[0].likelihood = String::new();
        let bare = Writing { evidence: Vec::new(), ..writing("T1", "5") };
        let less = Writing { expected: "499".to_owned(), ..writing("T1", "5") };
        let empty = writing("T1", "");
        for (writing, refusal) in [
            (of("T1", "2020-07-31"), Refusal::MonitoringNotOwed),
            (of("T1", "2020-01-31"), Refusal::MonitoringNotOwed),
            (of("T1", "2020-08-31"), Refusal::MonitoringNotOwed),
            (of("T4", JUNE), Refusal::MonitoringNotOwed),
            (of("T5", JUNE), Refusal::MonitoringNotOwed),
            (short, Refusal::MonitoringIndicators),
            (twice, Refusal::MonitoringIndicators),
            (silent, Refusal::MonitoringLikelihood),
            (bare, Refusal::Step(R::NoEvidence)),
            (less, Refusal::Step(R::ExpectedBelow)),
            (empty, Refusal::Step(R::FieldMissing)),
            (of("T3", JUNE), Refusal::UnknownRecord),
        ] {
            let done = story.submits(&story.line, &writing).await;
            assert_eq!(refused(done), refusal, "{writing:?}");
        }
        let done = story.submits(&story.stranger, &writing("T1", "5")).await;
        assert_eq!(refused(done), Refusal::UnknownRecord, "not the own county");
        assert_eq!(
            refused(story.submits(&story.fund, &writing("T1", "5")).await),
            Refusal::OutOfScope
        );
        let id = story.entered().await;
        let accept = saying("accept", "");
        assert_eq!(refused(story.does(&story.line, id, &accept).await), Refusal::OutOfScope);
        assert_eq!(refused(story.does(&story.above, id, &accept).await), Refusal::CountyDecides);
        assert_eq!(
            refused(story.does(&story.fund, id, &saying("?", "")).await),
            Refusal::UnknownStep
        );
        let decide = Saying { due: "2020-08-01".to_owned(), ..saying("decide", "停工") };
        assert_eq!(refused(story.does(&story.fund, id, &decide).await), Refusal::MonitoringMeasure);
        assert_eq!(story.state(id).await, "waiting", "nothing was done");
    }
}
