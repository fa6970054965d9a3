//! A hand-down as it is read, one before it is begun, and what is due of them.

use std::collections::BTreeMap;

use domain::TableId;
use domain::day::Day;
use domain::division::Division;
use domain::fund::Funds;
use domain::handdown::{State, To, Way};
use domain::money::Fen;
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::handdowns::{self, HandDown, Source, Uses};
use store::history::{self, Record};
use store::records::all_funds;

use super::draft::{Part, Writing, home_of, receivers, source_of};
use super::records::{self, Foreseen};
use super::{FollowedHandDown, KIND, found, here, kept, open};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::entry::{as_it_is, foreseen};
use crate::operations::handling::division;
use crate::operations::handling::matter_of;
use crate::operations::handling::one::One;
use crate::operations::imports::Party;
use crate::operations::warnings::{Taken, named_steps};
use crate::operations::{Actor, Done, Refusal};

/// Projects that a form offers, at most.
const PROJECTS: usize = 300;
/// Days after which every clock of a hand-down has run out.
const FAR: i32 = 800;

/// What is known of the allotment out of which money goes.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// The record.
    pub(crate) record: Record,
    /// What became of it.
    pub(crate) uses: Uses,
    /// What it has left.
    pub(crate) open: Fen,
    /// What other hand-downs that are not yet handed down would take.
    pub(crate) planned: i64,
    /// Last day on time and the rule that says so, the first one.
    pub(crate) clock: Option<(Day, String)>,
    /// The funds that there are.
    pub(crate) funds: Funds,
}

impl Known {
    /// A text of the record.
    pub(crate) fn text(&self, column: &str) -> &str {
        self.record.text(TableId::Allotments, column)
    }

    /// Its amount.
    pub(crate) fn amount(&self) -> i64 {
        self.record.number(TableId::Allotments, "amount").unwrap_or_default()
    }

    /// Its fiscal year.
    pub(crate) fn year(&self) -> i64 {
        self.record.number(TableId::Allotments, "fiscal_year").unwrap_or_default()
    }
}

/// What an adopted plan by factors or in blocks proposes for the receivers of a fund and year: code, amount in fen.
pub(crate) type Proposed = BTreeMap<String, i64>;

/// One hand-down.
#[derive(Debug)]
pub(crate) struct OneHandDown {
    /// The hand-down.
    pub(crate) followed: FollowedHandDown,
    /// The allotment, where the reader may see all of the hand-down.
    pub(crate) known: Option<Known>,
    /// The funds that there are.
    pub(crate) funds: Funds,
    /// Its steps, the first one first; none but the reader's own where the reader receives a part.
    pub(crate) taken: Vec<Taken>,
    /// The parts that the reader may see.
    pub(crate) seen: Vec<usize>,
    /// The parts of which the reader may enter receipt.
    pub(crate) receives: Vec<usize>,
    /// What was proposed.
    pub(crate) proposed: Proposed,
    /// Names of projects.
    pub(crate) projects: BTreeMap<String, String>,
    /// Its documents.
    pub(crate) attachments: Vec<Attachment>,
    /// Whether the reader prepares it.
    pub(crate) may_prepare: bool,
    /// Whether the reader looks at it as the second person.
    pub(crate) may_review: bool,
    /// What the rules would say of it, where the reader may hand it down.
    pub(crate) foreseen: Option<Foreseen>,
}

impl One for OneHandDown {
    const PLACE: &'static str = "/hand-downs";

    async fn read(context: &Context, origin: &Origin, actor: &Actor, id: i64) -> Done<OneHandDown> {
        one(context, actor, origin.day, id).await
    }

    fn documents(&self) -> &[Attachment] {
        &self.attachments
    }
}

