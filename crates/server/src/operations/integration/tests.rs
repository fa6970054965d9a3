//! Integration plans on both databases: what may be planned, who reviews and decides, what is locked, and what was
//! done beside what was planned.

use domain::handling::StepRefusal;
use store::events;
use store::testing::{TestDb, databases};

use super::*;
use crate::access::Role;
use crate::operations::handdowns::tests::officer;
use crate::operations::handling::one::One as _;
use crate::operations::imports::tests::origin;
use crate::operations::lists::{export, page};
use crate::operations::tests::{context, refused, take_in};

const PROJECTS: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,入库日期,计划金额
P1,防渗渠,653125,农田水利,2019,莎车县水利局,2019-01-05,500000
P2,道路,653125,道路,2019,莎车县交通局,2019-01-05,500000
P3,桥,653125,道路,2019,莎车县交通局,,500000
P4,棚,653125,产业,2019,莎车县农业局,2019-01-05,500000
P5,道路,652901,道路,2019,阿克苏市交通局,2019-01-05,500000
";
const TARGETS: &str = "\
目标编号,对象类型,对象,年度,总体目标,资金总额,审核结果,批复日期
T1,项目,P1,2019,修渠三公里,500000,通过,2019-01-02
T2,项目,P2,2019,修路三公里,500000,通过,2019-01-02
T3,项目,P3,2019,修桥一座,500000,通过,2019-01-02
T5,项目,P5,2019,修路三公里,500000,通过,2019-01-02
";

/// A county with projects; its integrated funds by their codes.
async fn stored(test: &TestDb) -> (Context, [String; 2]) {
    take_in(test, &[("项目.csv", PROJECTS), ("目标.csv", TARGETS)]).await;
    let context = context(test);
    let funds: Vec<String> = integrated(&context.pack.funds).take(2).map(str::to_owned).collect();
    (context, funds.try_into().unwrap())
}

fn writing(sources: &[(&str, &str, &str)], uses: &[(&str, &str, &str)]) -> Writing {
    let text = |text: &str| text.to_owned();
    Writing {
        county: text("653125"),
        year: text("2019"),
        title: text("2019年涉农资金整合方案"),
        note: String::new(),
        sources: sources
            .iter()
            .map(|(fund, scale, amount)| SourceRow {
                fund: text(fund),
                scale: text(scale),
                amount: text(amount),
            })
            .collect(),
        uses: uses
            .iter()
            .map(|(project, fund, amount)| UseRow {
                project: text(project),
                fund: text(fund),
                amount: text(amount),
            })
            .collect(),
    }
}

pub(crate) fn said(step: &str) -> Saying {
    Saying { step: step.to_owned(), ..Saying::default() }
}

fn reasoned(step: &str, reason: &str) -> Saying {
    let item = "P1".to_owned();
    Saying { reason: reason.to_owned(), item, ..said(step) }
}

fn decision() -> Saying {
    let (document, on) = ("莎扶组〔2019〕3号".to_owned(), origin().day.to_string());
    Saying { document, on, ..said("approve") }
}

/// All who have a part in a plan.
struct People {
    clerk: Actor,
    agriculture: Actor,
    business: Actor,
    budget: Actor,
    group: Actor,
}

impl People {
    async fn of(context: &Context) -> People {
        People {
            clerk: officer(context, Role::BureauFund, 653_125).await,
            agriculture: officer(context, Role::RegionAgriculture, 650_000).await,
            business: officer(context, Role::RegionBusiness, 650_000).await,
            budget: officer(context, Role::RegionBudget, 650_000).await,
            group: officer(context, Role::BureauLeadingGroup, 653_125).await,
        }
    }

    /// Numbers of the posts of the two divisions that review.
    async fn reviewers(&self, context: &Context) -> Saying {
        let mut tx = context.db.read().await.unwrap();
        let mut reviewers = Vec::new();
        for actor in [&self.business, &self.budget] {
            let post = store::posts::by_public_id(&mut tx, &actor.held[0].post).await.unwrap();
            reviewers.push(post.unwrap().id);
        }
        Saying { reviewers, ..said("convene") }
    }

