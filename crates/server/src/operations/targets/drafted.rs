//! What somebody writes of a target: how it begins, its lines, its review.

use std::collections::BTreeMap;

use domain::Day;
use domain::target::{Bands, Fault, Indicator, MOST_INDICATORS, Text};
use policy::pack::Value;
use policy::pack::{LibraryIndicator, ProjectType};
use store::db::Tx;
use store::targets::TargetWay;

use super::records::recorded;
use super::subject::{Subject, subject_of};
use crate::context::Context;
use crate::operations::factor_plans::refused;
use crate::operations::handling::acting::{Sent, written, yuan};
use crate::operations::{Actor, Done, Failure, Refusal};

/// Points of each of the five of a review, at most.
const POINTS: &str = "target_review_points";
/// Points from which on a target can pass.
const PASS: &str = "target_review_pass";
/// Points below which it can be rejected.
const REJECT: &str = "target_review_reject";

/// How a target begins.
#[derive(Clone, Debug, Default)]
pub(crate) struct Begins {
    /// Word of what it is set for.
    pub(crate) kind: String,
    /// Id of that.
    pub(crate) subject: String,
    /// Fiscal year.
    pub(crate) year: String,
    /// Its number; empty: made of the subject and the year.
    pub(crate) target: String,
    /// Id of a type of the library, whose template it begins with; empty: that of the project's category; `none`:
    /// without.
    pub(crate) template: String,
    /// Number of another target to copy; empty: none.
    pub(crate) copies: String,
}

/// A target as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// The overall target in words.
    pub(crate) goal: String,
    /// All money, in yuan.
    pub(crate) total: String,
    /// The fiscal part of it, in yuan.
    pub(crate) fiscal: String,
    /// Its indicators; those without a name are left out, and which are core ones the library says.
    pub(crate) indicators: Vec<Indicator>,
    /// What shows it.
    pub(crate) evidence: Vec<Sent>,
    /// Seal of the verdict that was seen.
    pub(crate) seal: String,
}

impl Writing {
    /// What was written, as a text with the documents that it had before. Lines without a name are left out; which
    /// indicators are core ones, the library says.
    pub(super) fn text(&self, context: &Context, kept: &TargetWay, before: &Text) -> Done<Text> {
        let core = core_of(context, kept);
        let mut indicators = Vec::with_capacity(self.indicators.len());
        for one in self.indicators.iter().filter(|one| !one.name.trim().is_empty()) {
            let indicator = clean(one)?;
            let was = before.indicators.iter().any(|one| one.core && one.name == indicator.name);
            indicators.push(Indicator { core: was || core.contains(&indicator.name), ..indicator });
        }
        if indicators.len() > MOST_INDICATORS {
            return Err(unwhole(Fault::TooMany));
        }
        Ok(Text {
            goal: written(&self.goal)?,
            total: yuan(&self.total)?,
            fiscal: yuan(&self.fiscal)?,
            indicators,
            evidence: before.evidence.clone(),
        })
    }
}

/// An indicator as it was written, its cells trimmed and without numbers of persons.
fn clean(one: &Indicator) -> Result<Indicator, Refusal> {
    Ok(Indicator {
        level1: written(&one.level1)?,
        level2: written(&one.level2)?,
        name: written(&one.name)?,
        direction: written(&one.direction)?,
        value: written(&one.value)?,
        unit: written(&one.unit)?,
        weight: written(&one.weight)?,
        core: false,
        note: written(&one.note)?,
    })
}

/// A fiscal year as it was written.
pub(super) fn year(text: &str) -> Done<u16> {
    let year = text.trim().parse().ok().filter(|year| (2000..=2100).contains(year));
    Ok(year.ok_or(Refusal::PlanYear)?)
}

/// The number of a target that begins: as it was written, or of its subject and year.
pub(super) fn number(begins: &Begins, subject: &Subject, year: u16) -> Result<String, Refusal> {
    let own = written(&begins.target)?;
    let made = || format!("{}-MB{year}", subject.id.replace('/', "-"));
    let number = if own.is_empty() { made() } else { own };
    if number.chars().count() > 60 || number.contains(['/', '#', '?', '\n']) {
        return Err(Refusal::TargetNumber);
    }
    Ok(number)
}

/// The type with whose template a target begins.
pub(super) fn type_of(context: &Context, begins: &Begins, subject: &Subject) -> String {
    chosen(context, begins, subject).map(|one| one.id.clone()).unwrap_or_default()
}

/// The type of a target that stands in the records: none where it lacks core indicators that the library asks for,
/// since it was approved without them.
pub(super) fn type_of_recorded(
    context: &Context,
    subject: &Subject,
    (text, year): (&Text, u16),
) -> String {
    let library = &context.pack.library;
    let has = |id: &String| {
        let name = library.indicator(id, year).map(|one| &one.name.zh);
        text.indicators.iter().any(|one| Some(&one.name) == name)
    };
    let found = library.of_category(&subject.category).filter(|of| of.core.iter().all(has));
    found.map(|of| of.id.clone()).unwrap_or_default()
}

fn chosen<'c>(context: &'c Context, begins: &Begins, subject: &Subject) -> Option<&'c ProjectType> {
    let library = &context.pack.library;
    match begins.template.as_str() {
        "" => library.of_category(&subject.category),
        id => library.of_id(id),
    }
}

