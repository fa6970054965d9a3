//! Performance targets: one with its indicators, its review and what can be done about it.

pub(crate) mod coverage;
pub(crate) mod form;
pub(crate) mod library;
pub(crate) mod sheet;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::Lang;
use domain::target::{Filed, Indicator, Review};

use super::entry::Said;
use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, documents, history, number,
};
use super::indicator::sign;
use super::records::Fact;
use super::warning::division;
use super::{Page, shown};
use crate::lists::cells::{project_page, record_page};
use crate::operations::Done;
use crate::operations::handling::one::One;
use crate::operations::handling::words;
use crate::operations::screening::screen_later;
use crate::operations::targets::{May, OneTarget, Saying, Sending, approve, file, say, submit};
use crate::visit::{Site, Visit};

/// An indicator as it is read.
pub(crate) struct Row {
    /// The indicator.
    pub(crate) one: Indicator,
    /// Its direction as a sign or word.
    pub(crate) sign: &'static str,
    /// What the reviewer said of it last.
    pub(crate) comment: String,
    /// What is found of it: whether it is red, and what.
    pub(crate) found: Vec<(bool, String)>,
    /// What was written of it in the review that came back.
    pub(crate) written: String,
}

/// The form of a review.
pub(crate) struct ReviewForm {
    /// Points that are given, each with its word, its name and what was written.
    pub(crate) points: Vec<(&'static str, &'static str, String)>,
    /// Points of each, at most.
    pub(crate) most: u16,
    /// From which total a target passes, and below which it can be rejected.
    pub(crate) bounds: (u16, u16),
    /// Outcomes to choose from: word, name, whether it is chosen.
    pub(crate) outcomes: Vec<(&'static str, &'static str, bool)>,
    /// What was written of the whole.
    pub(crate) opinion: String,
}

/// A review as it is read.
pub(crate) struct Reviewed {
    /// Points by their names.
    pub(crate) points: Vec<(&'static str, u16)>,
    /// All points, and the most there can be.
    pub(crate) total: (u16, u16),
    /// What came of it.
    pub(crate) outcome: &'static str,
    /// What was said of the whole.
    pub(crate) opinion: String,
}

/// One target.
#[derive(Template)]
#[template(path = "target.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number here.
    pub(crate) id: i64,
    /// What it is set for.
    pub(crate) name: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Whether a change is shown that is asked for.
    pub(crate) changes: bool,
    /// What it says beside its indicators.
    pub(crate) facts: Vec<Fact>,
    /// The overall target in words.
    pub(crate) goal: String,
    /// Its indicators.
    pub(crate) rows: Vec<Row>,
    /// Points in all.
    pub(crate) weights: String,
    /// Its last review.
    pub(crate) reviewed: Option<Reviewed>,
    /// What the rules say of it now.
    pub(crate) said: Option<Said>,
    /// Rules that it breaks.
    pub(crate) broken: String,
    /// Whether the reader may write it anew.
    pub(crate) rewrites: bool,
    /// Whether the reader may ask for a change.
    pub(crate) asks: bool,
    /// The form of a review, where it is the reader's.
    pub(crate) review: Option<ReviewForm>,
    /// What else the reader can do now.
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

/// What the rules say of a target while it is written or decided.
pub(super) fn said(site: &Site, verdict: &crate::operations::entry::Verdict, lang: Lang) -> Said {
    let title = lang.pick("对目标的判断", "What the rules say of the target");
    Said { title, changes: String::new(), ..Said::of(&site.context.pack, verdict, lang) }
}

/// What is found of single indicators, by their names.
pub(super) fn found_of<'v>(
    site: &'v Site,
    verdict: Option<&'v crate::operations::entry::Verdict>,
    (target, lang): (&'v str, Lang),
) -> impl Fn(&str) -> Vec<(bool, String)> + 'v {
    move |name: &str| {
        let id = format!("{target}#{name}");
        let rows = verdict.into_iter().flat_map(|verdict| &verdict.rows);
        let all = rows.flat_map(crate::operations::entry::Judged::findings);
        let own = all.filter(|found| found.subject.kind == "indicator" && found.subject.id == id);
        let told = own.map(|found| {
            let message = crate::output::message(&site.context.pack, found, lang);
            (found.lamp == domain::Lamp::Red, message)
        });
        told.collect()
    }
}

