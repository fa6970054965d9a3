//! What the rules say of a round, indicator by indicator, and what of it does not go together.

use domain::handling::StepRefusal;
use domain::monitoring::{Incoherent, Light, Line, Money, Text, incoherences};
use domain::records::neighbourhood::Draft;
use domain::{Day, Fen, Lamp, TableId};
use policy::round::{self, NO_MEASURE};
use policy::{Finding, NotEvaluable};
use store::db::Tx;
use store::neighbours;

use super::asked::Asked;
use super::writing::{round_cells, value_cells};
use crate::context::Context;
use crate::operations::imports::read_draft;
use crate::operations::recording::whole_rows;
use crate::operations::{Done, Refusal};

/// What is said of a round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weighed {
    /// What the rules find of it.
    pub(crate) findings: Vec<Finding>,
    /// What they cannot tell of it.
    pub(crate) not_evaluable: Vec<NotEvaluable>,
    /// How each indicator stands, in the order of the target.
    pub(crate) lights: Vec<Light>,
    /// What does not go together.
    pub(crate) incoherent: Vec<Incoherent>,
}

impl Weighed {
    /// How the whole stands: as its worst indicator, and no better than what is found of it.
    pub(crate) fn worst(&self) -> Light {
        let found = self.findings.iter().map(|finding| match finding.lamp {
            Lamp::Red => Light::Red,
            Lamp::Yellow => Light::Yellow,
        });
        self.lights.iter().copied().chain(found).max().unwrap_or_default()
    }
}

/// A round and its values, read as records are.
pub(super) struct Drafts {
    round: Draft,
    values: Draft,
}

impl Drafts {
    /// Reads what was written.
    pub(super) async fn read(
        context: &Context,
        on: Day,
        asked: &Asked,
        text: &Text,
    ) -> Done<Drafts> {
        let round =
            whole_rows(TableId::Monitorings, &[round_cells(asked, text, asked.entered_on(on))]);
        let values = whole_rows(TableId::MonitoringValues, &value_cells(asked, text));
        Ok(Drafts {
            round: read_draft(context, round).await?,
            values: read_draft(context, values).await?,
        })
    }
}

/// What the rules say of a round on a day, among the records of its target.
pub(super) async fn weigh(
    tx: &mut Tx,
    context: &Context,
    on: Day,
    (asked, text): (&Asked, &Text),
    drafts: &Drafts,
) -> Done<Weighed> {
    let subject = asked.project.as_deref().unwrap_or_default();
    let of = (asked.owed.target.as_str(), subject);
    let near = neighbours::of_target(tx, of, &context.pack.funds).await?;
    let node = Day::parse(&asked.owed.node).map_err(|_| Refusal::NotADay)?;
    let one = round::Round {
        round: &drafts.round,
        values: &drafts.values,
        target: &asked.owed.target,
        node,
    };
    let said = round::judge(&near, &one, &context.pack, on);
    let rows = text.values.iter().zip(&said.lines);
    let lines: Vec<Line<'_>> = rows
        .map(|(value, line)| Line {
            indicator: &value.indicator,
            likelihood: value.likelihood,
            light: line.light.with(value.likelihood),
            toward: line.toward,
            before: line.before,
        })
        .collect();
    let money = Money { budget: asked.budget.map(Fen), executed: text.executed };
    Ok(Weighed {
        incoherent: incoherences(money, &lines),
        lights: lines.iter().map(|line| line.light).collect(),
        findings: said.findings,
        not_evaluable: said.not_evaluable,
    })
}

/// Refused where an indicator that is not green has no cause and measure, or something that does not go together is not
/// explained.
pub(super) fn explained(weighed: &Weighed, text: &Text) -> Result<(), Refusal> {
    let rows = text.values.iter().zip(&weighed.lights);
    let deviates = |light: &Light| matches!(light, Light::Yellow | Light::Red);
    let bare = rows.filter(|(value, light)| {
        deviates(light) && (value.cause.is_empty() || value.measure.is_empty())
    });
    if bare.count() > 0 || weighed.findings.iter().any(|finding| finding.rule == NO_MEASURE) {
        return Err(Refusal::Step(StepRefusal::CauseMissing));
    }
    if !weighed.incoherent.is_empty() && text.remarks.is_empty() {
        return Err(Refusal::Step(StepRefusal::Unexplained));
    }
    Ok(())
}
