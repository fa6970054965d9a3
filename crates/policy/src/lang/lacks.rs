//! Which columns keep an expression from being known: those at the end of every unknown part.

use std::collections::BTreeSet;

use super::Bound;
use super::eval::{Plan, Rows, WIDE_UNKNOWN, lower};
use super::typed::{Kind, Node, Typed};
use crate::value::{Batch, MAYBE, TRUE, Truth, UNKNOWN};

/// The columns by which the whole expression is unknown for at least one of the rows. Where no column is
/// (a number beyond all bounds), all columns of the expression.
pub(super) fn lacks(bound: &Bound, batch: &Batch, rows: &[u32]) -> BTreeSet<usize> {
    let search = Search { bound, batch };
    let root = &bound.expr.inner.root;
    let unknown = search.unknown(root, rows);
    let mut found = BTreeSet::new();
    search.inside(root, &unknown, &mut found);
    if found.is_empty() && !unknown.is_empty() {
        found.extend(bound.expr.columns());
    }
    found
}

/// Looks at parts of a bound expression over a batch.
pub(super) struct Search<'s> {
    pub(super) bound: &'s Bound<'s>,
    pub(super) batch: &'s Batch,
}

impl Search<'_> {
    /// Looks into a part that is unknown for these rows.
    fn inside(&self, part: &Typed, rows: &[u32], found: &mut BTreeSet<usize>) {
        if rows.is_empty() {
            return;
        }
        match &part.node {
            Node::Column(position) => {
                found.insert(*position);
            }
            Node::Case(arms, otherwise) => self.chosen_arms(arms, otherwise, rows, found),
            // The day of the last part is unknown also where nothing was done.
            Node::LastDay(parts) => self.inside(parts, rows, found),
            _ => {
                for child in part.children() {
                    self.inside(child, &self.unknown(child, rows), found);
                }
            }
        }
    }

    /// Only the arm that a row takes can make it unknown: a condition that is not known is passed over.
    fn chosen_arms(
        &self,
        arms: &[(Typed, Typed)],
        otherwise: &Typed,
        rows: &[u32],
        found: &mut BTreeSet<usize>,
    ) {
        let mut rest = rows.to_vec();
        for (when, then) in arms {
            let truths = self.truths(when, &rest);
            let taken = |is: bool| {
                let both = rest.iter().zip(&truths);
                both.filter(|(_, t)| (**t == TRUE) == is).map(|(row, _)| *row).collect::<Vec<u32>>()
            };
            let (here, after) = (taken(true), taken(false));
            self.inside(then, &self.unknown(then, &here), found);
            rest = after;
        }
        self.inside(otherwise, &self.unknown(otherwise, &rest), found);
    }

    /// The rows for which a part is unknown.
    fn unknown(&self, part: &Typed, rows: &[u32]) -> Vec<u32> {
        if rows.is_empty() {
            return Vec::new();
        }
        if let (Node::Column(position), Kind::Parts) = (&part.node, part.ty.kind) {
            let parts = self.batch.parts(*position);
            let total = |row: &&u32| parts.map_or(UNKNOWN, |p| p.total(**row as usize));
            return rows.iter().filter(|row| total(row) == UNKNOWN).copied().collect();
        }
        let mut literals = self.bound.literals.clone();
        let plan = self.lowered(part, &mut literals);
        let chosen = self.rows(rows, &literals);
        let is_unknown: Vec<bool> = match plan {
            Plan::Cond(cond) => cond.eval(&chosen).into_iter().map(|t| t == MAYBE).collect(),
            Plan::Value(value) => {
                let values = value.eval(&chosen);
                (0..rows.len()).map(|i| values.at(i) == WIDE_UNKNOWN).collect()
            }
            Plan::Other => vec![false; rows.len()],
        };
        rows.iter().zip(is_unknown).filter(|(_, unknown)| *unknown).map(|(row, _)| *row).collect()
    }

    /// The truth of a part that is a condition, for each of these rows.
    pub(super) fn truths(&self, part: &Typed, rows: &[u32]) -> Vec<Truth> {
        let mut literals = self.bound.literals.clone();
        match self.lowered(part, &mut literals) {
            Plan::Cond(cond) => cond.eval(&self.rows(rows, &literals)),
            _ => vec![MAYBE; rows.len()],
        }
    }

    fn lowered(&self, part: &Typed, literals: &mut Vec<String>) -> Plan {
        lower(part, self.bound.table, &self.bound.scope, self.bound.index, literals)
    }

    fn rows<'r>(&'r self, chosen: &'r [u32], literals: &'r [String]) -> Rows<'r> {
        let (scope, index) = (&self.bound.scope, self.bound.index);
        Rows { batch: self.batch, scope, literals, index, chosen: Some(chosen) }
    }
}
