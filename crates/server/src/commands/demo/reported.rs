//! Monthly returns of the demo: the county's of this month waits for the prefecture, the prefecture's for the
//! opinion of the head of its bureau.

use super::cast::{Ground, signed_in};
use crate::context::{Context, Origin};
use crate::operations::Done;
use crate::operations::monthly_returns::{Saying, Writing, submit, write};

/// Returns of the county and the prefecture of which the demo prints the accounts.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let enter = async |login: &str| signed_in(context, origin, login, password).await;
    let (clerk, head) = (enter("c-fund").await?, enter("c-head").await?);
    let above = enter("p-treasury").await?;
    let writing = |division: String, remarks: &str| Writing {
        division,
        month: origin.day.month().to_string(),
        remarks: remarks.to_owned(),
    };
    let own = writing(ground.county(), "授权支付的款项已退回重新办理；其余问题正在督促整改");
    let id = write(context, origin, &clerk, &own).await?;
    let opinion = Saying {
        step: "submit".to_owned(),
        reason: "情况属实，同意报送；逾期事项下月底前办结".to_owned(),
    };
    submit(context, origin, &head, (id, &opinion)).await?;
    let all = writing(ground.prefecture(), "已督促各县（市）逐项整改，重点核查计划外支付");
    write(context, origin, &above, &all).await.map(drop)
}
