//! Hand-downs on both databases: what becomes a record, what is never more than there is, who may do what.

use domain::TableId;
use domain::handling::StepRefusal;
use domain::{Division, Lang};
use store::testing::{TestDb, databases};
use store::{events, handdowns as kept, history, people, posts};

use super::*;
use crate::access::{Held, Role, Scope};
use crate::operations::handling::one::One as _;
use crate::operations::imports::tests::origin;
use crate::operations::tests::{context, refused, take_in};
use crate::operations::{Failure, Stage};

const ALLOTMENTS: &str = "编号,文号,资金,年度,下达单位,接收单位,上级指标,金额,下达日期,收文日期
Z1,财农1号,扶贫发展资金,2019,100000,650000,,900000,2019-01-01,2019-01-02
Z2,新财扶1号,扶贫发展资金,2019,650000,653100,Z1,600000,2019-02-01,2019-05-20
Z3,喀财扶1号,扶贫发展资金,2019,653100,653125,Z2,100000,2019-05-21,2019-05-21
";
const PROJECTS: &str = "项目编号,项目名称,县,类别,年度,实施单位,计划金额
P1,防渗渠,653125,农田水利,2019,莎车县水利局,500000
P2,道路,652901,道路,2019,阿克苏市交通局,500000
P3,桥,653125,道路,2019,莎车县交通局,500000
";

const TARGETS: &str = "\
目标编号,对象类型,对象,年度,总体目标,资金总额,审核结果,批复日期
T1,项目,P1,2019,修渠三公里,500000,通过,2019-03-01
";

async fn stored(test: &TestDb) -> Context {
    let files = [("指标.csv", ALLOTMENTS), ("项目.csv", PROJECTS), ("目标.csv", TARGETS)];
    take_in(test, &files).await;
    context(test)
}

/// Somebody with a post that is kept.
pub(crate) async fn officer(context: &Context, role: Role, division: u32) -> Actor {
    let login = format!("u{division}-{}", role.word().replace(['.', '_'], "-"));
    let mut tx = context.db.write().await.unwrap();
    let person = people::NewPerson {
        public_id: &login,
        login: &login,
        name: "某人",
        password: "",
        must_change: false,
    };
    let id = people::add(&mut tx, person).await.unwrap().unwrap();
    let person = people::by_id(&mut tx, id).await.unwrap().unwrap();
    let code = division.to_string();
    let post = format!("post-{login}");
    let office = posts::NewPost {
        public_id: &post,
        role: role.word(),
        division: &code,
        organisation: None,
        title: "岗位",
    };
    let number = posts::add(&mut tx, office).await.unwrap();
    posts::assign(&mut tx, number, id, "2019-01-01").await.unwrap();
    tx.commit().await.unwrap();
    let division = Division::from_code(division).unwrap();
    let scope = Scope { division, organisation: None };
    let held = vec![Held { post, title: "岗位".to_owned(), role, scope }];
    Actor { person, held, session: String::new(), stage: Stage::Open }
}

fn part(receiver: &str, amount: &str) -> Part {
    let to_project = receiver.starts_with('P');
    Part {
        to_project,
        receiver: receiver.to_owned(),
        amount: amount.to_owned(),
        reason: String::new(),
    }
}

fn writing(source: &str, way: &str, parts: &[(&str, &str)]) -> Writing {
    Writing {
        source: source.to_owned(),
        way: way.to_owned(),
        doc_no: "喀财扶〔2019〕9号".to_owned(),
        issued_on: "2019-05-22".to_owned(),
        for_poverty: true,
        parts: parts.iter().map(|(receiver, amount)| part(receiver, amount)).collect(),
        ..Writing::default()
    }
}

fn step(refusal: StepRefusal) -> Refusal {
    Refusal::Step(refusal)
}

fn submit() -> Moving {
    Moving { step: "submit".to_owned(), ..Moving::default() }
}

async fn left(context: &Context, id: &str) -> i64 {
    let mut tx = context.db.read().await.unwrap();
    let amount = draft::amount_of(&mut tx, id).await.unwrap();
    open(amount, kept::uses(&mut tx, id).await.unwrap()).0
}

