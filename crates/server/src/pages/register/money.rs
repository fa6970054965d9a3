//! The registers of problems and of money.

use domain::{Funds, Lang};
use store::registers::Tally;

use super::behind::Behind;
use super::sheet::{Entry, Head, Of, Says, Sheet, first_head, notes};
use crate::lists::asked::encoded;
use crate::operations::overview::Line;
use crate::operations::registers::{By, Only, Register, Row};
use crate::visit::{Site, Visit};

/// Heads of the register of problems, and what narrows the list that is behind each: of warnings; of cases,
/// where it begins with `!`.
const PROBLEMS: [(&str, &str, &str); 7] = [
    ("发现", "Found", ""),
    ("红灯", "Red", "&lamp=red"),
    ("黄灯", "Yellow", "&lamp=yellow"),
    ("已处理", "Handled", "&handled=yes"),
    ("已整改", "Rectified", "&rectified=yes"),
    ("整改逾期", "Overdue", "!&state=ordered&due.to="),
    ("未消除金额", "Amount still lit", "&lit=yes"),
];

/// The register of problems.
pub(super) fn problem_sheet(
    site: &Site,
    visit: &Visit,
    by: By,
    register: &Register<Tally>,
) -> Sheet {
    let lang = visit.lang;
    let top = register.division.to_string();
    let head = |(at, (zh, en, _)): (usize, &(&str, &str, &str))| {
        let of = if at + 1 == PROBLEMS.len() { Of::Money } else { Of::Count };
        Head::new(lang.pick(zh, en), of)
    };
    let heads: Vec<Head> = PROBLEMS.iter().enumerate().map(head).collect();
    let eve = domain::Day::from_number(visit.origin.day.number() - 1).unwrap_or(visit.origin.day);
    let entry = |row: &Row, tally: &Tally| {
        let base = match row {
            Row::Own(place) => format!("place={place}"),
            Row::Place(place) => format!("home={place}"),
            Row::Rule(rule) => format!("home={top}&rule={}", encoded(rule)),
            Row::Fund(_) | Row::Month(_) => String::new(),
        };
        let Tally { red, yellow, handled, rectified, overdue, amount } = *tally;
        let values = [red + yellow, red, yellow, handled, rectified, overdue, amount];
        let figures = heads.iter().zip(PROBLEMS).zip(values).map(|((head, (.., narrow)), n)| {
            let address = match narrow.strip_prefix('!') {
                Some(narrow) => format!("/cases?{base}{narrow}{eve}"),
                None => format!("/warnings?{base}{narrow}"),
            };
            let says = if head.of == Of::Money { Says::Money(n) } else { Says::Count(n) };
            head.figure(visit, &says, Some(address))
        });
        let address = match row {
            Row::Place(place) => Some(format!("/registers/problems?division={place}")),
            _ => None,
        };
        Entry {
            name: named(site, &site.context.pack.funds, row, lang),
            address,
            figures: figures.collect(),
            sum: false,
        }
    };
    let whole = entry(&Row::Place(register.division), &register.whole);
    Sheet {
        lang,
        unit: visit.unit(),
        first: first_head(lang, by, ("规则", "Rule")),
        rows: register.rows.iter().map(|(row, tally)| entry(row, tally)).collect(),
        whole: whole.in_all(lang),
        heads,
        notes: notes(lang, &PROBLEM_NOTES),
    }
}

/// How the columns of the register of problems are counted.
const PROBLEM_NOTES: [(&str, &str); 3] = [
    (
        "发现、红灯、黄灯：历次筛查发现的全部预警，已消除的也计入；下级合计等于上级。",
        "Found, red, yellow: all warnings ever found, those no longer lit too; \
         places add up to what lies above them.",
    ),
    (
        "已处理：不再是“待处理”的；已整改：已销号，或规则已不再发现的；\
         整改逾期：整改通知的期限已过、尚未报告完成的个案。",
        "Handled: no longer open. Rectified: settled, or no longer found by the rule. \
         Overdue: cases whose deadline has passed without a report.",
    ),
    (
        "未消除金额：规则仍发现的预警涉及的金额；同一笔资金违反几条规则的，按规则各计一次。",
        "Amount still lit: of warnings that the rule still finds; \
         money that breaks several rules counts once for each.",
    ),
];

