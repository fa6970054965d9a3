//! Factor plans: one with its whole computation, the form by which it is written, and its table as a file.

mod form;
mod sheet;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::Lang;
use domain::factor::plan::State as Standing;
use domain::money::Fen;

pub(crate) use self::form::{begin, edit, rewritten, written};
pub(crate) use self::sheet::file;
use super::frame::Frame;
use super::handling::{Action, Back, Field, Filled, Input, OnPage, Past, after, history, number};
use super::ledger::fund_name;
use super::warning::division;
use super::{Page, shown};
use crate::operations::factor_plans::{Adopting, OnePlan, adopt, kept, prepare, send_back};
use crate::operations::handling::words;
use crate::operations::screening::screen_later;
use crate::visit::{Site, Visit};

/// The page of one.
#[derive(Template)]
#[template(path = "factor_plan.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// Name of the division that divides.
    pub(crate) division: String,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// The plan that is in force in its place.
    pub(crate) in_force: Option<i64>,
    /// The factors.
    pub(crate) factors: Vec<FactorView>,
    /// The places; none while values are missing.
    pub(crate) rows: Vec<RowView>,
    /// All amounts together: computed, decided.
    pub(crate) totals: (String, String),
    /// Whether amounts were decided.
    pub(crate) decided: bool,
    /// Whether the reader can change the draft.
    pub(crate) edits: bool,
    /// Whether the reader can adopt it now.
    pub(crate) adopts: bool,
    /// What was entered of a decision that was refused.
    pub(crate) entered: Entered,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// A factor as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct FactorView {
    /// Its name with the unit.
    pub(crate) name: String,
    /// From where its values are.
    pub(crate) source: String,
    /// Its weight.
    pub(crate) weight: String,
    /// Its part of the money.
    pub(crate) pool: String,
    /// The values of all places together.
    pub(crate) sum: String,
}

/// A place as it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowView {
    /// Its number among the places.
    pub(crate) at: usize,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Factor by factor: name, value, share, part of the money.
    pub(crate) cells: Vec<[String; 4]>,
    /// Its part of the whole.
    pub(crate) share: String,
    /// What the factors make.
    pub(crate) computed: String,
    /// What it gets.
    pub(crate) amount: String,
    /// Whether that is something else.
    pub(crate) differs: bool,
    /// Why.
    pub(crate) reason: String,
    /// What was entered of its change: amount and reason.
    pub(crate) entered: (String, String),
}

/// A decision as it was entered, when it was refused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entered {
    /// Its document.
    pub(crate) document: String,
    /// Its day.
    pub(crate) on: String,
    /// Code, amount and reason of the places.
    pub(crate) changed: Vec<(String, String, String)>,
}

pub(super) fn money(Fen(fen): Fen, visit: &Visit) -> String {
    super::ledger::money(i128::from(fen), visit.unit())
}

/// A share in percent with four decimals, the last one rounded: for reading, nothing is computed with it.
pub(super) fn share(part: i128, whole: i128) -> String {
    let Some(rounded) = (part * 1_000_000 + whole / 2).checked_div(whole) else {
        return String::new();
    };
    format!("{}.{:04}%", rounded / 10_000, rounded % 10_000)
}

