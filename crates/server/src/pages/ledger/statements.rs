//! Monthly statements (收支余) as the ledger makes them, beside what the county reported and the treasury has.

use std::collections::HashMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};

use super::{Sheet, choice, fund_name, money, page, plain, sent};
use crate::lists::asked::encoded;
use crate::operations::ledger::{Compared, Figures, Statements, statements as made};
use crate::pages::Page;
use crate::pages::frame::Frame;
use crate::visit::{Site, Visit};

/// The page.
#[derive(Template)]
#[template(path = "statements.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Name of the division.
    pub(crate) name: String,
    /// The month.
    pub(crate) month: String,
    /// Months to choose from, and whether chosen.
    pub(crate) months: Vec<(String, bool)>,
    /// Divisions to choose from: code, name, whether chosen.
    pub(crate) places: Vec<(String, String, bool)>,
    /// One for each fund.
    pub(crate) funds: Vec<FundRow>,
    /// How many do not agree.
    pub(crate) apart: usize,
    /// The same as a file.
    pub(crate) file: String,
}

/// The statement of a fund.
#[derive(Clone, Debug)]
pub(crate) struct FundRow {
    /// Its name.
    pub(crate) name: String,
    /// Its own page.
    pub(crate) page: String,
    /// Whether it is made and signed.
    pub(crate) state: &'static str,
    /// The records of the month.
    pub(crate) address: Option<String>,
    /// Opening, income, expenditure, closing: of the ledger and as reported; whether they differ.
    pub(crate) figures: Vec<(String, String, bool)>,
    /// The treasury's balance, and whether it differs.
    pub(crate) treasury: (String, bool),
    /// What is to be said of it.
    pub(crate) verdict: String,
    /// Whether all agrees.
    pub(crate) agrees: bool,
}

impl View {
    /// Heads of the four figures.
    pub(crate) fn heads(&self) -> [&'static str; 4] {
        [
            ("期初余额", "Opening"),
            ("本月收入", "Income"),
            ("本月支出", "Expenditure"),
            ("期末余额", "Closing"),
        ]
        .map(|(zh, en)| self.frame.lang.pick(zh, en))
    }
}

struct Maker<'a> {
    site: &'a Site,
    visit: &'a Visit,
    found: &'a Statements,
}

fn four(figures: Figures) -> [i128; 4] {
    [figures.opening, figures.income, figures.expenditure, figures.closing]
}

