//! What is due for somebody: warnings that wait for the posts held, cases to rectify, and what others have
//! reported or asked for, which waits above them.

use domain::Day;
use store::db::{Tx, Value};
use store::lists::{self, List, Query, Reach, Test};
use store::warnings::{self, Office};
use store::{cases, inquiries, posts, pushes};

use super::handling::acting::from_above;
use super::pushes::TERM;
use super::{Actor, Done, Stage};
use crate::access::{Held, Operation};
use crate::context::Context;

/// Things of one kind that are listed.
const LISTED: i64 = 8;

/// A thing that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Number of the warning or case.
    pub(crate) id: i64,
    /// Code of the division.
    pub(crate) home: String,
    /// What it is about, a name or a number; empty where what is said tells it.
    pub(crate) subject: String,
    /// What is said of it.
    pub(crate) said: Said,
    /// Word of the state.
    pub(crate) state: String,
    /// Last day, where there is one.
    pub(crate) due: Option<Day>,
    /// Whether the lamp is red.
    pub(crate) red: bool,
}

/// What is said of a thing that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// The sentences of a warning, as warnings keep them.
    Finding(String),
    /// What somebody wrote.
    Written(String),
    /// Items of a push list, and how many of them are not answered.
    Items(i64, i64),
}

/// What is due for somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Due {
    /// Warnings that wait for the posts held; the most urgent.
    pub(crate) warnings: Vec<Item>,
    /// How many they are in all.
    pub(crate) warnings_all: i64,
    /// Cases to rectify.
    pub(crate) cases: Vec<Item>,
    /// Cases to order, check, decide or close.
    pub(crate) supervised: Vec<Item>,
    /// Exemptions to decide.
    pub(crate) exemptions: Vec<Item>,
    /// Matters of accountability to decide, or whose document is to be recorded.
    pub(crate) accountability: Vec<Item>,
    /// Inquiries to pass on, to answer or to judge.
    pub(crate) inquiries: Vec<Item>,
    /// Push lists to receive or to answer.
    pub(crate) pushes: Vec<Item>,
}

/// How much of what is due is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Of each kind the few that wait longest.
    Urgent,
    /// Of each kind many; of what waits above, the newest first.
    Newest,
}

impl Extent {
    fn most(self) -> i64 {
        if self == Extent::Urgent { LISTED } else { LOOKED as i64 }
    }
}

/// What is due for a person in all posts held; of each kind the most urgent.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<Due> {
    due_in(context, actor, Extent::Urgent).await
}

/// What is due for a person in all posts held.
pub(super) async fn due_in(context: &Context, actor: &Actor, extent: Extent) -> Done<Due> {
    let mut due = Due::default();
    if actor.stage != Stage::Open {
        return Ok(due);
    }
    let mut tx = context.db.read().await?;
    for held in &actor.held {
        own(&mut tx, context, (held, extent.most()), &mut due).await?;
    }
    due.supervised = above(&mut tx, context, actor, (Operation::SuperviseCase, extent)).await?;
    due.exemptions = above(&mut tx, context, actor, (Operation::DecideExemption, extent)).await?;
    due.accountability = above(&mut tx, context, actor, (Operation::HoldToAccount, extent)).await?;
    Ok(due)
}

