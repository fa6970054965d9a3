//! What is wrong between the parts of a pack: names that lead nowhere, duties that nothing carries
//! out.

use std::collections::BTreeSet;

use super::clauses::PLATFORM;
use super::error::{Log, known_or};
use super::lists::yearly_notice;
use super::mutation::is_read;
use super::rules::{DUE_SOON_DAYS, DUE_SOON_WORKDAYS, SENTENCE_WORDS};
use super::{Carried, Clause, Example, Expected, Pack, PackError, Param, Place, Rule, Text};
use crate::facts::{FactColumn, ParamNeed};
use crate::value::Type;

/// Checks every name that leads from one part of the pack to another. Where a rule could not be
/// read (`whole` is false), names of rules are not checked: its own error says enough.
pub(crate) fn check(pack: &Pack, whole: bool, log: &Log) {
    let lint = Lint { pack, log };
    pack.params.by_name.values().for_each(|param| lint.param(param));
    pack.rules.iter().for_each(|rule| lint.rule(rule));
    lint.calendar();
    if whole {
        lint.examples();
    }
}

/// What a finished pack must have besides: whatever a clause says carries it out is there and says
/// so too. While a pack is being written this is a list of what is left to do.
pub fn incomplete(pack: &Pack) -> Vec<PackError> {
    let log = Log::default();
    let rules: BTreeSet<&str> = pack.rules.iter().flat_map(Rule::ids).collect();
    for clause in &pack.clauses {
        match &clause.carried {
            Carried::Rule(named) => {
                for id in named {
                    promised(pack, clause, id, &rules, &log);
                }
            }
            Carried::Parameter(name) if !pack.params.by_name.contains_key(name) => {
                let message = Text::new(
                    format!("条款 {} 说由参数 {name} 落实，但没有这个参数", clause.id),
                    format!(
                        "clause {} is carried by parameter {name}, which is not there",
                        clause.id
                    ),
                );
                let otherwise = ("补写这个参数", "add this parameter");
                let hint =
                    known_or(name, pack.params.by_name.keys().map(String::as_str), otherwise);
                log.hint(clause.place.clone(), message, hint);
            }
            Carried::NotYet(_, place) | Carried::Platform(_, place) => {
                unnamed(pack, clause, place, &log);
            }
            _ => {}
        }
    }
    pack.rules.iter().for_each(|rule| unannounced(pack, rule, &log));
    pack.params.by_name.values().for_each(|param| unused(pack, param, &log));
    log.finish()
}

/// A part of the platform that a clause names has a Chinese name too.
fn unnamed(pack: &Pack, clause: &Clause, place: &str, log: &Log) {
    if pack.places.contains_key(place) {
        return;
    }
    let message = Text::new(
        format!("条款 {} 所说的“{place}”没有中文名称", clause.id),
        format!("what clause {} names, \"{place}\", has no Chinese name", clause.id),
    );
    let block = format!("[[place]] en = \"{place}\" zh = \"…\"");
    let hint =
        Text::new(format!("在 pack.toml 中补写 {block}"), format!("add {block} to pack.toml"));
    log.hint(clause.place.clone(), message, hint);
}

/// A value that nothing reads must say what will.
fn unused(pack: &Pack, param: &Param, log: &Log) {
    if param.used_by.is_none() && !is_read(pack, &param.name) {
        let name = &param.name;
        let message = Text::new(
            format!("没有规则或事实读取参数 {name}"),
            format!("no rule and no fact reads the parameter {name}"),
        );
        let users = PLATFORM.join("、");
        let hint = Text::new(
            format!("删去它，或写 used_by（{users}）说明何处使用"),
            format!("take it out, or say with used_by ({}) what uses it", PLATFORM.join(", ")),
        );
        log.hint(param.place.clone(), message, hint);
    }
}

/// A rule that a clause names must be there and cite the clause.
fn promised(pack: &Pack, clause: &Clause, id: &str, rules: &BTreeSet<&str>, log: &Log) {
    let (zh, en, hint) = if !rules.contains(id) {
        let otherwise = ("补写这条规则", "write this rule");
        ("没有这条规则", "which is not there", known_or(id, rules.iter().copied(), otherwise))
    } else if !cited(pack, clause, id) {
        let hint = Text::new(
            format!("在 {id} 的 clauses 中加上 {}", clause.id),
            format!("add {} to the clauses of {id}", clause.id),
        );
        ("该规则没有引用本条款", "which does not cite it", hint)
    } else {
        return;
    };
    let message = Text::new(
        format!("条款 {} 说由规则 {id} 落实，但{zh}", clause.id),
        format!("clause {} is carried by rule {id}, {en}", clause.id),
    );
    log.hint(clause.place.clone(), message, hint);
}

