//! What a target is set for: where that is, who answers for it, and how much money it is about.

use domain::target::SubjectKind;
use domain::{Fen, TableId};
use store::db::Tx;
use store::history;

use crate::access::Operation;
use crate::context::Context;
use crate::operations::handling::division;
use crate::operations::{Actor, Done, Refusal, projects};

/// What a target is set for.
#[derive(Clone, Debug, Default)]
pub(super) struct Subject {
    /// Its id, as records write it.
    pub(super) id: String,
    /// What it is called.
    pub(super) name: String,
    /// Code of the division where it is.
    pub(super) home: String,
    /// The unit or department; empty where the division answers for it.
    pub(super) unit: String,
    /// The project's category; empty for anything else.
    pub(super) category: String,
    /// Planned or handed down; nothing where it is not known.
    pub(super) money: Fen,
}

/// The subject of an id, if somebody may see it. What has no record lies where they act.
pub(super) async fn subject_of(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    (kind, id): (SubjectKind, &str),
) -> Done<Subject> {
    match kind {
        SubjectKind::Project => project(tx, context, actor, id).await,
        SubjectKind::Transfer | SubjectKind::Bond => allotment(tx, id).await,
        SubjectKind::Government => government(context, actor, id),
        SubjectKind::Department => department(actor, context, id),
        SubjectKind::Policy => {
            let held = actor.post(context, Operation::WriteTarget, None)?;
            let home = held.scope.division.to_string();
            let unit = held.scope.organisation.clone().unwrap_or_default();
            named(Subject {
                id: id.to_owned(),
                name: id.to_owned(),
                home,
                unit,
                ..Subject::default()
            })
        }
    }
}

fn named(subject: Subject) -> Done<Subject> {
    if subject.id.is_empty() { Err(Refusal::TargetSubject.into()) } else { Ok(subject) }
}

async fn project(tx: &mut Tx, context: &Context, actor: &Actor, id: &str) -> Done<Subject> {
    let record =
        projects::found(tx, context, actor, id).await.map_err(|_| Refusal::TargetSubject)?;
    let text = |column| record.text(TableId::Projects, column).to_owned();
    let home = projects::home_of(&record);
    Ok(Subject {
        id: id.to_owned(),
        name: text("name"),
        home: home.county,
        unit: home.unit,
        category: text("category"),
        money: Fen(record.number(TableId::Projects, "planned_amount").unwrap_or_default()),
    })
}

/// A transfer or a bond is named by its allotment, and lies where that goes.
async fn allotment(tx: &mut Tx, id: &str) -> Done<Subject> {
    let found = history::held(tx, TableId::Allotments, &[("id", id)], 1).await?.pop();
    let record = found.ok_or(Refusal::TargetSubject)?;
    let text = |column| record.text(TableId::Allotments, column).to_owned();
    Ok(Subject {
        id: id.to_owned(),
        name: [text("doc_no"), text("doc_title")].join(" ").trim().to_owned(),
        home: text("to"),
        money: Fen(record.number(TableId::Allotments, "amount").unwrap_or_default()),
        ..Subject::default()
    })
}

/// A government is named by the code of its division; empty is that of the own post.
fn government(context: &Context, actor: &Actor, id: &str) -> Done<Subject> {
    let own = actor.post(context, Operation::WriteTarget, None)?.scope.division;
    let of = if id.is_empty() { own } else { division(id).map_err(|_| Refusal::TargetSubject)? };
    let name = context.divisions().get(of).map(|info| info.name.clone());
    let name = name.ok_or(Refusal::TargetSubject)?;
    Ok(Subject { id: of.to_string(), name, home: of.to_string(), ..Subject::default() })
}

/// A department is named by its division and name, `653125/农业农村局`; the name alone is one of the own division.
fn department(actor: &Actor, context: &Context, id: &str) -> Done<Subject> {
    let own = actor.post(context, Operation::WriteTarget, None)?.scope.division;
    let (home, name) = id.split_once('/').unwrap_or(("", id));
    let home =
        if home.is_empty() { own } else { division(home).map_err(|_| Refusal::TargetSubject)? };
    let (home, name) = (home.to_string(), name.trim().to_owned());
    if name.is_empty() {
        return Err(Refusal::TargetSubject.into());
    }
    let id = format!("{home}/{name}");
    Ok(Subject { id, unit: name.clone(), name, home, ..Subject::default() })
}
