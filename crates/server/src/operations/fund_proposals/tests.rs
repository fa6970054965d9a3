//! Fund proposals on both databases: each kind on its way through its offices, what stands beside a proposal, what
//! becomes proposals and figures of the register, and what is refused.

mod refusals;

use domain::fund_proposal::kinds::KINDS;
use domain::handling::StepRefusal as R;
use domain::{Lang, TableId};
use store::testing::{TestDb, databases};
use store::{events, history};

use super::*;
use crate::access::Role;
use crate::operations::Failure;
use crate::operations::factor_plans::{self, tests as plans};
use crate::operations::handdowns::{self, tests::officer};
use crate::operations::handling::one::One as _;
use crate::operations::registers::{Wanted, raising};
use crate::operations::screening::tests::on;
use crate::operations::tests::{context, refused, take_in};

const REGION: u32 = 650_000;
const DAY: &str = "2019-06-03";
/// The centre's special funds grew by a tenth from 2018 to 2019; of the region's only 2018 is recorded.
const BUDGETS: &str = "资金,年度,资金来源,金额,整合金额
special-development,2018,中央,1000000,
special-development,2018,自治区,400000,
integrated-irrigation,2018,中央,300000,120000
";
const ALLOTMENTS: &str = "编号,文号,资金,年度,下达单位,接收单位,上级指标,金额,下达日期,收文日期
Z1,财农1号,special-development,2019,100000,650000,,900000,2019-01-01,2019-01-02
";

/// Somebody of each office that has a part in proposals.
pub(crate) struct Story {
    pub(crate) context: Context,
    pub(crate) fund: Actor,
    pub(crate) budget: Actor,
    pub(crate) farm: Actor,
    pub(crate) business: Actor,
    pub(crate) leader: Actor,
}

impl Story {
    pub(crate) async fn new(test: &TestDb) -> Story {
        take_in(test, &[("资金年度.csv", BUDGETS), ("指标.csv", ALLOTMENTS)]).await;
        let context = context(test);
        Story {
            fund: officer(&context, Role::RegionFundOffice, REGION).await,
            budget: officer(&context, Role::RegionBudget, REGION).await,
            farm: officer(&context, Role::RegionAgriculture, REGION).await,
            business: officer(&context, Role::RegionBusiness, REGION).await,
            leader: officer(&context, Role::RegionLeader, REGION).await,
            context,
        }
    }

    fn of(&self, office: &str) -> &Actor {
        match office {
            "region_fund_office" => &self.fund,
            "region_budget_division" => &self.budget,
            "region_agriculture_division" => &self.farm,
            "region_business_divisions" => &self.business,
            _ => &self.leader,
        }
    }

    async fn begins(&self, by: &Actor, writing: &Writing) -> Done<i64> {
        begin(&self.context, &on(DAY), by, writing).await
    }

    async fn prepares(&self, by: &Actor, id: i64, step: &str, text: &str) -> Done<()> {
        prepare(&self.context, &on(DAY), by, (id, step, text)).await
    }

    async fn passes(&self, by: &Actor, id: i64, step: &str, text: &str) -> Done<()> {
        pass(&self.context, &on(DAY), by, (id, step, text)).await
    }

    pub(crate) async fn one(&self, by: &Actor, id: i64) -> OneFundProposal {
        OneFundProposal::read(&self.context, &on(DAY), by, id).await.unwrap()
    }

    /// A proposal that went all its way.
    async fn approved(&self, by: &Actor, writing: &Writing) -> i64 {
        let id = self.begins(by, writing).await.unwrap();
        self.goes_through(by, id).await.unwrap();
        id
    }

    async fn goes_through(&self, by: &Actor, id: i64) -> Done<()> {
        self.prepares(by, id, "submit", "").await?;
        loop {
            let one = self.one(by, id).await.followed.one;
            let step = match one.state() {
                domain::fund_proposal::State::Agreeing => "agree",
                domain::fund_proposal::State::Reviewing => "review",
                domain::fund_proposal::State::Approving => "approve",
                _ => return Ok(()),
            };
            let office = self.of(one.office().unwrap());
            self.passes(office, id, step, "同意").await?;
        }
    }

