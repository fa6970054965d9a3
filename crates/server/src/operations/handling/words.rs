//! The words by which states are kept, and their names for people.

use domain::Lang;
use domain::{case, contribution, inquiry, monitoring, project, push, warning};

/// A word with its names in Chinese and English.
pub(crate) type Word = (&'static str, &'static str, &'static str);

/// The states of a warning, in the order of the domain.
pub(crate) const WARNING: &[Word] = &[
    ("open", "待处理", "open"),
    ("taken_up", "处理中", "taken up"),
    ("breach", "认定违规", "judged a breach"),
    ("in_order", "认定正常", "judged in order"),
    ("data_error", "数据错误", "error of the data"),
    ("muted", "静默", "muted"),
    ("exemption_asked", "豁免待批", "exemption asked for"),
    ("exempted", "已豁免", "exempted"),
    ("in_case", "已立案", "in a case"),
    ("settled", "已销号", "settled"),
    ("cleared", "已消除", "cleared"),
];

/// The states of a case, in the order of the domain.
pub(crate) const CASE: &[Word] = &[
    ("open", "已立案", "opened"),
    ("ordered", "整改中", "ordered"),
    ("reported", "待复核", "reported done"),
    ("checked", "待销号", "checked"),
    ("closed", "已销号", "closed"),
];

/// The states of a matter of accountability, in the order of the domain.
pub(crate) const ACCOUNTABILITY: &[Word] = &[
    ("proposed", "待决定", "proposed"),
    ("decided", "已决定，待存档", "decided, its document to be recorded"),
    ("recorded", "已存档", "recorded"),
];

/// What is decided on responsibility, in the order of the domain.
pub(crate) const MEASURE: &[Word] = &[
    ("no_action", "不予追究", "no action"),
    ("talk", "约谈", "a talk"),
    ("notice", "通报批评", "a notice of criticism"),
    ("discipline", "移送纪检监察机关", "transfer to discipline inspection"),
    ("justice", "移送司法机关", "transfer to justice"),
];

/// The states of an inquiry, in the order of the domain.
pub(crate) const INQUIRY: &[Word] = &[
    ("at_division", "待处（科）室办理", "with the division"),
    ("at_unit", "待单位核实", "with the unit"),
    ("at_desk", "退回监控岗", "sent back to the desk"),
    ("answered", "待认定", "answered"),
    ("accepted", "答复已认可", "accepted"),
    ("in_case", "已立案", "in a case"),
    ("withdrawn", "已作废", "withdrawn"),
];

/// The states of a round of monitoring, in the order of the domain; then those of rounds that were not entered here: by
/// a file, not yet, late.
pub(crate) const MONITORING: &[Word] = &[
    ("waiting", "待审核", "to be reviewed"),
    ("returned", "退回修改", "sent back"),
    ("accepted", "审核通过", "accepted"),
    ("decided", "已作决定，落实中", "decided, to be carried out"),
    ("reported", "已报告落实，待核实", "reported, to be checked"),
    ("settled", "已核实办结", "checked and settled"),
    ("recorded", "已录入（文件导入）", "entered by a file"),
    ("open", "待填报", "to be entered"),
    ("late", "逾期未填报", "late, not entered"),
];

/// What is decided on a round of monitoring, in the order of the domain. Decisions are recorded by the Chinese words.
pub(crate) const MONITORING_MEASURE: &[Word] = &[
    ("correct", "责令纠正", "to be corrected"),
    ("adjust_target", "调整绩效目标", "target to be adjusted"),
    ("adjust_budget", "调整预算", "budget to be adjusted"),
    ("suspend", "暂缓拨付", "payment suspended"),
    ("stop", "停止拨款", "payment stopped"),
    ("recover", "收回资金", "money to be recovered"),
];

/// Whether an indicator will be met, in the order of the domain: the words of the contract.
pub(crate) const LIKELIHOOD: &[Word] = &[
    ("certain", "确定能", "certain"),
    ("possible", "有可能", "possible"),
    ("impossible", "不可能", "impossible"),
];

/// How an indicator stands, in the order of the domain.
pub(crate) const LIGHT: &[Word] = &[
    ("green", "绿灯", "green"),
    ("unknown", "无法判断", "cannot tell"),
    ("yellow", "黄灯", "yellow"),
    ("red", "红灯", "red"),
];

/// The states of a push list, in the order of the domain.
pub(crate) const PUSH: &[Word] = &[
    ("made", "待签收", "to be received"),
    ("received", "已签收，待反馈", "received, to be answered"),
    ("answered", "已反馈", "answered"),
];

/// The states of a hand-down, in the order of the domain.
pub(crate) const HAND_DOWN: &[Word] = &[
    ("draft", "拟稿", "draft"),
    ("submitted", "待复核", "to be reviewed"),
    ("handed_down", "已下达，待接收", "handed down, to be received"),
    ("complete", "已下达并接收", "handed down and received"),
    ("dropped", "已作废", "given up"),
];

/// The states of a factor plan, in the order of the domain.
pub(crate) const FACTOR_PLAN: &[Word] = &[
    ("draft", "拟定", "draft"),
    ("proposed", "待审定", "to be adopted"),
    ("adopted", "已审定", "adopted"),
    ("replaced", "已被替代", "replaced"),
    ("dropped", "已作废", "given up"),
];

/// The states of a fund proposal, in the order of the domain.
pub(crate) const FUND_PROPOSAL: &[Word] = &[
    ("draft", "拟定", "draft"),
    ("agreeing", "待会同", "to be agreed to"),
    ("reviewing", "待审核", "to be reviewed"),
    ("approving", "待审批", "to be approved"),
    ("approved", "已批准", "approved"),
    ("returned", "退回修改", "sent back"),
    ("withdrawn", "已撤回", "given up"),
    ("replaced", "已被替代", "replaced"),
];

/// The kinds of fund proposals, in the order of their table.
pub(crate) const FUND_PROPOSAL_KIND: &[Word] = &[
    ("special", "财政专项扶贫资金筹集意见", "raising of special funds"),
    ("integrated", "涉农资金整合筹集工作安排", "arrangement for integrated funds"),
    ("integrated_plan", "处室涉农资金整合方案", "a division's plan for integrated funds"),
    ("bonds", "地方政府债券资金筹集意见", "raising of bond money"),
    ("relocation", "易地扶贫搬迁资金筹集意见", "raising of relocation money"),
    ("other", "其他监控资金筹集工作安排", "arrangement for other monitored funds"),
    ("other_plan", "处室其他监控资金安排意见", "a division's proposal for other monitored funds"),
    ("blocks", "涉农整合资金切块分配方案", "allocation of integrated funds in blocks"),
];

/// The levels whose budget gives money that is raised.
pub(crate) const FUND_SOURCE: &[Word] =
    &[("region", "自治区", "region"), ("central", "中央", "centre")];

/// Among which places a factor plan divides.
pub(crate) const FACTOR_PLACES: &[Word] = &[
    ("prefecture", "各地（州、市）", "prefectures"),
    ("county", "深度贫困县", "deeply poor counties"),
];

/// The states of a part of a hand-down.
pub(crate) const HAND_DOWN_LINE: &[Word] = &[
    ("draft", "拟稿", "draft"),
    ("submitted", "待复核", "to be reviewed"),
    ("waits", "待接收", "to be received"),
    ("received", "已接收", "received"),
    ("differs", "登记不一致", "received otherwise"),
    ("funded", "已安排项目", "given to the project"),
    ("dropped", "已作废", "given up"),
];

/// The states of an integration plan, in the order of the domain.
pub(crate) const INTEGRATION_PLAN: &[Word] = &[
    ("draft", "拟稿", "draft"),
    ("submitted", "待组织联审", "waits for the joint review"),
    ("in_review", "联审中", "in joint review"),
    ("agreed", "联审通过，待领导小组审定", "agreed, waits for the leading group"),
    ("approved", "已审定", "approved"),
    ("replaced", "已被新方案取代", "replaced by a later version"),
    ("dropped", "已作废", "given up"),
];

/// The states of a setting, in the order of the domain.
pub(crate) const SETTING: &[Word] = &[
    ("consulting", "会签中", "divisions are asked"),
    ("returned", "有异议，待修改", "objected to, to be written anew"),
    ("adopted", "已审定", "adopted"),
    ("withdrawn", "已撤回", "withdrawn"),
];

/// The states of a contribution, in the order of the domain, and that another line reverses it.
pub(crate) const CONTRIBUTION: &[Word] = &[
    ("waiting", "待确认", "to be confirmed"),
    ("returned", "退回修改", "sent back"),
    ("confirmed", "已确认", "confirmed"),
    ("withdrawn", "已撤回", "withdrawn"),
    ("reversed", "已冲销", "reversed"),
];

/// What a contribution says of the money, in the order of the domain.
pub(crate) const CONTRIBUTION_ENTRY: &[Word] = &[
    ("planned", "计划投入", "planned"),
    ("received", "到位", "received"),
    ("spent", "支出", "spent"),
];

/// Whose money a contribution is, in the order of the domain.
pub(crate) const CONTRIBUTION_SOURCE: &[Word] = &[
    ("own", "单位自有资金", "own money of the unit"),
    ("social", "社会资金", "social money"),
    ("other", "其他资金", "other money"),
];

/// The states of a payment request, in the order of the domain, and that its payment is another one's by now.
pub(crate) const PAYMENT_REQUEST: &[Word] = &[
    ("waiting", "待审核", "to be reviewed"),
    ("returned", "退回修改", "sent back"),
    ("approved", "已批准待支付", "approved, to be paid"),
    ("paid", "已支付", "paid"),
    ("withdrawn", "已撤回", "withdrawn"),
    ("changed", "支付已更正", "payment corrected to another"),
];

/// The states of a performance target on its way, in the order of the domain.
pub(crate) const TARGET: &[Word] = &[
    ("draft", "填报中", "being written"),
    ("submitted", "待审核", "to be reviewed"),
    ("returned", "退回修改", "sent back"),
    ("passed", "审核通过，待批复", "passed, to be approved"),
    ("approved", "已批复", "approved"),
    ("adjusting", "调整待批复", "change to be approved"),
    ("rejected", "审核未通过", "rejected"),
    ("withdrawn", "已撤回", "withdrawn"),
];

/// What targets are set for, in the order of the domain.
pub(crate) const TARGET_SUBJECT: &[Word] = &[
    ("project", "项目", "project"),
    ("policy", "政策", "policy"),
    ("department", "部门整体", "department as a whole"),
    ("transfer", "转移支付", "transfer"),
    ("government", "政府", "government"),
    ("bond", "债券", "bond"),
];

/// To whom targets are filed, in the order of the domain.
pub(crate) const TARGET_FILED: &[Word] = &[
    ("prefecture", "地（州、市）财政局", "the prefecture's finance bureau"),
    ("region", "自治区财政厅、扶贫办", "the region's department of finance and poverty office"),
    ("ministry", "财政部驻新疆财政监察专员办事处", "the ministry's bureau in Xinjiang"),
];

/// What comes of a review of a target, in the order of the domain.
pub(crate) const TARGET_OUTCOME: &[Word] = &[
    ("pass", "通过", "passes"),
    ("return", "退回修改", "goes back"),
    ("reject", "不予通过", "is rejected"),
];

/// The five points of the review of a target (A 八), in the order of the domain.
pub(crate) const TARGET_POINT: &[Word] = &[
    ("necessity", "项目的必要性", "necessity of the project"),
    ("feasibility", "项目的可行性", "feasibility of the project"),
    ("relevance", "与脱贫目标的相关性", "relevance to leaving poverty"),
    ("measurability", "指标的合理性和可衡量性", "soundness and measurability of the indicators"),
    ("match", "与资金的匹配性", "match with the money"),
];
/// The states of a self-evaluation, in the order of the domain.
pub(crate) const SELF_EVALUATION: &[Word] = &[
    ("waiting", "待财政检查", "to be checked by finance"),
    ("returned", "退回修改", "sent back"),
    ("checked", "待审计会签", "to be agreed to by audit"),
    ("accepted", "已检查", "checked"),
];

/// The states of a draw of spot checks, in the order of the domain.
pub(crate) const DRAW: &[Word] = &[
    ("committed", "已公布承诺值，待固定名册", "committed, frame to be fixed"),
    ("frozen", "名册已固定，待公开种子", "frame fixed, seed to be opened"),
    ("drawn", "已抽取", "drawn"),
    ("withdrawn", "已取消", "withdrawn"),
];

/// Strata of a draw by risk, in the order of the domain.
pub(crate) const DRAW_RISK: &[Word] = &[
    ("high", "高风险", "high risk"),
    ("middle", "中风险", "middle risk"),
    ("low", "低风险", "low risk"),
];

/// Strata of a draw by money, in the order of the domain.
pub(crate) const DRAW_SIZE: &[Word] = &[
    ("large", "资金量大", "large money"),
    ("middle", "资金量中", "middle money"),
    ("small", "资金量小", "small money"),
];

/// The grades of evaluations, as records write them.
pub(crate) const GRADE: &[Word] =
    &[("优", "优", "excellent"), ("良", "良", "good"), ("中", "中", "fair"), ("差", "差", "poor")];

/// The states of a suggestion, in the order of the domain.
pub(crate) const SUGGESTION: &[Word] = &[
    ("waiting", "待答复", "to be answered"),
    ("adopted", "已采纳", "adopted"),
    ("declined", "未采纳", "not adopted"),
    ("withdrawn", "已撤回", "withdrawn"),
];

/// What the giver of a contribution is, in the order of the domain.
pub(crate) const CONTRIBUTION_GIVER: &[Word] =
    &[("organisation", "单位或组织", "organisation"), ("person", "个人", "person")];

/// The kinds of inspections, in the order of the domain.
pub(crate) const INSPECTION_KIND: &[Word] = &[
    ("finance", "财政监督检查", "supervision by finance"),
    ("audit", "审计", "audit"),
    ("policy", "政策落实检查", "how policy is carried out"),
    ("poverty", "扶贫部门检查", "by the poverty office"),
    ("after_payment", "支付后监管", "use after payment"),
];

/// The subjects of inspections, in the order of the domain.
pub(crate) const INSPECTION_SUBJECT: &[Word] = &[
    ("overall", "综合", "everything"),
    ("use", "资金使用", "use of funds"),
    ("handing_down", "分配下达", "dividing and handing down"),
    ("pace", "支出进度", "pace of spending"),
    ("targets", "绩效目标", "performance targets"),
    ("works", "项目实施", "carrying out of projects"),
    ("books", "账务核算", "bookkeeping"),
    ("disclosure", "公告公示", "disclosure"),
    ("policy", "政策落实", "policy"),
];

/// The states of an inspection, in the order of the domain.
pub(crate) const INSPECTION: &[Word] = &[
    ("planned", "已计划", "planned"),
    ("under_way", "检查中", "under way"),
    ("reported", "已报告", "reported"),
    ("answered", "已答复，待决定", "answered, to be decided"),
    ("rectifying", "整改中", "being put right"),
    ("concluded", "已办结", "concluded"),
    ("withdrawn", "已取消", "given up"),
];

/// What becomes of what an inspection found, in the order of the domain.
pub(crate) const OBSERVATION: &[Word] = &[
    ("open", "待决定", "to be decided"),
    ("struck", "已删去", "struck out"),
    ("ordered", "待整改", "to be put right"),
    ("done", "待复核", "reported done"),
    ("settled", "已整改", "put right"),
    ("dismissed", "不予认定", "not upheld"),
    ("in_case", "转个案", "followed in a case"),
];

/// The states of a quarterly reconciliation, in the order of the domain, and that there is none.
pub(crate) const RECONCILIATION: &[Word] = &[
    ("open", "待对方填报", "waits for the other party's figures"),
    ("entered", "待双方签认", "to be signed by both sides"),
    ("signed", "已签认", "signed"),
    ("missing", "未对账", "not reconciled"),
];

/// The states of a monthly return, in the order of the domain, and that there is none.
pub(crate) const MONTHLY_RETURN: &[Word] = &[
    ("draft", "待报送", "to be submitted"),
    ("submitted", "已报送，待审核", "submitted, to be looked at"),
    ("accepted", "已审核", "accepted"),
    ("returned", "退回修改", "sent back"),
    ("missing", "未编制", "not written"),
    ("recorded", "记录载明已报送", "submitted, as the records say"),
];

/// What was done of a line of an approved plan.
pub(crate) const INTEGRATION_LINE: &[Word] = &[
    ("outside", "方案外", "outside the plan"),
    ("over", "超出方案", "more than planned"),
    ("under", "未足额安排", "less than planned"),
    ("none", "尚未安排", "nothing yet"),
    ("even", "与方案一致", "as planned"),
];

/// The states of a project, in the order of the domain.
pub(crate) const PROJECT: &[Word] = &[
    ("unstarted", "未入库", "not in the pipeline"),
    ("applied", "已申报，待乡镇审核", "applied for"),
    ("reviewed", "待主管部门论证", "reviewed by the township"),
    ("examined", "待领导小组审定", "examined by the department"),
    ("returned", "退回修改", "sent back"),
    ("in_pipeline", "已入库", "in the pipeline"),
    ("in_plan", "已列入年度计划", "in the annual plan"),
    ("funded", "已安排资金", "funded"),
    ("contracted", "已签合同", "contracted"),
    ("under_way", "实施中", "under way"),
    ("finished", "已完工，待验收", "finished"),
    ("accepted", "已验收", "accepted"),
    ("closed", "已办结", "closed"),
    ("left", "已出库", "left the pipeline"),
];

/// Whether a project in plan or funded has an approved target; one that is neither need not have it yet.
pub(crate) const PROJECT_TARGET: &[Word] = &[
    ("approved", "已批复", "approved"),
    ("missing", "应有而未批复", "missing"),
    ("later", "尚未列入计划或安排资金", "not in plan or funded yet"),
];

/// What is due next of a project, by its state; `request` where something waits for a decision.
pub(crate) const PROJECT_NEXT: &[Word] = &[
    ("request", "领导小组：审定申请", "leading group: decide the request"),
    ("unstarted", "实施单位：申报", "unit: apply"),
    ("applied", "乡镇：审核公示", "township: review and post"),
    ("reviewed", "主管部门：论证", "department: examine"),
    ("examined", "领导小组：审定入库", "leading group: enter it into the pipeline"),
    ("returned", "实施单位：修改后重报", "unit: apply again"),
    ("in_pipeline", "领导小组：列入年度计划", "leading group: put it into the plan"),
    ("in_plan", "财政局：安排资金", "finance bureau: allot money"),
    ("funded", "实施单位：签订合同、开工", "unit: contract and start"),
    ("contracted", "实施单位：开工", "unit: start"),
    ("under_way", "实施单位：完工", "unit: finish"),
    ("finished", "主管部门：验收", "department: accept"),
    ("accepted", "财政局：质保金、结余，办结", "finance bureau: retention, surplus, closing"),
    ("closed", "无", "nothing"),
    ("left", "无", "nothing"),
];

/// Who has to act about a project, in the order of the domain.
pub(crate) const PARTY: &[Word] = &[
    ("unit", "实施单位", "the unit"),
    ("township", "乡镇", "the township"),
    ("department", "主管部门", "the department"),
    ("leading_group", "县扶贫开发领导小组", "the county's leading group"),
    ("finance", "县财政局", "the finance bureau"),
];

/// Why a warning stands in a push list.
pub(crate) const WHY: &[Word] = &[
    ("unanswered", "上期未反馈", "not answered last time"),
    ("overdue", "已逾期", "overdue"),
    ("fresh", "新发现", "new"),
    ("changed", "有变化", "changed"),
];

/// The word of what a contribution says of the money.
pub(crate) fn of_contribution_entry(entry: contribution::Entry) -> &'static str {
    CONTRIBUTION_ENTRY.get(entry as usize).map_or("", |row| row.0)
}

