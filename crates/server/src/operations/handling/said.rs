//! Names of steps and of what was said, for people.

use domain::{Fen, Lang};
use serde_json::Value;

use super::words;

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
    ("write", "拟稿", "written"),
    ("attach", "附扫描件", "scan attached"),
    ("submit", "送复核", "submitted"),
    ("hand_down", "下达", "handed down"),
    ("get", "确认接收", "receipt confirmed"),
    ("copy", "抄送", "copy sent"),
    ("submit_plan", "报送联审", "submitted for the joint review"),
    ("convene", "组织联审", "joint review called"),
    ("agree", "联审同意", "agreed"),
    ("object", "联审提出异议", "objected"),
    ("approve", "领导小组审定", "approved by the leading group"),
    ("replace", "由新方案取代", "replaced by a later version"),
    ("reconcile", "发起对账", "reconciliation opened"),
    ("figures", "填报对账数字", "figures entered"),
    ("recount", "重新取数", "figures counted anew"),
    ("sign_ours", "农业处签认", "signed by the agriculture division"),
    ("sign_theirs", "对方签认", "signed by the other party"),
    ("propose", "提请审定", "proposed"),
    ("adopt", "审定", "adopted"),
    ("propose_setting", "提出设定，送会签", "proposed, divisions asked"),
    ("agree_setting", "会签同意", "agreed"),
    ("object_setting", "会签提出异议", "objected"),
    ("withdraw_setting", "撤回", "withdrawn"),
    ("enter_contribution", "登记", "entered"),
    ("confirm_contribution", "确认", "confirmed"),
    ("return_contribution", "退回修改", "sent back"),
    ("withdraw_contribution", "撤回", "withdrawn"),
    ("request_payment", "提出支付申请", "payment requested"),
    ("withdraw_payment_request", "撤回支付申请", "request withdrawn"),
    ("return_payment_request", "退回修改", "sent back"),
    ("approve_payment_request", "批准", "approved"),
    ("settle_payment_request", "已支付", "paid"),
    ("submit_monitoring", "填报绩效监控", "monitoring entered"),
    ("return_monitoring", "退回修改", "sent back"),
    ("accept_monitoring", "审核通过", "accepted"),
    ("decide_monitoring", "作出处理决定", "decided"),
    ("report_monitoring", "报告落实情况", "reported to be carried out"),
    ("send_back_monitoring", "退回继续落实", "sent back"),
    ("settle_monitoring", "核实办结", "checked and settled"),
    ("write_target", "填写绩效目标", "target written"),
    ("take_over_target", "按已批复的记录接续办理", "followed on from the records"),
    ("submit_target", "提交审核", "submitted"),
    ("withdraw_target", "撤回", "withdrawn"),
    ("review_target", "审核", "reviewed"),
    ("send_back_target", "退回修改", "sent back"),
    ("approve_target", "随预算批复", "approved with the budget"),
    ("file_target", "报备", "filed for record"),
    ("publish_target", "公开", "published"),
    ("ask_adjustment", "申请调整", "change asked for"),
    ("grant_adjustment", "批复调整", "change approved"),
    ("deny_adjustment", "不同意调整", "change refused"),
    ("report_evaluation", "报送自评", "self-evaluation reported"),
    ("return_evaluation", "退回修改", "sent back"),
    ("check_evaluation", "财政检查", "checked by finance"),
    ("object_evaluation", "审计提出异议", "audit objects"),
    ("agree_evaluation", "审计会签同意", "audit agrees"),
    ("commit_draw", "公布种子承诺值", "committed to a seed"),
    ("freeze_draw", "固定名册", "frame fixed"),
    ("reveal_draw", "公开种子，抽取", "seed opened, drawn"),
    ("withdraw_draw", "取消抽样", "given up"),
    ("plan_inspection", "计划检查", "planned"),
    ("begin_inspection", "开始检查", "begun"),
    ("withdraw_inspection", "取消检查", "given up"),
    ("observe", "记录问题", "something found"),
    ("strike", "删去问题", "struck out"),
    ("report_inspection", "提交检查报告", "reported"),
    ("answer_inspection", "被检查单位答复", "answered by the place"),
    ("conclude_inspection", "未发现问题，办结", "concluded: nothing found"),
    ("order_observation", "责令整改", "ordered to be put right"),
    ("dismiss", "不予认定", "not upheld"),
    ("hand_over", "转个案办理", "followed in a case"),
    ("rectify", "报告整改完成", "reported put right"),
    ("send_back_observation", "退回继续整改", "sent back"),
    ("settle_observation", "复核通过", "checked and settled"),
    ("write_return", "编制月报", "return written"),
    ("submit_return", "报送", "submitted"),
    ("accept_return", "审核通过", "accepted"),
    ("send_back_return", "退回修改", "sent back"),
    ("apply", "申报", "applied for"),
    ("review", "乡镇审核并公示", "reviewed and posted by the township"),
    ("examine", "主管部门论证", "examined by the department"),
    ("enter", "审定入库", "entered into the pipeline"),
    ("plan", "列入年度计划", "put into the annual plan"),
    ("fund", "安排资金", "money allotted"),
    ("contract", "签订合同", "contract signed"),
    ("start", "开工", "work begun"),
    ("finish", "完工", "work finished"),
    ("accept_work", "验收", "work accepted"),
    ("conclude", "办结", "closed"),
    (
        "ask_change",
        "申请变更（计划、预算、绩效目标同步）",
        "change of plan, budget and target asked for",
    ),
    ("ask_leave", "申请出库", "leaving the pipeline asked for"),
    ("ask_surplus", "提出结余安排意见", "use of the surplus proposed"),
    ("write_proposal", "拟写资金安排意见", "proposal written"),
    ("submit_proposal", "提交", "submitted"),
    ("agree_proposal", "会同处室同意", "agreed to"),
    ("review_proposal", "审核通过", "reviewed"),
    ("approve_proposal", "批准", "approved"),
    ("return_proposal", "退回修改", "sent back"),
    ("withdraw_proposal", "撤回", "given up"),
    ("replace_proposal", "被新版本替代", "replaced by a later version"),
    ("suggest", "提出意见建议", "suggested"),
    ("withdraw_suggestion", "撤回意见建议", "suggestion withdrawn"),
    ("adopt_suggestion", "采纳", "adopted"),
    ("decline_suggestion", "不采纳", "not adopted"),
    ("grant_project", "领导小组同意", "granted by the leading group"),
    ("deny_project", "领导小组不同意", "not granted by the leading group"),
];

