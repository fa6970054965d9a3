//! Integration plans: one with its money by source and by use, its joint review, and what was done of it.

mod form;
mod shown;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::integration::State as Standing;
use domain::{Day, Lang};

pub(crate) use self::form::{MOST, begin, edit, rewritten, written};
pub(crate) use self::shown::{Compared, FundRow, Opinion, UseRow};
use self::shown::{Facts, opinions, versions};
use super::frame::Frame;
use super::handling::{
    Action, Back, Field, Filled, Input, OnPage, Past, after, documents, history, number,
};
use super::warning::division;
use super::{Page, shown as answered};
use crate::operations::handling::words;
use crate::operations::integration::{
    May, OnePlan, Saying, approve, convene, opine, prepare, scan,
};
use crate::visit::{Site, Visit};

/// The page of one.
#[derive(Template)]
#[template(path = "integration_plan.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// Name of its county.
    pub(crate) county: String,
    /// Fiscal year.
    pub(crate) year: i64,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what else is known of it.
    pub(crate) facts: Facts,
    /// Money by source.
    pub(crate) funds: Vec<FundRow>,
    /// The last line of that table.
    pub(crate) fund_total: FundRow,
    /// Money by use.
    pub(crate) uses: Vec<UseRow>,
    /// The last line of that table.
    pub(crate) use_total: UseRow,
    /// Money by type of project.
    pub(crate) categories: Vec<(String, String)>,
    /// Whether it is approved, so that what was done stands beside it.
    pub(crate) approved: bool,
    /// What is otherwise than planned, in numbers.
    pub(crate) compared: Compared,
    /// All lines of the comparison as a list.
    pub(crate) done_list: String,
    /// Who reviews it, with what is said.
    pub(crate) opinions: Vec<Opinion>,
    /// The plans of the county and year: address, version, state, whether it is this one.
    pub(crate) versions: Vec<(String, i64, String, bool)>,
    /// Whether it can be written anew.
    pub(crate) edits: bool,
    /// The form of the next version.
    pub(crate) next: Option<String>,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Its documents.
    pub(crate) documents: Vec<(i64, String, String, String)>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

impl View {
    /// Where its documents are.
    pub(crate) fn place(&self) -> String {
        format!("/integration-plans/{}", self.id)
    }
}

/// The steps that the reader can take now.
pub(crate) fn actions(one: &OnePlan, lang: Lang, today: Day) -> Vec<Action> {
    let path = format!("/integration-plans/{}", one.followed.kept.id);
    let action =
        |step: &'static str, names: (&'static str, &'static str), at: &str, fields: Vec<Field>| {
            let of = (format!("{path}/{at}"), step);
            Action::new(of, names, fields).told_apart(format!("{at}-{step}"))
        };
    let text = |name, zh, en| Field::new(name, lang.pick(zh, en), Input::Text);
    let line = |name, zh, en| Field::new(name, lang.pick(zh, en), Input::Line);
    let reason = || text("reason", "理由", "Reason");
    let back = |at: &str| {
        let item = line(
            "item",
            "需修改的内容（资金、项目或金额）",
            "What has to be put right (fund, project, amount)",
        );
        action("return", (lang.pick("退回修改", "Send back"), ""), at, vec![item, reason()])
    };
    let mut all = Vec::new();
    if one.may(May::Prepare) {
        let note = lang.pick(
            "由农业处组织联审；各项资金的来源与安排须相等。",
            "The agriculture division calls the joint review. Money by source must be money by use.",
        );
        let submit = (lang.pick("报送联审", "Submit for the joint review"), note);
        all.push(action("submit_plan", submit, "steps", Vec::new()));
        let files = Field::new("files", lang.pick("附件", "Documents"), Input::Files);
        let attach = (lang.pick("附文件", "Attach documents"), "");
        all.push(action("attach", attach, "scans", vec![files]));
        let drop = (lang.pick("作废", "Give up"), "");
        all.push(action("withdraw", drop, "steps", vec![reason()]));
    }
    if one.may(May::Convene) {
        if one.followed.one.state() == Standing::Submitted {
            let offered = one.offered.iter().map(|(id, title)| (id.to_string(), title.clone()));
            let name = lang.pick("联审处室", "Divisions that review");
            let reviewers = Field::new("reviewers", name, Input::Several(offered.collect()));
            let note = lang.pick(
                "每个处室分别出具意见，全部同意后报县领导小组审定。参加联审的处室，法规未列明，由农业处指定（本地设定）。",
                "Once all agree the county's leading group decides. The regulations do not say who takes \
                 part: the agriculture division names them (a local default).",
            );
            let convene = (lang.pick("组织联审", "Call the joint review"), note);
            all.push(action("convene", convene, "review", vec![reviewers]));
        }
        all.push(back("review"));
    }
    if one.may(May::Opine) {
        let remark = text("reason", "意见", "Remark").optional();
        let agree = (lang.pick("同意", "Agree"), "");
        all.push(action("agree", agree, "opinions", vec![remark]));
        let object = (lang.pick("提出异议", "Object"), "");
        all.push(action("object", object, "opinions", vec![reason()]));
    }
    if one.may(May::Approve) {
        let document = line("document", "会议纪要或批复文号", "Number of the decision");
        let day = Field::new("on", lang.pick("会议日期", "Day of the meeting"), Input::Day);
        let note = lang.pick(
            "审定后方案锁定；调整须另编新版，重新联审、审定。",
            "The plan is locked then; a change is a version of its own, reviewed and decided anew.",
        );
        let fields = vec![document, day.filled(today.to_string())];
        all.push(action("approve", (lang.pick("审定", "Approve"), note), "decision", fields));
        all.push(back("decision"));
    }
    all
}

