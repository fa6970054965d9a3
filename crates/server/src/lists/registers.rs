//! The lists behind the registers of raising, allocation and spending, as people see them.

use domain::TableId;
use store::lists;

use super::faces::{ALLOTMENT, PLACE, asked, shown};
use super::{Both, Face, Filter, Kind};
use crate::access::Operation;

pub(super) const CLASS: Both = ("资金类别", "Class of money");
pub(super) const OFFICE: Both = ("责任处室", "Office that answers for raising it");
const YEAR: Both = ("预算年度", "Fiscal year");
const LEVEL: Kind = Kind::Word(TableId::FundYears);

/// What was raised.
pub(crate) static RAISED: Face = Face {
    list: &lists::RAISED,
    path: "/raised",
    title: ("资金筹集记录", "Sums raised"),
    search: ("资金代码", "code of the fund"),
    operation: Operation::ReadRegisters,
    fields: &[
        shown("fiscal_year", YEAR, Kind::Year, 8, Filter::Choice),
        shown("division", ("区划", "Division"), Kind::Division, 20, Filter::Choice),
        shown("fund", ("资金", "Fund"), Kind::Fund, 32, Filter::Choice),
        shown("source_level", ("资金来源", "From the budget of"), LEVEL, 14, Filter::Choice),
        shown("amount", ("筹集金额", "Raised"), Kind::Money, 18, Filter::Range),
        shown("pooled", ("其中统筹整合", "Of it pooled"), Kind::Money, 18, Filter::Range),
        shown(
            "quota",
            ("财政部明确的额度", "Quota of the ministry"),
            Kind::Money,
            18,
            Filter::None,
        ),
        shown("persons", ("人数", "Persons"), Kind::Count, 12, Filter::None),
        asked("class", CLASS, Kind::Class, Filter::Choice),
        asked("office", OFFICE, Kind::Office, Filter::Choice),
        asked("place", PLACE, Kind::Id, Filter::Exact),
    ],
    sort: "fiscal_year",
    sums: &[("筹集", "raised"), ("统筹整合", "pooled")],
};

const CAME: Kind = Kind::Named(&[
    ("received", "上级下达", "received from above"),
    ("own", "本级安排", "own budget"),
    ("carried", "结转转入", "brought over"),
]);

