//! Self-evaluations on both databases: from the records to the check to which audit agrees, the worked examples of the
//! manual, and what is refused.

mod formulas;

use domain::Decimal;
use domain::handling::StepRefusal as R;
use store::testing::{TestDb, databases};

use super::one::{OneEvaluation, due};
use super::*;
use crate::access::Role;
use crate::operations::handdowns::tests::officer;
use crate::operations::handling::one::One as _;
use crate::operations::recording::{Cell, Recording, whole_rows};
use crate::operations::screening::tests::on;
use crate::operations::tests::{context, refused, take_in};

pub(crate) const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,入库日期,计划批复日期,完工日期
P1,防渗渠,653125,水利,2019,莎车县水利局,王某,1000,2019-01-05,2019-01-20,2019-10-31
P2,道路,653125,道路,2020,莎车县交通局,王某,1000,2020-01-05,2020-01-20,2020-11-30
P3,桥,653126,道路,2019,叶城县水利局,王某,1000,2019-01-05,2019-01-20,2019-10-31
";
pub(crate) const TARGETS: &str = "\
目标编号,对象类型,对象,年度,总体目标,资金总额,审核结果,批复日期
T1,项目,P1,2019,新建防渗渠10公里,1000,通过,2019-01-10
T2,项目,P2,2020,新建道路,1000,通过,2019-11-10
T3,项目,P3,2019,新建桥,1000,通过,2019-01-10
T4,项目,P1,2019,未批复,1000,,
T5,政策,补贴,2019,政策,1000,通过,2019-01-10
T6,项目,P1,2019,没有分值,1000,通过,2019-01-10
";
const INDICATOR_HEAD: &str = "目标编号,一级指标,二级指标,三级指标,指标方向,指标值,计量单位,分值\n";
const ROWS: &str = "\
产出指标,数量指标,新建防渗渠,≥,10,公里,30
产出指标,时效指标,完工时间,≤,2019-10-31,,10
产出指标,成本指标,每公里成本,≤,100,元,10
效益指标,社会效益指标,灌溉条件,定性,明显改善,,30
满意度指标,满意度,群众满意度,≥,90,%,10
";
pub(crate) const PAYMENTS: &str = "\
凭证号,县,项目,金额,支付日期,年度,支付方式,款项性质,收款人,收款人类型,用途
V1,653125,P1,950,2019-06-01,2019,直接支付,进度款,水利公司,企业,防渗渠进度款
V2,653125,P1,50,2019-07-01,2019,直接支付,退款,水利公司,企业,退回
V3,653125,P1,77,2020-01-05,2019,直接支付,质保金,水利公司,企业,质保金
";

/// The indicators of all targets that can be scored, and of one that cannot.
pub(crate) fn indicators() -> String {
    let of = |target: &str| ROWS.lines().map(|row| [target, ",", row, "\n"].concat()).collect();
    let all: [String; 4] = ["T1", "T2", "T3", "T4"].map(of);
    format!("{INDICATOR_HEAD}{}T6,产出指标,数量指标,新建防渗渠,≥,10,公里,30\n", all.concat())
}

/// Somebody of each post that has a part in it.
struct Story {
    context: Context,
    origin: Origin,
    line: Actor,
    bureau: Actor,
    audit: Actor,
    above: Actor,
    stranger: Actor,
}

impl Story {
    async fn new(test: &TestDb) -> Story {
        let indicators = indicators();
        let files = [
            ("项目.csv", PROJECTS),
            ("绩效目标.csv", TARGETS),
            ("绩效指标.csv", &*indicators),
            ("支付.csv", PAYMENTS),
        ];
        take_in(test, &files).await;
        let context = context(test);
        Story {
            line: officer(&context, Role::BureauBusiness, 653_125).await,
            bureau: officer(&context, Role::BureauPerformance, 653_125).await,
            audit: officer(&context, Role::Audit, 653_125).await,
            above: officer(&context, Role::BureauPerformance, 653_100).await,
            stranger: officer(&context, Role::BureauBusiness, 653_126).await,
            origin: on("2019-12-01"),
            context,
        }
    }

    async fn reports(&self, by: &Actor, writing: &Writing) -> Done<Reported> {
        report(&self.context, &self.origin, by, (Aim::Keep, writing)).await
    }

    /// One that waits to be checked.
    async fn reported(&self) -> i64 {
        made(self.reports(&self.line, &writing("T1", &[])).await.unwrap())
    }

    async fn writes(&self, by: &Actor, of: (i64, Part), writing: &Writing) -> Done<Reported> {
        write(&self.context, &self.origin, by, of, (Aim::Keep, writing)).await
    }

