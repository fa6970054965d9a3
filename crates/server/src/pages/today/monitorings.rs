//! Rounds of monitoring on the page of today.

use domain::Lang;
use store::monitorings::{Owed, Round};

use super::{Group, Shown};
use crate::lists::asked::encoded;
use crate::operations::handling::words;
use crate::operations::monitorings;
use crate::pages::Problem;
use crate::pages::warning::division;
use crate::visit::{Site, Visit};

/// What of monitoring is due for the reader.
pub(super) async fn due(site: &Site, visit: &Visit) -> Result<Vec<Group>, Problem> {
    let due = monitorings::due(&site.context, visit.actor()?).await;
    Ok(of_monitorings(site, visit, &due.map_err(|failure| visit.problem(failure))?))
}

/// Rounds of monitoring to be entered, and those with which something is to be done.
fn of_monitorings(site: &Site, visit: &Visit, due: &monitorings::Due) -> Vec<Group> {
    let lang = visit.lang;
    let is_late = |due: &str| *due < *visit.origin.day.to_string();
    let open = |one: &Owed| Shown {
        address: format!("/monitorings/new?target={}&node={}", encoded(&one.target), one.node),
        division: division(site, &one.county),
        message: format!("{} {}", one.name, one.node),
        state: words::name(
            words::MONITORING,
            if is_late(&one.due) { "late" } else { "open" },
            lang,
        )
        .to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 前", one.due),
            Lang::En => format!("by {}", one.due),
        },
        lamp: None,
    };
    let round = |one: &Round| Shown {
        address: format!("/monitorings/{}", one.id),
        division: division(site, &one.county),
        message: format!("{} · {} {}", one.unit, one.target, one.node),
        state: words::name(words::MONITORING, &one.standing.state, lang).to_owned(),
        until: match (&one.standing.due, lang) {
            (Some(due), Lang::Zh) => format!("{due} 前"),
            (Some(due), Lang::En) => format!("by {due}"),
            (None, Lang::Zh) => format!("{} 起", one.standing.since),
            (None, Lang::En) => format!("since {}", one.standing.since),
        },
        lamp: None,
    };
    let rounds = |found: &[Round]| found.iter().map(round).collect::<Vec<Shown>>();
    let all = [
        (
            lang.pick("待您填报的绩效监控", "Monitoring for you to enter"),
            due.open.iter().map(open).collect(),
        ),
        (
            lang.pick("退回您修改的绩效监控", "Monitoring that came back to you"),
            rounds(&due.returned),
        ),
        (
            lang.pick("待落实的监控处理决定", "Decisions on monitoring to carry out"),
            rounds(&due.decided),
        ),
        (lang.pick("待您审核的绩效监控", "Monitoring for you to review"), rounds(&due.waiting)),
        (
            lang.pick("待核实的监控处理决定", "Decisions on monitoring to check"),
            rounds(&due.reported),
        ),
    ];
    let some = all.into_iter().filter(|(_, items)| !items.is_empty());
    some.map(|(name, items)| Group { name, more: 0, all: "/monitorings", items }).collect()
}
