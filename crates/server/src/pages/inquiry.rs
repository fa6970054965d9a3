//! Inquiries: the form by which one is sent, one inquiry with what can be done about it, and the same as a sheet
//! of paper.

#[cfg(test)]
pub(super) mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use domain::inquiry::State as Standing;
use domain::{Fen, Lang};
use serde::Deserialize;

use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, documents, history, number,
    quoted_clauses, until,
};
use super::warning::{division, message, told};
use super::{Page, shown};
use crate::lists::cells::amount;
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::operations::inquiries::{
    Draft, Moving, OneInquiry, Sending, answer, draft, judge, send,
};
use crate::visit::{Site, Visit};

/// A warning that is asked about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// Its number.
    pub(crate) id: i64,
    /// Whether it is a breach.
    pub(crate) red: bool,
    /// What is wrong.
    pub(crate) message: String,
    /// The clauses, each with document and place.
    pub(crate) clauses: Vec<String>,
    /// Its amount; empty where it has none.
    pub(crate) amount: String,
    /// Whether its box is ticked.
    pub(crate) ticked: bool,
}

/// The form of a new one.
#[derive(Template)]
#[template(path = "inquiry_new.html")]
pub(crate) struct NewView {
    /// Around it.
    pub(crate) frame: Frame,
    /// The warning from which it comes.
    pub(crate) warning: i64,
    /// Place and unit.
    pub(crate) place: String,
    /// What can be asked about.
    pub(crate) asked: Vec<Asked>,
    /// Posts to choose from: number, title, whether it is chosen.
    pub(crate) posts: Vec<(String, String, bool)>,
    /// The question.
    pub(crate) question: String,
    /// The last day for the answer.
    pub(crate) due: String,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// The page of one.
#[derive(Template)]
#[template(path = "inquiry.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// The inquiry.
    pub(crate) inquiry: Shown,
    /// What can be done now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

impl View {
    /// Where its documents lie.
    pub(crate) fn place(&self) -> String {
        format!("/inquiries/{}", self.inquiry.id)
    }
}

/// The sheet of paper.
#[derive(Template)]
#[template(path = "inquiry_form.html")]
pub(crate) struct FormView {
    /// Around it.
    pub(crate) frame: Frame,
    /// The inquiry.
    pub(crate) inquiry: Shown,
    /// What was done.
    pub(crate) history: Vec<Past>,
}

/// An inquiry as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Its number.
    pub(crate) id: i64,
    /// Whether one of its warnings is a breach.
    pub(crate) red: bool,
    /// Place and unit.
    pub(crate) place: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Whether its deadline has passed without an answer.
    pub(crate) overdue: bool,
    /// The question.
    pub(crate) question: String,
    /// Name and value of what else is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Its warnings.
    pub(crate) asked: Vec<Asked>,
    /// Their amounts together.
    pub(crate) amount: String,
    /// Its case.
    pub(crate) case: Option<i64>,
    /// Its documents: number, name, size, day.
    pub(crate) documents: Vec<(i64, String, String, String)>,
}

fn asked(
    site: &Site,
    visit: &Visit,
    id: i64,
    (red, fen, body): (bool, Option<i64>, &str),
) -> Asked {
    let names: Vec<String> = told(body, visit.lang).0["clauses"]
        .as_array()
        .map(|all| all.iter().filter_map(|id| id.as_str()).map(str::to_owned).collect())
        .unwrap_or_default();
    Asked {
        id,
        red,
        message: message(body, visit.lang),
        clauses: quoted_clauses(&site.context.pack, &names),
        amount: fen.map(|fen| amount(Fen(fen), visit.unit())).unwrap_or_default(),
        ticked: false,
    }
}

fn place(site: &Site, home: &str, organisation: &str) -> String {
    format!("{} {organisation}", division(site, home)).trim_end().to_owned()
}

fn shown_of(site: &Site, visit: &Visit, one: &OneInquiry) -> Shown {
    let (lang, kept) = (visit.lang, &one.followed.kept);
    let of = |one: &store::inquiries::Asked| {
        asked(site, visit, one.warning, (one.lamp == "red", one.amount, &one.body))
    };
    Shown {
        id: kept.id,
        red: kept.opening.lamp == "red",
        place: place(site, &kept.opening.home, &kept.opening.organisation),
        state: words::name(words::INQUIRY, &kept.standing.state, lang).to_owned(),
        overdue: one.followed.one.is_overdue(visit.origin.day),
        question: kept.opening.question.clone(),
        facts: facts(site, visit, one),
        asked: one.asked.iter().map(of).collect(),
        amount: amount(Fen(kept.opening.amount), visit.unit()),
        case: kept.standing.case,
        documents: documents(&one.attachments),
    }
}

