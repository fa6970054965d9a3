//! Registers (台账) of a division: raising, spending, money and problems. The register of allocation is a list.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::State;
use domain::FundClass;
use serde::Serialize;
use store::registers::Tally;

use super::lists::{Pairs, number, pairs};
use super::overview::{Sums, sums, wrong};
use super::{Answer, Caller, Problem, json, yuan};
use crate::operations::Refusal;
use crate::operations::registers::raising::{self, Group, Raised, Raising};
use crate::operations::registers::spending::{self, Spent};
use crate::operations::registers::{self, By, Only, Row, Wanted};
use crate::visit::Site;

/// The register of problems of a division.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProblemRegister {
    /// Code of the division.
    division: String,
    /// Its rows.
    rows: Vec<ProblemRow>,
    /// All of it.
    whole: Problems,
}

/// What a row of a register is of.
#[derive(Default, Serialize, utoipa::ToSchema)]
pub(crate) struct RowOf {
    /// Code of the division.
    #[serde(skip_serializing_if = "Option::is_none")]
    division: Option<String>,
    /// Whether it is the division itself, without what lies below it.
    own_level: bool,
    /// Id of the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    /// Code of the fund; empty: the records do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    fund: Option<String>,
    /// Month, as 2019-07.
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<String>,
}

/// A row of the register of problems.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProblemRow {
    /// What it is of.
    of: RowOf,
    /// What was found, and what became of it.
    problems: Problems,
}

/// What was found, and what became of it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Problems {
    /// Red warnings.
    red: i64,
    /// Yellow ones.
    yellow: i64,
    /// How many of them are being dealt with.
    handled: i64,
    /// How many of them are put right.
    rectified: i64,
    /// How many of them are overdue.
    overdue: i64,
    /// Their amounts in yuan.
    amount: String,
}

/// The register of money of a division in a year.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MoneyRegister {
    /// Code of the division.
    division: String,
    /// The year.
    year: i64,
    /// The years of which there are records, the last one first.
    years: Vec<i64>,
    /// Its rows.
    rows: Vec<MoneyRow>,
    /// All of it.
    whole: Sums,
}

/// A row of the register of money.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MoneyRow {
    /// What it is of.
    of: RowOf,
    /// Its sums.
    sums: Sums,
}

/// What a row is of.
pub(super) fn of(row: &Row) -> RowOf {
    match row {
        Row::Own(place) => {
            RowOf { division: Some(place.to_string()), own_level: true, ..RowOf::default() }
        }
        Row::Place(place) => RowOf { division: Some(place.to_string()), ..RowOf::default() },
        Row::Rule(rule) => RowOf { rule: Some(rule.clone()), ..RowOf::default() },
        Row::Fund(fund) => RowOf { fund: Some(fund.clone()), ..RowOf::default() },
        Row::Month(month) => RowOf { month: Some(month.clone()), ..RowOf::default() },
    }
}

fn problems_of(tally: Tally) -> Problems {
    let Tally { red, yellow, handled, rectified, overdue, amount } = tally;
    Problems { red, yellow, handled, rectified, overdue, amount: yuan(amount) }
}

/// The register of raising of a division in a year.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RaisingRegister {
    /// Code of the division.
    division: String,
    /// The year.
    year: i64,
    /// The years of which there are records, the last one first.
    years: Vec<i64>,
    /// Its classes of money.
    classes: Vec<RaisedClass>,
    /// All of it.
    whole: RaisedSums,
}

/// A class of money with its funds.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RaisedClass {
    /// Word of the class; null: funds that are not in the catalogue.
    class: Option<&'static str>,
    /// All of it.
    sums: RaisedSums,
    /// Its funds.
    funds: Vec<RaisedFund>,
}

/// A fund of the register of raising.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RaisedFund {
    /// Code of the fund.
    fund: String,
    /// Id of the office that answers for raising it.
    office: Option<String>,
    /// Its sums.
    sums: RaisedSums,
}

/// What was raised, in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RaisedSums {
    /// This year.
    raised: String,
    /// Of it from the centre.
    central: String,
    /// Of it from the region's budget.
    region: String,
    /// Of it from budgets of prefectures and counties.
    below: String,
    /// Of it pooled.
    pooled: String,
    /// Last year.
    before: String,
    /// What approved fund proposals propose; null where there is none.
    proposed: Option<String>,
    /// What was raised more than that.
    beyond_proposed: Option<String>,
    /// What the documents say that the division holds.
    received: String,
    /// What the rules want at least; null where none tells.
    should: Option<String>,
    /// What was raised of that which they look at.
    towards: Option<String>,
    /// What is lacking.
    lacking: Option<String>,
    /// Sums that were recorded.
    records: i64,
    /// Documents of it.
    documents: i64,
    /// Red warnings about raising it that are lit.
    red: i64,
    /// Yellow ones.
    yellow: i64,
}

