//! Payments out of the treasury: works by stages of the contract, households by lists.

use domain::{Day, Fen};

use crate::people::{self, Household, Households};
use crate::places::County;
use crate::projects::Site;
use crate::random::Random;
use crate::rows::{Benefit, Payment, Registered, Text};
use crate::time::{Workdays, day, later};

/// A payment before it has a voucher number, with the list behind it.
#[derive(Clone, Debug)]
pub(crate) struct Paid {
    /// The row.
    pub payment: Payment,
    /// What each household got.
    pub benefits: Vec<Benefit>,
}

/// One payment as the schedule of a project has it, before it is set against allotments.
struct Stage {
    on: Day,
    amount: Fen,
    kind: &'static str,
    payee: Text,
    payee_type: &'static str,
    purpose: String,
}

/// A stage of a contract: day, part paid up to then in hundredths, kind, words of the purpose.
type Step = (Day, i64, &'static str, &'static str);

/// What amounts are rounded to, and moved by.
const HUNDRED_YUAN: i64 = 10_000;
/// Days within which equal payments to one payee would look like one made twice.
const LOOKS_TWICE: i32 = 40;

/// Makes the payments of one county.
pub(crate) struct Payments<'a> {
    /// The county.
    pub county: &'a County,
    /// Working days.
    pub workdays: Workdays<'a>,
    /// Chance.
    pub random: &'a mut Random,
    /// The last day on which anything has happened.
    pub horizon: Day,
    /// What was paid.
    pub paid: Vec<Paid>,
}

/// Parts of a contract paid at the end of each stage, in hundredths: from and to.
const ADVANCE: (i64, i64) = (24, 29);
const SPRING: (i64, i64) = (45, 49);
const JUNE: (i64, i64) = (55, 60);
const SUMMER: (i64, i64) = (76, 82);
/// Parts of the households paid up to the end of each round, in hundredths; the last round pays the
/// rest.
const ROUNDS: [i64; 4] = [26, 48, 60, 80];

