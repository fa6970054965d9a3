//! The ledger as people read it: the trial balance of a division, the account of a purse with the records
//! behind every sum, and statements beside what counties and treasury say.

use std::collections::{BTreeMap, BTreeSet};

use domain::ledger::{Kind, turnover};
use domain::{Day, Division, Fen, Funds, Level, Month, TableId};
use serde_json::json;
use store::db::Tx;
use store::history::{self, Record};
use store::ledger::{self as books, Balance, Line, Lost, Total, Wanted};
use store::records;
use store::statements::Made;

use super::{Actor, Done, Refusal, Told, overview, tell};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// What became of the money of a purse, or of several: balances by account, with the sign of the ledger.
pub(crate) type Accounts = BTreeMap<Kind, i128>;

/// The trial balance of a division in a year.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    /// The division.
    pub(crate) division: Division,
    /// The year.
    pub(crate) year: i64,
    /// The years of which there are sums, the last one first.
    pub(crate) years: Vec<i64>,
    /// The divisions that may be looked at.
    pub(crate) places: Vec<Division>,
    /// The division's own purses, by code of the fund.
    pub(crate) purses: Vec<(String, Accounts)>,
    /// The divisions right below it, each with all that lies below.
    pub(crate) below: Vec<(Division, Accounts)>,
    /// What could not be posted, of the division and below.
    pub(crate) lost: Vec<Lost>,
    /// The funds that purses name.
    pub(crate) funds: Funds,
}

/// Adds up balances.
fn sum<'a>(totals: impl Iterator<Item = &'a Total>) -> Accounts {
    let mut accounts = Accounts::new();
    for total in totals {
        *accounts.entry(total.kind).or_default() += i128::from(total.fen);
    }
    accounts.retain(|_, fen| *fen != 0);
    accounts
}

/// The trial balance that was asked for; what is not asked is chosen as for the overview.
pub(crate) async fn trial(
    context: &Context,
    actor: &Actor,
    asked: (&str, &str),
    this_year: i32,
) -> Done<Trial> {
    let chosen = overview::choose(context, actor, Operation::ReadLedger, asked, this_year).await?;
    let (division, year, sums) = (chosen.division, chosen.year, chosen.sums);
    let of_year = || sums.totals.iter().filter(|total| total.year == year);
    let own = division.to_string();
    let funds: BTreeSet<&String> =
        of_year().filter(|total| total.division == own).map(|total| &total.fund).collect();
    let purse = |fund: &String| {
        let of_purse = |total: &&Total| total.division == own && total.fund == *fund;
        (fund.clone(), sum(of_year().filter(of_purse)))
    };
    let codes = |place| -> BTreeSet<String> {
        crate::lists::asked::below(place, context.divisions()).collect()
    };
    let children = context.divisions().iter().filter(|entry| entry.parent == Some(division));
    let child = |place: Division| {
        let inside = codes(place);
        (place, sum(of_year().filter(|total| inside.contains(&total.division))))
    };
    let inside = codes(division);
    // Whose a record is that names nobody is told where all may be seen.
    let is_region = context.divisions().level(division) == Some(Level::Region);
    let lost = sums.lost.iter().filter(|lost| lost.year == year || lost.year == 0);
    let seen =
        |lost: &&Lost| inside.contains(&lost.division) || (lost.division.is_empty() && is_region);
    Ok(Trial {
        division,
        year,
        years: chosen.years,
        places: chosen.places,
        purses: funds.into_iter().map(purse).collect(),
        below: children
            .map(|entry| child(entry.division))
            .filter(|(_, accounts)| !accounts.is_empty())
            .collect(),
        lost: lost.filter(seen).cloned().collect(),
        funds: sums.funds.clone(),
    })
}

/// The account of a purse: its months, and the postings of one of them.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// The division.
    pub(crate) division: Division,
    /// Code of the fund.
    pub(crate) fund: String,
    /// Fiscal year.
    pub(crate) year: i64,
    /// What each account changed by, month by month.
    pub(crate) months: Vec<(String, Accounts)>,
    /// The month whose postings are told.
    pub(crate) month: Option<Month>,
    /// The postings of that month.
    pub(crate) lines: Vec<Line>,
    /// The funds that purses name.
    pub(crate) funds: Funds,
}

