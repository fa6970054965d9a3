//! Reading the repository's own files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// A text file of the repository.
pub(crate) struct Source {
    /// Path from the root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|e| e == "rs")
    }

    /// Whether the file holds tests only; their tables of data may be wide.
    pub(crate) fn is_test(&self) -> bool {
        self.path.contains("/tests/")
    }

    /// Whether the file belongs to the pure middle: no clock, no files, no randomness, no floating point.
    pub(crate) fn is_pure(&self) -> bool {
        (self.path.starts_with("crates/domain/src/") || self.path.starts_with("crates/policy/src/"))
            && self.is_rust()
    }

    /// The lines that are part of the program, by number from 1: comments and whatever stands behind
    /// `#[cfg(test)]`, up to the end of that one item, are left out.
    pub(crate) fn production(&self) -> Vec<(usize, &str)> {
        let mut kept = Vec::new();
        let mut lines = (1..).zip(self.text.lines());
        while let Some((number, line)) = lines.next() {
            let start = line.trim_start();
            if start == "#[cfg(test)]" {
                let indent = &line[..line.len() - start.len()];
                skip_item(&mut lines, indent);
            } else if !start.starts_with("//") {
                kept.push((number, line));
            }
        }
        kept
    }
}

/// Leaves out one item: it ends with the closing brace that stands as far in as it does, or at once.
fn skip_item<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>, indent: &str) {
    let closing = [format!("{indent}}}"), format!("{indent}}};")];
    let mut open = false;
    for (_, line) in lines {
        let end = line.trim_end();
        if open && closing.iter().any(|c| c == end) {
            return;
        }
        open |= end.ends_with(['{', '(', '[']);
        if !open && end.ends_with([';', ',', '}']) {
            return;
        }
    }
}

/// All text files of the repository outside build and data folders.
pub(crate) fn all(root: &Path) -> anyhow::Result<Vec<Source>> {
    let mut found = Vec::new();
    walk(root, root, &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<Source>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path: PathBuf = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            let skipped = matches!(name.as_str(), ".git" | "node_modules" | "corpus" | "artifacts");
            // What was built is marked as such; a folder of sources may be called `target`, too.
            if !skipped && !path.join("CACHEDIR.TAG").exists() {
                walk(root, &path, found)?;
            }
            continue;
        }
        let known = ["rs", "toml", "md", "py", "sh", "sql", "csv", "html", "ftl"];
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let wanted = known.contains(&extension) || path.ends_with(".ci/run");
        if let (true, Ok(text)) = (wanted, fs::read_to_string(&path)) {
            let path =
                path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.push(Source { path, text });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_item_behind_the_mark_is_a_test() {
        for (text, kept) in [
            ("a\n#[cfg(test)]\nmod tests;\nb", vec![1, 4]),
            ("a\n#[cfg(test)]\nmod tests {\n    x\n}\nb", vec![1, 6]),
            ("a\n    #[cfg(test)]\n    fn of(\n        x: u8,\n    ) {\n    }\n    b", vec![1, 7]),
            ("#[cfg(test)]\nuse a::{\n    b,\n};\nc", vec![5]),
            ("#[cfg(test)]\n#[derive(Debug)]\nstruct A;\nb", vec![4]),
            ("// a\nb", vec![2]),
        ] {
            let source = Source { path: "crates/domain/src/a.rs".into(), text: text.into() };
            let lines: Vec<usize> = source.production().into_iter().map(|(n, _)| n).collect();
            assert_eq!(lines, kept, "{text}");
        }
    }
}
