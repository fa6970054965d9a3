//! Inspections: one with what it looks at, what it found, and what became of it.

mod changes;
pub(crate) mod form;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::Lang;
use domain::inspection::{Fate, Observed, State as Standing};
use store::inspections::Inspection;

use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, documents, history, number,
    quoted_clauses, until,
};
use super::ledger::money;
use super::warning::division;
use super::{Page, shown as answered_with};
use crate::access::Operation;
use crate::lists::asked::encoded;
use crate::operations::handling::acting::Sent;
use crate::operations::handling::words;
use crate::operations::inspections::{May, OneInspection, Saying, kept, take};
use crate::visit::{Site, Visit};

/// The page of one.
#[derive(Template)]
#[template(path = "inspection.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// Its kind.
    pub(crate) kind: String,
    /// Name of the place.
    pub(crate) place: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Projects and payments that it looks at: address and number.
    pub(crate) named: Vec<(String, String)>,
    /// Inspections of the same.
    pub(crate) others: Vec<Other>,
    /// Why the same is inspected again.
    pub(crate) again: String,
    /// What was found.
    pub(crate) found: Vec<Found>,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// Whether the reader may write the plan anew.
    pub(crate) may_replan: bool,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Its documents.
    pub(crate) documents: Vec<(i64, String, String, String)>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

impl View {
    /// Where its documents are.
    pub(crate) fn attached(&self) -> String {
        format!("/inspections/{}", self.id)
    }
}

/// An inspection of the same.
#[derive(Clone, Debug)]
pub(crate) struct Other {
    /// Its page.
    pub(crate) address: String,
    /// What it is, by whom, when.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Why it was made all the same, where it repeats this one.
    pub(crate) reason: String,
}

/// Something that was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Its number.
    pub(crate) number: usize,
    /// What is wrong.
    pub(crate) text: String,
    /// Address and number of its project.
    pub(crate) project: Option<(String, String)>,
    /// Number of its document.
    pub(crate) document: String,
    /// How much money it is about; empty: none.
    pub(crate) amount: String,
    /// Its clause.
    pub(crate) clause: String,
    /// Number of the warning about the same.
    pub(crate) warning: Option<u64>,
    /// Number and state of that warning's case.
    pub(crate) case: Option<(i64, String)>,
    /// What became of it.
    pub(crate) fate: String,
    /// What is to be put right, and until when.
    pub(crate) asked: Option<(String, String)>,
}

/// What another inspection is, in a line.
pub(crate) fn other(site: &Site, one: &Inspection, lang: Lang) -> Other {
    let standing = &one.standing;
    let organ = division(site, &one.organ);
    let kind = words::name(words::INSPECTION_KIND, &standing.kind, lang);
    let subject = words::name(words::INSPECTION_SUBJECT, &standing.subject, lang);
    let (begins, ends) = (&standing.days.0, &standing.days.1);
    Other {
        address: format!("/inspections/{}", one.id),
        text: match lang {
            Lang::Zh => format!("{organ}{kind}（{subject}），{begins} 至 {ends}"),
            Lang::En => format!("{organ}: {kind} ({subject}), {begins} to {ends}"),
        },
        state: words::name(words::INSPECTION, &standing.state, lang).to_owned(),
        reason: String::new(),
    }
}

