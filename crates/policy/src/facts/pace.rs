//! How fast money is spent: by the end of October, within the months for bonds, and month by month.

mod bond;
mod county;
mod october;

pub use bond::BOND_ALLOTMENT;
pub use county::COUNTY_FUND_YEAR;
pub use october::PROJECT_YEAR;

use domain::TableId;

use super::Need;
use super::fill::cell;
use super::trail::{Link, PaymentLinks};
use crate::context::{AllotmentRows, Context, Derived, Groups, ProjectRows};

const PAYMENTS: TableId = TableId::Payments;
const FUNDINGS: TableId = TableId::Fundings;
const ALLOTMENTS: TableId = TableId::Allotments;
const PROJECTS: TableId = TableId::Projects;
/// What attributing a payment to its money takes.
const ATTRIBUTION: &[Need] = &[Need(PAYMENTS, "project"), Need(PAYMENTS, "allotment")];

/// The rows of `fundings` made up to the day of evaluation, by project, and the allotment of each.
struct ProjectFundings {
    by_project: Groups,
    allotment: Vec<Option<usize>>,
}

impl Derived for ProjectFundings {
    fn build(context: &Context) -> Self {
        let tables = &context.data.tables;
        let (projects, allotments) =
            (context.derive::<ProjectRows>(), context.derive::<AllotmentRows>());
        let fundings = &tables.fundings;
        let done = |row| cell(&fundings.allotted_on, row).is_some_and(|d| d <= context.as_of);
        let project = |row| projects.0.get(cell(&fundings.project, row)).filter(|_| done(row));
        let count = fundings.project.len();
        ProjectFundings {
            by_project: Groups::new(tables.projects.id.len(), count, project),
            allotment: (0..count)
                .map(|row| allotments.0.get(cell(&fundings.allotment, row)))
                .collect(),
        }
    }
}

impl ProjectFundings {
    /// The allotments out of which a project was given money, with the row of `fundings`.
    fn of(&self, project: usize) -> impl Iterator<Item = (usize, usize)> {
        let rows = self.by_project.of(project).iter().map(|row| *row as usize);
        rows.filter_map(|row| Some((row, self.allotment.get(row).copied().flatten()?)))
    }

    /// The allotment of a payment. One that names none is held to come out of the only allotment of its
    /// project that fits its fund.
    fn allotment(&self, context: &Context, links: &PaymentLinks, payment: usize) -> Option<usize> {
        match links.allotment(payment) {
            Link::Row(allotment) => Some(allotment),
            Link::Unknown => None,
            Link::Empty => {
                let mut given = self.fitting(context, links, payment);
                let first = given.next()?;
                given.all(|other| other == first).then_some(first)
            }
        }
    }

    /// The allotments of a payment's project that fit its fund.
    fn fitting(
        &self,
        context: &Context,
        links: &PaymentLinks,
        payment: usize,
    ) -> impl Iterator<Item = usize> {
        let tables = &context.data.tables;
        let fund = cell(&tables.payments.fund, payment);
        let fits = move |allotment: &usize| {
            fund.is_none() || cell(&tables.allotments.fund, *allotment) == fund
        };
        let project = links.project(payment).row();
        let given = project.into_iter().flat_map(|project| self.of(project));
        given.map(|(_, allotment)| allotment).filter(fits)
    }
}
