//! Settings are read as values of the pack are, or refused by name with the way out.

use super::*;
use crate::pack::Window;
use crate::pack::load::loaded;
use crate::pack::sample::{TABLES, files};

fn with(text: &str) -> Result<Pack, Vec<(u32, String, String)>> {
    let set = SettingsText { file: "set.toml", text };
    loaded(&files(), TABLES, Some(&set)).map_err(|errors| {
        errors.into_iter().map(|e| (e.place.line, e.message.en, e.hint.en)).collect()
    })
}

fn section(name: &str, rest: &str) -> String {
    format!("[[setting]]\nname = \"{name}\"\n{rest}\n")
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn a_setting_holds_from_its_day_and_what_held_before_goes_on_before() {
    let pack = with(&section("due_soon_workdays", "since = 2020-01-01\ncount = 4")).unwrap();
    let count = |on: &str| pack.params.on("due_soon_workdays", day(on)).cloned();
    assert_eq!(count("2000-01-01"), Some(Value::Count(2)));
    assert_eq!(count("2019-12-31"), Some(Value::Count(2)));
    assert_eq!(count("2020-01-01"), Some(Value::Count(4)));
    let soon = pack.rules.iter().find_map(|rule| rule.soon()).unwrap();
    assert_eq!(soon.window(day("2019-12-31")), Some(Window::Workdays(2)));
    assert_eq!(soon.window(day("2020-01-01")), Some(Window::Workdays(4)));
    assert!(soon.local_default);
    let set = &pack.params.by_name["due_soon_workdays"].values;
    assert_eq!(set.iter().map(|value| value.set).collect::<Vec<bool>>(), [false, true]);
    assert_eq!(pack.readers("due_soon_workdays"), ["sum.late"]);
    assert_eq!(pack.readers("floor"), ["pay.delegated"]);
}

#[test]
fn the_version_tells_settings_apart_and_not_how_they_are_written() {
    let one = section("due_soon_workdays", "since = 2020-01-01\ncount = 4");
    let two = format!("# 一\n{}", one.replace(" = ", "   =   "));
    let version = |text: &str| with(text).unwrap().version;
    assert_eq!(version(""), "1");
    assert_eq!(version(&one), version(&two));
    assert_eq!(version(&one).len(), "1+1.00000000".len());
    assert!(version(&one).starts_with("1+1."), "{}", version(&one));
    assert_ne!(version(&one), version(&one.replace('4', "5")));
    assert_ne!(version(&one), version(&one.replace("2020", "2021")));
}

#[test]
fn what_cannot_be_set_is_refused_all_at_once_with_line_and_remedy() {
    let check = |text: &str, expect: &[(u32, &str, &str)]| {
        let errors = with(text).err().unwrap_or_default();
        let errors: Vec<(u32, &str, &str)> =
            errors.iter().map(|(line, m, h)| (*line, m.as_str(), h.as_str())).collect();
        assert_eq!(errors, expect, "{text}");
    };
    let ours = |rest: &str| section("due_soon_workdays", rest);
    check(
        &format!(
            "{}{}{}",
            section("floor", "since = 2020-01-01\nyuan = \"1\""),
            section("due_son_workdays", "since = 2020-01-01\ncount = 1"),
            section("limit", "since = 2030-01-01\ncount = 1"),
        ),
        &[
            (
                2,
                "the parameter floor is fixed by clause B-1 and cannot be set",
                "new law is a new version of the pack; only local defaults can be set",
            ),
            (6, "the pack has no parameter due_son_workdays", "did you mean due_soon_workdays?"),
            (
                10,
                "the parameter limit is fixed by clause B-2 and cannot be set",
                "new law is a new version of the pack; only local defaults can be set",
            ),
        ],
    );
    check(
        &ours("since = 2020-01-01\npercent = \"4\""),
        &[(2, "values of due_soon_workdays are written as count", "write count = 10")],
    );
    let bounds = "give a value that is neither below nothing, nor empty, nor beyond all use";
    for count in ["-1", "100001"] {
        check(
            &ours(&format!("since = 2020-01-01\ncount = {count}")),
            &[(2, "the value of due_soon_workdays is out of bounds", bounds)],
        );
    }
    check(
        &ours("since = 1999-12-31\ncount = 1"),
        &[(
            2,
            "the day from which due_soon_workdays holds is in no year that records have",
            "give a day of the years 2000 to 2063",
        )],
    );
    let twice = [ours("since = 2020-01-01\ncount = 1"), ours("since = 2020-01-01\ncount = 3")];
    check(
        &twice.concat(),
        &[(
            6,
            "due_soon_workdays already has a value from 2020-01-01 on",
            "give a day after 2020-01-01, the earlier settings first",
        )],
    );
    check(&ours("count = 1"), &[(1, "since is missing", "add since = … to this section")]);
    check(
        &ours("since = 2020-01-01\ncount = 1\nreson = 1"),
        &[(5, "unknown key reson", "known here: name, since, count")],
    );
    check("settings = 1\n", &[(1, "unknown key settings", "did you mean setting?")]);
}

#[test]
fn what_is_written_is_read_again_as_the_same() {
    let words = Value::Words(["甲\"\\".to_owned(), "乙\u{7}".to_owned()].into());
    let all = [
        Value::Count(10),
        Value::Percent(123_400),
        Value::Money(domain::Fen(10_000_001)),
        Value::Number(Decimal(13_000)),
        Value::MonthDay(2, 29),
        words,
    ];
    let settings: Vec<Setting> = all
        .into_iter()
        .enumerate()
        .map(|(at, value)| Setting { name: format!("p{at}"), since: day("2020-01-01"), value })
        .collect();
    let text = written(&settings);
    let log = Log::default();
    let source = Source::new("set.toml", &text);
    let mut fields = Fields::parse(&source, 0..text.len(), &log);
    let again: Vec<Value> = fields.tables("setting").iter_mut().filter_map(params::value).collect();
    let before: Vec<Value> = settings.into_iter().map(|setting| setting.value).collect();
    assert_eq!((again, log.finish()), (before, vec![]));
}

#[test]
fn values_are_read_as_people_write_them() {
    for (ty, text, value) in [
        (Type::Count, " 12 ", Some(Value::Count(12))),
        (Type::Count, "1.5", None),
        (Type::Words, "车、手机、车", None),
        (Type::Percent, "12.5%", Some(Value::Percent(125_000))),
        (Type::Percent, "12.5％", Some(Value::Percent(125_000))),
        (Type::Money, "100.01", Some(Value::Money(domain::Fen(10_001)))),
        (Type::Money, "甲", None),
        (Type::MonthDay, "10-31", Some(Value::MonthDay(10, 31))),
        (Type::MonthDay, "13-31", None),
        (
            Type::Words,
            "车\n 手机 \n\n船",
            Some(Value::Words(["车", "手机", "船"].map(String::from).into())),
        ),
    ] {
        assert_eq!(params::typed(ty, text), value, "{text}");
    }
}

#[test]
fn a_pack_brings_no_settings() {
    let mut files = files();
    files.insert(FILE.to_owned(), section("due_soon_workdays", "since = 2020-01-01\ncount = 4"));
    let errors = loaded(&files, TABLES, None).unwrap_err();
    let told: Vec<&str> = errors.iter().map(|e| e.message.en.as_str()).collect();
    assert_eq!(told, ["settings are not part of a pack"]);
}
