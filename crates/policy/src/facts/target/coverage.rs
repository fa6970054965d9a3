//! How many of the projects of a county, and of a prefecture, have a target.

use std::collections::BTreeMap;

use domain::{Division, TableId};

use super::duty::{Approved, in_plan};
use crate::context::{Context, Derived};
use crate::facts::fill::{LEVELS, cell, code, each, level_value, scalar};
use crate::facts::links::{Funded, prefecture_of, year_start};
use crate::facts::organisation::code_in;
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// 绩效目标覆盖: one row a county or prefecture and fiscal year with projects in plan or funded.
pub static COVERAGE: FactTable = FactTable {
    name: "coverage",
    zh: "一个县或地州一个年度的绩效目标覆盖情况",
    en: "how far a county's or prefecture's projects of a year have targets",
    subject: "division",
    needs: &[Need(TableId::Projects, ""), Need(TableId::Targets, "")],
    day: "year_start",
    amount: None,
    rows: |context| context.derive::<Covered>().rows.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |c, rows| {
            fill(c, rows, |row| i64::from(row.year))
        }),
        scalar(
            "year_start",
            Type::Date,
            ("年度第一天", "first day of the fiscal year"),
            &[],
            |c, rows| fill(c, rows, |row| day_value(year_start(Some(row.year)))),
        ),
        code("level", LEVELS, ("级次", "level of government"), &[], |c, rows| {
            fill(c, rows, |row| level_value(c.pack.divisions.level(row.division)))
        }),
        scalar(
            "projects",
            Type::Count,
            ("已列入计划或已安排资金的项目数", "projects in plan or funded"),
            &[Need(TableId::Projects, "plan_approved_on"), Need(TableId::Fundings, "")],
            |c, rows| fill(c, rows, |row| row.projects),
        ),
        scalar(
            "covered",
            Type::Count,
            ("其中有已批复绩效目标的项目数", "of these with an approved target"),
            &[Need(TableId::Targets, "approved_on")],
            |c, rows| fill(c, rows, |row| row.covered),
        ),
    ],
};

/// One division and year.
struct Row {
    division: Division,
    year: u16,
    projects: i64,
    covered: i64,
}

struct Covered {
    rows: Vec<Row>,
}

impl Derived for Covered {
    fn build(context: &Context) -> Covered {
        let table = &context.data.tables.projects;
        let (funded, approved) = (context.derive::<Funded>(), context.derive::<Approved>());
        let mut sums: BTreeMap<(u16, Division), (i64, i64)> = BTreeMap::new();
        for project in 0..table.id.len() {
            let place = cell(&table.county, project).zip(cell(&table.fiscal_year, project));
            let Some((county, year)) = place else { continue };
            if !in_plan(context, project) && funded.first(project).is_none() {
                continue;
            }
            let county = context.pack.divisions.canonical(county);
            let has_target = i64::from(approved.of(project).is_some());
            for division in [Some(county), prefecture_of(context, county)].into_iter().flatten() {
                let sum = sums.entry((year, division)).or_default();
                *sum = (sum.0 + 1, sum.1 + has_target);
            }
        }
        let row =
            |((year, division), (projects, covered))| Row { division, year, projects, covered };
        Covered { rows: sums.into_iter().map(row).collect() }
    }
}

fn fill(context: &Context, rows: &[u32], value: impl Fn(&Row) -> i64) -> Vec<i64> {
    let covered = context.derive::<Covered>();
    each(rows, |row| covered.rows.get(row).map_or(UNKNOWN, &value))
}

fn identity(context: &Context, row: usize) -> Identity {
    let covered = context.derive::<Covered>();
    let Some(row) = covered.rows.get(row) else { return Identity::default() };
    let division = code_in(&context.pack.divisions, row.division, row.year);
    Identity {
        id: format!("{division}/{}", row.year),
        name: context.pack.divisions.name(division),
        division: Some(division),
        period: Some(row.year.to_string()),
        record: None,
    }
}
