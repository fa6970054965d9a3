//! Days and dated amounts.

use policy::lang::Expect;

use crate::fixture::{check_truth, scalar_of};

fn check_day(source: &str, row: &str, expect: &str) {
    assert_eq!(scalar_of(source, Expect::Date, row), expect, "{source} over {row}");
}

#[test]
fn counting_on_in_days_and_months() {
    check_day("days_after(paid_on, 30)", "paid_on=2019-06-03", "2019-07-03");
    check_day("days_after(paid_on, -3)", "paid_on=2019-06-03", "2019-05-31");
    check_day("days_after(paid_on, 0)", "paid_on=2019-06-03", "2019-06-03");
    check_day("days_after(paid_on, limit)", "paid_on=2019-06-03", "2019-06-08");
    check_day("days_after(paid_on, households)", "paid_on=2019-06-03 households=2", "2019-06-05");
    check_day("days_after(paid_on, households)", "paid_on=2019-06-03", "unknown");
    check_day("days_after(paid_on, households)", "households=2", "unknown");
    check_day("days_after(paid_on, 3000000)", "paid_on=2019-06-03", "unknown");
    check_day("days_after(paid_on, 30000000000)", "paid_on=2019-06-03", "unknown");
    check_day("days_after(paid_on, 1 + 2)", "paid_on=2019-06-03", "2019-06-06");
    check_day("months_after(paid_on, 3)", "paid_on=2019-11-30", "2020-02-29");
    check_day("months_after(paid_on, -2)", "paid_on=2019-01-31", "2018-11-30");
    check_day("months_after(paid_on, 12)", "", "unknown");
    check_day("months_after(paid_on, 5000)", "paid_on=2019-01-31", "unknown");
}

#[test]
fn counting_on_in_working_days() {
    check_day("workdays_after(paid_on, 5)", "paid_on=2020-01-20", "2020-02-04");
    check_day("workdays_after(paid_on, 1)", "paid_on=2020-01-17", "2020-01-19");
    check_day("workdays_after(paid_on, -5)", "paid_on=2020-02-04", "2020-01-20");
    check_day("workdays_after(paid_on, -1)", "paid_on=2020-01-25", "2020-01-23");
    check_day("workdays_after(paid_on, 0)", "paid_on=2020-01-25", "2020-01-25");
    check_day("workdays_after(paid_on, 3)", "paid_on=2019-09-30", "2019-10-10");
    check_day("workdays_after(paid_on, 3)", "", "unknown");
    check_day("workdays_after(paid_on, 1)", "paid_on=1999-12-31", "unknown");
    check_day("workdays_after(paid_on, 1)", "paid_on=2100-12-31", "unknown");
    check_day("workdays_after(paid_on, households)", "paid_on=2020-01-20", "unknown");
}

#[test]
fn ends_of_months_and_days_of_years() {
    check_day("month_end(paid_on)", "paid_on=2020-02-01", "2020-02-29");
    check_day("month_end(paid_on)", "", "unknown");
    check_day("on(year, last_day_of_october)", "year=2019", "2019-10-31");
    check_day("on(year, leap_day)", "year=2019", "2019-02-28");
    check_day("on(year, leap_day)", "year=2020", "2020-02-29");
    check_day("on(year + 1, leap_day)", "year=2019", "2020-02-29");
    check_day("on(year, leap_day)", "", "unknown");
    check_day("on(year, leap_day)", "year=1700", "unknown");
    check_day("on(year_of(paid_on), close)", "paid_on=2019-03-01", "2019-10-31");
    check_day("on(year_of(paid_on), close)", "paid_on=2020-03-01", "2020-11-30");
    check_day("as_of", "", "2020-02-10");
    check_day("date '2019-05-22'", "", "2019-05-22");
    check_day("greatest(paid_on, as_of)", "paid_on=2019-03-01", "2020-02-10");
    check_day("coalesce(paid_on, received_on)", "received_on=2019-03-01", "2019-03-01");
    check_day("case when registered then paid_on else as_of end", "", "2020-02-10");
}

