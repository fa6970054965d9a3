//! One record as the ledger sees it: what moved, when, and the postings that follow.

use super::account::{Account, Kind, Purse};
use super::fault::{Fault, LedgerFault};
use crate::day::Day;
use crate::money::Fen;
use crate::records::TableId;

/// The record that an entry was made from: a row of a table of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// The table.
    pub table: TableId,
    /// The row: its position in a data set, or its id in a store.
    pub row: u64,
}

/// How money goes from one purse to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Handed down by the level above (下达).
    Down,
    /// Given back to the level above (退回、上缴).
    Back,
    /// Carried over to another fund or year of the same division (结转).
    Over,
}

impl Way {
    /// What the money is to its giver, and to its receiver.
    fn kinds(self) -> (Kind, Kind) {
        match self {
            Way::Down => (Kind::HandedDown, Kind::Received),
            Way::Back => (Kind::GivenBack, Kind::TakenBack),
            Way::Over => (Kind::CarriedOut, Kind::CarriedIn),
        }
    }
}

/// What a record moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Movement {
    /// From one purse to another, on the entry's day.
    Moved {
        /// How.
        way: Way,
        /// Whose it was.
        from: Purse,
        /// Whose it becomes.
        to: Purse,
        /// When it arrived; nothing while it is on the way.
        received_on: Option<Day>,
    },
    /// Own budget, or money from before the books begin.
    Raised(Purse),
    /// Given to a project.
    Allotted(Purse),
    /// Paid out of what was allotted to projects.
    Paid(Purse),
    /// Paid without a project, out of what was left.
    PaidDirectly(Purse),
    /// A payment to a project that came back.
    Refunded(Purse),
    /// A payment without a project that came back.
    RefundedDirectly(Purse),
}

/// The entry of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    record: RecordRef,
    on: Day,
    movement: Movement,
    amount: Fen,
    reverses: bool,
}

/// One line of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// The day.
    pub on: Day,
    /// Plus where money went or lies, minus where it came from.
    pub amount: Fen,
}

/// What came into and went out of the money that a purse holds, on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flow {
    pub(super) purse: Purse,
    pub(super) on: Day,
    pub(super) income: i64,
    pub(super) expenditure: i64,
}

impl Entry {
    /// The entry of a record; refused where the amount is negative.
    pub fn new(
        record: RecordRef,
        on: Day,
        movement: Movement,
        amount: Fen,
    ) -> Result<Entry, LedgerFault> {
        if amount < Fen(0) {
            return Err(LedgerFault::of(Fault::NegativeAmount, record));
        }
        Ok(Entry { record, on, movement, amount, reverses: false })
    }

    /// The entry that takes this one back, to the last fen. A record that is corrected has three entries:
    /// its own, the reversed one, and that of the new record.
    #[must_use]
    pub fn reversed(self) -> Entry {
        Entry { reverses: !self.reverses, ..self }
    }

    /// The record it was made from.
    pub fn record(&self) -> RecordRef {
        self.record
    }

    /// The day of the movement.
    pub fn on(&self) -> Day {
        self.on
    }

    /// What it moves.
    pub fn movement(&self) -> Movement {
        self.movement
    }

    /// The amount, never negative.
    pub fn amount(&self) -> Fen {
        self.amount
    }

    /// Whether it takes back an earlier entry.
    pub fn reverses(&self) -> bool {
        self.reverses
    }

    /// The amount with the sign of the entry.
    fn signed(&self) -> i64 {
        if self.reverses { -self.amount.0 } else { self.amount.0 }
    }

    /// The pairs of which the entry consists: out of one account of a purse, into another of the same
    /// purse, on one day.
    fn pairs(&self) -> [Option<(Purse, Kind, Kind, Day)>; 2] {
        let one = |purse, from, to| [Some((purse, from, to, self.on)), None];
        match self.movement {
            Movement::Moved { way, from, to, received_on } => {
                let (given, got) = way.kinds();
                let held = if received_on.is_some() { Kind::Left } else { Kind::InTransit };
                let arrived = received_on.unwrap_or(self.on);
                [Some((from, Kind::Left, given, self.on)), Some((to, got, held, arrived))]
            }
            Movement::Raised(purse) => one(purse, Kind::Raised, Kind::Left),
            Movement::Allotted(purse) => one(purse, Kind::Left, Kind::Allotted),
            Movement::Paid(purse) => one(purse, Kind::Allotted, Kind::Paid),
            Movement::PaidDirectly(purse) => one(purse, Kind::Left, Kind::Paid),
            Movement::Refunded(purse) => one(purse, Kind::Paid, Kind::Allotted),
            Movement::RefundedDirectly(purse) => one(purse, Kind::Paid, Kind::Left),
        }
    }

    /// The postings: two for each purse that it touches, which add up to zero.
    pub fn postings(&self) -> impl Iterator<Item = Posting> + use<> {
        let amount = self.signed();
        self.pairs().into_iter().flatten().flat_map(move |(purse, from, to, on)| {
            let line = |kind, amount| Posting { account: purse.account(kind), on, amount };
            [line(from, Fen(-amount)), line(to, Fen(amount))]
        })
    }

    /// Income and expenditure of what the purses hold. What comes back lessens what went out: money given
    /// back lessens the giver's income, money taken back and refunds lessen the expenditure.
    pub(super) fn flows(&self) -> impl Iterator<Item = Flow> + use<> {
        let amount = self.signed();
        self.pairs().into_iter().flatten().filter_map(move |(purse, from, to, on)| {
            let (income, expenditure) = match (from, to) {
                (Kind::Received | Kind::Raised | Kind::CarriedIn, Kind::Left) => (amount, 0),
                (Kind::Left, Kind::GivenBack | Kind::CarriedOut) => (-amount, 0),
                (Kind::TakenBack, Kind::Left) | (Kind::Paid, _) => (0, -amount),
                (_, Kind::Paid | Kind::HandedDown) => (0, amount),
                _ => return None,
            };
            Some(Flow { purse, on, income, expenditure })
        })
    }
}
