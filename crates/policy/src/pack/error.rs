//! What is wrong with a pack: a place, a sentence, and what would be right.

use std::cell::RefCell;

use domain::spelling::distance;

use super::{Place, Text};

/// One thing wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackError {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: Text,
    /// What would be right.
    pub hint: Text,
}

/// Collects what is wrong while a pack is read, so that its author sees everything at once.
#[derive(Debug, Default)]
pub(crate) struct Log {
    errors: RefCell<Vec<PackError>>,
}

impl Log {
    /// Notes an error and what would be right.
    pub(crate) fn hint(&self, place: Place, message: Text, hint: Text) {
        self.errors.borrow_mut().push(PackError { place, message, hint });
    }

    /// All errors by place, each once.
    pub(crate) fn finish(self) -> Vec<PackError> {
        let mut errors = self.errors.into_inner();
        errors.sort();
        errors.dedup();
        errors
    }
}

/// The hint for a word that is not known: the nearest known one, else all of them where they are
/// few.
pub fn known<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Text {
    let words: Vec<&str> = words.into_iter().collect();
    let length = word.chars().count();
    // Two slips are likely in a word of some length; in a short one they would make any word of it.
    let reach = (length / 3).max(2).min(length / 2);
    let nearest = words
        .iter()
        .map(|w| (distance(word, w), *w))
        .filter(|(distance, _)| *distance <= reach)
        .min();
    match nearest {
        Some((_, near)) => Text::new(format!("是否想写 {near}？"), format!("did you mean {near}?")),
        None if words.is_empty() || words.len() > 24 => Text::default(),
        None => Text::new(
            format!("可用：{}", words.join("、")),
            format!("known here: {}", words.join(", ")),
        ),
    }
}

/// The same where something must be said: what to do when no known word is near.
pub(crate) fn known_or<'a>(
    word: &str,
    words: impl IntoIterator<Item = &'a str>,
    otherwise: (&str, &str),
) -> Text {
    let hint = known(word, words);
    if hint.en.is_empty() { Text::new(otherwise.0, otherwise.1) } else { hint }
}

/// What to do about an actor that is not listed.
pub(crate) const ADD_ACTOR: (&str, &str) = (
    "写 actors.toml 中的 id，或在其中补写一个 [[actor]]",
    "write an id of actors.toml, or add an [[actor]] to it",
);

/// What to do about a name that no table of facts has.
pub(crate) const SEE_FACTS: (&str, &str) =
    ("事实表和列见 docs/facts.md", "docs/facts.md lists the tables and columns of facts");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_gets_the_nearest_known_one_as_hint() {
        for (word, hint) in [
            ("anwers", "did you mean answers?"),
            ("lamp", "did you mean lamp?"),
            ("lmap", "did you mean lamp?"),
            ("x", "known here: answers, lamp, where"),
            ("zzzzzzzzzz", "known here: answers, lamp, where"),
        ] {
            assert_eq!(known(word, ["answers", "lamp", "where"]).en, hint, "{word}");
        }
    }
}
