//! The list of contributions.

use store::lists;

use super::faces::{asked, shown};
use super::{Face, Filter, Kind};
use crate::access::Operation;
use crate::operations::handling::words;

const STATE: Kind = Kind::Named(words::CONTRIBUTION);
const ENTRY: Kind = Kind::Named(words::CONTRIBUTION_ENTRY);
const GIVER: Kind = Kind::Named(words::CONTRIBUTION_GIVER);
const SOURCE: Kind = Kind::Named(words::CONTRIBUTION_SOURCE);

/// Lines of other money on projects.
pub(crate) static CONTRIBUTIONS: Face = Face {
    list: &lists::CONTRIBUTIONS,
    path: "/contributions",
    title: ("其他资金", "Contributions"),
    search: (
        "项目编号和名称、出资方、实施单位、说明",
        "number and name of the project, giver, unit, note",
    ),
    operation: Operation::ListContributions,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::None),
        shown("happened_on", ("日期", "Day"), Kind::Day, 12, Filter::Range),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("project_name", ("项目", "Project"), Kind::Text, 32, Filter::None),
        shown("source", ("资金来源", "Source"), SOURCE, 16, Filter::Choice),
        shown("giver", ("出资方", "Given by"), Kind::Giver, 24, Filter::None),
        shown("entry", ("登记内容", "Line"), ENTRY, 12, Filter::Choice),
        shown("amount", ("金额", "Amount"), Kind::Money, 18, Filter::Range),
        shown("state", ("状态", "State"), STATE, 12, Filter::Choice),
        shown("note", ("说明", "Note"), Kind::GiverNote, 24, Filter::None),
        asked("giver_kind", ("出资方类别", "Kind of giver"), GIVER, Filter::Choice),
        asked("fiscal_year", ("项目年度", "Year of the project"), Kind::Year, Filter::Choice),
        asked("project", ("项目编号", "Project number"), Kind::Id, Filter::Exact),
        asked("since", ("最近办理", "Last step"), Kind::Day, Filter::Range),
    ],
    sort: "happened_on",
    sums: &[("已确认计划", "planned"), ("已确认到位", "received"), ("已确认支出", "spent")],
};