    async fn agrees(&self, by: &Actor, id: i64, step: &str, reason: &str) -> Done<()> {
        let saying = Saying { step: step.to_owned(), reason: reason.to_owned() };
        agree(&self.context, &self.origin, by, (id, &saying)).await
    }

    async fn read(&self, by: &Actor, id: i64) -> Done<OneEvaluation> {
        OneEvaluation::read(&self.context, &self.origin, by, id).await
    }

    /// The cells of the evaluations of a target on record: kind, score, grade, entered, checked.
    async fn on_record(&self, target: &str) -> Vec<[String; 5]> {
        let table = domain::TableId::Evaluations;
        let mut tx = self.context.db.read().await.unwrap();
        let all = store::history::held(&mut tx, table, &[("target", target)], 9).await.unwrap();
        let cells = |one: &store::history::Record| {
            let text = |column| one.text(table, column).to_owned();
            let score = Decimal(one.number(table, "score").unwrap_or_default()).to_string();
            [text("kind"), score, text("grade"), text("entered_on"), text("checked_on")]
        };
        let mut all: Vec<[String; 5]> = all.iter().map(cells).collect();
        all.sort();
        all
    }
}

/// The number of what was made.
pub(crate) fn made(done: Reported) -> i64 {
    match done {
        Reported::Made(id) => id,
        Reported::Not(drafted) => panic!("not seen: {:?}", drafted.verdict),
    }
}

/// A report of a target: all is reached but the length; what is named is said otherwise: `indicator.field`, or a part
/// of the report.
pub(crate) fn writing(target: &str, changes: &[(&str, &str)]) -> Writing {
    let entry = |actual: &str, score: &str| Entry {
        actual: actual.to_owned(),
        score: score.to_owned(),
        ..Entry::default()
    };
    let short = Entry {
        cause: "冬季停工".to_owned(),
        measure: "春季补齐".to_owned(),
        ..entry("9公里", "")
    };
    let lines = [
        ("新建防渗渠", short),
        ("完工时间", entry("2019-10-31", "")),
        ("每公里成本", entry("100", "")),
        ("灌溉条件", entry("达成，灌溉条件明显改善", "27")),
        ("群众满意度", entry("92%", "")),
    ];
    let mut writing = Writing {
        target: target.to_owned(),
        lines: lines.map(|(name, entry)| (name.to_owned(), entry)).into(),
        evidence: vec![Sent { name: "验收单.pdf".to_owned(), content: b"%PDF-1.7 x".to_vec() }],
        ..Writing::default()
    };
    for (name, text) in changes {
        let Some((indicator, field)) = name.split_once('.') else {
            let part = match *name {
                "budget" => &mut writing.budget,
                "executed" => &mut writing.executed,
                "note" => &mut writing.note,
                _ => &mut writing.opinion,
            };
            (*text).clone_into(part);
            continue;
        };
        let entry = writing.lines.entry(indicator.to_owned()).or_default();
        let part = match field {
            "actual" => &mut entry.actual,
            "score" => &mut entry.score,
            "cause" => &mut entry.cause,
            _ => &mut entry.measure,
        };
        (*text).clone_into(part);
    }
    writing
}

