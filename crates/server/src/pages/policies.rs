//! The regulations: each clause with the rules that carry it out and the warnings that are lit.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use domain::{Day, Lang};
use policy::Pack;
use policy::pack::Param;

use super::frame::Frame;
use super::setting::brief;
use super::{Page, shown, system};
use crate::lists::asked::encoded;
use crate::operations::overview;
use crate::visit::{Site, Visit};

/// The documents of the pack.
#[derive(Template)]
#[template(path = "policies.html")]
pub(crate) struct ListView {
    /// Around it.
    pub(crate) frame: Frame,
    /// Name and version of the pack.
    pub(crate) pack: String,
    /// Documents: id, title, number, clauses, rules.
    pub(crate) documents: Vec<(String, String, String, usize, usize)>,
}

/// One document.
#[derive(Template)]
#[template(path = "policy.html")]
pub(crate) struct View {
    /// Around it.
    pub(crate) frame: Frame,
    /// Its title and number.
    pub(crate) title: String,
    /// See above.
    pub(crate) number: String,
    /// Its clauses.
    pub(crate) clauses: Vec<ClauseView>,
}

/// A clause.
#[derive(Clone, Debug)]
pub(crate) struct ClauseView {
    /// Its id, by which links find it.
    pub(crate) id: String,
    /// Path as printed.
    pub(crate) path: String,
    /// Verbatim text.
    pub(crate) text: String,
    /// What it says, in English.
    pub(crate) summary: String,
    /// Parameters: address, what it is, the value in force, whether it is a local default.
    pub(crate) params: Vec<(String, String, String, bool)>,
    /// Rules: id, and the numbers of warnings that are lit, red and yellow; none where they may not be seen.
    pub(crate) rules: Vec<(String, Option<(i64, i64)>)>,
}

/// The rules under each clause, each id once.
fn rules(pack: &Pack) -> BTreeMap<&str, Vec<&str>> {
    let mut rules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in &pack.rules {
        for clause in &rule.clauses {
            let of = rules.entry(clause.as_str()).or_default();
            if !of.contains(&rule.id.as_str()) {
                of.push(&rule.id);
            }
        }
    }
    rules
}

/// The parameters that stand under a clause, with the values that hold on a day.
fn params(pack: &Pack, clause: &str, on: Day, lang: Lang) -> Vec<(String, String, String, bool)> {
    let under = pack.params.by_name.values().filter(|one| one.clause.as_deref() == Some(clause));
    let shown = |one: &Param| {
        let none = || lang.pick("尚无", "none yet").to_owned();
        let value = one.on(on).map_or_else(none, |value| brief(value, lang));
        let address = format!("/settings/parameters/{}", encoded(&one.name));
        (address, one.text.get(lang).to_owned(), value, one.local_default)
    };
    under.map(shown).collect()
}

/// Shows the documents.
pub(crate) async fn list(State(site): State<Site>, Extension(visit): Extension<Visit>) -> Page {
    let pack = &site.context.pack;
    let rules = rules(pack);
    let document = |document: &policy::pack::Document| {
        let clauses = || pack.clauses.iter().filter(|clause| clause.document == document.id);
        let of: usize =
            clauses().filter_map(|clause| rules.get(clause.id.as_str())).map(Vec::len).sum();
        let title = visit.lang.pick(&document.title, &document.en).to_owned();
        (document.id.clone(), title, document.number.clone(), clauses().count(), of)
    };
    let view = ListView {
        frame: visit.frame(),
        pack: format!("{} {}", pack.title.get(visit.lang), pack.version),
        documents: pack.documents.iter().map(document).collect(),
    };
    shown(&visit, &view, false)
}

/// Shows one.
pub(crate) async fn show(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Page {
    let pack = &site.context.pack;
    let Some(document) = pack.documents.iter().find(|document| document.id == id) else {
        return Ok(system::nowhere(&visit.frame()));
    };
    let lit = overview::lit(&site.context, visit.actor()?).await;
    let lit = lit.map_err(|failure| visit.problem(failure))?;
    let rules = rules(pack);
    let named = |rule: &&str| {
        let count = lit.as_ref().map(|lit| lit.get(*rule).copied().unwrap_or_default());
        ((*rule).to_owned(), count)
    };
    let on = visit.origin.day;
    let clause = |clause: &policy::pack::Clause| ClauseView {
        params: params(pack, &clause.id, on, visit.lang),
        id: clause.id.clone(),
        path: clause.path.clone(),
        text: clause.text.clone(),
        summary: if visit.lang == Lang::En { clause.summary.clone() } else { String::new() },
        rules: rules.get(clause.id.as_str()).into_iter().flatten().map(named).collect(),
    };
    let clauses = pack.clauses.iter().filter(|clause| clause.document == id);
    let view = View {
        frame: visit.frame(),
        title: visit.lang.pick(&document.title, &document.en).to_owned(),
        number: document.number.clone(),
        clauses: clauses.map(clause).collect(),
    };
    shown(&visit, &view, false)
}
