//! A `param` block: a value of a regulation, with the days from which it holds; and how one value is read,
//! there and in [`super::settings`].

use domain::money::Unit;
use domain::{Day, Decimal, Fen};

use super::clauses::PLATFORM;
use super::error::{Log, known};
use super::fields::{Fields, Literal};
use super::named::Names;
use super::{DatedValue, Param, Place, Text, Value};
use crate::value::Type;

/// The keys under which a value is written, with the type each gives.
const VALUE_KEYS: [(&str, Type); 6] = [
    ("count", Type::Count),
    ("percent", Type::Percent),
    ("yuan", Type::Money),
    ("number", Type::Number),
    ("month_day", Type::MonthDay),
    ("words", Type::Words),
];

impl Value {
    /// The type of the value.
    pub fn ty(&self) -> Type {
        match self {
            Value::Money(_) => Type::Money,
            Value::Count(_) => Type::Count,
            Value::Number(_) => Type::Number,
            Value::Percent(_) => Type::Percent,
            Value::MonthDay(..) => Type::MonthDay,
            Value::Words(_) => Type::Words,
        }
    }
}

impl Param {
    /// Its values with the first day on which each holds, ascending; no day means from the
    /// beginning. A single value holds on every day, whatever its `since`: the pack knows no other.
    /// Of several, none holds before the first one's day. Everything that asks for a value asks
    /// here.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = (Option<Day>, &Value)> {
        let several = self.values.len() > 1;
        self.values.iter().map(move |v| (v.since.filter(|_| several), &v.value))
    }

    /// The value on a day.
    pub fn on(&self, day: Day) -> Option<&Value> {
        self.steps().rev().find(|(since, _)| since.is_none_or(|s| s <= day)).map(|(_, value)| value)
    }
}

/// Reads a block that stands under a clause. Nothing where it has no name or no value to go on
/// with.
pub(crate) fn param(mut fields: Fields, clause: &str, names: Names) -> Option<Param> {
    let place = fields.place();
    let name_place = fields.place_of_value("name");
    let name = fields.required("name");
    let text = fields.both("zh", "en");
    if !fields.has("values") {
        fields.missing("values");
    }
    let values: Vec<(DatedValue, Place)> =
        fields.tables("values").into_iter().filter_map(|value| dated(value, names)).collect();
    let local_default = fields.flag("local_default");
    let equivalent = fields.strings("equivalent");
    let used_by = fields.text("used_by").map(|user| user_of(&fields, user));
    in_order(&values, fields.log());
    let name = name.filter(|n| well_formed(&fields, n));
    fields.finish();
    let values: Vec<DatedValue> = values.into_iter().map(|(v, _)| v).collect();
    let ty = values.first()?.value.ty();
    let clause = Some(clause.to_owned());
    Some(Param {
        name: name?.text,
        name_place,
        ty,
        text,
        values,
        local_default,
        clause,
        equivalent,
        used_by,
        place,
    })
}

/// Reads what uses a value that neither rules nor facts read.
fn user_of(fields: &Fields, user: Literal) -> String {
    if !PLATFORM.contains(&user.text.as_str()) {
        let message = Text::new(
            format!("used_by 不能是 {}", user.text),
            format!("used_by cannot be {}", user.text),
        );
        let hint = known(&user.text, PLATFORM.iter().copied());
        fields.log().hint(fields.place_of(&user), message, hint);
    }
    user.text
}

/// A name is written in expressions, so it must be a word of the language.
fn well_formed(fields: &Fields, name: &Literal) -> bool {
    let mut chars = name.text.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_lowercase());
    let goes_on = chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !(starts && goes_on) {
        let message = Text::new(
            format!("参数名 {} 只能用小写字母、数字和下划线", name.text),
            format!("the name {} may have small letters, digits and underscores only", name.text),
        );
        let hint = Text::new("写成 split_days 的样子", "write it like split_days");
        fields.log().hint(fields.place_of(name), message, hint);
    }
    starts && goes_on
}

