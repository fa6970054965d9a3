//! From tokens to the tree of an expression.
//!
//! ```text
//! or      = and { "or" and }
//! and     = not { "and" not }
//! not     = "not" not | test
//! test    = sum [ COMPARE sum | ["not"] "between" sum "and" sum | ["not"] "in" (NAME | list)
//!               | "is" ["not"] "null" ]
//! sum     = product { ("+" | "-") product }
//! product = signed { "*" signed }
//! signed  = "-" signed | value
//! value   = NUMBER | PERCENT | TEXT | "date" TEXT | "true" | "false" | NAME | NAME "(" … ")"
//!         | "(" or ")" | "case" { "when" or "then" or } "else" or "end"
//! ```
//! After an error it goes on where the next part can begin, so that one reading names all errors.

use std::ops::Range;

use domain::Day;

use super::ast::{Arithmetic, Ast, AstKind, Call, Compare};
use super::errors::{Errors, say};
use super::lexer::{Kind, Token, tokens};
use crate::pack::Text;

/// How deep parts may stand inside parts; the stack is safe far beyond it.
const MAX_DEPTH: u32 = 40;
/// Longest source, so that chains of operators cannot grow the tree without bound either.
const MAX_LENGTH: usize = 8_000;

/// Reads an expression. Whatever the text, a tree comes back; `errors` says what is wrong with it.
pub(crate) fn parse(source: &str, errors: &mut Errors) -> Ast {
    let whole = 0..source.len();
    if source.len() > MAX_LENGTH {
        let hint = say("请分成几条规则", "split it into several rules");
        errors.add(&whole, say("表达式太长", "the expression is too long"), hint);
        return Ast { at: whole, kind: AstKind::Wrong };
    }
    if source.trim().is_empty() {
        errors.add(&whole, say("表达式是空的", "the expression is empty"), Text::default());
        return Ast { at: whole, kind: AstKind::Wrong };
    }
    let tokens = tokens(source, errors);
    let mut parser = Parser { tokens, pos: 0, depth: 0, gave_up: false, errors };
    let mut parts = vec![parser.or()];
    while !parser.is_end() {
        parser.unexpected(&say("此处应为 and、or 或结尾", "expected and, or, or the end"));
        parser.skip_to_connective();
        if parser.eat_word("and").or_else(|| parser.eat_word("or")).is_some() {
            parts.push(parser.or());
        }
    }
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            Ast { at: whole, kind: AstKind::And(parts) }
        }
    }
}

struct Parser<'e> {
    tokens: Vec<Token>,
    pos: usize,
    depth: u32,
    /// Reading ended before the source did; nothing more can be said.
    gave_up: bool,
    errors: &'e mut Errors,
}

