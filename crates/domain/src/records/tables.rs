//! The tables themselves: allotments to exceptions, in the order of the contract.

use std::sync::Arc;

use super::macros::{column_type, data_set, is_required, table, word_list};
use super::performance::{
    EvaluationValues, Evaluations, Indicators, MonitoringValues, Monitorings, Targets,
};
use crate::fund::Funds;
use crate::names::Names;

/// A loaded data set: its tables and what their cells refer to.
#[derive(Debug, Default)]
pub struct DataSet {
    /// The tables.
    pub tables: Tables,
    /// Which tables have a file, even an empty one.
    pub given: Vec<TableId>,
    /// Tables of which the set holds only a part of the rows (see [`super::belonging`]): none of them is
    /// empty, however many rows of it stand here.
    pub partial: Vec<TableId>,
    /// The texts behind the names.
    pub names: Arc<Names>,
    /// The pack's funds with those the set itself brought.
    pub funds: Funds,
    /// The files that rows came from, by number.
    pub files: Vec<SourceFile>,
}

/// A file, or a sheet of a workbook, that rows of one table came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The table whose rows it holds.
    pub table: TableId,
    /// Its name inside the set; of a sheet `file.xlsx#sheet`.
    pub name: String,
    /// Bit set of the columns of the contract that it has.
    pub columns: u64,
}

impl DataSet {
    /// Whether the set has this table (rules that need a table that is not there cannot be judged).
    pub fn has_table(&self, id: TableId) -> bool {
        self.given.contains(&id)
    }

    /// Whether a table is known to have no row at all.
    pub fn is_empty(&self, id: TableId) -> bool {
        self.tables.rows(id) == 0 && !self.partial.contains(&id)
    }

    /// Bit set of the columns that the file of a row has.
    pub fn columns_of(&self, id: TableId, row: usize) -> u64 {
        let (file, _) = self.tables.source(id, row).unwrap_or_default();
        self.columns_in(file)
    }

    fn columns_in(&self, file: u16) -> u64 {
        self.files.get(usize::from(file)).map_or(0, |file| file.columns)
    }

    /// Whether the files of a table's rows have different columns: then each unit knows those of its own rows
    /// ([`super::Places::part`]).
    pub fn columns_vary(&self, id: TableId) -> bool {
        let mut columns =
            self.tables.sources(id).files().into_iter().map(|file| self.columns_in(file));
        let first = columns.next();
        columns.any(|other| Some(other) != first)
    }

    /// Bit set of the columns that all rows of a table have; where there is none, those of any of its files.
    pub fn columns_of_all(&self, id: TableId) -> u64 {
        let files = self.tables.sources(id).files().into_iter();
        let common = files.map(|file| self.columns_in(file)).reduce(|all, own| all & own);
        common.unwrap_or_else(|| self.columns_of_files(id))
    }

    /// Bit set of the columns that all of these rows have; where there is no row, those that any file of the
    /// table has.
    pub fn columns_of_rows(&self, id: TableId, rows: impl Iterator<Item = u32>) -> u64 {
        let of = rows.map(|row| self.columns_of(id, row as usize));
        of.reduce(|all, own| all & own).unwrap_or_else(|| self.columns_of_files(id))
    }

    fn columns_of_files(&self, id: TableId) -> u64 {
        let files = self.files.iter().filter(|file| file.table == id);
        files.fold(0, |all, file| all | file.columns)
    }

    /// Name of the file with this number; empty where there is none.
    pub fn file_name(&self, number: u16) -> &str {
        self.files.get(usize::from(number)).map_or("", |file| &file.name)
    }

    /// Whether the set has this column of a table.
    pub fn has_column(&self, id: TableId, column: &str) -> bool {
        let position = id.spec().position(column);
        self.has_table(id) && position.is_some_and(|i| self.tables.present(id) >> i & 1 == 1)
    }
}

