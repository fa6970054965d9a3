//! The rules that violations can break, so that those of which none found a subject can be named.

/// Ids of rules, and of due-soon warnings, in order.
pub(crate) const RULES: &[&str] = &[
    "account.statement-missing",
    "account.unbalanced",
    "allot.due",
    "allot.factor-deviation",
    "allot.idle",
    "allot.late.prefecture",
    "allot.late.region",
    "allot.mismatch",
    "allot.names-project",
    "allot.no-scan",
    "allot.no-target",
    "allot.overdrawn",
    "appraisal.missing",
    "benefit.duplicate",
    "benefit.ineligible",
    "benefit.missing",
    "benefit.not-registered",
    "benefit.sum",
    "disclose.allocation",
    "disclose.evaluation",
    "disclose.project",
    "disclose.realname",
    "disclose.short",
    "disclose.target",
    "evaluation.arithmetic",
    "evaluation.inflated",
    "evaluation.missing",
    "evaluation.no-reason",
    "evaluation.unchecked",
    "fund.uncovered",
    "monitor.behind",
    "monitor.divergence",
    "monitor.late",
    "monitor.missing",
    "monitor.no-measure",
    "monitor.unhandled",
    "pace.behind",
    "pace.bond",
    "pace.october",
    "pay.advance",
    "pay.advance-infrastructure",
    "pay.data",
    "pay.delegated",
    "pay.duplicate",
    "pay.imported-late",
    "pay.large",
    "pay.management-fee",
    "pay.negative.bond",
    "pay.negative.integrated",
    "pay.negative.special",
    "pay.out-of-plan",
    "pay.over-contract",
    "pay.over-funding",
    "pay.payee-kind",
    "pay.relocation-scope",
    "pay.split",
    "pay.to-fiscal-account",
    "pay.to-unit-account",
    "project.bond-changed",
    "project.no-manager",
    "project.no-target",
    "project.not-in-plan",
    "project.small",
    "project.surplus-idle",
    "project.unmatched",
    "raise.bonds",
    "raise.growth",
    "raise.integrated-base",
    "raise.integrated-growth",
    "raise.relocation",
    "raise.safety-net",
    "raise.size",
    "recon.difference",
    "recon.missing",
    "rectify.overdue",
    "report.late",
    "result.unused",
    "share.deep",
    "share.increment",
    "share.south",
    "target.changed",
    "target.copied",
    "target.cost",
    "target.direction",
    "target.duplicate",
    "target.incomplete",
    "target.missing",
    "target.money",
    "target.period",
    "target.placeholder",
    "target.unmeasurable",
    "target.vague",
    "target.weights",
];

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: [&str; 12] = [
        include_str!("allocation.rs"),
        include_str!("benefits.rs"),
        include_str!("books.rs"),
        include_str!("disclosure.rs"),
        include_str!("evaluation.rs"),
        include_str!("monitoring.rs"),
        include_str!("pace.rs"),
        include_str!("payments.rs"),
        include_str!("projects.rs"),
        include_str!("raising.rs"),
        include_str!("shares.rs"),
        include_str!("targets.rs"),
    ];

    /// Whether a text between quotation marks is written like the id of a rule.
    fn is_id(text: &str) -> bool {
        let part = |p: &str| {
            !p.is_empty()
                && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        text.contains('.') && text.split('.').all(part)
    }

    #[test]
    fn the_list_is_what_the_violations_name() {
        let quoted = SOURCES.iter().flat_map(|source| source.split('"').skip(1).step_by(2));
        let named: std::collections::BTreeSet<&str> = quoted.filter(|text| is_id(text)).collect();
        assert_eq!(RULES, named.into_iter().collect::<Vec<&str>>());
    }
}
