//! From what somebody entered to what a plan says.

use domain::columns::Decimal;
use domain::division::{Division, Level};
use domain::factor::plan::Draft;
use domain::factor::{Factor, Place};
use store::db::Tx;
use store::records::all_funds;

use super::faults::{missing, named, refused};
use super::table::filled;
use crate::context::Context;
use crate::operations::handling::acting::{written, yuan};
use crate::operations::{Done, Failure, Refusal};

/// The attribute of the counties of B 二（一）1（2）.
const DEEP: &str = "deeply-poor";
/// Years that a plan may be of.
const YEARS: std::ops::RangeInclusive<i64> = 2016..=2099;

/// A plan as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Planning {
    /// Code or name of the fund.
    pub(crate) fund: String,
    /// Fiscal year of the money.
    pub(crate) fiscal_year: String,
    /// `prefecture` or `county`.
    pub(crate) level: String,
    /// What is divided, in yuan.
    pub(crate) amount: String,
    /// Remark.
    pub(crate) note: String,
    /// The factors; those of which nothing is written are left out.
    pub(crate) factors: Vec<FactorInput>,
    /// The places.
    pub(crate) rows: Vec<Row>,
    /// A table of values, as it was pasted or sent.
    pub(crate) table: String,
}

/// A factor as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct FactorInput {
    /// What it is.
    pub(crate) name: String,
    /// In what it is counted.
    pub(crate) unit: String,
    /// From where its values are.
    pub(crate) source: String,
    /// Its weight in percent.
    pub(crate) weight: String,
}

/// A place as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Code of the division.
    pub(crate) to: String,
    /// Whether it takes no part.
    pub(crate) out: bool,
    /// Its values, in the order of the factors.
    pub(crate) values: Vec<String>,
}

/// What was entered, read.
pub(super) struct Read {
    pub(super) fund: String,
    pub(super) fiscal_year: i64,
    pub(super) level: Level,
    pub(super) draft: Draft,
}

/// The region, which divides.
pub(super) fn of_region(context: &Context) -> Result<Division, Refusal> {
    let divisions = context.divisions();
    let region = divisions.iter().find(|entry| entry.level == Level::Region);
    region.map(|entry| entry.division).ok_or(Refusal::UnknownDivision)
}

/// The places among which the region divides by the factor method (B 二（一）1（2）): its prefectures, or the deeply
/// poor counties.
pub(crate) fn receivers(context: &Context, level: Level) -> Vec<Division> {
    let divisions = context.divisions();
    let mut all: Vec<Division> = divisions
        .iter()
        .filter(|entry| entry.level == level && entry.valid_to.is_none())
        .map(|entry| entry.division)
        .filter(|place| level == Level::Prefecture || divisions.has_tag(*place, DEEP))
        .collect();
    all.sort_unstable();
    all
}

/// The level of a word.
pub(super) fn level_of(word: &str) -> Result<Level, Refusal> {
    match Level::from_word(word.trim()) {
        Some(level @ (Level::Prefecture | Level::County)) => Ok(level),
        _ => Err(Refusal::UnknownDivision),
    }
}

/// Reads what was entered. Everything is said by the names of factors and places.
pub(super) async fn read(tx: &mut Tx, context: &Context, planning: &Planning) -> Done<Read> {
    let level = level_of(&planning.level)?;
    let funds = all_funds(tx, &context.pack.funds).await?;
    let fund = funds.resolve(&planning.fund).ok_or_else(unknown_fund)?;
    let year = planning.fiscal_year.trim().parse().ok().filter(|year| YEARS.contains(year));
    let fiscal_year = year.ok_or_else(unknown_year)?;
    let factors = factors(&planning.factors)?;
    let amount = yuan(&planning.amount)?;
    domain::factor::whole(&factors).map_err(|fault| named(context, &factors, &[], fault))?;
    let rows = filled(context, (level, fiscal_year), &factors, planning)?;
    let places = places(context, level, &factors, &rows)?;
    let draft = Draft { amount, factors, places, note: written(&planning.note)? };
    draft.fits().map_err(|fault| named(context, &draft.factors, &draft.places, fault))?;
    Ok(Read { fund: funds.get(fund).code.clone(), fiscal_year, level, draft })
}

fn unknown_fund() -> Failure {
    refused(
        "fund-unknown",
        "没有这个资金；请从资金目录中选择。".to_owned(),
        "There is no such fund: choose one of the catalogue.".to_owned(),
    )
}

