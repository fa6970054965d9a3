//! Data sets into the platform and out again: what comes in once comes in no second time; an export says what
//! the files said; one altered byte is found; a backup is the same platform.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use program::{errors, run_in, said, text};
use serde_json::Value;
use tempfile::TempDir;

const PAYMENTS: &str = "\
voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee,payee_account,payee_type
V1,653125,2019,2019-07-10,100000.00,delegated,progress,新疆天山路桥有限公司,30012345678,enterprise
V2,653125,2019,2019-07-11,250.50,direct,progress,\"合作社,一组\",现金,enterprise
V3,653125,2019,2019-07-12,十万,direct,progress,某公司,,enterprise
";
const LATER: &str = "voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee_type\n\
V4,653125,2019,2019-08-10,7,direct,progress,enterprise\n";

/// Runs a command line in a folder; it ends with this status.
fn ends(dir: &TempDir, words: &str, status: i32) -> Output {
    let words: Vec<&str> = words.split_whitespace().collect();
    let output = run_in(dir.path(), &words);
    assert_eq!(output.status.code(), Some(status), "{words:?}: {}", said(&output));
    output
}

fn things() -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, text) in [("set", PAYMENTS), ("later", LATER)] {
        fs::create_dir(dir.path().join(name)).unwrap();
        fs::write(dir.path().join(name).join("payments.csv"), text).unwrap();
    }
    dir
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&text(output)).unwrap()
}

#[test]
fn what_came_in_once_comes_in_no_second_time() {
    let dir = things();
    let dry = json(&ends(&dir, "import set --database a.db --dry-run --format json", 1));
    assert_eq!((&dry["import"], &dry["dry_run"]), (&Value::Null, &Value::Bool(true)));
    assert_eq!(dry["tables"]["payments"]["added"], 2);
    assert_eq!(dry["rejected"][0]["line"], 4);
    let first = ends(&dir, "import set --database a.db --rejected out", 1);
    assert!(text(&first).starts_with("已导入，第 1 次导入\n  支付（payments）：新增 2，未采用 1"));
    assert!(fs::read_to_string(dir.path().join("out/payments.csv")).unwrap().contains("V3"));
    let again = ends(&dir, "import set --database a.db --lang en", 1);
    assert!(text(&again).starts_with("all of this was there already"), "{}", said(&again));
    let corrected = PAYMENTS.replace("十万", "100000").replace("250.50", "250.60");
    fs::write(dir.path().join("set/payments.csv"), corrected).unwrap();
    let second = json(&ends(&dir, "import set --database a.db --format json", 0));
    let counts = &second["tables"]["payments"];
    assert_eq!((&counts["added"], &counts["corrected"]), (&1.into(), &1.into()));
    let verified = ends(&dir, "audit verify --database a.db --lang en", 0);
    assert!(text(&verified).contains(" events, none altered\n"), "{}", text(&verified));
}

#[test]
fn a_mapping_that_a_bureau_keeps_is_used_by_its_name() {
    let dir = things();
    ends(&dir, "import later --database a.db", 0);
    let file = dir.path().join("a.db");
    alter(
        &file,
        "INSERT INTO people (public_id, login, name, password, must_change) VALUES ('p', 'p', 'p', '', 0)",
    );
    let text =
        "[payments]\nfiles = [\"out*.csv\"]\n[payments.columns]\n\"支付令号\" = \"voucher_no\"\n";
    alter(
        &file,
        &format!(
            "INSERT INTO mappings (home, name, version, content, retired, person_id, at) \
             VALUES ('653100', '国库', 1, '{text}', 0, 1, '2020-01-01T00:00:00Z')"
        ),
    );
    fs::create_dir(dir.path().join("foreign")).unwrap();
    let foreign = LATER.replace("voucher_no", "支付令号").replace("V4", "V5");
    fs::write(dir.path().join("foreign/out.csv"), foreign).unwrap();
    let plain = ends(&dir, "import foreign --database a.db --lang en", 2);
    assert!(errors(&plain).contains("holds no table that is known"), "{}", said(&plain));
    let read = "import foreign --database a.db --format json --kept-mapping";
    let told = json(&ends(&dir, &format!("{read} 653125/国库"), 0));
    assert_eq!(told["tables"]["payments"]["added"], 1, "kept by the prefecture above");
    for which in ["653125/无", "652901/国库", "国库"] {
        let refused = ends(&dir, &format!("{read} {which} --lang en"), 2);
        assert!(errors(&refused).contains("no such mapping file"), "{}", said(&refused));
    }
}

