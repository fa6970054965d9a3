//! Evaluations as records: what a report or a check writes, and what the rules say of it.

use domain::evaluation::{Figures, Line};
use domain::{Day, TableId};
use sha2::{Digest, Sha256};
use store::db::Tx;
use store::neighbours;

use super::drafted::Target;
use super::kept::figured;
use crate::access::Held;
use crate::context::{Context, Origin};
use crate::operations::entry::Verdict;
use crate::operations::recording::{Cell, Change, Recording, bring_all, whole_rows};
use crate::operations::{Actor, Done};

/// Which evaluation it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The unit's own.
    Own,
    /// The check of the finance bureau with the audit office.
    Check,
}

impl Kind {
    /// The word of the contract.
    fn word(self) -> &'static str {
        match self {
            Kind::Own => "self",
            Kind::Check => "check",
        }
    }
}

/// Records on their way into the store.
pub(super) struct Records(Vec<Recording>);

impl Records {
    /// Those of a report or a check that was entered on a day.
    pub(super) async fn read(
        context: &Context,
        target: &Target,
        (kind, figures): (Kind, &Figures),
        entered_on: Day,
    ) -> Done<Records> {
        let of = (&*target.id, i64::from(target.year));
        rows(context, of, (kind, figures), (entered_on, &target.executions)).await
    }

    /// Those of a check to which the audit office agreed; the report says that it was checked.
    pub(super) async fn accepted(
        context: &Context,
        target: &Target,
        checked: &Figures,
        on: Day,
    ) -> Done<Records> {
        let mut records = Records::read(context, target, (Kind::Check, checked), on).await?;
        let known = [("target", &*target.id), ("kind", Kind::Own.word())];
        let change = Change {
            of: known.map(|(column, text)| (column, text.to_owned())).to_vec(),
            cells: vec![("checked_on", on.to_string())],
        };
        let changed = Recording::changing(context, TableId::Evaluations, &[change]).await?;
        records.0.push(changed.bounded());
        Ok(records)
    }

    /// Brings them in; the numbers of their imports.
    pub(super) async fn bring(
        self,
        tx: &mut Tx,
        context: &Context,
        origin: &Origin,
        by: (&Actor, &Held),
    ) -> Done<Vec<i64>> {
        bring_all(self.0, tx, context, origin, by).await
    }
}

/// The record of an evaluation and those of its indicators; those that stand for the budget are scored with it.
async fn rows(
    context: &Context,
    (target, year): (&str, i64),
    (kind, figures): (Kind, &Figures),
    (entered_on, executions): (Day, &[String]),
) -> Done<Records> {
    let own = || vec![("target", target.to_owned()), ("kind", kind.word().to_owned())];
    let with =
        |cells: Vec<Cell<'static>>| -> Vec<Cell<'_>> { own().into_iter().chain(cells).collect() };
    let whole = with(vec![
        ("fiscal_year", year.to_string()),
        ("budget", figures.budget.plain()),
        ("executed", figures.executed.plain()),
        ("score", figures.total().to_string()),
        ("grade", figures.grade.clone()),
        ("entered_on", entered_on.to_string()),
    ]);
    let value = |line: &Line| {
        with(vec![
            ("indicator", line.indicator.clone()),
            ("actual", line.actual.clone()),
            ("score", line.score.to_string()),
            ("cause", line.cause.clone()),
            ("measure", line.measure.clone()),
        ])
    };
    let execution = |name: &String| {
        with(vec![("indicator", name.clone()), ("score", figures.execution.to_string())])
    };
    let values: Vec<Vec<Cell<'_>>> =
        figures.lines.iter().map(value).chain(executions.iter().map(execution)).collect();
    // The step has decided of which target it may speak.
    let evaluation = Recording::of(context, whole_rows(TableId::Evaluations, &[whole])).await?;
    let values = Recording::of(context, whole_rows(TableId::EvaluationValues, &values)).await?;
    Ok(Records(vec![evaluation.bounded(), values.bounded()]))
}

/// What the rules say of an evaluation whose records were just brought, in the same transaction; its seal is one of
/// who wrote it, of its figures and of what was found.
pub(super) async fn verdict(
    tx: &mut Tx,
    context: &Context,
    (origin, actor): (&Origin, &Actor),
    (target, kind, figures): (&Target, Kind, &Figures),
) -> Done<Verdict> {
    let of = (&*target.id, &*target.home.project);
    let near = neighbours::of_target(tx, of, &context.pack.funds).await?;
    let of = (&*target.id, kind.word());
    let outcome = policy::verdict::of_evaluation(&near, &context.pack, origin.day, of);
    let mut bare = figures.clone();
    bare.evidence.clear();
    let mut hasher = Sha256::new();
    hasher.update(context.key.bytes());
    for part in [&*actor.person.public_id, &*target.id, kind.word()] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.update(figured(&bare, None).to_string());
    Ok(Verdict::of_outcome((origin.day, TableId::Evaluations), outcome, hasher))
}
