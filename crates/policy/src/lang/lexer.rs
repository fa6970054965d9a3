//! From the text of an expression to its tokens.

use std::ops::Range;

use super::errors::{Errors, nothing, say};

/// A token and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    /// Bytes of the source.
    pub at: Range<usize>,
    /// What stands there.
    pub kind: Kind,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A number with its decimals: 0.5 is 5 with scale 1.
    Number(Decimal),
    /// A number followed by a percent sign; the value is still that of the number.
    Percent(Decimal),
    /// A text between single quotes.
    Text(String),
    /// A name of a column, a parameter or a function.
    Name(String),
    /// A word of the language, in lower case.
    Word(&'static str),
    /// An operator, a bracket or a comma.
    Sign(&'static str),
    /// The end of the source.
    End,
}

/// An exact number as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    /// All digits without the point.
    pub digits: i64,
    /// Number of decimals.
    pub scale: u32,
}

/// Words that cannot be names.
const WORDS: &[&str] = &[
    "and", "or", "not", "in", "between", "is", "null", "case", "when", "then", "else", "end",
    "true", "false",
];

/// Signs, the longer before their beginnings.
const SIGNS: &[&str] = &["<>", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ","];

/// What other languages and input methods write, and what stands for it here.
const FOREIGN: &[(&str, &str)] = &[
    ("!=", "<>"),
    ("==", "="),
    ("≠", "<>"),
    ("≤", "<="),
    ("≥", ">="),
    ("×", "*"),
    ("&&", "and"),
    ("||", "or"),
    ("!", "not"),
    ("（", "("),
    ("）", ")"),
    ("，", ","),
    ("＝", "="),
    ("＜", "<"),
    ("＞", ">"),
    ("＋", "+"),
    ("－", "-"),
    ("＊", "*"),
];

/// Most digits and most decimals of a number.
const DIGITS: usize = 18;
const DECIMALS: usize = 6;

/// Splits a source into tokens; the last one is [`Kind::End`]. What cannot be read is noted and
/// left out.
pub(crate) fn tokens(source: &str, errors: &mut Errors) -> Vec<Token> {
    let mut lexer = Lexer { source, pos: 0, errors, tokens: Vec::new() };
    while lexer.pos < source.len() {
        lexer.step();
    }
    let end = source.len();
    lexer.tokens.push(Token { at: end..end, kind: Kind::End });
    lexer.tokens
}

struct Lexer<'s> {
    source: &'s str,
    pos: usize,
    errors: &'s mut Errors,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.source.get(self.pos..).unwrap_or_default()
    }

    fn step(&mut self) {
        let Some(first) = self.rest().chars().next() else { return };
        if first.is_whitespace() {
            self.pos += first.len_utf8();
        } else if first.is_ascii_digit() {
            self.number();
        } else if first == '_' || first.is_alphabetic() {
            self.name();
        } else if let Some(quote) = closing_quote(first) {
            self.text(first, quote);
        } else {
            self.sign(first);
        }
    }

    fn take(&mut self, bytes: usize, kind: Kind) {
        let at = self.pos..self.pos + bytes;
        self.pos = at.end;
        self.tokens.push(Token { at, kind });
    }

    /// Length of the run of characters from here on for which `belongs` holds.
    fn run(&self, belongs: impl Fn(char) -> bool) -> usize {
        self.rest().find(|c| !belongs(c)).unwrap_or(self.rest().len())
    }

    fn name(&mut self) {
        let length = self.run(|c| c == '_' || c.is_alphanumeric());
        let name = self.rest()[..length].to_owned();
        let word = WORDS.iter().find(|w| w.eq_ignore_ascii_case(&name));
        self.take(length, word.map_or(Kind::Name(name), |w| Kind::Word(w)));
    }

    fn number(&mut self) {
        let length = self.run(|c| c == '.' || c == '_' || c.is_alphanumeric());
        let at = self.pos..self.pos + length;
        let number = read_number(&self.rest()[..length]);
        let percent = self.rest()[length..].starts_with('%');
        let Some(number) = number else {
            let message = say("无法读取的数", "a number that cannot be read");
            let hint = say(
                format!("数字最多 {DIGITS} 位，其中小数最多 {DECIMALS} 位，例如 12、0.5、60%"),
                format!("at most {DIGITS} digits, {DECIMALS} of them decimals: 12, 0.5, 60%"),
            );
            self.errors.add(&at, message, hint);
            return self.take(length, Kind::Number(Decimal { digits: 0, scale: 0 }));
        };
        if percent {
            self.take(length + 1, Kind::Percent(number));
        } else {
            self.take(length, Kind::Number(number));
        }
    }

    /// A text ends at its quote; a doubled quote stands for itself.
    fn text(&mut self, open: char, close: char) {
        let mut text = String::new();
        let mut length = open.len_utf8();
        let mut closed = false;
        let mut chars = self.rest()[length..].chars().peekable();
        while let Some(c) = chars.next() {
            length += c.len_utf8();
            if c != close {
                text.push(c);
            } else if chars.next_if_eq(&close).is_some() {
                length += close.len_utf8();
                text.push(close);
            } else {
                closed = true;
                break;
            }
        }
        let at = self.pos..self.pos + length;
        let hint =
            || say("文字写在一对半角单引号之间：'…'", "texts stand between single quotes: '…'");
        if !closed {
            self.errors.add(&at, say("文字没有结束", "the text does not end"), hint());
        } else if open != '\'' {
            self.errors.add(&at, say("引号不对", "not the right quotes"), hint());
        }
        self.take(length, Kind::Text(text));
    }

    fn sign(&mut self, first: char) {
        if let Some(sign) = SIGNS.iter().find(|s| self.rest().starts_with(**s)) {
            return self.take(sign.len(), Kind::Sign(sign));
        }
        let foreign = FOREIGN.iter().find(|(written, _)| self.rest().starts_with(*written));
        if let Some((written, right)) = foreign {
            let at = self.pos..self.pos + written.len();
            let message = say(format!("不认识的符号 {written}"), format!("unknown sign {written}"));
            self.errors.add(&at, message, say(format!("应写 {right}"), format!("write {right}")));
            let kind =
                WORDS.iter().find(|w| *w == right).map_or(Kind::Sign(right), |w| Kind::Word(w));
            return self.take(written.len(), kind);
        }
        let at = self.pos..self.pos + first.len_utf8();
        let message = say(format!("不认识的符号 {first}"), format!("unknown sign {first}"));
        if matches!(first, '/' | '÷') {
            let hint = say(
                "没有除法：请把除数乘到比较的另一边，这样结果精确",
                "there is no division: multiply the other side of the comparison, which is exact",
            );
            self.errors.add(&at, message, hint);
            return self.take(first.len_utf8(), Kind::Sign("*"));
        }
        self.errors.add(&at, message, nothing());
        self.pos = at.end;
    }
}

