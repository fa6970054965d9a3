//! What can be asked of the routes for programs in their addresses.

use crate::lists::Both;

/// A part of an address: its name, what it means, whether it is a number.
pub(crate) type Asked = (&'static str, Both, bool);

pub(super) const FEED: &[Asked] = &[
    (
        "after",
        ("上一页的 next；缺省从头开始", "`next` of the page before; from the beginning without it"),
        true,
    ),
    ("rows", ("每页行数，1 至 1000", "rows of a page, 1 to 1000"), true),
];
pub(super) const IMPORTS: &[Asked] =
    &[("before", ("上一页的 next", "`next` of the page before"), true)];
const DIVISION: Asked = (
    "division",
    ("区划代码；缺省为可见的最高一级", "code of a division; the highest within reach without it"),
    false,
);
const YEAR: Asked = ("year", ("年度；缺省为最近一年", "year; the last one without it"), true);
const BY: Asked = (
    "by",
    (
        "place 按地区，kind 按规则或资金；缺省 place",
        "`place`, or `kind`: by rule or fund; `place` without it",
    ),
    false,
);
pub(super) const SOUGHT: &[Asked] = &[(
    "q",
    (
        "名称的一部分或其拼音，或代码的前几位",
        "a part of the name or its pinyin, or the first digits of the code",
    ),
    false,
)];
pub(super) const MONTH: Asked = ("month", ("月份，如 2019-05", "month, as 2019-05"), false);
pub(super) const OVERVIEW: &[Asked] = &[DIVISION, YEAR];
pub(super) const PROBLEMS: &[Asked] = &[DIVISION, BY];
pub(super) const MONEY: &[Asked] = &[DIVISION, YEAR, BY];
const CLASS: Asked = (
    "class",
    (
        "资金类别：special、integrated、relocation、bond、other、safety_net、medical",
        "class of money: special, integrated, relocation, bond, other, safety_net, medical",
    ),
    false,
);
const OFFICE: Asked = (
    "office",
    (
        "责任处室编号（政策包 actors.toml）",
        "id of the office that answers (actors.toml of the pack)",
    ),
    false,
);
pub(super) const RAISING: &[Asked] = &[DIVISION, YEAR, CLASS, OFFICE];
const FUND_FIRST: Asked = (
    "by",
    ("kind 按资金，place 按地区；缺省 kind", "`kind`: by fund, or `place`; `kind` without it"),
    false,
);
pub(super) const SPENDING: &[Asked] = &[DIVISION, YEAR, FUND_FIRST, CLASS, OFFICE];
pub(super) const LOOKS: &[Asked] = &[
    DIVISION,
    YEAR,
    (
        "by",
        (
            "place 按区划，month 按支付月份；缺省 place",
            "`place`, or `month` of payment; `place` without it",
        ),
        false,
    ),
];
pub(super) const ACCOUNT: &[Asked] = &[
    ("year", ("预算年度", "fiscal year"), true),
    (
        "month",
        ("列出其分录的月份，如 2019-05", "month whose postings are listed, as 2019-05"),
        false,
    ),
];
pub(super) const OF_MONTH: &[Asked] = &[
    (
        "division",
        (
            "区划代码；缺省为可见的第一个县",
            "code of a division; the first county within reach without it",
        ),
        false,
    ),
    (
        "month",
        (
            "月份，如 2019-05；缺省为有发生额的最近一月",
            "month, as 2019-05; the last one in which money moved without it",
        ),
        false,
    ),
];
const LINES_OF: Asked = (
    "lines",
    (
        "all：清单各行即全部（缺省）；more：补充到原清单",
        "`all`: the lines are all of their list (without it); `more`: they are added to it",
    ),
    false,
);
pub(super) const LINES: &[Asked] = &[LINES_OF];
pub(super) const SENDING: &[Asked] = &[
    LINES_OF,
    (
        "mapping",
        ("选用的映射文件：名称或编号", "the mapping file to be used: its name or number"),
        false,
    ),
];
pub(super) const WARNING: &[Asked] = &[("warning", ("预警编号", "number of the warning"), true)];
pub(super) const SOURCES: &[Asked] =
    &[("year", ("预算年度；缺省为今年", "fiscal year; this one without it"), true)];
pub(super) const PLANNED: &[Asked] = &[
    (
        "county",
        (
            "县代码；缺省为可编制方案的第一个县",
            "code of the county; the first one for which plans are written without it",
        ),
        false,
    ),
    SOURCES[0],
];
pub(super) const QUARTER: &[Asked] = &[(
    "quarter",
    (
        "季度，如 2019-Q1；缺省为最近结束的季度",
        "quarter, as 2019-Q1; the last one that is over without it",
    ),
    false,
)];

/// What can be asked of the monthly returns.
pub(super) const RETURNS: &[Asked] = &[(
    "month",
    ("月份，如 2019-05；不填为本月", "The month, as 2019-05; this one by default"),
    false,
)];
pub(super) const SOURCE: &[Asked] = &[
    ("source", ("指标编号", "number of the allotment"), false),
    (
        "way",
        ("down 下达（缺省）或 back 退回", "`down`, or `back`: given back; `down` without it"),
        false,
    ),
];
pub(super) const MEETING: &[Asked] = &[
    (
        "step",
        (
            "enter 审定入库（缺省）或 plan 列入计划",
            "`enter`: into the pipeline; `plan`: into the plan; `enter` without it",
        ),
        false,
    ),
    ("year", ("预算年度", "fiscal year"), true),
    (
        "document",
        (
            "会议文号；给出文号和日期时逐项说明能否审定",
            "number of the document; with it and the day, what would become of each is told",
        ),
        false,
    ),
    ("on", ("会议日期", "day of the meeting"), false),
    (
        "project",
        (
            "项目编号，可多次给出；缺省为全部",
            "number of a project, as often as there are; all without it",
        ),
        false,
    ),
];
/// The year of which coverage is asked.
pub(super) const COVERAGE: &[Asked] =
    &[("year", ("年度；缺省为今年", "year; this one without it"), true)];
/// The node of a target.
pub(super) const NODE: &[Asked] = &[
    ("target", ("绩效目标编号", "number of the target"), false),
    ("node", ("监控节点，如 2020-06-30", "the node, as 2020-06-30"), false),
];
