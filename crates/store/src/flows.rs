//! Where the money is: the sums of the ledger by division, fund, year, and month where there is one. They
//! change only with an import or a screening, by whose numbers ([`mark`]) they may be kept.

use domain::TableId;
use domain::ledger::Kind;

use crate::db::{Row, Sql, Tx};
use crate::error::Result;
use crate::ledger::{self, Lost, MonthSum, Total};

/// What a sum is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Handed down from one division to another.
    HandedDown,
    /// Put into its own budget by a division.
    Raised,
    /// Given back by one division to another.
    GivenBack,
    /// Brought over from another fund or year of the same division.
    CarriedIn,
    /// Brought over to another one.
    CarriedOut,
    /// Allotted to projects.
    Allotted,
    /// Paid, less what came back.
    Paid,
}

/// One sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// What it is of.
    pub step: Step,
    /// Code of the division from which it went, or in which it stayed.
    pub from: String,
    /// Code of the division to which it came; the same where it stayed.
    pub to: String,
    /// Code of the fund; empty where the records do not say.
    pub fund: String,
    /// Fiscal year.
    pub year: i64,
    /// Month of payments, `2019-07`; else empty.
    pub month: String,
    /// How much.
    pub fen: i64,
}

/// How many warnings of a rule are lit in a division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lit {
    /// Id of the rule.
    pub rule: String,
    /// Word of the lamp.
    pub lamp: String,
    /// Code of the division.
    pub home: String,
    /// How many.
    pub count: i64,
}

const MARK: Sql = Sql::new(
    "SELECT (SELECT COALESCE(MAX(import_id), 0) FROM imports), \
     (SELECT COALESCE(MAX(screening_id), 0) FROM screenings)",
);
const LIT: Sql = Sql::new(
    "SELECT rule, lamp, home, COUNT(*) FROM warnings WHERE lit = 1 GROUP BY rule, lamp, home",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&MARK, &LIT];

/// What all sums hang on: the numbers of the last import and of the last screening.
pub async fn mark(tx: &mut Tx) -> Result<(i64, i64)> {
    let row = tx.one(&MARK, &[]).await?;
    Ok((row.int(0)?, row.int(1)?))
}

/// All sums of money, as the ledger keeps them.
pub async fn all(tx: &mut Tx) -> Result<Vec<Flow>> {
    let (totals, months) = (ledger::totals(tx).await?, ledger::months(tx).await?);
    Ok(of(&totals, months, &ledger::unposted(tx).await?))
}

/// The same of sums that were read. Payments that do not say whose money they are cannot be posted and stand
/// with an empty fund: they were paid all the same.
pub fn of(totals: &[Total], months: Vec<MonthSum>, lost: &[Lost]) -> Vec<Flow> {
    let mut flows: Vec<Flow> = totals.iter().cloned().filter_map(flow).collect();
    let paid = |division: String, fund, year, month, fen| Flow {
        step: Step::Paid,
        from: division.clone(),
        to: division,
        fund,
        year,
        month,
        fen,
    };
    for sum in months {
        flows.push(paid(sum.division, sum.fund, sum.year, sum.month, sum.fen));
    }
    let payments = TableId::Payments.spec().name;
    for lost in lost.iter().filter(|lost| lost.table == payments) {
        let (division, month) = (lost.division.clone(), lost.month.clone());
        flows.push(paid(division, String::new(), lost.year, month, lost.fen));
    }
    flows
}

/// What the sum of an account says of the way of the money; nothing: another account says it, or payments
/// by their months.
fn flow(total: Total) -> Option<Flow> {
    let Total { division, fund, year, kind, other, fen } = total;
    // Where money came from stands with a minus.
    let (step, from, fen) = match kind {
        Kind::Received => (Step::HandedDown, other, -fen),
        Kind::TakenBack => (Step::GivenBack, other, -fen),
        Kind::Raised => (Step::Raised, division.clone(), -fen),
        Kind::CarriedIn => (Step::CarriedIn, division.clone(), -fen),
        Kind::CarriedOut => (Step::CarriedOut, division.clone(), fen),
        Kind::Allotted => (Step::Allotted, division.clone(), fen),
        // What was allotted and is paid was allotted.
        Kind::Paid if !other.is_empty() => (Step::Allotted, division.clone(), fen),
        _ => return None,
    };
    Some(Flow { step, from, to: division, fund, year, month: String::new(), fen })
}

/// The warnings that are lit, by rule, lamp and division.
pub async fn lit(tx: &mut Tx) -> Result<Vec<Lit>> {
    let lit = |row: &Row| {
        Ok(Lit {
            rule: row.text(0)?.to_owned(),
            lamp: row.text(1)?.to_owned(),
            home: row.text(2)?.to_owned(),
            count: row.int(3)?,
        })
    };
    tx.rows(&LIT, &[]).await?.iter().map(lit).collect()
}