/// Reads one value with its first day.
fn dated(mut fields: Fields, names: Names) -> Option<(DatedValue, Place)> {
    let since = fields.day("since");
    let clause = fields.text("clause");
    if let Some(literal) = &clause {
        names.cited(&fields, literal);
    }
    let clause = clause.map(|literal| literal.text);
    let value = value(&mut fields);
    let place = fields.place();
    fields.finish();
    value.map(|value| (DatedValue { since, value, clause, set: false }, place))
}

/// The one value that a table holds under the key of its type.
pub(super) fn value(fields: &mut Fields) -> Option<Value> {
    let written: Vec<&str> =
        VALUE_KEYS.iter().map(|(key, _)| *key).filter(|key| fields.has(key)).collect();
    if written.len() != 1 {
        let keys: Vec<&str> = VALUE_KEYS.iter().map(|(key, _)| *key).collect();
        let message = Text::new(
            format!("一个值要写且只写 {} 之一", keys.join("、")),
            format!("a value is written with one of {}", keys.join(", ")),
        );
        let hint = Text::new(
            "如 { count = 5 }、{ since = 2020-01-01, yuan = \"1000\" }",
            "like { count = 5 } or { since = 2020-01-01, yuan = \"1000\" }",
        );
        fields.log().hint(fields.place(), message, hint);
    }
    let count = fields.count("count").map(Value::Count);
    count
        .or_else(|| read(fields, "percent", percent))
        .or_else(|| read(fields, "yuan", yuan))
        .or_else(|| read(fields, "number", number))
        .or_else(|| read(fields, "month_day", month_day))
        .or_else(|| words(fields))
}

/// The key under which values of a type are written.
pub fn key(ty: Type) -> &'static str {
    VALUE_KEYS.iter().find(|(_, of)| *of == ty).map_or("", |(key, _)| key)
}

/// The type of the values that are written under a key.
pub fn type_of(key: &str) -> Option<Type> {
    VALUE_KEYS.iter().find(|(of, _)| *of == key).map(|(_, ty)| *ty)
}

/// A value as a person writes it into a field: what [`typed`] reads as the same again.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Count(n) => n.to_string(),
        Value::Percent(p) => Decimal(*p).to_string(),
        Value::Money(fen) => fen.plain(),
        Value::Number(n) => n.to_string(),
        Value::MonthDay(month, day) => format!("{month:02}-{day:02}"),
        Value::Words(words) => words.join("\n"),
    }
}

/// A value of a type as a person writes it into a field: of words one a line, or parted by 、.
pub fn typed(ty: Type, text: &str) -> Option<Value> {
    let text = text.trim();
    match ty {
        Type::Count => text.parse().ok().map(Value::Count),
        Type::Percent => percent(text.trim_end_matches(['%', '％'])),
        Type::Money => yuan(text),
        Type::Number => number(text),
        Type::MonthDay => month_day(text),
        Type::Words => {
            let by = if text.contains('\n') { '\n' } else { '、' };
            let words = text.split(by).map(str::trim).filter(|word| !word.is_empty());
            let words: Vec<String> = words.map(str::to_owned).collect();
            let again = |(at, word): (usize, &String)| words.iter().take(at).any(|w| w == word);
            let once = !words.iter().enumerate().any(again);
            once.then(|| Value::Words(words.into()))
        }
        _ => None,
    }
}

fn read(
    fields: &mut Fields,
    key: &'static str,
    parse: impl Fn(&str) -> Option<Value>,
) -> Option<Value> {
    let literal = fields.text(key)?;
    let value = parse(literal.text.trim());
    if value.is_none() {
        let examples = match key {
            "percent" => "\"80\", \"0.5\"",
            "yuan" => "\"100000\", \"0.01\"",
            "number" => "\"1.3\"",
            _ => "\"10-31\"",
        };
        let message = Text::new(
            format!("{} 不是 {key} 的写法", literal.text),
            format!("{} is no {key}", literal.text),
        );
        let hint = Text::new(format!("写成 {examples}"), format!("write it like {examples}"));
        fields.log().hint(fields.place_of(&literal), message, hint);
    }
    value
}

