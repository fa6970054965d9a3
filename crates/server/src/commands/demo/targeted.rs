//! Performance targets of the demo, one in each state: being written, waiting, sent back with comments, passed,
//! approved with the budget and filed and published, and an approved one of the records of which a change is asked for.

use domain::target::Indicator;

use super::cast::{Ground, signed_in};
use super::handled::{done_or_left, page};
use crate::context::{Context, Origin};
use crate::operations::handling::one::One as _;
use crate::operations::targets::{
    Begins, OneTarget, Saying, Sending, Writing, approve, ask, begin, file, rewrite, say, submit,
    take_over,
};
use crate::operations::{Actor, Done};
use crate::pages::target::form::writing_of;

/// How far a target goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    Written,
    Submitted,
    Returned,
    Passed,
    Approved,
}

/// Project of the story, or a department; the goal; how far it goes.
const ROWS: &[(&str, &str, &str, Until)] = &[
    ("project", "1", "硬化村道两公里，解决86户352人雨天出行难问题", Until::Written),
    ("project", "2", "整治村内人居环境，建成公共设施5处，受益86户352人", Until::Returned),
    ("project", "3", "建成农产品冷库1座，年周转果蔬500吨，带动86户增收", Until::Submitted),
    ("project", "4", "配套机井2眼，新增改善灌溉面积，受益86户352人", Until::Passed),
    (
        "department",
        "农业农村局",
        "年度重点工作按时完成，扶贫项目资金支付率达到92%以上",
        Until::Approved,
    ),
];

/// Who has a part in it.
struct Players {
    unit: Actor,
    line: Actor,
    reviewer: Actor,
    head: Actor,
}

/// Writes the targets, and has the county's bureau deal with them.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let players = Players {
        unit: signed_in(context, origin, "u-officer", password).await?,
        line: signed_in(context, origin, "c-business", password).await?,
        reviewer: signed_in(context, origin, "c-performance", password).await?,
        head: signed_in(context, origin, "c-head", password).await?,
    };
    for row in ROWS {
        let done = Box::pin(told(context, origin, &players, (ground, row))).await;
        done_or_left(done)?;
    }
    let done = Box::pin(changed(context, origin, &players, ground)).await;
    done_or_left(done).map(drop)
}

fn project(ground: &Ground, number: &str) -> String {
    format!("P2021-{}-S{number:0>3}", ground.county())
}

async fn told(
    context: &Context,
    origin: &Origin,
    players: &Players,
    (ground, (kind, subject, goal, until)): (&Ground, &(&str, &str, &str, Until)),
) -> Done<()> {
    let is_project = *kind == "project";
    let by = if is_project { &players.unit } else { &players.line };
    let begins = Begins {
        kind: (*kind).to_owned(),
        subject: if is_project { project(ground, subject) } else { (*subject).to_owned() },
        year: "2021".to_owned(),
        ..Begins::default()
    };
    let id = begin(context, origin, by, &begins).await?;
    let mut writing = read(context, origin, by, id).await?;
    (*goal).clone_into(&mut writing.goal);
    if !is_project {
        "2600000".clone_into(&mut writing.total);
        "2600000".clone_into(&mut writing.fiscal);
        writing.indicators = of_department();
    }
    for one in writing.indicators.iter_mut().filter(|one| one.value.is_empty()) {
        one.value = example(context, &one.name);
    }
    rewrite(context, origin, by, (id, &writing)).await?;
    if *until == Until::Written {
        return Ok(());
    }
    submit(context, origin, by, (id, "")).await?;
    if *until == Until::Submitted {
        return Ok(());
    }
    let step = if *until == Until::Returned { "return" } else { "pass" };
    say(context, origin, &players.reviewer, (id, &review(step, &writing))).await?;
    if *until == Until::Approved {
        approve(context, origin, &players.head, (id, &approval())).await?;
        file(context, origin, &players.reviewer, (id, &filed("file", "prefecture"))).await?;
        let place = "县人民政府门户网站";
        file(context, origin, &players.reviewer, (id, &filed("publish", place))).await?;
    }
    Ok(())
}

async fn read(context: &Context, origin: &Origin, by: &Actor, id: i64) -> Done<Writing> {
    let one = OneTarget::read(context, origin, by, id).await?;
    Ok(writing_of(one.shown()))
}

