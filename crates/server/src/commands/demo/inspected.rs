//! Inspections of the demo: in every state, one that repeats another with its reason.

use domain::TableId;
use store::history;

use super::cast::{Ground, signed_in};
use crate::access::Operation;
use crate::context::{Context, Origin};
use crate::operations::handling::acting::Sent;
use crate::operations::inspections::{Saying, Writing, plan, take};
use crate::operations::{Actor, Done};

/// Vouchers of one inspection of the demo, at most.
const LOOKED_AT: usize = 12;
/// Payments among which they are chosen, at most.
const AMONG: usize = 10_000;

/// The stage on which they are played.
struct Stage<'a> {
    context: &'a Context,
    origin: &'a Origin,
    place: String,
}

impl Stage<'_> {
    async fn plan(
        &self,
        by: &Actor,
        (kind, subject, vouchers): (&str, &str, &str),
        (basis, again): (&str, &str),
    ) -> Done<i64> {
        let (year, today) = (self.origin.day.year(), self.origin.day.to_string());
        let text = |text: &str| text.to_owned();
        let writing = Writing {
            kind: text(kind),
            home: self.place.clone(),
            subject: text(subject),
            from: format!("{year}-01-01"),
            until: today.clone(),
            begins: today.clone(),
            ends: today,
            basis: text(basis),
            people: text("检查组一行三人"),
            again: text(again),
            vouchers: text(vouchers),
            ..Writing::default()
        };
        plan(self.context, self.origin, by, &writing).await
    }

    async fn take(
        &self,
        by: &Actor,
        operation: Operation,
        (id, saying): (i64, Saying),
    ) -> Done<()> {
        take(self.context, self.origin, by, operation, (id, &saying)).await
    }

    /// Begun and reported, with these found.
    async fn report(&self, by: &Actor, id: i64, found: &[(&str, &str)]) -> Done<()> {
        let on = self.origin.day.to_string();
        let begin = Saying { on, ..said("begin_inspection", "", "") };
        self.take(by, Operation::Inspect, (id, begin)).await?;
        for (text, amount) in found {
            let one = Saying { amount: (*amount).to_owned(), ..said("observe", text, "") };
            self.take(by, Operation::Inspect, (id, one)).await?;
        }
        let due = if found.is_empty() { String::new() } else { self.in_days(10) };
        let report = Saying {
            due,
            ..said("report_inspection", "查阅账簿、凭证，实地查看三个项目", "")
        };
        self.take(by, Operation::Inspect, (id, report)).await
    }

    /// Some vouchers of the place and year, of whose payments the use is looked at.
    async fn paid(&self) -> Done<String> {
        let (table, place) = (TableId::Payments, [("county", self.place.as_str())]);
        let mut tx = self.context.db.read().await?;
        let records = history::held(&mut tx, table, &place, AMONG).await?;
        let year = Some(i64::from(self.origin.day.year()));
        let paid = records.iter().filter(|one| {
            one.text(table, "kind") != "refund" && one.number(table, "fiscal_year") == year
        });
        let vouchers = paid.map(|one| one.text(table, "voucher_no")).take(LOOKED_AT);
        Ok(vouchers.collect::<Vec<&str>>().join(", "))
    }

    fn in_days(&self, days: i32) -> String {
        self.origin.day.plus_days(days).map(|day| day.to_string()).unwrap_or_default()
    }
}

fn said(step: &str, text: &str, number: &str) -> Saying {
    Saying {
        step: step.to_owned(),
        text: text.to_owned(),
        number: number.to_owned(),
        ..Saying::default()
    }
}

/// Plans them and moves them on.
pub(super) async fn play(
    context: &Context,
    origin: &Origin,
    ground: &Ground,
    password: &str,
) -> Done<()> {
    let enter = async |login: &str| signed_in(context, origin, login, password).await;
    let stage = Stage { context, origin, place: ground.county() };
    let (officer, head, county) =
        (enter("p-fund").await?, enter("p-head").await?, enter("c-fund").await?);
    let (audit, farm) = (enter("audit").await?, enter("agriculture").await?);
    let first = stage.plan(&officer, ("finance", "use", ""), ("地财监〔2020〕3号", "")).await?;
    let found =
        [("部分材料款无验收单，用途无法核实", "32600.00"), ("超出批复范围购置办公设备", "8400")];
    stage.report(&officer, first, &found).await?;
    stage
        .take(
            &county,
            Operation::AnswerInspection,
            (first, said("answer_inspection", "情况属实", "")),
        )
        .await?;
    for (number, asked) in
        [("1", "补齐验收单；无法补齐的收回资金"), ("2", "收回资金，追究审批责任")]
    {
        let order = Saying { due: stage.in_days(20), ..said("order_observation", asked, number) };
        stage.take(&head, Operation::DecideInspection, (first, order)).await?;
    }
    let scan = Sent { name: "验收单.pdf".to_owned(), content: b"%PDF-1.4\n%%EOF\n".to_vec() };
    let done = Saying { evidence: vec![scan], ..said("rectify", "已补齐验收单 6 份", "1") };
    stage.take(&county, Operation::AnswerInspection, (first, done)).await?;
    let why = "审计项目计划已列入，重点核查专账，可利用财政监督检查结果";
    let second = stage.plan(&audit, ("audit", "overall", ""), ("审计项目计划第12项", why)).await?;
    stage.report(&audit, second, &[("专账登记不及时，滞后两个月", "")]).await?;
    let third = stage
        .plan(
            &farm,
            ("policy", "policy", ""),
            ("涉农资金整合试点检查方案", "同步检查政策落实，不重复查账"),
        )
        .await?;
    let on = origin.day.to_string();
    let begin = Saying { on, ..said("begin_inspection", "", "") };
    stage.take(&farm, Operation::Inspect, (third, begin)).await?;
    let fourth = stage
        .plan(
            &county,
            ("finance", "disclosure", ""),
            ("县财监〔2020〕1号", "配合审计整改，只查公示牌"),
        )
        .await?;
    let reason = "与年度考核合并进行".to_owned();
    let give_up = Saying { reason, ..said("withdraw_inspection", "", "") };
    stage.take(&county, Operation::Inspect, (fourth, give_up)).await?;
    stage
        .plan(
            &officer,
            ("finance", "pace", ""),
            ("地财监〔2020〕7号", "年末支出进度督查，只看进度"),
        )
        .await?;
    look(&stage, &county).await?;
    clear(&stage, (&officer, &head)).await
}

/// The county looks at payments after they were made.
async fn look(stage: &Stage<'_>, county: &Actor) -> Done<()> {
    let vouchers = stage.paid().await?;
    let why = "支付后日常监管，抽查凭证的实际用途";
    let after = ("after_payment", "use", vouchers.as_str());
    let id = stage.plan(county, after, ("县财监〔2020〕2号", why)).await?;
    stage.report(county, id, &[("一笔支付的用途摘要过于笼统", "")]).await
}

/// One at the prefecture's own level in which nothing was found.
async fn clear(stage: &Stage<'_>, (officer, head): (&Actor, &Actor)) -> Done<()> {
    let own = officer.held.first().map(|held| held.scope.division.to_string());
    let there =
        Stage { context: stage.context, origin: stage.origin, place: own.unwrap_or_default() };
    let id = there.plan(officer, ("finance", "books", ""), ("地财监〔2020〕5号", "")).await?;
    there.report(officer, id, &[]).await?;
    let conclude = said("conclude_inspection", "同意检查报告", "");
    there.take(head, Operation::DecideInspection, (id, conclude)).await
}
