//! How far shares are from the limits of their rules: one fen more or less, and the rule says something else.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
#[allow(dead_code, reason = "shared by tests of which each uses a part")]
mod records;

use std::sync::OnceLock;

use domain::money::Unit;
use domain::{Day, Fen};
use policy::engine::headroom::{Meter, Room, meters, tables};
use policy::engine::{Selection, evaluate};
use policy::finding::Reason;
use policy::{Context, Pack};
use proptest::prelude::*;
use records::{XINJIANG, whole};

/// Columns of the allotments below; those of an own budget of a prefecture and of bonds are no matter of shares.
const COLUMNS: &str = "allotments: id doc_no fund fiscal_year kind from to amount issued_on parent";

/// Shared to the south 75 of 90 in the year before.
const BEFORE: &str = "
    O1 n special-development 2018 grant 650000 653100 75 2018-05-31 -
    O2 n special-development 2018 grant 650000 654000 15 2018-05-31 -";

fn xinjiang() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| whole(XINJIANG))
}

fn fen(yuan: &str) -> Fen {
    Fen::parse(yuan, Unit::Yuan, true).unwrap()
}

/// Grants of 2019: from, to, fen.
fn grants(grants: &[(&str, &str, i64)]) -> String {
    let line = |(number, (from, to, fen)): (usize, &(&str, &str, i64))| {
        let yuan = format!("{}.{:02}", fen / 100, fen % 100);
        format!("A{number} n special-development 2019 grant {from} {to} {yuan} 2019-05-31 -")
    };
    grants.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

fn year(text: &str, as_of: &str, year: i64) -> Vec<Meter> {
    let data = records::records(xinjiang(), text);
    let all = meters(&Context::new(&data, xinjiang(), Day::parse(as_of).unwrap()));
    all.into_iter().filter(|meter| meter.year == Some(year)).collect()
}

fn rule(meter: &Meter) -> &'static str {
    &xinjiang().rules.get(meter.block).unwrap().id
}

/// Whether the rule finds something about 2019.
fn fires(text: &str, as_of: &str, rule: &str) -> bool {
    let data = records::records(xinjiang(), text);
    let context = Context::new(&data, xinjiang(), Day::parse(as_of).unwrap());
    let outcome = evaluate(&context, &Selection::of(rule));
    outcome.findings.iter().any(|finding| finding.period.as_deref() == Some("2019"))
}

#[test]
fn a_year_has_the_room_that_its_rules_leave() {
    let now = grants(&[
        ("650000", "653100", 8_000),
        ("650000", "654000", 1_033),
        ("653100", "653125", 7_000),
    ]);
    let text = format!("{COLUMNS}{BEFORE}\n{now}");
    for as_of in ["2019-07-01", "2019-12-31", "2021-01-01"] {
        let told: Vec<_> =
            year(&text, as_of, 2019).iter().map(|m| (rule(m), m.limit, m.room.clone())).collect();
        let left = |yuan: &str| Room::Left(fen(yuan));
        let want = [
            ("share.south", Some(800_000), left("9.67")),
            ("share.deep", Some(850_000), left("2.35")),
            ("share.increment", None, left("4.67")),
        ];
        assert_eq!(told, want, "{as_of}");
    }
    let shares: Vec<_> =
        year(&text, "2019-12-31", 2019).iter().map(|m| (m.part, m.whole)).collect();
    let pair = |part: &str, whole: &str| (Some(fen(part)), Some(fen(whole)));
    assert_eq!(shares, [pair("80", "90.33"), pair("70", "80"), pair("5", "0.33")]);
}

#[test]
fn what_lacks_is_the_least_that_settles_the_rule() {
    let with = |south: i64| {
        let now = grants(&[("650000", "653100", south), ("650000", "654000", 9_033 - south)]);
        format!("{COLUMNS}{BEFORE}\n{now}")
    };
    let meters = year(&with(6_000), "2019-12-31", 2019);
    // 80 % of 90.33 are 72.264 yuan.
    assert_eq!(meters.first().unwrap().room, Room::Lacks(fen("12.27")));
    assert!(!fires(&with(7_227), "2019-12-31", "share.south"));
    assert!(fires(&with(7_226), "2019-12-31", "share.south"));
    // Of the increase of 0.33, 15 yuan less than nothing went to the south.
    assert_eq!(meters.last().unwrap().room, Room::Lacks(fen("15.33")));
}

