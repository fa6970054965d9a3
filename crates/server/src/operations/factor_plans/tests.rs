//! Factor plans on both databases: what is adopted becomes proposals, by two people, once; what is handed down
//! otherwise says why.

use domain::handling::StepRefusal;
use domain::{Lang, Level};
use store::testing::{TestDb, databases};
use store::{events, history};

use super::*;
use crate::access::Role;
use crate::operations::Failure;
use crate::operations::handdowns::tests::officer;
use crate::operations::handdowns::{self, Part, Writing};
use crate::operations::handling::one::One as _;
use crate::operations::imports::tests::origin;
use crate::operations::tests::{context, refused, take_in};

const REGION: u32 = 650_000;
const ALLOTMENTS: &str = "编号,文号,资金,年度,下达单位,接收单位,上级指标,金额,下达日期,收文日期
Z1,财农1号,扶贫发展资金,2019,100000,650000,,900000,2019-01-01,2019-01-02
";

/// A plan of two factors; every prefecture has one of each, Kashgar three, Hotan four persons and no village.
pub(crate) fn planning(context: &Context) -> Planning {
    let factor = |name: &str, weight: &str| FactorInput {
        name: name.to_owned(),
        unit: "个".to_owned(),
        source: "扶贫信息系统".to_owned(),
        weight: weight.to_owned(),
    };
    let row = |place: Division| {
        let values = match place.code() {
            653_100 => ["3", "1"],
            653_200 => ["4", "0"],
            _ => ["1", "1"],
        };
        Row { to: place.to_string(), out: false, values: values.map(str::to_owned).into() }
    };
    Planning {
        fund: "special-development".to_owned(),
        fiscal_year: "2019".to_owned(),
        level: "prefecture".to_owned(),
        amount: "1,000,000.01".to_owned(),
        note: String::new(),
        factors: vec![factor("贫困人口", "60"), factor("贫困村", "40.00")],
        rows: receivers(context, Level::Prefecture).into_iter().map(row).collect(),
        table: String::new(),
    }
}

async fn stored(test: &TestDb) -> Context {
    take_in(test, &[("指标.csv", ALLOTMENTS)]).await;
    context(test)
}

/// Two rows of one place.
const TWO_PROPOSALS: &str = "fund,fiscal_year,to,amount,reason
special-development,2019,653100,300000,
special-development,2019,653100,300000,
";

/// What a refusal says, in Chinese.
fn told<T>(done: Done<T>) -> String {
    match done {
        Err(failure @ (Failure::Refused(_) | Failure::Import(_))) => failure.sentence(Lang::Zh),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was done"),
    }
}

fn adopting(changed: &[(&str, &str, &str)]) -> Adopting {
    let text = |(to, amount, reason): &(&str, &str, &str)| {
        (to.to_string(), amount.to_string(), reason.to_string())
    };
    Adopting {
        document: "新扶领纪〔2019〕3号".to_owned(),
        on: "2019-05-22".to_owned(),
        changed: changed.iter().map(text).collect(),
    }
}

/// Code, fen and reason of the proposals that hold.
async fn proposals_held(context: &Context) -> Vec<(String, i64, String)> {
    let mut tx = context.db.read().await.unwrap();
    let table = TableId::Proposals;
    let fund = ("fund", "special-development");
    let all = history::held(&mut tx, table, &[fund], 5_000).await.unwrap();
    let mut all: Vec<(String, i64, String)> = all
        .iter()
        .map(|one| {
            let amount = one.number(table, "amount").unwrap();
            (one.text(table, "to").to_owned(), amount, one.text(table, "reason").to_owned())
        })
        .collect();
    all.sort();
    all
}

