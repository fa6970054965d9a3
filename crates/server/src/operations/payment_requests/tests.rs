//! Payment requests on both databases: from who asks to the payment that settles it, what the rules forbid, who may
//! not, and where nothing is paid without one.

mod asked;
mod exempted;
mod persons;

use domain::Lamp;
use domain::handling::StepRefusal as R;
use store::testing::{TestDb, databases};

use super::one::OneRequest;
use super::*;
use crate::access::Role;
use crate::operations::entry::{Entered, save};
use crate::operations::handdowns::tests::officer;
use crate::operations::handling::one::One as _;
use crate::operations::screening::tests::on;
use crate::operations::tests::{context, refused, take_in};

pub(crate) const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,入库日期,计划批复日期
P1,防渗渠,653125,水利,2020,莎车县水利局,王某,1000,2020-01-05,2020-01-20
P2,道路,653125,道路,2020,莎车县交通局,王某,1000,2020-01-05,
P3,桥,653126,道路,2020,叶城县水利局,王某,1000,2020-01-05,2020-01-20
";
pub(crate) const MONEY: &str = "编号,文号,资金,年度,下达单位,接收单位,金额,下达日期,收文日期
A1,喀财扶1号,扶贫发展资金,2020,653100,653125,1000,2020-01-20,2020-01-20
";
pub(crate) const GIVEN: &str = "项目编号,指标编号,金额,安排日期\nP1,A1,1000,2020-02-01\n";

/// Somebody of each post that has a part in it.
pub(super) struct Story {
    pub(super) context: Context,
    pub(super) origin: Origin,
    pub(super) line: Actor,
    pub(super) fund: Actor,
    pub(super) cash: Actor,
    pub(super) above: Actor,
    pub(super) stranger: Actor,
}

impl Story {
    pub(super) async fn new(test: &TestDb) -> Story {
        let files = [("项目.csv", PROJECTS), ("指标.csv", MONEY), ("项目资金.csv", GIVEN)];
        take_in(test, &files).await;
        let context = context(test);
        Story {
            line: officer(&context, Role::BureauBusiness, 653_125).await,
            fund: officer(&context, Role::BureauFund, 653_125).await,
            cash: officer(&context, Role::BureauTreasury, 653_125).await,
            above: officer(&context, Role::BureauFund, 653_100).await,
            stranger: officer(&context, Role::BureauBusiness, 653_126).await,
            origin: on("2020-06-01"),
            context,
        }
    }

    pub(super) async fn asks(&self, by: &Actor, writing: &Writing) -> Done<Asked> {
        ask(&self.context, &self.origin, by, writing).await
    }

    /// One that waits.
    pub(super) async fn asked(&self, writing: Writing) -> i64 {
        made(&self.context, &self.origin, &self.line, writing).await
    }

    pub(super) async fn reviews(&self, by: &Actor, id: i64, step: &str, reason: &str) -> Done<()> {
        let saying = Saying { step: step.to_owned(), reason: reason.to_owned() };
        review(&self.context, &self.origin, by, (id, &saying)).await
    }

    pub(super) async fn approved(&self, writing: Writing) -> i64 {
        let id = self.asked(writing).await;
        self.reviews(&self.fund, id, "approve", "已核实合同和验收").await.unwrap();
        id
    }

    pub(super) async fn read(&self, by: &Actor, id: i64) -> Done<OneRequest> {
        OneRequest::read(&self.context, &self.origin, by, id).await
    }

    pub(super) async fn state(&self, id: i64) -> String {
        self.read(&self.fund, id).await.unwrap().kept.standing.state
    }

    /// Enters the payment of a voucher, whatever the rules say of it.
    pub(super) async fn pays(&self, by: &Actor, voucher: &str, cells: &Cells) -> Done<Entered> {
        let paid = Cells::from([("voucher_no".to_owned(), voucher.to_owned())]);
        let cells: Cells = cells.clone().into_iter().chain(paid).collect();
        let sheet = sheet(&cells, "653125", self.origin.day)?;
        let party = Party::Person(by);
        let what = (&sheet, "");
        match save(&self.context, &self.origin, party, what).await? {
            Entered::Not(verdict) => {
                save(&self.context, &self.origin, party, (&sheet, &verdict.seal)).await
            }
            done => Ok(done),
        }
    }
}

/// What a request of a project says.
pub(crate) fn writing(project: &str, changes: &[(&str, &str)]) -> Writing {
    let plain = [
        ("project", project),
        ("fiscal_year", "2020"),
        ("allotment", "A1"),
        ("fund", "special-development"),
        ("amount", "300.00"),
        ("channel", "direct"),
        ("kind", "progress"),
        ("payer_unit", "莎车县水利局"),
        ("payee", "水利公司"),
        ("payee_type", "enterprise"),
        ("payee_account", "6222021234"),
        ("purpose", "防渗渠进度款"),
    ];
    let cells = plain.iter().chain(changes);
    Writing {
        cells: cells.map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect(),
        evidence: vec![Sent { name: "合同.pdf".to_owned(), content: b"%PDF-1.7 proof".to_vec() }],
        seal: String::new(),
    }
}