/// The account of a purse, and the postings of a month where one is asked for.
pub(crate) async fn account(
    context: &Context,
    actor: &Actor,
    (division, fund): (&str, &str),
    (year, month): (&str, &str),
) -> Done<Account> {
    let division = place(context, actor, division)?;
    let year: i64 = year.parse().map_err(|_| Refusal::AskedWrongly)?;
    let month = match month {
        "" => None,
        text => Some(Month::parse(text).map_err(|_| Refusal::AskedWrongly)?),
    };
    let mut tx = context.db.read().await?;
    let mut months: BTreeMap<String, Accounts> = BTreeMap::new();
    let kept = books::balances(&mut tx, &division.to_string()).await?;
    for one in kept.into_iter().filter(|one| one.fund == fund && one.year == year) {
        months.entry(one.month).or_default().insert(one.kind, i128::from(one.fen));
    }
    if months.is_empty() {
        return Err(Refusal::UnknownRecord.into());
    }
    let lines = match month {
        Some(month) => {
            let wanted = Wanted { division, fund, year, month };
            books::postings(&mut tx, context.divisions(), wanted).await?
        }
        None => Vec::new(),
    };
    let funds = records::all_funds(&mut tx, &context.pack.funds).await?;
    let months = months.into_iter().collect();
    Ok(Account { division, fund: fund.to_owned(), year, months, month, lines, funds })
}

/// The division of an address, by its newest code, where the reader may see it.
fn place(context: &Context, actor: &Actor, text: &str) -> Done<Division> {
    let found = context.divisions().resolve(text, None).map_err(|_| Refusal::UnknownDivision)?;
    let division = context.divisions().canonical(found);
    actor.post(context, Operation::ReadLedger, Some((division, None)))?;
    Ok(division)
}

/// The four figures of a monthly statement (收支余), in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Held when the month began.
    pub(crate) opening: i128,
    /// Came in.
    pub(crate) income: i128,
    /// Went out.
    pub(crate) expenditure: i128,
    /// Held when it ended.
    pub(crate) closing: i128,
}

/// The statement of a fund and month: by the ledger, as the county reported it, and as the treasury has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compared {
    /// Code of the fund.
    pub(crate) fund: String,
    /// The year whose account leads to the records; none where nothing moved in the month.
    pub(crate) year: Option<i64>,
    /// What the ledger says.
    pub(crate) ledger: Figures,
    /// What the county reported; none: nothing.
    pub(crate) reported: Option<Figures>,
    /// The treasury's balance in the month's reconciliation; none: it was not reconciled.
    pub(crate) treasury: Option<i128>,
}

impl Compared {
    /// The ledger's closing less the reported one.
    pub(crate) fn apart_from_reported(&self) -> Option<i128> {
        self.reported.map(|reported| self.ledger.closing - reported.closing)
    }

    /// The ledger's closing less the treasury's.
    pub(crate) fn apart_from_treasury(&self) -> Option<i128> {
        self.treasury.map(|treasury| self.ledger.closing - treasury)
    }

    /// Whether every figure that is there says the same.
    pub(crate) fn agrees(&self) -> bool {
        self.reported.is_none_or(|reported| reported == self.ledger)
            && self.apart_from_treasury().is_none_or(|difference| difference == 0)
    }
}

/// The statements of a division in a month.
#[derive(Clone, Debug)]
pub(crate) struct Statements {
    /// The division.
    pub(crate) division: Division,
    /// The month.
    pub(crate) month: Month,
    /// The months since money first moved, the last one first.
    pub(crate) months: Vec<String>,
    /// The divisions that may be looked at.
    pub(crate) places: Vec<Division>,
    /// One for each fund.
    pub(crate) funds: Vec<Compared>,
    /// What was made of them, the last version of each.
    pub(crate) made: Vec<Made>,
    /// The funds that statements name.
    pub(crate) catalogue: Funds,
}

/// Statements of one division and fund that are read, at most: those of many years.
const REPORTED: usize = 5_000;

/// The statements of a division in a month; where none is asked for, in the last one in which money moved.
pub(crate) async fn statements(
    context: &Context,
    actor: &Actor,
    (division, month): (&str, &str),
    today: Day,
) -> Done<Statements> {
    actor.post(context, Operation::ReadLedger, None)?;
    let places = super::lists::places(context, actor, Operation::ReadLedger);
    let first = || {
        let level = |place: &&Division| context.divisions().level(**place) == Some(Level::County);
        places.iter().find(level).or(places.first()).map(ToString::to_string)
    };
    let division = match division {
        "" => first().ok_or(Refusal::OutOfScope)?,
        text => text.to_owned(),
    };
    let division = place(context, actor, &division)?;
    let mut tx = context.db.read().await?;
    let kept = books::balances(&mut tx, &division.to_string()).await?;
    let months: BTreeSet<&String> = kept.iter().map(|one| &one.month).collect();
    let month = match month {
        "" => months.last().map_or_else(|| today.month().to_string(), |last| (*last).clone()),
        text => text.to_owned(),
    };
    let month = Month::parse(&month).map_err(|_| Refusal::AskedWrongly)?;
    let catalogue = records::all_funds(&mut tx, &context.pack.funds).await?;
    let months = months_until(months.first().map(|first| first.as_str()), today);
    let funds = of_month(&mut tx, division, month).await?;
    let (code, name) = (division.to_string(), month.to_string());
    let made = store::statements::of_month(&mut tx, &code, &name).await?;
    Ok(Statements { division, month, months, places, funds, made, catalogue })
}

