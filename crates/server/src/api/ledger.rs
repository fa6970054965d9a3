//! The ledger: the trial balance of a division, the account of a purse with the postings of a month, and the
//! monthly statements, which are made and signed here as on their page.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, State};
use domain::ledger::Kind;
use serde::{Deserialize, Serialize};
use store::ledger::{Line, Lost};
use store::statements::Made;

use super::body::Read;
use super::lists::{Pairs, number, pairs};
use super::overview::wrong;
use super::{Answer, Caller, Problem, json, some, yuan};
use crate::operations::ledger::{self, Accounts, Compared};
use crate::operations::screening::screen_later;
use crate::operations::statements::{self, Standing};
use crate::operations::{Done, Refusal};
use crate::pages::ledger::plain;
use crate::visit::Site;

/// Balances in yuan by word of the account: `received`, `raised`, `taken_back`, `carried_in`, `in_transit`,
/// `left`, `handed_down`, `allotted`, `paid`, `given_back`, `carried_out`; without those that are nothing.
type Balances = BTreeMap<&'static str, String>;

/// The trial balance of a division in a year. Of each purse what came in (`received`, `raised`, `taken_back`,
/// `carried_in`) is below zero, what became of it above, and all of it adds up to zero.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct TrialBalance {
    /// Code of the division.
    division: String,
    /// The year.
    year: i64,
    /// The years of which there are sums, the last one first.
    years: Vec<i64>,
    /// The division's own purses.
    purses: Vec<Purse>,
    /// The divisions right below it, each with all that lies below.
    below: Vec<Below>,
    /// What could not be posted, of the division and below.
    unposted: Vec<Unposted>,
}

/// A purse: the money of a fund and year in a division.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Purse {
    /// Code of the fund.
    fund: String,
    /// Its balances.
    #[schema(value_type = BTreeMap<String, String>)]
    balances: Balances,
}

/// The purses of a division together, and of those below it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Below {
    /// Code of the division.
    division: String,
    /// Their balances.
    #[schema(value_type = BTreeMap<String, String>)]
    balances: Balances,
}

/// Records that could not be posted.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Unposted {
    /// Code of the division; none: it cannot be told.
    division: Option<String>,
    /// Name of the table.
    table: String,
    /// Month.
    month: Option<String>,
    /// Name of the reason.
    fault: String,
    /// How many records.
    records: i64,
    /// Their amounts in yuan.
    amount: String,
}

fn balances(accounts: &Accounts) -> Balances {
    accounts.iter().map(|(kind, fen)| (kind.word(), plain(*fen))).collect()
}

fn unposted(lost: &Lost) -> Unposted {
    Unposted {
        division: some(&lost.division),
        table: lost.table.clone(),
        month: some(&lost.month),
        fault: lost.fault.clone(),
        records: lost.records,
        amount: yuan(lost.fen),
    }
}

/// The parts of an address, of these names and no other.
fn asked<const N: usize>(
    caller: &Caller,
    given: Pairs,
    names: [&str; N],
) -> Result<[String; N], Problem> {
    let mut asked: [String; N] = std::array::from_fn(|_| String::new());
    for (name, text) in pairs(caller, given)? {
        let place = names.iter().position(|known| *known == name);
        let Some(slot) = place.and_then(|at| asked.get_mut(at)) else {
            let field = Some(name.into());
            return Err(Problem { field, ..caller.problem(Refusal::AskedWrongly) });
        };
        *slot = match name.as_str() {
            "year" => number(caller, (&name, &text), 1900..=2999)?.to_string(),
            "month" => month(caller, &text)?,
            _ => text,
        };
    }
    Ok(asked)
}

/// A month of an address.
fn month(caller: &Caller, text: &str) -> Result<String, Problem> {
    let wrong = || Problem {
        field: Some("month".into()),
        mistakes: vec!["month: 2019-05".to_owned()],
        ..caller.problem(Refusal::AskedWrongly)
    };
    domain::Month::parse(text).map(|month| month.to_string()).map_err(|_| wrong())
}

/// The trial balance of a division in a year.
pub(crate) async fn trial(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let [division, year] = asked(&caller, given, ["division", "year"])?;
    let asked = (division.as_str(), year.as_str());
    let this_year = caller.origin.day.year();
    let done = ledger::trial(&site.context, caller.actor()?, asked, this_year).await;
    let found = done.map_err(|failure| wrong(&caller, failure))?;
    let purse = |(fund, accounts): &(String, Accounts)| Purse {
        fund: fund.clone(),
        balances: balances(accounts),
    };
    let below = |(place, accounts): &(domain::Division, Accounts)| Below {
        division: place.to_string(),
        balances: balances(accounts),
    };
    let trial = TrialBalance {
        division: found.division.to_string(),
        year: found.year,
        years: found.years,
        purses: found.purses.iter().map(purse).collect(),
        below: found.below.iter().map(below).collect(),
        unposted: found.lost.iter().map(unposted).collect(),
    };
    json(&caller, &trial)
}

