//! Parameters of the pack that facts themselves need, such as the length of a window, ready to be asked for
//! very many rows.

use crate::context::Context;
use crate::pack::{Param, Value};

/// A parameter's values by the first day on which each holds.
#[derive(Debug)]
pub(crate) struct Dated(Vec<(i32, i64)>);

impl Dated {
    /// The whole number or the fen of a parameter. One that the pack does not have holds on no day.
    pub(crate) fn new(context: &Context, name: &str) -> Dated {
        let steps = context.pack.params.by_name.get(name).into_iter().flat_map(Param::steps);
        let kept = steps.filter_map(|(since, value)| {
            let value = match value {
                Value::Money(fen) => fen.0,
                Value::Count(count) => *count,
                _ => return None,
            };
            Some((since.map_or(i32::MIN, domain::Day::number), value))
        });
        Dated(kept.collect())
    }

    /// Values that hold on every day, for tests.
    #[cfg(test)]
    pub(crate) fn of(values: &[i64]) -> Dated {
        Dated(values.iter().map(|v| (i32::MIN, *v)).collect())
    }

    /// The value on a day.
    pub(crate) fn on(&self, day: i32) -> Option<i64> {
        self.0.iter().rev().find(|(since, _)| *since <= day).map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_that_has_begun_holds() {
        let dated = Dated(vec![(i32::MIN, 30), (100, 60)]);
        assert_eq!([99, 100, 101].map(|day| dated.on(day)), [Some(30), Some(60), Some(60)]);
        assert_eq!(Dated(Vec::new()).on(5), None);
    }
}