fn facts(site: &Site, one: &OneInspection, lang: Lang) -> Vec<(&'static str, String)> {
    let (plan, kept) = (one.followed.one.plan(), &one.followed.kept);
    let span = |(from, to): (domain::Day, domain::Day)| match lang {
        Lang::Zh => format!("{from} 至 {to}"),
        Lang::En => format!("{from} to {to}"),
    };
    let subject = words::name(words::INSPECTION_SUBJECT, kept::subject(plan.subject), lang);
    let clause = [plan.kind.clause().to_owned()];
    let all = lang.pick("全部", "all").to_owned();
    let or_all = |text: &str| if text.is_empty() { all.clone() } else { text.to_owned() };
    let late = one
        .escalated
        .clone()
        .map(|post| (lang.pick("逾期，已升级至", "Late; now also with"), post));
    let known = vec![
        (lang.pick("检查内容", "Subject"), subject.to_owned()),
        (lang.pick("被查期间", "Period looked at"), span(plan.period)),
        (lang.pick("检查时间", "Days of the inspection"), span(plan.days)),
        (lang.pick("被检查单位", "Unit"), or_all(&plan.organisation)),
        (lang.pick("资金", "Fund"), or_all(&one.fund)),
        (lang.pick("检查方", "Inspectors of"), division(site, &kept.organ)),
        (lang.pick("检查岗位", "Post"), one.inspector.clone()),
        (lang.pick("检查人员", "People"), plan.people.clone()),
        (lang.pick("依据", "Basis"), plan.basis.clone()),
        (lang.pick("条款", "Clause"), quoted_clauses(&site.context.pack, &clause).join("")),
    ];
    known.into_iter().chain(late).collect()
}

fn found(
    site: &Site,
    visit: &Visit,
    one: &OneInspection,
    (number, observed): (usize, &Observed),
) -> Found {
    let (what, lang) = (&observed.what, visit.lang);
    let warning = what.warning.map(|warning| warning.0);
    let case = warning.and_then(|warning| one.cases.get(&warning));
    let fate = words::name(words::OBSERVATION, kept::fate(&observed.fate), lang);
    let clause = (!what.clause.is_empty()).then(|| [what.clause.clone()]);
    Found {
        number,
        text: what.text.clone(),
        project: (!what.project.is_empty())
            .then(|| (format!("/projects/{}", encoded(&what.project)), what.project.clone())),
        document: what.document.clone(),
        amount: match what.amount.0 {
            0 => String::new(),
            fen => money(i128::from(fen), visit.unit()),
        },
        clause: clause
            .map(|id| quoted_clauses(&site.context.pack, &id).join(""))
            .unwrap_or_default(),
        warning,
        case: case.map(|(id, state)| (*id, words::name(words::CASE, state, lang).to_owned())),
        fate: fate.to_owned(),
        asked: match &observed.fate {
            Fate::Ordered { asked, due } => Some((asked.clone(), until(site, visit, *due))),
            _ => None,
        },
    }
}

/// The forms of the steps that the reader can take now.
struct Offers<'a> {
    path: String,
    lang: Lang,
    one: &'a OneInspection,
}

