//! What the page of an integration plan shows: money by source and by use, what was done beside what was planned.

use std::collections::BTreeMap;

use domain::Lang;
use store::integration::Line;

use crate::lists::asked::encoded;
use crate::lists::cells::record_page;
use crate::operations::handling::words;
use crate::operations::integration::{FundLine, OnePlan, stands, total};
use crate::pages::ledger::fund_name;
use crate::visit::Visit;

/// Names and values.
pub(crate) type Facts = Vec<(&'static str, String)>;

/// One fund of a plan.
#[derive(Clone, Debug, Default)]
pub(crate) struct FundRow {
    /// Its name, and where its allotments are.
    pub(crate) name: (String, String),
    /// What the county has of it by the plan.
    pub(crate) scale: String,
    /// What of it is integrated.
    pub(crate) planned: String,
    /// What projects get of it by the plan.
    pub(crate) used: String,
    /// By how much the last two are apart; empty where they are not.
    pub(crate) apart: String,
    /// What the county received of it.
    pub(crate) received: String,
    /// What was allotted to projects.
    pub(crate) allotted: String,
    /// What was paid.
    pub(crate) paid: String,
    /// How that compares with the plan.
    pub(crate) stands: String,
    /// Whether that is worth a look.
    pub(crate) differs: bool,
}

/// What one project gets of one fund.
#[derive(Clone, Debug, Default)]
pub(crate) struct UseRow {
    /// Number and name, and the page of the project.
    pub(crate) project: (String, Option<String>),
    /// Type of the project.
    pub(crate) category: String,
    /// Name of the fund.
    pub(crate) fund: String,
    /// What the plan gives it.
    pub(crate) planned: String,
    /// What was allotted.
    pub(crate) allotted: String,
    /// What was paid, and where the payments are.
    pub(crate) paid: (String, Option<String>),
    /// How that compares with the plan.
    pub(crate) stands: String,
    /// Whether that is worth a look.
    pub(crate) differs: bool,
}

/// What is otherwise than planned.
#[derive(Clone, Debug, Default)]
pub(crate) struct Compared {
    /// Lines of projects that are not as planned.
    pub(crate) lines: usize,
    /// Money allotted or paid outside the plan.
    pub(crate) outside: String,
    /// Whether there is any.
    pub(crate) any: bool,
}

/// What one division says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Opinion {
    /// Title of its post.
    pub(crate) title: String,
    /// What it says.
    pub(crate) says: &'static str,
    /// Whether it objects.
    pub(crate) objects: bool,
    /// Why, or what it remarks.
    pub(crate) reason: String,
}

fn money(fen: i64, visit: &Visit) -> String {
    crate::pages::ledger::money(i128::from(fen), visit.unit())
}

