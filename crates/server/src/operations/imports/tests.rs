//! Imports by people and by the operator, on both databases: what comes in, what is refused and why.

use std::fs;

use domain::{Lang, TableId};
use store::events;
use store::imports::{Changes, Lines};
use store::people::{self, NewPerson};
use store::testing::databases;
use tempfile::TempDir;

use super::*;
use crate::access::{Role, Scope};
use crate::context::Moment;
use crate::operations::tests::context;
use crate::operations::{Refusal, Stage};

const HEAD: &str = "voucher_no,county,fiscal_year,paid_on,project,amount,channel,kind,payee_type";

fn payments(rows: &[(&str, &str, &str)]) -> String {
    let row = |(voucher, county, project): &(&str, &str, &str)| {
        format!("{voucher},{county},2019,2019-07-10,{project},100.00,direct,progress,enterprise\n")
    };
    format!("{HEAD}\n{}", rows.iter().map(row).collect::<String>())
}

const PROJECTS: &str = "id,name,county,category,nature,infrastructure,fiscal_year,unit,planned_amount\n\
    P1,路,653125,道路,新建,y,2019,莎车县交通运输局,1000\n";
const ALLOTMENTS: &str = "id,doc_no,fund,fiscal_year,kind,from,to,amount\n\
    A1,新财扶〔2019〕1号,special-development,2019,grant,653100,653126,500\n";

pub(crate) fn set(files: &[(&str, &str)]) -> (TempDir, Set) {
    let dir = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let set = Set {
        path: dir.path().to_owned(),
        mapping: None,
        name: "七月".to_owned(),
        keep_rejected_rows: false,
        lines: Lines::All,
    };
    (dir, set)
}

pub(in crate::operations) fn origin() -> Origin {
    let at = Moment(1_558_483_200);
    Origin { at, day: at.day().unwrap(), from: "127.0.0.1 page".to_owned(), once: None }
}

/// Somebody with a post of this role over a division.
pub(in crate::operations) async fn actor(context: &Context, role: Role, division: u32) -> Actor {
    let login = format!("u{division}-{}", role.word().replace(['.', '_'], "-"));
    let mut tx = context.db.write().await.unwrap();
    let person = NewPerson {
        public_id: &login,
        login: &login,
        name: "某人",
        password: "",
        must_change: false,
    };
    let id = people::add(&mut tx, person).await.unwrap().unwrap();
    let person = people::by_id(&mut tx, id).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let division = domain::Division::from_code(division).unwrap();
    let scope = Scope { division, organisation: None };
    let held = Held { post: "post".to_owned(), title: String::new(), role, scope };
    Actor { person, held: vec![held], session: String::new(), stage: Stage::Open }
}

async fn take(context: &Context, party: Party<'_>, files: &[(&str, &str)]) -> Done<TakenIn> {
    let (_dir, set) = set(files);
    take_in(context, &origin(), party, &set).await
}

fn refused(done: Done<TakenIn>) -> String {
    match done {
        Err(Failure::Import(refusal)) => refusal.sentence(Lang::En),
        Err(Failure::Refused(refusal)) => refusal.name().to_owned(),
        other => panic!("not refused: {other:?}"),
    }
}

async fn told(context: &Context) -> i64 {
    events::verify(&mut context.db.read().await.unwrap()).await.unwrap().unwrap()
}

