//! Registers on both databases: places add up to what lies above them, and to what other statements count.

use domain::{Division, FundClass, Level};
use store::registers::Tally;
use store::testing::{databases, sql};

use super::raising::{Due, raising};
use super::spending::spending;
use super::{By, Only, Register, Row, Wanted, money, problems};
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
    let wanted = Wanted { division, by, year: "2020", ..Wanted::default() };
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
        let far = raising(&context, &county, wanted(division), on(DAY).day).await;
        assert_eq!(refused(far.map(drop)), Refusal::OutOfScope, "{division}");
        let far = spending(&context, &county, wanted(division), on(DAY).day).await;
        assert_eq!(refused(far.map(drop)), Refusal::OutOfScope, "{division}");
    }
    let nowhere = problems(&context, &county, wanted("999999"), on(DAY).day).await;
    assert_eq!(refused(nowhere.map(drop)), Refusal::UnknownDivision);
    let centre = actor(&context, Role::RegionNetwork, "650000").await;
    let none = problems(&context, &centre, wanted(""), on(DAY).day).await;
    assert_eq!(refused(none.map(drop)), Refusal::OutOfScope);
}

/// One number that a statement of its own gives.
async fn one(context: &Context, text: &str) -> i64 {
    let mut tx = context.db.read().await.unwrap();
    tx.one(&sql(text), &[]).await.unwrap().int(0).unwrap()
}

