//! Random rows of a fact table, made so that a given rule has something to say of them.

use domain::{Day, Interner, Names};
use policy::facts::{FactColumn, FactTable};
use policy::pack::{self, Example, Expected, Rule, Value};
use policy::value::{Batch, Column, Parts, Type, UNKNOWN};

use super::dice::Dice;
use super::law::Law;

/// The fact of one column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// As [`policy::value`] keeps it.
    Scalar(i64),
    Text(String),
    /// The total and the dated amounts.
    Parts(i64, Vec<(i32, i64)>),
}

/// One row: a fact for every column.
pub(crate) type Row = Vec<Cell>;

/// Greatest amounts in fen, so that products of two of them, at the scale at which they are
/// compared, fit the 64 bits with which `SQLite` reckons.
const CEILINGS: [(&str, i64); 4] = [
    ("proposal", 1_000_000),
    ("evaluation", 2_000_000),
    ("year", 2_000_000_000),
    ("fund_year", 2_000_000_000),
];
/// The same where amounts are multiplied by shares, and by months, only.
const CEILING: i64 = 300_000_000_000;

/// The greatest amount of a table.
pub(crate) fn ceiling(table: &FactTable) -> i64 {
    CEILINGS.iter().find(|(name, _)| *name == table.name).map_or(CEILING, |(_, fen)| *fen)
}

/// Texts of every kind.
const TEXTS: [&str; 9] = ["张三", "12", "１２", "a1", "它'它", "修路", "〇", "50 公里", "Ab"];

/// What a rule looks at and compares with.
pub(crate) struct Hints<'p> {
    pub(crate) rule: &'p Rule,
    pub(crate) columns: Vec<usize>,
    values: Vec<Value>,
    words: Vec<String>,
    examples: Vec<&'p Example>,
}

impl<'p> Hints<'p> {
    pub(crate) fn new(rule: &'p Rule, law: &Law<'p>) -> Hints<'p> {
        let expressions = rule.expressions();
        let mut columns: Vec<usize> = expressions.iter().flat_map(|(_, e)| e.columns()).collect();
        columns.sort_unstable();
        columns.dedup();
        let params = expressions.iter().flat_map(|(_, e)| e.params());
        let params = params.filter_map(|name| law.params.by_name.get(name));
        let values: Vec<Value> =
            params.flat_map(|p| p.values.iter().map(|v| v.value.clone())).collect();
        let mut words: Vec<String> =
            expressions.iter().flat_map(|(_, e)| literals(e.source())).collect();
        for value in &values {
            if let Value::Words(list) = value {
                words.extend(list.iter().cloned());
            }
        }
        let near: Vec<&Example> =
            law.pack.examples.iter().filter(|e| e.about.name == rule.about.name).collect();
        let about = |e: &&&Example| e.expect.iter().any(|x| expects(x, &rule.id));
        let own: Vec<&Example> = near.iter().filter(about).copied().collect();
        let examples = if own.is_empty() { near } else { own };
        Hints { rule, columns, values, words, examples }
    }

    /// The values of a type that the rule compares with.
    pub(crate) fn numbers(&self, ty: Type) -> Vec<i64> {
        let number = |value: &Value| match value {
            Value::Money(fen) => fen.0,
            Value::Number(decimal) => decimal.0,
            Value::Count(n) | Value::Percent(n) => *n,
            _ => 0,
        };
        self.values.iter().filter(|v| v.ty() == ty).map(number).collect()
    }
}

fn expects(expected: &Expected, id: &str) -> bool {
    expected.rule() == Some(id)
}

/// The texts that an expression writes out.
fn literals(source: &str) -> impl Iterator<Item = String> {
    source.split('\'').skip(1).step_by(2).map(str::to_owned)
}

/// Makes rows of one table under one law.
pub(crate) struct Maker<'m> {
    pub(crate) table: &'static FactTable,
    pub(crate) law: &'m Law<'m>,
}

