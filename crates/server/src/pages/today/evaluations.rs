//! What is due of self-evaluations.

use domain::privacy::mask_id;
use domain::{Decimal, Lang};
use store::self_evaluations::{Owed, SelfEvaluation};

use super::{Group, Shown};
use crate::lists::asked::encoded;
use crate::operations::evaluations;
use crate::operations::handling::words;
use crate::pages::Problem;
use crate::pages::warning::division;
use crate::visit::{Site, Visit};

/// What of self-evaluations is due for the reader.
pub(super) async fn due(site: &Site, visit: &Visit) -> Result<Vec<Group>, Problem> {
    let due = evaluations::due(&site.context, &visit.origin, visit.actor()?).await;
    Ok(of_evaluations(site, visit, &due.map_err(|failure| visit.problem(failure))?))
}

/// Targets to evaluate, reports to check, checks to agree to, and reports that came back.
fn of_evaluations(site: &Site, visit: &Visit, due: &evaluations::Due) -> Vec<Group> {
    let lang = visit.lang;
    let item = |one: &SelfEvaluation| Shown {
        address: format!("/evaluations/{}", one.id),
        division: format!("{} · {}", division(site, &one.county), mask_id(&one.project)),
        message: match lang {
            Lang::Zh => format!("{} 年度自评 {} 分", one.fiscal_year, Decimal(one.standing.score)),
            Lang::En => {
                format!("{}: {} points reported", one.fiscal_year, Decimal(one.standing.score))
            }
        },
        state: words::name(words::SELF_EVALUATION, &one.standing.state, lang).to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 起", one.standing.since),
            Lang::En => format!("since {}", one.standing.since),
        },
        lamp: None,
    };
    let owed = |one: &Owed| Shown {
        address: format!("/evaluations/new?target={}", encoded(&one.target)),
        division: format!("{} · {}", division(site, &one.county), mask_id(&one.project)),
        message: one.name.clone(),
        state: one.fiscal_year.to_string(),
        until: one.finish_on.clone(),
        lamp: None,
    };
    let group = |name, more, all, items: Vec<Shown>| {
        (!items.is_empty()).then_some(Group { name, more, all, items })
    };
    let of = |name, found: &[SelfEvaluation]| {
        group(name, 0, "/evaluations", found.iter().map(item).collect())
    };
    let begun = lang.pick("待您单位自评的项目", "Projects for your unit to evaluate");
    let waiting = lang.pick("待您检查的绩效自评", "Self-evaluations for you to check");
    let checked = lang.pick("待审计会签的自评检查", "Checks of self-evaluations to agree to");
    let returned = lang.pick("退回您修改的绩效自评", "Self-evaluations that came back to you");
    let owed = due.owed.iter().map(owed).collect();
    let all = [
        of(waiting, &due.waiting),
        of(checked, &due.checked),
        of(returned, &due.returned),
        group(begun, i64::from(due.more), "/evaluations/new", owed),
    ];
    all.into_iter().flatten().collect()
}
