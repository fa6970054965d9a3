//! What can be entered by hand, in groups.

use askama::Template;
use domain::{Lang, TableId};

use crate::pages::frame::Frame;

/// A table, and what each of its records is, in both languages.
type Entry = (TableId, &'static str, &'static str);

/// Groups of tables.
#[rustfmt::skip]
const GROUPS: &[((&str, &str), &[Entry])] = &[
    (("资金", "Money"), &[
        (TableId::Allotments, "资金文件下达的每一笔，一个接收单位一行", "each sum that a document moves, a row for each receiver"),
        (TableId::Fundings, "把指标安排到项目", "money of an allotment given to a project"),
        (TableId::FundYears, "某项资金一年由哪一级筹集多少", "what a fund has in a year, by the level that gives it"),
        (TableId::Proposals, "因素法或切块方案建议的分配", "what a plan by factors or in blocks proposes for each receiver"),
        (TableId::OwnFunds, "资金目录以外的资金", "funds that the catalogue does not have"),
    ]),
    (("项目与支付", "Projects and payments"), &[
        (TableId::Projects, "项目入库、计划、合同、开工、验收、结余", "a project: pipeline, plan, contract, start, acceptance, surplus"),
        (TableId::Payments, "国库支付凭证；退款也是一行", "a payment out of the treasury; a refund is a row of its own"),
        (TableId::Benefits, "支付凭证后附的发放名单", "the list of persons behind a payment"),
        (TableId::Register, "建档立卡人员", "registered persons"),
        (TableId::Ineligible, "认定不应享受的人员", "persons who are declared not eligible"),
    ]),
    (("账表", "Books"), &[
        (TableId::Statements, "专账每月收支余", "the monthly statement of the dedicated ledger"),
        (TableId::Reconciliations, "与国库或其他单位的对账", "a reconciliation with the treasury or another organisation"),
        (TableId::Reports, "月报报送和审核日期", "when monthly returns were submitted and reviewed"),
    ]),
    (("公开与整改", "Disclosure and rectification"), &[
        (TableId::Disclosures, "公告公示", "a publication or public notice"),
        (TableId::Orders, "整改通知和办理结果", "an order to rectify, and what came of it"),
    ]),
    (("绩效", "Performance"), &[
        (TableId::Targets, "绩效目标", "a performance target"),
        (TableId::Indicators, "绩效目标的指标", "the indicators of a target"),
        (TableId::Monitorings, "一次绩效监控", "a monitoring round"),
        (TableId::MonitoringValues, "监控时各指标的完成值", "the values of the indicators in a round"),
        (TableId::Evaluations, "一次绩效评价", "an evaluation"),
        (TableId::EvaluationValues, "评价时各指标的得分", "the scores of the indicators in an evaluation"),
    ]),
];

/// What people call the records of a table.
pub(super) fn name(table: TableId, lang: Lang) -> String {
    let spec = table.spec();
    match lang {
        Lang::Zh => chinese(table).to_owned(),
        Lang::En => spec.name.replace('_', " "),
    }
}

/// The shortest name of a table is not always the clearest.
fn chinese(table: TableId) -> &'static str {
    let spec = table.spec();
    match table {
        TableId::Allotments => "资金下达",
        TableId::Register => "建档立卡名册",
        TableId::Statements => "专账收支余",
        TableId::FundYears => "资金年度筹集",
        TableId::Proposals => "因素法方案",
        TableId::Orders => "整改通知",
        _ => spec.aliases.first().copied().unwrap_or(spec.name),
    }
}

/// A table to choose: address, name, what it holds.
type Choice = (String, String, &'static str);

/// What can be entered.
#[derive(Template)]
#[template(path = "entry_tables.html")]
pub(crate) struct TablesView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Groups with their tables.
    pub(crate) groups: Vec<(&'static str, Vec<Choice>)>,
}

impl TablesView {
    /// The tables that are open to somebody.
    pub(super) fn of(frame: Frame, open: &[TableId]) -> TablesView {
        let lang = frame.lang;
        let choice = |(table, zh, en): &Entry| {
            let address = format!("/entry/{}", table.spec().name);
            (address, name(*table, lang), lang.pick(zh, en))
        };
        let mut groups = Vec::new();
        for ((zh, en), tables) in GROUPS {
            let open = tables.iter().filter(|(table, ..)| open.contains(table));
            let choices: Vec<Choice> = open.map(choice).collect();
            if !choices.is_empty() {
                groups.push((lang.pick(zh, en), choices));
            }
        }
        TablesView { frame, groups }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_can_be_entered_stands_in_one_group() {
        for table in TableId::ALL.iter().filter(|table| **table != TableId::Exceptions) {
            let all = GROUPS.iter().flat_map(|(_, tables)| *tables);
            assert_eq!(all.filter(|(one, ..)| one == table).count(), 1, "{table:?}");
        }
    }
}
