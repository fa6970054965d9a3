//! Decisions by which the payments of a project are suspended or stopped, until they are lifted.

use std::collections::HashMap;

use domain::{Day, Name};

use crate::context::{Context, Derived, TargetRows};
use crate::facts::dated::{SUSPENDING, words};
use crate::facts::fill::cell;
use crate::facts::links::{kind, past, text};
use crate::facts::subject::Kind;

/// The decisions in force of each project: the day of each, and the day on which it was lifted.
#[derive(Debug, Default)]
pub(super) struct Suspensions(HashMap<Name, Vec<(Day, Option<Day>)>>);

impl Derived for Suspensions {
    fn build(context: &Context) -> Suspensions {
        let orders = &context.data.tables.orders;
        let mut found = Suspensions::default();
        for row in 0..orders.id.len() {
            let Some(issued) = past(context, cell(&orders.issued_on, row)) else { continue };
            let decision = text(context, &orders.decision, row).trim_start();
            let suspends = |word: &String| decision.starts_with(word.as_str());
            if !words(context, SUSPENDING, issued).iter().any(suspends) {
                continue;
            }
            let lifted = past(context, cell(&orders.verified_on, row));
            if let Some(project) = project(context, row) {
                found.0.entry(project).or_default().push((issued, lifted));
            }
        }
        found
    }
}

/// The project that an order is about, by itself or by its target.
fn project(context: &Context, order: usize) -> Option<Name> {
    let (orders, targets) = (&context.data.tables.orders, &context.data.tables.targets);
    let subject = cell(&orders.subject, order);
    match Kind::of(text(context, &orders.subject_kind, order)) {
        Kind::Project => subject,
        Kind::Target => {
            let target = context.derive::<TargetRows>().0.get(subject)?;
            let is_project = targets.subject_kind.get(target) == Some(&kind::PROJECT);
            cell(&targets.subject, target).filter(|_| is_project)
        }
        _ => None,
    }
}

impl Suspensions {
    /// Since when the payments of a payment's project were suspended on its day: the first decision in force.
    pub(super) fn of(&self, context: &Context, payment: usize) -> Option<Day> {
        let payments = &context.data.tables.payments;
        let day = cell(&payments.paid_on, payment)?;
        let in_force = |(issued, lifted): &&(Day, Option<Day>)| {
            *issued <= day && lifted.is_none_or(|lifted| day < lifted)
        };
        let all = self.0.get(&cell(&payments.project, payment)?)?;
        all.iter().filter(in_force).map(|(issued, _)| *issued).min()
    }
}
