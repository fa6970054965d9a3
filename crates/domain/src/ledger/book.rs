//! The books themselves: balances, the trial balance, and the monthly statement.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::account::{Account, Kind, Purse};
use super::entry::{Entry, Flow, Posting, RecordRef};
use super::fault::{Fault, LedgerFault};
use crate::day::{Day, Month};
use crate::division::Division;
use crate::fund::FundId;
use crate::money::Fen;

/// One month of a division and fund, over all fiscal years.
pub type MonthKey = (Division, FundId, Month);

/// The balance of one account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Balance {
    amount: i64,
    /// The latest record that took from it, whatever the order of posting.
    lowered: Option<(Day, RecordRef)>,
}

/// What came in and went out in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Turnover {
    income: i64,
    expenditure: i64,
}

/// The books of all divisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    balances: BTreeMap<Account, Balance>,
    /// By division and fund, over all fiscal years, as the dedicated ledger is kept.
    months: BTreeMap<MonthKey, Turnover>,
}

/// All accounts with a balance, and what they add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialBalance {
    /// Accounts whose balance is not zero, in their order.
    pub lines: Vec<(Account, Fen)>,
    /// Sum of the balances above zero, in fen; may exceed what one amount can be.
    pub debit: i128,
    /// Sum of the balances below zero, in fen, without sign.
    pub credit: i128,
}

impl TrialBalance {
    /// Whether both sides are equal. Books made of entries always are; stored sums are compared with it.
    pub fn is_balanced(&self) -> bool {
        self.debit == self.credit
    }
}

/// What has become of the money of one purse. All amounts as people say them: above zero unless something
/// is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Handed down to it, including what is still on the way.
    pub received: Fen,
    /// Own budget, and money from before the books.
    pub raised: Fen,
    /// Given back to it from below.
    pub taken_back: Fen,
    /// Brought over from other funds or years.
    pub carried_in: Fen,
    /// On the way to it.
    pub in_transit: Fen,
    /// Neither handed down nor allotted.
    pub left: Fen,
    /// Handed down.
    pub handed_down: Fen,
    /// Allotted to projects and not yet paid.
    pub allotted: Fen,
    /// Paid, less refunds.
    pub paid: Fen,
    /// Given back to the level above.
    pub given_back: Fen,
    /// Brought over to other funds or years.
    pub carried_out: Fen,
}

impl Position {
    /// What came in less what became of it; zero in true books. In fen.
    pub fn difference(&self) -> i128 {
        let sum = |amounts: &[Fen]| amounts.iter().map(|fen| i128::from(fen.0)).sum::<i128>();
        sum(&[self.received, self.raised, self.taken_back, self.carried_in])
            - sum(&[self.in_transit, self.left, self.handed_down, self.allotted])
            - sum(&[self.paid, self.given_back, self.carried_out])
    }
}

/// The monthly statement of one division and fund (收支余), over all fiscal years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Held when the month began.
    pub opening: Fen,
    /// Came in: received, raised, carried in; less what was given back or carried out.
    pub income: Fen,
    /// Went out: paid and handed down; less refunds and what was taken back.
    pub expenditure: Fen,
    /// Held when it ended: left and allotted together.
    pub closing: Fen,
}

impl Ledger {
    /// Posts an entry, whole or not at all: refused where a sum leaves the bounds of an amount. What
    /// became negative is not refused here, since facts are recorded as they are; see [`Ledger::faults`]
    /// and [`Ledger::would_overdraw`].
    pub fn post(&mut self, entry: &Entry) -> Result<(), LedgerFault> {
        let mut before = [None; 4];
        for (posting, slot) in entry.postings().zip(&mut before) {
            let held = self.balances.get(&posting.account).copied();
            *slot = Some((posting.account, held));
            if let Err(fault) = self.add(&posting, entry.record()) {
                self.restore(before);
                return Err(fault);
            }
        }
        let turned = self.turned_over(entry);
        if turned.is_err() {
            self.restore(before);
        }
        self.months.extend(turned?);
        Ok(())
    }