fn facts(site: &Site, visit: &Visit, one: &OneTarget) -> Vec<Fact> {
    let (lang, kept) = (visit.lang, &one.kept);
    let fact = |label: &str, text: String, address| Fact { label: label.to_owned(), text, address };
    let subject = match kept.subject_kind.as_str() {
        "project" => project_page(&kept.subject),
        "transfer" | "bond" => record_page("/allotments", &[&kept.subject]),
        _ => None,
    };
    let yuan = |fen: domain::Fen| format!("{fen}{}", lang.pick(" 元", " yuan"));
    let kind = words::name(words::TARGET_SUBJECT, &kept.subject_kind, lang);
    let text = one.shown();
    let mut all = vec![
        fact(lang.pick("目标编号", "Number"), kept.target.clone(), None),
        fact(kind, kept.subject.clone(), subject),
        fact(lang.pick("年度", "Fiscal year"), kept.fiscal_year.to_string(), None),
        fact(lang.pick("区划", "Division"), division(site, &kept.home), None),
        fact(lang.pick("责任单位", "Answers for it"), kept.unit.clone(), None),
        fact(lang.pick("资金总额", "All money"), yuan(text.total), None),
        fact(lang.pick("其中财政资金", "Of it fiscal"), yuan(text.fiscal), None),
    ];
    if one.one.asked().is_some() && one.one.text().total != text.total {
        let before = yuan(one.one.text().total);
        all.push(fact(lang.pick("调整前资金总额", "All money before the change"), before, None));
    }
    let days = [
        (lang.pick("批复日期", "Approved on"), kept.standing.approved_on.clone()),
        (lang.pick("公开日期", "Published on"), kept.standing.published_on.clone()),
    ];
    let filed = words::TARGET_FILED.iter().zip(&kept.standing.filed);
    let filed = filed.map(|((_, zh, en), day)| (lang.pick(zh, en), day.clone()));
    for (label, day) in days.into_iter().chain(filed) {
        all.extend(day.map(|day| fact(label, day, None)));
    }
    all.retain(|fact| !fact.text.is_empty());
    all
}

fn rows(site: &Site, visit: &Visit, one: &OneTarget, back: &Back) -> Vec<Row> {
    let verdict = one.judged.as_ref().map(|(verdict, _)| verdict);
    let found = found_of(site, verdict, (&one.kept.target, visit.lang));
    let comments = one.one.review().map_or(&[][..], |review| &review.comments);
    let of = |indicator: &Indicator| {
        let comment = comments.iter().find(|(name, _)| *name == indicator.name);
        let written = format!("comment.{}", indicator.name);
        let written = back.sent.iter().find(|(name, _)| *name == written);
        Row {
            sign: sign(&indicator.direction, visit.lang),
            comment: comment.map(|(_, text)| text.clone()).unwrap_or_default(),
            found: found(&indicator.name),
            written: written.map(|(_, text)| text.clone()).unwrap_or_default(),
            one: indicator.clone(),
        }
    };
    one.shown().indicators.iter().map(of).collect()
}

fn reviewed(review: &Review, lang: Lang) -> Reviewed {
    let name = |row: &words::Word| lang.pick(row.1, row.2);
    let points = words::TARGET_POINT.iter().map(name).zip(review.scores);
    let outcome = words::TARGET_OUTCOME.get(review.outcome as usize);
    Reviewed {
        points: points.collect(),
        total: (review.total(), review.bands.most.saturating_mul(5)),
        outcome: outcome.map_or("", name),
        opinion: review.opinion.clone(),
    }
}

