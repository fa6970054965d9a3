//! A `rule` block: what it judges, by which condition or clock, and what its finding says.

use std::collections::BTreeSet;

use domain::Day;

use crate::engine::rule_columns;
use crate::facts::{FactColumn, FactTable};
use crate::finding::Lamp;
use crate::lang::{self, Expect, Expr, LangError};

use super::error::{SEE_FACTS, known, known_or};
use super::fields::{Fields, Literal};
use super::named::Names;
use super::{Params, Place, Rule, Soon, Test, Text, Value, Window, ratio};

/// Parameters that set how long before its day a clock warns.
pub const DUE_SOON_DAYS: &str = "due_soon_days";
/// The same for clocks that count working days.
pub const DUE_SOON_WORKDAYS: &str = "due_soon_workdays";

/// Words that every sentence may use besides columns and parameters.
pub const SENTENCE_WORDS: &[&str] =
    &["amount", "due_on", "done_late_on", "days_late", "subject", "name"];

/// What rules are compiled against.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'p> {
    /// Values of the whole pack.
    pub(crate) params: &'p Params,
    /// Fact tables that rules may be about.
    pub(crate) tables: &'static [&'static FactTable],
    /// Clauses and actors that rules may name.
    pub(crate) names: Names<'p>,
}

/// Those who answer for what a rule finds.
fn answering(fields: &mut Fields, names: Names) -> Vec<String> {
    let answers = fields.texts("answers");
    for literal in &answers {
        names.actor(fields, literal);
    }
    answers.into_iter().map(|literal| literal.text).collect()
}

/// A clause that a rule cites more than once.
fn twice(fields: &Fields, literal: &Literal) {
    let id = &literal.text;
    let message = Text::new(
        format!("条款 {id} 引用了两次（规则所在的条款不必再写）"),
        format!("clause {id} is cited twice (the rule's own need not be written)"),
    );
    let hint = Text::new("从 clauses 中删去", "take it out of clauses");
    fields.log().hint(fields.place_of(literal), message, hint);
}

impl Ground<'_> {
    /// The fact table of this name; an error with a hint where there is none.
    pub(crate) fn table(&self, fields: &Fields, name: &Literal) -> Option<&'static FactTable> {
        let found = self.tables.iter().copied().find(|t| t.name == name.text);
        if found.is_none() {
            let message = Text::new(
                format!("没有事实表 {}", name.text),
                format!("there is no fact table {}", name.text),
            );
            let hint = known_or(&name.text, self.tables.iter().map(|t| t.name), SEE_FACTS);
            fields.log().hint(fields.place_of(name), message, hint);
        }
        found
    }
}

/// Reads a block that stands under a clause. Nothing where it cannot become a rule; what is wrong
/// is logged.
pub(crate) fn rule(mut fields: Fields, clause: &str, ground: Ground) -> Option<Rule> {
    let (place, id) = (fields.place(), fields.required("id").map(|l| l.text));
    let lamp = lamp(&mut fields);
    let table = fields.required("about").and_then(|name| ground.table(&fields, &name));
    let reader = Reader { ground, table };
    let scope = reader.optional(&mut fields, "where", Expect::Truth);
    let amount = reader.optional(&mut fields, "amount", Expect::Money);
    let test = reader.test(&mut fields, id.as_deref(), lamp);
    let (ratio, floor) = ratio::limits(&mut fields, (table, ground.params), test.as_ref());
    let mut clauses = vec![clause.to_owned()];
    for literal in fields.texts("clauses") {
        ground.names.cited(&fields, &literal);
        if clauses.contains(&literal.text) {
            twice(&fields, &literal);
        }
        clauses.push(literal.text);
    }
    let answers = answering(&mut fields, ground.names);
    let until_at = fields.place_of_value("until");
    let (since, until) = (fields.day("since"), fields.day("until"));
    if since.zip(until).is_some_and(|(since, until)| until < since) {
        let message = Text::new("until 早于 since", "until lies before since");
        let hint = Text::new("对调或改正这两个日期", "exchange or correct the two days");
        fields.log().hint(until_at, message, hint);
    }
    let own_default = fields.flag("local_default");
    let readings = fields.strings("readings");
    let without_exception = fields.flag("without_exception");
    let message = reader.sentence(&mut fields, "zh", "en", true);
    let soon_message = reader.sentence(&mut fields, "soon_zh", "soon_en", false);
    let settles = reader.settles(&mut fields, "settles");
    let settles_late_at = fields.place_of_key("settles_late");
    let settles_late = reader.settles(&mut fields, "settles_late");
    if let Some(test) = &test {
        never_late(&fields, settles_late_at, test, lamp, &settles_late);
    }
    let mut evidence = reader.evidence(&mut fields);
    let equivalent = fields.strings("equivalent");
    fields.finish();
    let about = table?;
    for sentence in [&message, &soon_message, &settles, &settles_late] {
        shown(about, sentence, &mut evidence);
    }
    let (id, lamp, test) = (id?, lamp?, test?);
    let mut rule = Rule {
        id,
        lamp,
        about,
        scope,
        test,
        amount,
        ratio,
        floor,
        answers,
        clauses,
        since,
        until,
        local_default: own_default,
        readings,
        without_exception,
        message,
        soon_message,
        settles,
        settles_late,
        evidence,
        equivalent,
        place,
    };
    rule.local_default |= rests_on_default(&rule, ground.params);
    Some(rule)
}