/// Per cent with at most four decimals; millionths of one have as many digits as ten-thousandths of
/// a hundredth, so the number is kept as it is.
fn percent(text: &str) -> Option<Value> {
    Decimal::parse(text).ok().filter(|_| !text.ends_with('%')).map(|d| Value::Percent(d.0))
}

fn yuan(text: &str) -> Option<Value> {
    Fen::parse(text, Unit::Yuan, false).ok().map(Value::Money)
}

fn number(text: &str) -> Option<Value> {
    Decimal::parse(text).ok().filter(|_| !text.ends_with('%')).map(Value::Number)
}

fn month_day(text: &str) -> Option<Value> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // A leap year, so that 02-29 may be named; in other years it is the month's last day.
    Day::new(2020, month, day).map(|_| Value::MonthDay(month, day))
}

fn words(fields: &mut Fields) -> Option<Value> {
    if !fields.has("words") {
        return None;
    }
    let words = fields.texts("words");
    for (i, word) in words.iter().enumerate() {
        let again = words.iter().take(i).any(|w| w.text == word.text);
        if again || word.text.trim() != word.text || word.text.is_empty() {
            let message = Text::new(
                format!("词 {} 为空、重复或带空格", word.text),
                format!("the word {:?} is empty, repeated or has blanks around it", word.text),
            );
            let hint = Text::new("删去它或多余的空格", "remove it, or the blanks");
            fields.log().hint(fields.place_of(word), message, hint);
        }
    }
    Some(Value::Words(words.into_iter().map(|w| w.text).collect()))
}

