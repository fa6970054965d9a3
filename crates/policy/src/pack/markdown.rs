//! Finds clauses and blocks in a Markdown file. Everything else is prose for readers and is left
//! alone.
//!
//! ```text
//! # document {#B}
//! ## path {#B-3.2.2.c}      one section for each clause:
//! > verbatim text           its quotation,
//! _English summary._        its summary,
//! - must prohibition · …    its line of attributes,
//! (fenced blocks)           and any number of param, rule, example and records blocks
//! ```

use std::ops::Range;

use super::error::{Log, known};
use super::source::{Line, Source};
use super::{Place, Text};

/// What a Markdown file of a pack holds.
#[derive(Debug, Default)]
pub(crate) struct Markdown {
    /// The heading of the document.
    pub(crate) title: Option<Heading>,
    /// One section for each clause.
    pub(crate) sections: Vec<Section>,
}

/// A heading with its id.
#[derive(Debug)]
pub(crate) struct Heading {
    /// Where the id stands.
    pub(crate) id_place: Place,
    /// What stands before the id.
    pub(crate) text: String,
    /// The id, without braces and `#`.
    pub(crate) id: String,
    /// Where it stands.
    pub(crate) place: Place,
}

/// A clause and what stands under it.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) heading: Heading,
    /// The quoted text, its lines joined by line breaks.
    pub(crate) quote: String,
    /// The sentence between underscores.
    pub(crate) summary: String,
    /// The attributes without the leading hyphen, and the offset at which they start.
    pub(crate) attributes: Option<(usize, String)>,
    pub(crate) blocks: Vec<Block>,
}

/// A fenced block.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    /// The lines between the fences, in bytes of the file.
    pub(crate) body: Range<usize>,
    /// Where the fence opens.
    pub(crate) place: Place,
}

/// The word behind the opening fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Param,
    Rule,
    Example,
    Records,
}

impl BlockKind {
    const WORDS: [(&'static str, BlockKind); 4] = [
        ("param", BlockKind::Param),
        ("rule", BlockKind::Rule),
        ("example", BlockKind::Example),
        ("records", BlockKind::Records),
    ];

    fn from_word(word: &str) -> Option<BlockKind> {
        BlockKind::WORDS.iter().find(|(w, _)| *w == word).map(|(_, kind)| *kind)
    }
}

/// Reads one file.
pub(crate) fn read(source: &Source, log: &Log) -> Markdown {
    let mut reader = Reader { source, log, out: Markdown::default(), fence: None, quoting: false };
    for line in source.lines() {
        reader.line(line);
    }
    reader.end();
    reader.out
}

/// An open fence: its word, its place and where its body starts.
struct Fence {
    word: String,
    place: Place,
    body: usize,
}

struct Reader<'s, 'a> {
    source: &'s Source<'a>,
    log: &'s Log,
    out: Markdown,
    fence: Option<Fence>,
    /// Whether the line before belonged to a quotation.
    quoting: bool,
}

impl Reader<'_, '_> {
    fn line(&mut self, line: Line) {
        let quoting = std::mem::take(&mut self.quoting);
        if let Some(fence) = self.fence.take() {
            if line.text.trim_end() == "```" {
                self.block(fence, line.start);
            } else {
                self.fence = Some(fence);
            }
        } else if let Some(word) = line.text.strip_prefix("```") {
            let (word, place) = (word.trim().to_owned(), self.source.place(line.start));
            self.fence = Some(Fence { word, place, body: line.next });
        } else if let Some(text) = line.text.strip_prefix("# ") {
            self.out.title = self.heading(line, text);
        } else if let Some(text) = line.text.strip_prefix("## ") {
            self.section(line, text);
        } else if let Some(text) = line.text.strip_prefix('>') {
            self.quote(line, text.trim(), quoting);
        } else if let Some(text) = line.text.strip_prefix("- ") {
            self.attributes(line, text);
        } else if line.text.len() > 2 && line.text.starts_with('_') && line.text.ends_with('_') {
            self.summary(line);
        }
    }

    fn end(&mut self) {
        if let Some(fence) = self.fence.take() {
            let message = Text::new("代码块没有结束", "this block is not closed");
            let hint =
                Text::new("在块后另起一行写 ```", "write ``` on a line of its own behind it");
            self.log.hint(fence.place, message, hint);
        }
    }

    fn heading(&mut self, line: Line, text: &str) -> Option<Heading> {
        let place = self.source.place(line.start);
        let split = text.trim_end().strip_suffix('}').and_then(|t| t.rsplit_once("{#"));
        let Some((text, id)) = split.filter(|(_, id)| !id.is_empty()) else {
            let message = Text::new("标题没有编号", "this heading has no id");
            let hint = Text::new("标题末尾写 {#B-3.2.2.c}", "end it with {#B-3.2.2.c}");
            self.log.hint(place, message, hint);
            return None;
        };
        // The id ends before the closing bracket, the last character but blanks.
        let end = line.start + line.text.trim_end().len() - 1;
        let id_place = self.source.place(end - id.len());
        Some(Heading { text: text.trim().to_owned(), id: id.to_owned(), place, id_place })
    }

