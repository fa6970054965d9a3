//! Suggestions of the demo: one adopted, one not, one that waits.

use super::cast::signed_in;
use crate::context::{Context, Origin};
use crate::operations::Done;
use crate::operations::suggestions::{Saying, Writing, answer, suggest};

/// Login, title, what is suggested, step and text of the answer; nothing: it waits.
type Row = (&'static str, &'static str, &'static str, Option<(&'static str, &'static str)>);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("p-treasury", "延长到期提醒的提前天数",
     "县级收到提醒后还要走会签，5 天来不及。建议把日历日期限的提醒提前到 8 天。",
     Some(("adopt", "列入下次参数设定会签，由国库处会同各业务处室提出"))),
    ("c-treasury", "停用收款人重复的黄灯",
     "同一农户一年内领取多项补贴属于正常，黄灯太多。",
     Some(("decline", "黄灯用于核实，核实无误的认定正常即可；规则依据文件规定，不能停用"))),
    ("c-treasury", "推送清单按资金分组",
     "清单按规则排列，核对时要按资金翻找，建议同一资金的问题排在一起。",
     None),
];

/// Makes them, and has the treasury division answer.
pub(super) async fn play(context: &Context, origin: &Origin, password: &str) -> Done<()> {
    let division = signed_in(context, origin, "treasury", password).await?;
    for (login, title, said, answered) in ROWS {
        let by = signed_in(context, origin, login, password).await?;
        let (title, said) = ((*title).to_owned(), (*said).to_owned());
        let id = suggest(context, origin, &by, &Writing { title, said, evidence: vec![] }).await?;
        if let Some((step, reason)) = answered {
            let (step, reason) = ((*step).to_owned(), (*reason).to_owned());
            let saying = Saying { step, reason, setting: String::new() };
            answer(context, origin, &division, (id, &saying)).await?;
        }
    }
    Ok(())
}
