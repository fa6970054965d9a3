//! `reconciliation`: each reconciliation of two sets of figures.

use domain::period::PERIOD_KINDS;
use domain::records::Reconciliations;
use domain::{Day, FundId, Name, Period, TableId};

use super::{CLASSES, balance, class_value};
use crate::context::{Context, Derived};
use crate::facts::fill::{cell, code, dates, each, fen_value, money, scalar};
use crate::facts::organisation::{ORGANISATIONS, Organisation};
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// One reconciliation of an organisation with a counterpart.
pub static RECONCILIATION: FactTable = FactTable {
    name: "reconciliation",
    zh: "一次对账（某单位、某资金、某月或某季与对方核对的账务）",
    en: "one reconciliation (an organisation, a fund, a month or quarter, with a counterpart)",
    subject: "reconciliation",
    needs: &[Need(TableId::Reconciliations, "")],
    day: "period_end",
    amount: Some("difference"),
    rows: |context| table(context).org.len(),
    skip: Some(not_yet),
    identity,
    place: None,
    columns: &[
        scalar("ours", Type::Money, ("我方金额", "our figure"), &[], |context, rows| {
            money(&table(context).ours, rows)
        }),
        scalar("theirs", Type::Money, ("对方金额", "their figure"), &[], |context, rows| {
            money(&table(context).theirs, rows)
        }),
        scalar(
            "difference",
            Type::Money,
            ("双方金额之差（绝对值）", "absolute difference of the two figures"),
            &[],
            differences,
        ),
        scalar(
            "done_on",
            Type::Date,
            ("对账完成日期", "day on which it was done"),
            &[Need(TableId::Reconciliations, "done_on")],
            |context, rows| dates(&table(context).done_on, rows),
        ),
        scalar(
            "period_end",
            Type::Date,
            ("对账期间的最后一日", "last day of the period"),
            &[],
            |context, rows| {
                let records = context.derive::<Records>();
                each(rows, |row| {
                    let period = records.get(row).and_then(|r| r.period);
                    day_value(period.and_then(Period::last_day))
                })
            },
        ),
        code(
            "period_kind",
            PERIOD_KINDS,
            ("对账期间：月、季、半年、年", "length of the period"),
            &[],
            |context, rows| {
                let records = context.derive::<Records>();
                each(rows, |row| {
                    records.get(row).and_then(|r| r.period).map_or(0, Period::kind_value)
                })
            },
        ),
        code(
            "reporter",
            ORGANISATIONS,
            (
                "对账单位的级次，或自治区的处室",
                "level of the organisation, or an office of the region",
            ),
            &[],
            |context, rows| {
                let records = context.derive::<Records>();
                let divisions = &context.pack.divisions;
                each(rows, |row| records.get(row).map_or(0, |r| r.org.kind_value(divisions)))
            },
        ),
        code("class", CLASSES, ("资金类别", "class of the fund"), &[], |context, rows| {
            each(rows, |row| {
                cell(&table(context).fund, row).map_or(UNKNOWN, |f| class_value(context, f))
            })
        }),
    ],
};

/// A reconciliation with its texts understood.
pub(super) struct Record {
    pub(super) org: Organisation,
    pub(super) fund: Option<FundId>,
    pub(super) period: Option<Period>,
    pub(super) with: Counterpart,
    /// The counterpart, where it is a division or an office.
    pub(super) other: Organisation,
    /// Day on which it was done, up to the day of evaluation.
    pub(super) done_on: Option<Day>,
}

/// With whom figures are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counterpart {
    Treasury,
    Agriculture,
    Business,
    Other,
}

impl Counterpart {
    /// The counterpart that a text names: `国库`, `treasury`, a section or an office by name or id.
    pub(super) fn of(text: &str) -> Counterpart {
        let text = text.to_lowercase();
        let names = |words: [&str; 2]| words.iter().any(|word| text.contains(word));
        if names(["国库", "treasury"]) {
            Counterpart::Treasury
        } else if names(["农业处", "agriculture"]) {
            Counterpart::Agriculture
        } else if names(["业务处", "business"]) {
            Counterpart::Business
        } else {
            Counterpart::Other
        }
    }
}

/// The rows of `reconciliations`, understood once.
pub(super) struct Records {
    pub(super) list: Vec<Record>,
}

impl Records {
    fn get(&self, row: usize) -> Option<&Record> {
        self.list.get(row)
    }
}

impl Derived for Records {
    fn build(context: &Context) -> Self {
        let table = table(context);
        let text = |name: &[Option<Name>], row| context.data.names.text_or_empty(cell(name, row));
        let record = |row| {
            let period = Period::parse(text(&table.period, row));
            let day = period.and_then(Period::last_day);
            let counterpart = text(&table.counterpart, row);
            Record {
                org: Organisation::parse(text(&table.org, row), day, &context.pack.divisions),
                other: Organisation::parse(counterpart, day, &context.pack.divisions),
                fund: cell(&table.fund, row),
                period,
                with: Counterpart::of(counterpart),
                done_on: cell(&table.done_on, row).filter(|day| *day <= context.as_of),
            }
        };
        Records { list: (0..table.org.len()).map(record).collect() }
    }
}

fn table<'a>(context: &Context<'a>) -> &'a Reconciliations {
    &context.data.tables.reconciliations
}

/// A reconciliation dated after the day of evaluation, or of a period that has not begun, is not
/// there yet.
fn not_yet(context: &Context, row: usize) -> bool {
    let begins = || context.derive::<Records>().get(row)?.period?.first_day();
    cell(&table(context).done_on, row).or_else(begins).is_some_and(|day| day > context.as_of)
}

fn differences(context: &Context, rows: &[u32]) -> Vec<i64> {
    let table = table(context);
    each(rows, |row| {
        let fen = |values| fen_value(cell(values, row));
        balance([fen(&table.ours), 0], [fen(&table.theirs), 0]).checked_abs().unwrap_or(UNKNOWN)
    })
}

fn identity(context: &Context, row: usize) -> Identity {
    let records = context.derive::<Records>();
    let Some(record) = records.get(row) else { return Identity::default() };
    let fund = record.fund.map(|fund| context.data.funds.get(fund));
    let written = || context.data.names.text_or_empty(cell(&table(context).period, row)).to_owned();
    let period = record.period.map_or_else(written, |p| p.to_string());
    Identity {
        id: format!("{}/{}/{period}", record.org.id, fund.map_or("", |f| &f.code)),
        name: format!(
            "{} {} {period}",
            record.org.name(context.pack),
            fund.map_or("", |f| &f.name)
        ),
        division: record.org.division,
        period: Some(period),
        record: Some((TableId::Reconciliations, row)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counterparts_as_files_name_them() {
        let check = |text: &str, want| assert_eq!(Counterpart::of(text), want, "{text}");
        check("国库", Counterpart::Treasury);
        check("Treasury", Counterpart::Treasury);
        check("国库股", Counterpart::Treasury);
        check("650000/region_agriculture_division", Counterpart::Agriculture);
        check("农业处", Counterpart::Agriculture);
        check("650000/region_business_divisions", Counterpart::Business);
        check("653100", Counterpart::Other);
    }
}