    /// Puts back the balances as they were, the last touched first.
    fn restore(&mut self, before: [Option<(Account, Option<Balance>)>; 4]) {
        for (account, balance) in before.into_iter().flatten().rev() {
            match balance {
                Some(balance) => self.balances.insert(account, balance),
                None => self.balances.remove(&account),
            };
        }
    }

    /// The turnovers of the months that an entry touches, with it.
    fn turned_over(&self, entry: &Entry) -> Result<BTreeMap<MonthKey, Turnover>, LedgerFault> {
        let mut months = BTreeMap::new();
        for flow in entry.flows() {
            let kept = || self.months.get(&month_of(&flow)).copied().unwrap_or_default();
            let month: &mut Turnover = months.entry(month_of(&flow)).or_insert_with(kept);
            let sums = month.income.checked_add(flow.income);
            let sums = sums.zip(month.expenditure.checked_add(flow.expenditure));
            let too_large = LedgerFault::of(Fault::TooLarge, entry.record());
            let (income, expenditure) = sums.ok_or(too_large)?;
            *month = Turnover { income, expenditure };
        }
        Ok(months)
    }

    fn add(&mut self, posting: &Posting, record: RecordRef) -> Result<(), LedgerFault> {
        let balance = self.balances.entry(posting.account).or_default();
        balance.amount = balance.amount.checked_add(posting.amount.0).ok_or(LedgerFault {
            account: Some(posting.account),
            ..LedgerFault::of(Fault::TooLarge, record)
        })?;
        if posting.amount < Fen(0) {
            balance.lowered = balance.lowered.max(Some((posting.on, record)));
        }
        Ok(())
    }

    /// The balance of an account.
    pub fn balance(&self, account: Account) -> Fen {
        Fen(self.balances.get(&account).map_or(0, |balance| balance.amount))
    }

    /// All purses of which anything is recorded, in their order.
    pub fn purses(&self) -> impl Iterator<Item = Purse> {
        let mut last = None;
        let purses = self.balances.keys().map(|account| account.purse);
        purses.filter(move |purse| last.replace(*purse) != Some(*purse))
    }

    /// What has become of the money of a purse.
    pub fn position(&self, purse: Purse) -> Position {
        let went = |kind| self.balance(purse.account(kind));
        // A balance is never the one number without a positive twin: that would take more than one sum.
        let came = |kind| Fen(went(kind).0.saturating_neg());
        Position {
            received: came(Kind::Received),
            raised: came(Kind::Raised),
            taken_back: came(Kind::TakenBack),
            carried_in: came(Kind::CarriedIn),
            in_transit: went(Kind::InTransit),
            left: went(Kind::Left),
            handed_down: went(Kind::HandedDown),
            allotted: went(Kind::Allotted),
            paid: went(Kind::Paid),
            given_back: went(Kind::GivenBack),
            carried_out: went(Kind::CarriedOut),
        }
    }

    /// All balances that are not zero, and their sums.
    pub fn trial_balance(&self) -> TrialBalance {
        let lines: Vec<(Account, Fen)> = self
            .balances
            .iter()
            .filter(|(_, balance)| balance.amount != 0)
            .map(|(account, balance)| (*account, Fen(balance.amount)))
            .collect();
        let amounts = || lines.iter().map(|(_, fen)| i128::from(fen.0));
        let debit = amounts().filter(|fen| *fen > 0).sum();
        let credit = -amounts().filter(|fen| *fen < 0).sum::<i128>();
        TrialBalance { lines, debit, credit }
    }

    /// Whether a division keeps books here: it received or raised money at least once. One that only
    /// hands down, like the centre, has its own books elsewhere.
    pub fn keeps_books(&self, division: Division) -> bool {
        let of_it = |account: &&Account| account.purse.division == division;
        let mut accounts = self.balances.keys().filter(of_it);
        accounts.any(|account| matches!(account.kind, Kind::Received | Kind::Raised))
    }

