//! The expression language of rules: a strict, typed subset of SQL's boolean expressions.
//!
//! A source text becomes an [`Expr`] when the pack is loaded, a [`Bound`] when the data set is known, and
//! values when a [`Batch`] of facts is there.

use domain::{Calendar, Day, Names};

use crate::facts::FactTable;
use crate::finding::EvidenceValue;
use crate::pack::{Params, Text};
use crate::value::{Batch, Parts, Truth, Type};

/// What a part of a rule must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// A condition (`when`, `where`).
    Truth,
    /// A day (`due`).
    Date,
    /// A day or a column of dated amounts (`done`).
    DateOrParts,
    /// An amount (`amount`); fractions of a fen are dropped, towards zero: it is shown, never compared.
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

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Expr {
    source: String,
    ty: Type,
    columns: Vec<usize>,
    params: Vec<String>,
    workdays: bool,
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

/// An expression ready to judge facts of one data set.
#[derive(Debug)]
pub struct Bound<'a> {
    expr: Expr,
    scope: &'a Scope<'a>,
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
    /// The parts it is made of.
    pub parts: Vec<Trace>,
}

/// A value in a trace.
#[derive(Clone, Debug, PartialEq)]
pub enum TraceValue {
    /// Of a condition.
    Truth(Truth),
    /// Of anything else.
    Value(EvidenceValue),
}

/// Reads and checks an expression over a fact table. Gives every error, in the order of the source.
pub fn compile(
    source: &str,
    table: &'static FactTable,
    params: &Params,
    expect: Expect,
) -> Result<Expr, Vec<LangError>> {
    let _ = (table, params, expect);
    let message = Text { zh: "尚不能编译".into(), en: "cannot be compiled yet".into() };
    Err(vec![LangError { start: 0, end: source.len(), message, hint: Text::default() }])
}

impl Expr {
    /// The text it was compiled from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its type; a condition is a Flag.
    pub fn ty(&self) -> Type {
        self.ty
    }

    /// Positions of the fact columns that must be filled for it, ascending.
    pub fn columns(&self) -> Vec<usize> {
        self.columns.clone()
    }

    /// Names of the parameters it uses, sorted.
    pub fn params(&self) -> &[String] {
        &self.params
    }

    /// Whether it counts working days.
    pub fn uses_workdays(&self) -> bool {
        self.workdays
    }

    /// Resolves texts, parameters and working days for one data set.
    pub fn bind<'a>(&self, table: &'static FactTable, scope: &'a Scope<'a>) -> Bound<'a> {
        let _ = table;
        Bound { expr: self.clone(), scope }
    }
}

impl Bound<'_> {
    /// The truth of a condition for every row.
    pub fn truth(&self, batch: &Batch) -> Vec<Truth> {
        vec![crate::value::MAYBE; batch.len]
    }

    /// The day number or the fen of every row; [`crate::value::UNKNOWN`] where not known.
    pub fn scalars(&self, batch: &Batch) -> Vec<i64> {
        vec![crate::value::UNKNOWN; batch.len]
    }

    /// The dated amounts, where the expression is a column of them.
    pub fn parts<'b>(&self, batch: &'b Batch) -> Option<&'b Parts> {
        self.expr.columns.first().and_then(|c| batch.parts(*c))
    }

    /// The value of every part of the expression for one row: why, or why not.
    pub fn trace(&self, batch: &Batch, row: usize) -> Trace {
        let _ = (batch, row, self.scope);
        let value = TraceValue::Value(EvidenceValue::Unknown);
        Trace { source: self.expr.source.clone(), value, column: None, parts: Vec::new() }
    }
}
