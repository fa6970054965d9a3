//! One county, made from what it received.

use std::collections::HashMap;

use domain::{Calendar, Day};

use crate::books;
use crate::disclosure::Notices;
use crate::lawful;
use crate::money::Line;
use crate::payments::{self, Paid, Payments};
use crate::performance::Performance;
use crate::places::County;
use crate::projects::{Projects, Site};
use crate::random::{Purpose, Random};
use crate::rows::{Order, Payment, Tables};
use crate::time::{Workdays, later};

/// What a county is made from.
pub(crate) struct Sources<'a> {
    /// The seed.
    pub seed: u64,
    /// The county.
    pub county: &'a County,
    /// Its money.
    pub lines: &'a [Line],
    /// Rows it received, with the notices about them.
    pub received: &'a Tables,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The first fiscal year.
    pub first_year: u16,
    /// The last day of the data.
    pub horizon: Day,
}

/// Makes the county's rows.
pub(crate) fn make(sources: &Sources) -> Tables {
    let code = u64::from(sources.county.division.code());
    let mut random = Random::new(sources.seed, Purpose::County, code);
    let random = &mut random;
    let workdays = Workdays(sources.calendar);
    let mut tables = sources.received.clone();
    let mut projects = Projects {
        county: sources.county,
        received: &sources.received.allotments,
        workdays,
        random,
        villages: HashMap::new(),
        next_household: 0,
    };
    let mut sites = projects.all(sources.lines);
    let random = projects.random;
    let paid = pay(sources, workdays, random, &mut sites, &mut tables);
    let mut notices = Notices { workdays, random };
    notices.allotments(&sites, &mut tables);
    orders(&sites, workdays, random, &mut tables);
    let households = sites.iter().map(|s| s.households.0 + s.households.1).max().unwrap_or(0);
    for site in sites {
        tables.fundings.extend(site.fundings);
        tables.projects.push(site.row);
    }
    let (mut payments, benefits) = payments::number(paid);
    let exceptions = lawful::pay_cooperatives(sources.county, &mut payments, random);
    tables.exceptions.extend(exceptions);
    tables.exceptions.extend(lawful::out_of_poverty(sources.county, sources.first_year, workdays));
    tables.register = payments::register(sources.county, households);
    books::keep(sources.county, &payments, sources.horizon, random, &mut tables);
    books::county_quarters(sources.county, &mut tables);
    books::county_returns(sources.county, sources.first_year, sources.horizon, &mut tables);
    (tables.payments, tables.benefits) = (payments, benefits);
    tables
}

/// Pays every project, and adds what follows from its payments: performance and notices.
fn pay(
    sources: &Sources,
    workdays: Workdays,
    random: &mut Random,
    sites: &mut [Site],
    tables: &mut Tables,
) -> Vec<Paid> {
    let mut all = Vec::new();
    for site in sites {
        let county = sources.county;
        let (horizon, paid) = (sources.horizon, Vec::new());
        let mut payments = Payments { county, workdays, random, horizon, paid };
        payments.pay(site);
        let mut paid = payments.paid;
        lawful::settle_late(site, &mut paid, workdays, random, tables);
        paid.sort_by_key(|p| p.payment.paid_on);
        Performance { workdays, random }.add(site, &paid, tables);
        let mut notices = Notices { workdays, random };
        notices.project(site, tables);
        if site.kind.pays_households() {
            let rows: Vec<&Payment> = paid.iter().map(|p| &p.payment).collect();
            notices.real_names(site, &rows, tables);
        }
        all.append(&mut paid);
    }
    all
}

/// A few orders to put small things right, all done in time.
fn orders(sites: &[Site], workdays: Workdays, random: &mut Random, tables: &mut Tables) {
    for site in sites {
        if site.number % 20 != 3 {
            continue;
        }
        let issued_on = workdays.on_or_after(later(site.finish(), -random.days(30, 60)));
        let due_on = later(issued_on, 30);
        let done = workdays.after(issued_on, random.days(6, 15));
        tables.orders.push(Order {
            id: site.row.id.replacen('P', "ZG", 1).into(),
            subject_kind: "project",
            subject: site.row.id.clone(),
            issued_on,
            due_on,
            done_on: Some(done),
            verified_on: Some(workdays.after(done, 2)),
            responsible: site.row.unit.clone(),
            decision: "补充完善项目档案资料",
        });
    }
}