/// With what a target begins.
pub(super) async fn text(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    (begins, subject, year): (&Begins, &Subject, u16),
) -> Done<Text> {
    let (total, fiscal) = (subject.money, subject.money);
    let empty = Text { total, fiscal, ..Text::default() };
    if !begins.copies.trim().is_empty() {
        let other = recorded(tx, begins.copies.trim()).await?.ok_or(Refusal::TargetUnknown)?;
        let of = (other.kind, other.subject.as_str());
        subject_of(tx, context, actor, of).await.map_err(|_| Refusal::TargetUnknown)?;
        return Ok(Text { goal: other.text.goal, indicators: other.text.indicators, ..empty });
    }
    let Some(of) = chosen(context, begins, subject) else { return Ok(empty) };
    let lines = context.pack.library.of_type(of, year);
    let lines = lines.filter_map(|(one, points)| Some((one, points?)));
    let line = |(one, points): (&LibraryIndicator, u32)| {
        from_library(one, points, of.core.contains(&one.id))
    };
    Ok(Text { indicators: lines.map(line).collect(), ..empty })
}

/// An indicator as the library has it.
pub(crate) fn from_library(one: &LibraryIndicator, points: u32, core: bool) -> Indicator {
    Indicator {
        level1: one.level1.clone(),
        level2: one.level2.clone(),
        name: one.name.zh.clone(),
        direction: one.direction.clone(),
        value: one.value.clone(),
        unit: one.unit.clone(),
        weight: points.to_string(),
        core,
        note: format!("{}；佐证：{}", one.measure.zh, one.evidence.zh),
    }
}

/// The scores by which a review is bounded, on a day; none where the pack does not say.
pub(crate) fn bands(context: &Context, on: Day) -> Option<Bands> {
    let of = |name: &str| {
        let set = context.pack.params.by_name.get(name).and_then(|param| param.on(on));
        match set {
            Some(Value::Count(points)) => u16::try_from(*points).ok(),
            _ => None,
        }
    };
    let bands = of(POINTS).zip(of(PASS)).zip(of(REJECT));
    bands.map(|((most, pass), reject)| Bands { most, pass, reject })
}

/// The points of a review.
pub(super) fn scores(written: &[String]) -> Result<[u16; 5], Refusal> {
    let point = |text: &String| text.trim().parse().map_err(|_| Refusal::TargetScores);
    let points: Vec<u16> = written.iter().map(point).collect::<Result<_, _>>()?;
    points.try_into().map_err(|_| Refusal::TargetScores)
}

/// Comments on indicators, those that say something.
pub(super) fn comments(all: &BTreeMap<String, String>) -> Result<Vec<(String, String)>, Refusal> {
    let said = all.iter().filter(|(_, text)| !text.trim().is_empty());
    said.map(|(name, text)| Ok((name.clone(), written(text)?))).collect()
}

/// The names of the indicators that no target of its type may lack.
fn core_of(context: &Context, kept: &TargetWay) -> Vec<String> {
    let library = &context.pack.library;
    let year = u16::try_from(kept.fiscal_year).unwrap_or_default();
    let core = library.of_id(&kept.of_type).map_or(&[][..], |of| &of.core);
    let named = |id: &String| library.indicator(id, year).map(|one| one.name.zh.clone());
    core.iter().filter_map(named).collect()
}

/// Refused with what a text lacks: a part of it, or a core indicator of its type (A-7.2.f).
pub(super) fn is_whole(context: &Context, kept: &TargetWay, text: &Text) -> Done<()> {
    text.is_whole().map_err(unwhole)?;
    let is_there = |name: &String| text.indicators.iter().any(|one| one.name == *name);
    let Some(lacking) = core_of(context, kept).into_iter().find(|name| !is_there(name)) else {
        return Ok(());
    };
    Err(refused(
        "target-core-missing",
        format!("缺少该类项目必须有的核心指标“{lacking}”；请加回这一行并填写指标值。"),
        format!(
            "The core indicator “{lacking}” of this type of project is missing: put it back with its value."
        ),
    ))
}

fn unwhole(fault: Fault) -> Failure {
    let (zh, en) = match fault {
        Fault::NoGoal => (
            "没有填写总体目标；请用一两句话写明做什么、谁受益、达到什么结果。".to_owned(),
            "The overall target is missing: say in a sentence or two what is done, who benefits, what is reached."
                .to_owned(),
        ),
        Fault::NoMoney => (
            "没有填写资金总额，或金额小于零；请以元为单位填写。".to_owned(),
            "The money is missing or below nothing: give it in yuan.".to_owned(),
        ),
        Fault::OverTotal => (
            "财政资金大于资金总额；请核对两个金额。".to_owned(),
            "The fiscal part is more than all of the money: look at both amounts.".to_owned(),
        ),
        Fault::NoIndicator => (
            "没有填写指标；请至少填写数量、效益和满意度指标。".to_owned(),
            "No indicator is filled in: give at least one of quantity, of benefit and of satisfaction."
                .to_owned(),
        ),
        Fault::TooMany => (
            format!("指标超过 {MOST_INDICATORS} 个；请保留主要指标。"),
            format!("There are more than {MOST_INDICATORS} indicators: keep the main ones."),
        ),
        Fault::Unfilled(at) => (
            format!("第 {} 个指标缺少级别、名称或指标值；请补填，或清空其名称将其删去。", at + 1),
            format!(
                "Indicator {} lacks a level, its name or its value: fill it in, or empty its name to remove it.",
                at + 1
            ),
        ),
        Fault::Twice => (
            "有两个级别和名称都相同的指标；请合并或改名。".to_owned(),
            "Two indicators have the same levels and name: join them, or rename one.".to_owned(),
        ),
    };
    refused("target-unwhole", zh, en)
}
