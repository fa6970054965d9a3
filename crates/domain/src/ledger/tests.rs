//! What must hold of the books whatever is recorded, in whatever order.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::day::{Day, Month};
use crate::division::{Division, Level};
use crate::fund::{Fund, FundClass, FundId, Funds};
use crate::money::Fen;
use crate::records::TableId;

mod records;

const CENTRE: u32 = 100_000;
const REGION: u32 = 650_000;
const PREFECTURES: [u32; 2] = [652_900, 653_100];
const COUNTIES: [u32; 4] = [652_922, 652_924, 653_121, 653_125];

fn funds() -> [FundId; 2] {
    let mut funds = Funds::default();
    let mut fund = |code: &str| {
        funds.add(Fund {
            code: code.into(),
            name: code.into(),
            aliases: Vec::new(),
            class: FundClass::Special,
            source_level: Level::Centre,
            office: None,
            valid_from: None,
            valid_to: None,
            own: false,
        })
    };
    [fund("special-development").unwrap(), fund("special-minority").unwrap()]
}

fn purse(division: u32, fund: usize, fiscal_year: u16) -> Purse {
    Purse { division: Division::from_code(division).unwrap(), fund: funds()[fund], fiscal_year }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn entry(row: u64, on: &str, movement: Movement, amount: i64) -> Entry {
    let record = RecordRef { table: TableId::Allotments, row };
    Entry::new(record, day(on), movement, Fen(amount)).unwrap()
}

fn posted<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Ledger {
    let mut ledger = Ledger::default();
    entries.into_iter().for_each(|entry| ledger.post(entry).unwrap());
    ledger
}

/// Every pair of giver and receiver between two levels.
fn ties() -> Vec<(u32, u32)> {
    let prefectures = PREFECTURES.map(|prefecture| (REGION, prefecture));
    let counties = COUNTIES.map(|county| (county / 100 * 100, county));
    [(CENTRE, REGION)].into_iter().chain(prefectures).chain(counties).collect()
}

fn any_purse() -> impl Strategy<Value = Purse> {
    let holders = [&[REGION][..], &PREFECTURES, &COUNTIES].concat();
    (select(holders), 0..2_usize, 2019..=2020_u16)
        .prop_map(|(division, fund, year)| purse(division, fund, year))
}

fn any_day() -> impl Strategy<Value = Day> {
    (0..700_i32).prop_map(|days| day("2019-01-01").plus_days(days).unwrap())
}

fn any_movement() -> impl Strategy<Value = Movement> {
    let tie = (select(ties()), 0..2_usize, 2019..=2020_u16, prop::option::of(any_day()));
    let moved = (tie, any::<bool>()).prop_map(|(((above, below), fund, year, received_on), up)| {
        let (above, below) = (purse(above, fund, year), purse(below, fund, year));
        let (way, from, to) =
            if up { (Way::Back, below, above) } else { (Way::Down, above, below) };
        Movement::Moved { way, from, to, received_on }
    });
    let carried = (any_purse(), 0..2_usize, any_day()).prop_map(|(from, fund, on)| {
        let to = Purse { fund: funds()[fund], fiscal_year: 2020, ..from };
        Movement::Moved { way: Way::Over, from, to, received_on: Some(on) }
    });
    let inside = (any_purse(), 0..6_usize).prop_map(|(purse, which)| {
        [
            Movement::Raised,
            Movement::Allotted,
            Movement::Paid,
            Movement::PaidDirectly,
            Movement::Refunded,
            Movement::RefundedDirectly,
        ][which](purse)
    });
    prop_oneof![4 => moved, 1 => carried, 6 => inside]
}

/// Records and corrections of them: each correction is the reversed entry of a record and a new one.
fn any_entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (any_movement(), any_day(), 0..1_000_000_000_000_i64);
    let corrections = prop::collection::vec((any::<Index>(), 0..1_000_000_i64), 0..6);
    (prop::collection::vec(one, 1..60), corrections).prop_map(|(movements, corrections)| {
        let record = |row| RecordRef { table: TableId::Allotments, row: row as u64 };
        let made = movements.into_iter().enumerate().map(|(row, (movement, on, amount))| {
            Entry::new(record(row), on, movement, Fen(amount)).unwrap()
        });
        let mut entries: Vec<Entry> = made.collect();
        for (index, amount) in corrections {
            let old = *index.get(&entries);
            if old.reverses() || entries.contains(&old.reversed()) {
                continue;
            }
            let row = record(entries.len());
            let new = Entry::new(row, old.on(), old.movement(), Fen(amount)).unwrap();
            entries.extend([old.reversed(), new]);
        }
        entries
    })
}

