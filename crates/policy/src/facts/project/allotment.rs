//! Allotments as the source of project money: whether more was given out of one than it holds.

use domain::{Day, TableId};

use crate::context::{AllotmentRows, Context, Derived};
use crate::facts::fill::{add, cell, each, money, scalar, years};
use crate::facts::links::year_start;
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

const A: TableId = TableId::Allotments;

/// One row for each allotment, as the source of project money.
pub static FUNDED_ALLOTMENT: FactTable = FactTable {
    name: "funded_allotment",
    zh: "一笔指标作为项目资金的来源",
    en: "one allotment as the source of project money",
    subject: "allotment",
    needs: &[Need(A, "")],
    day: "day",
    amount: Some("amount"),
    rows: |context| context.data.tables.allotments.id.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "day",
            Type::Date,
            ("收文日期，未填的按年度首日", "receipt, else the first day of the year"),
            &[],
            |c, rows| each(rows, |row| day_value(own_day(c, row))),
        ),
        scalar("fiscal_year", Type::Count, ("预算年度", "fiscal year"), &[], |c, rows| {
            years(&c.data.tables.allotments.fiscal_year, rows)
        }),
        scalar(
            "amount",
            Type::Money,
            ("指标金额", "amount of the allotment"),
            &[],
            |c, rows| money(&c.data.tables.allotments.amount, rows),
        ),
        scalar(
            "given_to_projects",
            Type::Money,
            ("已安排到项目的合计", "given to projects out of it, together"),
            &[Need(TableId::Fundings, "")],
            |c, rows| {
                let given = c.derive::<GivenOut>();
                each(rows, |row| given.0.get(row).copied().unwrap_or(UNKNOWN))
            },
        ),
    ],
};

fn identity(context: &Context, row: usize) -> Identity {
    let allotments = &context.data.tables.allotments;
    let text = |name| context.data.names.text_or_empty(name).to_owned();
    Identity {
        id: text(cell(&allotments.id, row)),
        name: text(cell(&allotments.doc_no, row)),
        division: cell(&allotments.to, row),
        period: cell(&allotments.fiscal_year, row).map(|y| y.to_string()),
        record: Some((A, row)),
    }
}

fn own_day(context: &Context, row: usize) -> Option<Day> {
    let allotments = &context.data.tables.allotments;
    let received = cell(&allotments.received_on, row);
    received.or_else(|| year_start(cell(&allotments.fiscal_year, row)))
}

/// Fen given to projects, by row of `allotments`.
struct GivenOut(Vec<i64>);

impl Derived for GivenOut {
    fn build(context: &Context) -> Self {
        let tables = &context.data.tables;
        let rows = context.derive::<AllotmentRows>();
        let mut given = vec![0_i64; tables.allotments.id.len()];
        for row in 0..tables.fundings.allotment.len() {
            let done = cell(&tables.fundings.allotted_on, row).is_some_and(|d| d <= context.as_of);
            let allotment = rows.0.get(cell(&tables.fundings.allotment, row));
            if let Some(sum) = allotment.filter(|_| done).and_then(|a| given.get_mut(a)) {
                *sum = add(*sum, cell(&tables.fundings.amount, row).map_or(0, |fen| fen.0));
            }
        }
        GivenOut(given)
    }
}
