//! Steps of settings as words and JSON.

use domain::handling::Opinion;
use domain::handling::PostId;
use domain::setting::{Proposal, State, Step};
use serde_json::{Value, json};

use crate::operations::handling::{Kept, day, text};

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Consulting => "consulting",
        State::Returned => "returned",
        State::Adopted => "adopted",
        State::Withdrawn => "withdrawn",
    }
}

/// A step as it is kept.
pub(super) fn written(step: &Step) -> Kept {
    match step {
        Step::Propose(proposal) => {
            let consulted: Vec<u64> = proposal.consulted.iter().map(|post| post.0).collect();
            let body = json!({
                "value": proposal.value,
                "since": proposal.since.to_string(),
                "reason": proposal.reason,
                "consulted": consulted,
            });
            ("propose_setting", body)
        }
        Step::Opine(Opinion { agrees, reason }) => {
            (if *agrees { "agree_setting" } else { "object_setting" }, json!({ "reason": reason }))
        }
        Step::Withdraw { reason } => ("withdraw_setting", json!({ "reason": reason })),
    }
}

/// A kept step.
pub(super) fn read(kind: &str, body: &Value) -> Option<Step> {
    let reason = || text(body, "reason");
    let opinion = |agrees| Some(Step::Opine(Opinion { agrees, reason: reason()? }));
    Some(match kind {
        "propose_setting" => {
            let all = body.get("consulted")?.as_array()?;
            let consulted = all.iter().map(|id| id.as_u64().map(PostId));
            Step::Propose(Proposal {
                value: text(body, "value")?,
                since: day(body, "since")?,
                reason: reason()?,
                consulted: consulted.collect::<Option<_>>()?,
            })
        }
        "agree_setting" => opinion(true)?,
        "object_setting" => opinion(false)?,
        "withdraw_setting" => Step::Withdraw { reason: reason()? },
        _ => return None,
    })
}
