//! Small changes of an expression that a good set of examples must notice.

use std::ops::Range;

use super::ast::{Ast, AstKind};
use super::errors::Errors;
use super::lexer::{Decimal, Kind, Token, tokens};
use super::{Expr, compile, parser};
use crate::facts::FactTable;
use crate::pack::Params;

/// A changed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// The changed text; it compiles.
    pub source: String,
    /// The change: `< → <=`.
    pub what: String,
    /// The bytes of the original that were changed.
    pub at: Range<usize>,
}

/// Every single change of an expression: each comparison to its neighbour, `and` to `or` and back,
/// `not` taken away, `is null` turned round, working days for days, days for months, plus for
/// minus, least for greatest, each number and day one up and one down, each entry of a list
/// dropped. Changes that do not compile are left out.
pub fn mutants(expr: &Expr, table: &'static FactTable, params: &Params) -> Vec<Mutant> {
    let source = expr.source();
    let mut errors = Errors::default();
    let tokens = tokens(source, &mut errors);
    let ast = parser::parse(source, &mut errors);
    let mut changes = Vec::new();
    for i in 0..tokens.len() {
        of_token(&tokens, i, &mut changes);
    }
    dropped_entries(&tokens, &mut changes);
    of_between(&ast, source, &mut changes);
    changes.sort_by_key(|c| (c.at.start, c.at.end));
    let mutants = changes.into_iter().map(|change| change.applied(source));
    mutants.filter(|m| compile(&m.source, table, params, expr.expected()).is_ok()).collect()
}

/// A piece of text to put in the place of another.
struct Change {
    at: Range<usize>,
    by: String,
}

impl Change {
    fn applied(self, source: &str) -> Mutant {
        let old = source.get(self.at.clone()).unwrap_or_default();
        let before = source.get(..self.at.start).unwrap_or_default();
        let after = source.get(self.at.end..).unwrap_or_default();
        let what = if self.by.is_empty() {
            format!("− {}", old.trim())
        } else {
            format!("{} → {}", old.trim(), self.by.trim())
        };
        Mutant { source: format!("{before}{}{after}", self.by), what, at: self.at }
    }
}

/// Names and signs with what each is changed to.
const SWAPS: &[(&str, &str)] = &[
    ("<", "<="),
    ("<=", "<"),
    (">", ">="),
    (">=", ">"),
    ("=", "<>"),
    ("<>", "="),
    ("+", "-"),
    ("-", "+"),
    ("and", "or"),
    ("or", "and"),
    ("true", "false"),
    ("false", "true"),
    ("days_after", "workdays_after"),
    ("workdays_after", "days_after"),
    ("months_after", "days_after"),
    ("days_between", "workdays_between"),
    ("workdays_between", "days_between"),
    ("least", "greatest"),
    ("greatest", "least"),
];

fn of_token(tokens: &[Token], i: usize, changes: &mut Vec<Change>) {
    let Some(token) = tokens.get(i) else { return };
    let at = token.at.clone();
    let mut put = |by: String| changes.push(Change { at: at.clone(), by });
    let previous = i.checked_sub(1).and_then(|p| tokens.get(p)).map(|t| &t.kind);
    match &token.kind {
        Kind::Number(number) => {
            put(written(*number, 1));
            put(written(*number, -1));
        }
        Kind::Percent(number) => {
            put(written(*number, 1) + "%");
            put(written(*number, -1) + "%");
        }
        Kind::Text(text) if previous == Some(&Kind::Name("date".to_owned())) => {
            let day = domain::Day::parse(text).ok();
            for moved in [1, -1].into_iter().filter_map(|n| day?.plus_days(n)) {
                put(format!("'{moved}'"));
            }
        }
        Kind::Word("not") => put(String::new()),
        Kind::Word("null") if previous == Some(&Kind::Word("is")) => put("not null".to_owned()),
        Kind::Sign("-") if !ends_value(previous) => put(String::new()),
        Kind::Word(word) | Kind::Sign(word) => swap(word).into_iter().for_each(put),
        Kind::Name(name) => swap(name).into_iter().for_each(put),
        _ => {}
    }
}

fn swap(word: &str) -> Option<String> {
    SWAPS.iter().find(|(from, _)| *from == word).map(|(_, to)| (*to).to_owned())
}

/// Whether a minus behind this token joins two values rather than belonging to one.
fn ends_value(kind: Option<&Kind>) -> bool {
    matches!(
        kind,
        Some(
            Kind::Number(_)
                | Kind::Percent(_)
                | Kind::Text(_)
                | Kind::Name(_)
                | Kind::Sign(")")
                | Kind::Word("end" | "true" | "false")
        )
    )
}

/// A number changed by so much in its last place.
fn written(number: Decimal, change: i64) -> String {
    let digits = number.digits + change;
    let sign = if digits < 0 { "-" } else { "" };
    let width = number.scale as usize + 1;
    let text = format!("{:0width$}", digits.unsigned_abs());
    let (whole, decimals) = text.split_at(text.len() - number.scale as usize);
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

/// The entries of each `in (…)`, one left out at a time.
fn dropped_entries(tokens: &[Token], changes: &mut Vec<Change>) {
    for (i, pair) in tokens.windows(2).enumerate() {
        let [a, b] = pair else { continue };
        if a.kind == Kind::Word("in") && b.kind == Kind::Sign("(") {
            drop_each(tokens.get(i + 1..).unwrap_or_default(), changes);
        }
    }
}

/// `tokens` begins with the opening bracket. Each entry goes together with the comma behind it, the
/// last one with the comma before.
fn drop_each(tokens: &[Token], changes: &mut Vec<Change>) {
    let mut depth = 0_u32;
    let mut borders = Vec::new();
    for token in tokens {
        match &token.kind {
            Kind::Sign("(") => depth += 1,
            Kind::Sign(")") => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_border = match token.kind {
            Kind::Sign(",") => depth == 1,
            Kind::Sign("(") => borders.is_empty(),
            _ => depth == 0,
        };
        if is_border {
            borders.push(token.at.clone());
        }
        if depth == 0 {
            break;
        }
    }
    let entries = borders.len().saturating_sub(1);
    for (i, pair) in borders.windows(2).enumerate() {
        let [before, behind] = pair else { continue };
        let last = i + 1 == entries;
        let at = if last { before.start..behind.start } else { before.end..behind.end };
        if entries > 1 {
            changes.push(Change { at, by: String::new() });
        }
    }
}

/// The two comparisons of each `between`.
fn of_between(ast: &Ast, source: &str, changes: &mut Vec<Change>) {
    if let AstKind::Between(subject, low, high) = &ast.kind {
        let text = |range: Range<usize>| source.get(range).unwrap_or_default();
        let [x, l, h] = [subject, low, high].map(|part| text(part.at.clone()));
        // The text between subject and bound is `between` or `not between`.
        let words = text(subject.at.end..low.at.start).to_ascii_lowercase();
        let not = if words.contains("not") { "not " } else { "" };
        for (above, below) in [(">", "<="), (">=", "<")] {
            let by = format!("{not}({x} {above} {l} and {x} {below} {h})");
            changes.push(Change { at: subject.at.start..high.at.end, by });
        }
    }
    for child in ast.children() {
        of_between(child, source, changes);
    }
}