fn review_form(one: &OneTarget, lang: Lang, back: &Back) -> Option<ReviewForm> {
    let bands = one.bands.filter(|_| one.may.contains(&May::Review))?;
    let written = |name: &str| {
        let found = back.sent.iter().find(|(own, _)| own == name);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let point = |(word, zh, en): &words::Word| (*word, lang.pick(zh, en), written(word));
    let step = written("step");
    let outcome = |(word, zh, en): &words::Word| (*word, lang.pick(zh, en), step == *word);
    Some(ReviewForm {
        points: words::TARGET_POINT.iter().map(point).collect(),
        most: bands.most,
        bounds: (bands.pass, bands.reject),
        outcomes: words::TARGET_OUTCOME.iter().map(outcome).collect(),
        opinion: written("reason"),
    })
}

/// The steps that the reader can take now with a form of their own.
pub(crate) fn actions(one: &OneTarget, lang: Lang) -> Vec<Action> {
    let path = OneTarget::address(one.kept.id);
    let action = |at: &str, step, names, fields: Vec<Field>| {
        Action::new((format!("{path}/{at}"), step), names, fields)
    };
    let reason = || Field::new("reason", lang.pick("理由", "Reason"), Input::Text);
    let on = |name| Field::new("on", name, Input::Day);
    let document = || Field::new("document", lang.pick("文号", "Document number"), Input::Line);
    let weighed = one.judged.as_ref().map(|(_, weighed)| weighed);
    let broken = weighed.is_some_and(|weighed| !weighed.broken.is_empty());
    let plain = weighed.is_some_and(|one| one.doubts.is_empty() && one.exempted.is_empty());
    let may = |what| one.may.contains(&what);
    let mut all = Vec::new();
    if may(May::Submit) {
        let note = lang.pick(
            "提交后由财政部门审核。有红灯的可以先修改再提交。",
            "Finance reviews it then. What is red is better mended first.",
        );
        all.push(action(
            "submission",
            "submit",
            (lang.pick("提交审核", "Submit it"), note),
            vec![],
        ));
    }
    if may(May::Approve) && !broken {
        let changes = one.one.asked().is_some();
        let title = if changes {
            lang.pick("批复调整", "Approve the change")
        } else {
            lang.pick("随预算批复", "Approve it with the budget")
        };
        let note = lang.pick(
            "有黄灯、无法判断或豁免的，须写明理由。批复后锁定，调整须经批准。",
            "Where something is yellow, cannot be told or is exempted, say why. Approved, it is locked.",
        );
        let why = if plain { reason().optional() } else { reason() };
        let fields = vec![document(), on(lang.pick("批复日期", "Approved on")), why];
        all.push(action("approval", "approve", (title, note), fields));
    }
    let plain_steps = [
        (May::SendBack, "approval", "send_back", lang.pick("退回修改", "Send it back")),
        (May::Deny, "approval", "deny", lang.pick("不同意调整", "Refuse the change")),
        (May::Withdraw, "withdrawal", "withdraw", lang.pick("撤回", "Give it up")),
    ];
    for (what, at, step, title) in plain_steps {
        if may(what) {
            all.push(action(at, step, (title, ""), vec![reason()]));
        }
    }
    all.extend(filing(one, lang, &path));
    all
}

fn filing(one: &OneTarget, lang: Lang, path: &str) -> Vec<Action> {
    let to = |(filed, (word, zh, en)): (Filed, &words::Word)| {
        let open = one.may.contains(&May::File(filed));
        open.then(|| ((*word).to_owned(), lang.pick(zh, en).to_owned()))
    };
    let to: Vec<(String, String)> =
        Filed::ALL.into_iter().zip(words::TARGET_FILED).filter_map(to).collect();
    let on = |name| Field::new("on", name, Input::Day);
    let mut all = Vec::new();
    if !to.is_empty() {
        let fields = vec![
            Field::new("place", lang.pick("报送", "Filed to"), Input::Choice(to)),
            Field::new("document", lang.pick("文号", "Document number"), Input::Line),
            on(lang.pick("报送日期", "Filed on")),
        ];
        let names = (lang.pick("报备", "File it for record"), "");
        all.push(Action::new((format!("{path}/filing"), "file"), names, fields));
    }
    if one.may.contains(&May::Publish) {
        let place = lang.pick("公开的地方（网址、公告栏等）", "Where (address, notice board …)");
        let fields = vec![
            Field::new("place", place, Input::Line),
            on(lang.pick("公开日期", "Published on")),
        ];
        let names = (lang.pick("登记公开", "Record its publication"), "");
        all.push(Action::new((format!("{path}/filing"), "publish"), names, fields));
    }
    all
}

impl OnPage for OneTarget {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let lang = visit.lang;
        let weighed = self.judged.as_ref().map(|(_, weighed)| weighed.clone()).unwrap_or_default();
        let mut broken = weighed.broken;
        broken.sort_unstable();
        broken.dedup();
        let view = View {
            frame: visit.frame(),
            id: self.kept.id,
            name: self.kept.name.clone(),
            state: words::name(words::TARGET, &self.kept.standing.state, lang).to_owned(),
            changes: self.one.asked().is_some(),
            facts: facts(site, visit, &self),
            goal: self.shown().goal.clone(),
            rows: rows(site, visit, &self, back),
            weights: form::points(self.shown().indicators.iter().map(|one| one.weight.as_str())),
            reviewed: self.one.review().map(|review| reviewed(review, lang)),
            said: self.judged.as_ref().map(|(verdict, _)| said(site, verdict, lang)),
            broken: broken.join(lang.pick("、", ", ")),
            rewrites: self.may.contains(&May::Rewrite),
            asks: self.may.contains(&May::Ask),
            review: review_form(&self, lang, back),
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            documents: documents(&self.attachments),
            place: OneTarget::address(self.kept.id),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// What a form says of a step.
fn saying(form: &Filled) -> Saying {
    let points = words::TARGET_POINT.iter().map(|row| form.text(row.0));
    let comments = form
        .pairs
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix("comment.")?.to_owned(), text.clone())));
    Saying {
        step: form.text("step"),
        reason: form.text("reason"),
        document: form.text("document"),
        on: form.text("on"),
        place: form.text("place"),
        scores: points.collect(),
        comments: comments.collect(),
    }
}

