//! Draws of spot checks of the demo: one of the region that is drawn, one of the county whose seed waits to be opened.

use domain::draw::Hash;

use super::cast::signed_in;
use crate::context::{Context, Origin};
use crate::operations::Done;
use crate::operations::draws::{Saying, Writing, carry_out, commit};

/// Who makes the seed, who carries on, the year, the seed, and whether it is opened. The manual names the second one,
/// so that whoever tries the demo can open it.
const DRAWS: [(&str, &str, &str, &str, bool); 2] = [
    ("evaluation", "fund", "2019", "7c1e-55d0-9f3a-2b84", true),
    ("c-performance", "c-head", "2020", "demo-2020", false),
];

/// Commits, fixes the frame, and of the region opens the seed.
pub(super) async fn play(context: &Context, origin: &Origin, password: &str) -> Done<()> {
    let said = |step: &str, seed: &str| Saying {
        step: step.to_owned(),
        seed: seed.to_owned(),
        reason: String::new(),
    };
    for (maker, second, year, seed, opened) in DRAWS {
        let maker = signed_in(context, origin, maker, password).await?;
        let second = signed_in(context, origin, second, password).await?;
        let commitment = Hash::of(seed.as_bytes()).to_string();
        let writing = Writing { year: year.to_owned(), commitment, again: String::new() };
        let id = commit(context, origin, &maker, &writing).await?;
        carry_out(context, origin, &second, (id, &said("freeze", ""))).await?;
        if opened {
            carry_out(context, origin, &second, (id, &said("reveal", seed))).await?;
        }
    }
    Ok(())
}
