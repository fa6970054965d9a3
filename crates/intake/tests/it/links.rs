//! What only the whole set can tell.

use domain::TableId;

use crate::common::{GOOD, PAYMENTS, Set, rejected, rows, warnings};

fn payments(rows: &[&str]) -> String {
    format!("{PAYMENTS}\n{}\n", rows.join("\n"))
}

#[test]
fn the_later_row_of_a_duplicate_is_not_loaded() {
    let other_county = GOOD.replace("653125", "653122");
    let loaded = Set::of(&[
        ("payments.csv", &payments(&[GOOD, &other_county, GOOD, &GOOD.replace("V1", "V2")])),
        ("payments-2.csv", &payments(&[GOOD])),
        ("orders.csv", "id,subject_kind,subject,issued_on,due_on\nO,p,P,2019-01-01,2019-02-01\nO,p,Q,2019-01-01,2019-02-01\n"),
    ])
    .load();
    assert_eq!(rows(&loaded, TableId::Payments), (3, 2));
    assert_eq!(rows(&loaded, TableId::Orders), (1, 1));
    assert_eq!(
        rejected(&loaded),
        ["3 id O duplicate", "2 voucher_no V1 duplicate", "4 voucher_no V1 duplicate"]
    );
    // Order of the files by name: `payments-2.csv` comes before `payments.csv`.
    assert_eq!(loaded.data.tables.source(TableId::Payments, 0), Some((0, 2)));
}

#[test]
fn a_county_with_two_codes_uses_its_vouchers_once() {
    let old = GOOD.replace("653125", "652923");
    let new = GOOD.replace("653125", "652902");
    let loaded = Set::of(&[("payments.csv", &payments(&[&old, &new]))]).load();
    assert_eq!(rejected(&loaded), ["3 voucher_no V1 duplicate"]);
}

#[test]
fn benefits_take_the_county_of_their_payment() {
    let other_county = GOOD.replace("653125", "653122");
    let benefits =
        "voucher_no,county,key,amount\nV1,,1,1\nV1,653122,2,1\nV2,,3,1\nV9,,4,1\nV2,653122,5,1\n";
    let loaded = Set::of(&[
        ("payments.csv", &payments(&[GOOD, &other_county, &GOOD.replace("V1", "V2")])),
        ("benefits.csv", benefits),
    ])
    .load();
    assert_eq!(rejected(&loaded), ["2 county ambiguous-voucher"]);
    let counties: Vec<Option<u32>> =
        loaded.data.tables.benefits.county.iter().map(|c| c.map(domain::Division::code)).collect();
    assert_eq!(counties, [Some(653_122), Some(653_125), None, Some(653_122)]);
    assert_eq!(
        warnings(&loaded),
        [
            "2 rows of benefits have a voucher_no that payments does not have; rules that need it cannot judge them"
        ]
    );
}

#[test]
fn references_that_lead_nowhere_are_counted_once_a_kind() {
    let loaded = Set::of(&[
        ("projects.csv", "id,name,county,category,fiscal_year,unit,planned_amount\nP1,路,653125,路,2019,局,1\n"),
        ("fundings.csv", "project,allotment,amount,allotted_on\nP1,A1,1,2019-01-01\nP2,A1,1,2019-01-01\nP3,A1,1,2019-01-01\n"),
    ])
    .load();
    assert_eq!(
        warnings(&loaded),
        [
            "2 rows of fundings have a project that projects does not have; rules that need it cannot judge them"
        ]
    );
    assert_eq!(rows(&loaded, TableId::Fundings), (3, 0));
}

#[test]
fn subjects_and_indicators_that_are_not_there_are_counted() {
    let project =
        "id,name,county,category,fiscal_year,unit,planned_amount\nP1,路,653125,路,2019,局,1\n";
    let targets = "id,subject_kind,subject,fiscal_year\nT1,project,P1,2019\nT2,project,P9,2019\n\
        T3,department,财政局,2019\nT4,transfer,A9,2019\n";
    let loaded = Set::of(&[
        ("projects.csv", project),
        ("targets.csv", targets),
        ("indicators.csv", "target,level1,level2,name\nT1,产出,数量,公里\n"),
        ("monitoring_values.csv", "target,as_of,indicator\nT1,2019-06-30,公里\nT1,2019-06-30,户\n"),
        ("evaluation_values.csv", "target,kind,indicator\nT1,self,公里\nT2,self,公里\n"),
        (
            "disclosures.csv",
            "subject_kind,subject,level,channel,posted_on\n项目,P1,county,网站,2019-01-01\n\
             project,P8,county,网站,2019-01-01\nyear,2019,county,网站,2019-01-01\n",
        ),
        (
            "orders.csv",
            "id,subject_kind,subject,issued_on,due_on\nO1,monitoring,T1@2019-06-30,2019-07-01,2019-08-01\n\
             O2,evaluation,T7:self,2019-07-01,2019-08-01\n",
        ),
    ])
    .load();
    let lost = |table: &str, column: &str, target: &str| {
        format!(
            "1 rows of {table} have a {column} that {target} does not have; rules that need it cannot \
             judge them"
        )
    };
    assert_eq!(
        warnings(&loaded),
        [
            lost("targets", "subject", "projects"),
            lost("disclosures", "subject", "projects"),
            lost("orders", "subject", "targets"),
            lost("monitoring_values", "indicator", "indicators"),
            lost("evaluation_values", "indicator", "indicators"),
        ]
    );
}
