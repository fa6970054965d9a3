//! What warnings, cases and other matters have in common: the steps that were taken, those that can be taken
//! now, and their documents.

use axum::Extension;
use axum::extract::{Path, State};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Lang;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::attachments::Attachment;

use super::{Answer, Caller, Problem, Sentence, json};
use crate::operations::handling::acting::Sent;
use crate::operations::handling::one::{self, One};
use crate::operations::warnings::Taken;
use crate::operations::{Done, Refusal};
use crate::pages::handling::{Action, Field, document};
use crate::visit::Site;

/// A step that was taken.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Step)]
pub(crate) struct Past {
    /// The day.
    day: String,
    /// Name of the person; none: the engine.
    person: Option<String>,
    /// Title of the post.
    post: Option<String>,
    /// Word of the step.
    step: String,
    /// What was said; amounts in fen.
    said: Value,
}

/// A step that whoever asks can take now.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Possible {
    /// Word of the step.
    step: &'static str,
    /// Address to which it is posted.
    path: String,
    /// What it is.
    title: Sentence,
    /// Names of the parts that it needs.
    fields: Vec<Needed>,
}

/// A part that a step needs.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Needed {
    /// Its name.
    name: &'static str,
    /// Whether it may be left out.
    optional: bool,
    /// The values to choose from, where there are such.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<Choice>,
}

/// A value to choose.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Choice {
    /// What is sent.
    value: String,
    /// What it means, in the language of the request.
    name: String,
}

/// One of several versions of a matter.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Edition {
    /// Its number.
    pub(super) id: i64,
    /// Which one it is, from 1.
    pub(super) version: i64,
    /// Word of where it stands.
    pub(super) state: String,
}

/// A document of a matter.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Document {
    /// Its number.
    id: i64,
    /// What it is called.
    name: String,
    /// What it is, by its content.
    media_type: String,
    /// Bytes.
    size: i64,
    /// When it came, in UTC.
    at: String,
    /// Hash of its content: SHA-256.
    sha256: String,
}

/// A document that is sent with a step.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Evidence {
    /// What it is called.
    name: String,
    /// What is in it, in base64: PDF, JPEG, PNG, Word, Excel or zip, at most 10 MB.
    #[schema(format = "byte")]
    content: String,
}

/// The steps that were taken.
pub(super) fn history(taken: &[Taken]) -> Vec<Past> {
    taken.iter().map(past).collect()
}

/// A step that was taken.
pub(super) fn past(taken: &Taken) -> Past {
    Past {
        day: taken.day.clone(),
        person: taken.person.clone(),
        post: taken.post.clone(),
        step: taken.kind.clone(),
        said: taken.body.clone(),
    }
}

/// The steps that can be taken now, as they are offered in each language.
pub(super) fn possible(lang: Lang, offered: impl Fn(Lang) -> Vec<Action>) -> Vec<Possible> {
    let (own, zh, en) = (offered(lang), offered(Lang::Zh), offered(Lang::En));
    let titles = zh.into_iter().zip(en);
    let step = |(action, (zh, en)): (Action, (Action, Action))| Possible {
        step: action.step,
        path: format!("/api/v1{}", action.path),
        title: Sentence { zh: zh.title.to_owned(), en: en.title.to_owned() },
        fields: action.fields.iter().map(needed).collect(),
    };
    own.into_iter().zip(titles).map(step).collect()
}

