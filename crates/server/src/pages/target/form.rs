//! The form of a target: first what it is set for and with what it begins, then its goal, its money, its indicators.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use domain::target::{Indicator, MOST_INDICATORS, SubjectKind, Text};
use domain::{Decimal, Lang};
use policy::pack::{LibraryIndicator, ProjectType};

use super::{found_of, said};
use crate::operations::entry::Verdict;
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::operations::targets::{
    self, Begins, Declared, OneTarget, Sending, Writing, ask, begin, rewrite, submit, take_over,
};
use crate::operations::{Done, Failure, Refusal};
use crate::pages::entry::Said;
use crate::pages::frame::Frame;
use crate::pages::handling::{Filled, number, row_at};
use crate::pages::indicator::sign;
use crate::pages::{Page, Problem, shown};
use crate::visit::{Site, Visit};

/// Lines that are empty at the end of the form.
const SPARE: usize = 2;

/// The levels of indicators (A 七): first and second.
const LEVELS: [(&str, &str); 9] = [
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "经济效益指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "生态效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
];

/// The form by which a target begins.
#[derive(Template)]
#[template(path = "target_new.html")]
pub(crate) struct NewView {
    /// Around it.
    pub(crate) frame: Frame,
    /// What was written.
    pub(crate) begins: Begins,
    /// Kinds of subjects: word, name, whether it is chosen.
    pub(crate) kinds: Vec<(&'static str, &'static str, bool)>,
    /// Types of the library: id, name, whether it is chosen.
    pub(crate) types: Vec<(String, String, bool)>,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

/// A line of the form.
pub(crate) struct Row {
    /// Which one, from 0.
    pub(crate) at: usize,
    /// What is written.
    pub(crate) one: Indicator,
    /// Levels to choose from: value, name, whether it is chosen.
    pub(crate) levels: Vec<(String, String, bool)>,
    /// Directions to choose from: word, sign, whether it is chosen.
    pub(crate) directions: Vec<(&'static str, &'static str, bool)>,
    /// Whether no target of its type may lack it.
    pub(crate) core: bool,
    /// An example of a value.
    pub(crate) example: String,
    /// How the library has it measured, and what shows it.
    pub(crate) hint: String,
    /// What is found of it: whether it is red, and what.
    pub(crate) found: Vec<(bool, String)>,
}

/// The form of a target's text.
#[derive(Template)]
#[template(path = "target_form.html")]
pub(crate) struct FormView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number here.
    pub(crate) id: i64,
    /// What it is set for.
    pub(crate) name: String,
    /// Its type, where the library has it.
    pub(crate) of_type: String,
    /// Where the form goes.
    pub(crate) path: String,
    /// Whether a change is asked for, and why, as far as it was written.
    pub(crate) change: Option<String>,
    /// What was written.
    pub(crate) writing: Writing,
    /// Its lines.
    pub(crate) rows: Vec<Row>,
    /// Points in all.
    pub(crate) points: String,
    /// What the library has besides: id and name.
    pub(crate) more: Vec<(String, String)>,
    /// What the rules say, where it was asked.
    pub(crate) said: Option<Said>,
    /// By which submitting tells that this was seen.
    pub(crate) seal: String,
    /// Of which printed form it was filled in.
    pub(crate) note: Option<String>,
    /// Why nothing was done.
    pub(crate) refusal: Option<String>,
}

/// The sum of points as they are written; a dash where one cannot be read.
pub(crate) fn points<'w>(weights: impl Iterator<Item = &'w str>) -> String {
    let mut sum = Decimal::default();
    for weight in weights.filter(|weight| !weight.trim().is_empty()) {
        match Decimal::parse_unsigned(weight) {
            Ok(points) => sum = Decimal(sum.0.saturating_add(points.0)),
            Err(_) => return "–".to_owned(),
        }
    }
    sum.to_string()
}

fn new_page(site: &Site, visit: &Visit, begins: Begins, refusal: Option<String>) -> Page {
    let lang = visit.lang;
    let kind = |kind: SubjectKind| {
        let name = words::name(words::TARGET_SUBJECT, kind.word(), lang);
        (kind.word(), name, begins.kind == kind.word())
    };
    let of_type = |one: &ProjectType| {
        let name = lang.pick(&one.name.zh, &one.name.en).to_string();
        (one.id.clone(), name, begins.template == one.id)
    };
    let view = NewView {
        frame: visit.frame(),
        kinds: SubjectKind::ALL.map(kind).into(),
        types: site.context.pack.library.types.iter().map(of_type).collect(),
        begins,
        refusal,
    };
    shown(visit, &view, view.refusal.is_some())
}