/// One hand-down for a reader.
async fn one(context: &Context, actor: &Actor, on: Day, id: i64) -> Done<OneHandDown> {
    let mut tx = context.db.read().await?;
    let (followed, whole) = found(&mut tx, context, actor, id).await?;
    let home = division(&followed.kept.home)?;
    let state = followed.one.state();
    let may = async |tx: &mut Tx, operation, place| {
        here(tx, context, actor, (operation, place)).await.ok()
    };
    let may_prepare = may(&mut tx, Operation::PrepareHandDown, home).await.is_some();
    let reviewer = may(&mut tx, Operation::ReviewHandDown, home).await;
    let makes =
        |who: domain::handling::Who| reviewer.is_some_and(|by| who.person() == by.who.person());
    let may_review =
        reviewer.is_some() && state == State::Submitted && !followed.one.makers().any(makes);
    let Parts { seen, receives, projects } =
        parts(&mut tx, context, actor, (&followed, whole)).await?;
    let funds = all_funds(&mut tx, &context.pack.funds).await?;
    let proposed = proposed(&mut tx, (&followed.kept.fund, followed.kept.fiscal_year)).await?;
    let attachments = attachments::of(&mut tx, matter_of(KIND, id)).await?;
    let taken = if whole { named_steps(&mut tx, &followed.steps).await? } else { Vec::new() };
    let rows =
        if may_review { records::of(&mut tx, context, &followed).await? } else { Vec::new() };
    drop(tx);
    let foreseen =
        if may_review { Some(records::foreseen(context, on, actor, &rows).await?) } else { None };
    let source = followed.kept.source.as_str();
    let known = if whole { Some(known(context, actor, on, (source, id)).await?) } else { None };
    Ok(OneHandDown {
        followed,
        known,
        funds,
        taken,
        seen,
        receives,
        proposed,
        projects,
        attachments,
        may_prepare,
        may_review,
        foreseen,
    })
}

/// The parts that a reader sees, those of which the reader may enter receipt, the names of projects.
#[derive(Default)]
struct Parts {
    seen: Vec<usize>,
    receives: Vec<usize>,
    projects: BTreeMap<String, String>,
}

async fn parts(
    tx: &mut Tx,
    context: &Context,
    actor: &Actor,
    (followed, whole): (&FollowedHandDown, bool),
) -> Done<Parts> {
    let mut parts = Parts::default();
    for (number, line) in followed.one.draft().lines.iter().enumerate() {
        let to = match &line.to {
            To::Division(to) => *to,
            To::Project(id) => {
                parts.projects.insert(id.clone(), project_name(tx, id).await?);
                parts.seen.extend(Some(number).filter(|_| whole));
                continue;
            }
        };
        let there = Some((to, None));
        if whole || actor.post(context, Operation::ListHandDowns, there).is_ok() {
            parts.seen.push(number);
        }
        let state = followed.lines.get(number).map(|line| line.state.as_str());
        let waits = followed.one.state().has_moved() && matches!(state, Some("waits" | "differs"));
        let operation = Operation::ReceiveHandDown;
        if waits && here(tx, context, actor, (operation, to)).await.is_ok() {
            parts.receives.push(number);
        }
    }
    Ok(parts)
}

async fn project_name(tx: &mut Tx, id: &str) -> Done<String> {
    let found = history::held(tx, TableId::Projects, &[("id", id)], 1).await?;
    let name = found.first().map(|project| project.text(TableId::Projects, "name").to_owned());
    Ok(name.unwrap_or_default())
}

