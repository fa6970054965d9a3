//! One data set under another law: packs are exchanged without a change of the program, and facts
//! are judged by the law of their own year.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
mod records;

use domain::{Day, Lang};
use policy::engine::{Selection, evaluate};
use policy::pack::Pack;
use policy::{Context, render};
use records::{facts_under, records};

/// A county in 2020 and 2023: two payments by delegation, fees at and above one per cent, a third
/// for industry.
const DATA: &str = "
    allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on
    A1 n1 special-minority 2020 grant 653100 653125 1000 2020-02-20 2020-03-15
    A2 n2 special-minority 2023 grant 653100 653125 1000 2023-02-20 2023-03-15
    projects: id name county category fiscal_year unit planned_amount
    P1 养羊 653125 产业发展 2023 u 300
    P2 修路 653125 基础设施 2023 u 600
    fundings: project allotment amount allotted_on
    P1 A2 300 2023-04-01
    P2 A2 500 2023-04-01
    P2 A2 100 2024-04-01
    payments: voucher_no county fiscal_year paid_on project allotment fund amount channel kind payee_type payee payer_unit
    V1 653125 2020 2020-05-01 P2 A1 special-minority 900 delegated progress enterprise x y
    V2 653125 2023 2023-05-01 P2 A2 special-minority 989.99 delegated progress enterprise x y
    V3 653125 2023 2023-05-02 P2 A2 special-minority 10.01 direct fee enterprise x y
";

fn rural() -> Pack {
    records::whole("rural-revitalization-2021")
}

/// Rule, lamp, subject and sentence of every finding.
fn findings(pack: &Pack) -> Vec<String> {
    let data = records(pack, DATA);
    let context = Context::new(&data, pack, Day::parse("2023-12-31").unwrap());
    let outcome = evaluate(&context, &Selection::default());
    let line = |f: &policy::Finding| {
        let sentence = render::message(pack, f, Lang::En);
        format!("{} {} {}: {sentence}", f.rule, f.lamp.word(), f.subject.id)
    };
    outcome.findings.iter().map(line).collect()
}

#[test]
fn facts_are_judged_by_the_law_of_their_own_year() {
    assert_eq!(
        findings(&rural()),
        [
            "pay.delegated red 653125/V2: 989.99 yuan paid by delegated payment; direct payment \
             is required",
            "pay.management-fee red 653125/special-minority/2023: management fees of 10.01 yuan \
             exceed 1% of 1,000.00 yuan by 0.01 yuan",
            "share.industry yellow 653125/special-minority/2023: 300.00 yuan for industry is less \
             than 60% of 800.00 yuan by 180.00 yuan",
        ]
    );
}

#[test]
fn what_counts_as_industry_is_said_by_the_pack() {
    let check = |pack: &Pack, want: &[&str]| {
        let columns = ["class", "arranged", "industry"];
        assert_eq!(facts_under(pack, DATA, "2023-12-31", "county_fund_projects", &columns), want);
    };
    check(&rural(), &["653125/special-minority/2023 special 800.00 300.00"]);
    // A pack without such words knows no industry.
    check(&records::pack(), &["653125/special-minority/2023 special 800.00 0.00"]);
}
