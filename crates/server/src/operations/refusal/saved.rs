//! What whoever saves queries of lists is told.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::UnknownSaved,
        "unknown-saved",
        "没有这个常用查询，可能已经删除。",
        "There is no such saved query: it may have been deleted.",
    ),
    (
        Refusal::SavedName,
        "saved-name",
        "常用查询的名称为 1 至 40 个字。",
        "The name of a saved query has 1 to 40 characters.",
    ),
    (
        Refusal::SavedUnfit,
        "saved-unfit",
        "请先设好查询条件（不宜过长）再保存。",
        "Set some conditions first, and not too long ones.",
    ),
    (
        Refusal::SavedKnown,
        "saved-known",
        "已有同名的常用查询，请另取名称。",
        "There is a saved query of this name: choose another one.",
    ),
    (
        Refusal::SavedTooMany,
        "saved-too-many",
        "一人至多保存 50 个查询，请先删除不再使用的。",
        "Nobody saves more than 50 queries: delete those that are not used any more.",
    ),
];
