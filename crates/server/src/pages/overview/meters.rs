//! The shares that rules limit: the share now, its limit with the clause, and the head-room in money.

use domain::{Decimal, Fen, Lang};
use policy::engine::headroom::{self, Meter, Room};
use policy::pack::{Rule, Side};
use policy::render;

use super::Maker;
use crate::output;

/// A share and its head-room.
#[derive(Clone, Debug)]
pub(crate) struct Gauge {
    /// Id of the rule, and where it is explained.
    pub(crate) rule: String,
    /// Clause as printed, and its address.
    pub(crate) clause: String,
    /// See above.
    pub(crate) address: String,
    /// Whose it is, where that is more than the place and year of the page.
    pub(crate) subject: String,
    /// What the share is of, the share, and what is wanted.
    pub(crate) share: String,
    /// The head-room, or what is lacking, and what that means.
    pub(crate) room: (String, String),
    /// Colour of the bar.
    pub(crate) class: &'static str,
    /// Length of the bar and place of the limit, of 100; none where there is no share.
    pub(crate) bar: Option<(i64, i64)>,
}

/// A share in millionths, rounded down; none of nothing, nor of what has shrunk.
pub(crate) fn share(meter: &Meter) -> Option<i64> {
    let (part, whole) = (meter.part?.0, meter.whole?.0);
    if whole <= 0 || part < 0 {
        return None;
    }
    i64::try_from((i128::from(part) * 1_000_000).div_euclid(i128::from(whole))).ok()
}

/// The same as people read it: two decimals, rounded down, so that nothing short of a limit reads like it.
pub(crate) fn shown_share(millionths: i64) -> String {
    format!("{}%", Decimal(millionths.div_euclid(100) * 100))
}

/// What a side of a share is called.
fn label(rule: &Rule, side: Side, lang: Lang) -> String {
    // Remarks behind the name are for those who write rules; what it is a part of is said beside it.
    let name = |column: &policy::facts::FactColumn| match lang {
        Lang::Zh => {
            let name = column.zh.split('（').next().unwrap_or(column.zh);
            name.strip_prefix("其中").unwrap_or(name)
        }
        Lang::En => column.en.strip_prefix("of these, ").unwrap_or(column.en),
    };
    let names: Vec<&str> = headroom::columns(rule.about, side).map(name).collect();
    match (names.as_slice(), lang) {
        ([all, less], Lang::Zh) => format!("“{all}”减“{less}”"),
        ([all, less], Lang::En) => format!("“{all}” less “{less}”"),
        (names, _) => format!("“{}”", names.concat()),
    }
}

