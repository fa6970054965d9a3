//! A county's projects: its money of the year divided over kinds of project, places and dates.

use std::collections::HashMap;

use domain::{Day, Fen};

use crate::funds::Fund;
use crate::kinds::Kind;
use crate::money::Line;
use crate::people;
use crate::places::{County, VILLAGES};
use crate::random::Random;
use crate::rows::{Allotment, Funding, Project, Text};
use crate::time::{Workdays, day, later};

/// A project with what the other tables are derived from.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// Its row.
    pub row: Project,
    /// Its kind.
    pub kind: &'static Kind,
    /// Its fund.
    pub fund: &'static Fund,
    /// How much of it is done, in tenths of the kind's unit.
    pub tenths: i64,
    /// Cost of one unit, whole yuan.
    pub unit_cost: Fen,
    /// Money allotted to it.
    pub fundings: Vec<Funding>,
    /// Numbers of the households paid, for money to households: first and count.
    pub households: (usize, usize),
    /// Number that stands at the end of its id.
    pub number: usize,
}

impl Site {
    /// The whole budget: plan, target and money are one amount.
    pub(crate) fn budget(&self) -> Fen {
        self.row.planned_amount
    }

    /// Id of its target.
    pub(crate) fn target(&self) -> Text {
        self.row.id.replacen('P', "T", 1).into()
    }

    /// First day of its fiscal year's part of the calendar that its money follows.
    pub(crate) fn finish(&self) -> Day {
        self.row.finish_on.unwrap_or(Day::FIRST)
    }

    /// Acceptance.
    pub(crate) fn accepted(&self) -> Day {
        self.row.accepted_on.unwrap_or(Day::FIRST)
    }
}

/// What a project is before it has a place and dates.
#[derive(Clone, Debug)]
struct Draft {
    kind: &'static Kind,
    budget: Fen,
    tenths: i64,
    unit_cost: Fen,
    households: usize,
    /// Rows of the purse that pay for it, with the parts.
    money: Vec<(usize, Fen)>,
}

/// Makes the projects of one county.
pub(crate) struct Projects<'a> {
    /// The county.
    pub county: &'a County,
    /// What the county received.
    pub received: &'a [Allotment],
    /// Working days.
    pub workdays: Workdays<'a>,
    /// Chance.
    pub random: &'a mut Random,
    /// Projects so far by year and kind: their villages follow each other.
    pub villages: HashMap<(u16, &'static str), usize>,
    /// Households in use.
    pub next_household: usize,
}

