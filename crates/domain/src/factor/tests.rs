//! Money divided by factors: it adds up both ways, whatever the values; and the way of a plan.

use proptest::prelude::*;

use super::plan::{Changed, Decision, Draft, FactorPlan, State, Step};
use super::*;
use crate::day::Day;
use crate::handling::{PersonId, PostId, StepRefusal, Who};

const ANA: Who = Who::Person(PersonId(1), PostId(1));
const OTTO: Who = Who::Person(PersonId(2), PostId(2));

fn on() -> Day {
    Day::parse("2019-05-22").unwrap()
}

fn factor(name: &str, weight: u32) -> Factor {
    Factor { name: name.into(), unit: "人".into(), source: "台账".into(), weight }
}

fn place(code: u32, values: &[i64]) -> Place {
    let division = Division::from_code(code).unwrap();
    Place { division, values: values.iter().map(|value| Decimal(*value)).collect() }
}

fn fen(all: &[Fen]) -> Vec<i64> {
    all.iter().map(|one| one.0).collect()
}

#[test]
fn an_example_by_hand() {
    // 100.00 yuan; 60 % by persons (1 : 2), 40 % by villages (3 : 1).
    let factors = [factor("贫困人口", 6_000), factor("贫困村", 4_000)];
    let places = [place(653_100, &[10_000, 30_000]), place(653_200, &[20_000, 10_000])];
    let divided = divide(Fen(10_000), &factors, &places).unwrap();
    assert_eq!(fen(&divided.pools), [6_000, 4_000]);
    assert_eq!(divided.sums, [30_000, 40_000]);
    assert_eq!(
        divided.parts.iter().map(|row| fen(row)).collect::<Vec<_>>(),
        [[2_000, 3_000], [4_000, 1_000]]
    );
    assert_eq!(fen(&divided.amounts), [5_000, 5_000]);
}

#[test]
fn what_is_left_over_goes_to_the_largest_remainder_then_to_the_smaller_code() {
    let one = [factor("面积", 10_000)];
    let thirds = [place(653_200, &[1]), place(653_100, &[1]), place(652_900, &[1])];
    assert_eq!(fen(&divide(Fen(100), &one, &thirds).unwrap().amounts), [33, 33, 34]);
    assert_eq!(fen(&divide(Fen(101), &one, &thirds).unwrap().amounts), [33, 34, 34]);
    let uneven = [place(652_900, &[1]), place(653_100, &[2]), place(653_200, &[4])];
    assert_eq!(fen(&divide(Fen(10), &one, &uneven).unwrap().amounts), [1, 3, 6]);
    let two = [factor("甲", 5_000), factor("乙", 5_000)];
    let divided = divide(Fen(1), &two, &[place(653_100, &[1, 1])]).unwrap();
    assert_eq!(fen(&divided.pools), [1, 0]);
}

#[test]
fn what_cannot_be_divided() {
    let good = [factor("甲", 6_000), factor("乙", 4_000)];
    let row = [place(653_100, &[1, 1])];
    let refused = |fen, factors: &[Factor], places: &[Place]| divide(Fen(fen), factors, places);
    for (factors, expect) in [
        (Vec::new(), Fault::Factors),
        (vec![factor("甲", 1); 9], Fault::Factors),
        (vec![factor(" ", 10_000)], Fault::Nameless(0)),
        (vec![factor("甲", 5_000), factor("甲 ", 5_000)], Fault::NamedTwice(1)),
        (vec![factor("甲", 10_000), factor("乙", 0)], Fault::Weightless(1)),
        (vec![factor("甲", 9_999)], Fault::Weights(9_999)),
        (vec![factor("甲", u32::MAX), factor("乙", 2)], Fault::Weights(u32::MAX)),
    ] {
        assert_eq!(refused(1, &factors, &row), Err(expect));
    }
    for (amount, places, expect) in [
        (0, row.to_vec(), Fault::Nothing),
        (-1, row.to_vec(), Fault::Nothing),
        (1, Vec::new(), Fault::Places),
        (1, vec![place(653_100, &[1, 1]), place(653_100, &[2, 1])], Fault::PlaceTwice(1)),
        (1, vec![place(653_100, &[1])], Fault::Missing { place: 0, factor: 1 }),
        (1, vec![place(653_100, &[1, -1])], Fault::OutOfRange { place: 0, factor: 1 }),
        (1, vec![place(653_100, &[i64::MAX, 1])], Fault::OutOfRange { place: 0, factor: 0 }),
        (1, vec![place(653_100, &[1, 0]), place(653_200, &[1, 0])], Fault::AllZero(1)),
    ] {
        assert_eq!(refused(amount, &good, &places), Err(expect));
    }
    let largest = divide(Fen::MAX, &[factor("甲", WHOLE)], &[place(653_100, &[LARGEST.0])]);
    assert_eq!(fen(&largest.unwrap().amounts), [Fen::MAX.0]);
}