#[test]
fn what_cannot_be_judged_has_no_room_but_a_reason() {
    let now = grants(&[("650000", "653100", 8_000)]);
    let alone = year(&format!("{COLUMNS}\n{now}"), "2019-12-31", 2019);
    let increment = alone.iter().find(|meter| rule(meter) == "share.increment").unwrap();
    assert!(matches!(&increment.room, Room::CannotTell(Reason::MissingFact(_))), "{increment:?}");
    assert_eq!((increment.part, increment.whole), (None, None));
    let text = "allotments: id doc_no fund fiscal_year from to amount issued_on
        A1 n special-development 2019 650000 653100 80 2019-05-31";
    let rooms: Vec<Room> = year(text, "2019-12-31", 2019).into_iter().map(|m| m.room).collect();
    assert_eq!(rooms, vec![Room::CannotTell(Reason::NoColumn("allotments", "kind")); 3]);
}

#[test]
fn rows_that_no_rule_binds_have_no_meter() {
    let rural = whole("rural-revitalization-2021");
    let text = "
        allotments: id doc_no fund fiscal_year amount
        A1 n special-revitalization 2023 1000
        A2 n special-revitalization 2022 1000
        projects: id county category
        P1 653125 牲畜养殖
        Q1 653125 道路
        fundings: project allotment amount allotted_on
        P1 A1 599.99 2023-03-01
        Q1 A1 400.01 2023-03-01
        Q1 A2 400 2022-03-01";
    let data = records::records(&rural, text);
    let all = meters(&Context::new(&data, &rural, Day::parse("2023-12-31").unwrap()));
    let told: Vec<_> =
        all.iter().map(|m| (m.subject.id.as_str(), m.year, m.room.clone())).collect();
    let want = ("653125/special-revitalization/2023", Some(2023), Room::Lacks(fen("0.01")));
    assert_eq!(told, [want]);
    assert_eq!(tables(&rural).len(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// So much more elsewhere is in order, one fen more is not; whatever was given, in the year and after it.
    #[test]
    fn the_rule_breaks_one_fen_behind_the_room(
        south in 0..1_000_000_i64,
        north in 0..500_000_i64,
        deep in 0..1_000_000_i64,
        open in any::<bool>(),
    ) {
        let as_of = if open { "2019-08-01" } else { "2020-02-01" };
        let with = |more: &[(&str, &str, i64)]| {
            let first = [("650000", "653100", south), ("650000", "654000", north), ("653100", "653125", deep)];
            format!("{COLUMNS}{BEFORE}\n{}", grants(&[&first[..], more].concat()))
        };
        for meter in year(&with(&[]), as_of, 2019) {
            let id = rule(&meter);
            let from_region = if id == "share.deep" { "653100" } else { "654000" };
            let elsewhere = |fen| with(&[("650000", from_region, fen)]);
            match meter.room {
                Room::Left(Fen(left)) => {
                    prop_assert!(!fires(&elsewhere(left), as_of, id), "{} {}", id, left);
                    prop_assert!(fires(&elsewhere(left + 1), as_of, id), "{} {}", id, left);
                }
                Room::Lacks(Fen(lacks)) => {
                    prop_assert!(fires(&with(&[]), as_of, id));
                    if id == "share.deep" {
                        let more = |fen| with(&[("653100", "653125", fen)]);
                        prop_assert!(!fires(&more(lacks), as_of, id), "{} {}", id, lacks);
                        prop_assert!(lacks == 1 || fires(&more(lacks - 1), as_of, id), "{} {}", id, lacks);
                    }
                }
                Room::CannotTell(reason) => {
                    return Err(TestCaseError::fail(format!("{id} {reason:?}")));
                }
            }
        }
    }
}
