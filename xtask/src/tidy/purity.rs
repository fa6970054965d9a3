//! The pure middle asks for no clock, file, environment or randomness and computes without floating point.

use super::has_word;
use crate::source::Source;

/// Modules of which nothing may be used, and what they would bring.
const MODULES: [(&str, &str); 9] = [
    ("std::fs", "files"),
    ("std::time", "a clock"),
    ("std::env", "the environment"),
    ("std::net", "the network"),
    ("std::process", "other programs"),
    ("rand", "randomness"),
    ("getrandom", "randomness"),
    ("jiff", "a clock"),
    ("chrono", "a clock"),
];

/// Words that may stand nowhere.
const WORDS: [(&str, &str); 7] = [
    ("SystemTime", "a clock"),
    ("Instant::now", "a clock"),
    ("stdin", "files"),
    ("stdout", "files"),
    ("stderr", "files"),
    ("f64", "floating point"),
    ("f32", "floating point"),
];

pub(super) fn check(source: &Source, problems: &mut Vec<String>) {
    let lines = source.production();
    let mut found = Vec::new();
    for (number, line) in &lines {
        let paths = MODULES.iter().map(|(module, what)| (format!("{module}::"), what));
        for (word, what) in paths.chain(WORDS.iter().map(|(word, what)| ((*word).into(), what))) {
            if has_word(line, &word) {
                found.push((*number, *what));
            }
        }
    }
    for (number, path) in used(&lines) {
        let inside = |module: &str| path == module || path.starts_with(&format!("{module}::"));
        let named = MODULES.iter().filter(|(module, _)| inside(module));
        found.extend(named.map(|(_, what)| (number, *what)));
    }
    found.sort_unstable();
    found.dedup();
    let told = |(number, what)| format!("{}:{number}: {what} in the pure middle", source.path);
    problems.extend(found.into_iter().map(told));
}

/// Every path that a `use` brings in, groups taken apart, with the line on which the `use` begins.
fn used(lines: &[(usize, &str)]) -> Vec<(usize, String)> {
    let mut paths = Vec::new();
    let mut rest = lines.iter();
    while let Some((number, line)) = rest.next() {
        let start = line.trim_start();
        let bare = start.strip_prefix("pub").map_or(start, |behind| {
            let visible = behind.trim_start();
            visible.split_once(") ").filter(|_| visible.starts_with('(')).map_or(visible, |v| v.1)
        });
        let Some(first) = bare.strip_prefix("use ") else { continue };
        let mut text = first.to_owned();
        while !text.contains(';') {
            let Some((_, more)) = rest.next() else { break };
            text.push_str(more.trim());
        }
        let tree = text.split(';').next().unwrap_or_default();
        flatten("", tree, &mut |path| paths.push((*number, path)));
    }
    paths
}

/// `std::{fs, io::{self, Read}}` → `std::fs`, `std::io`, `std::io::Read`.
fn flatten(prefix: &str, tree: &str, found: &mut impl FnMut(String)) {
    let tree = tree.trim();
    let Some((before, group)) = tree.split_once('{') else {
        let name = tree.split(" as ").next().unwrap_or_default().trim();
        let path = if name == "self" {
            prefix.trim_end_matches("::").into()
        } else {
            format!("{prefix}{name}")
        };
        return found(path.trim_start_matches("::").to_owned());
    };
    let prefix = format!("{prefix}{}", before.trim());
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    let (mut depth, mut from) = (0_usize, 0);
    for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                let part = group.get(from..at).unwrap_or_default();
                if !part.trim().is_empty() {
                    flatten(&prefix, part, found);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_impure_is_found_however_it_is_written() {
        for (text, wrong) in [
            ("use std::fs;", 1),
            ("use std::{fs, env};", 2),
            ("use std::{\n    collections::BTreeMap,\n    time::{self, Instant},\n};", 1),
            ("pub(crate) use std::{io, net as wire};", 1),
            ("let a = std::env::var(name);", 1),
            ("use rand::Rng;", 1),
            ("use ::std::fs::read;", 1),
            ("let x: f64 = y;", 1),
            ("use std::{collections::BTreeMap, fmt};", 0),
            ("operand::x(); let f64x = 1; // f64", 1),
            ("// std::fs", 0),
            ("#[cfg(test)]\nuse std::fs;\nlet x: f32 = y;", 1),
            ("#[cfg(test)]\nmod tests {\n    use std::fs;\n}", 0),
        ] {
            let source = Source { path: "crates/domain/src/a.rs".into(), text: text.into() };
            let mut problems = Vec::new();
            check(&source, &mut problems);
            assert_eq!(problems.len(), wrong, "{text}: {problems:?}");
        }
    }
}
