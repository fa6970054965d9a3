//! What departs from a rule and yet is lawful, because an exception was approved and recorded.

use domain::Day;

use crate::payments::Paid;
use crate::places::{County, Tier};
use crate::projects::Site;
use crate::random::Random;
use crate::rows::{Exception, Payment, Tables, Text};
use crate::time::{Workdays, day, later};

/// One project in so many departs from each of the two rules below.
const ONE_IN: u64 = 120;

/// Some works are settled in the first days of November, by leave of the region (B 三（二）4).
pub(crate) fn settle_late(
    site: &Site,
    paid: &mut [Paid],
    workdays: Workdays,
    random: &mut Random,
    tables: &mut Tables,
) {
    let year = site.row.fiscal_year;
    let late_enough = site.finish() >= day(year, 9, 12);
    let is_works = site.row.contractor.is_some() && !site.fund.is_bond();
    if !is_works || !late_enough || !random.one_in(ONE_IN) {
        return;
    }
    let on = workdays.on_or_after(day(year, 11, 2));
    for row in paid.iter_mut().filter(|p| p.payment.kind == "final") {
        row.payment.paid_on = on;
        row.payment.imported_on = Some(workdays.after(on, 1));
    }
    tables.exceptions.push(Exception {
        subject_kind: "project_year",
        subject: format!("{}/{year}", site.row.id).into(),
        rule: "pace.october",
        approved_by: "自治区财政厅、自治区扶贫办".into(),
        approved_on: workdays.on_or_after(day(year, 10, 18)),
        until: None,
        reason: "设备到货推迟，经自治区批准延至十一月上旬结算",
    });
}

/// Some advice is bought from a village cooperative, with the reason recorded (reading M12).
pub(crate) fn pay_cooperatives(
    county: &County,
    payments: &mut [Payment],
    random: &mut Random,
) -> Vec<Exception> {
    let mut exceptions = Vec::new();
    for payment in payments.iter_mut() {
        let is_advice = payment.purpose.as_ref().is_some_and(|p| p.ends_with("监理及检测费"));
        if !is_advice || !payment.fund.starts_with("special-") || !random.one_in(ONE_IN) {
            continue;
        }
        let village = county.village(random.index(99)).1;
        payment.payee = Some(format!("{village}村民互助专业合作社").into());
        payment.payee_type = "other";
        exceptions.push(Exception {
            subject_kind: "payment",
            subject: format!("{}/{}", payment.county, payment.voucher_no).into(),
            rule: "pay.payee-kind",
            approved_by: leading_group(county),
            approved_on: later(payment.paid_on, -5),
            until: None,
            reason: "村民自建项目，由合作社组织贫困户投工投劳",
        });
    }
    exceptions
}

/// Counties that are out of poverty may use integrated funds for the living environment too (B
/// 三（一）2, reading M8).
pub(crate) fn out_of_poverty(
    county: &County,
    first_year: u16,
    workdays: Workdays,
) -> Option<Exception> {
    let approved: Day = workdays.on_or_after(day(first_year, 1, 8));
    (county.tier != Tier::Deep).then(|| Exception {
        subject_kind: "county",
        subject: county.division.to_string().into(),
        rule: "pay.negative.integrated",
        approved_by: leading_group(county),
        approved_on: approved,
        until: None,
        reason: "脱贫摘帽县，贫困村全部达到退出标准，经县扶贫开发领导小组研究，适当用于农村人居环境整治",
    })
}

fn leading_group(county: &County) -> Text {
    format!("{}扶贫开发领导小组", county.short).into()
}
