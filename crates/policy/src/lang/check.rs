//! Gives every part of an expression its type, or says why it has none.

pub(crate) mod calls;
mod names;

use std::ops::Range;

use super::Expect;
use super::ast::{Arithmetic, Ast, AstKind, Compare};
use super::errors::{Errors, nothing, say};
use super::lexer::Decimal;
use super::typed::{Kind, MAX_SCALE, Node, Pick, Ty, Typed};
use crate::facts::FactTable;
use crate::pack::{Params, Text};

/// Types a tree as read; what does not fit is noted and becomes [`Kind::Wrong`].
pub(crate) fn check(
    ast: &Ast,
    table: &'static FactTable,
    params: &Params,
    expect: Expect,
    errors: &mut Errors,
) -> Typed {
    let mut checker = Checker { table, params, errors };
    let typed = checker.part(ast);
    checker.expected(&typed, expect);
    typed
}

struct Checker<'c> {
    table: &'static FactTable,
    params: &'c Params,
    errors: &'c mut Errors,
}

impl Checker<'_> {
    fn error(&mut self, at: &Range<usize>, message: Text, hint: Text) {
        self.errors.add(at, message, hint);
    }

    fn wrong(at: &Range<usize>) -> Typed {
        Typed { at: at.clone(), ty: Ty::plain(Kind::Wrong), node: Node::Wrong }
    }

    /// The whole expression must be what its place in the rule needs.
    fn expected(&mut self, typed: &Typed, expect: Expect) {
        let kind = typed.ty.kind;
        let is_column = matches!(typed.node, Node::Column(_));
        let (fits, zh, en) = match expect {
            Expect::Truth => (kind == Kind::Flag, "条件", "a condition"),
            Expect::Date => (kind == Kind::Date, "日期", "a Date"),
            Expect::DateOrParts => {
                let parts = kind == Kind::Parts && is_column;
                (kind == Kind::Date || parts, "日期或 Parts 列", "a Date or a column of Parts")
            }
            Expect::Money => (kind == Kind::Money, "金额（Money）", "Money"),
        };
        if !fits && kind != Kind::Wrong {
            let name = typed.ty.name();
            let message =
                say(format!("此处应为{zh}，这是 {name}"), format!("expected {en}, this is {name}"));
            self.error(&typed.at, message, condition_hint(typed.ty, expect == Expect::Truth));
        }
    }

    fn part(&mut self, ast: &Ast) -> Typed {
        let at = &ast.at;
        match &ast.kind {
            AstKind::Wrong => Self::wrong(at),
            AstKind::Number(number) => Self::number(at, *number),
            AstKind::Percent(n) => {
                let ty = Ty { kind: Kind::Percent, scale: n.scale + 2 };
                typed(at, ty, Node::Number(n.digits))
            }
            AstKind::Text(text) => typed(at, Ty::plain(Kind::Text), Node::Text(text.clone())),
            AstKind::Day(day) => typed(at, Ty::plain(Kind::Date), Node::Day(*day)),
            AstKind::Truth(truth) => typed(at, Ty::plain(Kind::Flag), Node::Truth(*truth)),
            AstKind::Name(name) => self.name(name, at),
            AstKind::Negative(inner) => self.negative(at, inner),
            AstKind::Arithmetic(operator, a, b) => self.arithmetic(at, *operator, a, b),
            AstKind::Case(arms, otherwise) => self.case(at, arms, otherwise),
            AstKind::Call(call) => self.call(at, call),
            _ => self.condition(ast),
        }
    }

    fn number(at: &Range<usize>, number: Decimal) -> Typed {
        let kind = match (number.digits, number.scale) {
            (0, _) => Kind::Zero,
            (_, 0) => Kind::Count,
            _ => Kind::Number,
        };
        typed(at, Ty { kind, scale: number.scale }, Node::Number(number.digits))
    }

    /// The parts that are conditions.
    fn condition(&mut self, ast: &Ast) -> Typed {
        let flag = Ty::plain(Kind::Flag);
        let node = match &ast.kind {
            AstKind::Not(inner) => Node::Not(Box::new(self.truth(inner))),
            AstKind::And(parts) => Node::And(parts.iter().map(|p| self.truth(p)).collect()),
            AstKind::Or(parts) => Node::Or(parts.iter().map(|p| self.truth(p)).collect()),
            AstKind::IsNull(inner) => {
                let inner = self.part(inner);
                self.single(&inner);
                Node::IsNull(Box::new(inner))
            }
            AstKind::Compare(compare, a, b) => return self.compare(&ast.at, *compare, a, b),
            AstKind::Between(subject, low, high) => {
                return self.between(&ast.at, subject, low, high);
            }
            AstKind::In(subject, items) => return self.within(&ast.at, subject, items),
            AstKind::InName(subject, name) => return self.within_words(&ast.at, subject, name),
            _ => Node::Wrong,
        };
        typed(&ast.at, flag, node)
    }

    /// A part that must be a condition.
    fn truth(&mut self, ast: &Ast) -> Typed {
        let part = self.part(ast);
        if !matches!(part.ty.kind, Kind::Flag | Kind::Wrong) {
            let name = part.ty.name();
            let message = say(
                format!("此处应为条件，这是 {name}"),
                format!("expected a condition, this is {name}"),
            );
            self.error(&part.at, message, condition_hint(part.ty, true));
            return Self::wrong(&part.at);
        }
        part
    }

    /// Parts, lists and days of the year are no single values: they only stand in functions.
    fn single(&mut self, part: &Typed) -> bool {
        let is_single = !matches!(part.ty.kind, Kind::Parts | Kind::Words | Kind::MonthDay);
        if !is_single {
            let name = part.ty.name();
            let message =
                say(format!("{name} 不是单个的值"), format!("{name} is not a single value"));
            self.error(&part.at, message, several_hint(part.ty));
        }
        is_single
    }

    /// A part that must be a number.
    fn numeric(&mut self, ast: &Ast) -> Typed {
        let part = self.part(ast);
        if part.ty.is_number() {
            return part;
        }
        let name = part.ty.name();
        let message =
            say(format!("{name} 不能参与计算"), format!("{name} cannot be reckoned with"));
        self.error(&part.at, message, arithmetic_hint(part.ty));
        Self::wrong(&part.at)
    }

    fn negative(&mut self, at: &Range<usize>, inner: &Ast) -> Typed {
        let inner = self.numeric(inner);
        let ty = inner.ty;
        typed(at, ty, Node::Negative(Box::new(inner)))
    }

    fn arithmetic(&mut self, at: &Range<usize>, operator: Arithmetic, a: &Ast, b: &Ast) -> Typed {
        let (a, b) = (self.numeric(a), self.numeric(b));
        self.combined(at, operator, a, b)
    }

    /// Two numbers joined by an operator.
    fn combined(&mut self, at: &Range<usize>, operator: Arithmetic, a: Typed, b: Typed) -> Typed {
        let ty =
            if operator == Arithmetic::Multiply { a.ty.product(b.ty) } else { a.ty.shared(b.ty) };
        let Some(ty) = ty else {
            self.unlike(at, &a, &b, operator.sign());
            return Self::wrong(at);
        };
        if ty.scale > MAX_SCALE {
            let message = say("小数位过多", "too many decimals");
            let hint = say(
                format!("百分比连乘最多 {MAX_SCALE} 位小数"),
                format!("products of shares have at most {MAX_SCALE} decimals"),
            );
            self.error(at, message, hint);
            return Self::wrong(at);
        }
        typed(at, ty, Node::Arithmetic(operator, Box::new(a), Box::new(b)))
    }

    fn unlike(&mut self, at: &Range<usize>, a: &Typed, b: &Typed, sign: &str) {
        let (left, right) = (a.ty.name(), b.ty.name());
        let is_word = sign.starts_with(char::is_alphabetic);
        let message = if is_word {
            say(
                format!("{sign} 中 {left} 与 {right} 不能并用"),
                format!("{left} and {right} do not fit in {sign}"),
            )
        } else {
            say(
                format!("{left} 与 {right} 不能用 {sign} 连接"),
                format!("{left} {sign} {right} does not fit"),
            )
        };
        self.error(at, message, unlike_hint(a, b));
    }

    /// Makes two parts fit each other; notes an error where they do not.
    fn fit(&mut self, at: &Range<usize>, a: &mut Typed, b: &mut Typed, sign: &str) -> Option<Ty> {
        self.adopt_word(a, b.ty);
        self.adopt_word(b, a.ty);
        let shared = a.ty.shared(b.ty);
        if shared.is_none() {
            self.unlike(at, a, b, sign);
        }
        shared
    }

    fn compare(&mut self, at: &Range<usize>, compare: Compare, a: &Ast, b: &Ast) -> Typed {
        let (mut a, mut b) = (self.part(a), self.part(b));
        if self.single(&a) && self.single(&b) {
            let shared = self.fit(at, &mut a, &mut b, compare.sign());
            if let Some(shared) = shared.filter(|s| compare.is_order() && !s.is_ordered()) {
                self.unordered(at, shared);
            }
        }
        let node = Node::Compare(compare, Box::new(a), Box::new(b));
        typed(at, Ty::plain(Kind::Flag), node)
    }

    fn unordered(&mut self, at: &Range<usize>, ty: Ty) {
        let name = ty.name();
        let message = say(format!("{name} 没有大小"), format!("{name} has no order"));
        self.error(at, message, say("请用 =、<> 或 in", "use =, <> or in"));
    }

    fn between(&mut self, at: &Range<usize>, subject: &Ast, low: &Ast, high: &Ast) -> Typed {
        let mut subject = self.part(subject);
        let (mut low, mut high) = (self.part(low), self.part(high));
        for bound in [&mut low, &mut high] {
            let bound_at = bound.at.clone();
            let shared = self.fit(&bound_at, &mut subject, bound, "between");
            if let Some(shared) = shared.filter(|s| !s.is_ordered()) {
                self.unordered(at, shared);
                break;
            }
        }
        let node = Node::Between(Box::new(subject), Box::new(low), Box::new(high));
        typed(at, Ty::plain(Kind::Flag), node)
    }

    fn within(&mut self, at: &Range<usize>, subject: &Ast, items: &[Ast]) -> Typed {
        let mut subject = self.part(subject);
        let is_single = self.single(&subject);
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            let mut item = self.part(item);
            let item_at = item.at.clone();
            if is_single && self.single(&item) {
                self.fit(&item_at, &mut subject, &mut item, "in (…)");
            }
            list.push(item);
        }
        typed(at, Ty::plain(Kind::Flag), Node::In(Box::new(subject), list))
    }

    fn within_words(&mut self, at: &Range<usize>, subject: &Ast, name: &Ast) -> Typed {
        let subject = self.part(subject);
        let words = self.part(name);
        let text = matches!(subject.ty.kind, Kind::Text | Kind::Code(_) | Kind::Wrong);
        if !matches!(words.ty.kind, Kind::Words | Kind::Wrong) {
            let name = words.ty.name();
            let message = say(format!("{name} 不是词表"), format!("{name} is no list of words"));
            let hint =
                say("in 之后应为词表参数或 (…)", "after in comes a parameter of words or (…)");
            self.error(&words.at, message, hint);
        } else if !text {
            let name = subject.ty.name();
            let message = say(
                format!("{name} 不能在词表中查找"),
                format!("{name} cannot be looked up in a list of words"),
            );
            self.error(&subject.at, message, nothing());
        } else {
            self.words_of_code(&subject, &words);
        }
        let node = Node::InWords(Box::new(subject), Box::new(words));
        typed(at, Ty::plain(Kind::Flag), node)
    }

    fn case(&mut self, at: &Range<usize>, arms: &[(Ast, Ast)], otherwise: &Ast) -> Typed {
        let mut whens = Vec::new();
        let mut values = Vec::new();
        for (when, then) in arms {
            whens.push(self.truth(when));
            values.push(self.part(then));
        }
        values.push(self.part(otherwise));
        let ty = self.common(&mut values, "case");
        let (Some(ty), Some(otherwise)) = (ty, values.pop()) else { return Self::wrong(at) };
        let arms = whens.into_iter().zip(values).collect();
        typed(at, ty, Node::Case(arms, Box::new(otherwise)))
    }

    /// The type that all of several values share; nothing where they share none.
    fn common(&mut self, values: &mut [Typed], sign: &str) -> Option<Ty> {
        let code = values.iter().map(|v| v.ty).find(|ty| matches!(ty.kind, Kind::Code(_)));
        let mut ty = Ty::plain(Kind::Wrong);
        for i in 0..values.len() {
            let (before, from_here) = values.split_at_mut(i);
            let value = from_here.first_mut()?;
            if !self.single(value) {
                return None;
            }
            if let Some(code) = code {
                self.adopt_word(value, code);
            }
            if i == 0 {
                ty = value.ty;
                continue;
            }
            let Some(shared) = ty.shared(value.ty) else {
                let value_at = value.at.clone();
                // Zeros take the kind of the others, so they are not what it does not fit.
                let other = before.iter().find(|b| b.ty.kind == ty.kind).or(before.first())?;
                self.unlike(&value_at, other, value, sign);
                return None;
            };
            ty = shared;
        }
        Some(ty)
    }

    fn pick(&mut self, at: &Range<usize>, pick: Pick, args: &[Ast], name: &str) -> Typed {
        let mut values: Vec<Typed> = args.iter().map(|a| self.part(a)).collect();
        let Some(ty) = self.common(&mut values, name) else { return Self::wrong(at) };
        if pick != Pick::FirstKnown && !ty.is_ordered() {
            self.unordered(at, ty);
            return Self::wrong(at);
        }
        typed(at, ty, Node::Pick(pick, values))
    }
}

