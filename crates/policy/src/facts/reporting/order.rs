//! `order`: each order to rectify, or other decision with a deadline.

use domain::records::Orders;
use domain::{Day, TableId};

use crate::context::Context;
use crate::facts::fill::{cell, dates, each, scalar};
use crate::facts::subject::{self, Kind};
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, day_value};

/// One order with a deadline.
pub static ORDER: FactTable = FactTable {
    name: "order",
    zh: "一份限期整改通知（或其他有期限的处理决定）",
    en: "one order to rectify within a time limit (or another decision with a deadline)",
    subject: "order",
    needs: &[Need(TableId::Orders, "")],
    day: "issued_on",
    amount: None,
    rows: |context| table(context).id.len(),
    skip: Some(|context, row| {
        cell(&table(context).issued_on, row).is_some_and(|day| day > context.as_of)
    }),
    identity,
    place: None,
    columns: &[
        scalar(
            "issued_on",
            Type::Date,
            ("通知日期", "day of the order"),
            &[],
            |context, rows| dates(&table(context).issued_on, rows),
        ),
        scalar("due_on", Type::Date, ("整改期限", "deadline"), &[], |context, rows| {
            dates(&table(context).due_on, rows)
        }),
        scalar(
            "done_on",
            Type::Date,
            ("整改完成日期", "day on which it was reported done"),
            &[Need(TableId::Orders, "done_on")],
            |context, rows| each(rows, |row| until(context, &table(context).done_on, row)),
        ),
        scalar(
            "verified_on",
            Type::Date,
            ("核实日期", "day on which this was verified"),
            &[Need(TableId::Orders, "verified_on")],
            |context, rows| each(rows, |row| until(context, &table(context).verified_on, row)),
        ),
    ],
};

fn table<'a>(context: &Context<'a>) -> &'a Orders {
    &context.data.tables.orders
}

/// A day up to the day of evaluation; a later one does not count as done.
fn until(context: &Context, days: &[Option<Day>], row: usize) -> i64 {
    day_value(cell(days, row).filter(|day| *day <= context.as_of))
}

fn identity(context: &Context, row: usize) -> Identity {
    let orders = table(context);
    let text = |name| context.data.names.text_or_empty(name);
    let kind = Kind::of(text(cell(&orders.subject_kind, row)));
    let id = text(cell(&orders.id, row)).to_owned();
    Identity {
        name: format!("{id} {}", subject::name(context, kind, cell(&orders.subject, row))),
        id,
        division: subject::division(context, kind, cell(&orders.subject, row)),
        period: cell(&orders.issued_on, row).map(|day| day.year().to_string()),
        record: Some((TableId::Orders, row)),
    }
}
