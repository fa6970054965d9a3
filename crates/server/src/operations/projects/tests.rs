//! Projects from the application to their end, on both databases: what each step writes, and what is refused.

use domain::handling::StepRefusal;
use domain::{Lang, TableId};
use store::history::{self, Record};
use store::people::{self, NewPerson};
use store::posts::{self, NewPost};
use store::screenings;
use store::testing::{TestDb, databases};

use super::*;
use crate::access::Role;
use crate::operations::handling::acting::Sent;
use crate::operations::screening::tests::{on, screened};
use crate::operations::sign_in::held_post;
use crate::operations::tests::{context, refused, take_in};
use crate::operations::{Failure, Stage};

const UNIT: &str = "莎车县水利局";

const ALLOTMENTS: &str = "\
编号,文号,资金,年度,下达单位,接收单位,金额,下达日期,收文日期
Z3,喀财扶1号,扶贫发展资金,2020,653100,653125,500000,2020-02-03,2020-02-04
Z4,喀财扶2号,扶贫发展资金,2020,653100,653126,900000,2020-02-03,2020-02-04
";

fn target(project: &str) -> String {
    format!(
        "目标编号,对象类型,对象,年度,总体目标,资金总额,审核结果,批复日期\n\
         T-{project},项目,{project},2020,修渠三公里,400000,通过,2020-03-02\n"
    )
}

async fn somebody(context: &Context, login: &str, role: Role, at: (&str, Option<&str>)) -> Actor {
    let mut tx = context.db.write().await.unwrap();
    let person =
        NewPerson { public_id: login, login, name: "某人", password: "", must_change: false };
    let person = people::add(&mut tx, person).await.unwrap().unwrap();
    let public_id = format!("post-{login}");
    let post = NewPost {
        public_id: &public_id,
        role: role.word(),
        division: at.0,
        organisation: at.1,
        title: login,
    };
    let post = posts::add(&mut tx, post).await.unwrap();
    posts::assign(&mut tx, post, person, "2019-01-01").await.unwrap();
    let person = people::by_id(&mut tx, person).await.unwrap().unwrap();
    let held = posts::of_person(&mut tx, person.id, "2021-01-01").await.unwrap();
    tx.commit().await.unwrap();
    let held = held.into_iter().filter_map(held_post).collect();
    Actor { person, held, session: String::new(), stage: Stage::Open }
}

/// The people of a county.
struct Story {
    context: Context,
    unit: Actor,
    officer: Actor,
    head: Actor,
    group: Actor,
    line: Actor,
    above: Actor,
    stranger: Actor,
}

fn proof() -> Vec<Sent> {
    vec![Sent { name: "材料.pdf".to_owned(), content: b"%PDF-1.7 proof".to_vec() }]
}

fn application(id: &str) -> Application {
    let cells = [
        ("id", id),
        ("name", "阿瓦提村防渗渠"),
        ("county", "653125"),
        ("township", "阿瓦提镇"),
        ("category", "农田水利"),
        ("fiscal_year", "2020"),
        ("unit", UNIT),
        ("manager", "买买提"),
        ("planned_amount", "400000"),
    ];
    let cells = cells.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Application { cells: cells.collect(), note: "村民代表大会通过".to_owned() }
}

impl Story {
    async fn new(test: &TestDb) -> Story {
        take_in(test, &[("指标.csv", ALLOTMENTS)]).await;
        let context = context(test);
        let county = ("653125", None);
        let own = ("653125", Some(UNIT));
        Story {
            unit: somebody(&context, "unit", Role::UnitOfficer, own).await,
            officer: somebody(&context, "officer", Role::DepartmentOfficer, own).await,
            head: somebody(&context, "head", Role::DepartmentHead, own).await,
            group: somebody(&context, "group", Role::BureauLeadingGroup, county).await,
            line: somebody(&context, "line", Role::BureauBusiness, county).await,
            above: somebody(&context, "above", Role::BureauLeadingGroup, ("653100", None)).await,
            stranger: somebody(&context, "stranger", Role::BureauBusiness, ("653126", None)).await,
            context,
        }
    }

    async fn does(&self, by: &Actor, id: &str, said: &Said) -> Done<Outcome> {
        take(&self.context, &on("2020-06-01"), by, (id, said)).await
    }