    /// A plan until all agree to it.
    async fn agreed(&self, context: &Context, writing: &Writing) -> i64 {
        let id = begin(context, &origin(), &self.clerk, writing).await.unwrap();
        prepare(context, &origin(), &self.clerk, (id, &said("submit_plan"))).await.unwrap();
        let named = self.reviewers(context).await;
        convene(context, &origin(), &self.agriculture, (id, &named)).await.unwrap();
        for by in [&self.business, &self.budget] {
            opine(context, &origin(), by, (id, &said("agree"))).await.unwrap();
        }
        id
    }
}

fn even([roads, water]: &[String; 2]) -> Writing {
    let sources = [(roads.as_str(), "1000", "300"), (water.as_str(), "50", "50")];
    let uses = [("P1", roads.as_str(), "200.00"), ("P2", roads, "100"), ("P1", water, "50")];
    writing(&sources, &uses)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_reviewed_jointly_approved_and_replaced_by_its_next_version() {
    for test in databases().await.unwrap() {
        let (context, funds) = stored(&test).await;
        let people = People::of(&context).await;
        let today = origin();
        let all = |id, by| OnePlan::read(&context, &today, by, id);
        let id = people.agreed(&context, &even(&funds)).await;
        let maker = approve(&context, &origin(), &people.clerk, (id, &decision())).await;
        assert_eq!(refused(maker), Refusal::OutOfScope, "{}", test.engine);
        let due_of = due(&context, &people.group).await.unwrap();
        assert_eq!(due_of[3].iter().map(|plan| plan.id).collect::<Vec<_>>(), [id]);
        approve(&context, &origin(), &people.group, (id, &decision())).await.unwrap();
        let approved = all(id, &people.clerk).await.unwrap();
        assert_eq!(approved.followed.kept.standing.state, "approved");
        assert_eq!(approved.followed.kept.standing.amount, 35_000);
        assert!(approved.may(May::Adjust) && !approved.may(May::Prepare));
        // It is locked: a change is another version, with a reason, reviewed and decided anew.
        let rewritten = rewrite(&context, &origin(), &people.clerk, (id, &even(&funds))).await;
        assert_eq!(refused(rewritten), Refusal::Step(StepRefusal::NotFromHere));
        let silent = begin(&context, &origin(), &people.clerk, &even(&funds)).await;
        assert_eq!(refused(silent), Refusal::Step(StepRefusal::NoReason));
        let changed = Writing { note: "P2 停建".to_owned(), ..even(&funds) };
        let next = people.agreed(&context, &changed).await;
        assert_eq!(all(id, &people.clerk).await.unwrap().followed.one.state(), State::Approved);
        approve(&context, &origin(), &people.group, (next, &decision())).await.unwrap();
        let before = all(id, &people.clerk).await.unwrap();
        assert_eq!(before.followed.one.state(), State::Replaced);
        assert_eq!(before.versions.iter().map(|plan| plan.version).collect::<Vec<_>>(), [2, 1]);
        let mut tx = context.db.read().await.unwrap();
        // Six events each: begun, submitted, convened, two opinions, approved.
        assert_eq!(events::verify(&mut tx).await.unwrap().unwrap(), 12, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_keeps_a_plan_from_its_decision() {
    for test in databases().await.unwrap() {
        let (context, funds) = stored(&test).await;
        let people = People::of(&context).await;
        let People { clerk, agriculture, business, budget, group } = &people;
        let id = begin(&context, &origin(), clerk, &even(&funds)).await.unwrap();
        prepare(&context, &origin(), clerk, (id, &said("submit_plan"))).await.unwrap();
        let named = people.reviewers(&context).await;
        let own = convene(&context, &origin(), business, (id, &named)).await;
        assert_eq!(refused(own), Refusal::OutOfScope, "the agriculture division calls it");
        let nobody = convene(&context, &origin(), agriculture, (id, &said("convene"))).await;
        assert_eq!(refused(nobody), Refusal::Step(StepRefusal::NoReviewers));
        let stranger = Saying { reviewers: vec![999], ..said("convene") };
        let stranger = convene(&context, &origin(), agriculture, (id, &stranger)).await;
        assert_eq!(refused(stranger), Refusal::ReviewerUnfit);
        convene(&context, &origin(), agriculture, (id, &named)).await.unwrap();
        let unasked = opine(&context, &origin(), agriculture, (id, &said("agree"))).await;
        assert_eq!(refused(unasked), Refusal::Step(StepRefusal::NotThePost));
        let mute = opine(&context, &origin(), business, (id, &said("object"))).await;
        assert_eq!(refused(mute), Refusal::Step(StepRefusal::NoReason));
        let objection = reasoned("object", "P1 超出整合范围");
        opine(&context, &origin(), business, (id, &objection)).await.unwrap();
        opine(&context, &origin(), budget, (id, &said("agree"))).await.unwrap();
        let early = approve(&context, &origin(), group, (id, &decision())).await;
        assert_eq!(refused(early), Refusal::Step(StepRefusal::NotFromHere));
        let looked = OnePlan::read(&context, &origin(), group, id).await.unwrap();
        let objects = looked
            .reviews
            .iter()
            .filter(|one| one.opinion.as_ref().is_some_and(|said| !said.agrees));
        assert_eq!(objects.count(), 1);
        let back = reasoned("return", "");
        let back = convene(&context, &origin(), agriculture, (id, &back)).await;
        assert_eq!(refused(back), Refusal::Step(StepRefusal::NoReason));
        let back = reasoned("return", "请调整");
        convene(&context, &origin(), agriculture, (id, &back)).await.unwrap();
        let draft = OnePlan::read(&context, &origin(), clerk, id).await.unwrap();
        assert!(draft.may(May::Prepare) && draft.reviews.is_empty());
        // One plan of a county and year at a time.
        let second = begin(&context, &origin(), clerk, &even(&funds)).await;
        assert_eq!(refused(second), Refusal::PlanUnderWay, "{}", test.engine);
        let drop = reasoned("withdraw", "重编");
        prepare(&context, &origin(), clerk, (id, &drop)).await.unwrap();
        begin(&context, &origin(), clerk, &even(&funds)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_planned_is_told_row_by_row() {
    for test in databases().await.unwrap() {
        let (context, [roads, water]) = stored(&test).await;
        let clerk = officer(&context, Role::BureauFund, 653_125).await;
        let above = officer(&context, Role::BureauFund, 653_100).await;
        let begins =
            async |by: &Actor, draft: &Writing| begin(&context, &origin(), by, draft).await;
        let (roads, water) = (roads.as_str(), water.as_str());
        let source = |fund, scale, amount| writing(&[(fund, scale, amount)], &[]);
        let used = |project, amount| writing(&[(roads, "9", "9")], &[(project, roads, amount)]);
        for (draft, expect) in [
            (source("special-development", "9", "9"), Refusal::FundNotIntegrated),
            (source("nothing", "9", "9"), Refusal::FundNotIntegrated),
            (source(roads, "9", "10"), Refusal::Step(StepRefusal::OverScale)),
            (source(roads, "9", "0"), Refusal::Step(StepRefusal::AmountMissing)),
            (source(roads, "很多", "1"), Refusal::NotAnAmount),
            (used("P3", "9"), Refusal::PlanProjectUnfit),
            (used("P5", "9"), Refusal::PlanProjectUnfit),
            (used("P9", "9"), Refusal::PlanProjectUnfit),
            (used("P4", "9"), Refusal::Step(StepRefusal::NoTargetForBudget)),
            (used("P1", ""), Refusal::Step(StepRefusal::AmountMissing)),
            (Writing { year: "去年".into(), ..used("P1", "9") }, Refusal::PlanYear),
            (Writing { county: "653100".into(), ..used("P1", "9") }, Refusal::PlanOfCounty),
        ] {
            assert_eq!(refused(begins(&clerk, &draft).await), expect, "{draft:?}");
        }
        let two = writing(
            &[("special-development", "9", "9")],
            &[("P1", roads, "1"), ("P3", roads, "1"), ("P4", water, "1")],
        );
        let found = wrong(&context, origin().day, &two).await.unwrap();
        assert_eq!(found.sources, [(0, Refusal::FundNotIntegrated)]);
        let places: Vec<usize> = found.uses.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [1, 2], "{}", test.engine);
        let higher = begins(&above, &used("P1", "9")).await;
        assert_eq!(refused(higher), Refusal::OutOfScope, "nobody above writes a county's plan");
        // What is uneven can be saved, and is not submitted.
        let id = begins(&clerk, &used("P1", "8")).await.unwrap();
        let uneven = prepare(&context, &origin(), &clerk, (id, &said("submit_plan"))).await;
        assert_eq!(refused(uneven), Refusal::Step(StepRefusal::PlanUneven));
        rewrite(&context, &origin(), &clerk, (id, &used("P1", "9"))).await.unwrap();
        prepare(&context, &origin(), &clerk, (id, &said("submit_plan"))).await.unwrap();
        let stranger = officer(&context, Role::BureauHead, 653_126).await;
        let hidden = OnePlan::read(&context, &origin(), &stranger, id).await.map(drop);
        assert_eq!(refused(hidden), Refusal::UnknownRecord);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_stands_beside_what_was_planned() {
    for test in databases().await.unwrap() {
        let (context, funds) = stored(&test).await;
        let [roads, water] = &funds;
        let people = People::of(&context).await;
        let id = people.agreed(&context, &even(&funds)).await;
        approve(&context, &origin(), &people.group, (id, &decision())).await.unwrap();
        let other = integrated(&context.pack.funds).nth(2).unwrap();
        let allotments = format!(
            "编号,文号,资金,年度,下达单位,接收单位,金额,下达日期,收文日期\n\
             A1,一号,{roads},2019,653100,653125,300,2019-02-01,2019-02-02\n\
             A2,二号,{other},2019,653100,653125,40,2019-02-01,2019-02-02\n\
             A3,三号,special-development,2019,653100,653125,70,2019-02-01,2019-02-02\n\
             A4,四号,{roads},2018,653100,653125,70,2018-02-01,2018-02-02\n"
        );
        let fundings = "\
项目编号,指标编号,金额,安排日期
P1,A1,150,2019-03-01
P2,A1,120,2019-03-01
P1,A2,40,2019-03-01
P1,A3,70,2019-03-01
P1,A4,70,2018-03-01
";
        let payments = "\
凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型,付款单位,资金,项目编号,指标编号,原凭证号,用途
V1,653125,2019,2019-04-01,100,直接支付,进度款,水利公司,企业,莎车县水利局,,P1,A1,,渠
V2,653125,2019,2019-04-02,30,直接支付,退款,水利公司,企业,莎车县水利局,,P1,A1,V1,渠
";
        let mixed = format!(
            "{payments}V3,653125,2019,2019-04-03,7,直接支付,进度款,公司,企业,莎车县水利局,{water},P4,,,棚\n"
        );
        let files =
            [("指标.csv", allotments.as_str()), ("项目资金.csv", fundings), ("支付.csv", &mixed)];
        take_in(&test, &files).await;
        let done = OnePlan::read(&context, &origin(), &people.clerk, id).await.unwrap();
        let line = |project: &str, fund: &str| {
            let found = done.done.iter().find(|l| l.project == project && l.fund == fund);
            found.map(|line| [line.planned, line.allotted, line.paid])
        };
        assert_eq!(line("P1", roads), Some([20_000, 15_000, 7_000]), "{}", test.engine);
        assert_eq!(line("P2", roads), Some([10_000, 12_000, 0]));
        assert_eq!(line("P1", water), Some([5_000, 0, 0]));
        assert_eq!(line("P1", other), Some([0, 4_000, 0]), "a fund outside the plan");
        assert_eq!(line("P4", water), Some([0, 0, 700]), "a project outside the plan");
        assert_eq!(done.done.len(), 5, "other classes and other years are not integrated here");
        assert_eq!(done.received.get(roads.as_str()), Some(&30_000));
        // The list has the same lines, and so has its file.
        let asked = |pairs: &[(&str, &str)]| {
            let pairs: Vec<(String, String)> =
                pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            let reader = crate::lists::asked::Reader {
                divisions: context.divisions(),
                funds: &context.pack.funds,
                lang: domain::Lang::Zh,
                day: origin().day,
            };
            crate::lists::Asked::read(&crate::lists::INTEGRATION, &pairs, reader).unwrap()
        };
        let all = page(&context, &people.agriculture, &asked(&[])).await.unwrap();
        assert_eq!((all.totals.rows, all.totals.sums), (5, vec![35_000, 31_000, 7_700]));
        for (word, rows) in [("outside", 2), ("over", 1), ("under", 1), ("none", 1), ("even", 0)] {
            let some = page(&context, &people.clerk, &asked(&[("stands", word)])).await.unwrap();
            assert_eq!(some.totals.rows, rows, "{word}");
        }
        let file = export(&context, &origin(), &people.clerk, &asked(&[])).await.unwrap();
        assert_eq!(file.page.rows.len(), 5);
        let far = officer(&context, Role::BureauHead, 653_126).await;
        assert_eq!(page(&context, &far, &asked(&[])).await.unwrap().totals.rows, 0);
    }
}
