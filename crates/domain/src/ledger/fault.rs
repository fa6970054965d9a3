//! What is wrong in the books: records that cannot be posted, accounts that cannot be true.
//!
//! A fault is not a refusal of one cell ([`crate::refusal::Refusal`]): each cell may be right and the
//! money still not there. Facts that were imported are posted as they are, and the fault is told; an
//! operation that would make one is refused with it.

use super::account::Account;
use super::entry::RecordRef;
use crate::lang::Lang;
use crate::money::Fen;

/// What is wrong, in the order in which it is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The record does not say an amount.
    NoAmount,
    /// The record's amount is negative: what goes the other way is a record of its own kind.
    NegativeAmount,
    /// The record does not say on which day.
    NoDay,
    /// The record names an allotment that is not there.
    UnknownAllotment,
    /// The record does not say whose money it moves: division, fund or year is missing.
    NoPurse,
    /// The account's sum would be larger than any of public money.
    TooLarge,
    /// More went out of the account than ever came in.
    Overdrawn,
}

impl Fault {
    /// All faults in their order.
    pub const ALL: [Fault; 7] = [
        Fault::NoAmount,
        Fault::NegativeAmount,
        Fault::NoDay,
        Fault::UnknownAllotment,
        Fault::NoPurse,
        Fault::TooLarge,
        Fault::Overdrawn,
    ];

    /// A stable name for logs and tests.
    pub fn name(self) -> &'static str {
        match self {
            Fault::NoAmount => "ledger-no-amount",
            Fault::NegativeAmount => "ledger-negative-amount",
            Fault::NoDay => "ledger-no-day",
            Fault::UnknownAllotment => "ledger-unknown-allotment",
            Fault::NoPurse => "ledger-no-purse",
            Fault::TooLarge => "ledger-too-large",
            Fault::Overdrawn => "ledger-overdrawn",
        }
    }

    /// The clause that asks for it: accounts of all money handed down and raised (B 三（二）1), records of
    /// income and expenditure, data that are true and complete (B 四（一）1（1）).
    pub fn clause(self) -> &'static str {
        match self {
            Fault::NoAmount | Fault::NoDay | Fault::NoPurse | Fault::UnknownAllotment => {
                "B-4.1.1.1.f"
            }
            Fault::NegativeAmount | Fault::TooLarge => "B-3.2.1.c",
            Fault::Overdrawn => "B-3.2.1.b",
        }
    }

    /// What is wrong and what would be right, in the reader's language.
    pub fn sentence(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Fault::NoAmount => {
                ("记录没有金额，无法入账；请补填金额", "the record has no amount; fill it in")
            }
            Fault::NegativeAmount => (
                "金额为负，无法入账；退回、退款请另作一笔记录",
                "the amount is negative; record what was given back or refunded as a record of its own",
            ),
            Fault::NoDay => {
                ("记录没有日期，无法入账；请补填日期", "the record has no day; fill it in")
            }
            Fault::UnknownAllotment => (
                "所列指标不存在，无法入账；请核对指标编号或先登记该指标",
                "the allotment it names is not there; check its number, or record it first",
            ),
            Fault::NoPurse => (
                "看不出动用的是哪个地区、哪项资金、哪一年度的钱；请补填资金或指标",
                "whose money it moves cannot be told; fill in the fund or the allotment",
            ),
            Fault::TooLarge => (
                "账户合计超出可记范围；请核对金额的位数和单位",
                "the account's sum is larger than can be kept; check the digits and the unit",
            ),
            Fault::Overdrawn => (
                "该账户支出大于收入；请核对是否漏记收入、重复记账，或多下达、多安排、多支付",
                "more left this account than came in; look for income not recorded, a record entered \
                 twice, or more handed down, allotted or paid than there was",
            ),
        };
        lang.pick(zh, en)
    }
}

/// A fault, with where and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerFault {
    /// What is wrong.
    pub fault: Fault,
    /// The record; for an overdrawn account the latest one that took from it.
    pub record: Option<RecordRef>,
    /// The account, where it is about one.
    pub account: Option<Account>,
    /// How much is missing in an overdrawn account.
    pub amount: Option<Fen>,
}

impl LedgerFault {
    /// A fault of a record that cannot be posted.
    pub(super) fn of(fault: Fault, record: RecordRef) -> LedgerFault {
        LedgerFault { fault, record: Some(record), account: None, amount: None }
    }
}