impl Parser<'_> {
    fn kind(&self) -> &Kind {
        self.tokens.get(self.pos).map_or(&Kind::End, |t| &t.kind)
    }

    fn at(&self) -> Range<usize> {
        self.tokens.get(self.pos).map_or(0..0, |t| t.at.clone())
    }

    /// Byte behind the token read last.
    fn last_end(&self) -> usize {
        self.pos.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |t| t.at.end)
    }

    fn is_end(&self) -> bool {
        *self.kind() == Kind::End
    }

    fn advance(&mut self) {
        if !self.is_end() {
            self.pos += 1;
        }
    }

    fn eat(&mut self, kind: &Kind) -> Option<Range<usize>> {
        let at = self.at();
        let found = self.kind() == kind;
        if found {
            self.advance();
        }
        found.then_some(at)
    }

    fn eat_word(&mut self, word: &'static str) -> Option<Range<usize>> {
        self.eat(&Kind::Word(word))
    }

    fn eat_sign(&mut self, sign: &'static str) -> Option<Range<usize>> {
        self.eat(&Kind::Sign(sign))
    }

    fn unexpected(&mut self, hint: &Text) {
        let at = self.at();
        if self.gave_up || self.errors.stands_at(at.start) {
            return;
        }
        let message = if self.is_end() {
            say("表达式没有写完", "the expression is not complete")
        } else {
            say("此处不应出现这个词或符号", "this does not belong here")
        };
        self.errors.add(&at, message, hint.clone());
    }

    fn expect_sign(&mut self, sign: &'static str) {
        if self.eat_sign(sign).is_none() {
            self.unexpected(&say(format!("此处应为 {sign}"), format!("expected {sign}")));
        }
    }

    fn expect_word(&mut self, word: &'static str) {
        if self.eat_word(word).is_none() {
            self.unexpected(&say(format!("此处应为 {word}"), format!("expected {word}")));
        }
    }

    fn skip_to_connective(&mut self) {
        while !matches!(self.kind(), Kind::End | Kind::Word("and" | "or")) {
            self.advance();
        }
    }

    /// Reads a part one level deeper, unless that is too deep.
    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Ast) -> Ast {
        self.depth += 1;
        let ast = if self.depth > MAX_DEPTH {
            let at = self.at();
            // Nothing behind this place can be judged: reading ends here, with one error.
            self.pos = self.tokens.len().saturating_sub(1);
            if !self.gave_up {
                let message = say("嵌套过深", "nested too deeply");
                let hint = say("请分成几条规则", "split it into several rules");
                self.errors.add(&at, message, hint);
            }
            self.gave_up = true;
            Ast { at, kind: AstKind::Wrong }
        } else {
            read(self)
        };
        self.depth -= 1;
        ast
    }

    fn or(&mut self) -> Ast {
        self.deeper(|p| p.chain("or", Parser::and, AstKind::Or))
    }

    fn and(&mut self) -> Ast {
        self.chain("and", Parser::not, AstKind::And)
    }

    fn chain(
        &mut self,
        word: &'static str,
        part: impl Fn(&mut Self) -> Ast,
        whole: impl Fn(Vec<Ast>) -> AstKind,
    ) -> Ast {
        let first = part(self);
        if *self.kind() != Kind::Word(word) {
            return first;
        }
        let start = first.at.start;
        let mut parts = vec![first];
        while self.eat_word(word).is_some() {
            parts.push(part(self));
        }
        Ast { at: start..self.last_end(), kind: whole(parts) }
    }

    fn not(&mut self) -> Ast {
        let Some(at) = self.eat_word("not") else { return self.test() };
        let inner = self.deeper(Parser::not);
        Ast { at: at.start..self.last_end(), kind: AstKind::Not(Box::new(inner)) }
    }

    fn test(&mut self) -> Ast {
        let subject = self.sum();
        let start = subject.at.start;
        let begins = |kind: &Kind| match kind {
            Kind::Word(word) => matches!(*word, "is" | "not" | "between" | "in"),
            Kind::Sign(sign) => Compare::of_sign(sign).is_some(),
            _ => false,
        };
        if !begins(self.kind()) {
            return subject;
        }
        let kind = self.test_of(subject);
        let ast = Ast { at: start..self.last_end(), kind };
        if begins(self.kind()) {
            self.unexpected(&say(
                "比较不能连写，请用 and 连接",
                "comparisons do not chain: join them with and",
            ));
            let end = self.at().end;
            self.test_of(Ast { at: start..end, kind: AstKind::Wrong });
        }
        ast
    }

    /// The comparison that follows a subject.
    fn test_of(&mut self, subject: Ast) -> AstKind {
        let start = subject.at.start;
        let subject = Box::new(subject);
        let compare = match self.kind() {
            Kind::Sign(sign) => Compare::of_sign(sign),
            _ => None,
        };
        if let Some(compare) = compare {
            self.advance();
            return AstKind::Compare(compare, subject, Box::new(self.compared()));
        }
        if self.eat_word("is").is_some() {
            let negative = self.eat_word("not").is_some();
            self.expect_word("null");
            return self.negated(negative, start, AstKind::IsNull(subject));
        }
        let negative = self.eat_word("not").is_some();
        if self.eat_word("between").is_some() {
            let low = Box::new(self.sum());
            self.expect_word("and");
            let high = Box::new(self.sum());
            return self.negated(negative, start, AstKind::Between(subject, low, high));
        }
        if self.eat_word("in").is_some() {
            let list = self.list_of(subject);
            return self.negated(negative, start, list);
        }
        self.unexpected(&say("not 之后应为 in 或 between", "expected in or between after not"));
        AstKind::Wrong
    }

    fn negated(&self, negative: bool, start: usize, kind: AstKind) -> AstKind {
        let at = start..self.last_end();
        if negative { AstKind::Not(Box::new(Ast { at, kind })) } else { kind }
    }

    /// The right side of a comparison; `null` is the slip made most often there.
    fn compared(&mut self) -> Ast {
        let at = self.at();
        if self.eat_word("null").is_some() {
            let message = say("不能与 null 比较", "null cannot be compared");
            let hint = say("请写 is null 或 is not null", "write is null or is not null");
            self.errors.add(&at, message, hint);
            return Ast { at, kind: AstKind::Wrong };
        }
        self.sum()
    }

    fn list_of(&mut self, subject: Box<Ast>) -> AstKind {
        let at = self.at();
        if let Kind::Name(name) = self.kind().clone() {
            self.advance();
            let name = Ast { at, kind: AstKind::Name(name) };
            return AstKind::InName(subject, Box::new(name));
        }
        if self.eat_sign("(").is_none() {
            self.unexpected(&say("in 之后应为 ( 或参数名", "expected ( or a parameter after in"));
            return AstKind::In(subject, vec![self.sum()]);
        }
        let items = self.list();
        AstKind::In(subject, items)
    }

    /// Parts between commas up to the closing bracket; the opening one is already read.
    fn list(&mut self) -> Vec<Ast> {
        let mut items = vec![self.or()];
        while self.eat_sign(",").is_some() {
            items.push(self.or());
        }
        self.expect_sign(")");
        items
    }

    fn sum(&mut self) -> Ast {
        self.operators(&[Arithmetic::Add, Arithmetic::Subtract], Parser::product)
    }

    fn product(&mut self) -> Ast {
        self.operators(&[Arithmetic::Multiply], Parser::signed)
    }

    fn operators(&mut self, operators: &[Arithmetic], part: impl Fn(&mut Self) -> Ast) -> Ast {
        let mut left = part(self);
        let before = self.depth;
        while let Some(operator) = operators.iter().find(|o| *self.kind() == Kind::Sign(o.sign())) {
            self.advance();
            // Each operator makes the tree deeper on its left, so it counts as a level.
            self.depth += 1;
            let right = self.deeper(&part);
            let at = left.at.start..self.last_end();
            let kind = AstKind::Arithmetic(*operator, Box::new(left), Box::new(right));
            left = Ast { at, kind };
        }
        self.depth = before;
        left
    }

    fn signed(&mut self) -> Ast {
        let Some(at) = self.eat_sign("-") else { return self.value() };
        let inner = self.deeper(Parser::signed);
        Ast { at: at.start..self.last_end(), kind: AstKind::Negative(Box::new(inner)) }
    }

    fn value(&mut self) -> Ast {
        let at = self.at();
        let kind = match self.kind().clone() {
            Kind::Number(number) => AstKind::Number(number),
            Kind::Percent(number) => AstKind::Percent(number),
            Kind::Text(text) => AstKind::Text(text),
            Kind::Word("true") => AstKind::Truth(true),
            Kind::Word("false") => AstKind::Truth(false),
            Kind::Name(name) => return self.named(name, at),
            Kind::Word("case") => return self.case(at.start),
            Kind::Sign("(") => return self.bracket(at.start),
            _ => return self.no_value(at),
        };
        self.advance();
        Ast { at, kind }
    }

    fn no_value(&mut self, at: Range<usize>) -> Ast {
        let hint = if *self.kind() == Kind::Word("null") {
            say("null 只用于 is null 与 is not null", "null stands only in is null and is not null")
        } else {
            say("此处应为一个值", "expected a value")
        };
        self.unexpected(&hint);
        let belongs_to_others = matches!(
            self.kind(),
            Kind::End
                | Kind::Sign(")" | ",")
                | Kind::Word(
                    "and" | "or" | "when" | "then" | "else" | "end" | "in" | "is" | "between"
                )
        );
        if !belongs_to_others {
            self.advance();
        }
        Ast { at, kind: AstKind::Wrong }
    }

    fn bracket(&mut self, start: usize) -> Ast {
        self.advance();
        let inner = self.or();
        self.expect_sign(")");
        Ast { at: start..self.last_end(), kind: inner.kind }
    }

    fn named(&mut self, name: String, name_at: Range<usize>) -> Ast {
        self.advance();
        if let (true, Kind::Text(text)) = (name == "date", self.kind().clone()) {
            return self.day(&text, name_at.start);
        }
        if self.eat_sign("(").is_none() {
            return Ast { at: name_at, kind: AstKind::Name(name) };
        }
        let args = if self.eat_sign(")").is_some() { Vec::new() } else { self.list() };
        let at = name_at.start..self.last_end();
        Ast { at, kind: AstKind::Call(Call { name, name_at, args }) }
    }

    fn day(&mut self, text: &str, start: usize) -> Ast {
        let text_at = self.at();
        self.advance();
        let written_fully = text.len() == 10 && text.bytes().filter(|b| *b == b'-').count() == 2;
        let day = Day::parse(text).ok().filter(|_| written_fully);
        let kind = if let Some(day) = day {
            AstKind::Day(i64::from(day.number()))
        } else {
            let hint = say("日期写作 date '2019-05-22'", "days are written date '2019-05-22'");
            self.errors.add(&text_at, say("没有这一天", "there is no such day"), hint);
            AstKind::Wrong
        };
        Ast { at: start..text_at.end, kind }
    }

    fn case(&mut self, start: usize) -> Ast {
        self.advance();
        let mut arms = Vec::new();
        if *self.kind() != Kind::Word("when") {
            self.expect_word("when");
        }
        while self.eat_word("when").is_some() {
            let when = self.or();
            self.expect_word("then");
            let then = self.or();
            arms.push((when, then));
        }
        self.expect_word("else");
        let otherwise = self.or();
        self.expect_word("end");
        let kind = AstKind::Case(arms, Box::new(otherwise));
        Ast { at: start..self.last_end(), kind }
    }
}