/// Hands down what is submitted, with what the rules say of it seen.
async fn handed(context: &Context, by: &Actor, id: i64) -> Done<()> {
    let one = OneHandDown::read(context, &origin(), by, id).await?;
    let seal = one.foreseen.map(|all| all.seal).unwrap_or_default();
    hand_down(context, &origin(), by, (id, &seal)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_down_becomes_records_and_is_received_once() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let clerk = officer(&context, Role::BureauFund, 653_100).await;
        let head = officer(&context, Role::BureauHead, 653_100).await;
        let county = officer(&context, Role::BureauFund, 653_125).await;
        let stranger = officer(&context, Role::BureauFund, 653_126).await;
        let draft = writing(
            "Z2",
            "down",
            &[("653125", "300,000.00"), ("653126", "100000"), ("653127", "")],
        );
        let id = begin(&context, &origin(), &clerk, &draft).await.unwrap();
        assert_eq!(left(&context, "Z2").await, 50_000_000, "a draft moves nothing");
        let hidden = OneHandDown::read(&context, &origin(), &county, id).await.map(drop);
        assert_eq!(refused(hidden), Refusal::UnknownRecord, "{}", test.engine);
        prepare(&context, &origin(), &clerk, (id, &submit())).await.unwrap();
        handed(&context, &head, id).await.unwrap();
        assert_eq!(left(&context, "Z2").await, 10_000_000);
        let mut tx = context.db.read().await.unwrap();
        let record = record_id(id, 0);
        let found = history::held(&mut tx, TableId::Allotments, &[("id", &record)], 9).await;
        let [record] = found.unwrap().try_into().unwrap();
        drop(tx);
        let text = |column| record.text(TableId::Allotments, column).to_owned();
        assert_eq!([text("parent"), text("from"), text("to")], ["Z2", "653100", "653125"]);
        assert_eq!((text("kind"), text("received_on")), ("grant".to_owned(), String::new()));

        // Each receiver sees its own part, and confirms it; nobody else does.
        let due = due(&context, &county).await.unwrap();
        assert_eq!(due[2].iter().map(|one| one.id).collect::<Vec<_>>(), [id]);
        let seen = OneHandDown::read(&context, &origin(), &county, id).await.unwrap();
        assert_eq!((seen.seen, seen.receives, seen.known.is_none()), (vec![0], vec![0], true));
        let mut receiving = Receiving {
            line: 0,
            received_on: "2019-05-22".to_owned(),
            amount: "30000".to_owned(),
            fund: "special-development".to_owned(),
            doc_no: "喀财扶〔2019〕9号".to_owned(),
        };
        let foreign = receive(&context, &origin(), &stranger, (id, &receiving)).await;
        assert_eq!(refused(foreign), Refusal::OutOfScope);
        let giver = receive(&context, &origin(), &clerk, (id, &receiving)).await;
        assert_eq!(refused(giver), Refusal::OutOfScope, "nobody above receives for a county");
        receive(&context, &origin(), &county, (id, &receiving)).await.unwrap();
        let twice = receive(&context, &origin(), &county, (id, &receiving)).await;
        assert_eq!(refused(twice), step(StepRefusal::NotAsked));
        let state = |one: OneHandDown| one.followed.lines[0].state.clone();
        let wrong = OneHandDown::read(&context, &origin(), &county, id).await.unwrap();
        assert_eq!(state(wrong), "differs");
        receiving.amount = "300000".to_owned();
        receive(&context, &origin(), &county, (id, &receiving)).await.unwrap();
        let right = OneHandDown::read(&context, &origin(), &county, id).await.unwrap();
        assert_eq!(state(right), "received");
        let mut tx = context.db.read().await.unwrap();
        let record = record_id(id, 0);
        let all = history::all(&mut tx, TableId::Allotments, &[("id", &record)], 9).await.unwrap();
        assert_eq!(all.len(), 3, "every receipt is a version");
        let now = all.iter().find(|record| record.holds()).unwrap();
        assert_eq!(now.number(TableId::Allotments, "recorded_amount"), Some(30_000_000));
        assert_eq!(now.text(TableId::Allotments, "received_on"), "2019-05-22");
        // Begun, submitted, handed down, received twice.
        assert_eq!(events::verify(&mut tx).await.unwrap().unwrap(), 5, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_handed_down_that_is_not_there_nor_by_one_person() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let clerk = officer(&context, Role::BureauFund, 653_100).await;
        let head = officer(&context, Role::BureauHead, 653_100).await;
        let county = officer(&context, Role::BureauFund, 653_125).await;
        let region = officer(&context, Role::RegionFundOffice, 650_000).await;
        let begins =
            async |by: &Actor, draft: Writing| begin(&context, &origin(), by, &draft).await;
        let down = |parts: &[(&str, &str)]| writing("Z2", "down", parts);
        for (draft, expect) in [
            (down(&[("653125", "500000.01")]), step(StepRefusal::MoreThanOpen)),
            (down(&[("653125", "0")]), step(StepRefusal::NothingSplit)),
            (down(&[]), step(StepRefusal::NothingSplit)),
            (down(&[("653125", "1"), ("653125", "2")]), step(StepRefusal::ReceiverTwice)),
            (down(&[("653125", "很多")]), Refusal::NotAnAmount),
            (down(&[("652901", "1")]), Refusal::ReceiverUnfit),
            (down(&[("P2", "1")]), Refusal::ReceiverUnfit),
            (down(&[("P9", "1")]), Refusal::ReceiverUnfit),
            (
                Writing { doc_no: " ".into(), ..down(&[("653125", "1")]) },
                step(StepRefusal::NoDocument),
            ),
            (Writing { issued_on: "昨天".into(), ..down(&[("653125", "1")]) }, Refusal::NotADay),
            (
                Writing { issued_on: "2019-05-19".into(), ..down(&[("653125", "1")]) },
                Refusal::IssuedTooEarly,
            ),
            (writing("Z9", "down", &[("653125", "1")]), Refusal::UnknownRecord),
            (writing("Z2", "up", &[("653125", "1")]), Refusal::UnknownStep),
        ] {
            assert_eq!(refused(begins(&clerk, draft.clone()).await), expect, "{draft:?}");
        }
        let foreign = refused(begins(&county, down(&[("653125", "1")])).await);
        assert_eq!(foreign, Refusal::UnknownRecord);
        let above = refused(begins(&region, down(&[("653125", "1")])).await);
        assert_eq!(above, Refusal::OutOfScope, "the region hands down what the region holds");
        // Two drafts out of one allotment: the second one finds too little left.
        let [first, second] = ["300000", "300000"];
        let first = begins(&clerk, down(&[("653125", first)])).await.unwrap();
        let second = begins(&clerk, down(&[("653126", second)])).await.unwrap();
        for id in [first, second] {
            prepare(&context, &origin(), &clerk, (id, &submit())).await.unwrap();
        }
        let own = handed(&context, &clerk, first).await;
        assert_eq!(refused(own), step(StepRefusal::SamePerson));
        let county_head = handed(&context, &county, first).await;
        assert_eq!(refused(county_head), Refusal::UnknownRecord);
        let back = send_back(&context, &origin(), &head, (second, " ")).await;
        assert_eq!(refused(back), step(StepRefusal::NoReason));
        handed(&context, &head, first).await.unwrap();
        let late = handed(&context, &head, second).await;
        assert_eq!(refused(late), step(StepRefusal::MoreThanOpen), "{}", test.engine);
        assert_eq!(left(&context, "Z2").await, 20_000_000);
        let again = handed(&context, &head, first).await;
        assert_eq!(refused(again), step(StepRefusal::NotFromHere));
        // Sent back, written anew, handed down for what is left.
        send_back(&context, &origin(), &head, (second, "余额不足")).await.unwrap();
        let smaller = down(&[("653126", "200000")]);
        rewrite(&context, &origin(), &clerk, (second, &smaller)).await.unwrap();
        prepare(&context, &origin(), &clerk, (second, &submit())).await.unwrap();
        handed(&context, &head, second).await.unwrap();
        assert_eq!(left(&context, "Z2").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_goes_to_projects_and_back_by_records_of_their_own() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let clerk = officer(&context, Role::BureauFund, 653_125).await;
        let head = officer(&context, Role::BureauHead, 653_125).await;
        let above = officer(&context, Role::BureauFund, 653_100).await;
        let to_project = writing("Z3", "down", &[("P1", "60000")]);
        let id = begin(&context, &origin(), &clerk, &to_project).await.unwrap();
        prepare(&context, &origin(), &clerk, (id, &submit())).await.unwrap();
        let unseen = hand_down(&context, &origin(), &head, (id, "")).await;
        if let Err(Failure::Refused(refusal)) = &unseen {
            assert_eq!(*refusal, Refusal::VerdictUnseen, "{}", refusal.sentence(Lang::En));
            handed(&context, &head, id).await.unwrap();
        }
        let whole = OneHandDown::read(&context, &origin(), &clerk, id).await.unwrap();
        assert_eq!(whole.followed.one.state(), State::Complete);
        assert_eq!(whole.followed.lines[0].state, "funded");
        assert_eq!(left(&context, "Z3").await, 4_000_000);
        // The same project, allotment and day again would correct what is there.
        let id = begin(&context, &origin(), &clerk, &writing("Z3", "down", &[("P1", "1")])).await;
        let id = id.unwrap();
        prepare(&context, &origin(), &clerk, (id, &submit())).await.unwrap();
        assert_eq!(refused(handed(&context, &head, id).await), Refusal::RecordThere);
        let untargeted = writing("Z3", "down", &[("P3", "1")]);
        let done = begin(&context, &origin(), &clerk, &untargeted).await;
        assert_eq!(refused(done), step(StepRefusal::NoTargetForBudget));
        // What is left goes back, and is there again for the prefecture.
        let too_much = writing("Z3", "back", &[("653100", "40000.01")]);
        let done = begin(&context, &origin(), &clerk, &too_much).await;
        assert_eq!(refused(done), step(StepRefusal::MoreThanOpen));
        let elsewhere = writing("Z3", "back", &[("653126", "1")]);
        let done = begin(&context, &origin(), &clerk, &elsewhere).await;
        assert_eq!(refused(done), Refusal::ReceiverUnfit);
        let back = writing("Z3", "back", &[("653100", "40000")]);
        let id = begin(&context, &origin(), &clerk, &back).await.unwrap();
        prepare(&context, &origin(), &clerk, (id, &submit())).await.unwrap();
        handed(&context, &head, id).await.unwrap();
        assert_eq!(left(&context, "Z3").await, 0, "{}", test.engine);
        assert_eq!(left(&context, &record_id(id, 0)).await, 4_000_000);
        assert_eq!(due(&context, &above).await.unwrap()[2].len(), 1);
        let mut tx = context.db.read().await.unwrap();
        let books = store::ledger::verify(&mut tx, context.divisions()).await.unwrap();
        assert!(books.is_ok());
    }
}