/// What is known of an allotment; `beside` is the hand-down that is not counted as another one.
async fn known(
    context: &Context,
    actor: &Actor,
    on: Day,
    (source, beside): (&str, i64),
) -> Done<Known> {
    let mut tx = context.db.read().await?;
    let record = source_of(&mut tx, source).await?;
    let uses = handdowns::uses(&mut tx, source).await?;
    let amount = record.number(TableId::Allotments, "amount").unwrap_or_default();
    let waits = |other: &&HandDown| {
        other.id != beside && matches!(other.standing.state.as_str(), "draft" | "submitted")
    };
    let others = handdowns::of_source(&mut tx, source).await?;
    let planned = others.iter().filter(waits).map(|other| other.standing.amount);
    let planned = planned.fold(0, i64::saturating_add);
    let funds = all_funds(&mut tx, &context.pack.funds).await?;
    let sheet = as_it_is(&mut tx, TableId::Allotments, source).await?;
    drop(tx);
    let left = open(amount, uses);
    let clock = if left.0 > 0 { clock(context, actor, on, &sheet).await? } else { None };
    Ok(Known { record, uses, open: left, planned, clock, funds })
}

/// Until when the money has to be handed down: what its rule will say when its time has run out.
async fn clock(
    context: &Context,
    actor: &Actor,
    on: Day,
    sheet: &crate::operations::entry::Sheet,
) -> Done<Option<(Day, String)>> {
    let Some(far) = on.plus_days(FAR) else { return Ok(None) };
    let said = foreseen(context, far, Party::Person(actor), sheet).await?;
    let findings = said.rows.iter().flat_map(|row| row.said.own.findings.iter());
    let late = findings.flat_map(|one| std::iter::once(one).chain(&one.also));
    let late = late.filter(|one| one.rule.starts_with("allot.late"));
    let first = late.filter_map(|one| Some((one.due_on?, one.rule.clone()))).min();
    Ok(first)
}

/// What is proposed for a fund and year.
pub(crate) async fn proposed(tx: &mut Tx, (fund, year): (&str, i64)) -> Done<Proposed> {
    let table = TableId::Proposals;
    let all = history::held(tx, table, &[("fund", fund)], 5_000).await?;
    let of_year = all.iter().filter(|one| one.number(table, "fiscal_year") == Some(year));
    let pair =
        |one: &Record| Some((one.text(table, "to").to_owned(), one.number(table, "amount")?));
    Ok(of_year.filter_map(pair).collect())
}

/// A hand-down before it is begun, or while it is written.
#[derive(Debug)]
pub(crate) struct Begun {
    /// The allotment.
    pub(crate) known: Known,
    /// Whose hand-down it is.
    pub(crate) home: Division,
    /// Which way the money goes.
    pub(crate) way: Way,
    /// The divisions that may receive.
    pub(crate) receivers: Vec<Division>,
    /// Numbers and names of projects that may receive.
    pub(crate) projects: Vec<(String, String)>,
    /// What was proposed.
    pub(crate) proposed: Proposed,
}

/// A form for a hand-down out of an allotment, for those who may prepare it. `beside` is the one that is being
/// written anew.
pub(crate) async fn begun(
    context: &Context,
    actor: &Actor,
    on: Day,
    (source, way, beside): (&str, &str, i64),
) -> Done<Begun> {
    let way = kept::way_of(way).ok_or(Refusal::UnknownStep)?;
    let mut tx = context.db.read().await?;
    let record = source_of(&mut tx, source).await?;
    let home = home_of(context, actor, (way, &record))?;
    actor.admitted(
        context,
        (Operation::ListHandDowns, Operation::PrepareHandDown),
        (home, None),
    )?;
    here(&mut tx, context, actor, (Operation::PrepareHandDown, home)).await?;
    let giver = division(record.text(TableId::Allotments, "from"))?;
    let to = match way {
        Way::Down => receivers(context.divisions(), home),
        Way::Back => vec![context.divisions().canonical(giver)],
    };
    let year = record.number(TableId::Allotments, "fiscal_year").unwrap_or_default();
    let projects = match way {
        Way::Down => projects(&mut tx, home, year).await?,
        Way::Back => Vec::new(),
    };
    let fund = record.text(TableId::Allotments, "fund").to_owned();
    let proposed = proposed(&mut tx, (&fund, year)).await?;
    drop(tx);
    let known = known(context, actor, on, (source, beside)).await?;
    Ok(Begun { known, home, way, receivers: to, projects, proposed })
}

