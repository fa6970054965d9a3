//! The frame of a draw: the self-evaluations of project targets in the division and year, each with the warnings that
//! are lit about it.

use std::collections::{BTreeMap, BTreeSet};

use domain::draw::{Frame, Head, Line};
use domain::{Day, Decimal, Division, Fen};
use store::db::Tx;
use store::draws::{self, Eligible, Lit};

use crate::context::Context;
use crate::operations::{Done, Refusal, handling};

/// Red and yellow warnings.
type Lamps = (u32, u32);

/// The frame of a draw as of now, with the limits of a day.
pub(super) async fn frame(
    tx: &mut Tx,
    context: &Context,
    draw: &draws::Draw,
    on: Day,
) -> Done<Frame> {
    let division = handling::division(&draw.home)?;
    let year = u16::try_from(draw.fiscal_year).map_err(|_| Refusal::DrawYear)?;
    let limits = policy::drawing::limits(&context.pack, year, on).ok_or(Refusal::DrawLimits)?;
    let head = Head { division, year, day: on, limits };
    let divisions = context.divisions();
    let inside = divisions.iter().map(|entry| entry.division);
    let inside: BTreeSet<Division> =
        inside.filter(|place| divisions.is_within(*place, division)).collect();
    let mut lines = Vec::new();
    for place in inside {
        let found = draws::eligible(tx, &place.to_string(), (&draw.home, draw.fiscal_year)).await?;
        if !found.is_empty() {
            // Warnings lie under the newest code of their place.
            let home = divisions.canonical(place).to_string();
            let lit = draws::lit(tx, &home).await?;
            lines.extend(lined(found, &lit));
        }
    }
    Ok(Frame::new(head, lines).map_err(|_| Refusal::DrawTarget)?)
}

/// Self-evaluations of a place with what is lit about each: about its project, payments of it, its target, and rounds,
/// evaluations and indicators of that.
fn lined(found: Vec<Eligible>, lit: &[Lit]) -> Vec<Line> {
    let mut projects: BTreeMap<&str, Lamps> = BTreeMap::new();
    let mut targets: BTreeMap<&str, Lamps> = BTreeMap::new();
    for one in lit {
        let lamps = match one.kind.as_str() {
            "project" => projects.entry(&one.subject),
            _ => targets.entry(target_of(&one.subject)),
        };
        let (red, yellow) = lamps.or_default();
        let lamp = if one.lamp == "red" { red } else { yellow };
        *lamp = lamp.saturating_add(u32::try_from(one.count).unwrap_or(u32::MAX));
    }
    let of = |known: &BTreeMap<&str, Lamps>, id: &str| known.get(id).copied().unwrap_or_default();
    let line = |one: Eligible| {
        let (own, its) = (of(&projects, &one.project), of(&targets, &one.target));
        Line {
            money: one.amount.map(Fen),
            score: one.score.map(Decimal),
            red: own.0.saturating_add(its.0),
            yellow: own.1.saturating_add(its.1),
            target: one.target,
            project: one.project,
            county: one.county,
        }
    };
    found.into_iter().map(line).collect()
}

/// The target of what a warning is about: `<target>`, `<target>@<day>`, `<target>:<kind>`.
pub(super) fn target_of(subject: &str) -> &str {
    subject.split(['@', ':']).next().unwrap_or_default()
}