    /// The accounts that cannot be true because more left them than came in, of the divisions whose books
    /// are kept here: how much is missing, and the latest record that took from it. `keeps_books` is
    /// [`Ledger::keeps_books`] where the books are made of one data set, and what the platform's settings
    /// say where they grow.
    pub fn faults(&self, keeps_books: impl Fn(Division) -> bool) -> Vec<LedgerFault> {
        let wrong = self.balances.iter().filter(|(account, balance)| {
            balance.amount < 0
                && account.kind.must_not_be_negative()
                && keeps_books(account.purse.division)
        });
        wrong.map(|(account, balance)| overdrawn(*account, *balance)).collect()
    }

    /// What would be overdrawn after an entry, or more so than it is already: for the operations that are
    /// refused rather than recorded with a fault.
    pub fn would_overdraw(&self, entry: &Entry) -> Result<(), LedgerFault> {
        let balance = |account| (account, self.balances.get(&account).copied().unwrap_or_default());
        let balances = entry.postings().map(|posting| balance(posting.account)).collect();
        let mut after = Ledger { balances, ..Ledger::default() };
        for posting in entry.postings() {
            after.add(&posting, entry.record())?;
        }
        let worse = after.balances.iter().find(|(account, balance)| {
            let less = balance.amount < self.balance(**account).0;
            less && balance.amount < 0 && account.kind.must_not_be_negative()
        });
        worse.map_or(Ok(()), |(account, balance)| {
            Err(LedgerFault { record: Some(entry.record()), ..overdrawn(*account, *balance) })
        })
    }

    /// The statement of one division, fund and month, computed from the entries.
    pub fn statement(
        &self,
        division: Division,
        fund: FundId,
        month: Month,
    ) -> Result<Statement, LedgerFault> {
        let narrow = |fen: i128| {
            i64::try_from(fen).map(Fen).map_err(|_| LedgerFault {
                fault: Fault::TooLarge,
                record: None,
                account: None,
                amount: None,
            })
        };
        let key = |month| (division, fund, month);
        let before = (Bound::Included(key(Day::FIRST.month())), Bound::Excluded(key(month)));
        let opening = self.months.range(before).map(|(_, turnover)| turnover.net()).sum::<i128>();
        let turnover = self.months.get(&key(month)).copied().unwrap_or_default();
        Ok(Statement {
            opening: narrow(opening)?,
            income: Fen(turnover.income),
            expenditure: Fen(turnover.expenditure),
            closing: narrow(opening + turnover.net())?,
        })
    }

    /// Income and expenditure by division, fund and month, in their order: the sums that a store keeps.
    pub fn turnovers(&self) -> impl Iterator<Item = (MonthKey, (Fen, Fen))> {
        self.months.iter().map(|(key, t)| (*key, (Fen(t.income), Fen(t.expenditure))))
    }
}

/// Income and expenditure of what a purse, or several of one division, hold, from what each account changed
/// by in a month: the way from balances that are kept to a statement. In fen.
pub fn turnover(changes: impl IntoIterator<Item = (Kind, Fen)>) -> (i128, i128) {
    let (mut income, mut expenditure) = (0, 0);
    for (kind, Fen(fen)) in changes {
        let fen = i128::from(fen);
        match kind {
            Kind::Received
            | Kind::Raised
            | Kind::CarriedIn
            | Kind::InTransit
            | Kind::GivenBack
            | Kind::CarriedOut => income -= fen,
            Kind::Paid | Kind::HandedDown | Kind::TakenBack => expenditure += fen,
            Kind::Left | Kind::Allotted => {}
        }
    }
    (income, expenditure)
}

impl Turnover {
    fn net(self) -> i128 {
        i128::from(self.income) - i128::from(self.expenditure)
    }
}

fn month_of(flow: &Flow) -> MonthKey {
    (flow.purse.division, flow.purse.fund, flow.on.month())
}

fn overdrawn(account: Account, balance: Balance) -> LedgerFault {
    LedgerFault {
        fault: Fault::Overdrawn,
        record: balance.lowered.map(|(_, record)| record),
        account: Some(account),
        amount: Some(Fen(balance.amount.saturating_neg())),
    }
}
