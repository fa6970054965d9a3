//! What the records of a purse post in a month: the way from a sum to its vouchers.

use domain::ledger::{Entry, Kind, Movement, Posting, Records, Way};
use domain::{DataSet, Day, Division, Divisions, Fen, Month, TableId};

use super::gather::{Books, Window};
use crate::db::Tx;
use crate::error::Result;

/// Which postings are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The division, by its newest code.
    pub division: Division,
    /// Code of the fund.
    pub fund: &'a str,
    /// Fiscal year.
    pub year: i64,
    /// The month.
    pub month: Month,
}

/// One movement inside a purse: out of one account into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The day.
    pub on: Day,
    /// Out of which account.
    pub from: Kind,
    /// Into which one.
    pub to: Kind,
    /// How much.
    pub fen: Fen,
    /// The other division, where it came from one or went to one.
    pub other: Option<Division>,
    /// The table of the record.
    pub table: TableId,
    /// Number of its row.
    pub row: i64,
    /// Code of the county as a payment names it; else empty.
    pub county: String,
    /// What it is known by: number of the allotment, project, or voucher.
    pub id: String,
    /// The allotment that it names.
    pub allotment: String,
}

/// The postings of a purse in a month, by day and in the order in which the records came in.
pub async fn postings(tx: &mut Tx, divisions: &Divisions, wanted: Wanted<'_>) -> Result<Vec<Line>> {
    let window = Window::Month(wanted.month);
    let books = Books::of(tx, divisions, Some(wanted.division), window).await?;
    let records = Records::new(&books.data, divisions);
    let mut lines = Vec::new();
    // A record that cannot be posted stands in the list of those.
    for entry in records.entries().flatten() {
        let postings: Vec<Posting> = entry.postings().collect();
        for pair in postings.chunks(2) {
            if let [out, into] = pair
                && wanted.wants(&books.data, out)
            {
                lines.push(line(&books, &entry, out, into));
            }
        }
    }
    lines.sort_by_key(|line| line.on);
    Ok(lines)
}

impl Wanted<'_> {
    fn wants(&self, data: &DataSet, posting: &Posting) -> bool {
        let purse = posting.account.purse;
        purse.division == self.division
            && i64::from(purse.fiscal_year) == self.year
            && posting.on.month() == self.month
            && data.funds.get(purse.fund).code == self.fund
    }
}

fn line(books: &Books, entry: &Entry, out: &Posting, into: &Posting) -> Line {
    let record = entry.record();
    let row = record.row as usize;
    let (tables, names) = (&books.data.tables, &books.data.names);
    let name = |cells: &[Option<domain::Name>]| {
        names.text_or_empty(cells.get(row).copied().flatten()).to_owned()
    };
    let (id, allotment) = match record.table {
        TableId::Allotments => (name(&tables.allotments.id), name(&tables.allotments.parent)),
        TableId::Fundings => (name(&tables.fundings.project), name(&tables.fundings.allotment)),
        _ => {
            let voucher = tables.payments.voucher_no.get(row).to_owned();
            (voucher, name(&tables.payments.allotment))
        }
    };
    let county = (record.table == TableId::Payments)
        .then(|| tables.payments.county.get(row).copied().flatten())
        .flatten();
    let numbers = books.numbers.get(&record.table);
    Line {
        on: out.on,
        from: out.account.kind,
        to: into.account.kind,
        fen: into.amount,
        other: other(entry, out),
        table: record.table,
        row: numbers.and_then(|numbers| numbers.get(row)).copied().unwrap_or_default(),
        county: county.map(|county| county.to_string()).unwrap_or_default(),
        id,
        allotment,
    }
}

/// The division on the other side.
fn other(entry: &Entry, posting: &Posting) -> Option<Division> {
    match entry.movement() {
        Movement::Moved { way: Way::Down | Way::Back, from, to, .. } => {
            let giver = posting.account.kind == Kind::Left;
            Some(if giver { to.division } else { from.division })
        }
        _ => None,
    }
}
