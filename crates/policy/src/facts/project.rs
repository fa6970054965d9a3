//! Projects (项目): what was planned, given and paid, and whether plan, target and surplus are in order.

use domain::{Day, TableId};

use super::fill::{cell, dates, each, fen_value, flags, money, scalar, text_value, texts, years};
use super::links::{Links, approved_on, year_start};
use super::{FactTable, Identity, Need};
use crate::context::Context;
use crate::value::{Type, UNKNOWN, day_value};

mod allotment;
mod money;
mod unit;

pub use allotment::FUNDED_ALLOTMENT;
pub(crate) use money::ProjectMoney;
pub use unit::UNIT_FUND_YEAR;

const P: TableId = TableId::Projects;
const F: TableId = TableId::Fundings;
const A: TableId = TableId::Allotments;
const PAYMENTS: TableId = TableId::Payments;

/// One row for each project.
pub static PROJECT: FactTable = FactTable {
    name: "project",
    zh: "一个扶贫项目",
    en: "one project",
    subject: "project",
    needs: &[Need(P, "")],
    day: "day",
    amount: Some("planned_amount"),
    rows: |context| context.data.tables.projects.id.len(),
    skip: None,
    identity,
    place: None,
    columns: &[
        scalar(
            "day",
            Type::Date,
            ("年度首日", "first day of its fiscal year"),
            &[],
            |c, rows| {
                each(rows, |row| {
                    day_value(year_start(cell(&c.data.tables.projects.fiscal_year, row)))
                })
            },
        ),
        scalar("fiscal_year", Type::Count, ("计划年度", "year of its plan"), &[], |c, rows| {
            years(&c.data.tables.projects.fiscal_year, rows)
        }),
        scalar("unit", Type::Text, ("实施单位", "unit in charge"), &[], |c, rows| {
            texts(&c.data.tables.projects.unit, rows)
        }),
        scalar(
            "has_manager",
            Type::Flag,
            ("填有项目负责人", "a person in charge is named"),
            &[Need(P, "manager")],
            |c, rows| {
                each(rows, |row| i64::from(cell(&c.data.tables.projects.manager, row).is_some()))
            },
        ),
        scalar(
            "library_on",
            Type::Date,
            (
                "入库日期（评价日之后的不算）",
                "day of entry into the pipeline, up to the day of evaluation",
            ),
            &[Need(P, "library_on")],
            |c, rows| until_now(c, &c.data.tables.projects.library_on, rows),
        ),
        scalar(
            "plan_approved_on",
            Type::Date,
            (
                "计划审定日期（评价日之后的不算）",
                "day on which its plan was approved, up to the day of evaluation",
            ),
            &[Need(P, "plan_approved_on")],
            |c, rows| until_now(c, &c.data.tables.projects.plan_approved_on, rows),
        ),
        scalar(
            "planned_amount",
            Type::Money,
            ("计划金额", "amount in the plan"),
            &[],
            |c, rows| money(&c.data.tables.projects.planned_amount, rows),
        ),
        scalar(
            "funded",
            Type::Money,
            ("已安排资金", "money given to it"),
            &[Need(F, "")],
            |c, rows| sums(rows, &c.derive::<ProjectMoney>().funded),
        ),
        scalar(
            "funded_by_bonds",
            Type::Money,
            ("其中债券资金", "of it bond money"),
            &[Need(F, ""), Need(A, "")],
            |c, rows| sums(rows, &c.derive::<ProjectMoney>().bonds),
        ),
        scalar(
            "as_declared",
            Type::Flag,
            (
                "与债券申报项目一致（未填申报项目则未知）",
                "it is the project declared for the bond; unknown where none is given",
            ),
            &[Need(P, "declared_project")],
            as_declared,
        ),
        scalar(
            "has_target",
            Type::Flag,
            ("有审核通过的绩效目标", "it has an approved target"),
            &[Need(TableId::Targets, "approved_on")],
            has_target,
        ),
        scalar(
            "infrastructure",
            Type::Flag,
            ("是否基础建设类", "whether it is infrastructure"),
            &[Need(P, "infrastructure")],
            |c, rows| flags(&c.data.tables.projects.infrastructure, rows),
        ),
        scalar(
            "contract_total",
            Type::Money,
            ("合同金额加批准的变更", "contract with its approved changes"),
            &[Need(P, "contract_amount")],
            |c, rows| each(rows, |row| contract_total(c, row)),
        ),
        scalar(
            "paid_to_contractor",
            Type::Money,
            (
                "已付承包单位（未填承包单位则未知）",
                "paid to its contractor; unknown where none is given",
            ),
            &[Need(P, "contractor"), Need(PAYMENTS, "project"), Need(PAYMENTS, "payee")],
            |c, rows| {
                let money = c.derive::<ProjectMoney>();
                let contractor = |row| cell(&c.data.tables.projects.contractor, row);
                each(rows, |row| {
                    contractor(row).map_or(UNKNOWN, |_| sum(&money.to_contractor, row))
                })
            },
        ),
        scalar(
            "owed",
            Type::Money,
            (
                "应付资金总额：已安排资金，未安排的按计划金额",
                "what it is owed: money given, else the plan",
            ),
            &[],
            |c, rows| {
                let money = c.derive::<ProjectMoney>();
                let planned = |row| fen_value(cell(&c.data.tables.projects.planned_amount, row));
                each(rows, |row| match sum(&money.funded, row) {
                    0 => planned(row),
                    funded => funded,
                })
            },
        ),
        scalar(
            "advances",
            Type::Money,
            ("已付预付款", "advances paid"),
            &[Need(PAYMENTS, "project")],
            |c, rows| sums(rows, &c.derive::<ProjectMoney>().advances),
        ),
        scalar(
            "paid_beyond_funding",
            Type::Money,
            ("按资金逐项比较，支付超过安排的合计", "paid beyond what was given, fund by fund"),
            &[Need(F, ""), Need(PAYMENTS, "project")],
            |c, rows| sums(rows, &c.derive::<ProjectMoney>().beyond_funding),
        ),
        scalar(
            "finished_on",
            Type::Date,
            (
                "验收日期，未验收的按完工日期",
                "acceptance, else finish, up to the day of evaluation",
            ),
            &[],
            |c, rows| each(rows, |row| day_value(finished_on(c, row))),
        ),
        scalar(
            "surplus_amount",
            Type::Money,
            ("结余金额", "money left over"),
            &[Need(P, "surplus_amount")],
            |c, rows| money(&c.data.tables.projects.surplus_amount, rows),
        ),
        scalar(
            "surplus_approved_on",
            Type::Date,
            ("结余安排审定日期", "day on which the use of the surplus was approved"),
            &[Need(P, "surplus_approved_on")],
            |c, rows| dates(&c.data.tables.projects.surplus_approved_on, rows),
        ),
        scalar(
            "surplus_left",
            Type::Money,
            (
                "结余中尚未支付的部分：已安排资金减已支付、减未付质保金，以结余金额为限（没有安排资金则未知）",
                "what of the surplus is not paid: money given less what was paid and unpaid retention money, at most \
                 the surplus; unknown where no money was given",
            ),
            &[
                Need(P, "surplus_amount"),
                Need(P, "retention_amount"),
                Need(F, ""),
                Need(PAYMENTS, "project"),
            ],
            surplus_left,
        ),
    ],
};