/// A plan that was adopted; its number.
pub(crate) async fn adopted(
    context: &Context,
    (maker, leader): (&Actor, &Actor),
    planning: &Planning,
) -> i64 {
    let id = begin(context, &origin(), maker, planning).await.unwrap();
    prepare(context, &origin(), maker, (id, "propose", "")).await.unwrap();
    adopt(context, &origin(), leader, (id, &adopting(&[]))).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_adopted_becomes_proposals_and_a_later_plan_replaces_it() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let maker = officer(&context, Role::RegionFundOffice, REGION).await;
        let leader = officer(&context, Role::RegionLeadingGroup, REGION).await;
        let plan = planning(&context);
        let id = begin(&context, &origin(), &maker, &plan).await.unwrap();
        assert_eq!(due(&context, &maker).await.unwrap()[0][0].id, id);
        prepare(&context, &origin(), &maker, (id, "propose", "")).await.unwrap();
        assert_eq!(due(&context, &leader).await.unwrap()[1][0].id, id, "{}", test.engine);
        assert!(proposals_held(&context).await.is_empty(), "a proposal alone proposes nothing");
        adopt(&context, &origin(), &leader, (id, &adopting(&[]))).await.unwrap();
        let held = proposals_held(&context).await;
        assert_eq!(held.len(), plan.rows.len());
        assert_eq!(held.iter().map(|one| one.1).sum::<i64>(), 100_000_001);
        let places = plan.rows.len() as i64;
        // 600 000.01 by persons, places + 5 of them; 400 000.00 by villages, places − 1.
        let exact = 60_000_001 * 3 / (places + 5) + 40_000_000 / (places - 1);
        let kashgar = held.iter().find(|one| one.0 == "653100").unwrap();
        assert!((kashgar.1 - exact).abs() <= 2, "{kashgar:?} {exact}");
        let locked = rewrite(&context, &origin(), &maker, (id, &plan)).await;
        assert_eq!(refused(locked), Refusal::Step(StepRefusal::NotFromHere));

        // A later plan leaves Hotan out: it is proposed nothing, and the first plan is replaced.
        let mut later = plan.clone();
        let hotan = later.rows.iter_mut().find(|row| row.to == "653200").unwrap();
        *hotan = Row { out: true, values: Vec::new(), ..hotan.clone() };
        let next = adopted(&context, (&maker, &leader), &later).await;
        let held = proposals_held(&context).await;
        assert_eq!(held.len(), plan.rows.len());
        assert_eq!(held.iter().find(|one| one.0 == "653200").unwrap().1, 0);
        assert_eq!(held.iter().map(|one| one.1).sum::<i64>(), 100_000_001);
        let first = OnePlan::read(&context, &origin(), &maker, id).await.unwrap();
        assert_eq!(
            (first.followed.kept.standing.state.as_str(), first.in_force),
            ("replaced", Some(next))
        );
        assert!(first.followed.kept.standing.import.is_some());
        let mut tx = context.db.read().await.unwrap();
        // Each plan begun, proposed, adopted.
        assert_eq!(events::verify(&mut tx).await.unwrap().unwrap(), 6, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_need_a_reason_for_each_place_and_make_the_whole() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let maker = officer(&context, Role::RegionFundOffice, REGION).await;
        let leader = officer(&context, Role::RegionLeadingGroup, REGION).await;
        let mut plan = planning(&context);
        plan.amount = "1400.00".to_owned();
        plan.rows.iter_mut().for_each(|row| row.values = vec!["1".to_owned(), "1".to_owned()]);
        let id = begin(&context, &origin(), &maker, &plan).await.unwrap();
        prepare(&context, &origin(), &maker, (id, "propose", "")).await.unwrap();
        let adopts = async |by: &Actor, changed: &[(&str, &str, &str)]| {
            adopt(&context, &origin(), by, (id, &adopting(changed))).await
        };
        let step = |one| Refusal::Step(one);
        assert_eq!(refused(adopts(&maker, &[]).await), Refusal::OutOfScope);
        let whole = OnePlan::read(&context, &origin(), &leader, id).await.unwrap();
        let computed = |code: &str| {
            let of = whole.amounts.iter().find(|one| one.division.to_string() == code).unwrap();
            of.computed
        };
        let more = Fen(computed("653100").0 + 1_000).plain();
        let less = Fen(computed("653200").0 - 1_000).plain();
        for (changed, expect) in [
            (vec![("653100", more.as_str(), "受灾")], StepRefusal::NotTheWhole),
            (
                vec![("653100", &more, "受灾"), ("653200", &less, " ")],
                StepRefusal::ChangeUnexplained,
            ),
            (vec![("653125", "1", "x")], StepRefusal::NotAReceiver),
            (vec![("653100", "1", "x"), ("653100", "1", "x")], StepRefusal::ReceiverTwice),
        ] {
            assert_eq!(refused(adopts(&leader, &changed).await), step(expect));
        }
        let blank = Adopting { document: " ".to_owned(), ..adopting(&[]) };
        let done = adopt(&context, &origin(), &leader, (id, &blank)).await;
        assert_eq!(refused(done), step(StepRefusal::NoDocument));
        let wrong = adopts(&leader, &[("653100", "多", "x")]).await;
        assert_eq!(refused(wrong), Refusal::NotAnAmount);
        let back = send_back(&context, &origin(), &leader, (id, "")).await;
        assert_eq!(refused(back), step(StepRefusal::NoReason));
        assert!(proposals_held(&context).await.is_empty());
        let changed = [("653100", more.as_str(), "受灾"), ("653200", &less, "上年结转多")];
        adopts(&leader, &changed).await.unwrap();
        let held = proposals_held(&context).await;
        let of = |code: &str| held.iter().find(|one| one.0 == code).unwrap().clone();
        assert_eq!(Fen(of("653100").1).plain(), more, "{}", test.engine);
        assert_eq!(of("653100").2, "", "the reason of the decision excuses no hand-down");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_by_the_names_of_place_and_factor() {
    let test = databases().await.unwrap().remove(0);
    let context = stored(&test).await;
    let maker = officer(&context, Role::RegionFundOffice, REGION).await;
    let good = planning(&context);
    let begins = async |plan: Planning| told(begin(&context, &origin(), &maker, &plan).await);
    let changed = |change: &dyn Fn(&mut Planning)| {
        let mut plan = good.clone();
        change(&mut plan);
        plan
    };
    for (plan, says) in [
        (changed(&|p| p.fund = "没有".into()), "资金目录"),
        (changed(&|p| p.fiscal_year = "19".into()), "四位数字"),
        (changed(&|p| p.amount = "0".into()), "大于零"),
        (changed(&|p| p.amount = "很多".into()), "金额"),
        (changed(&|p| p.factors.clear()), "1 至 8 个"),
        (changed(&|p| p.factors[1].weight = "39.99".into()), "99.99%"),
        (changed(&|p| p.factors[1].weight = "39.999".into()), "贫困村"),
        (changed(&|p| p.factors[1].weight = "-40".into()), "不是百分比"),
        (changed(&|p| p.factors[1].name = "贫困人口".into()), "出现两次"),
        (changed(&|p| p.rows[1].values[1] = " ".into()), "克拉玛依市没有“贫困村”的数值"),
        (changed(&|p| p.rows[1].values[0] = "-3".into()), "克拉玛依市的“贫困人口”填的“-3”"),
        (changed(&|p| p.rows[1].out = true), "克拉玛依市标为“不参与”"),
        (changed(&|p| drop(p.rows.remove(1))), "克拉玛依市没有“贫困人口”的数值"),
        (changed(&|p| p.rows[1].to = "653125".into()), "不是本方案的接收地区"),
        (
            changed(&|p| p.rows.iter_mut().for_each(|row| row.values[1] = "0".into())),
            "“贫困村”各地数值都是零",
        ),
        (changed(&|p| p.table = "地区,贫困人口\n喀什地区,3".into()), "没有“贫困村”这一列"),
        (changed(&|p| p.table = "地区,贫困人口,贫困村\n和静,3,1".into()), "表格第 2 行：“和静”"),
        (
            changed(&|p| p.table = "地区,贫困人口,贫困村\n653100,3,1\n喀什地区,3,1".into()),
            "喀什地区出现两次",
        ),
    ] {
        let sentence = begins(plan.clone()).await;
        assert!(sentence.contains(says), "{sentence} instead of {says}");
    }
    // Whoever has no such post begins nothing, and sees nothing.
    let county = officer(&context, Role::BureauFund, 653_125).await;
    let foreign = begin(&context, &origin(), &county, &good).await;
    assert_eq!(refused(foreign), Refusal::OutOfScope);
    // Without values there is nothing to propose; a pasted table fills them.
    let empty = changed(&|p| p.rows.clear());
    let id = begin(&context, &origin(), &maker, &empty).await.unwrap();
    assert_eq!(
        refused(OnePlan::read(&context, &origin(), &county, id).await.map(drop)),
        Refusal::UnknownRecord
    );
    let proposes = prepare(&context, &origin(), &maker, (id, "propose", "")).await;
    assert_eq!(refused(proposes), Refusal::Step(StepRefusal::NotDivisible));
    let divisions = context.divisions();
    let lines = good.rows.iter().map(|row| {
        let place = divisions.name(division(&row.to).unwrap());
        format!("{place}\t{}\t1,234.5", row.values[0])
    });
    let table = format!("地区\t贫困人口（人）\t贫困村\n{}", lines.collect::<Vec<_>>().join("\r\n"));
    let pasted = Planning { table, ..empty };
    rewrite(&context, &origin(), &maker, (id, &pasted)).await.unwrap();
    let read = OnePlan::read(&context, &origin(), &maker, id).await.unwrap();
    let kashgar = division("653100").unwrap();
    assert_eq!(values_of(&read.followed.one, kashgar), ["3", "1234.5"]);
    let again = super::planning(&context, &read.followed);
    rewrite(&context, &origin(), &maker, (id, &again)).await.unwrap();
    let read_again = OnePlan::read(&context, &origin(), &maker, id).await.unwrap();
    assert_eq!(read_again.divided, read.divided, "what the form shows is what is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_down_that_differs_from_the_plan_says_why_and_the_rule_reads_it() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let maker = officer(&context, Role::RegionFundOffice, REGION).await;
        let leader = officer(&context, Role::RegionLeadingGroup, REGION).await;
        let head = officer(&context, Role::RegionBudget, REGION).await;
        let mut plan = planning(&context);
        // Three places, a third for each.
        plan.amount = "900000".to_owned();
        plan.rows.iter_mut().for_each(|row| {
            let takes_part = matches!(row.to.as_str(), "652900" | "653100" | "653200");
            let values = if takes_part { vec!["1".to_owned(); 2] } else { Vec::new() };
            *row = Row { out: !takes_part, values, to: row.to.clone() };
        });
        adopted(&context, (&maker, &leader), &plan).await;
        let writing = |amounts: [&str; 3], reason: &str| {
            let codes = ["652900", "653100", "653200"];
            let part = |(code, amount): (&str, &str)| Part {
                to_project: false,
                receiver: code.to_owned(),
                amount: amount.to_owned(),
                reason: if code == "653200" { reason.to_owned() } else { String::new() },
            };
            Writing {
                source: "Z1".to_owned(),
                way: "down".to_owned(),
                doc_no: "新财扶〔2019〕9号".to_owned(),
                issued_on: "2019-05-22".to_owned(),
                for_poverty: true,
                parts: codes.into_iter().zip(amounts).map(part).collect(),
                ..Writing::default()
            }
        };
        let begins = async |amounts, reason: &str| {
            handdowns::begin(&context, &origin(), &maker, &writing(amounts, reason)).await
        };
        // Ten percent of the share may differ: 30 000 ± 3 000 of 90 000, to the fen.
        let silent = told(begins(["30000.00", "26999.99", "33000.01"], "").await);
        assert!(silent.contains("喀什地区、和田地区"), "{silent}");
        let one_named = told(begins(["30000.00", "26999.99", "33000.01"], "受灾").await);
        assert!(one_named.contains("喀什地区") && !one_named.contains("和田"), "{one_named}");
        begins(["30000", "27000", "33000"], "").await.unwrap();
        // What lies within the limits needs none; who deviates alone is asked alone.
        let id = begins(["28600", "28300", "33100"], "受灾").await.unwrap();
        let submit = handdowns::Moving { step: "submit".to_owned(), ..Default::default() };
        handdowns::prepare(&context, &origin(), &maker, (id, &submit)).await.unwrap();
        let seen = handdowns::OneHandDown::read(&context, &origin(), &head, id).await.unwrap();
        let seal = seen.foreseen.map(|all| all.seal).unwrap_or_default();
        handdowns::hand_down(&context, &origin(), &head, (id, &seal)).await.unwrap();
        let now = proposals_held(&context).await;
        let reason = |code: &str| now.iter().find(|one| one.0 == code).unwrap().2.clone();
        assert_eq!((reason("653200"), reason("653100")), ("受灾".to_owned(), String::new()));
        // The reason stands for the place: the next document needs none for it.
        begins(["28600", "28300", "33100"], "").await.unwrap();
        let other = told(begins(["30000", "20000", "40000"], "").await);
        assert!(other.contains("喀什地区") && !other.contains("和田"), "{other} {}", test.engine);
        // Of two proposals for one place nobody can tell which is meant; where none is asked of it, it is no matter.
        take_in(&test, &[("分配方案.csv", TWO_PROPOSALS)]).await;
        let doubtful = told(begins(["30000", "20000", "40000"], "受灾").await);
        assert!(doubtful.contains("喀什地区在同一资金、年度有两条"), "{doubtful} {}", test.engine);
    }
}
