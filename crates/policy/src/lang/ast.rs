//! The tree of an expression as written, before its types are known.

use std::ops::Range;

use super::lexer::Decimal;

/// A part of an expression and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ast {
    /// Bytes of the source.
    pub at: Range<usize>,
    /// What it is.
    pub kind: AstKind,
}

/// What a part of an expression is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AstKind {
    /// Something that could not be read; already noted as an error.
    Wrong,
    Number(Decimal),
    Percent(Decimal),
    Text(String),
    /// `date '2019-05-22'` as a day number.
    Day(i64),
    Truth(bool),
    Name(String),
    Negative(Box<Ast>),
    Not(Box<Ast>),
    And(Vec<Ast>),
    Or(Vec<Ast>),
    Arithmetic(Arithmetic, Box<Ast>, Box<Ast>),
    Compare(Compare, Box<Ast>, Box<Ast>),
    Between(Box<Ast>, Box<Ast>, Box<Ast>),
    In(Box<Ast>, Vec<Ast>),
    /// `x in name`: the list of a parameter.
    InName(Box<Ast>, Box<Ast>),
    IsNull(Box<Ast>),
    Case(Vec<(Ast, Ast)>, Box<Ast>),
    Call(Call),
}

/// A function with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    /// Name as written.
    pub name: String,
    /// Place of the name.
    pub name_at: Range<usize>,
    /// Arguments in order.
    pub args: Vec<Ast>,
}

/// Operators on numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
}

impl Arithmetic {
    /// As written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
        }
    }
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compare {
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl Compare {
    /// The comparison written so.
    pub(crate) fn of_sign(sign: &str) -> Option<Compare> {
        Some(match sign {
            "=" => Compare::Equal,
            "<>" => Compare::Unequal,
            "<" => Compare::Less,
            "<=" => Compare::LessEqual,
            ">" => Compare::Greater,
            ">=" => Compare::GreaterEqual,
            _ => return None,
        })
    }

    /// As written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Compare::Equal => "=",
            Compare::Unequal => "<>",
            Compare::Less => "<",
            Compare::LessEqual => "<=",
            Compare::Greater => ">",
            Compare::GreaterEqual => ">=",
        }
    }

    /// Whether it asks which of two is greater, not only whether they are the same.
    pub(crate) fn is_order(self) -> bool {
        !matches!(self, Compare::Equal | Compare::Unequal)
    }

    /// The same comparison with its sides exchanged.
    pub(crate) fn mirrored(self) -> Compare {
        match self {
            Compare::Less => Compare::Greater,
            Compare::LessEqual => Compare::GreaterEqual,
            Compare::Greater => Compare::Less,
            Compare::GreaterEqual => Compare::LessEqual,
            same => same,
        }
    }

    /// Whether it holds for two values in this order.
    pub(crate) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Compare::Equal => order.is_eq(),
            Compare::Unequal => order.is_ne(),
            Compare::Less => order.is_lt(),
            Compare::LessEqual => order.is_le(),
            Compare::Greater => order.is_gt(),
            Compare::GreaterEqual => order.is_ge(),
        }
    }
}

impl Ast {
    /// The parts directly inside.
    pub(crate) fn children(&self) -> Vec<&Ast> {
        match &self.kind {
            AstKind::Negative(a) | AstKind::Not(a) | AstKind::IsNull(a) => vec![a],
            AstKind::And(list) | AstKind::Or(list) => list.iter().collect(),
            AstKind::Arithmetic(_, a, b) | AstKind::Compare(_, a, b) | AstKind::InName(a, b) => {
                vec![a, b]
            }
            AstKind::Between(a, b, c) => vec![a, b, c],
            AstKind::In(a, list) => std::iter::once(&**a).chain(list).collect(),
            AstKind::Case(arms, otherwise) => {
                let arms = arms.iter().flat_map(|(when, then)| [when, then]);
                arms.chain(std::iter::once(&**otherwise)).collect()
            }
            AstKind::Call(call) => call.args.iter().collect(),
            _ => Vec::new(),
        }
    }
}
