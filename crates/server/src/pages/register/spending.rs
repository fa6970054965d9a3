//! The register of spending and use.

use domain::{Lang, TableId};

use super::behind::Behind;
use super::money::named;
use super::sheet::{Entry, Figure, Head, Of, Says, Sheet, first_head, notes};
use crate::lists::cells::word;
use crate::operations::registers::spending::{KINDS, Spending, Spent};
use crate::operations::registers::{By, Only, Row};
use crate::visit::{Site, Visit};

/// Its columns, where rows are of funds or places.
const HEADS: [(&str, &str, Of); 19] = [
    ("上级下达", "Received", Of::Money),
    ("本级安排", "Own budget", Of::Money),
    ("下达下级", "Handed down", Of::Money),
    ("退回上级", "Given back", Of::Money),
    ("结转", "Brought over", Of::Money),
    ("可用资金", "To be spent", Of::Money),
    ("已安排到项目", "To projects", Of::Money),
    ("支付", "Paid", Of::Money),
    ("退款", "Refunded", Of::Money),
    ("净支付", "Paid less refunds", Of::Money),
    ("账面余额", "Balance of the ledger", Of::Money),
    ("未付质保金", "Retention not paid", Of::Money),
    ("结余", "Surplus", Of::Money),
    ("支出进度（%）", "Spent (%)", Of::Percent),
    ("超（短）序时（百分点）", "Ahead of the year (points)", Of::Percent),
    ("超（短）序时金额", "Ahead of the year", Of::Money),
    ("支付红灯", "Payments, red", Of::Count),
    ("支付黄灯", "Payments, yellow", Of::Count),
    ("进度预警", "Pace, warnings", Of::Count),
];

/// Its rows.
pub(super) fn spending_sheet(
    site: &Site,
    visit: &Visit,
    (by, only): (By, Only<'_>),
    register: &Spending,
) -> Sheet {
    let lang = visit.lang;
    let heads = heads(lang, by, register);
    let maker = Maker { site, visit, register, by, only, heads: &heads };
    let rows = register.rows.iter().map(|(row, spent)| maker.entry(row, spent));
    let whole = maker.entry(&Row::Place(register.division), &register.whole);
    Sheet {
        lang,
        unit: visit.unit(),
        first: first_head(lang, by, ("资金", "Fund")),
        rows: rows.collect(),
        whole: whole.in_all(lang),
        notes: notes(lang, &NOTES),
        heads,
    }
}

fn heads(lang: Lang, by: By, register: &Spending) -> Vec<Head> {
    match by {
        By::Month => {
            register.whole.months.keys().map(|month| Head::new(month, Of::Money)).collect()
        }
        By::Payment => {
            let kind =
                |kind: &&str| Head::new(&word(TableId::Payments, "kind", kind, lang), Of::Money);
            KINDS.iter().map(kind).collect()
        }
        By::Place | By::Kind => {
            HEADS.iter().map(|(zh, en, of)| Head::new(lang.pick(zh, en), *of)).collect()
        }
    }
}

struct Maker<'a> {
    site: &'a Site,
    visit: &'a Visit,
    register: &'a Spending,
    by: By,
    only: Only<'a>,
    heads: &'a [Head],
}

