//! What the data hold cannot steer a terminal or break a file: every character of theirs shows.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::fs;
use std::io::Read;

use tempfile::TempDir;

/// Escape sequences that clear the screen, set a title or turn the direction of writing, in every kind of
/// cell: ids, names, texts, words, amounts, and in the head.
const PAYMENTS: &str = "\
voucher_no,county,fiscal_year,paid_on,imported_on,project,amount,channel,kind,payee,payee_type,purpose,no\u{1b}[2Jtes
V\u{1b}]0;x\u{7}1,653125,2019,2019-07-10,2019-07-10,P\u{9b}2J,100000.00,delegated,progress,\u{1b}[31m天山\u{202e}路桥,enterprise,购车\u{8}\u{8}x,
V2,653125,2019,2019-07-10,2019-07-10,,1\u{1b}[31m,delegated,progress,x,enterprise,,
V3,653125,2019,2019-07-10,2019-07-10,,1,de\u{1b}c,progress,x,enterprise,,
";
const PROJECTS: &str = "\
id,name,county,category,fiscal_year,unit,planned_amount
P\u{9b}2J,\u{1b}[8m道路\r硬化,653125,基础设施,2019,\u{1b}[5m交通局,1
";

/// Whether a character does something to a terminal besides standing there.
fn steers(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn said(dir: &TempDir, arguments: &[&str]) -> String {
    let said = program::said(&program::run_in(dir.path(), arguments));
    assert!(!said.is_empty() || arguments.contains(&"--output"), "{arguments:?}");
    said
}

#[test]
fn every_character_of_the_data_shows() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("set")).unwrap();
    fs::write(dir.path().join("set/payments.csv"), PAYMENTS).unwrap();
    fs::write(dir.path().join("set/projects.csv"), PROJECTS).unwrap();
    let check = ["check", "set", "--as-of", "2019-12-31"];
    let text = said(&dir, &check);
    assert!(text.contains("[31m天山") && text.contains("V␛]0;x␇1"), "{text}");
    let explained = ["explain", "pay.delegated", "653125/V␛]0;x␇1", "set", "--as-of", "2019-12-31"];
    for lang in ["zh", "en"] {
        for form in ["text", "json", "csv"] {
            let shown = said(&dir, &[&check[..], &["--format", form, "--lang", lang]].concat());
            assert!(!shown.contains(steers), "{form} {lang}: {shown:?}");
        }
        let shown = said(&dir, &[&explained[..], &["--lang", lang]].concat());
        assert!(shown.contains("[31m天山") && !shown.contains(steers), "{lang}: {shown:?}");
    }
    said(&dir, &[&check[..], &["--format", "xlsx", "--output", "out.xlsx"]].concat());
    let book = fs::File::open(dir.path().join("out.xlsx")).unwrap();
    let mut book = zip::ZipArchive::new(book).unwrap();
    for i in 0..book.len() {
        let mut part = String::new();
        book.by_index(i).unwrap().read_to_string(&mut part).unwrap();
        assert!(!part.contains(|c| steers(c) && c != '\r'), "{part:?}");
    }
}
