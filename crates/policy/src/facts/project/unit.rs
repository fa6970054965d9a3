//! The projects of one unit, one fund and one year, to see whether money was cut into many small ones.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Division, FundId, Name, TableId};

use super::unit_text;
use crate::context::{AllotmentRows, Context, Derived, ProjectRows};
use crate::facts::dated::{Dated, SMALL_PROJECT};
use crate::facts::fill::{add, cell, each, scalar};
use crate::facts::links::year_start;
use crate::facts::trail::Counties;
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

const P: TableId = TableId::Projects;
const NEEDS: &[Need] = &[Need(TableId::Fundings, ""), Need(TableId::Allotments, "")];

/// One row for each unit, fund and year in which the unit had projects paid from the fund.
pub static UNIT_FUND_YEAR: FactTable = FactTable {
    name: "unit_fund_year",
    zh: "一个单位一个年度用一项资金安排的项目",
    en: "the projects of one unit, fund and year",
    subject: "unit_fund_year",
    needs: &[Need(P, ""), Need(TableId::Fundings, ""), Need(TableId::Allotments, "")],
    day: "day",
    amount: Some("small_amount"),
    rows: |context| context.derive::<Units>().0.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "day",
            Type::Date,
            ("年度首日", "first day of the year"),
            &[],
            |context, rows| of(context, rows, |unit| day_value(year_start(Some(unit.year)))),
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("计划年度", "year of the plan"),
            &[],
            |context, rows| of(context, rows, |unit| i64::from(unit.year)),
        ),
        scalar("unit", Type::Text, ("实施单位", "unit in charge"), &[], |context, rows| {
            of(context, rows, |unit| unit_text(context, unit.first))
        }),
        scalar(
            "projects",
            Type::Count,
            ("项目数", "number of projects"),
            NEEDS,
            |context, rows| of(context, rows, |unit| unit.projects),
        ),
        scalar(
            "small_projects",
            Type::Count,
            ("低于最低规模的项目数", "projects below the floor"),
            NEEDS,
            |context, rows| of(context, rows, |unit| unit.small),
        )
        .reading(&[SMALL_PROJECT]),
        scalar(
            "small_amount",
            Type::Money,
            ("这些项目的计划金额合计", "planned amount of these projects"),
            NEEDS,
            |context, rows| of(context, rows, |unit| unit.small_amount),
        )
        .reading(&[SMALL_PROJECT]),
    ],
};

struct Unit {
    fund: FundId,
    year: u16,
    /// A project of it, for its name and place.
    first: usize,
    projects: i64,
    small: i64,
    small_amount: i64,
}

struct Units(Vec<Unit>);

fn of(context: &Context, rows: &[u32], value: impl Fn(&Unit) -> i64) -> Vec<i64> {
    let units = context.derive::<Units>();
    each(rows, |row| units.0.get(row).map_or(UNKNOWN, &value))
}

impl Derived for Units {
    fn build(context: &Context) -> Self {
        let tables = &context.data.tables;
        let (projects, allotments) =
            (context.derive::<ProjectRows>(), context.derive::<AllotmentRows>());
        // A project that gets a fund in several parts is still one project of that fund.
        let mut pairs: BTreeSet<(usize, FundId)> = BTreeSet::new();
        for row in 0..tables.fundings.project.len() {
            let project = projects.0.get(cell(&tables.fundings.project, row));
            let allotment = allotments.0.get(cell(&tables.fundings.allotment, row));
            let fund = allotment.and_then(|a| cell(&tables.allotments.fund, a));
            let done = cell(&tables.fundings.allotted_on, row).is_some_and(|d| d <= context.as_of);
            pairs.extend(project.zip(fund).filter(|_| done));
        }
        let counties = context.derive::<Counties>();
        let floor = Dated::new(context, SMALL_PROJECT);
        let mut places: BTreeMap<(Division, u32, FundId, u16), usize> = BTreeMap::new();
        let mut units: Vec<Unit> = Vec::new();
        for (project, fund) in pairs {
            let Some(key) = key(context, &counties, (project, fund)) else { continue };
            let place = *places.entry(key).or_insert(units.len());
            if place == units.len() {
                let (year, first) = (key.3, project);
                units.push(Unit { fund, year, first, projects: 0, small: 0, small_amount: 0 });
            }
            if let Some(unit) = units.get_mut(place) {
                unit.count(context, project, &floor);
            }
        }
        Units(units)
    }
}

/// County, unit, fund and year. The number of the unit's name only tells units apart: rows are made in
/// the order of projects.
fn key(
    context: &Context,
    counties: &Counties,
    (project, fund): (usize, FundId),
) -> Option<(Division, u32, FundId, u16)> {
    let projects = &context.data.tables.projects;
    let county = counties.newest(cell(&projects.county, project)?);
    let unit = cell(&projects.unit, project).map(Name::number)?;
    Some((county, unit, fund, cell(&projects.fiscal_year, project)?))
}

impl Unit {
    fn count(&mut self, context: &Context, project: usize, floor: &Dated) {
        let planned = cell(&context.data.tables.projects.planned_amount, project);
        let floor = year_start(Some(self.year)).and_then(|day| floor.on(day.number()));
        self.projects += 1;
        if let Some(planned) = planned.filter(|planned| floor.is_some_and(|f| planned.0 < f)) {
            self.small += 1;
            self.small_amount = add(self.small_amount, planned.0);
        }
    }
}

fn identity(context: &Context, row: usize) -> Identity {
    let units = context.derive::<Units>();
    let Some(unit) = units.0.get(row) else { return Identity::default() };
    let projects = &context.data.tables.projects;
    let name = context.data.names.text_or_empty(cell(&projects.unit, unit.first));
    Identity {
        id: format!("{name}/{}/{}", context.data.funds.get(unit.fund).code, unit.year),
        name: name.to_owned(),
        division: cell(&projects.county, unit.first),
        period: Some(unit.year.to_string()),
        record: Some((P, unit.first)),
    }
}
