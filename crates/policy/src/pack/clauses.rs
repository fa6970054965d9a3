//! From the section of a clause to the clause: what it says, whom it binds, what carries it out.

use std::collections::BTreeMap;

use super::error::{Log, known_or};
use super::markdown::Section;
use super::named::Names;
use super::source::Source;
use super::{Actor, Carried, Clause, Text};

/// How strictly a clause binds.
pub const MODALITIES: &[&str] = &["must", "must-not", "should", "may", "definition"];

/// What sort of norm a clause is.
pub const KINDS: &[&str] = &[
    "deadline",
    "disclosure",
    "parameter",
    "permission",
    "principle",
    "prohibition",
    "ratio",
    "record",
    "report",
    "responsibility",
    "workflow",
];

/// The platform's own ways to carry out a clause.
pub const PLATFORM: &[&str] = &["workflow", "report", "disclosure"];

/// Reads the clause of a section; `document` is the id of its file's document.
pub(crate) fn clause(
    section: &Section,
    document: &str,
    source: &Source,
    actors: &BTreeMap<String, Actor>,
    log: &Log,
) -> Clause {
    let place = section.heading.place.clone();
    let need = |missing: bool, zh: &str, en: &str| {
        if missing {
            let message = Text::new(format!("条款缺少{zh}"), format!("this clause has no {en}"));
            let hint = Text::new("在标题之下补写", "add it below the heading");
            log.hint(place.clone(), message, hint);
        }
    };
    need(section.quote.is_empty(), "原文（> 引文）", "verbatim text (a quotation, > …)");
    need(section.summary.is_empty(), "英文摘要（_…_）", "summary (_…_)");
    need(section.attributes.is_none(), "属性行（- …）", "line of attributes (- …)");
    let id = &section.heading.id;
    if !id.strip_prefix(document).is_some_and(|rest| rest.starts_with('-')) {
        let message = Text::new(
            format!("条款编号 {id} 不以文件编号 {document}- 开头"),
            format!("clause id {id} does not start with its document's, {document}-"),
        );
        let right =
            format!("{document}-{}", id.split_once('-').map_or(id.as_str(), |(_, rest)| rest));
        let hint = Text::new(format!("写成 {right}"), format!("write {right}"));
        log.hint(section.heading.id_place.clone(), message, hint);
    }
    let mut clause = Clause {
        id: id.clone(),
        document: document.to_owned(),
        path: section.heading.text.clone(),
        text: section.quote.clone(),
        summary: section.summary.clone(),
        modality: String::new(),
        kind: String::new(),
        who: Vec::new(),
        answers: Vec::new(),
        carried: Carried::Definition,
        place,
    };
    if let Some((offset, text)) = &section.attributes {
        Attributes { source, log, actors, offset: *offset, text }.read(&mut clause);
    }
    clause
}

/// The line of attributes: `must prohibition · who: … · answers: … · carried by: …`.
struct Attributes<'s> {
    source: &'s Source<'s>,
    log: &'s Log,
    actors: &'s BTreeMap<String, Actor>,
    offset: usize,
    text: &'s str,
}

