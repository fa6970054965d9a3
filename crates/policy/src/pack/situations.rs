//! Examples of records, executed: facts are made of them as of a county's, judged by the same engine,
//! and what comes is compared with what the author wrote. They show what facts make of records; rows
//! of facts ([`super::examples`]) show what rules make of facts.

use std::collections::BTreeSet;

use super::examples::{Failure, covers, details, hit, wanted};
use super::{Awaited, Expected, Pack, Params, Rule, Situation, Text};
use crate::context::Context;
use crate::engine::{Hit, Selection, evaluate};
use crate::facts::NAMING;
use crate::finding::{Finding, Outcome, Subject};

mod cells;
mod lines;
mod table;

pub(crate) use lines::Reader;

/// Runs the examples of a pack that are records.
pub fn run(pack: &Pack) -> Vec<Failure> {
    trials(pack).filter_map(|trial| trial.failure(&pack.params)).collect()
}

/// All situations of a pack on all of their days.
pub(crate) fn trials(pack: &Pack) -> impl Iterator<Item = Trial<'_>> {
    pack.situations.iter().flat_map(move |situation| {
        situation.verdicts.iter().map(move |verdict| Trial { pack, situation, verdict })
    })
}

/// A situation on one of its days, to be judged.
#[derive(Clone, Copy)]
pub(crate) struct Trial<'p> {
    pack: &'p Pack,
    situation: &'p Situation,
    verdict: &'p Awaited,
}

impl<'p> Trial<'p> {
    /// What does not come as written when facts read the given values, if anything.
    pub(crate) fn failure(&self, params: &Params) -> Option<Failure> {
        let Trial { pack, situation, verdict } = self;
        let context = Context::new(&situation.data, pack, verdict.as_of).reading(params);
        let rules = self.ids().map(str::to_owned).collect();
        let outcome = evaluate(&context, &Selection { rules, ..Selection::default() });
        let (expected, got) = self.unlike(&outcome)?;
        Some(Failure {
            place: verdict.place.clone(),
            title: situation.title.clone(),
            expected,
            got,
        })
    }

    /// Whether a fact that decides here reads the parameter.
    pub(crate) fn reads(&self, param: &str) -> bool {
        let rules: BTreeSet<&str> = self.ids().collect();
        let asked = |rule: &&Rule| rule.ids().any(|id| rules.contains(id));
        self.pack.rules.iter().filter(asked).any(|rule| reads(rule, param))
    }

    /// The rules that have a say: those named, and where nothing at all may come those of the clause.
    fn ids(&self) -> impl Iterator<Item = &'p str> {
        let Trial { pack, situation, verdict } = *self;
        let named = verdict.expect.iter().filter_map(Expected::rule);
        let bare = verdict.expect.contains(&Expected::Nothing);
        let own =
            pack.rules.iter().filter(move |rule| bare && stands_under(rule, &situation.clause));
        named.chain(own.flat_map(Rule::ids))
    }

    /// What was expected and what came instead.
    fn unlike(&self, outcome: &Outcome) -> Option<(Text, Text)> {
        self.verdict.expect.iter().find_map(|expected| {
            let got = match expected {
                Expected::Nothing => self.silence(outcome),
                Expected::Silent(id) => {
                    let silent = found(outcome, id).next().is_none() && !untold(outcome, id);
                    (!silent).then(|| said(outcome, id))
                }
                Expected::Unknown(id) => {
                    let written = self.findings(id).count() == found(outcome, id).count();
                    (!(untold(outcome, id) && written)).then(|| said(outcome, id))
                }
                Expected::Finding { rule, .. } => self.unlike_finding(outcome, expected, rule),
            }?;
            Some((wanted(expected), got))
        })
    }

    /// What comes instead of silence: any finding, or nothing that any rule of the clause could judge.
    fn silence(&self, outcome: &Outcome) -> Option<Text> {
        if !outcome.findings.is_empty() {
            let all: Vec<String> = outcome.findings.iter().map(described).collect();
            return Some(Text::new(all.join("; "), all.join("; ")));
        }
        let told = self.ids().any(|id| !untold(outcome, id));
        (!told).then(|| {
            Text::new(
                "没有一条规则能判断这些记录：请补写规则所需的表和列",
                "no rule can judge these records: give the tables and columns that the rules need",
            )
        })
    }

    /// What comes under a rule id, where it is not what was written: all of its findings are written, so
    /// that one too many is seen like one too few.
    fn unlike_finding(&self, outcome: &Outcome, expected: &Expected, id: &str) -> Option<Text> {
        let comes = found(outcome, id).any(|finding| fits(expected, finding));
        let all = found(outcome, id).count() == self.findings(id).count();
        (!(comes && all)).then(|| said(outcome, id))
    }

    /// The findings that are written under a rule id.
    fn findings(&self, id: &str) -> impl Iterator<Item = &Expected> {
        let finding =
            move |e: &&Expected| matches!(e, Expected::Finding { rule, .. } if rule == id);
        self.verdict.expect.iter().filter(finding)
    }
}

/// Whether a fact that a rule looks at reads the parameter, or it names the rule's subjects.
pub(crate) fn reads(rule: &Rule, param: &str) -> bool {
    let named = NAMING.iter().any(|(table, need)| *table == rule.about.name && need.0 == param);
    named || rule.facts().any(|column| column.params.iter().any(|need| need.0 == param))
}

/// Whether a rule's own clause is this one.
pub(crate) fn stands_under(rule: &Rule, clause: &str) -> bool {
    rule.clauses.first().is_some_and(|own| own == clause)
}

fn found<'o>(outcome: &'o Outcome, id: &str) -> impl Iterator<Item = &'o Finding> {
    outcome.findings.iter().filter(move |finding| finding.rule == id)
}

/// Whether the rule could not judge all of its subjects.
fn untold(outcome: &Outcome, id: &str) -> bool {
    outcome.not_evaluable.iter().any(|lacking| lacking.rule == id)
}

fn fits(expected: &Expected, finding: &Finding) -> bool {
    let Expected::Finding { lamp, subject, name, due, late, amount, .. } = expected else {
        return false;
    };
    *lamp == finding.lamp
        && subject.as_ref().is_none_or(|id| *id == finding.subject.id)
        && name.as_ref().is_none_or(|name| *name == finding.subject.name)
        && covers(&hit(*due, *late, *amount), &hit_of(finding))
}

fn hit_of(finding: &Finding) -> Hit {
    hit(finding.due_on, finding.days_late, finding.amount)
}

fn described(finding: &Finding) -> String {
    let (lamp, details) = (finding.lamp.word(), details(&hit_of(finding)));
    let Subject { id, name, .. } = &finding.subject;
    format!("{} {lamp} subject={id} name={name:?}{details}", finding.rule)
}

/// All that comes under a rule id.
fn said(outcome: &Outcome, id: &str) -> Text {
    let mut all: Vec<String> = found(outcome, id).map(described).collect();
    if untold(outcome, id) {
        all.push(format!("unknown {id}"));
    }
    if all.is_empty() {
        return Text::new(format!("{id} 无预警"), format!("nothing from {id}"));
    }
    Text::new(all.join("; "), all.join("; "))
}

#[cfg(test)]
mod tests;