data_set! {
    /// 指标
    allotments: Allotments,
    /// 项目
    projects: Projects,
    /// 项目资金安排
    fundings: Fundings,
    /// 支付
    payments: Payments,
    /// 发放明细
    benefits: Benefits,
    /// 建档立卡名册
    register: Register,
    /// 不应享受名单
    ineligible: Ineligible,
    /// 绩效目标
    targets: Targets,
    /// 绩效指标
    indicators: Indicators,
    /// 绩效监控
    monitorings: Monitorings,
    /// 监控指标值
    monitoring_values: MonitoringValues,
    /// 绩效评价
    evaluations: Evaluations,
    /// 评价指标值
    evaluation_values: EvaluationValues,
    /// 公告公示
    disclosures: Disclosures,
    /// 专账收支余
    statements: Statements,
    /// 对账
    reconciliations: Reconciliations,
    /// 月报
    reports: Reports,
    /// 整改通知
    orders: Orders,
    /// 资金年度筹集
    fund_years: FundYears,
    /// 因素法方案
    proposals: Proposals,
    /// 例外
    exceptions: Exceptions,
    /// 资金目录
    own_funds: OwnFunds,
}

table! {
    /// One sum that one document moves from one level to another (预算指标). Own budget: `from` = `to`.
    Allotments = "allotments" ["指标", "资金指标", "预算指标", "资金下达"] {
        /// Number of the row.
        id: Text required ["编号", "指标编号", "指标号"],
        /// Document number.
        doc_no: Text required ["文号", "指标文号", "资金文号"],
        /// Document title.
        doc_title: Text optional ["文件标题", "文件名称", "标题"],
        /// Which money.
        fund: Fund required ["资金", "资金名称", "资金项目"],
        /// Year to whose budget the money belongs.
        fiscal_year: Year required ["年度", "预算年度", "会计年度"],
        /// What kind of movement.
        kind: Choice optional ["类型", "指标类型"] = [
            "grant" ["转移支付", "上级补助", "补助"],
            "own_budget" ["本级预算", "本级安排"],
            "bond" ["债券", "地方政府债券"],
            "surplus" ["结余", "结余结转"],
            "return" ["退回", "上缴", "收回"],
        ],
        /// Who hands down; 100000 = the centre.
        from: Division required ["下达单位", "下达方", "下达地区"],
        /// Who receives.
        to: Division required ["接收单位", "接收方", "接收地区"],
        /// The row out of which this one was handed down.
        parent: Text optional ["上级指标", "上级指标编号", "来源指标"],
        /// Sum moved.
        amount: Money required ["金额", "指标金额", "下达金额"],
        /// Day on which `from` handed it down.
        issued_on: Date optional ["下达日期", "发文日期"],
        /// Day on which `to` received it.
        received_on: Date optional ["收文日期", "接收日期", "收到日期"],
        /// Day on which the budget or the plan was approved (own budgets, poverty bonds).
        approved_on: Date optional ["批复日期", "审定日期"],
        /// Used for poverty alleviation (other monitored funds).
        for_poverty: Flag optional ["是否扶贫", "扶贫标识", "用于脱贫攻坚"],
        /// Paid to households or persons.
        to_household: Flag optional ["是否到人到户", "到人到户"],
        /// The document names a specific project.
        names_project: Flag optional ["是否指定项目", "指定项目"],
        /// Day on which the overall target was entered with it.
        targets_on: Date optional ["目标录入日期", "绩效目标日期"],
        /// A scan of the document is attached.
        scan: Flag optional ["扫描件", "是否有扫描件"],
        /// Functional class.
        function_class: Text optional ["功能分类", "支出功能分类"],
        /// Amount as the receiver entered it.
        recorded_amount: Money optional ["登记金额", "接收登记金额"],
        /// Fund as the receiver entered it.
        recorded_fund: Fund optional ["登记资金", "接收登记资金"],
        /// Document number as the receiver entered it.
        recorded_doc_no: Text optional ["登记文号", "接收登记文号"],
        /// Remark.
        note: Text optional ["备注", "说明"],
    }
}