#[test]
fn counting_between_days() {
    check_truth(&[
        ("days_between(paid_on, as_of) = 9", "paid_on=2020-02-01", "true"),
        ("days_between(as_of, paid_on) = -9", "paid_on=2020-02-01", "true"),
        ("days_between(paid_on, received_on) > 0", "paid_on=2020-02-01", "unknown"),
        (
            "workdays_between(paid_on, received_on) = 5",
            "paid_on=2020-01-20 received_on=2020-02-04",
            "true",
        ),
        (
            "workdays_between(paid_on, received_on) = -5",
            "paid_on=2020-02-04 received_on=2020-01-20",
            "true",
        ),
        (
            "workdays_between(paid_on, received_on) = 0",
            "paid_on=2020-01-24 received_on=2020-02-02",
            "true",
        ),
        ("workdays_between(paid_on, received_on) = 0", "paid_on=2020-01-24", "unknown"),
        ("workdays_between(paid_on, as_of) is null", "paid_on=1999-12-31", "true"),
        ("year_of(paid_on) = 2019", "paid_on=2019-12-31", "true"),
        ("year_of(paid_on) = year", "paid_on=2019-12-31 year=2019", "true"),
        ("year_of(paid_on) = 2019", "", "unknown"),
        ("paid_on > received_on", "paid_on=2019-12-31 received_on=2019-12-30", "true"),
        ("paid_on = date '2019-12-31'", "paid_on=2019-12-31", "true"),
        ("paid_on <= as_of", "paid_on=2020-02-10", "true"),
    ]);
}

#[test]
fn dated_amounts() {
    let row = "handed_down=100/2019-07-04:40,2019-07-01:60";
    check_truth(&[
        ("total(handed_down) = amount", "handed_down=100/ amount=100", "true"),
        ("total(handed_down) > 0", "handed_down=?/2019-07-01:60", "unknown"),
        ("done_by(handed_down, date '2019-06-30') = 0", row, "true"),
        ("done_by(handed_down, date '2019-07-01') = amount", &format!("{row} amount=60"), "true"),
        ("done_by(handed_down, date '2019-07-03') = amount", &format!("{row} amount=60"), "true"),
        ("done_by(handed_down, date '2019-07-04') = total(handed_down)", row, "true"),
        ("done_by(handed_down, paid_on) = 0", row, "unknown"),
        ("done_by(handed_down, as_of) = 0", "handed_down=100/", "true"),
        (
            "done_by(handed_down, as_of) is null",
            "handed_down=1/2019-07-01:9000000000000000000,2019-07-01:9000000000000000000",
            "true",
        ),
        ("last_day(handed_down) = date '2019-07-04'", row, "true"),
        ("last_day(handed_down) > as_of", "handed_down=100/", "unknown"),
    ]);
}

#[test]
fn a_column_of_dated_amounts_is_handed_through() {
    use crate::fixture::{TABLE, as_of, calendar, compiled, params, rows};
    use policy::lang::Scope;

    let (batch, names) = rows(&["handed_down=100/2019-07-04:40,2019-07-01:60", "amount=1"]);
    let (params, calendar) = (params(), calendar());
    let scope = Scope { names: &names, params: &params, calendar: &calendar, as_of: as_of() };
    let done = compiled("handed_down", Expect::DateOrParts);
    assert_eq!(done.ty(), policy::value::Type::Parts);
    let bound = done.bind(&TABLE, &scope);
    let parts = bound.parts(&batch).unwrap();
    assert_eq!(parts.row(0).map(|(_, amount)| amount).collect::<Vec<_>>(), [60, 40]);
    let date = compiled("paid_on", Expect::DateOrParts);
    assert!(date.bind(&TABLE, &scope).parts(&batch).is_none());
}
