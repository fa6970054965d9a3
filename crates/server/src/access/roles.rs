//! The roles: what kinds of posts there are, at which levels of government.

use domain::{Lang, Level};

/// What a post is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// 自治区领导
    RegionLeader,
    /// 自治区扶贫资金管理办公室
    RegionFundOffice,
    /// 自治区财政厅国库处
    RegionTreasury,
    /// 自治区财政厅预算处
    RegionBudget,
    /// 自治区财政厅农业处
    RegionAgriculture,
    /// 自治区财政厅业务处
    RegionBusiness,
    /// 自治区预算评审中心
    RegionEvaluation,
    /// 自治区扶贫开发领导小组办公室
    RegionLeadingGroup,
    /// 自治区财政厅网络信息中心: administrator without access to money or personal data
    RegionNetwork,
    /// 财政局局长
    BureauHead,
    /// 财政局业务科（股）
    BureauBusiness,
    /// 财政局国库科（股）
    BureauTreasury,
    /// 财政局绩效科（股）
    BureauPerformance,
    /// 财政局扶贫资金科（股）
    BureauFund,
    /// 地、县扶贫开发领导小组办公室
    BureauLeadingGroup,
    /// 主管部门负责人
    DepartmentHead,
    /// 主管部门经办人
    DepartmentOfficer,
    /// 项目单位经办人
    UnitOfficer,
    /// 第三方评价机构
    Evaluator,
    /// 审计
    Audit,
    /// 监督
    Supervision,
}

/// Word, name in Chinese and English, and levels of government of each role.
type Row = (Role, &'static str, &'static str, &'static str, &'static [Level]);

const REGION: &[Level] = &[Level::Region];
const BELOW: &[Level] = &[Level::Prefecture, Level::County];
const EVERY: &[Level] = &[Level::Region, Level::Prefecture, Level::County];

const ROLES: &[Row] = &[
    (Role::RegionLeader, "region.leader", "自治区领导", "Leader of the region", REGION),
    (Role::RegionFundOffice, "region.fund_office", "扶贫资金管理办公室", "Fund office", REGION),
    (Role::RegionTreasury, "region.treasury", "国库处", "Treasury division", REGION),
    (Role::RegionBudget, "region.budget", "预算处", "Budget division", REGION),
    (Role::RegionAgriculture, "region.agriculture", "农业处", "Agriculture division", REGION),
    (Role::RegionBusiness, "region.business", "业务处", "Line division", REGION),
    (Role::RegionEvaluation, "region.evaluation", "评审中心", "Evaluation centre", REGION),
    (
        Role::RegionLeadingGroup,
        "region.leading_group",
        "自治区扶贫领导小组办公室",
        "Leading-group office of the region",
        REGION,
    ),
    (Role::RegionNetwork, "region.network", "网络信息中心", "Network centre", REGION),
    (Role::BureauHead, "bureau.head", "财政局局长", "Head of the finance bureau", BELOW),
    (Role::BureauBusiness, "bureau.business", "业务科（股）", "Line section", BELOW),
    (Role::BureauTreasury, "bureau.treasury", "国库科（股）", "Treasury section", BELOW),
    (Role::BureauPerformance, "bureau.performance", "绩效科（股）", "Performance section", BELOW),
    (Role::BureauFund, "bureau.fund", "扶贫资金科（股）", "Fund section", BELOW),
    (
        Role::BureauLeadingGroup,
        "bureau.leading_group",
        "扶贫领导小组办公室",
        "Leading-group office",
        BELOW,
    ),
    (Role::DepartmentHead, "department.head", "主管部门负责人", "Head of a line department", EVERY),
    (
        Role::DepartmentOfficer,
        "department.officer",
        "主管部门经办人",
        "Officer of a line department",
        EVERY,
    ),
    (Role::UnitOfficer, "unit.officer", "项目单位经办人", "Officer of a unit", EVERY),
    (Role::Evaluator, "evaluator", "第三方评价机构", "Third-party evaluator", EVERY),
    (Role::Audit, "audit", "审计", "Audit", EVERY),
    (Role::Supervision, "supervision", "监督", "Supervision", EVERY),
];

