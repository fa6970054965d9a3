//! From a typed tree to a plan: texts, words and dated values become numbers, scales are aligned.

use domain::{Day, Names};

use super::dated::Dated;
use super::texts::{Tester, WordSet};
use super::{Comparison, Cond, Plan, Value, WIDE_UNKNOWN, WordIndex};
use crate::facts::FactTable;
use crate::lang::Scope;
use crate::lang::ast::{Arithmetic, Compare};
use crate::lang::typed::{Kind, Node, Pick, Typed};
use crate::pack::{Param, Value as PackValue};
use crate::value::{FALSE, TRUE, UNKNOWN};

/// Lowers a part. `literals` collects the texts of the expression that the data set does not
/// contain.
pub(crate) fn lower(
    part: &Typed,
    table: &'static FactTable,
    scope: &Scope,
    index: Option<&WordIndex>,
    literals: &mut Vec<String>,
) -> Plan {
    let mut lower = Lower { table, scope, index, literals };
    match part.ty.kind {
        Kind::Flag => Plan::Cond(lower.cond(part)),
        Kind::Parts | Kind::MonthDay | Kind::Words | Kind::Wrong => Plan::Other,
        _ => Plan::Value(lower.value(part)),
    }
}

struct Lower<'l> {
    table: &'static FactTable,
    scope: &'l Scope<'l>,
    index: Option<&'l WordIndex>,
    literals: &'l mut Vec<String>,
}

