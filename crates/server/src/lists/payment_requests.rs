//! The list of payment requests.

use domain::TableId;
use store::lists;

use super::faces::{asked, shown};
use super::{Face, Filter, Kind};
use crate::access::Operation;
use crate::operations::handling::words;

const STATE: Kind = Kind::Named(words::PAYMENT_REQUEST);
const PAYMENT: Kind = Kind::Word(TableId::Payments);

/// Payment requests, with what was paid.
pub(crate) static PAYMENT_REQUESTS: Face = Face {
    list: &lists::PAYMENT_REQUESTS,
    path: "/payment-requests",
    title: ("支付申请", "Payment requests"),
    search: (
        "项目编号和名称、实施单位、凭证号、收款单位、用途",
        "number and name of the project, unit, voucher, payee (not persons), purpose",
    ),
    operation: Operation::ListPaymentRequests,
    fields: &[
        shown("id", ("编号", "Number"), Kind::Id, 8, Filter::None),
        shown("since", ("最近办理", "Last step"), Kind::Day, 12, Filter::Range),
        shown("county", ("县（市、区）", "County"), Kind::Division, 16, Filter::Choice),
        shown("project_name", ("项目", "Project"), Kind::Text, 32, Filter::None),
        shown("payee", ("收款人", "Payee"), Kind::Payee, 24, Filter::None),
        shown("purpose", ("用途", "Purpose"), Kind::Purpose, 32, Filter::None),
        shown("amount", ("申请金额", "Asked for"), Kind::Money, 18, Filter::Range),
        shown("state", ("状态", "State"), STATE, 14, Filter::Choice),
        shown("voucher_no", ("凭证号", "Voucher"), Kind::Id, 20, Filter::Exact),
        shown("over", ("超过批准金额", "Paid above it"), Kind::MoneyOrNone, 18, Filter::Range),
        asked("approved_on", ("批准日期", "Approved on"), Kind::Day, Filter::Range),
        asked("fund", ("资金", "Fund"), Kind::Fund, Filter::Choice),
        asked("kind", ("款项性质", "Kind"), PAYMENT, Filter::Choice),
        asked("project", ("项目编号", "Project number"), Kind::Id, Filter::Exact),
    ],
    sort: "since",
    sums: &[
        ("已批准待支付", "approved, to be paid"),
        ("已支付", "paid"),
        ("超过批准金额", "paid above what was approved"),
    ],
};
