//! Where the money is: sums over all records that hold, by division, fund, year, and month where there is
//! one. They change only with an import or a screening, by whose numbers ([`mark`]) they may be kept.

use crate::db::{Row, Sql, Tx};
use crate::error::Result;

/// What a sum is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Handed down from one division to another.
    HandedDown,
    /// Put into its own budget by a division.
    Raised,
    /// Given back by one division to another.
    GivenBack,
    /// Allotted to projects.
    Allotted,
    /// Paid.
    Paid,
    /// Come back from who had been paid.
    Refunded,
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
const ALLOTMENTS: Sql = Sql::new(
    "SELECT COALESCE(r.kind, ''), r.\"from\", r.\"to\", r.fund, r.fiscal_year, '', \
     CAST(SUM(r.amount) AS BIGINT) FROM allotments AS r WHERE r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM allotments AS later WHERE later.corrects = r.row_id) \
     GROUP BY r.kind, r.\"from\", r.\"to\", r.fund, r.fiscal_year",
);
const FUNDINGS: Sql = Sql::new(
    "SELECT '', a.\"to\", a.\"to\", a.fund, a.fiscal_year, '', CAST(SUM(r.amount) AS BIGINT) \
     FROM fundings AS r JOIN allotments AS a ON a.id = r.allotment AND a.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM allotments AS later WHERE later.corrects = a.row_id) \
     WHERE r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM fundings AS later WHERE later.corrects = r.row_id) \
     GROUP BY a.\"to\", a.fund, a.fiscal_year",
);
const PAYMENTS: Sql = Sql::new(
    "SELECT CASE WHEN r.kind = 'refund' THEN 'refund' ELSE '' END, r.county, r.county, \
     COALESCE(r.fund, ''), r.fiscal_year, SUBSTR(r.paid_on, 1, 7), CAST(SUM(r.amount) AS BIGINT) \
     FROM payments AS r WHERE r.withdrawn = 0 AND NOT EXISTS \
     (SELECT 1 FROM payments AS later WHERE later.corrects = r.row_id) \
     GROUP BY CASE WHEN r.kind = 'refund' THEN 'refund' ELSE '' END, r.county, r.fund, \
     r.fiscal_year, SUBSTR(r.paid_on, 1, 7)",
);
const LIT: Sql = Sql::new(
    "SELECT rule, lamp, home, COUNT(*) FROM warnings WHERE lit = 1 GROUP BY rule, lamp, home",
);

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&MARK, &ALLOTMENTS, &FUNDINGS, &PAYMENTS, &LIT];

/// What all sums hang on: the numbers of the last import and of the last screening.
pub async fn mark(tx: &mut Tx) -> Result<(i64, i64)> {
    let row = tx.one(&MARK, &[]).await?;
    Ok((row.int(0)?, row.int(1)?))
}

/// All sums of money.
pub async fn all(tx: &mut Tx) -> Result<Vec<Flow>> {
    let mut flows = Vec::new();
    for (sql, step) in
        [(&ALLOTMENTS, Step::HandedDown), (&FUNDINGS, Step::Allotted), (&PAYMENTS, Step::Paid)]
    {
        tx.each(sql, &[], |row| {
            flows.push(flow(&row, step)?);
            Ok(())
        })
        .await?;
    }
    Ok(flows)
}

fn flow(row: &Row, step: Step) -> Result<Flow> {
    let (kind, from, to) = (row.text(0)?, row.text(1)?, row.text(2)?);
    let step = match (step, kind) {
        (Step::Paid, "refund") => Step::Refunded,
        (Step::HandedDown, "return") => Step::GivenBack,
        (Step::HandedDown, _) if from == to => Step::Raised,
        (step, _) => step,
    };
    Ok(Flow {
        step,
        from: from.to_owned(),
        to: to.to_owned(),
        fund: row.text(3)?.to_owned(),
        year: row.int(4)?,
        month: row.text(5)?.to_owned(),
        fen: row.int(6)?,
    })
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
