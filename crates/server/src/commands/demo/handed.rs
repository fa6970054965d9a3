//! What the people of the demo have handed down: at each level one document that is being written, one that
//! waits for its review, and one of which some have confirmed receipt.

use domain::{Day, Fen};

use super::cast::{Ground, signed_in};
use crate::context::{Context, Origin};
use crate::operations::handdowns::{
    self, Begun, Moving, OneHandDown, Part, Receiving, Writing, begun, sources,
};
use crate::operations::handling::one::One as _;
use crate::operations::{Actor, Done, Failure};

/// How far a document is followed.
#[derive(Clone, Copy)]
enum Until {
    Written,
    Submitted,
    HandedDown,
}

/// In this order: a small region has few allotments of which anything is left.
const STATES: [Until; 3] = [Until::HandedDown, Until::Submitted, Until::Written];

/// Somebody who writes, the second person, what documents are called, who receives, and how: rightly or not.
struct Hands<'a> {
    writer: Actor,
    reviewer: Actor,
    word: &'a str,
    receiver: &'a Actor,
    rightly: bool,
}

/// Writes documents of the region, then of the prefecture and the county, which have received something by then.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let enter = async |login: &str| signed_in(context, origin, login, password).await;
    let (prefecture, county) = (enter("p-fund").await?, enter("c-fund").await?);
    let hands = async |(writer, reviewer, word), receiver, rightly| -> Done<Hands<'_>> {
        let (writer, reviewer) = (enter(writer).await?, enter(reviewer).await?);
        Ok(Hands { writer, reviewer, word, receiver, rightly })
    };
    let first = [ground.prefecture(), ground.county()];
    let region = hands(("fund", "budget", "新财扶"), &prefecture, true).await?;
    written(context, origin, (&region, &first)).await?;
    let below = hands(("p-fund", "p-head", "地财扶"), &county, false).await?;
    written(context, origin, (&below, &first)).await?;
    let last = hands(("c-business", "c-head", "县财扶"), &county, true).await?;
    written(context, origin, (&last, &first)).await
}

/// One document for each state, out of what the writer's division has left.
async fn written(
    context: &Context,
    origin: &Origin,
    (hands, first): (&Hands<'_>, &[String; 2]),
) -> Done<()> {
    let year = i64::from(origin.day.year());
    for (at, until) in STATES.into_iter().enumerate() {
        let found = sources(context, &hands.writer, year).await?;
        // What was handed down last is what is newest.
        let Some(source) = found.iter().rev().nth(at.min(found.len().saturating_sub(1))) else {
            return Ok(());
        };
        let asked = (source.id.as_str(), "down", 0);
        let begun = begun(context, &hands.writer, origin.day, asked).await?;
        let doc_no = format!("{}〔{year}〕{}号", hands.word, 81 + at);
        let Some(writing) = writing(&begun, &source.id, (doc_no, origin.day), first) else {
            continue;
        };
        let try_it = async |writing: &Writing| {
            handdowns::begin(context, origin, &hands.writer, writing).await
        };
        let done = match try_it(&writing).await {
            // What differs from the factor plan says why.
            Err(Failure::Import(_)) => try_it(&explained(writing)).await,
            done => done,
        };
        let id = match done {
            Ok(id) => id,
            // What is left may have been paid directly, or a place has two proposals.
            Err(Failure::Refused(_) | Failure::Import(_)) => continue,
            Err(failure) => return Err(failure),
        };
        follow(context, origin, hands, (id, until)).await?;
    }
    Ok(())
}

/// The same document with a reason for each part.
fn explained(mut writing: Writing) -> Writing {
    for part in &mut writing.parts {
        "按当年脱贫任务调整，经会议研究同意".clone_into(&mut part.reason);
    }
    writing
}

/// A document that splits a quarter of what is left among the first receivers.
fn writing(
    begun: &Begun,
    source: &str,
    (doc_no, day): (String, Day),
    first: &[String; 2],
) -> Option<Writing> {
    let quarter = begun.known.open.0 / 4;
    let project = |(id, _): &(String, String)| (true, id.clone());
    let mut receivers: Vec<(bool, String)> =
        begun.receivers.iter().map(|place| (false, place.to_string())).collect();
    receivers.sort_by_key(|(_, code)| !first.contains(code));
    receivers.extend(begun.projects.iter().map(project));
    receivers.truncate(3);
    let share = quarter.checked_div(receivers.len() as i64).filter(|share| *share >= 100)?;
    // Documents speak of whole yuan.
    let amount = Fen(share - share % 100).plain();
    let part = |(to_project, receiver)| Part {
        to_project,
        receiver,
        amount: amount.clone(),
        reason: String::new(),
    };
    Some(Writing {
        source: source.to_owned(),
        way: "down".to_owned(),
        doc_no,
        doc_title: "关于下达财政专项扶贫资金的通知".to_owned(),
        issued_on: day.to_string(),
        targets_on: day.to_string(),
        for_poverty: true,
        parts: receivers.into_iter().map(part).collect(),
        ..Writing::default()
    })
}

async fn follow(
    context: &Context,
    origin: &Origin,
    hands: &Hands<'_>,
    (id, until): (i64, Until),
) -> Done<()> {
    let Hands { writer, reviewer, receiver, rightly, .. } = hands;
    if matches!(until, Until::Written) {
        return Ok(());
    }
    let submit = Moving { step: "submit".to_owned(), ..Moving::default() };
    handdowns::prepare(context, origin, writer, (id, &submit)).await?;
    if matches!(until, Until::Submitted) {
        return Ok(());
    }
    let looked = OneHandDown::read(context, origin, reviewer, id).await?;
    let seal = looked.foreseen.map(|all| all.seal).unwrap_or_default();
    handdowns::hand_down(context, origin, reviewer, (id, &seal)).await?;
    let copy = Moving {
        step: "copy".to_owned(),
        office: "treasury".to_owned(),
        day: origin.day.to_string(),
        ..Moving::default()
    };
    handdowns::prepare(context, origin, writer, (id, &copy)).await?;
    // The county of the demo writes one figure down wrongly.
    let Ok(seen) = OneHandDown::read(context, origin, receiver, id).await else { return Ok(()) };
    let Some(line) = seen.receives.first().copied() else { return Ok(()) };
    let draft = seen.followed.one.draft();
    let amount = draft.lines.get(line).map(|line| {
        let Fen(fen) = line.amount;
        Fen(if *rightly { fen } else { fen / 10 }).plain()
    });
    let receiving = Receiving {
        line,
        received_on: origin.day.to_string(),
        amount: amount.unwrap_or_default(),
        fund: seen.followed.kept.fund.clone(),
        doc_no: draft.doc_no.clone(),
    };
    handdowns::receive(context, origin, receiver, (id, &receiving)).await
}
