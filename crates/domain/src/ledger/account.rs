//! The accounts of the ledger.

use std::fmt;

use crate::division::Division;
use crate::fund::FundId;

/// Whose money it is: one division's money of one fund and fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purse {
    /// The division that holds it.
    pub division: Division,
    /// Which money.
    pub fund: FundId,
    /// The year to whose budget it belongs.
    pub fiscal_year: u16,
}

/// What has become of the money of a purse. The first four are where it came from; their balances are
/// negative or zero. All others are where it went or lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Handed down to this purse by a level above (收到上级下达).
    Received,
    /// This level's own budget, and money from before the books begin (本级筹集).
    Raised,
    /// Given back to this purse by those to whom it was handed down (下级退回).
    TakenBack,
    /// Brought over from another purse of the same division (结转转入).
    CarriedIn,
    /// Handed down to this purse and not yet received (在途).
    InTransit,
    /// Neither handed down nor allotted to a project: retained (结存).
    Left,
    /// Handed down to the level below (已下达).
    HandedDown,
    /// Allotted to projects and not yet paid (已安排未支付).
    Allotted,
    /// Paid out of the treasury, less what was refunded (已支付).
    Paid,
    /// Given back to the level above (已退回上级).
    GivenBack,
    /// Brought over to another purse of the same division (结转转出).
    CarriedOut,
}

impl Kind {
    /// All kinds in their order.
    pub const ALL: [Kind; 11] = [
        Kind::Received,
        Kind::Raised,
        Kind::TakenBack,
        Kind::CarriedIn,
        Kind::InTransit,
        Kind::Left,
        Kind::HandedDown,
        Kind::Allotted,
        Kind::Paid,
        Kind::GivenBack,
        Kind::CarriedOut,
    ];

    /// The word by which it is stored.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Received => "received",
            Kind::Raised => "raised",
            Kind::TakenBack => "taken_back",
            Kind::CarriedIn => "carried_in",
            Kind::InTransit => "in_transit",
            Kind::Left => "left",
            Kind::HandedDown => "handed_down",
            Kind::Allotted => "allotted",
            Kind::Paid => "paid",
            Kind::GivenBack => "given_back",
            Kind::CarriedOut => "carried_out",
        }
    }

    /// The kind of this word.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it says where money came from.
    pub fn is_source(self) -> bool {
        self <= Kind::CarriedIn
    }

    /// Whether a balance below zero is a fault: money cannot be passed on, allotted, paid or refunded that
    /// was not there. All others follow from these and never fall below zero without a reversal.
    pub fn must_not_be_negative(self) -> bool {
        matches!(self, Kind::InTransit | Kind::Left | Kind::Allotted | Kind::Paid)
    }
}

/// One account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    /// Whose money.
    pub purse: Purse,
    /// What became of it.
    pub kind: Kind,
}

impl Purse {
    /// The account of this purse that tells what became of its money in this way.
    pub fn account(self, kind: Kind) -> Account {
        Account { purse: self, kind }
    }
}

/// `653125/2019/left`; the fund is known only to its catalogue.
impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Purse { division, fiscal_year, .. } = self.purse;
        write!(f, "{division}/{fiscal_year}/{}", self.kind.word())
    }
}