impl Rule {
    /// Its expressions with the keys under which they stand in the pack.
    pub fn expressions(&self) -> Vec<(&'static str, &Expr)> {
        let test = match &self.test {
            Test::When(when) => vec![("when", when)],
            Test::Clock { due, done, .. } => vec![("due", due), ("done", done)],
            Test::PlatformOnly => Vec::new(),
        };
        let scope = self.scope.iter().map(|e| ("where", e));
        scope.chain(test).chain(self.amount.iter().map(|e| ("amount", e))).collect()
    }

    /// Whether one of its expressions counts working days.
    pub fn counts_workdays(&self) -> bool {
        self.expressions().iter().any(|(_, e)| e.uses_workdays())
    }

    /// What it raises shortly before its day, where it is a clock that does.
    pub fn soon(&self) -> Option<&Soon> {
        match &self.test {
            Test::Clock { soon, .. } => soon.as_ref(),
            _ => None,
        }
    }

    /// The ids under which it raises findings: its own, and that of its due-soon warning.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let soon = self.soon().map(|soon| soon.id.as_str()).filter(|id| *id != self.id);
        std::iter::once(self.id.as_str()).chain(soon)
    }

    /// Whether it raises findings under this id.
    pub fn raises(&self, id: &str) -> bool {
        self.ids().any(|own| own == id)
    }

    /// The id of a finding: that of the due-soon warning where it is one.
    pub fn finding_id(&self, is_soon: bool) -> &str {
        self.soon().filter(|_| is_soon).map_or(&self.id, |soon| &soon.id)
    }

    /// Whether one of its expressions uses the parameter.
    pub fn uses(&self, param: &str) -> bool {
        self.expressions().iter().any(|(_, e)| e.params().iter().any(|p| p == param))
    }

    /// The fact columns that it judges by or shows, each with the parameters that the fact reads.
    pub fn facts(&self) -> impl Iterator<Item = &'static FactColumn> {
        let judged = rule_columns(self).into_iter();
        let shown = self.evidence.iter().copied();
        judged.chain(shown).filter_map(|c| self.about.columns.get(c))
    }

    /// The parameters that decide: those of its expressions and of the facts in them.
    pub fn decisive_params(&self) -> BTreeSet<&str> {
        let written = self.expressions().into_iter().flat_map(|(_, e)| e.params());
        let columns = rule_columns(self).into_iter().filter_map(|c| self.about.columns.get(c));
        let read = columns.flat_map(|column| column.params).map(|need| need.0);
        written.map(String::as_str).chain(read).collect()
    }
}

/// A rule that rests on a value which is no law, be it written in the rule or read by a fact, is no
/// law either, and its findings say so.
fn rests_on_default(rule: &Rule, params: &Params) -> bool {
    rule.decisive_params().into_iter().any(|name| is_default(params, name))
}

fn is_default(params: &Params, name: &str) -> bool {
    params.by_name.get(name).is_some_and(|p| p.local_default)
}

fn lamp(fields: &mut Fields) -> Option<Lamp> {
    let word = fields.required("lamp")?;
    let lamp = [Lamp::Red, Lamp::Yellow].into_iter().find(|l| l.word() == word.text);
    if lamp.is_none() {
        let message =
            Text::new(format!("灯色 {} 不认识", word.text), format!("unknown lamp {}", word.text));
        fields.log().hint(fields.place_of(&word), message, known(&word.text, ["red", "yellow"]));
    }
    lamp
}

/// Columns that a sentence names must be at hand when it is written, so they are evidence too.
fn shown(table: &'static FactTable, sentence: &Text, evidence: &mut Vec<usize>) {
    let names = placeholders(&sentence.zh).chain(placeholders(&sentence.en));
    for (_, name) in names.filter(|(_, n)| !SENTENCE_WORDS.contains(n)) {
        if let Some(position) = table.position(name).filter(|p| !evidence.contains(p)) {
            evidence.push(position);
        }
    }
}

