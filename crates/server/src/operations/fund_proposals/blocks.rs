//! What approved proposals hold: no fund stands in two of a kind and year, none is divided in blocks that factors
//! divide; and what a division in blocks writes, the proposals with which hand-downs are compared.

use std::collections::BTreeSet;

use domain::fund_proposal::kinds::{KINDS, Purpose};
use domain::fund_proposal::{Kind, Text};
use domain::{Division, Fen, Level, TableId};
use store::db::Tx;
use store::{factor_plans, fund_proposals};

use super::FollowedProposal;
use super::faults::{by_factors, spoken_of};
use crate::context::Context;
use crate::operations::Done;
use crate::operations::factor_plans::proposals_of;
use crate::operations::recording::{Recording, rows};

/// Refused where an approved proposal speaks of one of the funds already, unless it is the one that is replaced, and
/// where money that is to be divided in blocks is divided by factors.
pub(super) async fn is_free(
    tx: &mut Tx,
    context: &Context,
    (kept, kind): (&fund_proposals::FundProposal, &Kind),
    text: &Text,
) -> Done<()> {
    let of = (kind.word, kept.fiscal_year);
    for fund in funds(text) {
        let name = || {
            let funds = &context.pack.funds;
            funds.resolve(fund).map_or(fund.to_owned(), |id| funds.get(id).name.clone())
        };
        let all = fund_proposals::speaking(tx, of, fund).await?;
        if let Some(other) = all.iter().find(|one| Some(one.id) != kept.replaces) {
            return Err(spoken_of(&name(), (other.id, kept.fiscal_year)));
        }
        if kind.purpose == Purpose::Blocks {
            let plan = factor_plans::FactorPlan {
                home: kept.home.clone(),
                fund: fund.to_owned(),
                fiscal_year: kept.fiscal_year,
                level: Level::Prefecture.word().to_owned(),
                ..factor_plans::FactorPlan::default()
            };
            if let Some(plan) = factor_plans::in_force(tx, &plan).await? {
                return Err(by_factors(&name(), plan.id));
            }
        }
    }
    Ok(())
}

/// The funds of a text, each once.
fn funds(text: &Text) -> BTreeSet<&str> {
    text.lines.iter().map(|line| line.fund.as_str()).collect()
}

/// The approved proposal that divides a fund and year in blocks.
pub(crate) async fn divided_by(tx: &mut Tx, fund: &str, year: i64) -> Done<Option<i64>> {
    for kind in KINDS.iter().filter(|kind| kind.purpose == Purpose::Blocks) {
        let all = fund_proposals::speaking(tx, (kind.word, year), fund).await?;
        if let Some(one) = all.first() {
            return Ok(Some(one.id));
        }
    }
    Ok(None)
}

/// The proposals that the approval of a division in blocks writes; nothing where money is raised. Funds of the version
/// that it replaces get nothing any more where it is silent about them.
pub(super) async fn recording(
    mut tx: Tx,
    context: &Context,
    looked: &FollowedProposal,
) -> Done<Option<Recording>> {
    let (kept, text) = (&looked.kept, looked.one.text());
    if looked.one.kind().purpose != Purpose::Blocks {
        return Ok(None);
    }
    let older = match kept.replaces {
        Some(older) => fund_proposals::lines(&mut tx, older).await?,
        None => Vec::new(),
    };
    let mut all: BTreeSet<&str> = funds(text);
    all.extend(older.iter().map(|line| line.fund.as_str()));
    let mut written = Vec::new();
    for fund in all {
        let of = |line: &domain::fund_proposal::Line| {
            line.to.filter(|_| line.fund == fund).map(|to| (to, line.amount))
        };
        let amounts: Vec<(Division, Fen)> = text.lines.iter().filter_map(of).collect();
        let level = Level::Prefecture.word();
        let of = (fund, kept.fiscal_year, level);
        written.extend(proposals_of(&mut tx, context, of, &amounts).await?);
    }
    drop(tx);
    Ok(Some(Recording::of(context, rows(TableId::Proposals, &written)).await?))
}
