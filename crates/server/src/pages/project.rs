//! The way of a project: how far it has come, whose turn it is, its money, and the forms of its steps. It stands on
//! the page of the project's record.

pub(crate) mod forms;
pub(crate) mod meeting;
pub(crate) mod new;
#[cfg(test)]
mod tests;
pub(crate) mod unmatched;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use domain::handling::StepRefusal;
use domain::project::{Recorded, Request, State as Standing, Step};
use domain::{Day, Fen, Lang, Unit};
use policy::Pack;

use super::handling::{Action, Filled, Past, document, documents, history, number};
use super::{Page, Problem, records};
use crate::lists::asked::encoded;
use crate::lists::cells::amount;
use crate::operations::handling::words;
use crate::operations::projects::{self, Breach, OneProject, Outcome, Said, attachment, one, take};
use crate::operations::screening::screen_later;
use crate::operations::{Done, Failure, Refusal};
use crate::output;
use crate::visit::{Site, Visit};

/// What the page says of a project's way.
#[derive(Clone, Debug, Default)]
pub(crate) struct WayView {
    /// Where it stands.
    pub(crate) state: &'static str,
    /// What is due next, and for whom.
    pub(crate) next: &'static str,
    /// What waits for a decision: name and text.
    pub(crate) request: Vec<(&'static str, String)>,
    /// Its stations.
    pub(crate) stations: Vec<Station>,
    /// Its money: name, amount, whether somebody should look at it.
    pub(crate) money: Vec<(&'static str, String, bool)>,
    /// What can be done now.
    pub(crate) actions: Vec<Action>,
    /// What is this reader's to do, and barred by the records: step, why, the clause.
    pub(crate) barred: Vec<(&'static str, &'static str, Option<String>)>,
    /// The step that was refused or not taken yet, as it was filled in.
    pub(crate) again: Option<Action>,
    /// The rules that it would break: rule, sentence.
    pub(crate) breaches: Vec<(String, String)>,
    /// Why it was refused, and the clause.
    pub(crate) refused: Option<(String, Option<String>)>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Its documents: number, name, size, day.
    pub(crate) documents: Vec<(i64, String, String, String)>,
    /// Where its documents lie.
    pub(crate) place: String,
}

/// One station of the way.
#[derive(Clone, Debug)]
pub(crate) struct Station {
    /// What it is.
    pub(crate) name: &'static str,
    /// Whether it is passed.
    pub(crate) passed: bool,
    /// What is said of it: the day, or why there is none.
    pub(crate) said: String,
    /// Whether it was left out, though a later one is passed.
    pub(crate) missing: bool,
}

/// What became of a form that was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    said: Said,
    refused: Option<(String, Option<String>)>,
    breaches: Vec<Breach>,
    seal: String,
}

/// A clause as it is quoted beside a refusal.
fn ground(pack: &Pack, refusal: StepRefusal, lang: Lang) -> Option<String> {
    let (document, path, text) = output::citation(pack, refusal.clause()?)?;
    Some(match lang {
        Lang::Zh => format!("依据：{document} {path}“{text}”"),
        Lang::En => format!("By {document} {path}: “{text}”"),
    })
}

/// What the page says of a way, and of a form that was sent.
pub(super) fn way(site: &Site, visit: &Visit, one: &OneProject, sent: Option<&Sent>) -> WayView {
    let (lang, pack) = (visit.lang, &site.context.pack);
    let reader = (lang, visit.origin.day);
    let (way, id) = (&one.followed.way, one.followed.id());
    let next = if way.request().is_some() { "request" } else { one.followed.state_word() };
    let barred = one.barred.iter().map(|(step, refusal)| {
        (forms::named(step, lang).0, refusal.sentence(lang), ground(pack, *refusal, lang))
    });
    let again = sent.and_then(|sent| forms::again(site, reader, one, (&sent.said, &sent.seal)));
    let breach = |breach: &Breach| {
        let [zh, en] = &breach.message;
        (breach.rule.clone(), lang.pick(zh.as_str(), en.as_str()).to_owned())
    };
    WayView {
        state: words::name(words::PROJECT, one.followed.state_word(), lang),
        next: words::name(words::PROJECT_NEXT, next, lang),
        request: way.request().map(|asked| request(asked, visit)).unwrap_or_default(),
        stations: stations(one, visit),
        money: money(&one.followed.recorded, visit),
        actions: forms::actions(site, reader, one),
        barred: barred.collect(),
        again,
        breaches: sent.map(|sent| sent.breaches.iter().map(breach).collect()).unwrap_or_default(),
        refused: sent.and_then(|sent| sent.refused.clone()),
        history: history(&one.taken, lang),
        documents: documents(&one.attachments),
        place: format!("/projects/{}", encoded(id)),
    }
}

fn fen(fen: Fen, unit: Unit) -> String {
    amount(fen, unit)
}

fn request(request: &Request, visit: &Visit) -> Vec<(&'static str, String)> {
    let (lang, unit) = (visit.lang, visit.unit());
    match request {
        Request::Change(change) => {
            let mut said = vec![
                (lang.pick("申请变更", "A change is asked for"), change.reason.clone()),
                (lang.pick("变更后计划金额", "New amount in the plan"), fen(change.planned, unit)),
            ];
            if change.contract.0 != 0 {
                let text = fen(change.contract, unit);
                said.push((lang.pick("合同增减", "Change of the contract"), text));
            }
            if !change.goal.trim().is_empty() {
                said.push((lang.pick("变更后绩效目标", "New target"), change.goal.clone()));
            }
            said
        }
        Request::Leave { reason } => {
            vec![(lang.pick("申请出库", "Leaving the pipeline is asked for"), reason.clone())]
        }
        Request::Surplus { amount, purpose } => vec![
            (lang.pick("结余安排意见", "Use of the surplus proposed"), purpose.clone()),
            (lang.pick("结余金额", "Surplus"), fen(*amount, unit)),
        ],
    }
}

/// The money from the plan to what is left; no line where there is nothing to say.
fn money(recorded: &Recorded, visit: &Visit) -> Vec<(&'static str, String, bool)> {
    let lang = visit.lang;
    let unpaid = recorded.unpaid_retention();
    let undecided = recorded.surplus.0 > 0 && recorded.surplus_on.is_none();
    let line = |zh, en, amount: Fen, look| (lang.pick(zh, en), fen(amount, visit.unit()), look);
    let mut lines = vec![
        line("计划金额", "Planned", recorded.planned, false),
        line("已安排资金", "Allotted", recorded.funded, recorded.funded > recorded.planned),
    ];
    lines.extend(
        recorded.contract.map(|contract| {
            line("合同金额（含变更）", "Contract with its changes", contract, false)
        }),
    );
    lines.push(line("已支付", "Paid", recorded.paid, recorded.paid > recorded.funded));
    lines.push(line("已安排未支付", "Allotted, not paid", recorded.unpaid(), false));
    if recorded.retention.0 > 0 {
        lines.push(line("质保金", "Retention money", recorded.retention, false));
        lines.push(line("其中未付", "Of it unpaid", unpaid, unpaid.0 > 0));
    }
    if recorded.surplus.0 > 0 {
        let name = if undecided {
            ("结余（安排未审定）", "Surplus, use not decided")
        } else {
            ("结余（安排已审定）", "Surplus, use decided")
        };
        lines.push(line(name.0, name.1, recorded.surplus, undecided));
    }
    lines
}

/// A station as it is looked for: its names, the state that it leads to, and where it is passed the day, if that
/// is known.
type Stop = (&'static str, &'static str, Standing, Option<Option<Day>>);

/// The stations of the way, by the records first, then by the steps.
fn stations(one: &OneProject, visit: &Visit) -> Vec<Station> {
    let (recorded, state) = (&one.followed.recorded, one.followed.way.state());
    let history = || one.followed.way.history().iter().rev();
    let taken = |meant: fn(&Step) -> bool| {
        history()
            .find(|done| meant(&done.step.step))
            .map(|done| done.step.step.day().or(Some(done.on)))
    };
    let applied = taken(|step| matches!(step, Step::Apply { .. }));
    let reviewed = taken(|step| matches!(step, Step::Review { .. }));
    let examined = taken(|step| matches!(step, Step::Examine { .. }));
    let signed = taken(|step| matches!(step, Step::Contract(_))).flatten();
    let closed = taken(|step| matches!(step, Step::Close { .. })).flatten();
    let has = |passed: bool, day: Option<Day>| passed.then_some(day);
    let stops: [Stop; 12] = [
        ("申报", "Applied for", Standing::Applied, applied),
        ("乡镇审核公示", "Reviewed and posted", Standing::Reviewed, reviewed),
        ("主管部门论证", "Examined", Standing::Examined, examined),
        ("绩效目标批复", "Target approved", Standing::InPipeline, recorded.target_on.map(Some)),
        ("入库", "In the pipeline", Standing::InPipeline, recorded.library_on.map(Some)),
        ("列入年度计划", "In the annual plan", Standing::InPlan, recorded.plan_on.map(Some)),
        ("安排资金", "Money allotted", Standing::Funded, has(recorded.funded.0 > 0, None)),
        ("签订合同", "Contract", Standing::Contracted, has(recorded.contract.is_some(), signed)),
        ("开工", "Begun", Standing::UnderWay, recorded.start_on.map(Some)),
        ("完工", "Finished", Standing::Finished, recorded.finish_on.map(Some)),
        ("验收", "Accepted", Standing::Accepted, recorded.accepted_on.map(Some)),
        ("办结", "Closed", Standing::Closed, has(state == Standing::Closed, closed)),
    ];
    stops.into_iter().map(|stop| station(stop, state, visit)).collect()
}

fn station((zh, en, of, done): Stop, state: Standing, visit: &Visit) -> Station {
    let lang = visit.lang;
    let ahead = done.flatten().is_some_and(|day| day > visit.origin.day);
    let passed = done.is_some() && !ahead;
    let later = state > of && !matches!(state, Standing::Left | Standing::Returned);
    // What was done before the platform has no steps here; money to households has no contract.
    let before = of < Standing::Returned;
    let optional = before || of == Standing::Contracted;
    let said = match done {
        Some(Some(day)) if ahead => match lang {
            Lang::Zh => format!("计划于 {day}"),
            Lang::En => format!("meant for {day}"),
        },
        Some(Some(day)) => day.to_string(),
        Some(None) => lang.pick("已有记录", "on record").to_owned(),
        None if later && before => {
            lang.pick("未在本平台办理", "not done on this platform").to_owned()
        }
        None if later && optional => lang.pick("无", "none").to_owned(),
        None if later => lang.pick("没有记录", "no record").to_owned(),
        None => "—".to_owned(),
    };
    Station { name: lang.pick(zh, en), passed, said, missing: !passed && later && !optional }
}

/// The page of a project, after a form where one was sent.
async fn page(site: &Site, visit: &Visit, id: &str, sent: Option<Sent>) -> Page {
    records::of_project(site, visit, id, sent.as_ref()).await
}

/// A project with its way, for the page of its record.
pub(super) async fn read(site: &Site, visit: &Visit, id: &str) -> Result<OneProject, Problem> {
    let done = one(&site.context, &visit.origin, visit.actor()?, id).await;
    done.map_err(|failure| visit.problem(failure))
}

/// Why something was refused, with the clause; what is no refusal is a problem.
pub(super) fn refused<T>(
    site: &Site,
    visit: &Visit,
    done: Done<T>,
) -> Result<Result<T, (String, Option<String>)>, Problem> {
    let ground = match &done {
        Err(Failure::Refused(Refusal::Step(refusal))) => {
            ground(&site.context.pack, *refusal, visit.lang)
        }
        _ => None,
    };
    Ok(visit.said(done)?.map_err(|sentence| (sentence, ground)))
}

/// Takes a step.
pub(crate) async fn moved(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (step, seen) = (form.text("step"), form.text("seen"));
    let said = Said { step, seen, texts: form.texts(), evidence: form.files };
    let done = take(&site.context, &visit.origin, visit.actor()?, (&id, &said)).await;
    let sent = match refused(&site, &visit, done)? {
        Ok(Outcome::Taken) => {
            screen_later(&site.context, &visit.origin);
            return Ok(Redirect::to(&format!("/projects/{}", encoded(&id))).into_response());
        }
        Ok(Outcome::Look(breaches, seal)) => Sent { said, breaches, seal, ..Sent::default() },
        Err(refused) => Sent { said, refused: Some(refused), ..Sent::default() },
    };
    page(&site, &visit, &id, Some(sent)).await
}

/// One of its documents.
pub(crate) async fn file(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path((id, name)): Path<(String, String)>,
) -> Page {
    let name = number(&visit, &name)?;
    let read = attachment(&site.context, visit.actor()?, (&id, name)).await;
    Ok(document(read.map_err(|failure| visit.problem(failure))?))
}

/// Whether a step that a meeting takes has this word.
pub(super) fn is_of_meeting(step: &str) -> bool {
    projects::STEPS.contains(&step)
}