impl Maker<'_> {
    /// A row for a rule: one of its examples with some facts changed, or facts near what it
    /// compares with. Other rules meet the row too.
    pub(crate) fn row(&self, hints: &Hints, dice: &mut Dice) -> Row {
        let example = dice.of(&hints.examples).copied().filter(|_| dice.once_in(2));
        let moved = dice.once_in(2);
        // Half of the rows know everything that the rule looks at.
        let known = dice.once_in(2);
        let mut row = Row::new();
        for (position, column) in self.table.columns.iter().enumerate() {
            let own = hints.columns.contains(&position);
            let given = example.and_then(|e| self.given(e, position, moved));
            let cell = match (example, given) {
                (Some(_), Some(cell)) if !dice.once_in(10) => cell,
                (Some(_), None) if own && dice.once_in(2) => unknown(column),
                _ if !(own && known) && dice.once_in(7) => unknown(column),
                _ => self.draw(column, &row, hints, dice),
            };
            row.push(cell);
        }
        row
    }

    /// The fact that an example gives; its days moved to the day of evaluation if that is wanted.
    fn given(&self, example: &Example, position: usize, moved: bool) -> Option<Cell> {
        let shift = if moved { self.law.as_of.since(example.as_of) } else { 0 };
        let cell = |p: usize| example.cells.iter().find(|(at, _)| *at == p).map(|(_, c)| c);
        let column = self.table.columns.get(position)?;
        Some(match cell(position)? {
            pack::Cell::Scalar(value) if column.ty == Type::Date => {
                Cell::Scalar(value + i64::from(shift))
            }
            pack::Cell::Scalar(value) if column.ty == Type::Money => {
                Cell::Scalar(value % ceiling(self.table))
            }
            pack::Cell::Scalar(value) => Cell::Scalar(*value),
            pack::Cell::Text(text) => Cell::Text(text.clone()),
            pack::Cell::Parts(parts, total) => {
                let own = self.table.amount.and_then(|a| cell(self.table.position(a)?));
                let own = match own {
                    Some(pack::Cell::Scalar(value)) => *value,
                    _ => UNKNOWN,
                };
                let parts = parts.iter().map(|(day, fen)| (day.number() + shift, fen.0));
                let parts = parts.filter(|(day, _)| *day <= self.law.as_of.number()).collect();
                Cell::Parts(total.map_or(own, |fen| fen.0), parts)
            }
        })
    }

    fn draw(&self, column: &FactColumn, row: &Row, hints: &Hints, dice: &mut Dice) -> Cell {
        let near = dice.between(-1, 1) * dice.between(0, 1);
        let number = |dice: &mut Dice, top: i64| {
            let numbers = hints.numbers(column.ty);
            let like = self.of_type(row, column.ty);
            match dice.below(4) {
                0 => dice.of(&numbers).copied().unwrap_or_default() + near,
                1 => dice.of(&like).copied().unwrap_or_default() + near,
                2 => dice.of(&[0, 1, -1, top]).copied().unwrap_or_default(),
                _ => dice.between(0, top),
            }
        };
        match column.ty {
            Type::Money => Cell::Scalar(self.money(row, hints, dice) + near),
            Type::Count => Cell::Scalar(self.count(column, hints, dice)),
            Type::Number => Cell::Scalar(number(dice, 1_000_000)),
            Type::Percent => Cell::Scalar(number(dice, 1_500_000)),
            Type::Date => Cell::Scalar(self.day(row, hints, dice)),
            Type::Flag => Cell::Scalar(dice.between(0, 1)),
            Type::Code => Cell::Scalar(code(column, hints, dice)),
            Type::Text => Cell::Text(text(hints, dice)),
            Type::Parts => self.parts(row, dice),
            Type::MonthDay | Type::Words => Cell::Scalar(UNKNOWN),
        }
    }

    /// The known facts of a type that the row has so far.
    fn of_type(&self, row: &Row, ty: Type) -> Vec<i64> {
        let columns = self.table.columns.iter().zip(row).filter(|(c, _)| c.ty == ty);
        let value = |cell: &Cell| match cell {
            Cell::Scalar(value) | Cell::Parts(value, _) => Some(*value).filter(|v| *v != UNKNOWN),
            Cell::Text(_) => None,
        };
        columns.filter_map(|(_, cell)| value(cell)).collect()
    }

    /// An amount: any, a value of the rule, or one that the row's other facts make.
    fn money(&self, row: &Row, hints: &Hints, dice: &mut Dice) -> i64 {
        let top = ceiling(self.table);
        let others = self.of_type(row, Type::Money);
        let other = |dice: &mut Dice| dice.of(&others).copied();
        let limits = hints.numbers(Type::Money);
        let made = match dice.below(10) {
            0 => Some(0),
            1 => Some(dice.between(-3, 3)),
            2 | 8 => dice.of(&limits).copied(),
            3 => other(dice),
            4 => other(dice).zip(dice.of(&hints.numbers(Type::Percent)).copied()).map(of_share),
            5 => other(dice).zip(other(dice)).map(|(a, b)| a + b),
            6 => other(dice).zip(other(dice)).map(|(a, b)| a - b),
            7 => {
                let counts = self.of_type(row, Type::Count);
                dice.of(&limits).zip(dice.of(&counts)).map(|(fen, n)| fen * (n % 1_000))
            }
            _ => None,
        };
        let digits = dice.between(0, 11) as u32;
        let any = dice.between(0, 10_i64.pow(digits) * 10);
        made.filter(|fen| fen.abs() <= top || limits.contains(fen)).unwrap_or(any % top)
    }

    fn count(&self, column: &FactColumn, hints: &Hints, dice: &mut Dice) -> i64 {
        let year = i64::from(self.law.as_of.year());
        if column.name.ends_with("year") {
            let years = [year, year, year - 1, year - 1, year + 1, 2015, 2016, 2020, 2021, 2022];
            return dice.of(&years).copied().unwrap_or(year);
        }
        let limits = hints.numbers(Type::Count);
        match dice.below(4) {
            0 => dice.of(&limits).map_or(0, |n| n + dice.between(-1, 1)),
            1 => 0,
            2 => dice.between(-1, 2),
            _ => dice.between(0, 24),
        }
    }

    /// A day near the day of evaluation, a change of the law, another day of the row, or so many
    /// days away from one of them as the rule counts.
    fn day(&self, row: &Row, hints: &Hints, dice: &mut Dice) -> i64 {
        let law = self.law;
        let as_of = i64::from(law.as_of.number());
        let others = self.of_type(row, Type::Date);
        let counts = hints.numbers(Type::Count);
        let turns: Vec<Day> = [hints.rule.since, hints.rule.until, Some(law.change)]
            .into_iter()
            .chain([law.pack.years.0.and_then(|y| Day::new(i32::from(y), 1, 1))])
            .flatten()
            .collect();
        let base = match dice.below(8) {
            0 | 1 => as_of,
            2 => dice.of(&turns).map_or(as_of, |d| i64::from(d.number())),
            3 | 4 => dice.of(&others).copied().unwrap_or(as_of),
            5 => self.day_of_year(hints, dice).unwrap_or(as_of),
            6 if dice.once_in(8) => *dice.of(&[-25_567, 10_957, 47_482, 84_370]).unwrap_or(&0),
            _ => as_of - dice.between(0, 800),
        };
        let steps = dice.of(&counts).copied().filter(|n| *n < 400).unwrap_or(20);
        let away = match dice.below(6) {
            0 => steps,
            1 | 2 => -steps,
            3 => -dice.between(0, 40),
            4 => -(steps * 7 / 5),
            _ => 0,
        };
        (base + away + dice.between(-1, 1)).clamp(-25_567, 84_370)
    }

    /// The day of a year that the rule names.
    fn day_of_year(&self, hints: &Hints, dice: &mut Dice) -> Option<i64> {
        let days: Vec<(u32, u32)> = hints
            .values
            .iter()
            .filter_map(|v| if let Value::MonthDay(m, d) = v { Some((*m, *d)) } else { None })
            .collect();
        let (month, day) = *dice.of(&days)?;
        let year = self.law.as_of.year() - dice.between(0, 1) as i32;
        Day::new(year, month, day).map(|d| i64::from(d.number()))
    }

    /// What was done up to the day of evaluation, around the whole.
    fn parts(&self, row: &Row, dice: &mut Dice) -> Cell {
        let as_of = i64::from(self.law.as_of.number());
        let own = dice.of(&self.of_type(row, Type::Money)).copied().unwrap_or(1_000);
        let any = dice.between(1, 100_000);
        let total = *dice.of(&[own, own, any, any, 0, UNKNOWN]).unwrap_or(&any);
        let whole = if total == UNKNOWN { any } else { total };
        let days = self.of_type(row, Type::Date);
        let part = |dice: &mut Dice| {
            let day = match dice.below(3) {
                0 => as_of,
                1 => dice.of(&days).copied().unwrap_or(as_of) + dice.between(0, 45),
                _ => as_of - dice.between(0, 60),
            };
            let shares = [whole, whole - 1, whole / 2, whole - whole / 2, 1, -1, -whole / 3, 0];
            let day = day.clamp(-25_567, as_of) as i32;
            (day, *dice.of(&shares).unwrap_or(&whole))
        };
        let count = dice.below(5);
        Cell::Parts(total, (0..count).map(|_| part(dice)).collect())
    }
}