/// What a step is called.
pub(crate) fn step(kind: &str, lang: Lang) -> &'static str {
    STEPS.iter().find(|row| row.0 == kind).map_or("", |row| lang.pick(row.1, row.2))
}

/// What may have been said with a step, in the order in which it is shown.
const SAID: &[Row] = &[
    ("number", "问题序号", "number"),
    ("observed", "发现的问题", "what was found"),
    ("summary", "检查情况", "what was looked at"),
    ("people", "检查人员", "inspectors"),
    ("again", "再次检查的理由", "why again"),
    ("title", "标题", "title"),
    ("suggested", "情况和建议", "suggested"),
    ("lines", "资金行数", "lines"),
    ("departments", "会同部门", "worked out with"),
    ("arrangement", "工作安排和依据", "arrangement"),
    ("follows", "采纳后的安排", "what follows"),
    ("setting", "参数设定编号", "setting"),
    ("entry", "登记内容", "line"),
    ("source", "资金来源", "source"),
    ("giver", "出资方", "given by"),
    ("giver_kind", "出资方类别", "kind of giver"),
    ("reverses", "冲销的登记行", "line that it reverses"),
    ("value", "设定值", "value"),
    ("since", "生效日", "holds from"),
    ("consulted", "会签处室数", "divisions asked"),
    ("reviewers", "联审处室数", "divisions that review"),
    ("sources", "资金项数", "funds"),
    ("uses", "项目安排行数", "rows of projects"),
    ("ours", "资金项数", "funds"),
    ("theirs", "填报项数", "figures"),
    ("plan", "新方案编号", "the later version"),
    ("to", "承办岗位", "to"),
    ("decided", "处理决定", "decision"),
    ("executed", "截至节点执行数", "executed up to the node"),
    ("expected", "全年预计执行数", "expected by the end of the year"),
    ("values", "填报指标数", "indicators"),
    ("asked", "整改要求", "asked"),
    ("advice", "指导意见", "advice"),
    ("document", "文号", "document"),
    ("on", "日期", "day"),
    ("place", "公示地点", "posted at"),
    ("posted_on", "公示日期", "posted on"),
    ("opinion", "论证意见", "opinion"),
    ("field", "需修改的内容", "to be put right"),
    ("allotment", "指标编号", "allotment"),
    ("contractor", "承包单位", "contractor"),
    ("amount", "金额", "amount"),
    ("retention", "其中质保金", "retention money in it"),
    ("surplus", "结余", "surplus"),
    ("planned", "变更后计划金额", "new amount in the plan"),
    ("contract_change", "合同增减", "change of the contract"),
    ("goal", "变更后绩效目标", "new target"),
    ("overall", "总体目标", "overall target"),
    ("indicators", "指标数", "indicators"),
    ("score", "得分", "points"),
    ("outcome", "结论", "outcome"),
    ("comments", "对指标的意见数", "comments on indicators"),
    ("filed_to", "报送", "filed to"),
    ("approved_on", "批复日期", "approved on"),
    ("purpose", "用途", "purpose"),
    ("figures", "涉及规则数", "rules"),
    ("remarks", "情况说明", "remarks"),
    ("judgement", "审核意见", "opinion"),
    ("by", "替代的方案", "plan that replaces it"),
    ("note", "说明", "note"),
    ("answer", "答复", "answer"),
    ("due", "期限", "deadline"),
    ("doc_no", "文号", "document"),
    ("total", "金额", "amount"),
    ("open", "尚可下达", "left of the allotment"),
    ("received_on", "收文日期", "received on"),
    ("office", "抄送", "copy to"),
    ("day", "日期", "on"),
    ("take_back", "应收回", "to be taken back"),
    ("rebook", "应调账", "to be re-booked"),
    ("report", "整改情况", "report"),
    ("finding", "复核情况", "finding"),
    ("basis", "依据", "basis"),
    ("scope", "范围", "scope"),
    ("exempted", "豁免下的红灯", "broken under exemptions"),
    ("doubts", "黄灯、无法判断等", "yellow, or not to be told"),
    ("voucher", "凭证号", "voucher"),
    ("paid", "支付金额", "paid"),
    ("evaluated", "总分", "total score"),
    ("commitment", "承诺值", "commitment"),
    ("frame", "名册校验值", "hash of the frame"),
    ("framed", "名册项目数", "projects in the frame"),
    ("seed", "种子", "seed"),
    ("grade", "等级", "grade"),
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

/// What something that was said is called.
pub(crate) fn said_name(name: &str, lang: Lang) -> &'static str {
    let row = SAID.iter().find(|row| row.0 == name);
    row.map_or(lang.pick("内容", "text"), |row| lang.pick(row.1, row.2))
}