fn unknown_year() -> Failure {
    refused(
        "year-unfit",
        "预算年度应为四位数字，2016 年及以后。".to_owned(),
        "The fiscal year has four digits and is 2016 or later.".to_owned(),
    )
}

fn factors(entered: &[FactorInput]) -> Done<Vec<Factor>> {
    let is_blank = |one: &&FactorInput| {
        [&one.name, &one.unit, &one.source, &one.weight].iter().all(|text| text.trim().is_empty())
    };
    let factor = |one: &FactorInput| {
        let (name, unit) = (written(&one.name)?, written(&one.unit)?);
        let weight = weight(&one.weight).ok_or_else(|| bad_weight(&name, &one.weight))?;
        Ok(Factor { name, unit, source: written(&one.source)?, weight })
    };
    entered.iter().filter(|one| !is_blank(one)).map(factor).collect()
}

/// A percentage with at most two decimals, in hundredths of a percent.
fn weight(text: &str) -> Option<u32> {
    if text.trim().is_empty() {
        return Some(0);
    }
    let Decimal(value) = Decimal::parse_unsigned(text).ok()?;
    if value % 100 == 0 { u32::try_from(value / 100).ok() } else { None }
}

fn bad_weight(name: &str, text: &str) -> Failure {
    let text = domain::privacy::mask(text.trim());
    refused(
        "factor-weight-unfit",
        format!("因素“{name}”的权重“{text}”不是百分比；请填写最多两位小数的数字，如 35 或 33.33。"),
        format!(
            "The weight “{text}” of “{name}” is no percentage: write a number with at most two decimals, such as 35 \
             or 33.33."
        ),
    )
}

/// The places that take part with their values; none where nobody has written any value yet.
fn places(context: &Context, level: Level, factors: &[Factor], rows: &[Row]) -> Done<Vec<Place>> {
    let written = |row: &Row| row.values.iter().any(|value| !value.trim().is_empty());
    if !rows.iter().any(written) {
        return Ok(Vec::new());
    }
    let divisions = context.divisions();
    let known = receivers(context, level);
    let mut places = Vec::with_capacity(known.len());
    for row in rows {
        let division = row.to.trim().parse().ok().and_then(Division::from_code);
        let division = division.filter(|place| known.contains(place));
        let division = division.ok_or_else(|| no_receiver(&row.to))?;
        let name = divisions.name(division);
        match (row.out, written(row)) {
            (true, true) => return Err(left_out(&name)),
            (true, false) => {}
            (false, _) => places.push(Place { division, values: values(&name, factors, row)? }),
        }
    }
    let named = |place: &Division| rows.iter().any(|row| row.to.trim() == place.to_string());
    if let Some(absent) = known.iter().find(|place| !named(place)) {
        let (name, factor) = (divisions.name(*absent), factors.first());
        return Err(no_value(&name, factor.map_or("", |factor| factor.name.as_str())));
    }
    Ok(places)
}

fn no_receiver(code: &str) -> Failure {
    let code = domain::privacy::mask(code.trim());
    refused(
        "not-a-receiver",
        format!("“{code}”不是本方案的接收地区；请使用页面或模板所列地区。"),
        format!(
            "“{code}” is no receiver of this plan: use those that the page or the template lists."
        ),
    )
}

fn left_out(name: &str) -> Failure {
    refused(
        "place-left-out",
        format!("{name}标为“不参与”，却填有数值；请取消勾选或清空数值。"),
        format!("{name} is left out and has values all the same: let it take part or empty them."),
    )
}

pub(super) fn no_value(place: &str, factor: &str) -> Failure {
    let (zh, en) = missing(place, factor);
    refused("factor-value-missing", zh, en)
}

fn values(name: &str, factors: &[Factor], row: &Row) -> Done<Vec<Decimal>> {
    let value = |(at, factor): (usize, &Factor)| {
        let text = row.values.get(at).map_or("", |text| text.trim());
        if text.is_empty() {
            return Err(no_value(name, &factor.name));
        }
        Decimal::parse_unsigned(text).map_err(|_| bad_value((name, &factor.name), text))
    };
    factors.iter().enumerate().map(value).collect()
}

fn bad_value((place, factor): (&str, &str), text: &str) -> Failure {
    let text = domain::privacy::mask(text);
    refused(
        "factor-value-unfit",
        format!("{place}的“{factor}”填的“{text}”不是数字；请填写不带负号、最多四位小数的数字。"),
        format!(
            "The value “{text}” of “{factor}” for {place} is no number: write one without a sign, with at most four \
             decimals."
        ),
    )
}
