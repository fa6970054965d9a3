//! What the page of an integration plan shows: money by source and by use, what was done beside what was planned.

use std::collections::BTreeMap;

use domain::Lang;
use store::integration::Line;

use crate::lists::asked::encoded;
use crate::lists::cells::record_page;
use crate::operations::handling::words;
use crate::operations::integration::OnePlan;
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

fn total(amounts: impl Iterator<Item = i64>) -> i64 {
    amounts.fold(0, i64::saturating_add)
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

/// The word for how a line compares, as the list of all lines has it.
fn stands(line: &Line) -> &'static str {
    match line {
        Line { planned: 0, .. } => "outside",
        line if line.allotted > line.planned || line.paid > line.planned => "over",
        Line { allotted: 0, paid: 0, .. } => "none",
        line if line.allotted < line.planned => "under",
        _ => "even",
    }
}

fn named(word: &'static str, lang: Lang) -> String {
    words::name(words::INTEGRATION_LINE, word, lang).to_owned()
}

/// Money by source, with its last line.
pub(super) fn funds(visit: &Visit, one: &OnePlan) -> (Vec<FundRow>, FundRow) {
    let (draft, kept) = (one.followed.one.draft(), &one.followed.kept);
    // What is done stands beside an approved plan alone: only then are funds named that the plan does not have.
    let beside = !one.done.is_empty();
    let mut codes: Vec<&str> = draft.sources.iter().map(|source| source.fund.as_str()).collect();
    if beside {
        let others = one.done.iter().map(|line| line.fund.as_str());
        let all: std::collections::BTreeSet<&str> = others.collect();
        let planned = codes.clone();
        codes.extend(all.into_iter().filter(|code| !planned.contains(code)));
    }
    let mut sums = [0_i64; 6];
    let row = |code: &str| {
        let source = draft.sources.iter().find(|source| source.fund == code);
        let (scale, planned) = source.map_or((0, 0), |one| (one.scale.0, one.amount.0));
        let used = draft.used(code).map_or(0, |fen| fen.0);
        let lines = || one.done.iter().filter(|line| line.fund == code);
        let allotted = total(lines().map(|line| line.allotted));
        let paid = total(lines().map(|line| line.paid));
        let received = one.received.get(code).copied().unwrap_or_default();
        let amounts = [scale, planned, used, received, allotted, paid];
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum = sum.saturating_add(amount);
        }
        let whole = Line { planned, allotted, paid, ..Line::default() };
        let word = stands(&whole);
        let name = fund_name(&one.funds, code);
        let place = format!(
            "/allotments?to={}&fund={}&fiscal_year={}",
            kept.home,
            encoded(code),
            kept.fiscal_year
        );
        FundRow {
            stands: if beside { named(word, visit.lang) } else { String::new() },
            differs: beside && word != "even",
            ..fund_row(visit, (name, place), amounts)
        }
    };
    let rows: Vec<FundRow> = codes.iter().copied().map(row).collect();
    (rows, fund_row(visit, (String::new(), String::new()), sums))
}

fn fund_row(visit: &Visit, name: (String, String), amounts: [i64; 6]) -> FundRow {
    let [scale, planned, used, ..] = amounts;
    let apart = planned.saturating_sub(used);
    let [_, _, _, received, allotted, paid] = amounts.map(|fen| money(fen, visit));
    FundRow {
        name,
        scale: money(scale, visit),
        planned: money(planned, visit),
        used: money(used, visit),
        apart: if apart == 0 { String::new() } else { money(apart, visit) },
        received,
        allotted,
        paid,
        ..FundRow::default()
    }
}

/// The lines of a plan: those that were planned, once it is approved also those that were done.
fn lines(one: &OnePlan) -> Vec<Line> {
    if !one.done.is_empty() {
        return one.done.clone();
    }
    let draft = one.followed.one.draft();
    let planned = draft.uses.iter().map(|used| Line {
        fund: used.fund.clone(),
        project: used.project.clone(),
        planned: used.amount.0,
        ..Line::default()
    });
    planned.collect()
}

/// Money by use, with its last line.
pub(super) fn uses(visit: &Visit, one: &OnePlan) -> (Vec<UseRow>, UseRow) {
    let (beside, all) = (!one.done.is_empty(), lines(one));
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
