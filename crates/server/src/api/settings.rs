//! Parameters with the values that hold, and settings: proposed, agreed to by the divisions concerned, in force from
//! their day on.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::Day;
use policy::pack::params;
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::steps::{Past, Possible, Told, after, history, id, possible};
use super::warnings::Made;
use super::{Answer, Caller, Sentence, json, some, with_status};
use crate::operations::Refusal;
use crate::operations::screening::screen_later;
use crate::operations::settings::{
    Asked, Counts, Dated, Listed, OneSetting, Saying, Trial, Writing, list, offered, opine,
    parameter, propose, rewrite, trial, withdraw,
};
use crate::pages::setting::actions;
use crate::visit::Site;

/// The parameters of the pack.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Parameters {
    /// Name of the pack.
    pack: String,
    /// Its version; behind a `+` how many settings it has and which.
    version: String,
    /// The parameters by name.
    items: Vec<Parameter>,
    /// The posts that may be asked about a setting.
    posts: Vec<SettingPost>,
}

/// A post that may be asked about a setting.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SettingPost {
    /// Its number.
    id: i64,
    /// Its title.
    title: String,
}

/// A parameter.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Parameter {
    /// Its name.
    name: String,
    /// What it is.
    text: Sentence,
    /// How its values are written: `count`, `percent`, `yuan`, `number`, `month_day` or `words` (one a line).
    form: &'static str,
    /// Whether it is a local default, which can be set; else a value of the regulation.
    local: bool,
    /// The clause beside which it stands.
    clause: Option<String>,
    /// All values, the first one first.
    values: Vec<DatedValue>,
    /// The value that holds today.
    value: Option<String>,
    /// The rules that read it.
    rules: Vec<String>,
    /// Number of the setting that is under way.
    open: Option<i64>,
}

/// A value of a parameter.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DatedValue {
    /// First day on which it holds; none: from the beginning.
    since: Option<String>,
    /// The value.
    value: String,
    /// Number of the setting by which it was adopted; none: it is the pack's.
    setting: Option<i64>,
}

fn shown_parameter(site: &Site, listed: &Listed) -> Option<Parameter> {
    let param = listed.param(&site.context.pack)?;
    let value = |one: &Dated| DatedValue {
        since: one.since.map(|day| day.to_string()),
        value: params::plain(&one.value),
        setting: one.setting,
    };
    Some(Parameter {
        name: listed.name.clone(),
        text: Sentence::of(|lang| param.text.get(lang)),
        form: params::key(param.ty),
        local: param.local_default,
        clause: param.clause.clone(),
        values: listed.values.iter().map(value).collect(),
        value: listed.present().map(|one| params::plain(&one.value)),
        rules: listed.rules.clone(),
        open: listed.open.as_ref().map(|one| one.id),
    })
}

/// All parameters.
pub(crate) async fn parameters(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
) -> Answer {
    let read = list(&site.context, caller.actor()?, caller.origin.day).await;
    let all = read.map_err(|failure| caller.problem(failure))?;
    let asked = async {
        let mut tx = site.context.db.read().await?;
        offered(&mut tx, &site.context).await
    };
    let posts = asked.await.map_err(|failure| caller.problem(failure))?;
    let pack = &site.context.pack;
    let parameters = Parameters {
        pack: pack.name.clone(),
        version: pack.version.clone(),
        items: all.iter().filter_map(|one| shown_parameter(&site, one)).collect(),
        posts: posts.into_iter().map(|(id, title)| SettingPost { id, title }).collect(),
    };
    json(&caller, &parameters)
}

/// One parameter.
pub(crate) async fn show_parameter(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
) -> Answer {
    let read = parameter(&site.context, caller.actor()?, (&name, caller.origin.day)).await;
    let (listed, _) = read.map_err(|failure| caller.problem(failure))?;
    let shown = shown_parameter(&site, &listed);
    json(&caller, &shown.ok_or_else(|| caller.problem(Refusal::UnknownRecord))?)
}

/// A setting.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Setting {
    /// Its number.
    id: i64,
    /// Name of the parameter.
    parameter: String,
    /// How the value is written.
    form: String,
    /// The value.
    value: String,
    /// First day on which it holds.
    since: String,
    /// Why.
    reason: String,
    /// `consulting`, `returned`, `adopted` or `withdrawn`.
    state: String,
    /// The divisions concerned.
    opinions: Vec<SettingOpinion>,
    /// What was done.
    history: Vec<Past>,
    /// What whoever asks can do now.
    steps: Vec<Possible>,
}

/// What a division says of a setting.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SettingOpinion {
    /// Title of the post.
    post: String,
    /// Whether it agrees; none: it has not said yet.
    agrees: Option<bool>,
    /// What it objects to, or remarks.
    reason: Option<String>,
}