impl Lower<'_> {
    fn boxed(&mut self, part: &Typed) -> Box<Value> {
        Box::new(self.value(part))
    }

    /// The part at a scale at least as fine as its own.
    fn scaled(&mut self, part: &Typed, scale: u32) -> Value {
        let value = self.value(part);
        match (power_of_ten(scale.saturating_sub(part.ty.scale)), value) {
            (1, value) => value,
            (factor, Value::Const(number)) => {
                Value::Const(number.checked_mul(factor).unwrap_or(WIDE_UNKNOWN))
            }
            (factor, value) => Value::Scaled(Box::new(value), factor),
        }
    }

    fn value(&mut self, part: &Typed) -> Value {
        match &part.node {
            Node::Number(number) | Node::Word(number) | Node::Day(number) => {
                Value::Const(i128::from(*number))
            }
            Node::AsOf => Value::Const(i128::from(self.scope.as_of.number())),
            Node::Text(text) => Value::Const(i128::from(self.text(text))),
            Node::Column(_) | Node::Truth(_) if part.ty.kind == Kind::Flag => {
                Value::Flag(Box::new(self.cond(part)))
            }
            Node::Column(position) => Value::Column(*position),
            Node::Param(name) => Value::Dated(self.dated(name, number_of)),
            Node::Negative(a) => Value::Negative(self.boxed(a)),
            Node::Absolute(a) => Value::Absolute(self.boxed(a)),
            Node::Arithmetic(Arithmetic::Multiply, a, b) => {
                Value::Arithmetic(Arithmetic::Multiply, self.boxed(a), self.boxed(b))
            }
            Node::Arithmetic(operator, a, b) => {
                let (a, b) = (self.scaled(a, part.ty.scale), self.scaled(b, part.ty.scale));
                Value::Arithmetic(*operator, Box::new(a), Box::new(b))
            }
            Node::Pick(pick, list) if part.ty.kind != Kind::Flag => {
                Value::Pick(*pick, list.iter().map(|v| self.scaled(v, part.ty.scale)).collect())
            }
            Node::Case(arms, otherwise) if part.ty.kind != Kind::Flag => {
                let arms = arms
                    .iter()
                    .map(|(when, then)| (self.cond(when), self.scaled(then, part.ty.scale)));
                let arms = arms.collect();
                Value::Case(arms, Box::new(self.scaled(otherwise, part.ty.scale)))
            }
            _ => self.day_value(part),
        }
    }

    fn day_value(&mut self, part: &Typed) -> Value {
        match &part.node {
            Node::After(step, day, n) => Value::After(*step, self.boxed(day), self.boxed(n)),
            Node::MonthEnd(day) => Value::MonthEnd(self.boxed(day)),
            Node::YearOf(day) => Value::YearOf(self.boxed(day)),
            Node::On(year, day) => Value::On(self.boxed(year), self.boxed(day)),
            Node::DaysBetween(a, b) => Value::DaysBetween(self.boxed(a), self.boxed(b)),
            Node::WorkdaysBetween(a, b) => Value::WorkdaysBetween(self.boxed(a), self.boxed(b)),
            Node::Total(parts) => Value::Total(column(parts)),
            Node::DoneBy(parts, day) => Value::DoneBy(column(parts), self.boxed(day)),
            Node::LastDay(parts) => Value::LastDay(column(parts)),
            Node::Wrong => Value::Const(WIDE_UNKNOWN),
            _ => Value::Flag(Box::new(self.cond(part))),
        }
    }

    fn cond(&mut self, part: &Typed) -> Cond {
        match &part.node {
            Node::Truth(truth) => Cond::Const(if *truth { TRUE } else { FALSE }),
            Node::Column(position) => Cond::Column(*position),
            Node::Compare(compare, a, b) => self.compare(*compare, a, b),
            Node::Between(subject, low, high) => Cond::And(vec![
                self.compare(Compare::GreaterEqual, subject, low),
                self.compare(Compare::LessEqual, subject, high),
            ]),
            Node::In(subject, items) => self.within(subject, items),
            Node::InWords(subject, words) => {
                let value = self.value(subject);
                Cond::InSet(value, self.word_sets(subject, words))
            }
            Node::TextTest(question, text, words) => {
                let (names, index) = (self.scope.names, self.index);
                let testers = match words.as_deref().map(|w| &w.node) {
                    Some(Node::Param(name)) => {
                        self.dated(name, |v| Tester::new(*question, words_of(v), names, index))
                    }
                    _ => Dated::always(Tester::new(*question, &[], names, None)),
                };
                Cond::Test(self.value(text), testers)
            }
            Node::IsNull(inner) if inner.ty.kind == Kind::Flag => {
                Cond::IsMaybe(Box::new(self.cond(inner)))
            }
            Node::IsNull(inner) => Cond::IsNull(self.value(inner)),
            Node::Not(inner) => Cond::Not(Box::new(self.cond(inner))),
            Node::And(list) => Cond::And(self.cheapest_first(list)),
            Node::Or(list) => Cond::Or(self.cheapest_first(list)),
            Node::Pick(Pick::FirstKnown, list) => {
                Cond::FirstKnown(list.iter().map(|c| self.cond(c)).collect())
            }
            Node::Case(arms, otherwise) => {
                let arms = arms.iter().map(|(when, then)| (self.cond(when), self.cond(then)));
                let arms = arms.collect();
                Cond::Case(arms, Box::new(self.cond(otherwise)))
            }
            _ => Cond::Const(crate::value::MAYBE),
        }
    }

    /// The order of parts does not change the truth of an `and` or `or`, only the work.
    fn cheapest_first(&mut self, list: &[Typed]) -> Vec<Cond> {
        let mut list: Vec<&Typed> = list.iter().collect();
        list.sort_by_key(|part| cost(part));
        list.into_iter().map(|part| self.cond(part)).collect()
    }

    fn compare(&mut self, compare: Compare, a: &Typed, b: &Typed) -> Cond {
        let scale = a.ty.scale.max(b.ty.scale);
        let factors = (power_of_ten(scale - a.ty.scale), power_of_ten(scale - b.ty.scale));
        let (left, right) = (self.value(a), self.value(b));
        Cond::Compare(Comparison { compare, left, right, factors })
    }

    /// Words and texts are looked up in a set; anything else is compared one by one.
    fn within(&mut self, subject: &Typed, items: &[Typed]) -> Cond {
        let numbers: Option<Vec<i64>> = items
            .iter()
            .map(|item| match &item.node {
                Node::Word(number) | Node::Day(number) => Some(*number),
                Node::Text(text) => Some(self.text(text)),
                _ => None,
            })
            .collect();
        if let Some(numbers) = numbers {
            let set = WordSet::new(numbers.into_iter());
            return Cond::InSet(self.value(subject), Dated::always(set));
        }
        Cond::Or(items.iter().map(|item| self.compare(Compare::Equal, subject, item)).collect())
    }

    fn word_sets(&mut self, subject: &Typed, words: &Typed) -> Dated<WordSet> {
        let Node::Param(name) = &words.node else {
            return Dated::always(WordSet::new(std::iter::empty()));
        };
        let (names, kind) = (self.scope.names, subject.ty.kind);
        // A literal on the left may be a text that only the list and the expression know.
        let literals: &[String] = self.literals;
        let number = |word: &String| match kind {
            Kind::Code(known) => word_number(known, word),
            _ => text_number(word, names).or_else(|| literal_number(literals, word)),
        };
        let set = |value: &PackValue| WordSet::new(words_of(value).iter().filter_map(number));
        dated(self.scope, self.table, name, set)
    }

    fn dated<T>(&self, name: &str, value: impl Fn(&PackValue) -> T) -> Dated<T> {
        dated(self.scope, self.table, name, value)
    }

    /// The number of a text: of its name, or a negative one of its own where the data set lacks it.
    fn text(&mut self, text: &str) -> i64 {
        let known = text_number(text, self.scope.names);
        let number = known.or_else(|| literal_number(self.literals, text));
        number.unwrap_or_else(|| {
            self.literals.push(text.to_owned());
            -(self.literals.len() as i64)
        })
    }
}