/// What waits for one post.
async fn own(
    tx: &mut Tx,
    context: &Context,
    (held, most): (&Held, i64),
    due: &mut Due,
) -> Done<()> {
    let office = Office {
        role: held.role.word().to_owned(),
        division: held.scope.division.to_string(),
        organisation: held.scope.organisation.clone().unwrap_or_default(),
        post: None,
    };
    let (waiting, count) = warnings::waiting(tx, &office, most).await?;
    due.warnings_all += count;
    let item = |one: warnings::Warning| Item {
        id: one.id,
        home: one.place.home,
        due: one.seen.due_on.as_deref().and_then(|day| Day::parse(day).ok()),
        red: one.seen.lamp == "red",
        subject: named(&one.seen.name, &one.identity.subject).to_owned(),
        said: Said::Finding(one.seen.body),
        state: one.standing.state,
    };
    due.warnings.extend(waiting.into_iter().map(item));
    let Some(post) = posts::by_public_id(tx, &held.post).await? else { return Ok(()) };
    for case in cases::of_rectifier(tx, post.id, most).await? {
        let warning = warnings::by_id(tx, case.opening.warning).await?;
        let (seen, identity) =
            warning.map(|warning| (warning.seen, warning.identity)).unwrap_or_default();
        due.cases.push(Item {
            id: case.id,
            home: case.opening.home,
            due: case.standing.due.as_deref().and_then(|day| Day::parse(day).ok()),
            red: seen.lamp == "red",
            subject: named(&seen.name, &identity.subject).to_owned(),
            said: Said::Finding(seen.body),
            state: case.standing.state,
        });
    }
    for push in pushes::of_post(tx, post.id, most).await? {
        let made = Day::parse(&push.made_on).ok();
        due.pushes.push(Item {
            id: push.id,
            home: push.home,
            due: made.and_then(|day| context.pack.calendar.plus_workdays(day, TERM)),
            red: push.red > 0,
            subject: String::new(),
            said: Said::Items(push.items, push.standing.unanswered),
            state: push.standing.state,
        });
    }
    for inquiry in inquiries::of_post(tx, post.id, most).await? {
        due.inquiries.push(Item {
            id: inquiry.id,
            home: inquiry.opening.home,
            due: Day::parse(&inquiry.standing.due).ok(),
            red: inquiry.opening.lamp == "red",
            subject: String::new(),
            said: Said::Written(inquiry.opening.question),
            state: inquiry.standing.state,
        });
    }
    Ok(())
}

/// The name of a subject, or its number where it has none.
fn named<'a>(name: &'a str, number: &'a str) -> &'a str {
    if name.is_empty() { number } else { name }
}

/// What waits for a post above the place where it is: cases, matters of accountability, or exemptions.
async fn above(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    (operation, extent): (Operation, Extent),
) -> Done<Vec<Item>> {
    let (list, states, sort): (&'static List, &[&'static str], _) = match operation {
        Operation::SuperviseCase => (&lists::CASES, &["open", "reported", "checked"], "opened_on"),
        Operation::HoldToAccount => {
            (&lists::ACCOUNTABILITY, &["proposed", "decided"], "proposed_on")
        }
        _ => (&lists::WARNINGS, &["exemption_asked"], "first_on"),
    };
    let Ok(reach) = actor.reach(context, operation) else { return Ok(Vec::new()) };
    let (Some(state), Some(sort)) = (list.column("state"), list.column(sort)) else {
        return Ok(Vec::new());
    };
    let among = Test::Among(states.iter().map(|state| Value::from(*state)).collect());
    let query = query(reach, (state, among), (sort, extent));
    let mut found = Vec::new();
    for cells in lists::rows(tx, list, &query).await?.rows {
        let item = item(list, &cells);
        let home = item.home.parse().ok().and_then(domain::Division::from_code);
        let stands_above = |held: &Held| {
            let there = home.map(|home| (home, None));
            let may = crate::access::post_for(
                std::slice::from_ref(held),
                operation,
                there.map(|(division, organisation)| crate::access::Place {
                    division,
                    organisation,
                }),
                context.divisions(),
            );
            may.is_some() && home.is_some_and(|home| from_above(context, held, home).is_ok())
        };
        if actor.held.iter().any(stands_above) {
            found.push(item);
        }
    }
    found.truncate(extent.most() as usize);
    Ok(found)
}

/// Rows that are looked through for what waits above.
const LOOKED: usize = 200;

fn query(
    reach: Reach,
    wanted: (&'static lists::Column, Test),
    (sort, extent): (&'static lists::Column, Extent),
) -> Query {
    Query {
        reach,
        tests: vec![wanted],
        words: Vec::new(),
        sort,
        descending: extent == Extent::Newest,
        after: None,
        back: false,
        rows: LOOKED,
        day: Day::FIRST,
    }
}

fn item(list: &List, cells: &[Value<'static>]) -> Item {
    let text = |name: &str| {
        let at = list.columns.iter().position(|column| column.name == name);
        match at.and_then(|at| cells.get(at)) {
            Some(Value::Text(Some(text))) => text.to_string(),
            _ => String::new(),
        }
    };
    let day = |name: &str| Day::parse(&text(name)).ok();
    Item {
        id: text("id").parse().unwrap_or_default(),
        home: text("home"),
        subject: text("subject_name"),
        said: match text("facts") {
            facts if facts.is_empty() => Said::Finding(text("body")),
            facts => Said::Written(facts),
        },
        state: text("state"),
        due: day("due").or_else(|| day("due_on")),
        red: text("lamp") != "yellow",
    }
}