/// Heads of the register of money.
const MONEY: [(&str, &str); 7] = [
    ("上级下达", "Received"),
    ("本级安排", "Own budget"),
    ("下达下级", "Handed down"),
    ("退回上级", "Given back"),
    ("已安排到项目", "To projects"),
    ("已支付", "Paid"),
    ("未支付余额", "Not paid"),
];

/// The register of money.
pub(super) fn money_sheet(
    site: &Site,
    visit: &Visit,
    (by, year): (By, i64),
    register: &Register<Line>,
) -> Sheet {
    let lang = visit.lang;
    let heads: Vec<Head> =
        MONEY.iter().map(|(zh, en)| Head::new(lang.pick(zh, en), Of::Money)).collect();
    let entry = |row: &Row, line: &Line| {
        let Line { received, raised, handed_down, given_back, allotted, paid, .. } = line;
        let values = [*received, *raised, *handed_down, *given_back, *allotted, *paid, line.left()];
        let divisions = site.context.divisions();
        let lists = Behind::new(divisions, (register.division, year), row, Only::default());
        let behind = [
            lists.received(),
            lists.own(),
            lists.handed_down(),
            lists.given_back(),
            lists.allotted(),
            lists.payments(""),
            None,
        ];
        let figures = heads.iter().zip(values).zip(behind);
        let figures =
            figures.map(|((head, fen), address)| head.figure(visit, &Says::Money(fen.0), address));
        let address = match row {
            Row::Place(place) => Some(format!("/registers/money?division={place}&year={year}")),
            _ => None,
        };
        Entry {
            name: named(site, &site.context.pack.funds, row, lang),
            address,
            figures: figures.collect(),
            sum: false,
        }
    };
    let whole = entry(&Row::Place(register.division), &register.whole);
    Sheet {
        lang,
        unit: visit.unit(),
        first: first_head(lang, by, ("资金", "Fund")),
        rows: register.rows.iter().map(|(row, line)| entry(row, line)).collect(),
        whole: whole.in_all(lang),
        heads,
        notes: notes(lang, &MONEY_NOTES),
    }
}

/// How the columns of the register of money are counted.
const MONEY_NOTES: [(&str, &str); 2] = [
    (
        "上级下达、下达下级、退回上级：只计跨出本行范围的资金，行间往来在合计中抵消；其余各栏下级合计等于上级。",
        "Received, handed down, given back: only what crosses the border of the row, \
         so what moves between rows is not in the total; \
         in all other columns places add up to what lies above them.",
    ),
    (
        "已支付已减去退款；未支付余额＝上级下达＋本级安排－下达下级－退回上级－已支付。",
        "Paid is without refunds; not paid = received + own budget − handed down − given back − paid.",
    ),
];

/// What a row is called.
pub(super) fn named(site: &Site, funds: &Funds, row: &Row, lang: Lang) -> String {
    let divisions = site.context.divisions();
    match row {
        Row::Own(place) => match lang {
            Lang::Zh => format!("{}本级", divisions.name(*place)),
            Lang::En => format!("{} itself", divisions.name(*place)),
        },
        Row::Place(place) => divisions.name(*place),
        Row::Rule(text) | Row::Month(text) => text.clone(),
        Row::Fund(fund) if fund.is_empty() => lang.pick("未注明资金", "fund not said").to_owned(),
        Row::Fund(fund) => {
            let known = funds.resolve(fund);
            known.map_or_else(|| fund.clone(), |known| funds.get(known).name.clone())
        }
    }
}
