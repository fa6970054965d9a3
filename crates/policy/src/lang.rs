//! The expression language of rules: a strict, typed subset of SQL's boolean expressions.
//!
//! A source text becomes an [`Expr`] when the pack is loaded, a [`Bound`] when the data set is
//! known, and values when a [`Batch`] of facts is there:
//!
//! ```text
//! source ── lexer ── parser ── check ──> Expr ── bind ──> Bound ── truth, scalars, parts, trace
//!                                         ├── sql::render     the same expression for `SQLite`
//!                                         └── mutate::mutants  what an example must notice
//! ```
//!
//! Truth has three values, exactly as in SQL. Numbers are exact: products of shares and amounts are
//! reckoned in 128 bits with all their decimals, and compared without rounding; what overflows is
//! unknown.

mod ast;
mod beyond;
mod check;
mod errors;
mod eval;
mod lacks;
mod lexer;
pub mod mutate;
mod parser;
mod settled;
pub mod sql;
mod trace;
mod typed;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{Calendar, Day, Names};

use crate::facts::FactTable;
use crate::finding::EvidenceValue;
use crate::pack::{Params, Text, Value};
use crate::value::{Batch, MAYBE, Parts, TRUE, Truth, Type, UNKNOWN};
use ast::Arithmetic;
use errors::Errors;
use eval::{Plan, Rows};
use typed::{Kind, Node, TextTest, Typed};

pub use eval::WordIndex;

/// What a part of a rule must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// A condition (`when`, `where`).
    Truth,
    /// A day (`due`).
    Date,
    /// A day or a column of dated amounts (`done`).
    DateOrParts,
    /// An amount (`amount`); fractions of a fen are dropped, towards zero: it is shown, never
    /// compared.
    Money,
}

/// One thing wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LangError {
    /// First byte of the place in the source.
    pub start: usize,
    /// Byte behind the place.
    pub end: usize,
    /// What is wrong.
    pub message: Text,
    /// What would be right; empty where nothing can be said.
    pub hint: Text,
}

/// A compiled expression. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Expr {
    inner: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    source: String,
    expect: Expect,
    root: Typed,
    columns: Vec<usize>,
    params: Vec<String>,
}

/// What an expression is bound to besides the facts.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Texts of the data set.
    pub names: &'a Names,
    /// Dated values of the pack.
    pub params: &'a Params,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Day of evaluation.
    pub as_of: Day,
}

/// An expression ready to judge facts of one data set, from any number of threads.
#[derive(Debug)]
pub struct Bound<'a> {
    expr: Expr,
    table: &'static FactTable,
    scope: Scope<'a>,
    index: Option<&'a WordIndex>,
    literals: Vec<String>,
    plan: Box<Plan>,
}

/// The value of an expression for one row, and of every part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Text of the part.
    pub source: String,
    /// Its value.
    pub value: TraceValue,
    /// The fact column, where the part is one (so that names of persons can be masked).
    pub column: Option<usize>,
    /// The parts it is made of, literals left out.
    pub parts: Vec<Trace>,
}

/// A value in a trace.
#[derive(Clone, Debug, PartialEq)]
pub enum TraceValue {
    /// Of a condition.
    Truth(Truth),
    /// Of anything that a column could hold.
    Value(EvidenceValue),
    /// A number with more decimals than columns of its type keep: amounts in yuan, products of two
    /// amounts in square yuan, shares as parts of one.
    Exact {
        /// Type.
        ty: Type,
        /// All its decimals.
        text: String,
    },
    /// The words of a parameter.
    Words(Vec<String>),
}

/// Reads and checks an expression over a fact table. Gives every error, in the order of the source.
pub fn compile(
    source: &str,
    table: &'static FactTable,
    params: &Params,
    expect: Expect,
) -> Result<Expr, Vec<LangError>> {
    let mut errors = Errors::default();
    let ast = parser::parse(source, &mut errors);
    let root = check::check(&ast, table, params, expect, &mut errors);
    if !errors.is_empty() {
        return Err(errors.finish());
    }
    let (columns, used) = needs(&root, table, params);
    let source = source.to_owned();
    let inner = Arc::new(Compiled { source, expect, root, columns, params: used });
    Ok(Expr { inner })
}

/// The columns and parameters of a tree. A parameter with several dated values also needs the
/// column of the row's own day.
fn needs(root: &Typed, table: &FactTable, params: &Params) -> (Vec<usize>, Vec<String>) {
    let mut columns = BTreeSet::new();
    let mut used = BTreeSet::new();
    root.visit(&mut |part| match &part.node {
        Node::Column(position) => {
            columns.insert(*position);
        }
        Node::Param(name) => {
            let values = params.by_name.get(name).map_or(0, |p| p.values.len());
            columns.extend(table.position(table.day).filter(|_| values > 1));
            used.insert(name.clone());
        }
        _ => {}
    });
    (columns.into_iter().collect(), used.into_iter().collect())
}

impl Expr {
    /// The text it was compiled from.
    pub fn source(&self) -> &str {
        &self.inner.source
    }

    /// What it was compiled for.
    pub fn expected(&self) -> Expect {
        self.inner.expect
    }

    /// Its type; a condition is a Flag.
    pub fn ty(&self) -> Type {
        self.inner.root.ty.outside()
    }

    /// Positions of the fact columns that must be filled for it, ascending.
    pub fn columns(&self) -> Vec<usize> {
        self.inner.columns.clone()
    }

    /// Names of the parameters it uses, sorted.
    pub fn params(&self) -> &[String] {
        &self.inner.params
    }

