//! What fuzzing and the measuring of bounds found, each mended.

use domain::TableId;

use super::files::{compound, ods, stream};
use crate::common::{GOOD, PAYMENTS, Set, load_path, rows};

/// The refusal of a single file.
fn refused(name: &str, bytes: &[u8]) -> String {
    let set = Set::new().with(name, bytes);
    load_path(&set.file(name)).unwrap_err().to_string()
}

fn numbered(count: usize, text: fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

#[test]
fn a_mapping_of_a_hundred_thousand_faults_shows_the_first() {
    let text: String = numbered(100_000, |i| format!("[t{i}]\n"));
    let set =
        Set::of(&[("payments.csv", &format!("{PAYMENTS}\n{GOOD}\n")), ("mapping.toml", &text)]);
    assert_eq!(set.refuse().to_string().lines().count(), 100);
    let set = set.with("mapping.toml", "#\n".repeat(600_000).as_bytes());
    assert!(set.refuse().to_string().contains("at most 1 MiB"));
}

#[test]
fn rows_out_of_proportion_to_the_file_are_refused() {
    let constants = "[projects.constants]\nname = \"n\"\ncounty = 653125\nfiscal_year = 2019\n\
                     category = \"c\"\nnature = \"n\"\nunit = \"u\"\nplanned_amount = 1\n";
    let text = format!("id\n{}", "1\n".repeat(500_000));
    let set = Set::of(&[("projects.csv", &text), ("mapping.toml", constants)]);
    assert!(set.refuse().to_string().contains("far more rows than its size allows"));
}

#[test]
fn one_part_is_not_read_as_a_thousand_sheets() {
    let sheets: String =
        numbered(2000, |i| format!("<table:table table:name=\"payments{i}\"></table:table>"));
    let content = format!("<office:body>{sheets}</office:body>");
    assert!(refused("data.ods", &ods(content.as_bytes())).contains("holds too much"));
    let sheet = (0x0085, vec![0, 0, 0, 0, 0, 0, 1, 0, b'a']);
    let begin = (0x0809, vec![0, 6, 16, 0, 0, 0, 0, 0]);
    let cell = (0x0203, vec![0; 14]);
    let records =
        [vec![begin.clone(), sheet.clone(), sheet, (0x000a, vec![]), begin], vec![cell; 100]];
    let mut bytes = stream(&records.concat(), true);
    // The second sheet begins where the first does.
    let at = bytes[16..20].to_vec();
    bytes[29..33].copy_from_slice(&at);
    assert!(refused("data.xls", &compound(&bytes)).contains("not a workbook"));
}

#[test]
fn a_table_of_strings_claims_no_room_that_it_does_not_need() {
    let mut parts = super::xlsx_parts();
    let strings = String::from_utf8(parts[1].1.clone()).unwrap();
    let (before, behind) = strings.split_once("uniqueCount=\"").unwrap();
    let (_, behind) = behind.split_once('"').unwrap();
    parts[1].1 = format!("{before}uniqueCount=\"4294967295\"{behind}").into_bytes();
    assert!(refused("data.xlsx", &super::files::pack(&parts)).contains("holds too much"));
}

#[test]
fn repeated_cells_are_counted_by_their_bytes() {
    let wide = "<table:table-row table:number-rows-repeated=\"100000\"><table:table-cell \
                table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>\
                </table:table-row>";
    let head = "<table:table-row><table:table-cell><text:p>key</text:p></table:table-cell></table:table-row>";
    let table = format!("<table:table table:name=\"register\">{head}{wide}</table:table>");
    let content = format!("<office:body>{table}</office:body>");
    assert!(refused("data.ods", &ods(content.as_bytes())).contains("holds too much"));
}

#[test]
fn many_files_of_an_archive_are_read_in_time() {
    let text = format!("{PAYMENTS}\n");
    let part = |i| (format!("payments-{i}.csv"), text.clone().into_bytes());
    let parts: Vec<super::files::Part> = (0..3_000).map(part).collect();
    let set = Set::new().with("set.zip", &super::files::pack(&parts));
    let loaded = load_path(&set.file("set.zip")).unwrap();
    assert_eq!((rows(&loaded, TableId::Payments), loaded.data.files.len()), ((0, 0), 3_000));
}
