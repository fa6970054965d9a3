//! What each project was given and paid, added up in one walk over fundings and payments.

use domain::{Choice, FundId, Name};

use crate::context::{AllotmentRows, Context, Derived, ProjectRows};
use crate::facts::fill::{add, cell};
use crate::facts::trail::{
    ADVANCE, PaymentLinks, REFUND, RETENTION, fund_of, is_bond, is_made, signed,
};
use crate::value::UNKNOWN;

/// Sums by row of `projects`, refunds counted negative, only what happened up to the day of evaluation.
#[derive(Debug, Default)]
pub(crate) struct ProjectMoney {
    /// Money given to the project.
    pub(crate) funded: Vec<i64>,
    /// Of it bond money.
    pub(crate) bonds: Vec<i64>,
    /// Advances paid.
    pub(crate) advances: Vec<i64>,
    /// Paid to its contractor.
    pub(crate) to_contractor: Vec<i64>,
    /// Paid in all.
    pub(crate) paid: Vec<i64>,
    /// Retention money paid; a refund that does not say what it takes back counts here, too.
    pub(crate) retention: Vec<i64>,
    /// Paid of a fund beyond what was given of that fund, added over the funds.
    pub(crate) beyond_funding: Vec<i64>,
}

impl Derived for ProjectMoney {
    fn build(context: &Context) -> Self {
        let projects = context.data.tables.projects.id.len();
        let zeros = || vec![0_i64; projects];
        let mut money = ProjectMoney {
            funded: zeros(),
            bonds: zeros(),
            advances: zeros(),
            to_contractor: zeros(),
            paid: zeros(),
            retention: zeros(),
            beyond_funding: Vec::new(),
        };
        let mut by_fund = ByFund::new(projects);
        money.add_fundings(context, &mut by_fund);
        money.add_payments(context, &mut by_fund);
        money.beyond_funding = (0..projects).map(|p| by_fund.beyond(p)).collect();
        money
    }
}

impl ProjectMoney {
    fn add_fundings(&mut self, context: &Context, by_fund: &mut ByFund) {
        let tables = &context.data.tables;
        let (projects, allotments) =
            (context.derive::<ProjectRows>(), context.derive::<AllotmentRows>());
        for row in 0..tables.fundings.project.len() {
            let done = cell(&tables.fundings.allotted_on, row).is_some_and(|d| d <= context.as_of);
            let project = projects.0.get(cell(&tables.fundings.project, row));
            let Some(project) = project.filter(|_| done) else { continue };
            let amount = cell(&tables.fundings.amount, row).map_or(0, |fen| fen.0);
            let allotment = allotments.0.get(cell(&tables.fundings.allotment, row));
            let fund = allotment.and_then(|a| cell(&tables.allotments.fund, a));
            raise(&mut self.funded, project, amount);
            if allotment.is_some_and(|a| is_bond(context, a)) {
                raise(&mut self.bonds, project, amount);
            }
            by_fund.add(project, fund, amount, 0);
        }
    }

    fn add_payments(&mut self, context: &Context, by_fund: &mut ByFund) {
        let tables = &context.data.tables;
        let links = context.derive::<PaymentLinks>();
        for row in 0..tables.payments.kind.len() {
            let Some(project) = links.project(row).row() else { continue };
            if !is_made(context.data, row, context.as_of) {
                continue;
            }
            let amount = signed(context, row);
            by_fund.add(project, fund_of(context, &links, row), 0, amount);
            raise(&mut self.paid, project, amount);
            let nature = Nature::of(context, &links, row);
            if nature.can_be(RETENTION) {
                raise(&mut self.retention, project, amount);
            }
            if nature.can_be(ADVANCE) {
                raise(&mut self.advances, project, amount);
            }
            let contractor = cell(&tables.projects.contractor, project);
            if contractor.is_some() && nature.can_go_to(contractor) {
                raise(&mut self.to_contractor, project, amount);
            }
        }
    }
}

impl ProjectMoney {
    /// What of a surplus was not paid yet, as far as it is still with the project: retention money that is to be paid
    /// is no part of it. Unknown where nothing was given to the project.
    pub(crate) fn surplus_left(&self, project: usize, surplus: i64, retention: i64) -> i64 {
        let of = |sums: &[i64]| sums.get(project).copied().unwrap_or(UNKNOWN);
        let (funded, paid, kept) = (of(&self.funded), of(&self.paid), of(&self.retention));
        if funded == 0 || [surplus, funded, paid, kept].contains(&UNKNOWN) {
            return UNKNOWN;
        }
        let owed = retention.saturating_sub(kept).max(0);
        surplus.min(funded.saturating_sub(paid).saturating_sub(owed)).max(0)
    }
}

fn raise(sums: &mut [i64], row: usize, amount: i64) {
    if let Some(sum) = sums.get_mut(row) {
        *sum = add(*sum, amount);
    }
}

/// What a payment is and whom it went to. A refund is of the nature of the payment that it takes back;
/// where it does not say which, it may be of any: what the data leave open proves no excess.
struct Nature {
    kind: Option<Choice>,
    payee: Option<Name>,
}