/// What is known of the plan beside its money.
pub(super) fn facts(visit: &Visit, one: &OnePlan) -> Facts {
    let (lang, kept, draft) = (visit.lang, &one.followed.kept, one.followed.one.draft());
    let mut facts = vec![
        (lang.pick("标题", "Title"), draft.title.clone()),
        (lang.pick("预算年度", "Fiscal year"), kept.fiscal_year.to_string()),
        (lang.pick("第几版", "Version"), kept.version.to_string()),
        (lang.pick("说明", "Remark"), draft.note.clone()),
        (lang.pick("审定文号", "Decision"), kept.standing.document.clone()),
        (lang.pick("审定日期", "Decided on"), kept.standing.decided_on.clone().unwrap_or_default()),
    ];
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

fn named(word: &'static str, lang: Lang) -> String {
    words::name(words::INTEGRATION_LINE, word, lang).to_owned()
}

/// Money by source, with its last line.
pub(super) fn funds(visit: &Visit, one: &OnePlan) -> (Vec<FundRow>, FundRow) {
    let (kept, all) = (&one.followed.kept, one.by_fund());
    let row = |line: &FundLine| {
        let place = format!(
            "/allotments?to={}&fund={}&fiscal_year={}",
            kept.home,
            encoded(&line.fund),
            kept.fiscal_year
        );
        let word = line.stands();
        let beside = one.is_compared();
        FundRow {
            name: (fund_name(&one.funds, &line.fund), place),
            stands: if beside { named(word, visit.lang) } else { String::new() },
            differs: beside && word != "even",
            ..fund_row(visit, line)
        }
    };
    let sum = |of: fn(&FundLine) -> i64| total(all.iter().map(of));
    let last = FundLine {
        fund: String::new(),
        scale: sum(|line| line.scale),
        planned: sum(|line| line.planned),
        used: sum(|line| line.used),
        received: sum(|line| line.received),
        allotted: sum(|line| line.allotted),
        paid: sum(|line| line.paid),
    };
    (all.iter().map(row).collect(), fund_row(visit, &last))
}

fn fund_row(visit: &Visit, line: &FundLine) -> FundRow {
    let apart = line.apart();
    FundRow {
        scale: money(line.scale, visit),
        planned: money(line.planned, visit),
        used: money(line.used, visit),
        apart: if apart == 0 { String::new() } else { money(apart, visit) },
        received: money(line.received, visit),
        allotted: money(line.allotted, visit),
        paid: money(line.paid, visit),
        ..FundRow::default()
    }
}

/// Money by use, with its last line.
pub(super) fn uses(visit: &Visit, one: &OnePlan) -> (Vec<UseRow>, UseRow) {
    let (beside, all) = (one.is_compared(), one.by_use());
    let row = |line: &Line| {
        let known = one.projects.get(&line.project).cloned().unwrap_or_default();
        let word = stands(line);
        let project = if line.project.is_empty() {
            (visit.lang.pick("未填项目的支付", "payments without a project").to_owned(), None)
        } else {
            let page = record_page("/projects", &[&line.project]);
            (format!("{} {}", line.project, known.name), page)
        };
        let payments = format!(
            "/payments?county={}&project={}&fund={}",
            one.followed.kept.home,
            encoded(&line.project),
            encoded(&line.fund)
        );
        UseRow {
            project,
            category: known.category,
            fund: fund_name(&one.funds, &line.fund),
            planned: money(line.planned, visit),
            allotted: money(line.allotted, visit),
            paid: (
                money(line.paid, visit),
                Some(payments).filter(|_| line.paid != 0 && !line.project.is_empty()),
            ),
            stands: if beside { named(word, visit.lang) } else { String::new() },
            differs: beside && word != "even",
        }
    };
    let sum = |of: fn(&Line) -> i64| money(total(all.iter().map(of)), visit);
    let last = UseRow {
        planned: sum(|line| line.planned),
        allotted: sum(|line| line.allotted),
        paid: (sum(|line| line.paid), None),
        ..UseRow::default()
    };
    (all.iter().map(row).collect(), last)
}

/// What is otherwise than planned, in numbers.
pub(super) fn compared(visit: &Visit, one: &OnePlan, uses: &[UseRow]) -> Compared {
    let outside = one.done.iter().filter(|line| line.planned == 0);
    let outside = total(outside.map(|line| line.allotted.max(line.paid)));
    Compared {
        lines: uses.iter().filter(|row| row.differs).count(),
        outside: money(outside, visit),
        any: outside != 0,
    }
}

/// Planned money by type of project.
pub(super) fn categories(visit: &Visit, one: &OnePlan) -> Vec<(String, String)> {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for used in &one.followed.one.draft().uses {
        let known = one.projects.get(&used.project);
        let category = known.map(|known| known.category.clone()).unwrap_or_default();
        let sum = sums.entry(category).or_default();
        *sum = sum.saturating_add(used.amount.0);
    }
    sums.into_iter().map(|(category, fen)| (category, money(fen, visit))).collect()
}

/// Who reviews the plan, with what is said.
pub(super) fn opinions(one: &OnePlan, lang: Lang) -> Vec<Opinion> {
    let opinion = |review: &crate::operations::integration::Review| Opinion {
        title: review.title.clone(),
        says: match &review.opinion {
            None => lang.pick("未出意见", "no opinion yet"),
            Some(said) if said.agrees => lang.pick("同意", "agrees"),
            Some(_) => lang.pick("有异议", "objects"),
        },
        objects: review.opinion.as_ref().is_some_and(|said| !said.agrees),
        reason: review.opinion.as_ref().map(|said| said.reason.clone()).unwrap_or_default(),
    };
    one.reviews.iter().map(opinion).collect()
}

/// The plans of the county and year.
pub(super) fn versions(one: &OnePlan, lang: Lang) -> Vec<(String, i64, String, bool)> {
    let version = |plan: &store::integration::Plan| {
        let state = words::name(words::INTEGRATION_PLAN, &plan.standing.state, lang).to_owned();
        let here = plan.id == one.followed.kept.id;
        (format!("/integration-plans/{}", plan.id), plan.version, state, here)
    };
    one.versions.iter().map(version).collect()
}