/// The register of spending of a division in a year.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SpendingRegister {
    /// Code of the division.
    division: String,
    /// The year.
    year: i64,
    /// The years of which there are records, the last one first.
    years: Vec<i64>,
    /// Months of the year that are over.
    elapsed_months: i64,
    /// Its rows.
    rows: Vec<SpendingRow>,
    /// All of it.
    whole: SpentSums,
}

/// A row of the register of spending.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SpendingRow {
    /// What it is of.
    of: RowOf,
    /// Its sums.
    sums: SpentSums,
}

/// What there was to spend, and what was paid, in yuan.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SpentSums {
    /// Received from outside of it, by the ledger.
    received: String,
    /// Its own budget.
    own_budget: String,
    /// Handed down to others outside of it.
    handed_down: String,
    /// Given back to others.
    given_back: String,
    /// Brought over from other funds and years, less what was brought over to them.
    brought_over: String,
    /// What there was to spend.
    available: String,
    /// Allotted to projects.
    allotted: String,
    /// What the ledger has left.
    balance: String,
    /// Paid by vouchers, without what came back.
    paid: String,
    /// What came back.
    refunded: String,
    /// By kind of payment.
    kinds: BTreeMap<String, String>,
    /// Paid by month, without what came back.
    months: BTreeMap<String, String>,
    /// Retention money not paid yet.
    retention: String,
    /// Surplus of projects.
    surplus: String,
    /// How far spending is ahead of the year; behind, where it is negative.
    ahead: String,
    /// Red warnings about payments that are lit, in rows of places and in all.
    red: i64,
    /// Yellow ones.
    yellow: i64,
    /// Warnings about the pace.
    pace: i64,
}

fn raised_of(raised: &Raised) -> RaisedSums {
    let due = raised.wanted;
    RaisedSums {
        raised: yuan(raised.amount()),
        central: yuan(raised.central),
        region: yuan(raised.region),
        below: yuan(raised.local),
        pooled: yuan(raised.pooled),
        before: yuan(raised.before),
        proposed: raised.planned().map(yuan),
        beyond_proposed: raised.apart().map(yuan),
        received: yuan(raised.received),
        should: due.map(|due| yuan(due.should)),
        towards: due.map(|due| yuan(due.has)),
        lacking: due.map(|due| yuan(due.short)),
        records: raised.rows,
        documents: raised.documents,
        red: raised.red,
        yellow: raised.yellow,
    }
}

fn class_of(register: &Raising, group: &Group) -> RaisedClass {
    let fund = |(code, raised): &(String, Raised)| {
        let known = register.funds.resolve(code).map(|fund| register.funds.get(fund));
        let office = known.and_then(|fund| fund.office.clone());
        RaisedFund { fund: code.clone(), office, sums: raised_of(raised) }
    };
    RaisedClass {
        class: group.class.map(FundClass::word),
        sums: raised_of(&group.whole),
        funds: group.funds.iter().map(fund).collect(),
    }
}

fn spent_of(spent: &Spent, elapsed: i64) -> SpentSums {
    let line = &spent.line;
    let named = |sums: &BTreeMap<String, i64>| {
        sums.iter().map(|(name, fen)| (name.clone(), yuan(*fen))).collect()
    };
    SpentSums {
        received: yuan(line.received.0),
        own_budget: yuan(line.raised.0),
        handed_down: yuan(line.handed_down.0),
        given_back: yuan(line.given_back.0),
        brought_over: yuan(line.carried.0),
        available: yuan(line.available().0),
        allotted: yuan(line.allotted.0),
        balance: yuan(line.left().0),
        paid: yuan(spent.paid()),
        refunded: yuan(spent.refunds()),
        kinds: named(&spent.kinds),
        months: named(&spent.months),
        retention: yuan(spent.retention),
        surplus: yuan(spent.surplus),
        ahead: yuan(spent.ahead(elapsed)),
        red: spent.red,
        yellow: spent.yellow,
        pace: spent.pace,
    }
}

/// What an address asks for.
#[derive(Default)]
pub(super) struct Asked {
    division: String,
    year: String,
    by: By,
    class: Option<FundClass>,
    office: String,
}

