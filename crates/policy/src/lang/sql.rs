//! The same expression, and the same whole [`rule`], as `SQLite` text, for whoever wants to judge
//! facts by another engine, and for the tests that both agree.
//!
//! The facts are a table named like the fact table: `"row"` numbers its rows, every column stands
//! under its own name. Money is whole fen, Date days since 1970-01-01, Number ten-thousandths,
//! Percent millionths, Flag 0 or 1, Code and Text their words (`''` where empty); unknown is NULL.
//! A column of Parts is a number `"<column>__total"` and a table `"<table>__<column>"("row", "day",
//! "amount")`. Working days are the table `"workday"("day", "worked", "upto")`: a row for each day
//! that the calendar covers, `upto` the number of working days up to and including it.
//!
//! The engine reckons in 128 bits, `SQLite` in 64, and where these do not suffice it goes on in
//! floating point. A share of an amount, exact to the millionth of a fen, may reach 90 000 million
//! yuan; a product of two amounts less accordingly.

mod dates;
mod rules;
mod texts;

pub use rules::rule;

use std::fmt::Write as _;

use domain::{Calendar, Day};

use super::ast::Compare;
use super::eval::{number_of, power_of_ten};
use super::typed::{Kind, Node, Pick, Ty, Typed};
use super::{Expect, Expr};
use crate::facts::FactTable;
use crate::pack::{Param, Params, Value};
use crate::value::{Type, UNKNOWN};

/// The expression as `SQLite` text over the tables described above. Conditions give 1, 0 or NULL.
pub fn render(expr: &Expr, table: &FactTable, params: &Params, as_of: Day) -> String {
    let render = Render { table, params, as_of: i64::from(as_of.number()) };
    let root = &expr.inner.root;
    if expr.expected() == Expect::Money && root.ty.scale > 0 {
        return format!("({} / {})", render.part(root), power_of_ten(root.ty.scale));
    }
    render.part(root)
}

/// The statements that create the tables of a fact table, and the table of working days.
pub fn schema(table: &FactTable) -> String {
    let mut columns = String::from("\"row\" INTEGER PRIMARY KEY");
    let mut parts = String::new();
    for column in table.columns {
        let (table, name) = (table.name, column.name);
        // Writing to a String cannot fail.
        let _ = match column.ty {
            Type::Parts => {
                let _ = writeln!(
                    parts,
                    "CREATE TABLE \"{table}__{name}\" \
                     (\"row\" INTEGER, \"day\" INTEGER, \"amount\" INTEGER);\n\
                     CREATE INDEX \"{table}__{name}__row\" ON \"{table}__{name}\" (\"row\");"
                );
                write!(columns, ", \"{name}__total\" INTEGER")
            }
            Type::Text | Type::Code => write!(columns, ", \"{name}\" TEXT"),
            _ => write!(columns, ", \"{name}\" INTEGER"),
        };
    }
    let workday = "CREATE TABLE IF NOT EXISTS \"workday\" \
        (\"day\" INTEGER PRIMARY KEY, \"worked\" INTEGER, \"upto\" INTEGER);\n\
        CREATE INDEX IF NOT EXISTS \"workday_upto\" \
        ON \"workday\" (\"upto\", \"worked\", \"day\");";
    format!("CREATE TABLE \"{}\" ({columns});\n{parts}{workday}\n", table.name)
}

/// The rows of the table of working days: day number, 1 if worked, working days so far.
pub fn workdays(calendar: &Calendar) -> Vec<(i64, i64, i64)> {
    let mut upto = 0;
    let days = Day::NUMBERS.filter_map(Day::from_number).filter(|d| calendar.covers(*d));
    days.map(|day| {
        let worked = i64::from(calendar.is_workday(day));
        upto += worked;
        (i64::from(day.number()), worked, upto)
    })
    .collect()
}

struct Render<'r> {
    table: &'r FactTable,
    params: &'r Params,
    as_of: i64,
}

