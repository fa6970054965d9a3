//! From when on a county, and the region, had money of a fund.

use std::collections::BTreeMap;

use domain::{Day, Division, FundId, Level};

use super::is_integrated;
use crate::context::{Context, Derived};
use crate::facts::allotment::held_on;
use crate::facts::fill::cell;
use crate::facts::trail::for_poverty;

/// The days on which money first arrived, up to the day of evaluation.
pub(super) struct Receipts {
    /// By county (under its newest code) and fund.
    pub(super) counties: BTreeMap<(Division, FundId), Day>,
    /// Of the region, by integrated fund.
    pub(super) region: BTreeMap<FundId, Day>,
}

impl Derived for Receipts {
    fn build(context: &Context) -> Self {
        let mut receipts = Receipts { counties: BTreeMap::new(), region: BTreeMap::new() };
        let divisions = &context.pack.divisions;
        for row in 0..context.data.tables.allotments.to.len() {
            let Some((to, fund, day)) = receipt(context, row) else { continue };
            match divisions.level(to) {
                Some(Level::County) => {
                    earlier(receipts.counties.entry((divisions.canonical(to), fund)), day);
                }
                Some(Level::Region) if is_integrated(context, fund) => {
                    earlier(receipts.region.entry(fund), day);
                }
                _ => {}
            }
        }
        receipts
    }
}

fn earlier<K: Ord>(entry: std::collections::btree_map::Entry<'_, K, Day>, day: Day) {
    let first = entry.or_insert(day);
    *first = day.min(*first);
}

/// Who received money of which fund on which day. The dedicated ledger is kept of poverty money (B-3.2.1.b), so
/// a sum said to be for something else begins no duty; nor does one before the first year that the pack binds.
fn receipt(context: &Context, row: usize) -> Option<(Division, FundId, Day)> {
    if for_poverty(context, row) == Some(false) {
        return None;
    }
    let allotments = &context.data.tables.allotments;
    let (to, day) = (cell(&allotments.to, row)?, held_on(context, row)?);
    let bound = context.pack.years.0.and_then(|year| Day::new(i32::from(year), 1, 1));
    let day = bound.map_or(day, |bound| day.max(bound));
    Some((to, cell(&allotments.fund, row)?, day)).filter(|_| day <= context.as_of)
}
