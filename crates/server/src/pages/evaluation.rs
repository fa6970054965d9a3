//! Self-evaluations: the form of a report or a check with what is computed of it, and one as the document that it is.

mod form;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::evaluation::score::Measure;
use domain::evaluation::{Figures, Line};
use domain::{Decimal, Fen, Lang};

pub(crate) use self::form::{anew, checked, checking, form, rewritten, sent};
use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, documents, history, number,
};
use super::indicator::promise;
use super::records::Fact;
use super::warning::division;
use super::{Page, shown};
use crate::lists::cells::project_page;
use crate::operations::evaluations::{Drawn, May, OneEvaluation, Saying, Target, agree, give_back};
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::operations::screening::screen_later;
use crate::visit::{Site, Visit};

/// One self-evaluation.
#[derive(Template)]
#[template(path = "evaluation.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// Name of the project.
    pub(crate) name: String,
    /// The year.
    pub(crate) year: u16,
    /// Where it stands.
    pub(crate) state: String,
    /// What it is about.
    pub(crate) facts: Vec<Fact>,
    /// What was to be reached.
    pub(crate) goal: String,
    /// Budget, executed, rate, points and score of budget execution, of the report and of the check.
    pub(crate) money: Vec<Money>,
    /// Why what was executed differs from the records.
    pub(crate) notes: Vec<(&'static str, String)>,
    /// The indicators.
    pub(crate) rows: Vec<Scored>,
    /// Points, score of the report, of the check, and how far they lie apart.
    pub(crate) total: [String; 4],
    /// Grade of the report and of the check.
    pub(crate) grades: [String; 2],
    /// Whether there is a check.
    pub(crate) checked: bool,
    /// What the check says.
    pub(crate) opinion: String,
    /// Where the report is written anew, where the reader may.
    pub(crate) rewrites: Option<String>,
    /// Where it is checked, where the reader may.
    pub(crate) checks: Option<String>,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Its documents: number, name, size, day.
    pub(crate) documents: Vec<(i64, String, String, String)>,
    /// Where its documents lie.
    pub(crate) place: String,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// Budget execution as somebody says it.
#[derive(Clone, Debug)]
pub(crate) struct Money {
    /// Who says it.
    pub(crate) by: &'static str,
    /// Budget of the year.
    pub(crate) budget: String,
    /// Executed of it.
    pub(crate) executed: String,
    /// What the records say.
    pub(crate) recorded: String,
    /// Rate.
    pub(crate) rate: String,
    /// Points.
    pub(crate) points: String,
    /// Score.
    pub(crate) score: String,
}

/// An indicator with its scores.
#[derive(Clone, Debug)]
pub(crate) struct Scored {
    /// First and second level.
    pub(crate) level: String,
    /// Its name.
    pub(crate) name: String,
    /// What was promised.
    pub(crate) promise: String,
    /// Its points.
    pub(crate) weight: String,
    /// What was reached, by the report and by the check where that differs.
    pub(crate) actual: [String; 2],
    /// Score of the report and of the check, and how far they lie apart.
    pub(crate) scores: [String; 3],
    /// Cause and measure.
    pub(crate) said: [String; 2],
    /// What the check says of it, where that differs.
    pub(crate) found: [String; 2],
}

/// How far a check lies from a report; nothing where they agree.
fn apart(own: Decimal, checked: Decimal) -> String {
    let far = Decimal(checked.0.saturating_sub(own.0));
    match far.0 {
        0 => "0".to_owned(),
        above if above > 0 => format!("+{far}"),
        _ => far.to_string(),
    }
}

/// A share as it is read: per cent with two decimals, cut.
fn rate(above: Fen, below: Fen) -> String {
    if below.0 <= 0 {
        return String::new();
    }
    let share = i128::from(above.0) * 10_000 / i128::from(below.0);
    format!("{}.{:02}%", share / 100, share % 100)
}

fn money(target: &Target, figures: &Figures, by: &'static str) -> Money {
    Money {
        by,
        budget: figures.budget.to_string(),
        executed: figures.executed.to_string(),
        recorded: figures.recorded.to_string(),
        rate: rate(figures.executed, figures.budget),
        points: target.scale.execution.to_string(),
        score: figures.execution.to_string(),
    }
}

fn scored(target: &Target, own: &Line, checked: Option<&Line>) -> Scored {
    let indicator = target.indicators.iter().find(|one| one.name == own.indicator);
    let indicator = indicator.cloned().unwrap_or_default();
    let other = |text: fn(&Line) -> &String| {
        let other = checked.map(text).filter(|other| *other != text(own));
        other.cloned().unwrap_or_default()
    };
    Scored {
        level: format!("{} · {}", indicator.level1, indicator.level2),
        name: own.indicator.clone(),
        promise: promise(&indicator.direction, &indicator.value, &indicator.unit),
        weight: indicator.weight.to_string(),
        actual: [own.actual.clone(), other(|line| &line.actual)],
        scores: [
            own.score.to_string(),
            checked.map(|line| line.score.to_string()).unwrap_or_default(),
            checked.map(|line| apart(own.score, line.score)).unwrap_or_default(),
        ],
        said: [own.cause.clone(), own.measure.clone()],
        found: [other(|line| &line.cause), other(|line| &line.measure)],
    }
}

/// What it is about.
fn facts(site: &Site, lang: Lang, one: &OneEvaluation) -> Vec<Fact> {
    let (kept, target) = (&one.followed.kept, &one.target);
    let fact = |label: &str, text: String, address| Fact { label: label.to_owned(), text, address };
    let project = format!("{} {}", target.home.project, target.name);
    let finish = target.finish_on.map(|day| day.to_string()).unwrap_or_default();
    let mut all = vec![
        fact(lang.pick("项目", "Project"), project, project_page(&target.home.project)),
        fact(lang.pick("绩效目标", "Target"), target.id.clone(), None),
        fact(lang.pick("年度", "Year"), target.year.to_string(), None),
        fact(lang.pick("县（市、区）", "County"), division(site, &kept.county), None),
        fact(lang.pick("实施单位", "Unit"), kept.unit.clone(), None),
        fact(lang.pick("项目结束日期", "End of the project"), finish, None),
        fact(lang.pick("首次报送", "First reported"), kept.entered_on.clone(), None),
        fact(lang.pick("最近办理", "Last step"), kept.standing.since.clone(), None),
    ];
    all.retain(|fact| !fact.text.is_empty());
    all
}

/// The grade as it is read.
pub(crate) fn grade(word: &str, lang: Lang) -> String {
    words::name(words::GRADE, word, lang).to_owned()
}

/// The steps that the reader can take now.
pub(crate) fn actions(one: &OneEvaluation, lang: Lang) -> Vec<Action> {
    let path = OneEvaluation::address(one.followed.kept.id);
    let reason = || Field::new("reason", lang.pick("理由", "Reason"), Input::Text);
    let mut all = Vec::new();
    if one.may.contains(&May::Agree) {
        let note = lang.pick(
            "会签后，检查结果和检查日期写入评价记录，自评不再修改。",
            "The check and its day are recorded, and the self-evaluation is locked.",
        );
        let said = Field::new("reason", lang.pick("会签意见", "Remark"), Input::Text).optional();
        let names = (lang.pick("同意检查结果", "Agree to the check"), note);
        all.push(Action::new((format!("{path}/agreement"), "agree"), names, vec![said]));
        let names = (lang.pick("不同意，请重新检查", "Object: to be checked again"), "");
        all.push(Action::new((format!("{path}/agreement"), "object"), names, vec![reason()]));
    }
    if one.may.contains(&May::Return) {
        let names = (lang.pick("退回修改", "Send it back"), "");
        all.push(Action::new((format!("{path}/return"), "return"), names, vec![reason()]));
    }
    all
}

impl OnPage for OneEvaluation {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let lang = visit.lang;
        let (own, checked) = (self.followed.one.figures(), self.followed.one.checked());
        let of_check = |name: &str| {
            checked.and_then(|figures| figures.lines.iter().find(|line| line.indicator == name))
        };
        let (reported, found) = (lang.pick("自评", "Report"), lang.pick("检查", "Check"));
        let both = [(reported, Some(own)), (found, checked)];
        let all = both.into_iter().filter_map(|(by, figures)| Some((by, figures?)));
        let address = OneEvaluation::address(self.followed.kept.id);
        let opinion = self.followed.one.opinion().unwrap_or_default().to_owned();
        let noted = all.clone().filter(|(_, figures)| !figures.note.is_empty());
        let view = View {
            frame: visit.frame(),
            id: self.followed.kept.id,
            name: self.target.name.clone(),
            year: self.target.year,
            state: words::name(words::SELF_EVALUATION, &self.followed.kept.standing.state, lang)
                .to_owned(),
            facts: facts(site, lang, &self),
            goal: self.target.goal.clone(),
            notes: noted.map(|(by, figures)| (by, figures.note.clone())).collect(),
            rows: own
                .lines
                .iter()
                .map(|line| scored(&self.target, line, of_check(&line.indicator)))
                .collect(),
            total: [
                policy::scoring::FULL.to_string(),
                own.total().to_string(),
                checked.map(|figures| figures.total().to_string()).unwrap_or_default(),
                checked.map(|figures| apart(own.total(), figures.total())).unwrap_or_default(),
            ],
            grades: [
                grade(&own.grade, lang),
                checked.map(|figures| grade(&figures.grade, lang)).unwrap_or_default(),
            ],
            money: all.map(|(by, figures)| money(&self.target, figures, by)).collect(),
            checked: checked.is_some(),
            opinion,
            rewrites: self.may.contains(&May::Rewrite).then(|| format!("{address}/report")),
            checks: self.may.contains(&May::Check).then(|| format!("{address}/check")),
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            documents: documents(&self.attachments),
            place: address,
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// How the score of an indicator comes about, as far as it is known.
pub(crate) fn how(drawn: &Drawn, lang: Lang) -> String {
    let (Some(room), Some(reached)) = (drawn.room, drawn.reached) else {
        return String::new();
    };
    let state = match (reached.measure, reached.missed) {
        (Measure::State(domain::evaluation::score::Level::Partly), _) => {
            lang.pick("部分达成", "partly reached")
        }
        (_, true) => lang.pick("未完成", "missed"),
        (_, false) => lang.pick("已完成", "reached"),
    };
    if room.is_band {
        match lang {
            Lang::Zh => format!("{state}：可评 {} 至 {} 分", room.low, room.high),
            Lang::En => format!("{state}: {} to {} points", room.low, room.high),
        }
    } else {
        match lang {
            Lang::Zh => format!("{state}：计算得分 {}", room.high),
            Lang::En => format!("{state}: {} points computed", room.high),
        }
    }
}

/// Sends it back.
pub(crate) async fn returned(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let reason = form.text("reason");
    let done = give_back(&site.context, &visit.origin, visit.actor()?, (id, &reason)).await;
    after::<OneEvaluation>(&site, &visit, (id, &form), done).await
}

/// By the audit office: agrees, or objects.
pub(crate) async fn agreed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let saying = Saying { step: form.text("step"), reason: form.text("reason") };
    let done = agree(&site.context, &visit.origin, visit.actor()?, (id, &saying)).await;
    if done.is_ok() {
        screen_later(&site.context, &visit.origin);
    }
    after::<OneEvaluation>(&site, &visit, (id, &form), done).await
}