    /// Code and amount in fen of the proposals that hold of a fund.
    async fn proposals(&self, fund: &str) -> Vec<(String, i64)> {
        let mut tx = self.context.db.read().await.unwrap();
        let table = TableId::Proposals;
        let all = history::held(&mut tx, table, &[("fund", fund)], 500).await.unwrap();
        let row = |one: &history::Record| {
            (one.text(table, "to").to_owned(), one.number(table, "amount").unwrap())
        };
        let mut all: Vec<(String, i64)> = all.iter().map(row).collect();
        all.sort();
        all
    }
}

fn line(fund: &str, of: &str, amount: &str) -> LineInput {
    LineInput {
        fund: fund.to_owned(),
        to: of.to_owned(),
        source: of.to_owned(),
        amount: amount.to_owned(),
        pooled: String::new(),
        reason: "按上年增长安排".to_owned(),
    }
}

/// A proposal of a kind with these lines: fund, budget or place, amount.
pub(crate) fn writing(kind: &str, total: &str, lines: &[(&str, &str, &str)]) -> Writing {
    Writing {
        kind: kind.to_owned(),
        fiscal_year: "2019".to_owned(),
        total: total.to_owned(),
        consulted: "农业农村厅、水利厅".to_owned(),
        arrangement: "按中央要求落实".to_owned(),
        lines: lines.iter().map(|(fund, of, amount)| line(fund, of, amount)).collect(),
        ..Writing::default()
    }
}

/// What a refusal says, in Chinese.
fn told<T>(done: Done<T>) -> String {
    match done {
        Err(failure @ (Failure::Refused(_) | Failure::Import(_))) => failure.sentence(Lang::Zh),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was done"),
    }
}

/// A fund of the first class of a kind.
fn a_fund(story: &Story, kind: &Kind) -> String {
    let funds = &story.context.pack.funds;
    let mut of = funds.iter().filter(|(_, fund)| kind.classes.contains(&fund.class));
    of.next().unwrap().1.code.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_goes_through_the_offices_of_its_clauses() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, engine) = (&story.context, &test.engine);
        let mut steps = 0;
        for kind in KINDS {
            let fund = a_fund(&story, kind);
            let of = if kind.classes.is_empty() { "" } else { "region" };
            let of = if kind.word == "blocks" { "喀什地区" } else { of };
            let draft = writing(kind.word, "10", &[(&fund, of, "10")]);
            for office in KINDS.iter().flat_map(|kind| kind.proposes) {
                if !kind.proposes.contains(office) {
                    let other = story.begins(story.of(office), &draft).await;
                    assert_eq!(refused(other), Refusal::OutOfScope, "{engine} {}", kind.word);
                }
            }
            let maker = story.of(kind.proposes.last().unwrap());
            let id = story.begins(maker, &draft).await.unwrap();
            let early = story.passes(&story.leader, id, "approve", "同意").await;
            assert_eq!(refused(early), Refusal::Step(R::NotFromHere), "{engine} {}", kind.word);
            story.goes_through(maker, id).await.unwrap();
            let one = story.one(&story.leader, id).await;
            assert_eq!(one.followed.kept.standing.state, "approved", "{engine} {}", kind.word);
            assert_eq!(one.followed.kept.standing.approved_on.as_deref(), Some(DAY));
            assert_eq!(one.followed.kept.under.is_some(), kind.under.is_some(), "{}", kind.word);
            steps += one.taken.len();
            for id in kind.clauses {
                let clause = context.pack.clause(id).unwrap();
                assert!(format!("{:?}", clause.carried).contains("fund proposals"), "{id}");
            }
            let mut tx = context.db.read().await.unwrap();
            let told = events::verify(&mut tx).await.unwrap().unwrap();
            assert_eq!(told, steps as i64, "{engine}: one event for each step");
        }
    }
}