    /// The column that it is, or the column and the other that it takes off it; nothing where it is anything else.
    pub fn difference(&self) -> Option<(usize, Option<usize>)> {
        let column = |part: &Typed| match part.node {
            Node::Column(position) => Some(position),
            _ => None,
        };
        match &self.inner.root.node {
            Node::Arithmetic(Arithmetic::Subtract, from, less) => {
                Some((column(from)?, Some(column(less)?)))
            }
            _ => Some((column(&self.inner.root)?, None)),
        }
    }

    /// Whether it counts working days.
    pub fn uses_workdays(&self) -> bool {
        let mut found = false;
        self.inner.root.visit(&mut |part| found |= part.counts_workdays());
        found
    }

    /// Resolves texts, parameters and working days for one data set.
    pub fn bind<'a>(&self, table: &'static FactTable, scope: &'a Scope<'a>) -> Bound<'a> {
        self.bind_with(table, scope, None)
    }

    /// The same with an index of the lists of words that [`Expr::searched`] names, shared by many.
    pub fn bind_with<'a>(
        &self,
        table: &'static FactTable,
        scope: &'a Scope<'a>,
        index: Option<&'a WordIndex>,
    ) -> Bound<'a> {
        let mut literals = Vec::new();
        let plan = Box::new(eval::lower(&self.inner.root, table, scope, index, &mut literals));
        Bound { expr: self.clone(), table, scope: *scope, index, literals, plan }
    }

    /// Names of the parameters whose words it looks for inside texts.
    pub fn searched(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.inner.root.visit(&mut |part| {
            if let Node::TextTest(TextTest::ContainsAny, _, Some(words)) = &part.node
                && let Node::Param(name) = &words.node
            {
                names.push(name.as_str());
            }
        });
        names
    }

    fn text_of(&self, part: &Typed) -> &str {
        self.source().get(part.at.clone()).unwrap_or_default()
    }
}

impl Bound<'_> {
    fn rows<'r>(&'r self, batch: &'r Batch) -> Rows<'r> {
        let (scope, literals) = (&self.scope, &self.literals);
        Rows { batch, scope, literals, index: self.index, chosen: None }
    }

    /// The truth of a condition for every row; of anything else nothing can be told.
    pub fn truth(&self, batch: &Batch) -> Vec<Truth> {
        self.truth_of(batch, None)
    }

    /// The same for some rows of the batch alone, where they are given.
    pub fn truth_of(&self, batch: &Batch, chosen: Option<&[u32]>) -> Vec<Truth> {
        let rows = Rows { chosen, ..self.rows(batch) };
        match &*self.plan {
            Plan::Cond(cond) => cond.eval(&rows),
            _ => vec![MAYBE; rows.len()],
        }
    }

    /// The day number, the fen, or whatever a column of its type holds, of every row;
    /// [`crate::value::UNKNOWN`] where not known. Decimals that the type does not keep are dropped,
    /// towards zero.
    pub fn scalars(&self, batch: &Batch) -> Vec<i64> {
        match &*self.plan {
            Plan::Value(value) => self.at_own_scale(value.eval(&self.rows(batch)), batch.len),
            Plan::Cond(cond) => {
                let number = |t| if t > TRUE { UNKNOWN } else { i64::from(t) };
                cond.eval(&self.rows(batch)).into_iter().map(number).collect()
            }
            Plan::Other => vec![UNKNOWN; batch.len],
        }
    }

    fn at_own_scale(&self, values: eval::Vals, len: usize) -> Vec<i64> {
        let ty = self.expr.inner.root.ty;
        let own = typed::Ty::of(ty.outside(), &[]).scale;
        if ty.scale == own {
            return values.narrow(len).into_owned();
        }
        let up = eval::power_of_ten(own.saturating_sub(ty.scale));
        let down = eval::power_of_ten(ty.scale.saturating_sub(own));
        let whole = |row| {
            let value = Some(values.at(row)).filter(|v| *v != eval::WIDE_UNKNOWN);
            let scaled = value.and_then(|v| v.checked_mul(up)).map(|v| v / down);
            scaled.and_then(|v| i64::try_from(v).ok()).unwrap_or(UNKNOWN)
        };
        (0..len).map(whole).collect()
    }

    /// The dated amounts, where the expression is a column of them and the batch has it.
    pub fn parts<'b>(&self, batch: &'b Batch) -> Option<&'b Parts> {
        let root = &self.expr.inner.root;
        match root.node {
            Node::Column(position) if root.ty.kind == Kind::Parts => batch.parts(position),
            _ => None,
        }
    }

    /// Positions of the fact columns that it reads.
    pub fn columns(&self) -> Vec<usize> {
        self.expr.columns()
    }

    /// The columns by which it is unknown for at least one of these rows; none where it is known for all.
    pub fn lacks(&self, batch: &Batch, rows: &[u32]) -> BTreeSet<usize> {
        lacks::lacks(self, batch, rows)
    }

    /// The truth of a condition for every row that it does not owe to a column absent from the data.
    pub fn settled(&self, batch: &Batch, absent: &BTreeSet<usize>) -> Vec<Truth> {
        settled::settled(self, batch, absent)
    }

    /// The value of every part of the expression for one row: why, or why not.
    pub fn trace(&self, batch: &Batch, row: usize) -> Trace {
        trace::trace(self, &self.expr.inner.root, batch, row)
    }

    /// The value of a parameter by which a row is judged.
    fn param_of_row(&self, name: &str, batch: &Batch, row: usize) -> Option<&Value> {
        let param = self.scope.params.by_name.get(name)?;
        let days = self.table.position(self.table.day).and_then(|c| batch.scalar(c));
        let day = days.and_then(|d| d.get(row)).copied().filter(|d| *d != UNKNOWN);
        param.on(day.and_then(crate::value::value_day).unwrap_or(self.scope.as_of))
    }
}
