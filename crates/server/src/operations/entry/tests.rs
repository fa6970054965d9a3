//! Records entered by hand, on both databases: what is said of them before, what is saved, what is refused.

use domain::{Lamp, Lang, TableId};
use intake::Written;
use store::db::Tx;
use store::events;
use store::history::held;
use store::imports::Lines;
use store::testing::{TestDb, databases};

use super::*;
use crate::access::Role;
use crate::operations::Failure;
use crate::operations::imports::tests::{actor, origin};
use crate::operations::tests::{context, refused, take_in};

const PROJECTS: &str = "id,name,county,category,nature,infrastructure,fiscal_year,unit,planned_amount\n\
    P1,路,653125,道路,新建,y,2019,莎车县交通运输局,1000\n\
    P2,渠,653126,水利,新建,y,2019,叶城县水利局,1000\n";
const HEAD: &str = "voucher_no,county,fiscal_year,paid_on,project,amount,channel,kind,payee,\
    payee_account,payee_type,fund";

/// Rows of a table; cells are parted by commas.
fn sheet(table: TableId, head: &str, lines: &[&str]) -> Sheet {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<String>>();
    let rows = lines.iter().map(|line| cells(line)).collect();
    let written = Written { table, name: "entry".to_owned(), headers: cells(head), rows };
    Sheet::new(written, Lines::More)
}

fn payment(voucher: &str, county: &str, channel: &str) -> String {
    format!(
        "{voucher},{county},2019,2019-05-22,P1,100.00,{channel},progress,水利公司,6222021234,enterprise,special-development"
    )
}

fn payments(lines: &[String]) -> Sheet {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    sheet(TableId::Payments, HEAD, &lines)
}

async fn told(context: &Context) -> i64 {
    events::verify(&mut context.db.read().await.unwrap()).await.unwrap().unwrap()
}

async fn stored(test: &TestDb) -> Context {
    take_in(test, &[("projects.csv", PROJECTS)]).await;
    context(test)
}

fn said(verdict: &Verdict) -> Vec<&str> {
    let findings = verdict.rows.iter().flat_map(Judged::findings);
    findings.filter(|f| f.lamp == Lamp::Red).map(|f| f.rule.as_str()).collect()
}

fn not_saved(done: Done<Entered>) -> Verdict {
    match done {
        Ok(Entered::Not(verdict)) => *verdict,
        other => panic!("saved or refused: {other:?}"),
    }
}

