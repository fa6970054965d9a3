//! Settings of the demo: one that was adopted, and one about which divisions are asked.

use super::cast::signed_in;
use crate::context::{Context, Origin};
use crate::operations::settings::{Saying, Writing, offered, opine, propose};
use crate::operations::{Actor, Done};

/// Settings, and opinions.
pub(super) async fn play(context: &Context, origin: &Origin, password: &str) -> Done<()> {
    let enter = async |login: &str| signed_in(context, origin, login, password).await;
    let (treasury, fund, budget) =
        (enter("treasury").await?, enter("fund").await?, enter("budget").await?);
    let since = origin.day.to_string();
    let posts = posts(context, &["预算处", "扶贫资金管理办公室主任"]).await?;
    let writing = |parameter: &str, value: &str, reason: &str| Writing {
        parameter: parameter.to_owned(),
        value: value.to_owned(),
        since: since.clone(),
        reason: reason.to_owned(),
        consulted: posts.clone(),
    };
    let first = writing("due_soon_days", "10", "年末事项集中，提前十天提醒，便于县里安排");
    let id = propose(context, origin, &treasury, &first).await?;
    for by in [&fund, &budget] {
        opine(context, origin, by, (id, &agreed())).await?;
    }
    waits(&context.present(), origin, (&treasury, &fund), writing).await
}

/// One that waits for the budget division.
async fn waits(
    context: &Context,
    origin: &Origin,
    (treasury, fund): (&Actor, &Actor),
    writing: impl Fn(&str, &str, &str) -> Writing,
) -> Done<()> {
    let second = writing("split_days", "10", "化整为零多跨周办理，七天的时间窗偏短");
    let id = propose(context, origin, treasury, &second).await?;
    opine(context, origin, fund, (id, &agreed())).await
}

fn agreed() -> Saying {
    Saying { step: "agree".to_owned(), reason: String::new() }
}

/// Numbers of the posts whose titles begin so.
async fn posts(context: &Context, titles: &[&str]) -> Done<Vec<i64>> {
    let mut tx = context.db.read().await?;
    let all = offered(&mut tx, context).await?;
    let is_meant = |title: &str| titles.iter().any(|begin| title.starts_with(begin));
    Ok(all.into_iter().filter(|(_, title)| is_meant(title)).map(|(id, _)| id).collect())
}
