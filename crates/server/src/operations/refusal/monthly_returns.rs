//! Why a monthly return is refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (Refusal::ReturnMonth, "return-month", "月份应写作 2019-05。", "Write the month as 2019-05."),
    (
        Refusal::ReturnAhead,
        "return-ahead",
        "该月尚未开始；请选择本月或以前的月份。",
        "That month has not begun: choose this month or an earlier one.",
    ),
];
