//! How targets, indicators, rounds of monitoring, evaluations and projects belong together.

use std::collections::HashMap;

use domain::{Choice, Day, Division, Level, Name};

use super::fill::cell;
use super::subject::{self, Kind};
use crate::context::{AllotmentRows, Context, Derived, Groups, ProjectRows, TargetRows};

/// The kinds of subject of a target, as the contract numbers them.
pub(crate) mod kind {
    use domain::Choice;

    pub(crate) const PROJECT: Choice = Choice(1);
    pub(crate) const POLICY: Choice = Choice(2);
    pub(crate) const DEPARTMENT: Choice = Choice(3);
    pub(crate) const TRANSFER: Choice = Choice(4);
    pub(crate) const BOND: Choice = Choice(6);
}

/// The words of `subject_kind`.
pub(crate) const SUBJECT_KINDS: &[&str] =
    &["project", "policy", "department", "transfer", "government", "bond"];

/// Indicators of each target, targets of each project.
pub(crate) struct Links {
    /// Target row → rows of its indicators.
    pub indicators: Groups,
    /// Project row → rows of its targets.
    pub targets: Groups,
    projects: Vec<Option<u32>>,
    by_name: HashMap<(u32, u32), u32>,
}

impl Derived for Links {
    fn build(context: &Context) -> Links {
        let tables = &context.data.tables;
        let targets = context.derive::<TargetRows>();
        let rows = context.derive::<ProjectRows>();
        let project_of = |row: usize| {
            let of_project = tables.targets.subject_kind.get(row) == Some(&kind::PROJECT);
            if of_project { rows.0.get(cell(&tables.targets.subject, row)) } else { None }
        };
        let count = tables.targets.id.len();
        let projects: Vec<Option<u32>> =
            (0..count).map(|row| project_of(row).map(|p| p as u32)).collect();
        let owner = |row: usize| targets.0.get(cell(&tables.indicators.target, row));
        let lines = tables.indicators.target.len();
        let mut by_name = HashMap::new();
        for row in 0..lines {
            if let Some((target, name)) = owner(row).zip(cell(&tables.indicators.name, row)) {
                by_name.entry((target as u32, name.number())).or_insert(row as u32);
            }
        }
        Links {
            indicators: Groups::new(count, lines, owner),
            targets: Groups::new(tables.projects.id.len(), count, |row| {
                projects.get(row).copied().flatten().map(|p| p as usize)
            }),
            projects,
            by_name,
        }
    }
}

impl Links {
    /// The project that a target is set for; nothing where it is set for something else or the project is
    /// not in the data.
    pub(crate) fn project(&self, target: usize) -> Option<usize> {
        self.projects.get(target).copied().flatten().map(|p| p as usize)
    }

    /// The indicator of this name in a target.
    pub(crate) fn indicator(&self, target: usize, name: Option<Name>) -> Option<usize> {
        self.by_name.get(&(target as u32, name?.number())).map(|row| *row as usize)
    }
}

/// Whether a target was returned or refused in review: it is not in force.
fn set_aside(context: &Context, target: usize) -> bool {
    // The contract's words are approved, returned, rejected.
    let review = context.data.tables.targets.review.get(target);
    review.is_some_and(|review| *review == Choice(2) || *review == Choice(3))
}

/// Whether no rule looks at a target: it was set aside, or was submitted and approved only after the day of
/// evaluation and is not there yet.
pub(crate) fn passed_over(context: &Context, target: usize) -> bool {
    let table = &context.data.tables.targets;
    let days = [cell(&table.submitted_on, target), cell(&table.approved_on, target)];
    let first = days.into_iter().flatten().min();
    set_aside(context, target) || first.is_some_and(|day| day > context.as_of)
}

/// The day on which a target in force was approved; nothing while it is not.
pub(crate) fn approved_on(context: &Context, target: usize) -> Option<Day> {
    let day = cell(&context.data.tables.targets.approved_on, target);
    day.filter(|day| *day <= context.as_of && !set_aside(context, target))
}