impl Maker<'_> {
    pub(super) fn gauges(&self) -> Vec<Gauge> {
        self.found.meters.iter().filter_map(|meter| self.gauge(meter)).collect()
    }

    fn gauge(&self, meter: &Meter) -> Option<Gauge> {
        let pack = &self.site.context.pack;
        let rule = pack.rules.get(meter.block)?;
        let clause = pack.clause(rule.clauses.first()?)?;
        let limit = meter.limit.unwrap_or(1_000_000);
        let drawn = |millionths: i64| (millionths / 10_000).clamp(0, 100);
        let is_region_wide = meter.subject.id == self.found.year.to_string();
        Some(Gauge {
            rule: rule.id.clone(),
            clause: output::ground(pack, &rule.id).unwrap_or_default(),
            address: format!("/policies/{}#{}", clause.document, clause.id),
            subject: if is_region_wide { String::new() } else { meter.subject.name.clone() },
            share: self.share(meter, rule),
            room: self.room(meter, rule),
            class: match meter.room {
                Room::Left(_) => "bar",
                Room::Lacks(_) => "bar bar-lacks",
                Room::CannotTell(_) => "bar bar-unknown",
            },
            bar: share(meter).map(|millionths| (drawn(millionths), drawn(limit))),
        })
    }

    /// An amount with its unit.
    fn sum(&self, fen: Option<Fen>) -> String {
        let frame = self.visit.frame();
        match (fen, self.visit.lang) {
            (None, Lang::Zh) => "不详".to_owned(),
            (None, Lang::En) => "not known".to_owned(),
            (Some(fen), Lang::Zh) => format!("{}{}", self.money(fen), frame.unit_name()),
            (Some(fen), Lang::En) => format!("{} {}", self.money(fen), frame.unit_name()),
        }
    }

    fn share(&self, meter: &Meter, rule: &Rule) -> String {
        let (lang, ratio) = (self.visit.lang, rule.ratio);
        let named = |side: fn(policy::pack::Ratio) -> Side| {
            ratio.map(|ratio| label(rule, side(ratio), lang)).unwrap_or_default()
        };
        let (part, whole) = (named(|ratio| ratio.part), named(|ratio| ratio.whole));
        let (of_part, of_whole) = (self.sum(meter.part), self.sum(meter.whole));
        let limit = match (meter.limit, lang) {
            (Some(limit), Lang::Zh) => format!("规定不低于 {}", render::percent(limit)),
            (Some(limit), Lang::En) => format!("at least {} is required", render::percent(limit)),
            (None, Lang::Zh) => "规定为全部".to_owned(),
            (None, Lang::En) => "all of it is required".to_owned(),
        };
        let default = match (rule.local_default, lang) {
            (false, _) => "",
            (true, Lang::Zh) => "（本地设定，非法规条文）",
            (true, Lang::En) => " (a local setting, not the regulation's text)",
        };
        let share = match (share(meter).map(shown_share), lang) {
            (Some(share), Lang::Zh) => format!("占 {share}"),
            (Some(share), Lang::En) => format!("{share} of it"),
            (None, Lang::Zh) => "无从计算占比".to_owned(),
            (None, Lang::En) => "no share can be told".to_owned(),
        };
        match lang {
            Lang::Zh => {
                format!("{whole} {of_whole}，{part} {of_part}，{share}；{limit}{default}。")
            }
            Lang::En => {
                format!("{whole}: {of_whole}; {part}: {of_part}, {share}; {limit}{default}.")
            }
        }
    }

    /// The head-room, and what it means.
    fn room(&self, meter: &Meter, rule: &Rule) -> (String, String) {
        let lang = self.visit.lang;
        let grows = |side: Side| label(rule, Side { less: None, ..side }, lang);
        let sides = rule.ratio.map(|ratio| (grows(ratio.part), grows(ratio.whole)));
        let (part, whole) = sides.unwrap_or_default();
        match (&meter.room, lang) {
            (Room::Left(fen), Lang::Zh) => (
                format!("余量 {}", self.sum(Some(*fen))),
                format!("：{part}不变时，{whole}最多还可增加这一数额，再多一分即不符合规定。"),
            ),
            (Room::Left(fen), Lang::En) => (
                format!("Head-room {}", self.sum(Some(*fen))),
                format!(
                    ": {whole} may grow by so much while {part} does not; one fen more breaks the rule."
                ),
            ),
            (Room::Lacks(fen), Lang::Zh) => (
                format!("尚差 {}", self.sum(Some(*fen))),
                format!("：{whole}不变时，{part}至少须增加这一数额，方符合规定。"),
            ),
            (Room::Lacks(fen), Lang::En) => (
                format!("Short by {}", self.sum(Some(*fen))),
                format!(": {whole} being what it is, {part} has to grow by at least so much."),
            ),
            (Room::CannotTell(reason), Lang::Zh) => {
                ("无法判断余量".to_owned(), format!("：{}。", render::reason(reason, lang)))
            }
            (Room::CannotTell(reason), Lang::En) => (
                "The head-room cannot be told".to_owned(),
                format!(": {}.", render::reason(reason, lang)),
            ),
        }
    }
}
