//! Of a style sheet the parts that our pages need: rules whose classes all occur in a template or in the code
//! of a page, and of the variables those that something reads. A class that is needed tomorrow is there
//! tomorrow, because every build looks again.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The needed parts of a style sheet, for pages in which these words occur.
pub(crate) fn needed(css: &str, words: &BTreeSet<String>) -> String {
    let mut kept = rules(css, words);
    loop {
        let read = variables_read(&kept);
        let less = without_unread(&kept, &read);
        if less.len() == kept.len() {
            return less;
        }
        kept = less;
    }
}

/// The words of a text that may be names of classes.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .filter(|w| !w.is_empty())
}

/// The rules of a sheet, or of what a condition like `@media` holds.
fn rules(css: &str, words: &BTreeSet<String>) -> String {
    let mut out = String::new();
    for (head, body) in blocks(css) {
        let Some(body) = body else { continue };
        let inner = match head.split_whitespace().next() {
            Some("@media" | "@supports") => rules(body, words),
            Some("@keyframes") => {
                let name = head.split_whitespace().nth(1).unwrap_or_default();
                if words.contains(name) { body.to_owned() } else { String::new() }
            }
            Some(at) if at.starts_with('@') => String::new(),
            _ => body.to_owned(),
        };
        let head = if head.starts_with('@') { head.to_owned() } else { selectors(head, words) };
        if !(head.is_empty() || inner.trim().is_empty()) {
            let _ = write!(out, "{head}{{{inner}}}");
        }
    }
    out
}

/// The parts of a sheet between braces, each with what stands before it.
fn blocks(css: &str) -> Vec<(&str, Option<&str>)> {
    let (mut found, mut rest) = (Vec::new(), css);
    while let Some(at) = outside(rest, |c, depth| depth == 0 && (c == '{' || c == ';')) {
        let (head, from) = rest.split_at(at);
        let head = without_comments(head);
        if let Some(after) = from.strip_prefix(';') {
            found.push((head, None));
            rest = after;
            continue;
        }
        let mut open = 0;
        let close = outside(from, |c, _| {
            open += i32::from(c == '{') - i32::from(c == '}');
            c == '}' && open == 0
        });
        let Some(close) = close else { break };
        found.push((head, from.get(1..close)));
        rest = from.get(close + 1..).unwrap_or_default();
    }
    found
}

fn without_comments(head: &str) -> &str {
    head.rsplit("*/").next().unwrap_or(head).trim()
}

/// Where a character stands that fits, outside of texts in quotation marks; the number of round brackets
/// around it is told.
fn outside(text: &str, mut fits: impl FnMut(char, i32) -> bool) -> Option<usize> {
    let (mut quoted, mut depth, mut escaped) = (None, 0, false);
    for (at, c) in text.char_indices() {
        match (quoted, c) {
            _ if escaped => escaped = false,
            (_, '\\') => escaped = true,
            (Some(mark), _) => quoted = (c != mark).then_some(mark),
            (None, '"' | '\'') => quoted = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, _) if fits(c, depth) => return Some(at),
            _ => {}
        }
    }
    None
}

/// Parts of a text between separators that stand in no bracket.
fn parts(text: &str, separator: char) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(at) = outside(rest, |c, depth| depth == 0 && c == separator) {
        found.push(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + separator.len_utf8()..).unwrap_or_default();
    }
    found.push(rest);
    found
}

/// Of the selectors of a rule those that can fit something.
fn selectors(head: &str, words: &BTreeSet<String>) -> String {
    let fits = |selector: &&str| {
        // The pages have one look, by day; what a selector excludes need not be there.
        let positive = selector.split(":not(").next().unwrap_or(selector);
        let classes = positive.split('.').skip(1).map(|rest| {
            let end = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
            rest.split(end).next().unwrap_or_default()
        });
        !selector.contains("[data-bs-")
            && !selector.contains('\\')
            && classes.clone().all(|class| words.contains(class))
    };
    parts(head, ',').into_iter().filter(fits).collect::<Vec<_>>().join(",")
}

/// The variables that some rule reads.
fn variables_read(css: &str) -> BTreeSet<&str> {
    let names = css.split("var(").skip(1);
    names.filter_map(|rest| rest.split([',', ')']).next()).map(str::trim).collect()
}

/// The same sheet without variables that nothing reads.
fn without_unread(css: &str, read: &BTreeSet<&str>) -> String {
    let mut out = String::new();
    for (head, body) in blocks(css) {
        let Some(body) = body else { continue };
        let inner = if head.starts_with("@media") || head.starts_with("@supports") {
            without_unread(body, read)
        } else if head.starts_with('@') {
            body.to_owned()
        } else {
            let is_read = |part: &&str| {
                let name = part.split(':').next().unwrap_or_default().trim();
                !name.is_empty() && (!name.starts_with("--") || read.contains(name))
            };
            parts(body, ';').into_iter().filter(is_read).collect::<Vec<_>>().join(";")
        };
        if !inner.is_empty() {
            let _ = write!(out, "{head}{{{inner}}}");
        }
    }
    out
}