fn facts(site: &Site, visit: &Visit, one: &OneInquiry) -> Vec<(&'static str, String)> {
    let (lang, kept) = (visit.lang, &one.followed.kept);
    let (name, desk) = &one.sender;
    let (division, unit) = &one.posts;
    let mut facts = vec![
        (lang.pick("监控岗", "Desk"), format!("{desk} {name}")),
        (lang.pick("发出日期", "Sent on"), kept.opening.on.clone()),
        (lang.pick("主管处（科）室", "Division"), division.clone()),
    ];
    facts.extend(unit.clone().map(|unit| (lang.pick("核实单位", "Unit"), unit)));
    let open = !one.waits.is_empty();
    let due = one.followed.one.due();
    let due = if open { until(site, visit, due) } else { due.to_string() };
    facts.push((lang.pick("答复期限", "Deadline"), due));
    if open {
        let separator = lang.pick("、", ", ");
        facts.push((lang.pick("现由", "Now with"), one.waits.join(separator)));
    }
    facts
}

/// What can be done now, by this reader.
pub(crate) fn actions(one: &OneInquiry, lang: Lang) -> Vec<Action> {
    let mut steps: Vec<&'static str> = Vec::new();
    let red = one.followed.kept.opening.lamp == "red";
    match one.followed.one.state() {
        Standing::AtDivision if one.may_answer => steps.extend(["pass_on", "answer", "return"]),
        Standing::AtUnit if one.may_answer => steps.extend(["answer", "return"]),
        Standing::AtDesk if one.may_judge => steps.push("send"),
        Standing::Answered if one.may_judge => {
            steps.extend((!red).then_some("accept"));
            steps.extend(["case", "ask_again"]);
        }
        _ => {}
    }
    let ended = one.followed.one.waits_for().is_empty();
    steps.extend((one.may_judge && !ended).then_some("withdraw"));
    steps.into_iter().map(|step| action(one, step, lang)).collect()
}

fn action(one: &OneInquiry, step: &'static str, lang: Lang) -> Action {
    let (title, note) = named(step, lang);
    let reason = || Field::new("text", lang.pick("理由", "Reason"), Input::Text);
    let to = |label| Field::new("to", label, Input::Choice(one.reachable.clone()));
    let due = || {
        let proposed = one.proposed_due.map(|day| day.to_string()).unwrap_or_default();
        Field::new("due", lang.pick("答复期限", "Deadline"), Input::Day).filled(proposed)
    };
    let files = Field::new("files", lang.pick("证据附件", "Evidence"), Input::Files);
    let fields = match step {
        "pass_on" => vec![
            to(lang.pick("核实单位的岗位", "Post of the unit")),
            Field::new("text", lang.pick("指导意见", "Advice"), Input::Text),
        ],
        "answer" => vec![Field::new("text", lang.pick("答复", "Answer"), Input::Text), files],
        "send" => vec![to(lang.pick("主管处（科）室的岗位", "Post of the division")), due()],
        "ask_again" => vec![reason(), due()],
        _ => vec![reason()],
    };
    let own = matches!(step, "pass_on" | "answer" | "return");
    let id = one.followed.kept.id;
    let path = format!("/inquiries/{id}/{}", if own { "answer" } else { "judgement" });
    Action::new((path, step), (title, note), fields)
}

/// Title of a step, and what comes of it.
fn named(step: &str, lang: Lang) -> (&'static str, &'static str) {
    let (zh, en, note_zh, note_en) = match step {
        "pass_on" => ("转单位核实", "Pass it on to the unit", "期限不变。", "The deadline stays."),
        "answer" => ("答复", "Answer", "须附证明材料。", "With documents that show it."),
        "return" => ("退回", "Send it back", "退给上一办理岗位。", "To whom it came from."),
        "send" => ("再次发出", "Send it again", "", ""),
        "accept" => (
            "认可答复",
            "Accept the answer",
            "答复人不能自己认可；仅限黄灯。预警本身由负责的岗位认定。",
            "Not by who answered; yellow only. The warning itself is judged by the post that answers for it.",
        ),
        "case" => (
            "立案整改",
            "Open the case",
            "尚未认定的预警，由负责的岗位认定违规后立案。",
            "Of warnings that are judged breaches, or that your post judges.",
        ),
        "ask_again" => ("再次问询", "Ask again", "", ""),
        _ => ("作废", "Withdraw it", "", ""),
    };
    (lang.pick(zh, en), lang.pick(note_zh, note_en))
}

