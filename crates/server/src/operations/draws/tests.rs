//! Draws on both databases: from the commitment to a proof that proves itself, what is in the frame, who may not, what
//! is refused, and that a further draw leaves out what those before have drawn.

use domain::draw::{Proof, Risk};
use domain::handling::StepRefusal as R;
use store::testing::{TestDb, databases};

use super::one::one;
use super::*;
use crate::access::Role;
use crate::operations::handdowns::tests::officer;
use crate::operations::screening::tests::{on, screened};
use crate::operations::tests::{context, refused, take_in};

const SEED: &str = "4f1c-9a02-77de-0b31";

/// The rows of one project: its record, its target, its self-evaluation. Every third lies in another county; P13 was
/// not evaluated, P14 is of another year, P12 has no score, P02 has much money.
fn rows(number: i64) -> [String; 3] {
    let county = if number % 3 == 0 { 653_126 } else { 653_125 };
    let year = if number == 14 { 2018 } else { 2019 };
    let yuan = if number == 2 { 6_000_000 } else { 100_000 * number };
    let score = if number == 12 { String::new() } else { (84 + number).to_string() };
    let report = format!("T{number:02},自评,{year},{yuan},{yuan},{score},良,2020-02-{number:02}\n");
    [
        format!(
            "P{number:02},水渠{number},{county},水利,{year},水利局,{yuan},{year}-01-20,{year}-10-31\n"
        ),
        format!("T{number:02},项目,P{number:02},{year},修渠,{yuan},通过,{year}-01-10\n"),
        if number == 13 { String::new() } else { report },
    ]
}

/// Fourteen projects. P01 is paid in a way that is red.
async fn recorded(test: &TestDb) {
    let heads = [
        "项目编号,项目名称,县,类别,年度,实施单位,计划金额,计划批复日期,完工日期\n",
        "目标编号,对象类型,对象,年度,总体目标,资金总额,审核结果,批复日期\n",
        "目标编号,评价类型,年度,预算数,执行数,总分,等级,录入日期\n",
    ];
    let all: Vec<[String; 3]> = (1..=14).map(rows).collect();
    let table = |at: usize| {
        let rows: String = all.iter().map(|row| row[at].as_str()).collect();
        [heads[at], &rows].concat()
    };
    let payment = "\
凭证号,县,项目,金额,支付日期,导入日期,年度,支付方式,款项性质,收款人,收款人类型,用途
V1,653125,P01,1000,2019-06-01,2019-06-01,2019,授权支付,进度款,水利公司,企业,水渠
";
    let [projects, targets, reports] = [0, 1, 2].map(table);
    let files = [
        ("项目.csv", &*projects),
        ("绩效目标.csv", &*targets),
        ("绩效评价.csv", &*reports),
        ("支付.csv", payment),
    ];
    take_in(test, &files).await;
}

fn writing(seed: &str, again: &str) -> Writing {
    let commitment = Hash::of(seed.as_bytes()).to_string();
    Writing { year: "2019".to_owned(), commitment, again: again.to_owned() }
}

/// The commitment to a seed that belongs to the tests.
pub(crate) fn committed() -> Writing {
    writing(SEED, "")
}

fn said(step: &str, text: &str) -> Saying {
    Saying { step: step.to_owned(), seed: text.to_owned(), reason: text.to_owned() }
}

/// Somebody of each post that has a part in it.
struct Story {
    context: Context,
    now: Origin,
    centre: Actor,
    office: Actor,
    county: Actor,
    stranger: Actor,
}

impl Story {
    async fn new(test: &TestDb) -> Story {
        recorded(test).await;
        let context = context(test);
        screened(&context, "2020-05-01", "2020-05-01").await;
        Story {
            centre: officer(&context, Role::RegionEvaluation, 650_000).await,
            office: officer(&context, Role::RegionFundOffice, 650_000).await,
            county: officer(&context, Role::BureauPerformance, 653_125).await,
            stranger: officer(&context, Role::BureauHead, 653_127).await,
            now: on("2020-05-02"),
            context,
        }
    }

    async fn commits(&self, by: &Actor, writing: &Writing) -> Done<i64> {
        commit(&self.context, &self.now, by, writing).await
    }

    async fn takes(&self, by: &Actor, id: i64, saying: Saying) -> Done<()> {
        carry_out(&self.context, &self.now, by, (id, &saying)).await
    }

    /// One that is drawn by the office, to which the centre committed.
    async fn drawn(&self, seed: &str, again: &str) -> i64 {
        let id = self.commits(&self.centre, &writing(seed, again)).await.unwrap();
        self.takes(&self.office, id, said("freeze", "")).await.unwrap();
        self.takes(&self.office, id, said("reveal", seed)).await.unwrap();
        id
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_commitment_to_a_proof_that_anybody_can_check() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, centre, office) = (&story.context, &story.centre, &story.office);
        let id = story.commits(centre, &writing(SEED, "")).await.unwrap();
        assert!(due(context, centre).await.unwrap().is_empty(), "who committed does nothing more");
        assert_eq!(due(context, office).await.unwrap().len(), 1, "{}", test.engine);
        assert_eq!(one(context, centre, id).await.unwrap().may, [May::Withdraw]);
        assert_eq!(refused(proof(context, office, id).await), Refusal::DrawNotFrozen);
        story.takes(office, id, said("freeze", "")).await.unwrap();
        let early = proof(context, office, id).await.unwrap();
        assert!(!early.contains(SEED), "the seed is known to nobody here");
        story.takes(office, id, said("reveal", SEED)).await.unwrap();

