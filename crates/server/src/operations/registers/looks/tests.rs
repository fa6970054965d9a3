//! What was looked at after payment, on both databases: each payment once, only what was reported, at its own month
//! and amount also after a correction; counties add up; nobody sees more than the own scope.

use store::testing::{TestDb, databases};

use super::*;
use crate::access::Role;
use crate::context::Origin;
use crate::operations::handdowns::tests::officer;
use crate::operations::imports::tests::origin;
use crate::operations::inspections::{Saying, Writing, plan, take};
use crate::operations::tests::{context, refused, take_in};
use crate::operations::{Refusal, inspections};

pub(crate) const PAYMENTS: &str = "\
凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型
V1,653125,2019,2019-03-03,400000,直接支付,进度款,甲建筑公司,企业
V2,653125,2019,2019-03-07,100,直接支付,退款,甲建筑公司,企业
V3,653125,2019,2019-04-01,250.55,直接支付,进度款,乙公司,企业
V4,653126,2019,2019-04-02,30,直接支付,进度款,乙公司,企业
V5,652901,2019,2019-04-03,7,直接支付,进度款,乙公司,企业
V6,653125,2018,2018-12-03,9,直接支付,进度款,乙公司,企业
";

/// A look at vouchers of a county, by its bureau.
pub(crate) async fn planned(context: &Context, by: &Actor, county: &str, vouchers: &str) -> i64 {
    let writing = Writing {
        vouchers: vouchers.to_owned(),
        again: "群众举报".to_owned(),
        ..inspections::tests::writing("after_payment", county, "use")
    };
    plan(context, &origin(), by, &writing).await.unwrap()
}

/// Begun and reported, with nothing found.
pub(crate) async fn reported(context: &Context, by: &Actor, id: i64) {
    let now: Origin = origin();
    for step in ["begin_inspection", "report_inspection"] {
        let saying = Saying {
            step: step.to_owned(),
            text: "已实地查看".to_owned(),
            on: now.day.to_string(),
            ..Saying::default()
        };
        take(context, &now, by, Operation::Inspect, (id, &saying)).await.unwrap();
    }
}

struct Story {
    context: Context,
    county: Actor,
    region: Actor,
}

impl Story {
    async fn new(test: &TestDb) -> Story {
        take_in(test, &[("支付.csv", PAYMENTS)]).await;
        let context = context(test);
        let county = officer(&context, Role::BureauFund, 653_125).await;
        let region = officer(&context, Role::RegionFundOffice, 650_000).await;
        Story { context, county, region }
    }

    async fn register(&self, by: &Actor, division: &str, way: By) -> Done<LooksRegister> {
        let wanted = Wanted { division, year: "2019", by: way, ..Wanted::default() };
        looks(&self.context, by, wanted, origin().day).await
    }

    async fn whole(&self, division: &str) -> [i64; 4] {
        told(self.register(&self.region, division, By::Place).await.unwrap().whole)
    }
}

fn told(looks: Looks) -> [i64; 4] {
    [looks.payments, looks.paid, looks.looked, looks.looked_fen]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_looked_at_counts_once_by_place_and_month() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let Story { context, county, .. } = &story;
        let id = planned(context, county, "653125", "V1 V3").await;
        assert_eq!(story.whole("653125").await, [2, 40_025_055, 0, 0], "only planned");
        reported(context, county, id).await;
        assert_eq!(story.whole("653125").await, [2, 40_025_055, 2, 40_025_055]);
        let again = planned(context, county, "653125", "V1").await;
        reported(context, county, again).await;
        let months = story.register(county, "653125", By::Month).await.unwrap().rows;
        let months: Vec<_> = months.into_iter().map(|(row, looks)| (row, told(looks))).collect();
        let month = |text: &str| Row::Month(text.to_owned());
        let march = (month("2019-03"), [1, 40_000_000, 1, 40_000_000]);
        let april = (month("2019-04"), [1, 25_055, 1, 25_055]);
        assert_eq!(months, [march, april], "{}", test.engine);

        // Counties add up to the prefecture, prefectures to the region.
        let below = story.register(&story.region, "653100", By::Place).await.unwrap();
        let sum = below.rows.iter().fold(Looks::default(), |mut sum, (_, one)| {
            sum.add(*one);
            sum
        });
        assert_eq!((below.rows.len(), sum), (2, below.whole));
        assert_eq!(story.whole("").await, [4, 40_028_755, 2, 40_025_055]);
        let above = story.register(county, "653100", By::Place).await;
        assert_eq!(refused(above), Refusal::OutOfScope, "{}", test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_of_a_payment_moves_what_was_looked_at() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = planned(&story.context, &story.county, "653125", "V3").await;
        reported(&story.context, &story.county, id).await;
        let corrected = PAYMENTS.replace("2019-04-01,250.55", "2019-05-01,300");
        take_in(&test, &[("支付.csv", &corrected)]).await;
        let months = story.register(&story.region, "653125", By::Month).await.unwrap().rows;
        let (row, looks) = months.last().unwrap();
        assert_eq!(
            (row, told(*looks)),
            (&Row::Month("2019-05".to_owned()), [1, 30_000, 1, 30_000])
        );
        assert_eq!(story.whole("653125").await, [2, 40_030_000, 1, 30_000], "{}", test.engine);
    }
}
