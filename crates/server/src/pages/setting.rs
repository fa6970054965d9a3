//! The parameters of the regulations with the values that hold, and the settings of those that the bureau may set:
//! proposed with what they would change, agreed to by the divisions concerned.

mod form;
mod shown;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use domain::Lang;
use serde::Deserialize;

use self::form::Fields;
pub(crate) use self::form::{proposed, rewritten, tried};
use self::shown::{Opinion, Row, TrialRow};
pub(crate) use self::shown::{brief, said};
use super::frame::Frame;
use super::handling::{Action, Back, Field, Filled, Input, OnPage, Past, after, history, number};
use super::{Page, shown as answered};
use crate::access::Operation;
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::operations::screening::screen_later;
use crate::operations::settings::{
    Listed, May, OneSetting, Saying, list, opine, parameter, trial, withdraw,
};
use crate::visit::{Site, Visit};

/// The list of parameters.
#[derive(Template)]
#[template(path = "settings.html")]
pub(crate) struct ListView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Name and version of the pack.
    pub(crate) pack: String,
    /// The words that are searched for.
    pub(crate) words: String,
    /// Which are shown: all, those that may be set, those with a setting.
    pub(crate) kinds: Vec<(&'static str, &'static str, bool)>,
    /// The parameters.
    pub(crate) rows: Vec<Row>,
    /// How many there are in all.
    pub(crate) all: usize,
    /// Numbers of adopted settings that the pack does not admit any more.
    pub(crate) unfit: Vec<i64>,
}

/// One parameter.
#[derive(Template)]
#[template(path = "setting_parameter.html")]
pub(crate) struct ParameterView {
    /// Around it.
    pub(crate) frame: Frame,
    /// What is known of it.
    pub(crate) row: Row,
    /// All values: first day, value, address of the setting, whether it holds today.
    pub(crate) values: Vec<(String, String, Option<String>, bool)>,
    /// Settings that there were: address, value, first day, state.
    pub(crate) settings: Vec<(String, String, String, String)>,
    /// The form, where the reader proposes.
    pub(crate) form: Option<Fields>,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
    /// What the value would change.
    pub(crate) trial: Option<Vec<TrialRow>>,
}

/// One setting.
#[derive(Template)]
#[template(path = "setting.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// The parameter.
    pub(crate) row: Row,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Who is asked, with what is said.
    pub(crate) opinions: Vec<Opinion>,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// The form, where it can be written anew.
    pub(crate) form: Option<Fields>,
    /// Whether what it would change can be asked for.
    pub(crate) tries: bool,
    /// What it would change.
    pub(crate) trial: Option<Vec<TrialRow>>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// What the list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    show: String,
}

/// Shows the parameters.
pub(crate) async fn listed(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<Asked>,
) -> Page {
    let read = list(&site.context, visit.actor()?, visit.origin.day).await;
    let all = read.map_err(|failure| visit.problem(failure))?;
    let (pack, lang) = (&site.context.pack, visit.lang);
    let rows = all.iter().filter_map(|one| shown::row(&site, one, lang));
    let fits = |row: &Row| match asked.show.as_str() {
        "local" => row.local,
        "set" => row.open.is_some() || row.set,
        _ => true,
    };
    let words = asked.q.trim().to_lowercase();
    let rows = rows.filter(|row| fits(row) && row.has(&words)).collect();
    let kind = |word: &'static str, zh, en| (word, lang.pick(zh, en), asked.show == word);
    let view = ListView {
        frame: visit.frame(),
        pack: format!("{} {}", pack.title.get(lang), pack.version),
        words: asked.q.trim().to_owned(),
        kinds: vec![
            kind("", "全部参数", "All parameters"),
            kind("local", "本地设定（可设定）", "Local defaults, which can be set"),
            kind("set", "已设定或在办", "Set, or under way"),
        ],
        all: all.len(),
        rows,
        unfit: site.context.law.present().unfit.to_vec(),
    };
    answered(&visit, &view, false)
}

/// Shows one parameter.
pub(crate) async fn parameter_page(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(name): Path<String>,
) -> Page {
    form::parameter_view(&site, &visit, (&name, None), form::Beside::default()).await
}

