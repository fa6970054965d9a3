//! Settings (参数设定): values that a bureau sets in the place of local defaults, each from a day on.
//!
//! The regulations have warning indicators set by the treasury division with the divisions concerned (B
//! 四（一）2（1）). What a regulation fixes itself is never set: new law is a new version of the pack. A file of
//! settings has one section for each:
//!
//! ```toml
//! [[setting]]
//! name  = "split_days"
//! since = 2020-01-01
//! count = 10
//! ```

use std::fmt::Write as _;

use domain::day::RECORDED_YEARS;
use domain::{Day, Decimal};

use super::error::{Log, known_or};
use super::fields::{Fields, Literal};
use super::mutation::{reads, with_window};
use super::source::Source;
use super::{DatedValue, Pack, Param, Params, Text, Value, params};
use crate::value::Type;

/// The name of the file of settings beside an exported data set.
pub const FILE: &str = "settings.toml";

/// Days, months or pieces, at most.
const MOST_COUNTED: i64 = 100_000;
/// Ten times the whole, in millionths.
const MOST_PERCENT: i64 = 10_000_000;
/// Words of a list, at most.
const MOST_WORDS: usize = 2_000;

/// A value set from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Name of the parameter.
    pub name: String,
    /// First day on which it holds.
    pub since: Day,
    /// The value.
    pub value: Value,
}

/// A file of settings.
#[derive(Clone, Copy, Debug)]
pub struct SettingsText<'a> {
    /// What its errors call it.
    pub file: &'a str,
    /// What it says.
    pub text: &'a str,
}

/// Why a value cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The pack has no such parameter.
    Unknown,
    /// It is a value of the regulation: the clause that fixes it.
    Law(String),
    /// Its values are of this type.
    Mistyped(Type),
    /// The value is out of all bounds: below nothing, or an empty list.
    OutOfBounds,
    /// There is a value that holds from this day on, which is as late or later.
    NotLater(Day),
    /// The day is none that records have.
    DayOutOfReach,
}

impl Fault {
    /// What is wrong, of a parameter of this name.
    pub fn message(&self, name: &str) -> Text {
        match self {
            Fault::Unknown => Text::new(
                format!("政策包没有参数 {name}"),
                format!("the pack has no parameter {name}"),
            ),
            Fault::Law(clause) => Text::new(
                format!("参数 {name} 由条款 {clause} 规定，不能另行设定"),
                format!("the parameter {name} is fixed by clause {clause} and cannot be set"),
            ),
            Fault::Mistyped(ty) => Text::new(
                format!("参数 {name} 的值应为 {}", params::key(*ty)),
                format!("values of {name} are written as {}", params::key(*ty)),
            ),
            Fault::OutOfBounds => Text::new(
                format!("参数 {name} 的值超出可设定的范围"),
                format!("the value of {name} is out of bounds"),
            ),
            Fault::NotLater(day) => Text::new(
                format!("参数 {name} 已有自 {day} 起的值"),
                format!("{name} already has a value from {day} on"),
            ),
            Fault::DayOutOfReach => Text::new(
                format!("参数 {name} 的生效日不在可记录的年份内"),
                format!("the day from which {name} holds is in no year that records have"),
            ),
        }
    }

    /// What would be right.
    pub fn hint(&self) -> Text {
        match self {
            Fault::Unknown => Text::new(
                "mingzhang policy show 列出参数",
                "mingzhang policy show lists the parameters",
            ),
            Fault::Law(_) => Text::new(
                "法规修订时换用新版政策包；只能设定标为本地设定的参数",
                "new law is a new version of the pack; only local defaults can be set",
            ),
            Fault::Mistyped(ty) => {
                let form = example(*ty);
                Text::new(format!("写成 {form}"), format!("write {form}"))
            }
            Fault::OutOfBounds => Text::new(
                "不得为负，不得为空，也不得大得没有意义",
                "give a value that is neither below nothing, nor empty, nor beyond all use",
            ),
            Fault::NotLater(day) => Text::new(
                format!("生效日写在 {day} 之后，从早到晚排列"),
                format!("give a day after {day}, the earlier settings first"),
            ),
            Fault::DayOutOfReach => {
                let (first, last) = (RECORDED_YEARS.start(), RECORDED_YEARS.end());
                Text::new(
                    format!("写 {first} 至 {last} 年之间的一天"),
                    format!("give a day of the years {first} to {last}"),
                )
            }
        }
    }
}