impl Projects<'_> {
    /// All projects of the county, year by year and fund by fund.
    pub(crate) fn all(&mut self, lines: &[Line]) -> Vec<Site> {
        let mut sites: Vec<Site> = Vec::new();
        let mut numbers: HashMap<u16, usize> = HashMap::new();
        for line in lines {
            if !numbers.contains_key(&line.year) {
                // In a new year the households of the register may be paid again.
                self.next_household = 0;
            }
            let mut purse = self.purse(line);
            for draft in self.divide(line, &mut purse) {
                let number = numbers.entry(line.year).or_default();
                *number += 1;
                let mut site = self.place(line, &draft, *number);
                let project = &site.row.id;
                let funding = |(row, amount): &(usize, Fen)| {
                    let (allotment, _, allotted_on) = purse.get(*row)?.clone();
                    Some(Funding {
                        project: project.clone(),
                        allotment,
                        amount: *amount,
                        allotted_on,
                    })
                };
                site.fundings = draft.money.iter().filter_map(funding).collect();
                sites.push(site);
            }
        }
        sites
    }

    /// What the county received for a line: allotment, sum, and the day on which it is given to
    /// projects.
    fn purse(&mut self, line: &Line) -> Vec<(Text, Fen, Day)> {
        let fund = line.fund();
        let wait = if fund.is_bond() { (1, 2) } else { (3, 8) };
        let of_line = |a: &&Allotment| a.fund == fund.code && a.fiscal_year == line.year;
        let mut purse = Vec::new();
        for received in self.received.iter().filter(of_line) {
            let arrived = received.received_on.unwrap_or(Day::FIRST);
            let given = self.workdays.after(arrived, self.random.days(wait.0, wait.1));
            purse.push((received.id.clone(), received.amount, given));
        }
        purse
    }

    /// Divides the money of a line over projects; their budgets add up to it. Money to households
    /// comes out of one allotment each, so that a list never stands behind two.
    fn divide(&mut self, line: &Line, purse: &mut [(Text, Fen, Day)]) -> Vec<Draft> {
        let fund = line.fund();
        let mut drafts = Vec::new();
        let subsidies = if fund.subsidies.is_empty() { 0 } else { line.slots * 45 / 100 };
        let floor = line.quota.0 * 45 / 100;
        let mut left = line.quota.0;
        for _ in 0..subsidies {
            let Some(kind) = fund.subsidies.get(self.random.index(fund.subsidies.len())) else {
                break;
            };
            let rooms = purse.iter().enumerate().map(|(row, (_, room, _))| (room.0, row));
            let Some((room, row)) = rooms.max() else { break };
            if let Some(mut draft) = self.subsidy(kind, Fen(room.min(left - floor))) {
                draft.money.push((row, draft.budget));
                left -= draft.budget.0;
                if let Some((_, room, _)) = purse.get_mut(row) {
                    room.0 -= draft.budget.0;
                }
                drafts.push(draft);
            }
        }
        // A works project is worth its procurement only above some two hundred thousand yuan.
        let most = (left / 20_000_000).max(1) as usize;
        let count = line.slots.saturating_sub(drafts.len()).min(most).max(1);
        let weights: Vec<i64> = (0..count).map(|_| self.weight()).collect();
        let (whole, all) = (left, weights.iter().sum::<i64>());
        for (position, weight) in weights.iter().enumerate() {
            let share = SMALLEST + (whole - SMALLEST * count as i64).max(0) / all * weight;
            let share = share / 100_000 * 100_000;
            let budget = if position + 1 == count { left } else { share };
            left -= budget;
            if let Some(kind) = fund.works.get(self.random.index(fund.works.len())) {
                let mut draft = self.works(kind, Fen(budget));
                draft.money = take(purse, budget);
                drafts.push(draft);
            }
        }
        drafts
    }

    /// Weight of a works project among the others of its line: one in ten is several times as
    /// large.
    fn weight(&mut self) -> i64 {
        let usual = self.random.between(60, 130);
        if self.random.one_in(10) { usual * self.random.between(4, 7) } else { usual }
    }

    /// Money to households: the standard times their number, as far as the money goes.
    fn subsidy(&mut self, kind: &'static Kind, money: Fen) -> Option<Draft> {
        let standard = Fen(self.random.between(kind.cost.0 / 100, kind.cost.1 / 100) * 10_000);
        let wanted = self.random.between(34, 78);
        let count = wanted.min(money.0 / standard.0.max(1));
        let budget = Fen(standard.0 * count);
        // Below this the project would fall under the floor for small projects.
        let large_enough = count >= 20 && budget.0 >= 12_000_000;
        let households = count as usize;
        let (tenths, money) = (count * 10, Vec::new());
        let draft = Draft { kind, budget, tenths, unit_cost: standard, households, money };
        large_enough.then_some(draft)
    }

    /// Works under contract: as much as the budget pays for at a usual cost.
    fn works(&mut self, kind: &'static Kind, budget: Fen) -> Draft {
        let usual = self.random.between(kind.cost.0, kind.cost.1) * 100;
        let tenths = if kind.quantity.tenths {
            (budget.0 * 10 / usual).max(1)
        } else {
            (budget.0 / usual).max(1) * 10
        };
        let unit_cost = Fen(budget.0 * 10 / tenths / 100 * 100);
        Draft { kind, budget, tenths, unit_cost, households: 0, money: Vec::new() }
    }

    /// Gives a draft its place, people and dates.
    fn place(&mut self, line: &Line, draft: &Draft, number: usize) -> Site {
        let (kind, fund, year) = (draft.kind, line.fund(), line.year);
        let paid = kind.pays_households();
        let first_household = self.next_household;
        let (township, village, section) = self.locate(year, kind);
        self.next_household += draft.households;
        let dates = Dates::new(fund, year, paid, self.workdays, self.random);
        let families = match draft.households {
            0 => self.random.between(24, 210),
            n => n as i64,
        };
        let persons = families * self.random.between(32, 47) / 10 + self.random.between(0, 4);
        let row = Project {
            id: format!("P{year}-{}-{number:04}", self.county.division).into(),
            name: format!("{township}{village}{year}年{}{section}", kind.title).into(),
            county: self.county.division,
            township,
            village,
            category: kind.category,
            nature: "新建",
            infrastructure: kind.infrastructure,
            fiscal_year: year,
            unit: format!("{}{}", self.county.short, kind.office).into(),
            manager: Some(
                people::name(self.county.tier, 500_000 + self.random.index(90_000)).into(),
            ),
            library_on: Some(dates.library),
            plan_doc: Some(self.plan_doc(fund, year)),
            plan_approved_on: Some(dates.plan),
            planned_amount: draft.budget,
            contract_amount: None,
            contract_changes: None,
            contractor: None,
            retention_amount: None,
            start_on: Some(dates.start),
            finish_on: Some(dates.finish),
            accepted_on: Some(dates.accepted),
            surplus_amount: None,
            surplus_approved_on: None,
            households: families as u32,
            persons: persons as u32,
            registered_only: paid,
            declared_project: None,
            major: false,
            new: true,
            appraised_on: None,
            appraisal: None,
        };
        let (tenths, unit_cost) = (draft.tenths, draft.unit_cost);
        let households = (first_household, draft.households);
        let mut site =
            Site { row, kind, fund, tenths, unit_cost, fundings: Vec::new(), households, number };
        self.contract(&mut site);
        self.appraise(&mut site);
        if fund.is_bond() {
            site.row.declared_project = Some(site.row.id.clone());
        }
        site
    }

    /// Township and village of the next project of a kind, and what tells it from the others there.
    fn locate(&mut self, year: u16, kind: &Kind) -> (Text, Text, String) {
        let ordinal = self.villages.entry((year, kind.title)).or_default();
        *ordinal += 1;
        if kind.pays_households() {
            // In the village of the first household paid.
            let village = self.next_household / people::HOUSEHOLDS_IN_VILLAGE;
            let (township, village) = self.county.village(village);
            return (township, village, format!("（{ordinal}批次）"));
        }
        let spread = self.county.division.code() as usize % 61;
        let (township, village) = self.county.village(spread + *ordinal);
        let round = *ordinal / VILLAGES;
        let section = if round == 0 { String::new() } else { format!("（{}标段）", round + 1) };
        (township, village, section)
    }

    /// Contract, contractor and retention money of works; bond money keeps none back, because it
    /// has to be spent within three months (B 三（二）4).
    fn contract(&mut self, site: &mut Site) {
        if site.kind.pays_households() {
            return;
        }
        let contract =
            Fen(site.budget().0 / 1_000 * self.random.between(925, 965) / 10_000 * 10_000);
        let retention =
            if site.fund.is_bond() { Fen(0) } else { Fen(contract.0 / 1_000_000 * 30_000) };
        site.row.contract_amount = Some(contract);
        site.row.retention_amount = Some(retention);
        site.row.contractor = Some(self.company(site.number, site.kind.business, 0));
    }

    /// A company of the county. Each project has its own, so that payments to one company on
    /// neighbouring days belong to one project.
    pub(crate) fn company(&self, number: usize, business: &str, shift: usize) -> Text {
        let word = |at: usize| COMPANY_WORDS.get(at % COMPANY_WORDS.len()).copied().unwrap_or("");
        let (first, second) =
            (word(number + shift), word(number / COMPANY_WORDS.len() + shift * 3));
        let more = number / (COMPANY_WORDS.len() * COMPANY_WORDS.len());
        let branch = if more == 0 { String::new() } else { format!("第{more}分") };
        format!("{}{first}{second}{business}有限{branch}公司", self.county.short).into()
    }

    /// New major projects are appraised before they enter the library (D 四（一）).
    fn appraise(&mut self, site: &mut Site) {
        const MAJOR: Fen = Fen(300_000_000);
        if site.budget() < MAJOR {
            return;
        }
        let library = site.row.library_on.unwrap_or(Day::FIRST);
        let changed = self.random.one_in(4);
        site.row.major = true;
        site.row.appraised_on = Some(self.workdays.after(library, -self.random.days(12, 20)));
        site.row.appraisal = Some(if changed { "support_after_change" } else { "support" });
    }

    fn plan_doc(&self, fund: &Fund, year: u16) -> Text {
        let number = if fund.is_bond() { 2 } else { 1 };
        format!("{}扶领字〔{year}〕{number}号", self.county.mark()).into()
    }
}