fn sum(ledger: &Ledger, kind: Kind) -> i64 {
    ledger.purses().map(|purse| ledger.balance(purse.account(kind)).0).sum()
}

proptest! {
    #[test]
    fn money_is_conserved_at_every_level(entries in any_entries()) {
        let ledger = posted(&entries);
        let trial = ledger.trial_balance();
        prop_assert!(trial.is_balanced());
        for purse in ledger.purses() {
            prop_assert_eq!(ledger.position(purse).difference(), 0, "{:?}", purse);
        }
        // What some gave is what others got.
        for (gave, got) in [
            (Kind::HandedDown, Kind::Received),
            (Kind::GivenBack, Kind::TakenBack),
            (Kind::CarriedOut, Kind::CarriedIn),
        ] {
            prop_assert_eq!(sum(&ledger, gave), -sum(&ledger, got));
        }
    }

    #[test]
    fn the_order_of_posting_changes_nothing(
        (entries, shuffled) in any_entries().prop_flat_map(|e| {
            (Just(e.clone()), Just(e).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(posted(&entries), posted(&shuffled));
    }

    #[test]
    fn a_record_and_its_reversal_cancel_exactly(entries in any_entries()) {
        let before = posted(&entries);
        for entry in &entries {
            let mut after = before.clone();
            after.post(entry).unwrap();
            after.post(&entry.reversed()).unwrap();
            prop_assert_eq!(after.trial_balance(), before.trial_balance());
            let turnovers = |ledger: &Ledger| {
                let moving = |t: &(_, (Fen, Fen))| t.1 != (Fen(0), Fen(0));
                ledger.turnovers().filter(moving).collect::<Vec<_>>()
            };
            prop_assert_eq!(turnovers(&after), turnovers(&before));
        }
    }

    #[test]
    fn every_entry_adds_up_to_zero_in_every_purse(movement in any_movement(), amount in 0..i64::MAX) {
        let entry = entry(1, "2019-05-22", movement, amount);
        for side in [entry, entry.reversed()] {
            let postings: Vec<Posting> = side.postings().collect();
            for of in postings.iter().map(|p| p.account.purse) {
                let own = postings.iter().filter(|p| p.account.purse == of);
                prop_assert_eq!(own.map(|p| i128::from(p.amount.0)).sum::<i128>(), 0);
            }
        }
    }

    #[test]
    fn statements_follow_each_other_and_end_with_what_is_held(entries in any_entries()) {
        let ledger = posted(&entries);
        let month = |number: i32| Month::new(2018, 12).unwrap().plus(number).unwrap();
        for purse in ledger.purses() {
            let of = |n| ledger.statement(purse.division, purse.fund, month(n)).unwrap();
            let mut held = Fen(0);
            for statement in (0..30).map(of) {
                prop_assert_eq!(statement.opening, held);
                let net = statement.income.0 - statement.expenditure.0;
                prop_assert_eq!(statement.closing.0, held.0 + net);
                held = statement.closing;
            }
            let years = (2019..=2020).map(|fiscal_year| Purse { fiscal_year, ..purse });
            let kept = years.map(|p| ledger.position(p)).map(|p| p.left.0 + p.allotted.0);
            prop_assert_eq!(held.0, kept.sum::<i64>());
        }
    }

    #[test]
    fn a_refused_entry_changes_nothing(
        entries in prop::collection::vec((any_movement(), any_day(), any::<bool>()), 1..20),
    ) {
        let mut ledger = Ledger::default();
        for (row, (movement, on, reverses)) in entries.into_iter().enumerate() {
            let record = RecordRef { table: TableId::Allotments, row: row as u64 };
            let entry = Entry::new(record, on, movement, Fen(i64::MAX / 2 + row as i64)).unwrap();
            let entry = if reverses { entry.reversed() } else { entry };
            let before = ledger.clone();
            match ledger.post(&entry) {
                Ok(()) => prop_assert!(ledger.trial_balance().is_balanced()),
                Err(fault) => {
                    prop_assert_eq!((fault.fault, fault.record), (Fault::TooLarge, Some(record)));
                    prop_assert_eq!(&ledger, &before);
                }
            }
        }
    }

    #[test]
    fn what_would_overdraw_is_refused_and_then_nothing_is_overdrawn(entries in any_entries()) {
        let centre = Division::CENTRE;
        let mut ledger = Ledger::default();
        for entry in &entries {
            let refused = match ledger.would_overdraw(entry) {
                Err(fault) => fault.account.is_some_and(|a| a.purse.division != centre),
                Ok(()) => false,
            };
            let mut after = ledger.clone();
            after.post(entry).unwrap();
            let faults = after.faults(|division| division != centre);
            prop_assert_eq!(refused, !faults.is_empty(), "{:?}", faults);
            if !refused {
                ledger = after;
            }
        }
    }
}

/// Carried over to itself, which moves nothing and touches one account twice.
fn moved_over(of: Purse, on: &str) -> Movement {
    Movement::Moved { way: Way::Over, from: of, to: of, received_on: Some(day(on)) }
}

/// The other fund of the same division.
fn other(of: Purse) -> Purse {
    Purse { fund: funds()[1], ..of }
}

/// The way of a sum from the centre to a household, with money on the way, given back and refunded.
fn story() -> Vec<Entry> {
    let [region, prefecture, county] =
        [REGION, PREFECTURES[1], COUNTIES[3]].map(|code| purse(code, 0, 2019));
    let down = |from, to, on: Option<&str>| Movement::Moved {
        way: Way::Down,
        from,
        to,
        received_on: on.map(day),
    };
    let back = |from, to| Movement::Moved {
        way: Way::Back,
        from,
        to,
        received_on: Some(day("2019-09-02")),
    };
    vec![
        entry(1, "2019-01-08", down(purse(CENTRE, 0, 2019), region, Some("2019-01-10")), 1_000),
        entry(2, "2019-01-15", Movement::Raised(region), 300),
        entry(3, "2019-02-01", down(region, prefecture, Some("2019-02-03")), 1_200),
        entry(4, "2019-02-08", down(prefecture, county, Some("2019-03-01")), 900),
        entry(5, "2019-02-08", down(prefecture, county, None), 200),
        entry(6, "2019-03-05", Movement::Allotted(county), 800),
        entry(7, "2019-05-01", Movement::Paid(county), 500),
        entry(8, "2019-06-01", Movement::Refunded(county), 40),
        entry(9, "2019-06-02", Movement::PaidDirectly(county), 9),
        entry(10, "2019-09-01", back(county, prefecture), 60),
    ]
}

#[test]
fn a_sum_on_its_way_from_the_centre_to_the_household() {
    let ledger = posted(&story());
    let position = |code| ledger.position(purse(code, 0, 2019));
    let check = |code, expect| assert_eq!(position(code), expect, "{code}");
    let none = Position::default();
    check(CENTRE, Position { handed_down: Fen(1_000), left: Fen(-1_000), ..none });
    let (received, raised) = (Fen(1_000), Fen(300));
    check(REGION, Position { received, raised, handed_down: Fen(1_200), left: Fen(100), ..none });
    let (received, taken_back) = (Fen(1_200), Fen(60));
    let (handed_down, left) = (Fen(1_100), Fen(160));
    check(PREFECTURES[1], Position { received, taken_back, left, handed_down, ..none });
    let (received, in_transit, given_back) = (Fen(1_100), Fen(200), Fen(60));
    let (left, allotted, paid) = (Fen(31), Fen(340), Fen(469));
    let county = Position { received, in_transit, left, allotted, paid, given_back, ..none };
    check(COUNTIES[3], county);
    assert_eq!(ledger.faults(|division| ledger.keeps_books(division)), []);
    assert_eq!(ledger.faults(|_| true).len(), 1, "the centre's books are kept elsewhere");
}

#[test]
fn the_statement_of_a_month() {
    let ledger = posted(&story());
    let check = |code: u32, month: &str, expect: [i64; 4]| {
        let of = purse(code, 0, 2019);
        let month = Month::parse(month).unwrap();
        let s = ledger.statement(of.division, of.fund, month).unwrap();
        let [opening, income, expenditure, closing] = expect.map(Fen);
        assert_eq!(s, Statement { opening, income, expenditure, closing }, "{code} {month}");
    };
    // What is on the way is no income yet; what was given back lessens the income, refunds lessen what
    // was paid, and money for projects has not left before it is paid.
    check(COUNTIES[3], "2019-02", [0, 0, 0, 0]);
    check(COUNTIES[3], "2019-03", [0, 900, 0, 900]);
    check(COUNTIES[3], "2019-05", [900, 0, 500, 400]);
    check(COUNTIES[3], "2019-06", [400, 0, -31, 431]);
    check(COUNTIES[3], "2019-09", [431, -60, 0, 371]);
    check(COUNTIES[3], "2020-01", [371, 0, 0, 371]);
    // What is handed down is the giver's expenditure, what comes back from below lessens it.
    check(PREFECTURES[1], "2019-02", [0, 1_200, 1_100, 100]);
    check(PREFECTURES[1], "2019-09", [100, 0, -60, 160]);
}

#[test]
fn what_must_not_be_negative_is_named_with_account_amount_and_record() {
    let county = purse(COUNTIES[0], 0, 2019);
    let late = entry(8, "2019-07-01", Movement::Paid(county), 30);
    let entries = [
        entry(6, "2019-03-05", Movement::Raised(county), 100),
        late,
        entry(7, "2019-06-01", Movement::Paid(county), 90),
        entry(5, "2019-03-06", Movement::Allotted(county), 100),
        entry(9, "2019-08-01", Movement::Paid(county), 0),
    ];
    let ledger = posted(&entries);
    let expect = LedgerFault {
        fault: Fault::Overdrawn,
        record: Some(late.record()),
        account: Some(county.account(Kind::Allotted)),
        amount: Some(Fen(20)),
    };
    assert_eq!(ledger.faults(|_| true), [expect]);
    assert_eq!(ledger.faults(|_| false), []);
    let down =
        Movement::Moved { way: Way::Down, from: other(county), to: county, received_on: None };
    let never_sent = posted(&[entry(1, "2019-03-05", down, 7).reversed()]);
    let in_transit = never_sent.faults(|_| true)[0];
    assert_eq!(in_transit.account, Some(county.account(Kind::InTransit)));
    // Each kind of account from which something can be taken that is not there.
    for (movement, kind) in [
        (Movement::Allotted(county), Kind::Left),
        (Movement::PaidDirectly(county), Kind::Left),
        (Movement::Paid(county), Kind::Allotted),
        (Movement::Refunded(county), Kind::Paid),
        (Movement::RefundedDirectly(county), Kind::Paid),
    ] {
        let taken = entry(1, "2019-03-05", movement, 7);
        let refused = Ledger::default().would_overdraw(&taken).unwrap_err();
        let found = (refused.fault, refused.record, refused.account, refused.amount);
        let account = Some(county.account(kind));
        let wanted = (Fault::Overdrawn, Some(taken.record()), account, Some(Fen(7)));
        assert_eq!(found, wanted, "{movement:?}");
        assert_eq!(posted(&[taken]).faults(|_| true), [refused]);
    }
}

#[test]
fn too_much_is_refused_whole_and_never_wraps() {
    let county = purse(COUNTIES[0], 0, 2019);
    let most = entry(1, "2019-03-05", Movement::Raised(county), i64::MAX);
    let mut ledger = posted(&[most]);
    let before = ledger.clone();
    let one_more = entry(2, "2019-03-06", Movement::Raised(county), 2);
    let refused = ledger.post(&one_more).unwrap_err();
    assert_eq!((refused.fault, refused.record), (Fault::TooLarge, Some(one_more.record())));
    assert_eq!(ledger, before, "nothing of it is posted");
    let allotted = entry(3, "2019-03-06", Movement::Allotted(county), 1);
    ledger.post(&allotted).unwrap();
    assert!(ledger.trial_balance().is_balanced());
    // Where the sum of a month is refused, what an entry did twice to one account is undone in order.
    let taken = entry(5, "2019-03-05", Movement::Raised(county), i64::MAX).reversed();
    let raised = entry(6, "2019-04-05", Movement::Raised(county), i64::MAX);
    let mut ledger = posted(&[taken, raised]);
    let before = ledger.clone();
    let over = moved_over(county, "2019-03-06");
    assert!(ledger.post(&entry(7, "2019-03-06", over, 5)).is_err());
    assert_eq!(ledger, before);
    // Two months that are each within bounds and together are not.
    let other = Purse { fiscal_year: 2020, ..county };
    let later = entry(4, "2020-03-05", Movement::Raised(other), i64::MAX);
    let ledger = posted(&[most, later]);
    let month = Month::parse("2020-03").unwrap();
    let refused = ledger.statement(county.division, county.fund, month).unwrap_err();
    assert_eq!(refused.fault, Fault::TooLarge);
}

#[test]
fn a_negative_amount_is_no_entry() {
    let record = RecordRef { table: TableId::Payments, row: 3 };
    let movement = Movement::Paid(purse(COUNTIES[0], 0, 2019));
    let refused = Entry::new(record, day("2019-03-05"), movement, Fen(-1)).unwrap_err();
    assert_eq!((refused.fault, refused.record), (Fault::NegativeAmount, Some(record)));
}

#[test]
fn words_and_sentences_are_whole_and_distinct() {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    for (kind, word) in Kind::ALL.into_iter().zip(&kinds) {
        assert_eq!(Kind::from_word(word), Some(kind));
    }
    assert!(Kind::ALL.is_sorted() && Fault::ALL.is_sorted());
    let texts = |lang| Fault::ALL.map(|fault| fault.sentence(lang));
    for text in [texts(crate::Lang::Zh), texts(crate::Lang::En), Fault::ALL.map(Fault::name)] {
        let distinct: std::collections::HashSet<&str> = text.into_iter().collect();
        assert_eq!(distinct.len(), Fault::ALL.len());
    }
}