/// The values of a parameter by the day from which each holds.
fn dated<T>(
    scope: &Scope,
    table: &'static FactTable,
    name: &str,
    value: impl Fn(&PackValue) -> T,
) -> Dated<T> {
    let steps = scope.params.by_name.get(name).into_iter().flat_map(Param::steps);
    let number = |since: Option<Day>| since.map_or(i64::MIN, |day| i64::from(day.number()));
    let values = steps.map(|(since, v)| (number(since), value(v))).collect();
    Dated::new(values, table.position(table.day))
}

pub(crate) fn power_of_ten(exponent: u32) -> i128 {
    10_i128.checked_pow(exponent).unwrap_or(1)
}

fn text_number(text: &str, names: &Names) -> Option<i64> {
    if text.is_empty() { Some(0) } else { names.find(text).map(|n| i64::from(n.number())) }
}

fn literal_number(literals: &[String], text: &str) -> Option<i64> {
    literals.iter().position(|l| l == text).map(|i| -(i as i64) - 1)
}

fn word_number(known: &[&str], word: &str) -> Option<i64> {
    let number = known.iter().position(|k| *k == word).map(|i| i as i64 + 1);
    number.or_else(|| word.is_empty().then_some(0))
}

/// The position of a column of dated amounts.
fn column(part: &Typed) -> usize {
    match part.node {
        Node::Column(position) => position,
        _ => usize::MAX,
    }
}

/// A value of the pack as expressions compute with it.
pub(crate) fn number_of(value: &PackValue) -> i64 {
    match value {
        PackValue::Money(fen) => fen.0,
        PackValue::Count(number) | PackValue::Percent(number) => *number,
        PackValue::Number(decimal) => decimal.0,
        PackValue::MonthDay(month, day) => i64::from(*month) * 100 + i64::from(*day),
        PackValue::Words(_) => UNKNOWN,
    }
}

fn words_of(value: &PackValue) -> &[String] {
    match value {
        PackValue::Words(words) => words,
        _ => &[],
    }
}

/// A rough measure of the work of a part for one row. Among parts of equal work those that hold for
/// few rows come first: after them little is left to do.
fn cost(part: &Typed) -> u32 {
    let own = match &part.node {
        Node::Column(_) | Node::Number(_) | Node::Word(_) | Node::Text(_) | Node::Day(_) => 0,
        Node::Compare(Compare::Equal, ..) | Node::IsNull(_) | Node::Not(_) => 1,
        Node::In(..) | Node::InWords(..) => 2,
        Node::Compare(Compare::Unequal, ..) => 4,
        Node::TextTest(..) | Node::After(..) | Node::On(..) => 10,
        Node::Arithmetic(..) | Node::Pick(..) | Node::Case(..) => 6,
        Node::DoneBy(..) | Node::LastDay(..) => 12,
        _ => 3,
    };
    own + part.children().into_iter().map(cost).sum::<u32>()
}