impl Payments<'_> {
    /// All payments of a project; fills in the project's surplus where it has one.
    pub(crate) fn pay(&mut self, site: &mut Site) {
        if site.kind.pays_households() {
            self.households(site);
        } else {
            self.works(site);
        }
    }

    fn works(&mut self, site: &mut Site) {
        let mut stages = self.contract_stages(site);
        let others = self.other_costs(site);
        stages.extend(others);
        stages.retain(|stage| stage.amount.0 > 0 && stage.on <= self.horizon);
        stages.sort_by_key(|stage| stage.on);
        set_apart(&mut stages, site);
        for (stage, allotment, amount) in parts(&stages, site) {
            let Some(stage) = stages.get(stage) else { continue };
            let payment = self.row(site, stage, allotment, amount);
            self.paid.push(Paid { payment, benefits: Vec::new() });
        }
    }

    /// Advance, progress, settlement and retention money of the contract.
    fn contract_stages(&mut self, site: &Site) -> Vec<Stage> {
        let contract = site.row.contract_amount.unwrap_or_default();
        let retention = site.row.retention_amount.unwrap_or_default();
        let payee = site.row.contractor.clone().unwrap_or_default();
        let steps = self.steps(site);
        let amounts = amounts(&steps, contract, Fen(contract.0 - retention.0));
        let stage = |((on, _, kind, words), amount): (Step, i64)| Stage {
            on,
            amount: Fen(amount),
            kind,
            payee: payee.clone(),
            payee_type: "enterprise",
            purpose: format!("{}{words}", site.row.name),
        };
        let mut stages: Vec<Stage> = steps.into_iter().zip(amounts).map(stage).collect();
        let year_on = site.accepted().plus_months(12).unwrap_or(Day::FIRST);
        stages.push(Stage {
            on: self.workdays.on_or_after(later(year_on, self.random.days(2, 20))),
            amount: retention,
            kind: "retention",
            payee,
            payee_type: "enterprise",
            purpose: format!("{}质量保证金", site.row.name),
        });
        stages
    }

    /// The stages of a contract.
    fn steps(&mut self, site: &Site) -> Vec<Step> {
        let year = site.row.fiscal_year;
        let settled = self.workdays.after(site.accepted(), self.random.days(2, 6));
        if site.fund.is_bond() {
            let first = site.fundings.iter().map(|f| f.allotted_on).max().unwrap_or(settled);
            let start = self.workdays.after(first, self.random.days(2, 4));
            let mut on = |month, first, days| self.random_day(year, month, first, days);
            let (summer, august) = (on(7, 24, 12), on(8, 17, 10));
            return vec![
                (start, self.part(ADVANCE), "advance", "预付款"),
                (summer, self.part((55, 60)), "progress", "工程进度款（第一期）"),
                (august, self.part((82, 86)), "progress", "工程进度款（第二期）"),
                (settled, 100, "final", "工程结算款"),
            ];
        }
        let mut on = |month, first, days| self.random_day(year, month, first, days);
        let (advance, spring) = (on(4, 9, 15), on(5, 8, 18));
        let (june, summer) = (on(6, 10, 15), on(7, 16, 38));
        let mut steps = vec![
            (advance, self.part(ADVANCE), "advance", "预付款"),
            (spring, self.part(SPRING), "progress", "进度款（第一期）"),
            (june, self.part(JUNE), "progress", "进度款（第二期）"),
        ];
        if site.finish() >= day(year, 9, 1) {
            steps.push((summer, self.part(SUMMER), "progress", "进度款（第三期）"));
        }
        steps.push((settled, 100, "final", "结算款"));
        steps
    }

    /// Survey, design and supervision; a small part may be a management fee, and what the tender
    /// saved may be arranged anew after the work is done.
    fn other_costs(&mut self, site: &mut Site) -> Vec<Stage> {
        let year = site.row.fiscal_year;
        let other = Fen(site.budget().0 - site.row.contract_amount.unwrap_or_default().0);
        let fee =
            if self.random.one_in(6) { Fen(site.budget().0 / 2_000_000 * 10_000) } else { Fen(0) };
        let first = Fen((other.0 - fee.0) / 50_000 * 20_000);
        let rest = Fen(other.0 - fee.0 - first.0);
        let month = if site.fund.is_bond() { (7, 25) } else { (5, 9) };
        let spring = self.random_day(year, month.0, month.1, 12);
        let saved = !site.fund.is_bond() && self.random.one_in(20);
        let second = if saved {
            let approved = self.workdays.after(site.accepted(), self.random.days(2, 4));
            site.row.surplus_amount = Some(rest);
            site.row.surplus_approved_on = Some(approved);
            self.workdays.after(approved, self.random.days(2, 5))
        } else {
            let before = if site.fund.is_bond() { 0 } else { 10 };
            self.workdays.on_or_before(later(site.accepted(), -before))
        };
        let payee = self.consultant(site.number);
        let stage = |on, amount, kind, words: &str| Stage {
            on,
            amount,
            kind,
            payee: payee.clone(),
            payee_type: "enterprise",
            purpose: format!("{}{words}", site.row.name),
        };
        let last = if saved { "结余资金安排配套工程款" } else { "监理及检测费" };
        vec![
            stage(spring, first, "progress", "勘察设计费"),
            stage(spring, fee, "fee", "项目管理费"),
            stage(second, rest, "progress", last),
        ]
    }

    fn consultant(&self, number: usize) -> Text {
        let words = ["诚信", "精准", "方圆", "科瑞", "新时代", "天平", "弘正"];
        let word = words.get(number % words.len()).copied().unwrap_or_default();
        format!("{}{word}工程咨询{}部", self.county.short, number / words.len() + 1).into()
    }

    /// Pays the households of a project by lists of one to three, in five rounds.
    fn households(&mut self, site: &Site) {
        let (first, count) = site.households;
        let year = site.row.fiscal_year;
        let mut money = Money::new(site);
        let mut people = Households::new(self.county);
        let mut done = 0;
        for round in 0..=ROUNDS.len() {
            let upto = ROUNDS.get(round).map_or(count, |part| (count as i64 * part / 100) as usize);
            let start = self.round_start(year, round);
            while done < upto {
                let few = (self.random.index(3) + 1).min(upto - done);
                let on = self.workdays.on_or_after(later(start, self.random.days(0, 8)));
                let list: Vec<Household> =
                    (first + done..first + done + few).map(|n| people.household(n)).collect();
                self.pay_list(site, &mut money, on, &list);
                done += few;
            }
        }
    }

    /// First day of a round of payments to households.
    pub(crate) fn round_start(&mut self, year: u16, round: usize) -> Day {
        let (month, first, days) = match round {
            0 => (4, 9, 10),
            1 => (5, 8, 10),
            2 => (6, 8, 8),
            3 => (7, 15, 30),
            _ => (9, 3, 8),
        };
        self.random_day(year, month, first, days)
    }

    fn pay_list(&mut self, site: &Site, money: &mut Money, on: Day, list: &[Household]) {
        let Some(head) = list.first() else { return };
        let amount = Fen(site.unit_cost.0 * list.len() as i64);
        let payee = match list.len() {
            1 => head.name.clone(),
            n => format!("{}等{n}户", head.name).into(),
        };
        let purpose = format!("{}补助款", site.row.name.trim_end_matches("补助"));
        let stage = Stage { on, amount, kind: "subsidy", payee, payee_type: "household", purpose };
        for (allotment, amount) in money.take(amount) {
            let payment = self.row(site, &stage, allotment, amount);
            let period: Text = on.month().to_string().into();
            let benefits = list.iter().map(|household| benefit(site, household, &period)).collect();
            self.paid.push(Paid { payment, benefits });
        }
    }

    fn row(&mut self, site: &Site, stage: &Stage, allotment: Text, amount: Fen) -> Payment {
        let imported = self.workdays.after(stage.on, self.random.days(0, 2));
        let serial = self.random.below(900_000_000) + 100_000_000;
        Payment {
            voucher_no: "".into(),
            county: self.county.division,
            // Retention money paid a year later still belongs to the budget of the project's year.
            fiscal_year: site.row.fiscal_year,
            paid_on: stage.on,
            imported_on: Some(imported),
            project: Some(site.row.id.clone()),
            allotment: Some(allotment),
            fund: site.fund.code,
            amount,
            channel: "direct",
            kind: stage.kind,
            payer_unit: site.row.unit.clone(),
            payee: Some(stage.payee.clone()),
            payee_account: format!("6230{}{serial}", self.county.division).into(),
            payee_type: stage.payee_type,
            gov_class: site.kind.gov_class,
            dept_class: site.kind.dept_class,
            function_class: site.kind.function_class,
            purpose: Some(stage.purpose.as_str().into()),
            original_voucher: None,
        }
    }

    fn part(&mut self, hundredths: (i64, i64)) -> i64 {
        self.random.between(hundredths.0, hundredths.1)
    }

    fn random_day(&mut self, year: u16, month: u32, first: u32, days: i32) -> Day {
        self.workdays.on_or_after(later(day(year, month, first), self.random.days(0, days)))
    }
}

