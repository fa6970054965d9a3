//! What performance management asks of a project: a target, and of a new major one an ex-ante evaluation.

use domain::{Day, TableId};

use crate::context::{Context, Derived};
use crate::facts::fill::{cell, choices, code, each, flags, money, scalar, years};
use crate::facts::links::{self, Funded, Links, past, text, year_start};
use crate::facts::{FactColumn, FactTable, Identity, Need};
use crate::value::{Type, day_value};

/// 应设绩效目标的项目: one row a project.
pub static TARGET_DUTY: FactTable = FactTable {
    name: "target_duty",
    zh: "一个项目应设的绩效目标",
    en: "the target that a project must have",
    subject: "project",
    needs: &[Need(TableId::Projects, ""), Need(TableId::Targets, "")],
    day: "year_start",
    amount: None,
    rows,
    skip: None,
    identity,
    place: None,
    columns: &[
        FISCAL_YEAR,
        YEAR_START,
        IN_PLAN,
        FUNDED,
        PLANNED_AMOUNT,
        scalar(
            "target_on",
            Type::Date,
            (
                "绩效目标批复日期（最早）",
                "day on which the first target of the project was approved",
            ),
            &[Need(TableId::Targets, "approved_on")],
            |c, rows| {
                let approved = c.derive::<Approved>();
                each(rows, |row| day_value(approved.of(row)))
            },
        ),
    ],
};

/// 应做事前评估的项目: one row a project.
pub static APPRAISAL_DUTY: FactTable = FactTable {
    name: "appraisal_duty",
    zh: "一个项目应做的事前绩效评估",
    en: "the ex-ante evaluation that a project must have had before its budget",
    subject: "project",
    needs: &[Need(TableId::Projects, "")],
    day: "year_start",
    amount: Some("planned_amount"),
    rows,
    skip: None,
    identity,
    place: None,
    columns: &[
        FISCAL_YEAR,
        YEAR_START,
        IN_PLAN,
        FUNDED,
        PLANNED_AMOUNT,
        scalar(
            "major",
            Type::Flag,
            ("重大项目", "a major project"),
            &[Need(TableId::Projects, "major")],
            |c, rows| flags(&c.data.tables.projects.major, rows),
        ),
        scalar(
            "new",
            Type::Flag,
            ("新增项目", "a new project"),
            &[Need(TableId::Projects, "new")],
            |c, rows| flags(&c.data.tables.projects.new, rows),
        ),
        scalar(
            "appraised_on",
            Type::Date,
            ("事前评估日期", "day of the ex-ante evaluation, not after the day of evaluation"),
            &[Need(TableId::Projects, "appraised_on")],
            |c, rows| super::past_days(c, &c.data.tables.projects.appraised_on, rows),
        ),
        code(
            "appraisal",
            &["support", "support_after_change", "reject"],
            ("评估结论", "conclusion of the ex-ante evaluation"),
            &[Need(TableId::Projects, "appraisal")],
            |c, rows| choices(&c.data.tables.projects.appraisal, rows),
        ),
        scalar(
            "budgeted_on",
            Type::Date,
            (
                "最早列入批复计划或安排资金的日期",
                "first day on which the project stood in an approved plan or got money",
            ),
            &[Need(TableId::Fundings, ""), Need(TableId::Projects, "plan_approved_on")],
            |c, rows| {
                let funded = c.derive::<Funded>();
                each(rows, |row| day_value(budgeted_on(c, &funded, row)))
            },
        ),
    ],
};

const FISCAL_YEAR: FactColumn =
    scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |c, rows| {
        years(&c.data.tables.projects.fiscal_year, rows)
    });

const YEAR_START: FactColumn = scalar(
    "year_start",
    Type::Date,
    ("年度第一天", "first day of the fiscal year"),
    &[],
    |c, rows| each(rows, |row| day_value(year_start(year(c, row)))),
);

const IN_PLAN: FactColumn = scalar(
    "in_plan",
    Type::Flag,
    ("已列入县级批复的计划", "stands in a plan that the county has approved"),
    &[Need(TableId::Projects, "plan_approved_on")],
    |c, rows| each(rows, |row| i64::from(in_plan(c, row))),
);

const FUNDED: FactColumn = scalar(
    "funded",
    Type::Flag,
    ("已安排资金", "has been given money"),
    &[Need(TableId::Fundings, "")],
    |c, rows| {
        let funded = c.derive::<Funded>();
        each(rows, |row| i64::from(funded.first(row).is_some()))
    },
);

const PLANNED_AMOUNT: FactColumn = scalar(
    "planned_amount",
    Type::Money,
    ("计划金额", "amount in the plan"),
    &[],
    |c, rows| money(&c.data.tables.projects.planned_amount, rows),
);

fn rows(context: &Context) -> usize {
    context.data.tables.projects.id.len()
}

fn year(context: &Context, row: usize) -> Option<u16> {
    cell(&context.data.tables.projects.fiscal_year, row)
}

fn identity(context: &Context, row: usize) -> Identity {
    let table = &context.data.tables.projects;
    Identity {
        id: text(context, &table.id, row).to_owned(),
        name: text(context, &table.name, row).to_owned(),
        division: cell(&table.county, row),
        period: year(context, row).map(|y| y.to_string()),
        record: Some((TableId::Projects, row)),
    }
}

/// Whether a project stands in an approved plan on the day of evaluation.
pub(super) fn in_plan(context: &Context, project: usize) -> bool {
    past(context, cell(&context.data.tables.projects.plan_approved_on, project)).is_some()
}

fn budgeted_on(context: &Context, funded: &Funded, project: usize) -> Option<Day> {
    let planned = past(context, cell(&context.data.tables.projects.plan_approved_on, project));
    planned.into_iter().chain(funded.first(project)).min()
}

/// The first approval of a target of each project.
pub(super) struct Approved {
    first: Vec<Option<Day>>,
}

impl Derived for Approved {
    fn build(context: &Context) -> Approved {
        let links = context.derive::<Links>();
        let first = |project: usize| {
            let targets = links.targets.of(project).iter();
            targets.filter_map(|target| links::approved_on(context, *target as usize)).min()
        };
        Approved { first: (0..rows(context)).map(first).collect() }
    }
}

impl Approved {
    pub(super) fn of(&self, project: usize) -> Option<Day> {
        self.first.get(project).copied().flatten()
    }
}
