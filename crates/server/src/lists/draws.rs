//! The lists of draws of spot checks, and of what they drew.

use store::lists;

use super::faces::{asked, shown};
use super::{Face, Filter, Kind};
use crate::access::Operation;
use crate::operations::handling::words;

/// Draws of spot checks.
pub(crate) static DRAWS: Face = Face {
    list: &lists::DRAWS,
    path: "/draws",
    title: ("抽查抽样", "Draws of spot checks"),
    search: (
        "承诺值、名册校验值、种子、理由、岗位",
        "commitment, hash of the frame, seed, reason, post",
    ),
    operation: Operation::ListDraws,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::None),
        shown("since", ("最近办理", "Last step"), Kind::Day, 12, Filter::Range),
        shown("home", ("抽样单位", "Division"), Kind::Division, 16, Filter::Choice),
        shown("fiscal_year", ("年度", "Year"), Kind::Year, 8, Filter::Choice),
        shown("post", ("生成种子的岗位", "Post of the seed"), Kind::Text, 24, Filter::None),
        shown("state", ("状态", "State"), Kind::Named(words::DRAW), 20, Filter::Choice),
        shown("projects", ("名册项目数", "In the frame"), Kind::Count, 12, Filter::None),
        shown("drawn", ("抽中", "Drawn"), Kind::Count, 8, Filter::None),
        shown("again", ("再次抽样的理由", "Why again"), Kind::Text, 32, Filter::None),
    ],
    sort: "since",
    sums: &[],
};

/// What they drew.
pub(crate) static DRAWN: Face = Face {
    list: &lists::DRAWN,
    path: "/drawn",
    title: ("抽中的项目", "Projects drawn for spot checks"),
    search: (
        "目标编号、项目编号和名称、实施单位",
        "number of the target, number and name of the project, unit",
    ),
    operation: Operation::ListEvaluations,
    fields: &[
        shown("draw", ("抽样", "Draw"), Kind::Id, 8, Filter::Exact),
        shown("since", ("抽取日期", "Drawn on"), Kind::Day, 12, Filter::Range),
        shown("home", ("抽样单位", "Drawn by"), Kind::Division, 16, Filter::Choice),
        shown("fiscal_year", ("年度", "Year"), Kind::Year, 8, Filter::Choice),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("project_name", ("项目", "Project"), Kind::Text, 32, Filter::None),
        shown("unit", ("实施单位", "Unit"), Kind::Text, 24, Filter::None),
        shown("risk", ("风险", "Risk"), Kind::Named(words::DRAW_RISK), 10, Filter::Choice),
        shown("size", ("资金量", "Money"), Kind::Named(words::DRAW_SIZE), 10, Filter::Choice),
        shown("amount", ("目标资金", "Money of the target"), Kind::Money, 18, Filter::None),
        shown("score", ("自评得分", "Own score"), Kind::Points, 10, Filter::None),
        shown("spot", ("抽查得分", "Spot check"), Kind::Points, 10, Filter::None),
        shown("spot_difference", ("抽查−自评", "Spot − own"), Kind::Points, 10, Filter::None),
        asked("target", ("目标编号", "Target"), Kind::Id, Filter::Exact),
        asked("project", ("项目编号", "Project number"), Kind::Id, Filter::Exact),
    ],
    sort: "since",
    sums: &[("目标资金", "money of the targets")],
};
