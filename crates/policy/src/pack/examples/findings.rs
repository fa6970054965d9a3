//! What the examples of a pack would say to a county.

use domain::{Day, Fen};

use super::{Bench, Verdict};
use crate::engine::{self, Hit, rule_columns};
use crate::facts::FactTable;
use crate::finding::{Evidence, Finding, Lamp, Subject};
use crate::pack::{Pack, Rule};

/// The findings that the examples make, as a county would read them; an example has no subject and no
/// division of its own.
pub fn findings(pack: &Pack) -> Vec<Finding> {
    let bench = Bench::new(pack);
    let of_rule = |(block, rule): (usize, &Rule)| -> Vec<Finding> {
        let said = bench.judge(rule, &pack.params, &bench.about(rule));
        let mut columns = rule_columns(rule);
        columns.extend(&rule.evidence);
        let hit = |(example, verdict): (usize, Verdict)| match verdict {
            Verdict::Hit(hit) => {
                let evidence = bench.evidence(example, rule.about, &columns)?;
                Some(finding(rule, block, &hit, evidence, pack.examples.get(example)?.as_of))
            }
            Verdict::Unknown => None,
        };
        said.into_iter().filter_map(hit).collect()
    };
    pack.rules.iter().enumerate().flat_map(of_rule).collect()
}

fn finding(rule: &Rule, block: usize, hit: &Hit, evidence: Vec<Evidence>, day: Day) -> Finding {
    Finding {
        rule: rule.finding_id(hit.soon).to_owned(),
        lamp: if hit.soon { Lamp::Yellow } else { rule.lamp },
        soon: hit.soon,
        subject: Subject { kind: rule.about.subject, ..Subject::default() },
        division: None,
        period: None,
        amount: hit.amount.map(Fen),
        due_on: hit.due,
        done_on: hit.done,
        days_late: hit.days_late,
        block,
        row: 0,
        clauses: rule.clauses.clone(),
        day: Some(day),
        evidence,
        also: Vec::new(),
        source: None,
        lifted_by: None,
    }
}

impl Bench<'_> {
    /// The values of some columns of an example.
    fn evidence(&self, example: usize, of: &FactTable, columns: &[usize]) -> Option<Vec<Evidence>> {
        self.groups.iter().filter(|g| g.table == of.name).find_map(|group| {
            let row = group.examples.iter().position(|e| *e == example)?;
            Some(engine::evidence_values(&self.names, of, columns, &group.batch, row))
        })
    }
}