impl OnPage for OnePlan {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let (lang, kept) = (visit.lang, &self.followed.kept);
        let (funds, fund_total) = shown::funds(visit, &self);
        let (uses, use_total) = shown::uses(visit, &self);
        let view = View {
            frame: visit.frame(),
            id: kept.id,
            county: division(site, &kept.home),
            year: kept.fiscal_year,
            state: words::name(words::INTEGRATION_PLAN, &kept.standing.state, lang).to_owned(),
            facts: shown::facts(visit, &self),
            funds,
            fund_total,
            compared: shown::compared(visit, &self, &uses),
            uses,
            use_total,
            categories: shown::categories(visit, &self),
            approved: self.followed.one.state() == Standing::Approved,
            done_list: format!("/integration?plan={}", kept.id),
            opinions: opinions(&self, lang),
            versions: versions(&self, lang),
            edits: self.may(May::Prepare),
            next: self.may(May::Adjust).then(|| {
                format!("/integration-plans/new?county={}&year={}", kept.home, kept.fiscal_year)
            }),
            actions: back.to(actions(&self, lang, visit.origin.day)),
            history: history(&self.taken, lang),
            documents: documents(&self.attachments),
            refusal: back.refusal.clone(),
        };
        answered(visit, &view, view.refusal.is_some())
    }
}

/// A step as sent.
fn saying(visit: &Visit, form: &Filled) -> Result<Saying, super::Problem> {
    let reviewers: Result<Vec<i64>, _> =
        form.all("reviewers").map(|text| number(visit, text)).collect();
    Ok(Saying {
        step: form.text("step"),
        reason: form.text("reason"),
        item: form.text("item"),
        document: form.text("document"),
        on: form.text("on"),
        reviewers: reviewers?,
    })
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
            let (id, saying) = (number(&visit, &id)?, saying(&visit, &form)?);
            let done = $operation(&site.context, &visit.origin, visit.actor()?, (id, &saying));
            after::<OnePlan>(&site, &visit, (id, &form), done.await).await
        }
    };
}

taken! {
    /// Submits it, or gives it up.
    prepared, prepare
}
taken! {
    /// Calls the joint review, or sends it back.
    convened, convene
}
taken! {
    /// Gives an opinion.
    opined, opine
}
taken! {
    /// Approves it, or sends it back.
    decided, approve
}

/// Attaches documents.
pub(crate) async fn scanned(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let done = scan(&site.context, &visit.origin, visit.actor()?, (id, &form.files)).await;
    after::<OnePlan>(&site, &visit, (id, &form), done).await
}
