//! What must hold in the sources. A review comment that can be a rule becomes one here.

use std::path::Path;

use crate::source::{self, Source};

mod arrows;
mod paths;
mod purity;

/// Lines of a function, at most.
const FUNCTION_LINES: usize = 70;
/// Lines of a Rust file, at most.
const FILE_LINES: usize = 700;
/// Characters of a line of Rust, at most.
const LINE_WIDTH: usize = 120;
/// Lines of a README, at most.
const README_LINES: usize = 100;

/// Everything that is not as it must be, one sentence each.
pub(crate) fn problems(root: &Path) -> anyhow::Result<Vec<String>> {
    let sources = source::all(root)?;
    let mut problems = Vec::new();
    for source in &sources {
        if source.is_rust() {
            lengths(source, &mut problems);
            layout(source, &mut problems);
        }
        if source.is_pure() {
            purity::check(source, &mut problems);
        }
        words(source, &mut problems);
    }
    arrows::check(&sources, &mut problems);
    paths::check(&sources, &mut problems);
    readmes(&sources, &mut problems);
    Ok(problems)
}

fn lengths(source: &Source, problems: &mut Vec<String>) {
    let lines: Vec<&str> = source.text.lines().collect();
    if lines.len() > FILE_LINES {
        problems.push(format!("{}: {} lines, at most {FILE_LINES}", source.path, lines.len()));
    }
    for (i, line) in lines.iter().enumerate() {
        // A row of an example is data and stays on its line.
        let data = source.is_test() || line.contains('→');
        if line.chars().count() > LINE_WIDTH && !data {
            problems.push(format!("{}:{}: line over {LINE_WIDTH} characters", source.path, i + 1));
        }
        if is_function(line) {
            let indent = line.len() - line.trim_start().len();
            let closing = format!("{}}}", " ".repeat(indent));
            let length = lines.iter().skip(i).take_while(|l| **l != closing).count();
            if length > FUNCTION_LINES {
                let place = format!("{}:{}", source.path, i + 1);
                problems
                    .push(format!("{place}: function of {length} lines, at most {FUNCTION_LINES}"));
            }
        }
    }
}

fn is_function(line: &str) -> bool {
    let start = line.trim_start();
    let bare = ["pub ", "pub(crate) ", "pub(super) ", "async ", "const "]
        .iter()
        .fold(start, |rest, prefix| rest.strip_prefix(prefix).unwrap_or(rest));
    bare.starts_with("fn ") && line.trim_end().ends_with(['{', '(', '>'])
}

fn layout(source: &Source, problems: &mut Vec<String>) {
    if source.path.ends_with("/mod.rs") {
        problems.push(format!("{}: a module is foo.rs with foo/ beside it", source.path));
    }
}

/// Whether a line holds a word as a whole.
fn has_word(line: &str, word: &str) -> bool {
    let boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|s| s.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|s| s.chars().next());
        boundary(before) && (boundary(after) || word.ends_with(':'))
    })
}

/// Words that have no place in the project: unfinished work, and paths of somebody's machine.
fn words(source: &Source, problems: &mut Vec<String>) {
    let unfinished = ["TO", "DO"].concat();
    let fix = ["FIX", "ME"].concat();
    let home = ["/ho", "me/"].concat();
    let work = ["/wo", "rk/"].concat();
    for (i, line) in source.text.lines().enumerate() {
        for word in [&unfinished, &fix] {
            if source.is_rust() && has_word(line, word) {
                problems.push(format!(
                    "{}:{}: {word}: finish it or leave it out",
                    source.path,
                    i + 1
                ));
            }
        }
        for path in [&home, &work] {
            if line.contains(path.as_str()) {
                problems.push(format!("{}:{}: a path of one machine", source.path, i + 1));
            }
        }
    }
}

fn readmes(sources: &[Source], problems: &mut Vec<String>) {
    let commands = ["cargo run --release -- check examples/", "cargo test --workspace"];
    for name in ["README.md", "README.zh-CN.md"] {
        let Some(readme) = sources.iter().find(|s| s.path == name) else {
            problems.push(format!("{name}: missing"));
            continue;
        };
        if readme.text.lines().count() > README_LINES {
            problems.push(format!("{name}: at most {README_LINES} lines"));
        }
        for command in commands {
            if !readme.text.contains(command) {
                problems.push(format!("{name}: does not name `{command}`"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let problems = problems(&crate::root()).unwrap();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    #[test]
    fn words_are_found_whole() {
        assert!(has_word("let x: f64 = y;", "f64"));
        assert!(!has_word("let f64x = y;", "f64"));
        assert!(has_word("use rand::Rng;", "rand::"));
        assert!(!has_word("operand::x", "rand::"));
    }

    #[test]
    fn functions_are_recognised() {
        assert!(is_function("    pub(crate) fn long("));
        assert!(is_function("fn main() -> ExitCode {"));
        assert!(!is_function("    // fn in a comment {"));
    }
}
