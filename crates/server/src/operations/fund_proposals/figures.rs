//! What the platform knows beside a proposal: what was budgeted or proposed for the same last year and this, and what
//! the rules on raising would want of the year if the proposal were its budget.

use domain::fund_proposal::Line;
use domain::fund_proposal::kinds::Purpose;
use domain::records::neighbourhood::Draft;
use domain::{Day, FundClass, TableId};
use policy::engine::floors::Floor;
use store::db::Tx;
use store::history::held;
use store::registers::{self, Raised};

use super::FollowedProposal;
use crate::context::Context;
use crate::operations::Done;
use crate::operations::imports::read_draft;
use crate::operations::recording::{Cell, rows};
use crate::operations::registers::raising::{Of, floors, of};

/// What stands beside a line, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// The year before: budgeted of the same fund by the same budget; proposed in blocks for the same place.
    pub(crate) before: Option<i64>,
    /// Budgeted this year, where money is raised and the budget is recorded.
    pub(crate) now: Option<i64>,
}

impl Beside {
    /// What is proposed more than the year before.
    pub(crate) fn change(&self, line: &Line) -> Option<i64> {
        self.before.map(|before| line.amount.0.saturating_sub(before))
    }
}

/// What a rule on raising would want of a fund or class, in fen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Id of the rule.
    pub(crate) rule: String,
    /// Its clauses.
    pub(crate) clauses: Vec<String>,
    /// Code of the fund; none: of a whole class.
    pub(crate) fund: Option<String>,
    /// The class, where it is of a whole one.
    pub(crate) class: Option<FundClass>,
    /// The least with which it is content.
    pub(crate) least: i64,
    /// What there would be of that at which it looks.
    pub(crate) has: i64,
}

impl Wanted {
    /// What would be lacking.
    pub(crate) fn short(&self) -> i64 {
        self.least.saturating_sub(self.has).max(0)
    }
}

/// The sums of the region of a fund, year and budget.
fn budgeted(all: &[Raised], home: &str, (year, line): (i64, &Line)) -> Option<i64> {
    let same = |one: &&Raised| {
        let here = one.division.is_empty() || one.division == home;
        here && one.year == year && one.fund == line.fund && one.source_level == line.source
    };
    all.iter().filter(same).map(|one| one.fen).reduce(i64::saturating_add)
}

/// What stands beside each line of a proposal.
pub(super) async fn beside(tx: &mut Tx, followed: &FollowedProposal) -> Done<Vec<Beside>> {
    let (kept, text) = (&followed.kept, followed.one.text());
    let year = kept.fiscal_year;
    let mut found = Vec::with_capacity(text.lines.len());
    match followed.one.kind().purpose {
        Purpose::Raising => {
            let all = registers::raised(tx, (year - 1, year)).await?;
            found.extend(text.lines.iter().map(|line| Beside {
                before: budgeted(&all, &kept.home, (year - 1, line)),
                now: budgeted(&all, &kept.home, (year, line)),
            }));
        }
        Purpose::Blocks => {
            for line in &text.lines {
                found.push(Beside { before: proposed(tx, year - 1, line).await?, now: None });
            }
        }
    }
    Ok(found)
}

/// What was proposed for the place of a line in a year.
async fn proposed(tx: &mut Tx, year: i64, line: &Line) -> Done<Option<i64>> {
    let table = TableId::Proposals;
    let to = line.to.map(|place| place.to_string()).unwrap_or_default();
    let all = held(tx, table, &[("fund", &line.fund), ("to", &to)], 200).await?;
    let of_year = all.iter().filter(|one| one.number(table, "fiscal_year") == Some(year));
    Ok(of_year.filter_map(|one| one.number(table, "amount")).reduce(i64::saturating_add))
}