    async fn done(&self, by: &Actor, id: &str, step: &str, texts: &[(&str, &str)]) {
        let said = Said { evidence: proof(), ..Said::new(step, texts) };
        match self.does(by, id, &said).await {
            Ok(Outcome::Taken) => {}
            other => panic!("{step}: {other:?}"),
        }
    }

    async fn not(&self, by: &Actor, id: &str, step: &str, texts: &[(&str, &str)]) -> Refusal {
        let said = Said { evidence: proof(), ..Said::new(step, texts) };
        refused(self.does(by, id, &said).await)
    }

    async fn applied(&self, id: &str) {
        let done = apply(&self.context, &on("2020-06-01"), &self.unit, &application(id)).await;
        assert_eq!(done.unwrap(), id);
    }

    /// From the application to the leading group.
    async fn examined(&self, id: &str) {
        self.applied(id).await;
        self.done(&self.officer, id, "review", POSTED).await;
        self.done(&self.head, id, "examine", &[("opinion", "可行")]).await;
    }

    async fn record(&self, table: TableId, id: &str) -> Record {
        let mut tx = self.context.db.read().await.unwrap();
        history::held(&mut tx, table, &[("id", id)], 2).await.unwrap().pop().unwrap()
    }

    async fn state(&self, id: &str) -> State {
        one(&self.context, &on("2020-06-01"), &self.line, id).await.unwrap().followed.way.state()
    }
}

const POSTED: &[(&str, &str)] = &[("place", "村委会公示栏"), ("posted_on", "2020-03-01")];
const ENTERED: &[(&str, &str)] = &[("document", "莎扶领〔2020〕1号"), ("on", "2020-03-10")];
const PLANNED: &[(&str, &str)] = &[("document", "莎扶领〔2020〕2号"), ("on", "2020-03-20")];
const FUNDED: &[(&str, &str)] = &[("allotment", "Z3"), ("amount", "380000"), ("on", "2020-04-01")];
const SIGNED: &[(&str, &str)] = &[
    ("contractor", "天山水利公司"),
    ("amount", "360000"),
    ("retention", "0"),
    ("on", "2020-04-10"),
];

