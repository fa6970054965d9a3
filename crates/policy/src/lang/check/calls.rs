//! The functions of the language and the types of their arguments.

use std::ops::Range;

use super::{Checker, typed};
use crate::lang::ast::{Arithmetic, Ast, Call};
use crate::lang::errors::{meant, nothing, say};
use crate::lang::typed::{Kind, Node, Pick, Step, TextTest, Ty, Typed};

/// A function as rule authors write it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function {
    /// Name.
    pub name: &'static str,
    /// How it is written, for hints.
    pub usage: &'static str,
    /// Fewest and most arguments.
    arity: (usize, usize),
}

const fn function(name: &'static str, usage: &'static str, least: usize, most: usize) -> Function {
    Function { name, usage, arity: (least, most) }
}

/// Every function.
pub(crate) const FUNCTIONS: &[Function] = &[
    function("days_after", "days_after(Date, Count)", 2, 2),
    function("workdays_after", "workdays_after(Date, Count)", 2, 2),
    function("months_after", "months_after(Date, Count)", 2, 2),
    function("month_end", "month_end(Date)", 1, 1),
    function("on", "on(Count, MonthDay)", 2, 2),
    function("days_between", "days_between(Date, Date)", 2, 2),
    function("workdays_between", "workdays_between(Date, Date)", 2, 2),
    function("year_of", "year_of(Date)", 1, 1),
    function("percent_of", "percent_of(Percent, Money | Count | Number)", 2, 2),
    function("abs", "abs(Money | Count | Number | Percent)", 1, 1),
    function("least", "least(a, b)", 2, usize::MAX),
    function("greatest", "greatest(a, b)", 2, usize::MAX),
    function("coalesce", "coalesce(a, b)", 2, usize::MAX),
    function("contains_any", "contains_any(Text, Words)", 2, 2),
    function("starts_with_any", "starts_with_any(Text, Words)", 2, 2),
    function("has_digit", "has_digit(Text)", 1, 1),
    function("has_chinese", "has_chinese(Text)", 1, 1),
    function("all_digits", "all_digits(Text)", 1, 1),
    function("total", "total(Parts)", 1, 1),
    function("done_by", "done_by(Parts, Date)", 2, 2),
    function("last_day", "last_day(Parts)", 1, 1),
];

