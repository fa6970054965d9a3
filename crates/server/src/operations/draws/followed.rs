//! A draw as its steps have made it.

use domain::day::Day;
use domain::draw::{Draw, Step};
use store::db::Tx;
use store::draws::{self, Standing};

use super::kept;
use crate::operations::Done;
use crate::operations::handling::followed::{Followed, moving};

/// A draw with all that was done about it.
pub(crate) type FollowedDraw = Followed<Draw>;

moving!(Draw, draws::Draw, |_stored, Step::Commit { commitment, again }, by, on| {
    Draw::begin(commitment, again, by, on).ok()
});

impl FollowedDraw {
    /// Keeps what its steps come to.
    pub(super) async fn stand(&mut self, tx: &mut Tx, on: Day) -> Done<()> {
        self.kept.standing = standing(&self.one, self.kept.standing.drawn, on);
        Ok(draws::stand(tx, &self.kept).await?)
    }
}

/// What its steps come to, where so many projects were drawn.
pub(super) fn standing(one: &Draw, drawn: i64, on: Day) -> Standing {
    let (frame, projects) = one.frame().map_or_else(Default::default, |(hash, projects)| {
        (hash.to_string(), i64::try_from(projects).unwrap_or(i64::MAX))
    });
    Standing {
        frame,
        projects,
        seed: one.seed().map(|seed| seed.text().to_owned()).unwrap_or_default(),
        drawn,
        state: kept::state(one.state()).to_owned(),
        since: on.to_string(),
    }
}
