//! What the database cannot know of a question: which funds are of a class or of an office, and whose records are
//! those that name no division.

use domain::{Fund, Funds};
use store::db::Value;
use store::lists::{self, Column, Query, Test};

use crate::context::Context;
use crate::lists::{Face, Kind};
use crate::operations::integration::integrated_values;
use crate::operations::screening::found::region;

/// The question cut down to what the list is of, in values that the database has.
pub(super) fn narrowed(context: &Context, mut query: Query, face: &Face, funds: &Funds) -> Query {
    if face.list.name == lists::INTEGRATION.name
        && let Some(fund) = face.list.column("fund")
    {
        query.tests.push((fund, Test::Among(integrated_values(funds))));
    }
    for (column, test) in &mut query.tests {
        if let Test::Among(values) = test {
            translate(context, (face, column), values, funds);
        }
    }
    query
}

fn translate(
    context: &Context,
    (face, column): (&Face, &Column),
    values: &mut Vec<Value<'static>>,
    funds: &Funds,
) {
    let asks = |values: &[Value<'static>], text: &str| {
        values.iter().any(|value| matches!(value, Value::Text(Some(own)) if own == text))
    };
    match face.field(column.name).map(|field| field.kind) {
        Some(Kind::Class) => *values = of_funds(funds, |fund| asks(values, fund.class.word())),
        Some(Kind::Office) => {
            let is_its = |fund: &Fund| fund.office.as_ref().is_some_and(|id| asks(values, id));
            *values = of_funds(funds, is_its);
        }
        // Sums raised that name no division are the region's.
        Some(_)
            if face.list.name == lists::RAISED.name
                && is_place(column)
                && region(context.divisions())
                    .is_some_and(|top| asks(values, &top.to_string())) =>
        {
            values.push(Value::from(String::new()));
        }
        _ => {}
    }
}

fn is_place(column: &Column) -> bool {
    matches!(column.name, "division" | "place")
}

fn of_funds(funds: &Funds, is_one: impl Fn(&Fund) -> bool) -> Vec<Value<'static>> {
    let fitting = funds.iter().filter(|(_, fund)| is_one(fund));
    fitting.map(|(_, fund)| Value::from(fund.code.clone())).collect()
}
