//! Where a hand-down has to say why it differs from the factor-method proposal (因素法方案): the places that the
//! rule [`RULE`] of the pack would find. Condition and limit are the rule's own; nothing is decided here again.

use domain::{Division, FundId};

use crate::context::Context;
use crate::engine::{bind, fill, judge, needed_columns};
use crate::facts::allotment::proposal::{self, PROPOSAL};
use crate::lang::Scope;

/// The rule that compares what was handed down with what was proposed.
pub const RULE: &str = "allot.factor-deviation";

/// The receivers of a fund and year of which the rule says that they got something else than was proposed,
/// without a reason. A pack that has no such rule asks for no reasons.
pub fn unexplained(context: &Context, (fund, year): (FundId, u16)) -> Vec<Division> {
    let receivers = proposal::receivers(context, fund, year);
    let rows: Vec<u32> = receivers.iter().map(|(row, _)| *row).collect();
    let pack = context.pack;
    let scope = Scope {
        names: &context.data.names,
        params: &pack.params,
        calendar: &pack.calendar,
        as_of: context.as_of,
    };
    let mut named = Vec::new();
    for rule in pack.blocks(RULE).filter(|rule| rule.about.name == PROPOSAL.name) {
        let batch = fill(context, &PROPOSAL, &needed_columns(rule), &rows);
        let judged = judge(rule, &bind(rule, &scope), &batch, pack, context.as_of);
        let hit = judged.hits.iter().filter_map(|(row, _)| receivers.get(*row as usize));
        named.extend(hit.map(|(_, division)| *division));
    }
    named.sort_unstable();
    named.dedup();
    named
}
