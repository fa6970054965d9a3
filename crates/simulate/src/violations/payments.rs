//! Breaches in payments: channel, payee, plan, money, contract, use (B 三（二）).

use domain::{Day, Fen};

use super::Violation;
use super::scene::{Note, Scene, payment_id, payments_of};
use crate::rows::{Payment, Text};
use crate::time::later;

/// All of them.
pub(crate) const ALL: &[Violation] = &[
    delegated,
    to_fiscal_account,
    to_unit_account,
    out_of_plan,
    over_funding,
    over_contract,
    advance,
    advance_infrastructure,
    negative_special_code,
    negative_special_words,
    negative_integrated_code,
    negative_bond_code,
    payee_kind,
    relocation_scope,
    management_fee,
    duplicate,
    split,
    large,
    purpose_empty,
    payee_digits,
    imported_before_paid,
    imported_late,
];

/// The row, changed; its id is listed under the rule.
fn change(scene: &mut Scene, payment: usize, change: impl FnOnce(&mut Payment)) -> Option<Text> {
    let row = scene.tables.payments.get_mut(payment)?;
    change(row);
    Some(payment_id(row))
}

/// A payment of progress of a works project of the last year.
fn progress(scene: &mut Scene, fund: &str) -> Option<usize> {
    let (_, payments) = scene.works(fund, scene.last_year())?;
    nth_of_kind(scene, &payments, "progress", 0)
}

fn nth_of_kind(scene: &Scene, payments: &[usize], kind: &str, n: usize) -> Option<usize> {
    let of_kind = |row: &&usize| scene.tables.payments.get(**row).is_some_and(|p| p.kind == kind);
    payments.iter().filter(of_kind).nth(n).copied()
}

fn delegated(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "")?;
    let id = change(scene, payment, |p| p.channel = "delegated")?;
    scene.red("pay.delegated", "payment", id, ("以授权支付方式支付", "paid by delegated payment"));
    Some(())
}

fn to_fiscal_account(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "special-")?;
    let payee: Text = format!("{}财政局扶贫资金专户", scene.county?.short).into();
    let id = change(scene, payment, |p| {
        (p.payee, p.payee_type) = (Some(payee), "fiscal_account");
    })?;
    let note = ("转入财政专户", "moved to a special fiscal account");
    scene.red("pay.to-fiscal-account", "payment", id, note);
    Some(())
}

fn to_unit_account(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "special-")?;
    let id = change(scene, payment, |p| {
        (p.payee, p.payee_type) = (Some(p.payer_unit.clone()), "unit");
    })?;
    let note = ("转入单位实有资金账户", "moved to the unit's own account");
    scene.red("pay.to-unit-account", "payment", id, note);
    Some(())
}

/// The plan was approved the day after the first payment.
fn out_of_plan(scene: &mut Scene) -> Option<()> {
    let (project, payments) = scene.works("special-", scene.last_year())?;
    let mut days = payments.iter().filter_map(|p| scene.tables.payments.get(*p)).map(|p| p.paid_on);
    let (first, second) = (days.next()?, days.next()?);
    if second == first {
        return None;
    }
    scene.tables.projects.get_mut(project)?.plan_approved_on = Some(later(first, 1));
    let id = payment_id(scene.tables.payments.get(*payments.first()?)?);
    let note = ("计划批复前支付", "paid before the plan was approved");
    scene.red("pay.out-of-plan", "payment", id, note);
    Some(())
}

/// One fen more is paid to the consultant of a project of the first year, whose money is spent.
fn over_funding(scene: &mut Scene) -> Option<()> {
    let (project, payments) = spent(scene)?;
    let contractor = scene.tables.projects.get(project)?.contractor.clone();
    let other =
        |row: &&usize| scene.tables.payments.get(**row).is_some_and(|p| p.payee != contractor);
    let payment = payments.iter().rfind(other).copied()?;
    change(scene, payment, |p| p.amount.0 += 1)?;
    let id = scene.tables.projects.get(project)?.id.clone();
    let note = ("支付比安排资金多一分", "one fen more paid than allotted");
    scene.red("pay.over-funding", "project", id, note);
    Some(())
}