fn example(ty: Type) -> &'static str {
    match ty {
        Type::Count => "count = 10",
        Type::Percent => "percent = \"80\"",
        Type::Money => "yuan = \"100000\"",
        Type::Number => "number = \"1.3\"",
        Type::MonthDay => "month_day = \"10-31\"",
        _ => "words = [\"…\", \"…\"]",
    }
}

impl Pack {
    /// Why a value cannot be set, if anything speaks against it.
    pub fn admits(&self, setting: &Setting) -> Result<(), Fault> {
        admits(&self.params, setting)
    }

    /// Adds a value that is admitted. Windows of due-soon warnings follow only in a pack that is loaded with it: this
    /// tells which further ones are admitted.
    pub fn set(&mut self, setting: &Setting) {
        if let Some(param) = self.params.by_name.get_mut(&setting.name) {
            add(param, setting);
        }
    }

    /// The ids of the rules that read a parameter, or whose facts do, each once in the order of the pack.
    pub fn readers(&self, param: &str) -> Vec<&str> {
        let mut ids = Vec::new();
        for rule in self.rules.iter().filter(|rule| reads(rule, param)) {
            if !ids.contains(&rule.id.as_str()) {
                ids.push(&rule.id);
            }
        }
        ids
    }
}

impl Pack {
    /// What the rules would say if a parameter had always had another value: the pack with that value alone, without
    /// its examples.
    #[must_use]
    pub fn trial(&self, param: &str, value: Value) -> Pack {
        let mut params = self.params.clone();
        if let Some(param) = params.by_name.get_mut(param) {
            param.values = vec![DatedValue { since: None, value, clause: None, set: true }];
        }
        let rules = self.rules.iter().map(|rule| with_window(rule, &params).into_owned());
        Pack {
            name: self.name.clone(),
            version: self.version.clone(),
            title: self.title.clone(),
            years: self.years,
            example_day: self.example_day,
            places: self.places.clone(),
            documents: self.documents.clone(),
            clauses: self.clauses.clone(),
            clause_by_id: self.clause_by_id.clone(),
            actors: self.actors.clone(),
            rules: rules.collect(),
            params,
            examples: Vec::new(),
            situations: Vec::new(),
            funds: self.funds.clone(),
            divisions: self.divisions.clone(),
            calendar: self.calendar.clone(),
            library: self.library.clone(),
        }
    }
}

fn admits(params: &Params, setting: &Setting) -> Result<(), Fault> {
    let param = params.by_name.get(&setting.name).ok_or(Fault::Unknown)?;
    if let Some(fault) = law(param) {
        return Err(fault);
    }
    if setting.value.ty() != param.ty {
        return Err(Fault::Mistyped(param.ty));
    }
    if !in_bounds(&setting.value) {
        return Err(Fault::OutOfBounds);
    }
    if !RECORDED_YEARS.contains(&setting.since.year()) {
        return Err(Fault::DayOutOfReach);
    }
    match param.values.last().and_then(|value| value.since).filter(|day| *day >= setting.since) {
        Some(day) => Err(Fault::NotLater(day)),
        None => Ok(()),
    }
}

/// That a value of the regulation is not set, with the clause that fixes it.
fn law(param: &Param) -> Option<Fault> {
    let own = param.values.last().and_then(|value| value.clause.clone());
    let clause = own.or_else(|| param.clause.clone()).unwrap_or_default();
    (!param.local_default).then_some(Fault::Law(clause))
}

