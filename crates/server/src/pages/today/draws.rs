//! What is due of draws of spot checks.

use domain::Lang;
use store::draws::Draw;

use super::{Group, Shown};
use crate::operations::draws;
use crate::operations::handling::words;
use crate::pages::Problem;
use crate::pages::warning::division;
use crate::visit::{Site, Visit};

/// Draws whose frame the reader can fix, or whose seed they can open.
pub(super) async fn due(site: &Site, visit: &Visit) -> Result<Option<Group>, Problem> {
    let due = draws::due(&site.context, visit.actor()?).await;
    let due = due.map_err(|failure| visit.problem(failure))?;
    let lang = visit.lang;
    let item = |one: &Draw| Shown {
        address: format!("/draws/{}", one.id),
        division: division(site, &one.home),
        message: match lang {
            Lang::Zh => format!("{} 年度绩效自评抽查抽样", one.fiscal_year),
            Lang::En => format!("{}: draw of spot checks", one.fiscal_year),
        },
        state: words::name(words::DRAW, &one.standing.state, lang).to_owned(),
        until: match lang {
            Lang::Zh => format!("{} 起", one.standing.since),
            Lang::En => format!("since {}", one.standing.since),
        },
        lamp: None,
    };
    Ok((!due.is_empty()).then(|| Group {
        name: lang.pick("待您固定名册或公开种子的抽样", "Draws for you to carry on"),
        more: 0,
        all: "/draws",
        items: due.iter().map(item).collect(),
    }))
}
