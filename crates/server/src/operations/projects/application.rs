//! A new project applied for: its record is written with its first step.

use std::collections::BTreeMap;

use domain::project::Step;
use domain::{Division, Level, TableId};

use super::{KIND, followed, told_with, whole};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::{acting, written};
use crate::operations::recording::{Cell, Recording, whole_rows};
use crate::operations::{Actor, Done, Refusal, Told, tell};

/// What is said of a project when it is applied for, in the columns of the contract.
pub(crate) const COLUMNS: [&str; 17] = [
    "id",
    "name",
    "county",
    "township",
    "village",
    "category",
    "nature",
    "infrastructure",
    "fiscal_year",
    "unit",
    "manager",
    "planned_amount",
    "households",
    "persons",
    "registered_only",
    "major",
    "new",
];

/// A project as it was entered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Application {
    /// Its cells by the names of their columns.
    pub(crate) cells: BTreeMap<String, String>,
    /// What is said of it.
    pub(crate) note: String,
}

impl Application {
    /// A cell.
    pub(crate) fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", |text| text.trim())
    }
}

/// Applies for a project; its number. The caller has the records screened.
pub(crate) async fn apply(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    application: &Application,
) -> Done<String> {
    let divisions = context.divisions();
    let county = divisions.resolve(application.cell("county"), None);
    let county = divisions.canonical(county.map_err(|_| Refusal::UnknownDivision)?);
    if divisions.level(county) != Some(Level::County) {
        return Err(Refusal::NotACounty.into());
    }
    if application.cell("manager").is_empty() {
        return Err(Refusal::ManagerMissing.into());
    }
    let there = (county, Some(application.cell("unit")).filter(|unit| !unit.is_empty()));
    let mut tx = context.db.read().await?;
    let operation = Operation::ApplyForProject;
    let by = acting(&mut tx, context, actor, (operation, there), &[]).await?;
    let id = application.cell("id").to_owned();
    free(&mut tx, &id).await?;
    drop(tx);
    let note = written(&application.note)?;
    let written = whole_rows(TableId::Projects, &[cells(application, county)]);
    let records = Recording::of(context, written).await?;
    let mut tx = context.db.write().await?;
    free(&mut tx, &id).await?;
    let as_county = whole(by.held, there);
    let import = records.bring(&mut tx, context, origin, (actor, &as_county)).await?;
    let record = followed::record(&mut tx, &id).await?.ok_or(Refusal::UnknownRecord)?;
    let mut followed = followed(&mut tx, record, origin.day).await?;
    let taking = by.taking(origin);
    followed.take(&mut tx, Step::Apply { note }, taking).await?;
    let body = told_with(&followed, &import.into_iter().collect::<Vec<_>>());
    let told =
        Told { operation, post: &by.held.post, kind: KIND, id: &id, division: Some(county), body };
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(id)
}

/// Refused where there is a project of this number: the new one would correct it.
async fn free(tx: &mut store::db::Tx, id: &str) -> Done<()> {
    match followed::record(tx, id).await? {
        Some(_) => Err(Refusal::ProjectKnown.into()),
        None => Ok(()),
    }
}

fn cells(application: &Application, county: Division) -> Vec<Cell<'static>> {
    let cell = |column: &'static str| match column {
        "county" => (column, county.to_string()),
        _ => (column, application.cell(column).to_owned()),
    };
    COLUMNS.into_iter().map(cell).collect()
}
