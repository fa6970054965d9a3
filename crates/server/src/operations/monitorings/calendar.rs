//! The nodes of the calendar of the policy pack that have been reached: at which days rounds are owed, until when they
//! are entered. They are derived, and made anew whenever the pack, its settings or the day say something else.

use domain::{Day, Month};
use policy::Pack;
use policy::pack::Value;
use store::monitorings::{self, Node};

use crate::context::Context;
use crate::operations::Done;

/// Months of the nodes, days after which a round is late, by what targets are set for.
const KINDS: [(&str, &str, &str); 2] = [
    ("project", "monitoring_months", "monitoring_entry_days"),
    ("department", "department_monitoring_months", "department_monitoring_days"),
];

/// Months for which a day of entry is laid down, and that day.
const ENTRY_MONTHS: &str = "entry_months";
const ENTRY_DAY: &str = "entry_deadline";

/// Opens the rounds of nodes that have been reached, as of a day.
pub(crate) async fn open(context: &Context, on: Day) -> Done<bool> {
    let mut tx = context.db.read().await?;
    let Some(first) = monitorings::first_year(&mut tx).await? else { return Ok(false) };
    let first = i32::try_from(first).unwrap_or(i32::MAX).max(on.year() - YEARS);
    let wanted = nodes(&context.pack, first, on);
    if monitorings::nodes(&mut tx).await? == wanted {
        return Ok(false);
    }
    drop(tx);
    let mut tx = context.db.write().await?;
    monitorings::set_nodes(&mut tx, &wanted).await?;
    tx.commit().await?;
    Ok(true)
}

/// Years that are looked back.
const YEARS: i32 = 20;

/// The nodes of some years up to a day, by kind and day.
fn nodes(pack: &Pack, first: i32, on: Day) -> Vec<Node> {
    let mut all = Vec::new();
    for of in KINDS {
        for year in first..=on.year() {
            let months = (1..=12).filter_map(|month| Month::new(year, month));
            all.extend(months.filter_map(|month| node(pack, of, month)));
        }
    }
    all.retain(|node| node.node <= on.to_string());
    all.sort();
    all
}

/// The node at the end of a month, where the pack has one.
fn node(pack: &Pack, (kind, months, days): (&str, &str, &str), month: Month) -> Option<Node> {
    let (begins, end) = (month.first_day()?, month.last_day()?);
    let (year, number, _) = end.ymd();
    let named = |param| says(pack, param, end, &format!("{number:02}"));
    if !named(months) {
        return None;
    }
    let laid_down = match pack.params.on(ENTRY_DAY, end) {
        Some(Value::MonthDay(month, day)) if kind == "project" && named(ENTRY_MONTHS) => {
            Day::new(year, *month, *day)
        }
        _ => None,
    };
    let due = match pack.params.on(days, end) {
        Some(Value::Count(days)) => end.plus_days(i32::try_from(*days).ok()?),
        _ => None,
    };
    Some(Node {
        kind: kind.to_owned(),
        node: end.to_string(),
        number: i64::from(year) * 100 + i64::from(number),
        fiscal_year: i64::from(year),
        begins: begins.to_string(),
        due: laid_down.or(due)?.to_string(),
    })
}

fn says(pack: &Pack, param: &str, on: Day, word: &str) -> bool {
    match pack.params.on(param, on) {
        Some(Value::Words(words)) => words.iter().any(|one| one == word),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::tests::pack;

    #[test]
    fn nodes_are_those_of_the_pack() {
        let pack = pack();
        let on = Day::parse("2020-08-31").unwrap();
        let found: Vec<(String, String, String)> = nodes(&pack, 2020, on)
            .into_iter()
            .map(|node| (node.kind, node.node, node.due))
            .collect();
        let expect = [
            ("department", "2020-06-30", "2020-07-20"),
            ("project", "2020-05-31", "2020-06-20"),
            ("project", "2020-06-30", "2020-07-20"),
            ("project", "2020-08-31", "2020-09-20"),
        ];
        let expect = expect.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(found, expect);
        let before = Day::parse("2020-05-30").unwrap();
        assert!(nodes(&pack, 2020, before).is_empty(), "no node has been reached");
    }
}