/// A works project of the first year of which everything is paid, the retention money too.
fn spent(scene: &mut Scene) -> Option<(usize, Vec<usize>)> {
    let (project, payments) = scene.works("special-", scene.first_year())?;
    let as_of = scene.as_of;
    let rows = payments.iter().filter_map(|row| scene.tables.payments.get(*row));
    let paid: i64 = rows.filter(|p| p.paid_on <= as_of).map(|p| p.amount.0).sum();
    let whole = scene.tables.projects.get(project)?.planned_amount.0;
    (paid == whole).then_some((project, payments))
}

/// The contract of a project of which everything is paid turns out a hundred yuan smaller.
fn over_contract(scene: &mut Scene) -> Option<()> {
    let (project, _) = spent(scene)?;
    let row = scene.tables.projects.get_mut(project)?;
    row.contract_amount = row.contract_amount.map(|c| Fen(c.0 - 10_000));
    let id = row.id.clone();
    let note = ("向承包单位支付超过合同金额", "paid to the contractor more than the contract");
    scene.red("pay.over-contract", "project", id, note);
    Some(())
}

/// Payments of a contract that are no infrastructure, three of them called advances: 55 to 60
/// hundredths.
fn advance(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let project =
        scene.project(|p| p.contractor.is_some() && !p.infrastructure && p.fiscal_year == year)?;
    call_advances(scene, project, 2)?;
    let id = scene.tables.projects.get(project)?.id.clone();
    let note = ("预付款超过应付项目资金的一半", "advances of more than half of what is owed");
    scene.yellow("pay.advance", "project", id, note);
    Some(())
}

/// The first progress payment of infrastructure called an advance: 45 to 49 hundredths of the
/// contract.
fn advance_infrastructure(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let project = scene.project(|p| {
        p.contractor.is_some()
            && p.infrastructure
            && p.fiscal_year == year
            && p.declared_project.is_none()
    })?;
    call_advances(scene, project, 1)?;
    let id = scene.tables.projects.get(project)?.id.clone();
    let note = (
        "基建预付款超过合同金额的三成",
        "advances for infrastructure of more than 30 % of the contract",
    );
    scene.yellow("pay.advance-infrastructure", "project", id, note);
    Some(())
}

/// Calls the first stages after the advance advances too. A stage may stand on two vouchers of one
/// day.
fn call_advances(scene: &mut Scene, project: usize, stages: usize) -> Option<()> {
    let row = scene.tables.projects.get(project)?;
    let payments = payments_of(scene.tables, &row.id);
    let contractor = row.contractor.clone();
    let mut days: Vec<Day> = Vec::new();
    for payment in payments {
        let row = scene.tables.payments.get_mut(payment)?;
        if row.payee == contractor && row.kind == "progress" {
            if days.last() != Some(&row.paid_on) {
                days.push(row.paid_on);
            }
            if days.len() <= stages {
                row.kind = "advance";
            }
        }
    }
    Some(())
}

fn negative_special_code(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "special-")?;
    let id = change(scene, payment, |p| {
        (p.gov_class, p.dept_class) = ("50101", "30103");
        p.purpose = Some("发放年终奖金".into());
    })?;
    let note = ("专项资金用于奖金", "special funds used for bonuses");
    scene.red("pay.negative.special", "payment", id, note);
    Some(())
}

fn negative_special_words(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "special-")?;
    let id = change(scene, payment, |p| p.purpose = Some("购买公务用车".into()))?;
    let note = ("用途写明购车", "the purpose says that a car was bought");
    scene.yellow("pay.negative.special", "payment", id, note);
    Some(())
}

fn negative_integrated_code(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "integrated-")?;
    let id = change(scene, payment, |p| {
        (p.gov_class, p.dept_class) = ("50303", "31013");
        p.purpose = Some("购置公务用车".into());
    })?;
    let note = ("整合资金用于公务用车", "integrated funds used for a car");
    scene.red("pay.negative.integrated", "payment", id, note);
    Some(())
}