/// The stages of a project as they come out of its allotments: stage, allotment, amount.
fn parts(stages: &[Stage], site: &Site) -> Vec<(usize, Text, Fen)> {
    let mut money = Money::new(site);
    let taken = |(position, stage): (usize, &Stage)| {
        let parts = money.take(stage.amount);
        parts.into_iter().map(move |(allotment, amount)| (position, allotment, amount))
    };
    stages.iter().enumerate().flat_map(taken).collect::<Vec<_>>()
}

/// Moves a hundred yuan between stages of one payee until no part looks like another one paid twice: where
/// a stage takes the rest of one allotment and goes on with the next, its parts may repeat by chance.
fn set_apart(stages: &mut [Stage], site: &Site) {
    for turn in 0..2 * stages.len() {
        let Some((earlier, later)) = repeated(stages, &parts(stages, site)) else { return };
        // Of two parts one may be the rest of an allotment, which does not change with its own stage.
        let first = if turn % 2 == 0 { earlier } else { later };
        let payee = stages.get(first).map(|stage| stage.payee.clone());
        let fits = |(position, stage): &(usize, &mut Stage)| {
            let plain = matches!(stage.kind, "progress" | "final");
            *position != first && plain && Some(&stage.payee) == payee.as_ref()
        };
        let Some(other) = stages.iter_mut().enumerate().filter(fits).last() else { return };
        other.1.amount.0 += HUNDRED_YUAN;
        if let Some(stage) = stages.get_mut(first) {
            stage.amount.0 -= HUNDRED_YUAN;
        }
    }
}