fn step(refusal: StepRefusal) -> Refusal {
    Refusal::Step(refusal)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_goes_its_way_and_its_records_say_so() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let Story { unit, officer, head, group, line, .. } = &story;
        story.applied("P1").await;
        let again = apply(&story.context, &on("2020-06-01"), unit, &application("P1")).await;
        assert_eq!(refused(again), Refusal::ProjectKnown);
        assert_eq!(story.state("P1").await, State::Applied);
        assert_eq!(
            story.not(unit, "P1", "review", POSTED).await,
            Refusal::OutOfScope,
            "a unit does not review"
        );
        story.done(officer, "P1", "review", POSTED).await;
        let own = story.not(officer, "P1", "examine", &[("opinion", "x")]).await;
        assert_eq!(own, step(StepRefusal::SamePerson));
        story.done(head, "P1", "examine", &[("opinion", "可行")]).await;
        // Without a target: refused by article 7, and nothing is written.
        let refusal = story.not(group, "P1", "enter", ENTERED).await;
        assert_eq!(refusal, step(StepRefusal::NoTargetForPipeline));
        assert!(refusal.sentence(Lang::Zh).contains("不得纳入项目库"));
        take_in(&test, &[("目标.csv", &target("P1"))]).await;
        let early = [("document", "x"), ("on", "2020-03-01")];
        assert_eq!(
            story.not(group, "P1", "enter", &early).await,
            step(StepRefusal::NoTargetForPipeline)
        );
        story.done(group, "P1", "enter", ENTERED).await;
        assert_eq!(
            story.record(TableId::Projects, "P1").await.text(TableId::Projects, "library_on"),
            "2020-03-10"
        );
        let refusal = story.not(line, "P1", "fund", FUNDED).await;
        assert_eq!(refusal, step(StepRefusal::NotFromHere), "no money before the plan");
        story.done(group, "P1", "plan", PLANNED).await;
        story.done(line, "P1", "fund", FUNDED).await;
        story.done(unit, "P1", "contract", SIGNED).await;
        story.done(unit, "P1", "start", &[("on", "2020-04-20")]).await;
        let early = story.not(unit, "P1", "finish", &[("on", "2020-04-19")]).await;
        assert_eq!(early, step(StepRefusal::DayTooEarly));
        let late = story.not(unit, "P1", "finish", &[("on", "2020-06-02")]).await;
        assert_eq!(late, step(StepRefusal::DayToCome));
        story.done(unit, "P1", "finish", &[("on", "2020-05-20")]).await;
        story.done(head, "P1", "accept_work", &[("on", "2020-05-25"), ("surplus", "20000")]).await;
        let open = story.not(line, "P1", "conclude", &[]).await;
        assert_eq!(open, step(StepRefusal::SurplusUndecided));
        let purpose = [("amount", "20000"), ("purpose", "用于同村灌溉渠")];
        story.done(line, "P1", "ask_surplus", &purpose).await;
        let decided = [("document", "莎扶领〔2020〕5号"), ("on", "2020-05-30")];
        story.done(group, "P1", "grant_project", &decided).await;
        story.done(line, "P1", "conclude", &[]).await;
        assert_eq!(story.state("P1").await, State::Closed);
        let record = story.record(TableId::Projects, "P1").await;
        let text = |column| record.text(TableId::Projects, column);
        assert_eq!(text("plan_doc"), "莎扶领〔2020〕2号");
        assert_eq!((text("contractor"), text("manager")), ("天山水利公司", "买买提"));
        assert_eq!(
            (text("accepted_on"), text("surplus_approved_on")),
            ("2020-05-25", "2020-05-30")
        );
        assert_eq!(record.number(TableId::Projects, "contract_amount"), Some(36_000_000));
        let mut tx = story.context.db.read().await.unwrap();
        let all = history::all(&mut tx, TableId::Projects, &[("id", "P1")], 20).await.unwrap();
        assert_eq!(all.len(), 8, "each step that changes it leaves what was said before");
        let money = history::held(&mut tx, TableId::Fundings, &[("project", "P1")], 9).await;
        assert_eq!(money.unwrap().len(), 1, "{}", test.engine);
        let events = store::events::verify(&mut tx).await.unwrap();
        assert!(events.is_ok(), "{events:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_other_levels_and_wrong_figures_are_refused() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let Story { unit, group, line, above, stranger, .. } = &story;
        let foreign = apply(&story.context, &on("2020-06-01"), stranger, &application("P1")).await;
        assert_eq!(refused(foreign), Refusal::OutOfScope);
        let mut nameless = application("P1");
        nameless.cells.remove("manager");
        let done = apply(&story.context, &on("2020-06-01"), unit, &nameless).await;
        assert_eq!(refused(done), Refusal::ManagerMissing);
        let mut bad = application("P1");
        bad.cells.insert("planned_amount".to_owned(), "很多".to_owned());
        let done = apply(&story.context, &on("2020-06-01"), unit, &bad).await;
        assert!(matches!(done, Err(Failure::Import(_))), "{done:?}");
        let mut high = application("P1");
        high.cells.insert("county".to_owned(), "653100".to_owned());
        let done = apply(&story.context, &on("2020-06-01"), above, &high).await;
        assert_eq!(refused(done), Refusal::NotACounty);
        story.examined("P1").await;
        take_in(&test, &[("目标.csv", &target("P1"))]).await;
        assert_eq!(story.not(stranger, "P1", "fund", FUNDED).await, Refusal::UnknownRecord);
        assert_eq!(story.not(group, "P9", "enter", ENTERED).await, Refusal::UnknownRecord);
        assert_eq!(story.not(above, "P1", "enter", ENTERED).await, Refusal::CountyDecides);
        assert_eq!(story.not(unit, "P1", "enter", ENTERED).await, Refusal::OutOfScope);
        assert_eq!(story.not(group, "P1", "fly", &[]).await, Refusal::UnknownStep);
        let back = [("field", "计划金额"), ("reason", "测算依据不足")];
        let own = story.not(unit, "P1", "return", &back).await;
        assert_eq!(own, Refusal::OutOfScope);
        story.done(group, "P1", "enter", ENTERED).await;
        let before = [("document", "x"), ("on", "2020-03-09")];
        assert_eq!(story.not(group, "P1", "plan", &before).await, step(StepRefusal::DayTooEarly));
        story.done(group, "P1", "plan", PLANNED).await;
        let fund = async |allotment: &str, amount: &str| {
            let texts = [("allotment", allotment), ("amount", amount), ("on", "2020-04-01")];
            story.not(line, "P1", "fund", &texts).await
        };
        assert_eq!(fund("Z3", "400000.01").await, step(StepRefusal::OverPlan));
        assert_eq!(fund("Z4", "100").await, Refusal::UnknownAllotment, "another county's");
        assert_eq!(fund("Z3", "x").await, Refusal::NotAnAmount);
        let partly = [("allotment", "Z3"), ("amount", "100"), ("on", "2020-04-01")];
        story.done(line, "P1", "fund", &partly).await;
        assert_eq!(fund("Z3", "100").await, Refusal::FundedThatDay);
        assert_eq!(
            story.not(unit, "P1", "ask_leave", &[("reason", "不做了")]).await,
            step(StepRefusal::NotFromHere)
        );
        // A second project cannot have what is not there any more.
        story.examined("P2").await;
        take_in(&test, &[("目标.csv", &target("P2"))]).await;
        story.done(group, "P2", "enter", ENTERED).await;
        story.done(group, "P2", "plan", PLANNED).await;
        let more = [("planned", "600000"), ("reason", "增加一公里")];
        story.done(unit, "P2", "ask_change", &more).await;
        story.done(group, "P2", "grant_project", &[("document", "x"), ("on", "2020-04-01")]).await;
        let texts = [("allotment", "Z3"), ("amount", "500000"), ("on", "2020-04-01")];
        assert_eq!(story.not(line, "P2", "fund", &texts).await, Refusal::AllotmentSpent);
        let seen = one(&story.context, &on("2020-06-01"), line, "P2").await.unwrap();
        assert_eq!(seen.rooms.len(), 1);
        assert_eq!(seen.rooms[0].left, 49_990_000, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn plan_budget_and_target_change_together_and_only_by_another() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let Story { unit, group, line, .. } = &story;
        story.examined("P1").await;
        take_in(&test, &[("目标.csv", &target("P1"))]).await;
        story.done(group, "P1", "enter", ENTERED).await;
        story.done(group, "P1", "plan", PLANNED).await;
        story.done(line, "P1", "fund", FUNDED).await;
        let less = [("planned", "379999"), ("reason", "缩小规模")];
        assert_eq!(
            story.not(unit, "P1", "ask_change", &less).await,
            step(StepRefusal::BelowFunded)
        );
        let same = [("planned", "400000"), ("reason", "无")];
        assert_eq!(
            story.not(unit, "P1", "ask_change", &same).await,
            step(StepRefusal::NothingChanged)
        );
        let more = [("planned", "450000"), ("goal", "修渠四公里"), ("reason", "延长")];
        story.done(unit, "P1", "ask_change", &more).await;
        let waiting = due(&story.context, &on("2020-06-01"), group).await.unwrap();
        assert_eq!(waiting.iter().map(|one| one.next).collect::<Vec<_>>(), ["request"]);
        let own = story.not(unit, "P1", "contract", SIGNED).await;
        assert_eq!(own, step(StepRefusal::AlreadyAsked));
        let decided = [("document", "莎扶领〔2020〕4号"), ("on", "2020-05-02")];
        story.done(group, "P1", "grant_project", &decided).await;
        let project = story.record(TableId::Projects, "P1").await;
        assert_eq!(project.number(TableId::Projects, "planned_amount"), Some(45_000_000));
        let target = story.record(TableId::Targets, "T-P1").await;
        assert_eq!(target.number(TableId::Targets, "total_amount"), Some(45_000_000));
        let text = |column| target.text(TableId::Targets, column);
        assert_eq!((text("goal"), text("approved_on")), ("修渠四公里", "2020-03-02"));
        assert_eq!((text("changed_on"), text("change_approved_on")), ("2020-05-02", "2020-05-02"));
        assert!(due(&story.context, &on("2020-06-01"), group).await.unwrap().is_empty());
    }
}

const IMPORTED: &str = "\
项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额,入库日期,计划批复日期,计划文号
P5,道路,653125,道路,2020,莎车县水利局,王某,1000,2020-01-05,2020-02-01,莎扶领〔2020〕1号
P6,桥,653125,道路,2020,莎车县水利局,王某,2000,2020-01-05,,
P7,闸,653125,水利,2020,莎车县水利局,王某,3000,2020-01-05,,
P8,渠,653126,水利,2020,叶城县水利局,王某,3000,2020-01-05,,
";
const FUNDINGS: &str = "项目编号,指标编号,金额,安排日期\nP5,Z3,900,2020-02-10\n";
const PAYMENTS: &str = "\
凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型,付款单位,资金,项目编号,指标编号,用途
V1,653125,2020,2020-03-01,800,直接支付,进度款,路桥公司,企业,莎车县水利局,扶贫发展资金,P5,Z3,道路
";

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_project_goes_on_from_where_its_records_are() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let Story { unit, line, .. } = &story;
        take_in(&test, &[("项目.csv", IMPORTED), ("项目资金安排.csv", FUNDINGS)]).await;
        assert_eq!(story.state("P5").await, State::Funded);
        assert_eq!(story.state("P6").await, State::InPipeline);
        take_in(&test, &[("支付.csv", PAYMENTS)]).await;
        assert_eq!(story.state("P5").await, State::UnderWay);
        let refusal = story.not(line, "P5", "conclude", &[]).await;
        assert_eq!(refusal, step(StepRefusal::NotFromHere));
        story.done(unit, "P5", "finish", &[("on", "2020-05-01")]).await;
        let over = story
            .not(&story.head, "P5", "accept_work", &[("on", "2020-05-02"), ("surplus", "101")])
            .await;
        assert_eq!(over, step(StepRefusal::OverUnpaid));
        story
            .done(&story.head, "P5", "accept_work", &[("on", "2020-05-02"), ("surplus", "0")])
            .await;
        story.done(line, "P5", "conclude", &[]).await;
        assert_eq!(story.state("P5").await, State::Closed);
        // A correction of the records takes it back to where they are.
        let corrected = IMPORTED.replace("计划文号\n", "计划文号,验收日期,完工日期\n");
        let corrected: String = corrected.lines().take(2).collect::<Vec<_>>().join("\n") + ",,\n";
        take_in(&test, &[("项目.csv", &corrected)]).await;
        assert_eq!(story.state("P5").await, State::UnderWay, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_break_a_rule_is_seen_before_it_is_taken() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let contracted = IMPORTED
            .replace("计划文号\n", "计划文号,合同金额,承包单位\n")
            .replace("〔2020〕1号\n", "〔2020〕1号,900,路桥公司\n")
            .replace("05,,\n", "05,,,,\n");
        let files = [("项目.csv", contracted.as_str()), ("项目资金安排.csv", FUNDINGS)];
        take_in(&test, &files).await;
        take_in(&test, &[("支付.csv", PAYMENTS), ("目标.csv", &target("P5"))]).await;
        // 800 are paid: a contract of 600 would be less.
        let less = [("planned", "1000"), ("contract_change", "-300"), ("reason", "减少工程量")];
        story.done(&story.unit, "P5", "ask_change", &less).await;
        let decided = [("document", "莎扶领〔2020〕6号"), ("on", "2020-05-20")];
        let mut said = Said::new("grant_project", &decided);
        let looked = story.does(&story.group, "P5", &said).await.unwrap();
        let Outcome::Look(breaches, seal) = looked else { panic!("{looked:?}") };
        assert!(breaches.iter().any(|one| one.rule == "pay.over-contract"), "{breaches:?}");
        let record = story.record(TableId::Projects, "P5").await;
        assert_eq!(
            record.number(TableId::Projects, "contract_changes"),
            None,
            "nothing is written"
        );
        said.seen = "another".to_owned();
        assert!(matches!(story.does(&story.group, "P5", &said).await, Ok(Outcome::Look(..))));
        said.seen = seal;
        assert!(matches!(story.does(&story.group, "P5", &said).await, Ok(Outcome::Taken)));
        let record = story.record(TableId::Projects, "P5").await;
        let changes = record.number(TableId::Projects, "contract_changes");
        assert_eq!(changes, Some(-30_000), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_decides_all_or_nothing_and_lists_it_first() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        take_in(&test, &[("项目.csv", IMPORTED)]).await;
        take_in(&test, &[("目标.csv", &target("P6"))]).await;
        let origin = on("2020-06-01");
        let mut held = Meeting {
            step: "plan".to_owned(),
            document: "莎扶领〔2020〕9号".to_owned(),
            on: "2020-05-20".to_owned(),
            ..Meeting::default()
        };
        let found = agenda(&story.context, &origin, &story.group, &held).await.unwrap();
        let said: Vec<(&str, Option<Refusal>)> =
            found.items.iter().map(|item| (item.id.as_str(), item.refusal)).collect();
        let untargeted = step(StepRefusal::NoTargetForBudget);
        assert_eq!(said, [("P6", None), ("P7", Some(untargeted))], "no other county's");
        held.projects = vec!["P6".to_owned(), "P7".to_owned()];
        assert_eq!(refused(decide(&story.context, &origin, &story.group, &held).await), untargeted);
        assert_eq!(story.state("P6").await, State::InPipeline, "all or nothing");
        held.projects = vec!["P8".to_owned()];
        let foreign = decide(&story.context, &origin, &story.group, &held).await;
        assert_eq!(refused(foreign), Refusal::UnknownRecord);
        held.projects = vec!["P6".to_owned()];
        let above = decide(&story.context, &origin, &story.above, &held).await;
        assert_eq!(refused(above), Refusal::CountyDecides);
        let line = decide(&story.context, &origin, &story.line, &held).await;
        assert_eq!(refused(line), Refusal::OutOfScope);
        held.projects.clear();
        let none = decide(&story.context, &origin, &story.group, &held).await;
        assert_eq!(refused(none), Refusal::MeetingUnfit);
        take_in(&test, &[("目标.csv", &target("P7"))]).await;
        held.projects = vec!["P6".to_owned(), "P7".to_owned()];
        assert_eq!(decide(&story.context, &origin, &story.group, &held).await.unwrap(), 2);
        for id in ["P6", "P7"] {
            assert_eq!(story.state(id).await, State::InPlan);
            let record = story.record(TableId::Projects, id).await;
            assert_eq!(record.text(TableId::Projects, "plan_doc"), "莎扶领〔2020〕9号");
        }
        let gone = agenda(&story.context, &origin, &story.group, &held).await.unwrap();
        assert!(gone.items.is_empty(), "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_without_a_project_is_found() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        take_in(&test, &[("项目.csv", IMPORTED), ("项目资金安排.csv", FUNDINGS)]).await;
        let origin = on("2020-06-01");
        let found = super::unmatched::unmatched(&story.context, &origin, &story.line);
        let found = found.await.unwrap();
        let left: Vec<(&str, i64)> =
            found.left.iter().map(|one| (one.id.as_str(), one.amounts.1)).collect();
        assert_eq!(left, [("Z3", 49_910_000)], "no other county's, {}", test.engine);
        let unit = super::unmatched::unmatched(&story.context, &origin, &story.unit);
        assert!(unit.await.unwrap().left.is_empty(), "a unit sees no allotments");
    }
}

/// What the last screening could not judge because projects of some county lack a column.
async fn blind(context: &Context) -> Vec<String> {
    screened(context, "2020-06-01", "2020-06-01").await;
    let mut tx = context.db.read().await.unwrap();
    let last = screenings::last(&mut tx).await.unwrap().unwrap();
    let untold = screenings::untold(&mut tx, last.id).await.unwrap().into_iter();
    untold.map(|one| one.en).filter(|en| en.starts_with("table projects has no column")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_of_the_platform_makes_no_rule_blind() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let spec = TableId::Projects.spec();
        let names: Vec<&str> = spec.columns.iter().map(|column| column.name).collect();
        let cell = |name: &&str| match *name {
            "id" => "P1",
            "county" => "653125",
            "fiscal_year" => "2020",
            "planned_amount" => "1000",
            "name" | "category" | "unit" => "水利",
            _ => "",
        };
        let row: Vec<&str> = names.iter().map(cell).collect();
        let file = format!("{}\n{}\n", names.join(","), row.join(","));
        take_in(&test, &[("projects.csv", &file)]).await;
        assert_eq!(blind(&story.context).await, [""; 0], "{}", test.engine);
        story.applied("P9").await;
        assert_eq!(blind(&story.context).await, [""; 0], "{}", test.engine);
    }
}
