//! Why a contribution is refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::ContributionWord,
        "contribution-word",
        "请选择登记内容（计划投入、到位、支出）和资金来源（单位自有资金、社会资金、其他资金）。",
        "Choose what the line says (planned, received, spent) and whose money it is (own, social, other).",
    ),
    (
        Refusal::ContributionReversed,
        "contribution-reversed",
        "只能冲销已确认且尚未冲销的登记行；冲销行本身不能再冲销，请重新登记一行。",
        "Only a confirmed line that is not reversed yet can be reversed; one that reverses another cannot: enter \
         a new line.",
    ),
];