impl Offers<'_> {
    fn field(
        &self,
        name: &'static str,
        label: (&'static str, &'static str),
        input: Input,
    ) -> Field {
        Field::new(name, self.lang.pick(label.0, label.1), input)
    }

    fn action(
        &self,
        (step, at): (&'static str, &str),
        (zh, en): (&'static str, &'static str),
        fields: Vec<Field>,
    ) -> Action {
        let of = (format!("{}/{at}", self.path), step);
        Action::new(of, (self.lang.pick(zh, en), ""), fields)
    }

    /// The same about something that was found, which the form names by its number.
    fn about(&self, which: &[usize], mut action: Action) -> Option<Action> {
        let options: Vec<(String, String)> = which
            .iter()
            .filter_map(|at| Some((at.to_string(), self.one.followed.one.observed(*at)?)))
            .map(|(at, one)| {
                let text: String = one.what.text.chars().take(40).collect();
                (at.clone(), format!("{at}. {text}"))
            })
            .collect();
        let field = self.field("number", ("问题", "Which"), Input::Choice(options));
        action.fields.insert(0, field);
        (!which.is_empty()).then_some(action)
    }

    fn with(&self, fits: impl Fn(&Fate) -> bool) -> Vec<usize> {
        let all = self.one.followed.one.standing();
        all.filter(|(_, one)| fits(&one.fate)).map(|(at, _)| at).collect()
    }

    fn text(&self, zh: &'static str, en: &'static str) -> Field {
        self.field("text", (zh, en), Input::Text)
    }

    fn reason(&self) -> Field {
        self.field("reason", ("理由", "Reason"), Input::Text)
    }

    fn due(&self) -> Field {
        self.field("due", ("期限", "Until"), Input::Day)
    }

    fn files(&self) -> Field {
        self.field("files", ("附件", "Documents"), Input::Files)
    }

    fn inspecting(&self, today: String) -> Vec<Action> {
        if self.one.followed.one.state() == Standing::Planned {
            let day = self.field("on", ("开始日期", "Begun on"), Input::Day).filled(today);
            let begin = ("begin_inspection", "work");
            let give_up = ("withdraw_inspection", "work");
            return vec![
                self.action(begin, ("开始检查", "Begin"), vec![day]),
                self.action(give_up, ("取消检查", "Give it up"), vec![self.reason()]),
            ];
        }
        let open = self.with(|fate| *fate == Fate::Open);
        let line = |name, zh, en| self.field(name, (zh, en), Input::Line).optional();
        let observe = vec![
            self.text("发现的问题", "What is wrong"),
            line("project", "项目编号", "Number of the project"),
            line("document", "凭证号或文件", "Voucher or document"),
            line("amount", "涉及金额（元）", "Amount (yuan)"),
            line("clause", "条款编号，如 A-17.d", "Id of the clause, such as A-17.d"),
            line("warning", "同一问题的预警编号", "Number of the warning about the same"),
            self.files().optional(),
        ];
        let mut report = vec![self.text("检查情况", "What was looked at, what came of it")];
        if !open.is_empty() {
            report.push(self.field("due", ("答复期限", "To be answered until"), Input::Day));
        }
        let strike =
            self.action(("strike", "work"), ("删去问题", "Strike out"), vec![self.reason()]);
        let all = [
            Some(self.action(
                ("observe", "work"),
                ("记录问题", "Write down what was found"),
                observe,
            )),
            self.about(&open, strike),
            Some(self.action(("report_inspection", "work"), ("提交检查报告", "Report"), report)),
        ];
        all.into_iter().flatten().collect()
    }

    fn deciding(&self) -> Vec<Action> {
        let open = self.with(|fate| *fate == Fate::Open);
        if open.is_empty() {
            let note = self.text("备注", "Remark").optional();
            let title = ("未发现问题，办结", "Nothing found: conclude");
            return vec![self.action(("conclude_inspection", "decision"), title, vec![note])];
        }
        let in_case = |at: &usize| {
            let one = self.one.followed.one.observed(*at);
            let warning = one.and_then(|one| one.what.warning);
            warning.is_some_and(|warning| self.one.cases.contains_key(&warning.0))
        };
        let cases: Vec<usize> = open.iter().copied().filter(in_case).collect();
        let asked = vec![self.text("整改要求", "What is to be put right"), self.due()];
        let at = "decision";
        let order =
            self.action(("order_observation", at), ("责令整改", "Order it put right"), asked);
        let dismiss =
            self.action(("dismiss", at), ("不予认定", "Do not uphold"), vec![self.reason()]);
        let over =
            self.action(("hand_over", at), ("转个案办理", "Follow it in the case"), Vec::new());
        let all = [self.about(&open, order), self.about(&open, dismiss), self.about(&cases, over)];
        all.into_iter().flatten().collect()
    }

    fn checking(&self) -> Vec<Action> {
        let done = self.with(|fate| matches!(fate, Fate::Done { .. }));
        let note = vec![self.text("复核情况", "What was looked at").optional()];
        let at = "decision";
        let settle = self.action(("settle_observation", at), ("复核通过", "Settled"), note);
        let fields = vec![self.reason(), self.due()];
        let back = ("send_back_observation", at);
        let back = self.action(back, ("退回继续整改", "Send it back"), fields);
        [self.about(&done, settle), self.about(&done, back)].into_iter().flatten().collect()
    }

    fn answering(&self) -> Vec<Action> {
        if self.one.followed.one.state() == Standing::Reported {
            let fields = vec![self.text("答复", "Answer"), self.files().optional()];
            return vec![self.action(("answer_inspection", "answer"), ("答复", "Answer"), fields)];
        }
        let ordered = self.with(|fate| matches!(fate, Fate::Ordered { .. }));
        let fields = vec![self.text("整改情况", "What was done"), self.files()];
        let title = ("报告整改完成", "Report it put right");
        let rectify = self.action(("rectify", "answer"), title, fields);
        self.about(&ordered, rectify).into_iter().collect()
    }
}

