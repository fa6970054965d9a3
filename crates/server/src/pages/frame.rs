//! What every page shows around its content.

use domain::{Lang, Unit};

use crate::access::{Operation, Role};
use crate::assets;
use crate::lists::cells::unit_name;

/// An entry of the navigation: address, name in both languages, and what one must be allowed to do there.
type Entry = (&'static str, &'static str, &'static str, Operation);

/// The navigation: groups of entries. Who may not do what an entry is for does not see it.
#[rustfmt::skip]
const NAVIGATION: &[((&str, &str), &[Entry])] = &[
    (("资金", "Money"), &[
        ("/overview",   "总览",     "Overview",   Operation::Overview),
        ("/ledger",     "总账",     "Ledger",     Operation::ReadLedger),
        ("/allotments", "资金文件", "Allotments", Operation::ListAllotments),
        ("/fund-proposals", "资金安排意见", "Fund proposals", Operation::ListFundProposals),
        ("/factor-plans", "因素法方案", "Factor plans", Operation::ListFactorPlans),
        ("/hand-downs", "资金下达", "Hand-downs", Operation::ListHandDowns),
        ("/integration-plans", "整合方案", "Integration plans", Operation::ListIntegrationPlans),
        ("/reconciliations", "季度对账", "Reconciliations", Operation::ListReconciliations),
        ("/projects",   "项目",     "Projects",   Operation::ListProjects),
        ("/contributions", "其他资金", "Contributions", Operation::ListContributions),
        ("/payment-requests", "支付申请", "Payment requests", Operation::ListPaymentRequests),
        ("/payments",   "支付",     "Payments",   Operation::ListPayments),
        ("/registers/allocation", "台账", "Registers", Operation::ReadRegisters),
        ("/imports",    "导入",     "Imports",    Operation::ListImports),
        ("/entry",      "录入",     "Enter records", Operation::Enter),
    ]),
    (("绩效", "Performance"), &[
        ("/targets",    "绩效目标", "Targets", Operation::ListTargets),
        ("/monitorings", "绩效监控", "Monitoring", Operation::ListMonitorings),
        ("/indicators", "指标库", "Indicator library", Operation::ReadIndicators),
        ("/evaluations", "绩效自评", "Self-evaluations", Operation::ListEvaluations),
        ("/draws",      "抽查抽样", "Draws", Operation::ListDraws),
        ("/evaluated-units", "自评与检查差异", "Reports and checks", Operation::ListEvaluations),
    ]),
    (("监督", "Supervision"), &[
        ("/warnings",   "预警", "Warnings",   Operation::ListWarnings),
        ("/cases",      "个案", "Cases",      Operation::ListCases),
        ("/accountability", "责任追究", "Accountability", Operation::ListCases),
        ("/inspections", "检查", "Inspections", Operation::ListInspections),
        ("/inquiries",  "问询单", "Inquiries", Operation::ListInquiries),
        ("/pushes",     "推送清单", "Push lists", Operation::ListPushes),
        ("/monthly-returns", "监控月报", "Monthly returns", Operation::ListMonthlyReturns),
        ("/screenings", "筛查", "Screenings", Operation::ListScreenings),
        ("/policies",   "法规", "Regulations", Operation::ReadPolicies),
        ("/settings",   "参数设定", "Settings", Operation::ListSettings),
        ("/suggestions", "意见建议", "Suggestions", Operation::ListSuggestions),
    ]),
    (("管理", "Administration"), &[
        ("/divisions", "区划与单位", "Divisions", Operation::ListDivisions),
        ("/posts",  "岗位", "Posts",  Operation::ListPosts),
        ("/people", "人员", "People", Operation::ListPeople),
        ("/audit", "操作记录", "Audit trail", Operation::ListEvents),
    ]),
];

/// Where all registers lie: the entry stands for each of them.
const REGISTERS: &str = "/registers";

/// All that the navigation leads to.
pub(crate) fn areas() -> impl Iterator<Item = Operation> {
    NAVIGATION.iter().flat_map(|(_, entries)| *entries).map(|entry| entry.3)
}

/// A group of the navigation as shown.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// Its name.
    pub(crate) name: &'static str,
    /// Address and name of each entry, and whether it is the present page.
    pub(crate) entries: Vec<(&'static str, &'static str, bool)>,
}

/// Language, place and who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// The reader's language.
    pub(crate) lang: Lang,
    /// Path of the page.
    pub(crate) path: String,
    /// What follows it in the address.
    pub(crate) query: String,
    /// The unit of amounts.
    pub(crate) unit: Unit,
    /// Name of the person.
    pub(crate) person: Option<String>,
    /// Whether nothing is due before.
    pub(crate) open: bool,
    /// Whether accounts may be kept.
    pub(crate) people: bool,
    /// What of [`areas`] may be done.
    pub(crate) areas: Vec<Operation>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    reason = "templates call methods and pass references"
)]
impl Frame {
    /// The text of the reader's language.
    pub(crate) fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }
    /// A role in the reader's language.
    pub(crate) fn role(&self, role: &Role) -> &'static str {
        role.name(self.lang)
    }

    /// The language as pages declare it.
    pub(crate) fn code(&self) -> &'static str {
        self.lang.pick("zh-CN", "en")
    }

    /// Address of the style sheet.
    pub(crate) fn styles(&self) -> [&'static str; 2] {
        [assets::TABLER, assets::MINGZHANG]
    }

    /// Whether the reader may see warnings somewhere: who may not is led to none.
    pub(crate) fn sees_warnings(&self) -> bool {
        self.areas.contains(&Operation::ListWarnings)
    }

    /// The navigation.
    pub(crate) fn navigation(&self) -> Vec<Group> {
        let groups = NAVIGATION.iter().map(|((zh, en), entries)| {
            let open = entries.iter().filter(|entry| self.areas.contains(&entry.3));
            let here = |path: &str| {
                let path = if path.starts_with(REGISTERS) { REGISTERS } else { path };
                self.path == path
                    || self.path.strip_prefix(path).is_some_and(|p| p.starts_with('/'))
            };
            let shown = open.map(|(path, zh, en, _)| (*path, self.lang.pick(zh, en), here(path)));
            Group { name: self.lang.pick(zh, en), entries: shown.collect() }
        });
        groups.filter(|group| !group.entries.is_empty()).collect()
    }

    /// The address of this page with one thing asked otherwise.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        let kept = pairs.filter(|pair| pair.split('=').next() != Some(name));
        let asked: Vec<String> =
            kept.map(str::to_owned).chain([format!("{name}={value}")]).collect();
        format!("{}?{}", self.path, asked.join("&"))
    }

    /// The address of this page in the other language.
    pub(crate) fn other_language(&self) -> String {
        self.with("lang", self.lang.pick("en", "zh"))
    }

    /// The units to choose from: address, name, and whether it is the present one.
    pub(crate) fn units(&self) -> Vec<(String, &'static str, bool)> {
        let unit = |(unit, word): &(Unit, &str)| {
            (self.with("unit", word), unit_name(*unit, self.lang), *unit == self.unit)
        };
        UNITS.iter().map(unit).collect()
    }

    /// The name of the present unit.
    pub(crate) fn unit_name(&self) -> &'static str {
        unit_name(self.unit, self.lang)
    }
}

/// The units, with the words by which addresses ask for them.
pub(crate) const UNITS: [(Unit, &str); 3] =
    [(Unit::Yuan, "yuan"), (Unit::Wan, "wan"), (Unit::Yi, "yi")];