impl Maker<'_> {
    fn view(&self) -> View {
        let found = self.found;
        let month = found.month.to_string();
        View {
            frame: self.visit.frame(),
            name: self.site.context.divisions().name(found.division),
            months: found.months.iter().map(|one| (one.clone(), *one == month)).collect(),
            places: found
                .places
                .iter()
                .map(|place| choice(self.site, *place, found.division))
                .collect(),
            funds: found.funds.iter().map(|one| self.row(one)).collect(),
            apart: found.funds.iter().filter(|one| !one.agrees()).count(),
            file: format!("/ledger/statements?division={}&month={month}&file=csv", found.division),
            month,
        }
    }

    fn row(&self, one: &Compared) -> FundRow {
        let unit = self.visit.unit();
        let reported = one.reported.map(four);
        let figure = |(at, ours): (usize, i128)| {
            let theirs = reported.and_then(|all| all.get(at).copied());
            let text = theirs.map_or_else(|| "—".to_owned(), |fen| money(fen, unit));
            (money(ours, unit), text, theirs.is_some_and(|theirs| theirs != ours))
        };
        let treasury = one.treasury.map_or_else(|| "—".to_owned(), |fen| money(fen, unit));
        let division = self.found.division;
        let address = one.year.map(|year| {
            let (fund, month) = (encoded(&one.fund), self.found.month);
            format!("/ledger/{division}/{fund}?year={year}&month={month}#postings")
        });
        let made = self.found.made.iter().find(|made| made.fund == one.fund);
        let lang = self.visit.lang;
        FundRow {
            page: format!(
                "/statements/{division}/{}?month={}",
                encoded(&one.fund),
                self.found.month
            ),
            state: match made.map(|made| made.state.as_str()) {
                None => lang.pick("尚未编制", "not made"),
                Some("made") => lang.pick("待签认", "waits for a signature"),
                Some("signed") => lang.pick("已签认", "signed"),
                Some(_) => lang.pick("已退回", "sent back"),
            },
            name: fund_name(&self.found.catalogue, &one.fund),
            address,
            figures: four(one.ledger).into_iter().enumerate().map(figure).collect(),
            treasury: (treasury, one.apart_from_treasury().is_some_and(|fen| fen != 0)),
            verdict: self.verdict(one),
            agrees: one.agrees(),
        }
    }

    fn verdict(&self, one: &Compared) -> String {
        let lang = self.visit.lang;
        let amount = |fen| money(fen, self.visit.unit());
        let mut said = Vec::new();
        match one.apart_from_reported() {
            None => said.push(lang.pick("未上报报表", "no statement reported").to_owned()),
            Some(0) if one.agrees() => {}
            Some(0) => said.push(
                lang.pick("余额相符，其他数字不符", "the balance agrees, other figures do not")
                    .to_owned(),
            ),
            Some(fen) => {
                let what = lang.pick("与上报余额相差", "apart from the reported balance by");
                said.push(format!("{what} {}", amount(fen)));
            }
        }
        match one.apart_from_treasury() {
            None => said.push(lang.pick("未与国库对账", "not reconciled with treasury").to_owned()),
            Some(0) => {}
            Some(fen) => {
                let what = lang.pick("与国库相差", "apart from treasury by");
                said.push(format!("{what} {}", amount(fen)));
            }
        }
        if said.is_empty() {
            return lang.pick("三方相符", "all three agree").to_owned();
        }
        said.join(lang.pick("；", "; "))
    }

    /// The statements in yuan.
    fn rows(&self) -> Vec<Vec<String>> {
        let lang = self.visit.lang;
        let heads = [
            ("资金", "Fund"),
            ("月份", "Month"),
            ("期初余额", "Opening"),
            ("本月收入", "Income"),
            ("本月支出", "Expenditure"),
            ("期末余额", "Closing"),
            ("上报期初余额", "Reported opening"),
            ("上报收入", "Reported income"),
            ("上报支出", "Reported expenditure"),
            ("上报期末余额", "Reported closing"),
            ("国库余额", "Treasury's balance"),
            ("核对结果", "Result"),
        ];
        let head = heads.iter().map(|(zh, en)| lang.pick(zh, en).to_owned()).collect();
        let month = self.found.month.to_string();
        let line = |one: &Compared| {
            let mut cells = vec![fund_name(&self.found.catalogue, &one.fund), month.clone()];
            cells.extend(four(one.ledger).map(plain));
            let reported = one.reported.map(four);
            cells.extend((0..4).map(|at| {
                reported.and_then(|all| all.get(at).copied()).map(plain).unwrap_or_default()
            }));
            cells.push(one.treasury.map(plain).unwrap_or_default());
            cells.push(self.verdict(one));
            cells
        };
        std::iter::once(head).chain(self.found.funds.iter().map(line)).collect()
    }
}

/// Shows them, or sends them as a file.
pub(crate) async fn statements(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Query(asked): Query<HashMap<String, String>>,
) -> Page {
    let text = |name: &str| asked.get(name).map_or("", |text| text.trim());
    let wanted = (text("division"), text("month"));
    let done = made(&site.context, visit.actor()?, wanted, visit.origin.day).await;
    let found = done.map_err(|failure| visit.problem(failure))?;
    let maker = Maker { site: &site, visit: &visit, found: &found };
    if text("file") == "csv" {
        let sheet = Sheet { name: "statements", division: found.division, rows: maker.rows() };
        return sent(&site, &visit, sheet).await;
    }
    page(&visit, &maker.view())
}
