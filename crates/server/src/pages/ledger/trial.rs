//! The trial balance of a division in a year.

use std::collections::HashMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use domain::Lang;
use domain::ledger::{Fault, Kind};
use store::ledger::Lost;

use super::{Amount, Sheet, amounts, choice, fund_name, kind_name, kinds, page, plain, sent, told};
use crate::lists::asked::encoded;
use crate::operations::ledger::{Accounts, Trial, trial as tried};
use crate::pages::Page;
use crate::pages::frame::Frame;
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "ledger.html")]
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
    /// Title, head of the first column, rows.
    pub(crate) tables: Vec<Table>,
    /// Both sides of the books, and whether they are equal.
    pub(crate) sides: (String, String, bool),
    /// What could not be posted: place, table, month, reason, records, sum.
    pub(crate) lost: Vec<Gone>,
    /// The same as a file.
    pub(crate) file: String,
    /// The statements of the division.
    pub(crate) statements: String,
}

/// Purses, or divisions.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// What it shows.
    pub(crate) title: String,
    /// Head of its first column.
    pub(crate) first: &'static str,
    /// The other heads.
    pub(crate) heads: Vec<&'static str>,
    /// Its rows.
    pub(crate) rows: Vec<Row>,
    /// What is said where there is none.
    pub(crate) none: &'static str,
}

/// A purse or a division.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its name.
    pub(crate) name: String,
    /// Its account, or its own trial balance.
    pub(crate) address: Option<String>,
    /// What became of its money.
    pub(crate) amounts: Vec<Amount>,
}

/// Records that cannot be posted.
#[derive(Clone, Debug)]
pub(crate) struct Gone {
    /// Where.
    pub(crate) place: String,
    /// In which table.
    pub(crate) table: &'static str,
    /// In which month.
    pub(crate) month: String,
    /// Why, and what would be right.
    pub(crate) reason: &'static str,
    /// How many.
    pub(crate) records: i64,
    /// Their sum.
    pub(crate) sum: String,
}

struct Maker<'a> {
    site: &'a Site,
    visit: &'a Visit,
    found: &'a Trial,
}

