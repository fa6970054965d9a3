//! `reconciliation_duty`: each month or quarter for which figures must be reconciled.
//!
//! Counties reconcile every fund with the treasury each month (B 三（二）1); integrated funds are
//! reconciled each quarter with the agriculture division (B 二（三）2), by the business divisions and
//! by whoever else has begun to.

use std::collections::{BTreeMap, HashMap};

use domain::{Day, FundId, TableId};

use super::receipts::Receipts;
use super::reconciliation::{Counterpart, Record, Records};
use super::{CLASSES, class_value, is_integrated};
use crate::context::{Context, Derived};
use crate::facts::fill::{code, each, scalar};
use crate::facts::organisation::{Organisation, code_on};
use crate::facts::period::{PERIOD_KINDS, Period};
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// Who reconciles integrated funds with the agriculture division (B 二（三）2 second paragraph).
const BUSINESS: &str = "650000/region_business_divisions";

/// One month or quarter for which an organisation must reconcile a fund.
pub static RECONCILIATION_DUTY: FactTable = FactTable {
    name: "reconciliation_duty",
    zh: "应对账的一个月（县与国库）或一个季度（涉农整合资金与农业处）",
    en: "a month (county, treasury) or quarter (integrated funds, agriculture division) to reconcile",
    subject: "reconciliation",
    needs: &[TableId::Allotments, TableId::Reconciliations],
    day: "period_end",
    amount: None,
    rows: |context| context.derive::<Duties>().list.len(),
    skip: None,
    identity,
    columns: &[
        scalar(
            "period_end",
            Type::Date,
            ("该期间最后一日", "last day of the period"),
            &[Need(TableId::Allotments, "received_on")],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| day_value(duties.get(row).and_then(|d| d.period.last_day())))
            },
        ),
        code(
            "period_kind",
            PERIOD_KINDS,
            ("对账期间：月或季", "month or quarter"),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| duties.get(row).map_or(0, |d| d.period.kind_value()))
            },
        ),
        scalar(
            "done_on",
            Type::Date,
            ("该期间首次对账的日期", "day on which the period was first reconciled"),
            &[Need(TableId::Reconciliations, "done_on")],
            |context, rows| {
                let duties = context.derive::<Duties>();
                each(rows, |row| day_value(duties.get(row).and_then(|d| d.done_on)))
            },
        ),
        code("class", CLASSES, ("资金类别", "class of the fund"), &[], |context, rows| {
            let duties = context.derive::<Duties>();
            each(rows, |row| duties.get(row).map_or(UNKNOWN, |d| class_value(context, d.fund)))
        }),
    ],
};

struct Duty {
    /// Position in `orgs`.
    org: u32,
    fund: FundId,
    period: Period,
    done_on: Option<Day>,
}

#[derive(Default)]
struct Duties {
    orgs: Vec<Organisation>,
    list: Vec<Duty>,
}

impl Duties {
    fn get(&self, row: usize) -> Option<&Duty> {
        self.list.get(row)
    }

    /// Adds the periods of one organisation and fund from `first` that have ended by `as_of`.
    fn add(
        &mut self,
        context: &Context,
        org: &Organisation,
        fund: FundId,
        first: Period,
        done: impl Fn(Period) -> Option<Day>,
    ) {
        let mut period = first;
        while let Some(end) = period.last_day().filter(|end| *end <= context.as_of) {
            let org = self.org(context, org, end);
            self.list.push(Duty { org, fund, period, done_on: done(period) });
            period = period.next();
        }
    }

    /// The organisation under the code of the year.
    fn org(&mut self, context: &Context, org: &Organisation, day: Day) -> u32 {
        let mut org = org.clone();
        if let (Some(division), None) = (org.division, org.office()) {
            let code = code_on(&context.pack.divisions, division, day);
            org = Organisation { id: code.to_string(), division: Some(code) };
        }
        if self.orgs.last() != Some(&org) {
            self.orgs.push(org);
        }
        self.orgs.len().saturating_sub(1) as u32
    }
}

