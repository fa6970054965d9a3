//! Where the money of an allotment went: handed on, given to projects, given back, paid.

use domain::{Day, Name, NameMap, TableId};

use super::super::fill::{add, cell, choice_of, fen_value};
use super::super::trail::PaymentLinks;
use super::receiver;
use crate::context::{AllotmentRows, Context, Derived, Groups};
use crate::value::{Parts, UNKNOWN, day_value};

/// The day on which a row was handed down: `issued_on`, else `received_on`. Without either it was not.
pub(crate) fn handed_on(context: &Context, row: usize) -> Option<Day> {
    let table = &context.data.tables.allotments;
    cell(&table.issued_on, row).or_else(|| cell(&table.received_on, row))
}

/// Rows of `fundings` by the allotment they come out of.
pub(crate) struct FundingsOfAllotment(pub(crate) Groups);

impl Derived for FundingsOfAllotment {
    fn build(context: &Context) -> Self {
        let tables = &context.data.tables;
        let rows = context.derive::<AllotmentRows>();
        let of = |row: usize| rows.0.get(cell(&tables.fundings.allotment, row));
        FundingsOfAllotment(Groups::new(
            tables.allotments.id.len(),
            tables.fundings.amount.len(),
            of,
        ))
    }
}

/// What left each allotment: rows handed on or given back out of it, shares of projects, and payments
/// behind which no project's share stands.
pub(super) struct Moves {
    children: Groups,
    fundings: std::sync::Arc<FundingsOfAllotment>,
    payments: Groups,
}

impl Derived for Moves {
    fn build(context: &Context) -> Self {
        let table = &context.data.tables.allotments;
        let rows = context.derive::<AllotmentRows>();
        let count = table.id.len();
        let parent_of = |row: usize| {
            let parent = rows.0.get(cell(&table.parent, row))?;
            is_out_of(context, row, parent).then_some(parent)
        };
        Moves {
            children: Groups::new(count, count, parent_of),
            fundings: context.derive::<FundingsOfAllotment>(),
            payments: unfunded_payments(context, &rows, count),
        }
    }
}

/// Whether `child` was moved by the holder of `parent`. A row that somebody else moved is no hand-down of
/// the holder, whatever it names as its parent.
fn is_out_of(context: &Context, child: usize, parent: usize) -> bool {
    let same = |division| context.pack.divisions.canonical(division);
    let from = cell(&context.data.tables.allotments.from, child).map(same);
    child != parent && from.is_some() && from == receiver(context, parent).map(same)
}

/// Payments by allotment, without those of a project that has a share in it: its share counts already. A
/// refund that names neither stands for the payment that it takes back.
fn unfunded_payments(context: &Context, rows: &AllotmentRows, count: usize) -> Groups {
    let payments = &context.data.tables.payments;
    let (shares, links) = (Shares::new(context), context.derive::<PaymentLinks>());
    let of = |row: usize| {
        let named = |column: &[Option<Name>]| {
            let original = || links.original(row).and_then(|payment| cell(column, payment));
            cell(column, row).or_else(original)
        };
        let (allotment, project) = (named(&payments.allotment)?, named(&payments.project));
        let has_share = project.is_some_and(|p| shares.has(context, p, allotment));
        if has_share { None } else { rows.0.get(Some(allotment)) }
    };
    Groups::new(count, payments.amount.len(), of)
}

/// The fundings of each project, as a chain from the last row to the first.
struct Shares {
    last: NameMap<u32>,
    before: Vec<u32>,
}

impl Shares {
    fn new(context: &Context) -> Shares {
        let fundings = &context.data.tables.fundings;
        let mut last: NameMap<u32> = NameMap::new(&context.data.names);
        let mut before = vec![0; fundings.project.len()];
        for (row, project) in fundings.project.iter().enumerate() {
            let slots = (project.and_then(|p| last.slot(p)), before.get_mut(row));
            if let (Some(last), Some(before)) = slots {
                *before = std::mem::replace(last, row as u32 + 1);
            }
        }
        Shares { last, before }
    }

    /// Whether the project has a share in the allotment.
    fn has(&self, context: &Context, project: Name, allotment: Name) -> bool {
        let fundings = &context.data.tables.fundings;
        let mut next = self.last.get(project).copied().unwrap_or(0);
        while let Some(row) = next.checked_sub(1).map(|r| r as usize) {
            if cell(&fundings.allotment, row) == Some(allotment) {
                return true;
            }
            next = self.before.get(row).copied().unwrap_or(0);
        }
        false
    }
}

