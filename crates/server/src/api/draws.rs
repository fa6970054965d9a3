//! Draws of spot checks: a commitment published, the frame fixed, the seed opened, what was drawn, what proves it.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::draw::{Frame, Stratum};
use serde::{Deserialize, Serialize};

use super::body::Read;
use super::steps::{Past, Possible, Told, history, id, possible, read};
use super::warnings::Made;
use super::{Answer, Caller, some, with_status};
use crate::operations::draws::{OneDraw, Saying, Writing, carry_out, commit, proof};
use crate::operations::handling::words::{DRAW_RISK, DRAW_SIZE, Word};
use crate::pages::draw::actions;
use crate::pages::lists::attached;
use crate::visit::Site;

/// A draw of spot checks.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Draw {
    /// Its number.
    id: i64,
    /// Code of the division that draws.
    home: String,
    /// Fiscal year of the self-evaluations.
    fiscal_year: i64,
    /// Title of the post that made the seed.
    post: String,
    /// SHA-256 of the seed, published before the frame was fixed.
    commitment: String,
    /// Why there is another draw of the division and year.
    again: Option<String>,
    /// `committed`, `frozen`, `drawn` or `withdrawn`.
    state: String,
    /// SHA-256 of the frame, once it is fixed.
    frame: Option<String>,
    /// Projects in the frame.
    projects: i64,
    /// The nine strata of the frame, once it is fixed.
    strata: Vec<DrawStratum>,
    /// The seed, once it is open.
    seed: Option<String>,
    /// How many projects were drawn; they are the rows of `/api/v1/drawn` with this `draw`.
    drawn: i64,
    /// The day of the last step.
    since: String,
    /// What was done.
    history: Vec<Past>,
    /// What can be done now.
    steps: Vec<Possible>,
}

/// A stratum of a frame.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DrawStratum {
    /// `high`, `middle` or `low`.
    risk: String,
    /// `large`, `middle` or `small`: how much money.
    size: String,
    /// Projects in it.
    projects: usize,
    /// The share that is drawn, in per cent.
    share: String,
    /// How many are drawn.
    drawn: usize,
}

fn stratum(one: &Stratum) -> DrawStratum {
    let word = |words: &[Word], at: usize| words.get(at).map_or("", |row| row.0).to_owned();
    DrawStratum {
        risk: word(DRAW_RISK, one.risk as usize),
        size: word(DRAW_SIZE, one.size as usize),
        projects: one.lines,
        share: one.share.to_string(),
        drawn: one.drawn,
    }
}

impl Told for OneDraw {
    type Told = Draw;

    fn told(&self, _: &Site, caller: &Caller) -> Draw {
        let (kept, standing) = (&self.followed.kept, &self.followed.kept.standing);
        let strata = self.frame.as_ref().map(Frame::strata).unwrap_or_default();
        Draw {
            id: kept.id,
            home: kept.home.clone(),
            fiscal_year: kept.fiscal_year,
            post: self.post.clone(),
            commitment: kept.commitment.clone(),
            again: some(&kept.again),
            state: standing.state.clone(),
            frame: some(&standing.frame),
            projects: standing.projects,
            strata: strata.iter().map(stratum).collect(),
            seed: some(&standing.seed),
            drawn: standing.drawn,
            since: standing.since.clone(),
            history: history(&self.taken),
            steps: possible(caller.lang, |lang| actions(self, lang)),
        }
    }
}

/// A commitment to be published.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DrawCommitment {
    /// Fiscal year of the self-evaluations.
    fiscal_year: String,
    /// SHA-256 of the seed: 64 hexadecimal digits.
    commitment: String,
    /// Why there is another draw of the division and year.
    #[serde(default)]
    again: String,
}

/// Publishes a commitment.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Read(input): Read<DrawCommitment>,
) -> Answer {
    let writing =
        Writing { year: input.fiscal_year, commitment: input.commitment, again: input.again };
    let done = commit(&site.context, &caller.origin, caller.actor()?, &writing).await;
    let id = done.map_err(|failure| caller.problem(failure))?;
    with_status(&caller, StatusCode::CREATED, &Made { id })
}

/// A step about a draw. Which parts it needs is told by its `steps`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DrawStep {
    /// `freeze`, `reveal` or `withdraw`.
    step: String,
    /// The seed.
    #[serde(default)]
    seed: String,
    /// Why it is given up.
    #[serde(default)]
    reason: String,
}

/// Fixes the frame, opens the seed, or gives the draw up.
pub(crate) async fn stepped(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
    Read(input): Read<DrawStep>,
) -> Answer {
    let id = id(&caller, &path)?;
    let saying = Saying { step: input.step, seed: input.seed, reason: input.reason };
    let done = carry_out(&site.context, &caller.origin, caller.actor()?, (id, &saying)).await;
    done.map_err(|failure| caller.problem(failure))?;
    read::<OneDraw>(&site, &caller, id).await
}

/// Gives the text by which anybody can make the draw again.
pub(crate) async fn proven(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
) -> Answer {
    let id = id(&caller, &path)?;
    let text = proof(&site.context, caller.actor()?, id).await;
    let text = text.map_err(|failure| caller.problem(failure))?;
    Ok(attached(&format!("draw-{id}.txt"), "text/plain; charset=utf-8", text.into_bytes()))
}