/// The months from the first in which money moved to that of a day, the last one first: a month in which nothing
/// moved has its statement, too.
fn months_until(first: Option<&str>, today: Day) -> Vec<String> {
    let Some(first) = first.and_then(|text| Month::parse(text).ok()) else { return Vec::new() };
    let months = std::iter::successors(Some(today.month()), |month| month.plus(-1));
    months.take_while(|month| *month >= first).map(|month| month.to_string()).collect()
}

/// The statements of all funds of a division in a month.
pub(crate) async fn of_month(tx: &mut Tx, division: Division, month: Month) -> Done<Vec<Compared>> {
    let code = division.to_string();
    let kept = books::balances(tx, &code).await?;
    let by_county = [("county", code.as_str())];
    let reported = history::held(tx, TableId::Statements, &by_county, REPORTED).await?;
    let by_org = [("org", code.as_str()), ("period", &month.to_string())];
    let reconciled = history::held(tx, TableId::Reconciliations, &by_org, REPORTED).await?;
    let said = Said { kept: &kept, reported: &reported, reconciled: &reconciled, month };
    Ok(said.compared())
}

/// What is said of a division in a month.
struct Said<'a> {
    kept: &'a [Balance],
    reported: &'a [Record],
    reconciled: &'a [Record],
    month: Month,
}

impl Said<'_> {
    fn compared(&self) -> Vec<Compared> {
        let month = self.month.to_string();
        let known = self.kept.iter().filter(|one| one.month <= month).map(|one| one.fund.as_str());
        let of_month = |record: &&Record| record.text(TableId::Statements, "month") == month;
        let told = self.reported.iter().filter(of_month);
        let told = told.map(|record| record.text(TableId::Statements, "fund"));
        let funds: BTreeSet<&str> = known.chain(told).collect();
        funds.into_iter().map(|fund| self.of_fund(fund, &month)).collect()
    }

    fn of_fund(&self, fund: &str, month: &str) -> Compared {
        let of_fund = || self.kept.iter().filter(|one| one.fund == fund);
        let turned = |wanted: &dyn Fn(&Balance) -> bool| {
            turnover(of_fund().filter(|one| wanted(one)).map(|one| (one.kind, Fen(one.fen))))
        };
        let (before_in, before_out) = turned(&|one| one.month.as_str() < month);
        let (income, expenditure) = turned(&|one| one.month == month);
        let opening = before_in - before_out;
        let year = of_fund().filter(|one| one.month == month).map(|one| one.year).max();
        let ledger =
            Figures { opening, income, expenditure, closing: opening + income - expenditure };
        Compared {
            fund: fund.to_owned(),
            year,
            ledger,
            reported: self.reported_of(fund, month),
            treasury: self.treasury_of(fund),
        }
    }

    fn reported_of(&self, fund: &str, month: &str) -> Option<Figures> {
        let table = TableId::Statements;
        let record = self.reported.iter().find(|record| {
            record.text(table, "fund") == fund && record.text(table, "month") == month
        })?;
        let fen = |column| record.number(table, column).map(i128::from);
        Some(Figures {
            opening: fen("opening")?,
            income: fen("income")?,
            expenditure: fen("expenditure")?,
            closing: fen("closing")?,
        })
    }

    fn treasury_of(&self, fund: &str) -> Option<i128> {
        let table = TableId::Reconciliations;
        let with_treasury = |record: &&Record| {
            let other = record.text(table, "counterpart").to_lowercase();
            record.text(table, "fund") == fund
                && (other.contains("国库") || other.contains("treasury"))
        };
        let record = self.reconciled.iter().find(with_treasury)?;
        record.number(table, "theirs").map(i128::from)
    }
}

/// Records that somebody took a file of the ledger.
pub(crate) async fn exported(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, division, rows): (&str, Division, usize),
) -> Done<()> {
    let by = actor.post(context, Operation::ReadLedger, Some((division, None)))?;
    let told = Told {
        operation: Operation::ExportList,
        post: &by.post,
        kind: "list",
        id,
        division: Some(division),
        body: json!({ "asked": id, "rows": rows }),
    };
    let mut tx = context.db.write().await?;
    tell(&mut tx, &actor.person.public_id, origin, told).await?;
    tx.commit().await?;
    Ok(())
}
