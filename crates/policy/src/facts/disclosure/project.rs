//! `project_disclosure`: each project at each of the two levels where its notices must hang.

use domain::records::Projects;
use domain::{Choice, Day, TableId};

use super::postings::{ARRANGEMENT, COMPLETION, PLACES, Postings, first_day, place, table};
use crate::context::Context;
use crate::facts::fill::{cell, code, each, fen_value, scalar};
use crate::facts::subject::Kind;
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// One project at the township or the village.
pub static PROJECT_DISCLOSURE: FactTable = FactTable {
    name: "project_disclosure",
    zh: "一个项目在乡（镇）或村的公告公示",
    en: "the notices of one project at its township or its village",
    subject: "disclosure",
    needs: &[Need(TableId::Projects, "")],
    day: "year_begins",
    amount: Some("amount"),
    rows: |context| projects(context).id.len() * 2,
    skip: None,
    identity,
    place: None,
    columns: &[
        code(
            "level",
            PLACES,
            ("公示级次：乡（镇）或村", "township or village"),
            &[],
            |_, rows| each(rows, |row| i64::from(level(row).0)),
        ),
        scalar(
            "located",
            Type::Flag,
            (
                "项目位于乡（镇）或村（两者都未填时为未知）",
                "the project lies in such a township or village; unknown where it names neither",
            ),
            &[Need(TableId::Projects, "township"), Need(TableId::Projects, "village")],
            |context, rows| each(rows, |row| located(projects(context), row)),
        ),
        scalar(
            "plan_approved_on",
            Type::Date,
            ("计划批复日期", "day on which the plan was approved"),
            &[Need(TableId::Projects, "plan_approved_on")],
            |context, rows| {
                each(rows, |row| until(context, &projects(context).plan_approved_on, row))
            },
        ),
        scalar(
            "accepted_on",
            Type::Date,
            ("验收日期", "day of acceptance"),
            &[Need(TableId::Projects, "accepted_on")],
            |context, rows| each(rows, |row| until(context, &projects(context).accepted_on, row)),
        ),
        scalar(
            "arrangement_posted_on",
            Type::Date,
            ("项目安排首次公示的日期", "day on which the arrangement was first posted there"),
            &[Need(TableId::Disclosures, "posted_on")],
            |context, rows| posted(context, rows, ARRANGEMENT),
        ),
        scalar(
            "completion_posted_on",
            Type::Date,
            ("项目完成情况首次公示的日期", "day on which the completion was first posted there"),
            &[Need(TableId::Disclosures, "posted_on")],
            |context, rows| posted(context, rows, COMPLETION),
        ),
        scalar(
            "amount",
            Type::Money,
            ("计划金额", "amount in the plan"),
            &[],
            |context, rows| {
                each(rows, |row| fen_value(cell(&projects(context).planned_amount, row / 2)))
            },
        ),
        scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |context, rows| {
            each(rows, |row| year(context, row).map_or(UNKNOWN, i64::from))
        }),
        scalar(
            "year_begins",
            Type::Date,
            ("年度的第一日", "first day of the fiscal year"),
            &[],
            |context, rows| {
                each(rows, |row| {
                    day_value(year(context, row).and_then(|y| Day::new(i32::from(y), 1, 1)))
                })
            },
        ),
    ],
};

fn projects<'a>(context: &Context<'a>) -> &'a Projects {
    &context.data.tables.projects
}

/// Of the two rows of a project the first is the township's, the second the village's.
fn level(row: usize) -> Choice {
    Choice(if row.is_multiple_of(2) { 4 } else { 5 })
}

/// A village lies in a township, so a project with a village has notices at both; one with a township alone
/// has no village. Where neither is named the place is missing, and nobody can tell.
fn located(projects: &Projects, row: usize) -> i64 {
    let village = cell(&projects.village, row / 2).is_some();
    let township = cell(&projects.township, row / 2).is_some();
    let named = village || township;
    if named { i64::from(village || row.is_multiple_of(2)) } else { UNKNOWN }
}

/// A day of the project up to the day of evaluation.
fn until(context: &Context, days: &[Option<Day>], row: usize) -> i64 {
    day_value(cell(days, row / 2).filter(|day| *day <= context.as_of))
}

/// When a stage was first posted. A notice that names no stage counts for the arrangement, and for
/// the completion if it was posted after the acceptance: before it there was nothing to tell.
fn posted(context: &Context, rows: &[u32], stage: Choice) -> Vec<i64> {
    let (postings, notices) = (context.derive::<Postings>(), table(context));
    let projects = projects(context);
    each(rows, |row| {
        let accepted = cell(&projects.accepted_on, row / 2);
        let fits = |notice: &usize| {
            let named = notices.stage.get(*notice).copied().unwrap_or_default();
            let after = || cell(&notices.posted_on, *notice) >= accepted && accepted.is_some();
            let unnamed = named == Choice::EMPTY && (stage == ARRANGEMENT || after());
            place(notices, *notice) == level(row) && (named == stage || unnamed)
        };
        let about = postings.of(Kind::Project, cell(&projects.id, row / 2));
        day_value(first_day(notices, about.filter(fits)))
    })
}

fn year(context: &Context, row: usize) -> Option<u16> {
    cell(&projects(context).fiscal_year, row / 2)
}

fn identity(context: &Context, row: usize) -> Identity {
    let projects = projects(context);
    let text = |name| context.data.names.text_or_empty(name);
    let place = PLACES.get(usize::from(level(row).0) - 1).copied().unwrap_or_default();
    Identity {
        id: format!("{}@{place}", text(cell(&projects.id, row / 2))),
        name: text(cell(&projects.name, row / 2)).to_owned(),
        division: cell(&projects.county, row / 2),
        period: year(context, row).map(|y| y.to_string()),
        record: Some((TableId::Projects, row / 2)),
    }
}