/// What holds of a table, called `r`.
fn holds(table: &str) -> String {
    format!(
        "{table} AS r WHERE r.withdrawn = 0 AND NOT EXISTS \
         (SELECT 1 FROM {table} AS later WHERE later.corrects = r.row_id)"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_of_raising_is_that_of_its_records_and_rules() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(2, 3, 60));
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let office = actor(&context, Role::RegionFundOffice, "650000").await;
        let wanted = Wanted { year: "2020", ..Wanted::default() };
        let found = raising(&context, &office, wanted, on(DAY).day).await.unwrap();
        let sum = async |what: &str, more: &str| {
            let rows = holds("fund_years");
            let text = format!("SELECT CAST(COALESCE(SUM({what}), 0) AS BIGINT) FROM {rows}{more}");
            one(&context, &text).await
        };
        let here = " AND COALESCE(r.division, '650000') = '650000' AND r.fiscal_year = ";
        let of_2020 = format!("{here}2020");
        assert_eq!(found.whole.amount(), sum("r.amount", &of_2020).await, "{}", test.engine);
        assert_eq!(found.whole.rows, sum("1", &of_2020).await);
        assert_eq!(found.whole.before, sum("r.amount", &format!("{here}2019")).await);
        assert_eq!(found.whole.pooled, sum("r.pooled", &of_2020).await);
        let central = format!("{of_2020} AND r.source_level = 'central'");
        assert_eq!(found.whole.central, sum("r.amount", &central).await);
        let groups = found.groups.iter();
        assert_eq!(groups.map(|group| group.whole.amount()).sum::<i64>(), found.whole.amount());

        // The rules on special funds: no less than 30 % of the centre's, no lower growth. Reckoned by hand.
        let special = " AND r.fund LIKE 'special-%' AND r.source_level = ";
        let of = async |year: i64, level: &str| {
            sum("r.amount", &format!("{here}{year}{special}'{level}'")).await
        };
        let (now, before) = (of(2020, "central").await, of(2019, "central").await);
        let (own, own_before) = (of(2020, "region").await, of(2019, "region").await);
        let share = (i128::from(now) * 30 + 99) / 100;
        let grown = (i128::from(own_before) * i128::from(now) + i128::from(before) - 1)
            / i128::from(before);
        let should = i64::try_from(share.max(grown)).unwrap();
        let group = found.groups.iter().find(|group| group.class == Some(FundClass::Special));
        let due = Due { should, has: own, short: (should - own).max(0) };
        assert_eq!(group.unwrap().whole.wanted, Some(due), "{}", test.engine);

        let lit = "SELECT COUNT(*) FROM warnings WHERE lit = 1 AND rule LIKE 'raise.%' AND period = '2020'";
        assert_eq!(found.whole.red + found.whole.yellow, one(&context, lit).await);

        // An office's register is that of its funds.
        let only = Only { class: None, office: "region_fund_office" };
        let wanted = Wanted { only, ..wanted };
        let its = raising(&context, &office, wanted, on(DAY).day).await.unwrap();
        let funds = context.pack.funds.iter();
        let own = funds.filter(|(_, fund)| fund.office.as_deref() == Some(only.office));
        let codes: Vec<String> = own.map(|(_, fund)| format!("'{}'", fund.code)).collect();
        let of_office = format!("{of_2020} AND r.fund IN ({})", codes.join(", "));
        assert_eq!(its.whole.amount(), sum("r.amount", &of_office).await);
        assert!(its.whole.amount() > 0 && its.whole.amount() < found.whole.amount());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_of_spending_is_that_of_vouchers_and_ledger() {
    for test in databases().await.unwrap() {
        let (context, set) = (context(&test), region(2, 3, 200));
        import(&context, set.path()).await;
        screened(&context, "2021-01-04", "2020-12-31").await;
        let office = actor(&context, Role::RegionFundOffice, "650000").await;
        let wanted = Wanted { year: "2020", by: By::Kind, ..Wanted::default() };
        let found = spending(&context, &office, wanted, on(DAY).day).await.unwrap();
        assert_eq!(found.elapsed, 12);
        let sum = async |what: &str, table: &str, more: &str| {
            let rows = holds(table);
            let text = format!("SELECT CAST(COALESCE(SUM({what}), 0) AS BIGINT) FROM {rows}{more}");
            one(&context, &text).await
        };
        let year = " AND r.fiscal_year = 2020";
        for (row, spent) in &found.rows {
            let Row::Fund(code) = row else { panic!("{row:?}") };
            for kind in super::spending::KINDS {
                let more =
                    format!("{year} AND COALESCE(r.fund, '') = '{code}' AND r.kind = '{kind}'");
                let told = spent.kinds.get(kind).copied().unwrap_or_default();
                assert_eq!(told, sum("r.amount", "payments", &more).await, "{code} {kind}");
            }
        }
        let paid = format!("{year} AND r.kind <> 'refund'");
        assert_eq!(found.whole.paid(), sum("r.amount", "payments", &paid).await);
        assert_eq!(found.whole.months.values().sum::<i64>(), found.whole.paid());
        let from_above =
            format!("{year} AND r.\"from\" = '100000' AND COALESCE(r.kind, '') <> 'return'");
        assert_eq!(found.whole.line.received.0, sum("r.amount", "allotments", &from_above).await);

        let wanted = Wanted { by: By::Place, ..wanted };
        let places = spending(&context, &office, wanted, on(DAY).day).await.unwrap();
        assert_eq!(places.whole, found.whole, "{}", test.engine);
        let whole = &found.whole;
        for part in [
            super::spending::Spent::paid,
            super::spending::Spent::refunds,
            |spent: &super::spending::Spent| spent.retention,
            |spent: &super::spending::Spent| spent.surplus,
            |spent: &super::spending::Spent| spent.line.available().0,
            |spent: &super::spending::Spent| spent.red,
            |spent: &super::spending::Spent| spent.pace,
        ] {
            let places = places.rows.iter().map(|(_, spent)| part(spent)).sum::<i64>();
            assert_eq!(places, part(whole), "{}", test.engine);
        }
        // Retention counted by hand, project by project.
        let retention = "SELECT CAST(COALESCE(SUM(CASE WHEN q.agreed > q.paid THEN q.agreed - q.paid \
             ELSE 0 END), 0) AS BIGINT) FROM (SELECT r.retention_amount AS agreed, \
             (SELECT COALESCE(SUM(p.amount), 0) FROM payments AS p WHERE p.project = r.id \
             AND p.kind = 'retention') AS paid FROM projects AS r WHERE r.retention_amount > 0) AS q";
        let all: i64 = {
            let mut tx = context.db.read().await.unwrap();
            let kept = store::registers::kept_back(&mut tx).await.unwrap();
            kept.iter().map(|one| one.retention).sum()
        };
        assert_eq!(all, one(&context, retention).await, "{}", test.engine);
    }
}

#[test]
fn a_month_counts_from_its_last_day() {
    for (day, year, months) in [
        ("2020-06-30", 2020, 6),
        ("2020-06-15", 2020, 5),
        ("2020-01-30", 2020, 0),
        ("2020-12-31", 2020, 12),
        ("2020-12-31", 2021, 0),
        ("2021-01-01", 2020, 12),
    ] {
        assert_eq!(super::spending::elapsed(on(day).day, year), months, "{day} {year}");
    }
}