fn negative_bond_code(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "bond-poverty")?;
    let id = change(scene, payment, |p| {
        (p.gov_class, p.dept_class) = ("50101", "30101");
        p.purpose = Some("支付工资".into());
    })?;
    let note = ("债券资金用于工资", "bond money used for wages");
    scene.red("pay.negative.bond", "payment", id, note);
    Some(())
}

fn payee_kind(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "special-")?;
    let payee: Text = format!("{}股份经济合作社", scene.county?.village(3).1).into();
    let id = change(scene, payment, |p| (p.payee, p.payee_type) = (Some(payee), "other"))?;
    let note = ("支付给村集体", "paid to a village collective");
    scene.yellow("pay.payee-kind", "payment", id, note);
    Some(())
}

fn relocation_scope(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "relocation")?;
    let id = change(scene, payment, |p| p.purpose = Some("购买种羊".into()))?;
    let note = ("搬迁资金用于安置以外", "relocation money used outside relocation");
    scene.yellow("pay.relocation-scope", "payment", id, note);
    Some(())
}

/// As many payments of one fund as it takes are called management fees.
fn management_fee(scene: &mut Scene) -> Option<()> {
    let first = progress(scene, "integrated-")?;
    let row = scene.tables.payments.get(first)?;
    let (county, fund, year) = (row.county, row.fund, row.fiscal_year);
    let id: Text = format!("{county}/{fund}/{year}").into();
    let of_fund = |p: &&Payment| p.fund == fund && p.fiscal_year == year;
    let all: i64 = scene.tables.payments.iter().filter(of_fund).map(|p| p.amount.0).sum();
    if !scene.take(&id) {
        return None;
    }
    let mut rows = vec![first];
    let mut fees = scene.tables.payments.get(first)?.amount.0;
    // A quarter above the limit of one hundredth, because a little of the fund is not yet paid.
    while fees * 80 < all {
        let next = progress(scene, fund)?;
        fees += scene.tables.payments.get(next)?.amount.0;
        rows.push(next);
    }
    for row in rows {
        change(scene, row, |p| (p.kind, p.purpose) = ("fee", Some("项目管理费".into())))?;
    }
    let note = ("列支项目管理费超过百分之一", "management fees above 1 %");
    scene.red("pay.management-fee", "county_fund_year", id, note);
    Some(())
}

/// Two stages of one contract get the same amount within thirty days.
fn duplicate(scene: &mut Scene) -> Option<()> {
    let (project, payments) = scene.works("", scene.last_year())?;
    let contractor = scene.tables.projects.get(project)?.contractor.clone();
    let of_contract = |row: &&usize| {
        scene
            .tables
            .payments
            .get(**row)
            .is_some_and(|p| p.payee == contractor && p.kind == "progress")
    };
    let rows: Vec<usize> = payments.iter().filter(of_contract).copied().collect();
    let pair = rows.windows(2).find(|pair| {
        let on = |n: usize| {
            pair.get(n).and_then(|row| scene.tables.payments.get(*row)).map(|p| p.paid_on)
        };
        on(1).zip(on(0)).is_some_and(|(late, early)| late > early && late.since(early) <= 30)
    })?;
    let (first, second) = (*pair.first()?, *pair.get(1)?);
    let sum =
        scene.tables.payments.get(first)?.amount.0 + scene.tables.payments.get(second)?.amount.0;
    if sum % 2 != 0 {
        return None;
    }
    change(scene, first, |p| p.amount = Fen(sum / 2))?;
    let id = change(scene, second, |p| p.amount = Fen(sum / 2))?;
    let note =
        ("三十日内两次支付同一收款人同一金额", "the same payee and amount twice within 30 days");
    scene.yellow("pay.duplicate", "payment", id, note);
    Some(())
}

