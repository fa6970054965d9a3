//! The rows of registers: figures with what they lead to, as a page and as a file have them.

use domain::{Fen, Lang, Unit};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use store::registers::Tally;

use crate::lists::asked::encoded;
use crate::lists::cells::{amount, unit_name};
use crate::operations::overview::Line;
use crate::operations::registers::{By, Register, Row};
use crate::output::cells::Cell;
use crate::output::csv::plain;
use crate::output::listing::exact;
use crate::output::xlsx::sheet::Table;
use crate::pages::lists::grouped;
use crate::visit::{Site, Visit};

/// The rows of a register.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    lang: Lang,
    unit: Unit,
    /// Head of the first column.
    pub(crate) first: &'static str,
    /// Heads of the figures; an amount's without its unit.
    pub(crate) heads: Vec<(&'static str, bool)>,
    /// Its rows.
    pub(crate) rows: Vec<Entry>,
    /// All of it.
    pub(crate) whole: Entry,
    /// How each column is counted.
    pub(crate) notes: Vec<&'static str>,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// What it is of.
    pub(crate) name: String,
    /// The same register of it.
    pub(crate) address: Option<String>,
    /// Its figures.
    pub(crate) figures: Vec<Figure>,
}

/// A figure.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figure {
    /// As it is read.
    pub(crate) text: String,
    /// Name of its column.
    pub(crate) head: &'static str,
    /// What is behind it.
    pub(crate) address: Option<String>,
    exact: i64,
    money: bool,
}

