//! What a notice, an order or an exception is about: a kind and an id, as the public contract
//! writes them.

pub(crate) use domain::records::SubjectKind as Kind;
use domain::{Division, Name};

use crate::context::{AllotmentRows, Context, ProjectRows, TargetRows};
use crate::facts::allotment;
use crate::facts::fill::cell;
use crate::facts::links::{subject_name, target_division};

/// The division concerned: the project's county, who received the allotment, or the code with which
/// the id begins.
pub(crate) fn division(context: &Context, kind: Kind, subject: Option<Name>) -> Option<Division> {
    let tables = &context.data.tables;
    match kind {
        Kind::Project => project_county(context, subject),
        Kind::Allotment => {
            let row = context.derive::<AllotmentRows>().0.get(subject)?;
            cell(&tables.allotments.to, row)
        }
        Kind::Target | Kind::Monitoring | Kind::Evaluation => {
            let id = context.data.names.text_or_empty(subject);
            target_division(context, target_of(context, id)?)
        }
        Kind::Payment | Kind::Other => {
            division_of_code(context, context.data.names.text_or_empty(subject))
        }
    }
}

/// What people call it: the project, the document of the allotment, what the target is set for; else the id
/// with the division's name in place of its code.
pub(crate) fn name(context: &Context, kind: Kind, subject: Option<Name>) -> String {
    let names = &context.data.names;
    let written = names.text_or_empty(subject);
    let known = match kind {
        Kind::Project => {
            let row = context.derive::<ProjectRows>().0.get(subject);
            row.and_then(|row| cell(&context.data.tables.projects.name, row))
                .map(|name| names.text(name).to_owned())
        }
        Kind::Allotment => {
            let row = context.derive::<AllotmentRows>().0.get(subject);
            row.map(|row| allotment::title(context, row).to_owned())
        }
        Kind::Target | Kind::Monitoring | Kind::Evaluation => {
            target_of(context, written).map(|target| subject_name(context, target))
        }
        Kind::Payment | Kind::Other => division_of_code(context, written).map(|division| {
            let rest = written.split_once('/').map_or("", |(_, rest)| rest);
            let place = context.pack.divisions.name(division);
            if rest.is_empty() { place } else { format!("{place} {rest}") }
        }),
    };
    known.filter(|name| !name.is_empty()).unwrap_or_else(|| written.to_owned())
}

/// The target of `<target>`, `<target>@<as_of>`, `<target>:<kind>`.
fn target_of(context: &Context, id: &str) -> Option<usize> {
    let target = id.split(['@', ':']).next().and_then(|id| context.data.names.find(id));
    context.derive::<TargetRows>().0.get(target)
}

/// The division with whose code an id begins.
pub(crate) fn division_of_code(context: &Context, id: &str) -> Option<Division> {
    context.pack.divisions.of_id(id)
}

/// The county of a project named by its id.
fn project_county(context: &Context, project: Option<Name>) -> Option<Division> {
    let row = context.derive::<ProjectRows>().0.get(project)?;
    cell(&context.data.tables.projects.county, row)
}