/// The account of a purse.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct LedgerAccount {
    /// Code of the division.
    division: String,
    /// Code of the fund.
    fund: String,
    /// Fiscal year.
    year: i64,
    /// What each account changed by, month by month.
    months: Vec<LedgerMonth>,
    /// The postings of the month that was asked for.
    postings: Vec<Posting>,
}

/// What the accounts of a purse changed by in a month.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct LedgerMonth {
    /// The month, as 2019-05.
    month: String,
    /// The changes.
    #[schema(value_type = BTreeMap<String, String>)]
    changes: Balances,
}

/// A posting.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Posting {
    /// The day.
    on: String,
    /// Word of the account out of which it goes.
    from: &'static str,
    /// Word of the account into which it goes.
    to: &'static str,
    /// Amount in yuan.
    amount: String,
    /// Code of the other division, where it came from one or went to one.
    other: Option<String>,
    /// Name of the table of the record.
    table: &'static str,
    /// Code of the county as a payment names it.
    county: Option<String>,
    /// Number of the allotment, project or voucher.
    id: String,
    /// Number of the allotment that the record names.
    allotment: Option<String>,
}

fn posting(line: &Line) -> Posting {
    let word = |kind: Kind| kind.word();
    Posting {
        on: line.on.to_string(),
        from: word(line.from),
        to: word(line.to),
        amount: line.fen.plain(),
        other: line.other.map(|place| place.to_string()),
        table: line.table.spec().name,
        county: some(&line.county),
        id: domain::privacy::mask_id(&line.id),
        allotment: some(&line.allotment),
    }
}

/// The account of a purse, with the postings of a month where one is asked for.
pub(crate) async fn account(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path((county, code)): Path<(String, String)>,
    given: Pairs,
) -> Answer {
    let [year, month] = asked(&caller, given, ["year", "month"])?;
    let (place, when) = ((county.as_str(), code.as_str()), (year.as_str(), month.as_str()));
    let done = ledger::account(&site.context, caller.actor()?, place, when).await;
    let found = done.map_err(|failure| wrong(&caller, failure))?;
    let account = LedgerAccount {
        division: found.division.to_string(),
        fund: found.fund,
        year: found.year,
        months: found
            .months
            .into_iter()
            .map(|(month, accounts)| LedgerMonth { month, changes: balances(&accounts) })
            .collect(),
        postings: found.lines.iter().map(posting).collect(),
    };
    json(&caller, &account)
}

/// The statements of a division in a month.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Statements {
    /// Code of the division.
    division: String,
    /// The month.
    month: String,
    /// The months since money first moved, the last one first.
    months: Vec<String>,
    /// One for each fund.
    funds: Vec<StatementOfFund>,
}

/// What is said of a fund in a month.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct StatementOfFund {
    /// Code of the fund.
    fund: String,
    /// By the ledger.
    ledger: Figures,
    /// As the county reported it.
    reported: Option<Figures>,
    /// The treasury's balance in the month's reconciliation, in yuan.
    treasury: Option<String>,
    /// Whether every figure that is there says the same.
    agrees: bool,
    /// `made`, `signed` or `sent_back`; none: not made.
    state: Option<String>,
}

/// The figures of a statement, in yuan.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = StatementFigures)]
pub(crate) struct Figures {
    /// Held when the month began.
    opening: String,
    /// Came in.
    income: String,
    /// Went out.
    expenditure: String,
    /// Held when it ended.
    closing: String,
}

fn figures(of: ledger::Figures) -> Figures {
    let ledger::Figures { opening, income, expenditure, closing } = of;
    Figures {
        opening: plain(opening),
        income: plain(income),
        expenditure: plain(expenditure),
        closing: plain(closing),
    }
}

fn of_fund(one: &Compared, state: Option<String>) -> StatementOfFund {
    StatementOfFund {
        fund: one.fund.clone(),
        ledger: figures(one.ledger),
        reported: one.reported.map(figures),
        treasury: one.treasury.map(plain),
        agrees: one.agrees(),
        state,
    }
}

/// The statements of a division in a month.
pub(crate) async fn of_month(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    given: Pairs,
) -> Answer {
    let [division, month] = asked(&caller, given, ["division", "month"])?;
    let wanted = (division.as_str(), month.as_str());
    let (actor, today) = (caller.actor()?, caller.origin.day);
    let done = ledger::statements(&site.context, actor, wanted, today).await;
    let found = done.map_err(|failure| wrong(&caller, failure))?;
    let state = |fund: &str| {
        let made = found.made.iter().find(|made| made.fund == fund);
        made.map(|made| made.state.clone())
    };
    let statements = Statements {
        division: found.division.to_string(),
        month: found.month.to_string(),
        funds: found.funds.iter().map(|one| of_fund(one, state(&one.fund))).collect(),
        months: found.months,
    };
    json(&caller, &statements)
}

