//! Policy packs that somebody spoiled: every error is a sentence, none a panic.

use std::collections::BTreeMap;
use std::path::Path;

use policy::pack;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What means something in the files of a pack.
const WORDS: &[&str] = &[
    "#",
    "## ",
    "{#B-1}",
    "> ",
    "```",
    "```rule\n",
    "```param\n",
    "```example\n",
    "\n",
    "\n\n",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    ",",
    "→",
    "when = ",
    "due = ",
    "since = 2019-05-22",
    "9999-99-99",
    "99999999999999999999",
    "-1",
    "1e400",
    "null",
    "in (",
    "between",
    "and",
    "or not",
    "(",
    ")",
    "*",
    "percent_of(",
    "workdays_after(",
    "amount",
    "\0",
    "\u{feff}",
    "扶贫",
    "§",
    "carried by",
    "\t",
    "\\",
    "|",
];

/// The smaller pack of the repository.
fn files() -> BTreeMap<String, String> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/rural-revitalization-2021");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let text = |path: std::path::PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        Some((name, std::fs::read_to_string(&path).ok()?))
    };
    entries.filter_map(|entry| text(entry.path())).collect()
}

/// A change of a file: where, how much goes, what comes instead.
type Edit = (Index, usize, &'static str);

fn changed(text: &str, edits: &[Edit]) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (at, gone, word) in edits {
        let start = at.index(letters.len() + 1);
        let end = (start + gone).min(letters.len());
        letters.splice(start..end, word.chars());
    }
    letters.into_iter().collect()
}

/// A twentieth of the hostile files that the readers of data try.
fn cases() -> u32 {
    let asked = std::env::var("MINGZHANG_HOSTILE_CASES").ok().and_then(|n| n.parse::<u32>().ok());
    asked.unwrap_or(1_000) / 20
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn no_spoiled_pack_is_a_panic(
        file in any::<Index>(),
        edits in prop::collection::vec((any::<Index>(), 0..20_usize, select(WORDS)), 1..6),
    ) {
        let mut files = files();
        let count = files.len();
        if let Some(text) = files.values_mut().nth(file.index(count)) {
            *text = changed(text, &edits);
        }
        if let Err(errors) = pack::load(&files) {
            prop_assert!(errors.iter().all(|e| !e.message.en.is_empty() && !e.message.zh.is_empty()));
        }
    }
}

#[test]
fn the_pack_that_is_spoiled_is_good() {
    assert!(pack::load(&files()).is_ok());
}
