//! The register of spending and use (支出使用台账): what there was to spend, what was paid, in which month and of
//! which kind, what is kept back or left over, and how fast it goes beside the year. The section's register is that
//! of its funds, the master register that of all (B 三（二）1).

use std::collections::BTreeMap;

use domain::{Day, Division, Funds};
use store::registers::{self, Lit};

use super::{By, Row, Wanted};
use crate::access::Operation;
use crate::context::Context;
use crate::lists::asked::below;
use crate::operations::overview::{self, Codes, Line, Sums};
use crate::operations::{Actor, Done};

/// The kinds of vouchers, in the order of the contract.
pub(crate) const KINDS: [&str; 7] =
    ["advance", "progress", "final", "retention", "subsidy", "fee", REFUND];
/// The kind by which money comes back.
const REFUND: &str = "refund";
/// Months of a year.
const MONTHS: i64 = 12;

/// The money of a part of what is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    /// What there is, by the ledger.
    pub(crate) line: Line,
    /// What vouchers say, by kind, in fen.
    pub(crate) kinds: BTreeMap<String, i64>,
    /// What vouchers paid in each month; what came back is not in it.
    pub(crate) months: BTreeMap<String, i64>,
    /// Retention money not paid yet.
    pub(crate) retention: i64,
    /// Surplus of projects.
    pub(crate) surplus: i64,
    /// Red warnings about payments that are lit.
    pub(crate) red: i64,
    /// Yellow ones.
    pub(crate) yellow: i64,
    /// Warnings about the pace of spending, red and yellow.
    pub(crate) pace: i64,
}

impl Spent {
    /// What vouchers paid, without what came back.
    pub(crate) fn paid(&self) -> i64 {
        let paid = self.kinds.iter().filter(|(kind, _)| *kind != REFUND);
        paid.fold(0, |sum, (_, fen)| sum.saturating_add(*fen))
    }

    /// What came back.
    pub(crate) fn refunds(&self) -> i64 {
        self.kinds.get(REFUND).copied().unwrap_or_default()
    }

    /// What was spent in the end.
    pub(crate) fn net(&self) -> i64 {
        self.paid().saturating_sub(self.refunds())
    }

    /// How far it is ahead of a share of the year, in fen; behind, where it is less than nothing.
    pub(crate) fn ahead(&self, months: i64) -> i64 {
        let even = i128::from(self.line.available().0) * i128::from(months) / i128::from(MONTHS);
        i64::try_from(i128::from(self.net()) - even).unwrap_or_default()
    }

    fn is_nothing(&self) -> bool {
        *self == Spent::default()
    }

    /// Together with others of the same divisions.
    fn add(&mut self, other: &Spent) {
        self.line.add(&other.line);
        for (sums, more) in [(&mut self.kinds, &other.kinds), (&mut self.months, &other.months)] {
            for (name, fen) in more {
                *sums.entry(name.clone()).or_default() += fen;
            }
        }
        self.retention += other.retention;
        self.surplus += other.surplus;
        self.red += other.red;
        self.yellow += other.yellow;
        self.pace += other.pace;
    }
}

/// The register.
#[derive(Clone, Debug)]
pub(crate) struct Spending {
    /// The division.
    pub(crate) division: Division,
    /// The divisions that may be looked at.
    pub(crate) places: Vec<Division>,
    /// The year.
    pub(crate) year: i64,
    /// The years of which there are records, the last one first.
    pub(crate) years: Vec<i64>,
    /// Months of the year that are over.
    pub(crate) elapsed: i64,
    /// Its rows.
    pub(crate) rows: Vec<(Row, Spent)>,
    /// All of it.
    pub(crate) whole: Spent,
    /// The funds that rows name.
    pub(crate) funds: Funds,
}