/// Payments of several projects within five days, each below a million yuan, go to one company.
fn split(scene: &mut Scene) -> Option<()> {
    const LIMIT: i64 = 100_000_000;
    let year = scene.last_year();
    let fits = |p: &Payment| {
        let free = p.project.as_ref().is_some_and(|id| scene.is_free(id));
        free && p.kind == "progress"
            && p.fiscal_year == year
            && (20_000_000..LIMIT).contains(&p.amount.0)
    };
    let rows: Vec<usize> = scene
        .tables
        .payments
        .iter()
        .enumerate()
        .filter(|(_, p)| fits(p))
        .map(|(row, _)| row)
        .collect();
    let window = (0..rows.len()).find_map(|start| window(scene, rows.get(start..)?, LIMIT))?;
    let payee: Text = format!("{}鸿运达商贸有限公司", scene.county?.short).into();
    let mut last = None;
    for row in window {
        let project = scene.tables.payments.get(row)?.project.clone()?;
        scene.take(&project);
        last = change(scene, row, |p| p.payee = Some(payee.clone()));
    }
    let note = ("数日内化整为零支付同一单位", "several payments to one company within days");
    scene.yellow("pay.split", "payment", last?, note);
    Some(())
}

/// Three or more payments of different projects within five days that exceed the limit together.
fn window(scene: &Scene, rows: &[usize], limit: i64) -> Option<Vec<usize>> {
    let payment = |row: &usize| scene.tables.payments.get(*row);
    let first = payment(rows.first()?)?.paid_on;
    let mut chosen: Vec<usize> = Vec::new();
    let mut sum = 0;
    for row in
        rows.iter().take_while(|row| payment(row).is_some_and(|p| p.paid_on.since(first) <= 5))
    {
        let project = |row: &usize| payment(row).and_then(|p| p.project.clone());
        if chosen.iter().all(|other| project(other) != project(row)) {
            chosen.push(*row);
            sum += payment(row)?.amount.0;
        }
        if chosen.len() >= 3 && sum > limit {
            // Nothing of the same day may come after the last one, so that it is clear which is the
            // last.
            return Some(chosen);
        }
    }
    None
}

/// A payment above a million yuan whose contract is not attached.
fn large(scene: &mut Scene) -> Option<()> {
    let year = scene.last_year();
    let big: Vec<usize> = scene
        .tables
        .payments
        .iter()
        .enumerate()
        .filter(|(_, p)| p.amount.0 > 100_000_000 && p.fiscal_year == year)
        .map(|(row, _)| row)
        .collect();
    let payment = scene.pick(&big)?;
    let project = scene.tables.payments.get(payment)?.project.clone()?;
    if !scene.take(&project) {
        return None;
    }
    let row = scene.tables.projects.iter_mut().find(|p| p.id == project)?;
    (row.contract_amount, row.contractor) = (None, None);
    let note = ("大额支付未附合同", "a large payment without a contract");
    for row in payments_of(scene.tables, &project) {
        let row = scene.tables.payments.get(row)?;
        if row.amount.0 > 100_000_000 {
            let id = payment_id(row);
            scene.yellow("pay.large", "payment", id, note);
        }
    }
    Some(())
}

const DATA: Note = ("支付信息不规范", "irregular payment data");

fn purpose_empty(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "")?;
    let id = change(scene, payment, |p| p.purpose = None)?;
    scene.yellow("pay.data", "payment", id, DATA);
    Some(())
}

fn payee_digits(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "")?;
    let id = change(scene, payment, |p| p.payee = Some("20190815001".into()))?;
    scene.yellow("pay.data", "payment", id, DATA);
    Some(())
}

fn imported_before_paid(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "")?;
    let id = change(scene, payment, |p| p.imported_on = Some(later(p.paid_on, -1)))?;
    scene.yellow("pay.data", "payment", id, DATA);
    Some(())
}

/// The fourth working day after the payment: the first that is late.
fn imported_late(scene: &mut Scene) -> Option<()> {
    let payment = progress(scene, "")?;
    let paid = scene.tables.payments.get(payment)?.paid_on;
    let late = scene.workdays.after(paid, 4);
    let id = change(scene, payment, |p| p.imported_on = Some(late))?;
    let note = ("支付后第四个工作日导入", "imported on the fourth working day");
    scene.yellow("pay.imported-late", "payment", id, note);
    Some(())
}
