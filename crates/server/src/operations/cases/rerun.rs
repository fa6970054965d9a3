//! The rule of a case, run again over the records as they are now.

use std::sync::Arc;

use domain::case::Says;
use domain::day::Day;
use domain::{Choice, DataSet, Fen, TableId};
use store::warnings::Identity;
use store::{cases, warnings};

use crate::context::Context;
use crate::operations::screening::says::says;
use crate::operations::{Done, Refusal};

/// What the rule says now, and what the records show of money taken back.
pub(super) struct Seen {
    /// The last import that the records hold.
    pub(super) import: i64,
    /// What the rule says.
    pub(super) says: Says,
    /// Money taken back since the case was opened.
    pub(super) returned: Fen,
}

/// Runs the rule of a case as of a day.
pub(super) async fn rerun(context: &Context, on: Day, kept: &cases::Case) -> Done<Seen> {
    let mut tx = context.db.read().await?;
    let warning = warnings::by_id(&mut tx, kept.opening.warning).await?;
    let identity = warning.ok_or(Refusal::UnknownRecord)?.identity;
    drop(tx);
    let records = context.records.current(context, None).await?;
    let import = records.import();
    let pack = Arc::clone(&context.pack);
    let since = Day::parse(&kept.opening.on).map_err(|_| Refusal::NotADay)?;
    let run = move |data: &DataSet| {
        let judged = policy::Context::new(data, &pack, on);
        Seen { import, says: says(&judged, &identity), returned: returned(data, &identity, since) }
    };
    records.work(run).await
}

/// Refunds that the records show for the subject since a day: of its voucher, or of its project.
fn returned(data: &DataSet, identity: &Identity, since: Day) -> Fen {
    let payments = &data.tables.payments;
    let subject = identity.subject.as_str();
    let refund = refund();
    let is_of = |row: usize| {
        let county = payments.county.get(row).copied().flatten();
        let project = payments.project.get(row).copied().flatten();
        match (identity.kind.as_str(), county) {
            ("payment", Some(county)) => {
                subject == format!("{county}/{}", payments.original_voucher.get(row))
            }
            ("project" | "project_year", _) => {
                let id = subject.split('/').next().unwrap_or(subject);
                project.is_some_and(|name| data.names.text(name) == id)
            }
            _ => false,
        }
    };
    let rows = 0..payments.kind.len();
    let back = rows.filter(|row| {
        let day = payments.paid_on.get(*row).copied().flatten();
        payments.kind.get(*row).copied() == refund
            && day.is_some_and(|day| day >= since)
            && is_of(*row)
    });
    let amounts = back.filter_map(|row| payments.amount.get(row).copied().flatten());
    Fen(amounts.fold(0_i64, |sum, fen| sum.saturating_add(fen.0)))
}

/// The kind of payments that is money coming back.
fn refund() -> Option<Choice> {
    let columns = TableId::Payments.spec().columns;
    let kind = columns.iter().find(|column| column.name == "kind")?;
    let at = kind.words.iter().position(|word| word.word == "refund")?;
    u8::try_from(at + 1).ok().map(Choice)
}
