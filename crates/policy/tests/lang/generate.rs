//! Random expressions that compile, and random facts. Every choice is a number of a list, and 0 is
//! always the simplest, so that a failing case shrinks to a small one.

use std::fmt::Write as _;

/// A list of numbers that decides everything; once it is used up, the simplest is chosen.
pub(crate) struct Choices<'c> {
    numbers: std::slice::Iter<'c, u16>,
}

impl<'c> Choices<'c> {
    pub(crate) fn new(numbers: &'c [u16]) -> Choices<'c> {
        Choices { numbers: numbers.iter() }
    }

    fn below(&mut self, n: u16) -> u16 {
        self.numbers.next().map_or(0, |number| number % n)
    }

    fn of(&mut self, list: &[&'static str]) -> &'static str {
        list[usize::from(self.below(list.len() as u16))]
    }
}

/// A number with its greatest magnitude (at its own scale) and its scale, so that `SQLite`, which
/// reckons in 64 bits, is never asked for more.
#[derive(Clone)]
struct Number {
    text: String,
    most: f64,
    scale: u32,
}

/// What is safely below the greatest 64-bit number.
const SAFE: f64 = 2e18;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Money,
    Count,
    Number,
    Percent,
    Square,
}

impl Number {
    fn leaf(text: &str, most: f64, scale: u32) -> Number {
        Number { text: text.to_owned(), most, scale }
    }

    fn at(&self, scale: u32) -> f64 {
        self.most * 10_f64.powi((scale - self.scale) as i32)
    }
}

/// The magnitude of both when they meet at one scale.
fn together(a: &Number, b: &Number) -> f64 {
    let scale = a.scale.max(b.scale);
    a.at(scale) + b.at(scale)
}

fn leaf(c: &mut Choices, kind: Kind) -> Number {
    match kind {
        Kind::Money => match c.below(6) {
            0 => Number::leaf("amount", 1e4, 0),
            1 => Number::leaf("planned", 1e4, 0),
            2 => Number::leaf("0", 1.0, 0),
            3 => Number::leaf("large_dated", 1e4, 0),
            4 => Number::leaf("total(handed_down)", 1e4, 0),
            _ => Number::leaf(&format!("done_by(handed_down, {})", date(c, 0)), 1e5, 0),
        },
        Kind::Count => match c.below(7) {
            0 => Number::leaf("households", 50.0, 0),
            1 => Number::leaf("0", 1.0, 0),
            2 => Number::leaf(c.of(&["1", "2", "3", "12"]), 12.0, 0),
            3 => Number::leaf(c.of(&["limit", "limit_dated", "limit_late"]), 30.0, 0),
            4 => Number::leaf("year", 3e3, 0),
            5 => Number::leaf(&format!("year_of({})", date(c, 0)), 3e3, 0),
            _ => Number::leaf("no_value", 1.0, 0),
        },
        Kind::Number => match c.below(4) {
            0 => Number::leaf("score", 1e5, 4),
            1 => Number::leaf(c.of(&["0.5", "1.25", "0.0"]), 125.0, 2),
            2 => Number::leaf("factor", 2e4, 4),
            _ => leaf(c, Kind::Count),
        },
        Kind::Percent => match c.below(4) {
            0 => Number::leaf("rate", 2e6, 6),
            1 => Number::leaf(c.of(&["share", "share_dated"]), 1e6, 6),
            2 => Number::leaf(c.of(&["60%", "0.5%", "100%"]), 1e4, 3),
            _ => Number::leaf("0", 1.0, 0),
        },
        Kind::Square => {
            let (a, b) = (leaf(c, Kind::Money), leaf(c, Kind::Money));
            let zero = a.text == "0" || b.text == "0";
            if zero { Number::leaf("amount * planned", 1e8, 0) } else { product(&a, &b) }
        }
    }
}

fn product(a: &Number, b: &Number) -> Number {
    let text = format!("({} * {})", a.text, b.text);
    Number { text, most: a.most * b.most, scale: a.scale + b.scale }
}

fn number(c: &mut Choices, kind: Kind, depth: u32) -> Number {
    let Some(depth) = depth.checked_sub(1) else { return leaf(c, kind) };
    let made = match c.below(10) {
        0..=2 => return leaf(c, kind),
        3 => joined(c, kind, depth, "{} + {}"),
        4 => joined(c, kind, depth, "{} - {}"),
        5 => of_function(c, kind, depth),
        6 => times(c, kind, depth),
        7 => chosen(c, kind, depth),
        8 => {
            let inner = number(c, kind, depth);
            let text = if c.below(2) == 0 {
                format!("(- {})", inner.text)
            } else {
                format!("abs({})", inner.text)
            };
            Number { text, ..inner }
        }
        _ => between_days(c, kind, depth),
    };
    if made.most < SAFE && made.scale <= 12 { made } else { leaf(c, kind) }
}

fn joined(c: &mut Choices, kind: Kind, depth: u32, pattern: &str) -> Number {
    let (a, b) = (number(c, kind, depth), number(c, kind, depth));
    let text = pattern.replacen("{}", &a.text, 1).replacen("{}", &b.text, 1);
    let text = format!("({text})");
    Number { text, most: together(&a, &b), scale: a.scale.max(b.scale) }
}

fn of_function(c: &mut Choices, kind: Kind, depth: u32) -> Number {
    let name = c.of(&["coalesce", "least", "greatest"]);
    joined(c, kind, depth, &format!("{name}({{}}, {{}})"))
}

fn times(c: &mut Choices, kind: Kind, depth: u32) -> Number {
    match kind {
        Kind::Money | Kind::Number => {
            let (share, whole) = (number(c, Kind::Percent, depth), number(c, kind, depth));
            let text = format!("percent_of({}, {})", share.text, whole.text);
            Number { text, ..product(&share, &whole) }
        }
        Kind::Count => product(&leaf(c, Kind::Count), &leaf(c, Kind::Count)),
        Kind::Percent => product(&leaf(c, Kind::Count), &number(c, Kind::Percent, depth)),
        Kind::Square => product(&leaf(c, Kind::Percent), &leaf(c, Kind::Square)),
    }
}

fn chosen(c: &mut Choices, kind: Kind, depth: u32) -> Number {
    let when = condition(c, depth);
    joined(c, kind, depth, &format!("case when {when} then {{}} else {{}} end"))
}

fn between_days(c: &mut Choices, kind: Kind, depth: u32) -> Number {
    if kind != Kind::Count {
        return leaf(c, kind);
    }
    let name = c.of(&["days_between", "workdays_between"]);
    let (a, b) = (date(c, depth), date(c, depth));
    Number::leaf(&format!("{name}({a}, {b})"), 2e5, 0)
}

/// A day.
pub(crate) fn date(c: &mut Choices, depth: u32) -> String {
    let leaf = |c: &mut Choices| {
        c.of(&["paid_on", "received_on", "as_of", "date '2020-01-22'", "last_day(handed_down)"])
            .to_owned()
    };
    let Some(depth) = depth.checked_sub(1) else { return leaf(c) };
    match c.below(9) {
        0..=2 => leaf(c),
        3 => {
            let name = c.of(&["days_after", "workdays_after", "months_after"]);
            let (day, n) = (date(c, depth), whole(c, depth));
            format!("{name}({day}, {n})")
        }
        4 => format!("month_end({})", date(c, depth)),
        5 => {
            let month_day = c.of(&["close", "leap_day", "last_day_of_october"]);
            let year = leaf_of_year(c, depth);
            format!("on({year}, {month_day})")
        }
        6 => {
            let name = c.of(&["coalesce", "least", "greatest"]);
            let (a, b) = (date(c, depth), date(c, depth));
            format!("{name}({a}, {b})")
        }
        7 => {
            let (when, a, b) = (condition(c, depth), date(c, depth), date(c, depth));
            format!("case when {when} then {a} else {b} end")
        }
        _ => format!("workdays_after({}, {})", date(c, depth), c.of(&["1", "-1", "5", "-5", "0"])),
    }
}

fn leaf_of_year(c: &mut Choices, depth: u32) -> String {
    match c.below(3) {
        0 => "year".to_owned(),
        1 => format!("year_of({})", date(c, depth)),
        _ => "year + 1".to_owned(),
    }
}

fn whole(c: &mut Choices, depth: u32) -> String {
    number(c, Kind::Count, depth.min(1)).text
}

/// An amount.
pub(crate) fn money(c: &mut Choices, depth: u32) -> String {
    let money = number(c, Kind::Money, depth);
    if money.text.chars().any(char::is_alphabetic) {
        format!("{} + amount", money.text)
    } else {
        "amount".to_owned()
    }
}

fn text(c: &mut Choices, depth: u32) -> String {
    let leaf =
        |c: &mut Choices| c.of(&["purpose", "payee", "'显著'", "''", "'没有'", "'302'"]).to_owned();
    let Some(depth) = depth.checked_sub(1) else { return leaf(c) };
    match c.below(5) {
        0..=2 => leaf(c),
        3 => format!("coalesce({}, {})", text(c, depth), text(c, depth)),
        _ => {
            let (when, a, b) = (condition(c, depth), text(c, depth), text(c, depth));
            format!("case when {when} then {a} else {b} end")
        }
    }
}

/// A condition.
pub(crate) fn condition(c: &mut Choices, depth: u32) -> String {
    let Some(depth) = depth.checked_sub(1) else {
        return c.of(&["registered", "household", "amount > 0", "paid_on <= as_of"]).to_owned();
    };
    match c.below(16) {
        0 => c.of(&["registered", "household", "true", "false"]).to_owned(),
        1..=3 => comparison(c, depth),
        4 => {
            let (a, sign, b) = (date(c, depth), c.of(SIGNS), date(c, depth));
            format!("{a} {sign} {b}")
        }
        5 => of_words(c, depth),
        6 => of_texts(c, depth),
        7 => ranges(c, depth),
        8 => null_test(c, depth),
        9 | 10 => {
            let mut all = condition(c, depth);
            for _ in 0..=c.below(2) {
                let _ = write!(all, " and {}", condition(c, depth));
            }
            format!("({all})")
        }
        11 | 12 => {
            let mut any = condition(c, depth);
            for _ in 0..=c.below(2) {
                let _ = write!(any, " or {}", condition(c, depth));
            }
            format!("({any})")
        }
        13 => format!("not ({})", condition(c, depth)),
        14 => {
            let (when, a, b) = (condition(c, depth), condition(c, depth), condition(c, depth));
            format!("case when {when} then {a} else {b} end")
        }
        _ => {
            let (a, b) = (condition(c, depth), condition(c, depth));
            let join = c.of(&["coalesce({a}, {b})", "({a}) = ({b})", "({a}) <> ({b})"]);
            join.replace("{a}", &a).replace("{b}", &b)
        }
    }
}

const SIGNS: &[&str] = &["=", "<>", "<", "<=", ">", ">="];

fn comparison(c: &mut Choices, depth: u32) -> String {
    let kinds = [Kind::Money, Kind::Count, Kind::Percent, Kind::Number, Kind::Square];
    let kind = kinds[usize::from(c.below(kinds.len() as u16))];
    let (a, sign, b) = (number(c, kind, depth), c.of(SIGNS), number(c, kind, depth));
    // Something must say what kind of number is meant, and both must fit at one scale.
    if together(&a, &b) > SAFE {
        "amount > planned".to_owned()
    } else {
        format!("{} {sign} {}", a.text, b.text)
    }
}

fn of_words(c: &mut Choices, depth: u32) -> String {
    match c.below(8) {
        0 => format!("channel {} 'direct'", c.of(&["=", "<>"])),
        1 => "channel = channel_before".to_owned(),
        2 => "kind in ('advance', '', 'final')".to_owned(),
        3 => format!("kind {} {}", c.of(&["in", "not in"]), c.of(&["paid_kinds", "kinds_dated"])),
        4 => "coalesce(channel, channel_before) = ''".to_owned(),
        5 => format!("coalesce(kind, 'final') in {}", c.of(&["paid_kinds", "kinds_dated"])),
        6 => format!("{} in {}", text(c, depth), c.of(&["vague", "vague_dated", "no_words"])),
        _ => format!("{} in ('显著', '', '别的', '302', payee)", text(c, depth)),
    }
}

fn of_texts(c: &mut Choices, depth: u32) -> String {
    let subject = text(c, depth);
    match c.below(6) {
        0 => format!("contains_any({subject}, {})", c.of(&["vague", "vague_dated", "no_words"])),
        1 => format!("starts_with_any({subject}, {})", c.of(&["codes", "vague", "no_words"])),
        2 => format!("{}({subject})", c.of(&["has_digit", "all_digits", "has_chinese"])),
        _ => format!("{subject} {} {}", c.of(&["=", "<>"]), text(c, depth)),
    }
}

fn ranges(c: &mut Choices, depth: u32) -> String {
    let not = c.of(&["", "not "]);
    match c.below(4) {
        0 => format!("households {not}between {} and {}", whole(c, 0), whole(c, 0)),
        1 => format!("{} {not}between {} and {}", date(c, depth), date(c, depth), date(c, depth)),
        2 => format!("households {not}in (1, {}, {})", whole(c, 0), whole(c, 0)),
        _ => format!("amount {not}in (planned, 0, percent_of(rate, planned))"),
    }
}

fn null_test(c: &mut Choices, depth: u32) -> String {
    let subject = match c.below(4) {
        0 => number(c, Kind::Money, depth).text,
        1 => date(c, depth),
        2 => text(c, depth),
        _ => format!("({})", condition(c, depth)),
    };
    format!("{subject} {}", c.of(&["is null", "is not null"]))
}

/// Rows as the fixture reads them; each column is unknown now and then. The same number gives the
/// same rows.
pub(crate) fn facts(number: u16, rows: usize) -> Vec<String> {
    let mut state = u64::from(number) * 2 + 1;
    let mut next = move |n: u64| {
        // A linear congruential generator; its upper bits are even enough for picking.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    (0..rows).map(|_| fact(&mut next)).collect()
}

fn fact(next: &mut impl FnMut(u64) -> u64) -> String {
    let columns: [(&str, &[&str]); 15] = [
        ("amount", &["0", "1", "-1", "999", "1000", "1001", "2000", "-500", "7"]),
        ("planned", &["0", "1", "1000", "1250", "2000", "-3", "7"]),
        ("households", &["0", "1", "-1", "5", "20", "30", "-30", "31"]),
        ("year", &["2016", "2019", "2020", "1899", "2200", "2201"]),
        ("score", &["0", "5000", "10000", "12500", "-1", "99999"]),
        ("rate", &["0", "1", "500000", "600000", "800000", "1000000", "333333"]),
        ("paid_on", DAYS),
        ("received_on", DAYS),
        ("channel", &["direct", "delegated", "''"]),
        ("channel_before", &["direct", "delegated", "''"]),
        ("kind", &["advance", "progress", "final", "''"]),
        ("purpose", TEXTS),
        ("payee", TEXTS),
        ("registered", &["true", "false"]),
        ("household", &["true", "false"]),
    ];
    let mut row = String::new();
    for (name, values) in columns {
        if next(6) > 0 {
            let _ = write!(row, "{name}={} ", values[next(values.len() as u64) as usize]);
        }
    }
    let total = ["?", "0", "1000", "1500"][next(4) as usize];
    let _ = write!(row, "handed_down={total}/");
    for i in 0..next(4) {
        let comma = if i > 0 { "," } else { "" };
        let day = DAYS[next(DAYS.len() as u64) as usize];
        let _ = write!(row, "{comma}{day}:{}", [0, 250, 500, 1000][next(4) as usize]);
    }
    row
}

/// Days around a change of the law, holidays, leap days and the ends of the calendar.
const DAYS: &[&str] = &[
    "2018-12-31",
    "2019-05-22",
    "2019-09-30",
    "2019-10-01",
    "2019-10-12",
    "2019-12-31",
    "2020-01-01",
    "2020-01-17",
    "2020-01-18",
    "2020-01-19",
    "2020-01-23",
    "2020-01-24",
    "2020-02-02",
    "2020-02-03",
    "2020-02-29",
    "2020-01-31",
    "2020-02-10",
    "1999-12-31",
    "2000-01-01",
    "2100-12-31",
    "2101-01-01",
    "1900-01-01",
    "2200-12-31",
];

const TEXTS: &[&str] = &[
    "''",
    "显著",
    "效果显著提高",
    "加强",
    "302",
    "30201",
    "130201",
    "30901",
    "１２",
    "12a",
    "张三",
    "它'它",
    "Ab",
];
