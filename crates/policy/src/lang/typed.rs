//! The tree of an expression with the type of every part.

use std::ops::Range;

use super::ast::{Arithmetic, Compare};
use crate::facts::FactTable;
use crate::value::Type;

/// The type of a part. Numbers are kept as whole numbers of ten to the power of minus `scale`: a
/// share of an amount is Money with scale 6, exact to the millionth of a fen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ty {
    /// What it is.
    pub kind: Kind,
    /// Decimals beyond the unit (fen, one).
    pub scale: u32,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Already noted as an error; fits everything, so that one slip is one error.
    Wrong,
    /// The literal 0: of every numeric kind.
    Zero,
    Money,
    /// Money × Money.
    Square,
    Count,
    Number,
    Percent,
    Date,
    /// With the words that the column declares.
    Code(&'static [&'static str]),
    Text,
    Flag,
    Parts,
    MonthDay,
    Words,
}

/// Most decimals that products of shares may have: 10^18 times any 64-bit value fits 128 bits.
pub(crate) const MAX_SCALE: u32 = 18;

impl Ty {
    /// A type without decimals.
    pub(crate) const fn plain(kind: Kind) -> Ty {
        Ty { kind, scale: 0 }
    }

    /// The type as rule authors know it.
    pub(crate) fn of(ty: Type, words: &'static [&'static str]) -> Ty {
        let kind = match ty {
            Type::Money => Kind::Money,
            Type::Count => Kind::Count,
            Type::Number => Kind::Number,
            Type::Percent => Kind::Percent,
            Type::Date => Kind::Date,
            Type::Code => Kind::Code(words),
            Type::Text => Kind::Text,
            Type::Flag => Kind::Flag,
            Type::Parts => Kind::Parts,
            Type::MonthDay => Kind::MonthDay,
            Type::Words => Kind::Words,
        };
        let scale = match ty {
            Type::Number => domain::Decimal::PLACES,
            Type::Percent => 6,
            _ => 0,
        };
        Ty { kind, scale }
    }

    /// The type for the outside; a product of two amounts has none and counts as Money.
    pub(crate) fn outside(self) -> Type {
        match self.kind {
            Kind::Money | Kind::Square => Type::Money,
            Kind::Zero | Kind::Count => Type::Count,
            Kind::Number => Type::Number,
            Kind::Percent => Type::Percent,
            Kind::Date => Type::Date,
            Kind::Code(_) => Type::Code,
            Kind::Text => Type::Text,
            Kind::Flag | Kind::Wrong => Type::Flag,
            Kind::Parts => Type::Parts,
            Kind::MonthDay => Type::MonthDay,
            Kind::Words => Type::Words,
        }
    }

    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        if self.kind == Kind::Square { "Money×Money" } else { self.outside().name() }
    }

    /// Whether it can be reckoned with.
    pub(crate) fn is_number(self) -> bool {
        use Kind::{Count, Money, Number, Percent, Square, Wrong, Zero};
        matches!(self.kind, Wrong | Zero | Money | Square | Count | Number | Percent)
    }

    /// Whether it stands on an axis: can be smaller or greater.
    pub(crate) fn is_ordered(self) -> bool {
        self.is_number() || self.kind == Kind::Date
    }

    /// The type that two parts share when they are added, compared or chosen between.
    pub(crate) fn shared(self, other: Ty) -> Option<Ty> {
        use Kind::{Count, Number, Wrong, Zero};
        let scale = self.scale.max(other.scale);
        let kind = match (self.kind, other.kind) {
            (Wrong, _) | (_, Wrong) => Wrong,
            (a, b) if a == b => a,
            (Zero, b) if other.is_number() => b,
            (a, Zero) if self.is_number() => a,
            (Count, Number) | (Number, Count) => Number,
            _ => return None,
        };
        Some(Ty { kind, scale })
    }

    /// The type of a product. The first factor multiplies the second: `share * households` is a
    /// number, `2 * share` a share. An amount stays an amount on either side.
    pub(crate) fn product(self, other: Ty) -> Option<Ty> {
        use Kind::{Count, Money, Number, Percent, Square, Wrong, Zero};
        let kind = match (self.kind, other.kind) {
            (Wrong, _) | (_, Wrong) => Wrong,
            (Money, Money) => Square,
            (Percent | Count | Number | Zero, kept @ (Money | Square))
            | (kept @ (Money | Square), Percent | Count | Number | Zero) => kept,
            (Percent | Count | Number | Zero, Percent) => Percent,
            (Percent | Count | Number | Zero, Zero) | (Zero, Count | Number) => Zero,
            (Count, Count) => Count,
            (Percent | Count | Number, Count | Number) => Number,
            _ => return None,
        };
        Some(Ty { kind, scale: self.scale + other.scale })
    }
}