/// A self-evaluation of a project of which nothing else is known, for tests of other parts.
pub(crate) async fn reported_for(
    context: &Context,
    origin: &Origin,
    by: &Actor,
    project: &str,
) -> i64 {
    let target = [
        ("id", "T-OWN"),
        ("subject_kind", "project"),
        ("subject", project),
        ("fiscal_year", "2019"),
        ("total_amount", "1000"),
        ("review", "approved"),
        ("approved_on", "2019-01-10"),
    ];
    let indicator = |row: &str| -> Vec<Cell<'static>> {
        let names = ["level1", "level2", "name", "direction", "value", "unit", "weight"];
        let own = [("target", "T-OWN".to_owned())].into_iter();
        own.chain(names.into_iter().zip(row.split(',').map(str::to_owned))).collect()
    };
    let target = target.map(|(column, text)| (column, text.to_owned())).to_vec();
    let indicators: Vec<Vec<Cell<'_>>> = ROWS.lines().map(indicator).collect();
    for written in [
        whole_rows(domain::TableId::Targets, &[target]),
        whole_rows(domain::TableId::Indicators, &indicators),
    ] {
        let rows = Recording::of(context, written).await.unwrap().bounded();
        let mut tx = context.db.write().await.unwrap();
        rows.bring(&mut tx, context, origin, (by, &by.held[0])).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut writing = writing("T-OWN", &[("executed", "900"), ("note", "补录")]);
    for _ in 0..2 {
        match report(context, origin, by, (Aim::Keep, &writing)).await.unwrap() {
            Reported::Made(id) => return id,
            Reported::Not(drafted) => writing.seal = drafted.verdict.unwrap().seal,
        }
    }
    panic!("what was seen is not seen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_computed_put_right_checked_and_agreed_to() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let owed = due(&story.context, &story.origin, &story.line).await.unwrap().owed;
        let targets: Vec<&str> = owed.iter().map(|one| &*one.target).collect();
        assert_eq!(targets, ["T1", "T6"], "{}", test.engine);
        // Budget and execution come from the records: 950 less 50 in the year of 1000.
        let id = story.reported().await;
        let one = story.read(&story.line, id).await.unwrap();
        let own = one.followed.one.figures();
        assert_eq!((own.executed.0, own.execution), (90_000, Decimal(90_000)));
        // 9 + 27 + 10 + 10 + 27 + 10.
        assert_eq!((own.total(), &*own.grade), (Decimal(930_000), "优"));
        let said = ["self", "93", "优", "2019-12-01", ""].map(str::to_owned);
        assert_eq!(story.on_record("T1").await, [said], "{}", test.engine);
        let waits = due(&story.context, &story.origin, &story.bureau).await.unwrap();
        assert_eq!(waits.waiting.len(), 1);
        give_back(&story.context, &story.origin, &story.bureau, (id, "缺验收单")).await.unwrap();
        assert_eq!(
            due(&story.context, &story.origin, &story.line).await.unwrap().returned.len(),
            1
        );
        let anew = writing("T1", &[("灌溉条件.score", "26.5")]);
        made(story.writes(&story.line, (id, Part::Report), &anew).await.unwrap());
        assert_eq!(story.on_record("T1").await[0][1], "92.5", "{}", test.engine);
        // The bureau verifies less, and says why; the audit office first wants it verified on the spot.
        let found = writing("T1", &[("新建防渗渠.actual", "8"), ("opinion", "现场核实为8公里")]);
        made(story.writes(&story.bureau, (id, Part::Check), &found).await.unwrap());
        assert_eq!(story.on_record("T1").await.len(), 1, "no record before audit agrees");
        story.agrees(&story.audit, id, "object", "请提供现场照片").await.unwrap();
        made(story.writes(&story.bureau, (id, Part::Check), &found).await.unwrap());
        let waits = due(&story.context, &story.origin, &story.audit).await.unwrap();
        assert_eq!(waits.checked.len(), 1);
        story.agrees(&story.audit, id, "agree", "").await.unwrap();
        let check = ["check", "90", "优", "2019-12-01", ""].map(str::to_owned);
        let own = ["self", "92.5", "优", "2019-12-01", "2019-12-01"].map(str::to_owned);
        assert_eq!(story.on_record("T1").await, [check, own], "{}", test.engine);
        let end = story.read(&story.bureau, id).await.unwrap();
        assert!(end.may.is_empty() && end.followed.kept.standing.state == "accepted");
        assert_eq!(end.followed.one.opinion(), Some("现场核实为8公里"));
        assert_eq!(end.attachments.len(), 4);
        let mut tx = story.context.db.read().await.unwrap();
        store::events::verify(&mut tx).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let refuses = async |by: &Actor, writing: Writing, expect: Refusal| {
            assert_eq!(refused(story.reports(by, &writing).await), expect, "{}", test.engine);
        };
        for (target, expect) in [
            ("T2", Refusal::EvaluationEarly),
            ("T3", Refusal::UnknownRecord),
            ("T4", Refusal::EvaluationTarget),
            ("T5", Refusal::EvaluationTarget),
            ("T6", Refusal::EvaluationIndicators),
            ("T9", Refusal::EvaluationTarget),
        ] {
            refuses(&story.line, writing(target, &[]), expect).await;
        }
        for (changes, expect) in [
            (&[("灌溉条件.score", "23.99")][..], Refusal::Step(R::ScoreOutOfBand)),
            (&[("灌溉条件.score", "30.01")], Refusal::Step(R::ScoreOutOfBand)),
            (&[("灌溉条件.score", "")], Refusal::Step(R::ScoreOutOfBand)),
            (&[("灌溉条件.score", "27.001")], Refusal::NotAScore),
            (&[("灌溉条件.actual", "见附件")], Refusal::EvaluationUnread),
            (&[("新建防渗渠.score", "27.01")], Refusal::Step(R::ScoreOutOfBand)),
            (&[("新建防渗渠.score", "abc")], Refusal::NotAScore),
            (&[("新建防渗渠.cause", "")], Refusal::Step(R::NotExplained)),
            (&[("新建防渗渠.measure", " ")], Refusal::Step(R::NotExplained)),
            (&[("新建防渗渠.actual", "")], Refusal::Step(R::FieldMissing)),
            // 130 % and more is to be explained, as is a score below the computed one.
            (&[("群众满意度.actual", "117")], Refusal::Step(R::NotExplained)),
            (&[("每公里成本.score", "9")], Refusal::Step(R::NoReason)),
            (&[("executed", "901")], Refusal::Step(R::NoReason)),
            (&[("budget", "0")], Refusal::Step(R::AmountOutOfBounds)),
            (&[("别的指标.actual", "1")], Refusal::EvaluationLine),
        ] {
            refuses(&story.line, writing("T1", changes), expect).await;
        }
        let bare = Writing { evidence: Vec::new(), ..writing("T1", &[]) };
        refuses(&story.line, bare, Refusal::Step(R::NoEvidence)).await;
        refuses(&story.bureau, writing("T1", &[]), Refusal::OutOfScope).await;
        refuses(&story.stranger, writing("T1", &[]), Refusal::UnknownRecord).await;
        assert_eq!(story.on_record("T1").await.len(), 0, "nothing half done");
        let id = story.reported().await;
        refuses(&story.line, writing("T1", &[]), Refusal::EvaluatedAlready).await;
        let plain = writing("T1", &[]);
        for (by, part, expect) in [
            (&story.above, Part::Check, Refusal::EvaluationLevel),
            (&story.audit, Part::Check, Refusal::OutOfScope),
            (&story.stranger, Part::Report, Refusal::UnknownRecord),
            (&story.line, Part::Report, Refusal::Step(R::NotFromHere)),
        ] {
            assert_eq!(refused(story.writes(by, (id, part), &plain).await), expect);
        }
        let differs = writing("T1", &[("新建防渗渠.actual", "8")]);
        let done = story.writes(&story.bureau, (id, Part::Check), &differs).await;
        assert_eq!(refused(done), Refusal::Step(R::NoReason), "a difference without opinion");
        made(story.writes(&story.bureau, (id, Part::Check), &plain).await.unwrap());
        for (by, step, expect) in [
            (&story.bureau, "agree", Refusal::OutOfScope),
            (&story.audit, "object", Refusal::Step(R::NoReason)),
            (&story.audit, "other", Refusal::UnknownStep),
        ] {
            assert_eq!(refused(story.agrees(by, id, step, "").await), expect);
        }
        story.agrees(&story.audit, id, "agree", "").await.unwrap();
        let late = give_back(&story.context, &story.origin, &story.bureau, (id, "错")).await;
        assert_eq!(refused(late), Refusal::Step(R::NotFromHere), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_checks_the_own_report() {
    for test in databases().await.unwrap() {
        let mut story = Story::new(&test).await;
        // One person in both posts.
        story.line.held.extend(story.bureau.held.clone());
        let id = story.reported().await;
        assert!(due(&story.context, &story.origin, &story.line).await.unwrap().waiting.is_empty());
        let may = story.read(&story.line, id).await.unwrap().may;
        assert!(may.is_empty(), "{may:?}");
        let done = story.writes(&story.line, (id, Part::Check), &writing("T1", &[])).await;
        assert_eq!(refused(done), Refusal::Step(R::SamePerson), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_doubtful_is_seen_before_it_is_reported() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        // Half of the money for nearly all of the work.
        let changes = [("executed", "500"), ("note", "尾款未付")];
        let mut doubtful = writing("T1", &changes);
        let judged =
            report(&story.context, &story.origin, &story.line, (Aim::Judge, &doubtful)).await;
        let Ok(Reported::Not(drafted)) = judged else { panic!("kept: {judged:?}") };
        assert_eq!(drafted.draft.total, Some(Decimal(890_000)));
        let verdict = drafted.verdict.unwrap();
        let found: Vec<&str> =
            verdict.rows.iter().flat_map(Judged::findings).map(|one| &*one.rule).collect();
        assert_eq!(found, ["evaluation.inflated"], "{}", test.engine);
        assert!(matches!(story.reports(&story.line, &doubtful).await, Ok(Reported::Not(_))));
        assert_eq!(story.on_record("T1").await.len(), 0, "what was only judged leaves nothing");
        doubtful.seal = verdict.seal;
        // Something else than what was seen.
        let changes = [("executed", "499"), ("note", "尾款未付")];
        let other = Writing { seal: doubtful.seal.clone(), ..writing("T1", &changes) };
        assert!(matches!(story.reports(&story.line, &other).await, Ok(Reported::Not(_))));
        made(story.reports(&story.line, &doubtful).await.unwrap());
    }
}
