//! Rounds of monitoring of the demo, in every state: waiting, sent back, accepted, put right, payments suspended and
//! opened again. They are those of the county at the nodes of the last year, taken over from the records of the region;
//! the line section enters them for units without an account.

use domain::TableId;
use store::history;

use super::cast::{Ground, signed_in};
use super::handled::{done_or_left, page};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::monitorings::{Asked, Line, Saying, Writing, calendar, form, submit, take};
use crate::operations::{Actor, Done};

/// A step about a round: who takes it, its word, what is said, what is decided.
type Step = (&'static str, &'static str, &'static str, &'static str);

/// What becomes of the rounds of some projects, and whether they stand as the records have them or far behind.
const STORIES: &[(bool, &[Step])] = &[
    (true, &[("c-fund", "return", "请补充施工现场照片和监理意见", "")]),
    (false, &[("c-fund", "decide", "工程停工，整改未落实，暂缓拨付后续资金", "suspend")]),
    (
        false,
        &[
            ("c-fund", "decide", "进度滞后，限期增派人员赶工，每半月报告一次", "correct"),
            (UNIT, "report", "已增派两个班组，八月产量恢复", ""),
        ],
    ),
    (true, &[]),
    (true, &[("c-fund", "accept", "进度与支付相符", "")]),
    (
        false,
        &[
            ("c-fund", "decide", "质量抽检不合格，停止拨款直至返工验收", "stop"),
            (UNIT, "report", "已返工并通过复检", ""),
            ("c-head", "settle", "复检报告属实，恢复拨付", ""),
        ],
    ),
    (false, &[]),
];

/// Who entered the round.
const UNIT: &str = "";

/// Day by which what was decided is to be carried out.
const DUE: &str = "2021-02-28";

/// Enters the rounds, and has the county's bureau deal with them.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    calendar::open(context, origin.day).await?;
    let unit = signed_in(context, origin, "u-officer", password).await?;
    let line = signed_in(context, origin, "c-business", password).await?;
    let mut rounds = rounds(context, &line, ground).await?.into_iter();
    for (as_recorded, steps) in STORIES {
        let Some(asked) = rounds.next() else { return Ok(()) };
        let by = if asked.owed.unit == ground.unit() { &unit } else { &line };
        let writing = writing(&asked, *as_recorded);
        let entered = submit(context, origin, by, &writing).await;
        let Some(id) = done_or_left(entered)? else { continue };
        for (who, step, reason, measure) in *steps {
            let other = match *who {
                UNIT => None,
                who => Some(signed_in(context, origin, who, password).await?),
            };
            let by = other.as_ref().unwrap_or(by);
            let done = steps_on(context, origin, by, (id, step, reason, measure)).await;
            if done_or_left(done)?.is_none() {
                break;
            }
        }
    }
    Ok(())
}

async fn steps_on(
    context: &Context,
    origin: &Origin,
    by: &Actor,
    (id, step, reason, measure): (i64, &str, &str, &str),
) -> Done<()> {
    let operation = match step {
        "report" => Operation::EnterMonitoring,
        _ => Operation::ReviewMonitoring,
    };
    let shows = matches!(step, "report" | "settle");
    let saying = Saying {
        step: step.to_owned(),
        reason: reason.to_owned(),
        measure: measure.to_owned(),
        due: DUE.to_owned(),
        evidence: if shows { page() } else { Vec::new() },
        ..Saying::default()
    };
    take(context, origin, by, (operation, id, &saying)).await
}

/// What the county owes at the nodes of the last year, its unit first.
async fn rounds(context: &Context, line: &Actor, ground: &Ground) -> Done<Vec<Asked>> {
    let county = ground.county();
    let mut tx = context.db.read().await?;
    let of = [("county", county.as_str())];
    let mut projects = history::held(&mut tx, TableId::Projects, &of, MOST).await?;
    projects.sort_by_key(|one| one.text(TableId::Projects, "unit") != ground.unit());
    let mut targets = Vec::new();
    for project in &projects {
        let subject = [("subject", project.text(TableId::Projects, "id"))];
        targets.extend(history::held(&mut tx, TableId::Targets, &subject, 1).await?);
    }
    drop(tx);
    let mut found = Vec::new();
    for target in &targets {
        let id = target.text(TableId::Targets, "id");
        for node in NODES {
            let asked = done_or_left(form(context, line, (id, node)).await)?;
            found.extend(asked.filter(|_| found.len() < STORIES.len()));
        }
    }
    Ok(found)
}

/// The nodes of the last year.
const NODES: [&str; 3] = ["2020-08-31", "2020-06-30", "2020-05-31"];

/// Records that are looked through.
const MOST: usize = 200;

/// A round as the records have it, or one that is far behind.
fn writing(asked: &Asked, as_recorded: bool) -> Writing {
    let line = |name: &str| {
        let mut recorded = asked.recorded.iter().flat_map(|(_, values)| values);
        let held = recorded.find(|one| one.indicator == name);
        let actual = held.map(|one| one.actual.clone()).unwrap_or_default();
        let is_number = actual.starts_with(|c: char| c.is_ascii_digit());
        let behind = !as_recorded && is_number;
        Line {
            indicator: name.to_owned(),
            actual: match (behind, actual.as_str()) {
                (true, _) => "1".to_owned(),
                (false, "") => "部分达成".to_owned(),
                (false, actual) => actual.to_owned(),
            },
            likelihood: if behind { "possible" } else { "certain" }.to_owned(),
            cause: "雨季停工，材料供应推迟".to_owned(),
            measure: "调整工序，增派班组，每周调度".to_owned(),
        }
    };
    let budget = asked.budget.unwrap_or_default().max(asked.executed.unwrap_or_default());
    Writing {
        target: asked.owed.target.clone(),
        node: asked.owed.node.clone(),
        executed: String::new(),
        expected: domain::Fen(budget).plain(),
        remarks: "按合同进度支付，年底前完成全部支付".to_owned(),
        values: asked.lines.iter().map(|one| line(&one.name)).collect(),
        evidence: page(),
    }
}
