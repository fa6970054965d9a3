//! Self-evaluations of the demo, in every state: checked and agreed to, checked, waiting, sent back.

use std::collections::BTreeMap;

use domain::TableId;

use super::cast::{Ground, signed_in};
use super::handled::{done_or_left, page};
use super::recorded::entered;
use crate::context::{Context, Origin};
use crate::operations::evaluations::{
    Aim, Drafted, Entry, Part, Reported, Saying, Writing, agree, begin, give_back, report, write,
};
use crate::operations::{Actor, Done};

/// What becomes of a report.
#[derive(Clone, Copy)]
enum End {
    /// The finance bureau finds less, the audit office agrees.
    Lower,
    /// They find the same.
    Same,
    /// It is checked, and waits for the audit office.
    Checked,
    /// It waits to be checked.
    Waits,
    /// It is sent back.
    Back,
}

/// Each project: its name, where it lies, and what becomes of its report; the last one is still to be reported about.
const STORIES: &[(&str, &str, Option<End>)] = &[
    ("村道硬化", "一村", Some(End::Lower)),
    ("防渗渠改造", "二村", Some(End::Same)),
    ("饮水管网维修", "三村", Some(End::Checked)),
    ("林果提质", "四村", Some(End::Waits)),
    ("棚圈改造", "五村", Some(End::Back)),
    ("入户路铺设", "六村", None),
];

/// Number of the county's own money for these projects.
const BUDGET: &str = "DEMO-2020-02";

/// The indicators of each: levels, name, direction, value, unit, weight.
const INDICATORS: &[[&str; 7]] = &[
    ["产出指标", "数量指标", "完成工程量", ">=", "200", "处", "20"],
    ["产出指标", "质量指标", "验收合格率", ">=", "98", "%", "15"],
    ["产出指标", "时效指标", "完工时间", "<=", "2020-11-20", "", "10"],
    ["产出指标", "成本指标", "每处成本", "<=", "500", "元", "5"],
    ["效益指标", "社会效益指标", "受益建档立卡贫困人口数", ">=", "320", "人", "15"],
    ["效益指标", "可持续影响指标", "长期管护机制", "qualitative", "建立并落实管护责任", "", "15"],
    ["满意度指标", "服务对象满意度指标", "受益群众满意度", ">=", "95", "%", "10"],
];

/// A record with texts of its own beside those that all have.
type Told<'a> = &'a [(&'a str, &'a str)];

/// The money of the projects, and each with its target, its indicators and what was paid for it.
async fn recorded(context: &Context, origin: &Origin, ground: &Ground) -> Done<()> {
    let county = ground.county();
    let money: Told<'_> = &[
        ("id", BUDGET),
        ("doc_no", "县财预〔2020〕31号"),
        ("doc_title", "关于下达2020年第二批县级扶贫资金预算的通知"),
        ("fund", "special-development"),
        ("fiscal_year", "2020"),
        ("kind", "own_budget"),
        ("from", &county),
        ("to", &county),
        ("amount", "600000"),
        ("issued_on", "2020-04-10"),
        ("received_on", "2020-04-10"),
        ("approved_on", "2020-04-10"),
        ("for_poverty", "y"),
        ("targets_on", "2020-04-10"),
        ("scan", "y"),
    ];
    entered(context, origin, TableId::Allotments, money).await?;
    for (at, (name, village, _)) in STORIES.iter().enumerate() {
        project(context, origin, (ground, at), (name, village)).await?;
    }
    Ok(())
}

/// What the targets, the money, the projects and the payments of all have in common.
const TARGET: Told<'static> = &[
    ("subject_kind", "project"),
    ("fiscal_year", "2020"),
    ("total_amount", "100000"),
    ("fiscal_amount", "100000"),
    ("submitted_on", "2020-03-10"),
    ("review", "approved"),
    ("reviewed_on", "2020-03-16"),
    ("approved_on", "2020-03-18"),
    ("entered_on", "2020-03-18"),
    ("published_on", "2020-03-25"),
];
const FUNDING: Told<'static> =
    &[("allotment", BUDGET), ("amount", "100000"), ("allotted_on", "2020-04-15")];
const PROJECT: Told<'static> = &[
    ("category", "基础设施"),
    ("nature", "新建"),
    ("fiscal_year", "2020"),
    ("manager", "阿米娜"),
    ("library_on", "2020-03-20"),
    ("plan_doc", "县扶领〔2020〕6号"),
    ("plan_approved_on", "2020-04-02"),
    ("planned_amount", "100000"),
    ("contract_amount", "98000"),
    ("contractor", "天山工程建设有限公司"),
    ("start_on", "2020-05-06"),
    ("finish_on", "2020-11-20"),
    ("accepted_on", "2020-11-26"),
    ("households", "80"),
    ("persons", "320"),
];
const PAYMENT: Told<'static> = &[
    ("fiscal_year", "2020"),
    ("paid_on", "2020-12-02"),
    ("imported_on", "2020-12-02"),
    ("allotment", BUDGET),
    ("fund", "special-development"),
    ("amount", "98000"),
    ("channel", "direct"),
    ("kind", "final"),
    ("payee", "天山工程建设有限公司"),
    ("payee_type", "enterprise"),
    ("payee_account", "3002019200088899"),
    ("gov_class", "50302"),
    ("dept_class", "31005"),
    ("function_class", "2130504"),
];