#[test]
fn an_export_says_what_came_in() {
    let dir = things();
    ends(&dir, "import set --database a.db", 1);
    ends(&dir, "import later --database a.db", 0);
    let told = ends(&dir, "export records --database a.db --lang en", 0);
    assert_eq!(text(&told), "payments-2.csv: 1 row\npayments.csv: 2 rows\n");
    let first = fs::read_to_string(dir.path().join("records/payments.csv")).unwrap();
    let expect = "\u{feff}voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee,payee_account,\
        payee_type\n\
        V1,653125,2019,2019-07-10,100000.00,delegated,progress,新疆天山路桥有限公司,***,enterprise\n\
        V2,653125,2019,2019-07-11,250.50,direct,progress,\"合作社,一组\",无号码,enterprise\n";
    assert_eq!(first, expect);
    let second = fs::read_to_string(dir.path().join("records/payments-2.csv")).unwrap();
    assert!(second.lines().next().unwrap().ends_with("kind,payee_type"), "{second}");
    let again = ends(&dir, "import records --database a.db --lang en", 0);
    assert!(text(&again).starts_with("all of this was there already"), "{}", said(&again));
    ends(&dir, "export records --database a.db", 2);
    ends(&dir, "export more --database none.db", 2);
    assert!(!dir.path().join("none.db").exists() && !dir.path().join("more").exists());
}

/// What `check` says of a folder on a day.
fn findings(dir: &TempDir, folder: &str, day: &str) -> Value {
    let words = ["check", folder, "--as-of", day, "--format", "json"];
    let output = run_in(dir.path(), &words);
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
    json(&output)
}

/// The rows of every file, by its name.
fn rows(folder: &Path) -> BTreeMap<String, usize> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let count = |path: &Path| fs::read_to_string(path).unwrap().lines().count();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    files.map(|path| (name(&path), count(&path))).collect()
}

#[test]
fn an_export_of_a_region_gives_the_same_findings_byte_for_byte() {
    let seeds = std::env::var("MINGZHANG_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    for seed in 1..=seeds {
        let dir = TempDir::new().unwrap();
        let made = format!("simulate set --seed {seed} --counties 3 --payments 1500");
        ends(&dir, &made, 0);
        fs::remove_file(dir.path().join("set/seeded.csv")).unwrap();
        ends(&dir, "import set --database a.db", 0);
        ends(&dir, "export out --database a.db", 0);
        assert_eq!(rows(&dir.path().join("out")), rows(&dir.path().join("set")), "seed {seed}");
        for day in ["2019-11-15", "2020-12-31"] {
            let (before, after) = (findings(&dir, "set", day), findings(&dir, "out", day));
            assert!(before["counts"]["red"].as_u64() > Some(0), "seed {seed}");
            assert_eq!(before.to_string(), after.to_string(), "seed {seed}, {day}");
        }
        // Into another platform with a key of its own, and out again: still the same.
        ends(&dir, "import out --database other/b.db --key other.key", 2);
        fs::create_dir(dir.path().join("other")).unwrap();
        ends(&dir, "import out --database other/b.db --key other.key", 0);
        ends(&dir, "export back --database other/b.db --key other.key", 0);
        for name in rows(&dir.path().join("out")).keys() {
            let read = |folder: &str| fs::read(dir.path().join(folder).join(name)).unwrap();
            assert!(read("out") == read("back"), "seed {seed}: {name}");
        }
    }
}