/// The `{names}` in a sentence, with the byte at which each starts; without the words that agree
/// with a count, as in `{days_late day|days}`.
fn placeholders(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('{').filter_map(|(open, _)| {
        let rest = text.get(open + 1..)?;
        let inside = rest.split('}').next().unwrap_or(rest);
        Some((open + 1, inside.split(' ').next().unwrap_or(inside)))
    })
}

/// Reads the parts of a rule that speak of its fact table. Without the table they are taken unread,
/// so that they do not show as unknown keys.
struct Reader<'p> {
    ground: Ground<'p>,
    table: Option<&'static FactTable>,
}

impl Reader<'_> {
    fn test(&self, fields: &mut Fields, id: Option<&str>, lamp: Option<Lamp>) -> Option<Test> {
        let platform = fields.flag("platform");
        let forms = [fields.has("when"), fields.has("due") || fields.has("done"), platform];
        let when = self.optional(fields, "when", Expect::Truth);
        let clock = if forms[1] { self.clock(fields, id, lamp) } else { None };
        let soon_at = fields.place_of_key("soon");
        if !forms[1] && fields.text("soon").is_some() {
            let message = Text::new("只有 due/done 才有 soon", "only a clock (due, done) has soon");
            fields.log().hint(soon_at, message, remove("soon"));
        }
        if forms.iter().filter(|form| **form).count() != 1 {
            let message = Text::new(
                "一条规则只写一种判断：when，或 due 和 done，或 platform = true",
                "a rule has one test: when, or due and done, or platform = true",
            );
            let hint = Text::new("只留下其中一种", "keep one of them");
            fields.log().hint(fields.place(), message, hint);
            return None;
        }
        if platform { Some(Test::PlatformOnly) } else { when.map(Test::When).or(clock) }
    }

    fn clock(&self, fields: &mut Fields, id: Option<&str>, lamp: Option<Lamp>) -> Option<Test> {
        for key in ["due", "done"] {
            if !fields.has(key) {
                fields.missing(key);
            }
        }
        let due = self.optional(fields, "due", Expect::Date);
        let done = self.optional(fields, "done", Expect::DateOrParts);
        let soon = fields.text("soon");
        let late = late(fields, lamp);
        let (due, done) = (due?, done?);
        let soon = match (lamp, soon) {
            (Some(Lamp::Yellow), Some(word)) => {
                let message = Text::new("黄灯期限没有 soon", "a yellow clock has no soon");
                fields.log().hint(fields.place_of(&word), message, remove("soon"));
                None
            }
            (Some(Lamp::Yellow), None) => None,
            (_, Some(word)) if word.text == "none" => None,
            (_, word) => {
                let id = word.map(|w| w.text).or_else(|| id.map(str::to_owned))?;
                let workdays = due.uses_workdays();
                let windows = self.windows(fields, workdays)?;
                let local_default = is_default(self.ground.params, window_param(workdays));
                Some(Soon { id, windows, local_default })
            }
        };
        Some(Test::Clock { due, done, soon, late })
    }

    fn windows(&self, fields: &Fields, workdays: bool) -> Option<Vec<(Option<Day>, Window)>> {
        let windows = windows(self.ground.params, workdays);
        if windows.is_none() {
            let name = window_param(workdays);
            let message = Text::new(
                format!("红灯期限要用参数 {name}，本包没有"),
                format!("a red clock needs the parameter {name}, which this pack lacks"),
            );
            let hint =
                Text::new("补写该参数，或写 soon = \"none\"", "add it, or write soon = \"none\"");
            fields.log().hint(fields.place(), message, hint);
        }
        windows
    }

    fn optional(&self, fields: &mut Fields, key: &'static str, expect: Expect) -> Option<Expr> {
        let literal = fields.text(key)?;
        match lang::compile(&literal.text, self.table?, self.ground.params, expect) {
            Ok(expr) => Some(expr),
            Err(errors) => {
                for error in errors {
                    refused(fields, &literal, error);
                }
                None
            }
        }
    }

    fn sentence(
        &self,
        fields: &mut Fields,
        zh: &'static str,
        en: &'static str,
        required: bool,
    ) -> Text {
        if !required && !fields.has(zh) && !fields.has(en) {
            // Asked for all the same, so that a misspelt key finds them as hints.
            let _ = (fields.text(zh), fields.text(en));
            return Text::default();
        }
        let mut read = |key| {
            let literal = fields.required(key)?;
            self.placeholders(fields, &literal);
            Some(literal.text)
        };
        Text { zh: read(zh).unwrap_or_default(), en: read(en).unwrap_or_default() }
    }

    /// A sentence of its own table: `settles = { zh = "…", en = "…" }`.
    fn settles(&self, fields: &mut Fields, key: &'static str) -> Text {
        let Some(mut inner) = fields.table(key) else { return Text::default() };
        let text = self.sentence(&mut inner, "zh", "en", true);
        inner.finish();
        text
    }

    /// Every `{name}` must be a column, a parameter or a word that all sentences know.
    fn placeholders(&self, fields: &Fields, literal: &Literal) {
        let Some(table) = self.table else { return };
        for (at, name) in placeholders(&literal.text) {
            let is_known = SENTENCE_WORDS.contains(&name)
                || table.position(name).is_some()
                || self.ground.params.by_name.contains_key(name);
            if !is_known {
                let message = Text::new(
                    format!("{{{name}}} 不是列、参数或通用词"),
                    format!("{{{name}}} is no column, parameter or known word"),
                );
                let columns = table.columns.iter().map(|c| c.name);
                let params = self.ground.params.by_name.keys().map(String::as_str);
                let all = columns.chain(params).chain(SENTENCE_WORDS.iter().copied());
                let hint = known_or(name, all, SEE_FACTS);
                fields.log().hint(fields.place_in(literal, at), message, hint);
            }
        }
    }

    fn evidence(&self, fields: &mut Fields) -> Vec<usize> {
        let mut positions = Vec::new();
        for name in fields.texts("evidence") {
            let Some(table) = self.table else { continue };
            if let Some(position) = table.position(&name.text) {
                positions.push(position);
                continue;
            }
            let message = Text::new(
                format!("{} 表没有 {} 列", table.name, name.text),
                format!("table {} has no column {}", table.name, name.text),
            );
            let hint = known_or(&name.text, table.columns.iter().map(|c| c.name), SEE_FACTS);
            fields.log().hint(fields.place_of(&name), message, hint);
        }
        positions
    }
}

