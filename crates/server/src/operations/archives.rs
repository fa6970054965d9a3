//! The archive of a project (A 十六: continuous, true and valid): all its records with what they said before,
//! and all matters about it with their steps and documents.

use domain::TableId;
use serde_json::json;
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::history::{self, Record};
use store::{archives, records, steps};

use super::projects::{found, home_of};
use super::records::{Dossier, speaks_of_projects};
use super::warnings::{Taken, named_steps};
use super::{Actor, Done, Refusal, Told, handling, tell};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// Tables with records of a project, and the column that names it.
const OF_PROJECT: [(TableId, &str); 6] = [
    (TableId::Fundings, "project"),
    (TableId::Payments, "project"),
    (TableId::Targets, "subject"),
    (TableId::Disclosures, "subject"),
    (TableId::Orders, "subject"),
    (TableId::Exceptions, "subject"),
];
/// The same of its targets.
const OF_TARGET: [(TableId, &str); 5] = [
    (TableId::Indicators, "target"),
    (TableId::Monitorings, "target"),
    (TableId::MonitoringValues, "target"),
    (TableId::Evaluations, "target"),
    (TableId::EvaluationValues, "target"),
];

/// No table has more rows of one project: an archive leaves none out.
const ALL: usize = i64::MAX as usize;
/// Bytes of all documents, at most.
const LARGEST: i64 = 200_000_000;

/// A matter about the project.
#[derive(Debug)]
pub(crate) struct Filed {
    /// Its kind.
    pub(crate) kind: &'static str,
    /// Its number.
    pub(crate) id: i64,
    /// Its steps, the first one first, each with its moment in UTC.
    pub(crate) taken: Vec<(String, Taken)>,
    /// Its documents.
    pub(crate) documents: Vec<Attachment>,
}

/// The archive of a project.
#[derive(Debug)]
pub(crate) struct Archive {
    /// The project as it is said today.
    pub(crate) project: Record,
    /// The project with the records that belong to it: every row, those that no longer hold among them.
    pub(crate) dossier: Dossier,
    /// The matters about it: who may see a project may see them all.
    pub(crate) matters: Vec<Filed>,
}

impl Archive {
    /// The rows of each table, those of the project itself first.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (TableId, &[Record])> {
        let own = [(self.dossier.table, self.dossier.versions.as_slice())];
        let related = self.dossier.related.iter().map(|(table, rows)| (*table, rows.as_slice()));
        own.into_iter().chain(related)
    }

    /// All documents, in their order.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (&Filed, &Attachment)> {
        self.matters.iter().flat_map(|matter| matter.documents.iter().map(move |one| (matter, one)))
    }
}

/// The archive of a project for a reader.
pub(crate) async fn read(context: &Context, actor: &Actor, id: &str) -> Done<Archive> {
    let mut tx = context.db.read().await?;
    let project = found(&mut tx, context, actor, id).await?;
    let funds = records::all_funds(&mut tx, &context.pack.funds).await?;
    let dossier = Dossier {
        table: TableId::Projects,
        versions: history::all(&mut tx, TableId::Projects, &[("id", id)], ALL).await?,
        related: related(&mut tx, id).await?,
        above: Vec::new(),
        warnings: Vec::new(),
        funds,
    };
    let mut matters = Vec::new();
    for matter in archives::matters(&mut tx, id).await? {
        matters.push(filed(&mut tx, matter).await?);
    }
    Ok(Archive { project, dossier, matters })
}

async fn related(tx: &mut Tx, id: &str) -> Done<Vec<(TableId, Vec<Record>)>> {
    let mut related = Vec::new();
    for (table, column) in OF_PROJECT {
        let mut rows = history::all(tx, table, &[(column, id)], ALL).await?;
        rows.retain(|record| speaks_of_projects(table, record));
        related.push((table, rows));
    }
    let mut targets: Vec<String> = related
        .iter()
        .filter(|(table, _)| *table == TableId::Targets)
        .flat_map(|(table, rows)| rows.iter().map(|row| row.text(*table, "id").to_owned()))
        .collect();
    targets.sort_unstable();
    targets.dedup();
    for (table, column) in OF_TARGET {
        let mut rows = Vec::new();
        for target in &targets {
            rows.extend(history::all(tx, table, &[(column, target)], ALL).await?);
        }
        related.push((table, rows));
    }
    Ok(related)
}

async fn filed(tx: &mut Tx, matter: steps::Matter) -> Done<Filed> {
    let all = steps::of(tx, matter).await?;
    let taken = named_steps(tx, &all).await?;
    let taken = all.iter().map(|step| step.at.clone()).zip(taken).collect();
    let documents = attachments::of(tx, matter).await?;
    Ok(Filed { kind: matter.kind, id: matter.id, taken, documents })
}

/// Where a document lies in the file of an archive: its number there, and its name as far as every system can write it.
pub(crate) fn place(number: usize, one: &Attachment) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let name: String = one.name.chars().map(plain).collect();
    let skipped = name.chars().count().saturating_sub(80);
    let name: String = name.chars().skip(skipped).collect();
    format!("documents/{number:03}-{name}")
}

/// What is in the documents of an archive, in their order.
pub(crate) async fn contents(context: &Context, archive: &Archive) -> Done<Vec<Vec<u8>>> {
    if archive.documents().map(|(_, one)| one.size).sum::<i64>() > LARGEST {
        return Err(Refusal::ArchiveTooLarge.into());
    }
    let mut all = Vec::new();
    for (_, one) in archive.documents() {
        let bytes = attachments::read(&context.files, &one.sha256).await?;
        all.push(bytes.ok_or(Refusal::AttachmentDamaged)?);
    }
    Ok(all)
}

/// Records that an archive was taken out as a file, and the seal by which that file is known.
pub(crate) async fn taken_out(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (archive, seal, files): (&Archive, &str, usize),
) -> Done<()> {
    let home = home_of(&archive.project);
    let there = handling::there(&home.county, &home.unit)?;
    let by = actor.post(context, Operation::ExportList, Some(there))?;
    let told = Told {
        operation: Operation::ExportList,
        post: &by.post,
        kind: "archive",
        id: archive.project.text(TableId::Projects, "id"),
        division: Some(there.0),
        body: json!({ "seal": seal, "files": files }),
    };
    let mut tx = context.db.write().await?;
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;

    #[test]
    fn who_may_see_a_project_may_see_all_that_is_in_its_archive() {
        for listed in [
            Operation::ListTargets,
            Operation::ListContributions,
            Operation::ListPaymentRequests,
            Operation::ListMonitorings,
            Operation::ListEvaluations,
            Operation::ListInspections,
            Operation::ListWarnings,
            Operation::ListCases,
        ] {
            for role in Role::ALL {
                let sees = Operation::ListProjects.is_open_to(*role);
                assert_eq!(listed.is_open_to(*role), sees, "{listed:?} {role:?}");
            }
        }
    }
}
