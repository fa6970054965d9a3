//! The real target tables and self-evaluations of `examples/`, against `docs/real-tables.md` and its Chinese twin:
//! what the page says is found is found, about this subject and in these words; every red finding is one that the page
//! explains; what is in order has none. Both languages say the same.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use program::root;
use serde_json::Value;

/// A language of the page: its file, its words for what no rule can tell and for what must not be found, and the name
/// of the language.
struct Page {
    file: &'static str,
    not_checkable: &'static str,
    no: &'static str,
    lang: &'static str,
}

const PAGES: [Page; 2] = [
    Page { file: "real-tables.md", not_checkable: "not checkable", no: "no `", lang: "en" },
    Page { file: "real-tables.zh-CN.md", not_checkable: "不可核查", no: "无 `", lang: "zh" },
];

/// How many tables there are.
const TABLES: usize = 24;
/// The day on which the examples are judged.
const DAY: &str = "2025-12-31";
/// The table of which nothing is said to be wrong.
const IN_ORDER: &str = "T017";

/// A finding about one of the tables.
#[derive(Debug)]
struct Found {
    table: String,
    rule: String,
    red: bool,
    subject: String,
    message: String,
}

/// The table that a subject is about: `T005` of `T005#逾期发放率` and of `T019:self`.
fn table_of(subject: &str) -> Option<&str> {
    let table = subject.split(['#', ':']).next()?;
    let digits = table.strip_prefix('T')?;
    (digits.len() == 3 && digits.chars().all(|c| c.is_ascii_digit())).then_some(table)
}

/// The folders of examples that hold tables, each with the tables in it.
fn folders() -> BTreeMap<String, Vec<String>> {
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(targets) = fs::read_to_string(path.join("targets.csv")) else { continue };
        let ids = targets.lines().skip(1).filter_map(|line| table_of(line.split(',').next()?));
        let name = path.file_name().unwrap().to_str().unwrap();
        out.insert(format!("examples/{name}"), ids.map(str::to_owned).collect());
    }
    out
}

/// What is found in all tables, in a language.
fn found(lang: &str) -> Vec<Found> {
    folders().keys().flat_map(|folder| found_in(folder, lang)).collect()
}

fn found_in(folder: &str, lang: &str) -> Vec<Found> {
    let arguments = ["check", folder, "--as-of", DAY, "--format", "json", "--lang", lang];
    let output = program::run_in(&root(), &arguments);
    assert!(output.status.code() < Some(2), "{folder}: {}", program::errors(&output));
    let said: Value = serde_json::from_str(&program::text(&output)).unwrap();
    assert_eq!(said["rejected"], Value::Array(Vec::new()), "{folder}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let about = |finding: &Value| {
        let subject = text(&finding["subject"]["id"]);
        Some(Found {
            table: table_of(&subject)?.to_owned(),
            rule: text(&finding["rule"]),
            red: text(&finding["severity"]) == "red",
            subject,
            message: text(&finding["message"]),
        })
    };
    said["findings"].as_array().unwrap().iter().filter_map(about).collect()
}

/// The rows of the page's table with so many columns, its head left out.
fn rows(page: &str, columns: usize) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        let line = line.trim().trim_matches('|').replace("\\|", "\u{1}");
        line.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
    };
    let of_table = |cells: &Vec<String>| cells.len() == columns && table_of(&cells[0]).is_some();
    page.lines().filter(|line| line.starts_with('|')).map(cells).filter(of_table).collect()
}

/// What stands in code in a cell.
fn codes(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn read(page: &Page) -> String {
    fs::read_to_string(root().join("docs").join(page.file)).unwrap()
}

/// What a page says of one subject of a table, or of the table where no rule can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    table: String,
    /// Nothing where no rule can tell.
    rule: String,
    subject: String,
    /// Whether it must be found, and not be absent.
    found: bool,
    /// Words of the finding, or the reason.
    words: String,
}

fn said(page: &Page) -> Vec<Said> {
    let mut out = Vec::new();
    for row in rows(&read(page), 5) {
        let (rules, subjects) = (codes(&row[2]), codes(&row[3]));
        assert!(!row[4].is_empty(), "{}: words or a reason: {row:?}", page.file);
        let one = |rule: &str, subject: &str| Said {
            table: row[0].clone(),
            rule: rule.to_owned(),
            subject: subject.to_owned(),
            found: !rule.is_empty() && !row[2].starts_with(page.no),
            words: row[4].clone(),
        };
        if let [rule] = rules[..] {
            assert!(!subjects.is_empty(), "{}: about what: {row:?}", page.file);
            out.extend(subjects.iter().map(|subject| one(rule, subject)));
        } else {
            assert_eq!(row[2], page.not_checkable, "{}: {row:?}", page.file);
            assert!(rules.is_empty() && subjects.is_empty(), "{}: {row:?}", page.file);
            out.push(one("", ""));
        }
    }
    out
}

#[test]
fn every_table_is_in_one_folder_and_on_the_page() {
    let all: Vec<String> = folders().into_values().flatten().collect();
    let tables: BTreeSet<&str> = all.iter().map(String::as_str).collect();
    assert_eq!((all.len(), tables.len()), (TABLES, TABLES), "each table once");
    for page in &PAGES {
        let told = said(page);
        let told: BTreeSet<&str> = told.iter().map(|said| said.table.as_str()).collect();
        let silent: Vec<_> = tables.difference(&told).filter(|t| **t != IN_ORDER).collect();
        assert!(silent.is_empty(), "{}: nothing about {silent:?}", page.file);
    }
}

#[test]
fn what_the_page_says_is_found() {
    for page in &PAGES {
        let found = found(page.lang);
        let mut count = 0;
        for said in said(page).into_iter().filter(|said| !said.rule.is_empty()) {
            assert_eq!(table_of(&said.subject), Some(said.table.as_str()), "{said:?}");
            let is_it = |f: &&Found| f.rule == said.rule && f.subject == said.subject;
            let finding = found.iter().find(is_it);
            assert_eq!(finding.is_some(), said.found, "{}: {said:?}: {finding:?}", page.file);
            let told = finding.is_none_or(|f| f.message.contains(&said.words));
            assert!(told, "{}: {said:?}: {finding:?}", page.file);
            count += usize::from(said.found);
        }
        assert!(count >= 30, "{}: only {count} findings are named", page.file);
    }
}

#[test]
fn every_red_finding_is_explained_and_what_is_in_order_has_none() {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for finding in found("en").into_iter().filter(|f| f.red) {
        assert_ne!(finding.table, IN_ORDER, "a false red: {finding:?}");
        *counts.entry((finding.table, finding.rule)).or_default() += 1;
    }
    for page in &PAGES {
        let text = read(page);
        let of = |row: Vec<String>| {
            let rule = codes(&row[1]).concat();
            assert!(!row[3].is_empty(), "{}: why: {row:?}", page.file);
            ((row[0].clone(), rule), row[2].parse::<usize>().unwrap())
        };
        let explained: BTreeMap<(String, String), usize> =
            rows(&text, 4).into_iter().map(of).collect();
        assert_eq!(explained, counts, "{}", page.file);
    }
}

#[test]
fn both_languages_name_the_same() {
    let [english, chinese] = PAGES.map(|page| {
        said(&page)
            .into_iter()
            .map(|said| Said { words: String::new(), ..said })
            .collect::<Vec<_>>()
    });
    assert_eq!(english, chinese);
}