/// Shows the form by which a target begins.
pub(crate) async fn new(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Page {
    let text = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let or = |text: String, other: &str| if text.is_empty() { other.to_owned() } else { text };
    let begins = Begins {
        kind: or(text("kind"), "project"),
        subject: text("subject"),
        year: or(text("year"), &visit.origin.day.year().to_string()),
        target: text("target"),
        template: text("template"),
        copies: text("copies"),
    };
    new_page(&site, &visit, begins, None)
}

/// Begins a target, or follows one of the records from here on.
pub(crate) async fn begun(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let (context, actor) = (&site.context, visit.actor()?);
    if form.text("step") == "follow" {
        let done = take_over(context, &visit.origin, actor, &form.text("target")).await;
        let id = done.map_err(|failure| visit.problem(failure))?;
        return Ok(Redirect::to(&OneTarget::address(id)).into_response());
    }
    let begins = Begins {
        kind: form.text("kind"),
        subject: form.text("subject"),
        year: form.text("year"),
        target: form.text("target"),
        template: form.text("template"),
        copies: form.text("copies"),
    };
    match visit.said(begin(context, &visit.origin, actor, &begins).await)? {
        Ok(id) => Ok(Redirect::to(&format!("{}/text", OneTarget::address(id))).into_response()),
        Err(refusal) => new_page(&site, &visit, begins, Some(refusal)),
    }
}

/// What a target says, as its form has it.
pub(crate) fn writing_of(text: &Text) -> Writing {
    Writing {
        goal: text.goal.clone(),
        total: text.total.plain(),
        fiscal: text.fiscal.plain(),
        indicators: text.indicators.clone(),
        ..Writing::default()
    }
}

fn written(form: &Filled) -> Writing {
    let mut indicators: Vec<Indicator> = Vec::new();
    for (name, text) in &form.pairs {
        let Some((at, cell)) = name.split_once('.') else { continue };
        let Ok(at) = at.parse() else { continue };
        let most = MOST_INDICATORS + SPARE;
        if let Some(one) = row_at(&mut indicators, at, most) {
            put(one, cell, text);
        }
    }
    indicators.retain(|one| !one.name.trim().is_empty());
    Writing {
        goal: form.text("goal"),
        total: form.text("total"),
        fiscal: form.text("fiscal"),
        indicators,
        evidence: form.files.clone(),
        seal: form.text("seal"),
    }
}

/// Puts what was written into a field of an indicator; both levels are one field.
fn put(one: &mut Indicator, cell: &str, text: &str) {
    let field = match cell {
        "level" => {
            let (level1, level2) = text.split_once('|').unwrap_or((text, ""));
            level1.clone_into(&mut one.level1);
            level2.clone_into(&mut one.level2);
            return;
        }
        "name" => &mut one.name,
        "direction" => &mut one.direction,
        "value" => &mut one.value,
        "unit" => &mut one.unit,
        "weight" => &mut one.weight,
        "note" => &mut one.note,
        _ => return,
    };
    text.clone_into(field);
}

/// A form with what is written in it.
struct Form<'a> {
    one: &'a OneTarget,
    writing: Writing,
    /// Why a change is asked for, where one is.
    change: Option<String>,
    verdict: Option<&'a Verdict>,
    /// Of which printed form it was filled in.
    note: Option<String>,
    refusal: Option<String>,
}