impl OnPage for OneInquiry {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let view = View {
            frame: visit.frame(),
            inquiry: shown_of(site, visit, &self),
            actions: back.to(actions(&self, visit.lang)),
            history: history(&self.taken, visit.lang),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// Shows it as a sheet of paper.
pub(crate) async fn form(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let id = number(&visit, &id)?;
    let read = OneInquiry::read(&site.context, &visit.origin, visit.actor()?, id).await;
    let one = read.map_err(|failure| visit.problem(failure))?;
    let view = FormView {
        frame: visit.frame(),
        inquiry: shown_of(&site, &visit, &one),
        history: history(&one.taken, visit.lang),
    };
    shown(&visit, &view, false)
}

/// From which warning a new one comes.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct About {
    #[serde(default)]
    warning: String,
}

/// The form of a new one.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(about): Query<About>,
) -> Page {
    let warning = number(&visit, &about.warning)?;
    let sending = Sending { warnings: vec![warning], ..Sending::default() };
    new_form(&site, &visit, warning, &sending, None).await
}

async fn new_form(
    site: &Site,
    visit: &Visit,
    warning: i64,
    sending: &Sending,
    refusal: Option<String>,
) -> Page {
    let read = draft(&site.context, visit.actor()?, visit.origin.day, warning).await;
    let draft = read.map_err(|failure| visit.problem(failure))?;
    let view = new_view(site, visit, (warning, &draft), sending, refusal);
    shown(visit, &view, view.refusal.is_some())
}

fn new_view(
    site: &Site,
    visit: &Visit,
    (warning, draft): (i64, &Draft),
    sending: &Sending,
    refusal: Option<String>,
) -> NewView {
    let one = |one: &store::warnings::Warning| Asked {
        ticked: sending.warnings.contains(&one.id),
        ..asked(site, visit, one.id, (one.seen.lamp == "red", one.seen.amount, &one.seen.body))
    };
    let asked: Vec<Asked> = draft.warnings.iter().map(one).collect();
    let first = draft.warnings.first();
    let place = first.map(|one| place(site, &one.place.home, &one.place.organisation));
    let post = |(id, title): &(String, String)| (id.clone(), title.clone(), *id == sending.to);
    let proposed = draft.proposed_due.map(|day| day.to_string()).unwrap_or_default();
    let question = match refusal {
        None => question(&asked, visit),
        Some(_) => sending.question.clone(),
    };
    NewView {
        frame: visit.frame(),
        warning,
        place: place.unwrap_or_default(),
        asked,
        posts: draft.reachable.iter().map(post).collect(),
        question,
        due: if refusal.is_none() { proposed } else { sending.due.clone() },
        refusal,
    }
}

/// The question that the form proposes: what was found, the figures, the clause.
fn question(asked: &[Asked], visit: &Visit) -> String {
    let lang = visit.lang;
    let line = |one: &Asked| {
        let clauses = one.clauses.join(lang.pick("；", "; "));
        match lang {
            Lang::Zh => format!("疑似违规：{}\n依据：{clauses}", one.message),
            Lang::En => format!("Found: {}\nBy: {clauses}", one.message),
        }
    };
    let lines: Vec<String> = asked.iter().filter(|one| one.ticked).map(line).collect();
    let ask = lang.pick(
        "请核实上述情况，说明原因和处理意见，并附证明材料。",
        "Please look into this, say how it came about and what is done, and attach documents.",
    );
    format!("{}\n{ask}", lines.join("\n"))
}

/// Sends a new one.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let mut warnings = Vec::new();
    for value in form.all("warning") {
        warnings.push(number(&visit, value)?);
    }
    let [to, question, due] = ["to", "question", "due"].map(|name| form.text(name));
    let sending = Sending { warnings, to, question, due };
    let done = send(&site.context, &visit.origin, visit.actor()?, &sending).await;
    match visit.said(done)? {
        Ok(id) => Ok(Redirect::to(&OneInquiry::address(id)).into_response()),
        Err(refusal) => {
            let first = number(&visit, &form.text("about"))?;
            new_form(&site, &visit, first, &sending, Some(refusal)).await
        }
    }
}

fn moving(form: &Filled) -> Moving {
    Moving {
        step: form.text("step"),
        to: form.text("to"),
        text: form.text("text"),
        due: form.text("due"),
        evidence: form.files.clone(),
    }
}

/// Passes it on, answers it, sends it back.
pub(crate) async fn answered(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, moving) = (number(&visit, &id)?, moving(&form));
    let done = answer(&site.context, &visit.origin, visit.actor()?, id, &moving).await;
    after::<OneInquiry>(&site, &visit, (id, &form), done).await
}

/// Sends it again, asks again, accepts, opens the case, withdraws.
pub(crate) async fn judged(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, moving) = (number(&visit, &id)?, moving(&form));
    let done = judge(&site.context, &visit.origin, visit.actor()?, id, &moving).await;
    after::<OneInquiry>(&site, &visit, (id, &form), done).await
}