/// A step that can be taken now and has no form of its own on a page: its word, the address below `/api/v1`, its
/// title, its parts, each with whether it may be left out.
pub(super) fn offered(
    step: &'static str,
    path: &str,
    (zh, en): (&str, &str),
    parts: &[(&'static str, bool)],
) -> Possible {
    let part = |(name, optional): &(&'static str, bool)| Needed {
        name,
        optional: *optional,
        options: Vec::new(),
    };
    Possible {
        step,
        path: format!("/api/v1{path}"),
        title: Sentence { zh: zh.to_owned(), en: en.to_owned() },
        fields: parts.iter().map(part).collect(),
    }
}

/// What a matter's steps are sent as: one type with every part that any of its steps has. Parts are texts, as a
/// form has them; those that a step does not ask for are left out.
macro_rules! parts {
    (
        $(#[$doc:meta])* $name:ident { $($(#[$of_text:meta])* $text:ident,)* }
        with { $($(#[$of_other:meta])* $other:ident: $kind:ty,)* }
    ) => {
        $(#[$doc])*
        #[derive(serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[$of_other])* $other: $kind,)*
            $($(#[$of_text])* #[serde(default)] $text: String,)*
        }

        impl $name {
            /// The texts by their names.
            fn texts(&self) -> std::collections::BTreeMap<String, String> {
                [$((stringify!($text).to_owned(), self.$text.clone()),)*].into()
            }
        }
    };
}

pub(super) use parts;

fn needed(field: &Field) -> Needed {
    Needed {
        name: if field.kind() == "files" { "evidence" } else { field.name },
        optional: field.optional,
        options: chosen(field.options()),
    }
}

/// Values to choose from, each with its name.
pub(super) fn chosen(options: &[(String, String)]) -> Vec<Choice> {
    let option =
        |(value, name): &(String, String)| Choice { value: value.clone(), name: name.clone() };
    options.iter().map(option).collect()
}

/// Documents as they are listed.
pub(super) fn documents(all: &[Attachment]) -> Vec<Document> {
    let document = |one: &Attachment| Document {
        id: one.id,
        name: one.name.clone(),
        media_type: one.media_type.clone(),
        size: one.size,
        at: one.at.clone(),
        sha256: one.sha256.clone(),
    };
    all.iter().map(document).collect()
}

/// Documents as they were sent.
pub(super) fn sent(caller: &Caller, evidence: Vec<Evidence>) -> Result<Vec<Sent>, Problem> {
    let one = |Evidence { name, content }: Evidence| match STANDARD.decode(content) {
        Ok(content) => Ok(Sent { name, content }),
        Err(error) => Err(Problem {
            field: Some("evidence".into()),
            mistakes: vec![error.to_string()],
            ..caller.problem(Refusal::BodyUnreadable)
        }),
    };
    evidence.into_iter().map(one).collect()
}

/// The number in an address; what is none leads to no record.
pub(super) fn number(caller: &Caller, text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| caller.problem(Refusal::UnknownRecord))
}

/// The same of an address with one number.
pub(super) fn id(caller: &Caller, Path(text): &Path<String>) -> Result<i64, Problem> {
    number(caller, text)
}

/// A matter that programs read.
pub(crate) trait Told: One {
    /// As it is told.
    type Told: Serialize;

    /// Tells it.
    fn told(&self, site: &Site, caller: &Caller) -> Self::Told;
}

/// The matter of a number.
pub(super) async fn read<M: Told>(site: &Site, caller: &Caller, id: i64) -> Answer {
    let read = M::read(&site.context, &caller.origin, caller.actor()?, id).await;
    let one = read.map_err(|failure| caller.problem(failure))?;
    json(caller, &one.told(site, caller))
}

/// The same after a step about it.
pub(super) async fn after<M: Told>(
    site: &Site,
    caller: &Caller,
    id: i64,
    done: Done<()>,
) -> Answer {
    done.map_err(|failure| caller.problem(failure))?;
    read::<M>(site, caller, id).await
}

/// One matter.
pub(crate) async fn show<M: Told>(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    path: Path<String>,
) -> Answer {
    read::<M>(&site, &caller, id(&caller, &path)?).await
}

/// A document of a matter.
pub(crate) async fn file<M: Told>(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path((id, name)): Path<(String, String)>,
) -> Answer {
    let of = (number(&caller, &id)?, number(&caller, &name)?);
    let read = one::document::<M>(&site.context, &caller.origin, caller.actor()?, of).await;
    Ok(document(read.map_err(|failure| caller.problem(failure))?))
}
