//! Draws of spot checks: the form of a new one, and one with its strata, what was drawn and what proves it.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use domain::draw::{Frame as Drawable, Limits, Risk, Size, Stratum};
use domain::privacy::mask_id;
use domain::{Decimal, Lang};
use store::draws::Pick;

use super::frame::Frame;
use super::handling::{Action, Back, Field, Filled, Input, OnPage, Past, after, history, number};
use super::ledger::money;
use super::lists::attached;
use super::warning::division;
use super::{Page, shown};
use crate::lists::cells::project_page;
use crate::operations::draws::{
    May, OneDraw, Saying, Writing, carry_out, commit, fresh_seed, proof,
};
use crate::operations::handling::one::One as _;
use crate::operations::handling::words;
use crate::visit::{Site, Visit};

/// One draw.
#[derive(Template)]
#[template(path = "draw.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its number.
    pub(crate) id: i64,
    /// The division.
    pub(crate) place: String,
    /// The year.
    pub(crate) year: i64,
    /// Where it stands.
    pub(crate) state: String,
    /// Name and value of what is known of it.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Name and value of each of its hashes, and of the seed.
    pub(crate) hashes: Vec<(&'static str, String)>,
    /// The strata, a row for each risk, a cell for each size; none before the frame was fixed.
    pub(crate) strata: Vec<(&'static str, Vec<Cell>)>,
    /// Names of the sizes.
    pub(crate) sizes: Vec<&'static str>,
    /// By which limits they were made.
    pub(crate) limits: String,
    /// Whether the seed is open.
    pub(crate) drawn: bool,
    /// How many were drawn.
    pub(crate) all: i64,
    /// The first of what was drawn.
    pub(crate) picks: Vec<Picked>,
    /// The other draws of the division and year: address, name, state, why.
    pub(crate) others: Vec<(String, String, String, String)>,
    /// What the reader can do now.
    pub(crate) actions: Vec<Action>,
    /// What was done.
    pub(crate) history: Vec<Past>,
    /// Why something was refused.
    pub(crate) refusal: Option<String>,
}

/// A stratum in the table.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// Name of its size.
    pub(crate) size: &'static str,
    /// Projects in it.
    pub(crate) lines: usize,
    /// How many of them are drawn.
    pub(crate) drawn: usize,
    /// The share of them.
    pub(crate) share: String,
}

/// A project that was drawn.
#[derive(Clone, Debug)]
pub(crate) struct Picked {
    /// Its place in the draw.
    pub(crate) place: usize,
    /// Address of the project.
    pub(crate) address: Option<String>,
    /// Its number.
    pub(crate) project: String,
    /// Its name.
    pub(crate) name: String,
    /// Its county.
    pub(crate) county: String,
    /// Risk and money.
    pub(crate) stratum: String,
    /// Money of the target.
    pub(crate) money: String,
    /// The own score.
    pub(crate) score: String,
    /// Warnings that were lit.
    pub(crate) lit: String,
}

/// The form of a new draw.
#[derive(Template)]
#[template(path = "draw_new.html")]
pub(crate) struct New {
    /// Around it.
    pub(crate) frame: Frame,
    /// A seed for who has none, with its commitment.
    pub(crate) seed: Option<(String, String)>,
    /// The form.
    pub(crate) action: Action,
    /// Why it was refused.
    pub(crate) refusal: Option<String>,
}

fn beginning(writing: &Writing, lang: Lang) -> Action {
    let year = lang.pick("自评年度", "Year of the self-evaluations");
    let commitment = lang.pick("种子承诺值（SHA-256）", "Commitment: SHA-256 of the seed");
    let again = lang.pick(
        "再次抽样的理由（该年度首次抽样不填）",
        "Why again, where it is not the first of the year",
    );
    let fields = vec![
        Field::new("year", year, Input::Line).filled(writing.year.clone()),
        Field::new("commitment", commitment, Input::Line).filled(writing.commitment.clone()),
        Field::new("again", again, Input::Text).filled(writing.again.clone()).optional(),
    ];
    let names = (lang.pick("公布承诺值", "Publish the commitment"), "");
    Action::new((OneDraw::PLACE.to_owned(), "commit"), names, fields)
}

/// Shows the form of a new draw, with a seed that is made for this once and kept nowhere.
pub(crate) async fn form(Extension(visit): Extension<Visit>) -> Page {
    let seed = fresh_seed().map_err(|failure| visit.problem(failure))?;
    let commitment = seed.commitment().to_string();
    let year = (visit.origin.day.year() - 1).to_string();
    let writing = Writing { year, commitment: commitment.clone(), again: String::new() };
    let view = New {
        frame: visit.frame(),
        seed: Some((seed.text().to_owned(), commitment)),
        action: beginning(&writing, visit.lang),
        refusal: None,
    };
    shown(&visit, &view, false)
}

