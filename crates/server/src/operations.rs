//! What the platform does: load, decide, write, and one event in the same transaction. Nothing here knows of
//! HTTP; pages, the interface for programs, jobs and the command line call the same functions.

pub(crate) mod account;
pub(crate) mod accountability;
pub(crate) mod archives;
pub(crate) mod cases;
pub(crate) mod changes;
pub(crate) mod contributions;
pub(crate) mod divisions;
pub(crate) mod draws;
pub(crate) mod due;
pub(crate) mod entry;
pub(crate) mod escalation;
pub(crate) mod evaluations;
pub(crate) mod export;
pub(crate) mod factor_plans;
pub(crate) mod first_run;
pub(crate) mod fund_proposals;
pub(crate) mod handdowns;
pub(crate) mod handling;
pub(crate) mod imports;
pub(crate) mod inquiries;
pub(crate) mod inspections;
pub(crate) mod integration;
pub(crate) mod law;
pub(crate) mod ledger;
pub(crate) mod lists;
pub(crate) mod mappings;
pub(crate) mod monitorings;
pub(crate) mod monthly_returns;
pub(crate) mod notices;
pub(crate) mod overview;
mod passwords;
pub(crate) mod payment_requests;
pub(crate) mod people;
pub(crate) mod posts;
pub(crate) mod projects;
pub(crate) mod pushes;
pub(crate) mod reconciliations;
pub(crate) mod recording;
pub(crate) mod records;
mod refusal;
pub(crate) mod registers;
pub(crate) mod saved;
pub(crate) mod screening;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod statements;
pub(crate) mod suggestions;
pub(crate) mod targets;
pub(crate) mod tokens;
pub(crate) mod uploads;
pub(crate) mod warnings;
pub(crate) mod webhooks;

#[cfg(test)]
pub(crate) mod tests;

use domain::{Division, Lang};
use store::db::Tx;
use store::events::{self, Event};
use store::people::Person;
use store::{StoreError, answers};
use thiserror::Error;

use self::handling::acting::There;
pub(crate) use self::imports::ImportRefusal;
pub(crate) use self::passwords::Passwords;
pub(crate) use self::refusal::Refusal;
use crate::access::{Held, Operation, Place, post_for};
use crate::context::{Context, Origin};

/// Why an operation came to nothing.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// It may not be, and the person is told why.
    #[error("{}", .0.name())]
    Refused(#[from] Refusal),
    /// A data set is not taken in, and the person is told where it is at fault.
    #[error(transparent)]
    Import(Box<ImportRefusal>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The machine failed.
    #[error("system: {0}")]
    System(String),
}

impl From<ImportRefusal> for Failure {
    fn from(refusal: ImportRefusal) -> Failure {
        Failure::Import(Box::new(refusal))
    }
}

impl Failure {
    /// What is told on the command line, where whoever asks keeps the machine.
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        match self {
            Failure::Refused(refusal) => refusal.sentence(lang).to_owned(),
            Failure::Import(refusal) => refusal.sentence(lang),
            Failure::Store(error) => error.to_string(),
            Failure::System(error) => error.clone(),
        }
    }
}

/// The outcome of an operation.
pub(crate) type Done<T> = Result<T, Failure>;

/// Somebody signed in, with the posts held today.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// Who.
    pub(crate) person: Person,
    /// As what.
    pub(crate) held: Vec<Held>,
    /// Hash of the session's token.
    pub(crate) session: String,
    /// What is to be done before anything else.
    pub(crate) stage: Stage,
}

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The second factor's code is due.
    Factor,
    /// A new password is due.
    Password,
    /// Nothing is due.
    Open,
}

impl Stage {
    /// The word by which it is stored.
    fn word(self) -> &'static str {
        match self {
            Stage::Factor => "factor",
            Stage::Password => "password",
            Stage::Open => "open",
        }
    }

    /// The stage of a word. An unknown word opens nothing.
    fn from_word(word: &str) -> Stage {
        match word {
            "open" => Stage::Open,
            "password" => Stage::Password,
            _ => Stage::Factor,
        }
    }
}

impl Actor {
    /// Whether it was they who did something.
    pub(crate) fn is(&self, who: domain::handling::Who) -> bool {
        who.person().is_some_and(|person| person.0 as i64 == self.person.id)
    }

    /// Refused while something is due before: a code, a new password.
    fn is_open(&self) -> Result<(), Refusal> {
        if self.stage == Stage::Open { Ok(()) } else { Err(Refusal::SignInFirst) }
    }

    /// The post by which this is allowed at a place, or anywhere where none is named.
    pub(crate) fn post(
        &self,
        context: &Context,
        operation: Operation,
        division: Option<(Division, Option<&str>)>,
    ) -> Result<&Held, Refusal> {
        self.is_open()?;
        let place = division.map(|(division, organisation)| Place { division, organisation });
        post_for(&self.held, operation, place, context.divisions()).ok_or(Refusal::OutOfScope)
    }

    /// Whether this is allowed about a matter. Who may not even see it (`seeing`) is told the same as where there
    /// is none.
    fn admitted(
        &self,
        context: &Context,
        (seeing, doing): (Operation, Operation),
        there: There<'_>,
    ) -> Result<(), Refusal> {
        self.post(context, seeing, Some(there)).map_err(|refusal| match refusal {
            Refusal::OutOfScope => Refusal::UnknownRecord,
            other => other,
        })?;
        self.post(context, doing, Some(there)).map(drop)
    }
}

/// What an event tells beside who, when and where.
struct Told<'a> {
    operation: Operation,
    /// The post by which it was done; empty for what one does for oneself.
    post: &'a str,
    kind: &'a str,
    id: &'a str,
    division: Option<Division>,
    body: serde_json::Value,
}

/// Writes the event of an operation, as its last statement.
async fn tell(tx: &mut Tx, actor: &str, origin: &Origin, told: Told<'_>) -> Done<()> {
    let event = Event {
        at: origin.at.to_string(),
        actor: actor.to_owned(),
        post: told.post.to_owned(),
        origin: origin.from.clone(),
        operation: told.operation.word().to_owned(),
        subject_kind: told.kind.to_owned(),
        subject_id: told.id.to_owned(),
        division: told.division.map(|division| division.to_string()),
        body: told.body.to_string(),
    };
    if let Some(request) = &origin.once
        && !answers::done(tx, request).await?
    {
        // Somebody else began the same request anew and does it.
        return Err(Refusal::UnderWay.into());
    }
    events::append(tx, &event).await?;
    Ok(())
}
