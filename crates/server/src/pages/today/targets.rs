//! What is due of performance targets.

use domain::Lang;
use domain::privacy::mask_id;
use store::targets::TargetWay;

use super::{Group, Shown};
use crate::operations::handling::words;
use crate::operations::targets;
use crate::pages::Problem;
use crate::pages::ledger::money;
use crate::pages::warning::division;
use crate::visit::{Site, Visit};

/// What of performance targets is due for the reader.
pub(super) async fn due(site: &Site, visit: &Visit) -> Result<Vec<Group>, Problem> {
    let due = targets::due(&site.context, visit.actor()?).await;
    Ok(of_targets(site, visit, due.map_err(|failure| visit.problem(failure))?))
}

/// Performance targets to review, to approve, to mend, to go on with.
fn of_targets(site: &Site, visit: &Visit, due: targets::Due) -> Vec<Group> {
    let lang = visit.lang;
    let item = |one: &TargetWay| Shown {
        address: format!("/targets/{}", one.id),
        division: format!("{} · {}", division(site, &one.home), mask_id(&one.subject)),
        message: format!(
            "{} {}",
            one.name,
            money(i128::from(one.standing.total_amount), visit.unit()),
        ),
        state: words::name(words::TARGET, &one.standing.state, lang).to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 起", one.standing.since),
            Lang::En => format!("since {}", one.standing.since),
        },
        lamp: None,
    };
    let group = |name, found: &[TargetWay]| {
        let items: Vec<Shown> = found.iter().map(item).collect();
        (!items.is_empty()).then_some(Group { name, more: 0, all: "/targets", items })
    };
    let all = [
        (
            lang.pick("退回您修改的绩效目标", "Performance targets that came back to you"),
            due.returned,
        ),
        (lang.pick("待您审核的绩效目标", "Performance targets for you to review"), due.submitted),
        (
            lang.pick("待您批复的绩效目标和调整", "Targets and changes for you to approve"),
            due.passed,
        ),
        (lang.pick("您正在填写的绩效目标", "Performance targets that you are writing"), due.drafts),
    ];
    all.iter().filter_map(|(name, found)| group(name, found)).collect()
}
