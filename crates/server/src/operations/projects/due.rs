//! The projects that wait for somebody.

use domain::TableId;
use domain::project::Party;
use store::projects;

use super::{followed, operation_for};
use crate::access::{Held, Role};
use crate::context::{Context, Origin};
use crate::operations::handling::words;
use crate::operations::{Actor, Done, Stage};

/// A project that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Its number.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Code of its county.
    pub(crate) county: String,
    /// Word of its state.
    pub(crate) state: &'static str,
    /// Word of what is due next.
    pub(crate) next: &'static str,
    /// Since when it waits.
    pub(crate) since: String,
}

/// Ways that are looked through, and projects that are listed, of one post.
const LOOKED: i64 = 30;
const LISTED: usize = 8;

/// For whom a post acts first. The line section stands in for units and departments without an account; what
/// waits for these is not put before it.
fn parties(held: &Held) -> &'static [Party] {
    match held.role {
        Role::UnitOfficer => &[Party::Unit],
        Role::DepartmentOfficer => &[Party::Township, Party::Department, Party::Unit],
        Role::DepartmentHead => &[Party::Township, Party::Department],
        Role::BureauLeadingGroup => &[Party::LeadingGroup],
        Role::BureauBusiness | Role::BureauFund => &[Party::Finance],
        _ => &[],
    }
}

/// The projects that wait for a person in all posts held, the longest waiting first.
pub(crate) async fn due(context: &Context, origin: &Origin, actor: &Actor) -> Done<Vec<Waiting>> {
    let mut found: Vec<Waiting> = Vec::new();
    if actor.stage != Stage::Open {
        return Ok(found);
    }
    let mut tx = context.db.read().await?;
    for held in &actor.held {
        let county = held.scope.division.to_string();
        let unit = held.scope.organisation.clone().unwrap_or_default();
        let mut listed = 0;
        for party in parties(held) {
            if !operation_for(*party).is_open_to(held.role) {
                continue;
            }
            let word = words::of_party(*party);
            for way in projects::waiting(&mut tx, (&county, &unit), word, LOOKED).await? {
                let record = followed::record(&mut tx, &way.home.project).await?;
                let Some(record) = record.filter(|_| listed < LISTED) else { continue };
                let name = record.text(TableId::Projects, "name").to_owned();
                let now = followed(&mut tx, record, origin.day).await?;
                let known = found.iter().any(|one| one.id == way.home.project);
                // Records may have moved it on since its last step.
                if known || now.way.waits_for() != Some(*party) {
                    continue;
                }
                let next = if now.way.request().is_some() { "request" } else { now.state_word() };
                listed += 1;
                found.push(Waiting {
                    id: way.home.project,
                    name,
                    county: way.home.county,
                    state: now.state_word(),
                    next,
                    since: way.standing.since,
                });
            }
        }
    }
    Ok(found)
}
