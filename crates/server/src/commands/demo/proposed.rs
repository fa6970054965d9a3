//! Fund proposals of the demo: this year's raising approved, so that the register sets it beside the budget; next
//! year's arrangement with the plan of one division approved and that of another sent back; bonds that wait for the
//! fund office; one allocation in blocks approved, another that waits.

use domain::fund_proposal::Kind;
use domain::{Fen, FundClass, Level};
use store::registers::{self, Raised};

use super::cast::signed_in;
use crate::context::{Context, Origin};
use crate::operations::factor_plans::receivers;
use crate::operations::fund_proposals::{LineInput, Writing, begin, pass, prepare};
use crate::operations::{Actor, Done};

/// What is written of a kind: total and lines come from amounts.
struct Sheet {
    kind: &'static str,
    year: i64,
    lines: Vec<LineInput>,
    total: i64,
}

impl Sheet {
    fn new(kind: &'static str, year: i64) -> Sheet {
        Sheet { kind, year, lines: Vec::new(), total: 0 }
    }

    /// With a line: fund, budget or place, amount in fen, why.
    fn with(mut self, (fund, of): (&str, &str), fen: i64, reason: &str) -> Sheet {
        let integrated = self.kind.starts_with("integrated");
        self.total += fen;
        self.lines.push(LineInput {
            fund: fund.to_owned(),
            to: of.to_owned(),
            source: of.to_owned(),
            amount: Fen(fen).plain(),
            pooled: if integrated { Fen(fen / 100 * 43).plain() } else { String::new() },
            reason: reason.to_owned(),
        });
        self
    }

    fn writing(self, arrangement: &str) -> Writing {
        let consults = Kind::of(self.kind).is_some_and(|kind| kind.consults);
        Writing {
            kind: self.kind.to_owned(),
            fiscal_year: self.year.to_string(),
            total: Fen(self.total).plain(),
            consulted: if consults {
                "自治区农业农村厅、水利厅、扶贫办".to_owned()
            } else {
                String::new()
            },
            arrangement: arrangement.to_owned(),
            lines: self.lines,
            ..Writing::default()
        }
    }
}

/// Who takes part.
struct Cast<'a> {
    context: &'a Context,
    origin: &'a Origin,
    password: &'a str,
}

/// A step after it was submitted: login, word, what is said.
type Passage = (&'static str, &'static str, &'static str);

impl Cast<'_> {
    async fn enter(&self, login: &str) -> Done<Actor> {
        signed_in(self.context, self.origin, login, self.password).await
    }

    /// A proposal with the steps that others took.
    async fn proposes(&self, login: &str, writing: &Writing, passages: &[Passage]) -> Done<()> {
        let (context, origin, maker) = (self.context, self.origin, self.enter(login).await?);
        let id = begin(context, origin, &maker, writing).await?;
        prepare(context, origin, &maker, (id, "submit", "")).await?;
        for (login, step, said) in passages {
            pass(context, origin, &self.enter(login).await?, (id, step, said)).await?;
        }
        Ok(())
    }
}

const REVIEWED: Passage = ("agriculture", "review", "与工作安排一致，同意报批");
const APPROVED: Passage = ("leader", "approve", "同意");

/// Plays them.
pub(super) async fn play(context: &Context, origin: &Origin, password: &str) -> Done<()> {
    let cast = Cast { context, origin, password };
    let year = i64::from(origin.day.year());
    let budget = budget(context, year).await?;
    special(&cast, year, &budget).await?;
    integrated(&cast, year + 1, &budget).await?;
    bonds(&cast, year + 1, &budget).await?;
    blocks(&cast, year + 1, &budget).await
}

/// What the region budgets in a year, the largest first.
async fn budget(context: &Context, year: i64) -> Done<Vec<Raised>> {
    let mut all = registers::raised(&mut context.db.read().await?, (year, year)).await?;
    all.retain(|one| one.division.is_empty() || one.division == "650000");
    all.retain(|one| matches!(one.source_level.as_str(), "central" | "region") && one.fen > 0);
    all.sort_by(|a, b| (b.fen, &a.fund).cmp(&(a.fen, &b.fund)));
    Ok(all)
}

/// The budget of the classes of a kind.
fn of_kind<'a>(
    cast: &Cast<'_>,
    kind: &str,
    budget: &'a [Raised],
) -> impl Iterator<Item = &'a Raised> {
    let classes: Vec<FundClass> =
        Kind::of(kind).map(|kind| kind.classes.to_vec()).unwrap_or_default();
    let funds = cast.context.pack.funds.clone();
    let fits = move |one: &&Raised| {
        let class = funds.resolve(&one.fund).map(|fund| funds.get(fund).class);
        class.is_some_and(|class| classes.contains(&class))
    };
    budget.iter().filter(fits)
}

