//! How the region of the demo divided its money: one factor plan that was adopted, and a later one that waits.

use domain::{Division, Fen, Level, TableId};
use store::history::held;

use super::cast::signed_in;
use crate::context::{Context, Origin};
use crate::operations::Done;
use crate::operations::factor_plans::{self, Adopting, FactorInput, Planning, Row, receivers};

/// The fund of the plans.
const FUND: &str = "special-development";
/// Fen for which one poor person is counted in the values of the demo, and one village.
const PERSON: i64 = 80_000;
const VILLAGE: i64 = 20_000_000;

/// Plans, and the document.
pub(super) async fn play(context: &Context, origin: &Origin, password: &str) -> Done<()> {
    let enter = async |login: &str| signed_in(context, origin, login, password).await;
    let (maker, leader) = (enter("fund").await?, enter("group").await?);
    let year = i64::from(origin.day.year());
    let before = proposed(context, year).await?;
    if before.is_empty() {
        return Ok(());
    }
    let amount: i64 = before.iter().map(|(_, fen)| fen).sum();
    let value = |place: Division| before.iter().find(|one| one.0 == place).map_or(0, |one| one.1);
    let first = planning(context, (Level::Prefecture, year), Fen(amount), value);
    let id = factor_plans::begin(context, origin, &maker, &first).await?;
    factor_plans::prepare(context, origin, &maker, (id, "propose", "")).await?;
    let adopting = Adopting {
        document: format!("新扶领纪〔{year}〕8号"),
        on: origin.day.to_string(),
        changed: Vec::new(),
    };
    factor_plans::adopt(context, origin, &leader, (id, &adopting)).await?;
    // The counties' values are made up: the larger the code, the fewer poor people.
    let next = planning(context, (Level::County, year + 1), Fen(32_000_000_000), |place| {
        i64::from(654_000_u32.saturating_sub(place.code())) * 1_000_000 + 900_000_000
    });
    let id = factor_plans::begin(context, origin, &maker, &next).await?;
    factor_plans::prepare(context, origin, &maker, (id, "propose", "")).await
}

/// What is proposed for the prefectures so far.
async fn proposed(context: &Context, year: i64) -> Done<Vec<(Division, i64)>> {
    let (table, mut found) = (TableId::Proposals, Vec::new());
    let mut tx = context.db.read().await?;
    for record in held(&mut tx, table, &[("fund", FUND)], 5_000).await? {
        let to = record.text(table, "to").parse().ok().and_then(Division::from_code);
        let is_of = record.number(table, "fiscal_year") == Some(year);
        let fen = record.number(table, "amount").filter(|_| is_of);
        found.extend(to.zip(fen));
    }
    let places = receivers(context, Level::Prefecture);
    found.retain(|(place, _)| places.contains(place));
    Ok(found)
}

/// A plan by poor people and poor villages; who has none of either takes no part.
fn planning(
    context: &Context,
    (level, year): (Level, i64),
    amount: Fen,
    fen: impl Fn(Division) -> i64,
) -> Planning {
    let factor = |(name, unit, weight): (&str, &str, &str)| FactorInput {
        name: name.to_owned(),
        unit: unit.to_owned(),
        source: "扶贫开发信息系统年度数据".to_owned(),
        weight: weight.to_owned(),
    };
    let factors = [("贫困人口", "人", "70"), ("贫困村", "个", "30")];
    let row = |place: Division| {
        let fen = fen(place);
        let values = [fen / PERSON, fen / VILLAGE].map(|value| value.to_string());
        let out = fen < VILLAGE;
        Row { to: place.to_string(), out, values: if out { Vec::new() } else { values.into() } }
    };
    Planning {
        fund: FUND.to_owned(),
        fiscal_year: year.to_string(),
        level: level.word().to_owned(),
        amount: amount.plain(),
        note: "会同自治区扶贫办测算".to_owned(),
        factors: factors.map(factor).into(),
        rows: receivers(context, level).into_iter().map(row).collect(),
        table: String::new(),
    }
}