impl Maker<'_> {
    fn view(&self) -> View {
        let (found, visit) = (self.found, self.visit);
        let whole = || found.purses.iter().map(|(_, accounts)| accounts);
        let side = |above: bool| -> i128 {
            let all = whole().flat_map(Accounts::values).copied();
            all.filter(|fen| (*fen > 0) == above).map(i128::abs).sum()
        };
        let (debit, credit) = (side(true), side(false));
        let sum = |fen| super::money(fen, visit.unit());
        let asked = format!("division={}&year={}", found.division, found.year);
        View {
            frame: visit.frame(),
            name: self.site.context.divisions().name(found.division),
            year: found.year,
            years: found.years.iter().map(|year| (*year, *year == found.year)).collect(),
            places: found
                .places
                .iter()
                .map(|place| choice(self.site, *place, found.division))
                .collect(),
            tables: self.tables(),
            sides: (sum(debit), sum(credit), debit == credit),
            lost: found.lost.iter().map(|lost| self.gone(lost)).collect(),
            file: format!("/ledger?{asked}&file=csv"),
            statements: format!("/ledger/statements?division={}", found.division),
        }
    }

    fn tables(&self) -> Vec<Table> {
        let (found, lang) = (self.found, self.visit.lang);
        let own = kinds(&found.purses);
        let mut rows: Vec<Row> =
            found.purses.iter().map(|(fund, accounts)| self.purse(fund, accounts, &own)).collect();
        if rows.len() > 1 {
            let total = total(found.purses.iter().map(|(_, accounts)| accounts));
            let name = lang.pick("合计", "Total").to_owned();
            rows.push(Row { name, address: None, amounts: amounts(&total, &own, self.visit) });
        }
        let below = kinds(&found.below);
        let child = |(place, accounts): &(domain::Division, Accounts)| Row {
            name: self.site.context.divisions().name(*place),
            address: Some(format!("/ledger?division={place}&year={}", found.year)),
            amounts: amounts(accounts, &below, self.visit),
        };
        let mut tables = vec![Table {
            title: lang.pick("本级各项资金", "Funds of the division itself").to_owned(),
            first: lang.pick("资金", "Fund"),
            heads: own.iter().map(|kind| kind_name(*kind, lang)).collect(),
            rows,
            none: lang.pick("本级在该年度没有账。", "The division has no books in this year."),
        }];
        if !found.below.is_empty() {
            tables.push(Table {
                title: lang
                    .pick("下级（含其下各级）", "Divisions below, with all below them")
                    .to_owned(),
                first: lang.pick("行政区划", "Division"),
                heads: below.iter().map(|kind| kind_name(*kind, lang)).collect(),
                rows: found.below.iter().map(child).collect(),
                none: "",
            });
        }
        tables
    }

    fn purse(&self, fund: &str, accounts: &Accounts, kinds: &[Kind]) -> Row {
        let (division, year) = (self.found.division, self.found.year);
        Row {
            name: fund_name(&self.found.funds, fund),
            address: Some(format!("/ledger/{division}/{}?year={year}", encoded(fund))),
            amounts: amounts(accounts, kinds, self.visit),
        }
    }

    fn gone(&self, lost: &Lost) -> Gone {
        let lang = self.visit.lang;
        let place = lost.division.parse().ok().and_then(domain::Division::from_code);
        let fault = Fault::ALL.into_iter().find(|fault| fault.name() == lost.fault);
        Gone {
            place: place.map_or_else(
                || lang.pick("不能确定", "not known").to_owned(),
                |place| self.site.context.divisions().name(place),
            ),
            table: match (lost.table.as_str(), lang) {
                ("payments", Lang::Zh) => "支付",
                ("payments", Lang::En) => "Payments",
                ("fundings", Lang::Zh) => "项目资金安排",
                ("fundings", Lang::En) => "Money for projects",
                (_, Lang::Zh) => "资金文件",
                (_, Lang::En) => "Allotments",
            },
            month: lost.month.clone(),
            reason: fault.map_or("", |fault| fault.sentence(lang)),
            records: lost.records,
            sum: super::money(i128::from(lost.fen), self.visit.unit()),
        }
    }

    /// The division's own purses in yuan, one line each.
    fn rows(&self) -> Vec<Vec<String>> {
        let (found, lang) = (self.found, self.visit.lang);
        let mut head = vec![
            lang.pick("行政区划", "Division").to_owned(),
            lang.pick("预算年度", "Fiscal year").to_owned(),
            lang.pick("资金", "Fund").to_owned(),
        ];
        head.extend(
            Kind::ALL
                .map(|kind| format!("{}{}", kind_name(kind, lang), lang.pick("（元）", " (yuan)"))),
        );
        let name = self.site.context.divisions().name(found.division);
        let line = |(fund, accounts): &(String, Accounts)| {
            let own = [name.clone(), found.year.to_string(), fund_name(&found.funds, fund)];
            own.into_iter().chain(Kind::ALL.map(|kind| plain(told(accounts, kind)))).collect()
        };
        std::iter::once(head).chain(found.purses.iter().map(line)).collect()
    }
}

fn total<'a>(all: impl Iterator<Item = &'a Accounts>) -> Accounts {
    let mut total = Accounts::new();
    for (kind, fen) in all.flatten() {
        *total.entry(*kind).or_default() += fen;
    }
    total
}

/// Shows it, or sends it as a file.
pub(crate) async fn trial(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<HashMap<String, String>>,
) -> Page {
    let text = |name: &str| asked.get(name).map_or("", |text| text.trim());
    let (year, ..) = visit.origin.day.ymd();
    let wanted = (text("division"), text("year"));
    let done = tried(&site.context, visit.actor()?, wanted, year).await;
    let found = done.map_err(|failure| visit.problem(failure))?;
    let maker = Maker { site: &site, visit: &visit, found: &found };
    if text("file") == "csv" {
        let sheet = Sheet { name: "ledger", division: found.division, rows: maker.rows() };
        return sent(&site, &visit, sheet).await;
    }
    page(&visit, &maker.view())
}
