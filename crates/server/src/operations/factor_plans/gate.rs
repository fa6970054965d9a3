//! Where a hand-down differs from the proposal in force by more than the rule of the pack lets pass, it says why: when
//! it is written, and again when it is reviewed. The reason is kept beside the proposal, where the rule reads it.

use std::collections::BTreeSet;

use domain::division::Division;
use domain::handdown::{To, Way};
use domain::records::neighbourhood::beside;
use domain::{Day, TableId};
use intake::Written;
use policy::deviation;
use store::db::Tx;
use store::history::held;
use store::neighbours;

use super::faults::refused;
use crate::context::Context;
use crate::operations::handdowns::{FollowedHandDown, proposed, records_of};
use crate::operations::imports::read_draft;
use crate::operations::recording::{Change, Recording};
use crate::operations::{Done, Failure};

/// A place that gets something else than was proposed, with the reason.
pub(crate) type Reason = (Division, String);

/// The places of a hand-down that need a reason, each with the one that is given. Refused, by their names, where one
/// has none.
pub(crate) async fn explained(
    context: &Context,
    day: Day,
    followed: &FollowedHandDown,
) -> Done<Vec<Reason>> {
    let kept = &followed.kept;
    if followed.one.way() == Way::Back {
        return Ok(Vec::new());
    }
    let mut tx = context.db.read().await?;
    let of = (kept.fund.as_str(), kept.fiscal_year);
    if proposed(&mut tx, of).await?.is_empty() {
        return Ok(Vec::new());
    }
    let twice = proposed_twice(&mut tx, of).await?;
    let written = records_of(&mut tx, context, followed).await?;
    drop(tx);
    let handed = written.into_iter().find(|part| part.table == TableId::Allotments);
    let Some(handed) = handed else { return Ok(Vec::new()) };
    let draft = followed.one.draft();
    let as_of = day.max(draft.issued_on);
    let found = unexplained(context, as_of, (&kept.fund, kept.fiscal_year), handed).await?;
    let divisions = context.divisions();
    let line = |line: &domain::handdown::Line| {
        let To::Division(to) = line.to else { return None };
        found.contains(&divisions.canonical(to)).then(|| (to, line.reason.clone()))
    };
    let reasons: Vec<Reason> = draft.lines.iter().filter_map(line).collect();
    let named = |wanted: &dyn Fn(&Reason) -> bool| -> Vec<String> {
        let some = reasons.iter().filter(|reason| wanted(reason));
        some.map(|(to, _)| divisions.name(*to)).collect()
    };
    let doubtful = named(&|(to, _)| twice.contains(&to.to_string()));
    if !doubtful.is_empty() {
        return Err(doubts(&doubtful));
    }
    let silent = named(&|(_, reason)| reason.trim().is_empty());
    if silent.is_empty() { Ok(reasons) } else { Err(asks(&silent)) }
}

/// Codes of the places of which a fund and year have more than one proposal.
async fn proposed_twice(tx: &mut Tx, (fund, year): (&str, i64)) -> Done<BTreeSet<String>> {
    let (table, mut seen) = (TableId::Proposals, BTreeSet::new());
    let all = held(tx, table, &[("fund", fund)], 5_000).await?;
    let of_year = all.iter().filter(|one| one.number(table, "fiscal_year") == Some(year));
    let places = of_year.map(|one| one.text(table, "to").to_owned());
    Ok(places.filter(|place| !seen.insert(place.clone())).collect())
}

fn doubts(names: &[String]) -> Failure {
    refused(
        "proposal-twice",
        format!(
            "{}在同一资金、年度有两条以上分配方案记录，无法确定理由对应哪一条；请先更正分配方案记录，\
             每地只留一条，再下达。",
            names.join("、")
        ),
        format!(
            "Of {} there is more than one proposal of this fund and year, so nobody can tell to which a reason \
             belongs: correct the proposals first, so that one is left of each place.",
            names.join(", ")
        ),
    )
}

fn asks(names: &[String]) -> Failure {
    refused(
        "deviation-unexplained",
        format!(
            "{}的占比偏离分配方案（因素法或切块）超过规则容许的幅度；请逐地填写理由，或按方案调整金额。",
            names.join("、")
        ),
        format!(
            "The share of {} differs from what was proposed, by factors or in blocks, by more than the rule lets \
             pass: give the reason for each, or follow the proposal.",
            names.join(", ")
        ),
    )
}

/// The places of which the rule would find that they got something else than was proposed, were these allotments
/// handed down.
async fn unexplained(
    context: &Context,
    as_of: Day,
    (fund, year): (&str, i64),
    handed: Written,
) -> Done<Vec<Division>> {
    let draft = read_draft(context, handed).await?;
    let mut tx = context.db.read().await?;
    let near = neighbours::of_fund(&mut tx, (fund, &draft), &context.pack.funds).await?;
    drop(tx);
    let data = beside(&near, &draft);
    let of = data.funds.resolve(fund).zip(u16::try_from(year).ok());
    let judged = policy::Context::new(&data, &context.pack, as_of);
    Ok(of.map(|of| deviation::unexplained(&judged, of)).unwrap_or_default())
}

/// The reasons on their way beside the proposals. The hand-down has bounded them: each is about a receiver of its own.
pub(crate) async fn recorded(
    context: &Context,
    (fund, year): (&str, i64),
    reasons: &[Reason],
) -> Done<Option<Recording>> {
    if reasons.is_empty() {
        return Ok(None);
    }
    let change = |(to, reason): &Reason| Change {
        of: vec![
            ("fund", fund.to_owned()),
            ("fiscal_year", year.to_string()),
            ("to", to.to_string()),
        ],
        cells: vec![("reason", reason.replace(['\r', '\n'], " "))],
    };
    let changes: Vec<Change<'_>> = reasons.iter().map(change).collect();
    let recording = Recording::changing(context, TableId::Proposals, &changes).await?;
    Ok(Some(recording.bounded()))
}
