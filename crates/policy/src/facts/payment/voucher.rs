//! Vouchers as they were entered, to judge the entry itself.

use domain::{AccountForm, TableId};

use super::{AMOUNT, FISCAL_YEAR, KIND, PAID_ON, PURPOSE, identity, is_number, payee};
use crate::facts::fill::{cell, code, dates, each, scalar, texts};
use crate::facts::{FactColumn, FactTable, Need};
use crate::value::Type;
use crate::value::UNKNOWN;

const P: TableId = TableId::Payments;
const ACCOUNTS: &[&str] = &["digits", "no_digit"];

/// One row for each voucher as it was entered, refunds and days to come included.
pub static VOUCHER: FactTable = FactTable {
    name: "voucher",
    zh: "一张支付凭证（含退款和日期在评价日之后的）",
    en: "one voucher as it was entered, refunds and days to come included",
    subject: "payment",
    needs: &[Need(P, "")],
    day: "paid_on",
    amount: Some("amount"),
    rows: |context| context.data.tables.payments.kind.len(),
    skip: None,
    identity,
    place: None,
    columns: COLUMNS,
};

const COLUMNS: &[FactColumn] = &[
    FISCAL_YEAR,
    PAID_ON,
    AMOUNT,
    KIND,
    PURPOSE,
    scalar(
        "imported_on",
        Type::Date,
        ("导入平台日期", "day of import into the platform"),
        &[Need(P, "imported_on")],
        |context, rows| dates(&context.data.tables.payments.imported_on, rows),
    ),
    scalar(
        "payee_named",
        Type::Flag,
        ("填有收款人", "whether a payee is named"),
        &[Need(P, "payee")],
        |context, rows| {
            each(rows, |row| i64::from(cell(&context.data.tables.payments.payee, row).is_some()))
        },
    ),
    scalar(
        "payee_all_digits",
        Type::Flag,
        ("收款人全为数字", "the payee's name is nothing but digits"),
        &[Need(P, "payee")],
        |context, rows| each(rows, |row| i64::from(is_number(payee(context, row)))),
    ),
    code(
        "account",
        ACCOUNTS,
        (
            "收款账号：digits 有数字，no_digit 无数字，空为未填",
            "form of the account number; null = none given",
        ),
        &[Need(P, "payee_account")],
        |context, rows| {
            each(rows, |row| match context.data.tables.payments.payee_account.get(row) {
                Some(AccountForm::Digits) => 1,
                Some(AccountForm::NoDigit) => 2,
                _ => UNKNOWN,
            })
        },
    ),
    scalar(
        "gov_class",
        Type::Text,
        ("政府预算支出经济分类", "economic class of the government budget"),
        &[Need(P, "gov_class")],
        |context, rows| texts(&context.data.tables.payments.gov_class, rows),
    ),
    scalar(
        "dept_class",
        Type::Text,
        ("部门预算支出经济分类", "economic class of the departmental budget"),
        &[Need(P, "dept_class")],
        |context, rows| texts(&context.data.tables.payments.dept_class, rows),
    ),
    scalar(
        "function_class",
        Type::Text,
        ("支出功能分类", "functional class"),
        &[Need(P, "function_class")],
        |context, rows| texts(&context.data.tables.payments.function_class, rows),
    ),
];
