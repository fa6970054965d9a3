//! Money taken back: told by the records, each refund for one case.

use domain::Fen;

use super::*;
use crate::operations::cases::OneCase;
use crate::operations::cases::refunds::sum;
use crate::operations::handling::one::One as _;
use crate::operations::tests::take_in;

/// Refunds as a file brings them: number, original voucher, yuan.
fn refunds(county: &str, lines: &[(&str, &str, &str)]) -> String {
    let head = "voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee,payee_type,\
                original_voucher\n";
    let line = |(voucher, original, yuan): &(&str, &str, &str)| {
        format!(
            "{voucher},{county},2020,2021-01-06,{yuan},direct,refund,某公司,enterprise,{original}\n"
        )
    };
    lines.iter().map(line).fold(head.to_owned(), |text, line| text + &line)
}

fn report(refunds: &str) -> Doing {
    let refunds = refunds.to_owned();
    Doing { evidence: pdf(), refunds, ..doing("report", "已退回") }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_taken_back_is_told_by_the_records_and_stands_for_one_case() {
    for test in databases().await.unwrap() {
        let mut story = Story::new(&test).await;
        let kept = story.warning().await;
        let (county, voucher) = kept.identity.subject.split_once('/').unwrap();
        let case = story.in_case().await;
        let order = Doing { take_back: "150".to_owned(), ..story.order("2021-01-31") };
        story.supervises(&story.prefecture, case, order).await.unwrap();
        let none = story.rectifies(&story.head, case, report("R1")).await;
        assert_eq!(none, Err(Refusal::NotARefund), "nothing was imported yet");

        let file = refunds(county, &[("R1", "", "100.00"), ("R2", voucher, "30.50")]);
        take_in(&test, &[("payments.csv", &file)]).await;
        let back =
            OneCase::read(&story.context, &on("2021-01-05"), &story.head, case).await.unwrap();
        assert_eq!(sum(&back.refunds), Fen(3_050), "that of its voucher counts by itself");
        for wrong in ["R9", "650000/R1", "999999/R1", voucher] {
            let done = story.rectifies(&story.head, case, report(wrong)).await;
            assert_eq!(done, Err(Refusal::NotARefund), "{wrong}");
        }
        story.rectifies(&story.head, case, report("R1，R2")).await.unwrap();
        let back =
            OneCase::read(&story.context, &on("2021-01-05"), &story.head, case).await.unwrap();
        assert_eq!(sum(&back.refunds), Fen(13_050), "each counts once");
        let named = back.taken.last().and_then(|taken| taken.body.get("refunds")?.as_array());
        assert_eq!(named.map(Vec::len), Some(2));

        let mut tx = story.context.db.read().await.unwrap();
        let other = all(&mut tx).await.into_iter().find(|one| {
            one.identity.rule == "pay.delegated"
                && one.place.home == kept.place.home
                && one.id != kept.id
        });
        drop(tx);
        let Some(other) = other else { continue };
        story.warning = other.id;
        let second = story.in_case().await;
        let order = Doing { take_back: "1".to_owned(), ..story.order("2021-01-31") };
        story.supervises(&story.prefecture, second, order).await.unwrap();
        let taken = story.rectifies(&story.head, second, report("R1")).await;
        assert_eq!(taken, Err(Refusal::RefundTaken), "{}", test.engine);
    }
}
