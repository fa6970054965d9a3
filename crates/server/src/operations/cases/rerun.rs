//! The rule of a case, run again over the records as they are now.

use std::sync::Arc;

use domain::case::Says;
use domain::day::Day;
use domain::{Choice, DataSet, Fen, Lamp, TableId};
use policy::engine::explain::{Case, Verdict, explain};
use store::records::{self, Part};
use store::warnings::Identity;
use store::{cases, screenings, warnings};

use crate::context::Context;
use crate::operations::{Done, Failure, Refusal};

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
    let import = screenings::last_import(&mut tx).await?;
    let data = records::load(&mut tx, Part::Whole, &context.pack.funds).await?;
    drop(tx);
    let pack = Arc::clone(&context.pack);
    let since = Day::parse(&kept.opening.on).map_err(|_| Refusal::NotADay)?;
    let run = move || {
        let judged = policy::Context::new(&data, &pack, on);
        Seen { import, says: says(&judged, &identity), returned: returned(&data, &identity, since) }
    };
    let done = tokio::task::spawn_blocking(run).await;
    done.map_err(|error| Failure::System(error.to_string()))
}

/// What the rule says of the subject. Where a fact is missing it cannot tell, which is never green; a subject
/// that is no longer recorded is nobody's breach.
fn says(context: &policy::Context<'_>, identity: &Identity) -> Says {
    let explanation = explain(context, &identity.rule, &identity.subject);
    let meant = |case: &&Case| {
        let division = case.division.map(|division| division.to_string()).unwrap_or_default();
        case.kind == identity.kind
            && division == identity.division
            && case.period.as_deref().unwrap_or_default() == identity.period
    };
    let cases = explanation.cases.iter().filter(meant).map(says_case);
    let absent = (!explanation.absent.is_empty()).then_some(Says::CannotTell);
    // The gravest of all that are masked alike: none is closed for another.
    cases.chain(absent).max_by_key(|says| gravity(*says)).unwrap_or(Says::Green)
}

fn gravity(says: Says) -> u8 {
    match says {
        Says::Green => 0,
        Says::CannotTell => 1,
        Says::Yellow => 2,
        Says::Red => 3,
    }
}

fn says_case(case: &Case) -> Says {
    match &case.verdict {
        Verdict::Finding(finding) if finding.lamp == Lamp::Red => Says::Red,
        Verdict::Finding(_) => Says::Yellow,
        Verdict::CannotTell => Says::CannotTell,
        _ if case.untold > 0 => Says::CannotTell,
        _ => Says::Green,
    }
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
