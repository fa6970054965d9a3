//! What an integration plan says beside what was done: fund by fund, project by project.

use store::integration::Line;

use super::OnePlan;

/// One fund of a plan, in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FundLine {
    /// Code of the fund.
    pub(crate) fund: String,
    /// What the county has of it by the plan.
    pub(crate) scale: i64,
    /// What of it is integrated.
    pub(crate) planned: i64,
    /// What projects get of it by the plan.
    pub(crate) used: i64,
    /// What the county received of it.
    pub(crate) received: i64,
    /// What was allotted to projects.
    pub(crate) allotted: i64,
    /// What was paid, less refunds.
    pub(crate) paid: i64,
}

impl FundLine {
    /// By how much what is integrated and what projects get of it are apart.
    pub(crate) fn apart(&self) -> i64 {
        self.planned.saturating_sub(self.used)
    }

    /// The word for how it compares.
    pub(crate) fn stands(&self) -> &'static str {
        let FundLine { planned, allotted, paid, .. } = *self;
        stands(&Line { planned, allotted, paid, ..Line::default() })
    }
}

/// The word for how a line compares, as the list of all lines has it.
pub(crate) fn stands(line: &Line) -> &'static str {
    match line {
        Line { planned: 0, .. } => "outside",
        line if line.allotted > line.planned || line.paid > line.planned => "over",
        Line { allotted: 0, paid: 0, .. } => "none",
        line if line.allotted < line.planned => "under",
        _ => "even",
    }
}

/// A sum that ends at the greatest number there is.
pub(crate) fn total(amounts: impl Iterator<Item = i64>) -> i64 {
    amounts.fold(0, i64::saturating_add)
}

impl OnePlan {
    /// Whether what was done stands beside it: only once it is approved.
    pub(crate) fn is_compared(&self) -> bool {
        !self.done.is_empty()
    }

    /// Its funds as they are planned; beside what was done also those that the plan does not have.
    pub(crate) fn by_fund(&self) -> Vec<FundLine> {
        let planned = self.followed.one.draft().sources.iter().map(|one| one.fund.as_str());
        let mut codes: Vec<&str> = planned.collect();
        let mut others: Vec<&str> = self.done.iter().map(|line| line.fund.as_str()).collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|code| !codes.contains(code));
        codes.extend(others);
        codes.into_iter().map(|code| self.fund_line(code)).collect()
    }

    fn fund_line(&self, code: &str) -> FundLine {
        let draft = self.followed.one.draft();
        let source = draft.sources.iter().find(|source| source.fund == code);
        let (scale, planned) = source.map_or((0, 0), |one| (one.scale.0, one.amount.0));
        let lines = || self.done.iter().filter(|line| line.fund == code);
        FundLine {
            fund: code.to_owned(),
            scale,
            planned,
            used: draft.used(code).map_or(0, |fen| fen.0),
            received: self.received.get(code).copied().unwrap_or_default(),
            allotted: total(lines().map(|line| line.allotted)),
            paid: total(lines().map(|line| line.paid)),
        }
    }

    /// What projects get: as planned, once it is approved also what was done.
    pub(crate) fn by_use(&self) -> Vec<Line> {
        if self.is_compared() {
            return self.done.clone();
        }
        let planned = self.followed.one.draft().uses.iter().map(|used| Line {
            fund: used.fund.clone(),
            project: used.project.clone(),
            planned: used.amount.0,
            ..Line::default()
        });
        planned.collect()
    }
}
