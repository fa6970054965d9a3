//! Parameters of the pack that facts themselves read: which there are, and their values, ready to be asked
//! for very many rows. A column that reads one says so (`FactColumn::params`).

use domain::Day;

use super::ParamNeed;
use crate::context::Context;
use crate::pack::{Param, Params, Value};
use crate::value::Type;

/// Days of the window in which payments to one payee are one sum in pieces.
pub(crate) const SPLIT_DAYS: ParamNeed = ParamNeed("split_days", Type::Count);
/// The amount from which a payment is a large one.
pub(crate) const LARGE_PAYMENT: ParamNeed = ParamNeed("large_payment", Type::Money);
/// The amount below which a project is a small one.
pub(crate) const SMALL_PROJECT: ParamNeed = ParamNeed("small_project_floor", Type::Money);
/// The list of forbidden uses that holds for the other monitored funds.
pub(crate) const REGIME_OF_OTHERS: ParamNeed = ParamNeed("regime_of_other_funds", Type::Words);
/// Words with which a decision begins that suspends or stops the payments of a project.
pub(crate) const SUSPENDING: ParamNeed = ParamNeed("suspending_decisions", Type::Words);
/// Words of a project's category that mark it as industry.
pub(crate) const INDUSTRY: ParamNeed = ParamNeed("industry_words", Type::Words);
/// Words in the levels of quantity indicators.
pub(crate) const QUANTITY: ParamNeed = ParamNeed("quantity_words", Type::Words);
/// Words in the second level of indicators of output where a form divides output no further.
pub(crate) const OUTPUT: ParamNeed = ParamNeed("output_words", Type::Words);
/// Units in which indicators of such a name are counted.
pub(crate) const UNITS: ParamNeed = ParamNeed("name_units", Type::Words);
/// Words with which the name of an indicator begins that is part of the one before it.
pub(crate) const PART: ParamNeed = ParamNeed("part_words", Type::Words);
/// Words in the names of indicators that count whom a project serves.
pub(crate) const SERVED: ParamNeed = ParamNeed("served_words", Type::Words);
/// Words in the levels of cost indicators.
pub(crate) const COST: ParamNeed = ParamNeed("cost_words", Type::Words);
/// Words in the levels of benefit indicators.
pub(crate) const BENEFIT: ParamNeed = ParamNeed("benefit_words", Type::Words);
/// Words in the levels of satisfaction indicators.
pub(crate) const SATISFACTION: ParamNeed = ParamNeed("satisfaction_words", Type::Words);
/// Words in the names or levels of indicators of budget execution.
pub(crate) const EXECUTION: ParamNeed = ParamNeed("execution_words", Type::Words);
/// Indicators that targets of a type of project must have.
pub(crate) const CORE: ParamNeed = ParamNeed("core_indicators", Type::Words);
/// Words that say that a qualitative indicator was not reached.
pub(crate) const STATE_MISSED: ParamNeed = ParamNeed("state_missed", Type::Words);
/// Words that say that it was partly reached.
pub(crate) const STATE_PARTLY: ParamNeed = ParamNeed("state_partly", Type::Words);
/// Words that say that it was reached.
pub(crate) const STATE_REACHED: ParamNeed = ParamNeed("state_reached", Type::Words);
/// What a template leaves behind in a text.
pub(crate) const PLACEHOLDER: ParamNeed = ParamNeed("placeholder_marks", Type::Words);
/// Words before a telephone number that say that it is an office's.
pub(crate) const OFFICE_LINES: ParamNeed = ParamNeed("office_line_words", Type::Words);
/// The names of the returns, `number:name`; they show in findings and decide nothing.
pub(crate) const REPORT_TABLES: ParamNeed = ParamNeed("report_tables", Type::Words);
/// All words that tell the state of a qualitative indicator.
pub(crate) const STATE: &[ParamNeed] = &[STATE_MISSED, STATE_PARTLY, STATE_REACHED];

/// The words of a parameter on a day; none where the pack has no such parameter.
pub(crate) fn words<'a>(context: &'a Context, param: ParamNeed, day: Day) -> &'a [String] {
    words_of(context.params, param, day)
}

/// The same where there is no data set.
pub(crate) fn words_of(params: &Params, param: ParamNeed, day: Day) -> &[String] {
    match params.on(param.0, day) {
        Some(Value::Words(words)) => words,
        _ => &[],
    }
}

/// A parameter's values by the first day on which each holds.
#[derive(Debug)]
pub(crate) struct Dated(Vec<(i32, i64)>);

impl Dated {
    /// The whole number or the fen of a parameter. One that the pack does not have holds on no day.
    pub(crate) fn new(context: &Context, ParamNeed(name, _): ParamNeed) -> Dated {
        let steps = context.params.by_name.get(name).into_iter().flat_map(Param::steps);
        let kept = steps.filter_map(|(since, value)| {
            let value = match value {
                Value::Money(fen) => fen.0,
                Value::Count(count) => *count,
                _ => return None,
            };
            Some((since.map_or(i32::MIN, Day::number), value))
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