/// Publishes a commitment; where it is refused, what was written stays.
pub(crate) async fn sent(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    form: Filled,
) -> Page {
    let text = |name| form.text(name);
    let writing =
        Writing { year: text("year"), commitment: text("commitment"), again: text("again") };
    let done = commit(&site.context, &visit.origin, visit.actor()?, &writing).await;
    match visit.said(done)? {
        Ok(id) => Ok(Redirect::to(&OneDraw::address(id)).into_response()),
        Err(refusal) => {
            let action = beginning(&writing, visit.lang);
            let view = New { frame: visit.frame(), seed: None, action, refusal: Some(refusal) };
            shown(&visit, &view, true)
        }
    }
}

/// The steps that the reader can take now.
pub(crate) fn actions(one: &OneDraw, lang: Lang) -> Vec<Action> {
    let path = format!("/draws/{}/step", one.followed.kept.id);
    let action = |step, names, fields: Vec<Field>| Action::new((path.clone(), step), names, fields);
    let mut all = Vec::new();
    if one.may.contains(&May::Freeze) {
        let note = lang.pick(
            "按此刻的记录列出名册并计算校验值；固定后不能更改。",
            "The frame is made of the records of this moment and hashed; it is never changed after that.",
        );
        all.push(action("freeze", (lang.pick("固定名册", "Fix the frame"), note), Vec::new()));
    }
    if one.may.contains(&May::Reveal) {
        let note = lang.pick(
            "请当众开启密封的种子，逐字录入。与承诺值相符的，立即抽取，结果不能更改。",
            "Open the sealed seed before witnesses and write it as it is. Where it fits the commitment it draws at \
             once, and nothing is changed after that.",
        );
        let seed = Field::new("seed", lang.pick("种子", "Seed"), Input::Line);
        all.push(action(
            "reveal",
            (lang.pick("公开种子并抽取", "Open the seed and draw"), note),
            vec![seed],
        ));
    }
    if one.may.contains(&May::Withdraw) {
        let why = Field::new("reason", lang.pick("理由", "Reason"), Input::Text);
        let note = lang.pick(
            "取消的抽样连同理由一直保留；再次抽样须写明理由。",
            "A draw that is given up stays visible with its reason; another one has to say why.",
        );
        all.push(action("withdraw", (lang.pick("取消抽样", "Give it up"), note), vec![why]));
    }
    all
}

fn name(words: &[words::Word], at: usize, lang: Lang) -> &'static str {
    words.get(at).map_or("", |row| lang.pick(row.1, row.2))
}

fn percent(share: Decimal) -> String {
    format!("{share}%")
}

/// The strata as rows of a table.
fn strata(frame: &Drawable, lang: Lang) -> Vec<(&'static str, Vec<Cell>)> {
    let all = frame.strata();
    let cell = |one: &Stratum| Cell {
        size: name(words::DRAW_SIZE, one.size as usize, lang),
        lines: one.lines,
        drawn: one.drawn,
        share: percent(one.share),
    };
    let row = |risk: Risk| {
        let cells = all.iter().filter(|one| one.risk == risk).map(cell).collect();
        (name(words::DRAW_RISK, risk as usize, lang), cells)
    };
    Risk::ALL.into_iter().map(row).collect()
}

/// By which limits strata are made.
fn limits(limits: &Limits, lang: Lang) -> String {
    let [excellent, good, fair] = limits.grades;
    let (large, middle, near) = (limits.large, limits.middle, limits.near);
    match lang {
        Lang::Zh => format!(
            "风险：有红灯为高；有黄灯、没有得分，或得分高出等级下限（{excellent}、{good}、{fair} 分）不超过 {near} 分为中；其余为低。\
             资金量：目标资金 {large} 元以上或没有记录为大，{middle} 元以上为中，其余为小。\
             每层抽取比例取风险、资金量两个比例中较高的一个，有项目的层至少抽一个。"
        ),
        Lang::En => format!(
            "Risk: high with a red warning; middle with a yellow one, without a score, or with one that reaches the \
             least score of a grade ({excellent}, {good}, {fair}) by no more than {near} points; else low. Money of \
             the target: large from {large} yuan or where no record tells it, middle from {middle}, else small. Of \
             each stratum the larger of its two shares is drawn, one project at least where it has any."
        ),
    }
}

