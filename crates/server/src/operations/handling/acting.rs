//! In which post somebody acts, and what is checked of every form of handling.

use domain::day::Day;
use domain::handling::{AttachmentId, PersonId, PostId, Who};
use domain::money::Unit;
use domain::privacy::{mask, mask_lines};
use domain::{Division, Fen};
use serde_json::Value;
use store::attachments::{self, Attachment};
use store::db::Tx;
use store::posts;
use store::steps::Matter;

use super::{Kept, Taking, division, told};
use crate::access::{Held, Operation, Place, post_for};
use crate::context::{Context, Origin};
use crate::operations::{Actor, Done, Refusal, Told, tell};

/// Characters of a reason, at most.
const LONGEST: usize = 2_000;
/// Bytes of a document, at most.
pub(crate) const LARGEST: usize = 10 << 20;
/// Documents of one step, at most.
const MOST: usize = 10;

/// Where a matter is.
pub(crate) type There<'a> = (Division, Option<&'a str>);

/// Somebody in the post in which a step is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Acting<'a> {
    /// The post.
    pub(crate) held: &'a Held,
    /// Its number.
    pub(crate) post: PostId,
    /// Person and post.
    pub(crate) who: Who,
}

impl<'a> Acting<'_> {
    /// A step that is taken today.
    pub(crate) fn taking(&self, origin: &'a Origin) -> Taking<'a> {
        Taking { by: self.who, on: origin.day, origin }
    }
}

/// Whether somebody may see what is kept at a place. What lies outside of the own scope is not there.
pub(crate) fn sees(
    context: &Context,
    actor: &Actor,
    (operation, home): (Operation, &str),
) -> Result<(), Refusal> {
    match actor.post(context, operation, Some((division(home)?, None))) {
        Ok(_) => Ok(()),
        Err(Refusal::OutOfScope) => Err(Refusal::UnknownRecord),
        Err(other) => Err(other),
    }
}

/// A matter after a step, as the event of the step tells it.
pub(crate) struct Stepped<'a> {
    /// Kind and number of the matter.
    pub(crate) of: (&'static str, i64),
    /// Code of the division where it is.
    pub(crate) home: &'a str,
    /// The step as it is kept, and which it is.
    pub(crate) step: (&'a Kept, usize),
    /// Word of the state to which it led.
    pub(crate) state: &'a str,
    /// What else came of it: a word, and the number of an import or a matter, or several.
    pub(crate) more: Option<(&'static str, Value)>,
}

/// Writes the event of a step; then all of it lasts.
pub(crate) async fn finished(
    mut tx: Tx,
    origin: &Origin,
    actor: &Actor,
    (operation, by): (Operation, Acting<'_>),
    Stepped { of: (kind, id), home, step: (step, number), state, more }: Stepped<'_>,
) -> Done<()> {
    let mut body = told(step, number, state);
    if let (Some((word, came)), Some(body)) = (more, body.as_object_mut()) {
        body.insert(word.to_owned(), came);
    }
    let event = Told {
        operation,
        post: &by.held.post,
        kind,
        id: &id.to_string(),
        division: Some(division(home)?),
        body,
    };
    tell(&mut tx, &actor.person.public_id, origin, event).await?;
    tx.commit().await?;
    Ok(())
}

/// The post in which somebody takes a step at a place: one that is meant, where the person holds one; else
/// the first that the access matrix lets act there.
pub(crate) async fn acting<'a>(
    tx: &mut Tx,
    context: &Context,
    actor: &'a Actor,
    (operation, there): (Operation, There<'_>),
    meant: &[PostId],
) -> Done<Acting<'a>> {
    let first = actor.post(context, operation, Some(there))?;
    let (division, organisation) = there;
    let place = Place { division, organisation };
    let may = |held: &&Held| {
        post_for(std::slice::from_ref(held), operation, Some(place), context.divisions()).is_some()
    };
    let mut found = None;
    for held in actor.held.iter().filter(may) {
        let acting = as_post(tx, actor, held).await?;
        if meant.contains(&acting.post) {
            return Ok(acting);
        }
        found = found.or(Some(acting).filter(|_| held.post == first.post));
    }
    found.ok_or_else(|| Refusal::OutOfScope.into())
}

/// Somebody in a post that is held.
pub(crate) async fn as_post<'a>(tx: &mut Tx, actor: &Actor, held: &'a Held) -> Done<Acting<'a>> {
    let found = posts::by_public_id(tx, &held.post).await?.ok_or(Refusal::UnknownPost)?;
    let post = PostId(found.id as u64);
    Ok(Acting { held, post, who: Who::Person(PersonId(actor.person.id as u64), post) })
}

/// Refused unless the post stands above the place, or there is nothing above: nobody approves at home.
pub(crate) fn from_above(context: &Context, held: &Held, home: Division) -> Result<(), Refusal> {
    let top = super::super::screening::found::region(context.divisions());
    let above = held.scope.organisation.is_none() && held.scope.division != home;
    if above || top == Some(home) { Ok(()) } else { Err(Refusal::NotFromAbove) }
}

/// A text that somebody wrote: trimmed, not too long, and without numbers of persons.
pub(crate) fn written(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(Refusal::TextTooLong);
    }
    Ok(mask_lines(text))
}

