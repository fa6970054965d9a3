//! Other money of the demo, on a project that is under way: planned, received and spent, one line sent back, one that
//! waits.

use super::cast::{Ground, signed_in};
use super::handled::{done_or_left, page};
use crate::context::{Context, Origin};
use crate::operations::contributions::{Saying, Writing, decide, enter};
use crate::operations::{Actor, Done};

/// A line: project of the story, what it says, source, giver, amount, day, what the fund section decides.
type Row = (usize, &'static str, &'static str, &'static str, &'static str, &'static str, Decision);

/// What the fund section decides: step and remark; nothing yet.
type Decision = Option<(&'static str, &'static str)>;

const CONFIRMED: Decision = Some(("confirm", ""));
const BACK: Decision = Some(("return", "金额与进账单不符，请核对后重新登记"));

/// The one giver who is a person.
const PERSON: &str = "古丽巴哈尔";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (10, "planned",  "own",    "县水利局",       "60000",  "2020-12-16", CONFIRMED),
    (10, "received", "own",    "县水利局",       "60000",  "2020-12-18", CONFIRMED),
    (10, "spent",    "own",    "县水利局",       "35000",  "2020-12-28", CONFIRMED),
    (10, "planned",  "social", "天山公益基金会", "120000", "2020-12-16", CONFIRMED),
    (10, "received", "social", "天山公益基金会", "80000",  "2020-12-22", CONFIRMED),
    (10, "received", "social", "天山公益基金会", "50000",  "2020-12-30", BACK),
    (9,  "planned",  "social", "援疆工作队",     "100000", "2020-12-20", CONFIRMED),
    (9,  "received", "social", "援疆工作队",     "100000", "2020-12-29", None),
    (8,  "planned",  "other",  "村集体",         "20000",  "2020-12-21", None),
    (8,  "received", "social", PERSON,           "6000",   "2020-12-24", CONFIRMED),
];

/// Enters the lines, and has the fund section decide about most of them.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let unit = signed_in(context, origin, "u-officer", password).await?;
    let fund = signed_in(context, origin, "c-fund", password).await?;
    for row in ROWS {
        if let Some(id) = entered(context, origin, (&unit, ground), row).await? {
            let Some((step, reason)) = row.6 else { continue };
            let saying =
                Saying { step: step.to_owned(), reason: reason.to_owned(), evidence: Vec::new() };
            done_or_left(decide(context, origin, &fund, (id, &saying)).await)?;
        }
    }
    Ok(())
}

/// One line; none where the project of the story went another way.
async fn entered(
    context: &Context,
    origin: &Origin,
    (unit, ground): (&Actor, &Ground),
    (project, entry, source, giver, amount, on, _): &Row,
) -> Done<Option<i64>> {
    let writing = Writing {
        project: format!("P2021-{}-S{project:03}", ground.county()),
        entry: (*entry).to_owned(),
        source: (*source).to_owned(),
        giver: (*giver).to_owned(),
        giver_kind: if *giver == PERSON { "person" } else { "organisation" }.to_owned(),
        amount: (*amount).to_owned(),
        on: (*on).to_owned(),
        note: String::new(),
        evidence: page(),
    };
    done_or_left(enter(context, origin, unit, &writing).await)
}
