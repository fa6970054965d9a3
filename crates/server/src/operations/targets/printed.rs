//! What the printed form of a target says of its subject beside the target itself.

use domain::TableId;
use serde_json::json;
use store::history;

use super::OneTarget;
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling;
use crate::operations::{Actor, Done, Told, tell};

/// What a target is set for, in the words of its records; empty where they do not say.
#[derive(Debug, Default)]
pub(crate) struct Subjected {
    /// Name of the division.
    pub(crate) place: String,
    /// New, continued: of a project.
    pub(crate) nature: String,
    /// From which day to which: of a project.
    pub(crate) period: String,
}

/// What the form of a target says of its subject. That the target was taken away as a file is an event.
pub(crate) async fn printed(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    one: &OneTarget,
) -> Done<Subjected> {
    let there = handling::there(&one.kept.home, &one.kept.unit)?;
    let by = actor.post(context, Operation::ListTargets, Some(there))?;
    let told = Told {
        operation: Operation::ExportList,
        post: &by.post,
        kind: "list",
        id: "target-form",
        division: Some(there.0),
        body: json!({ "asked": one.kept.id }),
    };
    let name = context.divisions().get(there.0).map(|info| info.name.clone());
    let mut said = Subjected { place: name.unwrap_or_default(), ..Subjected::default() };
    let mut tx = context.db.write().await?;
    if one.kept.subject_kind == "project" {
        let of = TableId::Projects;
        let found = history::held(&mut tx, of, &[("id", &one.kept.subject)], 1).await?.pop();
        if let Some(record) = found {
            record.text(of, "nature").clone_into(&mut said.nature);
            let days = [record.text(of, "start_on"), record.text(of, "finish_on")];
            if days.iter().any(|day| !day.is_empty()) {
                said.period = days.join(" 至 ");
            }
        }
    }
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(said)
}
