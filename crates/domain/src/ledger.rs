//! The ledger: every yuan that a level received, handed down, allotted, paid or gave back, by double
//! entry, so that nothing can be counted twice or lost on the way (B 三（二）1).
//!
//! Books are kept for a [`Purse`]: one division, one fund, one fiscal year. Each record of the contract
//! is one [`Entry`], and each entry gives postings that add up to zero *within every purse it touches*:
//!
//! ```text
//!   handed down   giver     left −  handed_down +        receiver  received −  left +  (in_transit +
//!   given back    giver     left −  given_back  +        receiver  taken_back −  left +   until it
//!   carried over  old purse left −  carried_out +        new purse carried_in −  left +   is received)
//!   raised        raised −  left +
//!   allotted      left −    allotted +
//!   paid          allotted − (without a project: left −)  paid +        a refund is the reverse
//! ```
//!
//! What came in stands with a minus, what it became with a plus. So of every purse: received + raised +
//! carried in + taken back = handed down + given back + carried out + paid + allotted + left + in
//! transit; and over all purses what some handed down is what others received.
//!
//! Nothing is ever taken out of the books: a correction is the reversed entry of the old record and the
//! entry of the new one. The order of posting changes no balance.

mod account;
mod book;
mod entry;
mod fault;
mod records;
#[cfg(test)]
mod tests;

pub use account::{Account, Kind, Purse};
pub use book::{Ledger, MonthKey, Position, Statement, TrialBalance, turnover};
pub use entry::{Entry, Movement, Posting, RecordRef, Way};
pub use fault::{Fault, LedgerFault};
pub use records::Records;
