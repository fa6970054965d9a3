//! Screening: the records of the store, judged by the rules as of a day, and what that says anew against the
//! warnings there are: found, gone, back again, or another lamp than before.
//!
//! The records are read and judged outside of any writing transaction, so nobody waits meanwhile; what was
//! found is written if no import came between, or if imports come faster than records are judged. Screening again by
//! the same day changes nothing.

mod compare;
pub(crate) mod found;
pub(crate) mod resident;
pub(crate) mod says;

use std::collections::HashSet;
use std::sync::Arc;

use domain::case::Says;
use domain::{DataSet, Day};
use policy::finding::NotEvaluable;
use policy::{Lamp, Outcome, Pack};
use serde_json::json;
use store::db::Tx;
use store::screenings::{self, Counts, Screening, Untold};
use store::warnings::{self, Identity};

use self::compare::Comparison;
use self::found::{Finder, Found, region};
use self::resident::Current;
use self::says::all_say;
use super::handling::Taking;
use super::overview::prepare;
use super::{Actor, Done, Refusal, Told, tell};
use crate::access::Operation;
use crate::context::{Context, Origin};

/// What a whole evaluation says.
pub(crate) struct Judged {
    /// The findings.
    pub(crate) found: Vec<Found>,
    /// What could not be judged.
    pub(crate) untold: Vec<Untold>,
    /// Findings that an approved exception lifts.
    pub(crate) excepted: u64,
    /// Warnings that are lit and were not found because their rule cannot tell any more: what is missing is
    /// never taken for clean.
    pub(crate) unsettled: HashSet<Identity>,
}

/// Screenings that are listed.
const LISTED: i64 = 30;

/// In whose name records are screened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct By<'a> {
    /// The public number of a person, or `system`.
    pub(crate) actor: &'a str,
    /// The post; empty for the system.
    pub(crate) post: &'a str,
}

/// The machine: each day, after imports, by the command line.
pub(crate) const SYSTEM: By<'_> = By { actor: "system", post: "" };

/// The last screenings, and what the last one could not judge.
pub(crate) async fn list(context: &Context, actor: &Actor) -> Done<(Vec<Screening>, Vec<Untold>)> {
    actor.post(context, Operation::ListScreenings, None)?;
    let mut tx = context.db.read().await?;
    let screenings = screenings::latest(&mut tx, LISTED).await?;
    let untold = match screenings.first() {
        Some(last) => screenings::untold(&mut tx, last.id).await?,
        None => Vec::new(),
    };
    Ok((screenings, untold))
}

/// Screens all records at once, because somebody asks for it.
pub(crate) async fn ask(context: &Context, origin: &Origin, actor: &Actor) -> Done<Screening> {
    let here = region(context.divisions()).map(|region| (region, None));
    let by = actor.post(context, Operation::Screen, here)?;
    let by = By { actor: &actor.person.public_id, post: &by.post };
    screen(context, origin, by, origin.day).await
}

/// Screens all records by a day. Refused by a day that is yet to come, and by one before that of the last
/// screening: what has been told since cannot be untold.
pub(crate) async fn screen(
    context: &Context,
    origin: &Origin,
    by: By<'_>,
    as_of: Day,
) -> Done<Screening> {
    loop {
        if let Some(screening) = written(context, origin, by, (as_of, false)).await? {
            return Ok(screening);
        }
    }
}

/// Screens by the day of the request, if anything can have changed since the last screening: another day,
/// another import, another pack, another setting.
pub(crate) async fn screen_if_due(context: &Context, origin: &Origin) -> Done<Option<Screening>> {
    let mut tx = context.db.read().await?;
    let last = screenings::last(&mut tx).await?;
    let import = screenings::last_import(&mut tx).await?;
    let pack = context.law.follow(&mut tx).await?.pack;
    drop(tx);
    if is_done(last.as_ref(), (origin.day, import), &pack) {
        return Ok(None);
    }
    written(context, origin, SYSTEM, (origin.day, true)).await
}

