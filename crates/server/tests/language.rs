//! Everything is said in the reader's language: whatever Chinese output holds in Latin letters is a name
//! (of a file, a table, a rule, an option), and English help and refusals hold no Chinese.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::collections::BTreeSet;
use std::fs;

use tempfile::TempDir;

const PAYMENTS: &str = "\
voucher_no,county,fiscal_year,paid_on,imported_on,amount,channel,kind,payee,payee_type,notes
V1,653125,2019,2019-07-10,2019-07-10,100000.00,delegated,progress,新疆天山路桥有限公司,enterprise,
V2,653125,2019,2019-07-10,2019-07-10,十万,delegated,progress,新疆天山路桥有限公司,enterprise,
V3,653125,2019,2019-07-10,2019-07-10,,cash,progress,新疆天山路桥有限公司,enterprise,
";

/// Words in Latin letters that are names of the program, its commands, its values and what it reads.
const NAMES: [&str; 46] = [
    "verdict",
    "mingzhang",
    "check",
    "explain",
    "policy",
    "simulate",
    "serve",
    "import",
    "screen",
    "demo",
    "archive",
    "draw",
    "audit",
    "verify",
    "admin",
    "migrate",
    "backup",
    "restore",
    "reset-user",
    "revoke-tokens",
    "records",
    "chmod",
    "key",
    "PostgreSQL",
    "SQLite",
    "toml",
    "postgres",
    "show",
    "coverage",
    "list",
    "export",
    "help",
    "text",
    "json",
    "csv",
    "xlsx",
    "red",
    "yellow",
    "zh",
    "en",
    "English",
    "TOML",
    "UTF-8",
    "GB",
    "xinjiang-2019",
    "region",
];

/// A folder with good and bad things to read.
fn things() -> TempDir {
    let dir = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    for folder in ["set", "empty", "full", "mapped", "broken", "twice", "short"] {
        fs::create_dir(dir.path().join(folder)).unwrap();
    }
    write("set/payments.csv", PAYMENTS);
    write("set/photo.jpg", "");
    write("full/note.txt", "x");
    write("mapped/payments.csv", PAYMENTS);
    write(
        "mapped/mapping.toml",
        "[payments\nfiles = 3\n[nonsense]\nx = 1\n[payments.units]\namount = \"斤\"\n",
    );
    write("broken/payments.xlsx", "no workbook");
    write("broken.zip", "no archive");
    write("twice/payments.csv", "voucher_no,voucher_no\nV1,V1\n");
    write("short/payments.csv", "voucher_no\nV1\n");
    dir
}

/// Every kind of command line: what is asked rightly and what is asked wrongly.
const ASKED: [&str; 83] = [
    "",
    "--help",
    "--version",
    "check --help",
    "explain --help",
    "policy --help",
    "policy show --help",
    "policy check --help",
    "policy coverage --help",
    "policy list --help",
    "policy export --help",
    "simulate --help",
    "serve --help",
    "serve --listen 8080",
    "serve --config nowhere.toml",
    "help policy",
    "chek",
    "check",
    "check set set",
    "check set --as-of 2019-13-01",
    "check set --as-of yesterday",
    "check set --as-of 2019-01-01 --as-of 2019-01-02",
    "check set --threads 900",
    "check set --threads -1",
    "check set --format pdf",
    "check set --format",
    "check set --fromat json",
    "check set --level green",
    "check set --rule pay.delegate",
    "check set --rule zzz",
    "check set --pack nowhere",
    "check set --pack full",
    "check set --mapping nowhere.toml",
    "check set --mapping empty",
    "check nowhere",
    "check empty",
    "check full",
    "check mapped",
    "check broken",
    "check broken.zip",
    "check twice",
    "check short",
    "check set --strict",
    "check set --output empty",
    "check set --output nowhere/findings.json",
    "check set --output set/payments.csv",
    "check set --format xlsx",
    "check set --rejected full",
    "check set --as-of 2019-12-31 --rule pay.delegated",
    "explain pay.delegate 653125/V1 set",
    "explain pay.delegated 653125/V9 set",
    "policy show pay.delegate",
    "policy export nowhere full",
    "policy export xinjiang-2019 full",
    "simulate full",
    "import --help",
    "import",
    "import nowhere",
    "import short --database a.db",
    "import set --database postgres://h/d",
    "screen --help",
    "demo --help",
    "demo --payments -1",
    "demo --keep full",
    "screen --database postgres://h/d",
    "export --help",
    "export full --database nowhere.db",
    "audit --help",
    "audit verify --help",
    "audit verify --database nowhere.db",
    "audit verify --database full/note.txt",
    "admin --help",
    "admin migrate --help",
    "admin backup --help",
    "admin backup b.db --database nowhere.db",
    "admin restore --help",
    "admin restore nowhere.db --database c.db",
    "admin restore broken.zip --database d.db",
    "admin restore b --database postgres://h/d",
    "admin reset-user --help",
    "admin reset-user nobody --database nowhere.db",
    "admin revoke-tokens --help",
    "admin revoke-tokens nobody --database nowhere.db",
];