/// What became of each document: the register of allocation.
pub(crate) static ALLOCATION: Face = Face {
    list: &lists::ALLOCATION,
    path: "/registers/allocation",
    title: ("资金分配下达台账", "Register of allocation"),
    search: ("指标编号、文号、标题、备注", "number, document number, title, remark"),
    operation: Operation::ReadRegisters,
    fields: &[
        shown("doc_no", ("文号", "Document"), Kind::Id, 24, Filter::None),
        shown("fund", ("资金", "Fund"), Kind::Fund, 24, Filter::Choice),
        shown("fiscal_year", YEAR, Kind::Year, 8, Filter::Choice),
        shown("from", ("下达单位", "From"), Kind::Division, 16, Filter::Choice),
        shown("to", ("接收单位", "Held by"), Kind::Division, 16, Filter::Choice),
        shown("amount", ("金额", "Amount"), Kind::Money, 18, Filter::Range),
        shown("held_on", ("收文日期", "Received on"), Kind::Day, 12, Filter::Range),
        shown("due_on", ("下达期限", "To be handed down by"), Kind::Day, 12, Filter::None),
        shown("handed_on", ("最近下达日期", "Last handed down on"), Kind::Day, 12, Filter::Range),
        shown("days", ("历时（日历日）", "Days taken"), Kind::Whole, 10, Filter::None),
        shown("workdays", ("历时（工作日）", "Working days"), Kind::Whole, 10, Filter::None),
        shown("handed_down", ("已下达下级", "Handed down"), Kind::Money, 18, Filter::Range),
        shown("allotted", ("已安排项目", "To projects"), Kind::Money, 18, Filter::Range),
        shown("given_back", ("已退回", "Given back"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("left", ("尚未下达、安排", "Still open"), Kind::Money, 18, Filter::Range),
        shown("late", ("逾期金额", "Late"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("treasury_on", ("抄送国库", "Copy to treasury"), Kind::Day, 12, Filter::Range),
        shown(
            "fund_office_on",
            ("抄送资金办", "Copy to fund office"),
            Kind::Day,
            12,
            Filter::Range,
        ),
        shown("red", ("红灯", "Red"), Kind::Count, 8, Filter::Range),
        shown("yellow", ("黄灯", "Yellow"), Kind::Count, 8, Filter::Range),
        asked("id", ("指标编号", "Number"), Kind::Id, Filter::Exact),
        asked("class", CLASS, Kind::Class, Filter::Choice),
        asked("office", OFFICE, Kind::Office, Filter::Choice),
        asked("kind", ("类型", "Kind"), ALLOTMENT, Filter::Choice),
        asked("came", ("来源", "How it came"), CAME, Filter::Choice),
        asked("place", PLACE, Kind::Id, Filter::Exact),
        asked(
            "giver",
            ("下达单位代码（不含下级）", "Code of the giver alone"),
            Kind::Id,
            Filter::Exact,
        ),
        asked("outside", ("下达单位不在", "From outside of"), Kind::Outside, Filter::Choice),
    ],
    sort: "held_on",
    sums: &[
        ("金额", "amount"),
        ("已下达下级", "handed down"),
        ("已安排项目", "to projects"),
        ("尚未下达、安排", "still open"),
        ("逾期", "late"),
    ],
};

/// What projects were allotted.
pub(crate) static FUNDINGS: Face = Face {
    list: &lists::FUNDINGS,
    path: "/fundings",
    title: ("项目资金安排", "Money for projects"),
    search: ("项目编号、指标编号、文号", "project, allotment, document number"),
    operation: Operation::ListAllotments,
    fields: &[
        shown("allotted_on", ("安排日期", "Allotted on"), Kind::Day, 12, Filter::Range),
        shown("project", ("项目编号", "Project"), Kind::Id, 20, Filter::Exact),
        shown("project_name", ("项目名称", "Name"), Kind::Text, 32, Filter::None),
        shown("doc_no", ("资金文号", "Document"), Kind::Id, 24, Filter::None),
        shown("fund", ("资金", "Fund"), Kind::Fund, 24, Filter::Choice),
        shown("fiscal_year", YEAR, Kind::Year, 8, Filter::Choice),
        shown("to", ("区划", "Division"), Kind::Division, 16, Filter::Choice),
        shown("amount", ("安排金额", "Allotted"), Kind::Money, 18, Filter::Range),
        asked("allotment", ("指标编号", "Allotment number"), Kind::Id, Filter::Exact),
        asked("place", PLACE, Kind::Id, Filter::Exact),
        asked("class", CLASS, Kind::Class, Filter::Choice),
        asked("office", OFFICE, Kind::Office, Filter::Choice),
    ],
    sort: "allotted_on",
    sums: &[("安排", "allotted")],
};

/// What of the money of projects is kept back or left over.
pub(crate) static KEPT_BACK: Face = Face {
    list: &lists::KEPT_BACK,
    path: "/kept-back",
    title: ("质保金和结余", "Retention money and surplus"),
    search: ("项目编号、名称、实施单位", "number, name, unit"),
    operation: Operation::ListProjects,
    fields: &[
        shown("id", ("项目编号", "Number"), Kind::Id, 20, Filter::Exact),
        shown("name", ("项目名称", "Name"), Kind::Text, 36, Filter::None),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("unit", ("实施单位", "Unit in charge"), Kind::Text, 24, Filter::None),
        shown("fund", ("最近一笔资金", "Its latest money"), Kind::Fund, 24, Filter::Choice),
        shown("fiscal_year", YEAR, Kind::Year, 8, Filter::Choice),
        shown("accepted_on", ("验收日期", "Accepted on"), Kind::Day, 12, Filter::Range),
        shown("agreed", ("约定质保金", "Retention agreed"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("paid", ("已付质保金", "Of it paid"), Kind::MoneyOrNone, 18, Filter::None),
        shown("retention", ("未付质保金", "Not paid yet"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("surplus", ("结余", "Surplus"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("surplus_approved_on", ("结余批复日期", "Approved on"), Kind::Day, 12, Filter::Range),
        asked("class", CLASS, Kind::Class, Filter::Choice),
        asked("office", OFFICE, Kind::Office, Filter::Choice),
    ],
    sort: "retention",
    sums: &[("未付质保金", "retention not paid"), ("结余", "surplus")],
};
