//! `statement`: each monthly statement of the dedicated ledger.

use domain::records::Statements;
use domain::{Period, TableId};

use super::{CLASSES, balance, class_value};
use crate::context::Context;
use crate::facts::fill::{cell, code, dates, each, fen_value, money, scalar};
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// One monthly statement of income, expenditure and balance.
pub static STATEMENT: FactTable = FactTable {
    name: "statement",
    zh: "县（市、区）扶贫资金专账的一份月度收支余报表（某资金、某月）",
    en: "one monthly statement of a county's dedicated ledger (a fund, a month)",
    subject: "statement",
    needs: &[Need(TableId::Statements, "")],
    day: "month_end",
    amount: Some("difference"),
    rows: |context| context.data.tables.statements.county.len(),
    skip: Some(not_yet),
    identity,
    place: None,
    columns: &[
        scalar(
            "opening",
            Type::Money,
            ("期初余额", "opening balance"),
            &[],
            |context, rows| money(&table(context).opening, rows),
        ),
        scalar(
            "income",
            Type::Money,
            ("本月收入", "income of the month"),
            &[],
            |context, rows| money(&table(context).income, rows),
        ),
        scalar(
            "expenditure",
            Type::Money,
            ("本月支出", "expenditure of the month"),
            &[],
            |context, rows| money(&table(context).expenditure, rows),
        ),
        scalar(
            "closing",
            Type::Money,
            ("期末余额", "closing balance"),
            &[],
            |context, rows| money(&table(context).closing, rows),
        ),
        scalar(
            "difference",
            Type::Money,
            (
                "期初余额＋收入－支出与期末余额之差（绝对值）",
                "opening + income − expenditure against closing: the absolute difference",
            ),
            &[],
            differences,
        ),
        scalar(
            "reported_on",
            Type::Date,
            ("报表日期", "day of the statement"),
            &[Need(TableId::Statements, "reported_on")],
            |context, rows| dates(&table(context).reported_on, rows),
        ),
        scalar(
            "month_end",
            Type::Date,
            ("报表月份的最后一日", "last day of the statement's month"),
            &[],
            |context, rows| {
                each(rows, |row| {
                    day_value(cell(&table(context).month, row).and_then(domain::Month::last_day))
                })
            },
        ),
        code("class", CLASSES, ("资金类别", "class of the fund"), &[], |context, rows| {
            each(rows, |row| {
                cell(&table(context).fund, row).map_or(UNKNOWN, |f| class_value(context, f))
            })
        }),
    ],
};

fn table<'a>(context: &Context<'a>) -> &'a Statements {
    &context.data.tables.statements
}

/// A statement dated after the day of evaluation, or of a month that has not begun, is not there
/// yet.
fn not_yet(context: &Context, row: usize) -> bool {
    let statements = table(context);
    let begins = || cell(&statements.month, row).and_then(domain::Month::first_day);
    cell(&statements.reported_on, row).or_else(begins).is_some_and(|day| day > context.as_of)
}

fn differences(context: &Context, rows: &[u32]) -> Vec<i64> {
    let statements = table(context);
    each(rows, |row| {
        let fen = |values| fen_value(cell(values, row));
        let plus = [fen(&statements.opening), fen(&statements.income)];
        let minus = [fen(&statements.expenditure), fen(&statements.closing)];
        balance(plus, minus).checked_abs().unwrap_or(UNKNOWN)
    })
}

fn identity(context: &Context, row: usize) -> Identity {
    let statements = table(context);
    let county = cell(&statements.county, row);
    let fund = cell(&statements.fund, row).map(|f| context.data.funds.get(f));
    let month = cell(&statements.month, row).map(|m| Period::month(m).to_string());
    let month = month.unwrap_or_default();
    let code = county.map(|c| c.to_string()).unwrap_or_default();
    let place = county.map(|c| context.pack.divisions.name(c)).unwrap_or_default();
    Identity {
        id: format!("{code}/{}/{month}", fund.map_or("", |f| &f.code)),
        name: format!("{place} {} {month}", fund.map_or("", |f| &f.name)),
        division: county,
        period: Some(month),
        record: Some((TableId::Statements, row)),
    }
}
