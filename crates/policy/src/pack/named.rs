//! The clauses and actors that blocks may name: one that is not there is told where it is written.

use std::collections::BTreeMap;

use super::error::{ADD_ACTOR, Log, known_or};
use super::fields::{Fields, Literal};
use super::{Actor, Place, Text};

/// What there is to be named.
#[derive(Clone, Copy)]
pub(crate) struct Names<'p> {
    /// Clauses by id.
    pub(crate) clauses: &'p BTreeMap<String, usize>,
    /// Actors by id.
    pub(crate) actors: &'p BTreeMap<String, Actor>,
}

impl Names<'_> {
    /// Notes a clause that is not there.
    pub(crate) fn cited(&self, fields: &Fields, literal: &Literal) {
        let id = &literal.text;
        if self.clauses.contains_key(id) {
            return;
        }
        let message = Text::new(format!("没有条款 {id}"), format!("there is no clause {id}"));
        let otherwise = (
            "写条款标题 {#…} 里的编号（mingzhang policy coverage --all 可列出）",
            "write the id in the heading of a clause (mingzhang policy coverage --all lists them)",
        );
        let hint = known_or(id, self.clauses.keys().map(String::as_str), otherwise);
        fields.log().hint(fields.place_of(literal), message, hint);
    }

    /// Notes an actor that is not there.
    pub(crate) fn actor(&self, fields: &Fields, literal: &Literal) {
        self.actor_at(&literal.text, fields.place_of(literal), fields.log());
    }

    /// The same for a word outside of a block.
    pub(crate) fn actor_at(&self, id: &str, place: Place, log: &Log) {
        if !self.actors.contains_key(id) {
            let message =
                Text::new(format!("actors.toml 没有 {id}"), format!("actors.toml has no {id}"));
            let hint = known_or(id, self.actors.keys().map(String::as_str), ADD_ACTOR);
            log.hint(place, message, hint);
        }
    }
}
