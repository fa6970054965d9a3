//! What rows of a file ask of the store.

use std::collections::{BTreeMap, BTreeSet};

use domain::columns::ColumnMut;
use domain::records::{SourceFile, Table, Visitor};
use domain::{AccountForm, Choice, DataSet, Division, Divisions, Fen, Interner, TableId};
use store::imports::list::{find, list, tables as tables_of};
use store::imports::{self, Imported, take};
use store::lists::{Part, Reach};
use store::lookup::{Question, payers, tables, texts};
use store::testing::{TestDb, databases};

/// One row of a table of which only some columns say something.
struct Fill<'a> {
    names: &'a Interner,
    texts: &'a [(&'a str, &'a str)],
}

impl Visitor for Fill<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        for (column, spec) in table.columns_mut().iter_mut().zip(T::SPEC.columns) {
            let text =
                self.texts.iter().find(|(name, _)| *name == spec.name).map(|(_, text)| *text);
            match column {
                ColumnMut::Text(cells)
                | ColumnMut::Period(cells)
                | ColumnMut::Organisation(cells) => {
                    cells.push(text.and_then(|text| self.names.intern(text)));
                }
                ColumnMut::Label(cells) => cells.push(text.unwrap_or_default()).unwrap(),
                ColumnMut::Division(cells) => {
                    let code = text.and_then(|text| text.parse().ok());
                    cells.push(code.and_then(Division::from_code));
                }
                ColumnMut::Money(cells) | ColumnMut::Balance(cells) => cells.push(Some(Fen(100))),
                ColumnMut::Date(cells) => cells.push(domain::Day::new(2019, 7, 1)),
                ColumnMut::Month(cells) => cells.push(None),
                ColumnMut::Year(cells) => cells.push(Some(2019)),
                ColumnMut::Count(cells) => cells.push(Some(1)),
                ColumnMut::Flag(cells) => cells.push(None),
                ColumnMut::Decimal(cells) => cells.push(None),
                ColumnMut::Choice(cells) => cells.push(Choice(1)),
                ColumnMut::Fund(cells) => cells.push(None),
                ColumnMut::Key(cells) => cells.push(None),
                ColumnMut::Account(cells) => cells.push(AccountForm::Empty),
            }
        }
        table.sources_mut().push(0, 2);
        table.set_present((1 << T::SPEC.columns.len()) - 1);
    }
}

async fn import(test: &TestDb, id: TableId, rows: &[&[(&str, &str)]]) -> Imported {
    let names = Interner::new();
    let mut data = DataSet::default();
    for texts in rows {
        data.tables.visit(id, Fill { names: &names, texts });
    }
    let columns = data.tables.present(id);
    data.files.push(SourceFile { table: id, name: "x.csv".into(), columns });
    data.given.push(id);
    data.names = names.finish().into();
    let mut tx = test.db.write().await.unwrap();
    let at = "2019-08-01T08:00:00Z";
    let imported =
        take(&mut tx, ("x", at), &data, &Divisions::default(), &BTreeMap::new()).await.unwrap();
    tx.commit().await.unwrap();
    imported
}

fn project<'a>(id: &'a str, county: &'a str) -> [(&'a str, &'a str); 5] {
    [("id", id), ("county", county), ("name", "路"), ("category", "道路"), ("unit", "交通局")]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_holds_today_is_told() {
    for test in databases().await.unwrap() {
        let rows = [project("P1", "653125"), project("P2", "653126")];
        import(&test, TableId::Projects, &[&rows[0], &rows[1]]).await;
        // A project that moves is corrected, not there twice.
        let moved = import(&test, TableId::Projects, &[&project("P1", "653126")]).await;
        assert_eq!(moved.tables[&TableId::Projects].corrected, 1, "{}", test.engine);
        let mut tx = test.db.read().await.unwrap();
        assert_eq!(tables(&mut tx).await.unwrap(), BTreeSet::from([TableId::Projects]));
        let question =
            Question { table: TableId::Projects, by: "id", give: &["id", "county", "village"] };
        let wanted = BTreeSet::from(["P1", "P2", "P3"]);
        let mut found = texts(&mut tx, question, &wanted).await.unwrap();
        found.sort();
        assert_eq!(found, [["P1", "653126", ""], ["P2", "653126", ""]]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counties_that_paid_under_a_number_are_told() {
    for test in databases().await.unwrap() {
        let pay = |voucher, county| [("voucher_no", voucher), ("county", county)];
        let rows = [pay("V1", "653125"), pay("V1", "653126"), pay("V2", "653126")];
        import(&test, TableId::Payments, &[&rows[0], &rows[1], &rows[2]]).await;
        let mut tx = test.db.read().await.unwrap();
        let wanted = BTreeSet::from(["V1", "V2", "V9"]);
        let ask = async |tx: &mut store::db::Tx, counties: &[&str]| {
            let counties: Vec<String> = counties.iter().map(ToString::to_string).collect();
            let mut found = payers(tx, &counties, &wanted).await.unwrap();
            found.sort();
            found.into_iter().map(|(county, voucher)| format!("{county} {voucher}")).collect()
        };
        let all: Vec<String> = ask(&mut tx, &["653125", "653126"]).await;
        assert_eq!(all, ["653125 V1", "653126 V1", "653126 V2"], "{}", test.engine);
        let one: Vec<String> = ask(&mut tx, &["653125"]).await;
        assert_eq!(one, ["653125 V1"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_are_listed_to_whoever_may_see_them() {
    for test in databases().await.unwrap() {
        let mut numbers = Vec::new();
        for (project_id, division) in [("P1", Some("653125")), ("P2", Some("653126")), ("P3", None)]
        {
            let id =
                import(&test, TableId::Projects, &[&project(project_id, "653125")]).await.import;
            let mut tx = test.db.write().await.unwrap();
            imports::sign(&mut tx, id.unwrap(), None, division).await.unwrap();
            tx.commit().await.unwrap();
            numbers.extend(id);
        }
        let part = |divisions: &[&str], organisation: Option<&str>| {
            let divisions = divisions.iter().map(ToString::to_string).collect();
            Reach::Parts(vec![Part { divisions, organisation: organisation.map(str::to_owned) }])
        };
        let mut tx = test.db.read().await.unwrap();
        for (reach, before, most, expect) in [
            (Reach::Everything, None, 9, vec![2, 1, 0]),
            (Reach::Everything, None, 2, vec![2, 1]),
            (Reach::Everything, Some(1), 2, vec![0]),
            (Reach::Nothing, None, 9, vec![]),
            (part(&["653100", "653125"], None), None, 9, vec![0]),
            (part(&["653125", "653126"], None), Some(1), 9, vec![0]),
            (part(&["653125"], Some("交通局")), None, 9, vec![]),
        ] {
            let before = before.map(|at: usize| numbers[at]);
            let found = list(&mut tx, &reach, before, most).await.unwrap();
            let found: Vec<i64> = found.iter().map(|listed| listed.id).collect();
            let expect: Vec<i64> = expect.into_iter().map(|at: usize| numbers[at]).collect();
            assert_eq!(found, expect, "{}: {reach:?}", test.engine);
        }
        let one = find(&mut tx, &Reach::Everything, numbers[0]).await.unwrap().unwrap();
        assert_eq!((one.changes.added, one.division.as_deref()), (1, Some("653125")));
        assert_eq!(find(&mut tx, &part(&["653126"], None), numbers[0]).await.unwrap(), None);
        let did = tables_of(&mut tx, numbers[0]).await.unwrap();
        assert_eq!((did.len(), did[0].0, did[0].1.added), (1, TableId::Projects, 1));
    }
}
