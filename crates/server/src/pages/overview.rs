//! The overview: flow of money, by class of funds and by division, pace, warnings. Bars are drawn beside the
//! figures of their tables.

mod map;
pub(crate) mod meters;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use domain::{Division, Fen, FundClass, Lang, Level};

use self::map::Map;
use self::meters::Gauge;
use super::frame::Frame;
use super::register::behind::Behind;
use super::{Page, shown};
use crate::lists::cells::{self, amount};
use crate::operations::overview::{self, Line, Overview};
use crate::operations::registers::{self, Only};
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "overview.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Name of the division.
    pub(crate) name: String,
    /// The year.
    pub(crate) year: i64,
    /// Years to choose from, and whether chosen.
    pub(crate) years: Vec<(i64, bool)>,
    /// Divisions to choose from: code, name, whether chosen.
    pub(crate) places: Vec<(String, String, bool)>,
    /// The way of the money: step, amount, part of the whole in percent.
    pub(crate) steps: Vec<Step>,
    /// The shares that rules limit, with their head-room.
    pub(crate) gauges: Vec<Gauge>,
    /// By class of funds.
    pub(crate) classes: Vec<Row>,
    /// By division.
    pub(crate) below: Vec<Row>,
    /// Month, paid, paid since the beginning, share of what there was to spend, even pace.
    pub(crate) months: Vec<Month>,
    /// Rule, address of its warnings, red, yellow.
    pub(crate) rules: Vec<(String, String, i64, i64)>,
    /// Where the warnings are; no tiles below the region.
    pub(crate) map: Map,
    /// How many rules are lit in all, and where.
    pub(crate) lit: (usize, String),
}

/// A figure, with the rows that are behind it where a list can name them.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// As it is read.
    pub(crate) text: String,
    /// The list.
    pub(crate) address: Option<String>,
}

/// A step on the way of the money.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// What it is.
    pub(crate) name: String,
    /// How much.
    pub(crate) amount: Figure,
    /// Length of the bar, of 100.
    pub(crate) bar: i64,
}

/// A class of funds or a division.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its name, and its own overview.
    pub(crate) name: String,
    /// See above.
    pub(crate) address: Option<String>,
    /// Amounts: name and how much.
    pub(crate) amounts: Vec<(&'static str, Figure)>,
    /// Paid of what there was to spend, of 100.
    pub(crate) paid: Option<i64>,
    /// Warnings: red, yellow.
    pub(crate) lamps: [Figure; 2],
}

/// A month.
#[derive(Clone, Debug)]
pub(crate) struct Month {
    /// Which one.
    pub(crate) name: String,
    /// Paid in it.
    pub(crate) paid: Figure,
    /// Paid up to its end.
    pub(crate) total: String,
    /// The same of what there was to spend, of 100.
    pub(crate) share: Option<i64>,
    /// Where it would be if money were paid evenly; none outside of the year.
    pub(crate) even: Option<i64>,
}

#[expect(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "templates call methods"
)]
impl View {
    /// The tables: name of the first column, title, rows, whether warnings are told.
    pub(crate) fn tables(&self) -> [(&'static str, &'static str, &[Row], bool); 2] {
        let t = |zh, en| self.frame.lang.pick(zh, en);
        [
            (
                t("资金类别", "Class of funds"),
                t("按资金类别", "By class of funds"),
                &self.classes,
                false,
            ),
            (t("行政区划", "Division"), t("按行政区划", "By division"), &self.below, true),
        ]
    }

    /// Where the mark of a limit begins, so that all of it can be seen.
    pub(crate) fn tick(&self, limit: &i64) -> String {
        if *limit >= 100 { "99.5".to_owned() } else { limit.to_string() }
    }

    /// Length of a bar as it can be drawn.
    pub(crate) fn drawn(&self, part: &i64) -> i64 {
        (*part).clamp(0, 100)
    }
}

/// Rules that are told; the list of warnings has all.
const RULES: usize = 15;

/// A part of a whole in percent, rounded down.
fn percent(part: Fen, whole: Fen) -> Option<i64> {
    if whole.0 <= 0 {
        return None;
    }
    i64::try_from(i128::from(part.0) * 100 / i128::from(whole.0)).ok()
}

