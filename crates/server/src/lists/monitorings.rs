//! The list of rounds of monitoring.

use domain::TableId;
use store::lists;

use super::faces::{asked, shown};
use super::{Face, Filter, Kind};
use crate::access::Operation;
use crate::operations::handling::words;

const STATE: Kind = Kind::Named(words::MONITORING);
const LIGHT: Kind = Kind::Named(words::LIGHT);
const MEASURE: Kind = Kind::Named(words::MONITORING_MEASURE);
const TARGET: Kind = Kind::Word(TableId::Targets);

/// Rounds of monitoring that are owed, with what became of each.
pub(crate) static MONITORINGS: Face = Face {
    list: &lists::MONITORINGS,
    path: "/monitorings",
    title: ("绩效监控", "Performance monitoring"),
    search: (
        "目标编号、项目编号和名称、实施单位",
        "number of the target, number and name of the project, unit",
    ),
    operation: Operation::ListMonitorings,
    fields: &[
        shown("node", ("监控节点", "Node"), Kind::Day, 12, Filter::Range),
        shown(
            "project_name",
            ("项目（部门）", "Project or department"),
            Kind::Text,
            32,
            Filter::None,
        ),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("unit", ("实施单位", "Unit"), Kind::Text, 24, Filter::Exact),
        shown("state", ("状态", "State"), STATE, 16, Filter::Choice),
        shown("light", ("灯", "Light"), LIGHT, 8, Filter::Choice),
        shown("measure", ("处理决定", "Decision"), MEASURE, 14, Filter::Choice),
        shown("executed", ("截至节点执行数", "Executed"), Kind::MoneyOrNone, 18, Filter::Range),
        shown("due", ("填报期限", "Due"), Kind::Day, 12, Filter::Range),
        shown("entered_on", ("填报日期", "Entered on"), Kind::Day, 12, Filter::Range),
        asked("fiscal_year", ("年度", "Year"), Kind::Year, Filter::Choice),
        asked("subject_kind", ("目标类型", "Target of a"), TARGET, Filter::None),
        asked("target", ("目标编号", "Target number"), Kind::Id, Filter::Exact),
        asked("project", ("项目编号", "Project number"), Kind::Id, Filter::Exact),
        asked("id", ("编号", "Number"), Kind::Id, Filter::None),
    ],
    sort: "node",
    sums: &[],
};
