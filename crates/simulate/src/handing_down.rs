//! The documents that hand the money down: centre → region → prefecture → county, each in time.

use std::collections::BTreeMap;

use domain::{Calendar, Day, Division, Fen};

use crate::Settings;
use crate::funds::{Batch, FUNDS, Fund, Pace, Part};
use crate::money::Line;
use crate::places::Places;
use crate::random::{Purpose, Random};
use crate::rows::{Allotment, Disclosure, Tables, Text};
use crate::time::{Workdays, day, later};

/// The rows of the levels above the counties, and each county's received rows.
pub(crate) struct HandedDown {
    /// Rows received by the region and by prefectures, with what was published about them.
    pub head: Tables,
    /// Rows received by each county, with what the prefecture published about them.
    pub counties: Vec<Tables>,
}

/// Hands down all lines.
pub(crate) fn hand_down(
    settings: &Settings,
    places: &Places,
    lines: &[Vec<Line>],
    calendar: &Calendar,
) -> HandedDown {
    let mut out = HandedDown {
        head: Tables::default(),
        counties: vec![Tables::default(); places.counties.len()],
    };
    for year in &settings.fiscal_years {
        let regional = RegionalShare::new(*year, lines);
        let mut flows = Flows { places, workdays: Workdays(calendar), year: *year, out: &mut out };
        let mut numbers = Numbers::default();
        for (index, fund) in FUNDS.iter().enumerate() {
            for (position, batch) in fund.batches.iter().enumerate() {
                let parts = parts(lines, *year, index, position, regional);
                if parts.is_empty() {
                    continue;
                }
                let number = numbers.flow();
                let thing = u64::from(*year) * 1_000 + number;
                let mut random = Random::new(settings.seed, Purpose::HandingDown, thing);
                flows.flow(fund, batch, number, &parts, &mut numbers, &mut random);
            }
        }
    }
    out
}

/// The region's part of the special funds as a fraction of the funds to which its budget adds.
#[derive(Clone, Copy)]
struct RegionalShare {
    wanted: i128,
    of: i128,
}

impl RegionalShare {
    /// 31 % of the central grant in 2016 and a hundredth more every year: above the 30 % asked for,
    /// and growing faster than the grant (B 一（一）1（3）).
    fn new(year: u16, lines: &[Vec<Line>]) -> RegionalShare {
        let of_year = || lines.iter().flatten().filter(|l| l.year == year);
        let sum = |keep: &dyn Fn(&Fund) -> bool| -> i128 {
            of_year().filter(|l| keep(l.fund())).map(|l| i128::from(l.quota.0)).sum()
        };
        let all = sum(&|fund| fund.class == domain::FundClass::Special);
        let rate = ratio_of(year);
        RegionalShare {
            wanted: all * rate / (100 + rate),
            of: sum(&Fund::has_regional_part).max(1),
        }
    }

    /// The part of one line, rounded up to its fund's step.
    fn of(self, quota: Fen, fund: &Fund) -> Fen {
        let step = i128::from(fund.step().0);
        let part = (i128::from(quota.0) * self.wanted / self.of / step + 1) * step;
        Fen(part.min(i128::from(quota.0) - 2 * step).max(0) as i64)
    }
}

/// The region's special funds in hundredths of the centre's.
pub(crate) fn ratio_of(year: u16) -> i128 {
    31 + i128::from(year.saturating_sub(2016))
}

/// What one batch brings to each county: position of the county and sum.
fn parts(
    lines: &[Vec<Line>],
    year: u16,
    fund: usize,
    batch: usize,
    regional: RegionalShare,
) -> Vec<(usize, Fen)> {
    let of_county = |lines: &Vec<Line>| -> Option<Fen> {
        let line = lines.iter().find(|l| l.year == year && l.fund == fund)?;
        Some(split(line, regional).get(batch).copied().unwrap_or_default())
    };
    let all = lines.iter().enumerate().filter_map(|(c, l)| Some((c, of_county(l)?)));
    all.filter(|(_, sum)| sum.0 > 0).collect()
}

/// Splits a line over the batches of its fund; the parts add up to it.
fn split(line: &Line, regional: RegionalShare) -> Vec<Fen> {
    let fund = line.fund();
    let step = fund.step().0;
    let whole = |sum: i64| sum / step * step;
    let own = if fund.has_regional_part() { regional.of(line.quota, fund) } else { Fen(0) };
    let mut left = line.quota.0 - own.0;
    let part = |batch: &Batch| {
        let part = match batch.part {
            Part::Regional => return own,
            Part::Hundredths(n) => whole(left / 100 * n),
            Part::Sixth => left / 6,
            Part::Rest => left,
        };
        left -= part;
        Fen(part)
    };
    fund.batches.iter().map(part).collect()
}

/// Counters of document numbers within a year.
#[derive(Default)]
struct Numbers {
    flows: u64,
    by_series: BTreeMap<String, u32>,
}