/// What makes the page.
struct Maker<'a> {
    site: &'a Site,
    visit: &'a Visit,
    found: &'a Overview,
}

impl Maker<'_> {
    fn view(&self) -> View {
        let (found, lang) = (self.found, self.visit.lang);
        let place =
            |place: &Division| (place.to_string(), self.indented(*place), *place == found.division);
        let rules = found.rules.iter().take(RULES).map(|(rule, red, yellow)| {
            let name = crate::output::rule_with_ground(&self.site.context.pack, rule, lang);
            (name, format!("/warnings?rule={rule}&home={}", found.division), *red, *yellow)
        });
        View {
            frame: self.visit.frame(),
            name: self.site.context.divisions().name(found.division),
            year: found.year,
            years: found.years.iter().map(|year| (*year, *year == found.year)).collect(),
            places: found.places.iter().map(place).collect(),
            steps: self.steps(),
            gauges: self.gauges(),
            classes: self.classes(),
            below: self.below(),
            months: self.months(),
            rules: rules.collect(),
            map: self.map(),
            lit: (found.rules.len(), format!("/warnings?home={}", found.division)),
        }
    }

    fn money(&self, fen: Fen) -> String {
        amount(fen, self.visit.unit())
    }

    fn figure(&self, fen: Fen, address: Option<String>) -> Figure {
        Figure { text: self.money(fen), address: address.filter(|_| fen != Fen(0)) }
    }

    /// The lists behind a row: of a division, of one class of funds where one is named.
    fn behind(&self, row: &registers::Row, class: Option<FundClass>) -> Behind {
        let found = self.found;
        let only = Only { class, office: "" };
        let divisions = self.site.context.divisions();
        Behind::new(divisions, (found.division, found.year), row, only)
    }

    fn indented(&self, place: Division) -> String {
        let divisions = self.site.context.divisions();
        let depth = match divisions.level(place) {
            Some(Level::County) => "\u{3000}\u{3000}",
            Some(Level::Prefecture) => "\u{3000}",
            _ => "",
        };
        format!("{depth}{}", divisions.name(place))
    }

    fn steps(&self) -> Vec<Step> {
        let (found, lang) = (self.found, self.visit.lang);
        let (whole, division) = (&found.whole, found.division);
        let behind = self.behind(&registers::Row::Place(division), None);
        let level = |level: Level| match level {
            Level::Region => lang.pick("自治区下达地（州、市）", "Region to prefectures"),
            Level::Prefecture => lang.pick("地（州、市）下达县", "Prefectures to counties"),
            _ => lang.pick("其他下达", "Other hand-downs"),
        };
        // What lies below handed down stands place by place in the register of money.
        let own = self.site.context.divisions().level(division);
        let places = format!("/registers/money?division={division}&by=place&year={}", found.year);
        let handed = |from: Level| {
            if own == Some(from) {
                self.behind(&registers::Row::Own(division), None).handed_down()
            } else {
                Some(places.clone())
            }
        };
        let mut steps = vec![
            (lang.pick("收到上级资金", "Received from above"), whole.received, behind.received()),
            (lang.pick("本级预算安排", "Own budgets"), whole.raised, behind.own()),
        ];
        if whole.carried != Fen(0) {
            steps.push((lang.pick("结转净额", "Carried over, net"), whole.carried, None));
        }
        let inside = found.inside.iter();
        steps.extend(inside.map(|(from, fen)| (level(*from), *fen, handed(*from))));
        let allotted = lang.pick("安排到项目", "Allotted to projects");
        steps.push((allotted, whole.allotted, behind.allotted()));
        steps.push((lang.pick("已支付", "Paid"), whole.paid, behind.payments("")));
        let most = steps.iter().map(|(_, fen, _)| *fen).max().unwrap_or_default();
        let step = |(name, fen, address): (&str, Fen, Option<String>)| Step {
            name: name.to_owned(),
            amount: self.figure(fen, address),
            bar: percent(fen, most).unwrap_or_default(),
        };
        steps.into_iter().map(step).collect()
    }

    /// A row. What is handed on inside of the whole is told for its parts alone.
    fn row(&self, (name, address): (String, Option<String>), line: &Line, of: &Behind) -> Row {
        let is_part = address.is_some() || of.is_alone();
        let amounts = [
            (("收到上级", "Received"), line.received, true, of.received()),
            (("本级安排", "Own budget"), line.raised, true, of.own()),
            (("下达下级", "Handed down"), line.handed_down, is_part, of.handed_down()),
            (("净退回", "Given back, net"), line.given_back, is_part, of.given_back()),
            (("结转净额", "Carried over, net"), line.carried, true, None),
            (("安排项目", "To projects"), line.allotted, true, of.allotted()),
            (("已支付", "Paid"), line.paid, true, of.payments("")),
            (("未支付", "Left"), line.left(), true, None),
        ];
        let told = amounts.into_iter().filter(|(_, _, told, _)| *told);
        let lang = self.visit.lang;
        let lamp = |count: i64, lamp: &str| Figure {
            text: count.to_string(),
            address: (count > 0).then(|| of.warnings(&format!("&lamp={lamp}"))),
        };
        Row {
            name,
            address,
            amounts: told
                .map(|((zh, en), fen, _, list)| (lang.pick(zh, en), self.figure(fen, list)))
                .collect(),
            paid: percent(line.paid, line.available()),
            lamps: [lamp(line.red, "red"), lamp(line.yellow, "yellow")],
        }
    }

    fn classes(&self) -> Vec<Row> {
        let (found, lang) = (self.found, self.visit.lang);
        let whole = registers::Row::Place(found.division);
        let row = |(class, line): &(Option<FundClass>, Line)| {
            let name = class_name(*class, lang).to_owned();
            // Nobody can ask for records that name no fund.
            let nobody = registers::Row::Fund(String::new());
            let of = self.behind(if class.is_some() { &whole } else { &nobody }, *class);
            self.row((name, None), line, &of)
        };
        let mut rows: Vec<Row> = found.classes.iter().map(row).collect();
        let all = (lang.pick("合计", "Total").to_owned(), None);
        rows.push(self.row(all, &found.whole, &self.behind(&whole, None)));
        rows
    }

    fn below(&self) -> Vec<Row> {
        let (found, lang) = (self.found, self.visit.lang);
        let divisions = self.site.context.divisions();
        let row = |(place, line): &(Division, Line)| {
            let own = *place == found.division;
            let address = format!("/overview?division={place}&year={}", found.year);
            let name = match (own, lang) {
                (true, Lang::Zh) => format!("{}（本级）", divisions.name(*place)),
                (true, Lang::En) => format!("{} (itself)", divisions.name(*place)),
                (false, _) => divisions.name(*place),
            };
            let of = if own { registers::Row::Own(*place) } else { registers::Row::Place(*place) };
            let name = (name, (!own).then_some(address));
            self.row(name, line, &self.behind(&of, None))
        };
        found.below.iter().map(row).collect()
    }

    fn months(&self) -> Vec<Month> {
        let available = self.found.whole.available();
        let behind = self.behind(&registers::Row::Place(self.found.division), None);
        let mut total = Fen(0);
        let month = |(name, fen): &(String, Fen)| {
            total.0 += fen.0;
            let number = name.strip_prefix(&format!("{}-", self.found.year));
            let number = number.and_then(|text| text.parse::<i64>().ok());
            Month {
                name: name.clone(),
                paid: self.figure(*fen, behind.payments_in(name)),
                total: self.money(total),
                share: percent(total, available),
                even: number.map(|number| number * 100 / 12),
            }
        };
        self.found.months.iter().map(month).collect()
    }
}

/// The name of a class, or of money of which no fund is given.
pub(crate) fn class_name(class: Option<FundClass>, lang: Lang) -> &'static str {
    class.map_or(lang.pick("未注明资金", "No fund given"), |class| {
        cells::class_name(class, lang)
    })
}

/// Shows it.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<HashMap<String, String>>,
) -> Page {
    let text = |name: &str| asked.get(name).map_or("", |text| text.trim());
    let wanted = (text("division"), text("year"));
    let done = overview::show(&site.context, visit.actor()?, wanted, visit.origin.day).await;
    let found = done.map_err(|failure| visit.problem(failure))?;
    shown(&visit, &Maker { site: &site, visit: &visit, found: &found }.view(), false)
}