fn outside<T: std::fmt::Debug>(done: Done<T>) -> String {
    match done {
        Err(Failure::Import(refusal)) => refusal.sentence(Lang::En),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breach_is_said_before_and_saved_once_it_was_seen() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let clerk = actor(&context, Role::BureauTreasury, 653_125).await;
        let party = Party::Person(&clerk);
        let draft = payments(&[payment("V1", "莎车县", "delegated")]);
        let verdict = verdict(&context, &origin(), party, &draft).await.unwrap();
        assert!(said(&verdict).contains(&"pay.delegated"), "{}: {verdict:?}", test.engine);
        assert!(verdict.must_be_seen() && verdict.changes.added == 1);
        let json = verdict.json(&context.pack, Lang::En);
        assert_eq!(json["rows"][0]["findings"][0]["severity"], "red");
        assert!(json["rows"][0]["findings"][0]["clause"][0]["text"].as_str().is_some());
        assert_eq!(told(&context).await, 0, "a verdict stores nothing");
        // What a draft does not say is never taken for clean.
        let (head, line) = (HEAD.replace("payee,", ""), payment("V1", "653125", "delegated"));
        let line = line.replace("水利公司,", "");
        let poor = sheet(TableId::Payments, &head, &[&line]);
        let poor = super::verdict(&context, &origin(), party, &poor).await.unwrap();
        let untold = &poor.rows[0].said.own.not_evaluable;
        assert!(untold.iter().any(|untold| untold.rule == "pay.duplicate"), "{poor:?}");
        // Nothing is saved that was not seen, nor another draft than the one seen.
        let by_other = actor(&context, Role::BureauFund, 653_125).await;
        let other = payments(&[payment("V1", "莎车县", "delegated").replace("100.00", "200.00")]);
        for (party, draft, seal) in [
            (party, &draft, ""),
            (party, &draft, "0"),
            (party, &other, verdict.seal.as_str()),
            (Party::Person(&by_other), &draft, verdict.seal.as_str()),
        ] {
            let done = save(&context, &origin(), party, (draft, seal)).await;
            assert!(said(&not_saved(done)).contains(&"pay.delegated"));
        }
        assert_eq!(told(&context).await, 0);
        let done = save(&context, &origin(), party, (&draft, &verdict.seal)).await.unwrap();
        assert!(matches!(done, Entered::Saved(_)), "{done:?}");
        assert_eq!(told(&context).await, 1);
        for _ in 0..3 {
            let done = save(&context, &origin(), party, (&draft, &verdict.seal)).await.unwrap();
            assert!(matches!(done, Entered::Nothing), "{done:?}");
        }
        assert_eq!(told(&context).await, 1, "the same again changes nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_nothing_is_saved_at_once_and_corrected_without_losing_what_was_there() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let clerk = actor(&context, Role::BureauTreasury, 653_125).await;
        let party = Party::Person(&clerk);
        let head = "id,doc_no,fund,fiscal_year,kind,from,to,amount";
        let line = "A1,新财扶〔2019〕1号,special-development,2019,grant,653100,653125,500";
        let draft = sheet(TableId::Allotments, head, &[line]);
        let first = save(&context, &origin(), party, (&draft, "")).await.unwrap();
        let first = match first {
            Entered::Saved(number) => number,
            Entered::Not(verdict) => {
                let seal = verdict.seal.clone();
                let done = save(&context, &origin(), party, (&draft, &seal)).await.unwrap();
                let Entered::Saved(number) = done else { panic!("{done:?}") };
                number
            }
            Entered::Nothing => panic!("nothing"),
        };
        let known = [("id".to_owned(), "A1".to_owned())];
        let mut again = corrected(&context, &clerk, ("allotments", &known)).await.unwrap();
        let amount = again.written.headers.iter().position(|h| h == "amount").unwrap();
        assert_eq!(again.written.rows[0][amount], "500.00", "{}", test.engine);
        again.written.rows[0][amount] = "600".to_owned();
        again.written.name = "entry".to_owned();
        // A correction is seen first, too.
        let verdict = not_saved(save(&context, &origin(), party, (&again, "")).await);
        assert_eq!((verdict.changes.corrected, verdict.changes.added), (1, 0));
        let done = save(&context, &origin(), party, (&again, &verdict.seal)).await.unwrap();
        assert!(matches!(done, Entered::Saved(number) if number > first), "{done:?}");
        let mut tx = context.db.read().await.unwrap();
        let all = store::history::all(&mut tx, TableId::Allotments, &[("id", "A1")], 9).await;
        let all = all.unwrap();
        assert_eq!(all.len(), 2, "what was said before stays");
        assert_eq!(all[1].number(TableId::Allotments, "amount"), Some(60_000));
        assert_eq!(all[1].file, "entry");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_or_is_not_ones_own_is_refused() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let clerk = actor(&context, Role::BureauTreasury, 653_125).await;
        let region = actor(&context, Role::RegionTreasury, 650_000).await;
        let party = Party::Person(&clerk);
        let both = [payment("V1", "653125", "direct"), payment("V2", "653126", "direct")];
        for done in [
            verdict(&context, &origin(), party, &payments(&both)).await.map(drop),
            save(&context, &origin(), party, (&payments(&both), "")).await.map(drop),
        ] {
            let said = outside(done);
            assert!(said.contains("line 3 (叶城县)"), "{}: {said}", test.engine);
        }
        // A bad cell is named, and the good rows wait for it.
        let bad = [payment("V1", "653125", "direct"), payment("V2", "653125", "cheque")];
        let verdict_of = verdict(&context, &origin(), party, &payments(&bad)).await.unwrap();
        let cell = &verdict_of.rejected[0];
        assert_eq!((Written::row(cell.line), cell.column.as_str()), (Some(1), "channel"));
        assert_eq!((verdict_of.rows.len(), verdict_of.rows[0].row), (1, 0));
        let done = save(&context, &origin(), party, (&payments(&bad), &verdict_of.seal)).await;
        assert_eq!(not_saved(done).rejected.len(), 1);
        let unknown = sheet(TableId::Payments, "voucher_no,colour", &["V1,red"]);
        assert!(outside(verdict(&context, &origin(), party, &unknown).await).contains("county"));
        let head = format!("{HEAD},colour");
        let line = format!("{},red", payment("V1", "653125", "direct"));
        let odd = sheet(TableId::Payments, &head, &[&line]);
        let odd = verdict(&context, &origin(), party, &odd).await.unwrap();
        assert!(odd.warnings.iter().any(|w| w.sentence(Lang::En).contains("colour")), "{odd:?}");
        let none = payments(&[",,,,,,,,,,,".to_owned()]);
        let done = save(&context, &origin(), party, (&none, "")).await;
        assert_eq!(refused(done), Refusal::NothingEntered);
        let many = payments(&vec![payment("V1", "653125", "direct"); MOST_ROWS + 1]);
        let done = save(&context, &origin(), party, (&many, "")).await;
        assert_eq!(refused(done), Refusal::RowsTooMany);
        let audit = actor(&context, Role::Audit, 653_125).await;
        let one = payments(&both[..1]);
        let done = verdict(&context, &origin(), Party::Person(&audit), &one).await;
        assert_eq!(refused(done), Refusal::OutOfScope);
        // Tables that are nobody's but the region's, or that need consent.
        for (by, name, may) in [
            (&clerk, "payments", true),
            (&clerk, "register", false),
            (&region, "register", true),
            (&region, "exceptions", false),
            (&region, "colours", false),
        ] {
            assert_eq!(table(&context, by, name).is_ok(), may, "{name}");
        }
        for known in [[("id", "P2")], [("name", "渠")], [("colour", "red")]] {
            let known = known.map(|(name, text)| (name.to_owned(), text.to_owned()));
            let done = corrected(&context, &clerk, ("projects", &known)).await;
            assert_eq!(refused(done), Refusal::UnknownRecord, "{known:?}");
        }
        assert_eq!(told(&context).await, 0);
    }
}

async fn keys(tx: &mut Tx) -> Vec<(String, i64)> {
    let lines = held(tx, TableId::Benefits, &[("voucher_no", "V1")], 9).await.unwrap();
    let of = TableId::Benefits;
    let line = |record: &store::history::Record| {
        (record.text(of, "key").to_owned(), record.number(of, "amount").unwrap())
    };
    lines.iter().map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_added_to_their_list_and_hidden_numbers_stay() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let clerk = actor(&context, Role::BureauTreasury, 653_125).await;
        let party = Party::Person(&clerk);
        let head = "voucher_no,county,key,name,amount";
        let enter = async |lines: &[&str]| {
            let sheet = sheet(TableId::Benefits, head, lines);
            save(&context, &origin(), party, (&sheet, "")).await.unwrap()
        };
        let one = "V1,653125,653125198001011012,买买提,50";
        let two = "V1,653125,653125198001011020,古丽,60";
        assert!(matches!(enter(&[one]).await, Entered::Saved(_)));
        assert!(matches!(enter(&[two]).await, Entered::Saved(_)), "added to the list");
        for _ in 0..2 {
            assert!(matches!(enter(&[one]).await, Entered::Nothing), "there already");
        }
        let before = keys(&mut context.db.read().await.unwrap()).await;
        assert_eq!(before.len(), 2, "{}", test.engine);
        let known = [("county", "653125"), ("voucher_no", "V1")];
        let known = known.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let mut list = corrected(&context, &clerk, ("benefits", &known)).await.unwrap();
        let at = |name: &str| list.written.headers.iter().position(|h| h == name).unwrap();
        let (key, amount, voucher) = (at("key"), at("amount"), at("voucher_no"));
        let shown = |row: &Vec<String>| row[key].is_empty() && row[at("name")].is_empty();
        assert!(list.written.rows.iter().all(shown), "numbers and names are not shown");
        list.written.rows[1][amount] = "70".to_owned();
        let verdict = not_saved(save(&context, &origin(), party, (&list, "")).await);
        assert_eq!((verdict.changes.corrected, verdict.changes.unchanged), (1, 1));
        let done = save(&context, &origin(), party, (&list, &verdict.seal)).await.unwrap();
        assert!(matches!(done, Entered::Saved(_)), "{done:?}");
        let after = keys(&mut context.db.read().await.unwrap()).await;
        assert_eq!(after.iter().map(|(_, fen)| *fen).collect::<Vec<_>>(), [5_000, 7_000]);
        assert!(after.iter().zip(&before).all(|(now, was)| now.0 == was.0), "the same persons");
        let mut tx = context.db.read().await.unwrap();
        let lines = held(&mut tx, TableId::Benefits, &[("voucher_no", "V1")], 9).await.unwrap();
        assert!(lines.iter().all(|line| !line.text(TableId::Benefits, "name").is_empty()));
        // The number of somebody in this list does not move to another one.
        list.written.rows[0][voucher] = "V7".to_owned();
        let done = save(&context, &origin(), party, (&list, "")).await;
        assert_eq!(refused(done), Refusal::OtherRecord);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_one_form_are_judged_beside_each_other() {
    for test in databases().await.unwrap() {
        let context = stored(&test).await;
        let clerk = actor(&context, Role::BureauTreasury, 653_125).await;
        let party = Party::Person(&clerk);
        let draft = |voucher| payment(voucher, "653125", "direct");
        let one = payments(&[draft("V1")]);
        let one = verdict(&context, &origin(), party, &one).await.unwrap();
        let rules: Vec<&str> = one.rows[0].findings().map(|f| f.rule.as_str()).collect();
        assert!(!rules.contains(&"pay.duplicate"), "{rules:?}");
        let twice = payments(&[draft("V1"), draft("V2")]);
        let twice = verdict(&context, &origin(), party, &twice).await.unwrap();
        assert_eq!(twice.rows.len(), 2);
        let rules = |row: usize| {
            let findings = twice.rows[row].findings();
            findings.map(|f| f.rule.clone()).collect::<Vec<String>>()
        };
        assert!(rules(1).contains(&"pay.duplicate".to_owned()), "{:?}", rules(1));
    }
}
