//! Quarterly reconciliations on both databases: whose figures, who signs, what becomes a record, what a
//! correction keeps.

use domain::TableId;
use domain::handling::StepRefusal;
use store::testing::{TestDb, databases};
use store::{events, history};

use super::*;
use crate::access::Role;
use crate::operations::handdowns::tests::officer;
use crate::operations::handling::one::One as _;
use crate::operations::imports::tests::origin;
use crate::operations::integration::integrated;
use crate::operations::tests::{context, refused, take_in};

/// Somebody of the agriculture division.
pub(crate) async fn convener(context: &Context) -> Actor {
    officer(context, Role::RegionAgriculture, 650_000).await
}

fn allotments(fund: &str, rows: &[(&str, &str, &str, &str, &str)]) -> String {
    let head = "编号,文号,资金,年度,类型,下达单位,接收单位,金额,下达日期,收文日期".to_owned();
    let row = |(id, kind, from, to, amount): &(&str, &str, &str, &str, &str)| {
        format!("{id},一号,{fund},2018,{kind},{from},{to},{amount},2018-02-01,2018-02-02")
    };
    let lines: Vec<String> = std::iter::once(head).chain(rows.iter().map(row)).collect();
    lines.join("\n")
}

async fn stored(test: &TestDb) -> (Context, String) {
    let context = context(test);
    let fund = integrated(&context.pack.funds).next().unwrap().to_owned();
    let rows = [
        ("A1", "补助", "100000", "650000", "900"),
        ("A2", "补助", "650000", "653100", "500"),
        ("A3", "补助", "653100", "653125", "300"),
        ("A4", "退回", "653125", "653100", "40"),
    ];
    take_in(test, &[("指标.csv", &allotments(&fund, &rows))]).await;
    (context, fund)
}