fn only(taken: &TakenIn, table: TableId) -> Changes {
    taken.tables[&table]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_county_brings_its_own_records_once() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let officer = actor(&context, Role::BureauTreasury, 653_125).await;
        let party = Party::Person(&officer);
        let text =
            payments(&[("V1", "653125", "P1"), ("V2", "莎车县", "P1"), ("V3", "653125", "x")]);
        let text = text.replace("V3,653125,2019", "V3,653125,19");
        let files = [("projects.csv", PROJECTS), ("payments.csv", text.as_str())];
        let tried = {
            let (_dir, set) = set(&files);
            preview(&context, party, &set).await.unwrap()
        };
        assert_eq!(tried.number, None);
        assert_eq!(told(&context).await, 0, "{}", test.engine);
        let taken = take(&context, party, &files).await.unwrap();
        assert_eq!(taken.tables, tried.tables);
        let expect = Changes { added: 2, rejected: 1, ..Changes::default() };
        assert_eq!(only(&taken, TableId::Payments), expect);
        assert_eq!(taken.number, Some(1));
        assert_eq!((taken.rejected().len(), taken.warnings().len()), (1, 0));
        assert_eq!(told(&context).await, 1);
        let again = take(&context, party, &files).await.unwrap();
        assert_eq!(again.number, None);
        assert_eq!(told(&context).await, 1);
        // The project came with an earlier import, so nothing leads nowhere.
        let later = payments(&[("V4", "653125", "P1"), ("V5", "653125", "P9")]);
        let later = take(&context, party, &[("payments.csv", &later)]).await.unwrap();
        assert_eq!(only(&later, TableId::Payments).added, 2);
        let warnings: Vec<String> =
            later.warnings().iter().map(|warning| warning.sentence(Lang::En)).collect();
        assert!(
            warnings.len() == 1 && warnings[0].starts_with("1 rows of payments"),
            "{warnings:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_outside_of_the_scope_is_refused_as_a_whole() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let county = actor(&context, Role::BureauTreasury, 653_125).await;
        let prefecture = actor(&context, Role::BureauFund, 653_100).await;
        let region = actor(&context, Role::RegionTreasury, 650_000).await;
        let (own, both) = (
            payments(&[("V1", "653125", "P1")]),
            payments(&[("V1", "653125", ""), ("V2", "653126", "")]),
        );
        let theirs = PROJECTS.replace("653125", "653126");
        let moved = ALLOTMENTS.replace("653126", "653125");
        let funding = "project,allotment,amount,allotted_on\nP1,A1,100,2019-08-01\n";
        let target = "id,subject_kind,subject,fiscal_year\nT1,project,P1,2019\n";
        let value = "target,as_of\nT1,2019-06-30\n";
        let notice =
            "subject_kind,subject,level,channel,posted_on\nproject,P1,county,网站,2019-08-01\n";
        let report = "table_no,org,period\n1,653126,2019-05\n";
        let register = "key\n653125198001011012\n";
        let exception = "subject_kind,subject,rule,approved_by,approved_on\n\
            payment,653125/V1,pay.delegated,某人,2019-07-01\n";
        let bring = async |by: &Actor, files: &[(&str, &str)]| {
            refused(take(&context, Party::Person(by), files).await)
        };
        // What the county of 653126 has recorded already.
        let (p, a) = (("projects.csv", theirs.as_str()), ("allotments.csv", ALLOTMENTS));
        take(&context, Party::Person(&region), &[p, a, ("targets.csv", target)]).await.unwrap();
        let events = told(&context).await;
        let cases: [(&[(&str, &str)], &str); 9] = [
            (&[("payments.csv", &both)], "payments.csv line 3 (叶城县)"),
            (&[p], "projects.csv line 2 (P1)"),
            (&[("projects.csv", PROJECTS)], "projects.csv line 2 (P1)"),
            (&[("allotments.csv", &moved)], "allotments.csv line 2 (A1)"),
            (&[("fundings.csv", funding)], "fundings.csv line 2 (P1)"),
            (&[("targets.csv", target)], "targets.csv line 2 (T1)"),
            (&[("monitorings.csv", value)], "monitorings.csv line 2 (T1)"),
            (&[("disclosures.csv", notice)], "disclosures.csv line 2 (P1)"),
            (&[("reports.csv", report)], "reports.csv line 2 (653126)"),
        ];
        for (files, expect) in cases {
            let said = bring(&county, files).await;
            assert!(said.starts_with(expect), "{}: {said}", test.engine);
        }
        let said = bring(&county, &[("register.csv", register)]).await;
        assert!(said.starts_with("The table register"), "{said}");
        for by in [&county, &region] {
            let said = bring(by, &[("exceptions.csv", exception)]).await;
            assert!(said.contains("exceptions"), "{said}");
        }
        let network = actor(&context, Role::RegionNetwork, 650_000).await;
        let audit = actor(&context, Role::Audit, 653_125).await;
        for by in [&network, &audit] {
            assert_eq!(bring(by, &[("payments.csv", &own)]).await, Refusal::OutOfScope.name());
        }
        assert_eq!(told(&context).await, events);
        // The prefecture may; so may the operator of the machine whatever it is.
        take(&context, Party::Person(&prefecture), &[("payments.csv", &both)]).await.unwrap();
        let all = [("exceptions.csv", exception), ("register.csv", register)];
        take(&context, Party::Operator, &all).await.unwrap();
        assert_eq!(told(&context).await, events + 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_benefits_find_their_county_among_payments_recorded_earlier() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let (one, both) = (("V1", "653125", ""), [("V2", "653125", ""), ("V2", "653126", "")]);
        let text = payments(&[one, both[0], both[1]]);
        take(&context, Party::Operator, &[("payments.csv", &text)]).await.unwrap();
        let lists = "voucher_no,key,amount\nV1,653125198001011012,50\nV2,653125198001011013,50\n\
            V9,653125198001011014,50\n";
        let taken = take(&context, Party::Operator, &[("benefits.csv", lists)]).await.unwrap();
        let expect = Changes { added: 2, rejected: 1, ..Changes::default() };
        assert_eq!(only(&taken, TableId::Benefits), expect, "{}", test.engine);
        let rejected = &taken.rejected()[0];
        assert_eq!((rejected.line, rejected.column.as_str()), (3, "county"));
        assert_eq!(taken.warnings().len(), 1);
        // The county is part of what a line is known by: it comes in as one that is there.
        let named = "voucher_no,county,key,amount\nV1,653125,653125198001011012,50\n";
        let again = take(&context, Party::Operator, &[("benefits.csv", named)]).await.unwrap();
        assert_eq!(only(&again, TableId::Benefits).added, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_by_themselves_are_added_where_it_is_said_so() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let text = payments(&[("V1", "653125", "")]);
        take(&context, Party::Operator, &[("payments.csv", &text)]).await.unwrap();
        let list = "voucher_no,key,amount\nV1,653125198001011012,50\nV1,653125198001011013,50\n";
        take(&context, Party::Operator, &[("benefits.csv", list)]).await.unwrap();
        // A line that was rejected before, corrected and sent by itself.
        let line = "voucher_no,key,amount\nV1,653125198001011014,50\n";
        let (_dir, whole) = set(&[("benefits.csv", line)]);
        let more = Set { lines: Lines::More, ..whole.clone() };
        let tried = preview(&context, Party::Operator, &whole).await.unwrap();
        let expect = Changes { corrected: 1, withdrawn: 1, ..Changes::default() };
        assert_eq!(only(&tried, TableId::Benefits), expect, "{}", test.engine);
        let expect = Changes { added: 1, ..Changes::default() };
        let tried = preview(&context, Party::Operator, &more).await.unwrap();
        assert_eq!(only(&tried, TableId::Benefits), expect);
        let done = take_in(&context, &origin(), Party::Operator, &more).await.unwrap();
        assert_eq!(only(&done, TableId::Benefits), expect);
        let again = take_in(&context, &origin(), Party::Operator, &more).await.unwrap();
        assert_eq!((again.number, only(&again, TableId::Benefits).unchanged), (None, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_no_import() {
    for test in databases().await.unwrap() {
        let context = context(&test);
        let bad = payments(&[("V1", "000000", "")]);
        let said = refused(take(&context, Party::Operator, &[("payments.csv", &bad)]).await);
        assert!(said.starts_with("Not one row"), "{said}");
        let said = refused(take(&context, Party::Operator, &[("notes.txt", "x")]).await);
        assert!(!said.is_empty());
        assert_eq!(told(&context).await, 0, "{}", test.engine);
    }
}
