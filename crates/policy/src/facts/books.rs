//! Facts about the books: the monthly statements of the dedicated ledger and the reconciliations
//! with the treasury and the agriculture division (B 三（二）1, 二（三）2).

mod receipts;
mod reconciliation;
mod reconciliation_duty;
mod statement;
mod statement_duty;

pub use reconciliation::RECONCILIATION;
pub use reconciliation_duty::RECONCILIATION_DUTY;
pub use statement::STATEMENT;
pub use statement_duty::STATEMENT_DUTY;

use domain::{FundClass, FundId};

use super::fill::word_value;
use crate::context::Context;

/// The words of a column of fund classes, in the order of document B.
const CLASSES: &[&str] = FundClass::WORDS;

/// The class of a fund as a column of [`CLASSES`] keeps it.
fn class_value(context: &Context, fund: FundId) -> i64 {
    word_value(CLASSES, context.data.funds.get(fund).class.word())
}

fn is_integrated(context: &Context, fund: FundId) -> bool {
    context.data.funds.get(fund).class == FundClass::Integrated
}

/// `a + b − c − d` without overflow on the way; unknown only where the result itself leaves all
/// bounds.
fn balance(plus: [i64; 2], minus: [i64; 2]) -> i64 {
    use crate::value::UNKNOWN;
    if plus.iter().chain(&minus).any(|v| *v == UNKNOWN) {
        return UNKNOWN;
    }
    let sum = |values: [i64; 2]| values.into_iter().map(i128::from).sum::<i128>();
    i64::try_from(sum(plus) - sum(minus)).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::UNKNOWN;

    #[test]
    fn fund_classes_are_the_words_of_the_domain() {
        let words: Vec<&str> = FundClass::ALL.iter().map(|c| c.word()).collect();
        assert_eq!(words, CLASSES);
    }

    #[test]
    fn balances_are_exact_beyond_the_bounds_of_a_sum() {
        let huge = 9_200_000_000_000_000_000;
        assert_eq!(balance([huge, huge], [huge, huge - 1]), 1);
        assert_eq!(balance([9_007_199_254_740_993, 1], [0, 9_007_199_254_740_993]), 1);
        assert_eq!(balance([0, 0], [UNKNOWN, 0]), UNKNOWN);
        assert_eq!(balance([huge, huge], [0, 0]), UNKNOWN);
    }
}