/// Weights that make a whole, and as many values for each place.
fn plans() -> impl Strategy<Value = (i64, Vec<Factor>, Vec<Place>)> {
    let weights = prop::collection::vec(1..1_000_u32, 1..5).prop_map(|mut weights| {
        let sum: u32 = weights.iter().sum();
        weights.push(WHOLE - sum);
        weights
    });
    (weights, 1..30_usize).prop_flat_map(|(weights, count)| {
        let factors: Vec<Factor> =
            weights.iter().enumerate().map(|(at, w)| factor(&format!("f{at}"), *w)).collect();
        let row = prop::collection::vec(0..5_000_000_i64, factors.len());
        let rows = prop::collection::vec(row, count);
        (1..1_000_000_000_000_i64, Just(factors), rows).prop_map(|(fen, factors, mut rows)| {
            // Somebody has something of each factor.
            rows[0].iter_mut().for_each(|value| *value += 1);
            let codes = 653_101_u32..;
            let places = codes.zip(&rows).map(|(code, row)| place(code, row)).collect();
            (fen, factors, places)
        })
    })
}

proptest! {
    #[test]
    fn rows_and_columns_add_up_and_nothing_is_negative((amount, factors, places) in plans()) {
        let divided = divide(Fen(amount), &factors, &places).unwrap();
        prop_assert_eq!(fen(&divided.amounts).iter().sum::<i64>(), amount);
        prop_assert_eq!(fen(&divided.pools).iter().sum::<i64>(), amount);
        for at in 0..factors.len() {
            let column: i64 = divided.parts.iter().map(|row| row[at].0).sum();
            prop_assert_eq!(column, divided.pools[at].0);
        }
        for (row, Fen(sum)) in divided.parts.iter().zip(&divided.amounts) {
            prop_assert!(row.iter().all(|part| part.0 >= 0));
            prop_assert_eq!(row.iter().map(|part| part.0).sum::<i64>(), *sum);
        }
        // No amount is a fen or more away from the exact share of its factor's part.
        for (row, place) in divided.parts.iter().zip(&places) {
            for (at, part) in row.iter().enumerate() {
                let exact = i128::from(divided.pools[at].0) * i128::from(place.values[at].0);
                let off = i128::from(part.0) * divided.sums[at] - exact;
                prop_assert!(off.abs() < divided.sums[at]);
            }
        }
    }

    #[test]
    fn who_has_more_of_a_factor_gets_no_less_of_it((amount, factors, places) in plans()) {
        let divided = divide(Fen(amount), &factors, &places).unwrap();
        for (one, row) in places.iter().zip(&divided.parts) {
            for (other, less) in places.iter().zip(&divided.parts) {
                for at in 0..factors.len() {
                    let more = one.values[at] > other.values[at];
                    prop_assert!(!more || row[at] >= less[at]);
                }
            }
        }
    }

    #[test]
    fn who_grows_alone_gets_no_less(
        (amount, factors, mut places) in plans(),
        more in 1..1_000_000_i64,
    ) {
        let before = divide(Fen(amount), &factors, &places).unwrap();
        places[0].values[0].0 += more;
        let after = divide(Fen(amount), &factors, &places).unwrap();
        prop_assert!(after.amounts[0] >= before.amounts[0]);
    }

    #[test]
    fn the_order_of_places_does_not_matter(
        (amount, factors, places) in plans(),
        turn in 0..30_usize,
    ) {
        let divided = divide(Fen(amount), &factors, &places).unwrap();
        let mut turned = places.clone();
        turned.rotate_left(turn % places.len());
        turned.reverse();
        let again = divide(Fen(amount), &factors, &turned).unwrap();
        for (place, amount) in places.iter().zip(&divided.amounts) {
            let at = turned.iter().position(|other| other.division == place.division).unwrap();
            prop_assert_eq!(again.amounts[at], *amount);
        }
    }
}

