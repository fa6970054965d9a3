//! `target_disclosure` and `evaluation_disclosure`: targets to be published with the budget,
//! results of evaluations to be published with the final accounts.

use domain::records::{Evaluations, Targets};
use domain::{Day, TableId};

use super::postings::{Postings, first_day, table};
use crate::context::Context;
use crate::facts::fill::{cell, choices, code, each, scalar};
use crate::facts::links::{subject_name, target_division};
use crate::facts::subject::{self, Kind};
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// What targets are set for, in the order of the contract.
const SUBJECTS: &[&str] = &["project", "policy", "department", "transfer", "government", "bond"];

/// The kinds of evaluation, in the order of the contract.
const EVALUATIONS: &[&str] = &["self", "check", "spot", "key", "third_party"];

/// One target with its publication.
pub static TARGET_DISCLOSURE: FactTable = FactTable {
    name: "target_disclosure",
    zh: "一个绩效目标的公开",
    en: "the publication of one performance target",
    subject: "target",
    needs: &[Need(TableId::Targets, "")],
    day: "year_begins",
    amount: None,
    rows: |context| targets(context).id.len(),
    skip: None,
    identity: target_identity,
    place: None,
    columns: &[
        code(
            "subject_kind",
            SUBJECTS,
            ("目标的对象类型", "what it is set for"),
            &[],
            |context, rows| choices(&targets(context).subject_kind, rows),
        ),
        scalar(
            "approved_on",
            Type::Date,
            ("批复日期", "day of approval"),
            &[Need(TableId::Targets, "approved_on")],
            |context, rows| {
                each(rows, |row| {
                    let approved = cell(&targets(context).approved_on, row);
                    day_value(approved.filter(|day| *day <= context.as_of))
                })
            },
        ),
        scalar(
            "published_on",
            Type::Date,
            ("首次公开日期", "day on which it was first published"),
            &[Need(TableId::Targets, "published_on")],
            |context, rows| {
                let (postings, notices) = (context.derive::<Postings>(), table(context));
                each(rows, |row| {
                    let about = postings.of(Kind::Target, cell(&targets(context).id, row));
                    let own = cell(&targets(context).published_on, row);
                    earlier(context, own, first_day(notices, about))
                })
            },
        ),
        scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |context, rows| {
            each(rows, |row| year_value(cell(&targets(context).fiscal_year, row)))
        }),
        scalar(
            "year_begins",
            Type::Date,
            ("年度的第一日", "first day of the fiscal year"),
            &[],
            |context, rows| each(rows, |row| year_begins(cell(&targets(context).fiscal_year, row))),
        ),
    ],
};

/// One evaluation with its publication.
pub static EVALUATION_DISCLOSURE: FactTable = FactTable {
    name: "evaluation_disclosure",
    zh: "一项绩效评价结果的公开",
    en: "the publication of the result of one evaluation",
    subject: "evaluation",
    needs: &[Need(TableId::Evaluations, "")],
    day: "year_begins",
    amount: None,
    rows: |context| evaluations(context).target.len(),
    skip: Some(|context, row| {
        cell(&evaluations(context).entered_on, row).is_some_and(|day| day > context.as_of)
    }),
    identity: evaluation_identity,
    place: None,
    columns: &[
        code("kind", EVALUATIONS, ("评价类型", "kind of evaluation"), &[], |context, rows| {
            choices(&evaluations(context).kind, rows)
        }),
        scalar(
            "published_on",
            Type::Date,
            ("首次公开日期", "day on which it was first published"),
            &[Need(TableId::Evaluations, "published_on")],
            |context, rows| {
                let (postings, notices) = (context.derive::<Postings>(), table(context));
                let any = postings.any(Kind::Evaluation);
                each(rows, |row| {
                    let id = || context.data.names.find(&evaluation_id(context, row));
                    let about = postings.of(Kind::Evaluation, if any { id() } else { None });
                    let own = cell(&evaluations(context).published_on, row);
                    earlier(context, own, first_day(notices, about))
                })
            },
        ),
        scalar("fiscal_year", Type::Count, ("年度", "fiscal year"), &[], |context, rows| {
            each(rows, |row| year_value(cell(&evaluations(context).fiscal_year, row)))
        }),
        scalar(
            "year_begins",
            Type::Date,
            ("年度的第一日", "first day of the fiscal year"),
            &[],
            |context, rows| {
                each(rows, |row| year_begins(cell(&evaluations(context).fiscal_year, row)))
            },
        ),
    ],
};

fn targets<'a>(context: &Context<'a>) -> &'a Targets {
    &context.data.tables.targets
}

fn evaluations<'a>(context: &Context<'a>) -> &'a Evaluations {
    &context.data.tables.evaluations
}

/// The earlier of two days up to the day of evaluation.
fn earlier(context: &Context, own: Option<Day>, posted: Option<Day>) -> i64 {
    let days = own.into_iter().chain(posted);
    day_value(days.filter(|day| *day <= context.as_of).min())
}

fn year_value(year: Option<u16>) -> i64 {
    year.map_or(UNKNOWN, i64::from)
}

fn year_begins(year: Option<u16>) -> i64 {
    day_value(year.and_then(|y| Day::new(i32::from(y), 1, 1)))
}

fn target_identity(context: &Context, row: usize) -> Identity {
    let targets = targets(context);
    let text = |name| context.data.names.text_or_empty(name);
    let id = cell(&targets.id, row);
    Identity {
        id: text(id).to_owned(),
        name: subject_name(context, row),
        division: target_division(context, row),
        period: cell(&targets.fiscal_year, row).map(|y| y.to_string()),
        record: Some((TableId::Targets, row)),
    }
}

fn evaluation_id(context: &Context, row: usize) -> String {
    let evaluations = evaluations(context);
    let kind = evaluations.kind.get(row).and_then(|k| usize::from(k.0).checked_sub(1));
    let word = kind.and_then(|i| EVALUATIONS.get(i)).copied().unwrap_or_default();
    format!("{}:{word}", context.data.names.text_or_empty(cell(&evaluations.target, row)))
}

fn evaluation_identity(context: &Context, row: usize) -> Identity {
    let evaluations = evaluations(context);
    let target = cell(&evaluations.target, row);
    let id = evaluation_id(context, row);
    Identity {
        name: subject::name(context, Kind::Target, target),
        id,
        division: subject::division(context, Kind::Target, target),
        period: cell(&evaluations.fiscal_year, row).map(|y| y.to_string()),
        record: Some((TableId::Evaluations, row)),
    }
}