fn cited(pack: &Pack, clause: &Clause, id: &str) -> bool {
    pack.rules.iter().any(|r| r.raises(id) && r.clauses.contains(&clause.id))
}

/// A clause that a rule cites must name the rule.
fn unannounced(pack: &Pack, rule: &Rule, log: &Log) {
    for id in &rule.clauses {
        let Some(clause) = pack.clause(id) else { continue };
        let named = matches!(&clause.carried, Carried::Rule(named) if named.contains(&rule.id));
        if !named {
            let message = Text::new(
                format!("规则 {} 引用条款 {id}，但条款没有说由它落实", rule.id),
                format!("rule {} cites clause {id}, whose line does not name the rule", rule.id),
            );
            let hint = Text::new(
                format!("在条款的 carried by: rule … 中加上 {}", rule.id),
                format!("add {} to the clause's carried by: rule …", rule.id),
            );
            log.hint(rule.place.clone(), message, hint);
        }
    }
}

struct Lint<'p> {
    pack: &'p Pack,
    log: &'p Log,
}

impl Lint<'_> {
    fn param(&self, param: &Param) {
        self.users(param);
        let counted = [DUE_SOON_DAYS, DUE_SOON_WORKDAYS].contains(&param.name.as_str());
        if counted && param.ty != Type::Count {
            let message = Text::new("应为 count", "this value must be a count");
            let hint = Text::new("写成 { count = 5 } 的样子", "write it like { count = 5 }");
            self.log.hint(param.name_place.clone(), message, hint);
        }
        let hides = |rule: &&Rule| rule.about.position(&param.name).is_some();
        let hidden = self.pack.rules.iter().find(hides).map(|rule| rule.about.name);
        let taken = SENTENCE_WORDS.contains(&param.name.as_str()) || param.name == "as_of";
        if let Some(table) = hidden.or(taken.then_some("*")) {
            let name = &param.name;
            let message = Text::new(
                format!("参数 {name} 与事实表 {table} 的列或通用词同名"),
                format!(
                    "the parameter {name} has the name of a column of {table} or of a known word"
                ),
            );
            let hint = Text::new("另取一个参数名", "give the parameter another name");
            self.log.hint(param.name_place.clone(), message, hint);
        }
    }

    /// A mark of who uses a value besides rules and facts must be true.
    fn users(&self, param: &Param) {
        let Some(user) = &param.used_by else { return };
        if is_read(self.pack, &param.name) {
            let message = Text::new(
                format!("参数 {} 由规则或事实读取，used_by = \"{user}\" 不实", param.name),
                format!("rules or facts read {}: used_by = \"{user}\" is not true", param.name),
            );
            let hint = Text::new("删去 used_by", "leave used_by out");
            self.log.hint(param.place.clone(), message, hint);
        }
    }

    fn rule(&self, rule: &Rule) {
        rule.facts().for_each(|column| self.fact(rule, column));
    }

    /// A fact that reads a parameter would be empty in a pack without it, and the rule silent.
    fn fact(&self, rule: &Rule, column: &FactColumn) {
        for ParamNeed(name, ty) in column.params {
            let there = self.pack.params.by_name.get(*name).map(|param| param.ty);
            if there == Some(*ty) {
                continue;
            }
            let (fact, ty) = (format!("{}.{}", rule.about.name, column.name), ty.name());
            let message = Text::new(
                format!("事实 {fact} 要读取 {ty} 型参数 {name}，本包没有"),
                format!("the fact {fact} reads a parameter {name} of type {ty}, which is missing"),
            );
            let hint = Text::new(format!("补写参数 {name}"), format!("add the parameter {name}"));
            self.log.hint(rule.place.clone(), message, hint);
        }
    }

    /// A pack that counts working days must know those of the years it binds: from its first one to
    /// that of its examples. Later years are not known before their notices are out; a limit that
    /// reaches into one cannot be told.
    fn calendar(&self) {
        if !self.pack.rules.iter().any(Rule::counts_workdays) {
            return;
        }
        let bound = self.pack.years.0.map(i32::from);
        let years = [bound, self.pack.example_day.map(domain::Day::year)];
        let known = self.pack.calendar.years();
        let missing = |year: &i32| known.as_ref().is_none_or(|k| !k.contains(year));
        for year in years.into_iter().flatten().filter(missing).collect::<BTreeSet<i32>>() {
            let message = Text::new(
                format!("本包自{year}年起适用或以{year}年举例，workdays.csv 没有该年的放假安排"),
                format!(
                    "the pack binds {year} or judges its examples in it, and workdays.csv \
                     has no holidays of that year"
                ),
            );
            let place = Place { file: "workdays.csv".into(), line: 1, column: 1 };
            self.log.hint(place, message, yearly_notice());
        }
    }

    fn examples(&self) {
        let rules: BTreeSet<&str> = self.pack.rules.iter().flat_map(Rule::ids).collect();
        let rows = self.pack.examples.iter();
        let rows = rows.flat_map(|e| e.expect.iter().map(move |x| (x, expected_at(e, x))));
        let verdicts = self.pack.situations.iter().flat_map(|situation| &situation.verdicts);
        let verdicts = verdicts.flat_map(|v| v.expect.iter().map(|x| (x, v.place.clone())));
        for (expected, place) in rows.chain(verdicts) {
            let Some(id) = expected.rule().filter(|id| !rules.contains(id)) else { continue };
            let message = Text::new(format!("没有规则 {id}"), format!("there is no rule {id}"));
            let otherwise = (
                "写规则块里的 id（mingzhang policy show 可列出）",
                "write the id of a rule block (mingzhang policy show lists them)",
            );
            let hint = known_or(id, rules.iter().copied(), otherwise);
            self.log.hint(place, message, hint);
        }
    }
}