impl Attributes<'_> {
    fn read(&self, clause: &mut Clause) {
        let mut parts = self.text.split(" · ");
        let (modality, kind) = parts.next().and_then(|p| p.split_once(' ')).unwrap_or_default();
        clause.modality = self.word(modality, MODALITIES, "modality");
        clause.kind = self.word(kind, KINDS, "kind");
        let mut carried = None;
        for part in parts {
            let (key, value) = part.split_once(':').unwrap_or((part, ""));
            match key {
                "who" => clause.who = self.actors(value),
                "answers" => clause.answers = self.actors(value),
                "carried by" => carried = Some(self.carried(value.trim())),
                _ => self.unknown("attribute", key, &["who", "answers", "carried by"]),
            }
        }
        match carried {
            Some(carried) => clause.carried = carried,
            None => self.log.hint(
                self.source.place(self.offset),
                Text::new("没有说由什么落实（carried by）", "nothing says what carries it out"),
                Text::new(
                    "写 carried by: rule …、parameter …、definition、principle 或 not yet …",
                    "write carried by: rule …, parameter …, definition, principle or not yet …",
                ),
            ),
        }
    }

    /// Actors between commas, each of which must be listed. `value` is a part of the line's text.
    fn actors(&self, value: &str) -> Vec<String> {
        let names = Names { clauses: &BTreeMap::new(), actors: self.actors };
        let start = value.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let mut at = self.offset + start;
        for part in value.split(',') {
            let blank = part.len() - part.trim_start().len();
            let id = part.trim();
            if !matches!(id, "" | "-") {
                names.actor_at(id, self.source.place(at + blank), self.log);
            }
            at += part.len() + 1;
        }
        list(value)
    }

    fn word(&self, word: &str, words: &[&str], what: &str) -> String {
        if !words.contains(&word) {
            self.unknown(what, word, words);
        }
        word.to_owned()
    }

    fn unknown(&self, what: &str, word: &str, words: &[&str]) {
        let at = self.text.find(word).unwrap_or(0);
        let message = Text::new(
            format!("属性行中不认识的词 {word}（{what}）"),
            format!("unknown {what} in the line of attributes: {word}"),
        );
        let otherwise =
            ("后面要写名称，如 rule pay.delegated", "a name must follow, like rule pay.delegated");
        let hint = known_or(word, words.iter().copied(), otherwise);
        self.log.hint(self.source.place(self.offset + at), message, hint);
    }

    fn carried(&self, value: &str) -> Carried {
        let (kind, rest) = value.split_once(' ').unwrap_or((value, ""));
        let rest = rest.trim();
        let named = |carried| {
            if rest.is_empty() {
                self.unknown("carried by", value, &[]);
            }
            carried
        };
        match kind {
            "rule" => named(Carried::Rule(list(rest))),
            "parameter" => named(Carried::Parameter(rest.to_owned())),
            "definition" => Carried::Definition,
            "principle" => Carried::Principle,
            "not" if rest.starts_with("yet ") => self.not_yet(rest.trim_start_matches("yet ")),
            kind if PLATFORM.contains(&kind) => {
                named(Carried::Platform(kind.to_owned(), rest.to_owned()))
            }
            _ => {
                let ways = ["rule", "parameter", "definition", "principle", "not yet"];
                let ways: Vec<&str> = ways.iter().chain(PLATFORM).copied().collect();
                self.unknown("carried by", kind, &ways);
                Carried::Definition
            }
        }
    }

    fn not_yet(&self, value: &str) -> Carried {
        let (kind, what) = value.split_once(' ').unwrap_or((value, ""));
        if kind != "rule" && !PLATFORM.contains(&kind) {
            let ways: Vec<&str> = PLATFORM.iter().chain(&["rule"]).copied().collect();
            self.unknown("not yet", kind, &ways);
        }
        Carried::NotYet(kind.to_owned(), what.trim().to_owned())
    }
}

/// Words between commas; a hyphen alone stands for none.
fn list(text: &str) -> Vec<String> {
    let words = text.split(',').map(str::trim);
    words.filter(|w| !w.is_empty() && *w != "-").map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::markdown;

    fn actors() -> BTreeMap<String, Actor> {
        let actor = |id: &str| Actor {
            id: id.into(),
            level: "county".into(),
            name: Text::new(id, id),
            roles: Vec::new(),
        };
        ["a", "b", "c"].map(|id| (id.to_owned(), actor(id))).into()
    }

    fn read(attributes: &str) -> (Clause, Vec<String>) {
        let text = format!("## 三（二）2 {{#B-3.2}}\n> 原文\n\n_Summary._\n\n- {attributes}\n");
        let (source, log) = (Source::new("B.md", &text), Log::default());
        let markdown = markdown::read(&source, &log);
        let clause = clause(&markdown.sections[0], "B", &source, &actors(), &log);
        (clause, log.finish().into_iter().map(|e| e.message.en).collect())
    }

    #[test]
    fn a_line_of_attributes_says_whom_a_clause_binds_and_what_carries_it_out() {
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        for (carried, expect) in [
            ("rule pay.delegated, pay.split", Carried::Rule(list(&["pay.delegated", "pay.split"]))),
            ("parameter monitored_funds", Carried::Parameter("monitored_funds".into())),
            ("definition", Carried::Definition),
            ("principle", Carried::Principle),
            ("not yet workflow warnings", Carried::NotYet("workflow".into(), "warnings".into())),
            ("report table 6", Carried::Platform("report".into(), "table 6".into())),
        ] {
            let (clause, errors) = read(&format!(
                "must-not prohibition · who: a, b · answers: c · carried by: {carried}"
            ));
            assert_eq!((errors, clause.carried), (Vec::new(), expect), "{carried}");
            assert_eq!(
                (clause.modality.as_str(), clause.kind.as_str()),
                ("must-not", "prohibition")
            );
            assert_eq!((clause.who, clause.answers), (list(&["a", "b"]), list(&["c"])));
        }
    }

    #[test]
    fn unknown_words_of_the_line_are_refused() {
        for (attributes, error) in [
            (
                "mus report · who: - · carried by: principle",
                "unknown modality in the line of attributes: mus",
            ),
            (
                "must reprot · who: - · carried by: principle",
                "unknown kind in the line of attributes: reprot",
            ),
            (
                "must report · woh: - · carried by: principle",
                "unknown attribute in the line of attributes: woh",
            ),
            (
                "must report · who: - · carried by: rul x",
                "unknown carried by in the line of attributes: rul",
            ),
            ("must report · who: -", "nothing says what carries it out"),
        ] {
            assert_eq!(read(attributes).1, [error], "{attributes}");
        }
    }
}
