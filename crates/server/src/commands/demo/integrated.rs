//! Integration plans of the demo: one of this year that is approved and that was not carried out quite as planned, and
//! one of the next year to which a division objects.

use std::collections::BTreeMap;

use domain::{Fen, TableId};
use store::history::held;
use store::records::all_funds;

use super::cast::{Ground, signed_in};
use crate::context::{Context, Origin};
use crate::operations::integration::{
    Saying, SourceRow, UseRow, Writing, approve, begin, convene, integrated, offered, opine,
    prepare, wrong,
};
use crate::operations::{Actor, Done};

/// Lines of a plan: project, fund, fen.
type Lines = Vec<(String, String, i64)>;

/// Lines of the plans of the demo, at most.
const MOST: usize = 12;

fn said(step: &str) -> Saying {
    Saying { step: step.to_owned(), ..Saying::default() }
}

/// What the county gave to projects out of integrated funds of a year.
async fn given(context: &Context, county: &str, year: i64) -> Done<Lines> {
    let mut tx = context.db.read().await?;
    let funds = all_funds(&mut tx, &context.pack.funds).await?;
    let (allotments, fundings) = (TableId::Allotments, TableId::Fundings);
    let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
    for one in held(&mut tx, allotments, &[("to", county)], 5_000).await? {
        let fund = one.text(allotments, "fund");
        let fits = integrated(&funds).any(|code| code == fund);
        if !fits || one.number(allotments, "fiscal_year") != Some(year) {
            continue;
        }
        let of = [("allotment", one.text(allotments, "id"))];
        for given in held(&mut tx, fundings, &of, 5_000).await? {
            let key = (given.text(fundings, "project").to_owned(), fund.to_owned());
            let fen = given.number(fundings, "amount").unwrap_or_default();
            *sums.entry(key).or_default() += fen;
        }
    }
    let line = |((project, fund), fen): ((String, String), i64)| (project, fund, fen);
    Ok(sums.into_iter().map(line).filter(|(.., fen)| *fen > 0).collect())
}

/// A plan of these lines: the first one is planned higher than it was given, the last one is left out.
fn writing(county: &str, year: i64, mut lines: Lines) -> Writing {
    lines.truncate(MOST);
    if lines.len() > 1 {
        lines.pop();
    }
    if let Some((_, _, fen)) = lines.first_mut() {
        // A fifth more, in whole yuan.
        *fen += *fen / 500 * 100;
    }
    let mut sources: BTreeMap<&str, i64> = BTreeMap::new();
    for (_, fund, fen) in &lines {
        *sources.entry(fund.as_str()).or_default() += fen;
    }
    let source = |(fund, fen): (&str, i64)| SourceRow {
        fund: fund.to_owned(),
        scale: Fen(fen.saturating_mul(2)).plain(),
        amount: Fen(fen).plain(),
    };
    Writing {
        county: county.to_owned(),
        year: year.to_string(),
        title: format!("{year}年统筹整合使用财政涉农资金实施方案"),
        note: "按县脱贫攻坚项目库编制".to_owned(),
        sources: sources.into_iter().map(source).collect(),
        uses: lines
            .into_iter()
            .map(|(project, fund, fen)| UseRow { project, fund, amount: Fen(fen).plain() })
            .collect(),
    }
}

/// The lines that may be planned: projects in the pipeline with a target.
async fn admitted(
    context: &Context,
    origin: &Origin,
    county: &str,
    (year, lines): (i64, Lines),
) -> Done<Lines> {
    let tried = Writing { sources: Vec::new(), ..writing(county, year, lines.clone()) };
    let refused = wrong(context, origin.day, &tried).await?.uses;
    let kept = tried
        .uses
        .iter()
        .enumerate()
        .filter(|(at, _)| refused.iter().all(|(place, _)| place != at));
    let known: Vec<(&str, &str)> =
        kept.map(|(_, row)| (row.project.as_str(), row.fund.as_str())).collect();
    let is_known = |(project, fund, _): &(String, String, i64)| {
        known.contains(&(project.as_str(), fund.as_str()))
    };
    Ok(lines.into_iter().filter(is_known).collect())
}

/// All who have a part in a plan.
struct People {
    clerk: Actor,
    agriculture: Actor,
    business: Actor,
    budget: Actor,
    group: Actor,
}

/// Plans of the county of which the demo prints the accounts.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let enter = async |login: &str| signed_in(context, origin, login, password).await;
    let people = People {
        clerk: enter("c-fund").await?,
        agriculture: enter("agriculture").await?,
        business: enter("business").await?,
        budget: enter("budget").await?,
        group: enter("c-group").await?,
    };
    let (county, year) = (ground.county(), i64::from(origin.day.year()));
    let lines = given(context, &county, year).await?;
    let lines = admitted(context, origin, &county, (year, lines)).await?;
    if lines.is_empty() {
        return Ok(());
    }
    let now = writing(&county, year, lines.clone());
    let id = called(context, origin, &people, &now).await?;
    for by in [&people.business, &people.budget] {
        opine(context, origin, by, (id, &said("agree"))).await?;
    }
    let (document, on) = (format!("县扶领〔{year}〕8号"), origin.day.to_string());
    let decision = Saying { document, on, ..said("approve") };
    approve(context, origin, &people.group, (id, &decision)).await?;
    let next = called(context, origin, &people, &writing(&county, year + 1, lines)).await?;
    opine(context, origin, &people.budget, (next, &said("agree"))).await?;
    let reason = "其中一个项目超出该项资金的支出范围，请调整资金来源".to_owned();
    let objection = Saying { reason, ..said("object") };
    opine(context, origin, &people.business, (next, &objection)).await
}

/// A plan that was submitted and whose joint review was called; its number.
async fn called(
    context: &Context,
    origin: &Origin,
    people: &People,
    writing: &Writing,
) -> Done<i64> {
    let id = begin(context, origin, &people.clerk, writing).await?;
    prepare(context, origin, &people.clerk, (id, &said("submit_plan"))).await?;
    let mut tx = context.db.read().await?;
    let titles = [&people.business, &people.budget]
        .map(|by| by.held.first().map(|held| held.title.clone()).unwrap_or_default());
    let all = offered(&mut tx, context).await?;
    drop(tx);
    let named = all.into_iter().filter(|(_, title)| titles.contains(title));
    let convening = Saying { reviewers: named.map(|(id, _)| id).collect(), ..said("convene") };
    convene(context, origin, &people.agriculture, (id, &convening)).await?;
    Ok(id)
}