/// After a step that may have written records: they are screened.
async fn written(site: &Site, visit: &Visit, (id, form): (i64, &Filled), done: Done<()>) -> Page {
    if done.is_ok() {
        screen_later(&site.context, &visit.origin);
    }
    after::<OneTarget>(site, visit, (id, form), done).await
}

/// Reviews it, gives it up, sends it back, refuses a change.
pub(crate) async fn stepped(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let done = say(&site.context, &visit.origin, visit.actor()?, (id, &saying(&form))).await;
    after::<OneTarget>(&site, &visit, (id, &form), done).await
}

/// Submits it; where something is red that was not seen, the form tells it.
pub(crate) async fn submitted(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let seal = form.text("seal");
    let done = submit(&site.context, &visit.origin, visit.actor()?, (id, &seal)).await;
    match done {
        Ok(Sending::Not(verdict)) => form::unseen(&site, &visit, id, &verdict).await,
        Ok(Sending::Done(_)) => after::<OneTarget>(&site, &visit, (id, &form), Ok(())).await,
        Err(failure) => after::<OneTarget>(&site, &visit, (id, &form), Err(failure)).await,
    }
}

/// Approves it or the change of it, sends it back, refuses the change.
pub(crate) async fn approved(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let (context, actor, saying) = (&site.context, visit.actor()?, saying(&form));
    let done = match saying.step.as_str() {
        "approve" => approve(context, &visit.origin, actor, (id, &saying)).await,
        _ => say(context, &visit.origin, actor, (id, &saying)).await,
    };
    written(&site, &visit, (id, &form), done).await
}

/// Files it, or records its publication.
pub(crate) async fn filed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let done = file(&site.context, &visit.origin, visit.actor()?, (id, &saying(&form))).await;
    written(&site, &visit, (id, &form), done).await
}
