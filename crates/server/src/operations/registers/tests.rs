//! Registers on both databases: places add up to what lies above them, and to what other statements count.

use domain::{Division, Level};
use store::registers::Tally;
use store::testing::{databases, sql};

use super::{By, Register, Row, Wanted, money, problems};
use crate::access::Role;
use crate::context::Context;
use crate::operations::cases::tests::actor;
use crate::operations::overview::Line;
use crate::operations::screening::tests::{import, on, region, screened};
use crate::operations::tests::{context, refused};
use crate::operations::{Actor, Refusal};

const DAY: &str = "2021-01-05";

async fn of(context: &Context, actor: &Actor, division: &str, by: By) -> Register<Tally> {
    let wanted = Wanted { division, by, ..Wanted::default() };
    problems(context, actor, wanted, on(DAY).day).await.unwrap()
}

async fn funds(context: &Context, actor: &Actor, division: &str, by: By) -> Register<Line> {
    let wanted = Wanted { division, by, year: "2020" };
    money(context, actor, wanted, on(DAY).day).await.unwrap().0
}

fn together(register: &Register<Tally>) -> Tally {
    register.rows.iter().fold(Tally::default(), |mut sum, (_, tally)| {
        sum.add(*tally);
        sum
    })
}

/// What adds up from place to place: what moves between places is in the net.
fn adding(line: &Line) -> [i64; 5] {
    let Line { raised, allotted, paid, .. } = line;
    [raised.0, allotted.0, paid.0, line.available().0, line.left().0]
}

fn summed(lines: &[(Row, Line)]) -> [i64; 5] {
    let add = |sum: [i64; 5], line: &Line| std::array::from_fn(|i| sum[i] + adding(line)[i]);
    lines.iter().fold([0; 5], |sum, (_, line)| add(sum, line))
}

/// The same counted by another statement: over the column of the prefecture, not over a tree of places.
async fn counted(context: &Context, column: &str, code: &str) -> [i64; 3] {
    let text = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN lamp = 'red' THEN 1 ELSE 0 END), 0) AS BIGINT), \
         CAST(COALESCE(SUM(CASE WHEN lit = 1 THEN amount END), 0) AS BIGINT) FROM warnings \
         WHERE {column} = '{code}'"
    );
    let mut tx = context.db.read().await.unwrap();
    let row = tx.one(&sql(&text), &[]).await.unwrap();
    [row.int(0).unwrap(), row.int(1).unwrap(), row.int(2).unwrap()]
}

#[tokio::test(flavor = "multi_thread")]
async fn counties_add_up_to_prefectures_and_these_to_the_region() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(2, 3, 200));
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let office = actor(&context, Role::RegionFundOffice, "650000").await;
        let whole = of(&context, &office, "", By::Place).await;
        assert_eq!(whole.division, Division::from_code(650_000).unwrap());
        assert!(whole.whole.red > 0 && whole.whole.amount > 0, "{}", test.engine);
        assert_eq!(together(&whole), whole.whole);
        assert_eq!(together(&of(&context, &office, "", By::Kind).await), whole.whole);
        let all = funds(&context, &office, "650000", By::Place).await;
        assert!(all.whole.paid.0 > 0);
        assert_eq!(summed(&all.rows), adding(&all.whole));
        let by_fund = funds(&context, &office, "650000", By::Kind).await;
        assert_eq!(summed(&by_fund.rows), adding(&all.whole));

        let mut prefectures = 0;
        for (row, tally) in &whole.rows {
            let Row::Place(place) = row else { continue };
            assert_eq!(context.divisions().level(*place), Some(Level::Prefecture));
            let code = place.to_string();
            let below = of(&context, &office, &code, By::Place).await;
            assert_eq!((together(&below), below.whole), (*tally, *tally));
            let found = [tally.red + tally.yellow, tally.red, tally.amount];
            assert_eq!(counted(&context, "prefecture", &code).await, found);
            for (row, tally) in below.rows {
                let Row::Place(county) = row else { continue };
                let found = [tally.red + tally.yellow, tally.red, tally.amount];
                assert_eq!(counted(&context, "county", &county.to_string()).await, found);
            }
            let line = all.rows.iter().find(|(other, _)| other == row).map(|(_, line)| *line);
            let below = funds(&context, &office, &code, By::Place).await;
            assert_eq!(summed(&below.rows), adding(&below.whole));
            assert_eq!(line.map(|line| adding(&line)), Some(adding(&below.whole)));
            prefectures += 1;
        }
        assert_eq!(prefectures, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_shows_no_more_than_the_own_scope() {
    let test = databases().await.unwrap().remove(0);
    let context = context(&test);
    let county = actor(&context, Role::BureauFund, "653125").await;
    let own = of(&context, &county, "", By::Place).await;
    assert_eq!(own.division, Division::from_code(653_125).unwrap());
    let wanted = |division| Wanted { division, ..Wanted::default() };
    for division in ["653100", "650000", "652901"] {
        let far = problems(&context, &county, wanted(division), on(DAY).day).await;
        assert_eq!(refused(far.map(drop)), Refusal::OutOfScope, "{division}");
        let far = money(&context, &county, wanted(division), on(DAY).day).await;
        assert_eq!(refused(far.map(drop)), Refusal::OutOfScope, "{division}");
    }
    let nowhere = problems(&context, &county, wanted("999999"), on(DAY).day).await;
    assert_eq!(refused(nowhere.map(drop)), Refusal::UnknownDivision);
    let centre = actor(&context, Role::RegionNetwork, "650000").await;
    let none = problems(&context, &centre, wanted(""), on(DAY).day).await;
    assert_eq!(refused(none.map(drop)), Refusal::OutOfScope);
}
