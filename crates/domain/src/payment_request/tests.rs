//! A request to its payment, what is refused, and a random walk: nobody approves or pays the own one, nothing that
//! breaks a rule is approved, nothing is changed that was approved.

use proptest::prelude::*;

use super::*;
use crate::handling::{Judged, PersonId, PostId};

const UNIT: Who = Who::Person(PersonId(1), PostId(1));
const FUND: Who = Who::Person(PersonId(2), PostId(2));
const CASH: Who = Who::Person(PersonId(3), PostId(3));

fn on() -> Day {
    Day::parse("2020-06-01").unwrap()
}

fn text(payee: &str, fen: i64) -> Text {
    let cells = [("project", "P1"), ("payee", payee), ("purpose", "进度款")];
    let cells = cells.map(|(column, text)| (column.to_owned(), text.to_owned())).into();
    Text { cells, amount: Fen(fen), evidence: vec![AttachmentId(1)] }
}

fn asked() -> PaymentRequest {
    PaymentRequest::begin(text("水利公司", 100), UNIT, on()).unwrap()
}

fn withdraw(reason: &str) -> Step {
    Step::Withdraw { reason: reason.to_owned() }
}

fn back(reason: &str) -> Step {
    Step::Return { reason: reason.to_owned() }
}

fn approve((broken, exempted, doubts): (usize, usize, usize), reason: &str) -> Step {
    let rules = |count| vec!["pay.delegated".to_owned(); count];
    let judged = Judged { broken: rules(broken), exempted: rules(exempted), doubts: rules(doubts) };
    Step::Approve { judged, reason: reason.to_owned() }
}

fn pay(voucher: &str, fen: i64) -> Step {
    Step::Pay { voucher: voucher.to_owned(), amount: Fen(fen) }
}

#[test]
fn it_is_put_right_approved_and_paid() {
    let at = asked().step(back("缺合同"), FUND, on()).unwrap();
    let at = at.step(Step::Ask(text("水利公司", 90)), UNIT, on()).unwrap();
    let at = at.step(approve((0, 0, 2), "已核实"), FUND, on()).unwrap();
    assert_eq!((at.state(), at.approved_on()), (State::Approved, Some(on())));
    let again = at.step(back("计划有变"), FUND, on()).unwrap();
    assert_eq!((again.state(), again.approved_on()), (State::Returned, None));
    for by in [CASH, FUND, Who::Engine] {
        let end = at.step(pay("V1", 90), by, on()).unwrap();
        assert_eq!((end.state(), end.paid()), (State::Paid, Some(&("V1".to_owned(), Fen(90)))));
        assert_eq!(asked().replayed(end.history()), Ok(end));
    }
    assert!(asked().step(approve((0, 0, 0), ""), FUND, on()).is_ok(), "nothing to be said of");
    let again =
        at.step(pay("V1", 90), CASH, on()).unwrap().step(back("另一项目"), FUND, on()).unwrap();
    assert_eq!((again.state(), again.approved_on(), again.paid()), (State::Returned, None, None));
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let approved = asked().step(approve((0, 0, 0), ""), FUND, on()).unwrap();
    let paid = approved.step(pay("V1", 100), CASH, on()).unwrap();
    let early = Day::parse("2020-05-31").unwrap();
    let bare = Text { evidence: Vec::new(), ..text("水利公司", 1) };
    for (at, step, by, day, expect) in [
        (asked(), approve((0, 0, 0), ""), UNIT, on(), R::SamePerson),
        (asked(), back("错"), UNIT, on(), R::SamePerson),
        (asked(), approve((1, 0, 0), "照付"), FUND, on(), R::BreaksRule),
        (asked(), approve((0, 1, 0), " "), FUND, on(), R::NoReason),
        (asked(), approve((0, 0, 1), ""), FUND, on(), R::NoReason),
        (asked(), approve((0, 0, 0), ""), Who::Engine, on(), R::OnlyPerson),
        (asked(), back(" "), FUND, on(), R::NoReason),
        (asked(), withdraw(" "), UNIT, on(), R::NoReason),
        (asked(), Step::Ask(text(" ", 1)), UNIT, on(), R::FieldMissing),
        (asked(), Step::Ask(text("水利公司", 0)), UNIT, on(), R::AmountOutOfBounds),
        (asked(), Step::Ask(bare), UNIT, on(), R::NoEvidence),
        (asked(), pay("V1", 100), CASH, on(), R::NotFromHere),
        (asked(), withdraw("误"), UNIT, early, R::BeforeLastStep),
        (approved.clone(), Step::Ask(text("水利公司", 1)), UNIT, on(), R::NotFromHere),
        (approved.clone(), pay("V1", 100), UNIT, on(), R::SamePerson),
        (approved.clone(), pay(" ", 100), CASH, on(), R::FieldMissing),
        (approved, pay("V1", 0), CASH, on(), R::AmountOutOfBounds),
        (paid.clone(), back("错"), UNIT, on(), R::SamePerson),
        (paid.clone(), withdraw("误"), UNIT, on(), R::NotFromHere),
        (paid, pay("V2", 100), CASH, on(), R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, day).unwrap_err(), expect, "{step:?}");
    }
}

proptest! {
    #[test]
    fn nobody_is_at_both_ends_and_what_was_approved_stays(
        steps in prop::collection::vec((0..5_u8, 0..4_u64, 0..2_usize), 1..40),
    ) {
        let mut at = asked();
        for (kind, who, broken) in steps {
            let by = Who::Person(PersonId(who), PostId(who));
            let step = match kind {
                0 => Step::Ask(text("水利公司", i64::try_from(who).unwrap() + 1)),
                1 => withdraw("误"),
                2 => back("错"),
                3 => approve((broken, 0, 0), ""),
                _ => pay("V1", 100),
            };
            let Ok(after) = at.step(step.clone(), by, on()) else { continue };
            let wrote = at.writers().any(|writer| writer.person() == by.person());
            if matches!(step, Step::Approve { .. } | Step::Pay { .. } | Step::Return { .. }) {
                prop_assert!(!wrote, "{step:?}");
            }
            let approves = matches!(step, Step::Approve { .. });
            prop_assert!(!approves || broken == 0);
            if matches!(at.state(), State::Approved) {
                prop_assert_eq!(at.text(), after.text());
            }
            prop_assert!(at.state() != State::Withdrawn);
            prop_assert!(at.state() != State::Paid || after.state() == State::Returned);
            prop_assert_eq!(after.history().len(), at.history().len() + 1);
            at = after;
        }
        prop_assert_eq!(asked().replayed(at.history()), Ok(at));
    }
}