impl Maker<'_> {
    fn entry(&self, row: &Row, spent: &Spent) -> Entry {
        let Spending { division, year, .. } = self.register;
        let divisions = self.site.context.divisions();
        let behind = Behind::new(divisions, (*division, *year), row, self.only);
        let figures = match self.by {
            By::Month => self.months(spent, &behind),
            By::Payment => self.kinds(spent, &behind),
            By::Place | By::Kind => self.all(row, spent, &behind),
        };
        let address = match row {
            Row::Place(place) => {
                let asked = super::asked_of(self.only);
                Some(format!("/registers/spending?division={place}&year={year}{asked}"))
            }
            _ => None,
        };
        Entry {
            name: named(self.site, &self.register.funds, row, self.visit.lang),
            address,
            figures,
            sum: false,
        }
    }

    fn all(&self, row: &Row, spent: &Spent, behind: &Behind) -> Vec<Figure> {
        let (line, elapsed) = (&spent.line, self.register.elapsed);
        let available = line.available().0;
        let points = spent.ahead(elapsed);
        let by_fund = matches!(row, Row::Fund(_));
        let count = |count| if by_fund { Says::Nothing } else { Says::Count(count) };
        let warnings = |more: &str| (!by_fund).then(|| behind.warnings(more));
        let told = [
            (Says::Money(line.received.0), behind.received()),
            (Says::Money(line.raised.0), behind.own()),
            (Says::Money(line.handed_down.0), behind.handed_down()),
            (Says::Money(line.given_back.0), behind.given_back()),
            (Says::Money(line.carried.0), None),
            (Says::Money(available), None),
            (Says::Money(line.allotted.0), behind.allotted()),
            (Says::Money(spent.paid()), behind.payments("")),
            (Says::Money(spent.refunds()), behind.payments("&kind=refund")),
            (Says::Money(spent.net()), None),
            (Says::Money(line.left().0), Some(self.ledger(row))),
            (Says::Money(spent.retention), behind.kept_back()),
            (Says::Money(spent.surplus), behind.kept_back()),
            (Says::Share(spent.net(), available), None),
            (Says::Share(points, available), None),
            (Says::Money(points), None),
            (count(spent.red), warnings("&family=pay&lamp=red")),
            (count(spent.yellow), warnings("&family=pay&lamp=yellow")),
            (count(spent.pace), warnings("&family=pace")),
        ];
        let figures = self.heads.iter().zip(told);
        figures.map(|(head, (says, address))| head.figure(self.visit, &says, address)).collect()
    }

    /// The trial balance of the division.
    fn ledger(&self, row: &Row) -> String {
        let place = match row {
            Row::Own(place) | Row::Place(place) => *place,
            _ => self.register.division,
        };
        format!("/ledger?division={place}&year={}", self.register.year)
    }

    fn kinds(&self, spent: &Spent, behind: &Behind) -> Vec<Figure> {
        let figure = |(head, kind): (&Head, &str)| {
            let fen = spent.kinds.get(kind).copied().unwrap_or_default();
            let address = behind.payments(&format!("&kind={kind}"));
            head.figure(self.visit, &Says::Money(fen), address)
        };
        self.heads.iter().zip(KINDS).map(figure).collect()
    }

    fn months(&self, spent: &Spent, behind: &Behind) -> Vec<Figure> {
        let figure = |(head, month): (&Head, &String)| {
            let fen = spent.months.get(month).copied().unwrap_or_default();
            head.figure(self.visit, &Says::Money(fen), behind.payments_in(month))
        };
        self.heads.iter().zip(self.register.whole.months.keys()).map(figure).collect()
    }
}

/// How its columns are counted.
const NOTES: [(&str, &str); 6] = [
    (
        "上级下达、本级安排、下达下级、退回上级、结转、已安排到项目、账面余额：按总账（复式记账）。前四栏只计跨出本行范围的资金。\
         可用资金＝上级下达＋本级安排＋结转－下达下级－退回上级；账面余额＝可用资金－账上已支付。",
        "Received, own budget, handed down, given back, brought over, to projects, balance: by the ledger. The first \
         four count only what crosses the border of the row. To be spent = received + own budget + brought over − \
         handed down − given back; balance = to be spent − paid by the ledger.",
    ),
    (
        "支付、退款、各月、各款项性质：按支付凭证自身写明的资金和年度，与支付列表一致；各月和支付不减退款，净支付已减。\
         凭证未写明资金、但写明指标的，总账按指标入账，两者可能不同。",
        "Paid, refunded, by month, by kind: by the fund and year that vouchers name themselves, as in the list of \
         payments; refunds are taken off in paid less refunds alone. A voucher that names no fund but an allotment \
         is in the books of that allotment's fund, so the two may differ.",
    ),
    (
        "未付质保金：项目约定的质保金减去已付的（退回的质保金加回），计在该项目最近一笔资金名下；结余为项目记录的结余。",
        "Retention not paid: what projects agreed to keep back less what was paid of it, set against the latest \
         money of the project; surplus as projects record it.",
    ),
    (
        "支出进度＝净支付÷可用资金。序时进度按年度已满的月份计（月末最后一日满一个月）；超（短）序时为支出进度减序时进度，负数为短。",
        "Spent = paid less refunds of what is to be spent. The year goes by whole months, each from its last day; \
         ahead is what was spent beyond that share, a negative number what it is behind.",
    ),
    (
        "预警：规则仍发现的支付和使用、支出进度预警，不分年度和资金，只在按区划的行和合计中计数。",
        "Warnings: those of the rules on payments, use and pace that are lit, of all years and funds; they are \
         counted for divisions and in the total alone.",
    ),
    (
        "选择资金类别或责任处室，即为该处室（科、股）的台账；不选为总台账。",
        "With a class of money or an office it is the register of that section; without, the master register.",
    ),
];