/// One that waits, whatever the rules say of it.
async fn made(context: &Context, origin: &Origin, by: &Actor, mut writing: Writing) -> i64 {
    for _ in 0..2 {
        match ask(context, origin, by, &writing).await.unwrap() {
            Asked::Made(id) => return id,
            Asked::Not(verdict) => {
                assert_eq!(verdict.rejected, []);
                assert!(verdict.count(Lamp::Red) > 0);
                writing.seal = verdict.seal;
            }
        }
    }
    panic!("what was seen is not seen");
}

/// The same of a project, for tests of other parts.
pub(crate) async fn asked_for(
    context: &Context,
    origin: &Origin,
    by: &Actor,
    project: &str,
) -> i64 {
    made(context, origin, by, writing(project, &[("allotment", "")])).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_asked_for_put_right_approved_and_paid() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.asked(writing("P1", &[])).await;
        let waits = due(&story.context, &story.fund).await.unwrap().waiting;
        assert_eq!(waits.iter().map(|one| one.id).collect::<Vec<_>>(), [id], "{}", test.engine);
        assert!(due(&story.context, &story.line).await.unwrap().waiting.is_empty());
        story.reviews(&story.fund, id, "return", "金额不符").await.unwrap();
        let back = due(&story.context, &story.line).await.unwrap().returned;
        assert_eq!(back.len(), 1);
        // What is not shown stays what it was; documents from before stay.
        let shown = story.read(&story.line, id).await.unwrap();
        assert!(!shown.cells.contains_key("payee_account"), "{:?}", shown.cells);
        let mut anew = Writing { cells: shown.cells, evidence: Vec::new(), seal: String::new() };
        anew.cells.insert("amount".to_owned(), "250".to_owned());
        let done = rewrite(&story.context, &story.origin, &story.line, (id, &anew)).await.unwrap();
        assert!(matches!(done, Asked::Made(same) if same == id), "{done:?}");
        let mut tx = story.context.db.read().await.unwrap();
        let kept = payment_requests::by_id(&mut tx, id).await.unwrap().unwrap();
        let kept = FollowedRequest::of(&mut tx, kept).await.unwrap();
        assert_eq!(kept.one.text().cell("payee_account"), "***");
        assert_eq!((kept.one.text().amount, kept.one.text().evidence.len()), (Fen(25_000), 1));
        drop(tx);
        story.reviews(&story.fund, id, "approve", "已核实").await.unwrap();
        assert_eq!(due(&story.context, &story.cash).await.unwrap().approved.len(), 1);
        // Another amount is another payment.
        for (voucher, amount) in [("V1", "250.01"), ("V2", "250.00"), ("V3", "250.00")] {
            let cells = writing("P1", &[("amount", amount)]).cells;
            let done = story.pays(&story.cash, voucher, &cells).await.unwrap();
            assert!(matches!(done, Entered::Saved(_)), "{done:?}");
        }
        let paid = story.read(&story.fund, id).await.unwrap();
        assert_eq!(paid.kept.standing.state, "paid", "{}", test.engine);
        assert_eq!(paid.kept.standing.paid_voucher.as_deref(), Some("V2"));
        assert_eq!(paid.paid.map(|paid| paid.amount), Some(25_000));
        assert!(paid.may.is_empty() && paid.judged.is_none());
        assert!(due(&story.context, &story.cash).await.unwrap().approved.is_empty());
        for (voucher, expect) in [("V2", Some(id)), ("V1", None), ("V3", None)] {
            let of = of_payment(&story.context, &story.fund, ("653125", voucher)).await.unwrap();
            assert_eq!(of, expect, "{voucher}");
        }
        let of = of_payment(&story.context, &story.stranger, ("653125", "V2")).await.unwrap();
        assert_eq!(of, None, "another county is told nothing");
        let mut tx = story.context.db.read().await.unwrap();
        store::events::verify(&mut tx).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_a_rule_is_not_approved_and_who_wrote_it_does_not() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        // A breach is submitted once it was seen, and never approved.
        let red = writing("P1", &[("channel", "delegated")]);
        let first = story.asks(&story.line, &red).await.unwrap();
        let Asked::Not(verdict) = first else { panic!("not seen: {first:?}") };
        assert!(verdict.must_be_seen());
        let id = story.asked(red).await;
        let shown = story.read(&story.fund, id).await.unwrap();
        let (_, weighed) = shown.judged.unwrap();
        assert_eq!(weighed.broken, ["pay.delegated"], "{}", test.engine);
        let done = story.reviews(&story.fund, id, "approve", "照付").await;
        assert_eq!(refused(done), Refusal::Step(R::BreaksRule));
        // No plan: the project of the payment is not in it.
        let id = story.asked(writing("P2", &[("allotment", "")])).await;
        let done = story.reviews(&story.fund, id, "approve", "照付").await;
        assert_eq!(refused(done), Refusal::Step(R::BreaksRule));
        // More than the project was given: its warning is new with this payment.
        let id = story.asked(writing("P1", &[("amount", "1000.01")])).await;
        let done = story.reviews(&story.fund, id, "approve", "照付").await;
        assert_eq!(refused(done), Refusal::Step(R::BreaksRule), "{}", test.engine);
        let id = story.asked(writing("P1", &[])).await;
        for (by, step, reason, expect) in [
            (&story.fund, "approve", " ", Refusal::Step(R::NoReason)),
            (&story.fund, "return", " ", Refusal::Step(R::NoReason)),
            (&story.fund, "pay", "", Refusal::UnknownStep),
            (&story.line, "approve", "好", Refusal::OutOfScope),
            (&story.above, "approve", "好", Refusal::CountyDecides),
            (&story.stranger, "approve", "好", Refusal::UnknownRecord),
        ] {
            let done = story.reviews(by, id, step, reason).await;
            assert_eq!(refused(done), expect, "{} {step}", test.engine);
        }
        let give_up = |reason: &'static str| {
            withdraw(&story.context, &story.origin, &story.line, (id, reason))
        };
        assert_eq!(refused(give_up(" ").await), Refusal::Step(R::NoReason));
        give_up("不再支付").await.unwrap();
        let late = story.reviews(&story.fund, id, "approve", "好").await;
        assert_eq!(refused(late), Refusal::Step(R::NotFromHere), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_names_the_voucher_that_differs() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (id, next) =
            (story.approved(writing("P1", &[])).await, story.approved(writing("P1", &[])).await);
        let more = writing("P1", &[("amount", "300.50")]).cells;
        story.pays(&story.cash, "V1", &more).await.unwrap();
        let other = writing("P1", &[("payee", "另一公司")]).cells;
        story.pays(&story.cash, "V2", &other).await.unwrap();
        assert_eq!(story.state(id).await, "approved", "{}", test.engine);
        let names = async |by: &Actor, id, voucher: &str| {
            settle(&story.context, &story.origin, by, (id, voucher)).await
        };
        for (by, voucher, expect) in [
            (&story.line, "V1", Refusal::OutOfScope),
            (&story.above, "V1", Refusal::CountyDecides),
            (&story.cash, "V9", Refusal::PaymentRequestVoucher),
            (&story.cash, "V2", Refusal::PaymentRequestVoucher),
            (&story.cash, " ", Refusal::PaymentRequestVoucher),
        ] {
            assert_eq!(refused(names(by, id, voucher).await), expect, "{voucher}");
        }
        names(&story.cash, id, "V1").await.unwrap();
        let paid = story.read(&story.fund, id).await.unwrap();
        assert_eq!(paid.kept.standing.state, "paid");
        let over = paid.paid.unwrap().amount - paid.kept.standing.amount;
        assert_eq!(over, 50, "{}: what is above is told", test.engine);
        assert_eq!(refused(names(&story.cash, next, "V1").await), Refusal::PaymentRequestTaken);
        // What was paid is what the payment says today.
        story.pays(&story.cash, "V1", &writing("P1", &[]).cells).await.unwrap();
        let mended = story.read(&story.fund, id).await.unwrap();
        assert_eq!(mended.paid.map(|paid| paid.amount), Some(30_000), "{}", test.engine);
        assert_eq!(story.state(next).await, "approved", "a correction settles no other request");
        // It stays as long as the payment is the request's, and can be asked for anew once it is another's.
        let done = story.reviews(&story.fund, id, "return", "付错").await;
        assert_eq!(refused(done), Refusal::Step(R::NotFromHere), "{}", test.engine);
        let other = writing("P1", &[("payee", "另一公司")]).cells;
        story.pays(&story.cash, "V1", &other).await.unwrap();
        let changed = story.read(&story.fund, id).await.unwrap();
        assert!(changed.is_changed && changed.may == [May::Return], "{:?}", changed.may);
        story.reviews(&story.fund, id, "return", "凭证已更正，重新支付").await.unwrap();
        let back = story.read(&story.line, id).await.unwrap();
        assert_eq!(back.kept.standing.state, "returned");
        assert_eq!((back.kept.standing.paid_voucher, back.is_changed), (None, false));
    }
}