/// The library's example of a value; a round number where it has none.
fn example(context: &Context, name: &str) -> String {
    let all = &context.pack.library.indicators;
    let found = all.iter().find(|one| one.name.zh == name).map(|one| one.example.clone());
    found.filter(|text| !text.is_empty()).unwrap_or_else(|| "90".to_owned())
}

/// An indicator by its cells: levels, name, direction, value, unit, points.
fn indicator(texts: &[&str; 7]) -> Indicator {
    let [level1, level2, name, direction, value, unit, weight] =
        texts.map(|text| (*text).to_owned());
    let (core, note) = (false, String::new());
    Indicator { level1, level2, name, direction, value, unit, weight, core, note }
}

/// The target of a department as a whole.
#[rustfmt::skip]
fn of_department() -> Vec<Indicator> {
    let rows = [
        ["产出指标", "数量指标", "年度重点工作任务数", ">=", "12", "项", "20"],
        ["产出指标", "质量指标", "扶贫项目验收合格率", "=", "100", "%", "15"],
        ["产出指标", "时效指标", "扶贫项目资金支付率", ">=", "92", "%", "15"],
        ["效益指标", "社会效益指标", "受益建档立卡贫困户数", ">=", "1800", "户", "20"],
        ["效益指标", "可持续影响指标", "项目管护责任落实率", "=", "100", "%", "10"],
        ["满意度指标", "服务对象满意度指标", "服务对象满意度", ">=", "95", "%", "10"],
    ];
    rows.iter().map(indicator).collect()
}

fn review(step: &str, writing: &Writing) -> Saying {
    let points = if step == "pass" {
        ["18", "18", "18", "17", "19"]
    } else {
        ["15", "14", "15", "10", "12"]
    };
    let first = writing.indicators.first().map(|one| one.name.clone());
    let comment = first.map(|name| (name, "请与项目计划的建设内容核对，逐项写明数量".to_owned()));
    Saying {
        step: step.to_owned(),
        reason: "指标完整，与项目计划和资金基本匹配".to_owned(),
        scores: points.map(str::to_owned).into(),
        comments: comment.into_iter().filter(|_| step == "return").collect(),
        ..Saying::default()
    }
}

fn approval() -> Saying {
    Saying {
        step: "approve".to_owned(),
        document: "县财预〔2020〕120号".to_owned(),
        on: "2020-12-31".to_owned(),
        reason: "已核对部门预算，与重点工作一致".to_owned(),
        ..Saying::default()
    }
}

fn filed(step: &str, place: &str) -> Saying {
    Saying {
        step: step.to_owned(),
        document: "县财绩〔2020〕31号".to_owned(),
        on: "2020-12-31".to_owned(),
        place: place.to_owned(),
        ..Saying::default()
    }
}

/// The approved target of a project of the records, of which more is asked.
async fn changed(
    context: &Context,
    origin: &Origin,
    players: &Players,
    ground: &Ground,
) -> Done<()> {
    let target = format!("T-{}", project(ground, "9"));
    let id = take_over(context, origin, &players.unit, &target).await?;
    let mut writing = read(context, origin, &players.unit, id).await?;
    "硬化村道三公里，增加入户路段".clone_into(&mut writing.goal);
    writing.indicators = of_road();
    writing.evidence = page();
    let reason = "领导小组会议研究增加入户路段，项目计划同步调整";
    let what = (id, &writing, reason);
    let asked = ask(context, origin, &players.unit, what).await?;
    if let Sending::Not(verdict) = asked {
        writing.seal = verdict.seal;
        ask(context, origin, &players.unit, (id, &writing, reason)).await?;
    }
    Ok(())
}

#[rustfmt::skip]
fn of_road() -> Vec<Indicator> {
    let rows = [
        ["产出指标", "数量指标", "硬化村道里程", ">=", "3", "公里", "30"],
        ["产出指标", "质量指标", "工程验收合格率", "=", "100", "%", "10"],
        ["产出指标", "时效指标", "任务完成及时率", "=", "100", "%", "10"],
        ["效益指标", "社会效益指标", "受益贫困户数", ">=", "86", "户", "30"],
        ["满意度指标", "服务对象满意度指标", "受益群众满意度", ">=", "95", "%", "10"],
    ];
    rows.iter().map(indicator).collect()
}