/// Takes an amount out of the allotments in their order: row and part.
fn take(purse: &mut [(Text, Fen, Day)], amount: i64) -> Vec<(usize, Fen)> {
    let mut wanted = amount;
    let mut parts = Vec::new();
    for (row, (_, room, _)) in purse.iter_mut().enumerate() {
        let part = wanted.min(room.0);
        if part > 0 {
            room.0 -= part;
            wanted -= part;
            parts.push((row, Fen(part)));
        }
    }
    parts
}

/// A works project is never smaller than this, which is above the floor for small projects.
const SMALLEST: i64 = 12_000_000;

/// Words of which company names are made.
const COMPANY_WORDS: &[&str] = &[
    "天山", "昆仑", "绿洲", "胡杨", "丝路", "雪莲", "金穗", "恒通", "宏远", "瑞祥", "安泰", "华源",
    "众合", "兴业", "顺达", "博远", "永固", "嘉禾", "百川", "中正", "德润", "正大", "利民",
];

/// The dates of a project.
struct Dates {
    library: Day,
    plan: Day,
    start: Day,
    finish: Day,
    accepted: Day,
}

impl Dates {
    /// Ordinary projects enter the library in the last quarter of the year before and are done by
    /// September; bond projects follow the issue in June. Some ordinary works are done before the
    /// node of August.
    fn new(fund: &Fund, year: u16, paid: bool, workdays: Workdays, random: &mut Random) -> Dates {
        let before = year.saturating_sub(1);
        let mut on = |year: u16, month: u32, first: u32, days: i32| {
            workdays.on_or_after(later(day(year, month, first), random.days(0, days)))
        };
        let (library, plan, start) = if fund.is_bond() {
            (on(year, 6, 5, 2), on(year, 6, 10, 3), on(year, 7, 6, 5))
        } else {
            (on(before, 11, 20, 16), on(before, 12, 10, 14), on(year, 3, 5, 20))
        };
        let early = !paid && !fund.is_bond() && random.one_in(4);
        let (finish, wait) = match (fund.is_bond(), early, paid) {
            (true, _, _) => (later(day(year, 9, 1), random.days(0, 3)), (3, 6)),
            (_, true, _) => (later(day(year, 7, 3), random.days(0, 34)), (6, 14)),
            (_, _, true) => (later(day(year, 9, 22), random.days(0, 10)), (4, 9)),
            _ => (later(day(year, 9, 1), random.days(0, 15)), (6, 14)),
        };
        let accepted = workdays.on_or_after(later(finish, random.days(wait.0, wait.1)));
        Dates { library, plan, start, finish, accepted }
    }
}
