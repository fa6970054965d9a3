//! The manual is true: its files are written, its commands run, and what it shows is what they say.
//!
//! In a page, a block whose first line names a file (three backticks, `csv data/payments.csv`) is that file;
//! in a `console` block a line `$ mingzhang …` is run where these files are, a number behind `#` is its exit
//! status, and the lines below it are said in this order, with others between them; `…` ends what is only the
//! beginning of a line.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use program::root;
use tempfile::TempDir;

/// A fenced block: what stands behind the backticks, and its lines.
fn blocks(page: &str) -> Vec<(&str, Vec<&str>)> {
    let mut blocks: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(info) => {
                inside = true;
                blocks.push((info, Vec::new()));
            }
            None if inside => blocks.last_mut().unwrap().1.push(line),
            None => {}
        }
    }
    blocks
}

/// The arguments of a line `$ mingzhang …`, and the exit status that it names.
fn command(line: &str) -> Option<(Vec<&str>, i32)> {
    let (words, status) = line.split_once('#').unwrap_or((line, "0"));
    let words = words.strip_prefix("$ mingzhang")?;
    Some((words.split_whitespace().collect(), status.trim().parse().unwrap_or(0)))
}

fn run(arguments: &[&str], dir: &Path) -> (Output, String) {
    let output = program::run_in(dir, arguments);
    let said = program::said(&output);
    (output, said)
}

/// Runs a console block; gives what is not as it says.
fn console(lines: &[&str], dir: &Path) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut said = String::new();
    let mut rest: Vec<&str> = Vec::new();
    for line in lines {
        if let Some((arguments, status)) = command(line) {
            let (output, text) = run(&arguments, dir);
            if output.status.code() != Some(status) {
                wrong.push(format!("{line}: {:?}\n{text}", output.status.code()));
            }
            said = text;
            rest = said.lines().map(|l| l.trim_start_matches('\u{feff}').trim_end()).collect();
        } else if !line.trim().is_empty() && line.trim() != "…" {
            let wanted = line.trim_end();
            let begins = wanted.strip_suffix('…');
            let is_it = |l: &&str| begins.map_or(*l == wanted, |begin| l.starts_with(begin));
            match rest.iter().position(is_it) {
                Some(at) => drop(rest.drain(..=at)),
                None => wrong.push(format!("not said: {line}\nin\n{said}")),
            }
        }
    }
    wrong
}

/// The pages, each in both languages.
const PAGES: [&str; 9] = [
    "check",
    "mapping",
    "import",
    "entry",
    "operating",
    "factors",
    "fund-proposals",
    "settings",
    "draws",
];

#[test]
fn every_page_is_true() {
    for name in PAGES.iter().flat_map(|name| [format!("{name}.zh-CN.md"), format!("{name}.md")]) {
        let page = fs::read_to_string(root().join("docs").join(&name)).unwrap();
        let dir = TempDir::new().unwrap();
        let mut commands = 0;
        for (info, lines) in blocks(&page) {
            match info.split_once(' ') {
                Some((_, file)) => {
                    let file = dir.path().join(file);
                    fs::create_dir_all(file.parent().unwrap()).unwrap();
                    fs::write(file, lines.join("\n") + "\n").unwrap();
                }
                None if info == "console" => {
                    let wrong = console(&lines, dir.path());
                    assert!(wrong.is_empty(), "docs/{name}\n{}", wrong.join("\n"));
                    commands += lines.iter().filter(|line| command(line).is_some()).count();
                }
                None => {}
            }
        }
        assert!(commands >= 3, "docs/{name}: {commands} commands");
    }
}

#[test]
fn both_languages_of_a_page_show_the_same() {
    for name in PAGES {
        let shape = |suffix: &str| {
            let page = fs::read_to_string(root().join(format!("docs/{name}{suffix}.md"))).unwrap();
            let heads = page.lines().filter(|l| l.starts_with('#')).count();
            let infos = blocks(&page).into_iter();
            let infos: Vec<String> =
                infos.map(|(info, _)| info.split(' ').next().unwrap().to_owned()).collect();
            (heads, infos)
        };
        assert_eq!(shape(".zh-CN"), shape(""), "{name}");
    }
}

/// The page of pictures shows the same in both languages, each picture is there, and none lies there for nothing.
#[test]
fn every_picture_is_shown_in_its_language() {
    let folder = root().join("docs/screens");
    let shown = |page: &str, lang: &str| -> BTreeSet<String> {
        let page = fs::read_to_string(root().join("docs").join(page)).unwrap();
        let pictures = page.split("](screens/").skip(1).map(|rest| rest.split(')').next().unwrap());
        let end = format!(".{lang}.webp");
        pictures.map(|name| name.strip_suffix(&end).unwrap().to_owned()).collect()
    };
    let all = shown("screens.md", "en");
    assert_eq!(all, shown("screens.zh-CN.md", "zh"));
    let there = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    let (mut names, mut bytes) = (BTreeSet::new(), 0);
    for file in there {
        names.insert(file.file_name().into_string().unwrap());
        bytes += file.metadata().unwrap().len();
    }
    let wanted = all.iter().flat_map(|name| ["en", "zh"].map(|lang| format!("{name}.{lang}.webp")));
    assert_eq!(names, wanted.collect());
    assert!(all.len() >= 8 && bytes < 1_500_000, "{} pictures, {bytes} bytes", all.len());
}

/// The commands of the front pages, with what stands there for the reader's own things.
#[test]
fn the_commands_of_the_front_pages_work() {
    for name in ["README.md", "README.zh-CN.md"] {
        let page = fs::read_to_string(root().join(name)).unwrap();
        let dir = TempDir::new().unwrap();
        let place = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let mut commands = 0;
        for line in page.lines().filter_map(|l| l.strip_prefix("$ mingzhang")) {
            let line = line.split('#').next().unwrap();
            for part in line.split("&& mingzhang") {
                let part = part
                    .replace("数据目录", "examples/aksu")
                    .replace("DATA", "examples/aksu")
                    .replace("政策包", "rural-revitalization-2021")
                    .replace("PACK", "rural-revitalization-2021")
                    .replace(" my-pack", &format!(" {}", place("my-pack")))
                    .replace(" region ", &format!(" {} ", place("region")))
                    .replace(" findings.xlsx", &format!(" {}", place("findings.xlsx")));
                let arguments: Vec<&str> = part.split_whitespace().collect();
                let (output, said) = run(&arguments, &root());
                // The subject of the explanation is somebody's own.
                let ok = output.status.code() < Some(2) || arguments[0] == "explain";
                assert!(ok, "{name}: {part}\n{said}");
                commands += 1;
            }
        }
        assert!(commands >= 6, "{name}: {commands} commands");
    }
}