fn typed(at: &Range<usize>, ty: Ty, node: Node) -> Typed {
    Typed { at: at.clone(), ty, node }
}

fn condition_hint(ty: Ty, wanted: bool) -> Text {
    match ty.kind {
        _ if !wanted => nothing(),
        Kind::Money | Kind::Count | Kind::Number | Kind::Percent | Kind::Zero | Kind::Square => {
            say("请与某个值比较，例如 … > 0", "compare it with something: … > 0")
        }
        Kind::Date => say("请与日期比较，例如 … <= as_of", "compare it with a day: … <= as_of"),
        Kind::Code(_) | Kind::Text => {
            say("请与文字比较，例如 … = 'direct'", "compare it with a text: … = 'direct'")
        }
        Kind::Parts => say("请用 total(…) 或 done_by(…, 日期)", "use total(…) or done_by(…, day)"),
        _ => nothing(),
    }
}

fn arithmetic_hint(ty: Ty) -> Text {
    match ty.kind {
        Kind::Date => say(
            "日期请用 days_after(…, n) 或 days_between(…, …)",
            "for days use days_after(…, n) or days_between(…, …)",
        ),
        Kind::Parts => say("请用 total(…) 或 done_by(…, 日期)", "use total(…) or done_by(…, day)"),
        Kind::Flag => {
            say("请用 case when … then 1 else 0 end", "use case when … then 1 else 0 end")
        }
        _ => nothing(),
    }
}

