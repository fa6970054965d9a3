//! The regulations: documents, clauses word for word, and the rules that carry them out.

use axum::Extension;
use axum::extract::{Path, State};
use policy::Pack;
use policy::pack::{Clause, Document, Rule};
use serde::Serialize;

use super::{Answer, Caller, Sentence, json};
use crate::operations::{Refusal, overview};
use crate::visit::Site;

/// The documents of the pack of rules.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Policies {
    /// Name of the pack.
    pack: String,
    /// Its version.
    version: String,
    /// Its documents.
    documents: Vec<Regulation>,
}

/// A document.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Regulation {
    /// Its id.
    id: String,
    /// Its title.
    title: Sentence,
    /// Its number, as printed.
    number: String,
    /// Its clauses; only where one document was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clauses: Vec<Norm>,
}

/// A clause.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Clause)]
pub(crate) struct Norm {
    /// Its id.
    id: String,
    /// Where it stands, as printed.
    path: String,
    /// Its text.
    text: String,
    /// What it says, in English.
    summary: String,
    /// The rules that carry it out.
    rules: Vec<Ruling>,
}

/// A rule.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Rule)]
pub(crate) struct Ruling {
    /// Its id.
    id: String,
    /// `red` or `yellow`.
    lamp: &'static str,
    /// What it judges.
    about: &'static str,
    /// What its findings say; what stands in braces is filled in.
    message: Sentence,
    /// What settles them.
    settles: Sentence,
    /// Whether it is a local setting and not law.
    local: bool,
    /// Warnings of the rule that are lit; none where they may not be seen.
    lit: Option<Lit>,
}

/// Warnings that are lit.
#[derive(Clone, Copy, Serialize, utoipa::ToSchema)]
pub(crate) struct Lit {
    /// Red ones.
    red: i64,
    /// Yellow ones.
    yellow: i64,
}

fn regulation(document: &Document, clauses: Vec<Norm>) -> Regulation {
    Regulation {
        id: document.id.clone(),
        title: Sentence { zh: document.title.clone(), en: document.en.clone() },
        number: document.number.clone(),
        clauses,
    }
}

fn norm(pack: &Pack, clause: &Clause, lit: impl Fn(&str) -> Option<Lit>) -> Norm {
    let carries = |rule: &&Rule| rule.clauses.contains(&clause.id);
    let ruling = |rule: &Rule| Ruling {
        id: rule.id.clone(),
        lamp: rule.lamp.word(),
        about: rule.about.name,
        message: Sentence::of(|lang| rule.message.get(lang)),
        settles: Sentence::of(|lang| rule.settles.get(lang)),
        local: rule.local_default,
        lit: lit(&rule.id),
    };
    Norm {
        id: clause.id.clone(),
        path: clause.path.clone(),
        text: clause.text.clone(),
        summary: clause.summary.clone(),
        rules: pack.rules.iter().filter(carries).map(ruling).collect(),
    }
}

/// The documents.
pub(crate) async fn list(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Answer {
    let pack = &site.context.pack;
    let documents = pack.documents.iter().map(|document| regulation(document, Vec::new()));
    let policies = Policies {
        pack: pack.name.clone(),
        version: pack.version.clone(),
        documents: documents.collect(),
    };
    json(&caller, &policies)
}

/// One document with its clauses and rules.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let pack = &site.context.pack;
    let found = pack.documents.iter().find(|document| document.id == id);
    let document = found.ok_or_else(|| caller.problem(Refusal::UnknownRecord))?;
    let counts = overview::lit(&site.context, caller.actor()?).await;
    let counts = counts.map_err(|failure| caller.problem(failure))?;
    let lit = |rule: &str| {
        let (red, yellow) = counts.as_ref()?.get(rule).copied().unwrap_or_default();
        Some(Lit { red, yellow })
    };
    let clauses = pack.clauses.iter().filter(|clause| clause.document == id);
    let clauses = clauses.map(|clause| norm(pack, clause, lit)).collect();
    json(&caller, &regulation(document, clauses))
}
