//! Printed forms of targets, in the layouts in which bureaus fill them in.

use std::io::{Cursor, Read, Write};

use domain::target::SubjectKind;
use domain::{Fen, Lang};
use intake::{Declaration, InputError, read_declarations};
use rust_xlsxwriter::{Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A workbook of sheets: rows from the top, cells apart by `|`; `#` before a number, `?` alone a formula that was never
/// calculated.
fn book(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, text) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split('|')) {
                match cell.strip_prefix('#') {
                    Some(number) => {
                        sheet.write(row, column, number.parse::<f64>().unwrap()).unwrap();
                    }
                    None if cell == "?" => {
                        sheet.write(row, column, Formula::new("=1+1")).unwrap();
                    }
                    None if !cell.is_empty() => {
                        sheet.write(row, column, cell.replace('↵', "\n")).unwrap();
                    }
                    None => {}
                }
            }
        }
    }
    without_results(book.save_to_buffer().unwrap())
}

/// The workbook as a program leaves it that writes formulas and reckons nothing.
fn without_results(bytes: Vec<u8>) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        to.start_file(part.name().unwrap(), SimpleFileOptions::default()).unwrap();
        to.write_all(text.replace("<f>1+1</f><v>0</v>", "<f>1+1</f>").as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

fn read(sheets: &[(&str, &str)]) -> Vec<Declaration> {
    read_declarations(book(sheets), "forms.xlsx").unwrap()
}

fn one(text: &str) -> Declaration {
    let mut all = read(&[("P1", text)]);
    assert_eq!(all.len(), 1);
    all.pop().unwrap()
}

/// The indicators, each as `level1 level2 name direction value unit weight note`.
fn indicators(one: &Declaration) -> Vec<String> {
    let told = |one: &domain::target::Indicator| {
        let cells = [
            &one.level1,
            &one.level2,
            &one.name,
            &one.direction,
            &one.value,
            &one.unit,
            &one.weight,
            &one.note,
        ];
        cells.map(String::as_str).join("|")
    };
    one.indicators.iter().map(told).collect()
}

fn faults(one: &Declaration) -> Vec<String> {
    one.faults.iter().map(|fault| fault.sentence(Lang::En)).collect()
}

/// As the ministry lays it out: targets of several years beside those of the year, levels merged, indicators from the
/// second column on.
const MINISTRY: &str = "\
附件1
项目支出绩效目标申报表
（2019年度）
项目名称||扶贫羊舍
主管部门及代码||农业局 045|实施单位||畜牧站
项目属性||新增|项目期||2019年—2021年
项目资金↵（万元）|中期资金总额：|#300||年度资金总额：|#100.5
|其中：财政拨款|#270||其中：财政拨款|#90
|其他资金|#30||其他资金|#10.5
总↵体↵目↵标|中期目标（2019年—2021年）|||年度目标
|目标1：建羊舍60座。|||目标1：建羊舍20座。↵目标2：带动100户。
绩↵效↵指↵标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值
|产↵出↵指↵标|数量指标|羊舍|≥60座|数量指标|新建羊舍|≥20座
||质量指标|合格率|100%|质量指标|验收合格率|=100%
||||||一次验收|全部通过
|效益指标|社会效益指标|户数|≥300户|社会效益指标|带动户数|不少于100户
填表人：张三||联系电话：||2019.3.1
";

#[test]
fn the_year_counts_where_several_stand_beside_it() {
    let one = one(MINISTRY);
    assert_eq!(faults(&one), [""; 0]);
    assert_eq!((one.place.as_str(), one.line), ("forms.xlsx#P1", 2));
    assert_eq!((one.kind, one.year), (Some(SubjectKind::Project), Some(2019)));
    assert_eq!(one.name, "扶贫羊舍");
    assert_eq!((one.total, one.fiscal), (Some(Fen(100_500_000)), Some(Fen(90_000_000))));
    assert_eq!(one.goal, "目标1：建羊舍20座。\n目标2：带动100户。");
    assert_eq!(
        indicators(&one),
        [
            "产出指标|数量指标|新建羊舍|>=|20|座||",
            "产出指标|质量指标|验收合格率|=|100|%||",
            "产出指标|质量指标|一次验收||全部通过|||",
            "效益指标|社会效益指标|带动户数|>=|100|户||",
        ]
    );
}

/// A layout with a column for everything; what a stroke stands for is empty.
const COLUMNS: &str = "\
政策绩效目标申报表|||||||
（2020年度）|||||单位：万元||
政策名称||小额信贷贴息|目标编号||MB-7||
年度总体目标|为500户贴息。|||||||
资金情况|年度资金总额|||80.000001||||
|其中：财政拨款|||80万元||||
一级指标|二级指标|三级指标|指标性质|指标值|计量单位|分值|备注
产出指标（50分）|数量指标|贴息户数|≥|#500|户|#20|台账
||拒贷投诉|/|无|/|/|
|/|贴息到户率|=|100|%|30|
||利率|≤|#4.35|%|10|
一级指标|二级指标|三级指标|指标性质|指标值|计量单位|分值|备注
/||总体满意度|定性|满意||10|问卷
合计||||||#70|
";

#[test]
fn every_column_is_read_and_strokes_say_that_there_is_nothing() {
    let one = one(COLUMNS);
    assert_eq!(faults(&one), [""; 0]);
    assert_eq!((one.kind, one.year), (Some(SubjectKind::Policy), Some(2020)));
    assert_eq!((one.name.as_str(), one.target.as_str()), ("小额信贷贴息", "MB-7"));
    assert_eq!((one.total, one.fiscal), (Some(Fen(80_000_001)), Some(Fen(80_000_000))));
    assert_eq!(
        indicators(&one),
        [
            "产出指标|数量指标|贴息户数|>=|500|户|20|台账",
            "产出指标|数量指标|拒贷投诉||无|||",
            "产出指标||贴息到户率|=|100|%|30|",
            "产出指标||利率|<=|4.35|%|10|",
            "||总体满意度|qualitative|满意||10|问卷",
        ]
    );
}

#[test]
fn forms_stand_below_each_other_and_on_sheets_and_other_tables_are_passed_over() {
    let cover = "项目支出绩效目标申报表填写说明\n一、项目名称按批复填写。";
    let judged = "项目支出绩效自评表\n项目名称|甲\n三级指标|指标值|完成值\n亩数|5|5";
    let two = "项目支出绩效目标申报表\n项目名称|甲\n年度资金总额（元）|100\n三级指标|指标值\n亩数|5\n\
               项目支出绩效目标申报表（2021年度）\n项目名称|乙\n三级指标|指标值\n户数|6\n\
               项目名称|丙\n项目编号|P3\n三级指标|指标值\n人数|7";
    let all = read(&[("封面", cover), ("自评", judged), ("目标", two)]);
    let told = all.iter().map(|one| {
        let name = one.indicators.first().map(|one| one.name.as_str()).unwrap_or_default();
        (one.name.as_str(), one.line, one.year, name, one.subject.as_str())
    });
    let told: Vec<_> = told.collect();
    assert_eq!(
        told,
        [
            ("甲", 1, None, "亩数", ""),
            ("乙", 6, Some(2021), "户数", ""),
            ("丙", 10, None, "人数", "P3"),
        ]
    );
    assert_eq!(all[0].total, Some(Fen(10_000)));
}

#[test]
fn what_cannot_be_told_for_sure_names_its_cell() {
    let with = |head: &str, rows: &str| {
        one(&format!("项目名称|甲\n{head}\n三级指标|指标性质|指标值|计量单位|分值\n{rows}"))
    };
    for (head, rows, told) in [
        ("", "合格率|≥|#0.95|%", "cell C4, “0.95”: the cell shows percents"),
        ("", "合格率|≥|#1|%", "cell C4, “1”: the cell shows percents"),
        ("", "户数|正向|5|户", "cell B4, “正向”: not a direction"),
        ("", "|≥|5|户", "cell C4, “5”: there is a value but no name"),
        ("", "户数|≥|?|户", "cell C4: a formula without its result"),
        ("", "户数|≥|5|户|?", "cell E4: a formula without its result"),
        ("年度资金总额|90", "户数|≥|5|户", "cell B2, “90”: the form states no unit"),
        ("年度资金总额（千元）|90", "户数|≥|5|户", "cell B2, “90”: the form states no unit"),
        ("单位：千元|年度资金总额|90", "户数|≥|5|户", "cell C2, “90”: two units are stated"),
        ("年度资金总额（万元）|90元|x", "户数|≥|5|户", ""),
        ("年度资金总额（万元）|90千元", "户数|≥|5|户", "cell B2, “90千元”: not in the unit"),
        ("年度资金总额（万元）|约90", "户数|≥|5|户", "cell B2, “约90”: not a number"),
        ("年度资金总额（万元）|#90.0000001", "户数|≥|5|户", "“90.0000001”: too many decimals"),
        ("年度资金总额（万元）|-90", "户数|≥|5|户", "cell B2, “-90”: no plus or minus sign"),
        ("年度资金总额（万元）|?", "户数|≥|5|户", "cell B2: a formula without its result"),
    ] {
        let found = faults(&with(head, rows));
        if told.is_empty() {
            assert_eq!(found, [""; 0], "{head} {rows}");
            continue;
        }
        assert_eq!(found.len(), 1, "{head} {rows}: {found:?}");
        assert!(
            found[0].starts_with("forms.xlsx#P1 cell ") && found[0].contains(told),
            "{found:?}"
        );
    }
    let uneven = "年度资金总额（万元）|90\n财政拨款（万元）|80\n其他资金（万元）|9";
    let found = faults(&with(uneven, "户数|≥|5|户"));
    assert!(found[0].contains("cell B2") && found[0].contains("800,000.00"), "{found:?}");
    let many: Vec<String> = (0..41).map(|at| format!("指标{at}|≥|5|户")).collect();
    let found = faults(&with("", &many.join("\n")));
    assert!(found.len() == 1 && found[0].contains("more than 40"), "{found:?}");
    let headless = one("项目名称|甲\n年度资金总额（元）|5");
    assert!(faults(&headless)[0].contains("no row of heads"), "{:?}", headless.faults);
}

#[test]
fn rates_without_a_column_for_units_are_not_guessed() {
    let one = one("项目名称|甲\n三级指标|指标值\n验收合格率|#0.98\n补助标准|#0.5");
    assert_eq!(faults(&one).len(), 1);
    assert!(faults(&one)[0].contains("cell B3"), "{:?}", one.faults);
    assert_eq!(one.indicators[1].value, "0.5");
}

#[test]
fn numbers_of_persons_are_masked_wherever_they_stand() {
    let text = "项目名称|甲\n年度目标|帮扶65312519800101101X\n年度资金总额（元）|653125198001011012\n\
                三级指标|指标值|备注\n户数|5|电话 6222021234567890123";
    let told = format!("{:?} {:?}", one(text), faults(&one(text)));
    assert!(!told.contains("19800101") && !told.contains("6222021234"), "{told}");
}

#[test]
fn a_workbook_without_a_form_is_refused_and_so_is_what_is_none() {
    let refused = read_declarations(book(&[("支付", "凭证号|金额\nV1|5")]), "a.xlsx").unwrap_err();
    assert!(matches!(refused, InputError::NoDeclaration { .. }), "{refused}");
    assert!(refused.sentence(Lang::Zh).contains("三级指标"));
    let refused = read_declarations(b"%PDF-1.4".to_vec(), "a.pdf").unwrap_err();
    assert!(matches!(refused, InputError::NotAWorkbook { .. }), "{refused}");
    let wide = "一|".repeat(16_000);
    let rows = format!("{wide}\n").repeat(13);
    let refused = read_declarations(book(&[("大", &rows)]), "a.xlsx").unwrap_err();
    assert!(matches!(refused, InputError::TooLarge { .. }), "{refused}");
}
