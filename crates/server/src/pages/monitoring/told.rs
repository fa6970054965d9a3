//! What pages and interface tell of a round: its indicators, money, what does not go together.

use domain::monitoring::Incoherent;
use domain::{Fen, Lang};
use store::monitorings::Coverage;

use crate::lists::asked::encoded;
use crate::operations::handling::words;
use crate::operations::monitorings::{Asked, OneMonitoring, Weighed};
use crate::pages::entry::Said;
use crate::pages::indicator;
use crate::pages::records::Fact;
use crate::visit::{Site, Visit};

/// An indicator of a round as it is read.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its name, and the levels under which it stands.
    pub(crate) name: String,
    /// See above.
    pub(crate) level: String,
    /// What was promised, with its unit.
    pub(crate) promise: String,
    /// What was reached.
    pub(crate) actual: String,
    /// How it stands: class and name.
    pub(crate) light: (&'static str, &'static str),
    /// Whether it will be met.
    pub(crate) likelihood: &'static str,
    /// Why it deviates.
    pub(crate) cause: String,
    /// What is done about it.
    pub(crate) measure: String,
}

/// An amount as it is read.
pub(super) fn yuan(fen: Fen, lang: Lang) -> String {
    format!("{fen}{}", lang.pick(" 元", " yuan"))
}

/// Class and name of a light.
pub(super) fn light(word: &str, lang: Lang) -> (&'static str, &'static str) {
    let row = words::LIGHT.iter().find(|row| row.0 == word);
    row.map_or(("", ""), |(word, zh, en)| (*word, lang.pick(zh, en)))
}

/// What an indicator promises, as it is read.
pub(super) fn promise(asked: &Asked, name: &str) -> (String, String) {
    let Some(line) = asked.lines.iter().find(|line| line.name == name) else {
        return (String::new(), String::new());
    };
    (line.level.clone(), indicator::promise(&line.direction, &line.value, &line.unit))
}

/// The indicators of a round.
pub(super) fn rows(one: &OneMonitoring, lang: Lang) -> Vec<Row> {
    let lights = &one.weighed.lights;
    let row = |(at, value): (usize, &domain::monitoring::Value)| {
        let (level, promise) = match &one.asked {
            Some(asked) => promise(asked, &value.indicator),
            None => (String::new(), String::new()),
        };
        let word = lights.get(at).map_or("", |light| words::of_light(*light));
        let likelihood = words::of_likelihood(value.likelihood);
        Row {
            name: value.indicator.clone(),
            level,
            promise,
            actual: value.actual.clone(),
            light: light(word, lang),
            likelihood: words::name(words::LIKELIHOOD, likelihood, lang),
            cause: value.cause.clone(),
            measure: value.measure.clone(),
        }
    };
    one.followed.one.text().values.iter().enumerate().map(row).collect()
}

/// Budget and what was executed, which leads to the payments.
pub(super) fn money_facts(asked: &Asked, executed: Fen, lang: Lang) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(budget) = asked.budget {
        let label = lang.pick("目标资金", "Money of the target").to_owned();
        facts.push(Fact { label, text: yuan(Fen(budget), lang), address: None });
    }
    let paid = asked.project.as_ref().map(|project| {
        format!("/payments?project={}&paid_on.to={}", encoded(project), asked.owed.node)
    });
    let label = lang.pick("截至节点执行数", "Executed up to the node").to_owned();
    facts.push(Fact { label, text: yuan(executed, lang), address: paid });
    facts
}

/// What does not go together, as it is read.
pub(crate) fn incoherent(weighed: &Weighed, lang: Lang) -> Vec<String> {
    weighed.incoherent.iter().map(|one| sentence(one, lang)).collect()
}

fn sentence(one: &Incoherent, lang: Lang) -> String {
    let plain = |zh: &str, en: &str| match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    };
    match one {
        Incoherent::PaidForNothing => {
            plain("资金已全部支付，产出仍为零", "all money is paid, and no output is there")
        }
        Incoherent::DoneWithoutMoney => {
            plain("产出已全部完成，尚未支付资金", "all output is there, and nothing is paid")
        }
        Incoherent::PaidAboveBudget => {
            plain("执行数超过目标资金", "more is executed than the target has")
        }
        Incoherent::CertainAndRed(name) => match lang {
            Lang::Zh => format!("“{name}”亮红灯，却填“确定能”完成"),
            Lang::En => format!("{name} is red, and said to be met for certain"),
        },
        Incoherent::ReachedAndDoubted(name) => match lang {
            Lang::Zh => format!("“{name}”已达到目标值，却填不能确定完成"),
            Lang::En => format!("{name} is reached, and said not to be met for certain"),
        },
        Incoherent::FellBack(name) => match lang {
            Lang::Zh => format!("“{name}”的完成值低于上一节点"),
            Lang::En => format!("{name} stands lower than at the node before"),
        },
    }
}

/// What the rules say of a round.
pub(super) fn said(site: &Site, visit: &Visit, weighed: &Weighed) -> Said {
    let all = (weighed.findings.as_slice(), weighed.not_evaluable.as_slice());
    Said::of_findings(&site.context.pack, visit.origin.day, all, visit.lang)
}

/// A part of a whole in percent, rounded down to tenths: 100 % is said of all alone. Empty of nothing.
pub(crate) fn share_of(part: i64, whole: i64) -> String {
    let tenths = part.saturating_mul(1_000).checked_div(whole);
    tenths.map(|tenths| format!("{}.{}%", tenths / 10, tenths % 10)).unwrap_or_default()
}

/// The counts of a division: head and figure of each column.
pub(super) fn counts(row: &Coverage, lang: Lang) -> Vec<(&'static str, String)> {
    let share = share_of(row.entered, row.owed);
    let count = |zh, en, count: i64| (lang.pick(zh, en), count.to_string());
    vec![
        count("应填报", "Owed", row.owed),
        count("已填报", "Entered", row.entered),
        (lang.pick("覆盖率", "Coverage"), share),
        count("按期", "In time", row.timely),
        count("逾期未填", "Late, not entered", row.late),
        count("待审核", "To be reviewed", row.waiting),
        count("作出决定", "Decided on", row.decided),
    ]
}