#[test]
fn an_export_takes_the_settings_along_by_which_it_is_judged() {
    let dir = TempDir::new().unwrap();
    ends(&dir, "simulate set --seed 2 --counties 2 --payments 600", 0);
    fs::remove_file(dir.path().join("set/seeded.csv")).unwrap();
    ends(&dir, "import set --database a.db --today 2020-12-31", 0);
    let file = dir.path().join("a.db");
    alter(
        &file,
        "INSERT INTO people (public_id, login, name, password, must_change) VALUES ('p', 'p', 'p', '', 0)",
    );
    alter(
        &file,
        "INSERT INTO settings (parameter, form, value, since, state, maker_id, changed_on) VALUES \
         ('due_soon_days', 'count', '40', '2020-01-01', 'adopted', 1, '2020-01-01'), \
         ('split_days', 'count', '9', '2020-06-01', 'withdrawn', 1, '2020-01-01')",
    );
    let told = ends(&dir, "export out --database a.db --lang en", 0);
    assert!(text(&told).contains("settings.toml: 1 setting"), "{}", text(&told));
    let written = fs::read_to_string(dir.path().join("out/settings.toml")).unwrap();
    assert_eq!(
        written,
        "[[setting]]\nname = \"due_soon_days\"\nsince = 2020-01-01\ncount = 40\n\n"
    );
    let check = |folder: &str, settings: &[&str]| {
        let words = ["check", folder, "--as-of", "2020-12-31", "--format", "json"];
        let output = run_in(dir.path(), &[&words, settings].concat());
        assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
        (json(&output), errors(&output))
    };
    let with = ["--settings", "out/settings.toml"];
    let ((before, _), (after, said)) = (check("set", &with), check("out", &with));
    assert_eq!(before.to_string(), after.to_string());
    assert!(!said.contains("settings.toml"), "{said}");
    // Without them the warnings are others, and it is told that they lie there.
    let (without, said) = check("out", &[]);
    assert_ne!(without["counts"], after["counts"]);
    assert_ne!(without["pack"]["version"], after["pack"]["version"]);
    assert!(said.contains("--settings"), "{said}");
    // Whoever takes the records into another platform is told how its settings come about; none is changed.
    for (lang, expect) in [("zh", "逐项提出"), ("en", "was not read: an import never changes")]
    {
        let taken = ends(&dir, &format!("import out --database {lang}.db --lang {lang}"), 0);
        let said = errors(&taken);
        let line = said.lines().find(|line| line.contains("settings.toml")).unwrap_or_default();
        assert!(line.contains(expect) && line.contains("/settings"), "{said}");
        ends(&dir, &format!("export {lang} --database {lang}.db"), 0);
        assert!(!dir.path().join(lang).join("settings.toml").exists());
    }
    // The platform, which judged without them when it took the records in, judges by them from its next start on.
    let screened = ends(&dir, "screen --database a.db --today 2020-12-31 --lang en", 0);
    let sum = |of: &Value| {
        of["counts"]["red"].as_u64().unwrap() + of["counts"]["yellow"].as_u64().unwrap()
    };
    let expect = format!(": {} new warnings, 0 cleared", sum(&after) - sum(&without));
    assert!(text(&screened).contains(&expect), "{expect}: {}", text(&screened));
    // What cannot be a setting is refused with its line, and nothing is judged.
    fs::write(dir.path().join("bad.toml"), "[[setting]]\nname = \"south_share\"\n").unwrap();
    let refused = ends(&dir, "check out --settings bad.toml --lang en", 2);
    let said = errors(&refused);
    assert!(said.contains("bad.toml:2") && said.contains("fixed by clause"), "{said}");
}

/// Changes a database behind the platform's back.
fn alter(file: &Path, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = store::Db::open(&file.to_string_lossy(), 1).await.unwrap();
        let mut tx = db.write().await.unwrap();
        tx.execute(&store::testing::sql(sql), &[]).await.unwrap();
        tx.commit().await.unwrap();
        db.close().await;
    });
}