fn picked((place, pick): (usize, &Pick), site: &Site, visit: &Visit) -> Picked {
    let lang = visit.lang;
    Picked {
        place,
        address: project_page(&pick.project),
        project: mask_id(&pick.project),
        name: pick.name.clone(),
        county: division(site, &pick.county),
        stratum: format!(
            "{} · {}",
            words::name(words::DRAW_RISK, &pick.risk, lang),
            words::name(words::DRAW_SIZE, &pick.size, lang)
        ),
        money: pick.amount.map(|fen| money(i128::from(fen), visit.unit())).unwrap_or_default(),
        score: pick.score.map(|score| Decimal(score).to_string()).unwrap_or_default(),
        lit: match lang {
            Lang::Zh => format!("红 {} 黄 {}", pick.red, pick.yellow),
            Lang::En => format!("{} red, {} yellow", pick.red, pick.yellow),
        },
    }
}

/// What is known of a draw: facts, and what is to be compared letter by letter.
fn told(one: &OneDraw, site: &Site, lang: Lang) -> [Vec<(&'static str, String)>; 2] {
    let (kept, standing) = (&one.followed.kept, &one.followed.kept.standing);
    let mut facts = vec![
        (lang.pick("抽样单位", "Division"), division(site, &kept.home)),
        (lang.pick("生成种子的岗位", "Post of the seed"), one.post.clone()),
    ];
    if !kept.again.is_empty() {
        facts.push((lang.pick("再次抽样的理由", "Why again"), kept.again.clone()));
    }
    if !standing.frame.is_empty() {
        facts.push((
            lang.pick("名册项目数", "Projects in the frame"),
            standing.projects.to_string(),
        ));
    }
    if !standing.seed.is_empty() {
        facts.push((lang.pick("抽中项目数", "Projects drawn"), standing.drawn.to_string()));
    }
    let hashes = [
        (lang.pick("种子承诺值", "Commitment"), &kept.commitment),
        (lang.pick("名册校验值", "Hash of the frame"), &standing.frame),
        (lang.pick("种子", "Seed"), &standing.seed),
    ];
    let hashes = hashes.into_iter().filter(|(_, text)| !text.is_empty());
    [facts, hashes.map(|(name, text)| (name, text.clone())).collect()]
}

impl OnPage for OneDraw {
    async fn page(self, site: &Site, visit: &Visit, back: &Back) -> Page {
        let (lang, kept) = (visit.lang, &self.followed.kept);
        let [facts, hashes] = told(&self, site, lang);
        let other = |one: &store::draws::Draw| {
            let state = words::name(words::DRAW, &one.standing.state, lang).to_owned();
            (OneDraw::address(one.id), one.id.to_string(), state, one.again.clone())
        };
        let picks = (1..).zip(&self.picks).map(|one| picked(one, site, visit)).collect();
        let view = View {
            frame: visit.frame(),
            id: kept.id,
            place: division(site, &kept.home),
            year: kept.fiscal_year,
            state: words::name(words::DRAW, &kept.standing.state, lang).to_owned(),
            facts,
            hashes,
            strata: self.frame.as_ref().map(|frame| strata(frame, lang)).unwrap_or_default(),
            sizes: Size::ALL.map(|size| name(words::DRAW_SIZE, size as usize, lang)).to_vec(),
            limits: self
                .frame
                .as_ref()
                .map(|frame| limits(&frame.head().limits, lang))
                .unwrap_or_default(),
            drawn: self.followed.one.seed().is_some(),
            all: kept.standing.drawn,
            picks,
            others: self.others.iter().map(other).collect(),
            actions: back.to(actions(&self, lang)),
            history: history(&self.taken, lang),
            refusal: back.refusal.clone(),
        };
        shown(visit, &view, view.refusal.is_some())
    }
}

/// Takes a step.
pub(crate) async fn stepped(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    form: Filled,
) -> Page {
    let id = number(&visit, &id)?;
    let saying =
        Saying { step: form.text("step"), seed: form.text("seed"), reason: form.text("reason") };
    let done = carry_out(&site.context, &visit.origin, visit.actor()?, (id, &saying)).await;
    after::<OneDraw>(&site, &visit, (id, &form), done).await
}

/// Gives the text by which anybody can make the draw again.
pub(crate) async fn proven(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let id = number(&visit, &id)?;
    let text = proof(&site.context, visit.actor()?, id).await;
    let text = text.map_err(|failure| visit.problem(failure))?;
    Ok(attached(&format!("draw-{id}.txt"), "text/plain; charset=utf-8", text.into_bytes()))
}
