//! What the county, its townships and villages publish (B 三（一）5).

use domain::Day;

use crate::projects::Site;
use crate::random::Random;
use crate::rows::{Disclosure, Payment, Tables, Text};
use crate::time::{Workdays, later};

/// Makes the notices of one county.
pub(crate) struct Notices<'a> {
    /// Working days.
    pub workdays: Workdays<'a>,
    /// Chance.
    pub random: &'a mut Random,
}

impl Notices<'_> {
    /// The notices of a project in township and village: arrangement and completion.
    pub(crate) fn project(&mut self, site: &Site, tables: &mut Tables) {
        let approved = site.row.plan_approved_on.unwrap_or(Day::FIRST);
        for (stage, since) in [("arrangement", approved), ("completion", site.accepted())] {
            let text: Text = notice_text(site, stage).into();
            for level in ["township", "village"] {
                let posted = self.workdays.after(since, self.random.days(2, 12));
                let text = text.clone();
                let row = self.row(site, level, posted, stage, false, text);
                tables.disclosures.push(row);
            }
        }
    }

    /// The county's notice of how it allotted what it received.
    pub(crate) fn allotments(&mut self, sites: &[Site], tables: &mut Tables) {
        let mut seen: Vec<Text> = Vec::new();
        for funding in sites.iter().flat_map(|site| &site.fundings) {
            if seen.last() == Some(&funding.allotment) || seen.contains(&funding.allotment) {
                continue;
            }
            seen.push(funding.allotment.clone());
            tables.disclosures.push(Disclosure {
                subject_kind: "allotment",
                subject: funding.allotment.clone(),
                level: "county",
                channel: "门户网站",
                posted_on: self.workdays.after(funding.allotted_on, self.random.days(2, 12)),
                removed_on: None,
                real_name: false,
                stage: "",
                text: "资金安排到项目情况公告".into(),
            });
        }
    }

    /// The real-name lists of a project paid to households, one after each round of payments.
    pub(crate) fn real_names(&mut self, site: &Site, payments: &[&Payment], tables: &mut Tables) {
        let mut rounds: Vec<(Day, Day, usize)> = Vec::new();
        for payment in payments {
            match rounds.last_mut() {
                Some((first, last, count)) if payment.paid_on.since(*first) < 20 => {
                    (*last, *count) = (payment.paid_on, *count + 1);
                }
                _ => rounds.push((payment.paid_on, payment.paid_on, 1)),
            }
        }
        for (first, last, count) in rounds {
            let posted = self.workdays.after(last, self.random.days(1, 3));
            let lists =
                format!("{first}至{last}发放{}，共{count}笔，实名名单张榜公示", site.kind.title);
            for level in ["township", "village"] {
                let text = lists.as_str().into();
                let row = self.row(site, level, posted, "", true, text);
                tables.disclosures.push(row);
            }
        }
    }

    fn row(
        &mut self,
        site: &Site,
        level: &'static str,
        posted_on: Day,
        stage: &'static str,
        real_name: bool,
        text: Text,
    ) -> Disclosure {
        Disclosure {
            subject_kind: "project",
            subject: site.row.id.clone(),
            level,
            channel: "公示栏",
            posted_on,
            removed_on: Some(later(posted_on, self.random.days(10, 30))),
            real_name,
            stage,
            text,
        }
    }
}

/// The text of a notice in the order of the template in use, without anything personal.
fn notice_text(site: &Site, stage: &str) -> String {
    let row = &site.row;
    let opening = if stage == "arrangement" { "安排公示" } else { "完成情况公示" };
    format!(
        "{}{opening}：实施地点{}{}；资金{}元，来源{}；实施单位{}；受益{}户{}人；监督电话12317",
        row.name,
        row.township,
        row.village,
        row.planned_amount.plain(),
        site.fund.name,
        row.unit,
        row.households,
        row.persons,
    )
}
