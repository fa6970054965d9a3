//! Which of our crates uses which: the arrows of the map.

use crate::source::Source;

/// Which of our crates each crate may use; an arrow that is not here is a mistake of design.
const ARROWS: [(&str, &[&str]); 6] = [
    ("domain", &[]),
    ("policy", &["domain"]),
    ("intake", &["domain"]),
    ("simulate", &["domain"]),
    ("store", &["domain"]),
    ("server", &["domain", "policy", "intake", "store", "simulate"]),
];

pub(super) fn check(sources: &[Source], problems: &mut Vec<String>) {
    for (name, allowed) in ARROWS {
        let path = format!("crates/{name}/Cargo.toml");
        let Some(manifest) = sources.iter().find(|s| s.path == path) else {
            problems.push(format!("{path}: missing, or the crate is no longer in ARROWS"));
            continue;
        };
        for other in used(&manifest.text) {
            if other != name && !allowed.contains(&other) {
                problems.push(format!("{path}: {name} may not use {other}"));
            }
        }
    }
    let crates =
        sources.iter().filter_map(|s| s.path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml"));
    for name in crates.filter(|name| !ARROWS.iter().any(|(known, _)| known == name)) {
        problems.push(format!("crates/{name}: say in ARROWS of tidy what it may use"));
    }
}

/// Our crates that a manifest uses outside of tests, however it writes them.
fn used(manifest: &str) -> Vec<&'static str> {
    let mut used = Vec::new();
    let mut counts = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            let test = section.contains("dev-dependencies");
            counts = section.contains("dependencies") && !test;
            let named = section.rsplit('.').next().filter(|_| counts);
            used.extend(named.and_then(ours));
        } else if counts && !line.starts_with('#') {
            let end = line.find(['.', '=', ' ']).unwrap_or(line.len());
            used.extend(ours(line.get(..end).unwrap_or_default()));
            // `x = { package = "mingzhang-policy" }`, `x = { path = "../policy" }`
            used.extend(
                line.split('"')
                    .skip(1)
                    .step_by(2)
                    .filter_map(|text| ours(text.rsplit('/').next().unwrap_or_default())),
            );
        }
    }
    used
}

fn ours(name: &str) -> Option<&'static str> {
    let name = name.trim_matches(['"', '\'']);
    let bare = name.strip_prefix("mingzhang-").unwrap_or(name);
    ARROWS.iter().map(|(known, _)| *known).find(|known| *known == bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str, text: &str) -> Source {
        Source { path: format!("crates/{name}/Cargo.toml"), text: text.into() }
    }

    #[test]
    fn arrows_are_seen_however_they_are_written() {
        for (text, wrong) in [
            ("[dependencies]\ndomain.workspace = true", 0),
            ("[dependencies]\npolicy.workspace = true", 1),
            ("[dependencies]\npolicy = { workspace = true }", 1),
            ("[dependencies]\nrules = { package = \"mingzhang-policy\" }", 1),
            ("[dependencies]\nrules = { path = \"../policy\" }", 1),
            ("[dependencies.policy]\nworkspace = true", 1),
            ("[target.'cfg(unix)'.dependencies]\npolicy.workspace = true", 1),
            ("[dev-dependencies]\npolicy.workspace = true", 0),
            ("[dev-dependencies]\na = \"1\"\n[build-dependencies]\npolicy.workspace = true", 1),
        ] {
            let mut sources: Vec<Source> =
                ARROWS.iter().map(|(name, _)| manifest(name, "")).collect();
            sources[3] = manifest("simulate", text);
            let mut problems = Vec::new();
            check(&sources, &mut problems);
            assert_eq!(problems.len(), wrong, "{text}: {problems:?}");
        }
    }

    #[test]
    fn a_crate_is_neither_missing_nor_new_without_a_word() {
        let mut problems = Vec::new();
        check(&[manifest("other", "")], &mut problems);
        assert_eq!(problems.len(), ARROWS.len() + 1, "{problems:?}");
    }
}
