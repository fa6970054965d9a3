//! What a rule limits from below, as the pack declares it: a share by `part` and `whole`, money by `floor`.

use crate::facts::FactTable;
use crate::lang::{self, Expect, Expr};
use crate::value::Type;

use super::fields::{Fields, Literal};
use super::rules::refused;
use super::{Params, Ratio, Side, Test, Text};

/// Reads the share and the column of money that a rule limits from below. Nothing where neither is written; what is
/// wrong with them is logged.
pub(super) fn limits(
    fields: &mut Fields,
    ground: (Option<&'static FactTable>, &Params),
    test: Option<&Test>,
) -> (Option<Ratio>, Option<usize>) {
    (ratio(fields, ground, test), floor(fields, ground, test))
}

fn ratio(
    fields: &mut Fields,
    (table, params): (Option<&'static FactTable>, &Params),
    test: Option<&Test>,
) -> Option<Ratio> {
    let (part, whole) = (fields.text("part"), fields.text("whole"));
    if part.is_some() != whole.is_some() {
        fields.missing(if part.is_some() { "whole" } else { "part" });
    }
    let (part, whole, table) = (part?, whole?, table?);
    let reader = Sides { table, params, test };
    let (part, whole) = (reader.side(fields, &part), reader.side(fields, &whole));
    Some(Ratio { part: part?, whole: whole? })
}

/// The column of money that the rule wants to be large enough.
fn floor(
    fields: &mut Fields,
    (table, params): (Option<&'static FactTable>, &Params),
    test: Option<&Test>,
) -> Option<usize> {
    let (literal, table) = (fields.text("floor")?, table?);
    let reader = Sides { table, params, test };
    let column = table.position(&literal.text);
    let read = column.filter(|column| reader.is_read(Side { column: *column, less: None }));
    if read.is_none() {
        let message = Text::new(
            "floor 须是 when 所用的一列金额",
            "floor is a column of amounts that `when` reads",
        );
        let hint = Text::new(
            "例如 floor = \"pooled\"，列名与 when 中一致",
            "such as floor = \"pooled\", a column of the rule's when",
        );
        fields.log().hint(fields.place_of(&literal), message, hint);
    }
    read
}

/// What the sides of a share are read against.
struct Sides<'a> {
    table: &'static FactTable,
    params: &'a Params,
    test: Option<&'a Test>,
}

impl Sides<'_> {
    fn side(&self, fields: &Fields, literal: &Literal) -> Option<Side> {
        let compiled = lang::compile(&literal.text, self.table, self.params, Expect::Money);
        let expression = match compiled {
            Ok(expression) => expression,
            Err(errors) => {
                for error in errors {
                    refused(fields, literal, error);
                }
                return None;
            }
        };
        let side = expression.difference().map(|(column, less)| Side { column, less });
        if side.is_none_or(|side| !self.is_read(side)) {
            let message = Text::new(
                "part 和 whole 须是 when 所用的一列金额，或两列之差",
                "part and whole are a column of amounts that `when` reads, or one less another",
            );
            let hint = Text::new(
                "例如 part = \"special_south\"，列名与 when 中一致",
                "such as part = \"special_south\", with columns of the rule's when",
            );
            fields.log().hint(fields.place_of(literal), message, hint);
            return None;
        }
        side
    }

    /// Whether the condition of the rule reads these amounts: a meter shows what the rule judges.
    fn is_read(&self, side: Side) -> bool {
        let read = match self.test {
            Some(Test::When(when)) => Expr::columns(when),
            _ => Vec::new(),
        };
        let is_amount = |column: usize| {
            self.table.columns.get(column).is_some_and(|column| column.ty == Type::Money)
        };
        let mut columns = std::iter::once(side.column).chain(side.less);
        columns.all(|column| read.contains(&column) && is_amount(column))
    }
}
