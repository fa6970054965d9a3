//! What is written of a target before it is kept: each indicator with what may be given for it, the score that is
//! computed, and what is still missing.

use domain::evaluation::score::{Reached, Room, Scale};
use domain::evaluation::{Figures, Line};
use domain::handling::{AttachmentId, StepRefusal};
use domain::{Day, Decimal, Fen, TableId};
use policy::{Pack, scoring};
use store::db::Tx;
use store::history::{self, Record};
use store::projects::Home;
use store::self_evaluations::{self, Executed};

use super::{Entry, Writing};
use crate::context::Context;
use crate::operations::entry::Verdict;
use crate::operations::handling::acting::{written, yuan};
use crate::operations::projects;
use crate::operations::{Actor, Done, Refusal};

/// Indicators of one target, at most.
const MOST: usize = 100;

/// An indicator as its record says it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Indicator {
    /// First level.
    pub(crate) level1: String,
    /// Second level.
    pub(crate) level2: String,
    /// Its name.
    pub(crate) name: String,
    /// Word of its direction.
    pub(crate) direction: String,
    /// Value promised.
    pub(crate) value: String,
    /// Unit.
    pub(crate) unit: String,
    /// Its points.
    pub(crate) weight: Decimal,
}

impl Indicator {
    fn of(record: &Record) -> Option<Indicator> {
        let text = |column| record.text(TableId::Indicators, column).to_owned();
        Some(Indicator {
            level1: text("level1"),
            level2: text("level2"),
            name: text("name"),
            direction: text("direction"),
            value: text("value"),
            unit: text("unit"),
            weight: Decimal(record.number(TableId::Indicators, "weight")?),
        })
    }

    fn asked(&self) -> scoring::Asked<'_> {
        scoring::Asked {
            level1: &self.level1,
            level2: &self.level2,
            name: &self.name,
            direction: &self.direction,
            value: &self.value,
            unit: &self.unit,
        }
    }
}

/// An approved target of a project, with what the records say was executed.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Its number.
    pub(crate) id: String,
    /// Its year.
    pub(crate) year: u16,
    /// What is to be reached, in words.
    pub(crate) goal: String,
    /// Money of the target.
    pub(crate) total: Fen,
    /// The project, where it is.
    pub(crate) home: Home,
    /// Name of the project.
    pub(crate) name: String,
    /// The day on which it is to end.
    pub(crate) finish_on: Option<Day>,
    /// What was paid in the year.
    pub(crate) executed: Executed,
    /// Its indicators but those of budget execution.
    pub(crate) indicators: Vec<Indicator>,
    /// Names of those that stand for budget execution.
    pub(crate) executions: Vec<String>,
    /// The scale of the year.
    pub(crate) scale: Scale,
}

impl Target {
    /// Reads a target that is approved, of a project that the reader may see.
    pub(super) async fn read(
        tx: &mut Tx,
        context: &Context,
        (actor, on): (&Actor, Day),
        id: &str,
    ) -> Done<Target> {
        let own = TableId::Targets;
        let mut found = history::held(tx, own, &[("id", id)], 1).await?;
        let record = found.pop().ok_or(Refusal::EvaluationTarget)?;
        let approved = Day::parse(record.text(own, "approved_on")).is_ok_and(|day| day <= on);
        let passed = matches!(record.text(own, "review"), "" | "approved");
        if record.text(own, "subject_kind") != "project" || !approved || !passed {
            return Err(Refusal::EvaluationTarget.into());
        }
        let subject = record.text(own, "subject").to_owned();
        let project = projects::found(tx, context, actor, &subject).await?;
        let year = record.number(own, "fiscal_year").unwrap_or_default();
        let days = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
        let days = (&*days.0, &*days.1);
        let year = u16::try_from(year).map_err(|_| Refusal::EvaluationTarget)?;
        let scale = scoring::scale(&context.pack, year).ok_or(Refusal::EvaluationScale)?;
        let (indicators, executions) =
            indicators(tx, &context.pack, (id, year, scale.execution)).await?;
        Ok(Target {
            id: id.to_owned(),
            year,
            goal: record.text(own, "goal").to_owned(),
            total: Fen(record.number(own, "total_amount").unwrap_or_default()),
            home: projects::home_of(&project),
            name: project.text(TableId::Projects, "name").to_owned(),
            finish_on: Day::parse(project.text(TableId::Projects, "finish_on")).ok(),
            executed: self_evaluations::executed(tx, &subject, days).await?,
            indicators,
            executions,
            scale,
        })
    }

