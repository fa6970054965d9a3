//! What the documents name is there: links, files, folders; and the map names every part of the house.

use std::collections::BTreeSet;

use crate::source::Source;

/// Documents whose file names are those of the repository; others name files of their readers, too.
const MAPS: [&str; 6] = [
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "DECISIONS.md",
    "GLOSSARY.md",
    "README.md",
    "README.zh-CN.md",
];

pub(super) fn check(sources: &[Source], problems: &mut Vec<String>) {
    let there: Vec<&str> = sources.iter().map(|s| s.path.as_str()).collect();
    for source in sources.iter().filter(|s| extension(&s.path) == Some("md")) {
        let mut named = links(source);
        if MAPS.contains(&source.path.as_str()) {
            named.extend(spans(source));
        }
        for (number, name) in named.into_iter().filter(|(_, name)| !exists(name, &there)) {
            problems.push(format!("{}:{number}: there is no {name}", source.path));
        }
    }
    map(sources, problems);
}

/// Targets of links inside the repository, from its root.
fn links(source: &Source) -> Vec<(usize, String)> {
    let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    for (number, line) in prose(source) {
        for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            let outside = file.is_empty() || file.contains("://") || file.starts_with("mailto:");
            // Pictures are no texts; that each is there is seen by the test of the manual.
            let picture = extension(file) == Some("webp");
            if !outside && !picture {
                found.push((number, joined(folder, file)));
            }
        }
    }
    found
}

/// Names of files and folders of ours between backticks.
fn spans(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(source) {
        for span in line.split('`').skip(1).step_by(2) {
            let path = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
            let ours = span.contains('/') || [Some("rs"), Some("md")].contains(&extension(span));
            let file =
                span.ends_with('/') || span.rsplit('/').next().is_some_and(|f| f.contains('.'));
            // `policies/NAME`, `653125/V1`: a place for the reader's own.
            let example = span.split(['/', '.']).any(|part| part.len() > 1 && upper(part));
            if span.chars().all(path) && ours && file && !example && !span.starts_with('.') {
                found.push((number, span.to_owned()));
            }
        }
    }
    found
}

fn extension(path: &str) -> Option<&str> {
    path.rsplit('/').next()?.rsplit_once('.').map(|(_, extension)| extension)
}

fn upper(part: &str) -> bool {
    part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// Lines outside of fenced blocks.
fn prose(source: &Source) -> Vec<(usize, &str)> {
    let mut inside = false;
    let lines = (1..).zip(source.text.lines()).filter(|(_, line)| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    });
    lines.collect()
}

fn joined(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether a name is that of a file or folder: from the root, or as the end of a path.
fn exists(name: &str, there: &[&str]) -> bool {
    let folder = format!("{}/", name.trim_end_matches('/'));
    let end = format!("/{name}");
    let inner = format!("/{folder}");
    ["LICENSE"].contains(&name)
        || there.iter().any(|path| {
            *path == name
                || path.starts_with(&folder)
                || path.ends_with(&end)
                || path.contains(&inner)
        })
}

/// The map names every folder of the house, and none that is not there.
fn map(sources: &[Source], problems: &mut Vec<String>) {
    let Some(map) = sources.iter().find(|s| s.path == "ARCHITECTURE.md") else {
        problems.push("ARCHITECTURE.md: missing".to_owned());
        return;
    };
    let text = map.text.split("```").nth(1).unwrap_or_default();
    let named: BTreeSet<&str> = text.split_whitespace().filter(|w| w.ends_with('/')).collect();
    let there: BTreeSet<String> = sources.iter().filter_map(|s| part_of(&s.path)).collect();
    for part in there.iter().filter(|part| !named.contains(part.as_str())) {
        problems.push(format!("ARCHITECTURE.md: the map does not name {part}"));
    }
    for part in named.into_iter().filter(|part| !there.contains(*part)) {
        problems.push(format!("ARCHITECTURE.md: the map names {part}, which is not there"));
    }
}

/// The part of the house in which a file stands: a crate, or a folder at the top.
fn part_of(path: &str) -> Option<String> {
    let mut parts = path.split('/');
    let (first, second) = (parts.next()?, parts.next()?);
    match first {
        "crates" => Some(format!("crates/{second}/")),
        hidden if hidden.starts_with('.') => None,
        _ => Some(format!("{first}/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    #[test]
    fn what_is_named_and_not_there_is_told() {
        let map = "```\ncrates/domain/   a\ndocs/  b\n```\n";
        for (text, wrong) in [
            ("[a](docs/a.md) `crates/domain/src/a.rs` `a.rs` `src/a.rs` `crates/domain/`", 0),
            ("[a](docs/b.md)", 1),
            ("[a](docs/a.md#part) [b](https://example.org/b) [c](#part)", 0),
            ("`crates/domain/src/b.rs`", 1),
            ("`b.rs`", 1),
            ("`crates/store/`", 1),
            ("`policies/NAME` `653125/V1` `a/b` `domain::a`", 0),
            ("```\n[a](docs/b.md)\n```", 0),
        ] {
            let sources = [
                source("ARCHITECTURE.md", &format!("{map}{text}")),
                source("crates/domain/src/a.rs", ""),
                source("docs/a.md", ""),
            ];
            let mut problems = Vec::new();
            check(&sources, &mut problems);
            assert_eq!(problems.len(), wrong, "{text}: {problems:?}");
        }
    }

    #[test]
    fn the_map_is_whole_and_names_nothing_else() {
        let sources = [
            source("ARCHITECTURE.md", "```\ncrates/domain/  xtask/\n```"),
            source("crates/domain/src/a.rs", ""),
            source("fuzz/a.rs", ""),
        ];
        let mut problems = Vec::new();
        check(&sources, &mut problems);
        assert_eq!(problems.len(), 2, "{problems:?}");
    }

    #[test]
    fn links_start_where_the_document_stands() {
        assert_eq!(joined("docs", "../README.md"), "README.md");
        assert_eq!(joined("", "docs/a.md"), "docs/a.md");
        assert_eq!(joined("docs", "a.md"), "docs/a.md");
    }
}
