//! The account of a purse: its months, and the records that a month's sums come from.

use std::collections::HashMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use domain::ledger::Kind;
use domain::privacy::mask_id;
use domain::{Lang, TableId};
use store::ledger::Line;

use super::{Amount, Sheet, amounts, fund_name, kind_name, kinds, page, plain, sent};
use crate::lists::asked::encoded;
use crate::lists::cells::{amount, project_page, record_page};
use crate::operations::ledger::{Account, Accounts, account as found_account};
use crate::pages::Page;
use crate::pages::frame::Frame;
use crate::visit::{Site, Visit};

/// Postings on one page.
const LISTED: usize = 200;

/// The page.
#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Name of the division.
    pub(crate) name: String,
    /// Name of the fund.
    pub(crate) fund: String,
    /// The year.
    pub(crate) year: i64,
    /// The trial balance that it is part of.
    pub(crate) above: String,
    /// Heads of the months' amounts.
    pub(crate) heads: Vec<&'static str>,
    /// The months: name, address of its postings, whether they are shown, amounts, held at the end.
    pub(crate) months: Vec<MonthRow>,
    /// The amounts of all months.
    pub(crate) whole: Vec<Amount>,
    /// The month whose postings are shown.
    pub(crate) month: Option<String>,
    /// Its postings.
    pub(crate) postings: Vec<PostingRow>,
    /// How many postings there are, and from which one on they are shown.
    pub(crate) count: (usize, usize),
    /// The postings after these.
    pub(crate) next: Option<String>,
    /// The same as a file.
    pub(crate) file: String,
}

/// A month.
#[derive(Clone, Debug)]
pub(crate) struct MonthRow {
    /// Which one.
    pub(crate) name: String,
    /// Its postings.
    pub(crate) address: String,
    /// Whether they are shown.
    pub(crate) here: bool,
    /// What each account changed by.
    pub(crate) amounts: Vec<Amount>,
    /// Held at its end.
    pub(crate) held: String,
}

/// A posting.
#[derive(Clone, Debug)]
pub(crate) struct PostingRow {
    /// The day.
    pub(crate) on: String,
    /// Out of which account into which.
    pub(crate) what: String,
    /// The other division.
    pub(crate) other: String,
    /// The record: what it is, its number.
    pub(crate) record: String,
    /// Its page.
    pub(crate) address: Option<String>,
    /// How much.
    pub(crate) amount: String,
}

struct Maker<'a> {
    site: &'a Site,
    visit: &'a Visit,
    found: &'a Account,
    from: usize,
}