table! {
    /// A project of the county's project pipeline (项目库).
    Projects = "projects" ["项目", "项目库", "扶贫项目"] {
        /// Number of the project.
        id: Text required ["项目编号", "编号", "项目代码"],
        /// Name.
        name: Text required ["项目名称", "名称"],
        /// County that carries it out.
        county: Division required ["县", "县市区", "区划", "所在县"],
        /// Township.
        township: Text optional ["乡镇", "所在乡镇"],
        /// Village.
        village: Text optional ["村", "行政村", "所在村"],
        /// Project type (roads, livestock, …).
        category: Text required ["项目类别", "类别", "项目类型"],
        /// New, continued, ….
        nature: Text optional ["建设性质", "性质"],
        /// Whether it is infrastructure (advance payments are limited by the contract too).
        infrastructure: Flag optional ["是否基建", "基础设施"],
        /// Year in whose plan it stands.
        fiscal_year: Year required ["年度", "计划年度"],
        /// Unit in charge.
        unit: Text required ["实施单位", "项目单位", "责任单位"],
        /// Named person in charge.
        manager: Text optional ["负责人", "项目负责人"],
        /// Day of entry into the pipeline.
        library_on: Date optional ["入库日期"],
        /// Document of the approved annual plan.
        plan_doc: Text optional ["计划文号", "计划批复文号"],
        /// Day on which the county leading group approved the plan.
        plan_approved_on: Date optional ["计划批复日期", "计划审定日期"],
        /// Amount in the plan.
        planned_amount: Money required ["计划金额", "计划投资", "资金规模"],
        /// Contract sum.
        contract_amount: Money optional ["合同金额", "合同价"],
        /// Sum of the approved changes of the contract (may be negative).
        contract_changes: Balance optional ["合同变更金额", "合同变更"],
        /// Contractor.
        contractor: Text optional ["承包单位", "施工单位", "中标单位", "供应商"],
        /// Retention money kept back.
        retention_amount: Money optional ["质保金", "质量保证金"],
        /// Start.
        start_on: Date optional ["开工日期", "开始日期"],
        /// Finish.
        finish_on: Date optional ["完工日期", "竣工日期", "结束日期"],
        /// Acceptance.
        accepted_on: Date optional ["验收日期"],
        /// Money left when the work was done.
        surplus_amount: Money optional ["结余金额", "结余资金"],
        /// Day on which its use was approved.
        surplus_approved_on: Date optional ["结余批复日期", "结余安排批复日期"],
        /// Households that benefit.
        households: Count optional ["受益户数", "户数"],
        /// Persons that benefit.
        persons: Count optional ["受益人数", "人数"],
        /// For registered poor households alone.
        registered_only: Flag optional ["仅限建档立卡户", "仅限建档立卡"],
        /// Project declared for the bond: id or name.
        declared_project: Text optional ["申报项目", "债券申报项目"],
        /// A major project.
        major: Flag optional ["是否重大", "重大项目"],
        /// A new project.
        new: Flag optional ["是否新增", "新增项目"],
        /// Day of the ex-ante evaluation.
        appraised_on: Date optional ["事前评估日期"],
        /// Its conclusion.
        appraisal: Choice optional ["事前评估结论", "评估结论"] = [
            "support" ["支持", "予以支持"],
            "support_after_change" ["调整后支持", "完善后支持"],
            "reject" ["不予支持", "不支持"],
        ],
    }
}

table! {
    /// Money of an allotment given to a project (项目资金安排).
    Fundings = "fundings" ["资金安排", "项目资金", "项目资金安排"] {
        /// Project.
        project: Text required ["项目编号", "项目"],
        /// Allotment it comes out of.
        allotment: Text required ["指标编号", "指标"],
        /// Sum.
        amount: Money required ["金额", "安排金额"],
        /// Day.
        allotted_on: Date required ["安排日期", "下达日期"],
    }
}