#[test]
fn an_altered_event_is_found_and_a_backup_is_the_platform_of_before() {
    let dir = things();
    ends(&dir, "import set --database a.db", 1);
    ends(&dir, "import later --database a.db", 0);
    let backed = ends(&dir, "admin backup b.db --database a.db --lang en", 0);
    assert!(text(&backed).contains("found sound, 4 events unaltered"), "{}", said(&backed));
    assert!(errors(&backed).contains("mingzhang.key"));
    ends(&dir, "admin backup b.db --database a.db", 2);
    let file = dir.path().join("a.db");
    alter(&file, "UPDATE events SET body = replace(body, 'set', 'sat') WHERE event_id = 1");
    let broken = ends(&dir, "audit verify --database a.db --lang en", 2);
    assert!(errors(&broken).starts_with("event 1 does not fit"), "{}", errors(&broken));
    let refused = ends(&dir, "admin backup c.db --database a.db --lang en", 2);
    assert!(errors(&refused).starts_with("event 1 does not fit"), "{}", errors(&refused));
    alter(&file, "UPDATE events SET body = replace(body, 'sat', 'set') WHERE event_id = 1");
    ends(&dir, "audit verify --database a.db", 0);
    alter(&file, "DELETE FROM events WHERE event_id = 4");
    let cut = ends(&dir, "audit verify --database a.db --lang en", 2);
    assert!(errors(&cut).starts_with("there are 3 events and should be 4"), "{}", errors(&cut));
    ends(&dir, "admin restore b.db --database a.db", 2);
    let back = ends(&dir, "admin restore b.db --database d.db --lang en", 0);
    assert_eq!(errors(&back), "", "the key beside it is the one of the backup");
    ends(&dir, "audit verify --database d.db", 0);
    let again = ends(&dir, "import later --database d.db --lang en", 0);
    assert!(text(&again).starts_with("all of this was there already"));
    // Elsewhere, without the key, it is told at once.
    let away = dir.path().join("away");
    fs::create_dir(&away).unwrap();
    let lost = ends(&dir, "admin restore b.db --database away/d.db --lang en", 0);
    assert!(errors(&lost).contains("is missing"), "{}", errors(&lost));
    ends(&dir, "import later --database away/d.db", 2);
    let left = fs::read_dir(dir.path()).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with("c.db")
    });
    assert_eq!(left.count(), 0, "a copy that was refused is not left behind");
}

#[test]
fn an_altered_or_lost_document_is_found() {
    let dir = things();
    ends(&dir, "import later --database a.db", 0);
    // The hash of the document "x".
    let hash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    let file = dir.path().join("a.db");
    alter(
        &file,
        "INSERT INTO people (public_id, login, name, password, must_change) \
         VALUES ('p', 'p', 'p', '', 0)",
    );
    alter(
        &file,
        &format!(
            "INSERT INTO attachments (matter_kind, matter_id, sha256, name, media_type, size, at, \
             person_id) VALUES ('case', 1, '{hash}', 'x', 'text/plain', 1, '', 1)"
        ),
    );
    let lost = ends(&dir, "audit verify --database a.db --lang en", 2);
    assert!(errors(&lost).contains(hash), "{}", said(&lost));
    let folder = dir.path().join("mingzhang-files/2d");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(hash), "x").unwrap();
    let there = ends(&dir, "audit verify --database a.db --lang en", 0);
    assert!(text(&there).contains("1 attached documents, 0 not as they were"), "{}", said(&there));
    // A backup takes the documents with it, and a platform made of it has them as they were.
    for name in ["safe", "late", "back"] {
        fs::create_dir(dir.path().join(name)).unwrap();
    }
    let backed = ends(&dir, "admin backup safe/b.db --database a.db --lang en", 0);
    assert!(text(&backed).contains("1 documents in safe/mingzhang-files"), "{}", said(&backed));
    fs::write(folder.join(hash), "y").unwrap();
    ends(&dir, "audit verify --database a.db", 2);
    let late = ends(&dir, "admin backup late/b.db --database a.db --lang en", 2);
    assert!(errors(&late).contains(hash), "{}", said(&late));
    ends(&dir, "admin restore safe/b.db --database back/d.db", 0);
    ends(&dir, "audit verify --database back/d.db", 0);
    // What was altered meanwhile is put right by the next backup beside which a sound one lies.
    fs::write(dir.path().join("safe/mingzhang-files/2d").join(hash), "z").unwrap();
    fs::write(folder.join(hash), "x").unwrap();
    ends(&dir, "admin backup safe/c.db --database a.db", 0);
    let kept = fs::read(dir.path().join("safe/mingzhang-files/2d").join(hash)).unwrap();
    assert_eq!(kept, b"x");
}