impl Derived for Duties {
    fn build(context: &Context) -> Self {
        let (records, receipts) = (context.derive::<Records>(), context.derive::<Receipts>());
        let mut duties = Duties::default();
        monthly(context, &records.list, &receipts, &mut duties);
        quarterly(context, &records.list, &receipts, &mut duties);
        duties
    }
}

fn monthly(context: &Context, records: &[Record], receipts: &Receipts, duties: &mut Duties) {
    let divisions = &context.pack.divisions;
    let mut done: HashMap<_, Day> = HashMap::new();
    for record in records.iter().filter(|r| r.with == Counterpart::Treasury) {
        let place = record.org.division.filter(|_| record.org.office().is_none());
        let key = place.map(|d| divisions.canonical(d)).zip(record.fund).zip(record.period);
        if let (Some(key), Some(day)) = (key, record.done_on) {
            let first = done.entry(key).or_insert(day);
            *first = day.min(*first);
        }
    }
    for ((county, fund), first) in &receipts.counties {
        let org = Organisation { id: county.to_string(), division: Some(*county) };
        duties.add(context, &org, *fund, Period::month_of(*first), |period| {
            done.get(&((*county, *fund), period)).copied()
        });
    }
}

/// When an organisation first reconciled each quarter of a fund; nothing for a quarter only begun.
type Quarters = BTreeMap<Period, Option<Day>>;

fn quarterly(context: &Context, records: &[Record], receipts: &Receipts, duties: &mut Duties) {
    let mut made: BTreeMap<(FundId, Organisation), Quarters> = BTreeMap::new();
    let business = Organisation::parse(BUSINESS, None, &context.pack.divisions);
    for (fund, first) in &receipts.integrated {
        let quarters = made.entry((*fund, business.clone())).or_default();
        quarters.insert(Period::quarter_of(*first), None);
    }
    for record in records {
        let quarter = record.period.filter(|p| p.is_quarter());
        let fund = record.fund.filter(|fund| is_integrated(context, *fund));
        let (Some(quarter), Some(fund)) = (quarter, fund) else { continue };
        for org in parties(record, &business).into_iter().flatten() {
            let counts = *org != business || both_sides(record, &business);
            let day = record.done_on.filter(|_| counts);
            let slot = made.entry((fund, org.clone())).or_default().entry(quarter).or_default();
            *slot = (*slot).into_iter().chain(day).min();
        }
    }
    for ((fund, org), quarters) in &made {
        let Some(first) = quarters.keys().next() else { continue };
        duties.add(context, org, *fund, *first, |q| quarters.get(&q).copied().flatten());
    }
}

/// The organisations whose duty a reconciliation meets: its own, and that of the business divisions
/// where the agriculture division wrote it down.
fn parties<'a>(record: &'a Record, business: &'a Organisation) -> [Option<&'a Organisation>; 2] {
    let other = both_sides(record, business) && record.org != *business;
    [Some(&record.org), other.then_some(business)]
}

/// Whether a reconciliation is one of the business divisions with the agriculture division,
/// whichever of them wrote it down.
fn both_sides(record: &Record, business: &Organisation) -> bool {
    let agriculture = Counterpart::of(&record.org.id) == Counterpart::Agriculture;
    (record.org == *business && record.with == Counterpart::Agriculture)
        || (agriculture && record.with == Counterpart::Business)
}

fn identity(context: &Context, row: usize) -> Identity {
    let duties = context.derive::<Duties>();
    let duty = duties.get(row).and_then(|d| Some((d, duties.orgs.get(d.org as usize)?)));
    let Some((duty, org)) = duty else { return Identity::default() };
    let fund = context.data.funds.get(duty.fund);
    Identity {
        id: format!("{}/{}/{}", org.id, fund.code, duty.period),
        name: format!("{} {} {}", org.name(context.pack), fund.name, duty.period),
        division: org.division,
        period: Some(duty.period.to_string()),
        record: None,
    }
}
