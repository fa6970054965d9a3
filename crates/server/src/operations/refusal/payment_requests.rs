//! Why a payment request, or a payment without one, is refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::PaymentRequestProject,
        "payment-request-project",
        "没有这个项目，或不由您的单位实施；请填写您负责的项目编号。",
        "There is no such project, or your unit does not carry it out: give the number of a project of yours.",
    ),
    (
        Refusal::PaymentRequestColumn,
        "payment-request-column",
        "支付申请没有这一栏；支付日期、凭证来源等在支付时登记，请照接口说明中的栏目填写。",
        "A payment request has no such column: the day of payment and what only the payment tells come later. Use the \
         columns that the description of the interface names.",
    ),
    (
        Refusal::PaymentRequestRefund,
        "payment-request-refund",
        "退款不需要支付申请；请直接登记退款凭证。",
        "A refund is not asked for: enter its voucher.",
    ),
    (
        Refusal::PaymentRequestVoucher,
        "payment-request-voucher",
        "本县没有这张凭证，或它不是批准之后付给该项目、该收款人的支付；请核对凭证号。",
        "The county has no such voucher, or it is no payment to this payee for this project since the approval: check \
         the number.",
    ),
    (
        Refusal::PaymentRequestTaken,
        "payment-request-taken",
        "这张凭证已对应另一份支付申请；请核对凭证号。",
        "This voucher settles another request already: check the number.",
    ),
    (
        Refusal::PaymentNotRequested,
        "payment-not-requested",
        "本县已设定先申请、后支付（参数 payment_request_counties）：没有项目、收款人、金额一致的已批准支付申请，不能登记这笔支付；请先提出支付申请并经审核。",
        "The county pays upon approved requests alone (parameter payment_request_counties): there is none of this \
         project, payee and amount, so the payment is not entered. Ask for it first, and have it approved.",
    ),
];