/// Whether a screening says it all: of this day or a later one, of this import, by this pack.
fn is_done(last: Option<&Screening>, (day, import): (Day, i64), pack: &Pack) -> bool {
    last.is_some_and(|last| {
        last.as_of >= day.to_string()
            && last.import == import
            && (&last.pack, &last.pack_version) == (&pack.name, &pack.version)
    })
}

/// How often records are judged again because there was an import meanwhile. Where imports come faster than that, what
/// was judged is written as of its own import, which the one after the last import follows: nothing waits for a pause.
const PATIENCE: usize = 2;

/// Judges, and writes what was found; nothing where it is asked for only if it is due, and another one has done it
/// while this one waited for its turn.
async fn written(
    context: &Context,
    origin: &Origin,
    by: By<'_>,
    (as_of, if_due): (Day, bool),
) -> Done<Option<Screening>> {
    if as_of > origin.day {
        return Err(Refusal::DayAhead.into());
    }
    let _turn = if if_due { Some(context.records.turn().await) } else { None };
    for tries in 0.. {
        let context = context.followed().await?;
        let records = context.records.current(&context, Some(as_of)).await?;
        let mut tx = context.db.read().await?;
        let last = screenings::last(&mut tx).await?;
        drop(tx);
        if is_before(as_of, last.as_ref()) {
            return Err(Refusal::ScreenedLater.into());
        }
        if if_due && is_done(last.as_ref(), (as_of, records.import()), &context.pack) {
            return Ok(None);
        }
        let (seen, judged) = judged(&context, as_of, records).await?;
        let seen = Held { import: seen, exactly: tries < PATIENCE };
        if let Some(screening) = write(&context, origin, by, (as_of, seen), judged).await? {
            return Ok(Some(screening));
        }
    }
    Ok(None)
}

/// The same after an import, without whoever imported waiting for the judgement of all records.
pub(crate) fn screen_later(context: &Context, origin: &Origin) {
    let (context, from) = (context.clone(), "job".to_owned());
    let origin = Origin { from, once: None, ..origin.clone() };
    tokio::spawn(async move {
        if let Err(error) = screen_if_due(&context, &origin).await {
            tracing::error!(%error, "screening after an import failed");
        }
        if let Err(error) = prepare(&context, origin.day).await {
            tracing::error!(%error, "making the sums of the overview failed");
        }
    });
}

fn is_before(as_of: Day, last: Option<&Screening>) -> bool {
    last.is_some_and(|last| as_of.to_string() < last.as_of)
}

/// Judges the records: the last import that they hold, and what is found.
async fn judged(context: &Context, as_of: Day, records: Current) -> Done<(i64, Judged)> {
    let mut tx = context.db.read().await?;
    let lit = lit(&mut tx).await?;
    drop(tx);
    let (import, pack) = (records.import(), Arc::clone(&context.pack));
    let judge = move |data: &DataSet, outcome: Outcome| {
        let context = policy::Context::new(data, &pack, as_of);
        let finder = Finder::new(&context);
        let found: Vec<Found> = outcome.findings.iter().map(|one| finder.found(one)).collect();
        Judged {
            unsettled: unsettled(&context, lit, &found, &outcome.not_evaluable),
            found,
            untold: outcome.not_evaluable.iter().map(found::untold).collect(),
            excepted: outcome.excepted,
        }
    };
    let judged = records.judge(Arc::clone(&context.pack), as_of, judge).await?;
    Ok((import, judged))
}

/// The warnings that are lit.
async fn lit(tx: &mut Tx) -> Done<Vec<Identity>> {
    let mut lit = Vec::new();
    warnings::each(tx, |warning| {
        if warning.standing.lit {
            lit.push(warning.identity);
        }
    })
    .await?;
    Ok(lit)
}