    fn section(&mut self, line: Line, text: &str) {
        if let Some(heading) = self.heading(line, text) {
            self.out.sections.push(Section {
                heading,
                quote: String::new(),
                summary: String::new(),
                attributes: None,
                blocks: Vec::new(),
            });
        }
    }

    fn quote(&mut self, line: Line, text: &str, continues: bool) {
        let Some(section) = self.out.sections.last_mut() else { return };
        if continues {
            section.quote.push('\n');
        } else if !section.quote.is_empty() {
            let message = Text::new(
                "一个条款只能引一段原文",
                "one clause has one quotation, this is a second",
            );
            let hint = Text::new(
                "另立条款，或写成不带 > 的说明",
                "give it a clause of its own, or write it as prose without >",
            );
            self.log.hint(self.source.place(line.start), message, hint);
            return;
        }
        section.quote.push_str(text);
        self.quoting = true;
    }

    fn summary(&mut self, line: Line) {
        let Some(section) = self.out.sections.last_mut() else { return };
        if section.summary.is_empty() {
            line.text.trim_matches('_').clone_into(&mut section.summary);
        }
    }

    fn attributes(&mut self, line: Line, text: &str) {
        let Some(section) = self.out.sections.last_mut() else { return };
        if section.attributes.is_none() {
            section.attributes = Some((line.start + 2, text.trim_end().to_owned()));
        }
    }

    fn block(&mut self, fence: Fence, end: usize) {
        let Some(kind) = BlockKind::from_word(&fence.word) else {
            // A block without a word, or of another language, shows something to readers.
            let words = BlockKind::WORDS.iter().map(|(w, _)| *w);
            let hint = known(&fence.word, words);
            if !matches!(fence.word.as_str(), "" | "text" | "sh" | "sql") {
                let message = Text::new(
                    format!("不认识的代码块 {}", fence.word),
                    format!("unknown kind of block: {}", fence.word),
                );
                self.log.hint(fence.place, message, hint);
            }
            return;
        };
        let block = Block { kind, body: fence.body..end, place: fence.place };
        match self.out.sections.last_mut() {
            Some(section) => section.blocks.push(block),
            None => self.log.hint(
                block.place,
                Text::new(
                    "代码块不在任何条款之下",
                    "this block stands under no clause; every rule and value needs its clause",
                ),
                Text::new(
                    "移到所属条款的“## … {#编号}”之下",
                    "move it below the heading (## … {#ID}) of its clause",
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# 办法 {#A}\n\n说明。\n\n## 一（一） {#A-1.1}\n> 原文一\n> 原文二\n\n\
        _Summary._\n\n- must workflow · who: - · carried by: definition\n\n\
        - a list for readers\n\n```rule\nid = \"x\"\n```\n\n```text\nfree\n```\n";

    #[test]
    fn a_file_is_read_into_clauses_and_blocks() {
        let (source, log) = (Source::new("A.md", FILE), Log::default());
        let markdown = read(&source, &log);
        assert_eq!(log.finish(), []);
        assert_eq!(markdown.title.as_ref().map(|t| t.id.as_str()), Some("A"));
        let [section] = markdown.sections.as_slice() else { panic!("one section") };
        assert_eq!(
            (section.heading.text.as_str(), section.heading.id.as_str()),
            ("一（一）", "A-1.1")
        );
        assert_eq!(
            (section.quote.as_str(), section.summary.as_str()),
            ("原文一\n原文二", "Summary.")
        );
        assert!(section.attributes.as_ref().is_some_and(|(_, a)| a.starts_with("must workflow")));
        let [block] = section.blocks.as_slice() else { panic!("one block") };
        assert_eq!((block.kind, &FILE[block.body.clone()]), (BlockKind::Rule, "id = \"x\"\n"));
        assert_eq!(block.place.line, 15);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, line, message) in [
            ("## 一", 1, "this heading has no id"),
            ("## 一 {#A-1}\n> a\n\n> b", 4, "one clause has one quotation, this is a second"),
            ("## 一 {#A-1}\n\n```rul\n```", 3, "unknown kind of block: rul"),
            ("## 一 {#A-1}\n\n```rule\nid = 1", 3, "this block is not closed"),
            (
                "```param\n```",
                1,
                "this block stands under no clause; every rule and value needs its clause",
            ),
        ] {
            let (source, log) = (Source::new("A.md", text), Log::default());
            read(&source, &log);
            let errors: Vec<_> =
                log.finish().into_iter().map(|e| (e.place.line, e.message.en)).collect();
            assert_eq!(errors, [(line, message.to_owned())], "{text}");
        }
    }
}