/// What a contribution says of the money, by its word.
pub(crate) fn contribution_entry(word: &str) -> Option<contribution::Entry> {
    contribution::Entry::ALL.into_iter().find(|entry| of_contribution_entry(*entry) == word)
}

/// The word of whose money a contribution is.
pub(crate) fn of_contribution_source(source: contribution::Source) -> &'static str {
    CONTRIBUTION_SOURCE.get(source as usize).map_or("", |row| row.0)
}

/// Whose money a contribution is, by its word.
pub(crate) fn contribution_source(word: &str) -> Option<contribution::Source> {
    contribution::Source::ALL.into_iter().find(|source| of_contribution_source(*source) == word)
}

/// The word of what the giver of a contribution is.
pub(crate) fn of_contribution_giver(giver: contribution::Giver) -> &'static str {
    CONTRIBUTION_GIVER.get(giver as usize).map_or("", |row| row.0)
}

/// What the giver of a contribution is, by its word.
pub(crate) fn contribution_giver(word: &str) -> Option<contribution::Giver> {
    contribution::Giver::ALL.into_iter().find(|giver| of_contribution_giver(*giver) == word)
}

/// The word of how an indicator stands.
pub(crate) fn of_light(light: monitoring::Light) -> &'static str {
    LIGHT.get(light as usize).map_or("", |row| row.0)
}

