//! What each county arranges for which kind of project: the share of industry that a pack may ask
//! for.

use std::collections::BTreeMap;

use domain::{Division, FundId, Level, TableId};

use super::dated::{INDUSTRY, words};
use super::fill::{add, cell, code, each, fen_value, scalar, word_value};
use super::links::{contains_any, past, text, year_end};
use super::payment::CLASSES;
use super::trail::Counties;
use super::{FactTable, Identity, Need};
use crate::context::{AllotmentRows, Context, Derived, ProjectRows};
use crate::value::{Type, UNKNOWN, day_value};

/// One row for each county, fund and budget year out of which projects were given money.
pub static COUNTY_FUND_PROJECTS: FactTable = FactTable {
    name: "county_fund_projects",
    zh: "一个县一个年度一项资金安排到项目的情况",
    en: "what one county gave to projects out of one fund of one year",
    subject: "county_fund_year",
    needs: &[
        Need(TableId::Projects, ""),
        Need(TableId::Fundings, ""),
        Need(TableId::Allotments, ""),
    ],
    day: "day",
    amount: Some("arranged"),
    rows: |context| context.derive::<Arranged>().0.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "day",
            Type::Date,
            ("年度末日", "last day of the year"),
            &[],
            |context, rows| of(context, rows, |row| day_value(year_end(Some(row.year)))),
        ),
        scalar(
            "fiscal_year",
            Type::Count,
            ("指标的预算年度", "fiscal year of the allotments"),
            &[],
            |context, rows| of(context, rows, |row| i64::from(row.year)),
        ),
        code("class", CLASSES, ("资金类别", "class of the money"), &[], |context, rows| {
            of(context, rows, |row| {
                word_value(CLASSES, context.data.funds.get(row.fund).class.word())
            })
        }),
        scalar(
            "arranged",
            Type::Money,
            ("安排到项目的资金", "given to projects"),
            &[],
            |context, rows| of(context, rows, |row| row.arranged),
        ),
        scalar(
            "industry",
            Type::Money,
            (
                "其中产业项目（项目类别含参数 industry_words 的词）",
                "of it to projects whose category has a word of the parameter industry_words",
            ),
            &[],
            |context, rows| of(context, rows, |row| row.industry),
        )
        .reading(&[INDUSTRY]),
    ],
};

struct Row {
    county: Division,
    fund: FundId,
    year: u16,
    arranged: i64,
    industry: i64,
}

/// Rows by county, fund and year.
struct Arranged(Vec<Row>);

fn of(context: &Context, rows: &[u32], value: impl Fn(&Row) -> i64) -> Vec<i64> {
    let all = context.derive::<Arranged>();
    each(rows, |row| all.0.get(row).map_or(UNKNOWN, &value))
}

impl Derived for Arranged {
    fn build(context: &Context) -> Self {
        let tables = &context.data.tables;
        let (projects, allotments) =
            (context.derive::<ProjectRows>(), context.derive::<AllotmentRows>());
        let counties = context.derive::<Counties>();
        let mut sums: BTreeMap<(Division, FundId, u16), (i64, i64)> = BTreeMap::new();
        for row in 0..tables.fundings.project.len() {
            let project = projects.0.get(cell(&tables.fundings.project, row));
            let allotment = allotments.0.get(cell(&tables.fundings.allotment, row));
            let day = past(context, cell(&tables.fundings.allotted_on, row));
            let (Some(project), Some(allotment), Some(_)) = (project, allotment, day) else {
                continue;
            };
            let county = cell(&tables.projects.county, project).map(|c| counties.newest(c));
            let fund = cell(&tables.allotments.fund, allotment);
            let year = cell(&tables.allotments.fiscal_year, allotment);
            let (Some(county), Some(fund), Some(year)) = (county, fund, year) else { continue };
            if context.pack.divisions.level(county) != Some(Level::County) {
                continue;
            }
            let amount = fen_value(cell(&tables.fundings.amount, row));
            let (arranged, industry) = sums.entry((county, fund, year)).or_default();
            *arranged = add(*arranged, amount);
            if is_industry(context, project, year) {
                *industry = add(*industry, amount);
            }
        }
        let rows = sums.into_iter().map(|((county, fund, year), (arranged, industry))| Row {
            county,
            fund,
            year,
            arranged,
            industry,
        });
        Arranged(rows.collect())
    }
}

/// Whether a project's category has one of the words that the pack gives for the year.
fn is_industry(context: &Context, project: usize, year: u16) -> bool {
    let category = text(context, &context.data.tables.projects.category, project);
    year_end(Some(year)).is_some_and(|day| contains_any(category, words(context, INDUSTRY, day)))
}

fn identity(context: &Context, row: usize) -> Identity {
    let all = context.derive::<Arranged>();
    let Some(row) = all.0.get(row) else { return Identity::default() };
    let fund = context.data.funds.get(row.fund);
    Identity {
        id: format!("{}/{}/{}", row.county, fund.code, row.year),
        name: format!("{} {}", context.pack.divisions.name(row.county), fund.name),
        division: Some(row.county),
        period: Some(row.year.to_string()),
        record: None,
    }
}
