//! Registers (台账) of a division: problems, and money, by place or by rule and fund.

use axum::Extension;
use axum::extract::State;
use serde::Serialize;
use store::registers::Tally;

use super::lists::{Pairs, number, pairs};
use super::overview::{Sums, sums, wrong};
use super::{Answer, Caller, Problem, json, yuan};
use crate::operations::Refusal;
use crate::operations::registers::{self, By, Row, Wanted};
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

fn of(row: &Row) -> RowOf {
    match row {
        Row::Own(place) => {
            RowOf { division: Some(place.to_string()), own_level: true, ..RowOf::default() }
        }
        Row::Place(place) => RowOf { division: Some(place.to_string()), ..RowOf::default() },
        Row::Rule(rule) => RowOf { rule: Some(rule.clone()), ..RowOf::default() },
        Row::Fund(fund) => RowOf { fund: Some(fund.clone()), ..RowOf::default() },
    }
}

fn problems_of(tally: Tally) -> Problems {
    let Tally { red, yellow, handled, rectified, overdue, amount } = tally;
    Problems { red, yellow, handled, rectified, overdue, amount: yuan(amount) }
}

/// What an address asks for.
#[derive(Default)]
struct Asked {
    division: String,
    year: String,
    by: By,
}

impl Asked {
    fn wanted(&self) -> Wanted<'_> {
        Wanted { division: &self.division, year: &self.year, by: self.by }
    }
}

fn asked(caller: &Caller, given: Pairs, has_years: bool) -> Result<Asked, Problem> {
    let mut asked = Asked::default();
    for (name, text) in pairs(caller, given)? {
        match (name.as_str(), text.as_str()) {
            ("division", _) => asked.division = text,
            ("year", _) if has_years => {
                asked.year = number(caller, (&name, &text), 1900..=2999)?.to_string();
            }
            ("by", "place") => asked.by = By::Place,
            ("by", "kind") => asked.by = By::Kind,
            _ => {
                let field = Some(name.into());
                return Err(Problem { field, ..caller.problem(Refusal::AskedWrongly) });
            }
        }
    }
    Ok(asked)
}

/// The register of problems.
pub(crate) async fn problems(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let asked = asked(&caller, given, false)?;
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
    let asked = asked(&caller, given, true)?;
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
