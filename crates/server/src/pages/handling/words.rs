//! Names of steps and of what was said, for people.

use domain::Lang;
use domain::accountability::Measure;

type Row = (&'static str, &'static str, &'static str);

const STEPS: &[Row] = &[
    ("take_up", "开始处理", "taken up"),
    ("breach", "认定违规", "judged a breach"),
    ("in_order", "认定正常", "judged in order"),
    ("data_error", "认定数据错误", "judged an error of the data"),
    ("reconsider", "重新认定", "reconsidered"),
    ("mute", "静默", "muted"),
    ("ask_exemption", "申请豁免", "exemption asked for"),
    ("grant_exemption", "批准豁免", "exemption granted"),
    ("deny_exemption", "不予豁免", "exemption denied"),
    ("escalate", "升级", "escalated"),
    ("open_case", "立案", "case opened"),
    ("settle", "销号", "settled"),
    ("reopen", "重新打开", "opened again"),
    ("find", "规则再次发现", "found by the rule"),
    ("clear", "规则不再发现", "no longer found by the rule"),
    ("lapse", "静默或豁免到期", "mute or exemption ended"),
    ("order", "下达整改通知", "ordered to be put right"),
    ("extend", "延长期限", "deadline extended"),
    ("report", "报告整改完成", "reported done"),
    ("confirm", "复核认可", "checked and found done"),
    ("send_back", "退回整改", "sent back"),
    ("ask_irrecoverable", "申请认定无法挽回", "asked to find that it cannot be undone"),
    ("grant", "同意申请", "request granted"),
    ("deny", "不同意申请", "request denied"),
    ("hold", "附责任追究决定", "decision on responsibility laid beside"),
    ("close_green", "重新运行规则后销号", "closed: the rule, run again, is green"),
    ("close_exempt", "凭豁免销号", "closed by an exemption"),
    ("close_lost", "按无法挽回销号", "closed: it cannot be undone"),
    ("decide", "决定", "decided"),
    ("record", "决定文件归档", "document of the decision recorded"),
    ("receive", "签收", "received"),
    ("send", "再次发出问询单", "inquiry sent again"),
    ("pass_on", "转单位核实", "passed on to the unit"),
    ("answer", "答复", "answered"),
    ("return", "退回", "sent back"),
    ("ask_again", "再次问询", "asked again"),
    ("accept", "认可答复", "answer accepted"),
    ("withdraw", "作废", "withdrawn"),
];

/// What a step is called.
pub(crate) fn step(kind: &str, lang: Lang) -> &'static str {
    STEPS.iter().find(|row| row.0 == kind).map_or("", |row| lang.pick(row.1, row.2))
}

/// What may have been said with a step, in the order in which it is shown.
pub(super) const SAID: &[Row] = &[
    ("to", "承办岗位", "to"),
    ("asked", "整改要求", "asked"),
    ("advice", "指导意见", "advice"),
    ("answer", "答复", "answer"),
    ("due", "期限", "deadline"),
    ("take_back", "应收回", "to be taken back"),
    ("rebook", "应调账", "to be re-booked"),
    ("report", "整改情况", "report"),
    ("finding", "复核情况", "finding"),
    ("basis", "依据", "basis"),
    ("scope", "范围", "scope"),
    ("reason", "理由", "reason"),
    ("until", "至", "until"),
    ("lamp", "灯", "lamp"),
    ("says", "规则结果", "the rule says"),
    ("returned", "已收回", "taken back"),
    ("why", "原因", "why"),
    ("measure", "处理方式", "measure"),
    ("case", "个案", "case"),
    ("warning", "预警", "warning"),
    ("evidence", "附件数", "documents"),
    ("refunds", "退款凭证数", "refund vouchers"),
];

const VALUES: &[Row] = &[
    ("red", "红灯", "red"),
    ("yellow", "黄灯", "yellow"),
    ("green", "未再发现", "green"),
    ("cannot_tell", "无法判断", "cannot tell"),
    ("came_back", "规则再次发现", "the rule finds it again"),
    ("lapsed", "豁免到期", "the exemption ended"),
    ("objection", "有异议", "an objection"),
    ("no_action", "不予追究", "no action"),
    ("talk", "约谈", "a talk"),
    ("notice", "通报批评", "a notice of criticism"),
    ("discipline", "移送纪检监察机关", "transfer to discipline inspection"),
    ("justice", "移送司法机关", "transfer to justice"),
];

/// A value of what was said; words of the platform by their names.
pub(super) fn value<'a>(name: &str, word: &'a str, lang: Lang) -> &'a str
where
    'static: 'a,
{
    if !matches!(name, "lamp" | "says" | "why" | "measure") {
        return word;
    }
    VALUES.iter().find(|row| row.0 == word).map_or(word, |row| lang.pick(row.1, row.2))
}

/// The name of a measure.
pub(crate) fn measure_name(measure: Measure, lang: Lang) -> &'static str {
    let word = crate::operations::cases::measure_word(measure);
    VALUES.iter().find(|row| row.0 == word).map_or("", |row| lang.pick(row.1, row.2))
}

/// What an exemption rests on, as its field asks.
pub(crate) fn basis_of(lang: Lang) -> &'static str {
    lang.pick(
        "依据（法规或文件名称、文号、条款）",
        "Basis (regulation or document, number, clause)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::cases::MEASURES;

    #[test]
    fn measures_and_steps_have_names() {
        for lang in [Lang::Zh, Lang::En] {
            assert!(MEASURES.iter().all(|measure| !measure_name(*measure, lang).is_empty()));
            assert_eq!(step("take_up", lang), lang.pick("开始处理", "taken up"));
        }
    }
}