impl Numbers {
    fn flow(&mut self) -> u64 {
        self.flows += 1;
        self.flows
    }

    /// The next document number of a series: 新财扶〔2019〕12号.
    fn next(&mut self, series: &str, year: u16) -> Text {
        let number = self.by_series.entry(series.to_owned()).or_default();
        *number += 1;
        format!("{series}〔{year}〕{number}号").into()
    }
}

struct Flows<'a> {
    places: &'a Places,
    workdays: Workdays<'a>,
    year: u16,
    out: &'a mut HandedDown,
}

impl Flows<'_> {
    /// One batch of one fund, from the region's receipt to the counties.
    fn flow(
        &mut self,
        fund: &'static Fund,
        batch: &Batch,
        number: u64,
        parts: &[(usize, Fen)],
        numbers: &mut Numbers,
        random: &mut Random,
    ) {
        let id: Text = format!("ZB{}-{number:02}", self.year).into();
        let start = later(day(self.year, batch.from.0, batch.from.1), random.days(0, 3));
        let start = self.workdays.on_or_after(start);
        let total = Fen(parts.iter().map(|(_, sum)| sum.0).sum());
        let root = self.root(fund, batch, &id, start, total, numbers);
        self.out.head.allotments.push(root);
        let issued = self.region_issues(batch.pace, start, random);
        let doc_no = numbers.next(fund.series, self.year);
        for (position, prefecture) in self.places.prefectures.iter().enumerate() {
            let own = |(county, _): &&(usize, Fen)| self.prefecture_of(*county) == position;
            let parts: Vec<(usize, Fen)> = parts.iter().filter(own).copied().collect();
            if parts.is_empty() {
                continue;
            }
            let received = self.received(batch.pace, issued, random);
            let handing = Handing {
                fund,
                batch,
                doc_no: doc_no.clone(),
                parent: id.clone(),
                from: self.places.region,
                issued,
                received,
            };
            let sum = Fen(parts.iter().map(|(_, sum)| sum.0).sum());
            let row = self.row(&handing, prefecture.division, sum);
            let notice = self.notice(&row, "region", random);
            let parent = row.id.clone();
            self.out.head.allotments.push(row);
            self.out.head.disclosures.push(notice);
            let series = format!("{}财{}", prefecture.mark, last_char(fund.series));
            let issued = self.prefecture_issues(batch.pace, received, random);
            let doc_no = numbers.next(&series, self.year);
            let from = prefecture.division;
            self.reach_counties(
                &Handing { doc_no, parent, from, issued, ..handing },
                &parts,
                random,
            );
        }
    }

    fn reach_counties(&mut self, handing: &Handing, parts: &[(usize, Fen)], random: &mut Random) {
        for (county, sum) in parts {
            let Some(place) = self.places.counties.get(*county) else { continue };
            let received = self.received(handing.batch.pace, handing.issued, random);
            let row = self.row(&Handing { received, ..handing.clone() }, place.division, *sum);
            let notice = self.notice(&row, "prefecture", random);
            if let Some(tables) = self.out.counties.get_mut(*county) {
                tables.allotments.push(row);
                tables.disclosures.push(notice);
            }
        }
    }

    fn prefecture_of(&self, county: usize) -> usize {
        self.places.counties.get(county).map_or(usize::MAX, |c| c.prefecture)
    }

    /// What the region itself received, or approved out of its own budget.
    fn root(
        &self,
        fund: &'static Fund,
        batch: &Batch,
        id: &Text,
        start: Day,
        total: Fen,
        numbers: &mut Numbers,
    ) -> Allotment {
        let own = batch.kind == "own_budget";
        let doc_no = numbers.next(if own { "新财预" } else { "财农" }, self.year);
        let from = if own { self.places.region } else { self.places.centre };
        let received = if own { None } else { Some(start) };
        let issued = if own { None } else { Some(self.sent(batch.pace, start)) };
        Allotment {
            id: id.clone(),
            doc_no: doc_no.clone(),
            doc_title: title(fund, self.year),
            fund: fund.code,
            fiscal_year: self.year,
            kind: batch.kind,
            from,
            to: self.places.region,
            parent: None,
            amount: total,
            issued_on: issued,
            received_on: received,
            approved_on: if batch.kind == "grant" { None } else { Some(start) },
            for_poverty: true,
            to_household: false,
            names_project: false,
            targets_on: issued,
            scan: true,
            function_class: "21305",
            recorded_amount: Some(total),
            recorded_fund: Some(fund.code),
            recorded_doc_no: Some(doc_no),
            note: "",
        }
    }

    fn row(&self, handing: &Handing, to: Division, amount: Fen) -> Allotment {
        // The prefecture's row ends with its own code, the county's with the county's.
        let root = handing.parent.get(..9).unwrap_or(&handing.parent);
        Allotment {
            id: format!("{root}-{to}").into(),
            doc_no: handing.doc_no.clone(),
            doc_title: title(handing.fund, self.year),
            fund: handing.fund.code,
            fiscal_year: self.year,
            // Own budget becomes a grant once it leaves the region.
            kind: if handing.fund.is_bond() { "bond" } else { "grant" },
            from: handing.from,
            to,
            parent: Some(handing.parent.clone()),
            amount,
            issued_on: Some(handing.issued),
            received_on: Some(handing.received),
            approved_on: None,
            for_poverty: true,
            to_household: false,
            names_project: false,
            targets_on: Some(handing.issued),
            scan: true,
            function_class: "21305",
            recorded_amount: Some(amount),
            recorded_fund: Some(handing.fund.code),
            recorded_doc_no: Some(handing.doc_no.clone()),
            note: "",
        }
    }

    /// The notice of a result of allocation, on the issuer's website within twenty working days.
    fn notice(&self, row: &Allotment, level: &'static str, random: &mut Random) -> Disclosure {
        let issued = row.issued_on.unwrap_or(Day::FIRST);
        Disclosure {
            subject_kind: "allotment",
            subject: row.id.clone(),
            level,
            channel: "门户网站",
            posted_on: self.workdays.after(issued, random.days(2, 14)),
            removed_on: None,
            real_name: false,
            stage: "",
            text: format!("{}分配结果公告", row.doc_title.trim_end_matches("的通知")).into(),
        }
    }

    fn sent(&self, pace: Pace, received: Day) -> Day {
        match pace {
            Pace::Grant => self.workdays.after(received, -3),
            Pace::Bond => received,
        }
    }

    fn region_issues(&self, pace: Pace, start: Day, random: &mut Random) -> Day {
        match pace {
            Pace::Grant => self.workdays.on_or_before(later(start, random.days(9, 20))),
            Pace::Bond => self.workdays.after(start, random.days(1, 2)),
        }
    }

    fn prefecture_issues(&self, pace: Pace, received: Day, random: &mut Random) -> Day {
        match pace {
            Pace::Grant => self.workdays.after(received, random.days(1, 4)),
            Pace::Bond => self.workdays.after(received, random.days(1, 2)),
        }
    }

    fn received(&self, pace: Pace, issued: Day, random: &mut Random) -> Day {
        match pace {
            Pace::Grant => self.workdays.after(issued, random.days(0, 1)),
            Pace::Bond => issued,
        }
    }
}

