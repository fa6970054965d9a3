//! What a step changes in the records of its project.

use domain::project::{Change as Changed, Decision, Money, Request, Step};
use domain::{Fen, TableId};
use store::db::Tx;
use store::history;
use store::projects;

use super::FollowedProject;
use crate::context::Context;
use crate::operations::handdowns::left;
use crate::operations::recording::{Cell, Change, Recording, rows};
use crate::operations::{Done, Refusal};

/// Changes and new rows of a step, not yet read.
#[derive(Clone, Debug, Default)]
pub(super) struct Writing {
    /// The project.
    pub(super) project: String,
    /// What is said of the project.
    pub(super) cells: Vec<Cell<'static>>,
    /// What is said of its target, by the target's number.
    target: Option<(String, Vec<Cell<'static>>)>,
    /// A row that gives it money.
    funding: Option<Vec<Cell<'static>>>,
}

impl Writing {
    /// What a step will write; refused where the money is not there.
    pub(super) async fn of(tx: &mut Tx, of: &FollowedProject, step: &Step) -> Done<Writing> {
        let mut writing = Writing { project: of.id().to_owned(), ..Writing::default() };
        match step {
            Step::Enter(decision) => writing.cells = vec![("library_on", decision.on.to_string())],
            Step::Plan(Decision { document, on }) => {
                writing.cells =
                    vec![("plan_doc", document.clone()), ("plan_approved_on", on.to_string())];
            }
            Step::Fund(money) => writing.funding = Some(funding(tx, of, money).await?),
            Step::Contract(contract) => {
                writing.cells = vec![
                    ("contract_amount", contract.amount.plain()),
                    ("contractor", contract.contractor.clone()),
                    ("retention_amount", contract.retention.plain()),
                ];
            }
            Step::Start { on } => writing.cells = vec![("start_on", on.to_string())],
            Step::Finish { on } => writing.cells = vec![("finish_on", on.to_string())],
            Step::Accept { on, surplus, .. } => {
                writing.cells =
                    vec![("accepted_on", on.to_string()), ("surplus_amount", surplus.plain())];
            }
            Step::Grant(decision) => writing.granted(tx, of, decision).await?,
            _ => {}
        }
        Ok(writing)
    }

    async fn granted(
        &mut self,
        tx: &mut Tx,
        of: &FollowedProject,
        decision: &Decision,
    ) -> Done<()> {
        match of.way.request() {
            Some(Request::Change(change)) => {
                self.cells = vec![("planned_amount", change.planned.plain())];
                if change.contract.0 != 0 {
                    let before = of.record.number(TableId::Projects, "contract_changes");
                    let after = before.unwrap_or_default().checked_add(change.contract.0);
                    let after = Fen(after.ok_or(Refusal::NotAnAmount)?);
                    self.cells.push(("contract_changes", after.plain()));
                }
                self.target = Some(target(tx, of, change, decision).await?);
            }
            Some(Request::Leave { .. }) => {
                let cells = ["library_on", "plan_doc", "plan_approved_on"];
                self.cells = cells.map(|column| (column, String::new())).to_vec();
            }
            Some(Request::Surplus { amount, .. }) => {
                self.cells = vec![
                    ("surplus_amount", amount.plain()),
                    ("surplus_approved_on", decision.on.to_string()),
                ];
            }
            None => {}
        }
        Ok(())
    }

    /// Reads them as rows of files are read; refused where a cell is at fault.
    pub(super) async fn read(&self, context: &Context) -> Done<Vec<Recording>> {
        let mut read = Vec::new();
        let change = |id: &str, cells: &[Cell<'static>]| Change {
            of: vec![("id", id.to_owned())],
            cells: cells.to_vec(),
        };
        if !self.cells.is_empty() {
            let changes = [change(&self.project, &self.cells)];
            read.push(Recording::changing(context, TableId::Projects, &changes).await?);
        }
        if let Some((id, cells)) = &self.target {
            let changes = [change(id, cells)];
            read.push(Recording::changing(context, TableId::Targets, &changes).await?);
        }
        if let Some(row) = &self.funding {
            let written = rows(TableId::Fundings, std::slice::from_ref(row));
            read.push(Recording::of(context, written).await?);
        }
        Ok(read)
    }
}

/// The row that gives money to a project; refused where the allotment has not that much left, or where it gave
/// money on the same day already: the row would take the place of that one.
async fn funding(tx: &mut Tx, of: &FollowedProject, money: &Money) -> Done<Vec<Cell<'static>>> {
    let county = of.record.text(TableId::Projects, "county");
    let room = projects::room(tx, county, &money.allotment).await?;
    room.ok_or(Refusal::UnknownAllotment)?;
    admits(left(tx, &money.allotment).await?, money)?;
    let on = money.on.to_string();
    let same = [
        ("project", of.id()),
        ("allotment", money.allotment.as_str()),
        ("allotted_on", on.as_str()),
    ];
    if !history::held(tx, TableId::Fundings, &same, 1).await?.is_empty() {
        return Err(Refusal::FundedThatDay.into());
    }
    Ok(vec![
        ("project", of.id().to_owned()),
        ("allotment", money.allotment.clone()),
        ("amount", money.amount.plain()),
        ("allotted_on", on),
    ])
}

/// Refused where an allotment has not so much left.
pub(super) fn admits(left: Fen, money: &Money) -> Result<(), Refusal> {
    if money.amount > left { Err(Refusal::AllotmentSpent) } else { Ok(()) }
}

/// The project's target as it is after a change: of several that of the project's year.
async fn target(
    tx: &mut Tx,
    of: &FollowedProject,
    change: &Changed,
    decision: &Decision,
) -> Done<(String, Vec<Cell<'static>>)> {
    let (own, on) = (TableId::Targets, decision.on.to_string());
    let known = [("subject", of.id()), ("subject_kind", "project")];
    let mut found = history::held(tx, own, &known, 20).await?;
    found.retain(|target| !target.text(own, "approved_on").is_empty());
    let year = of.record.number(TableId::Projects, "fiscal_year");
    found.sort_by_key(|target| {
        (target.number(own, "fiscal_year") == year, target.number(own, "fiscal_year"))
    });
    let target = found.last().ok_or(Refusal::UnknownRecord)?;
    let mut cells = vec![("changed_on", on.clone()), ("change_approved_on", on)];
    if target.number(own, "total_amount").is_some() {
        cells.push(("total_amount", change.planned.plain()));
    }
    if !change.goal.trim().is_empty() {
        cells.push(("goal", change.goal.trim().to_owned()));
    }
    Ok((target.text(own, "id").to_owned(), cells))
}