/// A day that somebody wrote.
pub(crate) fn day(text: &str) -> Result<Day, Refusal> {
    Day::parse(text.trim()).map_err(|_| Refusal::NotADay)
}

/// An amount in yuan that somebody wrote; nothing written is nothing.
pub(crate) fn yuan(text: &str) -> Result<Fen, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Fen(0));
    }
    Fen::parse(text, Unit::Yuan, false).map_err(|_| Refusal::NotAnAmount)
}

/// A document as it was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    /// What it is called.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) content: Vec<u8>,
}

/// A document whose file lies in the store.
pub(crate) struct Shelved {
    name: String,
    media_type: &'static str,
    size: usize,
    sha256: String,
}

/// Puts documents into files. It is done before the transaction: a file that no row names does no harm.
pub(crate) async fn shelve(context: &Context, sent: &[Sent]) -> Done<Vec<Shelved>> {
    if sent.len() > MOST {
        return Err(Refusal::AttachmentsTooMany.into());
    }
    let mut shelved = Vec::with_capacity(sent.len());
    for Sent { name, content } in sent {
        if content.is_empty() || content.len() > LARGEST {
            return Err(Refusal::AttachmentSize.into());
        }
        let media_type = media_type(content).ok_or(Refusal::AttachmentKind)?;
        let sha256 = attachments::keep(&context.files, content).await?;
        let name = file_name(name);
        shelved.push(Shelved { name, media_type, size: content.len(), sha256 });
    }
    Ok(shelved)
}

/// Documents before they have numbers: whether there are any is what a step asks.
pub(crate) fn unnumbered(sent: &[Sent]) -> Vec<AttachmentId> {
    sent.iter().map(|_| AttachmentId(0)).collect()
}

/// Notes shelved documents as those of a matter; their numbers.
pub(crate) async fn attach(
    tx: &mut Tx,
    matter: Matter,
    actor: &Actor,
    origin: &Origin,
    shelved: &[Shelved],
) -> Done<Vec<AttachmentId>> {
    let mut numbers = Vec::with_capacity(shelved.len());
    for one in shelved {
        let attachment = Attachment {
            id: 0,
            sha256: one.sha256.clone(),
            name: one.name.clone(),
            media_type: one.media_type.to_owned(),
            size: one.size as i64,
            at: origin.at.to_string(),
            person: actor.person.id,
        };
        numbers.push(AttachmentId(attachments::add(tx, matter, &attachment).await? as u64));
    }
    Ok(numbers)
}

/// What begins with these bytes is of this type. What a browser would run is not among them.
const TYPES: [(&[u8], &str); 5] = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
];

fn media_type(content: &[u8]) -> Option<&'static str> {
    TYPES.iter().find(|(head, _)| content.starts_with(head)).map(|(_, name)| *name)
}

/// The last part of a path, without what a file name cannot have.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = mask(last).chars().filter(|c| !"<>:\"|?*".contains(*c)).take(120).collect();
    if kept.trim().is_empty() { "file".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_is_is_told_by_its_content() {
        assert_eq!(media_type(b"%PDF-1.7"), Some("application/pdf"));
        assert_eq!(media_type(b"PK\x03\x04..."), Some("application/zip"));
        for other in [&b"<html>"[..], b"", b"MZ", b"%PD"] {
            assert_eq!(media_type(other), None);
        }
    }

    #[test]
    fn names_of_files_lead_nowhere() {
        let check = |name: &str, kept: &str| assert_eq!(file_name(name), kept);
        check("../../etc/passwd", "passwd");
        check("C:\\照片\\a.jpg", "a.jpg");
        check(" ", "file");
        check("a\"b.pdf", "ab.pdf");
    }

    #[test]
    fn numbers_of_persons_are_not_kept() {
        let text = written(" 收款人 653125199001011234 ").unwrap();
        assert!(!text.contains("19900101"), "{text}");
        assert_eq!(written("一是\r\n二是").unwrap(), "一是\n二是", "lines stay lines");
        assert_eq!(written(&"字".repeat(2_001)), Err(Refusal::TextTooLong));
    }
}
