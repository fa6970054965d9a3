//! Which county each record belongs to, so that a county can be judged without the others.
//!
//! [`BELONGINGS`] says it as data, table by table: by which columns a row is placed, and who reads it besides.
//! [`Places`] applies that to a loaded data set; a database renders the same data as conditions
//! (`WHERE county = …`, `WHERE project IN (SELECT id FROM projects WHERE county = …)`).
//!
//! ```text
//!   home   where the row is judged: a county (under its newest code), else the region
//!   also   the other units whose findings depend on the row: the county whose project a payment of another
//!          county names, the prefecture that handed an allotment down
//!   links  counties that a payment, a share or a list ties together are judged with the records of both
//!   part   what judging a unit takes: its rows and those of linked counties; what is no county's; what all
//!          read; what other counties paid to the persons it paid
//!   touched  the units to judge again after a record was added, changed or taken away
//! ```

mod part;
mod places;
mod subjects;
mod touched;

pub use places::Places;
pub use subjects::subject_unit;

use crate::division::{Division, Divisions, Level};
use crate::records::TableId;

/// What is judged in one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// What is no county's: the region, prefectures, rows whose county cannot be told; and what compares
    /// counties with each other.
    Region,
    /// A county, under its newest code.
    County(Division),
}

impl Unit {
    /// The unit to which a division belongs.
    pub fn of(divisions: &Divisions, division: Option<Division>) -> Unit {
        let newest = division.map(|division| divisions.canonical(division));
        let county = newest.filter(|d| divisions.level(*d) == Some(Level::County));
        county.map_or(Unit::Region, Unit::County)
    }
}

/// How the rows of one table belong to units.
#[derive(Debug)]
pub struct Belonging {
    /// The table.
    pub table: TableId,
    /// By what a row is placed: the first of these that leads to a division. None = the region's.
    pub home: &'static [Way],
    /// By what it concerns further units.
    pub also: &'static [Way],
    /// Who reads it besides the units that it concerns.
    pub read: Read,
}

