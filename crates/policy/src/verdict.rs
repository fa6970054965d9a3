//! The verdict about one draft, before it is saved: what the rules would find about it, and about the project
//! or the allotment that it touches, were it a record.
//!
//! It is judged among the few records on which that depends ([`domain::records::neighbourhood`]), by the same
//! plan, judging and joining as [`crate::engine::evaluate`]. Rules that compare counties are left to the region.

use std::borrow::Cow;
use std::collections::BTreeSet;

use domain::records::neighbourhood::{Draft, Neighbours};
use domain::{DataSet, Day, TableId};

use crate::context::Context;
use crate::engine::{Selection, Subjects, evaluate, evaluate_subjects, near_rules};
use crate::facts::target::INDICATOR;
use crate::finding::Outcome;
use crate::pack::Pack;

/// What would be found.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// About the draft itself.
    pub own: Outcome,
    /// About what it touches, as it would stand with the draft: the project of a payment or a share, the
    /// allotment of a share, the allotment out of which another is handed down.
    pub touched: Outcome,
}

/// The rules of a pack that can be put to a draft: found out once, as they hang on the pack alone.
#[derive(Clone, Debug)]
pub struct Near(Vec<usize>);

impl Near {
    /// Those of a pack.
    pub fn of(pack: &Pack) -> Near {
        Near(near_rules(pack))
    }
}

/// What is made ready once to judge many drafts: the records of a county, indexed, and the rules.
pub struct Desk<'a> {
    neighbours: Neighbours<'a>,
    pack: &'a Pack,
    rules: Cow<'a, Near>,
}

impl<'a> Desk<'a> {
    /// Makes ready the records of a county ([`domain::records::Places::part`]) or of any set.
    pub fn new(data: &'a DataSet, pack: &'a Pack) -> Desk<'a> {
        Desk { neighbours: Neighbours::new(data), pack, rules: Cow::Owned(Near::of(pack)) }
    }

    /// The same, where the rules are known.
    pub fn with(data: &'a DataSet, pack: &'a Pack, rules: &'a Near) -> Desk<'a> {
        Desk { neighbours: Neighbours::new(data), pack, rules: Cow::Borrowed(rules) }
    }

    /// Judges a draft on a day.
    pub fn judge(&self, draft: &Draft, as_of: Day) -> Verdict {
        let data = self.neighbours.around(draft);
        let context = Context::new(&data, self.pack, as_of);
        let last = data.tables.rows(draft.table).saturating_sub(1);
        let (own, touched) = subjects(&context, draft.table, last);
        let [own, touched] = evaluate_subjects(&context, &self.rules.0, [&own, &touched]);
        Verdict { own, touched }
    }
}

/// What would be found of an evaluation of a kind, were the records of its target those of a set.
pub fn of_evaluation(
    data: &DataSet,
    pack: &Pack,
    as_of: Day,
    (target, kind): (&str, &str),
) -> Outcome {
    let of_evaluations = pack.rules.iter().filter(|rule| rule.about.subject == "evaluation");
    let rules = of_evaluations.map(|rule| rule.id.clone()).collect();
    let selection = Selection { rules, ..Selection::default() };
    let mut outcome = evaluate(&Context::new(data, pack, as_of), &selection);
    let id = format!("{target}:{kind}");
    outcome.findings.retain(|found| found.subject.kind == "evaluation" && found.subject.id == id);
    outcome
}

/// The kinds of subject that are a project's own.
const PROJECT: &[&str] = &["project", "project_year"];

/// The subjects of a draft, and those that it touches.
fn subjects(context: &Context, table: TableId, row: usize) -> (Subjects, Subjects) {
    let data = context.data;
    let tables = &data.tables;
    let text = |column: &[Option<domain::Name>]| {
        data.names.text_or_empty(column.get(row).copied().flatten()).to_owned()
    };
    let of = |kinds: &[&'static str], id: String| -> Subjects {
        let named = |kind: &&'static str| (*kind, id.clone());
        if id.is_empty() { BTreeSet::new() } else { kinds.iter().map(named).collect() }
    };
    match table {
        TableId::Payments => {
            let county = tables.payments.county.get(row).copied().flatten();
            let voucher = tables.payments.voucher_no.get(row);
            let id = county.map_or_else(String::new, |county| format!("{county}/{voucher}"));
            (of(&["payment"], id), of(PROJECT, text(&tables.payments.project)))
        }
        TableId::Projects => (of(PROJECT, text(&tables.projects.id)), BTreeSet::new()),
        TableId::Allotments => (
            of(&["allotment"], text(&tables.allotments.id)),
            of(&["allotment"], text(&tables.allotments.parent)),
        ),
        TableId::Fundings => {
            let mut touched = of(PROJECT, text(&tables.fundings.project));
            touched.extend(of(&["allotment"], text(&tables.fundings.allotment)));
            (BTreeSet::new(), touched)
        }
        TableId::Targets => {
            let mut own = of(&["target"], text(&tables.targets.id));
            let indicators = INDICATOR.subject;
            let context = |row| (INDICATOR.identity)(context, row).id;
            own.extend((0..tables.rows(TableId::Indicators)).map(|row| (indicators, context(row))));
            (own, BTreeSet::new())
        }
        _ => (BTreeSet::new(), BTreeSet::new()),
    }
}
