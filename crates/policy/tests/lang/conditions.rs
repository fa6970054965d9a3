//! Truth in three values: every connective, every comparison, every test.

use crate::fixture::check_truth;

#[test]
fn and_or_not_follow_sql() {
    // Two flags that are true, false or unknown.
    let flags = |a: &str, b: &str| {
        let one = |name, word: &str| match word {
            "unknown" => String::new(),
            word => format!("{name}={word} "),
        };
        one("registered", a) + &one("household", b)
    };
    let table = [
        ("true", "true", "true", "true"),
        ("true", "false", "false", "true"),
        ("true", "unknown", "unknown", "true"),
        ("false", "true", "false", "true"),
        ("false", "false", "false", "false"),
        ("false", "unknown", "false", "unknown"),
        ("unknown", "true", "unknown", "true"),
        ("unknown", "false", "false", "unknown"),
        ("unknown", "unknown", "unknown", "unknown"),
    ];
    for (a, b, and, or) in table {
        let row = flags(a, b);
        check_truth(&[
            ("registered and household", &row, and),
            ("registered or household", &row, or),
            ("household and registered", &row, and),
            ("not (not registered or not household)", &row, and),
            ("not (not registered and not household)", &row, or),
            ("registered", &row, a),
        ]);
    }
    check_truth(&[
        ("not registered", "registered=true", "false"),
        ("not registered", "registered=false", "true"),
        ("not registered", "", "unknown"),
        ("not not registered", "registered=true", "true"),
        ("true", "", "true"),
        ("false", "", "false"),
        (
            "registered and household and amount > 0",
            "registered=true household=true amount=1",
            "true",
        ),
        (
            "registered or household or amount > 0",
            "registered=false household=false amount=0",
            "false",
        ),
    ]);
}

#[test]
fn and_binds_closer_than_or_and_not_closer_than_and() {
    check_truth(&[
        ("true or false and false", "", "true"),
        ("(true or false) and false", "", "false"),
        ("not false and false", "", "false"),
        ("not (false and false)", "", "true"),
        ("not 1 = 2", "", "true"),
        ("NOT 1 = 2 AND TRUE", "", "true"),
    ]);
}

#[test]
fn comparisons_at_below_and_above() {
    let check = |sign: &str, below, at, above| {
        check_truth(&[
            (&format!("households {sign} 5"), "households=4", below),
            (&format!("households {sign} 5"), "households=5", at),
            (&format!("households {sign} 5"), "households=6", above),
            (&format!("households {sign} 5"), "", "unknown"),
            (&format!("5 {sign} households"), "", "unknown"),
            (&format!("households {sign} year"), "households=4 year=5", below),
            (&format!("households {sign} year"), "households=5 year=5", at),
            (&format!("households {sign} year"), "households=6 year=5", above),
            (&format!("households {sign} year"), "households=6", "unknown"),
            (&format!("households {sign} year"), "year=6", "unknown"),
            (&format!("4 {sign} 5"), "", below),
            (&format!("limit {sign} households"), "households=6", below),
            (&format!("limit {sign} households"), "households=5", at),
            (&format!("limit {sign} households"), "households=4", above),
            (&format!("no_value {sign} 5"), "", "unknown"),
        ]);
    };
    check("=", "false", "true", "false");
    check("<>", "true", "false", "true");
    check("<", "true", "false", "false");
    check("<=", "true", "true", "false");
    check(">", "false", "false", "true");
    check(">=", "false", "true", "true");
}

#[test]
fn between_holds_at_both_ends() {
    check_truth(&[
        ("households between 3 and 5", "households=2", "false"),
        ("households between 3 and 5", "households=3", "true"),
        ("households between 3 and 5", "households=5", "true"),
        ("households between 3 and 5", "households=6", "false"),
        ("households between 3 and 5", "", "unknown"),
        ("households between 3 and year", "households=2", "false"),
        ("households between 3 and year", "households=4", "unknown"),
        ("households not between 3 and 5", "households=2", "true"),
        ("households not between 3 and 5", "households=4", "false"),
        ("households not between 3 and 5", "", "unknown"),
        ("paid_on between date '2019-01-01' and as_of", "paid_on=2020-02-10", "true"),
        ("paid_on between date '2019-01-01' and as_of", "paid_on=2020-02-11", "false"),
        ("amount between 0 and planned", "amount=5 planned=5", "true"),
    ]);
}

#[test]
fn lists_of_values() {
    check_truth(&[
        ("households in (1, 3)", "households=3", "true"),
        ("households in (1, 3)", "households=2", "false"),
        ("households in (1, 3)", "", "unknown"),
        ("households not in (1, 3)", "households=3", "false"),
        ("households not in (1, 3)", "", "unknown"),
        ("households in (limit, year)", "households=5", "true"),
        ("households in (limit, year)", "households=6", "unknown"),
        ("households in (limit, year)", "households=6 year=7", "false"),
        ("paid_on in (date '2019-05-22', as_of)", "paid_on=2019-05-22", "true"),
        ("paid_on in (date '2019-05-22', date '2019-05-23')", "paid_on=2019-05-24", "false"),
        ("rate in (60%, 0.5%)", "rate=5000", "true"),
        ("rate in (60%, 0.5%)", "rate=6000", "false"),
    ]);
}

