//! What each rule said over all rows: a comparison of rows about which a rule says nothing proves
//! nothing.

use domain::Day;
use policy::pack::{Pack, Rule, Test};

use super::Verdict;

/// Rule blocks of which something cannot come, with the reason.
const NEVER: [(&str, &str, &str); 6] = [
    // They ask only what is null, and that is always known.
    ("target.changed", "A-9.2.b", "cannot tell"),
    ("pay.data", "B-4.1.1.1.f", "cannot tell"),
    // It is about targets that give both amounts, which are then known.
    ("target.money", "A-8.1.e", "cannot tell"),
    // They are about what is not done, so that it is never done late.
    ("target.missing", "C-2.2.a", "done late"),
    ("evaluation.missing", "C-2.4.a", "done late"),
    ("evaluation.missing", "D-4.4.1.a", "done late"),
];

/// How often each thing came of a rule block.
#[derive(Default)]
pub(crate) struct Tally {
    found: u32,
    in_order: u32,
    cannot_tell: u32,
    /// Of clocks: warned before the day, on the day itself.
    soon: u32,
    on_the_day: u32,
    /// A day late, and done late or taken as open.
    first_day_late: u32,
    done_late: u32,
    open: u32,
}

impl Tally {
    pub(crate) fn count(&mut self, verdict: &Verdict, as_of: Day) {
        match verdict {
            Verdict::InOrder => self.in_order += 1,
            Verdict::CannotTell => self.cannot_tell += 1,
            Verdict::Found(hit) if hit.soon => {
                self.soon += 1;
                self.on_the_day += u32::from(hit.due == Some(as_of));
            }
            Verdict::Found(hit) => {
                self.found += 1;
                self.first_day_late += u32::from(hit.days_late == Some(1));
                let until = hit.due.zip(hit.days_late).and_then(|(due, n)| due.plus_days(n));
                self.open += u32::from(until == Some(as_of));
                self.done_late += u32::from(until.is_some_and(|day| day < as_of));
            }
        }
    }

    /// What never came of a rule although it can.
    pub(crate) fn missing(&self, rule: &Rule, pack: &Pack) -> Vec<String> {
        let mut wanted = vec![
            ("found", self.found),
            ("in order", self.in_order),
            ("cannot tell", self.cannot_tell),
        ];
        if let Test::Clock { soon, late, .. } = &rule.test {
            wanted.push(("first day late", self.first_day_late));
            wanted.push(("open", self.open));
            if rule.lamp == policy::Lamp::Red || *late {
                wanted.push(("done late", self.done_late));
            }
            if soon.is_some() {
                wanted.extend([("soon", self.soon), ("on the day", self.on_the_day)]);
            }
        }
        let clause = rule.clauses.first().map_or("", String::as_str);
        let is_never = |what: &str| {
            NEVER.iter().any(|(id, at, never)| rule.id == *id && clause == *at && what == *never)
        };
        let missing = wanted.into_iter().filter(|(what, n)| *n == 0 && !is_never(what));
        let line = |(what, _)| format!("{} {} ({clause}): {what}", pack.name, rule.id);
        missing.map(line).collect()
    }
}
