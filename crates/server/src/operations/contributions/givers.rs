//! Names of persons who give money: hidden before a line is kept, masked before it is read.

use domain::contribution::{Giver, Line, Step};
use serde_json::Value;
use store::contributions::{self, Contribution};
use store::db::{Db, Tx};
use store::persons::Persons;
use store::steps;

use super::{KIND, kept};
use crate::operations::Done;
use crate::operations::handling::{matter_of, words};

/// Lines from before that are told at once.
const AT_ONCE: i64 = 500;

/// A line of which the name of a person is hidden, also where the note says it.
pub(super) fn hidden(persons: &Persons, line: Line) -> Line {
    if line.giver_kind == Giver::Organisation {
        return line;
    }
    let name = persons.shown(&line.giver).into_owned();
    let note = persons.without(&line.note, &name);
    Line { giver: persons.hidden(&name), note, ..line }
}

/// What was said of a line, without the name of the person who gives it.
pub(super) fn said(persons: &Persons, line: &Line, text: &str) -> String {
    match line.giver_kind {
        Giver::Organisation => text.to_owned(),
        Giver::Person => persons.without(text, &persons.shown(&line.giver)),
    }
}

/// A line as it is written anew: what came back masked, as it was shown, stays what it was.
pub(super) fn kept_where_masked(persons: &Persons, before: &Line, line: Line) -> Line {
    let keep = |was: &String, now: String| {
        let masked = persons.masked(was);
        if masked != was.as_str() && masked == now { was.clone() } else { now }
    };
    if line.giver_kind != before.giver_kind {
        return line;
    }
    Line { giver: keep(&before.giver, line.giver), note: keep(&before.note, line.note), ..line }
}

/// The giver of a line as one may have written it and as it is kept of a person.
pub(super) fn both(persons: &Persons, giver: &str) -> [String; 2] {
    let name = persons.shown(giver).into_owned();
    let hidden = persons.hidden(&name);
    [name, hidden]
}

/// The line as it is read.
pub(super) fn masked(persons: &Persons, mut line: Contribution) -> Contribution {
    let standing = &mut line.standing;
    for text in [&mut standing.giver, &mut standing.note] {
        *text = persons.masked(text).into_owned();
    }
    line
}

/// Tells of lines from before it was asked what their givers are, and hides names there, in lines and in their
/// steps. What the chain of events says of them cannot be changed.
pub(crate) async fn fill(db: &Db) -> Done<()> {
    while !contributions::untold(&mut db.read().await?, 1).await?.is_empty() {
        let mut tx = db.write().await?;
        for one in contributions::untold(&mut tx, AT_ONCE).await? {
            tell(&mut tx, one).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn tell(tx: &mut Tx, mut one: Contribution) -> Done<()> {
    let persons = tx.persons().clone();
    let matter = matter_of(KIND, one.id);
    let mut giver = Giver::Person;
    for step in steps::of(tx, matter).await? {
        let body: Value = serde_json::from_str(&step.body).unwrap_or_default();
        let Some(Step::Enter(line)) = kept::read(&step.kind, &body) else { continue };
        let line = hidden(&persons, line);
        giver = line.giver_kind;
        let (_, body) = kept::written(&Step::Enter(line));
        steps::hide(tx, matter, step.number, &body.to_string()).await?;
    }
    if giver == Giver::Person {
        let name = one.standing.giver.clone();
        one.standing.note = persons.without(&one.standing.note, &name);
        one.standing.giver = persons.hidden(&name);
    }
    words::of_contribution_giver(giver).clone_into(&mut one.standing.giver_kind);
    contributions::stand(tx, &one).await?;
    Ok(())
}