table! {
    /// A payment out of the treasury (国库集中支付). Refunds are rows of kind refund with a positive amount.
    Payments = "payments" ["支付", "支付明细", "国库支付", "支付凭证"] {
        /// Voucher number, unique in its county.
        voucher_no: Label required ["凭证号", "支付凭证号", "凭证编号"],
        /// County that pays.
        county: Division required ["县", "县市区", "区划"],
        /// Fiscal year.
        fiscal_year: Year required ["年度", "预算年度"],
        /// Day of payment.
        paid_on: Date required ["支付日期", "付款日期"],
        /// Day on which it was imported into the platform.
        imported_on: Date optional ["导入日期"],
        /// Project paid.
        project: Text optional ["项目编号", "项目"],
        /// Allotment it is paid out of.
        allotment: Text optional ["指标编号", "指标"],
        /// Which money.
        fund: Fund optional ["资金", "资金名称"],
        /// Amount.
        amount: Money required ["金额", "支付金额"],
        /// How it is paid.
        channel: Choice required ["支付方式", "支付渠道"] = [
            "direct" ["直接支付", "财政直接支付", "11"],
            "delegated" ["授权支付", "财政授权支付", "12"],
        ],
        /// What it is for in the life of the project.
        kind: Choice required ["款项性质", "支付类型", "款项类型"] = [
            "advance" ["预付款", "预付"],
            "progress" ["进度款"],
            "final" ["结算款", "决算款", "尾款"],
            "retention" ["质保金", "质量保证金"],
            "subsidy" ["补助", "补贴", "补助款"],
            "fee" ["管理费", "项目管理费"],
            "refund" ["退款", "退回"],
        ],
        /// Unit that asks for the payment.
        payer_unit: Text optional ["付款单位", "付款人", "预算单位"],
        /// Who is paid.
        payee: Text optional ["收款人", "收款单位", "收款人名称"],
        /// Account paid into (only its form is kept).
        payee_account: Account optional ["收款账号", "收款人账号"],
        /// What the payee is.
        payee_type: Choice required ["收款人类型", "收款方类型"] = [
            "enterprise" ["企业"],
            "merchant" ["商户", "个体工商户"],
            "household" ["贫困户", "农户", "户"],
            "person" ["个人"],
            "unit" ["预算单位", "单位"],
            "fiscal_account" ["财政专户"],
            "other" ["其他"],
        ],
        /// Government economic class.
        gov_class: Text optional ["政府经济分类", "政府预算支出经济分类"],
        /// Departmental economic class.
        dept_class: Text optional ["部门经济分类", "部门预算支出经济分类"],
        /// Functional class.
        function_class: Text optional ["功能分类", "支出功能分类"],
        /// Purpose as written on the voucher.
        purpose: Text optional ["用途", "资金用途", "摘要"],
        /// Voucher that a refund reverses.
        original_voucher: Label optional ["原凭证号"],
    }
}

table! {
    /// One line of the list behind a payment to households or persons (发放明细).
    Benefits = "benefits" ["发放明细", "到人到户明细", "补助发放"] {
        /// Voucher that paid the list.
        voucher_no: Label required ["凭证号", "支付凭证号"],
        /// County, where two counties use one voucher number.
        county: Division optional ["县", "县市区", "区划"],
        /// Id or card number; hashed while being read.
        key: Key required ["身份证号", "证件号码", "一卡通号", "银行卡号"],
        /// Name.
        name: Text optional ["姓名", "户主", "户主姓名"],
        /// Township.
        township: Text optional ["乡镇"],
        /// Village.
        village: Text optional ["村", "行政村"],
        /// Amount.
        amount: Money required ["金额", "实发金额", "发放金额"],
        /// Period paid for.
        period: Text optional ["所属期", "发放月份", "期间"],
        /// Per household or per person.
        basis: Choice optional ["补助标准", "按户按人"] = [
            "household" ["按户", "户"],
            "person" ["按人", "人"],
        ],
    }
}

table! {
    /// The register of eligible households and persons (建档立卡名册).
    Register = "register" ["名册", "建档立卡名册", "建档立卡"] {
        /// Id or card number; hashed while being read.
        key: Key required ["身份证号", "证件号码"],
        /// Number of the household.
        household: Text optional ["户编号", "户号"],
        /// First day of validity.
        valid_from: Date optional ["起始日期", "生效日期"],
        /// Last day of validity, included.
        valid_to: Date optional ["截止日期", "失效日期"],
        /// Kind of registration.
        kind: Text optional ["类别", "户类型"],
    }
}

