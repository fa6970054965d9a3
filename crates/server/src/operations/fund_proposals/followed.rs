//! A fund proposal as its steps have made it.

use domain::day::Day;
use domain::fund_proposal::{FundProposal, Kind, Step, Text};
use store::db::Tx;
use store::fund_proposals::{self, Line, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// A proposal with all that was done about it.
pub(crate) type FollowedProposal = Followed<FundProposal>;

moving!(FundProposal, fund_proposals::FundProposal, |stored, Step::Write(text), by, on| {
    FundProposal::begin(Kind::of(&stored.kind)?, text, by, on).ok()
});

impl FollowedProposal {
    /// Keeps what its steps come to, and its lines.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day, import: Option<i64>) -> Done<()> {
        let before = self.kept.standing.import;
        self.kept.standing = standing(&self.one, on, import.or(before));
        let lines = lines(self.one.text());
        Ok(fund_proposals::stand(tx, &self.kept, &lines).await?)
    }
}

/// What its steps come to.
pub(super) fn standing(one: &FundProposal, on: Day, import: Option<i64>) -> Standing {
    Standing {
        amount: one.text().total.0,
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
        approved_on: one.approved_on().map(|day| day.to_string()),
        import,
    }
}

/// The lines of a text as they are kept.
fn lines(text: &Text) -> Vec<Line> {
    let line = |one: &domain::fund_proposal::Line| Line {
        fund: one.fund.clone(),
        receiver: one.to.map(|place| place.to_string()).unwrap_or_default(),
        source_level: one.source.clone(),
        amount: one.amount.0,
        pooled: one.pooled.0,
    };
    text.lines.iter().map(line).collect()
}
