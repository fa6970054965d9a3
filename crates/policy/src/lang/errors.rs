//! Collects everything that is wrong with an expression, and finds names that may have been meant.

use std::ops::Range;

use domain::spelling::distance;

use super::LangError;
use crate::pack::Text;

/// The errors found so far.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    list: Vec<LangError>,
}

impl Errors {
    /// Notes an error at a place of the source.
    pub(crate) fn add(&mut self, at: &Range<usize>, message: Text, hint: Text) {
        self.list.push(LangError { start: at.start, end: at.end, message, hint });
    }

    /// Whether an error was already noted at this first byte; what follows from it is not said
    /// again.
    pub(crate) fn stands_at(&self, start: usize) -> bool {
        self.list.iter().any(|e| e.start == start)
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The errors in the order of the source.
    pub(crate) fn finish(mut self) -> Vec<LangError> {
        self.list.sort_by_key(|e| (e.start, e.end));
        self.list
    }
}

/// A text in both languages.
pub(crate) fn say(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text { zh: zh.into(), en: en.into() }
}

/// Nothing to say.
pub(crate) fn nothing() -> Text {
    Text::default()
}

/// A hint that names what may have been meant; empty where no candidate is near.
pub(crate) fn meant<'n>(name: &str, candidates: impl Iterator<Item = &'n str>) -> Text {
    let near = nearest(name, candidates);
    if near.is_empty() {
        return nothing();
    }
    let (zh, en) = (near.join("、"), near.join(", "));
    say(format!("是否为 {zh}？"), format!("did you mean {en}?"))
}

/// Up to three candidates that are the nearest of all, and within a third of the name's length.
fn nearest<'n>(name: &str, candidates: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let limit = (name.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = candidates
        .map(|c| (distance(name, c), c))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort_unstable();
    near.dedup();
    let best = near.first().map(|(distance, _)| *distance);
    near.retain(|(distance, _)| Some(*distance) == best);
    near.truncate(3);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let columns = ["amount", "paid_on", "payee", "payee_type", "purpose"];
        let check = |name: &str, expect: &[&str]| {
            assert_eq!(nearest(name, columns.into_iter()), expect, "{name}");
        };
        check("amuont", &["amount"]);
        check("amount_", &["amount"]);
        check("paye", &["payee"]);
        check("payee_tpye", &["payee_type"]);
        check("porpose", &["purpose"]);
        check("x", &[]);
        check("contract", &[]);
    }
}
