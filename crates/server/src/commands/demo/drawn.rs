//! Draws of spot checks of the demo: one of the region that is drawn, one of the county whose seed waits to be opened.

use super::cast::signed_in;
use crate::context::{Context, Origin};
use crate::operations::Done;
use crate::operations::draws::{Saying, Writing, carry_out, commit, fresh_seed};

/// Year of the self-evaluations that are drawn.
const YEAR: &str = "2019";

/// Commits, fixes the frame, and of the region opens the seed.
pub(super) async fn play(context: &Context, origin: &Origin, password: &str) -> Done<()> {
    let enter = async |login: &str| signed_in(context, origin, login, password).await;
    let said = |step: &str, seed: &str| Saying {
        step: step.to_owned(),
        seed: seed.to_owned(),
        reason: String::new(),
    };
    for (maker, second, year, opened) in
        [("evaluation", "fund", YEAR, true), ("c-performance", "c-head", "2020", false)]
    {
        let seed = fresh_seed()?;
        let commitment = seed.commitment().to_string();
        let writing = Writing { year: year.to_owned(), commitment, again: String::new() };
        let (maker, second) = (enter(maker).await?, enter(second).await?);
        let id = commit(context, origin, &maker, &writing).await?;
        carry_out(context, origin, &second, (id, &said("freeze", ""))).await?;
        if opened {
            carry_out(context, origin, &second, (id, &said("reveal", seed.text()))).await?;
        }
    }
    Ok(())
}
