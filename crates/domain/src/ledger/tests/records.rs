//! Each kind of record, and the entry that it becomes.

use super::*;
use crate::columns::Choice;
use crate::division::{DivisionEntry, Divisions};
use crate::names::Interner;
use crate::records::{DataSet, Table};

/// 库车: the code until the end of 2019, and the newer one.
const OLD: u32 = 652_923;
const NEW: u32 = 652_902;

fn divisions() -> Divisions {
    let entry = |code, name: &str, to: &str, from: &str| DivisionEntry {
        division: Division::from_code(code).unwrap(),
        name: name.into(),
        level: Level::County,
        parent: Division::from_code(652_900),
        valid_from: Day::parse(from).ok(),
        valid_to: Day::parse(to).ok(),
        tags: Vec::new(),
    };
    Divisions::new([entry(OLD, "库车县", "2019-12-31", ""), entry(NEW, "库车市", "", "2019-12-20")])
}

/// A data set in the making.
#[derive(Default)]
struct Set {
    data: DataSet,
    names: Interner,
}

/// Position of a word in a choice column, from 1; 0 where the cell is empty.
fn choice<T: Table>(column: &str, word: &str) -> Choice {
    let spec = T::SPEC.columns.iter().find(|c| c.name == column).unwrap();
    let found = spec.words.iter().position(|w| w.word == word);
    Choice(found.map_or(0, |i| i as u8 + 1))
}

/// Cells of an allotment: id, kind, from, to, parent, fund, fiscal year, amount, and the days on which
/// it was issued, received and approved (empty = not).
type Allotment =
    (&'static str, &'static str, u32, u32, &'static str, usize, u16, i64, [&'static str; 3]);

impl Set {
    fn new() -> Set {
        let mut set = Set::default();
        set.data.given = vec![TableId::Allotments, TableId::Fundings, TableId::Payments];
        set.data.tables.allotments.present = u64::MAX;
        set
    }

    fn allotment(mut self, cells: Allotment) -> Set {
        use crate::records::Allotments;
        let (id, kind, from, to, parent, fund, year, amount, [issued, received, approved]) = cells;
        let table = &mut self.data.tables.allotments;
        table.id.push(self.names.intern(id));
        table.kind.push(choice::<Allotments>("kind", kind));
        table.from.push(Division::from_code(from));
        table.to.push(Division::from_code(to));
        table.parent.push(self.names.intern(parent));
        table.fund.push(funds().get(fund).copied());
        table.fiscal_year.push(Some(year));
        table.amount.push(Some(Fen(amount)));
        table.issued_on.push(Day::parse(issued).ok());
        table.received_on.push(Day::parse(received).ok());
        table.approved_on.push(Day::parse(approved).ok());
        self
    }

    fn funding(mut self, allotment: &str, amount: Option<i64>, on: &str) -> Set {
        let table = &mut self.data.tables.fundings;
        table.project.push(self.names.intern("P1"));
        table.allotment.push(self.names.intern(allotment));
        table.amount.push(amount.map(Fen));
        table.allotted_on.push(Day::parse(on).ok());
        self
    }

    /// A payment: voucher, county, project, allotment, position of its fund, kind, the voucher that it
    /// takes back.
    fn payment(
        mut self,
        voucher: &str,
        county: u32,
        [project, allotment]: [&str; 2],
        fund: usize,
        [kind, original]: [&str; 2],
    ) -> Set {
        use crate::records::Payments;
        let table = &mut self.data.tables.payments;
        table.voucher_no.push(voucher).unwrap();
        table.original_voucher.push(original).unwrap();
        table.county.push(Division::from_code(county));
        table.fiscal_year.push(Some(2020));
        table.paid_on.push(Some(day("2020-05-01")));
        table.project.push(self.names.intern(project));
        table.allotment.push(self.names.intern(allotment));
        table.fund.push(funds().get(fund).copied());
        table.amount.push(Some(Fen(5)));
        table.kind.push(choice::<Payments>("kind", kind));
        self
    }

    fn finish(self) -> DataSet {
        DataSet { names: self.names.finish().into(), ..self.data }
    }
}

/// The entries of a set: day and movement, or the fault.
fn entries(data: &DataSet) -> Vec<Result<(String, Movement), Fault>> {
    let divisions = divisions();
    let records = Records::new(data, &divisions);
    let told = records.entries().map(|entry| match entry {
        Ok(entry) => Ok((entry.on().to_string(), entry.movement())),
        Err(fault) => Err(fault.fault),
    });
    told.collect()
}

fn moved(way: Way, from: Purse, to: Purse, received: &str) -> Movement {
    Movement::Moved { way, from, to, received_on: Day::parse(received).ok() }
}

/// The money of the county that all tests are about.
const GRANT: Allotment =
    ("A", "grant", 652_900, OLD, "", 0, 2019, 9, ["2019-02-01", "2019-02-03", ""]);