/// A sum of values with its decimals.
fn quantity(sum: i128) -> String {
    let text = format!("{}.{:04}", sum / 10_000, sum % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Hundredths of a percent.
fn weight(points: u32) -> String {
    format!("{}.{:02}%", points / 100, points % 100)
}

fn named(factor: &domain::factor::Factor, lang: Lang) -> String {
    match (factor.unit.as_str(), lang) {
        ("", _) => factor.name.clone(),
        (unit, Lang::Zh) => format!("{}（{unit}）", factor.name),
        (unit, Lang::En) => format!("{} ({unit})", factor.name),
    }
}

fn factors(visit: &Visit, one: &OnePlan) -> Vec<FactorView> {
    let divided = one.divided.as_ref().ok();
    let view = |(at, factor): (usize, &domain::factor::Factor)| FactorView {
        name: named(factor, visit.lang),
        source: factor.source.clone(),
        weight: weight(factor.weight),
        pool: divided.and_then(|all| all.pools.get(at)).map_or(String::new(), |p| money(*p, visit)),
        sum: divided.and_then(|all| all.sums.get(at)).map_or(String::new(), |s| quantity(*s)),
    };
    one.followed.one.draft().factors.iter().enumerate().map(view).collect()
}

fn rows(site: &Site, visit: &Visit, one: &OnePlan, entered: &Entered) -> Vec<RowView> {
    let (Ok(divided), draft) = (&one.divided, one.followed.one.draft()) else { return Vec::new() };
    let cell = |at: usize, of: usize| {
        let value = draft.places.get(at).and_then(|place| place.values.get(of));
        let part = divided.parts.get(at).and_then(|row| row.get(of)).copied().unwrap_or_default();
        let sum = divided.sums.get(of).copied().unwrap_or_default();
        let name = draft.factors.get(of).map(|factor| factor.name.clone());
        [
            name.unwrap_or_default(),
            value.map(ToString::to_string).unwrap_or_default(),
            share(value.map_or(0, |value| i128::from(value.0)), sum),
            money(part, visit),
        ]
    };
    let row = |(at, amount): (usize, &domain::factor::plan::Amount)| {
        let code = amount.division.to_string();
        let entered = entered.changed.iter().find(|(to, ..)| *to == code);
        RowView {
            at,
            name: site.context.divisions().name(amount.division),
            cells: (0..draft.factors.len()).map(|of| cell(at, of)).collect(),
            share: share(i128::from(amount.computed.0), i128::from(draft.amount.0)),
            computed: money(amount.computed, visit),
            amount: money(amount.amount, visit),
            differs: amount.amount != amount.computed,
            reason: amount.reason.clone(),
            entered: entered.map(|(_, fen, why)| (fen.clone(), why.clone())).unwrap_or_default(),
            code,
        }
    };
    one.amounts.iter().enumerate().map(row).collect()
}

fn facts(visit: &Visit, one: &OnePlan) -> Vec<(&'static str, String)> {
    let (lang, kept, draft) = (visit.lang, &one.followed.kept, one.followed.one.draft());
    let unit = visit.frame().unit_name().to_owned();
    let mut facts = vec![
        (lang.pick("资金", "Fund"), fund_name(&one.funds, &kept.fund)),
        (lang.pick("预算年度", "Fiscal year"), kept.fiscal_year.to_string()),
        (
            lang.pick("分配对象", "Divided among"),
            words::name(words::FACTOR_PLACES, &kept.level, lang).to_owned(),
        ),
        (lang.pick("分配总额", "Amount"), format!("{} {unit}", money(draft.amount, visit))),
        (lang.pick("说明", "Note"), draft.note.clone()),
        (lang.pick("审定文件", "Decision"), kept.standing.doc_no.clone()),
        (lang.pick("审定日期", "Adopted on"), kept.standing.adopted_on.clone().unwrap_or_default()),
    ];
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

/// What the reader can do now beside writing and adopting.
pub(crate) fn actions(one: &OnePlan, lang: Lang) -> Vec<Action> {
    let path = format!("/factor-plans/{}", one.followed.kept.id);
    let action =
        |step: &'static str, names: (&'static str, &'static str), at: &str, fields: Vec<Field>| {
            Action::new((format!("{path}/{at}"), step), names, fields)
        };
    let reason = || Field::new("reason", lang.pick("理由", "Reason"), Input::Text);
    let mut all = Vec::new();
    if one.may_prepare && one.followed.one.state() == Standing::Draft {
        if one.divided.is_ok() {
            let note = lang.pick(
                "提请后不能修改；由他人审定，或退回修改。",
                "It can no longer be changed; another person adopts it, or sends it back.",
            );
            let title = lang.pick("提请审定", "Propose it");
            all.push(action("propose", (title, note), "steps", Vec::new()));
        }
        let drop = (lang.pick("作废", "Give up"), "");
        all.push(action("withdraw", drop, "steps", vec![reason()]));
    }
    if one.may_adopt {
        let back = (lang.pick("退回修改", "Send back"), "");
        all.push(action("return", back, "adoption", vec![reason()]));
    }
    all
}

impl OnPage for OnePlan {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let entered = entered(back, visit);
        let (followed, lang) = (&self.followed, visit.lang);
        let state = followed.one.state();
        let sum = self.amounts.iter().fold(0_i64, |sum, one| sum.saturating_add(one.amount.0));
        let view = View {
            frame: visit.frame(),
            id: followed.kept.id,
            division: division(site, &followed.kept.home),
            state: words::name(words::FACTOR_PLAN, kept::state(state), lang).to_owned(),
            facts: facts(visit, &self),
            in_force: self.in_force,
            factors: factors(visit, &self),
            rows: rows(site, visit, &self, &entered),
            totals: (money(followed.one.draft().amount, visit), money(Fen(sum), visit)),
            decided: followed.one.decision().is_some(),
            edits: self.may_prepare && state == Standing::Draft,
            adopts: self.may_adopt,
            entered,
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// Proposes it, or gives it up.
pub(crate) async fn prepared(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, step, reason) = (number(&visit, &id)?, form.text("step"), form.text("reason"));
    let taken = (id, step.as_str(), reason.as_str());
    let done = prepare(&site.context, &visit.origin, visit.actor()?, taken).await;
    after::<OnePlan>(&site, &visit, (id, &form), done).await
}

/// The form of a decision as it came back, or as it is at first.
fn entered(back: &Back, visit: &Visit) -> Entered {
    let adopts = back.kept("step", &"adopt", "step").is_some();
    let mut entered = if adopts { adopting(&back.sent) } else { Entered::default() };
    if entered.on.is_empty() {
        entered.on = visit.origin.day.to_string();
    }
    entered
}

/// The fields of a decision: `3.to`, `3.amount`, `3.reason` of the places.
fn adopting(fields: &[(String, String)]) -> Entered {
    let mut entered = Entered::default();
    for (name, text) in fields {
        let text = text.clone();
        match name.as_str() {
            "document" => entered.document = text,
            "on" => entered.on = text,
            _ => {
                let Some((at, field)) = name.split_once('.') else { continue };
                let Some(at) = at.parse().ok().filter(|at| *at < domain::factor::MOST_PLACES)
                else {
                    continue;
                };
                if entered.changed.len() <= at {
                    entered.changed.resize(at + 1, Default::default());
                }
                let Some(row) = entered.changed.get_mut(at) else { continue };
                match field {
                    "to" => row.0 = text,
                    "amount" => row.1 = text,
                    "reason" => row.2 = text,
                    _ => {}
                }
            }
        }
    }
    entered
}

/// Adopts it, or sends it back.
pub(crate) async fn adopted(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let (id, adopts) = (number(&visit, &id)?, form.text("step") == "adopt");
    let (context, origin, actor) = (&site.context, &visit.origin, visit.actor()?);
    let done = if adopts {
        let Entered { document, on, changed } = adopting(&form.pairs);
        adopt(context, origin, actor, (id, &Adopting { document, on, changed })).await
    } else {
        send_back(context, origin, actor, (id, &form.text("reason"))).await
    };
    if done.is_ok() && adopts {
        screen_later(context, origin);
    }
    after::<OnePlan>(&site, &visit, (id, &form), done).await
}
