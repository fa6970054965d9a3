//! The list of performance targets on their way.

use store::lists;

use super::faces::{asked, shown};
use super::{Face, Filter, Kind};
use crate::access::Operation;
use crate::operations::handling::words;

const SUBJECT: Kind = Kind::Named(words::TARGET_SUBJECT);

/// Targets that are written, reviewed, approved, adjusted here.
pub(crate) static TARGETS: Face = Face {
    list: &lists::TARGETS,
    path: "/targets",
    title: ("绩效目标", "Performance targets"),
    search: (
        "目标编号、对象编号和名称、单位",
        "number of the target, number and name of its subject, unit",
    ),
    operation: Operation::ListTargets,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::None),
        shown("since", ("最近办理", "Last step"), Kind::Day, 12, Filter::Range),
        shown("home", ("区划", "Division"), Kind::Division, 16, Filter::Choice),
        shown("unit", ("责任单位", "Answers for it"), Kind::Text, 24, Filter::None),
        shown("subject_kind", ("对象", "Set for"), SUBJECT, 10, Filter::Choice),
        shown("name", ("名称", "Name"), Kind::Text, 32, Filter::None),
        shown("fiscal_year", ("年度", "Year"), Kind::Year, 8, Filter::Choice),
        shown("total_amount", ("资金总额", "Money"), Kind::Money, 18, Filter::Range),
        shown("indicators", ("指标数", "Indicators"), Kind::Whole, 8, Filter::Range),
        shown("score", ("审核得分", "Score"), Kind::Whole, 8, Filter::Range),
        shown("state", ("状态", "State"), Kind::Named(words::TARGET), 18, Filter::Choice),
        shown("approved_on", ("批复日期", "Approved on"), Kind::Day, 12, Filter::Range),
        shown("published_on", ("公开日期", "Published on"), Kind::Day, 12, Filter::Range),
        asked(
            "filed_prefecture_on",
            ("报地（州、市）日期", "Filed to the prefecture on"),
            Kind::Day,
            Filter::Range,
        ),
        asked(
            "filed_region_on",
            ("报自治区日期", "Filed to the region on"),
            Kind::Day,
            Filter::Range,
        ),
        asked(
            "filed_ministry_on",
            ("报专员办日期", "Filed to the ministry's bureau on"),
            Kind::Day,
            Filter::Range,
        ),
        asked("target", ("目标编号", "Number of the target"), Kind::Id, Filter::Exact),
        asked("subject", ("对象编号", "Number of its subject"), Kind::Id, Filter::Exact),
    ],
    sort: "since",
    sums: &[("已批复的资金总额", "money of approved targets")],
};