fn setting(caller: &Caller, one: &OneSetting) -> Setting {
    let (kept, proposal) = (&one.followed.kept, one.followed.one.proposal());
    let opinion = |asked: &Asked| SettingOpinion {
        post: asked.title.clone(),
        agrees: asked.opinion.as_ref().map(|said| said.agrees),
        reason: asked.opinion.as_ref().and_then(|said| some(&said.reason)),
    };
    Setting {
        id: kept.id,
        parameter: kept.parameter.clone(),
        form: kept.standing.form.clone(),
        value: proposal.value.clone(),
        since: proposal.since.to_string(),
        reason: proposal.reason.clone(),
        state: kept.standing.state.clone(),
        opinions: one.asked.iter().map(opinion).collect(),
        history: history(&one.taken),
        steps: possible(caller.lang, |lang| actions(one, lang)),
    }
}

impl Told for OneSetting {
    type Told = Setting;

    fn told(&self, _: &Site, caller: &Caller) -> Setting {
        setting(caller, self)
    }
}

/// A setting to be proposed.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingProposal {
    /// Name of the parameter; that of the setting where it is written anew.
    #[serde(default)]
    parameter: String,
    /// The value as `form` of the parameter says; words one a line.
    value: String,
    /// First day on which it is to hold: today or later.
    since: String,
    /// Why.
    reason: String,
    /// Numbers of the posts of the divisions concerned.
    consulted: Vec<i64>,
}

impl SettingProposal {
    fn writing(self) -> Writing {
        let SettingProposal { parameter, value, since, reason, consulted } = self;
        Writing { parameter, value, since, reason, consulted }
    }
}

/// A setting proposed.
pub(crate) async fn proposed(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<SettingProposal>,
) -> Answer {
    let done = propose(&site.context, &caller.origin, caller.actor()?, &input.writing()).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A setting proposed otherwise.
pub(crate) async fn rewritten(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<SettingProposal>,
) -> Answer {
    let id = id(&caller, &path)?;
    let writing = (id, &input.writing());
    let done = rewrite(&site.context, &caller.origin, caller.actor()?, writing).await;
    after::<OneSetting>(&site, &caller, id, done).await
}

/// A step about a setting.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingStep {
    /// `agree` or `object`; `withdraw`.
    step: String,
    /// Why: of an objection and of a withdrawal.
    #[serde(default)]
    reason: String,
}

/// An opinion of a division.
pub(crate) async fn opined(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<SettingStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let saying = Saying { step: input.step, reason: input.reason };
    let done = opine(&site.context, &caller.origin, caller.actor()?, (id, &saying)).await;
    let site = Site { context: site.context.present(), ..site };
    if done.is_ok() {
        screen_later(&site.context, &caller.origin);
    }
    after::<OneSetting>(&site, &caller, id, done).await
}

/// A setting withdrawn.
pub(crate) async fn withdrawn(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<SettingStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let saying = Saying { step: input.step, reason: input.reason };
    let done = withdraw(&site.context, &caller.origin, caller.actor()?, (id, &saying)).await;
    after::<OneSetting>(&site, &caller, id, done).await
}

/// A value to be tried.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingTrial {
    /// Name of the parameter.
    parameter: String,
    /// The value.
    value: String,
    /// First day on which it is to hold; today without it.
    #[serde(default)]
    since: String,
}

/// What a value would change, if it had always held.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SettingEffect {
    /// The day as of which records were judged.
    as_of: String,
    /// The rules that read the parameter.
    rules: Vec<RuleEffect>,
}

/// What becomes of the findings of a rule.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RuleEffect {
    /// Id of the rule.
    rule: String,
    /// Red findings as the law is.
    red_before: u64,
    /// Red findings by the value.
    red_after: u64,
    /// Yellow findings as the law is.
    yellow_before: u64,
    /// Yellow findings by the value.
    yellow_after: u64,
    /// Found by the value and not before.
    come: u64,
    /// Found before and not by the value.
    go: u64,
}

fn effect(trial: &Trial, as_of: Day) -> SettingEffect {
    let rule = |(id, counts): (&String, &Counts)| RuleEffect {
        rule: id.clone(),
        red_before: counts.before.0,
        red_after: counts.after.0,
        yellow_before: counts.before.1,
        yellow_after: counts.after.1,
        come: counts.fresh,
        go: counts.gone,
    };
    SettingEffect { as_of: as_of.to_string(), rules: trial.rules.iter().map(rule).collect() }
}

/// What a value would change; nothing is written.
pub(crate) async fn tried(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<SettingTrial>,
) -> Answer {
    let today = caller.origin.day;
    let since = some(&input.since).unwrap_or_else(|| today.to_string());
    let asked = (&*input.parameter, &*input.value, &*since);
    let done = trial(&site.context, caller.actor()?, asked, today).await;
    let trial = done.map_err(|failure| caller.problem(failure))?;
    json(&caller, &effect(&trial, today))
}