/// The steps that the reader can take now.
pub(crate) fn actions(one: &OneInspection, lang: Lang, today: domain::Day) -> Vec<Action> {
    let offers = Offers { path: format!("/inspections/{}", one.followed.kept.id), lang, one };
    let mut all = Vec::new();
    if one.may(May::Inspect) {
        all.extend(offers.inspecting(today.to_string()));
    }
    if one.may(May::Decide) {
        all.extend(offers.deciding());
    }
    if one.may(May::Check) {
        all.extend(offers.checking());
    }
    if one.may(May::Answer) {
        all.extend(offers.answering());
    }
    all
}

/// Whether the reader may write the plan anew.
pub(crate) fn may_replan(one: &OneInspection) -> bool {
    one.may(May::Inspect) && one.followed.one.state() == Standing::Planned
}

impl OnPage for OneInspection {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let (lang, kept, plan) = (visit.lang, &self.followed.kept, self.followed.one.plan());
        let repeating = |again: &Inspection| Other {
            reason: again.standing.again.clone(),
            ..other(site, again, lang)
        };
        let projects =
            plan.projects.iter().map(|id| (format!("/projects/{}", encoded(id)), id.clone()));
        let payment = |id: &String| format!("/payments/{}/{}", kept.standing.home, encoded(id));
        let vouchers = plan.vouchers.iter().map(|id| (payment(id), id.clone()));
        let before = self.repeats.iter().map(|before| other(site, before, lang));
        let found = |each| found(site, visit, &self, each);
        let view = View {
            frame: visit.frame(),
            id: kept.id,
            kind: words::name(words::INSPECTION_KIND, &kept.standing.kind, lang).to_owned(),
            place: division(site, &kept.standing.home),
            state: words::name(words::INSPECTION, &kept.standing.state, lang).to_owned(),
            facts: facts(site, &self, lang),
            named: projects.chain(vouchers).collect(),
            others: before.chain(self.repeated.iter().map(repeating)).collect(),
            again: plan.again.clone(),
            found: self.followed.one.standing().map(found).collect(),
            actions: back.to(actions(&self, lang, visit.origin.day)),
            may_replan: may_replan(&self),
            history: changes::told(site, &self.taken, history(&self.taken, lang), lang),
            documents: documents(&self.attachments),
            refusal: back.refusal.clone(),
        };
        answered_with(visit, &view, view.refusal.is_some())
    }
}

/// A step as it was sent.
pub(crate) fn saying(mut texts: BTreeMap<String, String>, evidence: Vec<Sent>) -> Saying {
    let mut text = |name: &str| texts.remove(name).unwrap_or_default();
    Saying {
        step: text("step"),
        number: text("number"),
        text: text("text"),
        reason: text("reason"),
        on: text("on"),
        due: text("due"),
        project: text("project"),
        document: text("document"),
        amount: text("amount"),
        clause: text("clause"),
        warning: text("warning"),
        evidence,
    }
}

/// The handler of a form with a step.
macro_rules! taken {
    ($(#[$doc:meta])* $name:ident, $operation:ident) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            State(site): State<Site>,
            Extension(visit): Extension<Visit>,
            Path(id): Path<String>,
            form: Filled,
        ) -> Page {
            let (id, operation) = (number(&visit, &id)?, Operation::$operation);
            let saying = saying(form.texts(), form.files.clone());
            let actor = visit.actor()?;
            let done = take(&site.context, &visit.origin, actor, operation, (id, &saying)).await;
            after::<OneInspection>(&site, &visit, (id, &form), done).await
        }
    };
}

taken! {
    /// A step of those who inspect.
    worked, Inspect
}
taken! {
    /// A decision, or a check of what was put right.
    decided, DecideInspection
}
taken! {
    /// An answer of the place.
    answered, AnswerInspection
}