/// Where an example names a rule behind its arrow.
fn expected_at(example: &Example, expected: &Expected) -> Place {
    let rule = expected.rule().unwrap_or_default();
    let arrow = example.text.find('→').unwrap_or_default();
    let behind = example.text.get(arrow..).and_then(|text| text.find(rule)).unwrap_or_default();
    let before = example.text.get(..arrow + behind).unwrap_or_default();
    let column = example.place.column + before.chars().count() as u32;
    Place { column, ..example.place.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::sample::{changed, errors};

    /// Where the line of a text stands in the small regulation after the change.
    fn check(changes: &[(&str, &str)], expect: &[(&str, &str)]) {
        let found: Vec<(String, String)> =
            errors(changes).into_iter().map(|(_, message, hint)| (message, hint)).collect();
        let expect: Vec<(String, String)> =
            expect.iter().map(|(m, h)| ((*m).to_owned(), (*h).to_owned())).collect();
        assert_eq!(found, expect, "{changes:?}");
    }

    #[test]
    fn only_what_can_be_done_late_says_what_is_left_then() {
        let late =
            "settles_late = { zh = \"说明原因\", en = \"say why\" }\nsettles = { zh = \"退回\"";
        check(
            &[("settles = { zh = \"退回\"", late)],
            &[(
                "settles_late is for clocks that stay findings when done late (yellow ones: late = true)",
                "remove settles_late",
            )],
        );
    }

    #[test]
    fn the_small_pack_is_in_order() {
        assert_eq!(errors(&[]), []);
        let pack = changed(&[]).unwrap();
        assert_eq!((pack.rules.len(), pack.examples.len(), pack.clauses.len()), (2, 14, 2));
        assert_eq!(incomplete(&pack), []);
    }

    #[test]
    fn names_that_lead_nowhere_are_errors_with_a_hint() {
        let answers = "answers = [\"director\"]";
        check(
            &[(answers, "answers = [\"directer\"]")],
            &[("actors.toml has no directer", "did you mean director?")],
        );
        check(
            &[("who: county", "who: conty")],
            &[("actors.toml has no conty", "did you mean county?")],
        );
        check(
            &[(answers, "clauses = [\"B-3\"]")],
            &[("there is no clause B-3", "did you mean B-1?")],
        );
        check(
            &[("about   = \"sum\"", "about   = \"sums\"")],
            &[("there is no fact table sums", "did you mean sum?")],
        );
        check(
            &[("→ pay.delegated red", "→ pay.delegate red")],
            &[("there is no rule pay.delegate", "did you mean pay.delegated?")],
        );
        check(
            &[("{amount} yuan paid", "{amuont} yuan paid")],
            &[("{amuont} is no column, parameter or known word", "did you mean amount?")],
        );
    }

    #[test]
    fn clauses_values_and_lamps_must_fit_together() {
        check(
            &[("answers = [\"director\"]", "clauses = [\"B-1\"]")],
            &[(
                "clause B-1 is cited twice (the rule's own need not be written)",
                "take it out of clauses",
            )],
        );
        check(
            &[("## 二 {#B-2}", "## 二 {#B-1}")],
            &[("two clauses have the id B-1", "first in B.md line 3; give this one another")],
        );
        check(
            &[("since = 2019-05-22, count = 5", "since = 2019-05-22, percent = \"5\"")],
            &[(
                "the values of one parameter differ in type: Count and Percent",
                "write a Count too, or a parameter of its own",
            )],
        );
        check(
            &[("lamp    = \"red\"", "lamp    = \"orange\"")],
            &[("unknown lamp orange", "known here: red, yellow")],
        );
        check(
            &[("name   = \"due_soon_workdays\"", "name   = \"due_soon_days\"")],
            &[(
                "a red clock needs the parameter due_soon_workdays, which this pack lacks",
                "add it, or write soon = \"none\"",
            )],
        );
        check(
            &[("name   = \"floor\"", "name   = \"share\""), (">= floor", ">= amount")],
            &[(
                "the parameter share has the name of a column of sum or of a known word",
                "give the parameter another name",
            )],
        );
    }

    #[test]
    fn what_a_fact_reads_must_be_there_and_counts_as_read() {
        let when = ("channel = 'delegated' and", "urgent and");
        let missing = (
            "the fact sum.urgent reads a parameter urgent_words of type Words, which is missing",
            "add the parameter urgent_words",
        );
        check(&[when], &[missing]);
        let answers = "answers = [\"director\"]";
        check(&[(answers, "evidence = [\"urgent\"]")], &[missing]);
        let block = "```param\nname = \"urgent_words\"\nzh = \"急\"\nen = \"urgent\"\n";
        let stated = |values: &str| format!("{block}values = [{values}]\n```\n\n## 二 {{#B-2}}");
        let count = stated("{ count = 1 }");
        check(&[when, ("## 二 {#B-2}", &count)], &[missing]);
        let local_default = |values: &str| {
            let (values, examples) = (stated(values), "channel=delegated amount=100 → pay");
            let pack = changed(&[
                when,
                (examples, "urgent=y amount=100 → pay"),
                ("## 二 {#B-2}", &values),
            ]);
            pack.unwrap().rules.iter().any(|r| r.id == "pay.delegated" && r.local_default)
        };
        assert!(!local_default("{ words = [\"急\"] }"));
        assert!(local_default("{ words = [\"急\"] }]\nlocal_default = true\nequivalent = ["));
    }

    #[test]
    fn who_uses_a_value_besides_rules_and_facts_is_said_truly() {
        let value = "name   = \"floor\"\nzh     = \"起点\"";
        let marked = |user: &str| format!("used_by = \"{user}\"\n{value}");
        check(
            &[(value, &marked("workflow"))],
            &[(
                "rules or facts read floor: used_by = \"workflow\" is not true",
                "leave used_by out",
            )],
        );
        check(
            &[(value, &marked("workflows")), (">= floor", ">= 0")],
            &[("used_by cannot be workflows", "did you mean workflow?")],
        );
        let left = |changes: &[(&str, &str)]| -> Vec<(String, String)> {
            let left = incomplete(&changed(changes).unwrap());
            left.into_iter().map(|e| (e.message.en, e.hint.en)).collect()
        };
        assert_eq!(left(&[(value, &marked("workflow")), ("amount >= floor", "amount > 0")]), []);
        let unread = (
            "no rule and no fact reads the parameter floor".to_owned(),
            "take it out, or say with used_by (workflow, report, disclosure) what uses it"
                .to_owned(),
        );
        assert_eq!(left(&[("amount >= floor", "amount > 0")]), [unread]);
    }

    #[test]
    fn errors_inside_expressions_have_the_line_and_column_of_the_file() {
        let errors = changed(&[("channel = 'delegated'", "chanel = 'delegated'")]).unwrap_err();
        let first = errors.first().unwrap();
        assert_eq!((first.place.line, first.place.column), (14, 12));
    }

    #[test]
    fn a_promise_that_nothing_keeps_is_left_to_do() {
        let left = |changes: &[(&str, &str)]| -> Vec<String> {
            incomplete(&changed(changes).unwrap()).into_iter().map(|e| e.message.en).collect()
        };
        assert_eq!(
            left(&[(
                "carried by: rule pay.delegated",
                "carried by: rule pay.delegated, pay.split"
            )]),
            ["clause B-1 is carried by rule pay.split, which is not there"]
        );
        assert_eq!(
            left(&[("carried by: rule sum.late", "carried by: parameter limits")]),
            [
                "clause B-2 is carried by parameter limits, which is not there",
                "rule sum.late cites clause B-2, whose line does not name the rule",
            ]
        );
    }
}
