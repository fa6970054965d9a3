//! With whom the agriculture division reconciles, and what the ledger says of it.

use std::collections::BTreeMap;

use domain::day::Day;
use domain::division::{Division, Level};
use domain::money::Fen;
use policy::pack::Value;
use store::db::Tx;
use store::reconciliations::{Handed, handed};
use store::records::all_funds;

use crate::context::Context;
use crate::operations::handling::division;
use crate::operations::integration::integrated;
use crate::operations::screening::found::region;
use crate::operations::{Done, Refusal};

/// The line divisions of the region as one party, by the id of the pack's actor.
const BUSINESS: &str = "region_business_divisions";
/// How many days after the quarter it is to be done: the parameter of the rule `recon.missing`.
const DAYS: &str = "quarterly_reconciliation_days";

/// The other party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    /// As records name it: the code of a place, or `650000/region_business_divisions`.
    pub(crate) id: String,
    /// The division in which it is seen.
    pub(crate) home: Division,
    /// Whether it is the line divisions.
    pub(crate) is_business: bool,
}

impl Party {
    /// The line divisions of the region.
    pub(crate) fn business(context: &Context) -> Option<Party> {
        let home = region(context.divisions())?;
        Some(Party { id: format!("{home}/{BUSINESS}"), home, is_business: true })
    }

    /// The party of a text.
    pub(crate) fn of(context: &Context, text: &str) -> Result<Party, Refusal> {
        let business = Party::business(context).filter(|party| party.id == text.trim());
        if let Some(party) = business {
            return Ok(party);
        }
        let home = context.divisions().canonical(division(text.trim())?);
        let level = context.divisions().level(home);
        if !matches!(level, Some(Level::Prefecture | Level::County)) {
            return Err(Refusal::UnknownDivision);
        }
        Ok(Party { id: home.to_string(), home, is_business: false })
    }
}

/// The last day on time.
pub(super) fn due_on(context: &Context, end: Day) -> Day {
    let param = context.pack.params.by_name.get(DAYS);
    let days = match param.and_then(|param| param.on(end)) {
        Some(Value::Count(days)) => i32::try_from(*days).unwrap_or_default(),
        _ => 0,
    };
    end.plus_days(days).unwrap_or(end)
}

/// What the ledger says of every party to the end of a day, integrated funds alone: what places were handed, what the
/// region handed down.
pub(super) async fn all(
    tx: &mut Tx,
    context: &Context,
    end: Day,
) -> Done<BTreeMap<String, Vec<(String, Fen)>>> {
    let funds = all_funds(tx, &context.pack.funds).await?;
    let known: Vec<&str> = integrated(&funds).collect();
    let Handed { places, givers } = handed(tx, &end.to_string()).await?;
    let mut all: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    let mut add = |party: String, fund: String, fen: i64| {
        *all.entry(party).or_default().entry(fund).or_default() += fen;
    };
    for ((place, fund), fen) in places {
        let party = Party::of(context, &place).ok().filter(|_| known.contains(&fund.as_str()));
        if let Some(party) = party {
            add(party.id, fund, fen);
        }
    }
    if let Some(business) = Party::business(context) {
        let own = |place: &str| division(place).is_ok_and(|place| place == business.home);
        for ((place, fund), fen) in givers {
            if own(&place) && known.contains(&fund.as_str()) {
                add(business.id.clone(), fund, fen);
            }
        }
    }
    let listed = |(party, funds): (String, BTreeMap<String, i64>)| {
        (party, funds.into_iter().map(|(fund, fen)| (fund, Fen(fen))).collect())
    };
    Ok(all.into_iter().map(listed).collect())
}

/// What the ledger says of one party.
pub(super) async fn figures(
    tx: &mut Tx,
    context: &Context,
    party: &Party,
    end: Day,
) -> Done<Vec<(String, Fen)>> {
    Ok(all(tx, context, end).await?.remove(&party.id).unwrap_or_default())
}
