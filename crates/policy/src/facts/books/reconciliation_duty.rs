//! `reconciliation_duty`: each month or quarter for which figures must be reconciled.
//!
//! Counties reconcile every fund with the treasury each month (B 三（二）1). Integrated funds are
//! reconciled each quarter with the agriculture division (B 二（三）2): by the business divisions where
//! the region received money, by the counties that did, and by whoever else has begun to.

use std::collections::{BTreeMap, HashMap};

use domain::period::PERIOD_KINDS;
use domain::{Day, FundId, Period, TableId};

use super::receipts::Receipts;
use super::reconciliation::{Counterpart, Record, Records};
use super::{CLASSES, class_value, is_integrated};
use crate::context::{Context, Derived};
use crate::facts::fill::{code, each, scalar};
use crate::facts::organisation::{ORGANISATIONS, Organisation, Organisations};
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
    needs: &[Need(TableId::Allotments, "received_on"), Need(TableId::Reconciliations, "")],
    day: "period_end",
    amount: None,
    rows: |context| context.derive::<Duties>().list.len(),
    skip: None,
    identity,
    place: None,
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
            "reporter",
            ORGANISATIONS,
            (
                "对账单位的级次，或自治区的处室",
                "level of the organisation, or office of the region",
            ),
            &[],
            |context, rows| {
                let duties = context.derive::<Duties>();
                let divisions = &context.pack.divisions;
                each(rows, |row| duties.org_of(row).map_or(0, |org| org.kind_value(divisions)))
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
    orgs: Organisations,
    list: Vec<Duty>,
}

impl Duties {
    fn get(&self, row: usize) -> Option<&Duty> {
        self.list.get(row)
    }

    /// The organisation of a duty.
    fn org_of(&self, row: usize) -> Option<&Organisation> {
        self.orgs.get(self.get(row)?.org)
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
            let org = self.orgs.place(org, &context.pack.divisions, end);
            self.list.push(Duty { org, fund, period, done_on: done(period) });
            period = period.next();
        }
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
        duties.add(
            context,
            &Organisation::of(*county),
            *fund,
            Period::month_of(*first),
            |period| done.get(&((*county, *fund), period)).copied(),
        );
    }
}

/// When an organisation first reconciled each quarter of a fund; nothing where it has not.
type Quarters = BTreeMap<Period, Option<Day>>;

fn quarterly(context: &Context, records: &[Record], receipts: &Receipts, duties: &mut Duties) {
    let business = Organisation::parse(BUSINESS, None, &context.pack.divisions);
    let mut made: BTreeMap<(FundId, Organisation), Quarters> = BTreeMap::new();
    let mut begin = |fund: FundId, org: Organisation, quarter: Period, day: Option<Day>| {
        let slot = made.entry((fund, org)).or_default().entry(quarter).or_default();
        *slot = (*slot).into_iter().chain(day).min();
    };
    for (fund, first) in &receipts.region {
        begin(*fund, business.clone(), Period::quarter_of(*first), None);
    }
    for ((county, fund), first) in &receipts.counties {
        if is_integrated(context, *fund) {
            begin(*fund, Organisation::of(*county), Period::quarter_of(*first), None);
        }
    }
    for record in records {
        let quarter = record.period.filter(|p| p.is_quarter());
        let fund = record.fund.filter(|fund| is_integrated(context, *fund));
        let (Some(quarter), Some(fund)) = (quarter, fund) else { continue };
        let day = record.done_on.filter(|_| is_with_agriculture(record, &business));
        begin(fund, record.org.newest(&context.pack.divisions), quarter, day);
        if let Some(other) = other_party(context, record, &business) {
            begin(fund, other, quarter, record.done_on);
        }
    }
    for ((fund, org), quarters) in &made {
        let Some(first) = quarters.keys().next() else { continue };
        duties.add(context, org, *fund, *first, |q| quarters.get(&q).copied().flatten());
    }
}

/// Whether a reconciliation meets the duty of who wrote it down: that of the business divisions is with
/// the agriculture division, that of all others with either of them; the treasury is another matter.
fn is_with_agriculture(record: &Record, business: &Organisation) -> bool {
    record.with == Counterpart::Agriculture
        || (record.org != *business && record.with != Counterpart::Treasury)
}

/// Whose duty a reconciliation meets besides: that of the counterpart, where the agriculture division
/// wrote it down.
fn other_party(
    context: &Context,
    record: &Record,
    business: &Organisation,
) -> Option<Organisation> {
    if Counterpart::of(&record.org.id) != Counterpart::Agriculture {
        return None;
    }
    if record.with == Counterpart::Business {
        return Some(business.clone());
    }
    record.other.division.map(|_| record.other.newest(&context.pack.divisions))
}

fn identity(context: &Context, row: usize) -> Identity {
    let duties = context.derive::<Duties>();
    let (Some(duty), Some(org)) = (duties.get(row), duties.org_of(row)) else {
        return Identity::default();
    };
    let fund = context.data.funds.get(duty.fund);
    Identity {
        id: format!("{}/{}/{}", org.id, fund.code, duty.period),
        name: format!("{} {} {}", org.name(context.pack), fund.name, duty.period),
        division: org.division,
        period: Some(duty.period.to_string()),
        record: None,
    }
}
