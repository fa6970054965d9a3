//! A region that never was: deterministic, realistic, and in order unless violations are asked for.
//!
//! From a seed it makes the data set of a whole region in the tables of the public contract: money
//! handed down from the centre to the counties, projects, payments, households, targets, books and
//! notices. The clean region breaks no rule; with violations it holds known breaches, each listed,
//! for the demo, the tests of the rules and the benches.
//!
//! ```text
//!   places ─ money (quotas) ─ handing_down (allotments) ─ raising (fund years, proposals)
//!                                   │
//!                 county: projects ─┼─ payments (people) ─ performance ─ disclosure ─ books
//!                                   │
//!                               violations (changes a few rows, lists what must be found)
//! ```
//!
//! Counties are made one at a time, so that a region of millions of payments needs the memory of
//! one county.

mod books;
mod county;
mod csv;
mod disclosure;
mod funds;
mod handing_down;
mod kinds;
mod lawful;
mod money;
mod payments;
mod people;
mod performance;
mod places;
mod projects;
mod raising;
mod random;
mod region;
pub mod rows;
mod time;
mod violations;

pub use region::{Region, all_counties, region};
pub use violations::Seeded;

/// What region to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The seed: the same settings with the same seed give the same bytes.
    pub seed: u64,
    /// Number of counties; 0, and any number above [`all_counties`], = all that there are.
    pub counties: usize,
    /// Number of payments, roughly.
    pub payments: usize,
    /// The fiscal years, ascending.
    pub fiscal_years: Vec<u16>,
    /// Whether some rows are changed so that they break rules.
    pub violations: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            seed: 1,
            counties: 0,
            payments: 200_000,
            fiscal_years: vec![2019, 2020],
            violations: true,
        }
    }
}
