//! Workbooks of three formats.

use std::io::{Cursor, Write};

use domain::{Fen, TableId};
use intake::Loaded;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::common::{Set, files, load_path, rejected, rows, warnings};

const HEADERS: [&str; 8] =
    ["凭证号", "县", "年度", "支付日期", "金额（万元）", "支付方式", "款项性质", "收款人类型"];

/// A workbook as a spreadsheet program writes it: numbers as numbers, dates as formatted serial days.
fn xlsx(sheet: &str, title: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "x").unwrap();
    let date = Format::new().set_num_format("yyyy/m/d");
    let page = book.add_worksheet().set_name(sheet).unwrap();
    let top = if title { 3 } else { 0 };
    if title {
        page.write(0, 0, "2019年支付明细表").unwrap();
        page.write(1, 7, "单位：万元").unwrap();
    }
    for (at, header) in HEADERS.iter().enumerate() {
        page.write(top, at as u16, *header).unwrap();
    }
    for (row, amount) in [(top + 1, 10.5), (top + 2, 0.1 + 0.2), (top + 5, 7.0)] {
        page.write(row, 0, 20_190_000_000_f64 + f64::from(row)).unwrap();
        page.write(row, 1, "莎车县").unwrap();
        page.write(row, 2, 2019).unwrap();
        let day = ExcelDateTime::from_ymd(2019, 7, 10).unwrap();
        page.write_with_format(row, 3, &day, &date).unwrap();
        page.write(row, 4, amount).unwrap();
        page.write(row, 5, "财政直接支付").unwrap();
        page.write(row, 6, Formula::new("=\"进度\"&\"款\"").set_result("进度款")).unwrap();
        page.write(row, 7, "企业").unwrap();
    }
    page.write(top + 5, 3, 43_656.75).unwrap();
    book.save_to_buffer().unwrap()
}

/// What both rows and refusals of [`xlsx`] come to.
fn check(loaded: &Loaded, file: &str, top: u32) {
    assert_eq!(rows(loaded, TableId::Payments), (2, 1), "{:?}", rejected(loaded));
    let payments = &loaded.data.tables.payments;
    assert_eq!(payments.voucher_no.get(0), format!("{}", 20_190_000_000_u64 + u64::from(top)));
    assert_eq!(payments.amount, [Some(Fen(10_500_000)), Some(Fen(7_000_000))]);
    let days: Vec<String> = payments.paid_on.iter().map(|d| d.unwrap().to_string()).collect();
    assert_eq!(days, ["2019-07-10", "2019-07-10"]);
    let lines: Vec<Option<(u16, u32)>> = (0..2).map(|row| payments.sources.get(row)).collect();
    assert_eq!(lines, [Some((0, top + 1)), Some((0, top + 5))]);
    assert_eq!(files(loaded), [file]);
    assert_eq!(rejected(loaded), [format!("{} amount 0.*** too-precise", top + 2)]);
    assert_eq!(loaded.rejected[0].file, file);
}

#[test]
fn xlsx_with_numbers_dates_formulas_and_titles() {
    for (sheet, title, top) in [("支付", false, 1), ("payments", true, 4)] {
        let set = Set::new().with("data.xlsx", &xlsx(sheet, title));
        let loaded = load_path(&set.file("data.xlsx")).unwrap();
        check(&loaded, &format!("data.xlsx#{sheet}"), top);
        assert_eq!(warnings(&loaded), ["data.xlsx#说明 is no table and was not read"]);
    }
}

#[test]
fn a_workbook_named_as_a_table_may_name_its_sheets_as_it_likes() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (at, header) in ["project", "allotment", "amount", "allotted_on"].iter().enumerate() {
        page.write(0, at as u16, *header).unwrap();
    }
    for (at, cell) in ["P", "A", "1,000.50", "2019-01-01", "too much"].iter().enumerate() {
        page.write(1, at as u16, *cell).unwrap();
        page.write(2, at as u16, if at < 4 { *cell } else { "" }).unwrap();
    }
    let set = Set::new().with("资金安排.xlsx", &book.save_to_buffer().unwrap());
    let loaded = set.load();
    assert_eq!(files(&loaded), ["资金安排.xlsx#Sheet1"]);
    assert_eq!(rejected(&loaded), ["2 #5 too much too-many-cells"]);
    assert_eq!(loaded.data.tables.fundings.amount, [Some(Fen(100_050))]);
}

#[test]
fn ids_that_a_spreadsheet_rounded_are_refused() {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("register").unwrap();
    page.write(0, 0, "key").unwrap();
    page.write(1, 0, 653_125_198_001_011_012_f64).unwrap();
    page.write(2, 0, "653125198001011012").unwrap();
    let set = Set::new().with("data.xlsx", &book.save_to_buffer().unwrap());
    let loaded = set.load();
    assert_eq!(rejected(&loaded), ["2 key *** not-a-key"]);
    assert_eq!(rows(&loaded, TableId::Register), (1, 1));
}

/// An `.ods` around the rows of one sheet.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">\
         <office:body><office:spreadsheet><table:table table:name=\"说明\"><table:table-row>\
         <table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>\
         </table:table><table:table table:name=\"支付\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("mimetype", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    zip.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(content.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