/// The quote that ends a text begun with this one.
fn closing_quote(open: char) -> Option<char> {
    match open {
        '\'' | '"' | '`' => Some(open),
        '‘' | '’' => Some('’'),
        '“' | '”' => Some('”'),
        _ => None,
    }
}

fn read_number(text: &str) -> Option<Decimal> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let point = text.contains('.');
    let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits_only(whole) || !digits_only(decimals) || decimals.len() > DECIMALS {
        return None;
    }
    let all = if point { format!("{whole}{decimals}") } else { whole.to_owned() };
    if all.len() > DIGITS {
        return None;
    }
    let scale = if point { decimals.len() as u32 } else { 0 };
    Some(Decimal { digits: all.parse().ok()?, scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lex(source: &str) -> (Vec<Kind>, Vec<(usize, usize, String)>) {
        let mut errors = Errors::default();
        let tokens = tokens(source, &mut errors);
        let errors = errors.finish().into_iter().map(|e| (e.start, e.end, e.message.en));
        (tokens.into_iter().map(|t| t.kind).collect(), errors.collect())
    }

    fn number(digits: i64, scale: u32) -> Kind {
        Kind::Number(Decimal { digits, scale })
    }

    #[test]
    fn tokens_of_every_kind() {
        let check = |source: &str, expect: &[Kind]| {
            let (mut kinds, errors) = lex(source);
            assert_eq!(kinds.pop(), Some(Kind::End));
            assert_eq!((kinds.as_slice(), errors.as_slice()), (expect, &[][..]), "{source}");
        };
        check("", &[]);
        check(" \t\r\n", &[]);
        check("12 0.5 007", &[number(12, 0), number(5, 1), number(7, 0)]);
        check("60%", &[Kind::Percent(Decimal { digits: 60, scale: 0 })]);
        check("12.50%", &[Kind::Percent(Decimal { digits: 1250, scale: 2 })]);
        check("'a''b'", &[Kind::Text("a'b".into())]);
        check("'' 'x y'", &[Kind::Text(String::new()), Kind::Text("x y".into())]);
        check("AND null_ Is", &[Kind::Word("and"), Kind::Name("null_".into()), Kind::Word("is")]);
        check("a<=b", &[Kind::Name("a".into()), Kind::Sign("<="), Kind::Name("b".into())]);
        check("<><", &[Kind::Sign("<>"), Kind::Sign("<")]);
        check("(,)", &[Kind::Sign("("), Kind::Sign(","), Kind::Sign(")")]);
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_place() {
        let check = |source: &str, expect: &[(usize, usize, &str)]| {
            let (_, errors) = lex(source);
            let errors: Vec<_> = errors.iter().map(|(s, e, m)| (*s, *e, m.as_str())).collect();
            assert_eq!(errors, expect, "{source}");
        };
        check("a ! b", &[(2, 3, "unknown sign !")]);
        check("a != b", &[(2, 4, "unknown sign !=")]);
        check("支付 ≥ 1", &[(7, 10, "unknown sign ≥")]);
        check("a / b", &[(2, 3, "unknown sign /")]);
        check("'abc", &[(0, 4, "the text does not end")]);
        check("'abc''", &[(0, 6, "the text does not end")]);
        check("\"abc\"", &[(0, 5, "not the right quotes")]);
        check("‘支付’", &[(0, 12, "not the right quotes")]);
        check("1.", &[(0, 2, "a number that cannot be read")]);
        check("12abc", &[(0, 5, "a number that cannot be read")]);
        check("1.2.3", &[(0, 5, "a number that cannot be read")]);
        check("0.1234567", &[(0, 9, "a number that cannot be read")]);
        check("1234567890123456789", &[(0, 19, "a number that cannot be read")]);
        check("a # b ; c", &[(2, 3, "unknown sign #"), (6, 7, "unknown sign ;")]);
    }

    #[test]
    fn foreign_signs_are_read_as_what_they_stand_for() {
        let (kinds, errors) = lex("a != b && （c）");
        let signs: Vec<&Kind> = kinds.iter().filter(|k| !matches!(k, Kind::Name(_))).collect();
        let expect =
            [Kind::Sign("<>"), Kind::Word("and"), Kind::Sign("("), Kind::Sign(")"), Kind::End];
        assert_eq!(signs, expect.iter().collect::<Vec<_>>());
        assert_eq!(errors.len(), 4);
    }
}