/// The word of a likelihood.
pub(crate) fn of_likelihood(likelihood: monitoring::Likelihood) -> &'static str {
    LIKELIHOOD.get(likelihood as usize).map_or("", |row| row.0)
}

/// A likelihood by its word.
pub(crate) fn likelihood(word: &str) -> Option<monitoring::Likelihood> {
    monitoring::Likelihood::ALL.into_iter().find(|one| of_likelihood(*one) == word)
}

/// The word of what is decided on a round of monitoring.
pub(crate) fn of_monitoring_measure(measure: monitoring::Measure) -> &'static str {
    MONITORING_MEASURE.get(measure as usize).map_or("", |row| row.0)
}

/// What is decided on a round of monitoring, by its word.
pub(crate) fn monitoring_measure(word: &str) -> Option<monitoring::Measure> {
    monitoring::Measure::ALL.into_iter().find(|one| of_monitoring_measure(*one) == word)
}

/// The word of a project's state.
pub(crate) fn of_project(state: project::State) -> &'static str {
    PROJECT.get(state as usize).map_or("", |row| row.0)
}

/// The state of a project by its word.
pub(crate) fn project_state(word: &str) -> Option<project::State> {
    project::State::ALL.into_iter().find(|state| of_project(*state) == word)
}

/// The word of who has to act about a project.
pub(crate) fn of_party(party: project::Party) -> &'static str {
    PARTY.get(party as usize).map_or("", |row| row.0)
}