fn text_cell(text: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
    )
}

fn ods_row(voucher: &str, amount: &str, attributes: &str) -> String {
    let texts = |texts: &[&str]| texts.iter().map(|t| text_cell(t)).collect::<String>();
    format!(
        "<table:table-row{attributes}>{}<table:table-cell office:value-type=\"float\" office:value=\"2019\"/>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2019-07-10\"/>\
         <table:table-cell office:value-type=\"float\" office:value=\"{amount}\"><text:p>x</text:p>\
         </table:table-cell>{}</table:table-row>",
        texts(&[voucher, "莎车县"]),
        texts(&["财政<text:span>直接</text:span>支付", "进度款", "企&#x4e1a;"])
    )
}

#[test]
fn ods_with_repeated_rows_and_cells() {
    let header = HEADERS.map(text_cell).concat();
    let empty = "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell \
                 table:number-columns-repeated=\"1024\"/></table:table-row>";
    let last = empty.replace("\"2\"", "\"1048500\"");
    let rows = format!(
        "<table:table-row>{header}</table:table-row>{}{}{empty}{}{last}",
        ods_row("20190000001", "10.5", ""),
        ods_row("20190000002", "0.30000000000000004", ""),
        ods_row("20190000006", "7", "")
    );
    let set = Set::new().with("data.ods", &ods(&rows));
    let loaded = load_path(&set.file("data.ods")).unwrap();
    check(&loaded, "data.ods#支付", 1);
    let again = ods_row("V", "1", " table:number-rows-repeated=\"3\"");
    let set = Set::new()
        .with("data.ods", &ods(&format!("<table:table-row>{header}</table:table-row>{again}")));
    let loaded = set.load();
    assert_eq!(rejected(&loaded), ["3 voucher_no V duplicate", "4 voucher_no V duplicate"]);
}

/// Amounts below `单位：万元` in sheets of each format, in fen; the last sheet states no unit.
#[test]
fn each_sheet_has_the_unit_above_its_header() {
    let header: Vec<&str> =
        HEADERS.iter().map(|h| if h.starts_with("金额") { "金额" } else { h }).collect();
    let mut book = Workbook::new();
    for (sheet, unit, voucher) in [("支付2018", "金额单位：万元", "A"), ("支付2019", "", "B")]
    {
        let page = book.add_worksheet().set_name(sheet).unwrap();
        let row = [voucher, "莎车县", "2019", "2019-07-10", "7", "直接支付", "进度款", "企业"];
        page.write(0, 3, unit).unwrap();
        for at in 0..8 {
            page.write(1, at as u16, header[at]).unwrap();
            page.write(2, at as u16, row[at]).unwrap();
        }
    }
    let title = format!(
        "<table:table-row>{}{}</table:table-row>",
        text_cell("表"),
        text_cell("单位：万元")
    );
    let texts = |texts: &[&str]| texts.iter().map(|t| text_cell(t)).collect::<String>();
    let rows = format!(
        "{title}<table:table-row>{}</table:table-row>{}",
        texts(&header),
        ods_row("A", "7", "")
    );
    for (name, bytes, expect) in [
        ("data.xlsx", book.save_to_buffer().unwrap(), vec![Some(Fen(7_000_000)), Some(Fen(700))]),
        ("data.ods", ods(&rows), vec![Some(Fen(7_000_000))]),
    ] {
        let loaded = Set::new().with(name, &bytes).load();
        assert_eq!(loaded.data.tables.payments.amount, expect, "{:?}", rejected(&loaded));
    }
}

#[test]
fn a_column_that_one_of_several_sheets_lacks_is_unknown_in_all() {
    let mut book = Workbook::new();
    for (sheet, id, width) in [("orders-1", "A", 6), ("orders-2", "B", 5)] {
        let page = book.add_worksheet().set_name(sheet).unwrap();
        let header = ["id", "subject_kind", "subject", "issued_on", "due_on", "done_on"];
        for (at, name) in header.iter().enumerate().take(width) {
            page.write(0, at as u16, *name).unwrap();
            let cell = [id, "project", "P"].get(at).copied().unwrap_or("2019-01-01");
            page.write(1, at as u16, cell).unwrap();
        }
    }
    let loaded = Set::new().with("data.xlsx", &book.save_to_buffer().unwrap()).load();
    assert_eq!(rows(&loaded, TableId::Orders), (2, 0));
    assert!(!loaded.data.has_column(TableId::Orders, "done_on"));
    assert_eq!(
        warnings(&loaded),
        [
            "some files of orders have done_on, but not data.xlsx#orders-2; rules that need them cannot \
             judge the counties of the latter; add the columns, empty where there is nothing to write"
        ]
    );
}

