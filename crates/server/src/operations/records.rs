//! One record with all that belongs to it: what was said before, what it came from, what came of it.

use domain::records::SubjectKind;
use domain::{Division, Funds, TableId};
use store::db::Tx;
use store::history::{self, About, Record};
use store::records;

use super::{Actor, Done, Refusal};
use crate::access::Operation;
use crate::context::Context;

/// Related records that a page shows of one table, at most; lists show the rest.
pub(crate) const MOST: usize = 100;
/// Versions of one record, and lines of one voucher, at most.
const VERSIONS: usize = 500;
/// Levels of government through which money is handed down, at most.
const LEVELS: usize = 6;

/// A record and what belongs to it.
#[derive(Debug)]
pub(crate) struct Dossier {
    /// The table of the record.
    pub(crate) table: TableId,
    /// Its rows, those that no longer hold among them, the oldest first.
    pub(crate) versions: Vec<Record>,
    /// Records of other tables that belong to it, and hold today.
    pub(crate) related: Vec<(TableId, Vec<Record>)>,
    /// What it was handed down from, the highest first; no more than may be seen.
    pub(crate) above: Vec<Record>,
    /// The warnings about it.
    pub(crate) warnings: Vec<About>,
    /// The funds that records name.
    pub(crate) funds: Funds,
}

impl Dossier {
    /// The rows that hold today.
    pub(crate) fn held(&self) -> impl Iterator<Item = &Record> {
        self.versions.iter().filter(|record| record.holds())
    }

    /// The related records of a table.
    pub(crate) fn of(&self, table: TableId) -> &[Record] {
        let found = self.related.iter().find(|(id, _)| *id == table);
        found.map_or(&[], |(_, records)| records.as_slice())
    }
}

/// Who asks, and for what.
struct Asking<'a> {
    context: &'a Context,
    actor: &'a Actor,
    operation: Operation,
}

impl Asking<'_> {
    /// Whether a place may be seen.
    fn sees(&self, division: &str, organisation: &str) -> bool {
        let Some(division) = division.parse().ok().and_then(Division::from_code) else {
            return false;
        };
        let organisation = Some(organisation).filter(|name| !name.is_empty());
        self.actor.post(self.context, self.operation, Some((division, organisation))).is_ok()
    }

    /// Whether a record may be seen, by where it is and whose it is.
    fn may_see(&self, table: TableId, record: &Record) -> bool {
        let text = |column: &str| record.text(table, column);
        match table {
            TableId::Payments => self.sees(text("county"), text("payer_unit")),
            TableId::Projects => self.sees(text("county"), text("unit")),
            _ => self.sees(text("from"), "") || self.sees(text("to"), ""),
        }
    }

    /// The record itself; whoever may see none of its rows is told that there is none.
    async fn dossier(&self, tx: &mut Tx, table: TableId, key: &[(&str, &str)]) -> Done<Dossier> {
        self.actor.post(self.context, self.operation, None)?;
        let versions = history::all(tx, table, key, VERSIONS).await?;
        if !versions.iter().any(|record| self.may_see(table, record)) {
            return Err(Refusal::UnknownRecord.into());
        }
        let funds = records::all_funds(tx, &self.context.pack.funds).await?;
        let (related, above, warnings) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Dossier { table, versions, related, above, warnings, funds })
    }
}