/// The stages of two equal parts that one payee gets shortly after each other.
fn repeated(stages: &[Stage], parts: &[(usize, Text, Fen)]) -> Option<(usize, usize)> {
    let again = |position: usize, (earlier, _, amount): &(usize, Text, Fen)| {
        let stage = stages.get(*earlier)?;
        let mut later = parts.iter().skip(position + 1).filter(|part| part.2 == *amount);
        let twice = later.find(|(next, ..)| {
            stages.get(*next).is_some_and(|next| {
                next.payee == stage.payee && next.on.since(stage.on) <= LOOKS_TWICE
            })
        });
        twice.map(|(next, ..)| (*earlier, *next))
    };
    parts.iter().enumerate().find_map(|(position, part)| again(position, part))
}

/// The amounts of the steps of a contract in whole hundreds of yuan, the last one what is left. Two
/// steps never have the same amount one after the other, which would look like a payment made
/// twice.
fn amounts(steps: &[Step], contract: Fen, due: Fen) -> Vec<i64> {
    let mut amounts: Vec<i64> = Vec::new();
    for (position, (_, upto, _, _)) in steps.iter().enumerate() {
        let paid: i64 = amounts.iter().sum();
        if position + 1 == steps.len() {
            amounts.push(due.0 - paid);
            continue;
        }
        let amount = contract.0 / 100 * upto / HUNDRED_YUAN * HUNDRED_YUAN - paid;
        let same = amounts.last() == Some(&amount);
        amounts.push(if same { amount - HUNDRED_YUAN } else { amount });
    }
    if let [.., before, last] = amounts.as_mut_slice()
        && *before == *last
    {
        *before -= HUNDRED_YUAN;
        *last += HUNDRED_YUAN;
    }
    amounts
}

fn benefit(site: &Site, household: &Household, period: &Text) -> Benefit {
    let per_person = site.kind.quantity.unit.starts_with('人');
    Benefit {
        voucher_no: "".into(),
        county: site.row.county,
        key: household.key.clone(),
        name: household.name.clone(),
        township: household.township.clone(),
        village: household.village.clone(),
        amount: site.unit_cost,
        period: period.clone(),
        basis: if per_person { "person" } else { "household" },
    }
}

/// What is left of a project's money, allotment by allotment.
struct Money {
    left: Vec<(Text, Fen)>,
}

impl Money {
    fn new(site: &Site) -> Money {
        let left = site.fundings.iter().map(|f| (f.allotment.clone(), f.amount));
        Money { left: left.collect() }
    }

    /// Takes an amount, from the oldest money first; where one allotment is not enough, from the
    /// next too.
    fn take(&mut self, amount: Fen) -> Vec<(Text, Fen)> {
        let mut wanted = amount.0;
        let mut out = Vec::new();
        for (allotment, left) in &mut self.left {
            let part = wanted.min(left.0);
            if part > 0 {
                left.0 -= part;
                wanted -= part;
                out.push((allotment.clone(), Fen(part)));
            }
        }
        out
    }
}

/// Sorts the payments by day and numbers the vouchers of each year; gives the rows and their lists.
pub(crate) fn number(mut paid: Vec<Paid>) -> (Vec<Payment>, Vec<Benefit>) {
    paid.sort_by_key(|p| p.payment.paid_on);
    let mut year = 0;
    let mut next = 0_u32;
    let mut payments = Vec::with_capacity(paid.len());
    let mut benefits = Vec::new();
    for Paid { mut payment, benefits: mut list } in paid {
        if payment.paid_on.year() != year {
            (year, next) = (payment.paid_on.year(), 0);
        }
        next += 1;
        let voucher: Text = format!("{year}{next:06}").into();
        for benefit in &mut list {
            benefit.voucher_no = voucher.clone();
        }
        payment.voucher_no = voucher;
        payments.push(payment);
        benefits.append(&mut list);
    }
    (payments, benefits)
}

/// The register: every household that is paid, since a day in 2014 to 2017. The households of a
/// county are numbered without a gap.
pub(crate) fn register(county: &County, households: usize) -> Vec<Registered> {
    let row = |number: usize| Registered {
        key: people::identity_number(county.division.code(), number),
        household: people::register_number(county, number),
        valid_from: Some(day(2014 + (number % 4) as u16, 1 + (number % 12) as u32, 1)),
        valid_to: None,
        kind: "建档立卡",
    };
    (0..households).map(row).collect()
}