impl Render<'_> {
    fn column(&self, position: usize) -> String {
        let name = self.table.columns.get(position).map_or("", |c| c.name);
        format!("\"{}\".\"{name}\"", self.table.name)
    }

    /// A part with so many decimals.
    fn scaled(&self, part: &Typed, scale: u32) -> String {
        match power_of_ten(scale.saturating_sub(part.ty.scale)) {
            1 => self.part(part),
            factor => format!("({} * {factor})", self.part(part)),
        }
    }

    fn part(&self, part: &Typed) -> String {
        match &part.node {
            Node::Wrong => "NULL".to_owned(),
            Node::Column(position) => self.column(*position),
            Node::Param(name) => self.dated(name, |value| match number_of(value) {
                UNKNOWN => "NULL".to_owned(),
                number => number.to_string(),
            }),
            Node::Number(number) | Node::Day(number) => number.to_string(),
            Node::Text(text) => quoted(text),
            Node::Word(number) => quoted(word(part.ty, *number)),
            Node::Truth(truth) => u8::from(*truth).to_string(),
            Node::AsOf => self.as_of.to_string(),
            Node::Negative(a) => format!("(- {})", self.part(a)),
            Node::Absolute(a) => format!("abs({})", self.part(a)),
            Node::Arithmetic(operator, a, b) => {
                let product = operator.sign() == "*";
                let scale = |p: &Typed| if product { p.ty.scale } else { part.ty.scale };
                let (a, b) = (self.scaled(a, scale(a)), self.scaled(b, scale(b)));
                format!("({a} {} {b})", operator.sign())
            }
            Node::Pick(pick, list) => {
                let name = match pick {
                    Pick::Least => "min",
                    Pick::Greatest => "max",
                    Pick::FirstKnown => "coalesce",
                };
                let list = list.iter().map(|v| self.scaled(v, part.ty.scale));
                format!("{name}({})", list.collect::<Vec<_>>().join(", "))
            }
            Node::Case(arms, otherwise) => self.case(arms, otherwise, part.ty.scale),
            _ => self.condition(part),
        }
    }

    fn condition(&self, part: &Typed) -> String {
        let joined = |list: &[Typed], word: &str| {
            let list: Vec<String> = list.iter().map(|c| self.part(c)).collect();
            format!("({})", list.join(word))
        };
        match &part.node {
            Node::Compare(compare, a, b) => self.compare(*compare, a, b),
            Node::Between(subject, low, high) => {
                let low = self.compare(Compare::GreaterEqual, subject, low);
                let high = self.compare(Compare::LessEqual, subject, high);
                format!("({low} AND {high})")
            }
            Node::In(subject, items) => {
                let equal = |item: &Typed| self.compare(Compare::Equal, subject, item);
                format!("({})", items.iter().map(equal).collect::<Vec<_>>().join(" OR "))
            }
            Node::IsNull(inner) => format!("({} IS NULL)", self.part(inner)),
            Node::Not(inner) => format!("(NOT {})", self.part(inner)),
            Node::And(list) => joined(list, " AND "),
            Node::Or(list) => joined(list, " OR "),
            Node::InWords(..) | Node::TextTest(..) => self.text_condition(part),
            _ => self.day(part),
        }
    }

    fn compare(&self, compare: Compare, a: &Typed, b: &Typed) -> String {
        let scale = a.ty.scale.max(b.ty.scale);
        format!("({} {} {})", self.scaled(a, scale), compare.sign(), self.scaled(b, scale))
    }

    fn case(&self, arms: &[(Typed, Typed)], otherwise: &Typed, scale: u32) -> String {
        let mut sql = String::from("CASE");
        for (when, then) in arms {
            let _ = write!(sql, " WHEN {} THEN {}", self.part(when), self.scaled(then, scale));
        }
        format!("({sql} ELSE {} END)", self.scaled(otherwise, scale))
    }

    /// The value of a parameter: the one in force on the row's own day, where it has several.
    fn dated(&self, name: &str, value: impl Fn(&Value) -> String) -> String {
        let steps = self.params.by_name.get(name).into_iter().flat_map(Param::steps);
        let steps: Vec<(Option<Day>, &Value)> = steps.collect();
        if let [(None, only)] = steps[..] {
            return value(only);
        }
        let own = self.table.position(self.table.day);
        let own = own.map_or("NULL".to_owned(), |position| self.column(position));
        let mut sql = String::from("(CASE");
        for (since, held) in steps.iter().rev() {
            let since = since.map_or(i64::MIN, |day| i64::from(day.number()));
            let as_of = self.as_of;
            let value = value(held);
            let _ = write!(sql, " WHEN coalesce({own}, {as_of}) >= {since} THEN {value}");
        }
        if steps.is_empty() { "NULL".to_owned() } else { sql + " END)" }
    }
}

fn word(ty: Ty, number: i64) -> &'static str {
    let Kind::Code(words) = ty.kind else { return "" };
    let index = number.checked_sub(1).and_then(|n| usize::try_from(n).ok());
    index.and_then(|i| words.get(i)).copied().unwrap_or_default()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
