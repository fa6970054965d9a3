//! Dated parameters: every row is judged by the value in force on its own day.

use policy::lang::{Expect, Scope};
use policy::value::{MAYBE, TRUE};

use crate::fixture::{TABLE, as_of, calendar, check_truth, compiled, params, rows};

#[test]
fn the_value_in_force_on_the_rows_own_day() {
    check_truth(&[
        ("households = limit_dated", "households=30 paid_on=2019-12-31", "true"),
        ("households = limit_dated", "households=20 paid_on=2020-01-01", "true"),
        // The day of the row is not known: the day of evaluation, 10 February 2020, counts.
        ("households = limit_dated", "households=20", "true"),
        ("households = limit_late", "households=30 paid_on=2018-12-31", "unknown"),
        ("households = limit_late", "households=30 paid_on=2019-01-01", "true"),
        ("limit_late is null", "paid_on=2018-12-31", "true"),
        // A single value is the only one that the pack knows.
        ("amount = large", "amount=100000000 paid_on=2018-01-01", "true"),
        (
            "amount >= percent_of(share_dated, planned)",
            "amount=80 planned=100 paid_on=2019-06-01",
            "true",
        ),
        (
            "amount >= percent_of(share_dated, planned)",
            "amount=80 planned=100 paid_on=2020-06-01",
            "false",
        ),
        ("kind in kinds_dated", "kind=advance paid_on=2019-06-01", "true"),
        ("kind in kinds_dated", "kind=advance paid_on=2020-06-01", "false"),
        ("kind in kinds_dated", "paid_on=2020-06-01", "unknown"),
        ("contains_any(purpose, vague_dated)", "purpose=显著 paid_on=2019-06-01", "true"),
        ("contains_any(purpose, vague_dated)", "purpose=显著 paid_on=2020-06-01", "false"),
        ("contains_any(purpose, vague_dated)", "purpose=加强 paid_on=2020-06-01", "true"),
        ("purpose in vague_dated", "purpose='' paid_on=2020-06-01", "true"),
        ("days_after(paid_on, limit_dated) > as_of", "paid_on=2020-01-22", "true"),
        ("days_after(paid_on, limit_dated) > as_of", "paid_on=2020-01-20", "false"),
        ("households > no_value", "households=1", "unknown"),
    ]);
}

#[test]
fn one_batch_may_span_a_change_of_the_law() {
    let sources = [
        "households = limit_dated",
        "households <> limit_dated",
        "percent_of(share_dated, amount) > 0",
        "kind in kinds_dated",
        "contains_any(purpose, vague_dated)",
        "large_dated > amount",
        "limit_late > households",
    ];
    let lines = [
        "households=30 paid_on=2018-12-31 kind=advance purpose=显著 amount=1",
        "households=20 paid_on=2020-01-01 kind=final purpose=加强 amount=1",
        "households=20 kind=final purpose=加强 amount=1",
        "paid_on=2020-01-01",
    ];
    let (params, calendar) = (params(), calendar());
    let run = |lines: &[&str], source: &str| {
        let (batch, names) = rows(lines);
        let scope = Scope { names: &names, params: &params, calendar: &calendar, as_of: as_of() };
        compiled(source, Expect::Truth).bind(&TABLE, &scope).truth(&batch)
    };
    for source in sources {
        let alone: Vec<_> = lines.iter().map(|line| run(&[line], source)[0]).collect();
        assert_eq!(run(&lines, source), alone, "{source}");
    }
    assert_eq!(run(&lines, "households = limit_dated"), [TRUE, TRUE, TRUE, MAYBE]);
}

#[test]
fn what_an_expression_needs() {
    let columns = |source: &str| -> Vec<&str> {
        let columns = compiled(source, Expect::Truth).columns();
        columns.into_iter().map(|c| TABLE.columns[c].name).collect()
    };
    assert_eq!(columns("planned > 0 and amount > 0 and planned > amount"), ["amount", "planned"]);
    assert_eq!(columns("households > limit"), ["households"]);
    assert_eq!(columns("households > limit_dated"), ["households", "paid_on"]);
    assert_eq!(columns("done_by(handed_down, as_of) > 0"), ["handed_down"]);
    let expr = compiled(
        "kind in paid_kinds and amount > large or limit > households and limit > 1",
        Expect::Truth,
    );
    assert_eq!(expr.params(), ["large", "limit", "paid_kinds"]);
    assert!(!expr.uses_workdays());
    assert!(compiled("workdays_after(paid_on, 1) > as_of", Expect::Truth).uses_workdays());
    assert!(compiled("workdays_between(paid_on, as_of) > 1", Expect::Truth).uses_workdays());
}
