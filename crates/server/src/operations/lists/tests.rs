//! Cells that no database can reckon, on both databases.

use std::collections::BTreeMap;

use domain::Lang;
use store::lists::Rows;
use store::testing::{databases, sql};

use super::page;
use crate::access::Role;
use crate::context::Context;
use crate::lists::asked::Reader;
use crate::lists::cells::Line;
use crate::lists::{ALLOCATION, Asked};
use crate::operations::cases::tests::actor;
use crate::operations::screening::tests::{import, on, region, screened};
use crate::operations::tests::{context, take_in};

/// All rows of the register of allocation, as the fund office sees them on a day.
async fn rows(context: &Context, day: &str) -> Rows {
    let office = actor(context, Role::RegionFundOffice, "650000").await;
    let pack = &context.pack;
    let reader =
        Reader { divisions: &pack.divisions, funds: &pack.funds, lang: Lang::En, day: on(day).day };
    let asked = Asked::read(&ALLOCATION, &[], reader).unwrap().of_rows(2_000);
    page(context, &office, &asked).await.unwrap().page
}

fn lines(rows: &Rows) -> impl Iterator<Item = Line<'_>> {
    rows.rows.iter().map(|cells| Line { face: &ALLOCATION, cells })
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_those_that_the_rules_found() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(2, 3, 60));
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let found = rows(&context, "2020-12-31").await;
        let due: BTreeMap<&str, &str> =
            lines(&found).map(|line| (line.text("id"), line.text("due_on"))).collect();
        let late = "SELECT subject_id, due_on, amount FROM warnings WHERE lit = 1 \
                    AND rule LIKE 'allot.late%' AND due_on IS NOT NULL";
        let mut tx = context.db.read().await.unwrap();
        let late = tx.rows(&sql(late), &[]).await.unwrap();
        assert!(!late.is_empty(), "{}", test.engine);
        for row in &late {
            let (id, day) = (row.text(0).unwrap(), row.text(1).unwrap());
            assert_eq!(due.get(id), Some(&day), "{} {id}", test.engine);
            let line = lines(&found).find(|line| line.text("id") == id).unwrap();
            assert_eq!(line.number("late"), row.int_or_none(2).unwrap(), "{id}");
        }
        // Most are handed down in time, and their limits are told, too.
        let told = lines(&found).filter(|line| !line.text("due_on").is_empty()).count();
        assert!(told > late.len() * 2, "{told}");
    }
}

const DOCUMENTS: &str = "\
编号,文号,资金,年度,下达单位,接收单位,上级指标,金额,下达日期,收文日期
Z1,财农1号,扶贫发展资金,2019,100000,650000,,900000,2019-04-28,2019-05-05
Z2,新财扶1号,扶贫发展资金,2019,650000,653100,Z1,600000,2019-05-20,2019-05-22
Z3,新财扶2号,扶贫发展资金,2019,650000,652900,Z1,300000,2019-06-03,
";

#[tokio::test(flavor = "multi_thread")]
async fn days_are_counted_from_receipt_to_the_last_hand_down_or_today() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        take_in(&test, &[("指标.csv", DOCUMENTS)]).await;
        let found = rows(&context, "2019-06-04").await;
        let of = |id: &str| {
            let line = lines(&found).find(|line| line.text("id") == id).unwrap();
            let texts = ["held_on", "due_on", "handed_on"].map(|name| line.text(name).to_owned());
            (texts, ["days", "workdays", "left"].map(|name| line.number(name)))
        };
        let dates = |days: [&str; 3]| days.map(str::to_owned);
        let done = dates(["2019-05-05", "2019-06-04", "2019-06-03"]);
        assert_eq!(of("Z1"), (done, [Some(29), Some(21), Some(0)]), "{}", test.engine);
        let open = dates(["2019-05-22", "2019-05-29", ""]);
        assert_eq!(of("Z2"), (open, [Some(13), Some(9), Some(60_000_000)]));
        // What was not received runs no time.
        assert_eq!(of("Z3"), (dates(["", "", ""]), [None, None, Some(30_000_000)]));
    }
}