/// Which of it are amounts in fen.
const AMOUNTS: [&str; 13] = [
    "executed",
    "expected",
    "paid",
    "total",
    "open",
    "take_back",
    "rebook",
    "returned",
    "amount",
    "retention",
    "surplus",
    "planned",
    "contract_change",
];

/// What was said with a step, in the order in which it is read: name and text. What is empty or nothing is left out.
pub(crate) fn said(body: &Value, lang: Lang) -> Vec<(&'static str, String)> {
    let mut said = Vec::new();
    for (name, zh, en) in SAID {
        let Some(value) = body.get(*name) else { continue };
        let text = match (*name, value) {
            (name, Value::Number(fen)) if AMOUNTS.contains(&name) => match fen.as_i64() {
                Some(0) | None => continue,
                Some(fen) => format!("{}{}", Fen(fen), lang.pick(" 元", " yuan")),
            },
            (_, Value::String(word)) if word.is_empty() => continue,
            (_, Value::String(word)) => self::value(name, word, lang).to_owned(),
            ("exempted" | "doubts", Value::Array(rules)) if !rules.is_empty() => {
                let rules: Vec<&str> = rules.iter().filter_map(Value::as_str).collect();
                rules.join(lang.pick("、", ", "))
            }
            (_, Value::Array(all)) if !all.is_empty() => all.len().to_string(),
            (_, Value::Number(number)) => number.to_string(),
            _ => continue,
        };
        said.push((lang.pick(zh, en), text));
    }
    said
}

const VALUES: &[Row] = &[
    ("treasury", "国库", "treasury"),
    ("fund_office", "扶贫资金管理机构", "fund office"),
    ("red", "红灯", "red"),
    ("yellow", "黄灯", "yellow"),
    ("green", "未再发现", "green"),
    ("cannot_tell", "无法判断", "cannot tell"),
    ("came_back", "规则再次发现", "the rule finds it again"),
    ("lapsed", "豁免到期", "the exemption ended"),
    ("objection", "有异议", "an objection"),
];

/// A value of what was said; words of the platform by their names.
fn value<'a>(name: &str, word: &'a str, lang: Lang) -> &'a str
where
    'static: 'a,
{
    if name == "measure" {
        return words::name(words::MEASURE, word, lang);
    }
    if name == "decided" {
        return words::name(words::MONITORING_MEASURE, word, lang);
    }
    if name == "grade" {
        return words::name(words::GRADE, word, lang);
    }
    if name == "entry" {
        return words::name(words::CONTRIBUTION_ENTRY, word, lang);
    }
    if name == "giver_kind" {
        return words::name(words::CONTRIBUTION_GIVER, word, lang);
    }
    if name == "outcome" {
        return words::name(words::TARGET_OUTCOME, word, lang);
    }
    if name == "filed_to" {
        return words::name(words::TARGET_FILED, word, lang);
    }
    if name == "source" {
        return words::name(words::CONTRIBUTION_SOURCE, word, lang);
    }
    if !matches!(name, "lamp" | "says" | "why" | "office") {
        return word;
    }
    VALUES.iter().find(|row| row.0 == word).map_or(word, |row| lang.pick(row.1, row.2))
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
    use crate::operations::accountability::{MEASURES, measure_word};

    #[test]
    fn measures_and_steps_have_names() {
        for lang in [Lang::Zh, Lang::En] {
            let named = |word| value("measure", word, lang) != word;
            assert!(MEASURES.map(measure_word).into_iter().all(named));
            assert_eq!(step("take_up", lang), lang.pick("开始处理", "taken up"));
        }
    }
}
