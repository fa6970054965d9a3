//! What a violation sees and changes, and how it picks its subject.

use std::collections::{HashMap, HashSet};

use domain::Day;

use super::{Seeded, Severity, Violation};
use crate::places::{County, Places};
use crate::random::{Purpose, Random};
use crate::rows::{Allotment, Payment, Project, Tables, Text};
use crate::time::Workdays;

/// The rows of one county, or those above the counties, with what was put into them.
pub(crate) struct Scene<'a> {
    /// The rows.
    pub(crate) tables: &'a mut Tables,
    /// The county; none above the counties.
    pub(crate) county: Option<&'a County>,
    /// Everyone who takes part.
    pub(crate) places: &'a Places,
    /// Working days.
    pub(crate) workdays: Workdays<'a>,
    /// Chance.
    pub(crate) random: Random,
    /// The fiscal years.
    pub(crate) years: &'a [u16],
    /// The usual day of evaluation.
    pub(crate) as_of: Day,
    /// Fund from which each project is paid.
    funds: HashMap<Text, &'static str>,
    used: HashSet<Text>,
    seeded: Vec<Seeded>,
}

/// A sentence in both languages.
pub(crate) type Note = (&'static str, &'static str);

impl<'a> Scene<'a> {
    /// A scene in which nothing has happened.
    pub(crate) fn new(
        tables: &'a mut Tables,
        county: Option<&'a County>,
        places: &'a Places,
        workdays: Workdays<'a>,
        years: &'a [u16],
        as_of: Day,
    ) -> Scene<'a> {
        let paid = tables.payments.iter().filter_map(|p| Some((p.project.clone()?, p.fund)));
        let funds = paid.collect();
        let (used, seeded) = (HashSet::new(), Vec::new());
        let random = Random::new(0, Purpose::Violations, 0);
        Scene { tables, county, places, workdays, random, years, as_of, funds, used, seeded }
    }

    /// Tries a violation with a stream of chance; where no subject fits, nothing has happened.
    pub(crate) fn attempt(&mut self, violation: Violation, random: Random) -> bool {
        let (used, listed) = (self.used.clone(), self.seeded.len());
        self.random = random;
        let done = violation(self).is_some();
        if !done {
            self.used = used;
            self.seeded.truncate(listed);
        }
        done
    }

    /// What must be found.
    pub(crate) fn into_seeded(self) -> Vec<Seeded> {
        self.seeded
    }

    /// The first fiscal year.
    pub(crate) fn first_year(&self) -> u16 {
        self.years.first().copied().unwrap_or_default()
    }

    /// The last fiscal year.
    pub(crate) fn last_year(&self) -> u16 {
        self.years.last().copied().unwrap_or_default()
    }

    /// Lists a red finding.
    pub(crate) fn red(
        &mut self,
        rule: &'static str,
        kind: &'static str,
        id: impl Into<Text>,
        note: Note,
    ) {
        self.list(rule, Severity::Red, kind, id, self.as_of, note);
    }

    /// Lists a yellow finding.
    pub(crate) fn yellow(
        &mut self,
        rule: &'static str,
        kind: &'static str,
        id: impl Into<Text>,
        note: Note,
    ) {
        self.list(rule, Severity::Yellow, kind, id, self.as_of, note);
    }

    /// Lists a finding that shows on another day.
    pub(crate) fn list(
        &mut self,
        rule: &'static str,
        severity: Severity,
        subject_kind: &'static str,
        id: impl Into<Text>,
        as_of: Day,
        note: Note,
    ) {
        let subject = id.into();
        let (note_zh, note_en) = note;
        self.seeded.push(Seeded { rule, severity, subject_kind, subject, as_of, note_zh, note_en });
    }

    /// Marks a subject as used; false where it was.
    pub(crate) fn take(&mut self, id: &Text) -> bool {
        self.used.insert(id.clone())
    }

    /// Whether a subject is still free.
    pub(crate) fn is_free(&self, id: &Text) -> bool {
        !self.used.contains(id)
    }

    /// Picks a position by chance.
    pub(crate) fn pick(&mut self, among: &[usize]) -> Option<usize> {
        among.get(self.random.index(among.len())).copied()
    }

    /// Picks and takes a free project that fits.
    pub(crate) fn project(&mut self, fits: impl Fn(&Project) -> bool) -> Option<usize> {
        let free = |p: &Project| !self.used.contains(&p.id);
        let found = self.tables.projects.iter().enumerate();
        let among: Vec<usize> =
            found.filter(|(_, p)| free(p) && fits(p)).map(|(row, _)| row).collect();
        let row = self.pick(&among)?;
        let id = self.tables.projects.get(row)?.id.clone();
        self.take(&id);
        Some(row)
    }

    /// Picks and takes a free works project of a fund class (by the beginning of the fund's code)
    /// and gives its row and its payments in the order of their days.
    pub(crate) fn works(&mut self, fund: &str, year: u16) -> Option<(usize, Vec<usize>)> {
        let funds = std::mem::take(&mut self.funds);
        let of_fund = |p: &Project| funds.get(&p.id).is_some_and(|code| code.starts_with(fund));
        let row = self.project(|p| p.contractor.is_some() && p.fiscal_year == year && of_fund(p));
        self.funds = funds;
        let row = row?;
        let payments = payments_of(self.tables, &self.tables.projects.get(row)?.id);
        Some((row, payments))
    }

    /// Picks and takes a free project paid to households, with its payments.
    pub(crate) fn subsidy(&mut self, year: u16) -> Option<(usize, Vec<usize>)> {
        let row = self.project(|p| p.registered_only && p.fiscal_year == year)?;
        let payments = payments_of(self.tables, &self.tables.projects.get(row)?.id);
        Some((row, payments))
    }

    /// Picks and takes a free allotment that fits.
    pub(crate) fn allotment(&mut self, fits: impl Fn(&Allotment) -> bool) -> Option<usize> {
        let free = |a: &Allotment| !self.used.contains(&a.id);
        let found = self.tables.allotments.iter().enumerate();
        let among: Vec<usize> =
            found.filter(|(_, a)| free(a) && fits(a)).map(|(row, _)| row).collect();
        let row = self.pick(&among)?;
        let id = self.tables.allotments.get(row)?.id.clone();
        self.take(&id);
        Some(row)
    }

    /// Moves a payment to another day, imported the next working day.
    pub(crate) fn pay_on(&mut self, payment: usize, on: Day) {
        let imported = self.workdays.after(on, 1);
        if let Some(row) = self.tables.payments.get_mut(payment) {
            row.paid_on = on;
            row.imported_on = Some(imported);
        }
    }
}

/// Id of a payment as findings form it.
pub(crate) fn payment_id(payment: &Payment) -> Text {
    format!("{}/{}", payment.county, payment.voucher_no).into()
}

/// Id of a project's target.
pub(crate) fn target_id(project: &Project) -> Text {
    project.id.replacen('P', "T", 1).into()
}

/// Rows of a project's payments by day.
pub(crate) fn payments_of(tables: &Tables, project: &Text) -> Vec<usize> {
    let of_it = |p: &Payment| p.project.as_ref() == Some(project);
    let found = tables.payments.iter().enumerate().filter(|(_, p)| of_it(p));
    found.map(|(row, _)| row).collect()
}
