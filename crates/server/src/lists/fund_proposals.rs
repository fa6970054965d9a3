//! The lists of fund proposals and of their lines.

use store::lists;

use super::faces::shown;
use super::{Face, Filter, Kind};
use crate::access::Operation;
use crate::operations::handling::words;

const KIND: Kind = Kind::Named(words::FUND_PROPOSAL_KIND);
const STATE: Kind = Kind::Named(words::FUND_PROPOSAL);

/// Fund proposals.
pub(crate) static FUND_PROPOSALS: Face = Face {
    list: &lists::FUND_PROPOSALS,
    path: "/fund-proposals",
    title: ("资金安排意见", "Fund proposals"),
    search: ("提出岗位", "post that proposes"),
    operation: Operation::ListFundProposals,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::Exact),
        shown("fiscal_year", ("预算年度", "Fiscal year"), Kind::Year, 10, Filter::Choice),
        shown("kind", ("类别", "Kind"), KIND, 28, Filter::Choice),
        shown("post", ("提出岗位", "Proposed by"), Kind::Text, 20, Filter::None),
        shown("amount", ("金额", "Amount"), Kind::Money, 18, Filter::Range),
        shown("state", ("状态", "State"), STATE, 12, Filter::Choice),
        shown("under", ("所属工作安排", "Answers"), Kind::Id, 10, Filter::Exact),
        shown("approved_on", ("批准日期", "Approved on"), Kind::Day, 12, Filter::Range),
        shown("since", ("最近办理", "Last step"), Kind::Day, 12, Filter::Range),
    ],
    sort: "since",
    sums: &[("金额", "amount")],
};

/// The lines of all proposals.
pub(crate) static FUND_PROPOSAL_LINES: Face = Face {
    list: &lists::FUND_PROPOSAL_LINES,
    path: "/fund-proposal-lines",
    title: ("资金安排意见明细", "Lines of fund proposals"),
    search: ("提出岗位", "post that proposes"),
    operation: Operation::ListFundProposals,
    fields: &[
        shown("proposal", ("意见编号", "Proposal"), Kind::Id, 10, Filter::Exact),
        shown("fiscal_year", ("预算年度", "Fiscal year"), Kind::Year, 10, Filter::Choice),
        shown("kind", ("类别", "Kind"), KIND, 28, Filter::Choice),
        shown("fund", ("资金", "Fund"), Kind::Fund, 24, Filter::Choice),
        shown(
            "source_level",
            ("资金来源", "From the budget of"),
            Kind::Named(words::FUND_SOURCE),
            10,
            Filter::Choice,
        ),
        shown("receiver", ("接收地区", "To"), Kind::Division, 16, Filter::Choice),
        shown("amount", ("金额", "Amount"), Kind::Money, 18, Filter::Range),
        shown("pooled", ("统筹整合", "Pooled"), Kind::MoneyOrNone, 18, Filter::None),
        shown("post", ("提出岗位", "Proposed by"), Kind::Text, 20, Filter::None),
        shown("state", ("状态", "State"), STATE, 12, Filter::Choice),
        shown("since", ("最近办理", "Last step"), Kind::Day, 12, Filter::Range),
    ],
    sort: "since",
    sums: &[("金额", "amount"), ("统筹整合", "pooled")],
};