/// A part with its place and type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Typed {
    /// Bytes of the source.
    pub at: Range<usize>,
    /// Type.
    pub ty: Ty,
    /// What it is.
    pub node: Node,
}

/// A part whose types fit. Parts of one operation may still differ in scale.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// Could not be read; never in a compiled expression.
    Wrong,
    /// A fact column.
    Column(usize),
    /// A dated value of the pack.
    Param(String),
    /// A number at the type's scale.
    Number(i64),
    Text(String),
    /// A word of a Code column by its number; 0 = empty.
    Word(i64),
    Day(i64),
    Truth(bool),
    AsOf,
    Negative(Box<Typed>),
    Absolute(Box<Typed>),
    Arithmetic(Arithmetic, Box<Typed>, Box<Typed>),
    /// The least, the greatest, the first known.
    Pick(Pick, Vec<Typed>),
    Case(Vec<(Typed, Typed)>, Box<Typed>),
    Compare(Compare, Box<Typed>, Box<Typed>),
    Between(Box<Typed>, Box<Typed>, Box<Typed>),
    In(Box<Typed>, Vec<Typed>),
    InWords(Box<Typed>, Box<Typed>),
    IsNull(Box<Typed>),
    Not(Box<Typed>),
    And(Vec<Typed>),
    Or(Vec<Typed>),
    /// A day so many steps after another.
    After(Step, Box<Typed>, Box<Typed>),
    MonthEnd(Box<Typed>),
    On(Box<Typed>, Box<Typed>),
    /// Days from the first to the second.
    DaysBetween(Box<Typed>, Box<Typed>),
    WorkdaysBetween(Box<Typed>, Box<Typed>),
    YearOf(Box<Typed>),
    TextTest(TextTest, Box<Typed>, Option<Box<Typed>>),
    Total(Box<Typed>),
    DoneBy(Box<Typed>, Box<Typed>),
    LastDay(Box<Typed>),
}

/// Which of several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pick {
    Least,
    Greatest,
    FirstKnown,
}

/// In what days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Days,
    Workdays,
    Months,
}

/// What is asked about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextTest {
    ContainsAny,
    StartsWithAny,
    HasDigit,
    HasChinese,
    AllDigits,
}

impl Typed {
    /// The parts directly inside, in the order of the source.
    pub(crate) fn children(&self) -> Vec<&Typed> {
        match &self.node {
            Node::Negative(a)
            | Node::Absolute(a)
            | Node::IsNull(a)
            | Node::Not(a)
            | Node::MonthEnd(a)
            | Node::YearOf(a)
            | Node::Total(a)
            | Node::LastDay(a)
            | Node::TextTest(_, a, None) => vec![a],
            Node::Arithmetic(_, a, b)
            | Node::Compare(_, a, b)
            | Node::InWords(a, b)
            | Node::After(_, a, b)
            | Node::On(a, b)
            | Node::DaysBetween(a, b)
            | Node::WorkdaysBetween(a, b)
            | Node::DoneBy(a, b)
            | Node::TextTest(_, a, Some(b)) => vec![a, b],
            Node::Between(a, b, c) => vec![a, b, c],
            Node::Pick(_, list) | Node::And(list) | Node::Or(list) => list.iter().collect(),
            Node::In(a, list) => std::iter::once(&**a).chain(list).collect(),
            Node::Case(arms, otherwise) => {
                let arms = arms.iter().flat_map(|(when, then)| [when, then]);
                arms.chain(std::iter::once(&**otherwise)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Looks at this part and all parts inside it.
    pub(crate) fn visit<'t>(&'t self, look: &mut impl FnMut(&'t Typed)) {
        look(self);
        for child in self.children() {
            child.visit(look);
        }
    }

    /// Whether it counts working days.
    pub(crate) fn counts_workdays(&self) -> bool {
        matches!(self.node, Node::After(Step::Workdays, ..) | Node::WorkdaysBetween(..))
    }
}

/// The type of a column.
pub(crate) fn column_type(table: &FactTable, position: usize) -> Ty {
    let column = table.columns.get(position);
    column.map_or(Ty::plain(Kind::Wrong), |c| Ty::of(c.ty, c.words))
}