impl Maker<'_> {
    fn view(&self) -> View {
        let (found, visit) = (self.found, self.visit);
        let own = kinds(&found.months);
        let address = self.address();
        let until = found.lines.len().min(self.from.saturating_add(LISTED));
        let month = found.month.map(|month| month.to_string());
        let asked = month.as_ref().map_or_else(String::new, |month| format!("&month={month}"));
        let after = found.lines.get(self.from..until).unwrap_or_default();
        let division = found.division;
        View {
            frame: visit.frame(),
            name: self.site.context.divisions().name(division),
            fund: fund_name(&found.funds, &found.fund),
            year: found.year,
            above: format!("/ledger?division={division}&year={}", found.year),
            heads: own.iter().map(|kind| kind_name(*kind, visit.lang)).collect(),
            months: self.months(&own, &address),
            whole: amounts(&self.whole(), &own, visit),
            month,
            postings: after.iter().map(|line| self.posting(line)).collect(),
            count: (found.lines.len(), self.from + 1),
            next: (until < found.lines.len()).then(|| format!("{address}{asked}&from={until}")),
            file: format!("{address}{asked}&file=csv"),
        }
    }

    fn address(&self) -> String {
        let Account { division, fund, year, .. } = self.found;
        format!("/ledger/{division}/{}?year={year}", encoded(fund))
    }

    fn whole(&self) -> Accounts {
        let mut whole = Accounts::new();
        for (kind, fen) in self.found.months.iter().flat_map(|(_, accounts)| accounts) {
            *whole.entry(*kind).or_default() += fen;
        }
        whole
    }

    fn months(&self, own: &[Kind], address: &str) -> Vec<MonthRow> {
        let (mut held, shown) = (0, self.found.month.map(|month| month.to_string()));
        let month = |(name, accounts): &(String, Accounts)| {
            held += [Kind::Left, Kind::Allotted]
                .iter()
                .map(|kind| accounts.get(kind).copied().unwrap_or_default())
                .sum::<i128>();
            MonthRow {
                name: name.clone(),
                address: format!("{address}&month={name}#postings"),
                here: shown.as_ref() == Some(name),
                amounts: changes(accounts, own, self.visit),
                held: super::money(held, self.visit.unit()),
            }
        };
        self.found.months.iter().map(month).collect()
    }

    fn what(&self, line: &Line) -> String {
        let name = |kind| kind_name(kind, self.visit.lang);
        format!("{} → {}", name(line.from), name(line.to))
    }

    /// What a record is called, and its page.
    fn record(&self, line: &Line) -> (String, Option<String>) {
        let id = line.id.as_str();
        let (zh, en, page) = match line.table {
            TableId::Allotments => ("文件", "allotment", record_page("/allotments", &[id])),
            TableId::Fundings => ("项目", "project", project_page(id)),
            _ => ("凭证", "voucher", record_page("/payments", &[&line.county, id])),
        };
        (format!("{} {}", self.visit.lang.pick(zh, en), mask_id(id)), page)
    }

    fn posting(&self, line: &Line) -> PostingRow {
        let (record, address) = self.record(line);
        PostingRow {
            on: line.on.to_string(),
            what: self.what(line),
            other: self.other(line),
            record,
            address,
            amount: amount(line.fen, self.visit.unit()),
        }
    }

    fn other(&self, line: &Line) -> String {
        line.other.map(|place| self.site.context.divisions().name(place)).unwrap_or_default()
    }

    /// The postings of the month in yuan, or the months where none is chosen.
    fn rows(&self) -> Vec<Vec<String>> {
        let lang = self.visit.lang;
        let texts = |cells: &[(&str, &str)]| -> Vec<String> {
            cells.iter().map(|(zh, en)| lang.pick(zh, en).to_owned()).collect()
        };
        if self.found.month.is_none() {
            let mut head = texts(&[("月份", "Month")]);
            head.extend(Kind::ALL.map(|kind| match lang {
                Lang::Zh => format!("{}（元）", kind_name(kind, lang)),
                Lang::En => format!("{} (yuan)", kind_name(kind, lang)),
            }));
            let line = |(month, accounts): &(String, Accounts)| {
                let amounts = Kind::ALL.map(|kind| plain(super::told(accounts, kind)));
                std::iter::once(month.clone()).chain(amounts).collect()
            };
            return std::iter::once(head).chain(self.found.months.iter().map(line)).collect();
        }
        let head = texts(&[
            ("日期", "Day"),
            ("账户", "Accounts"),
            ("对方", "Other division"),
            ("记录", "Record"),
            ("金额（元）", "Amount (yuan)"),
        ]);
        let line = |line: &Line| {
            let record = self.record(line).0;
            vec![line.on.to_string(), self.what(line), self.other(line), record, line.fen.plain()]
        };
        std::iter::once(head).chain(self.found.lines.iter().map(line)).collect()
    }
}

/// What accounts changed by in a month; a change below zero is no fault.
fn changes(accounts: &Accounts, own: &[Kind], visit: &Visit) -> Vec<Amount> {
    amounts(accounts, own, visit).into_iter().map(|cell| Amount { wrong: false, ..cell }).collect()
}

/// Shows it, or sends it as a file.
pub(crate) async fn account(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path((division, fund)): Path<(String, String)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Page {
    let text = |name: &str| asked.get(name).map_or("", |text| text.trim());
    let (purse, when) = ((division.as_str(), fund.as_str()), (text("year"), text("month")));
    let done = found_account(&site.context, visit.actor()?, purse, when).await;
    let shown = done.map_err(|failure| visit.problem(failure))?;
    let from = text("from").parse().unwrap_or_default();
    let maker = Maker { site: &site, visit: &visit, found: &shown, from };
    if text("file") == "csv" {
        let sheet = Sheet { name: "account", division: shown.division, rows: maker.rows() };
        return sent(&site, &visit, sheet).await;
    }
    page(&visit, &maker.view())
}
