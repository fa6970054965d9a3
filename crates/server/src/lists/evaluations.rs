//! The lists of evaluations.

use store::lists;

use super::faces::{asked, shown};
use super::{Face, Filter, Kind};
use crate::access::Operation;
use crate::operations::handling::words;

const STATE: Kind = Kind::Named(words::SELF_EVALUATION);
const GRADE: Kind = Kind::Named(words::GRADE);

/// Self-evaluations on record beside their checks.
pub(crate) static EVALUATIONS: Face = Face {
    list: &lists::EVALUATIONS,
    path: "/evaluations",
    title: ("绩效自评", "Self-evaluations"),
    search: (
        "目标编号、项目编号和名称、实施单位",
        "number of the target, number and name of the project, unit",
    ),
    operation: Operation::ListEvaluations,
    fields: &[
        shown("entered_on", ("录入日期", "Entered on"), Kind::Day, 12, Filter::Range),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("project_name", ("项目", "Project"), Kind::Text, 32, Filter::None),
        shown("unit", ("实施单位", "Unit"), Kind::Text, 24, Filter::Exact),
        shown("fiscal_year", ("年度", "Year"), Kind::Year, 8, Filter::Choice),
        shown("score", ("自评得分", "Own score"), Kind::Points, 10, Filter::None),
        shown("grade", ("等级", "Grade"), GRADE, 8, Filter::Choice),
        shown("checked", ("检查得分", "Checked"), Kind::Points, 10, Filter::None),
        shown("difference", ("检查−自评", "Check − own"), Kind::Points, 10, Filter::None),
        shown("spot", ("抽查得分", "Spot check"), Kind::Points, 10, Filter::None),
        shown("state", ("状态", "State"), STATE, 14, Filter::Choice),
        asked("checked_on", ("检查日期", "Checked on"), Kind::Day, Filter::Range),
        asked("target", ("目标编号", "Target"), Kind::Id, Filter::Exact),
        asked("project", ("项目编号", "Project number"), Kind::Id, Filter::Exact),
    ],
    sort: "entered_on",
    sums: &[],
};

/// The same by unit and year.
pub(crate) static EVALUATED_UNITS: Face = Face {
    list: &lists::EVALUATED_UNITS,
    path: "/evaluated-units",
    title: ("各单位自评与检查差异", "Reports and checks by unit"),
    search: ("实施单位", "unit"),
    operation: Operation::ListEvaluations,
    fields: &[
        shown("fiscal_year", ("年度", "Year"), Kind::Year, 8, Filter::Choice),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("unit", ("实施单位", "Unit"), Kind::Text, 28, Filter::Exact),
        shown("reports", ("自评数", "Reports"), Kind::Whole, 10, Filter::None),
        shown("checks", ("已检查", "Checked"), Kind::Whole, 10, Filter::None),
        shown("own", ("自评平均分", "Mean of own scores"), Kind::Points, 12, Filter::None),
        shown("found", ("检查平均分", "Mean of checks"), Kind::Points, 12, Filter::None),
        shown("difference", ("平均差异", "Mean difference"), Kind::Points, 12, Filter::None),
        shown("lower", ("检查低于自评", "Checked lower"), Kind::Whole, 12, Filter::None),
        shown("worst", ("最大下调", "Lowest difference"), Kind::Points, 12, Filter::None),
    ],
    sort: "fiscal_year",
    sums: &[],
};