impl Moves {
    /// All that left the allotment up to the day of evaluation; undated rows count.
    pub(super) fn given_out(&self, context: &Context, row: usize) -> i64 {
        let allotments = &context.data.tables.allotments;
        let fundings = &context.data.tables.fundings;
        let has_come = |day: Option<Day>| day.is_none_or(|d| d <= context.as_of);
        let children = self.children.of(row).iter().map(|r| *r as usize);
        let handed = children
            .filter(|r| has_come(handed_on(context, *r)))
            .map(|r| fen_value(cell(&allotments.amount, r)));
        let shares = self.fundings.0.of(row).iter().map(|r| *r as usize);
        let given = shares
            .filter(|r| has_come(cell(&fundings.allotted_on, *r)))
            .map(|r| fen_value(cell(&fundings.amount, r)));
        handed.chain(given).fold(0, add)
    }

    /// What was handed down, given to projects or given back, by day.
    pub(super) fn handed_down(&self, context: &Context, rows: &[u32]) -> Parts {
        let mut parts = Parts::default();
        for row in rows {
            let pieces = self.pieces(context, *row as usize);
            parts.push(total(context, *row as usize), pieces);
        }
        parts
    }

    /// The same with the payments made straight out of the allotment; refunds take back what was paid.
    pub(super) fn used(&self, context: &Context, rows: &[u32]) -> Parts {
        let payments = &context.data.tables.payments;
        let refund = choice_of(TableId::Payments, "kind", "refund");
        let mut parts = Parts::default();
        for row in rows {
            let mut pieces = self.pieces(context, *row as usize);
            for payment in self.payments.of(*row as usize).iter().map(|r| *r as usize) {
                let fen = cell(&payments.amount, payment).map_or(0, |a| a.0);
                let is_refund = payments.kind.get(payment) == Some(&refund);
                let signed = if is_refund { -fen } else { fen };
                push(context, &mut pieces, cell(&payments.paid_on, payment), signed);
            }
            parts.push(total(context, *row as usize), pieces);
        }
        parts
    }

    fn pieces(&self, context: &Context, row: usize) -> Vec<(i32, i64)> {
        let allotments = &context.data.tables.allotments;
        let fundings = &context.data.tables.fundings;
        let mut pieces = Vec::new();
        for child in self.children.of(row).iter().map(|r| *r as usize) {
            let fen = cell(&allotments.amount, child).map_or(0, |a| a.0);
            push(context, &mut pieces, handed_on(context, child), fen);
        }
        for funding in self.fundings.0.of(row).iter().map(|r| *r as usize) {
            let fen = cell(&fundings.amount, funding).map_or(0, |a| a.0);
            push(context, &mut pieces, cell(&fundings.allotted_on, funding), fen);
        }
        pieces
    }
}

/// Adds a piece unless it has no day or its day is still to come.
fn push(context: &Context, pieces: &mut Vec<(i32, i64)>, day: Option<Day>, fen: i64) {
    if let Some(day) = day.filter(|d| *d <= context.as_of) {
        pieces.push((day.number(), fen));
    }
}

fn total(context: &Context, row: usize) -> i64 {
    cell(&context.data.tables.allotments.amount, row).map_or(UNKNOWN, |a| a.0)
}

/// When the overall target of each allotment was entered.
pub(super) struct TargetsOfAllotment {
    /// First entry of a target for transfers or bonds, by allotment.
    entries: Vec<Option<Day>>,
    /// Whether the data keep such entries at all.
    pub(super) kept: bool,
}

impl Derived for TargetsOfAllotment {
    fn build(context: &Context) -> Self {
        let targets = &context.data.tables.targets;
        let rows = context.derive::<AllotmentRows>();
        let mut entries = vec![None; context.data.tables.allotments.id.len()];
        let mut kept = context.data.has_column(TableId::Allotments, "targets_on");
        let of = |word| choice_of(TableId::Targets, "subject_kind", word);
        let overall = [of("transfer"), of("bond")];
        let is_overall =
            |row: &usize| targets.subject_kind.get(*row).is_some_and(|k| overall.contains(k));
        for row in (0..targets.id.len()).filter(is_overall) {
            kept = true;
            let entered = cell(&targets.entered_on, row);
            let slot = rows.0.get(cell(&targets.subject, row)).and_then(|r| entries.get_mut(r));
            if let Some(slot) = slot {
                *slot = earliest(*slot, entered);
            }
        }
        TargetsOfAllotment { entries, kept }
    }
}

impl TargetsOfAllotment {
    /// The first entry of a target for the row: its own `targets_on` or a target's `entered_on`.
    pub(super) fn first_entry(&self, context: &Context, row: usize) -> i64 {
        let own = cell(&context.data.tables.allotments.targets_on, row);
        let entered = self.entries.get(row).copied().flatten();
        day_value(earliest(own, entered))
    }
}

fn earliest(a: Option<Day>, b: Option<Day>) -> Option<Day> {
    a.into_iter().chain(b).min()
}
