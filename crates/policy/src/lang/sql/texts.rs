//! Texts: lists of words and questions about letters.

use super::{Render, quoted};
use crate::lang::typed::{Node, TextTest, Typed};
use crate::pack::Value;

/// Half-width and full-width digits as a set of letters.
const DIGITS: &str = "0-9０-９";
/// Chinese characters with all extensions as a set of letters.
const CHINESE: &str = "\u{3400}-\u{4dbf}\u{4e00}-\u{9fff}\u{f900}-\u{faff}\u{20000}-\u{3ffff}〇";

impl Render<'_> {
    pub(super) fn text_condition(&self, part: &Typed) -> String {
        match &part.node {
            Node::InWords(subject, words) => {
                let subject = self.part(subject);
                self.dated(param(words), |value| {
                    any(&subject, words_of(value), |word| format!("{subject} = {}", quoted(word)))
                })
            }
            Node::TextTest(question, subject, words) => {
                let subject = self.part(subject);
                match words {
                    Some(words) => self.dated(param(words), |value| {
                        words_test(*question, &subject, words_of(value))
                    }),
                    None => letters_test(*question, &subject),
                }
            }
            _ => "NULL".to_owned(),
        }
    }
}

fn param(words: &Typed) -> &str {
    match &words.node {
        Node::Param(name) => name,
        _ => "",
    }
}

fn words_of(value: &Value) -> &[String] {
    match value {
        Value::Words(words) => words,
        _ => &[],
    }
}

/// One of the words; false where there are none, but unknown stays unknown.
fn any(subject: &str, words: &[String], one: impl Fn(&String) -> String) -> String {
    let each: Vec<String> = words.iter().map(one).collect();
    if each.is_empty() {
        return format!("(CASE WHEN {subject} IS NULL THEN NULL ELSE 0 END)");
    }
    format!("({})", each.join(" OR "))
}

fn words_test(question: TextTest, subject: &str, words: &[String]) -> String {
    let words: Vec<String> = words.iter().filter(|w| !w.is_empty()).cloned().collect();
    any(subject, &words, |word| match question {
        TextTest::StartsWithAny => {
            format!("substr({subject}, 1, {}) = {}", word.chars().count(), quoted(word))
        }
        _ => format!("instr({subject}, {}) > 0", quoted(word)),
    })
}

fn letters_test(question: TextTest, subject: &str) -> String {
    match question {
        TextTest::AllDigits => {
            format!("({subject} <> '' AND {subject} NOT GLOB '*[^{DIGITS}]*')")
        }
        TextTest::HasChinese => format!("({subject} GLOB '*[{CHINESE}]*')"),
        _ => format!("({subject} GLOB '*[{DIGITS}]*')"),
    }
}
