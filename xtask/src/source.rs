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

    /// The text before the unit tests.
    pub(crate) fn production(&self) -> &str {
        self.text.split("#[cfg(test)]").next().unwrap_or_default()
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
            let skipped = matches!(
                name.as_str(),
                "target" | ".git" | "node_modules" | "corpus" | "artifacts"
            );
            if !skipped {
                walk(root, &path, found)?;
            }
            continue;
        }
        let known = ["rs", "toml", "md", "py", "sh", "csv", "html", "ftl"];
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
