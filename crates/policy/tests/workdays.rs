//! Working days of the packs: the notices of every year, and years that no notice covers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
#[allow(dead_code, reason = "shared by tests of which each uses a part")]
mod records;

use std::collections::BTreeSet;

use domain::{Day, Lang};
use policy::engine::{Selection, evaluate};
use policy::pack;
use policy::{Context, render};

/// Day, whether offices work on it: one and the other of every notice of 2015 to 2017.
#[test]
fn the_notices_of_2015_to_2017_are_there() {
    let pack = records::pack();
    assert_eq!(pack.calendar.years(), Some(2015..=2026));
    for (day, worked) in [
        ("2015-09-03", false),
        ("2015-09-06", true),
        ("2015-10-10", true),
        ("2016-01-01", false),
        ("2016-01-04", true),
        ("2016-02-06", true),
        ("2016-02-12", false),
        ("2016-02-14", true),
        ("2016-06-12", true),
        ("2016-09-16", false),
        ("2016-09-18", true),
        ("2016-10-07", false),
        ("2016-10-08", true),
        ("2016-10-09", true),
        ("2017-01-02", false),
        ("2017-01-22", true),
        ("2017-02-02", false),
        ("2017-02-04", true),
        ("2017-04-01", true),
        ("2017-05-27", true),
        ("2017-09-30", true),
        ("2017-10-06", false),
        ("2017-10-09", true),
    ] {
        assert_eq!(pack.calendar.is_workday(Day::parse(day).unwrap()), worked, "{day}");
    }
    for (start, n, due) in [
        ("2015-12-30", 5, "2016-01-07"),
        ("2016-02-05", 5, "2016-02-17"),
        ("2016-09-30", 5, "2016-10-12"),
        ("2017-01-20", 5, "2017-01-26"),
        ("2017-01-26", 5, "2017-02-08"),
        ("2017-09-29", 5, "2017-10-12"),
    ] {
        let due_on = pack.calendar.plus_workdays(Day::parse(start).unwrap(), n);
        assert_eq!(due_on, Day::parse(due).ok(), "{start} + {n}");
    }
}

/// Money received by a prefecture at the end of a year that the calendar knows, and after it.
const HANDED_ON: &str = "
    allotments: id doc_no fund fiscal_year kind from to parent amount issued_on received_on for_poverty
    A1 n1 special-development 2026 grant 650000 653100 - 100 2026-12-01 2026-12-23 y
    A2 n2 special-development 2026 grant 650000 653100 - 100 2026-12-01 2026-12-29 y
    A3 n3 special-development 2027 grant 650000 653100 - 100 2027-03-01 2027-03-02 y
    A4 n4 special-development 2026 grant 650000 653100 - 100 2026-12-01 - y
    fundings: project allotment amount allotted_on
";

#[test]
fn a_limit_that_reaches_into_an_unknown_year_cannot_be_told() {
    let pack = records::whole(records::XINJIANG);
    let data = records::records(&pack, HANDED_ON);
    let context = Context::new(&data, &pack, Day::parse("2027-04-30").unwrap());
    let rules = BTreeSet::from(["allot.late.prefecture".to_owned()]);
    let outcome = evaluate(&context, &Selection { rules, ..Selection::default() });
    let found: Vec<(&str, String)> = outcome
        .findings
        .iter()
        .map(|f| (f.subject.id.as_str(), f.due_on.unwrap().to_string()))
        .collect();
    assert_eq!(found, [("A1", "2026-12-30".to_owned())]);
    let reason = |lang| -> Vec<(String, u64)> {
        let items = outcome.not_evaluable.iter();
        items.map(|n| (render::reason(&n.reason, lang), n.subjects)).collect()
    };
    let notice = "working days of 2027 are not known; add that year's notice to workdays.csv";
    assert_eq!(
        reason(Lang::En),
        [
            ("missing: day of receipt (allotments.received_on)".to_owned(), 1),
            (notice.to_owned(), 2)
        ]
    );
    let notice = "没有2027年的工作日历，请按该年放假通知补录政策包的 workdays.csv";
    assert_eq!(reason(Lang::Zh).last(), Some(&(notice.to_owned(), 2)));
}

/// Lines of `workdays.csv` left out, and what loading the pack then says.
#[test]
fn a_pack_must_know_the_working_days_of_the_years_it_binds() {
    let check = |left_out: &[&str], want: &[&str]| {
        let mut files = records::files(records::XINJIANG);
        let days = files.get_mut("workdays.csv").unwrap();
        let kept = |line: &&str| !left_out.iter().any(|year| line.starts_with(year));
        *days = days.split_inclusive('\n').filter(kept).collect();
        let errors = pack::load(&files).err().unwrap_or_default();
        let lines: Vec<String> = errors
            .iter()
            .map(|e| format!("{}:{} {}", e.place.file, e.place.line, e.message.en))
            .collect();
        assert_eq!(lines, want, "{left_out:?}");
    };
    let binds = |year: &str| {
        format!(
            "workdays.csv:1 the pack binds {year} or judges its examples in it, and workdays.csv \
             has no holidays of that year"
        )
    };
    check(&[], &[]);
    check(&["2015"], &[]);
    check(&["2015", "2016"], &[&binds("2016")]);
    let gap = |year: &str| format!("workdays.csv:1 the holidays of {year} are missing");
    check(&["2018", "2019"], &[&binds("2019"), &gap("2018"), &gap("2019")]);
    check(&["2"], &[&binds("2016"), &binds("2019")]);
}