impl Asked {
    /// The same for the operation.
    pub(super) fn wanted(&self) -> Wanted<'_> {
        let only = Only { class: self.class, office: &self.office };
        Wanted { division: &self.division, year: &self.year, by: self.by, only }
    }
}

/// What can be asked of a register.
pub(super) struct Asks {
    /// A year.
    pub(super) years: bool,
    /// A class of money, or an office.
    pub(super) funds: bool,
    /// How rows are made.
    pub(super) ways: &'static [By],
}

const PLACES: &[By] = &[By::Place, By::Kind];

/// Reads what an address asks for; what is not among it is refused.
pub(super) fn asked(
    site: &Site,
    caller: &Caller,
    given: Pairs,
    asks: &Asks,
) -> Result<Asked, Problem> {
    let mut asked =
        Asked { by: asks.ways.first().copied().unwrap_or_default(), ..Asked::default() };
    for (name, text) in pairs(caller, given)? {
        let (way, class) = (By::from_word(&text), FundClass::from_word(&text));
        let is_office = site.context.pack.actors.contains_key(&text);
        match (name.as_str(), text.as_str()) {
            ("division", _) => asked.division = text,
            ("year", _) if asks.years => {
                asked.year = number(caller, (&name, &text), 1900..=2999)?.to_string();
            }
            ("by", _) if way.is_some_and(|way| asks.ways.contains(&way)) => {
                asked.by = way.unwrap_or_default();
            }
            ("class", _) if asks.funds && class.is_some() => asked.class = class,
            ("office", _) if asks.funds && is_office => asked.office = text,
            _ => {
                let field = Some(name.into());
                return Err(Problem { field, ..caller.problem(Refusal::AskedWrongly) });
            }
        }
    }
    Ok(asked)
}

/// The register of raising.
pub(crate) async fn raising(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let asked = asked(&site, &caller, given, &Asks { years: true, funds: true, ways: &[] })?;
    let (actor, day) = (caller.actor()?, caller.origin.day);
    let done = raising::raising(&site.context, actor, asked.wanted(), day).await;
    let found = done.map_err(|failure| wrong(&caller, failure))?;
    let register = RaisingRegister {
        division: found.division.to_string(),
        year: found.year,
        years: found.years.clone(),
        classes: found.groups.iter().map(|group| class_of(&found, group)).collect(),
        whole: raised_of(&found.whole),
    };
    json(&caller, &register)
}

/// The register of spending.
pub(crate) async fn spending(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let ways = &[By::Kind, By::Place];
    let asked = asked(&site, &caller, given, &Asks { years: true, funds: true, ways })?;
    let (actor, day) = (caller.actor()?, caller.origin.day);
    let done = spending::spending(&site.context, actor, asked.wanted(), day).await;
    let found = done.map_err(|failure| wrong(&caller, failure))?;
    let elapsed = found.elapsed;
    let row =
        |(row, spent): &(Row, Spent)| SpendingRow { of: of(row), sums: spent_of(spent, elapsed) };
    let register = SpendingRegister {
        division: found.division.to_string(),
        year: found.year,
        years: found.years,
        elapsed_months: elapsed,
        rows: found.rows.iter().map(row).collect(),
        whole: spent_of(&found.whole, elapsed),
    };
    json(&caller, &register)
}

/// The register of problems.
pub(crate) async fn problems(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let asked = asked(&site, &caller, given, &Asks { years: false, funds: false, ways: PLACES })?;
    let (actor, day) = (caller.actor()?, caller.origin.day);
    let done = registers::problems(&site.context, actor, asked.wanted(), day).await;
    let found = done.map_err(|failure| wrong(&caller, failure))?;
    let row =
        |(row, tally): &(Row, Tally)| ProblemRow { of: of(row), problems: problems_of(*tally) };
    let register = ProblemRegister {
        division: found.division.to_string(),
        rows: found.rows.iter().map(row).collect(),
        whole: problems_of(found.whole),
    };
    json(&caller, &register)
}

/// The register of money.
pub(crate) async fn money(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let asked = asked(&site, &caller, given, &Asks { years: true, funds: false, ways: PLACES })?;
    let (actor, day) = (caller.actor()?, caller.origin.day);
    let done = registers::money(&site.context, actor, asked.wanted(), day).await;
    let (found, year, years) = done.map_err(|failure| wrong(&caller, failure))?;
    let register = MoneyRegister {
        division: found.division.to_string(),
        year,
        years,
        rows: found
            .rows
            .iter()
            .map(|(row, line)| MoneyRow { of: of(row), sums: sums(*line) })
            .collect(),
        whole: sums(found.whole),
    };
    json(&caller, &register)
}
