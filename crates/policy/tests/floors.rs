//! How much should be raised by the rules: one fen less, and the rule finds it too little.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
#[allow(dead_code, reason = "shared by tests of which each uses a part")]
mod records;

use std::sync::OnceLock;

use domain::money::Unit;
use domain::{Day, Fen};
use policy::engine::floors::{Floor, floors, tables};
use policy::engine::{Selection, evaluate};
use policy::finding::Lamp;
use policy::{Context, Pack};
use proptest::prelude::*;
use records::{XINJIANG, whole};

const COLUMNS: &str = "fund_years: fund fiscal_year source_level amount pooled persons quota";

fn xinjiang() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| whole(XINJIANG))
}

fn fen(yuan: &str) -> Fen {
    Fen::parse(yuan, Unit::Yuan, true).unwrap()
}

fn of_2019(lines: &str) -> Vec<Floor> {
    let data = records::records(xinjiang(), &format!("{COLUMNS}\n{lines}"));
    let all = floors(&Context::new(&data, xinjiang(), Day::parse("2019-12-31").unwrap()));
    all.into_iter().filter(|floor| floor.year == Some(2019)).collect()
}

/// Rule, column, what there is and what there should be.
fn told(floors: &[Floor]) -> Vec<(&'static str, &'static str, Fen, Fen)> {
    let rule = |floor: &Floor| &*xinjiang().rules.get(floor.block).unwrap().id;
    floors.iter().map(|floor| (rule(floor), floor.column, floor.has, floor.least)).collect()
}

fn is_red(lines: &str, rule: &str) -> bool {
    let data = records::records(xinjiang(), &format!("{COLUMNS}\n{lines}"));
    let context = Context::new(&data, xinjiang(), Day::parse("2019-12-31").unwrap());
    let outcome = evaluate(&context, &Selection::of(rule));
    let of_year = |period: &Option<String>| period.as_deref() == Some("2019");
    outcome.findings.iter().any(|f| f.lamp == Lamp::Red && of_year(&f.period))
}

#[test]
fn each_class_has_the_floor_of_its_rules() {
    let special = of_2019(
        "special-development 2018 central 900 - - -
         special-development 2018 region 400 - - -
         special-development 2019 central 1000 - - -
         special-development 2019 region 300.01 - - -",
    );
    let has = fen("300.01");
    assert_eq!(
        told(&special),
        [
            ("raise.growth", "region_special", has, fen("444.45")),
            ("raise.size", "region_special", has, fen("300")),
        ]
    );
    let integrated = of_2019(
        "integrated-forestry 2018 central 1000 300 - -
         integrated-forestry 2019 central 1100 320 - -",
    );
    let want = ("raise.integrated-growth", "pooled", fen("320"), fen("330"));
    assert_eq!(told(&integrated), [want]);
    let relocation = of_2019(
        "relocation 2019 central 10000 - 2 -
         relocation 2019 region 100000 - 2 -",
    );
    assert_eq!(
        told(&relocation),
        [
            ("raise.relocation", "central", fen("10000"), fen("20000")),
            ("raise.relocation", "region", fen("100000"), fen("100000")),
        ]
    );
}

#[test]
fn what_no_rule_can_tell_has_no_floor() {
    // No year before to grow from, no quota of the ministry, no head count.
    let alone = of_2019(
        "integrated-forestry 2019 central 1000 300 - -
         bond-poverty 2019 region 1000 - - -
         relocation 2019 central 1000 - - -",
    );
    assert!(told(&alone).is_empty(), "{:?}", told(&alone));
    assert!(of_2019("").is_empty());
    assert!(tables(xinjiang()).contains(&domain::TableId::FundYears));
}

proptest! {
    #[test]
    fn one_fen_less_is_too_little(
        now in 1_i64..1_000_000,
        before in 1_i64..1_000_000,
        own in 0_i64..1_000_000,
        own_before in 1_i64..1_000_000,
    ) {
        let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
        let with = |own: i64| format!(
            "special-development 2018 central {} - - -
             special-development 2018 region {} - - -
             special-development 2019 central {} - - -
             special-development 2019 region {} - - -",
            yuan(before), yuan(own_before), yuan(now), yuan(own),
        );
        for floor in of_2019(&with(own)) {
            let rule = &xinjiang().rules.get(floor.block).unwrap().id;
            prop_assert!(!is_red(&with(floor.least.0), rule), "{rule} {:?}", floor.least);
            prop_assert!(is_red(&with(floor.least.0 - 1), rule), "{rule} {:?}", floor.least);
        }
    }
}