/// One project with its money, its target and its payment.
async fn project(
    context: &Context,
    origin: &Origin,
    (ground, at): (&Ground, usize),
    (name, village): (&str, &str),
) -> Done<()> {
    let (county, unit) = (ground.county(), ground.unit());
    let (id, voucher) = (format!("P2020-{county}-E{at:02}"), format!("XZ20201120{at:02}"));
    let (target, name) = (format!("T-{id}"), format!("{village}2020年{name}项目"));
    let purpose = format!("{name}结算款");
    let own: Told<'_> = &[("id", &target), ("subject", &id), ("goal", &name)];
    let money: Told<'_> = &[("project", &id)];
    let itself: Told<'_> =
        &[("id", &id), ("name", &name), ("county", &county), ("village", village), ("unit", unit)];
    let paid: Told<'_> = &[
        ("voucher_no", &voucher),
        ("county", &county),
        ("project", &id),
        ("payer_unit", unit),
        ("purpose", &purpose),
    ];
    for (table, own, common) in [
        (TableId::Targets, own, TARGET),
        (TableId::Projects, itself, PROJECT),
        (TableId::Fundings, money, FUNDING),
        (TableId::Payments, paid, PAYMENT),
    ] {
        entered(context, origin, table, &[own, common].concat()).await?;
    }
    let columns = ["level1", "level2", "name", "direction", "value", "unit", "weight"];
    for indicator in INDICATORS {
        let cells = columns.into_iter().zip(indicator.iter().copied());
        let cells: Vec<(&str, &str)> = [("target", &*target)].into_iter().chain(cells).collect();
        entered(context, origin, TableId::Indicators, &cells).await?;
    }
    Ok(())
}

/// Who has a part in it.
struct Players {
    line: Actor,
    bureau: Actor,
    audit: Actor,
}

/// Records the projects, reports about them, and has the county's bureau and audit office deal with the reports.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let players = Players {
        line: signed_in(context, origin, "c-business", password).await?,
        bureau: signed_in(context, origin, "c-performance", password).await?,
        audit: signed_in(context, origin, "c-audit", password).await?,
    };
    recorded(context, origin, ground).await?;
    for (at, (_, _, end)) in STORIES.iter().enumerate() {
        let Some(end) = end else { continue };
        let target = format!("T-P2020-{}-E{at:02}", ground.county());
        let writing = Writing { target, ..Writing::default() };
        let drafted = begin(context, origin, &players.line, &writing).await;
        if let Some(drafted) = done_or_left(drafted)? {
            done_or_left(Box::pin(played(context, origin, &players, (&drafted, *end))).await)?;
        }
    }
    Ok(())
}

/// A number as it is promised, and so much of it.
fn reached(promised: &str, percent: i64) -> String {
    let number: i64 = promised.split('.').next().and_then(|text| text.parse().ok()).unwrap_or(1);
    (number * percent / 100).to_string()
}

/// What is written of a target: all is reached but its first indicator.
fn writing(drafted: &Drafted, percent: i64) -> Writing {
    let line = |(at, drawn): (usize, &crate::operations::evaluations::Drawn)| {
        let indicator = &drawn.indicator;
        let short = at == 0 && indicator.direction == ">=";
        let entry = Entry {
            actual: match (&*indicator.direction, short) {
                ("qualitative", _) => "达成：管护责任已落实到人".to_owned(),
                (_, true) => reached(&indicator.value, percent),
                (_, false) => indicator.value.clone(),
            },
            score: if indicator.direction == "qualitative" {
                "13.5".to_owned()
            } else {
                String::new()
            },
            cause: if short {
                "冬季停工，部分工程量转入次年".to_owned()
            } else {
                String::new()
            },
            measure: if short {
                "开春后补齐剩余工程量".to_owned()
            } else {
                String::new()
            },
        };
        (indicator.name.clone(), entry)
    };
    let lines: BTreeMap<String, Entry> = drafted.draft.lines.iter().enumerate().map(line).collect();
    Writing { target: drafted.target.id.clone(), lines, evidence: page(), ..Writing::default() }
}

/// Reports on a target, and does what becomes of it.
async fn played(
    context: &Context,
    origin: &Origin,
    players: &Players,
    (drafted, end): (&Drafted, End),
) -> Done<()> {
    let mut own = writing(drafted, 90);
    let mut done = report(context, origin, &players.line, (Aim::Keep, &own)).await?;
    if let Some(seal) = seal(&done) {
        own.seal = seal;
        done = report(context, origin, &players.line, (Aim::Keep, &own)).await?;
    }
    let Reported::Made(id) = done else { return Ok(()) };
    let percent = match end {
        End::Waits => return Ok(()),
        End::Back => {
            let reason = "满意度没有附调查问卷，请补充后重新报送";
            return give_back(context, origin, &players.bureau, (id, reason)).await;
        }
        End::Lower => 75,
        End::Same | End::Checked => 90,
    };
    let mut check = Writing { evidence: Vec::new(), ..writing(drafted, percent) };
    if percent != 90 {
        "现场核实的工程量少于填报数，按核实数重新计分".clone_into(&mut check.opinion);
    }
    let part = (id, Part::Check);
    let done = write(context, origin, &players.bureau, part, (Aim::Keep, &check)).await?;
    if let Some(seal) = seal(&done) {
        check.seal = seal;
        write(context, origin, &players.bureau, part, (Aim::Keep, &check)).await?;
    }
    if matches!(end, End::Checked) {
        return Ok(());
    }
    let saying = Saying { step: "agree".to_owned(), reason: "已会同核实".to_owned() };
    agree(context, origin, &players.audit, (id, &saying)).await
}

/// The seal of a verdict that is to be seen first.
fn seal(done: &Reported) -> Option<String> {
    match done {
        Reported::Made(_) => None,
        Reported::Not(drafted) => drafted.verdict.as_ref().map(|verdict| verdict.seal.clone()),
    }
}
