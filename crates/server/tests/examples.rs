//! The published examples: each README names its command and what it finds; both are held to what the program
//! says. `BLESS=1 cargo test -p mingzhang --test examples` writes the findings anew.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::fs;

use program::root;

/// The arguments of the first `check` command in a README.
fn command(readme: &str) -> Option<Vec<String>> {
    let line = readme.lines().find(|l| l.contains("-- check examples/"))?;
    let (_, arguments) = line.split_once("-- check ")?;
    let end = arguments.find(['`', '#']).unwrap_or(arguments.len());
    Some(arguments[..end].split_whitespace().map(str::to_owned).collect())
}

/// What the program says of a set, from the summary on.
fn summary(arguments: &[String]) -> String {
    let words = arguments.iter().map(String::as_str);
    let output = program::run_in(&root(), &["check"].into_iter().chain(words).collect::<Vec<_>>());
    assert!(output.status.code() < Some(2), "{}", program::errors(&output));
    let text = program::text(&output);
    let from = text.find("按规则").or_else(|| text.find("红灯 ")).unwrap_or(0);
    text[from..].to_owned()
}

fn block(summary: &str) -> String {
    format!("<!-- findings -->\n```text\n{}\n```\n<!-- /findings -->", summary.trim_end())
}

/// The README with its findings as the program gives them now.
fn blessed(readme: &str, summary: &str) -> String {
    let (before, rest) = readme.split_once("<!-- findings -->").unwrap();
    let after = rest.split_once("<!-- /findings -->").map_or(rest, |(_, after)| after);
    format!("{before}{}{after}", block(summary))
}

#[test]
fn every_example_says_what_is_found_in_it() {
    let mut seen = 0;
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        let path = entry.unwrap().path().join("README.md");
        let Ok(readme) = fs::read_to_string(&path) else { continue };
        let arguments =
            command(&readme).unwrap_or_else(|| panic!("{}: no command", path.display()));
        let expected = blessed(&readme, &summary(&arguments));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &expected).unwrap();
        } else {
            assert_eq!(readme, expected, "{}", path.display());
        }
        seen += 1;
    }
    assert!(seen >= 10, "only {seen} examples");
}
