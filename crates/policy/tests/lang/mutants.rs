//! Small changes that examples must notice.

use policy::lang::{Expect, mutate};

use crate::fixture::{TABLE, compiled, params};

fn check_as(expect: Expect, source: &str, wanted: &[&str]) {
    let mutants = mutate::mutants(&compiled(source, expect), &TABLE, &params());
    let found: Vec<&str> = mutants.iter().map(|m| m.source.as_str()).collect();
    assert_eq!(found, wanted, "{source}");
    assert!(mutants.iter().all(|m| source.get(m.at.clone()).is_some() && !m.what.is_empty()));
}

fn check(source: &str, wanted: &[&str]) {
    check_as(Expect::Truth, source, wanted);
}

#[test]
fn every_small_change_that_compiles() {
    check("amount > 0", &["amount >= 0"]);
    check("amount >= planned", &["amount > planned"]);
    check("amount < planned", &["amount <= planned"]);
    check("amount <= planned", &["amount < planned"]);
    check("channel = 'direct'", &["channel <> 'direct'"]);
    check("channel <> 'direct'", &["channel = 'direct'"]);
    check("registered and household", &["registered or household"]);
    check(
        "registered or not household",
        &["registered and not household", "registered or  household"],
    );
    check("amount is null", &["amount is not null"]);
    check("amount is not null", &["amount is  null"]);
    check("registered = true", &["registered <> true", "registered = false"]);
    check("households > 12", &["households >= 12", "households > 13", "households > 11"]);
    check("score > 0.05", &["score >= 0.05", "score > 0.06", "score > 0.04"]);
    check("rate < 60%", &["rate <= 60%", "rate < 61%", "rate < 59%"]);
    check("households > 0", &["households >= 0", "households > 1", "households > -1"]);
    check("amount - planned > 0", &["amount + planned > 0", "amount - planned >= 0"]);
    check("-households < limit", &["households < limit", "-households <= limit"]);
    check("kind in ('advance', 'final')", &["kind in ( 'final')", "kind in ('advance')"]);
    check("kind not in ('final')", &["kind  in ('final')"]);
    check(
        "households in (1, 3)",
        &[
            "households in (2, 3)",
            "households in (0, 3)",
            "households in ( 3)",
            "households in (1)",
            "households in (1, 4)",
            "households in (1, 2)",
        ],
    );
    check(
        "households between limit and year",
        &[
            "(households > limit and households <= year)",
            "(households >= limit and households < year)",
        ],
    );
    check(
        "households not between limit and year",
        &[
            "not (households > limit and households <= year)",
            "not (households >= limit and households < year)",
            "households  between limit and year",
        ],
    );
    check(
        "least(amount, planned) > 0",
        &["greatest(amount, planned) > 0", "least(amount, planned) >= 0"],
    );
    check(
        "workdays_between(paid_on, as_of) > limit",
        &["days_between(paid_on, as_of) > limit", "workdays_between(paid_on, as_of) >= limit"],
    );
    check(
        "paid_on < date '2019-05-22'",
        &[
            "paid_on <= date '2019-05-22'",
            "paid_on < date '2019-05-23'",
            "paid_on < date '2019-05-21'",
        ],
    );
}

#[test]
fn units_of_days() {
    check_as(Expect::Date, "days_after(paid_on, limit)", &["workdays_after(paid_on, limit)"]);
    check_as(Expect::Date, "workdays_after(paid_on, limit)", &["days_after(paid_on, limit)"]);
    check_as(
        Expect::Date,
        "months_after(paid_on, 3)",
        &["days_after(paid_on, 3)", "months_after(paid_on, 4)", "months_after(paid_on, 2)"],
    );
}

#[test]
fn changes_are_described() {
    let mutants = mutate::mutants(
        &compiled("not registered and kind in ('advance', 'final')", Expect::Truth),
        &TABLE,
        &params(),
    );
    let what: Vec<&str> = mutants.iter().map(|m| m.what.as_str()).collect();
    assert_eq!(what, ["− not", "and → or", "− 'advance',", "− , 'final'"]);
}
