//! Why a setting is refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::SettingUnknown,
        "setting-unknown",
        "政策包没有这个参数，请从参数列表中选择。",
        "The policy pack has no such parameter: choose one from the list.",
    ),
    (
        Refusal::SettingOfLaw,
        "setting-of-law",
        "该参数由法规条款规定，不能设定；法规修订时换用新版政策包。",
        "A clause of the regulation fixes the parameter: it is not set; new law is a new version of the pack.",
    ),
    (
        Refusal::SettingValue,
        "setting-value",
        "值的写法不对：请按参数的单位填写，如 10、80（%）、100000（元）、10-31；词语每行一个，不重复。",
        "Write the value in its unit: like 10, 80 (%), 100000 (yuan), 10-31; words one a line, each once.",
    ),
    (
        Refusal::SettingBounds,
        "setting-bounds",
        "值超出可设定的范围：不得为负，词语不得为空。",
        "The value is out of bounds: it cannot be below nothing, and a list of words cannot be empty.",
    ),
    (
        Refusal::SettingNotLater,
        "setting-not-later",
        "该参数已有同日或更晚生效的值；请填写更晚的生效日。",
        "The parameter has a value that holds from that day or a later one: give a later first day.",
    ),
    (
        Refusal::SettingUnderWay,
        "setting-under-way",
        "该参数已有在办的设定；请在该设定上继续办理，或先撤回。",
        "A setting of this parameter is under way: go on from that one, or withdraw it first.",
    ),
    (
        Refusal::SettingPost,
        "setting-post",
        "会签处室应从列出的处室中选择。",
        "Those who are asked are chosen among the divisions that are listed.",
    ),
];