/// The projects of a county in a year.
async fn projects(tx: &mut Tx, county: Division, year: i64) -> Done<Vec<(String, String)>> {
    let (table, code) = (TableId::Projects, county.to_string());
    let found = history::held(tx, table, &[("county", &code)], 5_000).await?;
    let of_year = found.iter().filter(|one| one.number(table, "fiscal_year") == Some(year));
    let pair =
        |one: &Record| (one.text(table, "id").to_owned(), one.text(table, "name").to_owned());
    Ok(of_year.map(pair).take(PROJECTS).collect())
}

/// A hand-down as it was written, to be written anew.
pub(crate) fn written_before(followed: &FollowedHandDown) -> Writing {
    let draft = followed.one.draft();
    let part = |line: &domain::handdown::Line| Part {
        to_project: matches!(line.to, To::Project(_)),
        receiver: match &line.to {
            To::Division(division) => division.to_string(),
            To::Project(id) => id.clone(),
        },
        amount: line.amount.plain(),
        reason: line.reason.clone(),
    };
    Writing {
        source: followed.kept.source.clone(),
        way: followed.kept.way.clone(),
        doc_no: draft.doc_no.clone(),
        doc_title: draft.doc_title.clone(),
        issued_on: draft.issued_on.to_string(),
        targets_on: draft.targets_on.map(|day| day.to_string()).unwrap_or_default(),
        for_poverty: draft.for_poverty,
        to_household: draft.to_household,
        names_project: draft.names_project,
        note: draft.note.clone(),
        parts: draft.lines.iter().map(part).collect(),
    }
}

/// Allotments of one page.
const LISTED: i64 = 200;

/// The allotments that a division of the reader's own posts holds in a year, those with something left.
pub(crate) async fn sources(context: &Context, actor: &Actor, year: i64) -> Done<Vec<Source>> {
    actor.post(context, Operation::PrepareHandDown, None)?;
    let mut tx = context.db.read().await?;
    let mut found = Vec::new();
    for held in &actor.held {
        if held.scope.organisation.is_some() || !Operation::PrepareHandDown.is_open_to(held.role) {
            continue;
        }
        let code = held.scope.division.to_string();
        found.extend(handdowns::sources(&mut tx, &code, year, (0, LISTED)).await?);
    }
    found.retain(|source| source.amount > source.gone);
    Ok(found)
}

/// What is due for somebody: drafts of one's own, hand-downs to look at as the second person, and those of which
/// receipt is to be confirmed.
pub(crate) async fn due(context: &Context, actor: &Actor) -> Done<[Vec<HandDown>; 3]> {
    const MOST: i64 = 8;
    let mut found: [Vec<HandDown>; 3] = Default::default();
    let [drafts, reviews, receipts] = &mut found;
    let mut tx = context.db.read().await?;
    for held in actor.held.iter().filter(|held| held.scope.organisation.is_none()) {
        let home = held.scope.division.to_string();
        if Operation::PrepareHandDown.is_open_to(held.role) {
            let own = handdowns::in_state(&mut tx, &home, "draft", MOST).await?;
            drafts.extend(own.into_iter().filter(|one| one.maker == actor.person.id));
        }
        if Operation::ReviewHandDown.is_open_to(held.role) {
            let all = handdowns::in_state(&mut tx, &home, "submitted", MOST).await?;
            reviews.extend(all.into_iter().filter(|one| one.maker != actor.person.id));
        }
        if Operation::ReceiveHandDown.is_open_to(held.role) {
            receipts.extend(handdowns::to_receive(&mut tx, &home, MOST).await?);
        }
    }
    for list in &mut found {
        list.sort_by_key(|one| std::cmp::Reverse(one.id));
        list.dedup_by_key(|one| one.id);
    }
    Ok(found)
}