/// What the rules on raising would want of the region in the year, were what is proposed its budget wherever none is
/// recorded; of the funds and classes of which the proposal speaks.
pub(super) async fn wanted(
    context: &Context,
    followed: &FollowedProposal,
    on: Day,
) -> Done<Vec<Wanted>> {
    if followed.one.kind().purpose != Purpose::Raising {
        return Ok(Vec::new());
    }
    // Of a year that is to come, rules are asked as of its first day.
    let first = Day::parse(&format!("{}-01-01", followed.kept.fiscal_year)).ok();
    let on = first.map_or(on, |first| first.max(on));
    let coming = coming(context, followed).await?;
    let mut tx = context.db.read().await?;
    let all = floors(context, &mut tx, (on, coming.as_ref())).await?;
    drop(tx);
    let kept = &followed.kept;
    let (mut found, funds) = (Vec::new(), &context.pack.funds);
    for floor in all {
        let here = floor.subject.division.is_some_and(|place| place.to_string() == kept.home);
        if !here || floor.year != Some(kept.fiscal_year) {
            continue;
        }
        let mut lines = followed.one.text().lines.iter();
        let speaks = |of: &Of| match of {
            Of::Fund(code) => lines.any(|line| line.fund == *code),
            Of::Class(class) => {
                let class_of =
                    |line: &Line| funds.resolve(&line.fund).map(|id| funds.get(id).class);
                lines.any(|line| class_of(line) == Some(*class))
            }
        };
        found.extend(of(&floor).filter(speaks).and_then(|of| one(context, &floor, of)));
    }
    Ok(found)
}

fn one(context: &Context, floor: &Floor, of: Of) -> Option<Wanted> {
    let rule = context.pack.rules.get(floor.block)?;
    let (fund, class) = match of {
        Of::Fund(code) => (Some(code), None),
        Of::Class(class) => (None, Some(class)),
    };
    Some(Wanted {
        rule: rule.id.clone(),
        clauses: rule.clauses.clone(),
        fund,
        class,
        least: floor.least.0,
        has: floor.has.0,
    })
}

/// What is proposed as if it were recorded; nothing of a fund and budget of which the year is recorded already.
async fn coming(context: &Context, followed: &FollowedProposal) -> Done<Option<Draft>> {
    let (kept, text) = (&followed.kept, followed.one.text());
    let year = kept.fiscal_year;
    let recorded = registers::raised(&mut context.db.read().await?, (year, year)).await?;
    let is_new = |line: &&Line| budgeted(&recorded, &kept.home, (year, line)).is_none();
    let cells = |line: &Line| -> Vec<Cell<'static>> {
        vec![
            ("fund", line.fund.clone()),
            ("fiscal_year", year.to_string()),
            ("source_level", line.source.clone()),
            ("amount", line.amount.plain()),
            ("pooled", line.pooled.plain()),
        ]
    };
    let written: Vec<Vec<Cell<'_>>> = text.lines.iter().filter(is_new).map(cells).collect();
    if written.is_empty() {
        return Ok(None);
    }
    Ok(Some(read_draft(context, rows(TableId::FundYears, &written)).await?))
}

/// A change of hundredths of a percent, rounded to the nearest, halves away from zero; none where there was nothing.
pub(crate) fn percent(change: i64, before: i64) -> Option<String> {
    let whole = i128::from(before);
    if whole <= 0 {
        return None;
    }
    let part = i128::from(change) * 10_000;
    let rounded = (part.abs() + whole / 2) / whole;
    let sign = if change < 0 && rounded != 0 { "-" } else { "" };
    Some(format!("{sign}{}.{:02}", rounded / 100, rounded % 100))
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn changes_are_rounded_to_hundredths_of_a_percent() {
        let check = |change, before, text: Option<&str>| {
            assert_eq!(percent(change, before).as_deref(), text, "{change} of {before}");
        };
        check(1, 3, Some("33.33"));
        check(2, 3, Some("66.67"));
        check(-1, 8, Some("-12.50"));
        check(-1, i64::MAX, Some("0.00"));
        check(5, 0, None);
        check(i64::MAX, 1, Some("922337203685477580700.00"));
    }
}