    /// Refused while neither the project nor the year has ended.
    pub(super) fn is_due(&self, on: Day) -> Result<(), Refusal> {
        let ended = self.finish_on.is_some_and(|day| day <= on) || i32::from(self.year) < on.year();
        if ended { Ok(()) } else { Err(Refusal::EvaluationEarly) }
    }
}

/// The indicators of a target that are scored one by one, and the names of those that stand for budget execution. All
/// of them must have points, and come to the whole.
async fn indicators(
    tx: &mut Tx,
    pack: &Pack,
    (target, year, execution): (&str, u16, Decimal),
) -> Done<(Vec<Indicator>, Vec<String>)> {
    let records = history::held(tx, TableId::Indicators, &[("target", target)], MOST).await?;
    let mut records: Vec<&Record> = records.iter().collect();
    records.sort_by_key(|record| record.row);
    let read: Option<Vec<Indicator>> = records.into_iter().map(Indicator::of).collect();
    let read = read.ok_or(Refusal::EvaluationIndicators)?;
    let (budget, own): (Vec<Indicator>, Vec<Indicator>) =
        read.into_iter().partition(|one| scoring::is_execution(pack, year, &one.asked()));
    let sum = own.iter().fold(execution.0, |sum, one| sum.saturating_add(one.weight.0));
    let mut names: Vec<&str> = own.iter().map(|one| &*one.name).collect();
    names.sort_unstable();
    names.dedup();
    if sum != scoring::FULL.0 || names.len() != own.len() || budget.len() > 1 {
        return Err(Refusal::EvaluationIndicators.into());
    }
    Ok((own, budget.into_iter().map(|one| one.name).collect()))
}

/// What is wrong with what was written of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Nothing is said of what was reached.
    Empty,
    /// What is said tells neither a number nor a state.
    Unread,
    /// The score is none.
    NotAScore,
    /// A band, and no score in it yet.
    Unscored,
    /// It lies outside of what may be given.
    OutOfBand,
    /// Less than computed, and no cause.
    NoReason,
    /// Missed or far exceeded, and no cause or measure.
    NotExplained,
}

/// An indicator with what was written of it.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    /// The indicator.
    pub(crate) indicator: Indicator,
    /// What was written.
    pub(crate) entry: Entry,
    /// What was reached, as far as it can be told.
    pub(crate) reached: Option<Reached>,
    /// What may be given.
    pub(crate) room: Option<Room>,
    /// What is given.
    pub(crate) score: Option<Decimal>,
    /// Whether it has to be explained.
    pub(crate) explains: bool,
    /// What is wrong with it.
    pub(crate) problem: Option<Problem>,
}

impl Drawn {
    fn of(pack: &Pack, target: &Target, indicator: &Indicator, entry: Entry) -> Drawn {
        let reached = scoring::reached(pack, target.year, &indicator.asked(), &entry.actual);
        let reached = reached.filter(|_| !entry.actual.is_empty());
        let room = reached.map(|reached| target.scale.room(&reached, indicator.weight));
        let explains =
            reached.is_some_and(|reached| reached.missed || target.scale.is_far(&reached));
        let typed = entry.score.trim();
        let score = match room {
            Some(room) if typed.is_empty() => (!room.is_band).then_some(room.high),
            _ => Decimal::parse_unsigned(typed).ok(),
        };
        let mut drawn = Drawn {
            indicator: indicator.clone(),
            entry,
            reached,
            room,
            score,
            explains,
            problem: None,
        };
        drawn.problem = drawn.problem();
        drawn
    }

    fn problem(&self) -> Option<Problem> {
        let Entry { actual, score: typed, cause, measure } = &self.entry;
        let Some(room) = self.room else {
            return Some(if actual.is_empty() { Problem::Empty } else { Problem::Unread });
        };
        let Some(score) = self.score else {
            return Some(if typed.trim().is_empty() {
                Problem::Unscored
            } else {
                Problem::NotAScore
            });
        };
        // Scores have two decimals; full marks are the weight, whatever it has.
        if score.0 % 100 != 0 && score != room.high {
            return Some(Problem::NotAScore);
        }
        let lower = !room.is_band && score < room.low;
        if !lower && !room.holds(score) {
            return Some(Problem::OutOfBand);
        }
        if self.explains && (cause.is_empty() || measure.is_empty()) {
            return Some(Problem::NotExplained);
        }
        (lower && cause.is_empty()).then_some(Problem::NoReason)
    }