fn figure(visit: &Visit, head: &'static str, (exact, money): (i64, bool)) -> Figure {
    let text = if money { amount(Fen(exact), visit.unit()) } else { grouped(exact) };
    Figure { text, head, address: None, exact, money }
}

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
    let eve = domain::Day::from_number(visit.origin.day.number() - 1).unwrap_or(visit.origin.day);
    let entry = |row: &Row, tally: &Tally| {
        let base = match row {
            Row::Own(place) => format!("place={place}"),
            Row::Place(place) => format!("home={place}"),
            Row::Rule(rule) => format!("home={top}&rule={}", encoded(rule)),
            Row::Fund(_) => String::new(),
        };
        let Tally { red, yellow, handled, rectified, overdue, amount } = *tally;
        let values = [red + yellow, red, yellow, handled, rectified, overdue, amount];
        let figures = PROBLEMS.iter().zip(values).enumerate().map(|(at, ((zh, en, narrow), n))| {
            let address = match narrow.strip_prefix('!') {
                Some(narrow) => format!("/cases?{base}{narrow}{eve}"),
                None => format!("/warnings?{base}{narrow}"),
            };
            let figure = figure(visit, lang.pick(zh, en), (n, at + 1 == PROBLEMS.len()));
            Figure { address: (n != 0).then_some(address), ..figure }
        });
        let address = match row {
            Row::Place(place) => Some(format!("/registers/problems?division={place}")),
            _ => None,
        };
        Entry { name: named(site, row, lang), address, figures: figures.collect() }
    };
    let whole = entry(&Row::Place(register.division), &register.whole);
    Sheet {
        lang,
        unit: visit.unit(),
        first: match by {
            By::Place => lang.pick("区划", "Division"),
            By::Kind => lang.pick("规则", "Rule"),
        },
        heads: PROBLEMS
            .iter()
            .enumerate()
            .map(|(at, (zh, en, _))| (lang.pick(zh, en), at + 1 == PROBLEMS.len()))
            .collect(),
        rows: register.rows.iter().map(|(row, tally)| entry(row, tally)).collect(),
        whole: Entry { name: lang.pick("合计", "In all").to_owned(), address: None, ..whole },
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
    let top = register.division.to_string();
    let entry = |row: &Row, line: &Line| {
        let (place, fund) = match row {
            Row::Own(place) | Row::Place(place) => (place.to_string(), String::new()),
            Row::Fund(fund) if fund.is_empty() => (top.clone(), String::new()),
            Row::Fund(fund) => (top.clone(), format!("&fund={}", encoded(fund))),
            Row::Rule(_) => (top.clone(), String::new()),
        };
        let Line { received, raised, handed_down, given_back, allotted, paid, .. } = line;
        let values = [*received, *raised, *handed_down, *given_back, *allotted, *paid, line.left()];
        let of_fund = !matches!(row, Row::Fund(_));
        let behind = [
            Some(format!("/allotments?to={place}&fiscal_year={year}{fund}")),
            Some(format!("/allotments?from={place}&to={place}&fiscal_year={year}{fund}")),
            Some(format!("/allotments?from={place}&fiscal_year={year}{fund}")),
            Some(format!("/allotments?from={place}&kind=return&fiscal_year={year}{fund}")),
            of_fund.then(|| format!("/projects?county={place}&fiscal_year={year}")),
            Some(format!("/payments?county={place}&fiscal_year={year}{fund}")),
            None,
        ];
        let figures = MONEY.iter().zip(values).zip(behind).map(|(((zh, en), fen), address)| {
            let figure = figure(visit, lang.pick(zh, en), (fen.0, true));
            Figure { address: address.filter(|_| fen.0 != 0), ..figure }
        });
        let address = match row {
            Row::Place(place) => Some(format!("/registers/money?division={place}&year={year}")),
            _ => None,
        };
        Entry { name: named(site, row, lang), address, figures: figures.collect() }
    };
    let whole = entry(&Row::Place(register.division), &register.whole);
    Sheet {
        lang,
        unit: visit.unit(),
        first: match by {
            By::Place => lang.pick("区划", "Division"),
            By::Kind => lang.pick("资金", "Fund"),
        },
        heads: MONEY.iter().map(|(zh, en)| (lang.pick(zh, en), true)).collect(),
        rows: register.rows.iter().map(|(row, line)| entry(row, line)).collect(),
        whole: Entry { name: lang.pick("合计", "In all").to_owned(), address: None, ..whole },
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

fn notes(lang: Lang, notes: &[(&'static str, &'static str)]) -> Vec<&'static str> {
    notes.iter().map(|(zh, en)| lang.pick(zh, en)).collect()
}

/// What a row is called.
fn named(site: &Site, row: &Row, lang: Lang) -> String {
    let divisions = site.context.divisions();
    match row {
        Row::Own(place) => match lang {
            Lang::Zh => format!("{}本级", divisions.name(*place)),
            Lang::En => format!("{} itself", divisions.name(*place)),
        },
        Row::Place(place) => divisions.name(*place),
        Row::Rule(rule) => rule.clone(),
        Row::Fund(fund) if fund.is_empty() => lang.pick("未注明资金", "fund not said").to_owned(),
        Row::Fund(fund) => {
            let funds = &site.context.pack.funds;
            let known = funds.resolve(fund);
            known.map_or_else(|| fund.clone(), |known| funds.get(known).name.clone())
        }
    }
}

impl Sheet {
    fn head(&self, (name, money): (&'static str, bool)) -> String {
        match (money, self.lang) {
            (true, Lang::Zh) => format!("{name}（{}）", unit_name(self.unit, self.lang)),
            (true, Lang::En) => format!("{name} ({})", unit_name(self.unit, self.lang)),
            _ => name.to_owned(),
        }
    }

    fn lines(&self) -> impl Iterator<Item = Vec<Cell>> {
        let cell = |figure: &Figure| match (figure.money, self.unit) {
            (true, Unit::Yuan) => Cell::Money(Fen(figure.exact)),
            (true, unit) => Cell::Decimal(exact(Fen(figure.exact), unit)),
            _ => Cell::Whole(figure.exact),
        };
        self.rows.iter().chain([&self.whole]).map(move |row| {
            let figures = row.figures.iter().map(cell);
            std::iter::once(Cell::Text(row.name.clone())).chain(figures).collect()
        })
    }

    fn all_heads(&self) -> Vec<String> {
        let figures = self.heads.iter().map(|head| self.head(*head));
        std::iter::once(self.first.to_owned()).chain(figures).collect()
    }

    /// As CSV, with a byte-order mark so that spreadsheets read the Chinese.
    pub(super) fn csv(&self) -> anyhow::Result<Vec<u8>> {
        let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        csv.write_record(self.all_heads())?;
        for line in self.lines() {
            csv.write_record(line.into_iter().map(plain))?;
        }
        Ok(csv.into_inner()?)
    }

    /// As a workbook. The same rows are the same bytes.
    pub(super) fn xlsx(&self, title: &str) -> anyhow::Result<Vec<u8>> {
        let mut book = Workbook::new();
        let made = ExcelDateTime::from_ymd(2020, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made).set_title(title));
        let heads = self.all_heads();
        let columns: Vec<(&str, &str, u16)> =
            heads.iter().map(|head| (head.as_str(), head.as_str(), 20)).collect();
        let name = self.lang.pick("台账", "register");
        Table::new(name, &columns, self.lang).write(&mut book, self.lines())?;
        Ok(book.save_to_buffer()?)
    }

    /// The same with nothing in it, for samples.
    #[cfg(test)]
    pub(super) fn sample(lang: Lang) -> Sheet {
        let figure = Figure { text: "1".to_owned(), head: "h", ..Figure::default() };
        let row = Entry { name: "a\"<b".to_owned(), address: None, figures: vec![figure] };
        let whole = row.clone();
        let (first, heads) = ("h", vec![("h", true)]);
        Sheet { lang, unit: Unit::Yuan, first, heads, rows: vec![row], whole, notes: vec![] }
    }
}