fn in_bounds(value: &Value) -> bool {
    match value {
        Value::Count(n) => (0..=MOST_COUNTED).contains(n),
        Value::Percent(p) => (0..=MOST_PERCENT).contains(p),
        Value::Money(fen) => fen.0 >= 0,
        Value::Number(Decimal(n)) => *n >= 0,
        Value::MonthDay(..) => true,
        Value::Words(words) => (1..=MOST_WORDS).contains(&words.len()),
    }
}

/// Adds a value to the others of its parameter. What held alone until now held from the beginning, whatever
/// its first day: so it goes on to hold until the new one does.
fn add(param: &mut Param, setting: &Setting) {
    if let [only] = param.values.as_mut_slice() {
        only.since = None;
    }
    let (since, value) = (Some(setting.since), setting.value.clone());
    param.values.push(DatedValue { since, value, clause: None, set: true });
}

/// Reads a file of settings and adds them to the parameters; what tells them apart from others, for the version
/// of the pack: nothing where there are none.
pub(crate) fn apply(set: &SettingsText, params: &mut Params, log: &Log) -> String {
    let source = Source::new(set.file, set.text);
    let mut fields = Fields::parse(&source, 0..source.text.len(), log);
    let mut settings = Vec::new();
    for mut fields in fields.tables("setting") {
        if let Some(setting) = one(&mut fields, params) {
            if let Some(param) = params.by_name.get_mut(&setting.name) {
                add(param, &setting);
            }
            settings.push(setting);
        }
        fields.finish();
    }
    fields.finish();
    mark(&settings)
}

/// Reads one setting, if it can be one.
fn one(fields: &mut Fields, params: &Params) -> Option<Setting> {
    let name = fields.required("name");
    if !fields.has("since") {
        fields.missing("since");
    }
    let since = fields.day("since");
    let value = params::value(fields);
    let name = name?;
    let refuse = |fault: &Fault, hint: Text| {
        fields.log().hint(fields.place_of(&name), fault.message(&name.text), hint);
    };
    // Told even where something else is wrong: a value of the regulation is not set at all.
    let Some(known) = params.by_name.get(&name.text) else {
        refuse(&Fault::Unknown, near(&name, params));
        return None;
    };
    if let Some(fault) = law(known) {
        refuse(&fault, fault.hint());
        return None;
    }
    let setting = Setting { name: name.text.clone(), since: since?, value: value? };
    match admits(params, &setting) {
        Ok(()) => Some(setting),
        Err(fault) => {
            refuse(&fault, fault.hint());
            None
        }
    }
}

fn near(name: &Literal, params: &Params) -> Text {
    let settable = params.by_name.values().filter(|param| param.local_default);
    let otherwise = Fault::Unknown.hint();
    known_or(&name.text, settable.map(|param| param.name.as_str()), (&otherwise.zh, &otherwise.en))
}

/// What tells settings apart from others: how many, and eight digits that any change changes.
fn mark(settings: &[Setting]) -> String {
    if settings.is_empty() {
        return String::new();
    }
    // FNV-1a, folded to half its width: nobody is kept from anything by it, it only tells versions apart.
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = written(settings).bytes().fold(0xcbf2_9ce4_8422_2325, step);
    format!("+{}.{:08x}", settings.len(), (hash ^ (hash >> 32)) & 0xffff_ffff)
}

/// Settings as a file says them, by name and day: the same settings give the same text.
pub fn written(settings: &[Setting]) -> String {
    let mut sorted: Vec<&Setting> = settings.iter().collect();
    sorted.sort_by_key(|setting| (&setting.name, setting.since));
    let mut text = String::new();
    for Setting { name, since, value } in sorted {
        let (key, value) = (params::key(value.ty()), literal(value));
        // Writing to a string cannot fail.
        let _ =
            writeln!(text, "[[setting]]\nname = \"{name}\"\nsince = {since}\n{key} = {value}\n");
    }
    text
}

fn literal(value: &Value) -> String {
    match value {
        Value::Count(n) => n.to_string(),
        Value::Words(words) => {
            let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            format!("[{}]", quoted.join(", "))
        }
        other => format!("\"{}\"", params::plain(other)),
    }
}

/// A text in TOML's quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests;