/// The day, unless it lies after the day of evaluation.
pub(crate) fn past(context: &Context, day: Option<Day>) -> Option<Day> {
    day.filter(|day| *day <= context.as_of)
}

/// The fiscal year of a target.
pub(crate) fn target_year(context: &Context, target: usize) -> Option<u16> {
    cell(&context.data.tables.targets.fiscal_year, target)
}

/// First day of a fiscal year.
pub(crate) fn year_start(year: Option<u16>) -> Option<Day> {
    Day::new(i32::from(year?), 1, 1)
}

/// Last day of a fiscal year.
pub(crate) fn year_end(year: Option<u16>) -> Option<Day> {
    Day::new(i32::from(year?), 12, 31)
}

/// What a target is set for, by name: the project, the document of the allotment, the division and what
/// follows its code; its subject as written where it is none of these.
pub(crate) fn subject_name(context: &Context, target: usize) -> String {
    let subject = cell(&context.data.tables.targets.subject, target);
    let kind = match context.data.tables.targets.subject_kind.get(target) {
        Some(&kind::PROJECT) => Kind::Project,
        Some(&kind::TRANSFER | &kind::BOND) => Kind::Allotment,
        _ => Kind::Other,
    };
    subject::name(context, kind, subject)
}

/// Where a target belongs: the county of its project, the receiver of its allotment, or the division with
/// whose code its subject begins. The target itself, its rounds, its evaluations, and notices and orders
/// about any of them belong there.
pub(crate) fn target_division(context: &Context, target: usize) -> Option<Division> {
    let tables = &context.data.tables;
    let subject = cell(&tables.targets.subject, target);
    match *tables.targets.subject_kind.get(target)? {
        kind::PROJECT => {
            let project = context.derive::<Links>().project(target)?;
            cell(&tables.projects.county, project)
        }
        kind::TRANSFER | kind::BOND => {
            let allotment = context.derive::<AllotmentRows>().0.get(subject)?;
            cell(&tables.allotments.to, allotment)
        }
        _ => subject::division_of_code(context, context.data.names.text_or_empty(subject)),
    }
}

/// The prefecture of a division.
pub(crate) fn prefecture_of(context: &Context, division: Division) -> Option<Division> {
    let parent = context.pack.divisions.get(division)?.parent?;
    let level = context.pack.divisions.level(parent);
    Some(parent).filter(|_| level == Some(Level::Prefecture))
}

/// Whether a text contains one of the words.
pub(crate) fn contains_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// The text of a cell; empty where the cell is.
pub(crate) fn text<'a>(context: &'a Context, column: &[Option<Name>], row: usize) -> &'a str {
    context.data.names.text_or_empty(cell(column, row))
}

/// Money given to each project up to the day of evaluation, and the day of the first of it.
pub(crate) struct Funded {
    sums: Vec<i64>,
    first: Vec<Option<Day>>,
}

impl Derived for Funded {
    fn build(context: &Context) -> Funded {
        let fundings = &context.data.tables.fundings;
        let count = context.data.tables.projects.id.len();
        let rows = context.derive::<ProjectRows>();
        let mut out = Funded { sums: vec![0; count], first: vec![None; count] };
        for row in 0..fundings.project.len() {
            let project = rows.0.get(cell(&fundings.project, row));
            let day = past(context, cell(&fundings.allotted_on, row));
            let (Some(project), Some(day)) = (project, day) else { continue };
            let fen = super::fill::fen_value(cell(&fundings.amount, row));
            if let Some(sum) = out.sums.get_mut(project) {
                *sum = super::fill::add(*sum, fen);
            }
            if let Some(first) = out.first.get_mut(project) {
                *first = Some(first.map_or(day, |known| known.min(day)));
            }
        }
        out
    }
}

impl Funded {
    /// Fen given to a project.
    pub(crate) fn sum(&self, project: usize) -> i64 {
        self.sums.get(project).copied().unwrap_or(0)
    }

    /// Day of the first money.
    pub(crate) fn first(&self, project: usize) -> Option<Day> {
        self.first.get(project).copied().flatten()
    }
}