/// Whether a yellow clock stays a finding when it was done late; a red one always does.
fn late(fields: &mut Fields, lamp: Option<Lamp>) -> bool {
    let at = fields.place_of_key("late");
    let late = fields.flag("late");
    if late && lamp == Some(Lamp::Red) {
        let message = Text::new("红灯期限迟办总是预警", "a red clock always says what was late");
        fields.log().hint(at, message, remove("late"));
    }
    late
}

/// What is said of things done late needs a rule that says so: a clock, and of yellow ones such as are about
/// lateness itself.
fn never_late(fields: &Fields, at: Place, test: &Test, lamp: Option<Lamp>, settles_late: &Text) {
    let tells = match test {
        Test::Clock { late, .. } => *late || lamp != Some(Lamp::Yellow),
        _ => false,
    };
    if !tells && *settles_late != Text::default() {
        let message = Text::new(
            "settles_late 只用于逾期办结后仍亮灯的期限（due/done；黄灯须 late = true）",
            "settles_late is for clocks that stay findings when done late (yellow ones: late = true)",
        );
        fields.log().hint(at, message, remove("settles_late"));
    }
}

/// What to do about a key that says nothing here.
fn remove(key: &str) -> Text {
    Text::new(format!("删去 {key}"), format!("remove {key}"))
}

/// The parameter that sets the window before a due day.
pub(crate) fn window_param(workdays: bool) -> &'static str {
    if workdays { DUE_SOON_WORKDAYS } else { DUE_SOON_DAYS }
}

/// The windows before a due day that the pack's parameters set, by the day from which each holds.
pub(crate) fn windows(params: &Params, workdays: bool) -> Option<Vec<(Option<Day>, Window)>> {
    let of = if workdays { Window::Workdays } else { Window::Days };
    let window = |(since, value): (Option<Day>, &Value)| match value {
        Value::Count(n) => i32::try_from(*n).ok().map(|length| (since, of(length))),
        _ => None,
    };
    let param = params.by_name.get(window_param(workdays))?;
    param.steps().map(window).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())
}

pub(super) fn refused(fields: &Fields, literal: &Literal, error: LangError) {
    let place = fields.place_in(literal, error.start);
    let hint = if error.hint.en.is_empty() {
        Text::new(
            "写法见政策包说明（policies/README.md）的“表达式”",
            "policies/README.md says how expressions are written",
        )
    } else {
        error.hint
    };
    fields.log().hint(place, error.message, hint);
}