/// A way from a row to a division. Columns are those of the row's own table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The column holds a division.
    Division(&'static str),
    /// The column holds an organisation: a division by code or name, or an office of one.
    Organisation(&'static str),
    /// The column holds the id of a row of this table; the row belongs where that row does.
    Row(&'static str, TableId),
    /// Kind and id of a subject, as notices, orders and exceptions write them.
    Subject(&'static str, &'static str),
    /// Further units that such a subject may concern: the giver of an allotment, the county that uses the
    /// voucher number or pays a project that is not there, the target whose id the whole text is.
    Mention(&'static str, &'static str),
    /// What a target is set for: a project, an allotment, or an id that begins with a division's code.
    Purpose(&'static str, &'static str),
    /// The voucher number of a payment, and the county where the row names one.
    Voucher(&'static str, &'static str),
    /// The voucher number, in the same county, of the payment that a refund takes back; the two concern the
    /// same units.
    TakenBack(&'static str),
}

/// Who reads a row besides the units that it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// Nobody.
    Concerned,
    /// All units.
    Everyone,
    /// The region; and all units the rows with one of these words.
    Region(&'static str, &'static [&'static str]),
    /// The region, of all rows alike in these columns the one with the earliest day in the last.
    RegionSample(&'static [&'static str], &'static str),
    /// Units that paid the person with this key, or another of the household.
    Payers(&'static str),
}

/// All tables, in the order of the contract but that a table stands after those that its rows name.
pub static BELONGINGS: &[Belonging] = &[
    of(
        TableId::Allotments,
        &[Way::Division("to")],
        &[Way::Division("from"), Way::Row("parent", TableId::Allotments)],
        Read::Everyone,
    ),
    of(TableId::Projects, &[Way::Division("county")], &[], REGION),
    of(
        TableId::Fundings,
        &[Way::Row("project", TableId::Projects)],
        &[Way::Row("allotment", TableId::Allotments)],
        REGION,
    ),
    of(
        TableId::Payments,
        &[Way::Division("county")],
        &[
            Way::Row("project", TableId::Projects),
            Way::Row("allotment", TableId::Allotments),
            Way::TakenBack("original_voucher"),
        ],
        Read::RegionSample(&["fund", "allotment", "fiscal_year"], "paid_on"),
    ),
    of(
        TableId::Benefits,
        &[Way::Voucher("voucher_no", "county"), Way::Division("county")],
        &[],
        Read::Payers("key"),
    ),
    of(TableId::Register, &[], &[], Read::Payers("key")),
    of(TableId::Ineligible, &[], &[], Read::Payers("key")),
    // Whether the data keep targets of transfers and bonds at all is the same question everywhere.
    of(
        TableId::Targets,
        &[Way::Purpose("subject_kind", "subject")],
        &[],
        Read::Region("subject_kind", &["transfer", "bond"]),
    ),
    of(TableId::Indicators, OF_TARGET, &[], REGION),
    of(TableId::Monitorings, OF_TARGET, &[], Read::Concerned),
    of(TableId::MonitoringValues, OF_TARGET, &[], Read::Concerned),
    of(TableId::Evaluations, OF_TARGET, &[], REGION),
    of(TableId::EvaluationValues, OF_TARGET, &[], Read::Concerned),
    of(
        TableId::Disclosures,
        &[Way::Subject("subject_kind", "subject")],
        &[Way::Mention("subject_kind", "subject")],
        Read::Concerned,
    ),
    of(TableId::Statements, &[Way::Division("county")], &[], Read::Concerned),
    of(
        TableId::Reconciliations,
        &[Way::Organisation("org")],
        &[Way::Organisation("counterpart")],
        Read::Concerned,
    ),
    of(TableId::Reports, &[Way::Organisation("org")], &[], Read::Concerned),
    of(
        TableId::Orders,
        &[Way::Subject("subject_kind", "subject")],
        &[Way::Mention("subject_kind", "subject")],
        REGION,
    ),
    of(TableId::FundYears, &[], &[], Read::Everyone),
    of(TableId::Proposals, &[Way::Division("to")], &[], Read::Everyone),
    of(TableId::Exceptions, &[], &[], Read::Everyone),
    of(TableId::OwnFunds, &[], &[], Read::Everyone),
];

const OF_TARGET: &[Way] = &[Way::Row("target", TableId::Targets)];
const REGION: Read = Read::Region("", &[]);

const fn of(table: TableId, home: &'static [Way], also: &'static [Way], read: Read) -> Belonging {
    Belonging { table, home, also, read }
}

/// How the rows of a table belong to units.
pub fn belonging(table: TableId) -> Option<&'static Belonging> {
    BELONGINGS.iter().find(|b| b.table == table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::ColumnKind;

    /// The kind that a column must have.
    fn expect(table: TableId, column: &str, kinds: &[ColumnKind]) {
        let spec = table.spec();
        let found = spec.position(column).map(|i| spec.columns[i].kind);
        assert!(found.is_some_and(|k| kinds.contains(&k)), "{}.{column}: {found:?}", spec.name);
    }

    #[test]
    fn every_table_stands_once_and_after_those_that_its_rows_name() {
        let order: Vec<TableId> = BELONGINGS.iter().map(|b| b.table).collect();
        assert_eq!(order, TableId::ALL);
        for b in BELONGINGS {
            for way in b.home.iter().chain(b.also) {
                if let Way::Row(_, named) = way {
                    assert!(order.iter().take_while(|t| **t <= b.table).any(|t| t == named));
                }
            }
        }
    }

    #[test]
    fn ways_name_columns_of_their_kind() {
        use ColumnKind::{Choice, Date, Division, Key, Label, Organisation, Text};
        for b in BELONGINGS {
            for way in b.home.iter().chain(b.also) {
                match way {
                    Way::Division(column) => expect(b.table, column, &[Division]),
                    Way::Organisation(column) => expect(b.table, column, &[Organisation, Text]),
                    Way::Row(column, _) => expect(b.table, column, &[Text]),
                    Way::Subject(kind, id) | Way::Mention(kind, id) => {
                        expect(b.table, kind, &[Text]);
                        expect(b.table, id, &[Text]);
                    }
                    Way::Purpose(kind, id) => {
                        expect(b.table, kind, &[Choice]);
                        expect(b.table, id, &[Text]);
                    }
                    Way::Voucher(voucher, county) => {
                        expect(b.table, voucher, &[Label]);
                        expect(b.table, county, &[Division]);
                    }
                    Way::TakenBack(column) => expect(b.table, column, &[Label]),
                }
            }
            match b.read {
                Read::RegionSample(_, day) => expect(b.table, day, &[Date]),
                Read::Payers(key) => expect(b.table, key, &[Key]),
                _ => {}
            }
        }
    }
}
