//! Breaches in money to households: lists, register, ineligible persons.

use domain::{Day, Fen};

use super::Violation;
use super::scene::{Scene, payment_id};
use crate::people;
use crate::rows::{Benefit, Ineligible, Text};

/// All of them.
pub(crate) const ALL: &[Violation] =
    &[list_missing, list_sum, paid_twice, not_registered, ineligible];

/// A payment to households of the last year, of a project not used yet.
fn payment(scene: &mut Scene) -> Option<usize> {
    let (_, payments) = scene.subsidy(scene.last_year())?;
    scene.pick(&payments)
}

/// Rows of the list behind a payment.
fn list(scene: &Scene, voucher: &Text) -> Vec<usize> {
    let found = scene.tables.benefits.iter().enumerate();
    found.filter(|(_, b)| b.voucher_no == *voucher).map(|(row, _)| row).collect()
}

fn list_missing(scene: &mut Scene) -> Option<()> {
    let payment = payment(scene)?;
    let row = scene.tables.payments.get(payment)?;
    let (id, voucher) = (payment_id(row), row.voucher_no.clone());
    scene.tables.benefits.retain(|b| b.voucher_no != voucher);
    scene.yellow(
        "benefit.missing",
        "payment",
        id,
        ("支付后无发放明细", "no list behind the payment"),
    );
    Some(())
}

fn list_sum(scene: &mut Scene) -> Option<()> {
    let payment = payment(scene)?;
    let row = scene.tables.payments.get(payment)?;
    let (id, voucher) = (payment_id(row), row.voucher_no.clone());
    let first = *list(scene, &voucher).first()?;
    let row = scene.tables.benefits.get_mut(first)?;
    row.amount = Fen(row.amount.0 - 1);
    let note = ("明细合计与支付差一分", "the list's total differs from the payment by a fen");
    scene.red("benefit.sum", "payment", id, note);
    Some(())
}

/// A person of one list stands in another list of the same project and period too.
fn paid_twice(scene: &mut Scene) -> Option<()> {
    let (_, payments) = scene.subsidy(scene.last_year())?;
    let vouchers: Vec<Text> = payments
        .iter()
        .filter_map(|p| scene.tables.payments.get(*p))
        .map(|p| p.voucher_no.clone())
        .collect();
    let first =
        |voucher: &Text| scene.tables.benefits.iter().position(|b| b.voucher_no == *voucher);
    let (early, late) = vouchers.windows(2).find_map(|pair| {
        let (early, late) = (first(pair.first()?)?, first(pair.get(1)?)?);
        let period = |row: usize| scene.tables.benefits.get(row).map(|b| b.period.clone());
        (period(early) == period(late)).then_some((early, late))
    })?;
    let twin: Benefit = scene.tables.benefits.get(early)?.clone();
    let row = scene.tables.benefits.get_mut(late)?;
    (row.key, row.name) = (twin.key, twin.name);
    let id = format!("{}/{}#1", row.county, row.voucher_no);
    let note = ("同一项目同一期间重复发放", "paid twice in one project and period");
    scene.yellow("benefit.duplicate", "benefit", id, note);
    Some(())
}

/// A household is struck off the register: every payment to it is in doubt.
fn not_registered(scene: &mut Scene) -> Option<()> {
    let payment = payment(scene)?;
    let voucher = scene.tables.payments.get(payment)?.voucher_no.clone();
    let key = scene.tables.benefits.get(*list(scene, &voucher).first()?)?.key.clone();
    let found: Vec<Text> = numbered(&scene.tables.benefits)
        .filter(|(_, b)| b.key == key)
        .map(|(number, b)| format!("{}/{}#{number}", b.county, b.voucher_no).into())
        .collect();
    scene.tables.register.retain(|r| r.key != key);
    let note = ("不在建档立卡名册", "not in the register");
    for id in found {
        scene.yellow("benefit.not-registered", "benefit", id, note);
    }
    Some(())
}

/// Rows of the lists with their numbers from 1 within each list; the rows of a list follow each
/// other.
fn numbered(benefits: &[Benefit]) -> impl Iterator<Item = (usize, &Benefit)> {
    let mut voucher: Option<&Text> = None;
    let mut number = 0;
    benefits.iter().map(move |benefit| {
        number = if voucher == Some(&benefit.voucher_no) { number + 1 } else { 1 };
        voucher = Some(&benefit.voucher_no);
        (number, benefit)
    })
}

/// A paid person stands in a list of ineligible ones on the day of the payment.
fn ineligible(scene: &mut Scene) -> Option<()> {
    let payment = payment(scene)?;
    let row = scene.tables.payments.get(payment)?;
    let (on, voucher): (Day, Text) = (row.paid_on, row.voucher_no.clone());
    let benefit = scene.tables.benefits.get(*list(scene, &voucher).first()?)?;
    let id = format!("{}/{voucher}#1", benefit.county);
    scene.tables.ineligible.push(Ineligible {
        key: benefit.key.clone(),
        reason: "财政供养人员",
        valid_from: Some(on),
        valid_to: Some(on),
    });
    // Somebody else who was never paid.
    scene.tables.ineligible.push(Ineligible {
        key: people::identity_number(benefit.county.code(), 900_000),
        reason: "村干部",
        valid_from: None,
        valid_to: None,
    });
    let note = ("不应享受人员领取", "paid to an ineligible person");
    scene.yellow("benefit.ineligible", "benefit", id, note);
    Some(())
}