/// An `.xlsx` of one sheet, from the XML of its rows.
fn bare_xlsx(sheet: &str, rows: &str) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"a\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook><sheets><sheet name=\"{sheet}\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn formulas_that_were_never_calculated_are_row_errors() {
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let texts = |all: &[&str]| all.iter().map(|t| text(t)).collect::<String>();
    let row = |cells: &str| format!("<row>{cells}</row>");
    let header = row(&texts(&["project", "allotment", "amount", "allotted_on", "x"]));
    let bare = |amount: &str, beside: &str| {
        let (first, day) = (texts(&["P", "A"]), text("2019-01-01"));
        row(&format!("{first}{amount}{day}{beside}"))
    };
    let rows = [
        header,
        bare("<c><f>1+1</f></c>", ""),
        bare("<c><f>1+1</f><v/></c>", ""),
        bare("<c><f>1+1</f><v>2</v></c>", "<c><f>1+1</f></c>"),
    ];
    let xlsx = bare_xlsx("fundings", &rows.concat());
    let formula = "<table:table-cell table:formula=\"of:=1+1\"/>";
    let header = [
        "voucher_no",
        "county",
        "fiscal_year",
        "paid_on",
        "amount",
        "channel",
        "kind",
        "payee_type",
    ];
    let header: String = header.iter().map(|t| text_cell(t)).collect();
    let row = ods_row("V", "1", "");
    let start =
        row.find("<table:table-cell office:value-type=\"float\" office:value=\"1\"").unwrap();
    let end =
        start + row[start..].find("</table:table-cell>").unwrap() + "</table:table-cell>".len();
    let row = format!("{}{formula}{}", &row[..start], &row[end..]);
    let ods = ods(&format!("<table:table-row>{header}</table:table-row>{row}"));
    for (name, bytes, expect) in [
        ("data.xlsx", xlsx, vec!["2 amount not-calculated", "3 amount not-calculated"]),
        ("data.ods", ods, vec!["2 amount not-calculated"]),
    ] {
        let loaded = Set::new().with(name, &bytes).load();
        assert_eq!(rejected(&loaded), expect);
    }
}

/// An `.xls` with one sheet of texts and numbers.
fn xls(sheet: &str, cells: &[(u16, u16, &str)]) -> Vec<u8> {
    let record = |kind: u16, content: &[u8]| {
        let mut out = kind.to_le_bytes().to_vec();
        out.extend((content.len() as u16).to_le_bytes());
        out.extend(content);
        out
    };
    let begin = |what: u8| record(0x0809, &[0, 6, what, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0]);
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let name = [&[sheet.chars().count() as u8, 1][..], &wide(sheet)].concat();
    let globals = |at: u32| {
        let bound = [&at.to_le_bytes()[..], &[0, 0], &name].concat();
        [begin(5), record(0x0085, &bound), record(0x000a, &[])].concat()
    };
    let at = globals(0).len() as u32;
    let mut stream = [globals(at), begin(0x10)].concat();
    for (row, column, value) in cells {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        stream.extend(if let Ok(number) = value.parse::<f64>() {
            record(0x0203, &[place, number.to_le_bytes().to_vec()].concat())
        } else {
            let length = (value.chars().count() as u16).to_le_bytes();
            record(0x0204, &[place, length.to_vec(), vec![1], wide(value)].concat())
        });
    }
    stream.extend(record(0x000a, &[]));
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    compound.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    compound.flush().unwrap();
    compound.into_inner().into_inner()
}

#[test]
fn xls_with_texts_and_numbers() {
    let mut cells: Vec<(u16, u16, &str)> =
        HEADERS.iter().enumerate().map(|(at, h)| (0, at as u16, *h)).collect();
    for (row, voucher, amount) in [
        (1, "20190000001", "10.5"),
        (2, "20190000002", "0.30000000000000004"),
        (5, "20190000006", "7"),
    ] {
        let values = [voucher, "莎车县", "2019", "43656", amount, "财政直接支付", "进度款", "企业"];
        cells.extend(values.iter().enumerate().map(|(at, value)| (row, at as u16, *value)));
    }
    let set = Set::new().with("data.xls", &xls("支付", &cells));
    let loaded = load_path(&set.file("data.xls")).unwrap();
    check(&loaded, "data.xls#支付", 1);
}

#[test]
fn an_xls_that_asks_for_a_gigabyte_is_refused() {
    let set = Set::new().with("data.xls", &xls("支付", &[(0, 0, "a"), (65_535, 255, "b")]));
    let error = set.refuse().to_string();
    assert!(error.contains("data.xls is refused: the workbook holds too much"), "{error}");
}

#[test]
fn a_large_xls_is_read_to_its_end() {
    let texts: Vec<String> = (0..60_000).map(|i| format!("653125{i:012}")).collect();
    let head = (0_u16, 0_u16, "key");
    let rows = (1..).zip(&texts).map(|(row, text)| (row, 0, text.as_str()));
    let cells: Vec<(u16, u16, &str)> = std::iter::once(head).chain(rows).collect();
    for count in [10, 5_000, 60_000] {
        let set = Set::new().with("data.xls", &xls("register", &cells[..=count]));
        let loaded = load_path(&set.file("data.xls"));
        assert_eq!(loaded.map(|l| rows_of(&l)).map_err(|e| e.to_string()), Ok(count as u64));
    }
}

fn rows_of(loaded: &Loaded) -> u64 {
    let (good, bad) = rows(loaded, TableId::Register);
    good + bad
}
