//! Scores stay in their bounds, never fall as more is reached, and are the exact formula cut to hundredths.

use proptest::prelude::*;

use super::*;

const SCALE: Scale = Scale {
    execution: Decimal(100_000),
    grades: [Decimal(900_000), Decimal(800_000), Decimal(600_000)],
    reached_from: 800_000,
    partly_from: 600_000,
    overshoot: 1_300_000,
};

fn of(measure: Measure, missed: bool) -> Reached {
    Reached { measure, missed, completion: None }
}

fn more(actual: i64, promised: i64) -> Reached {
    of(Measure::Share(toward(actual, promised)), actual < promised)
}

fn less(actual: i64, limit: i64) -> Reached {
    of(Measure::Share(Some(within(actual, limit, actual > limit))), actual > limit)
}

fn score(reached: Reached, weight: i64) -> i64 {
    let room = SCALE.room(&reached, Decimal(weight * 10_000));
    assert!(!room.is_band && room.low == room.high);
    room.high.0
}

#[test]
fn a_number_is_scored_by_its_share() {
    assert_eq!(score(more(10, 10), 20), 200_000);
    assert_eq!(score(more(13, 10), 20), 200_000, "more than promised is no more than full");
    assert_eq!(score(more(2, 3), 10), 66_600, "cut, not rounded");
    assert_eq!(score(more(99_999, 100_000), 10), 99_900, "what is missed is never full");
    assert_eq!(score(more(0, 10), 20), 0);
    assert_eq!(score(more(0, 0), 20), 200_000, "nothing was promised");
    assert_eq!(score(less(10, 10), 20), 200_000);
    assert_eq!(score(less(12, 10), 20), 160_000);
    assert_eq!(score(less(20, 10), 20), 0);
    assert_eq!(score(less(25, 10), 20), 0);
    assert_eq!(score(less(1, 0), 20), 0, "none at all was allowed");
    // Exactly the limit, where it was to stay below it.
    assert_eq!(score(of(Measure::Share(Some(within(10, 10, true))), true), 20), 199_900);
    assert_eq!(score(of(Measure::Day, false), 20), 200_000);
}

#[test]
fn a_state_has_a_band() {
    let band = |measure, missed| {
        let room = SCALE.room(&of(measure, missed), Decimal(100_000));
        assert!(room.is_band);
        (room.low.0, room.high.0)
    };
    assert_eq!(band(Measure::State(Level::Reached), false), (80_000, 100_000));
    assert_eq!(band(Measure::State(Level::Partly), true), (60_000, 80_000));
    assert_eq!(band(Measure::State(Level::Missed), true), (0, 60_000));
    assert_eq!(band(Measure::Day, true), (0, 80_000));
}

#[test]
fn budget_execution_and_grades() {
    let executed = |budget, paid| SCALE.executed(Fen(budget), Fen(paid)).map(|score| score.0);
    assert_eq!(executed(1_000, 700), Some(70_000));
    assert_eq!(executed(3, 2), Some(66_600));
    assert_eq!(executed(1_000, 1_500), Some(100_000));
    assert_eq!(executed(1_000, -5), Some(0), "more was given back than paid");
    assert_eq!(executed(0, 10), None, "no budget, no rate");
    for (total, grade) in [(900_000, "优"), (899_999, "良"), (800_000, "良"), (799_999, "中")] {
        assert_eq!(SCALE.grade(Decimal(total)), grade);
    }
    assert_eq!((SCALE.grade(Decimal(600_000)), SCALE.grade(Decimal(599_999))), ("中", "差"));
    let far = |share| SCALE.is_far(&Reached { completion: Some(share), ..more(1, 1) });
    assert_eq!((far(1_299_999), far(1_300_000)), (false, true));
}

proptest! {
    #[test]
    fn it_stays_in_its_bounds(actual in 0..i64::MAX / 4, promised in 0..i64::MAX / 4, weight in 0..1_000_000_i64) {
        for reached in [more(actual, promised), less(actual, promised)] {
            let room = SCALE.room(&reached, Decimal(weight));
            prop_assert!(0 <= room.low.0 && room.low <= room.high && room.high.0 <= weight);
            prop_assert_eq!(room.high.0 == weight && weight > 0, !reached.missed && weight > 0);
        }
        for (level, missed) in [(Level::Reached, false), (Level::Partly, true), (Level::Missed, true)] {
            let room = SCALE.room(&of(Measure::State(level), missed), Decimal(weight));
            prop_assert!(0 <= room.low.0 && room.low <= room.high && room.high.0 <= weight);
            prop_assert!(!missed || weight == 0 || room.high.0 < weight);
        }
    }

    #[test]
    fn more_is_never_worse(one in 0..2_000_000_i64, more_of_it in 0..2_000_000_i64, promised in 0..1_000_000_i64) {
        let of = |reached: Reached| SCALE.room(&reached, Decimal(200_000)).high;
        let other = one + more_of_it;
        prop_assert!(of(more(one, promised)) <= of(more(other, promised)));
        prop_assert!(of(less(one, promised)) >= of(less(other, promised)));
        let paid = |fen| SCALE.executed(Fen(promised + 1), Fen(fen));
        prop_assert!(paid(one) <= paid(other));
    }

    #[test]
    fn it_is_the_formula_cut_to_hundredths(
        actual in 0..1_000_000_i64, promised in 1..1_000_000_i64, weight in 1..100_i64
    ) {
        // score ≤ weight × share < score + 0.01, in whole ten-thousandths times the promise; full marks are exact.
        let exact = i128::from(weight * 10_000) * i128::from(actual.min(promised));
        let said = i128::from(score(more(actual, promised), weight)) * i128::from(promised);
        prop_assert!(said <= exact && (actual < promised || said == exact));
        prop_assert!(exact < said + 100 * i128::from(promised));
    }
}