/// The steps that the reader can take now.
pub(crate) fn actions(one: &OneSetting, lang: Lang) -> Vec<Action> {
    let path = format!("/settings/{}", one.followed.kept.id);
    let action =
        |step: &'static str, names: (&'static str, &'static str), at: &str, reason: Field| {
            let of = (format!("{path}/{at}"), step);
            Action::new(of, names, vec![reason]).told_apart(format!("{at}-{step}"))
        };
    let reason = || Field::new("reason", lang.pick("理由", "Reason"), Input::Text);
    let remark = || Field::new("reason", lang.pick("意见", "Remark"), Input::Text).optional();
    let mut all = Vec::new();
    if one.may(May::Opine) {
        let note = lang.pick(
            "会签处室全部同意后即审定，自生效日起按新值判断；审定后不能修改，只能另提新的设定。",
            "Once all agree it is adopted: from its first day on the rules judge by the new value. It is never \
             changed then, only followed by another setting.",
        );
        all.push(action("agree", (lang.pick("同意", "Agree"), note), "opinions", remark()));
        let note = lang.pick(
            "退回国库处修改，修改后重新会签。",
            "It goes back to be written anew; all are asked again.",
        );
        all.push(action("object", (lang.pick("提出异议", "Object"), note), "opinions", reason()));
    }
    if one.may(May::Withdraw) {
        let title = lang.pick("撤回", "Withdraw");
        all.push(action("withdraw", (title, ""), "withdrawal", reason()));
    }
    all
}

impl OnPage for OneSetting {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        view(site, visit, self, (back, Beside::default())).await
    }
}

/// What a page of a setting shows beside it.
#[derive(Default)]
struct Beside {
    /// What it would change.
    tried: bool,
    /// Its form, as it was filled in.
    fields: Option<Fields>,
}

async fn view(
    site: &Site,
    visit: &Visit,
    one: OneSetting,
    (back, Beside { tried, fields }): (&Back, Beside),
) -> Page {
    let actor = visit.actor()?;
    let (lang, kept) = (visit.lang, &one.followed.kept);
    let read = parameter(&site.context, actor, (&kept.parameter, visit.origin.day)).await;
    let (listed, _) = read.map_err(|failure| visit.problem(failure))?;
    let row = shown::row(site, &listed, lang).unwrap_or_default();
    let tries = one.followed.one.state().is_open() && may_try(site, visit);
    let mut refusal = back.refusal.clone();
    let mut trial_rows = None;
    if tries && tried {
        let value = (kept.parameter.as_str(), &*kept.standing.value, &*kept.standing.since);
        let done = trial(&site.context, actor, value, visit.origin.day).await;
        match visit.said(done)? {
            Ok(trial) => trial_rows = Some(shown::trial(&trial, lang)),
            Err(said) => refusal = refusal.or(Some(said)),
        }
    }
    let form = one.may(May::Rewrite).then(|| fields.unwrap_or_else(|| form::written(&one, lang)));
    let view = View {
        frame: visit.frame(),
        id: kept.id,
        row,
        state: words::name(words::SETTING, &kept.standing.state, lang).to_owned(),
        facts: shown::facts(site, &one, lang),
        opinions: shown::opinions(&one, lang),
        actions: back.to(actions(&one, lang)),
        form,
        tries,
        trial: trial_rows,
        history: history(&one.taken, lang),
        refusal,
    };
    answered(visit, &view, view.refusal.is_some())
}

/// The same of a number.
async fn view_of(site: &Site, visit: &Visit, id: i64, beside: (&Back, Beside)) -> Page {
    let read = OneSetting::read(&site.context, &visit.origin, visit.actor()?, id).await;
    view(site, visit, read.map_err(|failure| visit.problem(failure))?, beside).await
}

/// Whether the reader may see what a value would change: it tells of all records.
fn may_try(site: &Site, visit: &Visit) -> bool {
    let region = crate::operations::screening::found::region(site.context.divisions());
    let Ok(actor) = visit.actor() else { return false };
    region.is_some_and(|region| {
        actor.post(&site.context, Operation::ListWarnings, Some((region, None))).is_ok()
    })
}

/// What a page of a setting is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Opened {
    trial: String,
}

/// Shows it.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(opened): Query<Opened>,
) -> Page {
    let beside = Beside { tried: !opened.trial.is_empty(), fields: None };
    view_of(&site, &visit, number(&visit, &id)?, (&Back::default(), beside)).await
}

/// Says what a division thinks of it.
pub(crate) async fn opined(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let saying = Saying { step: form.text("step"), reason: form.text("reason") };
    let done = opine(&site.context, &visit.origin, visit.actor()?, (id, &saying)).await;
    let site = Site { context: site.context.present(), ..site };
    if done.is_ok() {
        screen_later(&site.context, &visit.origin);
    }
    after::<OneSetting>(&site, &visit, (id, &form), done).await
}

/// Withdraws it.
pub(crate) async fn withdrawn(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let saying = Saying { step: form.text("step"), reason: form.text("reason") };
    let done = withdraw(&site.context, &visit.origin, visit.actor()?, (id, &saying));
    after::<OneSetting>(&site, &visit, (id, &form), done.await).await
}

/// A parameter as its page tells it.
fn told(site: &Site, listed: &Listed, lang: Lang) -> Vec<(String, String, Option<String>, bool)> {
    shown::values(site, listed, lang)
}
