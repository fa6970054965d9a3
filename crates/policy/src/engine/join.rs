//! One finding for a rule, a subject and a period; then the order of the public contract.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::finding::Finding;

/// Joins the findings of one rule about one subject and period (the weightiest stays, with the clauses and
/// sentences of all that are as serious) and puts them in the order of the public contract. Both orders are
/// total, so the number of threads changes nothing.
pub(super) fn join(findings: &mut Vec<Finding>) {
    findings.par_sort_unstable_by(|a, b| by_subject(a, b).then_with(|| by_weight(a, b)));
    findings.dedup_by(|next, kept| {
        let joined = by_subject(next, kept) == Ordering::Equal;
        if joined && (next.lamp, next.soon) == (kept.lamp, kept.soon) {
            add_clauses(kept, &next.clauses);
            kept.also.push(next.clone());
        }
        joined
    });
    in_order(findings);
}

/// Puts findings in the order of the public contract.
pub(super) fn in_order(findings: &mut [Finding]) {
    findings.par_sort_unstable_by(|a, b| {
        a.lamp
            .cmp(&b.lamp)
            .then_with(|| a.rule.as_bytes().cmp(b.rule.as_bytes()))
            .then_with(|| a.division.cmp(&b.division))
            .then_with(|| by_subject(a, b))
    });
}

/// What makes two findings one. The division belongs to it: two counties may have units of one name.
fn by_subject(a: &Finding, b: &Finding) -> Ordering {
    a.rule
        .as_bytes()
        .cmp(b.rule.as_bytes())
        .then_with(|| a.subject.kind.cmp(b.subject.kind))
        .then_with(|| a.subject.id.as_bytes().cmp(b.subject.id.as_bytes()))
        .then_with(|| a.subject.behind.cmp(&b.subject.behind))
        .then_with(|| a.period.cmp(&b.period))
        .then_with(|| a.division.cmp(&b.division))
}

/// The most serious first, what is still open before what was done late, then the largest amount, then the
/// order of the pack and of the records.
fn by_weight(a: &Finding, b: &Finding) -> Ordering {
    let rank = |f: &Finding| (f.lamp, f.soon, f.done_on.is_some());
    rank(a)
        .cmp(&rank(b))
        .then_with(|| b.amount.cmp(&a.amount))
        .then_with(|| (a.block, a.source).cmp(&(b.block, b.source)))
        .then_with(|| (a.row, a.due_on, a.days_late).cmp(&(b.row, b.due_on, b.days_late)))
}

fn add_clauses(finding: &mut Finding, clauses: &[String]) {
    for clause in clauses {
        if !finding.clauses.contains(clause) {
            finding.clauses.push(clause.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Day, Division, Fen};

    use super::*;
    use crate::finding::{Lamp, Subject};

    fn finding(block: usize, row: u32, division: u32, amount: i64) -> Finding {
        let subject =
            Subject { kind: "unit_fund_year", id: "交通局".into(), ..Subject::default() };
        Finding {
            rule: "project.small".into(),
            lamp: Lamp::Yellow,
            soon: false,
            subject,
            division: Division::from_code(division),
            period: None,
            amount: Some(Fen(amount)),
            due_on: None,
            done_on: None,
            days_late: None,
            block,
            row,
            clauses: vec![format!("clause {block}")],
            day: None,
            evidence: Vec::new(),
            source: None,
            lifted_by: None,
            also: Vec::new(),
        }
    }

    #[test]
    fn whatever_the_order_of_arrival_the_result_is_one() {
        let all = [
            finding(0, 1, 653_125, 5),
            finding(0, 2, 653_125, 5),
            finding(1, 1, 653_125, 5),
            finding(1, 1, 653_125, 7),
            finding(0, 1, 653_101, 5),
        ];
        let joined = |order: Vec<usize>| {
            let mut found: Vec<Finding> = order.into_iter().map(|i| all[i].clone()).collect();
            join(&mut found);
            found
        };
        let expected = joined(vec![0, 1, 2, 3, 4]);
        let shown: Vec<_> =
            expected.iter().map(|f| (f.block, f.row, f.clauses.len(), f.also.len())).collect();
        assert_eq!(shown, [(0, 1, 1, 0), (1, 1, 2, 3)]);
        for order in [[4, 3, 2, 1, 0], [1, 0, 4, 2, 3], [2, 4, 1, 3, 0]] {
            assert_eq!(joined(order.to_vec()), expected, "{order:?}");
        }
    }

    #[test]
    fn what_is_still_open_stands_before_what_was_done_late() {
        let done = Finding { done_on: Day::new(2019, 4, 5), ..finding(0, 1, 653_125, 9) };
        let open = finding(1, 1, 653_125, 5);
        let mut found = vec![done.clone(), open];
        join(&mut found);
        assert_eq!((found.len(), found[0].block), (1, 1));
        assert_eq!(found[0].also, [done]);
    }
}