table! {
    /// Keys that the authority has declared not eligible (不应享受名单).
    Ineligible = "ineligible" ["不应享受名单", "不应享受"] {
        /// Id or card number; hashed while being read.
        key: Key required ["身份证号", "证件号码"],
        /// Why.
        reason: Text optional ["原因", "事由"],
        /// First day of validity.
        valid_from: Date optional ["起始日期", "生效日期"],
        /// Last day of validity, included.
        valid_to: Date optional ["截止日期", "失效日期"],
    }
}

table! {
    /// A publication or public notice (公告公示).
    Disclosures = "disclosures" ["公告公示", "公开", "公示"] {
        /// What is published.
        subject_kind: Text required ["对象类型", "公开对象类型"],
        /// Its id.
        subject: Text required ["对象", "对象编号"],
        /// Where, by level.
        level: Choice required ["公开层级", "层级"] = [
            "region" ["自治区"],
            "prefecture" ["地州", "地（州、市）", "地州市"],
            "county" ["县", "县市区"],
            "township" ["乡镇", "乡（镇）"],
            "village" ["村"],
            "site" ["项目现场", "现场"],
        ],
        /// By which means.
        channel: Text required ["公开渠道", "渠道", "公开方式"],
        /// First day.
        posted_on: Date required ["公开日期", "公示日期", "公示开始日期"],
        /// Day of removal; empty = still posted.
        removed_on: Date optional ["撤下日期", "公示结束日期"],
        /// A real-name list.
        real_name: Flag optional ["是否实名", "实名公示"],
        /// Arrangement or completion.
        stage: Choice optional ["公示阶段", "阶段"] = [
            "arrangement" ["安排", "计划安排"],
            "completion" ["完成", "竣工", "使用结果"],
        ],
        /// Text of the notice.
        text: Text optional ["内容", "公示内容"],
    }
}

table! {
    /// The monthly statement of the dedicated ledger (专账收支余).
    Statements = "statements" ["收支余", "专账", "专账收支余"] {
        /// County.
        county: Division required ["县", "县市区", "区划"],
        /// Fund.
        fund: Fund required ["资金", "资金名称"],
        /// Month.
        month: Month required ["月份"],
        /// Opening balance.
        opening: Balance required ["期初余额", "上月结余"],
        /// Received.
        income: Balance required ["本月收入", "收入"],
        /// Paid.
        expenditure: Balance required ["本月支出", "支出"],
        /// Closing balance.
        closing: Balance required ["期末余额", "本月结余"],
        /// Day of the statement.
        reported_on: Date optional ["报表日期", "报送日期"],
    }
}

table! {
    /// A reconciliation of two sets of figures (对账).
    Reconciliations = "reconciliations" ["对账", "对账记录"] {
        /// Organisation: a division code, or `650000/office`.
        org: Organisation required ["单位", "对账单位"],
        /// Fund.
        fund: Fund required ["资金", "资金名称"],
        /// Month `2019-06` or quarter `2019-Q1`.
        period: Period required ["期间", "对账期间"],
        /// With whom: `国库` or `treasury`, or another organisation.
        counterpart: Text required ["对方单位", "对账对方"],
        /// Our figure.
        ours: Balance required ["我方金额", "本方金额"],
        /// Their figure.
        theirs: Balance required ["对方金额"],
        /// Day on which it was done.
        done_on: Date optional ["完成日期", "对账日期"],
    }
}

table! {
    /// A monthly return (月报).
    Reports = "reports" ["月报", "报表报送"] {
        /// Table number 1–9.
        table_no: Count required ["表号"],
        /// Who reports: a division code, or `650000/office`.
        org: Organisation required ["单位", "报送单位"],
        /// Month.
        period: Period required ["期间", "报表期间"],
        /// Day of submission.
        submitted_on: Date optional ["报送日期", "提交日期"],
        /// Day of the opinion of the next level.
        reviewed_on: Date optional ["审核日期"],
    }
}

