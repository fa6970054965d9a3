//! How many projects have an approved target: all of them are to have one (C-2.2.d), and none gets money without.

use std::collections::BTreeMap;

use store::targets::{self, Covered};

use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling;
use crate::operations::{Actor, Done};

/// The projects of a year in somebody's reach and those with an approved target, by county; `unit` is empty. Projects
/// without a division are left out.
pub(crate) async fn covered(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    year: i64,
) -> Done<Vec<Covered>> {
    let operation = Operation::ListTargets;
    actor.post(context, operation, None)?;
    let mut tx = context.db.read().await?;
    let all = targets::covered(&mut tx, &origin.day.to_string()).await?;
    let mut by_county: BTreeMap<&str, Covered> = BTreeMap::new();
    for row in all.iter().filter(|row| row.fiscal_year == year) {
        let Ok(there) = handling::there(&row.county, &row.unit) else { continue };
        if actor.post(context, operation, Some(there)).is_err() {
            continue;
        }
        let sum = by_county.entry(&row.county).or_default();
        sum.projects += row.projects;
        sum.approved += row.approved;
    }
    let named = by_county.into_iter().map(|(county, sum)| Covered {
        county: county.to_owned(),
        fiscal_year: year,
        ..sum
    });
    Ok(named.collect())
}
