//! Quarterly reconciliations of the demo: of the last quarter that is over, one with the county that both sides have
//! signed with a difference that is explained, and one with the prefecture that waits for its figures.

use domain::{Fen, period::Period};

use super::cast::{Ground, signed_in};
use crate::context::{Context, Origin};
use crate::operations::handling::one::One as _;
use crate::operations::reconciliations::{
    Entered, OneReconciliation, begin, enter, quarter_of, sign_ours, sign_theirs,
};
use crate::operations::{Done, Failure};

/// Nothing, where there is nothing to do it with.
fn or_none(done: Done<i64>) -> Done<Option<i64>> {
    match done {
        Ok(id) => Ok(Some(id)),
        Err(Failure::Refused(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Reconciliations with the county and the prefecture of which the demo prints the accounts.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let enter_as = async |login: &str| signed_in(context, origin, login, password).await;
    let (agriculture, clerk) = (enter_as("agriculture").await?, enter_as("c-fund").await?);
    let head = enter_as("c-head").await?;
    let quarter: Period = quarter_of("", origin.day)?;
    let quarter = quarter.to_string();
    let opened = async |party: String| {
        or_none(begin(context, origin, &agriculture, (&party, &quarter, "")).await)
    };
    opened(ground.prefecture()).await?;
    let Some(id) = opened(ground.county()).await? else { return Ok(()) };
    let seen = OneReconciliation::read(context, origin, &clerk, id).await?;
    let figure = |(at, row): (usize, &domain::reconciliation::Row)| {
        let Fen(fen) = row.ours;
        // One document had not reached the county's books when the quarter ended.
        let missing = if at == 0 { fen / 500 * 100 } else { 0 };
        let explanation = if missing == 0 {
            ""
        } else {
            "季末下达的一份文件次月到达，次月入账"
        };
        Entered {
            theirs: Fen(fen - missing).plain(),
            explanation: explanation.to_owned(),
            ..Entered::default()
        }
    };
    let rows: Vec<Entered> = seen.followed.one.rows().iter().enumerate().map(figure).collect();
    enter(context, origin, &clerk, (id, &rows)).await?;
    sign_theirs(context, origin, &head, id).await?;
    sign_ours(context, origin, &agriculture, id).await
}