fn of_share((fen, share): (i64, i64)) -> i64 {
    (i128::from(fen) * i128::from(share) / 1_000_000) as i64
}

fn unknown(column: &FactColumn) -> Cell {
    if column.ty == Type::Parts { Cell::Parts(UNKNOWN, Vec::new()) } else { Cell::Scalar(UNKNOWN) }
}

/// A word of the column, oftener one that the rule names; 0 is the empty one.
fn code(column: &FactColumn, hints: &Hints, dice: &mut Dice) -> i64 {
    let named =
        column.words.iter().enumerate().filter(|(_, w)| hints.words.iter().any(|h| h == *w));
    let named: Vec<i64> = named.map(|(i, _)| i as i64 + 1).collect();
    let named = dice.of(&named).copied().filter(|_| dice.below(3) > 0);
    named.unwrap_or_else(|| dice.between(0, column.words.len() as i64))
}

/// A text that holds words of the rule, or none of them.
fn text(hints: &Hints, dice: &mut Dice) -> String {
    let word = |dice: &mut Dice| dice.of(&hints.words).cloned().unwrap_or_default();
    let any = (*dice.of(&TEXTS).unwrap_or(&"")).to_owned();
    match dice.below(8) {
        0 => String::new(),
        1 => any,
        2..=4 => word(dice),
        5 => any + &word(dice),
        6 => word(dice) + &any,
        _ => word(dice) + &word(dice),
    }
}

/// The rows in columns, as the engine takes them.
pub(crate) fn batch(table: &FactTable, rows: &[Row]) -> (Batch, Names) {
    let interner = Interner::new();
    let number = |text: &str| interner.intern(text).map_or(0, |name| i64::from(name.number()));
    let column = |(position, column): (usize, &FactColumn)| {
        let mut scalars = Vec::new();
        let mut parts = Parts::default();
        for row in rows {
            match &row[position] {
                Cell::Scalar(value) => scalars.push(*value),
                Cell::Text(text) => scalars.push(number(text)),
                Cell::Parts(total, list) => parts.push(*total, list.clone()),
            }
        }
        Some(if column.ty == Type::Parts { Column::Parts(parts) } else { Column::Scalar(scalars) })
    };
    let columns = table.columns.iter().enumerate().map(column).collect();
    (Batch { len: rows.len(), columns }, interner.finish())
}
