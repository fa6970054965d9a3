//! The text of one pack file, and where its bytes stand for people: line and column.

use std::sync::Arc;

use super::Place;

/// One file while it is read.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    /// Name of the file, relative to the pack.
    pub(crate) file: Arc<str>,
    /// Its text, without a byte order mark.
    pub(crate) text: &'a str,
    /// Offset of the first byte of each line.
    starts: Vec<usize>,
}

/// One line of a source, without its line end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// Offset of its first byte.
    pub(crate) start: usize,
    /// Offset behind its line end.
    pub(crate) next: usize,
    /// The text.
    pub(crate) text: &'a str,
}

impl<'a> Source<'a> {
    pub(crate) fn new(file: &str, text: &'a str) -> Source<'a> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let after_breaks = text.match_indices('\n').map(|(i, _)| i + 1);
        let starts = std::iter::once(0).chain(after_breaks).collect();
        Source { file: file.into(), text, starts }
    }

    /// The place of a byte.
    pub(crate) fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|s| *s <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        Place {
            file: self.file.clone(),
            line: line as u32,
            column: before.chars().count() as u32 + 1,
        }
    }

    /// The lines in order, without line ends (`\n` or `\r\n`).
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'a>> + '_ {
        let ends = self.starts.iter().skip(1).copied().chain([self.text.len()]);
        self.starts.iter().copied().zip(ends).map(|(start, next)| {
            let text = self.text.get(start..next).unwrap_or_default();
            Line { start, next, text: text.trim_end_matches(['\n', '\r']) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_lines_and_columns_in_characters() {
        let source = Source::new("a.md", "\u{feff}一二\r\n三四五\nx");
        let check = |offset| {
            let place = source.place(offset);
            (place.line, place.column)
        };
        assert_eq!(check(0), (1, 1));
        assert_eq!(check(3), (1, 2));
        assert_eq!(check(8), (2, 1));
        assert_eq!(check(14), (2, 3));
        assert_eq!(check(18), (3, 1));
        let lines: Vec<&str> = source.lines().map(|l| l.text).collect();
        assert_eq!(lines, ["一二", "三四五", "x"]);
    }
}