fn identity(context: &Context, row: usize) -> Identity {
    let projects = &context.data.tables.projects;
    let text = |name| context.data.names.text_or_empty(name).to_owned();
    Identity {
        id: text(cell(&projects.id, row)),
        name: text(cell(&projects.name, row)),
        division: cell(&projects.county, row),
        period: cell(&projects.fiscal_year, row).map(|y| y.to_string()),
        record: Some((P, row)),
    }
}

fn sum(sums: &[i64], row: usize) -> i64 {
    sums.get(row).copied().unwrap_or(UNKNOWN)
}

fn sums(rows: &[u32], values: &[i64]) -> Vec<i64> {
    each(rows, |row| sum(values, row))
}

/// Days; one after the day of evaluation has not come yet.
fn until_now(context: &Context, values: &[Option<Day>], rows: &[u32]) -> Vec<i64> {
    each(rows, |row| day_value(cell(values, row).filter(|day| *day <= context.as_of)))
}

fn finished_on(context: &Context, row: usize) -> Option<Day> {
    let projects = &context.data.tables.projects;
    let done = |day: Option<Day>| day.filter(|day| *day <= context.as_of);
    done(cell(&projects.accepted_on, row)).or_else(|| done(cell(&projects.finish_on, row)))
}

fn contract_total(context: &Context, row: usize) -> i64 {
    let projects = &context.data.tables.projects;
    let changes = cell(&projects.contract_changes, row).map_or(0, |fen| fen.0);
    let total = cell(&projects.contract_amount, row).and_then(|c| c.0.checked_add(changes));
    total.unwrap_or(UNKNOWN)
}

fn as_declared(context: &Context, rows: &[u32]) -> Vec<i64> {
    let projects = &context.data.tables.projects;
    each(rows, |row| {
        let Some(declared) = cell(&projects.declared_project, row) else { return UNKNOWN };
        let own = [cell(&projects.id, row), cell(&projects.name, row)];
        i64::from(own.contains(&Some(declared)))
    })
}

/// Whether a target in force was approved for the project up to the day of evaluation.
fn has_target(context: &Context, rows: &[u32]) -> Vec<i64> {
    let of_project = context.derive::<Links>();
    each(rows, |row| {
        let mut targets = of_project.targets.of(row).iter();
        i64::from(targets.any(|target| approved_on(context, *target as usize).is_some()))
    })
}

fn surplus_left(context: &Context, rows: &[u32]) -> Vec<i64> {
    let (projects, money) = (&context.data.tables.projects, context.derive::<ProjectMoney>());
    each(rows, |row| {
        let retention = cell(&projects.retention_amount, row).map_or(0, |fen| fen.0);
        match cell(&projects.surplus_amount, row) {
            None => 0,
            Some(surplus) => money.surplus_left(row, surplus.0, retention),
        }
    })
}

/// The text of a unit, kept as rules keep texts.
pub(crate) fn unit_text(context: &Context, project: usize) -> i64 {
    text_value(cell(&context.data.tables.projects.unit, project))
}