#[test]
fn every_kind_of_allotment() {
    let county = purse(NEW, 0, 2019);
    let prefecture = purse(652_900, 0, 2019);
    let other = purse(NEW, 1, 2020);
    let check = |cells: Allotment, on: &str, expect: Movement| {
        let data = Set::new().allotment(GRANT).allotment(cells).finish();
        assert_eq!(entries(&data)[1], Ok((on.to_owned(), expect)), "{cells:?}");
    };
    let day = "2019-03-01";
    let all = ["2019-03-01", "2019-03-05", ""];
    let down = |received| moved(Way::Down, prefecture, county, received);
    check(("B", "grant", 652_900, OLD, "", 0, 2019, 1, all), day, down("2019-03-05"));
    check(("B", "bond", 652_900, NEW, "", 0, 2019, 1, all), day, down("2019-03-05"));
    check(("B", "", 652_900, NEW, "", 0, 2019, 1, [day, "", ""]), day, down(""));
    check(("B", "grant", 652_900, NEW, "", 0, 2019, 1, [""; 3]), "2019-01-01", down(""));
    // Money that a level gives itself is its own; what it has from before the books counts as such.
    let own = Movement::Raised(county);
    check(("B", "own_budget", NEW, NEW, "", 0, 2019, 1, ["", "", day]), day, own);
    check(("B", "surplus", NEW, NEW, "", 0, 2019, 1, [day, "", ""]), day, own);
    check(("B", "surplus", NEW, OLD, "gone", 0, 2019, 1, [day, "", ""]), day, own);
    // Out of a row of another fund or year it is carried over; out of the same it moves nothing.
    let carried = moved(Way::Over, county, other, day);
    check(("B", "surplus", NEW, NEW, "A", 1, 2020, 1, [day, "", ""]), day, carried);
    let same = moved(Way::Over, county, county, day);
    check(("B", "grant", OLD, NEW, "A", 0, 2019, 1, [day, "", ""]), day, same);
    // What is given back leaves the purse of the row out of which it is given.
    let back = moved(Way::Back, county, purse(652_900, 1, 2020), day);
    check(("B", "return", NEW, 652_900, "A", 1, 2020, 1, [day, "", ""]), day, back);
    let back = moved(Way::Back, other, purse(652_900, 1, 2020), "2019-03-05");
    check(("B", "return", NEW, 652_900, "", 1, 2020, 1, all), day, back);
    // A parent that the giver did not receive, and a row that names itself, say nothing.
    let down_again = moved(Way::Down, purse(652_900, 1, 2020), other, "");
    check(("B", "grant", 652_900, NEW, "A", 1, 2020, 1, [day, "", ""]), day, down_again);
    check(("B", "own_budget", NEW, NEW, "B", 0, 2019, 1, ["", "", day]), day, own);
}

#[test]
fn without_a_column_of_receipts_money_arrives_when_it_is_handed_down() {
    let mut data = Set::new().allotment(GRANT).finish();
    data.tables.allotments.received_on = vec![None];
    data.tables.allotments.present = 0;
    let down = moved(Way::Down, purse(652_900, 0, 2019), purse(NEW, 0, 2019), "2019-02-01");
    assert_eq!(entries(&data), [Ok(("2019-02-01".to_owned(), down))]);
}

#[test]
fn fundings_and_payments() {
    let set = Set::new()
        .allotment(GRANT)
        .funding("A", Some(8), "2019-04-01")
        .funding("gone", Some(8), "2019-04-01")
        .funding("A", None, "2019-04-01")
        .funding("A", Some(8), "")
        .payment("V1", NEW, ["P1", "A"], 1, ["final", ""])
        .payment("V2", NEW, ["", "A"], 9, ["fee", ""])
        .payment("V3", OLD, ["P1", ""], 1, ["progress", ""])
        .payment("V4", NEW, ["P1", ""], 9, ["progress", ""])
        .payment("V5", NEW, ["P1", "A"], 9, ["refund", ""])
        .payment("V6", OLD, ["", ""], 9, ["refund", "V1"])
        .payment("V7", NEW, ["", ""], 9, ["refund", "V2"])
        .payment("V8", NEW, ["", ""], 9, ["refund", "V5"])
        .payment("V9", NEW, ["", ""], 1, ["refund", "V7"])
        .payment("V10", NEW, ["", ""], 9, ["refund", "V3"])
        .payment("V11", 652_922, ["P1", "A"], 1, ["final", ""])
        .allotment(("A", "grant", 652_900, NEW, "", 1, 2020, 9, ["2019-02-01", "", ""]));
    let (county, own) = (purse(NEW, 0, 2019), purse(NEW, 1, 2020));
    let paid = |movement| Ok(("2020-05-01".to_owned(), movement));
    let expect = [
        Ok(("2019-04-01".to_owned(), Movement::Allotted(county))),
        Err(Fault::UnknownAllotment),
        Err(Fault::NoAmount),
        Err(Fault::NoDay),
        paid(Movement::Paid(county)),
        paid(Movement::PaidDirectly(county)),
        paid(Movement::Paid(own)),
        Err(Fault::NoPurse),
        paid(Movement::Refunded(county)),
        paid(Movement::Refunded(county)),
        paid(Movement::RefundedDirectly(county)),
        Err(Fault::NoPurse),
        paid(Movement::RefundedDirectly(own)),
        paid(Movement::Refunded(own)),
        // The books are those of the county that paid.
        paid(Movement::Paid(purse(652_922, 0, 2019))),
    ];
    let mut data = set.finish();
    // Of two allotments with one number the first counts.
    assert_eq!(entries(&data)[2..], expect);
    // Where nobody says what was allotted to projects, payments come out of what is left.
    data.given.retain(|table| *table != TableId::Fundings);
    let without = entries(&data);
    assert_eq!(without[6], paid(Movement::PaidDirectly(county)));
    assert_eq!(without[10], paid(Movement::RefundedDirectly(county)));
}