/// What the rows that one document hands down have in common.
#[derive(Clone)]
struct Handing<'a> {
    fund: &'static Fund,
    batch: &'a Batch,
    doc_no: Text,
    parent: Text,
    from: Division,
    issued: Day,
    received: Day,
}

fn title(fund: &Fund, year: u16) -> Text {
    format!("关于下达{year}年{}预算指标的通知", fund.name).into()
}

fn last_char(text: &str) -> char {
    text.chars().next_back().unwrap_or('扶')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money;
    use crate::places::tests::divisions;
    use crate::time::tests::calendar;

    fn handed_down() -> (Vec<Allotment>, Vec<Allotment>) {
        let settings = Settings { payments: 20_000, ..Settings::default() };
        let places = Places::new(&divisions(), 0, &settings.fiscal_years);
        let lines = money::lines(&settings, &places);
        let calendar = calendar();
        let out = hand_down(&settings, &places, &lines, &calendar);
        (out.head.allotments, out.counties.into_iter().flat_map(|t| t.allotments).collect())
    }

    #[test]
    fn children_add_up_to_their_parent() {
        let (head, counties) = handed_down();
        for parent in &head {
            let of_it = |a: &&Allotment| a.parent.as_ref() == Some(&parent.id);
            let children = head.iter().chain(&counties).filter(of_it);
            assert_eq!(children.map(|a| a.amount.0).sum::<i64>(), parent.amount.0, "{}", parent.id);
        }
        assert!(head.iter().any(|a| a.kind == "own_budget"));
        assert!(counties.iter().any(|a| a.kind == "bond"));
    }

    #[test]
    fn every_level_hands_down_in_time() {
        let (head, counties) = handed_down();
        let calendar = calendar();
        for parent in &head {
            let start = parent.received_on.or(parent.approved_on).unwrap();
            let of_it = |a: &&Allotment| a.parent.as_ref() == Some(&parent.id);
            for child in head.iter().chain(&counties).filter(of_it) {
                let issued = child.issued_on.unwrap();
                let from_region = child.id.ends_with("00");
                let within = |n| calendar.workdays_between(start, issued).is_some_and(|d| d <= n);
                let in_time = match (child.kind, from_region) {
                    ("bond", _) => within(2),
                    (_, true) => issued.since(start) <= 30,
                    (_, false) => within(5),
                };
                assert!(in_time && issued > start, "{}", child.id);
                assert!(child.received_on.unwrap() >= issued, "{}", child.id);
            }
        }
    }
}
