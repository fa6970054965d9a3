//! The county's ledger month by month, reconciliations, and the returns of every level.

use std::collections::BTreeMap;

use domain::{Day, Division, Fen, Month};

use crate::funds::FUNDS;
use crate::places::{County, Places};
use crate::random::Random;
use crate::rows::{Allotment, Payment, Reconciliation, Report, Statement, Tables, Text};
use crate::time::{day, later, months};

/// What came in and went out by fund and month.
type Flows = BTreeMap<&'static str, BTreeMap<Month, (i64, i64)>>;

/// Adds the county's statements and reconciliations with the treasury, up to the month of
/// `horizon`.
pub(crate) fn keep(
    county: &County,
    payments: &[Payment],
    horizon: Day,
    random: &mut Random,
    tables: &mut Tables,
) {
    for (fund, by_month) in flows(&tables.allotments, payments) {
        let Some(first) = by_month.keys().next().and_then(|m| m.first_day()) else { continue };
        let mut balance = 0;
        for month in months(first, horizon) {
            let (income, expenditure) = by_month.get(&month).copied().unwrap_or_default();
            let opening = balance;
            balance = opening + income - expenditure;
            let end = month.last_day().unwrap_or(horizon);
            let reported = later(end, random.days(4, 9));
            tables.statements.push(Statement {
                county: county.division,
                fund,
                month,
                opening: Fen(opening),
                income: Fen(income),
                expenditure: Fen(expenditure),
                closing: Fen(balance),
                reported_on: Some(reported),
            });
            tables.reconciliations.push(Reconciliation {
                org: county.division.to_string().into(),
                fund,
                period: month.to_string().into(),
                counterpart: "国库",
                ours: Fen(balance),
                theirs: Fen(balance),
                done_on: Some(reported),
            });
        }
    }
}

/// Adds the county's quarterly reconciliations of integrated funds with the agriculture division (B
/// 二（三）2): what was paid up to the quarter's end.
pub(crate) fn county_quarters(county: &County, tables: &mut Tables) {
    let integrated = |s: &&Statement| {
        let class = FUNDS.iter().find(|f| f.code == s.fund).map(|f| f.class);
        class == Some(domain::FundClass::Integrated)
    };
    let mut paid: BTreeMap<&str, i64> = BTreeMap::new();
    let mut rows = Vec::new();
    for statement in tables.statements.iter().filter(integrated) {
        let sum = paid.entry(statement.fund).or_default();
        *sum += statement.expenditure.0;
        let (year, month) = statement.month.year_month();
        if month % 3 == 0 {
            rows.push(Reconciliation {
                org: county.division.to_string().into(),
                fund: statement.fund,
                period: format!("{year}-Q{}", month / 3).into(),
                counterpart: "农业处",
                ours: Fen(*sum),
                theirs: Fen(*sum),
                done_on: statement.month.last_day().map(|end| later(end, 9)),
            });
        }
    }
    tables.reconciliations.extend(rows);
}

fn flows(allotments: &[Allotment], payments: &[Payment]) -> Flows {
    let mut flows = Flows::new();
    for received in allotments {
        let month = received.received_on.unwrap_or(Day::FIRST).month();
        flows.entry(received.fund).or_default().entry(month).or_default().0 += received.amount.0;
    }
    for payment in payments {
        let sign = if payment.kind == "refund" { -1 } else { 1 };
        let month = payment.paid_on.month();
        let slot = flows.entry(payment.fund).or_default().entry(month).or_default();
        slot.1 += sign * payment.amount.0;
    }
    flows
}

