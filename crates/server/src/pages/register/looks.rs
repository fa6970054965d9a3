//! The register of looks after payment.

use domain::Month;

use super::behind::Behind;
use super::money::named;
use super::sheet::{Entry, Head, Of, Says, Sheet, first_head, notes};
use crate::operations::registers::looks::{Looks, LooksRegister};
use crate::operations::registers::{By, Only, Row};
use crate::visit::{Site, Visit};

const HEADS: [(&str, &str, Of); 6] = [
    ("支付笔数", "Payments", Of::Count),
    ("支付金额", "Paid", Of::Money),
    ("已监管笔数", "Looked at", Of::Count),
    ("已监管金额", "Amount looked at", Of::Money),
    ("笔数占比（%）", "Of payments (%)", Of::Percent),
    ("金额占比（%）", "Of the amount (%)", Of::Percent),
];

/// Its rows.
pub(super) fn looks_sheet(site: &Site, visit: &Visit, by: By, register: &LooksRegister) -> Sheet {
    let lang = visit.lang;
    let heads: Vec<Head> =
        HEADS.iter().map(|(zh, en, of)| Head::new(lang.pick(zh, en), *of)).collect();
    let entry = |row: &Row, looks: &Looks| entry(site, visit, (register, &heads), (row, looks));
    let whole = entry(&Row::Place(register.division), &register.whole);
    Sheet {
        lang,
        unit: visit.unit(),
        first: first_head(lang, by, ("月份", "Month")),
        rows: register.rows.iter().map(|(row, looks)| entry(row, looks)).collect(),
        whole: whole.in_all(lang),
        notes: notes(lang, &NOTES),
        heads,
    }
}

fn entry(
    site: &Site,
    visit: &Visit,
    (register, heads): (&LooksRegister, &[Head]),
    (row, looks): (&Row, &Looks),
) -> Entry {
    let LooksRegister { division, year, .. } = register;
    let divisions = site.context.divisions();
    let behind = Behind::new(divisions, (*division, *year), row, Only::default());
    let days = month(row);
    let paid = behind.payments(&format!("&kind=!refund{days}"));
    let looked = behind.looked(&days);
    let told = [
        (Says::Count(looks.payments), paid.clone()),
        (Says::Money(looks.paid), paid),
        (Says::Count(looks.looked), looked.clone()),
        (Says::Money(looks.looked_fen), looked),
        (Says::Share(looks.looked, looks.payments), None),
        (Says::Share(looks.looked_fen, looks.paid), None),
    ];
    let figures = heads.iter().zip(told);
    let address = match row {
        Row::Place(place) => Some(format!("/registers/looks?division={place}&year={year}")),
        _ => None,
    };
    Entry {
        name: named(site, &site.context.pack.funds, row, visit.lang),
        address,
        figures: figures.map(|(head, (says, at))| head.figure(visit, &says, at)).collect(),
        sum: false,
    }
}

/// The days of a row's month, as addresses ask for them.
fn month(row: &Row) -> String {
    let Row::Month(month) = row else { return String::new() };
    let days = Month::parse(month).ok().map(|month| (month.first_day(), month.last_day()));
    match days {
        Some((Some(first), Some(last))) => format!("&paid_on.from={first}&paid_on.to={last}"),
        _ => String::new(),
    }
}

/// How its columns are counted.
const NOTES: [(&str, &str); 3] = [
    (
        "支付：预算年度内的支付凭证，不含退款；按支付日期所在月份，与支付列表一致。",
        "Paid: vouchers of the fiscal year without refunds, by the month in which they were paid, as in the list of \
         payments.",
    ),
    (
        "已监管：检查报告已提交的支付后监管所列的凭证；同一凭证监管几次只计一次。",
        "Looked at: vouchers named by looks after payment that were reported; one that was looked at several times \
         counts once.",
    ),
    (
        "法规要求县（市）财政部门会同资金使用部门开展支付后监管（B-3.2.3.f），没有规定监管的比例；本台账只列比例，不作判断。",
        "The regulations want the county's finance department to supervise use after payment together with the \
         department that uses the money (B-3.2.3.f) and name no share: the register shows it and judges nothing.",
    ),
];