fn unlike_hint(a: &Typed, b: &Typed) -> Text {
    let is_literal = |t: &Typed| matches!(t.node, Node::Number(_));
    match (a.ty.kind, b.ty.kind) {
        (Kind::Money, Kind::Count | Kind::Number) if is_literal(b) => amount_hint(),
        (Kind::Count | Kind::Number, Kind::Money) if is_literal(a) => amount_hint(),
        (Kind::Percent, Kind::Count | Kind::Number)
        | (Kind::Count | Kind::Number, Kind::Percent) => {
            say("百分比写作 60%", "shares are written 60%")
        }
        (Kind::Date, Kind::Text) | (Kind::Text, Kind::Date) => {
            say("日期写作 date '2019-05-22'", "days are written date '2019-05-22'")
        }
        (Kind::Square, _) | (_, Kind::Square) => {
            say("两边都应为两个金额之积", "both sides must be products of two amounts")
        }
        _ => say("两边应为同一种类型", "both sides must be of one type"),
    }
}

fn several_hint(ty: Ty) -> Text {
    match ty.kind {
        Kind::Parts => say(
            "请用 total(…)、done_by(…, 日期) 或 last_day(…)",
            "use total(…), done_by(…, day) or last_day(…)",
        ),
        Kind::MonthDay => say("请用 on(年度, …)", "use on(year, …)"),
        _ => say("请用 … in 参数名", "use … in parameter"),
    }
}

fn amount_hint() -> Text {
    say(
        "金额请写成参数（yuan = \"…\"）；只有 0 可以直接写",
        "amounts are parameters (yuan = \"…\"); only 0 may be written",
    )
}