impl Form<'_> {
    fn page(self, site: &Site, visit: &Visit) -> Page {
        let (lang, kept) = (visit.lang, &self.one.kept);
        let library = &site.context.pack.library;
        let of_type = library.of_id(&kept.of_type);
        let year = u16::try_from(kept.fiscal_year).unwrap_or_default();
        let known: Vec<(&LibraryIndicator, bool)> = of_type
            .into_iter()
            .flat_map(|of| {
                library.of_type(of, year).map(|(one, _)| (one, of.core.contains(&one.id)))
            })
            .collect();
        let mut lines = self.writing.indicators.clone();
        let length = (lines.len() + SPARE).min(MOST_INDICATORS);
        lines.resize(length.max(lines.len()), Indicator::default());
        let found = found_of(site, self.verdict, (&kept.target, lang));
        let row = |(at, written): (usize, Indicator)| {
            let of = known.iter().find(|(one, _)| one.name.zh == written.name);
            row(at, written, (of.copied(), lang), &found)
        };
        let rows: Vec<Row> = lines.into_iter().enumerate().map(row).collect();
        let is_there = |one: &LibraryIndicator| {
            self.writing.indicators.iter().any(|written| written.name == one.name.zh)
        };
        let more = known.iter().filter(|(one, _)| !is_there(one));
        let said = self.verdict.map(|verdict| said(site, verdict, lang));
        let view = FormView {
            frame: visit.frame(),
            id: kept.id,
            name: kept.name.clone(),
            of_type: of_type
                .map(|of| lang.pick(&of.name.zh, &of.name.en).to_string())
                .unwrap_or_default(),
            path: format!(
                "{}/{}",
                OneTarget::address(kept.id),
                if self.change.is_some() { "change" } else { "text" }
            ),
            change: self.change,
            rows,
            points: points(self.writing.indicators.iter().map(|one| one.weight.as_str())),
            more: more
                .map(|(one, _)| (one.id.clone(), lang.pick(&one.name.zh, &one.name.en).to_string()))
                .collect(),
            seal: said.as_ref().map(|said| said.seal.clone()).unwrap_or_default(),
            said,
            writing: self.writing,
            note: self.note,
            refusal: self.refusal,
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// What stands for a second level that a line does not say: the first one, or that none is chosen.
fn unsaid(first: &str, lang: Lang) -> String {
    if first.is_empty() { lang.pick("（未填）", "(none)").to_owned() } else { first.to_owned() }
}

fn row(
    at: usize,
    one: Indicator,
    (of, lang): (Option<(&LibraryIndicator, bool)>, Lang),
    found: &impl Fn(&str) -> Vec<(bool, String)>,
) -> Row {
    let own = (one.level1.clone(), one.level2.clone());
    let pairs = LEVELS.iter().map(|(one, two)| ((*one).to_owned(), (*two).to_owned()));
    let mut levels: Vec<(String, String)> = pairs.collect();
    // What a line does not say is not filled in by the first choice of a list.
    let is_written = !one.name.is_empty();
    if !levels.contains(&own) && (is_written || !own.0.is_empty()) {
        levels.insert(0, own.clone());
    }
    let level = |pair: (String, String)| {
        let chosen = pair == own;
        let name = if pair.1.is_empty() { unsaid(&pair.0, lang) } else { pair.1.clone() };
        (format!("{}|{}", pair.0, pair.1), name, chosen)
    };
    let none = [""].into_iter().filter(|_| is_written && one.direction.is_empty());
    let directions = none.chain(policy::pack::library::DIRECTIONS);
    let direction = |word: &'static str| (word, sign(word, lang), one.direction == word);
    let said = |one: &LibraryIndicator| {
        let (measure, evidence) = (&one.measure, &one.evidence);
        match lang {
            Lang::Zh => format!("计算：{}。佐证：{}。", measure.zh, evidence.zh),
            Lang::En => format!("Measured: {}. Shown by: {}.", measure.en, evidence.en),
        }
    };
    Row {
        at,
        levels: levels.into_iter().map(level).collect(),
        directions: directions.map(direction).collect(),
        core: of.is_some_and(|(_, core)| core),
        example: of.map(|(one, _)| one.example.clone()).unwrap_or_default(),
        // What stands in the field already is not said again beside it.
        hint: of.filter(|_| one.note.is_empty()).map(|(one, _)| said(one)).unwrap_or_default(),
        found: if one.name.is_empty() { Vec::new() } else { found(&one.name) },
        one,
    }
}

async fn read(site: &Site, visit: &Visit, id: i64) -> Result<OneTarget, Problem> {
    let read = OneTarget::read(&site.context, &visit.origin, visit.actor()?, id).await;
    read.map_err(|failure| visit.problem(failure))
}

/// Shows the form of a target that is written, or of a change.
async fn show(site: &Site, visit: &Visit, id: &str, change: Option<String>) -> Page {
    let one = read(site, visit, number(visit, id)?).await?;
    let writing = writing_of(one.shown());
    let verdict = one.judged.as_ref().map(|(verdict, _)| verdict).filter(|_| change.is_none());
    Form { one: &one, writing, change, verdict, note: None, refusal: None }.page(site, visit)
}

/// Shows the form of one that is written.
pub(crate) async fn text(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    show(&site, &visit, &id, None).await
}

/// Shows the form of a change.
pub(crate) async fn change(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    show(&site, &visit, &id, Some(String::new())).await
}

/// The form again, with what has to be seen before it is submitted.
pub(super) async fn unseen(site: &Site, visit: &Visit, id: i64, verdict: &Verdict) -> Page {
    let one = read(site, visit, id).await?;
    let writing = writing_of(one.shown());
    let refusal = Some(not_yet(visit.lang));
    Form { one: &one, writing, change: None, verdict: Some(verdict), note: None, refusal }
        .page(site, visit)
}

fn not_yet(lang: Lang) -> String {
    let text = lang.pick(
        "尚未提交。请先看下面的判断：能改正的先改正；确认无误的，再次提交。",
        "Not submitted yet. Read first what the rules say: mend what can be mended, or submit it again as it is.",
    );
    text.to_owned()
}

/// Fills the form in as a printed one has it, of a target or of a change; nothing is kept.
pub(crate) async fn declared(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let one = read(&site, &visit, number(&visit, &id)?).await?;
    let change = form.all("reason").last().map(str::to_owned);
    let done = match form.files.into_iter().next() {
        Some(file) => targets::declared(&site.context, visit.actor()?, (one.kept.id, file)).await,
        None => Err(Refusal::TargetFormMissing.into()),
    };
    let (writing, note, refusal) = match visit.said(done)? {
        Ok(declared) => {
            let note = taken_from(&declared, &one.kept.name, visit.lang);
            (declared.writing, Some(note), None)
        }
        Err(refusal) => (writing_of(one.shown()), None, Some(refusal)),
    };
    Form { one: &one, writing, change, verdict: None, note, refusal }.page(&site, &visit)
}

/// What was read, and that it is to be looked at.
fn taken_from(declared: &Declared, name: &str, lang: Lang) -> String {
    let (place, lines) = (&declared.place, declared.writing.indicators.len());
    let read = match lang {
        Lang::Zh => {
            format!("已按申报表 {place} 填入 {lines} 个指标，尚未保存；请核对后暂存或提交。")
        }
        Lang::En => format!(
            "Filled in with the indicators of the form {place}, {lines} in all; nothing is kept yet. Check it, then \
             keep or submit it."
        ),
    };
    let Some(called) = &declared.called else { return read };
    match lang {
        Lang::Zh => format!("{read}表中名称为“{called}”，与“{name}”不同，请确认是同一对象。"),
        Lang::En => {
            format!(
                "{read} The form calls it “{called}” and not “{name}”: make sure that it is the same."
            )
        }
    }
}

/// Adds what was ticked of the library.
fn added(site: &Site, one: &OneTarget, writing: &mut Writing, form: &Filled) {
    let year = u16::try_from(one.kept.fiscal_year).unwrap_or_default();
    for id in form.all("add") {
        let found = site.context.pack.library.indicator(id, year);
        writing.indicators.extend(found.map(|found| targets::from_library(found, 0, false)));
    }
}

/// Judges what was written, keeps it, or keeps and submits it.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let (context, actor, origin) = (&site.context, visit.actor()?, &visit.origin);
    let mut writing = written(&form);
    let step = form.text("step");
    if step == "judge" || step == "add" {
        let one = read(&site, &visit, id).await?;
        added(&site, &one, &mut writing, &form);
        let done = targets::foresee(context, origin, actor, (id, &writing)).await;
        return judged(&site, &visit, (&one, writing, None), done);
    }
    let kept = rewrite(context, origin, actor, (id, &writing)).await;
    let done = match kept {
        Ok(()) if step == "submit" => submit(context, origin, actor, (id, &writing.seal)).await,
        Ok(()) => Ok(Sending::Done(id)),
        Err(failure) => Err(failure),
    };
    sending(&site, &visit, (id, writing, None), done).await
}

/// Judges what was written of a change, or asks for it.
pub(crate) async fn asked(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let (context, actor, origin) = (&site.context, visit.actor()?, &visit.origin);
    let (mut writing, reason) = (written(&form), form.text("reason"));
    if matches!(form.text("step").as_str(), "judge" | "add") {
        let one = read(&site, &visit, id).await?;
        added(&site, &one, &mut writing, &form);
        let done = targets::foresee(context, origin, actor, (id, &writing)).await;
        return judged(&site, &visit, (&one, writing, Some(reason)), done);
    }
    let done = ask(context, origin, actor, (id, &writing, &reason)).await;
    sending(&site, &visit, (id, writing, Some(reason)), done).await
}

/// The form with what the rules say.
fn judged(
    site: &Site,
    visit: &Visit,
    (one, writing, change): (&OneTarget, Writing, Option<String>),
    done: Done<Verdict>,
) -> Page {
    match visit.said(done)? {
        Ok(verdict) => {
            Form { one, writing, change, verdict: Some(&verdict), note: None, refusal: None }
                .page(site, visit)
        }
        Err(refusal) => {
            Form { one, writing, change, verdict: None, note: None, refusal: Some(refusal) }
                .page(site, visit)
        }
    }
}

/// After a form was sent: on to the target, or the form again.
async fn sending(
    site: &Site,
    visit: &Visit,
    (id, writing, change): (i64, Writing, Option<String>),
    done: Result<Sending, Failure>,
) -> Page {
    let said = match visit.said(done)? {
        Ok(Sending::Done(id)) => {
            return Ok(Redirect::to(&OneTarget::address(id)).into_response());
        }
        Ok(Sending::Not(verdict)) => Ok(verdict),
        Err(refusal) => Err(refusal),
    };
    let one = read(site, visit, id).await?;
    let (verdict, refusal) = match &said {
        Ok(verdict) => (Some(&**verdict), not_yet(visit.lang)),
        Err(refusal) => (None, refusal.clone()),
    };
    Form { one: &one, writing, change, verdict, note: None, refusal: Some(refusal) }
        .page(site, visit)
}