        let shown = one(context, office, id).await.unwrap();
        let standing = &shown.followed.kept.standing;
        assert_eq!((&*standing.state, standing.projects, &*standing.seed), ("drawn", 12, SEED));
        assert!(shown.may.is_empty() && due(context, office).await.unwrap().is_empty());
        let text = proof(context, office, id).await.unwrap();
        let checked = Proof::check(&text, None).unwrap();
        assert_eq!((checked.lines, checked.faults), (12, vec![]), "{text}");
        assert_eq!(checked.drawn, Some(shown.picks.len()));
        assert_eq!(shown.picks.len() as i64, standing.drawn, "{}", test.engine);
        // What was taken out before proves itself with the seed that came later.
        let seed = Seed::parse(SEED).unwrap();
        assert_eq!(Proof::check(&early, Some(&seed)).unwrap().drawn, checked.drawn);
        let places: Vec<&str> = shown.picks.iter().map(|pick| &*pick.target).collect();
        assert!(places.contains(&"T02"), "no other has so much money: {places:?}");
        let mut tx = context.db.read().await.unwrap();
        store::events::verify(&mut tx).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_frame_is_what_was_evaluated_with_what_is_lit_about_it() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.commits(&story.centre, &writing(SEED, "")).await.unwrap();
        story.takes(&story.office, id, said("freeze", "")).await.unwrap();
        let shown = one(&story.context, &story.office, id).await.unwrap();
        let frame = shown.frame.unwrap();
        let targets: Vec<&str> = frame.lines().iter().map(|line| &*line.target).collect();
        let expect: Vec<String> = (1..=12).map(|number| format!("T{number:02}")).collect();
        assert_eq!(targets, expect, "{}", test.engine);
        let limits = &frame.head().limits;
        let of = |target: &str| frame.lines().iter().find(|line| line.target == target).unwrap();
        let first = of("T01");
        assert_eq!((&*first.project, &*first.county), ("P01", "653125"));
        assert_eq!(first.money, Some(domain::Fen(10_000_000)));
        assert_eq!(first.score, Some(domain::Decimal(850_000)));
        assert!(first.red > 0 && Risk::of(first, limits) == Risk::High, "{first:?}");
        assert_eq!(of("T12").score, None, "{}", test.engine);
        // The warnings are those that are lit, one by one.
        let mut tx = story.context.db.read().await.unwrap();
        let lit = store::draws::lit(&mut tx, "653125").await.unwrap();
        let about = |lit: &&store::draws::Lit| {
            lit.lamp == "red"
                && (lit.subject == "P01" || super::framed::target_of(&lit.subject) == "T01")
        };
        let count: i64 = lit.iter().filter(about).map(|lit| lit.count).sum();
        assert_eq!(i64::from(first.red), count, "{lit:?}");
        assert!(lit.iter().any(|one| one.kind == "project" && one.subject == "P01"), "{lit:?}");
        drop(tx);
        // A county draws from its own.
        let own = story.commits(&story.county, &writing("county", "")).await.unwrap();
        let head = officer(&story.context, Role::BureauHead, 653_125).await;
        story.takes(&head, own, said("freeze", "")).await.unwrap();
        let shown = one(&story.context, &head, own).await.unwrap().frame.unwrap();
        assert!(shown.lines().iter().all(|line| line.county == "653125"));
        assert_eq!(shown.lines().len(), 8, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_further_draw_says_why_and_leaves_out_what_was_drawn() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, centre, office) = (&story.context, &story.centre, &story.office);
        let first = story.drawn(SEED, "").await;
        let drawn = one(context, office, first).await.unwrap().picks;
        let again = |seed: &str, why: &str| writing(seed, why);
        let done = story.commits(centre, &again("second", " ")).await;
        assert_eq!(refused(done), Refusal::DrawAgain, "{}", test.engine);
        let done = story.commits(centre, &again(SEED, "扩大范围")).await;
        assert_eq!(refused(done), Refusal::DrawSeedUsed);
        let second = story.commits(centre, &again("second", "扩大范围")).await.unwrap();
        let open = story.commits(office, &again("third", "扩大范围")).await;
        assert_eq!(refused(open), Refusal::DrawOpen);
        story.takes(office, second, said("freeze", "")).await.unwrap();
        let shown = one(context, office, second).await.unwrap();
        let frame = shown.frame.unwrap();
        assert_eq!(frame.lines().len(), 12 - drawn.len());
        assert!(
            drawn.iter().all(|pick| frame.lines().iter().all(|line| line.target != pick.target))
        );
        assert_eq!(shown.others.len(), 1);
        story.takes(office, second, said("withdraw", "改日再抽")).await.unwrap();
        // What was given up stays, and asks for a reason as well.
        let kept = one(context, centre, second).await.unwrap();
        assert_eq!(kept.followed.kept.standing.state, "withdrawn", "{}", test.engine);
        assert!(kept.may.is_empty());
        assert_eq!(refused(story.commits(centre, &again("fourth", "")).await), Refusal::DrawAgain);
        // Another division of the same year draws for itself.
        story.commits(&story.county, &writing("county", "")).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_and_what_is_wrong_is_refused() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, centre, office) = (&story.context, &story.centre, &story.office);
        let audit = officer(context, Role::Audit, 650_000).await;
        let year = |year: &str| Writing { year: year.to_owned(), ..writing(SEED, "") };
        let bare = Writing { commitment: SEED.to_owned(), ..writing(SEED, "") };
        for (by, writing, expect) in [
            (&audit, writing(SEED, ""), Refusal::OutOfScope),
            (centre, year("2015"), Refusal::DrawYear),
            (centre, year("2021"), Refusal::DrawYear),
            (centre, year("去年"), Refusal::DrawYear),
            (centre, bare, Refusal::Step(R::CommitmentUnread)),
            (centre, writing(SEED, &"长".repeat(5_000)), Refusal::TextTooLong),
        ] {
            assert_eq!(refused(story.commits(by, &writing).await), expect, "{}", test.engine);
        }
        let id = story.commits(centre, &writing(SEED, "")).await.unwrap();
        for (by, saying, expect) in [
            (centre, said("freeze", ""), Refusal::Step(R::SamePerson)),
            (office, said("reveal", SEED), Refusal::Step(R::NotFromHere)),
            (office, said("draw", ""), Refusal::UnknownStep),
            (office, said("withdraw", " "), Refusal::Step(R::NoReason)),
            (&audit, said("freeze", ""), Refusal::OutOfScope),
            (&story.county, said("freeze", ""), Refusal::UnknownRecord),
            (&story.stranger, said("withdraw", "x"), Refusal::UnknownRecord),
        ] {
            let done = story.takes(by, id, saying.clone()).await;
            assert_eq!(refused(done), expect, "{} {saying:?}", test.engine);
        }
        assert_eq!(refused(one(context, &story.county, id).await), Refusal::UnknownRecord);
        assert_eq!(refused(proof(context, &story.county, id).await), Refusal::UnknownRecord);
        // Who sees a division from above does not draw for it.
        let own = story.commits(&story.county, &writing("county", "")).await.unwrap();
        assert!(one(context, office, own).await.unwrap().may.is_empty());
        let above = story.takes(office, own, said("freeze", "")).await;
        assert_eq!(refused(above), Refusal::OutOfScope, "{}", test.engine);
        story.takes(office, id, said("freeze", "")).await.unwrap();
        for (by, saying, expect) in [
            (centre, said("reveal", SEED), Refusal::Step(R::SamePerson)),
            (office, said("reveal", "guess"), Refusal::Step(R::SeedDiffers)),
            (office, said("reveal", "653125199001011234"), Refusal::DrawSeedNumber),
            (office, said("freeze", ""), Refusal::Step(R::NotFromHere)),
        ] {
            let done = story.takes(by, id, saying.clone()).await;
            assert_eq!(refused(done), expect, "{} {saying:?}", test.engine);
        }
        story.takes(office, id, said("reveal", SEED)).await.unwrap();
        let late = story.takes(office, id, said("withdraw", "结果不好")).await;
        assert_eq!(refused(late), Refusal::Step(R::NotFromHere), "{}", test.engine);
        // Where nothing was evaluated there is nothing to draw from.
        let none = story.commits(&story.stranger, &writing("none", "")).await.unwrap();
        let second = officer(context, Role::BureauFund, 653_127).await;
        let empty = story.takes(&second, none, said("freeze", "")).await;
        assert_eq!(refused(empty), Refusal::Step(R::NothingToDraw), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_was_altered_in_the_store_draws_nothing() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.commits(&story.centre, &writing(SEED, "")).await.unwrap();
        story.takes(&story.office, id, said("freeze", "")).await.unwrap();
        let mut tx = story.context.db.write().await.unwrap();
        let frame = store::draws::frame(&mut tx, id).await.unwrap();
        store::draws::freeze(&mut tx, id, &frame.replacen("P02", "P99", 1)).await.unwrap();
        tx.commit().await.unwrap();
        let done = story.takes(&story.office, id, said("reveal", SEED)).await;
        assert!(matches!(done, Err(Failure::System(_))), "{} {done:?}", test.engine);
        assert!(matches!(one(&story.context, &story.office, id).await, Err(Failure::System(_))));
    }
}

#[test]
fn seeds_that_are_made_differ_and_fit() {
    let (one, other) = (fresh_seed().unwrap(), fresh_seed().unwrap());
    assert_ne!(one, other);
    assert_eq!(one.text().len(), 39, "{}", one.text());
    assert_eq!(seed(one.text()), Ok(one.text().to_owned()), "it holds no number of a person");
}
