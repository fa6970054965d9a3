//! The expression language of rules.

/// A compiled expression (being written).
#[derive(Clone, Debug)]
pub struct Expr;