fn draft(places: Vec<Place>) -> Draft {
    let factors = vec![factor("贫困人口", 6_000), factor("贫困村", 4_000)];
    Draft { amount: Fen(10_000), factors, places, note: String::new() }
}

fn full() -> Draft {
    draft(vec![place(653_100, &[10_000, 30_000]), place(653_200, &[20_000, 10_000])])
}

fn changed(code: u32, fen: i64, reason: &str) -> Changed {
    let division = Division::from_code(code).unwrap();
    Changed { division, amount: Fen(fen), reason: reason.into() }
}

fn adopt(changed: Vec<Changed>) -> Step {
    Step::Adopt(Decision { document: "会议纪要1号".into(), on: on(), changed })
}

fn why(reason: &str) -> String {
    reason.to_owned()
}

#[test]
fn from_the_draft_to_the_plan_that_replaces_it() {
    let take = |at: &FactorPlan, step, by| at.step(step, by, on()).unwrap();
    let first = FactorPlan::begin(draft(Vec::new()), ANA, on()).unwrap();
    let full = take(&first, Step::Write(full()), ANA);
    let back = take(&take(&full, Step::Propose, ANA), Step::SendBack { reason: why("?") }, OTTO);
    assert_eq!(back.state(), State::Draft);
    let proposed = take(&back, Step::Propose, ANA);
    let as_it_is = take(&proposed, adopt(Vec::new()), OTTO);
    assert!(as_it_is.amounts().unwrap().iter().all(|one| one.amount == one.computed));
    let other = take(
        &proposed,
        adopt(vec![changed(653_100, 4_000, "受灾"), changed(653_200, 6_000, "受灾")]),
        OTTO,
    );
    let amounts = other.amounts().unwrap();
    assert_eq!(amounts.iter().map(|one| one.amount.0).collect::<Vec<_>>(), [4_000, 6_000]);
    assert_eq!(amounts.iter().map(|one| one.computed.0).collect::<Vec<_>>(), [5_000, 5_000]);
    let gone = take(&other, Step::Replace { by: 2 }, OTTO);
    assert_eq!((gone.state(), gone.amounts().unwrap()), (State::Replaced, amounts));
    assert_eq!(first.replayed(gone.history()), Ok(gone));
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let wrong = Draft { amount: Fen(0), ..full() };
    assert_eq!(FactorPlan::begin(wrong, ANA, on()).unwrap_err(), R::NotDivisible);
    assert_eq!(FactorPlan::begin(full(), Who::Engine, on()).unwrap_err(), R::OnlyPerson);
    let empty = FactorPlan::begin(draft(Vec::new()), ANA, on()).unwrap();
    let first = FactorPlan::begin(full(), ANA, on()).unwrap();
    let proposed = first.step(Step::Propose, ANA, on()).unwrap();
    let adopted = proposed.step(adopt(Vec::new()), OTTO, on()).unwrap();
    let missing = draft(vec![place(653_100, &[1])]);
    let blank = Decision { document: " ".into(), on: on(), changed: Vec::new() };
    let late = Decision { on: on().plus_days(1).unwrap(), document: "1".into(), ..blank.clone() };
    let two = |a: Changed, b: Changed| adopt(vec![a, b]);
    for (at, step, by, expect) in [
        (&empty, Step::Propose, ANA, R::NotDivisible),
        (&first, Step::Write(missing), ANA, R::NotDivisible),
        (&first, adopt(Vec::new()), OTTO, R::NotFromHere),
        (&first, Step::Drop { reason: why(" ") }, ANA, R::NoReason),
        (&proposed, Step::Write(full()), ANA, R::NotFromHere),
        (&proposed, adopt(Vec::new()), ANA, R::SamePerson),
        (&proposed, Step::SendBack { reason: why("x") }, ANA, R::SamePerson),
        (&proposed, Step::SendBack { reason: why("") }, OTTO, R::NoReason),
        (&proposed, Step::Adopt(blank), OTTO, R::NoDocument),
        (&proposed, Step::Adopt(late), OTTO, R::DayToCome),
        (&proposed, adopt(vec![changed(652_900, 1, "x")]), OTTO, R::NotAReceiver),
        (
            &proposed,
            two(changed(653_100, 1, "x"), changed(653_100, 2, "x")),
            OTTO,
            R::ReceiverTwice,
        ),
        (&proposed, adopt(vec![changed(653_100, -1, "x")]), OTTO, R::NegativeAmount),
        (
            &proposed,
            two(changed(653_100, 4_000, "x"), changed(653_200, 6_000, " ")),
            OTTO,
            R::ChangeUnexplained,
        ),
        (&proposed, adopt(vec![changed(653_100, 4_999, "x")]), OTTO, R::NotTheWhole),
        (&adopted, Step::Write(full()), ANA, R::NotFromHere),
        (&adopted, Step::Drop { reason: why("x") }, ANA, R::NotFromHere),
        (&adopted, adopt(Vec::new()), OTTO, R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, on()).unwrap_err(), expect, "{step:?}");
    }
    let early = on().plus_days(-1).unwrap();
    assert_eq!(first.step(Step::Propose, ANA, early).unwrap_err(), R::BeforeLastStep);
}