/// Values must be of one type, and each but the first must start on a later day than the one
/// before.
fn in_order(values: &[(DatedValue, Place)], log: &Log) {
    for pair in values.windows(2) {
        let [(before, _), (value, place)] = pair else { continue };
        if before.value.ty() != value.value.ty() {
            let (a, b) = (before.value.ty().name(), value.value.ty().name());
            let message = Text::new(
                format!("同一参数的值类型不同：{a} 和 {b}"),
                format!("the values of one parameter differ in type: {a} and {b}"),
            );
            let hint = Text::new(
                format!("也写成 {a}，或另立一个参数"),
                format!("write a {a} too, or a parameter of its own"),
            );
            log.hint(place.clone(), message, hint);
        }
        let (zh, en) = match (before.since, value.since) {
            (_, None) => ("只有第一个值可以不写 since", "only the first value may lack since"),
            (Some(a), Some(b)) if a == b => ("两个值从同一天起生效", "two values start on one day"),
            (Some(a), Some(b)) if a > b => {
                ("各值应按生效日先后排列", "values must stand in the order of their first days")
            }
            _ => continue,
        };
        let hint = Text::new(
            "第一个值之后的各值都写 since，从早到晚",
            "give each value behind the first its since, the earlier first",
        );
        log.hint(place.clone(), Text::new(zh, en), hint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::ParamNeed;
    use crate::pack::source::Source;

    fn check(values: &str) -> (Vec<Value>, Vec<String>) {
        let text = format!("name = \"a_b\"\nzh = \"甲\"\nen = \"A\"\nvalues = [{values}]\n");
        let (source, log) = (Source::new("B.md", &text), Log::default());
        let (clauses, actors) = ([("B-1".to_owned(), 0), ("B-2".to_owned(), 1)].into(), [].into());
        let names = Names { clauses: &clauses, actors: &actors };
        let param = param(Fields::parse(&source, 0..text.len(), &log), "B-1", names);
        let values = param.into_iter().flat_map(|p| p.values).map(|v| v.value).collect();
        (values, log.finish().into_iter().map(|e| e.message.en).collect())
    }

    #[test]
    fn every_kind_of_value_is_read() {
        for (written, value) in [
            ("{ count = 30 }", Value::Count(30)),
            ("{ count = 30, since = 2016-01-01, clause = \"B-1\" }", Value::Count(30)),
            ("{ percent = \"80\" }", Value::Percent(800_000)),
            ("{ percent = \"0.5\" }", Value::Percent(5_000)),
            ("{ yuan = \"100000.01\" }", Value::Money(Fen(10_000_001))),
            ("{ number = \"1.3\" }", Value::Number(Decimal(13_000))),
            ("{ month_day = \"02-29\" }", Value::MonthDay(2, 29)),
            ("{ words = [\"车\", \"手机\"] }", Value::Words(["车".into(), "手机".into()].into())),
        ] {
            assert_eq!(check(written), (vec![value], vec![]), "{written}");
        }
    }

    #[test]
    fn values_that_do_not_fit_together_are_refused() {
        for (written, errors) in [
            ("{ count = 1 }, { count = 2 }", vec!["only the first value may lack since"]),
            (
                "{ since = 2020-01-01, count = 1 }, { since = 2020-01-01, count = 2 }",
                vec!["two values start on one day"],
            ),
            (
                "{ since = 2020-01-01, count = 1 }, { since = 2019-01-01, count = 2 }",
                vec!["values must stand in the order of their first days"],
            ),
            (
                "{ count = 1 }, { since = 2019-01-01, percent = \"2\" }",
                vec!["the values of one parameter differ in type: Count and Percent"],
            ),
            ("{ percent = \"80%\" }", vec!["80% is no percent"]),
            ("{ yuan = \"1.005\" }", vec!["1.005 is no yuan"]),
            ("{ month_day = \"13-01\" }", vec!["13-01 is no month_day"]),
            (
                "{ words = [\"车\", \"车\"] }",
                vec!["the word \"车\" is empty, repeated or has blanks around it"],
            ),
            (
                "{ cuont = 1 }",
                vec![
                    "a value is written with one of count, percent, yuan, number, month_day, words",
                    "unknown key cuont",
                ],
            ),
        ] {
            assert_eq!(check(written).1, errors, "{written}");
        }
    }

    /// The value of a parameter on a day as the pack, the facts and the sentences see it; `-` where
    /// none holds.
    fn seen(pack: &crate::pack::Pack, name: &'static str, day: &str) -> [String; 3] {
        let day = Day::parse(day).unwrap();
        let data = domain::DataSet::default();
        let context = crate::Context::new(&data, pack, day);
        let fact = crate::facts::dated::Dated::new(&context, ParamNeed(name, Type::Count))
            .on(day.number());
        let count = |value: &Value| match value {
            Value::Count(n) => n.to_string(),
            _ => String::new(),
        };
        let sentence = crate::render::param(pack, name, Some(day), domain::Lang::En);
        let none = || "-".to_owned();
        [
            pack.params.on(name, day).map_or_else(none, count),
            fact.map_or_else(none, |n| n.to_string()),
            sentence.map_or_else(none, |text| text.replace("(not known)", "-")),
        ]
    }

    #[test]
    fn a_value_holds_from_its_first_day_for_all_who_ask() {
        let first = "{ count = 3 }, { since = 2019-05-22, count = 5 }";
        let check = |values: &str, days: &[(&str, &str)]| {
            let pack = crate::pack::sample::changed(&[(first, values)]).unwrap();
            for (day, want) in days {
                assert_eq!(seen(&pack, "limit", day), [*want; 3], "{values} {day}");
            }
        };
        check(first, &[("2000-01-01", "3"), ("2019-05-21", "3"), ("2019-05-22", "5")]);
        check(
            "{ since = 2019-01-01, count = 3 }, { since = 2019-05-22, count = 5 }",
            &[
                ("2018-12-31", "-"),
                ("2019-01-01", "3"),
                ("2019-05-21", "3"),
                ("2019-05-22", "5"),
                ("2019-05-23", "5"),
            ],
        );
        check(
            "{ since = 2019-05-22, count = 5 }",
            &[("2019-05-21", "5"), ("2019-05-22", "5"), ("2030-01-01", "5")],
        );
    }
}