/// A payment: all lines of one voucher of a county.
pub(crate) async fn payment(
    context: &Context,
    actor: &Actor,
    (county, voucher): (&str, &str),
) -> Done<Dossier> {
    let asking = Asking { context, actor, operation: Operation::ListPayments };
    let mut tx = context.db.read().await?;
    let key = [("county", county), ("voucher_no", voucher)];
    let mut found = asking.dossier(&mut tx, TableId::Payments, &key).await?;
    for (table, column) in [(TableId::Projects, "project"), (TableId::Allotments, "allotment")] {
        let mut related = Vec::new();
        let named = found.versions.iter().filter(|line| line.holds());
        let mut ids: Vec<&str> = named.map(|line| line.text(TableId::Payments, column)).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids.into_iter().filter(|id| !id.is_empty()).take(MOST) {
            related.extend(history::held(&mut tx, table, &[("id", id)], 1).await?);
        }
        found.related.push((table, related));
    }
    let lines = [("voucher_no", voucher), ("county", county)];
    let benefits = history::held(&mut tx, TableId::Benefits, &lines, MOST).await?;
    found.related.push((TableId::Benefits, benefits));
    let back = [("original_voucher", voucher), ("county", county)];
    let refunds = history::held(&mut tx, TableId::Payments, &back, MOST).await?;
    found.related.push((TableId::Payments, refunds));
    found.warnings = history::warnings(&mut tx, "payment", &format!("{county}/{voucher}")).await?;
    Ok(found)
}

/// A project with its money, its targets and its notices.
pub(crate) async fn project(context: &Context, actor: &Actor, id: &str) -> Done<Dossier> {
    let asking = Asking { context, actor, operation: Operation::ListProjects };
    let mut tx = context.db.read().await?;
    let mut found = asking.dossier(&mut tx, TableId::Projects, &[("id", id)]).await?;
    for (table, column) in [
        (TableId::Fundings, "project"),
        (TableId::Payments, "project"),
        (TableId::Targets, "subject"),
        (TableId::Disclosures, "subject"),
        (TableId::Orders, "subject"),
    ] {
        let mut records = history::held(&mut tx, table, &[(column, id)], MOST).await?;
        records.retain(|record| speaks_of_projects(table, record));
        in_order(table, &mut records);
        found.related.push((table, records));
    }
    found.warnings = history::warnings(&mut tx, "project", id).await?;
    Ok(found)
}

/// Whether what a record is about is a project, where its table knows other kinds of subjects, too.
pub(super) fn speaks_of_projects(table: TableId, record: &Record) -> bool {
    table.spec().position("subject_kind").is_none()
        || SubjectKind::of(record.text(table, "subject_kind")) == SubjectKind::Project
}

/// Puts payments in the order of their days; a corrected one came in later than it was paid.
fn in_order(table: TableId, records: &mut [Record]) {
    if table == TableId::Payments {
        records.sort_by(|a, b| a.text(table, "paid_on").cmp(b.text(table, "paid_on")));
    }
}

/// An allotment: from whom it came, to whom it was handed on, which projects and payments it bore.
pub(crate) async fn allotment(context: &Context, actor: &Actor, id: &str) -> Done<Dossier> {
    let asking = Asking { context, actor, operation: Operation::ListAllotments };
    let (mut tx, own) = (context.db.read().await?, TableId::Allotments);
    let mut found = asking.dossier(&mut tx, own, &[("id", id)]).await?;
    let mut parent = found.held().last().map(|record| record.text(own, "parent").to_owned());
    while let Some(above) = parent.filter(|id| !id.is_empty() && found.above.len() < LEVELS) {
        let held = history::held(&mut tx, own, &[("id", &above)], 1).await?.pop();
        let Some(record) = held.filter(|record| asking.may_see(own, record)) else { break };
        parent = Some(record.text(own, "parent").to_owned());
        found.above.insert(0, record);
    }
    let mut below = history::held(&mut tx, own, &[("parent", id)], MOST).await?;
    below.retain(|record| asking.may_see(own, record));
    found.related.push((own, below));
    let fundings = history::held(&mut tx, TableId::Fundings, &[("allotment", id)], MOST).await?;
    found.related.push((TableId::Fundings, fundings));
    let mut paid = history::held(&mut tx, TableId::Payments, &[("allotment", id)], MOST).await?;
    paid.retain(|record| asking.may_see(TableId::Payments, record));
    in_order(TableId::Payments, &mut paid);
    found.related.push((TableId::Payments, paid));
    found.warnings = history::warnings(&mut tx, "allotment", id).await?;
    Ok(found)
}