table! {
    /// An order to rectify, or another decision with a deadline (整改通知).
    Orders = "orders" ["整改", "整改通知", "整改台账"] {
        /// Number.
        id: Text required ["编号", "通知编号"],
        /// What it is about.
        subject_kind: Text required ["对象类型"],
        /// Its id.
        subject: Text required ["对象", "对象编号"],
        /// Day.
        issued_on: Date required ["下发日期", "通知日期"],
        /// Deadline.
        due_on: Date required ["整改期限", "期限"],
        /// Day on which it was reported done.
        done_on: Date optional ["完成日期", "整改完成日期"],
        /// Day on which this was verified.
        verified_on: Date optional ["核实日期"],
        /// Who must act.
        responsible: Text optional ["责任单位", "责任人"],
        /// What was decided.
        decision: Text optional ["决定", "处理决定"],
    }
}

table! {
    /// What a fund has in a year, by the level it comes from (资金年度筹集).
    FundYears = "fund_years" ["资金年度", "资金筹集", "资金年度筹集"] {
        /// Fund.
        fund: Fund required ["资金", "资金名称"],
        /// Year.
        fiscal_year: Year required ["年度"],
        /// Division, where it is not the region.
        division: Division optional ["区划", "地区"],
        /// Level whose budget gives it.
        source_level: Choice required ["资金来源", "来源级次"] = [
            "central" ["中央"],
            "region" ["自治区"],
            "prefecture" ["地州", "地（州、市）"],
            "county" ["县", "县市区"],
        ],
        /// Amount.
        amount: Money required ["金额", "规模"],
        /// Part pooled for poverty alleviation.
        pooled: Money optional ["整合金额", "统筹整合金额"],
        /// Persons for whom it is raised.
        persons: Count optional ["人数"],
        /// Amount fixed by the ministry.
        quota: Money optional ["额度", "下达额度"],
    }
}

table! {
    /// The factor-method proposal for one receiver (因素法方案).
    Proposals = "proposals" ["分配方案", "因素法方案"] {
        /// Fund.
        fund: Fund required ["资金", "资金名称"],
        /// Year.
        fiscal_year: Year required ["年度"],
        /// Receiver.
        to: Division required ["接收单位", "地区"],
        /// Amount proposed.
        amount: Money required ["金额", "建议金额"],
        /// Reason for a deviation from it.
        reason: Text optional ["理由", "调整理由"],
    }
}

table! {
    /// An approved exception: it lifts the findings it names (例外).
    Exceptions = "exceptions" ["例外", "例外事项", "豁免"] {
        /// Kind of the subject, as in the finding.
        subject_kind: Text required ["对象类型"],
        /// Id of the subject, as in the finding.
        subject: Text required ["对象", "对象编号"],
        /// Rule.
        rule: Text required ["规则", "规则编号"],
        /// Who approved it.
        approved_by: Text required ["批准单位", "批准人"],
        /// When.
        approved_on: Date required ["批准日期"],
        /// Last day, included; empty = without end.
        until: Date optional ["有效期至", "截止日期"],
        /// Why.
        reason: Text optional ["理由", "原因"],
    }
}

table! {
    /// Funds that the data set itself brings (资金目录).
    OwnFunds = "funds" ["资金目录", "资金"] {
        /// Code.
        code: Text required ["资金代码", "代码"],
        /// Name.
        name: Text required ["资金名称", "名称"],
        /// Class.
        class: Choice required ["资金类别", "类别"] = [
            "special" ["财政专项扶贫资金", "专项"],
            "integrated" ["涉农整合资金", "整合"],
            "relocation" ["易地扶贫搬迁资金", "易地搬迁"],
            "bond" ["地方政府债券", "债券"],
            "other" ["其他专项资金", "其他"],
            "safety_net" ["兜底基金", "兜底"],
            "medical" ["补充医疗保险", "补充医保"],
        ],
        /// Level it comes from.
        source_level: Choice required ["资金来源", "来源级次"] = [
            "central" ["中央"],
            "region" ["自治区"],
            "prefecture" ["地州", "地（州、市）"],
            "county" ["县", "县市区"],
        ],
        /// Office that answers for it.
        office: Text optional ["责任处室", "主管处室"],
        /// First day of validity.
        valid_from: Date optional ["起始日期", "生效日期"],
        /// Last day of validity, included.
        valid_to: Date optional ["截止日期", "失效日期"],
    }
}