impl Nature {
    fn of(context: &Context, links: &PaymentLinks, row: usize) -> Nature {
        let payments = &context.data.tables.payments;
        let kind = payments.kind.get(row).copied();
        let payee = cell(&payments.payee, row);
        match links.original(row) {
            _ if kind != Some(REFUND) => Nature { kind, payee },
            Some(original) => Nature {
                kind: payments.kind.get(original).copied(),
                payee: cell(&payments.payee, original),
            },
            None => Nature { kind: None, payee },
        }
    }

    fn can_be(&self, kind: Choice) -> bool {
        self.kind.is_none_or(|k| k == kind)
    }

    fn can_go_to(&self, payee: Option<Name>) -> bool {
        self.payee == payee || (self.kind.is_none() && self.payee.is_none())
    }
}

/// Given and paid by project and fund: a chain of entries for each project, as there are few funds in one.
struct ByFund {
    first: Vec<u32>,
    entries: Vec<Entry>,
}

struct Entry {
    fund: Option<FundId>,
    given: i64,
    paid: i64,
    next: u32,
}

const END: u32 = u32::MAX;

impl ByFund {
    fn new(projects: usize) -> ByFund {
        ByFund { first: vec![END; projects], entries: Vec::new() }
    }

    fn add(&mut self, project: usize, fund: Option<FundId>, given: i64, paid: i64) {
        let Some(first) = self.first.get_mut(project) else { return };
        let mut at = *first;
        while let Some(entry) = self.entries.get_mut(at as usize) {
            if entry.fund == fund {
                entry.given = add(entry.given, given);
                entry.paid = add(entry.paid, paid);
                return;
            }
            at = entry.next;
        }
        let entry = Entry { fund, given, paid, next: *first };
        *first = self.entries.len() as u32;
        self.entries.push(entry);
    }

    fn of(&self, project: usize) -> impl Iterator<Item = &Entry> {
        let first = self.first.get(project).and_then(|at| self.entries.get(*at as usize));
        std::iter::successors(first, |entry| self.entries.get(entry.next as usize))
    }

    /// What was paid beyond what was given, fund by fund. Where the fund of some of the money is not known
    /// only the totals can be compared.
    fn beyond(&self, project: usize) -> i64 {
        if self.of(project).any(|e| e.fund.is_none()) {
            let (given, paid) = self
                .of(project)
                .fold((0, 0), |(given, paid), e| (add(given, e.given), add(paid, e.paid)));
            return excess(given, paid);
        }
        self.of(project).fold(0, |sum, e| add(sum, excess(e.given, e.paid)))
    }
}

/// How far one sum passes another; unknown where either is.
pub(super) fn excess(given: i64, paid: i64) -> i64 {
    if given == UNKNOWN || paid == UNKNOWN {
        return UNKNOWN;
    }
    paid.checked_sub(given).map_or(UNKNOWN, |over| over.max(0))
}

#[cfg(test)]
mod tests {
    use domain::{Fund, Funds, Level};

    use super::*;

    fn funds() -> (FundId, FundId) {
        let mut funds = Funds::default();
        let mut fund = |code: &str| {
            funds
                .add(Fund {
                    code: code.into(),
                    name: code.into(),
                    aliases: Vec::new(),
                    class: domain::FundClass::Special,
                    source_level: Level::Centre,
                    office: None,
                    valid_from: None,
                    valid_to: None,
                    own: false,
                })
                .unwrap()
        };
        (fund("a"), fund("b"))
    }

    #[test]
    fn of_a_surplus_is_left_what_is_still_with_the_project() {
        let check = |(funded, paid, kept): (i64, i64, i64), surplus, retention, expect| {
            let money = ProjectMoney {
                funded: vec![funded],
                paid: vec![paid],
                retention: vec![kept],
                ..ProjectMoney::default()
            };
            let left = money.surplus_left(0, surplus, retention);
            assert_eq!(left, expect, "{funded} {paid} {kept} {surplus} {retention}");
        };
        check((100, 80, 0), 20, 0, 20);
        check((100, 90, 0), 20, 0, 10);
        check((100, 70, 0), 20, 0, 20);
        check((100, 75, 0), 20, 5, 20);
        check((100, 75, 0), 20, 6, 19);
        check((100, 81, 6), 20, 6, 19);
        check((100, 100, 8), 20, 6, 0);
        check((100, 120, 0), 20, 0, 0);
        check((0, 0, 0), 20, 0, UNKNOWN);
        check((UNKNOWN, 0, 0), 20, 0, UNKNOWN);
        check((100, 80, 0), UNKNOWN, 0, UNKNOWN);
    }

    #[test]
    fn each_fund_is_compared_with_itself() {
        let (a, b) = funds();
        let check = |moves: &[(Option<FundId>, i64, i64)], expect: i64| {
            let mut by_fund = ByFund::new(2);
            for (fund, given, paid) in moves {
                by_fund.add(1, *fund, *given, *paid);
            }
            assert_eq!(by_fund.beyond(1), expect, "{moves:?}");
            assert_eq!(by_fund.beyond(0), 0);
        };
        check(&[(Some(a), 100, 0), (Some(a), 0, 60), (Some(a), 0, 41)], 1);
        check(&[(Some(a), 100, 0), (Some(a), 0, 120), (Some(a), 0, -20)], 0);
        check(&[(Some(a), 100, 90), (Some(b), 0, 5)], 5);
        check(&[(Some(a), 100, 90), (None, 0, 5)], 0);
        check(&[(Some(a), 100, 90), (None, 0, 15)], 5);
    }
}