impl Role {
    /// The roles that see records of money: all but the network centre, and evaluators, who see no more than
    /// what is assigned to them.
    pub(crate) const READERS: &[Role] = &[
        Role::RegionLeader,
        Role::RegionFundOffice,
        Role::RegionTreasury,
        Role::RegionBudget,
        Role::RegionAgriculture,
        Role::RegionBusiness,
        Role::RegionEvaluation,
        Role::RegionLeadingGroup,
        Role::BureauHead,
        Role::BureauBusiness,
        Role::BureauTreasury,
        Role::BureauPerformance,
        Role::BureauFund,
        Role::BureauLeadingGroup,
        Role::DepartmentHead,
        Role::DepartmentOfficer,
        Role::UnitOfficer,
        Role::Audit,
        Role::Supervision,
    ];

    /// The roles that see a division as a whole: readers who are not of one organisation.
    pub(crate) const OF_DIVISIONS: &[Role] = &[
        Role::RegionLeader,
        Role::RegionFundOffice,
        Role::RegionTreasury,
        Role::RegionBudget,
        Role::RegionAgriculture,
        Role::RegionBusiness,
        Role::RegionEvaluation,
        Role::RegionLeadingGroup,
        Role::BureauHead,
        Role::BureauBusiness,
        Role::BureauTreasury,
        Role::BureauPerformance,
        Role::BureauFund,
        Role::BureauLeadingGroup,
        Role::Audit,
        Role::Supervision,
    ];

    /// The roles that see who did what: those who lead, who audit, and who keep the accounts.
    pub(crate) const OVERSEERS: &[Role] = &[
        Role::RegionLeader,
        Role::RegionFundOffice,
        Role::RegionNetwork,
        Role::BureauHead,
        Role::Audit,
        Role::Supervision,
    ];

    /// The roles that answer for warnings, and rectify.
    pub(crate) const HANDLERS: &[Role] = &[
        Role::RegionLeader,
        Role::RegionFundOffice,
        Role::RegionTreasury,
        Role::RegionBudget,
        Role::RegionAgriculture,
        Role::RegionBusiness,
        Role::RegionEvaluation,
        Role::RegionLeadingGroup,
        Role::BureauHead,
        Role::BureauBusiness,
        Role::BureauTreasury,
        Role::BureauPerformance,
        Role::BureauFund,
        Role::BureauLeadingGroup,
        Role::DepartmentHead,
        Role::DepartmentOfficer,
        Role::UnitOfficer,
    ];

    /// The roles that see to it that others rectify: the next level's, and a bureau's towards departments.
    pub(crate) const SUPERVISORS: &[Role] = &[
        Role::RegionFundOffice,
        Role::RegionTreasury,
        Role::RegionLeadingGroup,
        Role::BureauHead,
        Role::BureauFund,
    ];

    /// The monitoring desks (监控岗), which ask about what was found and push it down.
    pub(crate) const DESKS: &[Role] = &[
        Role::RegionFundOffice,
        Role::RegionTreasury,
        Role::RegionEvaluation,
        Role::BureauTreasury,
        Role::BureauFund,
    ];

    /// All roles, in the order in which they are offered.
    pub(crate) const ALL: &[Role] = &[
        Role::RegionLeader,
        Role::RegionFundOffice,
        Role::RegionTreasury,
        Role::RegionBudget,
        Role::RegionAgriculture,
        Role::RegionBusiness,
        Role::RegionEvaluation,
        Role::RegionLeadingGroup,
        Role::RegionNetwork,
        Role::BureauHead,
        Role::BureauBusiness,
        Role::BureauTreasury,
        Role::BureauPerformance,
        Role::BureauFund,
        Role::BureauLeadingGroup,
        Role::DepartmentHead,
        Role::DepartmentOfficer,
        Role::UnitOfficer,
        Role::Evaluator,
        Role::Audit,
        Role::Supervision,
    ];

    fn row(self) -> Option<&'static Row> {
        ROLES.iter().find(|row| row.0 == self)
    }

    /// The word by which it is stored.
    pub(crate) fn word(self) -> &'static str {
        self.row().map_or("", |row| row.1)
    }

    /// The role of a word.
    pub(crate) fn from_word(word: &str) -> Option<Role> {
        ROLES.iter().find(|row| row.1 == word).map(|row| row.0)
    }

    /// What people call it.
    pub(crate) fn name(self, lang: Lang) -> &'static str {
        self.row().map_or("", |row| lang.pick(row.2, row.3))
    }

    /// Whether there are posts of this role at a level.
    pub(crate) fn fits(self, level: Level) -> bool {
        self.row().is_some_and(|row| row.4.contains(&level))
    }

    /// Whether a post of this role is one of a single organisation.
    pub(crate) fn of_organisation(self) -> bool {
        matches!(
            self,
            Role::DepartmentHead | Role::DepartmentOfficer | Role::UnitOfficer | Role::Evaluator
        )
    }
}
