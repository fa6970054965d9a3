//! The factor method (因素分配法, B 二（一）1（2）): money divided among places by factors, each with a weight.
//!
//! The money is divided twice. First each factor gets its weight's part of it; then each place gets of that
//! part what its own value is of all places' values. Both times what the whole fen leave over goes, fen by
//! fen, to the largest remainders, and where these are the same to what stands first: the factor written
//! first, the place of the smaller code. So the amounts of a factor add up to its part, those of a place to
//! what it gets, and all of them to the money. Products are `i128`; nothing is rounded on the way.

pub mod plan;
#[cfg(test)]
mod tests;

use crate::columns::Decimal;
use crate::division::Division;
use crate::money::Fen;

/// All weights together, in hundredths of a percent.
pub const WHOLE: u32 = 10_000;
/// Factors of one plan, at most.
pub const MOST_FACTORS: usize = 8;
/// Places of one plan, at most.
pub const MOST_PLACES: usize = 200;
/// The largest value of a factor: the product with any amount stays far from the limits of `i128`.
pub const LARGEST: Decimal = Decimal(1_000_000_000_000_000_000);

/// A factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Factor {
    /// What it is (贫困人口).
    pub name: String,
    /// In what it is counted (人).
    pub unit: String,
    /// From where the values are (扶贫信息系统).
    pub source: String,
    /// Its weight in hundredths of a percent.
    pub weight: u32,
}

/// A place with its values, in the order of the factors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which one.
    pub division: Division,
    /// How much it has of each factor, with at most four decimals; never negative.
    pub values: Vec<Decimal>,
}

/// What keeps money from being divided. Factors and places are named by their number, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no factor, or there are more than [`MOST_FACTORS`].
    Factors,
    /// A factor without a name.
    Nameless(usize),
    /// A factor that has the name of one before it.
    NamedTwice(usize),
    /// A factor of no weight.
    Weightless(usize),
    /// The weights make this instead of [`WHOLE`].
    Weights(u32),
    /// There is nothing to divide.
    Nothing,
    /// There is no place, or there are more than [`MOST_PLACES`].
    Places,
    /// A place that stands there twice.
    PlaceTwice(usize),
    /// A place has no value for a factor.
    Missing {
        /// The place.
        place: usize,
        /// The factor.
        factor: usize,
    },
    /// A value below zero or above [`LARGEST`].
    OutOfRange {
        /// The place.
        place: usize,
        /// The factor.
        factor: usize,
    },
    /// No place has anything of a factor: there is nothing by which to divide its part.
    AllZero(usize),
}

/// Money divided by factors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divided {
    /// Of each factor the part of the money that its weight makes.
    pub pools: Vec<Fen>,
    /// Of each factor the values of all places together.
    pub sums: Vec<i128>,
    /// Place by place, in the order in which they were given: what each factor brings it.
    pub parts: Vec<Vec<Fen>>,
    /// Place by place what it gets.
    pub amounts: Vec<Fen>,
}

/// Refused where the factors do not make a whole.
pub fn whole(factors: &[Factor]) -> Result<(), Fault> {
    if factors.is_empty() || factors.len() > MOST_FACTORS {
        return Err(Fault::Factors);
    }
    let mut sum = 0_u32;
    for (at, factor) in factors.iter().enumerate() {
        if factor.name.trim().is_empty() {
            return Err(Fault::Nameless(at));
        }
        if factors.iter().take(at).any(|other| other.name.trim() == factor.name.trim()) {
            return Err(Fault::NamedTwice(at));
        }
        if factor.weight == 0 {
            return Err(Fault::Weightless(at));
        }
        sum = sum.saturating_add(factor.weight);
    }
    if sum == WHOLE { Ok(()) } else { Err(Fault::Weights(sum)) }
}

/// Divides money among places by factors.
pub fn divide(Fen(fen): Fen, factors: &[Factor], places: &[Place]) -> Result<Divided, Fault> {
    whole(factors)?;
    if fen <= 0 {
        return Err(Fault::Nothing);
    }
    fit(factors, places)?;
    let sums: Vec<i128> = (0..factors.len()).map(|at| column(places, at).sum()).collect();
    if let Some(at) = sums.iter().position(|sum| *sum == 0) {
        return Err(Fault::AllZero(at));
    }
    let weights: Vec<i128> = factors.iter().map(|factor| i128::from(factor.weight)).collect();
    let order: Vec<usize> = (0..factors.len()).collect();
    let pools = split(fen, &weights, &order);
    let mut first: Vec<usize> = (0..places.len()).collect();
    first.sort_by_key(|at| places.get(*at).map(|place| place.division));
    let mut parts = vec![Vec::with_capacity(factors.len()); places.len()];
    for (at, Fen(pool)) in pools.iter().enumerate() {
        let values: Vec<i128> = column(places, at).collect();
        for (row, part) in parts.iter_mut().zip(split(*pool, &values, &first)) {
            row.push(part);
        }
    }
    let amount = |row: &Vec<Fen>| Fen(row.iter().map(|part| part.0).sum());
    let amounts = parts.iter().map(amount).collect();
    Ok(Divided { pools, sums, parts, amounts })
}

/// The values of a factor, place by place.
fn column(places: &[Place], factor: usize) -> impl Iterator<Item = i128> + '_ {
    places.iter().map(move |place| place.values.get(factor).map_or(0, |value| i128::from(value.0)))
}

fn fit(factors: &[Factor], places: &[Place]) -> Result<(), Fault> {
    if places.is_empty() || places.len() > MOST_PLACES {
        return Err(Fault::Places);
    }
    for (at, place) in places.iter().enumerate() {
        if places.iter().take(at).any(|other| other.division == place.division) {
            return Err(Fault::PlaceTwice(at));
        }
        for factor in 0..factors.len() {
            match place.values.get(factor) {
                None => return Err(Fault::Missing { place: at, factor }),
                Some(value) if value.0 < 0 || *value > LARGEST => {
                    return Err(Fault::OutOfRange { place: at, factor });
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}

/// Splits fen in proportion to values of which not all are zero and none is negative: whole fen first, then
/// one more for the largest remainders; among the same remainders for what comes first in `order`.
fn split(fen: i64, values: &[i128], order: &[usize]) -> Vec<Fen> {
    let sum: i128 = values.iter().sum();
    let share = |value: &i128| {
        let product = i128::from(fen) * value;
        let whole = product.checked_div(sum).unwrap_or_default();
        (whole, product - whole * sum)
    };
    let shares: Vec<(i128, i128)> = values.iter().map(share).collect();
    let given: i128 = shares.iter().map(|(whole, _)| whole).sum();
    let left = usize::try_from(i128::from(fen) - given).unwrap_or_default();
    let mut first = order.to_vec();
    // The sort is stable: the same remainders stay in the order that was given.
    first.sort_by_key(|at| std::cmp::Reverse(shares.get(*at).map_or(0, |(_, rest)| *rest)));
    let more: Vec<usize> = first.into_iter().take(left).collect();
    let amount = |(at, (whole, _)): (usize, &(i128, i128))| {
        let whole = i64::try_from(*whole).unwrap_or_default();
        Fen(whole + i64::from(more.contains(&at)))
    };
    shares.iter().enumerate().map(amount).collect()
}