impl Checker<'_> {
    /// A call: the function must exist, take so many arguments, of these types.
    pub(super) fn call(&mut self, at: &Range<usize>, call: &Call) -> Typed {
        let Some(function) = FUNCTIONS.iter().find(|f| f.name == call.name) else {
            return self.unknown_function(at, call);
        };
        let (least, most) = function.arity;
        if call.args.len() < least || call.args.len() > most {
            let message = say(
                format!("{} 的参数个数不对", function.name),
                format!("{} takes another number of arguments", function.name),
            );
            let hint = say(format!("写作 {}", function.usage), format!("write {}", function.usage));
            self.error(at, message, hint);
            self.look_at_all(&call.args);
            return Self::wrong(at);
        }
        match (pick_of(function.name), call.args.as_slice()) {
            (Some(pick), args) => self.pick(at, pick, args, function.name),
            (None, [a, b]) => self.call_of_two(at, function, a, b),
            (None, [a, ..]) => self.call_of_one(at, function, a),
            (None, []) => Self::wrong(at),
        }
    }

    fn unknown_function(&mut self, at: &Range<usize>, call: &Call) -> Typed {
        let name = &call.name;
        let message = say(format!("没有函数 {name}"), format!("there is no function {name}"));
        let mut hint = meant(name, FUNCTIONS.iter().map(|f| f.name));
        if hint == nothing() {
            let all: Vec<&str> = FUNCTIONS.iter().map(|f| f.name).collect();
            hint = say(
                format!("可用的函数：{}", all.join("、")),
                format!("the functions: {}", all.join(", ")),
            );
        }
        self.error(&call.name_at, message, hint);
        self.look_at_all(&call.args);
        Self::wrong(at)
    }

    /// Arguments of a call that cannot be typed may hold errors of their own.
    fn look_at_all(&mut self, args: &[Ast]) {
        for arg in args {
            self.part(arg);
        }
    }

    fn call_of_one(&mut self, at: &Range<usize>, function: &Function, a: &Ast) -> Typed {
        let date = Ty::plain(Kind::Date);
        let flag = Ty::plain(Kind::Flag);
        let text = |test| move |a| Node::TextTest(test, a, None);
        let mut of = |kind, ty, node: &dyn Fn(Box<Typed>) -> Node| {
            let a = Box::new(self.argument(function, a, kind));
            typed(at, ty, node(a))
        };
        match function.name {
            "month_end" => of(Kind::Date, date, &Node::MonthEnd),
            "year_of" => of(Kind::Date, Ty::plain(Kind::Count), &Node::YearOf),
            "has_digit" => of(Kind::Text, flag, &text(TextTest::HasDigit)),
            "has_chinese" => of(Kind::Text, flag, &text(TextTest::HasChinese)),
            "all_digits" => of(Kind::Text, flag, &text(TextTest::AllDigits)),
            "total" => of(Kind::Parts, Ty::plain(Kind::Money), &Node::Total),
            "last_day" => of(Kind::Parts, date, &Node::LastDay),
            _ => {
                let a = self.numeric(a);
                let ty = a.ty;
                typed(at, ty, Node::Absolute(Box::new(a)))
            }
        }
    }

    fn call_of_two(&mut self, at: &Range<usize>, function: &Function, a: &Ast, b: &Ast) -> Typed {
        use Kind::{Count, Date, MonthDay, Parts, Text, Words};
        let date = Ty::plain(Kind::Date);
        let flag = Ty::plain(Kind::Flag);
        let count = Ty::plain(Kind::Count);
        let after = |step| move |a, b| Node::After(step, a, b);
        let test = |test| move |a, b| Node::TextTest(test, a, Some(b));
        let mut of = |kinds: (Kind, Kind), ty, node: &dyn Fn(Box<Typed>, Box<Typed>) -> Node| {
            let a = Box::new(self.argument(function, a, kinds.0));
            let b = Box::new(self.argument(function, b, kinds.1));
            typed(at, ty, node(a, b))
        };
        match function.name {
            "days_after" => of((Date, Count), date, &after(Step::Days)),
            "workdays_after" => of((Date, Count), date, &after(Step::Workdays)),
            "months_after" => of((Date, Count), date, &after(Step::Months)),
            "on" => of((Count, MonthDay), date, &Node::On),
            "days_between" => of((Date, Date), count, &Node::DaysBetween),
            "workdays_between" => of((Date, Date), count, &Node::WorkdaysBetween),
            "contains_any" => of((Text, Words), flag, &test(TextTest::ContainsAny)),
            "starts_with_any" => of((Text, Words), flag, &test(TextTest::StartsWithAny)),
            "done_by" => of((Parts, Date), Ty::plain(Kind::Money), &Node::DoneBy),
            _ => self.percent_of(at, function, a, b),
        }
    }

    fn percent_of(&mut self, at: &Range<usize>, f: &Function, share: &Ast, whole: &Ast) -> Typed {
        let share = self.argument(f, share, Kind::Percent);
        let whole = self.numeric(whole);
        if matches!(whole.ty.kind, Kind::Percent | Kind::Square) {
            self.misfit(f, &whole.at, whole.ty.name());
            return Self::wrong(at);
        }
        self.combined(at, Arithmetic::Multiply, share, whole)
    }

    /// An argument that must be of this kind; a number of steps must be whole.
    fn argument(&mut self, function: &Function, ast: &Ast, kind: Kind) -> Typed {
        let part = self.part(ast);
        let fits = match (kind, part.ty.kind) {
            (_, Kind::Wrong) | (Kind::Percent, Kind::Zero) => true,
            (Kind::Count, Kind::Zero | Kind::Count) => part.ty.scale == 0,
            (wanted, found) => wanted == found,
        };
        // Parts are rows of their own: only a column can hold them.
        let is_column = kind != Kind::Parts || matches!(part.node, Node::Column(_) | Node::Wrong);
        if fits && is_column {
            return part;
        }
        self.misfit(function, &part.at, part.ty.name());
        Self::wrong(&part.at)
    }

    fn misfit(&mut self, function: &Function, at: &Range<usize>, found: &str) {
        let message = say(
            format!("{} 的这个参数不能是 {found}", function.name),
            format!("{} does not take {found} here", function.name),
        );
        let hint = say(format!("写作 {}", function.usage), format!("write {}", function.usage));
        self.error(at, message, hint);
    }
}

fn pick_of(name: &str) -> Option<Pick> {
    match name {
        "least" => Some(Pick::Least),
        "greatest" => Some(Pick::Greatest),
        "coalesce" => Some(Pick::FirstKnown),
        _ => None,
    }
}