/// The register of spending of a division in a year.
pub(crate) async fn spending(
    context: &Context,
    actor: &Actor,
    wanted: Wanted<'_>,
    on: Day,
) -> Done<Spending> {
    let asked = (wanted.division, wanted.year);
    let operation = Operation::ReadRegisters;
    let chosen = overview::choose(context, actor, operation, asked, on.year()).await?;
    let (division, year, sums) = (chosen.division, chosen.year, chosen.sums);
    let lit = registers::lit(&mut context.db.read().await?).await?;
    let kept = sums.kept_back(context).await?;
    let look = Look { sums: &sums, kept, lit: &lit, year, wanted };
    let inside: Codes = below(division, context.divisions()).collect();
    let rows = match wanted.by {
        By::Place => look.places(context, division),
        _ => look.by_fund(&inside),
    };
    Ok(Spending {
        division,
        places: chosen.places,
        year,
        years: chosen.years,
        elapsed: elapsed(on, year),
        rows,
        whole: look.spent(&inside),
        funds: sums.funds.clone(),
    })
}

/// Months of a year that are over: one counts from its last day.
pub(crate) fn elapsed(on: Day, year: i64) -> i64 {
    let (this_year, month, _) = on.ymd();
    let is_last = on.plus_days(1).is_none_or(|next| next.ymd().2 == 1);
    match i64::from(this_year) - year {
        0 => i64::from(month) - i64::from(!is_last),
        ..0 => 0,
        _ => MONTHS,
    }
}

/// Looks at the sums of a year.
struct Look<'a> {
    sums: &'a Sums,
    kept: &'a [registers::KeptBack],
    lit: &'a [Lit],
    year: i64,
    wanted: Wanted<'a>,
}

impl Look<'_> {
    fn wants(&self, fund: &str) -> bool {
        self.wanted.only.wants(&self.sums.funds, fund)
    }

    /// What these divisions have of each fund that is asked for; empty: money of which no fund is given.
    fn funds(&self, codes: &Codes) -> BTreeMap<String, Spent> {
        let mut funds: BTreeMap<String, Spent> = BTreeMap::new();
        for (fund, line) in self.sums.lines(self.year, codes) {
            funds.entry(fund).or_default().line = line;
        }
        let here = |year: i64, county: &String| year == self.year && codes.contains(county);
        for one in self.sums.vouchers.iter().filter(|one| here(one.year, &one.county)) {
            let spent = funds.entry(one.fund.clone()).or_default();
            *spent.kinds.entry(one.kind.clone()).or_default() += one.fen;
            if one.kind != REFUND {
                *spent.months.entry(one.month.clone()).or_default() += one.fen;
            }
        }
        for one in self.kept.iter().filter(|one| here(one.year, &one.county)) {
            let spent = funds.entry(one.fund.clone()).or_default();
            spent.retention += one.retention;
            spent.surplus += one.surplus;
        }
        funds.retain(|fund, spent| !spent.is_nothing() && self.wants(fund));
        funds
    }

    /// All that these divisions have, with the warnings there.
    fn spent(&self, codes: &Codes) -> Spent {
        let mut spent = Spent::default();
        self.funds(codes).values().for_each(|fund| spent.add(fund));
        for one in self.lit.iter().filter(|one| codes.contains(&one.home)) {
            let count = match (one.rule.split('.').next(), one.lamp.as_str()) {
                (Some("pay"), "red") => &mut spent.red,
                (Some("pay"), _) => &mut spent.yellow,
                (Some("pace"), _) => &mut spent.pace,
                _ => continue,
            };
            *count += one.count;
        }
        spent
    }

    fn by_fund(&self, codes: &Codes) -> Vec<(Row, Spent)> {
        let funds = self.funds(codes).into_iter();
        let mut rows: Vec<_> = funds.map(|(fund, spent)| (Row::Fund(fund), spent)).collect();
        // In the order of the catalogue; what names no fund comes last.
        rows.sort_by_key(|(row, _)| match row {
            Row::Fund(fund) => {
                let known = self.sums.funds.resolve(fund);
                (known.is_none(), known)
            }
            _ => (true, None),
        });
        rows
    }

    fn places(&self, context: &Context, top: Division) -> Vec<(Row, Spent)> {
        let divisions = context.divisions();
        let own = (Row::Own(top), self.spent(&Codes::from([top.to_string()])));
        let children = divisions.iter().filter(|entry| entry.parent == Some(top));
        let child = |place: Division| {
            let codes: Codes = below(place, divisions).collect();
            (Row::Place(place), self.spent(&codes))
        };
        let rows = std::iter::once(own).chain(children.map(|entry| child(entry.division)));
        rows.filter(|(_, spent)| !spent.is_nothing()).collect()
    }
}
