//! Rounds of monitoring of the demo, in every state: waiting, sent back, accepted, put right, payments suspended and
//! opened again. They are those of the unit of the demo at its last node, taken over from the records of the region.

use domain::TableId;
use store::history::{self, Record};

use super::cast::{Ground, signed_in};
use super::handled::{done_or_left, page};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::monitorings::{Asked, Line, Saying, Writing, calendar, form, submit, take};
use crate::operations::{Actor, Done};

/// A step about a round: who takes it, its word, what is said, what is decided.
type Step = (&'static str, &'static str, &'static str, &'static str);

/// What becomes of the rounds of some projects, and how far their indicators have come, in percent of the records.
const STORIES: &[(bool, &[Step])] = &[
    (true, &[]),
    (true, &[("c-fund", "return", "请补充施工现场照片和监理意见", "")]),
    (true, &[("c-fund", "accept", "进度与支付相符", "")]),
    (
        false,
        &[
            ("c-fund", "decide", "进度滞后，限期增派人员赶工，每半月报告一次", "correct"),
            ("u-officer", "report", "已增派两个班组，八月产量恢复", ""),
        ],
    ),
    (false, &[("c-fund", "decide", "工程停工，整改未落实，暂缓拨付后续资金", "suspend")]),
    (
        false,
        &[
            ("c-fund", "decide", "质量抽检不合格，停止拨款直至返工验收", "stop"),
            ("u-officer", "report", "已返工并通过复检", ""),
            ("c-head", "settle", "复检报告属实，恢复拨付", ""),
        ],
    ),
];

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
    let mut rounds = rounds(context, &unit, ground).await?.into_iter();
    for (as_recorded, steps) in STORIES {
        let Some((asked, recorded)) = rounds.next() else { return Ok(()) };
        let writing = writing(&asked, &recorded, *as_recorded);
        let entered = submit(context, origin, &unit, &writing).await;
        let Some(id) = done_or_left(entered)? else { continue };
        for (who, step, reason, measure) in *steps {
            let by = signed_in(context, origin, who, password).await?;
            let done = steps_on(context, origin, &by, (id, step, reason, measure)).await;
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

/// What the unit owes at the last nodes of its projects, with what the records say of it.
async fn rounds(
    context: &Context,
    unit: &Actor,
    ground: &Ground,
) -> Done<Vec<(Asked, Vec<Record>)>> {
    let county = ground.county();
    let of = [("county", county.as_str()), ("unit", ground.unit())];
    let mut tx = context.db.read().await?;
    let projects = history::held(&mut tx, TableId::Projects, &of, MOST).await?;
    let mut targets = Vec::new();
    for project in &projects {
        let subject = [("subject", project.text(TableId::Projects, "id"))];
        targets.extend(history::held(&mut tx, TableId::Targets, &subject, 1).await?);
    }
    drop(tx);
    let mut found = Vec::new();
    for target in &targets {
        let id = target.text(TableId::Targets, "id");
        let year = target.number(TableId::Targets, "fiscal_year").unwrap_or_default();
        let node = format!("{year}-08-31");
        let Some(asked) = done_or_left(form(context, unit, (id, &node)).await)? else { continue };
        let of = [("target", id), ("as_of", node.as_str())];
        let mut tx = context.db.read().await?;
        let recorded = history::held(&mut tx, TableId::MonitoringValues, &of, MOST).await?;
        found.push((asked, recorded));
        if found.len() == STORIES.len() {
            break;
        }
    }
    Ok(found)
}

/// Records that are looked through.
const MOST: usize = 200;

/// A round as the records have it, or one that is far behind.
fn writing(asked: &Asked, recorded: &[Record], as_recorded: bool) -> Writing {
    let line = |name: &str| {
        let text = |column: &str| {
            let held = recorded
                .iter()
                .find(|one| one.text(TableId::MonitoringValues, "indicator") == name);
            held.map(|one| one.text(TableId::MonitoringValues, column).to_owned())
                .unwrap_or_default()
        };
        let actual = text("actual");
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