proptest! {
    #[test]
    fn two_people_adopt_the_whole_and_nothing_changes_afterwards(
        steps in prop::collection::vec((0..6_u8, any::<bool>(), 4_999..5_002_i64), 1..40),
    ) {
        let mut at = FactorPlan::begin(full(), ANA, on()).unwrap();
        let mut locked: Option<Draft> = None;
        for (kind, ana, fen) in steps {
            let by = if ana { ANA } else { OTTO };
            let step = match kind {
                0 => Step::Write(Draft { note: fen.to_string(), ..full() }),
                1 => Step::Propose,
                2 => Step::SendBack { reason: why("x") },
                3 => adopt(vec![changed(653_100, fen, "x")]),
                4 => Step::Replace { by: 9 },
                _ => adopt(vec![changed(653_100, fen, "x"), changed(653_200, 10_000 - fen, "x")]),
            };
            let Ok(after) = at.step(step.clone(), by, on()) else { continue };
            if let Step::Adopt(_) = step {
                prop_assert!(at.makers().all(|maker| maker.person() != by.person()));
                let sum: i64 = after.amounts().unwrap().iter().map(|one| one.amount.0).sum();
                prop_assert_eq!(sum, 10_000);
                prop_assert!(locked.is_none());
                locked = Some(after.draft().clone());
            }
            if let Some(draft) = &locked {
                prop_assert_eq!(draft, after.draft());
                prop_assert!(matches!(after.state(), State::Adopted | State::Replaced));
            }
            at = after;
        }
    }
}