    fn line(&self) -> Result<Line, Refusal> {
        let missing = |problem: Problem| match problem {
            Problem::Unread => Refusal::EvaluationUnread,
            Problem::NotAScore => Refusal::NotAScore,
            Problem::Unscored => Refusal::Step(StepRefusal::ScoreOutOfBand),
            _ => Refusal::Step(StepRefusal::FieldMissing),
        };
        let (Some(room), Some(score)) = (self.room, self.score) else {
            return Err(missing(self.problem.unwrap_or(Problem::Empty)));
        };
        if self.problem == Some(Problem::NotAScore) {
            return Err(Refusal::NotAScore);
        }
        Ok(Line {
            indicator: self.indicator.name.clone(),
            actual: self.entry.actual.clone(),
            room,
            score,
            explains: self.explains,
            cause: self.entry.cause.clone(),
            measure: self.entry.measure.clone(),
        })
    }
}

/// What is written of a target.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// Budget of the year.
    pub(crate) budget: Fen,
    /// Executed of it.
    pub(crate) executed: Fen,
    /// Why that differs from the records.
    pub(crate) note: String,
    /// Score of budget execution; none without a budget.
    pub(crate) execution: Option<Decimal>,
    /// The indicators.
    pub(crate) lines: Vec<Drawn>,
    /// The total, once every indicator has its score.
    pub(crate) total: Option<Decimal>,
    /// Its grade.
    pub(crate) grade: Option<&'static str>,
}

impl Draft {
    /// What was written, with what is computed of it. Amounts that were left empty are those of the records.
    pub(super) fn of(pack: &Pack, target: &Target, writing: &Writing) -> Result<Draft, Refusal> {
        let known = |name: &String| target.indicators.iter().any(|one| one.name == *name);
        if !writing.lines.keys().all(known) {
            return Err(Refusal::EvaluationLine);
        }
        let amount = |text: &str, known: Fen| match text.trim() {
            "" => Ok(known),
            text => yuan(text),
        };
        let budget = amount(&writing.budget, target.total)?;
        let executed = amount(&writing.executed, Fen(target.executed.amount.max(0)))?;
        let mut lines = Vec::with_capacity(target.indicators.len());
        for indicator in &target.indicators {
            let entry = writing.lines.get(&indicator.name).map(tidied).transpose()?;
            lines.push(Drawn::of(pack, target, indicator, entry.unwrap_or_default()));
        }
        let execution = target.scale.executed(budget, executed);
        let sum = lines.iter().try_fold(execution.map_or(0, |score| score.0), |sum, line| {
            Some(line.score?.0.saturating_add(sum))
        });
        let total = sum.filter(|_| execution.is_some()).map(Decimal);
        Ok(Draft {
            budget,
            executed,
            note: written(&writing.note)?,
            execution,
            lines,
            total,
            grade: total.map(|total| target.scale.grade(total)),
        })
    }

    /// The figures, once there is all that they are made of.
    pub(super) fn figures(
        &self,
        target: &Target,
        evidence: Vec<AttachmentId>,
    ) -> Result<Figures, Refusal> {
        let lines: Result<Vec<Line>, Refusal> = self.lines.iter().map(Drawn::line).collect();
        let no_budget = Refusal::Step(StepRefusal::AmountOutOfBounds);
        Ok(Figures {
            budget: self.budget,
            executed: self.executed,
            recorded: Fen(target.executed.amount.max(0)),
            note: self.note.clone(),
            execution: self.execution.ok_or(no_budget)?,
            lines: lines?,
            grade: self.grade.unwrap_or_default().to_owned(),
            evidence,
        })
    }
}

/// What was written of an indicator, trimmed and without numbers of persons.
fn tidied(entry: &Entry) -> Result<Entry, Refusal> {
    Ok(Entry {
        actual: written(&entry.actual)?,
        score: entry.score.trim().to_owned(),
        cause: written(&entry.cause)?,
        measure: written(&entry.measure)?,
    })
}

/// Figures as they are written into a form again.
pub(super) fn rewritten(figures: &Figures) -> Writing {
    let entry = |line: &Line| {
        let computed = !line.room.is_band && line.score == line.room.high;
        let entry = Entry {
            actual: line.actual.clone(),
            score: if computed { String::new() } else { line.score.to_string() },
            cause: line.cause.clone(),
            measure: line.measure.clone(),
        };
        (line.indicator.clone(), entry)
    };
    Writing {
        budget: figures.budget.plain(),
        executed: figures.executed.plain(),
        note: figures.note.clone(),
        lines: figures.lines.iter().map(entry).collect(),
        ..Writing::default()
    }
}

/// A draft beside its target, with what the rules say where it was asked.
#[derive(Debug)]
pub(crate) struct Drafted {
    /// The target.
    pub(crate) target: Target,
    /// What is written of it.
    pub(crate) draft: Draft,
    /// What the rules say.
    pub(crate) verdict: Option<Verdict>,
}