/// What is said on both streams, and the exit status.
fn said(dir: &TempDir, asked: &str, lang: &str) -> (String, Option<i32>) {
    let words: Vec<&str> = asked.split_whitespace().chain(["--lang", lang]).collect();
    let output = program::run_in(dir.path(), &words);
    (program::said(&output), output.status.code())
}

/// Words in Latin letters that are no names: names hold a digit or a sign, or are known.
fn foreign(text: &str, known: &BTreeSet<String>) -> Vec<String> {
    let part = |c: char| !(c.is_ascii_alphanumeric() || "._-/#:*".contains(c));
    let words = text.split(part).map(|w| w.trim_matches(['.', ':', '/']));
    let spoken = words.filter(|w| w.contains(|c: char| c.is_ascii_alphabetic()));
    let sign = |c: char| c.is_ascii_digit() || "._/#:*".contains(c);
    spoken
        .filter(|w| !w.starts_with('-') && !w.contains(sign) && !known.contains(*w))
        .map(str::to_owned)
        .collect()
}

/// Names of tables, columns and words, as `check --tables` lists them.
fn known(dir: &TempDir) -> BTreeSet<String> {
    let (tables, _) = said(dir, "check --tables", "zh");
    let part = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    let mut known: BTreeSet<String> = tables.split(part).map(str::to_owned).collect();
    known.extend(NAMES.map(str::to_owned));
    known
}

#[test]
fn chinese_output_is_chinese() {
    let dir = things();
    let known = known(&dir);
    // Cells and names of these files.
    let data =
        ["cash", "notes", "set", "empty", "full", "nowhere", "broken", "mapped", "short", "twice"];
    let mut known: BTreeSet<String> = known;
    // The regulations by their letters, as in the ids of their clauses.
    known.extend(["A", "B", "C", "D", "E"].map(str::to_owned));
    known.extend(data.map(str::to_owned));
    known.extend(
        ["pdf", "zip", "green", "zzz", "yesterday", "chek", "nonsense", "V"].map(str::to_owned),
    );
    let mut wrong = Vec::new();
    for asked in ASKED {
        let (text, _) = said(&dir, asked, "zh");
        for line in text.lines().filter(|line| !line.starts_with("  -")) {
            let words = foreign(line, &known);
            let half_width = [": ", "; ", ", "].iter().any(|sign| line.contains(sign));
            if !words.is_empty() || half_width {
                wrong.push(format!("{asked}: {words:?} in {line}"));
            }
        }
        assert!(asked == "--version" || !text.is_ascii(), "{asked}: {text}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn english_help_and_refusals_are_english() {
    let dir = things();
    for asked in ASKED.into_iter().filter(|asked| !asked.contains("2019-12-31")) {
        let (text, _) = said(&dir, asked, "en");
        let foreign = |line: &&str| {
            // Units, aliases and cells of the data are Chinese in any language.
            line.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c))
                && !line.contains("amount")
                && !line.contains("unit")
                && !line.contains(" (")
        };
        let lines: Vec<&str> = text.lines().filter(foreign).collect();
        assert!(lines.is_empty(), "{asked}: {lines:#?}");
        assert!(!text.contains('：'), "{asked}: {text}");
    }
}

#[test]
fn both_languages_give_the_same_status() {
    let dir = things();
    for asked in ASKED {
        let (zh, en) = (said(&dir, asked, "zh"), said(&dir, asked, "en"));
        assert_eq!(zh.1, en.1, "{asked}: {}{}", zh.0, en.0);
        let asks_help = asked.contains("help") || asked.contains("--version");
        let expected = if asks_help {
            0
        } else if asked.contains("2019-12-31") {
            1
        } else {
            2
        };
        assert_eq!(zh.1, Some(expected), "{asked}: {}", zh.0);
    }
}