#[test]
fn null_tests_are_never_unknown() {
    check_truth(&[
        ("amount is null", "", "true"),
        ("amount is null", "amount=0", "false"),
        ("amount is not null", "", "false"),
        ("amount is not null", "amount=0", "true"),
        ("amount + planned is null", "amount=0", "true"),
        ("amount + planned is null", "amount=0 planned=0", "false"),
        ("(amount > 0) is null", "", "true"),
        ("(amount > 0) is null", "amount=0", "false"),
        ("registered is null", "registered=false", "false"),
        ("purpose is null", "purpose=''", "false"),
        ("purpose is null", "", "true"),
        ("channel is null", "channel=''", "false"),
        ("no_value is null", "", "true"),
        ("limit is null", "", "false"),
        ("last_day(handed_down) is null", "handed_down=100/", "true"),
    ]);
}

#[test]
fn cases_take_the_first_condition_that_is_true() {
    check_truth(&[
        (
            "case when registered then households else year end = 7",
            "registered=true households=7",
            "true",
        ),
        (
            "case when registered then households else year end = 7",
            "registered=false households=7",
            "unknown",
        ),
        ("case when registered then households else year end = 7", "households=7 year=8", "false"),
        (
            "case when households > 5 then 1 when households > 2 then 2 else 3 end = 2",
            "households=3",
            "true",
        ),
        (
            "case when households > 5 then 1 when households > 2 then 2 else 3 end = 1",
            "households=6",
            "true",
        ),
        ("case when households > 5 then 1 when households > 2 then 2 else 3 end = 3", "", "true"),
        ("case when registered then household else amount > 0 end", "registered=true", "unknown"),
        (
            "case when registered then household else amount > 0 end",
            "registered=false amount=1",
            "true",
        ),
        (
            "case when registered then household else amount > 0 end",
            "registered=true household=true",
            "true",
        ),
        ("case when registered then 60% else 0 end = 60%", "registered=true", "true"),
        (
            "case when registered then 'direct' else channel end = 'direct'",
            "registered=true",
            "true",
        ),
    ]);
}

#[test]
fn the_first_known_value() {
    check_truth(&[
        ("coalesce(households, year) = 7", "households=7 year=8", "true"),
        ("coalesce(households, year) = 8", "year=8", "true"),
        ("coalesce(households, year) = 8", "", "unknown"),
        ("coalesce(amount, planned, 0) = 0", "", "true"),
        ("coalesce(registered, false)", "", "false"),
        ("coalesce(registered, household, true)", "household=false", "false"),
        ("coalesce(paid_on, as_of) = as_of", "", "true"),
        ("coalesce(channel, 'direct') = 'direct'", "", "true"),
        ("coalesce(purpose, payee) = 'x'", "payee=x", "true"),
    ]);
}

#[test]
fn flags_compare_as_values() {
    check_truth(&[
        ("registered = true", "registered=true", "true"),
        ("registered = false", "registered=true", "false"),
        ("registered <> household", "registered=true household=false", "true"),
        ("registered = household", "registered=true", "unknown"),
        ("(amount > 0) = (planned > 0)", "amount=0 planned=0", "true"),
        ("registered in (true)", "registered=false", "false"),
        ("case when registered then true else false end = registered", "registered=true", "true"),
    ]);
}

#[test]
fn facts_that_were_not_filled_are_unknown() {
    use crate::fixture::{TABLE, as_of, calendar, compiled, params};
    use policy::lang::{Expect, Scope};
    use policy::value::{Batch, MAYBE};

    let batch = Batch { len: 3, columns: Vec::new() };
    let (names, params, calendar) = (domain::Names::default(), params(), calendar());
    let scope = Scope { names: &names, params: &params, calendar: &calendar, as_of: as_of() };
    let all = [
        "amount > 0",
        "registered",
        "channel = 'direct'",
        "contains_any(purpose, vague)",
        "total(handed_down) > 0",
        "done_by(handed_down, as_of) = 0",
        "amount + planned > 0",
        "workdays_after(paid_on, 3) > as_of",
        "kind in paid_kinds",
    ];
    for source in all {
        let bound = compiled(source, Expect::Truth);
        let bound = bound.bind(&TABLE, &scope);
        assert_eq!(bound.truth(&batch), vec![MAYBE; 3], "{source}");
    }
    let parts = compiled("handed_down", Expect::DateOrParts);
    assert!(parts.bind(&TABLE, &scope).parts(&batch).is_none());
}