#[test]
fn the_offices_of_each_kind_are_those_of_its_clauses() {
    let pack = crate::operations::tests::pack();
    for kind in KINDS {
        let named: Vec<&str> = kind
            .clauses
            .iter()
            .flat_map(|id| &pack.clause(id).unwrap().who)
            .map(String::as_str)
            .collect();
        let local = kind.approves.is_local.then_some(kind.approves.office);
        let takes_part = [kind.with, kind.reviews, Some(kind.approves.office)];
        let offices = takes_part.into_iter().flatten().chain(kind.proposes.iter().copied());
        for office in offices.filter(|office| Some(*office) != local) {
            assert!(named.contains(&office), "{}: no clause names {office}", kind.word);
        }
        let speaks = named.contains(&kind.approves.office);
        assert_eq!(speaks, !kind.approves.is_local, "{}: who approves", kind.word);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_beside_a_proposal_and_in_the_register() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, engine) = (&story.context, &test.engine);
        let lines = [
            ("special-development", "central", "1100000"),
            ("special-development", "region", "420000.00"),
            ("special-minority", "region", "5"),
        ];
        let special = story.begins(&story.fund, &writing("special", "1520005", &lines)).await;
        let special = special.unwrap();
        let id = special;
        let one = story.one(&story.leader, id).await;
        let beside: Vec<_> = one.beside.iter().map(|beside| (beside.before, beside.now)).collect();
        let fen = |yuan: i64| Some(yuan * 100);
        assert_eq!(
            beside,
            [(fen(1_000_000), None), (fen(400_000), None), (None, None)],
            "{engine}"
        );
        // The region has to grow as the centre does, by a tenth, by the rule itself: to 440 000.
        let growth = one.wanted.iter().find(|wanted| wanted.rule == "raise.growth").unwrap();
        assert_eq!((growth.least, growth.has), (44_000_000, 42_000_500), "{engine}");
        assert_eq!(growth.short(), 1_999_500);
        assert!(one.wanted.iter().any(|wanted| wanted.rule == "raise.size"));
        let register = async || {
            let wanted = Wanted { division: "650000", year: "2019", ..Wanted::default() };
            let all = raising::raising(context, &story.leader, wanted, on(DAY).day).await.unwrap();
            let mut funds = all.groups.into_iter().flat_map(|group| group.funds);
            let of = funds.find(|(code, _)| code == "special-development").unwrap().1;
            (of.planned(), of.amount(), of.received, of.apart())
        };
        assert_eq!(register().await, (None, 0, 90_000_000, None), "{engine}: not approved");
        story.goes_through(&story.fund, id).await.unwrap();
        let all = (Some(152_000_000), 0, 90_000_000, Some(-152_000_000));
        assert_eq!(register().await, all, "{engine}");
        // Of a year to come, too: what is pooled of 2020 beside nothing of 2019 cannot be told.
        let pooled = |year: &str| {
            let mut writing =
                writing("integrated", "330000", &[("integrated-irrigation", "central", "330000")]);
            writing.fiscal_year = year.to_owned();
            writing.lines[0].pooled = "131999.99".to_owned();
            writing
        };
        let id = story.begins(&story.farm, &pooled("2019")).await.unwrap();
        let early = begin(context, &on("2019-05-22"), &story.farm, &pooled("2020")).await.unwrap();
        let growth = &story.one(&story.farm, id).await.wanted[0];
        assert_eq!((growth.least, growth.short()), (13_200_000, 1), "{engine}: as it grows in all");
        let unknown = story.one(&story.farm, early).await;
        assert!(unknown.wanted.is_empty() && unknown.beside[0].before.is_none(), "{engine}");
        let budget =
            "资金,年度,资金来源,金额,整合金额\nintegrated-irrigation,2019,中央,330000,132000\n";
        take_in(&test, &[("资金年度.csv", budget)]).await;
        let next = &story.one(&story.farm, early).await.wanted[0];
        assert_eq!((next.least, next.has), (13_200_000, 13_199_999), "{engine}: of a year to come");
        // What the budget brings stands in the place of what was proposed.
        let budget = "资金,年度,资金来源,金额\nspecial-development,2019,自治区,430000\n";
        take_in(&test, &[("资金年度.csv", budget)]).await;
        let one = story.one(&story.leader, special).await;
        assert_eq!(one.beside[1].now, fen(430_000), "{engine}");
        let growth = one.wanted.iter().find(|wanted| wanted.rule == "raise.growth").unwrap();
        assert_eq!(growth.has, 43_000_500, "{engine}: the budget, and what it does not have yet");
        assert_eq!(register().await.3, Some(43_000_000 - 152_000_000), "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn divisions_answer_an_arrangement_and_a_later_version_takes_its_place() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, engine) = (&story.context, &test.engine);
        let plan = |amount| {
            writing("integrated_plan", amount, &[("integrated-irrigation", "region", amount)])
        };
        let alone = told(story.begins(&story.business, &plan("7")).await);
        assert!(alone.contains("涉农资金整合筹集工作安排"), "{alone}");
        let lines = [("integrated-irrigation", "region", "9")];
        let first = story.approved(&story.farm, &writing("integrated", "9", &lines)).await;
        let due = async |by: &Actor| due(context, &on(DAY), by).await.unwrap();
        assert_eq!(due(&story.business).await[2][0].id, first, "{engine}: to be answered");
        let seen = story.one(&story.business, first).await;
        assert!(seen.answered[0].by.is_none() && seen.may.contains(&May::Answer));
        let id = story.begins(&story.business, &plan("7")).await.unwrap();
        assert!(due(&story.business).await[2].is_empty(), "{engine}");
        assert_eq!(due(&story.business).await[0][0].id, id);
        story.prepares(&story.business, id, "submit", "").await.unwrap();
        assert_eq!(due(&story.farm).await[1][0].id, id, "{engine}: it waits for its review");
        assert!(due(&story.leader).await[1].is_empty());
        story.passes(&story.farm, id, "return", "请列明统筹整合").await.unwrap();
        let mut anew = plan("8");
        anew.lines[0].pooled = "8.00".to_owned();
        rewrite(context, &on(DAY), &story.business, (id, &anew)).await.unwrap();
        story.goes_through(&story.business, id).await.unwrap();
        let answered = story.one(&story.farm, first).await.answered;
        let by = answered[0].by.as_ref().unwrap();
        assert_eq!((by.id, by.under, by.standing.amount), (id, Some(first), 800), "{engine}");

        // An approved arrangement is changed by a later version alone, begun by the same post.
        let again = told(story.begins(&story.farm, &writing("integrated", "9", &lines)).await);
        assert!(again.contains(&format!("第 {first} 号")), "{again}");
        let mut later = writing("integrated", "9", &lines);
        later.replaces = id.to_string();
        let other = told(story.begins(&story.farm, &later).await);
        assert!(other.contains("拟定新版本"), "{other}");
        later.replaces = first.to_string();
        let next = story.approved(&story.farm, &later).await;
        let older = story.one(&story.farm, first).await;
        assert_eq!(older.followed.kept.standing.state, "replaced", "{engine}");
        assert_eq!(older.later, Some(next));
        let answered = story.one(&story.farm, next).await.answered;
        assert_eq!(answered[0].by.as_ref().unwrap().id, id, "{engine}: the plan answers it still");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn approved_blocks_become_proposals_and_no_second_way_divides_them() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, engine) = (&story.context, &test.engine);
        let fund = "integrated-irrigation";
        let lines = [(fund, "喀什地区", "60.01"), (fund, "653200", "40")];
        let blocks = writing("blocks", "100.01", &lines);
        let id = story.begins(&story.business, &blocks).await.unwrap();
        story.prepares(&story.business, id, "submit", "").await.unwrap();
        story.passes(&story.farm, id, "review", "同意").await.unwrap();
        assert!(
            story.proposals(fund).await.is_empty(),
            "{engine}: a proposal alone proposes nothing"
        );
        story.passes(&story.leader, id, "approve", "同意").await.unwrap();
        let held = |kashgar: i64, hotan: i64| {
            vec![("653100".to_owned(), kashgar), ("653200".to_owned(), hotan)]
        };
        assert_eq!(story.proposals(fund).await, held(6_001, 4_000), "{engine}");
        assert!(story.one(&story.leader, id).await.followed.kept.standing.import.is_some());

        // A later version that leaves a place out proposes nothing for it.
        let next = [("integrated-rivers", "喀什地区", "1"), (fund, "喀什地区", "100")];
        let mut later = writing("blocks", "101", &next);
        later.replaces = id.to_string();
        let second = story.approved(&story.business, &later).await;
        assert_eq!(story.proposals(fund).await, held(10_000, 0), "{engine}");
        let mut last = writing("blocks", "1", &[("integrated-rivers", "和田地区", "1")]);
        last.replaces = second.to_string();
        story.approved(&story.business, &last).await;
        assert_eq!(story.proposals(fund).await, held(0, 0), "{engine}: the fund is left out");
        assert_eq!(story.proposals("integrated-rivers").await, held(0, 100), "{engine}");

        // What is divided in blocks is not divided by factors, and the other way round.
        let group = officer(context, Role::RegionLeadingGroup, REGION).await;
        let factors = |fund: &str| factor_plans::Planning {
            fund: fund.to_owned(),
            ..plans::planning(context)
        };
        let adopts = async |fund: &str| {
            let origin = on(DAY);
            let id = factor_plans::begin(context, &origin, &story.fund, &factors(fund)).await?;
            factor_plans::prepare(context, &origin, &story.fund, (id, "propose", "")).await?;
            let adopting = factor_plans::Adopting {
                document: "1号".to_owned(),
                on: DAY.to_owned(),
                changed: Vec::new(),
            };
            factor_plans::adopt(context, &origin, &group, (id, &adopting)).await
        };
        let otherwise = told(adopts("integrated-rivers").await);
        assert!(otherwise.contains("切块分配方案"), "{engine} {otherwise}");
        adopts("integrated-farmland").await.unwrap();
        let twice = writing("blocks", "1", &[("integrated-farmland", "和田地区", "1")]);
        let twice = told(story.begins(&story.farm, &twice).await);
        assert!(twice.contains("因素法方案"), "{engine} {twice}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_down_that_differs_from_the_blocks_says_why() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let (context, engine) = (&story.context, &test.engine);
        let fund = "integrated-irrigation";
        let received = ALLOTMENTS.replace("Z1", "Z2").replace("special-development", fund);
        take_in(&test, &[("指标.csv", &received)]).await;
        let lines = [(fund, "653100", "600000"), (fund, "653200", "300000")];
        story.approved(&story.business, &writing("blocks", "900000", &lines)).await;
        let handing = |amounts: [&str; 2]| {
            let part = |(code, amount): (&str, &str)| handdowns::Part {
                to_project: false,
                receiver: code.to_owned(),
                amount: amount.to_owned(),
                reason: String::new(),
            };
            handdowns::Writing {
                source: "Z2".to_owned(),
                way: "down".to_owned(),
                doc_no: "新财农〔2019〕9号".to_owned(),
                issued_on: DAY.to_owned(),
                for_poverty: true,
                parts: ["653100", "653200"].into_iter().zip(amounts).map(part).collect(),
                ..handdowns::Writing::default()
            }
        };
        let begins = async |amounts| {
            handdowns::begin(context, &on(DAY), &story.business, &handing(amounts)).await
        };
        let silent = told(begins(["450000", "450000"]).await);
        assert!(silent.contains("喀什地区、和田地区") && silent.contains("切块"), "{silent}");
        let id = begins(["600000", "300000"]).await.unwrap();
        let seen = handdowns::OneHandDown::read(context, &on(DAY), &story.business, id).await;
        let proposed = seen.unwrap().proposed;
        let of = |code: &str| proposed.get(code).copied();
        assert_eq!((of("653100"), of("653200")), (Some(60_000_000), Some(30_000_000)), "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_are_approved_at_once_one_holds_a_fund() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let draft = writing("special", "10", &[("special-minority", "region", "10")]);
        let mut ids = Vec::new();
        for _ in 0..2 {
            let id = story.begins(&story.fund, &draft).await.unwrap();
            story.prepares(&story.fund, id, "submit", "").await.unwrap();
            ids.push(id);
        }
        let approve = |id: i64| story.passes(&story.leader, id, "approve", "同意");
        let (one, other) = tokio::join!(approve(ids[0]), approve(ids[1]));
        let mut done = [one, other].into_iter();
        let refused: Vec<Failure> = done.by_ref().filter_map(Result::err).collect();
        assert_eq!(refused.len(), 1, "{}", test.engine);
        let sentence = refused[0].sentence(Lang::Zh);
        assert!(sentence.contains("已批准意见已包含"), "{}: {sentence}", test.engine);
    }
}