/// Of the warnings that were not found again, those of which their rule cannot tell.
fn unsettled(
    context: &policy::Context<'_>,
    lit: Vec<Identity>,
    found: &[Found],
    untold: &[NotEvaluable],
) -> HashSet<Identity> {
    let found: HashSet<&Identity> = found.iter().map(|one| &one.identity).collect();
    let rules: HashSet<&str> = untold.iter().map(|one| one.rule.as_str()).collect();
    let gone = lit.into_iter().filter(|one| !found.contains(one));
    let open: Vec<Identity> = gone.filter(|one| rules.contains(one.rule.as_str())).collect();
    let said = all_say(context, &open).into_iter();
    said.filter(|(_, says)| *says == Says::CannotTell).map(|(one, _)| one.clone()).collect()
}

/// Of which records something was found.
#[derive(Clone, Copy, Debug)]
struct Held {
    /// The last import that they hold.
    import: i64,
    /// Whether nothing is written where another one came since.
    exactly: bool,
}

/// Writes what was found, unless there was an import since the records were read, a setting was adopted, or another
/// screening has told of these records or of later ones: then nothing.
async fn write(
    context: &Context,
    origin: &Origin,
    by: By<'_>,
    (as_of, seen): (Day, Held),
    judged: Judged,
) -> Done<Option<Screening>> {
    let mut tx = context.db.write().await?;
    screenings::take_turn(&mut tx).await?;
    let other_law = context.law.follow(&mut tx).await?.pack.version != context.pack.version;
    let last = screenings::last(&mut tx).await?;
    let is_behind = screenings::last_import(&mut tx).await? != seen.import;
    let told = last.as_ref().is_some_and(|last| last.import >= seen.import);
    if other_law || (is_behind && (seen.exactly || told)) {
        return Ok(None);
    }
    if is_before(as_of, last.as_ref()) {
        return Err(Refusal::ScreenedLater.into());
    }
    let lamp = |lamp: Lamp| judged.found.iter().filter(|f| f.seen.lamp == lamp.word()).count();
    let (red, yellow) = (lamp(Lamp::Red) as i64, lamp(Lamp::Yellow) as i64);
    let taking = Taking { by: domain::handling::Who::Engine, on: origin.day, origin };
    let (as_of_text, unsettled) = (as_of.to_string(), judged.unsettled);
    let comparison = Comparison { taking, as_of: as_of_text, unsettled };
    let counts = comparison.write(&mut tx, judged.found).await?;
    let excepted = i64::try_from(judged.excepted).unwrap_or(i64::MAX);
    let mut screening = Screening {
        id: 0,
        at: origin.at.to_string(),
        as_of: as_of.to_string(),
        pack: context.pack.name.clone(),
        pack_version: context.pack.version.clone(),
        import: seen.import,
        counts: Counts { red, yellow, excepted, ..counts },
    };
    screening.id = screenings::add(&mut tx, &screening, &judged.untold).await?;
    tell_screening(context, &mut tx, origin, by, &screening).await?;
    tx.commit().await?;
    Ok(Some(screening))
}

async fn tell_screening(
    context: &Context,
    tx: &mut Tx,
    origin: &Origin,
    by: By<'_>,
    screening: &Screening,
) -> Done<()> {
    let Counts { red, yellow, excepted, fresh, returned, changed, unchanged, cleared } =
        screening.counts;
    let body = json!({
        "as_of": screening.as_of,
        "pack": screening.pack,
        "version": screening.pack_version,
        "import": screening.import,
        "red": red,
        "yellow": yellow,
        "excepted": excepted,
        "new": fresh,
        "returned": returned,
        "changed": changed,
        "unchanged": unchanged,
        "cleared": cleared,
    });
    let id = screening.id.to_string();
    let told = Told {
        operation: Operation::Screen,
        post: by.post,
        kind: "screening",
        id: &id,
        division: region(context.divisions()),
        body,
    };
    tell(tx, by.actor, origin, told).await
}

#[cfg(test)]
pub(crate) mod tests;
