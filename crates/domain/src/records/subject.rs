//! What a notice, an order or an exception is about: a kind and an id, as the public contract writes them.

use super::{DataSet, TableId};
use crate::names::{Name, NameMap};

/// The kinds of subject that notices and orders name, with the record table whose names they also go by.
const KINDS: &[(SubjectKind, &str, TableId)] = &[
    (SubjectKind::Allotment, "allotment", TableId::Allotments),
    (SubjectKind::Project, "project", TableId::Projects),
    (SubjectKind::Payment, "payment", TableId::Payments),
    (SubjectKind::Target, "target", TableId::Targets),
    (SubjectKind::Monitoring, "monitoring", TableId::Monitorings),
    (SubjectKind::Evaluation, "evaluation", TableId::Evaluations),
];

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// A row of `allotments`.
    Allotment,
    /// A row of `projects`.
    Project,
    /// A row of `payments`.
    Payment,
    /// A row of `targets`.
    Target,
    /// A row of `monitorings`.
    Monitoring,
    /// A row of `evaluations`.
    Evaluation,
    /// Anything else.
    Other,
}

impl SubjectKind {
    /// The kind of this word: English as in findings, or any name of the record table.
    pub fn of(text: &str) -> SubjectKind {
        let text = text.trim();
        let named = |table: &TableId| {
            let spec = table.spec();
            spec.name == text || spec.aliases.contains(&text)
        };
        KINDS
            .iter()
            .find(|(_, word, table)| *word == text || named(table))
            .map_or(SubjectKind::Other, |(kind, _, _)| *kind)
    }
}

/// From the text of an id column to the row that carries it.
pub struct RowsById {
    rows: NameMap<u32>,
}

impl RowsById {
    /// Indexes an id column. Where an id stands twice the first row counts (readers refuse the second).
    pub fn new(data: &DataSet, ids: &[Option<Name>]) -> RowsById {
        let mut rows = NameMap::new(&data.names);
        for (row, id) in ids.iter().enumerate() {
            if let Some(slot) = id.and_then(|id| rows.slot(id)).filter(|slot| **slot == 0) {
                *slot = row as u32 + 1;
            }
        }
        RowsById { rows }
    }

    /// The row with this id.
    pub fn get(&self, id: Option<Name>) -> Option<usize> {
        let row = *self.rows.get(id?)?;
        row.checked_sub(1).map(|r| r as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_as_files_write_them() {
        let check = |text: &str, want| assert_eq!(SubjectKind::of(text), want, "{text}");
        check("project", SubjectKind::Project);
        check("projects", SubjectKind::Project);
        check("项目", SubjectKind::Project);
        check(" 指标 ", SubjectKind::Allotment);
        check("支付", SubjectKind::Payment);
        check("绩效目标", SubjectKind::Target);
        check("绩效评价", SubjectKind::Evaluation);
        check("绩效监控", SubjectKind::Monitoring);
        check("county", SubjectKind::Other);
        check("", SubjectKind::Other);
    }
}
