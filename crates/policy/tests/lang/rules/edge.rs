//! The edge of a rule: the two neighbouring facts between which its verdict changes.

use domain::Names;
use policy::engine;
use policy::facts::{FactColumn, FactTable};
use policy::value::{Batch, Column, Type, UNKNOWN};

use super::Verdict;
use super::dice::Dice;
use super::facts::{Cell, Hints, Row, batch, ceiling};
use super::law::Law;

/// Asks the engine about one row.
pub(crate) struct Probe<'p> {
    law: &'p Law<'p>,
    hints: &'p Hints<'p>,
    facts: Batch,
    names: Names,
}

impl<'p> Probe<'p> {
    pub(crate) fn new(
        table: &'static FactTable,
        law: &'p Law,
        hints: &'p Hints,
        row: &Row,
    ) -> Probe<'p> {
        let (facts, names) = batch(table, std::slice::from_ref(row));
        Probe { law, hints, facts, names }
    }

    /// The kind of verdict about the row as it is.
    pub(crate) fn kind(&self) -> u8 {
        self.with_kind(|kind| kind(&self.facts))
    }

    /// Binds the rule once, however many facts are tried.
    fn with_kind<T>(&self, use_it: impl FnOnce(&dyn Fn(&Batch) -> u8) -> T) -> T {
        let scope = self.law.scope(&self.names);
        let bound = engine::bind(self.hints.rule, &scope);
        use_it(&|facts| {
            let law = self.law;
            let judged = engine::judge(self.hints.rule, &bound, facts, law.pack, law.as_of);
            Verdict::of_engine(&judged, 1)[0].kind()
        })
    }
}

/// Two rows that differ by one fen, day or piece, of which the rule says different things. Nothing
/// where no such pair lies near the row.
pub(crate) fn edge(
    table: &'static FactTable,
    law: &Law,
    hints: &Hints,
    row: &Row,
    dice: &mut Dice,
) -> Option<[Row; 2]> {
    let reach = |position: usize| reach(table, table.columns.get(position)?, hints);
    let is_axis = |position: &&usize| {
        let known = matches!(row.get(**position), Some(Cell::Scalar(v)) if *v != UNKNOWN);
        known && reach(**position).is_some()
    };
    let axes: Vec<usize> = hints.columns.iter().filter(is_axis).copied().collect();
    let position = *dice.of(&axes)?;
    let Cell::Scalar(here) = *row.get(position)? else { return None };
    let (reach, (least, most)) = reach(position)?;

    let probe = Probe::new(table, law, hints, row);
    let (same, other) = probe.with_kind(|kind| {
        let kind = |value: i64| {
            let mut facts = probe.facts.clone();
            facts.columns[position] = Some(Column::Scalar(vec![value]));
            kind(&facts)
        };
        let own = kind(here);
        let away = [reach, -reach, reach / 20, -reach / 20, reach / 300 + 1, -reach / 300 - 1];
        let there = away.into_iter().map(|by| (here + by).clamp(least, most));
        let (mut same, mut other) = (here, there.into_iter().find(|there| kind(*there) != own)?);
        while (other - same).abs() > 1 {
            let middle = same + (other - same) / 2;
            let side = if kind(middle) == own { &mut same } else { &mut other };
            *side = middle;
        }
        Some((same, other))
    })?;
    Some([same, other].map(|value| {
        let mut row = row.clone();
        row[position] = Cell::Scalar(value);
        row
    }))
}

/// How far to look for an edge, and the least and greatest value of such a column.
fn reach(table: &FactTable, column: &FactColumn, hints: &Hints) -> Option<(i64, (i64, i64))> {
    let limits = hints.numbers(Type::Money);
    let top = limits.into_iter().map(|fen| fen * 2).fold(ceiling(table), i64::max);
    match column.ty {
        Type::Money => Some((top / 2, (-top, top))),
        Type::Count => Some((20, (-100, 10_000))),
        Type::Number => Some((100_000, (0, 1_000_000))),
        Type::Percent => Some((1_000_000, (0, 10_000_000))),
        Type::Date => Some((1_200, (-25_567, 84_370))),
        _ => None,
    }
}
