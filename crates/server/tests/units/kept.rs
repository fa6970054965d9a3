//! What is kept of targets for lists, through all that imports, matters and the calendar do: it is what the records
//! and matters give, whatever came in whichever order and was corrected or taken back.

use domain::TableId;
use policy::Pack;
use store::db::Tx;
use store::lists::kept::{self, Differs};
use store::monitorings::{self, Node, Round};
use store::self_evaluations::{self, SelfEvaluation};
use store::testing::{databases, sql};

use crate::books::take;
use crate::regions::{Region, pack, seeds};
use crate::tangle::{Dice, Keep, tangle_table};

const SOURCES: [TableId; 4] =
    [TableId::Projects, TableId::Targets, TableId::Monitorings, TableId::Evaluations];

async fn count(tx: &mut Tx, of: &str) -> i64 {
    tx.one(&sql(&format!("SELECT COUNT(*) FROM {of}")), &[]).await.unwrap().int(0).unwrap()
}

async fn check(name: &str, tx: &mut Tx) {
    let told = kept::verify(tx).await.unwrap();
    assert!(told.is_ok(), "{name}: {told:?}");
}

/// Some of the nodes of two years; the last day on time is another one at times.
fn nodes(dice: &mut Dice) -> Vec<Node> {
    let mut all = Vec::new();
    for (year, month) in [(2019, 5), (2019, 8), (2020, 5), (2020, 6), (2020, 8)] {
        for kind in ["department", "project"] {
            if dice.below(3) == 0 {
                continue;
            }
            all.push(Node {
                kind: kind.to_owned(),
                node: format!("{year}-{month:02}-30"),
                number: year * 100 + month,
                fiscal_year: year,
                begins: format!("{year}-{month:02}-01"),
                due: format!("{year}-{:02}-{}", month + 1, 20 + dice.below(2)),
            });
        }
    }
    all
}

/// One person, to whom rounds and self-evaluations belong.
async fn person(tx: &mut Tx) -> i64 {
    let add = "INSERT INTO people (public_id, login, name, password, must_change) \
               VALUES ('a', 'a', 'a', 'a', 0) RETURNING person_id";
    tx.one(&sql(add), &[]).await.unwrap().int(0).unwrap()
}

/// A target with its county and unit, as rounds are owed.
async fn owing(tx: &mut Tx, dice: &mut Dice) -> Option<[String; 4]> {
    let all = count(tx, "monitoring_duties").await;
    let at = dice.below(usize::try_from(all).unwrap().max(1));
    let select = format!(
        "SELECT target, county, unit, node FROM monitoring_duties ORDER BY duty_id LIMIT 1 OFFSET {at}"
    );
    let row = tx.row(&sql(&select), &[]).await.unwrap()?;
    Some([0, 1, 2, 3].map(|column| row.text(column).unwrap().to_owned()))
}

/// A round is entered and goes on, or a self-evaluation is.
async fn matter(tx: &mut Tx, dice: &mut Dice, maker: i64) {
    let Some([target, county, unit, node]) = owing(tx, dice).await else { return };
    let state = ["waiting", "decided", "returned"][dice.below(3)].to_owned();
    if dice.below(2) == 0 {
        let mut one = Round { county, unit, target, node, maker, ..Round::default() };
        one.standing.state.clone_from(&state);
        if let Some(id) = monitorings::add(tx, &one).await.unwrap() {
            check("a round is entered", tx).await;
            one.id = id;
            one.standing.measure = Some("suspend".to_owned());
            monitorings::stand(tx, &one).await.unwrap();
        }
    } else {
        let mut one = SelfEvaluation { county, unit, target, maker, ..SelfEvaluation::default() };
        one.standing.state = state;
        if let Some(id) = self_evaluations::add(tx, &one).await.unwrap() {
            check("a self-evaluation is entered", tx).await;
            one.id = id;
            "accepted".clone_into(&mut one.standing.state);
            self_evaluations::stand(tx, &one).await.unwrap();
        }
    }
}

async fn sequence(name: &str, tx: &mut Tx, pack: &Pack, seed: u64) {
    let region = Region::new(pack, seed, 3, 150, true);
    let (mut dice, maker, mut owed) = (Dice::new(seed), person(tx).await, 0);
    for step in 0..20 {
        let table = SOURCES[dice.below(SOURCES.len())];
        let mut data = region.read(pack);
        data.given = vec![table];
        let what = dice.below(6);
        match what {
            0 => data.tables.visit(table, Keep(&mut dice)),
            1 | 2 => {
                for _ in 0..6 {
                    tangle_table(&mut data, table, &mut dice);
                }
            }
            3 => monitorings::set_nodes(tx, &nodes(&mut dice)).await.unwrap(),
            4 => matter(tx, &mut dice, maker).await,
            _ => data.given = SOURCES.to_vec(),
        }
        if what != 3 && what != 4 {
            take(tx, pack, &data).await;
        }
        check(&format!("{name}, seed {seed}, step {step}: {what} {table:?}"), tx).await;
        owed = owed.max(count(tx, "monitoring_duties").await);
    }
    assert!(owed > 0 && count(tx, "evaluated").await > 0, "{name}, seed {seed}: {owed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_of_targets_follows_whatever_happens() {
    let pack = pack();
    for seed in seeds().flat_map(|seed| [3 * seed, 3 * seed + 1, 3 * seed + 2]) {
        for test in databases().await.unwrap() {
            let mut tx = test.db.write().await.unwrap();
            sequence(test.engine, &mut tx, &pack, seed).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_altered_is_found() {
    let pack = pack();
    for test in databases().await.unwrap() {
        let mut tx = test.db.write().await.unwrap();
        take(&mut tx, &pack, &Region::new(&pack, 3, 2, 200, true).read(&pack)).await;
        let all = ["2019-05-31", "2020-05-31"].map(|node| Node {
            kind: "project".to_owned(),
            node: node.to_owned(),
            number: node[..4].parse::<i64>().unwrap() * 100 + 5,
            fiscal_year: node[..4].parse().unwrap(),
            begins: format!("{}-01", &node[..7]),
            due: node.replace("-05-31", "-06-20"),
        });
        monitorings::set_nodes(&mut tx, &all).await.unwrap();
        check(test.engine, &mut tx).await;
        tx.commit().await.unwrap();
        let first = "WHERE county = (SELECT MIN(county) FROM monitoring_duties)";
        for change in [
            format!("UPDATE monitoring_duties SET state = 'accepted' {first}"),
            format!("DELETE FROM monitoring_duties {first}"),
            format!("UPDATE monitoring_duty_sums SET owed = owed + 1 {first}"),
            "DELETE FROM monitoring_duty_sums".to_owned(),
            "UPDATE evaluated SET score = score + 10000".to_owned(),
            "UPDATE evaluated_units SET lower = lower + 1".to_owned(),
            "UPDATE projects SET unit = 'another'".to_owned(),
        ] {
            let mut tx = test.db.write().await.unwrap();
            assert!(tx.execute(&sql(&change), &[]).await.unwrap() > 0, "{change}");
            let told = kept::verify(&mut tx).await.unwrap();
            assert!(matches!(told, Err(Differs::Row { .. })), "{} {change}: {told:?}", test.engine);
        }
    }
}
