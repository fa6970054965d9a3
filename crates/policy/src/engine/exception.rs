//! Approved exceptions: each lifts the findings of one rule about one subject while it is valid.

use std::collections::HashSet;

use crate::context::Context;
use crate::finding::Finding;

/// The exceptions valid on the day of evaluation, by subject kind, subject and rule.
pub(super) struct Exceptions {
    valid: HashSet<(String, String, String)>,
}

impl Exceptions {
    pub(super) fn new(context: &Context) -> Exceptions {
        let table = &context.data.tables.exceptions;
        let text = |column: &[Option<domain::Name>], row: usize| {
            let name = column.get(row).copied().flatten();
            context.data.names.text_or_empty(name).to_owned()
        };
        let valid = |row: &usize| {
            let day = |column: &[Option<domain::Day>]| column.get(*row).copied().flatten();
            day(&table.approved_on).is_some_and(|d| d <= context.as_of)
                && day(&table.until).is_none_or(|until| context.as_of <= until)
        };
        let key = |row| {
            (text(&table.subject_kind, row), text(&table.subject, row), text(&table.rule, row))
        };
        Exceptions { valid: (0..table.subject.len()).filter(valid).map(key).collect() }
    }

    /// Whether an exception lifts this finding. An exception for a project holds for its years too.
    pub(super) fn lift(&self, finding: &Finding) -> bool {
        if self.valid.is_empty() {
            return false;
        }
        let has = |kind: &str, id: &str| {
            self.valid.contains(&(kind.to_owned(), id.to_owned(), finding.rule.clone()))
        };
        let subject = &finding.subject;
        let project = subject.id.rsplit_once('/').filter(|_| subject.kind == "project_year");
        has(subject.kind, &subject.id) || project.is_some_and(|(id, _)| has("project", id))
    }
}