/// Whole 10,000 yuan of so many hundredths of an amount.
fn rounded(fen: i64, percent: i64) -> i64 {
    (fen / 100 * percent / 1_000_000 * 1_000_000).max(1_000_000)
}

/// This year's special funds, a little less than the budget then had.
async fn special(cast: &Cast<'_>, year: i64, budget: &[Raised]) -> Done<()> {
    let mut sheet = Sheet::new("special", year);
    for one in of_kind(cast, "special", budget) {
        let reason = "中央提前下达数和上年自治区安排数测算";
        sheet = sheet.with((&one.fund, &one.source_level), rounded(one.fen, 97), reason);
    }
    if sheet.lines.is_empty() {
        return Ok(());
    }
    let writing = sheet.writing("自治区安排不低于中央增幅，九月底前列入预算草案。");
    cast.proposes("fund", &writing, &[APPROVED]).await
}

/// Next year's arrangement, which one division has answered and another has to answer anew.
async fn integrated(cast: &Cast<'_>, year: i64, budget: &[Raised]) -> Done<()> {
    let all: Vec<&Raised> = of_kind(cast, "integrated", budget).take(4).collect();
    let sheet = |kind, rows: &[&Raised], percent| {
        rows.iter().fold(Sheet::new(kind, year), |sheet: Sheet, one| {
            let of = (one.fund.as_str(), one.source_level.as_str());
            sheet.with(of, rounded(one.fen, percent), "按上年规模和增幅测算")
        })
    };
    let Some((first, others)) = all.split_first() else { return Ok(()) };
    let arrangement = sheet("integrated", &all, 106);
    let arrangement = arrangement.writing(
        "各业务处室十月底前提出本处室整合方案，统筹整合比例不低于上年，送农业处审核后报批。",
    );
    cast.proposes("agriculture", &arrangement, &[APPROVED]).await?;
    let plan = sheet("integrated_plan", &[*first], 108)
        .writing("对应高效节水和人居环境项目，十一月底前细化到项目。");
    cast.proposes("business", &plan, &[REVIEWED, APPROVED]).await?;
    let others: Vec<&Raised> =
        others.iter().copied().filter(|one| one.fund != first.fund).collect();
    if others.is_empty() {
        return Ok(());
    }
    let plan = sheet("integrated_plan", &others, 95).writing("按上年规模安排。");
    let back = ("agriculture", "return", "规模低于上年，与工作安排的增幅要求不符，请重新测算");
    cast.proposes("business2", &plan, &[back]).await
}

/// Next year's bonds, which wait for the fund office.
async fn bonds(cast: &Cast<'_>, year: i64, budget: &[Raised]) -> Done<()> {
    let mut sheet = Sheet::new("bonds", year);
    for one in of_kind(cast, "bonds", budget) {
        sheet = sheet.with(
            (&one.fund, &one.source_level),
            rounded(one.fen, 100),
            "按财政部提前下达额度",
        );
    }
    if sheet.lines.is_empty() {
        sheet = sheet.with(("bond-poverty", "region"), 50_000_000_000, "按财政部提前下达额度");
    }
    cast.proposes("budget", &sheet.writing("额度下达后一个月内提出转贷方案。"), &[]).await
}

/// Next year's blocks: one fund divided, another that waits for its review.
async fn blocks(cast: &Cast<'_>, year: i64, budget: &[Raised]) -> Done<()> {
    let mut funds: Vec<&str> =
        of_kind(cast, "blocks", budget).map(|one| one.fund.as_str()).collect();
    funds.dedup();
    let places = receivers(cast.context, Level::Prefecture);
    let sheet = |fund: &str, step: i64| {
        (1..).zip(&places).fold(Sheet::new("blocks", year), |sheet, (weight, place)| {
            let reason = "按整合规模和贫困村数测算";
            sheet.with((fund, &place.to_string()), weight * step * 1_000_000, reason)
        })
    };
    let text = "按原渠道切块下达到地（州、市），由县统筹安排项目。";
    if let Some(fund) = funds.first() {
        let writing = sheet(fund, 120).writing(text);
        cast.proposes("business", &writing, &[REVIEWED, APPROVED]).await?;
    }
    let other = funds.iter().find(|fund| Some(*fund) != funds.first());
    if let Some(fund) = other {
        cast.proposes("business2", &sheet(fund, 45).writing(text), &[]).await?;
    }
    Ok(())
}
