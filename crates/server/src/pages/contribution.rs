//! Contributions: the form of a line, one line with what can be done about it, and what the page of a project says of
//! the other money.

mod of_project;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use domain::{Fen, Lang};
use serde::Deserialize;

pub(crate) use self::of_project::{MoneyView, money};
use super::frame::Frame;
use super::handling::{
    Action, Back, Beginning, Field, Filled, Input, OnPage, Past, after, documents, history, led_to,
    number,
};
use super::{Page, shown};
use crate::lists::cells::project_page;
use crate::operations::contributions::{
    May, OneContribution, Revision, Saying, Writing, decide, enter, revise,
};
use crate::operations::handling::one::One as _;
use crate::operations::handling::words::{self, Word};
use crate::visit::{Site, Visit};

/// One line.
#[derive(Template)]
#[template(path = "contribution.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// Number of the project, and its page.
    pub(crate) project: (String, Option<String>),
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what it says.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// The lines that it reverses and that reverse it: name and number.
    pub(crate) beside: Vec<(&'static str, i64)>,
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

fn choice(words: &'static [Word], lang: Lang, chosen: &str) -> Input {
    let mut options: Vec<(String, String)> =
        words.iter().map(|row| (row.0.to_owned(), lang.pick(row.1, row.2).to_owned())).collect();
    options.sort_by_key(|(word, _)| word != chosen);
    Input::Choice(options)
}

/// The fields of a line, with what was written before.
fn fields(writing: &Writing, lang: Lang) -> Vec<Field> {
    let giver =
        lang.pick("出资方（单位名称；个人只写姓名）", "Given by (of persons the name alone)");
    let giver_kind = lang.pick(
        "出资方类别（个人姓名加密保存，页面只显示首字）",
        "What the giver is (names of persons are encrypted, and shown by their first character)",
    );
    let evidence = lang
        .pick("证明材料（出资协议、进账单、付款凭证）", "Documents (agreement, receipt, voucher)");
    vec![
        Field::new(
            "entry",
            lang.pick("登记内容", "What the line says"),
            choice(words::CONTRIBUTION_ENTRY, lang, &writing.entry),
        ),
        Field::new(
            "source",
            lang.pick("资金来源", "Whose money"),
            choice(words::CONTRIBUTION_SOURCE, lang, &writing.source),
        ),
        Field::new(
            "giver_kind",
            giver_kind,
            choice(words::CONTRIBUTION_GIVER, lang, &writing.giver_kind),
        ),
        Field::new("giver", giver, Input::Line).filled(writing.giver.clone()),
        Field::new("amount", lang.pick("金额（元）", "Amount (yuan)"), Input::Line)
            .filled(writing.amount.clone()),
        Field::new(
            "on",
            lang.pick("日期（约定、到位或支出之日）", "Day of promise, receipt or spending"),
            Input::Day,
        )
        .filled(writing.on.clone()),
        Field::new("note", lang.pick("说明", "Note"), Input::Line)
            .optional()
            .filled(writing.note.clone()),
        Field::new("evidence", evidence, Input::Files),
    ]
}

fn entering(writing: &Writing, lang: Lang) -> Beginning {
    let project = Field::new("project", lang.pick("项目编号", "Project number"), Input::Line);
    let mut all = vec![project.filled(writing.project.clone())];
    all.extend(fields(writing, lang));
    let path = OneContribution::PLACE.to_owned();
    Beginning {
        list: lang.pick("其他资金", "Contributions"),
        here: lang.pick("登记", "Enter"),
        title: lang.pick("登记其他资金", "Enter a contribution"),
        note: lang.pick(
            "与财政资金共同用于同一项目的单位自有资金、社会资金等其他资金，逐笔登记，由县扶贫资金科（股）另一人确认。不与财政资金混记。",
            "Own money of the unit, social money and other money spent on the same project as the fiscal money: \
             entered line by line, confirmed by another person of the county's fund section, never mixed with the \
             fiscal money.",
        ),
        action: Action::new((path, "enter"), (lang.pick("登记", "Enter it"), ""), all),
    }
}

/// The steps that the reader can take now.
pub(crate) fn actions(one: &OneContribution, lang: Lang) -> Vec<Action> {
    let path = format!("/contributions/{}", one.followed.kept.id);
    let action = |at: &str, step, names, fields: Vec<Field>| {
        Action::new((format!("{path}/{at}"), step), names, fields)
    };
    let reason = || Field::new("reason", lang.pick("理由", "Reason"), Input::Text);
    let papers = || Field::new("evidence", lang.pick("附件", "Documents"), Input::Files).optional();
    let remark = || Field::new("reason", lang.pick("意见", "Remark"), Input::Text).optional();
    let mut all = Vec::new();
    for may in &one.may {
        match may {
            May::Decide => {
                let note = lang.pick(
                    "确认后锁定，只能冲销。",
                    "Once confirmed it is locked, and can only be reversed.",
                );
                all.push(action(
                    "decision",
                    "confirm",
                    (lang.pick("确认", "Confirm"), note),
                    vec![remark()],
                ));
                let back = (lang.pick("退回修改", "Send it back"), "");
                all.push(action("decision", "return", back, vec![reason()]));
            }
            May::Rewrite => {
                let title = lang.pick("修改后重新送确认", "Write it anew");
                all.push(action("entry", "rewrite", (title, ""), rewriting(one, lang)));
            }
            May::Withdraw => {
                all.push(action(
                    "entry",
                    "withdraw",
                    (lang.pick("撤回", "Withdraw"), ""),
                    vec![reason()],
                ));
            }
            May::Reverse => {
                let note = lang.pick(
                    "登记一行同日、金额相反的冲销，由另一人确认。",
                    "A line of the same day and the opposite amount is entered; another person confirms it.",
                );
                let title = (lang.pick("冲销", "Reverse it"), note);
                all.push(action("entry", "reverse", title, vec![reason(), papers()]));
            }
        }
    }
    all
}

/// The fields of a line that is written anew; of one that reverses another only the reason.
fn rewriting(one: &OneContribution, lang: Lang) -> Vec<Field> {
    let (line, standing) = (one.followed.one.line(), &one.followed.kept.standing);
    let papers = Field::new("evidence", lang.pick("补充材料", "More documents"), Input::Files);
    if line.reverses.is_some() {
        let reason = Field::new("note", lang.pick("理由", "Reason"), Input::Text);
        return vec![reason.filled(standing.note.clone()), papers.optional()];
    }
    let writing = Writing {
        entry: standing.entry.clone(),
        source: standing.source.clone(),
        giver: standing.giver.clone(),
        giver_kind: standing.giver_kind.clone(),
        amount: line.amount.plain(),
        on: standing.on.clone(),
        note: standing.note.clone(),
        ..Writing::default()
    };
    let mut all = fields(&writing, lang);
    all.pop();
    all.push(papers.optional());
    all
}

fn facts(one: &OneContribution, visit: &Visit) -> Vec<(&'static str, String)> {
    let (lang, standing) = (visit.lang, &one.followed.kept.standing);
    let fen = format!("{}{}", Fen(standing.amount), lang.pick(" 元", " yuan"));
    let named = |words, word: &str| words::name(words, word, lang).to_owned();
    let mut facts = vec![
        (lang.pick("登记内容", "Line"), named(words::CONTRIBUTION_ENTRY, &standing.entry)),
        (lang.pick("资金来源", "Source"), named(words::CONTRIBUTION_SOURCE, &standing.source)),
        (lang.pick("出资方", "Given by"), standing.giver.clone()),
        (
            lang.pick("出资方类别", "Kind of giver"),
            named(words::CONTRIBUTION_GIVER, &standing.giver_kind),
        ),
        (lang.pick("金额", "Amount"), fen),
        (lang.pick("日期", "Day"), standing.on.clone()),
        (lang.pick("实施单位", "Unit"), one.followed.kept.unit.clone()),
    ];
    if !standing.note.is_empty() {
        facts.push((lang.pick("说明", "Note"), standing.note.clone()));
    }
    facts
}

/// Word of the state as lists have it.
pub(crate) fn state(one: &OneContribution) -> &str {
    let reversed = one.reversed_by.as_ref().is_some_and(|(_, state)| state == "confirmed");
    if reversed { "reversed" } else { &one.followed.kept.standing.state }
}

impl OnPage for OneContribution {
    async fn page(self, _: &Site, visit: &Visit, back: &Back) -> Page {
        let (lang, kept) = (visit.lang, &self.followed.kept);
        let of = kept.reverses.map(|id| (lang.pick("冲销的登记行", "It reverses line"), id));
        let by = self.reversed_by.as_ref();
        let by = by.map(|(id, _)| (lang.pick("冲销它的登记行", "Reversed by line"), *id));
        let view = View {
            frame: visit.frame(),
            id: kept.id,
            project: (kept.project.clone(), project_page(&kept.project)),
            state: words::name(words::CONTRIBUTION, state(&self), lang).to_owned(),
            facts: facts(&self, visit),
            beside: of.into_iter().chain(by).collect(),
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            documents: documents(&self.attachments),
            place: OneContribution::address(kept.id),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// What the form of a new line is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    project: String,
}

/// Shows the form of a new line.
pub(crate) async fn form(Extension(visit): Extension<Visit>, Query(asked): Query<Asked>) -> Page {
    let on = visit.origin.day.to_string();
    let writing = Writing { project: asked.project, on, ..Writing::default() };
    entering(&writing, visit.lang).page::<OneContribution>(&visit, None)
}

fn writing(form: &Filled) -> Writing {
    Writing {
        project: form.text("project"),
        entry: form.text("entry"),
        source: form.text("source"),
        giver: form.text("giver"),
        giver_kind: form.text("giver_kind"),
        amount: form.text("amount"),
        on: form.text("on"),
        note: form.text("note"),
        evidence: form.files.clone(),
    }
}

/// Enters a line; where it is refused, what was written stays.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let writing = writing(&form);
    let done = enter(&site.context, &visit.origin, visit.actor()?, &writing).await;
    entering(&writing, visit.lang).after::<OneContribution>(&visit, done)
}

/// Writes a line anew, withdraws or reverses it.
pub(crate) async fn entered(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let (context, origin, actor) = (&site.context, &visit.origin, visit.actor()?);
    let done = match Revision::of(&form.text("step"), form.text("reason"), writing(&form)) {
        Ok(said) => revise(context, origin, actor, (id, &said)).await,
        Err(refusal) => Err(refusal.into()),
    };
    led_to::<OneContribution, OneContribution>(&site, &visit, (id, &form), done).await
}

/// Confirms a line, or sends it back.
pub(crate) async fn decided(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, step, reason) = (number(&visit, &id)?, form.text("step"), form.text("reason"));
    let saying = Saying { step, reason, evidence: Vec::new() };
    let done = decide(&site.context, &visit.origin, visit.actor()?, (id, &saying)).await;
    after::<OneContribution>(&site, &visit, (id, &form), done).await
}
