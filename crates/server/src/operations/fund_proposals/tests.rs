//! Fund proposals on both databases: each kind on its way through its offices, what stands beside a proposal, what
//! becomes proposals and figures of the register, and what is refused.

use domain::fund_proposal::kinds::KINDS;
use domain::handling::StepRefusal as R;
use domain::{Lang, TableId};
use store::testing::{TestDb, databases};
use store::{events, history};

use super::*;
use crate::access::Role;
use crate::operations::Failure;
use crate::operations::factor_plans::{self, tests as plans};
use crate::operations::handdowns::tests::officer;
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

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let engine = &test.engine;
        let county = officer(&story.context, Role::BureauFund, 653_125).await;
        let draft = writing("special", "10", &[("special-minority", "region", "10")]);
        assert_eq!(refused(story.begins(&county, &draft).await), Refusal::OutOfScope, "{engine}");
        let id = story.begins(&story.fund, &draft).await.unwrap();
        let far = OneFundProposal::read(&story.context, &on(DAY), &county, id).await;
        assert!(matches!(far, Err(Failure::Refused(Refusal::UnknownRecord | Refusal::OutOfScope))));
        let strange = story.prepares(&story.fund, id, "praise", "").await;
        assert_eq!(refused(strange), Refusal::UnknownStep);
        let other = story.prepares(&story.farm, id, "submit", "").await;
        assert_eq!(refused(other), Refusal::OutOfScope, "{engine}: another office");
        story.prepares(&story.fund, id, "submit", "").await.unwrap();
        let rewritten = rewrite(&story.context, &on(DAY), &story.fund, (id, &draft)).await;
        assert_eq!(refused(rewritten), Refusal::Step(R::NotFromHere), "{engine}");
        let farm = story.passes(&story.farm, id, "approve", "同意").await;
        assert_eq!(refused(farm), Refusal::OutOfScope, "{engine}: it waits for the leader");
        let strange = story.passes(&story.leader, id, "praise", "同意").await;
        assert_eq!(refused(strange), Refusal::UnknownStep);
        let review = story.passes(&story.leader, id, "review", "同意").await;
        assert_eq!(refused(review), Refusal::Step(R::NotFromHere), "{engine}: nobody reviews it");
        let silent = story.passes(&story.leader, id, "return", " ").await;
        assert_eq!(refused(silent), Refusal::Step(R::NoReason));
        let mut both = story.fund.clone();
        both.held.extend(story.leader.held.clone());
        let own = story.passes(&both, id, "approve", "同意").await;
        assert_eq!(refused(own), Refusal::Step(R::SamePerson), "{engine}: four eyes");
        let one = story.one(&both, id).await;
        assert!(!one.may.contains(&May::Pass), "{engine}: it is not offered either");
        assert_eq!(one.followed.steps.len(), 2, "{engine}: nothing was kept");
        story.passes(&story.leader, id, "approve", "同意").await.unwrap();
        let late = story.passes(&story.leader, id, "return", "改").await;
        assert_eq!(refused(late), Refusal::Step(R::NotFromHere), "{engine}: it is locked");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_by_its_line() {
    let test = databases().await.unwrap().remove(0);
    let story = Story::new(&test).await;
    let lines = [("special-minority", "region", "10"), ("special-farm", "中央", "5.5")];
    let good = writing("special", "15.50", &lines);
    let changed = |change: &dyn Fn(&mut Writing)| {
        let mut writing = good.clone();
        change(&mut writing);
        writing
    };
    for (writing, says) in [
        (changed(&|w| w.kind = "多少".into()), "没有“多少”这种"),
        (changed(&|w| w.fiscal_year = "19".into()), "四位数字"),
        (changed(&|w| w.total = "15.51".into()), "合计为 15.50 元"),
        (changed(&|w| w.total = "很多".into()), "金额"),
        (changed(&|w| w.lines.clear()), "至少填写一行"),
        (changed(&|w| w.lines[1].amount = String::new()), "第 2 行的金额须大于零"),
        (changed(&|w| w.lines[1].amount = "五".into()), "第 2 行：“五”不是金额"),
        (changed(&|w| w.lines[1].reason = " ".into()), "第 2 行没有理由"),
        (changed(&|w| w.lines[1].pooled = "6".into()), "第 2 行的统筹整合金额"),
        (changed(&|w| w.lines[1].source = "县".into()), "第 2 行：资金来源"),
        (changed(&|w| w.lines[1].fund = "没有".into()), "第 2 行：没有资金“没有”"),
        (changed(&|w| w.lines[1].fund = "bond-poverty".into()), "不是这一类意见所列的资金"),
        (changed(&|w| w.lines[1] = w.lines[0].clone()), "第 2 行与前面某行"),
        (changed(&|w| w.arrangement = " ".into()), "工作安排"),
        (changed(&|w| w.replaces = "7".into()), "要替代的意见不存在"),
        (changed(&|w| w.table = "资金,金额\nspecial-farm,1".into()), "没有“资金来源”这一列"),
        (
            changed(&|w| w.table = "资金,资金来源,金额,理由\nspecial-farm,中央,x,y".into()),
            "第 1 行：“x”不是金额",
        ),
    ] {
        let sentence = told(story.begins(&story.fund, &writing).await);
        assert!(sentence.contains(says), "{sentence} instead of {says}");
    }
    let before = begin(&story.context, &on("2019-05-21"), &story.fund, &good).await;
    assert!(told(before).contains("尚未施行"), "the regulation is of the next day");
    let blocks = writing("blocks", "1", &[("integrated-rivers", "莎车县", "1")]);
    let county = told(story.begins(&story.farm, &blocks).await);
    assert!(county.contains("“莎车县”不是地（州、市）"), "{county}");
    let mut alone = writing("blocks", "1", &[("integrated-rivers", "喀什地区", "1")]);
    alone.consulted = String::new();
    let alone = told(story.begins(&story.farm, &alone).await);
    assert!(alone.contains("会同哪些部门"), "{alone}");
    // A pasted table stands in the place of what was typed, in any order of its columns.
    let table =
        "\u{feff}理由\t金额\t资金来源\t资金\r\n增长\t1,234.50\t自治区\t少数民族发展资金\r\n\r\n";
    let funds = &story.context.pack.funds;
    let name = &funds.get(funds.resolve("special-minority").unwrap()).name;
    let table = table.replace("少数民族发展资金", name);
    let pasted = changed(&|w| {
        w.table = table.clone();
        w.total = "1234.5".into();
    });
    let id = story.begins(&story.fund, &pasted).await.unwrap();
    let one = story.one(&story.fund, id).await;
    let said = one.followed.one.text();
    assert_eq!((said.lines.len(), said.total.0), (1, 123_450));
    assert_eq!(said.lines[0].fund, "special-minority");
}