fn entered(theirs: &str, explanation: &str) -> [Entered; 1] {
    let (theirs, explanation) = (theirs.to_owned(), explanation.to_owned());
    [Entered { theirs, explanation, ..Entered::default() }]
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_sign_what_is_explained_and_it_becomes_a_record() {
    for test in databases().await.unwrap() {
        let (context, fund) = stored(&test).await;
        let (farm, on) = (convener(&context).await, origin());
        let clerk = officer(&context, Role::BureauFund, 653_125).await;
        let head = officer(&context, Role::BureauHead, 653_125).await;
        let asked = |cause| ("653125", "2018-Q1", cause);
        let id = begin(&context, &on, &farm, asked("")).await.unwrap();
        let seen = OneReconciliation::read(&context, &origin(), &clerk, id).await.unwrap();
        assert_eq!(seen.followed.one.rows()[0].ours, Fen(26_000), "{}: less 40", test.engine);
        assert_eq!(seen.followed.kept.due_on, "2018-04-10");
        assert_eq!(due(&context, &clerk).await.unwrap()[0].len(), 1);
        let twice = begin(&context, &on, &farm, asked("")).await;
        assert_eq!(refused(twice), Refusal::ReconciliationOpen);
        let silent = enter(&context, &on, &clerk, (id, &entered("250", ""))).await;
        assert_eq!(refused(silent), Refusal::Step(StepRefusal::DifferenceUnexplained));
        enter(&context, &on, &clerk, (id, &entered("250", "一笔在途"))).await.unwrap();
        let own = sign_theirs(&context, &on, &clerk, id).await;
        assert_eq!(refused(own), Refusal::OutOfScope, "who enters does not sign");
        assert_eq!(due(&context, &head).await.unwrap()[1].len(), 1);
        sign_theirs(&context, &on, &head, id).await.unwrap();
        assert!(due(&context, &head).await.unwrap()[1].is_empty(), "signed already");
        sign_ours(&context, &on, &farm, id).await.unwrap();
        let record = async |expect: (i64, i64)| {
            let mut tx = context.db.read().await.unwrap();
            let table = TableId::Reconciliations;
            let records = history::held(&mut tx, table, &[("org", "653125")], 9).await.unwrap();
            let [record] = records.as_slice() else { panic!("{records:?}") };
            let text = |column| record.text(table, column).to_owned();
            assert_eq!([text("period"), text("fund")], ["2018-Q1", fund.as_str()]);
            assert_eq!(text("counterpart"), "农业处");
            let fen = |column| record.number(table, column).unwrap();
            assert_eq!((fen("ours"), fen("theirs")), expect, "{}", test.engine);
        };
        record((25_000, 26_000)).await;
        let locked = enter(&context, &on, &clerk, (id, &entered("260", ""))).await;
        assert_eq!(refused(locked), Refusal::Step(StepRefusal::NotFromHere));
        // A correction is another one, with its cause; the old one stays.
        assert_eq!(refused(begin(&context, &on, &farm, asked(" ")).await), Refusal::ReasonMissing);
        let next = begin(&context, &on, &farm, asked("在途已入账，250 改为 260")).await.unwrap();
        enter(&context, &on, &clerk, (next, &entered("260", ""))).await.unwrap();
        sign_ours(&context, &on, &farm, next).await.unwrap();
        sign_theirs(&context, &on, &head, next).await.unwrap();
        record((26_000, 26_000)).await;
        let before = OneReconciliation::read(&context, &origin(), &head, id).await.unwrap();
        assert_eq!(before.versions.len(), 2);
        assert_eq!(before.followed.one.rows()[0].theirs, Some(Fen(25_000)));
        let mut tx = context.db.read().await.unwrap();
        assert_eq!(events::verify(&mut tx).await.unwrap().unwrap(), 8, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_and_whose_figures_they_are() {
    for test in databases().await.unwrap() {
        let (context, fund) = stored(&test).await;
        let (farm, on) = (convener(&context).await, origin());
        let clerk = officer(&context, Role::BureauFund, 653_125).await;
        let above = officer(&context, Role::BureauFund, 653_100).await;
        let head = officer(&context, Role::BureauHead, 653_125).await;
        let stranger = officer(&context, Role::BureauHead, 653_126).await;
        let begins = async |by: &Actor, party: &str, quarter: &str| {
            begin(&context, &on, by, (party, quarter, "")).await
        };
        for (party, quarter, expect) in [
            ("653125", "2018-03", Refusal::NotAQuarter),
            ("653125", "2060-Q1", Refusal::QuarterNotOver),
            ("653126", "2018-Q1", Refusal::Step(StepRefusal::NothingToReconcile)),
            ("653125", "2017-Q4", Refusal::Step(StepRefusal::NothingToReconcile)),
            ("100000", "2018-Q1", Refusal::UnknownDivision),
            ("650000/region_budget_division", "2018-Q1", Refusal::UnknownDivision),
        ] {
            assert_eq!(refused(begins(&farm, party, quarter).await), expect, "{party} {quarter}");
        }
        assert_eq!(refused(begins(&clerk, "653125", "2018-Q1").await), Refusal::OutOfScope);
        let business = Party::business(&context).unwrap().id;
        let line = begins(&farm, &business, "2018-Q1").await.unwrap();
        let own = OneReconciliation::read(&context, &origin(), &farm, line).await.unwrap();
        assert_eq!(own.followed.one.rows()[0].ours, Fen(50_000), "what the region handed down");
        let hidden = OneReconciliation::read(&context, &origin(), &head, line).await.map(drop);
        assert_eq!(refused(hidden), Refusal::UnknownRecord);
        let id = begins(&farm, "653125", "2018-Q1").await.unwrap();
        let hidden = OneReconciliation::read(&context, &origin(), &stranger, id).await.map(drop);
        assert_eq!(refused(hidden), Refusal::UnknownRecord);
        let figures = entered("260", "");
        let higher = enter(&context, &on, &above, (id, &figures)).await;
        assert_eq!(refused(higher), Refusal::OutOfScope, "nobody above enters for a county");
        let empty = enter(&context, &on, &clerk, (id, &entered(" ", ""))).await;
        assert_eq!(refused(empty), Refusal::NotAnAmount);
        enter(&context, &on, &clerk, (id, &figures)).await.unwrap();
        // Records move: nothing is signed before it is counted anew.
        let more = allotments(&fund, &[("A9", "补助", "653100", "653125", "5")]);
        take_in(&test, &[("指标.csv", &more)]).await;
        assert!(OneReconciliation::read(&context, &origin(), &head, id).await.unwrap().moved);
        let moved = sign_theirs(&context, &on, &head, id).await;
        assert_eq!(refused(moved), Refusal::LedgerMoved, "{}", test.engine);
        keep(&context, &on, &farm, (id, "recount", "")).await.unwrap();
        enter(&context, &on, &clerk, (id, &entered("265", ""))).await.unwrap();
        let mute = keep(&context, &on, &farm, (id, "return", " ")).await;
        assert_eq!(refused(mute), Refusal::Step(StepRefusal::NoReason));
        keep(&context, &on, &farm, (id, "return", "请核对")).await.unwrap();
        let quarter = quarter_of("2018-Q1", on.day).unwrap();
        let (all, until) = of_quarter(&context, &farm, quarter).await.unwrap();
        assert_eq!((all.len(), until.to_string()), (3, "2018-04-10".to_owned()));
        assert!(
            all[0].party.is_business && all.iter().filter(|one| one.last.is_none()).count() == 1
        );
        assert_eq!(of_quarter(&context, &head, quarter).await.unwrap().0.len(), 1);
    }
}