/// The statement of a fund and month: what is said today, and what was made of it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Statement {
    /// Code of the division.
    division: String,
    /// The month.
    month: String,
    /// What is said today.
    now: StatementOfFund,
    /// Whether records changed since the last one was made.
    changed_since: bool,
    /// What was made, the last one first.
    versions: Vec<StatementMade>,
    /// Whether whoever asks may make it now.
    may_make: bool,
    /// Whether whoever asks may sign it or send it back now.
    may_sign: bool,
}

/// A statement as it was made.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct StatementMade {
    /// Which making of it, from 1.
    version: i64,
    /// Held when the month ended, in yuan.
    closing: String,
    /// The treasury's balance, in yuan.
    treasury: Option<String>,
    /// What was said of a difference.
    explanation: Option<String>,
    /// Who made it.
    made_by: String,
    /// When, in UTC.
    made_at: String,
    /// `made`, `signed` or `sent_back`.
    state: String,
    /// Who signed it or sent it back.
    decided_by: Option<String>,
    /// When, in UTC.
    decided_at: Option<String>,
    /// Why it was sent back.
    reason: Option<String>,
}

fn made(made: &Made) -> StatementMade {
    let ([maker, _, made_at], [decider, _, decided_at]) = (&made.made, &made.decided);
    StatementMade {
        version: made.version,
        closing: yuan(made.figures.closing),
        treasury: made.figures.treasury.map(yuan),
        explanation: some(&made.explanation),
        made_by: maker.clone(),
        made_at: made_at.clone(),
        state: made.state.clone(),
        decided_by: some(decider),
        decided_at: some(decided_at),
        reason: some(&made.reason),
    }
}

fn statement(standing: &Standing) -> Statement {
    let state = standing.versions.first().map(|made| made.state.clone());
    Statement {
        division: standing.division.to_string(),
        month: standing.month.to_string(),
        now: of_fund(&standing.now, state),
        changed_since: standing.moved(),
        versions: standing.versions.iter().map(made).collect(),
        may_make: standing.may_make,
        may_sign: standing.may_sign,
    }
}

async fn shown(
    site: &Site,
    caller: &Caller,
    (county, fund): (&str, &str),
    month: &str,
    done: Done<()>,
) -> Answer {
    done.map_err(|failure| wrong(caller, failure))?;
    let (actor, asked) = (caller.actor()?, (county, fund, month));
    let standing = statements::standing(&site.context, &caller.origin, actor, asked).await;
    json(caller, &statement(&standing.map_err(|failure| wrong(caller, failure))?))
}

/// The statement of a fund and month.
pub(crate) async fn one(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path((county, fund)): Path<(String, String)>,
    given: Pairs,
) -> Answer {
    let [asked] = asked(&caller, given, ["month"])?;
    let of_month = month(&caller, &asked)?;
    shown(&site, &caller, (&county, &fund), &of_month, Ok(())).await
}

/// A statement to be made of what the ledger says now.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementMaking {
    /// The month, as 2019-05; it must be over.
    month: String,
    /// What explains a difference between ledger, report and treasury; needed where there is one.
    #[serde(default)]
    explanation: String,
}

/// Makes a statement.
pub(crate) async fn make(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path((county, fund)): Path<(String, String)>,
    Read(input): Read<StatementMaking>,
) -> Answer {
    let of_month = month(&caller, &input.month)?;
    let asked = (county.as_str(), fund.as_str(), of_month.as_str());
    let (actor, said) = (caller.actor()?, input.explanation.as_str());
    let done = statements::make(&site.context, &caller.origin, actor, asked, said).await;
    shown(&site, &caller, (&county, &fund), &of_month, done).await
}

/// What becomes of a statement that was made.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementDecision {
    /// The month, as 2019-05.
    month: String,
    /// What is decided.
    step: Signing,
    /// Why it is sent back.
    #[serde(default)]
    reason: String,
}

/// What is decided about a statement.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Signing {
    /// It is signed: by another person than who made it. Of a county it becomes its monthly statement.
    Sign,
    /// It is sent back, with a reason.
    SendBack,
}

/// Signs a statement, or sends it back.
pub(crate) async fn sign(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path((county, fund)): Path<(String, String)>,
    Read(input): Read<StatementDecision>,
) -> Answer {
    let of_month = month(&caller, &input.month)?;
    let asked = (county.as_str(), fund.as_str(), of_month.as_str());
    let (actor, said) = (caller.actor()?, (input.step == Signing::Sign, input.reason.as_str()));
    let done = statements::sign(&site.context, &caller.origin, actor, asked, said).await;
    if done.is_ok() {
        screen_later(&site.context, &caller.origin);
    }
    shown(&site, &caller, (&county, &fund), &of_month, done).await
}
