//! What somebody writes into a form is read as a file of the same cells is.

use domain::columns::ColumnRef;
use domain::{Key, TableId};
use intake::{Context, InputError, Loaded, Outside, Written, load_written};

use crate::common::{GOOD, PAYMENTS, Set, divisions, funds, rejected, rows, warnings};

/// A store that holds one project and one payment.
struct Known;

impl Outside for Known {
    fn has_table(&self, _: TableId) -> bool {
        true
    }

    fn ids(
        &self,
        table: TableId,
        wanted: &std::collections::BTreeSet<&str>,
    ) -> std::collections::HashSet<String> {
        let known = |id: &&&str| table == TableId::Projects && **id == "P1";
        wanted.iter().filter(known).map(|id| (*id).to_owned()).collect()
    }

    fn counties(
        &self,
        vouchers: &std::collections::BTreeSet<&str>,
    ) -> std::collections::HashMap<String, Vec<domain::Division>> {
        let county = domain::Division::from_code(653_125).unwrap();
        let known = vouchers.iter().filter(|voucher| **voucher == "V1");
        known.map(|voucher| ((*voucher).to_owned(), vec![county])).collect()
    }

    fn indicators(
        &self,
        _: &std::collections::BTreeSet<&str>,
    ) -> std::collections::HashSet<(String, String)> {
        std::collections::HashSet::new()
    }
}

fn read(table: TableId, headers: &str, lines: &[&str]) -> Result<Loaded, InputError> {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<String>>();
    let rows = lines.iter().map(|line| cells(line)).collect();
    let written = Written { table, name: "form".to_owned(), headers: cells(headers), rows };
    let (divisions, funds) = (divisions(), funds());
    let context = Context { divisions: &divisions, funds: &funds, key: [7; 32] };
    load_written(vec![written], &context, &Known)
}

#[test]
fn a_row_is_refused_as_that_of_a_file_is() {
    for (from, to) in [
        ("V1", ""),
        ("653125", "999999"),
        ("2019-07-10", "2019-02-29"),
        ("100000.00", "3万元"),
        ("direct", "cheque"),
        ("special", "彩票"),
        ("天山路桥", "天山\u{0}路桥"),
        ("special", "special,extra"),
        ("653125,2019,", ",x,"),
    ] {
        let line = GOOD.replace(from, to);
        let of_file = Set::of(&[("payments.csv", &format!("{PAYMENTS}\n{line}\n"))]).load();
        let of_form = read(TableId::Payments, PAYMENTS, &[&line]).unwrap();
        assert_eq!(rejected(&of_form), rejected(&of_file), "{line}");
        assert_eq!(rows(&of_form, TableId::Payments), rows(&of_file, TableId::Payments), "{line}");
    }
}

#[test]
fn rows_keep_their_lines_and_empty_ones_are_left_out() {
    let second = GOOD.replace("V1", "V2").replace("direct", "cheque");
    let empty = ",".repeat(10);
    let loaded = read(TableId::Payments, PAYMENTS, &[GOOD, &empty, &second]).unwrap();
    assert_eq!(rejected(&loaded), ["4 channel cheque unknown-choice"]);
    assert_eq!(rows(&loaded, TableId::Payments), (1, 1));
    assert_eq!(loaded.data.tables.source(TableId::Payments, 0), Some((0, Written::line(0))));
    assert_eq!(Written::row(4), Some(2));
    assert_eq!(loaded.data.file_name(0), "form");
    let twice = read(TableId::Payments, PAYMENTS, &[GOOD, GOOD]).unwrap();
    assert_eq!(rejected(&twice), ["3 voucher_no V1 duplicate"]);
    let none = read(TableId::Payments, PAYMENTS, &[&empty]).unwrap();
    assert_eq!(rows(&none, TableId::Payments), (0, 0));
}

#[test]
fn units_and_chinese_headers_are_those_of_files() {
    let headers = "项目编号,指标编号,金额（万元）,安排日期";
    let loaded = read(TableId::Fundings, headers, &["P1,A1,12.5,2019年5月22日"]).unwrap();
    let amount = loaded.data.tables.fundings.amount[0].unwrap();
    assert_eq!(amount.plain(), "125000.00");
    // The store has the project, not the allotment.
    assert_eq!(warnings(&loaded).len(), 1, "{:?}", warnings(&loaded));
    let error = read(TableId::Fundings, "project,amount", &["P1,1"]).unwrap_err();
    assert!(matches!(error, InputError::MissingColumns { .. }), "{error:?}");
    let headers = "project,allotment,amount,allotted_on,colour";
    let unknown = read(TableId::Fundings, headers, &["P1,A1,1,2019-05-22,red"]).unwrap();
    assert!(warnings(&unknown).iter().any(|w| w.contains("colour")), "{:?}", warnings(&unknown));
}

#[test]
fn personal_numbers_are_hashed_while_they_are_read_and_never_printed() {
    let number = "653125198001011012";
    let line = format!("V1,{number},50");
    let loaded = read(TableId::Benefits, "voucher_no,key,amount", &[&line]).unwrap();
    let table = &loaded.data.tables.benefits;
    assert_eq!(table.county[0].unwrap().to_string(), "653125", "found by its voucher");
    let Some(ColumnRef::Key(keys)) = loaded.data.tables.column(TableId::Benefits, "key") else {
        panic!("no keys")
    };
    // The token of a hash is the same person again.
    let token: Key = keys[0].unwrap();
    let again =
        read(TableId::Benefits, "voucher_no,key,amount", &[&format!("V1,{},50", token.token())]);
    assert_eq!(again.unwrap().data.tables.benefits.key[0], keys[0]);
    let written = Written {
        table: TableId::Benefits,
        name: String::new(),
        headers: vec!["key".to_owned()],
        rows: vec![vec![number.to_owned()]],
    };
    assert!(!format!("{written:?}").contains(number));
    let bad =
        read(TableId::Benefits, "voucher_no,key,amount", &[&format!("V1,{number},x")]).unwrap();
    assert!(!format!("{:?}", bad.rejected).contains(number));
}