/// The word of a push list's state.
pub(crate) fn of_push(state: push::State) -> &'static str {
    PUSH.get(state as usize).map_or("", |row| row.0)
}

/// The word of an inquiry's state.
pub(crate) fn of_inquiry(state: inquiry::State) -> &'static str {
    INQUIRY.get(state as usize).map_or("", |row| row.0)
}

/// The word of a warning's state.
pub(crate) fn of_warning(state: warning::State) -> &'static str {
    WARNING.get(state as usize).map_or("", |row| row.0)
}

/// The word of a case's state.
pub(crate) fn of_case(state: case::State) -> &'static str {
    CASE.get(state as usize).map_or("", |row| row.0)
}

/// The name of a word; the word itself where it is none of these.
pub(crate) fn name<'a>(words: &'static [Word], word: &'a str, lang: Lang) -> &'a str {
    words.iter().find(|row| row.0 == word).map_or(word, |row| lang.pick(row.1, row.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_word_of_its_own() {
        let warnings = [
            (warning::State::Open, "open"),
            (warning::State::TakenUp, "taken_up"),
            (warning::State::Breach, "breach"),
            (warning::State::InOrder, "in_order"),
            (warning::State::DataError, "data_error"),
            (warning::State::Muted, "muted"),
            (warning::State::ExemptionAsked, "exemption_asked"),
            (warning::State::Exempted, "exempted"),
            (warning::State::InCase, "in_case"),
            (warning::State::Settled, "settled"),
            (warning::State::Cleared, "cleared"),
        ];
        assert_eq!(warnings.map(|(state, _)| state), warning::State::ALL);
        assert!(warnings.iter().all(|(state, word)| of_warning(*state) == *word));
        let cases = [
            (case::State::Open, "open"),
            (case::State::Ordered, "ordered"),
            (case::State::Reported, "reported"),
            (case::State::Checked, "checked"),
            (case::State::Closed, "closed"),
        ];
        assert_eq!(cases.map(|(state, _)| state), case::State::ALL);
        assert!(cases.iter().all(|(state, word)| of_case(*state) == *word));
        assert_eq!(name(CASE, "closed", Lang::Zh), "已销号");
        let words = ["made", "received", "answered"];
        assert_eq!(push::State::ALL.map(of_push), words);
        let inquiries = [
            (inquiry::State::AtDivision, "at_division"),
            (inquiry::State::AtUnit, "at_unit"),
            (inquiry::State::AtDesk, "at_desk"),
            (inquiry::State::Answered, "answered"),
            (inquiry::State::Accepted, "accepted"),
            (inquiry::State::InCase, "in_case"),
            (inquiry::State::Withdrawn, "withdrawn"),
        ];
        assert_eq!(inquiries.map(|(state, _)| state), inquiry::State::ALL);
        assert!(inquiries.iter().all(|(state, word)| of_inquiry(*state) == *word));
        for state in project::State::ALL {
            assert_eq!(project_state(of_project(state)), Some(state));
            assert!(PROJECT_NEXT.iter().any(|row| row.0 == of_project(state)), "{state:?}");
        }
        let parties = [
            (project::Party::Unit, "unit"),
            (project::Party::Township, "township"),
            (project::Party::Department, "department"),
            (project::Party::LeadingGroup, "leading_group"),
            (project::Party::Finance, "finance"),
        ];
        assert!(parties.iter().all(|(party, word)| of_party(*party) == *word));
        assert_eq!(of_project(project::State::UnderWay), "under_way");
    }
}