/// Adds the quarterly reconciliations of integrated funds between the business divisions and the
/// agriculture division (B 二（三）2), from the quarter of the first receipt.
pub(crate) fn quarters(region: Division, horizon: Day, head: &mut Tables) {
    for fund in FUNDS.iter().filter(|f| f.class == domain::FundClass::Integrated) {
        let of_fund = |a: &&Allotment| a.fund == fund.code;
        let received = |a: &Allotment| a.received_on.or(a.approved_on);
        let rows: Vec<&Allotment> = head.allotments.iter().filter(of_fund).collect();
        let Some(first) = rows.iter().filter_map(|a| received(a)).min() else { continue };
        let mut handed_down: Vec<Reconciliation> = Vec::new();
        for month in months(first, horizon).filter(|m| m.year_month().1 % 3 == 0) {
            let end = month.last_day().unwrap_or(horizon);
            let by_then = rows.iter().filter(|a| a.from == region && a.to != region);
            let sum = by_then
                .filter(|a| a.issued_on.is_some_and(|on| on <= end))
                .map(|a| a.amount.0)
                .sum();
            let (year, number) = month.year_month();
            handed_down.push(Reconciliation {
                org: format!("{region}/{BUSINESS_DIVISIONS}").into(),
                fund: fund.code,
                period: format!("{year}-Q{}", number / 3).into(),
                counterpart: "农业处",
                ours: Fen(sum),
                theirs: Fen(sum),
                done_on: Some(later(end, 8)),
            });
        }
        head.reconciliations.extend(handed_down);
    }
}

const BUSINESS_DIVISIONS: &str = "region_business_divisions";
const FUND_OFFICE: &str = "region_fund_office";
const GROUP_OFFICE: &str = "region_finance_group_office";
const BUDGET_DIVISION: &str = "region_budget_division";
const TREASURY_DIVISION: &str = "region_treasury_division";
const EVALUATION_CENTRE: &str = "region_evaluation_centre";

/// A line of the table of reporting days: tables, reporter, days before (−) or after the month's
/// end, first year.
type Duty = (&'static [u32], &'static str, Term, u16);

/// By when a return is made here, a little before it is due.
#[derive(Clone, Copy)]
enum Term {
    /// On a day of the month itself, or its last where the month is shorter.
    InMonth(u32),
    /// On a day of the next month.
    NextMonth(u32),
}

/// Offices of the region (clauses.md section 4).
const OFFICES: &[Duty] = &[
    (&[1, 2, 3, 6], BUSINESS_DIVISIONS, Term::InMonth(27), 0),
    (&[1, 2], FUND_OFFICE, Term::InMonth(27), 0),
    (&[1, 2], GROUP_OFFICE, Term::InMonth(29), 0),
    (&[4, 5], GROUP_OFFICE, Term::NextMonth(4), 0),
    (&[6], TREASURY_DIVISION, Term::NextMonth(4), 0),
    (&[7, 8, 9], BUSINESS_DIVISIONS, Term::NextMonth(1), 0),
    (&[7, 8, 9], BUDGET_DIVISION, Term::NextMonth(4), 0),
    (&[7, 8, 9], EVALUATION_CENTRE, Term::NextMonth(4), 2020),
];
/// Tables that counties and prefectures return.
const LOCAL: &[u32] = &[4, 5, 6, 7, 8, 9];

/// Adds the returns of the region's offices and of the prefectures, from January of the first year.
pub(crate) fn office_returns(places: &Places, first_year: u16, horizon: Day, head: &mut Tables) {
    let start = day(first_year, 1, 1);
    for month in months(start, horizon) {
        for (tables, office, term, since) in OFFICES {
            if month.year_month().0 < i32::from(*since) {
                continue;
            }
            let org: Text = format!("{}/{office}", places.region).into();
            returns(tables, &org, month, *term, head);
        }
        for prefecture in &places.prefectures {
            let org: Text = prefecture.division.to_string().into();
            returns(LOCAL, &org, month, Term::InMonth(29), head);
        }
    }
}

/// Adds the returns of a county, from January of the first year.
pub(crate) fn county_returns(county: &County, first_year: u16, horizon: Day, tables: &mut Tables) {
    let org: Text = county.division.to_string().into();
    for month in months(day(first_year, 1, 1), horizon) {
        returns(LOCAL, &org, month, Term::InMonth(26), tables);
    }
}

fn returns(numbers: &[u32], org: &Text, month: Month, term: Term, tables: &mut Tables) {
    let Some(first) = month.first_day() else { return };
    let on = match term {
        Term::InMonth(day) => later(first, day as i32 - 1).min(first.month_end()),
        Term::NextMonth(day) => later(first.month_end(), day as i32),
    };
    for table_no in numbers {
        tables.reports.push(Report {
            table_no: *table_no,
            org: org.clone(),
            period: month.to_string().into(),
            submitted_on: Some(on),
            reviewed_on: Some(later(on, 1)),
        });
    }
}
