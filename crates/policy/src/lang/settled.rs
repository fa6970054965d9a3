//! What a condition says although some of its columns are absent from the data: `A and B` is false where A
//! is, whatever B would be. Nothing is taken from an absent column, not even that it is null.

use std::collections::BTreeSet;

use super::Bound;
use super::lacks::Search;
use super::typed::{Node, Typed};
use crate::value::{Batch, FALSE, MAYBE, TRUE, Truth};

/// The truth of a condition for every row, where it does not hang on an absent column; else unknown.
pub(super) fn settled(bound: &Bound, batch: &Batch, absent: &BTreeSet<usize>) -> Vec<Truth> {
    let rows: Vec<u32> = (0..batch.len as u32).collect();
    let settler = Settler { search: Search { bound, batch }, rows: &rows, absent };
    settler.truths(&bound.expr.inner.root)
}

struct Settler<'s> {
    search: Search<'s>,
    rows: &'s [u32],
    absent: &'s BTreeSet<usize>,
}

impl Settler<'_> {
    fn truths(&self, part: &Typed) -> Vec<Truth> {
        if !self.reads_absent(part) {
            return self.search.truths(part, self.rows);
        }
        match &part.node {
            Node::And(parts) => self.joined(parts, FALSE),
            Node::Or(parts) => self.joined(parts, TRUE),
            Node::Not(inner) => self.truths(inner).into_iter().map(negated).collect(),
            _ => vec![MAYBE; self.rows.len()],
        }
    }

    /// One part with the deciding truth settles the whole; else it stays open.
    fn joined(&self, parts: &[Typed], deciding: Truth) -> Vec<Truth> {
        let mut all = vec![MAYBE; self.rows.len()];
        for part in parts {
            for (slot, truth) in all.iter_mut().zip(self.truths(part)) {
                if truth == deciding {
                    *slot = deciding;
                }
            }
        }
        all
    }

    /// A dated value hangs on the row's own day, too.
    fn reads_absent(&self, part: &Typed) -> bool {
        let table = self.search.bound.table;
        let no_day = table.position(table.day).is_some_and(|day| self.absent.contains(&day));
        let mut reads = false;
        part.visit(&mut |inner| {
            reads |= match inner.node {
                Node::Column(position) => self.absent.contains(&position),
                Node::Param(_) => no_day,
                _ => false,
            };
        });
        reads
    }
}

fn negated(truth: Truth) -> Truth {
    match truth {
        TRUE => FALSE,
        FALSE => TRUE,
        other => other,
    }
}
