//! The packs of the repository load without an error, whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use policy::pack::{
    self, Carried, Pack, PackError, coverage, examples, lint, mutation, situations,
};

#[path = "packs/sentences.rs"]
mod sentences;

/// Reads a pack's folder; files in folders below it belong to other readers.
fn files(name: &str) -> std::io::Result<BTreeMap<String, String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies").join(name);
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().and_then(|n| n.to_str()).filter(|_| path.is_file()) {
            files.insert(name.to_owned(), std::fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

/// The pack, or all its errors as lines.
fn load(name: &str) -> Result<Pack, String> {
    let files = files(name).map_err(|e| format!("{name}: {e}"))?;
    pack::load(&files).map_err(|errors| {
        let line = |e: &PackError| {
            format!("{}:{}: {} {}\n", e.place.file, e.place.line, e.message.en, e.hint.en)
        };
        errors.iter().map(line).collect()
    })
}

/// The pack, which must load.
fn loaded(name: &str) -> Pack {
    let pack = load(name);
    assert!(pack.is_ok(), "{name} has errors:\n{}", pack.err().unwrap_or_default());
    pack.unwrap_or_else(|_| unreachable!("asserted above"))
}

/// Every pack of the repository.
const PACKS: [&str; 2] = ["rural-revitalization-2021", "xinjiang-2019"];

#[test]
fn every_pack_loads_without_an_error() {
    for name in PACKS {
        let pack = loaded(name);
        assert_eq!(pack.name, name, "the folder is named as pack.toml says");
        assert!(!pack.funds.is_empty() && !pack.actors.is_empty());
    }
}

#[test]
fn the_measures_of_a_prefecture_bind_what_lies_in_it() {
    let pack = loaded("xinjiang-2019");
    let binds = |clause, code| pack.binds(clause, domain::Division::from_code(code));
    assert!(binds("E-8.a", 652_300) && binds("E-8.a", 652_323));
    assert!(!binds("E-8.a", 653_125) && !binds("E-8.a", 650_000) && !pack.binds("E-8.a", None));
    assert!(binds("A-12.a", 653_125) && pack.binds("A-12.a", None));
}

#[test]
fn the_five_regulations_are_there_clause_by_clause() {
    let pack = loaded("xinjiang-2019");
    let ids: Vec<&str> = pack.documents.iter().map(|d| d.id.as_str()).collect();
    assert_eq!(ids, ["A", "B", "C", "D", "E"]);
    assert_eq!(pack.clauses.len(), 764);
    assert!(pack.clauses.iter().all(|c| !c.text.is_empty() && !c.summary.is_empty()));
    let named: BTreeSet<&String> =
        pack.clauses.iter().flat_map(|c| c.who.iter().chain(&c.answers)).collect();
    assert!(named.iter().all(|actor| pack.actors.contains_key(*actor)));
    let by_rule = pack.clauses.iter().filter(|c| matches!(c.carried, Carried::Rule(_))).count();
    assert!(by_rule > 300, "{by_rule} clauses are carried by rules");
}

#[test]
fn divisions_funds_and_working_days_are_those_of_the_data_files() {
    let pack = loaded("xinjiang-2019");
    let tagged = |tag| pack.divisions.iter().filter(|e| e.tags.iter().any(|t| t == tag)).count();
    assert_eq!((tagged("poor-county"), tagged("deeply-poor")), (32, 22));
    let class = |text| pack.funds.resolve(text).map(|id| pack.funds.get(id).class.word());
    for (text, word) in [
        ("special-development", "special"),
        ("以工代赈资金", "special"),
        ("special-minority", "special"),
        ("special-farm", "special"),
        ("special-pasture", "special"),
        ("special-forest-farm", "special"),
        ("relocation", "relocation"),
        ("bond-poverty", "bond"),
        ("bond-relocation", "bond"),
        ("safety-net", "safety_net"),
        ("medical-supplement", "medical"),
    ] {
        assert_eq!(class(text), Some(word), "{text}");
    }
    // Working days across holidays and make-up days of 2018 to 2025 (the day of the start not
    // counted).
    for (start, n, due) in [
        ("2019-04-26", 5, "2019-05-06"),
        ("2019-09-27", 5, "2019-10-10"),
        ("2020-01-20", 5, "2020-02-04"),
        ("2020-04-28", 3, "2020-05-06"),
        ("2018-02-09", 5, "2018-02-22"),
        ("2019-05-22", 5, "2019-05-29"),
        ("2021-09-30", 5, "2021-10-13"),
        ("2023-09-28", 5, "2023-10-11"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2019-01-31", 2, "2019-02-02"),
    ] {
        let day = |text| domain::Day::parse(text).ok();
        let got = day(start).and_then(|d| pack.calendar.plus_workdays(d, n));
        assert_eq!(got, day(due), "{start} + {n}");
    }
}

#[test]
fn every_clause_is_classified() {
    let pack = loaded("xinjiang-2019");
    let coverage = coverage::coverage(&pack);
    assert_eq!(coverage.len(), pack.clauses.len());
    let totals = coverage::totals(&coverage);
    let sum = |document: &str| totals.get(document).map_or(0, |kinds| kinds.values().sum());
    let by_document = ["A", "B", "C", "D", "E", "*"].map(sum);
    assert_eq!(by_document, [112, 365, 96, 132, 59, 764]);
}

#[test]
fn the_examples_of_every_pack_come_out_as_written() {
    for name in PACKS {
        let pack = loaded(name);
        let failures: Vec<String> = examples::run(&pack)
            .into_iter()
            .chain(situations::run(&pack))
            .map(|f| format!("{}: {}: {} but got {}", f.place, f.title, f.expected.en, f.got.en))
            .collect();
        assert!(failures.is_empty(), "{name}:\n{}", failures.join("\n"));
    }
}

#[test]
fn whatever_a_clause_says_carries_it_out_is_there_and_cites_it() {
    for name in PACKS {
        let left = lint::incomplete(&loaded(name));
        let left: Vec<String> =
            left.iter().map(|e| format!("{}: {}", e.place, e.message.en)).collect();
        assert!(left.is_empty(), "{name}:\n{}", left.join("\n"));
    }
}

#[test]
fn the_second_pack_is_finished_and_its_examples_notice_every_change() {
    let pack = loaded("rural-revitalization-2021");
    assert!(pack.rules.iter().all(|r| r.local_default), "no text is held, so nothing is law");
    let report = mutation::mutate(&pack);
    let survivors: Vec<String> =
        report.survivors.iter().map(|m| format!("{} {}: {}", m.place, m.of, m.what)).collect();
    assert!(survivors.is_empty(), "not noticed:\n{}", survivors.join("\n"));
    assert!(report.out_of_reach.is_empty(), "{:?}", report.out_of_reach);
}

/// Values that only facts read decide too; the examples of records hold them fast.
#[test]
fn a_changed_value_that_only_facts_read_is_noticed() {
    for (file, from, to) in [
        ("B3-spending.md", "values = [{ count = 7 }]\nlocal", "values = [{ count = 30 }]\nlocal"),
        ("B3-spending.md", "\"监督\", \"举报\"", "\"监督\""),
        ("A.md", "words = [\"数量\"]", "words = [\"质量\"]"),
        ("A.md", "\"效益\", \"效果\"", "\"效益\""),
        ("A.md", "words = [\"满意\"]", "words = [\"满意度指标\"]"),
        ("A.md", "道路:里程|公里|长度", "道路:里程|公里"),
        ("A.md", "words = [\"预算执行\", ", "words = [\"预算执行率\", "),
        ("A.md", "产出\"] }]", "产出指标值\"] }]"),
        ("A.md", "学生数:人|名", "学生数:人"),
        ("A.md", "words = [\"其中\"]", "words = [\"其中：\"]"),
        ("A.md", "words = [\"受益\"]", "words = [\"受益贫困\"]"),
        ("A.md", "\"未达成\", ", ""),
        ("A.md", ", \"基本\"]", "]"),
        ("A.md", "\"达成\", \"达到\"", "\"达成\""),
        ("C.md", "words = [\"**\", ", "words = ["),
        ("B3-spending.md", "words = [\"special\"]", "words = [\"bond\"]"),
        ("B1-raising.md", "\"4:支出使用\", ", ""),
    ] {
        let mut files = files("xinjiang-2019").unwrap_or_default();
        let text = files.get_mut(file);
        let text = text.filter(|text| text.matches(from).count() == 1);
        assert!(text.is_some(), "{file} has {from} once");
        if let Some(text) = text {
            *text = text.replacen(from, to, 1);
        }
        let pack = pack::load(&files).unwrap_or_else(|errors| panic!("{from}: {errors:?}"));
        assert!(!situations::run(&pack).is_empty(), "{file}: {from} → {to}");
    }
}

/// What no rule and no fact reads is marked with who uses it.
#[test]
fn values_for_other_parts_of_the_platform_are_marked() {
    let pack = loaded("xinjiang-2019");
    let marked = pack.params.by_name.values().filter(|p| p.used_by.is_some());
    let marked: Vec<&str> = marked.map(|p| p.name.as_str()).collect();
    let unread = [
        "appraisal_points",
        "budget_kinds",
        "department_target_dimensions",
        "draw_money_large",
        "draw_money_middle",
        "draw_near_grade",
        "draw_risk_high",
        "draw_risk_low",
        "draw_risk_middle",
        "draw_size_large",
        "draw_size_middle",
        "draw_size_small",
        "insured_persons",
        "monitoring_cycle",
        "payment_request_counties",
        "performance_office",
        "qualitative_partly",
        "qualitative_reached",
        "target_review_pass",
        "target_review_points",
        "target_review_reject",
        "target_subjects",
    ];
    assert_eq!(marked, unread);
}

/// What tells the state of a qualitative indicator is the bureau's own list of words: rules that use the
/// fact say so, though they do not name the list.
#[test]
fn a_rule_that_rests_on_a_default_read_by_a_fact_says_so() {
    let pack = loaded("xinjiang-2019");
    let says = |id: &str| pack.rules.iter().filter(|r| r.id == id).all(|r| r.local_default);
    for (id, default) in
        [("evaluation.no-reason", true), ("pay.split", true), ("pay.delegated", false)]
    {
        assert_eq!(says(id), default, "{id}");
    }
}

/// Divisions and working days do not depend on the regime.
#[test]
fn the_packs_share_their_lists() {
    let [first, second] = PACKS.map(|name| files(name).unwrap_or_default());
    for list in ["divisions.csv", "workdays.csv"] {
        assert!(first.contains_key(list) && first.get(list) == second.get(list), "{list}");
    }
}
